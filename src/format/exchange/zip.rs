//! A zip as files in and out.

use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};

use ::zip::result::ZipError;
use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, ZipArchive, ZipWriter};
use flate2::Crc;
use flate2::read::DeflateDecoder;

use super::encoding::io_reason;
use super::fault::ZipFault;
use super::files::{Files, Input, Memory, Sink};
use super::reject::Reason;
use crate::model::sorted::Map;

/// Whether the bytes at the start of a file are those of a zip.
pub fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

/// Where the bytes of a zip come from: opened anew for each file in it, so that many can be read at once.
pub trait Archive {
    /// What gives its bytes.
    type Bytes: Read + Seek;

    /// Opens it.
    ///
    /// # Errors
    /// As the system has them.
    fn open(&self) -> io::Result<Self::Bytes>;
}

/// A file in a zip: where its bytes are.
#[derive(Clone, Copy, Debug)]
struct Entry {
    start: u64,
    packed: u64,
    size: u64,
    deflated: bool,
    crc: u32,
}

/// The files in a zip, each read as it is unpacked.
#[derive(Debug)]
pub struct ZipFiles<A> {
    archive: A,
    entries: Map<String, Entry>,
}

/// The most files that a zip may hold.
const MOST_FILES: usize = 1_000_000;

/// A zip whose directory is being read.
pub struct ZipOpening<A: Archive> {
    archive: A,
    zip: ZipArchive<BufReader<A::Bytes>>,
    next: usize,
    entries: Vec<(String, Entry)>,
}

/// How many files of the directory are read at once.
const STEP: usize = 500;

impl<A: Archive> ZipFiles<A> {
    /// Reads the directory of a zip.
    ///
    /// # Errors
    /// [`Reason::Zip`] if it is none, holds too many files, or one that is encrypted or packed in a rare way.
    pub fn new(archive: A) -> Result<Self, Reason> {
        let mut opening = ZipOpening::new(archive)?;
        while opening.step()? {}
        Ok(opening.done())
    }
}

impl<A: Archive> ZipOpening<A> {
    /// Finds the directory.
    ///
    /// # Errors
    /// As [`ZipFiles::new`] has them.
    pub fn new(archive: A) -> Result<Self, Reason> {
        let wrong = |error: ZipError| Reason::Zip(error.into());
        let bytes = archive.open().map_err(|error| io_reason(&error))?;
        let zip = ZipArchive::new(BufReader::new(bytes)).map_err(wrong)?;
        if zip.len() > MOST_FILES {
            return Err(Reason::Zip(ZipFault::TooMany(zip.len())));
        }
        Ok(Self {
            archive,
            next: 0,
            entries: Vec::with_capacity(zip.len()),
            zip,
        })
    }

    /// Reads some of the directory; says whether there is more.
    ///
    /// # Errors
    /// As [`ZipFiles::new`] has them.
    pub fn step(&mut self) -> Result<bool, Reason> {
        let wrong = |error: ZipError| Reason::Zip(error.into());
        let end = (self.next + STEP).min(self.zip.len());
        for number in std::mem::replace(&mut self.next, end)..end {
            let file = self.zip.by_index_raw(number).map_err(wrong)?;
            let name = file.name().map_err(wrong)?.into_owned();
            // What file managers put in besides.
            let beside = name.starts_with("__MACOSX/") || name.ends_with(".DS_Store");
            if file.is_dir() || beside {
                continue;
            }
            if file.encrypted() {
                return Err(Reason::Zip(ZipFault::Encrypted(name)));
            }
            let deflated = match file.compression() {
                CompressionMethod::Stored => false,
                CompressionMethod::Deflated => true,
                other => {
                    let method = other.to_string();
                    return Err(Reason::Zip(ZipFault::Packed { name, method }));
                }
            };
            let start = file.data_start();
            let start = start.ok_or_else(|| Reason::Zip(ZipFault::NotThere(name.clone())))?;
            let entry = Entry {
                start,
                packed: file.compressed_size(),
                size: file.size(),
                deflated,
                crc: file.crc32(),
            };
            self.entries.push((name, entry));
        }
        Ok(end < self.zip.len())
    }

