//! The bridge to backup.js, and to what the browser says of its storage.

use std::pin::Pin;

use js_sys::{Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::dom_text::window;
use crate::app::backup::Measured;

#[wasm_bindgen]
extern "C" {
    /// Whether the browser can keep a file up to date.
    #[wasm_bindgen(js_namespace = isnadBackup)]
    pub fn can() -> bool;

    #[wasm_bindgen(js_namespace = isnadBackup, js_name = known)]
    fn js_known() -> Promise;

    #[wasm_bindgen(js_namespace = isnadBackup, js_name = choose)]
    fn js_choose(name: &str) -> Promise;

    #[wasm_bindgen(js_namespace = isnadBackup, js_name = resume)]
    fn js_resume() -> Promise;

    /// The chosen file.
    #[wasm_bindgen(js_namespace = isnadBackup)]
    pub fn file() -> JsValue;
}

/// The name of the file of an earlier visit.
pub async fn known() -> Option<String> {
    JsFuture::from(js_known()).await.ok()?.as_string()
}

/// Asks for a file and gives its name; for none, if the name is missing, leave to write the earlier one.
///
/// # Errors
/// What the browser says.
pub async fn choose(name: Option<&str>) -> Result<Option<String>, String> {
    let asked = name.map_or_else(js_resume, js_choose);
    let chosen = JsFuture::from(asked).await;
    chosen.map(|name| name.as_string()).map_err(said)
}

/// Writes a file anew; says why if it cannot.
pub type WriteInto = fn(JsValue, String) -> Pin<Box<dyn Future<Output = Option<String>>>>;

/// How much is written at once, in bytes.
const PIECE: usize = 4_000_000;

/// Writes a file anew, and says why if it cannot. The browser writes beside the file and puts the whole in its place: the
/// old one stays until then.
pub fn write_into(file: JsValue, text: String) -> Pin<Box<dyn Future<Output = Option<String>>>> {
    Box::pin(async move { write(&file, text.as_bytes()).await.err().map(said) })
}

async fn write(file: &JsValue, text: &[u8]) -> Result<(), JsValue> {
    let stream = call(file, "createWritable", &JsValue::UNDEFINED).await?;
    for piece in text.chunks(PIECE) {
        if let Err(error) = call(&stream, "write", &Uint8Array::from(piece)).await {
            // What was written beside the file goes away.
            let _ = call(&stream, "abort", &JsValue::UNDEFINED).await;
            return Err(error);
        }
    }
    call(&stream, "close", &JsValue::UNDEFINED).await.map(drop)
}

/// Calls a method that promises something.
async fn call(of: &JsValue, method: &str, with: &JsValue) -> Result<JsValue, JsValue> {
    let method: Function = Reflect::get(of, &method.into())?.dyn_into()?;
    let promise: Promise = method.call1(of, with)?.dyn_into()?;
    JsFuture::from(promise).await
}

fn said(error: JsValue) -> String {
    let message = Reflect::get(&error, &"message".into());
    let message = message.ok().and_then(|message| message.as_string());
    message.or_else(|| error.as_string()).unwrap_or_default()
}

/// The browser's storage manager, which plain http lacks.
fn manager() -> Option<JsValue> {
    let manager = Reflect::get(&window().navigator(), &"storage".into()).ok()?;
    manager.is_object().then_some(manager)
}

async fn ask(manager: &JsValue, method: &str) -> Option<JsValue> {
    call(manager, method, &JsValue::UNDEFINED).await.ok()
}

/// Asks the browser not to clear this page's storage. It may ask the person, who may never answer.
pub async fn persist() {
    if let Some(manager) = manager() {
        ask(&manager, "persist").await;
    }
}

/// What the browser says of its storage.
pub async fn measure() -> Measured {
    let Some(manager) = manager() else {
        return Measured::default();
    };
    let estimate = ask(&manager, "estimate").await.unwrap_or_default();
    let bytes = |name: &str| {
        let number = Reflect::get(&estimate, &name.into()).ok()?.as_f64()?;
        (number >= 0.0).then_some(number as u64)
    };
    Measured {
        usage: bytes("usage"),
        quota: bytes("quota"),
        persisted: ask(&manager, "persisted")
            .await
            .and_then(|yes| yes.as_bool()),
    }
}
