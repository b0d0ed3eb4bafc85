//! The ledger's store: SQLite is the truth, tiles follow from it, and others remember it.
//!
//! An entry is acknowledged when the transaction that holds it, the new root and its signature is
//! on disk, and the high-water file says so too.
//! What is public (tiles, checkpoint) is written afterwards and can be made again at any time.

mod asking;
mod files;
mod high_water;
mod http;
mod queue;
mod seal;
mod store;
mod witnessing;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use ledger::{
    Algorithm, Checked, Checkpoint, Edge, Freeze, Hash, Known, Leaf, Note, Opening, Proof,
    SignerKey, StoreError, Tile, TileReader, Tiles, VerifierKey, examine, verify_inclusion,
};

pub use asking::{Asked, ask_witness};
use files::TileFiles;
use high_water::HighWater;
pub use http::{Service, serve};
pub use queue::Queue;
pub use seal::ClassKeys;
use store::Store;
pub use store::{Appended, Kept, NewEntry};
pub use witnessing::{Desk, DeskSettings, Heard, write_evidence};

/// Most old checkpoints that are held against the tree at each start; `fsck` takes all.
const REMEMBERED_MAX: usize = 64;

/// Where a log lives, and what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The origin of its checkpoints.
    pub origin: String,
    /// The folder with the database and the public files.
    pub folder: PathBuf,
    /// Another database than the one in the folder, as an URL.
    pub database: Option<String>,
    /// The high-water file, on another volume than the database.
    pub high_water: PathBuf,
    /// A copy of the public files somewhere else.
    pub mirror: Option<PathBuf>,
}

impl Settings {
    /// The folder of the public files.
    pub fn public(&self) -> PathBuf {
        self.folder.join("public")
    }

    fn database_url(&self) -> String {
        let file = self.folder.join("ledger.db");
        self.database.clone().unwrap_or_else(|| format!("sqlite://{}?mode=rwc", file.display()))
    }

    fn frozen(&self) -> PathBuf {
        self.folder.join("frozen")
    }
}

/// The keys of a log.
#[derive(Clone)]
pub struct Keys {
    /// Keys of the log itself; the first is Ed25519.
    pub log: Vec<SignerKey>,
    /// Public keys that the log had before; what they signed still counts.
    pub retired: Vec<VerifierKey>,
    /// Keys under which openings are kept.
    pub classes: ClassKeys,
}

impl Keys {
    fn verifiers(&self) -> Vec<VerifierKey> {
        let current = self.log.iter().map(|key| key.verifier().clone());
        current.chain(self.retired.iter().cloned()).collect()
    }
}

/// Why a log is not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The log must not sign: it was set back, or something contradicts it.
    #[error("the ledger is frozen: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Frozen(Vec<Freeze>),
    /// Something else went wrong.
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

/// Makes the proof that the tree of a size is the beginning of the one that is being published.
pub type Prove<'p> = dyn Fn(u64) -> Result<Vec<Hash>> + 'p;

/// A log that may sign.
pub struct Log {
    settings: Settings,
    keys: Keys,
    store: Store,
    high_water: HighWater,
    tiles: TileFiles,
    /// The right edge of the tree as the database has it.
    edge: Edge,
    /// Full tiles that are not written yet.
    pending: BTreeMap<Tile, Vec<u8>>,
    /// Time of the last signature.
    last: u64,
    /// How many leaves the public files show.
    published: u64,
    /// Tiles that had to be made again at the start.
    repaired: u64,
    /// Held as long as the log is open, so that only one process signs.
    _lock: File,
}

impl Log {
    /// Makes a log, which must not be there yet, and signs its empty tree.
    pub fn create(settings: &Settings, keys: &Keys, now: u64) -> Result<()> {
        if settings.database.is_none() && settings.folder.join("ledger.db").exists() {
            bail!("there is a ledger in `{}` already", settings.folder.display());
        }
        if settings.high_water.exists() {
            bail!(
                "the high-water file `{}` belongs to a ledger already; a lost ledger is not made anew \
                 under its old name",
                settings.high_water.display()
            );
        }
        fs::create_dir_all(settings.public())?;
        let _lock = lock(&settings.folder)?;
        let empty = Checkpoint::new(&settings.origin, 0, Hash::of_empty_tree());
        let note = sign(&empty, keys.log.get(..1).unwrap_or_default(), now)?;
        let mut store = Store::connect(&settings.database_url())?;
        store.create(&settings.origin, &empty.root, now, &note)?;
        HighWater::create(&settings.high_water, &note)
    }

