//! Small mailboxes are built here by the standard, and read as a whole.

use expect_test::expect;

use self::builder::{Encode, Pst, Thing, text};
use super::cipher::{Cipher, FIRST};
use crate::Limits;
use crate::formats::testing::{break_often, dump, dump_with};

mod builder;

const INBOX: u32 = 0x8022;
const WASTEBASKET: u32 = 0x8062;

fn bytes(tag: u32, value: &[u8]) -> (u32, Vec<u8>) {
    (tag, value.to_vec())
}

fn folder(id: u32, parent: u32, name: &str) -> Thing {
    Thing { id, parent, properties: vec![text(0x3001, name)], ..Thing::default() }
}

fn message(id: u32, parent: u32, subject: &str, body: &str) -> Thing {
    let properties = vec![text(0x001A, "IPM.Note"), text(0x0037, subject), text(0x1000, body)];
    Thing { id, parent, properties, ..Thing::default() }
}

/// A message with two addressees, a file, and another message.
fn full_message() -> Thing {
    let recipient = |name: &str, address: &str| vec![text(0x3001, name), text(0x39FE, address)];
    let rows =
        vec![recipient("Ada Muster", "ada@werk.example"), recipient("Bo", "bo@werk.example")];
    let recipients = Thing { id: 0x692, rows, ..Thing::default() };
    let file = Thing {
        id: 0x8025,
        properties: vec![text(0x3707, "list.txt"), bytes(0x3701_0102, &long_text())],
        ..Thing::default()
    };
    let nested = Thing {
        id: 0x8045,
        properties: vec![bytes(0x3701_000D, &[0x24, 0, 0x02, 0, 9, 0, 0, 0])],
        inner: vec![message(0x0002_0024, 0, "Inner", "inside of it")],
        ..Thing::default()
    };
    Thing {
        inner: vec![recipients, file, nested],
        ..message(0x0020_0024, INBOX, "\u{1}\u{1}Pumps", "Hall 3")
    }
}

/// Longer than a heap holds, and than a block.
fn long_text() -> Vec<u8> {
    let mut text = "a line of the list\n".repeat(600).into_bytes();
    text.extend(b"the last line");
    text
}

fn mailbox(is_wide: bool, method: u8, encode: Encode) -> Vec<u8> {
    let mut entry = vec![0; 20];
    entry.extend(WASTEBASKET.to_le_bytes());
    let store = vec![
        text(0x3001, "Archive"),
        bytes(0x67FF_0003, &[1, 2, 3, 4]),
        bytes(0x35E3_0102, &entry),
    ];
    let contact =
        vec![text(0x001A, "IPM.Contact"), text(0x3A1C, "0170 0000000"), text(0x8001, "A")];
    let named = [[0; 4], [1, 0, 0, 0], [0, 0, 0, 0], [1, 0, 1, 0]].concat();
    let names = [&[10, 0, 0, 0][..], &text(0, "Place").1].concat();
    let mut pst = Pst::new(is_wide, method, encode);
    for thing in [
        Thing { id: 0x21, properties: store, ..Thing::default() },
        Thing {
            id: 0x61,
            properties: vec![bytes(0x0003_0102, &named[..16]), bytes(0x0004_0102, &names)],
            ..Thing::default()
        },
        folder(0x122, 0x122, ""),
        folder(INBOX, 0x122, "Inbox"),
        folder(WASTEBASKET, 0x122, "Bin"),
        full_message(),
        message(0x0020_0044, WASTEBASKET, "Gone", "thrown away"),
        message(0x0020_0068, INBOX, "View", "settings"),
        message(0x0020_0084, 0x9999, "Lost", "in no folder"),
        Thing { id: 0x0020_00A4, parent: INBOX, properties: contact, ..Thing::default() },
    ] {
        pst.add(&thing);
    }
    pst.finish()
}

fn plain() -> Vec<u8> {
    mailbox(true, 0, |_, _| {})
}

fn permuted(bytes: &mut [u8], _: u64) {
    bytes.iter_mut().for_each(|byte| *byte = FIRST[usize::from(*byte)]);
}

