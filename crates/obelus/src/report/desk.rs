//! The desk of a channel: a folder in which nothing of a report stands in clear.
//!
//! ```text
//! channel            what reporters get (public)
//! root.age           the key that signs the channel, sealed for its handlers
//! epochs/N.age       the secret of a week, sealed for the handlers; removed when its time is over
//! in/                sealed reports that have arrived
//! out/MAILBOX/N.age  sealed answers, to be fetched by whoever has the receipt
//! cases/ID/          key.age, acts.jsonl, messages/N.age, blobs/NAME.age
//! ledger, logged     where acts are logged, and how many of each case were
//! ```

use std::fs;
use std::path::{Path, PathBuf};

use intake::age::{Identity, Recipient};
use intake::case::{self, Deed, Record, State};
use intake::channel::{self, CHANNEL_BYTES_MAX, Channel};
use intake::handler::HandlerKey;
use intake::message::{self, Opened};
use intake::sign::{PublicKey, SigningKey};

use super::{rng, today};
use crate::failure::Failure;
use crate::files;

/// Longest file of a sealed secret; a handler adds about 1,700 bytes.
const SECRET_BYTES_MAX: u64 = 1 << 20;
/// Longest record of a case.
const RECORD_BYTES_MAX: u64 = 16 << 20;

/// The desk, and the handler who sits at it.
pub(super) struct Desk {
    folder: PathBuf,
    pub(super) channel: Channel,
    pub(super) handler: HandlerKey,
}

/// A case that was opened.
pub(super) struct Case {
    pub(super) id: String,
    pub(super) folder: PathBuf,
    pub(super) record: Record,
}

impl Desk {
    /// Opens the desk; whoever sits at it must be one of its handlers.
    pub(super) fn open(folder: &Path, handler: HandlerKey) -> Result<Self, Failure> {
        let channel = channel_of(folder)?;
        let is_known = channel.handlers.iter().any(|card| card.sign == handler.sign.public());
        if !is_known {
            let message =
                format!("`{}` is not a handler of the channel `{}`", handler.name, channel.name);
            return Err(Failure::usage(message).help("use the key of one of its handlers"));
        }
        Ok(Self { folder: folder.to_owned(), channel, handler })
    }

    /// Makes the desk of a new channel, with keys for some weeks.
    pub(super) fn make(
        folder: &Path,
        mut channel: Channel,
        root: &SigningKey,
        weeks: u8,
    ) -> Result<Channel, Failure> {
        if !files::list(folder)?.is_empty() {
            let message = format!("`{}` is there already and not empty", folder.display());
            return Err(Failure::usage(message).help("name a folder that is not there yet"));
        }
        for name in ["epochs", "in", "out", "cases"] {
            files::make_folder(&folder.join(name))?;
        }
        for _ in 0..weeks {
            add_epoch(folder, &mut channel)?;
        }
        let sealed = channel::seal_root(&channel, root, &mut rng()).map_err(fault)?;
        files::write_new(&folder.join("root.age"), &sealed)?;
        files::write_new(&folder.join("channel"), channel.sign(root).map_err(fault)?.as_bytes())?;
        Ok(channel)
    }

    /// Makes keys until `weeks` from today have one, and destroys the secrets whose time is over.
    pub(super) fn renew(&mut self, weeks: u8) -> Result<Renewed, Failure> {
        let root = self.root()?;
        let until = today() + time::Duration::weeks(i64::from(weeks));
        let mut made = 0;
        while self.channel.in_use().last().is_none_or(|epoch| epoch.until < until) {
            add_epoch(&self.folder, &mut self.channel)?;
            made += 1;
        }
        let over = self.channel.expire(today());
        self.write_channel(&root)?;
        for epoch in &over {
            let path = epoch_path(&self.folder, epoch.number);
            if path.exists() {
                files::remove(&path)?;
            }
        }
        Ok(Renewed { made, destroyed: over.len() })
    }

    /// Changes the handlers, and seals every secret for those who are handlers then.
    pub(super) fn change_handlers(
        &mut self,
        change: impl FnOnce(&mut Channel) -> Result<(), channel::Error>,
    ) -> Result<usize, Failure> {
        let root = self.root()?;
        let epochs = self.epoch_secrets()?;
        change(&mut self.channel).map_err(|error| Failure::usage(error.to_string()))?;
        if self.channel.epoch_on(today()).is_none() {
            add_epoch(&self.folder, &mut self.channel)?;
        }
        for (number, secret) in &epochs {
            self.reseal(&epoch_path(&self.folder, *number), secret)?;
        }
        let mut cases = self.cases()?;
        cases.retain(|case| !case.record.is_destroyed());
        for case in &cases {
            self.reseal(&case.folder.join("key.age"), &self.case_secret(case)?)?;
        }
        let sealed = channel::seal_root(&self.channel, &root, &mut rng()).map_err(fault)?;
        files::replace(&self.folder.join("root.age"), &sealed)?;
        self.write_channel(&root)?;
        Ok(cases.len())
    }

