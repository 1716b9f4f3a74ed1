//! The engines, what a test may need of one, and where an engine lacks it. Not here: how each is started and
//! asked (`chromium`, `firefox`, `webkit`).

use std::fmt;

/// The engines of the browsers that people have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

/// What not every engine, or not every driver, can do. A test that needs one of these says so in its setup and is
/// left out, by name and reason, where it is lacking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Colours that the system forces on every page.
    ForcedColors,
    /// A profile that is on the disk and outlives the browser's process.
    LastingProfile,
    /// The page's process can be ended while the browser lives on.
    ProcessEnd,
    /// Storage can be cleared under a page that is open.
    ClearedStorage,
    /// The browser says whether it would install the page.
    Installability,
    /// Events of a finger.
    Touch,
    /// The console and requests of workers are seen.
    WatchedWorkers,
    /// A hundred thousand spans, ten thousand articles in bearable time.
    GreatSize,
    /// What lies on the disk can be dragged onto the page.
    DraggedFiles,
    /// The browser says what has moved on the page.
    LayoutShifts,
    /// The browser measures its storage.
    MeasuredStorage,
    /// A folder can be given to a field for files.
    ChosenFolder,
    /// A script can run before those of a page that is a file on the disk.
    ScriptOnDisk,
}

impl Engine {
    pub fn from_env() -> Self {
        match std::env::var("ISNAD_BROWSER").as_deref() {
            Err(_) | Ok("" | "chromium") => Self::Chromium,
            Ok("firefox") => Self::Firefox,
            Ok("webkit") => Self::WebKit,
            Ok(other) => panic!("ISNAD_BROWSER={other}: know chromium, firefox and webkit"),
        }
    }

    /// Why a test with this need cannot run here, if it cannot.
    pub const fn lacks(self, need: Need) -> Option<&'static str> {
        match (self, need) {
            (Self::Chromium, _) => None,
            (_, Need::Installability) => Some("needs DevTools Page.getInstallabilityErrors"),
            (_, Need::ScriptOnDisk) => Some("needs DevTools Page.addScriptToEvaluateOnNewDocument"),
            (_, Need::LayoutShifts) => Some("has no PerformanceObserver of layout-shift"),
            (_, Need::ChosenFolder) => Some("its driver gives files alone"),
            (_, Need::DraggedFiles) => Some("needs DevTools Input.dispatchDragEvent"),
            (Self::Firefox, Need::ProcessEnd) => {
                Some("geckodriver ends the browser with a page's process")
            }
            (Self::Firefox, _) => None,
            (Self::WebKit, Need::ForcedColors) => Some("has no forced colours"),
            (Self::WebKit, Need::LastingProfile) => {
                Some("forgets its profile when it is driven: storage ends with the process")
            }
            (Self::WebKit, Need::ProcessEnd) => Some("a driver outlives no page's process"),
            (Self::WebKit, Need::ClearedStorage) => {
                Some("needs DevTools Storage.clearDataForOrigin")
            }
            (Self::WebKit, Need::GreatSize) => {
                Some("takes more than five minutes for what is so large")
            }
            (Self::WebKit, Need::MeasuredStorage) => Some("has no navigator.storage"),
            (Self::WebKit, Need::Touch) => Some("its driver makes a mouse of a finger"),
            (Self::WebKit, Need::WatchedWorkers) => {
                Some("its driver does not tell what workers say")
            }
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        })
    }
}
