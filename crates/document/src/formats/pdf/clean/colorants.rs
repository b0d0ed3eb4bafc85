//! Names of inks (ISO 32000-2, 8.6.6.4): those that mean something to every program stay, and a
//! document's own, in which anything may be written, are counted.

use std::collections::BTreeMap;

use hayro_syntax::object::{Array, Name, Object};

use super::objects::write_name;

const STANDARD: [&[u8]; 6] = [b"All", b"None", b"Cyan", b"Magenta", b"Yellow", b"Black"];
/// What stands before the number of an ink.
const COUNTED: &[u8] = b"Ink";
/// Digits of that number.
const DIGITS_MAX: usize = 3;

/// Inks that were named so far.
#[derive(Debug, Default)]
pub(super) struct Colorants(BTreeMap<Vec<u8>, Vec<u8>>);

impl Colorants {
    /// Writes the names of a space of colours: one, or several.
    pub(super) fn write(&mut self, names: &Object<'_>, made: &mut Vec<u8>) {
        match names {
            Object::Name(name) => write_name(self.name(name), made),
            Object::Array(names) => {
                made.push(b'[');
                for name in names.iter::<Name<'_>>() {
                    write_name(self.name(&name), made);
                }
                made.push(b']');
            }
            _ => made.extend_from_slice(b"null"),
        }
    }

    fn name(&mut self, own: &[u8]) -> &[u8] {
        let number = self.0.len() + 1;
        let is_known = STANDARD.contains(&own) || is_counted(own);
        self.0.entry(own.to_vec()).or_insert_with(|| match is_known {
            true => own.to_vec(),
            false => [COUNTED, number.to_string().as_bytes()].concat(),
        })
    }
}

/// True for a name that an earlier cleaning gave.
fn is_counted(name: &[u8]) -> bool {
    let number = name.strip_prefix(COUNTED).unwrap_or_default();
    (1..=DIGITS_MAX).contains(&number.len()) && number.iter().all(u8::is_ascii_digit)
}

/// True for a space of colours whose second entry has names of inks; what stands behind its fourth
/// says no more about how it looks.
pub(super) fn is_space(array: &Array<'_>) -> bool {
    let kind = array.iter::<Object<'_>>().next();
    matches!(kind, Some(Object::Name(kind)) if matches!(&*kind, b"Separation" | b"DeviceN"))
}
