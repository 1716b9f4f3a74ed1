//! Project files of any size, written and read in slices between which the page answers the person. (A file of everything,
//! which comes of a panic, is read in one go.)

use serde::{Deserialize, Serialize};

use super::Places;
use super::compare::{print_of, seen_key};
use super::gather::{Found, Here, fill};
use crate::app::msg::{OpenError, Unreadable};
use crate::app::ports::{Database, Local, Store};
use crate::app::work::{Pace, thousandths};
use crate::format::export::{ExportError, ExportItem};
use crate::format::project::{ProjectError, ProjectFile, Reading, write_project};
use crate::format::raw::{is_raw, read_raw};
use crate::format::records::write_project_record;
use crate::model::article::{Article, Project};
use crate::model::ids::Replica;

/// From how many bytes on it takes so long to read a project file that a person sees how far it is.
pub const LARGE: usize = 2_000_000;

/// How many articles are written and read back together.
const TOGETHER: usize = 20;

/// What goes into a project file.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
#[derive(Debug, Serialize, Deserialize)]
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

impl ProjectWritten {
    /// The file, if nothing is missing from it, or why it cannot be written over an earlier one: that may be the last good
    /// one.
    ///
    /// # Errors
    /// What could not be read first, or why there is no file.
    pub fn whole(self) -> Result<String, String> {
        match self.missing.into_iter().next() {
            Some((_, error)) => Err(error.to_string()),
            None => self.text.map_err(|error| error.to_string()),
        }
    }
}

/// Whether somebody asks for a file that lies beside the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// The address does, or a person.
    Asked,
    /// It is there.
    Unasked,
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
    pub read: Result<Contents, ProjectError>,
}

/// What is in a project file.
#[derive(Debug)]
pub enum Contents {
    /// All of it: one project, or of a file of everything as many as there are, or none of what was seen already.
    Projects(Vec<ProjectFile>),
    /// It is handed out, and so large that it is read elsewhere.
    Long {
        /// What is in it.
        text: String,
        /// The project.
        project: Box<Project>,
        /// It is the one that was last taken in or put away.
        seen: bool,
    },
}

impl<L: Local, D: Database> Places<'_, L, D> {
    /// A project file, and what could not go into it. `go_on` hears how far it is, in thousandths, and calls it off by
    /// saying no; then the answer is `None`.
    pub async fn project_written(
        &self,
        out: Outgoing,
        go_on: &dyn Fn(u32) -> bool,
    ) -> Option<ProjectWritten> {
        let (project, edits) = (out.project.clone(), out.edits);
        let (text, (items, missing)) = self.write_project(out, go_on).await?;
        Some(ProjectWritten {
            text,
            project,
            articles: items.len(),
            edits,
            missing,
            unreadable: items.into_iter().flat_map(|item| item.unreadable).collect(),
        })
    }

    /// A project file as it came.
    pub async fn project_read(
        &self,
        name: String,
        handed_out: Option<Beside>,
        text: String,
    ) -> ProjectRead {
        let print = (!is_raw(&text)).then(|| print_of(&text));
        let read = match &print {
            // A file of everything is for a page that lost it: it comes in as it is.
            None => read_raw(&text).map(Contents::Projects),
            Some(print) if handed_out.is_some() && text.len() > LARGE => {
                let seen = self.has_seen(&name, print).await;
                Reading::new(&text)
                    .map(|reading| Box::new(reading.done().project))
                    .map(|project| Contents::Long {
                        text,
                        project,
                        seen,
                    })
            }
            // Nobody asks what is in it again.
            Some(print)
                if handed_out == Some(Beside::Unasked) && self.has_seen(&name, print).await =>
            {
                Ok(Contents::Projects(Vec::new()))
            }
            Some(_) => {
                let read = self.read_project(&text, &|_| true).await;
                read.map(|read| Contents::Projects(read.into_iter().collect()))
            }
        };
        ProjectRead {
            name,
            handed_out: handed_out.is_some(),
            print,
            read,
        }
    }

    /// Whether a file that is handed out is the one that was last taken in or put away.
    async fn has_seen(&self, name: &str, print: &str) -> bool {
        let seen = self.database.get(Store::Settings, &seen_key(name)).await;
        seen.is_ok_and(|seen| seen.as_deref() == Some(print))
    }

    /// A project file, read back; and what went into it, or could not.
    async fn write_project(
        &self,
        out: Outgoing,
        go_on: &dyn Fn(u32) -> bool,
    ) -> Option<(Result<String, ExportError>, Found)> {
        let Outgoing {
            project,
            articles,
            here,
            replica,
            ..
        } = out;
        let all = articles.len();
        // To read and to write take about as long each.
        let gathered = |number| go_on(thousandths(number, 2 * all));
        let mut found = self
            .gather_watched(articles, &project.id, &gathered)
            .await?;
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
                Err(error) => return Some((Err(error), found)),
            };
            // Each part has the project before it.
            let from = if text.is_empty() { 0 } else { head };
            text.push_str(part.get(from..).unwrap_or_default());
            if pace.step(part.len()) {
                self.database.rest().await;
                let written = all.saturating_sub(later.len());
                if !go_on(thousandths(all + written, 2 * all)) {
                    return None;
                }
            }
            rest = later;
            if rest.is_empty() {
                return Some((Ok(text), found));
            }
        }
    }

    /// A project file. `go_on` hears how far it is, in thousandths, and calls it off by saying no; then the answer is
    /// `None`.
    ///
    /// # Errors
    /// As [`read_project`](crate::format::project::read_project) has them.
    pub async fn read_project(
        &self,
        file: &str,
        go_on: &dyn Fn(u32) -> bool,
    ) -> Result<Option<ProjectFile>, ProjectError> {
        let mut reading = Reading::new(file)?;
        let mut pace = Pace::default();
        let mut read = 0;
        while let Some(length) = reading.step()? {
            read += length;
            if pace.step(length) {
                self.database.rest().await;
                if !go_on(thousandths(read, file.len())) {
                    return Ok(None);
                }
            }
        }
        Ok(Some(reading.done()))
    }
}
