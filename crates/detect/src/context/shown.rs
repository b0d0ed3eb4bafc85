//! Values that are only shown: in a manual, in a session of an interpreter, in the code of a test.
//!
//! Such a value was mostly made for its place. It may still be one that somebody forgot there, so it
//! counts less and is told all the same; what opens a door by itself is not doubted in a test, where
//! real passwords are left as often as anywhere.

use rules::Category;

/// Lines above a place that are looked at.
const LINES_MAX: usize = 60;
/// Bytes above a place that are looked at.
const BYTES_MAX: usize = 4 << 10;
/// What stands before a line that someone typed into an interpreter.
const PROMPTS: [&str; 2] = [">>> ", "irb> "];
/// Words that a function begins with.
const FUNCTIONS: [&str; 5] = ["def ", "fn ", "func ", "function ", "sub "];
/// Words that may stand before those.
const QUALIFIERS: [&str; 5] = ["pub ", "async ", "static ", "export ", "private "];

/// Requests that lines of a manual page begin with (roff, macros `man` and `mdoc`).
const REQUESTS: &[&str] = &[
    ".TH", ".SH", ".SS", ".PP", ".P", ".LP", ".TP", ".TQ", ".IP", ".RS", ".RE", ".B", ".I", ".BR",
    ".BI", ".IB", ".IR", ".RB", ".EX", ".EE", ".sp", ".nf", ".fi", ".br", ".in", ".ne", ".if",
    ".el", ".Vb", ".Ve", ".Sh", ".Ss", ".Pp", ".It", ".Bl", ".El", ".Dl", ".Bd", ".Ed", ".Nm",
];
/// Lines with such a request from which on a text is a manual page.
const REQUESTS_MIN: usize = 3;

/// True when what stands at `at` is shown or tried rather than meant.
pub(crate) fn is_only_shown(category: Category, text: &str, at: usize) -> bool {
    let from = text.floor_char_boundary(at.saturating_sub(BYTES_MAX));
    let above = text.get(from..at).unwrap_or_default();
    let mut asked = Asked::new(category != Category::Secret);
    // Upwards, the line of the place first.
    above.rsplit('\n').take(LINES_MAX).any(|line| asked.is_answered_by(line))
}

/// What the lines above a place are asked for, all at once: there may be a place in each line.
struct Asked {
    is_first: bool,
    /// True with no empty line since the place: a session of an interpreter ends there.
    is_in_block: bool,
    /// The smallest indent so far. An indented block below a line that ends with `::` is code, as
    /// reStructuredText has it; nothing stands further out than a line without an indent.
    indent: usize,
    /// Lines with requests of a manual page, which tells everybody how a program is used.
    requests: usize,
    function: Function,
}

/// What is known of the function that a place is in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Function {
    /// Its head may stand further up.
    Above,
    /// Its head stands right below, and its attributes may stand here.
    Below,
    /// All that counts, or that it does not.
    Known,
}

impl Asked {
    fn new(asks_for_tests: bool) -> Self {
        let function = if asks_for_tests { Function::Above } else { Function::Known };
        Self { is_first: true, is_in_block: true, indent: 0, requests: 0, function }
    }

    /// True when the next line upwards says that what stands below is only shown.
    fn is_answered_by(&mut self, line: &str) -> bool {
        let words = line.trim_start();
        let indent = line.len() - words.len();
        let is_first = std::mem::replace(&mut self.is_first, false);
        if is_first {
            self.indent = indent;
            if is_documentation(words) {
                return true;
            }
        } else if words.is_empty() {
            self.is_in_block = false;
        } else if indent < self.indent {
            self.indent = indent;
            if opens_literal_block(words.trim_end()) {
                return true;
            }
        }
        self.requests += usize::from(is_request(line));
        self.is_in_block && is_typed(words)
            || self.requests >= REQUESTS_MIN
            || self.is_in_test(words, is_first)
    }

    /// True in an assertion, and in a function that says it is a test.
    fn is_in_test(&mut self, words: &str, is_first: bool) -> bool {
        match self.function {
            Function::Above if begins_function(words) => {
                self.function = Function::Below;
                has_name_of_test(words) || is_first && asserts(words)
            }
            Function::Above => is_first && asserts(words),
            Function::Below if words.starts_with("#[") => words.trim_end().ends_with("test]"),
            _ => {
                self.function = Function::Known;
                false
            }
        }
    }
}

fn opens_literal_block(words: &str) -> bool {
    words.ends_with("::") && words.contains(' ') || words.starts_with(".. code-block::")
}

/// True for a line of the documentation that Rust and C# take from a program: `/// a.connect(…)`.
fn is_documentation(words: &str) -> bool {
    words.starts_with("/// ") || words.starts_with("//! ")
}

fn is_request(line: &str) -> bool {
    line.starts_with('.') && REQUESTS.contains(&line.split(' ').next().unwrap_or_default())
}

/// True for what someone typed into an interpreter; a mail that is quoted for the third time has
/// the same sign before its lines, but sentences behind it.
fn is_typed(line: &str) -> bool {
    let typed = PROMPTS.iter().find_map(|prompt| line.strip_prefix(prompt));
    typed.is_some_and(|typed| typed.contains(['(', '=']) || typed.contains("import "))
}

fn asserts(words: &str) -> bool {
    let words = words.trim_start_matches("self.");
    words.starts_with("assert") && words.contains('(')
}

fn begins_function(words: &str) -> bool {
    let mut words = words;
    while let Some(rest) = QUALIFIERS.iter().find_map(|word| words.strip_prefix(word)) {
        words = rest;
    }
    FUNCTIONS.iter().any(|word| words.starts_with(word)) && words.contains('(')
}

/// True for `def test_login(`.
fn has_name_of_test(words: &str) -> bool {
    let name = words.split('(').next().unwrap_or_default();
    let name = name.rsplit(' ').next().unwrap_or_default();
    name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("test"))
}

#[cfg(test)]
mod tests;
