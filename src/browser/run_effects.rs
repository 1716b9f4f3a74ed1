//! Runs effects: each goes to its adapter, answers come back as messages.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;

use super::ahead::Ahead;
use super::database::{self, BrowserDatabase, Opened};
use super::formats::{Doing, LoadFormats, LoadPages};
use super::highlights::{self, Highlights};
use super::later::{Load, Loaded};
use super::local::BrowserLocal;
use super::overlay::{Next, Overlay};
use super::tabs::Tabs;
use super::worker::{self, Crew};
use super::{
    announce, backup, clock, database_watch, dom_text, dress, files, listing, offline, recovery,
    selection, viewport,
};
use crate::app::effect::{Effect, LeadEffect, SaveWhen, Spot};
use crate::app::msg::{ExportKind, Msg, Wrote};
use crate::app::ports::{Database, Local, StorageError};
use crate::app::prefs::Lang;
use crate::app::storage::Places;
use crate::app::storage::start::{Fresh, STAND_IN, seems_known};
use crate::app::strings;
use crate::app::update::LeadAsk;
use crate::app::work::Sealed;
use crate::model::ids::{ProjectId, Replica};

/// How long after the last edit a layer is written whole.
const PAUSE_MILLIS: u32 = 1_500;
/// How long after the start the rest of the page is loaded.
const IDLE_MILLIS: u32 = 300;
/// How long a passing notice stays.
const NOTICE_MILLIS: u32 = 7_000;

/// Loads what draws guidelines; says whether it is there.
pub type LoadGuide = fn() -> Pin<Box<dyn Future<Output = bool>>>;

/// Holds what effects need between messages.
#[derive(Clone)]
pub struct Runner {
    send: Rc<dyn Fn(Msg)>,
    replica: Replica,
    load: Load,
    loaded: Loaded,
    guide: LoadGuide,
    formats: LoadFormats,
    database: Rc<RefCell<Option<BrowserDatabase>>>,
    highlights: Rc<RefCell<Highlights>>,
    /// What lies over the text.
    pub overlay: Rc<RefCell<Overlay>>,
    pause: Rc<RefCell<Option<Timeout>>>,
    backup: Rc<RefCell<Option<Timeout>>>,
    tabs: Rc<Tabs>,
}

impl std::fmt::Debug for Runner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Runner")
            .field("replica", &self.replica)
            .finish_non_exhaustive()
    }
}

impl Runner {
    /// A runner that answers through `send`; `load` brings what it does rarely.
    pub fn new(
        send: Rc<dyn Fn(Msg)>,
        replica: Replica,
        load: Load,
        loaded: Loaded,
        guide: LoadGuide,
        formats: LoadFormats,
    ) -> Self {
        Self {
            tabs: Rc::new(Tabs::open(&send)),
            send,
            replica,
            load,
            loaded,
            guide,
            formats,
            database: Rc::default(),
            highlights: Rc::default(),
            overlay: Rc::default(),
            pause: Rc::default(),
            backup: Rc::default(),
        }
    }

    /// Opens the database and reads what the page begins with.
    pub fn start(&self) {
        let this = self.clone();
        if seems_known(&BrowserLocal) {
            // What reads the work comes while the database is being opened.
            self.fetch_later(false);
        }
        spawn_local(async move {
            let there = this.database.borrow().clone();
            let first = there.is_none();
            let read = if first { Ahead::read().await } else { None };
            let known = |database| Opened {
                database,
                refused: None,
                newer: false,
            };
            let Opened {
                database,
                refused,
                newer,
            } = match (there, read) {
                (Some(database), _) => known(database),
                (None, Some(read)) => known(this.hold(BrowserDatabase::read_already(read))),
                (None, None) => {
                    let opened = database::open().await;
                    if opened.refused.is_none() {
                        this.hold(opened.database.clone());
                    } else {
                        *this.database.borrow_mut() = Some(opened.database.clone());
                    }
                    opened
                }
            };
            let fresh = Fresh {
                project: ProjectId::new(format!("p-{}", clock::random_name(16))),
                stand_in: format!("{STAND_IN}{}", clock::random_name(6)),
            };
            let places = Places {
                local: &BrowserLocal,
                database: &database,
            };
            let mut booted = match places.first_start(&fresh, refused.as_ref()).await {
                Some(booted) => booted,
                None => match (this.load)().await {
                    Some(later) => (later.start)(database.clone(), fresh, refused).await,
                    None => {
                        if first {
                            // The next try has to see again what opening it said.
                            *this.database.borrow_mut() = None;
                        }
                        (this.send)(Msg::NotLoaded(Box::new(Effect::Restart)));
                        return;
                    }
                },
            };
            database.forget();
            booted.no_highlights = !highlights::supported();
            booted.newer = newer;
            (this.send)(Msg::Booted(Box::new(booted)));
            let file = backup::known().await;
            let can = backup::can();
            (this.send)(Msg::BackupKnown { can, file });
        });
    }

