//! One walk through an input: each article is handed on, and what cannot be taken in is said.

use std::collections::HashMap;

use indicatif::{ProgressBar, ProgressStyle};
use isnad::format::exchange::item::Item;
use isnad::format::exchange::read::{ReadOptions, read};
use isnad::format::exchange::reject::{Reason, Rejected};
use isnad::model::article::Sha256;

use crate::input::Source;

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
    pub const fn is_whole(&self) -> bool {
        self.rejected == 0 && self.left_out == 0
    }
}

/// Why a walk ended early.
pub enum Stop {
    /// At the first article that could not be taken in.
    Strict,
    /// By the one who walks.
    Failed(String),
}

/// A progress bar over bytes, where a person looks on.
pub fn bar() -> ProgressBar {
    let bar = ProgressBar::no_length();
    let style = "{wide_bar} {bytes}/{total_bytes} {eta}";
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style);
    }
    bar
}

/// Walks through an input. `quiet` says nothing of what was said before, in an earlier walk.
pub fn walk(
    source: &Source,
    options: &ReadOptions,
    strict: bool,
    quiet: bool,
    bar: &ProgressBar,
    each: &mut dyn FnMut(Item) -> Result<(), String>,
) -> Result<Walked, Stop> {
    let mut walked = Walked::default();
    let mut ids = Ids::default();
    let say = |line: String| {
        if !quiet {
            bar.suspend(|| eprintln!("{line}"));
        }
    };
    for item in read(&*source.files, options) {
        let taken = item.and_then(|item| ids.admit(item));
        let item = match taken {
            Ok(item) => item,
            Err(rejected) => {
                walked.rejected += 1;
                say(message(source, &rejected));
                if strict {
                    return Err(Stop::Strict);
                }
                continue;
            }
        };
        let lost = item
            .findings
            .iter()
            .filter(|finding| finding.is_loss())
            .count();
        walked.left_out += lost;
        for finding in &item.findings {
            if finding.is_loss() {
                say(format!(
                    "{}: {finding}",
                    path(source, &item.place.to_string())
                ));
            }
        }
        if strict && lost > 0 {
            return Err(Stop::Strict);
        }
        each(item).map_err(Stop::Failed)?;
    }
    Ok(walked)
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

/// What a person reads of an article that was not taken in.
fn message(source: &Source, rejected: &Rejected) -> String {
    let place = path(source, &rejected.place.to_string());
    format!("{place}: {}", rejected.reason)
}

/// A place with the path that leads to it.
pub fn path(source: &Source, place: &str) -> String {
    source.root.join(place).display().to_string()
}
