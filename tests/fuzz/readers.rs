//! The readers of files and of single values in storage, with what is done to what they gave.

use isnad::app::paint::Paint;
use isnad::app::prefs::{Prefs, View};
use isnad::app::sheet;
use isnad::format::decode::{Encoding, decode, utf8_only};
use isnad::format::doccano::{Layout, write_doccano};
use isnad::format::export::ExportItem;
use isnad::format::layer::{StoredLayer, marked_text, read_layer, write_layer};
use isnad::format::project::{ProjectFile, read_project, write_project};
use isnad::format::raw::{is_raw, read_raw};
use isnad::format::records::{
    read_article, read_project_record, write_article, write_project_record,
};
use isnad::format::storage_key::{layer_storage_key, parse_layer_storage_key};
use isnad::format::summary::{read_summary, write_summary};
use isnad::format::tab;
use isnad::format::title::title_of;
use isnad::model::article::Article;
use isnad::model::blocks::Blocks;
use isnad::model::boundary::{Ground, Snap, Toward, Unit};
use isnad::model::change::{Change, Op};
use isnad::model::check::problems;
use isnad::model::ids::Replica;
use isnad::model::layer::Layer;
use isnad::model::offset::CodePoint;
use isnad::model::scheme::Scheme;
use isnad::model::span::Extent;
use isnad::model::text::Text;
use isnad::model::{boundary, diff};

use crate::mend;

/// Most readers take a text: what is none is read as far as it goes.
fn as_text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

fn replica() -> Replica {
    Replica::from("k9")
}

/// A text file: decoded, cut into blocks, walked through.
pub fn text(bytes: &[u8]) {
    let _ = utf8_only(bytes).map_err(|error| error.to_string());
    let decoded = match decode(bytes) {
        Ok(decoded) => decoded,
        Err(error) => return drop(error.to_string()),
    };
    let units = || decoded.text.encode_utf16();
    let again: Vec<u8> = match decoded.encoding {
        Encoding::Utf8 => decoded.text.as_bytes().to_vec(),
        Encoding::Utf8Bom => [b"\xef\xbb\xbf", decoded.text.as_bytes()].concat(),
        Encoding::Utf16Le => [0xfeff]
            .into_iter()
            .chain(units())
            .flat_map(u16::to_le_bytes)
            .collect(),
        Encoding::Utf16Be => [0xfeff]
            .into_iter()
            .chain(units())
            .flat_map(u16::to_be_bytes)
            .collect(),
    };
    assert!(again == bytes, "the text is the file's to the byte");
    let title = title_of(&decoded.text, "a.txt");
    assert!(title.len() <= 4_096, "a title of {} bytes", title.len());
    let text = Text::new(decoded.text).expect("no longer than the limit");
    let blocks = Blocks::of(&text);
    let ground = Ground {
        text: &text,
        blocks: &blocks,
    };
    let inside = |block: &isnad::model::blocks::Block| text.get(block.extent).is_some();
    assert!(blocks.iter().all(inside), "blocks lie in the text");
    let end = text.end().get();
    for at in [0, end / 2, end, end.saturating_add(7)] {
        let at = CodePoint::new(at);
        ground.settle(at);
        for other in [CodePoint::ZERO, at.plus(5)] {
            for snap in [Snap::Words, Snap::Letters] {
                if let Some(extent) = ground.snap(at, other, snap) {
                    assert!(ground.is_whole(extent), "{extent:?} cuts a cluster");
                }
            }
        }
        for unit in [Unit::Grapheme, Unit::Word, Unit::Sentence, Unit::Paragraph] {
            for toward in [Toward::End, Toward::Start] {
                walk(&ground, at, unit, toward);
            }
        }
    }
}

fn walk(ground: &Ground<'_>, from: CodePoint, unit: Unit, toward: boundary::Toward) {
    let mut at = ground.settle(from);
    for _ in 0..2 {
        let next = ground.step(at, unit, toward);
        let onward = match toward {
            Toward::End => next >= at,
            Toward::Start => next <= at,
        };
        assert!(onward, "{unit:?} {toward:?} from {at:?} to {next:?}");
        at = next;
    }
}

fn article() -> Article {
    let json = include_str!("../golden/article-1.json");
    read_article(json).expect("the golden article")
}

fn golden() -> Layer {
    let json = include_str!("../golden/annotations-1.json");
    read_layer(json).expect("the golden layer").layer
}

