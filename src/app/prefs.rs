//! What a person chose for this browser: language, theme, name, ways of working. Kept as JSON in local
//! storage; what cannot be read is taken for the default.

use std::borrow::Cow;

use super::storage::ahead;
use crate::format::json_in::Node;
use crate::format::json_out::Out;
use crate::model::scheme::Names;

/// From so many articles on, the start does not wait for the list of them, and what goes over all takes a while.
pub const MANY: usize = 200;

/// The language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

    /// What stands between the items of a list.
    pub const fn comma(self) -> &'static str {
        match self {
            Self::Ar => "، ",
            Self::En => ", ",
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefs {
    /// The language; `None` as long as the browser's decides.
    pub lang: Option<Lang>,
    /// Light or dark.
    pub theme: Theme,
    /// The annotator's name, once given.
    pub annotator: Option<String>,
    /// How many names were given so far: of two stored names the later one has the greater count.
    pub names_given: u32,
    /// The made-up name under which work is kept until then.
    pub stand_in: Option<String>,
    /// The question for the name was put aside.
    pub name_put_off: bool,
    /// Letter mode: selections keep the letters they were given.
    pub letters: bool,
    /// Keys without Ctrl are commands.
    pub single_keys: bool,
    /// Of the articles, only those that are given to this annotator, or to everybody.
    pub only_mine: bool,
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
    /// The project had so many articles that the start reads the open one alone, and the list follows.
    pub many: bool,
    /// Edits that are in no file yet.
    pub edits_since_backup: u32,
}

impl Default for Prefs {
    fn default() -> Self {
        Self {
            lang: None,
            theme: Theme::System,
            annotator: None,
            names_given: 0,
            stand_in: None,
            name_put_off: false,
            letters: false,
            single_keys: true,
            only_mine: false,
            articles_shown: true,
            annotations_shown: true,
            welcomed: false,
            project: None,
            article: None,
            many: false,
            edits_since_backup: 0,
        }
    }
}

impl Prefs {
    /// From storage; the default where it cannot be read. A member that cannot be read costs no other one:
    /// the name above all, under which the work is kept.
    pub fn read(json: &str) -> Self {
        let members = Node::parse(json).and_then(|node| node.members());
        let mut members = members.unwrap_or_default();
        let mut prefs = Self::default();
        let mut flag = |name: &str, to: &mut bool| {
            *to = members.flag(name).ok().flatten().unwrap_or(*to);
        };
        flag("name_put_off", &mut prefs.name_put_off);
        flag("letters", &mut prefs.letters);
        flag("single_keys", &mut prefs.single_keys);
        flag("only_mine", &mut prefs.only_mine);
        flag("articles_shown", &mut prefs.articles_shown);
        flag("annotations_shown", &mut prefs.annotations_shown);
        flag("welcomed", &mut prefs.welcomed);
        flag("many", &mut prefs.many);
        let edits = members.small("edits_since_backup").ok().flatten();
        prefs.edits_since_backup = edits.unwrap_or_default();
        let given = members.small("names_given").ok().flatten();
        prefs.names_given = given.unwrap_or_default();
        let mut text = |name: &str| {
            let text = members.string(name).ok().flatten();
            text.map(Cow::into_owned)
        };
        prefs.annotator = text("annotator");
        prefs.stand_in = text("stand_in");
        prefs.project = text("project");
        prefs.article = text("article");
        let (lang, theme) = (text("lang"), text("theme"));
        let mut langs = [Lang::Ar, Lang::En].into_iter();
        prefs.lang = lang.and_then(|name| langs.find(|lang| lang.tag() == name));
        let mut themes = [Theme::System, Theme::Light, Theme::Dark].into_iter();
        let theme = theme.and_then(|name| themes.find(|theme| theme.name() == name));
        prefs.theme = theme.unwrap_or_default();
        prefs
    }

    /// For storage.
    pub fn write(&self) -> String {
        let mut out = Out::default();
        out.open('{');
        option(&mut out, "lang", self.lang.map(Lang::tag));
        out.text("theme", self.theme.name());
        option(&mut out, "annotator", self.annotator.as_deref());
        option(&mut out, "stand_in", self.stand_in.as_deref());
        out.flag("name_put_off", self.name_put_off);
        out.flag("letters", self.letters);
        out.flag("single_keys", self.single_keys);
        out.flag("only_mine", self.only_mine);
        out.flag("articles_shown", self.articles_shown);
        out.flag("annotations_shown", self.annotations_shown);
        out.flag("welcomed", self.welcomed);
        option(&mut out, "project", self.project.as_deref());
        option(&mut out, "article", self.article.as_deref());
        out.flag("many", self.many);
        out.count("edits_since_backup", self.edits_since_backup.into());
        out.count("names_given", self.names_given.into());
        out.name("ahead");
        ahead::write(&mut out, &ahead::reads(self));
        out.close('}');
        out.into_string()
    }

    /// Under whose name the work is stored, for the database: local storage forgets what was written just before
    /// a crash, and work under a forgotten name is not found.
    pub fn write_names(&self) -> String {
        let mut out = Out::default();
        out.open('{');
        option(&mut out, "annotator", self.annotator.as_deref());
        option(&mut out, "stand_in", self.stand_in.as_deref());
        out.count("names_given", self.names_given.into());
        out.close('}');
        out.into_string()
    }

    /// Takes over what the database holds of [`write_names`](Self::write_names), where it is later.
    pub fn take_names(&mut self, json: &str) {
        let stored = Self::read(json);
        if stored.names_given > self.names_given {
            self.annotator = stored.annotator;
            self.names_given = stored.names_given;
            self.stand_in = stored.stand_in.or(self.stand_in.take());
        }
    }
}

/// A member that is a string, or null.
fn option(out: &mut Out, name: &str, text: Option<&str>) {
    out.name(name);
    match text {
        Some(text) => out.string(text),
        None => out.json("null"),
    }
}

/// Where a person was in an article: kept so that a reload comes back there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
        Self::of(json).unwrap_or_default()
    }

    fn of(json: &str) -> Option<Self> {
        let mut members = Node::parse(json).ok()?.members().ok()?;
        let focus = members.take("focus").filter(|node| node.raw() != "null");
        let focus = focus.map(Node::string).transpose().ok()?;
        let offset = members.take("offset").map_or("0", Node::raw).parse();
        Some(Self {
            article: members.text("article").ok()?,
            focus: focus.map(Cow::into_owned),
            caret: members.small("caret").ok()?.unwrap_or_default(),
            top: members.small("top").ok()?.unwrap_or_default(),
            offset: offset.ok()?,
        })
    }

    /// For storage.
    pub fn write(&self) -> String {
        let mut out = Out::default();
        out.open('{');
        out.text("article", &self.article);
        option(&mut out, "focus", self.focus.as_deref());
        out.count("caret", self.caret.into());
        out.count("top", self.top.into());
        out.name("offset");
        out.json(&self.offset.to_string());
        out.close('}');
        out.into_string()
    }
}
