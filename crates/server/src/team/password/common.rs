//! Passwords that many people choose: common words, names and runs of keys, put one after another.
//!
//! A list of passwords would hold few of fifteen characters; these pieces make all such passwords
//! of up to any number of pieces, with figures and signs between them or in the place of letters.

/// Words, names and runs of keys that stand at the head of every count of leaked passwords.
const PIECES: &[&str] = &[
    "abc",
    "abcd",
    "access",
    "admin",
    "administrator",
    "adobe",
    "aini",
    "andrew",
    "angel",
    "apple",
    "asdf",
    "asdfgh",
    "asdfghjkl",
    "ashley",
    "azerty",
    "baby",
    "badboy",
    "bailey",
    "banana",
    "baseball",
    "basketball",
    "batman",
    "battery",
    "bonjour",
    "buster",
    "butterfly",
    "changeme",
    "charlie",
    "chelsea",
    "chocolate",
    "computer",
    "cookie",
    "correct",
    "daniel",
    "default",
    "donald",
    "dragon",
    "edc",
    "facebook",
    "flower",
    "football",
    "freedom",
    "google",
    "guest",
    "hallo",
    "hannah",
    "harley",
    "hello",
    "hockey",
    "horse",
    "hottie",
    "hunter",
    "iloveyou",
    "internet",
    "jennifer",
    "jessica",
    "jesus",
    "jordan",
    "joshua",
    "killer",
    "letmein",
    "liverpool",
    "login",
    "love",
    "lovely",
    "loveme",
    "maggie",
    "master",
    "matthew",
    "michael",
    "michelle",
    "mine",
    "money",
    "monkey",
    "mustang",
    "my",
    "naruto",
    "nicole",
    "ninja",
    "pass",
    "passw",
    "passwd",
    "password",
    "passwort",
    "pepper",
    "pokemon",
    "princess",
    "purple",
    "qaz",
    "qazwsx",
    "qwe",
    "qwer",
    "qwert",
    "qwerty",
    "qwertyuiop",
    "qwertz",
    "rfv",
    "robert",
    "root",
    "samsung",
    "secret",
    "shadow",
    "snoopy",
    "soccer",
    "spring",
    "staple",
    "starwars",
    "summer",
    "sunshine",
    "superman",
    "system",
    "test",
    "tgb",
    "the",
    "thomas",
    "tigger",
    "trustno",
    "user",
    "welcome",
    "whatever",
    "winter",
    "woaini",
    "word",
    "wsx",
    "yhn",
    "you",
    "zaq",
    "zxc",
    "zxcvbn",
    "zxcvbnm",
];

/// True for a password that is nothing but common pieces, and figures and signs around them.
pub(super) fn is_made_of_pieces(password: &str) -> bool {
    let typed: Vec<char> = password.to_lowercase().chars().collect();
    let meant: Vec<char> = typed.iter().copied().map(meant_by).collect();
    // True for each place up to which pieces make the whole.
    let mut reached = vec![false; typed.len() + 1];
    reached[0] = true;
    for (at, char) in typed.iter().enumerate() {
        if !reached[at] {
            continue;
        }
        reached[at + 1] |= !char.is_alphabetic();
        for piece in PIECES {
            let end = at + piece.chars().count();
            let is_there = |text: &[char]| {
                text.get(at..end).is_some_and(|found| found.iter().copied().eq(piece.chars()))
            };
            if is_there(&typed) || is_there(&meant) {
                reached[end] = true;
            }
        }
    }
    reached[typed.len()]
}

/// The letter that a figure or a sign stands for.
const fn meant_by(char: char) -> char {
    match char {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        char => char,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_passwords_are_known_however_they_are_put_together() {
        for (password, common) in [
            ("iloveyou-sunshine", true),
            ("Qwerty123Asdfgh456!", true),
            ("1qaz2wsx3edc4rfv5tgb", true),
            ("Pr1nc3ssWelcome2024", true),
            ("correct horse battery staple", true),
            ("woaini5201314woaini", true),
            ("123456789-987654321", true),
            ("four quiet harbours", false),
            ("sunshine over quiet harbours", false),
            ("海边有四座安静的灯塔和一只小木船在等", false),
        ] {
            assert_eq!(is_made_of_pieces(password), common, "{password}");
        }
    }

    #[test]
    fn two_pieces_with_a_year_make_more_than_the_three_thousand_that_are_asked_for() {
        let pairs = PIECES.iter().flat_map(|one| PIECES.iter().map(move |other| (one, other)));
        let long = pairs.map(|(one, other)| format!("{one}.{other}2024"));
        let long: Vec<String> = long.filter(|password| password.chars().count() >= 15).collect();
        assert!(long.len() > 3_000, "{}", long.len());
        assert!(long.iter().all(|password| is_made_of_pieces(password)));
    }
}
