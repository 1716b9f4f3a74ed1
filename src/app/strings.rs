//! Everything the page says, in Arabic and in English.
//!
//! The texts are in `strings/*.txt`: a line `Key = text`, or `Key.few = text` for a plural form. `{n}` is
//! put in as a number, `{name}` as a text isolated from the direction around it ([`super::bidi`]). A table of this size
//! weighs a tenth of a message library, and a test holds the two files against the keys.

use std::sync::OnceLock;

use super::bidi::isolated;
use super::plural::{Plural, number};
use super::prefs::Lang;
use super::state::Said;

/// What is put into a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// A number, in the digits of the language; `n` chooses the plural form.
    Number(u64),
    /// A text, isolated, and of a very long one the beginning.
    Text(String),
    /// Another message.
    Key(Text),
    /// Another message, with what is put into it.
    Said(Text, Args),
}

/// Names and values.
pub type Args = Vec<(&'static str, Arg)>;

macro_rules! texts {
    ($($name:ident)* ; $($later:ident)* ; $($formats:ident)*) => {
        /// The name of a message.
        #[allow(missing_docs, reason = "the text is in the two files")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Text { $($name,)* $($later,)* $($formats),* }

        impl Text {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)* $(Self::$later,)* $(Self::$formats),*];

            /// How many of them stand before those that only the parts loaded later say.
            const EVERYDAY: usize = [$(Self::$name),*].len();
            /// The same with those of the part that is loaded after the start.
            const LATER: usize = Self::EVERYDAY + [$(Self::$later),*].len();

            /// Whether it is there from the start, not only with what is loaded later.
            pub const fn is_everyday(self) -> bool {
                (self as usize) < Self::EVERYDAY
            }

            /// Whether only the part that knows the files of other programs says it.
            pub const fn is_of_formats(self) -> bool {
                (self as usize) >= Self::LATER
            }

            /// The key in the files.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                    $(Self::$later => stringify!($later),)*
                    $(Self::$formats => stringify!($formats)),*
                }
            }
        }
    };
}

