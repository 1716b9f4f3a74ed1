//! What a person chose for this browser: language, theme, name, ways of working. Kept as JSON in local
//! storage; what cannot be read is taken for the default.

use serde::{Deserialize, Serialize};

use crate::model::scheme::Names;

/// The language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Arabic.
    #[default]
    Ar,
    /// English.
    En,
}

impl Lang {
    /// The first of the browser's languages (BCP 47 tags, best first) that there is; Arabic otherwise.
    pub fn of_browser<'a>(tags: impl IntoIterator<Item = &'a str>) -> Self {
        let known = |tag: &str| match tag.split('-').next() {
            Some("ar") => Some(Self::Ar),
            Some("en") => Some(Self::En),
            _ => None,
        };
        tags.into_iter().find_map(known).unwrap_or_default()
    }

    /// The BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Ar => "ar",
            Self::En => "en",
        }
    }

    /// The name in this language.
    pub fn pick(self, names: &Names) -> &str {
        match self {
            Self::Ar => &names.ar,
            Self::En => &names.en,
        }
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Ar => Self::En,
            Self::En => Self::Ar,
        }
    }
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system is set.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The next one on the switch.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }

    /// The value of the page's `data-theme`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// All that is remembered of a person's choices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Prefs {
    /// The language; `None` as long as the browser's decides.
    pub lang: Option<Lang>,
    /// Light or dark.
    pub theme: Theme,
    /// The annotator's name, once given.
    pub annotator: Option<String>,
    /// The made-up name under which work is kept until then.
    pub stand_in: Option<String>,
    /// The question for the name was put aside.
    pub name_put_off: bool,
    /// Letter mode: selections keep the letters they were given.
    pub letters: bool,
    /// Keys without Ctrl are commands.
    pub single_keys: bool,
    /// The list of articles is shown beside the text.
    pub articles_shown: bool,
    /// The list of annotations is shown beside the text.
    pub annotations_shown: bool,
    /// The first steps were put away.
    pub welcomed: bool,
    /// The project that was open.
    pub project: Option<String>,
    /// The article that was open.
    pub article: Option<String>,
}

impl Default for Prefs {
    fn default() -> Self {
        Self {
            lang: None,
            theme: Theme::System,
            annotator: None,
            stand_in: None,
            name_put_off: false,
            letters: false,
            single_keys: true,
            articles_shown: true,
            annotations_shown: true,
            welcomed: false,
            project: None,
            article: None,
        }
    }
}

impl Prefs {
    /// From storage; the default where it cannot be read. A member that cannot be read costs no other one:
    /// the name above all, under which the work is kept.
    pub fn read(json: &str) -> Self {
        use serde_json::{Map, Value};
        if let Ok(prefs) = serde_json::from_str(json) {
            return prefs;
        }
        let members: Map<String, Value> = serde_json::from_str(json).unwrap_or_default();
        let readable = |name: &String, value: &Value| {
            let alone = Map::from_iter([(name.clone(), value.clone())]);
            serde_json::from_value::<Self>(Value::Object(alone)).is_ok()
        };
        let kept: Map<_, _> = members
            .into_iter()
            .filter(|(n, v)| readable(n, v))
            .collect();
        serde_json::from_value(Value::Object(kept)).unwrap_or_default()
    }

    /// For storage.
    pub fn write(&self) -> String {
        // A struct of plain fields always serialises.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Where a person was in an article: kept so that a reload comes back there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct View {
    /// The article.
    pub article: String,
    /// The span that had the focus.
    pub focus: Option<String>,
    /// The caret, in code points.
    pub caret: u32,
    /// The start of the first visible block, in code points.
    pub top: u32,
    /// How far that block is scrolled out above, in CSS pixels.
    pub offset: i32,
}

impl View {
    /// From storage; the start of the article where it cannot be read.
    pub fn read(json: &str) -> Self {
        serde_json::from_str(json).unwrap_or_default()
    }

    /// For storage.
    pub fn write(&self) -> String {
        // A struct of plain fields always serialises.
        serde_json::to_string(self).unwrap_or_default()
    }
}
