//! Mouse, pen and touch on the article and on the handles of the focused span.

use std::cell::Cell;
use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use gloo::timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, MouseEvent, PointerEvent};

use super::dom_text::{by_id, document, place_at};
use super::{overlay, selection};
use crate::app::dom_map::DomPoint;
use crate::app::msg::{By, Msg};
use crate::model::edge::Edge;
use crate::model::ids::SpanId;

/// A pointer that moves less is taken for still, in CSS pixels.
const STILL: f64 = 6.0;

/// What is held down. The two ends of a drag are found here, by the points themselves: Chromium moves the
/// start of its own selection when the press is at the very middle of a letter or beside a Latin word.
#[derive(Clone, Default)]
struct Down {
    at: Rc<Cell<Option<(f64, f64)>>>,
    anchor: Rc<Cell<Option<DomPoint>>>,
    head: Rc<Cell<Option<DomPoint>>>,
    dragging: Rc<Cell<bool>>,
    /// The browser is still making its own selection of what has just ended.
    settling: Rc<Cell<bool>>,
    touch: Rc<Cell<bool>>,
}

impl Down {
    /// Puts the selection of the page over the browser's own when that is done.
    fn settle(&self) {
        self.settling.set(true);
        let settling = self.settling.clone();
        Timeout::new(0, move || {
            selection::assert();
            settling.set(false);
        })
        .forget();
    }

    /// The ends of the drag to a point; outside the text the last place counts.
    fn ends(&self, to: (f64, f64)) -> Option<(DomPoint, DomPoint)> {
        if let Some(place) = place_at(to.0, to.1) {
            self.head.set(Some(place));
        }
        self.anchor.get().zip(self.head.get())
    }
}

/// Listens on the article's container for as long as the answer lives.
pub fn listen(container: &HtmlElement, send: &Rc<dyn Fn(Msg)>) -> Vec<EventListener> {
    let down = Down::default();
    let mut all = press(container, &down, send);
    all.extend(drag(&down, send));
    all.push(follow_selection(&down, send));
    all.extend(handles(send));
    all
}

fn press(container: &HtmlElement, down: &Down, send: &Rc<dyn Fn(Msg)>) -> Vec<EventListener> {
    let begin = {
        let down = down.clone();
        on(container, "pointerdown", move |event: &PointerEvent| {
            if event.button() == 0 && event.is_primary() {
                let at = place(event);
                down.at.set(Some(at));
                down.anchor.set(place_at(at.0, at.1));
                down.head.set(None);
                down.dragging.set(false);
                down.touch.set(event.pointer_type() == "touch");
            }
        })
    };
    let tapped = {
        let (down, send) = (down.clone(), send.clone());
        on(container, "pointerup", move |event: &PointerEvent| {
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
        on(container, "pointercancel", move |_: &PointerEvent| {
            down.at.set(None)
        })
    };
    let no_drag = listener(container, "dragstart", Event::prevent_default);
    vec![begin, tapped, cancelled, no_drag]
}

/// A drag may go, and end, anywhere.
fn drag(down: &Down, send: &Rc<dyn Fn(Msg)>) -> Vec<EventListener> {
    let goes = {
        let (down, send) = (down.clone(), send.clone());
        EventListener::new(&document(), "mousemove", move |event| {
            let Some(event) = event.dyn_ref::<MouseEvent>() else {
                return;
            };
            let Some(from) = down.at.get().filter(|_| !down.touch.get()) else {
                return;
            };
            let to = place(event);
            if down.dragging.get() || moved(from, to) >= STILL {
                down.dragging.set(true);
                if let Some((anchor, head)) = down.ends(to) {
                    send(Msg::Select {
                        anchor,
                        head,
                        by: By::Drag,
                        alt: event.alt_key(),
                    });
                }
            }
        })
    };
    let ends = {
        let (down, send) = (down.clone(), send.clone());
        EventListener::new(&document(), "mouseup", move |event| {
            let Some(event) = event.dyn_ref::<MouseEvent>() else {
                return;
            };
            if down.at.take().is_none() || down.touch.get() {
                return;
            }
            let (to, alt) = (place(event), event.alt_key());
            let dragged = down.ends(to).filter(|_| down.dragging.get());
            // Paragraphs by three clicks are the browser's. Words are found here: on the far half of a
            // word's last letter Chromium takes the space behind it.
            let clicked = selection::current().filter(|_| event.detail() > 2);
            down.settle();
            if let Some((anchor, head)) = dragged.or(clicked) {
                send(Msg::Select {
                    anchor,
                    head,
                    by: By::Pointer,
                    alt,
                });
            } else if let Some(at) = place_at(to.0, to.1) {
                send(if event.detail() == 2 {
                    Msg::Word(at)
                } else if event.shift_key() {
                    Msg::MoveTo {
                        to: at,
                        extend: true,
                    }
                } else {
                    Msg::Click(at)
                });
            }
        })
    };
    vec![goes, ends]
}

/// Selections that are made without a pointer of ours: by touch, by a screen reader, by a script.
fn follow_selection(down: &Down, send: &Rc<dyn Fn(Msg)>) -> EventListener {
    let (down, send) = (down.clone(), send.clone());
    EventListener::new(&document(), "selectionchange", move |_| {
        let mouse = down.at.get().is_some() && !down.touch.get();
        if mouse || down.settling.get() || selection::in_field() {
            return;
        }
        if let Some((anchor, head)) = selection::news() {
            send(Msg::Select {
                anchor,
                head,
                by: By::Browser,
                alt: false,
            });
        }
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
            // Or the handle would hide the letters that it is to be drawn over.
            hold(&layer_, true);
            event.prevent_default();
            event.stop_propagation();
            // Without it the drag ends at the layer's border, no worse.
            let _ = layer_.set_pointer_capture(event.pointer_id());
        })
    };
    let drag = |name: &'static str, done: bool| {
        let (held, send, layer_) = (held.clone(), send.clone(), layer.clone());
        on::<PointerEvent>(&layer, name, move |event| {
            let Some((span, edge)) = held.take() else {
                return;
            };
            if !done {
                held.set(Some((span.clone(), edge)));
            }
            let (x, y) = place(event);
            let found = place_at(x, y);
            hold(&layer_, !done);
            match found {
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
        let (held, layer_) = (held.clone(), layer.clone());
        on::<PointerEvent>(&layer, "pointercancel", move |_| {
            if held.take().is_some() {
                hold(&layer_, false);
                send(Msg::DragCancelled);
            }
        })
    };
    vec![begin, moved, up, cancelled]
}

/// While a handle is held the pointer sees through all of them.
fn hold(layer: &HtmlElement, on: bool) {
    // A class name without spaces is always taken.
    let _ = layer.class_list().toggle_with_force("is-held", on);
}

fn place(event: &MouseEvent) -> (f64, f64) {
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
