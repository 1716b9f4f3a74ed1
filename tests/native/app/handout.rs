//! Handing out and bringing home: what lies beside the page is offered, files of the project are compared before they
//! are taken in, articles are given to people, and figures count all of it.

use isnad::app::keymap::Command;
use isnad::app::lead::{HANDED_OUT, named, names_in, others};
use isnad::app::list::{progress, rows};
use isnad::app::msg::{ExportKind, Msg};
use isnad::app::prefs::{Lang, Prefs};
use isnad::app::scheme_page::{Form, NewField, SchemeAsk};
use isnad::app::state::Dialog;
use isnad::app::storage::compare::{Counts, Preview};
use isnad::app::strings::Text as Key;
use isnad::app::update::{ArticleAsk, LeadAsk, ListAsk};
use isnad::format::project::read_project;
use isnad::model::ids::{Annotator, LabelId};
use isnad::model::scheme_edit::{Edit, Item};

use super::session::{Browser, Session, spans};

fn lead(session: &mut Session, ask: LeadAsk) -> &mut Session {
    session.send(Msg::Lead(ask))
}

/// The project as a file.
fn file_of(session: &mut Session) -> String {
    session.send(Msg::Export(ExportKind::Project));
    session.download().expect("a file").1
}

/// A lead's project of two articles, with a label of its own and guidelines.
fn lead_of_two() -> Session {
    let mut session = Browser::default().visit();
    session.send(Msg::Name("salma".to_owned()));
    session.files(&[("b.txt", "ونفى مصدر مسؤول ذلك".as_bytes())]);
    session.send(Msg::Lead(LeadAsk::Scheme(SchemeAsk::Show)));
    for (field, text) in [(NewField::Ar, "موقف"), (NewField::En, "Stance")] {
        session.send(Msg::Lead(LeadAsk::Scheme(SchemeAsk::New(
            Form::Label,
            field,
            text.to_owned(),
        ))));
    }
    session.send(Msg::Lead(LeadAsk::Scheme(SchemeAsk::Add(Form::Label))));
    session.send(Msg::Dialog(None));
    session
}

/// The page of an annotator is there, and this lies beside it.
fn beside(session: &mut Session, search: &str, text: &str) {
    lead(session, LeadAsk::Ready(search.to_owned()));
    let name = named(search).unwrap().unwrap_or(HANDED_OUT.to_owned());
    lead(session, LeadAsk::Fetched(name, Ok(text.to_owned())));
}

fn waiting(session: &Session) -> &Preview {
    assert_eq!(session.state.dialog, Some(Dialog::Incoming));
    session.state.lead.waiting.first().expect("a preview")
}

fn titles(session: &Session) -> Vec<&str> {
    let rows = rows(&session.state).into_iter();
    rows.map(|listed| listed.article.title.split(' ').next().unwrap())
        .collect()
}

#[test]
fn a_visitor_with_nothing_of_their_own_is_shown_the_hand_out_at_once() {
    let file = file_of(&mut lead_of_two());
    let browser = Browser::other();
    let mut session = browser.visit();
    beside(&mut session, "", &file);
    let preview = waiting(&session);
    assert!(preview.brings.new_project && preview.handed_out);
    assert_eq!(preview.brings.new_articles, 2);
    lead(&mut session, LeadAsk::TakeIn);
    assert_eq!(titles(&session), ["لافروف:", "ونفى"]);
    assert!(
        session
            .state
            .project
            .scheme
            .label(&LabelId::from("stance"))
            .is_some()
    );
    // The same file is not offered again.
    let mut again = browser.visit();
    beside(&mut again, "", &file);
    assert_eq!(again.state.lead.offered, None);
    assert_eq!(again.state.dialog, None);
}

#[test]
fn who_has_work_is_offered_it_in_the_list() {
    let file = file_of(&mut lead_of_two());
    let browser = Browser::other();
    let mut session = browser.visit();
    session.mark(109, 210, '2');
    beside(&mut session, "", &file);
    assert_eq!(session.state.dialog, None);
    assert!(session.state.lead.offered.is_some());
    lead(&mut session, LeadAsk::LookAtOffer);
    assert_eq!(waiting(&session).brings.new_articles, 2);
    lead(&mut session, LeadAsk::PutAway);
    assert_eq!(session.state.lead.offered, None);
    let mut again = browser.visit();
    beside(&mut again, "", &file);
    assert_eq!(again.state.lead.offered, None);
    // A link asks for it whatever was said before.
    beside(&mut again, &format!("?project={HANDED_OUT}"), &file);
    assert_eq!(waiting(&again).brings.new_articles, 2);
}

