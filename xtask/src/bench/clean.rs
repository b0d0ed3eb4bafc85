//! Cleaning beside scanning the same file, and beside programs that take metadata out or write a PDF
//! anew: `mat2`, `exiftool` and `qpdf` (Debian packages). None of those reads what it writes again.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use flate2::Crc;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder as _};
use serde_json::{Value, json};

use super::{Median, medians};
use crate::demo::picture;
use crate::{pdf, process};

/// How many times a scan cleaning may cost.
const SCANS_MAX: f64 = 4.0;
/// Megabytes of pictures a second, and bounds for the long document.
const PICTURE_MB_PER_S_MIN: f64 = 200.0;
const LONG_SECONDS_MAX: f64 = 60.0;
const LONG_PEAK_MB_MAX: f64 = 1e3;
/// Pages of the long document, and of the one that other programs are given as well.
const PAGES_LONG: usize = 1_000;
const PAGES_SHORT: usize = 50;
/// Sides of the pictures.
const JPEG_SIZE: (u32, u32) = (4_500, 3_000);
const PNG_SIZE: (u32, u32) = (2_400, 1_800);
/// Runs of the long document at most.
const LONG_ROUNDS_MAX: usize = 3;

/// Measures each file.
pub(super) fn clean(program: &Path, folder: &Path, rounds: usize) -> Result<Value> {
    let folder = folder.join("clean");
    fs::create_dir_all(&folder)?;
    let (long, short) = (format!("{PAGES_LONG}-pages.pdf"), format!("{PAGES_SHORT}-pages.pdf"));
    let files = [
        ("photo.jpg".to_owned(), photo()?, rounds),
        ("photo.png".to_owned(), screenshot()?, rounds),
        (short, pdf::pages(&contents(PAGES_SHORT)), rounds),
        (long.clone(), pdf::pages(&contents(PAGES_LONG)), rounds.min(LONG_ROUNDS_MAX)),
    ];
    let mut figures = Vec::new();
    for (name, bytes, rounds) in files {
        let file = folder.join(&name);
        fs::write(&file, bytes)?;
        let peers = if name == long { &PEERS[..2] } else { PEERS };
        figures.push(measure_file(program, &file, peers, rounds)?);
    }
    Ok(json!({ "text": "clean", "files": figures }))
}

/// Another program, and how it writes `$2` from `$1`; `$3` is the ending of both.
struct Peer {
    name: &'static str,
    program: &'static str,
    ending: &'static str,
    script: &'static str,
}

/// What other programs do with a file of that ending, or with each.
const PEERS: &[Peer] = &[
    Peer {
        name: "qpdf, all objects anew",
        program: "qpdf",
        ending: "pdf",
        script: "qpdf \"$1\" \"$2\"",
    },
    Peer {
        name: "exiftool -all=",
        program: "exiftool",
        ending: "",
        script: "exiftool -q -all= -o \"$2\" \"$1\"",
    },
    Peer {
        name: "mat2",
        program: "mat2",
        ending: "",
        script: "cp \"$1\" \"$2\" && mat2 --inplace \"$2\"",
    },
    Peer {
        name: "mat2 --lightweight",
        program: "mat2",
        ending: "",
        script: "cp \"$1\" \"$2\" && mat2 --lightweight --inplace \"$2\"",
    },
];

fn measure_file(program: &Path, file: &Path, peers: &[Peer], rounds: usize) -> Result<Value> {
    let megabytes = fs::metadata(file)?.len() as f64 / 1e6;
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let label = file.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    let mut scan = Command::new(program);
    scan.arg("scan").arg(file).args(["--jobs", "1", "--format", "jsonl"]);
    let made = file.with_extension("made");
    let mut clean = shell("\"$1\" clean \"$2\" --quiet --jobs 1 -o \"$3\"", &made);
    clean.arg(program).arg(file).arg(&made);
    let peers: Vec<&Peer> = peers
        .iter()
        .filter(|peer| process::exists(peer.program))
        .filter(|peer| peer.ending.is_empty() || peer.ending == ending)
        .collect();
    let mut commands = vec![scan, clean];
    for peer in &peers {
        let copy = file.with_extension(format!("copy.{ending}"));
        let mut command = shell(peer.script, &copy);
        command.arg(file).arg(&copy);
        commands.push(command);
    }
    let medians = medians(&mut commands, rounds)?;
    ensure!(made.join(&label).is_file(), "`{label}` was not cleaned");
    let (scan, clean) = (&medians[0], &medians[1]);
    tell(&label, megabytes, scan, clean);
    let mut others = Vec::new();
    for (peer, median) in peers.iter().zip(&medians[2..]) {
        println!("{label}: {} {:.2} CPU s, peak {:.0} MB", peer.name, median.cpu, median.peak_mb);
        others.push(json!({
            "program": peer.name, "cpu_s": median.cpu, "wall_s": median.wall,
            "peak_mb": median.peak_mb,
        }));
    }
    Ok(json!({
        "file": label, "megabytes": megabytes, "scan_cpu_s": scan.cpu, "clean_cpu_s": clean.cpu,
        "clean_wall_s": clean.wall, "clean_peak_mb": clean.peak_mb, "scans": clean.cpu / scan.cpu,
        "mb_per_cpu_s": megabytes / clean.cpu, "others": others,
    }))
}

