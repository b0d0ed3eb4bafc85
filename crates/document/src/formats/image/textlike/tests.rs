use super::*;

/// A picture of `lines` lines of blocky letters, like a very coarse print of text.
fn print(lines: usize, ink: u8, paper: u8) -> (Vec<u8>, usize) {
    let (width, height) = (240, 20 + lines * 20);
    let mut shades = vec![paper; width * height];
    for line in 0..lines {
        for letter in 0..20 {
            let (left, top) = (10 + letter * 11, 12 + line * 20);
            for step in 0..10 {
                // An upright, and two bars: roughly an F.
                shades[(top + step) * width + left] = ink;
                shades[(top + step) * width + left + 1] = ink;
            }
            for step in 0..6 {
                shades[top * width + left + step] = ink;
                shades[(top + 4) * width + left + step] = ink;
            }
        }
    }
    (shades, width)
}

#[test]
fn lines_of_letters_are_text() {
    for (ink, paper) in [(0, 255), (255, 0), (40, 160)] {
        let (shades, width) = print(3, ink, paper);
        assert!(is_likely(&shades, width));
    }
}

#[test]
fn plain_areas_slopes_and_noise_are_not() {
    let width = 300;
    assert!(!is_likely(&vec![255; width * 200], width));
    let slope: Vec<u8> = (0..width * 200).map(|at| (at % width / 2) as u8).collect();
    assert!(!is_likely(&slope, width));
    let mut state = 1_u32;
    let noise: Vec<u8> = (0..width * 200)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .collect();
    assert!(!is_likely(&noise, width));
    assert!(!is_likely(&[], 0));
    assert!(!is_likely(&[1, 2, 3], 5));
}

#[test]
fn text_in_a_very_high_picture_is_found() {
    let (page, width) = print(3, 0, 255);
    let mut shades = vec![255; width * 9000];
    shades.extend(page);
    assert!(is_likely(&shades, width));
}
