//! Painting by difference, places of the page, and the scheme's sheet.

use std::collections::BTreeMap;

use isnad::app::dom_map::{self, DomPoint};
use isnad::app::exchange::Step as Exchange;
use isnad::app::keymap::Command;
use isnad::app::msg::{ExportKind, Msg};
use isnad::app::paint::{DEPTHS, Paint};
use isnad::app::sheet::{contrast, highlight_name, ink, of_scheme};
use isnad::model::annotation::Annotation;
use isnad::model::blocks::Blocks;
use isnad::model::boundary::Ground;
use isnad::model::change::{Change, Op};
use isnad::model::ids::{LayerKey, Replica, SpanId};
use isnad::model::layer::Layer;
use isnad::model::offset::Utf16;
use isnad::model::scheme::{Colour, Scheme};
use isnad::model::span::Fragments;
use isnad::model::text::Text;
use proptest::prelude::*;
use proptest::sample::Index;

use super::session::{Browser, Session, paint};
use crate::model::texts::{at, extent, long, nasty, text};

fn layer() -> Layer {
    Layer::empty(LayerKey {
        project: "p".into(),
        article: "a".into(),
        annotator: "n".into(),
    })
}

fn span(id: usize, label: &str, start: usize, end: usize) -> Annotation {
    let fragments = Fragments::one(extent(start, end));
    Annotation::new(format!("s{id}").as_str().into(), label.into(), fragments)
}

#[derive(Clone, Debug)]
enum Edit {
    Add(usize, usize, usize, usize),
    Alter(Index, usize, usize, usize),
    Remove(Index),
    Many(Vec<Edit>),
}

fn edit() -> impl Strategy<Value = Edit> {
    let one = prop_oneof![
        5 => (0..24_usize, 0..3_usize, 0..60_usize, 1..25_usize).prop_map(|(i, l, s, n)| Edit::Add(i, l, s, n)),
        3 => (any::<Index>(), 0..3_usize, 0..60_usize, 1..25_usize).prop_map(|(i, l, s, n)| Edit::Alter(i, l, s, n)),
        2 => any::<Index>().prop_map(Edit::Remove),
    ];
    let many = prop::collection::vec(one.clone(), 1..6).prop_map(Edit::Many);
    prop_oneof![4 => one, 1 => many]
}

const LABELS: [&str; 3] = ["quote", "denial", "source"];

fn change_of(layer: &Layer, edit: &Edit) -> Vec<Op> {
    let spans: Vec<_> = layer.in_order().cloned().collect();
    let of = |i: &Index| (!spans.is_empty()).then(|| spans[i.index(spans.len())].clone());
    match edit {
        Edit::Add(id, label, start, len) => {
            vec![Op::add(span(*id, LABELS[*label], *start, start + len))]
        }
        Edit::Alter(i, label, start, len) => of(i).map_or(vec![], |before| {
            let mut after = span(0, LABELS[*label], *start, start + len);
            after.id = before.id.clone();
            vec![Op::alter(before, after)]
        }),
        Edit::Remove(i) => of(i).map_or(vec![], |before| vec![Op::remove(before)]),
        Edit::Many(edits) => edits
            .iter()
            .flat_map(|edit| change_of(layer, edit))
            .collect(),
    }
}

