//! What stands in folders: hidden files, links, pipes, odd names, and in which order it is told.

use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use run::{Error, Observer, Options};

use crate::support::{NUMBER, Stopper, Tree, Unwatched, line, options, reports};

#[test]
fn every_file_is_told_once_in_path_order() {
    let tree = Tree::new();
    tree.file("b.txt", "nothing");
    tree.file("a/z.txt", NUMBER);
    tree.file("a.txt", "nothing");
    tree.file("a/.hidden", NUMBER);
    tree.file(".gitignore", "*.txt\na/\n");
    tree.file(".ignore", "*\n");
    assert_eq!(
        tree.lines(&options(1)),
        [
            ".gitignore nothing-found whole 0",
            ".ignore nothing-found whole 0",
            "a/.hidden withhold whole 1",
            "a/z.txt withhold whole 1",
            "a.txt nothing-found whole 0",
            "b.txt nothing-found whole 0",
        ]
    );
}

#[test]
fn the_order_does_not_depend_on_the_number_of_threads() {
    let tree = Tree::new();
    for number in 0..300_usize {
        // Large ones late, small ones early, so that reading goes against the order.
        let text = "x ".repeat(number * 7 % 100 * 50);
        tree.file(&format!("{}/{number}.txt", number % 7), format!("{text}{NUMBER}"));
    }
    let one = tree.lines(&options(1));
    assert_eq!(one.len(), 300);
    assert!(one.iter().all(|line| line.ends_with("withhold whole 1")));
    assert_eq!(one, tree.lines(&options(4)));
}

#[test]
fn a_path_that_leads_nowhere_ends_the_run_before_it_begins() {
    let tree = Tree::new();
    tree.file("a.txt", NUMBER);
    let result = tree.lines_of(&["a.txt", "b.txt"], &options(1));
    assert!(matches!(result, Err(Error::NoSuchPath { path }) if path == tree.path("b.txt")));
    let result = tree.lines_of(&["a.txt/b"], &options(1));
    assert!(matches!(result, Err(Error::NoSuchPath { .. })));
}

#[test]
fn what_is_given_twice_is_told_once() {
    let tree = Tree::new();
    tree.file("a/b/c.txt", "nothing");
    tree.file("a/d.txt", "nothing");
    tree.file("ab.txt", "nothing");
    let all = ["a/b/c.txt nothing-found whole 0", "a/d.txt nothing-found whole 0"];
    assert_eq!(tree.lines_of(&["a", "a/b", "a/b/c.txt", "a"], &options(1)).unwrap(), all);
    let lines = tree.lines_of(&["ab.txt", "a/../ab.txt"], &options(1)).unwrap();
    assert_eq!(lines.len(), 1);
}

#[test]
fn names_of_what_is_not_read_are_looked_at() {
    let tree = Tree::new();
    let name = format!("{NUMBER}.txt");
    tree.file(&name, "");
    assert_eq!(tree.lines(&options(1)), [format!("{name} withhold whole 1")]);
}

#[test]
fn a_run_that_is_stopped_says_so() {
    let tree = Tree::new();
    for number in 0..100 {
        tree.file(&format!("{number}.txt"), "nothing");
    }
    let stop = AtomicBool::new(false);
    let result = reports(&[tree.path("")], &options(2), &stop, &Stopper(&stop));
    assert!(matches!(result, Err(Error::Interrupted)));
}

#[test]
fn reading_ends_at_the_time_limit() {
    let tree = Tree::new();
    tree.file("a.txt", "nothing");
    let options = Options { time_limit: Duration::ZERO, ..options(1) };
    assert!(tree.lines(&options)[0].ends_with(" time-limit"));
}

#[test]
fn progress_ends_at_the_totals() {
    let tree = Tree::new();
    for number in 0..20 {
        tree.file(&format!("{number}.txt"), "0123456789");
    }
    let progress = Progress::default();
    let reports =
        reports(&[tree.path("")], &options(3), &AtomicBool::new(false), &progress).unwrap();
    assert_eq!(reports.len(), 20);
    assert_eq!(*progress.found.lock().unwrap(), (20, 200));
    assert_eq!(progress.files_done.load(Ordering::Relaxed), 20);
}

#[derive(Default)]
struct Progress {
    found: Mutex<(u64, u64)>,
    files_done: AtomicU64,
}

impl Observer for Progress {
    fn found(&self, files: u64, bytes: u64) {
        *self.found.lock().unwrap() = (files, bytes);
    }

    fn done(&self, files: u64, _bytes: u64) {
        self.files_done.fetch_max(files, Ordering::Relaxed);
    }
}

/// Changes the folder when the walk has found that many files.
struct Meddler<F>(u64, F);

impl<F: Fn() + Send + Sync> Observer for Meddler<F> {
    fn found(&self, files: u64, _bytes: u64) {
        if files == self.0 {
            (self.1)();
        }
    }
}

