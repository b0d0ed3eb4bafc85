//! Documents leave the desk when the policy's time for them is over.

use std::time::{Duration, Instant};

use anyhow::Result;

use super::{App, now};

/// How often the desk looks for what is to be deleted.
const INTERVAL: Duration = Duration::from_secs(60 * 60);
const DAY_SECONDS: i64 = 24 * 60 * 60;

/// Remembers when it last looked.
#[derive(Default)]
pub(super) struct Retention {
    looked: Option<Instant>,
}

impl Retention {
    /// Deletes what is over its time, when it has not looked for a while.
    pub(super) async fn keep_up(&mut self, app: &App) -> Result<()> {
        let Some(days) = app.settings.keep_days else { return Ok(()) };
        if self.looked.is_some_and(|looked| looked.elapsed() < INTERVAL) {
            return Ok(());
        }
        sweep(app, now() - i64::from(days) * DAY_SECONDS).await?;
        self.looked = Some(Instant::now());
        Ok(())
    }
}

/// Deletes what came to its end before that time.
pub(super) async fn sweep(app: &App, before: i64) -> Result<()> {
    for batch in app.store.outdated(before).await? {
        // Sealed files go when nothing refers to them; one that is left goes at the next start.
        let blobs = app.store.erase(batch, now()).await?;
        super::live::forget(app, batch);
        for blob in blobs {
            app.store.vault.remove(&blob)?;
        }
    }
    Ok(())
}
