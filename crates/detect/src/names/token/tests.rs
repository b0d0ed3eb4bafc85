use super::*;

fn check(text: &str, expected: &[&str]) {
    let mut found = Vec::new();
    tokens(text, &mut found);
    let told: Vec<&str> = found.iter().map(|token| text.get(token.range()).unwrap()).collect();
    assert_eq!(told, expected);
}

#[test]
fn words_numbers_and_signs_are_apart() {
    check("Apt. 6b, O'Brien’s", &["Apt", ".", "6b", ",", "O'Brien", "’", "s"]);
    check("we'll do", &["we", "'", "ll", "do"]);
    check("王小明Tel 12", &["王", "小", "明", "Tel", "12"]);
}

#[test]
fn a_word_has_one_hash_whatever_its_capitals() {
    let mut found = Vec::new();
    tokens("Ärger ÄRGER ärger arger", &mut found);
    assert!(found[0].word == found[1].word && found[1].word == found[2].word);
    assert_ne!(found[2].word, found[3].word);
    let shapes: Vec<Shape> = found.iter().map(|token| token.shape).collect();
    assert_eq!(shapes, [Shape::Title, Shape::Upper, Shape::Lower, Shape::Lower]);
}

#[test]
fn quick_ways_make_the_same_of_a_word_as_the_slow_one() {
    for text in ["word", "Word", "WORD", "x", "O", "mcDonald", "2024", "12b", "ab", "王", "㐀"] {
        let first = text.chars().next().unwrap();
        let slow = Word::read(text, 0, first).token(Gap::Line);
        let mut quick = Vec::new();
        tokens(text, &mut quick);
        assert_eq!(format!("{quick:?}"), format!("{:?}", [slow]), "{text}");
    }
}
