//! Text in pictures is recognised by the real program, in its sandbox.

use std::process::Command;

use anyhow::{Result, ensure};
use serde_json::Value;

use super::{Outcome, Setting};
use crate::process;

/// Pixels to a dot of a letter.
const DOT: usize = 6;
/// Dots of a letter's box, with the gap to the next.
const BOX: (usize, usize) = (6, 12);
/// White around the text, in pixels.
const MARGIN: usize = 40;

/// A marking that stands in a picture alone is found, at its place; without the program the picture
/// is told as unread, and one line says how to install it.
pub(super) fn marking_in_a_picture(setting: &Setting) -> Result<Outcome> {
    if !process::exists("tesseract") {
        return Ok(Outcome::Skipped("`tesseract` is not installed"));
    }
    let folder = setting.scratch.join("ocr");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("scan.bmp"), bitmap(&["TOP SECRET", "PLAN HALL"]))?;
    let output = process::output(
        Command::new(&setting.program).arg("scan").arg(&folder).args(["--format", "jsonl"]),
    )?;
    let lines = String::from_utf8(output.stdout)?;
    let lines: Vec<Value> = lines.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let of_type = |kind: &'static str| lines.iter().filter(move |line| line["type"] == kind);
    let codes: Vec<&Value> = of_type("problem").map(|line| &line["code"]).collect();
    ensure!(codes == ["picture-text-recognised"], "problems are {codes:?}");
    let marking = of_type("finding").find(|line| line["category"] == "marking");
    let marking = marking.ok_or_else(|| anyhow::anyhow!("no marking was found"))?;
    let part = marking["part"].as_str().unwrap_or_default();
    ensure!(part.contains("picture"), "it was found in {part}");
    let place = &marking["location"]["rects"][0];
    let (left, top) = (place[0].as_f64().unwrap_or(0.0), place[1].as_f64().unwrap_or(0.0));
    let is_near = |at: f64| (at - MARGIN as f64).abs() < 12.0;
    ensure!(is_near(left) && is_near(top), "it was found at {place}");
    Ok(Outcome::Passed)
}

/// The same marking in a film, as a file and inside of another, is found with its time; the film is
/// told as looked at in part.
pub(super) fn marking_in_a_film(setting: &Setting) -> Result<Outcome> {
    for program in ["tesseract", "ffmpeg", "tar"] {
        if !process::exists(program) {
            return Ok(Outcome::Skipped("`tesseract`, `ffmpeg` or `tar` is not installed"));
        }
    }
    let folder = setting.scratch.join("film");
    let out = folder.join("out");
    std::fs::create_dir_all(&out)?;
    std::fs::write(folder.join("plain.bmp"), bitmap(&["          ", "         "]))?;
    std::fs::write(folder.join("scan.bmp"), bitmap(&["TOP SECRET", "PLAN HALL"]))?;
    // Three seconds of nothing, and three of the marking.
    let make = "-loglevel error -nostdin -y -loop 1 -t 3 -i plain.bmp -loop 1 -t 3 -i scan.bmp \
                -filter_complex [0][1]concat,format=yuv420p -r 5 -c:v mpeg4 -q:v 2 out/film.mp4";
    process::output(Command::new("ffmpeg").args(make.split_whitespace()).current_dir(&folder))?;
    let pack = ["-cf", "film.tar", "film.mp4"];
    process::output(Command::new("tar").args(pack).current_dir(&out))?;
    let scan = ["scan", "out", "--format", "jsonl", "--coverage"];
    let output = process::output(Command::new(&setting.program).args(scan).current_dir(&folder))?;
    let lines = String::from_utf8(output.stdout)?;
    let lines: Vec<Value> = lines.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let of_type = |kind: &'static str| lines.iter().filter(move |line| line["type"] == kind);
    let codes: Vec<&Value> = of_type("problem").map(|line| &line["code"]).collect();
    ensure!(codes == ["frames-sampled", "frames-sampled"], "problems are {codes:?}");
    let markings = of_type("finding").filter(|line| line["category"] == "marking");
    let parts: Vec<&str> = markings.filter_map(|line| line["part"].as_str()).collect();
    ensure!(parts.len() == 2, "markings were found in {parts:?}");
    ensure!(parts.iter().all(|part| part.ends_with("the frame at 0:00:03.0")), "{parts:?}");
    let frames: u64 = of_type("coverage").filter_map(|line| line["frames"].as_u64()).sum();
    ensure!(frames >= 8, "{frames} frames were looked at");
    Ok(Outcome::Passed)
}

/// Letters of five by seven dots, as on old printers.
const LETTERS: &[(char, [&str; 7])] = &[
    ('A', [".###.", "#...#", "#...#", "#####", "#...#", "#...#", "#...#"]),
    ('C', [".###.", "#...#", "#....", "#....", "#....", "#...#", ".###."]),
    ('E', ["#####", "#....", "#....", "####.", "#....", "#....", "#####"]),
    ('H', ["#...#", "#...#", "#...#", "#####", "#...#", "#...#", "#...#"]),
    ('L', ["#....", "#....", "#....", "#....", "#....", "#....", "#####"]),
    ('N', ["#...#", "##..#", "#.#.#", "#..##", "#...#", "#...#", "#...#"]),
    ('O', [".###.", "#...#", "#...#", "#...#", "#...#", "#...#", ".###."]),
    ('P', ["####.", "#...#", "#...#", "####.", "#....", "#....", "#...."]),
    ('R', ["####.", "#...#", "#...#", "####.", "#.#..", "#..#.", "#...#"]),
    ('S', [".####", "#....", "#....", ".###.", "....#", "....#", "####."]),
    ('T', ["#####", "..#..", "..#..", "..#..", "..#..", "..#..", "..#.."]),
];

/// A Windows bitmap of 24 bits with these lines of text.
fn bitmap(lines: &[&str]) -> Vec<u8> {
    let longest = lines.iter().map(|line| line.len()).max().unwrap_or(0);
    let width = (longest * BOX.0 * DOT + 2 * MARGIN).next_multiple_of(4);
    let height = lines.len() * BOX.1 * DOT + 2 * MARGIN;
    let is_ink = |x: usize, y: usize| -> Option<bool> {
        let (x, y) = (x.checked_sub(MARGIN)? / DOT, y.checked_sub(MARGIN)? / DOT);
        let letter = lines.get(y / BOX.1)?.chars().nth(x / BOX.0)?;
        let (_, rows) = LETTERS.iter().find(|(known, _)| *known == letter)?;
        Some(rows.get(y % BOX.1)?.chars().nth(x % BOX.0)? == '#')
    };
    let mut bytes = b"BM".to_vec();
    let size = 54 + width * height * 3;
    for number in [size, 0, 54, 40, width, height] {
        bytes.extend((number as u32).to_le_bytes());
    }
    bytes.extend([1, 0, 24, 0]);
    bytes.extend([0; 24]);
    // Rows come from the bottom up.
    for y in (0..height).rev() {
        for x in 0..width {
            bytes.extend([if is_ink(x, y).unwrap_or(false) { 0 } else { 255 }; 3]);
        }
    }
    bytes
}
