//! The list of articles: search, filters, the rows near the screen. Loaded later.

use yew::prelude::*;

use super::icons;
use super::store::{Store, View, Words};
use crate::app::bidi;
use crate::app::keymap::Command;
use crate::app::list::{self, ArticleList, Sort};
use crate::app::msg::{ExportKind, Msg};
use crate::app::scheme_page::SchemeAsk;
use crate::app::state::{Dialog, Listed, State};
use crate::app::strings::{Arg, Text};
use crate::app::update::{LeadAsk, ListAsk, ListStep, ProjectAsk};
use crate::browser::listing;
use crate::model::ids::{Annotator, ArticleId, LabelId, ProjectId};
use crate::model::layer::Status;

/// The statuses in the order of the work, with their sign and name.
pub const STATUSES: [(Status, &str, Text); 5] = [
    (Status::Todo, "todo", Text::StatusTodo),
    (Status::InProgress, "in-progress", Text::StatusInProgress),
    (Status::Done, "done", Text::StatusDone),
    (Status::Skipped, "skipped", Text::StatusSkipped),
    (Status::Discuss, "discuss", Text::StatusDiscuss),
];

const SORTS: [(Sort, Text); 5] = [
    (Sort::Position, Text::SortPosition),
    (Sort::Title, Text::SortTitle),
    (Sort::Spans, Text::SortSpans),
    (Sort::Time, Text::SortTime),
    (Sort::Length, Text::SortLength),
];

/// How many rows a press of Page Down goes.
const PAGE: isize = 10;

pub fn articles_panel(view: &View) -> Html {
    let store = &view.store;
    let words = store.words();
    store.read(|state| {
        let rows = list::rows(state);
        let progress = list::progress(state);
        let coming = state.until_listed.is_some();
        let many = coming || state.present().nth(1).is_some();
        let count = if coming {
            String::new()
        } else if rows.len() < progress.articles {
            let args = [("i", Arg::Number(rows.len() as u64)), ("n", Arg::Number(progress.articles as u64))];
            words.with(Text::ArticlePlace, &args)
        } else {
            words.number(progress.articles)
        };
        let tools = many.then(|| tools(state, store, words));
        let done = (many && !coming).then(|| {
            let args = [("i", Arg::Number(progress.ended as u64)), ("n", Arg::Number(progress.articles as u64))];
            let said = words.with(Text::ProgressDone, &args);
            html! {
                <div class="done-so-far">
                    <progress class="progress" max={progress.articles.to_string()} value={progress.ended.to_string()}
                        aria-label={said.clone()}></progress>
                    <span>{ said }</span>
                    { by_label(state, &progress, words) }
                </div>
            }
        });
        let none = if coming {
            words.get(Text::ListComing)
        } else if rows.is_empty() && many {
            words.get(Text::NoneFound)
        } else {
            ""
        };
        html! {
            <aside class="panel articles" aria-label={words.get(Text::Articles)}>
                <div class="panel-head">
                    <h2>{ words.get(Text::Articles) }</h2>
                    <span class="panel-count">{ count }</span>
                </div>
                { offer(state, store, words) }
                { for projects(state, store, words) }
                { for tools }
                { for done }
                <p class="quiet none-found" role="status">{ none }</p>
                { listing(state, &rows, store, words) }
                { lead(store, words, many) }
                <button type="button" class="add-files" onclick={store.on_command(Command::OpenFiles)}>
                    { icons::open() }{ words.get(Text::OpenFilesLong) }
                </button>
                <button type="button" class="quiet-button open-asking" onclick={store.on(Msg::Dialog(Some(Dialog::Files)))}>
                    { words.get(Text::OpenAsking) }
                </button>
            </aside>
        }
    })
}

