//! The cache of a pivot table: a copy of its source, often of far more than is shown.

use super::records::{Strings, records};
use crate::formats::office::binary::{double, short};
use crate::formats::office::story::Story;
use crate::out::{NewPart, Out};
use crate::{Hidden, PartKind};

/// Tells the names of fields and the values that a cache keeps.
pub(super) fn tell(stream: &[u8], number: usize, out: &mut Out<'_>) {
    let strings = Strings { is_unicode: true, code_page: 1_252 };
    let mut story = Story::default();
    for record in records(stream, 0) {
        let body = record.body;
        let value = match record.kind {
            // SXFDB: a field, with its name
            0xC7 => {
                story.end_row();
                strings.long(body, 14)
            }
            // SXNum, SXInt, SXString, SXDtr
            0xC9 => double(body, 0).map(|number| number.to_string()),
            0xCC => short(body, 0).map(|number| (number as i16).to_string()),
            0xCD => strings.long(body, 0),
            0xCE => date(body),
            _ => None,
        };
        if let Some(value) = value {
            story.push_text(&value, None);
            story.separate('\t');
        }
        if out.stop() {
            return;
        }
    }
    story.end_row();
    let part = NewPart::new(PartKind::Other, format!("pivot cache {number}"));
    story.tell(part.hidden(Hidden::Cache), out);
}

fn date(body: &[u8]) -> Option<String> {
    let (year, month) = (short(body, 0)?, short(body, 2)?);
    let [day, hour, minute, second] = *body.get(4..)?.first_chunk()?;
    Some(format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"))
}
