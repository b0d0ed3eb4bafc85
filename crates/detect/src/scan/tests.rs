use super::*;

/// Holds what is found in one text against a line per finding: rule, confidence, evidence.
fn check(text: &str, expected: &[&str]) {
    assert_eq!(findings(text), expected, "{text}");
}

/// Scans one text as a plain file.
fn findings(text: &str) -> Vec<String> {
    let rules = RuleSet::built_in();
    let engine = Engine::new(&rules);
    let mut scanner = Scanner::new(&engine, Budget::default());
    let limits = document::Limits::default();
    document::read(&mut std::io::Cursor::new(text), "note.txt", &limits, &mut scanner);
    scanner
        .finish()
        .findings
        .iter()
        .map(|finding| {
            let rule = &rules.rule(finding.rule).id;
            format!("{rule} {} {}", finding.confidence.name(), finding.evidence.reveal())
        })
        .collect()
}

#[test]
fn a_resident_id_is_found_beside_chinese_text_and_in_full_width() {
    check("身份证号11010519491231002X，", &["cn-resident-id high 11010519491231002X"]);
    check(
        "身份证１１０１０５１９４９１２３１００２Ｘ。",
        &["cn-resident-id high 11010519491231002X"],
    );
    check("身份证号110105194912310021，", &["cn-resident-id-unchecked low 110105194912310021"]);
    check("订单号110105194912310021，", &[]);
}

/// A made-up person, with every check digit right, glued to Chinese text.
const PERSON: &str = "姓名王小明身份证号11010519491231002X手机13912345678银行卡号6225880123456783\
    统一社会信用代码91330100MA264891QF护照号E12345678车牌沪A12345\
    住址浙江省杭州市西湖区文三路90号2号楼301室";

const PERSON_FOUND: [&str; 8] = [
    "person-name high 王小明",
    "cn-resident-id high 11010519491231002X",
    "cn-mobile high 13912345678",
    "cn-bank-card high 6225880123456783",
    "cn-uscc high 91330100MA264891QF",
    "cn-passport medium E12345678",
    "cn-plate high 沪A12345",
    "cn-address high 浙江省杭州市西湖区文三路90号2号楼301室",
];

#[test]
fn a_person_in_one_line_of_chinese_text_is_found() {
    check(PERSON, &PERSON_FOUND);
}

#[test]
fn full_width_digits_and_letters_are_found_as_well() {
    let wide = |character: char| match character {
        '!'..='~' => char::from_u32(u32::from(character) + 0xFEE0).unwrap_or(character),
        _ => character,
    };
    check(&PERSON.chars().map(wide).collect::<String>(), &PERSON_FOUND);
}

#[test]
fn numbers_with_a_wrong_check_digit_are_not_taken_for_sure() {
    let broken = PERSON
        .replace("11010519491231002X", "110105194912310021")
        .replace("6225880123456783", "6225880123456784")
        .replace("91330100MA264891QF", "91330100MA264891QG");
    let wrong = |found: &String| {
        let numbers = ["110105194912310021", "6225880123456784", "91330100MA264891QG"];
        found.contains(" high ") && numbers.iter().any(|number| found.contains(number))
    };
    let found = findings(&broken);
    assert!(!found.iter().any(wrong), "{found:?}");
}

#[test]
fn a_coordinate_in_a_protected_zone_is_critical() {
    const ZONE: &str = r#"{"type":"Polygon","coordinates":[[[121.47,31.23],[121.48,31.23],
        [121.48,31.24],[121.47,31.24]]]}"#;
    let zones = Zone::from_geojson(ZONE).unwrap();
    let rules = RuleSet::built_in();
    let engine = Engine::new(&rules);
    let mut scanner = Scanner::new(&engine, Budget::default()).with_zones(&zones);
    let mut told = |text: &str| {
        let limits = document::Limits::default();
        document::read(&mut std::io::Cursor::new(text), "note.txt", &limits, &mut scanner);
        let finding = scanner.finish().findings.remove(0);
        (finding.severity.name(), finding.reasons_for.contains(&Reason::Zone))
    };
    assert_eq!(told("meet at 31.2304, 121.4737"), ("critical", true));
    assert_eq!(told("北纬31°13′49″，东经121°28′25″"), ("critical", true));
    assert_eq!(told("meet at 30.2304, 121.4737"), ("medium", false));
    assert_eq!(told("lat: 30.23, lng: 121.47"), ("low", false));
}