    /// The files, when all was read.
    pub fn done(self) -> ZipFiles<A> {
        ZipFiles {
            archive: self.archive,
            entries: self.entries.into_iter().collect(),
        }
    }
}

impl<A: Archive> Files for ZipFiles<A>
where
    A::Bytes: 'static,
{
    fn names(&self) -> Vec<String> {
        self.entries.keys().cloned().collect()
    }

    fn open(&self, name: &str) -> io::Result<Input<'_>> {
        let entry = self.entries.get(name);
        let entry = *entry.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        let mut bytes = self.archive.open()?;
        bytes.seek(SeekFrom::Start(entry.start))?;
        let packed = BufReader::new(bytes).take(entry.packed);
        let plain: Box<dyn Read> = match entry.deflated {
            true => Box::new(DeflateDecoder::new(packed)),
            false => Box::new(packed),
        };
        Ok(Box::new(BufReader::new(Checked {
            plain,
            entry,
            crc: Crc::new(),
            read: 0,
        })))
    }
}

/// Bytes that are held against the size and the checksum of the directory at their end.
struct Checked {
    plain: Box<dyn Read>,
    entry: Entry,
    crc: Crc,
    read: u64,
}

impl Read for Checked {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let broken = || io::Error::new(io::ErrorKind::InvalidData, ZipFault::Damaged);
        let read = self.plain.read(into).map_err(|error| match error.kind() {
            // As unpacking has them: other errors are of what gives the bytes.
            io::ErrorKind::InvalidInput
            | io::ErrorKind::InvalidData
            | io::ErrorKind::UnexpectedEof => broken(),
            _ => error,
        })?;
        self.read += read as u64;
        self.crc.update(into.get(..read).unwrap_or_default());
        if self.read > self.entry.size {
            return Err(broken());
        }
        if read == 0 && !into.is_empty() {
            let whole = self.read == self.entry.size && self.crc.sum() == self.entry.crc;
            if !whole {
                return Err(broken());
            }
        }
        Ok(read)
    }
}

/// Packs files, in the order of their names.
///
/// # Errors
/// As the system has them.
pub fn write_zip<W: Write + Seek>(files: Memory, to: W) -> io::Result<W> {
    let mut zip = ZipPacker::new(to);
    for (name, bytes) in files.into_files() {
        zip.write(&name, &bytes)?;
        zip.done(&name)?;
    }
    zip.finish()
}

/// Packs files that come one after another. The same files give the same bytes.
pub struct ZipPacker<W: Write + Seek> {
    zip: ZipWriter<W>,
    current: Option<String>,
}

impl<W: Write + Seek> ZipPacker<W> {
    /// Into this place.
    pub fn new(to: W) -> Self {
        Self {
            zip: ZipWriter::new(to),
            current: None,
        }
    }

    /// Writes the directory.
    ///
    /// # Errors
    /// As the system has them.
    pub fn finish(self) -> io::Result<W> {
        Ok(self.zip.finish()?)
    }
}

impl<W: Write + Seek> Sink for ZipPacker<W> {
    fn write(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        if self.current.as_deref() != Some(name) {
            if self.current.is_some() {
                let why = "the files of a zip are written one after another";
                return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
            }
            let options = SimpleFileOptions::default()
                .compression_method(CompressionMethod::Deflated)
                .last_modified_time(::zip::DateTime::default());
            self.zip.start_file(name, options)?;
            self.current = Some(name.to_owned());
        }
        self.zip.write_all(bytes)
    }

    fn done(&mut self, _: &str) -> io::Result<()> {
        self.current = None;
        Ok(())
    }
}
