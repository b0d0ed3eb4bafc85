use std::io::Write;

use expect_test::{Expect, expect};
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

use crate::Limits;
use crate::formats::testing::{dump, dump_with};

fn check(bytes: &[u8], name: &str, expected: Expect) {
    expected.assert_eq(&dump(bytes, name));
}

/// A member as a test wants it.
#[derive(Clone, Default)]
struct Member {
    name: Vec<u8>,
    content: Vec<u8>,
    flags: u16,
    method: u16,
    comment: &'static str,
    mode: u32,
    /// Left out of the directory.
    deleted: bool,
}

fn stored(name: &str, content: impl Into<Vec<u8>>) -> Member {
    Member { name: name.into(), content: content.into(), ..Member::default() }
}

fn deflated(name: &str, content: &[u8]) -> Member {
    Member { method: 8, ..stored(name, content) }
}

/// Writes an archive that a proper program would not.
fn zip(members: &[Member], comment: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut directory = Vec::new();
    for member in members {
        let data = match member.method {
            8 => deflate(&member.content),
            _ => member.content.clone(),
        };
        let mut crc = flate2::Crc::new();
        crc.update(&member.content);
        let mut fields = Vec::new();
        fields.extend([20_u16, member.flags, member.method, 0, 0].map(u16::to_le_bytes).concat());
        for number in [crc.sum(), data.len() as u32, member.content.len() as u32] {
            fields.extend(number.to_le_bytes());
        }
        fields.extend((member.name.len() as u16).to_le_bytes());
        fields.extend([0, 0]);
        let at = bytes.len() as u32;
        if !member.deleted {
            directory.extend(b"PK\x01\x02\x1E\x03");
            directory.extend(&fields);
            directory.extend((member.comment.len() as u16).to_le_bytes());
            directory.extend([0; 4]);
            directory.extend((member.mode << 16).to_le_bytes());
            directory.extend(at.to_le_bytes());
            directory.extend(&member.name);
            directory.extend(member.comment.as_bytes());
        }
        bytes.extend(b"PK\x03\x04");
        bytes.extend(fields);
        bytes.extend(&member.name);
        bytes.extend(data);
    }
    let at = bytes.len() as u32;
    let count = members.iter().filter(|member| !member.deleted).count() as u16;
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([count, count].map(u16::to_le_bytes).concat());
    bytes.extend((directory.len() as u32).to_le_bytes());
    bytes.extend(at.to_le_bytes());
    bytes.extend((comment.len() as u16).to_le_bytes());
    bytes.extend(comment.as_bytes());
    bytes
}