#[test]
fn a_newer_hand_out_adds_articles_labels_and_guidelines_and_keeps_the_work() {
    let mut lead_page = lead_of_two();
    let first = file_of(&mut lead_page);
    let browser = Browser::other();
    let mut session = browser.visit();
    beside(&mut session, "", &first);
    lead(&mut session, LeadAsk::TakeIn);
    session.send(Msg::Dialog(None));
    session.send(Msg::OpenArticle(
        session.state.articles[0].article.id.clone(),
    ));
    session.mark(109, 210, '4');
    // The lead goes on: another article, another name, guidelines.
    lead_page.millis += 3_600_000 / 4;
    lead_page.files(&[("c.txt", "تقرير ثالث".as_bytes())]);
    lead_page.send(Msg::Lead(LeadAsk::Scheme(SchemeAsk::Show)));
    lead_page.send(Msg::Lead(LeadAsk::Scheme(SchemeAsk::Edit(Edit::Retire(
        Item::Label(LabelId::from("stance")),
        true,
    )))));
    lead_page.send(Msg::Dialog(None));
    let second = file_of(&mut lead_page);
    let second = second.replacen("\"guidelines\":\"\"", "\"guidelines\":\"# دليل\"", 1);
    let mut session = browser.visit();
    beside(&mut session, "", &second);
    lead(&mut session, LeadAsk::LookAtOffer);
    let preview = waiting(&session);
    assert!(
        preview.brings.newer.scheme
            && preview.brings.newer.guidelines
            && !preview.brings.new_project
    );
    assert_eq!(preview.brings.new_articles, 1);
    lead(&mut session, LeadAsk::TakeIn);
    session.send(Msg::Dialog(None));
    assert_eq!(titles(&session), ["لافروف:", "ونفى", "تقرير"]);
    assert_eq!(session.state.project.guidelines, "# دليل");
    let stance = session.state.project.scheme.label(&LabelId::from("stance"));
    assert!(stance.unwrap().retired);
    session.send(Msg::OpenArticle(
        session.state.articles[0].article.id.clone(),
    ));
    assert_eq!(session.spans(), spans(&[("stance", 109, 210)]));
    // One undo takes all of it back.
    session.press(Command::Undo);
    assert_eq!(titles(&session), ["لافروف:", "ونفى"]);
    assert_eq!(session.state.project.guidelines, "");
    assert_eq!(browser.visit().state.project.guidelines, "");
}

#[test]
fn an_older_hand_out_changes_nothing() {
    let mut lead_page = lead_of_two();
    let file = file_of(&mut lead_page);
    let browser = Browser::other();
    let mut session = browser.visit();
    beside(&mut session, "", &file);
    lead(&mut session, LeadAsk::TakeIn);
    let older = file
        .replacen("2026-11-23", "2025-11-23", 1)
        .replacen("Stance", "Older", 1);
    let mut again = browser.visit();
    beside(&mut again, "", &older);
    assert_eq!(again.state.lead.offered, None);
    assert_eq!(again.state.dialog, None);
    again.files(&[("p.isnad.jsonl", older.as_bytes())]);
    let stance = again.state.project.scheme.label(&LabelId::from("stance"));
    assert_eq!(stance.unwrap().names.en, "Stance");
}

/// What is labelled on the lead's first article by this name, on a machine of its own, as a file.
fn labelled_by(file: &str, (name, machine): (&str, u32), marks: &[(u32, u32)]) -> String {
    let browser = Browser::other();
    for _ in 1..machine {
        // Each visit has another replica.
        browser.clone().visit();
    }
    let mut session = browser.visit();
    session.send(Msg::Name(name.to_owned()));
    session.files(&[("p.isnad.jsonl", file.as_bytes())]);
    session.send(Msg::Dialog(None));
    session.send(Msg::OpenArticle(
        session.state.articles[0].article.id.clone(),
    ));
    for (start, end) in marks {
        session.mark(*start, *end, '1');
    }
    file_of(&mut session)
}

