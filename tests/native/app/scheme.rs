//! The scheme edited in its dialog: shown at once, written, taken back, told to other tabs, carried by the project file.

use isnad::app::effect::Effect;
use isnad::app::keymap::Command;
use isnad::app::msg::{ExportKind, Msg};
use isnad::app::palette::{LINES, PALETTE};
use isnad::app::scheme_page::{Field, Form, NewField, Place, SchemeAsk, SchemePage};
use isnad::app::sheet::{contrast, ink};
use isnad::app::state::Dialog;
use isnad::app::update::LeadAsk;
use isnad::model::ids::LabelId;
use isnad::model::scheme::{Colour, Label, Line, Scheme};
use isnad::model::scheme_edit::{Edit, Item, Refusal, Tongue};

use super::session::{Browser, Session, spans};

pub fn ask(session: &mut Session, ask: SchemeAsk) {
    session.send(Msg::Lead(LeadAsk::Scheme(ask)));
}

pub fn edit(session: &mut Session, edit: Edit) {
    ask(session, SchemeAsk::Edit(edit));
}

fn typed(session: &mut Session, label: &str, field: Field, text: &str) {
    let item = Item::Label(LabelId::from(label));
    ask(session, SchemeAsk::Type(item, field, text.to_owned()));
}

fn add(session: &mut Session, ar: &str, en: &str, id: &str) {
    add_to(session, &Form::Label, [ar, en, id]);
}

/// Fills a form and adds what it describes.
pub fn add_to(session: &mut Session, form: &Form, [ar, en, id]: [&str; 3]) {
    for (field, text) in [(NewField::Ar, ar), (NewField::En, en), (NewField::Id, id)] {
        ask(
            session,
            SchemeAsk::New(form.clone(), field, text.to_owned()),
        );
    }
    ask(session, SchemeAsk::Add(form.clone()));
}

fn label<'a>(session: &'a Session, id: &str) -> &'a Label {
    session
        .state
        .project
        .scheme
        .label(&LabelId::from(id))
        .expect("the label")
}

pub fn page(session: &Session) -> &SchemePage {
    match &session.state.dialog {
        Some(Dialog::Scheme(page)) => page,
        other => panic!("no scheme, but {other:?}"),
    }
}

fn wrong(session: &Session, id: &str, field: Field) -> Option<Refusal> {
    let item = Item::Label(LabelId::from(id));
    page(session).wrong(&session.state.project.scheme, &item, field)
}

/// A visit with the dialog open.
pub fn editing() -> (Browser, Session) {
    let browser = Browser::default();
    let mut session = browser.visit();
    ask(&mut session, SchemeAsk::Show);
    (browser, session)
}

fn ids(session: &Session) -> Vec<&str> {
    let labels = session.state.project.scheme.labels.iter();
    labels.map(|label| label.id.as_str()).collect()
}

#[test]
fn a_new_label_has_what_no_other_has_and_can_be_given_at_once() {
    let (browser, mut session) = editing();
    add(&mut session, " موقف ", "Stance", "");
    let new = label(&session, "stance").clone();
    assert_eq!((&*new.names.ar, &*new.names.en), ("موقف", "Stance"));
    // Each letter of the name that is taken is passed over.
    assert_eq!((&*new.signs.ar, &*new.signs.en), ("و", "T"));
    assert_eq!((new.key, new.line), (Some('4'), Line::Dashed));
    let labels = &session.state.project.scheme.labels;
    assert_eq!(labels.iter().filter(|l| l.colour == new.colour).count(), 1);
    assert!(page(&session).new.is_empty());
    let sheet = session
        .take()
        .into_iter()
        .rev()
        .find_map(|effect| match effect {
            Effect::SchemeSheet(css) => Some(css),
            _ => None,
        });
    assert!(sheet.unwrap().contains("::highlight(isnad-stance-1)"));
    session.send(Msg::Dialog(None));
    session.mark(117, 137, '4');
    assert_eq!(session.spans(), spans(&[("stance", 117, 137)]));
    // It is there at the next visit.
    assert_eq!(label(&browser.visit(), "stance"), &new);
}

#[test]
fn a_name_is_changed_as_it_is_typed_and_is_one_step_of_the_history() {
    let (browser, mut session) = editing();
    for text in ["Speec", "Speech", "Speech "] {
        typed(&mut session, "quote", Field::Name(Tongue::En), text);
    }
    assert_eq!(label(&session, "quote").names.en, "Speech");
    let item = Item::Label(LabelId::from("quote"));
    let scheme = &session.state.project.scheme;
    let shown = page(&session).shown(scheme, &item, Field::Name(Tongue::En));
    assert_eq!(shown, "Speech ");
    ask(&mut session, SchemeAsk::Left);
    typed(&mut session, "quote", Field::Name(Tongue::En), "Said");
    session.press(Command::Undo);
    assert_eq!(label(&session, "quote").names.en, "Speech");
    session.press(Command::Undo);
    assert_eq!(label(&session, "quote").names.en, "Quote");
    session.press(Command::Redo);
    assert_eq!(label(&browser.visit(), "quote").names.en, "Speech");
}

