//! `./dev bench`: the release page beside two pages that it writes itself, the limits of what a browser can do: the
//! plain text, and the same with CSS highlights written by hand. One server gives all three with the same headers;
//! they are measured in turn in every round, so that a slow moment of the machine meets all alike, and what counts
//! are ratios within a round. Input is real: keys and mouse through WebDriver.
//!
//! Beside that, a project of many articles ([`many`]), and many that come in at once ([`import`]).
//!
//! It fails if a figure of [`gates`] is missed. Not here: how a browser is driven (`harness`), times of the core
//! without a browser.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

mod corpus;
mod figures;
mod gates;
mod import;
mod limits;
mod many;
mod options;
mod report;
mod visit;

#[path = "../e2e"]
mod e2e {
    pub mod harness;
}

use corpus::Size;
use e2e::harness::page::dist;
use e2e::harness::temp::{TempDir, copy_folder};
use figures::Figures;
use limits::Kind;
use options::Options;
use std::rc::Rc;
use visit::Bench;

fn main() -> std::process::ExitCode {
    let options = match Options::of(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(why) => {
            eprintln!("bench: {why}");
            return std::process::ExitCode::FAILURE;
        }
    };
    let folder = TempDir::new("bench");
    copy_folder(&dist(), &folder.path().join(Kind::Isnad.path(Size::S)));
    for size in &options.sizes {
        limits::write(&folder, &size.corpus());
    }
    folder.write("elsewhere.html", "<!DOCTYPE html><title>elsewhere</title>");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut missed = Vec::new();
    let tasks = tokio::task::LocalSet::new();
    if !options.sizes.is_empty() {
        let Ok(figures) = tasks.block_on(&runtime, measured(&options, &folder)) else {
            return std::process::ExitCode::FAILURE;
        };
        report::table(&figures, &options.sizes);
        missed = gates::missed(&figures, &options.sizes);
    }
    if options.articles > 0 {
        missed.extend(tasks.block_on(&runtime, many::measured(&options, &folder)));
        missed.extend(tasks.block_on(&runtime, import::measured(&options, &folder)));
    }
    for line in &missed {
        println!("MISSED  {line}");
    }
    if missed.is_empty() {
        println!("Every gate is met.");
        std::process::ExitCode::SUCCESS
    } else {
        std::process::ExitCode::FAILURE
    }
}

/// All rounds, and the end of all browsers whatever happened.
async fn measured(options: &Options, folder: &TempDir) -> Result<Figures, ()> {
    let mut benches = Vec::new();
    for size in &options.sizes {
        benches.push(Rc::new(Bench::open(size.corpus(), folder).await));
    }
    let (these, options) = (benches.clone(), options.clone());
    // A task of its own, so that a panic, which has said what it is, comes back as a value.
    let task = tokio::task::spawn_local(async move { measure(&these, &options).await });
    let figures = task.await.map_err(|_| ());
    for bench in benches {
        bench.quit().await;
    }
    figures
}

/// Each size has a browser of its own, with the work on it stored through the page.
async fn measure(benches: &[Rc<Bench>], options: &Options) -> Figures {
    for bench in benches {
        eprintln!("bench: storing the work of {:?}", bench.size());
        bench.store().await;
    }
    let mut figures = Figures::default();
    for round in 0..options.rounds {
        for bench in benches {
            let (now, all) = (round + 1, options.rounds);
            eprintln!("bench: round {now} of {all}, {:?}", bench.size());
            for turn in 0..Kind::ALL.len() {
                // Not always the same one first.
                let kind = Kind::ALL[(turn + round) % Kind::ALL.len()];
                bench.measure(kind, round, options, &mut figures).await;
            }
        }
    }
    figures
}
