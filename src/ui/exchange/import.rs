//! Files before they come in: what they are, how they are read, what is in them, what cannot come in.

use yew::prelude::*;

use super::{Select, desk, number as number_of, of_value, on, options, progress, value_of};
use super::{project, said};
use crate::app::bidi;
use crate::app::exchange::Step;
use crate::app::exchange::group::{ENCODINGS, Group, Setting};
use crate::app::exchange::import::{Fate, Import, Stage};
use crate::app::exchange::seen::Seen;
use crate::app::keymap::Command;
use crate::app::msg::Msg;
use crate::app::state::{Dialog, State};
use crate::app::strings::{Arg, Text};
use crate::browser::{files, intake};
use crate::format::exchange::kind::Kind;
use crate::format::exchange::read::{Cut, TitleAs};
use crate::format::exchange::table_head::Head;
use crate::format::exchange::units::OffsetUnit;
use crate::model::ids::{LabelId, LinkTypeId};
use crate::model::scheme::Names;
use crate::ui::store::{Store, View, Words};

const CUTS: [(Cut, &str, Text); 3] = [
    (Cut::File, "file", Text::CutFile),
    (Cut::Paragraph, "paragraph", Text::CutParagraph),
    (Cut::Line, "line", Text::CutLine),
];

const TITLES: [(TitleAs, &str, Text); 2] = [
    (TitleAs::Metadata, "metadata", Text::TitleMetadata),
    (TitleAs::Joined, "joined", Text::TitleJoined),
];

/// How many faults are told one by one.
const SHOWN: usize = 50;

pub fn body(view: &View) -> Html {
    let store = &view.store;
    let words = store.words();
    let under_way = store.read(|state| state.dialog == Some(Dialog::UnderWay));
    if under_way {
        let projects = |state: &State| {
            let projects = desk(state).and_then(|desk| desk.projects.as_ref());
            project::body(projects, store, words)
        };
        return store.read(projects);
    }
    store.read(|state| match desk(state).and_then(|desk| desk.import.as_ref()) {
        Some(import) => brought(import, state, store, words),
        None => html! {
            <>
                <p>{ words.get(Text::FilesWhy) }</p>
                <p class="ways">
                    <button type="button" class="primary" id="files-choose"
                        onclick={store.on_command(Command::OpenFiles)}>{ words.get(Text::FilesChoose) }</button>
                    { folder(store, words) }
                </p>
            </>
        },
    })
}

/// The button for a folder, with the input behind it: an input of its own is for files or for a folder.
fn folder(store: &Store, words: Words) -> Html {
    let chosen = store.on_event(|event: Event| {
        let input = event.target_dyn_into::<web_sys::HtmlInputElement>()?;
        intake::take(input.files()?);
        None
    });
    let open = Callback::from(|_: MouseEvent| files::choose(files::FOLDER));
    html! {
        <>
            <button type="button" id="folder-choose" onclick={open}>{ words.get(Text::FolderChoose) }</button>
            <input id={files::FOLDER} class="unseen" type="file" webkitdirectory=true tabindex="-1"
                aria-label={words.get(Text::FolderChoose)} onchange={chosen} />
        </>
    }
}

fn brought(import: &Import, state: &State, store: &Store, words: Words) -> Html {
    // What all of one group is stands at the end.
    let many = import.groups.len() > 1;
    let groups = import.groups.iter().enumerate();
    let groups = groups.map(|(number, group)| draw_group(number, group, many, store, words));
    let broken = import.broken.iter().map(|rejected| {
        html! { <li class="fault">{ said::at(&rejected.place, said::reason(&rejected.reason, words), words) }</li> }
    });
    let (articles, spans) = import.totals(&state.project);
    let total = match (articles, import.stage) {
        (0, Stage::Looking) => String::new(),
        (0, _) => words.get(Text::FilesNothing).to_owned(),
        _ => {
            let args = [
                (
                    "articles",
                    Arg::Text(words.count(Text::CountArticles, articles)),
                ),
                ("spans", Arg::Text(words.count(Text::ArticleSpans, spans))),
            ];
            words.with(Text::FilesComing, &args)
        }
    };
    let under_way = match import.stage {
        Stage::Choosing => Html::default(),
        Stage::Looking => progress(import.progress, words.get(Text::LookingThrough)),
        Stage::Reading => progress(import.progress, words.get(Text::ReadingFiles)),
        Stage::Storing => progress(import.progress, words.get(Text::StoringFiles)),
    };
    html! {
        <div class="brought">
            <ul class="faults">{ for broken }</ul>
            { for groups }
            { labels(import, state, store, words) }
            { links(import, state, store, words) }
            <div class="files-end">
                <p class="files-total" role="status">{ total }</p>
                { under_way }
                <p class="ways">
                    <button type="button" class="primary" id="files-take" disabled={!import.can_take()}
                        onclick={on(store, || Step::Take)}>{ words.get(Text::TakeIn) }</button>
                    <button type="button" class="quiet-button" id="files-cancel"
                        onclick={store.on(Msg::Dialog(None))}>{ words.get(Text::CancelFiles) }</button>
                </p>
            </div>
        </div>
    }
}

