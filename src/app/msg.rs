//! What can happen to the page: everything that a person, a file or storage says.

mod kinds;

use super::backup::Measured;
use super::dom_map::DomPoint;
use super::effect::{Effect, SaveWhen};
use super::keymap::Command;
use super::offline::{News, Place};
use super::ports::StorageError;
use super::prefs::{Lang, Prefs, Theme, View};
use super::state::{Dialog, Offer, SheetKind};
use super::storage::articles::Listing;
use super::storage::layer_write::Stored;
use super::storage::layers::Found;
use super::storage::snapshots::Snapshot;
use super::strings::{self, Arg};
use super::update::{AboutAsk, Later, LeadAsk, ListAsk, SpanAsk};
use super::work::Sealed;
use crate::format::decode::{DecodeError, Encoding, TextFinding};
use crate::format::project::{ProjectError, Rejected};
use crate::format::summary::Summary;
use crate::model::article::{Article, Project};
use crate::model::change::Change;
use crate::model::edge::Edge;
use crate::model::ids::{ArticleId, LabelId, LayerKey, ProjectId, SpanId};
use crate::model::layer::Layer;
use crate::model::merge::MergeCounts;
use crate::model::text::Text;
use serde::{Deserialize, Serialize};

/// How a selection was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// With a pointer that is still down.
    Drag,
    /// With a pointer, now done.
    Pointer,
    /// By a script, a screen reader or the browser's own means.
    Browser,
}

/// A file that a person brought, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileBytes {
    /// Its name.
    pub name: String,
    /// What is in it.
    #[serde(with = "crate::format::carry::bytes")]
    pub bytes: Vec<u8>,
}

/// What storage held when the page was opened.
#[derive(Clone, Debug)]
pub struct Booted {
    /// What the person chose.
    pub prefs: Prefs,
    /// The project.
    pub project: Project,
    /// All projects of this browser: id and name.
    pub projects: Vec<(ProjectId, String)>,
    /// The project's articles, with how far this annotator is.
    pub articles: Vec<(Article, Summary)>,
    /// They are not all: the whole list is yet to be read.
    pub more: bool,
    /// The article to show.
    pub open: Option<Loaded>,
    /// Where the person was.
    pub view: View,
    /// The database is not to be had.
    pub no_database: Option<StorageError>,
    /// Stored things that could not be read, by key.
    pub unreadable: Vec<Unreadable>,
    /// Highlights are not to be had.
    pub no_highlights: bool,
    /// A newer page wrote the database: it cannot be opened.
    pub newer: bool,
}

/// Something in storage that could not be read and was left as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreadable {
    /// Its key.
    pub key: String,
    /// Why.
    pub reason: String,
}

impl Unreadable {
    /// A record under the key of another one: two of one id must not come into a list.
    pub fn misplaced(key: String, id: &str) -> Self {
        let reason = format!("the record there is that of «{id}»");
        Self { key, reason }
    }
}

/// An article as storage held it.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// What is known of it.
    pub article: Article,
    /// Its text.
    pub text: Text,
    /// The work on it.
    pub found: Found,
}

/// Why an article could not be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum OpenError {
    /// Its text is gone.
    #[error("the text of the article is not in storage")]
    NoText,
    /// Its text is not the one it was.
    #[error("the text in storage is not the text of the article")]
    WrongText,
    /// Storage failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl OpenError {
    /// As a reason in a message.
    pub fn why(&self) -> Arg {
        match self {
            Self::NoText => Arg::Key(strings::Text::TextGone),
            Self::WrongText => Arg::Key(strings::Text::TextOther),
            Self::Storage(error) => error.why(),
        }
    }
}

/// What became of one file.
#[derive(Clone, Debug, PartialEq)]
pub enum FileOutcome {
    /// An article came in.
    Added {
        /// Its id.
        id: ArticleId,
        /// What a person should know of its text.
        findings: Vec<TextFinding>,
        /// How the file encoded it.
        encoding: Encoding,
    },
    /// The project has this text already.
    Duplicate {
        /// Under this id.
        id: ArticleId,
    },
    /// Files of other programs came in.
    Corpus {
        /// Articles that were not there.
        added: usize,
        /// Articles that were.
        known: usize,
    },
    /// A project file came in.
    Project {
        /// Articles that were not there.
        added: usize,
        /// What was merged into layers that were there.
        merged: MergeCounts,
        /// Layers that came in.
        layers: usize,
        /// Items that did not come in.
        rejected: Vec<Rejected>,
    },
    /// Nothing came in: not a text.
    NotText(DecodeError),
    /// Nothing came in: not a whole project file.
    NotProject(ProjectError),
    /// Nothing came in: storage failed.
    NotStored(StorageError),
}

