//! A report from its sealing to its end, and what must not be possible on the way.

#![expect(clippy::unwrap_used, reason = "what a test needs is there, or the test fails")]

mod action;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use crate::support::{Ended, FOUND, Folder, ended};

/// Asks by a clock that runs in minutes, and where the day began first: at any time it is over.
#[rustfmt::skip]
const DUE_IN_MINUTES: &[&str] = &[
    "report", "due", "desk", "--key", "one", "--clock", "cn-network-incident", "--zone", "+14:00",
];

/// A desk with two handlers, and what reporters have.
struct Story {
    folder: Folder,
}

impl Story {
    fn new() -> Self {
        let story = Self { folder: Folder::new(&[]) };
        for name in ["one", "two", "stranger", "keeper"] {
            story.ok(&["report", "keygen", name, "--name", &format!("Records {name}")]);
        }
        let new = ["report", "channel", "new", "desk", "--name", "Harbour office"];
        let handlers = ["--handler", "one.card", "--handler", "two.card"];
        let cards = [&handlers[..], &["--custodian", "keeper.card"]].concat();
        story.ok(&[&new[..], &cards[..]].concat());
        story
    }

    fn ok(&self, args: &[&str]) -> Ended {
        self.ok_with(args, "")
    }

    fn ok_with(&self, args: &[&str], input: &str) -> Ended {
        let ended = self.run(args, input);
        assert_eq!(ended.code, 0, "{args:?}\n{}{}", ended.stdout, ended.stderr);
        ended
    }

    fn fails(&self, args: &[&str], input: &str, code: i32, says: &str) {
        let ended = self.run(args, input);
        assert_eq!(ended.code, code, "{args:?}\n{}{}", ended.stdout, ended.stderr);
        assert!(ended.stderr.contains(says), "{args:?}\n{}", ended.stderr);
    }

    fn run(&self, args: &[&str], input: &str) -> Ended {
        let mut command = self.folder.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A command that does not read closes its end.
        let _written = stdin.write_all(input.as_bytes());
        drop(stdin);
        ended(child.wait_with_output().unwrap())
    }

    /// Seals a report into `file` and returns its receipt.
    fn seal(&self, text: &str, file: &str, more: &[&str]) -> String {
        let args = ["report", "seal", "--to", "desk/channel", "--text", "-", "-o", file];
        let sealed = self.ok_with(&[&args[..], more].concat(), text);
        receipt(&sealed.stdout)
    }

    /// Returns the first case that the inbox lists.
    fn case(&self) -> String {
        let listed = self.ok(&["report", "inbox", "desk", "--key", "one"]).stdout;
        let is_case = |word: &&str| word.len() == 12 && word.bytes().all(|b| b.is_ascii_hexdigit());
        listed.split_whitespace().find(is_case).unwrap().to_owned()
    }

    fn arrive(&self, file: &str) {
        fs::rename(self.folder.file(file), self.folder.file("desk/in").join(file)).unwrap();
    }

    fn answers(&self) -> String {
        let boxes = fs::read_dir(self.folder.file("desk/out")).unwrap();
        let path = boxes.map(|entry| entry.unwrap().path()).next().unwrap();
        path.strip_prefix(self.folder.path()).unwrap().to_str().unwrap().to_owned()
    }
}

/// Returns the line of eight plain words.
fn receipt(stdout: &str) -> String {
    let is_word = |word: &str| word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let is_receipt = |line: &&str| line.split(' ').count() == 8 && line.split(' ').all(is_word);
    let line = stdout.lines().map(str::trim).find(is_receipt);
    line.unwrap_or_else(|| panic!("no receipt in\n{stdout}")).to_owned()
}

fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files
}

