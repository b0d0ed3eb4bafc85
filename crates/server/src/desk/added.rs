//! Files that someone adds at the desk for one person: chosen in a form, or dropped on the page.

use std::sync::Arc;

use axum::extract::Multipart;
use axum::http::HeaderMap;

use super::File;
use super::guard::Guard;

/// Longest file.
pub(super) const FILE_BYTES_MAX: usize = 256 << 20;
/// Longest form: several files of a common size.
pub(super) const FORM_BYTES_MAX: usize = 2 * FILE_BYTES_MAX;

/// Reads a file that someone adds, by its name and what is in it; the same in each language.
///
/// It is called for one file after the other, and counts them in that order.
pub type Add = Arc<dyn Fn(&str, Vec<u8>) -> std::io::Result<[File; 2]> + Send + Sync>;

/// A file that arrived.
pub(super) struct Added {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// Takes the files of a form of ours; the id of what is to be said when it is none, or not whole.
pub(super) async fn files(
    guard: &Guard,
    headers: &HeaderMap,
    mut form: Multipart,
) -> Result<Vec<Added>, &'static str> {
    let cut = |_| "desk-add-cut";
    let mut is_own = false;
    let mut files = Vec::new();
    while let Some(field) = form.next_field().await.map_err(cut)? {
        match field.name() {
            Some("form") => {
                is_own = guard.is_own_form(headers, &field.text().await.map_err(cut)?);
            }
            // The token stands first, so that nobody else's file is even read.
            _ if !is_own => return Err("desk-not-own"),
            Some("file") if field.file_name().is_some_and(|name| !name.is_empty()) => {
                let name = plain_name(field.file_name().unwrap_or_default());
                let bytes = field.bytes().await.map_err(cut)?;
                if bytes.len() > FILE_BYTES_MAX {
                    return Err("desk-add-long");
                }
                files.push(Added { name, bytes: bytes.into() });
            }
            _ => {}
        }
    }
    if files.is_empty() { Err("desk-add-none") } else { Ok(files) }
}

/// The last part of a name, without what would act on a page or a path.
pub(crate) fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|char| !char.is_control()).take(200).collect();
    match plain.as_str() {
        "" | "." | ".." => "file".to_owned(),
        _ => plain,
    }
}
