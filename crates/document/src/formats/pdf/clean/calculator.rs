//! Functions that are small programs (ISO 32000-2, 7.10.5): words of their language, and no remarks.

/// The operators of the language.
const OPERATORS: &[&str] = &[
    "abs", "add", "and", "atan", "bitshift", "ceiling", "copy", "cos", "cvi", "cvr", "div", "dup",
    "eq", "exch", "exp", "false", "floor", "ge", "gt", "idiv", "if", "ifelse", "index", "le", "ln",
    "log", "lt", "mod", "mul", "ne", "neg", "not", "or", "pop", "roll", "round", "sin", "sqrt",
    "sub", "true", "truncate", "xor",
];

/// Longest number.
const NUMBER_BYTES_MAX: usize = 14;

/// Returns a program with the words of the language and numbers alone, each behind one space.
pub(super) fn of_words(program: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(program);
    let mut made = String::with_capacity(text.len());
    for line in text.split(['\r', '\n']) {
        let line = line.split('%').next().unwrap_or_default();
        let apart = line.replace('{', " { ").replace('}', " } ");
        for word in apart.split_whitespace().filter(|word| is_word(word)) {
            made.push_str(word);
            made.push(' ');
        }
    }
    made.truncate(made.trim_end().len());
    made.into_bytes()
}

fn is_word(word: &str) -> bool {
    let is_number = word.len() <= NUMBER_BYTES_MAX && word.parse::<f64>().is_ok_and(f64::is_finite);
    matches!(word, "{" | "}") || OPERATORS.contains(&word) || is_number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_and_unknown_words_are_left_out() {
        let made = of_words(b"{ % Quux-Plant-77\n1 exch sub Quux 2.5e0{pop}if }");
        assert_eq!(made, b"{ 1 exch sub 2.5e0 { pop } if }");
        assert_eq!(of_words(&made), made);
    }
}
