//! Pictures and objects in RTF, which are written as hexadecimal digits or as bytes.

use std::io::Cursor;

use crate::formats::office::binary::{byte, long, narrow, size, slice, until_zero};
use crate::formats::office::story::Story;
use crate::formats::ole::{bitmap_file, tell_bitmap, tell_native};
use crate::out::{NewPart, Out};
use crate::{Hidden, PartKind, ProblemCode};

/// Returns the bytes that digits stand for; other characters are passed over.
pub(super) fn from_digits(digits: &[u8]) -> Vec<u8> {
    let values = digits.iter().filter_map(|digit| (*digit as char).to_digit(16));
    let values: Vec<u32> = values.collect();
    values.chunks_exact(2).map(|pair| (pair[0] << 4 | pair[1]) as u8).collect()
}

/// Tells a picture of the kind that the control word `blip` names.
pub(super) fn tell_picture(bytes: &[u8], blip: &str, number: usize, out: &mut Out<'_>) {
    let name = |extension: &str| format!("picture {number}.{extension}");
    match blip {
        "pngblip" => out.child(&name("png"), &mut Cursor::new(bytes)),
        "jpegblip" => out.child(&name("jpg"), &mut Cursor::new(bytes)),
        "emfblip" => out.child(&name("emf"), &mut Cursor::new(bytes)),
        "wmetafile" => out.child(&name("wmf"), &mut Cursor::new(bytes)),
        "macpict" => out.child(&name("pict"), &mut Cursor::new(bytes)),
        "dibitmap" => tell_bitmap(&name("bmp"), bytes, out),
        _ if bytes.is_empty() => {}
        _ => out.child(&name("bin"), &mut Cursor::new(bytes)),
    }
}

/// The file of a picture of pixels; `None` for one that is drawn, or of a kind that nobody knows.
pub(super) fn picture_file(bytes: &[u8], blip: &str) -> Option<Vec<u8>> {
    match blip {
        "pngblip" | "jpegblip" => Some(bytes.to_vec()),
        "dibitmap" => bitmap_file(bytes),
        _ => None,
    }
}

/// Tells an object ([MS-OLEDS] 2.2.4, 2.2.5): embedded, or linked by a path.
pub(super) fn tell_object(bytes: &[u8], number: usize, out: &mut Out<'_>) {
    const LINKED: u32 = 1;
    const EMBEDDED: u32 = 2;
    let format = long(bytes, 4);
    let mut at = 8;
    let mut names = Vec::new();
    for _ in 0..3 {
        let len = size(bytes, at).unwrap_or_default();
        names.push(narrow(until_zero(slice(bytes, at + 4, len)), 1_252));
        at = at.saturating_add(4).saturating_add(len);
    }
    let class = names.first().cloned().unwrap_or_default();
    let mut links = Story::default();
    for name in names.iter().skip(1) {
        links.push_text(name, None);
        links.fresh_line();
    }
    links.tell(NewPart::new(PartKind::Link, "link of an object").hidden(Hidden::Markup), out);
    match format {
        Some(LINKED) => {}
        Some(EMBEDDED) => {
            let native = bytes.get(at..).unwrap_or_default();
            let data = slice(native, 4, size(native, 0).unwrap_or_default());
            let name = format!("object {number} {class}");
            match class.eq_ignore_ascii_case("package") || byte(data, 0) == Some(2) {
                true => tell_native(native, name.trim(), out),
                false => out.child(name.trim(), &mut Cursor::new(data)),
            }
        }
        _ if bytes.is_empty() => {}
        _ => out.problem(ProblemCode::Damaged),
    }
}
