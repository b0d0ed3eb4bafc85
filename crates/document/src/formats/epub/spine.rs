//! The order in which the pages of a book are read, and the addresses by which it names them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::clean::markup::{Element, Vocabulary, parse};

/// What is read of a package file.
pub(super) static EPUB: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::parse(&[include_str!("clean/epub.txt")]));

/// True for the name of a page.
pub(super) fn is_page(name: &str) -> bool {
    const ENDINGS: [&str; 3] = [".xhtml", ".html", ".htm"];
    let name = name.to_lowercase();
    ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// Names of members, in small letters.
pub(super) type Names = BTreeSet<String>;

/// The members that a package file puts in the order of reading, and its lists of contents, which
/// programs show beside them.
pub(super) fn members(package: &str, name: &str, nesting_max: u32) -> (Names, Names) {
    let Ok(tree) = parse(package, &EPUB, nesting_max) else { return Default::default() };
    let inside = |name: &str| tree.root.child(name).into_iter().flat_map(Element::elements);
    let member = |item: &Element| Some(resolve(name, item.get("href")?).to_lowercase());
    let items: BTreeMap<&str, &Element> =
        inside("opf:manifest").filter_map(|item| Some((item.get("id")?, item))).collect();
    let read = inside("opf:spine").filter_map(|reference| items.get(reference.get("idref")?));
    let is_contents = |item: &&Element| {
        item.get("properties").is_some_and(|said| said.split_whitespace().any(|word| word == "nav"))
    };
    let contents = inside("opf:manifest").filter(is_contents);
    (read.copied().filter_map(member).collect(), contents.filter_map(member).collect())
}

/// Returns the member that an address in another leads to.
pub(crate) fn resolve(from: &str, address: &str) -> String {
    let path = address.split(['#', '?']).next().unwrap_or_default();
    let path = percent_decoded(path);
    let mut steps: Vec<&str> = from.split('/').collect();
    steps.pop();
    for step in path.split('/') {
        match step {
            "." | "" => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

fn percent_decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let code = code.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (first, code) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
