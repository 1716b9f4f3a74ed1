//! The ports to what holds the input and takes the output. The command line has folders behind them, the page
//! files that a person chose; here are the doubles in memory.

use std::io::{self, BufRead, Cursor};

use crate::model::sorted::Map;

/// Bytes that are read one after another.
pub type Input<'a> = Box<dyn BufRead + 'a>;

/// Files by name, to be read. Names are relative, with `/` between their parts.
pub trait Files {
    /// The names, sorted.
    fn names(&self) -> Vec<String>;

    /// Opens a file at its start.
    ///
    /// # Errors
    /// As the system has them.
    fn open(&self, name: &str) -> io::Result<Input<'_>>;
}

/// Where files are written, several at once.
pub trait Sink {
    /// Puts bytes at the end of a file, which begins with the first of them.
    ///
    /// # Errors
    /// As the system has them.
    fn write(&mut self, name: &str, bytes: &[u8]) -> io::Result<()>;

    /// Nothing more comes for this file.
    ///
    /// # Errors
    /// As the system has them.
    fn done(&mut self, name: &str) -> io::Result<()>;
}

/// Files in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory(Map<String, Vec<u8>>);

impl Memory {
    /// One file.
    pub fn one(name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self([(name.to_owned(), bytes.into())].into())
    }

    /// Puts a file in.
    pub fn insert(&mut self, name: &str, bytes: impl Into<Vec<u8>>) {
        self.0.insert(name.to_owned(), bytes.into());
    }

    /// A file, if it is there.
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.0.get(name).map(|bytes| &**bytes)
    }

    /// Takes the files out, by name.
    pub fn into_files(self) -> impl Iterator<Item = (String, Vec<u8>)> {
        self.0.into_iter()
    }
}

impl Files for Memory {
    fn names(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    fn open(&self, name: &str) -> io::Result<Input<'_>> {
        let bytes = self.get(name);
        let bytes = bytes.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        Ok(Box::new(Cursor::new(bytes)))
    }
}

impl Sink for Memory {
    fn write(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.0.update(name.to_owned(), |file: &mut Vec<u8>| {
            file.extend_from_slice(bytes)
        });
        Ok(())
    }

    fn done(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }
}