/// The only file of a folder is found and then changed; a run tells it so.
fn check_meddled(change: fn(&Path), expected: &str) {
    let tree = Tree::new();
    let file = tree.file("a.txt", NUMBER);
    let meddler = Meddler(1, || change(&file));
    let found = reports(&[tree.path("")], &options(1), &AtomicBool::new(false), &meddler).unwrap();
    let lines: Vec<String> = found.iter().map(line).collect();
    assert_eq!(lines, [format!("{} {expected}", file.display())]);
}

#[test]
fn a_file_that_vanishes_is_a_problem() {
    let gone = |path: &Path| fs::remove_file(path).unwrap();
    check_meddled(gone, "incomplete refused 0 vanished");
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn links_are_told_and_not_followed() {
        let tree = Tree::new();
        tree.file("a/b/c.txt", NUMBER);
        symlink("..", tree.path("a/b/loop")).unwrap();
        symlink("a/b/c.txt", tree.path("link")).unwrap();
        symlink("nowhere", tree.path("dangling")).unwrap();
        symlink(format!("/people/{NUMBER}"), tree.path("telling")).unwrap();
        assert_eq!(
            tree.lines(&options(2)),
            [
                "a/b/c.txt withhold whole 1",
                "a/b/loop nothing-found whole 0 link-not-followed",
                "dangling nothing-found whole 0 link-not-followed",
                "link nothing-found whole 0 link-not-followed",
                "telling withhold whole 1 link-not-followed",
            ]
        );
    }

    #[test]
    fn a_link_that_is_given_is_followed_and_one_to_nowhere_is_told() {
        let tree = Tree::new();
        tree.file("a/c.txt", NUMBER);
        symlink("a", tree.path("folder")).unwrap();
        symlink("a/c.txt", tree.path("file")).unwrap();
        symlink("nowhere", tree.path("dangling")).unwrap();
        let lines = |paths: &[&str]| tree.lines_of(paths, &options(1)).unwrap();
        assert_eq!(lines(&["folder"]), ["folder/c.txt withhold whole 1"]);
        assert_eq!(lines(&["file"]), ["file withhold whole 1"]);
        assert_eq!(lines(&["dangling"]), ["dangling nothing-found whole 0 link-not-followed"]);
        // The file under two names is told once.
        assert_eq!(lines(&["folder", "a", "file"]), ["a/c.txt withhold whole 1"]);
    }

    #[test]
    fn pipes_and_sockets_are_problems_and_block_nothing() {
        let tree = Tree::new();
        tree.file("a.txt", "nothing");
        let pipe = tree.path("pipe");
        rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RWXU).unwrap();
        let _listener = UnixListener::bind(tree.path("socket")).unwrap();
        let problems =
            ["pipe incomplete refused 0 not-a-file", "socket incomplete refused 0 not-a-file"];
        assert_eq!(tree.lines(&options(1))[1..], problems);
        assert_eq!(tree.lines_of(&["pipe", "socket"], &options(1)).unwrap(), problems);
    }

    #[test]
    fn what_takes_the_place_of_a_file_is_not_read() {
        let a_link = |path: &Path| {
            fs::rename(path, path.with_extension("moved")).unwrap();
            symlink(path.with_extension("moved"), path).unwrap();
        };
        check_meddled(a_link, "incomplete refused 0 vanished");
        let a_pipe = |path: &Path| {
            fs::remove_file(path).unwrap();
            rustix::fs::mkfifoat(rustix::fs::CWD, path, rustix::fs::Mode::RWXU).unwrap();
        };
        check_meddled(a_pipe, "incomplete refused 0 not-a-file");
    }

    #[test]
    fn what_may_not_be_read_is_a_problem() {
        let tree = Tree::new();
        let file = tree.file("file.txt", NUMBER);
        tree.file("folder/inner.txt", NUMBER);
        let folder = tree.path("folder");
        for path in [&file, &folder] {
            fs::set_permissions(path, fs::Permissions::from_mode(0o0)).unwrap();
        }
        let lines = tree.lines(&options(1));
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
        // The superuser may read everything.
        if !rustix::process::geteuid().is_root() {
            assert_eq!(
                lines,
                [
                    "file.txt incomplete refused 0 permission",
                    "folder incomplete refused 0 permission",
                ]
            );
        }
    }

    #[test]
    fn a_name_that_is_not_utf8_keeps_its_bytes() {
        let tree = Tree::new();
        let name = OsStr::from_bytes(b"50%\xFF\xE4.txt");
        fs::write(tree.path("").join(name), NUMBER).unwrap();
        let paths = [tree.path("")];
        let found = reports(&paths, &options(1), &AtomicBool::new(false), &Unwatched).unwrap();
        assert_eq!(found.len(), 1);
        assert!(found[0].file.ends_with("50%25%FF%E4.txt"));
        assert!(found[0].file_bytes.as_ref().unwrap().ends_with(b"50%\xFF\xE4.txt"));
        assert_eq!(found[0].findings.len(), 1);
    }
}
