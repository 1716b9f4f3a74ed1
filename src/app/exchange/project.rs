//! Work on whole projects that a person waits for: large project files are read, taken in and written, figures counted,
//! one after another, elsewhere ([`shop`](super::shop)), with a bar and a way to call it off.

use std::collections::VecDeque;
use std::rc::Rc;

use super::errand::Errand;
use super::order::{Order, Read};
use crate::app::msg::{FileOutcome, ImportReport};
use crate::app::storage::compare::{Held, Preview};
use crate::app::storage::incoming::{CameIn, Imported, Importer};
use crate::app::storage::project_file::Outgoing;
use crate::app::work::Leash;
use crate::model::ids::ProjectId;

/// Something to be done with one of them.
#[derive(Debug)]
enum Job {
    /// To read it.
    Read(LongFile),
    /// To take it in; articles that were removed here as well, or not.
    Take(Rc<Preview>, bool),
    /// To write it.
    Write(Box<Outgoing>),
    /// To count what is in the project.
    Count(Box<Outgoing>),
}

/// A project file that is read elsewhere.
#[derive(Debug)]
pub struct LongFile {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub text: String,
    /// It lies beside the page, handed out.
    pub handed_out: bool,
}

/// What is being done.
#[derive(Debug)]
pub enum Doing {
    /// A file is read.
    Reading {
        /// Its name.
        name: String,
        /// It lies beside the page, handed out.
        handed_out: bool,
    },
    /// This one is stored.
    Storing(Rc<Preview>),
    /// One is written.
    Writing,
    /// Figures are counted.
    Counting,
}

/// Work on projects under way.
#[derive(Debug, Default)]
pub struct Projects {
    /// What is being done; `None` while it is for the person to say what comes in.
    pub doing: Option<Doing>,
    /// How much of that is done, in thousandths.
    pub progress: u32,
    /// Which work is under way: what earlier work says is not heard.
    pub run: u64,
    todo: VecDeque<Job>,
    /// How many were read so far.
    places: usize,
    /// What was read.
    seen: Vec<Rc<Preview>>,
    /// What of it is for the person to say.
    asked: Vec<Rc<Preview>>,
    came: CameIn,
    /// What came in and was not told yet: that into another project is told when all did, for it is opened then.
    imported: Vec<Imported>,
    leash: Leash,
}

impl Projects {
    /// With nothing to do yet.
    pub fn new(run: u64) -> Self {
        Self {
            run,
            ..Self::default()
        }
    }

    /// Has files read.
    pub fn read(&mut self, files: Vec<LongFile>) {
        self.todo.extend(files.into_iter().map(Job::Read));
    }

    /// Has what was read taken in.
    pub fn take(&mut self, previews: impl IntoIterator<Item = Rc<Preview>>, bring_back: bool) {
        let previews = previews.into_iter();
        self.todo
            .extend(previews.map(|preview| Job::Take(preview, bring_back)));
    }

    /// Has one written.
    pub fn write(&mut self, out: Box<Outgoing>) {
        self.todo.push_back(Job::Write(out));
    }

    /// Has figures counted.
    pub fn count(&mut self, out: Box<Outgoing>) {
        self.todo.push_back(Job::Count(out));
    }

    /// Calls off what is under way, which says whether it was done already; nothing follows it.
    pub fn call_off(&mut self) {
        self.todo.clear();
        self.seen.clear();
        self.asked.clear();
        self.leash.call_off();
    }

