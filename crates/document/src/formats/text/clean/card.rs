//! Visiting cards (RFC 2426, RFC 6350 and vCard 2.1): names, ways to reach somebody, notes and
//! pictures stay; programs, identities, sounds, keys and entries of programs' own go.
//!
//! Values in other codings are written as text, and pictures are cleaned like any other.

use std::fmt::Write as _;

use mail_parser::decoders::quoted_printable::quoted_printable_decode;

use super::calendar::{fold, split_outside_quotes, value_start};
use crate::clean::{Removal, Work, picture};
use crate::formats::textual::to_base64;
use crate::formats::textual::{base64, guessed};

/// Properties that stay, besides the version.
const PROPERTIES: &[&str] = &[
    "ADR",
    "ANNIVERSARY",
    "BDAY",
    "CATEGORIES",
    "EMAIL",
    "FN",
    "IMPP",
    "KIND",
    "LABEL",
    "LANG",
    "N",
    "NICKNAME",
    "NOTE",
    "ORG",
    "ROLE",
    "TEL",
    "TITLE",
    "URL",
    "X-AIM",
    "X-ICQ",
    "X-JABBER",
    "X-MSN",
    "X-SKYPE",
    "X-YAHOO",
];
/// Properties that are pictures.
const PICTURES: &[&str] = &["LOGO", "PHOTO"];
/// Parameters that stay.
const PARAMETERS: &[&str] = &["LABEL", "LANGUAGE", "PREF", "TYPE", "VALUE", "X-SERVICE-TYPE"];
/// The version in which parameters have names and pictures are data, and the one before that.
const NEWEST: &str = "4.0";
const OLDER: &str = "3.0";

/// True for the text of a card.
pub(super) fn is_one(text: &str) -> bool {
    text.trim_start().get(..11).is_some_and(|head| head.eq_ignore_ascii_case("BEGIN:VCARD"))
}

/// Returns the cards as far as they are shown.
pub(super) fn shown(text: &str, work: &mut Work<'_>) -> String {
    let mut made = String::new();
    let mut gone = 0;
    let mut is_newest = false;
    for line in &lines(text) {
        match line.name.as_str() {
            "BEGIN" | "END" if line.value.trim().eq_ignore_ascii_case("VCARD") => {
                fold(&format!("{}:VCARD", line.name), &mut made);
            }
            "VERSION" => {
                is_newest = line.value.trim() == NEWEST;
                fold(&format!("VERSION:{}", if is_newest { NEWEST } else { OLDER }), &mut made);
            }
            name if PICTURES.contains(&name) => {
                if let Some(picture) = line.picture(is_newest, work) {
                    fold(&picture, &mut made);
                }
            }
            name if PROPERTIES.contains(&name) => {
                fold(&format!("{name}{}:{}", line.kept_parameters(), line.text()), &mut made);
            }
            _ => gone += 1,
        }
    }
    work.removed(Removal::Properties, gone);
    made
}

/// One line of a card as it is meant.
struct Line {
    /// In capitals, without the group that it belongs to.
    name: String,
    parameters: Vec<String>,
    value: String,
}

impl Line {
    fn of(line: &str) -> Self {
        let end = line.find([';', ':']).unwrap_or(line.len());
        let (name, rest) = line.split_at_checked(end).unwrap_or((line, ""));
        let name = name.rsplit('.').next().unwrap_or_default().trim().to_ascii_uppercase();
        let (parameters, value) = rest.split_at_checked(value_start(rest)).unwrap_or((rest, ""));
        let parameters = split_outside_quotes(parameters, ';').into_iter();
        let parameters = parameters.filter(|one| !one.is_empty()).map(str::to_owned).collect();
        let value = value.strip_prefix(':').unwrap_or(value).to_owned();
        Self { name, parameters, value }
    }

    /// True when it says of its value that it is written in that coding.
    fn is_coded(&self, codings: &[&str]) -> bool {
        self.parameters.iter().any(|parameter| {
            let (name, value) = parameter.split_once('=').unwrap_or(("", parameter));
            matches!(name.to_ascii_uppercase().as_str(), "" | "ENCODING")
                && codings.iter().any(|coding| coding.eq_ignore_ascii_case(value))
        })
    }

    fn is_quoted_printable(&self) -> bool {
        self.is_coded(&["QUOTED-PRINTABLE"])
    }

    /// Parameters that say what somebody sees, each with its name.
    fn kept_parameters(&self) -> String {
        const CODINGS: &[&str] = &["QUOTED-PRINTABLE", "BASE64", "B", "7BIT", "8BIT"];
        let mut made = String::new();
        for parameter in &self.parameters {
            let (name, value) = match parameter.split_once('=') {
                Some((name, value)) => (name.to_ascii_uppercase(), value),
                None => ("TYPE".to_owned(), parameter.as_str()),
            };
            let is_coding = CODINGS.iter().any(|coding| coding.eq_ignore_ascii_case(value));
            if PARAMETERS.contains(&name.as_str()) && !is_coding {
                let _written = write!(made, ";{name}={value}");
            }
        }
        made
    }

    /// The value as text, with its breaks of lines escaped.
    fn text(&self) -> String {
        if !self.is_quoted_printable() {
            return self.value.clone();
        }
        let plain = quoted_printable_decode(self.value.as_bytes());
        let plain = plain.map_or_else(String::new, |plain| guessed(&plain).0);
        plain.replace("\r\n", "\n").replace(['\r', '\n'], "\\n")
    }

    /// A picture that stands in the card, cleaned; one that stands elsewhere goes.
    fn picture(&self, is_newest: bool, work: &mut Work<'_>) -> Option<String> {
        let data = match self.value.strip_prefix("data:") {
            Some(address) => address.split_once(";base64,").map(|(_, data)| data),
            None => self.is_coded(&["BASE64", "B"]).then_some(self.value.as_str()),
        };
        let Some(data) = data else {
            work.removed(Removal::Links, 1);
            return None;
        };
        let name = self.name.to_ascii_lowercase();
        let picture = picture::cleaned(&name, &base64(data.as_bytes()), &[], work)?;
        let data = to_base64(&picture.bytes);
        Some(match is_newest {
            true => format!("{}:data:{};base64,{data}", self.name, picture.media_type),
            false => {
                let kind = picture.extension.to_ascii_uppercase().replace("JPG", "JPEG");
                format!("{};ENCODING=b;TYPE={kind}:{data}", self.name)
            }
        })
    }
}

/// Returns the lines of cards; those that were folded, or that go on by their coding, are one.
fn lines(text: &str) -> Vec<Line> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let folded = line.strip_prefix([' ', '\t']);
        match lines.last_mut() {
            Some(last) if last.ends_with('=') && is_quoted_printable(last) => {
                last.pop();
                last.push_str(line);
            }
            Some(last) if folded.is_some() => last.push_str(folded.unwrap_or_default()),
            _ if line.trim().is_empty() => {}
            _ => lines.push(line.to_owned()),
        }
    }
    lines.iter().map(|line| Line::of(line)).collect()
}

/// True when the head of a line says so of its value.
fn is_quoted_printable(line: &str) -> bool {
    const HEAD_BYTES_MAX: usize = 200;
    let colon = line.bytes().take(HEAD_BYTES_MAX).position(|byte| byte == b':');
    let head = colon.and_then(|colon| line.get(..colon)).unwrap_or_default();
    Line::of(head).is_quoted_printable()
}
