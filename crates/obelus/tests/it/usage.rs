//! Exit codes, help, and what goes to which stream.

use std::process::Stdio;

use expect_test::expect_file;

use crate::support::{FOUND, Folder, ended};

#[test]
fn exit_codes_say_how_it_ended() {
    let folder = Folder::new(&[
        ("clean/a.txt", "nothing"),
        ("found/a.txt", FOUND),
        ("unread/a.bin", "\0\u{1}\u{2} no format"),
    ]);
    for (args, code) in [
        (&["scan", "clean"][..], 0),
        (&["scan", "found"], 1),
        (&["scan", "found", "--fail-on", "critical"], 0),
        (&["scan", "unread"], 3),
        (&["scan", "found", "unread"], 3),
        (&["scan", "found", "unread", "--accept-unread", "unknown-format=seen by hand"], 1),
        (&["scan", "clean", "unread", "--accept-unread", "unknown-format=seen by hand"], 0),
        (&["scan", "no-such-folder"], 2),
        (&["scan"], 2),
        (&["scan", "clean", "--format", "xml"], 2),
        (&["scan", "clean", "--format", "csv", "--format", "json"], 2),
        (&["scan", "clean", "--accept-unread", "unknown-format"], 2),
        (&["scan", "clean", "--config", "no-such.toml"], 2),
        (&["explain", "no-such-rule"], 2),
        (&["explain", "unknown-format"], 0),
        (&["rules", "list"], 0),
        (&["rules", "test", "no-such.yml"], 2),
        (&["formats"], 0),
        (&["completions", "bash"], 0),
        (&["man"], 0),
        (&["--version"], 0),
        (&[], 0),
    ] {
        let ended = folder.run(args);
        assert_eq!(ended.code, code, "{args:?}\n{}{}", ended.stdout, ended.stderr);
        if code == 2 {
            assert_eq!(ended.stdout, "", "{args:?}");
        }
    }
}

#[test]
fn help_says_what_there_is() {
    let folder = Folder::new(&[]);
    expect_file!["help.txt"].assert_eq(&folder.run(&["--help"]).stdout);
    expect_file!["help-scan.txt"].assert_eq(&folder.run(&["scan", "--help"]).stdout);
    assert_eq!(folder.run(&[]).stdout.lines().count(), 5);
}

#[test]
fn messages_follow_the_environment_and_the_flag() {
    let folder = Folder::new(&[("a.txt", "nothing")]);
    let chinese = folder.command(&["scan", "a.txt"]).env("LANG", "zh_CN.UTF-8").output().unwrap();
    assert!(ended(chinese).stdout.contains("未发现问题"));
    assert!(folder.run(&["scan", "a.txt", "--lang", "zh-Hans"]).stdout.contains("未发现问题"));
    assert!(folder.run(&["scan", "a.txt"]).stdout.contains("nothing found"));
}

#[test]
fn colours_are_a_matter_of_choice() {
    let folder = Folder::new(&[("a.txt", FOUND)]);
    let colored = |args: &[&str], name: &str| {
        let mut command = folder.command(args);
        if !name.is_empty() {
            command.env(name, "1");
        }
        ended(command.output().unwrap()).stdout.contains('\u{1b}')
    };
    assert!(!colored(&["scan", "a.txt"], ""));
    assert!(colored(&["scan", "a.txt"], "CLICOLOR_FORCE"));
    assert!(colored(&["scan", "a.txt", "--color", "always"], "NO_COLOR"));
    assert!(!colored(&["scan", "a.txt", "--color", "never"], "CLICOLOR_FORCE"));
}

#[cfg(unix)]
#[test]
fn a_name_cannot_act_on_the_terminal() {
    let folder = Folder::new(&[("d/\u{1b}[2Ja\nb\u{202e}.txt", FOUND)]);
    let shown = folder.run(&["scan", "d"]).stdout;
    assert!(!shown.contains(['\u{1b}', '\u{202e}']), "{shown}");
    assert!(shown.contains("d/�[2Ja�b�.txt"), "{shown}");
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_ends_it_quietly() {
    let names: Vec<String> = (0..400).map(|number| format!("d/{number}.txt")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), FOUND)).collect();
    let folder = Folder::new(&files);
    let mut command = folder.command(&["scan", "d", "--format", "jsonl"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let ended = ended(child.wait_with_output().unwrap());
    assert_eq!((ended.code, ended.stderr.as_str()), (130, ""));
}

/// The program waits in a full pipe while the signal is sent, so that it is never done before.
#[cfg(unix)]
#[test]
fn an_interrupted_scan_ends_well_formed() {
    use std::io::{BufRead, BufReader, Read};
    use std::process::Command;
    let names: Vec<String> = (0..5_000).map(|number| format!("d/{number}.txt")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), FOUND)).collect();
    let folder = Folder::new(&files);
    let mut command = folder.command(&["scan", "d", "--format", "json"]);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut text = String::new();
    stdout.read_line(&mut text).unwrap();
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    stdout.read_to_string(&mut text).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["summary"]["interrupted"], true);
    assert!(document["summary"]["files"].as_u64().unwrap() < 5_000);
}

#[test]
fn rules_of_ones_own_can_be_tested() {
    let rule = "- {id: a-b, title: a, category: secret, severity: low, confidence: low,
        patterns: ['gate-[0-9]{4}'], examples: ['gate-1234'], negatives: ['gate-12'], why: a,
        remedy: a, source: a, verified: structure-only}";
    let wrong = rule.replace("'gate-12'", "'gate-4321'");
    let folder = Folder::new(&[("good.yml", rule), ("wrong.yml", &wrong)]);
    let good = folder.run(&["rules", "test", "good.yml"]);
    assert_eq!((good.code, good.stdout.as_str()), (0, "1 rules, 0 failures\n"));
    let wrong = folder.run(&["rules", "test", "wrong.yml"]);
    assert_eq!(wrong.code, 1);
    assert!(wrong.stdout.starts_with("a-b: it wrongly finds something in"), "{}", wrong.stdout);
}

#[test]
fn manual_pages_go_into_a_folder() {
    let folder = Folder::new(&[]);
    assert_eq!(folder.run(&["man", "pages"]).code, 0);
    assert!(folder.read("pages/obelus-scan.1").contains("baseline"));
}
