//! Walks through an input: each article is handed on, and what cannot be taken in is said.

use std::collections::HashMap;

use indicatif::{ProgressBar, ProgressStyle};
use isnad::format::exchange::item::Item;
use isnad::format::exchange::read::{ReadOptions, read};
use isnad::format::exchange::reject::{Reason, Rejected};
use isnad::format::exchange::survey::Survey;
use isnad::format::exchange::write::Writer;
use isnad::model::article::Sha256;

use crate::Outcome;
use crate::args::ReadArgs;
use crate::input::{self, Source};

/// What a walk met.
#[derive(Default)]
pub struct Walked {
    /// How many articles were not taken in.
    pub rejected: usize,
    /// How many findings tell of something that was left out.
    pub left_out: usize,
}

impl Walked {
    /// Whether all of the input was taken in.
    pub const fn outcome(&self) -> Outcome {
        if self.rejected == 0 && self.left_out == 0 {
            Outcome::Whole
        } else {
            Outcome::Partly
        }
    }
}

/// Why a walk ended early.
pub enum Stop {
    /// At the first article that could not be taken in.
    Strict,
    /// As this says.
    Failed(String),
}

impl From<String> for Stop {
    fn from(message: String) -> Self {
        Self::Failed(message)
    }
}

/// An input that is open, and how it is read.
pub struct Reading {
    source: Source,
    options: ReadOptions,
    strict: bool,
    /// How far the reading is, where a person looks on.
    pub bar: ProgressBar,
}

impl Reading {
    /// Opens an input that will be walked through so many times.
    pub fn open(args: &ReadArgs, walks: u64) -> Result<Self, Stop> {
        let options = args.options()?;
        let bar = ProgressBar::no_length();
        let style = "{wide_bar} {bytes}/{total_bytes} {eta}";
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
        let source = input::open(&args.input, &bar)?;
        bar.set_length(source.size * walks);
        Ok(Self {
            source,
            options,
            strict: args.strict,
            bar,
        })
    }

    /// Walks through it.
    pub fn walk(&self, mut each: impl FnMut(Item) -> Result<(), String>) -> Result<Walked, Stop> {
        self.go(self.strict, &mut each, &|line| {
            self.bar.suspend(|| eprintln!("{line}"));
        })
    }

    /// Walks through it once more, and says nothing of what was said before.
    pub fn walk_again(
        &self,
        mut each: impl FnMut(Item) -> Result<(), String>,
    ) -> Result<Walked, Stop> {
        self.go(false, &mut each, &|_| {})
    }

    /// Looks at what there is, and at what a writer is going to lose of it.
    pub fn survey(&self, writer: &dyn Writer) -> Result<(Survey, Walked), Stop> {
        let mut survey = Survey::default();
        let walked = self.walk(|item| {
            survey.see(&item);
            writer.losses(&item.to_export(), &mut survey.losses);
            Ok(())
        })?;
        Ok((survey, walked))
    }

    /// A place in it with the path that leads there.
    pub fn path(&self, place: &str) -> String {
        self.source.root.join(place).display().to_string()
    }

    fn go(
        &self,
        strict: bool,
        each: &mut dyn FnMut(Item) -> Result<(), String>,
        say: &dyn Fn(String),
    ) -> Result<Walked, Stop> {
        let mut walked = Walked::default();
        let mut ids = Ids::default();
        for item in read(&*self.source.files, &self.options) {
            let taken = item.and_then(|item| ids.admit(item));
            let item = match taken {
                Ok(item) => item,
                Err(rejected) => {
                    walked.rejected += 1;
                    let place = self.path(&rejected.place.to_string());
                    say(format!("{place}: {}", rejected.reason));
                    if strict {
                        return Err(Stop::Strict);
                    }
                    continue;
                }
            };
            let losses = item.findings.iter().filter(|finding| finding.is_loss());
            let before = walked.left_out;
            for finding in losses {
                walked.left_out += 1;
                say(format!("{}: {finding}", self.path(&item.place.to_string())));
            }
            if strict && walked.left_out > before {
                return Err(Stop::Strict);
            }
            each(item)?;
        }
        Ok(walked)
    }
}

/// Ids that were given, by the hash of the id: the hash of the text.
#[derive(Default)]
struct Ids(HashMap<u128, u128>);

impl Ids {
    /// Lets an article in whose id is new. One of the same id and text is refused; of another text it is told apart
    /// by a number.
    fn admit(&mut self, mut item: Item) -> Result<Item, Rejected> {
        let text = short(item.article.sha256.as_hex());
        let first = item.article.id.clone();
        let mut number = 1;
        loop {
            let id = short(Sha256::of(item.article.id.as_str()).as_hex());
            match self.0.get(&id) {
                None => {
                    self.0.insert(id, text);
                    return Ok(item);
                }
                Some(known) if *known == text => {
                    let reason = Reason::DuplicateArticle(item.article.id.to_string());
                    return Err(Rejected::new(item.place, reason));
                }
                Some(_) => {
                    number += 1;
                    item.rename((&*format!("{first}-{number}")).into());
                }
            }
        }
    }
}

fn short(hex: &str) -> u128 {
    let half = hex.get(..32).unwrap_or_default();
    u128::from_str_radix(half, 16).unwrap_or_default()
}
