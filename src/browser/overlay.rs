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
const CARET: &str = "caret";

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
    marks: Vec<Placed>,
    layer: HtmlElement,
    /// Where it is.
    at: Option<Box>,
    width: f64,
}

/// A mark and the element that holds its pieces.
#[derive(Debug)]
struct Placed {
    mark: Mark,
    own: HtmlElement,
}

/// What is to be shown next; `None` is left as it is.
#[derive(Debug, Default)]
pub struct Next {
    /// All marks, in text order.
    pub marks: Option<Vec<Mark>>,
    /// The caret, or none.
    pub caret: Option<Option<DomPoint>>,
    /// The selection that the label bar belongs to, or none.
    pub bar: Option<Option<DomRange>>,
}

/// What is shown, so that it can be placed again when the page moves.
#[derive(Debug, Default)]
pub struct Overlay {
    marked: Vec<Marked>,
    caret: Option<DomPoint>,
    bar: Option<DomRange>,
    /// Where the caret and the bar are: an element that is told its place again has the browser look at all that is
    /// painted again.
    caret_at: Option<Box>,
    bar_at: Option<(f64, f64)>,
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
        self.put_caret(None);
    }

    /// Shows what is next. All measuring comes before all building, or each of them costs a layout.
    pub fn show(&mut self, next: Next) {
        if let Some(caret) = next.caret {
            self.caret = caret;
        }
        if let Some(bar) = next.bar {
            self.bar = bar;
        }
        let caret = next.caret.map(|_| self.caret_place());
        let bar = next.bar.and_then(|_| self.bar_place());
        if let Some(marks) = next.marks {
            self.show_marks(marks);
        }
        if let Some(caret) = caret {
            self.put_caret(caret);
        }
        self.put_bar(bar);
    }

    /// What stays as it is is neither measured nor built again.
    fn show_marks(&mut self, marks: Vec<Mark>) {
        let Some(layer) = by_id(LAYER) else { return };
        let mut before = std::mem::take(&mut self.marked);
        let origin = layer.get_bounding_client_rect();
        let sections = by_section(marks)
            .into_iter()
            .filter_map(|(section, marks)| {
                let (_, element) = article_dom::section(section)?;
                let known = before.iter().position(|old| old.section == section);
                let known = known.map(|number| before.swap_remove(number));
                let mut marked = known.or_else(|| Marked::new(section))?;
                if marked.shows(&marks) {
                    return Some((marked, None));
                }
                let place = element.get_bounding_client_rect();
                let old = std::mem::take(&mut marked.marks);
                let (planned, gone) = if marked.is_as_wide_as(&place) {
                    plan(old, marks, &place)
                } else {
                    let (planned, _) = plan(Vec::new(), marks, &place);
                    (planned, old)
                };
                Some((marked, Some((place, planned, gone))))
            });
        let sections: Vec<_> = sections.collect();
        for old in before {
            old.layer.remove();
        }
        for (mut marked, change) in sections {
            if let Some((place, planned, gone)) = change {
                for placed in gone {
                    placed.own.remove();
                }
                marked.put(relative(&place, &origin));
                marked.width = place.width();
                marked.build(planned);
                if !marked.layer.is_connected() {
                    // An element takes another one into it.
                    let _ = layer.append_child(&marked.layer);
                }
            }
            self.marked.push(marked);
        }
    }

    /// Keeps the label bar on the screen while the text scrolls.
    pub fn follow(&mut self) {
        let place = self.bar_place();
        self.put_bar(place);
    }

    /// The page has other measures: moves everything, and measures again what has become wider or narrower.
    pub fn place(&mut self) {
        self.place_marks();
        let (caret, bar) = (self.caret_place(), self.bar_place());
        self.put_caret(caret);
        self.put_bar(bar);
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
            place.as_ref().is_some_and(|p| marked.is_as_wide_as(p)) && !marked.reaches_out()
        };
        if self.marked.iter().zip(&places).all(same) {
            for (marked, place) in self.marked.iter_mut().zip(places.iter().flatten()) {
                marked.put(relative(place, &origin));
            }
            return;
        }
        let marked = std::mem::take(&mut self.marked).into_iter();
        let marks = marked.flat_map(|marked| {
            marked.layer.remove();
            marked.marks.into_iter().map(|placed| placed.mark)
        });
        let marks = marks.collect();
        self.show_marks(marks);
    }

    fn put_caret(&mut self, place: Option<Box>) {
        let Some(caret) = by_id(CARET) else { return };
        if std::mem::replace(&mut self.caret_at, place) == place {
            return;
        }
        caret.set_hidden(place.is_none());
        if let Some(place) = place {
            set_box(&caret, place);
        }
    }

    fn put_bar(&mut self, place: Option<(f64, f64)>) {
        if let Some(to) = place
            && let Some(bar) = by_id(BAR)
            && self.bar_at.replace(to) != place
        {
            let (left, top) = to;
            bar.style()
                .set_css_text(&format!("--x:{};--y:{}", pixels(left), pixels(top)));
        }
    }

    fn caret_place(&self) -> Option<Box> {
        let at = self.caret?;
        let origin = by_id(CARET)?.parent_element()?.get_bounding_client_rect();
        edge(at, &origin)
    }

    /// The bar goes below the last line of the selection, or above the first where there is no room: it
    /// never covers what is selected, unless that is longer than the window. Then it stays within reach, away
    /// from the end that is seen.
    fn bar_place(&self) -> Option<(f64, f64)> {
        let range = self.bar?;
        let bar = by_id(BAR)?;
        let parent = bar.parent_element()?;
        let origin = parent.get_bounding_client_rect();
        let found = lines(range, &origin);
        let (first, last) = (found.first()?, found.last()?);
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
        Some((left, top))
    }
}

