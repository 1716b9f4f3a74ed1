//! Which articles are for training, which for development, which for the test: told by a hash, so that the same article
//! goes the same way whatever stands beside it, on every machine.

use crate::model::article::{Article, Sha256};
use serde::{Deserialize, Serialize};

/// A part of a data set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subset {
    /// For training.
    Train,
    /// For development; Hugging Face calls it `validation`.
    Dev,
    /// For the test.
    Test,
}

impl Subset {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Train, Self::Dev, Self::Test];

    /// What files call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Dev => "dev",
            Self::Test => "test",
        }
    }
}

/// How articles are dealt out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// The shares of training, development and test.
    pub shares: [u32; 3],
    /// The metadata, such as `source`, of which all articles that agree in it go the same way; without it, and where an
    /// article does not have it, each goes by its id.
    pub by: Option<String>,
}

impl Split {
    /// The part an article belongs to.
    pub fn of(&self, article: &Article) -> Subset {
        let by = self.by.as_ref().and_then(|name| article.metadata.get(name));
        let key = by.map_or(article.id.as_str(), |value| value);
        let hash = Sha256::of(key);
        let digits = hash.as_hex().get(..8).unwrap_or_default();
        let number = u64::from(u32::from_str_radix(digits, 16).unwrap_or_default());
        let sum: u64 = self.shares.iter().map(|share| u64::from(*share)).sum();
        let mut end = 0;
        for (share, subset) in self.shares.iter().zip(Subset::ALL) {
            end += u64::from(*share);
            // The same as number / 2^32 < end / sum.
            if number * sum < end << 32 {
                return subset;
            }
        }
        Subset::Train
    }

    /// From shares as people write them, such as `80,10,10`.
    pub fn parse(shares: &str, by: Option<&str>) -> Option<Self> {
        let numbers: Option<Vec<u32>> = shares
            .split(',')
            .map(|share| share.trim().parse().ok())
            .collect();
        let shares: [u32; 3] = numbers?.try_into().ok()?;
        let some =
            shares.iter().any(|share| *share > 0) && shares.iter().all(|share| *share <= 1_000_000);
        let by = by.map(str::to_owned);
        some.then_some(Self { shares, by })
    }
}
