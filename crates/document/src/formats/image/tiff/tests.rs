use std::io::Cursor;

use ::image::{DynamicImage, GrayImage, ImageFormat, Luma};
use expect_test::{Expect, expect};

use crate::formats::testing::dump;

/// What is told of a file, without the numbers of its pixels.
fn check(bytes: &[u8], expected: Expect) {
    let told = dump(bytes, "photo.tif");
    let is_of_interest = |line: &&str| {
        !line.contains("[property]") || line.contains("Artist") || line.contains("Make")
    };
    let lines: Vec<&str> = told.lines().filter(is_of_interest).collect();
    expected.assert_eq(&lines.join("\n"));
}

/// A value of an entry: letters, or numbers of a type.
enum Entry<'a> {
    Text(u16, &'a str),
    Number(u16, u32),
}

/// One directory of TIFF or of BigTIFF, which begins at `at` and is followed by `next`.
fn directory(entries: &[Entry<'_>], at: usize, next: usize, is_big: bool) -> Vec<u8> {
    let number = |number: usize, size: usize| number.to_le_bytes()[..size].to_vec();
    let (wide, count_size, entry_size) = if is_big { (8, 8, 20) } else { (4, 2, 12) };
    let mut made = number(entries.len(), count_size);
    let values_at = at + count_size + entries.len() * entry_size + wide;
    let mut values = Vec::new();
    for entry in entries {
        let (tag, kind, count, value) = match entry {
            Entry::Text(tag, text) => (*tag, 2, text.len() + 1, [text.as_bytes(), b"\0"].concat()),
            Entry::Number(tag, value) => {
                let kind = if is_big { 16 } else { 4 };
                (*tag, kind, 1, number(*value as usize, wide))
            }
        };
        made.extend(number(tag.into(), 2));
        made.extend(number(kind, 2));
        made.extend(number(count, wide));
        if value.len() <= wide {
            made.extend(value.iter().chain([0; 8].iter()).take(wide));
        } else {
            made.extend(number(values_at + values.len(), wide));
            values.extend(value);
        }
    }
    made.extend(number(next, wide));
    made.extend(values);
    made
}

/// The tags of a grey picture of that size whose pixels begin at `at`.
fn grey(side: u32, at: usize) -> Vec<Entry<'static>> {
    [(256, side), (257, side), (258, 8), (259, 1), (262, 1)]
        .into_iter()
        .chain([(273, at as u32), (277, 1), (278, side), (279, side * side)])
        .map(|(tag, value)| Entry::Number(tag, value))
        .collect()
}

/// A page with lines of coarse letters.
fn letters(side: u32) -> Vec<u8> {
    let shade = |x: u32, y: u32| {
        let (letter, line) = (x.wrapping_sub(10) % 11, y.wrapping_sub(12) % 20);
        let is_inside = (10..side - 10).contains(&x) && (12..side - 12).contains(&y) && line < 10;
        let is_ink = letter < 2 || line < 2 && letter < 7 || line == 5 && letter < 6;
        if is_inside && is_ink { 20 } else { 250 }
    };
    (0..side).flat_map(|y| (0..side).map(move |x| shade(x, y))).collect()
}