    /// Keeps the database for what is to come, and lets go of it for a newer page.
    fn hold(&self, database: BrowserDatabase) -> BrowserDatabase {
        *self.database.borrow_mut() = Some(database.clone());
        let (held, send) = (database.clone(), self.send.clone());
        database_watch::watch(database::NAME, move || {
            held.close();
            send(Msg::Outdated);
        });
        database
    }

    /// Runs effects in their order, but lays out what lies over the text after all others, once.
    pub fn run(&self, effects: Vec<Effect>, lang: Lang) {
        let mut next = Next::default();
        for effect in effects {
            match effect {
                Effect::Overlay(marks) => next.marks = Some(marks),
                Effect::Caret(at) => next.caret = Some(at),
                Effect::PaintTransient(transient) => {
                    next.bar = Some(transient.selection);
                    if highlights::supported() {
                        self.highlights.borrow_mut().paint_transient(&transient);
                    }
                }
                effect => self.run_one(effect, lang),
            }
        }
        self.overlay.borrow_mut().show(next);
    }

    fn run_one(&self, effect: Effect, lang: Lang) {
        match effect {
            Effect::ClearPaint => {
                self.highlights.borrow_mut().clear();
                self.overlay.borrow_mut().clear();
            }
            Effect::Paint(ops) => {
                if highlights::supported() {
                    self.highlights.borrow_mut().paint(ops);
                }
            }
            Effect::NativeSelection(range) => selection::set(range),
            Effect::MoveLine { from, down, extend } => {
                if let Some(to) = viewport::line_beside(from, down) {
                    (self.send)(Msg::MoveTo { to, extend });
                }
            }
            Effect::SchemeSheet(css) => dress::use_sheet(&css),
            Effect::ScrollTo(to) => viewport::scroll(to),
            Effect::ShowCard(span) => show_card(&span),
            Effect::FocusOn(spot) => focus_on(spot),
            Effect::Announce(said) => announce::say(&strings::say(lang, &said)),
            Effect::Dress { lang, theme, title } => {
                dress::dress(lang.tag(), lang == Lang::Ar, theme, &title);
            }
            Effect::ScheduleSave(when) => self.schedule_save(when),
            Effect::ChooseFiles => files::choose(files::INPUT),
            Effect::Download { name, mime, bytes } => files::download(&name, mime, &bytes),
            Effect::DownloadRaw => recovery::download(),
            Effect::DismissLater(id) => {
                let send = self.send.clone();
                Timeout::new(NOTICE_MILLIS, move || send(Msg::Dismiss(id))).forget();
            }
            Effect::WriteLocal(key, value) => {
                if let Err(error) = BrowserLocal.set(key, &value) {
                    // Settings are no work: only what is new to the person is said.
                    if !matches!(error, StorageError::Refused(_)) {
                        (self.send)(Msg::SideWriteFailed(error));
                    }
                }
            }
            Effect::Restart => self.start(),
            Effect::KeepOffline => offline::keep(&self.send),
            Effect::Renew => offline::renew(),
            Effect::Tell(message) => self.tabs.tell(&message),
            Effect::ScheduleBackup(millis) => {
                let send = self.send.clone();
                let timer = Timeout::new(millis, move || send(Msg::BackupDue));
                // The one before it is cancelled by being dropped.
                *self.backup.borrow_mut() = Some(timer);
            }
            Effect::Persist
            | Effect::Measure
            | Effect::ChooseBackup(_)
            | Effect::ResumeBackup
            | Effect::WriteBackup(_) => run_beside(effect, self.send.clone()),
            // It can fail only for a document that is gone.
            Effect::Reload => _ = dom_text::window().location().reload(),
            Effect::Guide => {
                let this = self.clone();
                spawn_local(async move {
                    let there = (this.guide)().await;
                    (this.send)(if there {
                        Msg::Loaded
                    } else {
                        Msg::NotLoaded(Box::new(Effect::Guide))
                    });
                });
            }
            Effect::PutAway => worker::dismiss(Crew::Dialogs),
            formats @ (Effect::Formats(_) | Effect::Work(_) | Effect::Keep(_)) => {
                let this = self.clone();
                spawn_local(async move {
                    let Some(part) = (this.formats)().await else {
                        return match formats {
                            // It can be written without.
                            Effect::Keep(out) => {
                                this.run_later(Effect::WriteProject(ExportKind::Backup, out));
                            }
                            _ => (this.send)(Msg::NotLoaded(Box::new(formats))),
                        };
                    };
                    match formats {
                        Effect::Formats(msg) => (this.send)(Msg::Later(part.update, msg)),
                        Effect::Work(work) => this.long(part.work, work, part.pages).await,
                        Effect::Keep(out) => this.long(part.keep, out, part.pages).await,
                        _ => {}
                    }
                });
            }
            Effect::FetchLater => {
                let this = self.clone();
                Timeout::new(IDLE_MILLIS, move || this.fetch_later(true)).forget();
            }
            Effect::Lead(LeadEffect::Fetch(name)) => {
                let send = self.send.clone();
                spawn_local(async move {
                    let text = offline::beside(&name).await;
                    send(Msg::Lead(LeadAsk::Fetched(name, text)));
                });
            }
            later @ (Effect::Later(_)
            | Effect::Lead(_)
            | Effect::Load(..)
            | Effect::Import(_)
            | Effect::WriteArticles { .. }
            | Effect::ChangeLayers(..)
            | Effect::RenameLayers { .. }
            | Effect::JoinLayer(_)
            | Effect::LookAgain { .. }
            | Effect::ListArticles(..)
            | Effect::ListCopies(_)
            | Effect::ReadDropped
            | Effect::ReadCopy(_)
            | Effect::Restore { .. }
            | Effect::Search(_)
            | Effect::WriteProject(..)
            | Effect::ReadProject { .. }
            | Effect::Gather(..)) => self.run_later(later),
            Effect::ScrollList(row) => listing::reveal(row),
            stored => self.run_stored(stored),
        }
    }

