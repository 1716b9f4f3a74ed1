//! All that the page knows at a moment.

use crate::model::sorted::{Map, Set};
use std::any::Any;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use super::backup::{Backup, Measured};
use super::copies::Copies;
use super::dom_map::DomRange;
use super::effect::{Effect, SaveWhen};
use super::figures::FiguresPage;
use super::lead::Lead;
use super::linking::Linking;
use super::list::ArticleList;
use super::msg::ImportReport;
use super::offline::Offline;
use super::paint::Paint;
use super::ports::StorageError;
use super::prefs::{Lang, Prefs};
use super::scheme_page::SchemePage;
use super::storage::start::annotator_of;
use super::strings::{Args, Text as Key};
use crate::format::summary::Summary;
use crate::model::annotation::Annotation;
use crate::model::article::{Article, Project};
use crate::model::blocks::{Blocks, Direction};
use crate::model::boundary::{Ground, Snap};
use crate::model::change::Change;
use crate::model::history::History;
use crate::model::ids::{Annotator, ArticleId, LabelId, LayerKey, ProjectId, Replica, SpanId};
use crate::model::layer::Layer;
use crate::model::offset::CodePoint;
use crate::model::span::Extent;
use crate::model::stats;
use crate::model::text::Text;

/// A moment, read by whoever sends a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// RFC 3339, UTC.
    pub iso: String,
    /// Milliseconds since any fixed time.
    pub millis: u64,
}

/// Something that can be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// A change of the layer that the step names.
    Layer(Change),
    /// Articles came in, or went.
    Articles {
        /// Which.
        ids: Vec<ArticleId>,
        /// Whether they are in the project after it.
        present: bool,
        /// What the same import changed in layers that were there before.
        layers: Vec<(LayerKey, Change)>,
        /// What the same import changed of what is known of the project and of articles that were there before.
        records: Option<Rc<[Records; 2]>>,
    },
    /// Records of the project or of articles were written anew: both states, and whether it was taken back.
    Records(Rc<[Records; 2]>, bool),
}

/// What is known of a project and of articles, as far as something wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Records {
    /// The project.
    pub project: Option<Project>,
    /// Articles.
    pub articles: Vec<Article>,
}

impl Work {
    /// What takes it back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        match self {
            Self::Layer(change) => Self::Layer(change.inverse()),
            Self::Records(both, back) => Self::Records(both.clone(), !back),
            Self::Articles {
                ids,
                present,
                layers,
                records,
            } => Self::Articles {
                ids: ids.clone(),
                present: !present,
                layers: layers
                    .iter()
                    .map(|(key, change)| (key.clone(), change.inverse()))
                    .collect(),
                records: records.clone(),
            },
        }
    }
}

/// A remark that is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typing {
    /// On a span.
    Span(SpanId),
    /// On the article.
    Article,
    /// In a field of a record: which.
    Record(String),
}

/// Two ends of what is selected; equal for a mere caret. Not rounded: [`Open::selected`] is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Where it was begun.
    pub anchor: CodePoint,
    /// Where the caret is.
    pub head: CodePoint,
    /// To whole words, or as it is.
    pub snap: Snap,
}

/// The article on the page with the work on it.
#[derive(Clone, Debug)]
pub struct Open {
    /// What is known of it.
    pub article: Article,
    /// Its text.
    pub text: Text,
    /// Its layout blocks.
    pub blocks: Rc<Blocks>,
    /// The work.
    pub layer: Layer,
    /// What is selected.
    pub selection: Selection,
    /// A pointer is still down: the selection is not done.
    pub selecting: bool,
    /// The span that has the focus.
    pub focus: Option<SpanId>,
    /// How the spans are painted.
    pub paint: Paint,
    /// How many spans of each label there are.
    pub counts: Map<LabelId, usize>,
    /// The blocks that are on the screen or near it, first and last.
    pub visible: Option<(usize, usize)>,
    /// The block at the top of the screen, and how many of its pixels are above.
    pub scrolled: (usize, i32),
    /// The row of the list that is seen first.
    pub row: usize,
    /// A boundary that is being dragged: what the span would become.
    pub dragged: Option<Extent>,
    /// What storage holds of the layer.
    pub kept: Kept,
    /// A link that is being made.
    pub linking: Option<Linking>,
}

/// What storage holds of the open layer.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// What a write has to find, see [`Found::base`](super::storage::layers::Found::base).
    pub base: Option<String>,
    /// Records of the journal that the stored layer may not hold.
    pub records: Vec<String>,
    /// Where stored work could not be read: nothing is written there.
    pub protected: Protected,
    /// The schema of what a newer page wrote: the layer can be read, not written.
    pub newer: Option<String>,
    /// The revision that was last copied.
    pub copied: u64,
    /// When it was, in milliseconds.
    pub copied_at: u64,
    /// The text was not there any more, and was stored again.
    pub restored: bool,
}