#[test]
fn big_files_are_read_like_others() {
    const SIDE: u32 = 64;
    let pixels = vec![90; (SIDE * SIDE) as usize];
    let mut file = b"II\x2B\0\x08\0\0\0".to_vec();
    file.extend((16 + pixels.len() as u64).to_le_bytes());
    file.extend(&pixels);
    let mut entries = grey(SIDE, 16);
    entries.push(Entry::Text(0x010F, "Bau"));
    entries.push(Entry::Text(0x013B, "Vera Muster"));
    let at = file.len();
    file.extend(directory(&entries, at, 0, true));
    check(
        &file,
        expect![[r#"
            = tiff
            [name] name | photo.tif
            [property] Make {property} | Bau
            [property] Artist {property} | Vera Muster
            ! picture-not-read
            whole"#]],
    );
    for end in (0..file.len()).step_by(13) {
        dump(&file[..end], "photo.tif");
    }
    for at in (0..16).chain(file.len() - 260..file.len()) {
        let mut changed = file.clone();
        changed[at] ^= 0xFF;
        dump(&changed, "photo.tif");
    }
}

/// A raw picture whose camera made a JPEG file of that width of it.
fn raw(width: u32) -> Vec<u8> {
    let mut jpeg = Cursor::new(Vec::new());
    let picture = GrayImage::from_fn(width, width / 2, |x, _| Luma([(x / 8) as u8]));
    DynamicImage::ImageLuma8(picture).write_to(&mut jpeg, ImageFormat::Jpeg).unwrap();
    let jpeg = jpeg.into_inner();
    let numbers = |numbers: &[(u16, u32)]| -> Vec<Entry<'_>> {
        numbers.iter().map(|(tag, value)| Entry::Number(*tag, *value)).collect()
    };
    let first_at = 8 + jpeg.len().next_multiple_of(2);
    let of_jpeg = numbers(&[(259, 6), (273, 8), (279, jpeg.len() as u32)]);
    let second_at = first_at + 2 + 12 * of_jpeg.len() + 4;
    let of_sensor =
        numbers(&[(256, 6000), (257, 4000), (259, 7), (262, 32_803), (273, 8), (279, 9)]);
    let mut file = b"II\x2A\0".to_vec();
    file.extend((first_at as u32).to_le_bytes());
    file.extend(jpeg);
    file.resize(first_at, 0);
    file.extend(directory(&of_jpeg, first_at, second_at, false));
    file.extend(directory(&of_sensor, second_at, 0, false));
    file
}

#[test]
fn what_a_camera_made_stands_for_what_its_sensor_saw() {
    check(
        &raw(1200),
        expect![[r#"
            = tiff
            picture in JPEG: = jpeg
            [name] name | photo.tif
            picture in JPEG: [name] name | picture in JPEG
            picture in JPEG: ! picture-not-read
            ! picture-not-read 2
            whole"#]],
    );
    check(
        &raw(320),
        expect![[r#"
            = tiff
            picture in JPEG: = jpeg
            [name] name | photo.tif
            picture in JPEG: [name] name | picture in JPEG
            picture in JPEG: ! picture-not-read
            ! picture-undecoded 2
            part"#]],
    );
}

#[test]
fn a_page_beneath_another_is_looked_at() {
    const SIDE: u32 = 64;
    const BENEATH: u32 = 240;
    let mut file = b"II\x2A\0\0\0\0\0".to_vec();
    let (shown, beneath) = (file.len(), file.len() + (SIDE * SIDE) as usize);
    file.extend(vec![90; (SIDE * SIDE) as usize]);
    file.extend(letters(BENEATH));
    let beneath_at = file.len();
    file.extend(directory(&grey(BENEATH, beneath), beneath_at, 0, false));
    let first_at = file.len();
    file[4..8].copy_from_slice(&(first_at as u32).to_le_bytes());
    let mut entries = grey(SIDE, shown);
    entries.push(Entry::Number(330, beneath_at as u32));
    file.extend(directory(&entries, first_at, 0, false));
    check(
        &file,
        expect![[r#"
            = tiff
            [name] name | photo.tif
            ! picture-not-read
            ! picture-text-unread
            part"#]],
    );
}

#[test]
fn directories_beneath_others_are_looked_at_however_deep() {
    const SIDE: u32 = 300;
    let pixels = letters(SIDE);
    let mut file = b"II\x2A\0".to_vec();
    file.extend((8 + pixels.len() as u32).to_le_bytes());
    file.extend(&pixels);
    // A first directory without pixels, one beneath it, and a picture of words beneath that.
    let size = 2 + 12 + 4;
    let first = file.len();
    for depth in 1..=2 {
        let beneath = [Entry::Number(330, (first + depth * size) as u32)];
        let at = file.len();
        file.extend(directory(&beneath, at, 0, false));
    }
    let at = file.len();
    file.extend(directory(&grey(SIDE, 8), at, 0, false));
    check(
        &file,
        expect![[r#"
            = tiff
            [name] name | photo.tif
            ! picture-text-unread
            refused"#]],
    );
    // A directory that is beneath itself ends.
    let mut circle = file.clone();
    circle[first + 10..first + 14].copy_from_slice(&(first as u32).to_le_bytes());
    dump(&circle, "photo.tif");
}

#[test]
fn words_that_no_directory_points_at_are_told() {
    let told = |between: &[u8]| {
        let mut file = b"II*\0".to_vec();
        let at = 8 + between.len();
        file.extend((at as u32).to_le_bytes());
        file.extend_from_slice(between);
        let pixels_at = at + 2 + 9 * 12 + 4;
        file.extend(directory(&grey(64, pixels_at), at, 0, false));
        file.extend(vec![90; 64 * 64]);
        dump(&file, "photo.tif")
    };
    let expected = "bytes that no directory points at {slack} | jo lee in hall 3";
    assert!(told(b"jo lee in hall 3").contains(expected));
    assert!(!told(b"\0\0\0\0").contains("no directory"));
}
