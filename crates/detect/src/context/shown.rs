//! Values in programs that are only shown: in the example of a manual, in a session of an
//! interpreter, in the code of a test.
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

/// True when what stands at `at` is shown or tried rather than meant.
pub(crate) fn is_only_shown(category: Category, text: &str, at: usize) -> bool {
    let from = text.floor_char_boundary(at.saturating_sub(BYTES_MAX));
    let above = text.get(from..at).unwrap_or_default();
    let lines: Vec<&str> = above.rsplit('\n').take(LINES_MAX).collect();
    is_in_session(&lines)
        || is_in_literal_block(&lines)
        || category != Category::Secret && is_in_test(&lines)
}

/// True below a line of an interpreter, with no empty line between. `lines` go upwards.
fn is_in_session(lines: &[&str]) -> bool {
    let block =
        lines.iter().enumerate().take_while(|(at, line)| *at == 0 || !line.trim().is_empty());
    block.into_iter().any(|(_, line)| is_typed(line.trim_start()))
}

/// True for what someone typed into an interpreter; a mail that is quoted for the third time has
/// the same sign before its lines, but sentences behind it.
fn is_typed(line: &str) -> bool {
    let typed = PROMPTS.iter().find_map(|prompt| line.strip_prefix(prompt));
    typed.is_some_and(|typed| typed.contains(['(', '=']) || typed.contains("import "))
}

/// True in an indented block below a line that ends with `::`, as reStructuredText has examples of
/// code.
fn is_in_literal_block(lines: &[&str]) -> bool {
    let mut indent = lines.first().map_or(0, |line| indent_of(line));
    for line in lines.iter().skip(1).filter(|line| !line.trim().is_empty()) {
        let own = indent_of(line);
        if own >= indent {
            continue;
        }
        let words = line.trim();
        if words.ends_with("::") && words.contains(' ') || words.starts_with(".. code-block::") {
            return true;
        }
        indent = own;
    }
    false
}

/// True in an assertion, and in a function that says it is a test.
fn is_in_test(lines: &[&str]) -> bool {
    let asserts = lines.first().is_some_and(|line| {
        let line = line.trim_start().trim_start_matches("self.");
        line.starts_with("assert") && line.contains('(')
    });
    let head = lines.iter().position(|line| begins_function(line));
    asserts || head.is_some_and(|head| is_head_of_test(lines, head))
}

fn begins_function(line: &str) -> bool {
    let mut line = line.trim_start();
    while let Some(rest) = QUALIFIERS.iter().find_map(|word| line.strip_prefix(word)) {
        line = rest;
    }
    FUNCTIONS.iter().any(|word| line.starts_with(word)) && line.contains('(')
}

/// True for `def test_login(` and for a function below `#[test]`.
fn is_head_of_test(lines: &[&str], head: usize) -> bool {
    let name = lines.get(head).and_then(|line| line.split('(').next()).unwrap_or_default();
    let name = name.rsplit(' ').next().unwrap_or_default().to_ascii_lowercase();
    let attributes =
        lines.iter().skip(head + 1).take_while(|line| line.trim_start().starts_with("#["));
    name.starts_with("test")
        || attributes.into_iter().any(|line| line.trim_end().ends_with("test]"))
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[cfg(test)]
mod tests;
