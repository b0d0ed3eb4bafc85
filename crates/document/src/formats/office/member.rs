//! Members of a package, which is a ZIP archive: each by its name, and whether it was read.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _};
use std::sync::Arc;

use zip::ZipArchive;
use zip::result::ZipError;

use crate::formats::image::pixels;
use crate::out::Out;
use crate::{Input, ProblemCode};

/// Bytes of a picture that is looked at to see whether something shines through it.
const PICTURE_BYTES_MAX: u64 = 8 << 20;

/// The members of a package that is open for reading.
pub(crate) struct Members<'a> {
    archive: ZipArchive<&'a mut dyn Input>,
    /// Names in the form that compares, with their entries.
    entries: BTreeMap<String, usize>,
    /// Entries that were read already.
    read: BTreeSet<usize>,
}

/// A member of a package as text.
pub(crate) struct Member {
    /// Its name as the package has it.
    pub(crate) name: Arc<str>,
    /// Its text without a byte order mark.
    pub(crate) text: String,
    /// Length of the byte order mark.
    pub(crate) base: usize,
    /// True when offsets in the text are offsets in the member.
    pub(crate) is_mapped: bool,
    /// Offsets of the values of attributes that were told.
    told: RefCell<BTreeSet<usize>>,
}

impl Member {
    /// Notes that the value of an attribute at that offset was told.
    pub(crate) fn note_told(&self, at: usize) {
        self.told.borrow_mut().insert(at);
    }

    /// Takes the offsets of the values that were told.
    pub(crate) fn take_told(&self) -> BTreeSet<usize> {
        self.told.take()
    }
}

impl<'a> Members<'a> {
    /// Opens a package.
    pub(crate) fn open(input: &'a mut dyn Input, out: &mut Out<'_>) -> Option<Self> {
        let Ok(archive) = ZipArchive::new(input) else {
            out.problem(ProblemCode::Damaged);
            return None;
        };
        if archive.len() as u64 > out.limits().entries_max {
            out.problem(ProblemCode::EntriesLimit);
            return None;
        }
        if archive.has_duplicate_names() {
            // Of entries with one name the last is read; programs may show another.
            out.problem(ProblemCode::Damaged);
        }
        let mut entries = BTreeMap::new();
        for (index, name) in archive.file_names_raw().enumerate() {
            let name = String::from_utf8_lossy(name);
            if entries.insert(canonical(&name), index).is_some() {
                out.problem(ProblemCode::Damaged);
            }
        }
        Some(Self { archive, entries, read: BTreeSet::new() })
    }

    /// Names in the form that compares, in the order of the package.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = self.entries.iter().collect();
        names.sort_by_key(|(_, index)| **index);
        names.into_iter().map(|(name, _)| name.clone()).collect()
    }

    /// The comment of the ZIP file.
    pub(crate) fn comment(&self) -> String {
        String::from_utf8_lossy(self.archive.comment()).into_owned()
    }

    /// True when there is a member of that name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.entries.contains_key(&canonical(name))
    }

    /// True when the member was asked for before.
    pub(crate) fn was_read(&self, name: &str) -> bool {
        self.entries.get(&canonical(name)).is_some_and(|index| self.read.contains(index))
    }

    /// Reads a member whole; `None` when it is not there, or with a problem when it cannot be.
    pub(crate) fn bytes(&mut self, name: &str, out: &mut Out<'_>) -> Option<(Arc<str>, Vec<u8>)> {
        let index = *self.entries.get(&canonical(name))?;
        self.read.insert(index);
        let mut file = match self.archive.by_index(index) {
            Ok(file) => file,
            Err(error) => {
                out.problem(match error {
                    ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)
                    | ZipError::InvalidPassword => ProblemCode::Encrypted,
                    ZipError::UnsupportedArchive(_)
                    | ZipError::CompressionMethodNotSupported(_) => ProblemCode::FormatNotRead,
                    _ => ProblemCode::Damaged,
                });
                return None;
            }
        };
        let name = String::from_utf8_lossy(file.name_raw()).replace('\\', "/");
        let compressed = file.compressed_size();
        let held = out.hold(&mut file, Some(compressed));
        Some((Arc::from(name), held.bytes))
    }

    /// Reads a member as text.
    pub(crate) fn text(&mut self, name: &str, out: &mut Out<'_>) -> Option<Member> {
        let (name, bytes) = self.bytes(name, out)?;
        Some(decode(name, bytes, out))
    }

    /// Reads a member that another says is there; that it is not is a problem.
    ///
    /// Each is read once only, however often it is named, so that a small package cannot ask
    /// for the same large member again and again.
    pub(crate) fn needed(&mut self, name: &str, out: &mut Out<'_>) -> Option<Member> {
        if self.was_read(name) {
            return None;
        }
        if !self.has(name) {
            out.problem(ProblemCode::Damaged);
            return None;
        }
        self.text(name, out)
    }

    /// Looks at the text of a member that will be read, or was; `None` when there is none.
    pub(crate) fn peek<T>(&mut self, name: &str, look: impl FnOnce(&str) -> T) -> Option<T> {
        const PEEK_BYTES: u64 = 1 << 20;
        Some(look(&String::from_utf8_lossy(&self.head(name, PEEK_BYTES)?)))
    }

    /// True when a member is a picture through which nothing shines.
    pub(crate) fn is_opaque_picture(&mut self, name: &str) -> bool {
        self.head(name, PICTURE_BYTES_MAX).is_some_and(|bytes| pixels::is_opaque(&bytes))
    }

    /// The first bytes of a member that will be read, or was.
    fn head(&mut self, name: &str, bytes_max: u64) -> Option<Vec<u8>> {
        let index = *self.entries.get(&canonical(name))?;
        let mut bytes = Vec::new();
        self.archive.by_index(index).ok()?.take(bytes_max).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }

    /// Tells the small picture of the document itself.
    pub(crate) fn tell_thumbnail(&mut self, name: &str, out: &mut Out<'_>) {
        if let Some((name, bytes)) = self.bytes(name, out) {
            out.thumbnail(&name, &mut Cursor::new(bytes));
        }
    }

    /// Gives a member to the reader of its own format, as a document inside this one.
    pub(crate) fn tell_child(&mut self, name: &str, out: &mut Out<'_>) {
        if let Some((name, bytes)) = self.bytes(name, out)
            && !bytes.is_empty()
        {
            out.child(&name, &mut Cursor::new(bytes));
        }
    }
}

