//! `isnad`, the command line: the readers and writers of the page for people who script. Nothing of a format lives
//! here.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod args;
mod check;
mod convert;
mod input;
mod output;
mod split;
mod stats;
mod walk;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
use walk::Stop;

/// How a run ended.
enum Outcome {
    /// All was taken in.
    Whole,
    /// Some of the input was not taken in, or was found wrong.
    Partly,
}

fn main() -> ExitCode {
    let ended = match Args::parse().command {
        Command::Convert(args) => convert::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Stats(args) => stats::run(&args),
        Command::Split(args) => split::run(&args),
    };
    match ended {
        Ok(Outcome::Whole) => ExitCode::SUCCESS,
        Ok(Outcome::Partly) | Err(Stop::Strict) => ExitCode::from(1),
        Err(Stop::Failed(message)) => {
            eprintln!("isnad: {message}");
            ExitCode::from(3)
        }
    }
}
