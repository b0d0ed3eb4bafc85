//! Other people's code: it accepts what we write, and rejects one changed byte.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result, ensure};

use super::{House, Outcome, Setting, oracle};
use crate::process;

/// The check that `docs/ledger.md` gives to everyone, with openssl and sha256sum.
pub(crate) fn openssl(setting: &Setting) -> Result<Outcome> {
    if !process::exists("openssl") || !process::exists("sha256sum") {
        return Ok(Outcome::Skipped("`openssl` or `sha256sum` is not installed"));
    }
    let house = House::begin(setting, "openssl")?;
    let files = [house.release("openssl-1.txt")?, house.release("openssl-2.txt")?];
    let (log, release) = (house.key("log ", 1)?, house.key("release ", 1)?);
    let script = setting.root.join("docs/ledger-check.sh");
    let check = |file: &PathBuf| {
        process::output(Command::new("bash").arg(&script).arg(file).args([&log, &release]))
    };
    for file in &files {
        let output = check(file)?;
        ensure!(
            output.status.success(),
            "the documented check fails: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let verify = |file: &PathBuf| {
            let mut command = Command::new(&setting.program);
            command.arg("verify").arg(file).arg("--trust").arg(house.file("trust"));
            process::output(&mut command)
        };
        ensure!(verify(file)?.status.success(), "`obelus verify` fails");
        if file == &files[1] {
            changed_bytes(file, check, verify)?;
        }
        let mut bytes = fs::read(file)?;
        *bytes.first_mut().context("the file has bytes")? ^= 1;
        fs::write(file, bytes)?;
        ensure!(!check(file)?.status.success(), "a changed file passes the documented check");
        ensure!(verify(file)?.status.code() == Some(1), "a changed file passes `obelus verify`");
    }
    Ok(Outcome::Passed)
}

/// A finding is shown by itself, and checked as `docs/ledger.md` says.
pub(crate) fn one_finding(setting: &Setting) -> Result<Outcome> {
    if !process::exists("openssl") || !process::exists("basenc") {
        return Ok(Outcome::Skipped("`openssl` or `basenc` is not installed"));
    }
    let house = House::begin(setting, "findings")?;
    let original = house.file("original.txt");
    fs::write(&original, "Her number is 11010119900307002X, his 110101199003070097.\n")?;
    let lines = house.file("disclosures");
    house.run(&["scan", "--disclosures", &lines.display().to_string()], &[&original])?;
    let disclosed = house.file("findings.tlog-proof");
    house.run(&["disclose", "1", "--output"], &[&disclosed])?;
    let page = fs::read_to_string(setting.root.join("docs/ledger.md"))?;
    let script = page.split("```sh\n").find(|block| block.starts_with("digest="));
    let script = script.and_then(|block| block.split("```").next());
    let script = format!("set -e\n{}", script.context("the page has the check")?);
    let check = |line: &str| {
        fs::write(house.file("line"), line)?;
        process::output(Command::new("bash").args(["-c", &script]).current_dir(&house.folder))
    };
    for line in fs::read_to_string(&lines)?.lines() {
        let say = check(line)?;
        let told = String::from_utf8_lossy(&say.stdout).into_owned();
        ensure!(say.status.success() && told.contains("\"rule\""), "a finding is refused: {told}");
        ensure!(!told.contains("11010119"), "a disclosure tells the evidence");
        let (before, rest) = line.split_at(line.len() / 2);
        let other = if rest.starts_with('x') { 'y' } else { 'x' };
        let changed: String = before.chars().chain([other]).chain(rest.chars().skip(1)).collect();
        ensure!(!check(&changed)?.status.success(), "a changed finding passes");
    }
    Ok(Outcome::Passed)
}

/// Bytes between two that are changed, for what starts a process for each, unless `OBELUS_EVERY_BYTE`
/// is set.
const STRIDE: usize = 61;

/// Changes bytes of a proof, one at a time: neither the documented check nor the program takes it.
fn changed_bytes(
    file: &Path,
    check: impl Fn(&PathBuf) -> Result<Output>,
    verify: impl Fn(&PathBuf) -> Result<Output>,
) -> Result<()> {
    let stride = if std::env::var_os("OBELUS_EVERY_BYTE").is_some() { 1 } else { STRIDE };
    let proof = fs::read(short_proof(file)?)?;
    let copy = file.with_extension("changed.txt");
    fs::copy(file, &copy)?;
    let changed_proof = format!("{}.tlog-proof", copy.display());
    let mut count = 0;
    for place in (0..proof.len()).step_by(stride) {
        let mut changed = proof.clone();
        changed[place] ^= 1;
        fs::write(&changed_proof, &changed)?;
        ensure!(verify(&copy)?.status.code() == Some(1), "`obelus verify` takes byte {place}");
        // `base64` takes a last letter whose bits mean nothing: the same bytes.
        let is_same = proof.get(place + 1) == Some(&b'=');
        ensure!(is_same || !check(&copy)?.status.success(), "the documented check takes {place}");
        count += 1;
    }
    println!("        verify and the documented check refuse {count} of {count} changed bytes");
    Ok(())
}

