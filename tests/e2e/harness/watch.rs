//! What the page said and asked for while nobody looked: console messages, uncaught errors, requests.
//! A test fails on any warning or error it did not expect and on any request to another origin.

use super::browser::log;
use super::page::{Page, address_of, dist};
use std::fmt;

/// One line of the browser's console, uncaught errors and refused policies included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// `SEVERE`, `WARNING`, `INFO` or `DEBUG`.
    pub level: String,
    pub text: String,
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.level, self.text)
    }
}

/// All that was seen since the test began, over restarts of the browser as well.
#[derive(Clone, Debug, Default)]
pub struct Log {
    pub messages: Vec<Message>,
    /// Addresses of requests that go over a network or to the disk.
    pub requests: Vec<String>,
}

impl Log {
    pub fn append(&mut self, mut later: Self) {
        self.messages.append(&mut later.messages);
        self.requests.append(&mut later.requests);
    }

    /// What a clean page would not have done.
    pub fn problems(&self, origin: &str, allowed: &[String]) -> Vec<String> {
        let messages = self
            .messages
            .iter()
            .filter(|m| m.level == "SEVERE" || m.level == "WARNING")
            .filter(|m| !allowed.iter().any(|part| m.text.contains(part.as_str())))
            .map(|m| format!("console {m}"));
        let requests = self
            .requests
            .iter()
            .filter(|url| !at_home(url, origin))
            .map(|url| format!("request to another origin: {url}"));
        messages.chain(requests).collect()
    }
}

fn at_home(url: &str, origin: &str) -> bool {
    if origin.starts_with("file:") {
        // Where a test goes to be elsewhere is in dist/, which the page on the disk does not know of.
        return url == origin || url.starts_with(&address_of(&dist()));
    }
    url.strip_prefix(origin)
        .is_some_and(|rest| rest.starts_with('/'))
}

impl Page {
    /// The console so far, of every level.
    pub async fn console(&self) -> Vec<Message> {
        self.collect_log().await.expect("no console");
        self.log().borrow().messages.clone()
    }

    /// Every http(s) or web socket address that the page asked for so far.
    pub async fn requests(&self) -> Vec<String> {
        self.collect_log().await.expect("no requests");
        self.log().borrow().requests.clone()
    }

    /// What would make `assert_clean` fail now.
    pub async fn problems(&self) -> Vec<String> {
        let unread = self.collect_log().await.err();
        let problems = self
            .log()
            .borrow()
            .problems(&self.origin(), &self.allowed());
        let strayed = self
            .strayed()
            .into_iter()
            .map(|to| format!("request to another origin: {to}"));
        let served = self.setup().on_disk().map(|_| self.server().requests());
        let served = served.into_iter().flatten();
        let served = served.map(|path| format!("a page on the disk asked the server for {path}"));
        let mut all: Vec<_> = problems
            .into_iter()
            .chain(strayed)
            .chain(served)
            .chain(unread)
            .collect();
        all.dedup();
        all
    }

    /// Fails on a console warning or error, an uncaught error or a request to elsewhere. `run` does
    /// this at the end of every test.
    pub async fn assert_clean(&self) {
        let problems = self.problems().await;
        assert!(
            problems.is_empty(),
            "the page is not clean:\n{}",
            problems.join("\n")
        );
    }

    /// Waits for a console message that contains `part`, and from then on takes it for expected.
    pub async fn expect_console(&self, part: &str) {
        self.step(format!("expect_console {part:?}"));
        self.allow(part);
        let what = format!("a console message with {part:?}");
        self.poll(&what, async || {
            self.collect_log().await?;
            let log = self.log().borrow();
            match log.messages.iter().any(|m| m.text.contains(part)) {
                true => Ok(()),
                false => Err(format!("{} other messages", log.messages.len())),
            }
        })
        .await;
    }

    /// Takes over what is new in the driver's log.
    pub async fn collect_log(&self) -> Result<(), String> {
        let new = log(&self.client(), self.setup().engine, self.server()).await?;
        self.log().borrow_mut().append(new);
        Ok(())
    }
}
