//! Figures as they are shown and taken away: of all annotators together and of each alone, as tables.

use csv::{Terminator, WriterBuilder};
use serde::{Deserialize, Serialize};

use super::msg::Gathered;
use super::strings::Text;
use crate::format::csv_cell::no_formula;
use crate::model::figures::{Figures, LENGTHS, SPANS};
use crate::model::ids::{Annotator, LabelId};
use crate::model::scheme::Scheme;
use crate::model::sorted::Set;

/// What the dialog of figures shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FiguresPage {
    /// Of all annotators, then of each.
    pub all: Vec<(Option<Annotator>, Figures)>,
    /// Which of them is shown.
    pub chosen: usize,
    /// Articles that could not be read and are not counted.
    pub missing: usize,
}

impl FiguresPage {
    /// From all articles and layers.
    pub fn of(items: &[Gathered], missing: usize) -> Self {
        let layers = || items.iter().flat_map(|item| &item.layers);
        let names: Set<Annotator> = layers().map(|l| l.key().annotator.clone()).collect();
        let of = |wanted: Option<&Annotator>| {
            let mut figures = Figures::default();
            for item in items {
                let layers = item.layers.iter();
                let layers =
                    layers.filter(|l| wanted.is_none_or(|name| l.key().annotator == *name));
                figures.see(&item.article, layers);
            }
            (wanted.cloned(), figures.finish())
        };
        let mut all = vec![of(None)];
        all.extend(names.iter().map(|name| of(Some(name))));
        Self {
            all,
            chosen: 0,
            missing,
        }
    }

    /// What is shown.
    pub fn shown(&self) -> Option<&Figures> {
        self.all.get(self.chosen).map(|(_, figures)| figures)
    }
}

/// A table of figures; the first column of numbers is also drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name in files.
    pub name: &'static str,
    /// What it is called.
    pub title: Text,
    /// What its rows are.
    pub of: Text,
    /// The columns.
    pub columns: Vec<Head>,
    /// The rows.
    pub rows: Vec<(Head, Vec<u64>)>,
}

/// What stands at the head of a row or column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Head {
    /// Words of the interface.
    Words(Text),
    /// A label of the scheme, or one that it lacks.
    Label(LabelId),
    /// A text from elsewhere.
    Name(String),
    /// From one number to another; without an end all above.
    Range(usize, Option<usize>),
}

/// Per mille of a whole, rounded.
fn share(part: u64, whole: u64) -> u64 {
    (part * 1_000 + whole / 2).checked_div(whole).unwrap_or(0)
}

fn classes(ends: &[usize], from: usize, counts: &[usize]) -> Vec<(Head, Vec<u64>)> {
    let starts = std::iter::once(from).chain(ends.iter().map(|end| end + 1));
    let ends = ends.iter().map(|end| Some(*end)).chain([None]);
    let ranges = starts.zip(ends).map(|(from, to)| Head::Range(from, to));
    ranges.zip(counts.iter().map(|n| vec![*n as u64])).collect()
}

/// All tables. Labels stand in the order of the scheme, those that it lacks behind them. Shares are per mille.
pub fn tables(figures: &Figures, scheme: &Scheme) -> Vec<Table> {
    let known = scheme.labels.iter().map(|label| &label.id);
    let strange = figures
        .labels
        .keys()
        .filter(|id| scheme.label(id).is_none());
    let labels: Vec<&LabelId> = known.chain(strange).collect();
    let none = Default::default();
    let words = |texts: &[Text]| texts.iter().map(|text| Head::Words(*text)).collect();
    let by_label = labels.iter().map(|id| {
        let of = figures.labels.get(*id).unwrap_or(&none);
        let ((shortest, longest), median) = (of.ends(), of.median());
        let cells = vec![
            of.spans as u64,
            of.layers as u64,
            shortest.into(),
            median.into(),
            longest.into(),
            share(of.covered, figures.code_points),
        ];
        (Head::Label((*id).clone()), cells)
    });
    let mut sources: Vec<(Head, Vec<u64>)> = Vec::new();
    for (source, counts) in &figures.sources {
        let head = match source.as_str() {
            "" => Head::Words(Text::SourceUnknown),
            source => Head::Name(source.to_owned()),
        };
        let cells = labels.iter();
        let cells = cells.map(|id| counts.get(*id).copied().unwrap_or(0) as u64);
        sources.push((head, cells.collect()));
    }
    let (done, seconds) = figures.done;
    let mean = seconds.checked_div(done as u64).unwrap_or(0);
    let totals = [
        (Text::FiguresArticles, figures.articles as u64),
        (Text::FiguresLayers, figures.layers as u64),
        (Text::FiguresSpans, figures.spans as u64),
        (
            Text::FiguresCovered,
            share(figures.covered, figures.code_points),
        ),
        (Text::FiguresSeconds, figures.seconds),
        (Text::FiguresDone, done as u64),
        (Text::FiguresMean, mean),
    ];
    let totals = totals.map(|(text, n)| (Head::Words(text), vec![n]));
    vec![
        Table {
            name: "totals",
            title: Text::FiguresTotals,
            of: Text::FiguresWhat,
            columns: words(&[Text::FiguresNumber]),
            rows: totals.into(),
        },
        Table {
            name: "labels",
            title: Text::FiguresByLabel,
            of: Text::FiguresLabel,
            columns: words(&[
                Text::FiguresSpans,
                Text::FiguresLayers,
                Text::FiguresShortest,
                Text::FiguresMedian,
                Text::FiguresLongest,
                Text::FiguresCovered,
            ]),
            rows: by_label.collect(),
        },
        Table {
            name: "spans_per_article",
            title: Text::FiguresPerArticle,
            of: Text::FiguresSpans,
            columns: words(&[Text::FiguresArticles]),
            rows: classes(&SPANS, 0, &figures.by_spans),
        },
        Table {
            name: "lengths",
            title: Text::FiguresLengths,
            of: Text::FiguresCodePoints,
            columns: words(&[Text::FiguresSpans]),
            rows: classes(&LENGTHS, 1, &figures.by_length),
        },
        Table {
            name: "sources",
            title: Text::FiguresSources,
            of: Text::FactSource,
            columns: labels.iter().map(|id| Head::Label((*id).clone())).collect(),
            rows: sources,
        },
    ]
}

/// All figures as CSV: one number a line, with annotator, table, row and column. The names of rows and columns are
/// those of files: they do not change with the language. What a spreadsheet would take for a formula has an apostrophe
/// before it.
///
/// # Errors
/// As the writer has them: in memory none.
pub fn csv(page: &FiguresPage, scheme: &Scheme) -> Result<Vec<u8>, csv::Error> {
    let mut out = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    out.write_record(["annotator", "table", "row", "column", "value"])?;
    let name = |head: &Head| match head {
        Head::Words(text) => text.name().trim_start_matches("Figures").to_lowercase(),
        Head::Label(id) => id.to_string(),
        Head::Name(name) => name.clone(),
        Head::Range(from, Some(to)) => format!("{from}..{to}"),
        Head::Range(from, None) => format!("{from}.."),
    };
    for (annotator, figures) in &page.all {
        let who = annotator.as_ref().map_or("*", Annotator::as_str);
        for table in tables(figures, scheme) {
            for (row, cells) in &table.rows {
                for (column, value) in table.columns.iter().zip(cells) {
                    let (row, column, value) = (name(row), name(column), value.to_string());
                    let cells = [who, table.name, &row, &column, &value];
                    out.write_record(cells.map(|cell| no_formula(cell).into_owned()))?;
                }
            }
        }
    }
    out.into_inner().map_err(|error| error.into_error().into())
}