texts! {
    AppName AppTagline SkipToArticle Articles Annotations OpenFiles OpenFilesLong Export Undo Redo Help
    OtherLanguage Theme ThemeSystem ThemeLight ThemeDark PreviousArticle NextArticle ArticlePlace
    HideArticles ShowArticles HideAnnotations ShowAnnotations     NoArticles LabelBar
    LabelSelection LegendTitle FilterShown FilterHidden EmptyTitle EmptySelect EmptyLabel EmptyDrop
    Welcome WelcomeBody GotIt NameQuestion NameWhy NameField NameSave NameLater NameShown NameAnonymous NamesHere
    Relabel Note NotePlaceholder Delete EdgeStart EdgeEnd MoveStart MoveEnd ToLeft ToRight Problem
    OutsideText CutsCluster EdgeSpace UnknownLabel FragmentsCount AllHidden SaveYes SaveSaving
    SaveFailedShort Counts LettersMode WordsMode TimeSpent TimeUnderMinute TapSecond SelectHint
    KeyLetters DropHere NoDatabase NoHighlights Unreadable MoreAlike UnreadableNewer ReadOnly Outdated
    StorageCleared KeptChanged OpenFailed UndoLeft NoSpansYet LastSpan FirstSpan LettersOn LettersOff
    SaySelected SayFocused SelectFirst FocusFirst AlreadyLabelled SayLabelled SayRelabelled Deleted
    SayMoved NothingToUndo NothingToRedo SayUndone SayRedone SaveFailed
    WhyLocalFull WhyLocalRefused WhyDatabaseFull WhyDatabaseRefused WhyNothingHolds SideWriteFailed
    StorageFull StorageRefused StorageFailed TextGone TextOther SavedAlready SavedSoon SavedNot NotLoaded OfferUndo OfferBackup OfferRawData OfferRetry
    OfferLoadAgain OfferReload Dismiss Notices BackupFailed BackupDue StorageOpen
    WorkHere WorkInFile OpenBackup NewBuild NotRenewed OfferRenew StorageOpening
    ;
    // Said only by what is loaded later.
    KeysTitle KeysLabel KeysMove KeysSpan KeysPage KeyEscape KeyByLetter
    KeyByWord KeyBySentence KeyByParagraph KeyByLine KeyNextSpan KeyPreviousSpan KeyCycleSpan KeyStart
    KeyEnd KeyNote KeyLink KeySelectSpan KeyDelete KeyUndo KeyRedo KeyNextArticle KeyPreviousArticle KeyOpen
    KeyExport KeySave KeyHelp KeysExtend KeysAlt KeysMouse KeysTouch KeysSingle KeysSingleWhy
    ExportTitle ExportProject ExportProjectWhy ExportChecked Download ImportTitle ImportAdded ImportEncoding ImportDuplicate
    ImportProject ImportLayers ImportMerged ImportKept ImportRejected ImportRejectedMore ImportNothing EncodingUtf8Bom
    EncodingUtf16 FindCrLf FindLoneCr FindNoBreakSpace FindJoiners FindBidiMarks FindLineSeparators
    FindTabs FindZeroWidthSpaces FindUnchanged BadEmpty BadBinary BadUtf8 BadUtf16 BadTooLong
    BadProjectNewer BadProjectCut BadProjectHeader BadProjectPretty BadProjectEmpty BadProjectRecord
    BadProjectText RecordNoSchema RecordSecondProject RecordNoText RecordTwice RecordOtherProject RecordUnknownArticle
    RecordOtherText RecordMisfit RecordJson RecordSchema BadStorage PastedName
    NotListed ListComing UnderWayTitle StillUnderWay CalledOff CalledOffRest StoredAlready FiguresFailed FilesBroken FilesUnreadable ArticlesAdded ArticleRemoved ExportLacks ExportFailed Exported CopiesTitle CopiesWhy
    CopiesNone CopyOf CopyUnreadable CopySame CopyReturns CopyGoes CopyReverts CopyBack CopyRestore
    CopyRestored CopiesFailed BackupTitle BackupWhy BackupChoose BackupResume BackupKept BackupLast
    BackupCannot BackupNow EditsSinceBackup StorageUsed StoragePersisted StorageNotPersisted
    StorageUnmeasured StorageTitle OfflinePreparing OfflineKept OfflineFailed OfflineFile OfflinePlainHttp
    OfflineOneFile OfflineNoWorkers Projects UnnamedProject RemoveArticle ArticleSpans StatusTodo
    StatusInProgress StatusDone StatusSkipped StatusDiscuss LastArticle FirstArticle SortPosition SortTitle
    SortSpans SortTime SortLength Find FilterStatus AnyStatus FilterLabel AnyLabel SortBy OnlyProblems ShowAll
    ProgressDone NoneFound ArticleProblems NoneLeft NoneLeftHere StatusOfArticle Finish FinishAndNext AboutArticle
    ArticleLabels AddArticleLabel RemoveArticleLabel Add ArticleNote Close KeyFinish KeyNextUndone KeyFind GuidelinesTitle
    Links LinkBegin LinkKind LinkRemove AttributeRemove LinkChoose LinkAlone LinkNoType LinkThere LinkMade LinkChanged
    LinkRemoved LinkGivenUp SchemeTitle SchemeWhy SchemeLabels SchemeLinks SchemeAttributes NameInArabic NameInEnglish SignInArabic
    SignInEnglish LabelKey NoKey LabelLine LabelColour LabelUp LabelDown LabelRetire LabelRetireLong LabelBack
    LabelBackLong LabelRetired LabelNew LinkNew AttributeNew ValueNew LabelId LabelIdHint LinkFrom LinkTo LinkHere RoleAny
    AttributeOn AttributeHolds HoldsChoice HoldsFlag HoldsText AttributeValues ColourAmber ColourRed
    ColourBlue ColourGreen ColourPurple ColourOrange ColourTeal ColourPink ColourBrown ColourGrey ColourOther
    LineSolid LineWavy LineDotted LineDashed LineDouble RefusedEmpty RefusedLong RefusedName RefusedSign RefusedKey
    RefusedDigit RefusedId RefusedBadId RefusedLast RefusedLastValue RefusedGone
    ProjectTitle ProjectWhy ProjectName ProjectGuidelines ProjectGuidelinesHint ProjectShip ProjectPreview ProjectNew
    ProjectNewWhy ProjectNewName ProjectBegin IncomingTitle IncomingWhy IncomingHandOut IncomingNewProject IncomingName IncomingScheme IncomingGuidelines
    IncomingArticles IncomingFacts BringBack
    IncomingLayers IncomingWho LayersNew LayersChanged LayersEqual LayersBoth LayersBothWhy TakeIn PutAway OfferHere
    OfferLook LinkRefused HandOutFailed HandOutEmpty HandOutBroken OnlyMine WhoseWork ShareOut ShareWhy ShareNames
    Shared SharedNone AssignedTo FactSource FactAuthor FactDate FactUrl FactFile FactEncoding FactSum LabelProgress LabelsSoFar
    FiguresTitle FiguresAll FiguresCsv FiguresTotals FiguresWhat FiguresNumber FiguresByLabel FiguresLabel
    FiguresArticles FiguresLayers FiguresSpans FiguresCovered FiguresSeconds FiguresDone FiguresMean FiguresShortest
    FiguresMedian FiguresLongest FiguresPerArticle FiguresLengths FiguresCodePoints FiguresSources SourceUnknown
    FiguresMissing
    FilesTitle ArticlesKnown OpenAsking
    ;
    // Said only by what knows the files of other programs.
    FilesWhy FilesChoose FolderChoose FilesComing FilesNothing CountArticles CountSpans CountFiles LeaveOut FileKind KindUnknown KindIsnad KindCsv
    KindJsonl KindLayers KindTxt KindHtml FileEncoding CutLabel CutFile CutParagraph CutLine TitleLabel
    TitleMetadata TitleJoined ColumnText ColumnId ColumnTitle ColumnNone ColumnRest UnitLabel UnitFound
    UnitCodePoint UnitUtf16 UnitUtf8 UnitGrapheme UnitsOther UnitsUnsure Preview SeenKnown SeenFirst
    Rejections FaultAt FaultIn MoreFaults LossesIn LossEmptySpan LossLink LabelsTitle LabelsWhy LabelOf
    MetadataTitle LinksTitle LinksWhy
    LabelKeep LabelLeaveOut LookingThrough ReadingFiles StoringFiles ProjectReading ProjectWriting ProjectCounting CancelFiles ReasonEncoding
    ReasonEmpty ReasonKind ReasonNotRead ReasonJson ReasonXml ReasonTable ReasonMissing ReasonValue
    ReasonTooLarge ReasonNoText ReasonTooLong ReasonOffset ReasonOffsetOthers ReasonBackwards ReasonQuote
    ReasonOverlap ReasonTwice ReasonNoPartner ReasonOtherText ReasonZip FaultCutOff JsonNone JsonHalfPair
    JsonTooLarge JsonTwice JsonString JsonNumber JsonFlag JsonList JsonObject JsonEntity JsonAtColumn JsonAtMember
    XmlCrossed XmlNotBegun XmlEntity XmlCharacter XmlAttributes XmlMarkup ZipNoDirectory ZipUnsupported ZipTooMany
    ZipEncrypted ZipPacked ZipNotThere ZipDamaged LineOther LineSentences LineBehindList LineOutside LineNoArticle
    PageTooDeep PageTooMany PageNone ExportOther ExportKind ExportChoose
    GroupTools GroupTraining GroupStandards GroupTables WhichLabel WhichAll WhichDone WhichListed WhoseLabel
    WhoseMine WhoseAll LinksLabel LinksNo LinksYes TokensLabel TokensWords TokensClitics TagsLabel
    OverlapLabel OverlapColumns OverlapOutermost OverlapLongest SplitLabel SplitNo SplitYes SharesLabel
    SharesWrong ByLabel ByNone LossesCounting LossesNone LossesTitle LossRow LostArticles LostArticleIds
    LostMetadata LostSpans LostAnnotators LostSpanIds LostSplitSpans LostOverlaps LostCutTokens LostEdges
    LostAttributes LostNotes LostSuggestions LostLinks LostArticleLabels LostArticleNotes LostStatuses
    LostSeconds LostDismissed LostCrLf LostControls LostTexts ExportNothing ExportWriting ExportWrite
}

