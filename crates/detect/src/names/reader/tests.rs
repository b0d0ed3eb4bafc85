use super::*;

/// Holds what is read with a memory against what is read without, for texts one after another.
fn check(texts: &[&str]) {
    let mut reader = Reader::default();
    let mut tokens = Vec::new();
    for text in texts {
        reader.read(text, &mut tokens);
        let mut expected = Vec::new();
        token::tokens(text, &mut expected);
        expected.iter_mut().for_each(|token| token.known = latin::known(token));
        assert_eq!(format!("{tokens:?}"), format!("{expected:?}"), "{text}");
    }
}

#[test]
fn what_is_kept_changes_nothing() {
    let prose = "Anna Bergström paid 1,200 to O'Brien & Sons, Ltd. on 3 May; d'Arcy didn't.\r\n\
                 王小明住在湖滨路12号，电话 5550142。2024年5月3日　全角！ “x” ’ O’Brien’s d’é\t";
    check(&[prose, prose, &prose.to_uppercase(), &prose.to_lowercase(), prose]);
}

#[test]
fn words_of_every_length_before_every_kind_of_sign_are_whole() {
    let ends =
        ["", " ", ".", "'", "'s it", "’", "’s it", "é", "王", "，", "\u{0}", "ǆ", "\u{2028}"];
    for length in 1..40 {
        for first in ["a", "O", "d", "7", "Z"] {
            for end in ends {
                let word = format!("{first}{}{end}", "bC3xq".repeat(8).get(..length - 1).unwrap());
                check(&[&word, &format!("«{word} {word}")]);
            }
        }
    }
}

#[test]
fn every_sign_is_the_same_token() {
    let signs: Vec<char> = ('\0'..='\u{3100}')
        .chain('\u{4DBE}'..='\u{4E02}')
        .chain('\u{FE00}'..='\u{1F700}')
        .collect();
    for some in signs.chunks(64) {
        let text: String = some.iter().flat_map(|&sign| [sign, 'a', sign, sign, ' ']).collect();
        check(&[&text, &text]);
    }
}

#[test]
fn letters_are_counted_as_they_are() {
    for byte in 0..=255_u8 {
        for at in 0..8 {
            let mut eight = *b"aZ09zAmQ";
            eight[at] = byte;
            let expected = eight.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
            assert_eq!(letters(u64::from_le_bytes(eight)), expected, "{eight:?}");
        }
    }
}
