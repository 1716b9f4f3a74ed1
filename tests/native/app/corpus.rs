//! A large project, made up: so many articles of about 2,500 characters, with so many spans on each.

use isnad::app::storage::start::article_of;
use isnad::format::export::ExportItem;
use isnad::format::project::write_project;
use isnad::model::annotation::Annotation;
use isnad::model::article::Project;
use isnad::model::change::{Change, Op};
use isnad::model::ids::{Annotator, LayerKey, ProjectId, Replica};
use isnad::model::layer::Layer;
use isnad::model::offset::CodePoint;
use isnad::model::span::{Extent, Fragments};
use isnad::model::text::Text;

const SENTENCE: &str =
    "ونفى مصدر مسؤول في الوزارة ما تناقلته وسائل إعلام، وأكد أن الأسعار لن ترتفع هذا العام. ";

/// The project file.
pub fn project(articles: u32, spans: u32) -> String {
    let replica = Replica::new("maker");
    let project = Project::new(ProjectId::new("p-corpus"));
    let made: Vec<_> = (0..articles)
        .map(|n| {
            let text = format!("الخبر رقم {n}\n\n{}", SENTENCE.repeat(28));
            let text = Text::new(text).expect("short enough");
            let article = article_of(&text, "corpus", u64::from(n));
            let key = LayerKey {
                project: project.id.clone(),
                article: article.id.clone(),
                annotator: Annotator::new("salma"),
            };
            let mut layer = Layer::empty(key);
            for span in 0..spans {
                let start = CodePoint::new(20 + span * 40);
                let extent = Extent::new(start, start.plus(9)).expect("not empty");
                let id = format!("maker-{span}");
                let span =
                    Annotation::new(id.as_str().into(), "source".into(), Fragments::one(extent));
                layer.apply(&Change::of(Op::add(span)), &replica, "2026-11-23T15:00:00Z");
            }
            (article, text, layer)
        })
        .collect();
    let items = made.iter().map(|(article, text, layer)| ExportItem {
        article,
        text,
        layers: vec![layer],
    });
    write_project(&project, items, &replica).expect("reads back")
}