/// Between two messages of a packed file.
const NEXT: char = '\n';
/// Before a plural form of a message in a packed file, with the third letter of its name behind it, by which they differ.
const FORM: char = '\u{1}';

/// Files without keys, made when the page is compiled. Each message is where its [`Text`] is in
/// [`Text::ALL`]; a file in another order does not compile.
macro_rules! packed {
    ($lang:expr, $range:expr) => {{
        static PACKED: Packed<{ pack(file($lang), $range, &mut []) }> =
            Packed::of(file($lang), $range);
        &PACKED.0
    }};
}

type Range = (usize, usize);
const FIRST: Range = (0, Text::EVERYDAY);
const REST: Range = (Text::EVERYDAY, Text::LATER);
const OF_FORMATS: Range = (Text::LATER, Text::ALL.len());

/// The messages of what is loaded later, Arabic and English: for it alone to name, which hands them to
/// `bring`.
pub fn later() -> [&'static [u8]; 2] {
    [packed!(Lang::Ar, REST), packed!(Lang::En, REST)]
}

/// The same of what knows the files of other programs, for `bring_formats`.
pub fn of_formats() -> [&'static [u8]; 2] {
    [packed!(Lang::Ar, OF_FORMATS), packed!(Lang::En, OF_FORMATS)]
}

