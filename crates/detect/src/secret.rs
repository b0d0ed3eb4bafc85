//! Tells a real secret from what merely stands where one would: a placeholder, a name, a template,
//! an expression.
//!
//! Nothing is asked of any service. A value is weighed: each trait that real secrets have and each
//! that stand-ins have adds a few points, and a check asks for a sum. Formats that carry their own
//! proof (a CRC, a JSON header) are held against it.

use document::Span;

use crate::check::Check;
use token::{base64, has_crc32_tail, is_jwt};

pub(crate) mod columns;
mod phrase;
mod token;
mod wallet;

/// Checks of secrets that carry their own check digits.
pub(crate) const CHECKSUMS: &[Check] = &[
    Check {
        name: "crc32-base62",
        source: "GitHub and npm token format: CRC-32 (ISO 3309) of the body in base 62",
        holds: has_crc32_tail,
    },
    Check {
        name: "recovery-phrase-checked",
        source: "BIP-39: words of the English list, the check sum in the last one",
        holds: wallet::is_checked_phrase,
    },
];

/// The other checks that rules of secrets name.
pub(crate) const CHECKS: &[Check] = &[
    Check {
        name: "secret-value",
        source: "weighed here: a value in quotes or behind a label that is no stand-in",
        holds: |value| weigh(value) >= Some(LIKELY),
    },
    Check {
        name: "secret-value-weak",
        source: "weighed here: a labelled value that is a plain word",
        holds: |value| weigh(value) >= Some(POSSIBLE),
    },
    Check {
        name: "secret-value-strong",
        source: "weighed here: a bare value that could as well be a name or a word",
        holds: |value| weigh(value) >= Some(STRONG),
    },
    Check {
        name: "passphrase",
        source: "weighed here: a few words that make no sentence",
        holds: phrase::is_passphrase,
    },
    Check {
        name: "recovery-phrase",
        source: "BIP-39: 12, 15, 18, 21 or 24 words, without its list of them",
        holds: phrase::is_recovery_phrase,
    },
    Check {
        name: "secret-random",
        source: "weighed here: a long value without any word in it",
        holds: is_random,
    },
    Check {
        name: "secret-filled-in",
        source: "weighed here: a token of fixed form that was not left blank",
        holds: is_filled_in,
    },
    Check {
        name: "secret-of-service",
        source: "weighed here: a value beside the name of the service that gives such values out",
        holds: is_given_out,
    },
    Check {
        name: "secret-made-up",
        source: "weighed here: a long value in the place of a secret that somebody typed to fill it",
        holds: |value| looks_made_up(value) && !is_blank(value),
    },
    Check {
        name: "account-pair",
        source: "weighed here: a name and a password with a mark between them",
        holds: is_account_pair,
    },
    Check {
        name: "framework-key",
        source: "weighed here: a long value in quotes that is neither template nor words",
        holds: is_framework_key,
    },
    Check { name: "jwt", source: "RFC 7519 and RFC 7515: a JSON header with `alg`", holds: is_jwt },
    Check {
        name: "basic-credentials",
        source: "RFC 7617: Base64 of a name, a colon and a password",
        holds: are_basic_credentials,
    },
    Check {
        name: "url-password",
        source: "RFC 3986, 3.2.1, with what stand-ins look like",
        holds: is_url_password,
    },
];

/// A sum at which a labelled value in quotes may be real.
const POSSIBLE: i32 = -1;
/// A sum at which a labelled value is more likely real than not.
const LIKELY: i32 = 1;
/// A sum at which a bare word behind a label is.
const STRONG: i32 = 3;

/// Adds up what speaks for a value being a real secret, and against; `None` when it is surely a
/// stand-in.
fn weigh(value: &str) -> Option<i32> {
    let value = without_escapes_at_end(value);
    if is_stand_in(value) || is_expression(value) || is_public_key(value) {
        return None;
    }
    let kinds = Kinds::of(value);
    let points = [
        (value.len() >= 8, 1),
        (kinds.letters > 0 && kinds.digits > 0, 2),
        (kinds.lower > 0 && kinds.upper > 0 && kinds.digits > 0, 1),
        (kinds.marks > 0 && kinds.letters > 0, 1),
        (kinds.marks > 0 && kinds.digits > 0, 1),
        (is_random(value), 2),
        (value.len() < 4, -2),
        (kinds.letters == value.len() && reads_like_words(value), -1),
        (is_name_of_something(value) || is_name_of_algorithm(value), -3),
        (is_version(value), -3),
        (names_a_secret(value) && kinds.digits < 2, -2),
    ];
    Some(points.into_iter().filter(|(holds, _)| *holds).map(|(_, points)| points).sum())
}

