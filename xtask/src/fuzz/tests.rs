use std::collections::BTreeSet;

use document::FORMATS;

use super::page::{Page, Row};
use super::samples::Samples;
use super::series::{self, Bounds};
use crate::root;

#[test]
fn what_was_run_before_is_added() {
    let row = Row { samples: 2, files: 10, slowest: 0.25, peak_megabytes: 30, ..Row::default() };
    let mut page = Page::parse("## What was found\n\nA panic.\n").unwrap();
    page.rows.insert("pdf".into(), row.clone());
    let again = Page::parse(&page.text()).unwrap();
    assert_eq!(again.row("pdf"), &row);
    assert!(again.text().ends_with("\n\n## What was found\n\nA panic.\n"));
    let mut next = Row { samples: 3, files: 5, panics: 1, slowest: 0.1, ..Row::default() };
    next.add(again.row("pdf"));
    assert_eq!((next.samples, next.files, next.panics), (3, 15, 1));
    assert_eq!((next.slowest, next.peak_megabytes), (0.25, 30));
}

#[test]
fn each_reader_has_a_sample() {
    let formats = Samples::of(&root(), None).unwrap().formats();
    let read = FORMATS.iter().filter(|format| !format.reads.is_empty());
    let names: BTreeSet<String> = read.map(|format| format.name.to_owned()).collect();
    let missing: Vec<&String> = names.difference(&formats).collect();
    assert!(missing.is_empty(), "no sample in `corpus/`: {missing:?}");
}

#[test]
fn the_same_numbers_make_the_same_files() {
    let run = || {
        let samples = Samples::of(&root(), Some("csv")).unwrap();
        series::read(samples, Bounds { seeds: 1..40, until: None }).unwrap()
    };
    let (one, other) = (run(), run());
    assert_eq!(one.files(), 39);
    assert_eq!(one.ends["csv"].counts, other.ends["csv"].counts);
}
