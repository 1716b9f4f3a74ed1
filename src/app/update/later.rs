//! The half of [`update`](super::update) that is rarely wanted: another article, files that come in and go out,
//! dialogs, copies, the annotator's name, what other tabs say. It is no different, but a browser loads it later, as
//! a file of its own. So nothing else here may call it: a message for it becomes [`Effect::Later`], whose answer
//! brings the message back together with [`update_later`].

use super::Turn;
use crate::app::effect::Effect;
use crate::app::exchange::Asked;
use crate::app::msg::{ImportReport, Msg};
use crate::app::state::{Dialog, Moment, Offer, Said, State, Urgency};
use crate::app::storage::compare::Held;
use crate::app::strings::Text as Key;
use crate::format::tab;

/// What [`update_later`] is, for a message to bring it along.
pub type Later = fn(&mut State, Msg, &Moment) -> Vec<Effect>;

/// Takes in one of the messages that [`update`](super::update) hands on by [`Effect::Later`].
pub fn update_later(state: &mut State, msg: Msg, at: &Moment) -> Vec<Effect> {
    let mut turn = Turn {
        state,
        at,
        out: Vec::new(),
    };
    turn.take_later(msg);
    turn.out
}

impl Turn<'_> {
    fn take_later(&mut self, msg: Msg) {
        match msg {
            Msg::Booted(booted) => {
                self.booted(*booted, Self::bring_adrift);
                self.ask_whose();
                if !self.state.lead.reported.is_empty() {
                    self.report(ImportReport::default());
                }
            }
            Msg::Opened(loaded) => self.opened(*loaded),
            Msg::Listed(project, listing) => self.listed(&project, listing),
            Msg::NotListed(error) => self.not_listed(&error),
            Msg::Recorded(project) => self.out.push(Effect::Tell(tab::articles(&project))),
            Msg::Files(files) => self.files(files),
            Msg::FilesUnreadable(names) => self.files_unreadable(&names),
            Msg::Pasted(text) => self.pasted(text),
            Msg::RemoveArticle(id) => self.remove_article(&id),
            Msg::Imported(imported) => {
                if let Ok(imported) = imported.open() {
                    self.imported(imported);
                }
            }
            Msg::Export(kind) => self.export(kind),
            Msg::Gathered(found) => {
                if let Ok(found) = found.open() {
                    self.gathered(found);
                }
            }
            Msg::ProjectWritten(kind, written) => {
                if let Ok(written) = written.open() {
                    self.project_written(kind, written);
                }
            }
            Msg::ChooseBackup => self.choose_backup(),
            Msg::BackupChosen(file) => self.backup_chosen(file),
            Msg::BackupDue => self.backup_due(),
            Msg::BackupWritten(error) => self.backup_written(error),
            Msg::ProjectRead(read) => {
                if let Ok(read) = read.open() {
                    self.project_came(read);
                }
            }
            Msg::Compared(compared) => {
                if let Ok(compared) = compared.open() {
                    self.compared(compared);
                }
            }
            Msg::Heard(message) => self.heard(&message),
            Msg::ShowCopies => self.show_copies(),
            Msg::CopiesListed(key, list) => self.copies_listed(&key, list),
            Msg::CopyRead(name, json) => self.copy_read(name, json),
            Msg::List(ask) => self.list(ask),
            Msg::About(ask) => self.about(ask),
            Msg::Lead(ask) => self.lead(ask),
            Msg::Span(ask) => self.span_asked(ask),
            Msg::RestoreCopy => self.restore_copy(),
            Msg::Name(name) => self.name(&name),
            Msg::Dialog(dialog) => {
                let formats = matches!(dialog, Some(Dialog::Export | Dialog::Files));
                if formats && self.is_under_way() {
                    return;
                }
                let opened = formats.then(|| Msg::Dialog(dialog.clone()));
                match dialog {
                    None => self.closed(),
                    dialog => self.dialog(dialog),
                }
                let opened = opened.map(|opened| Effect::Formats(Box::new(opened)));
                self.out.extend(opened);
            }
            _ => {}
        }
    }

    /// The person closes the dialog. What came of files meanwhile is told, or asked about.
    fn closed(&mut self) {
        let work = self.state.dialog == Some(Dialog::UnderWay);
        let waiting = &mut self.state.lead.waiting;
        // What was read elsewhere is let go of.
        waiting.retain(|preview| work && matches!(preview.held, Held::Here(_)));
        if self.state.desk.is_some() {
            // Whoever knows what is under way says what becomes of it.
            self.turn_to(None);
            return self.out.push(Asked::CallOff.effect());
        }
        self.dialog(None);
        if !self.state.lead.waiting.is_empty() {
            self.dialog(Some(Dialog::Incoming));
        } else if !self.state.lead.reported.is_empty() {
            self.report(ImportReport::default());
        }
    }

    /// Leaves a message to the other half, as soon as there is the list that it may need.
    pub(super) fn later(&mut self, msg: Msg) {
        match &mut self.state.until_listed {
            Some(waiting) if msg.needs_list() => waiting.push(msg),
            _ => self.out.push(Effect::Later(Box::new(msg))),
        }
    }

    /// What was asked for waits until the person tries again.
    pub(super) fn not_loaded(&mut self, effect: Effect) {
        // Nobody asked for these: they look whether others were at work, and are tried again when the page is seen.
        let nobody = match effect {
            Effect::ListArticles(..) => self.state.until_listed.is_none(),
            Effect::LookAgain { .. } | Effect::Lead(_) => true,
            _ => false,
        };
        if nobody {
            return;
        }
        // What is asked for is said behind it.
        if self.state.dialog == Some(Dialog::UnderWay) {
            self.dialog(None);
        }
        self.state.stuck.push(effect);
        let said = Said::plain(Key::NotLoaded);
        self.state.notify(Urgency::Error, said, &[Offer::LoadAgain]);
    }

    pub(super) fn load_again(&mut self) {
        self.state
            .notices
            .retain(|notice| !notice.offers.contains(&Offer::LoadAgain));
        self.state.versions.chrome += 1;
        let asked = |effect: &Effect| matches!(effect, Effect::Formats(msg) if matches!(**msg, Msg::Exchange(_)));
        if self.state.stuck.iter().any(asked) {
            self.dialog(Some(Dialog::UnderWay));
        }
        self.out.append(&mut self.state.stuck);
    }
}