#[test]
fn a_report_is_sealed_answered_followed_up_and_closed() {
    let story = Story::new();
    story.folder.write("plan.txt", "a plan with nothing in it");
    let more = ["--about", "file:plan.txt", "--answer", "reach=anyone", "--attach", "plan.txt"];
    let receipt = story.seal("MARKER-TEXT on page 3", "r.obr", &more);
    story.arrive("r.obr");
    let case = story.case();
    let open = ["report", "open", "desk", &case, "--key", "two", "--save", "saved"];
    let shown = story.ok(&open).stdout;
    for part in ["MARKER-TEXT on page 3", "about the file plan.txt", "Who can see it now? anyone"] {
        assert!(shown.contains(part), "{shown}");
    }
    assert_eq!(story.folder.read("saved/01-plan.txt"), "a plan with nothing in it");
    story.ok_with(&["report", "reply", "desk", &case, "--key", "one"], "Thank you. Which page?");
    let answers = story.answers();
    let read = ["report", "read", &answers, "--to", "desk/channel", "--save-proof", "proof.json"];
    let answer = story.ok_with(&read, &receipt).stdout;
    assert!(
        answer.contains("Thank you. Which page?") && answer.contains("Records one"),
        "{answer}"
    );
    let follow = ["report", "seal", "--to", "desk/channel", "--text", "t", "-o", "f.obr"];
    story.folder.write("t", "Page 7 too");
    story.ok_with(&[&follow[..], &["--follow-up"]].concat(), &receipt);
    story.arrive("f.obr");
    assert!(story.case() == case, "a follow-up made a case of its own");
    assert!(story.ok(&open[..6]).stdout.contains("Page 7 too"));
    story.ok(&["report", "move", "desk", &case, "action", "--key", "one"]);
    story.folder.write("last", "It was taken down.");
    let close = ["report", "close", "desk", &case, "--key", "one", "--outcome", "substantiated"];
    let closed = story.ok(&[&close[..], &["--text", "last"]].concat()).stdout;
    assert!(closed.contains("closed: substantiated"), "{closed}");
    let read = ["report", "read", &answers, "--to", "desk/channel"];
    let answer = story.ok_with(&read, &receipt).stdout;
    assert!(answer.contains("2 messages of yours") && answer.contains("taken down"), "{answer}");
    let verify = ["report", "verify-receipt", "proof.json", "--to", "desk/channel"];
    assert!(story.ok(&verify).stdout.contains("The proof holds"));
}

/// What the ledger confirms holds for one report and one day, and no byte of it can be changed.
#[test]
fn a_ledger_confirms_the_delivery() {
    let story = Story::new();
    let init = ["ledger", "init", "--origin", "ledger.example.org/2026", "--ledger", "house"];
    story.ok(&[&init[..], &["--high-water", "elsewhere"]].concat());
    let receipt = story.seal("A plan is public.", "r.obr", &[]);
    fs::copy(story.folder.file("r.obr"), story.folder.file("kept.obr")).unwrap();
    story.arrive("r.obr");
    let case = story.case();
    let reply = ["report", "reply", "desk", &case, "--key", "one"];
    story.ok_with(&reply, "Thank you.");
    story.ok_with(&[&reply[..], &["--ledger", "house"]].concat(), "It is logged.");
    story.ok_with(&[&reply[..], &["--ledger", "house"]].concat(), "It is logged once.");
    let answers = story.answers();
    let read = ["report", "read", &answers, "--to", "desk/channel", "--save-proof", "proof.json"];
    story.ok_with(&read, &receipt);
    let verify = |proof: &str| {
        let args = ["report", "verify-receipt", proof, "--to", "desk/channel"];
        story.run(&[&args[..], &["--report", "kept.obr", "--trust", "house/trust"]].concat(), "")
    };
    let held = verify("proof.json");
    assert!(held.code == 0 && held.stdout.contains("entry 0"), "{}{}", held.stdout, held.stderr);
    let audit = story.ok(&["ledger", "audit", "--ledger", "house"]).stdout;
    assert!(audit.contains("1 opened") && audit.contains("0 faults"), "{audit}");
    let text = fs::read_to_string(story.folder.file("proof.json")).unwrap();
    let start = text.find("\"ledger\"").unwrap() + "\"ledger\": \"c2sp.org".len();
    // Behind it stand signatures of more keys than one, of which one that holds is enough.
    let end = text.find('\u{2014}').unwrap();
    for place in (start..end).step_by(97) {
        let mut changed = text.clone().into_bytes();
        changed[place] = if changed[place] == b'x' { b'y' } else { b'x' };
        fs::write(story.folder.file("changed.json"), changed).unwrap();
        assert_ne!(verify("changed.json").code, 0, "byte {place}");
    }
}

