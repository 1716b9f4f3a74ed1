//! Work on whole projects: what is said of it, and what follows. It belongs to the part of `exchange`.

use std::rc::Rc;

use super::Turn;
use crate::app::effect::Effect;
use crate::app::exchange::order::Told;
use crate::app::exchange::project::{Doing, Projects};
use crate::app::exchange::{Asked, Desk};
use crate::app::msg::{ExportKind, FileOutcome, ImportReport, Msg};
use crate::app::ports::StorageError;
use crate::app::state::{Dialog, Said, Storing, Urgency};
use crate::app::storage::compare::Held;
use crate::app::storage::incoming::{CameIn, Imported};
use crate::app::strings::{Arg, Text as Key};
use crate::app::work::Sealed;

impl Turn<'_> {
    pub(super) fn projects_asked(&mut self, asked: Asked) {
        match asked {
            Asked::Read(files) => self.projects_come(|projects| projects.read(files)),
            Asked::Write(out) => self.projects_come(|projects| projects.write(out)),
            Asked::Count(out) => self.projects_come(|projects| projects.count(out)),
            Asked::CallOff => self.call_off(),
            Asked::Take(previews, bring_back) => {
                if let Some(projects) = self.projects() {
                    projects.take(previews, bring_back);
                    self.next_project();
                }
            }
        }
    }

    /// Something begins, if it was not called off meanwhile.
    fn projects_come(&mut self, what: impl FnOnce(&mut Projects)) {
        if self.state.dialog != Some(Dialog::UnderWay) {
            return;
        }
        // What was read before waits for a word still.
        let before = self.projects().map(std::mem::take);
        if before.is_none() {
            self.forget_what_was_read();
        }
        let mut projects = before.unwrap_or_else(|| Projects::new(self.at.millis));
        what(&mut projects);
        let busy = projects.doing.is_some();
        self.put(Desk {
            projects: Some(projects),
            ..Desk::default()
        });
        // What is under way goes on, and this follows it.
        if !busy {
            self.next_project();
        }
    }

    /// Whoever has read it is gone.
    fn forget_what_was_read(&mut self) {
        let waiting = &mut self.state.lead.waiting;
        waiting.retain(|preview| matches!(preview.held, Held::Here(_)));
    }

    /// What is to be done next, or the end.
    pub(super) fn next_project(&mut self) {
        // What is stored is compared and merged into: it has to be up to date.
        self.flush();
        let who = self.importer();
        let Some(projects) = self.projects() else {
            return;
        };
        let errand = projects.next(&who).or_else(|| {
            projects.sort_out();
            projects.next(&who)
        });
        let storing = match projects.doing {
            Some(Doing::Storing(_)) => Storing::Yes,
            _ => Storing::No,
        };
        let (imported, asked) = match errand {
            Some(_) => Default::default(),
            None => (projects.all_imported(), projects.all_asked()),
        };
        self.state.storing = storing;
        if let Some(errand) = errand {
            return self.out.push(errand.effect());
        }
        self.state.lead.waiting.extend(asked);
        self.tell_what_came(imported);
    }

    /// All is done, or broke off: what waits is asked about, what came is told.
    pub(super) fn tell_what_came(&mut self, mut imported: Vec<Imported>) {
        if self.state.lead.waiting.is_empty() {
            // What was called off is waited for behind any other.
            if self.state.dialog == Some(Dialog::UnderWay) {
                self.dialog(None);
            }
            // What was said of other files meanwhile is told with it.
            if imported.is_empty() && !self.state.lead.reported.is_empty() {
                imported.push(Imported {
                    report: ImportReport::default(),
                    project: self.state.project.id.clone(),
                    came: CameIn::default(),
                    handed_out: None,
                    late: false,
                });
            }
        } else {
            self.turn_to(Some(Dialog::Incoming));
        }
        self.tell_imported(imported);
    }

    fn tell_imported(&mut self, imported: Vec<Imported>) {
        for imported in imported {
            let imported = Msg::Imported(Sealed::of(imported));
            self.out.push(Effect::Later(Box::new(imported)));
        }
    }

    pub(super) fn told_of_project(&mut self, told: Told) {
        let called_off = self.state.storing == Storing::CalledOff;
        let Some(projects) = self.projects() else {
            return;
        };
        match told {
            Told::Progress(progress) => projects.progress = progress,
            Told::Part(part) => projects.came(*part),
            Told::Read(Ok(read)) => {
                projects.was_read(*read);
                self.next_project();
            }
            Told::Read(Err(error)) => self.project_failed(FileOutcome::NotProject(error)),
            Told::Came(_, part) => {
                projects.came(*part);
                projects.all_came();
                if called_off {
                    let mut imported = projects.all_imported();
                    if let Some(imported) = imported.last_mut() {
                        imported.late = true;
                    }
                    self.settled();
                    return self.tell_what_came(imported);
                }
                // At once, so that it can be taken back whatever becomes of the others. Another project is opened at the end.
                let here = self.state.project.id.clone();
                let imported = self
                    .projects()
                    .map(|projects| projects.imported_into(&here));
                self.tell_imported(imported.unwrap_or_default());
                self.next_project();
            }
            Told::NotStored(error) => self.project_failed(FileOutcome::NotStored(error)),
            Told::CalledOff => {
                let imported = projects.all_imported();
                self.settled();
                let others = !imported.is_empty() || !self.state.lead.reported.is_empty();
                self.hint(match others {
                    true => Key::CalledOffRest,
                    false => Key::CalledOff,
                });
                self.tell_what_came(imported);
            }
            Told::ProjectWritten(written) => {
                self.tell_what_came(Vec::new());
                let written = Msg::ProjectWritten(ExportKind::Project, Sealed::of(*written));
                self.out.push(Effect::Later(Box::new(written)));
            }
            Told::Figures(page) => self.dialog(Some(Dialog::Figures(Rc::from(page)))),
            Told::Broken(why) => self.project_broke(why),
            _ => {}
        }
    }

    /// Whoever did it is gone, with all that was read.
    fn project_broke(&mut self, why: String) {
        let Some(projects) = self.projects() else {
            return;
        };
        let key = match projects.doing {
            Some(Doing::Storing(_)) => Some(Key::FilesBroken),
            Some(Doing::Reading { .. }) => None,
            Some(Doing::Counting) => Some(Key::FiguresFailed),
            Some(Doing::Writing) | None => Some(Key::ExportFailed),
        };
        let (lost, imported) = (projects.lost(), projects.all_imported());
        let failed = || FileOutcome::NotStored(StorageError::Failed(why.clone()));
        let lost = lost.into_iter().map(|name| (name, failed()));
        self.state.lead.reported.extend(lost);
        self.forget_what_was_read();
        self.put_desk_away();
        self.tell_what_came(imported);
        if let Some(key) = key {
            let args = vec![("why", Arg::Text(why))];
            self.state.notify(Urgency::Error, Said { key, args }, &[]);
        }
    }

    /// One did not come in; the others may.
    fn project_failed(&mut self, outcome: FileOutcome) {
        if let Some(name) = self.projects().map(Projects::failed) {
            self.state.lead.reported.push((name, outcome));
        }
        self.next_project();
    }
}
