//! Text strings (ISO 32000-2, 7.9.2.2): UTF-16 or UTF-8 with a mark, else PDFDocEncoding.

use hayro_syntax::object::Object;

/// What PDFDocEncoding has at 0x18–0x1F and 0x80–0xA0; elsewhere it is Latin-1.
const LOW: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
const HIGH: [char; 33] = [
    '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™',
    'ﬁ', 'ﬂ', 'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{FFFD}', '€',
];

/// Decodes a text string; lines end in `\n`.
pub(super) fn text_string(bytes: &[u8]) -> String {
    let text = match bytes {
        [0xFE, 0xFF, rest @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0.into(),
        [0xFF, 0xFE, rest @ ..] => encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0.into(),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => match std::str::from_utf8(bytes) {
            // Many programs write UTF-8 without the mark; in PDFDocEncoding such sequences make no
            // sense.
            Ok(text) if !bytes.is_ascii() => text.to_owned(),
            _ => bytes.iter().map(|&byte| document_character(byte)).collect(),
        },
    };
    tidy(&text)
}

/// Returns the text of a string, a name or a stream of text; `None` for anything else.
pub(super) fn text_of(object: &Object<'_>) -> Option<String> {
    match object {
        Object::String(string) => Some(text_string(string)),
        Object::Name(name) => Some(text_string(name)),
        Object::Stream(stream) => stream.decoded_data().ok().map(|bytes| text_string(&bytes)),
        Object::Number(number) => Some(number.as_f64().to_string()),
        Object::Boolean(value) => Some(value.to_string()),
        _ => None,
    }
}

fn document_character(byte: u8) -> char {
    match byte {
        0x18..=0x1F => LOW[usize::from(byte - 0x18)],
        0x80..=0xA0 => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// Unifies line ends, and takes out zero bytes and language escapes (7.9.2.2.2).
fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let pieces: Vec<&str> = text.split('\u{1B}').collect();
    for (index, piece) in pieces.iter().enumerate() {
        let is_enclosed = index % 2 == 1 && index + 1 < pieces.len();
        let is_language = piece.len() <= 5 && piece.bytes().all(|byte| byte.is_ascii_alphabetic());
        if !(is_enclosed && is_language) {
            tidied.push_str(piece);
        }
    }
    tidied.retain(|character| character != '\0');
    tidied.replace("\r\n", "\n").replace('\r', "\n")
}
