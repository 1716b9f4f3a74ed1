//! What goes out, as what, and what it will lose.

use std::rc::Rc;

use super::jobs::{Count, Write};
use super::pack::Form;
use crate::app::list;
use crate::app::msg::Gathered;
use crate::app::state::State;
use crate::app::work::{Leash, Stop, Work};
use crate::format::exchange::kind::Kind;
use crate::format::exchange::split::Split;
use crate::format::exchange::survey::complete;
use crate::format::exchange::tags::{Overlap, Tagging};
use crate::format::exchange::tokens::Tokenizer;
use crate::format::exchange::units::OffsetUnit;
use crate::format::exchange::write::WriteOptions;
use crate::format::export::ExportItem;
use crate::format::losses::Losses;
use crate::model::ids::{Annotator, ArticleId};
use crate::model::layer::{Layer, Status};
use crate::model::sorted::{Map, Set};

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
    /// What was read for it.
    pub items: Option<Rc<Vec<Gathered>>>,
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

/// The articles that go out, with the layers that go along.
#[derive(Clone, Debug)]
pub struct Going {
    items: Rc<Vec<Gathered>>,
    places: Vec<usize>,
    annotator: Option<Annotator>,
}

impl Going {
    /// How many.
    pub const fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// How many annotations go along.
    pub fn spans(&self) -> usize {
        let items = self
            .places
            .iter()
            .filter_map(|place| self.items.get(*place));
        items
            .flat_map(|item| self.layers(item))
            .map(Layer::len)
            .sum()
    }

    /// The layers of an article that go along.
    fn layers<'a>(&'a self, item: &'a Gathered) -> impl Iterator<Item = &'a Layer> {
        item.layers.iter().filter(|layer| self.takes(layer))
    }

    /// One of them.
    pub fn get(&self, place: usize) -> Option<ExportItem<'_>> {
        let item = self.items.get(*self.places.get(place)?)?;
        Some(ExportItem {
            article: &item.article,
            text: &item.text,
            layers: self.layers(item).collect(),
        })
    }

    fn takes(&self, layer: &Layer) -> bool {
        let annotator = &layer.key().annotator;
        self.annotator.as_ref().is_none_or(|own| own == annotator)
    }
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
        let mut names: Set<String> = Set::new();
        for item in self.items.iter().flat_map(|items| items.iter()) {
            for name in item.article.metadata.keys() {
                if !names.contains(name) {
                    names.insert(name.clone());
                }
            }
        }
        names.iter().cloned().collect()
    }

    /// Whether others left work, too.
    pub fn has_others(&self, own: &Annotator) -> bool {
        self.layers().any(|layer| layer.key().annotator != *own)
    }

    /// Whether everybody's work goes out. Of one who has none and brought home that of others it is theirs, or a lead's
    /// training set would be empty.
    pub fn of_everybody(&self, own: &Annotator) -> bool {
        self.everybody.unwrap_or_else(|| {
            let of_own = |layer: &Layer| layer.key().annotator == *own;
            let mut worked = self.layers().filter(|layer| !layer.is_empty());
            !worked.any(of_own) && self.has_others(own)
        })
    }

    fn layers(&self) -> impl Iterator<Item = &Layer> {
        let items = self.items.iter().flat_map(|items| items.iter());
        items.flat_map(|item| &item.layers)
    }

    /// The articles that go out.
    pub fn going(&self, state: &State) -> Option<Going> {
        let items = self.items.clone()?;
        let chosen: Set<ArticleId> = match self.which {
            Which::All => state.present().map(|l| l.article.id.clone()).collect(),
            Which::Done => {
                let done = state.present();
                let done = done.filter(|listed| listed.summary.status == Status::Done);
                done.map(|listed| listed.article.id.clone()).collect()
            }
            Which::Listed => {
                let rows = list::rows(state).into_iter();
                rows.map(|listed| listed.article.id.clone()).collect()
            }
        };
        let places = items.iter().enumerate();
        let places = places.filter(|(_, item)| chosen.contains(&item.article.id));
        Some(Going {
            places: places.map(|(place, _)| place).collect(),
            annotator: (!self.of_everybody(&state.annotator())).then(|| state.annotator()),
            items,
        })
    }

    /// As what they go out.
    pub fn form(&self, state: &State, going: &Going, stem: &str) -> Option<Form> {
        let kind = self.kind?;
        let split = self.dealt()?;
        let mut project = state.project.clone();
        let (mut labels, mut links) = (Map::new(), Map::new());
        for item in (0..going.len()).filter_map(|place| going.get(place)) {
            for layer in item.layers {
                for span in layer.in_order() {
                    labels.update(span.label.clone(), |count: &mut usize| *count += 1);
                }
                for link in layer.links() {
                    links.update(link.kind.clone(), |count: &mut usize| *count += 1);
                }
            }
        }
        // A label that the scheme does not have has a column all the same.
        complete(&mut project.scheme, &labels, &links);
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
                ..WriteOptions::new(stem, project)
            },
            split: split.filter(|_| !own),
        })
    }

    /// Counts what will be lost; none if nothing was chosen.
    pub fn count(&mut self, state: &State, stem: &str) -> Option<Box<dyn Work>> {
        let stop = self.begin();
        self.losses = None;
        let going = self.going(state)?;
        let form = self.form(state, &going, stem)?;
        Some(Box::new(Count {
            going,
            form,
            stop,
            run: self.run,
        }))
    }

    /// Writes the file.
    pub fn write(&mut self, state: &State, stem: &str) -> Option<Box<dyn Work>> {
        self.losses.as_ref()?;
        let going = self.going(state).filter(|going| !going.is_empty())?;
        let form = self.form(state, &going, stem)?;
        let stop = self.begin();
        self.writing = true;
        Some(Box::new(Write {
            going,
            form,
            stop,
            run: self.run,
        }))
    }

    /// Calls off what is under way, and begins anew.
    fn begin(&mut self) -> Stop {
        self.run += 1;
        self.progress = 0;
        self.writing = false;
        self.leash.renew()
    }
}