    /// Has something done that takes its time.
    async fn long(&self, what: Doing, how: Sealed, pages: LoadPages) {
        let database = self.database.borrow().clone();
        if let Some(database) = database {
            what(how, database, self.send.clone(), pages).await;
        }
    }

    /// The effects that need the database.
    fn run_stored(&self, effect: Effect) {
        let Some(database) = self.database.borrow().clone() else {
            return;
        };
        let send = self.send.clone();
        spawn_local(async move {
            let places = Places {
                local: &BrowserLocal,
                database: &database,
            };
            match effect {
                Effect::Journal { name, json } => {
                    let error = places.journal(name, json).await.err();
                    send(Msg::Journaled(error));
                }
                Effect::WriteLocalLayer {
                    key,
                    json,
                    protected,
                } => {
                    let error = places.write_local(&key, &json, protected).await;
                    send(Msg::WrittenLocal(key, error));
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
                    let stored = places.write_layer(*layer).await;
                    send(Msg::Written { key, wrote, stored });
                }
                Effect::WriteDatabase(writes) => {
                    if let Err(error) = database.write(writes).await {
                        send(Msg::SideWriteFailed(error));
                    }
                }
                _ => {}
            }
        });
    }

    /// The effects whose code is loaded when it is first wanted.
    fn run_later(&self, effect: Effect) {
        // At once if the part is there: what is typed into a field must be in the state before the next letter comes,
        // or drawing the field again takes that back.
        if let (Effect::Later(_), Some(later)) = (&effect, (self.loaded)())
            && let Effect::Later(msg) = effect
        {
            return (self.send)(Msg::Later(later.update, msg));
        }
        let this = self.clone();
        spawn_local(async move {
            let Some(later) = (this.load)().await else {
                (this.send)(Msg::NotLoaded(Box::new(effect)));
                return;
            };
            match effect {
                Effect::Later(msg) => (this.send)(Msg::Later(later.update, msg)),
                effect => {
                    let Some(database) = this.database.borrow().clone() else {
                        return;
                    };
                    (later.run)(effect, database, this.replica.clone(), this.send.clone()).await;
                }
            }
        });
    }

    /// With `once` the page is told that it can ask what lies beside it.
    fn fetch_later(&self, once: bool) {
        let this = self.clone();
        spawn_local(async move {
            // What fails is said when the part is wanted.
            if (this.load)().await.is_some() {
                (this.send)(Msg::Loaded);
                if once {
                    (this.send)(Msg::Lead(LeadAsk::Ready(offline::search())));
                }
            }
        });
    }

    fn schedule_save(&self, when: SaveWhen) {
        let send = self.send.clone();
        let due = move || send(Msg::SaveDue(when));
        match when {
            // The edit is on the screen before the first byte is written.
            SaveWhen::Painted => _ = Timeout::new(0, due).forget(),
            SaveWhen::Paused => {
                let timer = Timeout::new(PAUSE_MILLIS, due);
                // The one before it is cancelled by being dropped.
                *self.pause.borrow_mut() = Some(timer);
            }
        }
    }
}

/// The effects that ask the browser for something beside the database.
fn run_beside(effect: Effect, send: Rc<dyn Fn(Msg)>) {
    spawn_local(async move {
        let chosen = match effect {
            Effect::Persist => return backup::persist().await,
            Effect::Measure => return send(Msg::Measured(backup::measure().await)),
            Effect::WriteBackup(text) => {
                return send(Msg::BackupWritten(
                    backup::write_into(backup::file(), text).await,
                ));
            }
            Effect::ChooseBackup(name) => backup::choose(Some(&name)).await,
            _ => backup::choose(None).await,
        };
        send(match chosen {
            Ok(file) => Msg::BackupChosen(file),
            Err(why) => Msg::BackupWritten(Some(why)),
        });
    });
}

fn show_card(span: &str) {
    if let Some(card) = dom_text::by_id(&format!("card-{span}")) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        card.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

fn focus_on(spot: Spot) {
    let selector = match spot {
        Spot::Article => "#article",
        Spot::Note => "#note",
        Spot::Row => ".listed-main[tabindex='0']",
        Spot::Search => "#search",
    };
    if let Some(element) = dom_text::by_selector(selector) {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(spot == Spot::Article);
        // An element that cannot take the focus leaves it where it is.
        let _ = element.focus_with_options(&options);
    }
}
