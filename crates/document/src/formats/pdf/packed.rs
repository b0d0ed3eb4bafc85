//! Objects in a stream of objects (ISO 32000-2, 7.5.7) that no cross-reference names: no viewer finds
//! them, and whoever unpacks the stream does.

use hayro_syntax::Pdf;
use hayro_syntax::object::{FromBytes as _, Object, ObjectIdentifier, Stream};

use super::leftovers::{is_kind, spend, strings};
use super::session::{Session, part_on};
use crate::{Hidden, PartKind};

/// Tells the words of such objects.
pub(super) fn read(pdf: &Pdf, session: &mut Session<'_, '_>) {
    let mut lines = Vec::new();
    for object in pdf.objects() {
        let Object::Stream(stream) = object else { continue };
        if !is_kind(stream.dict(), b"ObjStm") || !spend(&stream, session) {
            continue;
        }
        let data = stream.decoded_data().unwrap_or_default();
        for (number, start) in index(&stream, &data) {
            if !session.enter() {
                return;
            }
            let is_known = || {
                let id = ObjectIdentifier::new(number, 0);
                pdf.xref().get::<Object<'_>>(id).is_some()
            };
            if let Some(object) = data.get(start..).and_then(Object::from_bytes)
                && !is_known()
            {
                strings(&object, 0, &mut lines);
            }
        }
    }
    let part = part_on(PartKind::Other, "packed objects that nothing names".into(), None);
    session.text(part.hidden(Hidden::Slack), &lines.join("\n"));
}

/// Numbers of the objects of a stream, and where each begins.
fn index(stream: &Stream<'_>, data: &[u8]) -> Vec<(u32, usize)> {
    let entry = |key: &str| stream.dict().get::<usize>(key).unwrap_or_default();
    let (count, first) = (entry("N"), entry("First"));
    let head = String::from_utf8_lossy(data.get(..first).unwrap_or_default());
    let mut numbers = head.split_ascii_whitespace().map_while(|word| word.parse::<u32>().ok());
    let mut pairs = Vec::new();
    while let (Some(number), Some(offset)) = (numbers.next(), numbers.next()) {
        if pairs.len() >= count {
            break;
        }
        pairs.push((number, first.saturating_add(offset as usize)));
    }
    pairs
}
