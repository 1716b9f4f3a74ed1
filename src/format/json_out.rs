//! Writes JSON, member after member, into one string. Commas set themselves.

use super::json_check::is_json;
use super::wire::one_line;

/// JSON that is being written: compact, on one line.
#[derive(Debug, Default)]
pub(crate) struct Out(String);

impl Out {
    /// With room for so many bytes: a long string that grows is copied, and for a while there twice.
    pub(crate) fn with_room(bytes: usize) -> Self {
        Self(String::with_capacity(bytes))
    }

    /// What was written.
    pub(crate) fn into_string(self) -> String {
        self.0
    }

    /// What was written, to go into another one.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing was written.
    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A comma, unless a value is the first. A string ends with its quote, so the last byte tells.
    fn comma(&mut self) {
        if !matches!(self.0.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.0.push(',');
        }
    }

    /// Begins an object or a list.
    pub(crate) fn open(&mut self, bracket: char) {
        self.comma();
        self.0.push(bracket);
    }

    /// Ends an object or a list.
    pub(crate) fn close(&mut self, bracket: char) {
        self.0.push(bracket);
    }

    /// The name of a member, whose value comes next.
    pub(crate) fn name(&mut self, name: &str) {
        self.string(name);
        self.0.push(':');
    }

    /// A string.
    pub(crate) fn string(&mut self, text: &str) {
        self.comma();
        // A text always serialises.
        self.0
            .push_str(&serde_json::to_string(text).unwrap_or_default());
    }

    /// A number.
    pub(crate) fn number(&mut self, number: u64) {
        self.json(&number.to_string());
    }

    /// JSON, or the inside of an object or list, that was written here.
    pub(crate) fn json(&mut self, json: &str) {
        if !json.is_empty() {
            self.comma();
            self.0.push_str(json);
        }
    }

    /// JSON from elsewhere as it is; what is no JSON as a string.
    pub(crate) fn raw(&mut self, raw: &str) {
        let line = one_line(raw);
        if is_json(&line) {
            self.json(line.trim_matches([' ', '\t']));
        } else {
            self.string(raw);
        }
    }

    /// A member that is a string.
    pub(crate) fn text(&mut self, name: &str, text: &str) {
        self.name(name);
        self.string(text);
    }

    /// A member that is a number.
    pub(crate) fn count(&mut self, name: &str, number: u64) {
        self.name(name);
        self.number(number);
    }

    /// A member that is a yes or no.
    pub(crate) fn flag(&mut self, name: &str, flag: bool) {
        self.name(name);
        self.json(if flag { "true" } else { "false" });
    }

    /// A member that is a list of strings.
    pub(crate) fn texts(&mut self, name: &str, texts: &mut dyn Iterator<Item = &str>) {
        self.name(name);
        self.open('[');
        for text in texts {
            self.string(text);
        }
        self.close(']');
    }

    /// A member that is an object, whose members were written into `inside`.
    pub(crate) fn object(&mut self, name: &str, inside: &Self) {
        self.name(name);
        self.open('{');
        self.json(&inside.0);
        self.close('}');
    }

    /// Members as JSON from elsewhere.
    pub(crate) fn unknown(&mut self, unknown: &[(&str, &str)]) {
        for (name, raw) in unknown {
            self.name(name);
            self.raw(raw);
        }
    }
}
