//! Which texts are worth looking for: those that do not stand in files by themselves.

use super::{NEEDLE_CHARS_MIN, looks};

/// A shorter text with many signs may be two numbers that look like one.
const STRAY_CHARS: usize = 12;

/// Words that programs write into every document: names of fonts, styles, themes, types and tags.
const USUAL: &[&str] = &[
    "action",
    "all",
    "annots",
    "arial",
    "artifact",
    "black",
    "blockquote",
    "bold",
    "border",
    "bottom",
    "calibri",
    "cambria",
    "caption",
    "catalog",
    "center",
    "century",
    "class",
    "color",
    "colors",
    "column",
    "consolas",
    "content",
    "content_types",
    "copyright",
    "count",
    "courier",
    "creator",
    "cropbox",
    "custom",
    "cyan",
    "date",
    "default",
    "default.dotx",
    "description",
    "descriptor",
    "design",
    "designs",
    "document",
    "documents",
    "encoding",
    "entwurf",
    "excel",
    "false",
    "figure",
    "filter",
    "flatedecode",
    "font",
    "fonts",
    "footer",
    "format",
    "formula",
    "garamond",
    "general",
    "georgia",
    "gif",
    "granted",
    "gray0625",
    "gray125",
    "header",
    "heading",
    "helvetica",
    "identity",
    "image",
    "indesign",
    "index",
    "italic",
    "jpeg",
    "jpg",
    "language",
    "left",
    "length",
    "liberation",
    "libreoffice",
    "light",
    "macintosh",
    "macro",
    "magenta",
    "manifest",
    "master",
    "mediabox",
    "medium",
    "meta",
    "metadata",
    "microsoft",
    "modified",
    "name",
    "narrow",
    "neue",
    "new",
    "none",
    "normal",
    "normal.dot",
    "normal.dotm",
    "null",
    "number",
    "numpages",
    "object",
    "office",
    "open",
    "outlines",
    "page",
    "pages",
    "palatino",
    "parent",
    "permission",
    "picture",
    "png",
    "powerpoint",
    "prepress",
    "presentation",
    "print",
    "private",
    "program",
    "reference",
    "regular",
    "rels",
    "reserved",
    "resources",
    "revision",
    "right",
    "rights",
    "roman",
    "rotate",
    "sans",
    "segoe",
    "serif",
    "settings",
    "sheet",
    "slide",
    "slides",
    "source",
    "standalone",
    "standard",
    "strong",
    "structparents",
    "style",
    "styles",
    "subject",
    "subtitle",
    "subtype",
    "symbol",
    "table",
    "tahoma",
    "template",
    "text",
    "theme",
    "time",
    "times",
    "title",
    "titles",
    "top",
    "true",
    "type",
    "ui",
    "unknown",
    "user",
    "useword2013trackbottomhyphenation",
    "value",
    "verdana",
    "version",
    "widths",
    "wingdings",
    "word",
    "workbook",
    "worksheet",
    "x",
    "x-unknown",
    "xml",
    "yellow",
];

/// True for a text that does not stand anywhere by chance: long enough, of letters for the most
/// part, and not of words alone that programs write by themselves.
pub(super) fn is_telling(text: &str) -> bool {
    let characters = text.chars().count();
    let letters = text.chars().filter(|c| c.is_alphanumeric() || *c == ' ').count();
    let mut words = text.split(|c: char| c.is_whitespace() || c == '/' || c == '-' || c == '.');
    // Fields that are not filled in stand in angle brackets.
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let is_usual = |word: &str| word.is_empty() || USUAL.contains(&bare(word).as_str());
    characters >= NEEDLE_CHARS_MIN
        && letters * 10 >= characters * if characters < STRAY_CHARS { 8 } else { 5 }
        && text.chars().any(char::is_alphanumeric)
        && !words.all(is_usual)
        && !is_syntax(text)
}

/// Longest number that stands in files by chance.
const NUMBER_CHARS_MAX: usize = 8;

/// True for a number so short that it stands in files by chance.
pub(in crate::clean) fn is_short_number(text: &str) -> bool {
    text.len() <= NUMBER_CHARS_MAX && text.chars().all(|c| c.is_ascii_digit() || "+-.,".contains(c))
}

/// True for what stands in files of a format by itself: a short number, a type of media, a
/// declaration of a style or of XML.
fn is_syntax(text: &str) -> bool {
    const MEDIA: &[&str] = &["application/", "image/", "text/", "audio/", "video/", "font/"];
    let is_name = |name: &str| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let is_style = text.strip_suffix(';').and_then(|text| text.split_once(':')).is_some_and(
        |(name, value)| is_name(name) && value.len() <= NUMBER_CHARS_MAX && !value.contains(' '),
    );
    let is_media = !text.contains(' ') && MEDIA.iter().any(|kind| text.starts_with(kind));
    let is_parameter =
        ["attachment; ", "inline; ", "charset=", "boundary="].iter().any(|p| text.contains(p));
    let is_profile = text.starts_with("sRGB ") && text.len() <= "sRGB IEC61966-2.1".len();
    // So a copy of a mailbox begins each of its messages.
    let is_envelope = text == "From - Thu Jan  1 00:00:00 1970";
    let is_member = ["[Content_Types].xml", "_rels/"].iter().any(|name| text.starts_with(name));
    is_short_number(text)
        || is_profile
        || is_style
        || is_media
        || is_parameter
        || is_envelope
        || is_member
        || looks::is_drawing_step(text)
        || text.starts_with("<?xml ")
}
