//! Other people's code: it accepts what we write, and rejects one changed byte.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

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
        let mut bytes = fs::read(file)?;
        *bytes.first_mut().context("the file has bytes")? ^= 1;
        fs::write(file, bytes)?;
        ensure!(!check(file)?.status.success(), "a changed file passes the documented check");
        ensure!(verify(file)?.status.code() == Some(1), "a changed file passes `obelus verify`");
    }
    Ok(Outcome::Passed)
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
        let say = oracle(Command::new(&checker).args(["flip", &proof, &key]))?;
        explain_accepted(&say, &fs::read(&proof)?)?;
    }
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

/// Signature lines of keys that a verifier does not know are ignored, as the format wants; a change
/// anywhere else must be noticed.
fn explain_accepted(say: &str, proof: &[u8]) -> Result<()> {
    let mut lines = say.lines();
    let total = lines.next().unwrap_or_default();
    let places =
        lines.next().unwrap_or_default().split(' ').filter_map(|n| n.parse::<usize>().ok());
    let text = String::from_utf8_lossy(proof).into_owned();
    let signatures = text.rfind("\n\n").context("a proof has signatures")? + 2;
    // The first line is the short signature, the one that Go knows.
    let line = text.get(signatures..).and_then(|rest| rest.find('\n'));
    let known = line.context("a signature line ends")? + signatures;
    let places: Vec<usize> = places.collect();
    // Go's `note` takes Base 64 whose last letter has bits that mean nothing: the same signature.
    let is_same = |place: usize| text.as_bytes().get(place + 1) == Some(&b'=');
    let unexplained: Vec<&usize> =
        places.iter().filter(|place| **place <= known && !is_same(**place)).collect();
    ensure!(unexplained.is_empty(), "Go accepts changes at {unexplained:?}");
    println!(
        "        Go: of {total} changed bytes all but {} are noticed, those in the line of a key that \
         it does not know",
        places.len()
    );
    Ok(())
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
    let say = oracle(
        Command::new(&python)
            .arg(setting.root.join("xtask/oracle/ledger/check.py"))
            .arg(format!("{}.tlog-proof", file.display()))
            .args([house.key("log ", 1)?, house.key("release ", 1)?]),
    )?;
    ensure!(say.lines().filter(|line| line.ends_with(" OK")).count() == 4, "{say}");
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
    let say = oracle(
        Command::new("node")
            .arg(setting.root.join("xtask/oracle/ledger/check.cjs"))
            .arg(&modules)
            .arg(format!("{}.tlog-proof", file.display()))
            .arg(house.key("release ", 1)?),
    )?;
    ensure!(say.lines().filter(|line| line.ends_with(" OK")).count() == 2, "{say}");
    Ok(Outcome::Passed)
}
