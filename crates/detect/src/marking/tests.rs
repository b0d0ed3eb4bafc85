use document::{DocumentHead, Glyph, PartId, Quad, Run, Sink, WindowStart};

use super::*;
use crate::{Budget, Engine, Policy, RuleSet, Scan, Scanner, Verdict};

/// A part of a document that a test puts together.
struct Piece {
    kind: PartKind,
    text: &'static str,
    /// Distance of its line from the top of a page of 800 points.
    top: Option<f32>,
}

const fn body(text: &'static str) -> Piece {
    Piece { kind: PartKind::Body, text, top: None }
}

const fn on_page(top: f32, text: &'static str) -> Piece {
    Piece { kind: PartKind::Page, text, top: Some(top) }
}

fn scan(rules: &RuleSet, pieces: &[Piece]) -> Scan {
    let engine = Engine::new(rules);
    let mut scanner = Scanner::new(&engine, Budget::default());
    scanner.open(&DocumentHead { path: Arc::from([]), format: "text", size_bytes: None });
    for (number, piece) in pieces.iter().enumerate() {
        let part = Part {
            id: PartId(number as u32),
            path: Arc::from([]),
            format: "text",
            kind: piece.kind,
            label: "text".into(),
            hidden: None,
            page: piece.top.map(|_| number as u32 + 1),
            page_size: piece.top.map(|_| (600.0, 800.0)),
            sheet: None,
            has_lines: true,
        };
        let source = piece.top.map_or(Source::Unknown, |top| {
            let quad = Quad([50.0, top, 250.0, top, 250.0, top + 12.0, 50.0, top + 12.0]);
            Source::Glyphs(vec![Glyph {
                end: piece.text.len() as u32,
                quad,
                operator: 0,
                index: 0,
            }])
        });
        let span = Span::new(0, piece.text.len());
        let window = Window {
            text: piece.text,
            start: WindowStart { offset: 0, line: 1, column: 1 },
            owned: span,
            runs: &[Run { span, hidden: None, label: None, source }],
            table: None,
            last: true,
        };
        scanner.part(&part);
        scanner.window(&part, &window);
    }
    scanner.finish()
}

/// Scans pieces of a document; a line per marking: rule, grade, reasons for, reasons against.
fn check(pieces: &[Piece], expected: &[&str]) {
    let rules = RuleSet::built_in();
    let found: Vec<String> = scan(&rules, pieces)
        .findings
        .iter()
        .filter_map(|finding| {
            let names = |reasons: &[Reason]| {
                reasons.iter().map(|reason| reason.name()).collect::<Vec<_>>().join("+")
            };
            let rule = rules.rule(finding.rule);
            let grade = finding.grade?.name();
            let told = [names(&finding.reasons_for), names(&finding.reasons_against)].join(" / ");
            Some(format!("{} {grade} {told}", rule.id))
        })
        .collect();
    assert_eq!(found, expected);
}

/// A report whose marking stands in the middle of its text.
const MIDDLE: &str =
    "One.\nTwo.\nThree.\nThe pumps stand in hall 3.\n\nSECRET\n\nFour.\nFive.\nSix.\n";

#[test]
fn a_marking_alone_on_its_line_is_one() {
    check(&[body("SECRET\nPumps.")], &["classification-word MARKED band+alone / "]);
    check(&[body(MIDDLE)], &["classification-word MARKED alone / "]);
    check(&[body("机密★10年\n关于泵房")], &["cn-state-secret MARKED grammar+band+alone / "]);
    check(&[body("绝　密\n关于泵房")], &["cn-classification-word MARKED band+alone / "]);
}

#[test]
fn prose_only_mentions() {
    check(
        &[body("The plan was marked SECRET//NOFORN by its author.")],
        &["us-classification-banner MENTIONS  / prose"],
    );
    check(&[body("该文件标注为机密★10年。")], &["cn-state-secret MENTIONS  / prose"]);
    check(
        &[body("The guard keeps the list.\nIt is a SECRET")],
        &["classification-word MENTIONS  / prose"],
    );
    check(&[body("保守秘密是每个人的义务。")], &[]);
}

#[test]
fn a_list_of_levels_is_a_guide() {
    check(
        &[body("Levels:\nTOP SECRET\nSECRET\nCONFIDENTIAL\n")],
        &[
            "classification-word MENTIONS  / guide",
            "classification-word MENTIONS  / guide",
            "classification-word MENTIONS  / guide",
        ],
    );
    check(
        &[body("绝密★30年\n机密★20年\n秘密★10年")],
        &[
            "cn-state-secret MENTIONS  / guide",
            "cn-state-secret MENTIONS  / guide",
            "cn-state-secret MENTIONS  / guide",
        ],
    );
}

#[test]
fn the_band_of_a_page_makes_a_marking() {
    check(&[on_page(20.0, "CONFIDENTIAL - Page 3 of 9")], &["classification-word MARKED band / "]);
    check(&[on_page(780.0, "CONFIDENTIAL - Page 3 of 9")], &["classification-word MARKED band / "]);
    check(
        &[on_page(400.0, "CONFIDENTIAL - Page 3 of 9")],
        &["classification-word MENTIONS  / prose"],
    );
    let header = Piece { kind: PartKind::Header, text: "OFFICIAL-SENSITIVE", top: None };
    check(&[header], &["uk-official-sensitive MARKED band+alone / "]);
}

#[test]
fn repetition_makes_a_marking() {
    let pages = [
        on_page(300.0, "CONFIDENTIAL - Page 1 of 2"),
        on_page(300.0, "CONFIDENTIAL - Page 2 of 2"),
    ];
    check(
        &pages,
        &["classification-word MARKED repeated / ", "classification-word MARKED repeated / "],
    );
}

