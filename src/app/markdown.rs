//! Guidelines as Markdown, taken apart into what the page draws: text stays text. HTML in it is shown as it is written,
//! pictures by their words, and a link leads only to http or https.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag};

/// A part of a text that stands for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A heading, from 1 for the highest.
    Heading(u8, Vec<Piece>),
    /// A paragraph.
    Paragraph(Vec<Piece>),
    /// A list; with its first number if it is numbered.
    List(Option<u64>, Vec<Vec<Part>>),
    /// A quotation.
    Quote(Vec<Part>),
    /// Lines as they are.
    Code(String),
    /// A table: rows of cells, the first row its head.
    Table(Vec<Vec<Vec<Piece>>>),
    /// A line between parts.
    Rule,
}

/// A piece of running text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Text(String),
    /// Words of weight.
    Strong(Vec<Piece>),
    /// Words in another tone.
    Emphasis(Vec<Piece>),
    /// Words struck out.
    Struck(Vec<Piece>),
    /// Words of a machine.
    Code(String),
    /// Words that lead elsewhere.
    Link(String, Vec<Piece>),
    /// A new line.
    Break,
}

/// How deep parts may stand in each other; what is deeper is left out. Drawing goes down as deep.
const DEEPEST: usize = 16;

/// What a frame collects.
enum Frame {
    Parts(Vec<Part>),
    Items(Vec<Vec<Part>>),
    Pieces(Vec<Piece>),
    Rows(Vec<Vec<Vec<Piece>>>),
    Cells(Vec<Vec<Piece>>),
    Text(String),
}

/// Takes a text apart.
pub fn parts(markdown: &str) -> Vec<Part> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut reader = Reader {
        open: vec![(None, Frame::Parts(Vec::new()))],
        passed: 0,
    };
    for event in Parser::new_ext(markdown, options) {
        reader.take(event);
    }
    while reader.open.len() > 1 {
        reader.close();
    }
    match reader.open.pop() {
        Some((_, Frame::Parts(parts))) => parts,
        _ => Vec::new(),
    }
}

struct Reader<'a> {
    open: Vec<(Option<Tag<'a>>, Frame)>,
    /// How many tags are open that are too deep.
    passed: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, event: Event<'a>) {
        match event {
            Event::Start(tag) => {
                if self.passed > 0 || self.open.len() > DEEPEST {
                    self.passed += 1;
                    return;
                }
                let frame = match &tag {
                    Tag::List(_) => Frame::Items(Vec::new()),
                    Tag::BlockQuote(_) | Tag::Item | Tag::FootnoteDefinition(_) => {
                        Frame::Parts(Vec::new())
                    }
                    Tag::Table(_) => Frame::Rows(Vec::new()),
                    Tag::TableHead | Tag::TableRow => Frame::Cells(Vec::new()),
                    Tag::CodeBlock(_) | Tag::HtmlBlock => Frame::Text(String::new()),
                    _ => Frame::Pieces(Vec::new()),
                };
                self.open.push((Some(tag), frame));
            }
            Event::End(_) if self.passed > 0 => self.passed -= 1,
            Event::End(_) => self.close(),
            _ if self.passed > 0 => {}
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.words(&text),
            Event::Code(code) => self.piece(Piece::Code(code.into_string())),
            Event::SoftBreak => self.words(" "),
            Event::HardBreak => self.piece(Piece::Break),
            Event::Rule => self.part(Part::Rule),
            Event::FootnoteReference(_)
            | Event::TaskListMarker(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {}
        }
    }

    fn words(&mut self, words: &str) {
        if let Some((_, Frame::Text(text))) = self.open.last_mut() {
            text.push_str(words);
            return;
        }
        if let Some((_, Frame::Pieces(pieces))) = self.open.last_mut()
            && let Some(Piece::Text(text)) = pieces.last_mut()
        {
            text.push_str(words);
            return;
        }
        self.piece(Piece::Text(words.to_owned()));
    }

    fn piece(&mut self, piece: Piece) {
        match self.open.last_mut() {
            Some((_, Frame::Pieces(pieces))) => pieces.push(piece),
            // The words of a short item of a list stand in it without a paragraph.
            Some((_, Frame::Parts(parts))) => match parts.last_mut() {
                Some(Part::Paragraph(pieces)) => pieces.push(piece),
                _ => parts.push(Part::Paragraph(vec![piece])),
            },
            _ => {}
        }
    }

    fn part(&mut self, part: Part) {
        if let Some((_, Frame::Parts(parts))) = self.open.last_mut() {
            parts.push(part);
        }
    }

    fn close(&mut self) {
        if self.open.len() < 2 {
            return;
        }
        let Some((Some(tag), frame)) = self.open.pop() else {
            return;
        };
        match (tag, frame) {
            (Tag::Heading { level, .. }, Frame::Pieces(pieces)) => {
                self.part(Part::Heading(rank(level), pieces))
            }
            (Tag::Paragraph, Frame::Pieces(pieces)) => self.part(Part::Paragraph(pieces)),
            (Tag::BlockQuote(_), Frame::Parts(parts)) => self.part(Part::Quote(parts)),
            (Tag::List(first), Frame::Items(items)) => self.part(Part::List(first, items)),
            (Tag::Item, Frame::Parts(parts)) => {
                if let Some((_, Frame::Items(items))) = self.open.last_mut() {
                    items.push(parts);
                }
            }
            (Tag::Table(_), Frame::Rows(rows)) => self.part(Part::Table(rows)),
            (Tag::TableHead | Tag::TableRow, Frame::Cells(cells)) => {
                if let Some((_, Frame::Rows(rows))) = self.open.last_mut() {
                    rows.push(cells);
                }
            }
            (Tag::TableCell, Frame::Pieces(pieces)) => {
                if let Some((_, Frame::Cells(cells))) = self.open.last_mut() {
                    cells.push(pieces);
                }
            }
            (Tag::CodeBlock(_), Frame::Text(text)) => self.part(Part::Code(text)),
            (Tag::HtmlBlock, Frame::Text(text)) => {
                self.part(Part::Paragraph(vec![Piece::Text(text)]))
            }
            (Tag::Strong, Frame::Pieces(pieces)) => self.piece(Piece::Strong(pieces)),
            (Tag::Emphasis, Frame::Pieces(pieces)) => self.piece(Piece::Emphasis(pieces)),
            (Tag::Strikethrough, Frame::Pieces(pieces)) => self.piece(Piece::Struck(pieces)),
            (Tag::Link { dest_url, .. }, Frame::Pieces(pieces)) if leads(&dest_url) => {
                self.piece(Piece::Link(dest_url.into_string(), pieces));
            }
            (_, Frame::Pieces(pieces)) => pieces.into_iter().for_each(|piece| self.piece(piece)),
            (_, Frame::Parts(parts)) => parts.into_iter().for_each(|part| self.part(part)),
            _ => {}
        }
    }
}

/// A page of the web; never a script or a file.
fn leads(to: &str) -> bool {
    let to = to.to_ascii_lowercase();
    to.starts_with("https://") || to.starts_with("http://")
}

const fn rank(level: HeadingLevel) -> u8 {
    level as u8
}
