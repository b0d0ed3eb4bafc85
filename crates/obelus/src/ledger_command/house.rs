//! The folder of a ledger: settings, keys and whom it believes.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use ledger::{Checkpoint, KnownLog, Note, Policy, SignerKey, VerifierKey, Witness};
use review::statement::{Migrate, Subject, timestamp};
use review::{Envelope, Statement, Step};
use serde::{Deserialize, Serialize};
use server::log::{
    Asked, ClassKeys, DeskSettings, Keys, Log, NewEntry, Settings, ask_witness, new_opening,
};
use sha2::{Digest, Sha256};

use super::args::{InitArgs, KeyKind};
use super::{Desk, Done, GOOD, Stop, keys, now};
use crate::failure::Failure;
use crate::files;
use crate::trust::Trust;

const SETTINGS: &str = "ledger.toml";
const TRUST: &str = "trust";
const WATCHED: &str = "watched";
const LOG_KEYS: &str = "keys/log.key";
const RELEASE_KEY: &str = "keys/release.key";
const WITNESS_KEYS: &str = "keys/witness.key";
/// What every file with the key of a retention class begins with.
const CLASS_PREFIX: &str = "retention-";
/// Longest file of settings.
const BYTES_MAX: u64 = 1 << 20;

/// `ledger.toml`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Form {
    origin: String,
    organisation: String,
    high_water: PathBuf,
    #[serde(skip_serializing_if = "Option::is_none")]
    mirror: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    database: Option<String>,
    /// PEM file of the root certificates of witnesses with https, instead of the system's.
    #[serde(skip_serializing_if = "Option::is_none")]
    tls_roots: Option<PathBuf>,
    pad_to: u64,
}

/// A ledger's folder, read.
pub(super) struct House {
    folder: PathBuf,
    form: Form,
    /// File with the passphrase of its keys.
    passphrase: Option<PathBuf>,
}

impl House {
    /// Finds the folder that was named, that of the environment, or the working directory.
    pub(super) fn find(named: Option<&Path>, passphrase: Option<&Path>) -> Result<Self, Failure> {
        let folder = folder(named);
        let path = folder.join(SETTINGS);
        let text = read_text(&path).map_err(|failure| {
            failure.help("name a ledger with `--ledger DIR`, or begin one: `obelus ledger init`")
        })?;
        let form = toml::from_str(&text).map_err(|error| {
            Failure::usage(format!("`{}` is wrong: {}", path.display(), error.message()))
        })?;
        Ok(Self { folder, form, passphrase: passphrase.map(Path::to_owned) })
    }

    pub(super) fn origin(&self) -> &str {
        &self.form.origin
    }

    pub(super) fn public(&self) -> PathBuf {
        self.settings().public()
    }

    pub(super) fn trust_path(&self) -> PathBuf {
        self.folder.join(TRUST)
    }

    /// Whom this ledger believes: its witnesses, its own keys, its people.
    pub(super) fn trust(&self) -> Result<Trust, Failure> {
        Trust::load(Some(&self.trust_path()))
    }

    pub(super) fn release_key(&self) -> Result<SignerKey, Failure> {
        let keys = self.read_keys(RELEASE_KEY)?;
        keys.into_iter().next().ok_or_else(|| Failure::usage("there is no release key"))
    }

    /// Opens the log behind its gate; witnesses that can be reached are asked first.
    pub(super) fn open(&self, desk: Desk<'_>) -> Result<Log, Stop> {
        let log = Log::open(self.settings(), self.keys()?, &now, Vec::new())?;
        if log.repaired() > 0 {
            desk.note("ledger-repaired", &[("count", log.repaired().into())]);
        }
        Ok(log)
    }

    /// Reads the log without asking whether it may sign.
    pub(super) fn load(&self) -> Result<Log, Stop> {
        Ok(Log::load(self.settings(), self.keys()?)?)
    }

