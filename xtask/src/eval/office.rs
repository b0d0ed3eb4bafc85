//! Documents of an ordinary office, written by hand beside no rule, with their keys in the text: is
//! what is planted told, as what it is, and is all else left alone?
//!
//! `⟦kind:text⟧` is planted, `⟦-:text⟧` is a look-alike that must stay quiet.

use std::collections::BTreeMap;
use std::ops::Range;

use anyhow::{Context, Result, ensure};
use detect::{Category, Confidence, Finding, Grade, Severity};

use super::Bench;
use super::rate::Rate;

/// The sets, each with the name that its row of false alarms has.
const SETS: &[(&str, &str)] = &[
    ("English", include_str!("office/english.txt")),
    ("Chinese", include_str!("office/chinese.txt")),
    ("machines", include_str!("office/machine.txt")),
    ("written later", include_str!("office/second.txt")),
    ("of other kinds", include_str!("office/third.txt")),
    ("single lines", include_str!("office/lines.txt")),
    ("fresh lines", include_str!("office/fresh.txt")),
    ("everyday", include_str!("office/everyday.txt")),
    ("markings", include_str!("office/marked.txt")),
    ("at counters", include_str!("office/counters.txt")),
];

/// Snippets of settings, programs, tables and talk that hold secrets.
const SNIPPETS: &[(&str, &str)] = &[("snippets", include_str!("secrets/fresh.txt"))];

/// The kind of a look-alike.
const LOOK_ALIKE: &str = "-";

/// A document without its key.
struct Document {
    name: String,
    text: String,
    marks: Vec<Mark>,
}

/// A place in a document of which the key says something.
struct Mark {
    kind: &'static str,
    range: Range<usize>,
}

/// What was planted of one kind.
#[derive(Default)]
struct Planted {
    found: Rate,
    loud: Rate,
}

/// What was told of the documents of one set.
#[derive(Default)]
struct Alarms {
    documents: u64,
    right: Rate,
    look_alikes: Rate,
}

/// Returns the tables of what was found in documents and in snippets.
pub(super) fn table(bench: &mut Bench<'_>) -> Result<String> {
    let documents = tables(bench, DOCUMENTS_HEAD, SETS)?;
    Ok(documents + &tables(bench, SNIPPETS_HEAD, SNIPPETS)?)
}

const DOCUMENTS_HEAD: &str = "## Documents of an ordinary office\n\n\
    Minutes, letters, lists, tenders, chats and configuration files, fictitious and with their keys \
    in `xtask/src/eval/office/`; rules were mended after reading what was missed, so this says less \
    than the sets of others.\n\
    Found is a finding of the right category at any confidence; loud is one of medium severity and \
    confidence, which asks for a person.\n\n";

const SNIPPETS_HEAD: &str = "## Secrets where people write them\n\n\
    Settings, scripts, programs, tables, chats and letters in English and Chinese, with look-alikes \
    (`xtask/src/eval/secrets/`); rules were mended after reading what was missed.\n\n";

/// Returns the tables of what was found of each kind in some sets, and of false alarms.
fn tables(
    bench: &mut Bench<'_>,
    head: &str,
    sets: &[(&'static str, &'static str)],
) -> Result<String> {
    let mut kinds: BTreeMap<&str, Planted> = BTreeMap::new();
    let mut alarms = Vec::new();
    for &(set, text) in sets {
        let mut of_set = Alarms::default();
        for document in documents(text)? {
            of_set.documents += 1;
            judge(bench, &document, &mut kinds, &mut of_set);
        }
        alarms.push((set, of_set));
    }
    let mut page = format!("{head}| planted | found | loud |\n|---|---|---|\n");
    for (kind, Planted { found, loud }) in kinds {
        page.push_str(&format!("| {kind} | {found} | {loud} |\n"));
    }
    page.push_str("\n| documents | of them | loud findings that are right | look-alikes taken for loud ones |\n|---|--:|---|---|\n");
    for (set, Alarms { documents, right, look_alikes }) in alarms {
        page.push_str(&format!("| {set} | {documents} | {right} | {look_alikes} |\n"));
    }
    page.push('\n');
    Ok(page)
}

/// A finding in a document.
struct Told {
    finding: Finding,
    place: Range<usize>,
    rule: String,
    category: Category,
}

impl Told {
    fn is_at(&self, mark: &Mark) -> bool {
        self.place.start < mark.range.end && mark.range.start < self.place.end
    }

    /// True when it asks for a person.
    fn is_loud(&self) -> bool {
        self.finding.severity >= Severity::Medium
            && self.finding.confidence >= Confidence::Medium
            && self.finding.grade != Some(Grade::Mentions)
    }

