//! The third part of [`update`](super::update): the dialogs of files of other programs, and of work on whole projects
//! (`projects`). Like the half in `later` it is loaded when it is wanted, and nothing else here may call it: a message for
//! it becomes [`Effect::Formats`].

use super::Turn;
use super::files::file_stem;
use crate::app::effect::Effect;
use crate::app::exchange::errand::Errand;
use crate::app::exchange::export::{Choice, Export};
use crate::app::exchange::import::{Import, Stage};
use crate::app::exchange::order::Told;
use crate::app::exchange::pack::Packed;
use crate::app::exchange::project::Projects;
use crate::app::exchange::{Desk, Step};
use crate::app::msg::{FileBytes, FileOutcome, ImportReport, Msg, OpenError};
use crate::app::ports::StorageError;
use crate::app::state::{Dialog, Moment, Said, State, Storing, Urgency};
use crate::app::storage::incoming::{CameIn, Imported};
use crate::app::strings::{Arg, Text as Key};
use crate::app::work::Sealed;
use crate::model::article::Sha256;
use crate::model::ids::ProjectId;
use crate::model::sorted::Set;

/// Takes in one of the messages that are handed on by [`Effect::Formats`].
pub fn update_formats(state: &mut State, msg: Msg, at: &Moment) -> Vec<Effect> {
    let mut turn = Turn {
        state,
        at,
        out: Vec::new(),
    };
    turn.take_formats(msg);
    turn.out
}

