use super::*;

const BOX: Rect = Rect { top: 100, left: 100, right: 500, bottom: 300 };

#[test]
fn a_place_is_written_in_short_or_in_long_numbers() {
    let short: Vec<u8> = [100_i16, -5, 500, 300].into_iter().flat_map(i16::to_le_bytes).collect();
    let long: Vec<u8> = [100_i32, -5, 500, 300].into_iter().flat_map(i32::to_le_bytes).collect();
    let place = Rect { left: -5, ..BOX };
    assert_eq!(Rect::read(&short), Some(place));
    assert_eq!(Rect::read(&long), Some(place));
    assert_eq!(Rect::read(&short[..6]), None);
}

#[test]
fn a_round_shape_covers_less_than_its_frame() {
    let ellipse = BOX.inside(3).unwrap();
    assert!(BOX.inside(1) == Some(BOX) && BOX.holds(&ellipse) && !ellipse.holds(&BOX));
    // The corners of what it covers lie on the ellipse or within.
    let (across, down) =
        (f64::from(ellipse.right - 300) / 200.0, f64::from(ellipse.bottom - 200) / 100.0);
    assert!(across.hypot(down) <= 1.0);
    assert_eq!(BOX.inside(99), None);
    // A place whose edges are the wrong way round is no reason to end.
    let turned = Rect { left: i32::MAX, right: i32::MIN, ..BOX };
    assert!(turned.inside(3).is_some());
}
