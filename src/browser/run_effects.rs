//! Runs effects: each goes to its adapter, answers come back as messages.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;

use super::database::{self, BrowserDatabase, Opened};
use super::highlights::{self, Highlights};
use super::local::BrowserLocal;
use super::overlay::Overlay;
use super::tabs::Tabs;
use super::{
    announce, backup, clock, database_watch, dom_text, dress, files, recovery, selection, viewport,
};
use crate::app::effect::{Effect, SaveWhen, Spot};
use crate::app::msg::{ImportReport, Msg, Wrote};
use crate::app::ports::{Database, Local, StorageError, Store};
use crate::app::prefs::Lang;
use crate::app::state::Adrift;
use crate::app::storage::Places;
use crate::app::storage::start::{Fresh, STAND_IN};
use crate::app::strings;
use crate::model::ids::{ProjectId, Replica};

/// How long after the last edit a layer is written whole.
const PAUSE_MILLIS: u32 = 1_500;
/// How long after the last edit the file that is kept up to date is written.
const BACKUP_MILLIS: u32 = 4_000;
/// How long a passing notice stays.
const NOTICE_MILLIS: u32 = 7_000;

/// Holds what effects need between messages.
#[derive(Clone)]
pub struct Runner {
    send: Rc<dyn Fn(Msg)>,
    replica: Replica,
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
    /// A runner that answers through `send`.
    pub fn new(send: Rc<dyn Fn(Msg)>, replica: Replica) -> Self {
        Self {
            tabs: Rc::new(Tabs::open(&send)),
            send,
            replica,
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
        spawn_local(async move {
            let there = this.database.borrow().clone();
            let Opened {
                database,
                refused,
                newer,
            } = match there {
                Some(database) => Opened {
                    database,
                    refused: None,
                    newer: false,
                },
                None => this.open_database().await,
            };
            let fresh = Fresh {
                project: ProjectId::new(format!("p-{}", clock::random_name(16))),
                stand_in: format!("{STAND_IN}{}", clock::random_name(6)),
            };
            let places = Places {
                local: &BrowserLocal,
                database: &database,
            };
            let mut booted = places.start(fresh, refused).await;
            booted.no_highlights = !highlights::supported();
            booted.newer = newer;
            (this.send)(Msg::Booted(Box::new(booted)));
            let file = backup::known().await;
            let can = backup::can();
            (this.send)(Msg::BackupKnown { can, file });
        });
    }

    async fn open_database(&self) -> Opened {
        let opened = database::open().await;
        *self.database.borrow_mut() = Some(opened.database.clone());
        if opened.refused.is_none() {
            let (database, send) = (opened.database.clone(), self.send.clone());
            database_watch::watch(database::NAME, move || {
                database.close();
                send(Msg::Outdated);
            });
        }
        opened
    }

    /// Runs effects in their order.
    pub fn run(&self, effects: Vec<Effect>, lang: Lang) {
        for effect in effects {
            self.run_one(effect, lang);
        }
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
            Effect::PaintTransient(transient) => {
                if highlights::supported() {
                    self.highlights.borrow_mut().paint_transient(&transient);
                }
                self.overlay.borrow_mut().bar(transient.selection);
            }
            Effect::Overlay(marks) => self.overlay.borrow_mut().show(marks),
            Effect::Caret(at) => self.overlay.borrow_mut().caret(at),
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
            Effect::ChooseFiles => files::choose(),
            Effect::Download { name, mime, text } => files::download(&name, mime, &text),
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
            Effect::Tell(message) => self.tabs.tell(&message),
            Effect::ScheduleBackup => {
                let send = self.send.clone();
                let timer = Timeout::new(BACKUP_MILLIS, move || send(Msg::BackupDue));
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
            stored => self.run_stored(stored),
        }
    }

    /// The effects that need the database.
    fn run_stored(&self, effect: Effect) {
        let Some(database) = self.database.borrow().clone() else {
            return;
        };
        let (send, replica) = (self.send.clone(), self.replica.clone());
        spawn_local(async move {
            let places = Places {
                local: &BrowserLocal,
                database: &database,
            };
            match effect {
                Effect::Load(article, key) => {
                    let id = article.id.clone();
                    send(match places.load(article, &key).await {
                        Ok(loaded) => Msg::Opened(Box::new(loaded)),
                        Err(error) => Msg::OpenFailed(id, error),
                    });
                }
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
                Effect::WriteLayer { layer, loose } => {
                    let key = layer.key.clone();
                    let wrote = Some(Wrote {
                        summary: layer.summary.clone(),
                        records: layer.records.clone(),
                        loose,
                    });
                    let stored = places.write_layer(*layer).await;
                    send(Msg::Written { key, wrote, stored });
                }
                Effect::JoinLayer(adrift) => {
                    let Adrift {
                        article,
                        text,
                        layer,
                    } = *adrift;
                    let stored = places.join_layer(&layer, &article, &text, &replica).await;
                    send(Msg::Written {
                        key: layer.key().clone(),
                        wrote: None,
                        stored,
                    });
                }
                Effect::LookAgain {
                    article,
                    key,
                    base,
                    records,
                } => {
                    let id = article.id.clone();
                    let base = base.as_deref();
                    match places.look_again(article, &key, base, &records).await {
                        Ok(None) => {}
                        Ok(Some(loaded)) => send(Msg::Opened(Box::new(loaded))),
                        Err(error) => send(Msg::OpenFailed(id, error)),
                    }
                }
                Effect::ListArticles(project, annotator) => {
                    match places.list(&project, &annotator).await {
                        Ok(list) => send(Msg::Listed(project, list)),
                        Err(error) => send(Msg::SideWriteFailed(error)),
                    }
                }
                Effect::ListCopies(key) => {
                    let list = places.snapshots(&key).await;
                    send(Msg::CopiesListed(key, list));
                }
                Effect::ReadCopy(name) => {
                    let json = database.get(Store::Snapshots, &name).await;
                    send(Msg::CopyRead(name, json));
                }
                Effect::Restore {
                    project,
                    articles,
                    open: (open, text),
                } => {
                    if let Err(error) = places.restore(&project, &articles, (&open, &text)).await {
                        send(Msg::SideWriteFailed(error));
                    }
                }
                Effect::WriteDatabase(writes) => {
                    if let Err(error) = database.write(writes).await {
                        send(Msg::SideWriteFailed(error));
                    }
                }
                Effect::Import {
                    incoming,
                    who,
                    mut outcomes,
                } => {
                    let project = incoming.project.id.clone();
                    let came = match places.import(incoming, &who).await {
                        Ok(came) => came,
                        Err(error) => {
                            for (_, outcome) in &mut outcomes {
                                outcome.fail(&error);
                            }
                            Default::default()
                        }
                    };
                    let report = ImportReport { files: outcomes };
                    send(Msg::Imported {
                        report,
                        project,
                        came,
                    });
                }
                Effect::ChangeLayers(articles, changes) => {
                    let now = clock::now().iso;
                    let done = places
                        .change_layers(&articles, &changes, &replica, &now)
                        .await;
                    if let Err(error) = done {
                        send(Msg::SideWriteFailed(error));
                    }
                }
                Effect::RenameLayers {
                    articles,
                    project,
                    from,
                    to,
                } => {
                    let done = places
                        .rename_layers(&articles, &project, &from, &to, &replica)
                        .await;
                    send(match done {
                        // It may have brought something to the open one.
                        Ok(()) => Msg::Shown,
                        Err(error) => Msg::SideWriteFailed(error),
                    });
                }
                Effect::Gather(kind, articles, project) => {
                    let (items, missing) = places.gather(articles, &project).await;
                    send(Msg::Gathered {
                        kind,
                        items,
                        missing,
                    });
                }
                _ => {}
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
                return send(Msg::BackupWritten(backup::write(&text).await.err()));
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
    let id = match spot {
        Spot::Article => "article",
        Spot::Note => "note",
    };
    if let Some(element) = dom_text::by_id(id) {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(spot == Spot::Article);
        // An element that cannot take the focus leaves it where it is.
        let _ = element.focus_with_options(&options);
    }
}
