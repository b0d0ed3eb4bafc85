//! How a marking stands: as a mark on the document, as a machine's label, or in prose.
//!
//! The words of a marking are also the words in which people write about markings. What tells
//! them apart is where they stand: alone on a line, at the edge of the page, in a header, on page
//! after page, or in a form that nothing else has. [`grade`] judges one match by its
//! surroundings; [`Outline`] remembers what has to be known of the whole file, and changes the
//! grades when it has been read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use document::{Part, PartId, PartKind, Rect, Source, Span, Window};
use rules::{Confidence, Marking, Rule};

use crate::{Finding, Grade, Reason};

/// Longest line that is a marking with little beside it.
const LINE_BYTES_MAX: usize = 90;
/// How far from a match the ends of its line are looked for.
const LINE_BYTES_SEEN: usize = 4 << 10;
/// Share of a page's height that is its upper, and its lower, band.
const BAND: f32 = 0.12;
/// Lines at the beginning and end of a text without pages that are its bands.
const BAND_LINES: usize = 3;
/// Farthest from the beginning or end of a text that its bands reach.
const BAND_BYTES_MAX: usize = 1_000;
/// How far around a match the levels of a scheme are looked for.
const BLOCK_BYTES_MAX: usize = 600;
/// Levels of one scheme in one block that make it a list of levels.
const LEVELS_OF_GUIDE: usize = 3;
/// Bytes before a match in which it may be cited.
const CITATION_BYTES_MAX: usize = 80;

/// How a match of a marking rule stands.
#[derive(Debug)]
pub(crate) struct Graded {
    pub(crate) grade: Grade,
    pub(crate) reasons_for: Vec<Reason>,
    pub(crate) reasons_against: Vec<Reason>,
    /// True when it would be a marking if it stood so on several pages.
    pub(crate) stands: bool,
}

/// A match, and the text around it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) part: &'a Part,
    pub(crate) window: &'a Window<'a>,
    /// The folded text.
    pub(crate) text: &'a str,
    /// The match in the folded text.
    pub(crate) value: Span,
    /// The match in the window's text.
    pub(crate) span: Span,
}

/// Grades a match of a marking rule; nothing for other rules.
pub(crate) fn grade(rule: &Rule, place: Place<'_>) -> Option<Graded> {
    let marking = rule.marking?;
    let line = Line::around(place);
    let graded = match marking {
        Marking::Release => release(&line),
        _ if line.is_cited() => mention(Reason::Prose, false),
        Marking::Decisive if line.is_sentence() => mention(Reason::Prose, false),
        Marking::Label => marked(Grade::Labelled, vec![Reason::MachineLabel]),
        marking => on_document(marking, place, &line),
    };
    Some(graded)
}

fn marked(grade: Grade, reasons_for: Vec<Reason>) -> Graded {
    Graded { grade, reasons_for, reasons_against: Vec::new(), stands: true }
}

fn mention(reason: Reason, stands: bool) -> Graded {
    Graded {
        grade: Grade::Mentions,
        reasons_for: Vec::new(),
        reasons_against: vec![reason],
        stands,
    }
}

/// Grades evidence of a release, which counts when it stands as a stamp does.
fn release(line: &Line<'_>) -> Graded {
    let stands = !line.is_cited() && line.len() <= LINE_BYTES_MAX * 2;
    let reasons_for = if stands { vec![Reason::ReleaseEvidence] } else { Vec::new() };
    Graded { grade: Grade::Mentions, reasons_for, reasons_against: Vec::new(), stands }
}

/// Grades a marking that a person put on the document.
fn on_document(marking: Marking, place: Place<'_>, line: &Line<'_>) -> Graded {
    let edge = edge(place, line);
    // What only marks look like, amid the head of a letter, is no entry of a guide.
    let is_head =
        marking == Marking::Decisive && edge == Some(Edge::Text) && line.is_between_gaps();
    if edge != Some(Edge::Layout) && !is_head && is_guide(place.text, place.value) {
        return mention(Reason::Guide, false);
    }
    let alone = line.is_alone();
    let at_edge = match edge {
        Some(Edge::Layout) => alone || line.is_at_an_end() || line.is_between_gaps(),
        Some(Edge::Text) => alone || line.is_apart() || line.is_between_gaps(),
        None => false,
    };
    if edge.is_none() && marking == Marking::Positional && line.is_remark_in_program() {
        return mention(Reason::Prose, false);
    }
    let is_data = line.is_item() || is_in_column(place);
    let reasons = [
        (marking == Marking::Decisive, Reason::Grammar),
        (at_edge && !(is_data && edge == Some(Edge::Text)), Reason::Band),
        (alone && !is_data, Reason::Alone),
    ];
    let reasons: Vec<Reason> =
        reasons.into_iter().filter(|(holds, _)| *holds).map(|(_, reason)| reason).collect();
    match (reasons.is_empty(), place.part.kind) {
        (true, _) => mention(Reason::Prose, alone || line.is_apart()),
        (false, PartKind::Property | PartKind::MailHeader) => marked(Grade::Labelled, reasons),
        (false, _) => marked(Grade::Marked, reasons),
    }
}

