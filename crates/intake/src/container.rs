//! A sealed report as one file (`.obr`): a tar archive of the sealed message and its sealed blobs.
//!
//! `tar` and `age` alone can take it apart; it may travel by any way.

use std::collections::BTreeSet;
use std::io::{self, Read, Write};

use crate::blob;
use crate::message::{ATTACHMENTS_MAX, SEALED_BYTES_MAX};

const MESSAGE: &str = "message.age";
const BLOBS: &str = "blobs/";
const SUFFIX: &str = ".age";
/// What sealed files begin with (C2SP age.md).
const SEALED_START: &[u8] = b"age-encryption.org/v1\n";
/// Archives are made of blocks (POSIX pax).
const BLOCK_BYTES: u64 = 512;
/// Longest sealed blob: the attachment, its padding and its tags.
const BLOB_SEALED_MAX: u64 = blob::BLOB_BYTES_MAX + blob::BLOB_BYTES_MAX / 8 + (16 << 20);

/// Why a file is no sealed report.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is no archive, or holds what does not belong there.
    #[error("this is not a sealed report: {0}")]
    Malformed(&'static str),
    /// Bytes could not be read or written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Something in a sealed report.
pub enum Entry<'a> {
    /// The sealed message.
    Message(Vec<u8>),
    /// A sealed blob.
    Blob {
        /// Its name, which is safe as a name of a file.
        name: String,
        /// Its length.
        bytes: u64,
        /// Its content.
        content: &'a mut dyn Read,
    },
}

/// Writes an archive of named files that says nothing of the machine.
pub struct Bundle<W: Write>(tar::Builder<W>);

impl<W: Write> Bundle<W> {
    /// Starts an archive.
    pub fn new(out: W) -> Self {
        Self(tar::Builder::new(out))
    }

    /// Adds a file.
    pub fn add(&mut self, path: &str, bytes: u64, content: impl Read) -> io::Result<()> {
        self.0.append(&entry_header(path, bytes)?, content)
    }

    /// Adds a file whose content is written while it is made; it must be as long as was said.
    pub fn add_with<E: From<io::Error>>(
        &mut self,
        path: &str,
        bytes: u64,
        write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
    ) -> Result<(), E> {
        let header = entry_header(path, bytes)?;
        let out = self.0.get_mut();
        out.write_all(header.as_bytes())?;
        write(out)?;
        let rest = bytes.next_multiple_of(BLOCK_BYTES) - bytes;
        io::copy(&mut io::repeat(0).take(rest), out)?;
        Ok(())
    }

    /// Ends the archive and returns what was written to.
    pub fn finish(self) -> io::Result<W> {
        self.0.into_inner()
    }
}

/// Nobody's name, no time, no rights.
fn entry_header(path: &str, bytes: u64) -> io::Result<tar::Header> {
    let mut header = tar::Header::new_ustar();
    header.set_path(path)?;
    header.set_size(bytes);
    header.set_mode(0o600);
    header.set_mtime(0);
    header.set_uid(0);
    header.set_gid(0);
    header.set_entry_type(tar::EntryType::Regular);
    header.set_cksum();
    Ok(header)
}

/// Writes a sealed report: first the blobs, then the message.
pub struct Writer<W: Write>(Bundle<W>);

impl<W: Write> Writer<W> {
    /// Starts a sealed report.
    pub fn new(out: W) -> Self {
        Self(Bundle::new(out))
    }

    /// Adds a sealed blob.
    pub fn blob(&mut self, name: &str, bytes: u64, content: impl Read) -> io::Result<()> {
        self.0.add(&format!("{BLOBS}{name}{SUFFIX}"), bytes, content)
    }

    /// Adds the sealed message, and ends.
    pub fn finish(mut self, message: &[u8]) -> io::Result<W> {
        self.0.add(MESSAGE, u64::try_from(message.len()).unwrap_or(u64::MAX), message)?;
        self.0.finish()
    }
}