/// How many spans of each label there are, and in how many articles.
fn by_label(state: &State, progress: &list::Progress, words: Words) -> Html {
    let labels = state.project.scheme.labels.iter().zip(&progress.labels);
    let labels = labels.filter(|(label, (_, spans))| !label.retired || *spans > 0);
    let items = labels.map(|(label, (articles, spans))| {
        let args = [
            ("label", Arg::Text(words.pick(&label.names).to_owned())),
            ("n", Arg::Number(*spans as u64)),
            ("articles", Arg::Number(*articles as u64)),
        ];
        let said = words.with(Text::LabelProgress, &args);
        html! {
            <li data-tone={label.id.to_string()} title={said.clone()}>
                <span class="sign-of" aria-hidden="true">{ words.pick(&label.signs) }</span>
                <span aria-hidden="true">{ words.number(*spans) }</span>
                <span class="unseen">{ said }</span>
            </li>
        }
    });
    html! { <ul class="label-progress" aria-label={words.get(Text::LabelsSoFar)}>{ for items }</ul> }
}

/// What lies beside the page.
fn offer(state: &State, store: &Store, words: Words) -> Html {
    let look = store.on_event(|_: MouseEvent| Some(Msg::Lead(LeadAsk::LookAtOffer)));
    let offered = state.lead.offered.as_ref();
    let said = offered.map(|offer| words.text(Text::OfferHere, "name", offer.name()));
    html! {
        <div class="handed-out" hidden={said.is_none()}>
            <p>{ said.unwrap_or_default() }</p>
            <button type="button" class="primary" onclick={look}>{ words.get(Text::OfferLook) }</button>
        </div>
    }
}

/// What concerns the project as a whole.
fn lead(store: &Store, words: Words, many: bool) -> Html {
    let show = store.on_event(|_: MouseEvent| Some(Msg::Lead(LeadAsk::Scheme(SchemeAsk::Show))));
    let project =
        store.on_event(|_: MouseEvent| Some(Msg::Lead(LeadAsk::Project(ProjectAsk::Show))));
    let share = store.on_event(|event: SubmitEvent| {
        event.prevent_default();
        let form = event.target_dyn_into::<web_sys::HtmlFormElement>()?;
        let field = form.query_selector("input").ok().flatten()?;
        let field = wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlInputElement>(field).ok()?;
        Some(Msg::Lead(LeadAsk::Share(field.value())))
    });
    html! {
        <div class="lead-tools">
            <button type="button" class="quiet-button edit-project" onclick={project}>
                { icons::book() }{ words.get(Text::ProjectTitle) }
            </button>
            <button type="button" class="quiet-button edit-scheme" onclick={show}>
                { icons::tags() }{ words.get(Text::SchemeTitle) }
            </button>
            <button type="button" class="quiet-button show-figures" onclick={store.on(Msg::Export(ExportKind::Figures))}>
                { words.get(Text::FiguresTitle) }
            </button>
            <details class="share" hidden={!many}>
                <summary>{ words.get(Text::ShareOut) }</summary>
                <form onsubmit={share}>
                    <p class="quiet">{ words.get(Text::ShareWhy) }</p>
                    <input type="text" dir="auto" autocomplete="off" placeholder={words.get(Text::ShareNames)}
                        aria-label={words.get(Text::ShareNames)} />
                    <button type="submit" class="quiet-button">{ words.get(Text::ShareOut) }</button>
                </form>
            </details>
        </div>
    }
}

fn projects(state: &State, store: &Store, words: Words) -> Option<Html> {
    if state.projects.len() < 2 {
        return None;
    }
    let choose = choice(store, |value| Some(Msg::OpenProject(ProjectId::new(value))));
    let options = state.projects.iter().map(|(id, name)| {
        let name = match name.as_str() {
            "" => format!("{} · {}", words.get(Text::UnnamedProject), bidi::isolated(id.as_str())),
            name => bidi::name(name),
        };
        html! { <option value={id.to_string()} selected={*id == state.project.id}>{ name }</option> }
    });
    Some(html! {
        <select class="projects" aria-label={words.get(Text::Projects)} onchange={choose}>{ for options }</select>
    })
}

/// Makes a message of what a select is set to.
pub fn choice(store: &Store, make: impl Fn(String) -> Option<Msg> + 'static) -> Callback<Event> {
    store.on_event(move |event: Event| {
        let select = event.target_dyn_into::<web_sys::HtmlSelectElement>()?;
        make(select.value())
    })
}

