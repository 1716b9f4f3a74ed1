//! What a test asks for: which page, which browser window, which preferences of the person.
//! Not here: how a browser is brought into that state (`browser`).

use super::engine::{Engine, Need};
use std::path::PathBuf;
use std::time::Duration;

/// What the person prefers of every page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Media {
    pub dark: bool,
    pub forced_colors: bool,
    pub reduced_motion: bool,
}

#[derive(Clone, Debug)]
pub struct Setup {
    pub engine: Engine,
    /// The folder to serve; `None` is `ISNAD_DIST`.
    pub folder: Option<PathBuf>,
    /// The viewport in CSS pixels.
    pub size: (u32, u32),
    /// A phone: touch, no mouse, mobile viewport.
    pub touch: bool,
    /// What the browser says it prefers: `ar` or `en`.
    pub lang: &'static str,
    pub media: Media,
    /// What not every engine can do.
    pub needs: Vec<Need>,
    /// Needs a server: left out where the suite runs on the page as one file.
    pub hosted: bool,
    /// Is about the page as one file, and left out elsewhere.
    pub only_on_disk: bool,
    /// Serve under a name that is no secure context, as on a team's intranet.
    pub plain_http: bool,
    /// Serve at the address that this machine has in its network, which is no secure context either.
    pub own_address: bool,
    /// Console messages that contain one of these do not fail the test. Empty by default.
    pub allowed: Vec<String>,
    /// How long a wait may last.
    pub patience: Duration,
}

impl Setup {
    pub fn wide_arabic() -> Self {
        Self {
            engine: Engine::from_env(),
            folder: None,
            size: (1280, 900),
            touch: false,
            lang: "ar",
            media: Media::default(),
            needs: Vec::new(),
            hosted: false,
            only_on_disk: false,
            plain_http: false,
            own_address: false,
            allowed: Vec::new(),
            patience: Duration::from_secs(45),
        }
    }

    pub fn wide_english() -> Self {
        Self::wide_arabic().lang("en")
    }

    /// 390 × 844 with touch.
    pub fn phone_arabic() -> Self {
        Self {
            size: (390, 844),
            touch: true,
            ..Self::wide_arabic()
        }
    }

    pub fn phone_english() -> Self {
        Self::phone_arabic().lang("en")
    }

    pub fn folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    pub fn size(mut self, width: u32, height: u32) -> Self {
        self.size = (width, height);
        self
    }

    pub fn lang(mut self, lang: &'static str) -> Self {
        self.lang = lang;
        self
    }

    pub fn dark(mut self) -> Self {
        self.media.dark = true;
        self
    }

    pub fn forced_colors(mut self) -> Self {
        self.media.forced_colors = true;
        self.needs(Need::ForcedColors)
    }

    pub fn reduced_motion(mut self) -> Self {
        self.media.reduced_motion = true;
        self
    }

    /// Left out, with its reason, in an engine that lacks this.
    pub fn needs(mut self, need: Need) -> Self {
        self.needs.push(need);
        self
    }

    /// Needs a server: what is tested cannot be there when the page is a file on the disk.
    pub fn hosted(mut self) -> Self {
        self.hosted = true;
        self
    }

    /// Is about the page as a file on the disk.
    pub fn only_on_disk(mut self) -> Self {
        self.only_on_disk = true;
        self
    }

    pub fn plain_http(mut self) -> Self {
        self.plain_http = true;
        self
    }

    /// As another machine would see the page.
    pub fn at_own_address(mut self) -> Self {
        self.own_address = true;
        self.plain_http()
    }

    /// The page as one file, if that is what this test is to open.
    pub fn on_disk(&self) -> Option<PathBuf> {
        single().filter(|_| self.folder.is_none() && !self.plain_http)
    }

    /// Console messages that contain `part` are expected in this test.
    pub fn allow(mut self, part: &str) -> Self {
        self.allowed.push(part.to_owned());
        self
    }

    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }
}

/// The page as one file, where the suite runs on that.
pub fn single() -> Option<PathBuf> {
    let file = std::env::var_os("ISNAD_SINGLE").filter(|file| !file.is_empty());
    file.map(PathBuf::from)
}
