use super::*;

#[test]
fn paths_are_those_of_the_specification() {
    let tile = |level, index, width| Tile { level, index, width }.path();
    assert_eq!(tile(Level::Hashes(0), 1_234_067, 256), "tile/0/x001/x234/067");
    assert_eq!(tile(Level::Hashes(2), 0, 1), "tile/2/000.p/1");
    assert_eq!(tile(Level::Entries, 273, 112), "tile/entries/273.p/112");
    for (level, index, width) in [(0, 0, 1), (1, 999, 255), (7, 1000, 256), (63, u64::MAX, 256)] {
        let tile = Tile { level: Level::Hashes(level), index, width };
        assert_eq!(Tile::parse(&tile.path()), Some(tile));
    }
}

#[test]
fn a_path_that_nobody_writes_is_none() {
    for path in [
        "tile/00/000",
        "tile/64/000",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/x000/000",
        "tile/0/1000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/+01",
        "tile/0/000/",
        "tile/data/000",
        "tile/8/0/000",
        "tile/0/../000",
        "tile/0/x001",
        "",
        "tile/0",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
    ] {
        assert_eq!(Tile::parse(path), None, "{path}");
    }
}

#[test]
fn a_tree_of_70000_has_the_tiles_of_the_specifications_example() {
    let tiles = Tile::between(0, 70_000);
    let count = |level, full: bool| {
        tiles.iter().filter(|t| t.level == level && (t.width == TILE_WIDTH) == full).count()
    };
    assert_eq!((count(Level::Hashes(0), true), count(Level::Hashes(0), false)), (273, 1));
    assert_eq!((count(Level::Hashes(1), true), count(Level::Hashes(1), false)), (1, 1));
    assert_eq!((count(Level::Hashes(2), true), count(Level::Hashes(2), false)), (0, 1));
    assert!(tiles.iter().any(|tile| tile.path() == "tile/0/273.p/112"));
    assert!(tiles.iter().any(|tile| tile.path() == "tile/1/001.p/17"));
    assert!(tiles.iter().any(|tile| tile.path() == "tile/2/000.p/1"));
    assert_eq!(Tile::between(70_000, 70_000), []);
}

#[test]
fn bundles_hold_entries_of_any_length() {
    let long = vec![7; 65_535];
    let entries: [&[u8]; 3] = [b"one", b"", &long];
    let bundle = encode_bundle(entries).unwrap();
    assert_eq!(decode_bundle(&bundle).unwrap(), entries);
    assert_eq!(encode_bundle([[0; 65_536].as_slice()]), None);
    for cut in [1, 4, 6, bundle.len() - 1] {
        assert_eq!(decode_bundle(&bundle[..cut]), None, "{cut}");
    }
    assert_eq!(decode_bundle(&[0; 2 * (TILE_WIDTH + 1)]), None);
}