#[test]
fn a_bulletin_repeats_nothing_and_is_approved_by_two() {
    let story = Story::new();
    let said = "I saw the plan in the canteen on Tuesday after lunch.";
    story.seal(said, "r.obr", &["--about", "file:harbour-plan.pdf"]);
    story.arrive("r.obr");
    let case = story.case();
    let bulletin = |task: &'static str| ["report", "bulletin", task, "desk", &case, "--key", "one"];
    let (draft, publish) = (bulletin("draft"), bulletin("publish"));
    let draft = [&draft[..], &["-o", "draft.md"]].concat();
    story.fails(&draft, "", 2, "is not closed");
    let close = ["report", "close", "desk", &case, "--key", "one", "--outcome", "substantiated"];
    story.ok(&close);
    story.ok(&draft);
    let text = story.folder.read("draft.md");
    assert!(text.starts_with("# A file went out") && !text.contains("harbour"), "{text}");
    let second = ["--second-key", "two"];
    let publish = [&publish[..], &["--draft", "draft.md", "-o", "out.md"]].concat();
    let by_two = [&publish[..], &second].concat();
    story.fails(&by_two, "", 2, "is not filled in");
    let fill = |words: &str| story.folder.write("draft.md", &text.replace("[…]", words));
    fill("Someone said: \"I saw the plan in the canteen on Tuesday\".");
    story.fails(&by_two, "", 2, "repeats words");
    fill("The file Harbour-Plan.pdf.");
    story.fails(&by_two, "", 2, "names the item");
    fill("Ask zhang.wei@example.gov, telephone 13912345678.");
    story.fails(&by_two, "", 2, "something was found");
    fill("A drawing showed more than it should. Flatten drawings before they go out.");
    story.fails(&publish, "", 1, "two handlers");
    assert!(!story.folder.file("out.md").exists());
    story.ok(&by_two);
    assert_eq!(story.folder.read("out.md"), story.folder.read("draft.md"));
}

/// Publishes a bulletin of a closed case with a ledger; returns what the audit says.
fn published(story: &Story, first: &[&str], publish: &[&str]) -> Ended {
    let init = ["ledger", "init", "--origin", "ledger.example.org/2026", "--ledger", "house"];
    story.ok(&init);
    story.seal("A plan is public.", "r.obr", &[]);
    story.arrive("r.obr");
    let case = story.case();
    story.ok(&["report", "close", "desk", &case, "--key", "one", "--outcome", "substantiated"]);
    story.folder.write("draft.md", "# A plan went out\n\nFlatten drawings.\n");
    let bulletin = ["report", "bulletin", "publish", "desk", &case, "--draft", "draft.md"];
    let bulletin = [&bulletin[..], &["-o", "out.md", "--ledger", "house"]].concat();
    if !first.is_empty() {
        story.fails(&[&bulletin[..], first].concat(), "", 1, "two handlers");
    }
    let told = story.ok(&[&bulletin[..], publish].concat());
    assert!(told.stderr.contains("Records-one"), "{}", told.stderr);
    story.run(&["ledger", "audit", "--ledger", "house"], "")
}

