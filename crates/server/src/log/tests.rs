use std::collections::BTreeSet;
use std::io::{Seek, Write};

use ledger::{KnownLog, fsck};
use tempfile::TempDir;

use super::*;

#[cfg(feature = "postgres")]
mod postgres;
mod restored;
mod torn;

const ORIGIN: &str = "ledger.example.org/releases/2026";

/// A ledger in a folder of its own.
struct House {
    folder: TempDir,
    keys: Keys,
    /// Another database than the file in the folder.
    database: Option<String>,
}

impl House {
    fn new() -> Self {
        Self::on(None)
    }

    fn on(database: Option<String>) -> Self {
        let log = [Algorithm::Ed25519, Algorithm::MlDsa44Cosignature];
        let log = log.map(|algorithm| SignerKey::new(ORIGIN, algorithm, [7; 32]).unwrap());
        let mut classes = ClassKeys::default();
        classes.add("2026", [9; 32]);
        let house = Self {
            folder: tempfile::tempdir().unwrap(),
            keys: Keys { log: log.to_vec(), retired: Vec::new(), classes },
            database,
        };
        Log::create(&house.settings(), &house.keys, 1).unwrap();
        house
    }

    fn settings(&self) -> Settings {
        Settings {
            origin: ORIGIN.to_owned(),
            folder: self.folder.path().join("ledger"),
            database: self.database.clone(),
            high_water: self.folder.path().join("elsewhere/high-water"),
            mirror: None,
        }
    }

    fn try_open(&self) -> Result<Log, OpenError> {
        Log::open(self.settings(), self.keys.clone(), &|| 1_000, Vec::new())
    }

    fn open(&self) -> Log {
        self.try_open().unwrap()
    }

    /// Why it does not open.
    fn frozen(&self) -> Vec<Freeze> {
        match self.try_open() {
            Err(OpenError::Frozen(reasons)) => reasons,
            Err(OpenError::Other(error)) => vec![Freeze::Damaged(format!("{error:#}"))],
            Ok(_) => Vec::new(),
        }
    }

    /// Copies the database and what it writes beside, as a backup does.
    fn backup(&self, part: &str, to: &Path) {
        let from = self.settings().folder.join(part);
        copy(&from, &to.join(part));
    }

