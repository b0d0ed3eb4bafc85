use super::*;

/// A picture from the second cell of the second row to the corner that is given.
fn drawing(to: &str, look: &str) -> String {
    format!(
        "<d><twoCellAnchor><from><col>1</col><colOff>0</colOff><row>1</row><rowOff>0</rowOff></from>\
         <to>{to}</to><pic><blip embed=\"p\"/>{look}</pic></twoCellAnchor></d>"
    )
}

fn check(to: &str, look: &str, expected: &[[u32; 4]]) {
    let opaque = BTreeSet::from(["p".to_owned()]);
    let found = ranges(&drawing(to, look), &opaque, 16);
    let found: Vec<_> = found
        .iter()
        .map(|(first, last)| [first.column, first.row, last.column, last.row])
        .collect();
    assert_eq!(found, expected, "{to} {look}");
}

#[test]
fn a_picture_covers_the_cells_that_it_lies_over_whole() {
    let to_middle = "<col>3</col><colOff>300000</colOff><row>4</row><rowOff>90000</rowOff>";
    check(to_middle, "", &[[1, 1, 2, 3]]);
    let to_edge = "<col>3</col><colOff>609600</colOff><row>4</row><rowOff>190500</rowOff>";
    check(to_edge, "", &[[1, 1, 3, 4]]);
    let to_same = "<col>1</col><colOff>9</colOff><row>1</row><rowOff>9</rowOff>";
    check(to_same, "", &[]);
}

#[test]
fn what_something_shines_through_covers_nothing() {
    let to = "<col>3</col><colOff>0</colOff><row>4</row><rowOff>0</rowOff>";
    for look in [
        "<alphaModFix amt=\"50000\"/>",
        "<cNvPr hidden=\"1\"/>",
        "<xfrm rot=\"60000\"/>",
        "<prstGeom prst=\"ellipse\"/>",
        "<grpSp/>",
    ] {
        check(to, look, &[]);
    }
    check(to, "<prstGeom prst=\"rect\"/>", &[[1, 1, 2, 3]]);
}