/// True for Base64 of a public key (RFC 5280, SubjectPublicKeyInfo): of a curve, of RSA, of Ed25519.
fn is_public_key(value: &str) -> bool {
    ["MFkwEwYHKoZIzj0CAQ", "MHYwEAYHKoZIzj0CAQ", "MIIBIjANBgkqhkiG9w0BAQ", "MCowBQYDK2VwAyEA"]
        .iter()
        .any(|beginning| value.starts_with(beginning))
}

/// True for words with the name of an algorithm among them: `aes192_keyunwrap`, `X25519HkdfSha256`.
fn is_name_of_algorithm(value: &str) -> bool {
    const ALGORITHMS: [&str; 9] =
        ["sha1", "sha256", "sha512", "aes128", "aes192", "aes256", "x25519", "ed25519", "mlkem"];
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let lower = value.to_ascii_lowercase();
    let is_named = value.bytes().all(is_word) && ALGORITHMS.iter().any(|name| lower.contains(name));
    let rest = ALGORITHMS.iter().fold(lower, |rest, name| rest.replace(name, ""));
    is_named && rest.bytes().filter(u8::is_ascii_digit).count() < 5
}

/// Returns a value without the escapes that a string of a program may end with: `Password\x00`.
fn without_escapes_at_end(value: &str) -> &str {
    const ESCAPES: [&str; 5] = ["\\x00", "\\0", "\\n", "\\r", "\\t"];
    let mut rest = value;
    while let Some(shorter) = ESCAPES.iter().find_map(|escape| rest.strip_suffix(escape)) {
        rest = shorter;
    }
    rest
}