#[test]
fn what_is_empty_or_double_is_refused_and_said() {
    let (_, mut session) = editing();
    let before = session.state.project.scheme.clone();
    let name = Field::Name(Tongue::Ar);
    let quote = label(&session, "quote").names.clone();
    typed(&mut session, "denial", name, "  ");
    assert_eq!(wrong(&session, "denial", name), Some(Refusal::Empty));
    typed(&mut session, "denial", name, " اقتباس ");
    assert_eq!(
        wrong(&session, "denial", name),
        Some(Refusal::NameTaken(quote.clone()))
    );
    typed(&mut session, "denial", name, &"ن".repeat(61));
    assert_eq!(wrong(&session, "denial", name), Some(Refusal::Long(60)));
    typed(&mut session, "denial", Field::Key, "1");
    assert_eq!(
        wrong(&session, "denial", Field::Key),
        Some(Refusal::KeyTaken(quote.clone()))
    );
    let sign = Field::Sign(Tongue::En);
    typed(&mut session, "denial", sign, "q");
    assert_eq!(
        wrong(&session, "denial", sign),
        Some(Refusal::SignTaken(quote.clone()))
    );
    let refused = |session: &mut Session, ar: &str, en: &str, id: &str| {
        add(session, ar, en, id);
        page(session).refused.clone().map(|(_, refusal)| refusal)
    };
    assert_eq!(
        refused(&mut session, "جديد", "New", "quote"),
        Some(Refusal::IdTaken)
    );
    assert_eq!(
        refused(&mut session, "جديد", "New", "a b"),
        Some(Refusal::BadId)
    );
    assert_eq!(
        refused(&mut session, "جديد", "QUOTE", ""),
        Some(Refusal::NameTaken(quote))
    );
    assert_eq!(refused(&mut session, "", "New", ""), Some(Refusal::Empty));
    assert_eq!(session.state.project.scheme, before);
    assert_eq!(session.state.history.next_undo(), None);
    // What was typed is mended in its place.
    typed(&mut session, "denial", Field::Key, "7");
    assert_eq!(wrong(&session, "denial", Field::Key), None);
    assert_eq!(label(&session, "denial").key, Some('7'));
}

#[test]
fn a_label_in_use_is_retired_not_lost() {
    let (browser, mut session) = editing();
    session.send(Msg::Dialog(None));
    session.mark(109, 210, '2');
    ask(&mut session, SchemeAsk::Show);
    edit(
        &mut session,
        Edit::Retire(Item::Label(LabelId::from("denial")), true),
    );
    session.send(Msg::Dialog(None));
    assert_eq!(session.spans(), spans(&[("denial", 109, 210)]));
    // Neither its key nor a button of an older page gives it again.
    session.select(0, 10).press(Command::Label('2'));
    session.send(Msg::Label(LabelId::from("denial")));
    assert_eq!(session.spans(), spans(&[("denial", 109, 210)]));
    assert_eq!(browser.visit().spans(), spans(&[("denial", 109, 210)]));
    // Its digit is free for another, and then not its own any more.
    ask(&mut session, SchemeAsk::Show);
    typed(&mut session, "source", Field::Key, "2");
    edit(
        &mut session,
        Edit::Retire(Item::Label(LabelId::from("denial")), false),
    );
    assert_eq!(label(&session, "denial").key, None);
    assert!(!label(&session, "denial").retired);
}

#[test]
fn one_label_must_remain() {
    let (_, mut session) = editing();
    for id in ["quote", "denial", "source"] {
        edit(
            &mut session,
            Edit::Retire(Item::Label(LabelId::from(id)), true),
        );
    }
    assert!(label(&session, "denial").retired);
    assert!(!label(&session, "source").retired);
    let source = Place::Item(Item::Label(LabelId::from("source")));
    assert_eq!(page(&session).refused, Some((source, Refusal::LastLabel)));
}

#[test]
fn labels_are_put_in_order_and_dressed() {
    let (_, mut session) = editing();
    edit(&mut session, Edit::Move(LabelId::from("source"), true));
    assert_eq!(ids(&session), ["quote", "source", "denial"]);
    edit(&mut session, Edit::Move(LabelId::from("quote"), true));
    assert_eq!(ids(&session), ["quote", "source", "denial"]);
    let green = PALETTE[3].0;
    edit(&mut session, Edit::Colour(LabelId::from("quote"), green));
    edit(
        &mut session,
        Edit::Line(LabelId::from("quote"), Line::Double),
    );
    let quote = label(&session, "quote");
    assert_eq!((quote.colour, quote.line), (green, Line::Double));
    for _ in 0..3 {
        session.press(Command::Undo);
    }
    assert_eq!(session.state.project.scheme, Scheme::attribution());
}

