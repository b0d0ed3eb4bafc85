//! Remarks in the small programs of a document: maps from codes to characters, and functions that are
//! calculated (ISO 32000-2, 7.10.5 and 9.10.3).

use hayro_syntax::object::{Object, Stream};

use super::content::ContentTokens;
use super::leftovers::{is_kind, spend};
use super::session::Session;
use super::strings::text_string;

/// The type of a function that is calculated.
const CALCULATED: u32 = 4;
/// Letters and digits from which on a remark says something.
const LETTERS_MIN: usize = 4;
/// Beginnings of the remarks that makers of fonts leave in every map.
const OF_MAKERS: &[&str] = &[
    "!PS-Adobe",
    "%Copyright",
    "%Document",
    "%IncludeResource",
    "%BeginResource",
    "%Title",
    "%Version",
    "%End",
    "%EOF",
];

/// Collects the remarks of a function, or of the maps of a font.
pub(super) fn remarks(object: &Object<'_>, session: &mut Session<'_, '_>, found: &mut Vec<String>) {
    match object {
        Object::Stream(stream) if stream.dict().get::<u32>("FunctionType") == Some(CALCULATED) => {
            remarks_of_program(stream, session, found);
        }
        Object::Dict(dict) if is_kind(dict, b"Font") => {
            for map in
                ["ToUnicode", "Encoding"].iter().filter_map(|key| dict.get::<Stream<'_>>(key))
            {
                remarks_of_program(&map, session, found);
            }
        }
        _ => {}
    }
}

fn remarks_of_program(
    program: &Stream<'_>,
    session: &mut Session<'_, '_>,
    found: &mut Vec<String>,
) {
    if !spend(program, session) {
        return;
    }
    let data = program.decoded_data().unwrap_or_default();
    let mut tokens = ContentTokens::new(&data);
    while tokens.next().is_some() {}
    for comment in tokens.into_comments() {
        let words = data.get(comment.range()).unwrap_or_default();
        let words = text_string(words.strip_prefix(b"%").unwrap_or(words).trim_ascii());
        let letters = words.chars().filter(|character| character.is_alphanumeric()).count();
        if letters >= LETTERS_MIN && !OF_MAKERS.iter().any(|known| words.starts_with(known)) {
            found.push(words);
        }
    }
}