#[test]
fn the_audit_takes_two_approvals_of_a_bulletin_for_its_decision() {
    let at_once = ["--key", "one", "--second-key", "two"];
    let one_after_another = (&["--key", "one"][..], &["--key", "two"][..]);
    for (first, publish) in [(&[][..], &at_once[..]), one_after_another] {
        let story = Story::new();
        let audit = published(&story, first, publish);
        let said = &audit.stdout;
        assert!(audit.code == 0 && said.contains("0 faults"), "{said}{}", audit.stderr);
        assert!(said.contains("1 decisions") && said.contains("1 releases"), "{said}");
        let verify = ["verify", "out.md", "--trust", "house/trust"];
        story.ok(&verify);
        // The proof beside the bulletin names nobody.
        let proof = story.folder.read("out.md.tlog-proof");
        assert!(!proof.contains("Records"), "{proof}");
    }
}

#[test]
fn a_bulletin_is_logged_later_by_two_as_well() {
    let story = Story::new();
    story.ok(&["ledger", "init", "--origin", "ledger.example.org/2026", "--ledger", "house"]);
    story.seal("A plan is public.", "r.obr", &[]);
    story.arrive("r.obr");
    let case = story.case();
    story.ok(&["report", "close", "desk", &case, "--key", "one", "--outcome", "substantiated"]);
    story.folder.write("draft.md", "# A plan went out\n\nFlatten drawings.\n");
    let publish = ["report", "bulletin", "publish", "desk", &case, "--draft", "draft.md"];
    let publish = [&publish[..], &["--key", "one", "-o"]].concat();
    story.ok(&[&publish[..], &["out.md", "--second-key", "two"]].concat());
    let alone = [&publish[..], &["again.md", "--ledger", "house"]].concat();
    story.fails(&alone, "", 2, "only 1 handler has approved");
    let both = [&publish[..], &["both.md", "--ledger", "house", "--second-key", "two"]].concat();
    story.ok(&both);
    story.ok(&["ledger", "audit", "--ledger", "house"]);
}

#[test]
fn the_audit_names_a_bulletin_with_one_approval() {
    let story = Story::new();
    let audit = published(&story, &[], &["--key", "one", "--second-key", "two"]);
    assert_eq!(audit.code, 0, "{}", audit.stdout);
    // One of the two is not believed any more.
    let trust = story.folder.read("house/trust");
    let without = trust.lines().filter(|line| !line.starts_with("handler Records-two"));
    story.folder.write("house/trust", &(without.collect::<Vec<_>>().join("\n") + "\n"));
    let audit = story.run(&["ledger", "audit", "--ledger", "house"], "");
    assert_eq!(audit.code, 1);
    assert!(audit.stdout.contains("signed by 1 of 2 people"), "{}", audit.stdout);
}

#[test]
fn nothing_of_a_report_stands_in_clear_on_the_desk() {
    let story = Story::new();
    story.folder.write("MARKER-NAME.txt", "MARKER-FILE");
    let more = ["--about", "page:MARKER-ITEM", "--attach", "MARKER-NAME.txt"];
    let receipt = story.seal("MARKER-TEXT", "r.obr", &more);
    story.arrive("r.obr");
    let case = story.case();
    story.ok_with(&["report", "reply", "desk", &case, "--key", "one"], "MARKER-REPLY");
    story.ok_with(&["report", "note", "desk", &case, "--key", "one"], "MARKER-NOTE");
    let words: Vec<&str> = receipt.split(' ').collect();
    for path in files_below(&story.folder.file("desk")) {
        let name = path.to_string_lossy().into_owned();
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        assert!(!name.contains("MARKER") && !text.contains("MARKER"), "{name}");
        assert!(!text.contains(&words[..2].join(" ")), "{name}");
    }
}

