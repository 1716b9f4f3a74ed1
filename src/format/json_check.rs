//! Whether a text is JSON, for writers: they carry along values that they never look into. The reader of `json_in`
//! would tell as well, but the page writes before it has loaded what reads.

/// Whether a text is one JSON value (RFC 8259) with nothing but white space around it, however deep it is nested.
pub fn is_json(text: &str) -> bool {
    let mut at = Cursor(text.as_bytes());
    // What ends the lists and objects that are open.
    let mut open: Vec<u8> = Vec::new();
    loop {
        at.space();
        let begun = match at.next() {
            Some(b'{') => {
                at.space();
                if at.eats(b'}') {
                    true
                } else {
                    open.push(b'}');
                    if !at.name() {
                        return false;
                    }
                    continue;
                }
            }
            Some(b'[') => {
                at.space();
                if at.eats(b']') {
                    true
                } else {
                    open.push(b']');
                    continue;
                }
            }
            Some(b'"') => at.string(),
            Some(b't') => at.word(b"rue"),
            Some(b'f') => at.word(b"alse"),
            Some(b'n') => at.word(b"ull"),
            Some(b'-') => {
                let first = at.next();
                at.number(first)
            }
            first => at.number(first),
        };
        if !begun {
            return false;
        }
        loop {
            at.space();
            match (at.next(), open.last()) {
                (None, None) => return true,
                (Some(b','), Some(b']')) => break,
                (Some(b','), Some(_)) => {
                    at.space();
                    if !at.name() {
                        return false;
                    }
                    break;
                }
                (Some(found), Some(end)) if found == *end => _ = open.pop(),
                _ => return false,
            }
        }
    }
}

/// What is left of the text.
struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.0.first().copied()
    }

    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn eats(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        if there {
            self.next();
        }
        there
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.next();
        }
    }

    fn word(&mut self, rest: &[u8]) -> bool {
        rest.iter().all(|byte| self.next() == Some(*byte))
    }

    /// A name and the colon behind it.
    fn name(&mut self) -> bool {
        self.eats(b'"') && self.string() && {
            self.space();
            self.eats(b':')
        }
    }

    /// The rest of a string.
    fn string(&mut self) -> bool {
        loop {
            match self.next() {
                Some(b'"') => return true,
                Some(b'\\') => match self.next() {
                    Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {}
                    Some(b'u') => {
                        let digit = |byte: Option<u8>| byte.is_some_and(|b| b.is_ascii_hexdigit());
                        if !(0..4).all(|_| digit(self.next())) {
                            return false;
                        }
                    }
                    _ => return false,
                },
                Some(0x20..) => {}
                _ => return false,
            }
        }
    }

    /// The rest of a number without its sign.
    fn number(&mut self, first: Option<u8>) -> bool {
        match first {
            Some(b'0') => {}
            Some(b'1'..=b'9') => _ = self.digits(),
            _ => return false,
        }
        if self.eats(b'.') && !self.digits() {
            return false;
        }
        if self.eats(b'e') || self.eats(b'E') {
            let _ = self.eats(b'+') || self.eats(b'-');
            return self.digits();
        }
        true
    }

    /// Passes digits, and says whether there was one.
    fn digits(&mut self) -> bool {
        let before = self.0.len();
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.next();
        }
        self.0.len() < before
    }
}
