//! The project file, article by article. What it holds is in `format::project` and `format::records`.

use super::files::{Input, Sink};
use super::item::Item;
use super::json_values::{Value, Values};
use super::read::Items;
use super::reject::{Place, Rejected};
use super::write::{WriteError, WriteOptions, single_file};
use crate::format::export::ExportItem;
use crate::format::losses::Carries;
use crate::format::migrate::{Kind, schema_of};
use crate::format::project::{ProjectError, RejectReason, read_project, write_project};
use crate::format::records::write_project_record;
use crate::model::article::Project;
use crate::model::ids::{LayerKey, ProjectId, Replica};
use crate::model::layer::Layer;
use crate::model::sorted::Set;
use std::collections::VecDeque;
use std::sync::Arc;

pub(super) fn read<'a>(name: &str, input: Input<'a>) -> Items<'a> {
    Box::new(Reader {
        values: Values::new(name, input),
        name: name.to_owned(),
        project: None,
        head: String::new(),
        next: None,
        ids: Set::new(),
        faults: VecDeque::new(),
        ended: false,
    })
}

/// An article with its layers, as lines of a project file.
struct Group {
    line: u64,
    lines: Vec<(u64, String)>,
}

struct Reader<'a> {
    values: Values<'a>,
    name: String,
    project: Option<Arc<Project>>,
    /// The line of the project.
    head: String,
    /// The first line of the next article.
    next: Option<Value>,
    ids: Set<String>,
    /// What is to be said before the next article.
    faults: VecDeque<Rejected>,
    ended: bool,
}

impl Reader<'_> {
    fn place(&self, line: u64) -> Place {
        Place::line(&self.name, line)
    }

    fn begin(&mut self) -> Result<(), Rejected> {
        let first = match self.values.next() {
            None => return Err(Rejected::new(Place::file(&self.name), ProjectError::Empty)),
            Some(first) => first?,
        };
        let place = self.place(first.line);
        // One reader says what is wrong with a head, wherever it stands.
        let project = read_project(&first.json).map_err(|error| Rejected::new(place, error))?;
        self.head = write_project_record(&project.project);
        self.project = Some(Arc::new(project.project));
        Ok(())
    }

    /// The lines of the next article.
    fn group(&mut self) -> Option<Group> {
        let mut group: Option<Group> = self.next.take().map(|value| Group {
            line: value.line,
            lines: vec![(value.line, value.json)],
        });
        for value in self.values.by_ref() {
            let value = match value {
                Ok(value) => value,
                Err(rejected) => {
                    self.faults.push_back(rejected);
                    continue;
                }
            };
            let is_layer = match schema_of(&value.json) {
                Ok(schema) => Kind::of(&schema) == Some(Kind::Annotations),
                Err(_) => false,
            };
            match &mut group {
                Some(group) if is_layer => group.lines.push((value.line, value.json)),
                Some(_) => {
                    self.next = Some(value);
                    break;
                }
                None => {
                    group = Some(Group {
                        line: value.line,
                        lines: vec![(value.line, value.json)],
                    });
                }
            }
        }
        group
    }

    fn item(&mut self, group: &Group) -> Result<Option<Item>, Rejected> {
        let mut file = self.head.clone();
        for (_, line) in &group.lines {
            file.push('\n');
            file.push_str(line.trim_end());
        }
        let place = self.place(group.line);
        let read = read_project(&file).map_err(|error| Rejected::new(place.clone(), error))?;
        for rejected in read.rejected {
            // The line of the project stands before those of the group.
            let number = rejected.line.saturating_sub(2);
            let line = group
                .lines
                .get(number)
                .map_or(group.line, |(line, _)| *line);
            let place = self.place(line);
            self.faults.push_back(Rejected::new(place, rejected.reason));
        }
        let Some(found) = read.articles.into_iter().next() else {
            return Ok(None);
        };
        if !self.ids.insert(found.article.id.to_string()) {
            let article = found.article.id.clone();
            return Err(Rejected::new(
                place,
                RejectReason::DuplicateArticle { article },
            ));
        }
        // A file to which something was appended may hold two layers of one key.
        let mut layers: Vec<Layer> = Vec::with_capacity(found.layers.len());
        for layer in found.layers {
            match layers.iter_mut().find(|other| other.key() == layer.key()) {
                Some(other) => _ = other.merge(&layer),
                None => layers.push(layer),
            }
        }
        Ok(Some(Item {
            place,
            article: found.article,
            text: found.text,
            layers,
            project: self.project.clone(),
            findings: Vec::new(),
        }))
    }
}

impl Iterator for Reader<'_> {
    type Item = Result<Item, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.project.is_none()
            && !self.ended
            && let Err(rejected) = self.begin()
        {
            self.ended = true;
            return Some(Err(rejected));
        }
        loop {
            if let Some(rejected) = self.faults.pop_front() {
                return Some(Err(rejected));
            }
            if self.ended {
                return None;
            }
            let Some(group) = self.group() else {
                self.ended = true;
                continue;
            };
            match self.item(&group) {
                Ok(Some(item)) => return Some(Ok(item)),
                Ok(None) => {}
                Err(rejected) => return Some(Err(rejected)),
            }
        }
    }
}

/// Writes a project file.
#[derive(Debug)]
pub struct Writer {
    project: Project,
    file: String,
    begun: bool,
    position: u64,
}

impl Writer {
    /// For the project of the options.
    pub fn new(options: &WriteOptions) -> Self {
        Self {
            project: options.project.clone(),
            file: single_file(super::kind::Kind::Isnad, &options.stem).unwrap_or_default(),
            begun: false,
            position: 0,
        }
    }

    fn begin(&mut self, sink: &mut dyn Sink) -> Result<(), WriteError> {
        if !self.begun {
            self.begun = true;
            let head = write_project_record(&self.project);
            sink.write(&self.file, head.as_bytes())?;
            sink.write(&self.file, b"\n")?;
        }
        Ok(())
    }
}

impl super::write::Writer for Writer {
    fn carries(&self) -> Carries {
        Carries::ALL
    }

    fn item(&mut self, item: &ExportItem<'_>, sink: &mut dyn Sink) -> Result<(), WriteError> {
        self.begin(sink)?;
        let id: &ProjectId = &self.project.id;
        let own = |layer: &&Layer| {
            let key = LayerKey {
                project: id.clone(),
                ..layer.key().clone()
            };
            (*layer).clone().renamed(key)
        };
        let layers: Vec<_> = item.layers.iter().map(own).collect();
        let mut article = item.article.clone();
        article.position = self.position;
        self.position += 1;
        let one = ExportItem {
            article: &article,
            text: item.text,
            layers: layers.iter().collect(),
        };
        let replica = Replica::from("");
        let file = write_project(&self.project, std::iter::once(one), &replica)?;
        let lines = file.split_once('\n').map_or("", |(_, lines)| lines);
        Ok(sink.write(&self.file, lines.as_bytes())?)
    }

    fn end(&mut self, sink: &mut dyn Sink) -> Result<(), WriteError> {
        self.begin(sink)?;
        Ok(sink.done(&self.file)?)
    }
}