    fn reseal(&self, path: &Path, secret: &Identity) -> Result<(), Failure> {
        let sealed = self.channel.seal_secret(secret, &mut rng()).map_err(fault)?;
        files::replace(path, &sealed)
    }

    fn root(&self) -> Result<SigningKey, Failure> {
        let path = self.folder.join("root.age");
        let sealed = files::read(&path, SECRET_BYTES_MAX)?;
        channel::open_root(&self.handler.identity, &sealed).map_err(|error| {
            Failure::usage(format!("cannot open `{}` with your key: {error}", path.display()))
        })
    }

    fn write_channel(&self, root: &SigningKey) -> Result<(), Failure> {
        let text = self.channel.sign(root).map_err(fault)?;
        files::replace(&self.folder.join("channel"), text.as_bytes())
    }

    /// Returns the secrets of the weeks that still have one.
    pub(super) fn epoch_secrets(&self) -> Result<Vec<(u32, Identity)>, Failure> {
        let mut secrets = Vec::new();
        for epoch in &self.channel.epochs {
            let path = epoch_path(&self.folder, epoch.number);
            if path.exists() {
                secrets.push((epoch.number, self.open_secret(&path)?));
            }
        }
        Ok(secrets)
    }

    fn open_secret(&self, path: &Path) -> Result<Identity, Failure> {
        let sealed = files::read(path, SECRET_BYTES_MAX)?;
        channel::open_secret(&self.handler.identity, &sealed).map_err(|error| {
            Failure::usage(format!("cannot open `{}` with your key: {error}", path.display()))
        })
    }

    /// Returns the folder where sealed reports arrive.
    pub(super) fn arrivals(&self) -> PathBuf {
        self.folder.join("in")
    }

    /// Returns the folder of the answers to a mailbox.
    pub(super) fn answers(&self, mailbox: &str) -> PathBuf {
        self.folder.join("out").join(mailbox)
    }

    /// Returns every case, in the order of their names.
    pub(super) fn cases(&self) -> Result<Vec<Case>, Failure> {
        read_cases(&self.folder, &self.channel)
    }

    /// Returns the one case whose name begins like this.
    pub(super) fn case(&self, prefix: &str) -> Result<Case, Failure> {
        let mut found: Vec<Case> =
            self.cases()?.into_iter().filter(|case| case.id.starts_with(prefix)).collect();
        match (found.pop(), found.is_empty()) {
            (Some(case), true) => Ok(case),
            (None, _) => Err(Failure::usage(format!("there is no case `{prefix}`"))
                .help("`obelus report inbox` lists them")),
            (Some(_), false) => Err(Failure::usage(format!("several cases begin with `{prefix}`"))),
        }
    }

    pub(super) fn case_secret(&self, case: &Case) -> Result<Identity, Failure> {
        self.open_secret(&case.folder.join("key.age"))
    }

    /// Makes the folder of a new case and its key; the record is its caller's to begin.
    pub(super) fn new_case(&self) -> Result<(Case, Identity), Failure> {
        let id = case::new_name(&mut rng());
        let folder = self.folder.join("cases").join(format!(".new-{id}"));
        for name in ["messages", "blobs"] {
            files::make_folder(&folder.join(name))?;
        }
        let secret = Identity::generate(&mut rng());
        let sealed = self.channel.seal_secret(&secret, &mut rng()).map_err(fault)?;
        files::write_new(&folder.join("key.age"), &sealed)?;
        Ok((Case { record: Record::new(&id), id, folder }, secret))
    }

    /// Gives the folder of a new case its name; before that nobody sees it.
    pub(super) fn publish_case(&self, case: &mut Case) -> Result<(), Failure> {
        let folder = self.folder.join("cases").join(&case.id);
        fs::rename(&case.folder, &folder)
            .map_err(|error| files::cannot("rename", &case.folder, &error))?;
        case.folder = folder;
        Ok(())
    }
}

/// What a renewal did.
pub(super) struct Renewed {
    pub(super) made: u32,
    pub(super) destroyed: usize,
}

