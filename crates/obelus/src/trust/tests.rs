use super::*;

const KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

#[test]
fn keys_of_envelopes_stand_beside_the_policy() {
    let text =
        format!("# whom\nrelease {KEY}\nperson {KEY}\nhandler {KEY}\nlog {KEY}\nquorum none\n");
    let trust = Trust::parse(&text).unwrap();
    let roles: Vec<Role> = trust.keys().iter().map(|key| key.role).collect();
    assert_eq!(roles, [Role::Organisation, Role::Person, Role::Handler]);
    assert_eq!(trust.policy.logs.len(), 1);
    assert_eq!(trust.keys()[0].holder, "PeterNeumann");
}

#[test]
fn a_wrong_line_is_named_by_its_number_in_the_file() {
    let line = |text: &str| match Trust::parse(text) {
        Err(PolicyError::Line { line, .. }) => line,
        other => panic!("{other:?}"),
    };
    assert_eq!(line(&format!("release {KEY}\nrelease nonsense\nquorum none\n")), 2);
    assert_eq!(line(&format!("release {KEY}\n\nnonsense\nquorum none\n")), 3);
    assert_eq!(Trust::parse(&format!("release {KEY}\n")).unwrap_err(), PolicyError::NoQuorum);
}
