use super::*;
use crate::testing::Log;

fn damages(log: &Log, checkpoints: &[Checkpoint]) -> Vec<Damage> {
    fsck(&log.tiles, log.edge.size(), checkpoints).damages
}

#[test]
fn a_sound_log_has_no_damage() {
    let log = Log::of(600, "e");
    let all = [0, 1, 256, 300, 600].map(|size| Log::of(size, "e").checkpoint());
    assert_eq!(damages(&log, &all), []);
    let checked = fsck(&log.tiles, 600, &all);
    // Two full tiles and three partial ones of hashes and entries, and one of level 1.
    assert_eq!((checked.leaves, checked.tiles), (600, 7));
}

#[test]
fn every_flipped_tile_is_found() {
    let log = Log::of(600, "e");
    for tile in log.tiles.0.keys() {
        let mut damaged = log.clone();
        let bytes = damaged.tiles.0.get_mut(tile).unwrap();
        *bytes.last_mut().unwrap() ^= 0x80;
        assert!(!damages(&damaged, &[log.checkpoint()]).is_empty(), "{tile}");
        let mut missing = log.clone();
        missing.tiles.0.remove(tile);
        assert!(!damages(&missing, &[]).is_empty(), "{tile}");
    }
}

#[test]
fn every_old_checkpoint_is_held_against_the_entries() {
    let log = Log::of(600, "e");
    let forked = Log::of(300, "f").checkpoint();
    let found = damages(&log, &[forked.clone(), log.checkpoint()]);
    let expected =
        Damage::OtherRoot { size: 300, stated: forked.root, made: Log::of(300, "e").edge.root() };
    assert_eq!(found, [expected]);
}