    /// Opens a log behind its gate.
    ///
    /// `remembered` are checkpoints that others told, such as witnesses.
    /// `clock` says the time in seconds since 1970. It is asked when no other process can sign any
    /// more: one that had to wait would take the other's signature for one of the future.
    pub fn open(
        settings: Settings,
        keys: Keys,
        clock: &dyn Fn() -> u64,
        remembered: Vec<Known>,
    ) -> Result<Self, OpenError> {
        let mut log = Self::load(settings, keys)?;
        let now = clock();
        let reasons = log.reasons_to_freeze(now, remembered)?;
        if !reasons.is_empty() {
            let text: String = reasons.iter().map(|reason| format!("{reason}\n")).collect();
            fs::write(log.settings.frozen(), text).context("cannot write `frozen`")?;
            return Err(OpenError::Frozen(reasons));
        }
        log.finish_interrupted()?;
        Ok(log)
    }

    /// Reads the tree without asking whether it may sign: for the check, the audit and recovery.
    pub fn load(settings: Settings, keys: Keys) -> Result<Self> {
        let lock = lock(&settings.folder)?;
        let mut store = Store::connect(&settings.database_url())?;
        let head = store.head().context("there is no ledger in the database")?;
        if head.origin != settings.origin {
            bail!("the database is that of `{}`", head.origin);
        }
        let tiles = TileFiles::new(settings.public());
        // One that cannot be read is the gate's concern; the tree follows from the database.
        let published = read_published(&settings.public(), &keys.verifiers()).unwrap_or_default();
        let published = published.filter(|checkpoint| checkpoint.size <= head.size);
        let edge = published.and_then(|checkpoint| {
            let edge = Edge::load(&tiles, checkpoint.size, &checkpoint.root);
            edge.ok().map(|edge| (checkpoint.size, edge))
        });
        let was_empty = !tiles.has_checkpoint();
        let is_rebuilt = edge.is_none() && !was_empty;
        let (published, mut edge) = edge.unwrap_or_default();
        let mut pending = Vec::new();
        for leaf in store.leaves(published, head.size)? {
            edge.append(&leaf.0, &mut pending)?;
        }
        let high_water = HighWater::open(&settings.high_water);
        let mut log = Self {
            settings,
            keys,
            store,
            high_water,
            tiles,
            edge,
            pending: pending.into_iter().collect(),
            last: head.time,
            published,
            repaired: 0,
            _lock: lock,
        };
        if log.edge.root() != head.root || log.edge.size() != head.size {
            bail!(
                "the entries in the database do not make the tree that was signed: it is damaged"
            );
        }
        if is_rebuilt {
            log.repaired = log.write_tiles(true)?;
        }
        Ok(log)
    }

    /// Asks everyone who remembers; see [`examine`].
    fn reasons_to_freeze(&mut self, now: u64, mut known: Vec<Known>) -> Result<Vec<Freeze>> {
        let mut reasons = Vec::new();
        let keys = self.keys.verifiers();
        match self.high_water.read(&keys) {
            Ok(checkpoint) => {
                known.push(Known { by: "the high-water file".to_owned(), checkpoint });
            }
            Err(error) => reasons.push(Freeze::Damaged(format!("the high-water file: {error}"))),
        }
        let places = [("the published checkpoint", Some(self.settings.public()))];
        let mirror = [("the mirror", self.settings.mirror.clone())];
        for (by, folder) in places.into_iter().chain(mirror) {
            let Some(folder) = folder else { continue };
            match read_published(&folder, &keys) {
                Ok(Some(checkpoint)) => known.push(Known { by: by.to_owned(), checkpoint }),
                Ok(None) => {}
                Err(error) => reasons.push(Freeze::Damaged(format!("{by}: {error}"))),
            }
        }
        for note in self.store.latest_checkpoints(REMEMBERED_MAX)? {
            let checkpoint = Checkpoint::parse(&note.text)?;
            known.push(Known { by: "a stored checkpoint".to_owned(), checkpoint });
        }
        if let Ok(text) = fs::read_to_string(self.settings.frozen()) {
            reasons.push(Freeze::Damaged(format!("it was frozen before: {}", text.trim())));
        }
        let head = self.head();
        let overlay =
            Overlay { log: self, partial: self.edge.partial_tiles().into_iter().collect() };
        let reader = TileReader::new(&overlay, head.size);
        reasons.extend(examine(&head, self.last, now, &known, &|size| reader.root(size)));
        Ok(reasons)
    }

