//! The page on what became of the files.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::others::{KEPT_PERCENT_MIN, Others};
use super::{COPIED, Collection, Ended, FAILURES};

/// What stands above the tables.
const HEAD: &str = "\
# Copies of files that nobody here wrote

`cargo xtask e2e --corpus FOLDER` writes this page: it runs `obelus clean` over a folder of files, cleans each \
copy once more, and has other programs open the copies.
The folder holds files of public test collections, which are not part of the project; many are broken or \
hostile on purpose.
Words in pictures are not read here: text recognition is another program, and takes most of the time.
`proven` and `needs-person` have a copy; every other end is the reason for which there is none.
A file fails when the proof holds its copy back: something is left in it, too little is, or it looks otherwise.
";
/// Files with the largest differences that are named.
const WORST: usize = 10;

/// Returns the page.
pub(super) fn written(all: &Collection) -> String {
    let mut page = HEAD.to_owned();
    page.push_str(&ends(&all.ended));
    let (again, faults) = (all.again, &all.faults);
    let changed = faults.iter().filter(|fault| fault.contains("cleaning twice")).count();
    let _ = writeln!(
        page,
        "\n## Again\n\n{again} copies were cleaned once more; {changed} of the second copies differ from the first."
    );
    page.push_str(&text(&all.others));
    page.push_str(&looks(&all.others));
    page.push_str(&programs(&all.others));
    page
}

/// How the files of each kind ended.
fn ends(ended: &[Ended]) -> String {
    let mut rows: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    for ended in ended {
        let row = rows.entry(ended.ending()).or_default();
        *row.entry(&ended.outcome).or_default() += 1;
    }
    let mut total = BTreeMap::new();
    for (end, count) in rows.values().flatten() {
        *total.entry(*end).or_default() += count;
    }
    let mut table =
        String::from("\n## Ends\n\n| ending | files | copies | refused | failed | ends |\n");
    table.push_str("|---|--:|--:|--:|--:|---|\n");
    for (ending, row) in rows.iter().map(|(ending, row)| (ending.as_str(), row)) {
        table.push_str(&ends_of(ending, row));
    }
    table.push_str(&ends_of("**all**", &total));
    table
}

fn ends_of(ending: &str, row: &BTreeMap<&str, usize>) -> String {
    let sum = |ends: &[&str]| ends.iter().filter_map(|end| row.get(end)).sum::<usize>();
    let (files, copies, failed) = (row.values().sum::<usize>(), sum(&COPIED), sum(&FAILURES));
    let refused = files - copies - failed;
    let ends: Vec<String> = row.iter().map(|(end, count)| format!("`{end}` {count}")).collect();
    format!("| {ending} | {files} | {copies} | {refused} | {failed} | {} |\n", ends.join(", "))
}

fn text(others: &Others) -> String {
    let mut table = String::from(
        "\n## Text\n\nOf files from which nothing was redacted: characters of words that `pdftotext` reads on \
         what pages show of them and of their copies, of Office files as LibreOffice prints them.\n\
         Marks of lists and lines of dots are no words, and capitals count as small letters.\n\
         It also reads text that is hidden, which is gone on purpose, and LibreOffice computes formulas of \
         old files anew, of which copies have the values.\n\n\
         | ending | characters | in the copies | share |\n|---|--:|--:|--:|\n",
    );
    for (ending, (all, kept)) in &others.characters {
        let share = *kept as f64 * 100.0 / (*all).max(1) as f64;
        let _ = writeln!(table, "| {ending} | {all} | {kept} | {share:.2} % |");
    }
    let _ = writeln!(table, "\nLess than {KEPT_PERCENT_MIN} % is left of:\n");
    for (kept, all, name) in &others.short {
        let _ = writeln!(table, "- `{name}`: {kept} of {all}");
    }
    table
}

fn looks(others: &Others) -> String {
    let mut looks: Vec<_> = others.looks.iter().collect();
    looks.sort_by_key(|(difference, name)| (Reverse(*difference), name));
    let sum: u64 = looks.iter().map(|(difference, _)| u64::from(*difference)).sum();
    let mean = sum as f64 / looks.len().max(1) as f64;
    let mut list = format!(
        "\n## Looks of PDF files\n\nOf {} files from which nothing was redacted, `pdftoppm` draws the first pages: \
         they differ from the copies' by {mean:.2} thousandths of white in the mean. The worst:\n\n",
        looks.len()
    );
    for (difference, name) in looks.iter().take(WORST).filter(|(difference, _)| *difference > 0) {
        let _ = writeln!(list, "- `{name}`: {difference}");
    }
    list
}

fn programs(others: &Others) -> String {
    let mut table = String::from(
        "\n## Other programs\n\n| program | originals that it opens | copies of these |\n|---|--:|--:|\n",
    );
    for (program, (originals, copies)) in &others.opened {
        let _ = writeln!(table, "| {program} | {originals} | {copies} |");
    }
    let (tagged, kept) = others.tagged;
    let _ = writeln!(table, "\n{tagged} PDF files have tags; {kept} of their copies have them.");
    table
}
