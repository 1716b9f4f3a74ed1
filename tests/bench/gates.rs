//! What must be reached, in one place. Whoever makes the page slower hears of it here.

use super::corpus::Size;
use super::figures::{Figures, Measure};
use super::limits::Kind;

/// What a figure of Isnad is compared with.
#[derive(Clone, Copy, Debug)]
pub enum Against {
    /// The same figure of the page with highlights, in the same rounds.
    Highlights,
    /// The same figure of Isnad at another size.
    Isnad(Size),
    /// Nothing: the figure itself.
    Alone,
}

#[derive(Clone, Copy, Debug)]
pub struct Gate {
    pub measure: Measure,
    pub size: Size,
    pub against: Against,
    /// The most that it may be.
    pub most: f64,
}

const fn gate(measure: Measure, size: Size, against: Against, most: f64) -> Gate {
    Gate {
        measure,
        size,
        against,
        most,
    }
}

use Against::{Alone, Highlights, Isnad};
use Measure::{Add, Cold, MemoryRatio, Relabel, Remove, SlowFrames, Undo, Warm};
use Size::{L, L1, M, S};

pub const GATES: &[Gate] = &[
    gate(Cold, S, Highlights, 1.8),
    gate(Cold, M, Highlights, 1.3),
    gate(Cold, L, Highlights, 0.6),
    gate(Cold, L1, Isnad(L), 1.3),
    gate(Warm, S, Highlights, 1.8),
    gate(Warm, M, Highlights, 1.3),
    gate(Warm, L, Highlights, 0.6),
    gate(Warm, L1, Isnad(L), 1.3),
    gate(Add, S, Highlights, 1.2),
    gate(Add, M, Highlights, 1.2),
    gate(Add, L, Highlights, 1.2),
    gate(Add, L, Isnad(S), 1.2),
    gate(Relabel, S, Highlights, 1.2),
    gate(Relabel, M, Highlights, 1.2),
    gate(Relabel, L, Highlights, 1.2),
    gate(Relabel, L, Isnad(S), 1.2),
    gate(Remove, S, Highlights, 1.2),
    gate(Remove, M, Highlights, 1.2),
    gate(Remove, L, Highlights, 1.2),
    gate(Remove, L, Isnad(S), 1.2),
    gate(Undo, S, Highlights, 1.2),
    gate(Undo, M, Highlights, 1.2),
    gate(Undo, L, Highlights, 1.2),
    gate(Undo, L, Isnad(S), 1.2),
    gate(SlowFrames, L, Alone, 0.0),
    gate(MemoryRatio, L, Alone, 4.0),
];

impl Gate {
    /// What was reached, if it was measured.
    pub fn reached(&self, figures: &Figures) -> Option<f64> {
        let own = (self.size, Kind::Isnad);
        match self.against {
            Alone => figures.median(self.measure, own.0, own.1),
            Highlights => {
                let limit = (self.size, Kind::Marked);
                Some(figures.ratio(self.measure, own, limit)?.median)
            }
            Isnad(other) => Some(
                figures
                    .ratio(self.measure, own, (other, Kind::Isnad))?
                    .median,
            ),
        }
    }
}

/// A line for every gate that is missed, or that could not be measured though its sizes were.
pub fn missed(figures: &Figures, sizes: &[Size]) -> Vec<String> {
    let asked = |gate: &&Gate| {
        let other = match gate.against {
            Isnad(other) => other,
            _ => gate.size,
        };
        sizes.contains(&gate.size) && sizes.contains(&other)
    };
    let missed = GATES.iter().filter(asked).filter_map(|gate| {
        let Gate {
            measure,
            size,
            against,
            most,
        } = gate;
        let what = format!("{measure:?} {} against {against:?}", size.name());
        match gate.reached(figures) {
            None => Some(format!("{what}: not measured")),
            Some(reached) if reached > *most => {
                Some(format!("{what}: {reached:.2}, may be {most:.2}"))
            }
            Some(_) => None,
        }
    });
    missed.collect()
}
