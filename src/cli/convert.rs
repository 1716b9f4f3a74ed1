//! `isnad convert`: a first walk sees what there is and what will be lost, a second one writes.

use std::path::Path;

use isnad::format::exchange::kind::Kind;
use isnad::format::exchange::write::{WriteOptions, single_file, writer};
use isnad::format::losses::Losses;
use isnad::model::article::Project;
use isnad::model::ids::ProjectId;

use crate::Outcome;
use crate::args::{ConvertArgs, shares};
use crate::output::Output;
use crate::walk::{Reading, Stop};

/// Converts.
pub fn run(args: &ConvertArgs) -> Result<Outcome, Stop> {
    let kind = match args.to {
        Some(kind) => kind,
        None => kind_of(&args.output)?,
    };
    let stem = stem(&args.output);
    let split = args.split.as_deref();
    let split = split
        .map(|split| shares(split, args.by.as_deref()))
        .transpose()?;
    let choices = |project: Project| WriteOptions {
        unit: args.to_unit,
        split: split.clone(),
        ..args.write.options(&stem, project)
    };
    let reading = Reading::open(&args.read, 2)?;
    // Whatever the articles are, the same is lost of them.
    let blank = Project::new(ProjectId::from(""));
    let looking = writer(kind, &choices(blank)).map_err(|error| error.to_string())?;
    let (survey, seen) = reading.survey(&*looking)?;
    reading.bar.suspend(|| say_losses(kind, &survey.losses));
    let single = single_file(kind, &stem).is_some();
    let mut output = Output::new(&args.output, single, args.write.force)?;
    let mut writer = writer(kind, &choices(survey.project())).map_err(|error| error.to_string())?;
    reading.walk_again(|item| {
        let wrote = writer.item(&item.to_export(), &mut output);
        wrote.map_err(|error| format!("«{}»: {error}", item.article.id))
    })?;
    writer.end(&mut output).map_err(|error| error.to_string())?;
    output.finish()?;
    reading.bar.finish_and_clear();
    eprintln!(
        "articles written: {}, not taken in: {}",
        survey.articles, seen.rejected
    );
    Ok(seen.outcome())
}

/// Says what the output has no room for.
pub fn say_losses(kind: Kind, losses: &Losses) {
    for (what, count) in losses.iter() {
        eprintln!("not in {}: {}: {count}", kind.name(), what.name());
    }
}

/// The kind that a name tells.
fn kind_of(path: &Path) -> Result<Kind, String> {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    let ends = [
        (".isnad.jsonl", Kind::Isnad),
        (".csv", Kind::Csv),
        (".conll", Kind::Conll),
        (".jsonld", Kind::WebAnnotation),
    ];
    let found = ends.iter().find(|(end, _)| name.ends_with(end));
    let found = found.map(|(_, kind)| *kind);
    found.ok_or_else(|| "the output's name does not tell its kind: give --to KIND".to_owned())
}

/// The name of a file without what its kind adds.
fn stem(path: &Path) -> String {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let name = name.split('.').next().unwrap_or_default();
    if name.is_empty() {
        "isnad".to_owned()
    } else {
        name.to_owned()
    }
}
