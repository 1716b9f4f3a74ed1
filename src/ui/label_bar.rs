//! The three labels at the selection; on a narrow screen a bar within reach of the thumb.

use yew::prelude::*;

use super::store::View;
use crate::app::bidi;
use crate::app::msg::Msg;
use crate::app::strings::Text;
use crate::browser::overlay;

pub fn label_bar(view: &View) -> Html {
    let store = &view.store;
    let words = store.words();
    store.read(|state| {
        let Some(open) = &state.open else {
            return Html::default();
        };
        let selected = open.selected().is_some() && open.dragged.is_none() && !open.selecting;
        let class = classes!("label-bar", selected.then_some("is-up"));
        let usable = selected || open.focus.is_some();
        let buttons = state.project.scheme.offered().map(|label| {
            let name = words.pick(&label.names).to_owned();
            let title = words.text(Text::LabelSelection, "label", &name);
            let key = label
                .key
                .map(|key| html! { <kbd aria-hidden="true">{ key }</kbd> });
            html! {
                <button key={label.id.as_str()} type="button" class="label-button" {title}
                    data-label={label.id.to_string()} disabled={!usable}
                    onclick={store.on(Msg::Label(label.id.clone()))}>
                    <span class="sign-of" aria-hidden="true">{ words.pick(&label.signs) }</span>
                    <bdi class="name">{ bidi::name(&name) }</bdi>
                    { for key }
                </button>
            }
        });
        let hint = match (state.tapped.is_some(), usable) {
            (true, _) => words.get(Text::TapSecond),
            (false, false) => words.get(Text::SelectHint),
            _ => "",
        };
        // The selection must outlive the press of a button.
        let hold = Callback::from(|event: MouseEvent| event.prevent_default());
        html! {
            <div id={overlay::BAR} {class} role="toolbar" aria-label={words.get(Text::LabelBar)}
                onmousedown={hold}>
                <p class="bar-hint">{ hint }</p>
                <div class="bar-buttons">{ for buttons }</div>
            </div>
        }
    })
}
