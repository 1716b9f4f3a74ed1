//! The third part of [`update`](super::update): the dialogs of files of other programs. Like the half in `later` it is
//! loaded when it is wanted, and nothing else here may call it: a message for it becomes [`Effect::Formats`].

use super::Turn;
use super::files::file_stem;
use crate::app::effect::Effect;
use crate::app::exchange::export::{Choice, Export};
use crate::app::exchange::import::{Import, Stage};
use crate::app::exchange::pack::Packed;
use crate::app::exchange::{Desk, Step};
use crate::app::msg::{ExportKind, FileBytes, FileOutcome, Gathered, Msg, OpenError};
use crate::app::state::{Dialog, Moment, Said, State, Urgency};
use crate::app::storage::import::Incoming;
use crate::app::strings::{Arg, Text as Key};
use crate::app::work::Work;
use crate::model::article::{Article, Sha256};
use crate::model::sorted::Set;
use std::rc::Rc;

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
            Msg::Gathered { items, missing, .. } => self.corpus(items, missing),
            Msg::Exchange(step) => {
                if let Ok(step) = step.0.downcast::<Step>() {
                    self.step_of_files(*step);
                }
            }
            _ => {}
        }
    }

    fn put(&mut self, desk: Desk) {
        self.state.desk = Some(Box::new(desk));
    }

    fn desk(&mut self) -> Option<&mut Desk> {
        self.state.desk.as_mut()?.downcast_mut()
    }

    fn files_in(&mut self) -> Option<&mut Import> {
        self.desk()?.import.as_mut()
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
            Step::Cancel => self.dialog(None),
            Step::Progress(run, progress) => {
                if let Some(import) = self.files_in().filter(|import| import.run == run) {
                    import.progress = progress;
                }
                if let Some(export) = self.files_out().filter(|export| export.run == run) {
                    export.progress = progress;
                }
            }
            Step::Opened(run, opened) => {
                let import = self.files_in();
                if let Some(import) = import.filter(|import| import.run == run) {
                    import.opened(*opened);
                    self.look();
                }
            }
            Step::Seen(run, number, seen) => {
                let import = self.files_in();
                if let Some(import) = import.filter(|import| import.run == run) {
                    import.seen(number, *seen);
                }
            }
            Step::Read(run, incoming) => self.store(run, *incoming),
            Step::Choose(choice) => self.choose(choice),
            Step::Write => {
                let stem = file_stem(&self.state.project, &self.at.iso);
                self.with_export(|export, state| export.write(state, &stem));
            }
            Step::Losses(run, losses) => {
                let export = self.files_out();
                if let Some(export) = export.filter(|export| export.run == run) {
                    export.losses = Some(*losses);
                }
            }
            Step::Written(run, written) => self.hand_out(run, written),
        }
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
        let (import, work) = Import::new(files, self.at.millis);
        self.put(Desk {
            import: Some(import),
            ..Desk::default()
        });
        self.out.push(Effect::Work(work));
    }

    fn look(&mut self) {
        let known = self.state.present();
        let known: Set<Sha256> = known.map(|listed| listed.article.sha256.clone()).collect();
        let annotator = self.state.annotator();
        let import = self.files_in();
        let work = import.and_then(|import| import.look(known, &annotator));
        self.out.extend(work.map(Effect::Work));
    }

    fn take_files_in(&mut self) {
        if self.state.outdated {
            self.hint(Key::ReadOnly);
            return;
        }
        let (project, annotator) = (self.state.project.clone(), self.state.annotator());
        let import = self.files_in();
        let work = import.and_then(|import| import.read(&project, &annotator));
        self.out.extend(work.map(Effect::Work));
    }

    /// All was read: it is stored as a whole, or not.
    fn store(&mut self, run: u64, incoming: Incoming) {
        let import = self.files_in();
        let Some(import) = import.filter(|import| import.run == run) else {
            return;
        };
        import.stage = Stage::Storing;
        import.progress = 0;
        let watched = import.watched();
        let outcome = FileOutcome::Corpus {
            added: 0,
            known: incoming.articles.len(),
        };
        let outcomes = vec![(import.files.title.clone(), outcome)];
        self.import_watched(incoming, outcomes, Some(watched));
    }

    /// Does something with the export, which looks at the state.
    fn with_export(&mut self, what: impl FnOnce(&mut Export, &State) -> Option<Box<dyn Work>>) {
        let Some(mut export) = self.desk().and_then(|desk| desk.export.take()) else {
            return;
        };
        let work = what(&mut export, self.state);
        if let Some(desk) = self.desk() {
            desk.export = Some(export);
        }
        self.out.extend(work.map(Effect::Work));
    }

    fn choose(&mut self, choice: Choice) {
        let Some(export) = self.files_out() else {
            return;
        };
        export.choose(choice);
        if export.kind.is_some() && export.items.is_none() {
            // The articles are read once something is chosen: a project file alone does not need them.
            self.export(ExportKind::Corpus);
            return;
        }
        self.count();
    }

    fn count(&mut self) {
        let stem = file_stem(&self.state.project, &self.at.iso);
        self.with_export(|export, state| export.count(state, &stem));
    }

    /// The articles were read.
    fn corpus(&mut self, items: Vec<Gathered>, missing: Vec<(Article, OpenError)>) {
        if self.state.dialog != Some(Dialog::Export) {
            return;
        }
        for (article, error) in missing {
            let title = Arg::Text(article.title);
            let args = vec![("title", title), ("why", Arg::Text(error.to_string()))];
            let key = Key::ExportLacks;
            self.state.notify(Urgency::Error, Said { key, args }, &[]);
        }
        if let Some(export) = self.files_out() {
            export.items = Some(Rc::new(items));
            self.count();
        }
    }

    fn hand_out(&mut self, run: u64, written: Result<Box<Packed>, String>) {
        let export = self.files_out();
        if export.is_none_or(|export| export.run != run) {
            return;
        }
        self.dialog(None);
        match written {
            Ok(packed) => {
                let Packed {
                    name,
                    mime,
                    bytes,
                    articles,
                } = *packed;
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
