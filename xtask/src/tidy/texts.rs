//! Module documentation, links, sizes and leftovers.

use std::fs;
use std::path::Path;

use anyhow::Result;

/// Largest file that belongs in the repository.
const FILE_BYTES_MAX: u64 = 1 << 20;
/// The answers to a standard of security, for the desk and for the reporter's pages.
const ANSWERS: &[&str] = &["docs/asvs.toml", "docs/asvs-report.toml"];
/// Where the answers of level 2 begin, in those that have both levels.
const LEVEL_TWO: &str = "# Level 2.";
/// How many requirements of each level the standard has (ASVS 5.0.0).
const REQUIREMENTS: [usize; 2] = [70, 183];
/// Of how many requirements of level 2 one may be open.
const ONE_OPEN_OF: usize = 20;
/// Words that mark something unfinished; spelled apart so that this file does not hold them.
const LEFTOVERS: &[&str] =
    &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:"), concat!("todo", "!(")];

/// Returns each text that is not as it should be.
pub(super) fn check(root: &Path, files: &[String]) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    for file in files {
        let path = root.join(file);
        let size = fs::metadata(&path)?.len();
        if size > FILE_BYTES_MAX && file != "Cargo.lock" {
            wrong.push(format!("{file}: {size} bytes are too many for the repository"));
        }
        let Ok(text) = fs::read_to_string(&path) else { continue };
        if file.ends_with(".rs") {
            wrong.extend(check_rust(file, &text));
        }
        if file.ends_with(".md") {
            wrong.extend(check_links(root, file, &text));
        }
    }
    wrong.extend(check_invariants(root, files)?);
    Ok(wrong)
}

fn check_rust(file: &str, text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let is_test = file.ends_with("tests.rs") || file.contains("/tests/");
    if !is_test && !text.trim_start().starts_with("//!") {
        wrong.push(format!("{file}: does not begin by saying what it is for"));
    }
    for (number, line) in text.lines().enumerate() {
        if LEFTOVERS.iter().any(|word| line.contains(word)) {
            wrong.push(format!("{file}:{}: something is left to do", number + 1));
        }
    }
    wrong
}

/// Links to files must lead somewhere.
fn check_links(root: &Path, file: &str, text: &str) -> Vec<String> {
    let folder = Path::new(file).parent().unwrap_or(Path::new(""));
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets
        .map(|target| target.split('#').next().unwrap_or_default())
        .filter(|target| !target.is_empty() && !target.contains("://") && !target.contains(' '))
        .filter(|target| !root.join(folder).join(target).exists())
        .map(|target| format!("{file}: the link to `{target}` leads nowhere"))
        .collect()
}

/// Each invariant of `ARCHITECTURE.md` names a test, and the test exists.
fn check_invariants(root: &Path, files: &[String]) -> Result<Vec<String>> {
    let text = fs::read_to_string(root.join("ARCHITECTURE.md"))?;
    let mut sources = String::new();
    for file in files.iter().filter(|file| file.ends_with(".rs")) {
        sources.push_str(&fs::read_to_string(root.join(file))?);
    }
    let mut wrong = Vec::new();
    let section = text.split("## Invariants").nth(1).unwrap_or_default();
    let section = section.split("\n## ").next().unwrap_or_default();
    for line in section.lines().filter(|line| line.starts_with("| ")).skip(1) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let kept_by = cells.get(3).copied().unwrap_or_default();
        let tests: Vec<&str> = kept_by.split('`').skip(1).step_by(2).collect();
        if tests.is_empty() && !kept_by.starts_with("not yet") {
            wrong.push(format!("ARCHITECTURE.md: an invariant names no test: {line}"));
        }
        wrong.extend(missing_tests("ARCHITECTURE.md", &tests, &sources));
    }
    for file in ANSWERS {
        let answers = fs::read_to_string(root.join(file))?;
        wrong.extend(check_answers(file, &answers, &sources));
        wrong.extend(check_levels(file, &answers));
    }
    Ok(wrong)
}

/// Each requirement of the standard that is met names a test, and the test exists.
fn check_answers(file: &str, answers: &str, sources: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for answer in answers.split("\n[\"").skip(1) {
        let id = answer.split('"').next().unwrap_or_default();
        let line = |key: &str| answer.lines().find(|line| line.starts_with(key));
        let tests: Vec<&str> =
            line("tests").unwrap_or_default().split('"').skip(1).step_by(2).collect();
        if answer.contains("answer = \"met\"") == tests.is_empty() {
            wrong.push(format!("{file}: {id} is met by tests, or says why it is not"));
        }
        wrong.extend(missing_tests(file, &tests, sources));
    }
    wrong
}

/// Every requirement of both levels is answered; none of level 1 is open, and few of level 2.
fn check_levels(file: &str, answers: &str) -> Vec<String> {
    let Some((one, two)) = answers.split_once(LEVEL_TWO) else { return Vec::new() };
    let mut wrong = Vec::new();
    for ((level, text), wanted) in (1..).zip([one, two]).zip(REQUIREMENTS) {
        let answered = text.matches("\n[\"V").count();
        let open = text.matches("answer = \"open\"").count();
        let open_max = if level == 1 { 0 } else { answered / ONE_OPEN_OF };
        if answered != wanted {
            wrong.push(format!("{file}: {answered} of {wanted} are answered at level {level}"));
        }
        if open > open_max {
            wrong.push(format!("{file}: {open} are open at level {level}, {open_max} may be"));
        }
    }
    wrong
}

fn missing_tests(file: &str, tests: &[&str], sources: &str) -> Vec<String> {
    let exists = |test: &&&str| {
        let name = test.rsplit("::").next().unwrap_or(test);
        sources.contains(&format!("fn {name}("))
    };
    let missing = tests.iter().filter(|test| !exists(test));
    missing.map(|test| format!("{file}: the test `{test}` does not exist")).collect()
}
