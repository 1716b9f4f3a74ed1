//! Where the inputs of the short run come from: seeds from files, mutations of them, and large shapes.

use std::path::Path;

use isnad::model::article::Sha256;

use crate::targets::Target;

/// Names and bytes.
pub type Inputs = Vec<(String, Vec<u8>)>;

/// The golden files, which every target gets, and the seeds of its own.
pub fn seeds(target: &Target) -> Inputs {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let own = tests.join("fuzz/corpus").join(target.name);
    let mut all = Inputs::new();
    for folder in [tests.join("golden"), own] {
        let entries = std::fs::read_dir(&folder).into_iter().flatten();
        for path in entries.map(|entry| entry.unwrap().path()) {
            let name = path.strip_prefix(&tests).unwrap().display().to_string();
            all.push((name, std::fs::read(&path).unwrap()));
        }
    }
    all.sort();
    assert!(all.len() > 3, "the golden files are there");
    all
}

/// What is put into inputs: the dictionary of the long run. A line is a string with `\\`, `\"` and `\x00`.
fn pieces() -> Vec<Vec<u8>> {
    let lines = include_str!("pieces.dict").lines();
    let quoted = lines.filter_map(|line| line.strip_prefix('"')?.strip_suffix('"'));
    quoted.map(unescaped).collect()
}

fn unescaped(line: &str) -> Vec<u8> {
    let mut bytes = line.bytes();
    let mut out = Vec::new();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'\\' => match bytes.next().expect("an escape") {
                b'x' => {
                    let digit = |byte: Option<u8>| char::from(byte.unwrap()).to_digit(16).unwrap();
                    (digit(bytes.next()) * 16 + digit(bytes.next())) as u8
                }
                plain => plain,
            },
            plain => plain,
        });
    }
    out
}

/// Draws inputs from seeds: the same ones for the same number.
pub struct Mutator<'a> {
    state: u64,
    seeds: &'a Inputs,
    pieces: Vec<Vec<u8>>,
}

impl<'a> Mutator<'a> {
    pub fn new(seed: u64, seeds: &'a Inputs) -> Self {
        Self {
            state: seed,
            seeds,
            pieces: pieces(),
        }
    }

    /// The generator SplitMix64 (Steele, Lea, Flood 2014).
    fn draw(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.draw() % end.max(1) as u64) as usize
    }

    fn seed(&mut self) -> &'a [u8] {
        let number = self.below(self.seeds.len());
        &self.seeds[number].1
    }

    fn part(&mut self, of: &[u8], most: usize) -> Vec<u8> {
        let start = self.below(of.len());
        let end = of.len().min(start + self.below(most));
        of[start..end].to_vec()
    }

    /// A seed with one to eight things done to it.
    pub fn next(&mut self) -> Vec<u8> {
        let mut bytes = self.seed().to_vec();
        for _ in 0..=self.below(8) {
            let at = self.below(bytes.len() + 1);
            let number = self.below(self.pieces.len());
            let piece = self.pieces[number].clone();
            match self.below(8) {
                0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
                1 => drop(bytes.splice(at..at, piece)),
                // Another number, or another string: JSON that stays JSON.
                2 | 3 => replace_token(&mut bytes, at, &piece),
                4 => {
                    let end = bytes.len().min(at + self.below(40));
                    bytes.drain(at..end);
                }
                5 => {
                    let part = self.part(&bytes.clone(), 300);
                    bytes.splice(at..at, part);
                }
                6 => {
                    let other = self.seed();
                    let part = self.part(other, 300);
                    bytes.splice(at..at, part);
                }
                // Two values trade places.
                _ => {
                    let from = self.below(bytes.len() + 1);
                    if let Some(token) = token(&bytes, from) {
                        let value = bytes[token].to_vec();
                        replace_token(&mut bytes, at, &value);
                    }
                }
            }
        }
        bytes
    }
}

/// The number or the string of JSON at or after a place.
fn token(bytes: &[u8], at: usize) -> Option<std::ops::Range<usize>> {
    let number = |byte: &u8| byte.is_ascii_digit();
    let start = at
        + bytes
            .get(at..)?
            .iter()
            .position(|b| number(b) || *b == b'"')?;
    let quoted = bytes[start] == b'"';
    let start = start + usize::from(quoted);
    let inside = |byte: &&u8| if quoted { **byte != b'"' } else { number(byte) };
    let length = bytes[start..].iter().take_while(inside).count();
    Some(start..start + length)
}

fn replace_token(bytes: &mut Vec<u8>, at: usize, with: &[u8]) {
    if let Some(token) = token(bytes, at) {
        bytes.splice(token, with.iter().copied());
    }
}

/// How long a shape of JSON is at least, in bytes.
const SHAPE: usize = 50_000;
/// A shape of text: it is walked through, which takes its time in an unoptimised build.
const SHORT: usize = 12_000;

fn numbered(head: &str, tail: &str, piece: impl Fn(usize) -> String) -> Vec<u8> {
    let mut all = head.to_owned();
    let mut number = 0;
    while all.len() < SHAPE {
        if number > 0 {
            all.push(',');
        }
        all.push_str(&piece(number));
        number += 1;
    }
    (all + tail).into_bytes()
}

