use document::Span;

use super::{sentence, speaks_of_one};

#[track_caller]
fn check(text: &str, value: &str, expected: bool) {
    let start = text.find(value).unwrap();
    let around = sentence(text, Span::new(start, start + value.len()));
    let around = text.get(around.range()).unwrap();
    assert_eq!(speaks_of_one(around), expected, "{around}");
}

#[test]
fn a_title_or_a_role_is_a_person() {
    check("Ms Chandra, HIV positive, prefers letters.", "HIV", true);
    check("It was said that Mr. Lund has diabetes.", "diabetes", true);
    check("Claims carer's allowance for a son with cerebral palsy.", "cerebral", true);
    check("12床单国庆肝癌晚期", "肝癌", true);
    check("苗某陈述：其继父多次殴打", "殴打", true);
}

#[test]
fn another_sentence_is_of_somebody_else() {
    check("Ms Chandra spoke first. HIV positive rates fell.", "HIV", false);
    check("Ms Chandra spoke first\nHIV positive rates fell", "HIV", false);
    check("贺女士发言。肝癌防治很重要", "肝癌", false);
}

#[test]
fn a_crowd_is_nobody() {
    check("The Dr in the house saw stroke patients.", "stroke", false);
    check("某些地区肝癌发病率下降", "肝癌", false);
    check("临床上肝癌常见，医院有500床位", "肝癌", false);
    check("", "", false);
}
