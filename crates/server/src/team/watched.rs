//! A folder whose files are handed in: each as a batch of its own, and removed once it is sealed.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result, bail};
use review::batch::Role;

use super::store::NewFile;
use super::uploads::FILE_BYTES_MAX;
use super::{App, live, now};
use crate::desk::added::plain_name;

/// How often the folder is looked at.
const INTERVAL: Duration = Duration::from_secs(5);
/// How long a file must have been left alone, so that none is taken half written.
const QUIET: Duration = Duration::from_secs(10);
/// Files that are taken at one look.
const FILES_MAX: usize = 100;
/// Bytes that are sealed at once.
const CHUNK_BYTES: usize = 64 << 10;

/// Length and last change of files, as they were at the last look.
type Seen = BTreeMap<PathBuf, (u64, SystemTime)>;

/// Looks at the folder as long as the desk is open, when there is one.
pub(super) async fn run(app: App) {
    let Some((folder, account)) = app.settings.watched.clone() else { return };
    let mut seen = Seen::new();
    let mut told = String::new();
    loop {
        // What goes wrong is told once, and not every few seconds.
        let said = match look(&app, &folder, &account, &mut seen, SystemTime::now()).await {
            Ok(()) => String::new(),
            Err(error) => format!("the watched folder `{}`: {error:#}", folder.display()),
        };
        if said != told && !said.is_empty() {
            app.work.complain(&said);
        }
        told = said;
        tokio::time::sleep(INTERVAL).await;
    }
}

/// Hands in what has been left alone since the last look.
pub(super) async fn look(
    app: &App,
    folder: &Path,
    account: &str,
    seen: &mut Seen,
    time: SystemTime,
) -> Result<()> {
    let account = app.store.account_named(account).await?;
    let may = account.filter(|account| account.is_open && account.roles.contains(&Role::Submitter));
    let Some(account) = may else { bail!("no open account of that name hands files in") };
    let found = files(folder)?;
    let is_quiet = |path: &PathBuf, state: &(u64, SystemTime)| {
        let age = time.duration_since(state.1).unwrap_or_default();
        seen.get(path) == Some(state) && age >= QUIET
    };
    let quiet: Vec<PathBuf> = found
        .iter()
        .filter(|(path, state)| is_quiet(path, state))
        .map(|(path, _)| path.clone())
        .take(FILES_MAX)
        .collect();
    for path in quiet {
        hand_in(app, path, account.id).await?;
    }
    *seen = found;
    Ok(())
}

/// The regular files of a folder that are not hidden; links are not followed.
fn files(folder: &Path) -> Result<Seen> {
    let mut found = Seen::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        if metadata.is_file() && !is_hidden {
            found.insert(entry.path(), (metadata.len(), metadata.modified()?));
        }
    }
    Ok(found)
}

async fn hand_in(app: &App, path: PathBuf, account: i64) -> Result<()> {
    let name = plain_name(&path.file_name().unwrap_or_default().to_string_lossy());
    let (own, from) = (Arc::clone(app), path.clone());
    let sealing = tokio::task::spawn_blocking(move || seal(&own, &from));
    let blob = sealing.await?.with_context(|| format!("cannot take `{}`", path.display()))?;
    let chain = live::chain_text(app.settings.chain);
    let files = [NewFile { name: name.clone(), blob }];
    app.store.add_batch(&name, account, &chain, &files, None, now()).await?;
    app.jobs.notify_one();
    // From here on the desk has it; were it not removed, it would be handed in once more.
    fs::remove_file(&path).with_context(|| format!("cannot remove `{}`", path.display()))
}

fn seal(app: &App, path: &Path) -> Result<String> {
    let mut file = File::open(path)?.take(FILE_BYTES_MAX + 1);
    let mut writer = app.store.vault.create()?;
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut length = 0;
    loop {
        let count = file.read(&mut chunk)?;
        if count == 0 {
            return writer.finish();
        }
        length += count as u64;
        if length > FILE_BYTES_MAX {
            bail!("it is longer than 512 MiB");
        }
        writer.add(chunk.get(..count).unwrap_or_default())?;
    }
}
