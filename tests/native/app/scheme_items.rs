//! Link types, attributes and their values, edited in the dialog of the scheme.

use isnad::app::keymap::Command;
use isnad::app::msg::{ExportKind, Msg};
use isnad::app::scheme_page::{Field, Form, NewField, Place, SchemeAsk};
use isnad::model::ids::{AttributeId, LabelId};
use isnad::model::scheme::{Attribute, AttributeKind, LinkType, Names, Scheme};
use isnad::model::scheme_edit::{Edit, Item, Refusal, Role, Tongue};

use super::scheme::{add_to, ask, edit, editing, page};
use super::session::{Browser, Session};

fn link<'a>(session: &'a Session, id: &str) -> &'a LinkType {
    let mut links = session.state.project.scheme.links.iter();
    links
        .find(|link| link.id.as_str() == id)
        .expect("the link type")
}

fn attribute<'a>(session: &'a Session, id: &str) -> &'a Attribute {
    let mut all = session.state.project.scheme.attributes.iter();
    all.find(|each| each.id.as_str() == id)
        .expect("the attribute")
}

/// The values of an attribute: id and whether it is retired.
fn values(session: &Session, id: &str) -> Vec<(String, bool)> {
    match &attribute(session, id).kind {
        AttributeKind::Choice(choices) => choices
            .iter()
            .map(|choice| (choice.id.clone(), choice.retired))
            .collect(),
        other => panic!("no list of values, but {other:?}"),
    }
}

#[test]
fn link_types_are_added_named_and_retired() {
    let (browser, mut session) = editing();
    add_to(&mut session, &Form::Link, ["يؤكد", " Confirms ", ""]);
    let new = link(&session, "confirms").clone();
    assert_eq!((&*new.names.ar, &*new.names.en), ("يؤكد", "Confirms"));
    assert!(new.from.is_empty() && new.to.is_empty() && !new.retired);
    let item = Item::Link(new.id);
    let quote = LabelId::from("quote");
    edit(
        &mut session,
        Edit::Part(item.clone(), Role::From, quote.clone(), true),
    );
    let name = Field::Name(Tongue::En);
    ask(
        &mut session,
        SchemeAsk::Type(item.clone(), name, "Backs".to_owned()),
    );
    edit(&mut session, Edit::Retire(item.clone(), true));
    let now = link(&session, "confirms");
    assert_eq!((&*now.names.en, now.retired), ("Backs", true));
    assert_eq!(now.from, [quote]);
    assert_eq!(link(&browser.visit(), "confirms"), now);
    edit(&mut session, Edit::Retire(item, false));
    for _ in 0..5 {
        session.press(Command::Undo);
    }
    let scheme = &session.state.project.scheme;
    assert_eq!(*scheme, Scheme::attribution());
}

#[test]
fn attributes_are_added_with_their_values() {
    let (browser, mut session) = editing();
    let kind = |session: &mut Session, kind: &str| {
        let kind = kind.to_owned();
        ask(
            session,
            SchemeAsk::New(Form::Attribute, NewField::Kind, kind),
        );
    };
    kind(&mut session, "flag");
    add_to(&mut session, &Form::Attribute, ["مؤكد", "Sure", "sure"]);
    kind(&mut session, "text");
    add_to(&mut session, &Form::Attribute, ["اللفظ", "Verb", ""]);
    add_to(&mut session, &Form::Attribute, ["الدرجة", "Degree", ""]);
    assert_eq!(attribute(&session, "sure").kind, AttributeKind::Flag);
    assert_eq!(attribute(&session, "verb").kind, AttributeKind::Text);
    assert_eq!(attribute(&session, "degree").labels.len(), 3);
    let degree = AttributeId::from("degree");
    let form = Form::Choice(degree.clone());
    add_to(&mut session, &form, ["عالية", "High", ""]);
    add_to(&mut session, &form, ["منخفضة", "Low", "low_2"]);
    assert_eq!(
        values(&session, "degree"),
        [("high".to_owned(), false), ("low_2".to_owned(), false)]
    );
    let low = Item::Choice(degree.clone(), "low_2".to_owned());
    edit(&mut session, Edit::Retire(low.clone(), true));
    let name = Field::Name(Tongue::Ar);
    ask(
        &mut session,
        SchemeAsk::Type(low.clone(), name, "أدنى".to_owned()),
    );
    let scheme = &session.state.project.scheme;
    assert_eq!(page(&session).shown(scheme, &low, name), "أدنى");
    // The last one that is offered stays.
    let high = Item::Choice(degree, "high".to_owned());
    edit(&mut session, Edit::Retire(high.clone(), true));
    assert_eq!(
        page(&session).refused_at(&Place::Item(high)),
        Some(&Refusal::LastChoice)
    );
    assert_eq!(
        values(&session, "degree"),
        [("high".to_owned(), false), ("low_2".to_owned(), true)]
    );
    // Kept, and carried by the project file.
    let wanted = session.state.project.scheme.clone();
    assert_eq!(browser.visit().state.project.scheme, wanted);
    session.send(Msg::Export(ExportKind::Project));
    let (_, file) = session.download().unwrap();
    let mut there = Browser::other().visit();
    there.files(&[("p.isnad.jsonl", file.as_bytes())]);
    assert_eq!(there.state.project.scheme, wanted);
}

#[test]
fn what_is_new_has_to_differ_from_what_is_there() {
    let (_, mut session) = editing();
    let before = session.state.project.scheme.clone();
    let kind = Form::Choice(AttributeId::from("kind"));
    let nowhere = Form::Choice(AttributeId::from("no_source"));
    let said_by = link(&session, "said_by").names.clone();
    for (form, fields, wanted) in [
        (Form::Link, ["", "New", ""], Refusal::Empty),
        (
            Form::Link,
            ["قاله", "New", ""],
            Refusal::NameTaken(said_by.clone()),
        ),
        (
            Form::Link,
            ["جديد", "said BY", ""],
            Refusal::NameTaken(said_by),
        ),
        (Form::Link, ["جديد", "New", "denies"], Refusal::IdTaken),
        (Form::Link, ["جديد", "New", "a b"], Refusal::BadId),
        (Form::Attribute, ["جديد", "New", "kind"], Refusal::IdTaken),
        (Form::Attribute, ["جديد", "", ""], Refusal::Empty),
        (kind.clone(), ["جديد", "New", "direct"], Refusal::IdTaken),
        (kind, ["مباشر", "New", ""], {
            Refusal::NameTaken(Names::new("مباشر", "direct"))
        }),
        (nowhere, ["جديد", "New", ""], Refusal::Gone),
    ] {
        add_to(&mut session, &form, fields);
        let place = Place::Form(form);
        assert_eq!(
            page(&session).refused_at(&place),
            Some(&wanted),
            "{place:?}"
        );
    }
    assert_eq!(session.state.project.scheme, before);
}
