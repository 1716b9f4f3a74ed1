//! Files for other programs, by the dialog.

use isnad::app::effect::Effect;
use isnad::app::exchange::export::{Choice, Which};
use isnad::app::exchange::{Desk, Step};
use isnad::app::keymap::Command;
use isnad::app::msg::Msg;
use isnad::app::state::Dialog;
use isnad::format::exchange::kind::Kind;
use isnad::format::exchange::tags::Overlap;
use isnad::format::exchange::units::OffsetUnit;
use isnad::format::losses::Lost;

use super::exchange::{GOLDEN, all, import, marked};
use super::session::{Browser, Session};

/// The person of the golden project.
fn salma() -> Session {
    let mut session = Browser::default().visit();
    session.send(Msg::Name("salma".to_owned()));
    session.files(&[("p.isnad.jsonl", GOLDEN.as_bytes())]);
    session.send(Msg::Dialog(None));
    session
}

fn choose(session: &mut Session, choice: Choice) {
    session.send(Step::Choose(choice).msg());
}

fn export(session: &Session) -> &isnad::app::exchange::export::Export {
    let desk: &Desk = session.state.desk.as_ref().unwrap().downcast_ref().unwrap();
    desk.export.as_ref().unwrap()
}

fn written(session: &mut Session) -> (String, Vec<u8>) {
    session.take();
    session.send(Step::Write.msg());
    assert_eq!(session.state.dialog, None, "{:?}", session.state.notices);
    let file = session.take().into_iter().find_map(|effect| match effect {
        Effect::Download { name, bytes, .. } => Some((name, bytes)),
        _ => None,
    });
    file.expect("a file")
}

#[test]
fn every_kind_that_goes_out_comes_in_again() {
    let kinds = [
        Kind::Doccano,
        Kind::LabelStudio,
        Kind::Prodigy,
        Kind::Brat,
        Kind::WebannoTsv,
        Kind::PubAnnotation,
        Kind::HuggingFace,
        Kind::Conll,
        Kind::Bio,
        Kind::WebAnnotation,
        Kind::CasJson,
        Kind::CasXmi,
        Kind::Tei,
        Kind::Csv,
        Kind::Layers,
        Kind::Txt,
    ];
    for kind in kinds {
        let mut session = salma();
        session.press(Command::Export);
        choose(&mut session, Choice::Kind(Some(kind)));
        let losses = export(&session).losses.clone().unwrap();
        let (name, bytes) = written(&mut session);
        let mut wanted = marked(&mut session, 0);
        let browser = Browser::other();
        let mut back = browser.visit();
        back.send(Msg::Name("salma".to_owned()));
        back.send(Msg::Dialog(Some(Dialog::Files)));
        back.files(&[(&name, &bytes)]);
        let shown = import(&back);
        let kinds: Vec<_> = shown.groups.iter().map(|group| group.found).collect();
        assert_eq!(kinds, [Some(kind)], "{name}");
        let faults = shown.groups[0].seen.as_ref().unwrap();
        assert!(faults.rejected.is_empty(), "{name}: {:?}", faults.rejected);
        back.send(Step::Take.msg());
        back.send(Msg::Dialog(None));
        let mut came = all(&mut back);
        came.sort();
        wanted.sort();
        match kind {
            // Tokens alone: the texts are others.
            Kind::Conll | Kind::Bio => {
                assert!(losses.of(Lost::Texts) > 0);
                assert_eq!(came.len(), wanted.len(), "{name}");
            }
            Kind::Txt => assert!(
                came.iter()
                    .map(|(t, _)| t)
                    .eq(wanted.iter().map(|(t, _)| t))
            ),
            _ => assert_eq!(came, wanted, "{name}"),
        }
    }
}

#[test]
fn what_will_be_lost_is_counted_before_and_follows_the_choice() {
    let mut session = salma();
    session.press(Command::Export);
    assert!(
        export(&session).survey.is_none(),
        "nothing is read for a project file"
    );
    choose(&mut session, Choice::Kind(Some(Kind::Conll)));
    let outermost = export(&session).losses.clone().unwrap();
    assert!(outermost.of(Lost::Overlaps) > 0, "{outermost:?}");
    choose(&mut session, Choice::Overlap(Overlap::Columns));
    let columns = export(&session).losses.clone().unwrap();
    assert!(columns.of(Lost::Overlaps) < outermost.of(Lost::Overlaps));
    choose(&mut session, Choice::Kind(Some(Kind::Txt)));
    assert!(export(&session).losses.as_ref().unwrap().of(Lost::Spans) > 0);
    choose(&mut session, Choice::Which(Which::Done));
    session.send(Step::Write.msg());
    assert_eq!(
        session.state.dialog,
        Some(Dialog::Export),
        "no article is done"
    );
}

