//! Articles into the bytes of one file: the format's own where it is one, else a zip.

use serde::{Deserialize, Serialize};
use std::io::{self, Cursor};

use crate::format::exchange::files::{Memory, Sink};
use crate::format::exchange::kind::Kind;
use crate::format::exchange::split::{Split, Subset};
use crate::format::exchange::write::{WriteError, WriteOptions, Writer, single_file, writer};
use crate::format::exchange::zip::ZipPacker;
use crate::format::export::ExportItem;

/// As what articles go out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Form {
    /// The kind.
    pub kind: Kind,
    /// Its choices.
    pub options: WriteOptions,
    /// How they are dealt out, for kinds that do not do it themselves.
    pub split: Option<Split>,
}

/// A file to be handed out.
#[derive(Debug, Serialize, Deserialize)]
pub struct Packed {
    /// Its name.
    pub name: String,
    /// What is in it.
    #[serde(with = "crate::format::carry::bytes")]
    pub bytes: Vec<u8>,
    /// How many articles are.
    pub articles: usize,
}

struct Below<'a> {
    files: &'a mut Memory,
    folder: &'a str,
}

impl Sink for Below<'_> {
    fn write(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.files.write(&format!("{}{name}", self.folder), bytes)
    }

    fn done(&mut self, name: &str) -> io::Result<()> {
        self.files.done(&format!("{}{name}", self.folder))
    }
}

/// A part of what goes out, with its writer.
struct Share {
    subset: Option<Subset>,
    folder: String,
    writer: Box<dyn Writer>,
}

/// Files while they are written.
pub struct Packing {
    form: Form,
    shares: Vec<Share>,
    files: Memory,
    articles: usize,
}

impl Packing {
    /// Nothing yet.
    ///
    /// # Errors
    /// [`WriteError::NotWritten`].
    pub fn new(form: Form) -> Result<Self, WriteError> {
        let mut shares = Vec::new();
        match &form.split {
            None => shares.push(Share {
                subset: None,
                folder: String::new(),
                writer: writer(form.kind, &form.options)?,
            }),
            Some(_) => {
                let single = single_file(form.kind, "").is_some();
                for subset in Subset::ALL {
                    let options = WriteOptions {
                        stem: subset.name().to_owned(),
                        ..form.options.clone()
                    };
                    let folder = match single {
                        true => String::new(),
                        false => format!("{}/", subset.name()),
                    };
                    shares.push(Share {
                        subset: Some(subset),
                        folder,
                        writer: writer(form.kind, &options)?,
                    });
                }
            }
        }
        Ok(Self {
            form,
            shares,
            files: Memory::default(),
            articles: 0,
        })
    }

    /// Adds an article, read back first.
    ///
    /// # Errors
    /// [`WriteError`].
    pub fn item(&mut self, item: &ExportItem<'_>) -> Result<(), WriteError> {
        let subset = self.form.split.as_ref().map(|split| split.of(item.article));
        let share = self.shares.iter_mut().find(|share| share.subset == subset);
        if let Some(share) = share {
            let mut below = Below {
                files: &mut self.files,
                folder: &share.folder,
            };
            share.writer.item(item, &mut below)?;
            self.articles += 1;
        }
        Ok(())
    }

    /// Writes what comes last.
    ///
    /// # Errors
    /// [`WriteError`].
    pub fn close(mut self) -> Result<Closing, WriteError> {
        for share in &mut self.shares {
            let mut below = Below {
                files: &mut self.files,
                folder: &share.folder,
            };
            share.writer.end(&mut below)?;
        }
        let stem = &self.form.options.stem;
        let single = single_file(self.form.kind, stem).filter(|_| self.form.split.is_none());
        let name = single.clone();
        let name = name.unwrap_or_else(|| format!("{stem}-{}.zip", self.form.kind.name()));
        Ok(Closing {
            name,
            single: single.is_some(),
            files: self.files.into_files().collect::<Vec<_>>().into_iter(),
            current: None,
            zip: ZipPacker::new(Cursor::new(Vec::new())),
            articles: self.articles,
        })
    }
}

/// Files while they are packed.
pub struct Closing {
    name: String,
    single: bool,
    files: std::vec::IntoIter<(String, Vec<u8>)>,
    /// The file that is being packed, and how far.
    current: Option<(String, Vec<u8>, usize)>,
    zip: ZipPacker<Cursor<Vec<u8>>>,
    articles: usize,
}

/// How much is packed at once, in bytes.
const SLICE: usize = 400_000;

impl Closing {
    /// Packs some; the file when it is whole.
    ///
    /// # Errors
    /// As packing has them.
    pub fn step(&mut self) -> io::Result<Option<Packed>> {
        if self.single {
            let (_, bytes) = self.files.next().unwrap_or_default();
            return Ok(Some(self.packed(bytes)));
        }
        let mut room = SLICE;
        while room > 0 {
            let current = self.current.take();
            let next = current.or_else(|| self.files.next().map(|(name, bytes)| (name, bytes, 0)));
            let Some((name, bytes, from)) = next else {
                let to = Cursor::new(Vec::new());
                let zip = std::mem::replace(&mut self.zip, ZipPacker::new(to)).finish()?;
                return Ok(Some(self.packed(zip.into_inner())));
            };
            let end = (from + room).min(bytes.len());
            self.zip
                .write(&name, bytes.get(from..end).unwrap_or_default())?;
            // A file costs something, however small it is.
            room = room.saturating_sub(end - from + 1_000);
            if end == bytes.len() {
                self.zip.done(&name)?;
            } else {
                self.current = Some((name, bytes, end));
            }
        }
        Ok(None)
    }

    fn packed(&mut self, bytes: Vec<u8>) -> Packed {
        Packed {
            name: std::mem::take(&mut self.name),
            bytes,
            articles: self.articles,
        }
    }
}

impl Packed {
    /// Its type.
    pub fn mime(&self) -> &'static str {
        match self.name.rsplit('.').next().unwrap_or_default() {
            "zip" => "application/zip",
            "jsonl" => "application/jsonl",
            "json" => "application/json",
            "jsonld" => "application/ld+json",
            "csv" => "text/csv",
            _ => "text/plain",
        }
    }
}
