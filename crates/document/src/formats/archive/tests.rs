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
    /// Its content as another program packed it.
    packed: Option<Vec<u8>>,
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
            _ if member.packed.is_some() => member.packed.clone().unwrap(),
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
fn a_member_that_claims_to_begin_behind_the_end_does_not_stop_reading() {
    let mut bytes = zip(&[stored("a.txt", "Text"), stored("b.txt", "More")], "");
    let entry = bytes.windows(4).rposition(|mark| mark == b"PK\x01\x02").unwrap();
    bytes[entry + 42..entry + 46].copy_from_slice(&0xF000_0000_u32.to_le_bytes());
    assert!(dump(&bytes, "a.zip").contains("a.txt: [body] text | Text\n"));
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

/// The line `Plan for hall 7`, as the programs of these formats pack it.
const BZIP2: &[u8] =
    b"\x42\x5A\x68\x39\x31\x41\x59\x26\x53\x59\x02\xFC\xAD\x50\x00\x00\x02\xDB\x80\x00\x10\x40\
    \x00\x00\x80\x40\x00\x21\x45\x90\x00\x20\x00\x22\x01\xA6\x40\x80\x69\xA6\x89\x2B\x80\xD1\
    \x4D\x05\x36\xF7\x8B\xB9\x22\x9C\x28\x48\x01\x7E\x56\xA8\x00";
const XZ: &[u8] =
    b"\xFD\x37\x7A\x58\x5A\x00\x00\x04\xE6\xD6\xB4\x46\x02\x00\x21\x01\x16\x00\x00\x00\x74\x2F\
    \xE5\xA3\x01\x00\x0F\x50\x6C\x61\x6E\x20\x66\x6F\x72\x20\x68\x61\x6C\x6C\x20\x37\x0A\x00\
    \x67\x57\x92\x15\xCB\xB3\x46\xB9\x00\x01\x28\x10\xE5\x0B\x6C\x60\x1F\xB6\xF3\x7D\x01\x00\
    \x00\x00\x00\x04\x59\x5A";

/// What reading a packed line tells.
fn check_packed(packed: &[u8], name: &str, format: &str) {
    let stem = name.rsplit_once('.').unwrap().0;
    let told = dump(packed, name);
    let expected = format!(
        "= {format}\n{stem}: = text\n[name] name | {name}\n{stem}: [name] name | {stem}\n\
         {stem}: [body] text | Plan for hall 7\\n\nwhole\n"
    );
    assert_eq!(told, expected);
}

#[test]
fn single_compressed_files_hold_one_file() {
    check_packed(BZIP2, "note.txt.bz2", "bzip2");
    check_packed(XZ, "note.txt.xz", "xz");
    let frame = zstd(b"Plan for hall 7\n");
    check_packed(&frame, "note.txt.zst", "zstd");
    // A frame without content may stand anywhere, and a file may have several frames.
    let empty = b"\x50\x2A\x4D\x18\x03\0\0\0abc";
    let (one, other) = (zstd(b"Plan for "), zstd(b"hall 7\n"));
    check_packed(&[&one, &empty[..], &other].concat(), "note.txt.zst", "zstd");
}

fn zstd(content: &[u8]) -> Vec<u8> {
    let level = ruzstd::encoding::CompressionLevel::Fastest;
    ruzstd::encoding::compress_to_vec(content, level)
}

#[test]
fn packed_twice_is_unpacked_twice() {
    let mut tar = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(16);
    tar.append_data(&mut header, "note.txt", &b"Plan for hall 7\n"[..]).unwrap();
    let told = dump(&zstd(&tar.into_inner().unwrap()), "plans.tzst");
    assert!(told.contains("plans.tar!note.txt: [body] text | Plan for hall 7"), "{told}");
}

#[test]
fn cut_streams_are_never_whole() {
    for (packed, name) in [(BZIP2, "a.bz2"), (XZ, "a.xz"), (&zstd(b"Plan for hall 7\n"), "a.zst")] {
        for len in 12..packed.len() - 1 {
            let told = dump(&packed[..len], name);
            assert!(!told.ends_with("whole\n"), "{name} cut at {len}: {told}");
        }
    }
}

/// A 7z archive of members that are not compressed, with its directory in clear.
fn seven_zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let packed: Vec<u8> = members.iter().flat_map(|(_, content)| content.to_vec()).collect();
    let count = members.len() as u8;
    let mut header = vec![0x01, 0x04, 0x06, 0, 1, 0x09, packed.len() as u8, 0];
    // One block that is stored as it is, and the lengths of the members in it.
    header.extend([0x07, 0x0B, 1, 0, 1, 0x01, 0x00, 0x0C, packed.len() as u8, 0]);
    header.extend([0x08, 0x0D, count, 0x09]);
    header.extend(members.iter().take(members.len() - 1).map(|(_, content)| content.len() as u8));
    header.extend([0, 0, 0x05, count, 0x11]);
    let names: Vec<u8> = members
        .iter()
        .flat_map(|(name, _)| name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes))
        .collect();
    header.extend([names.len() as u8 + 1, 0]);
    header.extend(names);
    header.extend([0, 0]);
    let crc = |bytes: &[u8]| {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        crc.sum().to_le_bytes()
    };
    let start = [
        (packed.len() as u64).to_le_bytes().as_slice(),
        &(header.len() as u64).to_le_bytes(),
        &crc(&header),
    ]
    .concat();
    [b"7z\xBC\xAF\x27\x1C\0\x04".as_slice(), &crc(&start), &start, &packed, &header].concat()
}