    pub(super) fn settings(&self) -> Settings {
        Settings {
            origin: self.form.origin.clone(),
            folder: self.folder.clone(),
            database: self.form.database.clone(),
            high_water: self.folder.join(&self.form.high_water),
            mirror: self.form.mirror.as_ref().map(|mirror| self.folder.join(mirror)),
        }
    }

    fn tls_roots(&self) -> Option<PathBuf> {
        self.form.tls_roots.as_ref().map(|roots| self.folder.join(roots))
    }

    pub(super) fn keys(&self) -> Result<Keys, Failure> {
        let log = self.read_keys(LOG_KEYS)?;
        let mut classes = ClassKeys::default();
        let cannot =
            |error: std::io::Error| Failure::usage(format!("cannot list the keys: {error}"));
        for entry in fs::read_dir(self.folder.join("keys")).map_err(cannot)? {
            let path = entry.map_err(cannot)?.path();
            let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
            if let Some(class) = name.strip_prefix(CLASS_PREFIX) {
                let key = keys::read_secret(&path)?.try_into().map_err(|_| {
                    Failure::usage(format!("`{}` is not a retention key", path.display()))
                })?;
                classes.add(class, key);
            }
        }
        let logs = self.trust()?.policy.logs.into_iter();
        let retired = logs.filter(|key| key.name() == self.form.origin).collect();
        Ok(Keys { log, retired, classes })
    }

    fn read_keys(&self, file: &str) -> Result<Vec<SignerKey>, Failure> {
        keys::read(&self.folder.join(file), self.passphrase.as_deref())
    }

    /// The retention class of what is logged now: the year, for which there is a key from now on.
    pub(super) fn class(&self) -> Result<String, Failure> {
        let class: String = timestamp(now()).chars().take(4).collect();
        let path = self.folder.join(format!("keys/{CLASS_PREFIX}{class}.key"));
        if !path.exists() {
            let key = ClassKeys::fresh().map_err(|error| Failure::Fault(format!("{error:#}")))?;
            files::write_new(&path, &key)?;
        }
        Ok(class)
    }

    /// What this house needs to witness others.
    pub(super) fn desk_settings(&self) -> Result<DeskSettings, Failure> {
        let path = self.folder.join(WATCHED);
        let policy = Policy::parse(&read_text(&path)?);
        let policy = policy
            .map_err(|error| Failure::usage(format!("`{}` is wrong: {error}", path.display())))?;
        let mut logs: Vec<KnownLog> = Vec::new();
        for key in policy.logs {
            match logs.iter_mut().find(|log| log.origin == key.name()) {
                Some(log) => log.keys.push(key),
                None => logs.push(KnownLog { origin: key.name().to_owned(), keys: vec![key] }),
            }
        }
        let keys = self.read_keys(WITNESS_KEYS)?;
        Ok(DeskSettings { folder: self.folder.join("witness"), logs, keys })
    }

    /// Puts new keys into the place of old ones, and adds their public halves to the trust file.
    ///
    /// The old file keeps its content under another name: it may be needed to look into the past.
    pub(super) fn replace_keys(&self, kind: KeyKind, next: &[SignerKey]) -> Result<(), Failure> {
        let (file, word) = match kind {
            KeyKind::Log => (LOG_KEYS, "log"),
            _ => (RELEASE_KEY, "release"),
        };
        let path = self.folder.join(file);
        let retired = path.with_extension(format!("retired-{}", now()));
        let mut trust = read_text(&self.trust_path())?;
        if !trust.ends_with('\n') {
            trust += "\n";
        }
        next.iter().for_each(|key| trust += &format!("{word} {}\n", key.verifier()));
        // First whom to believe, so that whatever is signed from now on is believed.
        write_text(&self.trust_path(), &trust)?;
        fs::rename(&path, retired)
            .map_err(|error| Failure::usage(format!("cannot retire a key: {error}")))?;
        keys::write(&path, next, self.passphrase.as_deref())
    }

