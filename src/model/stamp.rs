//! Lamport stamps: who wrote a field last, without any clock.

use std::fmt;

use super::ids::Replica;

/// When a field was written: a count that is larger than every count its writer had seen, then the writer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp {
    /// The Lamport count; 0 for what a file brought without one.
    pub count: u64,
    /// The writer, which breaks ties the same way everywhere.
    pub replica: Replica,
}

impl Stamp {
    /// The stamp of what was never stamped; older than all others.
    pub fn unknown() -> Self {
        Self {
            count: 0,
            replica: Replica::new(""),
        }
    }
}

/// Why a text is no stamp.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("«{0}» is not a stamp of the form 12@replica")]
pub struct StampError(pub String);

impl std::str::FromStr for Stamp {
    type Err = StampError;

    fn from_str(s: &str) -> Result<Self, StampError> {
        let wrong = || StampError(s.to_owned());
        let (count, replica) = s.split_once('@').ok_or_else(wrong)?;
        Ok(Self {
            count: count.parse().map_err(|_| wrong())?,
            replica: Replica::new(replica),
        })
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.count, self.replica)
    }
}
