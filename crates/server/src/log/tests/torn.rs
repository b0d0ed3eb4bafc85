//! Torn, cut and flipped writes: told, or harmless; never silently an older history.

use super::*;

/// Variants of each kind of damage.
const VARIANTS: u64 = 40;

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
    let whole = fs::read(&wal).unwrap();
    assert!(whole.len() > 20_000, "the entries are in the write-ahead log");
    let (mut intact, mut told) = (0, 0);
    for (name, damage) in DAMAGES {
        for variant in 0..VARIANTS {
            let place = (variant as usize * 7919 + 13) * 101 % whole.len();
            let case = House { folder: tempfile::tempdir().unwrap(), keys: house.keys.clone() };
            copy(image.path(), case.folder.path());
            let mut bytes = whole.clone();
            damage(&mut bytes, place);
            fs::write(case.folder.path().join("ledger/ledger.db-wal"), bytes).unwrap();
            match case.try_open() {
                Ok(log) => {
                    assert_eq!(log.head(), head, "{name} at {place}: silently older");
                    intact += 1;
                }
                Err(_) => told += 1,
            }
        }
    }
    assert_eq!(intact + told, 4 * VARIANTS);
    assert!(intact > 0 && told > 0, "{intact} intact, {told} told");
    println!("{intact} intact, {told} told, 0 silently older");
}
