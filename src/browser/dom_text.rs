//! The article's blocks in the page: from places of the core to nodes, and back.

use wasm_bindgen::JsCast;
use web_sys::{Document, DomRect, Element, HtmlElement, Node, Range, Window};

use super::article_dom::{self, block};
use crate::app::dom_map::{DomPoint, DomRange};
use crate::model::offset::Utf16;

/// The page's window.
pub fn window() -> Window {
    // Isnad runs in a page; without a window there is nobody to tell.
    web_sys::window().unwrap_or_else(|| wasm_bindgen::throw_str("no window"))
}

/// The page's document.
pub fn document() -> Document {
    window()
        .document()
        .unwrap_or_else(|| wasm_bindgen::throw_str("no document"))
}

/// The element of an id.
pub fn by_id(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// The first element that a selector finds.
pub fn by_selector(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok()??.dyn_into().ok()
}

/// The element that holds the blocks.
pub fn article() -> Option<HtmlElement> {
    by_id("article")
}

/// The text node and the offset in it of a place.
pub fn node_at(place: DomPoint) -> Option<(Node, u32)> {
    Some((block(place.block)?.first_child()?, place.offset.get()))
}

/// A live range of the document.
pub fn range_of(range: DomRange) -> Option<Range> {
    let (start, start_offset) = node_at(range.start)?;
    let (end, end_offset) = node_at(range.end)?;
    let made = document().create_range().ok()?;
    made.set_start(&start, start_offset).ok()?;
    made.set_end(&end, end_offset).ok()?;
    Some(made)
}

/// The upright line at a place, a rectangle without width. Where a line turns the place stands in two lines: taken
/// is the later one, where the text goes on. Firefox gives the earlier one alone, so the letter that follows is
/// asked as well.
pub fn upright(at: DomPoint) -> Option<DomRect> {
    let (node, offset) = node_at(at)?;
    let range = document().create_range().ok()?;
    range.set_start(&node, offset).ok()?;
    range.set_end(&node, offset).ok()?;
    let rects = range.get_client_rects()?;
    let own = rects.item(rects.length().checked_sub(1)?)?;
    let (mut x, mut line) = (own.left(), own);
    if range.set_end(&node, offset + 1).is_ok()
        && let Some(next) = range.get_client_rects().and_then(|rects| rects.item(0))
        && next.top() > line.bottom() - 2.0
    {
        let backwards = article().is_some_and(|article| article.dir() == "rtl");
        x = if backwards { next.right() } else { next.left() };
        line = next;
    }
    DomRect::new_with_x_and_y_and_width_and_height(x, line.top(), 0.0, line.height()).ok()
}

/// The place of a node and an offset in it, if that is in the article.
pub fn place_of(node: &Node, offset: u32) -> Option<DomPoint> {
    let article = article()?;
    if let Some(place) = between(node, offset, &article) {
        return Some(place);
    }
    let element = match node.dyn_ref::<Element>() {
        Some(element) => element.clone(),
        None => node.parent_element()?,
    };
    let block = element.closest("[data-start]").ok().flatten()?;
    if !article.contains(Some(&block)) {
        return None;
    }
    let number = block.get_attribute("data-n")?.parse().ok()?;
    let in_text = node.node_type() == Node::TEXT_NODE;
    let units = match (in_text, offset) {
        (true, units) => units,
        (false, 0) => 0,
        (false, _) => u32::MAX,
    };
    Some(DomPoint {
        block: number,
        offset: Utf16::new(units),
    })
}

/// Between two sections or two blocks: the start of the second, or the end of the last.
fn between(node: &Node, offset: u32, article: &Element) -> Option<DomPoint> {
    let number = if node.is_same_node(Some(article)) {
        let sections = article_dom::count();
        match article_dom::section(offset as usize) {
            Some((section, _)) => section.blocks.start,
            None => article_dom::section(sections.checked_sub(1)?)?.0.blocks.end,
        }
    } else if !node.parent_node()?.is_same_node(Some(article)) {
        return None;
    } else {
        let sections = article.children();
        let mut all = (0..sections.length()).filter_map(|number| sections.item(number));
        let number = all.position(|section| section.is_same_node(Some(node)))?;
        let blocks = article_dom::section(number)?.0.blocks;
        blocks.end.min(blocks.start + offset as usize)
    };
    let (block, offset) = match block(number) {
        Some(_) => (number, Utf16::ZERO),
        None => (number.checked_sub(1)?, Utf16::new(u32::MAX)),
    };
    Some(DomPoint { block, offset })
}

#[wasm_bindgen::prelude::wasm_bindgen]
extern "C" {
    type Pointing;

    #[wasm_bindgen(method, catch, js_name = caretPositionFromPoint)]
    fn position(
        this: &Pointing,
        x: f64,
        y: f64,
    ) -> Result<Option<web_sys::CaretPosition>, wasm_bindgen::JsValue>;

    #[wasm_bindgen(method, catch, js_name = caretRangeFromPoint)]
    fn range(this: &Pointing, x: f64, y: f64) -> Result<Option<Range>, wasm_bindgen::JsValue>;
}

/// The place under a point of the window.
pub fn place_at(x: f64, y: f64) -> Option<DomPoint> {
    let document = document();
    let pointing: &Pointing = document.unchecked_ref();
    // WebKitGTK has only the older of the two; a missing function throws.
    if let Ok(found) = pointing.position(x, y) {
        let found = found?;
        return place_of(&found.offset_node()?, found.offset());
    }
    let range = pointing.range(x, y).ok()??;
    place_of(&range.start_container().ok()?, range.start_offset().ok()?)
}
