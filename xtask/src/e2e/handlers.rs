//! The handlers' pages and the reporter's, together, in a real browser.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use intake::age;
use intake::handler::HandlerKey;

use super::desk::{NEEDED, Serving, script};
use super::report_pages;
use super::{Outcome, Setting};
use crate::process;

/// What the reporter writes, and what must stand nowhere in clear.
const MARKER: &str = "MARKER of a report by the harbour";
const FOLLOW_UP: &str = "MARKER of a report by the harbour again";

/// A report with an attachment is opened, answered, followed up, closed, and destroyed by two.
pub(super) fn nothing_leaves_a_browser_in_clear(setting: &Setting) -> Result<Outcome> {
    let script_of = |name| script(setting, name);
    let (Some(handlers), Some(reporter)) =
        (script_of("handlers.mjs")?, script_of("report_pages.mjs")?)
    else {
        return Ok(Outcome::Skipped(NEEDED));
    };
    for language in ["en", "zh-Hans"] {
        let folder = setting.scratch.join(format!("handlers-{language}"));
        fs::create_dir_all(&folder)?;
        let scripts = Scripts { handlers: &handlers, reporter: &reporter };
        tell_story(setting, &folder, language, &scripts)?;
    }
    Ok(Outcome::Passed)
}

struct Scripts<'a> {
    handlers: &'a PathBuf,
    reporter: &'a PathBuf,
}

fn tell_story(
    setting: &Setting,
    folder: &Path,
    language: &str,
    scripts: &Scripts<'_>,
) -> Result<()> {
    let obelus = |args: &[&str]| -> Result<String> {
        let output = process::run(Command::new(&setting.program).args(args).current_dir(folder))?;
        Ok(String::from_utf8(output.stdout)?)
    };
    for (key, name) in [("one", "Records 1"), ("two", "Records 2"), ("keeper", "Keeper")] {
        obelus(&["report", "keygen", key, "--name", name])?;
    }
    let new = ["report", "channel", "new", "desk", "--name", "Desk"];
    let people = ["--handler", "one.card", "--handler", "two.card", "--custodian", "keeper.card"];
    obelus(&[&new[..], &people].concat())?;
    let (pages, address) = report_pages::serve(setting, folder, ["desk/in", "desk/out"])?;
    let _pages = Ending(pages);
    let desk = Serving::start(&setting.program, folder, &["--reports", "desk"])?;
    let address = format!("http://{address}");
    let report = |task: &str, args: &[&str]| -> Result<String> {
        let mut node = Command::new("node");
        node.arg(scripts.reporter).args([task, &address, "browser"]).args(args);
        Ok(String::from_utf8(process::run(&mut node)?.stdout)?)
    };
    let file = folder.join("plan.txt");
    fs::write(&file, "a plan ".repeat(30_000))?;
    let receipt = report("send", &[MARKER, &file.to_string_lossy()])?;
    let mut node = Command::new("node");
    // Browsers give passkeys to `localhost`, and not to numbers.
    let named = |address: &str| address.replace("127.0.0.1", "localhost");
    node.arg(scripts.handlers).args([named(&desk.address), named(&desk.link)]).arg(folder);
    let mut node = Node::start(node.args([language, MARKER]))?;
    node.until("answered")?;
    let mailbox = report("read", &[receipt.trim(), FOLLOW_UP])?;
    for answer in ["is being taken down", "name was opened"] {
        ensure!(mailbox.contains(answer), "`{answer}` is not in\n{mailbox}");
    }
    node.go_on()?;
    ensure!(fs::read(folder.join("attachment"))? == fs::read(&file)?, "another attachment");
    let exported = open_export(folder)?;
    for part in ["acts.jsonl", MARKER, FOLLOW_UP, "a plan a plan"] {
        ensure!(exported.contains(part), "`{part}` is not in the export");
    }
    let listed = obelus(&["--lang", "en", "report", "inbox", "desk", "--key", "two"])?;
    ensure!(listed.contains("destroyed"), "the case is not destroyed:\n{listed}");
    for name in ["desk", "data"] {
        ensure_nothing_in_clear(&folder.join(name))?;
    }
    Ok(())
}

/// Opens what was exported with the key that it was exported for.
fn open_export(folder: &Path) -> Result<String> {
    let key = HandlerKey::parse(&fs::read_to_string(folder.join("keeper"))?)?;
    let sealed = fs::read(folder.join("case.obc"))?;
    let archive = age::open(&[key.identity], &sealed, 1 << 30)?;
    Ok(String::from_utf8_lossy(&archive).into_owned())
}

/// A script of handlers that waits once.
struct Node {
    process: Ending,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Node {
    fn start(command: &mut Command) -> Result<Self> {
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let stdout = process.stdout.take().context("there is no pipe")?;
        Ok(Self { process: Ending(process), lines: BufReader::new(stdout).lines() })
    }

    /// Reads up to a line; any other one is a fault of accessibility.
    fn until(&mut self, wanted: &str) -> Result<()> {
        match self.lines.next().transpose()? {
            Some(line) if line == wanted => Ok(()),
            Some(line) => bail!("a fault of accessibility: {line}"),
            None => bail!("the handlers' script ended before `{wanted}`"),
        }
    }

    /// Lets it go on to its end.
    fn go_on(mut self) -> Result<()> {
        let stdin = self.process.0.stdin.as_mut().context("there is no pipe")?;
        stdin.write_all(b"\n")?;
        let faults: Vec<String> = self.lines.collect::<std::io::Result<_>>()?;
        ensure!(faults.is_empty(), "faults of accessibility:\n{}", faults.join("\n"));
        ensure!(self.process.0.wait()?.success(), "the handlers' script failed");
        Ok(())
    }
}

/// A process that ends with this.
pub(super) struct Ending(pub(super) Child);

impl Drop for Ending {
    fn drop(&mut self) {
        let _ended = self.0.kill();
        let _reaped = self.0.wait();
    }
}

fn ensure_nothing_in_clear(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            ensure_nothing_in_clear(&path)?;
            continue;
        }
        let bytes = fs::read(&path)?;
        for secret in ["MARKER", "AGE-SECRET-KEY", "plan.txt", "Robin Example"] {
            let has = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            ensure!(!has, "`{}` holds `{secret}`", path.display());
        }
    }
    Ok(())
}
