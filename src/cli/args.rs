//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use isnad::format::exchange::encoding::encoding_of;
use isnad::format::exchange::kind::Kind;
use isnad::format::exchange::labels::LabelMap;
use isnad::format::exchange::read::{Columns, Cut, ReadOptions, TitleAs};
use isnad::format::exchange::split::Split;
use isnad::format::exchange::tags::{Overlap, Tagging};
use isnad::format::exchange::tokens::Tokenizer;
use isnad::format::exchange::units::OffsetUnit;
use isnad::format::exchange::write::WriteOptions;
use isnad::model::article::Project;
use isnad::model::scheme::Scheme;

/// Labelled corpora of attribution, converted, checked, counted and split.
///
/// Ends with 0 when all was taken in, 1 when some of it was not or something was found wrong, 2 when the arguments
/// make no sense, 3 when a file could not be read or written.
#[derive(Debug, Parser)]
#[command(name = "isnad", version, max_term_width = 100)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a corpus in another format.
    Convert(ConvertArgs),
    /// Say what cannot be taken in, and what deserves a look.
    Check(CheckArgs),
    /// Count articles, spans, labels and links.
    Stats(StatsArgs),
    /// Deal a corpus out into train, dev and test, the same way each time.
    Split(SplitArgs),
}

/// What is read.
#[derive(Debug, clap::Args)]
pub struct ReadArgs {
    /// A file, a folder or a zip.
    pub input: PathBuf,
    /// The kind of the input; seen from its content if it is not given.
    #[arg(long, value_parser = kind, value_name = "KIND")]
    pub from: Option<Kind>,
    /// What the input's offsets count: code-point, utf-16, utf-8, grapheme. Found by the quoted texts if it is not
    /// given.
    #[arg(long, value_parser = unit, value_name = "UNIT")]
    pub from_unit: Option<OffsetUnit>,
    /// The encoding of the input, such as windows-1256; UTF-8 if it is not given and no byte order mark says more.
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// Put titles that stand beside the texts before them; otherwise they are metadata.
    #[arg(long)]
    pub join_titles: bool,
    /// What makes an article in plain text: file, paragraph, line.
    #[arg(long, value_parser = cut, default_value = "file", value_name = "PART")]
    pub per: Cut,
    /// The column or member that holds the text.
    #[arg(long, value_name = "NAME")]
    pub text_column: Option<String>,
    /// The column or member that holds the id of the article.
    #[arg(long, value_name = "NAME")]
    pub id_column: Option<String>,
    /// The column or member that holds the title.
    #[arg(long, value_name = "NAME")]
    pub title_column: Option<String>,
    /// Whose the layers are that name nobody.
    #[arg(long, default_value = "", value_name = "NAME")]
    pub annotator: String,
    /// A label of the input and what it becomes, as NAME=LABEL; without LABEL it is left out. Can be repeated.
    #[arg(long = "label", value_name = "NAME=LABEL")]
    pub labels: Vec<String>,
    /// The same for types of links.
    #[arg(long = "link", value_name = "NAME=TYPE")]
    pub links: Vec<String>,
    /// Metadata of the input that is left out. Can be repeated.
    #[arg(long = "without", value_name = "NAME")]
    pub without: Vec<String>,
    /// Keep the labels of the input to the letter; otherwise those of the guidelines are known by their names.
    #[arg(long)]
    pub keep_labels: bool,
    /// Stop at the first article that cannot be taken in.
    #[arg(long)]
    pub strict: bool,
}

/// What is converted.
#[derive(Debug, clap::Args)]
pub struct ConvertArgs {
    /// What is read.
    #[command(flatten)]
    pub read: ReadArgs,
    /// Where to write: a file, a folder, or a zip if it ends with .zip.
    pub output: PathBuf,
    /// The kind of the output; told by the output's name if it is not given.
    #[arg(long, value_parser = kind, value_name = "KIND")]
    pub to: Option<Kind>,
    /// What the output's offsets count, where its format leaves that open.
    #[arg(long, value_parser = unit, value_name = "UNIT")]
    pub to_unit: Option<OffsetUnit>,
    /// How to write.
    #[command(flatten)]
    pub write: WriteArgs,
    /// Deal a data set for Hugging Face out, as shares of train, dev and test: 80,10,10.
    #[arg(long, value_name = "SHARES")]
    pub split: Option<String>,
    /// The metadata, such as source, of which articles that agree in it stay in one part.
    #[arg(long, value_name = "NAME", requires = "split")]
    pub by: Option<String>,
}

/// How to write.
#[derive(Debug, clap::Args)]
pub struct WriteArgs {
    /// doccano's layout with relations.
    #[arg(long)]
    pub relations: bool,
    /// What stays of spans that overlap, in tags: columns (one for each label), outermost, longest.
    #[arg(long, value_parser = overlap, value_name = "POLICY")]
    pub overlap: Option<Overlap>,
    /// How tokens are tagged: bio, bioes.
    #[arg(long, value_parser = tagging, default_value = "bio", value_name = "SCHEME")]
    pub tags: Tagging,
    /// How texts are cut into tokens: words (UAX #29), clitics (the same with Arabic clitics cut off).
    #[arg(long, value_parser = tokenizer, default_value = "words", value_name = "NAME")]
    pub tokens: Tokenizer,
    /// Write over what is there.
    #[arg(long)]
    pub force: bool,
}

