//! What lies beside the page to be worked on, and project files that come home: looked at first, then taken in.

use std::rc::Rc;

use super::Turn;
use crate::app::effect::{Effect, LeadEffect};
use crate::app::exchange::Asked;
use crate::app::lead::{HANDED_OUT, named};
use crate::app::msg::{FileOutcome, ImportReport};
use crate::app::ports::{Store, Write};
use crate::app::state::{Dialog, Said, Urgency};
use crate::app::storage::compare::{Comparing, Held, Preview, Uncompared, seen_key};
use crate::app::storage::import::Incoming;
use crate::app::storage::project_file::HandedOut;
use crate::app::strings::{Arg, Text as Key};
use crate::app::work::Sealed;
use crate::format::project::{ProjectFile, Rejected};
use crate::model::ids::{Annotator, ArticleId, ProjectId};
use crate::model::sorted::Map;

impl Turn<'_> {
    /// The rest of the page is there: what lies beside it is asked for, and whose work there is.
    pub(super) fn ready(&mut self, search: &str) {
        self.ask_whose();
        match named(search) {
            Ok(name) => {
                self.state.lead.linked = name.is_some();
                let name = name.unwrap_or_else(|| HANDED_OUT.to_owned());
                self.out.push(Effect::Lead(LeadEffect::Fetch(name)));
            }
            Err(name) => self.say_of_file(Key::LinkRefused, &name, ""),
        }
    }

    pub(super) fn say_of_file(&mut self, key: Key, name: &str, why: &str) {
        let mut args = vec![("name", Arg::Text(name.to_owned()))];
        if !why.is_empty() {
            args.push(("why", Arg::Text(why.to_owned())));
        }
        self.state.notify(Urgency::Error, Said { key, args }, &[]);
    }

    /// A hand-out that is not there, or empty, is none.
    pub(super) fn fetched(&mut self, name: &str, text: Result<String, String>) {
        let linked = self.state.lead.linked;
        let text = match text {
            Ok(text) if text.trim().is_empty() => {
                if linked {
                    self.say_of_file(Key::HandOutEmpty, name, "");
                }
                return;
            }
            Ok(text) => text,
            Err(why) => {
                if linked {
                    self.say_of_file(Key::HandOutFailed, name, &why);
                }
                return;
            }
        };
        self.out.push(Effect::ReadProject {
            name: name.to_owned(),
            handed_out: Some(match linked {
                true => HandedOut::Asked,
                false => HandedOut::Unasked,
            }),
            text,
        });
    }

    /// What is handed out was read.
    pub(super) fn handed_out(&mut self, name: &str, read: ProjectFile, print: String) {
        let incoming = Incoming::of(read.project, read.articles, false);
        self.flush();
        self.compare(name, true, print, incoming, read.rejected);
    }

    pub(super) fn compare(
        &mut self,
        name: &str,
        handed_out: bool,
        print: String,
        incoming: Incoming,
        rejected: Vec<Rejected>,
    ) {
        let compare = LeadEffect::Compare(Sealed::of(Comparing {
            name: name.to_owned(),
            handed_out,
            incoming,
            rejected,
            print,
        }));
        self.out.push(Effect::Lead(compare));
    }

    pub(super) fn compared(&mut self, compared: Result<Preview, Uncompared>) {
        let preview = match compared {
            Ok(preview) => preview,
            Err(Uncompared { handed_out, .. }) if handed_out => return,
            Err(Uncompared { name, error, .. }) => {
                let files = vec![(name, FileOutcome::NotStored(error))];
                return self.report(ImportReport { files });
            }
        };
        let Preview {
            handed_out, seen, ..
        } = preview;
        let linked = handed_out && self.state.lead.linked;
        let asks = match handed_out {
            true => preview.brings.is_anything(),
            false => preview.brings.is_to_be_asked(),
        };
        if !asks {
            if !handed_out {
                // The report says that all of it is here.
                self.take_preview(preview, false);
            } else if linked && preview.project.id != self.state.project.id {
                self.open_project(&preview.project.id);
            }
            return;
        }
        self.state.versions.articles += 1;
        if handed_out {
            let fresh = self.is_fresh();
            if !seen || linked {
                self.state.lead.offered = Some(Rc::new(preview));
            }
            // Who has nothing of their own here came for it.
            if linked || fresh && !seen {
                self.look_at_offer();
            }
            return;
        }
        let lead = &mut self.state.lead;
        if let Some(Dialog::Import(report)) = &self.state.dialog {
            lead.reported.extend(report.files.iter().cloned());
        }
        let preview = Rc::new(preview);
        let busy = matches!(self.state.dialog, Some(Dialog::Incoming | Dialog::UnderWay));
        if busy {
            lead.waiting.push(preview);
            self.state.versions.chrome += 1;
            return;
        }
        lead.waiting = vec![preview];
        lead.bring_back = false;
        self.dialog(Some(Dialog::Incoming));
    }

    /// Nothing was ever done here: there is the sample, untouched.
    fn is_fresh(&self) -> bool {
        let untouched = |open: &crate::app::state::Open| open.layer.is_untouched();
        self.state.projects.len() < 2
            && self.state.articles.len() < 2
            && self.state.open.as_ref().is_none_or(untouched)
            && self.state.dialog.is_none()
    }

    pub(super) fn look_at_offer(&mut self) {
        // It stays offered.
        if self.state.dialog == Some(Dialog::UnderWay) {
            return;
        }
        if let Some(offer) = &self.state.lead.offered {
            self.state.lead.waiting = vec![offer.clone()];
            self.state.lead.bring_back = false;
            self.dialog(Some(Dialog::Incoming));
        }
    }

    pub(super) fn take_in(&mut self) {
        if self.state.outdated {
            self.hint(Key::ReadOnly);
            return;
        }
        let bring_back = self.state.lead.bring_back;
        let waiting = std::mem::take(&mut self.state.lead.waiting).into_iter();
        let (elsewhere, here): (Vec<_>, Vec<_>) =
            waiting.partition(|preview| matches!(preview.held, Held::InShop(_)));
        if elsewhere.is_empty() {
            self.dialog(None);
        } else {
            self.turn_to(Some(Dialog::UnderWay));
            self.out.push(Asked::Take(elsewhere, bring_back).effect());
        }
        for preview in here {
            self.note_seen(&preview);
            // The other holder is gone, so that nothing is copied.
            self.take_preview(Rc::unwrap_or_clone(preview), bring_back);
        }
    }

    fn take_preview(&mut self, preview: Preview, bring_back: bool) {
        if let Held::Here(incoming) = preview.held {
            let incoming = Incoming {
                bring_back,
                ..*incoming
            };
            self.take_project(&preview.name, incoming, preview.rejected);
        }
    }

    pub(super) fn put_away(&mut self) {
        self.dialog(None);
        for preview in std::mem::take(&mut self.state.lead.waiting) {
            self.note_seen(&preview);
        }
        if !self.state.lead.reported.is_empty() {
            self.report(ImportReport::default());
        }
    }

    /// A hand-out is not offered again until it is another one.
    fn note_seen(&mut self, preview: &Preview) {
        if !preview.handed_out {
            return;
        }
        self.state.lead.offered = None;
        self.state.versions.articles += 1;
        let write = Write::put(
            Store::Settings,
            seen_key(&preview.name),
            preview.print.clone(),
        );
        self.out.push(Effect::WriteDatabase(vec![write]));
    }

    /// Asks whose layers the articles have.
    pub(super) fn ask_whose(&mut self) {
        let project = self.state.project.id.clone();
        self.out.push(Effect::Lead(LeadEffect::Whose(project)));
    }

    pub(super) fn whose(&mut self, project: &ProjectId, whose: Map<ArticleId, Vec<Annotator>>) {
        if *project == self.state.project.id && self.state.lead.whose != whose {
            self.state.lead.whose = whose;
            self.state.versions.articles += 1;
        }
    }
}