fn draw_group(number: usize, group: &Group, many: bool, store: &Store, words: Words) -> Html {
    let name = match &group.names[..] {
        [name] => bidi::name(name),
        names => words.count(Text::CountFiles, names.len()),
    };
    let some: Vec<String> = match group.names.len() {
        1 => Vec::new(),
        _ => group
            .names
            .iter()
            .take(3)
            .map(|name| bidi::name(name))
            .collect(),
    };
    let left_out = group.left_out;
    let out = on(store, move || {
        Step::Set(number, Setting::LeftOut(!left_out))
    });
    html! {
        <section class={classes!("group", left_out.then_some("is-out"))} data-group={number.to_string()}>
            <header class="group-head">
                <h3><bdi translate="no">{ name }</bdi></h3>
                <button type="button" class="chip" aria-pressed={left_out.to_string()} onclick={out}>{ words.get(Text::LeaveOut) }</button>
            </header>
            <p class="quiet" translate="no">{ list(&some, words) }</p>
            <div class="choices" hidden={left_out}>{ choices(number, group, store, words) }</div>
            <div hidden={left_out}>
                { preview(group, words) }
                { metadata(number, group, store, words) }
                { for group.seen.as_ref().map(|seen| draw_seen(seen, many, words)) }
            </div>
        </section>
    }
}

/// Names one after another.
fn list(names: &[String], words: Words) -> String {
    names.join(words.0.comma())
}

fn choices(number: usize, group: &Group, store: &Store, words: Words) -> Html {
    let select = |name: &str, label, options, chosen: String| Select {
        id: format!("{name}-{number}"),
        label: words.get(label),
        options,
        chosen,
    };
    let set = move |setting| Some(Step::Set(number, setting));
    let mut kinds: Vec<(String, String)> = Kind::ALL
        .iter()
        .filter(|kind| kind.is_read())
        .map(|kind| (kind.name().to_owned(), said::kind(*kind, words)))
        .collect();
    if group.kind.is_none() {
        kinds.insert(0, (String::new(), words.get(Text::KindUnknown).to_owned()));
    }
    if let Some(kind) = group.kind.filter(|kind| !kind.is_read()) {
        // It was recognised, and cannot be read here.
        kinds.insert(0, (kind.name().to_owned(), said::kind(kind, words)));
    }
    let chosen = group.kind.map(Kind::name).unwrap_or_default().to_owned();
    let mut all = vec![
        select("kind", Text::FileKind, kinds, chosen).draw(store, move |value| {
            set(Setting::Kind(Kind::from_name(&value)?))
        }),
    ];
    if group.has_encoding() || group.encoding.is_some() {
        let names = ENCODINGS.iter();
        let names = names.map(|name| ((*name).to_owned(), name.to_uppercase()));
        let chosen = group.encoding.unwrap_or("utf-8").to_owned();
        all.push(
            select("encoding", Text::FileEncoding, names.collect(), chosen).draw(
                store,
                move |value| {
                    let name = ENCODINGS.iter().find(|name| **name == value)?;
                    set(Setting::Encoding(name))
                },
            ),
        );
    }
    if group.kind == Some(Kind::Txt) {
        let cut = select(
            "cut",
            Text::CutLabel,
            options(&CUTS, words),
            value_of(&CUTS, group.cut),
        );
        all.push(cut.draw(store, move |value| {
            set(Setting::Cut(of_value(&CUTS, &value)?))
        }));
    }
    if let Some(head) = &group.table {
        let columns = &group.columns;
        let names = |none: bool| -> Vec<(String, String)> {
            let none = none.then(|| (String::new(), words.get(Text::ColumnNone).to_owned()));
            let names = head.names.iter();
            none.into_iter()
                .chain(names.map(|name| (name.clone(), bidi::name(name))))
                .collect()
        };
        let chosen = |column: &Option<String>| column.clone().unwrap_or_default();
        all.push(
            select(
                "text",
                Text::ColumnText,
                names(false),
                chosen(&columns.text),
            )
            .draw(store, move |value| set(Setting::Text(value))),
        );
        all.push(
            select(
                "title",
                Text::ColumnTitle,
                names(true),
                chosen(&columns.title),
            )
            .draw(store, move |value| set(Setting::TitleColumn(value))),
        );
        all.push(
            select("id", Text::ColumnId, names(true), chosen(&columns.id))
                .draw(store, move |value| set(Setting::Id(value))),
        );
    }
    let seen = group.seen.as_ref();
    if seen.is_some_and(|seen| seen.titles > 0) || group.title == TitleAs::Joined {
        let title = value_of(&TITLES, group.title);
        all.push(
            select("title-as", Text::TitleLabel, options(&TITLES, words), title)
                .draw(store, move |value| {
                    set(Setting::Title(of_value(&TITLES, &value)?))
                }),
        );
    }
    // Where there is no offset there is nothing to count.
    let counts = seen.is_some_and(|seen| seen.spans > 0 || seen.rejections > 0);
    if counts && group.kind != Some(Kind::Html) || group.unit.is_some() {
        let units = OffsetUnit::ALL.iter();
        let units = units.map(|unit| {
            let name = words.get(said::unit(*unit)).to_owned();
            (unit.name().to_owned(), name)
        });
        let found = (String::new(), words.get(Text::UnitFound).to_owned());
        let chosen = group.unit.map(OffsetUnit::name).unwrap_or_default();
        let options = std::iter::once(found).chain(units).collect();
        all.push(
            select("unit", Text::UnitLabel, options, chosen.to_owned()).draw(store, move |value| {
                set(Setting::Unit(OffsetUnit::from_name(&value)))
            }),
        );
    }
    html! { <>{ for all }</> }
}

