//! What is asked of whoever does the long work, and what it says meanwhile: a worker, or the page itself where there can
//! be none. Both are values that can be packed as bytes; what they do is in [`shop`](super::shop).

use serde::{Deserialize, Serialize};

use super::group::Group;
use super::pack::{Form, Packed};
use crate::app::figures::FiguresPage;
use crate::app::msg::{FileBytes, OpenError};
use crate::app::ports::StorageError;
use crate::app::storage::compare::Brings;
use crate::app::storage::gather::Here;
use crate::app::storage::incoming::{CameIn, Importer};
use crate::app::storage::project_file::{Outgoing, ProjectWritten};
use crate::format::exchange::read::{Part, ReadOptions};
use crate::format::exchange::reject::Rejected;
use crate::format::losses::Losses;
use crate::format::project::{ProjectError, Rejected as BadLine};
use crate::model::article::{Article, Project, Sha256};
use crate::model::ids::{Annotator, ArticleId, ProjectId};
use crate::model::sorted::{Map, Set};

/// Something to be done. What was opened or read stays with whoever did it, for the orders that follow.
#[derive(Debug, Serialize, Deserialize)]
pub enum Order {
    /// Open files and sort them: [`Told::Opened`].
    Open(Vec<FileBytes>),
    /// Look through groups of them, by their numbers: for each [`Told::Looked`].
    Look {
        /// The groups, with what was chosen.
        groups: Vec<(usize, Group)>,
        /// The texts that the project has.
        known: Set<Sha256>,
        /// Whose layers are that name nobody.
        annotator: Annotator,
    },
    /// Read groups of them and take them in, all in one step: [`Told::Storing`], then, once it came in, [`Told::Part`]s
    /// and [`Told::Came`]; or [`Told::NotStored`].
    Take {
        /// The groups.
        groups: Vec<(Part, ReadOptions)>,
        /// Where they come in.
        project: Project,
        /// Who is at work.
        who: Importer,
    },
    /// Read articles with all layers, to go out: [`Told::Gathered`].
    Gather {
        /// The articles.
        articles: Vec<Article>,
        /// The project.
        project: ProjectId,
        /// What the page itself has.
        here: Vec<Here>,
    },
    /// Count what a file of them would lose: [`Told::Losses`].
    Count(Going, Form),
    /// Write the file: [`Told::Written`].
    Write(Going, Form),
    /// Read a project file and see what it would bring: [`Told::Read`], or [`Told::NotStored`] where storage fails.
    Read {
        /// Which it will be for the orders that follow; 0 for the first one, before which all others are let go of.
        place: usize,
        /// What is in it.
        text: String,
    },
    /// Take a project file in that was read, in one step: [`Told::Storing`], then as for [`Order::Take`].
    TakeProject {
        /// Which.
        place: usize,
        /// Articles that were removed here come back.
        bring_back: bool,
        /// Who is at work.
        who: Importer,
    },
    /// Write a project file: [`Told::ProjectWritten`].
    WriteProject(Box<Outgoing>),
    /// Count what is in a project: [`Told::Figures`].
    Figures(Box<Outgoing>),
}

/// Which of the articles that were gathered go out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Going {
    /// The articles.
    pub articles: Set<ArticleId>,
    /// Whose work goes along; everybody's where it is `None`.
    pub annotator: Option<Annotator>,
}

/// What is said of an order.
#[derive(Debug, Serialize, Deserialize)]
pub enum Told {
    /// It is this far, in thousandths.
    Progress(u32),
    /// The files are open.
    Opened(Opened),
    /// A group was looked through.
    Looked(usize, Box<Group>),
    /// All was read, and is being stored.
    Storing,
    /// A part of what came in: all at once it would hold the page up.
    Part(Box<CameIn>),
    /// The last part; and how many articles were read.
    Came(usize, Box<CameIn>),
    /// It did not: nothing came in.
    NotStored(StorageError),
    /// What can go out; and the titles of articles that cannot be read, with why.
    Gathered(Survey, Vec<(String, OpenError)>),
    /// What would be lost.
    Losses(Losses),
    /// The file; or why there is none.
    Written(Result<Packed, String>),
    /// What is in a project file; or why it cannot be read.
    Read(Result<Box<Read>, ProjectError>),
    /// A project file, or why there is none.
    ProjectWritten(Box<ProjectWritten>),
    /// The project file went into the file that came with the order; or why it did not.
    Kept(Option<String>),
    /// What was counted.
    Figures(Box<FiguresPage>),
    /// It was called off: nothing came in.
    CalledOff,
    /// It could not be done: whoever did it broke down, or has not what it is about.
    Broken(String),
}

/// What was opened.
#[derive(Debug, Serialize, Deserialize)]
pub struct Opened {
    /// What is shown as the name of all.
    pub title: String,
    /// Zips that could not be opened.
    pub broken: Vec<Rejected>,
    /// How the files are read.
    pub groups: Vec<Group>,
}

/// What articles have that can go out.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Survey {
    /// How many spans each annotator has on each article.
    pub articles: Map<ArticleId, Vec<(Annotator, usize)>>,
    /// The names of metadata that articles have.
    pub metadata: Set<String>,
}

/// What is in a project file.
#[derive(Debug, Serialize, Deserialize)]
pub struct Read {
    /// The project.
    pub project: Project,
    /// What would come of it.
    pub brings: Brings,
    /// How many layers are in it.
    pub of_layers: usize,
    /// The lines that are not taken in.
    pub rejected: Vec<BadLine>,
    /// Tells the file from others.
    pub print: String,
}

/// What comes back of an order.
#[derive(Debug, Serialize, Deserialize)]
pub enum Back {
    /// It says something.
    Told(Told),
    /// Keys and values that belong into local storage, which a worker does not reach; the database has them.
    Copies(Vec<(String, String)>),
}

impl Order {
    /// Whether it reads or writes what is stored.
    pub const fn is_of_storage(&self) -> bool {
        !matches!(
            self,
            Self::Open(_) | Self::Look { .. } | Self::Count(..) | Self::Write(..)
        )
    }

    /// As bytes, with what local storage holds; `None` where serde refuses them, which it does not.
    pub fn pack(&self, local: &[(String, String)]) -> Option<Vec<u8>> {
        postcard::to_allocvec(&(self, local)).ok()
    }

    /// From bytes; `None` if they are of another build.
    pub fn unpack(bytes: &[u8]) -> Option<(Self, Vec<(String, String)>)> {
        postcard::from_bytes(bytes).ok()
    }
}

impl Back {
    /// As bytes; `None` where serde refuses them, which it does not.
    pub fn pack(&self) -> Option<Vec<u8>> {
        postcard::to_allocvec(self).ok()
    }

    /// From bytes; `None` if they are of another build.
    pub fn unpack(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}