    /// Does what a process that died between two steps has left.
    fn finish_interrupted(&mut self) -> Result<()> {
        let note = sign(&self.head(), self.first_key(), self.last)?;
        self.high_water.write(&note)
    }

    /// What the database states: size and root.
    pub fn head(&self) -> Checkpoint {
        Checkpoint::new(&self.settings.origin, self.edge.size(), self.edge.root())
    }

    /// How many leaves the public files show.
    pub fn published(&self) -> u64 {
        self.published
    }

    /// How many tiles had to be made again from the database at the start.
    pub fn repaired(&self) -> u64 {
        self.repaired
    }

    /// The settings that it was opened with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Logs entries durably, each request once, and returns where they stand.
    pub fn append(&mut self, entries: &[NewEntry], now: u64) -> Result<Vec<Appended>> {
        if now < self.last {
            bail!("the clock is {} seconds behind the last signature", self.last - now);
        }
        let sealed: Vec<String> = entries
            .iter()
            .map(|entry| self.keys.classes.seal(&entry.class, &entry.opening))
            .collect::<Result<_>>()?;
        let old = self.head();
        let Self { store, edge, keys, settings, .. } = self;
        let mut grown = None;
        let appended = store.append(&old, entries, &sealed, now, &mut |leaves| {
            // From what the database gives back: a bit that flipped on the way must not be signed.
            let (mut next, mut full) = (edge.clone(), Vec::new());
            leaves.iter().try_for_each(|leaf| next.append(&leaf.0, &mut full))?;
            let head = Checkpoint::new(&settings.origin, next.size(), next.root());
            let note = sign(&head, keys.log.get(..1).unwrap_or_default(), now)?;
            grown = Some((next, full, note.clone()));
            Ok((head, note))
        })?;
        if let Some((next, full, note)) = grown {
            self.edge = next;
            self.pending.extend(full);
            self.last = now;
            self.high_water
                .write(&note)
                .context("recorded, but the high-water file is not written")?;
        }
        Ok(appended)
    }

