//! Forms of tokens that carry their own proof: a CRC at the end, JSON at the beginning, a length.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

/// True for three parts of which the first is a JSON object that names an algorithm.
pub(super) fn is_jwt(token: &str) -> bool {
    let mut parts = token.split('.');
    let (Some(header), Some(claims), Some(_)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let reads = |part: &str| base64(part).and_then(|bytes| String::from_utf8(bytes).ok());
    let header = reads(header).unwrap_or_default();
    let claims = reads(claims).unwrap_or_default();
    header.trim_start().starts_with('{')
        && header.contains("\"alg\"")
        && (claims.trim_start().starts_with('{') || header.contains("\"enc\""))
}

/// True for what begins as tokens of a known form do, and goes on otherwise: it was cut, or written
/// to look like one.
pub(super) fn is_broken(value: &str) -> bool {
    is_broken_web_token(value) || is_broken_vault_token(value)
}

/// True for the header of a JSON Web Token alone, and for three parts of which the first says its
/// type but no algorithm (RFC 7515, 4.1.1).
fn is_broken_web_token(value: &str) -> bool {
    let header = value.split('.').next().unwrap_or_default();
    let header = base64(header).and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    let names = |key: &str| header.starts_with('{') && header.contains(key);
    match value.split('.').count() {
        1 => names("\"alg\"") && header.trim_end().ends_with('}'),
        3 => names("\"typ\"") && !names("\"alg\""),
        _ => false,
    }
}

/// True for the beginning of a service token of Vault with a length that none has: those of the root
/// have 28 characters, the others 91 or more.
fn is_broken_vault_token(value: &str) -> bool {
    value.starts_with("hvs.") && value.len() != 28 && value.len() < 91
}

/// True when the last six characters of a token are the CRC-32 of its body in base 62.
pub(super) fn has_crc32_tail(token: &str) -> bool {
    let Some((_, rest)) = token.rsplit_once('_') else { return false };
    let Some((body, tail)) = rest.len().checked_sub(6).and_then(|at| rest.split_at_checked(at))
    else {
        return false;
    };
    base62(crc32(body.as_bytes())) == tail
}

/// CRC-32 as in ISO 3309, reflected, bit by bit: tokens are short.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| match crc & 1 {
            1 => (crc >> 1) ^ 0xEDB8_8320,
            _ => crc >> 1,
        })
    })
}

/// Six digits in base 62: `0-9A-Za-z`.
fn base62(mut number: u32) -> String {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut digits = [b'0'; 6];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[(number % 62) as usize];
        number /= 62;
    }
    digits.into_iter().map(char::from).collect()
}

/// Decodes Base64 in either alphabet, padded or not (RFC 4648).
pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &alphabet::URL_SAFE,
        GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(DecodePaddingMode::RequireNone),
    );
    let mut letters = text.trim_end_matches('=').replace('+', "-").replace('/', "_");
    // A letter by itself at the end is no byte.
    if letters.len() % 4 == 1 {
        letters.pop();
    }
    LENIENT.decode(letters).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_that_were_cut_are_broken() {
        // {"alg":"HS256"} alone, and {"typ": "TCV2"} with two more parts.
        for value in ["eyJhbGciOiJIUzI1NiJ9", "eyJ0eXAiOiAiVENWMiJ9.aGFsbGU.dG9y"] {
            assert!(is_broken(value), "{value}");
        }
        assert!(is_broken(&format!("hvs.{}", "Tor88Nord".repeat(5))));
    }

    #[test]
    fn whole_tokens_and_other_values_are_not() {
        let root = format!("hvs.{}", "Tor8".repeat(6));
        let service = format!("hvs.{}", "Tor88Nord".repeat(10));
        for value in ["eyJhbGciOiJIUzI1NiJ9.e30.dG9y", "Kd7!fQz2", &root, &service] {
            assert!(!is_broken(value), "{value}");
        }
    }

    #[test]
    fn a_crc_tail_belongs_to_its_body() {
        // CRC-32 of "123456789" is the check value that the standard's catalogues give.
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        let body = "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5";
        let token = format!("ghp_{body}{}", base62(crc32(body.as_bytes())));
        assert!(has_crc32_tail(&token));
        assert!(!has_crc32_tail(&token.replace("A1b2", "A1b3")));
        assert!(!has_crc32_tail("ghp_é"));
    }

    #[test]
    fn a_jwt_has_a_header_with_an_algorithm() {
        // RFC 7519, 3.1.
        assert!(is_jwt(
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQo\
             gImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        ));
        assert!(!is_jwt("eyJhIjoxfQ.eyJhIjoxfQ.abc"));
        assert!(!is_jwt("eyJh"));
    }
}