/// The edge of a page, known by layout or by the order of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edge {
    /// A header or footer, or the upper or lower band of a page.
    Layout,
    /// The first or last lines of a text, a name, a property.
    Text,
}

fn edge(place: Place<'_>, line: &Line<'_>) -> Option<Edge> {
    match place.part.kind {
        PartKind::Header | PartKind::Footer => return Some(Edge::Layout),
        PartKind::Property | PartKind::MailHeader | PartKind::Name => return Some(Edge::Text),
        _ => {}
    }
    let rects = match place.part.page_size {
        Some(_) => place.window.locate(place.part, place.span).rects,
        None => Vec::new(),
    };
    match (place.part.page_size, rects.first()) {
        (Some((_, height)), Some(&rect)) => is_in_band(rect, height).then_some(Edge::Layout),
        _ => is_in_first_or_last_lines(place, line).then_some(Edge::Text),
    }
}

fn is_in_band(rect: Rect, height: f32) -> bool {
    let middle = f32::midpoint(rect.top, rect.bottom);
    middle < height * BAND || middle > height * (1.0 - BAND)
}

fn is_in_first_or_last_lines(place: Place<'_>, line: &Line<'_>) -> bool {
    let few = |text: Option<&str>| {
        text.is_some_and(|text| {
            text.len() <= BAND_BYTES_MAX
                && text.lines().filter(|line| !line.trim().is_empty()).count() < BAND_LINES
        })
    };
    let is_first = place.window.start.offset == 0 && few(place.text.get(..line.span.start));
    is_first || (place.window.last && few(place.text.get(line.span.end..)))
}

/// True in a column of a table that has a header: a list of levels, not a mark on the document.
fn is_in_column(place: Place<'_>) -> bool {
    let is_cell = |source: &Source| matches!(source, Source::Cell(_));
    place.window.table.is_some()
        || place
            .window
            .runs_in(place.span)
            .first()
            .is_some_and(|run| is_cell(&run.source) && run.label.is_some())
}

/// The line, or the cell of a sheet, that a match stands in.
#[derive(Debug)]
struct Line<'a> {
    /// In the folded text.
    span: Span,
    before: &'a str,
    value: &'a str,
    after: &'a str,
    /// The lines next to it.
    neighbours: [&'a str; 2],
}

impl<'a> Line<'a> {
    fn around(place: Place<'a>) -> Self {
        let (text, value) = (place.text, place.value);
        let breaks: &[char] = match place.part.kind {
            PartKind::Sheet => &['\n', '\r', '\u{C}', '\t'],
            _ => &['\n', '\r', '\u{C}'],
        };
        let first = text.ceil_char_boundary(value.start.saturating_sub(LINE_BYTES_SEEN));
        let last = text.floor_char_boundary((value.end + LINE_BYTES_SEEN).min(text.len()));
        let head = text.get(first..value.start).unwrap_or_default();
        let tail = text.get(value.end..last).unwrap_or_default();
        let start = head.rfind(breaks).map_or(first, |at| first + at + 1);
        let end = value.end + tail.find(breaks).unwrap_or(tail.len());
        let above = head.get(..(start - first).saturating_sub(1)).unwrap_or_default();
        let below = tail.get(end + 1 - value.end..).unwrap_or_default();
        Self {
            span: Span::new(start, end),
            before: text.get(start..value.start).unwrap_or_default(),
            value: text.get(value.range()).unwrap_or_default(),
            after: text.get(value.end..end).unwrap_or_default(),
            neighbours: [
                above.rsplit(breaks).next().unwrap_or_default(),
                below.split(breaks).next().unwrap_or_default(),
            ],
        }
    }

    fn len(&self) -> usize {
        self.span.len()
    }

    /// True when nothing else of weight stands on the line.
    fn is_alone(&self) -> bool {
        let empty = |rest: &str| !rest.chars().any(char::is_alphanumeric);
        self.len() <= LINE_BYTES_MAX && empty(self.before) && empty(self.after)
    }