/// True for figures with dots between them: `1.302183`.
fn is_version(value: &str) -> bool {
    value.contains('.') && value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// How many characters of each kind a value has.
#[derive(Debug, Clone, Copy, Default)]
struct Kinds {
    lower: usize,
    upper: usize,
    letters: usize,
    digits: usize,
    marks: usize,
}

impl Kinds {
    fn of(value: &str) -> Self {
        let mut kinds = Self::default();
        for byte in value.bytes() {
            match byte {
                b'a'..=b'z' => kinds.lower += 1,
                b'A'..=b'Z' => kinds.upper += 1,
                b'0'..=b'9' => kinds.digits += 1,
                b'!' | b'@' | b'#' | b'$' | b'%' | b'^' | b'&' | b'*' | b'?' | b'+' | b'~' => {
                    kinds.marks += 1;
                }
                _ => {}
            }
        }
        kinds.letters = kinds.lower + kinds.upper;
        kinds
    }
}

/// Words that stand where a secret is to be put in, whatever stands around them.
const BLANKS: &[&str] = &[
    "xxxx",
    "****",
    "....",
    "____",
    "----",
    "####",
    "????",
    "your",
    "example",
    "sample",
    "changeme",
    "change-me",
    "change_me",
    "change_this",
    "placeholder",
    "dummy",
    "redacted",
    "removed",
    "replace",
    "insert",
    "goes_here",
    "goes-here",
    "goeshere",
    "enter_",
    "todo",
    "fixme",
    "masked",
    "hidden",
    "not_set",
    "not-set",
    "foobar",
    "foo_bar",
    "fake",
    "mypass",
    "my_pass",
    "my-pass",
    "mysecret",
    "my_secret",
    "my-secret",
    "my_token",
    "my-token",
    "mytoken",
    "1234567890123456",
    "hunter2",
    "lorem",
];

/// Values that say that there is none, or what kind it has.
const NOTHINGS: &[&str] = &[
    "null",
    "none",
    "nil",
    "true",
    "false",
    "undefined",
    "empty",
    "blank",
    "default",
    "unset",
    "required",
    "optional",
    "string",
    "str",
    "text",
    "bytes",
    "char",
    "varchar",
    "int",
    "integer",
    "bool",
    "boolean",
    "object",
    "array",
    "void",
    "any",
    "unknown",
    "auto",
    "value",
    "yes",
    "no",
    "on",
    "off",
    "new",
    "old",
    "n/a",
    "tbd",
    "test",
    "input",
    "type",
    "field",
    "label",
    "name",
    "email",
    "username",
    "user",
    "login",
    "plain",
    "plaintext",
    "basic",
    "bearer",
    "inherit",
    "this",
    "self",
    "here",
    "and",
    "the",
    "for",
    "with",
    "not",
    "must",
    "should",
    "is",
    "are",
    "was",
    "were",
    "will",
    "can",
    "may",
    "has",
    "have",
    "from",
    "that",
    "when",
    "incorrect",
    "invalid",
    "wrong",
    "expired",
    "missing",
    "correct",
    "valid",
    "reset",
    "changed",
    "protected",
    "stored",
    "encrypted",
    "u8",
    "u16",
    "u32",
    "u64",
    "i8",
    "i16",
    "i32",
    "i64",
    "usize",
    "f64",
    "const",
    "hashed",
    "same",
    "md5",
    "sha1",
    "sha256",
    "base64",
    "hex",
    "utf-8",
    "anonymous",
];

/// True for what is written where a secret would be, so that somebody puts one in.
pub(crate) fn is_stand_in(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    bare.is_empty()
        || NOTHINGS.contains(&bare)
        || BLANKS.iter().any(|blank| lower.contains(blank))
        || is_template(value)
        || is_monotonous(value)
        || is_escaped_throughout(value)
}

/// True for what is hardly more than escapes of an address: `%F0%9F%92%A9` (RFC 3986, 2.1).
fn is_escaped_throughout(value: &str) -> bool {
    let escapes = value.split('%').skip(1).filter(|part| {
        part.len() >= 2 && part.bytes().take(2).all(|byte| byte.is_ascii_hexdigit())
    });
    escapes.count() * 3 * 2 > value.len()
}

/// True for a token of fixed form whose body was not left blank.
fn is_filled_in(value: &str) -> bool {
    // A key of noughts is none.
    !is_blank(value) && !is_template(value) && !value.contains("0000000000000000")
}

/// True for a body that says that something is to be put in.
fn is_blank(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    ["xxxx", "****", "....", "your"].iter().any(|blank| lower.contains(blank))
}

/// Shortest value that can look typed rather than made by a generator.
const MADE_UP_BYTES_MIN: usize = 16;
/// Fewest letters that can, whatever digits stand between them: `d4c3b2a1f6e5`.
const MADE_UP_LETTERS_MIN: usize = 10;
/// Shortest stretch of the alphabet that nothing random holds.
const ALPHABET_BYTES_MIN: usize = 8;

/// True for what fills documentation, and is told but counts for little: what says so, tokens that
/// were cut or made up, and long values that run along a key board.
pub(crate) fn is_filler(value: &str) -> bool {
    value.to_ascii_lowercase().contains("placeholder")
        || spells_words(value)
        || token::is_broken(value)
        || looks_made_up(value)
}

/// True for hexadecimal digits that are the letters of words, as the keys of test vectors are.
fn spells_words(value: &str) -> bool {
    let digits = value.as_bytes();
    let letter = |pair: &[u8]| {
        let digits = std::str::from_utf8(pair).ok()?;
        u8::from_str_radix(digits, 16).ok()
    };
    digits.len() >= MADE_UP_BYTES_MIN
        && digits.len().is_multiple_of(2)
        && digits.chunks(2).all(|pair| {
            letter(pair).is_some_and(|letter| letter.is_ascii_alphabetic() || letter == b' ')
        })
}

/// True for a long value that runs along the alphabet, the digits or one key: `abcdef0123456789`,
/// `AAAA0000BBBB1111`.
fn looks_made_up(value: &str) -> bool {
    let folded: Vec<u8> = value
        .bytes()
        .filter(u8::is_ascii_alphanumeric)
        .map(|byte| byte.to_ascii_lowercase())
        .collect();
    let letters: Vec<u8> = folded.iter().copied().filter(u8::is_ascii_alphabetic).collect();
    let runs_along = |row: &[u8]| {
        let runs = row.windows(2).filter(|pair| pair[0].abs_diff(pair[1]) <= 1).count();
        runs * 2 > row.len()
    };
    folded.len() >= MADE_UP_BYTES_MIN
        && (runs_along(&folded)
            || letters.len() >= MADE_UP_LETTERS_MIN && runs_along(&letters)
            || holds_alphabet(&folded))
}

/// True when a good stretch of the alphabet or of the digits stands in a value as they follow.
fn holds_alphabet(folded: &[u8]) -> bool {
    folded.windows(ALPHABET_BYTES_MIN).any(|row| row.windows(2).all(|pair| pair[1] == pair[0] + 1))
}

/// True for a value such as services give out, when the service is named beside it.
fn is_given_out(value: &str) -> bool {
    let kinds = Kinds::of(value);
    let mixed = kinds.digits >= 2 && (kinds.letters >= 2 || value.len() >= 20);
    let long = value.len() >= 20 && !reads_like_words(value);
    (mixed || long)
        && !is_blank(value)
        && !is_template(value)
        && !is_expression(value)
        && !is_name_of_something(value)
}

/// True for the templates of shells, languages and people: `${X}`, `{{x}}`, `<x>`, `%s`, `[x]`.
fn is_template(value: &str) -> bool {
    let pairs = [("${", "}"), ("{{", "}}"), ("<", ">"), ("#{", "}"), ("{", "}"), ("[", "]")];
    let wraps = |open: &str, close: &str| {
        value.find(open).is_some_and(|at| value.get(at..).is_some_and(|rest| rest.contains(close)))
    };
    let is_wrapped = |open: &str, close: &str| value.starts_with(open) && value.ends_with(close);
    wraps("${", "}")
        || wraps("{{", "}}")
        || wraps("#{", "}")
        || wraps("$(", ")")
        || wraps("<%", "%>")
        || wraps("%(", ")")
        || pairs.into_iter().any(|(open, close)| is_wrapped(open, close))
        || is_wrapped("%", "%")
        || is_wrapped("__", "__")
        || is_wrapped("@", "@")
        || ["{}", "{0}", "..."].iter().any(|form| value.contains(form))
        || holds_format(value)
        || value.strip_prefix('$').is_some_and(is_identifier)
        || value.strip_prefix("&").is_some_and(is_identifier)
        || value.contains('<') && value.contains('>')
        || holds_alternatives(value)
}

/// True for several words in one, as shells write them: `panel.{c,1}`.
fn holds_alternatives(value: &str) -> bool {
    let inner = value.split_once('{').and_then(|(_, rest)| rest.split_once('}'));
    inner.is_some_and(|(inner, _)| inner.contains(','))
}

/// True for the place of a value in a format of C: `%s`, `token-%d`, and not amid other letters.
fn holds_format(value: &str) -> bool {
    let mut forms = ["%s", "%d", "%v"].iter().flat_map(|form| value.match_indices(form));
    forms.any(|(at, form)| {
        let after = value.as_bytes().get(at + form.len());
        !after.is_some_and(u8::is_ascii_alphanumeric)
    })
}

/// True for code that yields a value instead of being one.
pub(crate) fn is_expression(value: &str) -> bool {
    let calls = value.find('(').is_some_and(|at| value.get(..at).is_some_and(is_path_of_names));
    let joins = ["->", "::", "=>", "==", "!=", "&&", "||", "://", "()"];
    let looks_up = ["os.environ", "process.env", "getenv", "env.", "config.", "self.", "this."];
    calls
        // Base64 ends with such signs.
        || joins.iter().any(|join| value.trim_end_matches('=').contains(join))
        || looks_up.iter().any(|word| value.starts_with(word))
        || (value.contains(['.', '[']) && is_path_of_names(value.trim_end_matches([']', ':'])))
        || value.starts_with(['/', '\\', '~']) && value.matches(['/', '\\']).count() > 1
        || value.starts_with(['.', ',', ')', '+', '|'])
        || value.starts_with("&[")
        || is_typed_number(value)
        // A route of a web application: `accounts/passwords#edit`.
        || (value.contains('/') && value.contains('#') && is_path_of_names(value))
}

/// True for a number with its type behind it, as programs write one: `2108u32`.
fn is_typed_number(value: &str) -> bool {
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    let of_type = value.get(digits..).unwrap_or_default();
    let of_type = of_type.trim_start_matches('_').trim_end_matches([';', ',', ')']);
    let bits = of_type.strip_prefix(['u', 'i']);
    digits > 0 && bits.is_some_and(|bits| ["8", "16", "32", "64", "128", "size"].contains(&bits))
}

/// True for the name of a function that a program calls: `b64encode` of `b64encode(text)`.
pub(crate) fn is_called(text: &str, value: Span) -> bool {
    let is_name = || text.get(value.range()).is_some_and(is_path_of_names);
    text.as_bytes().get(value.end) == Some(&b'(') && is_name()
}

/// True for the type of a constant that a program gives its value: `NO_PASSWORD: u32 = 86`.
pub(crate) fn is_type(text: &str, value: Span) -> bool {
    let before = text.get(..value.start).unwrap_or_default().trim_end_matches([' ', '&']);
    let after = text.get(value.end..).unwrap_or_default();
    let is_name = || {
        let value = text.get(value.range()).unwrap_or_default();
        value.split("::").all(is_identifier)
    };
    before.ends_with(':') && after.starts_with(" = ") && is_name()
}

/// True for names joined by dots, brackets or slashes: `request.form[password]`.
fn is_path_of_names(value: &str) -> bool {
    let mut names =
        value.split(['.', '[', ']', '/', '#', '"', '\'']).filter(|name| !name.is_empty());
    let is_number = |part: &str| part.is_empty() || part.parse::<i32>().is_ok();
    let is_index = |name: &str| value.contains('[') && name.split(':').all(is_number);
    names.clone().any(is_identifier)
        && names.all(|name| is_index(name) || is_identifier(name) && !is_random(name))
        && !ends_as_typed(value)
}

/// True for a word with a capital, and figures behind it: `Brook26`; people end passwords so.
fn ends_as_typed(value: &str) -> bool {
    let last = value.rsplit(['.', '/']).next().unwrap_or_default();
    let word = last.trim_end_matches(|c: char| c.is_ascii_digit());
    value.contains('.')
        && word.len() + 1 < last.len()
        && word.starts_with(|c: char| c.is_ascii_uppercase())
        && word.bytes().skip(1).all(|byte| byte.is_ascii_lowercase())
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// True for the name of a variable, a constant or a file: `DB_PASSWORD`, `userPassword`, `a-b-c`.
fn is_name_of_something(value: &str) -> bool {
    let joins = value.bytes().filter(|byte| matches!(byte, b'_' | b'-' | b'.')).count();
    let plain = value.bytes().all(|byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':' | b'/')
    });
    let kinds = Kinds::of(value);
    let camel = kinds.digits == 0 && value.bytes().skip(1).any(|byte| byte.is_ascii_uppercase());
    // Words with capitals, a mark between and one digit are how people make passwords.
    let typed = kinds.digits == 1 && kinds.upper > 0 && kinds.lower > 0 && joins > 0;
    plain && !typed && kinds.digits <= 1 && (joins > 0 || camel) && reads_like_words(value)
        || is_snake_case(value)
}

