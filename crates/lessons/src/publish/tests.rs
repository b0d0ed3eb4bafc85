use super::*;

const WORDS: Words<'_> = Words {
    language: "en",
    title: "Lessons & more",
    before: "Before",
    after: "After",
    steps: "Do this",
    sources: "Sources",
    draft: "Not reviewed",
};

#[test]
fn every_lesson_stands_on_the_page_and_in_each_feed() {
    let lessons = crate::built_in("en");
    let page = page(&lessons, &WORDS);
    let atom = atom(&lessons, &WORDS, "https://lessons.example/");
    let json = json_feed(&lessons, &WORDS, "https://lessons.example");
    let feed: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(feed["items"].as_array().unwrap().len(), lessons.len());
    let digest = digest(&lessons, &WORDS);
    for lesson in &lessons {
        assert!(page.contains(&format!("<article id=\"{}\">", lesson.id)));
        assert!(atom.contains(&format!("<id>https://lessons.example/#{}</id>", lesson.id)));
        assert!(json.contains(&lesson.id) && digest.contains(&lesson.title));
    }
}

#[test]
fn a_lesson_is_as_new_as_its_last_change() {
    let mut lessons = crate::built_in("en");
    lessons.truncate(2);
    lessons[0].updated = time::macros::date!(2028 - 02 - 29);
    let atom = atom(&lessons, &WORDS, "https://lessons.example");
    let days: Vec<&str> =
        atom.split("<updated>").skip(1).filter_map(|rest| rest.get(..20)).collect();
    let (new, old) = ("2028-02-29T00:00:00Z", moment(lessons[1].updated));
    assert_eq!(days, [new, new, &old]);
    let json = json_feed(&lessons, &WORDS, "https://lessons.example");
    assert!(json.contains(&format!("\"date_modified\": \"{new}\"")), "{json}");
}

#[test]
fn nothing_is_fetched_and_nothing_acts() {
    let lessons = crate::built_in("en");
    let page = page(&lessons, &WORDS) + &card(&lessons[0], &WORDS);
    for word in ["<script", "src=", "@import", "url(", "onclick", "http-equiv=\"refresh\""] {
        assert!(!page.contains(word), "{word}");
    }
    assert!(page.contains("Lessons &amp; more"));
}

#[test]
fn a_draft_says_so() {
    let mut lesson = crate::built_in("en").remove(0);
    assert!(!card(&lesson, &WORDS).contains("Not reviewed"));
    lesson.is_reviewed = false;
    assert!(card(&lesson, &WORDS).contains("Not reviewed"));
}

/// What readers of a screen go by: one title, no level left out.
#[test]
fn headings_begin_with_one_title_and_leave_no_level_out() {
    let lessons = crate::built_in("en");
    for html in [page(&lessons, &WORDS), card(&lessons[0], &WORDS)] {
        let levels: Vec<u32> =
            html.split("<h").skip(1).filter_map(|rest| rest.chars().next()?.to_digit(10)).collect();
        assert_eq!(levels.iter().filter(|&&level| level == 1).count(), 1);
        assert!(levels.first() == Some(&1) && levels.windows(2).all(|two| two[1] <= two[0] + 1));
    }
}
