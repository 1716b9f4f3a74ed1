//! The project file `*.isnad.jsonl`: JSON Lines with the project first, then each article with its text,
//! followed by its layers. The records themselves are in `records` and `layer`.

use std::iter::Peekable;

use super::export::{ExportError, ExportItem, marked};
use super::json_in::Node;
use super::layer::{StoredLayer, read_layer, write_layer};
use super::migrate::{Kind, SchemaError, schema_of};
pub use super::project_error::{ProjectError, RejectReason, Rejected};
use super::records::{
    RecordError, article_line, read_article_line, read_project_record, write_project_record,
};
use super::spans::quote;
use super::wire::JsonProblem;
use crate::model::article::{Article, Project, Sha256};
use crate::model::ids::{ArticleId, Replica};
use crate::model::layer::Layer;
use crate::model::sorted::Map;
use crate::model::text::Text;

/// An article as it came from a file.
#[derive(Clone, Debug)]
pub struct FileArticle {
    /// The article.
    pub article: Article,
    /// Its text, which fits the article's sha256 and length.
    pub text: Text,
    /// The layers on it in the order of the file, every span inside the text. A file to which something was
    /// appended may hold two of one key: they are for the caller to merge.
    pub layers: Vec<Layer>,
}

/// What a project file holds.
#[derive(Clone, Debug)]
pub struct ProjectFile {
    /// The project.
    pub project: Project,
    /// Its articles in the order of the file.
    pub articles: Vec<FileArticle>,
    /// The lines that were not taken in.
    pub rejected: Vec<Rejected>,
}

/// A project file, with a line end after every line.
///
/// # Errors
/// [`ExportError`] if the file, read back, is not what went in: every span, sliced in the file's own text at
/// the file's own offsets, must give what the person marked.
pub fn write_project<'a>(
    project: &Project,
    items: impl Iterator<Item = ExportItem<'a>>,
    replica: &Replica,
) -> Result<String, ExportError> {
    let items: Vec<_> = items.collect();
    let mut out = write_project_record(project);
    out.push('\n');
    for item in &items {
        out.push_str(&article_line(item.article, Some(item.text.as_str())));
        out.push('\n');
        for layer in &item.layers {
            for span in layer.in_order() {
                marked(item.article, item.text, &span.id, &span.fragments)?;
            }
            out.push_str(&write_layer(layer, item.article, item.text, replica));
            out.push('\n');
        }
    }
    let file = read_project(&out).map_err(|error| ExportError::Project(Box::new(error)))?;
    verify(&file, &items)?;
    Ok(out)
}

