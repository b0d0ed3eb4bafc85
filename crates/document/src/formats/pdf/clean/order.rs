//! Numbers objects in the order in which they are reached from the catalogue, so that the way in
//! which they were made does not show, and a copy of a copy is the same.

use std::collections::BTreeMap;

use super::objects::push;

/// Stands between the entries of a stream and its data.
pub(super) const STREAM: &[u8] = b">>\nstream\n";

/// Returns what is reached from `root`, which comes first; references have the new numbers.
pub(super) fn in_order(written: Vec<Vec<u8>>, root: u32) -> Vec<Vec<u8>> {
    let mut numbers = BTreeMap::from([(root, 1)]);
    let mut order = vec![root];
    let mut at = 0;
    while let Some(&number) = order.get(at) {
        at += 1;
        let Some(object) = written.get(number as usize - 1) else { continue };
        for (_, target) in references(object) {
            let is_there = (1..=written.len() as u32).contains(&target);
            let next = order.len() as u32 + 1;
            if is_there && !numbers.contains_key(&target) {
                numbers.insert(target, next);
                order.push(target);
            }
        }
    }
    let mut written = written;
    let taken = |number: u32| written.get_mut(number as usize - 1).map(std::mem::take);
    let objects: Vec<Vec<u8>> = order.into_iter().filter_map(taken).collect();
    objects.iter().map(|object| renumbered(object, &numbers)).collect()
}

fn renumbered(object: &[u8], numbers: &BTreeMap<u32, u32>) -> Vec<u8> {
    let mut made = Vec::with_capacity(object.len());
    let mut at = 0;
    for (range, target) in references(object) {
        made.extend_from_slice(object.get(at..range.start).unwrap_or_default());
        match numbers.get(&target) {
            Some(number) => push(&mut made, &format!("{number} 0 R")),
            None => push(&mut made, "null"),
        }
        at = range.end;
    }
    made.extend_from_slice(object.get(at..).unwrap_or_default());
    made
}

/// Returns the references in an object that this program wrote: strings in it are in hexadecimal
/// and names have no spaces, so nothing else looks like one.
fn references(object: &[u8]) -> Vec<(std::ops::Range<usize>, u32)> {
    let end = memchr::memmem::find(object, STREAM).unwrap_or(object.len());
    let entries = object.get(..end).unwrap_or_default();
    let mut found = Vec::new();
    for at in memchr::memmem::find_iter(entries, b" 0 R") {
        let before = entries.get(..at).unwrap_or_default();
        let digits = before.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let start = at - digits;
        let number = std::str::from_utf8(before.get(start..).unwrap_or_default());
        if let Some(number) = number.ok().and_then(|digits| digits.parse().ok()) {
            found.push((start..at + b" 0 R".len(), number));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_numbered_as_they_are_reached() {
        let written = [
            "<</Unreached 2 0 R>>",
            "<</Length 5 0 R>>\nstream\n9 0 R\nendstream",
            "<</Kids[4 0 R 2 0 R]/Gone 9 0 R>>",
            "(the root) 3 0 R",
            "7",
        ];
        let written = written.iter().map(|object| object.as_bytes().to_vec()).collect();
        let ordered = in_order(written, 3);
        let texts: Vec<_> = ordered.iter().map(|object| String::from_utf8_lossy(object)).collect();
        let expected = [
            "<</Kids[2 0 R 3 0 R]/Gone null>>",
            "(the root) 1 0 R",
            "<</Length 4 0 R>>\nstream\n9 0 R\nendstream",
            "7",
        ];
        assert_eq!(texts, expected);
    }
}
