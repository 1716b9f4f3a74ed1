//! Where the long work of the dialogs is done, in slices: files are opened, looked through and taken in, articles are
//! gathered and written, project files read, compared, taken in and written, figures counted. It runs in a worker, or on
//! the page where there can be none; what it is asked for and says is in [`order`](super::order). Called off, it leaves
//! nothing behind, or all if it was stored already.

use std::cell::RefCell;
use std::rc::Rc;

use super::brought::{Brought, Opening};
use super::gathering;
use super::group::{Group, groups, shown};
use super::order::{Going, Opened, Order, Read, Told};
use super::pack::{Form, Packed, Packing};
use super::reading::add;
use super::seen::Seen;
use crate::app::figures::FiguresPage;
use crate::app::msg::{FileBytes, Gathered};
use crate::app::ports::{Database, Local};
use crate::app::storage::Places;
use crate::app::storage::compare::print_of;
use crate::app::storage::gather::{Found, Here, fill};
use crate::app::storage::incoming::{Importer, Incoming};
use crate::app::storage::project_file::Outgoing;
use crate::app::work::{Boxed, Pace, Stop, thousandths};
use crate::format::exchange::files::Files;
use crate::format::exchange::kind::Kind;
use crate::format::exchange::read::{Part, ReadOptions, read_part};
use crate::format::exchange::write::writer;
use crate::format::losses::Losses;
use crate::format::project::ProjectFile;
use crate::model::article::{Article, Project, Sha256};
use crate::model::ids::{Annotator, ProjectId};
use crate::model::sorted::{Map, Set};

/// What it costs to open a file, or a part of the directory of a zip, beside what is read of it, in characters.
const OPENING: usize = 5_000;

/// How many layers that came in are told of at once.
const PART: usize = 200;

/// The files and articles that are at hand. Whoever takes an order over from one that broke down has none.
#[derive(Debug, Default)]
pub struct Shop {
    files: RefCell<Option<Rc<Brought>>>,
    items: RefCell<Option<Rc<Vec<Gathered>>>>,
    projects: RefCell<Map<usize, Incoming>>,
}

/// An order under way.
struct Task<'a, L, D> {
    shop: &'a Shop,
    places: &'a Places<'a, L, D>,
    /// Brings what reads web pages; without it they are said not to be readable.
    pages: fn() -> Boxed,
    stop: &'a Stop,
    tell: &'a dyn Fn(Told),
    pace: RefCell<Pace>,
}

impl Shop {
    /// Does what is asked for, and says what comes of it, until it is called off.
    pub async fn serve<L: Local, D: Database>(
        &self,
        order: Order,
        places: &Places<'_, L, D>,
        pages: fn() -> Boxed,
        stop: &Stop,
        tell: &dyn Fn(Told),
    ) {
        let task = Task {
            shop: self,
            places,
            pages,
            stop,
            tell,
            pace: RefCell::default(),
        };
        // What an order says last is `None` if it was called off.
        let last = match order {
            Order::Open(files) => task.open(files).await,
            Order::Look {
                groups,
                known,
                annotator,
            } => task.look(groups, &known, &annotator).await,
            Order::Take {
                groups,
                project,
                who,
            } => task.take(groups, project, who).await,
            Order::Gather {
                articles,
                project,
                here,
            } => task.gather(articles, &project, here).await,
            Order::Count(going, form) => task.count(&going, form).await,
            Order::Write(going, form) => task.write(&going, form).await.map(Told::Written),
            Order::Read { place, text } => task.read(place, text).await,
            Order::TakeProject {
                place,
                bring_back,
                who,
            } => task.take_project(place, bring_back, who).await,
            Order::WriteProject(out) => task.write_project(*out).await,
            Order::Figures(out) => task.figures(*out).await,
        };
        // Where it is too late to call it off, that is said.
        let late = |told: &Told| matches!(told, Told::Came(..) | Told::NotStored(_));
        let last = last.filter(|told| !stop.is_stopped() || late(told));
        let called_off = stop.is_stopped().then_some(Told::CalledOff);
        if let Some(last) = last.or(called_off)
            && !stop.is_unheard()
        {
            tell(last);
        }
    }
}

