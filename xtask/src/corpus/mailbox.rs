//! Mailboxes of Outlook from readable sections.
//!
//! A section `200024 in 8022/8025/3707001F` is a property, as text unless it ends in ` bytes`: of the
//! node 8025 inside the node 200024, whose folder is 8022. Where rows are counted (`row 1`), the node is
//! a table. All numbers are hexadecimal.

#[path = "../../../crates/document/src/formats/outlook/pst/tests/builder.rs"]
mod builder;

use anyhow::{Context as _, Result};

use self::builder::{Pst, Thing, text};
use super::build::bytes_of;

/// Builds the file of sections, in which nothing is written so that it is not read at a glance.
pub(super) fn mailbox<'a>(sections: impl Iterator<Item = &'a (String, String)>) -> Result<Vec<u8>> {
    let mut things = Vec::new();
    for (name, content) in sections {
        let (name, is_bytes) = match name.strip_suffix(" bytes") {
            Some(name) => (name, true),
            None => (name.as_str(), false),
        };
        let (path, tag) = name.rsplit_once('/').context("a section has no tag")?;
        let tag = number(tag)?;
        let value = match is_bytes {
            true => (tag, bytes_of(content)?),
            false => text(tag >> 16, content.trim_end_matches('\n')),
        };
        put(&mut things, path, value)?;
    }
    let mut pst = Pst::new(true, 0, |_, _| {});
    things.iter().for_each(|thing| pst.add(thing));
    Ok(pst.finish())
}

/// Puts a property where its path leads.
fn put(things: &mut Vec<Thing>, path: &str, value: (u32, Vec<u8>)) -> Result<()> {
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    let (id, parent) = first.split_once(" in ").unwrap_or((first, "0"));
    let (id, parent) = (number(id)?, number(parent)?);
    let at = things.iter().position(|thing| thing.id == id).unwrap_or_else(|| {
        things.push(Thing { id, parent, ..Thing::default() });
        things.len() - 1
    });
    let thing = &mut things[at];
    match rest.strip_prefix("row ") {
        Some(row) => {
            let row: usize = row.parse()?;
            thing.rows.resize_with(thing.rows.len().max(row), Vec::new);
            thing.rows[row - 1].push(value);
        }
        None if rest.is_empty() => thing.properties.push(value),
        None => put(&mut thing.inner, rest, value)?,
    }
    Ok(())
}

fn number(digits: &str) -> Result<u32> {
    u32::from_str_radix(digits, 16).with_context(|| format!("`{digits}` is no number"))
}