#[test]
fn a_mailbox_is_read_with_all_that_is_in_it() {
    let lines = dump(&plain(), "mail.pst").replace(&"a line of the list\\n".repeat(600), "…");
    expect![[r#"
        = pst
        Inbox/item 1: = msg
        Inbox/item 1!list.txt: = text
        Inbox/item 1!attached message: = msg
        Inbox/hidden item 2: = msg
        Inbox/item 3: = msg
        Bin/deleted item 1: = msg
        lost item 1: = msg
        [name] name | mail.pst
        [property] DisplayName {property} | Archive
        [property] password {property} | set; it is not needed to read the file
        [name] folder | Inbox
        [name] folder {deleted} | Bin
        Inbox/item 1: [body] body | Hall 3
        Inbox/item 1: [property] MessageClass {property} | IPM.Note
        Inbox/item 1: [mail-header] Subject | Pumps
        Inbox/item 1: [property] recipient {property} | Ada Muster\nada@werk.example
        Inbox/item 1: [property] recipient {property} | Bo\nbo@werk.example
        Inbox/item 1: [property] attachment {property} | list.txt
        Inbox/item 1!list.txt: [name] name | list.txt
        Inbox/item 1!list.txt: [body] text | …the last line
        Inbox/item 1!attached message: [body] body | inside of it
        Inbox/item 1!attached message: [property] MessageClass {property} | IPM.Note
        Inbox/item 1!attached message: [mail-header] Subject | Inner
        Inbox/hidden item 2: [body] body | settings
        Inbox/hidden item 2: [property] MessageClass {property} | IPM.Note
        Inbox/hidden item 2: [mail-header] Subject | View
        Inbox/item 3: [property] MessageClass {property} | IPM.Contact
        Inbox/item 3: [mail-header] MobileTelephone | 0170 0000000
        Inbox/item 3: [property] Place {property} | A
        Bin/deleted item 1: [body] body | thrown away
        Bin/deleted item 1: [property] MessageClass {property} | IPM.Note
        Bin/deleted item 1: [mail-header] Subject | Gone
        lost item 1: [body] body | in no folder
        lost item 1: [property] MessageClass {property} | IPM.Note
        lost item 1: [mail-header] Subject | Lost
        whole
    "#]]
    .assert_eq(&lines);
}

#[test]
fn each_version_and_each_way_of_writing_says_the_same() {
    let expected = dump(&plain(), "mail.pst");
    let turned: Encode = |bytes, id| Cipher::Cyclic.decode(bytes, id);
    for (is_wide, method, encode) in [
        (true, 1, permuted as Encode),
        (true, 2, turned),
        (false, 0, |_, _| {}),
        (false, 1, permuted),
        (false, 2, turned),
    ] {
        let lines = dump(&mailbox(is_wide, method, encode), "mail.pst");
        assert_eq!(lines, expected, "{is_wide} {method}");
    }
}

#[test]
fn the_rotor_machine_is_that_of_the_standard() {
    // The expected bytes are those of a few lines of Python beside the tables of [MS-PST] 5.2.
    let mut block = *b"obelus";
    Cipher::Cyclic.decode(&mut block, 0x1234_5678);
    let coded = block;
    Cipher::Cyclic.decode(&mut block, 0x1234_5678);
    assert_eq!(&block, b"obelus");
    expect!["[73, 52, 58, 70, F8, BE]"].assert_eq(&format!("{coded:02X?}"));
}

#[test]
fn a_mailbox_that_wants_a_key_is_told_to_be_encrypted() {
    let lines = dump(&mailbox(true, 0x10, |_, _| {}), "mail.pst");
    assert!(lines.ends_with("! encrypted\nrefused\n"), "{lines}");
}

#[test]
fn what_a_broken_tree_does_not_lead_to_is_found_in_the_pages() {
    let whole = plain();
    let root = u64::from_le_bytes(*whole[224..].first_chunk().unwrap()) as usize;
    let mut broken = whole.clone();
    broken[root..root + 512].fill(0);
    let lines = dump(&broken, "mail.pst");
    for found in ["Pumps", "inside of it", "thrown away", "the last line"] {
        assert!(lines.contains(found), "{found} in {lines}");
    }
    assert!(lines.contains("! damaged\n") && lines.ends_with("part\n"), "{lines}");
}

#[test]
fn a_file_that_was_cut_off_is_told_to_be() {
    let whole = plain();
    let lines = dump(&whole[..whole.len() - 1_024], "mail.pst");
    assert!(lines.contains("! truncated\n"), "{lines}");
    assert!(!lines.ends_with("whole\n"), "{lines}");
}

#[test]
fn what_was_deleted_and_not_overwritten_is_read() {
    for (method, encode) in [(0, (|_, _| {}) as Encode), (1, permuted)] {
        let mut bytes = mailbox(true, method, encode);
        let mut forgotten = *b"The contract with Muster GmbH ends in May.";
        encode(&mut forgotten, 0);
        bytes.extend([0; 100]);
        bytes.extend(forgotten);
        let lines = dump(&bytes, "mail.pst");
        assert!(lines.contains("[other] remains {slack} | The contract with Muster"), "{lines}");
        assert!(lines.ends_with("whole\n"), "{lines}");
    }
}

#[test]
fn a_changed_byte_is_told() {
    let mut changed = plain();
    let wide: Vec<u8> = text(0, "thrown").1;
    let at = memchr::memmem::find(&changed, &wide).unwrap();
    changed[at] ^= 1;
    let lines = dump(&changed, "mail.pst");
    assert!(lines.contains("Bin/deleted item 1: ! damaged\n"), "{lines}");
}

#[test]
fn limits_are_kept() {
    let limits = Limits { entries_max: 3, ..Limits::default() };
    assert!(dump_with(&plain(), "mail.pst", &limits).contains("! entries-limit\n"));
    let limits = Limits { depth_max: 1, ..Limits::default() };
    assert!(dump_with(&plain(), "mail.pst", &limits).contains("! depth-limit\n"));
    let limits = Limits { object_bytes_max: 9_000, ..Limits::default() };
    assert!(dump_with(&plain(), "mail.pst", &limits).contains("! object-limit\n"));
}

#[test]
fn any_cut_and_any_changed_byte_ends() {
    break_often(&plain(), "mail.pst", 60);
    break_often(&mailbox(false, 1, permuted), "mail.pst", 60);
}
