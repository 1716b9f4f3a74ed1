//! The figures as a table in Markdown, fit for the README.

use super::corpus::Size;
use super::figures::{Figures, Measure};
use super::limits::Kind;

/// Name and the digits behind the point.
const ROWS: [(Measure, &str, usize); 18] = [
    (Measure::Text, "first text, cold", 0),
    (Measure::Cold, "load, cold", 0),
    (Measure::Warm, "load, warm", 0),
    (Measure::Add, "add", 0),
    (Measure::Relabel, "relabel", 0),
    (Measure::Remove, "remove", 0),
    (Measure::Undo, "undo", 0),
    (Measure::Next, "focus next", 0),
    (Measure::UndoMany, "undo of 1,000", 0),
    (Measure::Save, "stored whole", 0),
    (Measure::Export, "export", 0),
    (Measure::SlowFrames, "frames over 50 ms in a scroll", 0),
    (Measure::LongestFrame, "longest frame of it", 0),
    (Measure::LongLoading, "tasks over 50 ms, loading", 0),
    (Measure::LongEditing, "longest task, editing", 0),
    (Measure::Memory, "memory, MB", 1),
    (Measure::MemoryRatio, "memory / JSON", 1),
    (
        Measure::MemoryAfter,
        "memory after import and export, MB",
        1,
    ),
];

pub fn table(figures: &Figures, sizes: &[Size]) {
    println!(
        "\nMedians in milliseconds where nothing else is said; × is Isnad against the page with highlights,"
    );
    println!("round by round, median (least to most).\n");
    println!("| | | plain | highlights | Isnad | × |");
    println!("|---|---|---|---|---|---|");
    for (measure, name, digits) in ROWS {
        for size in sizes {
            let cell = |kind| match figures.median(measure, *size, kind) {
                Some(value) => format!("{value:.digits$}"),
                None => "–".to_owned(),
            };
            let isnad = match figures.spread(measure, *size, Kind::Isnad) {
                Some((least, most)) => {
                    format!("{} ({least:.digits$}–{most:.digits$})", cell(Kind::Isnad))
                }
                None => continue,
            };
            let ratio = figures.ratio(measure, (*size, Kind::Isnad), (*size, Kind::Marked));
            let ratio = ratio.filter(|ratio| ratio.median.is_finite());
            let ratio = ratio.map_or("–".to_owned(), |r| {
                format!("{:.2} ({:.2}–{:.2})", r.median, r.least, r.most)
            });
            println!(
                "| {name} | {} | {} | {} | {isnad} | {ratio} |",
                size.name(),
                cell(Kind::Plain),
                cell(Kind::Marked),
            );
        }
    }
    println!("\nHow Isnad's cost grows with the work, against S, round by round:\n");
    println!(
        "| | {} |",
        sizes
            .iter()
            .map(|s| s.name())
            .collect::<Vec<_>>()
            .join(" | ")
    );
    println!("|---|{}", "---|".repeat(sizes.len()));
    for (measure, name, _) in ROWS {
        let of = |size: &Size| {
            let ratio = figures.ratio(measure, (*size, Kind::Isnad), (Size::S, Kind::Isnad));
            let ratio = ratio.filter(|ratio| ratio.median.is_finite());
            ratio.map(|ratio| format!("{:.2}", ratio.median))
        };
        let cells: Vec<String> = sizes.iter().filter_map(of).collect();
        if cells.len() == sizes.len() {
            println!("| {name} | {} |", cells.join(" | "));
        }
    }
    println!();
}
