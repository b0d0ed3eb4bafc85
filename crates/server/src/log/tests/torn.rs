//! Torn, cut and flipped writes: told, or harmless; never silently an older history.

use super::*;

/// Variants of each kind of damage.
const VARIANTS: usize = 40;

/// Spoils bytes from a place on.
type Damage = fn(&mut Vec<u8>, usize);

/// What a disk may do to a file that was being written.
const DAMAGES: [(&str, Damage); 4] = [
    ("cut", Vec::truncate),
    ("zeros to the end", |bytes, place| {
        bytes.iter_mut().skip(place).for_each(|byte| *byte = 0);
    }),
    ("one bit", |bytes, place| bytes[place] ^= 1 << (place % 8)),
    ("one sector of zeros", |bytes, place| {
        bytes.iter_mut().skip(place / 512 * 512).take(512).for_each(|byte| *byte = 0);
    }),
];

#[test]
fn a_damaged_write_ahead_log_is_never_silently_an_older_ledger() {
    let house = House::new();
    let mut log = house.open();
    for round in 0..6 {
        log.append(&entries(round * 10..round * 10 + 10), 5).unwrap();
    }
    let head = log.head();
    // As the disk has it while the process runs: what was committed is in the write-ahead log.
    let image = tempfile::tempdir().unwrap();
    copy(house.folder.path(), image.path());
    drop(log);
    let wal = image.path().join("ledger/ledger.db-wal");
    let mut whole = fs::read(&wal).unwrap();
    // The room behind the last entry is zeros, where no damage does anything.
    whole.truncate(whole.iter().rposition(|byte| *byte != 0).unwrap() + 1);
    fs::write(&wal, &whole).unwrap();
    assert!(whole.len() > 20_000, "the entries are in the write-ahead log");
    println!("| write-ahead log | intact | told | silently older |\n|---|---|---|---|");
    let mut sum = [0; 2];
    for (name, damage) in DAMAGES {
        let mut counts = [0; 2];
        for place in places(whole.len()) {
            let folder = tempfile::tempdir().unwrap();
            let case = House { folder, keys: house.keys.clone(), database: None };
            copy(image.path(), case.folder.path());
            let mut bytes = whole.clone();
            damage(&mut bytes, place);
            fs::write(case.folder.path().join("ledger/ledger.db-wal"), bytes).unwrap();
            match case.try_open() {
                Ok(log) => {
                    assert_eq!(log.head(), head, "{name} at {place}: silently older");
                    counts[0] += 1;
                }
                Err(_) => counts[1] += 1,
            }
        }
        println!("| {name} | {} | {} | 0 |", counts[0], counts[1]);
        sum = [sum[0] + counts[0], sum[1] + counts[1]];
    }
    assert!(sum[0] > 0 && sum[1] > 0, "{sum:?}");
}

#[test]
fn a_damaged_tile_is_made_anew_or_told() {
    let house = House::new();
    let mut log = house.open();
    log.append(&entries(0..600), 5).unwrap();
    publish(&mut log);
    let head = log.head();
    drop(log);
    let image = tempfile::tempdir().unwrap();
    copy(house.folder.path(), image.path());
    println!("| tiles | made anew | told | unnoticed |\n|---|---|---|---|");
    for (name, damage) in DAMAGES {
        let mut counts = [0; 2];
        for (tile, place) in TILES.iter().cycle().zip(places(32 * 88)) {
            let folder = tempfile::tempdir().unwrap();
            let case = House { folder, keys: house.keys.clone(), database: None };
            copy(image.path(), case.folder.path());
            let path = case.settings().public().join(tile);
            let before = fs::read(&path).unwrap();
            let mut bytes = before.clone();
            damage(&mut bytes, place % before.len());
            assert_ne!(bytes, before, "{name} at {place} changes nothing");
            fs::write(&path, bytes).unwrap();
            let log = case.open();
            assert_eq!(log.head(), head, "{tile}");
            let is_told = !fsck(log.tiles(), 600, std::slice::from_ref(&head)).damages.is_empty();
            assert!(is_told || fs::read(&path).unwrap() == before, "{name} in {tile}: unnoticed");
            counts[usize::from(is_told)] += 1;
        }
        println!("| {name} | {} | {} | 0 |", counts[0], counts[1]);
    }
}

/// A full tile, two on the right edge, and a bundle of entries.
const TILES: [&str; 4] = ["tile/0/000", "tile/0/002.p/88", "tile/1/000.p/2", "tile/entries/001"];

/// Places in a file, spread over it.
fn places(bytes: usize) -> impl Iterator<Item = usize> {
    (0..VARIANTS).map(move |variant| (variant * 7919 + 13) * 101 % bytes)
}
