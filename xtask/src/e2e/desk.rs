//! The desk of a team, in a real browser and through sudden deaths.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::{Outcome, Setting};
use crate::{pdf, process};

/// The name of the ledgers here.
const ORIGIN: &str = "ledger.example.org/releases/2026";
/// What stories in a browser need.
pub(super) const NEEDED: &str =
    "needs chromium, and playwright-core, axe-core and pa11y in target/oracle-js";
/// What they share.
const SHARED_SCRIPTS: [&str; 5] =
    ["accessible.mjs", "browser.mjs", "client.mjs", "provider.mjs", "totp.mjs"];
/// Deaths of the process while people decide.
const DEATHS: usize = 8;
/// What is handed in: numbers that the built-in rules find, the first of a published example.
pub(super) const HANDED_IN: &str = "Minutes\n\n身份证号 11010519491231002X\nCall on 18 May.\n\
    Server password: Tr0ub4dor-example-x9\n";
/// What must not be in the copy.
pub(super) const GONE: &str = "11010519491231002X";
/// What is drawn around, and must not be in the copy either.
const DRAWN: &str = "harbour";

/// Languages and modes of a browser in which the whole way is gone.
pub(super) const WAYS: [(&str, &str); 3] =
    [("en", "script"), ("zh-Hans", "bare"), ("zh-Hans", "script")];

/// From the first link to the copy that others check: with scripts in English, without in Chinese.
pub(super) fn browser(setting: &Setting) -> Result<Outcome> {
    let Some(story) = script(setting, "desk.mjs")? else {
        return Ok(Outcome::Skipped(NEEDED));
    };
    for (language, mode) in WAYS {
        let folder = setting.scratch.join(format!("desk-{language}-{mode}"));
        lets_out(&setting.program, &story, &folder, &[language, mode], &[])?;
    }
    Ok(Outcome::Passed)
}

/// Goes the whole way in a browser at a desk of its own, and holds the copies against what they must
/// not have.
pub(super) fn lets_out(
    program: &Path,
    story: &Path,
    folder: &Path,
    way: &[&str],
    options: &[&str],
) -> Result<()> {
    fs::create_dir_all(folder)?;
    let file = folder.join("minutes.txt");
    fs::write(&file, HANDED_IN)?;
    let paged = folder.join("plan.pdf");
    fs::write(&paged, page())?;
    start_ledger(program, folder)?;
    let desk = Serving::start(program, folder, &[&["--ledger", "ledger"][..], options].concat())?;
    let mut node = Command::new("node");
    node.arg(story).args([&desk.address, &desk.link]).arg(&file).arg(&paged).arg(folder);
    let faults = String::from_utf8(process::run(node.args(way))?.stdout)?;
    ensure!(faults.is_empty(), "faults of accessibility:\n{faults}");
    check_copies(program, folder)
}

