//! Links between spans, and attributes of any text: made, altered, removed, taken back.

use isnad::app::keymap::Command;
use isnad::app::linking::{NoLink, fits, kinds, links_of, proposed};
use isnad::app::msg::Msg;
use isnad::app::strings::Text as Key;
use isnad::app::update::{LinkAsk, SpanAsk};
use isnad::model::annotation::{AttributeValue, Link};
use isnad::model::ids::{AttributeId, LabelId, LinkTypeId, SpanId};
use isnad::model::scheme::Scheme;

use super::session::{Browser, Session};

fn ask(session: &mut Session, ask: LinkAsk) {
    session.send(Msg::Span(SpanAsk::Link(ask)));
}

/// The links as type, from, to, ends told by where they begin.
fn links(session: &Session) -> Vec<(String, u32, u32)> {
    let layer = &session.open().layer;
    let at = |id: &SpanId| layer.span(id).unwrap().fragments.start().get();
    let links = layer.links();
    links
        .map(|link| (link.kind.to_string(), at(&link.from), at(&link.to)))
        .collect()
}

fn only(session: &Session) -> Link {
    let mut links = session.open().layer.links();
    let link = links.next().cloned().expect("a link");
    assert_eq!(links.next(), None);
    link
}

fn said_by(from: u32, to: u32) -> Vec<(String, u32, u32)> {
    vec![("said_by".to_owned(), from, to)]
}

/// A quote at 0, a source at 20, another quote at 40.
fn three() -> (Browser, Session, [SpanId; 3]) {
    let browser = Browser::default();
    let mut session = browser.visit();
    let quote = session.mark(0, 6, '1');
    let source = session.mark(20, 26, '3');
    let other = session.mark(40, 46, '1');
    (browser, session, [quote, source, other])
}

#[test]
fn a_link_is_made_by_keys_and_kept() {
    let (browser, mut session, [quote, source, _]) = three();
    session.send(Msg::Focus(quote.clone()));
    session.press(Command::Link);
    assert!(session.notice(Key::LinkChoose).is_some());
    session.press(Command::NextSpan);
    // Going there is not choosing.
    assert_eq!(links(&session), []);
    session.press(Command::Link);
    assert_eq!(links(&session), said_by(0, 20));
    assert_eq!(session.open().focus, Some(quote));
    assert!(session.notice(Key::LinkChoose).is_none());
    assert_eq!(links(&browser.visit()), said_by(0, 20));
    // Both ends show it.
    let shown = links_of(&session.open().layer, &source);
    assert!(shown.len() == 1 && !shown[0].out);
    session.press(Command::Undo);
    assert_eq!(links(&session), []);
    session.press(Command::Redo);
    assert_eq!(links(&browser.visit()), said_by(0, 20));
}

#[test]
fn a_link_is_made_by_pointing_at_text_or_card() {
    let choose: [fn(&mut Session, &SpanId); 3] = [
        |session, _| _ = session.click(22),
        |session, _| _ = session.tap(22),
        |session, source| _ = session.send(Msg::Focus(source.clone())),
    ];
    for choose in choose {
        let (_, mut session, [quote, source, _]) = three();
        ask(&mut session, LinkAsk::From(quote.clone()));
        choose(&mut session, &source);
        assert_eq!(links(&session), said_by(0, 20));
        assert_eq!(session.open().focus, Some(quote));
        assert_eq!(session.selected(), None);
        // It is over: the next place that is pointed at is only looked at.
        choose(&mut session, &source);
        assert_eq!(links(&session).len(), 1);
    }
}

#[test]
fn a_link_is_given_up() {
    type Give = fn(&mut Session);
    let give: [Give; 4] = [
        |session| _ = session.press(Command::Escape),
        |session| _ = session.press(Command::Link),
        |session| {
            let notice = session.notice(Key::LinkChoose).unwrap().id;
            session.send(Msg::Dismiss(notice));
        },
        |session| {
            let quote = session.open().focus.clone().unwrap();
            session.send(Msg::Delete(quote));
        },
    ];
    for (way, give) in give.into_iter().enumerate() {
        let (_, mut session, [quote, source, _]) = three();
        session.send(Msg::Focus(quote));
        session.press(Command::Link);
        // Where there is nothing, or only where it was begun, nothing is chosen.
        session.click(30);
        session.click(2);
        assert!(session.open().linking.is_some(), "{way}");
        give(&mut session);
        session.send(Msg::Focus(source));
        assert_eq!(links(&session), [], "{way}");
        assert_eq!(session.open().linking, None, "{way}");
        assert!(session.notice(Key::LinkChoose).is_none(), "{way}");
    }
    // Escape gave up the link and nothing else.
    let (_, mut session, [quote, ..]) = three();
    session.send(Msg::Focus(quote.clone()));
    session.press(Command::Link).press(Command::Escape);
    assert_eq!(session.open().focus, Some(quote));
}

