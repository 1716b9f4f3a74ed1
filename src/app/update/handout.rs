//! What lies beside the page to be worked on, and project files that come home: looked at first, then taken in.

use std::rc::Rc;

use super::Turn;
use crate::app::effect::{Effect, LeadEffect};
use crate::app::exchange::Asked;
use crate::app::exchange::project::LongFile;
use crate::app::lead::{HANDED_OUT, Offered, named};
use crate::app::msg::{FileOutcome, ImportReport, Msg};
use crate::app::ports::{Store, Write};
use crate::app::state::{Dialog, Said, Storing, Urgency};
use crate::app::storage::compare::{Comparing, HandOut, Held, Preview, Uncompared, seen_key};
use crate::app::storage::incoming::Incoming;
use crate::app::storage::project_file::Beside;
use crate::app::strings::{Arg, Text as Key};
use crate::app::work::Sealed;
use crate::format::project::{ProjectFile, Rejected};
use crate::model::article::Project;
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
            Err(name) => self.say_of_file(Key::LinkRefused, &name, None),
        }
    }

    pub(super) fn say_of_file(&mut self, key: Key, name: &str, why: Option<Arg>) {
        let mut args = vec![("name", Arg::Text(name.to_owned()))];
        args.extend(why.map(|why| ("why", why)));
        self.state.notify(Urgency::Error, Said { key, args }, &[]);
    }

    /// A hand-out that is not there, or empty, is none.
    pub(super) fn fetched(&mut self, name: &str, text: Result<String, String>) {
        let linked = self.state.lead.linked;
        let nothing = text.as_ref().map_or(true, |text| text.trim().is_empty());
        if nothing && self.waits_for(name) {
            self.dialog(None);
        }
        let text = match text {
            Ok(text) if text.trim().is_empty() => {
                if linked {
                    self.say_of_file(Key::HandOutEmpty, name, None);
                }
                return;
            }
            Ok(text) => text,
            Err(why) => {
                if linked {
                    self.say_of_file(Key::HandOutFailed, name, Some(Arg::Text(why)));
                }
                return;
            }
        };
        self.out.push(Effect::ReadProject {
            name: name.to_owned(),
            handed_out: Some(match linked {
                true => Beside::Asked,
                false => Beside::Unasked,
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
        if !preview.asks() {
            if !handed_out {
                self.take_preview(preview, false);
            } else if linked {
                self.state.lead.offered = None;
                self.state.versions.articles += 1;
                self.open_project(&preview.project.id);
            }
            return;
        }
        self.state.versions.articles += 1;
        if handed_out {
            let fresh = self.is_fresh();
            if !seen || linked {
                self.state.lead.offered = Some(Offered::Compared(Rc::new(preview)));
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
        if self.is_under_way() {
            return;
        }
        match self.state.lead.offered.clone() {
            None => {}
            Some(Offered::Compared(preview)) => {
                self.state.lead.waiting = vec![preview];
                self.state.lead.bring_back = false;
                self.dialog(Some(Dialog::Incoming));
            }
            Some(Offered::Unread { file, .. }) => {
                self.begin_work();
                self.state.lead.linked = true;
                self.state.lead.looking = Some(file.clone());
                // What draws the bar is of that part.
                let bar = Msg::Dialog(Some(Dialog::UnderWay));
                self.out.push(Effect::Formats(Box::new(bar)));
                self.out.push(Effect::Lead(LeadEffect::Fetch(file)));
            }
        }
    }

    /// What is handed out is so large that it is read elsewhere: for who came for it, or wants to see it.
    pub(super) fn long_hand_out(&mut self, file: LongFile, project: &Project, seen: bool) {
        let lead = &mut self.state.lead;
        let (linked, known) = (lead.linked, lead.offered.is_some());
        let looking = self.waits_for(&file.name);
        let here = self.state.projects.iter().any(|(id, _)| *id == project.id);
        if seen && !looking && (here || !linked) {
            if linked {
                self.open_project(&project.id);
            }
            return;
        }
        self.state.lead.offered = Some(Offered::Unread {
            file: file.name.clone(),
            project: project.name.clone(),
        });
        self.state.versions.articles += 1;
        let free = self.state.dialog.is_none() && self.state.storing == Storing::No;
        let came_for_it = !known && free && (linked || self.is_fresh());
        if came_for_it {
            self.begin_work();
        }
        if looking || came_for_it {
            self.out.push(Asked::Read(vec![file]).effect());
        }
    }

    /// Whether somebody waits to see this file.
    pub(super) fn waits_for(&self, name: &str) -> bool {
        self.state.lead.looking.as_deref() == Some(name)
    }

    /// The bar of work that is about to begin.
    pub(super) fn begin_work(&mut self) {
        self.dialog(Some(Dialog::UnderWay));
        self.state.lead.waiting.clear();
        self.state.lead.bring_back = false;
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
        if let Some(Offered::Compared(preview)) = &self.state.lead.offered {
            let (file, project) = (preview.name.clone(), preview.project.name.clone());
            self.state.lead.offered = Some(Offered::Unread { file, project });
        }
        for preview in here {
            // The other holder is gone, so that nothing is copied.
            self.take_preview(Rc::unwrap_or_clone(preview), bring_back);
        }
    }

    fn take_preview(&mut self, preview: Preview, bring_back: bool) {
        let handed_out = preview.hand_out();
        if let Held::Here(incoming) = preview.held {
            let incoming = Incoming {
                bring_back,
                ..*incoming
            };
            self.take_project(&preview.name, incoming, preview.rejected, handed_out);
        }
    }

    pub(super) fn put_away(&mut self) {
        let waiting = std::mem::take(&mut self.state.lead.waiting);
        self.dialog(None);
        for preview in waiting {
            if let Some(file) = preview.hand_out() {
                self.note_seen(file);
            }
        }
        if !self.state.lead.reported.is_empty() {
            self.report(ImportReport::default());
        }
    }

    /// A hand-out is not offered again until it is another one.
    pub(super) fn note_seen(&mut self, file: HandOut) {
        self.state.lead.offered = None;
        self.state.versions.articles += 1;
        let write = Write::put(Store::Settings, seen_key(&file.name), file.print);
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