    /// True when it says what was planted.
    fn says(&self, kind: &str) -> bool {
        let category = self.category;
        match kind {
            "marking" => {
                category == Category::Marking && self.finding.grade != Some(Grade::Mentions)
            }
            "secret" => category == Category::Secret,
            // An address with its password is one finding.
            "host" => matches!(category, Category::Infrastructure | Category::Secret),
            "technical" => matches!(category, Category::Technical | Category::Compilation),
            "place" => category == Category::Location,
            "address" => matches!(category, Category::PersonalData | Category::Location),
            "kind" => matches!(category, Category::Metadata | Category::PersonalData),
            _ => category == Category::PersonalData,
        }
    }
}

/// Counts what was found in one document, and what was told beside that.
fn judge(
    bench: &mut Bench<'_>,
    document: &Document,
    kinds: &mut BTreeMap<&str, Planted>,
    alarms: &mut Alarms,
) {
    let told = told(bench, document);
    for mark in &document.marks {
        let here: Vec<&Told> = told.iter().filter(|told| told.is_at(mark)).collect();
        if mark.kind == LOOK_ALIKE {
            alarms.look_alikes.count(here.iter().any(|told| told.is_loud()));
            continue;
        }
        let planted = kinds.entry(mark.kind).or_default();
        let is_found = here.iter().any(|told| told.says(mark.kind));
        let is_loud = here.iter().any(|told| told.says(mark.kind) && told.is_loud());
        planted.found.count(is_found);
        planted.loud.count(is_loud);
        if !is_loud {
            let what = if is_found { "quiet" } else { "missed" };
            let rules: Vec<&str> = here.iter().map(|told| told.rule.as_str()).collect();
            bench.misses.push_str(&line(document, what, mark.kind, &mark.range, &rules.join(" ")));
        }
    }
    for told in told.iter().filter(|told| told.is_loud()) {
        let is_right = document.marks.iter().any(|m| m.kind != LOOK_ALIKE && told.is_at(m));
        alarms.right.count(is_right);
        if !is_right {
            bench.misses.push_str(&line(document, "false", &told.rule, &told.place, ""));
        }
    }
}

/// What did not end as the key says, for who reads the misses.
fn line(document: &Document, what: &str, of: &str, place: &Range<usize>, rules: &str) -> String {
    let text = document.text.get(place.clone()).unwrap_or_default().replace('\n', " ");
    format!("office {what} {of} {}: {text} ({rules})\n", document.name)
}

fn told(bench: &mut Bench<'_>, document: &Document) -> Vec<Told> {
    let rules = bench.rules;
    let findings = bench.scan_as(&document.name, &document.text).into_iter();
    // The name of the file is a part too; its text is not this one.
    let in_text = findings.filter(|finding| &*finding.location.label != "name");
    in_text
        .map(|finding| {
            let rule = rules.rule(finding.rule);
            Told {
                place: place(&finding, &document.text),
                rule: rule.id.clone(),
                category: rule.category,
                finding,
            }
        })
        .collect()
}

/// The place of a finding in the text of its file: a part that is not the whole file counts by
/// itself, so what it shows is looked for.
fn place(finding: &Finding, text: &str) -> Range<usize> {
    let range = finding.location.start as usize..finding.location.end as usize;
    let evidence = finding.evidence.reveal();
    if text.get(range.clone()) == Some(evidence) {
        return range;
    }
    text.find(evidence).map_or(range, |at| at..at + evidence.len())
}

fn documents(set: &'static str) -> Result<Vec<Document>> {
    set.split("\n=== ").skip(1).map(document).collect()
}

fn document(source: &'static str) -> Result<Document> {
    let (name, body) = source.split_once('\n').context("a document has a name")?;
    let mut document = Document { name: name.to_owned(), text: String::new(), marks: Vec::new() };
    let mut rest = body;
    while let Some((before, after)) = rest.split_once('⟦') {
        let (mark, after) = after.split_once('⟧').context("each mark ends")?;
        let (kind, value) = mark.split_once(':').context("each mark has a kind")?;
        ensure!(!value.contains('⟦'), "marks do not stand in marks: {value}");
        document.text.push_str(before);
        let start = document.text.len();
        document.text.push_str(value);
        document.marks.push(Mark { kind, range: start..document.text.len() });
        rest = after;
    }
    document.text.push_str(rest);
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_can_be_read() {
        for (set, text) in SETS.iter().chain(SNIPPETS) {
            let documents = documents(text).unwrap();
            let holds_both = |kind: fn(&str) -> bool| {
                documents.iter().flat_map(|document| &document.marks).any(|mark| kind(mark.kind))
            };
            assert!(documents.len() > 10, "{set}");
            assert!(holds_both(|kind| kind == LOOK_ALIKE) && holds_both(|kind| kind != LOOK_ALIKE));
        }
    }

    #[test]
    fn a_key_says_where_its_text_stands() {
        let document = document("a.txt\nfrom ⟦name:Ada⟧ to ⟦-:nobody⟧.\n").unwrap();
        assert_eq!(document.text, "from Ada to nobody.\n");
        let kept: Vec<_> = document
            .marks
            .iter()
            .filter_map(|mark| document.text.get(mark.range.clone()))
            .collect();
        assert_eq!(kept, ["Ada", "nobody"]);
    }
}
