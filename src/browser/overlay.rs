//! The layer over the text for what a highlight cannot carry: letters, borders, the ring and the handles of
//! the focused span, the caret, and the place of the label bar.

use wasm_bindgen::JsCast;
use web_sys::{DomRect, Element, HtmlElement};

use super::article_dom::{self, block};
use super::dom_text::{by_id, document, range_of, upright};
use crate::app::dom_map::{DomPoint, DomRange};
use crate::app::paint::Mark;

/// The id of the layer.
pub const LAYER: &str = "overlay";
/// The id of the label bar.
pub const BAR: &str = "label-bar";

/// A rectangle relative to the layer.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Box {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

/// The marks that begin in one section, in a layer of their own that moves with it: what was measured once is good
/// until the section's width changes.
#[derive(Debug)]
struct Marked {
    section: usize,
    marks: Vec<Mark>,
    layer: HtmlElement,
    width: f64,
}

/// What is shown, so that it can be placed again when the page moves.
#[derive(Debug, Default)]
pub struct Overlay {
    marked: Vec<Marked>,
    caret: Option<DomPoint>,
    bar: Option<DomRange>,
}

impl Overlay {
    /// Shows nothing.
    pub fn clear(&mut self) {
        self.marked.clear();
        if let Some(layer) = by_id(LAYER) {
            layer.set_text_content(None);
        }
        self.caret = None;
        self.bar = None;
        self.place_caret();
        self.place_bar();
    }

    /// Shows marks, which come in text order. What stays as it is is not measured again.
    pub fn show(&mut self, marks: Vec<Mark>) {
        let Some(layer) = by_id(LAYER) else { return };
        let mut before = std::mem::take(&mut self.marked);
        let mut fresh = Vec::new();
        for (section, marks) in by_section(marks) {
            match before.iter().position(|old| old.section == section) {
                Some(place) if before.get(place).is_some_and(|old| old.marks == marks) => {
                    self.marked.push(before.swap_remove(place));
                }
                _ => fresh.push((section, marks)),
            }
        }
        for old in before {
            old.layer.remove();
        }
        // All measuring comes before all building, or each section costs a layout.
        let origin = layer.get_bounding_client_rect();
        let measured = fresh.into_iter().filter_map(|(section, marks)| {
            let (_, element) = article_dom::section(section)?;
            let place = element.get_bounding_client_rect();
            let lines = marks.iter().map(|mark| Measured::of(mark, &place));
            let lines: Vec<Measured> = lines.collect();
            Some((section, marks, place, lines))
        });
        let measured: Vec<_> = measured.collect();
        for (section, marks, place, lines) in measured {
            let Some(own) = made("div", "marks") else {
                continue;
            };
            for (mark, measured) in marks.iter().zip(lines) {
                measured.build(mark, &own);
            }
            set_box(&own, relative(&place, &origin));
            // An element takes another one into it.
            let _ = layer.append_child(&own);
            self.marked.push(Marked {
                section,
                marks,
                layer: own,
                width: place.width(),
            });
        }
    }

    /// Shows the caret.
    pub fn caret(&mut self, at: Option<DomPoint>) {
        self.caret = at;
        self.place_caret();
    }

    /// Puts the label bar at a selection.
    pub fn bar(&mut self, selection: Option<DomRange>) {
        self.bar = selection;
        self.place_bar();
    }

    /// Keeps the label bar on the screen while the text scrolls.
    pub fn follow(&self) {
        if self.bar.is_some() {
            self.place_bar();
        }
    }

    /// The page has other measures: moves everything, and measures again what has become wider or narrower.
    pub fn place(&mut self) {
        self.place_marks();
        self.place_caret();
        self.place_bar();
    }

