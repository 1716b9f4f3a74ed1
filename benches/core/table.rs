//! The table at the end: every benchmark as a ratio to its reference in the same run, and how it grows.
//!
//! A time alone says what machine it was measured on; a ratio says what the code costs. The gates are on growth, which
//! is a ratio as well: work that looks like one edit must not become dearer with the article; and on how many times
//! the reference a file format may take.

use std::path::PathBuf;

/// What a benchmark is held against.
#[derive(Clone, Copy)]
pub enum Reference {
    /// `str::chars` over the same text.
    Chars,
    /// `str::chars` over a thousand code points, whatever the size.
    Chars1000,
    /// `serde_json` reading the bytes of such a file into values.
    Json(&'static str),
}

impl Reference {
    pub fn name(self) -> String {
        match self {
            Self::Chars => "reference: chars of the text".to_owned(),
            Self::Chars1000 => "reference: chars of 1,000".to_owned(),
            Self::Json(file) => format!("reference: serde_json on the {file}"),
        }
    }
}

/// How the time may grow with the size.
#[derive(Clone, Copy)]
pub enum Growth {
    /// Hardly at all.
    Flat,
    /// As the size does.
    Linear,
}

impl Growth {
    /// The largest exponent `e` in `time ~ size^e` that passes. Over three decades a search through everything, in
    /// what should be flat, stands out at 1, and something quadratic at 2. What is less is left to caches, and to
    /// sorted lists whose end is moved along by one copy of memory when a span comes in.
    const fn most(self) -> f64 {
        match self {
            Self::Flat => 0.75,
            Self::Linear => 1.3,
        }
    }
}

pub struct Row {
    name: &'static str,
    reference: Reference,
    growth: Growth,
    /// How many times the reference it may be, for the largest size.
    most: f64,
}

impl Row {
    pub const fn new(name: &'static str, reference: Reference, growth: Growth) -> Self {
        Self {
            name,
            reference,
            growth,
            most: f64::INFINITY,
        }
    }

    /// The same, and no more than so many times the reference for the largest size.
    pub const fn at_most(self, most: f64) -> Self {
        Self { most, ..self }
    }
}

/// Prints the table; says whether everything that was measured grows no faster than it may.
pub fn print(rows: &[Row], sizes: &[usize]) -> bool {
    let mut held = true;
    print!("\n| times the reference, for a text of | held against |");
    for size in sizes {
        print!(" {size} |");
    }
    println!(
        " grows as size to the |\n|---|---|{}---:|",
        "---:|".repeat(sizes.len())
    );
    for row in rows {
        let reference = row.reference.name();
        let times: Vec<_> = sizes
            .iter()
            .map(|size| nanoseconds(row.name, *size))
            .collect();
        let ratios = sizes
            .iter()
            .zip(&times)
            .map(|(size, time)| Some((*time)? / nanoseconds(&reference, *size)?));
        let ratios: Option<Vec<_>> = ratios.collect();
        // Left out by a filter on the command line.
        let (Some(ratios), Some(Some(first)), Some(Some(last))) =
            (ratios, times.first(), times.last())
        else {
            continue;
        };
        let decades = (sizes[sizes.len() - 1] as f64 / sizes[0] as f64).log10();
        let exponent = (last / first).log10() / decades;
        let ratio = ratios.last().copied().unwrap_or_default();
        let (passes, within) = (exponent <= row.growth.most(), ratio <= row.most);
        held &= passes && within;
        print!(
            "| {} | {} |",
            row.name,
            reference.trim_start_matches("reference: ")
        );
        for ratio in ratios {
            print!(" {} |", digits(ratio));
        }
        let verdict = match (passes, within) {
            (true, true) => String::new(),
            (false, _) => format!(" **over {}**", row.growth.most()),
            (true, false) => format!(" **the ratio is over {}**", row.most),
        };
        println!(" {exponent:.2}{verdict} |");
    }
    held
}

fn digits(ratio: f64) -> String {
    let places = if ratio < 1.0 {
        3
    } else if ratio < 100.0 {
        1
    } else {
        0
    };
    format!("{ratio:.places$}")
}

/// The median that this run, or an earlier one, left on the disk.
fn nanoseconds(name: &str, size: usize) -> Option<f64> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target"),
        PathBuf::from,
    );
    // criterion's own way of making a folder's name of a benchmark's.
    let folder = name.replace(['?', '"', '/', '\\', '*', '<', '>', ':', '|', '^'], "_");
    let file = target
        .join("criterion")
        .join(folder)
        .join(size.to_string())
        .join("new/estimates.json");
    let json: serde_json::Value = serde_json::from_slice(&std::fs::read(file).ok()?).ok()?;
    json["median"]["point_estimate"].as_f64()
}
