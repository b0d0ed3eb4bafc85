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
    // What runs in minutes is over when its day has begun.
    let due = ["report", "due", "desk", "--key", "one", "--clock", "cn-network-incident"];
    let letters = ["--letters", "letters", "--from", "desk@example.org"];
    let to = ["--to", "Records two=two@example.org", "--to", "oversight=head@example.org"];
    let other = ["--to", "Records nine=nine@example.org"];
    let ended = story.run(&[&due[..], &letters, &to, &other].concat(), "");
    assert_eq!(ended.code, 1, "{}{}", ended.stdout, ended.stderr);
    let mut written: Vec<_> = fs::read_dir(story.folder.file("letters")).unwrap().collect();
    assert_eq!(written.len(), 2);
    while let Some(entry) = written.pop() {
        let letter = fs::read_to_string(entry.unwrap().path()).unwrap();
        assert!(letter.contains("two@example.org") || letter.contains("head@example.org"));
        assert!(!letter.contains(&case), "{letter}");
    }
    let wrong = [&due[..], &letters, &["--to", "Records two=two@example.org\nBcc: x@example.org"]];
    story.fails(&wrong.concat(), "", 2, "ROLE=ADDRESS");
}
