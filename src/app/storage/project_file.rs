//! Project files of any size, written and read in slices between which the page answers the person. (A file of everything,
//! which comes of a panic, is read in one go.)

use super::Places;
use super::compare::print_of;
use super::gather::{Found, Here, fill};
use crate::app::msg::{OpenError, Unreadable};
use crate::app::ports::{Database, Local};
use crate::app::work::Pace;
use crate::format::export::{ExportError, ExportItem};
use crate::format::project::{ProjectError, ProjectFile, Reading, write_project};
use crate::format::raw::{is_raw, read_raw};
use crate::format::records::write_project_record;
use crate::model::article::{Article, Project};
use crate::model::ids::Replica;

/// How many articles are written and read back together.
const TOGETHER: usize = 20;

/// What goes into a project file.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// The project.
    pub project: Project,
    /// Its articles.
    pub articles: Vec<Article>,
    /// What the page itself has.
    pub here: Vec<Here>,
    /// Who writes.
    pub replica: Replica,
    /// How many edits were in no file before it was begun.
    pub edits: u32,
}

/// A project file on its way out.
#[derive(Debug)]
pub struct ProjectWritten {
    /// The file, or why there is none.
    pub text: Result<String, ExportError>,
    /// The project.
    pub project: Project,
    /// How many articles are in it.
    pub articles: usize,
    /// How many edits were in no file before it was begun.
    pub edits: u32,
    /// Articles that could not be read, and why.
    pub missing: Vec<(Article, OpenError)>,
    /// Work that could not be read.
    pub unreadable: Vec<Unreadable>,
}

/// A project file on its way in.
#[derive(Debug)]
pub struct ProjectRead {
    /// Its name.
    pub name: String,
    /// It lies beside the page, handed out.
    pub handed_out: bool,
    /// Tells it from others; `None` of a file of everything.
    pub print: Option<String>,
    /// What is in it.
    pub read: Result<Vec<ProjectFile>, ProjectError>,
}

impl<L: Local, D: Database> Places<'_, L, D> {
    /// A project file, and what could not go into it.
    pub async fn project_written(&self, out: Outgoing) -> ProjectWritten {
        let (project, edits) = (out.project.clone(), out.edits);
        let (text, (items, missing)) = self.write_project(out).await;
        ProjectWritten {
            text,
            project,
            articles: items.len(),
            edits,
            missing,
            unreadable: items.into_iter().flat_map(|item| item.unreadable).collect(),
        }
    }

    /// A project file as it came.
    pub async fn project_read(&self, name: String, handed_out: bool, text: String) -> ProjectRead {
        let read = self.read_projects(&text).await;
        ProjectRead {
            name,
            handed_out,
            // A file of everything is for a page that lost it: it comes in as it is.
            print: (!is_raw(&text)).then(|| print_of(&text)),
            read,
        }
    }

    /// A project file, read back; and what went into it, or could not.
    async fn write_project(&self, out: Outgoing) -> (Result<String, ExportError>, Found) {
        let Outgoing {
            project,
            articles,
            here,
            replica,
            ..
        } = out;
        let mut found = self.gather(articles, &project.id).await;
        fill(&mut found, here);
        let head = write_project_record(&project).len() + 1;
        let mut text = String::new();
        let mut pace = Pace::default();
        // A project without articles has a file, too.
        let mut rest = &*found.0;
        loop {
            let (some, later) = rest.split_at(rest.len().min(TOGETHER));
            let items = some.iter().map(|item| ExportItem {
                article: &item.article,
                text: &item.text,
                layers: item.layers.iter().collect(),
            });
            let part = match write_project(&project, items, &replica) {
                Ok(part) => part,
                Err(error) => return (Err(error), found),
            };
            // Each part has the project before it.
            let from = if text.is_empty() { 0 } else { head };
            text.push_str(part.get(from..).unwrap_or_default());
            if pace.step(part.len()) {
                self.database.rest().await;
            }
            rest = later;
            if rest.is_empty() {
                return (Ok(text), found);
            }
        }
    }

    /// The projects of a file: one, but for a file of everything.
    ///
    /// # Errors
    /// As [`read_project`](crate::format::project::read_project) and [`read_raw`] have them.
    async fn read_projects(&self, file: &str) -> Result<Vec<ProjectFile>, ProjectError> {
        if is_raw(file) {
            return read_raw(file);
        }
        let mut reading = Reading::new(file)?;
        let mut pace = Pace::default();
        while let Some(length) = reading.step()? {
            if pace.step(length) {
                self.database.rest().await;
            }
        }
        Ok(vec![reading.done()])
    }
}
