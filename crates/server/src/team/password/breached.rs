//! A list of passwords that are known from breaches, which stays where it is: SHA-1 digests in
//! order, one a line, as lists of breaches are given out.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Seek as _, SeekFrom};
use std::path::Path;

use review::statement::hex;
use sha1::{Digest as _, Sha1};

/// Digits of a digest.
const DIGITS: usize = 40;
/// Longest line: a digest, and how often it was met.
const LINE_BYTES_MAX: u64 = 80;
/// Lines that are looked at to see whether a list is in order.
const LOOKS: u64 = 64;

/// True for a password that stands in the list.
pub(in crate::team) fn has(list: &Path, password: &str) -> io::Result<bool> {
    let wanted = hex(&Sha1::digest(password));
    let mut file = BufReader::new(File::open(list)?);
    let (mut from, mut to) = (0, file.seek(SeekFrom::End(0))?);
    // The line that is wanted begins in `from..to`.
    while from < to {
        let middle = from + (to - from) / 2;
        match line_from(&mut file, middle)? {
            Some((at, digest)) if at < to && digest < wanted => from = at + 1,
            Some((at, digest)) if at < to && digest == wanted => return Ok(true),
            _ => to = middle,
        }
    }
    Ok(false)
}

/// Says what is wrong with a list, by some of its lines.
pub(in crate::team) fn check(list: &Path) -> io::Result<()> {
    let mut file = BufReader::new(File::open(list)?);
    let length = file.seek(SeekFrom::End(0))?;
    let mut last = String::new();
    for look in 0..LOOKS {
        let Some((_, digest)) = line_from(&mut file, length / LOOKS * look)? else { break };
        if digest < last {
            return Err(io::Error::other("its lines are not in the order of their digests"));
        }
        last = digest;
    }
    if last.is_empty() { Err(io::Error::other("it has no lines")) } else { Ok(()) }
}

/// Returns the first line that begins at a place of the file or after it: where, and its digest.
fn line_from(file: &mut BufReader<File>, place: u64) -> io::Result<Option<(u64, String)>> {
    let mut at = place.saturating_sub(1);
    file.seek(SeekFrom::Start(at))?;
    if place > 0 {
        // The rest of the line before; one that begins just here has its end before it.
        at += line(file)?.len() as u64;
    }
    let line = line(file)?;
    if line.is_empty() {
        return Ok(None);
    }
    let digest = line.get(..DIGITS).filter(|digest| digest.iter().all(u8::is_ascii_hexdigit));
    let digest = digest.ok_or_else(|| io::Error::other("a line of it is no SHA-1 digest"))?;
    Ok(Some((at, String::from_utf8_lossy(digest).to_ascii_lowercase())))
}

fn line(file: &mut BufReader<File>) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    io::Read::take(file, LINE_BYTES_MAX).read_until(b'\n', &mut line)?;
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(passwords: &[String], end: &str) -> tempfile::NamedTempFile {
        let mut lines: Vec<String> =
            passwords.iter().map(|text| hex(&Sha1::digest(text)).to_ascii_uppercase()).collect();
        lines.sort_unstable();
        let file = tempfile::NamedTempFile::new().unwrap();
        let text: String = lines.iter().map(|line| format!("{line}{end}")).collect();
        std::fs::write(file.path(), text).unwrap();
        file
    }

    #[test]
    fn each_password_of_a_list_is_found_and_no_other() {
        let name = |number: usize| format!("four quiet harbours {number}");
        for count in [0, 1, 2, 3, 50] {
            let passwords: Vec<String> = (0..count).map(name).collect();
            for end in ["\n", ":1\r\n", ":23456789\r\n"] {
                let file = list(&passwords, end);
                for number in 0..count + 20 {
                    let found = has(file.path(), &name(number)).unwrap();
                    assert_eq!(found, number < count, "{number} of {count}");
                }
                assert_eq!(check(file.path()).is_ok(), count > 0, "{count}");
            }
        }
    }

    #[test]
    fn what_is_no_list_in_order_is_told() {
        let digest = |text: &str| hex(&Sha1::digest(text));
        let mut lines = [digest("one"), digest("two")];
        lines.sort_unstable_by(|left, right| right.cmp(left));
        for text in [lines.join("\n"), "secret\n".repeat(50), "x".repeat(500), String::new()] {
            let file = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(file.path(), &text).unwrap();
            assert!(check(file.path()).is_err(), "{text}");
        }
    }
}
