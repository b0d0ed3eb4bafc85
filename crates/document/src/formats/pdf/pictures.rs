//! Pictures of pages: the text in those that are seen beside other text, and those that no page shows
//! though the file holds them.
//!
//! A page that is nothing but a picture is recognised as a whole, elsewhere.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use ::image::GrayImage;
use hayro_font::kurbo::Rect;
use hayro_syntax::Pdf;
use hayro_syntax::object::{Dict, MaybeRef, Name, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::Page;

use super::content::{Content, PlacedPicture};
use super::samples::{self, is_even};
use super::session::{Session, part_on};
use super::visibility::{PictureLook, Sight, is_varied};
use crate::formats::image::pixels::{enlarged, may_show_text, shows_text, stretched};
use crate::formats::image::recognised::{PICTURE, Placed};
use crate::formats::image::textlike;
use crate::{Hidden, PartKind, Picture, ProblemCode};

/// How far apart pieces of one picture may stand, in points.
const APART_POINTS: f64 = 1.0;
/// Pictures of one page that are put together; more are looked at as one.
const JOINED_MAX: usize = 300;
/// Sides of pictures in which words may be made out, in points.
const SIDES_MIN: (f64, f64) = (12.0, 4.0);
/// Pixels to a point at which pictures are looked at, and pixels of one at most.
const SCALES: (f64, f64) = (1.5, 12.0);
const PIXELS_MAX: f64 = 12e6;
/// Letters that a text layer may lack of a picture, in which some are always seen that are none.
const LAYER_LACKS: usize = 20;
/// A side up to which a picture that is not seen is an icon.
const ICON_SIDE: u32 = 16;
/// Share of a picture outside of a clip from which on it is cropped, and its least side in pixels.
const CROPPED_SHARE: f64 = 0.1;
const CROPPED_SIDE_MIN: u32 = 48;
/// Pictures that are not seen of one document, and pixels of theirs as many times as of one picture.
const UNSEEN_MAX: usize = 2_000;
const UNSEEN_PICTURES_OF_PIXELS: u64 = 4;

/// Where a picture stands that is not seen there, and why.
#[derive(Debug, Clone, Copy)]
struct Unseen {
    page: u32,
    hidden: Hidden,
    /// What covers it is no other picture.
    is_boxed: bool,
}

/// What is known of the pictures of a document.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    seen: BTreeSet<ObjectIdentifier>,
    /// Where pictures stand that are not seen there, and why.
    unseen: BTreeMap<ObjectIdentifier, Unseen>,
    /// Pictures in places that were looked at for text.
    looked_at: BTreeSet<u64>,
}

impl Pictures {
    /// True when painting the page would tell something new of its pictures.
    pub(super) fn wants(&self, content: &Content) -> bool {
        let is_new = |picture: &PlacedPicture| {
            picture.object.is_some_and(|(id, _)| !self.seen.contains(&id))
        };
        !content.pictures.is_empty()
            && (content.fills_over_pictures || content.clips || content.pictures.iter().any(is_new))
    }

    /// Notes which pictures of a page are seen.
    pub(super) fn note(&mut self, page: u32, content: &Content, looks: &[PictureLook]) {
        let watched: BTreeSet<ObjectIdentifier> = looks.iter().map(|look| look.id).collect();
        // What painting did not come to, as in a pattern, counts as seen.
        let objects = content.pictures.iter().filter_map(|picture| picture.object);
        self.seen.extend(objects.map(|(id, _)| id).filter(|id| !watched.contains(id)));
        for look in looks {
            match look.unseen {
                None => drop(self.seen.insert(look.id)),
                Some(hidden) => {
                    let is_boxed = hidden == Hidden::Covered && !look.is_under_picture;
                    self.unseen.entry(look.id).or_insert(Unseen { page, hidden, is_boxed });
                }
            }
        }
        for id in &content.pictures_off {
            let unseen = Unseen { page, hidden: Hidden::Layer, is_boxed: false };
            self.unseen.entry(*id).or_insert(unseen);
        }
    }