impl FileOutcome {
    /// A project file that is to come in, of which no more is known yet.
    pub fn project(layers: usize, rejected: Vec<Rejected>) -> Self {
        Self::Project {
            added: 0,
            merged: MergeCounts::default(),
            layers,
            rejected,
        }
    }

    /// Storage failed: what seemed to come in did not.
    pub fn fail(&mut self, error: &StorageError) {
        if matches!(
            self,
            Self::Added { .. } | Self::Corpus { .. } | Self::Project { .. }
        ) {
            *self = Self::NotStored(error.clone());
        }
    }
}

/// What came of opening files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportReport {
    /// Each file by name.
    pub files: Vec<(String, FileOutcome)>,
}

/// An article with all its layers, for a file.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// What is known of it.
    pub article: Article,
    /// Its text.
    pub text: Text,
    /// Every annotator's work.
    pub layers: Vec<Layer>,
    /// Work that could not be read.
    pub unreadable: Vec<Unreadable>,
}

/// A file to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportKind {
    /// The whole project.
    Project,
    /// The whole project, into the file that is kept up to date.
    Backup,
    /// Figures of the whole project, in a dialog.
    Figures,
}

/// Layers that storage has taken in.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct MergedIn {
    /// What the merge did to each layer that was there, as a change.
    pub changes: Vec<(LayerKey, Change)>,
    /// How many spans it touched.
    pub counts: MergeCounts,
}

/// What a write of the open layer took along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrote {
    /// The summary that stands beside the layer now.
    pub summary: String,
    /// The same for the list.
    pub shown: Summary,
    /// Records of the journal that are in the layer now.
    pub records: Vec<String>,
    /// It held edits that the journal did not have.
    pub loose: bool,
}

