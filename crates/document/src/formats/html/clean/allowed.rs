//! Elements, attributes and declarations of styles that stay.

use crate::clean::are_font_names;

/// Elements that show something, or hold what does, besides those that stand on lines of their own.
pub(super) const ELEMENTS: &[&str] = &[
    "head", "title", "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "button", "cite",
    "code", "col", "colgroup", "del", "dfn", "em", "font", "i", "img", "input", "ins", "kbd",
    "label", "mark", "meter", "optgroup", "option", "output", "picture", "progress", "q", "rp",
    "rt", "ruby", "s", "samp", "select", "small", "span", "strike", "strong", "sub", "sup",
    "textarea", "time", "tt", "u", "var", "wbr", "nobr",
];

/// Elements that go with all that is in them.
pub(super) const SKIPPED: &[&str] = &[
    "script", "style", "template", "noscript", "datalist", "noembed", "noframes", "iframe",
    "object", "embed", "applet", "audio", "video", "canvas", "svg", "math", "map", "frameset",
];

/// Cells of tables, before which a paragraph ends as well.
pub(super) const CELLS: &[&str] = &["td", "th"];

/// Elements without content.
pub(super) const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr", "frame", "keygen", "bgsound",
];

/// Elements that another of their kind ends, when their own end is left out.
pub(super) const ENDED_BY_NEXT: &[&str] = &["p", "li", "dt", "dd", "tr", "td", "th", "option"];

/// Attributes that say how something looks, with values that are words and numbers.
pub(super) const ATTRIBUTES: &[&str] = &[
    "align",
    "bgcolor",
    "border",
    "cellpadding",
    "cellspacing",
    "checked",
    "color",
    "cols",
    "colspan",
    "compact",
    "dir",
    "disabled",
    "face",
    "headers",
    "height",
    "high",
    "hspace",
    "lang",
    "low",
    "max",
    "min",
    "multiple",
    "nowrap",
    "open",
    "optimum",
    "reversed",
    "rows",
    "rowspan",
    "rules",
    "scope",
    "selected",
    "size",
    "span",
    "start",
    "step",
    "type",
    "valign",
    "vspace",
    "width",
    "wrap",
    "bordercolor",
    "noshade",
    "text",
    "clear",
];

/// Properties of styles that stay.
pub(super) const PROPERTIES: &[&str] = &[
    "align-content",
    "align-items",
    "align-self",
    "background",
    "background-color",
    "border",
    "border-bottom",
    "border-bottom-color",
    "border-bottom-style",
    "border-bottom-width",
    "border-collapse",
    "border-color",
    "border-left",
    "border-left-color",
    "border-left-style",
    "border-left-width",
    "border-radius",
    "border-right",
    "border-right-color",
    "border-right-style",
    "border-right-width",
    "border-spacing",
    "border-style",
    "border-top",
    "border-top-color",
    "border-top-style",
    "border-top-width",
    "border-width",
    "bottom",
    "box-shadow",
    "box-sizing",
    "caption-side",
    "clear",
    "color",
    "column-count",
    "column-gap",
    "direction",
    "display",
    "empty-cells",
    "flex",
    "flex-basis",
    "flex-direction",
    "flex-grow",
    "flex-shrink",
    "flex-wrap",
    "float",
    "font",
    "font-family",
    "font-size",
    "font-style",
    "font-variant",
    "font-weight",
    "gap",
    "grid-column",
    "grid-row",
    "grid-template-columns",
    "grid-template-rows",
    "height",
    "justify-content",
    "left",
    "letter-spacing",
    "line-height",
    "list-style",
    "list-style-position",
    "list-style-type",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "max-height",
    "max-width",
    "min-height",
    "min-width",
    "order",
    "outline",
    "overflow",
    "overflow-wrap",
    "overflow-x",
    "overflow-y",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "page-break-after",
    "page-break-before",
    "page-break-inside",
    "position",
    "right",
    "row-gap",
    "table-layout",
    "text-align",
    "text-decoration",
    "text-indent",
    "text-overflow",
    "text-transform",
    "top",
    "vertical-align",
    "white-space",
    "width",
    "word-break",
    "word-spacing",
    "word-wrap",
    "writing-mode",
    "z-index",
];

/// True for an attribute whose value can say nothing but how something looks.
pub(super) fn says_nothing(attribute: &str, value: &str) -> bool {
    is_plain(value)
        && match attribute {
            "lang" => is_language(value),
            "face" => are_font_names(value),
            _ => is_look(value),
        }
}

/// True for a declaration of a style whose value can say nothing but how something looks.
pub(super) fn declares_look(property: &str, value: &str) -> bool {
    is_plain(value)
        && match property {
            "font-family" => are_font_names(value),
            _ => is_look(value),
        }
}

/// True for the tag of a language with its script and region (BCP 47); what people may add to it
/// can say anything.
pub(in crate::formats) fn is_language(tag: &str) -> bool {
    let is_alphabetic = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_place = |word: &str| word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_digit());
    let mut words = tag.split(['-', '_']);
    let language = words.next().unwrap_or_default();
    (2..=3).contains(&language.len())
        && is_alphabetic(language)
        && words.clone().count() <= 2
        && words.all(|word| (2..=4).contains(&word.len()) && is_alphabetic(word) || is_place(word))
}

/// True for words and numbers none of which is longer than those of the standards.
fn is_look(value: &str) -> bool {
    const DIGITS_MAX: usize = 12;
    let digits = value.split(|c: char| !c.is_ascii_digit());
    digits.map(str::len).max().unwrap_or(0) <= DIGITS_MAX
}

/// True for a value of words and numbers, without addresses, comments and texts.
fn is_plain(value: &str) -> bool {
    const LENGTH_MAX: usize = 120;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || " #.,%()-+/*!'\"".contains(c);
    let lower = value.to_ascii_lowercase();
    value.len() <= LENGTH_MAX
        && value.chars().all(is_plain)
        && !["url(", "/*", "expression", "image", "attr(", "var("].iter().any(|w| lower.contains(w))
}
