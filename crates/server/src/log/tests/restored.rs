//! What happens after a backup is restored, by what was restored and by who remembers more.

use super::*;

/// What was restored, whether the high-water file too, and how many speak against it: without a
/// witness that has seen more, and with one.
const CASES: &[(&[&str], bool, usize, usize)] = &[
    // The high-water file and the published checkpoint.
    (&["ledger.db"], false, 2, 3),
    // The high-water file.
    (&["ledger.db", "public"], false, 1, 2),
    // Nothing is lost: public files are made anew.
    (&["public"], false, 0, 0),
    // The published checkpoint.
    (&["ledger.db"], true, 1, 2),
    // Everything at once is sound in itself: only a witness or a mirror can tell.
    (&["ledger.db", "public"], true, 0, 1),
];

#[test]
fn a_restored_backup_freezes_unless_it_lost_nothing() {
    println!("| restored | no witness reached | witness ahead |\n|---|---|---|");
    for &(parts, with_high_water, silent, ahead) in CASES {
        let against = |has_witness| restore(parts, with_high_water, has_witness).len();
        let (without, with) = (against(false), against(true));
        let also = if with_high_water { " + high-water" } else { "" };
        println!("| {}{also} | {without} against | {with} against |", parts.join(" + "));
        assert_eq!((without, with), (silent, ahead), "{parts:?}{also}");
    }
}

/// Restores parts of a backup of ten entries over a ledger of twenty; returns why it does not open.
fn restore(parts: &[&str], with_high_water: bool, has_witness: bool) -> Vec<Freeze> {
    let house = House::new();
    let mut log = house.open();
    log.append(&entries(0..10), 5).unwrap();
    publish(&mut log);
    drop(log);
    let backup = tempfile::tempdir().unwrap();
    for part in ["ledger.db", "public"] {
        house.backup(part, backup.path());
    }
    copy(&house.settings().high_water, &backup.path().join("high-water"));
    let mut log = house.open();
    log.append(&entries(10..20), 6).unwrap();
    publish(&mut log);
    let seen = Known { by: "the witness".to_owned(), checkpoint: log.head() };
    drop(log);
    parts.iter().for_each(|part| house.restore(part, backup.path()));
    if with_high_water {
        copy(&backup.path().join("high-water"), &house.settings().high_water);
    }
    let remembered = if has_witness { vec![seen] } else { Vec::new() };
    match Log::open(house.settings(), house.keys.clone(), &|| 1_000, remembered) {
        Err(OpenError::Frozen(reasons)) => reasons,
        Err(OpenError::Other(error)) => panic!("it neither opens nor freezes: {error:#}"),
        Ok(_) => Vec::new(),
    }
}