#[test]
fn evidence_of_a_release_asks_for_a_person() {
    let pieces = [body("SECRET\n\nDECLASSIFIED by the archive, 3 May 1999\nPumps.")];
    check(
        &pieces,
        &[
            "classification-word MARKED band+alone / release-evidence",
            "declassified MENTIONS release-evidence / ",
        ],
    );
    let rules = RuleSet::built_in();
    assert_eq!(Policy::default().grade(&scan(&rules, &pieces), &rules), Verdict::Review);
    let marked = scan(&rules, &[body("SECRET\nPumps.")]);
    assert_eq!(Policy::default().grade(&marked, &rules), Verdict::Withhold);
}

#[test]
fn lists_and_code_do_not_mark() {
    check(
        &[body("a\nb\nc\nd\nenum Level {\n    \"SECRET\",\n}\ne\nf\ng\nh\n")],
        &["classification-word MENTIONS  / prose"],
    );
    check(
        &[body("a.\nb.\nc.\nd.\nPUBLIC\nSECRET\nDRAFT\ne.\nf.\ng.\n")],
        &["classification-word MENTIONS  / prose"],
    );
}

#[test]
fn a_marking_amid_the_head_of_a_letter_is_one() {
    check(
        &[body(
            "Ref 31/044      OFFICIAL-SENSITIVE      Page 1 of 3\nThe convoy leaves at five.\n",
        )],
        &["uk-official-sensitive MARKED band / "],
    );
    check(
        &[body("柳密发〔2031〕3号　　秘密★5年　　共12页\n机密级以上文件、绝密级文件不得复印。\n")],
        &["cn-state-secret MARKED grammar+band / "],
    );
}

/// True when some marking in a text of its own stands for the document.
fn is_marked(rules: &RuleSet, text: &'static str) -> bool {
    let findings = scan(rules, &[body(text)]).findings;
    findings.iter().filter_map(|found| found.grade).any(|grade| grade != Grade::Mentions)
}

#[test]
fn a_marking_is_one_however_it_is_written() {
    let rules = RuleSet::built_in();
    for text in [
        "S E C R E T\n\nThe pumps stand in hall 3.",
        "[ TOP SECRET ]\n\nThe pumps stand in hall 3.",
        "*** CONFIDENTIAL ***\n\nThe pumps stand in hall 3.",
        "(S//NF) The pumps stand in hall 3.\n(U) All of them work.",
        "— SECRET —\n\nThe pumps stand in hall 3.",
        "**SECRET**\n\nThe pumps stand in hall 3.",
        "# OFFICIAL-SENSITIVE\n\nThe pumps stand in hall 3.",
        "SECRET\n======\n\nThe pumps stand in hall 3.",
        "Classification: CONFIDENTIAL\n\nThe pumps stand in hall 3.",
        "SECRET / REL TO USA, GBR\n\nThe pumps stand in hall 3.",
        "DRAFT // CONFIDENTIAL // NOT TO BE COPIED\n\nThe pumps stand in hall 3.",
        "CUI // SP-PROPIN // FED ONLY\n\nThe pumps stand in hall 3.",
        "TLP : AMBER+STRICT\n\nThe pumps stand in hall 3.",
        "TLP:RED — for the participants only.\n\nThe pumps stand in hall 3.",
        "NATO CONFIDENTIAL\nRELEASABLE TO SWE\n\nThe pumps stand in hall 3.",
        "Einstufung: VS-NUR FÜR DEN DIENSTGEBRAUCH\n\nDie Pumpen stehen in Halle 3.",
        "GEHEIM – amtlich geheimgehalten\n\nDie Pumpen stehen in Halle 3.",
        "CONFIDENTIEL DÉFENSE\n\nLes pompes sont dans le hall 3.",
        "Секретно\nЭкз. № 1\n\nНасосы стоят в зале 3.",
        "密级：机密\n\n水泵在三号厅。",
        "绝密★启用前\n\n水泵在三号厅。",
        "机　密\n\n水泵在三号厅。",
        "【内部资料】\n\n水泵在三号厅。",
    ] {
        assert!(is_marked(&rules, text), "{text}");
    }
}

#[test]
fn levels_that_nobody_has_and_talk_of_levels_mark_nothing() {
    let rules = RuleSet::built_in();
    for text in [
        "HERON LEVEL 3\n\nThe pumps stand in hall 3.",
        "AMBER WATCH\n\nThe pumps stand in hall 3.",
        "TIER GREEN – STAFF\n\nThe pumps stand in hall 3.",
        "AVIARY//RED\n\nThe pumps stand in hall 3.",
        "青鸟三级\n\n水泵在三号厅。",
        "THE SECRET GARDEN\n\nA reading in hall 3.",
        "ZONE RESTRICTED PARKING\n\nThe pumps stand in hall 3.",
        "SECRET SANTA 2031\n\nParcels are left in hall 3.",
        "PROTECTED AREA – NO FISHING\n\nThe lake is behind hall 3.",
        "OFFICIAL OPENING OF THE LIBRARY\n\nTea is served in hall 3.",
        "TLP:RED means that nobody passes it on.\n",
        "Levels: OFFICIAL, SECRET, TOP SECRET\n\nThe guide lies in hall 3.",
        "按规定，标有“机密★10年”字样的文件不得复印。\n",
        "秘密花园读书会\n\n周六在三号厅。",
    ] {
        assert!(!is_marked(&rules, text), "{text}");
    }
}
