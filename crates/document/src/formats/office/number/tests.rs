use super::*;

fn check(code: &str, stored: &str, expected: &str) {
    assert_eq!(Shape::of(code).show(stored, false), expected, "{code} {stored}");
}

#[test]
fn integers_keep_every_digit() {
    check("General", "110101199003070011", "110101199003070011");
    check("General", "1.1010119900307001E+17", "110101199003070010");
    check("0", "4.1E7", "41000000");
    check("General", "-12", "-12");
}

#[test]
fn fractions_lose_the_errors_of_binary_arithmetic() {
    check("General", "0.30000000000000004", "0.3");
    check("General", "1.1000000000000001", "1.1");
    check("General", "12345678901234.5678", "12345678901234.6");
    check("General", "2.5E-3", "0.0025");
    check("0.00%", "0.19", "19%");
    check("0%", "0.070000000000000007", "7%");
}

#[test]
fn dates_are_iso() {
    check("yyyy\\-mm\\-dd", "36526", "2000-01-01");
    check("d/m/yy", "61", "1900-03-01");
    check("d/m/yy", "1", "1900-01-01");
    check("[$-409]d mmm yyyy h:mm AM/PM", "45292.75", "2024-01-01 18:00");
    check("yyyy\"年\"m\"月\"d\"日\"", "44620", "2022-02-28");
    check("h:mm:ss", "0.5", "12:00");
    check("[h]:mm", "1.25", "30:00");
    check("h:mm", "44620.25", "2022-02-28 06:00");
    assert_eq!(Shape::Date.show("0", true), "1904-01-01");
    assert_eq!(Shape::Date.show("-5", false), "-5");
    assert_eq!(Shape::Date.show("words", false), "words");
}

#[test]
fn formats_pad_and_hide() {
    check("000000", "123", "000123");
    assert_eq!(Shape::of(";;;"), Shape::Nothing);
    assert_eq!(Shape::of("0.00\" days\""), Shape::Plain);
    assert_eq!(Shape::of("#,##0.00 [$€-407]"), Shape::Plain);
}

#[test]
fn odd_numbers_stay_as_they_stand() {
    for odd in ["1E+308", "", "-", "NaN", "1.2.3", "12345678901234567.8.9", "1e999999999999"] {
        assert_eq!(Shape::Plain.show(odd, false), odd);
    }
}
