//! Lists of people that a case brings.

use std::io::Write;
use std::process::Stdio;

use crate::support::{Folder, ended};

const LETTER: &str = "cc: zielinski.tomasz and M. Holloway\n经办人 Wang Xiaoming\n";

/// Returns the lines of findings that a rule made, with their evidence.
fn listed(stdout: &str) -> Vec<String> {
    let listed = |line: &&str| line.contains(r#""rule":"listed-name""#);
    let evidence = |line: &str| {
        let (_, rest) = line.split_once(r#""evidence":""#)?;
        rest.split_once('"').map(|(evidence, _)| evidence.to_owned())
    };
    stdout.lines().filter(listed).filter_map(evidence).collect()
}

#[test]
fn names_of_a_list_are_found_in_their_written_forms() {
    let folder = Folder::new(&[
        ("out/letter.txt", LETTER),
        ("case.csv", "id,name\n1,Tomasz Zielinski\n2,Margaret Holloway\n3,王小明\n"),
    ]);
    let ended =
        folder.run(&["scan", "out", "--names", "case.csv", "--format", "jsonl", "--reveal"]);
    assert_eq!(listed(&ended.stdout), ["zielinski.tomasz", "M. Holloway", "Wang Xiaoming"]);
    assert_eq!(ended.code, 1);
    let without = folder.run(&["scan", "out", "--format", "jsonl", "--reveal"]);
    assert_eq!((listed(&without.stdout).len(), without.code), (0, 0));
}

#[test]
fn a_list_can_come_from_stdin() {
    let folder = Folder::new(&[("letter.txt", LETTER)]);
    let args = ["scan", "letter.txt", "--names", "-", "--format", "jsonl", "--reveal"];
    let mut command = folder.command(&args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all("王小明\n".as_bytes()).unwrap();
    assert_eq!(listed(&ended(child.wait_with_output().unwrap()).stdout), ["Wang Xiaoming"]);
}

#[test]
fn the_name_of_the_requester_is_told_and_does_not_count() {
    let folder = Folder::new(&[
        ("letter.txt", "Margaret Holloway and Tomasz Zielinski\n"),
        ("case.txt", "Margaret Holloway\nTomasz Zielinski\n"),
        ("requester.txt", "Tomasz Zielinski\n"),
    ]);
    let args = [
        "scan",
        "letter.txt",
        "--names",
        "case.txt",
        "--requester",
        "requester.txt",
        "--format",
        "jsonl",
    ];
    let ended = folder.run(&args);
    let exempt = ended.stdout.lines().filter(|line| line.contains(r#""suppressed":"requester""#));
    assert_eq!(exempt.filter(|line| line.contains("listed-name")).count(), 1, "{}", ended.stdout);
    assert_eq!(ended.code, 1);
}

#[test]
fn what_is_no_list_is_refused_with_advice() {
    let folder = Folder::new(&[("letter.txt", LETTER), ("empty.txt", "# nobody\n")]);
    let ended = folder.run(&["scan", "letter.txt", "--names", "empty.txt"]);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("`empty.txt`: it holds no name"), "{}", ended.stderr);
    assert!(ended.stderr.contains("one name on each line"), "{}", ended.stderr);
    let ended = folder.run(&["scan", "letter.txt", "--names", "nowhere.txt"]);
    assert_eq!(ended.code, 2);
    let ended = folder.run(&["scan", "letter.txt", "--names", "-", "--requester", "-"]);
    assert!(ended.stderr.contains("only one list"), "{}", ended.stderr);
}