#[test]
fn who_is_not_meant_opens_nothing() {
    let story = Story::new();
    let receipt = story.seal("the text", "r.obr", &[]);
    let other = story.seal("another text", "o.obr", &[]);
    story.arrive("r.obr");
    let case = story.case();
    let open = ["report", "open", "desk", &case, "--key", "stranger"];
    story.fails(&open, "", 2, "not a handler");
    story.ok_with(&["report", "reply", "desk", &case, "--key", "one"], "An answer.");
    let answers = story.answers();
    let read = ["report", "read", &answers, "--to", "desk/channel"];
    story.fails(&read, &other, 2, "none of the keys");
    let mistyped = receipt.split(' ').rev().collect::<Vec<_>>().join(" ");
    story.fails(&read, &mistyped, 2, "does not fit");
    story.fails(&read, "", 2, "a receipt has 8 words");
}

#[test]
fn a_forged_or_lost_answer_is_told() {
    let story = Story::new();
    let receipt = story.seal("the text", "r.obr", &[]);
    story.arrive("r.obr");
    let case = story.case();
    for text in ["first", "second"] {
        story.ok_with(&["report", "reply", "desk", &case, "--key", "one"], text);
    }
    let answers = story.answers();
    let read = ["report", "read", &answers, "--to", "desk/channel"];
    story.ok_with(&read, &receipt);
    fs::remove_file(story.folder.file(&answers).join("0001.age")).unwrap();
    let ended = story.run(&read, &receipt);
    assert_eq!(ended.code, 1);
    assert!(ended.stderr.contains("is missing") && ended.stdout.contains("second"));
}

#[test]
fn a_record_that_was_changed_stops_the_case() {
    let story = Story::new();
    story.seal("the text", "r.obr", &[]);
    story.arrive("r.obr");
    let case = story.case();
    let acts = format!("desk/cases/{case}/acts.jsonl");
    let changed = story.folder.read(&acts).replace("\"door\":\"file\"", "\"door\":\"web\"");
    story.folder.write(&acts, &changed);
    let open = ["report", "open", "desk", &case, "--key", "one"];
    story.fails(&open, "", 2, "not signed by enough handlers");
}

#[test]
fn what_needs_two_persons_is_not_done_by_one() {
    let story = Story::new();
    story.seal("the text", "r.obr", &[]);
    story.arrive("r.obr");
    let case = story.case();
    let close = ["report", "close", "desk", &case, "--key", "one", "--outcome", "knowingly-false"];
    story.fails(&close, "", 1, "two handlers");
    let with = |second| [&close[..], &["--second-key", second]].concat();
    story.fails(&with("one"), "", 2, "two different handlers");
    story.fails(&with("stranger"), "", 2, "not a handler here");
    let export = ["report", "export", "desk", &case, "--key", "one", "--to", "stranger.card"];
    let export = [&export[..], &["-o", "case.obc"]].concat();
    story.fails(&export, "", 1, "two handlers");
    story.ok(&[&export[..], &["--second-key", "two"]].concat());
    assert!(fs::read(story.folder.file("case.obc")).unwrap().starts_with(b"age-encryption.org/v1"));
    story.ok(&with("two"));
    story.ok(&["report", "destroy", "desk", &case, "--key", "one", "--second-key", "two"]);
    let open = ["report", "open", "desk", &case, "--key", "one"];
    story.fails(&open, "", 2, "was destroyed");
    assert!(story.ok(&["report", "inbox", "desk", "--key", "two"]).stdout.contains("destroyed"));
}

#[test]
fn what_identifies_the_reporter_stops_the_sealing() {
    let story = Story::new();
    story.folder.write("staff.txt", FOUND);
    let args = ["report", "seal", "--to", "desk/channel", "--text", "-", "-o", "r.obr"];
    let args = [&args[..], &["--attach", "staff.txt"]].concat();
    story.fails(&args, "the text", 2, "nothing was sealed");
    assert!(!story.folder.file("r.obr").exists());
    story.seal("the text", "r.obr", &["--attach", "staff.txt", "--as-they-are"]);
}

