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
    E2e {
        /// Leave out what takes long.
        #[arg(long)]
        quick: bool,
        /// Run those alone whose names have this in them.
        #[arg(long)]
        only: Option<String>,
        /// Take this program instead of building it with optimisation.
        #[arg(long)]
        program: Option<PathBuf>,
        /// Also clean every file of this folder, and hold the copies against other programs.
        #[arg(long)]
        corpus: Option<PathBuf>,
    },
    /// Measure recall and false matches on sets of cases, as a dated table.
    Eval {
        /// Folder that holds the sets.
        #[arg(default_value = "../shared/corpus/text")]
        sets: PathBuf,
        /// Write the cases that were missed or wrongly matched here, one a line.
        #[arg(long)]
        misses: Option<PathBuf>,
        /// Take the rules of this folder of packs, so that a change can be measured without a build.
        #[arg(long)]
        packs: Option<PathBuf>,
        /// Also count what is found in this folder of text that should be quiet.
        #[arg(long)]
        quiet: Vec<PathBuf>,
        /// Measure the documents of an ordinary office alone, which takes seconds.
        #[arg(long, conflicts_with = "store")]
        office: bool,
        /// Store the page as `docs/accuracy.md`.
        #[arg(long)]
        store: bool,
    },
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
    Bench {
        /// Megabytes of each text.
        #[arg(long, default_value_t = 64)]
        megabytes: usize,
        /// Rounds, of which medians are taken.
        #[arg(long, default_value_t = 7)]
        rounds: usize,
        /// Count instructions with valgrind as well.
        #[arg(long)]
        instructions: bool,
        /// Measure the ledger and the reporter's pages alone.
        #[arg(long)]
        servers: bool,
        /// Measure the desk of a team alone (needs Node.js).
        #[arg(long)]
        desk: bool,
        /// Measure cleaning alone, beside `mat2`, `exiftool` and `qpdf` where they are installed.
        #[arg(long)]
        clean: bool,
        /// Measure this program instead of building it with optimisation.
        #[arg(long)]
        program: Option<PathBuf>,
        /// Store the figures under `bench/results/`.
        #[arg(long)]
        store: bool,
        /// Tree of sources for the comparison with other scanners, instead of our own.
        #[arg(long)]
        sources: Option<PathBuf>,
    },
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
    Fuzz {
        /// Files in all; with `--store`, of each format, with those of earlier runs.
        #[arg(long, default_value_t = 10_000)]
        runs: u64,
        /// Only samples that this format reads, such as `pdf`.
        #[arg(long)]
        format: Option<String>,
        /// Number of the first file, 1 if none is given; a failure names its own.
        #[arg(long, conflicts_with = "store")]
        seed: Option<u64>,
        /// End after so many seconds.
        #[arg(long)]
        seconds: Option<u64>,
        /// Give each format turns, and add what was run to `docs/fuzz.md`.
        #[arg(long)]
        store: bool,
    },
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
        Task::E2e { quick, only, program, corpus } => {
            e2e::run(&root(), &e2e::Options { quick, only, program, corpus })
        }
        Task::Eval { sets, misses, packs, quiet, office, store } => {
            eval::run(&root(), &eval::Options { sets, misses, packs, quiet, office, store })
        }
        Task::Rules { pages: true, .. } => pages::write(&root()),
        Task::Rules { packs, .. } => packs::test(packs.as_deref()),
        Task::Train { script, sets, neural: false } => train::run(&root(), &sets, script),
        Task::Train { script, sets, neural: true } => train::run_neural(&root(), &sets, script),
        Task::Anchors { file: Some(file), time, .. } => anchors::run(&file, time),
        Task::Anchors { file: None, .. } => anchors::check(&root()),
        Task::Bench {
            megabytes,
            rounds,
            instructions,
            servers,
            desk,
            clean,
            program,
            store,
            sources,
        } => {
            let options = bench::Options {
                megabytes,
                rounds,
                instructions,
                servers,
                desk,
                clean,
                program,
                store,
                sources,
            };
            bench::run(&root(), &options)
        }
        Task::Demo { check } => demo::run(&root(), check),
        Task::Bundle { check } => bundle::run(&root(), check),
        Task::Measure { command } => {
            eprintln!("\n{}", bench::run_measured(&command)?);
            Ok(())
        }
        Task::Fuzz { runs, format, seed, seconds, store } => {
            fuzz::run(&root(), &fuzz::Options { runs, format, seed, seconds, store })
        }
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
