//! EPUB books (ISO/IEC 23736): chapters, pictures and styles in a ZIP archive, and a package file
//! that says what the book is and who made it.

pub(super) mod clean;
mod spine;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use zip::read::ZipArchive;

pub(crate) use self::spine::resolve as member_at;
use super::{archive, known, xmp};
use crate::format::Format;
use crate::out::Out;
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
/// Most style sheets of one book that its pages are held against.
const STYLES_MAX: usize = 64;

/// Reads the metadata, then every member: also those that no chapter leads to.
fn read(input: &mut dyn Input, out: &mut Out<'_>) {
    let Packages { packages, pages, styles, is_protected } = packages(input, out);
    for (_, package) in &packages {
        xmp::read(package, out);
    }
    out.set_aside(beside_the_spine(&packages, pages, out.limits().nesting_max));
    out.set_styles(styles);
    if is_protected {
        out.problem(ProblemCode::Encrypted);
    }
    (archive::ZIP.read)(input, out);
}

/// The package files of a book.
#[derive(Default)]
struct Packages {
    /// Their names and bytes.
    packages: Vec<(String, Vec<u8>)>,
    /// Names of members that are pages.
    pages: Vec<String>,
    /// Its style sheets, by their names in small letters.
    styles: BTreeMap<String, String>,
    /// True when rights are managed, and something is encrypted.
    is_protected: bool,
}

/// Names of the pages to which no program turns, since the book does not say when they are read;
/// none when it says so of no page.
fn beside_the_spine(
    packages: &[(String, Vec<u8>)],
    pages: Vec<String>,
    nesting_max: u32,
) -> BTreeSet<String> {
    let (mut spine, mut contents) = (BTreeSet::new(), BTreeSet::new());
    for (name, bytes) in packages {
        let package = String::from_utf8_lossy(bytes);
        let (read, listed) = spine::members(&package, name, nesting_max);
        spine.extend(read);
        contents.extend(listed);
    }
    let is_in = |names: &spine::Names, page: &String| names.contains(&page.to_lowercase());
    // One that names pages that are not there is read as if it named none.
    if !pages.iter().any(|page| is_in(&spine, page)) {
        return BTreeSet::new();
    }
    let is_beside = |page: &String| !is_in(&spine, page) && !is_in(&contents, page);
    pages.into_iter().filter(is_beside).collect()
}

fn packages(input: &mut dyn Input, out: &mut Out<'_>) -> Packages {
    // What is wrong with the archive is told when its members are read.
    let Ok(mut archive) = ZipArchive::new(input) else { return Packages::default() };
    let names: Vec<String> = archive.file_names().flatten().map(Into::into).collect();
    // Who has rights says nothing by itself: what is encrypted is listed (EPUB 3.3, 4.2.6.3.2).
    let is_there = |wanted: &str| names.iter().any(|name| name == wanted);
    let is_protected = is_there("META-INF/rights.xml") && is_there("META-INF/encryption.xml");
    let mut packages = Vec::new();
    let mut start_of = |name: &str| {
        let mut bytes = Vec::new();
        let most = out.limits().window_bytes as u64;
        let _cut = archive.by_name(name).ok()?.take(most).read_to_end(&mut bytes);
        Some(bytes)
    };
    for name in names.iter().filter(|name| name.ends_with(".opf")).take(PACKAGES_MAX) {
        packages.extend(start_of(name).map(|package| (name.clone(), package)));
    }
    let mut styles = BTreeMap::new();
    for name in names.iter().filter(|name| name.to_lowercase().ends_with(".css")).take(STYLES_MAX) {
        let text = start_of(name).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        styles.extend(text.map(|text| (name.to_lowercase(), text)));
    }
    let pages = names.into_iter().filter(|name| spine::is_page(name)).collect();
    Packages { packages, pages, styles, is_protected }
}

#[cfg(test)]
pub(super) mod tests;
