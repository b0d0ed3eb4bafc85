//! Two houses without a network between them: what they exchange travels as files or as QR codes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use image::{GrayImage, Luma};

use super::neighbours::{believe, evidence, watch};
use super::{House, Outcome, Setting};
use crate::process;

/// By file, one direction after the other: what is refused is noticed on both sides.
pub(crate) fn by_file(setting: &Setting) -> Result<Outcome> {
    let (dora, emil) = pair(setting, ["dora", "emil"])?;
    let file = setting.scratch.join("dora-1.txt");
    fs::write(&file, "The library opens at ten.\n")?;
    let recorded = dora.ask(&["release"], &[&file])?;
    ensure!(recorded.status.code() == Some(1), "a release without its witness is a release");
    carry(&dora, &emil, 0)?;
    take(&dora, &emil, 0)?;
    dora.run(&["proof", "0", "--file"], &[&file])?;
    verify(setting, &dora, &file)?;
    let (fork, backup) = (dora.twin("dora-fork")?, dora.twin("dora-backup")?);
    // Honest: two more, of which the witness sees the second.
    record(&dora, "dora-2")?;
    record(&dora, "dora-3")?;
    carry(&dora, &emil, 0)?;
    take(&dora, &emil, 0)?;
    // Signatures have a time in seconds, and the later ones must show.
    std::thread::sleep(Duration::from_millis(1100));
    record(&backup, "backup-2")?;
    carry(&backup, &emil, 1)?;
    take(&backup, &emil, 3)?;
    record(&fork, "fork-2")?;
    record(&fork, "fork-3")?;
    carry(&fork, &emil, 1)?;
    let found = evidence(setting, &emil, &dora, "rollback")?
        + evidence(setting, &emil, &dora, "fork")?
        + evidence(setting, &emil, &dora, "silence")?;
    println!("        {found} pieces of evidence were exported and checked");
    Ok(Outcome::Passed)
}

/// By QR codes: each side reads what the other shows, through the program's own reader.
pub(crate) fn by_code(setting: &Setting) -> Result<Outcome> {
    let (gina, hugo) = pair(setting, ["gina", "hugo"])?;
    let file = setting.scratch.join("gina-1.txt");
    fs::write(&file, "The library opens at noon.\n")?;
    gina.ask(&["release"], &[&file])?;
    let shown = gina.run(&["checkpoint", "--qr", "hugo"], &[])?;
    let mut witness = hugo.command(&["witness", "--qr"]);
    let request = photograph(setting, "request", &shown)?;
    for picture in &request {
        witness.arg("--request").arg(picture);
    }
    let answer = String::from_utf8(process::run(&mut witness)?.stdout)?;
    let mut back = gina.command(&["checkpoint"]);
    let answer = photograph(setting, "answer", &answer)?;
    for picture in &answer {
        back.args(["--answer", &format!("hugo={}", picture.display())]);
    }
    process::run(&mut back)?;
    gina.run(&["proof", "0", "--file"], &[&file])?;
    verify(setting, &gina, &file)?;
    println!("        {} codes there, {} back", request.len(), answer.len());
    Ok(Outcome::Passed)
}

/// Two houses, of which the first wants the signature of the second.
fn pair<'s>(setting: &'s Setting, names: [&str; 2]) -> Result<(House<'s>, House<'s>)> {
    let houses = names.map(|name| House::begin(setting, name));
    let houses = houses.into_iter().collect::<Result<Vec<_>>>()?;
    watch(&houses)?;
    let [keeper, witness] = <[House<'s>; 2]>::try_from(houses).ok().context("two were begun")?;
    believe(&keeper, &[(&witness, None)])?;
    Ok((keeper, witness))
}

/// Releases a file; its proof has to wait for the witness.
fn record(house: &House<'_>, name: &str) -> Result<()> {
    let file = house.setting.scratch.join(format!("{name}.txt"));
    // Another text each time: the same one in the same second would be the same request.
    fs::write(&file, format!("The library opens at eleven ({name}).\n"))?;
    let recorded = house.ask(&["release"], &[&file])?;
    ensure!(recorded.status.code() == Some(1), "{name} ends with {}", recorded.status);
    Ok(())
}

/// Carries a request to the witness; it must end as told.
fn carry(keeper: &House<'_>, witness: &House<'_>, ends: i32) -> Result<()> {
    let (request, answer) = papers(keeper);
    let to = format!("{}={}", witness.name(), request.display());
    keeper.ask(&["checkpoint", "--request", &to], &[])?;
    let arguments = ["witness", "--output", &answer.display().to_string(), "--request"];
    let output = witness.ask(&arguments, &[&request])?;
    ensure!(output.status.code() == Some(ends), "the witness ends with {}", output.status);
    Ok(())
}

/// Carries the answer back; taking it must end as told.
fn take(keeper: &House<'_>, witness: &House<'_>, ends: i32) -> Result<()> {
    let (_, answer) = papers(keeper);
    let from = format!("{}={}", witness.name(), answer.display());
    let output = keeper.ask(&["checkpoint", "--answer", &from], &[])?;
    ensure!(output.status.code() == Some(ends), "taking it ends with {}", output.status);
    Ok(())
}

fn papers(keeper: &House<'_>) -> (PathBuf, PathBuf) {
    (keeper.file("request"), keeper.file("answer"))
}

fn verify(setting: &Setting, house: &House<'_>, file: &Path) -> Result<()> {
    let mut verify = Command::new(&setting.program);
    verify.arg("verify").arg(file).arg("--trust").arg(house.file("trust"));
    process::run(&mut verify).map(drop)
}

/// Pixels of a module in a picture.
const MODULE_PIXELS: u32 = 5;

/// Draws each code that a terminal shows as a picture of its own.
fn photograph(setting: &Setting, name: &str, shown: &str) -> Result<Vec<PathBuf>> {
    let mut pictures = Vec::new();
    for shown in shown.split("obelus-frame").skip(1) {
        let rows: Vec<Vec<char>> = shown.lines().skip(1).map(|row| row.chars().collect()).collect();
        let width = rows.iter().map(Vec::len).max().context("a code has rows")? as u32;
        let height = 2 * rows.len() as u32;
        let is_light = |x: u32, y: u32| {
            let letter = rows.get((y / 2) as usize).and_then(|row| row.get(x as usize));
            // Each letter has two modules, one above the other.
            matches!((letter, y % 2), (Some('█'), _) | (Some('▀'), 0) | (Some('▄'), 1))
        };
        let picture = GrayImage::from_fn(width * MODULE_PIXELS, height * MODULE_PIXELS, |x, y| {
            Luma([if is_light(x / MODULE_PIXELS, y / MODULE_PIXELS) { 255 } else { 0 }])
        });
        let path = setting.scratch.join(format!("{name}-{}.png", pictures.len()));
        picture.save(&path)?;
        pictures.push(path);
    }
    ensure!(!pictures.is_empty(), "there is no QR code");
    Ok(pictures)
}
