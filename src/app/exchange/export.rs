//! What goes out, as what, and what it will lose.

use super::errand::Errand;
use super::order::{Going, Order, Survey};
use super::pack::Form;
use crate::app::list;
use crate::app::state::{Listed, State};
use crate::app::storage::gather::Here;
use crate::app::work::Leash;
use crate::format::exchange::kind::Kind;
use crate::format::exchange::split::Split;
use crate::format::exchange::tags::{Overlap, Tagging};
use crate::format::exchange::tokens::Tokenizer;
use crate::format::exchange::units::OffsetUnit;
use crate::format::exchange::write::WriteOptions;
use crate::format::losses::Losses;
use crate::model::ids::Annotator;
use crate::model::layer::Status;

/// Which articles go out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// All of the project.
    #[default]
    All,
    /// Those whose work is done.
    Done,
    /// Those that the list shows.
    Listed,
}

/// A choice on what goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// As what; `None` for nothing yet.
    Kind(Option<Kind>),
    /// What offsets count.
    Unit(OffsetUnit),
    /// doccano's layout with relations.
    Relations(bool),
    /// Which articles.
    Which(Which),
    /// Everybody's work, not this annotator's alone.
    Everybody(bool),
    /// How texts are cut into tokens.
    Tokenizer(Tokenizer),
    /// What becomes of spans that overlap.
    Overlap(Overlap),
    /// How tokens are tagged.
    Tagging(Tagging),
    /// Whether articles are dealt out.
    Split(bool),
    /// The shares of training, development and test.
    Shares(String),
    /// The metadata, of which articles that agree in it stay together; empty for none.
    By(String),
}

/// What a kind leaves to choose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// The units that offsets may count, where it is left open.
    pub units: &'static [OffsetUnit],
    /// Links may go along.
    pub relations: bool,
    /// Texts are cut into tokens.
    pub tokens: bool,
    /// Tokens are tagged.
    pub tags: bool,
    /// Spans that overlap may need a way out.
    pub overlap: bool,
}

impl Choices {
    /// Of a kind.
    pub const fn of(kind: Kind) -> Self {
        let bio = matches!(kind, Kind::Bio | Kind::Conll);
        let tagged = bio || matches!(kind, Kind::HuggingFace);
        Self {
            units: match kind {
                Kind::Doccano => &[
                    OffsetUnit::CodePoint,
                    OffsetUnit::Utf16,
                    OffsetUnit::Grapheme,
                ],
                Kind::LabelStudio => &[OffsetUnit::CodePoint, OffsetUnit::Utf16],
                _ => &[],
            },
            relations: matches!(kind, Kind::Doccano),
            tokens: tagged || matches!(kind, Kind::Prodigy),
            tags: tagged,
            overlap: bio,
        }
    }
}

/// What goes out.
#[derive(Debug, Default)]
pub struct Export {
    /// As what.
    pub kind: Option<Kind>,
    /// What offsets count, where the format leaves it open.
    pub unit: OffsetUnit,
    /// doccano's layout with relations.
    pub relations: bool,
    /// Which articles.
    pub which: Which,
    /// Everybody's work or this annotator's, if it was chosen: see [`Export::of_everybody`].
    pub everybody: Option<bool>,
    /// How texts are cut into tokens.
    pub tokenizer: Tokenizer,
    /// What becomes of spans that overlap; the usual of the kind where it is `None`.
    pub overlap: Option<Overlap>,
    /// How tokens are tagged.
    pub tagging: Tagging,
    /// Whether articles are dealt out.
    pub split: bool,
    /// The shares, as they were typed.
    pub shares: String,
    /// Of which metadata equals stay together.
    pub by: String,
    /// What there is, as soon as it was read.
    pub survey: Option<Survey>,
    /// They are being read.
    gathering: bool,
    /// What will be lost, as soon as it was counted.
    pub losses: Option<Losses>,
    /// How much of the work under way is done, in thousandths.
    pub progress: u32,
    /// The file is being written.
    pub writing: bool,
    /// Which work is under way.
    pub run: u64,
    leash: Leash,
}

/// A digit or comma as the shares have it, whatever the keyboard.
fn latin(c: char) -> char {
    match c {
        '٠'..='٩' => char::from_digit(c as u32 - '٠' as u32, 10).unwrap_or(c),
        '،' | '/' | ';' | '؛' => ',',
        _ => c,
    }
}

impl Export {
    /// With nothing chosen yet.
    pub fn new(run: u64) -> Self {
        Self {
            shares: "80,10,10".to_owned(),
            run,
            ..Self::default()
        }
    }

    /// Takes a choice in.
    pub fn choose(&mut self, choice: Choice) {
        match choice {
            Choice::Kind(kind) => self.kind = kind,
            Choice::Unit(unit) => self.unit = unit,
            Choice::Relations(on) => self.relations = on,
            Choice::Which(which) => self.which = which,
            Choice::Everybody(on) => self.everybody = Some(on),
            Choice::Tokenizer(tokenizer) => self.tokenizer = tokenizer,
            Choice::Overlap(overlap) => self.overlap = Some(overlap),
            Choice::Tagging(tagging) => self.tagging = tagging,
            Choice::Split(on) => self.split = on,
            Choice::Shares(shares) => self.shares = shares,
            Choice::By(by) => self.by = by,
        }
    }

