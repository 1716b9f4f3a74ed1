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
    /// Its files could not be kept: what the browser said, if anything.
    Failed(String),
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
    /// The files could not be kept: what the browser said, if anything.
    Failed(String),
}

/// Where the work lives, and what can be had without a network: a line each.
pub fn lines(state: &State) -> Vec<Said> {
    let with = |key, name, text: &str| Said {
        key,
        args: vec![(name, Arg::Text(text.to_owned()))],
    };
    let here = match &state.offline {
        Offline::LocalFile(path) => with(Key::WorkInFile, "path", path),
        _ => Said::plain(Key::WorkHere),
    };
    let mut lines = vec![here];
    match &state.offline {
        Offline::Unknown => {}
        Offline::Preparing => lines.push(Said::plain(Key::OfflinePreparing)),
        Offline::Kept => lines.push(Said::plain(Key::OfflineKept)),
        Offline::Failed(why) if why.is_empty() => lines.push(Said::plain(Key::OfflineFailed)),
        Offline::Failed(why) => {
            lines.push(Said::plain(Key::OfflineFailed));
            lines.push(with(Key::OfflineWhy, "why", why));
        }
        Offline::LocalFile(_) => lines.push(Said::plain(Key::OfflineFile)),
        Offline::PlainHttp => lines.push(Said::plain(Key::OfflinePlainHttp)),
        Offline::OneFile => lines.push(Said::plain(Key::OfflineOneFile)),
        Offline::NoWorkers => lines.push(Said::plain(Key::OfflineNoWorkers)),
    }
    if state.new_build {
        lines.push(Said::plain(Key::NewBuild));
    }
    lines
}