/// How far the work on the open layer is on its way into storage.
#[derive(Clone, Debug, Default)]
pub struct Saving {
    /// Records of the journal that are under way.
    pub journaling: usize,
    /// The edits under way, for the other tabs, which hear of them when they are safe.
    pub untold: Vec<String>,
    /// How many records this visit has made.
    pub counter: u64,
    /// The layers whose whole is being written, one for each write under way.
    pub writes: Vec<LayerKey>,
    /// One of them holds what nothing else holds.
    pub loud: bool,
    /// Local storage does not have the last edit, nor is it under way there.
    pub local_behind: bool,
    /// The stored layer does not have the last edit, nor is it under way there.
    pub layer_behind: bool,
    /// The journal does not have an edit that the stored layer lacks.
    pub loose: bool,
    /// What is to be written when the write under way has ended.
    pub due: Option<SaveWhen>,
    /// Where the last writes did not arrive.
    pub problem: Option<SaveProblem>,
}

impl Saving {
    /// A write has ended; says whether it was the last one of its layer.
    pub fn ended(&mut self, key: &LayerKey) -> bool {
        if let Some(place) = self.writes.iter().position(|write| write == key) {
            self.writes.swap_remove(place);
        }
        !self.writes.contains(key)
    }
}

impl Open {
    /// The article with the work on it, unselected.
    pub fn new(article: Article, text: Text, layer: Layer) -> Self {
        let blocks = Rc::new(Blocks::of(&text));
        let counts = stats::by_label(&layer);
        let mut open = Self {
            article,
            text,
            blocks,
            layer,
            selection: Selection::default(),
            selecting: false,
            focus: None,
            paint: Paint::default(),
            counts,
            visible: None,
            scrolled: (0, 0),
            row: 0,
            dragged: None,
            kept: Kept::default(),
            linking: None,
        };
        let start = open
            .blocks
            .get(0)
            .map(|block| block.extent.start())
            .unwrap_or_default();
        open.selection = Selection {
            anchor: start,
            head: start,
            snap: Snap::Words,
        };
        open
    }

    /// Text and blocks together.
    pub fn ground(&self) -> Ground<'_> {
        Ground {
            text: &self.text,
            blocks: &self.blocks,
        }
    }

    /// What a label would be given to: the selection, rounded.
    pub fn selected(&self) -> Option<Extent> {
        let Selection { anchor, head, snap } = self.selection;
        self.ground().snap(anchor, head, snap)
    }

    /// The focused span.
    pub fn focused(&self) -> Option<&Arc<Annotation>> {
        self.layer.span(self.focus.as_ref()?)
    }

    /// How many spans a list has that leaves out these labels.
    pub fn rows(&self, hidden: &Set<LabelId>) -> usize {
        let left_out = hidden.iter().filter_map(|label| self.counts.get(label));
        self.layer.len().saturating_sub(left_out.sum())
    }

    /// The spans in some rows of that list.
    pub fn spans_in(&self, rows: Range<usize>, hidden: &Set<LabelId>) -> Vec<&Arc<Annotation>> {
        if hidden.is_empty() {
            return self
                .layer
                .in_order_from(rows.start)
                .take(rows.len())
                .collect();
        }
        let shown = self.layer.in_order();
        let shown = shown.filter(|span| !hidden.contains(&span.label));
        shown.skip(rows.start).take(rows.len()).collect()
    }

    /// The row of a span in that list.
    pub fn row_of(&self, id: &SpanId, hidden: &Set<LabelId>) -> Option<usize> {
        let span = self
            .layer
            .span(id)
            .filter(|span| !hidden.contains(&span.label))?;
        if hidden.is_empty() {
            return self.layer.place_of(span);
        }
        let shown = self.layer.in_order();
        let mut shown = shown.filter(|span| !hidden.contains(&span.label));
        shown.position(|there| there.id == *id)
    }

    /// Whether the article reads right to left.
    pub fn right_to_left(&self) -> bool {
        self.blocks.direction() == Direction::RightToLeft
    }
}

/// An article in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// What is known of it.
    pub article: Rc<Article>,
    /// How far this annotator is.
    pub summary: Summary,
}

/// Whether the work is safe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// All of it.
    Yes,
    /// It is being written.
    Saving,
    /// It could not be written everywhere it belongs.
    Failed(SaveProblem),
}

