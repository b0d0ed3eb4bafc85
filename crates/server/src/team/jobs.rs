//! What takes a while: reading what was handed in, and making the copies of what was released.
//!
//! A job stands in the database until it is done, so that it begins again whenever the process ended
//! before. Doing one twice changes nothing: what is kept of the first time counts.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use review::batch::Authorisation;
use review::statement::hex;
use sha2::{Digest as _, Sha256};
use tokio::task::spawn_blocking;

use super::alike::Sketch;
use super::retention::Retention;
use super::store::{CopyRow, FileRow, Job};
use super::{App, Handed, Wanted, alike, bundle, live, now, threads, webhook};
use crate::desk::{Content, Decided, File};

/// How long the queue sleeps when nobody wakes it.
const SLEEP: Duration = Duration::from_secs(5);
/// How often a job is tried before it is given up.
const TRIES_MAX: u32 = 3;
/// Seconds until a release that failed is tried again.
const LATER_SECONDS: i64 = 60;
/// How often it is put down how many files of a batch were read.
const NOTED_EVERY: Duration = Duration::from_millis(250);

/// Bytes of what was read of a batch, from which on it is not kept in memory before someone looks.
const WARM_BYTES_MAX: usize = 8 << 20;

/// Does one job after another, as long as the desk is open.
pub(super) async fn run(app: App) {
    let mut tries = 0;
    let mut retention = Retention::default();
    loop {
        if let Err(error) = retention.keep_up(&app).await {
            app.work.complain(&format!("{error:#}"));
        }
        let job = match app.store.job(now()).await {
            Ok(Some(job)) => job,
            Ok(None) => {
                tries = 0;
                // Woken, or to look again after a while.
                let _woken = tokio::time::timeout(SLEEP, app.jobs.notified()).await;
                continue;
            }
            Err(error) => {
                app.work.complain(&format!("{error:#}"));
                tokio::time::sleep(SLEEP).await;
                continue;
            }
        };
        let done = do_one(&app, &job).await;
        if job.kind == "release" {
            app.note_stuck(job.batch, done.is_err());
        }
        let Err(error) = done else {
            tries = 0;
            continue;
        };
        app.work.complain(&format!("{error:#}"));
        tries += 1;
        // Nobody waits for a program that does not answer.
        if tries < TRIES_MAX && job.kind != "tell" {
            tokio::time::sleep(SLEEP).await;
            continue;
        }
        tries = 0;
        if let Err(error) = set_aside(&app, &job).await {
            app.work.complain(&format!("{error:#}"));
        }
    }
}

/// A batch that cannot be read is told as such; copies are tried again later, since they are owed.
async fn set_aside(app: &App, job: &Job) -> Result<()> {
    match job.kind.as_str() {
        "read" => app.store.give_up(job).await,
        _ => app.store.postpone(job, now() + LATER_SECONDS).await,
    }
}

async fn do_one(app: &App, job: &Job) -> Result<()> {
    match job.kind.as_str() {
        "read" => read(app, job).await,
        "tell" => {
            webhook::tell(app, job.batch).await?;
            app.store.end_job(job).await
        }
        _ => release(app, job).await,
    }
}

/// Reads the files of a batch.
async fn read(app: &App, job: &Job) -> Result<()> {
    let row = app.store.batch(job.batch).await?.context("the batch is gone")?;
    let files = app.store.files(job.batch).await?;
    let case = app.store.case(job.batch).await?;
    let is_answer = case.is_some();
    let wanted = case.map(|case| Wanted { names: case.names, exempt: case.requester });
    let wanted = wanted.unwrap_or_default();
    let far = Arc::new(Far::default());
    // Whatever ends this, the threads that read end with it.
    let _ending = Ending(Arc::clone(&far));
    let (own, told) = (Arc::clone(app), Arc::clone(&far));
    let mut reading = spawn_blocking(move || read_all(&own, &files, &wanted, &told));
    let mut noted = 0;
    let contents = loop {
        tokio::select! {
            read = &mut reading => break read??,
            () = tokio::time::sleep(NOTED_EVERY) => {}
        }
        let files = far.files.load(Ordering::Relaxed);
        if files != noted {
            app.store.note_read(job.batch, files).await?;
            noted = files;
        }
    };
    let own = Arc::clone(app);
    let keeping = spawn_blocking(move || -> Result<_> {
        let (kept, bytes) = own.store.keep_contents(&contents)?;
        let is_marked = contents[0].files.iter().any(|file| file.is_marked);
        let is_short = bytes <= WARM_BYTES_MAX;
        let sheet = is_short.then(|| live::sheet_of(contents, &row, is_marked, is_answer));
        Ok((kept, sheet.transpose()?, is_marked))
    });
    let (kept, sheet, is_marked) = keeping.await??;
    // Whoever looks at it next finds it as it was read.
    let mut live = live::begin(app, job.batch).await;
    app.store.finish_reading(job.batch, kept, is_marked).await?;
    live.sheet = sheet;
    Ok(())
}

/// How far reading has come, and whether it is to go on.
#[derive(Default)]
struct Far {
    files: AtomicI64,
    has_ended: AtomicBool,
}

/// Has reading end when it goes.
struct Ending(Arc<Far>);

impl Drop for Ending {
    fn drop(&mut self) {
        self.0.has_ended.store(true, Ordering::Relaxed);
    }
}

