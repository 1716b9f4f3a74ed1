//! A visit of the page without a browser: what `browser::run_effects` does, over storage in memory.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use isnad::app::dom_map::{self, DomPoint, DomRange};
use isnad::app::effect::{Effect, LeadEffect, SaveWhen};
use isnad::app::exchange::errand::{Errand, teller};
use isnad::app::exchange::order::{Back, Order, Told};
use isnad::app::exchange::shop::Shop;
use isnad::app::keymap::Command;
use isnad::app::msg::{By, FileBytes, FileOutcome, Msg, Wrote};
use isnad::app::paint::{Group, Paint, PaintOp};
use isnad::app::ports::{Database, Local, MemoryDatabase, MemoryLocal, Store};
use isnad::app::prefs::Lang;
use isnad::app::state::{Adrift, Dialog, Moment, Notice, Open, State};
use isnad::app::storage::Places;
use isnad::app::storage::search::Search;
use isnad::app::storage::start::Fresh;
use isnad::app::strings::Text as Key;
use isnad::app::update::{LeadAsk, ListAsk, ProjectAsk, update, update_formats, update_later};
use isnad::app::work::{Boxed, Sealed};
use isnad::format::storage_key::layer_storage_key;
use isnad::model::annotation::Annotation;
use isnad::model::ids::{LayerKey, ProjectId, Replica, SpanId};
use isnad::model::offset::CodePoint;
use isnad::model::sorted::Map;
use isnad::model::span::Extent;
use isnad::model::stats;
use unicode_segmentation::UnicodeSegmentation;

/// Storage that outlives a visit.
#[derive(Clone, Default)]
pub struct Browser {
    pub local: MemoryLocal,
    pub database: MemoryDatabase,
    visits: std::rc::Rc<std::cell::Cell<u32>>,
}

/// A visit.
pub struct Session<D = MemoryDatabase> {
    pub browser: Browser,
    pub state: State,
    database: D,
    /// The effects that are no storage, since the last [`Session::take`].
    pub log: Vec<Effect>,
    /// What is painted, as the browser would have it.
    pub painted: BTreeMap<SpanId, (Group, Vec<DomRange>)>,
    /// What the other tabs are told.
    pub told: Vec<String>,
    /// The person does not pause: no layer is written whole.
    pub busy: bool,
    /// Storage does not answer until [`Session::release`].
    pub held: bool,
    /// The part of the page that is loaded later is not to be had.
    pub cut_off: bool,
    pub waiting: Vec<Effect>,
    search: Rc<RefCell<Search>>,
    pub shop: Rc<Shop>,
    pub millis: u64,
}

/// Runs a future that never waits.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => panic!("storage in memory never waits"),
    }
}

impl Browser {
    /// Another one, whose writers have other names.
    pub fn other() -> Self {
        let browser = Self::default();
        browser.visits.set(100);
        browser
    }

    pub fn stored(&self, store: Store, key: &str) -> Option<String> {
        self.database
            .map
            .borrow()
            .get(&(store, key.to_owned()))
            .cloned()
    }

    /// All of a store.
    pub fn all(&self, store: Store) -> Vec<(String, String)> {
        block_on(self.database.all(store, "")).unwrap()
    }

    pub fn local(&self, key: &str) -> Option<String> {
        self.local.map.borrow().get(key).cloned()
    }

    /// All that is stored, to see that nothing was changed.
    pub fn everything(&self) -> (Map<String, String>, Map<(Store, String), String>) {
        (
            self.local.map.borrow().clone(),
            self.database.map.borrow().clone(),
        )
    }

    pub fn visit(&self) -> Session {
        self.visit_with(self.database.clone())
    }

    /// A visit whose storage gives what the page begins with, and then does not answer until it is released.
    pub fn visit_held(&self) -> Session {
        self.visit_so(self.database.clone(), true)
    }

    pub fn visit_with<D: Database + Clone>(&self, database: D) -> Session<D> {
        self.visit_so(database, false)
    }

    fn visit_so<D: Database + Clone>(&self, database: D, held: bool) -> Session<D> {
        self.visits.set(self.visits.get() + 1);
        let mut session = Session {
            state: State::new(Replica::new(format!("r{}", self.visits.get())), Lang::En),
            browser: self.clone(),
            database,
            log: Vec::new(),
            painted: BTreeMap::new(),
            told: Vec::new(),
            busy: false,
            held,
            cut_off: false,
            waiting: Vec::new(),
            search: Rc::default(),
            shop: Rc::default(),
            millis: u64::from(self.visits.get()) * 1_000_000,
        };
        let booted = session.start();
        session.send(booted);
        session
    }
}