fn preview(group: &Group, words: Words) -> Html {
    let rest = group
        .table
        .is_some()
        .then(|| html! { <p class="quiet">{ words.get(Text::ColumnRest) }</p> });
    // The beginning of a web page is not that of its text.
    let none = [];
    let lines = match group.kind {
        Some(Kind::Html) => &none,
        _ => &group.lines[..],
    };
    let any = !lines.is_empty();
    let lines = lines
        .iter()
        .map(|line| html! { <p dir="auto">{ bidi::contained(line) }</p> });
    let lines = any.then(|| {
        html! {
            <div class="preview-lines" role="group" aria-label={words.get(Text::Preview)} translate="no">{ for lines }</div>
        }
    });
    html! { <>{ for group.table.as_ref().map(|head| table(head, words)) }{ for rest }{ for lines }</> }
}

fn table(head: &Head, words: Words) -> Html {
    let names = head
        .names
        .iter()
        .map(|name| html! { <th scope="col">{ bidi::name(name) }</th> });
    let rows = head.rows.iter().map(|row| {
        let cells = row.iter().map(|cell| {
            let short: String = cell.chars().take(80).collect();
            let cut = if short.len() < cell.len() { "…" } else { "" };
            html! { <td dir="auto">{ bidi::contained(&short) }{ cut }</td> }
        });
        html! { <tr>{ for cells }</tr> }
    });
    html! {
        <div class="preview-table" role="group" aria-label={words.get(Text::Preview)} tabindex="0" translate="no">
            <table><thead><tr>{ for names }</tr></thead><tbody>{ for rows }</tbody></table>
        </div>
    }
}

fn draw_seen(seen: &Seen, many: bool, words: Words) -> Html {
    let articles = |n| Arg::Text(words.count(Text::CountArticles, n));
    let args = [
        ("articles", articles(seen.articles)),
        (
            "spans",
            Arg::Text(words.count(Text::ArticleSpans, seen.spans)),
        ),
    ];
    let mut lines = Vec::new();
    if many && seen.articles > 0 {
        lines.push(words.with(Text::FilesComing, &args));
    }
    if seen.articles > 0 {
        let titles: Vec<String> = seen.first.iter().map(|title| bidi::name(title)).collect();
        let titles = Arg::Text(list(&titles, words));
        lines.push(words.with(Text::SeenFirst, &[("titles", titles)]));
    }
    if seen.known > 0 {
        lines.push(words.with(Text::SeenKnown, &[("articles", articles(seen.known))]));
    }
    for (unit, count) in &seen.units {
        let args = [
            ("unit", Arg::Key(said::unit(*unit))),
            ("articles", articles(*count)),
        ];
        lines.push(words.with(Text::UnitsOther, &args));
    }
    if seen.unsure > 0 {
        lines.push(words.with(Text::UnitsUnsure, &[("articles", articles(seen.unsure))]));
    }
    let lines = lines.into_iter().map(|line| html! { <p>{ line }</p> });
    let rejected = seen.rejected.iter().map(|rejected| {
        said::at(
            &rejected.place,
            said::reason(&rejected.reason, words),
            words,
        )
    });
    let left_out = seen.left_out.iter();
    let left_out =
        left_out.map(|(place, finding)| said::at(place, said::loss(finding, words), words));
    html! {
        <div class="seen">
            { for lines }
            { faults(Text::Rejections, seen.rejections, rejected, words) }
            { faults(Text::LossesIn, seen.losses, left_out, words) }
        </div>
    }
}

