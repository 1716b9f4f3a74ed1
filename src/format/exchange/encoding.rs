//! Bytes in any encoding to UTF-8, as they are read. What is no text in the encoding is an error, never a
//! replacement character.

use std::io::{self, BufRead, Cursor, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding};

use super::fault::ZipFault;
use super::files::Input;
use super::reject::Reason;

/// An encoding by its label on the web, such as `windows-1256`, `utf-16le`, `utf-8`.
pub fn encoding_of(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label_no_replacement(label.as_bytes())
}

/// How an encoding is carried: by its name.
pub(super) mod by_name {
    use encoding_rs::Encoding;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(
        encoding: &Option<&'static Encoding>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        encoding.map(Encoding::name).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<&'static Encoding>, D::Error> {
        let name = Option::<String>::deserialize(deserializer)?;
        Ok(name.and_then(|name| super::encoding_of(&name)))
    }
}

/// Bytes that are none of their encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("byte {offset} is no {encoding}")]
struct BadBytes {
    offset: u64,
    encoding: &'static str,
}

/// What an error of reading means.
pub(super) fn io_reason(error: &io::Error) -> Reason {
    let inner = error.get_ref();
    if let Some(bad) = inner.and_then(|inner| inner.downcast_ref::<BadBytes>()) {
        return Reason::Encoding {
            offset: bad.offset,
            encoding: bad.encoding,
        };
    }
    match inner.and_then(|inner| inner.downcast_ref::<ZipFault>()) {
        Some(fault) => Reason::Zip(fault.clone()),
        None => Reason::Io(error.to_string()),
    }
}

/// The input as UTF-8 without its byte order mark. A byte order mark outweighs `encoding`, without which the input
/// is taken for UTF-8 and handed on as it is: whoever makes a text of it checks it.
///
/// # Errors
/// As the input has them.
pub fn to_utf8<'a>(
    mut input: Input<'a>,
    encoding: Option<&'static Encoding>,
) -> io::Result<Input<'a>> {
    let mut head = Vec::with_capacity(3);
    input.by_ref().take(3).read_to_end(&mut head)?;
    let (encoding, mark) = match Encoding::for_bom(&head) {
        Some((found, length)) => (found, length),
        None => (encoding.unwrap_or(encoding_rs::UTF_8), 0),
    };
    let rest = head.split_off(mark);
    let input: Input<'a> = Box::new(Cursor::new(rest).chain(input));
    if encoding == encoding_rs::UTF_8 {
        return Ok(input);
    }
    Ok(Box::new(Decoding {
        input,
        decoder: encoding.new_decoder_without_bom_handling(),
        read: mark as u64,
        text: Vec::new(),
        at: 0,
        ended: false,
    }))
}

struct Decoding<'a> {
    input: Input<'a>,
    decoder: Decoder,
    /// Bytes of the input that were taken.
    read: u64,
    text: Vec<u8>,
    at: usize,
    ended: bool,
}

/// How much is decoded at once.
const CHUNK: usize = 16_384;

impl Decoding<'_> {
    fn decode(&mut self) -> io::Result<()> {
        self.at = 0;
        self.text.clear();
        while self.text.is_empty() && !self.ended {
            let bytes = self.input.fill_buf()?;
            let bytes = bytes.get(..CHUNK).unwrap_or(bytes);
            let last = bytes.is_empty();
            self.text.resize(CHUNK * 4, 0);
            let decoded =
                self.decoder
                    .decode_to_utf8_without_replacement(bytes, &mut self.text, last);
            let (result, taken, written) = decoded;
            self.input.consume(taken);
            self.read += taken as u64;
            self.text.truncate(written);
            match result {
                DecoderResult::InputEmpty => self.ended = last,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(length, after) => {
                    let back = u64::from(length) + u64::from(after);
                    let bad = BadBytes {
                        offset: self.read.saturating_sub(back),
                        encoding: self.decoder.encoding().name(),
                    };
                    return Err(io::Error::new(io::ErrorKind::InvalidData, bad));
                }
            }
        }
        Ok(())
    }
}

impl BufRead for Decoding<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at >= self.text.len() {
            self.decode()?;
        }
        Ok(self.text.get(self.at..).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.at = (self.at + amount).min(self.text.len());
    }
}

impl Read for Decoding<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut from = self.fill_buf()?;
        let read = from.read(into)?;
        self.consume(read);
        Ok(read)
    }
}
