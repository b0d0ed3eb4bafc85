//! `security.txt` (RFC 9116): made, and checked.

use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

/// Longest file that is looked at.
pub const BYTES_MAX: usize = 64 << 10;

/// What a file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Where to report, best first: addresses of pages, `mailto:` or `tel:`.
    pub contacts: Vec<String>,
    /// Where the keys are.
    pub encryption: Option<String>,
    /// Where thanks are given.
    pub acknowledgments: Option<String>,
    /// What is promised and asked.
    pub policy: Option<String>,
    /// The address of this file.
    pub canonical: Option<String>,
    /// Languages, best first.
    pub languages: Vec<String>,
}

/// Something that is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// RFC 9116, 2.5.3.
    #[error("there is no `Contact`")]
    NoContact,
    /// RFC 9116, 2.5.5.
    #[error("there must be one `Expires`, and there are {0}")]
    Expires(usize),
    /// RFC 9116, 2.5.5: a date of RFC 3339.
    #[error("line {0}: `Expires` is not a date such as 2027-11-22T00:00:00Z")]
    Date(usize),
    /// The file is stale and must not be used.
    #[error("the file has expired; nobody should use it any more")]
    Expired,
    /// RFC 9116, 2.5.5: less than a year is recommended.
    #[error("`Expires` is more than a year away")]
    FarAway,
    /// RFC 9116, 2.5.8.
    #[error("`Preferred-Languages` stands more than once")]
    Languages,
    /// RFC 9116, 2.5: values that are addresses are URIs, and those of pages begin with `https://`.
    #[error("line {0}: the value is no address that begins with https://, mailto: or tel:")]
    Address(usize),
    /// RFC 9116, 4.
    #[error("line {0} is neither a field nor a comment")]
    Line(usize),
}

/// Fields whose values are addresses.
const ADDRESSES: &[&str] =
    &["contact", "encryption", "acknowledgments", "policy", "canonical", "hiring", "csaf"];

/// Returns the file, good for a year less a day.
pub fn make(plan: &Plan, now: OffsetDateTime) -> String {
    let expires = (now + Duration::days(364)).replace_nanosecond(0).unwrap_or(now);
    let expires = expires.format(&Rfc3339).unwrap_or_default();
    let one = |name: &'static str, value: &Option<String>| {
        value.clone().map(|value| (name, value)).into_iter().collect::<Vec<_>>()
    };
    let languages = (!plan.languages.is_empty()).then(|| plan.languages.join(", "));
    let mut fields: Vec<(&str, String)> =
        plan.contacts.iter().map(|contact| ("Contact", contact.clone())).collect();
    fields.push(("Expires", expires));
    fields.extend(one("Encryption", &plan.encryption));
    fields.extend(one("Acknowledgments", &plan.acknowledgments));
    fields.extend(one("Preferred-Languages", &languages));
    fields.extend(one("Canonical", &plan.canonical));
    fields.extend(one("Policy", &plan.policy));
    fields.iter().map(|(name, value)| format!("{name}: {value}\n")).collect()
}

/// Returns all that is wrong with a file on a day.
pub fn check(text: &str, now: OffsetDateTime) -> Vec<Problem> {
    let mut problems = Vec::new();
    let (mut contacts, mut expires, mut languages) = (0, 0, 0);
    for (index, line) in signed_text(text).enumerate() {
        let place = index + 1;
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let Some((name, value)) = line.split_once(':') else {
            problems.push(Problem::Line(place));
            continue;
        };
        let (name, value) = (name.to_ascii_lowercase(), value.trim());
        if ADDRESSES.contains(&name.as_str()) && !is_address(value) {
            problems.push(Problem::Address(place));
        }
        match name.as_str() {
            "contact" => contacts += 1,
            "preferred-languages" => languages += 1,
            "expires" => {
                expires += 1;
                problems.extend(check_expiry(value, place, now));
            }
            _ => {}
        }
    }
    if contacts == 0 {
        problems.push(Problem::NoContact);
    }
    if expires != 1 {
        problems.push(Problem::Expires(expires));
    }
    if languages > 1 {
        problems.push(Problem::Languages);
    }
    problems
}

fn check_expiry(value: &str, place: usize, now: OffsetDateTime) -> Option<Problem> {
    match OffsetDateTime::parse(&value.to_ascii_uppercase(), &Rfc3339) {
        Err(_) => Some(Problem::Date(place)),
        Ok(expires) if expires <= now => Some(Problem::Expired),
        Ok(expires) if expires - now > Duration::days(366) => Some(Problem::FarAway),
        Ok(_) => None,
    }
}

/// RFC 9116, 2.5.4: no web address without TLS.
fn is_address(value: &str) -> bool {
    let schemes = ["https://", "mailto:", "tel:", "dns:", "openpgp4fpr:"];
    schemes.iter().any(|scheme| value.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()))
}

/// Returns the lines; of a file that is signed (RFC 9116, 2.3), those that the signature covers.
fn signed_text(text: &str) -> impl Iterator<Item = &str> {
    let is_signed = text.starts_with("-----BEGIN PGP SIGNED MESSAGE-----");
    let mut lines = text.lines();
    if is_signed {
        lines.by_ref().take_while(|line| !line.is_empty()).for_each(drop);
    }
    lines.take_while(move |line| !(is_signed && *line == "-----BEGIN PGP SIGNATURE-----"))
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-22 04:00 UTC);

    #[test]
    fn what_is_made_passes_the_check_for_a_year() {
        let plan = Plan {
            contacts: vec!["https://reports.example/".into(), "mailto:desk@office.example".into()],
            encryption: Some("https://reports.example/channel".into()),
            languages: vec!["zh-Hans".into(), "en".into()],
            ..Plan::default()
        };
        let text = make(&plan, NOW);
        assert_eq!(check(&text, NOW), []);
        assert_eq!(check(&text, NOW + Duration::days(363)), []);
        assert_eq!(check(&text, NOW + Duration::days(365)), [Problem::Expired]);
        assert!(text.contains("Preferred-Languages: zh-Hans, en\n"));
        assert!(text.contains("Expires: 2027-11-21T04:00:00Z\n"));
    }

    #[test]
    fn each_fault_is_told() {
        let ok = "Contact: mailto:a@b.example\nExpires: 2027-01-01T00:00:00Z\n";
        for (text, problem) in [
            ("Expires: 2027-01-01T00:00:00Z\n".to_owned(), Problem::NoContact),
            ("Contact: mailto:a@b.example\n".to_owned(), Problem::Expires(0)),
            (format!("{ok}Expires: 2027-01-01T00:00:00Z\n"), Problem::Expires(2)),
            (ok.replace("2027-01-01T", "1 January "), Problem::Date(2)),
            (ok.replace("2027", "2030"), Problem::FarAway),
            (format!("{ok}Policy: http://b.example/\n"), Problem::Address(3)),
            (format!("{ok}hello\n"), Problem::Line(3)),
            (format!("{ok}Preferred-Languages: en\nPreferred-Languages: zh\n"), Problem::Languages),
        ] {
            assert_eq!(check(&text, NOW), [problem]);
        }
        assert_eq!(check(ok, NOW), []);
        let signed = format!(
            "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{ok}-----BEGIN PGP SIGNATURE-----\nx\n"
        );
        assert_eq!(check(&signed, NOW), []);
    }
}