/// Holds what a file gave against what went into it.
fn verify(file: &ProjectFile, items: &[ExportItem<'_>]) -> Result<(), ExportError> {
    if let Some(rejected) = file.rejected.first() {
        return Err(ExportError::Rejected(Box::new(rejected.clone())));
    }
    let mut read = file.articles.iter();
    for item in items {
        let article = &item.article.id;
        let changed = || ExportError::Changed {
            article: article.clone(),
        };
        let read = read.next().filter(|read| read.article.id == *article);
        let read = read.ok_or_else(changed)?;
        if read.layers.len() != item.layers.len() {
            return Err(changed());
        }
        for (layer, read_layer) in item.layers.iter().zip(&read.layers) {
            if layer.len() != read_layer.len() {
                return Err(changed());
            }
            for span in layer.in_order() {
                let expected = marked(item.article, item.text, &span.id, &span.fragments)?;
                let back = read_layer.span(&span.id).ok_or_else(changed)?;
                let found = quote(&read.text, &back.fragments);
                if found.as_deref() != Some(&*expected) {
                    return Err(ExportError::Mismatch {
                        article: article.clone(),
                        span: span.id.clone(),
                        expected,
                        found: found.map(|found| found.into_owned()),
                    });
                }
            }
        }
    }
    Ok(())
}

/// Reads a project file. A byte order mark, CRLF line ends and blank lines are let pass.
///
/// # Errors
/// [`ProjectError`], and nothing is taken in, if it is no whole project file or a text in it was changed.
/// What is wrong with a single line is in [`ProjectFile::rejected`].
pub fn read_project(file: &str) -> Result<ProjectFile, ProjectError> {
    let mut reading = Reading::new(file)?;
    while reading.step()?.is_some() {}
    Ok(reading.done())
}

/// A project file that is being read, a line at a time.
pub struct Reading<'a> {
    lines: Peekable<Box<dyn Iterator<Item = (usize, &'a str)> + 'a>>,
    reader: Reader,
    rejected: Vec<Rejected>,
}

impl<'a> Reading<'a> {
    /// With the project read, and nothing else.
    ///
    /// # Errors
    /// As [`read_project`].
    pub fn new(file: &'a str) -> Result<Self, ProjectError> {
        let file = file.strip_prefix('\u{feff}').unwrap_or(file);
        let lines = file.lines().enumerate();
        let lines = lines.map(|(number, line)| (number + 1, line));
        let lines = lines.filter(|(_, line)| !line.trim().is_empty());
        let lines: Box<dyn Iterator<Item = (usize, &'a str)> + 'a> = Box::new(lines);
        let mut lines = lines.peekable();
        let (line, head) = lines.next().ok_or(ProjectError::Empty)?;
        let reader = Reader {
            project: header(file, line, head)?,
            articles: Vec::new(),
            numbers: Map::new(),
        };
        Ok(Self {
            lines,
            reader,
            rejected: Vec::new(),
        })
    }

    /// Reads a line, and says how long it is, in bytes; `None` at the end.
    ///
    /// # Errors
    /// As [`read_project`].
    pub fn step(&mut self) -> Result<Option<usize>, ProjectError> {
        let Some((line, json)) = self.lines.next() else {
            return Ok(None);
        };
        match self.reader.take(line, json) {
            Ok(()) => {}
            Err(Fault::File(error)) => return Err(error),
            Err(Fault::Line(RejectReason::Json(error)))
                if error.problem == JsonProblem::CutOff && self.lines.peek().is_none() =>
            {
                return Err(ProjectError::CutOff { line });
            }
            Err(Fault::Line(reason)) => self.rejected.push(Rejected { line, reason }),
        }
        Ok(Some(json.len()))
    }

    /// What was read.
    pub fn done(self) -> ProjectFile {
        ProjectFile {
            project: self.reader.project,
            articles: self.reader.articles,
            rejected: self.rejected,
        }
    }
}

fn header(file: &str, line: usize, head: &str) -> Result<Project, ProjectError> {
    let error = match read_project_record(head) {
        Ok(project) => return Ok(project),
        Err(error) => error,
    };
    Err(match error {
        RecordError::NewerSchema { found } => ProjectError::NewerSchema { line, found },
        RecordError::UnknownSchema { .. } => ProjectError::NoHeader { line },
        RecordError::Json(_) if is_one_value(file, line) => ProjectError::PrettyPrinted,
        RecordError::Json(error)
            if error.problem == JsonProblem::CutOff && file.trim_end().lines().count() <= line =>
        {
            ProjectError::CutOff { line }
        }
        // A project names its schema; what does not is none.
        RecordError::Json(_)
        | RecordError::Missing {
            member: "schema", ..
        } if schema_of(head).is_err() => ProjectError::NoHeader { line },
        error => ProjectError::Header { line, error },
    })
}

/// Whether a file whose first line ends at `line` goes on, and is JSON as a whole.
fn is_one_value(file: &str, line: usize) -> bool {
    file.trim_end().lines().count() > line && Node::parse(file).is_ok()
}

/// What is wrong with the file or with a line of it.
enum Fault {
    File(ProjectError),
    Line(RejectReason),
}

impl<T: Into<RejectReason>> From<T> for Fault {
    fn from(reason: T) -> Self {
        Self::Line(reason.into())
    }
}

struct Reader {
    project: Project,
    articles: Vec<FileArticle>,
    numbers: Map<ArticleId, usize>,
}

impl Reader {
    fn take(&mut self, line: usize, json: &str) -> Result<(), Fault> {
        let schema = schema_of(json).map_err(|error| match error {
            SchemaError::Json(error) => RejectReason::Json(error),
            SchemaError::Newer { found } | SchemaError::Unknown { found } => {
                RejectReason::UnknownSchema { found }
            }
            SchemaError::Missing => RejectReason::NoSchema,
        })?;
        match Kind::of(&schema) {
            Some(Kind::Article) => self.article(line, json),
            Some(Kind::Annotations) => self.layer(json),
            Some(Kind::Project) => Err(RejectReason::SecondProject.into()),
            Some(Kind::Raw) | None => Err(RejectReason::UnknownSchema { found: schema }.into()),
        }
    }

    fn article(&mut self, line: usize, json: &str) -> Result<(), Fault> {
        let (article, text) = read_article_line(json).map_err(RejectReason::Article)?;
        let id = || article.id.clone();
        let text = text.ok_or_else(|| RejectReason::NoText { article: id() })?;
        let found = Sha256::of(&text);
        if found != article.sha256 {
            return Err(Fault::File(ProjectError::TextChanged {
                line,
                article: id(),
                expected: article.sha256,
                found,
            }));
        }
        let too_long = |error| RejectReason::TooLong {
            article: id(),
            error,
        };
        let text = Text::new(text).map_err(too_long)?;
        if text.end() != article.length {
            return Err(Fault::File(ProjectError::Length {
                line,
                article: id(),
                expected: article.length.get(),
                found: text.end().get(),
            }));
        }
        if self.numbers.contains_key(&article.id) {
            return Err(RejectReason::DuplicateArticle { article: id() }.into());
        }
        self.numbers.insert(id(), self.articles.len());
        self.articles.push(FileArticle {
            article,
            text,
            layers: Vec::new(),
        });
        Ok(())
    }

    fn layer(&mut self, json: &str) -> Result<(), Fault> {
        let stored: StoredLayer = read_layer(json).map_err(RejectReason::Layer)?;
        let key = stored.layer.key();
        if key.project != self.project.id {
            let found = key.project.clone();
            return Err(RejectReason::OtherProject { found }.into());
        }
        let number = self.numbers.get(&key.article);
        let place = number.and_then(|number| self.articles.get_mut(*number));
        let place = place.ok_or_else(|| RejectReason::UnknownArticle {
            article: key.article.clone(),
        })?;
        if stored.article.sha256 != place.article.sha256 {
            let article = key.article.clone();
            return Err(RejectReason::OtherText { article }.into());
        }
        stored.fits(&place.text).map_err(RejectReason::Misfit)?;
        place.layers.push(stored.layer);
        Ok(())
    }
}
