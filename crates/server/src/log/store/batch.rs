//! What one transaction logs.

use std::collections::BTreeMap;

use super::{Appended, NewEntry};

/// The rows of entries that are new, and where each request stands.
pub(super) struct Batch<'e> {
    pub(super) rows: Vec<(u64, &'e NewEntry, &'e String)>,
    /// Requests that had been logged before.
    known: BTreeMap<String, u64>,
    /// Places of the others.
    fresh: BTreeMap<&'e str, u64>,
}

impl<'e> Batch<'e> {
    /// Gives a place to each request that is not `known`, from `size` on.
    pub(super) fn new(
        size: u64,
        entries: &'e [NewEntry],
        sealed: &'e [String],
        known: BTreeMap<String, u64>,
    ) -> Self {
        let mut batch = Self { rows: Vec::new(), known, fresh: BTreeMap::new() };
        for (entry, sealed) in entries.iter().zip(sealed) {
            let request = entry.request.as_str();
            let next = size + batch.rows.len() as u64;
            if !batch.known.contains_key(request) && !batch.fresh.contains_key(request) {
                batch.fresh.insert(request, next);
                batch.rows.push((next, entry, sealed));
            }
        }
        batch
    }

    /// Says of each entry where it stands; of several with one request the first is the new one.
    pub(super) fn appended(mut self, entries: &[NewEntry]) -> Vec<Appended> {
        let mut appended = Vec::new();
        for NewEntry { request, .. } in entries {
            let before = self.known.get(request).copied();
            let index = before.or_else(|| self.fresh.get(request.as_str()).copied());
            let index = index.unwrap_or_default();
            self.known.insert(request.clone(), index);
            appended.push(Appended { index, is_new: before.is_none() });
        }
        appended
    }
}