    fn restore(&self, part: &str, from: &Path) {
        let to = self.settings().folder.join(part);
        for name in ["ledger.db-wal", "ledger.db-shm"] {
            let _gone = fs::remove_file(self.settings().folder.join(name));
        }
        let _gone = if to.is_dir() { fs::remove_dir_all(&to) } else { fs::remove_file(&to) };
        copy(&from.join(part), &to);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    if from.is_dir() {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::copy(from, to).unwrap();
    }
}

fn entry(name: &str) -> NewEntry {
    let opening = new_opening(format!("envelope {name}").into_bytes()).unwrap();
    NewEntry { request: name.to_owned(), class: "2026".to_owned(), opening }
}

fn entries(range: std::ops::Range<u64>) -> Vec<NewEntry> {
    range.map(|number| entry(&format!("request {number}"))).collect()
}

fn publish(log: &mut Log) -> Note {
    log.publish(1_000, &mut |_, _| Ok(())).unwrap()
}

#[test]
fn what_is_logged_is_there_after_a_restart() {
    let house = House::new();
    let mut log = house.open();
    let appended = log.append(&entries(0..300), 5).unwrap();
    assert!(appended.iter().zip(0..).all(|(one, index)| one.is_new && one.index == index));
    publish(&mut log);
    let head = log.head();
    drop(log);
    let mut log = house.open();
    assert_eq!((log.head(), log.published(), log.repaired()), (head, 300, 0));
    assert_eq!(log.entry(299).unwrap().opening.unwrap().envelope, b"envelope request 299");
    let proof = log.proof(123).unwrap();
    assert_eq!(proof.index, 123);
    let checked = fsck(log.tiles(), 300, &[log.head()]);
    assert_eq!((checked.leaves, checked.damages), (300, vec![]));
}

#[test]
fn a_request_is_logged_once() {
    let house = House::new();
    let mut log = house.open();
    log.append(&entries(0..3), 5).unwrap();
    let again = log.append(&entries(2..4), 6).unwrap();
    let expected = [Appended { index: 2, is_new: false }, Appended { index: 3, is_new: true }];
    assert_eq!(again, expected);
    let twice = log.append(&[entry("a"), entry("a")], 6).unwrap();
    let expected = [Appended { index: 4, is_new: true }, Appended { index: 4, is_new: false }];
    assert_eq!(twice, expected);
    assert_eq!(log.head().size, 5);
}

#[test]
fn a_process_that_died_before_it_published_is_finished() {
    let house = House::new();
    let mut log = house.open();
    log.append(&entries(0..700), 5).unwrap();
    drop(log);
    let mut log = house.open();
    assert_eq!(log.published(), 0);
    publish(&mut log);
    assert_eq!(fsck(log.tiles(), 700, &[log.head()]).damages, []);
}

#[test]
fn damaged_public_files_are_made_anew_or_told() {
    let house = House::new();
    let mut log = house.open();
    log.append(&entries(0..600), 5).unwrap();
    publish(&mut log);
    let head = log.head();
    drop(log);
    let edge = house.settings().public().join("tile/0/002.p/88");
    fs::write(&edge, [0; 10]).unwrap();
    let log = house.open();
    assert_eq!((log.head(), log.repaired()), (head.clone(), 1));
    drop(log);
    // One that is not on the edge is found by the full check.
    let inner = house.settings().public().join("tile/0/000");
    fs::write(&inner, [0; 8192]).unwrap();
    let mut log = house.open();
    assert!(!fsck(log.tiles(), 600, std::slice::from_ref(&head)).damages.is_empty());
    assert_eq!(log.rebuild_tiles().unwrap(), 1);
    assert_eq!(fsck(log.tiles(), 600, &[head]).damages, []);
    drop(log);
    fs::remove_dir_all(house.settings().public().join("tile")).unwrap();
    assert_eq!(house.open().repaired(), 7);
}

#[test]
fn a_key_that_followed_signs_and_the_former_still_counts() {
    let mut house = House::new();
    let mut log = house.open();
    log.append(&entries(0..3), 5).unwrap();
    publish(&mut log);
    drop(log);
    house.keys.retired = house.keys.verifiers();
    let next = SignerKey::new(ORIGIN, Algorithm::Ed25519, [8; 32]).unwrap();
    house.keys.log = vec![next.clone()];
    let mut log = house.open();
    log.append(&entries(3..5), 6).unwrap();
    assert!(publish(&mut log).verify(&[next.verifier().clone()]).is_ok());
    drop(log);
    assert_eq!(house.open().head().size, 5);
    // A key that nobody named is a stranger's.
    house.keys.retired.clear();
    house.keys.log = vec![SignerKey::new(ORIGIN, Algorithm::Ed25519, [9; 32]).unwrap()];
    assert!(!house.frozen().is_empty());
}

#[test]
fn a_witness_that_is_ahead_freezes() {
    let house = House::new();
    let mut log = house.open();
    log.append(&entries(0..20), 5).unwrap();
    let ahead = Known { by: "the witness".to_owned(), checkpoint: log.head() };
    drop(log);
    let other = House::new();
    other.open().append(&entries(0..10), 5).unwrap();
    let opened = Log::open(other.settings(), other.keys.clone(), &|| 1_000, vec![ahead]);
    assert!(matches!(opened, Err(OpenError::Frozen(_))));
    // Frozen stays frozen, also when the witness is silent the next time.
    assert!(!other.frozen().is_empty());
}

#[test]
fn a_copy_of_the_public_files_brings_back_what_a_backup_lost() {
    let house = House::new();
    let mut log = house.open();
    log.append(&entries(0..10), 5).unwrap();
    publish(&mut log);
    drop(log);
    let backup = tempfile::tempdir().unwrap();
    house.backup("ledger.db", backup.path());
    let mut log = house.open();
    log.append(&entries(10..300), 6).unwrap();
    publish(&mut log);
    let head = log.head();
    drop(log);
    let mirror = tempfile::tempdir().unwrap();
    copy(&house.settings().public(), mirror.path());
    house.restore("ledger.db", backup.path());
    assert!(!house.frozen().is_empty());
    let mut log = Log::load(house.settings(), house.keys.clone()).unwrap();
    let lost = log.take_missing(mirror.path(), 7).unwrap();
    assert_eq!(lost, (10..300).collect::<Vec<u64>>());
    log.unfreeze().unwrap();
    drop(log);
    let mut log = house.open();
    assert_eq!(log.head(), head);
    assert_eq!(log.entry(11).unwrap().opening, None);
    // A copy of another history is not taken.
    let other = House::new();
    let mut strange = other.open();
    strange.append(&entries(0..400), 5).unwrap();
    publish(&mut strange);
    assert!(log.take_missing(&other.settings().public(), 8).is_err());
}

#[test]
fn a_clock_that_was_set_back_stops_signing() {
    let house = House::new();
    let mut log = house.open();
    log.append(&entries(0..1), 2_000).unwrap();
    assert!(log.append(&entries(1..2), 1_999).is_err());
    drop(log);
    assert_eq!(house.frozen(), [Freeze::Clock { last: 2_000, now: 1_000 }]);
}

#[test]
fn the_clock_is_asked_when_nobody_else_can_sign() {
    let house = House::new();
    let lock = house.settings().folder.join("lock");
    let clock = || {
        assert!(File::open(&lock).unwrap().try_lock().is_err(), "another could sign meanwhile");
        1_000
    };
    Log::open(house.settings(), house.keys.clone(), &clock, Vec::new()).unwrap();
}

#[test]
fn a_lost_ledger_is_not_made_anew_under_its_name() {
    let house = House::new();
    fs::remove_dir_all(house.settings().folder).unwrap();
    assert!(Log::create(&house.settings(), &house.keys, 1).is_err());
}

#[test]
fn a_missing_or_torn_high_water_file_is_told() {
    let house = House::new();
    house.open().append(&entries(0..4), 5).unwrap();
    let path = house.settings().high_water;
    // One torn slot leaves the other.
    let mut file = File::options().write(true).open(&path).unwrap();
    file.seek(std::io::SeekFrom::Start(100)).unwrap();
    file.write_all(b"torn").unwrap();
    drop(file);
    assert_eq!(house.frozen(), []);
    fs::write(&path, [0; 8192]).unwrap();
    assert_eq!(house.frozen().len(), 1);
    fs::remove_file(&path).unwrap();
    assert!(!house.frozen().is_empty());
}

#[test]
fn a_damaged_database_never_signs() {
    let house = House::new();
    let mut log = house.open();
    log.append(&entries(0..20), 5).unwrap();
    let text: String = log.entry(7).unwrap().leaf.0.iter().map(|b| format!("{b:02x}")).collect();
    drop(log);
    let path = house.settings().folder.join("ledger.db");
    let mut bytes = fs::read(&path).unwrap();
    let place = bytes.windows(text.len()).position(|w| w == text.as_bytes()).unwrap();
    bytes[place + 40] = if bytes[place + 40] == b'0' { b'1' } else { b'0' };
    fs::write(&path, bytes).unwrap();
    assert!(!house.frozen().is_empty());
}

#[test]
fn what_is_erased_is_in_no_file() {
    let house = House::new();
    let mut log = house.open();
    log.append(&entries(0..20), 5).unwrap();
    publish(&mut log);
    let kept = log.entry(7).unwrap().opening.unwrap();
    log.erase(7).unwrap();
    assert_eq!(log.entry(7).unwrap().opening, None);
    assert!(log.entry(8).unwrap().opening.is_some());
    drop(log);
    let mut files = vec![house.folder.path().to_owned()];
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        let has = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
        assert!(!has(&kept.nonce) && !has(&kept.envelope) && !has(b"request 7"), "{path:?}");
        // Sealed, nothing can be read even before it is erased.
        assert!(!has(b"envelope request 8"), "{path:?}");
    }
}

