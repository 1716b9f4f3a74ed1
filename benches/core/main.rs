//! Benchmarks of the pure core over three decades of size: a text of a thousand to a million code points, with a span
//! for every hundred. `./dev bench core` runs them; the table at the end gives each as a ratio to a reference that was
//! measured in the same run, and how it grows with the size.
#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing)]

mod exchange;
mod made;
mod table;

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput};
use isnad::format::doccano::{Layout, write_doccano};
use isnad::format::export::ExportItem;
use isnad::format::layer::{read_layer, write_layer};
use isnad::format::project::{read_project, write_project};
use isnad::model::blocks::Blocks;
use isnad::model::boundary::{Ground, Snap, Toward, Unit};
use isnad::model::change::{Change, Op};
use isnad::model::offset::{Byte, CodePoint, Utf16};
use isnad::model::text::Text;
use made::{Made, NOW, span};
use table::{Growth, Reference, Row};

const SIZES: [usize; 4] = [1_000, 10_000, 100_000, 1_000_000];
/// Edits that a journal holds when the page was killed: far more than a pause between two writes lets gather.
const EDITS: usize = 200;

/// Everything that is measured: what it is held against, and how it may grow.
const ROWS: [Row; 17] = [
    Row::new("text: count all units", Reference::Chars, Growth::Linear),
    Row::new(
        "text: offset to UTF-16, bytes, graphemes",
        Reference::Chars1000,
        Growth::Flat,
    ),
    Row::new(
        "text: offset from UTF-16 and bytes",
        Reference::Chars1000,
        Growth::Flat,
    ),
    Row::new("text: cut into blocks", Reference::Chars, Growth::Linear),
    Row::new(
        "selection: snap to words",
        Reference::Chars1000,
        Growth::Flat,
    ),
    Row::new("selection: step a word", Reference::Chars1000, Growth::Flat),
    Row::new("layer: add a span", Reference::Chars1000, Growth::Flat),
    Row::new("layer: add and undo", Reference::Chars1000, Growth::Flat),
    Row::new(
        "layer: spans at a point",
        Reference::Chars1000,
        Growth::Flat,
    ),
    Row::new(
        "layer: the record of an edit",
        Reference::Chars1000,
        Growth::Flat,
    ),
    Row::new("layer: merge", Reference::Json("layer"), Growth::Linear),
    Row::new(
        "layer: read, replay 200 edits",
        Reference::Json("layer"),
        Growth::Linear,
    ),
    Row::new("layer: read", Reference::Json("layer"), Growth::Linear),
    Row::new("layer: write", Reference::Json("layer"), Growth::Linear),
    Row::new(
        "project file: read",
        Reference::Json("project"),
        Growth::Linear,
    ),
    Row::new(
        "project file: write, read back",
        Reference::Json("project"),
        Growth::Linear,
    ),
    Row::new(
        "doccano: write, read back",
        Reference::Json("doccano"),
        Growth::Linear,
    ),
];

fn main() {
    let mut criterion = Criterion::default().without_plots().configure_from_args();
    for size in SIZES {
        let made = Made::new(size);
        references(&mut criterion, &made, size);
        texts(&mut criterion, &made, size);
        edits(&mut criterion, &made, size);
        files(&mut criterion, &made, size);
        exchange::run(&mut criterion, size, |criterion, name, size, run| {
            bench(criterion, name, size, run);
        });
    }
    criterion.final_summary();
    let rows: Vec<Row> = ROWS.into_iter().chain(exchange::rows()).collect();
    if !table::print(&rows, &SIZES) {
        std::process::exit(1);
    }
}

fn bench<O>(criterion: &mut Criterion, name: &str, size: usize, mut run: impl FnMut() -> O) {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(if size > 100_000 { 10 } else { 20 });
    group.warm_up_time(std::time::Duration::from_millis(200));
    group.measurement_time(std::time::Duration::from_secs(1));
    group.bench_function(size.to_string(), |bencher| bencher.iter(&mut run));
    group.finish();
}

fn json_lines(text: &str) -> usize {
    let values = text.lines().map(|line| {
        let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
        usize::from(value.is_object())
    });
    values.sum()
}

fn items(made: &Made) -> std::iter::Once<ExportItem<'_>> {
    std::iter::once(ExportItem {
        article: &made.article,
        text: &made.text,
        layers: vec![&made.layer],
    })
}

fn references(criterion: &mut Criterion, made: &Made, size: usize) {
    let text = made.text.as_str();
    bench(criterion, &Reference::Chars.name(), size, || {
        black_box(text)
            .chars()
            .map(u32::from)
            .fold(0_u32, u32::wrapping_add)
    });
    let thousand = made::string(1_000);
    bench(criterion, &Reference::Chars1000.name(), size, || {
        black_box(&thousand)
            .chars()
            .map(u32::from)
            .fold(0_u32, u32::wrapping_add)
    });
    let layer = write_layer(&made.layer, &made.article, &made.text, &made.replica);
    let project = write_project(&made.project, items(made), &made.replica).expect("reads back");
    let doccano = write_doccano(items(made), Layout::Relations).expect("reads back");
    for (name, file) in [("layer", layer), ("project", project), ("doccano", doccano)] {
        bench(criterion, &Reference::Json(name).name(), size, || {
            json_lines(black_box(&file))
        });
    }
}

