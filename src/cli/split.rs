//! `isnad split`: a corpus dealt out into parts, each a corpus of its own.

use std::io;

use isnad::format::exchange::files::Sink;
use isnad::format::exchange::split::Subset;
use isnad::format::exchange::write::{WriteError, Writer, single_file, writer};
use isnad::model::article::Project;
use isnad::model::ids::ProjectId;

use crate::Outcome;
use crate::args::{SplitArgs, shares};
use crate::convert::say_losses;
use crate::output::Output;
use crate::walk::{Reading, Stop};

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
pub fn run(args: &SplitArgs) -> Result<Outcome, Stop> {
    let split = shares(&args.shares, args.by.as_deref())?;
    let reading = Reading::open(&args.read, 2)?;
    let say = |error: WriteError| error.to_string();
    let blank = Project::new(ProjectId::from(""));
    let looking = writer(args.to, &args.write.options("", blank)).map_err(say)?;
    let (survey, seen) = reading.survey(&*looking)?;
    reading.bar.suspend(|| say_losses(args.to, &survey.losses));
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
    reading.walk_again(|item| {
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
    })?;
    for (_, folder, writer, _) in &mut parts {
        let mut below = Below {
            output: &mut output,
            folder,
        };
        writer.end(&mut below).map_err(say)?;
    }
    output.finish()?;
    reading.bar.finish_and_clear();
    for (subset, _, _, count) in &parts {
        println!("{}\t{count}", subset.name());
    }
    Ok(seen.outcome())
}
