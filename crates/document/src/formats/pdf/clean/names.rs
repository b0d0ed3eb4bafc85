//! Names of resources: short ones stay as they are, others can say anything and are numbered.

use std::collections::{BTreeMap, BTreeSet};

use super::super::content::{ContentToken, ContentTokens, names_no_resources};
use super::objects::write_name;

/// Bytes of a name that programs give: `F1`, `Im12`, `DeviceGray`.
const BYTES_MAX: usize = 10;
/// Digits in it.
const DIGITS_MAX: usize = 4;

/// New names of resources, by their old ones; those that stay are not among them.
#[derive(Default)]
pub(super) struct NewNames(BTreeMap<Vec<u8>, Vec<u8>>);

impl NewNames {
    /// Gives new names to those among the names of resources that need them.
    pub(super) fn of<'n>(names: impl Iterator<Item = &'n Vec<u8>> + Clone) -> Self {
        let mut new_names = BTreeMap::new();
        for name in names.clone().filter(|name| !is_short(name)) {
            let number = new_names.len() + 1;
            let is_taken = |new: &Vec<u8>| names.clone().any(|other| other == new);
            let mut new = format!("N{number}").into_bytes();
            while is_taken(&new) {
                new.push(b'x');
            }
            new_names.entry(name.clone()).or_insert(new);
        }
        Self(new_names)
    }

    /// The name that a resource has in the copy.
    pub(super) fn get<'n>(&'n self, name: &'n [u8]) -> &'n [u8] {
        self.0.get(name).map_or(name, Vec::as_slice)
    }

    /// Returns content with the new names.
    pub(super) fn in_content(&self, content: Vec<u8>) -> Vec<u8> {
        if self.0.is_empty() {
            return content;
        }
        let mut made = Vec::with_capacity(content.len());
        let mut at = 0;
        let mut tokens = ContentTokens::new(&content);
        while let Some(token) = tokens.next() {
            let ContentToken::Name(name) = token else { continue };
            if let Some(new) = self.0.get(name.as_ref()) {
                made.extend_from_slice(content.get(at..tokens.start()).unwrap_or_default());
                write_name(new, &mut made);
                at = tokens.end();
            }
        }
        made.extend_from_slice(content.get(at..).unwrap_or_default());
        made
    }
}

/// The names of resources that stand in content.
pub(super) fn in_content(content: &[u8]) -> BTreeSet<Vec<u8>> {
    let (mut names, mut operands) = (BTreeSet::new(), Vec::new());
    for token in ContentTokens::new(content) {
        match token {
            ContentToken::Name(name) => operands.push(name.into_owned()),
            ContentToken::Operator(operator) if names_no_resources(operator) => operands.clear(),
            ContentToken::Operator(_) | ContentToken::InlineImage => {
                names.extend(operands.drain(..));
            }
            _ => {}
        }
    }
    names
}

fn is_short(name: &[u8]) -> bool {
    let digits = name.iter().filter(|byte| byte.is_ascii_digit()).count();
    name.len() <= BYTES_MAX && digits <= DIGITS_MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_numbered_in_content_and_short_ones_stay() {
        let names: Vec<Vec<u8>> =
            [&b"F1"[..], b"N1", b"Plan of Ann Lee"].iter().map(|name| name.to_vec()).collect();
        let new = NewNames::of(names.iter());
        let content = b"/F1 9 Tf /Plan#20of#20Ann#20Lee gs (Plan of Ann Lee) Tj".to_vec();
        let expected = b"/F1 9 Tf /N1x gs (Plan of Ann Lee) Tj";
        assert_eq!(new.in_content(content), expected);
        assert_eq!(new.get(b"F1"), b"F1");
    }
}
