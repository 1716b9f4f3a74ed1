//! The workers that do long work: the page's bridge to `worker.js`, and what a worker itself does, which is the same
//! WebAssembly without a document. What is said goes as bytes; what it means is in `app::exchange::order`.

use std::cell::Cell;

use gloo::events::EventListener;
use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{EventTarget, MessageEvent};

use super::backup::write_into;
use super::clock;
use super::formats::LoadFormats;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = isnadWorkers, js_name = hire)]
    fn js_hire(crew: u32, module: &JsValue) -> Promise;

    #[wasm_bindgen(js_namespace = isnadWorkers, js_name = order)]
    fn js_order(crew: u32, said: Uint8Array) -> u32;

    #[wasm_bindgen(js_namespace = isnadWorkers, js_name = next)]
    fn js_next(crew: u32, number: u32) -> Promise;

    #[wasm_bindgen(js_namespace = isnadWorkers, js_name = stop)]
    fn js_stop(crew: u32, number: u32);

    #[wasm_bindgen(js_namespace = isnadWorkers, js_name = dismiss)]
    fn js_dismiss(crew: u32);

    #[wasm_bindgen(js_name = postMessage)]
    fn say(message: &JsValue);
}

/// One of the workers, as `worker.js` numbers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crew {
    /// Does the work of dialogs.
    Dialogs = 0,
    /// Writes the file that is kept up to date, which each of its orders carries along.
    Keeper = 1,
}

/// Ends a worker, and whatever it does. What it writes in one step is written or not.
pub fn dismiss(crew: Crew) {
    js_dismiss(crew as u32);
}

/// What the part that is loaded later calls of this: what it alone calls of the browser does not survive the cut.
#[derive(Clone, Copy, Debug)]
pub struct Hand {
    /// Whether there is a worker.
    pub hire: fn(Crew) -> Promise,
    /// Gives it an order, and answers its number.
    pub order: fn(Crew, &[u8]) -> u32,
    /// What is heard of it next: bytes, why the worker broke down, or null at the end and where nobody waits any more.
    pub next: fn(Crew, u32) -> Promise,
    /// Calls it off.
    pub stop: fn(Crew, u32),
    /// Ends the worker.
    pub dismiss: fn(Crew),
    /// Bytes that were heard.
    pub bytes: fn(&JsValue) -> Vec<u8>,
}

thread_local! {
    static HAND: Cell<Option<Hand>> = const { Cell::new(None) };
}

/// The page's way to a worker.
pub fn hand() -> Option<Hand> {
    HAND.get()
}

/// Has [`hand`] work.
pub fn install() {
    HAND.set(Some(Hand {
        hire: |crew| js_hire(crew as u32, &wasm_bindgen::module()),
        order: |crew, order| js_order(crew as u32, Uint8Array::from(order)),
        next: |crew, number| js_next(crew as u32, number),
        stop: |crew, number| js_stop(crew as u32, number),
        dismiss,
        bytes,
    }));
}

fn bytes(of: &JsValue) -> Vec<u8> {
    Uint8Array::new(of).to_vec()
}

/// Whether this is the worker.
pub fn is_here() -> bool {
    web_sys::window().is_none()
}

/// What the worker hears: the number of an order with the order, and with the file that it is about, or alone to call it
/// off.
pub type Hear = Box<dyn FnMut(u32, Option<(Vec<u8>, JsValue)>)>;

/// Does what it is asked for, from now on.
pub fn serve(load: LoadFormats) {
    std::panic::set_hook(Box::new(|info| say(&info.to_string().into())));
    clock::install_in_worker();
    spawn_local(async move {
        let Some(part) = load().await else {
            return say(&"not loaded".into());
        };
        let mut hear = (part.serve)(answer, part.pages, write_into);
        let global: EventTarget = js_sys::global().unchecked_into();
        EventListener::new(&global, "message", move |event| {
            let asked = event.unchecked_ref::<MessageEvent>().data();
            match asked.as_f64() {
                Some(number) => hear(number as u32, None),
                None => {
                    let asked: Array = asked.unchecked_into();
                    let number = asked.get(0).as_f64().unwrap_or_default();
                    hear(number as u32, Some((bytes(&asked.get(1)), asked.get(2))));
                }
            }
        })
        .forget();
        say(&JsValue::NULL);
    });
}

/// Says something of an order; nothing at its end.
fn answer(number: u32, said: Option<&[u8]>) {
    let said = said.map_or(JsValue::NULL, |said| Uint8Array::from(said).into());
    say(&Array::of2(&number.into(), &said));
}
