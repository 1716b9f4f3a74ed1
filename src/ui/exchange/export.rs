//! As what the work goes out, besides the project file: the formats in groups, the choices that each leaves, what will be
//! lost.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::said;
use super::{Select, desk, number, of_value, on, options, progress, value_of};
use crate::app::bidi;
use crate::app::exchange::Step;
use crate::app::exchange::export::{Choice, Choices, Export, Which};
use crate::app::state::State;
use crate::app::strings::{Arg, Text};
use crate::format::exchange::kind::Kind;
use crate::format::exchange::tags::{Overlap, Tagging};
use crate::format::exchange::tokens::Tokenizer;
use crate::format::exchange::units::OffsetUnit;
use crate::ui::articles::choice;
use crate::ui::store::{Store, View, Words};

/// The formats, by what they are for.
const GROUPS: [(Text, &[Kind]); 4] = [
    (
        Text::GroupTools,
        &[
            Kind::Doccano,
            Kind::LabelStudio,
            Kind::Prodigy,
            Kind::Brat,
            Kind::WebannoTsv,
            Kind::PubAnnotation,
        ],
    ),
    (
        Text::GroupTraining,
        &[Kind::HuggingFace, Kind::Conll, Kind::Bio],
    ),
    (
        Text::GroupStandards,
        &[Kind::WebAnnotation, Kind::CasJson, Kind::CasXmi, Kind::Tei],
    ),
    (Text::GroupTables, &[Kind::Csv, Kind::Layers, Kind::Txt]),
];

const WHICH: [(Which, &str, Text); 3] = [
    (Which::All, "all", Text::WhichAll),
    (Which::Done, "done", Text::WhichDone),
    (Which::Listed, "listed", Text::WhichListed),
];
const WHOSE: [(bool, &str, Text); 2] = [
    (false, "mine", Text::WhoseMine),
    (true, "all", Text::WhoseAll),
];
const LINKS: [(bool, &str, Text); 2] = [
    (false, "without", Text::LinksNo),
    (true, "relations", Text::LinksYes),
];
const TOKENS: [(Tokenizer, &str, Text); 2] = [
    (Tokenizer::Words, "words", Text::TokensWords),
    (Tokenizer::Clitics, "clitics", Text::TokensClitics),
];
const OVERLAPS: [(Overlap, &str, Text); 3] = [
    (Overlap::Columns, "columns", Text::OverlapColumns),
    (Overlap::Outermost, "outermost", Text::OverlapOutermost),
    (Overlap::Longest, "longest", Text::OverlapLongest),
];
const PARTS: [(bool, &str, Text); 2] = [
    (false, "one", Text::SplitNo),
    (true, "three", Text::SplitYes),
];

pub fn body(view: &View) -> Html {
    let store = &view.store;
    let words = store.words();
    store.read(|state| {
        let export = desk(state).and_then(|desk| desk.export.as_ref());
        export.map_or_else(Html::default, |export| draw(export, state, store, words))
    })
}

fn draw(export: &Export, state: &State, store: &Store, words: Words) -> Html {
    let groups = GROUPS.iter().map(|(name, kinds)| {
        let kinds = kinds.iter().map(|kind| {
            let selected = export.kind == Some(*kind);
            html! { <option value={kind.name()} {selected}>{ said::kind(*kind, words) }</option> }
        });
        html! { <optgroup label={words.get(*name)}>{ for kinds }</optgroup> }
    });
    let onchange = choice(store, |value| {
        Some(Step::Choose(Choice::Kind(Kind::from_name(&value))).msg())
    });
    html! {
        <section class="group formats-out">
            <h3>{ words.get(Text::ExportOther) }</h3>
            <div class="choices">
                <label class="choose">
                    <span>{ words.get(Text::ExportKind) }</span>
                    <select id="export-kind" {onchange}>
                        <option value="" selected={export.kind.is_none()}>{ words.get(Text::ExportChoose) }</option>
                        { for groups }
                    </select>
                </label>
                { for export.kind.map(|kind| choices(kind, export, state, store, words)) }
            </div>
            { for export.kind.map(|_| end(export, state, store, words)) }
        </section>
    }
}