/// Work on an article that was left before storage had it for certain.
#[derive(Clone, Debug)]
pub struct Adrift {
    /// The article.
    pub article: Article,
    /// Its text.
    pub text: Text,
    /// The work.
    pub layer: Layer,
}

/// Places that hold what could not be read, and so are not written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Protected {
    /// Local storage.
    pub local: bool,
    /// The database.
    pub database: bool,
}

/// Where the last save did not arrive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SaveProblem {
    /// What local storage said.
    pub local: Option<StorageError>,
    /// What the database said.
    pub database: Option<StorageError>,
}

/// A message to the person, in the language of the moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Which message.
    pub key: Key,
    /// What is put into it.
    pub args: Args,
}

impl Said {
    /// A message without anything put into it.
    pub const fn plain(key: Key) -> Self {
        Self {
            key,
            args: Args::new(),
        }
    }
}

/// How urgent a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// Goes away by itself, or can be left where it is.
    Info,
    /// Stays until it is put away.
    Warning,
    /// Stays, and interrupts a screen reader.
    Error,
}

/// What a notice offers to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// Undo.
    Undo,
    /// Download the project.
    Backup,
    /// Download everything in storage as it is.
    RawData,
    /// Try to save again.
    Retry,
    /// Load the page again, to have the newer one.
    Reload,
    /// Load the rest of the page again, for what was asked of it.
    LoadAgain,
    /// Save, then reload into the new build.
    Renew,
}

/// A notice on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Distinct among the notices of a visit.
    pub id: u32,
    /// How urgent.
    pub urgency: Urgency,
    /// What it says.
    pub said: Said,
    /// What it offers.
    pub offers: Vec<Offer>,
}

/// The dialog that is open.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    /// The keys.
    Help,
    /// What annotators are told.
    Guidelines,
    /// Ways to take the work away.
    Export,
    /// What came of opening files.
    Import(Rc<ImportReport>),
    /// The annotator's name.
    Name,
    /// Earlier copies of the open layer.
    Copies(Rc<Copies>),
    /// Where the work is kept.
    Storage,
    /// What can be marked.
    Scheme(Rc<SchemePage>),
    /// The project's name and guidelines, and another project.
    Project,
    /// Files of other programs that may come in.
    Files,
    /// Figures of the project.
    Figures(Rc<FiguresPage>),
    /// What project files would bring.
    Incoming,
}

/// How far the page is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Storage is being read.
    Starting,
    /// At work.
    Ready,
}

/// Counters that views compare to know whether to draw again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Versions {
    /// Another article is open.
    pub article: u64,
    /// Spans, focus or filter.
    pub spans: u64,
    /// Other rows of the list of spans.
    pub rows: u64,
    /// The list of articles.
    pub articles: u64,
    /// What can be marked.
    pub scheme: u64,
    /// Anything else.
    pub chrome: u64,
}

/// What the highlights of the moment show besides the labels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transient {
    /// The selection, rounded.
    pub selection: Option<DomRange>,
    /// The focused span.
    pub focus: Vec<DomRange>,
}

/// How many notices of one kind are on the page at most.
pub const MOST_ALIKE: usize = 5;

/// All that the page knows.
#[derive(Debug)]
pub struct State {
    /// This writer.
    pub replica: Replica,
    /// What the next span's id counts from.
    pub counter: u64,
    /// What the person chose.
    pub prefs: Prefs,
    /// The browser's language.
    pub browser_lang: Lang,
    /// How far the page is.
    pub phase: Phase,
    /// The project.
    pub project: Project,
    /// All projects of this browser: id and name.
    pub projects: Vec<(ProjectId, String)>,
    /// The project's articles.
    pub articles: Vec<Listed>,
    /// The one on the page.
    pub open: Option<Open>,
    /// What can be taken back.
    pub history: History<Work>,
    /// Whether the work is safe.
    pub saved: Saved,
    /// Work on articles that are not open, and that no place is known to hold.
    pub adrift: Map<LayerKey, Adrift>,
    /// What is on its way into storage.
    pub saving: Saving,
    /// A newer page writes into the same storage: this one may no longer.
    pub outdated: bool,
    /// The open layer has seconds that no write has taken along.
    pub time_unsaved: bool,
    /// The dialog that is open.
    pub dialog: Option<Dialog>,
    /// What the dialogs of other programs' files hold: known to their part alone.
    pub desk: Option<Box<dyn Any>>,
    /// Notices, oldest first.
    pub notices: Vec<Notice>,
    /// Ids of notices.
    pub notice_counter: u32,
    /// Which articles the list shows.
    pub list: ArticleList,
    /// What concerns the project as a whole.
    pub lead: Lead,
    /// Labels whose spans the list leaves out.
    pub hidden: Set<LabelId>,
    /// On a narrow screen: the sheet that is pulled up.
    pub sheet: Option<SheetKind>,
    /// Where the first of two taps was.
    pub tapped: Option<Extent>,
    /// The database is not to be had: what it said.
    pub no_database: Option<StorageError>,
    /// Highlights are not to be had.
    pub no_highlights: bool,
    /// What is being typed: all of one go is one step.
    pub typing: Option<Typing>,
    /// An undo or redo that waits for its article to open.
    pub waiting: Option<Waiting>,
    /// When the person last did something.
    pub active: Option<u64>,
    /// Milliseconds of work that make no whole second yet.
    pub spare_millis: u64,
    /// The file that is kept up to date.
    pub backup: Backup,
    /// What the browser says of its storage.
    pub measured: Option<Measured>,
    /// The browser was asked not to clear storage.
    pub asked_to_persist: bool,
    /// What waits for the rest of the page, which could not be loaded.
    pub stuck: Vec<Effect>,
    /// Whether the page opens without a network.
    pub offline: Offline,
    /// A new build is there and waits.
    pub new_build: bool,
    /// The page reloads as soon as everything is saved.
    pub renewing: bool,
    /// What views compare.
    pub versions: Versions,
}