/// True for several words, each in one case, joined by underscores: `DOT11_SCAN_TYPE`,
/// `iso_8859_1_name`, `libkey509_a_CFLAGS`.
fn is_snake_case(value: &str) -> bool {
    let words = value.split('_').filter(|word| {
        word.len() > 1 && word.len() < 14 && word.starts_with(|c: char| c.is_ascii_alphabetic())
    });
    let is_in_one_case = |word: &str| {
        let kinds = Kinds::of(word);
        kinds.upper == 0 || kinds.lower == 0
    };
    let last = value.rsplit('_').next().unwrap_or_default();
    value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        // `harbour_seal_77` is a password, `new_password_1` a name.
        && !(last.len() > 1 && last.bytes().all(|byte| byte.is_ascii_digit()))
        && value.split('_').all(|word| word.len() < 14 && is_in_one_case(word))
        && value.split('_').count() > 2
        && words.count() > 1
}

/// True for words with marks between them and hardly a figure: `vars-loop-gang-3`.
fn is_joined_words(value: &str) -> bool {
    let mut parts = value.split(['-', '_', '.', '/']);
    let is_word = |part: &str| part.len() < 13 && part.bytes().all(|b| b.is_ascii_lowercase());
    value.split(['-', '_', '.', '/']).count() > 2
        && parts.by_ref().filter(|part| part.len() > 1 && is_word(part)).count() > 1
        && Kinds::of(value).digits < 4
        && Kinds::of(value).upper == 0
}

