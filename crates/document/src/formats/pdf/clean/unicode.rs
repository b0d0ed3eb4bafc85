//! Tables from codes to characters, for the codes that are still shown: the others would tell which
//! letters were removed.

use std::collections::{BTreeMap, BTreeSet};

use hayro_syntax::object::ObjectIdentifier;

use super::objects::{Objects, push, stream_object};

/// Entries of one block of a table (ISO 32000-2, 9.10.3).
const BLOCK_MAX: usize = 100;

/// For each table of the document, the codes that are shown, each with its length and characters.
pub(super) type Used = BTreeMap<ObjectIdentifier, BTreeMap<(usize, u32), String>>;

/// Writes the tables anew.
pub(super) fn write(used: &Used, objects: &mut Objects<'_, '_, '_>) {
    for (&old, codes) in used {
        let number = objects.known(old).unwrap_or_else(|| objects.reserve());
        objects.stand_in(old, number);
        objects.write(number, stream_object(b"", &table(codes)));
    }
}

fn table(codes: &BTreeMap<(usize, u32), String>) -> Vec<u8> {
    let mut made = b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
        /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        .to_vec();
    let lengths: BTreeSet<usize> = codes.keys().map(|(length, _)| *length).collect();
    push(&mut made, &format!("{} begincodespacerange\n", lengths.len()));
    for length in lengths {
        push(&mut made, &format!("<{}> <{}>\n", "00".repeat(length), "FF".repeat(length)));
    }
    push(&mut made, "endcodespacerange\n");
    let entries: Vec<_> = codes.iter().collect();
    for block in entries.chunks(BLOCK_MAX) {
        push(&mut made, &format!("{} beginbfchar\n", block.len()));
        for ((length, code), text) in block {
            let units: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
            push(&mut made, &format!("<{code:0width$X}> <{units}>\n", width = length * 2));
        }
        push(&mut made, "endbfchar\n");
    }
    push(&mut made, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    made
}
