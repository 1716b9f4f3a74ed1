//! `isnad check`: what cannot be taken in, and what deserves a look.

use isnad::format::exchange::item::Item;
use isnad::model::blocks::Blocks;
use isnad::model::boundary::Ground;
use isnad::model::check::{Problem, problems};
use isnad::model::scheme::Scheme;

use crate::Outcome;
use crate::args::CheckArgs;
use crate::input;
use crate::walk::{Stop, bar, path, walk};

/// Checks.
pub fn run(args: &CheckArgs) -> Result<Outcome, String> {
    let options = args.read.options()?;
    let bar = bar();
    let source = input::open(&args.read.input, &bar)?;
    bar.set_length(source.size);
    let (mut articles, mut found) = (0_usize, 0_usize);
    let walked = walk(
        &source,
        &options,
        args.read.strict,
        false,
        &bar,
        &mut |item| {
            articles += 1;
            let place = path(&source, &item.place.to_string());
            let mut lines: Vec<String> = Vec::new();
            let told = item.findings.iter().filter(|finding| !finding.is_loss());
            lines.extend(told.map(ToString::to_string));
            let of_text = lines.len();
            lines.extend(of_spans(&item));
            found += lines.len() - of_text;
            bar.suspend(|| {
                for line in lines {
                    println!("{place}: «{}»: {line}", item.article.id);
                }
            });
            Ok(())
        },
    );
    let walked = match walked {
        Ok(walked) => walked,
        Err(Stop::Strict) => return Ok(Outcome::Partly),
        Err(Stop::Failed(message)) => return Err(message),
    };
    bar.finish_and_clear();
    eprintln!(
        "articles: {articles}, not taken in: {}, findings on spans: {found}",
        walked.rejected
    );
    let whole = walked.is_whole() && found == 0;
    Ok(if whole {
        Outcome::Whole
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
