//! Values of form fields that have no appearance of their own: viewers set them, and so does the
//! copy, since the fields go.

use hayro_syntax::object::{Array, Dict, Object, Rect};
use hayro_syntax::page::Page;

use super::super::annotations::{is_not_shown, is_widget};
use super::super::session::children;
use super::super::strings::text_of;
use super::objects::{push, real, write_string};

/// Fields of one page.
const FIELDS_MAX: usize = 10_000;
/// Fields within fields.
const PARENTS_MAX: usize = 16;
/// Lines of one field.
const LINES_MAX: usize = 1_000;
/// Flags of a text field: of several lines, and one that shows no character of its value.
const MULTILINE: u32 = 1 << 12;
const PASSWORD: u32 = 1 << 13;
/// Height of letters where the field leaves it to the viewer, in points, and as a share of it.
const SIZE_MAX: f64 = 12.0;
const SIZE_SHARE: f64 = 0.7;
/// Place of the letters in a field, and between lines, in ems or points.
const BELOW_EMS: f64 = 0.2;
const LEADING_EMS: f64 = 1.15;
const EDGE: f64 = 2.0;
/// Usual width of a letter, in ems.
const LETTER_EMS: f64 = 0.5;

/// The font of the values, in the form in which a copy of it is written.
pub(super) const FONT: &[u8] =
    b"<</BaseFont /Helvetica/Subtype /Type1/Type /Font/Encoding /WinAnsiEncoding>>";
/// Its name in what [`shown`] returns.
pub(super) const FONT_NAME: &str = "F";

/// Content that shows the values of a page's fields without an appearance; empty when all have one.
pub(super) fn shown(page: &Page<'_>) -> Vec<u8> {
    let mut made = Vec::new();
    for widget in children(page.raw(), "Annots").take(FIELDS_MAX) {
        let has_appearance = widget
            .get::<Dict<'_>>("AP")
            .is_some_and(|appearance| appearance.get::<Object<'_>>("N").is_some());
        if is_widget(&widget) && !is_not_shown(&widget) && !has_appearance {
            write_value(&widget, &mut made);
        }
    }
    made
}

fn write_value(widget: &Dict<'_>, made: &mut Vec<u8>) -> Option<()> {
    let text = value(widget)?;
    let area = widget.get::<Rect>("Rect")?;
    let height = area.y1 - area.y0;
    let is_multiline = flags(widget) & MULTILINE != 0;
    let Look { size, colour } = look(widget);
    let size = if size > 0.0 { size } else { (height * SIZE_SHARE).clamp(1.0, SIZE_MAX) };
    let letters = ((area.x1 - area.x0) / (size * LETTER_EMS)).max(1.0) as usize;
    let lines = if is_multiline { wrapped(&text, letters) } else { vec![text.replace('\n', " ")] };
    let first = match is_multiline {
        true => area.y1 - EDGE - size,
        false => area.y0 + (height - size) / 2.0 + size * BELOW_EMS,
    };
    push(made, &format!("q BT /{FONT_NAME} {} Tf {colour} ", real(size)));
    push(
        made,
        &format!("{} TL {} {} Td ", real(size * LEADING_EMS), real(area.x0 + EDGE), real(first)),
    );
    for line in lines {
        // Letters that the font does not have cannot be set in it.
        let (bytes, _, is_lossy) = encoding_rs::WINDOWS_1252.encode(&line);
        if !is_lossy {
            write_string(&bytes, made);
            push(made, " Tj ");
        }
        push(made, "T* ");
    }
    push(made, "ET Q\n");
    Some(())
}

/// What a field shows: its text, or the words of the options that are chosen.
fn value(widget: &Dict<'_>) -> Option<String> {
    let kind = inherited(widget, "FT");
    let text = |value: &Object<'_>| text_of(value).filter(|text| !text.trim().is_empty());
    let value = inherited(widget, "V")?;
    match kind {
        Some(Object::Name(name)) if &*name == b"Tx" && flags(widget) & PASSWORD == 0 => {
            text(&value)
        }
        Some(Object::Name(name)) if &*name == b"Ch" => match value {
            Object::Array(chosen) => {
                let words = chosen.iter::<Object<'_>>().filter_map(|one| option(widget, &one));
                text_of_lines(words.collect())
            }
            one => option(widget, &one),
        },
        _ => None,
    }
}

fn text_of_lines(lines: Vec<String>) -> Option<String> {
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The words of an option, which may stand beside what is sent for it.
fn option(widget: &Dict<'_>, chosen: &Object<'_>) -> Option<String> {
    let chosen = text_of(chosen)?;
    let Some(Object::Array(options)) = inherited(widget, "Opt") else { return Some(chosen) };
    let displayed = options.iter::<Array<'_>>().find_map(|pair| {
        let mut words = pair.iter::<Object<'_>>().filter_map(|word| text_of(&word));
        (words.next()? == chosen).then(|| words.next()).flatten()
    });
    Some(displayed.unwrap_or(chosen))
}

fn flags(widget: &Dict<'_>) -> u32 {
    match inherited(widget, "Ff") {
        Some(Object::Number(flags)) => flags.as_f64() as u32,
        _ => 0,
    }
}

/// An entry of a field or of one above it.
fn inherited<'a>(field: &Dict<'a>, key: &str) -> Option<Object<'a>> {
    let mut field = field.clone();
    for _ in 0..PARENTS_MAX {
        if let Some(value) = field.get::<Object<'a>>(key) {
            return Some(value);
        }
        field = field.get::<Dict<'a>>("Parent")?;
    }
    None
}

/// How a field's value looks.
struct Look {
    /// Height of letters; none when it is left to the viewer.
    size: f64,
    /// The operator that sets the colour.
    colour: String,
}

fn look(widget: &Dict<'_>) -> Look {
    let mut look = Look { size: 0.0, colour: "0 g".into() };
    let Some(Object::String(words)) = inherited(widget, "DA") else { return look };
    let words = String::from_utf8_lossy(words.as_bytes()).into_owned();
    let mut numbers: Vec<f64> = Vec::new();
    for word in words.split_ascii_whitespace() {
        if let Some(number) = word.parse().ok().filter(|number: &f64| number.is_finite()) {
            numbers.push(number);
            continue;
        }
        let colours = match word {
            "Tf" => {
                look.size = numbers.last().copied().unwrap_or(0.0);
                0
            }
            "g" => 1,
            "rg" => 3,
            "k" => 4,
            _ => 0,
        };
        if colours > 0 && numbers.len() == colours {
            let numbers: Vec<String> = numbers.iter().copied().map(real).collect();
            look.colour = format!("{} {word}", numbers.join(" "));
        }
        numbers.clear();
    }
    look
}

/// Lines of at most so many letters, where words allow it.
fn wrapped(text: &str, letters: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > letters {
                lines.push(std::mem::take(&mut line));
            } else if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines.truncate(LINES_MAX);
    lines
}
