//! Sealed files, exchanged with programs that nobody here wrote.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use getrandom::SysRng;
use getrandom::rand_core::{Rng, UnwrapErr};
use intake::age::{self, Identity, Recipient};

use super::{Outcome, Setting};
use crate::process;

/// Files in each direction, with each program, unless `OBELUS_FILES` says otherwise.
const FILES: usize = 250;
/// Longest file: a few chunks of 64 KiB.
const BYTES_MAX: usize = 200_000;

/// The program `age` opens what we seal, and we open what it seals.
pub(super) fn exchange_with_age(setting: &Setting) -> Result<Outcome> {
    if !process::exists("age") || !process::exists("age-keygen") {
        return Ok(Outcome::Skipped("the program `age` is not installed (apt-get install age)"));
    }
    let folder = setting.scratch.join("age");
    fs::create_dir_all(&folder)?;
    let key = folder.join("key");
    process::run(Command::new("age-keygen").arg("-o").arg(&key))?;
    let text = fs::read_to_string(&key)?;
    let secret = text.lines().find(|line| line.starts_with("AGE-SECRET-KEY-"));
    let identity = Identity::parse(secret.context("age-keygen wrote no key")?)?;
    let recipient = identity.recipient().context("a key has a recipient")?;
    let (ours, theirs) = (folder.join("ours.age"), folder.join("theirs.age"));
    let (clear, opened) = (folder.join("clear"), folder.join("opened"));
    let files = files();
    for _ in 0..files {
        let content = random();
        fs::write(&ours, seal(&recipient, &content)?)?;
        let age = |args: &[&str], from: &Path, to: &Path| {
            process::run(Command::new("age").args(args).arg("-o").arg(to).arg(from))
        };
        age(&["-d", "-i", &key.to_string_lossy()], &ours, &opened)?;
        ensure!(fs::read(&opened)? == content, "`age` opened something else");
        fs::write(&clear, &content)?;
        age(&["-r", &recipient.to_string()], &clear, &theirs)?;
        ensure!(*open(&identity, &fs::read(&theirs)?)? == content, "we opened something else");
    }
    println!("        {files} files each way");
    Ok(Outcome::Passed)
}

/// The package `age-encryption` opens what we seal for hybrid recipients, and we what it seals.
pub(super) fn exchange_with_typage(setting: &Setting) -> Result<Outcome> {
    let oracle = setting.root.join("target/oracle-js");
    if !process::exists("node") || !oracle.join("node_modules/age-encryption").is_dir() {
        return Ok(Outcome::Skipped(
            "`age-encryption` is not there (npm install --prefix target/oracle-js age-encryption)",
        ));
    }
    // Packages are looked for beside the script.
    let script = oracle.join("age_exchange.mjs");
    fs::copy(setting.root.join("xtask/oracle/age_exchange.mjs"), &script)?;
    let folder = setting.scratch.join("typage");
    fs::create_dir_all(&folder)?;
    let identity = Identity::generate(&mut UnwrapErr(SysRng));
    let recipient = identity.recipient().context("a key has a recipient")?;
    let secret = identity.encode().context("a key can be written")?;
    fs::write(folder.join("identity"), secret.as_bytes())?;
    fs::write(folder.join("recipient"), recipient.to_string())?;
    let mut contents = Vec::new();
    let files = files();
    for place in 0..files {
        let content = random();
        fs::write(folder.join(format!("{place}.ours.age")), seal(&recipient, &content)?)?;
        fs::write(folder.join(format!("{place}.clear")), &content)?;
        contents.push(content);
    }
    process::run(Command::new("node").arg(&script).arg(&folder))?;
    for (place, content) in contents.iter().enumerate() {
        let opened = fs::read(folder.join(format!("{place}.opened")))?;
        ensure!(opened == *content, "`age-encryption` opened something else");
        let sealed = fs::read(folder.join(format!("{place}.theirs.age")))?;
        ensure!(*open(&identity, &sealed)? == *content, "we opened something else");
    }
    println!("        {files} files each way, for hybrid recipients");
    Ok(Outcome::Passed)
}

fn files() -> usize {
    let wanted = std::env::var("OBELUS_FILES").ok();
    wanted.and_then(|text| text.parse().ok()).unwrap_or(FILES)
}

fn random() -> Vec<u8> {
    let mut rng = UnwrapErr(SysRng);
    let size = usize::try_from(rng.next_u32()).unwrap_or(0) % BYTES_MAX;
    let mut content = vec![0; size];
    rng.fill_bytes(&mut content);
    content
}

fn seal(recipient: &Recipient, content: &[u8]) -> Result<Vec<u8>> {
    Ok(age::seal(std::slice::from_ref(recipient), content, &mut UnwrapErr(SysRng))?)
}

fn open(identity: &Identity, sealed: &[u8]) -> Result<impl std::ops::Deref<Target = Vec<u8>>> {
    Ok(age::open(std::slice::from_ref(identity), sealed, 1 << 20)?)
}
