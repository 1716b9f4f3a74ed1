//! Figures of the project: each table with its bars, and all of it as a file.

use yew::prelude::*;

use crate::app::bidi;
use crate::app::figures::{FiguresPage, Head, Table, tables};
use crate::app::msg::Msg;
use crate::app::plural::digits;
use crate::app::prefs::Lang;
use crate::app::strings::Text;
use crate::app::update::LeadAsk;
use crate::model::scheme::Scheme;
use crate::ui::articles::choice;
use crate::ui::store::{Store, Words};

/// How wide the longest bar is.
const WIDE: u64 = 160;

pub fn body(store: &Store, page: &FiguresPage, words: Words) -> Html {
    store.read(|state| {
        let scheme = &state.project.scheme;
        let shown = page.shown().map(|figures| tables(figures, scheme));
        let drawn = shown.into_iter().flatten();
        let drawn = drawn.map(|each| table(&each, scheme, words));
        let choose = choice(store, |value| {
            Some(Msg::Lead(LeadAsk::FiguresOf(value.parse().ok()?)))
        });
        let names = page.all.iter().enumerate().map(|(number, (name, _))| {
            let text = match name {
                None => words.get(Text::FiguresAll).to_owned(),
                Some(name) => bidi::name(name.as_str()),
            };
            html! { <option value={number.to_string()} selected={number == page.chosen}>{ text }</option> }
        });
        let save = store.on_event(|_: MouseEvent| Some(Msg::Lead(LeadAsk::FiguresCsv)));
        let missing = (page.missing > 0).then(|| {
            html! { <p class="refused">{ words.count(Text::FiguresMissing, page.missing) }</p> }
        });
        html! {
            <div class="all-figures">
                <div class="ways">
                    <select aria-label={words.get(Text::IncomingWho)} onchange={choose}>{ for names }</select>
                    <button type="button" class="quiet-button" onclick={save}>{ words.get(Text::FiguresCsv) }</button>
                </div>
                { for missing }
                { for drawn }
            </div>
        }
    })
}

fn head(head: &Head, scheme: &Scheme, words: Words) -> String {
    let number = |n: usize| words.number(n);
    match head {
        Head::Words(text) => words.get(*text).to_owned(),
        Head::Label(id) => {
            let label = scheme.label(id);
            bidi::name(label.map_or(id.as_str(), |label| words.pick(&label.names)))
        }
        Head::Name(name) => bidi::name(name),
        Head::Range(from, Some(to)) if from == to => number(*from),
        Head::Range(from, Some(to)) => format!("{}–{}", number(*from), number(*to)),
        Head::Range(from, None) => format!("{}+", number(*from)),
    }
}

/// Seconds as hours, minutes and seconds.
fn time(seconds: u64, words: Words) -> String {
    let plain = format!(
        "{}:{:02}:{:02}",
        seconds / 3_600,
        seconds / 60 % 60,
        seconds % 60
    );
    if words.0 == Lang::Ar {
        digits(&plain)
    } else {
        plain
    }
}

/// A number as what it is: a share, a time, or a count.
fn number(value: u64, heads: [&Head; 2], words: Words) -> String {
    let is = |text: Text| heads.contains(&&Head::Words(text));
    if is(Text::FiguresCovered) {
        let (whole, tenth) = (value / 10, value % 10);
        let plain = format!("{whole}.{tenth}%");
        return if words.0 == Lang::Ar {
            digits(&format!("{whole}٫{tenth}٪"))
        } else {
            plain
        };
    }
    if is(Text::FiguresSeconds) || is(Text::FiguresMean) {
        return time(value, words);
    }
    words.number(usize::try_from(value).unwrap_or(usize::MAX))
}

fn table(table: &Table, scheme: &Scheme, words: Words) -> Html {
    let first = |cells: &[u64]| cells.first().copied().unwrap_or(0);
    let most = table.rows.iter().map(|(_, cells)| first(cells)).max();
    let most = most.unwrap_or(0).max(1);
    let drawn = table.name != "totals" && table.name != "sources";
    let columns = table.columns.iter().map(|column| {
        html! { <th scope="col"><bdi>{ head(column, scheme, words) }</bdi></th> }
    });
    let rows = table.rows.iter().map(|(row, cells)| {
        let tone = match row {
            Head::Label(id) => Some(id.to_string()),
            _ => None,
        };
        let width = (first(cells) * WIDE / most).to_string();
        let bar = drawn.then(|| {
            html! {
                <td class="bar" data-tone={tone}>
                    <svg width={WIDE.to_string()} height="12" aria-hidden="true"><rect {width} height="12" rx="2" /></svg>
                </td>
            }
        });
        let cells = table.columns.iter().zip(cells).map(|(column, value)| {
            html! { <td>{ number(*value, [row, column], words) }</td> }
        });
        html! {
            <tr><th scope="row"><bdi>{ head(row, scheme, words) }</bdi></th>{ for bar }{ for cells }</tr>
        }
    });
    let gap = drawn.then(|| html! { <td></td> });
    html! {
        <div class="figures-scroll" tabindex="0" role="group" aria-label={words.get(table.title)}>
            <table class="figures" data-figures={table.name}>
                <caption>{ words.get(table.title) }</caption>
                <thead><tr><th scope="col">{ words.get(table.of) }</th>{ for gap }{ for columns }</tr></thead>
                <tbody>{ for rows }</tbody>
            </table>
        </div>
    }
}