    /// How articles are dealt out, or that they are not; `None` where the shares are none.
    pub fn dealt(&self) -> Option<Option<Split>> {
        if !self.split {
            return Some(None);
        }
        let by = Some(&*self.by).filter(|by| !by.is_empty());
        let latin: String = self.shares.chars().map(latin).collect();
        Split::parse(&latin, by).map(Some)
    }

    /// The names of metadata that articles have.
    pub fn metadata(&self) -> Vec<String> {
        let survey = self.survey.iter();
        survey
            .flat_map(|survey| survey.metadata.iter().cloned())
            .collect()
    }

    /// Whether others left work, too.
    pub fn has_others(&self, own: &Annotator) -> bool {
        self.layers().any(|(annotator, _)| annotator != own)
    }

    /// Whether everybody's work goes out. Of one who has none and brought home that of others it is theirs, or a lead's
    /// training set would be empty.
    pub fn of_everybody(&self, own: &Annotator) -> bool {
        self.everybody.unwrap_or_else(|| {
            let mut worked = self.layers().filter(|(_, spans)| *spans > 0);
            !worked.any(|(annotator, _)| annotator == own) && self.has_others(own)
        })
    }

    fn layers(&self) -> impl Iterator<Item = &(Annotator, usize)> {
        let survey = self.survey.iter();
        survey.flat_map(|survey| survey.articles.values().flatten())
    }

    /// The articles that go out.
    pub fn going(&self, state: &State) -> Option<Going> {
        let survey = self.survey.as_ref()?;
        let chosen: Vec<&Listed> = match self.which {
            Which::All => state.present().collect(),
            Which::Done => {
                let done = state.present();
                done.filter(|listed| listed.summary.status == Status::Done)
                    .collect()
            }
            Which::Listed => list::rows(state),
        };
        let ids = chosen.into_iter().map(|listed| &listed.article.id);
        let there = ids.filter(|id| survey.articles.contains_key(*id));
        let own = state.annotator();
        Some(Going {
            articles: there.cloned().collect(),
            annotator: (!self.of_everybody(&own)).then_some(own),
        })
    }

    /// How many annotations go along.
    pub fn spans(&self, going: &Going) -> usize {
        let goes =
            |annotator: &Annotator| going.annotator.as_ref().is_none_or(|own| own == annotator);
        let articles = self.survey.iter().flat_map(|survey| &survey.articles);
        let articles = articles.filter(|(id, _)| going.articles.contains(*id));
        let layers = articles.flat_map(|(_, layers)| layers);
        layers
            .filter(|(annotator, _)| goes(annotator))
            .map(|(_, spans)| spans)
            .sum()
    }

    /// As what they go out.
    fn form(&self, state: &State, stem: &str) -> Option<Form> {
        let kind = self.kind?;
        let split = self.dealt()?;
        let own = kind == Kind::HuggingFace;
        Some(Form {
            kind,
            options: WriteOptions {
                unit: Some(self.unit).filter(|unit| Choices::of(kind).units.contains(unit)),
                relations: self.relations,
                tokenizer: self.tokenizer,
                overlap: self.overlap,
                tagging: self.tagging,
                split: split.clone().filter(|_| own),
                ..WriteOptions::new(stem, state.project.clone())
            },
            split: split.filter(|_| !own),
        })
    }

    /// Reads the articles, once something was chosen: a project file alone does not need them.
    pub fn gather(&mut self, state: &State, here: Vec<Here>) -> Option<Errand> {
        if self.kind.is_none() || self.survey.is_some() || self.gathering {
            return None;
        }
        self.gathering = true;
        let articles = state.present().map(|listed| (*listed.article).clone());
        let articles = articles.collect();
        Some(self.begin(Order::Gather {
            articles,
            project: state.project.id.clone(),
            here,
        }))
    }

    /// Counts what will be lost; none if nothing was chosen.
    pub fn count(&mut self, state: &State, stem: &str) -> Option<Errand> {
        self.losses = None;
        // What was counted before is of no use any more, whatever comes of this.
        self.leash.renew();
        let going = self.going(state)?;
        let form = self.form(state, stem)?;
        Some(self.begin(Order::Count(going, form)))
    }

    /// Writes the file.
    pub fn write(&mut self, state: &State, stem: &str) -> Option<Errand> {
        self.losses.as_ref()?;
        let going = self
            .going(state)
            .filter(|going| !going.articles.is_empty())?;
        let form = self.form(state, stem)?;
        let errand = self.begin(Order::Write(going, form));
        self.writing = true;
        Some(errand)
    }

    /// Calls off what is under way, and begins anew.
    fn begin(&mut self, order: Order) -> Errand {
        self.run += 1;
        self.progress = 0;
        self.writing = false;
        Errand {
            order,
            run: self.run,
            stop: self.leash.renew(),
        }
    }
}