impl<L: Local, D: Database> Task<'_, L, D> {
    /// Counts what was done, and rests where that is due; `None` if it was called off meanwhile.
    async fn step(&self, characters: usize, done: impl FnOnce() -> u32) -> Option<()> {
        if self.pace.borrow_mut().step(characters) {
            (self.tell)(Told::Progress(done()));
            self.rest().await?;
        }
        Some(())
    }

    async fn rest(&self) -> Option<()> {
        self.places.database.rest().await;
        (!self.stop.is_stopped()).then_some(())
    }

    /// Says how far something is, for what is done elsewhere; and whether it is to go on.
    fn go_on(&self, thousandths: u32) -> bool {
        let go_on = !self.stop.is_stopped();
        if go_on {
            (self.tell)(Told::Progress(thousandths));
        }
        go_on
    }

    async fn open(&self, files: Vec<FileBytes>) -> Option<Told> {
        let mut opening = Opening::new(files);
        while opening.step() {
            self.step(OPENING, || 0).await?;
        }
        let files = opening.done();
        let names = files.names();
        let mut heads = Vec::with_capacity(names.len());
        let all = names.len();
        for (number, name) in names.into_iter().enumerate() {
            let shown = shown(&files, &name);
            heads.push((name, shown));
            self.step(OPENING, || thousandths(number, all)).await?;
        }
        let groups = groups(&files, &heads.into_iter().collect());
        let opened = Opened {
            title: files.title.clone(),
            broken: files.broken.clone(),
            groups,
        };
        *self.shop.files.borrow_mut() = Some(Rc::new(files));
        Some(Told::Opened(opened))
    }

    /// The files, to be read from the beginning; with what reads web pages if there are any.
    async fn files(&self, mut kinds: impl Iterator<Item = Option<Kind>>) -> Option<Rc<Brought>> {
        let files = self.shop.files.borrow().clone()?;
        files.count_anew();
        if kinds.any(|kind| kind == Some(Kind::Html)) {
            (self.pages)().await;
        }
        Some(files)
    }

    fn items(&self) -> Option<Rc<Vec<Gathered>>> {
        self.shop.items.borrow().clone()
    }

    async fn look(
        &self,
        groups: Vec<(usize, Group)>,
        known: &Set<Sha256>,
        annotator: &Annotator,
    ) -> Option<Told> {
        let kinds = groups.iter().map(|(_, group)| group.kind);
        let Some(files) = self.files(kinds).await else {
            return Some(lost());
        };
        for (number, mut group) in groups {
            group.look_again(&files);
            if group.is_to_be_seen() {
                let options = group.options(annotator.as_str());
                let mut seen = Seen::default();
                for item in read_part(&*files, group.part(), &options) {
                    let characters = seen.see(&item, known);
                    self.step(characters, || files.progress()).await?;
                }
                group.seen = Some(seen);
            }
            (self.tell)(Told::Looked(number, Box::new(group)));
        }
        None
    }

    async fn take(
        &self,
        groups: Vec<(Part, ReadOptions)>,
        project: Project,
        who: Importer,
    ) -> Option<Told> {
        let mut incoming = Incoming {
            project,
            articles: Vec::new(),
            layers: Vec::new(),
            bring_back: true,
        };
        let mut ids = Map::new();
        let kinds = groups.iter().map(|(part, _)| part.kind);
        let Some(files) = self.files(kinds).await else {
            return Some(lost());
        };
        for (part, options) in groups {
            for item in read_part(&*files, part, &options) {
                // What cannot be taken in was shown before.
                let characters = item.map_or(0, |item| {
                    let length = item.text.as_str().len();
                    add(item, &mut incoming, &mut ids, &who.annotator);
                    length
                });
                self.step(characters, || files.progress()).await?;
            }
        }
        self.store(incoming, &who).await
    }

    async fn store(&self, incoming: Incoming, who: &Importer) -> Option<Told> {
        (self.tell)(Told::Storing);
        let read = incoming.articles.len();
        let go_on = |done: u32| self.go_on(done);
        let came = self.places.import_watched(incoming, who, &go_on).await;
        // What came in is counted and drawn in a turn of its own.
        self.places.database.rest().await;
        match came {
            Ok(Some(mut came)) => {
                while let Some(part) = came.part(PART) {
                    (self.tell)(Told::Part(Box::new(part)));
                    // It came in, whatever is called off now.
                    self.places.database.rest().await;
                }
                Some(Told::Came(read, Box::new(came)))
            }
            Ok(None) => None,
            Err(error) => Some(Told::NotStored(error)),
        }
    }

    /// Articles with all layers, those that the page itself has among them.
    async fn found(
        &self,
        articles: Vec<Article>,
        project: &ProjectId,
        here: Vec<Here>,
    ) -> Option<Found> {
        let all = articles.len();
        let go_on = |done: usize| self.go_on(thousandths(done, all));
        let found = self.places.gather_watched(articles, project, &go_on).await;
        let mut found = found?;
        fill(&mut found, here);
        Some(found)
    }

    async fn gather(
        &self,
        articles: Vec<Article>,
        project: &ProjectId,
        here: Vec<Here>,
    ) -> Option<Told> {
        let (items, missing) = self.found(articles, project, here).await?;
        let survey = gathering::survey(&items);
        let missing = missing.into_iter();
        let missing = missing.map(|(article, error)| (article.title, error));
        *self.shop.items.borrow_mut() = Some(Rc::new(items));
        Some(Told::Gathered(survey, missing.collect()))
    }

    async fn count(&self, going: &Going, mut form: Form) -> Option<Told> {
        let Some(items) = self.items() else {
            return Some(lost());
        };
        let items = gathering::going(&items, going);
        gathering::complete(&mut form, &items);
        let mut losses = Losses::default();
        // A kind that nothing writes is not offered.
        let writer = writer(form.kind, &form.options).ok()?;
        for (place, item) in items.iter().enumerate() {
            writer.losses(item, &mut losses);
            let length = item.text.as_str().len();
            self.step(length, || thousandths(place, items.len()))
                .await?;
        }
        Some(Told::Losses(losses))
    }

    async fn write(&self, going: &Going, mut form: Form) -> Option<Result<Packed, String>> {
        let Some(items) = self.items() else {
            return Some(Err(LOST.to_owned()));
        };
        let items = gathering::going(&items, going);
        gathering::complete(&mut form, &items);
        let mut packing = match Packing::new(form) {
            Ok(packing) => packing,
            Err(error) => return Some(Err(error.to_string())),
        };
        for (place, item) in items.iter().enumerate() {
            if let Err(error) = packing.item(item) {
                return Some(Err(format!("«{}»: {error}", item.article.id)));
            }
            let length = item.text.as_str().len();
            self.step(length, || thousandths(place, items.len()))
                .await?;
        }
        let mut closing = match packing.close() {
            Ok(closing) => closing,
            Err(error) => return Some(Err(error.to_string())),
        };
        loop {
            match closing.step() {
                Ok(None) => self.rest().await?,
                Ok(Some(packed)) => return Some(Ok(packed)),
                Err(error) => return Some(Err(error.to_string())),
            }
        }
    }

    async fn read(&self, place: usize, text: String) -> Option<Told> {
        if place == 0 {
            self.shop.projects.take();
        }
        // To read and to compare take about as long each.
        let go_on = |done: u32| self.go_on(done / 2);
        let read = match self.places.read_project(&text, &go_on).await {
            Ok(read) => read?,
            Err(error) => return Some(Told::Read(Err(error))),
        };
        let print = print_of(&text);
        drop(text);
        let ProjectFile {
            project,
            articles,
            rejected,
        } = read;
        let incoming = Incoming::of(project, articles, false);
        let all = incoming.layers.len();
        let go_on = |done: usize| self.go_on(500 + thousandths(done, 2 * all));
        let brings = match self.places.brings(&incoming, &go_on).await {
            Ok(brings) => brings?,
            Err(error) => return Some(Told::NotStored(error)),
        };
        let read = Read {
            project: incoming.project.clone(),
            brings,
            of_layers: all,
            rejected,
            print,
        };
        self.shop.projects.borrow_mut().insert(place, incoming);
        Some(Told::Read(Ok(Box::new(read))))
    }

    async fn take_project(&self, place: usize, bring_back: bool, who: Importer) -> Option<Told> {
        let incoming = self.shop.projects.borrow_mut().remove(&place);
        let Some(incoming) = incoming else {
            return Some(lost());
        };
        let incoming = Incoming {
            bring_back,
            ..incoming
        };
        self.store(incoming, &who).await
    }

    async fn figures(&self, out: Outgoing) -> Option<Told> {
        let Outgoing {
            project,
            articles,
            here,
            ..
        } = out;
        let (items, missing) = self.found(articles, &project.id, here).await?;
        let page = FiguresPage::of(&items, missing.len());
        Some(Told::Figures(Box::new(page)))
    }

    async fn write_project(&self, out: Outgoing) -> Option<Told> {
        let go_on = |done: u32| self.go_on(done);
        let written = self.places.project_written(out, &go_on).await?;
        Some(Told::ProjectWritten(Box::new(written)))
    }
}

/// What is said where what an earlier order read is not here.
const LOST: &str = "what was read is lost: open it again";

fn lost() -> Told {
    Told::Broken(LOST.to_owned())
}