fn texts(criterion: &mut Criterion, made: &Made, size: usize) {
    let (text, middle) = (&made.text, made.middle());
    let string = text.as_str();
    bench(criterion, "text: count all units", size, || {
        Text::new(black_box(string))
    });
    bench(
        criterion,
        "text: offset to UTF-16, bytes, graphemes",
        size,
        || {
            let at = black_box(middle);
            (text.utf16_at(at), text.byte_at(at), text.grapheme_at(at))
        },
    );
    let utf16 = text.utf16_at(middle).unwrap_or(Utf16::new(0));
    let byte = text.byte_at(middle).unwrap_or(Byte::new(0));
    bench(
        criterion,
        "text: offset from UTF-16 and bytes",
        size,
        || {
            (
                text.code_point_at_utf16(black_box(utf16)),
                text.code_point_at_byte(black_box(byte)),
            )
        },
    );
    bench(criterion, "text: cut into blocks", size, || {
        Blocks::of(black_box(text))
    });
    let blocks = Blocks::of(text);
    let ground = Ground {
        text,
        blocks: &blocks,
    };
    bench(criterion, "selection: snap to words", size, || {
        ground.snap(black_box(middle), middle.plus(30), Snap::Words)
    });
    bench(criterion, "selection: step a word", size, || {
        ground.step(black_box(middle), Unit::Word, Toward::End)
    });
}

fn edits(criterion: &mut Criterion, made: &Made, size: usize) {
    let add = Change::of(Op::add(span("bench-new", made.middle().get(), 12)));
    // The layer is copied outside of what is measured, and dropped outside of it.
    let mut on_copy = |name: &str, run: &dyn Fn(&mut isnad::model::layer::Layer)| {
        let mut group = criterion.benchmark_group(name);
        group.sample_size(if size > 100_000 { 10 } else { 20 });
        group.warm_up_time(std::time::Duration::from_millis(200));
        group.measurement_time(std::time::Duration::from_secs(1));
        group.throughput(Throughput::Elements(1));
        group.bench_function(size.to_string(), |bencher| {
            bencher.iter_batched_ref(|| made.layer.clone(), run, BatchSize::LargeInput);
        });
        group.finish();
    };
    on_copy("layer: add a span", &|layer| {
        layer.apply(&add, &made.replica, NOW);
    });
    let undo = add.inverse();
    on_copy("layer: add and undo", &|layer| {
        layer.apply(&add, &made.replica, NOW);
        layer.apply(&undo, &made.replica, NOW);
    });
    let other = made.changed_by_another();
    on_copy("layer: merge", &|layer| {
        black_box(layer.merge(&other));
    });
    bench(criterion, "layer: spans at a point", size, || {
        made.layer
            .spans_at(black_box(CodePoint::new(
                made.middle().get() / 100 * 100 + 5,
            )))
            .len()
    });
    let some = [isnad::model::ids::SpanId::from("bench-5")];
    bench(criterion, "layer: the record of an edit", size, || {
        let part = made.layer.part(black_box(&some), &[]);
        write_layer(&part, &made.article, &made.text, &made.replica)
    });
}

fn files(criterion: &mut Criterion, made: &Made, size: usize) {
    let json = write_layer(&made.layer, &made.article, &made.text, &made.replica);
    bench(criterion, "layer: read", size, || {
        read_layer(black_box(&json))
    });
    bench(criterion, "layer: write", size, || {
        write_layer(
            black_box(&made.layer),
            &made.article,
            &made.text,
            &made.replica,
        )
    });
    let mut edited = made.layer.clone();
    let records: Vec<_> = (0..EDITS)
        .map(|n| {
            let id = format!("late-{n}");
            edited.apply(
                &Change::of(Op::add(span(&id, n as u32 % 900, 9))),
                &made.replica,
                NOW,
            );
            let part = edited.part(&[id.as_str().into()], &[]);
            write_layer(&part, &made.article, &made.text, &made.replica)
        })
        .collect();
    bench(criterion, "layer: read, replay 200 edits", size, || {
        let mut layer = read_layer(black_box(&json)).expect("a layer").layer;
        let mut replayed = isnad::model::layer::Layer::empty(layer.key().clone());
        for record in &records {
            replayed.merge(&read_layer(record).expect("a record").layer);
        }
        layer.merge(&replayed);
        layer.len()
    });
    let project = write_project(&made.project, items(made), &made.replica).expect("reads back");
    bench(criterion, "project file: read", size, || {
        read_project(black_box(&project))
    });
    bench(criterion, "project file: write, read back", size, || {
        write_project(&made.project, items(black_box(made)), &made.replica)
    });
    bench(criterion, "doccano: write, read back", size, || {
        write_doccano(items(black_box(made)), Layout::Relations)
    });
}