/// A mark that a section is to have.
enum Planned {
    Kept(Placed),
    New(Mark, Measured),
}

/// What becomes of a section's marks: those it is to have, the new ones measured, and those that go.
fn plan(kept: Vec<Placed>, marks: Vec<Mark>, place: &DomRect) -> (Vec<Planned>, Vec<Placed>) {
    let mut kept = kept.into_iter();
    let mut gone = Vec::new();
    let marks = marks.into_iter().map(|mark| {
        // Both are in text order, so what stands before a mark that stays has no place any more.
        let before = kept.as_slice().iter().position(|old| old.mark == mark);
        before
            .and_then(|before| {
                gone.extend(kept.by_ref().take(before));
                kept.next().map(Planned::Kept)
            })
            .unwrap_or_else(|| {
                let measured = Measured::of(&mark, place);
                Planned::New(mark, measured)
            })
    });
    let planned = marks.collect();
    gone.extend(kept);
    (planned, gone)
}

impl Marked {
    /// Not on the page yet.
    fn new(section: usize) -> Option<Self> {
        Some(Self {
            section,
            marks: Vec::new(),
            layer: made("div", "marks")?,
            at: None,
            width: 0.0,
        })
    }

    fn is_as_wide_as(&self, place: &DomRect) -> bool {
        (place.width() - self.width).abs() < 0.5
    }

    fn put(&mut self, at: Box) {
        if self.at.replace(at) != Some(at) {
            set_box(&self.layer, at);
        }
    }

    fn shows(&self, marks: &[Mark]) -> bool {
        self.marks.iter().map(|placed| &placed.mark).eq(marks)
    }

    /// Builds what is new, in its place among what is kept.
    fn build(&mut self, planned: Vec<Planned>) {
        for next in planned {
            match next {
                Planned::Kept(placed) => self.marks.push(placed),
                Planned::New(mark, measured) => {
                    let Some(own) = made("div", "mark") else {
                        continue;
                    };
                    measured.build(&mark, &own);
                    let next = match self.marks.last() {
                        Some(placed) => placed.own.next_sibling(),
                        None => self.layer.first_child(),
                    };
                    if self.layer.insert_before(&own, next.as_ref()).is_ok() {
                        self.marks.push(Placed { mark, own });
                    }
                }
            }
        }
    }

    /// Whether a mark ends in another section, whose place may change.
    fn reaches_out(&self) -> bool {
        let ends = self
            .marks
            .iter()
            .filter_map(|placed| placed.mark.ranges.last());
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

/// Geometry goes in by CSSOM: the policy forbids `style` attributes. All of it at once, for each call costs.
fn set_box(element: &HtmlElement, place: Box) {
    let (width, height) = (place.right - place.left, place.bottom - place.top);
    let [x, y, w, h] = [place.left, place.top, width, height].map(pixels);
    element
        .style()
        .set_css_text(&format!("--x:{x};--y:{y};--w:{w};--h:{h}"));
}

/// A length in CSS.
fn pixels(pixels: f64) -> String {
    // In tenths: the formatting of floating point weighs more than all of the overlay.
    let tenths = (pixels * 10.0).round() as i64;
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, part) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    format!("{sign}{whole}.{part}px")
}
