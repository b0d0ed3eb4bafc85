use document::WindowStart;

use super::*;

/// Looks for secrets in comma-separated text.
fn check(text: &str, expected: &[&str]) {
    let header = text.lines().next().unwrap();
    let table = Table { delimiter: b',', columns: header.split(',').map(str::to_owned).collect() };
    let window = Window {
        text,
        start: WindowStart::default(),
        owned: Span::new(0, text.len()),
        runs: &[],
        table: Some(&table),
        last: true,
    };
    let found: Vec<&str> =
        secrets(&window, &[]).into_iter().filter_map(|span| text.get(span.range())).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn cells_under_a_password_header_are_found() {
    check("name,password\nwartung,Tor88Nord\npumpe,\"Kx81#mmq\"\r\n", &["Tor88Nord", "Kx81#mmq"]);
    check("系统,登录口令\n泵房,Tor88Nord\n", &["Tor88Nord"]);
}

#[test]
fn empty_cells_stand_ins_and_other_columns_are_not() {
    check("name,password\nwartung,\npumpe,********\nhalle,<password>\n", &[]);
    check("name,password policy\nwartung,Tor88Nord\n", &[]);
}
