//! An article as it came from a file, whatever the format: in code points, checked, with what stands on it.

use serde::{Deserialize, Serialize};
use std::sync::Arc;

use super::reject::Place;
use super::units::OffsetUnit;
use crate::format::decode::TextFinding;
use crate::format::export::ExportItem;
use crate::model::article::{Article, Project};
use crate::model::ids::{ArticleId, LayerKey};
use crate::model::layer::Layer;
use crate::model::text::Text;

/// One article with its layers, on its way in.
#[derive(Clone, Debug)]
pub struct Item {
    /// Where it stood.
    pub place: Place,
    /// The article. Its id is the file's own, or made from the text; whether it is unique in a project is for
    /// the caller to see. Its position is 0.
    pub article: Article,
    /// Its text.
    pub text: Text,
    /// What stands on it, a layer for each annotator. Their key names no project unless the file does.
    pub layers: Vec<Layer>,
    /// The project of the file, if it is one of ours.
    pub project: Option<Arc<Project>>,
    /// What a person should know.
    pub findings: Vec<ItemFinding>,
}

impl Item {
    /// Gives the article another id, where the one it has is taken; its layers follow.
    pub fn rename(&mut self, id: ArticleId) {
        for layer in &mut self.layers {
            let key = LayerKey {
                article: id.clone(),
                ..layer.key().clone()
            };
            *layer = layer.clone().renamed(key);
        }
        self.article.id = id;
    }

    /// The same on its way out.
    pub fn to_export(&self) -> ExportItem<'_> {
        ExportItem {
            article: &self.article,
            text: &self.text,
            layers: self.layers.iter().collect(),
        }
    }
}

/// What a person should know of an article that was taken in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum ItemFinding {
    /// Characters that shift offsets or cannot be seen.
    #[error("{}", text_finding(*.0))]
    Text(TextFinding),
    /// The offsets count another unit than files of this kind usually do.
    #[error("the offsets count {} units", .0.name())]
    Unit(OffsetUnit),
    /// The file quotes nothing, and in another unit the spans would be others.
    #[error("the file does not say that its offsets count {} units", .0.name())]
    UnitUnsure(OffsetUnit),
    /// A span without a character: left out.
    #[error("the span «{0}» marks nothing: left out")]
    EmptySpan(String),
    /// A link whose ends are not both there: left out.
    #[error("the link «{0}» leads from or to nothing: left out")]
    LooseLink(String),
    /// Something that has no place here: left out.
    #[error("left out: {0}")]
    LeftOut(String),
}

impl ItemFinding {
    /// Whether something of the file was not taken in.
    pub const fn is_loss(&self) -> bool {
        matches!(
            self,
            Self::EmptySpan(_) | Self::LooseLink(_) | Self::LeftOut(_)
        )
    }
}

fn text_finding(finding: TextFinding) -> String {
    let (count, what) = match finding {
        TextFinding::CrLf(count) => (count, "line ends of two characters, CR LF"),
        TextFinding::LoneCr(count) => (count, "CR without LF"),
        TextFinding::NoBreakSpace(count) => (count, "no-break spaces"),
        TextFinding::Joiners(count) => (count, "zero width joiners and non-joiners"),
        TextFinding::BidiMarks(count) => (count, "marks that steer the direction"),
        TextFinding::LineSeparators(count) => (count, "line and paragraph separators"),
        TextFinding::Tabs(count) => (count, "tabs"),
        TextFinding::ZeroWidthSpaces(count) => (count, "zero width spaces"),
    };
    format!("in the text: {what}: {count}")
}