fn choices(kind: Kind, export: &Export, state: &State, store: &Store, words: Words) -> Html {
    let Choices {
        units,
        relations,
        tokens,
        tags,
        overlap,
    } = Choices::of(kind);
    let select = |id: &str, label, options, chosen| Select {
        id: format!("export-{id}"),
        label: words.get(label),
        options,
        chosen,
    };
    let which = value_of(&WHICH, export.which);
    let mut all = vec![
        select("which", Text::WhichLabel, options(&WHICH, words), which).draw(store, |value| {
            Some(Step::Choose(Choice::Which(of_value(&WHICH, &value)?)))
        }),
    ];
    if export.has_others(&state.annotator()) {
        let whose = value_of(&WHOSE, export.of_everybody(&state.annotator()));
        all.push(
            select("whose", Text::WhoseLabel, options(&WHOSE, words), whose).draw(store, |value| {
                Some(Step::Choose(Choice::Everybody(of_value(&WHOSE, &value)?)))
            }),
        );
    }
    if !units.is_empty() {
        let names = units.iter();
        let names = names.map(|unit| {
            let name = words.get(said::unit(*unit)).to_owned();
            (unit.name().to_owned(), name)
        });
        // One that was chosen for another format may be none of this one's.
        let chosen = units.iter().find(|unit| **unit == export.unit);
        let chosen = chosen.copied().unwrap_or_default().name().to_owned();
        all.push(
            select("unit", Text::UnitLabel, names.collect(), chosen).draw(store, |value| {
                Some(Step::Choose(Choice::Unit(OffsetUnit::from_name(&value)?)))
            }),
        );
    }
    if relations {
        let links = value_of(&LINKS, export.relations);
        all.push(
            select("links", Text::LinksLabel, options(&LINKS, words), links).draw(store, |value| {
                Some(Step::Choose(Choice::Relations(of_value(&LINKS, &value)?)))
            }),
        );
    }
    if tokens {
        let tokens = value_of(&TOKENS, export.tokenizer);
        all.push(
            select("tokens", Text::TokensLabel, options(&TOKENS, words), tokens)
                .draw(store, |value| {
                    Some(Step::Choose(Choice::Tokenizer(of_value(&TOKENS, &value)?)))
                }),
        );
    }
    if tags {
        let names = [("bio", "BIO"), ("bioes", "BIOES")];
        let names = names.map(|(value, name)| (value.to_owned(), name.to_owned()));
        let chosen = match export.tagging {
            Tagging::Bio => "bio",
            Tagging::Bioes => "bioes",
        };
        all.push(
            select("tags", Text::TagsLabel, names.to_vec(), chosen.to_owned()).draw(
                store,
                |value| {
                    let tagging = if value == "bioes" {
                        Tagging::Bioes
                    } else {
                        Tagging::Bio
                    };
                    Some(Step::Choose(Choice::Tagging(tagging)))
                },
            ),
        );
    }
    if overlap {
        let usual = if kind == Kind::Bio {
            Overlap::Columns
        } else {
            Overlap::Outermost
        };
        let chosen = value_of(&OVERLAPS, export.overlap.unwrap_or(usual));
        all.push(
            select(
                "overlap",
                Text::OverlapLabel,
                options(&OVERLAPS, words),
                chosen,
            )
            .draw(store, |value| {
                Some(Step::Choose(Choice::Overlap(of_value(&OVERLAPS, &value)?)))
            }),
        );
    }
    let split = value_of(&PARTS, export.split);
    all.push(
        select("split", Text::SplitLabel, options(&PARTS, words), split).draw(store, |value| {
            Some(Step::Choose(Choice::Split(of_value(&PARTS, &value)?)))
        }),
    );
    if export.split {
        let typed = store.on_event(|event: InputEvent| {
            let field = event.target_dyn_into::<HtmlInputElement>()?;
            Some(Step::Choose(Choice::Shares(field.value())).msg())
        });
        all.push(html! {
            <label class="choose">
                <span>{ words.get(Text::SharesLabel) }</span>
                <input id="export-shares" dir="ltr" autocomplete="off" value={export.shares.clone()} oninput={typed} />
            </label>
        });
        let none = (String::new(), words.get(Text::ByNone).to_owned());
        let names = export.metadata().into_iter();
        let names =
            std::iter::once(none).chain(names.map(|name| (name.clone(), bidi::name(&name))));
        all.push(
            select("by", Text::ByLabel, names.collect(), export.by.clone())
                .draw(store, |value| Some(Step::Choose(Choice::By(value)))),
        );
    }
    html! { <>{ for all }</> }
}

fn end(export: &Export, state: &State, store: &Store, words: Words) -> Html {
    let going = export.going(state);
    let count = going.as_ref().map(|going| going.articles.len());
    let counted = going.map(|going| {
        let articles = words.count(Text::CountArticles, going.articles.len());
        let spans = words.count(Text::CountSpans, export.spans(&going));
        format!("{articles}{}{spans}", words.0.comma())
    });
    let wrong = export.dealt().is_none();
    let said = match (&export.losses, count) {
        _ if wrong => html! { <p class="fault">{ words.get(Text::SharesWrong) }</p> },
        (_, Some(0)) => html! { <p>{ words.get(Text::ExportNothing) }</p> },
        (None, _) => progress(export.progress, words.get(Text::LossesCounting)),
        (Some(losses), _) if losses.is_empty() => html! { <p>{ words.get(Text::LossesNone) }</p> },
        (Some(losses), _) => {
            let rows = losses.iter().map(|(what, count)| {
                let args = [("what", Arg::Key(said::lost(what))), ("count", number(count))];
                html! { <li class="lost" data-lost={format!("{what:?}")}>{ words.with(Text::LossRow, &args) }</li> }
            });
            html! {
                <>
                    <p>{ words.get(Text::LossesTitle) }</p>
                    <ul class="losses">{ for rows }</ul>
                </>
            }
        }
    };
    let writing = export
        .writing
        .then(|| progress(export.progress, words.get(Text::ExportWriting)));
    let ready = !wrong
        && export.losses.is_some()
        && count.is_some_and(|count| count > 0)
        && !export.writing;
    html! {
        <div class="files-end">
            <div class="what-is-lost" role="status">{ said }</div>
            { for writing }
            <p class="ways">
                <button type="button" class="primary" id="export-write" disabled={!ready}
                    onclick={on(store, || Step::Write)}>{ words.get(Text::ExportWrite) }</button>
                <span class="quiet">{ for counted }</span>
            </p>
        </div>
    }
}