/// Holds the copies of a folder against what they must and must not have.
fn check_copies(program: &Path, folder: &Path) -> Result<()> {
    let obelus = |args: &[&str]| -> Result<String> {
        let output = process::run(Command::new(program).args(args).current_dir(folder))?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let copy = fs::read_to_string(folder.join("copy"))?;
    ensure!(copy.contains("18 May"), "the copy lost what was shown");
    ensure!(!copy.contains(GONE), "the copy has what was removed");
    let page = obelus(&["--lang", "en", "scan", "--reveal", "copy-of-page.pdf"])?;
    ensure!(!page.contains(GONE), "the copy of the page has what was removed");
    let bytes = fs::read(folder.join("copy-of-page.pdf"))?;
    let bytes = String::from_utf8_lossy(&bytes);
    ensure!(!bytes.contains(DRAWN), "the copy of the page has what was drawn around");
    let verified = obelus(&["--lang", "en", "verify", "copy", "--trust", "ledger/trust"])?;
    ensure!(verified.starts_with("VERIFIED"), "the copy does not verify: {verified}");
    Ok(())
}

/// Someone signs in by a provider of OpenID Connect on another site.
pub(super) fn by_provider(setting: &Setting) -> Result<Outcome> {
    let Some(story) = script(setting, "desk_openid.mjs")? else {
        return Ok(Outcome::Skipped(NEEDED));
    };
    for (language, mode) in [("en", "script"), ("zh-Hans", "script"), ("en", "bare")] {
        let folder = setting.scratch.join(format!("desk-openid-{language}-{mode}"));
        fs::create_dir_all(&folder)?;
        let mut node = Command::new("node");
        node.arg(&story).arg(&setting.program).arg(&folder).args([language, mode]);
        let faults = String::from_utf8(process::run(&mut node)?.stdout)?;
        ensure!(faults.is_empty(), "faults of accessibility:\n{faults}");
    }
    Ok(Outcome::Passed)
}

/// A page with a number that the rules find, and words that someone draws around.
pub(super) fn page() -> Vec<u8> {
    let content = "BT /F1 14 Tf 72 320 Td (Plan of the yard) Tj ET\n\
        BT /F1 12 Tf 72 260 Td (ID 11010519491231002X) Tj ET\n\
        BT /F1 12 Tf 72 205 Td (The harbour gate opens at nine) Tj ET\n\
        0.8 0.9 1 rg 380 180 120 90 re f\n";
    pdf::page(400, content, None)
}

/// Whenever the process dies, nothing acknowledged is lost and nothing is released twice.
pub(super) fn sudden_death(setting: &Setting) -> Result<Outcome> {
    deaths(setting, &setting.program, "desk-death", &[])
}

/// The same for a program of its own, with more options of the desk.
pub(super) fn deaths(
    setting: &Setting,
    program: &Path,
    name: &str,
    options: &[&str],
) -> Result<Outcome> {
    if !process::exists("node") {
        return Ok(Outcome::Skipped("needs node"));
    }
    let folder = setting.scratch.join(name);
    fs::create_dir_all(&folder)?;
    let script = setting.root.join("xtask/oracle/desk_death.mjs");
    let mut node = Command::new("node");
    node.arg(script).arg(program).arg(&folder).arg(DEATHS.to_string()).args(options);
    let output = process::run(&mut node)?;
    println!("        {}", String::from_utf8(output.stdout)?.trim());
    Ok(Outcome::Passed)
}

/// A text with a marking, and a number that the rules find.
const MARKED: &str = "TOP SECRET//SI//NOFORN\n\nThe invented plan of 11010519491231002X.\n\n\
    TOP SECRET//SI//NOFORN\n";

/// What carries a protective marking goes out by two officers alone, struck through, and verifies.
pub(super) fn marked(setting: &Setting) -> Result<Outcome> {
    if !process::exists("node") {
        return Ok(Outcome::Skipped("needs node"));
    }
    let folder = setting.scratch.join("desk-marked");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("plan.txt"), MARKED)?;
    start_ledger(&setting.program, &folder)?;
    let script = setting.root.join("xtask/oracle/desk_marked.mjs");
    let mut node = Command::new("node");
    node.arg(script).arg(&setting.program).arg(&folder).arg(folder.join("plan.txt"));
    process::run(node.args(["--", "--ledger", "ledger"]).current_dir(&folder))?;
    let copy = fs::read_to_string(folder.join("copy-0"))?;
    let plain = copy.replace('\u{336}', "");
    ensure!(!copy.contains("SECRET") && plain.contains("TOP SECRET//SI//NOFORN"), "{copy}");
    ensure!(!plain.contains(GONE), "the copy has what was removed");
    let mut verify = Command::new(&setting.program);
    verify.args(["--lang", "en", "verify", "copy-0", "--trust", "ledger/trust"]);
    let verified = String::from_utf8(process::run(verify.current_dir(&folder))?.stdout)?;
    ensure!(verified.starts_with("VERIFIED"), "the copy does not verify: {verified}");
    Ok(Outcome::Passed)
}

/// Makes a ledger in a folder.
fn start_ledger(program: &Path, folder: &Path) -> Result<()> {
    let mut init = Command::new(program);
    init.args(["ledger", "init", "--ledger", "ledger", "--origin", ORIGIN, "--high-water", "high"]);
    process::run(init.current_dir(folder))?;
    Ok(())
}

/// Puts a script, and those that it may use, where their packages are; nothing when they or the browser are not there.
pub(super) fn script(setting: &Setting, name: &str) -> Result<Option<PathBuf>> {
    let oracle = setting.root.join("target/oracle-js");
    let has = |package: &str| oracle.join("node_modules").join(package).is_dir();
    let has_packages = ["playwright-core", "axe-core", "pa11y"].into_iter().all(has);
    if !process::exists("chromium") || !has_packages {
        return Ok(None);
    }
    for name in SHARED_SCRIPTS.iter().copied().chain([name]) {
        fs::copy(setting.root.join("xtask/oracle").join(name), oracle.join(name))?;
    }
    Ok(Some(oracle.join(name)))
}

/// A desk that runs until it is dropped.
pub(super) struct Serving {
    process: Child,
    pub(super) address: String,
    /// The link of its first administrator.
    pub(super) link: String,
}

impl Serving {
    pub(super) fn start(program: &Path, folder: &Path, more: &[&str]) -> Result<Self> {
        let mut command = Command::new(program);
        command.args(["--lang", "en", "serve", "data", "--listen", "127.0.0.1:0"]);
        command.args(more);
        let mut process = command.current_dir(folder).stderr(Stdio::piped()).spawn()?;
        let told = process.stderr.take().context("the desk says nothing")?;
        let mut lines = BufReader::new(told).lines();
        let mut word = |mark: &str| -> Result<String> {
            let line = lines.next().context("the desk ended")??;
            let found = line.split_whitespace().find(|word| word.contains(mark));
            Ok(found.with_context(|| format!("no address in `{line}`"))?.to_owned())
        };
        let (address, link) = (word("http://")?, word("/join/")?);
        Ok(Self { process, address, link })
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ended = self.process.kill();
        let _reaped = self.process.wait();
    }
}
