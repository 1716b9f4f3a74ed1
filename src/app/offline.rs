//! Whether the page opens without a network, and what it says of that and of where the work lives. How a page
//! is kept is the browser's part (`browser/service-worker.js`).

use super::state::{Said, State};
use super::strings::{Arg, Text as Key};

/// What the page can know of how it was opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The path on the disk, of a page that was opened as a file.
    pub file: Option<String>,
    /// https, or this machine's own address.
    pub secure: bool,
    /// The browser has service workers. Some have none in private windows.
    pub workers: bool,
    /// The build is one of many files, with a worker that knows them.
    pub build: bool,
}

/// Whether the page opens without a network.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Offline {
    /// It is not known where the page was opened.
    #[default]
    Unknown,
    /// It will, when all its files are kept.
    Preparing,
    /// It does.
    Kept,
    /// Its files could not be kept.
    Failed,
    /// It is a file on the disk, at this path: it does by nature.
    LocalFile(String),
    /// It does not: plain http.
    PlainHttp,
    /// It does not: the page as one file, from a server.
    OneFile,
    /// It does not: the browser cannot.
    NoWorkers,
}

impl Offline {
    /// What is to be had at a place.
    pub fn at(place: Place) -> Self {
        match place {
            Place {
                file: Some(path), ..
            } => Self::LocalFile(path),
            Place { secure: false, .. } => Self::PlainHttp,
            Place { build: false, .. } => Self::OneFile,
            Place { workers: false, .. } => Self::NoWorkers,
            _ => Self::Preparing,
        }
    }
}

/// What became of keeping the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// All its files are kept.
    Kept,
    /// A new build is kept as well, and waits.
    NewBuild,
    /// The files could not be kept.
    Failed,
}

/// Where the work lives.
pub fn here(state: &State) -> Said {
    match &state.offline {
        Offline::LocalFile(path) => Said {
            key: Key::WorkInFile,
            args: vec![("path", Arg::Text(path.clone()))],
        },
        _ => Said::plain(Key::WorkHere),
    }
}
