use super::*;

const PLANTED: &str = "Quux Plant 4711-77";

fn find(bytes: &[u8], text: &str) -> bool {
    memchr::memmem::find(bytes, text.as_bytes()).is_some()
}

#[test]
fn a_type_1_font_keeps_its_length_and_no_words() {
    let font = format!(
        "%!PS-AdobeFont-1.0: Frutiger\n% {PLANTED}\n/FontInfo 2 dict dup begin\n/Notice ({PLANTED}) \
         def\n/FullName (Frutiger Bold) def end\n/FontName /Frutiger def\ncurrentfile eexec {PLANTED}"
    );
    let made = without_words(font.as_bytes(), None);
    assert_eq!(made.len(), font.len());
    let readable = &made[..font.len() - PLANTED.len()];
    assert!(!find(readable, PLANTED) && find(readable, "(Frutiger Bold)"));
    assert!(find(&made, PLANTED), "what is encoded is left alone");
}

#[test]
fn a_type_1_font_has_no_name_that_says_more() {
    let font = "%!PS-AdobeFont-1.0: ABCDEF+Plant-4711 1.05\n/FontName /ABCDEF+Plant-4711 def\n\
        currentfile eexec x";
    let made = without_words(font.as_bytes(), None);
    assert_eq!(made.len(), font.len());
    assert!(!find(&made, "Plant") && find(&made, "/FontName /FFFF"));
}

#[test]
fn the_length_of_a_section_is_no_line() {
    let readable = format!("%!PS-AdobeFont-1.0: Frutiger\n% {PLANTED}\ncurrentfile eexec ");
    let font = [&[0x80, 1, 0x2A, b'\r', 0, 0], readable.as_bytes()].concat();
    let made = without_words(&font, None);
    assert_eq!(made.len(), font.len());
    assert!(find(&made, "%!PS-AdobeFont-1.0: Frutiger\n") && !find(&made, PLANTED));
}

fn cff_index(entries: &[&[u8]]) -> Vec<u8> {
    let mut made = (entries.len() as u16).to_be_bytes().to_vec();
    made.push(1);
    let mut end = 1;
    made.push(end);
    for entry in entries {
        end += entry.len() as u8;
        made.push(end);
    }
    [made, entries.concat()].concat()
}

#[test]
fn a_compact_font_keeps_names_of_glyphs_and_no_notes() {
    // The notice is string 392, the first but one of the font's own.
    let top = [28, 1, 136, 1];
    let font = [
        vec![1, 0, 4, 1],
        cff_index(&[b"ABCDEF+Plant-4711"]),
        cff_index(&[&top]),
        cff_index(&[b"a.alt", b"QuuxPlant4711", PLANTED.as_bytes()]),
        cff_index(&[]),
    ]
    .concat();
    let made = without_words(&font, None);
    assert_eq!(made.len(), font.len());
    for gone in ["Plant-4711", "QuuxPlant4711", PLANTED] {
        assert!(!find(&made, gone), "`{gone}` is left");
    }
    assert!(find(&made, "a.alt"));
}

/// A font of four glyphs: the third is made of the second.
fn font() -> Vec<u8> {
    let made_of_1 = [&[0xFF, 0xFF][..], &[0; 8], &[0, 0, 0, 1, 0, 0]].concat();
    let glyphs: [&[u8]; 4] = [b"none", b"\0\x01one1", &made_of_1, b"\0\x01gone"];
    let mut places = vec![0_u32];
    for glyph in glyphs {
        places.push(places.last().unwrap() + glyph.len() as u32);
    }
    let mut head = vec![7; 54];
    head[50..52].copy_from_slice(&[0, 1]);
    let mut hhea = vec![0; 36];
    hhea[34..36].copy_from_slice(&[0, 4]);
    let tables: [(&[u8; 4], Vec<u8>); 6] = [
        (b"glyf", glyphs.concat()),
        (b"head", head),
        (b"hhea", hhea),
        (b"hmtx", (1..=16).collect()),
        (b"loca", places.iter().flat_map(|place| place.to_be_bytes()).collect()),
        (b"name", PLANTED.as_bytes().to_vec()),
    ];
    let mut file = vec![0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0];
    let mut at = 12 + 16 * tables.len();
    for (tag, table) in &tables {
        file.extend_from_slice(*tag);
        file.extend([0; 4]);
        file.extend((at as u32).to_be_bytes());
        file.extend((table.len() as u32).to_be_bytes());
        at += table.len();
    }
    file.extend(tables.into_iter().flat_map(|(_, table)| table));
    file
}

#[test]
fn a_font_in_tables_keeps_the_glyphs_that_are_shown() {
    let whole = without_words(&font(), None);
    assert!(find(&whole, "gone") && !find(&whole, PLANTED));
    let made = without_words(&font(), Some(&[2].into()));
    assert!(find(&made, "one1") && find(&made, "none"), "what a glyph is made of stays");
    assert!(!find(&made, "gone"));
    assert_eq!(without_words(&made, Some(&[2].into())), made, "twice is not once");
    // Widths of the first three glyphs, and of the last, which stands for all after it.
    assert!(memchr::memmem::find(&made, &(1..=16).collect::<Vec<u8>>()).is_some());
    let first = without_words(&font(), Some(&[0].into()));
    assert!(!find(&first, "one1"));
    assert!(memchr::memmem::find(&first, &[1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 13]).is_some());
}

#[test]
fn a_table_that_stands_nowhere_is_passed_over() {
    let mut file = font();
    let entry = memchr::memmem::find(&file, b"name").unwrap();
    file[entry + 8..entry + 12].fill(0x7F);
    let made = without_words(&file, None);
    assert!(find(&made, "gone") && !find(&made, PLANTED));
}

#[test]
fn broken_fonts_end() {
    for end in 0..font().len() {
        let _made = without_words(&font()[..end], Some(&[1, 2, 70_000].into()));
    }
    for byte in 0..font().len() {
        let mut broken = font();
        broken[byte] = 0xFF;
        let _made = without_words(&broken, Some(&[1, 2].into()));
    }
}
