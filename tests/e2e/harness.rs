//! What every browser test stands on: one server, one driver, one fresh browser per test.
//!
//! ```ignore
//! #[test]
//! fn the_denial_is_labelled() {
//!     run(Setup::wide_arabic(), |page| async move {
//!         page.goto_root().await;
//!         page.drag_select(34, 52).await;
//!         page.press("2").await;
//!         page.wait_for("[data-span-id][data-label=denial]").await;
//!     });
//! }
//! ```
//!
//! A helper that cannot do its work panics and says what it waited for. `run` then prints the steps
//! and the console, leaves a screenshot in `target/screenshots`, and always quits the browser. After a
//! test that passed it still fails on any console warning or error and on any request to elsewhere.
//!
//! Environment: `ISNAD_DIST` the built page; `ISNAD_SINGLE` the page as one file, which is then opened from the
//! disk instead, and tests whose setup is `hosted` are left out; `ISNAD_BROWSER` chromium (the default), firefox, webkit;
//! `ISNAD_CHROMEDRIVER`, `ISNAD_CHROMIUM`, `ISNAD_GECKODRIVER`, `ISNAD_FIREFOX`, `ISNAD_WEBKITDRIVER`,
//! `ISNAD_MINIBROWSER`, `ISNAD_AXE` the programs and axe.min.js if they are not in the usual places; `ISNAD_E2E_JOBS`
//! browsers at a time; `ISNAD_LEFT_OUT` a file to which each test that is left out, and why, is added.
//!
//! Not here: anything that knows what the page does beyond the hooks of the architecture.
#![allow(
    dead_code,
    unused_imports,
    reason = "the harness offers more than the tests of the day use"
)]

pub mod ability;
pub mod axe;
pub mod browser;
pub mod chromium;
pub mod downloads;
pub mod driver;
pub mod engine;
pub mod firefox;
pub mod input;
pub mod keys;
pub mod page;
pub mod pixels;
pub mod raw;
pub mod run;
pub mod server;
pub mod setup;
pub mod temp;
pub mod text;
pub mod trap;
pub mod watch;
pub mod webkit;

pub use engine::{Engine, Need};
pub use keys::Mod;
pub use page::Page;
pub use run::{run, try_run};
pub use setup::Setup;