    /// True when it begins or ends a short line: `CONFIDENTIAL Page 3 of 9`.
    fn is_at_an_end(&self) -> bool {
        let empty = |rest: &str| !rest.chars().any(char::is_alphanumeric);
        self.len() <= LINE_BYTES_MAX && (empty(self.before) || empty(self.after))
    }

    /// True in a short line with a wide gap at both sides, as in the head of a letter:
    /// `Ref 31/044    RESTRICTED    Page 1 of 3`.
    fn is_between_gaps(&self) -> bool {
        let gaps = ["  ", "\t", " |", "| ", " //", "// ", " ·", "· "];
        self.len() <= LINE_BYTES_MAX
            && gaps.iter().any(|gap| self.before.ends_with(gap))
            && gaps.iter().any(|gap| self.after.starts_with(gap))
    }

    /// True when it begins or ends a short line, and more than a space parts it from the rest.
    fn is_apart(&self) -> bool {
        let parted = |rest: &str| {
            let rest = rest.trim_start_matches([']', ')', '】', '）']);
            rest.trim().is_empty()
                || rest.starts_with(['\t', '|', '/', '-', '–', '—', '·'])
                || rest.starts_with("  ")
                || rest.starts_with(" -")
                || rest.starts_with(" –")
                || rest.starts_with(" —")
                || rest.starts_with(" |")
                || rest.trim_start().starts_with(|c: char| c.is_ascii_digit())
        };
        let reversed: String = self.before.chars().rev().collect();
        self.is_at_an_end() && parted(self.after) && parted(&reversed)
    }

    /// True for an entry of a list, or a value in a program.
    fn is_item(&self) -> bool {
        let (before, after) = (self.before.trim(), self.after.trim());
        let bullet = before
            .ends_with(['*', '•', '·', '‣', '|', '>', '"', '\'', '`', '“', '='])
            // A dash after words parts them from the marking: `INTERNAL - RESTRICTED`.
            || before.ends_with('-') && !before.chars().any(char::is_alphanumeric);
        let bullet = bullet && !after.ends_with(['-', '*', '·', '<']);
        let separator = after.starts_with([',', ';', '|', '"', '\'', '`', '”', '、', '；', '，']);
        let is_word = |line: &str| {
            let line = line.trim();
            !line.is_empty() && line.len() <= 24 && line.chars().all(char::is_alphanumeric)
        };
        bullet || separator || self.neighbours.into_iter().all(is_word)
    }

    /// True for a remark right above a line of a program, which speaks of that line:
    /// `# For internal use only`, then `sub walk {`.
    fn is_remark_in_program(&self) -> bool {
        let (sign, below) = (self.before.trim(), self.neighbours[1].trim());
        let goes_on = !sign.is_empty() && below.starts_with(sign) && below.len() > sign.len();
        let is_code = below.ends_with(['{', ';', ',', '(', ')']) || below.ends_with("):");
        ["#", "//", "///", "--"].contains(&sign) && (goes_on || is_code)
    }

    /// True when a sentence runs on at both sides: `the NATO RESTRICTED annex is`.
    fn is_sentence(&self) -> bool {
        let runs = |c: char| c.is_alphabetic() && !c.is_uppercase();
        self.before.trim_end().ends_with(runs)
            && self.after.trim_start().starts_with(runs)
            && !self.is_between_gaps()
    }

    /// True when somebody writes about the marking: names it, quotes it, gives an example.
    fn is_cited(&self) -> bool {
        let from = self.before.len().saturating_sub(CITATION_BYTES_MAX);
        let before = self.before.get(self.before.ceil_char_boundary(from)..).unwrap_or_default();
        let before = before.to_lowercase();
        let to = self.after.floor_char_boundary(CITATION_BYTES_MAX / 2);
        let after = self.after.get(..to).unwrap_or_default().to_lowercase();
        let holds = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
        let is_field = before
            .trim_end_matches([' ', '\t', '"', '\'', '[', '【', '*'])
            .ends_with([':', '=', '：', '>']);
        // `non-CONFIDENTIAL papers`.
        before.ends_with("non-")
            || holds(&before, SAMPLES)
            || holds(&after, SAMPLES)
            || DEFINITIONS.iter().any(|word| after.trim_start().starts_with(word))
            || !is_field && (holds(&before, CITATIONS) || self.is_quoted_in_prose())
    }

    /// True between quotation marks that more than the marking stands around.
    fn is_quoted_in_prose(&self) -> bool {
        let opens = self.before.ends_with(['"', '\'', '“', '‘', '「', '『', '《', '`', '«', '„']);
        let closes = self.after.starts_with(['"', '\'', '”', '’', '」', '』', '》', '`', '»', '“']);
        let words = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
        opens && closes && words(self.before) + words(self.after) > self.value.len()
    }
}

