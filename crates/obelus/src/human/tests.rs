use detect::{DigestKey, Policy, RuleSet};
use expect_test::{Expect, expect};

use super::*;
use crate::messages::Language;
use crate::testing::scanned;

const PACK: &str = "
- {id: badge-number, title: Badge number, titles: {zh: 工牌号}, category: personal-data, severity: high,
   confidence: medium, patterns: ['B-[0-9]{8}'], context: {en: [badge]}, examples: [a], negatives: [b],
   why: It names a person., remedy: Take it out., source: invented, verified: structure-only}
- {id: room-number, title: Room number, category: location, severity: low, confidence: high,
   patterns: ['room-[0-9]{4}'], examples: [a], negatives: [b], why: a, remedy: Leave it out.,
   source: invented, verified: structure-only}
";

fn rule_set() -> RuleSet {
    let mut pack = rules::Pack::default();
    pack.add(rules::parse(PACK).unwrap()).unwrap();
    RuleSet::new(pack)
}

/// Returns what a person reads of files with these contents.
fn shown(files: &[(&str, &[u8])], language: Language, reveal: bool) -> String {
    shown_with(files, language, reveal, false)
}

/// The same, with what was looked at on wish.
fn shown_with(files: &[(&str, &[u8])], language: Language, reveal: bool, coverage: bool) -> String {
    let (rules, policy) = (rule_set(), Policy::default());
    let key = DigestKey::new(&[7; 32]).unwrap();
    let context = Context { rules: &rules, policy: &policy, key: Some(&key), reveal };
    let messages = Messages::new(language);
    let (reports, end) = scanned(files, &rules, &policy, coverage);
    let mut bytes = Vec::new();
    {
        let mut human =
            Human::begin(Box::new(&mut bytes), context, Terminal::of_file(), &messages, None)
                .unwrap();
        reports.iter().for_each(|report| human.report(report).unwrap());
        human.finish(&end).unwrap();
    }
    String::from_utf8(bytes).unwrap()
}

const FILES: [(&str, &[u8]); 4] = [
    ("staff.txt", b"badge B-20391847\nB-20391848\n\nbadge B-20391849\n"),
    ("rooms\x1b[2J.txt", b"room-1204\n"),
    ("plan.bin", b"\0\x01\x02\x03 no format"),
    ("notes.txt", b"nothing\n"),
];

fn check(language: Language, expected: &Expect) {
    expected.assert_eq(&shown(&FILES, language, false));
}

#[test]
fn english() {
    check(
        Language::English,
        &expect![[r#"
            obelus 0.1.0  policy: built in  network: none

            ■ WITHHOLD  staff.txt                                                           3 findings
              │ 3 lines: 1, 2, 4                                   badge-number · high severity · sure
              │   3 × Badge number: B-******47 …
              │   a word that names it stands beside it
              │   → Take it out.

            ○ ONLY MINOR FINDINGS  rooms�[2J.txt                                       1 minor finding
              │ Room number

            ? INCOMPLETE  plan.bin
              │ NOT CHECKED: this format is not read (unknown-format)
              │   → look at it by hand, or save it in a format that `obelus formats` lists

              4 files, 78 B, 1.2 s
              ■ 1 withhold · ? 1 incomplete · ○ 2 nothing found
              Not checked: wording variants that trace a leak, watermarks, printer dots, faces,
              handwriting.
              Next: take out what is listed, or ask someone who may decide, and scan again;
              `obelus explain badge-number` says more.
        "#]],
    );
}

#[test]
fn chinese() {
    check(
        Language::Chinese,
        &expect![[r#"
            obelus 0.1.0  策略：内置  网络：不使用

            ■ 不可公开  staff.txt                                                             3 处发现
              │ 3 行：1, 2, 4                                             badge-number · 危害高 · 确定
              │   3 × 工牌号：B-******47 …
              │   旁边有指明它的词语
              │   → Take it out.

            ○ 仅有轻微发现  rooms�[2J.txt                                                 1 处轻微发现
              │ Room number

            ? 未读完整  plan.bin
              │ 未检查：不能读取这种格式（unknown-format）
              │   → 请人工查看，或另存为 `obelus formats` 列出的格式

              共 4 个文件，78 B，用时 1.2 秒
              ■ 1 个不可公开 · ? 1 个未读完整 · ○ 2 个未发现问题
              不检查的内容：用于追踪泄露的措辞差异、水印、打印机暗点、人脸、手写文字。
              下一步：去掉列出的内容，或请有权决定的人处理，然后重新检查；
              `obelus explain badge-number` 有详细说明。
        "#]],
    );
}

#[test]
fn nothing_found_is_no_promise() {
    let text = shown(&[("notes.txt", b"nothing\n")], Language::English, false);
    assert!(text.contains("1 nothing found"), "{text}");
    assert!(text.contains("Not checked: wording variants"), "{text}");
}

#[test]
fn what_was_found_is_shown_only_when_asked_for() {
    assert!(!shown(&FILES, Language::English, false).contains("B-20391847"));
    assert!(shown(&FILES, Language::English, true).contains("B-20391847"));
}

#[test]
fn a_long_list_is_cut_and_says_so() {
    let text: String = (0..40).map(|number| format!("B-{number:08}\n")).collect();
    let text = shown(&[("staff.txt", text.as_bytes())], Language::English, false);
    assert!(text.contains("40 lines: 1, 2, 3, 4 …"), "{text}");
    assert!(text.lines().count() < 20, "{text}");
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for language in [Language::English, Language::Chinese] {
        for line in shown(&FILES, language, false).lines() {
            assert!(line.width() <= Terminal::of_file().width, "{line}");
        }
    }
}

#[test]
fn what_was_looked_at_is_said_on_wish() {
    let mail = b"From: a@example.org\nTo: b@example.org\n\
                 Content-Type: multipart/mixed; boundary=x\n\nseven pumps\n--x\n\n\
                 hello\n--x\nContent-Disposition: attachment; filename=plan.bin\n\n\x01\x02\x00\n--x--\n";
    let files: [(&str, &[u8]); 2] = [("notes.txt", b"nothing\n"), ("mail.eml", mail)];
    let told = |language| {
        let shown = shown_with(&files, language, false, true);
        let is_told =
            |line: &&str| ["looked at", "belong", "检查范围"].iter().any(|w| line.contains(w));
        shown
            .lines()
            .filter(is_told)
            .map(|line| line.trim_start().to_owned() + "\n")
            .collect::<String>()
    };
    expect![[r#"
          │ looked at: each byte of 8 B belongs to a known part
          │ looked at: of 170 B, 16 B belong to nothing, in one place (bytes 81–97); 1 file
    "#]]
    .assert_eq(&told(Language::English));
    expect![[r#"
          │ 检查范围：8 B 中每个字节都属于已知部分
          │ 检查范围：共 170 B，其中 16 B 无归属，共 1 处（字节 81–97）；1 个内部文件，均已打开
    "#]]
    .assert_eq(&told(Language::Chinese));
}