fn tools(state: &State, store: &Store, words: Words) -> Html {
    let ArticleList {
        query,
        status,
        label,
        problems,
        sort,
        ..
    } = &state.list;
    let typed = store.on_event(|event: InputEvent| {
        let field = event.target_dyn_into::<web_sys::HtmlInputElement>()?;
        Some(Msg::List(ListAsk::Query(field.value())))
    });
    // Reading the texts takes a moment, which the first letter should not wait for.
    let seek = store.on_event(|_: FocusEvent| Some(Msg::List(ListAsk::Seek)));
    let statuses = STATUSES.iter().map(|(each, name, text)| {
        html! { <option value={*name} selected={*status == Some(*each)}>{ words.get(*text) }</option> }
    });
    let labels = state.project.scheme.labels.iter().map(|each| {
        let id = each.id.to_string();
        html! { <option value={id} selected={*label == Some(each.id.clone())}>{ bidi::name(words.pick(&each.names)) }</option> }
    });
    let sorts = SORTS.iter().enumerate().map(|(number, (each, text))| {
        html! { <option value={number.to_string()} selected={sort == each}>{ words.get(*text) }</option> }
    });
    let by_status = choice(store, |value| {
        let found = STATUSES.iter().find(|(_, name, _)| *name == value);
        Some(Msg::List(ListAsk::Status(
            found.map(|(status, ..)| *status),
        )))
    });
    let by_label = choice(store, |value| {
        let label = (!value.is_empty()).then(|| LabelId::new(value));
        Some(Msg::List(ListAsk::Label(label)))
    });
    let order = choice(store, |value| {
        let number: usize = value.parse().ok()?;
        Some(Msg::List(ListAsk::Sort(SORTS.get(number)?.0)))
    });
    let filtered = list::is_filtered(state);
    let mine = state.prefs.only_mine;
    html! {
        <search class="list-tools">
            <input id="search" type="search" dir="auto" value={query.clone()} placeholder={words.get(Text::Find)}
                aria-label={words.get(Text::Find)} autocomplete="off"
                onfocus={seek} oninput={typed} />
            <select class="by-status" aria-label={words.get(Text::FilterStatus)} onchange={by_status}>
                <option value="" selected={status.is_none()}>{ words.get(Text::AnyStatus) }</option>{ for statuses }
            </select>
            <select class="by-label" aria-label={words.get(Text::FilterLabel)} onchange={by_label}>
                <option value="" selected={label.is_none()}>{ words.get(Text::AnyLabel) }</option>{ for labels }
            </select>
            <select class="by-order" aria-label={words.get(Text::SortBy)} onchange={order}>{ for sorts }</select>
            <button type="button" class="chip by-problems" aria-pressed={problems.to_string()}
                onclick={store.on(Msg::List(ListAsk::Problems(!problems)))}>{ words.get(Text::OnlyProblems) }</button>
            <button type="button" class="chip by-mine" hidden={!list::is_given_out(state)} aria-pressed={mine.to_string()}
                onclick={store.on(Msg::List(ListAsk::Mine(!mine)))}>{ words.get(Text::OnlyMine) }</button>
            // Always there: a node that comes or goes would have the field made anew, under the hands of who types.
            <button type="button" class="quiet-button show-all" hidden={!filtered}
                onclick={store.on(Msg::List(ListAsk::Clear))}>{ words.get(Text::ShowAll) }</button>
        </search>
    }
}

