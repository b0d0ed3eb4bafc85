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

/// Numbers that look random, the same in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

#[test]
fn an_oracle_judges_as_we_do() {
    use tlog_tiles::{Hash as Theirs, check_record, check_tree};
    let theirs = |hash: &Hash| Theirs(hash.0);
    let all = |hashes: &[Hash]| hashes.iter().map(theirs).collect();
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let (mut held, mut refused) = (0, 0);
    for size in (1..70).chain([255, 256, 257, 300, 511, 513, 70_000]) {
        let log = Log::of(size, "e");
        let (root, reader) = (log.edge.root(), log.reader());
        for _ in 0..12 {
            let index = random.below(size);
            let leaf = Hash::of_leaf(format!("e{index}").as_bytes());
            assert_eq!(leaf.0, tlog_tiles::record_hash(format!("e{index}").as_bytes()).0);
            let (mut inclusion, mut growth) =
                (reader.inclusion(index).unwrap(), reader.consistency(index + 1).unwrap());
            let old = reader.root(index + 1).unwrap();
            // As it is, and with one thing changed: a bit, the length, the place.
            let (mut index, mut old_size) = (index, index + 1);
            match random.below(6) {
                0 | 1 => {
                    let bit = random.below(256) as usize;
                    for hashes in [&mut inclusion, &mut growth] {
                        let place = random.below(hashes.len().max(1) as u64) as usize;
                        if let Some(hash) = hashes.get_mut(place) {
                            hash.0[bit / 8] ^= 1 << (bit % 8);
                        }
                    }
                }
                2 => drop((inclusion.pop(), growth.pop())),
                3 => [&mut inclusion, &mut growth].into_iter().for_each(|all| all.push(leaf)),
                4 => (index, old_size) = (random.below(size), 1 + random.below(size)),
                _ => {}
            }
            let ours = verify_inclusion(&leaf, index, size, &inclusion, &root).is_ok();
            let its = check_record(&all(&inclusion), size, theirs(&root), index, theirs(&leaf));
            assert_eq!(ours, its.is_ok(), "inclusion of {index} in {size}");
            let also = verify_consistency(old_size, &old, size, &root, &growth).is_ok();
            let its = check_tree(&all(&growth), size, theirs(&root), old_size, theirs(&old));
            assert_eq!(also, its.is_ok(), "{old_size} before {size}");
            for holds in [ours, also] {
                *(if holds { &mut held } else { &mut refused }) += 1;
            }
        }
    }
    assert!(held > 300 && refused > 300, "{held} held, {refused} refused");
}

#[test]
fn tiles_make_the_hashes_that_an_oracle_stores() {
    use tlog_tiles::{Error, Hash as Theirs, HashReader, stored_hashes, tree_hash};
    struct Stored(Vec<Theirs>);
    impl HashReader for Stored {
        fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Theirs>, Error> {
            Ok(indexes.iter().map(|index| self.0[*index as usize]).collect())
        }
    }
    let mut stored = Stored(Vec::new());
    let mut log = Log::default();
    for index in 0..1_000_u64 {
        let entry = format!("entry {index}");
        log.append(entry.as_bytes());
        let hashes = stored_hashes(index, entry.as_bytes(), &stored).unwrap();
        stored.0.extend(hashes);
        assert_eq!(log.edge.root().0, tree_hash(index + 1, &stored).unwrap().0, "{index}");
    }
}
