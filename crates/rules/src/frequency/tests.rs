use super::*;

#[test]
fn what_is_frequent_in_text_and_code_is_not_rare() {
    let rarer = |rare: &str, frequent: &str| {
        let bits = |text: &str| rarity(text.as_bytes());
        assert!(bits(rare) > bits(frequent), "{rare} {frequent}");
    };
    rarer("xqz", "the");
    rarer("ghp_", " the");
    rarer("akia", "self");
    rarer("身份证", "的");
    rarer("passport", "pass");
    rarer("qqq", "0x0");
}
