//! Files, folders and zips that are written. They are made beside their place and moved there when they are whole.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use isnad::format::exchange::files::Sink;
use isnad::format::exchange::zip::ZipPacker;

/// How the output lies on the disk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    File,
    Folder,
    Zip,
}

/// The output while it is written.
pub struct Output {
    shape: Shape,
    place: PathBuf,
    partial: PathBuf,
    open: HashMap<String, BufWriter<File>>,
    begun: bool,
}

/// How many files are open at once.
const MOST_OPEN: usize = 64;

impl Output {
    /// Begins an output. A kind of one file goes to a file, unless a zip is asked for.
    pub fn new(place: &Path, single: bool, force: bool) -> Result<Self, String> {
        let zip = place
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("zip"));
        let shape = match (zip, single) {
            (true, _) => Shape::Zip,
            (false, true) => Shape::File,
            (false, false) => Shape::Folder,
        };
        if !force && fs::symlink_metadata(place).is_ok() {
            return Err(format!(
                "{} is there already: --force writes over it",
                place.display()
            ));
        }
        let name = place
            .file_name()
            .ok_or_else(|| format!("{}: no name", place.display()))?;
        let mut partial = name.to_owned();
        partial.push(".partial");
        let output = Self {
            shape,
            place: place.to_owned(),
            partial: place.with_file_name(partial),
            open: HashMap::new(),
            begun: false,
        };
        output.clear().map_err(|error| output.say(&error))?;
        Ok(output)
    }

    fn say(&self, error: &io::Error) -> String {
        format!("{}: {error}", self.place.display())
    }

    fn clear(&self) -> io::Result<()> {
        remove(&self.partial)
    }

    fn path(&self, name: &str) -> PathBuf {
        match self.shape {
            Shape::File => self.partial.clone(),
            Shape::Folder | Shape::Zip => self.partial.join(name),
        }
    }

    fn file(&mut self, name: &str) -> io::Result<&mut BufWriter<File>> {
        if !self.open.contains_key(name) {
            if self.open.len() >= MOST_OPEN
                && let Some(other) = self.open.keys().next().cloned()
            {
                self.done(&other)?;
            }
            let path = self.path(name);
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            let file = OpenOptions::new().create(true).append(true).open(path)?;
            self.open.insert(name.to_owned(), BufWriter::new(file));
            self.begun = true;
        }
        self.open
            .get_mut(name)
            .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }

    /// Moves what was written to its place.
    pub fn finish(mut self) -> Result<(), String> {
        self.end().map_err(|error| self.say(&error))
    }

    fn end(&mut self) -> io::Result<()> {
        let names: Vec<String> = self.open.keys().cloned().collect();
        for name in names {
            self.done(&name)?;
        }
        if !self.begun && self.shape != Shape::File {
            fs::create_dir_all(&self.partial)?;
        }
        let whole = match self.shape {
            Shape::Zip => self.pack()?,
            Shape::File | Shape::Folder => self.partial.clone(),
        };
        if fs::symlink_metadata(&self.place).is_ok() && self.shape != Shape::File {
            remove(&self.place)?;
        }
        fs::rename(&whole, &self.place)?;
        self.clear()
    }

    fn pack(&self) -> io::Result<PathBuf> {
        let mut packed = self.partial.clone().into_os_string();
        packed.push(".zip");
        let packed = PathBuf::from(packed);
        let mut zip = ZipPacker::new(BufWriter::new(File::create(&packed)?));
        let mut names = Vec::new();
        names_below(&self.partial, "", &mut names)?;
        names.sort();
        let mut bytes = vec![0; 1 << 16];
        for name in names {
            let mut file = File::open(self.partial.join(&name))?;
            zip.write(&name, b"")?;
            loop {
                let read = io::Read::read(&mut file, &mut bytes)?;
                if read == 0 {
                    break;
                }
                zip.write(&name, bytes.get(..read).unwrap_or_default())?;
            }
            zip.done(&name)?;
        }
        zip.finish()?.flush()?;
        Ok(packed)
    }
}

impl Sink for Output {
    fn write(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.file(name)?.write_all(bytes)
    }

    fn done(&mut self, name: &str) -> io::Result<()> {
        match self.open.remove(name) {
            Some(mut file) => file.flush(),
            None => Ok(()),
        }
    }
}

impl Drop for Output {
    /// Takes away what is not whole.
    fn drop(&mut self) {
        self.open.clear();
        if let Err(error) = self.clear() {
            eprintln!("isnad: {}", self.say(&error));
        }
    }
}

fn remove(path: &Path) -> io::Result<()> {
    let kind = match fs::symlink_metadata(path) {
        Ok(kind) => kind,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    if kind.is_dir() {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    }
}

fn names_below(folder: &Path, before: &str, names: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{before}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            names_below(&entry.path(), &format!("{name}/"), names)?;
        } else {
            names.push(name);
        }
    }
    Ok(())
}