#[test]
fn the_project_file_carries_the_scheme() {
    let (_, mut session) = editing();
    add(&mut session, "موقف", "Stance", "stance");
    session.send(Msg::Export(ExportKind::Project));
    let (_, file) = session.download().unwrap();
    let other = Browser::other();
    let mut there = other.visit();
    there.files(&[("p.isnad.jsonl", file.as_bytes())]);
    assert_eq!(label(&there, "stance"), label(&session, "stance"));
}

#[test]
fn another_tab_follows_and_takes_back_only_its_own() {
    let browser = Browser::default();
    let (mut a, mut b) = (browser.visit(), browser.visit());
    ask(&mut a, SchemeAsk::Show);
    typed(&mut a, "quote", Field::Name(Tongue::En), "Speech");
    for message in std::mem::take(&mut a.told) {
        b.send(Msg::Heard(message));
    }
    assert_eq!(label(&b, "quote").names.en, "Speech");
    ask(&mut b, SchemeAsk::Show);
    typed(&mut b, "quote", Field::Name(Tongue::En), "Words");
    for message in std::mem::take(&mut b.told) {
        a.send(Msg::Heard(message));
    }
    a.press(Command::Undo);
    assert_eq!(label(&a, "quote").names.en, "Words");
    assert!(a.notice(isnad::app::strings::Text::UndoLeft).is_some());
}

#[test]
fn a_page_that_is_outdated_edits_no_scheme() {
    let (_, mut session) = editing();
    session.send(Msg::Outdated);
    typed(&mut session, "quote", Field::Name(Tongue::En), "Speech");
    assert_eq!(label(&session, "quote").names.en, "Quote");
}

/// As painted: the colour over the paper, by its share.
fn washed(Colour(colour): Colour, Colour(paper): Colour, share: f64) -> Colour {
    let mut mixed = paper;
    for (mixed, colour) in mixed.iter_mut().zip(colour) {
        let sum = f64::from(*mixed) * (1.0 - share) + f64::from(colour) * share;
        *mixed = sum.round() as u8;
    }
    Colour(mixed)
}

/// WCAG 2.2, 1.4.3: text on each wash at 4.5, and where two lie on each other at 3, as a large text has to be; the ink of
/// lines and letters on paper and panel at 4.5.
#[test]
fn each_colour_of_the_palette_keeps_its_contrast() {
    let light = (Colour([0x1f, 0x1b, 0x16]), Colour([0xfb, 0xf9, 0xf4]), 0.24);
    let dark = (Colour([0xec, 0xe6, 0xda]), Colour([0x17, 0x15, 0x12]), 0.32);
    for (colour, name) in PALETTE {
        for (text, paper, share) in [light, dark] {
            let once = washed(colour, paper, share);
            assert!(contrast(text, once) >= 4.5, "{name:?}");
            let twice = washed(colour, once, share);
            assert!(contrast(text, twice) >= 3.0, "{name:?}");
            let panel = Colour([0xf3, 0xef, 0xe6]);
            let raised = Colour([0x26, 0x22, 0x1d]);
            let behind = if share < 0.3 { panel } else { raised };
            assert!(contrast(ink(colour, behind), behind) >= 4.5, "{name:?}");
            assert!(contrast(ink(colour, behind), paper) >= 4.5, "{name:?}");
        }
        let others = PALETTE.iter().filter(|(other, _)| *other != colour);
        for (other, _) in others {
            let apart: u32 = colour
                .0
                .iter()
                .zip(other.0)
                .map(|(a, b)| u32::from(a.abs_diff(b)))
                .sum();
            assert!(apart >= 60, "{name:?}: {apart}");
        }
    }
}

/// The second sign: ten new labels besides the three have letters and digits of their own as far as these go.
#[test]
fn thirteen_labels_can_be_told_without_colour() {
    let (_, mut session) = editing();
    for n in 0..10 {
        add(&mut session, &format!("وسم {n}"), &format!("Label {n}"), "");
    }
    let scheme = &session.state.project.scheme;
    assert_eq!(scheme.labels.len(), 13);
    let mut signs: Vec<_> = scheme.labels.iter().map(|l| l.signs.en.clone()).collect();
    signs.sort();
    signs.dedup();
    assert_eq!(signs.len(), 13);
    let mut keys: Vec<_> = scheme.labels.iter().filter_map(|l| l.key).collect();
    keys.sort_unstable();
    assert_eq!(keys, ('0'..='9').collect::<Vec<_>>());
    let all = |line: Line| scheme.labels.iter().any(|label| label.line == line);
    assert!(LINES.iter().all(|(line, ..)| all(*line)));
}
