use ::image::{GrayImage, Luma};

use super::{Mosaic, find};

/// Something like a photograph: shades that change everywhere.
fn photo(x: u32, y: u32) -> u8 {
    let noise = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 7 & 63;
    (60 + (x * 3 + y * 2) % 90 + noise) as u8
}

#[test]
fn a_mosaic_is_found_where_it_is() {
    const SIDE: u32 = 12;
    let (left, top, right, bottom) = (40, 30, 160, 90);
    let picture = GrayImage::from_fn(220, 140, |x, y| {
        let is_inside = (left..right).contains(&x) && (top..bottom).contains(&y);
        let block = |at: u32, from: u32| (at - from) / SIDE;
        match is_inside {
            true => Luma([(block(x, left) * 53 % 200 + block(y, top) * 31 % 50) as u8]),
            false => Luma([photo(x, y)]),
        }
    });
    let Mosaic { left: l, top: t, right: r, bottom: b, side } = find(&picture).unwrap();
    assert_eq!(side, SIDE as usize);
    assert!((left as usize..right as usize).contains(&l) && r <= right as usize, "{l} to {r}");
    assert!((top as usize..bottom as usize).contains(&t) && b <= bottom as usize, "{t} to {b}");
}

#[test]
fn photographs_codes_and_grids_are_none() {
    assert_eq!(find(&GrayImage::from_fn(300, 200, |x, y| Luma([photo(x, y)]))), None);
    // Two shades, as in a code.
    let code = |x: u32, y: u32| if (x / 8 * 7 + y / 8 * 5).is_multiple_of(3) { 0 } else { 255 };
    assert_eq!(find(&GrayImage::from_fn(200, 200, |x, y| Luma([code(x, y)]))), None);
    // Thin lines at even distances.
    let grid = |x: u32, y: u32| if x.is_multiple_of(20) || y.is_multiple_of(20) { 0 } else { 230 };
    assert_eq!(find(&GrayImage::from_fn(200, 200, |x, y| Luma([grid(x, y)]))), None);
    // Columns of even width, as in a chart.
    let bars = |x: u32, y: u32| if y > 40 { (x / 10 * 25 % 250) as u8 } else { 255 };
    assert_eq!(find(&GrayImage::from_fn(200, 200, |x, y| Luma([bars(x, y)]))), None);
    assert_eq!(find(&GrayImage::new(0, 0)), None);
}