#[test]
fn files_that_come_home_are_counted_by_annotator_before_they_are_merged() {
    let mut home = lead_of_two();
    let file = file_of(&mut home);
    let by = |session: &Session, name: &str| {
        let layers = &waiting(session).brings.layers;
        layers
            .get(&Annotator::new(name))
            .copied()
            .unwrap_or_default()
    };
    let once = labelled_by(&file, ("ahmad", 1), &[(0, 6)]);
    home.look_at(&[("ahmad.isnad.jsonl", once.as_bytes())]);
    let new = Counts {
        new: 1,
        ..Counts::default()
    };
    assert_eq!(by(&home, "ahmad"), new);
    let before = home.browser.everything();
    lead(&mut home, LeadAsk::PutAway);
    assert_eq!(home.browser.everything(), before, "nothing came in");
    home.files(&[("ahmad.isnad.jsonl", once.as_bytes())]);
    home.send(Msg::Dialog(None));
    // The same again brings nothing, and is taken in without a word before.
    home.look_at(&[("ahmad.isnad.jsonl", once.as_bytes())]);
    assert!(matches!(home.state.dialog, Some(Dialog::Import(_))));
    home.send(Msg::Dialog(None));
    // He goes on.
    let more = labelled_by(&once, ("ahmad", 2), &[(20, 26)]);
    home.look_at(&[("ahmad.isnad.jsonl", more.as_bytes())]);
    let changed = Counts {
        changed: 1,
        ..Counts::default()
    };
    assert_eq!(by(&home, "ahmad"), changed);
    lead(&mut home, LeadAsk::TakeIn);
    home.send(Msg::Dialog(None));
    // And on another machine from what he had at first.
    let other = labelled_by(&once, ("ahmad", 3), &[(40, 46)]);
    home.look_at(&[("ahmad.isnad.jsonl", other.as_bytes())]);
    let both = Counts {
        both: 1,
        ..Counts::default()
    };
    assert_eq!(by(&home, "ahmad"), both);
    lead(&mut home, LeadAsk::TakeIn);
    home.send(Msg::Dialog(None));
    let first = home.state.articles[0].article.id.clone();
    let whose = home.state.lead.whose.get(&first).cloned();
    assert!(whose.unwrap().contains(&Annotator::new("ahmad")));
    let names: Vec<String> = others(&home.state)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(names, ["ahmad"], "not one's own");
    home.state.prefs.annotator = None;
    assert!(
        others(&home.state).is_empty(),
        "who has no name yet would take theirs"
    );
    home.state.prefs.annotator = Some("salma".to_owned());
    let whole = file_of(&mut home);
    let read = read_project(&whole).unwrap();
    let layers = &read.articles[0].layers;
    let ahmad = layers
        .iter()
        .find(|l| l.key().annotator.as_str() == "ahmad");
    assert_eq!(ahmad.unwrap().len(), 3);
}

/// What comes of a file that brings nothing must not cover the question about another one.
#[test]
fn files_that_are_opened_together_are_asked_about_and_told_together() {
    let mut home = lead_of_two();
    let file = file_of(&mut home);
    let new = labelled_by(&file, ("ahmad", 1), &[(0, 6)]);
    let (old, new) = (
        ("old.jsonl", file.as_bytes()),
        ("new.jsonl", new.as_bytes()),
    );
    for files in [[old, new], [new, old]] {
        home.look_at(&files);
        assert_eq!(waiting(&home).name, "new.jsonl");
        lead(&mut home, LeadAsk::PutAway);
        assert_eq!(home.outcomes().len(), 1, "what came of the old one");
        home.send(Msg::Dialog(None));
    }
    home.files(&[old, new]).outcomes();
    assert_eq!(home.outcomes().len(), 2);
}

