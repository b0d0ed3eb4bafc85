//! Names of what is inside a compound file ([MS-CFB]), so that it can be called by its name.

use std::io::{Read, SeekFrom};

use super::compound::MAGIC;
use crate::Input;
use crate::format::Probe;
use crate::formats::office::binary::{long, short};

/// Sectors of the directory that are looked at; the telling streams come early.
const SECTORS_MAX: usize = 64;
/// Length of an entry of the directory.
const ENTRY_BYTES: usize = 128;

/// True when the file has one of these streams or storages.
pub(crate) fn has(probe: &mut Probe<'_>, names: &[&str]) -> bool {
    if !probe.head.starts_with(MAGIC) {
        return false;
    }
    // Each format of this kind asks, so the directory is read once.
    let directory = probe
        .directory
        .get_or_insert_with(|| directory(probe.head, probe.input).unwrap_or_default());
    let entries = directory.chunks_exact(ENTRY_BYTES);
    entries.filter_map(entry_name).any(|name| names.iter().any(|wanted| is_name(name, wanted)))
}

/// The name of an entry in UTF-16.
fn entry_name(entry: &[u8]) -> Option<&[u8]> {
    let len = usize::from(short(entry, 64)?).checked_sub(2)?;
    entry.get(..len.min(62))
}

fn is_name(name: &[u8], wanted: &str) -> bool {
    let units = name.chunks_exact(2).filter_map(|unit| unit.first_chunk());
    let units = units.map(|unit| u16::from_le_bytes(*unit));
    let characters = char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{FFFD}'));
    characters
        .map(|character| character.to_ascii_lowercase())
        .eq(wanted.chars().map(|character| character.to_ascii_lowercase()))
}

/// The sectors of the directory, as far as they are looked at.
fn directory(head: &[u8], input: &mut dyn Input) -> Option<Vec<u8>> {
    let sector_bytes = 1_u64 << short(head, 30)?.clamp(7, 16);
    let entries_per_sector = sector_bytes / 4;
    let mut directory = Vec::new();
    let mut sector = long(head, 48)?;
    for _ in 0..SECTORS_MAX {
        let Some(bytes) = read_sector(input, sector, sector_bytes) else { break };
        directory.extend_from_slice(&bytes);
        // The next sector of the chain stands in the allocation table, whose first sectors are
        // listed in the header.
        let table_index = u64::from(sector) / entries_per_sector;
        let in_table = u64::from(sector) % entries_per_sector * 4;
        if table_index >= 109 {
            break;
        }
        let Some(table_sector) = long(head, 76 + table_index as usize * 4) else { break };
        let Some(table) = read_sector(input, table_sector, sector_bytes) else { break };
        let Some(next) = long(&table, in_table as usize) else { break };
        sector = next;
    }
    Some(directory)
}

fn read_sector(input: &mut dyn Input, sector: u32, sector_bytes: u64) -> Option<Vec<u8>> {
    let at = (u64::from(sector) + 1) * sector_bytes;
    input.seek(SeekFrom::Start(at)).ok()?;
    let mut bytes = Vec::new();
    input.take(sector_bytes).read_to_end(&mut bytes).ok()?;
    (!bytes.is_empty()).then_some(bytes)
}
