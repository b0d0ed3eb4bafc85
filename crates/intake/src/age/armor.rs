//! The text form (RFC 7468, strict): for keys and small files that travel as text.

use base64ct::{Base64, Encoding};

use super::Error;

const BEGIN: &str = "-----BEGIN AGE ENCRYPTED FILE-----";
const END: &str = "-----END AGE ENCRYPTED FILE-----";
const COLUMNS: usize = 64;

/// True when the bytes look like the text form.
pub fn is_armored(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().starts_with(BEGIN.as_bytes())
}

/// Returns the text form of a sealed file.
pub fn encode(sealed: &[u8]) -> String {
    let mut text = format!("{BEGIN}\n");
    let body = Base64::encode_string(sealed);
    for line in body.as_bytes().chunks(COLUMNS) {
        text.extend(line.iter().map(|&byte| char::from(byte)));
        text.push('\n');
    }
    text + END + "\n"
}

/// Returns the sealed file of a text form; space around it is all that may differ.
pub fn decode(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let text = std::str::from_utf8(bytes).map_err(|_| Error::Armor)?;
    let mut lines =
        text.trim_ascii().split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
    if lines.next() != Some(BEGIN) || lines.next_back() != Some(END) {
        return Err(Error::Armor);
    }
    let mut body = String::with_capacity(text.len());
    let mut is_last = false;
    for line in lines {
        if is_last || line.is_empty() || line.len() > COLUMNS {
            return Err(Error::Armor);
        }
        is_last = line.len() < COLUMNS;
        body.push_str(line);
    }
    Base64::decode_vec(&body).map_err(|_| Error::Armor)
}
