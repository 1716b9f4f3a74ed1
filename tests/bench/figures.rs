//! What was measured, and what is made of it: medians, and ratios within rounds with their spread.

use super::corpus::Size;
use super::limits::Kind;
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// From the navigation to the first paragraph in the page.
    Text,
    /// From the navigation to all shown and usable, nothing in any cache.
    Cold,
    /// The same on a second visit.
    Warm,
    Add,
    Relabel,
    Undo,
    Next,
    Remove,
    /// Taking back a thousand labels that came in one step.
    UndoMany,
    /// Until the layer is stored whole.
    Save,
    /// From the button to the whole file.
    Export,
    /// Frames over 50 ms in a scroll.
    SlowFrames,
    /// The longest frame of it.
    LongestFrame,
    /// Milliseconds of tasks over 50 ms while loading.
    LongLoading,
    /// The longest task while editing and the pause after it, in which the layer is stored.
    LongEditing,
    /// JavaScript heap and WebAssembly after loading, editing and storing, in megabytes.
    Memory,
    /// The same once a thousand annotations came from a file and everything went into one: WebAssembly gives nothing
    /// back.
    MemoryAfter,
    /// [`Memory`](Self::Memory) as a multiple of the text and the annotations in JSON.
    MemoryRatio,
}

/// A figure of each page and its ratio to the page with highlights.
#[derive(Clone, Copy, Debug)]
pub struct Ratio {
    pub median: f64,
    pub least: f64,
    pub most: f64,
}

type Samples = Vec<(usize, f64)>;

#[derive(Debug, Default)]
pub struct Figures(BTreeMap<(Measure, Size, Kind), Samples>);

impl Figures {
    pub fn add(&mut self, measure: Measure, size: Size, kind: Kind, round: usize, value: f64) {
        let samples = self.0.entry((measure, size, kind)).or_default();
        samples.push((round, value));
    }

    pub fn median(&self, measure: Measure, size: Size, kind: Kind) -> Option<f64> {
        let samples = self.0.get(&(measure, size, kind))?;
        median(samples.iter().map(|(_, value)| *value))
    }

    /// The least and the most of all samples.
    pub fn spread(&self, measure: Measure, size: Size, kind: Kind) -> Option<(f64, f64)> {
        let samples = self.0.get(&(measure, size, kind))?;
        let values = || samples.iter().map(|(_, value)| *value);
        Some((values().reduce(f64::min)?, values().reduce(f64::max)?))
    }

    /// One figure against another, round by round.
    pub fn ratio(&self, measure: Measure, of: (Size, Kind), to: (Size, Kind)) -> Option<Ratio> {
        let of = self.by_round(measure, of)?;
        let to = self.by_round(measure, to)?;
        let ratios = of
            .iter()
            .filter_map(|(round, value)| Some(value / to.get(round)?));
        let ratios: Vec<f64> = ratios.collect();
        Some(Ratio {
            median: median(ratios.iter().copied())?,
            least: ratios.iter().copied().reduce(f64::min)?,
            most: ratios.iter().copied().reduce(f64::max)?,
        })
    }

    fn by_round(
        &self,
        measure: Measure,
        (size, kind): (Size, Kind),
    ) -> Option<BTreeMap<usize, f64>> {
        let samples = self.0.get(&(measure, size, kind))?;
        let rounds = samples.iter().map(|(round, _)| *round);
        let of_round = |round| {
            let these = samples.iter().filter(move |(other, _)| *other == round);
            Some((round, median(these.map(|(_, value)| *value))?))
        };
        Some(rounds.filter_map(of_round).collect())
    }
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    Some(f64::midpoint(values[last / 2], values[last.div_ceil(2)]))
}
