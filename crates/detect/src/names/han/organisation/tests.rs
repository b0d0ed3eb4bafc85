use super::super::super::token::tokens;
use super::*;

/// Returns the organisation that begins with the first `place` characters of a text.
fn organisation(text: &str, place: usize) -> Option<String> {
    let (mut read, mut characters) = (Vec::new(), Characters::default());
    tokens(text, &mut read);
    characters.cut(&read);
    let end = characters.organisation_end(place)?;
    Some(text.chars().take(end).collect())
}

#[test]
fn an_organisation_goes_on_to_what_it_is() {
    assert_eq!(organisation("宁波海关查获", 2).unwrap(), "宁波海关");
    assert_eq!(organisation("兰州第三中学", 2).unwrap(), "兰州第三中学");
    assert_eq!(organisation("瑞典国防部拒绝", 2).unwrap(), "瑞典国防部");
}

#[test]
fn a_place_before_other_words_is_a_place() {
    for text in
        ["苏州旅行结束", "杭州的大学很多", "北京，大学", "上海 医院", "兰州在哪里的公司", "兰州"]
    {
        assert_eq!(organisation(text, 2), None, "{text}");
    }
}
