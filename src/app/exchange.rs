//! The dialogs of files of other programs: what a person brought and chose, what is known of it, what goes out. A part
//! of its own on the page, which is loaded when it is wanted; [`Desk`] is what it keeps in the state.
//!
//! Nothing comes in before the person says so, then all of it in one step ([`Import`]). The long work is done elsewhere
//! ([`shop`]), as orders that can be packed as bytes ([`order`]). What is called off leaves nothing behind, or was stored
//! already; then that is told, and can be undone.

pub mod brought;
pub mod errand;
pub mod export;
mod gathering;
pub mod group;
pub mod guess;
pub mod import;
pub mod order;
pub mod pack;
pub mod project;
mod reading;
pub mod seen;
pub mod shop;

use std::rc::Rc;

use export::Export;
use import::Import;

use self::export::Choice;
use self::group::Setting;
use self::import::Fate;
use self::order::Told;
use self::project::{LongFile, Projects};
use super::effect::Effect;
use super::msg::Msg;
use super::storage::compare::Preview;
use super::storage::project_file::Outgoing;
use super::work::Sealed;
use crate::model::ids::{LabelId, LinkTypeId};

/// What the dialogs hold between two messages.
#[derive(Debug, Default)]
pub struct Desk {
    /// Files that may come in.
    pub import: Option<Import>,
    /// What goes out.
    pub export: Option<Export>,
    /// Work on whole projects.
    pub projects: Option<Projects>,
}

impl Desk {
    /// Calls off what is being taken in; it will say what became of it.
    pub fn call_off(&mut self) {
        if let Some(import) = &self.import {
            import.call_off();
        }
        if let Some(projects) = &mut self.projects {
            projects.call_off();
        }
    }
}

/// What can happen in the dialogs.
#[derive(Debug)]
pub enum Step {
    /// Files of a group are to be read otherwise.
    Set(usize, Setting),
    /// What becomes of a label of the files.
    Fate(String, Fate<LabelId>),
    /// What becomes of a link type of the files.
    LinkFate(String, Fate<LinkTypeId>),
    /// All is to come in.
    Take,
    /// What is said of work, by its number.
    Told(u64, Box<Told>),
    /// Something was chosen for what goes out.
    Choose(Choice),
    /// The file is to be written.
    Write,
}

impl Step {
    /// As a message.
    pub fn msg(self) -> Msg {
        Msg::Exchange(Sealed::of(self))
    }
}

/// What other parts of the page ask for.
#[derive(Debug)]
pub enum Asked {
    /// Project files are to be read.
    Read(Vec<LongFile>),
    /// These are to come in; articles that were removed here as well, or not.
    Take(Vec<Rc<Preview>>, bool),
    /// One is to be written.
    Write(Box<Outgoing>),
    /// Figures are to be counted.
    Count(Box<Outgoing>),
    /// What is under way is to be called off.
    CallOff,
}

impl Asked {
    /// As an effect.
    pub fn effect(self) -> Effect {
        Effect::Formats(Box::new(Msg::Exchange(Sealed::of(self))))
    }
}
