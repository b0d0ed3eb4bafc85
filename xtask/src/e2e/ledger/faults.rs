//! Restored backups, torn writes, a full disk, two processes and a clock that was set back.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::crash::{places, signed_envelopes};
use super::neighbours::{Served, believe, copy, watch};
use super::{House, Outcome, Setting};
use crate::process;

/// How a command ends whose ledger must not sign.
const FROZEN: i32 = 3;

/// What was restored, and whether the ledger freezes: while no witness is reached, and with one that
/// has seen more.
const RESTORED: &[(&[&str], bool, bool)] = &[
    (&["ledger.db"], true, true),
    (&["ledger.db", "public"], true, true),
    (&["public"], false, false),
    (&["ledger.db", "elsewhere"], true, true),
    // Everything at once is sound in itself: only a witness can tell.
    (&["ledger.db", "public", "elsewhere"], false, true),
];

/// The table of restored backups.
pub(crate) fn restored(setting: &Setting) -> Result<Outcome> {
    println!("        restored: frozen without a witness, frozen with one that is ahead");
    for (number, (parts, alone, ahead)) in RESTORED.iter().enumerate() {
        let is_frozen = |is_reached| restore(setting, number, parts, is_reached);
        let (without, with) = (is_frozen(false)?, is_frozen(true)?);
        println!("        {}: {without}, {with}", parts.join(" + "));
        ensure!((without, with) == (*alone, *ahead), "{parts:?}: {without}, {with}");
    }
    Ok(Outcome::Passed)
}

/// Restores parts of a backup after something more was released; returns whether that freezes.
fn restore(setting: &Setting, number: usize, parts: &[&str], is_reached: bool) -> Result<bool> {
    let name = |who: &str| format!("{who}-{number}-{is_reached}");
    let houses = [House::begin(setting, &name("keeper"))?, House::begin(setting, &name("other"))?];
    let [keeper, other] = &houses;
    watch(&houses)?;
    let served = Served::start(other)?;
    believe(keeper, &[(other, Some(&served.address))])?;
    keeper.release(&name("before"))?;
    let backup = keeper.file("backup");
    fs::create_dir(&backup)?;
    parts.iter().try_for_each(|part| copy(&keeper.file(part), &backup.join(part)))?;
    keeper.release(&name("after"))?;
    let served = is_reached.then_some(served);
    for part in parts {
        process::run(Command::new("rm").arg("-r").arg(keeper.file(part)))?;
        copy(&backup.join(part), &keeper.file(part))?;
    }
    let output = keeper.ask(&["checkpoint"], &[])?;
    let is_frozen = output.status.code() == Some(FROZEN);
    ensure!(is_frozen == keeper.file("frozen").exists(), "it ends with {}", output.status);
    if is_frozen {
        // Frozen stays frozen, whoever is asked.
        drop(served);
        let again = keeper.ask(&["checkpoint"], &[])?;
        ensure!(again.status.code() == Some(FROZEN), "it thaws by itself: {}", again.status);
    }
    Ok(is_frozen)
}

/// Spoils bytes from a place on.
type Damage = fn(&mut Vec<u8>, usize);

/// What a disk may do to a file that was being written.
const DAMAGES: [(&str, Damage); 4] = [
    ("cut", Vec::truncate),
    ("zeros to the end", |bytes, place| bytes.iter_mut().skip(place).for_each(|byte| *byte = 0)),
    ("one bit", |bytes, place| bytes.iter_mut().skip(place).take(1).for_each(|byte| *byte ^= 4)),
    ("one sector of zeros", |bytes, place| {
        bytes.iter_mut().skip(place / 512 * 512).take(512).for_each(|byte| *byte = 0);
    }),
];
/// Places of each kind of damage.
const PLACES: usize = 12;

fn spoilt(bytes: &[u8], damage: Damage, variant: usize) -> Vec<u8> {
    let mut spoilt = bytes.to_vec();
    damage(&mut spoilt, (variant * 7919 + 13) * 101 % bytes.len());
    spoilt
}

