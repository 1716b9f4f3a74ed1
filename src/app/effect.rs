//! What the page wants done outside of it. Each is run by an adapter, which answers with messages where
//! there is something to answer.

use std::rc::Rc;

use super::dom_map::{DomPoint, DomRange};
use super::msg::{ExportKind, Msg};
use super::paint::{Mark, PaintOp};
use super::ports::Write;
use super::prefs::Lang;
use super::state::{Adrift, Protected, Said, Transient};
use super::storage::layer_write::LayerWrite;
use super::storage::project_file::Beside;
use super::storage::search::Wanted;
use super::work::Sealed;
use crate::format::summary::Summary;
use crate::model::article::{Article, Project};
use crate::model::change::Change;
use crate::model::ids::{Annotator, LayerKey, ProjectId};
use crate::model::text::Text;

/// When a save happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SaveWhen {
    /// As soon as the edit is on the screen: into local storage.
    Painted,
    /// When the person pauses: whole, everywhere.
    Paused,
}

/// Where the page is scrolled to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scroll {
    /// So that this can be seen, and no further than needed.
    Reveal(DomRange),
    /// So that this block is at the top, scrolled out by so many pixels.
    Top {
        /// The block.
        block: usize,
        /// Pixels above the top.
        offset: i32,
    },
}

/// A part of the page that gets the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// The article.
    Article,
    /// The note of the focused span.
    Note,
    /// The row of the list of articles that the keyboard is at.
    Row,
    /// The search of the list of articles.
    Search,
}

/// What is to be done about a project as a whole.
#[derive(Debug)]
pub enum LeadEffect {
    /// Fetch a file from beside the page.
    Fetch(String),
    /// Compare a project file, a [`Comparing`](super::storage::compare::Comparing), with what is stored: [`Msg::Compared`].
    Compare(Sealed),
    /// Read whose layers the articles have.
    Whose(ProjectId),
    /// Store an empty project of this name, begun at this moment.
    Begin(String, String),
}