    fn place_marks(&mut self) {
        let Some(layer) = by_id(LAYER) else { return };
        let origin = layer.get_bounding_client_rect();
        let places = self.marked.iter().map(|marked| {
            let (_, element) = article_dom::section(marked.section)?;
            Some(element.get_bounding_client_rect())
        });
        let places: Vec<Option<DomRect>> = places.collect();
        let same = |(marked, place): (&Marked, &Option<DomRect>)| {
            let width = place.as_ref().map(DomRect::width);
            width.is_some_and(|width| (width - marked.width).abs() < 0.5) && !marked.reaches_out()
        };
        if self.marked.iter().zip(&places).all(same) {
            for (marked, place) in self.marked.iter().zip(places.iter().flatten()) {
                set_box(&marked.layer, relative(place, &origin));
            }
            return;
        }
        let marked = std::mem::take(&mut self.marked).into_iter();
        let marks = marked.flat_map(|marked| {
            marked.layer.remove();
            marked.marks
        });
        let marks = marks.collect();
        self.show(marks);
    }

    fn place_caret(&self) {
        let Some(caret) = by_id("caret") else { return };
        let origin = caret
            .parent_element()
            .map(|parent| parent.get_bounding_client_rect());
        let found = self
            .caret
            .zip(origin)
            .and_then(|(at, origin)| edge(at, &origin));
        caret.set_hidden(found.is_none());
        if let Some(place) = found {
            set_box(&caret, place);
        }
    }

    /// The bar goes below the last line of the selection, or above the first where there is no room: it
    /// never covers what is selected, unless that is longer than the window. Then it stays within reach, away
    /// from the end that is seen.
    fn place_bar(&self) {
        let Some(bar) = by_id(BAR) else { return };
        let Some(parent) = bar.parent_element() else {
            return;
        };
        let origin = parent.get_bounding_client_rect();
        let found = self
            .bar
            .map(|range| lines(range, &origin))
            .unwrap_or_default();
        let (Some(first), Some(last)) = (found.first(), found.last()) else {
            return;
        };
        let own = bar.get_bounding_client_rect();
        let (width, height) = (own.width(), own.height());
        let middle = f64::midpoint(last.left, last.right) - width / 2.0;
        let most = (origin.width() - width - 8.0).max(8.0);
        let left = middle.clamp(8.0, most);
        let view = parent
            .closest("main")
            .ok()
            .flatten()
            .map(|main| main.get_bounding_client_rect());
        let (top, bottom) = view.map_or((f64::MIN, f64::MAX), |view| {
            (view.top() - origin.top(), view.bottom() - origin.top())
        });
        let (below, above) = (last.bottom + 10.0, first.top - height - 22.0);
        let fits = |place: f64| place >= top && place + height + 8.0 <= bottom;
        let seen = first.top < bottom && last.bottom > top;
        let top = if fits(below) || last.bottom <= top {
            below
        } else if fits(above) || !seen {
            above
        } else if first.top < top && last.bottom <= bottom {
            top + 8.0
        } else {
            bottom - height - 8.0
        };
        set_property(&bar, "--x", left);
        set_property(&bar, "--y", top);
    }
}

impl Marked {
    /// Whether a mark ends in another section, whose place may change.
    fn reaches_out(&self) -> bool {
        let ends = self.marks.iter().filter_map(|mark| mark.ranges.last());
        ends.map(|range| article_dom::section_number(range.end.block))
            .any(|section| section != Some(self.section))
    }
}

/// Marks by the section in which they begin.
fn by_section(marks: Vec<Mark>) -> Vec<(usize, Vec<Mark>)> {
    let mut all: Vec<(usize, Vec<Mark>)> = Vec::new();
    for mark in marks {
        let block = mark.ranges.first().map(|range| range.start.block);
        let Some(section) = block.and_then(article_dom::section_number) else {
            continue;
        };
        match all.iter_mut().find(|(number, _)| *number == section) {
            Some((_, marks)) => marks.push(mark),
            None => all.push((section, vec![mark])),
        }
    }
    all
}

/// Where a mark is.
struct Measured {
    start: Option<Box>,
    end: Option<Box>,
    rings: Vec<Box>,
}

impl Measured {
    fn of(mark: &Mark, origin: &DomRect) -> Self {
        let (first, last) = (mark.ranges.first(), mark.ranges.last());
        let ringed: &[DomRange] = if mark.focused { &mark.ranges } else { &[] };
        Self {
            start: first.and_then(|range| edge(range.start, origin)),
            end: last.and_then(|range| edge(range.end, origin)),
            rings: ringed.iter().flat_map(|r| lines(*r, origin)).collect(),
        }
    }

