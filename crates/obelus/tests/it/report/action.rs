//! From a report to action: names kept apart, published files, thanks, reminders.

use super::*;

impl Story {
    /// Seals and takes in a report, and returns its receipt and its case.
    fn begin(&self, more: &[&str]) -> (String, String) {
        let receipt = self.seal("A plan is public.", "r.obr", more);
        self.arrive("r.obr");
        (receipt, self.case())
    }

    fn close(&self, case: &str) {
        let close = ["report", "close", "desk", case, "--key", "one", "--outcome", "substantiated"];
        self.ok(&close);
    }

    fn mailbox(&self, receipt: &str) -> String {
        self.ok_with(&["report", "read", &self.answers(), "--to", "desk/channel"], receipt).stdout
    }
}

#[test]
fn a_name_is_opened_by_two_and_the_reporter_is_told() {
    let story = Story::new();
    story.folder.write("me", "MARKER-NAME, 555-0100");
    let (receipt, case) = story.begin(&["--identity", "me"]);
    let open = story.ok(&["report", "open", "desk", &case, "--key", "one"]).stdout;
    assert!(open.contains("name is sealed apart") && !open.contains("MARKER-NAME"), "{open}");
    let identity = ["report", "identity", "desk", &case, "--key", "one", "--custodian-key"];
    story.fails(&[&identity[..], &["two"]].concat(), "", 2, "is not the custodian");
    let alone =
        ["report", "identity", "desk", &case, "--key", "keeper", "--custodian-key", "keeper"];
    story.fails(&alone, "", 2, "is not a handler");
    let opened = story.ok(&[&identity[..], &["keeper"]].concat()).stdout;
    assert!(opened.contains("MARKER-NAME, 555-0100"), "{opened}");
    assert!(story.mailbox(&receipt).contains("Your name was opened"));
    let acts = story.folder.read(&format!("desk/cases/{case}/acts.jsonl"));
    assert!(acts.contains("identity-opened") && !acts.contains("MARKER"), "{acts}");
}

#[test]
fn a_code_collects_once_and_only_for_what_was_right() {
    let story = Story::new();
    let (receipt, case) = story.begin(&[]);
    let thank = ["report", "thank", "desk", &case, "--key", "one", "--with-code"];
    story.fails(&thank, "Thank you.", 2, "not closed as right");
    story.close(&case);
    story.ok_with(&thank, "Thank you.");
    story.fails(&thank, "Thank you again.", 2, "a code for this case already");
    let mailbox = story.mailbox(&receipt);
    let code = mailbox.lines().find_map(|line| line.split_once("once: ")).unwrap().1;
    let claim = ["report", "claim", "desk", "--key", "two"];
    story.fails(&claim, &receipt, 2, "collects nothing");
    story.ok_with(&claim, code);
    story.fails(&claim, code, 2, "collects nothing");
    let acts = story.folder.read(&format!("desk/cases/{case}/acts.jsonl"));
    assert!(!acts.contains(code.split(' ').next().unwrap()), "{acts}");
}

#[test]
fn a_published_file_is_scanned_and_what_to_do_is_said() {
    let story = Story::new();
    story.folder.write("out.txt", FOUND);
    let (_, case) = story.begin(&["--attach", "out.txt", "--as-they-are"]);
    let scan = ["report", "scan", "desk", &case, "out.txt", "--key", "one", "--lesson", "l.md"];
    let ended = story.run(&scan, "");
    assert_eq!(ended.code, 1, "{}{}", ended.stdout, ended.stderr);
    assert!(ended.stdout.contains("the file that the reporter attached"), "{}", ended.stdout);
    assert!(ended.stdout.contains("Your own site"), "{}", ended.stdout);
    let lesson = story.folder.read("l.md");
    assert!(lesson.contains("- `") && !FOUND.lines().any(|line| lesson.contains(line)), "{lesson}");
    let acts = story.folder.read(&format!("desk/cases/{case}/acts.jsonl"));
    assert!(acts.contains("scanned") && !acts.contains("out.txt"), "{acts}");
}

