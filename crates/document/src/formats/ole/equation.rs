//! Equations of the editor that old documents have, and of its successor (MTEF, versions 3 and 5):
//! letters, each in a record of its own.
//!
//! Records nest, but what a list belongs to says nothing of the letters; so all are read one after
//! the other.

use crate::formats::office::binary::{byte, short, size};

/// Reads the stream `Equation Native`; `None` when it is written in another way.
pub(super) fn text(stream: &[u8]) -> Option<String> {
    let header = usize::from(short(stream, 0)?);
    let len = size(stream, 8)?;
    records(stream.get(header..header.checked_add(len)?)?)
}

/// What a record begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    /// A kind and what holds for it in one byte.
    Three,
    /// A kind in one byte, and for some in the next what holds for it.
    Five,
}

fn records(bytes: &[u8]) -> Option<String> {
    /// Bytes of the header of version 3; that of version 5 goes on with a name and a byte.
    const HEADER_BYTES: usize = 5;
    let mut at = Reader { bytes, at: HEADER_BYTES };
    let version = match bytes.first()? {
        2 | 3 => Version::Three,
        5 => {
            at.string()?;
            at.skip(1)?;
            Version::Five
        }
        _ => return None,
    };
    let mut text = String::new();
    while at.at < bytes.len() {
        at.record(version, &mut text)?;
    }
    Some(text.trim().to_owned())
}