/// Prints the figures of a file with the goals that they have.
fn tell(label: &str, megabytes: f64, scan: &Median, clean: &Median) {
    let reached = |is: bool| if is { "reached" } else { "NOT reached" };
    let scans = clean.cpu / scan.cpu.max(1e-4);
    println!(
        "{label}: {megabytes:.1} MB, scan {:.2} CPU s, clean {:.2} CPU s, {scans:.2} scans (goal \
         {SCANS_MAX}: {}), peak {:.0} MB",
        scan.cpu,
        clean.cpu,
        reached(scans <= SCANS_MAX),
        clean.peak_mb
    );
    if label.ends_with(".pdf") {
        let fits = clean.cpu <= LONG_SECONDS_MAX && clean.peak_mb <= LONG_PEAK_MB_MAX;
        println!("{label}: goal {LONG_SECONDS_MAX} s and {LONG_PEAK_MB_MAX} MB: {}", reached(fits));
    } else {
        let rate = megabytes / clean.cpu.max(1e-4);
        let beyond = megabytes / (clean.cpu - scan.cpu).max(1e-4);
        println!(
            "{label}: {rate:.0} MB per CPU second (goal {PICTURE_MB_PER_S_MIN}: {}), {beyond:.0} \
             beyond the scan",
            reached(rate >= PICTURE_MB_PER_S_MIN)
        );
    }
}

/// A script that takes away what an earlier run has made, and then runs with the arguments after it.
fn shell(script: &str, made: &Path) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("rm -rf \"$0\"; {script}")]).arg(made);
    command
}

/// A picture that is never the same twice in a row: hills of colour with the grain of a sensor.
fn pixels((width, height): (u32, u32), grain: u32) -> Vec<u8> {
    let mut state = 0x9E37_79B9_u32;
    let mut pixels = Vec::with_capacity(width as usize * height as usize * 3);
    for row in 0..height {
        for column in 0..width {
            let hill = |step: u32| ((row / step) ^ (column / (step + 3))) % 64;
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            let shades = [hill(60), hill(90), hill(130)].map(|hill| 60 + hill * 2);
            pixels.extend(shades.iter().zip([0, 8, 16]).map(|(shade, shift)| {
                (shade + ((state >> shift) & 0xFF) * grain / 256).min(255) as u8
            }));
        }
    }
    pixels
}

/// A photograph of some 10 MB that says where and by whom it was taken.
fn photo() -> Result<Vec<u8>> {
    let (width, height) = JPEG_SIZE;
    let mut plain = Vec::new();
    JpegEncoder::new_with_quality(&mut plain, 90).write_image(
        &pixels(JPEG_SIZE, 48),
        width,
        height,
        ExtendedColorType::Rgb8,
    )?;
    Ok(picture::with_exif(&plain))
}

/// A picture of some 10 MB with a comment.
fn screenshot() -> Result<Vec<u8>> {
    /// Signature and header (ISO/IEC 15948, 5.2 and 11.2.2).
    const HEAD_BYTES: usize = 33;
    let (width, height) = PNG_SIZE;
    let mut plain = Vec::new();
    let pixels = pixels(PNG_SIZE, 40);
    PngEncoder::new(&mut plain).write_image(&pixels, width, height, ExtendedColorType::Rgb8)?;
    let (head, rest) = plain.split_at_checked(HEAD_BYTES).context("a picture has a header")?;
    let text = b"tEXtAuthor\0Robin Sample";
    let mut crc = Crc::new();
    crc.update(text);
    let length = (text.len() as u32 - 4).to_be_bytes();
    Ok([head, &length, text, &crc.sum().to_be_bytes(), rest].concat())
}

/// Pages of minutes, each with a name, an address and numbers of cards among forty lines.
fn contents(pages: usize) -> Vec<String> {
    const LINES: usize = 40;
    const WORDS: &str = "the committee agreed that works on the northern bridge will begin after the \
                         survey has been completed and the budget was confirmed by all members";
    let words: Vec<&str> = WORDS.split(' ').collect();
    let line = |page: usize, line: usize| {
        let text = match line % 10 {
            3 => format!("Robin Sample, robin.sample{page}@works.example, for the {line}th item"),
            7 => format!("paid with card {} on the day", card(page * LINES + line)),
            _ => {
                let from = (page * 7 + line * 3) % words.len();
                let some = words.iter().cycle().skip(from).take(13);
                some.copied().collect::<Vec<_>>().join(" ")
            }
        };
        format!("({text}) Tj T* ")
    };
    let page = |page: usize| {
        let lines: String = (0..LINES).map(|number| line(page, number)).collect();
        format!("BT /F1 11 Tf 14 TL 50 780 Td {lines} ET\n")
    };
    (1..=pages).map(page).collect()
}

/// A number of a card with its check digit (ISO/IEC 7812-1, annex B).
fn card(number: usize) -> String {
    let digits = format!("411111{number:09}");
    let double = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let values = digits.chars().rev().filter_map(|digit| digit.to_digit(10)).enumerate();
    let sum: u32 =
        values.map(|(place, digit)| if place % 2 == 0 { double(digit) } else { digit }).sum();
    let whole = format!("{digits}{}", (10 - sum % 10) % 10);
    let groups: Vec<&str> =
        (0..whole.len()).step_by(4).filter_map(|at| whole.get(at..at + 4)).collect();
    groups.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_cards_are_found_on_every_page() {
        assert_eq!(card(111_111_111), "4111 1111 1111 1111");
        let pages = contents(3);
        assert!(pages.iter().all(|page| page.matches("paid with card 4111").count() == 4));
        assert!(pdf::pages(&pages).starts_with(b"%PDF-1.7"));
    }
}
