//! The kinds of files, by the names that the command line and the dialogs have for them. How one is told from
//! the content is in `recognise`.

use serde::{Deserialize, Serialize};

/// A kind of file or folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// A project of this page, `*.isnad.jsonl`.
    Isnad,
    /// doccano JSON Lines, in all its layouts.
    Doccano,
    /// Label Studio's list of tasks.
    LabelStudio,
    /// JSON Lines of spaCy and Prodigy.
    Prodigy,
    /// A folder of `.txt` and `.ann`.
    Brat,
    /// CoNLL-2003: four columns, the last one the tag.
    Conll,
    /// A token and one or more tags a line, between tabs.
    Bio,
    /// W3C Web Annotation as JSON-LD.
    WebAnnotation,
    /// UIMA CAS as JSON.
    CasJson,
    /// UIMA CAS as XMI.
    CasXmi,
    /// WebAnno TSV 3.
    WebannoTsv,
    /// PubAnnotation JSON.
    PubAnnotation,
    /// A table with a row for each span or text, between commas, semicolons or tabs.
    Csv,
    /// TEI with standoff annotations.
    Tei,
    /// A data set for Hugging Face: JSON Lines for each split, with a card.
    HuggingFace,
    /// TREC SGML.
    Trec,
    /// Plain text.
    Txt,
    /// A web page.
    Html,
    /// JSON Lines with a text in a member of any name.
    Jsonl,
    /// Texts, with the spans in further JSON Lines files.
    Layers,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 20] = [
        Self::Isnad,
        Self::Doccano,
        Self::LabelStudio,
        Self::Prodigy,
        Self::Brat,
        Self::Conll,
        Self::Bio,
        Self::WebAnnotation,
        Self::CasJson,
        Self::CasXmi,
        Self::WebannoTsv,
        Self::PubAnnotation,
        Self::Csv,
        Self::Tei,
        Self::HuggingFace,
        Self::Trec,
        Self::Txt,
        Self::Html,
        Self::Jsonl,
        Self::Layers,
    ];

    /// What the command line calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Isnad => "isnad",
            Self::Doccano => "doccano",
            Self::LabelStudio => "label-studio",
            Self::Prodigy => "prodigy",
            Self::Brat => "brat",
            Self::Conll => "conll",
            Self::Bio => "bio",
            Self::WebAnnotation => "webannotation",
            Self::CasJson => "cas-json",
            Self::CasXmi => "cas-xmi",
            Self::WebannoTsv => "webanno-tsv",
            Self::PubAnnotation => "pubannotation",
            Self::Csv => "csv",
            Self::Tei => "tei",
            Self::HuggingFace => "huggingface",
            Self::Trec => "trec",
            Self::Txt => "txt",
            Self::Html => "html",
            Self::Jsonl => "jsonl",
            Self::Layers => "layers",
        }
    }

    /// The kind of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether there is a reader for it.
    pub const fn is_read(self) -> bool {
        cfg!(feature = "html") || !matches!(self, Self::Html)
    }

    /// Whether its files belong together, so that one alone cannot be read.
    pub const fn is_set(self) -> bool {
        matches!(self, Self::Brat | Self::Layers)
    }
}
