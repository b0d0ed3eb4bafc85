//! Outputs to stdout and files, and what they may hold.

use std::fs;

use crate::support::{FOUND, Folder};

/// What the files hold and no output may.
const MARKERS: [&str; 2] = ["11010519491231002X", "110105194912310"];
const FORMATS: [&str; 7] = ["human", "jsonl", "json", "sarif", "junit", "csv", "html"];

#[test]
fn no_format_shows_what_was_found() {
    let folder = Folder::new(&[("a.txt", FOUND)]);
    for format in FORMATS {
        let ended = folder.run(&["scan", "a.txt", "--format", format]);
        let text = ended.stdout + &ended.stderr;
        assert!(!text.is_empty());
        assert!(MARKERS.iter().all(|marker| !text.contains(marker)), "{format}: {text}");
    }
}

#[test]
fn several_outputs_are_written_in_one_run() {
    let folder = Folder::new(&[("d/a.txt", FOUND)]);
    let mut args = vec!["scan".to_owned(), "d".to_owned()];
    for format in FORMATS {
        args.extend(["--format".to_owned(), format!("{format}=out.{format}")]);
    }
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let ended = folder.run(&args);
    assert_eq!(ended.code, 1);
    assert!(ended.stdout.contains("WITHHOLD"), "people get theirs: {}", ended.stdout);
    for format in FORMATS {
        assert!(!folder.read(&format!("out.{format}")).is_empty(), "{format}");
    }
    serde_json::from_str::<serde_json::Value>(&folder.read("out.sarif")).unwrap();
}

#[test]
fn a_report_in_the_scanned_folder_does_not_find_itself() {
    let folder = Folder::new(&[("d/a.txt", "nothing")]);
    folder.run(&["scan", "d", "--format", "jsonl=d/out.jsonl"]);
    assert!(folder.read("d/out.jsonl").contains("\"files\":1,"));
}

#[cfg(unix)]
#[test]
fn what_is_revealed_is_told_and_kept_private() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new(&[("a.txt", FOUND), ("out.jsonl", "an older one, open to all")]);
    let ended = folder.run(&["scan", "a.txt", "--reveal", "-q", "--format", "jsonl=out.jsonl"]);
    assert!(ended.stderr.contains("shown in full"), "{}", ended.stderr);
    assert!(folder.read("out.jsonl").contains("\"evidence\":\"11010519491231002X\""));
    let mode = fs::metadata(folder.file("out.jsonl")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[cfg(unix)]
#[test]
fn the_key_is_made_once_and_private() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new(&[("a.txt", FOUND)]);
    let first = folder.run(&["scan", "a.txt", "--format", "csv"]).stdout;
    assert_eq!(folder.run(&["scan", "a.txt", "--format", "csv"]).stdout, first);
    assert!(first.contains("hmac-sha256:"));
    let key = folder.file("home/data/obelus/digest.key");
    assert_eq!(fs::metadata(key).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn without_a_key_that_lasts_there_is_no_digest_and_no_baseline() {
    // A file where the folder would be.
    let folder = Folder::new(&[("a.txt", FOUND), ("home/data", "in the way")]);
    let ended = folder.run(&["scan", "a.txt", "--format", "jsonl"]);
    assert!(ended.stdout.contains("\"digest\":null") && ended.stdout.contains("\"key\":null"));
    folder.write("base.jsonl", &ended.stdout);
    let ended = folder.run(&["scan", "a.txt", "--baseline", "base.jsonl"]);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("a baseline needs a key"), "{}", ended.stderr);
}

#[test]
fn a_baseline_of_a_former_run_takes_its_findings_out() {
    let folder = Folder::new(&[("d/a.txt", FOUND)]);
    for format in ["jsonl", "json", "sarif"] {
        let baseline = folder.run(&["scan", "d", "--format", format]).stdout;
        folder.write("base", &baseline);
        folder.write("d/a.txt", &format!("one more line\n{FOUND}"));
        let ended = folder.run(&["scan", "d", "--baseline", "base"]);
        assert_eq!(ended.code, 0, "{format}: {}{}", ended.stdout, ended.stderr);
        assert!(ended.stdout.contains("baseline"), "{}", ended.stdout);
    }
    folder.write("d/b.txt", FOUND);
    assert_eq!(folder.run(&["scan", "d", "--baseline", "base"]).code, 1);
    folder.write("other.key", "sixteen bytes and a few more");
    let other = folder.run(&["scan", "d", "--baseline", "base", "--key-file", "other.key"]);
    assert_eq!(other.code, 2);
}
