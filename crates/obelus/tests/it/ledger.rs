//! A decision by two people, from the scan to the proof, and what goes wrong.

#![cfg(feature = "server")]

use crate::support::{FOUND, Folder};

const TEXT: &str = "The library opens at nine.\n";

/// A folder with a ledger, two people who decide, and a file that says nothing.
fn house() -> Folder {
    let folder = Folder::new(&[("minutes.txt", TEXT), ("list.txt", FOUND)]);
    ok(&folder, &["init", "--origin", "ledger.example.org/releases/2026", "--high-water", "hw"]);
    for name in ["anna", "bert"] {
        let key = format!("{name}.key");
        let line = ok(&folder, &["keygen", &format!("{name}.example.org"), "--output", &key]);
        let trust = folder.read("ledger/trust");
        folder.write("ledger/trust", &format!("{trust}{line}"));
    }
    folder
}

fn ledger(folder: &Folder, args: &[&str]) -> (i32, String) {
    let all: Vec<&str> = [&["ledger", "--ledger", "ledger"], args].concat();
    let ended = folder.run(&all);
    (ended.code, ended.stdout + &ended.stderr)
}

/// Runs a command that must end well, and returns what it says on stdout.
fn ok(folder: &Folder, args: &[&str]) -> String {
    let all: Vec<&str> = [&["ledger", "--ledger", "ledger"], args].concat();
    let ended = folder.run(&all);
    assert_eq!(ended.code, 0, "{args:?}\n{}{}", ended.stdout, ended.stderr);
    ended.stdout
}

fn verify(folder: &Folder, file: &str) -> (i32, String) {
    let ended = folder.run(&["verify", file, "--trust", "ledger/trust"]);
    (ended.code, ended.stdout + &ended.stderr)
}

/// Logs a decision by those people about a file, and returns its entry.
fn decide(folder: &Folder, file: &str, people: &[&str]) -> (i32, String) {
    let _gone = std::fs::remove_file(folder.file("disclosures"));
    let said = ok(folder, &["scan", file, "--disclosures", "disclosures"]);
    let line = said.lines().next().expect("a line is said");
    let numbers =
        line.split("entries ").nth(1).expect("the line names its entries").trim_end_matches('.');
    let (scan, findings) = numbers.split_once(", ").expect("two entries are named");
    let about = ["--about", scan, "--about", findings];
    let rest = ["--verdict", "release", "--basis", "act-5", "--output", "decision.json"];
    ok(folder, &[&["decision"], &about[..], &rest[..]].concat());
    for name in people {
        let said = ok(folder, &["sign", "decision.json", "--key", &format!("{name}.key")]);
        assert!(said.contains("\"verdict\":\"release\""), "who signs sees what: {said}");
    }
    ledger(folder, &["append", "decision.json"])
}

#[test]
fn a_decision_by_two_people_goes_out_with_its_proof() {
    let folder = house();
    let (code, entry) = decide(&folder, "minutes.txt", &["anna", "bert"]);
    assert_eq!(code, 0, "{entry}");
    ok(&folder, &["release", "minutes.txt", "--decision", entry.trim()]);
    let (code, said) = verify(&folder, "minutes.txt");
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("VERIFIED: minutes.txt") && said.contains("2 people"), "{said}");
    assert!(said.contains("Not checked"), "{said}");
    let args = ["--lang", "zh-Hans", "verify", "minutes.txt", "--trust", "ledger/trust"];
    let said = folder.run(&args).stdout;
    assert!(said.contains("未发现问题") && !said.contains("nothing"), "{said}");
    let said = ok(&folder, &["audit"]);
    assert!(said.contains("1 decisions, 1 releases; 0 faults"), "{said}");
    assert!(ok(&folder, &["fsck"]).contains("0 damages"));
    // The proof that goes out names no person.
    let proof = folder.read("minutes.txt.tlog-proof");
    assert!(!proof.contains("anna"));
    folder.write("minutes.txt", "The library opens at ten.\n");
    let (code, said) = verify(&folder, "minutes.txt");
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("NOT VERIFIED") && said.contains("help:"), "{said}");
}

#[test]
fn one_person_is_not_two() {
    let folder = house();
    for people in [&["anna"][..], &["anna", "anna"], &[]] {
        let (code, said) = decide(&folder, "minutes.txt", people);
        assert_eq!(code, 1, "{said}");
        assert!(said.contains("of 2 people"), "{said}");
    }
    assert!(ok(&folder, &["audit"]).contains("0 decisions"));
}

#[test]
fn what_must_not_go_out_is_not_released_without_two_people() {
    let folder = house();
    let (code, said) = ledger(&folder, &["release", "list.txt"]);
    assert_eq!(code, 1, "{said}");
    assert!(!folder.file("list.txt.tlog-proof").exists());
    // A release without a decision is possible where nothing was found, and the audit names it.
    ok(&folder, &["release", "minutes.txt"]);
    let (code, said) = ledger(&folder, &["audit"]);
    assert_eq!(code, 1);
    assert!(said.contains("a release without a decision"), "{said}");
}

#[test]
fn an_erased_entry_leaves_a_tombstone() {
    let folder = house();
    let (_, entry) = decide(&folder, "minutes.txt", &["anna", "bert"]);
    ok(&folder, &["erase", entry.trim(), "--basis", "art-17"]);
    let said = ok(&folder, &["audit"]);
    assert!(said.contains(" 1 erased") && said.contains("0 faults"), "{said}");
    let (code, _) = ledger(&folder, &["erase", entry.trim(), "--basis", "art-17"]);
    assert_eq!(code, 2);
    let (code, _) = ledger(&folder, &["disclose", entry.trim(), "--output", "shown"]);
    assert_eq!(code, 2);
}

