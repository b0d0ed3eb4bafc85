use rules::Category;

use super::is_only_shown;

#[track_caller]
fn check(text: &str, expected: bool) {
    let at = text.find("10.24.7.12").unwrap();
    assert_eq!(is_only_shown(Category::Infrastructure, text, at), expected, "{text}");
}

#[test]
fn what_a_test_compares_is_made_for_it() {
    check("fn reads_hosts() {\n    assert_eq!(host, \"10.24.7.12\");\n}\n", true);
    check("    def test_proxy(self):\n        source = Address(\"10.24.7.12\")\n", true);
    check("#[tokio::test]\nasync fn connects() {\n    let host = \"10.24.7.12\";\n}\n", true);
}

#[test]
fn what_a_manual_shows_is_an_example() {
    check("For instance::\n\n    listen 10.24.7.12\n", true);
    check("The answer may be such as::\n\n    {\n        'host': '10.24.7.12'\n    }\n", true);
    check(">>> lookup('files')\n'10.24.7.12'\n", true);
}

#[test]
fn a_manual_page_shows_everybody_how() {
    let page =
        ".SH EXAMPLES\n.PP\nTo reach a host, run:\n.RS 4\n.nf\ntunnel 10.24.7.12\n.fi\n.RE\n";
    check(page, true);
    check(".profile\n.bashrc\n.ssh\nhost 10.24.7.12\n", false);
    check("We met.\n.SH is a town.\n10.24.7.12\n", false);
}

#[test]
fn documentation_in_a_program_shows_how() {
    check("/// let host = connect(\"10.24.7.12\");\nfn connect() {}\n", true);
    check("// The file server is 10.24.7.12\nfn connect() {}\n", false);
    check("/// Connects.\nconst HOST: &str = \"10.24.7.12\";\n", false);
}

#[test]
fn settings_and_programs_are_meant() {
    check("host = 10.24.7.12\n", false);
    check("def connect():\n    host = '10.24.7.12'\n", false);
    check("def test_proxy():\n    pass\n\ndef connect():\n    host = '10.24.7.12'\n", false);
    check("contest (\n10.24.7.12\n", false);
    check("The servers:\n    10.24.7.12\n", false);
    check(">>> Please restart the old one.\n>>> It is 10.24.7.12\n", false);
}

#[test]
fn a_password_in_a_test_may_be_a_real_one() {
    let text = "def test_login():\n    login('ana', 'Gannet-44-Loch')\n";
    let at = text.find("Gannet").unwrap();
    assert!(!is_only_shown(Category::Secret, text, at));
    assert!(is_only_shown(Category::Infrastructure, text, at));
}
