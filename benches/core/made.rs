//! What is measured on: Arabic text of any length, with a span for every hundred code points.

use isnad::app::storage::start::article_of;
use isnad::model::annotation::Annotation;
use isnad::model::article::{Article, Project};
use isnad::model::change::{Change, Op};
use isnad::model::ids::{Annotator, LayerKey, ProjectId, Replica, SpanId};
use isnad::model::layer::Layer;
use isnad::model::offset::CodePoint;
use isnad::model::span::{Extent, Fragments};
use isnad::model::text::Text;

const SENTENCE: &str =
    "ونفى مصدر مسؤول في الوزارة ما تناقلته وسائل إعلام، وأكد أن الأسعار لن ترتفع 📈 هذا العام. ";
/// When all of it was written.
pub const NOW: &str = "2026-11-24T08:00:00Z";

/// An article with its text and its layer.
pub struct Made {
    pub article: Article,
    pub text: Text,
    pub layer: Layer,
    pub project: Project,
    pub replica: Replica,
}

/// So many code points, in paragraphs of about 500.
pub fn string(length: usize) -> String {
    let paragraph = SENTENCE.repeat(6) + "\n\n";
    paragraph.chars().cycle().take(length).collect()
}

pub fn span(id: &str, start: u32, length: u32) -> Annotation {
    let extent = Extent::new(CodePoint::new(start), CodePoint::new(start + length));
    let fragments = Fragments::one(extent.expect("not empty"));
    Annotation::new(SpanId::from(id), "source".into(), fragments)
}

impl Made {
    pub fn new(length: usize) -> Self {
        Self::of(string(length))
    }

    /// One of many articles of this length, with its number in its text.
    pub fn numbered(number: usize, length: usize) -> Self {
        Self::of(format!("{number:06} {}", string(length.saturating_sub(7))))
    }

    fn of(text: String) -> Self {
        let text = Text::new(text).expect("short enough");
        let article = article_of(&text, "bench", 0);
        let project = Project::new(ProjectId::new("p-bench"));
        let replica = Replica::new("bench");
        let mut layer = Layer::empty(LayerKey {
            project: project.id.clone(),
            article: article.id.clone(),
            annotator: Annotator::new("salma"),
        });
        let starts = (0..text.end().get()).step_by(100);
        let ops = starts.enumerate().map(|(n, start)| {
            let length = 20.min(text.end().get() - start);
            Op::add(span(&format!("bench-{n}"), start, length))
        });
        layer.apply(&Change { ops: ops.collect() }, &replica, NOW);
        Self {
            article,
            text,
            layer,
            project,
            replica,
        }
    }

    /// A place in the middle of the text, inside a word.
    pub fn middle(&self) -> CodePoint {
        CodePoint::new(self.text.end().get() / 2 + 3)
    }

    /// The layer as another writer left it: a tenth of its spans removed, a tenth changed, a tenth more.
    pub fn changed_by_another(&self) -> Layer {
        let mut layer = self.layer.clone();
        let spans: Vec<_> = layer.in_order().cloned().collect();
        let mut ops = Vec::new();
        for (n, before) in spans.iter().enumerate() {
            match n % 10 {
                0 => ops.push(Op::remove(before.clone())),
                1 => {
                    let mut after = (**before).clone();
                    after.label = "denial".into();
                    ops.push(Op::alter(before.clone(), after));
                }
                2 => {
                    let start = before.fragments.iter().map(|extent| extent.start().get());
                    ops.push(Op::add(span(
                        &format!("other-{n}"),
                        start.min().unwrap_or_default(),
                        4,
                    )));
                }
                _ => {}
            }
        }
        layer.apply(&Change { ops }, &Replica::new("other"), NOW);
        layer
    }
}
