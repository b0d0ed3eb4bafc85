//! How pages of each format are drawn: one table. A format without a line is shown as text.

use super::{image, pdf};
use crate::drawing::Drawer;

/// All formats whose pages can be drawn.
pub(crate) const DRAWERS: &[Drawer] = &[
    Drawer {
        formats: &["pdf"],
        sizes: pdf::drawing::sizes,
        draw: pdf::drawing::draw,
        sketch: Some(pdf::drawing::sketch),
    },
    Drawer {
        formats: &["jpeg", "png", "gif", "webp", "tiff", "bmp"],
        sizes: image::drawing::sizes,
        draw: image::drawing::draw,
        sketch: None,
    },
];