#[test]
fn only_a_file_beside_the_page_can_be_named() {
    for good in [
        "a.jsonl",
        "batch-2.isnad.jsonl",
        "week%203/a.jsonl",
        "%D9%85.jsonl",
    ] {
        assert!(
            named(&format!("?lang=ar&project={good}"))
                .unwrap()
                .is_some(),
            "{good}"
        );
    }
    let bad = [
        "https://example.org/a.jsonl",
        "//example.org/a.jsonl",
        "/a.jsonl",
        "../a.jsonl",
        "a/../../b.jsonl",
        "./a.jsonl",
        "a//b.jsonl",
        "%2e%2e/a.jsonl",
        "%2Fa.jsonl",
        "a\\b.jsonl",
        "data:a.jsonl",
        "a.jsonl?x=.jsonl",
        "a%23.jsonl",
        "a%25.jsonl",
        "a.json",
        "index.html",
        "",
        "%00.jsonl",
    ];
    for bad in bad {
        assert!(named(&format!("?project={bad}")).is_err(), "{bad}");
    }
    assert_eq!(named(""), Ok(None));
    let mut session = Browser::default().visit();
    lead(
        &mut session,
        LeadAsk::Ready("?project=//example.org/a.jsonl".to_owned()),
    );
    assert!(session.notice(Key::LinkRefused).is_some());
}

#[test]
fn what_is_wrong_with_a_hand_out_is_said() {
    let fetched = |search: &str, text: Result<&str, &str>| {
        let mut session = Browser::default().visit();
        lead(&mut session, LeadAsk::Ready(search.to_owned()));
        let text = text.map(str::to_owned).map_err(str::to_owned);
        lead(&mut session, LeadAsk::Fetched("t.jsonl".to_owned(), text));
        let notices = session.state.notices.iter();
        notices.map(|notice| notice.said.key).collect::<Vec<_>>()
    };
    let link = "?project=t.jsonl";
    assert_eq!(fetched("", Ok("")), []);
    assert_eq!(fetched("", Err("no network")), []);
    assert_eq!(fetched("", Ok("<html>")), [Key::HandOutBroken]);
    assert_eq!(fetched(link, Ok(" ")), [Key::HandOutEmpty]);
    assert_eq!(fetched(link, Err("404")), [Key::HandOutFailed]);
}

#[test]
fn articles_are_given_to_people_and_everybody_sees_theirs() {
    let mut session = lead_of_two();
    session.files(&[("c.txt", "تقرير ثالث".as_bytes())]);
    lead(&mut session, LeadAsk::Share(" salma، ahmad,  ".to_owned()));
    let given = |session: &Session| {
        let listed = session.state.articles.iter();
        listed
            .map(|listed| listed.article.assigned.join("+"))
            .collect::<Vec<_>>()
    };
    assert_eq!(given(&session), ["salma", "ahmad", "salma"]);
    // As its button sends it.
    let mine = Msg::List(ListAsk::Mine(true));
    session.send(mine.again().expect("a button may send it"));
    assert_eq!(titles(&session), ["لافروف:", "تقرير"]);
    assert_eq!(progress(&session.state).articles, 2);
    // Day after day, so it is kept over a visit.
    assert!(Prefs::read(&session.state.prefs.write()).only_mine);
    session.send(Msg::List(ListAsk::Clear));
    assert_eq!(progress(&session.state).articles, 3);
    assert_eq!(titles(&session).len(), 3);
    // In the file, and back.
    let file = file_of(&mut session);
    let other = Browser::other();
    let mut there = other.visit();
    there.files(&[("p.isnad.jsonl", file.as_bytes())]);
    assert_eq!(given(&there), ["salma", "ahmad", "salma"]);
    // One by one, as people write lists.
    lead(
        &mut session,
        LeadAsk::Article(ArticleAsk::Assigned("salma, ".to_owned())),
    );
    let open = session.open().article.clone();
    assert_eq!(open.assigned, ["salma"]);
    session.press(Command::Undo);
    assert_eq!(given(&session), ["", "", ""]);
    assert_eq!(
        session.browser.visit().state.articles[1].article.assigned,
        [""; 0]
    );
}