    /// Looks for text in the pictures of a page that has other text as well; returns what to tell
    /// of them.
    pub(super) fn read<'a>(
        &mut self,
        sight: &Sight<'a>,
        page: &Page<'a>,
        number: u32,
        content: &Content,
        session: &mut Session<'_, '_>,
    ) -> Option<ProblemCode> {
        let (width, height) = page.render_dimensions();
        let whole = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let mut told: Option<ProblemCode> = None;
        for group in groups(&content.pictures) {
            let area = group.area.intersect(whole);
            let is_small = area.width().min(area.height()) < SIDES_MIN.1
                || area.width().max(area.height()) < SIDES_MIN.0;
            if is_small || !self.looked_at.insert(group.key) {
                continue;
            }
            let scale = group.scale.clamp(SCALES.0, SCALES.1);
            let scale = scale.min((PIXELS_MAX / area.area().max(1.0)).sqrt());
            let (shades, width) = sight.part(page, area, scale);
            let layer = layer_letters(content, area);
            if layer > 0 && textlike::count(&shades, width as usize) <= layer {
                told.get_or_insert(ProblemCode::PictureLayerRead);
                continue;
            }
            let height = shades.len() as u32 / width.max(1);
            let Some(grey) = GrayImage::from_raw(width, height, shades) else { continue };
            let code = match text_of(&grey, Some((number, page, area, scale)), None, session) {
                Text::None => continue,
                Text::Read => ProblemCode::PictureTextRecognised,
                Text::Unread => ProblemCode::PictureTextUnread,
            };
            if told != Some(ProblemCode::PictureTextUnread) {
                told = Some(code);
            }
        }
        told
    }

    /// Tells what is outside of clips of the pictures of a page.
    pub(super) fn tell_cropped(
        &self,
        pdf: &Pdf,
        number: u32,
        looks: &[PictureLook],
        session: &mut Session<'_, '_>,
    ) {
        let mut lines = Vec::new();
        for look in looks.iter().filter(|look| look.unseen.is_none() && is_cropped(look)) {
            let Some(picture) = pdf.xref().get::<Stream<'_>>(look.id) else { continue };
            let (width, height) = size(&picture);
            if width.min(height) < CROPPED_SIDE_MIN || lines.len() >= UNSEEN_MAX {
                continue;
            }
            let pixels_max = session.out.limits().pixels_max;
            let Some((shades, columns)) = samples::shades(&picture, pixels_max) else { continue };
            let outside = without_inside(shades, columns, look);
            if is_even(&outside) {
                continue;
            }
            let percent = (look.inside.area() / look.area.area() * 100.0) as u32;
            lines.push(format!("{percent}% of a picture of {width}×{height} pixels is shown"));
            let height = outside.len() as u32 / columns.max(1);
            if let Some(grey) = GrayImage::from_raw(columns, height, outside) {
                tell_text(&grey, Some(Hidden::Outside), number, session);
            }
        }
        let part = part_on(PartKind::Other, "cropped picture".into(), Some(number));
        session.text(part.hidden(Hidden::Outside), &lines.join("\n"));
    }

    /// Tells the pictures that no page shows.
    pub(super) fn finish(self, pdf: &Pdf, session: &mut Session<'_, '_>) {
        let pictures: Vec<Stream<'_>> = pdf.objects().into_iter().filter_map(picture).collect();
        let used = parts_of_others(pdf, &pictures);
        let through = LazyCell::new(|| through_masks(pdf));
        let mut pixels_left =
            session.out.limits().pixels_max.saturating_mul(UNSEEN_PICTURES_OF_PIXELS);
        let mut lines: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let mut told = 0;
        for picture in &pictures {
            if session.out.stop() {
                return;
            }
            let id = picture.obj_id();
            if self.seen.contains(&id) || used.contains(&id) {
                continue;
            }
            let never = Unseen { page: 0, hidden: Hidden::Cache, is_boxed: false };
            let Unseen { page, hidden, is_boxed } = *self.unseen.get(&id).unwrap_or(&never);
            let (width, height) = size(picture);
            let pixels = u64::from(width) * u64::from(height);
            if width.max(height) <= ICON_SIDE {
                continue;
            }
            if told >= UNSEEN_MAX || pixels > pixels_left {
                session.out.problem(ProblemCode::PictureTextUnread);
                break;
            }
            pixels_left -= pixels;
            let Some((shades, columns)) = said_by(picture, session.out.limits().pixels_max) else {
                session.out.problem(ProblemCode::PictureUndecoded);
                continue;
            };
            let rows = shades.len() as u32 / columns.max(1);
            let Some(grey) = GrayImage::from_raw(columns, rows, shades) else { continue };
            if through.contains(&id) {
                tell_text(&grey, None, page, session);
                continue;
            }
            let is_text = tell_text(&grey, Some(hidden), page, session);
            if is_text || is_varied(grey.as_raw()) {
                told += 1;
                let place = if page == 0 { String::new() } else { format!(" on page {page}") };
                let line = format!("{width}×{height} pixels{place}: {}", why(hidden));
                let name = match (is_boxed, is_text) {
                    (true, true) => "CoveredPictureText",
                    (true, false) => "CoveredPicture",
                    (false, true) => "UnseenPictureText",
                    (false, false) => "UnseenPicture",
                };
                lines.entry(name).or_default().push(line);
            }
        }
        for (name, lines) in lines {
            let is_boxed = name.starts_with("Covered");
            let hidden = if is_boxed { Hidden::Covered } else { Hidden::Property };
            let part = part_on(PartKind::Property, name.into(), None);
            session.text(part.hidden(hidden), &lines.join("\n"));
        }
    }
}

