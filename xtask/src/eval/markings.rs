//! Protective markings where documents of many formats bear them, and in sentences about markings:
//! is each taken for one, and none of the others?

mod rendered;

use std::collections::BTreeMap;
use std::io::Cursor;

use anyhow::Result;
use detect::{Category, Grade};

use super::Bench;
use super::rate::Rate;
use rendered::{FORMATS, Format, Page};

/// Markings of the schemes that rules know, each as its scheme writes it.
const SCHEMES: &[(&str, &str)] = &[
    ("United States, classified", "TOP SECRET//SI//NOFORN"),
    ("United States, controlled", "CUI//SP-PRVCY"),
    ("level by itself", "SECRET"),
    ("United Kingdom", "OFFICIAL-SENSITIVE"),
    ("NATO", "NATO RESTRICTED"),
    ("European Union", "RESTREINT UE/EU RESTRICTED"),
    ("Australia", "OFFICIAL: Sensitive"),
    ("Canada", "PROTECTED B"),
    ("New Zealand", "IN CONFIDENCE"),
    ("Germany", "VS – NUR FÜR DEN DIENSTGEBRAUCH"),
    ("France", "DIFFUSION RESTREINTE"),
    ("Italy", "RISERVATISSIMO"),
    ("Spain", "DIFUSIÓN LIMITADA"),
    ("Netherlands", "STG. CONFIDENTIEEL"),
    ("Poland", "ZASTRZEŻONE"),
    ("Russia", "Для служебного пользования"),
    ("Ukraine", "Для службового користування"),
    ("China, state secret", "机密★10年"),
    ("China, level by itself", "秘密"),
    ("China, internal", "内部资料 注意保存"),
    ("Taiwan", "極機密"),
    ("Japan", "極秘"),
    ("Korea", "대외비"),
    ("Traffic Light Protocol", "TLP:AMBER"),
    ("company", "STRICTLY CONFIDENTIAL"),
    ("lawyers", "ATTORNEY WORK PRODUCT"),
    ("embargo", "EMBARGOED UNTIL 17 JULY 2031 06:00"),
];

/// Where a marking stands on a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Position {
    Header,
    Footer,
    FirstLine,
    LastLine,
    LineOfItsOwn,
    AmidHeadOfLetter,
}

impl Position {
    const ALL: [Self; 6] = [
        Self::Header,
        Self::Footer,
        Self::FirstLine,
        Self::LastLine,
        Self::LineOfItsOwn,
        Self::AmidHeadOfLetter,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Footer => "footer",
            Self::FirstLine => "first line",
            Self::LastLine => "last line",
            Self::LineOfItsOwn => "line of its own",
            Self::AmidHeadOfLetter => "amid the head of a letter",
        }
    }

    /// Returns the page with the marking there.
    fn place(self, marking: &str) -> Page {
        let mut page = Page::filled();
        match self {
            Self::Header => page.header = Some(marking.to_owned()),
            Self::Footer => page.footer = Some(marking.to_owned()),
            Self::FirstLine => page.lines.insert(0, marking.to_owned()),
            Self::LastLine => page.lines.push(marking.to_owned()),
            Self::LineOfItsOwn => page.lines.insert(page.lines.len() / 2, marking.to_owned()),
            Self::AmidHeadOfLetter => {
                page.lines.insert(0, format!("Ref 31/044      {marking}      Page 1 of 3"));
            }
        }
        page
    }
}

/// Sentences that name a marking and are none.
const DECOYS: &[&str] = &[
    "Documents marked {} are kept in the safe of the registry.",
    "See the example \"{}\" in annex A of the guide.",
    "标有“{}”的文件应当存放于保密柜，由专人保管。",
];

/// Returns the tables of markings found by place, format and scheme, and of decoys taken for one.
pub(super) fn table(bench: &mut Bench<'_>) -> Result<String> {
    let mut by_position: BTreeMap<Position, Rate> = BTreeMap::new();
    let mut by_format: BTreeMap<&str, (Rate, Rate)> = BTreeMap::new();
    let mut by_scheme: BTreeMap<&str, Rate> = BTreeMap::new();
    for format in FORMATS {
        for &(scheme, marking) in SCHEMES.iter().filter(|(_, marking)| (format.can_hold)(marking)) {
            for position in Position::ALL.into_iter().filter(|&position| has(format, position)) {
                let is_marked = is_marked(bench, format, &position.place(marking))?;
                by_position.entry(position).or_default().count(is_marked);
                by_format.entry(format.name).or_default().0.count(is_marked);
                by_scheme.entry(scheme).or_default().count(is_marked);
                if !is_marked {
                    let (format, position) = (format.name, position.name());
                    bench
                        .misses
                        .push_str(&format!("marking missed {scheme}: {format}, {position}\n"));
                }
            }
            for decoy in DECOYS.iter().filter(|decoy| (format.can_hold)(decoy)) {
                let mut page = Page::filled();
                page.lines.insert(page.lines.len() / 2, decoy.replace("{}", marking));
                let is_marked = is_marked(bench, format, &page)?;
                by_format.entry(format.name).or_default().1.count(is_marked);
                if is_marked {
                    bench.misses.push_str(&format!("marking false {scheme}: {decoy}\n"));
                }
            }
        }
    }
    Ok(page(&by_position, &by_format, &by_scheme))
}

fn page(
    by_position: &BTreeMap<Position, Rate>,
    by_format: &BTreeMap<&str, (Rate, Rate)>,
    by_scheme: &BTreeMap<&str, Rate>,
) -> String {
    let mut page = format!(
        "## Markings in documents\n\n\
         {} markings, made into documents of {} formats; found is one that is graded MARKED or LABELLED, \
         a decoy is a sentence about a marking.\n\n\
         | format | found | decoys taken for markings |\n|---|---|---|\n",
        SCHEMES.len(),
        FORMATS.len(),
    );
    for (format, (found, decoys)) in by_format {
        page.push_str(&format!("| {format} | {found} | {decoys} |\n"));
    }
    page.push_str("\n| position | found |\n|---|---|\n");
    for (position, found) in by_position {
        page.push_str(&format!("| {} | {found} |\n", position.name()));
    }
    page.push_str("\nSchemes that are not found each time:");
    let missed = by_scheme.iter().filter(|(_, found)| found.hits < found.of);
    let missed: Vec<String> = missed
        .map(|(scheme, found)| format!(" {scheme} ({} of {})", found.hits, found.of))
        .collect();
    page.push_str(&if missed.is_empty() { " none".to_owned() } else { missed.join(",") });
    page.push_str(".\n\n");
    page
}

fn has(format: &Format, position: Position) -> bool {
    format.has_bands || !matches!(position, Position::Header | Position::Footer)
}

/// True when something in the document is graded as a marking.
fn is_marked(bench: &mut Bench<'_>, format: &Format, page: &Page) -> Result<bool> {
    let bytes = rendered::document(format, page)?;
    let limits = document::Limits::default();
    let name = format!("case.{}", format.name);
    document::read(&mut Cursor::new(bytes), &name, &limits, &mut bench.scanner);
    let rules = bench.rules;
    Ok(bench.scanner.finish().findings.iter().any(|finding| {
        rules.rule(finding.rule).category == Category::Marking
            && matches!(finding.grade, Some(Grade::Marked | Grade::Labelled))
    }))
}