    /// Adds handlers to the trust file whose approval of bulletins counts from now on; returns
    /// those who were not there.
    pub(super) fn believe_handlers(&self, keys: &[VerifierKey]) -> Result<Vec<String>, Failure> {
        let mut trust = read_text(&self.trust_path())?;
        let line = |key: &VerifierKey| format!("handler {key}");
        let is_new = |key: &&VerifierKey| !trust.lines().any(|there| there.trim() == line(key));
        let new: Vec<&VerifierKey> = keys.iter().filter(is_new).collect();
        if !new.is_empty() {
            if !trust.ends_with('\n') {
                trust += "\n";
            }
            new.iter().for_each(|key| trust += &format!("{}\n", line(key)));
            write_text(&self.trust_path(), &trust)?;
        }
        Ok(new.into_iter().map(|key| key.name().to_owned()).collect())
    }

    /// Makes the keys that follow those of a kind.
    pub(super) fn next_keys(&self, kind: KeyKind) -> Result<Vec<SignerKey>, Failure> {
        match kind {
            KeyKind::Log => keys::make(kind, &self.form.origin),
            _ => keys::make(kind, &self.form.organisation),
        }
    }

    /// Puts a statement of the organisation into an envelope and signs it.
    pub(super) fn signed(&self, statement: &Statement) -> Result<Envelope, Failure> {
        let key = self.release_key()?;
        let mut envelope = statement.to_envelope();
        let signature = key.sign(&envelope.signed_bytes());
        envelope.add_signature(&key.verifier().to_string(), signature);
        Ok(envelope)
    }

    /// Makes an entry of an envelope; its request is named for the bytes, so that it is logged once.
    pub(super) fn entry(&self, envelope: Vec<u8>) -> Result<NewEntry, Stop> {
        let request = review::statement::hex(&Sha256::digest(&envelope));
        Ok(NewEntry { request, class: self.class()?, opening: new_opening(envelope)? })
    }

    /// Logs envelopes, padded so that their number says little; returns where each stands.
    ///
    /// The padding follows when it is known how many of them are new; nothing is published between.
    pub(super) fn log(&self, log: &mut Log, envelopes: &[Envelope]) -> Result<Vec<u64>, Stop> {
        let entries = envelopes.iter().map(|envelope| self.entry(envelope.to_bytes()));
        self.log_entries(log, &entries.collect::<Result<Vec<_>, Stop>>()?)
    }

    /// The same for what the caller has a name for: under one name it is logged once, although
    /// the envelopes of another time are others.
    pub(super) fn log_once(
        &self,
        log: &mut Log,
        request: &str,
        envelopes: &[Envelope],
    ) -> Result<Vec<u64>, Stop> {
        let name = |(number, envelope): (usize, &Envelope)| {
            (format!("{request}/{number}"), envelope.clone())
        };
        self.log_named(log, &envelopes.iter().enumerate().map(name).collect::<Vec<_>>())
    }

    /// The same where each envelope has a name of its own.
    pub(super) fn log_named(
        &self,
        log: &mut Log,
        named: &[(String, Envelope)],
    ) -> Result<Vec<u64>, Stop> {
        let entries = named.iter().map(|(request, envelope)| {
            Ok(NewEntry { request: request.clone(), ..self.entry(envelope.to_bytes())? })
        });
        self.log_entries(log, &entries.collect::<Result<Vec<_>, Stop>>()?)
    }

    fn log_entries(&self, log: &mut Log, entries: &[NewEntry]) -> Result<Vec<u64>, Stop> {
        let appended = log.append(entries, now())?;
        let size = log.head().size;
        let padding = (size..size.next_multiple_of(self.form.pad_to)).map(|_| self.padding());
        log.append(&padding.collect::<Result<Vec<_>, Stop>>()?, now())?;
        Ok(appended.iter().map(|appended| appended.index).collect())
    }

    /// Makes an entry that says nothing.
    fn padding(&self) -> Result<NewEntry, Stop> {
        let random = new_opening(Vec::new())?.nonce;
        let subject = vec![Subject::named("padding", &random)];
        let envelope = self.signed(&Statement { subject, step: Step::Padding })?;
        self.entry(envelope.to_bytes())
    }

