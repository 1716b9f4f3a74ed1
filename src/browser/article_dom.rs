//! The article's element: its blocks with plain text nodes, in sections, built at once.
//!
//! A component would keep an own copy of every paragraph and take some ten times as long: an article may have
//! thousands of blocks, and none of them ever changes.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement, Node};

use super::dom_text::document;
use crate::app::sections::{Section, sections};
use crate::app::state::Open;
use crate::model::blocks::{Block, BlockKind};
use crate::model::text::Text;

#[wasm_bindgen]
extern "C" {
    /// A document that takes a part of a string of its own: nothing is copied out of the WebAssembly for each block.
    type Maker;

    #[wasm_bindgen(method, js_name = createTextNode)]
    fn text_node(this: &Maker, text: &js_sys::JsString) -> Node;

    type Marked;

    #[wasm_bindgen(method, js_name = setAttribute)]
    fn set(this: &Marked, name: &js_sys::JsString, value: u32);
}

/// What is on the page.
struct Shown {
    id: String,
    text: Text,
    article: HtmlElement,
    sections: Vec<(Section, HtmlElement)>,
}

thread_local! {
    static SHOWN: RefCell<Option<Shown>> = const { RefCell::new(None) };
}

/// The element of an article; the same one as long as it is the same article.
pub fn article(open: &Open) -> Option<Node> {
    SHOWN.with_borrow_mut(|shown| {
        let id = open.article.id.as_str();
        if shown
            .as_ref()
            .is_none_or(|s| s.id != id || !s.text.is_same(&open.text))
        {
            *shown = Some(build(open)?);
        }
        let shown = shown.as_ref()?;
        Some(shown.article.clone().into())
    })
}

/// The element of a block.
pub fn block(number: usize) -> Option<HtmlElement> {
    let (section, element) = section_of(number)?;
    let within = u32::try_from(number.checked_sub(section.blocks.start)?).ok()?;
    element.children().item(within)?.dyn_into().ok()
}

/// The section of a block, and its element.
pub fn section_of(block: usize) -> Option<(Section, HtmlElement)> {
    section(section_number(block)?)
}

/// The number of the section of a block.
pub fn section_number(block: usize) -> Option<usize> {
    SHOWN.with_borrow(|shown| {
        let sections = &shown.as_ref()?.sections;
        let number = sections.partition_point(|(section, _)| section.blocks.end <= block);
        (number < sections.len()).then_some(number)
    })
}

/// A section by its number.
pub fn section(number: usize) -> Option<(Section, HtmlElement)> {
    SHOWN.with_borrow(|shown| shown.as_ref()?.sections.get(number).cloned())
}

/// How many sections there are.
pub fn count() -> usize {
    SHOWN.with_borrow(|shown| shown.as_ref().map_or(0, |shown| shown.sections.len()))
}

fn build(open: &Open) -> Option<Shown> {
    let article: HtmlElement = make("article", "").dyn_into().ok()?;
    let (dir, lang) = match open.right_to_left() {
        true => ("rtl", "ar"),
        false => ("ltr", "en"),
    };
    for (name, value) in [
        ("id", "article"),
        ("data-article-id", open.article.id.as_str()),
        ("dir", dir),
        ("lang", lang),
        ("translate", "no"),
        ("tabindex", "0"),
        ("aria-label", &open.article.title),
    ] {
        // Names of attributes are constants: this cannot fail.
        let _ = article.set_attribute(name, value);
    }
    let maker = Blocks::new(&open.text);
    let sections = sections(&open.blocks).into_iter().filter_map(|section| {
        let element: HtmlElement = make("div", "section").dyn_into().ok()?;
        let blocks = open.blocks.iter().skip(section.blocks.start);
        for (number, block) in (section.blocks.clone()).zip(blocks) {
            let _ = element.append_child(&maker.make(number, block)?);
        }
        let lines = section.lines.to_string();
        let _ = element.style().set_property("--lines", &lines);
        let _ = article.append_child(&element);
        Some((section, element))
    });
    let sections = sections.collect();
    Some(Shown {
        id: open.article.id.to_string(),
        text: open.text.clone(),
        article,
        sections,
    })
}

fn make(tag: &str, class: &str) -> Element {
    // These are names that every document makes elements of.
    let made = document().create_element(tag);
    let made = made.unwrap_or_else(|_| wasm_bindgen::throw_str("no element"));
    if !class.is_empty() {
        made.set_class_name(class);
    }
    made
}

/// Makes blocks.
struct Blocks<'a> {
    text: &'a Text,
    string: js_sys::JsString,
    document: Maker,
    start: js_sys::JsString,
    number: js_sys::JsString,
    /// One empty element of each kind, to be copied.
    title: Element,
    paragraph: Element,
    more: Element,
    blank: Element,
}

impl<'a> Blocks<'a> {
    fn new(text: &'a Text) -> Self {
        Self {
            text,
            string: text.as_str().into(),
            document: document().unchecked_into(),
            start: "data-start".into(),
            number: "data-n".into(),
            title: make("h2", "block title"),
            paragraph: make("p", "block"),
            more: make("p", "block more"),
            blank: make("p", "block blank"),
        }
    }

    fn make(&self, number: usize, block: &Block) -> Option<Node> {
        let kind = match block.kind {
            BlockKind::Title => &self.title,
            BlockKind::Paragraph => &self.paragraph,
            BlockKind::Continuation => &self.more,
            BlockKind::Blank => &self.blank,
        };
        let made = kind.clone_node().ok()?;
        let marked: &Marked = made.unchecked_ref();
        marked.set(&self.start, block.extent.start().get());
        marked.set(&self.number, u32::try_from(number).ok()?);
        let from = self.text.utf16_at(block.extent.start())?.get();
        let to = self.text.utf16_at(block.extent.end())?.get();
        let text = self.string.substring(from, to);
        made.append_child(&self.document.text_node(&text)).ok()?;
        Some(made)
    }
}