    /// Writes the tiles, signs with all keys, has `cosign` ask the witnesses, and publishes.
    ///
    /// `cosign` gets the note and a maker of consistency proofs.
    pub fn publish(
        &mut self,
        now: u64,
        cosign: &mut dyn FnMut(&mut Note, &Prove<'_>) -> Result<()>,
    ) -> Result<Note> {
        self.write_tiles(false)?;
        let head = self.head();
        let kept = self.store.checkpoint(head.size)?;
        let mut note = match kept.filter(|note| note.signatures.len() >= self.keys.log.len()) {
            // Cosignatures that are there stay, so that a proof only ever gets more of them.
            Some(note) => note,
            None => sign(&head, &self.keys.log, now.max(self.last))?,
        };
        let before = note.clone();
        let reader = TileReader::new(&self.tiles, head.size);
        let proof = |old: u64| -> Result<Vec<Hash>> { Ok(reader.consistency(old)?) };
        let asked = cosign(&mut note, &proof);
        if note != before || self.published != head.size {
            self.store.keep_checkpoint(head.size, &note)?;
        }
        if let Err(error) = asked {
            fs::write(self.settings.frozen(), format!("{error:#}\n"))?;
            return Err(error);
        }
        files::replace(&self.settings.public().join("checkpoint"), note.to_string().as_bytes())?;
        self.published = head.size;
        Ok(note)
    }

    /// Returns the last published checkpoint.
    pub fn checkpoint(&mut self) -> Result<Option<Note>> {
        self.store.checkpoint(self.published)
    }

    /// Returns the proof of an entry in the published tree, checked before it is returned.
    pub fn proof(&mut self, index: u64) -> Result<Proof> {
        let note =
            self.checkpoint()?.context("nothing is published yet: `obelus ledger checkpoint`")?;
        let checkpoint = Checkpoint::parse(&note.text)?;
        if index >= checkpoint.size {
            bail!("entry {index} is not published yet: `obelus ledger checkpoint`");
        }
        let reader = TileReader::new(&self.tiles, checkpoint.size);
        let hashes = reader.inclusion(index)?;
        let leaf = self.store.leaves(index, index + 1)?;
        let leaf = leaf.first().context("the entry is not in the database")?;
        let leaf = Hash::of_leaf(&leaf.0);
        verify_inclusion(&leaf, index, checkpoint.size, &hashes, &checkpoint.root)
            .context("the tiles are damaged: `obelus ledger recover` makes them anew")?;
        Ok(Proof { extra: Vec::new(), index, hashes, checkpoint: note })
    }

    /// Returns every entry with what is kept about it.
    pub fn entries(&mut self) -> Result<Vec<Kept>> {
        let classes = &self.keys.classes;
        self.store
            .entries(self.edge.size(), &|class, leaf, sealed| classes.open(class, leaf, sealed))
    }

    /// Returns the leaf and, if it is kept, the opening of one entry.
    pub fn entry(&mut self, index: u64) -> Result<Kept> {
        let classes = &self.keys.classes;
        let open = |class: &str, leaf: &Leaf, sealed: &str| classes.open(class, leaf, sealed);
        self.store.entry(index, &open)
    }

    /// Destroys the opening of an entry; the caller logs the erasure first.
    pub fn erase(&mut self, index: u64) -> Result<()> {
        self.store.erase(index)
    }

    /// Returns all checkpoints that were ever signed, in order of size.
    pub fn checkpoints(&mut self) -> Result<Vec<Note>> {
        self.store.latest_checkpoints(usize::MAX >> 1)
    }

    /// What a witness was last known to have seen.
    pub fn witness_size(&mut self, name: &str) -> Result<u64> {
        self.store.witness_size(name)
    }

    /// Keeps what a witness has seen.
    pub fn keep_witness_size(&mut self, name: &str, size: u64) -> Result<()> {
        self.store.keep_witness_size(name, size)
    }

    /// The public files.
    pub fn tiles(&self) -> &dyn Tiles {
        &self.tiles
    }

    /// Makes all public tiles anew from the database; returns how many were missing or wrong.
    pub fn rebuild_tiles(&mut self) -> Result<u64> {
        let (mut edge, mut full) = (Edge::default(), Vec::new());
        for leaf in self.store.leaves(0, self.edge.size())? {
            edge.append(&leaf.0, &mut full)?;
        }
        if edge.root() != self.edge.root() {
            bail!("the entries in the database do not make the tree that was signed");
        }
        self.pending = full.into_iter().collect();
        self.write_tiles(true)
    }

    /// Takes the leaves that a copy of the public files has and the database has not.
    ///
    /// What opens them is not public, so it is lost; returns their places.
    pub fn take_missing(&mut self, copy: &Path, now: u64) -> Result<Vec<u64>> {
        let keys = self.keys.verifiers();
        let checkpoint = read_published(copy, &keys)?.context("the copy has no checkpoint")?;
        let files = TileFiles::new(copy.to_owned());
        let first = self.edge.size();
        if checkpoint.size <= first {
            return Ok(Vec::new());
        }
        let leaves = files.leaves(first, checkpoint.size)?;
        let (mut next, mut full) = (self.edge.clone(), Vec::new());
        leaves.iter().try_for_each(|leaf| next.append(&leaf.0, &mut full))?;
        if next.root() != checkpoint.root {
            bail!(
                "the copy does not continue the database: its checkpoint of {} leaves has another \
                 tree. This log must not sign again; begin a new one that names it: \
                 `obelus ledger init --continues`",
                checkpoint.size
            );
        }
        let note = sign(&checkpoint, self.first_key(), now)?;
        self.store.take_leaves(first, &leaves, &checkpoint, now, &note)?;
        self.edge = next;
        self.pending.extend(full);
        self.last = now;
        self.high_water.recover(&self.settings.high_water, &note)?;
        Ok((first..checkpoint.size).collect())
    }

    /// Takes the mark away that keeps a log from signing; the gate still looks at everything else.
    pub fn unfreeze(&self) -> Result<()> {
        match fs::remove_file(self.settings.frozen()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    fn first_key(&self) -> &[SignerKey] {
        self.keys.log.get(..1).unwrap_or_default()
    }

    /// Writes what is not written yet; returns how many files were missing or, with `replace`, wrong.
    fn write_tiles(&mut self, replace: bool) -> Result<u64> {
        let partial: BTreeMap<Tile, Vec<u8>> = self.edge.partial_tiles().into_iter().collect();
        let written = self.tiles.write(self.pending.iter().chain(&partial), replace)?;
        self.pending.clear();
        Ok(written)
    }
}

/// The tiles of the database's tree: those on disk, and those that are still to be written.
struct Overlay<'l> {
    log: &'l Log,
    partial: BTreeMap<Tile, Vec<u8>>,
}

impl Tiles for Overlay<'_> {
    fn read(&self, tile: Tile) -> Result<Vec<u8>, StoreError> {
        let waiting = self.log.pending.get(&tile).or_else(|| self.partial.get(&tile));
        waiting.map_or_else(|| self.log.tiles.read(tile), |bytes| Ok(bytes.clone()))
    }
}

/// Signs a checkpoint with each of the keys.
pub fn sign(checkpoint: &Checkpoint, keys: &[SignerKey], now: u64) -> Result<Note> {
    let text = checkpoint.to_string();
    let signatures = keys.iter().map(|key| key.sign_note(&text, now)).collect::<Option<Vec<_>>>();
    let signatures = signatures.filter(|signatures| !signatures.is_empty());
    let signatures = signatures.context("there is no key that can sign the checkpoint")?;
    Ok(Note { text, signatures })
}

/// Makes a key from fresh randomness.
pub fn new_key(name: &str, algorithm: Algorithm) -> Result<SignerKey> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).context("the system gives no randomness")?;
    Ok(SignerKey::new(name, algorithm, seed)?)
}