#[test]
fn a_number_that_is_part_of_a_longer_one_is_not_taken_for_itself() {
    check("x = 0.4539578763621486\n", &[]);
    check("4539578763621486.25\n", &[]);
}

#[test]
fn a_number_that_is_all_there_is_needs_no_word() {
    let alone = findings(" 60615962782\n");
    assert!(alone.iter().any(|finding| finding.contains(" low 60615962782")), "{alone:?}");
    assert!(alone.iter().all(|finding| !finding.contains(" high ")), "{alone:?}");
    check("Order 60615962782 was shipped on Monday.", &[]);
}

#[test]
fn what_the_line_calls_an_example_counts_for_little() {
    check("Passport number: N1234567", &["passport-number medium N1234567"]);
    check("Documentation example: Passport number: N1234567", &["passport-number low N1234567"]);
    check("Sample: blood. Passport number: N1234567", &["passport-number medium N1234567"]);
}

#[test]
fn digits_within_a_published_example_are_nothing_else() {
    check("IBAN DE89 3704 0044 0532 0130 00", &["iban low DE89 3704 0044 0532 0130 00"]);
}

#[test]
fn a_key_along_the_alphabet_counts_for_little() {
    let key = |value: &str| findings(&format!("token dapi{value}"));
    assert_eq!(key("0123456789abcdef0123456789abcdef").len(), 1);
    assert!(key("0123456789abcdef0123456789abcdef")[0].contains(" low "));
    assert!(key("9db01c59b5befd66e2ef87157588dc72")[0].contains(" high "));
}

#[test]
fn a_person_found_once_is_found_again_in_the_file() {
    let text = "Report by Margaret Holloway\n\nThe pump was checked twice. In the end holloway \
        street was closed, said Holloway.\n";
    let found = findings(text);
    let people: Vec<_> = found.iter().filter(|found| found.starts_with("person-name")).collect();
    assert!(people.iter().any(|found| found.ends_with(" Holloway")), "{found:?}");
    assert!(people.iter().any(|found| found.ends_with(" Margaret Holloway")), "{found:?}");
}

#[test]
fn people_in_a_column_are_found_whatever_they_are_called() {
    let rules = RuleSet::built_in();
    let engine = Engine::new(&rules);
    let mut scanner = Scanner::new(&engine, Budget::default());
    let limits = document::Limits::default();
    let table = "姓名,部门,Sum\n晨曦,后勤,12\nQwertzy Xyloph,stores,14\n";
    document::read(&mut std::io::Cursor::new(table), "staff.csv", &limits, &mut scanner);
    let findings = scanner.finish().findings;
    let told: Vec<&str> = findings
        .iter()
        .filter(|finding| finding.reasons_for.contains(&Reason::ColumnHeader))
        .map(|finding| finding.evidence.reveal())
        .collect();
    assert_eq!(told, ["晨曦", "Qwertzy Xyloph"]);
}

#[test]
fn what_a_lines_end_breaks_in_two_is_found() {
    for (text, expected) in [
        (
            "The tenant's IBAN is DE34 3704 0044\n0987 6543 21 from now on.",
            "iban high DE34 3704 0044 0987 6543 21",
        ),
        ("身份证号码：11010519491231\n002X，请核对。", "cn-resident-id high 11010519491231002X"),
        (
            "Her resident number is 110105-\n  19491231002X, says the clerk.",
            "cn-resident-id high 11010519491231002X",
        ),
        (
            "The card 4539 1488 0343\n6467 was lost on the way.",
            "payment-card high 4539 1488 0343 6467",
        ),
        ("Her number:\n330106\n198005015209\nas asked", "cn-resident-id high 330106198005015209"),
        ("number 3301061980\n05015209\nas asked", "cn-resident-id high 330106198005015209"),
    ] {
        check(text, &[expected]);
    }
}

#[test]
fn lines_that_end_and_begin_with_numbers_are_no_broken_ones() {
    // Each would pass for a card: columns, rows of a table, a block of one value.
    check("45391488\n03436467\n45391488\n", &[]);
    let rows: String = (0..40).map(|_| "day 45391488\n03436467 pieces\n").collect();
    check(&rows, &[]);
    // What is whole on its own line does not take what follows.
    check("身份证号11010519491231002X\n12 of them", &["cn-resident-id high 11010519491231002X"]);
}
