//! The one way out: which writer writes what, and what a person may choose about it.

use serde::{Deserialize, Serialize};
use std::io;

use super::files::Sink;
use super::kind::Kind;
use super::split::Split;
use super::tags::{Overlap, Tagging};
use super::tokens::Tokenizer;
use super::units::OffsetUnit;
use super::{
    brat_out, cas_json, cas_xmi, label_studio_out, layers_out, pubannotation, table_out, tei_out,
    webanno_tsv_out, webannotation_out,
};
use super::{conll, doccano, hugging_face, isnad, prodigy, txt};
use crate::format::export::{ExportError, ExportItem};
use crate::format::losses::{Carries, Losses};
use crate::model::article::{Project, Sha256};

/// What a person may choose of writing. A format looks only at what applies to it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WriteOptions {
    /// What the file is called, without what its kind adds.
    pub stem: String,
    /// The unit of offsets where a format leaves it open; the usual one where it is `None`.
    pub unit: Option<OffsetUnit>,
    /// doccano's layout with relations.
    pub relations: bool,
    /// How formats with tokens cut the text.
    pub tokenizer: Tokenizer,
    /// What becomes of spans that overlap, where tags have no room for them; the usual of the kind where it is `None`.
    pub overlap: Option<Overlap>,
    /// How tokens are tagged.
    pub tagging: Tagging,
    /// How a data set is cut into parts; all is for training where it is `None`.
    pub split: Option<Split>,
    /// The project that goes with the articles: its scheme, its guidelines.
    pub project: Project,
}

impl WriteOptions {
    /// The usual choices.
    pub fn new(stem: &str, project: Project) -> Self {
        Self {
            stem: stem.to_owned(),
            unit: None,
            relations: false,
            tokenizer: Tokenizer::default(),
            overlap: None,
            tagging: Tagging::default(),
            split: None,
            project,
        }
    }
}

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The file would not give back what was marked.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// It could not be put where it belongs.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Nothing writes this kind.
    #[error("files of the kind {} cannot be written", .0.name())]
    NotWritten(Kind),
    /// Something that the format has no room for, and no way around.
    #[error("{0}")]
    Impossible(String),
}

/// Writes articles one after another.
pub trait Writer {
    /// What the format has room for.
    fn carries(&self) -> Carries;

    /// Adds what an article loses on its way out. Asked before anything is written.
    fn losses(&self, item: &ExportItem<'_>, losses: &mut Losses) {
        losses.add(item, &self.carries());
    }

    /// Writes an article, read back first.
    ///
    /// # Errors
    /// [`WriteError`]; what was written so far is no whole file.
    fn item(&mut self, item: &ExportItem<'_>, sink: &mut dyn Sink) -> Result<(), WriteError>;

    /// Writes what comes last.
    ///
    /// # Errors
    /// [`WriteError`].
    fn end(&mut self, sink: &mut dyn Sink) -> Result<(), WriteError>;
}

/// The writer of a kind.
///
/// # Errors
/// [`WriteError::NotWritten`].
pub fn writer(kind: Kind, options: &WriteOptions) -> Result<Box<dyn Writer>, WriteError> {
    Ok(match kind {
        Kind::Isnad => Box::new(isnad::Writer::new(options)),
        Kind::Doccano => Box::new(doccano::Writer::new(options)),
        Kind::Conll | Kind::Bio => Box::new(conll::Writer::new(kind, options)),
        Kind::Csv => Box::new(table_out::Writer::new(options)),
        Kind::HuggingFace => Box::new(hugging_face::Writer::new(options)),
        Kind::LabelStudio => Box::new(label_studio_out::Writer::new(options)),
        Kind::Prodigy => Box::new(prodigy::Writer::new(options)),
        Kind::Brat => Box::new(brat_out::Writer::new(options)),
        Kind::CasJson => Box::new(cas_json::Writer::default()),
        Kind::CasXmi => Box::new(cas_xmi::Writer::default()),
        Kind::PubAnnotation => Box::new(pubannotation::Writer::default()),
        Kind::Layers => Box::new(layers_out::Writer::default()),
        Kind::Tei => Box::new(tei_out::Writer::default()),
        Kind::WebannoTsv => Box::new(webanno_tsv_out::Writer::default()),
        Kind::WebAnnotation => Box::new(webannotation_out::Writer::new(options)),
        Kind::Txt => Box::new(txt::Writer::default()),
        _ => return Err(WriteError::NotWritten(kind)),
    })
}

/// The name of the only file that a kind is written to; `None` where there are several.
pub fn single_file(kind: Kind, stem: &str) -> Option<String> {
    let end = match kind {
        Kind::Isnad => ".isnad.jsonl",
        Kind::Doccano | Kind::Prodigy | Kind::Jsonl => ".jsonl",
        Kind::LabelStudio => ".json",
        Kind::WebAnnotation => ".jsonld",
        Kind::Conll => ".conll",
        Kind::Bio => ".tsv",
        Kind::Csv => ".csv",
        _ => return None,
    };
    Some(format!("{stem}{end}"))
}

/// The longest name of a file of an article, in characters.
const LONGEST_NAME: usize = 100;

/// A name for a file of an article: its id, with `%` and hex digits for what file systems take amiss, so that no
/// two ids give one name.
pub fn file_name(id: &str) -> String {
    let mut name = String::new();
    for c in id.chars() {
        if c.is_alphanumeric() || matches!(c, '-' | '_' | ' ') || (c == '.' && !name.is_empty()) {
            name.push(c);
            continue;
        }
        for byte in c.encode_utf8(&mut [0; 4]).bytes() {
            name.push_str(&format!("%{byte:02X}"));
        }
    }
    if name.is_empty() {
        return "%".to_owned();
    }
    match name.char_indices().nth(LONGEST_NAME) {
        None => name,
        Some((end, _)) => {
            let hash = Sha256::of(id).article_id();
            format!("{}%{hash}", name.get(..end).unwrap_or_default())
        }
    }
}