/// What can happen.
#[derive(Debug)]
pub enum Msg {
    /// Storage was read.
    Booted(Box<Booted>),
    /// It was seen how the page was opened.
    Placed(Place),
    /// Something became of keeping the page.
    Offline(News),
    /// A key or a button.
    Do(Command),
    /// A project was chosen.
    OpenProject(ProjectId),
    /// An article was chosen.
    OpenArticle(ArticleId),
    /// An article was read.
    Opened(Box<Loaded>),
    /// An article could not be read.
    OpenFailed(ArticleId, OpenError),
    /// Text was selected.
    Select {
        /// Where it was begun.
        anchor: DomPoint,
        /// Where it ends.
        head: DomPoint,
        /// How.
        by: By,
        /// Alt was held.
        alt: bool,
    },
    /// A place in the text was clicked.
    Click(DomPoint),
    /// A place in the text was clicked twice.
    Word(DomPoint),
    /// A place in the text was tapped.
    Tap(DomPoint),
    /// The caret was moved to a place, such as a line above or below.
    MoveTo {
        /// The place there.
        to: DomPoint,
        /// Keep the other end of the selection.
        extend: bool,
    },
    /// A label was chosen for the selection, or for the focused span.
    Label(LabelId),
    /// A span of the list was chosen.
    Focus(SpanId),
    /// A span is to have another label.
    Relabel(SpanId, LabelId),
    /// A span is to go.
    Delete(SpanId),
    /// A note is being written: all of it so far.
    Note(SpanId, String),
    /// The note's field was left.
    NoteDone,
    /// What is loaded later asks about spans.
    Span(SpanAsk),
    /// A boundary is dragged.
    DragEdge {
        /// Whose.
        span: SpanId,
        /// Which.
        edge: Edge,
        /// Where the pointer is.
        to: DomPoint,
        /// By letters whatever the mode.
        alt: bool,
        /// The pointer was let go.
        done: bool,
    },
    /// Dragging was given up.
    DragCancelled,
    /// Files were chosen, dropped or pasted.
    Files(Vec<FileBytes>),
    /// Files could not be read: their names.
    FilesUnreadable(Vec<String>),
    /// A folder was dropped on the page.
    Dropped,
    /// Text was pasted.
    Pasted(String),
    /// An article is to leave the project.
    RemoveArticle(ArticleId),
    /// Articles and layers were stored, or not: an [`Imported`](super::storage::incoming::Imported).
    Imported(Sealed),
    /// A file is to be written.
    Export(ExportKind),
    /// A project file was written: a [`ProjectWritten`](super::storage::project_file::ProjectWritten).
    ProjectWritten(ExportKind, Sealed),
    /// It was seen what a project file would bring, or not: a `Result` of
    /// [`Preview`](super::storage::compare::Preview) and [`Uncompared`](super::storage::compare::Uncompared).
    Compared(Sealed),
    /// A project file was read: a [`ProjectRead`](super::storage::project_file::ProjectRead).
    ProjectRead(Sealed),
    /// What figures are made of was read: [`Found`](super::storage::gather::Found).
    Gathered(Sealed),
    /// The open layer is to be written now.
    SaveDue(SaveWhen),
    /// The journal has an edit, or not.
    Journaled(Option<StorageError>),
    /// Local storage has the open layer, or not.
    WrittenLocal(LayerKey, Option<StorageError>),
    /// A layer was written whole.
    Written {
        /// Which layer.
        key: LayerKey,
        /// What of the open layer was in it, if it was that.
        wrote: Option<Wrote>,
        /// What came of it.
        stored: Stored,
    },
    /// Records of articles of a project were written.
    Recorded(ProjectId),
    /// Another tab told something.
    Heard(String),
    /// The articles of the project were read.
    Listed(ProjectId, Listing),
    /// They could not be.
    NotListed(StorageError),
    /// A newer page is at work in the same storage.
    Outdated,
    /// The page is seen again.
    Shown,
    /// The copies of the open layer are to be shown.
    ShowCopies,
    /// They were read.
    CopiesListed(LayerKey, Result<Vec<Snapshot>, StorageError>),
    /// One of them is to be looked at.
    LookAtCopy(String),
    /// It was read: its JSON, if it is there.
    CopyRead(String, Result<Option<String>, StorageError>),
    /// The layer is to be as the copy that is looked at.
    RestoreCopy,
    /// Whether the browser can keep a file up to date, and the file of an earlier visit.
    BackupKnown {
        /// Whether it can.
        can: bool,
        /// The earlier file.
        file: Option<String>,
    },
    /// A file that is kept up to date is to be chosen.
    ChooseBackup,
    /// The earlier one is to be kept up to date again.
    ResumeBackup,
    /// It was chosen, or not.
    BackupChosen(Option<String>),
    /// It is to be written.
    BackupDue,
    /// It was written, or why not.
    BackupWritten(Option<String>),
    /// What the browser says of its storage.
    Measured(Measured),
    /// A setting, the list of articles or the like could not be written.
    SideWriteFailed(StorageError),
    /// The blocks on the screen changed.
    Viewport {
        /// The first and the last on it or near it.
        near: (usize, usize),
        /// The block at the top.
        top: usize,
        /// How many pixels of it are above the top.
        offset: i32,
    },
    /// Another row of the list is seen first.
    Rows(usize),
    /// The page is hidden or closed: now or never.
    Leaving,
    /// The page is about to be printed, or was.
    Printing(bool),
    /// Another language.
    Lang(Lang),
    /// Light or dark.
    Theme(Theme),
    /// The name was given; empty to put the question aside.
    Name(String),
    /// Single keys are commands, or not.
    SingleKeys(bool),
    /// A dialog opens or closes.
    Dialog(Option<Dialog>),
    /// A side list is shown or folded away; on a narrow screen a sheet.
    Panel {
        /// Which.
        kind: SheetKind,
        /// The screen is narrow.
        narrow: bool,
    },
    /// The list shows the spans of a label, or leaves them out.
    Filter(LabelId),
    /// Something is asked of the list of articles.
    List(ListAsk),
    /// Something is said of the open article.
    About(AboutAsk),
    /// Something that concerns the project as a whole.
    Lead(LeadAsk),
    /// Something of the dialogs of files of other programs and of large project files.
    Exchange(Sealed),
    /// The rest of the page is there.
    Loaded,
    /// The first steps were put away.
    Welcomed,
    /// A notice was put away.
    Dismiss(u32),
    /// What a notice offers was taken.
    Take(Offer),
    /// The rest of the page is there for a message that was left to it.
    Later(Later, Box<Msg>),
    /// The rest of the page could not be loaded, for want of which this was not done.
    NotLoaded(Box<Effect>),
}
