//! What a shape is filled with: a colour, a shading, a pattern's cell, a picture.

use std::rc::Rc;

use hayro_font::kurbo::{Affine, Point};
use hayro_interpret::encode::EncodedShadingPattern;
use hayro_interpret::{ImageData, LumaData};

use super::canvas::{Canvas, Colour};

/// What a shape is filled with.
#[derive(Clone)]
pub(super) enum Ink {
    Solid(Colour, f32),
    Shading(Rc<EncodedShadingPattern>),
    Tile(Rc<Tile>, f32),
    Picture(Rc<Picture>),
    /// A colour through a picture that is a mask.
    Stencil(Rc<Picture>, Colour, f32),
}

impl Ink {
    /// Its colour and opacity at a place on the canvas.
    pub(super) fn at(&self, place: Point) -> (Colour, f32) {
        match self {
            Self::Solid(colour, alpha) => (*colour, *alpha),
            Self::Shading(shading) => rgba(shading.sample(shading.base_transform * place)),
            Self::Tile(tile, opacity) => {
                let (colour, alpha) = tile.at(place);
                (colour, alpha * opacity)
            }
            Self::Picture(picture) => picture.at(place),
            Self::Stencil(picture, colour, alpha) => (*colour, picture.at(place).1 * alpha),
        }
    }
}

/// Turns components from 0 to 1 into a colour and an opacity.
pub(super) fn rgba(components: [f32; 4]) -> (Colour, f32) {
    let [red, green, blue, alpha] = components;
    ([channel(red), channel(green), channel(blue)], alpha.clamp(0.0, 1.0))
}

/// Turns a component from 0 to 1 into one from 0 to 255; what is beyond is the nearest of them.
pub(super) fn channel(value: f32) -> u8 {
    // To the nearest, by cutting off: `round` is a call where the processor is not known.
    (value * 255.0 + 0.5) as u8
}

/// The cell of a tiling pattern, painted once.
pub(super) struct Tile {
    /// From the canvas to pixels of the cell.
    pub(super) to_cell: Affine,
    pub(super) cell: Canvas,
}

impl Tile {
    fn at(&self, place: Point) -> (Colour, f32) {
        let place = self.to_cell * place;
        let wrap = |value: f64, size: u32| value.rem_euclid(f64::from(size.max(1))) as u32;
        let (x, y) = (wrap(place.x, self.cell.width), wrap(place.y, self.cell.height));
        let pixel = self.cell.pixels.get(self.cell.index(x, y));
        pixel.map_or(([0; 3], 0.0), |pixel| (pixel.colour, f32::from(pixel.alpha) / 255.0))
    }
}

/// A decoded picture.
pub(super) struct Picture {
    /// From the canvas to the unit square that the picture fills, its top left at the origin.
    pub(super) to_unit: Affine,
    pub(super) colours: Option<ImageData>,
    pub(super) alpha: Option<LumaData>,
}

impl Picture {
    fn at(&self, place: Point) -> (Colour, f32) {
        let place = self.to_unit * place;
        let sample = |width: u32, height: u32| {
            let along = |value: f64, size: u32| {
                ((value * f64::from(size)) as u32).min(size.saturating_sub(1)) as usize
            };
            along(place.y, height) * width as usize + along(place.x, width)
        };
        let colour = match &self.colours {
            Some(ImageData::Rgb(data)) => {
                let at = sample(data.width, data.height) * 3;
                match data.data.get(at..at + 3) {
                    Some(&[red, green, blue]) => [red, green, blue],
                    _ => [0; 3],
                }
            }
            Some(ImageData::Luma(data)) => {
                [data.data.get(sample(data.width, data.height)).copied().unwrap_or(0); 3]
            }
            None => [0; 3],
        };
        let alpha = self.alpha.as_ref().map_or(1.0, |data| {
            let value = data.data.get(sample(data.width, data.height)).copied();
            f32::from(value.unwrap_or(0)) / 255.0
        });
        (colour, alpha)
    }
}
