//! The desk for one person, in a real browser.

use std::fs;
use std::io::{BufRead as _, BufReader, Lines};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::desk::{GONE, HANDED_IN, NEEDED, page, script};
use super::{Outcome, Setting};
use crate::process;

/// Files that are dropped and chosen on the first page go out clean, in both languages, with
/// scripts and without, on a telephone too.
pub(super) fn browser(setting: &Setting) -> Result<Outcome> {
    let Some(story) = script(setting, "desk_alone.mjs")? else {
        return Ok(Outcome::Skipped(NEEDED));
    };
    for (language, mode, width) in
        [("en", "script", "1280"), ("zh-Hans", "script", "320"), ("zh-Hans", "bare", "320")]
    {
        let folder = setting.scratch.join(format!("alone-{language}-{mode}"));
        fs::create_dir_all(&folder)?;
        let (text, paged) = (folder.join("minutes.txt"), folder.join("plan.pdf"));
        fs::write(&text, HANDED_IN)?;
        fs::write(&paged, page())?;
        let desk = Reviewing::start(setting, &folder)?;
        let mut node = Command::new("node");
        node.arg(&story).args([&desk.link, language, mode, width]).args([&text, &paged]);
        let output = process::run(&mut node)?;
        let faults = String::from_utf8(output.stdout)?;
        ensure!(faults.is_empty(), "faults of the pages:\n{faults}");
        let steps = String::from_utf8_lossy(&output.stderr).into_owned();
        println!("        {language}, {mode}, {width} pixels: {}", steps.trim());
        let copy = fs::read_to_string(folder.join("copies/minutes.txt"))?;
        ensure!(copy.contains("18 May") && !copy.contains(GONE), "the copy is not clean");
        ensure!(folder.join("copies/plan.pdf").is_file(), "a page has no copy");
    }
    Ok(Outcome::Passed)
}

/// A desk that was started without a file, until it is dropped.
struct Reviewing {
    process: Child,
    link: String,
    /// What it says; with nobody to hear it, it would end.
    _told: Lines<BufReader<ChildStderr>>,
}

impl Reviewing {
    fn start(setting: &Setting, folder: &Path) -> Result<Self> {
        let mut command = Command::new(&setting.program);
        command.args(["--lang", "en", "review", "--no-open", "-o", "copies"]);
        let mut process = command.current_dir(folder).stderr(Stdio::piped()).spawn()?;
        let told = process.stderr.take().context("the desk says nothing")?;
        let mut told = BufReader::new(told).lines();
        let link = told.by_ref().map_while(Result::ok).find(|line| line.contains("/enter/"));
        let link = link.context("the desk gave no link")?.trim().to_owned();
        Ok(Self { process, link, _told: told })
    }
}

impl Drop for Reviewing {
    fn drop(&mut self) {
        let _ended = self.process.kill();
        let _reaped = self.process.wait();
    }
}