/// What is to be done.
#[derive(Debug)]
pub enum Effect {
    /// Take all highlights and marks away: another article comes.
    ClearPaint,
    /// Paint spans.
    Paint(Vec<PaintOp>),
    /// Paint selection and focus.
    PaintTransient(Transient),
    /// Put letters and borders over the spans on the screen.
    Overlay(Vec<Mark>),
    /// Draw the caret, or none.
    Caret(Option<DomPoint>),
    /// Make the browser's own selection the same.
    NativeSelection(Option<(DomPoint, DomPoint)>),
    /// Find the place a line above or below the caret.
    MoveLine {
        /// From here.
        from: DomPoint,
        /// Downwards.
        down: bool,
        /// Keep the other end of the selection.
        extend: bool,
    },
    /// Use a style sheet for the scheme.
    SchemeSheet(String),
    /// Scroll.
    ScrollTo(Scroll),
    /// Bring the focused span's card into view.
    ShowCard(String),
    /// Scroll the list of articles so that a row can be seen.
    ScrollList(usize),
    /// Look through texts, and answer by which have what is wanted.
    Search(Wanted),
    /// Give the keyboard to a part of the page.
    FocusOn(Spot),
    /// Say to a screen reader.
    Announce(Said),
    /// Set language, direction and theme of the page.
    Dress {
        /// Language of the interface.
        lang: Lang,
        /// Name of the theme.
        theme: &'static str,
        /// The page's title.
        title: String,
    },
    /// Read an article.
    Load(Article, LayerKey),
    /// Ask for [`Msg::SaveDue`].
    ScheduleSave(SaveWhen),
    /// Write an edit into the journal.
    Journal {
        /// Its name there.
        name: String,
        /// The part of the layer that it wrote.
        json: String,
    },
    /// Tell the other tabs.
    Tell(String),
    /// Write a layer into local storage.
    WriteLocalLayer {
        /// Which.
        key: LayerKey,
        /// Its JSON.
        json: String,
        /// Where not.
        protected: Protected,
    },
    /// Write the open layer whole, into local storage and database.
    WriteLayer {
        /// What.
        layer: Box<LayerWrite>,
        /// What the list shows of it.
        shown: Summary,
        /// It holds edits that the journal does not have.
        loose: bool,
    },
    /// Join a layer that is no longer open with what is stored.
    JoinLayer(Box<Adrift>),
    /// Read the open article's layer again if somebody else wrote it.
    LookAgain {
        /// The article.
        article: Article,
        /// Which layer.
        key: LayerKey,
        /// What stood beside the layer when it was read or written last.
        base: Option<String>,
        /// Records of the journal that are known.
        records: Vec<String>,
    },
    /// Read the list of articles again.
    ListArticles(ProjectId, Annotator),
    /// Storage was cleared: store what is known again.
    Restore {
        /// The project.
        project: Project,
        /// Its articles.
        articles: Vec<Article>,
        /// The one whose text is known.
        open: (Article, Text),
    },
    /// Load the page again.
    Reload,
    /// Read the list of the copies of a layer.
    ListCopies(LayerKey),
    /// Read a copy by its name.
    ReadCopy(String),
    /// Ask the browser not to clear storage, and measure it.
    Persist,
    /// Ask the browser how much storage there is.
    Measure,
    /// Ask for a file to be kept up to date, proposing this name.
    ChooseBackup(String),
    /// Ask for leave to write the file of an earlier visit again.
    ResumeBackup,
    /// Ask for [`Msg::BackupDue`] after so many milliseconds, and no sooner.
    ScheduleBackup(u32),
    /// Write the file that is kept up to date.
    WriteBackup(String),
    /// Write a project of many articles into it, of an [`Outgoing`](super::storage::project_file::Outgoing).
    Keep(Sealed),
    /// Write into the database.
    WriteDatabase(Vec<Write>),
    /// Write records of articles, which may be very many, with what belongs to them, and answer by [`Msg::Recorded`].
    WriteArticles {
        /// Of this project.
        project: ProjectId,
        /// What is known of them.
        articles: Vec<Rc<Article>>,
        /// What is written with them.
        others: Vec<Write>,
    },
    /// Set a key of local storage, such as the settings.
    WriteLocal(&'static str, String),
    /// Store articles and merge layers, of an [`Importing`](super::storage::incoming::Importing): [`Msg::Imported`].
    Import(Sealed),
    /// Read everything again, for another project or annotator.
    Restart,
    /// Change layers that are not open, of these articles.
    ChangeLayers(Vec<Rc<Article>>, Vec<(LayerKey, Change)>),
    /// Give the layers of one annotator another name.
    RenameLayers {
        /// Articles they may be on.
        articles: Vec<Article>,
        /// The project.
        project: ProjectId,
        /// From.
        from: Annotator,
        /// To.
        to: Annotator,
    },
    /// Read all articles with their layers, for figures.
    Gather(Vec<Article>, ProjectId),
    /// Write a project file, of an [`Outgoing`](super::storage::project_file::Outgoing): [`Msg::ProjectWritten`].
    WriteProject(ExportKind, Sealed),
    /// Read a project file, or one of everything: [`Msg::ProjectRead`].
    ReadProject {
        /// Its name.
        name: String,
        /// It lies beside the page, handed out, and why it is read.
        handed_out: Option<Beside>,
        /// What is in it.
        text: String,
    },
    /// Open the file dialog of the browser.
    ChooseFiles,
    /// Read the folders that were dropped on the page.
    ReadDropped,
    /// Give the person a file.
    Download {
        /// Its name.
        name: String,
        /// Its type.
        mime: &'static str,
        /// What is in it.
        bytes: Vec<u8>,
    },
    /// Give the person all of storage as it is.
    DownloadRaw,
    /// Load the rest of the page and answer by [`Msg::Later`] with it, or by [`Msg::NotLoaded`].
    Later(Box<Msg>),
    /// Load what knows the files of other programs, and answer by [`Msg::Later`] with it, or by [`Msg::NotLoaded`].
    Formats(Box<Msg>),
    /// Do work in slices.
    Work(Sealed),
    /// Nobody waits for long work any more, nor needs what it has at hand.
    PutAway,
    /// Load what draws guidelines, and answer by [`Msg::Loaded`], or by [`Msg::NotLoaded`].
    Guide,
    /// Load the rest of the page while there is nothing to do, so that it is there when it is wanted.
    FetchLater,
    /// Keep the page for use without a network, and tell what comes of it.
    KeepOffline,
    /// What concerns the project as a whole.
    Lead(LeadEffect),
    /// Reload into the newest build.
    Renew,
    /// Take a notice away after a while.
    DismissLater(u32),
}

impl Effect {
    /// Whether it is about the text and what lies over it.
    pub const fn is_in_text(&self) -> bool {
        matches!(
            self,
            Self::Paint(_)
                | Self::PaintTransient(_)
                | Self::Overlay(_)
                | Self::Caret(_)
                | Self::NativeSelection(_)
                | Self::ScrollTo(_)
        )
    }
}

/// Whether spans of the article that is there change, and nothing in the text waits for what is drawn: the bar beside a
/// selection does.
pub fn is_edit_in_text(effects: &[Effect]) -> bool {
    let mut spans = false;
    for effect in effects {
        match effect {
            Effect::Paint(_) => spans = true,
            Effect::ClearPaint => return false,
            Effect::PaintTransient(transient) if transient.selection.is_some() => return false,
            _ => {}
        }
    }
    spans
}
