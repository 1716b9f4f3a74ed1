//! Hands on the page: real pointer and key events through WebDriver actions. Not here: where in the
//! text to point (`text`).

use super::engine::Engine;
use super::keys::{Mod, combination};
use super::page::Page;
use fantoccini::actions::{
    Actions, InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
    TouchActions,
};
use fantoccini::elements::Element;
use std::path::Path;
use std::time::Duration;

/// A point of the viewport in CSS pixels.
pub type Point = (f64, f64);

const DOWN: PointerAction = PointerAction::Down {
    button: MOUSE_BUTTON_LEFT,
};
const UP: PointerAction = PointerAction::Up {
    button: MOUSE_BUTTON_LEFT,
};
/// Between down and up of a finger: shorter and longer than what a browser takes for a long press.
const TAP: Duration = Duration::from_millis(40);
const LONG_PRESS: Duration = Duration::from_millis(900);

fn to((x, y): Point) -> PointerAction {
    PointerAction::MoveTo {
        duration: Some(Duration::from_millis(10)),
        x,
        y,
    }
}

impl Page {
    /// Clicks the middle of the first element found (which is waited for).
    pub async fn click(&self, css: &str) {
        let element = self.wait_for(css).await;
        self.step(format!("click {css}"));
        self.uncover(&element).await;
        element
            .click()
            .await
            .unwrap_or_else(|e| panic!("cannot click {css}: {e}"));
    }

    /// WebKit's driver scrolls to what lies outside the window, not to what is cut off by what it lies in.
    async fn uncover(&self, element: &Element) {
        if self.engine() != Engine::WebKit {
            return;
        }
        let body = "const [element] = arguments; const r = element.getBoundingClientRect(); \
                    const seen = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2); \
                    if (!element.contains(seen)) element.scrollIntoView({ block: 'center', behavior: 'instant' })";
        let element = serde_json::to_value(element).unwrap();
        self.js(body, vec![element]).await;
    }

    /// Clicks the element among `css` whose accessible name is `name`.
    pub async fn click_named(&self, css: &str, name: &str) {
        let element = self.named(css, name).await;
        self.step(format!("click {css} {name:?}"));
        self.uncover(&element).await;
        element
            .click()
            .await
            .unwrap_or_else(|e| panic!("cannot click {name:?}: {e}"));
    }

    /// Puts text into a field in place of what is there.
    pub async fn fill(&self, css: &str, text: &str) {
        self.click(css).await;
        self.press("Ctrl+a").await;
        match text.is_empty() {
            true => self.press("Delete").await,
            false => self.keys(text).await,
        }
    }

    /// Gives a file to an `<input type="file">`, hidden or not.
    pub async fn choose_file(&self, css: &str, file: &Path) {
        let input = self.wait_for(css).await;
        self.step(format!("choose_file {css} {}", file.display()));
        let path = file.to_str().unwrap();
        input
            .send_keys(path)
            .await
            .unwrap_or_else(|e| panic!("cannot give a file: {e}"));
    }

    /// Types the characters one by one into whatever has the focus.
    pub async fn keys(&self, text: &str) {
        self.step(format!("keys {text:?}"));
        let typed = text
            .chars()
            .fold(KeyActions::new("keys".into()), |keys, value| {
                keys.then(KeyAction::Down { value })
                    .then(KeyAction::Up { value })
            });
        self.perform(typed).await;
    }

    /// A key or a combination: `"2"`, `"Escape"`, `"Ctrl+Shift+z"`, `"Alt+ArrowLeft"`, `"م"`.
    pub async fn press(&self, keys: &str) {
        self.step(format!("press {keys}"));
        let (mods, value) = combination(keys);
        self.hold(&mods).await;
        let stroke = KeyActions::new("keys".into());
        self.perform(
            stroke
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value }),
        )
        .await;
        self.let_go(&mods).await;
    }

    /// Keeps modifiers down until `let_go`.
    pub async fn hold(&self, mods: &[Mod]) {
        if !mods.is_empty() {
            let keys = KeyActions::new("keys".into());
            self.perform(mods.iter().fold(keys, |keys, held| {
                keys.then(KeyAction::Down { value: held.code() })
            }))
            .await;
        }
    }

    pub async fn let_go(&self, mods: &[Mod]) {
        if !mods.is_empty() {
            let keys = KeyActions::new("keys".into());
            self.perform(mods.iter().rev().fold(keys, |keys, held| {
                keys.then(KeyAction::Up { value: held.code() })
            }))
            .await;
        }
    }

    /// The left button goes down at one point, moves, and comes up at another.
    pub async fn drag(&self, from: Point, end: Point, mods: &[Mod]) {
        self.hold(mods).await;
        let between = |part: f64| {
            to((
                from.0 + (end.0 - from.0) * part,
                from.1 + (end.1 - from.1) * part,
            ))
        };
        let mouse = MouseActions::new("mouse".into()).then(to(from)).then(DOWN);
        let mouse = [0.1, 0.35, 0.6, 0.85]
            .into_iter()
            .map(between)
            .fold(mouse, InputSource::then);
        self.perform(mouse.then(to(end)).then(UP)).await;
        self.let_go(mods).await;
    }

    pub async fn move_mouse(&self, point: Point) {
        self.step(format!("move_mouse {point:?}"));
        self.perform(MouseActions::new("mouse".into()).then(to(point)))
            .await;
    }

    pub async fn click_point(&self, point: Point, times: usize, mods: &[Mod]) {
        self.hold(mods).await;
        let mouse = MouseActions::new("mouse".into()).then(to(point));
        self.perform((0..times).fold(mouse, |mouse, _| mouse.then(DOWN).then(UP)))
            .await;
        self.let_go(mods).await;
    }

    /// A finger: short for a tap, long for the press that selects a word.
    pub async fn touch_point(&self, point: Point, long: bool) {
        let finger = TouchActions::new("finger".into())
            .then(to(point))
            .then(DOWN);
        self.perform(finger.pause(if long { LONG_PRESS } else { TAP }).then(UP))
            .await;
    }

    /// A finger that goes down at one point and comes up at another: scrolls, or drags a handle.
    pub async fn swipe(&self, from: Point, end: Point) {
        self.step(format!("swipe {from:?} {end:?}"));
        let middle = ((from.0 + end.0) / 2.0, (from.1 + end.1) / 2.0);
        let finger = TouchActions::new("finger".into()).then(to(from)).then(DOWN);
        self.perform(finger.then(to(middle)).then(to(end)).pause(TAP).then(UP))
            .await;
    }

    /// Taps the middle of an element with a finger.
    pub async fn tap(&self, css: &str) {
        let element = self.wait_for(css).await;
        self.step(format!("tap {css}"));
        let body = "arguments[0].scrollIntoView({ block: 'nearest', behavior: 'instant' }); \
                    const r = arguments[0].getBoundingClientRect(); \
                    return [r.x + r.width / 2, r.y + r.height / 2]";
        let element = serde_json::to_value(&element).unwrap();
        let point = serde_json::from_value(self.js(body, vec![element]).await).unwrap();
        self.touch_point(point, false).await;
    }

    pub async fn perform(&self, actions: impl Into<Actions>) {
        let done = self.client().perform_actions(actions).await;
        done.unwrap_or_else(|e| panic!("the driver could not act: {e}"));
    }
}