impl Turn<'_> {
    fn take_formats(&mut self, msg: Msg) {
        self.state.versions.chrome += 1;
        match msg {
            Msg::Files(files) => self.bring(files),
            Msg::Dialog(Some(Dialog::Export)) if self.state.dialog == Some(Dialog::Export) => {
                let export = Some(Export::new(self.at.millis));
                self.put(Desk {
                    export,
                    ..Desk::default()
                });
            }
            Msg::Exchange(said) => match said.open() {
                Ok(step) => self.step_of_files(step),
                Err(other) => {
                    if let Ok(asked) = other.open() {
                        self.projects_asked(asked);
                    }
                }
            },
            _ => {}
        }
    }

    pub(super) fn put(&mut self, desk: Desk) {
        self.state.desk = Some(Box::new(desk));
    }

    fn desk(&mut self) -> Option<&mut Desk> {
        self.state.desk.as_mut()?.downcast_mut()
    }

    fn files_in(&mut self) -> Option<&mut Import> {
        self.desk()?.import.as_mut()
    }

    pub(super) fn projects(&mut self) -> Option<&mut Projects> {
        self.desk()?.projects.as_mut()
    }

    fn files_out(&mut self) -> Option<&mut Export> {
        self.desk()?.export.as_mut()
    }

    fn step_of_files(&mut self, step: Step) {
        match step {
            Step::Set(number, setting) => {
                if let Some(import) = self.import_at_hand() {
                    import.set(number, setting);
                    self.look();
                }
            }
            Step::Fate(name, fate) => {
                if let Some(import) = self.import_at_hand() {
                    import.set_fate(name, fate);
                }
            }
            Step::LinkFate(name, fate) => {
                if let Some(import) = self.import_at_hand() {
                    import.set_link_fate(name, fate);
                }
            }
            Step::Take => self.take_files_in(),
            Step::Told(run, told) => self.told(run, *told),
            Step::Choose(choice) => self.choose(choice),
            Step::Write => {
                let stem = file_stem(&self.state.project, &self.at.iso);
                self.with_export(|export, state| export.write(state, &stem));
            }
        }
    }

    /// What is said of work that is not under way any more is not heard.
    fn told(&mut self, run: u64, told: Told) {
        let import = self.files_in().filter(|import| import.run == run);
        if let Some(title) = import.map(|import| import.title.clone()) {
            return self.told_of_import(told, title);
        }
        if self.projects().is_some_and(|projects| projects.run == run) {
            return self.told_of_project(told);
        }
        let Some(export) = self.files_out().filter(|export| export.run == run) else {
            return;
        };
        match told {
            Told::Progress(progress) => export.progress = progress,
            Told::Gathered(survey, missing) => {
                export.survey = Some(survey);
                self.lacks(missing);
                self.count();
            }
            Told::Losses(losses) => export.losses = Some(losses),
            Told::Written(written) => self.hand_out(written),
            Told::Broken(why) => self.hand_out(Err(why)),
            _ => {}
        }
    }

    /// Calls off what is under way. What may be stored already is heard of still: it came in, or nothing of it.
    pub(super) fn call_off(&mut self) {
        // Another dialog has called it off already.
        if self.state.dialog.is_some() {
            return;
        }
        let storing = self.state.storing != Storing::No;
        let Some(desk) = self.desk() else {
            return;
        };
        if storing {
            desk.call_off();
            self.state.storing = Storing::CalledOff;
            return;
        }
        let imported = desk.projects.as_mut().map(Projects::all_imported);
        self.put_desk_away();
        self.tell_what_came(imported.unwrap_or_default());
    }

    /// It is known what became of what was on its way into storage. Says whether nobody waits for it any more.
    pub(super) fn settled(&mut self) -> bool {
        let called_off = std::mem::take(&mut self.state.storing) == Storing::CalledOff;
        if called_off {
            self.put_desk_away();
        }
        called_off
    }

    fn told_of_import(&mut self, told: Told, title: String) {
        let Some(import) = self.files_in() else {
            return;
        };
        match told {
            Told::Progress(progress) => import.progress = progress,
            Told::Opened(opened) => {
                import.opened(opened);
                self.look();
            }
            Told::Looked(number, group) => import.looked(number, *group),
            Told::Storing => import.storing(),
            Told::Part(part) => import.came(*part),
            Told::Came(known, part) => {
                import.came(*part);
                let (project, came) = (import.project.clone(), import.all_came());
                let late = self.settled();
                let outcome = FileOutcome::Corpus { added: 0, known };
                self.came(title, outcome, project.map(|project| (project, came)), late);
            }
            Told::CalledOff => {
                self.settled();
                self.hint(Key::CalledOff);
                self.tell_what_came(Vec::new());
            }
            Told::NotStored(error) => {
                let late = self.settled();
                self.came(title, FileOutcome::NotStored(error), None, late);
            }
            Told::Broken(why) if import.stage == Stage::Storing => {
                self.put_desk_away();
                if self.state.dialog == Some(Dialog::Files) {
                    self.dialog(None);
                }
                let args = vec![("why", Arg::Text(why))];
                let key = Key::FilesBroken;
                self.state.notify(Urgency::Error, Said { key, args }, &[]);
            }
            Told::Broken(why) => {
                let late = self.settled();
                let error = FileOutcome::NotStored(StorageError::Failed(why));
                self.came(title, error, None, late);
            }
            _ => {}
        }
    }

    /// What came of files goes on as that of project files does.
    fn came(
        &mut self,
        title: String,
        outcome: FileOutcome,
        came: Option<(ProjectId, CameIn)>,
        late: bool,
    ) {
        let here = || (self.state.project.id.clone(), CameIn::default());
        let (project, came) = came.unwrap_or_else(here);
        let imported = Imported {
            report: ImportReport {
                files: vec![(title, outcome)],
            },
            project,
            came,
            handed_out: None,
            late,
        };
        let imported = Msg::Imported(Sealed::of(imported));
        self.out.push(Effect::Later(Box::new(imported)));
    }

    /// The import, if it is for the person to choose.
    fn import_at_hand(&mut self) -> Option<&mut Import> {
        let import = self.files_in();
        import.filter(|import| matches!(import.stage, Stage::Looking | Stage::Choosing))
    }

    fn bring(&mut self, files: Vec<FileBytes>) {
        if self.state.dialog != Some(Dialog::Files) {
            return;
        }
        let (import, errand) = Import::new(files, self.at.millis);
        self.put(Desk {
            import: Some(import),
            ..Desk::default()
        });
        self.out.push(errand.effect());
    }

    fn look(&mut self) {
        let known = self.state.present();
        let known: Set<Sha256> = known.map(|listed| listed.article.sha256.clone()).collect();
        let annotator = self.state.annotator();
        let import = self.files_in();
        let errand = import.and_then(|import| import.look(known, &annotator));
        self.out.extend(errand.map(Errand::effect));
    }

    fn take_files_in(&mut self) {
        if self.state.outdated {
            self.hint(Key::ReadOnly);
            return;
        }
        if self.files_in().is_none_or(|import| !import.can_take()) {
            return;
        }
        // What is stored is what is merged into: it has to be up to date.
        self.flush();
        let (project, who) = (self.state.project.clone(), self.importer());
        let import = self.files_in();
        let errand = import.and_then(|import| import.take(&project, who));
        if errand.is_some() {
            self.state.storing = Storing::Yes;
        }
        self.out.extend(errand.map(Errand::effect));
    }

    /// Does something with the export, which looks at the state.
    fn with_export(&mut self, what: impl FnOnce(&mut Export, &State) -> Option<Errand>) {
        let Some(mut export) = self.desk().and_then(|desk| desk.export.take()) else {
            return;
        };
        let errand = what(&mut export, self.state);
        if let Some(desk) = self.desk() {
            desk.export = Some(export);
        }
        self.out.extend(errand.map(Errand::effect));
    }

    fn choose(&mut self, choice: Choice) {
        let Some(export) = self.files_out() else {
            return;
        };
        export.choose(choice);
        if export.survey.is_some() {
            return self.count();
        }
        self.flush();
        let here = self.here();
        self.with_export(|export, state| export.gather(state, here));
    }

    fn count(&mut self) {
        let stem = file_stem(&self.state.project, &self.at.iso);
        self.with_export(|export, state| export.count(state, &stem));
    }

    /// Says which articles cannot go out.
    fn lacks(&mut self, missing: Vec<(String, OpenError)>) {
        for (title, error) in missing {
            let args = vec![("title", Arg::Text(title)), ("why", error.why())];
            let key = Key::ExportLacks;
            self.state.notify(Urgency::Error, Said { key, args }, &[]);
        }
    }

    fn hand_out(&mut self, written: Result<Packed, String>) {
        self.dialog(None);
        match written {
            Ok(packed) => {
                let mime = packed.mime();
                let Packed {
                    name,
                    bytes,
                    articles,
                } = packed;
                self.out.push(Effect::Download { name, mime, bytes });
                let args = vec![("n", Arg::Number(articles as u64))];
                let key = Key::Exported;
                let said = Said { key, args };
                self.announce(said.clone());
                self.toast(said, &[]);
            }
            Err(why) => {
                let args = vec![("why", Arg::Text(why))];
                let key = Key::ExportFailed;
                self.state.notify(Urgency::Error, Said { key, args }, &[]);
            }
        }
    }
}
