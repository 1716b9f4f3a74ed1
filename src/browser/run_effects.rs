//! Runs effects: each goes to its adapter, answers come back as messages.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;

use super::database::{self, BrowserDatabase};
use super::highlights::{self, Highlights};
use super::local::BrowserLocal;
use super::overlay::Overlay;
use super::{announce, clock, dom_text, dress, files, offline, recovery, selection, viewport};
use crate::app::effect::{Effect, SaveWhen, Spot};
use crate::app::msg::{ImportReport, Msg};
use crate::app::ports::{Database, Local, StorageError};
use crate::app::prefs::Lang;
use crate::app::storage::Places;
use crate::app::storage::start::{Fresh, STAND_IN};
use crate::app::strings;
use crate::model::ids::{ProjectId, Replica};

/// How long after the last edit a large layer is written.
const PAUSE_MILLIS: u32 = 1_500;
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
            send,
            replica,
            database: Rc::default(),
            highlights: Rc::default(),
            overlay: Rc::default(),
            pause: Rc::default(),
        }
    }

    /// Opens the database and reads what the page begins with.
    pub fn start(&self) {
        let this = self.clone();
        spawn_local(async move {
            let there = this.database.borrow().clone();
            let (database, refused) = match there {
                Some(database) => (database, None),
                None => database::open().await,
            };
            *this.database.borrow_mut() = Some(database.clone());
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
            (this.send)(Msg::Booted(Box::new(booted)));
        });
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
            Effect::KeepOffline => offline::keep(&self.send),
            Effect::Renew => offline::renew(),
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
                Effect::WriteLayer {
                    key,
                    json,
                    summary,
                    protected,
                } => {
                    let problem = places.write_layer(&key, json, summary, protected).await;
                    let problem = database.lacks(problem);
                    send(Msg::Written { key, problem });
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
                    if let Err(error) = done {
                        send(Msg::SideWriteFailed(error));
                    }
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
        match when {
            // Two frames: the edit is on the screen before the first byte is written.
            SaveWhen::Painted => {
                Timeout::new(0, move || send(Msg::SaveDue)).forget();
            }
            SaveWhen::Paused => {
                let timer = Timeout::new(PAUSE_MILLIS, move || send(Msg::SaveDue));
                // The one before it is cancelled by being dropped.
                *self.pause.borrow_mut() = Some(timer);
            }
        }
    }
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
