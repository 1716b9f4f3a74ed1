//! `isnad split`: a corpus dealt out into parts, each a corpus of its own.

use std::io;

use isnad::format::exchange::files::Sink;
use isnad::format::exchange::split::Subset;
use isnad::format::exchange::survey::Survey;
use isnad::format::exchange::write::{WriteError, Writer, single_file, writer};
use isnad::model::article::Project;
use isnad::model::ids::ProjectId;

use crate::Outcome;
use crate::args::{SplitArgs, shares};
use crate::convert::say_losses;
use crate::input;
use crate::output::Output;
use crate::walk::{Stop, bar, walk};

/// Files below a folder of the output.
struct Below<'a> {
    output: &'a mut Output,
    folder: &'a str,
}

impl Sink for Below<'_> {
    fn write(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.output.write(&format!("{}{name}", self.folder), bytes)
    }

    fn done(&mut self, name: &str) -> io::Result<()> {
        self.output.done(&format!("{}{name}", self.folder))
    }
}

/// Splits.
pub fn run(args: &SplitArgs) -> Result<Outcome, String> {
    let options = args.read.options()?;
    let split = shares(&args.shares, args.by.as_deref())?;
    let bar = bar();
    let source = input::open(&args.read.input, &bar)?;
    bar.set_length(source.size * 2);
    let say = |error: WriteError| error.to_string();
    let blank = Project::new(ProjectId::from(""));
    let looking = writer(args.to, &args.write.options("", blank)).map_err(say)?;
    let mut survey = Survey::default();
    let seen = walk(
        &source,
        &options,
        args.read.strict,
        false,
        &bar,
        &mut |item| {
            survey.see(&item);
            looking.losses(&item.to_export(), &mut survey.losses);
            Ok(())
        },
    );
    let seen = match seen {
        Ok(seen) => seen,
        Err(Stop::Strict) => return Ok(Outcome::Partly),
        Err(Stop::Failed(message)) => return Err(message),
    };
    bar.suspend(|| say_losses(args.to, &survey.losses));
    let mut output = Output::new(&args.output, false, args.write.force)?;
    let single = single_file(args.to, "").is_some();
    let folder = |subset: Subset| match single {
        true => String::new(),
        false => format!("{}/", subset.name()),
    };
    let mut parts: Vec<(Subset, String, Box<dyn Writer>, usize)> = Vec::new();
    for subset in Subset::ALL {
        let options = args.write.options(subset.name(), survey.project());
        let writer = writer(args.to, &options).map_err(say)?;
        parts.push((subset, folder(subset), writer, 0));
    }
    let wrote = walk(&source, &options, false, true, &bar, &mut |item| {
        let subset = split.of(&item.article);
        let part = parts.iter_mut().find(|part| part.0 == subset);
        let Some((_, folder, writer, count)) = part else {
            return Ok(());
        };
        *count += 1;
        let mut below = Below {
            output: &mut output,
            folder,
        };
        let wrote = writer.item(&item.to_export(), &mut below);
        wrote.map_err(|error| format!("«{}»: {error}", item.article.id))
    });
    match wrote {
        Ok(_) => {}
        Err(Stop::Strict) => return Ok(Outcome::Partly),
        Err(Stop::Failed(message)) => return Err(message),
    }
    for (_, folder, writer, _) in &mut parts {
        let mut below = Below {
            output: &mut output,
            folder,
        };
        writer.end(&mut below).map_err(say)?;
    }
    output.finish()?;
    bar.finish_and_clear();
    for (subset, _, _, count) in &parts {
        println!("{}\t{count}", subset.name());
    }
    Ok(if seen.is_whole() {
        Outcome::Whole
    } else {
        Outcome::Partly
    })
}
