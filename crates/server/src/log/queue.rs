//! Group commit: what arrives while a transaction is being written goes into the next one.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use anyhow::{Context, Result, anyhow};

use super::{Appended, Log, NewEntry};

/// Most entries in one transaction.
const BATCH_MAX: usize = 256;
/// Most requests that wait; more have to wait before they are taken.
const WAITING_MAX: usize = 4 * BATCH_MAX;

/// A request to log entries, and where the answer goes.
struct Request {
    entries: Vec<NewEntry>,
    answer: SyncSender<Result<Vec<Appended>>>,
}

/// The one writer of a log, which many threads may ask.
pub struct Queue {
    sender: Option<SyncSender<Request>>,
    writer: Option<JoinHandle<Log>>,
}

impl Queue {
    /// Starts the writer; `clock` says the time in seconds since 1970.
    pub fn start(log: Log, clock: fn() -> u64) -> Self {
        let (sender, receiver) = sync_channel(WAITING_MAX);
        let writer = thread::spawn(move || write(log, &receiver, clock));
        Self { sender: Some(sender), writer: Some(writer) }
    }

    /// Logs entries; returns when they are durable.
    pub fn append(&self, entries: Vec<NewEntry>) -> Result<Vec<Appended>> {
        let (answer, answered) = sync_channel(1);
        let sender = self.sender.as_ref().context("the writer has stopped")?;
        sender.send(Request { entries, answer }).map_err(|_| anyhow!("the writer has stopped"))?;
        answered.recv().map_err(|_| anyhow!("the writer has stopped"))?
    }

    /// Waits for the last transaction, and returns the log.
    pub fn stop(mut self) -> Result<Log> {
        self.sender = None;
        let writer = self.writer.take().context("the writer has stopped")?;
        writer.join().map_err(|_| anyhow!("the writer has failed"))
    }
}

fn write(mut log: Log, receiver: &Receiver<Request>, clock: fn() -> u64) -> Log {
    while let Ok(first) = receiver.recv() {
        let mut requests = vec![first];
        let mut count = requests.iter().map(|request| request.entries.len()).sum::<usize>();
        while count < BATCH_MAX {
            let Ok(next) = receiver.try_recv() else { break };
            count += next.entries.len();
            requests.push(next);
        }
        let entries: Vec<NewEntry> =
            requests.iter().flat_map(|request| request.entries.iter().cloned()).collect();
        match log.append(&entries, clock()) {
            Ok(appended) => {
                let mut rest = appended.as_slice();
                for request in requests {
                    let (its, others) = rest.split_at(request.entries.len());
                    rest = others;
                    // One who no longer waits has lost nothing: the request names the entry.
                    let _waits = request.answer.send(Ok(its.to_vec()));
                }
            }
            Err(error) => {
                let text = format!("{error:#}");
                for request in requests {
                    let _waits = request.answer.send(Err(anyhow!(text.clone())));
                }
                // After a failed write nothing more is signed: the next start looks at everything.
                return log;
            }
        }
    }
    log
}
