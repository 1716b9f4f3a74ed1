//! `isnad check`: what cannot be taken in, and what deserves a look.

use isnad::format::exchange::item::Item;
use isnad::model::blocks::Blocks;
use isnad::model::boundary::Ground;
use isnad::model::check::{Problem, problems};
use isnad::model::scheme::Scheme;

use crate::Outcome;
use crate::args::CheckArgs;
use crate::walk::{Reading, Stop};

/// Checks.
pub fn run(args: &CheckArgs) -> Result<Outcome, Stop> {
    let reading = Reading::open(&args.read, 1)?;
    let (mut articles, mut found) = (0_usize, 0_usize);
    let walked = reading.walk(|item| {
        articles += 1;
        let place = reading.path(&item.place.to_string());
        let mut lines: Vec<String> = Vec::new();
        let told = item.findings.iter().filter(|finding| !finding.is_loss());
        lines.extend(told.map(ToString::to_string));
        let of_text = lines.len();
        lines.extend(of_spans(&item));
        found += lines.len() - of_text;
        reading.bar.suspend(|| {
            for line in lines {
                println!("{place}: «{}»: {line}", item.article.id);
            }
        });
        Ok(())
    })?;
    reading.bar.finish_and_clear();
    eprintln!(
        "articles: {articles}, not taken in: {}, findings on spans: {found}",
        walked.rejected
    );
    Ok(if found == 0 {
        walked.outcome()
    } else {
        Outcome::Partly
    })
}

/// What is to be said of the spans of an article.
fn of_spans(item: &Item) -> Vec<String> {
    let blocks = Blocks::of(&item.text);
    let ground = Ground {
        text: &item.text,
        blocks: &blocks,
    };
    let own = item.project.as_ref().map(|project| project.scheme.clone());
    let scheme = own.unwrap_or_else(Scheme::attribution);
    let mut lines = Vec::new();
    for layer in &item.layers {
        for span in layer.in_order() {
            for problem in problems(span, &ground, &scheme) {
                let what = match problem {
                    Problem::OutsideText => "ends past the end of the text".to_owned(),
                    Problem::CutsCluster => {
                        "begins or ends inside a letter with its marks".to_owned()
                    }
                    Problem::EdgeSpace => "begins or ends with white space".to_owned(),
                    Problem::UnknownLabel => {
                        format!("the label «{}» is not in the scheme", span.label)
                    }
                };
                lines.push(format!("the span «{}»: {what}", span.id));
            }
        }
    }
    lines
}
