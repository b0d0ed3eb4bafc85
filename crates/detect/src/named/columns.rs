//! People in tables: cells under a header that names people.

use document::{Span, Window};

use crate::names::token::is_han;
use crate::secret::columns::under;

/// Longest name in a cell, in characters.
const NAME_CHARACTERS_MAX: usize = 40;
/// Headers of columns in which people stand.
const PEOPLE: &[&str] = &[
    "name",
    "full name",
    "first name",
    "last name",
    "given name",
    "family name",
    "surname",
    "employee",
    "patient",
    "applicant",
    "contact",
    "contact person",
    "customer name",
    "author",
    "supervisor",
    "manager",
    "student",
    "tenant",
    "pupil",
    "parent",
    "guardian",
    "child",
    "client",
    "resident",
    "visitor",
    "member",
    "participant",
    "beneficiary",
    "policyholder",
    "claimant",
    "passenger",
    "donor",
    "volunteer",
    "witness",
    "姓名",
    "名字",
    "联系人",
    "经办人",
    "负责人",
    "申请人",
    "患者",
    "患者姓名",
    "学生姓名",
    "家长姓名",
    "员工姓名",
    "职工姓名",
    "法定代表人",
    "收件人",
    "值班人员",
    "带班领导",
    "户主",
    "监护人",
    "家长",
    "被保险人",
    "投保人",
    "值班员",
    "当事人",
    "责任人",
    "评委",
    "评审专家",
    "车主",
    "业主",
    "考生",
    "考生姓名",
    "客户姓名",
    "来访人",
    "报销人",
    "投诉人",
    "举报人",
    "受访人",
];

/// Returns the cells of a window that hold people by what stands above them.
pub(crate) fn people(window: &Window<'_>) -> Vec<Span> {
    let mut cells = under(window, &[], |header| PEOPLE.contains(&plain(header).as_str()));
    cells.retain(|span| window.text.get(span.range()).is_some_and(can_be_name));
    cells
}

fn plain(header: &str) -> String {
    header.trim().replace('_', " ").to_lowercase()
}

/// True for letters alone: two to four Chinese characters, or a few words with capitals.
fn can_be_name(cell: &str) -> bool {
    let count = cell.chars().count();
    let is_letter =
        |c: char| c.is_alphabetic() || matches!(c, ' ' | '.' | ',' | '-' | '\'' | '’' | '·');
    match cell.chars().all(|character| is_han(character) || character == '·') {
        true => (2..=4).contains(&count) || (cell.contains('·') && count < NAME_CHARACTERS_MAX),
        false => {
            (3..=NAME_CHARACTERS_MAX).contains(&count)
                && cell.chars().all(is_letter)
                && cell.chars().next().is_some_and(char::is_uppercase)
        }
    }
}
