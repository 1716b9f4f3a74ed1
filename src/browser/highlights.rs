//! The CSS Custom Highlight API: paint behind the text, which is never cut.

use std::collections::HashMap;

use wasm_bindgen::prelude::*;

use super::dom_text::{node_at, window};
use crate::app::dom_map::{DomPoint, DomRange};
use crate::app::paint::{Group, PaintOp};
use crate::app::sheet::highlight_name;
use crate::app::state::Transient;
use crate::model::ids::SpanId;
use crate::model::offset::Utf16;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = Object)]
    type RangeInit;

    #[wasm_bindgen(constructor, js_class = Object)]
    fn new() -> RangeInit;

    #[wasm_bindgen(method, setter, js_name = startContainer)]
    fn set_start_container(this: &RangeInit, node: &web_sys::Node);

    #[wasm_bindgen(method, setter, js_name = startOffset)]
    fn set_start_offset(this: &RangeInit, offset: u32);

    #[wasm_bindgen(method, setter, js_name = endContainer)]
    fn set_end_container(this: &RangeInit, node: &web_sys::Node);

    #[wasm_bindgen(method, setter, js_name = endOffset)]
    fn set_end_offset(this: &RangeInit, offset: u32);

    type StaticRange;

    #[wasm_bindgen(constructor)]
    fn new(init: &RangeInit) -> StaticRange;

    type Highlight;

    #[wasm_bindgen(constructor)]
    fn new() -> Highlight;

    #[wasm_bindgen(method)]
    fn add(this: &Highlight, range: &StaticRange);

    #[wasm_bindgen(method)]
    fn delete(this: &Highlight, range: &StaticRange) -> bool;

    #[wasm_bindgen(method)]
    fn clear(this: &Highlight);

    #[wasm_bindgen(method, setter)]
    fn set_priority(this: &Highlight, priority: i32);

    type Registry;

    #[wasm_bindgen(method)]
    fn set(this: &Registry, name: &str, highlight: &Highlight);

    #[wasm_bindgen(method)]
    fn delete(this: &Registry, name: &str) -> bool;
}

/// Whether this browser paints highlights.
pub fn supported() -> bool {
    registry().is_some() && js_sys::Reflect::has(&window(), &"Highlight".into()).unwrap_or(false)
}

fn registry() -> Option<Registry> {
    let css = js_sys::Reflect::get(&window(), &"CSS".into()).ok()?;
    let found = js_sys::Reflect::get(&css, &"highlights".into()).ok()?;
    found.is_object().then(|| found.unchecked_into())
}

/// The highlights of the page.
#[derive(Default)]
pub struct Highlights {
    groups: HashMap<Group, Highlight>,
    spans: HashMap<SpanId, (Group, Vec<StaticRange>)>,
    selection: Option<Highlight>,
    focus: Option<Highlight>,
}

impl std::fmt::Debug for Highlights {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Highlights")
            .field("spans", &self.spans.len())
            .finish_non_exhaustive()
    }
}

/// Makes ranges one after the other, mostly of the same few blocks: what the last one was made of is used again.
struct Maker {
    init: RangeInit,
    node: Option<(usize, web_sys::Node)>,
}

impl Maker {
    fn new() -> Self {
        Self {
            init: RangeInit::new(),
            node: None,
        }
    }

    fn node(&mut self, block: usize) -> Option<&web_sys::Node> {
        if self.node.as_ref().is_none_or(|(known, _)| *known != block) {
            let place = DomPoint {
                block,
                offset: Utf16::ZERO,
            };
            self.node = Some((block, node_at(place)?.0));
        }
        self.node.as_ref().map(|(_, node)| node)
    }

    fn range(&mut self, DomRange { start, end }: DomRange) -> Option<StaticRange> {
        let init: RangeInit = self.init.clone().unchecked_into();
        init.set_start_container(self.node(start.block)?);
        init.set_start_offset(start.offset.get());
        init.set_end_container(self.node(end.block)?);
        init.set_end_offset(end.offset.get());
        Some(StaticRange::new(&init))
    }
}

impl Highlights {
    /// Takes everything away.
    pub fn clear(&mut self) {
        if let Some(registry) = registry() {
            for group in self.groups.keys() {
                registry.delete(&highlight_name(group.label.as_str(), group.depth));
            }
        }
        self.groups.clear();
        self.spans.clear();
        for highlight in self.selection.iter().chain(&self.focus) {
            highlight.clear();
        }
    }

    /// Paints spans.
    pub fn paint(&mut self, ops: Vec<PaintOp>) {
        let mut maker = Maker::new();
        for op in ops {
            match op {
                PaintOp::Drop { span } => self.take_away(&span),
                PaintOp::Set {
                    span,
                    group,
                    ranges,
                } => {
                    self.take_away(&span);
                    let Some(highlight) = self.group(&group) else {
                        continue;
                    };
                    let ranges = ranges.into_iter().filter_map(|range| maker.range(range));
                    let ranges: Vec<_> = ranges.collect();
                    for range in &ranges {
                        highlight.add(range);
                    }
                    self.spans.insert(span, (group, ranges));
                }
            }
        }
    }

    /// Paints selection and focus.
    pub fn paint_transient(&mut self, transient: &Transient) {
        paint_own(&mut self.focus, "isnad-focus", 50, transient.focus.iter());
        paint_own(
            &mut self.selection,
            "isnad-selection",
            100,
            transient.selection.iter(),
        );
    }

    fn take_away(&mut self, span: &SpanId) {
        let Some((group, ranges)) = self.spans.remove(span) else {
            return;
        };
        if let Some(highlight) = self.groups.get(&group) {
            for range in &ranges {
                highlight.delete(range);
            }
        }
    }

    fn group(&mut self, group: &Group) -> Option<&Highlight> {
        if !self.groups.contains_key(group) {
            let highlight = Highlight::new();
            highlight.set_priority(i32::from(group.depth));
            registry()?.set(
                &highlight_name(group.label.as_str(), group.depth),
                &highlight,
            );
            self.groups.insert(group.clone(), highlight);
        }
        self.groups.get(group)
    }
}

fn paint_own<'a>(
    slot: &mut Option<Highlight>,
    name: &str,
    priority: i32,
    ranges: impl Iterator<Item = &'a DomRange>,
) {
    let Some(registry) = registry() else { return };
    let highlight = slot.get_or_insert_with(|| {
        let made = Highlight::new();
        made.set_priority(priority);
        registry.set(name, &made);
        made
    });
    highlight.clear();
    let mut maker = Maker::new();
    for range in ranges.filter_map(|range| maker.range(*range)) {
        highlight.add(&range);
    }
}
