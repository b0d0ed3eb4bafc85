use super::*;

#[test]
fn times_read_as_players_show_them() {
    assert_eq!(clock(0.0), "0:00:00.0");
    assert_eq!(clock(3_723.46), "1:02:03.4");
    assert_eq!(clock(f64::NAN), "0:00:00.0");
}

#[test]
fn a_word_makes_another_frame_and_noise_does_not() {
    let frame = |shade: u8, pixels: u32| {
        GrayImage::from_fn(100, 100, |x, y| {
            ::image::Luma([if y * 100 + x < pixels { shade } else { 0 }])
        })
    };
    assert!(is_same(&frame(0, 0), &frame(255, 149)));
    assert!(is_same(&frame(0, 0), &frame(40, 10_000)));
    assert!(!is_same(&frame(0, 0), &frame(255, 150)));
    assert!(!is_same(&frame(0, 0), &GrayImage::new(100, 99)));
}
