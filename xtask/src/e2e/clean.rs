//! Copies that `obelus clean` writes, held against the scanner and against programs that nobody
//! here wrote.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::{Outcome, Setting};
use crate::process;

/// Files of the demo that have a protective marking: they must be refused.
const MARKED: usize = 5;

/// Every file of the demo is cleaned or refused; no scan finds anything in a copy, and cleaning a
/// copy again changes nothing.
pub(super) fn copies_hold_nothing(setting: &Setting) -> Result<Outcome> {
    let (_, copies) = cleaned_demo(setting, "once")?;
    let folder = setting.scratch.join("once-copies");
    let scanned = process::output(Command::new(&setting.program).arg("scan").arg(&folder))?;
    ensure!(scanned.status.success(), "{}", String::from_utf8_lossy(&scanned.stdout));
    let again = setting.scratch.join("twice-copies");
    let run = process::output(
        Command::new(&setting.program).arg("clean").arg(&folder).arg("-o").arg(&again),
    )?;
    ensure!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
    for (name, bytes) in &copies {
        let second =
            fs::read(again.join(name)).with_context(|| format!("{name} was not copied"))?;
        ensure!(second == *bytes, "cleaning `{name}` twice is not cleaning it once");
    }
    println!("        {} copies proven, {MARKED} files refused for their marking", copies.len());
    Ok(Outcome::Passed)
}

/// Other programs open the copies, and show no more than ours.
pub(super) fn others_agree(setting: &Setting) -> Result<Outcome> {
    for program in ["soffice", "pdftotext", "exiftool"] {
        if !process::exists(program) {
            return Ok(Outcome::Skipped("needs LibreOffice, poppler and exiftool"));
        }
    }
    let (originals, copies) = cleaned_demo(setting, "others")?;
    let folder = setting.scratch.join("others-copies");
    let profile = format!("-env:UserInstallation=file://{}", setting.scratch.join("lo").display());
    let mut opened = 0;
    for name in copies.keys().filter(|name| is_office(name)) {
        let text = as_shown(&folder.join(name), &profile, &setting.scratch)?;
        ensure!(!text.trim().is_empty(), "LibreOffice shows nothing of `{name}`");
        let before = as_shown(&originals.join(name), &profile, &setting.scratch)?;
        let lost: Vec<&str> = words(&before).filter(|word| !text.contains(word)).collect();
        let most = words(&before).count() / 4 + 2;
        ensure!(lost.len() <= most, "`{name}`: {} words are shown no more", lost.len());
        opened += 1;
    }
    ensure!(opened > 0, "no office file was cleaned");
    let picture = folder.join("opening.jpg");
    let tags = process::run(Command::new("exiftool").args(["-G1", "-a"]).arg(&picture))?;
    let tags = String::from_utf8_lossy(&tags.stdout).into_owned();
    for group in ["[GPS]", "[XMP", "[IPTC]", "[ExifIFD]", "[MakerNotes", "[Photoshop]"] {
        ensure!(!tags.contains(group), "exiftool still finds {group} in the picture");
    }
    println!("        {opened} office files opened by LibreOffice, 1 picture read by exiftool");
    Ok(Outcome::Passed)
}

/// Cleans a demo; returns the folder of the originals and the copies by name.
fn cleaned_demo(setting: &Setting, name: &str) -> Result<(PathBuf, BTreeMap<String, Vec<u8>>)> {
    let originals = setting.scratch.join(format!("{name}-originals"));
    let folder = setting.scratch.join(format!("{name}-copies"));
    process::run(Command::new(&setting.program).arg("demo").arg(&originals))?;
    let run = process::output(
        Command::new(&setting.program).arg("clean").arg(&originals).arg("-o").arg(&folder),
    )?;
    let told = String::from_utf8_lossy(&run.stdout).into_owned();
    ensure!(run.status.code() == Some(1), "cleaning ended with {}\n{told}", run.status);
    let refused = told.lines().filter(|line| line.starts_with("REFUSED")).count();
    let others = told.lines().filter(|line| line.starts_with("NOT")).count();
    ensure!(refused == MARKED && others == 0, "{refused} refused\n{told}");
    let mut copies = BTreeMap::new();
    let mut folders = vec![folder.clone()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(inner)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&folder)?.to_string_lossy().into_owned();
            copies.insert(name, fs::read(&path)?);
        }
    }
    Ok((originals, copies))
}

fn is_office(name: &str) -> bool {
    [".docx", ".xlsx", ".pptx"].iter().any(|ending| name.ends_with(ending))
}

/// Returns the text of a document as LibreOffice prints it.
fn as_shown(path: &Path, profile: &str, scratch: &Path) -> Result<String> {
    let folder = scratch.join("shown");
    process::run(
        Command::new("soffice")
            .arg(profile)
            .args(["--headless", "--convert-to", "pdf", "--outdir"])
            .args([&folder, path]),
    )?;
    let stem = path.file_stem().context("a file without a name")?;
    let printed = folder.join(stem).with_extension("pdf");
    let text = process::run(Command::new("pdftotext").arg(&printed).arg("-"))?;
    Ok(String::from_utf8_lossy(&text.stdout).into_owned())
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().filter(|word| word.len() > 2)
}