impl Case {
    /// Adds an act to the record, signed with these keys.
    pub(super) fn add(&mut self, deed: Deed, keys: &[&SigningKey]) -> Result<(), Failure> {
        let from = self.record.state();
        let added = self.record.add(deed, today(), keys);
        let line = added.map_err(|error| {
            let failure = Failure::usage(error.to_string());
            match error {
                case::Error::Way { .. } => failure.help(ways(from)),
                _ => failure,
            }
        })?;
        files::append_line(&self.folder.join("acts.jsonl"), line)
    }

    /// Stores a message of the case.
    pub(super) fn store(&self, sealed: &[u8]) -> Result<(), Failure> {
        let folder = self.folder.join("messages");
        let place = files::list(&folder)?.len() + 1;
        files::write_new(&folder.join(format!("{place:04}.age")), sealed)
    }

    /// Opens every message of the case, in the order in which they came.
    pub(super) fn messages(&self, secret: &Identity) -> Result<Vec<Opened>, Failure> {
        let paths = files::list(&self.folder.join("messages"))?;
        paths.iter().map(|path| open_message(path, std::slice::from_ref(secret))).collect()
    }

    /// Returns the path of a sealed attachment.
    pub(super) fn blob(&self, name: &str) -> PathBuf {
        self.folder.join("blobs").join(format!("{name}.age"))
    }
}

/// Reads the channel of a desk, and with that whether a folder is one.
pub(super) fn channel_of(desk: &Path) -> Result<Channel, Failure> {
    let path = desk.join("channel");
    if !path.exists() {
        let message = format!("`{}` is not the folder of a desk", desk.display());
        return Err(Failure::usage(message).help("`obelus report channel new` makes one"));
    }
    read_channel(&path)
}

/// Says where a case may go from a state.
fn ways(from: State) -> String {
    let ways = State::ALL.into_iter().filter(|to| from.may_become(*to)).map(State::name);
    format!("from there it may become: {}", ways.collect::<Vec<_>>().join(", "))
}

/// Reads every case of a desk and checks its record, which takes no key; in the order of their names.
pub(super) fn read_cases(desk: &Path, channel: &Channel) -> Result<Vec<Case>, Failure> {
    let signers = channel.signers();
    let folders = files::list(&desk.join("cases"))?.into_iter();
    folders.map(|folder| read_case(folder, &signers)).collect()
}

fn read_case(folder: PathBuf, signers: &[PublicKey]) -> Result<Case, Failure> {
    let path = folder.join("acts.jsonl");
    let id = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let id = id.unwrap_or_default();
    let text = files::read_text(&path, RECORD_BYTES_MAX)?;
    let record = Record::parse(&id, &text, signers).map_err(|error| {
        Failure::usage(format!("`{}`: {error}", path.display()))
            .help("do not go on with this case; ask the other handlers for their copy")
    })?;
    Ok(Case { id, folder, record })
}

/// Reads a channel and checks it.
pub(super) fn read_channel(path: &Path) -> Result<Channel, Failure> {
    let again = "get the channel file again from those who run the channel";
    let text = files::read_text(path, CHANNEL_BYTES_MAX as u64);
    let text = text.map_err(|failure| failure.help(again))?;
    Channel::parse(&text)
        .map_err(|error| Failure::usage(format!("`{}`: {error}", path.display())).help(again))
}

/// Opens a sealed message in a file.
pub(super) fn open_message(path: &Path, identities: &[Identity]) -> Result<Opened, Failure> {
    let sealed = files::read(path, message::SEALED_BYTES_MAX)?;
    message::open(identities, &sealed)
        .map_err(|error| Failure::usage(format!("cannot open `{}`: {error}", path.display())))
}

/// Returns the recipient of an identity that has one.
pub(super) fn recipient_of(identity: &Identity) -> Result<Recipient, Failure> {
    identity.recipient().ok_or_else(|| Failure::Fault("a key has no recipient".to_owned()))
}

/// What cannot go wrong with what we made ourselves.
pub(super) fn fault(error: impl std::fmt::Display) -> Failure {
    Failure::Fault(error.to_string())
}

fn add_epoch(folder: &Path, channel: &mut Channel) -> Result<(), Failure> {
    let (number, sealed) = channel.add_epoch(today(), &mut rng()).map_err(fault)?;
    files::write_new(&epoch_path(folder, number), &sealed)
}

fn epoch_path(folder: &Path, number: u32) -> PathBuf {
    folder.join("epochs").join(format!("{number}.age"))
}
