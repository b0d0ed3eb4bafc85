use ::image::Luma;

use super::*;

#[test]
fn squares_stand_row_by_row_and_overhang() {
    // Two rows of two squares of two pixels, of which three by three are shown.
    let grid = Grid::read(&[0, 0, 1, 1, 0, 3, 0, 3]).unwrap();
    let tiles: Vec<GrayImage> =
        (1..=4).map(|shade| GrayImage::from_pixel(2, 2, Luma([shade]))).collect();
    let picture = grid.picture(&tiles).unwrap();
    assert_eq!(picture.as_raw(), &[1, 1, 2, 1, 1, 2, 3, 3, 4]);
    assert!(grid.picture(&tiles[..3]).is_none());
    let too_wide = Grid::read(&[0, 0, 1, 1, 0, 9, 0, 3]).unwrap();
    assert!(too_wide.picture(&tiles).is_none());
}

#[test]
fn a_turn_is_against_the_clock() {
    let picture = GrayImage::from_raw(2, 1, vec![1, 2]).unwrap();
    let turn = |quarters: u8| turned(picture.clone(), quarters).into_raw();
    assert_eq!([turn(0), turn(1), turn(2), turn(3)], [[1, 2], [2, 1], [2, 1], [1, 2]]);
}

#[test]
fn an_item_has_the_properties_of_its_line() {
    // Items 7 and 8, with two properties and one; the first is essential.
    let table = [0, 0, 0, 0, 0, 0, 0, 2, 0, 7, 2, 0x81, 2, 0, 8, 1, 3];
    assert_eq!(indexes(&table, 7), Some(vec![1, 2]));
    assert_eq!(indexes(&table, 8), Some(vec![3]));
    assert_eq!(indexes(&table, 9), None);
    assert_eq!(indexes(&table[..10], 7), None);
}

#[test]
fn lengths_become_marks_of_a_start() {
    let mut stream = Vec::new();
    assert_eq!(add_pieces(&[0, 2, 5, 6, 0, 1, 7], 2, &mut stream), Some(()));
    assert_eq!(stream, [0, 0, 0, 1, 5, 6, 0, 0, 0, 1, 7]);
    assert_eq!(add_pieces(&[0, 9, 5], 2, &mut stream), None);
}
