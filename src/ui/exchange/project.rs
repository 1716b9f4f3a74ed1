//! Work on whole projects: how far it is, and how to call it off.

use yew::prelude::*;

use super::progress;
use crate::app::bidi;
use crate::app::exchange::project::{Doing, Projects};
use crate::app::msg::Msg;
use crate::app::strings::Text;
use crate::ui::store::{Store, Words};

pub fn body(projects: Option<&Projects>, store: &Store, words: Words) -> Html {
    let doing = projects.and_then(|projects| projects.doing.as_ref());
    let (said, name) = match doing {
        None => (Text::ProjectReading, None),
        Some(Doing::Reading { name, .. }) => (Text::ProjectReading, Some(name)),
        Some(Doing::Storing(preview)) => (Text::StoringFiles, Some(&preview.name)),
        Some(Doing::Writing) => (Text::ProjectWriting, None),
        Some(Doing::Counting) => (Text::ProjectCounting, None),
    };
    let name = name.map(|name| html! { <p><bdi translate="no">{ bidi::name(name) }</bdi></p> });
    let done = projects.map_or(0, |projects| projects.progress);
    html! {
        <div class="project-under-way">
            { for name }
            { progress(done, words.get(said)) }
            <p class="ways">
                <button type="button" class="quiet-button" id="project-cancel" onclick={store.on(Msg::Dialog(None))}>
                    { words.get(Text::CancelFiles) }
                </button>
            </p>
        </div>
    }
}
