//! The few pictures of the page, drawn as lines.

use yew::prelude::*;

fn icon(path: &'static str) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d={path} /></svg>
    }
}

/// An arrow that turns back; mirrored by the direction of the page for undo and redo.
pub fn undo() -> Html {
    icon("M9 7 4 12l5 5M4 12h10a6 6 0 0 1 6 6")
}

pub fn redo() -> Html {
    icon("m15 7 5 5-5 5m5-5H10a6 6 0 0 0-6 6")
}

pub fn previous() -> Html {
    icon("m15 5-7 7 7 7")
}

pub fn next() -> Html {
    icon("m9 5 7 7-7 7")
}

pub fn book() -> Html {
    icon("M12 6c-2-1.5-5-2-8-2v14c3 0 6 .5 8 2 2-1.5 5-2 8-2V4c-3 0-6 .5-8 2zm0 0v14")
}

pub fn list() -> Html {
    icon("M4 6h16M4 12h16M4 18h10")
}

pub fn tags() -> Html {
    icon("M4 5h9l7 7-7 7H4zM8 12h.01")
}

pub fn sun() -> Html {
    icon(
        "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.5 1.5M17.5 17.5 19 19M5 19l1.5-1.5M17.5 6.5 19 5",
    )
}

pub fn moon() -> Html {
    icon("M20 14.5A8 8 0 1 1 9.5 4a6.5 6.5 0 0 0 10.5 10.5")
}

pub fn system() -> Html {
    icon("M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18")
}

pub fn close() -> Html {
    icon("m6 6 12 12M18 6 6 18")
}

pub fn trash() -> Html {
    icon("M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13")
}

pub fn keyboard() -> Html {
    icon("M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M8 14h8")
}

pub fn open() -> Html {
    icon("M4 19V5h6l2 3h8v11z")
}

pub fn left() -> Html {
    icon("m15 5-7 7 7 7")
}

pub fn right() -> Html {
    icon("m9 5 7 7-7 7")
}
