//! Plain text: a file, a paragraph or a line an article. Writes a file for each article.

use std::io::Read;

use super::draft::Draft;
use super::encoding::{io_reason, to_utf8};
use super::files::{Input, Sink};
use super::item::Item;
use super::read::{Cut, Items, ReadOptions, rejected};
use super::reject::{Place, Reason, Rejected};
use super::write::{WriteError, file_name};
use crate::format::export::ExportItem;
use crate::format::losses::Carries;
use crate::format::losses::{Losses, Lost};
use crate::model::article::Sha256;

/// The most bytes of a plain text file that is one article: the longest text in its longest encoding, and more.
const MOST_BYTES: u64 = 64 << 20;

pub(super) fn read<'a>(name: &str, mut input: Input<'a>, options: &'a ReadOptions) -> Items<'a> {
    let place = Place::file(name);
    if options.cut != Cut::File {
        return match to_utf8(input, options.encoding) {
            Ok(input) => Box::new(Pieces::new(name, input, options)),
            Err(error) => rejected(place, io_reason(&error)),
        };
    }
    let mut bytes = Vec::new();
    if let Err(error) = input.by_ref().take(MOST_BYTES + 1).read_to_end(&mut bytes) {
        return rejected(place, io_reason(&error));
    }
    if bytes.len() as u64 > MOST_BYTES {
        let most = usize::try_from(MOST_BYTES).unwrap_or(usize::MAX);
        return rejected(place, Reason::TooLarge { most });
    }
    Box::new(std::iter::once(whole(name, &bytes, options)))
}

/// A file that is one article. Its name, its encoding and the hash of its bytes are kept where they say more than
/// the text.
fn whole(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Item, Rejected> {
    let place = Place::file(name);
    let mut text = String::new();
    let decoded = to_utf8(Box::new(bytes), options.encoding);
    let read = decoded.and_then(|mut input| {
        let mut utf8 = Vec::new();
        input.read_to_end(&mut utf8)?;
        Ok(utf8)
    });
    let utf8 = read.map_err(|error| Rejected::new(place.clone(), io_reason(&error)))?;
    match String::from_utf8(utf8) {
        Ok(utf8) => text.push_str(&utf8),
        Err(error) => {
            let before = bytes.len().saturating_sub(error.as_bytes().len());
            let offset = (before + error.utf8_error().valid_up_to()) as u64;
            let encoding = "UTF-8";
            return Err(Rejected::new(place, Reason::Encoding { offset, encoding }));
        }
    }
    let mut metadata = vec![("file".to_owned(), name.to_owned())];
    if text.as_bytes() != bytes {
        let found = encoding_rs::Encoding::for_bom(bytes).map(|(found, _)| found);
        let encoding = found.or(options.encoding).unwrap_or(encoding_rs::UTF_8);
        metadata.push(("encoding".to_owned(), encoding.name().to_owned()));
        metadata.push((
            "file_sha256".to_owned(),
            Sha256::of_bytes(bytes).as_hex().to_owned(),
        ));
    }
    let id = name.rsplit('/').next().unwrap_or(name);
    let draft = Draft {
        place,
        id: Some(id.strip_suffix(".txt").unwrap_or(id).to_owned()),
        text,
        metadata,
        ..Draft::default()
    };
    draft.settle(options)
}

/// The paragraphs or lines of a file.
struct Pieces<'a> {
    input: Input<'a>,
    name: String,
    options: &'a ReadOptions,
    line: u64,
    ended: bool,
}

impl<'a> Pieces<'a> {
    fn new(name: &str, input: Input<'a>, options: &'a ReadOptions) -> Self {
        Self {
            input,
            name: name.to_owned(),
            options,
            line: 1,
            ended: false,
        }
    }

    fn fault(&mut self, reason: Reason) -> Rejected {
        self.ended = true;
        Rejected::new(Place::line(&self.name, self.line), reason)
    }

    /// A line with its end; empty at the end of the file.
    fn line(&mut self) -> Result<String, Rejected> {
        let mut bytes = Vec::new();
        let mut limited = (&mut self.input).take(MOST_BYTES);
        if let Err(error) = std::io::BufRead::read_until(&mut limited, b'\n', &mut bytes) {
            return Err(self.fault(io_reason(&error)));
        }
        String::from_utf8(bytes).map_err(|error| {
            let offset = error.utf8_error().valid_up_to() as u64;
            let encoding = "UTF-8";
            self.fault(Reason::Encoding { offset, encoding })
        })
    }

    fn piece(&mut self) -> Result<Option<(u64, String)>, Rejected> {
        let mut begun = None;
        let mut text = String::new();
        loop {
            let line = self.line()?;
            if line.is_empty() {
                self.ended = true;
                break;
            }
            let number = self.line;
            self.line += 1;
            if line.trim().is_empty() {
                if begun.is_some() {
                    break;
                }
                continue;
            }
            begun = begun.or(Some(number));
            text.push_str(&line);
            if text.len() as u64 > MOST_BYTES {
                let most = usize::try_from(MOST_BYTES).unwrap_or(usize::MAX);
                return Err(self.fault(Reason::TooLarge { most }));
            }
            if self.options.cut == Cut::Line {
                break;
            }
        }
        let end = text.trim_end_matches(['\n', '\r']).len();
        text.truncate(end);
        Ok(begun.map(|line| (line, text)))
    }
}

impl Iterator for Pieces<'_> {
    type Item = Result<Item, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let piece = self.piece().transpose()?;
        Some(piece.and_then(|(line, text)| {
            let draft = Draft {
                place: Place::line(&self.name, line),
                id: Some(format!("{}:{line}", self.name)),
                text,
                metadata: vec![("file".to_owned(), self.name.clone())],
                ..Draft::default()
            };
            draft.settle(self.options)
        }))
    }
}

/// Texts alone.
#[derive(Debug, Default)]
pub struct Writer(());

impl super::write::Writer for Writer {
    fn carries(&self) -> Carries {
        Carries {
            article_ids: true,
            ..Carries::SPANS
        }
    }

    fn losses(&self, item: &ExportItem<'_>, losses: &mut Losses) {
        losses.add(item, &self.carries());
        let spans: usize = item.layers.iter().map(|layer| layer.len()).sum();
        losses.count(Lost::Spans, spans);
    }

    fn item(&mut self, item: &ExportItem<'_>, sink: &mut dyn Sink) -> Result<(), WriteError> {
        let name = format!("{}.txt", file_name(item.article.id.as_str()));
        sink.write(&name, item.text.as_str().as_bytes())?;
        Ok(sink.done(&name)?)
    }

    fn end(&mut self, _: &mut dyn Sink) -> Result<(), WriteError> {
        Ok(())
    }
}
