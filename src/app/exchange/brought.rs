//! Files that a person brought, and what is in zips among them, as input of the readers.

use std::cell::Cell;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::rc::Rc;

use crate::app::msg::FileBytes;
use crate::format::exchange::files::{Files, Input};
use crate::format::exchange::reject::{Place, Reason, Rejected};
use crate::format::exchange::zip::{Archive, ZipFiles, ZipOpening, is_zip};
use crate::model::sorted::Map;

#[derive(Clone, Debug)]
struct Bytes(Rc<Vec<u8>>);

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Bytes that count what is read of them.
#[derive(Debug)]
pub struct Counted {
    bytes: Cursor<Bytes>,
    read: Rc<Cell<u64>>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(into)?;
        self.read.set(self.read.get() + read as u64);
        Ok(read)
    }
}

impl Seek for Counted {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.bytes.seek(to)
    }
}

#[derive(Clone, Debug)]
struct Shared {
    bytes: Bytes,
    read: Rc<Cell<u64>>,
}

impl Archive for Shared {
    type Bytes = Counted;

    fn open(&self) -> io::Result<Counted> {
        Ok(Counted {
            bytes: Cursor::new(self.bytes.clone()),
            read: self.read.clone(),
        })
    }
}

#[derive(Debug)]
enum Source {
    File(Shared),
    Zip(ZipFiles<Shared>),
}

/// All files that were brought together.
#[derive(Debug, Default)]
pub struct Brought {
    sources: Vec<Source>,
    /// By the name that readers know: which source, and the name in it.
    places: Map<String, (usize, String)>,
    /// Zips that could not be opened.
    pub broken: Vec<Rejected>,
    /// What is shown as the name of all.
    pub title: String,
    read: Rc<Cell<u64>>,
    size: u64,
}

/// The folder that all files lie in, if one was brought. A single file may have a slash in what stands for its name.
fn folder_of(files: &[FileBytes]) -> Option<String> {
    if files.len() < 2 {
        return None;
    }
    let (folder, _) = files.first()?.name.split_once('/')?;
    let inside = |file: &FileBytes| {
        let rest = file.name.strip_prefix(folder);
        rest.is_some_and(|rest| rest.starts_with('/'))
    };
    files.iter().all(inside).then(|| folder.to_owned())
}

/// What systems and other programs keep in a folder for themselves, and no person put there.
fn is_hidden(path: &str) -> bool {
    let mut parts = path.split('/').skip(1);
    parts.any(|part| part.starts_with('.'))
}

/// Files that are being opened, a little at a time.
pub struct Opening {
    brought: Brought,
    files: std::vec::IntoIter<FileBytes>,
    /// A zip, its name, and the source that it will be.
    zip: Option<(String, ZipOpening<Shared>)>,
    alone: bool,
    /// How much of each name is that of the folder around all.
    inside: usize,
}

impl Opening {
    /// Nothing is opened yet.
    pub fn new(files: Vec<FileBytes>) -> Self {
        let folder = folder_of(&files);
        let names: Vec<&str> = files.iter().map(|file| &*file.name).collect();
        let title = match &folder {
            Some(folder) => folder.clone(),
            None => names.join("، "),
        };
        Self {
            alone: files.len() == 1,
            inside: folder.map_or(0, |folder| folder.len() + 1),
            brought: Brought {
                title,
                ..Brought::default()
            },
            files: files.into_iter(),
            zip: None,
        }
    }

    /// Opens some, so that what is in zips stands beside the others; says whether there is more.
    pub fn step(&mut self) -> bool {
        if let Some((name, mut zip)) = self.zip.take() {
            match zip.step() {
                Ok(true) => self.zip = Some((name, zip)),
                Ok(false) => self.unzipped(&name, zip.done()),
                Err(reason) => self.broken(&name, reason),
            }
            return true;
        }
        let Some(FileBytes { name, bytes }) = self.files.next() else {
            return false;
        };
        if self.inside > 0 && is_hidden(&name) {
            return true;
        }
        let name = name.get(self.inside..).unwrap_or_default();
        let brought = &mut self.brought;
        brought.size += bytes.len() as u64;
        let zip = is_zip(&bytes);
        let shared = Shared {
            bytes: Bytes(Rc::new(bytes)),
            read: brought.read.clone(),
        };
        if !zip {
            brought.place(name, brought.sources.len(), name);
            brought.sources.push(Source::File(shared));
            return true;
        }
        match ZipOpening::new(shared) {
            Ok(zip) => self.zip = Some((name.to_owned(), zip)),
            Err(reason) => self.broken(name, reason),
        }
        true
    }

    fn unzipped(&mut self, name: &str, files: ZipFiles<Shared>) {
        let brought = &mut self.brought;
        for inside in files.names() {
            let shown = if self.alone {
                inside.clone()
            } else {
                format!("{name}/{inside}")
            };
            brought.place(&shown, brought.sources.len(), &inside);
        }
        brought.sources.push(Source::Zip(files));
    }

    fn broken(&mut self, name: &str, reason: Reason) {
        let rejected = Rejected::new(Place::file(name), reason);
        self.brought.broken.push(rejected);
    }

    /// The files, when all are open.
    pub fn done(self) -> Brought {
        self.brought
    }
}

impl Brought {
    /// Two files of one name come from two folders.
    fn place(&mut self, shown: &str, source: usize, inside: &str) {
        let mut name = shown.to_owned();
        for number in 2_u64.. {
            if !self.places.contains_key(&name) {
                break;
            }
            name = match shown.rsplit_once('.') {
                Some((stem, end)) => format!("{stem} ({number}).{end}"),
                None => format!("{shown} ({number})"),
            };
        }
        self.places.insert(name, (source, inside.to_owned()));
    }

    /// Counts from nothing again.
    pub fn count_anew(&self) {
        self.read.set(0);
    }

    /// How much of the bytes was read, in thousandths.
    pub fn progress(&self) -> u32 {
        let part = self.read.get() * 1_000 / self.size.max(1);
        u32::try_from(part.min(1_000)).unwrap_or(1_000)
    }

    /// The beginning of a file, as it is.
    pub fn head(&self, name: &str, most: u64) -> Vec<u8> {
        let mut head = Vec::new();
        // What cannot be read is said when it is read as a whole.
        if let Ok(input) = self.open(name) {
            let _ = input.take(most).read_to_end(&mut head);
        }
        head
    }
}

impl Files for Brought {
    fn names(&self) -> Vec<String> {
        self.places.keys().cloned().collect()
    }

    fn open(&self, name: &str) -> io::Result<Input<'_>> {
        let missing = || io::Error::from(io::ErrorKind::NotFound);
        let (source, inside) = self.places.get(name).ok_or_else(missing)?;
        match self.sources.get(*source).ok_or_else(missing)? {
            Source::File(file) => Ok(Box::new(BufReader::new(file.open()?))),
            Source::Zip(files) => files.open(inside),
        }
    }
}
