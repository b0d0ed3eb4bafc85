//! Markers in all that a reporter gives and a handler writes: none stands anywhere in clear.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread;

use anyhow::{Context, Result, ensure};

use super::super::{Outcome, Setting};
use super::Pages;
use crate::process;

/// What stands in each marker, and the address that the pages are told.
const SECRETS: &[&str] = &["MARKER", "203.0.113.77"];

/// What is looked for in memory: each is longer than what the C library may leave of a block that
/// was given back, which is its last eight bytes.
const IN_MEMORY: &[&str] =
    &["MARKER-ITEM", "MARKER-TEXT", "MARKER-NAME", "MARKER-FILE", "203.0.113.77"];

/// Reports that are sent at the same time.
const AT_ONCE: usize = 8;

/// A report goes its whole way; then every file of the desk, the pages, the ledger and what goes
/// out of the house is looked through, and the memory of the pages before that.
pub(crate) fn in_no_place(setting: &Setting) -> Result<Outcome> {
    let pages = Pages::with_handlers(setting, "markers", &["one", "two"])?;
    let house = House { program: &setting.program, folder: &pages.folder };
    let receipts = many(&pages)?;
    let mut secrets: Vec<&str> = receipts.iter().map(String::as_str).collect();
    secrets.extend(IN_MEMORY);
    let looked = pages.ensure_not_in_memory(&secrets)?;
    let case = pages.take_in(&setting.program)?.context("the inbox lists no case")?;
    let opened = house.run(&["report", "open", "desk", &case, "--key", "one"])?;
    ensure!(opened.contains("MARKER-TEXT"), "the report did not arrive:\n{opened}");
    house.handle(&case)?;
    house.publish(&case)?;
    // What a person typed, and what the handler asked to have in clear.
    fs::remove_dir_all(pages.folder.join("typed"))?;
    let begin = |receipt: &String| receipt.split(' ').take(3).collect::<Vec<_>>().join(" ");
    let words: Vec<String> = receipts.iter().map(begin).collect();
    let secrets: Vec<&str> =
        words.iter().map(String::as_str).chain(SECRETS.iter().copied()).collect();
    let files = files_below(&pages.folder)?;
    for path in &files {
        let bytes = fs::read(path)?;
        let name = path.strip_prefix(&pages.folder)?.to_string_lossy().into_owned();
        for secret in &secrets {
            let has = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            ensure!(!has && !name.contains(secret), "`{name}` holds `{secret}`");
        }
    }
    for place in ["house/", "desk/", "letters/", "public/", "lessons/", "case.obc"] {
        let is_there = |path: &PathBuf| path.starts_with(pages.folder.join(place));
        ensure!(files.iter().any(is_there), "there is nothing in `{place}`");
    }
    println!("        {} files and {} MiB of memory hold no marker", files.len(), looked >> 20);
    Ok(Outcome::Passed)
}

/// Sends reports at the same time, so that they are sealed in threads that then have nothing to do;
/// one of them stays. Returns their receipts.
fn many(pages: &Pages) -> Result<Vec<String>> {
    let receipts: Vec<Result<String>> = thread::scope(|scope| {
        let sending: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(|| report(pages))).collect();
        sending.into_iter().map(|one| one.join().expect("no panic while sending")).collect()
    });
    for path in pages.arrived()?.iter().skip(1) {
        fs::remove_file(path)?;
    }
    receipts.into_iter().collect()
}

/// Sends a report with a marker in each place; returns its receipt.
fn report(pages: &Pages) -> Result<String> {
    let (token, receipt) = pages.begin()?;
    let fields = [
        ("token", token.as_str()),
        ("receipt", &receipt),
        ("item-kind", "file"),
        ("item-name", "MARKER-ITEM"),
        ("text", "MARKER-TEXT"),
    ];
    let mut upload = pages.fill_in(&fields, "MARKER-NAME.txt")?;
    upload.send("MARKER-FILE ".repeat(20_000))?;
    let answer = upload.end()?;
    ensure!(answer.starts_with("HTTP/1.1 200"), "the upload ended with {answer:.60}");
    Ok(receipt)
}

/// The handlers' side.
struct House<'s> {
    program: &'s Path,
    folder: &'s Path,
}

impl House<'_> {
    fn output(&self, args: &[&str]) -> Result<Output> {
        let mut command = Command::new(self.program);
        process::output(command.args(["--lang", "en"]).args(args).current_dir(self.folder))
    }

    fn run(&self, args: &[&str]) -> Result<String> {
        let output = self.output(args)?;
        let error = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "`{}` failed: {error}", args.join(" "));
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Answers, notes, reminds, logs, counts, exports.
    fn handle(&self, case: &str) -> Result<()> {
        let typed = self.folder.join("typed");
        fs::create_dir(&typed)?;
        fs::write(typed.join("answer"), "MARKER-ANSWER")?;
        fs::write(typed.join("note"), "MARKER-NOTE")?;
        self.run(&["ledger", "init", "--origin", "ledger.example.org/e2e", "--ledger", "house"])?;
        let on = ["desk", case, "--key", "one"];
        let act = |task: &str, more: &[&str]| {
            self.run(&[&["report", task][..], &on, more].concat()).map(drop)
        };
        act("reply", &["--text", "typed/answer", "--ledger", "house"])?;
        act("note", &["--text", "typed/note"])?;
        act("assign", &["--to", "Records one"])?;
        self.run(&["report", "log", "desk", "--ledger", "house"])?;
        let due = ["report", "due", "desk", "--key", "one", "--zone", "+14:00"];
        let clock = ["--clock", "cn-network-incident"];
        let letters = ["--letters", "letters", "--from", "desk@example.org"];
        let to = ["--to", "Records one=one@example.org", "--to", "oversight=head@example.org"];
        let due = self.output(&[&due[..], &clock, &letters, &to].concat())?;
        ensure!(due.status.code() == Some(1), "nothing is due");
        let indicators = self.run(&["report", "indicators", "desk", "--key", "one"])?;
        fs::write(self.folder.join("indicators"), indicators)?;
        act("export", &["--to", "two.card", "-o", "case.obc", "--second-key", "two"])?;
        act("close", &["--outcome", "substantiated"])
    }

    /// Makes all that goes out: a bulletin, the public half of the ledger, lessons with their feeds.
    fn publish(&self, case: &str) -> Result<()> {
        let draft = "# A plan went out\n\nFlatten drawings before they go out.\n";
        fs::write(self.folder.join("draft.md"), draft)?;
        let bulletin = ["report", "bulletin", "publish", "desk", case, "--key", "one"];
        let by = ["--second-key", "two", "--draft", "draft.md", "-o", "bulletin.md"];
        self.run(&[&bulletin[..], &by, &["--ledger", "house"]].concat())?;
        self.run(&["ledger", "audit", "--ledger", "house"])?;
        self.run(&["ledger", "export", "-o", "public", "--ledger", "house"])?;
        self.run(&["lesson", "publish", "lessons", "--base", "https://lessons.example"])?;
        Ok(())
    }
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    Ok(files)
}
