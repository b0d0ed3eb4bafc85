//! `kill -9` at random points: nothing that was acknowledged is lost, nothing is logged twice.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};

use super::{House, Outcome, Setting};
use crate::process;

/// Kills, unless `OBELUS_KILLS` says otherwise.
const KILLS: u64 = 200;
/// Ledgers in which processes are killed at the same time.
const HOUSES: u64 = 4;
/// Longest life: one slow process must not make all that follow wait.
const LIFE_MAX: Duration = Duration::from_secs(2);
/// Decisions that take turns.
const ENVELOPES: u64 = 10;
/// Rounds after which the whole tree is checked, beside the last.
const ROUNDS_UNTIL_CHECK: u64 = 50;

/// Kills `obelus ledger append` again and again, and looks at the ledgers afterwards.
pub(crate) fn kills(setting: &Setting) -> Result<Outcome> {
    let kills = std::env::var("OBELUS_KILLS").ok().and_then(|text| text.parse().ok());
    let kills: u64 = kills.unwrap_or(KILLS);
    let tolls: Vec<Result<Toll>> = std::thread::scope(|scope| {
        let kill = |number| scope.spawn(move || kill_in(setting, number, kills.div_ceil(HOUSES)));
        let threads: Vec<_> = (0..HOUSES).map(kill).collect();
        let ended = threads.into_iter().map(|thread| thread.join());
        ended.map(|toll| toll.unwrap_or_else(|_| Err(anyhow!("a thread has failed")))).collect()
    });
    let toll = tolls.into_iter().sum::<Result<Toll>>()?;
    println!("        {toll}");
    ensure!(toll.durable_unsaid > 0, "no process was killed between its commit and its word");
    Ok(Outcome::Passed)
}

/// Kills in one ledger.
fn kill_in(setting: &Setting, number: u64, kills: u64) -> Result<Toll> {
    let house = House::begin(setting, &format!("crash-{number}"))?;
    let mut toll = Toll::default();
    let random = 0x9E37_79B9_7F4A_7C15_u64.rotate_left(number as u32);
    let mut life = Life { random, most: Duration::from_millis(100) };
    let mut round = 0;
    while toll.killed < kills {
        kill_some(&house, round, &mut life, &mut toll)?;
        round += 1;
        if round % ROUNDS_UNTIL_CHECK == 0 {
            house.run(&["fsck"], &[])?;
            println!("        so far in ledger {number}: {toll}");
        }
    }
    house.run(&["fsck"], &[])?;
    Ok(toll)
}

/// What was counted.
#[derive(Default)]
struct Toll {
    /// Processes that ended by the signal.
    killed: u64,
    /// Entries whose place was said before the end.
    acknowledged: u64,
    /// Entries that were in the database although nobody had been told.
    durable_unsaid: u64,
    /// Entries that were not.
    not_logged: u64,
}

impl std::iter::Sum for Toll {
    fn sum<I: Iterator<Item = Self>>(tolls: I) -> Self {
        tolls.fold(Self::default(), |sum, toll| Self {
            killed: sum.killed + toll.killed,
            acknowledged: sum.acknowledged + toll.acknowledged,
            durable_unsaid: sum.durable_unsaid + toll.durable_unsaid,
            not_logged: sum.not_logged + toll.not_logged,
        })
    }
}

impl std::fmt::Display for Toll {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { killed, acknowledged, durable_unsaid, not_logged } = self;
        write!(
            formatter,
            "{killed} killed: {acknowledged} acknowledged, of which 0 lost; {durable_unsaid} durable \
             without a word and {not_logged} not logged, of which 0 doubled when handed in again"
        )
    }
}

/// How long the next process may live.
struct Life {
    random: u64,
    most: Duration,
}

impl Life {
    fn next(&mut self) -> Duration {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.most.mul_f64((self.random >> 11) as f64 / (1_u64 << 53) as f64)
    }

    /// As long as a whole process takes on this machine now, and a little longer.
    fn learn(&mut self, whole: Duration) {
        self.most = whole.min(LIFE_MAX).mul_f64(1.2);
    }
}

