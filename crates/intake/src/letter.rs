//! A letter of plain text, as mail systems take it (RFC 5322, RFC 2045).

use base64ct::{Base64, Encoding};

/// Most characters of a line (RFC 2045, 6.8).
const LINE_CHARS: usize = 76;

/// What a letter is made of; no part of its head may hold the end of a line.
#[derive(Debug)]
pub struct Letter<'a> {
    /// Whom it is from.
    pub from: &'a str,
    /// Whom it is for.
    pub to: &'a str,
    /// What it is about.
    pub subject: &'a str,
    /// When it is written, as RFC 5322 has it.
    pub date: &'a str,
    /// What it says.
    pub text: &'a str,
}

/// Writes a letter that passes any mail system whatever its language.
pub fn write(letter: &Letter<'_>) -> String {
    let Letter { from, to, subject, date, text } = letter;
    let subject = Base64::encode_string(subject.as_bytes());
    let text = Base64::encode_string(text.as_bytes());
    let lines: Vec<String> = text
        .as_bytes()
        .chunks(LINE_CHARS)
        .map(|line| String::from_utf8_lossy(line).into_owned())
        .collect();
    [
        &format!("From: {from}"),
        &format!("To: {to}"),
        &format!("Subject: =?utf-8?B?{subject}?="),
        &format!("Date: {date}"),
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: base64",
        "Auto-Submitted: auto-generated",
        "",
        &lines.join("\r\n"),
        "",
    ]
    .join("\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_in_chinese_is_plain_ascii_in_short_lines() {
        let text = "报告受理处有一件事到期。".repeat(20);
        let letter = Letter {
            from: "desk@example.org",
            to: "one@example.org",
            subject: "有事到期",
            date: "Sun, 22 Nov 2026 10:00:00 +0000",
            text: &text,
        };
        let written = write(&letter);
        assert!(written.is_ascii() && written.lines().all(|line| line.len() <= LINE_CHARS));
        let (head, body) = written.split_once("\r\n\r\n").unwrap();
        assert!(head.contains("Subject: =?utf-8?B?5pyJ5LqL5Yiw5pyf?="), "{head}");
        let decoded = Base64::decode_vec(&body.replace("\r\n", "")).unwrap();
        assert_eq!(decoded, text.as_bytes());
    }
}
