//! Everything the page says, in Arabic and in English.
//!
//! The texts are in `strings/*.txt`: a line `Key = text`, or `Key.few = text` for a plural form. `{n}` is
//! put in as a number, `{name}` as a text isolated from the direction around it. A table of this size
//! weighs a tenth of a message library, and a test holds the two files against the keys.

use std::sync::OnceLock;

use super::plural::{Plural, number};
use super::prefs::Lang;
use super::state::Said;

/// What is put into a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// A number, in the digits of the language; `n` chooses the plural form.
    Number(u64),
    /// A text, isolated.
    Text(String),
    /// Another message.
    Key(Text),
}

/// Names and values.
pub type Args = Vec<(&'static str, Arg)>;

macro_rules! texts {
    ($($name:ident)*) => {
        /// The name of a message.
        #[allow(missing_docs, reason = "the text is in the two files")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Text { $($name),* }

        impl Text {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The key in the files.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),* }
            }
        }
    };
}

texts! {
    AppName AppTagline SkipToArticle
    Articles Annotations OpenFiles OpenFilesLong Export Undo Redo Help Close
    OtherLanguage Theme ThemeSystem ThemeLight ThemeDark
    PreviousArticle NextArticle ArticlePlace HideArticles ShowArticles HideAnnotations ShowAnnotations
    Projects UnnamedProject RemoveArticle ArticleSpans NoArticles
    StatusTodo StatusInProgress StatusDone StatusSkipped StatusDiscuss
    LabelBar LabelSelection LegendTitle FilterShown FilterHidden
    EmptyTitle EmptySelect EmptyLabel EmptyDrop Welcome WelcomeBody GotIt
    NameQuestion NameWhy NameField NameSave NameLater NameShown NameAnonymous
    Card Relabel Note NotePlaceholder Delete EdgeStart EdgeEnd MoveStart MoveEnd
    ToLeft ToRight Problem OutsideText CutsCluster EdgeSpace UnknownLabel FragmentsCount
    AllHidden
    SaveYes SaveSaving SaveFailedShort Counts LettersMode WordsMode TimeSpent TimeUnderMinute
    TapSecond SelectHint
    KeysTitle KeysLabel KeysMove KeysSpan KeysPage KeyQuote KeyDenial KeySource KeyLetters KeyEscape
    KeyByLetter KeyByWord KeyBySentence KeyByParagraph KeyByLine KeyNextSpan KeyPreviousSpan
    KeyCycleSpan KeyStart KeyEnd KeyNote KeySelectSpan KeyDelete KeyUndo KeyRedo KeyNextArticle
    KeyPreviousArticle KeyOpen KeyExport KeySave KeyHelp KeysExtend KeysAlt KeysMouse KeysTouch
    KeysSingle KeysSingleWhy
    ExportTitle ExportProject ExportProjectWhy ExportDoccano ExportDoccanoWhy ExportRelations
    ExportRelationsWhy ExportChecked Download
    ImportTitle ImportAdded ImportEncoding ImportDuplicate ImportProject ImportLayers ImportMerged
    ImportKept ImportRejected ImportNothing
    EncodingUtf8Bom EncodingUtf16
    FindCrLf FindLoneCr FindNoBreakSpace FindJoiners FindBidiMarks FindLineSeparators FindTabs
    FindZeroWidthSpaces FindUnchanged
    BadEmpty BadBinary BadUtf8 BadUtf16 BadTooLong BadProject BadProjectNewer BadProjectCut
    BadProjectHeader BadProjectPretty BadStorage
    DropHere PastedName
    NoDatabase NoHighlights Unreadable OpenFailed UndoLeft NoSpansYet LastSpan FirstSpan LettersOn
    LettersOff SaySelected SayFocused SelectFirst FocusFirst AlreadyLabelled SayLabelled SayRelabelled
    Deleted SayMoved NothingToUndo NothingToRedo SayUndone SayRedone LastArticle FirstArticle
    SaveFailed WhyLocalFull WhyLocalRefused WhyDatabaseFull WhyDatabaseRefused WhyNothingHolds
    SideWriteFailed StorageFull SavedAlready SavedSoon SavedNot
    FilesUnreadable ArticlesAdded ArticleRemoved ExportLacks ExportFailed Exported
    OfferUndo OfferBackup OfferRawData OfferRetry Dismiss Notices
}