/// The tables of torn writes: of the database's write-ahead log, and of the public files.
pub(crate) fn torn(setting: &Setting) -> Result<Outcome> {
    let house = House::begin(setting, "torn")?;
    let envelopes = signed_envelopes(&house, 0, 64)?;
    let (first, image) = image_with_log(&house, &envelopes)?;
    let wal = fs::read(image.file("ledger.db-wal"))?;
    println!("        write-ahead log of {} bytes: harmless, told, silently older", wal.len());
    for (name, damage) in DAMAGES {
        let (mut harmless, mut told) = (0, 0);
        for variant in 0..PLACES {
            let case = image.twin("torn-case")?;
            fs::write(case.file("ledger.db-wal"), spoilt(&wal, damage, variant))?;
            let output = case.ask(&["checkpoint"], &[])?;
            if output.status.success() {
                let place = places(&case.run(&["append"], &[&envelopes[first.0]])?)?;
                ensure!(place == [first.1], "{name}: silently older, {place:?}");
                harmless += 1;
            } else {
                told += 1;
            }
            fs::remove_dir_all(&case.folder)?;
        }
        println!("        {name}: {harmless}, {told}, 0");
    }
    torn_public(&house)?;
    Ok(Outcome::Passed)
}

/// A copy of a house whose process died after it had said a place and before it had emptied its
/// write-ahead log; with the number of the envelope and its place.
fn image_with_log<'s>(
    house: &House<'s>,
    envelopes: &[PathBuf],
) -> Result<((usize, u64), House<'s>)> {
    use std::io::{BufRead, BufReader};
    for (number, envelope) in envelopes.iter().enumerate() {
        let mut command = house.command(&["append"]);
        command.arg(envelope).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("stdout is a pipe")?).read_line(&mut line)?;
        child.kill()?;
        child.wait()?;
        let length = fs::metadata(house.file("ledger.db-wal")).map_or(0, |about| about.len());
        if length > 0 {
            let place = places(&line)?;
            let place = *place.first().context("it has said a place")?;
            return Ok(((number, place), house.twin("torn-image")?));
        }
    }
    anyhow::bail!("each of {} processes was quicker than its end", envelopes.len())
}

/// Damages the public files: made anew by the next start, or told by `fsck`.
fn torn_public(house: &House<'_>) -> Result<()> {
    house.run(&["checkpoint"], &[])?;
    let size = house.run(&["fsck"], &[])?;
    let mut files = newest_tiles(house)?;
    files.push(house.file("public/checkpoint"));
    println!("        public files: made anew, told, unnoticed");
    for (name, damage) in DAMAGES {
        let (mut anew, mut told) = (0, 0);
        for (variant, path) in (0..PLACES).zip(files.iter().cycle()) {
            let inner = path.strip_prefix(&house.folder)?;
            let case = house.twin("torn-case")?;
            let whole = fs::read(path)?;
            fs::write(case.folder.join(inner), spoilt(&whole, damage, variant))?;
            let check = case.ask(&["fsck"], &[])?;
            let is_told = !check.status.success();
            let start = case.ask(&["checkpoint"], &[])?;
            let is_whole = start.status.success() && case.run(&["fsck"], &[])? == size;
            ensure!(is_told || is_whole, "{name} in {}: unnoticed", inner.display());
            match is_whole {
                true => anew += 1,
                false => told += 1,
            }
            fs::remove_dir_all(&case.folder)?;
        }
        println!("        {name}: {anew}, {told}, 0");
    }
    Ok(())
}

/// The widest tile of each kind.
fn newest_tiles(house: &House<'_>) -> Result<Vec<PathBuf>> {
    let mut newest = Vec::new();
    for kind in ["0", "entries"] {
        let folder = house.file("public/tile").join(kind).join("000.p");
        let mut widths: Vec<u64> = Vec::new();
        for entry in fs::read_dir(&folder)? {
            widths.extend(entry?.file_name().to_string_lossy().parse::<u64>().ok());
        }
        let widest = widths.iter().max().context("there are partial tiles")?;
        newest.push(folder.join(widest.to_string()));
    }
    Ok(newest)
}

