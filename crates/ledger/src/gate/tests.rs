use super::*;
use crate::testing::{Log, ORIGIN};

fn known(log: &Log) -> Known {
    Known { by: "the witness".to_owned(), checkpoint: log.checkpoint() }
}

#[test]
fn a_log_goes_on_only_from_what_everyone_remembers() {
    let log = Log::of(300, "e");
    let check = |known: &[Known], last, now, expected: &[Freeze]| {
        let reader = log.reader();
        let found = examine(&log.checkpoint(), last, now, known, &|size| reader.root(size));
        assert_eq!(found, expected);
    };
    let by = || "the witness".to_owned();
    check(&[], 10, 10, &[]);
    check(&[known(&log), known(&Log::of(10, "e")), known(&Log::of(0, ""))], 10, 11, &[]);
    let set_back = Freeze::SetBack { by: by(), known: 301, size: 300 };
    check(&[known(&Log::of(301, "e"))], 10, 11, &[set_back]);
    let other_tree = Freeze::OtherTree { by: by(), size: 10 };
    check(&[known(&Log::of(10, "f"))], 10, 11, &[other_tree]);
    check(&[], 10, 9, &[Freeze::Clock { last: 10, now: 9 }]);
    let mut other = known(&log);
    other.checkpoint.origin = "other.example".to_owned();
    let origin = "other.example".to_owned();
    check(&[other], 1, 1, &[Freeze::OtherLog { by: by(), origin }]);
    assert_ne!(ORIGIN, "other.example");
}

#[test]
fn damaged_tiles_freeze() {
    let mut log = Log::of(300, "e");
    log.tiles.0.clear();
    let reader = log.reader();
    let older = known(&Log::of(10, "e"));
    let found = examine(&log.checkpoint(), 1, 1, &[older], &|size| reader.root(size));
    assert!(matches!(found.as_slice(), [Freeze::Damaged(_)]));
}
