//! The short run of the fuzz targets, a part of `./dev native`: the seeds, then mutations of them and shapes
//! made to hurt, the same ones each time. `./dev fuzz` is the long run over the same table.
//!
//! `ISNAD_FUZZ_SEED=n` draws others, `ISNAD_FUZZ_CASES=n` more of them, `ISNAD_FUZZ_TRACE=1` names each input
//! before it is tried (for a fault that ends the process), `ISNAD_FUZZ_INPUT=file` tries that file alone,
//! `ISNAD_FUZZ_TARGET=name` one target alone.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

mod corpora;
mod input;
mod memory;
mod mend;
mod page;
mod readers;
#[path = "../native/app/session.rs"]
#[allow(
    dead_code,
    reason = "shared with the native tests, which use all of it"
)]
mod session;
mod stored;
mod targets;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use targets::{TARGETS, Target};

/// An input that takes longer than this hangs. No measure of speed: the slowest takes a hundredth of it.
const HANG: Duration = Duration::from_secs(120);

fn number(name: &str, otherwise: u64) -> u64 {
    let set = std::env::var(name).ok();
    set.map_or(otherwise, |set| set.parse().expect("a number"))
}

/// Ends the process if no input was finished for [`HANG`].
fn watch(done: &'static AtomicUsize) {
    std::thread::spawn(move || {
        let mut before = usize::MAX;
        loop {
            let now = done.load(Ordering::Relaxed);
            if now == before {
                eprintln!("input {now} hangs; ISNAD_FUZZ_TRACE=1 names it");
                std::process::abort();
            }
            before = now;
            std::thread::park_timeout(HANG);
        }
    });
}

/// Tries an input; one that fails is kept and named.
fn attempt(target: &Target, name: &str, bytes: &[u8]) -> usize {
    static DONE: AtomicUsize = AtomicUsize::new(0);
    if DONE.fetch_add(1, Ordering::Relaxed) == 0 {
        watch(&DONE);
    }
    if std::env::var_os("ISNAD_FUZZ_TRACE").is_some() {
        eprintln!("{}: {name}, {} bytes", target.name, bytes.len());
    }
    catch_unwind(AssertUnwindSafe(|| targets::attempt(target, bytes))).unwrap_or_else(|fault| {
        let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{}", target.name));
        std::fs::write(&kept, bytes).expect("the input is kept");
        eprintln!("{}: {name} fails, kept in {}", target.name, kept.display());
        resume_unwind(fault)
    })
}

#[test]
fn every_reader_survives_what_it_is_given() {
    let only = std::env::var("ISNAD_FUZZ_TARGET").ok();
    let seed = number("ISNAD_FUZZ_SEED", 1);
    let file = std::env::var("ISNAD_FUZZ_INPUT").ok();
    for target in TARGETS {
        if only.as_ref().is_some_and(|only| only != target.name) {
            continue;
        }
        if let Some(file) = &file {
            attempt(target, file, &std::fs::read(file).expect("the input"));
            continue;
        }
        let seeds = input::seeds(target);
        let mut most = 0;
        let mut tried = |name: &str, bytes: &[u8]| {
            let peak = attempt(target, name, bytes);
            // What small inputs take says nothing of the multiple.
            if bytes.len() > 10_000 {
                most = most.max(peak / bytes.len());
            }
        };
        for (name, bytes) in &seeds {
            tried(name, bytes);
        }
        for (name, bytes) in input::shapes() {
            tried(&name, &bytes);
        }
        let mut mutator = input::Mutator::new(seed, &seeds);
        for case in 0..number("ISNAD_FUZZ_CASES", target.cases) {
            tried(&format!("seed {seed}, case {case}"), &mutator.next());
        }
        println!(
            "{}: at most {most} times its input, {} allowed",
            target.name, target.times
        );
    }
}