/// A sheet of the narrow page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetKind {
    /// The articles.
    Articles,
    /// The annotations.
    Annotations,
}

/// What to do once an article is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// Undo.
    Undo,
    /// Redo.
    Redo,
}

impl State {
    /// A page that has read nothing yet.
    pub fn new(replica: Replica, browser_lang: Lang) -> Self {
        Self {
            replica,
            counter: 0,
            prefs: Prefs::default(),
            browser_lang,
            phase: Phase::Starting,
            project: Project::new(ProjectId::new("")),
            projects: Vec::new(),
            articles: Vec::new(),
            open: None,
            history: History::default(),
            saved: Saved::Yes,
            adrift: Map::new(),
            saving: Saving::default(),
            outdated: false,
            time_unsaved: false,
            dialog: None,
            desk: None,
            notices: Vec::new(),
            notice_counter: 0,
            list: ArticleList::default(),
            lead: Lead::default(),
            hidden: Set::new(),
            sheet: None,
            tapped: None,
            no_database: None,
            no_highlights: false,
            typing: None,
            waiting: None,
            active: None,
            spare_millis: 0,
            backup: Backup::default(),
            measured: None,
            asked_to_persist: false,
            stuck: Vec::new(),
            offline: Offline::Unknown,
            new_build: false,
            renewing: false,
            versions: Versions::default(),
        }
    }

    /// The language of the interface.
    pub fn lang(&self) -> Lang {
        self.prefs.lang.unwrap_or(self.browser_lang)
    }

    /// Whose layers are written: the name, or the stand-in until it is given.
    pub fn annotator(&self) -> Annotator {
        annotator_of(&self.prefs)
    }

    /// The layer of this annotator on an article.
    pub fn layer_key(&self, article: &ArticleId) -> LayerKey {
        LayerKey {
            project: self.project.id.clone(),
            article: article.clone(),
            annotator: self.annotator(),
        }
    }

    /// The articles that are in the project.
    pub fn present(&self) -> impl DoubleEndedIterator<Item = &Listed> {
        self.articles
            .iter()
            .filter(|listed| !listed.article.deleted)
    }

    /// How a new selection is rounded, if Alt is not held.
    pub const fn snap(&self) -> Snap {
        if self.prefs.letters {
            Snap::Letters
        } else {
            Snap::Words
        }
    }

    /// Puts a notice on the page and answers its id. The same words are not said twice, and of one kind no more than
    /// [`MOST_ALIKE`]: a storage of thousands of unreadable records would bury the page.
    pub fn notify(&mut self, urgency: Urgency, said: Said, offers: &[Offer]) -> u32 {
        self.versions.chrome += 1;
        self.notices.retain(|notice| notice.said != said);
        let alike = |notice: &&Notice| notice.said.key == said.key;
        let said = if self.notices.iter().filter(alike).count() < MOST_ALIKE {
            said
        } else {
            let more = Said::plain(Key::MoreAlike);
            self.notices.retain(|notice| notice.said != more);
            more
        };
        self.notice_counter += 1;
        let id = self.notice_counter;
        self.notices.push(Notice {
            id,
            urgency,
            said,
            offers: offers.to_vec(),
        });
        id
    }
}