proptest! {
    /// Following by difference comes to what painting from nothing gives, and spans of one label that
    /// overlap differ in depth as long as there are depths.
    #[test]
    fn following_is_painting_from_nothing(edits in prop::collection::vec(edit(), 1..30)) {
        let text = text(&"نص طويل ".repeat(12));
        let blocks = Blocks::of(&text);
        let ground = Ground { text: &text, blocks: &blocks };
        let (mut layer, mut painted) = (layer(), BTreeMap::new());
        let (mut follower, _) = Paint::all(&layer, &ground, None);
        for edit in &edits {
            let change = Change { ops: change_of(&layer, edit) };
            let outcome = layer.apply(&change, &Replica::new("r"), "");
            let ops = follower.follow(&outcome.touched, &layer, &ground);
            paint(&mut painted, &ops);
            let (fresh, all) = Paint::all(&layer, &ground, None);
            prop_assert_eq!(follower.depths(), fresh.depths());
            let mut wanted = BTreeMap::new();
            paint(&mut wanted, &all);
            prop_assert_eq!(&painted, &wanted);
            prop_assert_eq!(painted.len(), layer.len());
            for a in layer.in_order() {
                for b in layer.overlapping(a.fragments.hull()).filter(|b| b.id != a.id && b.label == a.label) {
                    let (x, y) = (&painted[&a.id].0, &painted[&b.id].0);
                    prop_assert!(x.depth != y.depth || x.depth == DEPTHS);
                }
            }
        }
    }

    #[test]
    fn places_of_the_page_and_back(string in prop_oneof![4 => nasty(), 1 => long()]) {
        let text = text(&string);
        let blocks = Blocks::of(&text);
        let ground = Ground { text: &text, blocks: &blocks };
        let end = text.end().get() as usize;
        for n in (0..=end).step_by(1 + end / 500) {
            let Some(point) = dom_map::point(&ground, at(n)) else {
                prop_assert!(blocks.is_empty());
                continue;
            };
            let back = dom_map::code_point(&ground, point).unwrap();
            let block = blocks.get(point.block).unwrap().extent;
            // A place in a line end goes to the end of its line.
            prop_assert_eq!(back, at(n).clamp(block.start(), block.end()));
            let length = text.utf16_at(block.end()).unwrap().since(text.utf16_at(block.start()).unwrap());
            prop_assert!(point.offset.get() <= length);
            if let Some(range) = n.checked_sub(3).and_then(|s| dom_map::range(&ground, extent(s, n))) {
                prop_assert!((range.start.block, range.start.offset) <= (range.end.block, range.end.offset));
            }
        }
    }
}

#[derive(Clone, Debug)]
enum Step {
    /// This comes near the screen.
    Look(usize, usize),
    Edit(Edit),
}