#[test]
fn names_are_read_as_people_write_them() {
    let check = |list: &str, wanted: &[&str]| assert_eq!(names_in(list), wanted, "{list}");
    check("", &[]);
    check(" , ،; ", &[]);
    check("salma", &["salma"]);
    check("سلمى، أحمد  علي ؛ سلمى", &["سلمى", "أحمد علي"]);
}

#[test]
fn where_an_article_came_from_is_edited_and_taken_back() {
    let browser = Browser::default();
    let mut session = browser.visit();
    let fact = |session: &mut Session, name: &str, value: &str| {
        let ask = ArticleAsk::Fact(name.to_owned(), value.to_owned());
        lead(session, LeadAsk::Article(ask));
    };
    let known = |session: &Session, name: &str| session.open().article.metadata.get(name).cloned();
    for value in ["ر", "رويترز", "رويترز "] {
        fact(&mut session, "source", value);
    }
    session.send(Msg::NoteDone);
    fact(&mut session, "url", "https://example.org/1");
    assert_eq!(
        known(&browser.visit(), "source").as_deref(),
        Some("رويترز ")
    );
    fact(&mut session, "url", " ");
    assert_eq!(known(&session, "url"), None);
    session.press(Command::Undo);
    assert_eq!(
        known(&session, "url"),
        None,
        "one step with what was typed before"
    );
    session.press(Command::Undo);
    assert_eq!(known(&session, "source"), None);
    session.press(Command::Redo);
    assert_eq!(known(&session, "source").as_deref(), Some("رويترز "));
    // The name of its file stays.
    assert!(known(&session, "file").is_some());
}

#[test]
fn figures_count_labels_lengths_sources_and_time() {
    let mut session = lead_of_two();
    session.send(Msg::OpenArticle(
        session.state.articles[0].article.id.clone(),
    ));
    let ask = ArticleAsk::Fact("source".to_owned(), "=وكالة, \"أ\"".to_owned());
    lead(&mut session, LeadAsk::Article(ask));
    session.mark(109, 210, '2');
    session.mark(117, 137, '3');
    session.millis += 5_000;
    session.mark(0, 6, '3');
    session.send(Msg::Export(ExportKind::Figures));
    let Some(Dialog::Figures(page)) = session.state.dialog.clone() else {
        panic!("no figures, but {:?}", session.state.dialog);
    };
    let all = page.shown().unwrap();
    assert_eq!((all.articles, all.layers, all.spans), (2, 1, 3));
    // What lies inside the denial is counted once.
    assert_eq!((all.covered, all.code_points), (101 + 6, 2_479));
    let source = all.labels.get(&LabelId::from("source")).unwrap();
    assert_eq!((source.spans, source.covered), (2, 26));
    assert_eq!((source.ends(), source.median()), ((6, 20), 6));
    assert_eq!(all.by_spans, [1, 1, 0, 0, 0, 0]);
    assert_eq!(all.by_length, [1, 1, 0, 0, 1, 0]);
    assert_eq!(all.seconds, 5);
    assert_eq!(page.all.len(), 2, "all, and salma");
    assert_eq!(page.all[1].1.spans, 3);
    lead(&mut session, LeadAsk::FiguresCsv);
    let (name, csv) = session.download().unwrap();
    assert!(name.ends_with("-figures.csv"), "{name}");
    for line in [
        "annotator,table,row,column,value",
        "*,totals,spans,number,3",
        "salma,labels,source,spans,2",
        "*,labels,denial,longest,101",
        "*,spans_per_article,1..5,articles,1",
        "*,lengths,201..,spans,0",
        "*,sources,\"'=وكالة, \"\"أ\"\"\",source,2",
    ] {
        assert!(csv.lines().any(|found| found == line), "{line} in\n{csv}");
    }
    // Every line has five cells, whatever stands in them.
    for lang in [Lang::Ar, Lang::En] {
        session.send(Msg::Lang(lang));
        lead(&mut session, LeadAsk::FiguresCsv);
        assert_eq!(session.download().unwrap().1, csv);
    }
}

#[test]
fn progress_by_label_counts_the_whole_list() {
    let mut session = lead_of_two();
    session.mark(0, 4, '2');
    let progress = isnad::app::list::progress(&session.state);
    assert_eq!(progress.labels, [(0, 0), (1, 1), (0, 0), (0, 0)]);
}
