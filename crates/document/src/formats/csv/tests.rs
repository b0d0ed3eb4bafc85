use std::io::Cursor;

use super::*;
use crate::{DocumentHead, Limits, Part, Problem, Sink, Window};

/// Reads a file and returns its format, and its columns when it has some.
fn columns_of(bytes: &[u8], name: &str) -> (&'static str, Option<Table>) {
    #[derive(Default)]
    struct Tables(&'static str, Option<Table>);
    impl Sink for Tables {
        fn open(&mut self, head: &DocumentHead) {
            self.0 = head.format;
        }
        fn part(&mut self, _part: &Part) {}
        fn window(&mut self, _part: &Part, window: &Window<'_>) {
            self.1 = window.table.cloned();
        }
        fn problem(&mut self, _problem: Problem) {}
        fn close(&mut self, _coverage: crate::Coverage) {}
    }
    let mut tables = Tables::default();
    crate::read(&mut Cursor::new(bytes), name, &Limits::default(), &mut tables);
    (tables.0, tables.1)
}

fn check(text: &str, name: &str, expected: Option<(char, &[&str])>) {
    let (format, table) = columns_of(text.as_bytes(), name);
    let found = table.map(|table| (char::from(table.delimiter), table.columns));
    let expected = expected.map(|(delimiter, columns)| {
        (delimiter, columns.iter().map(|column| (*column).to_owned()).collect::<Vec<_>>())
    });
    assert_eq!(found, expected, "{name}: {text}");
    assert_eq!(format == "csv", expected.is_some(), "{name}: {format}");
}

#[test]
fn the_delimiter_is_found() {
    check("name,city\nLi,Wuhan\n", "a.csv", Some((',', &["name", "city"])));
    check("name;city\nLi, Lei;Wuhan\n", "a.csv", Some((';', &["name", "city"])));
    check("姓名\t城市\n李雷\t武汉\n", "a.tsv", Some(('\t', &["姓名", "城市"])));
    check("name|city|id\nLi|Wuhan|1\n", "a.csv", Some(('|', &["name", "city", "id"])));
    check("sep=;\r\nname;city\r\n1,5;2\r\n", "a.csv", Some((';', &["name", "city"])));
}

#[test]
fn quotes_hold_delimiters_and_lines() {
    check(
        "\"last, first\",\"he said \"\"no\"\"\"\n\"a\nb\",c\n",
        "a.csv",
        Some((',', &["last, first", "he said \"no\""])),
    );
}

#[test]
fn without_headers_there_are_no_columns() {
    check("1,2\n3,4\n", "a.csv", Some((',', &[])));
    check("only one column\nof text\n", "a.csv", Some((',', &["only one column"])));
}

#[test]
fn content_decides_where_the_name_says_nothing() {
    check("id\tname\n1\tLi\n2\tHan\n", "export.txt", Some(('\t', &["id", "name"])));
    check("a,b,c\n1,2,3\n4,5,6\n", "export", Some((',', &["a", "b", "c"])));
    check("Dear all,\nplease come, both of you,\nand bring it.\n", "note.txt", None);
    check("fn main() {\n    let a = (1, 2);\n}\n", "main.rs", None);
    check("| a | b |\n|---|---|\n| 1 | 2 |\n", "table.md", None);
}

#[test]
fn tables_in_older_encodings_have_columns() {
    let (bytes, _, _) = encoding_rs::GB18030.encode("姓名,身份\n李雷,学生\n");
    let (_, table) = columns_of(&bytes, "a.csv");
    assert_eq!(table.unwrap().columns, ["姓名", "身份"]);
    let bytes: Vec<u8> = "\u{FEFF}姓名\t身份\r\n李雷\t学生\r\n韩梅\t教师\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let (format, table) = columns_of(&bytes, "a.txt");
    assert_eq!(format, "csv");
    assert_eq!(table.unwrap().columns, ["姓名", "身份"]);
}