/// True for a picture a good part of which is outside of a clip.
pub(super) fn is_cropped(look: &PictureLook) -> bool {
    look.inside.area() < (1.0 - CROPPED_SHARE) * look.area.area()
}

/// Why a picture is not seen, in words.
fn why(hidden: Hidden) -> &'static str {
    match hidden {
        Hidden::Covered => "under something opaque",
        Hidden::Outside => "outside of what is displayed",
        Hidden::Layer => "in a layer that is off",
        Hidden::Tiny => "as small as a dot",
        Hidden::Invisible => "changes nothing on the page",
        _ => "not painted",
    }
}

/// What becomes of the text of a picture.
enum Text {
    None,
    Read,
    Unread,
}

/// Has the text of a picture recognised, which stands on this page at this place and so many pixels to
/// a point.
fn text_of(
    grey: &GrayImage,
    place: Option<(u32, &Page<'_>, Rect, f64)>,
    hidden: Option<Hidden>,
    session: &mut Session<'_, '_>,
) -> Text {
    let can_recognise = session.out.can_recognise();
    let may_show = if can_recognise { may_show_text } else { shows_text };
    let faint = stretched(grey).filter(shows_text);
    if !may_show(grey) && faint.is_none() {
        return Text::None;
    }
    if !can_recognise {
        return Text::Unread;
    }
    let hidden = hidden.or(faint.is_some().then_some(Hidden::Invisible));
    let grey = faint.as_ref().unwrap_or(grey);
    let (larger, times) = enlarged(grey);
    let looked_at = larger.as_ref().unwrap_or(grey);
    let scale = place.map_or(1.0, |(.., scale)| scale) * times;
    let back = (1.0 / scale) as f32;
    let area = place.map_or(Rect::ZERO, |(_, _, area, _)| area);
    let size = |(_, page, ..): (u32, &Page<'_>, Rect, f64)| page.render_dimensions();
    let placed = Placed {
        picture: Picture { shades: looked_at.as_raw(), width: looked_at.width() },
        name: PICTURE,
        page: place.map(|(number, ..)| number),
        page_size: place.map_or((grey.width() as f32, grey.height() as f32), size),
        to_page: [back, 0.0, 0.0, back, area.x0 as f32, area.y0 as f32],
        hidden,
    };
    match session.out.picture_text(&placed) {
        true => Text::Read,
        false if shows_text(grey) => Text::Unread,
        false => Text::None,
    }
}

/// Tells the text of a picture that is not seen as such; true when it likely has some.
fn tell_text(
    grey: &GrayImage,
    hidden: Option<Hidden>,
    page: u32,
    session: &mut Session<'_, '_>,
) -> bool {
    let page = Some(page).filter(|page| *page > 0).map(u64::from);
    let code = match text_of(grey, None, hidden, session) {
        Text::None => return false,
        Text::Read => ProblemCode::PictureTextRecognised,
        Text::Unread => ProblemCode::PictureTextUnread,
    };
    session.out.problem_with(None, code, page);
    shows_text(grey)
}

/// The letters that a text layer has of a picture there, and those that it may lack.
fn layer_letters(content: &Content, area: Rect) -> usize {
    let is_in_layer = |(_, glyph): &(usize, &super::content::PlacedGlyph)| {
        glyph.hidden == Some(Hidden::TextLayer) && area.contains(glyph.middle())
    };
    let glyphs = content.glyphs.iter().enumerate().filter(is_in_layer);
    match glyphs.filter(|(number, _)| content.is_word(*number)).count() {
        0 => 0,
        letters => letters * 2 + LAYER_LACKS,
    }
}

/// Pictures that stand together, as the strips of one do.
struct Group {
    area: Rect,
    /// The most pixels to a point.
    scale: f64,
    /// What they are, and how they stand to each other.
    key: u64,
}

fn groups(pictures: &[PlacedPicture]) -> Vec<Group> {
    let (joined, rest) = pictures.split_at(pictures.len().min(JOINED_MAX));
    let mut groups: Vec<(Rect, Vec<&PlacedPicture>)> = Vec::new();
    for picture in joined {
        let near = picture.area.inflate(APART_POINTS, APART_POINTS);
        let (mut area, mut members) = (picture.area, Vec::new());
        groups.retain_mut(|(other, others)| {
            let both = near.intersect(*other);
            let touches = both.width() > 0.0 && both.height() > 0.0;
            if touches {
                area = area.union(*other);
                members.append(others);
            }
            !touches
        });
        members.push(picture);
        groups.push((area, members));
    }
    if let Some(first) = rest.first() {
        let area = rest.iter().fold(first.area, |area, picture| area.union(picture.area));
        groups.push((area, rest.iter().collect()));
    }
    groups.into_iter().map(|(area, members)| group(area, &members)).collect()
}

fn group(area: Rect, members: &[&PlacedPicture]) -> Group {
    let mut hasher = DefaultHasher::new();
    let mut scale = 0.0_f64;
    for PlacedPicture { area: own, object } in members.iter().copied() {
        let from = own.origin() - area.origin();
        let rounded = [from.x, from.y, own.width(), own.height()].map(|length| length as i64);
        // Pictures in the content itself are told apart by where they stand.
        let place = object.is_none().then(|| [area.x0, area.y0].map(|length| length as i64));
        (rounded, place, object.map(|(id, _)| (id.obj_number, id.gen_number))).hash(&mut hasher);
        let of_side = |pixels: u32, points: f64| f64::from(pixels) / points.max(0.1);
        scale = object
            .map_or(SCALES.1 / 3.0, |(_, (width, height))| {
                of_side(width, own.width()).max(of_side(height, own.height()))
            })
            .max(scale);
    }
    Group { area, scale, key: hasher.finish() }
}

fn picture(object: Object<'_>) -> Option<Stream<'_>> {
    let Object::Stream(stream) = object else { return None };
    let dict = stream.dict();
    let is_named = samples::is_picture(&stream);
    let is_like_one =
        ["Width", "Height", "BitsPerComponent"].iter().all(|key| dict.contains_key(*key));
    (is_named || is_like_one).then_some(stream)
}

fn size(picture: &Stream<'_>) -> (u32, u32) {
    let side = |key: &str| picture.dict().get::<u32>(key).unwrap_or_default();
    (side("Width"), side("Height"))
}

/// What is part of other pictures, as masks are, or of the glyphs of a font.
fn parts_of_others(pdf: &Pdf, pictures: &[Stream<'_>]) -> BTreeSet<ObjectIdentifier> {
    let masks = ["SMask", "Mask"];
    let mut used: BTreeSet<ObjectIdentifier> = pictures
        .iter()
        .flat_map(|picture| masks.map(|mask| picture.dict().get_ref(mask)))
        .flatten()
        .map(ObjectIdentifier::from)
        .collect();
    for object in pdf.objects() {
        let Object::Dict(font) = object else { continue };
        if font.get::<Name<'_>>("Subtype").is_none_or(|kind| &*kind != b"Type3") {
            continue;
        }
        used.extend(painted_by(&font));
    }
    used
}

/// Pictures that shine through soft masks (ISO 32000-2, 11.6.5.2).
fn through_masks(pdf: &Pdf) -> BTreeSet<ObjectIdentifier> {
    let group = |state: &Dict<'_>| {
        let mask = state.get::<Dict<'_>>("SMask")?;
        Some(painted_by(mask.get::<Stream<'_>>("G")?.dict()))
    };
    let mut pictures = BTreeSet::new();
    for object in pdf.objects() {
        let Some(dict) = dict_of(&object) else { continue };
        pictures.extend(group(dict).into_iter().flatten());
        let resources = dict.get::<Dict<'_>>("Resources").unwrap_or_default();
        let states = resources.get::<Dict<'_>>("ExtGState").unwrap_or_default();
        for (_, state) in states.entries() {
            if let MaybeRef::NotRef(Object::Dict(state)) = state {
                pictures.extend(group(&state).into_iter().flatten());
            }
        }
    }
    pictures
}

fn dict_of<'o, 'a>(object: &'o Object<'a>) -> Option<&'o Dict<'a>> {
    match object {
        Object::Dict(dict) => Some(dict),
        Object::Stream(stream) => Some(stream.dict()),
        _ => None,
    }
}

/// The external objects in the resources of something that paints.
fn painted_by(painting: &Dict<'_>) -> Vec<ObjectIdentifier> {
    let resources = painting.get::<Dict<'_>>("Resources").unwrap_or_default();
    let objects = resources.get::<Dict<'_>>("XObject").unwrap_or_default();
    let id = |(_, value)| match value {
        MaybeRef::Ref(id) => Some(ObjectIdentifier::from(id)),
        MaybeRef::NotRef(_) => None,
    };
    objects.entries().filter_map(id).collect()
}

/// The shades of a picture, or those of its mask where it is of one colour itself.
pub(super) fn said_by(picture: &Stream<'_>, pixels_max: u64) -> Option<(Vec<u8>, u32)> {
    let own = samples::shades(picture, pixels_max)?;
    let mask = || ["SMask", "Mask"].iter().find_map(|key| picture.dict().get::<Stream<'_>>(*key));
    match is_even(&own.0).then(mask).flatten() {
        Some(mask) => samples::shades(&mask, pixels_max),
        None => Some(own),
    }
}

/// Shades with one colour in place of what is inside of all clips.
fn without_inside(mut shades: Vec<u8>, width: u32, look: &PictureLook) -> Vec<u8> {
    let (columns, rows) = (f64::from(width), (shades.len() / width.max(1) as usize) as f64);
    let (area, inside) = (look.area, look.inside);
    // What the edge only touches is seen.
    let range = |first: f64, last: f64, length: f64, count: f64| {
        let from = (first / length * count).floor().clamp(0.0, count) as usize;
        from..((last / length * count).ceil().clamp(0.0, count) as usize)
    };
    let x = range(inside.x0 - area.x0, inside.x1 - area.x0, area.width(), columns);
    let y = range(inside.y0 - area.y0, inside.y1 - area.y0, area.height(), rows);
    let is_inside = |column: usize, row: usize| x.contains(&column) && y.contains(&row);
    let at = |index: usize| (index % width as usize, index / width as usize);
    let outside = |(index, shade): (usize, &u8)| {
        let (column, row) = at(index);
        (!is_inside(column, row)).then_some(*shade)
    };
    let mut others: Vec<u8> = shades.iter().enumerate().filter_map(outside).collect();
    let middle = others.len() / 2;
    let paper = match others.is_empty() {
        true => 0,
        false => *others.select_nth_unstable(middle).1,
    };
    for (index, shade) in shades.iter_mut().enumerate() {
        let (column, row) = at(index);
        if is_inside(column, row) {
            *shade = paper;
        }
    }
    shades
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_that_touch_are_one() {
        let placed =
            |x: f64| PlacedPicture { area: Rect::new(x, 0.0, x + 10.0, 5.0), object: None };
        let count =
            |places: &[f64]| groups(&places.iter().copied().map(placed).collect::<Vec<_>>()).len();
        assert_eq!(count(&[0.0, 10.5, 20.0]), 1);
        assert_eq!(count(&[0.0, 30.0]), 2);
        // The last joins the two.
        assert_eq!(count(&[0.0, 18.0, 9.0]), 1);
    }
}
