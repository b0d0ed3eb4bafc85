use detect::{Policy, RuleSet};

use super::*;
use crate::messages::Language;
use crate::testing::scanned;

const NOTE: (&str, &[u8]) =
    ("<b>.txt", b"Staff & guests\nWifi: Harbour / password: Blue-Heron-72\n<i>more</i>\n");

fn page(language: Language) -> String {
    let (rules, policy) = (RuleSet::built_in(), Policy::default());
    let context = Context { rules: &rules, policy: &policy, key: None, reveal: true };
    let messages = Messages::new(language);
    let (reports, end) = scanned(&[NOTE], &rules, &policy, false);
    let mut bytes = Vec::new();
    {
        let mut page = Page::begin(Box::new(&mut bytes), context, &messages).unwrap();
        reports.iter().for_each(|report| page.report(report).unwrap());
        page.finish(&end).unwrap();
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn it_says_what_where_why_and_what_to_do_in_the_language_of_the_person() {
    let english = page(Language::English);
    assert!(english.contains("Wi-Fi password") && english.contains("line 2, column 27"));
    assert!(english.contains("Whoever has it is inside your network from the street."));
    let chinese = page(Language::Chinese);
    assert!(chinese.contains("<html lang=\"zh-Hans\">") && chinese.contains("第 2 行第 27 列"));
    assert!(chinese.contains("谁拿到它，谁在街上就能进入你的网络。"));
}

#[test]
fn the_lesson_of_what_was_found_stands_at_its_end() {
    let page = page(Language::English);
    let (_, link) = page.split_once("<a href=\"#").unwrap();
    let (id, _) = link.split_once('"').unwrap();
    assert!(page.contains(&format!("<article id=\"{id}\">")));
}

#[test]
fn it_loads_nothing_runs_nothing_and_holds_no_evidence_even_when_it_is_asked_for() {
    let page = page(Language::English);
    for forbidden in ["<script", "src=", "@import", "url(", "<b>", "<i>", "Blue-Heron-72"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    assert!(page.contains("&lt;b&gt;.txt"));
}
