//! Where the page is cut: what is only reached through [`load`] goes into a file of its own, which is loaded when it
//! is first wanted. Without the feature `split` the same functions are part of the page.

use std::cell::Cell;
use std::pin::Pin;

use yew::Html;

use super::card::CardProps;
use super::part::Draw;
use super::store::View;
use super::{about, articles, card_more, dialog, exchange, guidelines};
use crate::app::prefs::Lang;
#[cfg(feature = "split")]
use crate::app::strings;
use crate::browser::formats::{self as parts_of_formats, Formats};
use crate::browser::later::{LATER, Later};
#[cfg(feature = "split")]
use crate::format::exchange::read::{ReadPages, bring_pages};

struct Parts {
    later: Later,
    dialog: Draw,
    articles: Draw,
    about: Draw,
    card: fn(&CardProps) -> Html,
    #[cfg(feature = "split")]
    words: fn() -> [&'static [u8]; 2],
}

struct NotLoaded;

#[cfg(feature = "split")]
impl From<wasm_split_helpers::SplitLoaderError> for NotLoaded {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

// Nothing else may name what stands in here, or it becomes part of the first file again.
#[cfg_attr(
    feature = "split",
    wasm_split_helpers::wasm_split(later, fallible),
    allow(
        unsafe_code,
        reason = "the macro declares both sides of the cut as foreign functions"
    )
)]
fn parts() -> Result<&'static Parts, NotLoaded> {
    static PARTS: Parts = Parts {
        later: LATER,
        dialog: dialog::open,
        articles: articles::articles_panel,
        about: about::about,
        card: card_more::more,
        #[cfg(feature = "split")]
        words: strings::later,
    };
    Ok(&PARTS)
}

/// What draws the guidelines, and those that come with the page.
type Guide = (Draw, fn(Lang) -> &'static str);

/// Guidelines: what reads Markdown is as large as half of the rest, and seldom wanted.
#[cfg_attr(
    feature = "split",
    wasm_split_helpers::wasm_split(guide, fallible),
    allow(
        unsafe_code,
        reason = "the macro declares both sides of the cut as foreign functions"
    )
)]
fn guide() -> Result<Guide, NotLoaded> {
    Ok((guidelines::guidelines, guidelines::shipped))
}

struct FormatsPart {
    formats: Formats,
    files: Draw,
    export: Draw,
    #[cfg(feature = "split")]
    words: fn() -> [&'static [u8]; 2],
}

/// Files of other programs: what reads and writes them is larger than all of the rest.
#[cfg_attr(
    feature = "split",
    wasm_split_helpers::wasm_split(formats, fallible),
    allow(
        unsafe_code,
        reason = "the macro declares both sides of the cut as foreign functions"
    )
)]
fn formats() -> Result<&'static FormatsPart, NotLoaded> {
    static PART: FormatsPart = FormatsPart {
        formats: parts_of_formats::formats(load_pages),
        files: exchange::import::body,
        export: exchange::export::body,
        #[cfg(feature = "split")]
        words: strings::of_formats,
    };
    Ok(&PART)
}

/// Web pages: what finds their text weighs more than all other formats together.
#[cfg(feature = "split")]
#[wasm_split_helpers::wasm_split(pages, fallible)]
#[allow(
    unsafe_code,
    reason = "the macro declares both sides of the cut as foreign functions"
)]
fn pages() -> Result<ReadPages, NotLoaded> {
    Ok(crate::format::exchange::html::read)
}

/// Brings what reads web pages. Where that fails, the page says that it cannot read them.
fn load_pages() -> Pin<Box<dyn Future<Output = ()>>> {
    Box::pin(async {
        #[cfg(feature = "split")]
        if let Ok(read) = pages().await {
            bring_pages(read);
        }
    })
}

thread_local! {
    static FORMATS_PART: Cell<Option<&'static FormatsPart>> = const { Cell::new(None) };
    static GUIDE: Cell<Option<Guide>> = const { Cell::new(None) };
    static PARTS: Cell<Option<&'static Parts>> = const { Cell::new(None) };
}

/// Loads the part, if it is not there yet.
pub fn load() -> Pin<Box<dyn Future<Output = Option<&'static Later>>>> {
    Box::pin(async {
        let parts = parts();
        #[cfg(feature = "split")]
        let parts = parts.await;
        let parts = parts.ok()?;
        #[cfg(feature = "split")]
        strings::bring((parts.words)());
        PARTS.set(Some(parts));
        Some(&parts.later)
    })
}

/// The part, if it is there already.
pub fn loaded() -> Option<&'static Later> {
    Some(&PARTS.get()?.later)
}

/// Loads what draws guidelines; says whether it is there.
pub fn load_guide() -> Pin<Box<dyn Future<Output = bool>>> {
    Box::pin(async {
        let guide = guide();
        #[cfg(feature = "split")]
        let guide = guide.await;
        let guide = guide.ok();
        let there = guide.is_some();
        GUIDE.set(guide);
        there
    })
}

/// Loads what knows the files of other programs.
pub fn load_formats() -> Pin<Box<dyn Future<Output = Option<&'static Formats>>>> {
    Box::pin(async {
        let part = formats();
        #[cfg(feature = "split")]
        let part = part.await;
        let part = part.ok()?;
        #[cfg(feature = "split")]
        strings::bring_formats((part.words)());
        FORMATS_PART.set(Some(part));
        Some(&part.formats)
    })
}

/// The dialog of files that may come in, as soon as its part is there.
pub fn files(view: &View) -> Html {
    FORMATS_PART
        .get()
        .map_or_else(Html::default, |part| (part.files)(view))
}

/// What can be chosen of the formats to go out, as soon as its part is there.
pub fn formats_out(view: &View) -> Html {
    FORMATS_PART
        .get()
        .map_or_else(Html::default, |part| (part.export)(view))
}

/// The guidelines, as soon as what draws them is there.
pub fn guidelines(view: &View) -> Html {
    GUIDE
        .get()
        .map_or_else(Html::default, |(draw, _)| draw(view))
}

/// The guidelines that come with the page, as soon as they are there.
pub fn shipped_guidelines(lang: Lang) -> Option<&'static str> {
    GUIDE.get().map(|(_, shipped)| shipped(lang))
}

/// The dialog that is open: one is opened only by the part, so that it is there.
pub fn open_dialog(view: &View) -> Html {
    draw(view, |parts| parts.dialog)
}

/// The list of articles, as soon as the part is there.
pub fn articles(view: &View) -> Html {
    draw(view, |parts| parts.articles)
}

/// What is said of the open article, as soon as the part is there.
pub fn about(view: &View) -> Html {
    draw(view, |parts| parts.about)
}

/// What else a card shows and lets do, as soon as the part is there.
pub fn card(props: &CardProps) -> Html {
    PARTS
        .get()
        .map_or_else(Html::default, |parts| (parts.card)(props))
}

fn draw(view: &View, which: fn(&Parts) -> Draw) -> Html {
    PARTS
        .get()
        .map_or_else(Html::default, |parts| which(parts)(view))
}
