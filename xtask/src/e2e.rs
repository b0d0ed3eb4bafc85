//! Tests with the real program, and with outside programs that say whether it is right.

mod clean;
mod clean_folder;
mod components;
mod demo;
mod desk;
mod desk_alone;
mod desk_faults;
mod desk_scanners;
mod handlers;
mod hostile;
mod ledger;
mod mail;
mod network;
mod ocr;
mod onion;
mod oracle;
mod platforms;
mod report;
mod report_pages;

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::process;

/// What the tests share.
pub(crate) struct Setting {
    /// The workspace.
    root: PathBuf,
    /// The program, built with optimisation.
    program: PathBuf,
    /// A folder of its own for each run, removed at its end.
    scratch: PathBuf,
    /// Files to clean that are no part of the repository.
    corpus: Option<PathBuf>,
}

struct Test {
    name: &'static str,
    /// Leave it out of `--quick`.
    is_slow: bool,
    run: fn(&Setting) -> Result<Outcome>,
}

/// How a test ended that did not fail.
enum Outcome {
    Passed,
    /// What it needs is not on this machine.
    Skipped(&'static str),
}

const TESTS: &[Test] = &[
    Test { name: "the demo finds every planted leak", is_slow: false, run: demo::finds_all },
    Test { name: "the demo takes under three seconds", is_slow: false, run: demo::is_quick },
    Test { name: "copies hold nothing", is_slow: false, run: clean::copies_hold_nothing },
    Test { name: "other programs agree", is_slow: true, run: clean::others_agree },
    Test {
        name: "every file of a folder is cleaned, or refused with a reason",
        is_slow: true,
        run: clean_folder::each_ends_well,
    },
    Test { name: "scanning needs no network", is_slow: false, run: network::scan_without },
    Test { name: "bad input is counted, with a problem", is_slow: false, run: hostile::each_ends },
    Test { name: "changed files end without a panic", is_slow: false, run: hostile::changed },
    Test { name: "worst cases stay linear", is_slow: true, run: hostile::worst_cases },
    Test { name: "a large text streams in little memory", is_slow: true, run: hostile::large_text },
    Test { name: "a marking in a picture is read", is_slow: false, run: ocr::marking_in_a_picture },
    Test { name: "a marking in a film is read", is_slow: true, run: ocr::marking_in_a_film },
    Test { name: "checks agree with an independent oracle", is_slow: false, run: oracle::checks },
    Test { name: "age and we open each other", is_slow: false, run: report::exchange_with_age },
    Test {
        name: "age-encryption and we open each other",
        is_slow: false,
        run: report::exchange_with_typage,
    },
    Test { name: "published Merkle proofs hold", is_slow: false, run: ledger::published },
    Test { name: "openssl and sha256sum check a release", is_slow: false, run: ledger::openssl },
    Test { name: "one finding is shown by itself", is_slow: false, run: ledger::one_finding },
    Test { name: "Go's transparent logs accept a ledger", is_slow: true, run: ledger::go },
    Test { name: "Python's packages accept a ledger", is_slow: true, run: ledger::python },
    Test { name: "Node's packages accept a ledger", is_slow: true, run: ledger::node },
    Test { name: "neighbours notice forks and rollbacks", is_slow: false, run: ledger::loopback },
    Test { name: "a witness works over HTTPS", is_slow: false, run: ledger::https },
    Test { name: "a witness works across an air gap", is_slow: false, run: ledger::by_file },
    Test { name: "a witness works by QR codes", is_slow: false, run: ledger::by_code },
    Test { name: "a full disk loses nothing", is_slow: false, run: ledger::full_disk },
    Test { name: "a limit of files loses nothing", is_slow: false, run: ledger::file_limit },
    Test { name: "restored backups freeze", is_slow: true, run: ledger::restored },
    Test { name: "torn writes are told or harmless", is_slow: true, run: ledger::torn },
    Test { name: "two processes log nothing twice", is_slow: false, run: ledger::two_processes },
    Test { name: "a clock that was set back freezes", is_slow: false, run: ledger::clock_set_back },
    Test { name: "the ledger's store works in PostgreSQL", is_slow: true, run: ledger::postgres },
    Test {
        name: "the desk of a team works in PostgreSQL",
        is_slow: true,
        run: ledger::desk_in_postgres,
    },
    Test {
        name: "a team lets a copy out in a browser, on PostgreSQL",
        is_slow: true,
        run: ledger::desk_browser_in_postgres,
    },
    Test {
        name: "a desk on PostgreSQL may die at any moment",
        is_slow: true,
        run: ledger::desk_deaths_in_postgres,
    },
    Test {
        name: "a desk on PostgreSQL goes on after a minute without it",
        is_slow: true,
        run: ledger::desk_gone_in_postgres,
    },
    Test { name: "kills lose and double nothing", is_slow: true, run: ledger::kills },
    Test {
        name: "a report of 5 GB streams in little memory",
        is_slow: true,
        run: report_pages::large_file,
    },
    Test {
        name: "the pages work in a browser, without script",
        is_slow: false,
        run: report_pages::without_script,
    },
    Test {
        name: "the pages seal in a browser, with script",
        is_slow: false,
        run: report_pages::with_script,
    },
    Test {
        name: "the pages may die at any moment",
        is_slow: false,
        run: report_pages::sudden_death,
    },
    Test {
        name: "nothing of a report stands in any file, letter, feed or export",
        is_slow: false,
        run: report_pages::in_no_place,
    },
    Test {
        name: "a team lets a copy out in a browser, in both languages",
        is_slow: false,
        run: desk::browser,
    },
    Test {
        name: "people sign in at the desk by a provider, in a browser",
        is_slow: false,
        run: desk::by_provider,
    },
    Test {
        name: "one person lets out what was dropped on the desk, in a browser",
        is_slow: false,
        run: desk_alone::browser,
    },
    Test {
        name: "handlers open, answer and close in a browser, in both languages",
        is_slow: false,
        run: handlers::nothing_leaves_a_browser_in_clear,
    },
    Test {
        name: "an onion service carries a report without script",
        is_slow: true,
        run: onion::story,
    },
    Test {
        name: "mail goes out sealed and tells nothing of a case",
        is_slow: false,
        run: mail::letters_tell_nothing,
    },
    Test {
        name: "a marked file goes out by two officers alone",
        is_slow: false,
        run: desk::marked,
    },
    Test {
        name: "schemathesis breaks nothing at the desk",
        is_slow: true,
        run: desk_scanners::schemathesis,
    },
    Test { name: "sqlmap gets nothing out of the desk", is_slow: true, run: desk_scanners::sqlmap },
    Test { name: "wapiti finds nothing at the desk", is_slow: true, run: desk_scanners::wapiti },
    Test { name: "the desk takes uploads that go wrong", is_slow: true, run: desk_faults::uploads },
    Test {
        name: "the desk lets no fixed, replayed or stolen session in",
        is_slow: true,
        run: desk_faults::sessions,
    },
    Test {
        name: "the desk loses nothing when its disk is full",
        is_slow: false,
        run: desk_faults::disk,
    },
    Test { name: "the desk may die at any moment", is_slow: false, run: desk::sudden_death },
    Test {
        name: "no component is behind for longer than promised",
        is_slow: true,
        run: components::none_is_behind,
    },
    Test { name: "the code is sound on other platforms", is_slow: true, run: platforms::check },
    Test {
        name: "a model of the user's own finds names",
        is_slow: true,
        run: platforms::own_model,
    },
];

/// Which tests to run, and with what.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Leave out what takes long.
    #[arg(long)]
    pub(crate) quick: bool,
    /// Run those alone whose names have this in them.
    #[arg(long)]
    pub(crate) only: Option<String>,
    /// Take this program instead of building it with optimisation.
    #[arg(long)]
    pub(crate) program: Option<PathBuf>,
    /// Also clean every file of this folder, and hold the copies against other programs.
    #[arg(long)]
    pub(crate) corpus: Option<PathBuf>,
}

