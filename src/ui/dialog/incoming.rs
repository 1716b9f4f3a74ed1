//! What project files would bring, before anything comes in: articles, and by annotator how their layers stand to those
//! that are here.

use yew::prelude::*;

use crate::app::bidi;
use crate::app::msg::Msg;
use crate::app::storage::compare::Preview;
use crate::app::strings::Text;
use crate::app::update::LeadAsk;
use crate::ui::store::{Store, Words};

pub fn body(store: &Store, words: Words) -> Html {
    store.read(|state| {
        let previews = state.lead.waiting.iter();
        let files = previews.map(|preview| file(preview, words));
        let removed: usize = state.lead.waiting.iter().map(|preview| preview.brings.removed_articles).sum();
        let ticked = store.on_event(|event: Event| {
            let field = event.target_dyn_into::<web_sys::HtmlInputElement>()?;
            Some(Msg::Lead(LeadAsk::BringBack(field.checked())))
        });
        let bring_back = (removed > 0).then(|| {
            html! {
                <label class="bring-back">
                    <input type="checkbox" checked={state.lead.bring_back} onchange={ticked} />
                    <span>{ words.count(Text::BringBack, removed) }</span>
                </label>
            }
        });
        let send = |ask: fn() -> LeadAsk| store.on_event(move |_: MouseEvent| Some(Msg::Lead(ask())));
        html! {
            <div class="incoming">
                <p class="quiet">{ words.get(Text::IncomingWhy) }</p>
                { for files }
                { for bring_back }
                <div class="ways">
                    <button type="button" class="primary take-in" onclick={send(|| LeadAsk::TakeIn)}>
                        { words.get(Text::TakeIn) }
                    </button>
                    <button type="button" class="quiet-button" onclick={send(|| LeadAsk::PutAway)}>
                        { words.get(Text::PutAway) }
                    </button>
                </div>
            </div>
        }
    })
}

fn file(preview: &Preview, words: Words) -> Html {
    let project = &preview.project;
    let line = |show: bool, text: String| show.then(|| html! { <p>{ text }</p> });
    let rows = preview.brings.layers.iter().map(|(annotator, counts)| {
        let cells = [counts.new, counts.changed, counts.equal, counts.both];
        let cells = cells.into_iter().map(|n| html! { <td>{ words.number(n) }</td> });
        html! { <tr><th scope="row"><bdi>{ bidi::name(annotator.as_str()) }</bdi></th>{ for cells }</tr> }
    });
    let heads = [
        Text::IncomingWho,
        Text::LayersNew,
        Text::LayersChanged,
        Text::LayersEqual,
        Text::LayersBoth,
    ];
    let heads = heads
        .into_iter()
        .map(|text| html! { <th scope="col">{ words.get(text) }</th> });
    let table = (!preview.brings.layers.is_empty()).then(|| {
        html! {
            <>
                <table class="figures">
                    <caption>{ words.get(Text::IncomingLayers) }</caption>
                    <thead><tr>{ for heads }</tr></thead>
                    <tbody>{ for rows }</tbody>
                </table>
                { for line(preview.brings.sum().both > 0, words.get(Text::LayersBothWhy).to_owned()) }
            </>
        }
    });
    let rejected = preview.rejected.len();
    let newer = preview.brings.newer;
    let name = match project.name.as_str() {
        "" => words.get(Text::UnnamedProject),
        name => name,
    };
    html! {
        <section class="file good">
            <h3><bdi>{ bidi::name(&preview.name) }</bdi></h3>
            { for line(!project.name.is_empty(), bidi::name(&project.name)) }
            { for line(preview.handed_out, words.get(Text::IncomingHandOut).to_owned()) }
            { for line(preview.brings.new_project, words.get(Text::IncomingNewProject).to_owned()) }
            { for line(newer.name, words.text(Text::IncomingName, "name", name)) }
            { for line(newer.scheme, words.get(Text::IncomingScheme).to_owned()) }
            { for line(newer.guidelines, words.get(Text::IncomingGuidelines).to_owned()) }
            <p>{ words.count(Text::IncomingArticles, preview.brings.new_articles) }</p>
            { for line(preview.brings.changed_articles > 0, words.count(Text::IncomingFacts, preview.brings.changed_articles)) }
            { for table }
            { for line(rejected > 0, words.count(Text::ImportRejected, rejected)) }
        </section>
    }
}
