//! The long run of the fuzz targets, guided by coverage: libFuzzer calls this, `./dev fuzz` builds and starts it.
//! `ISNAD_FUZZ_TARGET` names the target.
#![no_main]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    unsafe_code,
    dead_code
)]

mod corpora;
mod memory;
mod mend;
mod page;
mod readers;
#[path = "../native/app/session.rs"]
mod session;
mod stored;
mod targets;

use std::sync::LazyLock;

use targets::{TARGETS, Target};

static TARGET: LazyLock<&Target> = LazyLock::new(|| {
    let name = std::env::var("ISNAD_FUZZ_TARGET").expect("ISNAD_FUZZ_TARGET names a target");
    let found = TARGETS.iter().find(|target| target.name == name);
    found.unwrap_or_else(|| {
        let names: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
        panic!("no target «{name}», but {}", names.join(", "))
    })
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    targets::attempt(*TARGET, bytes);
});
