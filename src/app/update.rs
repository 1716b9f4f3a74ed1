//! One message in, the next state and the effects out. Each family of messages has a file of its own.

mod backup;
mod came_in;
mod copies;
mod edges;
mod edit;
#[cfg(feature = "formats")]
mod exchange;
mod export;
mod facts;
mod files;
mod handout;
mod later;
mod lead;
mod link;
mod list;
mod listed;
mod offline;
mod open;
mod project;
mod projects;
mod save;
mod scheme;
mod select;
mod settings;
mod show;
mod tabs;
mod travel;

#[cfg(feature = "formats")]
pub use exchange::update_formats;
pub use later::{Later, update_later};
pub use lead::{ArticleAsk, LeadAsk};
pub use link::{LinkAsk, SpanAsk};
pub use list::{AboutAsk, ListAsk, ListStep};
pub use project::{MOST_OF_NAME as MOST_OF_PROJECT_NAME, ProjectAsk};

use super::effect::Effect;
use super::keymap::Command;
use super::msg::{ExportKind, Msg};
use super::state::{Dialog, Moment, Offer, Phase, State};
use crate::model::boundary::Snap;

/// What a turn works with: the state, the moment, and the effects so far.
struct Turn<'a> {
    state: &'a mut State,
    at: &'a Moment,
    out: Vec<Effect>,
}

/// Takes one message in.
pub fn update(state: &mut State, msg: Msg, at: &Moment) -> Vec<Effect> {
    let mut turn = Turn {
        state,
        at,
        out: Vec::new(),
    };
    turn.count_time(&msg);
    turn.take(msg);
    turn.renew_when_saved();
    turn.out
}