fn faults(title: Text, count: usize, all: impl Iterator<Item = String>, words: Words) -> Html {
    if count == 0 {
        return Html::default();
    }
    let more = count.saturating_sub(SHOWN);
    let more = (more > 0).then(|| words.with(Text::MoreFaults, &[("count", number_of(more))]));
    let all = all.take(SHOWN).chain(more);
    let all = all.map(|line| html! { <li class="fault">{ line }</li> });
    html! {
        <details class="faults-of" open=true>
            <summary>{ words.with(title, &[("count", number_of(count))]) }</summary>
            <ul class="faults">{ for all }</ul>
        </details>
    }
}

/// The metadata that files bring, each with a box to leave it out.
fn metadata(number: usize, group: &Group, store: &Store, words: Words) -> Html {
    let Some(seen) = group.seen.as_ref().filter(|seen| !seen.metadata.is_empty()) else {
        return Html::default();
    };
    let boxes = seen.metadata.iter().map(|(name, count)| {
        let checked = !group.without.contains(name);
        let args = [
            ("name", Arg::Text(name.clone())),
            ("count", number_of(*count)),
        ];
        let name = name.clone();
        let onchange = store.on_event(move |_: Event| {
            Some(Step::Set(number, Setting::Metadata(name.clone(), !checked)).msg())
        });
        html! {
            <label class="check">
                <input type="checkbox" {checked} {onchange} />
                <span>{ words.with(Text::LabelOf, &args) }</span>
            </label>
        }
    });
    html! {
        <fieldset class="metadata">
            <legend>{ words.get(Text::MetadataTitle) }</legend>
            <div class="checks">{ for boxes }</div>
        </fieldset>
    }
}

/// What stands in a select for labels and link types that are none of the project's.
const KEEP: &str = "=";
const LEAVE_OUT: &str = "-";

fn labels(import: &Import, state: &State, store: &Store, words: Words) -> Html {
    let known = state.project.scheme.labels.iter();
    let known: Vec<(LabelId, &Names)> = known
        .map(|label| (label.id.clone(), &label.names))
        .collect();
    let names = import.labels();
    let fate = |name: &str| import.fate(name, &state.project);
    let rows = fates("label", &names, &known, fate, Step::Fate, store, words);
    fate_section(Text::LabelsTitle, Text::LabelsWhy, rows, words)
}

fn links(import: &Import, state: &State, store: &Store, words: Words) -> Html {
    let known = state.project.scheme.links.iter();
    let known: Vec<(LinkTypeId, &Names)> =
        known.map(|link| (link.id.clone(), &link.names)).collect();
    let names = import.links();
    let fate = |name: &str| import.link_fate(name, &state.project);
    let rows = fates("link", &names, &known, fate, Step::LinkFate, store, words);
    fate_section(Text::LinksTitle, Text::LinksWhy, rows, words)
}

fn fate_section(title: Text, why: Text, rows: Vec<Html>, words: Words) -> Html {
    if rows.is_empty() {
        return Html::default();
    }
    html! {
        <section class="group label-map">
            <h3>{ words.get(title) }</h3>
            <p class="quiet">{ words.get(why) }</p>
            <div class="choices">{ for rows }</div>
        </section>
    }
}

/// For each name in the files a choice of what becomes of it.
fn fates<Id: Clone + std::fmt::Display + for<'a> From<&'a str> + 'static>(
    id: &str,
    names: &[(String, usize)],
    known: &[(Id, &Names)],
    fate: impl Fn(&str) -> Fate<Id>,
    step: fn(String, Fate<Id>) -> Step,
    store: &Store,
    words: Words,
) -> Vec<Html> {
    let row = |(place, (name, count)): (usize, &(String, usize))| {
        let known = known.iter();
        let known = known.map(|(id, names)| (format!("+{id}"), bidi::name(words.pick(names))));
        let others = [(KEEP, Text::LabelKeep), (LEAVE_OUT, Text::LabelLeaveOut)];
        let others = others.map(|(value, text)| (value.to_owned(), words.get(text).to_owned()));
        let chosen = match fate(name) {
            Fate::Is(id) => format!("+{id}"),
            Fate::Keep => KEEP.to_owned(),
            Fate::LeaveOut => LEAVE_OUT.to_owned(),
        };
        let args = [
            ("name", Arg::Text(name.clone())),
            ("count", number_of(*count)),
        ];
        let select = Select {
            id: format!("{id}-{place}"),
            label: &words.with(Text::LabelOf, &args),
            options: known.chain(others).collect(),
            chosen,
        };
        let name = name.clone();
        select.draw(store, move |value| {
            let fate = match value.strip_prefix('+') {
                Some(id) => Fate::Is(Id::from(id)),
                None if value == LEAVE_OUT => Fate::LeaveOut,
                None => Fate::Keep,
            };
            Some(step(name.clone(), fate))
        })
    };
    names.iter().enumerate().map(row).collect()
}