/// A layer: read, held against its text, written, merged, changed, painted.
pub fn layer(bytes: &[u8]) {
    let json = as_text(bytes);
    let text = Text::new(mend::TEXT).expect("short");
    let mended = read_layer(&mend::layer(&json, mend::TEXT));
    for read in [read_layer(&json), mended] {
        match read {
            Ok(stored) => with_layer(&stored, &text),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

fn with_layer(stored: &StoredLayer, text: &Text) {
    let wrong = stored.check_quotes(text);
    drop(wrong.iter().map(ToString::to_string).next());
    let article = article();
    let json = write_layer(&stored.layer, &article, text, &stored.writer);
    let again = read_layer(&json).expect("what was written is read");
    assert!(
        again.layer.to_parts() == stored.layer.to_parts(),
        "written and read: another layer"
    );
    if !wrong.is_empty() {
        return;
    }
    assert!(
        again.check_quotes(text).is_empty(),
        "it fits no more: {json}"
    );
    let ours = stored.layer.clone().renamed(golden().key().clone());
    let mut merged = ours.clone();
    merged.merge(&golden());
    let mut other_way = golden();
    other_way.merge(&ours);
    assert!(
        merged.to_parts() == other_way.to_parts(),
        "the merge is not commutative"
    );
    let once = merged.to_parts();
    merged.merge(&ours);
    merged.merge(&golden());
    assert!(merged.to_parts() == once, "the merge is not idempotent");
    let json = write_layer(&merged, &article, text, &replica());
    let read = read_layer(&json).expect("a merged layer is read");
    assert!(
        read.check_quotes(text).is_empty(),
        "merged, it fits no more: {json}"
    );
    changed(&ours, &merged);
    shown(&merged, text);
}

/// Changes and what takes them back.
fn changed(before: &Layer, after: &Layer) {
    let mut layer = before.clone();
    let change = diff::between(before, after);
    layer.apply(&change, &replica(), "2026-11-24T08:00:00Z");
    layer.apply(&change.inverse(), &replica(), "2026-11-24T08:00:00Z");
    assert!(
        layer.in_order().eq(before.in_order()),
        "a change taken back leaves something"
    );
    let ops = before
        .in_order()
        .take(40)
        .map(|span| Op::remove(span.clone()));
    let change = Change { ops: ops.collect() };
    layer.apply(&change, &replica(), "");
    assert_eq!(layer.len(), before.len() - change.ops.len());
    layer.apply(&change.inverse(), &replica(), "");
    assert!(
        layer.in_order().eq(before.in_order()),
        "what was removed is not back"
    );
}

/// All that the page asks of a layer to show it.
fn shown(layer: &Layer, text: &Text) {
    let blocks = Blocks::of(text);
    let ground = Ground {
        text,
        blocks: &blocks,
    };
    let (paint, ops) = Paint::all(layer, &ground, None);
    assert_eq!(
        (paint.depths().len(), ops.len()),
        (layer.len(), layer.len())
    );
    let scheme = Scheme::attribution();
    for span in layer.in_order() {
        problems(span, &ground, &scheme);
        assert!(span.fragments.end() <= text.end());
        assert!(!marked_text(span, text).is_empty());
    }
    for at in 0..=text.end().get() {
        layer.spans_at(CodePoint::new(at));
    }
    let whole = Extent::new(CodePoint::ZERO, text.end()).expect("not empty");
    assert_eq!(layer.overlapping(whole).count(), layer.len());
}

/// A project file: read, written, written for doccano.
pub fn project(bytes: &[u8]) {
    let file = as_text(bytes);
    for read in [read_project(&file), read_project(&mend::project(&file))] {
        match read {
            Ok(read) => with_project(&read),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

/// All of storage, as it is handed out when the page has stopped.
pub fn raw(bytes: &[u8]) {
    let file = as_text(bytes);
    let _ = is_raw(&file);
    match read_raw(&file) {
        Ok(projects) => projects.iter().for_each(with_project),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

fn with_project(file: &ProjectFile) {
    for rejected in &file.rejected {
        let said = rejected.to_string();
        assert!(said.starts_with("line "), "{said}");
    }
    sheet::of_scheme(&file.project.scheme);
    let items = || {
        file.articles.iter().map(|read| ExportItem {
            article: &read.article,
            text: &read.text,
            layers: read.layers.iter().collect(),
        })
    };
    let written =
        write_project(&file.project, items(), &replica()).expect("a file that was read is written");
    let again = read_project(&written).expect("and read");
    assert!(again.project == file.project);
    assert!(again.rejected.is_empty(), "{:?}", again.rejected);
    assert_eq!(again.articles.len(), file.articles.len());
    for (again, first) in again.articles.iter().zip(&file.articles) {
        assert!(again.article == first.article && again.text == first.text);
        let parts = |layers: &[Layer]| layers.iter().map(Layer::to_parts).collect::<Vec<_>>();
        assert!(
            parts(&again.layers) == parts(&first.layers),
            "another layer"
        );
    }
    for layout in [Layout::Spans, Layout::Relations] {
        write_doccano(items(), layout).expect("doccano's file holds the same text");
    }
}

/// The records of the database.
pub fn record(bytes: &[u8]) {
    let json = as_text(bytes);
    match read_article(&json) {
        Ok(article) => assert_eq!(read_article(&write_article(&article)), Ok(article)),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    match read_project_record(&json) {
        Ok(project) => {
            sheet::of_scheme(&project.scheme);
            assert_eq!(
                read_project_record(&write_project_record(&project)),
                Ok(project)
            );
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// What is taken for the default where it cannot be read, what tabs tell each other, and the keys.
pub fn settings(bytes: &[u8]) {
    let json = as_text(bytes);
    let _ = tab::read(&json);
    let prefs = Prefs::read(&json);
    assert_eq!(Prefs::read(&prefs.write()), prefs);
    let view = View::read(&json);
    assert_eq!(View::read(&view.write()), view);
    let summary = read_summary(&json);
    assert_eq!(read_summary(&write_summary(&summary, "1")), summary);
    for name in [&*json, &format!("isnad:annotations:{json}")] {
        if let Some(key) = parse_layer_storage_key(name) {
            assert_eq!(parse_layer_storage_key(&layer_storage_key(&key)), Some(key));
        }
    }
}
