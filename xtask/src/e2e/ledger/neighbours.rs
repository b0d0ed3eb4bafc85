//! Three houses witness each other, over loopback and across an air gap: one forks, one is set back,
//! one goes silent.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::foreign::build_go;
use super::{House, Outcome, Setting, oracle};
use crate::process;

/// A served house; it is stopped when this is dropped.
struct Served {
    child: Child,
    address: String,
}

impl Served {
    fn start(house: &House<'_>) -> Result<Self> {
        let mut command =
            house.command(&["serve-tiles", "--listen", "127.0.0.1:0", "--lang", "en"]);
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let mut stderr = BufReader::new(child.stderr.take().context("stderr is a pipe")?);
        let mut line = String::new();
        stderr.read_line(&mut line)?;
        let address = line.split("http://").nth(1).and_then(|rest| rest.split(';').next());
        let address = address.with_context(|| format!("the server says `{line}`"))?.to_owned();
        // Whatever else it says must not fill the pipe.
        std::thread::spawn(move || stderr.read_to_string(&mut String::new()));
        Ok(Self { child, address })
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// Each house watches the two others.
fn watch(houses: &[House<'_>]) -> Result<()> {
    for house in houses {
        let mut watched = String::new();
        for other in houses.iter().filter(|other| other.folder != house.folder) {
            for kind in [1, 6] {
                watched += &format!("log {}\n", other.key("log ", kind)?);
            }
        }
        fs::write(house.file("watched"), watched + "quorum none\n")?;
    }
    Ok(())
}

/// A house believes a checkpoint that one of the others has signed.
fn believe(house: &House<'_>, others: &[(&House<'_>, Option<&str>)]) -> Result<()> {
    let trust = fs::read_to_string(house.file("trust"))?;
    let mut trust = trust.replace("quorum none", "");
    let mut names = Vec::new();
    for (other, address) in others {
        let name = other.folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let url = address.map(|address| format!(" http://{address}")).unwrap_or_default();
        trust += &format!("witness {name} {}{url}\n", other.key("witness ", 4)?);
        names.push(name);
    }
    trust += &format!("group others any {}\nquorum others\n", names.join(" "));
    fs::write(house.file("trust"), trust)?;
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    process::run(Command::new("cp").arg("-a").arg(from).arg(to)).map(drop)
}

/// Over HTTP.
pub(crate) fn loopback(setting: &Setting) -> Result<Outcome> {
    let houses = ["anna", "bert", "cleo"].map(|name| House::begin(setting, name));
    let houses = houses.into_iter().collect::<Result<Vec<_>>>()?;
    let [anna, bert, cleo] = houses.as_slice() else { unreachable!("three were begun") };
    watch(&houses)?;
    let (at_anna, at_bert) = (Served::start(anna)?, Served::start(bert)?);
    let at_cleo = Served::start(cleo)?;
    let of = |served: &Served| served.address.clone();
    let (a, b, c) = (of(&at_anna), of(&at_bert), of(&at_cleo));
    believe(anna, &[(bert, Some(&b)), (cleo, Some(&c))])?;
    believe(bert, &[(anna, Some(&a)), (cleo, Some(&c))])?;
    believe(cleo, &[(anna, Some(&a)), (bert, Some(&b))])?;
    for house in &houses {
        let name = house.folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        house.release(&format!("{name}-1.txt"))?;
        let say = house.run(&["checkpoint", "--lang", "en"], &[])?;
        ensure!(say.matches("Signed by the witness").count() == 2, "{name}: {say}");
    }
    fork(setting, anna)?;
    set_back(setting, bert)?;
    // One goes silent: the others go on with the quorum that is left, and say so.
    drop(at_cleo);
    let output = anna.ask(&["checkpoint", "--lang", "en"], &[])?;
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(output.status.success() && told.contains("has not signed"), "silence: {told}");
    let found = evidence(setting, bert, anna, "fork")? + evidence(setting, anna, bert, "rollback")?;
    println!("        {found} pieces of evidence were exported and checked");
    Ok(Outcome::Passed)
}

/// Two histories of one log: a copy of the house, which then goes another way.
fn fork(setting: &Setting, house: &House<'_>) -> Result<()> {
    let twin = House { setting, folder: setting.scratch.join("twin") };
    copy(&house.folder, &twin.folder)?;
    settle(house, &twin)?;
    house.release("honest.txt")?;
    let other = setting.scratch.join("other.txt");
    fs::write(&other, "Another story.\n")?;
    let output = twin.ask(&["release"], &[&other])?;
    ensure!(output.status.code() == Some(3), "a fork ends with {}", output.status);
    let again = twin.ask(&["checkpoint"], &[])?;
    ensure!(again.status.code() == Some(3), "a fork that was noticed may go on");
    Ok(())
}

/// A house from a backup, high-water file and all: only witnesses can tell.
fn set_back(setting: &Setting, house: &House<'_>) -> Result<()> {
    let backup = House { setting, folder: setting.scratch.join("backup") };
    copy(&house.folder, &backup.folder)?;
    settle(house, &backup)?;
    house.release("later.txt")?;
    house.release("later-still.txt")?;
    // Signatures have a time in seconds, and the later one must show.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let output = backup.ask(&["release"], &[&setting.scratch.join("bert-1.txt")])?;
    ensure!(output.status.code() == Some(3), "a rollback ends with {}", output.status);
    Ok(())
}

/// The copy has its own high-water file, as a backup of everything has.
fn settle(house: &House<'_>, copy: &House<'_>) -> Result<()> {
    let settings = fs::read_to_string(house.file("ledger.toml"))?;
    let (old, new) = (house.file("elsewhere"), copy.file("elsewhere"));
    let settings = settings.replace(&old.display().to_string(), &new.display().to_string());
    fs::write(copy.file("ledger.toml"), settings)?;
    Ok(())
}

/// The witness has evidence against the other house, exports it, and Go confirms the signatures.
fn evidence(setting: &Setting, witness: &House<'_>, of: &House<'_>, kind: &str) -> Result<usize> {
    let folder = setting.scratch.join(format!("evidence-{kind}"));
    // A served house has its desk open; the copy of it is looked at.
    let desk = House { setting, folder: setting.scratch.join(format!("desk-{kind}")) };
    copy(&witness.folder, &desk.folder)?;
    let output = desk.ask(&["witness", "--evidence"], &[&folder])?;
    let say = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(output.status.code() == Some(1), "no evidence of a {kind}: {say}");
    let mut found: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(&folder)? {
        found.push(entry?.path());
    }
    let is_kind = |path: &&PathBuf| path.to_string_lossy().contains(kind);
    let ours: Vec<&PathBuf> = found.iter().filter(is_kind).collect();
    ensure!(!ours.is_empty(), "no {kind} among {found:?}");
    if let Some(checker) = build_go(setting)? {
        for path in &ours {
            let key = of.key("log ", 1)?;
            oracle(Command::new(&checker).arg("evidence").arg(path).arg(key))?;
        }
    }
    Ok(ours.len())
}

/// By file.
pub(crate) fn air_gap(setting: &Setting) -> Result<Outcome> {
    let houses = ["dora", "emil"].map(|name| House::begin(setting, name));
    let houses = houses.into_iter().collect::<Result<Vec<_>>>()?;
    let [dora, emil] = houses.as_slice() else { unreachable!("two were begun") };
    watch(&houses)?;
    believe(dora, &[(emil, None)])?;
    let file = setting.scratch.join("dora-1.txt");
    fs::write(&file, "The library opens at ten.\n")?;
    let recorded = dora.ask(&["release"], &[&file])?;
    ensure!(recorded.status.code() == Some(1), "a release without its witness is a release");
    let entry = "0";
    let (request, answer) = (setting.scratch.join("request"), setting.scratch.join("answer"));
    let carry = |witness_ends: i32| -> Result<()> {
        let to = format!("emil={}", request.display());
        dora.ask(&["checkpoint", "--request", &to], &[])?;
        let arguments = ["witness", "--output", &answer.display().to_string(), "--request"];
        let output = emil.ask(&arguments, &[&request])?;
        ensure!(output.status.code() == Some(witness_ends), "the witness: {}", output.status);
        Ok(())
    };
    let code = dora.ask(&["checkpoint", "--qr", "emil"], &[])?;
    ensure!(String::from_utf8_lossy(&code.stdout).contains('█'), "there is no QR code");
    carry(0)?;
    dora.run(&["checkpoint", "--answer", &format!("emil={}", answer.display())], &[])?;
    dora.run(&["proof", entry, "--file"], &[&file])?;
    let mut verify = Command::new(&setting.program);
    verify.arg("verify").arg(&file).arg("--trust").arg(dora.file("trust"));
    let output = process::output(&mut verify)?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    // Set back, the answer that comes across the gap stops it.
    let backup = House { setting, folder: setting.scratch.join("dora-backup") };
    copy(&dora.folder, &backup.folder)?;
    settle(dora, &backup)?;
    // Another file: the same one in the same second would be the same request.
    let other = setting.scratch.join("dora-2.txt");
    fs::write(&other, "The library opens at eleven.\n")?;
    dora.ask(&["release"], &[&other])?;
    carry(0)?;
    let to = format!("emil={}", request.display());
    backup.ask(&["checkpoint", "--request", &to], &[])?;
    let arguments = ["witness", "--output", &answer.display().to_string(), "--request"];
    emil.ask(&arguments, &[&request])?;
    let frozen =
        backup.ask(&["checkpoint", "--answer", &format!("emil={}", answer.display())], &[])?;
    ensure!(frozen.status.code() == Some(3), "a rollback ends with {}", frozen.status);
    Ok(Outcome::Passed)
}