/// Words that say that a text is no document of its own, but shows how one looks.
const SAMPLES: &[&str] = &[
    "template",
    "sample",
    "example",
    "marking guide",
    "training",
    "e.g.",
    "placeholder",
    "beispiel",
    "muster",
    "exemple",
    "ejemplo",
    "пример",
    "образец",
    "示例",
    "样例",
    "范例",
    "模板",
    "样本",
    "例如",
    "比如",
    "例：",
    "예시",
    "見本",
    "記載例",
];

/// Words right behind a marking with which somebody explains it.
const DEFINITIONS: &[&str] = &[
    "means ",
    "indicates ",
    "denotes ",
    "stands for ",
    "refers to ",
    "is used ",
    "bedeutet ",
    "signifie ",
    "significa ",
    "означает",
    "是指",
    "表示",
    "意味着",
];

/// Words after which a marking is named rather than applied.
const CITATIONS: &[&str] = &[
    "marked",
    "marking",
    "labelled",
    "labeled",
    "stamped",
    "classified",
    "the term",
    "the word",
    "the level",
    "such as",
    "so-called",
    "called",
    "known as",
    "headed",
    "reads",
    "means",
    "gekennzeichnet",
    "eingestuft",
    "einstufung",
    "vermerk",
    "classifié",
    "mention",
    "grifo",
    "гриф",
    "с грифом",
    "标注",
    "标明",
    "标有",
    "标识",
    "标为",
    "标志",
    "定为",
    "列为",
    "确定为",
    "分为",
    "属于",
    "所谓",
    "字样",
    "印有",
    "注明",
    "規定",
    "规定",
    "指定",
    "표시",
    "分類",
];

/// Levels of the schemes of markings, each with its spellings, those that hold others first.
const SCHEMES: &[&[&[&str]]] = &[
    &[
        &["TOP SECRET", "Top Secret", "TOP-SECRET"],
        &["SECRET", "Secret"],
        &["CONFIDENTIAL", "Confidential"],
        &["RESTRICTED"],
        &["PROTECTED"],
        &["OFFICIAL-SENSITIVE", "OFFICIAL: Sensitive", "OFFICIAL:Sensitive"],
        &["UNCLASSIFIED", "Unclassified"],
        &["UNOFFICIAL"],
        &["OFFICIAL"],
    ],
    &[&["CUI//SP-"], &["CUI//"], &["CUI"], &["FOUO"], &["UNCLASSIFIED"]],
    &[&["绝密"], &["机密"], &["秘密"], &["内部"]],
    &[&["絕對機密"], &["極機密"], &["機密"], &["密等"]],
    &[&["極秘"], &["秘文書"], &["社外秘"], &["部外秘"], &["厳秘"], &["関係者限り"]],
    &[&["機密性3"], &["機密性2"], &["機密性1"]],
    &[&["Ⅰ급", "I급", "1급"], &["Ⅱ급", "II급", "2급"], &["Ⅲ급", "III급", "3급"], &["대외비"]],
    &[
        &["STRENG GEHEIM", "streng geheim", "Streng geheim"],
        &["VS-VERTRAULICH", "VS-Vertraulich", "vertraulich"],
        &["VS-NUR FÜR DEN DIENSTGEBRAUCH", "VS-NfD", "VS-NUR"],
        &["GEHEIM", "geheim", "Geheim"],
    ],
    &[
        &["TRÈS SECRET", "Très Secret", "Très secret"],
        &["CONFIDENTIEL", "Confidentiel"],
        &["DIFFUSION RESTREINTE", "Diffusion restreinte", "Diffusion Restreinte"],
        &["RESTREINT"],
        &["SECRET", "Secret"],
    ],
    &[
        &["особой важности", "ОСОБОЙ ВАЖНОСТИ", "Особой важности"],
        &["совершенно секретно", "СОВЕРШЕННО СЕКРЕТНО", "Совершенно секретно"],
        &["служебного пользования", "ДСП"],
        &["секретно", "СЕКРЕТНО", "Секретно"],
    ],
    &[
        &["особливої важливості", "Особливої важливості"],
        &["цілком таємно", "Цілком таємно"],
        &["службового користування"],
        &["таємно", "Таємно"],
    ],
    &[
        &["ULTRASSECRETO", "ultrassecreta", "ultrassecreto"],
        &["SECRETO", "secreta", "secreto"],
        &["RESERVADO", "reservada", "reservado"],
        &["CONFIDENCIAL", "confidencial"],
    ],
    &[&["TLP:RED"], &["TLP:AMBER"], &["TLP:GREEN"], &["TLP:CLEAR", "TLP:WHITE"]],
    &[
        &["PROTECTED A", "Protected A"],
        &["PROTECTED B", "Protected B"],
        &["PROTECTED C", "Protected C"],
    ],
];

