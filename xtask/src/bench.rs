//! Speed beside other programs, in one run, as ratios.
//!
//! Texts are made here from our own sentences and source code, always with the same bytes. Programs take
//! turns (A B C, A B C, …) and medians of processor time count, since wall time on shared machines
//! says little.

mod bounds;
mod clean;
mod desk;
mod examples;
mod instructions;
mod measure;
mod peers;
mod texts;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::process;
pub(crate) use bounds::plain_search;
pub(crate) use measure::{measure, run_measured};
pub(crate) use texts::all as texts;

/// What to measure.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Megabytes of each text.
    #[arg(long, default_value_t = 64)]
    pub(crate) megabytes: usize,
    /// Rounds, of which medians are taken.
    #[arg(long, default_value_t = 7)]
    pub(crate) rounds: usize,
    /// Count instructions with valgrind as well.
    #[arg(long)]
    pub(crate) instructions: bool,
    /// Measure the ledger and the reporter's pages alone.
    #[arg(long)]
    pub(crate) servers: bool,
    /// Measure the desk of a team alone (needs Node.js).
    #[arg(long)]
    pub(crate) desk: bool,
    /// Measure cleaning alone, beside `mat2`, `exiftool` and `qpdf` where they are installed.
    #[arg(long)]
    pub(crate) clean: bool,
    /// Measure this program instead of building it with optimisation.
    #[arg(long)]
    pub(crate) program: Option<PathBuf>,
    /// Store the figures under `bench/results/`.
    #[arg(long)]
    pub(crate) store: bool,
    /// Tree of sources for the comparison with other scanners, instead of our own.
    #[arg(long)]
    pub(crate) sources: Option<PathBuf>,
}

/// Measures everything and prints it.
pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    if options.servers {
        return servers(root, options);
    }
    if options.desk {
        let figures = [desk::desk(root)?];
        return if options.store { store(root, &figures, "bench --desk --store") } else { Ok(()) };
    }
    let program = match &options.program {
        Some(program) => program.clone(),
        None => process::build_release(root)?,
    };
    let folder = process::target(root).join("bench");
    fs::create_dir_all(&folder)?;
    if options.clean {
        let figures = [clean::clean(&program, &folder, options.rounds)?];
        return if options.store { store(root, &figures, "bench --clean --store") } else { Ok(()) };
    }
    let literals = write_literals(&folder)?;
    let mut figures = Vec::new();
    for text in texts(root, options.megabytes * 1_000_000)? {
        let path = folder.join(format!("{}.txt", text.name));
        fs::write(&path, &text.bytes)?;
        figures.push(throughput(&program, text.name, &path, &literals, options.rounds)?);
    }
    let code = folder.join("code.txt");
    figures.push(bounds::bounds(&program, &folder, &code, options.rounds)?);
    let sources = options.sources.as_deref();
    figures.push(peers::compare(&program, &folder, &code, sources, options.rounds)?);
    figures.push(documents(root, &program, options.rounds)?);
    figures.push(clean::clean(&program, &folder, options.rounds)?);
    figures.push(two_cores(&program, &folder, options.rounds)?);
    figures.push(start_up(&program, &folder, options.rounds)?);
    figures.push(examples::ledger(root)?);
    figures.push(examples::report(root)?);
    if options.instructions {
        figures.push(instructions::count(root, &program, &folder)?);
    }
    if options.store {
        store(root, &figures, "bench --store --instructions")?;
    }
    Ok(())
}

/// The ledger and the reporter's pages alone.
fn servers(root: &Path, options: &Options) -> Result<()> {
    let figures = [examples::ledger(root)?, examples::report(root)?];
    if options.store { store(root, &figures, "bench --servers --store") } else { Ok(()) }
}

/// One core on one text: our scan, ripgrep with the literals of our rules, and a plain read.
fn throughput(
    program: &Path,
    name: &str,
    text: &Path,
    literals: &Path,
    rounds: usize,
) -> Result<Value> {
    let megabytes = fs::metadata(text)?.len() as f64 / 1e6;
    let mut scan = Command::new(program);
    scan.arg("scan").arg(text).args(["--jobs", "1", "--format", "jsonl"]);
    let mut read = Command::new("cat");
    read.arg(text);
    let mut commands = vec![scan, read];
    if process::exists("rg") {
        let mut rg = Command::new("rg");
        rg.args(["-j1", "-a", "-i", "-F", "--count-matches", "-f"]).arg(literals).arg(text);
        commands.push(rg);
    }
    let seconds = medians(&mut commands, rounds)?;
    let rates: Vec<f64> = seconds.iter().map(|median| megabytes / median.cpu.max(1e-4)).collect();
    println!("{name}: scan {:.0} MB per CPU second, peak {:.0} MB", rates[0], seconds[0].peak_mb);
    println!("{name}: scan / plain read (cat) {:.3}", rates[0] / rates[1]);
    match rates.get(2) {
        Some(rg) => println!("{name}: scan / ripgrep with the same literals {:.2}", rates[0] / rg),
        None => println!("{name}: ripgrep is not installed (Debian package `ripgrep`)"),
    }
    Ok(json!({
        "text": name, "megabytes": megabytes, "scan_mb_per_cpu_s": rates[0],
        "peak_mb": seconds[0].peak_mb, "read_mb_per_cpu_s": rates[1],
        "ripgrep_mb_per_cpu_s": rates.get(2), "spread": seconds[0].spread,
    }))
}

