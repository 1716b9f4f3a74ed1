//! Where the keyboard is: it does not fall to nowhere when what held it goes away or cannot hold it.
//! Not here: where a command sends it (`run_effects`).

use std::cell::RefCell;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::dom_text::{article, document, window};

/// What held the keyboard, and its neighbours if it stood in a list.
struct Held {
    element: Element,
    beside: [Option<Element>; 2],
}

thread_local! {
    static HELD: RefCell<Option<Held>> = const { RefCell::new(None) };
}

fn active() -> Option<Element> {
    let active = document().active_element();
    active.filter(|element| element.tag_name() != "BODY")
}

/// Notes who has the keyboard, before the page is drawn again.
pub fn note() {
    HELD.set(active().map(|element| {
        let item = element.closest("li").ok().flatten();
        let beside = item.map_or([None, None], |item| {
            [item.next_element_sibling(), item.previous_element_sibling()]
        });
        Held { element, beside }
    }));
}

/// After the page was drawn: hands the keyboard on if nobody has it any more. In a list the neighbour gets
/// it, elsewhere the article.
pub fn keep() {
    let Some(held) = HELD.take() else { return };
    let now = active();
    // The article can always hold it, and nearly always does: asking would cost a pass over all styles.
    if now.as_ref().is_some_and(|now| now.id() == "article") {
        return;
    }
    if now.is_some_and(|element| can_hold(&element)) {
        return;
    }
    let class = held.element.class_list().item(0).unwrap_or_default();
    let same = format!(".{class}");
    let neighbour = held
        .beside
        .into_iter()
        .flatten()
        .filter(|item| item.is_connected())
        .find_map(|item| one_of(&item, &same).or_else(|| one_of(&item, "button")));
    let next = neighbour
        .or_else(article)
        .or_else(|| one_of(document().body()?.as_ref(), ".toolbar .worded"));
    if let Some(next) = next {
        // What is on the page and can be pressed takes the keyboard.
        let _ = next.focus();
    }
}

fn one_of(inside: &Element, selector: &str) -> Option<HtmlElement> {
    inside.query_selector(selector).ok()??.dyn_into().ok()
}

fn can_hold(element: &Element) -> bool {
    let style = window().get_computed_style(element).ok().flatten();
    let visible = style.is_none_or(|style| {
        let value = |name| style.get_property_value(name).unwrap_or_default();
        value("visibility") == "visible"
    });
    visible && !element.matches(":disabled").unwrap_or(false)
}