#[test]
fn an_entry_can_be_shown_and_checked() {
    let folder = house();
    let (_, entry) = decide(&folder, "minutes.txt", &["anna", "bert"]);
    ok(&folder, &["disclose", entry.trim(), "--output", "shown"]);
    let ended =
        folder.run(&["verify", "minutes.txt", "--proof", "shown", "--trust", "ledger/trust"]);
    // It opens, and is a decision, not the release of a file.
    assert_eq!(ended.code, 1);
    assert!(ended.stdout.contains("attest/decision/v1") || ended.stdout.contains("believe"));
}

#[test]
fn verify_says_what_it_could_not_read() {
    let folder = house();
    let (code, said) = verify(&folder, "minutes.txt");
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("NOT CHECKED") && said.contains("minutes.txt.tlog-proof"), "{said}");
    folder.write("minutes.txt.tlog-proof", "nonsense");
    let (code, said) = verify(&folder, "minutes.txt");
    assert_eq!(code, 1, "{said}");
    let ended = folder.run(&["verify", "minutes.txt"]);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("trust"), "{}", ended.stderr);
}

#[test]
fn a_restored_backup_freezes_and_recovers_from_the_public_copy() {
    let folder = house();
    let backup = std::fs::read(folder.file("ledger/ledger.db")).unwrap();
    ok(&folder, &["release", "minutes.txt"]);
    ok(&folder, &["export", "--output", "mirror"]);
    std::fs::write(folder.file("ledger/ledger.db"), backup).unwrap();
    let (code, said) = ledger(&folder, &["checkpoint"]);
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("FROZEN") && said.contains("high-water"), "{said}");
    let said = ok(&folder, &["recover", "--from", "mirror/public"]);
    assert!(said.contains("what opens them is lost"), "{said}");
    ok(&folder, &["checkpoint"]);
    assert_eq!(ledger(&folder, &["audit"]).0, 1);
    // The proof that went out still holds.
    assert_eq!(verify(&folder, "minutes.txt").0, 0);
}

#[cfg(unix)]
#[test]
fn a_key_that_others_may_read_is_not_used() {
    use std::os::unix::fs::PermissionsExt;
    let folder = house();
    let path = folder.file("ledger/keys/log.key");
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let (code, said) = ledger(&folder, &["checkpoint"]);
    assert_eq!(code, 2);
    assert!(said.contains("others may read") && said.contains("chmod 600"), "{said}");
}

#[test]
fn a_folder_without_a_ledger_is_told() {
    let folder = Folder::new(&[]);
    let (code, said) = ledger(&folder, &["audit"]);
    assert_eq!(code, 2);
    assert!(said.contains("obelus ledger init"), "{said}");
}

#[test]
fn clean_logs_what_it_has_proven() {
    let folder = house();
    let args = ["clean", "minutes.txt", "-o", "out", "--ledger", "ledger"];
    let ended = folder.run(&args);
    assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
    assert_eq!(verify(&folder, "out/minutes.txt").0, 0);
}

#[test]
fn a_key_that_follows_is_logged_and_the_past_still_holds() {
    let folder = house();
    ok(&folder, &["release", "minutes.txt"]);
    std::fs::copy(folder.file("minutes.txt"), folder.file("again.txt")).unwrap();
    for kind in ["release", "log"] {
        ok(&folder, &["rotate", kind]);
    }
    ok(&folder, &["release", "again.txt"]);
    assert_eq!(verify(&folder, "minutes.txt").0, 0);
    assert_eq!(verify(&folder, "again.txt").0, 0);
    assert!(ok(&folder, &["fsck"]).contains("0 damages"));
}

#[test]
fn a_sealed_key_signs_only_with_its_passphrase() {
    let folder = house();
    folder.write("passphrase", "five words are not enough here\n");
    let sealed = ["keygen", "cleo.example.org", "--output", "cleo.key"];
    ok(&folder, &[&sealed[..], &["--passphrase-file", "passphrase"]].concat());
    assert!(!folder.read("cleo.key").contains("PRIVATE"));
    let said = decide(&folder, "minutes.txt", &["anna"]);
    assert_eq!(said.0, 1);
    let sign = ["sign", "decision.json", "--key", "cleo.key"];
    let (code, said) = ledger(&folder, &sign);
    assert_eq!(code, 2);
    assert!(said.contains("--passphrase-file"), "{said}");
    ok(&folder, &[&sign[..], &["--passphrase-file", "passphrase"]].concat());
}

#[test]
fn a_desk_does_not_start_with_a_ledger_that_it_cannot_write() {
    let folder = house();
    let check = |more: &[&str]| {
        let serve = ["serve", "desk", "--listen", "127.0.0.1:0", "--ledger", "ledger"];
        folder.run(&[&serve[..], more].concat())
    };
    let good = check(&["--check"]);
    assert_eq!(good.code, 0, "{}{}", good.stdout, good.stderr);
    let keys = std::fs::read_dir(folder.file("ledger/keys")).unwrap();
    for key in keys.map(|entry| entry.unwrap().path()) {
        std::fs::write(key, "no key\n").unwrap();
    }
    let bad = check(&["--check"]);
    assert_eq!(bad.code, 1, "{}{}", bad.stdout, bad.stderr);
    assert!(bad.stdout.contains("no release would be logged"), "{}", bad.stdout);
    // Nothing is served either: a release would hang.
    let refused = check(&[]);
    assert!(refused.code == 2 && refused.stderr.contains("no release would be logged"));
    assert!(!folder.file("desk").exists());
}