/// The forms of one message.
#[derive(Debug, Default)]
struct Forms {
    plain: &'static str,
    plural: Vec<(&'static str, &'static str)>,
}

fn table(lang: Lang) -> &'static [Forms] {
    static AR: OnceLock<Vec<Forms>> = OnceLock::new();
    static EN: OnceLock<Vec<Forms>> = OnceLock::new();
    match lang {
        Lang::Ar => AR.get_or_init(|| parse(file(lang))),
        Lang::En => EN.get_or_init(|| parse(file(lang))),
    }
}

/// The file of a language, for the test that holds it against the keys.
pub const fn file(lang: Lang) -> &'static str {
    match lang {
        Lang::Ar => include_str!("strings/ar.txt"),
        Lang::En => include_str!("strings/en.txt"),
    }
}

/// The lines of a file as key, plural form and text.
pub fn lines(file: &str) -> impl Iterator<Item = (&str, Option<&str>, &str)> {
    file.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let (key, text) = line.split_once(" = ")?;
            match key.split_once('.') {
                Some((key, form)) => Some((key, Some(form), text)),
                None => Some((key, None, text)),
            }
        })
}

fn parse(file: &'static str) -> Vec<Forms> {
    let mut all: Vec<Forms> = Text::ALL.iter().map(|_| Forms::default()).collect();
    let places: std::collections::HashMap<&str, usize> = Text::ALL
        .iter()
        .enumerate()
        .map(|(place, text)| (text.name(), place))
        .collect();
    for (key, form, text) in lines(file) {
        let Some(forms) = places.get(key).and_then(|place| all.get_mut(*place)) else {
            continue;
        };
        match form {
            Some(form) => forms.plural.push((form, text)),
            None => forms.plain = text,
        }
    }
    all
}

/// A message without anything put into it.
pub fn get(lang: Lang, text: Text) -> &'static str {
    table(lang)
        .get(text as usize)
        .map_or("", |forms| forms.plain)
}

/// A message with its arguments.
pub fn say(lang: Lang, said: &Said) -> String {
    format(lang, said.key, &said.args)
}

/// A message with arguments put into it.
pub fn format(lang: Lang, text: Text, args: &[(&'static str, Arg)]) -> String {
    let count = args.iter().find_map(|(name, arg)| match arg {
        Arg::Number(n) if *name == "n" => Some(*n),
        _ => None,
    });
    let value = |wanted: &str| {
        let (_, arg) = args.iter().find(|(name, _)| *name == wanted)?;
        Some(match arg {
            Arg::Number(n) => number(lang, *n),
            // Isolated (UAX #9), so that it cannot turn what stands around it.
            Arg::Text(text) => format!("\u{2068}{text}\u{2069}"),
            Arg::Key(key) => get(lang, *key).to_owned(),
        })
    };
    // In one pass: what is put in may itself have braces, and is not looked at.
    let mut out = String::new();
    let mut rest = pattern(lang, text, count);
    while let Some((before, (name, after))) = rest
        .split_once('{')
        .and_then(|(before, tail)| Some((before, tail.split_once('}')?)))
    {
        out.push_str(before);
        out.push_str(&value(name).unwrap_or_default());
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A message with a number.
pub fn count(lang: Lang, text: Text, n: usize) -> String {
    format(lang, text, &[("n", Arg::Number(n as u64))])
}

fn pattern(lang: Lang, text: Text, count: Option<u64>) -> &'static str {
    let Some(forms) = table(lang).get(text as usize) else {
        return "";
    };
    let find = |wanted: &str| forms.plural.iter().find(|(form, _)| *form == wanted);
    let chosen = count.and_then(|n| find(Plural::of(lang, n).name()).or_else(|| find("other")));
    chosen.map_or(forms.plain, |(_, text)| text)
}