/// Go's `sumdb/tlog` and `sumdb/note`.
pub(crate) fn go(setting: &Setting) -> Result<Outcome> {
    let Some(checker) = build_go(setting)? else {
        return Ok(Outcome::Skipped(
            "no Go (Debian packages `golang-go` and `golang-golang-x-mod-dev`)",
        ));
    };
    let house = House::begin(setting, "go")?;
    let file = house.release("go-1.txt")?;
    for number in 2..6 {
        house.release(&format!("go-{number}.txt"))?;
    }
    let last = house.release("go-6.txt")?;
    let key = house.key("log ", 1)?;
    let say = oracle(Command::new(&checker).arg("log").arg(house.file("public")).arg(&key))?;
    println!("        Go: {}", say.trim());
    for file in [&file, &last] {
        let proof = format!("{}.tlog-proof", file.display());
        oracle(Command::new(&checker).args(["proof", &proof, &key]))?;
    }
    let mut changes = Command::new(&checker);
    changes.arg("changes").arg(short_proof(&last)?).arg(house.file("public"));
    tell("Go", &oracle(changes.args([&key, &house.key("release ", 1)?]))?);
    damage_public(&house)?;
    let output =
        process::output(Command::new(&checker).arg("log").arg(house.file("public")).arg(&key))?;
    ensure!(!output.status.success(), "Go accepts a changed entry");
    Ok(Outcome::Passed)
}

/// Builds the checker, if Go and its module are installed; no network.
pub(super) fn build_go(setting: &Setting) -> Result<Option<PathBuf>> {
    let module = PathBuf::from("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog");
    if !process::exists("go") || !module.is_dir() {
        return Ok(None);
    }
    let checker = setting.scratch.join("ledger-go");
    let mut build = Command::new("go");
    build.env("GO111MODULE", "off").env("GOPATH", "/usr/share/gocode");
    build.env("GOCACHE", setting.root.join("target/gocache")).env("GOFLAGS", "");
    build.args(["build", "-o"]).arg(&checker);
    oracle(build.arg(setting.root.join("xtask/oracle/ledger/main.go")))?;
    Ok(Some(checker))
}

/// Writes the proof of a file with the first signature alone, the short one of the log: lines of keys
/// that a verifier does not know are ignored, as the format wants, so there changes go unnoticed.
fn short_proof(file: &Path) -> Result<PathBuf> {
    let text = fs::read_to_string(format!("{}.tlog-proof", file.display()))?;
    let signatures = text.rfind("\n\n").context("a proof has signatures")? + 2;
    let line = text.get(signatures..).and_then(|rest| rest.find('\n'));
    let end = signatures + line.context("a signature line ends")? + 1;
    let path = file.with_extension("short.tlog-proof");
    fs::write(&path, text.get(..end).unwrap_or_default())?;
    Ok(path)
}

/// Prints what an oracle says.
fn tell(name: &str, say: &str) {
    say.lines().for_each(|line| println!("        {name}: {line}"));
}

/// Changes one byte in every bundle.
fn damage_public(house: &House<'_>) -> Result<()> {
    for entry in fs::read_dir(house.file("public/tile/entries/000.p"))? {
        let path = entry?.path();
        let mut bytes = fs::read(&path)?;
        *bytes.get_mut(2).context("a bundle has an entry")? ^= 1;
        fs::write(path, bytes)?;
    }
    Ok(())
}

/// `cryptography`, `sigstore`, `securesystemslib` and `in-toto-attestation` for Python.
pub(crate) fn python(setting: &Setting) -> Result<Outcome> {
    let own = setting.root.join("target/ledger-oracle/bin/python");
    let python = if own.exists() { own } else { PathBuf::from("python3") };
    let modules = "import cryptography, sigstore, securesystemslib, in_toto_attestation";
    if !process::output(Command::new(&python).args(["-c", modules]))?.status.success() {
        return Ok(Outcome::Skipped(
            "no Python packages: python3 -m venv target/ledger-oracle; pip install sigstore \
             securesystemslib in-toto-attestation",
        ));
    }
    let house = House::begin(setting, "python")?;
    house.release("python-1.txt")?;
    let file = house.release("python-2.txt")?;
    let mut check = Command::new(&python);
    check.arg(setting.root.join("xtask/oracle/ledger/check.py")).arg(short_proof(&file)?);
    let say = oracle(check.args([house.key("log ", 1)?, house.key("release ", 1)?]))?;
    tell("Python", &say);
    ensure!(say.matches("refused").count() == 5, "{say}");
    Ok(Outcome::Passed)
}

/// `@sigstore/core` and `@sigstore/verify` for Node.
pub(crate) fn node(setting: &Setting) -> Result<Outcome> {
    let modules = setting.root.join("target/ledger-node/node_modules");
    if !process::exists("node") || !modules.join("@sigstore/verify").is_dir() {
        return Ok(Outcome::Skipped(
            "no Node packages: npm install --prefix target/ledger-node @sigstore/core \
             @sigstore/verify",
        ));
    }
    let house = House::begin(setting, "node")?;
    house.release("node-1.txt")?;
    let file = house.release("node-2.txt")?;
    let mut check = Command::new("node");
    check.arg(setting.root.join("xtask/oracle/ledger/check.cjs")).arg(&modules);
    check.arg(short_proof(&file)?).args([house.key("log ", 1)?, house.key("release ", 1)?]);
    let say = oracle(&mut check)?;
    tell("Node", &say);
    ensure!(say.matches("refused").count() == 4, "{say}");
    Ok(Outcome::Passed)
}
