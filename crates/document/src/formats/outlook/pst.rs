//! Mailboxes of Outlook ([MS-PST]): `.pst`, and `.ost`, the copy that it keeps of a server's.
//!
//! A file is read where it is wanted, never as a whole, since such files are often larger than
//! memory. It is not repaired: what its trees lead to is read, then what its pages still say.

mod cipher;
mod context;
mod heap;
mod item;
mod layout;
mod mailbox;
mod node;
mod remains;
mod salvage;
mod store;

use std::io::{Read as _, SeekFrom};

use self::cipher::Cipher;
use self::layout::{HEADER_BYTES, Header};
use self::mailbox::Mailbox;
use self::store::Store;
use crate::format::Format;
use crate::out::Out;
use crate::{Input, ProblemCode};

/// Mailbox of Outlook.
pub(in crate::formats) const PST: Format = Format {
    name: "pst",
    title: "mailbox of Outlook",
    extensions: &["pst", "ost"],
    reads: "folders, messages, contacts, appointments, tasks and notes with all headers and \
            properties, recipients, attachments, messages in messages, deleted and hidden items, remains",
    in_process: false,
    matches: |probe| probe.head.starts_with(b"!BDN"),
    read,
};

fn read(input: &mut dyn Input, out: &mut Out<'_>) {
    let mut head = Vec::new();
    let read = input.take(HEADER_BYTES as u64).read_to_end(&mut head);
    let Some(header) = read.ok().and_then(|_| Header::read(&head)) else {
        return out.problem(ProblemCode::Damaged);
    };
    let Some(cipher) = Cipher::from_header(header.method) else {
        return out.problem(ProblemCode::Encrypted);
    };
    let Ok(len) = input.seek(SeekFrom::End(0)) else {
        return out.problem(ProblemCode::Unreadable);
    };
    let mut store = Store::new(input, header, cipher, len);
    if store.is_short() {
        out.problem(ProblemCode::Truncated);
    }
    Mailbox::open(&mut store, out).tell(out);
    if store.is_damaged() {
        out.problem(ProblemCode::Damaged);
    } else {
        remains::tell(&mut store, out);
    }
}

#[cfg(test)]
mod tests;
