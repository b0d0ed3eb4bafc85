//! Worker processes: what they read, what becomes of a file on which one fails, and their walls.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use run::{Error, Options, WorkerCommand};

use crate::support::{NUMBER, Stopper, Tree, Unwatched, options, reports};

/// The start of a format that is not read in process.
const PDF: &str = "%PDF-1.7\n";

/// A time limit that no worker reaches here.
const LONG: Duration = Duration::from_secs(60);

/// Options with workers that behave as said; the real one without.
fn with_workers(jobs: usize, behaviour: &[&str]) -> Options {
    let args = behaviour.iter().map(Into::into).collect();
    let worker = Some(WorkerCommand { program: program(), args });
    Options { worker, ..options(jobs) }
}

/// The example `worker`, which is built with the tests.
fn program() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().and_then(Path::parent).unwrap();
    folder.join("examples").join(format!("worker{}", std::env::consts::EXE_SUFFIX))
}

/// A name that is found, so that it shows whether the worker read anything.
fn name() -> String {
    format!("{NUMBER}.pdf")
}

/// Scans files with workers that misbehave, beside one that is read here.
fn check(behaviour: &str, time_limit: Duration, expected: &str) {
    let tree = Tree::new();
    tree.file("a.pdf", PDF);
    tree.file("b.txt", NUMBER);
    tree.file("c.pdf", PDF);
    let options = Options { time_limit, ..with_workers(1, &[behaviour]) };
    let others = ["b.txt withhold whole 1".to_owned(), format!("c.pdf {expected}")];
    assert_eq!(tree.lines(&options), [vec![format!("a.pdf {expected}")], others.to_vec()].concat());
}

#[test]
fn a_worker_reads_as_this_process_does() {
    let tree = Tree::new();
    for number in 0..5 {
        tree.file(&format!("{number}/{}", name()), format!("{PDF}{number}"));
        tree.file(&format!("{number}/note.txt"), NUMBER);
        tree.file(&format!("{number}/mail.eml"), format!("From: a@example.org\n\n{NUMBER}\n"));
        tree.file(&format!("{number}/page.html"), format!("<!doctype html><p>{NUMBER}</p>"));
    }
    let here = tree.lines(&options(1));
    assert_eq!(here, tree.lines(&with_workers(1, &[])));
    assert_eq!(here, tree.lines(&with_workers(4, &[])));
    assert!(here.iter().any(|line| line.contains(&format!("{} withhold", name()))));
}

#[test]
fn what_was_looked_at_comes_through_a_worker() {
    let tree = Tree::new();
    tree.file("mail.eml", "From: a@example.org\nTo: b@example.org\n\npump\n");
    tree.file("page.html", "<!doctype html><p>pump</p>");
    tree.file("plan.pdf", PDF);
    let examined = |options: Options| {
        let options = Options { coverage: true, ..options };
        let never = AtomicBool::new(false);
        let reports = reports(&[tree.path("")], &options, &never, &Unwatched).unwrap();
        reports.into_iter().map(|report| report.examined).collect::<Vec<_>>()
    };
    let here = examined(options(1));
    assert_eq!(here, examined(with_workers(1, &[])));
    assert_eq!(here.iter().map(Vec::len).collect::<Vec<_>>(), [1, 1, 1]);
}

#[test]
fn a_worker_is_replaced_after_many_files() {
    let tree = Tree::new();
    for number in 0..450 {
        tree.file(&format!("{number}.pdf"), PDF);
    }
    assert_eq!(tree.lines(&options(1)), tree.lines(&with_workers(2, &[])));
}

#[test]
fn a_worker_that_fails_is_a_problem_of_the_file_and_ends_nothing() {
    let failed = "incomplete refused 0 reader-failed";
    for behaviour in ["never-ready", "leaves", "aborts", "lies", "panics", "babbles", "stammers"] {
        check(behaviour, LONG, failed);
    }
}

#[test]
fn a_worker_that_cannot_be_started_is_a_problem_of_the_file() {
    let tree = Tree::new();
    tree.file("a.pdf", PDF);
    let missing = WorkerCommand { program: tree.path("missing"), args: Vec::new() };
    let options = Options { worker: Some(missing), ..options(1) };
    assert_eq!(tree.lines(&options), ["a.pdf incomplete refused 0 reader-failed"]);
}

#[cfg(unix)]
#[test]
fn a_worker_that_hangs_is_ended() {
    check("hangs", Duration::from_millis(100), "incomplete refused 0 time-limit");
}

#[cfg(unix)]
#[test]
fn a_worker_that_hangs_does_not_hold_up_the_end_of_a_run() {
    let tree = Tree::new();
    tree.file("a.pdf", PDF);
    tree.file("b.txt", NUMBER);
    let stop = AtomicBool::new(false);
    let options = with_workers(2, &["hangs"]);
    let result = reports(&[tree.path("")], &options, &stop, &Stopper(&stop));
    assert!(matches!(result, Err(Error::Interrupted)));
}

#[cfg(target_os = "linux")]
#[test]
fn a_worker_that_takes_too_much_memory_is_told_apart() {
    check("eats", LONG, "incomplete refused 0 memory-limit");
}

/// Lets the example try to get out.
fn escape(how: &str) -> ExitStatus {
    Command::new(program()).arg(how).status().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_leads_out_of_the_walls() {
    use std::os::unix::process::ExitStatusExt;

    let strength = run::sandbox::strength();
    if strength.files || strength.calls {
        assert!(escape("escape-read").success());
    }
    if strength.calls {
        for how in
            ["escape-write", "escape-create", "escape-network", "escape-program", "escape-thread"]
        {
            // SIGSYS: the kernel ended it at the call.
            assert_eq!(escape(how).signal(), Some(31), "{how}");
        }
    }
}