impl<D: Database + Clone> Session<D> {
    fn start(&self) -> Msg {
        let n = self.browser.visits.get();
        let fresh = Fresh {
            project: ProjectId::new(format!("p-{n}")),
            stand_in: format!("anonymous-{n}"),
        };
        let database = self.database.clone();
        let places = Places {
            local: &self.browser.local,
            database: &database,
        };
        let booted = block_on(async {
            match places.first_start(&fresh, None).await {
                Some(booted) => booted,
                None => places.start(fresh, None).await,
            }
        });
        Msg::Booted(Box::new(booted))
    }

    pub fn now(&self) -> Moment {
        let (minute, second) = (self.millis / 60_000 % 60, self.millis / 1_000 % 60);
        Moment {
            iso: format!("2026-11-23T15:{minute:02}:{second:02}Z"),
            millis: self.millis,
        }
    }

    /// A message, and all that comes of it.
    pub fn send(&mut self, msg: Msg) -> &mut Self {
        let mut todo = VecDeque::from([msg]);
        while let Some(msg) = todo.pop_front() {
            let now = self.now();
            for effect in update(&mut self.state, msg, &now) {
                self.run(effect, &mut todo);
            }
        }
        self.check();
        self
    }

    /// Lets storage answer that was [`held`](Self::held), the newest first if so asked.
    pub fn release(&mut self, newest_first: bool) -> &mut Self {
        self.held = false;
        let mut waiting = std::mem::take(&mut self.waiting);
        if newest_first {
            waiting.reverse();
        }
        let mut todo = VecDeque::new();
        for effect in waiting {
            self.run(effect, &mut todo);
        }
        for msg in todo {
            self.send(msg);
        }
        self.check();
        self
    }

