//! Handing files in: they are sealed while they arrive.

use std::sync::Arc;

use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};
use tokio::task::spawn_blocking;

use super::cases::Asked;
use super::guard::{Answer, Fault, Visitor, Who, to};
use super::store::NewFile;
use super::vault::Vault;
use super::{App, live, now, pages};
use crate::desk::added::plain_name;
use crate::desk::guard::is_same;

/// Most files of one batch.
const FILES_MAX: usize = 1_000;
/// Longest file.
pub(super) const FILE_BYTES_MAX: u64 = 512 << 20;
/// Most bytes of one batch.
const BATCH_BYTES_MAX: u64 = 4 << 30;
/// Most characters of a title.
const TITLE_CHARS_MAX: usize = 200;

/// The page to hand files in on.
pub(super) async fn ask_new(State(app): State<App>, visitor: Visitor) -> Answer {
    Ok(Html(pages::new_batch(&visitor.page(&app), &Typed::default(), None)).into_response())
}

/// Takes files; they are sealed while they come in, and opened in workers alone.
pub(super) async fn hand_in(State(app): State<App>, visitor: Visitor, form: Multipart) -> Answer {
    let _turn = app.uploads.acquire().await?;
    let mut typed = Typed::default();
    let taken = take_upload(&app, visitor.who()?, form, &mut typed).await;
    match taken {
        Ok(id) => {
            app.jobs.notify_one();
            Ok(to(&format!("/batch/{id}/")))
        }
        Err(Fault::Said(StatusCode::CONFLICT, id)) => {
            let page = visitor.page(&app);
            let html = pages::new_batch(&page, &typed, Some(page.text(id)));
            Ok((StatusCode::CONFLICT, Html(html)).into_response())
        }
        Err(fault) => Err(fault),
    }
}

/// What was typed beside the files, which is kept when they are refused.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) title: String,
    pub(super) asked: Asked,
}

async fn take_upload(
    app: &App,
    who: &Who,
    mut form: Multipart,
    typed: &mut Typed,
) -> Result<i64, Fault> {
    let Typed { title, asked } = typed;
    let told = |id| Fault::Said(StatusCode::CONFLICT, id);
    let bad = |_| Fault::Said(StatusCode::BAD_REQUEST, "team-upload-cut");
    let mut is_own = false;
    let mut taken = Taken { vault: &app.store.vault, files: Vec::new() };
    let mut room = BATCH_BYTES_MAX;
    while let Some(field) = form.next_field().await.map_err(bad)? {
        match field.name() {
            Some("form") => is_own = is_same(&who.form, &field.text().await.map_err(bad)?),
            // The token stands first, so that nobody else's upload is even read.
            _ if !is_own => return Err(Fault::Said(StatusCode::FORBIDDEN, "desk-not-own")),
            Some("title") => *title = field.text().await.map_err(bad)?.trim().to_owned(),
            Some("file") if field.file_name().is_some_and(|name| !name.is_empty()) => {
                if taken.files.len() >= FILES_MAX {
                    return Err(told("team-upload-many"));
                }
                taken.files.push(take_file(app, field, &mut room).await?);
            }
            Some(name) if asked.has(name) => {
                let name = name.to_owned();
                asked.take(&name, field.text().await.map_err(bad)?);
            }
            _ => {}
        }
    }
    let case = asked.case().map_err(told)?;
    if taken.files.is_empty() {
        return Err(told("team-upload-none"));
    }
    let mut title = title.clone();
    if title.is_empty() {
        let others = taken.files.len() - 1;
        let more = if others > 0 { format!(" + {others}") } else { String::new() };
        title = taken.files.first().map(|file| file.name.clone() + &more).unwrap_or_default();
    }
    let title: String = title.chars().take(TITLE_CHARS_MAX).collect();
    let (own, blobs) = (Arc::clone(app), taken.blobs());
    let settling = spawn_blocking(move || own.store.vault.settle(blobs.iter().map(String::as_str)));
    settling.await??;
    let chain = live::chain_text(app.settings.chain);
    // From here on they may belong to a batch, even when whoever sent them goes away.
    let files = std::mem::take(&mut taken.files);
    Ok(app.store.add_batch(&title, who.account.id, &chain, &files, case.as_ref(), now()).await?)
}

/// Files of an upload that belong to no batch yet: gone again when it does not come to its end,
/// whether it is refused or whoever sends it goes away.
struct Taken<'v> {
    vault: &'v Vault,
    files: Vec<NewFile>,
}

impl Taken<'_> {
    fn blobs(&self) -> Vec<String> {
        self.files.iter().map(|file| file.blob.clone()).collect()
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        for file in &self.files {
            // What is left is sealed, belongs to nothing, and goes at the next start at the latest.
            let _removed = self.vault.remove(&file.blob);
        }
    }
}

async fn take_file(
    app: &App,
    mut field: axum::extract::multipart::Field<'_>,
    room: &mut u64,
) -> Result<NewFile, Fault> {
    let name = plain_name(field.file_name().unwrap_or_default());
    let mut writer = app.store.vault.create()?;
    let mut length = 0;
    let cut = |_| Fault::Said(StatusCode::BAD_REQUEST, "team-upload-cut");
    while let Some(chunk) = field.chunk().await.map_err(cut)? {
        length += chunk.len() as u64;
        if length > FILE_BYTES_MAX || length > *room {
            return Err(Fault::Said(StatusCode::CONFLICT, "team-upload-long"));
        }
        writer.add(&chunk)?;
    }
    *room -= length;
    // All files of an upload are put on the disk together, before it is acknowledged.
    Ok(NewFile { name, blob: writer.leave()? })
}
