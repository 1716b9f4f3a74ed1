//! Texts and annotations of each size, made of the bundled article: the same in every run.

use isnad::app::storage::start::SAMPLE;
use isnad::model::article::Sha256;
use isnad::model::blocks::Blocks;
use isnad::model::text::Text;
use serde_json::{Value, json};

/// Its first line holds the scheme.
const PROJECT: &str = include_str!("../golden/project-1.isnad.jsonl");

/// How much there is to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    /// The bundled article, 20 annotations.
    S,
    /// 100,000 characters, 1,000 annotations.
    M,
    /// 1,000,000 characters, 10,000 annotations.
    L,
    /// The same as L in a single line.
    L1,
}

impl Size {
    pub const ALL: [Self; 4] = [Self::S, Self::M, Self::L, Self::L1];

    pub fn named(name: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|size| size.name() == name);
        found.ok_or(format!("no size {name:?}: know S, M, L, L1"))
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::S => "S",
            Self::M => "M",
            Self::L => "L",
            Self::L1 => "L1",
        }
    }

    pub fn corpus(self) -> Corpus {
        let (characters, spans) = match self {
            Self::S => (SAMPLE.chars().count(), 20),
            Self::M => (100_000, 1_000),
            Self::L | Self::L1 => (1_000_000, 10_000),
        };
        let mut text: String = std::iter::repeat(SAMPLE.trim_end())
            .flat_map(|sample| [sample, "\n"])
            .flat_map(str::chars)
            .take(characters)
            .collect();
        if self == Self::S {
            text = SAMPLE.to_owned();
        }
        if self == Self::L1 {
            text = text.replace('\n', " ");
        }
        assert!(
            text.chars().all(|c| c.len_utf16() == 1),
            "the limit pages count in UTF-16"
        );
        Corpus {
            size: self,
            spans: spans_of(&text, spans),
            text,
        }
    }
}

/// A label and its extent in code points.
pub type Span = (usize, usize, &'static str);

pub const LABELS: [&str; 3] = ["quote", "denial", "source"];

#[derive(Clone, Debug)]
pub struct Corpus {
    pub size: Size,
    pub text: String,
    pub spans: Vec<Span>,
}

impl Corpus {
    /// How many spans Isnad has painted at least when the article begins on the screen: of very many those near it.
    pub fn painted(&self) -> usize {
        let near = |(start, ..): &&Span| self.spans.len() <= 2_000 || *start < 10_000;
        self.spans.iter().filter(near).count()
    }

    /// How many blocks Isnad cuts the text into.
    pub fn blocks(&self) -> usize {
        Blocks::of(&Text::new(self.text.as_str()).unwrap())
            .iter()
            .count()
    }

    /// A project with the text and spans that `from` names, one layer by `annotator`.
    pub fn project_file(&self, spans: &[Span], from: &str, annotator: &str) -> String {
        let project = format!("p-bench-{}", self.size.name());
        let sha256 = Sha256::of(&self.text);
        let length = self.text.chars().count();
        let mut head: Value = serde_json::from_str(PROJECT.lines().next().unwrap()).unwrap();
        head["id"] = json!(project);
        let article = json!({ "schema": "isnad/article/1", "id": "a1", "title": "قياس", "position": 0,
            "sha256": sha256.as_hex(), "length": length, "text": self.text });
        let spans = spans.iter().enumerate().map(|(n, (start, end, label))| {
            json!({ "id": format!("{from}-{n}"), "label": label, "fragments": [[start, end]] })
        });
        let layer = json!({ "schema": "isnad/annotations/1", "project": project, "annotator": annotator,
            "article": { "id": "a1", "sha256": sha256.as_hex(), "length": length },
            "offset_unit": "code_point", "spans": spans.collect::<Vec<Value>>() });
        format!("{head}\n{article}\n{layer}\n")
    }

    /// A thousand more spans, none of which is there yet.
    pub fn thousand_more(&self) -> Vec<Span> {
        let more = spans_of(&self.text, 1_500.min(self.words() / 4));
        let more = more.into_iter().map(|(start, end, label)| {
            let next = LABELS.iter().position(|l| *l == label).unwrap() + 1;
            (start, end, LABELS[next % LABELS.len()])
        });
        more.filter(|span| !self.spans.contains(span))
            .take(1_000)
            .collect()
    }

    fn words(&self) -> usize {
        self.text.split_whitespace().count()
    }
}

/// `count` spans of three to eight words spread evenly, every fifth one inside the one before it. None crosses the
/// end of a line.
fn spans_of(text: &str, count: usize) -> Vec<Span> {
    let words = words_of(text);
    let mut spans: Vec<Span> = Vec::with_capacity(count);
    for n in 0..count {
        let label = LABELS[n % LABELS.len()];
        let first = n * words.len() / count;
        let (line, start, mut end) = words[first];
        for (there, _, further) in words.iter().skip(first + 1).take(2 + n % 6) {
            if *there == line {
                end = *further;
            }
        }
        let (start, end) = match spans.last() {
            Some((start, end, _)) if n % 5 == 4 => {
                let inner = words
                    .iter()
                    .find(|(_, from, to)| from >= start && to <= end);
                inner.map_or((*start, *end), |(_, from, to)| (*from, *to))
            }
            _ => (start, end),
        };
        if !spans.contains(&(start, end, label)) {
            spans.push((start, end, label));
        }
    }
    spans.sort_unstable();
    spans
}

/// Line, start and end of every word.
fn words_of(text: &str) -> Vec<(usize, usize, usize)> {
    let mut words = Vec::new();
    let (mut line, mut start) = (0, None);
    for (at, c) in text.chars().chain(['\n']).enumerate() {
        if c.is_whitespace() {
            words.extend(start.take().map(|start| (line, start, at)));
            line += usize::from(c == '\n');
        } else {
            start.get_or_insert(at);
        }
    }
    words
}