    /// Publishes, and returns the proof of an entry; says `unwitnessed` when too few witnesses have
    /// signed.
    pub(super) fn prove(
        &self,
        log: &mut Log,
        entry: u64,
        unwitnessed: &str,
        desk: Desk<'_>,
    ) -> Result<Option<String>, Stop> {
        let note = self.publish(log, desk)?;
        if let Err(error) = self.trust()?.policy.endorse(&note) {
            let values = [("entry", entry.into()), ("reason", error.to_string().into())];
            desk.note(unwitnessed, &values);
            return Ok(None);
        }
        let mut logged = log.proof(entry)?;
        let opening = log.entry(entry)?.opening;
        logged.extra = opening.map(|opening| opening.to_extra()).unwrap_or_default();
        Ok(Some(logged.to_string()))
    }

    /// Publishes, asking each witness of the trust file that has an address; returns the checkpoint.
    pub(super) fn publish(&self, log: &mut Log, desk: Desk<'_>) -> Result<Note, Stop> {
        let trust = self.trust()?;
        let witnesses: Vec<(Witness, u64)> = trust
            .policy
            .witnesses
            .iter()
            .filter(|witness| witness.url.is_some())
            .map(|witness| Ok((witness.clone(), log.witness_size(&witness.name)?)))
            .collect::<anyhow::Result<_>>()?;
        let roots = self.tls_roots();
        let mut signed = Vec::new();
        let note = log.publish(now(), &mut |note, prove| {
            for (witness, last_size) in &witnesses {
                let size = Checkpoint::parse(&note.text)?.size;
                match ask_witness(witness, roots.as_deref(), note, *last_size, prove)? {
                    Asked::Signed => signed.push((witness.name.clone(), size)),
                    Asked::Silent(reason) => desk.note(
                        "ledger-witness-silent",
                        &[("witness", witness.name.as_str().into()), ("reason", reason.into())],
                    ),
                    Asked::IsAhead(seen) => anyhow::bail!(
                        "the witness {} has seen {seen} leaves, and the store has {size}",
                        witness.name
                    ),
                    Asked::Refuses(reason) => {
                        anyhow::bail!("the witness {} refuses: {reason}", witness.name)
                    }
                }
            }
            Ok(())
        });
        for (name, size) in signed {
            log.keep_witness_size(&name, size)?;
        }
        note.map_err(|error| Stop::Frozen(vec![format!("{error:#}")]))
    }
}

/// Begins a ledger.
pub(super) fn init(
    args: &InitArgs,
    named: Option<&Path>,
    passphrase: Option<&Path>,
    desk: Desk<'_>,
) -> Done {
    let folder = folder(named);
    let cannot = |error: std::io::Error| {
        Failure::usage(format!("cannot make the folder `{}`: {error}", folder.display()))
    };
    if folder.join(SETTINGS).exists() {
        return Err(Failure::usage(format!("there is a ledger in `{}`", folder.display())).into());
    }
    fs::create_dir_all(folder.join("keys")).map_err(cannot)?;
    let organisation = args.origin.split('/').next().unwrap_or(&args.origin).to_owned();
    let log = keys::make(KeyKind::Log, &args.origin)?;
    let release = keys::make(KeyKind::Release, &organisation)?;
    let witness = keys::make(KeyKind::Witness, &format!("{organisation}/witness"))?;
    keys::write(&folder.join(LOG_KEYS), &log, passphrase)?;
    keys::write(&folder.join(RELEASE_KEY), &release, passphrase)?;
    keys::write(&folder.join(WITNESS_KEYS), &witness, passphrase)?;
    let form = Form {
        origin: args.origin.clone(),
        organisation,
        high_water: absolute(args.high_water.as_deref())?.unwrap_or_else(|| "high-water".into()),
        mirror: absolute(args.mirror.as_deref())?,
        tls_roots: absolute(args.tls_roots.as_deref())?,
        #[cfg(feature = "postgres")]
        database: args.database.clone(),
        #[cfg(not(feature = "postgres"))]
        database: None,
        pad_to: args.pad_to,
    };
    let text = toml::to_string(&form).map_err(|error| Failure::Fault(error.to_string()))?;
    write_text(&folder.join(SETTINGS), &text)?;
    write_text(&folder.join(TRUST), &own_trust(&log, &release, &witness))?;
    write_text(&folder.join(WATCHED), WATCHED_HELP)?;
    let house = House { folder, form, passphrase: passphrase.map(Path::to_owned) };
    house.class()?;
    Log::create(&house.settings(), &house.keys()?, now())?;
    let mut log = house.open(desk)?;
    if let Some(path) = &args.continues {
        let note = read_text(path)?;
        Note::parse(note.as_bytes())
            .map_err(|error| Failure::usage(format!("`{}`: {error}", path.display())))?;
        house.log(&mut log, &[house.signed(&migration(note))?])?;
    }
    house.publish(&mut log, desk)?;
    if args.high_water.is_none() {
        desk.note("ledger-high-water-near", &[]);
    }
    desk.say(
        "ledger-begun",
        &[
            ("origin", house.origin().into()),
            ("folder", house.folder.display().to_string().into()),
            ("trust", house.trust_path().display().to_string().into()),
        ],
    )?;
    GOOD
}

