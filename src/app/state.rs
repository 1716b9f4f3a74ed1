//! All that the page knows at a moment.

mod notice;
mod open;
mod saving;
mod work;

pub use notice::{MOST_ALIKE, Notice, Offer, Said, Urgency};
pub use open::{Kept, Open, Selection};
pub use saving::{Adrift, Protected, SaveProblem, Saved, Saving};
pub use work::{Records, Typing, Waiting, Work};

use std::any::Any;
use std::rc::Rc;

use super::backup::{Backup, Measured};
use super::copies::Copies;
use super::dom_map::DomRange;
use super::effect::Effect;
use super::figures::FiguresPage;
use super::lead::Lead;
use super::list::ArticleList;
use super::msg::{ImportReport, Msg};
use super::offline::Offline;
use super::ports::StorageError;
use super::prefs::{Lang, Prefs};
use super::scheme_page::SchemePage;
use super::storage::start::annotator_of;
use super::strings::Text as Key;
use crate::format::summary::Summary;
use crate::model::article::{Article, Project};
use crate::model::boundary::Snap;
use crate::model::history::History;
use crate::model::ids::{Annotator, ArticleId, LabelId, LayerKey, ProjectId, Replica};
use crate::model::sorted::{Map, Set};
use crate::model::span::Extent;

/// A moment, read by whoever sends a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// RFC 3339, UTC.
    pub iso: String,
    /// Milliseconds since any fixed time.
    pub millis: u64,
}

/// An article in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// What is known of it.
    pub article: Rc<Article>,
    /// How far this annotator is.
    pub summary: Summary,
}

/// The dialog that is open.
#[derive(Clone, Debug)]
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
    /// Large project files are read or written, or figures of many articles counted.
    UnderWay,
}

impl PartialEq for Dialog {
    /// Two of one kind are the same: only one is open, and what is in it is not compared.
    fn eq(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

/// Whether something is on its way into storage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Storing {
    /// Nothing is.
    #[default]
    No,
    /// It may be there already, although nobody has said so yet.
    Yes,
    /// The same, and the person has called it off: what became of it will be said.
    CalledOff,
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
    /// What cards show besides their own span: what can be marked, links, what is loaded later.
    pub cards: u64,
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
    /// As long as the list of them is not whole: what waits until it is.
    pub until_listed: Option<Vec<Msg>>,
    /// The one on the page.
    pub open: Option<Open>,
    /// The one that is to be there instead, as soon as it is read.
    pub opening: Option<ArticleId>,
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
    /// What the dialogs of other programs' files and of large project files hold: known to their part alone.
    pub desk: Option<Box<dyn Any>>,
    /// Whether these dialogs take something in.
    pub storing: Storing,
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
            until_listed: None,
            open: None,
            opening: None,
            history: History::default(),
            saved: Saved::Yes,
            adrift: Map::new(),
            saving: Saving::default(),
            outdated: false,
            time_unsaved: false,
            dialog: None,
            desk: None,
            storing: Storing::No,
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
