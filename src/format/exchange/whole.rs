//! What readers share whose files are read as a whole, an article each.

use std::io::Read;

use super::encoding::io_reason;
use super::files::Input;
use super::reject::{Place, Reason, Rejected};

/// The most bytes of a file that is one article: the longest text, with every character escaped.
const MOST_BYTES: u64 = 128 << 20;

/// A file, which is UTF-8, as one text.
pub(super) fn text(name: &str, input: Input<'_>) -> Result<String, Rejected> {
    let reject = |reason| Rejected::new(Place::file(name), reason);
    let mut bytes = Vec::new();
    let read = input.take(MOST_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| reject(io_reason(&error)))?;
    if bytes.len() as u64 > MOST_BYTES {
        let most = usize::try_from(MOST_BYTES).unwrap_or(usize::MAX);
        return Err(reject(Reason::TooLarge { most }));
    }
    String::from_utf8(bytes).map_err(|error| {
        reject(Reason::Encoding {
            offset: error.utf8_error().valid_up_to() as u64,
            encoding: "UTF-8",
        })
    })
}

/// The id that the name of a file tells: what stands before the first of these ends that fits, as
/// [`file_name`](super::write::file_name) wrote it.
pub(super) fn id_of(name: &str, ends: &[&str]) -> String {
    let file = name.rsplit('/').next().unwrap_or(name);
    let stem = ends.iter().find_map(|end| file.strip_suffix(end));
    let stem = stem.unwrap_or(file);
    if stem == "%" {
        return String::new();
    }
    unescaped(stem).unwrap_or_else(|| stem.to_owned())
}

/// A name with its `%` and hex digits as characters; `None` where they are none.
pub(super) fn unescaped(name: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        bytes.push(u8::from_str_radix(after.get(..2)?, 16).ok()?);
        rest = after.get(2..)?;
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).ok()
}
