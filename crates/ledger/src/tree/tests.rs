use super::*;
use crate::testing::{Log, root_by_definition};

/// Sizes around the borders of powers of two and of tiles.
const SIZES: &[u64] = &[1, 2, 3, 4, 5, 7, 8, 9, 31, 33, 64, 255, 256, 257, 300, 511, 512, 513, 770];

fn leaves(size: u64) -> Vec<Hash> {
    (0..size).map(|index| Hash::of_leaf(format!("e{index}").as_bytes())).collect()
}

#[test]
fn published_roots_are_ours() {
    // The inputs and roots that implementations of RFC 6962 have shared since 2013.
    let inputs: [&[u8]; 8] = [
        &[],
        &[0x00],
        &[0x10],
        &[0x20, 0x21],
        &[0x30, 0x31],
        &[0x40, 0x41, 0x42, 0x43],
        &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
        &[
            0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d,
            0x6e, 0x6f,
        ],
    ];
    let mut log = Log::default();
    let empty = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    assert_eq!(log.edge.root().to_string(), empty);
    inputs.iter().for_each(|input| log.append(input));
    assert_eq!(log.edge.root().to_string(), "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=");
}

#[test]
fn every_leaf_is_proven_and_no_other() {
    for &size in SIZES {
        let log = Log::of(size, "e");
        let (leaves, root) = (leaves(size), log.edge.root());
        assert_eq!(root, root_by_definition(&leaves), "{size}");
        let reader = log.reader();
        for (index, leaf) in (0..).zip(&leaves) {
            let proof = reader.inclusion(index).unwrap();
            assert_eq!(verify_inclusion(leaf, index, size, &proof, &root), Ok(()));
            let stranger = Hash::of_leaf(b"stranger");
            assert!(verify_inclusion(&stranger, index, size, &proof, &root).is_err());
            assert!(verify_inclusion(leaf, index ^ 1, size, &proof, &root).is_err());
        }
    }
}

#[test]
fn every_older_tree_is_proven_and_no_other() {
    for &size in SIZES {
        let log = Log::of(size, "e");
        let (leaves, root, reader) = (leaves(size), log.edge.root(), log.reader());
        assert_eq!(reader.consistency(0).unwrap(), []);
        for old in 1..=size {
            let old_root = root_by_definition(&leaves[..old as usize]);
            assert_eq!(reader.root(old).unwrap(), old_root);
            let proof = reader.consistency(old).unwrap();
            assert_eq!(verify_consistency(old, &old_root, size, &root, &proof), Ok(()), "{old}");
            let stranger = Hash::of_leaf(b"stranger");
            assert!(verify_consistency(old, &stranger, size, &root, &proof).is_err());
            assert!(verify_consistency(old, &old_root, size, &stranger, &proof).is_err());
        }
    }
}

#[test]
fn a_changed_proof_does_not_hold() {
    let log = Log::of(100, "e");
    let (leaf, root) = (Hash::of_leaf(b"e41"), log.edge.root());
    let proof = log.reader().inclusion(41).unwrap();
    let fails = |proof: &[Hash]| verify_inclusion(&leaf, 41, 100, proof, &root).is_err();
    for place in 0..proof.len() {
        let mut changed = proof.clone();
        changed[place].0[7] ^= 1;
        assert!(fails(&changed));
        changed = proof.clone();
        changed.remove(place);
        assert!(fails(&changed));
        changed = proof.clone();
        changed.insert(place, proof[place]);
        assert!(fails(&changed));
    }
    assert!(fails(&[]));
}

#[test]
fn places_outside_of_the_tree_are_refused() {
    let hash = Hash::of_leaf(b"");
    assert_eq!(verify_inclusion(&hash, 0, 0, &[], &hash), Err(ProofError::OutOfRange));
    assert_eq!(verify_inclusion(&hash, 5, 5, &[], &hash), Err(ProofError::OutOfRange));
    assert_eq!(verify_consistency(6, &hash, 5, &hash, &[]), Err(ProofError::OutOfRange));
    let empty = Hash::of_empty_tree();
    assert_eq!(verify_consistency(0, &empty, 5, &hash, &[]), Err(ProofError::OutOfRange));
    let odd = verify_subtree_consistency(&(1..3), &hash, 5, &hash, &[]);
    assert_eq!(odd, Err(ProofError::OutOfRange));
    assert_eq!(verify_subtree_consistency(&(2..2), &empty, 5, &hash, &[]), Ok(()));
    assert!(verify_subtree_consistency(&(2..2), &hash, 5, &hash, &[]).is_err());
    assert!(verify_subtree_consistency(&(6..6), &empty, 5, &hash, &[]).is_err());
    let huge = verify_inclusion(&hash, u64::MAX - 1, u64::MAX, &[hash; 63], &hash);
    assert!(huge.is_err());
}

#[test]
fn hashes_and_proofs_are_those_of_an_oracle() {
    use tlog_tiles::{Hash as Theirs, check_record, check_tree};
    let theirs = |hash: &Hash| Theirs(hash.0);
    for size in [1, 2, 7, 256, 300] {
        let log = Log::of(size, "e");
        let (root, reader) = (theirs(&log.edge.root()), log.reader());
        for index in [0, size / 2, size - 1] {
            let leaf = tlog_tiles::record_hash(format!("e{index}").as_bytes());
            assert_eq!(leaf.0, Hash::of_leaf(format!("e{index}").as_bytes()).0);
            let proof = reader.inclusion(index).unwrap().iter().map(theirs).collect();
            check_record(&proof, size, root, index, leaf).unwrap();
            let old = theirs(&reader.root(index + 1).unwrap());
            let proof = reader.consistency(index + 1).unwrap().iter().map(theirs).collect();
            check_tree(&proof, size, root, index + 1, old).unwrap();
        }
    }
}
