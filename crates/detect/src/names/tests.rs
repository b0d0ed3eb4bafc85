use super::*;
use token::tokens;

/// A line per name: its kind and itself.
pub(crate) fn told(names: &[Name], text: &str) -> Vec<String> {
    let told =
        |name: &Name| format!("{} {}", name.kind.detector(), text.get(name.span.clone()).unwrap());
    names.iter().map(told).collect()
}

/// Holds the names in a text against a line per name: its kind and itself.
fn check(text: &str, expected: &[&str]) {
    let mut names = Vec::new();
    Tagger::default().find(text, &mut names);
    assert_eq!(told(&names, text), expected, "{text}");
}

#[test]
fn names_are_found_by_what_stands_around_them() {
    check(
        "Anna Bergström of Holloway Instruments Ltd. flew to Lisbon on Monday.",
        &[
            "named-person Anna Bergström",
            "named-organisation Holloway Instruments Ltd",
            "named-place Lisbon",
        ],
    );
    check(
        "my name is zbigniew karwowski and i live at 12 hazel grove, leeds",
        &["named-person zbigniew karwowski", "address 12 hazel grove, leeds"],
    );
}

#[test]
fn an_address_over_several_lines_is_one() {
    check(
        "Ship to:\nOlga Petrescu\n48 Lindenhurst Avenue\nApt. 6\nMarlow Falls, OH 44120\n",
        &[
            "named-person Olga Petrescu",
            "address 48 Lindenhurst Avenue\nApt. 6\nMarlow Falls, OH 44120",
        ],
    );
}

#[test]
fn a_chinese_organisation_begins_with_its_place() {
    check("宁波海关昨日查获一批货物。", &["named-organisation 宁波海关"]);
    check("瑞典国防部发言人拒绝评论。", &["named-organisation 瑞典国防部"]);
    check("我从兰州坐车到天水。", &["named-place 兰州", "named-place 天水"]);
}

#[test]
fn a_village_that_nobody_knows_is_one_by_its_grammar() {
    check("他在柳埠村住了十年。", &["named-place 柳埠村"]);
    check("每个村都要开会，全镇都知道。", &[]);
    check("他在两个村走访了三十户。", &[]);
    check("人民东路的路灯有一半不亮。", &["named-place 人民东路"]);
    check("他们沿着西路走了很久。", &[]);
}

#[test]
fn names_of_other_peoples_are_found_whole() {
    check("驻村干部阿依古丽·艾合买提入户走访了三十户。", &["named-person 阿依古丽·艾合买提"]);
}

#[test]
fn text_without_names_has_none() {
    check("The committee will meet again next week to discuss the budget.", &[]);
    check("Please send me the last bill.", &[]);
    check("", &[]);
}

#[test]
fn source_code_is_passed_over() {
    check(&"let name = person(\"Anna Bergström\");\n".repeat(60), &[]);
}

#[test]
fn spans_lie_between_characters_whatever_the_text() {
    let odd = "é\u{0}ß\u{202E}王\u{FFFD}Ω'’\n\r\t．12,a·b—𝔄 Mr. Ǆ ".repeat(700);
    let mut names = Vec::new();
    Tagger::default().find(&odd, &mut names);
    assert!(names.iter().all(|name| odd.get(name.span.clone()).is_some()));
}

/// Returns the names in a text that is prose, found without anything that only saves time.
fn found_slowly(text: &str) -> Vec<Name> {
    let mut all = Vec::new();
    tokens(text, &mut all);
    all.iter_mut().for_each(|token| token.known = latin::known(token));
    let mut names = Vec::new();
    let mut rest = all.as_slice();
    while !rest.is_empty() {
        let (piece, others) = rest.split_at(piece_len(rest));
        rest = others;
        let mut stretches = Vec::new();
        let (mut characters, mut words) = (Characters::default(), Words::default());
        let is_han = is_han_text(piece);
        if is_han {
            characters.set(piece);
            characters.near_names(&mut stretches);
        } else {
            words.set(piece);
            latin::near_names(piece, &mut stretches);
        }
        let weights = Weights::new(if is_han { HAN } else { LATIN });
        for stretch in stretches {
            let score = |at| match is_han {
                true => {
                    let mut features = [0; Characters::FEATURES];
                    characters.features(at, &mut features);
                    weights.score(&features)
                }
                false => {
                    let mut features = [0; Words::FEATURES];
                    words.features(at, &mut features);
                    weights.score(&features)
                }
            };
            let scores: Vec<Scores> = stretch.clone().map(|at| score(at).map(i32::from)).collect();
            let mut labels = Vec::new();
            weights.decode(&scores, &mut labels);
            let first = names.len();
            collect(&piece[stretch.clone()], &labels, &scores, &mut names);
            if is_han {
                add_towns(&characters, piece, stretch, first, &mut names);
            }
            trim(text, first, &mut names);
        }
    }
    names
}

#[test]
fn what_saves_time_changes_nothing() {
    let planted = "Anna Bergström of Holloway Instruments Ltd. lives at 12 Hazel Grove, Leeds. \
                   my name is zbigniew karwowski. DR OLGA PETRESCU, d'Arcy & O'Brien. \
                   王小明和欧阳明珠住在杭州市湖滨路12号，电话张老师；《红楼梦》（李某）。\n";
    let texts = [
        planted,
        include_str!("../../../../bench/texts/english.txt"),
        include_str!("../../../../bench/texts/chinese.txt"),
        include_str!("../../../../README.md"),
        include_str!("../../../../docs/glossary.md"),
        include_str!("../../../../locales/rules.zh-Hans.po"),
    ];
    // One after another, so that each meets what is kept of those before it.
    let mut tagger = Tagger::default();
    let mut found = 0;
    for text in texts.iter().chain([&planted]) {
        let text = text.get(..text.floor_char_boundary(30_000)).unwrap();
        let mut names = Vec::new();
        tagger.find_in_prose(text, &mut names);
        assert_eq!(names, found_slowly(text));
        found += names.len();
    }
    assert!(found > 20, "only {found} names");
}