#[test]
fn a_lead_without_work_takes_everybodys_away() {
    let mut session = Browser::default().visit();
    session.files(&[("p.isnad.jsonl", GOLDEN.as_bytes())]);
    session.send(Msg::Dialog(None));
    session.press(Command::Export);
    choose(&mut session, Choice::Kind(Some(Kind::Doccano)));
    let spans = |session: &Session| {
        let export = export(session);
        export.spans(&export.going(&session.state).unwrap())
    };
    let all = spans(&session);
    assert!(all > 0);
    choose(&mut session, Choice::Everybody(false));
    assert_eq!(spans(&session), 0, "it was chosen so");
    choose(&mut session, Choice::Everybody(true));
    assert_eq!(spans(&session), all);
    // Who has work of their own takes that.
    session.send(Msg::Dialog(None));
    session.mark(0, 4, '1');
    session.press(Command::Export);
    choose(&mut session, Choice::Kind(Some(Kind::Doccano)));
    assert_eq!(spans(&session), 1);
    choose(&mut session, Choice::Everybody(true));
    assert_eq!(spans(&session), all + 1);
}

#[test]
fn articles_are_dealt_out_by_their_ids() {
    let mut session = salma();
    session.press(Command::Export);
    choose(&mut session, Choice::Kind(Some(Kind::Doccano)));
    choose(&mut session, Choice::Split(true));
    choose(&mut session, Choice::Shares("no".to_owned()));
    session.send(Step::Write.msg());
    assert_eq!(session.state.dialog, Some(Dialog::Export), "no shares");
    choose(&mut session, Choice::Shares("٠،٠،١".to_owned()));
    let (name, bytes) = written(&mut session);
    assert!(name.ends_with("-doccano.zip"), "{name}");
    let mut back = Browser::other().visit();
    back.files(&[(&name, &bytes)]);
    let names: Vec<_> = import(&back)
        .groups
        .iter()
        .flat_map(|group| group.names.clone())
        .collect();
    assert!(names.contains(&"test.jsonl".to_owned()), "{names:?}");
}

#[test]
fn doccanos_own_screen_counts_otherwise() {
    for (unit, start) in [
        (OffsetUnit::CodePoint, 34),
        (OffsetUnit::Utf16, 35),
        (OffsetUnit::Grapheme, 33),
    ] {
        let mut session = salma();
        session.press(Command::Export);
        choose(&mut session, Choice::Kind(Some(Kind::Doccano)));
        choose(&mut session, Choice::Unit(unit));
        let (_, bytes) = written(&mut session);
        let file = String::from_utf8(bytes).unwrap();
        assert!(file.contains(&format!("[{start},")), "{unit:?}: {file}");
    }
}

#[test]
fn label_studio_may_count_utf_16_and_nothing_that_it_does_not_know() {
    for (unit, start) in [
        (OffsetUnit::CodePoint, 34),
        (OffsetUnit::Utf16, 35),
        (OffsetUnit::Grapheme, 34),
    ] {
        let mut session = salma();
        session.press(Command::Export);
        choose(&mut session, Choice::Unit(unit));
        choose(&mut session, Choice::Kind(Some(Kind::LabelStudio)));
        let (name, bytes) = written(&mut session);
        let file = String::from_utf8(bytes.clone()).unwrap();
        assert!(
            file.contains(&format!("\"start\":{start},")),
            "{unit:?}: {file}"
        );
        let wanted = marked(&mut session, 0);
        let mut back = Browser::other().visit();
        back.send(Msg::Name("salma".to_owned()));
        back.files(&[(&name, &bytes)]);
        back.send(Step::Take.msg());
        back.send(Msg::Dialog(None));
        assert_eq!(all(&mut back), wanted, "{unit:?}");
    }
}
