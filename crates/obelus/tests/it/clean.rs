//! `obelus clean`: copies, refusals, and what is never touched.

use crate::support::{FOUND, Folder};

const MARKED: &str = "TOP SECRET//SI//NOFORN\n\nThe invented plan.\n\nTOP SECRET//SI//NOFORN\n";

#[test]
fn a_copy_has_what_is_shown_and_not_what_was_found() {
    let folder = Folder::new(&[("in/a.txt", &format!("kept\u{200B} line\n{FOUND}\n"))]);
    let ended = folder.run(&["clean", "in", "-o", "out"]);
    assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
    assert_eq!(folder.read("out/a.txt"), "kept line\n身份证号 [redacted]\n");
    assert_eq!(folder.read("in/a.txt"), format!("kept\u{200B} line\n{FOUND}\n"));
    assert!(ended.stdout.contains("PROVEN"), "{}", ended.stdout);
    let scanned = folder.run(&["scan", "out"]);
    assert_eq!(scanned.code, 0, "{}", scanned.stdout);
}

#[test]
fn a_dry_run_writes_nothing() {
    let folder = Folder::new(&[("in/a.txt", FOUND)]);
    let ended = folder.run(&["clean", "in", "--dry-run"]);
    assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
    assert!(ended.stdout.contains("redacted:"), "{}", ended.stdout);
    assert!(!folder.file("out").exists());
}

#[test]
fn a_marked_file_is_refused_whatever_is_asked() {
    let policy = "[rules]\ndisable = [\"us-classification-banner\"]\n";
    let folder = Folder::new(&[("in/a.txt", MARKED), ("terms.txt", "TOP SECRET\nNOFORN\n")]);
    folder.write("policy.toml", policy);
    for options in
        [&[][..], &["--redact-file", "terms.txt"], &["--keep", "marking"], &["--only", "secret"]]
    {
        let args = [&["clean", "in", "-o", "out"], options].concat();
        let ended = folder.run(&args);
        assert_eq!(ended.code, 1, "{args:?}\n{}{}", ended.stdout, ended.stderr);
        assert!(!folder.file("out/a.txt").exists(), "{args:?}");
        assert!(ended.stdout.contains("REFUSED"), "{}", ended.stdout);
    }
}

#[test]
fn terms_of_a_file_go_wherever_they_stand() {
    let text = "Mallory Quux met mallory quux.\nOrder QX-0042 and QX-0043.\n";
    let folder = Folder::new(&[
        ("in/Mallory Quux.txt", text),
        ("terms.txt", "# names\nMallory Quux\nre:QX-[0-9]{4}\n"),
    ]);
    let ended = folder.run(&["clean", "in", "-o", "out", "--redact-file", "terms.txt"]);
    assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
    let copy = folder.read("out/redacted.txt");
    assert_eq!(copy, "[redacted] met [redacted].\nOrder [redacted] and [redacted].\n");
    folder.write("short.txt", "ab\n");
    let ended = folder.run(&["clean", "in", "-o", "out2", "--redact-file", "short.txt"]);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("short.txt:1"), "{}", ended.stderr);
}

#[test]
fn what_is_chosen_is_redacted_and_the_rest_kept() {
    let folder = Folder::new(&[("in/a.txt", FOUND)]);
    for (options, code, kept) in [
        (["--keep", "cn-resident-id"], 0, true),
        (["--keep", "personal-data"], 0, true),
        (["--only", "secret"], 0, true),
        (["--only", "personal-data"], 0, false),
    ] {
        let out = format!("out{}{}", options[0], options[1]);
        let args = [&["clean", "in", "-o", &out], &options[..]].concat();
        let ended = folder.run(&args);
        assert_eq!(ended.code, code, "{args:?}\n{}{}", ended.stdout, ended.stderr);
        assert_eq!(folder.read(&format!("{out}/a.txt")) == FOUND, kept, "{args:?}");
    }
    let ended = folder.run(&["clean", "in", "-o", "out", "--keep", "cn-residentid"]);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("cn-resident-id"), "{}", ended.stderr);
}

#[test]
fn nothing_is_overwritten_and_no_original_touched() {
    let folder = Folder::new(&[("in/a.txt", "one"), ("in/sub/a.txt", "two"), ("b/a.txt", "three")]);
    for args in [
        &["clean", "in", "-o", "in"][..],
        &["clean", "in", "-o", "in/out"],
        &["clean", "in/a.txt", "-o", "in"],
    ] {
        let ended = folder.run(args);
        assert_eq!(ended.code, 2, "{args:?}\n{}{}", ended.stdout, ended.stderr);
    }
    let ended = folder.run(&["clean", "in/a.txt", "b/a.txt", "-o", "out"]);
    assert_eq!(ended.code, 1, "{}{}", ended.stdout, ended.stderr);
    assert!(ended.stdout.contains("same name"), "{}", ended.stdout);
    let ended = folder.run(&["clean", "in", "-o", "out"]);
    assert_eq!(ended.code, 1, "{}{}", ended.stdout, ended.stderr);
    assert!(ended.stdout.contains("not overwritten"), "{}", ended.stdout);
    assert_eq!(folder.read("out/sub/a.txt"), "two");
    assert_eq!(folder.read("in/a.txt"), "one");
    assert_eq!(folder.run(&["clean", "in"]).code, 2);
}

#[test]
fn what_cannot_be_cleaned_is_refused_with_the_way_out() {
    let folder = Folder::new(&[("in/a.bin", "\0\u{1}\u{2} no format")]);
    let ended = folder.run(&["clean", "in", "-o", "out"]);
    assert_eq!(ended.code, 1, "{}{}", ended.stdout, ended.stderr);
    assert!(ended.stdout.contains("help:"), "{}", ended.stdout);
    assert!(!folder.file("out").exists());
}
