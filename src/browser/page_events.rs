//! What happens to the page as a whole: it scrolls, changes its size, is hidden or left.

use std::cell::Cell;
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use wasm_bindgen::prelude::*;
use web_sys::ResizeObserver;

use super::dom_text::{article, by_id, document, window};
use super::run_effects::Runner;
use super::{pointer, rows, viewport};
use crate::app::msg::Msg;
use crate::app::prefs::Lang;

/// How long after the last movement the place is remembered.
const REST_MILLIS: u32 = 200;

/// The browser's language.
pub fn browser_lang() -> Lang {
    let tags: Vec<String> = window()
        .navigator()
        .languages()
        .iter()
        .filter_map(|tag| tag.as_string())
        .collect();
    Lang::of_browser(tags.iter().map(String::as_str))
}

/// Whether the screen is a phone's.
pub fn is_narrow() -> bool {
    let query = window().match_media("(max-width: 760px)").ok().flatten();
    query.is_some_and(|query| query.matches())
}

/// Tells when the page is hidden, seen again, printed or closed.
pub fn leaving(send: &Rc<dyn Fn(Msg)>) -> Vec<EventListener> {
    let (hidden, left) = (send.clone(), send.clone());
    let print = |event, begins| {
        let send = send.clone();
        EventListener::new(&window(), event, move |_| send(Msg::Printing(begins)))
    };
    vec![
        print("beforeprint", true),
        print("afterprint", false),
        EventListener::new(&document(), "visibilitychange", move |_| {
            let seen = !document().hidden();
            hidden(if seen { Msg::Shown } else { Msg::Leaving });
        }),
        EventListener::new(&window(), "pagehide", move |_| left(Msg::Leaving)),
    ]
}

/// Watches scroll, size and pointers for as long as it lives.
#[derive(Debug)]
pub struct Watch {
    _listeners: Vec<EventListener>,
    observer: ResizeObserver,
    _on_resize: Closure<dyn FnMut()>,
    look: Look,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

impl Watch {
    /// Looks at the screen after the next layout.
    pub fn look_soon(&self) {
        self.look.soon();
    }

    /// Another article is there, of which nothing was told yet, however much it looks like the one before.
    pub fn forget(&self) {
        self.look.seen.set(None);
        self.look.told.set(None);
    }
}

#[derive(Clone)]
struct Look {
    send: Rc<dyn Fn(Msg)>,
    seen: Rc<Cell<Option<viewport::Seen>>>,
    told: Rc<Cell<Option<viewport::Seen>>>,
    asked: Rc<Cell<bool>>,
    rest: Rc<Cell<Option<Timeout>>>,
}

impl std::fmt::Debug for Look {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Look").finish_non_exhaustive()
    }
}

impl Look {
    /// Once a frame at most.
    fn soon(&self) {
        if self.asked.replace(true) {
            return;
        }
        let this = self.clone();
        let frame = Closure::once_into_js(move || {
            this.asked.set(false);
            this.now();
        });
        // A page without frames is hidden: it looks when it is shown.
        let _ = window().request_animation_frame(frame.unchecked_ref());
    }

    fn now(&self) {
        let Some(seen) = viewport::look() else { return };
        let before = self.seen.replace(Some(seen));
        if before == Some(seen) {
            return;
        }
        if before.map(|before| before.near) != Some(seen.near) {
            self.tell(seen);
        }
        let this = self.clone();
        // The one before it is cancelled by being dropped.
        self.rest
            .set(Some(Timeout::new(REST_MILLIS, move || this.tell(seen))));
    }

    /// A place scrolled to just now is remembered as well when the page is left.
    fn leave(&self) {
        if let Some(seen) = viewport::look().filter(|seen| self.told.get() != Some(*seen)) {
            self.tell(seen);
        }
    }

    fn tell(&self, seen: viewport::Seen) {
        self.told.set(Some(seen));
        (self.send)(Msg::Viewport {
            near: seen.near,
            top: seen.top,
            offset: seen.offset,
        });
    }
}

/// Begins to watch. The elements of the page must be there.
pub fn watch(send: &Rc<dyn Fn(Msg)>, runner: &Runner) -> Option<Watch> {
    let reader = by_id(viewport::READER)?;
    let look = Look {
        send: send.clone(),
        seen: Rc::default(),
        told: Rc::default(),
        asked: Rc::default(),
        rest: Rc::default(),
    };
    let scrolled = {
        let (look, overlay) = (look.clone(), runner.overlay.clone());
        EventListener::new(&reader, "scroll", move |_| {
            overlay.borrow_mut().follow();
            look.soon();
        })
    };
    let left = {
        let look = look.clone();
        EventListener::new(&window(), "pagehide", move |_| look.leave())
    };
    let mut listeners = vec![scrolled, left, rows::listen(send)];
    let page = reader.query_selector(".page").ok().flatten()?;
    if let Some(page) = page.dyn_ref::<web_sys::HtmlElement>() {
        listeners.extend(pointer::listen(page, send));
    }
    let resized = {
        let (look, overlay) = (look.clone(), runner.overlay.clone());
        Closure::<dyn FnMut()>::new(move || {
            overlay.borrow_mut().place();
            look.soon();
        })
    };
    let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).ok()?;
    observer.observe(&page);
    if let Some(article) = article() {
        observer.observe(&article);
    }
    Some(Watch {
        _listeners: listeners,
        observer,
        _on_resize: resized,
        look,
    })
}