#[cfg(feature = "split")]
static LATER: OnceLock<[&[u8]; 2]> = OnceLock::new();
#[cfg(feature = "split")]
static FORMATS: OnceLock<[&[u8]; 2]> = OnceLock::new();

/// Takes the messages of [`later`] in.
#[cfg(feature = "split")]
pub fn bring(later: [&'static [u8]; 2]) {
    LATER.get_or_init(|| later);
}

/// Takes the messages of [`of_formats`] in.
#[cfg(feature = "split")]
pub fn bring_formats(words: [&'static [u8]; 2]) {
    FORMATS.get_or_init(|| words);
}

/// The messages of a part, Arabic and English, if it is there.
fn part(part: usize) -> Option<[&'static [u8]; 2]> {
    match part {
        0 => Some([packed!(Lang::Ar, FIRST), packed!(Lang::En, FIRST)]),
        #[cfg(feature = "split")]
        1 => LATER.get().copied(),
        #[cfg(feature = "split")]
        _ => FORMATS.get().copied(),
        #[cfg(not(feature = "split"))]
        1 => Some(later()),
        #[cfg(not(feature = "split"))]
        _ => Some(of_formats()),
    }
}

struct Packed<const N: usize>([u8; N]);

impl<const N: usize> Packed<N> {
    const fn of(file: &str, range: Range) -> Self {
        let mut bytes = [0; N];
        pack(file, range, &mut bytes);
        Self(bytes)
    }
}

/// Packs the messages of a range into `out` as far as there is room; says how much there is. Runs in the compiler only.
#[expect(
    clippy::indexing_slicing,
    reason = "what is wrong here stops the build, not the page"
)]
const fn pack(file: &str, (from, to): Range, out: &mut [u8]) -> usize {
    let file = file.as_bytes();
    // The message whose forms are being read, one more than its place.
    let (mut message, mut length, mut at) = (0, 0, 0);
    while at < file.len() {
        let mut end = at;
        while end < file.len() && file[end] != b'\n' {
            end += 1;
        }
        if file[at] != b'#' && end > at {
            if message == 0 || !is_key(file, at, Text::ALL[message - 1].name().as_bytes()) {
                if message > from && message < to {
                    length = put(out, length, NEXT as u8);
                }
                message += 1;
            }
            let key = Text::ALL[message - 1].name().as_bytes();
            assert!(
                is_key(file, at, key),
                "the file has another order than Text"
            );
            at += key.len();
            let wanted = message > from && message <= to;
            if wanted && file[at] == b'.' {
                length = put(out, length, FORM as u8);
                length = put(out, length, file[at + 3]);
            }
            while file[at - 1] != b'=' {
                at += 1;
            }
            at += 1;
            while wanted && at < end {
                length = put(out, length, file[at]);
                at += 1;
            }
        }
        at = end + 1;
    }
    assert!(message == Text::ALL.len(), "the file lacks a message");
    length
}

