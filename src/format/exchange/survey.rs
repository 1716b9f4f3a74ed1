//! The first walk through an input: how much there is, what stands in it, what would be lost. What is written
//! later depends on it, as the head of a project file on the labels of all articles.

use sha2::{Digest, Sha256 as Hasher};

use super::item::Item;
use crate::format::losses::Losses;
use crate::model::article::Project;
use crate::model::ids::{LabelId, LinkTypeId, ProjectId};
use crate::model::scheme::{Colour, Label, Line, LinkType, Names, Scheme};
use crate::model::sorted::{Map, Set};

/// What was seen.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// How many articles.
    pub articles: usize,
    /// How many code points in them.
    pub code_points: u64,
    /// Spans by label.
    pub labels: Map<LabelId, usize>,
    /// Links by type.
    pub links: Map<LinkTypeId, usize>,
    /// Who made layers, and how many.
    pub annotators: Map<String, usize>,
    /// The first project of the input, if it is a file of ours.
    pub project: Option<Project>,
    /// What the output will lose.
    pub losses: Losses,
    hash: Hasher,
}

impl Survey {
    /// Looks at an article.
    pub fn see(&mut self, item: &Item) {
        self.articles += 1;
        self.code_points += u64::from(item.text.end().get());
        for layer in &item.layers {
            let annotator = layer.key().annotator.as_str().to_owned();
            self.annotators
                .update(annotator, |count: &mut usize| *count += 1);
            for span in layer.in_order() {
                self.labels
                    .update(span.label.clone(), |count: &mut usize| *count += 1);
            }
            for link in layer.links() {
                self.links
                    .update(link.kind.clone(), |count: &mut usize| *count += 1);
            }
        }
        if self.project.is_none() {
            self.project = item.project.as_deref().cloned();
        }
        self.hash.update(item.article.id.as_str());
        self.hash.update([0]);
        self.hash.update(item.article.sha256.as_hex());
    }

    /// The project for what was seen: the input's own, else one with the scheme of the guidelines. Labels and link
    /// types that its scheme lacks are added. Its id, where the input has none, is made from the articles, so that
    /// the same input gives the same project.
    pub fn project(&self) -> Project {
        let mut project = self.project.clone().unwrap_or_else(|| {
            let hex: String = self
                .hash
                .clone()
                .finalize()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            Project::new(ProjectId::new(format!(
                "p-{}",
                hex.get(..16).unwrap_or(&hex)
            )))
        });
        complete(&mut project.scheme, &self.labels, &self.links);
        project
    }
}

/// Colours for labels that come with a file.
const COLOURS: [[u8; 3]; 6] = [
    [0x4c, 0xaf, 0x6d],
    [0x9b, 0x6d, 0xd6],
    [0xe0, 0x7b, 0x39],
    [0x2a, 0xa1, 0x98],
    [0xd0, 0x56, 0x9b],
    [0x8a, 0x8d, 0x91],
];

/// Adds labels and link types that a scheme lacks, under their names.
pub fn complete(scheme: &mut Scheme, labels: &Map<LabelId, usize>, links: &Map<LinkTypeId, usize>) {
    let known: Set<_> = scheme.labels.iter().map(|label| label.id.clone()).collect();
    let lines = [
        Line::Solid,
        Line::Dashed,
        Line::Dotted,
        Line::Wavy,
        Line::Double,
    ];
    let new = labels.keys().filter(|id| !known.contains(*id));
    let looks = COLOURS.iter().cycle().zip(lines.iter().cycle());
    for (id, (colour, line)) in new.zip(looks) {
        let sign: String = id.as_str().chars().take(1).collect();
        scheme.labels.push(Label {
            id: id.clone(),
            names: Names::new(id.as_str(), id.as_str()),
            signs: Names::new(&sign, &sign),
            colour: Colour(*colour),
            line: *line,
            key: None,
            retired: false,
            extra: Default::default(),
        });
    }
    let known: Set<_> = scheme.links.iter().map(|link| link.id.clone()).collect();
    for id in links.keys().filter(|id| !known.contains(*id)) {
        scheme.links.push(LinkType {
            id: id.clone(),
            names: Names::new(id.as_str(), id.as_str()),
            from: Vec::new(),
            to: Vec::new(),
            retired: false,
            extra: Default::default(),
        });
    }
}
