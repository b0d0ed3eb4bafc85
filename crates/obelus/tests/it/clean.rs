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

/// What was found beside a word that nobody sees goes, though the copy does not have the word.
#[test]
fn what_was_found_goes_though_nothing_tells_of_it_in_the_copy() {
    let page = "<p><span style=\"display:none\">Password: </span>Sesame-opens-2026</p>\n\
                <p><span hidden>Date of birth: </span>12 May 1948</p>\n<p>12 May is a day.</p>\n";
    let folder = Folder::new(&[("in/a.html", page)]);
    let ended = folder.run(&["clean", "in", "-o", "out"]);
    assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
    let copy = folder.read("out/a.html");
    assert!(!copy.contains("Sesame") && !copy.contains("1948"), "{copy}");
    assert!(copy.contains("12 May is a day."), "{copy}");
}

/// A copy that shows what its original hides is none, whatever hid it.
#[test]
fn what_nobody_saw_is_not_shown_by_the_copy() {
    let page = "<html><head><style>body > p:nth-child(2) { display: none }</style></head><body>\
                <p>Minutes of the board</p><p>Quillfeather is to be dismissed</p><p>end</p>\
                </body></html>";
    let folder = Folder::new(&[("in/a.html", page)]);
    let ended = folder.run(&["clean", "in", "-o", "out"]);
    assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
    let copy = folder.read("out/a.html");
    assert!(!copy.contains("Quillfeather"), "{copy}");
    assert!(copy.contains("Minutes of the board") && copy.contains("end"), "{copy}");
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

#[test]
fn a_record_is_private_and_a_certificate_tells_nothing() {
    let folder = Folder::new(&[("in/plans of Mallory.txt", FOUND)]);
    let ended = folder.run(&[
        "clean",
        "in",
        "-o",
        "out",
        "--record",
        "record.json",
        "--certificate",
        "public.json",
    ]);
    assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
    let (record, public) = (folder.read("record.json"), folder.read("public.json"));
    assert!(record.contains("cn-resident-id") && record.contains("plans of Mallory.txt"));
    assert!(!record.contains("11010519491231002X"));
    assert!(!public.contains("Mallory") && !public.contains("cn-resident-id"), "{public}");
    assert!(public.contains("record_commitment"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(folder.file("record.json")).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0);
    }
}

#[test]
fn a_plan_and_a_profile_decide() {
    let keep = "{\"v\":1,\"decisions\":[{\"rule\":\"cn-resident-id\",\"action\":\"keep\"}]}";
    let folder = Folder::new(&[("in/a.txt", FOUND), ("plan.json", keep), ("bad.json", "{}")]);
    let ended = folder.run(&["clean", "in", "-o", "out", "--plan", "plan.json"]);
    assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
    assert_eq!(folder.read("out/a.txt"), FOUND);
    let ended = folder.run(&["clean", "in", "-o", "out2", "--profile", "uk-foi"]);
    assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
    assert!(folder.read("out2/a.txt").contains("[redacted: s.40]"));
    assert_eq!(folder.run(&["clean", "in", "-o", "x", "--plan", "bad.json"]).code, 2);
    assert_eq!(folder.run(&["clean", "in", "-o", "x", "--profile", "uk-fo"]).code, 2);
}

#[test]
fn a_difference_is_told_part_by_part() {
    let folder =
        Folder::new(&[("a.txt", "one\ntwo Mallory\n"), ("b.txt", "one\ntwo [redacted]\n")]);
    let ended = folder.run(&["diff", "a.txt", "b.txt", "--html", "page.html"]);
    assert_eq!(ended.code, 1, "{}{}", ended.stdout, ended.stderr);
    assert!(ended.stdout.contains("- two Mallory") && ended.stdout.contains("+ two [redacted]"));
    assert!(folder.read("page.html").contains("<del>two Mallory</del>"));
    assert_eq!(folder.run(&["diff", "a.txt", "a.txt"]).code, 0);
}

#[test]
fn a_recipient_sees_all_that_is_in_a_file() {
    let page = "<!doctype html><p>Shown<!-- unseen note -->";
    let folder = Folder::new(&[("a.html", page)]);
    let ended = folder.run(&["scan", "--as-recipient", "a.html"]);
    assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
    assert!(ended.stdout.contains("Shown") && ended.stdout.contains("unseen note"));
    assert!(ended.stdout.contains("in the markup"), "{}", ended.stdout);
}
