//! Lessons: beside a finding, alone, practised and published.

#![expect(clippy::unwrap_used, reason = "what a test needs is there, or the test fails")]

use std::io::Write;
use std::process::Stdio;

use crate::support::{Ended, Folder, ended};

fn run(folder: &Folder, args: &[&str], input: &str) -> Ended {
    let mut command = folder.command(args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    ended(child.wait_with_output().unwrap())
}

#[test]
fn a_rule_is_explained_with_its_lesson() {
    let folder = Folder::new(&[]);
    let explained = folder.run(&["explain", "covered-text"]).stdout;
    assert!(explained.contains("A black box is a drawing"), "{explained}");
    let chinese = folder.run(&["explain", "covered-text", "--lang", "zh-Hans"]).stdout;
    assert!(chinese.contains("黑框只是一幅画") && chinese.contains("尚未经第二人审阅"));
    // A rule without a lesson of its own has that of its category.
    let explained = folder.run(&["explain", "github-token"]).stdout;
    assert!(explained.contains("A token is a key that works at once"), "{explained}");
}

#[test]
fn lessons_are_listed_and_shown() {
    let folder = Folder::new(&[]);
    assert!(folder.run(&["lesson", "list"]).stdout.lines().count() >= 20);
    assert!(folder.run(&["lesson", "show", "markings"]).stdout.contains("stop sign"));
    let missing = folder.run(&["lesson", "show", "marking"]);
    assert_eq!(missing.code, 2);
    assert!(missing.stderr.contains("did you mean `markings`"), "{}", missing.stderr);
}

/// The same number makes the same document; what the engine finds in it is what counts.
#[test]
fn an_exercise_is_marked_by_the_engine() {
    let folder = Folder::new(&[]);
    let practise = |input: &str| run(&folder, &["lesson", "practise", "--seed", "7"], input).stdout;
    let first = practise("\n");
    let leaks: Vec<&str> =
        first.lines().filter_map(|line| line.strip_prefix("missed: ")?.split(' ').next()).collect();
    assert!(!leaks.is_empty() && leaks.len() < 8, "{first}");
    let all = practise(&format!("{}\n", leaks.join(" ")));
    assert!(all.contains("8 of 8 lines judged rightly") && !all.contains("missed:"), "{all}");
    let wrong = practise("1 2 3 4 5 6 7 8\n");
    assert!(wrong.contains("harmless:") && wrong.contains(&format!("{} of 8", leaks.len())));
}

#[test]
fn three_questions_a_week_are_asked_and_remembered() {
    let folder = Folder::new(&[]);
    let asked = |ended: &Ended| ended.stdout.matches("It comes again on").count();
    let first = run(&folder, &["lesson", "practise"], "\n1\n1\n1\n1\n");
    assert_eq!((first.code, asked(&first)), (0, 3), "{}", first.stdout);
    let again = run(&folder, &["lesson", "practise"], "\n1\n1\n1\n");
    assert!(asked(&again) == 0 && again.stdout.contains("No question is due"), "{}", again.stdout);
    let more = run(&folder, &["lesson", "practise", "--more"], "\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n");
    assert_eq!(asked(&more), 10, "{}", more.stdout);
    assert!(folder.read("home/data/obelus/lessons.json").contains("\"due\""));
    let skipped = run(&Folder::new(&[]), &["lesson", "practise"], "");
    assert!(skipped.code == 0 && skipped.stdout.contains("Skipped"));
}

#[test]
fn lessons_are_published_as_a_page_and_feeds() {
    let folder = Folder::new(&[]);
    let publish = ["lesson", "publish", "site", "--base", "https://lessons.example"];
    assert_eq!(folder.run(&publish).code, 0);
    assert!(folder.read("site/index.html").contains("<article id=\"markings\">"));
    assert!(folder.read("site/atom.xml").starts_with("<?xml"));
    assert!(folder.read("site/cards/markings.html").contains("stop sign"));
    let feed: serde_json::Value = serde_json::from_str(&folder.read("site/feed.json")).unwrap();
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(folder.run(&["lesson", "publish", "site", "--base", "lessons"]).code, 2);
}