/// Kills a process for each of some envelopes, and hands all of them in again.
fn kill_some(house: &House<'_>, round: u64, life: &mut Life, toll: &mut Toll) -> Result<()> {
    let envelopes = signed_envelopes(house, round, ENVELOPES + 1)?;
    let (marker, envelopes) = envelopes.split_first().context("there are envelopes")?;
    let mut said = Vec::new();
    for envelope in envelopes {
        said.push(append_and_kill(house, envelope, life.next(), toll)?);
    }
    // What is new now comes behind everything that was logged before.
    let start = Instant::now();
    let first_new = places(&house.run(&["append"], &[marker])?)?;
    life.learn(start.elapsed());
    let first_new = *first_new.first().context("the marker has a place")?;
    let paths: Vec<&Path> = envelopes.iter().map(PathBuf::as_path).collect();
    let hand_in = || places(&house.run(&["append"], &paths)?);
    let (again, same) = (hand_in()?, hand_in()?);
    ensure!(again == same, "entries are logged twice: {again:?} and {same:?}");
    for (said, place) in said.iter().zip(&again) {
        match said {
            Some(said) => {
                ensure!(said == place, "{said} was acknowledged, and it stands at {place}");
                toll.acknowledged += 1;
            }
            None if *place < first_new => toll.durable_unsaid += 1,
            None => toll.not_logged += 1,
        }
    }
    envelopes.iter().chain([marker]).try_for_each(fs::remove_file)?;
    Ok(())
}

/// Files that may not grow: the command fails and says so, and nothing is half there.
pub(crate) fn file_limit(setting: &Setting) -> Result<Outcome> {
    let house = House::begin(setting, "limit")?;
    let envelopes = signed_envelopes(&house, 0, 1)?;
    let envelope = envelopes.first().context("there are envelopes")?;
    let mut refused = 0;
    // From a limit that allows nothing to one that allows all, in blocks of 1 KiB.
    for blocks in [0, 4, 8, 16, 32, 48, 64, 128] {
        let script = format!(r#"ulimit -f {blocks}; trap '' XFSZ; exec "$0" "$@""#);
        let mut command = std::process::Command::new("bash");
        command.args(["-c", &script]).arg(&setting.program).args(["ledger", "append"]);
        command.arg(envelope).arg("--ledger").arg(&house.folder);
        let output = process::output(&mut command)?;
        refused += u64::from(!output.status.success());
        let said_nothing = output.stdout.is_empty() || output.status.success();
        ensure!(said_nothing, "a failed append says a place");
    }
    ensure!(refused > 0, "no write was refused");
    let hand_in = || places(&house.run(&["append"], &[envelope])?);
    let (first, again) = (hand_in()?, hand_in()?);
    ensure!(first == again, "an entry is logged twice");
    let say = house.run(&["fsck"], &[])?;
    println!("        {refused} of 8 appends were refused; {}", say.trim());
    Ok(Outcome::Passed)
}

/// Writes envelopes that the house has signed: padding, since it needs no people.
pub(super) fn signed_envelopes(house: &House<'_>, round: u64, count: u64) -> Result<Vec<PathBuf>> {
    let mut envelopes = Vec::new();
    for number in 0..count {
        let path = house.file(&format!("envelope-{round}-{number}.json"));
        let text = format!(
            r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[{{"name":"{round}-{number}","digest":{{"sha256":"{:064x}"}}}}],"predicateType":"https://obelus.example/attest/padding/v1","predicate":{{}}}}"#,
            round * count + number
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
fn append_and_kill(
    house: &House<'_>,
    envelope: &Path,
    life: Duration,
    toll: &mut Toll,
) -> Result<Option<u64>> {
    let mut command = house.command(&["append"]);
    command.arg(envelope).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn()?;
    std::thread::sleep(life);
    // One that has ended by itself cannot be killed any more, and has said its place.
    let _ended = child.kill();
    let output = child.wait_with_output()?;
    toll.killed += u64::from(output.status.signal().is_some());
    Ok(places(&String::from_utf8_lossy(&output.stdout))?.first().copied())
}

pub(super) fn places(text: &str) -> Result<Vec<u64>> {
    let place = |line: &str| line.parse().with_context(|| format!("`{line}` is no place"));
    text.lines().map(place).collect()
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
