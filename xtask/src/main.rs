//! What those who build Obelus run: checks of the repository, tests with outside programs,
//! evaluations, benchmarks and the release binary.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a tool for developers that talks on the terminal"
)]

mod anchors;
mod bench;
mod bundle;
mod corpus;
mod demo;
mod dist;
mod e2e;
mod eval;
mod files;
mod fuzz;
mod packs;
mod pages;
mod pdf;
mod process;
mod tidy;
mod train;

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Tasks of those who build Obelus.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Check the repository: licences, sources, layers, documentation, links.
    Tidy,
    /// Run tests with the real program and outside programs.
    E2e(e2e::Options),
    /// Measure recall and false matches on sets of cases, as a dated table.
    Eval(eval::Options),
    /// Hold rules against their own examples.
    Rules {
        /// Take the rules of this folder of packs, so that a change can be tested without a build.
        packs: Option<PathBuf>,
        /// Write a page for each pack to `docs/rules/`.
        #[arg(long)]
        pages: bool,
    },
    /// Train a model of names, the same from the same inputs.
    Train {
        /// Which: `latin` for words between blanks, `han` for Chinese.
        #[arg(value_enum)]
        script: train::Script,
        /// Folder that holds the open collections.
        #[arg(default_value = "../shared/corpus/text")]
        sets: PathBuf,
        /// Train a small network instead, and print both side by side; nothing is written.
        #[arg(long)]
        neural: bool,
    },
    /// Show what each pattern costs on a text, dearest first.
    Anchors {
        /// The text.
        #[arg(required_unless_present = "check")]
        file: Option<PathBuf>,
        /// Take the time of each rule by itself instead.
        #[arg(long)]
        time: bool,
        /// Only say which patterns cost more than their budget on the texts of the benchmark.
        #[arg(long, conflicts_with = "file")]
        check: bool,
    },
    /// Measure speed beside other programs, as ratios.
    Bench(bench::Options),
    /// Write the files of `obelus demo` anew.
    Demo {
        /// Only say whether they are as they would be written.
        #[arg(long)]
        check: bool,
    },
    /// Bundle the script of the reporter's pages, from the packages of its lock file.
    Bundle {
        /// Only say whether it is as it would be made.
        #[arg(long)]
        check: bool,
    },
    /// Run a command and tell what it cost; used by the benchmark.
    #[command(hide = true)]
    Measure {
        /// The command.
        #[arg(last = true)]
        command: Vec<String>,
    },
    /// Read changed samples: each must end, in time, without a panic.
    Fuzz(fuzz::Options),
    /// Build the project's own sample files from their sources.
    Corpus {
        /// Where to write them.
        #[arg(default_value = "target/corpus")]
        folder: PathBuf,
    },
    /// Write a page on what the program makes of a folder of files that nobody here wrote.
    Files {
        /// The files.
        #[arg(default_value = "../shared/corpus/files")]
        folder: PathBuf,
        /// Take this program instead of building it with optimisation.
        #[arg(long)]
        program: Option<PathBuf>,
        /// Store the page as `docs/files.md`.
        #[arg(long)]
        store: bool,
        /// Print words that are missing in this many files that differ most from `pdftotext`.
        #[arg(long, default_value_t = 0)]
        worst: usize,
    },
    /// Build the binary that runs on a bare Linux system.
    Dist,
}

fn main() -> Result<()> {
    match Arguments::parse().task {
        Task::Tidy => tidy::run(&root()),
        Task::E2e(options) => e2e::run(&root(), &options),
        Task::Eval(options) => eval::run(&root(), &options),
        Task::Rules { pages: true, .. } => pages::write(&root()),
        Task::Rules { packs, .. } => packs::test(packs.as_deref()),
        Task::Train { script, sets, neural: false } => train::run(&root(), &sets, script),
        Task::Train { script, sets, neural: true } => train::run_neural(&root(), &sets, script),
        Task::Anchors { file: Some(file), time, .. } => anchors::run(&file, time),
        Task::Anchors { file: None, .. } => anchors::check(&root()),
        Task::Bench(options) => bench::run(&root(), &options),
        Task::Demo { check } => demo::run(&root(), check),
        Task::Bundle { check } => bundle::run(&root(), check),
        Task::Measure { command } => {
            eprintln!("\n{}", bench::run_measured(&command)?);
            Ok(())
        }
        Task::Fuzz(options) => fuzz::run(&root(), &options),
        Task::Corpus { folder } => corpus::write(&root(), &folder),
        Task::Files { folder, program, store, worst } => {
            files::run(&root(), &files::Options { folder, program, store, worst })
        }
        Task::Dist => dist::run(&root()),
    }
}

/// The folder of the workspace.
fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().map_or_else(|| package.to_owned(), Path::to_owned)
}
