//! Isnad (إسناد, "ascription of a report to its source"): labelling of attribution in Arabic news, as a static
//! web page without a server.
//!
//! # The map
//!
//! Dependencies point down only:
//!
//! ```text
//! ui        Yew components: read the state, send messages          feature web
//! browser   one adapter per browser API, no decisions              feature web
//! app       the page as a pure state machine                       pure
//! format    wire types, readers and writers of files               pure
//! model     texts, offsets, spans, layers, changes, merge          pure
//! ```
//!
//! The command line `isnad` (`src/cli`, feature `cli`) stands beside the page upon `format`.
//!
//! The pure layers are compiled and tested natively; a core that touches the DOM does not compile, for the
//! browser's crates are there only with the feature `web`, which Trunk turns on.
//!
//! One way round: a browser event becomes an [`app::msg::Msg`]; [`app::update::update`] changes the
//! [`app::state::State`] and answers with [`app::effect::Effect`]s; the view is drawn from the state; effects
//! are run by `browser::run_effects`, whose answers are messages again. There is no other way.
//!
//! # What is loaded when
//!
//! The page comes in two files of WebAssembly, cut by a tool from one (`ui::later` says where): the first load is
//! what a first visit needs to read and label. Reading of what is stored, files in and out, dialogs and the messages
//! that only these say are loaded when the page has started, or before that if something is stored. They are reached
//! by [`Effect::Later`](app::effect::Effect::Later) and a few other effects; if they cannot be loaded the person is
//! told and can try again. What everyday code names becomes part of the first load, so it must not name them.
//!
//! # The worker
//!
//! The long work of files (opening, reading, taking in, gathering, writing) is done by a worker: the same script and
//! WebAssembly in a thread of its own, without a document. It is asked by `app::exchange::order`, as bytes, does it in
//! `app::exchange::shop`, which knows nothing of threads, and stores what comes in by itself. Where a browser gives no
//! worker, the page carries the same orders out in slices. Large project files, large hand-outs and the figures of many
//! articles go the same way (`app::exchange::project`, `app::update::projects`); small ones the page does by itself. The
//! file of many articles that is kept up to date is written by a second worker, the keeper, which no dialog ends
//! (`browser::formats::keep`).
//!
//! # Where a line belongs
//!
//! | what | where |
//! |---|---|
//! | a unit of position, a conversion between units | [`model::offset`], [`model::text`] |
//! | where a selection may begin and end, how the caret steps | [`model::boundary`], [`model::edge`] |
//! | what a layer holds, how it is written, how two are joined | [`model::layer`], [`model::change`], [`model::merge`] |
//! | the JSON of storage and of the project file | [`format::layer`], [`format::records`], [`format::project`] |
//! | a file format of other programs | a module of `format::exchange`, whose head says what else |
//! | what a format cannot carry | [`format::losses`] |
//! | what is wrong with a file, as a value | `format::exchange::{reject, fault}`; in words `ui::exchange::said` |
//! | the file of all storage after a panic | `browser/recover.js` writes it, [`format::raw`] reads it |
//! | what a key does | the table in [`app::keymap`] |
//! | what happens on a message | a file of [`app::update`]; if it is rare, by way of [`app::update::update_later`] |
//! | what the browser does rarely | `browser::later` |
//! | what is kept where, and what happens when that fails | [`app::storage`]: whole layers and the journal of edits are read in `layers`, joined in `join`, written in `layer_write`, copies in `snapshots` |
//! | files that are opened, dropped or pasted | `browser::intake`; folders that are dropped in `browser::dropped` |
//! | long work on files, and what is said of it | `app::exchange::{shop, order}`; whoever does it is found in `browser::formats`, the worker in `browser::worker` |
//! | how values of the model travel to the worker | [`format::carry`] |
//! | very many writes in one transaction | `browser::long_write`, by `Database::swap_long` |
//! | when something is kept | `app::update::save`; a file kept up to date and reminders in `backup`, copies in `copies` |
//! | what tabs tell each other | [`format::tab`] |
//! | what is to be had without a network | [`app::offline`] says, `browser/service-worker.js` keeps the files |
//! | which part of a long article or list is laid out or there | [`app::sections`], [`app::shown`] |
//! | an edit of the scheme, and why it is refused | [`model::scheme_edit`]; its dialog's fields in [`app::scheme_page`] |
//! | which links may lie between two spans | [`app::linking`]; made in `app::update::link` |
//! | what is handed out, what comes home | [`app::lead`], `app::update::handout`; compared in [`app::storage::compare`] |
//! | a figure of the project | [`model::figures`], as tables and CSV in [`app::figures`] |
//! | how fast it has to be | `tests/bench/gates.rs` |
//! | how spans are painted, and which of very many | [`app::paint`] decides, `browser::highlights` and `browser::overlay` do |
//! | a name or text from elsewhere among the page's words | [`app::bidi`] |
//! | a text that people read | `src/app/strings/*.txt` |
//! | how it looks | `styles/` |
//! | what something costs, and how that grows | `benches/` |
//!
//! # Invariants
//!
//! 1. An article's text never changes after import ([`model::text`]).
//! 2. One type per unit: code points are stored, bytes are Rust's, UTF-16 units are the DOM's, graphemes the
//!    person's. Conversion only through the text ([`model::offset`]).
//! 3. A span is half-open, non-empty and in text order ([`model::span`]). That it cuts no grapheme cluster and
//!    has no white space at its ends is a rule of the editing commands; what comes from a file and breaks it is
//!    kept and shown as a finding ([`model::check`]).
//! 4. Every change is a value with an exact inverse ([`model::change`]); one history covers a visit
//!    ([`model::history`]).
//! 5. What could not be read is set aside before its place is written, or never written over; what a newer page
//!    wrote is only read; unknown members survive, and what could not be taken in is reported ([`app::storage`],
//!    [`mod@format`]).
//! 6. Wire types are apart from the model and carry a schema version ([`format::migrate`]).
//! 7. A file that leaves the page was read back first ([`format::export`]).
//! 8. Everything in storage is plain JSON or text, so that the few lines of `browser/recover.js` can save it
//!    after a panic.
//! 9. A layer is written whole only over the one that it was made from, told by the summary beside it; an edit is
//!    called saved when the journal has it ([`app::storage::layers`]).
//! 10. The text nodes of an article are never split by an annotation: paint lies behind the text, marks above it.

pub mod app;
#[cfg(feature = "web")]
pub mod browser;
pub mod format;
pub mod model;
#[cfg(feature = "web")]
pub mod ui;
