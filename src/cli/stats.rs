//! `isnad stats`: how much of what.

use isnad::format::exchange::survey::Survey;

use crate::Outcome;
use crate::args::StatsArgs;
use crate::input;
use crate::walk::{Stop, bar, walk};

/// Counts, as lines of name, tab, number.
pub fn run(args: &StatsArgs) -> Result<Outcome, String> {
    let options = args.read.options()?;
    let bar = bar();
    let source = input::open(&args.read.input, &bar)?;
    bar.set_length(source.size);
    let mut survey = Survey::default();
    let walked = walk(
        &source,
        &options,
        args.read.strict,
        false,
        &bar,
        &mut |item| {
            survey.see(&item);
            Ok(())
        },
    );
    let walked = match walked {
        Ok(walked) => walked,
        Err(Stop::Strict) => return Ok(Outcome::Partly),
        Err(Stop::Failed(message)) => return Err(message),
    };
    bar.finish_and_clear();
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
    Ok(if walked.is_whole() {
        Outcome::Whole
    } else {
        Outcome::Partly
    })
}
