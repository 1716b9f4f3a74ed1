//! The page over a hostile layer: it is stored, opened, and worked on by messages that the end of the input
//! draws.

use isnad::app::dom_map::DomPoint;
use isnad::app::effect::SaveWhen;
use isnad::app::keymap::{Command, Way};
use isnad::app::msg::{By, ExportKind, FileBytes, Msg};
use isnad::app::ports::Store;
use isnad::app::state::Offer;
use isnad::app::storage::VIEW_KEY;
use isnad::format::layer::read_layer;
use isnad::model::boundary::Unit;
use isnad::model::edge::Edge;
use isnad::model::offset::Utf16;

use crate::mend;
use crate::session::{Browser, Session};
use crate::stored::is_kept;

/// The messages of a visit are drawn from at most so many bytes.
const SCRIPT: usize = 24;

pub fn run(bytes: &[u8]) {
    let (json, script) = bytes.split_at(bytes.len().saturating_sub(SCRIPT));
    let json = mend::layer(&String::from_utf8_lossy(json), mend::TEXT);
    let browser = Browser::default();
    // The project is there, and this annotator's layer on its article is the hostile one.
    let mut first = browser.visit();
    first.send(Msg::Name("salma".to_owned()));
    first.files(&[(
        "a.isnad.jsonl",
        include_bytes!("../golden/project-1.isnad.jsonl"),
    )]);
    let name = first.name();
    drop(first);
    browser.local.map.borrow_mut().remove(&name);
    browser
        .database
        .map
        .borrow_mut()
        .insert((Store::Layers, name.clone()), json.clone());
    let view = r#"{"article":"a1","focus":"k3-2","caret":4294967295,"top":4294967295,"offset":-2147483648}"#;
    browser
        .local
        .map
        .borrow_mut()
        .insert(VIEW_KEY.to_owned(), view.to_owned());
    let mut session = browser.visit();
    for byte in script {
        act(&mut session, *byte, &json);
    }
    session.send(Msg::Leaving);
    let shown = session.state.open.as_ref().map(|open| open.layer.clone());
    drop(session);
    let again = browser.visit();
    if read_layer(&json).is_err() {
        assert!(is_kept(&browser, &json), "what could not be read is gone");
    }
    match (shown, &again.state.open) {
        (Some(before), Some(open)) if open.layer.key() == before.key() => {
            assert!(
                open.layer.same_content(&before),
                "the next visit finds something else"
            );
        }
        _ => {}
    }
}

/// One message, by the byte.
fn act(session: &mut Session, byte: u8, json: &str) {
    let (kind, value) = (byte % 24, u32::from(byte / 24));
    let place = |offset: u32| DomPoint {
        block: (value % 3) as usize,
        offset: Utf16::new(offset),
    };
    let focus = || session.state.open.as_ref()?.focus.clone();
    let msg = match kind {
        0 => Msg::Do(Command::NextSpan),
        1 => Msg::Do(Command::PreviousSpan),
        2 => Msg::Do(Command::Delete),
        3 => Msg::Do(Command::Undo),
        4 => Msg::Do(Command::Redo),
        5 => Msg::Do(Command::Label(char::from(b'1' + (value % 3) as u8))),
        6 => Msg::Do(Command::SelectSpan),
        7 => Msg::Do(Command::CycleSpan),
        8 => Msg::Do(Command::Boundary {
            edge: Edge::Start,
            way: Way::Left,
            letter: value % 2 == 0,
        }),
        9 => Msg::Do(Command::Boundary {
            edge: Edge::End,
            way: Way::Right,
            letter: value % 2 == 0,
        }),
        10 => Msg::Do(Command::Move {
            unit: Unit::Word,
            way: Way::Left,
            extend: value % 2 == 0,
        }),
        11 => Msg::Select {
            anchor: place(value * 3),
            head: place(value * 7 + 1),
            by: By::Pointer,
            alt: value % 2 == 0,
        },
        12 => Msg::Click(place(value * 5)),
        13 => Msg::Word(place(u32::MAX - value)),
        14 => Msg::Tap(place(value * 4)),
        15 => Msg::Viewport {
            near: (0, value as usize),
            top: value as usize,
            offset: i32::MIN,
        },
        16 => Msg::Export([ExportKind::Project, ExportKind::Figures][(value % 2) as usize]),
        17 => Msg::Take([Offer::Retry, Offer::Backup, Offer::Undo][(value % 3) as usize]),
        18 => Msg::Files(vec![FileBytes {
            name: "b.isnad.jsonl".to_owned(),
            bytes: include_bytes!("../golden/project-1.isnad.jsonl").to_vec(),
        }]),
        19 => Msg::Leaving,
        20 if value % 2 == 0 => Msg::SaveDue(SaveWhen::Paused),
        // Another tab's edit, as hostile as the layer in storage.
        20 => Msg::Heard(json.to_owned()),
        other => match focus() {
            Some(id) if other == 21 => Msg::Note(id, "\u{202e}</b>".to_owned()),
            Some(span) if other == 22 => Msg::DragEdge {
                span,
                edge: Edge::End,
                to: place(value * 6),
                alt: true,
                done: value % 2 == 0,
            },
            Some(id) => Msg::Delete(id),
            None => Msg::Do(Command::Escape),
        },
    };
    session.send(msg);
}