/// What a new log says first when it goes on from another.
fn migration(checkpoint: String) -> Statement {
    let subject = vec![Subject::named("checkpoint", &Sha256::digest(&checkpoint))];
    let reason = "the earlier log could not go on".to_owned();
    let step = Step::Migrate(Migrate { checkpoint, reason, time: timestamp(now()) });
    Statement { subject, step }
}

/// Whom a new ledger believes: itself, and nobody else yet.
fn own_trust(log: &[SignerKey], release: &[SignerKey], witness: &[SignerKey]) -> String {
    let mut text = "# Whom to believe about this ledger; see docs/ledger.md.\n".to_owned();
    log.iter().for_each(|key| text += &format!("log {}\n", key.verifier()));
    release.iter().for_each(|key| text += &format!("release {}\n", key.verifier()));
    text += "# Add people who decide (person KEY), and witnesses (witness NAME KEY URL) with a\n\
             # group of which enough must have signed, such as: group partners 2 A B C\n\
             # For others who want this house as their witness:\n";
    witness.iter().for_each(|key| text += &format!("#   witness NAME {} URL\n", key.verifier()));
    text + "quorum none\n"
}

const WATCHED_HELP: &str =
    "# Logs that this house witnesses: add their `log KEY` lines here.\nquorum none\n";

fn folder(named: Option<&Path>) -> PathBuf {
    let of_environment = || env::var_os("OBELUS_LEDGER").filter(|value| !value.is_empty());
    let named = named.map(Path::to_owned).or_else(|| of_environment().map(PathBuf::from));
    named.unwrap_or_else(|| PathBuf::from("."))
}

/// A path that is written down must not depend on where the person stood.
fn absolute(path: Option<&Path>) -> Result<Option<PathBuf>, Failure> {
    let absolute = path.map(std::path::absolute).transpose();
    absolute.map_err(|error| Failure::usage(format!("a path cannot be resolved: {error}")))
}

pub(super) fn read_text(path: &Path) -> Result<String, Failure> {
    let cannot = |error: std::io::Error| {
        Failure::usage(format!("cannot read `{}`: {error}", path.display()))
    };
    if fs::metadata(path).map_err(cannot)?.len() > BYTES_MAX {
        return Err(Failure::usage(format!("`{}` is too long", path.display())));
    }
    fs::read_to_string(path).map_err(cannot)
}

pub(super) fn write_text(path: &Path, text: &str) -> Result<(), Failure> {
    let write = || -> std::io::Result<()> {
        let mut file = fs::File::create(path)?;
        std::io::Write::write_all(&mut file, text.as_bytes())?;
        file.sync_all()
    };
    write().map_err(|error| Failure::usage(format!("cannot write `{}`: {error}", path.display())))
}