#[test]
fn seven_zip_members_are_documents() {
    let archive = seven_zip(&[("plan.txt", b"Plan for hall 7"), ("\u{56FE}.txt", b"two")]);
    check(
        &archive,
        "plans.7z",
        expect![[r#"
            = 7z
            plan.txt: = text
            图.txt: = text
            [name] name | plans.7z
            plan.txt: [name] name | plan.txt
            plan.txt: [body] text | Plan for hall 7
            图.txt: [name] name | 图.txt
            图.txt: [body] text | two
            whole
        "#]],
    );
    for len in 6..archive.len() {
        let told = dump(&archive[..len], "plans.7z");
        assert!(!told.ends_with("whole\n"), "cut at {len}: {told}");
    }
}

#[test]
fn zip_members_of_every_common_method_are_read() {
    let line = b"Plan for hall 7\n";
    let packed = [(12, BZIP2.to_vec()), (93, zstd(line)), (95, XZ.to_vec())];
    for (method, packed) in packed {
        let member = Member { packed: Some(packed), method, ..stored("note.txt", *line) };
        let told = dump(&zip(&[member], ""), "a.zip");
        assert!(told.contains("[body] text | Plan for hall 7"), "method {method}: {told}");
        assert!(told.ends_with("whole\n"), "method {method}: {told}");
    }
}

#[test]
fn words_beside_the_members_are_told_wherever_they_stand() {
    let first = zip(&[stored("note.txt", "Pumps")], "");
    let directory = memchr::memmem::find(&first, b"PK\x01\x02").unwrap();
    let (member, rest) = first.split_at(directory);
    let (entry, end) = rest.split_at(46 + 8);
    // The entry has a field of its own, which a program unknown here wrote; the member another name.
    let mut entry = entry.to_vec();
    entry[30..32].copy_from_slice(&21_u16.to_le_bytes());
    entry.extend(b"zz\x11\0ask the third man");
    let mut end = end.to_vec();
    end[12..16].copy_from_slice(&(entry.len() as u32).to_le_bytes());
    let at = (member.len() + 15) as u32;
    end[16..20].copy_from_slice(&at.to_le_bytes());
    let mut member = member.to_vec();
    member[30..38].copy_from_slice(b"plan.txt");
    let bytes = [&member[..], b"meet on Tuesday", &entry[..], &end[..]].concat();
    check(
        &bytes,
        "archive.zip",
        expect![[r#"
            = zip
            note.txt: = text
            [name] name | archive.zip
            [name] other name {slack} | plan.txt
            note.txt: [name] name | note.txt
            note.txt: [body] text | Pumps
            [property] extra field 7A7A {property} | ask the third man
            [other] between members {slack} | meet on Tuesday\n
            ! trailing-bytes
            whole
        "#]],
    );
}
