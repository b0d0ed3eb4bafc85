//! What a node holds: its data in one piece or many, and other nodes ([MS-PST] 2.2.2.8.3).

use std::collections::BTreeMap;

use super::layout::Node;
use super::store::{Store, inner_nodes, leads};
use crate::ProblemCode;
use crate::out::Out;

/// The nodes inside a node, by their numbers.
pub(super) type Inner = BTreeMap<u32, Node>;

impl Store<'_> {
    /// Reads the data of a node, block by block; as much of it as is there.
    pub(super) fn data(&mut self, block: u64, out: &mut Out<'_>) -> Vec<Vec<u8>> {
        let mut pieces = Vec::new();
        let mut bytes = 0;
        let mut ahead = vec![(block, 3)];
        while let Some((id, levels)) = ahead.pop() {
            if id == 0 || out.stop() {
                continue;
            }
            let Some(piece) = self.block(id, out) else {
                // What comes after a piece that is missing is still text.
                continue;
            };
            if !Self::leads_on(id) {
                bytes += piece.len() as u64;
                pieces.push(piece);
                if bytes > out.limits().object_bytes_max {
                    out.problem(ProblemCode::ObjectLimit);
                    break;
                }
                continue;
            }
            match leads(&piece, self.layout).filter(|(level, _)| *level < levels) {
                Some((level, ids)) => ahead.extend(ids.into_iter().rev().map(|id| (id, level))),
                None => self.note_damage(),
            }
        }
        pieces
    }

    /// Returns the nodes that are listed in a block.
    pub(super) fn inner(&mut self, block: u64, out: &mut Out<'_>) -> Inner {
        let mut found = Inner::new();
        let mut ahead = vec![(block, true)];
        while let Some((id, may_branch)) = ahead.pop() {
            if id == 0 || out.stop() {
                continue;
            }
            let listed = self.block(id, out).and_then(|block| inner_nodes(&block, self.layout));
            match listed {
                Some((false, nodes)) => found.extend(nodes.into_iter().map(|node| (node.id, node))),
                Some((true, nodes)) if may_branch => {
                    ahead.extend(nodes.into_iter().map(|node| (node.data, false)));
                }
                _ => self.note_damage(),
            }
            if found.len() as u64 > out.limits().entries_max {
                out.problem(ProblemCode::EntriesLimit);
                break;
            }
        }
        found
    }
}
