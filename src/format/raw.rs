//! The file `isnad-raw.json`, schema `isnad/raw/1`: all of storage as it is, which `browser/recover.js` hands out
//! when the page has stopped, and a notice when something cannot be read. Written there in plain script; read here,
//! so that it can be opened like a project file.
//!
//! `{"schema":"isnad/raw/1","localStorage":{key: value},"indexedDB":{store: {key: value}}}`, where a place that could
//! not be read has the one member `error`. Whatever store a layer lies in, as a copy, a record of the journal or a
//! snapshot, is joined into the one of its key: a merge loses nothing and takes nothing twice.

use std::borrow::Cow;

use super::json_in::{Members, Node};
use super::layer::read_layer;
use super::migrate::{self, Kind, SchemaError};
use super::project::{FileArticle, ProjectError, ProjectFile, RejectReason, Rejected};
use super::records::{read_article, read_project_record};
use super::storage_key::{LAYERS, article_key, project_key};
use super::wire::{JsonError, JsonProblem};
use crate::model::article::{Article, Sha256};
use crate::model::ids::{ArticleId, ProjectId};
use crate::model::layer::Layer;
use crate::model::sorted::Map;
use crate::model::text::Text;

/// What the keys of the database begin with where local storage stands in for it.
const STAND_IN: &str = "isnad:db:";

/// Whether the beginning of a file says that it is one of these: its schema comes first.
pub fn is_raw(file: &str) -> bool {
    let file = file.trim_start_matches('\u{feff}').trim_start();
    let parts = ["{", "\"schema\"", ":", "\"isnad/raw/"];
    let rest = parts
        .iter()
        .try_fold(file, |rest, part| rest.trim_start().strip_prefix(part));
    rest.is_some()
}

/// Something stored: under which key, and what.
type Entry<'a> = (String, Cow<'a, str>);

/// What a file holds, by kind.
#[derive(Default)]
struct Stored<'a> {
    projects: Vec<Entry<'a>>,
    articles: Vec<Entry<'a>>,
    texts: Map<String, Cow<'a, str>>,
    layers: Vec<Entry<'a>>,
    /// Values that are no text.
    unread: Vec<(String, JsonError)>,
}

/// Reads such a file: its projects with all their articles and layers. What cannot be read is in the first one's
/// [`ProjectFile::rejected`], by its key.
///
/// # Errors
/// [`ProjectError`], and nothing is taken in, if it is no such file or holds no project.
pub fn read_raw(file: &str) -> Result<Vec<ProjectFile>, ProjectError> {
    let file = file.strip_prefix('\u{feff}').unwrap_or(file);
    let stored = stored(file).map_err(|error| match error {
        SchemaError::Newer { found } => ProjectError::NewerSchema { line: 1, found },
        SchemaError::Json(JsonError {
            problem: JsonProblem::CutOff,
            line,
            ..
        }) => ProjectError::CutOff { line },
        error => ProjectError::Header {
            line: 1,
            error: error.into(),
        },
    })?;
    let mut reader = Reader::default();
    for (key, error) in stored.unread {
        reader.reject(key, RejectReason::Json(error));
    }
    reader.projects(stored.projects);
    reader.articles(stored.articles, stored.texts);
    reader.layers(stored.layers);
    let mut files = reader.files;
    match files.first_mut() {
        Some(first) => first.rejected = reader.rejected,
        None => return Err(ProjectError::NoHeader { line: 1 }),
    }
    Ok(files)
}

fn stored(file: &str) -> Result<Stored<'_>, SchemaError> {
    let mut wire = migrate::members(file, Kind::Raw)?;
    let mut stored = Stored::default();
    let local = wire.object("localStorage")?;
    for (key, node) in local.nodes() {
        let Some(value) = stored.value(key, node) else {
            continue;
        };
        match key
            .strip_prefix(STAND_IN)
            .and_then(|key| key.split_once(':'))
        {
            Some((store, key)) => stored.put(store, key, value),
            None if key.starts_with(LAYERS) => stored.layers.push((key.to_owned(), value)),
            None => {}
        }
    }
    let database: Members<'_> = wire.object("indexedDB")?;
    for (store, node) in database.nodes() {
        // Where the database could not be read there is a message in place of the stores.
        let Ok(values) = node.members() else { continue };
        for (key, node) in values.nodes() {
            if let Some(value) = stored.value(key, node) {
                stored.put(store, key, value);
            }
        }
    }
    Ok(stored)
}