/// A tree of documents of many formats.
fn documents(root: &Path, program: &Path, rounds: usize) -> Result<Value> {
    let files = root.join("crates/obelus/demo/files");
    let mut scan = Command::new(program);
    scan.arg("scan").arg(&files).args(["--jobs", "1", "--format", "jsonl"]);
    let median = medians(&mut [scan], rounds)?.remove(0);
    println!("documents: the demo folder takes {:.3} CPU seconds, workers included", median.cpu);
    Ok(json!({ "text": "documents", "cpu_seconds": median.cpu, "wall_seconds": median.wall }))
}

/// Wall time with one and with two jobs on eight files.
fn two_cores(program: &Path, folder: &Path, rounds: usize) -> Result<Value> {
    let tree = folder.join("tree");
    fs::create_dir_all(&tree)?;
    for copy in 0..8 {
        fs::copy(folder.join("code.txt"), tree.join(format!("{copy}.txt")))?;
    }
    let scan = |jobs: &str| {
        let mut command = Command::new(program);
        command.arg("scan").arg(&tree).args(["--format", "jsonl", "--jobs", jobs]);
        command
    };
    let medians = medians(&mut [scan("1"), scan("2")], rounds)?;
    let ratio = medians[0].wall / medians[1].wall;
    println!(
        "two cores: {ratio:.2} times one (wall time, {:.0} % spread)",
        medians[1].spread * 100.0
    );
    Ok(json!({ "text": "two-cores", "ratio": ratio, "spread": medians[1].spread }))
}

fn start_up(program: &Path, folder: &Path, rounds: usize) -> Result<Value> {
    let small = folder.join("small.txt");
    fs::write(&small, "nothing to see here\n".repeat(50))?;
    let mut version = Command::new(program);
    version.arg("--version");
    let mut scan = Command::new(program);
    scan.arg("scan").arg(&small).args(["--format", "jsonl"]);
    let medians = medians(&mut [version, scan], rounds.max(9))?;
    let (version, scan) = (medians[0].wall * 1e3, medians[1].wall * 1e3);
    println!("start-up: --version {version:.1} ms, a scan of 1 KB {scan:.1} ms");
    Ok(json!({ "text": "start-up", "version_ms": version, "scan_1kb_ms": scan }))
}

/// Medians of a command's runs.
struct Median {
    cpu: f64,
    wall: f64,
    peak_mb: f64,
    /// (most − least) / median of what counts.
    spread: f64,
}

/// Runs the commands in turns.
fn medians(commands: &mut [Command], rounds: usize) -> Result<Vec<Median>> {
    let mut runs: Vec<Vec<measure::Measured>> = commands.iter().map(|_| Vec::new()).collect();
    for _ in 0..rounds {
        for (command, runs) in commands.iter_mut().zip(&mut runs) {
            runs.push(measure(command)?);
        }
    }
    let middle = |mut values: Vec<f64>| -> (f64, f64) {
        values.sort_by(f64::total_cmp);
        let median = values[values.len() / 2];
        (median, (values[values.len() - 1] - values[0]) / median.max(1e-9))
    };
    Ok(runs
        .iter()
        .map(|runs| {
            let (cpu, spread) = middle(runs.iter().map(|run| run.cpu_seconds).collect());
            let (wall, _) = middle(runs.iter().map(|run| run.wall_seconds).collect());
            let (peak_kib, _) = middle(runs.iter().map(|run| run.peak_kib as f64).collect());
            Median { cpu, wall, peak_mb: peak_kib * 1024.0 / 1e6, spread }
        })
        .collect())
}

/// Writes the literals that our rules look for, one a line, as ripgrep reads them.
fn write_literals(folder: &Path) -> Result<PathBuf> {
    let rules = detect::RuleSet::built_in();
    let mut pack = rules::Pack::default();
    pack.add(rules.rules().to_vec()).context("the built-in rules can be prepared")?;
    let mut lines: Vec<String> = pack
        .patterns
        .iter()
        .flat_map(|pattern| pattern.anchors.strings.iter())
        .filter_map(|string| String::from_utf8(string.to_vec()).ok())
        .filter(|string| !string.contains('\n'))
        .collect();
    lines.sort();
    lines.dedup();
    println!("{} rules, {} literals", rules.rules().len(), lines.len());
    let path = folder.join("literals.txt");
    fs::write(&path, lines.join("\n"))?;
    Ok(path)
}

/// Stores the figures with date, commit and machine.
fn store(root: &Path, figures: &[Value], task: &str) -> Result<()> {
    let line = |program: &str, arguments: &[&str]| -> Result<String> {
        let output = process::run(Command::new(program).args(arguments).current_dir(root))?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let date = line("date", &["-u", "+%Y-%m-%d"])?;
    let commit = line("git", &["rev-parse", "--short", "HEAD"])?;
    let machine = line("sh", &["-c", "grep -m1 'model name' /proc/cpuinfo | cut -d: -f2; nproc"])?;
    let folder = root.join("bench/results");
    fs::create_dir_all(&folder)?;
    let path = folder.join(format!("{date}-{commit}.json"));
    let stored = json!({
        "date": date, "commit": commit, "machine": machine.replace('\n', ", cores: "),
        "command": format!("cargo xtask {task}"), "figures": figures,
    });
    fs::write(&path, serde_json::to_string_pretty(&stored)? + "\n")?;
    println!("stored {}", path.display());
    Ok(())
}
