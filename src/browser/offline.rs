//! The bridge to offline.js.

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::app::msg::Msg;
use crate::app::offline::{News, Place};

#[wasm_bindgen]
extern "C" {
    /// The path of a page that is a file on the disk, else nothing.
    #[wasm_bindgen(js_namespace = isnadOffline)]
    fn file() -> String;

    /// Sum of 1 if the page is secure, 2 if there are service workers, 4 if the build has one.
    #[wasm_bindgen(js_namespace = isnadOffline)]
    fn means() -> u32;

    #[wasm_bindgen(js_namespace = isnadOffline, js_name = keep)]
    fn begin(tell: &JsValue);

    /// The search part of the address.
    #[wasm_bindgen(js_namespace = isnadOffline)]
    pub fn search() -> String;

    #[wasm_bindgen(js_namespace = isnadOffline, js_name = beside)]
    fn js_beside(name: &str) -> Promise;

    /// Reloads the page into its newest build.
    #[wasm_bindgen(js_namespace = isnadOffline)]
    pub fn renew();
}

/// How the page was opened.
pub fn place() -> Place {
    let means = means();
    Place {
        file: Some(file()).filter(|path| !path.is_empty()),
        secure: means & 1 > 0,
        workers: means & 2 > 0,
        build: means & 4 > 0,
    }
}

/// The text of a file that lies beside the page; empty where there is none, and for a page that asks for nothing.
///
/// # Errors
/// What the browser, or the server, says.
pub async fn beside(name: &str) -> Result<String, String> {
    let text = JsFuture::from(js_beside(name)).await;
    let text = text.map(|text| text.as_string().unwrap_or_default());
    text.map_err(|why| why.as_string().unwrap_or_default())
}

/// Has the page kept, and tells what comes of it for as long as the page lives.
pub fn keep(send: &Rc<dyn Fn(Msg)>) {
    let send = send.clone();
    let tell = Closure::<dyn FnMut(u32)>::new(move |what: u32| {
        let news = match what {
            0 => News::Kept,
            1 => News::NewBuild,
            _ => News::Failed,
        };
        send(Msg::Offline(news));
    });
    begin(&tell.into_js_value());
}
