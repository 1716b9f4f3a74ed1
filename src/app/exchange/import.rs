//! Files on their way in: looked through, shown, and taken in when the person says so.

use std::borrow::Borrow;

use super::errand::Errand;
use super::group::{Group, Setting};
use super::guess;
use super::order::{Opened, Order};
use super::seen::Seen;
use crate::app::msg::FileBytes;
use crate::app::storage::incoming::{CameIn, Importer};
use crate::app::work::Leash;
use crate::format::exchange::labels::LabelMap;
use crate::format::exchange::reject::Rejected;
use crate::model::article::{Project, Sha256};
use crate::model::ids::{Annotator, LabelId, LinkTypeId, ProjectId};
use crate::model::sorted::{Map, Set};

/// What becomes of a label of the files, or of a link type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate<Id> {
    /// It is this one of the project.
    Is(Id),
    /// It stays what it is.
    Keep,
    /// What bears it is left out.
    LeaveOut,
}

impl<Id: Borrow<str>> Fate<Id> {
    /// As a rule for what bears this name.
    fn rule(&self, name: &str, rules: &mut LabelMap) {
        match self {
            Self::Is(id) => rules.rule(name, Some(id.borrow())),
            Self::Keep => rules.rule(name, Some(name)),
            Self::LeaveOut => rules.rule(name, None),
        }
    }
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The files are looked through.
    Looking,
    /// It is for the person to choose.
    Choosing,
    /// The files are read to come in.
    Reading,
    /// What was read is stored.
    Storing,
}

/// Files on their way in.
#[derive(Debug)]
pub struct Import {
    /// What is shown as the name of all files.
    pub title: String,
    /// Zips that could not be opened.
    pub broken: Vec<Rejected>,
    /// How the files are read.
    pub groups: Vec<Group>,
    /// How far it is.
    pub stage: Stage,
    /// How much of the work under way is done, in thousandths.
    pub progress: u32,
    /// Which work is under way: what earlier work says is not heard.
    pub run: u64,
    /// Where it comes in, as soon as that is under way.
    pub project: Option<ProjectId>,
    /// What came in, as far as it was told.
    came: CameIn,
    fates: Map<String, Fate<LabelId>>,
    link_fates: Map<String, Fate<LinkTypeId>>,
    leash: Leash,
}

impl Import {
    /// With files that are still to be opened, and the order for that.
    pub fn new(files: Vec<FileBytes>, run: u64) -> (Self, Errand) {
        let mut import = Self {
            title: String::new(),
            broken: Vec::new(),
            groups: Vec::new(),
            stage: Stage::Looking,
            progress: 0,
            run,
            project: None,
            came: CameIn::default(),
            fates: Map::new(),
            link_fates: Map::new(),
            leash: Leash::default(),
        };
        let errand = import.begin(Order::Open(files));
        (import, errand)
    }

    /// Takes in what was opened.
    pub fn opened(&mut self, opened: Opened) {
        let Opened {
            title,
            broken,
            groups,
        } = opened;
        (self.title, self.broken, self.groups) = (title, broken, groups);
        self.stage = Stage::Choosing;
    }

    /// Looks through what was not looked through; none if there is nothing.
    pub fn look(&mut self, known: Set<Sha256>, annotator: &Annotator) -> Option<Errand> {
        let groups = self.groups.iter().enumerate();
        let due = groups.filter(|(_, group)| group.is_to_be_seen() || group.head_due);
        let groups: Vec<_> = due.map(|(number, group)| (number, group.clone())).collect();
        let errand = self.begin(Order::Look {
            known,
            annotator: annotator.clone(),
            groups,
        });
        let Order::Look { groups, .. } = &errand.order else {
            return None;
        };
        if groups.is_empty() {
            self.stage = Stage::Choosing;
            return None;
        }
        self.stage = Stage::Looking;
        Some(errand)
    }

    /// Takes everything in.
    pub fn take(&mut self, project: &Project, who: Importer) -> Option<Errand> {
        if !self.can_take() {
            return None;
        }
        self.stage = Stage::Reading;
        self.project = Some(project.id.clone());
        let mut labels = LabelMap::as_is();
        for (name, _) in self.labels() {
            self.fate(&name, project).rule(&name, &mut labels);
        }
        let mut links = LabelMap::as_is();
        for (name, _) in self.links() {
            self.link_fate(&name, project).rule(&name, &mut links);
        }
        let groups = self.taken().map(|group| {
            let mut options = group.options(who.annotator.as_str());
            options.labels = labels.clone();
            options.links = links.clone();
            options.left_out = group.without.clone();
            (group.part(), options)
        });
        let groups = groups.collect();
        Some(self.begin(Order::Take {
            groups,
            project: project.clone(),
            who,
        }))
    }