/// What was read of a file, in each language, and what it says in short.
type Read = ([File; 2], Sketch);

fn read_all(app: &App, files: &[FileRow], wanted: &Wanted, far: &Far) -> Result<[Content; 2]> {
    let vault = &app.store.vault;
    let fill = |file: &FileRow| {
        let blob = file.blob.clone();
        move |to: &mut std::fs::File| vault.copy_to(&blob, to)
    };
    // The longest first, so that no thread waits in the end for one that has just begun it.
    let mut order: Vec<(u64, usize)> =
        (0..).zip(files).map(|(at, file)| (vault.length(&file.blob), at)).collect();
    order.sort_by_key(|(length, at)| (Reverse(*length), *at));
    let places: Vec<usize> = order.into_iter().map(|(_, at)| at).collect();
    let ordered = || places.iter().filter_map(|at| files.get(*at));
    let fills: Vec<_> = ordered().map(fill).collect();
    let handed = ordered().zip(&fills);
    let handed: Vec<Handed<'_>> =
        handed.map(|(file, fill)| Handed { name: &file.name, fill }).collect();
    let read: Mutex<Vec<Option<Read>>> = Mutex::new(files.iter().map(|_| None).collect());
    let take = |at: usize, file: [File; 2]| {
        let sketch = Sketch::of(&file[0]);
        let mut read = read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = places.get(at).and_then(|at| read.get_mut(*at)) {
            *place = Some((file, sketch));
        }
        drop(read);
        far.files.fetch_add(1, Ordering::Relaxed);
        !far.has_ended.load(Ordering::Relaxed)
    };
    app.work.read(&handed, wanted, &take)?;
    let read = read.into_inner().unwrap_or_else(PoisonError::into_inner);
    let read: Option<Vec<Read>> = read.into_iter().collect();
    let (read, sketches): (Vec<_>, Vec<_>) =
        read.context("a file was not read")?.into_iter().unzip();
    let mut contents = numbered(read)?;
    let [first, _] = &contents;
    let (alike, threads) = (alike::find(&sketches), threads::find(&first.files));
    for content in &mut contents {
        for (file, (like, thread)) in content.files.iter_mut().zip(alike.iter().zip(&threads)) {
            (file.like, file.thread) = (*like, *thread);
        }
    }
    Ok(contents)
}

/// Puts the files together, with items numbered through the batch.
fn numbered(files: Vec<[File; 2]>) -> Result<[Content; 2]> {
    let mut contents = [Content::default(), Content::default()];
    let mut items = 0;
    for read in files {
        let count = read.first().map_or(0, |file| file.findings.len());
        for (content, mut file) in contents.iter_mut().zip(read) {
            for (finding, number) in file.findings.iter_mut().zip(items + 1..) {
                finding.item.0 = number;
            }
            content.files.push(file);
        }
        items += u32::try_from(count)?;
    }
    Ok(contents)
}

/// Makes the copies of a batch that was released, each once.
async fn release(app: &App, job: &Job) -> Result<()> {
    let row = app.store.batch(job.batch).await?.context("the batch is gone")?;
    let (decided, leave, marked) = {
        let live = live::of(app, &row).await?;
        let sheet = live.sheet.as_ref().context("the batch has no content")?;
        let decided = sheet.decided(sheet.batch.submitter());
        (decided, sheet.batch.authorisation(), sheet.marked_files())
    };
    let made: BTreeSet<i64> =
        app.store.copies(job.batch).await?.into_iter().map(|copy| copy.number).collect();
    for file in app.store.files(job.batch).await? {
        if made.contains(&file.number) {
            continue;
        }
        let number = usize::try_from(file.number)?;
        let decided = decided.get(number).context("a file was never read")?.clone();
        let leave = leave.clone().filter(|_| marked.contains(&number));
        let copy = make_one(app, job.batch, file, decided, leave).await?;
        app.store.add_copy(job.batch, &copy).await?;
    }
    bundle::put(app, job.batch).await?;
    let next = app.settings.webhook.is_some().then_some("tell");
    app.store.end_job_with(job, next, now()).await
}

async fn make_one(
    app: &App,
    batch: i64,
    file: FileRow,
    decided: Decided,
    leave: Option<Authorisation>,
) -> Result<CopyRow> {
    let app = Arc::clone(app);
    let making = spawn_blocking(move || {
        let vault = &app.store.vault;
        let fill: super::Fill<'_> = &mut |to| vault.copy_to(&file.blob, to);
        let made = app.work.clean(&file.name, fill, &decided, leave.as_ref())?;
        let mut copy = CopyRow {
            number: file.number,
            name: made.name,
            blob: String::new(),
            digest: String::new(),
            outcome: made.outcome.to_owned(),
            why: made.why,
            proof: String::new(),
        };
        if let Some(bytes) = made.bytes {
            copy.digest = hex(&Sha256::digest(&bytes));
            // A process that dies before the copy is noted asks again, under the same name.
            let request = format!("desk/{batch}/{}/{}", copy.number, copy.digest);
            if let Some(proof) = app.work.log(&request, &copy.name, &bytes, leave.as_ref())? {
                copy.proof = vault.keep(&proof)?;
            }
            copy.blob = vault.keep(&bytes)?;
        }
        Ok(copy)
    });
    making.await?
}
