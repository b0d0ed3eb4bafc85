//! Reminders by a real mail program to a real mail server, which takes them by STARTTLS alone.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, ensure};

use super::handlers::Ending;
use super::{Outcome, Setting};
use crate::process;

/// What must stand in no letter: the report, its item, roles, and what is due.
const SECRETS: &[&str] =
    &["MARKER", "plan.txt", "Records", "oversight", "cn-network-incident", "incident", "网络"];

/// A handler and oversight are reminded; the letters say that something is due, and nothing else.
pub(super) fn letters_tell_nothing(setting: &Setting) -> Result<Outcome> {
    let Some(python) = python().filter(|_| ["msmtp", "openssl"].into_iter().all(process::exists))
    else {
        return Ok(Outcome::Skipped("needs openssl, msmtp and python3-aiosmtpd"));
    };
    let folder = setting.scratch.join("mail");
    fs::create_dir_all(folder.join("taken"))?;
    make_certificate(&folder)?;
    let case = begin_case(setting, &folder)?;
    let (_server, port) = start_server(setting, &folder, python)?;
    configure(&folder, port, "on")?;
    let told = due(setting, &folder)?;
    ensure!(told.status.code() == Some(1), "nothing is due:\n{}", both(&told));
    let letters = letters(&folder)?;
    ensure!(letters.len() == 2, "{} letters where two people are reminded", letters.len());
    for letter in &letters {
        let (envelope, mail) = letter.split_once('\n').context("a letter has an envelope")?;
        ensure!(envelope.ends_with("True"), "it did not come by TLS: {envelope}");
        let text = decoded(mail)?;
        for secret in SECRETS.iter().chain([&case.as_str()]) {
            let is_told = mail.contains(secret) || text.contains(secret);
            ensure!(!is_told, "a letter tells `{secret}`:\n{mail}\n{text}");
        }
        ensure!(text.contains("at the report desk"), "it says nothing:\n{text}");
    }
    due(setting, &folder)?;
    ensure!(self::letters(&folder)?.len() == 2, "a reminder went out twice");
    in_clear_nothing_goes_out(setting, &folder, port)?;
    println!("        2 letters by STARTTLS, none in clear, none twice");
    Ok(Outcome::Passed)
}

/// The server wants TLS: without it the mail program fails, and that is told.
fn in_clear_nothing_goes_out(setting: &Setting, folder: &Path, port: u16) -> Result<()> {
    fs::remove_file(folder.join("desk/reminded"))?;
    configure(folder, port, "off")?;
    let refused = due(setting, folder)?;
    ensure!(refused.status.code() == Some(2), "it was sent in clear:\n{}", both(&refused));
    ensure!(both(&refused).contains("did not take a letter"), "{}", both(&refused));
    ensure!(letters(folder)?.len() == 2, "a letter went out in clear");
    Ok(())
}

fn both(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

/// Takes a report in, and assigns it.
fn begin_case(setting: &Setting, folder: &Path) -> Result<String> {
    let obelus = |args: &[&str]| -> Result<String> {
        let output = process::run(Command::new(&setting.program).args(args).current_dir(folder))?;
        Ok(String::from_utf8(output.stdout)?)
    };
    obelus(&["report", "keygen", "one", "--name", "Records 1"])?;
    let new = ["report", "channel", "new", "desk", "--name", "MARKER Desk", "--alone"];
    obelus(&[&new[..], &["--handler", "one.card"]].concat())?;
    fs::write(folder.join("text"), "MARKER of a report")?;
    let seal = ["report", "seal", "--to", "desk/channel", "--text", "text", "-o", "desk/in/r.obr"];
    obelus(&[&seal[..], &["--about", "file:plan.txt"]].concat())?;
    let listed = obelus(&["report", "inbox", "desk", "--key", "one"])?;
    let case = listed.lines().last().and_then(|line| line.split_whitespace().next());
    let case = case.context("the inbox lists no case")?.to_owned();
    obelus(&["report", "assign", "desk", &case, "--key", "one", "--to", "Records 1"])?;
    Ok(case)
}

/// Reminds; what runs in minutes is over at any time where the day began first.
fn due(setting: &Setting, folder: &Path) -> Result<Output> {
    let due = ["--lang", "en", "report", "due", "desk", "--key", "one", "--zone", "+14:00"];
    let clock = ["--clock", "cn-network-incident", "--send", "msmtp", "--from", "desk@example.org"];
    let to = ["--to", "Records 1=one@example.org", "--to", "oversight=head@example.org"];
    let mut command = Command::new(&setting.program);
    command.args(due).args(clock).args(to).current_dir(folder).env("HOME", folder);
    process::output(&mut command)
}

fn make_certificate(folder: &Path) -> Result<()> {
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]);
    openssl.args(["-nodes", "-days", "2", "-subj", "/CN=localhost"]);
    openssl.args(["-addext", "subjectAltName=DNS:localhost"]);
    openssl.args(["-keyout", "server.key", "-out", "server.pem"]);
    process::run(openssl.current_dir(folder).stderr(Stdio::null()))?;
    Ok(())
}

/// The interpreter that has the package of the mail server: the first one, or the distribution's.
fn python() -> Option<&'static str> {
    let has_server = |python: &&str| {
        let mut command = Command::new(python);
        process::output(command.args(["-c", "import aiosmtpd"]))
            .is_ok_and(|output| output.status.success())
    };
    ["python3", "/usr/bin/python3"].into_iter().find(has_server)
}

fn start_server(setting: &Setting, folder: &Path, python: &str) -> Result<(Ending, u16)> {
    let mut server = Command::new(python)
        .arg(setting.root.join("xtask/oracle/mail_server.py"))
        .args(["taken", "server.pem", "server.key"])
        .current_dir(folder)
        .stdout(Stdio::piped())
        .spawn()?;
    let stdout = server.stdout.take().context("there is no pipe")?;
    let server = Ending(server);
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line)?;
    Ok((server, line.trim().parse().context("the mail server did not say its port")?))
}

/// What the mail program is told: the server, and whether it speaks TLS.
fn configure(folder: &Path, port: u16, tls: &str) -> Result<()> {
    let certificate = folder.join("server.pem").display().to_string();
    let lines = format!(
        "defaults\ntls {tls}\ntls_starttls {tls}\ntls_trust_file {certificate}\n\
         account default\nhost localhost\nport {port}\ndomain desk.example.org\n"
    );
    Ok(fs::write(folder.join(".msmtprc"), lines)?)
}

fn letters(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder.join("taken"))?;
    entries.map(|entry| Ok(fs::read_to_string(entry?.path())?)).collect()
}

/// The text of a letter, out of its transfer encoding.
fn decoded(mail: &str) -> Result<String> {
    let mail = mail.replace("\r\n", "\n");
    let body = mail.split_once("\n\n").context("a letter has a head")?.1;
    let mut base64 = Command::new("base64");
    let mut child = base64.arg("-d").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    std::io::Write::write_all(child.stdin.as_mut().context("there is no pipe")?, body.as_bytes())?;
    Ok(String::from_utf8(child.wait_with_output()?.stdout)?)
}
