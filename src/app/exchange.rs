//! The dialogs of files of other programs: what a person brought and chose, what is known of it, what goes out. A part
//! of its own on the page, which is loaded when it is wanted; [`Desk`] is what it keeps in the state.
//!
//! Nothing comes in before the person says so, then all of it in one step ([`Import`]). Reading and writing are done
//! in slices ([`mod@jobs`]), and what is called off leaves nothing behind.

pub mod brought;
pub mod export;
pub mod group;
pub mod guess;
pub mod import;
pub mod jobs;
pub mod pack;

pub mod seen;

use export::Export;
use import::Import;

use self::export::Choice;
use self::group::Setting;
use self::import::Fate;
use self::seen::Seen;
use super::msg::Msg;
use super::storage::import::Incoming;
use super::work::Sealed;
use crate::format::losses::Losses;
use crate::model::ids::{LabelId, LinkTypeId};

/// What the dialogs hold between two messages.
#[derive(Debug, Default)]
pub struct Desk {
    /// Files that may come in.
    pub import: Option<Import>,
    /// What goes out.
    pub export: Option<Export>,
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
    /// The dialog is put away, work is called off.
    Cancel,
    /// Work is this far, in thousandths.
    Progress(u64, u32),
    /// The files are open.
    Opened(u64, Box<jobs::Opened>),
    /// A group was looked through.
    Seen(u64, usize, Box<Seen>),
    /// All was read, and can be stored.
    Read(u64, Box<Incoming>),
    /// Something was chosen for what goes out.
    Choose(Choice),
    /// The file is to be written.
    Write,
    /// What will be lost.
    Losses(u64, Box<Losses>),
    /// The file was written: name, type, bytes, articles; or why not.
    Written(u64, Result<Box<pack::Packed>, String>),
}

impl Step {
    /// As a message.
    pub fn msg(self) -> Msg {
        Msg::Exchange(Sealed(Box::new(self)))
    }
}
