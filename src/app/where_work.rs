//! What the dialog on storage says of where the work lives and of what can be had without a network.

use super::offline::{Offline, here};
use super::state::{Said, State};
use super::strings::Text as Key;

/// Where the work lives, and what can be had without a network: a line each.
pub fn lines(state: &State) -> Vec<Said> {
    let mut lines = vec![here(state)];
    let offline = match &state.offline {
        Offline::Unknown => None,
        Offline::Preparing => Some(Key::OfflinePreparing),
        Offline::Kept => Some(Key::OfflineKept),
        Offline::Failed => Some(Key::OfflineFailed),
        Offline::LocalFile(_) => Some(Key::OfflineFile),
        Offline::PlainHttp => Some(Key::OfflinePlainHttp),
        Offline::OneFile => Some(Key::OfflineOneFile),
        Offline::NoWorkers => Some(Key::OfflineNoWorkers),
    };
    lines.extend(offline.map(Said::plain));
    if state.new_build {
        lines.push(Said::plain(Key::NewBuild));
    }
    lines
}
