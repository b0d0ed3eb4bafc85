//! What the ledger costs, one figure a line, for `cargo xtask bench`.
//!
//! Usage: `ledger FOLDER LEAVES COMMITS`; everything is written below the folder.

#![expect(clippy::print_stdout, reason = "a program that prints figures")]

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use ledger::{
    Checkpoint, Edge, Hash, Opening, SignerKey, StoreError, Tile, TileReader, Tiles, fsck,
    verify_inclusion,
};
use server::log::{ClassKeys, Keys, Log, NewEntry, Queue, Settings};

const ORIGIN: &str = "ledger.example.org/bench/2026";
/// Length of what a plain program appends before it synchronises.
const LINE_BYTES: usize = 300;
/// Entries of one transaction when grouped.
const GROUP: u64 = 256;
/// Proofs that are made and checked.
const PROOFS: u64 = 2_000;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().context("usage: ledger FOLDER LEAVES COMMITS");
    let folder = next()?;
    let (leaves, commits) = (next()?.parse()?, next()?.parse()?);
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    durable(folder, commits)?;
    tree(&folder.join("tiles"), leaves)
}

fn tell(name: &str, value: f64) {
    println!("{name} {value:.3}");
}

/// Single and grouped decisions, beside a plain append with one synchronisation on the same disk.
fn durable(folder: &Path, commits: u64) -> Result<()> {
    let mut log = open(folder)?;
    let mut plain = OpenOptions::new().create(true).append(true).open(folder.join("plain"))?;
    let (mut sync, mut single) = (Vec::new(), Vec::new());
    // In turns, since other work on the disk comes and goes.
    for number in 0..commits {
        let start = Instant::now();
        plain.write_all(&[b'.'; LINE_BYTES])?;
        plain.sync_data()?;
        sync.push(start.elapsed());
        let entry = entry(number);
        let start = Instant::now();
        log.append(&[entry], 5)?;
        single.push(start.elapsed());
    }
    let (sync, single) = (median(sync), median(single));
    tell("sync_ms", sync * 1e3);
    tell("decision_ms", single * 1e3);
    tell("decision_in_syncs", single / sync);
    let rounds = commits.div_ceil(4);
    let (start, cpu) = (Instant::now(), cpu_seconds());
    for round in 0..rounds {
        let first = commits + round * GROUP;
        let batch: Vec<NewEntry> = (first..first + GROUP).map(entry).collect();
        log.append(&batch, 6)?;
    }
    tell("grouped_per_s", (rounds * GROUP) as f64 / start.elapsed().as_secs_f64());
    if let (Some(before), Some(after)) = (cpu, cpu_seconds()) {
        tell("grouped_per_cpu_s", (rounds * GROUP) as f64 / (after - before).max(0.01));
    }
    let queue = Queue::start(log, || 7);
    let (threads, each) = (64, commits.div_ceil(8));
    let start = Instant::now();
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let queue = &queue;
            scope.spawn(move || {
                for round in 0..each {
                    let number = 1_000_000_000 + thread * each + round;
                    queue.append(vec![entry(number)]).expect("the queue takes an entry");
                }
            });
        }
    });
    tell("queued_per_s", (threads * each) as f64 / start.elapsed().as_secs_f64());
    queue.stop().map(drop)
}

fn open(folder: &Path) -> Result<Log> {
    let algorithms = [ledger::Algorithm::Ed25519, ledger::Algorithm::MlDsa44Cosignature];
    let log: Result<Vec<SignerKey>, _> =
        algorithms.iter().map(|algorithm| SignerKey::new(ORIGIN, *algorithm, [7; 32])).collect();
    let mut classes = ClassKeys::default();
    classes.add("2026", [9; 32]);
    let keys = Keys { log: log?, retired: Vec::new(), classes };
    let settings = Settings {
        origin: ORIGIN.to_owned(),
        folder: folder.join("ledger"),
        database: None,
        high_water: folder.join("high-water"),
        mirror: None,
    };
    Log::create(&settings, &keys, 1)?;
    Ok(Log::open(settings, keys, &|| 2, Vec::new())?)
}

fn entry(number: u64) -> NewEntry {
    let opening = Opening { nonce: [7; 32], envelope: vec![b'e'; 800] };
    NewEntry { request: number.to_string(), class: "2026".to_owned(), opening }
}

/// Tiles as files, without synchronisation: what is measured here is the tree.
struct Files<'f>(&'f Path);

impl Files<'_> {
    fn write(&self, tiles: Vec<(Tile, Vec<u8>)>) -> Result<()> {
        for (tile, bytes) in tiles {
            let path = self.0.join(tile.path());
            fs::create_dir_all(path.parent().context("a tile has a folder")?)?;
            File::create(path)?.write_all(&bytes)?;
        }
        Ok(())
    }
}

impl Tiles for Files<'_> {
    fn read(&self, tile: Tile) -> Result<Vec<u8>, StoreError> {
        fs::read(self.0.join(tile.path())).map_err(|error| StoreError::new(tile, error.to_string()))
    }
}

/// All tiles of a large tree, the full check, and proofs.
fn tree(folder: &Path, leaves: u64) -> Result<()> {
    let files = Files(folder);
    let leaf = |number: u64| {
        let mut leaf = [1; ledger::LEAF_BYTES];
        leaf.iter_mut().zip(number.to_le_bytes()).for_each(|(to, from)| *to = from);
        leaf
    };
    let (start, cpu) = (Instant::now(), cpu_seconds());
    let mut edge = Edge::default();
    let mut full = Vec::new();
    for number in 0..leaves {
        edge.append(&leaf(number), &mut full)?;
        files.write(std::mem::take(&mut full))?;
    }
    files.write(edge.partial_tiles())?;
    let root = edge.root();
    tell("rebuild_s", start.elapsed().as_secs_f64());
    if let (Some(before), Some(after)) = (cpu, cpu_seconds()) {
        tell("rebuild_cpu_s", after - before);
    }
    let start = Instant::now();
    let checked = fsck(&files, leaves, &[Checkpoint::new(ORIGIN, leaves, root)]);
    ensure!(checked.damages.is_empty() && checked.leaves == leaves, "the check fails: {checked:?}");
    tell("check_leaves_per_s", leaves as f64 / start.elapsed().as_secs_f64());
    let (mut prove, mut verify) = (Vec::new(), Vec::new());
    for number in 0..PROOFS {
        let index = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) % leaves;
        let start = Instant::now();
        let proof = TileReader::new(&files, leaves).inclusion(index)?;
        prove.push(start.elapsed());
        let start = Instant::now();
        verify_inclusion(&Hash::of_leaf(&leaf(index)), index, leaves, &proof, &root)?;
        verify.push(start.elapsed());
    }
    tell("proof_us", median(prove) * 1e6);
    tell("verify_us", median(verify) * 1e6);
    Ok(())
}

/// Processor time of this process, where the system tells it (proc(5), in hundredths).
fn cpu_seconds() -> Option<f64> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = text.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut next = || fields.next()?.parse::<f64>().ok();
    Some((next()? + next()?) / 100.0)
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times.get(times.len() / 2).map_or(0.0, Duration::as_secs_f64)
}