/// True for the fingerprint or number of a key of OpenPGP (RFC 9580, 5.5.4), as lists of changes
/// name it.
fn is_fingerprint(value: &str) -> bool {
    let is_upper_hex = |text: &str| {
        text.bytes().all(|byte| byte.is_ascii_digit() || (b'A'..=b'F').contains(&byte))
    };
    match value.strip_prefix("0x") {
        Some(number) => number.len() == 16 && is_upper_hex(number),
        None => value.len() == 40 && is_upper_hex(value),
    }
}

/// True for a label of keys that everybody may have: `PublicKey = `.
pub(crate) fn labels_public_key(label: &str) -> bool {
    let lower = label.to_ascii_lowercase();
    lower.contains("public") || lower.contains("pubkey")
}

/// True for what everybody may have, whatever stands before it: a public key, a name of an algorithm.
pub(crate) fn is_public(value: &str) -> bool {
    is_public_key(value) || is_name_of_algorithm(value)
}

/// True when the value is itself one of the words that label secrets.
fn names_a_secret(value: &str) -> bool {
    // `super$ecret` is the word in a disguise.
    let plain = |letter: char| match letter {
        '$' | '5' => 's',
        '@' => 'a',
        '0' => 'o',
        '3' => 'e',
        other => other.to_ascii_lowercase(),
    };
    let lower: String = value.chars().map(plain).collect();
    [
        "password",
        "passwd",
        "passphrase",
        "passwort",
        "wachtwoord",
        "secret",
        "token",
        "credential",
        "apikey",
        "api_key",
    ]
    .iter()
    .any(|word| lower.contains(word) && lower.len() <= word.len() + 8)
}