impl Options {
    fn wants(&self, test: &Test) -> bool {
        let is_named = self.only.as_ref().is_none_or(|only| test.name.contains(only));
        is_named && !(self.quick && test.is_slow)
    }
}

/// Runs the tests; fails when one does.
pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    let program = match &options.program {
        Some(program) => program.canonicalize().context("the program is not there")?,
        None => process::build_release(root)?,
    };
    let scratch = std::env::temp_dir().join(format!("obelus-e2e-{}", std::process::id()));
    std::fs::create_dir_all(&scratch)?;
    let corpus = options.corpus.as_deref().map(Path::canonicalize).transpose();
    let corpus = corpus.context("the folder of files is not there")?;
    let setting = Setting { root: root.to_owned(), program, scratch, corpus };
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    for test in TESTS.iter().filter(|test| options.wants(test)) {
        let start = Instant::now();
        match (test.run)(&setting) {
            Ok(Outcome::Passed) => {
                passed += 1;
                println!("ok      {} ({:.1} s)", test.name, start.elapsed().as_secs_f64());
            }
            Ok(Outcome::Skipped(reason)) => {
                skipped += 1;
                println!("skipped {}: {reason}", test.name);
            }
            Err(error) => {
                failed += 1;
                println!("FAILED  {}: {error:#}", test.name);
            }
        }
    }
    std::fs::remove_dir_all(&setting.scratch).context("cannot remove the scratch folder")?;
    println!("e2e: {passed} passed, {failed} failed, {skipped} skipped");
    if failed > 0 {
        bail!("{failed} end-to-end tests failed");
    }
    Ok(())
}
