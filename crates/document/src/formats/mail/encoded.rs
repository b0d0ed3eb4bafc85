//! Files that stand in the text of a mail as lines of letters (uuencode, POSIX.1-2017): programs of
//! today show the letters, and whoever knows them gets the file.

/// Most files of one text.
const FILES_MAX: usize = 100;

/// The files in a text, with their names.
pub(super) fn files(text: &str) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut open: Option<(String, Vec<u8>)> = None;
    for line in text.lines() {
        match &mut open {
            None if files.len() < FILES_MAX => {
                open = name_of(line).map(|name| (name.to_owned(), Vec::new()));
            }
            None => break,
            Some(_) if line.trim_end() == "end" => files.extend(open.take()),
            Some((_, bytes)) => match decoded(line) {
                Some(line) => bytes.extend(line),
                // It only looked like the beginning of a file.
                None => open = None,
            },
        }
    }
    // One that was cut off is a file as well.
    files.extend(open.filter(|(_, bytes)| !bytes.is_empty()));
    files
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