impl WriteArgs {
    /// The choices for a writer.
    pub fn options(&self, stem: &str, project: Project) -> WriteOptions {
        WriteOptions {
            relations: self.relations,
            overlap: self.overlap,
            tagging: self.tags,
            tokenizer: self.tokens,
            ..WriteOptions::new(stem, project)
        }
    }
}

/// What is dealt out.
#[derive(Debug, clap::Args)]
pub struct SplitArgs {
    /// What is read.
    #[command(flatten)]
    pub read: ReadArgs,
    /// The folder that gets the parts.
    pub output: PathBuf,
    /// The kind of the parts.
    #[arg(long, value_parser = kind, default_value = "isnad", value_name = "KIND")]
    pub to: Kind,
    /// How to write.
    #[command(flatten)]
    pub write: WriteArgs,
    /// The shares of train, dev and test.
    #[arg(long, default_value = "80,10,10", value_name = "SHARES")]
    pub shares: String,
    /// The metadata, such as source, of which articles that agree in it stay in one part.
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}

fn overlap(name: &str) -> Result<Overlap, String> {
    match name {
        "columns" => Ok(Overlap::Columns),
        "outermost" => Ok(Overlap::Outermost),
        "longest" => Ok(Overlap::Longest),
        _ => Err("one of columns, outermost, longest".to_owned()),
    }
}

fn tagging(name: &str) -> Result<Tagging, String> {
    match name {
        "bio" => Ok(Tagging::Bio),
        "bioes" => Ok(Tagging::Bioes),
        _ => Err("one of bio, bioes".to_owned()),
    }
}

fn tokenizer(name: &str) -> Result<Tokenizer, String> {
    match name {
        "words" => Ok(Tokenizer::Words),
        "clitics" => Ok(Tokenizer::Clitics),
        _ => Err("one of words, clitics".to_owned()),
    }
}

/// How articles are dealt out.
pub fn shares(shares: &str, by: Option<&str>) -> Result<Split, String> {
    let split = Split::parse(shares, by);
    split.ok_or_else(|| format!("«{shares}» are no three shares such as 80,10,10"))
}

/// What is checked.
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// What is read.
    #[command(flatten)]
    pub read: ReadArgs,
}

/// What is counted.
#[derive(Debug, clap::Args)]
pub struct StatsArgs {
    /// What is read.
    #[command(flatten)]
    pub read: ReadArgs,
}

fn kind(name: &str) -> Result<Kind, String> {
    Kind::from_name(name).ok_or_else(|| {
        let names: Vec<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        format!("one of {}", names.join(", "))
    })
}

fn unit(name: &str) -> Result<OffsetUnit, String> {
    OffsetUnit::from_name(name).ok_or_else(|| {
        let names: Vec<_> = OffsetUnit::ALL.iter().map(|unit| unit.name()).collect();
        format!("one of {}", names.join(", "))
    })
}

fn cut(name: &str) -> Result<Cut, String> {
    match name {
        "file" => Ok(Cut::File),
        "paragraph" => Ok(Cut::Paragraph),
        "line" => Ok(Cut::Line),
        _ => Err("one of file, paragraph, line".to_owned()),
    }
}

impl ReadArgs {
    /// The choices for the readers.
    pub fn options(&self) -> Result<ReadOptions, String> {
        let encoding = match &self.encoding {
            None => None,
            Some(name) => {
                let found = encoding_of(name);
                Some(found.ok_or_else(|| format!("no encoding is called «{name}»"))?)
            }
        };
        let scheme = Scheme::attribution();
        let (mut labels, mut links) = match self.keep_labels {
            true => (LabelMap::as_is(), LabelMap::as_is()),
            false => (LabelMap::labels(&scheme), LabelMap::links(&scheme)),
        };
        rules(&mut labels, &self.labels)?;
        rules(&mut links, &self.links)?;
        Ok(ReadOptions {
            kind: self.from,
            unit: self.from_unit,
            encoding,
            title: match self.join_titles {
                true => TitleAs::Joined,
                false => TitleAs::Metadata,
            },
            cut: self.per,
            columns: Columns {
                text: self.text_column.clone(),
                id: self.id_column.clone(),
                title: self.title_column.clone(),
            },
            annotator: self.annotator.clone(),
            labels,
            links,
            left_out: self.without.iter().cloned().collect(),
        })
    }
}

fn rules(map: &mut LabelMap, rules: &[String]) -> Result<(), String> {
    for rule in rules {
        let (name, label) = rule
            .split_once('=')
            .ok_or_else(|| format!("«{rule}» has no ="))?;
        map.rule(name, Some(label).filter(|label| !label.is_empty()));
    }
    Ok(())
}