    /// What is to be done next; `None` at the end.
    pub fn next(&mut self, who: &Importer) -> Option<Errand> {
        let (doing, order) = match self.todo.pop_front() {
            None => {
                self.doing = None;
                return None;
            }
            Some(Job::Read(file)) => {
                let place = self.places;
                self.places += 1;
                let LongFile {
                    name,
                    text,
                    handed_out,
                } = file;
                let doing = Doing::Reading { name, handed_out };
                (doing, Order::Read { place, text })
            }
            Some(Job::Take(preview, bring_back)) => {
                let Held::InShop(place) = preview.held else {
                    return self.next(who);
                };
                let order = Order::TakeProject {
                    place,
                    bring_back,
                    who: who.clone(),
                };
                (Doing::Storing(preview), order)
            }
            Some(Job::Write(out)) => (Doing::Writing, Order::WriteProject(out)),
            Some(Job::Count(out)) => (Doing::Counting, Order::Figures(out)),
        };
        self.doing = Some(doing);
        self.run += 1;
        self.progress = 0;
        Some(Errand {
            order,
            run: self.run,
            stop: self.leash.renew(),
        })
    }

    /// What was read of a file.
    pub fn was_read(&mut self, read: Read) {
        let Some(Doing::Reading { name, handed_out }) = self.doing.take() else {
            return;
        };
        let Read {
            project,
            brings,
            of_layers,
            rejected,
            print,
        } = read;
        self.seen.push(Rc::new(Preview {
            name,
            handed_out,
            seen: false,
            project,
            brings,
            of_layers,
            held: Held::InShop(self.places.saturating_sub(1)),
            rejected,
            print,
        }));
    }

    /// Sorts out what was read. Where there is nothing to ask it is taken in; of a hand-out, which somebody waited to see,
    /// it is then reported that all of it is here.
    pub fn sort_out(&mut self) {
        let (asked, others): (Vec<_>, Vec<_>) =
            self.seen.drain(..).partition(|preview| preview.asks());
        self.asked.extend(asked);
        self.take(others, false);
    }

    /// What is for the person to say.
    pub fn all_asked(&mut self) -> Vec<Rc<Preview>> {
        std::mem::take(&mut self.asked)
    }

    /// A part of what came in of the file under way.
    pub fn came(&mut self, part: CameIn) {
        self.came.join(part);
    }

    /// All of it came in, or nothing.
    pub fn all_came(&mut self) {
        let came = std::mem::take(&mut self.came);
        if let Some(Doing::Storing(preview)) = self.doing.take() {
            let outcome = FileOutcome::project(preview.of_layers, preview.rejected.clone());
            self.imported.push(Imported {
                report: ImportReport {
                    files: vec![(preview.name.clone(), outcome)],
                },
                project: preview.project.id.clone(),
                came,
                handed_out: preview.hand_out(),
                late: false,
            });
        }
    }

    /// The name of the file under way, which did not come in.
    pub fn failed(&mut self) -> String {
        self.came = CameIn::default();
        match self.doing.take() {
            Some(Doing::Reading { name, .. }) => name,
            Some(Doing::Storing(preview)) => preview.name.clone(),
            Some(Doing::Writing | Doing::Counting) | None => String::new(),
        }
    }

    /// What of it came into this project.
    pub fn imported_into(&mut self, project: &ProjectId) -> Vec<Imported> {
        let all = self.imported.drain(..);
        let (these, others) = all.partition(|imported| imported.project == *project);
        self.imported = others;
        these
    }

    /// The names of all files that did not come in, where whoever read them is gone; but for the one that was being
    /// stored, of which nobody knows.
    pub fn lost(&mut self) -> Vec<String> {
        let doing = match self.doing.take() {
            Some(Doing::Reading { name, .. }) => Some(name),
            Some(Doing::Storing(_) | Doing::Writing | Doing::Counting) | None => None,
        };
        let todo = self.todo.drain(..).filter_map(|job| match job {
            Job::Read(file) => Some(file.name),
            Job::Take(preview, _) => Some(preview.name.clone()),
            Job::Write(_) | Job::Count(_) => None,
        });
        let read = self.seen.drain(..).chain(self.asked.drain(..));
        let read = read.map(|preview| preview.name.clone());
        doing.into_iter().chain(todo).chain(read).collect()
    }

    /// What came in.
    pub fn all_imported(&mut self) -> Vec<Imported> {
        std::mem::take(&mut self.imported)
    }
}
