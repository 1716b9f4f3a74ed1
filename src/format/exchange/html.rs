//! A web page, saved or pasted: its main text, without what stands around it.
//!
//! A library finds the main text as the reading view of a browser does. Paragraphs come apart by a blank line. Who
//! published it, who wrote it and when are metadata, as the page says them. The encoding is that of the byte order
//! mark, else the one that was chosen, else the one that the page names, else UTF-8.

use std::io::Read;

use encoding_rs::Encoding;
use libreadability::{Error, Parser};

use super::draft::Draft;
use super::encoding::{encoding_of, io_reason, to_utf8};
use super::fault::LineFault;
use super::files::Input;
use super::item::Item;
use super::read::{Items, ReadOptions};
use super::reject::{Place, Reason, Rejected};
use crate::model::article::Sha256;

/// The most bytes of a page.
const MOST_BYTES: usize = 8 << 20;
/// The most elements of a page, and how deep they may stand in each other: the library goes through them by recursion.
const MOST_ELEMENTS: usize = 50_000;
const DEEPEST: usize = 200;
/// Where a page has to name its encoding, by HTML's own rule.
const PRESCAN: usize = 1_024;
/// A text shorter than this is taken for what stands around a text, in characters. News in brief are short.
const SHORTEST: usize = 140;

/// The article of a page.
pub fn read<'a>(name: &str, input: Input<'a>, options: &'a ReadOptions) -> Items<'a> {
    let place = Place::file(name);
    let page = page(&place, input, options);
    Box::new(std::iter::once(
        page.map_err(|reason| Rejected::new(place, reason))
            .and_then(|draft| draft.settle(options)),
    )) as Box<dyn Iterator<Item = Result<Item, Rejected>>>
}

fn page(place: &Place, input: Input<'_>, options: &ReadOptions) -> Result<Draft, Reason> {
    let mut bytes = Vec::new();
    let read = input.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|error| io_reason(&error))?;
    if bytes.len() > MOST_BYTES {
        return Err(Reason::TooLarge { most: MOST_BYTES });
    }
    let encoding = options.encoding.or_else(|| named_encoding(&bytes));
    let html = decoded(&bytes, encoding)?;
    if let Some(problem) = shape_problem(&html) {
        return Err(Reason::Line(problem));
    }
    let mut parser = Parser::new()
        .with_char_threshold(SHORTEST)
        .with_max_elems_to_parse(MOST_ELEMENTS);
    let found = parser.parse(&html, None).map_err(|error| match error {
        Error::NotReadable | Error::NoContent => Reason::NoText,
        _ => Reason::Line(LineFault::NoPage),
    })?;
    let text = tidy(&found.text_content);
    let mut metadata = vec![("file".to_owned(), place.file.clone())];
    let said = [
        ("source", found.site_name),
        ("author", found.byline),
        ("date", found.published_time),
        ("url", address_of(&html).unwrap_or_default()),
    ];
    let said = said
        .into_iter()
        .filter(|(_, value)| !value.trim().is_empty());
    metadata.extend(said.map(|(name, value)| (name.to_owned(), value.trim().to_owned())));
    let mark = Encoding::for_bom(&bytes).map(|(found, _)| found);
    let encoding = mark.or(encoding).unwrap_or(encoding_rs::UTF_8);
    metadata.push(("encoding".to_owned(), encoding.name().to_owned()));
    // The text is not the file: whoever has the file can tell that it is the one.
    let sum = Sha256::of_bytes(&bytes).as_hex().to_owned();
    metadata.push(("file_sha256".to_owned(), sum));
    let (title, text) = title_apart(found.title.trim(), text);
    Ok(Draft {
        place: place.clone(),
        title: (!title.is_empty()).then_some(title),
        text,
        metadata,
        ..Draft::default()
    })
}

fn decoded(bytes: &[u8], encoding: Option<&'static Encoding>) -> Result<String, Reason> {
    let mut utf8 = Vec::new();
    let read =
        to_utf8(Box::new(bytes), encoding).and_then(|mut input| input.read_to_end(&mut utf8));
    read.map_err(|error| io_reason(&error))?;
    String::from_utf8(utf8).map_err(|error| Reason::Encoding {
        offset: error.utf8_error().valid_up_to() as u64,
        encoding: "UTF-8",
    })
}

/// The encoding that a page names for itself in a `meta` element. One that has no room for ASCII cannot have been
/// read so far: then it is UTF-8, by HTML's rule.
fn named_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..PRESCAN).unwrap_or(bytes);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let (_, after) = head.split_once("charset")?;
    let after = after.trim_start().strip_prefix('=')?.trim_start();
    let after = after.trim_start_matches(['"', '\'']);
    let end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '>' | ';' | '/');
    let encoding = encoding_of(after.split(end).next()?)?;
    Some(match encoding.is_ascii_compatible() {
        true => encoding,
        false => encoding_rs::UTF_8,
    })
}

/// What makes a page unfit for the library: looked at roughly, without parsing.
fn shape_problem(html: &str) -> Option<LineFault> {
    const VOID: [&str; 14] = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
        "track", "wbr", "p",
    ];
    let (mut depth, mut elements) = (0_usize, 0_usize);
    for tag in html.split('<').skip(1) {
        if tag.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
            elements += 1;
            let name = tag
                .split(|c: char| !c.is_ascii_alphanumeric())
                .next()
                .unwrap_or_default();
            // A paragraph ends where the next one begins.
            if !VOID.iter().any(|void| void.eq_ignore_ascii_case(name)) {
                depth += 1;
            }
        }
        if depth > DEEPEST {
            return Some(LineFault::TooDeep(DEEPEST));
        }
        if elements > MOST_ELEMENTS {
            return Some(LineFault::TooManyElements(MOST_ELEMENTS));
        }
    }
    None
}

/// Lines without white space at their ends; where there are several line breaks, two.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            blank = true;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if blank { "\n\n" } else { "\n" });
        }
        out.push_str(line);
        blank = false;
    }
    out
}

/// The title, and the text without it: a page may show it above the text, and name itself by it and by its publisher.
fn title_apart(title: &str, text: String) -> (String, String) {
    match text.split_once("\n\n") {
        Some((head, rest)) if title.contains(head) => (head.to_owned(), rest.to_owned()),
        _ => (title.to_owned(), text),
    }
}

/// The address that a page gives as its own.
fn address_of(html: &str) -> Option<String> {
    let lower = html.to_ascii_lowercase();
    let at = lower.find("rel=\"canonical\"")?;
    let begin = lower.get(..at)?.rfind('<')?;
    let end = at + lower.get(at..)?.find('>')?;
    let tag = html.get(begin..end)?;
    let (_, value) = tag.split_once("href=\"")?;
    let value = value.split('"').next()?.replace("&amp;", "&");
    value.starts_with("http").then_some(value)
}
