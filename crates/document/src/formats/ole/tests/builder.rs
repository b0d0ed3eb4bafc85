//! Files of old Office under construction, written by another implementation of compound files.

use std::io::{Cursor, Write as _};

/// Returns a compound file with these streams; folders in their names are storages.
pub(crate) fn compound(streams: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (path, bytes) in streams {
        if let Some((folder, _)) = path.rsplit_once('/') {
            file.create_storage_all(format!("/{folder}")).unwrap();
        }
        file.create_stream(format!("/{path}")).unwrap().write_all(bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// Returns UTF-16 of a text.
pub(crate) fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Returns a property set with strings by their numbers.
pub(crate) fn properties(values: &[(u32, &str)]) -> Vec<u8> {
    let mut section = vec![0; 8 + values.len() * 8];
    section[4..8].copy_from_slice(&(values.len() as u32).to_le_bytes());
    for (index, (id, value)) in values.iter().enumerate() {
        let at = section.len() as u32;
        let entry = 8 + index * 8;
        section[entry..entry + 4].copy_from_slice(&id.to_le_bytes());
        section[entry + 4..entry + 8].copy_from_slice(&at.to_le_bytes());
        let units = wide(&format!("{value}\0"));
        section.extend(31_u32.to_le_bytes());
        section.extend((units.len() as u32 / 2).to_le_bytes());
        section.extend(&units);
        section.resize(section.len().next_multiple_of(4), 0);
    }
    let mut set = vec![0xFE, 0xFF, 0, 0];
    set.resize(24, 0);
    set.extend(1_u32.to_le_bytes());
    set.extend([0; 16]);
    set.extend(48_u32.to_le_bytes());
    set.extend(section);
    set
}

/// A Word document under construction.
#[derive(Default)]
pub(crate) struct Doc {
    /// Texts in their order: body, footnotes, headers, macros, comments, and so on.
    pub(crate) texts: [String; 8],
    /// What is said of letters of the body: first, last, and the modification.
    pub(crate) said: Vec<(usize, usize, Vec<u8>)>,
    /// Tables by their number.
    pub(crate) tables: Vec<(usize, Vec<u8>)>,
    /// Bytes between the text and what is said of it.
    pub(crate) remains: Vec<u8>,
    /// Other streams.
    pub(crate) streams: Vec<(&'static str, Vec<u8>)>,
}

impl Doc {
    pub(crate) fn new(body: &str) -> Self {
        let mut doc = Self::default();
        doc.texts[0] = format!("{body}\r");
        doc
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        const TEXT_AT: usize = 0x800;
        let mut main = vec![0; TEXT_AT];
        main[0..2].copy_from_slice(&0xA5EC_u16.to_le_bytes());
        main[2..4].copy_from_slice(&0xC1_u16.to_le_bytes());
        main[0x98..0x9A].copy_from_slice(&93_u16.to_le_bytes());
        let mut count = 0_u32;
        for (index, text) in self.texts.iter().enumerate() {
            let units = wide(text);
            let letters = units.len() as u32 / 2;
            main[0x4C + index * 4..0x50 + index * 4].copy_from_slice(&letters.to_le_bytes());
            count += letters;
            main.extend(units);
        }
        main.extend(&self.remains);
        let page = main.len().next_multiple_of(512);
        main.resize(page, 0);
        main.extend(self.page(TEXT_AT));
        let mut table = Vec::new();
        let mut place = |number: usize, bytes: &[u8], table: &mut Vec<u8>| {
            let at = 0x9A + number * 8;
            main[at..at + 4].copy_from_slice(&(table.len() as u32).to_le_bytes());
            main[at + 4..at + 8].copy_from_slice(&(bytes.len() as u32).to_le_bytes());
            table.extend(bytes);
        };
        let mut pieces = vec![2];
        pieces.extend(16_u32.to_le_bytes());
        pieces.extend(0_u32.to_le_bytes());
        pieces.extend(count.to_le_bytes());
        pieces.extend([0, 0]);
        pieces.extend((TEXT_AT as u32).to_le_bytes());
        pieces.extend([0, 0]);
        place(33, &pieces, &mut table);
        let mut pages = vec![0; 8];
        pages.extend((page as u32 / 512).to_le_bytes());
        place(12, &pages, &mut table);
        for (number, bytes) in &self.tables {
            place(*number, bytes, &mut table);
        }
        let mut streams = vec![("WordDocument", main), ("0Table", table)];
        streams.extend(self.streams.clone());
        compound(&streams)
    }

    /// A page of what is said of letters.
    fn page(&self, text_at: usize) -> Vec<u8> {
        let mut page = vec![0; 512];
        let count = self.said.len();
        let mut at = 510;
        for (index, (first, last, said)) in self.said.iter().enumerate() {
            at -= said.len() + 1;
            at &= !1;
            let start = (text_at + first * 2) as u32;
            let end = (text_at + last * 2) as u32;
            page[index * 4..index * 4 + 4].copy_from_slice(&start.to_le_bytes());
            page[index * 4 + 4..index * 4 + 8].copy_from_slice(&end.to_le_bytes());
            page[(count + 1) * 4 + index] = (at / 2) as u8;
            page[at] = said.len() as u8;
            page[at + 1..=at + said.len()].copy_from_slice(said);
        }
        page[511] = count as u8;
        page
    }
}

/// Returns a table of strings of two bytes for each letter.
pub(crate) fn strings(values: &[&str]) -> Vec<u8> {
    let mut table = vec![0xFF, 0xFF];
    table.extend((values.len() as u16).to_le_bytes());
    table.extend([0, 0]);
    for value in values {
        table.extend((value.encode_utf16().count() as u16).to_le_bytes());
        table.extend(wide(value));
    }
    table
}

/// Returns a record of a workbook.
pub(crate) fn biff(kind: u16, body: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes(), &(body.len() as u16).to_le_bytes(), body].concat()
}

/// Returns a string of a workbook after a length of two bytes.
pub(crate) fn long_string(text: &str) -> Vec<u8> {
    let units = wide(text);
    [&(units.len() as u16 / 2).to_le_bytes(), &[1][..], &units].concat()
}

/// Returns a string of a workbook after a length of one byte.
pub(crate) fn brief_string(text: &str) -> Vec<u8> {
    let units = wide(text);
    [&[units.len() as u8 / 2, 1][..], &units].concat()
}

/// A workbook under construction.
#[derive(Default)]
pub(crate) struct Xls {
    /// Records before the first sheet.
    pub(crate) shared: Vec<u8>,
    /// Names of sheets, whether they are hidden, and their records.
    pub(crate) sheets: Vec<(&'static str, u8, Vec<u8>)>,
}

impl Xls {
    /// The stream of the workbook.
    pub(crate) fn stream(&self) -> Vec<u8> {
        let begin = biff(0x809, &[0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let end = biff(0x0A, &[]);
        let entry = |name: &str, state: u8, start: u32| {
            let body = [&start.to_le_bytes()[..], &[state, 0], &brief_string(name)].concat();
            biff(0x85, &body)
        };
        let list_len: usize = self.sheets.iter().map(|(name, ..)| entry(name, 0, 0).len()).sum();
        let mut start = begin.len() + self.shared.len() + list_len + end.len();
        let mut list = Vec::new();
        let mut sheets = Vec::new();
        for (name, state, records) in &self.sheets {
            list.extend(entry(name, *state, start as u32));
            let sheet = [&begin[..], records, &end].concat();
            start += sheet.len();
            sheets.extend(sheet);
        }
        [&begin[..], &self.shared, &list, &end, &sheets].concat()
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        compound(&[("Workbook", self.stream())])
    }
}

/// Returns a cell with a text of its own, in a style.
pub(crate) fn label(row: u16, column: u16, style: u16, text: &str) -> Vec<u8> {
    let place = [row.to_le_bytes(), column.to_le_bytes(), style.to_le_bytes()].concat();
    biff(0x204, &[place, long_string(text)].concat())
}

/// Returns a table of shared strings.
pub(crate) fn shared_strings(values: &[&str]) -> Vec<u8> {
    let count = (values.len() as u32).to_le_bytes();
    let mut body = [count, count].concat();
    for value in values {
        body.extend(long_string(value));
    }
    biff(0xFC, &body)
}

/// Returns a record of a presentation; containers have a version of 15.
pub(crate) fn record(version: u8, instance: u16, kind: u16, body: &[u8]) -> Vec<u8> {
    let mark = instance << 4 | u16::from(version);
    let len = body.len() as u32;
    [&mark.to_le_bytes()[..], &kind.to_le_bytes(), &len.to_le_bytes(), body].concat()
}

/// Returns a presentation with these records, of which the last save names the first `current`.
pub(crate) fn ppt(records: &[Vec<u8>], current: usize) -> Vec<u8> {
    let mut stream = Vec::new();
    let mut places = Vec::new();
    for record in records {
        places.push(stream.len() as u32);
        stream.extend(record);
    }
    let directory_at = stream.len() as u32;
    let mut directory = (1 | (current as u32) << 20).to_le_bytes().to_vec();
    for place in places.iter().take(current) {
        directory.extend(place.to_le_bytes());
    }
    stream.extend(record(0, 0, 0x1772, &directory));
    let save_at = stream.len() as u32;
    let mut save = vec![0; 12];
    save.extend(directory_at.to_le_bytes());
    save.extend([0; 12]);
    stream.extend(record(0, 0, 0x0FF5, &save));
    let mut user = vec![0, 0, 0xF6, 0x0F, 0x20, 0, 0, 0, 0x14, 0, 0, 0, 0x5F, 0xC0, 0x91, 0xE3];
    user.extend(save_at.to_le_bytes());
    user.extend([4, 0, 0, 0, 0, 0, 0, 0]);
    user.extend(b"Mia.");
    compound(&[("PowerPoint Document", stream), ("Current User", user)])
}

/// Returns a message with text properties by number; those of recipients and attachments have
/// their storage before the number.
pub(crate) fn msg(properties: &[(&str, u16, &str)]) -> Vec<u8> {
    let mut streams: Vec<(String, Vec<u8>)> =
        vec![("__properties_version1.0".to_owned(), vec![0; 32])];
    for (storage, id, value) in properties {
        let name = format!("__substg1.0_{id:04X}001F");
        if storage.is_empty() {
            streams.push((name, wide(value)));
            continue;
        }
        let fixed = format!("{storage}/__properties_version1.0");
        if !streams.iter().any(|(known, _)| *known == fixed) {
            streams.push((fixed, vec![0; 8]));
        }
        streams.push((format!("{storage}/{name}"), wide(value)));
    }
    let streams: Vec<_> =
        streams.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    compound(&streams)
}