fn listing(state: &State, rows: &[&Listed], store: &Store, words: Words) -> Html {
    let total = rows.len();
    let open = state.open.as_ref().map(|open| &open.article.id);
    let me = state.annotator();
    let at = state.list.at.as_ref().or(open);
    let drawn = state.list.view.drawn(total);
    // One row can be reached by Tab; the arrows go on from it.
    let reachable =
        at.filter(|id| list::row_of(rows.get(drawn.clone()).unwrap_or_default(), id).is_some());
    let first = rows.get(drawn.start).map(|listed| &listed.article.id);
    let reachable = reachable.or(first);
    let shown = rows
        .get(drawn.clone())
        .unwrap_or_default()
        .iter()
        .enumerate();
    let items = shown.map(|(number, listed)| {
        let here = open == Some(&listed.article.id);
        let tab = reachable == Some(&listed.article.id);
        let whose = state.lead.whose.get(&listed.article.id).map(Vec::as_slice);
        let whose = whose.unwrap_or_default();
        row(
            listed,
            (whose, &me),
            (drawn.start + number, total),
            here,
            tab,
            store,
            words,
        )
    });
    let scrolled = store.on_event(move |event: Event| {
        let listing = event.target_dyn_into::<web_sys::Element>()?;
        Some(Msg::List(ListAsk::Scrolled(listing::window_of(
            &listing, total,
        ))))
    });
    let keys = store.on_event(|event: KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowDown" => ListStep::By(1),
            "ArrowUp" => ListStep::By(-1),
            "PageDown" => ListStep::By(PAGE),
            "PageUp" => ListStep::By(-PAGE),
            "Home" => ListStep::First,
            "End" => ListStep::Last,
            _ => return None,
        };
        event.prevent_default();
        Some(Msg::List(ListAsk::Step(step)))
    });
    html! {
        <div id={listing::LISTING} class="listing" data-rows={total.to_string()} onscroll={scrolled} onkeydown={keys}>
            { gap(drawn.start) }
            <ul class="rows">{ for items }</ul>
            { gap(total - drawn.end) }
        </div>
    }
}

/// The height of so many rows that are not there. A picture, for a style would need leave from the page's policy.
fn gap(rows: usize) -> Html {
    // Its em is the height of a row: panel.css.
    let height = format!("{rows}em");
    html! { <svg class="gap" width="1" {height} aria-hidden="true"></svg> }
}

fn row(
    listed: &Listed,
    (whose, me): (&[Annotator], &Annotator),
    (number, total): (usize, usize),
    here: bool,
    tab: bool,
    store: &Store,
    words: Words,
) -> Html {
    let article = &listed.article;
    let (_, status, text) = STATUSES
        .iter()
        .find(|(status, ..)| *status == listed.summary.status)
        .unwrap_or(&STATUSES[0]);
    let spans = listed.summary.spans;
    let count = (spans > 0).then(|| {
        html! {
            <span class="count" title={words.count(Text::ArticleSpans, spans)}>{ words.number(spans) }</span>
        }
    });
    let problems = (listed.summary.problems > 0).then(|| {
        let said = words.count(Text::ArticleProblems, listed.summary.problems);
        html! { <span class="has-problems" role="img" title={said.clone()} aria-label={said}>{ "!" }</span> }
    });
    // One's own work is what the count beside it says.
    let others = whose.iter().any(|name| name != me);
    let whose = others.then(|| {
        let names: Vec<String> = whose.iter().map(|name| bidi::isolated(name.as_str())).collect();
        let said = words.text(Text::WhoseWork, "names", &names.join(words.0.comma()));
        html! {
            <span class="whose" role="img" title={said.clone()} aria-label={said}>{ words.number(whose.len()) }</span>
        }
    });
    let tabindex = if tab { "0" } else { "-1" };
    let remove = words.text(Text::RemoveArticle, "title", &article.title);
    html! {
        <li key={article.id.as_str()} class={classes!("listed", here.then_some("is-open"))}
            aria-setsize={total.to_string()} aria-posinset={(number + 1).to_string()}>
            <button type="button" class="listed-main" {tabindex} aria-current={here.then_some("true")}
                onclick={open(store, &article.id)}>
                <span class={classes!("status", *status)} role="img" aria-label={words.get(*text)} title={words.get(*text)}></span>
                <bdi class="listed-title" translate="no" title={article.title.clone()}>{ bidi::name(&article.title) }</bdi>
                { for whose }
                { for problems }
                { for count }
            </button>
            <button type="button" class="listed-remove" {tabindex} title={remove.clone()} aria-label={remove}
                onclick={store.on(Msg::RemoveArticle(article.id.clone()))}>{ icons::close() }</button>
        </li>
    }
}

fn open(store: &Store, id: &ArticleId) -> Callback<MouseEvent> {
    store.on(Msg::OpenArticle(id.clone()))
}
