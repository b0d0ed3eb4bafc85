use super::*;

fn effect(class: &str, node: &str, shape: u32) -> String {
    format!("<cTn presetClass=\"{class}\" nodeType=\"{node}\"><spTgt spid=\"{shape}\"/></cTn>")
}

fn check(effects: &[String], expected: &[&str]) {
    let slide = format!("<sld><cTn nodeType=\"mainSeq\">{}</cTn></sld>", effects.concat());
    let gone = taken_away(&slide, 16);
    assert_eq!(gone.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

#[test]
fn what_goes_by_itself_is_not_seen() {
    check(&[effect("exit", "withEffect", 3)], &["3"]);
    check(&[effect("exit", "afterEffect", 3), effect("exit", "withEffect", 4)], &["3", "4"]);
}

#[test]
fn what_goes_after_a_click_or_comes_back_is_seen() {
    check(&[effect("exit", "clickEffect", 3)], &[]);
    check(&[effect("exit", "clickEffect", 3), effect("exit", "withEffect", 4)], &[]);
    check(&[effect("exit", "withEffect", 3), effect("entr", "afterEffect", 3)], &[]);
    check(&[effect("entr", "withEffect", 3)], &[]);
}
