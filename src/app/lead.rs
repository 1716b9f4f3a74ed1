//! What the page knows for whoever leads a project: what is handed out beside it, whose work there is, and to whom
//! articles are given.

use std::rc::Rc;

use super::msg::FileOutcome;
use super::prefs::Lang;
use super::state::State;
use super::storage::compare::Preview;
use crate::model::article::Article;
use crate::model::ids::{Annotator, ArticleId};
use crate::model::sorted::{Map, Set};

/// The file that is handed out beside the page if its address names none.
pub const HANDED_OUT: &str = "project.isnad.jsonl";

/// What is known.
#[derive(Debug, Default)]
pub struct Lead {
    /// What files would bring that wait for a word.
    pub waiting: Vec<Rc<Preview>>,
    /// Of what waits, articles that were removed here are to come back.
    pub bring_back: bool,
    /// What came of other files meanwhile, to be told with what comes of these.
    pub reported: Vec<(String, FileOutcome)>,
    /// What lies beside the page and was not taken in yet.
    pub offered: Option<Offered>,
    /// The address names what lies beside the page, or somebody has asked to see it.
    pub linked: bool,
    /// The file beside the page that somebody waits to see, in front of a bar.
    pub looking: Option<String>,
    /// To whom an article is given, as it was typed.
    pub typed: Option<(ArticleId, String)>,
    /// Whose layers each article has.
    pub whose: Map<ArticleId, Vec<Annotator>>,
}

/// What is offered of what lies beside the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Offered {
    /// What it would bring.
    Compared(Rc<Preview>),
    /// It is fetched and read when somebody wants to see it.
    Unread {
        /// The file's name.
        file: String,
        /// The project's name.
        project: String,
    },
}

impl Offered {
    /// What it is called: as the project, else as the file.
    pub fn name(&self) -> &str {
        let (project, file) = match self {
            Self::Compared(preview) => (&preview.project.name, &preview.name),
            Self::Unread { file, project } => (project, file),
        };
        match project.as_str() {
            "" => file,
            name => name,
        }
    }
}

/// Who has worked on the project besides this annotator, in the order of the alphabet. Nobody while the annotator has no
/// name: what was done so far would be given the name that is chosen.
pub fn others(state: &State) -> Set<Annotator> {
    let mut others = Set::default();
    if state.prefs.annotator.is_none() {
        return others;
    }
    let me = state.annotator();
    for name in state.lead.whose.values().flatten() {
        if *name != me && !others.contains(name) {
            others.insert(name.clone());
        }
    }
    others
}

impl Lead {
    /// Whether there is nothing to ask or tell of files.
    pub fn is_quiet(&self) -> bool {
        self.waiting.is_empty() && self.reported.is_empty()
    }

    /// What stands in the field that says to whom an article is given.
    pub fn given(&self, article: &Article, lang: Lang) -> String {
        match &self.typed {
            Some((id, typed)) if *id == article.id && names_in(typed) == article.assigned => {
                typed.clone()
            }
            _ => article.assigned.join(lang.comma()),
        }
    }
}

/// The file that an address asks for by its search part, `?project=NAME`: one below the page's own folder, by a
/// relative path.
///
/// ```
/// use isnad::app::lead::named;
/// assert_eq!(named("?project=batch-2.isnad.jsonl"), Ok(Some("batch-2.isnad.jsonl".to_owned())));
/// assert_eq!(named("?project=week%203/a.jsonl"), Ok(Some("week 3/a.jsonl".to_owned())));
/// assert_eq!(named("?x=1"), Ok(None));
/// assert!(named("?project=https://example.org/a.jsonl").is_err());
/// assert!(named("?project=../a.jsonl").is_err());
/// ```
///
/// # Errors
/// What it names, if that is anything else.
pub fn named(search: &str) -> Result<Option<String>, String> {
    let search = search.strip_prefix('?').unwrap_or(search);
    let mut parts = search.split('&').filter_map(|part| part.split_once('='));
    let Some((_, name)) = parts.find(|(name, _)| *name == "project") else {
        return Ok(None);
    };
    let name = decoded(name);
    let plain = |c: char| !c.is_control() && !matches!(c, '\\' | ':' | '?' | '#' | '%');
    let below = |part: &str| !part.is_empty() && part != "." && part != "..";
    let fits = name.ends_with(".jsonl") && name.chars().all(plain) && name.split('/').all(below);
    if fits { Ok(Some(name)) } else { Err(name) }
}

/// A part of an address without its percent signs; what is no UTF-8 becomes U+FFFD.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(byte) = rest.bytes().next() {
        let code = rest.strip_prefix('%').and_then(|rest| rest.get(..2));
        let code = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        match code {
            Some(code) => bytes.push(code),
            None if byte == b'+' => bytes.push(b' '),
            None => {
                let next = rest.chars().next().map_or(1, char::len_utf8);
                bytes.extend(rest.bytes().take(next));
                rest = rest.get(next..).unwrap_or_default();
                continue;
            }
        }
        rest = rest
            .get(if code.is_some() { 3 } else { 1 }..)
            .unwrap_or_default();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The names in a list of them, as people write one: commas, Arabic commas or semicolons between.
pub fn names_in(list: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in list.split([',', '،', ';', '؛', '\n']) {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