/// Reads a sealed report and hands each thing in it on.
///
/// Fails when anything else is in it, or when it has no message; what was handed on before is then
/// not to be used.
pub fn read<E: From<Error>>(
    input: impl Read,
    mut hand_on: impl FnMut(Entry<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let mut archive = tar::Archive::new(input);
    let mut names = BTreeSet::new();
    let mut has_message = false;
    let malformed = |what| E::from(Error::Malformed(what));
    let entries = archive.entries().map_err(|_| malformed("it is no archive"))?.raw(true);
    for entry in entries {
        let mut entry = entry.map_err(|_| malformed("the archive is damaged"))?;
        let bytes = entry.size();
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        if entry.header().entry_type() != tar::EntryType::Regular {
            return Err(malformed("it holds something that is no file"));
        }
        if path == MESSAGE && !has_message && bytes <= SEALED_BYTES_MAX {
            has_message = true;
            let mut message = Vec::new();
            entry.read_to_end(&mut message).map_err(|_| malformed("the archive is damaged"))?;
            hand_on(Entry::Message(message))?;
        } else if let Some(name) = blob_name(&path)
            && bytes <= BLOB_SEALED_MAX
            && names.len() < ATTACHMENTS_MAX
            && names.insert(name.to_owned())
        {
            hand_on(Entry::Blob { name: name.to_owned(), bytes, content: &mut entry })?;
        } else {
            return Err(malformed("it holds what does not belong there"));
        }
    }
    if has_message { Ok(()) } else { Err(malformed("there is no message in it")) }
}

/// Checks that everything in a sealed report is sealed, as far as someone without a key can tell.
pub fn check(input: impl Read) -> Result<(), Error> {
    read(input, |entry| {
        let is_sealed = match entry {
            Entry::Message(message) => message.starts_with(SEALED_START),
            Entry::Blob { content, .. } => {
                let mut start = Vec::new();
                let wanted = u64::try_from(SEALED_START.len()).unwrap_or(u64::MAX);
                (&mut *content).take(wanted).read_to_end(&mut start)?;
                io::copy(content, &mut io::sink())?;
                start == SEALED_START
            }
        };
        if is_sealed { Ok(()) } else { Err(Error::Malformed("something in it is not sealed")) }
    })
}

fn blob_name(path: &str) -> Option<&str> {
    let name = path.strip_prefix(BLOBS)?.strip_suffix(SUFFIX)?;
    blob::is_name(name).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "00112233445566778899aabbccddeeff";

    fn names(bytes: &[u8]) -> Result<Vec<String>, Error> {
        let mut names = Vec::new();
        read(bytes, |entry| {
            names.push(match entry {
                Entry::Message(message) => format!("message {}", message.len()),
                Entry::Blob { name, bytes, content } => {
                    assert_eq!(io::copy(content, &mut io::sink())?, bytes);
                    format!("{name} {bytes}")
                }
            });
            Ok::<(), Error>(())
        })?;
        Ok(names)
    }

    impl From<Error> for io::Error {
        fn from(error: Error) -> Self {
            Self::other(error)
        }
    }

    #[test]
    fn a_report_comes_back() {
        let mut writer = Writer::new(Vec::new());
        writer.blob(NAME, 5, &b"hello"[..]).unwrap();
        let bytes = writer.finish(b"sealed").unwrap();
        assert_eq!(names(&bytes).unwrap(), [format!("{NAME} 5"), "message 6".to_owned()]);
    }

    #[test]
    fn what_is_not_sealed_is_told() {
        let report = |blob: &[u8], message: &[u8]| {
            let mut writer = Writer::new(Vec::new());
            writer.blob(NAME, blob.len() as u64, blob).unwrap();
            check(writer.finish(message).unwrap().as_slice())
        };
        let sealed = b"age-encryption.org/v1\n-> mlkem768x25519";
        assert!(report(sealed, sealed).is_ok());
        assert!(report(b"in clear", sealed).is_err());
        assert!(report(sealed, b"in clear").is_err());
        assert!(report(b"", sealed).is_err());
        assert!(check(b"no archive".as_slice()).is_err());
    }

    #[test]
    fn a_file_that_is_written_while_it_is_made_is_a_file_like_others() {
        for size in [0, 1, 511, 512, 513] {
            let mut bundle = Bundle::new(Vec::new());
            let content = vec![7; size];
            let bytes = u64::try_from(size).unwrap();
            bundle.add_with("a", bytes, |out| out.write_all(&content)).unwrap();
            bundle.add("b", 1, &b"x"[..]).unwrap();
            let mut other = Bundle::new(Vec::new());
            other.add("a", bytes, content.as_slice()).unwrap();
            other.add("b", 1, &b"x"[..]).unwrap();
            assert_eq!(bundle.finish().unwrap(), other.finish().unwrap());
        }
    }

    #[test]
    fn the_archive_says_nothing_of_the_machine() {
        let bytes = Writer::new(Vec::new()).finish(b"sealed").unwrap();
        let mut archive = tar::Archive::new(bytes.as_slice());
        let entry = archive.entries().unwrap().next().unwrap().unwrap();
        let header = entry.header();
        assert_eq!((header.mtime().unwrap(), header.uid().unwrap()), (0, 0));
        assert_eq!(header.username().unwrap().unwrap_or_default(), "");
    }

    #[test]
    fn what_does_not_belong_there_is_refused() {
        let with = |path: &str, kind: tar::EntryType| {
            let mut builder = tar::Builder::new(Vec::new());
            let mut header = tar::Header::new_ustar();
            header.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
            header.set_size(1);
            header.set_entry_type(kind);
            header.set_cksum();
            builder.append(&header, &b"x"[..]).unwrap();
            Writer(Bundle(builder)).finish(b"sealed").unwrap()
        };
        let file = tar::EntryType::Regular;
        for path in ["../x", "/etc/passwd", "blobs/../x.age", "blobs/x.age", "message.age", ""] {
            assert!(names(&with(path, file)).is_err(), "{path}");
        }
        let blob = format!("blobs/{NAME}.age");
        assert!(names(&with(&blob, file)).is_ok());
        for kind in [tar::EntryType::Symlink, tar::EntryType::Directory, tar::EntryType::XHeader] {
            assert!(names(&with(&blob, kind)).is_err(), "{kind:?}");
        }
        assert!(names(b"").is_err() && names(b"no archive at all").is_err());
    }
}