/// Large inputs of one kind each, which would show what grows faster than they do.
pub fn shapes() -> Inputs {
    let mut all = Inputs::new();
    let pieces = [
        "[",
        "{\"a\":",
        "{\"\":0,",
        "[],",
        "{},\n",
        "\"",
        "\\",
        "0",
        "-",
        "1e",
        "\n",
        "\r",
        " ",
        "a ",
        "ن",
        "\u{301}",
        "\u{1f1e6}",
        "\u{600}",
        "\u{1f468}\u{200d}",
        "क\u{94d}",
        "\u{1100}",
        "\u{202e}",
        "\u{2067}",
        ". ",
        "؟ ",
        "\u{feff}",
        "\u{1f}",
        "\u{1e}",
        "\u{0}",
        "%",
        "/",
    ];
    for piece in pieces {
        all.push((
            format!("many {piece:?}"),
            piece.repeat(SHORT / piece.len() + 1).into_bytes(),
        ));
    }
    let (before, after) = LAYER.split_once("SPANS").unwrap();
    let (after, tail) = after.split_once("STAMPS").unwrap();
    let (stamps, tail) = tail.split_once("REMOVED").unwrap();
    let plain = format!("{after}{stamps}{tail}");
    let mut layer = |name: &str, spans: fn(usize) -> String| {
        all.push((name.to_owned(), numbered(before, &plain, spans)));
    };
    layer("spans of one extent", |n| span(&n.to_string(), 0, 53));
    layer("spans inside each other", |n| {
        span(&n.to_string(), n % 26, 53 - n % 26)
    });
    layer("spans in no order", |n| {
        span(
            &format!("{:x}", n.wrapping_mul(0x9e37_79b9) % 1_000_003),
            n % 50,
            n % 50 + 3,
        )
    });
    layer("spans of one id", |n| span("s", n % 50, n % 50 + 1));
    layer("spans past the end", |n| span(&n.to_string(), 5, 5_000_000));
    layer("spans that quote what is not there", |n| {
        span(&n.to_string(), 0, 53).replacen('{', r#"{"text":"?","#, 1)
    });
    layer("spans of two pieces", |n| {
        span(&n.to_string(), 0, 26).replacen("[[0,26]]", "[[0,26],[27,53]]", 1)
    });
    layer("spans with unknown members", |n| {
        span(&n.to_string(), 0, 2).replacen('{', &format!(r#"{{"x{n}":[{{}}],"#), 1)
    });
    let fragments: fn(usize) -> String = |n| format!("[{},{}]", n * 2, n * 2 + 1);
    let head = format!(r#"{before}{{"id":"s","label":"quote","fragments":["#);
    all.push((
        "fragments".to_owned(),
        numbered(&head, &format!("]}}{plain}"), fragments),
    ));
    let of_sync = |part: &str, inside: fn(usize) -> String| {
        let (head, tail) = if part == "stamps" {
            (format!("{before}{after}"), format!("{stamps}{tail}"))
        } else {
            (format!("{before}{after}{stamps}"), tail.to_owned())
        };
        numbered(&head, &tail, inside)
    };
    let removed = of_sync("removed", |n| {
        format!(
            r#"{{"span":{},"seen":"1@k"}}"#,
            span(&n.to_string(), 5, 5_000_000)
        )
    });
    all.push(("removed spans past the end".to_owned(), removed));
    let newer = of_sync("removed", |n| format!(r#"{{"z{}":1}}"#, 9_999_999 - n));
    all.push(("removed things of a newer page".to_owned(), newer));
    let orphans = of_sync("stamps", |n| format!(r#""z{}":{{"q":1}}"#, 9_999_999 - n));
    all.push(("stamps of nothing".to_owned(), orphans));
    // A long text that every span marks whole.
    let long = "نفى مصدر ".repeat(SHAPE / 32);
    let end = long.chars().count();
    for (name, text) in [("wrong quotes", r#""text":"?","#), ("no quotes", "")] {
        let spans = numbered("", "", |n| {
            span(&n.to_string(), 0, end).replacen('{', &format!("{{{text}"), 1)
        });
        let spans = String::from_utf8(spans).expect("JSON");
        all.push((format!("a long text, {name}"), on_long_text(&long, &spans)));
    }
    all
}

/// A project file of one article with a layer.
fn on_long_text(text: &str, spans: &str) -> Vec<u8> {
    let golden = include_str!("../golden/project-1.isnad.jsonl");
    let head = golden.lines().next().expect("the project");
    let (sha256, length) = (Sha256::of(text), text.chars().count());
    let identity = format!(
        r#""id":"a1","sha256":"{}","length":{length}"#,
        sha256.as_hex()
    );
    let article = format!(r#"{{"schema":"isnad/article/1",{identity},"text":"{text}"}}"#);
    let layer = format!(
        r#"{{"schema":"isnad/annotations/1","project":"p-7f3k","article":{{{identity}}},"annotator":"n","offset_unit":"code_point","spans":[{spans}]}}"#
    );
    format!("{head}\n{article}\n{layer}\n").into_bytes()
}

fn span(id: &str, start: usize, end: usize) -> String {
    format!(r#"{{"id":"{id}","label":"quote","fragments":[[{start},{end}]]}}"#)
}

/// A layer on the text of the golden files.
const LAYER: &str = concat!(
    r#"{"schema":"isnad/annotations/1","project":"p-7f3k","article":{"id":"a1","sha256":"#,
    r#""0f9b260c4e57c509d04e89a1f05bb6e47252d95dff12fe91163af44a426a0ac6","length":53},"#,
    r#""annotator":"salma","offset_unit":"code_point","spans":[SPANS],"#,
    r#""sync":{"revision":1,"replica":"k","stamps":{STAMPS},"removed":[REMOVED]}}"#
);
