//! Codes in a picture: QR (ISO/IEC 18004), Data Matrix, Aztec, PDF417, and bar codes with check
//! digits. What they say is text like any other.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use ::image::GrayImage;
use rxing::common::HybridBinarizer;
use rxing::multi::{GenericMultipleBarcodeReader, MultipleBarcodeReader};
use rxing::{BarcodeFormat, BinaryBitmap, DecodeHints, Luma8LuminanceSource, RXingResult};
use rxing::{MultiUseMultiFormatReader, Point};

use super::pixels;
use crate::out::{NewPart, Out};
use crate::{Glyph, PartKind, ProblemCode, Quad, Run, Source, Span};

/// Codes that are looked for. Bar codes without a check digit are found in every fence.
const WANTED: [BarcodeFormat; 6] = [
    BarcodeFormat::QR_CODE,
    BarcodeFormat::DATA_MATRIX,
    BarcodeFormat::AZTEC,
    BarcodeFormat::PDF_417,
    BarcodeFormat::CODE_128,
    BarcodeFormat::EAN_13,
];

/// Side at which a picture is looked at; larger ones are made smaller.
const SIDE_MAX: u32 = 1200;

/// Tells what the codes in a picture say.
pub(super) fn read(grey: &GrayImage, page: Option<u64>, out: &mut Out<'_>) {
    let (width, height) = grey.dimensions();
    let scale = f64::from(width.max(height)) / f64::from(SIDE_MAX);
    let small;
    let looked_at = match scale > 1.0 {
        true => {
            let side = |side: u32| ((f64::from(side) / scale) as u32).max(1);
            small = pixels::smaller(grey, side(width), side(height));
            &small
        }
        false => grey,
    };
    // The library was not made for hostile pictures.
    let found = catch_unwind(AssertUnwindSafe(|| find(looked_at)));
    let Ok(found) = found else {
        return out.problem_with(None, ProblemCode::PictureUndecoded, page);
    };
    for code in found {
        tell(&code, scale.max(1.0) as f32, (width, height), page, out);
    }
}

fn find(grey: &GrayImage) -> Vec<RXingResult> {
    let (width, height) = grey.dimensions();
    let Ok(source) = Luma8LuminanceSource::new(grey.as_raw().clone(), width, height) else {
        return Vec::new();
    };
    let hints =
        DecodeHints { PossibleFormats: Some(HashSet::from(WANTED)), ..DecodeHints::default() };
    let mut reader = GenericMultipleBarcodeReader::new(MultiUseMultiFormatReader::default());
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    let mut found = reader.decode_multiple_with_hints(&mut bitmap, &hints).unwrap_or_default();
    // In the order in which they stand, whatever order they were found in.
    let place = |code: &RXingResult| {
        let first = code.getPoints().first();
        first.map_or((0, 0), |point| (point.y as i64, point.x as i64))
    };
    found.sort_by_key(place);
    found.dedup_by(|one, other| one.getText() == other.getText());
    found
}

fn tell(
    code: &RXingResult,
    scale: f32,
    (width, height): (u32, u32),
    page: Option<u64>,
    out: &mut Out<'_>,
) {
    let text = code.getText();
    let quad = around(code.getPoints(), scale);
    let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
    let source = Source::Glyphs(vec![Glyph { end, quad, ..Glyph::default() }]);
    let run = Run { span: Span::new(0, text.len()), hidden: None, label: None, source };
    let kind = name(*code.getBarcodeFormat());
    let part = NewPart {
        page: page.and_then(|page| u32::try_from(page).ok()),
        page_size: Some((width as f32, height as f32)),
        ..NewPart::new(PartKind::PictureText, format!("code in the picture ({kind})"))
    };
    out.text(part, text, vec![run]);
}

/// What people call a kind of code.
fn name(format: BarcodeFormat) -> &'static str {
    match format {
        BarcodeFormat::QR_CODE => "QR code",
        BarcodeFormat::DATA_MATRIX => "Data Matrix",
        BarcodeFormat::AZTEC => "Aztec code",
        BarcodeFormat::PDF_417 => "PDF417",
        _ => "bar code",
    }
}

/// Returns the upright rectangle around the points by which a code was found.
fn around(points: &[Point], scale: f32) -> Quad {
    let least = |value: fn(&Point) -> f32| points.iter().map(value).fold(f32::MAX, f32::min);
    let most = |value: fn(&Point) -> f32| points.iter().map(value).fold(0.0, f32::max);
    if points.is_empty() {
        return Quad::default();
    }
    let (left, top) = (least(|p| p.x) * scale, least(|p| p.y) * scale);
    let (right, bottom) = (most(|p| p.x) * scale, most(|p| p.y) * scale);
    Quad([left, top, right, top, right, bottom, left, bottom])
}