    fn run(&mut self, effect: Effect, todo: &mut VecDeque<Msg>) {
        let stored = matches!(
            effect,
            Effect::Load(..)
                | Effect::WriteLayer { .. }
                | Effect::WriteLocalLayer { .. }
                | Effect::Journal { .. }
                | Effect::JoinLayer(_)
                | Effect::LookAgain { .. }
                | Effect::ListArticles(..)
                | Effect::Restore { .. }
                | Effect::WriteDatabase(_)
                | Effect::WriteArticles { .. }
                | Effect::Import(_)
                | Effect::ChangeLayers(..)
                | Effect::RenameLayers { .. }
                | Effect::Gather(..)
                | Effect::WriteProject(..)
                | Effect::ScheduleSave(_)
        );
        let later = matches!(
            effect,
            Effect::Later(_)
                | Effect::Load(..)
                | Effect::WriteArticles { .. }
                | Effect::Import(_)
                | Effect::ChangeLayers(..)
                | Effect::RenameLayers { .. }
                | Effect::JoinLayer(_)
                | Effect::LookAgain { .. }
                | Effect::ListArticles(..)
                | Effect::ListCopies(_)
                | Effect::ReadCopy(_)
                | Effect::Restore { .. }
                | Effect::Search(_)
                | Effect::Formats(_)
                | Effect::Lead(_)
                | Effect::Gather(..)
                | Effect::WriteProject(..)
                | Effect::ReadProject { .. }
        );
        if later && self.cut_off {
            todo.push_back(Msg::NotLoaded(Box::new(effect)));
            return;
        }
        if stored && self.held {
            self.waiting.push(effect);
            return;
        }
        let local = self.browser.local.clone();
        let database = self.database.clone();
        let places = Places {
            local: &local,
            database: &database,
        };
        match effect {
            Effect::Load(article, key) => {
                let id = article.id.clone();
                todo.push_back(match block_on(places.load(article, &key)) {
                    Ok(loaded) => Msg::Opened(Box::new(loaded)),
                    Err(error) => Msg::OpenFailed(id, error),
                });
            }
            Effect::Journal { name, json } => {
                let error = block_on(places.journal(name, json)).err();
                todo.push_back(Msg::Journaled(error));
            }
            Effect::WriteLocalLayer {
                key,
                json,
                protected,
            } => {
                let error = block_on(places.write_local(&key, &json, protected));
                todo.push_back(Msg::WrittenLocal(key, error));
            }
            Effect::WriteLayer {
                layer,
                shown,
                loose,
            } => {
                let key = layer.key.clone();
                let wrote = Some(Wrote {
                    summary: layer.summary.clone(),
                    shown,
                    records: layer.records.clone(),
                    loose,
                });
                let stored = block_on(places.write_layer(*layer));
                todo.push_back(Msg::Written { key, wrote, stored });
            }
            Effect::JoinLayer(adrift) => {
                let replica = self.state.replica.clone();
                let Adrift {
                    article,
                    text,
                    layer,
                } = *adrift;
                let stored = block_on(places.join_layer(&layer, &article, &text, &replica));
                let key = layer.key().clone();
                let wrote = None;
                todo.push_back(Msg::Written { key, wrote, stored });
            }
            Effect::LookAgain {
                article,
                key,
                base,
                records,
            } => {
                let id = article.id.clone();
                let looked = places.look_again(article, &key, base.as_deref(), &records);
                match block_on(looked) {
                    Ok(None) => {}
                    Ok(Some(loaded)) => todo.push_back(Msg::Opened(Box::new(loaded))),
                    Err(error) => todo.push_back(Msg::OpenFailed(id, error)),
                }
            }
            Effect::Lead(LeadEffect::Compare(file)) => {
                let file = file.open().expect("a project file");
                let compared = block_on(places.compare(file));
                todo.push_back(Msg::Compared(Sealed::of(compared)));
            }
            Effect::Lead(LeadEffect::Whose(project)) => {
                if let Ok(whose) = block_on(places.whose(&project)) {
                    todo.push_back(Msg::Lead(LeadAsk::Whose(project, whose)));
                }
            }
            Effect::Lead(LeadEffect::Begin(name, now)) => {
                let id = ProjectId::new(format!("p-begun-{}", self.millis));
                todo.push_back(match block_on(places.begin(&id, name, now)) {
                    Ok(()) => Msg::Lead(LeadAsk::Project(ProjectAsk::Begun(id))),
                    Err(error) => Msg::SideWriteFailed(error),
                });
            }
            Effect::ListCopies(key) => {
                let list = block_on(places.snapshots(&key));
                todo.push_back(Msg::CopiesListed(key, list));
            }
            Effect::ReadCopy(name) => {
                let json = block_on(database.get(Store::Snapshots, &name));
                todo.push_back(Msg::CopyRead(name, json));
            }
            Effect::ListArticles(project, annotator) => {
                todo.push_back(match block_on(places.list(&project, &annotator)) {
                    Ok(list) => Msg::Listed(project, list),
                    Err(error) => Msg::NotListed(error),
                });
            }
            Effect::Restore {
                project,
                articles,
                open: (open, text),
            } => {
                if let Err(error) = block_on(places.restore(&project, &articles, (&open, &text))) {
                    todo.push_back(Msg::SideWriteFailed(error));
                }
            }
            Effect::WriteArticles {
                project,
                articles,
                others,
            } => {
                let done = block_on(places.write_articles(&project, &articles, others));
                todo.push_back(match done {
                    Ok(()) => Msg::Recorded(project),
                    Err(error) => Msg::SideWriteFailed(error),
                });
            }
            Effect::WriteDatabase(writes) => {
                if let Err(error) = block_on(database.write(writes)) {
                    todo.push_back(Msg::SideWriteFailed(error));
                }
            }
            Effect::WriteLocal(key, value) => {
                if let Err(error) = local.set(key, &value) {
                    todo.push_back(Msg::SideWriteFailed(error));
                }
            }
            Effect::Import(importing) => {
                let importing = importing.open().expect("what comes in");
                let imported = block_on(places.imported(importing));
                todo.push_back(Msg::Imported(Sealed::of(imported)));
            }
            Effect::ChangeLayers(articles, changes) => {
                let now = self.now().iso;
                let replica = self.state.replica.clone();
                let done = places.change_layers(&articles, &changes, &replica, &now);
                if let Err(error) = block_on(done) {
                    todo.push_back(Msg::SideWriteFailed(error));
                }
            }
            Effect::RenameLayers {
                articles,
                project,
                from,
                to,
            } => {
                let replica = self.state.replica.clone();
                let done = places.rename_layers(&articles, &project, &from, &to, &replica);
                todo.push_back(match block_on(done) {
                    Ok(()) => Msg::Shown,
                    Err(error) => Msg::SideWriteFailed(error),
                });
            }
            Effect::Search(wanted) => {
                let answers: RefCell<Vec<Msg>> = RefCell::default();
                let found = |wanted, found| {
                    answers
                        .borrow_mut()
                        .push(Msg::List(ListAsk::Found(wanted, found)));
                };
                block_on(places.search(&self.search, wanted, &found));
                todo.extend(answers.into_inner());
            }
            Effect::Gather(articles, project) => {
                let found = block_on(places.gather(articles, &project));
                todo.push_back(Msg::Gathered(Sealed::of(found)));
            }
            Effect::WriteProject(kind, out) => {
                let out = out.open().expect("a project");
                let written = block_on(places.project_written(out, &|_| true));
                let written = Sealed::of(written.expect("nobody calls it off"));
                todo.push_back(Msg::ProjectWritten(kind, written));
            }
            Effect::ReadProject {
                name,
                handed_out,
                text,
            } => {
                let read = block_on(places.project_read(name, handed_out, text));
                todo.push_back(Msg::ProjectRead(Sealed::of(read)));
            }
            Effect::Formats(msg) => todo.push_back(Msg::Later(update_formats, msg)),
            Effect::Work(work) => {
                let errand = Errand::of(work).expect("an errand");
                todo.extend(serve(&self.shop, errand, &places));
            }
            Effect::PutAway => self.shop = Rc::default(),
            Effect::Later(msg) => todo.push_back(Msg::Later(update_later, msg)),
            Effect::Restart => {
                let booted = self.start();
                todo.push_back(booted);
            }
            Effect::ScheduleSave(SaveWhen::Paused) if self.busy => {}
            Effect::ScheduleSave(when) => todo.push_back(Msg::SaveDue(when)),
            Effect::Tell(message) => self.told.push(message),
            Effect::ClearPaint => self.painted.clear(),
            Effect::Paint(ops) => paint(&mut self.painted, &ops),
            other => self.log.push(other),
        }
    }

