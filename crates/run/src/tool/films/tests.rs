use super::*;

fn film(seconds: Option<f64>) -> Film {
    Film { kind: FilmKind::Boxes, track: 0, seconds, is_file: true }
}

#[test]
fn whole_frames_come_with_their_times() {
    let output = b"P5\n2 2\n255\nabcdP5\n1 3\n255\nxyzP5\n2 2\n255\nab".to_vec();
    let errors = b"frame:0 pts:0 pts_time:0\nframe:1 pts:9 pts_time:4.5\nlavfi.x=1".to_vec();
    let frames = frames(&Said { output, errors, is_whole: false });
    let told: Vec<_> = frames.iter().map(|frame| (frame.seconds, frame.width)).collect();
    assert_eq!(told, [(0.0, 2), (4.5, 1)]);
    assert_eq!(frames[1].shades, b"xyz");
}

#[test]
fn what_is_no_map_is_no_frame() {
    for bytes in
        [&b"P6\n1 1\n255\nx"[..], b"P5\n1 1\n9\nx", b"P5\n99999 1\n255\nx", b"P5\n0 1\n255\n", b""]
    {
        assert_eq!(grey_map(bytes), None);
    }
}

#[test]
fn a_long_film_has_no_more_frames_than_a_short_one() {
    assert_eq!(interval(&film(Some(3.0))), INTERVAL_MIN);
    assert_eq!(interval(&film(Some(7_200.0))), 240.0);
    let is_skipping = |seconds| args(&film(seconds)).contains(&"nokey".to_owned());
    assert!(!is_skipping(Some(60.0)) && !is_skipping(None) && is_skipping(Some(600.0)));
}

#[test]
fn a_film_inside_a_file_has_a_bound() {
    let mut inside = Inside { bytes: INSIDE_BYTES_MAX, ..Inside::default() };
    assert!(inside.add(b"x").is_err());
    assert!(inside.take().is_none());
}
