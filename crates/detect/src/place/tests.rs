use super::*;

/// Reads `text`; the point as degrees with five decimals, and whether it is coarse.
fn check(text: &str, expected: &str) {
    let told = parse(text).map_or_else(
        || "none".to_owned(),
        |place| {
            let Position { latitude, longitude } = place.position;
            let coarse = if place.is_coarse() { " coarse" } else { "" };
            format!("{latitude:.5} {longitude:.5}{coarse}")
        },
    );
    assert_eq!(told, expected, "{text}");
}

#[test]
fn decimal_degrees_are_read_in_either_order() {
    check("31.230400, 121.473700", "31.23040 121.47370");
    check("121.4737,31.2304", "31.23040 121.47370");
    check("-33.8688, 151.2093", "-33.86880 151.20930");
    check("31.2304°N 121.4737°E", "31.23040 121.47370");
    check("S33.8688 E151.2093", "-33.86880 151.20930");
    check("lat: 31.2304, lng: 121.4737", "31.23040 121.47370");
    check("经度：121.4737，纬度：31.2304", "31.23040 121.47370");
    check("31.23, 121.47", "31.23000 121.47000 coarse");
    check("91.0000, 151.0000", "none");
}

#[test]
fn minutes_and_seconds_are_read() {
    check("31°13'49.4\"N 121°28'25.3\"E", "31.23039 121.47369");
    check("北纬31°13′49″，东经121°28′25″", "31.23028 121.47361");
    check("东经121度28分25秒 北纬31度13分49秒", "31.23028 121.47361");
    check("南纬33度52分8秒，西经70度40分", "-33.86889 -70.66667 coarse");
    check("31°13.823'N 121°28.422'E", "31.23038 121.47370");
    check("N 31 13.823 E 121 28.422", "31.23038 121.47370");
    check("311349N1212825E", "31.23028 121.47361");
    check("31°73'N 121°28'E", "none");
}

#[test]
fn grids_are_read() {
    // Held against PROJ 9: EPSG:32651, EPSG:32756, EPSG:4528.
    check("51R 354634 3456141", "31.23040 121.47370");
    check("51R UQ 54634 56141", "31.23041 121.47371");
    check("51RUQ5463456141", "31.23041 121.47371");
    check("51R UQ 54 56", "31.23363 121.47224 coarse");
    check("X=3457455.488 Y=40640412.315", "31.23040 121.47370");
    check("56H 334369 6250948", "-33.86880 151.20930");
    check("zone 56S E 334369 N 6250948", "-33.86880 151.20930");
}

#[test]
fn codes_and_addresses_of_maps_are_read() {
    check("8Q336FJF+5V", "31.23044 121.47469");
    check("geo:31.2304,121.4737", "31.23040 121.47370");
    check("31.2304!4d121.4737", "31.23040 121.47370");
    check("31.2304/121.4737", "31.23040 121.47370");
}

#[test]
fn hostile_text_is_no_coordinate() {
    for text in
        ["", "+", "°", "N", "-,-", "1,", "60X", "99999999999999999999,1", "51R UQ 5", "８,9"]
    {
        check(text, "none");
    }
}

#[test]
fn the_shift_of_chinese_maps_is_undone() {
    let position = Position { latitude: 31.2304, longitude: 121.4737 };
    let shifted = datum::shift(position);
    assert!((shifted.latitude - position.latitude).abs() > 0.0005, "nothing was shifted");
    let back = Datum::Gcj02.to_wgs84(shifted).unwrap();
    assert!((back.latitude - position.latitude).abs() < 1e-7);
    assert!((back.longitude - position.longitude).abs() < 1e-7);
    let paris = Position { latitude: 48.8584, longitude: 2.2945 };
    assert_eq!(Datum::Gcj02.to_wgs84(paris), None);
}

const SQUARE: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature",
    "properties":{"name":"depot"},"geometry":{"type":"Polygon","coordinates":[
    [[121.4730,31.2300],[121.4744,31.2300],[121.4744,31.2308],[121.4730,31.2308],[121.4730,31.2300]],
    [[121.4731,31.2301],[121.4732,31.2301],[121.4732,31.2302],[121.4731,31.2302]]]}}]}"#;

#[test]
fn a_zone_is_found_under_the_datum_that_points_into_it() {
    let zones = Zone::from_geojson(SQUARE).unwrap();
    let inside = Position { latitude: 31.2304, longitude: 121.4737 };
    assert_eq!(zones[0].name, "depot");
    assert_eq!(zones_of(&zones, inside), [(0, Datum::Wgs84)]);
    assert_eq!(zones_of(&zones, datum::shift(inside)), [(0, Datum::Gcj02)]);
    let hole = Position { latitude: 31.23015, longitude: 121.47315 };
    assert_eq!(zones_of(&zones, hole), []);
}

#[test]
fn zones_that_cannot_be_read_are_not_passed_over() {
    assert!(matches!(Zone::from_geojson("{"), Err(ZoneError::Syntax(_))));
    for text in [
        "{}",
        r#"{"type":"Point","coordinates":[1,2]}"#,
        r#"{"type":"Polygon","coordinates":[[[1,2],[3,4]]]}"#,
        r#"{"type":"Polygon","coordinates":[[[1,2],[3,400],[5,6]]]}"#,
    ] {
        assert!(matches!(Zone::from_geojson(text), Err(ZoneError::NoPolygon(0))), "{text}");
    }
}

#[test]
fn a_pair_among_numbers_is_part_of_a_drawing_or_a_table() {
    let in_series = |text: &str| {
        let start = text.find("31.2304").unwrap();
        stands_in_series(text, Span::new(start, start + "31.2304,121.4737".len()))
    };
    assert!(in_series("m 28.17,113.52 q 31.2304,121.4737 1.0795,0.148"));
    assert!(in_series("31.2304,121.4737 c 0.1"));
    assert!(!in_series("The gate is at 31.2304,121.4737; bring the key."));
    assert!(!in_series("坐标31.2304,121.4737处"));
}

#[test]
fn a_point_of_a_drawing_lies_on_a_whole_number() {
    assert!(is_on_line("33.503479, 1.000000") && is_on_line("3.0635, 0.0000"));
    assert!(!is_on_line("31.230416,121.473701") && !is_on_line("40.7000, -74.0060"));
}