impl<'a> Stored<'a> {
    fn value(&mut self, key: &str, node: Node<'a>) -> Option<Cow<'a, str>> {
        let value = node.string();
        value
            .map_err(|error| self.unread.push((key.to_owned(), error)))
            .ok()
    }

    fn put(&mut self, store: &str, key: &str, value: Cow<'a, str>) {
        let entry = (key.to_owned(), value);
        match store {
            "projects" => self.projects.push(entry),
            "articles" => self.articles.push(entry),
            "texts" => self.texts.extend([entry]),
            "layers" | "journal" | "snapshots" | "aside" => self.layers.push(entry),
            _ => {}
        }
    }
}

#[derive(Default)]
struct Reader {
    files: Vec<ProjectFile>,
    /// Where each article is: which file, which article of it.
    places: Map<(ProjectId, ArticleId), (usize, usize)>,
    rejected: Vec<Rejected>,
}

impl Reader {
    fn reject(&mut self, key: String, reason: RejectReason) {
        let reason = RejectReason::Stored {
            key,
            reason: Box::new(reason),
        };
        self.rejected.push(Rejected { line: 1, reason });
    }

    fn projects(&mut self, entries: Vec<Entry<'_>>) {
        for (key, json) in entries {
            match read_project_record(&json) {
                Ok(project) if project_key(&project.id) != key => {
                    let id = project.id.to_string();
                    self.reject(key, RejectReason::OtherKey { id });
                }
                Ok(project) => self.files.push(ProjectFile {
                    project,
                    articles: Vec::new(),
                    rejected: Vec::new(),
                }),
                Err(error) => self.reject(key, RejectReason::Article(error)),
            }
        }
    }

    fn articles(&mut self, entries: Vec<Entry<'_>>, mut texts: Map<String, Cow<'_, str>>) {
        for (key, json) in entries {
            let read = read_article(&json).map_err(RejectReason::Article);
            let text = texts.remove(&*key);
            match read.and_then(|article| with_text(article, text)) {
                Ok(found) => {
                    let id = found.article.id.clone();
                    let mut files = self.files.iter_mut();
                    match files.find(|file| article_key(&file.project.id, &id) == key) {
                        Some(file) => file.articles.push(found),
                        None => {
                            let id = id.to_string();
                            self.reject(key, RejectReason::OtherKey { id });
                        }
                    }
                }
                Err(reason) => self.reject(key, reason),
            }
        }
        let files = self.files.iter().enumerate();
        let places = files.flat_map(|(file, read)| {
            let articles = read.articles.iter().enumerate();
            articles.map(move |(place, found)| {
                let name = (read.project.id.clone(), found.article.id.clone());
                (name, (file, place))
            })
        });
        self.places = places.collect();
        for (key, _) in texts {
            self.reject(key, RejectReason::NoArticle);
        }
    }

    fn layers(&mut self, entries: Vec<Entry<'_>>) {
        for (key, json) in entries {
            if let Err(reason) = self.layer(&json) {
                self.reject(key, reason);
            }
        }
    }

    fn layer(&mut self, json: &str) -> Result<(), RejectReason> {
        let stored = read_layer(json).map_err(RejectReason::Layer)?;
        let key = stored.layer.key();
        let name = (key.project.clone(), key.article.clone());
        let (file, place) = *self.places.get(&name).ok_or(RejectReason::NoArticle)?;
        let file = self.files.get_mut(file).ok_or(RejectReason::NoArticle)?;
        let place = file
            .articles
            .get_mut(place)
            .ok_or(RejectReason::NoArticle)?;
        if stored.article.sha256 != place.article.sha256 {
            let article = key.article.clone();
            return Err(RejectReason::OtherText { article });
        }
        stored.fits(&place.text)?;
        let mut layers = place.layers.iter_mut();
        match layers.find(|layer: &&mut Layer| layer.key() == key) {
            Some(layer) => drop(layer.merge(&stored.layer)),
            None => place.layers.push(stored.layer),
        }
        Ok(())
    }
}

/// An article with the text that belongs to it.
fn with_text(article: Article, text: Option<Cow<'_, str>>) -> Result<FileArticle, RejectReason> {
    let id = || article.id.clone();
    let text = text.ok_or_else(|| RejectReason::NoText { article: id() })?;
    if Sha256::of(&text) != article.sha256 {
        return Err(RejectReason::OtherText { article: id() });
    }
    let too_long = |error| RejectReason::TooLong {
        article: id(),
        error,
    };
    let text = Text::new(text).map_err(too_long)?;
    Ok(FileArticle {
        article: article.measured(&text),
        text,
        layers: Vec::new(),
    })
}
