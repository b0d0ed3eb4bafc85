//! Formats of numbers (ECMA-376, part 1, 18.8.31): units stay, texts that say more go.

/// Longest text that a unit or a currency is written with.
const UNIT_CHARS_MAX: usize = 12;
/// Digits in it, as in `m3`.
const UNIT_DIGITS_MAX: usize = 2;

/// Returns a format without the texts in it that are more than a unit.
pub(super) fn without_texts(code: &str) -> String {
    let mut made = Made::default();
    let mut characters = code.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => {
                let text: String = characters.by_ref().take_while(|c| *c != '"').collect();
                made.text(&format!("\"{text}\""), &text);
            }
            '\\' => {
                let text: String = characters.by_ref().take(1).collect();
                made.text(&format!("\\{text}"), &text);
            }
            '[' => {
                let inner: String = characters.by_ref().take_while(|c| *c != ']').collect();
                made.end_text();
                if is_unit(inner.trim_start_matches('$')) {
                    made.code.push_str(&format!("[{inner}]"));
                }
            }
            character => {
                made.end_text();
                made.code.push(character);
            }
        }
    }
    made.end_text();
    made.code
}

/// A format that is being written, and a text whose end is still to come.
#[derive(Default)]
struct Made {
    code: String,
    written: String,
    text: String,
}

impl Made {
    fn text(&mut self, written: &str, text: &str) {
        self.written.push_str(written);
        self.text.push_str(text);
    }

    fn end_text(&mut self) {
        let written = std::mem::take(&mut self.written);
        if is_unit(&std::mem::take(&mut self.text)) {
            self.code.push_str(&written);
        }
    }
}

fn is_unit(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    // The country of a currency is a number behind a hyphen.
    let is_currency = text.split_once('-').is_some_and(|(_, country)| {
        !country.is_empty() && country.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    text.chars().count() <= UNIT_CHARS_MAX && (digits <= UNIT_DIGITS_MAX || is_currency)
}

#[cfg(test)]
mod tests {
    use super::without_texts;

    #[test]
    fn units_stay_and_texts_go() {
        let check = |code: &str, expected: &str| {
            assert_eq!(without_texts(code), expected);
            assert_eq!(without_texts(expected), expected);
        };
        check(
            "#,##0.00\\ [$€-407];[Red]-#,##0.00\\ \"m3\"",
            "#,##0.00\\ [$€-407];[Red]-#,##0.00\\ \"m3\"",
        );
        check("0;-0;0;\"call A-4711-QZ\"", "0;-0;0;");
        check("\"A-47\"\\1\\1\"-QZ\"0", "0");
        check("[$call 110101190003-409]0", "0");
        check("dd\\-mm\\-yyyy;@", "dd\\-mm\\-yyyy;@");
        check("0\"", "0\"\"");
    }
}
