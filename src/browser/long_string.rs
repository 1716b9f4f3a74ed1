//! Long strings out of the browser.

use js_sys::JsString;
use wasm_bindgen::prelude::*;

/// Units from which on it matters.
const LONG: u32 = 50_000;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = TextEncoder)]
    type Encoder;

    #[wasm_bindgen(constructor, js_class = "TextEncoder")]
    fn new() -> Encoder;

    #[wasm_bindgen(method)]
    fn encode(this: &Encoder, text: &JsString) -> js_sys::Uint8Array;
}

/// A string as one of ours, in no more memory than it needs. What is made for every binding asks for three bytes a
/// unit at first, and WebAssembly never gives memory back.
pub fn own(text: &JsString) -> String {
    if text.length() < LONG {
        return text.into();
    }
    let bytes = Encoder::new().encode(text).to_vec();
    // The browser encodes whatever it is given as UTF-8.
    String::from_utf8(bytes).unwrap_or_default()
}
