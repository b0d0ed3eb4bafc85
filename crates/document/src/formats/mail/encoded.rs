//! Files that stand in the text of a mail as lines of letters (uuencode, POSIX.1-2017): programs of
//! today show the letters, and whoever knows them gets the file.

use std::ops::Range;

/// Most files of one text.
const FILES_MAX: usize = 100;

/// Bytes on a line.
const LINE_BYTES: usize = 45;

/// A file in a text.
pub(super) struct Encoded {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    /// Where it stands in the text, from its first line to the end of its last.
    pub(super) place: Range<usize>,
}

/// The files in a text.
pub(super) fn files(text: &str) -> Vec<Encoded> {
    let mut files = Vec::new();
    let mut open: Option<Encoded> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let place = at..at + line.len();
        at = place.end;
        let line = line.trim_end_matches(['\n', '\r']);
        match &mut open {
            None if files.len() < FILES_MAX => {
                open = name_of(line).map(|name| Encoded {
                    name: name.to_owned(),
                    bytes: Vec::new(),
                    place,
                });
            }
            None => break,
            Some(file) if line.trim_end() == "end" => {
                file.place.end = place.end;
                files.extend(open.take());
            }
            Some(file) => match decoded(line) {
                Some(line) => {
                    file.bytes.extend(line);
                    file.place.end = place.end;
                }
                // It only looked like the beginning of a file.
                None => open = None,
            },
        }
    }
    // One that was cut off is a file as well.
    files.extend(open.filter(|file| !file.bytes.is_empty()));
    files
}

/// The lines of a file.
pub(super) fn written(name: &str, bytes: &[u8]) -> String {
    let mut lines = format!("begin 644 {name}\n");
    for piece in bytes.chunks(LINE_BYTES) {
        lines.push(letter(piece.len() as u32));
        for group in piece.chunks(3) {
            let byte = |index: usize| u32::from(group.get(index).copied().unwrap_or_default());
            let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
            lines.extend([18, 12, 6, 0].map(|shift| letter(bits >> shift)));
        }
        lines.push('\n');
    }
    lines + "`\nend\n"
}

/// The letter for six bits; a blank would be lost on the way.
fn letter(bits: u32) -> char {
    match (bits & 0x3F) as u8 {
        0 => '`',
        bits => char::from(b' ' + bits),
    }
}

/// The name in the first line of a file: `begin`, its mode, its name.
fn name_of(line: &str) -> Option<&str> {
    let (mode, name) = line.strip_prefix("begin ")?.split_once(' ')?;
    let is_mode = (3..=4).contains(&mode.len()) && mode.bytes().all(|digit| digit.is_ascii_digit());
    (is_mode && !name.trim().is_empty()).then(|| name.trim())
}

/// The bytes of a line: its first letter says how many, each further one stands for six bits.
fn decoded(line: &str) -> Option<Vec<u8>> {
    let bits = |letter: u8| (b' '..=b'`').contains(&letter).then(|| (letter - b' ') & 0x3F);
    let (first, letters) = line.trim_end_matches('\r').as_bytes().split_first()?;
    let count = usize::from(bits(*first)?);
    let mut bytes = Vec::with_capacity(letters.len());
    for group in letters.chunks(4) {
        let mut sum = 0_u32;
        for index in 0..4 {
            // Blanks at the end of a line are lost on the way.
            let six = bits(group.get(index).copied().unwrap_or(b' '))?;
            sum = sum << 6 | u32::from(six);
        }
        bytes.extend(sum.to_be_bytes().iter().skip(1));
    }
    bytes.resize(bytes.len().max(count), 0);
    bytes.truncate(count);
    (letters.len() * 3 / 4 + 3 >= count).then_some(bytes)
}