/// True for `name/password` of which neither is a stand-in.
fn is_account_pair(value: &str) -> bool {
    let marks = ['/', ':', ',', ' ', '／', '：', '、'];
    let mut parts = value.split(marks).filter(|part| !part.is_empty());
    let (Some(name), Some(password)) = (parts.next(), parts.next_back()) else { return false };
    !is_stand_in(name) && password.len() >= 3 && weigh(password) >= Some(POSSIBLE)
}

/// True for the key that a web framework signs with.
fn is_framework_key(value: &str) -> bool {
    let kinds = Kinds::of(value);
    !is_stand_in(value)
        && !is_expression(value)
        && distinct_bytes(value) >= 8
        && (kinds.digits > 1 || kinds.marks > 1)
        && !is_name_of_something(value)
}

/// True for one character, or a short group, again and again.
fn is_monotonous(value: &str) -> bool {
    value.len() > 3 && distinct_bytes(value) <= 2
}

fn distinct_bytes(value: &str) -> usize {
    let mut seen = [false; 256];
    for byte in value.bytes() {
        seen[usize::from(byte)] = true;
    }
    seen.into_iter().filter(|&seen| seen).count()
}

/// True for a value that a generator made: long, mixed, and without words.
fn is_random(value: &str) -> bool {
    let kinds = Kinds::of(value);
    let length_min = if value.bytes().all(|byte| byte.is_ascii_hexdigit()) { 20 } else { 16 };
    value.len() >= length_min
        && kinds.digits >= 2
        && kinds.letters >= 4
        && distinct_bytes(value) >= 8
        && !reads_like_words(value)
        && !is_snake_case(value)
        && !is_joined_words(value)
        && !is_fingerprint(value)
        && !is_numbered_name(value)
        && !is_number_of_something(value)
        && !(value.contains('.') && is_path_of_names(value))
        && !is_stand_in(value)
        // The name of an anchor that Texinfo made: its underscores are spelt out.
        && !value.contains("_005f")
}