#[expect(clippy::indexing_slicing, reason = "runs in the compiler only")]
const fn put(out: &mut [u8], at: usize, byte: u8) -> usize {
    if at < out.len() {
        out[at] = byte;
    }
    at + 1
}

/// Whether the line at `at` has this key, whatever its form.
#[expect(clippy::indexing_slicing, reason = "runs in the compiler only")]
const fn is_key(file: &[u8], at: usize, key: &[u8]) -> bool {
    let mut n = 0;
    while n < key.len() {
        if file[at + n] != key[n] {
            return false;
        }
        n += 1;
    }
    matches!(file[at + n], b'.' | b' ')
}

/// Messages of a language in the order of [`Text::ALL`], each with its forms: those of a part, which are empty until
/// they are brought.
fn table(lang: Lang, number: usize) -> &'static [&'static str] {
    static TABLES: [OnceLock<Vec<&str>>; 6] = [const { OnceLock::new() }; 6];
    let Some([arabic, english]) = part(number) else {
        return &[];
    };
    let (place, packed) = match lang {
        Lang::Ar => (number * 2, arabic),
        Lang::En => (number * 2 + 1, english),
    };
    let Some(table) = TABLES.get(place) else {
        return &[];
    };
    table.get_or_init(|| {
        let all = std::str::from_utf8(packed).unwrap_or_default();
        all.split(NEXT).collect()
    })
}

/// The plain form of a message, then the plural forms with a letter before each.
fn forms(lang: Lang, text: Text) -> impl Iterator<Item = &'static str> {
    let place = text as usize;
    let (part, from) = match place {
        0..Text::EVERYDAY => (0, 0),
        Text::EVERYDAY..Text::LATER => (1, Text::EVERYDAY),
        _ => (2, Text::LATER),
    };
    let message = table(lang, part).get(place - from);
    let message = message.copied().unwrap_or_default();
    message.split(FORM)
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

/// A message without anything put into it.
pub fn get(lang: Lang, text: Text) -> &'static str {
    forms(lang, text).next().unwrap_or_default()
}

/// A message with its arguments.
pub fn say(lang: Lang, said: &Said) -> String {
    format(lang, said.key, &said.args)
}

/// What is put into a message.
pub fn argument(lang: Lang, arg: &Arg) -> String {
    match arg {
        Arg::Number(n) => number(lang, *n),
        // So that it cannot turn what stands around it.
        Arg::Text(text) => isolated(text),
        Arg::Key(key) => get(lang, *key).to_owned(),
        Arg::Said(key, args) => format(lang, *key, args),
    }
}

/// A message with arguments put into it.
pub fn format(lang: Lang, text: Text, args: &[(&'static str, Arg)]) -> String {
    let count = args.iter().find_map(|(name, arg)| match arg {
        Arg::Number(n) if *name == "n" => Some(*n),
        _ => None,
    });
    let value = |wanted: &str| {
        let (_, arg) = args.iter().find(|(name, _)| *name == wanted)?;
        Some(argument(lang, arg))
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
    let find = |letter: char| {
        forms(lang, text)
            .skip(1)
            .find_map(|form| form.strip_prefix(letter))
    };
    let chosen = count
        .and_then(|n| find(Plural::of(lang, n).letter()).or_else(|| find(Plural::Other.letter())));
    chosen.unwrap_or_else(|| get(lang, text))
}