    /// What holds after every message.
    fn check(&self) {
        let Some(open) = &self.state.open else {
            assert!(
                self.painted.is_empty(),
                "nothing is open, so nothing is painted"
            );
            return;
        };
        let (paint, mut ops) = Paint::all(&open.layer, &open.ground(), None);
        ops.retain(|op| {
            let PaintOp::Set { span, .. } = op else {
                return true;
            };
            let span = open.layer.span(span).expect("a span of the layer");
            open.paint.is_painted(span.fragments.hull())
        });
        assert_eq!(
            open.paint.depths(),
            paint.depths(),
            "painted as from nothing"
        );
        let mut painted = BTreeMap::new();
        self::paint(&mut painted, &ops);
        assert_eq!(self.painted, painted, "the browser was told everything");
        let counts: Map<_, _> = open
            .counts
            .iter()
            .filter(|(_, n)| **n > 0)
            .map(|(l, n)| (l.clone(), *n))
            .collect();
        assert_eq!(counts, stats::by_label(&open.layer));
        assert!(
            open.focus.is_none() || open.focused().is_some(),
            "the focused span is there"
        );
        let listed = self
            .state
            .articles
            .iter()
            .find(|l| l.article.id == open.article.id);
        assert_eq!(
            listed.expect("the open article is listed").summary.spans,
            open.layer.len()
        );
        if let Some(selected) = open.selected() {
            assert!(open.ground().is_whole(selected), "no cluster is cut");
            assert!(
                no_space_at_ends(open.text.get(selected).unwrap()),
                "{selected:?}"
            );
        }
    }

    pub fn open(&self) -> &Open {
        self.state.open.as_ref().expect("an article is open")
    }

    pub fn at(&self, at: u32) -> DomPoint {
        dom_map::point(&self.open().ground(), CodePoint::new(at)).unwrap()
    }

    pub fn select_by(&mut self, anchor: u32, head: u32, by: By, alt: bool) -> &mut Self {
        let (anchor, head) = (self.at(anchor), self.at(head));
        self.send(Msg::Select {
            anchor,
            head,
            by,
            alt,
        })
    }

    pub fn select(&mut self, anchor: u32, head: u32) -> &mut Self {
        self.select_by(anchor, head, By::Pointer, false)
    }

    /// Selects these letters and labels them.
    pub fn mark(&mut self, start: u32, end: u32, digit: char) -> SpanId {
        self.select_by(start, end, By::Pointer, true);
        self.press(Command::Label(digit));
        self.open().focus.clone().expect("a new span has the focus")
    }

    pub fn press(&mut self, command: Command) -> &mut Self {
        self.send(Msg::Do(command))
    }

    pub fn click(&mut self, at: u32) -> &mut Self {
        let at = self.at(at);
        self.send(Msg::Click(at))
    }

    pub fn tap(&mut self, at: u32) -> &mut Self {
        let at = self.at(at);
        self.send(Msg::Tap(at))
    }