/// What a page says in its comments is not in the copy that handlers read.
#[test]
fn a_cleaned_copy_goes_along_or_goes_alone() {
    let story = Story::new();
    story.folder.write("page.html", "<!-- by K. MARKER --><p>The gate is shown here.</p>");
    let with = |how| ["--attach", "page.html", "--as-they-are", "--clean", how];
    story.seal("the text", "r.obr", &with("beside"));
    story.arrive("r.obr");
    let case = story.case();
    let open = ["report", "open", "desk", &case, "--key", "one", "--save", "both"];
    assert!(story.ok(&open).stdout.contains("the cleaned copy"));
    assert!(story.folder.read("both/01-page.html").contains("MARKER"));
    let copy = story.folder.read("both/02-page.html");
    assert!(copy.contains("The gate is shown here.") && !copy.contains("MARKER"), "{copy}");
    story.seal("the text", "s.obr", &with("instead"));
    fs::remove_dir_all(story.folder.file("desk/cases")).unwrap();
    story.arrive("s.obr");
    let case = story.case();
    story.ok(&["report", "open", "desk", &case, "--key", "one", "--save", "alone"]);
    assert!(!story.folder.read("alone/01-page.html").contains("MARKER"));
    assert!(!story.folder.file("alone/02-page.html").exists());
}

#[test]
fn a_receipt_is_never_sent_and_a_chinese_one_works() {
    let story = Story::new();
    let words = ["--words", "chinese"];
    let args = ["report", "seal", "--to", "desk/channel", "--text", "-", "-o", "r.obr"];
    let sealed = story.ok_with(&[&args[..], &words].concat(), "举报内容").stdout;
    let line = sealed.lines().find(|line| line.trim().chars().count() == 9).unwrap();
    story.arrive("r.obr");
    story.fails(&args, line, 2, "the text is a receipt");
    let case = story.case();
    story.ok_with(&["report", "reply", "desk", &case, "--key", "one"], "已收到。");
    let answers = story.answers();
    let read = ["report", "read", &answers, "--to", "desk/channel"];
    assert!(story.ok_with(&read, line).stdout.contains("已收到。"));
}

#[test]
fn handlers_come_and_go_and_no_message_is_touched() {
    let story = Story::new();
    story.seal("before", "r.obr", &[]);
    story.arrive("r.obr");
    let case = story.case();
    let before =
        fs::read(story.folder.file(&format!("desk/cases/{case}/messages/0001.age"))).unwrap();
    story.ok(&["report", "channel", "add", "desk", "stranger.card", "--key", "one"]);
    let open = ["report", "open", "desk", &case, "--key", "stranger"];
    assert!(story.ok(&open).stdout.contains("before"));
    story.ok(&["report", "channel", "remove", "desk", "Records two", "--key", "one"]);
    story.fails(&["report", "open", "desk", &case, "--key", "two"], "", 2, "not a handler");
    let after =
        fs::read(story.folder.file(&format!("desk/cases/{case}/messages/0001.age"))).unwrap();
    assert!(before == after, "a message was sealed anew");
    story.seal("after", "s.obr", &[]);
    story.arrive("s.obr");
    story.ok(&["report", "inbox", "desk", "--key", "stranger"]);
}

#[test]
fn a_second_copy_and_a_stranger_report_are_told() {
    let story = Story::new();
    story.seal("the text", "r.obr", &[]);
    fs::copy(story.folder.file("r.obr"), story.folder.file("desk/in/copy.obr")).unwrap();
    story.arrive("r.obr");
    let listed = story.ok(&["report", "inbox", "desk", "--key", "one"]).stdout;
    assert!(listed.contains("a second copy"), "{listed}");
    story.folder.write("desk/in/x.obr", "no report at all");
    let ended = story.run(&["report", "inbox", "desk", "--key", "one"], "");
    assert_eq!(ended.code, 1);
    assert!(ended.stderr.contains("Left where it is"), "{}", ended.stderr);
    assert!(story.folder.file("desk/in/x.obr").exists());
}