/// Makes the private half of an entry, with a fresh nonce.
pub fn new_opening(envelope: Vec<u8>) -> Result<Opening> {
    let mut nonce = [0; ledger::NONCE_BYTES];
    getrandom::fill(&mut nonce).context("the system gives no randomness")?;
    Ok(Opening { nonce, envelope })
}

/// Reads the checkpoint of a folder of public files, if there is one; it must be signed by us.
fn read_published(folder: &Path, keys: &[VerifierKey]) -> Result<Option<Checkpoint>> {
    let bytes = match files::read_bounded(&folder.join("checkpoint"), files::NOTE_BYTES_MAX) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        bytes => bytes.context("cannot read the published checkpoint")?,
    };
    let note = Note::parse(&bytes)?;
    note.verify(keys)?;
    Ok(Some(Checkpoint::parse(&note.text)?))
}

/// Holds all public files of a folder against its entries; see [`ledger::fsck`].
pub fn fsck_files(public: &Path, size: u64, checkpoints: &[Checkpoint]) -> Checked {
    ledger::fsck(&TileFiles::new(public.to_owned()), size, checkpoints)
}

/// Takes the lock that keeps a second process from signing, and waits a little for it.
fn lock(folder: &Path) -> Result<File> {
    let path = folder.join("lock");
    let file = File::options().create(true).append(true).open(&path);
    let file = file.with_context(|| format!("cannot open `{}`", path.display()))?;
    for _ in 0..100 {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(fs::TryLockError::WouldBlock) => {
                std::thread::sleep(std::time::Duration::from_millis(100));
            }
            Err(fs::TryLockError::Error(error)) => return Err(error.into()),
        }
    }
    bail!("another process has had `{}` for ten seconds", path.display())
}

#[cfg(test)]
mod tests;