#[test]
fn what_cannot_be_linked_is_said() {
    let mut session = Browser::default().visit();
    session.press(Command::Link);
    assert!(session.notice(Key::FocusFirst).is_some());
    session.mark(0, 6, '1');
    session.press(Command::Link);
    assert!(session.notice(Key::LinkAlone).is_some());
    let (_, mut session, [quote, source, other]) = three();
    ask(&mut session, LinkAsk::From(quote.clone()));
    session.send(Msg::Focus(other));
    assert!(session.notice(Key::LinkNoType).is_some());
    // The person may choose another one.
    session.send(Msg::Focus(source.clone()));
    assert_eq!(links(&session).len(), 1);
    for _ in 0..2 {
        ask(&mut session, LinkAsk::From(quote.clone()));
        session.send(Msg::Focus(source.clone()));
    }
    // The next type that fits, and then there is none.
    assert_eq!(links(&session).len(), 2);
    assert!(session.notice(Key::LinkThere).is_some());
}

#[test]
fn a_link_begun_at_its_end_goes_the_way_its_type_goes() {
    let (_, mut session, [quote, source, _]) = three();
    ask(&mut session, LinkAsk::From(source.clone()));
    session.send(Msg::Focus(quote));
    assert_eq!(links(&session), said_by(0, 20));
    assert_eq!(session.open().focus, Some(source));
}

#[test]
fn a_link_gets_another_type_and_is_removed() {
    let (browser, mut session, [quote, source, _]) = three();
    ask(&mut session, LinkAsk::From(quote.clone()));
    session.send(Msg::Focus(source.clone()));
    let link = only(&session);
    let scheme = session.state.project.scheme.clone();
    let offered = kinds(&scheme, &session.open().layer, &link);
    assert_eq!(offered, ["said_by", "relayed_by"].map(LinkTypeId::from));
    ask(
        &mut session,
        LinkAsk::Kind(link.id.clone(), LinkTypeId::from("relayed_by")),
    );
    assert_eq!(only(&browser.visit()).kind.as_str(), "relayed_by");
    // Two of one type between two spans are one.
    ask(&mut session, LinkAsk::From(quote));
    session.send(Msg::Focus(source.clone()));
    ask(
        &mut session,
        LinkAsk::Kind(link.id.clone(), LinkTypeId::from("said_by")),
    );
    assert!(session.notice(Key::LinkThere).is_some());
    let layer = &session.open().layer;
    let both = kinds(&scheme, layer, layer.link(&link.id).unwrap());
    assert_eq!(both, [LinkTypeId::from("relayed_by")]);
    session.press(Command::Undo);
    ask(&mut session, LinkAsk::Remove(link.id.clone()));
    assert_eq!(links(&browser.visit()), []);
    session.press(Command::Undo);
    assert_eq!(only(&session).kind.as_str(), "relayed_by");
    session.press(Command::Undo);
    assert_eq!(only(&session).kind.as_str(), "said_by");
    // With a span its links go, and come back.
    session.send(Msg::Delete(source));
    assert_eq!(links(&session), []);
    session.press(Command::Undo);
    assert_eq!(only(&browser.visit()), link);
}