/// True when the block around a match names several levels of one scheme, as a guide does.
fn is_guide(text: &str, value: Span) -> bool {
    let block = block(text, value);
    SCHEMES.iter().any(|scheme| levels_in(block, scheme) >= LEVELS_OF_GUIDE)
}

/// Counts the levels of a scheme in a text, of overlapping names only the longest.
fn levels_in(block: &str, scheme: &[&[&str]]) -> usize {
    let mut rest = block.to_owned();
    let mut levels = 0;
    for spellings in scheme {
        let mut found = false;
        for spelling in *spellings {
            if rest.contains(spelling) {
                found = true;
                rest = rest.replace(spelling, " ");
            }
        }
        levels += usize::from(found);
    }
    levels
}

/// Returns the lines around a match, up to the next empty one.
fn block(text: &str, value: Span) -> &str {
    let from = text.ceil_char_boundary(value.start.saturating_sub(BLOCK_BYTES_MAX));
    let to = text.floor_char_boundary((value.end + BLOCK_BYTES_MAX).min(text.len()));
    let before = text.get(from..value.start).unwrap_or_default();
    let after = text.get(value.end..to).unwrap_or_default();
    let start = before.rfind("\n\n").map_or(from, |at| from + at);
    let end = after.find("\n\n").map_or(to, |at| value.end + at);
    text.get(start..end).unwrap_or_default()
}

/// What has to be known of a whole file before its markings can be graded.
///
/// It is bounded: past [`Outline::MARKS_MAX`] markings repetition is no longer noted.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    marks: Vec<Mark>,
    /// Documents that say that they were released.
    released: BTreeSet<Arc<[String]>>,
}

/// A marking that counts as one if it stands on several pages.
#[derive(Debug)]
struct Mark {
    finding: usize,
    part: PartId,
    /// What the finding is worth as a marking.
    confidence: Confidence,
}

/// Most marks in one part, on average, that are still marks on pages and no data.
const MARKS_OF_PART_MAX: usize = 4;

impl Outline {
    /// Most markings that are remembered.
    const MARKS_MAX: usize = 4_096;

    /// Notes the finding of index `index`, a marking that stands as one; `confidence` is what it is
    /// worth then.
    pub(crate) fn note(&mut self, index: usize, finding: &Finding, confidence: Confidence) {
        if finding.reasons_for.contains(&Reason::ReleaseEvidence) {
            self.released.insert(Arc::clone(&finding.location.path));
        } else if self.marks.len() < Self::MARKS_MAX {
            self.marks.push(Mark { finding: index, part: finding.location.part, confidence });
        }
    }

    /// Changes the grades by what the whole file says, and forgets it.
    pub(crate) fn settle(&mut self, findings: &mut [Finding]) {
        for (_, marks) in self.repeated(findings) {
            for mark in marks {
                let Some(finding) = findings.get_mut(mark.finding) else { continue };
                finding.reasons_for.push(Reason::Repeated);
                if finding.grade == Some(Grade::Mentions) {
                    finding.grade = Some(Grade::Marked);
                    finding.confidence = mark.confidence;
                    finding.reasons_against.retain(|&reason| reason != Reason::Prose);
                }
            }
        }
        let is_marked =
            |finding: &Finding| matches!(finding.grade, Some(Grade::Marked | Grade::Labelled));
        for finding in findings.iter_mut().filter(|finding| is_marked(finding)) {
            if self.released.contains(&finding.location.path) {
                finding.reasons_against.push(Reason::ReleaseEvidence);
            }
        }
        *self = Self::default();
    }

    /// Returns the marks that stand on several pages or parts, by rule and text.
    fn repeated(&self, findings: &[Finding]) -> BTreeMap<(usize, String), Vec<&Mark>> {
        let mut groups: BTreeMap<(usize, String), Vec<&Mark>> = BTreeMap::new();
        for mark in &self.marks {
            if let Some(finding) = findings.get(mark.finding) {
                let key = (finding.rule, plain(finding.evidence.reveal()));
                groups.entry(key).or_default().push(mark);
            }
        }
        groups.retain(|_, marks| {
            let parts: BTreeSet<PartId> = marks.iter().map(|mark| mark.part).collect();
            parts.len() > 1 && marks.len() <= parts.len() * MARKS_OF_PART_MAX
        });
        groups
    }
}

/// The letters and digits of a marking in lower case.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests;
