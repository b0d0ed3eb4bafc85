//! Pictures that an old document shows, in the words of a new one.

use super::draft::Draft;
use crate::clean::{Refusal, Removal, Work};
use crate::shown::{Shown, Stand};

const PICTURE: &str = "http://schemas.openxmlformats.org/drawingml/2006/picture";
/// Most that a picture in the text measures: the room between the margins of a page.
const TEXT_MAX: [i64; 2] = [5_486_400, 7_772_400];
/// What it measures when nobody says.
const TEXT_USUAL: [i64; 2] = [2_743_200, 2_057_400];

/// Leaves out pictures that cannot go on, and says so.
pub(super) fn that_go_on(pictures: Vec<Shown>, work: &mut Work<'_>) -> Vec<Shown> {
    let (mut kept, left): (Vec<_>, Vec<_>) =
        pictures.into_iter().partition(|picture| picture.file.is_some());
    work.removed(Removal::Pictures, left.len());
    let cut = |picture: &Shown| {
        let [left, top, right, bottom] = picture.crop;
        left + right < 100_000 && top + bottom < 100_000
    };
    kept.retain(cut);
    kept
}

/// A paragraph with a picture, which the part `from` leads to.
pub(super) fn in_text(
    picture: &Shown,
    number: usize,
    from: &str,
    draft: &mut Draft,
) -> Result<String, Refusal> {
    let Stand::Text(size) = picture.stand else { return Ok(String::new()) };
    let [width, height] = fitting(size);
    let fill = fill(picture, from, draft)?;
    let shape = shape([0, 0, width, height]);
    Ok(format!(
        "<w:p><w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent \
         cx=\"{width}\" cy=\"{height}\"/><wp:docPr id=\"{number}\" name=\"Picture\"/><a:graphic>\
         <a:graphicData uri=\"{PICTURE}\"><pic:pic xmlns:pic=\"{PICTURE}\"><pic:nvPicPr><pic:cNvPr \
         id=\"{number}\" name=\"Picture\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>{fill}\
         </pic:blipFill><pic:spPr>{shape}</pic:spPr></pic:pic></a:graphicData></a:graphic>\
         </wp:inline></w:drawing></w:r></w:p>"
    ))
}

/// A picture on a slide.
pub(super) fn on_slide(
    picture: &Shown,
    number: usize,
    from: &str,
    draft: &mut Draft,
) -> Result<String, Refusal> {
    let Stand::Slide(_, place) = picture.stand else { return Ok(String::new()) };
    let fill = fill(picture, from, draft)?;
    let shape = shape(place);
    Ok(format!(
        "<p:pic><p:nvPicPr><p:cNvPr id=\"{number}\" name=\"Picture\"/><p:cNvPicPr/><p:nvPr/>\
         </p:nvPicPr><p:blipFill>{fill}</p:blipFill><p:spPr>{shape}</p:spPr></p:pic>"
    ))
}

/// A picture on a sheet.
pub(super) fn on_sheet(
    picture: &Shown,
    number: usize,
    from: &str,
    draft: &mut Draft,
) -> Result<String, Refusal> {
    let Stand::Sheet(_, first, last) = &picture.stand else { return Ok(String::new()) };
    let fill = fill(picture, from, draft)?;
    let shape = shape([0, 0, TEXT_USUAL[0], TEXT_USUAL[1]]);
    let corner = |name: &str, cell: &crate::Cell| {
        format!(
            "<xdr:{name}><xdr:col>{}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{}\
             </xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:{name}>",
            cell.column, cell.row
        )
    };
    Ok(format!(
        "<xdr:twoCellAnchor>{}{}<xdr:pic><xdr:nvPicPr><xdr:cNvPr id=\"{number}\" \
         name=\"Picture\"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill>{fill}</xdr:blipFill>\
         <xdr:spPr>{shape}</xdr:spPr></xdr:pic><xdr:clientData/></xdr:twoCellAnchor>",
        corner("from", first),
        corner("to", last)
    ))
}

/// The fill of a picture, which the cleaner of the new format crops in its pixels.
fn fill(picture: &Shown, from: &str, draft: &mut Draft) -> Result<String, Refusal> {
    let name = draft.picture(picture.file.as_deref().unwrap_or_default())?;
    let id = draft.arrow(from, "image", &name);
    let [left, top, right, bottom] = picture.crop;
    Ok(format!(
        "<a:blip r:embed=\"{id}\"/><a:srcRect l=\"{left}\" t=\"{top}\" r=\"{right}\" \
         b=\"{bottom}\"/><a:stretch><a:fillRect/></a:stretch>"
    ))
}

fn shape([left, top, width, height]: [i64; 4]) -> String {
    format!(
        "<a:xfrm><a:off x=\"{left}\" y=\"{top}\"/><a:ext cx=\"{width}\" cy=\"{height}\"/></a:xfrm>\
         <a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom>"
    )
}

/// A size that fits on a page, of the same shape.
fn fitting(size: [i64; 2]) -> [i64; 2] {
    if size.iter().any(|side| *side <= 0) {
        return TEXT_USUAL;
    }
    let mut fitted = size;
    for (index, most) in TEXT_MAX.into_iter().enumerate() {
        if fitted[index] > most {
            let over = i128::from(fitted[index]);
            fitted = fitted.map(|side| (i128::from(side) * i128::from(most) / over) as i64);
        }
    }
    fitted.map(|side| side.max(1))
}