    /// Opens files, and takes in what a project file is shown to bring.
    pub fn files(&mut self, files: &[(&str, &[u8])]) -> &mut Self {
        self.look_at(files);
        if self.state.dialog == Some(Dialog::Incoming) {
            self.send(Msg::Lead(LeadAsk::TakeIn));
        }
        self
    }

    /// Opens files, and no more.
    pub fn look_at(&mut self, files: &[(&str, &[u8])]) -> &mut Self {
        let file = |(name, bytes): &(&str, &[u8])| FileBytes {
            name: (*name).to_owned(),
            bytes: bytes.to_vec(),
        };
        self.send(Msg::Files(files.iter().map(file).collect()))
    }

    pub fn take(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.log)
    }

    /// The file that was last handed out: name and text.
    pub fn download(&mut self) -> Option<(String, String)> {
        self.take()
            .into_iter()
            .rev()
            .find_map(|effect| match effect {
                Effect::Download { name, bytes, .. } => {
                    Some((name, String::from_utf8(bytes).unwrap()))
                }
                _ => None,
            })
    }

    pub fn notice(&self, key: Key) -> Option<&Notice> {
        self.state
            .notices
            .iter()
            .find(|notice| notice.said.key == key)
    }

    pub fn selected(&self) -> Option<(u32, u32)> {
        self.open().selected().map(range)
    }

    pub fn focused(&self) -> Option<(u32, u32)> {
        self.open()
            .focused()
            .map(|span| range(span.fragments.hull()))
    }

    /// Label, start, end of each span.
    pub fn spans(&self) -> Vec<(String, u32, u32)> {
        self.open()
            .layer
            .in_order()
            .map(|span| triple(span))
            .collect()
    }

    pub fn text_of(&self, start: u32, end: u32) -> &str {
        self.open()
            .text
            .slice(CodePoint::new(start), CodePoint::new(end))
            .unwrap()
    }

    pub fn key(&self) -> LayerKey {
        self.open().layer.key().clone()
    }

    /// The key of the open layer in storage.
    pub fn name(&self) -> String {
        layer_storage_key(self.open().layer.key())
    }

    pub fn outcomes(&self) -> &[(String, FileOutcome)] {
        match &self.state.dialog {
            Some(Dialog::Import(report)) => &report.files,
            other => panic!("no report of files, but {other:?}"),
        }
    }
}

pub fn triple(span: &Annotation) -> (String, u32, u32) {
    let (start, end) = range(span.fragments.hull());
    (span.label.to_string(), start, end)
}

pub fn spans(list: &[(&str, u32, u32)]) -> Vec<(String, u32, u32)> {
    list.iter()
        .map(|(label, start, end)| ((*label).to_owned(), *start, *end))
        .collect()
}

pub fn range(extent: Extent) -> (u32, u32) {
    (extent.start().get(), extent.end().get())
}

/// Clusters that begin with white space: U+0600 may carry a space along.
pub fn no_space_at_ends(text: &str) -> bool {
    let clusters: Vec<&str> = text.graphemes(true).collect();
    let ends = [clusters.first(), clusters.last()];
    ends.iter()
        .flatten()
        .all(|cluster| !cluster.starts_with(char::is_whitespace))
}

/// What the browser does with the steps of painting.
pub fn paint(painted: &mut BTreeMap<SpanId, (Group, Vec<DomRange>)>, ops: &[PaintOp]) {
    for op in ops {
        match op {
            PaintOp::Set {
                span,
                group,
                ranges,
            } => {
                painted.insert(span.clone(), (group.clone(), ranges.clone()));
            }
            PaintOp::Drop { span } => {
                painted.remove(span);
            }
        }
    }
}

/// Does an errand to its end, and gives what is said of it. What goes to a worker and comes back does so as bytes.
pub fn serve<L: Local, D: Database>(
    shop: &Shop,
    errand: Errand,
    places: &Places<'_, L, D>,
) -> Vec<Msg> {
    let Errand { order, stop, run } = errand;
    let said = Rc::new(RefCell::new(Vec::new()));
    let send = {
        let said = said.clone();
        Rc::new(move |msg| said.borrow_mut().push(msg))
    };
    let hear = teller(run, send);
    let tell = |told: Told| {
        let packed = Back::Told(told).pack().expect("as bytes");
        match Back::unpack(&packed) {
            Some(Back::Told(told)) => hear(told),
            other => panic!("{other:?}"),
        }
    };
    let packed = order.pack(&[]).expect("as bytes");
    let (order, _) = Order::unpack(&packed).expect("from bytes");
    let pages = || -> Boxed { Box::pin(async {}) };
    block_on(shop.serve(order, places, pages, &stop, &tell));
    said.take()
}
