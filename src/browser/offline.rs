//! The bridge to offline.js, and how the page was opened.

use std::rc::Rc;

use wasm_bindgen::prelude::*;

use super::dom_text::window;
use crate::app::msg::Msg;
use crate::app::offline::{News, Place};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_namespace = isnadOffline, js_name = build)]
    static BUILD: String;

    #[wasm_bindgen(js_namespace = isnadOffline, js_name = keep)]
    fn begin(tell: &JsValue);

    /// Reloads the page into its newest build.
    #[wasm_bindgen(js_namespace = isnadOffline)]
    pub fn renew();
}

/// How the page was opened.
pub fn place() -> Place {
    let (window, location) = (window(), window().location());
    let local = location.protocol().is_ok_and(|scheme| scheme == "file:");
    let path = location.pathname().unwrap_or_default();
    let path = js_sys::decode_uri_component(&path).map_or(path, String::from);
    let workers = js_sys::Reflect::has(&window.navigator(), &"serviceWorker".into());
    Place {
        file: local.then_some(path),
        secure: window.is_secure_context(),
        workers: workers.unwrap_or(false),
        build: BUILD.with(|build| !build.is_empty()),
    }
}

/// Has the page kept, and tells what comes of it for as long as the page lives.
pub fn keep(send: &Rc<dyn Fn(Msg)>) {
    let send = send.clone();
    let tell = Closure::<dyn Fn(String, String)>::new(move |what: String, why: String| {
        let news = match what.as_str() {
            "kept" => News::Kept,
            "new" => News::NewBuild,
            _ => News::Failed(why),
        };
        send(Msg::Offline(news));
    });
    begin(&tell.into_js_value());
}
