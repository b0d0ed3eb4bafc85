//! Copies as downloads.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Cursor};
use std::path::PathBuf;

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A file under its name.
pub(crate) fn answer(kind: &str, name: &str, bytes: Vec<u8>) -> Response {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let encoded: String = name
        .bytes()
        .map(|byte| match is_plain(byte) {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        })
        .collect();
    let headers = [
        (CONTENT_TYPE, kind.to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{encoded}")),
    ];
    (headers, bytes).into_response()
}

/// All of these files in one archive.
///
/// # Errors
///
/// When one of them is not there any more, so that nobody takes a part for the whole.
pub(super) fn archive(paths: &[PathBuf]) -> io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut taken = BTreeSet::new();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        zip.start_file(free_name(&name, &mut taken), SimpleFileOptions::default())?;
        io::copy(&mut File::open(path)?, &mut zip)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The name, or one with a number where it is taken; where case is told apart, and where it is not.
pub(crate) fn free_name(name: &str, taken: &mut BTreeSet<String>) -> String {
    let (stem, end) =
        name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).unwrap_or((name, ""));
    let dot = if end.is_empty() { "" } else { "." };
    let numbered = (2..).map(|number: u32| format!("{stem} ({number}){dot}{end}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    names.find(|name| taken.insert(name.to_lowercase())).unwrap_or_default()
}
