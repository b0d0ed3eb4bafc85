//! EPUB books (ISO/IEC 23736): chapters, pictures and styles in a ZIP archive, and a package file
//! that says what the book is and who made it.

pub(super) mod clean;

use std::io::Read;

use zip::read::ZipArchive;

use super::{Format, archive, known, xmp};
use crate::read::Out;
use crate::{Input, ProblemCode};

/// EPUB book.
pub(super) const EPUB: Format = Format {
    name: "epub",
    title: "EPUB book",
    extensions: &["epub", "ibooks"],
    reads: "metadata, every chapter shown or not, pictures, styles, members and names",
    in_process: false,
    matches: |probe| {
        known::is_typed(probe, "application/epub+zip")
            || known::is_typed(probe, "application/x-ibooks+zip")
            // Some are packed by programs that put the type elsewhere.
            || known::is_zip_with(probe, &[b"META-INF/container.xml"])
                && known::is_zip_with(probe, &[b".opf"])
    },
    read,
};

/// Most package files of one book: renditions for different screens.
const PACKAGES_MAX: usize = 8;

/// Reads the metadata, then every member: also those that no chapter leads to.
fn read(input: &mut dyn Input, out: &mut Out<'_>) {
    let (packages, is_protected) = packages(input, out);
    for package in packages {
        xmp::read(&package, out);
    }
    if is_protected {
        out.problem(ProblemCode::Encrypted);
    }
    (archive::ZIP.read)(input, out);
}

/// Returns the package files, and whether rights are managed, so that chapters are encrypted.
fn packages(input: &mut dyn Input, out: &mut Out<'_>) -> (Vec<Vec<u8>>, bool) {
    // What is wrong with the archive is told when its members are read.
    let Ok(mut archive) = ZipArchive::new(input) else { return (Vec::new(), false) };
    let names: Vec<String> = archive.file_names().flatten().map(Into::into).collect();
    let is_protected = names.iter().any(|name| name == "META-INF/rights.xml");
    let mut packages = Vec::new();
    for name in names.iter().filter(|name| name.ends_with(".opf")).take(PACKAGES_MAX) {
        if let Ok(member) = archive.by_name(name) {
            let mut package = Vec::new();
            let most = out.limits().window_bytes as u64;
            let _cut = member.take(most).read_to_end(&mut package);
            packages.push(package);
        }
    }
    (packages, is_protected)
}

#[cfg(test)]
pub(super) mod tests;
