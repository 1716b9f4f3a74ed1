//! Files, folders and zips of the disk, behind the port of the readers.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;
use isnad::format::exchange::files::{Files, Input};
use isnad::format::exchange::zip::{Archive, ZipFiles, is_zip};

/// What is read, and where it lies.
pub struct Source {
    /// The files.
    pub files: Box<dyn Files>,
    /// What stands before the names of files in messages.
    pub root: PathBuf,
    /// In bytes, all files together.
    pub size: u64,
}

/// Files below a folder.
struct Folder {
    root: PathBuf,
    names: Vec<String>,
    bar: ProgressBar,
}

impl Files for Folder {
    fn names(&self) -> Vec<String> {
        self.names.clone()
    }

    fn open(&self, name: &str) -> io::Result<Input<'_>> {
        let file = File::open(self.root.join(name))?;
        Ok(Box::new(BufReader::new(self.bar.wrap_read(file))))
    }
}

struct Zip(PathBuf);

impl Archive for Zip {
    type Bytes = File;

    fn open(&self) -> io::Result<File> {
        File::open(&self.0)
    }
}

/// Opens a file, a folder or a zip.
pub fn open(path: &Path, bar: &ProgressBar) -> Result<Source, String> {
    let fail = |path: &Path, error: io::Error| format!("{}: {error}", path.display());
    let kind = std::fs::metadata(path).map_err(|error| fail(path, error))?;
    if kind.is_dir() {
        let mut found = Vec::new();
        walk(path, "", &mut found).map_err(|(path, error)| fail(&path, error))?;
        found.sort();
        let size = found.iter().map(|(_, size)| size).sum();
        let names = found.into_iter().map(|(name, _)| name).collect();
        let root = path.to_owned();
        let files = Folder {
            root: root.clone(),
            names,
            bar: bar.clone(),
        };
        return Ok(Source {
            files: Box::new(files),
            root,
            size,
        });
    }
    let mut head = [0; 4];
    let mut file = File::open(path).map_err(|error| fail(path, error))?;
    let read = io::Read::read(&mut file, &mut head).map_err(|error| fail(path, error))?;
    if is_zip(head.get(..read).unwrap_or_default()) {
        let files = ZipFiles::new(Zip(path.to_owned()));
        let files = files.map_err(|reason| format!("{}: {reason}", path.display()))?;
        return Ok(Source {
            files: Box::new(files),
            root: path.to_owned(),
            size: kind.len(),
        });
    }
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let name = name.ok_or_else(|| format!("{}: no file", path.display()))?;
    let root = path.parent().map(Path::to_owned).unwrap_or_default();
    Ok(Source {
        files: Box::new(Folder {
            root: root.clone(),
            names: vec![name],
            bar: bar.clone(),
        }),
        root,
        size: kind.len(),
    })
}

type Found = Vec<(String, u64)>;

/// Names and sizes of the files below a folder; hidden ones are passed over.
fn walk(folder: &Path, before: &str, found: &mut Found) -> Result<(), (PathBuf, io::Error)> {
    let fail = |error| (folder.to_owned(), error);
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        let name = entry.file_name();
        let path = entry.path();
        let Some(name) = name.to_str() else {
            let why = "the name is no UTF-8";
            return Err((path, io::Error::new(io::ErrorKind::InvalidData, why)));
        };
        if name.starts_with('.') {
            continue;
        }
        let fail = |error| (path.clone(), error);
        let kind = std::fs::metadata(&path).map_err(fail)?;
        if kind.is_dir() {
            walk(&path, &format!("{before}{name}/"), found)?;
        } else {
            found.push((format!("{before}{name}"), kind.len()));
        }
    }
    Ok(())
}
