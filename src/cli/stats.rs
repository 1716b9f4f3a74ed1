//! `isnad stats`: how much of what.

use isnad::format::exchange::survey::Survey;

use crate::Outcome;
use crate::args::StatsArgs;
use crate::walk::{Reading, Stop};

/// Counts, as lines of name, tab, number.
pub fn run(args: &StatsArgs) -> Result<Outcome, Stop> {
    let reading = Reading::open(&args.read, 1)?;
    let mut survey = Survey::default();
    let walked = reading.walk(|item| {
        survey.see(&item);
        Ok(())
    })?;
    reading.bar.finish_and_clear();
    println!("articles\t{}", survey.articles);
    println!("not taken in\t{}", walked.rejected);
    println!("code points\t{}", survey.code_points);
    for (annotator, layers) in &survey.annotators {
        println!("layers of «{annotator}»\t{layers}");
    }
    for (label, spans) in &survey.labels {
        println!("spans of {label}\t{spans}");
    }
    for (kind, links) in &survey.links {
        println!("links of {kind}\t{links}");
    }
    Ok(walked.outcome())
}
