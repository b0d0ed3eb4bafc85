//! Bad input ends as a counted file with a clear problem; the rest of the run goes on.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use zip::write::SimpleFileOptions;

use super::{Outcome, Setting};
use crate::{fuzz, process};

/// Files of the quick run of changed samples.
const CHANGED: u64 = 500;

/// Has changed samples read, the same in each run.
pub(super) fn changed(setting: &Setting) -> Result<Outcome> {
    let options =
        fuzz::Options { runs: CHANGED, format: None, seed: Some(1), seconds: None, store: false };
    fuzz::run(&setting.root, &options)?;
    Ok(Outcome::Passed)
}

/// Writes one of each kind, scans them, and looks at what is said of each.
pub(super) fn each_ends(setting: &Setting) -> Result<Outcome> {
    let folder = setting.scratch.join("hostile");
    fs::create_dir_all(&folder)?;
    let expected = write_all(&folder)?;
    let told = scan(setting, &folder, &[])?;
    ensure!(told.exit == 3, "the exit code is {} instead of 3", told.exit);
    let mut wrong = Vec::new();
    for (name, code) in &expected {
        let file = told.files.get(*name).with_context(|| format!("`{name}` is not counted"))?;
        let holds = match code.is_empty() {
            true => file.is_empty(),
            false => file.iter().any(|problem| problem == code),
        };
        if !holds {
            wrong.push(format!("`{name}` has {file:?} instead of [{code:?}]"));
        }
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("; "));
    ensure!(told.summary["files"] == told.files.len(), "the summary counts other files");
    let sum: u64 = ["nothing_found", "review", "withhold", "incomplete"]
        .iter()
        .filter_map(|name| told.summary[name].as_u64())
        .sum();
    ensure!(told.summary["files"] == sum, "the verdicts do not add up");
    Ok(Outcome::Passed)
}

/// Names and the problem that each must have; an empty one for none.
fn write_all(folder: &Path) -> Result<Vec<(&'static str, &'static str)>> {
    fs::write(folder.join("good.txt"), "nothing here\n")?;
    fs::write(folder.join("empty.pdf"), "")?;
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let random: Vec<u8> = (0..100_000)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 32) as u8
        })
        .collect();
    fs::write(folder.join("random.bin"), &random)?;
    fs::write(folder.join("random.pdf"), [b"%PDF-1.7\n".as_slice(), &random].concat())?;
    let archive = zip_of(&[("a.txt", b"hello".to_vec())])?;
    fs::write(folder.join("cut.zip"), archive.get(..archive.len() / 2).unwrap_or_default())?;
    fs::write(folder.join("picture.txt"), &archive)?;
    fs::write(folder.join("bomb.zip"), zip_of(&[("zeros", vec![b' '; 64 << 20])])?)?;
    let mut nested = archive;
    for _ in 0..20 {
        nested = zip_of(&[("inner.zip", nested)])?;
    }
    fs::write(folder.join("deep.zip"), nested)?;
    fs::write(folder.join("new\nline.txt"), "a name with a line break\n")?;
    let mut expected = vec![
        ("good.txt", ""),
        ("empty.pdf", "name-lies"),
        ("random.bin", "unknown-format"),
        ("random.pdf", "truncated"),
        ("cut.zip", "truncated"),
        ("picture.txt", "name-lies"),
        ("bomb.zip", "ratio-limit"),
        ("deep.zip", "depth-limit"),
        ("new\nline.txt", ""),
    ];
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        std::os::unix::fs::symlink(folder, folder.join("loop"))?;
        expected.push(("loop", "link-not-followed"));
        fs::write(folder.join(std::ffi::OsStr::from_bytes(b"bad\xFFname.txt")), "x\n")?;
        expected.push(("bad%FFname.txt", ""));
        process::run(Command::new("mkfifo").arg(folder.join("pipe")))?;
        expected.push(("pipe", "not-a-file"));
    }
    Ok(expected)
}

