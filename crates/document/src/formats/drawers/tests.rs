use std::io::Cursor;

use super::*;

fn drawn(bytes: &[u8], name: &str, page: u32) -> Result<Drawing, ProblemCode> {
    draw(&mut Cursor::new(bytes), name, page, &Limits::default())
}

fn sizes(bytes: &[u8], name: &str) -> Vec<PageSize> {
    page_sizes(&mut Cursor::new(bytes), name, &Limits::default()).unwrap()
}

fn bitmap(width: u32, height: u32) -> Vec<u8> {
    let picture = ::image::RgbImage::from_fn(width, height, |x, _| ::image::Rgb([x as u8, 0, 99]));
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ::image::ImageFormat::Bmp).unwrap();
    bytes.into_inner()
}

#[test]
fn a_picture_is_its_own_page() {
    let bytes = bitmap(60, 50);
    assert_eq!(sizes(&bytes, "a.bmp"), [(60.0, 50.0)]);
    let drawing = drawn(&bytes, "a.bmp", 1).unwrap();
    assert_eq!((drawing.width(), drawing.height()), (60, 50));
    assert_eq!(drawing.colours().get(30..33), Some(&[10, 0, 99][..]));
    assert_eq!(drawn(&bytes, "a.bmp", 2), Err(ProblemCode::EntriesLimit));
}

#[test]
fn the_file_for_browsers_holds_the_same_pixels() {
    let drawing = drawn(&bitmap(60, 50), "a.bmp", 1).unwrap();
    let png = ::image::load_from_memory(&drawing.to_png()).unwrap().into_rgb8();
    assert_eq!(png.as_raw(), drawing.colours());
}

#[test]
fn what_has_no_pages_is_not_drawn() {
    assert!(sizes(b"plain words", "a.txt").is_empty());
    assert_eq!(drawn(b"plain words", "a.txt", 1), Err(ProblemCode::FormatNotRead));
}

#[test]
fn a_drawing_is_as_large_as_it_says() {
    assert_eq!(Drawing::new(2, 2, vec![0; 11]), None);
    assert_eq!(Drawing::new(0, 2, Vec::new()), None);
    assert_eq!(Drawing::new(u32::MAX, u32::MAX, Vec::new()), None);
    assert!(Drawing::new(2, 2, vec![0; 12]).is_some());
}
