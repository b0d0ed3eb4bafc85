//! Pictures that a reader of the text sees.
//!
//! A picture stands in the text, or in a shape whose properties come before and after it; so pictures
//! are shown when all was read. Where a filled shape stands beside the text, it may lie upon any.

use super::objects::picture_file;
use crate::formats::ole::crop;
use crate::out::Out;
use crate::shown::{self, Stand, TWIP};

/// Pictures while a file is read.
#[derive(Default)]
pub(super) struct Pictures {
    /// What is said of the picture that is open.
    said: Said,
    shape: Shape,
    finished: Vec<Shape>,
    has_boxes: bool,
}

/// What control words say of a picture, in twips and percent.
#[derive(Default)]
struct Said {
    width: i64,
    height: i64,
    scale: [Option<i64>; 2],
    /// What is cut off at the left, the top, the right and the bottom.
    cut: [i64; 4],
}

/// A shape, or a picture that stands in the text.
#[derive(Default)]
struct Shape {
    is_beside: bool,
    is_hidden: bool,
    is_empty: bool,
    is_line: bool,
    crop: [i64; 4],
    pictures: Vec<(Said, Option<Vec<u8>>)>,
}

impl Pictures {
    /// A shape begins beside the text, or a picture in it.
    pub(super) fn begin(&mut self, is_beside: bool) {
        let shape = std::mem::replace(&mut self.shape, Shape { is_beside, ..Shape::default() });
        let is_box = shape.is_beside && !shape.is_hidden && !shape.is_empty && !shape.is_line;
        self.has_boxes |= is_box && shape.pictures.is_empty();
        self.finished.push(shape);
    }

    /// Takes in a control word inside of a picture.
    pub(super) fn word(&mut self, word: &str, number: Option<i32>) {
        let number = i64::from(number.unwrap_or_default());
        let said = &mut self.said;
        match word {
            "picwgoal" => said.width = number,
            "pichgoal" => said.height = number,
            "picscalex" => said.scale[0] = Some(number),
            "picscaley" => said.scale[1] = Some(number),
            "piccropl" => said.cut[0] = number,
            "piccropt" => said.cut[1] = number,
            "piccropr" => said.cut[2] = number,
            "piccropb" => said.cut[3] = number,
            _ => {}
        }
    }

    /// Takes in a property of the shape that is open.
    pub(super) fn property(&mut self, name: &str, value: &str) {
        let number = value.trim().parse::<i64>().unwrap_or_default();
        let side = match name {
            "fHidden" => return self.shape.is_hidden = number != 0,
            "fFilled" => return self.shape.is_empty = number == 0,
            "shapeType" => return self.shape.is_line = shown::is_line(number),
            "cropFromLeft" => 0,
            "cropFromTop" => 1,
            "cropFromRight" => 2,
            "cropFromBottom" => 3,
            _ => return,
        };
        self.shape.crop[side] = crop(number as u32);
    }

    /// Ends a picture; one that is not seen has no say.
    pub(super) fn end(&mut self, bytes: &[u8], blip: &str, is_seen: bool) {
        let said = std::mem::take(&mut self.said);
        if is_seen && !bytes.is_empty() {
            self.shape.pictures.push((said, picture_file(bytes, blip)));
        }
    }

    /// Shows the pictures.
    pub(super) fn show(mut self, out: &mut Out<'_>) {
        self.begin(false);
        for shape in self.finished.into_iter().filter(|shape| !shape.is_hidden) {
            for (said, file) in shape.pictures {
                let own = said.crop();
                let crop = std::array::from_fn(|side| own[side].max(shape.crop[side]));
                out.show(said.stand(), crop, || file.filter(|_| !self.has_boxes));
            }
        }
    }
}

impl Said {
    fn stand(&self) -> Stand {
        let scale = self.scale.map(|percent| percent.unwrap_or(100));
        Stand::Text([
            self.width.saturating_mul(scale[0]) / 100 * TWIP,
            self.height.saturating_mul(scale[1]) / 100 * TWIP,
        ])
    }

    /// What is cut off, in thousandths of a percent of each side.
    fn crop(&self) -> [i64; 4] {
        let sides = [self.width, self.height, self.width, self.height];
        std::array::from_fn(|index| {
            (self.cut[index].max(0) * 100_000 / sides[index].max(1)).min(100_000)
        })
    }
}
