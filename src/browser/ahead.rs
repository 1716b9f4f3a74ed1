//! What `ahead.js` has read of the database before the page's code was there; `app::storage::ahead` says what that is.

use js_sys::{Array, JsString, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::database::VERSION;
use super::dom_text::window;
use super::long_string;
use crate::app::ports::Read;

/// Keys and values under the names of what they answer.
#[derive(Clone, Debug)]
pub struct Ahead(JsValue);

impl Ahead {
    /// Waits until it has been read; for a moment only, if the database is slow. Nothing where there was nothing to read,
    /// and where another version of the page made the database.
    pub async fn read() -> Option<Self> {
        let promise = Reflect::get(&window(), &"isnadAhead".into()).ok()?;
        let read = JsFuture::from(promise.dyn_into::<Promise>().ok()?)
            .await
            .ok()?;
        let version = Reflect::get(&read, &"version".into()).ok()?.as_f64();
        (version == Some(f64::from(VERSION))).then_some(Self(read))
    }

    /// The answer to a question; each serves once, for it grows old.
    pub fn take(&self, read: &Read) -> Option<Vec<(String, String)>> {
        let (first, last) = read.range();
        let name = JsValue::from([read.store().name(), first, &last].join("\n"));
        let answer = Reflect::get(&self.0, &name)
            .ok()?
            .dyn_into::<Array>()
            .ok()?;
        Reflect::set(&self.0, &name, &JsValue::NULL).ok()?;
        let (keys, values): (Array, Array) = (answer.get(0).into(), answer.get(1).into());
        let text = |value: JsValue| Some(long_string::own(value.dyn_ref::<JsString>()?));
        let found = keys.iter().zip(values.iter());
        found
            .map(|(key, value)| Some((text(key)?, text(value)?)))
            .collect()
    }
}