fn zip_of(members: &[(&str, Vec<u8>)]) -> Result<Vec<u8>> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, SimpleFileOptions::default())?;
        writer.write_all(bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// Bytes of each worst case.
const WORST_BYTES: usize = 10_000_000;

/// 10 MB of one thing take at most twice the time of prose; the median of five runs counts.
pub(super) fn worst_cases(setting: &Setting) -> Result<Outcome> {
    let folder = setting.scratch.join("worst");
    fs::create_dir_all(&folder)?;
    let repeat = |text: &str| text.repeat(WORST_BYTES / text.len());
    let prose = repeat(
        "The council met on Monday and spoke about the new road, the old bridge and the budget of \
         the coming year, which the members accepted after some discussion.\n",
    );
    let base = cpu_seconds(setting, &folder.join("prose.txt"), &prose)?;
    for (name, text) in [
        ("spaces", " "),
        ("digits", "0123456789"),
        ("one-digit", "7"),
        ("one-line", "lorem ipsum dolor sit amet "),
        ("at-signs", "a@"),
    ] {
        let seconds = cpu_seconds(setting, &folder.join(format!("{name}.txt")), &repeat(text))?;
        ensure!(
            seconds <= base * 2.0,
            "{name} takes {:.1} times the time of prose",
            seconds / base
        );
    }
    Ok(Outcome::Passed)
}

fn cpu_seconds(setting: &Setting, path: &Path, text: &str) -> Result<f64> {
    fs::write(path, text)?;
    let mut seconds = Vec::new();
    for _ in 0..5 {
        let command = &mut Command::new(&setting.program);
        let command = command.arg("scan").arg(path).args(["--jobs", "1", "--format", "jsonl"]);
        seconds.push(crate::bench::measure(command)?.cpu_seconds);
    }
    seconds.sort_by(f64::total_cmp);
    Ok(seconds[2])
}

/// Bytes of the large text.
const LARGE_BYTES: u64 = 2 << 30;
/// Most memory that reading it may take, in KiB: 96 MB and two windows.
const LARGE_KIB_MAX: u64 = 110 << 10;

/// A text of 2 GB streams: memory does not follow its length.
pub(super) fn large_text(setting: &Setting) -> Result<Outcome> {
    let path = setting.scratch.join("large.txt");
    let block =
        "A line of a long log that says nothing of interest to anyone at all.\n".repeat(15_000);
    let mut file = std::io::BufWriter::new(fs::File::create(&path)?);
    let mut written = 0;
    while written < LARGE_BYTES {
        file.write_all(block.as_bytes())?;
        written += block.len() as u64;
    }
    file.write_all("身份证号11010119900307002X\n".as_bytes())?;
    file.flush()?;
    let mut scan = Command::new(&setting.program);
    let measured = crate::bench::measure(scan.arg("scan").arg(&path).args(["--format", "jsonl"]))?;
    fs::remove_file(&path)?;
    ensure!(measured.printed.contains("\"findings\":1"), "the last line was not found");
    ensure!(measured.peak_kib <= LARGE_KIB_MAX, "it took {} KiB", measured.peak_kib);
    Ok(Outcome::Passed)
}

/// What a scan said.
struct Told {
    exit: i32,
    /// For each file, the codes of its problems.
    files: BTreeMap<String, Vec<String>>,
    summary: Value,
}

fn scan(setting: &Setting, folder: &Path, more: &[&str]) -> Result<Told> {
    let mut command = Command::new(&setting.program);
    let command = command.arg("scan").arg(".").args(["--format", "jsonl"]).args(more);
    let output = process::output(command.current_dir(folder))?;
    let mut told = Told {
        exit: output.status.code().unwrap_or(-1),
        files: BTreeMap::new(),
        summary: Value::Null,
    };
    let mut problems: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        let value: Value = serde_json::from_str(line)?;
        let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let file = text("file").trim_start_matches("./").to_owned();
        match text("type").as_str() {
            "problem" => problems.entry(file).or_default().push(text("code")),
            "file" => {
                let known = problems.remove(&file).unwrap_or_default();
                told.files.insert(file, known);
            }
            "summary" => told.summary = value,
            _ => {}
        }
    }
    // Problems may be told before or after their file's own line.
    for (file, codes) in problems {
        told.files.entry(file).or_default().extend(codes);
    }
    Ok(told)
}
