use document::Limits;

use super::*;
use crate::{Budget, Engine, Scanner};

const NOTICE: &str = "夜视仪采购公告\n项目编号：ZX-2031-017\n规格型号：NV-3312\n";
const ANNEX: &str = "附件：采购清单\n项目编号：ZX-2031-017\n采购数量：36具\n";
const AWARD: &str = "中标公告\n项目编号：ZX-2031-017\n交货地点：柳林镇北山物资仓库\n";
const CHAIRS: &str =
    "办公椅\n项目编号：ZX-2031-018\n型号：CH-20\n数量：36把\n交货地点：柳林镇文化路\n";

/// Scans texts as files of one run, and holds what completes a set against what is expected, a line
/// for each file.
fn check(files: &[&str], expected: &[&[&str]]) {
    let rules = RuleSet::built_in();
    let engine = Engine::new(&rules);
    let mut scanner = Scanner::new(&engine, Budget::default());
    let mut batch = Batch::default();
    let told: Vec<Vec<String>> = files
        .iter()
        .map(|text| {
            let mut input = std::io::Cursor::new(text);
            document::read(&mut input, "notice.txt", &Limits::default(), &mut scanner);
            let mut findings = scanner.finish().findings;
            batch.take(&mut findings, &rules);
            let set = set_rule(&rules).unwrap().0;
            let completing = findings.iter().filter(|finding| finding.rule == set);
            completing.map(|finding| finding.evidence.reveal().to_owned()).collect()
        })
        .collect();
    assert_eq!(told, expected);
}

#[test]
fn the_file_that_completes_a_purchase_is_told() {
    check(&[NOTICE, ANNEX, AWARD], &[&[], &[], &["柳林镇北山物资仓库"]]);
    check(&[AWARD, NOTICE, ANNEX], &[&[], &[], &["36具"]]);
}

#[test]
fn a_piece_that_is_held_back_counts_again_in_a_later_file() {
    check(
        &[NOTICE, ANNEX, AWARD, NOTICE, AWARD],
        &[&[], &[], &["柳林镇北山物资仓库"], &[], &["柳林镇北山物资仓库"]],
    );
}

#[test]
fn one_file_with_all_pieces_is_told_by_the_least_of_them() {
    let whole = [NOTICE, "数量：36具，数量：12具\n交货地点：北山仓库\n"].concat();
    check(&[&whole], &[&["北山仓库"]]);
}

#[test]
fn other_projects_and_goods_that_everybody_buys_complete_nothing() {
    check(&[NOTICE, &ANNEX.replace("017", "019"), AWARD], &[&[], &[], &[]]);
    check(&[CHAIRS], &[&[]]);
}