#[test]
fn a_sealed_key_opens_with_its_passphrase_alone() {
    let story = Story::new();
    story.folder.write("pass", "five words drawn at random\n");
    story.folder.write("wrong", "five words drawn at leisure\n");
    let keygen = ["report", "keygen", "sealed", "--name", "Records 4", "--passphrase-file", "pass"];
    story.ok(&keygen);
    assert!(story.folder.read("sealed").starts_with("-----BEGIN AGE ENCRYPTED FILE-----"));
    story.ok(&["report", "channel", "add", "desk", "sealed.card", "--key", "one"]);
    let inbox = ["report", "inbox", "desk", "--key", "sealed"];
    story.fails(&inbox, "", 2, "it is sealed");
    story.fails(&[&inbox[..], &["--passphrase-file", "wrong"]].concat(), "", 2, "none of the keys");
    story.ok(&[&inbox[..], &["--passphrase-file", "pass"]].concat());
}

#[test]
fn telephone_and_paper_need_agreement_and_give_a_receipt() {
    let story = Story::new();
    let enter = ["report", "enter", "desk", "--key", "one", "--door", "telephone"];
    story.fails(&enter, "the text", 2, "agreement");
    let entered = story.ok_with(&[&enter[..], &["--agreed-and-read-back"]].concat(), "by phone");
    assert_eq!(receipt(&entered.stdout).split(' ').count(), 8);
    let case = story.case();
    let open = ["report", "open", "desk", &case, "--key", "two"];
    assert!(story.ok(&open).stdout.contains("by phone"));
}

#[test]
fn security_txt_is_made_and_checked() {
    let story = Story::new();
    let made = story.ok(&["report", "security-txt", "make", "--contact", "mailto:a@b.example"]);
    story.folder.write("security.txt", &made.stdout);
    story.ok(&["report", "security-txt", "check", "security.txt"]);
    story.folder.write("bad.txt", "Contact: http://b.example/\n");
    let checked = story.run(&["report", "security-txt", "check", "bad.txt"], "");
    assert_eq!(checked.code, 1);
    assert!(checked.stdout.contains("line 1") && checked.stdout.contains("`Expires`"));
}

#[test]
fn clocks_say_until_when_and_what_was_looked_at() {
    let story = Story::new();
    let listed = story.ok(&["report", "clocks"]).stdout;
    assert!(listed.contains("gdpr-breach") && listed.contains("reference page"), "{listed}");
    let from = "2026-12-19T12:00:00+01:00";
    story.folder.write("days", "# closed\n2026-12-28\n");
    let clock = ["report", "clocks", "eu-whistleblower", "--from", from, "--holidays", "days"];
    let due = story.ok(&clock).stdout;
    assert!(due.contains("acknowledge to the reporter: until the end of 2026-12-29"), "{due}");
    story.fails(&["report", "clocks", "no-such-clock"], "", 2, "there is no clock");
    story.fails(&["report", "clocks", "nis2", "--from", "today"], "", 2, "write a moment");
    story.seal("the text", "r.obr", &[]);
    story.arrive("r.obr");
    story.case();
    let over = story.run(DUE_IN_MINUTES, "");
    assert_eq!(over.code, 1, "{}", over.stdout);
    assert!(over.stdout.contains("DUE") && !over.stdout.contains("the text"));
    let later = ["report", "due", "desk", "--key", "one", "--clock", "eu-whistleblower"];
    assert!(story.ok(&later).stdout.contains("Nothing is due"));
    let figures = story.ok(&["report", "indicators", "desk", "--key", "one"]).stdout;
    assert_eq!(figures.lines().count(), 15);
    assert!(figures.contains("fewer than five cases") && !figures.contains(": 1\n"), "{figures}");
}
