use super::*;

#[test]
fn white_is_white_in_every_notation() {
    for white in [
        "white",
        "#fff",
        "#ffffffff",
        "rgb(255 255 255 / 1)",
        "hsl(0, 0%, 100%)",
        "hwb(0 100% 0%)",
        "hwb(120 100% 50% / 1)",
        "light-dark(#fff, #000)",
        "light-dark(rgb(255, 255, 255), #000)",
        "color-mix(in srgb, white 99%, black)",
    ] {
        let colour = Colour::parse(white).unwrap_or(Colour::BLACK);
        let is_white = colour.is_like(Colour::WHITE);
        // Grey of two thirds is what that hue makes of too much white and black.
        assert_eq!(is_white, white != "hwb(120 100% 50% / 1)", "{white}");
    }
}

#[test]
fn hues_keep_their_channels() {
    for (one, other) in [("hwb(0 0% 0%)", "red"), ("hwb(120 0% 50%)", "hsl(120, 100%, 25%)")] {
        let (one, other) = (Colour::parse(one).unwrap(), Colour::parse(other).unwrap());
        assert!(one.is_like(other) && !one.is_like(Colour::BLACK));
    }
    for broken in ["hwb(0 100%)", "hwb(", "light-dark(#fff)", "light-dark(", "hwb(x 1% 1%)"] {
        assert_eq!(Colour::parse(broken), None, "{broken}");
    }
}