impl Turn<'_> {
    fn take(&mut self, msg: Msg) {
        let points = matches!(msg, Msg::Click(_) | Msg::Tap(_) | Msg::Focus(_));
        self.take_in_turn(msg);
        if points {
            self.link_if_linking(LinkAsk::Here);
        }
    }

    /// While a link is being made, says what becomes of it; answers whether one is.
    fn link_if_linking(&mut self, ask: LinkAsk) -> bool {
        let linking = self.state.open.as_ref();
        let linking = linking.is_some_and(|open| open.linking.is_some());
        if linking {
            self.later(Msg::Span(SpanAsk::Link(ask)));
        }
        linking
    }

    fn take_in_turn(&mut self, msg: Msg) {
        match msg {
            Msg::Booted(booted) if self.state.phase == Phase::Starting => {
                self.booted(*booted, |_, _| false);
            }
            Msg::Placed(place) => self.placed(place),
            Msg::Offline(news) => self.offline_news(news),
            Msg::Do(command) => self.command(command),
            Msg::OpenProject(id) => self.open_project(&id),
            Msg::OpenArticle(id) => self.open_article(&id),
            Msg::OpenFailed(id, error) => self.open_failed(&id, &error),
            Msg::Select {
                anchor,
                head,
                by,
                alt,
            } => self.select(anchor, head, by, alt),
            Msg::Click(place) => self.click(place),
            Msg::Word(place) => self.select_word(place),
            Msg::Tap(place) => self.tap(place),
            Msg::MoveTo { to, extend } => self.move_to(to, extend),
            Msg::Label(label) => self.label(&label),
            Msg::Focus(id) => self.focus_from_list(&id),
            Msg::Relabel(id, label) => self.relabel(&id, &label),
            Msg::Delete(id) => self.delete(&id),
            Msg::Note(id, note) => self.note(&id, &note),
            Msg::NoteDone => self.note_done(),
            Msg::DragEdge {
                span,
                edge,
                to,
                alt,
                done,
            } => {
                self.drag_edge(&span, edge, to, alt, done);
            }
            Msg::DragCancelled => self.drag_cancelled(),
            Msg::SaveDue(when) => self.save_due(when),
            Msg::Journaled(error) => self.journaled(error),
            Msg::WrittenLocal(key, error) => self.written_local(&key, error),
            Msg::Written { key, wrote, stored } => self.written(&key, wrote, stored),
            Msg::Outdated => self.outdated(),
            Msg::Dropped => self.out.push(Effect::ReadDropped),
            Msg::LookAtCopy(name) => self.out.push(Effect::ReadCopy(name)),
            Msg::BackupKnown { can, file } => self.backup_known(can, file),
            Msg::ResumeBackup => self.out.push(Effect::ResumeBackup),
            Msg::Measured(measured) => self.measured(measured),
            Msg::Shown => self.shown(),
            Msg::SideWriteFailed(error) => self.side_write_failed(&error),
            Msg::Viewport { near, top, offset } => self.viewport(near, top, offset),
            Msg::Rows(first) => self.rows_seen(first),
            Msg::Leaving => self.leaving(),
            Msg::Printing(begins) => self.printing(begins),
            Msg::Lang(lang) => self.lang(lang),
            Msg::Theme(theme) => self.theme(theme),
            Msg::Name(name) if name.trim().is_empty() => self.name_put_off(),
            Msg::SingleKeys(on) => self.single_keys(on),
            Msg::Dialog(None) if self.closes_at_once() => self.dialog(None),
            Msg::Panel { kind, narrow } => self.panel(kind, narrow),
            Msg::Filter(label) => self.filter(label),
            Msg::Loaded => {
                self.state.versions.articles += 1;
                self.state.versions.cards += 1;
                self.state.versions.chrome += 1;
            }
            Msg::Welcomed => self.welcomed(),
            Msg::Dismiss(id) => self.dismiss(id),
            Msg::Take(offer) => self.offer(offer),
            Msg::Later(later, msg) => {
                let effects = later(self.state, *msg, self.at);
                self.out.extend(effects);
            }
            Msg::NotLoaded(effect) => self.not_loaded(*effect),
            msg @ Msg::Exchange(_) => self.out.push(Effect::Formats(Box::new(msg))),
            // Layers are joined there, and what asks for it was drawn there.
            msg @ (Msg::Booted(_)
            | Msg::Opened(_)
            | Msg::Listed(..)
            | Msg::NotListed(_)
            | Msg::Recorded(_)
            | Msg::Files(_)
            | Msg::FilesUnreadable(_)
            | Msg::Pasted(_)
            | Msg::RemoveArticle(_)
            | Msg::Imported(_)
            | Msg::Export(_)
            | Msg::Gathered(_)
            | Msg::ProjectWritten(..)
            | Msg::ChooseBackup
            | Msg::BackupChosen(_)
            | Msg::BackupDue
            | Msg::BackupWritten(_)
            | Msg::ProjectRead(_)
            | Msg::Compared(_)
            | Msg::Heard(_)
            | Msg::ShowCopies
            | Msg::CopiesListed(..)
            | Msg::CopyRead(..)
            | Msg::RestoreCopy
            | Msg::List(_)
            | Msg::About(_)
            | Msg::Lead(_)
            | Msg::Span(_)
            | Msg::Name(_)
            | Msg::Dialog(_)) => self.later(msg),
        }
    }

    fn command(&mut self, command: Command) {
        if self.state.phase != Phase::Ready {
            return;
        }
        match command {
            Command::Label(digit) => {
                let label = self.state.project.scheme.label_for_key(digit);
                if let Some(label) = label.map(|label| label.id.clone()) {
                    self.label(&label);
                }
            }
            Command::Move { unit, way, extend } => self.step(unit, way, extend),
            Command::MoveLine { way, extend } => self.step_line(way, extend),
            Command::Boundary { edge, way, letter } => self.nudge(edge, way, letter),
            Command::NextSpan => self.neighbour(true),
            Command::PreviousSpan => self.neighbour(false),
            Command::CycleSpan => self.cycle(),
            Command::Delete => {
                if let Some(id) = self.focus_id() {
                    self.delete(&id);
                }
            }
            Command::Note => self.write_note(),
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
            Command::SelectSpan => self.select_span(),
            Command::ToggleLetters => self.toggle_letters(),
            Command::Link => self.later(Msg::Span(SpanAsk::Link(LinkAsk::Key))),
            Command::Escape => {
                if !self.link_if_linking(LinkAsk::Stop) {
                    self.escape();
                }
            }
            Command::Help => self.later(Msg::Dialog(Some(Dialog::Help))),
            Command::Guidelines => {
                self.later(Msg::Dialog(Some(Dialog::Guidelines)));
                self.out.push(Effect::Guide);
            }
            Command::Export => self.later(Msg::Dialog(Some(Dialog::Export))),
            Command::OpenFiles => self.out.push(Effect::ChooseFiles),
            Command::NextArticle => self.later(Msg::List(ListAsk::Neighbour(true))),
            Command::PreviousArticle => self.later(Msg::List(ListAsk::Neighbour(false))),
            Command::NextUndone => self.later(Msg::List(ListAsk::NextUndone)),
            Command::Finish => self.later(Msg::About(AboutAsk::Finish)),
            Command::Find => self.find_article(),
            Command::Save => self.say_saved(),
        }
    }

    fn offer(&mut self, offer: Offer) {
        match offer {
            Offer::Undo => self.undo(),
            Offer::Backup => self.later(Msg::Export(ExportKind::Project)),
            Offer::RawData => self.out.push(Effect::DownloadRaw),
            Offer::Retry => self.retry(),
            Offer::Reload => {
                self.leaving();
                self.out.push(Effect::Reload);
            }
            Offer::LoadAgain => self.load_again(),
            Offer::Renew => self.renew(),
        }
    }

    /// Whether nothing follows when the dialog is closed.
    fn closes_at_once(&self) -> bool {
        let state = &self.state;
        state.lead.is_quiet() && state.desk.is_none()
    }

    fn focus_id(&self) -> Option<crate::model::ids::SpanId> {
        self.state.open.as_ref()?.focus.clone()
    }

    /// How a selection is rounded now.
    fn snap(&self, alt: bool) -> Snap {
        if alt {
            Snap::Letters
        } else {
            self.state.snap()
        }
    }
}
