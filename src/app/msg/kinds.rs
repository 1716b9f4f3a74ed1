//! What is true of kinds of messages: whether a person sent one, what one waits for, which can be sent again.

use super::Msg;
use crate::app::state::Dialog;
use crate::app::update::{AboutAsk, LeadAsk, ListAsk};

impl Msg {
    /// Whether a person did it, rather than storage, a clock or another tab.
    pub const fn is_of_a_person(&self) -> bool {
        !matches!(
            self,
            Self::Booted(_)
                | Self::Opened(_)
                | Self::OpenFailed(..)
                | Self::SaveDue(_)
                | Self::Journaled(_)
                | Self::WrittenLocal(..)
                | Self::Written { .. }
                | Self::Heard(_)
                | Self::Listed(..)
                | Self::NotListed(_)
                | Self::Recorded(_)
                | Self::Outdated
                | Self::Placed(_)
                | Self::Offline(_)
                | Self::CopiesListed(..)
                | Self::CopyRead(..)
                | Self::BackupKnown { .. }
                | Self::BackupDue
                | Self::BackupWritten(_)
                | Self::Measured(_)
                | Self::SideWriteFailed(_)
                | Self::Gathered(_)
                | Self::ProjectWritten(..)
                | Self::ProjectRead(_)
                | Self::Compared(_)
                | Self::Imported(_)
                | Self::Dismiss(_)
                | Self::Leaving
                | Self::Printing(_)
                | Self::Later(..)
                | Self::Exchange(_)
                | Self::Loaded
                | Self::List(ListAsk::Found(..) | ListAsk::Scrolled(_))
                | Self::Lead(
                    LeadAsk::Ready(_)
                        | LeadAsk::Fetched(..)
                        | LeadAsk::Whose(..)
                        | LeadAsk::Articles(..)
                        | LeadAsk::Travel(..)
                )
                | Self::NotLoaded(_)
        )
    }

    /// Whether it cannot be done before all articles of the project are known.
    pub const fn needs_list(&self) -> bool {
        match self {
            Self::Booted(_)
            | Self::Opened(_)
            | Self::Listed(..)
            | Self::NotListed(_)
            | Self::Recorded(_)
            | Self::Heard(_)
            | Self::ShowCopies
            | Self::CopiesListed(..)
            | Self::CopyRead(..)
            | Self::RestoreCopy
            | Self::ChooseBackup
            | Self::BackupWritten(_)
            | Self::Span(_)
            | Self::Lead(LeadAsk::Whose(..)) => false,
            Self::List(ask) => matches!(
                ask,
                ListAsk::Seek | ListAsk::Step(_) | ListAsk::Neighbour(_) | ListAsk::NextUndone
            ),
            Self::About(ask) => matches!(ask, AboutAsk::Finish),
            Self::Dialog(None) => false,
            Self::Dialog(Some(dialog)) => !matches!(
                dialog,
                Dialog::Help | Dialog::Guidelines | Dialog::Name | Dialog::Storage
            ),
            _ => true,
        }
    }

    /// The same once more, for what a button sends each time. `None` for what happens once, as an answer of storage
    /// does: copying that as well would weigh more than all the rest of the buttons.
    pub fn again(&self) -> Option<Self> {
        Some(match self {
            Self::Do(command) => Self::Do(*command),
            Self::OpenProject(id) => Self::OpenProject(id.clone()),
            Self::OpenArticle(id) => Self::OpenArticle(id.clone()),
            Self::RemoveArticle(id) => Self::RemoveArticle(id.clone()),
            Self::Label(label) => Self::Label(label.clone()),
            Self::Focus(id) => Self::Focus(id.clone()),
            Self::Relabel(id, label) => Self::Relabel(id.clone(), label.clone()),
            Self::Delete(id) => Self::Delete(id.clone()),
            Self::NoteDone => Self::NoteDone,
            Self::Span(ask) => Self::Span(ask.clone()),
            Self::Export(kind) => Self::Export(*kind),
            Self::ShowCopies => Self::ShowCopies,
            Self::LookAtCopy(name) => Self::LookAtCopy(name.clone()),
            Self::RestoreCopy => Self::RestoreCopy,
            Self::ChooseBackup => Self::ChooseBackup,
            Self::ResumeBackup => Self::ResumeBackup,
            Self::Lang(lang) => Self::Lang(*lang),
            Self::Theme(theme) => Self::Theme(*theme),
            Self::Name(name) => Self::Name(name.clone()),
            Self::SingleKeys(on) => Self::SingleKeys(*on),
            Self::Dialog(dialog) => Self::Dialog(dialog.clone()),
            Self::Panel { kind, narrow } => Self::Panel {
                kind: *kind,
                narrow: *narrow,
            },
            Self::Filter(label) => Self::Filter(label.clone()),
            Self::List(ListAsk::Clear) => Self::List(ListAsk::Clear),
            Self::List(ListAsk::Problems(on)) => Self::List(ListAsk::Problems(*on)),
            Self::List(ListAsk::Mine(on)) => Self::List(ListAsk::Mine(*on)),
            Self::About(AboutAsk::Label(label, on)) => {
                Self::About(AboutAsk::Label(label.clone(), *on))
            }
            Self::Welcomed => Self::Welcomed,
            Self::Dismiss(id) => Self::Dismiss(*id),
            Self::Take(offer) => Self::Take(*offer),
            _ => return None,
        })
    }
}
