//! All copies of a batch that is out, with their proofs: as one download, and in a folder.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path as FilePath;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use tokio::sync::mpsc::{Sender, channel};
use tokio_stream::wrappers::ReceiverStream;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::batches::{gone, seen};
use super::guard::{Answer, Visitor};
use super::record::Kept;
use super::store::CopyRow;
use super::vault::Vault;
use super::{App, outcomes};
use crate::desk::added::plain_name;
use crate::desk::download::free_name;

/// Bytes that are sent at once.
const CHUNK_BYTES: usize = 64 << 10;
/// Chunks that wait for a slow browser.
const CHUNKS_WAITING: usize = 4;

/// A file of a release.
#[derive(Debug, PartialEq, Eq)]
struct Piece {
    name: String,
    /// Where it is kept.
    blob: String,
}

/// Copies and their proofs, each under a name of its own.
fn pieces(copies: &[CopyRow]) -> Vec<Piece> {
    let mut taken = BTreeSet::new();
    let mut pieces = Vec::new();
    for copy in copies.iter().filter(|copy| !copy.blob.is_empty()) {
        let name = free_name(&plain_name(&copy.name), &mut taken);
        if !copy.proof.is_empty() {
            let proof = free_name(&outcomes::proof_name(&name), &mut taken);
            pieces.push(Piece { name: proof, blob: copy.proof.clone() });
        }
        pieces.push(Piece { name, blob: copy.blob.clone() });
    }
    pieces
}

/// Every copy and proof of a batch that is out, as one archive.
///
/// It is written while it is sent, so that nothing of it stands on the disk in clear.
pub(super) async fn download(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<i64>,
) -> Answer {
    let row = seen(&app, visitor.who()?, id).await?;
    let copies = app.store.copies(id).await?;
    let is_made = copies.len() == app.store.count_files(id).await?;
    let pieces = pieces(&copies);
    if row.stage != "released" || !is_made || pieces.is_empty() {
        return Err(gone());
    }
    let (sender, receiver) = channel(CHUNKS_WAITING);
    tokio::task::spawn_blocking(move || {
        let to = BufWriter::with_capacity(CHUNK_BYTES, Sending(sender.clone()));
        if let Err(error) = archive(&app.store.vault, &pieces, to) {
            // A download that breaks off is not taken for a whole one. Nobody may listen any more.
            let _told = sender.blocking_send(Err(io::Error::other("the archive is not whole")));
            app.work.complain(&format!("{error:#}"));
        }
    });
    let name = format!("attachment; filename=\"batch-{id}.zip\"");
    let headers = [(CONTENT_TYPE, "application/zip".to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, Body::from_stream(ReceiverStream::new(receiver))).into_response())
}

/// Sends what is written.
struct Sending(Sender<io::Result<Bytes>>);

impl Write for Sending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let sent = self.0.blocking_send(Ok(Bytes::copy_from_slice(bytes)));
        sent.map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn archive(vault: &Vault, pieces: &[Piece], to: impl Write) -> Result<()> {
    let mut zip = ZipWriter::new_stream(to);
    for piece in pieces {
        zip.start_file(&piece.name, SimpleFileOptions::default())?;
        vault.copy_to(&piece.blob, &mut zip)?;
    }
    zip.finish()?.flush()?;
    Ok(())
}

/// Puts every copy and proof of a release into a folder of its own in the folder of the
/// configuration, all at once; nothing where it is there already.
pub(super) async fn put(app: &App, batch: i64) -> Result<()> {
    let Some(folder) = app.settings.release_to.clone() else { return Ok(()) };
    let row = app.store.batch(batch).await?.context("the batch is gone")?;
    let events = app.store.events(batch, 0).await?;
    let release = events.iter().rfind(|event| matches!(event.kept, Kept::Release));
    let Some(release) = release.filter(|_| row.stage == "released") else { return Ok(()) };
    let name = format!("batch-{batch}-release-{}", release.number);
    let pieces = pieces(&app.store.copies(batch).await?);
    let app = Arc::clone(app);
    let writing =
        tokio::task::spawn_blocking(move || write(&app.store.vault, &pieces, &folder, &name));
    writing
        .await?
        .with_context(|| format!("cannot put the copies of batch {batch} into the folder"))
}

fn write(vault: &Vault, pieces: &[Piece], folder: &FilePath, name: &str) -> Result<()> {
    let place = folder.join(name);
    if place.exists() {
        return Ok(());
    }
    let unready = folder.join(format!(".{name}"));
    if unready.exists() {
        // What a sudden end left.
        fs::remove_dir_all(&unready)?;
    }
    fs::create_dir(&unready)?;
    for piece in pieces {
        let mut file = File::create_new(unready.join(&piece.name))?;
        vault.copy_to(&piece.blob, &mut file)?;
        file.sync_all()?;
    }
    fs::rename(&unready, &place)?;
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_copy_and_each_proof_has_a_name_of_its_own() {
        let copy = |name: &str, proof: &str| CopyRow {
            number: 0,
            name: name.to_owned(),
            blob: "b".to_owned(),
            digest: String::new(),
            outcome: String::new(),
            why: None,
            proof: proof.to_owned(),
        };
        let copies =
            ["plan.pdf", "Plan.PDF", "../plan.pdf", "..", "", ".env", ".env", "a (2)", "a", "a"];
        let copies = copies.map(|name| copy(name, ""));
        let names: Vec<String> = pieces(&copies).into_iter().map(|piece| piece.name).collect();
        let wanted = [
            "plan.pdf",
            "Plan (2).PDF",
            "plan (3).pdf",
            "file",
            "file (2)",
            ".env",
            ".env (2)",
            "a (2)",
            "a",
            "a (3)",
        ];
        assert_eq!(names, wanted);
        let with_proof = pieces(&[copy("a.txt", "p"), copy("a.txt.tlog-proof", "")]);
        let names: Vec<&str> = with_proof.iter().map(|piece| piece.name.as_str()).collect();
        assert_eq!(names, ["a.txt.tlog-proof", "a.txt", "a.txt (2).tlog-proof"]);
        assert!(pieces(&[CopyRow { blob: String::new(), ..copy("a", "") }]).is_empty());
    }
}