#[test]
fn a_letter_says_nothing_of_a_case() {
    let story = Story::new();
    let (_, case) = story.begin(&[]);
    let assign = ["report", "assign", "desk", &case, "--key", "one", "--to", "Records one"];
    story.fails(&[&assign[..], &["--deputy", "Nobody"]].concat(), "", 2, "no handler `Nobody`");
    story.ok(&[&assign[..], &["--deputy", "Records two"]].concat());
    let letters = ["--letters", "letters", "--from", "desk@example.org"];
    let to = ["--to", "Records two=two@example.org", "--to", "oversight=head@example.org"];
    let other = ["--to", "Records nine=nine@example.org"];
    let ended = story.run(&[DUE_IN_MINUTES, &letters, &to, &other].concat(), "");
    assert_eq!(ended.code, 1, "{}{}", ended.stdout, ended.stderr);
    let mut written: Vec<_> = fs::read_dir(story.folder.file("letters")).unwrap().collect();
    assert_eq!(written.len(), 2);
    while let Some(entry) = written.pop() {
        let letter = fs::read_to_string(entry.unwrap().path()).unwrap();
        assert!(letter.contains("two@example.org") || letter.contains("head@example.org"));
        assert!(!letter.contains(&case), "{letter}");
    }
    // What was told once is not told again.
    story.run(&[DUE_IN_MINUTES, &letters, &to, &other].concat(), "");
    assert_eq!(fs::read_dir(story.folder.file("letters")).unwrap().count(), 2);
    let told = story.folder.read("desk/reminded");
    assert!(!told.contains(&case) && !told.contains("Records"), "{told}");
    let wrong =
        [DUE_IN_MINUTES, &letters, &["--to", "Records two=two@example.org\nBcc: x@example.org"]];
    story.fails(&wrong.concat(), "", 2, "write an address");
}

/// A mail program of which only its name and its manners are known.
#[cfg(unix)]
#[test]
fn a_letter_that_nobody_took_goes_out_later() {
    use std::os::unix::fs::PermissionsExt;
    let story = Story::new();
    let (_, case) = story.begin(&["--about", "file:MARKER-ITEM"]);
    let program = |lines: &str| {
        story.folder.write("mail", &format!("#!/bin/sh\n{lines}\n"));
        let rights = fs::Permissions::from_mode(0o755);
        fs::set_permissions(story.folder.file("mail"), rights).unwrap();
    };
    let send =
        ["--send", "./mail", "--from", "desk@example.org", "--to", "Records one=a@example.org"];
    let due = [DUE_IN_MINUTES, &send].concat();
    program("echo the server is away >&2; exit 75");
    story.fails(&due, "", 2, "the server is away");
    program("echo \"$@\" > told; cat >> told");
    assert_eq!(story.run(&due, "").code, 1);
    let told = story.folder.read("told");
    assert!(
        told.starts_with("-t -i -f desk@example.org\nFrom: desk@example.org\nTo: a@"),
        "{told}"
    );
    assert!(!told.contains("MARKER") && !told.contains(&case) && !told.contains('\r'), "{told}");
    program("exit 75");
    assert_eq!(story.run(&due, "").code, 1, "it was sent again");
}

#[test]
fn a_copy_to_hand_over_has_gaps_and_wants_own_words_read() {
    let story = Story::new();
    let said = "Beside the lift I saw the list; ask zhang.wei@example.gov, telephone 13912345678.";
    let receipt = story.seal(
        said,
        "r.obr",
        &["--about", "file:list.csv", "--answer", "harm=spam", "--answer", "fear=MARKER-FEAR"],
    );
    story.arrive("r.obr");
    let case = story.case();
    let copy = |task: &'static str| ["report", "hand-over", task, "desk", &case, "--key", "one"];
    let drafted = story.ok(&[&copy("draft")[..], &["-o", "draft.md"]].concat()).stdout;
    assert!(drafted.contains("Do you fear anything"), "{drafted}");
    let draft = story.folder.read("draft.md");
    for part in ["list.csv", "Beside the lift", "[…]", "spam"] {
        assert!(draft.contains(part), "{part} is not in\n{draft}");
    }
    for part in ["MARKER", "zhang.wei", "13912345678", &case, &receipt] {
        assert!(!draft.contains(part), "{part} is in\n{draft}");
    }
    story.fails(&[&copy("draft")[..], &["-o", "draft.md"]].concat(), "", 2, "is there already");
    let give = [&copy("give")[..], &["--copy", "draft.md", "-o", "copy.md"]].concat();
    story.fails(&give, "", 2, "nobody has accepted");
    story.folder.write("draft.md", &format!("{draft}\nAsk zhang.wei@example.gov."));
    let read = [&give[..], &["--own-words-read"]].concat();
    story.fails(&read, "", 2, "something was found");
    story.folder.write("draft.md", &format!("{draft}\ncase {case}"));
    story.fails(&read, "", 2, "names the case");
    story
        .folder
        .write("draft.md", "# What was reported\n\nA list of addresses is public: list.csv");
    story.ok(&give);
    let handed = story.folder.read("copy.md");
    assert!(handed.ends_with("list.csv"), "{handed}");
    let acts = story.folder.read(&format!("desk/cases/{case}/acts.jsonl"));
    assert_eq!(acts.matches("handed-over").count(), 1, "{acts}");
}

