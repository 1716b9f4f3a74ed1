//! Mouse, pen and touch on the article and on the handles of the focused span.

use std::cell::Cell;
use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, MouseEvent, PointerEvent};

use super::dom_text::{by_id, document, place_at};
use super::{overlay, selection};
use crate::app::msg::{By, Msg};
use crate::model::edge::Edge;
use crate::model::ids::SpanId;

/// A pointer that moves less is taken for still, in CSS pixels.
const STILL: f64 = 6.0;

#[derive(Clone, Default)]
struct Down {
    at: Rc<Cell<Option<(f64, f64)>>>,
    touch: Rc<Cell<bool>>,
    alt: Rc<Cell<bool>>,
}

/// Listens on the article's container for as long as the answer lives.
pub fn listen(container: &HtmlElement, send: &Rc<dyn Fn(Msg)>) -> Vec<EventListener> {
    let down = Down::default();
    let mut all = press(container, &down, send);
    all.push(follow_selection(&down, send));
    all.extend(handles(send));
    all
}

fn press(container: &HtmlElement, down: &Down, send: &Rc<dyn Fn(Msg)>) -> Vec<EventListener> {
    let begin = {
        let down = down.clone();
        on::<PointerEvent>(container, "pointerdown", move |event: &PointerEvent| {
            if event.button() == 0 && event.is_primary() {
                down.at.set(Some(place(event)));
                down.touch.set(event.pointer_type() == "touch");
                down.alt.set(event.alt_key());
            }
        })
    };
    let tapped = {
        let (down, send) = (down.clone(), send.clone());
        on::<PointerEvent>(container, "pointerup", move |event| {
            let Some(from) = down.at.get().filter(|_| down.touch.get()) else {
                return;
            };
            down.at.set(None);
            // A selection by a long press is the browser's: `selectionchange` brings it.
            if moved(from, place(event)) < STILL * 2.0
                && selection::news().is_none()
                && let Some(at) = place_at(from.0, from.1)
            {
                send(Msg::Tap(at));
            }
        })
    };
    let cancelled = {
        let down = down.clone();
        on::<PointerEvent>(container, "pointercancel", move |_| down.at.set(None))
    };
    // A drag may end anywhere.
    let ended = {
        let (down, send) = (down.clone(), send.clone());
        EventListener::new(&document(), "mouseup", move |event| {
            let Some(event) = event.dyn_ref::<MouseEvent>() else {
                return;
            };
            let Some(from) = down.at.take().filter(|_| !down.touch.get()) else {
                return;
            };
            let alt = event.alt_key() || down.alt.get();
            let to = (f64::from(event.client_x()), f64::from(event.client_y()));
            let marks = moved(from, to) >= STILL || event.detail() > 1 || event.shift_key();
            match selection::current().filter(|_| marks) {
                Some((anchor, head)) => send(Msg::Select {
                    anchor,
                    head,
                    by: By::Pointer,
                    alt,
                }),
                None => {
                    if let Some(at) = place_at(to.0, to.1) {
                        send(Msg::Click(at));
                    }
                }
            }
        })
    };
    let no_drag = listener(container, "dragstart", |event| event.prevent_default());
    vec![begin, tapped, cancelled, ended, no_drag]
}

fn follow_selection(down: &Down, send: &Rc<dyn Fn(Msg)>) -> EventListener {
    let (down, send) = (down.clone(), send.clone());
    EventListener::new(&document(), "selectionchange", move |_| {
        if selection::in_field() {
            return;
        }
        let Some((anchor, head)) = selection::news() else {
            return;
        };
        let dragging = down.at.get().is_some() && !down.touch.get();
        let by = if dragging { By::Drag } else { By::Browser };
        send(Msg::Select {
            anchor,
            head,
            by,
            alt: dragging && down.alt.get(),
        });
    })
}

/// Dragging the handles of the focused span.
fn handles(send: &Rc<dyn Fn(Msg)>) -> Vec<EventListener> {
    let Some(layer) = by_id(overlay::LAYER) else {
        return Vec::new();
    };
    let held: Rc<Cell<Option<(SpanId, Edge)>>> = Rc::default();
    let begin = {
        let (held, layer_) = (held.clone(), layer.clone());
        on::<PointerEvent>(&layer, "pointerdown", move |event| {
            let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
            let Some(target) = target.filter(|target| target.class_list().contains("handle"))
            else {
                return;
            };
            let start = target.get_attribute("data-edge").as_deref() == Some("start");
            let edge = if start { Edge::Start } else { Edge::End };
            held.set(
                target
                    .get_attribute("data-span")
                    .map(|id| (SpanId::new(id), edge)),
            );
            event.prevent_default();
            event.stop_propagation();
            // Without it the drag ends at the layer's border, no worse.
            let _ = layer_.set_pointer_capture(event.pointer_id());
        })
    };
    let drag = |name: &'static str, done: bool| {
        let (held, send) = (held.clone(), send.clone());
        on::<PointerEvent>(&layer, name, move |event| {
            let Some((span, edge)) = held.take() else {
                return;
            };
            if !done {
                held.set(Some((span.clone(), edge)));
            }
            let (x, y) = place(event);
            match place_at(x, y) {
                Some(to) => {
                    send(Msg::DragEdge {
                        span,
                        edge,
                        to,
                        alt: event.alt_key(),
                        done,
                    });
                }
                None if done => send(Msg::DragCancelled),
                None => {}
            }
        })
    };
    let (moved, up) = (drag("pointermove", false), drag("pointerup", true));
    let cancelled = {
        let send = send.clone();
        let held = held.clone();
        on::<PointerEvent>(&layer, "pointercancel", move |_| {
            if held.take().is_some() {
                send(Msg::DragCancelled);
            }
        })
    };
    vec![begin, moved, up, cancelled]
}

fn place(event: &PointerEvent) -> (f64, f64) {
    (f64::from(event.client_x()), f64::from(event.client_y()))
}

fn moved(from: (f64, f64), to: (f64, f64)) -> f64 {
    (from.0 - to.0).hypot(from.1 - to.1)
}

fn listener(
    target: &HtmlElement,
    name: &'static str,
    handle: impl Fn(&Event) + 'static,
) -> EventListener {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(target, name, options, handle)
}

fn on<E: JsCast>(
    target: &HtmlElement,
    name: &'static str,
    handle: impl Fn(&E) + 'static,
) -> EventListener {
    listener(target, name, move |event| {
        if let Some(event) = event.dyn_ref::<E>() {
            handle(event);
        }
    })
}