/// Returns a member's text in UTF-8; what it was decoded from is a problem only when broken.
pub(crate) fn decode(name: Arc<str>, bytes: Vec<u8>, out: &mut Out<'_>) -> Member {
    let (text, base, is_mapped, is_broken) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => {
            let (text, is_mapped, is_broken) = text_of(rest.to_vec());
            (text, 3, is_mapped, is_broken)
        }
        None => {
            let (text, is_mapped, is_broken) = text_of(bytes);
            (text, 0, is_mapped, is_broken)
        }
    };
    if is_broken {
        out.problem(ProblemCode::EncodingBroken);
    }
    Member { name, text, base, is_mapped, told: RefCell::default() }
}

/// Returns the text of XML bytes, whether its offsets are theirs, and whether some were broken.
pub(crate) fn text_of(bytes: Vec<u8>) -> (String, bool, bool) {
    let utf16 = match bytes.get(..2) {
        Some([0xFF, 0xFE] | [b'<', 0]) => Some(encoding_rs::UTF_16LE),
        Some([0xFE, 0xFF] | [0, b'<']) => Some(encoding_rs::UTF_16BE),
        _ => None,
    };
    if let Some(encoding) = utf16 {
        let (text, is_broken) = encoding.decode_with_bom_removal(&bytes);
        return (text.into_owned(), false, is_broken);
    }
    match String::from_utf8(bytes) {
        Ok(text) => (text, true, false),
        Err(error) => {
            let bytes = error.into_bytes();
            let declared = declared_encoding(&bytes);
            let (text, is_broken) =
                declared.unwrap_or(encoding_rs::UTF_8).decode_without_bom_handling(&bytes);
            (text.into_owned(), false, is_broken)
        }
    }
}

/// The encoding that the XML declaration names.
fn declared_encoding(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(200))?).into_owned();
    let (_, after) = head.split_once("encoding=")?;
    let label = after.get(1..)?.split(['"', '\'']).next()?;
    encoding_rs::Encoding::for_label(label.as_bytes())
}

/// Returns a member's name in the form that compares: no leading slash, lower case.
pub(crate) fn canonical(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

/// Returns the member that `target` names, seen from `folder`.
pub(crate) fn resolve(folder: &str, target: &str) -> String {
    let target = target.split('#').next().unwrap_or_default().replace('\\', "/");
    let target = unescape_percent(&target);
    let mut steps: Vec<&str> = match target.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').filter(|step| !step.is_empty()).collect(),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            _ => steps.push(step),
        }
    }
    canonical(&steps.join("/"))
}

/// Resolves `%20` and the like, which targets have and names of members may not.
fn unescape_percent(target: &str) -> String {
    if !target.contains('%') {
        return target.to_owned();
    }
    let bytes = target.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let code = target.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (byte, code) {
            (b'%', Some(code)) => {
                plain.push(code);
                at += 3;
            }
            _ => {
                plain.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}