/// What was done is in the ledger without a word of it, and what is taken from the desk is missed.
#[test]
fn acts_are_logged_and_what_is_taken_away_is_missed() {
    let story = Story::new();
    let init = ["ledger", "init", "--origin", "ledger.example.org/2026", "--ledger", "house"];
    story.ok(&[&init[..], &["--high-water", "elsewhere"]].concat());
    let (_, case) = story.begin(&[]);
    let log = ["report", "log", "desk"];
    story.fails(&log, "", 2, "no ledger yet");
    let logged = story.ok(&[&log[..], &["--ledger", "house"]].concat()).stdout;
    assert!(logged.contains("1 act in 1 case"), "{logged}");
    story.ok(&["report", "move", "desk", &case, "triage", "--key", "two"]);
    story.ok_with(&["report", "note", "desk", &case, "--key", "two"], "MARKER-NOTE");
    let logged = story.ok(&log).stdout;
    assert!(logged.contains("Nothing new") && logged.contains("3 acts in 1 case"), "{logged}");
    let audit = story.ok(&["ledger", "audit", "--ledger", "house"]).stdout;
    assert!(audit.contains("3 opened") && audit.contains("0 faults"), "{audit}");
    for path in files_below(&story.folder.file("house")) {
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        assert!(!text.contains("MARKER") && !text.contains(&case), "{}", path.display());
    }
    let init = ["ledger", "init", "--origin", "ledger.example.org/next", "--ledger", "next"];
    story.ok(&[&init[..], &["--high-water", "elsewhere-next"]].concat());
    let logged = story.ok(&[&log[..], &["--ledger", "next"]].concat()).stdout;
    assert!(logged.contains("3 acts were logged") && logged.contains("3 acts in 1"), "{logged}");
    let acts = format!("desk/cases/{case}/acts.jsonl");
    let whole = story.folder.read(&acts);
    // The end of a record, of which the record itself says nothing.
    let first = whole.lines().next().unwrap();
    story.folder.write(&acts, &format!("{first}\n"));
    let ended = story.run(&log, "");
    assert_eq!((ended.code, ended.stdout.matches("was taken away").count()), (1, 2));
    // Lines of a second history, in the place of those that were taken.
    story.ok(&["report", "assess", "desk", &case, "unlikely", "--key", "one"]);
    assert_eq!(story.run(&log, "").code, 1);
    story.folder.write(&acts, &whole);
    fs::rename(story.folder.file("desk/cases"), story.folder.file("gone")).unwrap();
    fs::create_dir(story.folder.file("desk/cases")).unwrap();
    let ended = story.run(&log, "");
    assert_eq!((ended.code, ended.stdout.matches("was taken away").count()), (1, 4));
}

#[test]
fn the_script_of_the_pages_is_logged_and_checked_offline() {
    let story = Story::new();
    let init = ["ledger", "init", "--origin", "ledger.example.org/2026", "--ledger", "house"];
    story.ok(&[&init[..], &["--high-water", "elsewhere"]].concat());
    let write = ["report", "script", "write", "-o"];
    story.ok(&[&write[..], &["alone.js"]].concat());
    story.ok(&[&write[..], &["seal.js", "--ledger", "house"]].concat());
    let check = ["report", "script", "check"];
    let alone = story.ok(&[&check[..], &["alone.js"]].concat()).stdout;
    assert!(alone.contains("byte for byte") && alone.contains("No proof"), "{alone}");
    let trust = ["--trust", "house/trust"];
    let proven = story.ok(&[&check[..], &["seal.js"], &trust].concat()).stdout;
    assert!(proven.contains("entry 0 of the ledger ledger.example.org/2026"), "{proven}");
    let script = story.folder.read("seal.js");
    story.folder.write("other.js", &format!("{script} "));
    let other = ["other.js", "--proof", "seal.js.tlog-proof"];
    let ended = story.run(&[&check[..], &other, &trust].concat(), "");
    assert!(ended.code == 1 && ended.stdout.contains("Do not trust"), "{}", ended.stdout);
    let serve = ["report", "serve", "--channel", "desk/channel", "--arrivals", "desk/in"];
    let proof = ["--answers", "desk/out", "--script-proof", "other.js"];
    story.fails(&[&serve[..], &proof].concat(), "", 2, "is no proof of the script");
}