fn step() -> impl Strategy<Value = Step> {
    let edit = prop_oneof![
        4 => (0..4_000_usize, 0..3_usize, 0..74_000_usize, 1..400_usize).prop_map(|(i, l, s, n)| Edit::Add(i, l, s, n)),
        1 => (any::<Index>(), 0..3_usize, 0..74_000_usize, 1..40_000_usize).prop_map(|(i, l, s, n)| Edit::Alter(i, l, s, n)),
        2 => any::<Index>().prop_map(Edit::Remove),
    ];
    prop_oneof![
        1 => (0..70_000_usize, 1..4_000_usize).prop_map(|(start, len)| Step::Look(start, len)),
        1 => edit.prop_map(Step::Edit),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Of very many spans those near the screen are painted as if all were, wherever it moves and whatever is edited.
    #[test]
    fn of_very_many_spans_those_near_the_screen_are_painted(steps in prop::collection::vec(step(), 1..40)) {
        let text = text(&"كلمة ".repeat(30_000));
        let blocks = Blocks::of(&text);
        let ground = Ground { text: &text, blocks: &blocks };
        let mut layer = layer();
        let ops = (0..2_500).map(|n| Op::add(span(10_000 + n, LABELS[n % 3], n * 30, n * 30 + 40)));
        layer.apply(&Change { ops: ops.collect() }, &Replica::new("r"), "");
        let mut near = extent(0, 2_000);
        let (mut follower, ops) = Paint::all(&layer, &ground, Some(near));
        let mut painted = BTreeMap::new();
        paint(&mut painted, &ops);
        for step in &steps {
            let ops = match step {
                Step::Look(start, len) => {
                    near = extent(*start, start + len);
                    follower.look(near, &layer, &ground)
                }
                Step::Edit(edit) => {
                    let change = Change { ops: change_of(&layer, edit) };
                    let outcome = layer.apply(&change, &Replica::new("r"), "");
                    follower.follow(&outcome.touched, &layer, &ground)
                }
            };
            paint(&mut painted, &ops);
            let (fresh, all) = Paint::all(&layer, &ground, None);
            prop_assert_eq!(follower.depths(), fresh.depths());
            let mut wanted = BTreeMap::new();
            paint(&mut wanted, &all);
            let hull = |id: &SpanId| layer.span(id).unwrap().fragments.hull();
            wanted.retain(|id, _| follower.is_painted(hull(id)));
            prop_assert_eq!(&painted, &wanted);
            for seen in layer.overlapping(near) {
                prop_assert!(painted.contains_key(&seen.id), "{near:?} {seen:?}");
            }
            prop_assert!(painted.len() < layer.len() / 2 + 100, "{} of {}", painted.len(), layer.len());
        }
    }
}

/// A visit with an article of three thousand spans and room for more.
fn of_thousands() -> Session {
    let text = "كلمة ".repeat(12_000);
    let spans: Vec<String> = (0..3_000)
        .map(|n| format!("[{},{},\"quote\"]", n * 20, n * 20 + 4))
        .collect();
    let line = format!("{{\"text\":\"{text}\",\"label\":[{}]}}\n", spans.join(","));
    let mut session = Browser::default().visit();
    session.files(&[("d.jsonl", line.as_bytes())]);
    session.send(Exchange::Take.msg());
    assert_eq!(session.spans().len(), 3_000);
    session
}

#[test]
fn what_comes_near_the_screen_is_painted_and_on_paper_all_is() {
    let mut session = of_thousands();
    let blocks = session.open().blocks.iter().count();
    let ids: Vec<SpanId> = session
        .open()
        .layer
        .in_order()
        .map(|span| span.id.clone())
        .collect();
    let is_painted = |session: &Session, n: usize| session.painted.contains_key(&ids[n]);
    assert!(is_painted(&session, 0) && !is_painted(&session, 2_999));
    assert!(session.painted.len() < 1_500);
    // What a session does is held against all that there is, after every message.
    session.send(Msg::Viewport {
        near: (blocks - 1, blocks - 1),
        top: blocks - 1,
        offset: 0,
    });
    assert!(!is_painted(&session, 0) && is_painted(&session, 2_999));
    session.send(Msg::Printing(true));
    assert_eq!(session.painted.len(), 3_000);
    session.send(Msg::Printing(false));
    assert!(!is_painted(&session, 0) && is_painted(&session, 2_999));
    session.send(Msg::Delete(ids[0].clone()));
    session.send(Msg::Delete(ids[2_999].clone()));
    session.press(Command::Undo).press(Command::Undo);
    assert!(!is_painted(&session, 0) && is_painted(&session, 2_999));
}

#[test]
fn an_article_that_outgrows_it_is_painted_in_part() {
    let mut session = of_thousands();
    let file = {
        session.send(Msg::Export(ExportKind::Project));
        session.download().expect("a file").1
    };
    let mut other = Browser::other().visit();
    let empty = file
        .lines()
        .take(3)
        .filter(|line| !line.contains("isnad/annotations"))
        .collect::<Vec<_>>()
        .join("\n");
    other.files(&[("p.isnad.jsonl", empty.as_bytes())]);
    other.send(Msg::Dialog(None));
    let annotator = session.state.annotator().to_string();
    other.send(Msg::Name(annotator));
    let long = other
        .state
        .articles
        .iter()
        .find(|listed| listed.article.length.get() > 50_000);
    let id = long.expect("the long article").article.id.clone();
    other.send(Msg::OpenArticle(id));
    assert_eq!(other.painted.len(), 0);
    other.files(&[("all.isnad.jsonl", file.as_bytes())]);
    other.send(Msg::Dialog(None));
    assert_eq!(other.spans().len(), 3_000);
    assert!(other.open().paint.is_partial());
    assert!(other.painted.len() < 1_500);
}

#[test]
fn one_span_among_thousands_is_painted_alone() {
    let text = text(&"كلمة ".repeat(20_000));
    let blocks = Blocks::of(&text);
    let ground = Ground {
        text: &text,
        blocks: &blocks,
    };
    let mut layer = layer();
    let ops = (0..5_000)
        .map(|n| Op::add(span(n, "quote", n * 15, n * 15 + 20)))
        .collect();
    layer.apply(&Change { ops }, &Replica::new("r"), "");
    let (mut follower, ops) = Paint::all(&layer, &ground, None);
    assert_eq!(ops.len(), 5_000);
    let outcome = layer.apply(
        &Change::of(Op::add(span(9_000, "denial", 500, 600))),
        &Replica::new("r"),
        "",
    );
    assert_eq!(follower.follow(&outcome.touched, &layer, &ground).len(), 1);
    let outcome = layer.apply(
        &Change::of(Op::add(span(9_001, "quote", 90_000, 90_010))),
        &Replica::new("r"),
        "",
    );
    assert_eq!(follower.follow(&outcome.touched, &layer, &ground).len(), 1);
    let outcome = layer.apply(
        &Change::of(Op::add(span(9_002, "quote", 75_000, 75_010))),
        &Replica::new("r"),
        "",
    );
    assert!(follower.follow(&outcome.touched, &layer, &ground).len() <= 3);
}

#[test]
fn ranges_over_blocks_and_beyond_the_bmp() {
    let text = text("\n𝔘𐤀 قال\r\n\nالوزير📈");
    let blocks = Blocks::of(&text);
    let ground = Ground {
        text: &text,
        blocks: &blocks,
    };
    let point = |block, offset| DomPoint {
        block,
        offset: Utf16::new(offset),
    };
    let place = |n| dom_map::point(&ground, at(n)).unwrap();
    assert_eq!(place(0), point(0, 0), "before the first line");
    assert_eq!(place(1), point(0, 0));
    assert_eq!(place(3), point(0, 4));
    assert_eq!(place(8), point(0, 8), "in a line end");
    assert_eq!(place(10), point(1, 0));
    assert_eq!(place(17), point(1, 8));
    let range = dom_map::range(&ground, extent(4, 10)).unwrap();
    assert_eq!(
        (range.start, range.end),
        (point(0, 5), point(0, 8)),
        "the end of the line before"
    );
    let range = dom_map::range(&ground, extent(2, 17)).unwrap();
    assert_eq!((range.start, range.end), (point(0, 2), point(1, 8)));
    let back = |block, offset| dom_map::code_point(&ground, point(block, offset));
    assert_eq!(back(0, 1), Some(at(1)), "inside a surrogate pair");
    assert_eq!(back(0, 99), Some(at(7)), "past the end of the block");
    assert_eq!(back(7, 0), None);
}

/// The papers of the two themes (look.md), and the inks that the sheet gives.
#[test]
fn inks_can_be_read_on_both_papers() {
    let papers = [Colour([0xf3, 0xef, 0xe6]), Colour([0x26, 0x22, 0x1d])];
    assert!((contrast(Colour([0; 3]), Colour([255; 3])) - 21.0).abs() < 0.01);
    let own = Scheme::attribution()
        .labels
        .into_iter()
        .map(|label| label.colour.0);
    let others = [
        [0; 3],
        [255; 3],
        [255, 255, 0],
        [0, 0, 255],
        [128, 128, 128],
        [255, 0, 0],
    ];
    for rgb in own.chain(others) {
        for paper in papers {
            assert!(
                contrast(ink(Colour(rgb), paper), paper) >= 4.5,
                "{rgb:?} {paper:?}"
            );
        }
    }
}

#[test]
fn names_of_a_file_cannot_break_out_of_the_sheet() {
    let mut scheme = Scheme::attribution();
    let plain = of_scheme(&scheme);
    let odd = [
        "\"]{}</style>",
        "a b",
        "x;}*{color:red",
        "نفي",
        "\n@import url(//x)",
        "\\",
        "*/",
        "1",
        "",
    ];
    for id in odd {
        scheme.labels[0].id = id.into();
        let css = of_scheme(&scheme);
        let count = |css: &str, c: char| css.matches(c).count();
        for c in ['{', '}', '"', ';', '<', '@', '(', '*', '/', '\n', ']'] {
            assert_eq!(count(&css, c), count(&plain, c), "{id:?}: {c:?}");
        }
        assert!(css.is_ascii(), "{id:?}");
        // Read back as CSS reads it, the name is the one that the highlight is registered under.
        let named = css
            .split("::highlight(")
            .nth(1)
            .unwrap()
            .split("){")
            .next()
            .unwrap();
        assert_eq!(unescaped(named), highlight_name(id, 1));
        let quoted = css
            .split("[data-label=\"")
            .nth(1)
            .unwrap()
            .split("\"]")
            .next()
            .unwrap();
        assert_eq!(unescaped(quoted), id);
    }
    assert!(
        plain.contains("::highlight(isnad-quote-1){")
            && plain.contains("::highlight(isnad-source-4){")
    );
    assert!(plain.contains("[data-label=\"denial\"]"));
    assert_eq!(highlight_name("denial", 2), "isnad-denial-2");
}

fn unescaped(css: &str) -> String {
    let mut out = String::new();
    let mut rest = css;
    while let Some((before, tail)) = rest.split_once('\\') {
        let (hex, after) = tail.split_once(' ').unwrap();
        out.push_str(before);
        out.push(char::from_u32(u32::from_str_radix(hex, 16).unwrap()).unwrap());
        rest = after;
    }
    out + rest
}

#[test]
fn an_empty_text_has_no_places() {
    let text = Text::new("").unwrap();
    let blocks = Blocks::of(&text);
    let ground = Ground {
        text: &text,
        blocks: &blocks,
    };
    assert_eq!(dom_map::point(&ground, at(0)), None);
}