#[test]
fn a_retired_type_is_kept_where_it_is_and_not_offered() {
    let (_, session, [quote, source, _]) = three();
    let layer = &session.open().layer;
    let ends = [&quote, &source].map(|id| layer.span(id).unwrap());
    let mut scheme = Scheme::attribution();
    let of = |scheme: &Scheme| proposed(scheme, layer, ends[0], ends[1]).map(|(kind, ..)| kind);
    assert_eq!(of(&scheme), Ok(LinkTypeId::from("said_by")));
    scheme.links[0].retired = true;
    assert_eq!(of(&scheme), Ok(LinkTypeId::from("relayed_by")));
    let link = |kind: &str| Link {
        id: "l1".into(),
        kind: kind.into(),
        from: quote.clone(),
        to: source.clone(),
        extra: Default::default(),
    };
    let ids = |kind| {
        let kinds = kinds(&scheme, layer, &link(kind)).into_iter();
        kinds.map(|kind| kind.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(ids("said_by"), ["said_by", "relayed_by"]);
    assert_eq!(ids("relayed_by"), ["relayed_by"]);
    // From a file: of a type that nobody knows.
    assert_eq!(ids("other"), ["relayed_by", "other"]);
    scheme.links[1].retired = true;
    assert_eq!(of(&scheme), Err(NoLink::NoType));
    // One that names no label goes with every one.
    let mut any = scheme.links[0].clone();
    (any.from, any.to) = (Vec::new(), Vec::new());
    assert!(fits(&any, &LabelId::from("source"), &LabelId::from("new")));
}

#[test]
fn an_attribute_of_any_text_is_one_step_as_it_is_typed() {
    let (browser, mut session, [quote, ..]) = three();
    let verb = AttributeId::from("verb");
    let typed = |session: &mut Session, text: &str| {
        let ask = SpanAsk::Text(quote.clone(), verb.clone(), text.to_owned());
        session.send(Msg::Span(ask));
    };
    let now = |session: &Session| {
        let span = session.open().layer.span(&quote).unwrap();
        span.attributes.get(&verb).cloned()
    };
    for text in ["ق", "قا", "قال"] {
        typed(&mut session, text);
    }
    session.send(Msg::NoteDone);
    for text in ["قال ", " ", "زعم"] {
        typed(&mut session, text);
    }
    let text = |text: &str| Some(AttributeValue::Text(text.to_owned()));
    assert_eq!(now(&browser.visit()), text("زعم"));
    session.press(Command::Undo);
    assert_eq!(now(&session), text("قال"));
    session.press(Command::Undo);
    assert_eq!(now(&session), None);
}

#[test]
fn a_page_that_is_outdated_links_nothing() {
    let (_, mut session, [quote, source, _]) = three();
    session.send(Msg::Outdated);
    ask(&mut session, LinkAsk::From(quote));
    session.send(Msg::Focus(source));
    assert_eq!(links(&session), []);
}

/// Another tab makes a link while a card is shown here.
#[test]
fn cards_follow_links_of_another_tab() {
    let (browser, mut a, [quote, source, _]) = three();
    a.told.clear();
    let mut b = browser.visit();
    let before = b.state.versions.cards;
    ask(&mut a, LinkAsk::From(quote));
    a.send(Msg::Focus(source));
    for message in std::mem::take(&mut a.told) {
        b.send(Msg::Heard(message));
    }
    assert_eq!(links(&b), said_by(0, 20));
    assert_ne!(b.state.versions.cards, before);
    // Another type, and as many links as before.
    let (before, link) = (b.state.versions.cards, only(&a));
    ask(
        &mut a,
        LinkAsk::Kind(link.id, LinkTypeId::from("relayed_by")),
    );
    for message in std::mem::take(&mut a.told) {
        b.send(Msg::Heard(message));
    }
    assert_eq!(only(&b).kind, LinkTypeId::from("relayed_by"));
    assert_ne!(b.state.versions.cards, before);
}

/// Sixty cards are not drawn anew because one span was added, relabelled or noted.
#[test]
fn cards_are_drawn_anew_for_links_only_when_these_change() {
    let (_, mut session, [quote, source, other]) = three();
    ask(&mut session, LinkAsk::From(quote.clone()));
    session.send(Msg::Focus(source.clone()));
    let still = session.state.versions.cards;
    session.send(Msg::Note(other.clone(), "ملاحظة".to_owned()));
    session.send(Msg::Delete(other));
    session.press(Command::Undo);
    assert_eq!(session.state.versions.cards, still);
    // The other end shows the label of this one.
    session.send(Msg::Relabel(source.clone(), "denial".into()));
    let relabelled = session.state.versions.cards;
    assert_ne!(relabelled, still);
    session.send(Msg::Delete(source));
    let deleted = session.state.versions.cards;
    assert_ne!(deleted, relabelled);
    session.press(Command::Undo);
    assert_ne!(session.state.versions.cards, deleted);
}