/// A small disk that fills up: nothing is acknowledged that is not there, and with room again the
/// ledger goes on.
pub(crate) fn full_disk(setting: &Setting) -> Result<Outcome> {
    let can_mount = ["--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"];
    if !process::output(Command::new("unshare").args(can_mount)).is_ok_and(|o| o.status.success()) {
        return Ok(Outcome::Skipped("a small file system cannot be mounted here (`unshare`)"));
    }
    let house = House::begin(setting, "full")?;
    let envelopes = signed_envelopes(&house, 0, 60)?;
    let disk = setting.scratch.join("small-disk");
    fs::create_dir(&disk)?;
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "bash", "-c", FILL]).arg(&setting.program);
    command.arg(&house.folder).arg(&disk).args(&envelopes);
    let output = process::run(&mut command)?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let (mut refused, mut said, mut later) = (0, Vec::new(), Vec::new());
    for line in text.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["full", "0", place] => said.push(place.parse::<u64>()?),
            // What is refused says why, and gives no place.
            ["full", code, why @ ..] => {
                let has_place = why.first().is_some_and(|word| word.parse::<u64>().is_ok());
                ensure!(!has_place && *code != "0", "a refused append says `{line}`");
                refused += 1;
            }
            ["room", place] => later.push(place.parse::<u64>()?),
            _ => {}
        }
    }
    ensure!(refused > 0 && !said.is_empty(), "the disk was never full: {text}");
    ensure!(later.len() == envelopes.len(), "with room again: {text}");
    ensure!(later.starts_with(&said), "{said:?} were acknowledged, and they stand at {later:?}");
    let say = text.lines().last().unwrap_or_default();
    println!("        {} acknowledged, {refused} refused, then room: {say}", said.len());
    Ok(Outcome::Passed)
}

/// Appends on a file system with half a megabyte of room until it is full, and again when it has
/// grown.
const FILL: &str = r#"
set -u
program=$0 house=$1 disk=$2; shift 2
mount -t tmpfs -o size=$(($(du -sk "$house" | cut -f1) + 512))k tmpfs "$disk"
cp -a "$house" "$disk/house"
sed -i "s#$house/elsewhere#$disk/house/elsewhere#" "$disk/house/ledger.toml"
for envelope; do
  place=$("$program" ledger append "$envelope" --ledger "$disk/house" 2>"$disk/../small-disk.err")
  echo "full $? $place"
done
mount -o remount,size=64m "$disk"
"$program" ledger append "$@" --ledger "$disk/house" | sed 's/^/room /'
"$program" ledger fsck --ledger "$disk/house" --lang en
"#;

/// Several processes at once: each entry has a place of its own, and the same entry has one.
pub(crate) fn two_processes(setting: &Setting) -> Result<Outcome> {
    let house = House::begin(setting, "crowd")?;
    let envelopes = signed_envelopes(&house, 0, 5)?;
    let twice = envelopes.first().context("there are envelopes")?;
    let mut children = Vec::new();
    for envelope in envelopes.iter().chain([twice]) {
        let mut command = house.command(&["append"]);
        command.arg(envelope).stdin(Stdio::null()).stdout(Stdio::piped());
        children.push(command.spawn()?);
    }
    let mut said = Vec::new();
    for child in children {
        let output = child.wait_with_output()?;
        ensure!(output.status.success(), "one of several ends with {}", output.status);
        said.extend(places(&String::from_utf8_lossy(&output.stdout))?);
    }
    ensure!(said.first() == said.last(), "the same entry stands at two places: {said:?}");
    said.sort_unstable();
    said.dedup();
    ensure!(said.len() == envelopes.len(), "two entries stand at one place: {said:?}");
    house.run(&["fsck"], &[])?;
    Ok(Outcome::Passed)
}

/// A library that moves the clock a day ahead.
const AHEAD: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>
int clock_gettime(clockid_t id, struct timespec *now) {
  int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
  int done = real(id, now);
  if (id == CLOCK_REALTIME) now->tv_sec += 86400;
  return done;
}
"#;

/// What was signed a day ahead stops a ledger whose clock was then set right.
pub(crate) fn clock_set_back(setting: &Setting) -> Result<Outcome> {
    if !process::exists("cc") {
        return Ok(Outcome::Skipped("no C compiler to move the clock with"));
    }
    let (source, library) = (setting.scratch.join("ahead.c"), setting.scratch.join("ahead.so"));
    fs::write(&source, AHEAD)?;
    let mut build = Command::new("cc");
    process::run(build.args(["-shared", "-fPIC", "-o"]).arg(&library).arg(&source).arg("-ldl"))?;
    let house = House::begin(setting, "clock")?;
    let envelopes = signed_envelopes(&house, 0, 2)?;
    let mut ahead = house.command(&["append"]);
    process::run(ahead.arg(&envelopes[0]).env("LD_PRELOAD", &library))?;
    let back = house.ask(&["append", "--lang", "en"], &[&envelopes[1]])?;
    let say = String::from_utf8_lossy(&back.stdout).into_owned();
    ensure!(back.status.code() == Some(FROZEN), "it ends with {}", back.status);
    ensure!(say.contains("clock is 8"), "it does not name the clock: {say}");
    Ok(Outcome::Passed)
}
