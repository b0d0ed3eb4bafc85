//! Calendars and cards (RFC 5545, RFC 6350 and vCard 2.1): lines that stand on several lines of the
//! file, values in another coding, and files in them.
//!
//! The file is told as it is; what only a program puts together is told after it.

use std::io::{Cursor, SeekFrom};

use mail_parser::decoders::quoted_printable::quoted_printable_decode;

use super::{Shape, ascii_view, stream};
use crate::format::Format;
use crate::formats::textual::{base64, guessed, whole};
use crate::out::{NewPart, Out};
use crate::{Input, PartKind, ProblemCode};

/// Calendar or card.
pub(in crate::formats) const CARD: Format = Format {
    name: "card",
    title: "calendar or visiting card",
    extensions: &["ics", "vcf"],
    reads: "the file as it is, lines put together, values in other codings, pictures and files",
    // Pictures are in it.
    in_process: false,
    matches: |probe| is_one(&ascii_view(probe)),
    read,
};

fn is_one(head: &[u8]) -> bool {
    const BEGINNINGS: [&[u8]; 2] = [b"BEGIN:VCALENDAR", b"BEGIN:VCARD"];
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let begins =
        |with: &[u8]| head.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    BEGINNINGS.into_iter().any(begins)
}

fn read(input: &mut dyn Input, out: &mut Out<'_>) {
    stream(input, out, Shape::Plain);
    if input.seek(SeekFrom::Start(0)).is_err() {
        return out.problem(ProblemCode::Unreadable);
    }
    let held = out.hold(input, None);
    let joined = tell_files(&properties(&guessed(&held.bytes).0), out);
    if !joined.is_empty() {
        out.text(NewPart::new(PartKind::Other, "joined lines"), &joined, vec![whole(&joined)]);
    }
}

/// Tells the files in a card; returns the lines that stand otherwise in it than they are meant.
fn tell_files(properties: &[Property], out: &mut Out<'_>) -> String {
    let mut joined = String::new();
    for property in properties {
        if out.stop() {
            break;
        }
        match property.coding() {
            Coding::Base64(value) => {
                out.child(&property.name(), &mut Cursor::new(base64(value.as_bytes())));
            }
            Coding::QuotedPrintable => {
                let plain = quoted_printable_decode(property.line.as_bytes());
                joined.push_str(&plain.map_or_else(String::new, |plain| guessed(&plain).0));
                joined.push('\n');
            }
            Coding::None if property.is_folded => {
                joined.push_str(&property.line);
                joined.push('\n');
            }
            Coding::None => {}
        }
    }
    joined
}

/// One line as it is meant.
struct Property {
    line: String,
    is_folded: bool,
}

/// How a value is written.
enum Coding<'a> {
    None,
    QuotedPrintable,
    Base64(&'a str),
}

impl Property {
    /// What stands before the value, in capitals: a name and parameters.
    fn head(&self) -> String {
        self.line.split(':').next().unwrap_or_default().to_ascii_uppercase()
    }

    fn name(&self) -> String {
        self.head().split(';').next().unwrap_or_default().to_ascii_lowercase()
    }

    fn coding(&self) -> Coding<'_> {
        let head = self.head();
        let mut parameters = head.split(';').skip(1);
        let coding = parameters.find_map(|parameter| {
            let value = parameter.strip_prefix("ENCODING=").unwrap_or(parameter);
            ["QUOTED-PRINTABLE", "BASE64", "B"].into_iter().find(|known| *known == value)
        });
        match (coding, self.line.split_once(':')) {
            (Some("QUOTED-PRINTABLE"), _) => Coding::QuotedPrintable,
            (Some(_), Some((_, value))) => Coding::Base64(value),
            _ => Coding::None,
        }
    }

    /// True when the next line of the file belongs to the value (RFC 2045, 6.7).
    fn goes_on(&self) -> bool {
        self.line.ends_with('=') && matches!(self.coding(), Coding::QuotedPrintable)
    }
}

/// Joins the lines that belong together.
fn properties(text: &str) -> Vec<Property> {
    let mut found: Vec<Property> = Vec::new();
    for line in text.lines() {
        let folded = line.strip_prefix([' ', '\t']);
        match found.last_mut() {
            Some(last) if last.goes_on() => {
                last.line.pop();
                last.line.push_str(line);
                last.is_folded = true;
            }
            Some(last) if folded.is_some() => {
                last.line.push_str(folded.unwrap_or_default());
                last.is_folded = true;
            }
            _ => found.push(Property { line: line.to_owned(), is_folded: false }),
        }
    }
    found
}