#[test]
fn without_the_key_of_its_class_nothing_is_opened() {
    let house = House::new();
    house.open().append(&entries(0..4), 5).unwrap();
    let keys = Keys { classes: ClassKeys::default(), ..house.keys.clone() };
    let mut log = Log::open(house.settings(), keys, &|| 1_000, Vec::new()).unwrap();
    assert!(log.entries().unwrap().iter().all(|kept| kept.opening.is_none()));
    assert!(log.append(&entries(5..6), 6).is_err());
}

#[test]
fn many_threads_log_each_request_once() {
    let house = House::new();
    let queue = Queue::start(house.open(), || 1_000);
    let places = std::sync::Mutex::new(BTreeSet::new());
    std::thread::scope(|scope| {
        for thread in 0..8_u64 {
            let (queue, places) = (&queue, &places);
            scope.spawn(move || {
                for round in 0..10 {
                    // Two threads each ask for the same.
                    let name = format!("{}-{round}", thread / 2);
                    let appended = queue.append(vec![entry(&name)]).unwrap();
                    places.lock().unwrap().insert(appended[0].index);
                }
            });
        }
    });
    let log = queue.stop().unwrap();
    assert_eq!(log.head().size, 40);
    assert_eq!(places.into_inner().unwrap().len(), 40);
}

#[test]
fn a_witness_keeps_what_it_saw_and_what_speaks_against_it() {
    let house = House::new();
    let mut log = house.open();
    log.append(&entries(0..10), 5).unwrap();
    let note = publish(&mut log);
    let folder = tempfile::tempdir().unwrap();
    let name = "partner.example/witness";
    let key = SignerKey::new(name, Algorithm::Ed25519Cosignature, [3; 32]).unwrap();
    let verifiers = house.keys.log.iter().map(|key| key.verifier().clone()).collect();
    let settings = DeskSettings {
        folder: folder.path().to_owned(),
        logs: vec![KnownLog { origin: ORIGIN.to_owned(), keys: verifiers }],
        keys: vec![key],
    };
    let ask = |note: &Note| {
        // Each time as after a restart.
        let mut desk = Desk::open(settings.clone()).unwrap();
        let answer = desk.add_checkpoint(format!("old 0\n\n{note}").as_bytes(), 9).unwrap();
        (answer.status(), desk.evidence().unwrap().len())
    };
    assert_eq!(ask(&note), (200, 0));
    assert_eq!(ask(&note), (409, 0));
    let fork = House::new();
    let mut forked = fork.open();
    forked.append(&entries(50..60), 5).unwrap();
    assert_eq!(ask(&publish(&mut forked)), (409, 1));
    let desk = Desk::open(settings.clone()).unwrap();
    let (_, folder) = desk.evidence().unwrap().remove(0);
    for name in ["first.checkpoint", "second.checkpoint"] {
        let note = Note::parse(&fs::read(folder.join(name)).unwrap()).unwrap();
        assert!(note.verify(&house.keys.verifiers()).is_ok());
    }
}