    fn build(&self, mark: &Mark, layer: &Element) {
        let label = mark.label.as_str();
        let (Some(start), Some(end)) = (self.start, self.end) else {
            return;
        };
        for line in &self.rings {
            add(layer, "ring", label, *line, None);
        }
        add(layer, "edge", label, start, None).map(|edge| edge.set_attribute("data-edge", "start"));
        add(layer, "edge", label, end, None).map(|edge| edge.set_attribute("data-edge", "end"));
        let sign = shifted(start, mark.shift);
        let sign = add(layer, "sign", label, sign, Some(&mark.sign));
        if mark.focused {
            sign.map(|sign| sign.class_list().add_1("is-focused"));
            handle(layer, mark, start, "start");
            handle(layer, mark, end, "end");
        }
    }
}

/// The lines of a range, each with its pieces joined.
fn lines(range: DomRange, origin: &DomRect) -> Vec<Box> {
    let Some(rects) = range_of(range).and_then(|range| range.get_client_rects()) else {
        return Vec::new();
    };
    let mut lines: Vec<Box> = Vec::new();
    for number in 0..rects.length() {
        let Some(rect) = rects.item(number) else {
            continue;
        };
        let next = relative(&rect, origin);
        if next.right - next.left < 0.5 {
            continue;
        }
        match lines.last_mut() {
            Some(line) if (line.top - next.top).abs() < 4.0 => {
                line.left = line.left.min(next.left);
                line.right = line.right.max(next.right);
                line.bottom = line.bottom.max(next.bottom);
            }
            _ => lines.push(next),
        }
    }
    lines
}

/// The upright line at a place.
fn edge(at: DomPoint, origin: &DomRect) -> Option<Box> {
    let rect = upright(at).or_else(|| {
        let block = block(at.block)?;
        Some(block.get_bounding_client_rect())
    })?;
    let place = relative(&rect, origin);
    Some(Box {
        right: place.left,
        ..place
    })
}

fn relative(rect: &DomRect, origin: &DomRect) -> Box {
    Box {
        left: rect.left() - origin.left(),
        top: rect.top() - origin.top(),
        right: rect.right() - origin.left(),
        bottom: rect.bottom() - origin.top(),
    }
}

/// Letters of spans that begin at one place stand side by side.
fn shifted(place: Box, shift: u8) -> Box {
    let by = f64::from(shift) * 16.0;
    let by = if is_right_to_left() { -by } else { by };
    Box {
        left: place.left + by,
        right: place.right + by,
        ..place
    }
}

fn is_right_to_left() -> bool {
    super::dom_text::article().is_some_and(|article| article.dir() == "rtl")
}

fn add(
    layer: &Element,
    class: &str,
    label: &str,
    place: Box,
    text: Option<&str>,
) -> Option<HtmlElement> {
    let made = made("span", class)?;
    made.set_attribute("data-tone", label).ok()?;
    made.set_text_content(text);
    set_box(&made, place);
    layer.append_child(&made).ok()?;
    Some(made)
}

fn made(tag: &str, class: &str) -> Option<HtmlElement> {
    let made: HtmlElement = document().create_element(tag).ok()?.dyn_into().ok()?;
    made.set_class_name(class);
    Some(made)
}

fn handle(layer: &Element, mark: &Mark, place: Box, edge: &str) {
    if let Some(made) = add(layer, "handle", mark.label.as_str(), place, None) {
        // Names of attributes are constants: this cannot fail.
        let _ = made.set_attribute("data-edge", edge);
        let _ = made.set_attribute("data-span", mark.span.as_str());
    }
}

fn set_box(element: &HtmlElement, place: Box) {
    set_property(element, "--x", place.left);
    set_property(element, "--y", place.top);
    set_property(element, "--w", place.right - place.left);
    set_property(element, "--h", place.bottom - place.top);
}

/// Geometry goes in by CSSOM: the policy forbids `style` attributes.
fn set_property(element: &HtmlElement, name: &str, pixels: f64) {
    // In tenths: the formatting of floating point weighs more than all of the overlay.
    let tenths = (pixels * 10.0).round() as i64;
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, part) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    let value = format!("{sign}{whole}.{part}px");
    // A custom property takes any value.
    let _ = element.style().set_property(name, &value);
}