/// What holds for a record: it is shown nowhere, has a ruler, says the space between its lines, or
/// is moved.
const BARE: u8 = 0x1;
const RULER: u8 = 0x2;
const SPACED: u8 = 0x4;
const MOVED: u8 = 0x8;

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn byte(&mut self) -> Option<u8> {
        let byte = byte(self.bytes, self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn short(&mut self) -> Option<u16> {
        let short = short(self.bytes, self.at)?;
        self.at += 2;
        Some(short)
    }

    fn skip(&mut self, bytes: usize) -> Option<()> {
        self.at = self.at.checked_add(bytes).filter(|at| *at <= self.bytes.len())?;
        Some(())
    }

    /// Passes over a name that ends with a zero.
    fn string(&mut self) -> Option<()> {
        let rest = self.bytes.get(self.at..)?;
        self.skip(memchr::memchr(0, rest)? + 1)
    }

    /// Passes over by how much something is moved: in two bytes, or in four after them.
    fn moved(&mut self, flags: u8) -> Option<()> {
        if flags & MOVED != 0 && (self.byte()?, self.byte()?) == (128, 128) {
            self.skip(4)?;
        }
        Some(())
    }

    /// Passes over the stops of a ruler.
    fn stops(&mut self) -> Option<()> {
        let stops = usize::from(self.byte()?);
        self.skip(stops * 3)
    }

    /// Passes over the lines between the cells of a matrix, two bits for each.
    fn matrix(&mut self) -> Option<()> {
        self.skip(3)?;
        let (rows, columns) = (usize::from(self.byte()?), usize::from(self.byte()?));
        self.skip((rows + 1).div_ceil(4) + (columns + 1).div_ceil(4))
    }

    /// Passes over a size: one of those that have names, one near them, or any.
    fn size(&mut self) -> Option<()> {
        match self.byte()? {
            101 => self.skip(2),
            100 => self.skip(3),
            _ => self.skip(1),
        }
    }

    /// Passes over a ruler, where there is one.
    fn ruler(&mut self, flags: u8) -> Option<()> {
        if flags & RULER != 0 {
            self.skip(1)?;
            self.stops()?;
        }
        Some(())
    }

    /// Reads a record.
    fn record(&mut self, version: Version, text: &mut String) -> Option<()> {
        let start = self.byte()?;
        let (kind, flags) = match version {
            Version::Three => (start & 0xF, start >> 4),
            Version::Five if (1..=6).contains(&start) => (start, self.byte()?),
            Version::Five => (start, 0),
        };
        if (1..=6).contains(&kind) {
            self.moved(flags)?;
        }
        match (kind, version) {
            (0 | 10..=14, _) => {}
            (1, _) => {
                if flags & SPACED != 0 {
                    self.skip(1)?;
                }
                self.ruler(flags)?;
                if flags & BARE == 0 {
                    space(text);
                }
            }
            (2, Version::Three) => {
                self.skip(1)?;
                push(self.short()?, text);
            }
            (2, Version::Five) => self.fifth_letter(flags, text)?,
            (3, Version::Three) => {
                self.skip(3)?;
                space(text);
            }
            (3, Version::Five) => {
                self.skip(1)?;
                // A variation in one byte, or in two when the first says that there are more.
                if self.byte()? & 0x80 != 0 {
                    self.skip(1)?;
                }
                self.skip(1)?;
                space(text);
            }
            (4, _) => {
                self.skip(2)?;
                self.ruler(flags)?;
            }
            (5, _) => self.matrix()?,
            (6, _) => self.skip(1)?,
            (7, _) => self.stops()?,
            (8, Version::Three) => {
                self.skip(2)?;
                self.string()?;
            }
            (8, Version::Five) => self.skip(2)?,
            (9, _) => self.size()?,
            (_, Version::Three) => return None,
            (_, Version::Five) => self.fifth(kind)?,
        }
        Some(())
    }

    /// Passes over a record that only version 5 has.
    fn fifth(&mut self, kind: u8) -> Option<()> {
        match kind {
            15 => self.number().map(drop),
            16 => {
                let flags = self.byte()?;
                self.skip(if flags & 0x1 != 0 { 8 } else { 6 })?;
                if flags & 0x4 != 0 {
                    self.string()?;
                }
                Some(())
            }
            17 => {
                self.number()?;
                self.string()
            }
            18 => self.preferences(),
            19 => self.string(),
            100.. => {
                let len = self.number()?;
                self.skip(len)
            }
            _ => None,
        }
    }

    /// A letter: by its code, by its place in a font, or by both.
    fn fifth_letter(&mut self, flags: u8, text: &mut String) -> Option<()> {
        const BY_PLACE: u8 = 0x4;
        const BY_LONG_PLACE: u8 = 0x10;
        const WITHOUT_CODE: u8 = 0x20;
        self.skip(1)?;
        let mut code = None;
        if flags & WITHOUT_CODE == 0 {
            code = Some(self.short()?);
        }
        if flags & BY_PLACE != 0 {
            let place = u16::from(self.byte()?);
            code = code.or(Some(place));
        }
        if flags & BY_LONG_PLACE != 0 {
            let place = self.short()?;
            code = code.or(Some(place));
        }
        push(code?, text);
        Some(())
    }

    /// A number in one byte, or in two after one that is full.
    fn number(&mut self) -> Option<usize> {
        match self.byte()? {
            u8::MAX => self.short().map(usize::from),
            byte => Some(usize::from(byte)),
        }
    }

    /// Passes over sizes and spaces, which are written in half bytes, and styles.
    fn preferences(&mut self) -> Option<()> {
        self.skip(1)?;
        for _ in 0..2 {
            let count = self.byte()?;
            self.lengths(count)?;
        }
        for _ in 0..self.byte()? {
            if self.byte()? != 0 {
                self.skip(1)?;
            }
        }
        Some(())
    }

    /// Passes over so many lengths, each of which ends with a half byte that is full.
    fn lengths(&mut self, count: u8) -> Option<()> {
        let mut left = count;
        while left > 0 {
            let byte = self.byte()?;
            for half in [byte >> 4, byte & 0xF] {
                if half == 0xF && left > 0 {
                    left -= 1;
                }
            }
        }
        Some(())
    }
}

/// Adds a letter; the editor's own codes stand for spaces of all widths.
fn push(code: u16, text: &mut String) {
    match char::from_u32(u32::from(code)) {
        Some(letter) if !matches!(code, 0xE000..=0xF8FF) && !letter.is_control() => {
            text.push(letter);
        }
        Some(_) if (0xEB00..0xF000).contains(&code) => space(text),
        _ => {}
    }
}

fn space(text: &mut String) {
    if !text.is_empty() && !text.ends_with(' ') {
        text.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    /// A stream with its header ([MS-OLEDS] has none of it; the editor's own).
    fn stream(equation: &[u8]) -> Vec<u8> {
        let mut stream = vec![28, 0, 0, 0, 2, 0, 0, 0];
        stream.extend((equation.len() as u32).to_le_bytes());
        stream.resize(28, 0);
        stream.extend(equation);
        stream
    }

    #[test]
    fn letters_of_the_old_editor_make_words() {
        let mut equation = vec![3, 1, 1, 3, 0, 0x0A, 0x01];
        for letter in b"x=4711" {
            equation.extend([0x12, 0x88, *letter, 0]);
        }
        // A fraction of two lines, a moved letter, a font, a size and two ends.
        equation.extend([0x03, 14, 0, 0, 0x01, 0x82, 128, 128, 1, 0, 2, 0, 0x88, b'a', 0]);
        equation
            .extend([0x08, 1, 0, b'A', 0, 0x09, 101, 1, 0, 0x00, 0x01, 0x02, 0x88, b'b', 0, 0, 0]);
        assert_eq!(text(&stream(&equation)).as_deref(), Some("x=4711 a b"));
    }

    #[test]
    fn letters_of_its_successor_make_words() {
        let mut equation = vec![5, 1, 0, 5, 0];
        equation.extend(b"DSMT5\0\0");
        equation.extend([0x13, b'W', 0, 0x11, 5, b'T', 0]);
        equation.extend([0x12, 0, 2, 0x2F, 0x3F, 1, 0x4F, 2, 0, 1, 2]);
        equation.extend([0x0A, 0x01, 0x00]);
        for letter in b"47" {
            equation.extend([0x02, 0x04, 0x88, *letter, 0, *letter]);
        }
        equation.extend([0x02, 0x20 | 0x04, 0x88, b'1', 0x64, 2, 9, 9, 0, 0]);
        assert_eq!(text(&stream(&equation)).as_deref(), Some("471"));
    }

    #[test]
    fn other_streams_are_left_alone() {
        assert_eq!(text(&stream(&[7, 1, 2])), None);
        assert_eq!(text(&[]), None);
        assert_eq!(text(&stream(&[3, 1, 1, 3, 0, 0x12, 1])), None);
    }
}
