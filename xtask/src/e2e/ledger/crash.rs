//! `kill -9` at random points: nothing that was acknowledged is lost, nothing is logged twice.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::{House, Outcome, Setting};
use crate::process;

/// Kills, unless `OBELUS_KILLS` says otherwise.
const KILLS: u64 = 200;
/// Longest life of a process, in microseconds; starting, logging and publishing take about as long.
const LIFE_MAX: u64 = 120_000;
/// Decisions that take turns.
const ENVELOPES: u64 = 10;

/// Kills `obelus ledger append` again and again, and looks at the ledger afterwards.
pub(crate) fn kills(setting: &Setting) -> Result<Outcome> {
    let kills = std::env::var("OBELUS_KILLS").ok().and_then(|text| text.parse().ok());
    let kills = kills.unwrap_or(KILLS);
    let house = House::begin(setting, "crash")?;
    let rounds = kills.div_ceil(ENVELOPES);
    let (mut killed, mut acknowledged_count, mut durable_unsaid) = (0, 0, 0);
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    for round in 0..rounds {
        let envelopes = signed_envelopes(&house, round)?;
        let mut acknowledged: BTreeMap<usize, u64> = BTreeMap::new();
        for (number, envelope) in envelopes.iter().enumerate() {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            match append_and_kill(&house, envelope, Duration::from_micros(random % LIFE_MAX))? {
                Some(place) => drop(acknowledged.insert(number, place)),
                None => killed += 1,
            }
        }
        acknowledged_count += acknowledged.len();
        for (number, envelope) in envelopes.iter().enumerate() {
            let before = house.run(&["fsck"], &[])?;
            // Handed in again, an entry is where it was, whether its place had been said or not.
            let again = place(&house.run(&["append"], &[envelope])?)?;
            let same = place(&house.run(&["append"], &[envelope])?)?;
            ensure!(again == same, "an entry is logged twice: {again} and {same}");
            match acknowledged.get(&number) {
                Some(place) => ensure!(*place == again, "{place} was acknowledged, not {again}"),
                None => durable_unsaid += u64::from(before == house.run(&["fsck"], &[])?),
            }
        }
    }
    let audit = house.run(&["fsck"], &[])?;
    println!(
        "        {killed} killed, {acknowledged_count} acknowledged, {durable_unsaid} durable without a \
         word; lost 0, doubled 0; {}",
        audit.trim()
    );
    ensure!(killed > 0, "no process was killed in time");
    Ok(Outcome::Passed)
}

/// A disk that takes no more: the command fails and says so, and nothing is half there.
pub(crate) fn full_disk(setting: &Setting) -> Result<Outcome> {
    let house = House::begin(setting, "full")?;
    let envelopes = signed_envelopes(&house, 0)?;
    let envelope = envelopes.first().context("there are envelopes")?;
    let mut refused = 0;
    // From a file system that takes nothing to one that takes all, in blocks of 1 KiB.
    for blocks in [0, 4, 8, 16, 32, 48, 64, 128] {
        let script = format!(r#"ulimit -f {blocks}; trap '' XFSZ; exec "$0" "$@""#);
        let mut command = Command::new("bash");
        command.args(["-c", &script]).arg(&setting.program).args(["ledger", "append"]);
        command.arg(envelope).arg("--ledger").arg(&house.folder);
        let output = process::output(&mut command)?;
        refused += u64::from(!output.status.success());
        let said_nothing = output.stdout.is_empty() || output.status.success();
        ensure!(said_nothing, "a failed append says a place");
    }
    ensure!(refused > 0, "no disk was full");
    let first = place(&house.run(&["append"], &[envelope])?)?;
    let again = place(&house.run(&["append"], &[envelope])?)?;
    ensure!(first == again, "an entry is logged twice");
    let say = house.run(&["fsck"], &[])?;
    println!("        {refused} of 8 appends were refused; {}", say.trim());
    Ok(Outcome::Passed)
}

/// Writes envelopes that the house has signed: padding, since it needs no people.
fn signed_envelopes(house: &House<'_>, round: u64) -> Result<Vec<PathBuf>> {
    let mut envelopes = Vec::new();
    for number in 0..ENVELOPES {
        let path = house.file(&format!("envelope-{round}-{number}.json"));
        let text = format!(
            r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[{{"name":"{round}-{number}","digest":{{"sha256":"{:064x}"}}}}],"predicateType":"https://obelus.example/attest/padding/v1","predicate":{{}}}}"#,
            round * ENVELOPES + number
        );
        let envelope = format!(
            r#"{{"payloadType":"application/vnd.in-toto+json","payload":"{}","signatures":[]}}"#,
            base64(text.as_bytes())
        );
        fs::write(&path, envelope)?;
        house.run(&["sign", "--key"], &[&house.file("keys/release.key"), &path])?;
        envelopes.push(path);
    }
    Ok(envelopes)
}

/// Starts to log an envelope and kills the process after `life`; returns the place that it said.
fn append_and_kill(house: &House<'_>, envelope: &PathBuf, life: Duration) -> Result<Option<u64>> {
    let mut command = house.command(&["append"]);
    command.arg(envelope).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn()?;
    std::thread::sleep(life);
    // One that has ended by itself cannot be killed any more, and has said its place.
    let _ended = child.kill();
    let output = child.wait_with_output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if text.trim().is_empty() { Ok(None) } else { place(&text).map(Some) }
}

fn place(text: &str) -> Result<u64> {
    text.trim().parse().with_context(|| format!("`{text}` is no place"))
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let number = chunk.iter().fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte));
        let number = number << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let index = (number >> (18 - 6 * place) & 63) as usize;
            text.push(if place <= chunk.len() { char::from(LETTERS[index]) } else { '=' });
        }
    }
    text
}