fn deflate(content: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn gzip(name: Option<&str>, content: &[u8]) -> Vec<u8> {
    let mut builder = flate2::GzBuilder::new();
    if let Some(name) = name {
        builder = builder.filename(name);
    }
    let mut encoder: GzEncoder<Vec<u8>> = builder.write(Vec::new(), Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn members_are_documents() {
    let members = [
        stored("notes/", ""),
        deflated("notes/plan.txt", "会议纪要\n".as_bytes()),
        Member { comment: "from the archive", ..stored("list.csv", "name,city\nLi,Wuhan\n") },
    ];
    check(
        &zip(&members, "packed for Mr Example"),
        "a.zip",
        expect![[r#"
        = zip
        notes/plan.txt: = text
        list.csv: = csv
        [name] name | a.zip
        [property] comment {property} | packed for Mr Example
        [name] folder | notes/
        notes/plan.txt: [name] name | notes/plan.txt
        notes/plan.txt: [body] text | 会议纪要\n
        list.csv: [name] name | list.csv
        list.csv: [body] text | name,city\nLi,Wuhan\n
        [property] comment {property} | from the archive
        whole
    "#]],
    );
}

#[test]
fn names_in_older_encodings_are_read() {
    let (name, _, _) = encoding_rs::GB18030.encode("会议纪要.txt");
    let mut member = stored("", "a");
    member.name = name.into_owned();
    let mut invalid = stored("", "b");
    invalid.name = b"\x81.txt".to_vec();
    check(
        &zip(&[member], ""),
        "a.zip",
        expect![[r#"
        = zip
        会议纪要.txt: = text
        [name] name | a.zip
        会议纪要.txt: [name] name | 会议纪要.txt
        会议纪要.txt: [body] text | a
        whole
    "#]],
    );
    check(
        &zip(&[invalid], ""),
        "a.zip",
        expect![[r#"
        = zip
        ü.txt: = text
        [name] name | a.zip
        ü.txt: [name] name | ü.txt
        ü.txt: [body] text | b
        whole
    "#]],
    );
}

#[test]
fn what_is_not_read_is_told() {
    let members = [
        Member { flags: 1, ..stored("secret.txt", "xyz") },
        Member { method: 99, ..stored("odd.txt", "xyz") },
        Member { mode: 0o120_777, ..stored("link", "../target") },
    ];
    check(
        &zip(&members, ""),
        "a.zip",
        expect![[r#"
        = zip
        [name] name | a.zip
        [name] encrypted member | secret.txt
        [name] unread member | odd.txt
        [name] link | link
        [link] link target | ../target
        ! encrypted
        ! format-not-read
        ! link-not-followed
        part
    "#]],
    );
}

#[test]
fn damage_does_not_hide_the_rest() {
    let mut bytes = zip(&[stored("one.txt", "first"), stored("two.txt", "second")], "");
    let at = bytes.windows(5).position(|window| window == b"first").unwrap();
    bytes[at] = b'F';
    check(
        &bytes,
        "a.zip",
        expect![[r#"
        = zip
        one.txt: = text
        two.txt: = text
        [name] name | a.zip
        one.txt: [name] name | one.txt
        one.txt: [body] text | First
        two.txt: [name] name | two.txt
        two.txt: [body] text | second
        ! damaged
        part
    "#]],
    );
}

#[test]
fn without_its_end_an_archive_is_read_by_the_headers_of_members() {
    let bytes = zip(&[stored("one.txt", "first"), deflated("two.txt", b"second")], "");
    check(
        &bytes[..bytes.len() - 30],
        "a.zip",
        expect![[r#"
        = zip
        one.txt: = text
        two.txt: = text
        [name] name | a.zip
        one.txt: [name] name | one.txt
        one.txt: [body] text | first
        two.txt: [name] name | two.txt
        two.txt: [body] text | second
        ! truncated
        part
    "#]],
    );
    let bytes = zip(&[deflated("one.txt", "a line of text\n".repeat(3).as_bytes())], "");
    check(
        &bytes[..45],
        "a.zip",
        expect![[r#"
        = zip
        one.txt: = text
        [name] name | a.zip
        one.txt: [name] name | one.txt
        one.txt: [body] text | a line 
        ! truncated
        ! damaged
        part
    "#]],
    );
}

#[test]
fn what_the_directory_does_not_name_is_read() {
    let deleted = Member { deleted: true, ..stored("old.txt", "an earlier draft") };
    let members = [stored("one.txt", "first"), deleted, stored("one.txt", "again")];
    let mut bytes = zip(&members, "");
    bytes.extend_from_slice(b"more");
    check(
        &bytes,
        "a.zip",
        expect![[r#"
            = zip
            one.txt: = text
            one.txt: = text
            old.txt: = text
            [name] name | a.zip
            one.txt: [name] name | one.txt
            one.txt: [body] text | again
            one.txt: [name] name | one.txt
            one.txt: [body] text | first
            old.txt: [name] name | old.txt
            old.txt: [body] text | an earlier draft
            ! trailing-bytes
            whole
        "#]],
    );
}

#[test]
fn overlapping_members_are_not_unpacked_twice() {
    let mut bytes = zip(&[stored("a.txt", "first"), stored("b.txt", "second")], "");
    // Lets the second entry point into the first.
    let entry = bytes.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    bytes[entry + 42] = 0;
    check(
        &bytes,
        "a.zip",
        expect![[r#"
            = zip
            a.txt: = text
            b.txt: = text
            [name] name | a.zip
            a.txt: [name] name | a.txt
            a.txt: [body] text | first
            [name] overlapping member | b.txt
            b.txt: [name] name | b.txt
            b.txt: [body] text | second
            ! damaged
            ! trailing-bytes
            part
        "#]],
    );
}

#[test]
fn bombs_are_stopped() {
    let bytes = zip(&[deflated("zeros.txt", &vec![b' '; 12 << 20])], "");
    let lines = dump(&bytes, "a.zip");
    assert!(lines.contains("! ratio-limit\n"), "{}", lines.len());
    let many: Vec<Member> = (0..20).map(|index| stored(&format!("{index}.txt"), "x")).collect();
    let limits = Limits { entries_max: 5, ..Limits::default() };
    assert!(dump_with(&zip(&many, ""), "a.zip", &limits).contains("! entries-limit\n"));
    let limits = Limits { inflated_bytes_max: 1_000, ..Limits::default() };
    let bytes = zip(&[deflated("a.txt", &[b'x'; 5_000])], "");
    assert!(dump_with(&bytes, "a.zip", &limits).contains("! inflated-limit\n"));
    let limits = Limits { object_bytes_max: 1_000, ..Limits::default() };
    assert!(dump_with(&bytes, "a.zip", &limits).contains("! object-limit\n"));
}

#[test]
fn nesting_has_a_limit() {
    let mut bytes = b"innermost".to_vec();
    let mut name = "a.txt".to_owned();
    for level in 0..10 {
        bytes = zip(&[stored(&name, bytes)], "");
        name = format!("{level}.zip");
    }
    let lines = dump(&bytes, "outer.zip");
    assert!(lines.contains("depth-limit"));
    assert!(lines.ends_with("part\n"));
    assert!(!lines.contains("innermost"));
}

#[test]
fn gzip_holds_one_file() {
    check(
        &gzip(Some("plan.txt"), b"text"),
        "a.gz",
        expect![[r#"
        = gzip
        plan.txt: = text
        [name] name | a.gz
        plan.txt: [name] name | plan.txt
        plan.txt: [body] text | text
        whole
    "#]],
    );
    check(
        &gzip(None, b"text"),
        "notes.txt.gz",
        expect![[r#"
        = gzip
        notes.txt: = text
        [name] name | notes.txt.gz
        notes.txt: [name] name | notes.txt
        notes.txt: [body] text | text
        whole
    "#]],
    );
    let two = [gzip(None, b"one, "), gzip(None, b"two"), vec![0; 100]].concat();
    check(
        &two,
        "notes.txt.gz",
        expect![[r#"
        = gzip
        notes.txt: = text
        [name] name | notes.txt.gz
        notes.txt: [name] name | notes.txt
        notes.txt: [body] text | one, two
        whole
    "#]],
    );
    let followed = [gzip(None, b"one").as_slice(), b"more"].concat();
    check(
        &followed,
        "notes.txt.gz",
        expect![[r#"
        = gzip
        notes.txt: = text
        [name] name | notes.txt.gz
        notes.txt: [name] name | notes.txt
        notes.txt: [body] text | one
        ! trailing-bytes
        whole
    "#]],
    );
}

#[test]
fn gzip_that_is_cut_is_read_up_to_there() {
    let text: String = (0..2_000).map(|line| format!("line {line}\n")).collect();
    let bytes = gzip(None, text.as_bytes());
    let lines = dump(&bytes[..bytes.len() / 2], "log.gz");
    assert!(lines.contains("line 500"));
    assert!(lines.ends_with("! truncated\npart\n"));
    check(
        &bytes[..12],
        "log.gz",
        expect![[r#"
        = gzip
        log: = text
        [name] name | log.gz
        log: [name] name | log
        log: [body] text | 
        ! truncated
        part
    "#]],
    );
}

fn tar() -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_ustar();
    header.set_username("jdoe").unwrap();
    header.set_groupname("staff").unwrap();
    header.set_mode(0o644);
    header.set_size(5);
    builder.append_data(&mut header, "notes/a.txt", &b"first"[..]).unwrap();
    header.set_size(6);
    builder.append_data(&mut header, "b.txt", &b"second"[..]).unwrap();
    header.set_size(0);
    header.set_entry_type(tar::EntryType::Symlink);
    builder.append_link(&mut header, "link", "/home/jdoe/c.txt").unwrap();
    header.set_entry_type(tar::EntryType::Fifo);
    builder.append_data(&mut header, "pipe", &b""[..]).unwrap();
    builder.into_inner().unwrap()
}

#[test]
fn tar_tells_members_owners_and_links() {
    check(
        &tar(),
        "a.tar",
        expect![[r#"
        = tar
        notes/a.txt: = text
        b.txt: = text
        [name] name | a.tar
        [property] uname {property} | jdoe
        [property] gname {property} | staff
        notes/a.txt: [name] name | notes/a.txt
        notes/a.txt: [body] text | first
        b.txt: [name] name | b.txt
        b.txt: [body] text | second
        [name] link | link
        [link] link target | /home/jdoe/c.txt
        [name] device | pipe
        ! link-not-followed
        whole
    "#]],
    );
}

#[test]
fn tar_in_gzip_is_read() {
    let lines = dump(&gzip(None, &tar()), "backup.tgz");
    assert!(lines.contains("= tar\n") && lines.contains("second"), "{lines}");
}

#[test]
fn tar_that_is_cut_is_read_up_to_there() {
    check(
        &tar()[..515],
        "a.tar",
        expect![[r#"
        = tar
        notes/a.txt: = text
        [name] name | a.tar
        [property] uname {property} | jdoe
        [property] gname {property} | staff
        notes/a.txt: [name] name | notes/a.txt
        notes/a.txt: [body] text | fir
        ! truncated
        ! damaged
        part
    "#]],
    );
    let two = [tar(), tar()].concat();
    assert_eq!(dump(&two, "a.tar").matches("| second").count(), 2);
}

#[test]
fn damaged_archives_end_with_a_problem_or_without_but_never_otherwise() {
    let text = "a line of text\n".repeat(20);
    let members = [deflated("a.txt", text.as_bytes()), stored("b.txt", "second")];
    let samples = [zip(&members, "note"), tar(), gzip(Some("a.txt"), text.as_bytes())];
    let mut state = 0x9E37_79B9_u32;
    let mut random = |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % below
    };
    let limits = Limits { object_bytes_max: 1 << 20, ..Limits::default() };
    for sample in &samples {
        for _ in 0..500 {
            let mut bytes = sample.clone();
            for _ in 0..=random(4) {
                let at = random(bytes.len());
                bytes[at] = random(256) as u8;
            }
            let cut = random(bytes.len() / 4);
            bytes.truncate(bytes.len() - cut);
            let lines = dump_with(&bytes, "a", &limits);
            assert!(["whole\n", "part\n", "refused\n"].iter().any(|end| lines.ends_with(end)));
        }
    }
}
