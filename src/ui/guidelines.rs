//! The guidelines of the project, or those that come with the page. Loaded when they are wanted.

use yew::prelude::*;

use super::store::View;
use crate::app::guidelines::{self, right_to_left};
use crate::app::markdown::{Part, Piece, parts};
use crate::app::prefs::Lang;
use crate::app::state::State;

/// The guidelines that come with the page.
pub fn shipped(lang: Lang) -> &'static str {
    guidelines::shipped(lang)
}

pub fn guidelines(view: &View) -> Html {
    let words = view.store.words();
    view.store.read(|state: &State| {
        let own = state.project.guidelines.as_str();
        // A project's own are in whatever language they are in.
        let (text, lang) = if own.is_empty() {
            (shipped(words.0), Some(words.0.tag()))
        } else {
            (own, None)
        };
        html! {
            <div class="guidelines" {lang} dir={if right_to_left(text) { "rtl" } else { "ltr" }} tabindex="0">{ draw(&parts(text)) }</div>
        }
    })
}

fn draw(all: &[Part]) -> Html {
    all.iter().map(part).collect()
}

fn part(part: &Part) -> Html {
    match part {
        // The dialog's own title is the second rank.
        Part::Heading(1 | 2, pieces) => html! { <h3 dir="auto">{ run(pieces) }</h3> },
        Part::Heading(_, pieces) => html! { <h4 dir="auto">{ run(pieces) }</h4> },
        Part::Paragraph(pieces) => html! { <p dir="auto">{ run(pieces) }</p> },
        Part::List(None, items) => {
            html! { <ul>{ for items.iter().map(|item| html! { <li>{ draw(item) }</li> }) }</ul> }
        }
        Part::List(Some(first), items) => html! {
            <ol start={first.to_string()}>{ for items.iter().map(|item| html! { <li>{ draw(item) }</li> }) }</ol>
        },
        Part::Quote(parts) => html! { <blockquote dir="auto">{ draw(parts) }</blockquote> },
        Part::Code(text) => html! { <pre dir="auto">{ text.clone() }</pre> },
        Part::Rule => html! { <hr /> },
        Part::Table(rows) => {
            let mut rows = rows.iter();
            let head = rows.next().map(|cells| {
                html! { <tr>{ for cells.iter().map(|cell| html! { <th scope="col" dir="auto">{ run(cell) }</th> }) }</tr> }
            });
            let rest = rows.map(|cells| {
                html! { <tr>{ for cells.iter().map(|cell| html! { <td dir="auto">{ run(cell) }</td> }) }</tr> }
            });
            html! { <table><thead>{ for head }</thead><tbody>{ for rest }</tbody></table> }
        }
    }
}

fn run(pieces: &[Piece]) -> Html {
    pieces.iter().map(piece).collect()
}

fn piece(piece: &Piece) -> Html {
    match piece {
        Piece::Text(text) => html! { { text.clone() } },
        Piece::Strong(pieces) => html! { <strong>{ run(pieces) }</strong> },
        Piece::Emphasis(pieces) => html! { <em>{ run(pieces) }</em> },
        Piece::Struck(pieces) => html! { <s>{ run(pieces) }</s> },
        Piece::Code(text) => html! { <code>{ text.clone() }</code> },
        Piece::Link(to, pieces) => html! {
            <a href={to.clone()} target="_blank" rel="noopener noreferrer">{ run(pieces) }</a>
        },
        Piece::Break => html! { <br /> },
    }
}
