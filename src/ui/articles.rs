//! The list of articles.

use yew::prelude::*;

use super::icons;
use super::store::View;
use crate::app::bidi;
use crate::app::keymap::Command;
use crate::app::msg::Msg;
use crate::app::state::Listed;
use crate::app::strings::Text;
use crate::model::ids::ProjectId;
use crate::model::layer::Status;

pub fn articles_panel(view: &View) -> Html {
    let store = &view.store;
    let words = store.words();
    store.read(|state| {
        let present: Vec<&Listed> = state.present().collect();
        let done = present.iter().filter(|listed| listed.summary.status == Status::Done).count();
        let open = state.open.as_ref().map(|open| &open.article.id);
        let items = present.iter().map(|listed| {
            let article = &listed.article;
            let here = open == Some(&article.id);
            let (status, text) = status_of(listed.summary.status);
            let spans = listed.summary.spans;
            let count = (spans > 0).then(|| {
                html! {
                    <span class="count" title={words.count(Text::ArticleSpans, spans)}>{ words.number(spans) }</span>
                }
            });
            html! {
                <li key={article.id.as_str()} class={classes!("listed", here.then_some("is-open"))}>
                    <button type="button" class="listed-main" aria-current={here.then_some("true")}
                        onclick={store.on(Msg::OpenArticle(article.id.clone()))}>
                        <span class={classes!("status", status)} role="img" aria-label={words.get(text)} title={words.get(text)}></span>
                        <bdi class="listed-title" translate="no">{ bidi::name(&article.title) }</bdi>
                        { for count }
                    </button>
                    <button type="button" class="listed-remove"
                        title={words.text(Text::RemoveArticle, "title", &article.title)}
                        aria-label={words.text(Text::RemoveArticle, "title", &article.title)}
                        onclick={store.on(Msg::RemoveArticle(article.id.clone()))}>{ icons::close() }</button>
                </li>
            }
        });
        let projects = (state.projects.len() > 1).then(|| {
            let choose = store.on_event(|event: Event| {
                let select = event.target_dyn_into::<web_sys::HtmlSelectElement>()?;
                Some(Msg::OpenProject(ProjectId::new(select.value())))
            });
            let options = state.projects.iter().map(|(id, name)| {
                let name = match name.as_str() {
                    "" => format!("{} · {}", words.get(Text::UnnamedProject), bidi::isolated(id.as_str())),
                    name => bidi::name(name),
                };
                html! { <option value={id.to_string()} selected={*id == state.project.id}>{ name }</option> }
            });
            html! {
                <select class="projects" aria-label={words.get(Text::Projects)} onchange={choose}>{ for options }</select>
            }
        });
        let progress = (present.len() > 1).then(|| {
            html! {
                <progress class="progress" max={present.len().to_string()} value={done.to_string()}
                    aria-label={words.get(Text::StatusDone)}></progress>
            }
        });
        html! {
            <aside class="panel articles" aria-label={words.get(Text::Articles)}>
                <div class="panel-head">
                    <h2>{ words.get(Text::Articles) }</h2>
                    <span class="panel-count">{ words.number(present.len()) }</span>
                </div>
                { for projects }
                { for progress }
                <ul class="listing">{ for items }</ul>
                <button type="button" class="add-files" onclick={store.on_command(Command::OpenFiles)}>
                    { icons::open() }{ words.get(Text::OpenFilesLong) }
                </button>
            </aside>
        }
    })
}

fn status_of(status: Status) -> (&'static str, Text) {
    match status {
        Status::Todo => ("todo", Text::StatusTodo),
        Status::InProgress => ("in-progress", Text::StatusInProgress),
        Status::Done => ("done", Text::StatusDone),
        Status::Skipped => ("skipped", Text::StatusSkipped),
        Status::Discuss => ("discuss", Text::StatusDiscuss),
    }
}