/// True for letters of both cases with one short number at the end: `kKeySizeAES256`.
fn is_numbered_name(value: &str) -> bool {
    let name = value.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = value.len() - name.len();
    (1..=3).contains(&digits)
        && name.bytes().all(|byte| byte.is_ascii_alphabetic())
        && name.bytes().filter(u8::is_ascii_uppercase).count() < name.len()
        && name.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// True for what says what it is the number of, or is a version: `uuid=…`, `CVE-2031-…`,
/// `1.67.0_x64.list`.
fn is_number_of_something(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let is_figures = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let is_version = value.splitn(3, '.').take(2).filter(|part| is_figures(part)).count() == 2;
    is_version || ["uuid=", "guid=", "id=", "cve-"].iter().any(|start| lower.starts_with(start))
}

/// Pairs of letters that are frequent in English words and rare in random text.
const FREQUENT_PAIRS: &[u8] = b"\
thheineranreonatenndtiesorteofedisitalarstnttongsehaasouiolevecomedehiriroicneearace\
lichllbemasiomurcaeltalansdifohopeecprnoctusacotiltrlyncetutsssorsunlowageiewheewiem\
adolrtpowenaulnitsmoowpaimmiaishirsuidosiviaamficivipligtuevldrympfeblabghtyopwosaay\
exkefrooavagifapgrodbosprddoucbuovbyrmepttocfaefcurnscgidayocrcldugaquueffbaeylsvaum\
ppuplugorudspick";

/// For each pair of letters, whether it is one of those.
static IS_FREQUENT: [bool; 26 * 26] = {
    let mut table = [false; 26 * 26];
    let mut at = 0;
    while at + 1 < FREQUENT_PAIRS.len() {
        table[place_of_pair(FREQUENT_PAIRS[at], FREQUENT_PAIRS[at + 1])] = true;
        at += 2;
    }
    table
};

/// The place of a pair of small letters in a table of them.
const fn place_of_pair(first: u8, second: u8) -> usize {
    (first - b'a') as usize * 26 + (second - b'a') as usize
}

/// True when most neighbouring letters are pairs that words are made of.
fn reads_like_words(value: &str) -> bool {
    let mut pairs = 0_usize;
    let mut frequent = 0_usize;
    for pair in value.as_bytes().windows(2) {
        let [first, second] = [pair[0].to_ascii_lowercase(), pair[1].to_ascii_lowercase()];
        if first.is_ascii_lowercase() && second.is_ascii_lowercase() {
            pairs += 1;
            frequent += usize::from(IS_FREQUENT[place_of_pair(first, second)]);
        }
    }
    pairs >= 3 && frequent * 100 >= pairs * 62 && pairs * 2 >= value.len()
}

/// True for Base64 of `name:password` with a password that is no stand-in.
fn are_basic_credentials(value: &str) -> bool {
    let decoded = base64(value).and_then(|bytes| String::from_utf8(bytes).ok());
    let Some((name, password)) = decoded.as_deref().and_then(|text| text.split_once(':')) else {
        return false;
    };
    let printable = |text: &str| !text.chars().any(char::is_control);
    !name.is_empty() && printable(name) && printable(password) && is_url_password(password)
}

/// True for what stands between `:` and `@` of an address, unless it is a stand-in.
fn is_url_password(password: &str) -> bool {
    let lower = password.to_ascii_lowercase();
    // What stands in the documentation of addresses.
    let blanks = [
        "password", "passwd", "pass", "pwd", "secret", "token", "pw", "psw", "abc", "xyz", "123",
        "foo", "bar",
    ];
    password.len() >= 3 && !blanks.contains(&lower.as_str()) && !is_stand_in(password)
}

#[cfg(test)]
mod tests;
