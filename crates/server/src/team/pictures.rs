//! Pictures of pages: drawn in workers when they are first looked at, and kept sealed.

use std::sync::Arc;

use anyhow::Context as _;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

use super::App;
use super::batches::{gone, seen};
use super::guard::{Answer, Fault, Visitor};
use super::store::{BatchRow, CopyRow, PictureKey};
use crate::desk::Area;

/// A page of what was handed in.
pub(super) async fn original(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, number, page)): Path<(i64, i64, u32)>,
) -> Answer {
    let row = seen(&app, visitor.who()?, id).await?;
    let (name, blob) = handed_in(&app, &row, number).await?;
    picture(&app, PictureKey { batch: id, number, page, kind: "original" }, name, blob).await
}

/// A page of the copy that is out.
pub(super) async fn copy(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, number, page)): Path<(i64, i64, u32)>,
) -> Answer {
    let row = seen(&app, visitor.who()?, id).await?;
    let index = usize::try_from(number).map_err(|_| gone())?;
    let copy = copy_of(&app, id, index).await?.filter(|_| row.stage == "released");
    let copy = copy.ok_or_else(gone)?;
    let key = PictureKey { batch: id, number, page, kind: "copy" };
    picture(&app, key, copy.name, copy.blob).await
}

/// The copy of a file, when there is one.
pub(super) async fn copy_of(app: &App, id: i64, number: usize) -> Result<Option<CopyRow>, Fault> {
    let mut copies = app.store.copies(id).await?.into_iter();
    let is_its = |copy: &CopyRow| usize::try_from(copy.number) == Ok(number);
    Ok(copies.find(is_its).filter(|copy| !copy.blob.is_empty()))
}

/// The text under an area of a file, a piece a line; nothing where there is none.
pub(super) async fn text_under(
    app: &App,
    id: i64,
    number: usize,
    area: Area,
) -> Result<String, Fault> {
    let row = app.store.batch(id).await?.context("the batch is gone")?;
    let (name, blob) = handed_in(app, &row, i64::try_from(number)?).await?;
    let _turn = app.drawings.acquire().await?;
    let app = Arc::clone(app);
    let reading = tokio::task::spawn_blocking(move || {
        let vault = &app.store.vault;
        app.work.text_under(&name, &mut |to| vault.copy_to(&blob, to), area)
    });
    Ok(reading.await??.join("\n"))
}

/// Name and place of a file that was read.
async fn handed_in(app: &App, row: &BatchRow, number: i64) -> Result<(String, String), Fault> {
    let files = app.store.files(row.id).await?;
    let file = files.into_iter().find(|file| file.number == number && row.state == "ready");
    file.map(|file| (file.name, file.blob)).ok_or_else(gone)
}

async fn picture(app: &App, key: PictureKey, name: String, blob: String) -> Answer {
    let kept = app.store.picture(key).await?;
    let _turn = app.drawings.acquire().await?;
    let own = Arc::clone(app);
    let drawing = tokio::task::spawn_blocking(move || -> anyhow::Result<_> {
        let vault = &own.store.vault;
        if let Some(kept) = kept {
            return Ok(Some((vault.read(&kept)?, None)));
        }
        let fill: super::Fill<'_> = &mut |to| vault.copy_to(&blob, to);
        let Some(png) = own.work.draw(&name, fill, key.page)? else { return Ok(None) };
        let sealed = vault.keep(&png)?;
        Ok(Some((png, Some(sealed))))
    });
    let (png, new) = drawing.await??.ok_or_else(gone)?;
    if let Some(new) = new {
        for spare in app.store.add_picture(key, &new).await? {
            app.store.vault.remove(&spare)?;
        }
    }
    Ok(([(CONTENT_TYPE, "image/png")], png).into_response())
}