    /// Calls off what is under way, which says whether it was done already.
    pub fn call_off(&self) {
        self.leash.call_off();
    }

    /// What was read is being stored.
    pub const fn storing(&mut self) {
        self.stage = Stage::Storing;
        self.progress = 0;
    }

    /// A part of what came in.
    pub fn came(&mut self, part: CameIn) {
        self.came.join(part);
    }

    /// All of it.
    pub fn all_came(&mut self) -> CameIn {
        std::mem::take(&mut self.came)
    }

    /// Calls off what is under way, and begins anew.
    fn begin(&mut self, order: Order) -> Errand {
        self.run += 1;
        self.progress = 0;
        Errand {
            order,
            run: self.run,
            stop: self.leash.renew(),
        }
    }

    /// Takes a choice in.
    pub fn set(&mut self, number: usize, setting: Setting) {
        if let Some(group) = self.groups.get_mut(number) {
            group.set(setting);
        }
    }

    /// Takes in what was seen of a group.
    pub fn looked(&mut self, number: usize, looked: Group) {
        if let Some(group) = self.groups.get_mut(number) {
            *group = looked;
        }
        let due = |group: &Group| group.is_to_be_seen() || group.head_due;
        if !self.groups.iter().any(due) {
            self.stage = Stage::Choosing;
        }
    }

    /// What becomes of a label.
    pub fn set_fate(&mut self, name: String, fate: Fate<LabelId>) {
        self.fates.insert(name, fate);
    }

    /// The same: what was chosen, else what seems near.
    pub fn fate(&self, name: &str, project: &Project) -> Fate<LabelId> {
        if let Some(fate) = self.fates.get(name) {
            return fate.clone();
        }
        guess::label(name, &project.scheme).map_or(Fate::Keep, Fate::Is)
    }

    /// What becomes of a link type.
    pub fn set_link_fate(&mut self, name: String, fate: Fate<LinkTypeId>) {
        self.link_fates.insert(name, fate);
    }

    /// The same: what was chosen, else what seems near.
    pub fn link_fate(&self, name: &str, project: &Project) -> Fate<LinkTypeId> {
        if let Some(fate) = self.link_fates.get(name) {
            return fate.clone();
        }
        guess::link(name, &project.scheme).map_or(Fate::Keep, Fate::Is)
    }

    /// The groups that come in.
    fn taken(&self) -> impl Iterator<Item = &Group> {
        self.groups.iter().filter(|group| !group.left_out)
    }

    /// What was seen of them.
    pub fn all_seen(&self) -> impl Iterator<Item = &Seen> {
        self.taken().filter_map(|group| group.seen.as_ref())
    }

    /// The labels of what comes in, with how many spans bear them.
    pub fn labels(&self) -> Vec<(String, usize)> {
        sums(self.all_seen().map(|seen| &seen.labels))
    }

    /// The link types of what comes in, with how many links are of them.
    pub fn links(&self) -> Vec<(String, usize)> {
        sums(self.all_seen().map(|seen| &seen.links))
    }

    /// How many articles and spans come in.
    pub fn totals(&self, project: &Project) -> (usize, usize) {
        let articles = self.all_seen().map(|seen| seen.articles).sum();
        let spans = self.labels().into_iter();
        let spans = spans.filter(|(name, _)| self.fate(name, project) != Fate::LeaveOut);
        (articles, spans.map(|(_, count)| count).sum())
    }

    /// Whether something can come in.
    pub fn can_take(&self) -> bool {
        self.stage == Stage::Choosing && self.all_seen().any(|seen| seen.articles > 0)
    }
}

/// How often each name stands in all of these.
fn sums<'a>(counted: impl Iterator<Item = &'a Map<String, usize>>) -> Vec<(String, usize)> {
    let mut all: Map<String, usize> = Map::new();
    for (name, count) in counted.flat_map(Map::iter) {
        all.update(name.clone(), |sum: &mut usize| *sum += count);
    }
    let all = all.iter();
    all.map(|(name, count)| (name.clone(), *count)).collect()
}
