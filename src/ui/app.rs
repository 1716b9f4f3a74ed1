//! The root: holds the state, turns messages into effects, and draws the page around the article.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use yew::prelude::*;

use super::article::article_pane;
use super::dialog::dialogs;
use super::label_bar::label_bar;
use super::later;
use super::notices::notices;
use super::panel::annotations_panel;
use super::part::{Draw, Part};
use super::status::status_line;
use super::store::{Store, View};
use super::toolbar::toolbar;
use crate::app::effect::{Effect, is_edit_in_text};
use crate::app::keymap::{self, Command};
use crate::app::msg::Msg;
use crate::app::state::{Phase, SheetKind, State};
use crate::app::strings::Text;
use crate::app::update::update;
use crate::browser::run_effects::Runner;
use crate::browser::{
    announce, clock, dom_text, files, intake, keyboard_place, keys, offline, page_events, rows,
    viewport,
};
use crate::model::ids::Replica;

/// The page.
pub struct App {
    state: Rc<RefCell<State>>,
    store: Store,
    runner: Runner,
    /// Effects that wait until the page is drawn.
    waiting: Vec<Effect>,
    listeners: Vec<EventListener>,
    watch: Option<page_events::Watch>,
}

impl Component for App {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let replica = Replica::new(clock::random_name(8));
        let state = State::new(replica.clone(), page_events::browser_lang());
        let state = Rc::new(RefCell::new(state));
        let send = ctx.link().callback(|msg: Msg| msg);
        let emit: Rc<dyn Fn(Msg)> = {
            let send = send.clone();
            Rc::new(move |msg| send.emit(msg))
        };
        let runner = Runner::new(
            emit.clone(),
            replica,
            later::load,
            later::loaded,
            later::load_guide,
            later::load_formats,
        );
        runner.start();
        let mut listeners = page_events::leaving(&emit);
        listeners.extend(intake::listen(&emit));
        listeners.push(listen_to_keys(&state, &emit));
        Self {
            store: Store::new(state.clone(), send),
            state,
            runner,
            waiting: Vec::new(),
            listeners,
            watch: None,
        }
    }

    fn update(&mut self, _: &Context<Self>, msg: Msg) -> bool {
        let mut state = self.state.borrow_mut();
        let before = (state.versions, state.phase.clone());
        let effects = update(&mut state, msg, &clock::now());
        let changed = before != (state.versions, state.phase.clone());
        if before.0.article != state.versions.article
            && let Some(watch) = &self.watch
        {
            watch.forget();
        }
        let lang = state.lang();
        drop(state);
        if changed {
            keyboard_place::note();
        }
        if !changed && self.waiting.is_empty() {
            self.runner.run(effects, lang);
            return false;
        }
        // What an edit changes in the text is measured before the lists have the page laid out anew.
        let edit = self.waiting.is_empty() && is_edit_in_text(&effects);
        // Small things are kept at once: a page that is being left is not drawn any more. A message for the later part
        // goes on at once too, or what is typed next would overtake it. All else keeps its turn.
        let now = |effect: &Effect| match effect {
            Effect::WriteLocal(..) | Effect::Later(_) => true,
            effect => edit && effect.is_in_text(),
        };
        let (now, rest) = effects.into_iter().partition(now);
        self.runner.run(now, lang);
        self.waiting.extend(rest);
        changed
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first {
            let send = ctx.link().callback(|msg: Msg| msg);
            let emit: Rc<dyn Fn(Msg)> = Rc::new(move |msg| send.emit(msg));
            self.watch = page_events::watch(&emit, &self.runner);
            ctx.link().send_message(Msg::Placed(offline::place()));
        }
        let lang = self.state.borrow().lang();
        rows::make_room();
        let effects = std::mem::take(&mut self.waiting);
        self.runner.run(effects, lang);
        keyboard_place::keep();
        if let Some(watch) = &self.watch {
            watch.look_soon();
        }
    }

    fn view(&self, _: &Context<Self>) -> Html {
        let state = self.state.borrow();
        let versions = state.versions;
        let words = super::store::Words(state.lang());
        let class = classes!(
            "app",
            (!state.prefs.articles_shown).then_some("no-articles"),
            (!state.prefs.annotations_shown).then_some("no-annotations"),
            (state.sheet == Some(SheetKind::Articles)).then_some("sheet-articles"),
            (state.sheet == Some(SheetKind::Annotations)).then_some("sheet-annotations"),
            (state.no_highlights).then_some("no-highlights"),
            (state.phase == Phase::Starting).then_some("is-starting"),
        );
        // Storage may take its time, and a person should not look at empty paper.
        let starting = (state.phase == Phase::Starting).then(|| {
            html! { <p id="loading" role="status">{ words.get(Text::StorageOpening) }</p> }
        });
        let skip = state.open.is_some().then(|| {
            html! { <a class="skip" href="#article">{ words.get(Text::SkipToArticle) }</a> }
        });
        drop(state);
        let part = |draw: Draw, version| {
            let store = self.store.clone();
            html! { <Part {draw} view={View { store, version }} /> }
        };
        let chosen = self.store.on_event(|event: Event| {
            let input = event.target_dyn_into::<web_sys::HtmlInputElement>()?;
            intake::take(input.files()?);
            None
        });
        html! {
            <div {class}>
                { for starting }
                { for skip }
                { part(toolbar, versions.chrome) }
                { part(later::articles, versions.articles + versions.article) }
                <main id={viewport::READER} class="reader">
                    <div class="page">
                        { part(article_pane, versions.article) }
                        <div id={crate::browser::overlay::LAYER} class="overlay" aria-hidden="true"></div>
                        <div id="caret" class="caret" aria-hidden="true" hidden=true></div>
                        { part(label_bar, versions.chrome) }
                    </div>
                    <input id={files::INPUT} class="unseen" type="file" multiple=true tabindex="-1"
                        accept=".txt,.jsonl,text/plain" aria-label={words.get(Text::OpenFilesLong)}
                        onchange={chosen} />
                </main>
                { part(annotations_panel, versions.spans + versions.rows + versions.article + versions.chrome) }
                { part(status_line, versions.chrome + versions.spans) }
                { part(notices, versions.chrome) }
                { part(dialogs, versions.chrome) }
                <p class="drop-here" aria-hidden="true">{ words.get(Text::DropHere) }</p>
                <div id={announce::REGION} class="unseen" aria-live="polite" role="status"></div>
            </div>
        }
    }

    fn destroy(&mut self, _: &Context<Self>) {
        self.listeners.clear();
        self.watch = None;
    }
}

/// The one listener for keys. Whether a key is the page's is decided by the keymap.
fn listen_to_keys(state: &Rc<RefCell<State>>, emit: &Rc<dyn Fn(Msg)>) -> EventListener {
    let (state, emit) = (state.clone(), emit.clone());
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(&dom_text::document(), "keydown", options, move |event| {
        let Some(event) = event.dyn_ref::<web_sys::KeyboardEvent>() else {
            return;
        };
        let Some(press) = keys::press_of(event) else {
            return;
        };
        let single = state.borrow().prefs.single_keys;
        if let Some(command) = keymap::resolve(&press, single) {
            // A held key does not give labels over and over.
            let repeats = event.repeat() && matches!(command, Command::Label(_));
            event.prevent_default();
            if !repeats {
                emit(Msg::Do(command));
            }
        }
    })
}
