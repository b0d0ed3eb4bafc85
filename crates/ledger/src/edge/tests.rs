use super::*;
use crate::testing::{Log, ORIGIN, root_by_definition};
use crate::{Checkpoint, fsck};

#[test]
fn an_edge_that_is_read_grows_as_one_that_stayed() {
    let mut stayed = Log::default();
    for size in 1..=1030_u64 {
        stayed.append(format!("e{}", size - 1).as_bytes());
        stayed.publish();
        if [1, 2, 255, 256, 257, 511, 512, 1023, 1024, 1030].contains(&size) {
            let root = stayed.edge.root();
            let read = Edge::load(&stayed.tiles, size, &root).unwrap();
            assert_eq!(read.root(), root);
            assert_eq!(read.size(), size);
            assert_eq!(read.partial_tiles(), stayed.edge.partial_tiles());
        }
    }
}

#[test]
fn tiles_are_those_that_the_size_asks_for() {
    for size in [1, 255, 256, 257, 65_535, 65_536, 65_537] {
        let log = Log::of(size, "e");
        let expected = Tile::between(0, size);
        assert_eq!(log.tiles.0.keys().copied().collect::<Vec<_>>(), {
            let mut sorted = expected.clone();
            sorted.sort();
            sorted
        });
        let checked = fsck(&log.tiles, size, &[log.checkpoint()]);
        assert_eq!((checked.leaves, checked.damages.len()), (size, 0));
    }
}

#[test]
fn a_flipped_bit_in_the_edge_is_noticed() {
    let log = Log::of(300, "e");
    let root = log.edge.root();
    for (tile, bytes) in log.edge.partial_tiles() {
        let mut tiles = log.tiles.clone();
        let mut flipped = bytes.clone();
        *flipped.last_mut().unwrap() ^= 1;
        tiles.0.insert(tile, flipped);
        assert!(Edge::load(&tiles, 300, &root).is_err(), "{tile}");
        tiles.0.insert(tile, bytes[..bytes.len() - 1].to_vec());
        assert!(Edge::load(&tiles, 300, &root).is_err(), "{tile}");
    }
    assert_eq!(Edge::load(&log.tiles, 300, &root_by_definition(&[])), Err(EdgeError::WrongRoot));
}

#[test]
fn an_entry_is_at_most_as_long_as_a_bundle_can_say() {
    let mut edge = Edge::default();
    assert_eq!(edge.append(&[0; 65_536], &mut Vec::new()), Err(EdgeError::TooLong(65_536)));
    assert_eq!(edge.size(), 0);
    assert_eq!(Checkpoint::new(ORIGIN, 0, edge.root()).root, Hash::of_empty_tree());
}
