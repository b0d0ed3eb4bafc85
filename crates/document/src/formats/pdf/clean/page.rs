//! Writes pages, with all that they use.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use hayro_font::kurbo::{Affine, Point, Rect};
use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::{Page, Resources, Rotation};

use super::super::annotations;
use super::super::content::{
    Content, ContentToken, ContentTokens, PlacedPicture, Step, StepKind, Trace,
};
use super::super::pages::PageContent;
use super::super::pictures::{is_cropped, said_by};
use super::super::samples::{self, Area};
use super::super::session::{Identity, children, identity};
use super::super::visibility::PictureLook;
use super::covers::Cover;
use super::fonts::Shown;
use super::keys::Holds;
use super::names::NewNames;
use super::objects::{FILTER_KEYS, Objects, push, real, stream_object, write_name, write_string};
use super::text::{Corners, Fate, Named};
use super::unicode::Used;
use super::{covers, drawn, fields, names, pixels, reference};
use crate::clean::{Refusal, Removal};
use crate::{ProblemCode, Span};

/// How far apart two places of one picture may be, in points.
const NEAR_POINTS: f64 = 1.0;
/// Annotations of one page.
const ANNOTATIONS_MAX: usize = 100_000;

/// Names of resources.
type Names = BTreeSet<Vec<u8>>;

/// Writes pages one after the other.
pub(super) struct PageWriter<'o, 'p, 'w, 'l> {
    objects: &'o mut Objects<'p, 'w, 'l>,
    tree: u32,
    used: Used,
    shown: Shown,
    /// True as long as every font that shows something is an object of its own.
    knows_fonts: bool,
    /// Forms from which nothing goes, by their old object.
    plain_forms: BTreeMap<ObjectIdentifier, u32>,
}

/// A page's content, and what becomes of it.
struct Sheet<'a> {
    content: Content,
    traces: Vec<Trace<'a>>,
    fate: Fate,
    /// Areas in which pictures lose their pixels.
    painted: Vec<Corners>,
    /// Boxes that the page paints itself.
    covers: Vec<Cover>,
    /// What becomes of its pictures.
    looks: Vec<PictureLook>,
}

impl Sheet<'_> {
    fn is_gone(&self, glyph: usize) -> bool {
        self.fate.gone.get(glyph).copied().unwrap_or(false)
    }

    /// What becomes of a picture where it stands in `placing`.
    fn look(&self, id: ObjectIdentifier, placing: Affine) -> Option<&PictureLook> {
        let area = placing.transform_rect_bbox(Rect::new(0.0, 0.0, 1.0, 1.0));
        let is_there = |look: &&PictureLook| {
            let apart = [
                look.area.x0 - area.x0,
                look.area.y0 - area.y0,
                look.area.x1 - area.x1,
                look.area.y1 - area.y1,
            ];
            look.id == id && apart.iter().all(|apart| apart.abs() <= NEAR_POINTS)
        };
        let mut looks = self.looks.iter().filter(is_there);
        let first = looks.next()?;
        // Where it stands twice, one that is seen counts.
        Some(looks.fold(first, |one, other| if one.unseen.is_some() { other } else { one }))
    }

    /// The parts of a picture that stands in `placing` which no clip of the page lets through.
    fn clipped(&self, id: ObjectIdentifier, placing: Affine) -> Vec<Area> {
        let looks = || self.looks.iter().filter(|look| look.id == id && look.unseen.is_none());
        if self.look(id, placing).is_none() || !looks().all(is_cropped) {
            return Vec::new();
        }
        let part = |look: &PictureLook| {
            let Rect { x0, y0, x1, y1 } = look.inside;
            let area = look.area;
            let along = |from: f64, to: f64, place: f64| (place - from) / (to - from);
            Rect::new(
                along(area.x0, area.x1, x0),
                along(area.y0, area.y1, y0),
                along(area.x0, area.x1, x1),
                along(area.y0, area.y1, y1),
            )
        };
        let Some(seen) = looks().map(part).reduce(|one, other| one.union(other)) else {
            return Vec::new();
        };
        let area = placing.transform_rect_bbox(Rect::new(0.0, 0.0, 1.0, 1.0));
        let on_page = |part: Rect| {
            let x = |share: f64| area.x0 + share * area.width();
            let y = |share: f64| area.y0 + share * area.height();
            corners(Rect::new(x(part.x0), y(part.y0), x(part.x1), y(part.y1)))
        };
        let around = [
            Rect::new(0.0, 0.0, 1.0, seen.y0),
            Rect::new(0.0, seen.y1, 1.0, 1.0),
            Rect::new(0.0, seen.y0, seen.x0, seen.y1),
            Rect::new(seen.x1, seen.y0, 1.0, seen.y1),
        ];
        let parts = around.into_iter().filter(|part| part.width() > 0.0 && part.height() > 0.0);
        parts.map(|part| Area { corners: on_page(part), is_covered: true }).collect()
    }

    /// What the page still shows, in small letters and without spaces.
    fn shown_text(&self) -> String {
        let glyphs = self.content.glyphs.iter().enumerate();
        let stays = glyphs.filter(|(number, _)| !self.is_gone(*number));
        let texts = stays.filter_map(|(_, glyph)| self.content.text.get(glyph.text.range()));
        let letters = texts.flat_map(str::chars).filter(|letter| !letter.is_whitespace());
        letters.flat_map(char::to_lowercase).collect()
    }
}

impl<'o, 'p, 'w, 'l> PageWriter<'o, 'p, 'w, 'l> {
    pub(super) fn new(objects: &'o mut Objects<'p, 'w, 'l>, tree: u32) -> Self {
        let (used, shown) = (Used::new(), Shown::new());
        Self { objects, tree, used, shown, knows_fonts: true, plain_forms: BTreeMap::new() }
    }

    /// The codes that are still shown: what they stand for, in which fonts, and whether these are
    /// all fonts.
    pub(super) fn finish(self) -> (Used, Shown, bool) {
        (self.used, self.shown, self.knows_fonts)
    }

    /// Writes one page, from which the named glyphs go.
    pub(super) fn page<'a>(
        &mut self,
        page: &Page<'a>,
        number: u32,
        content: PageContent<'a>,
        named: &Named<'_>,
    ) -> Result<(), Refusal> {
        let PageContent { content, traces, looks } = content;
        let mut fate = Fate::of(&content, named);
        let transform = Affine::new(page.initial_transform(true).as_coeffs());
        let pictured = drawn::areas(&named.pictured, page, transform, &traces)?;
        fate.take_pictured(&content.glyphs, &pictured);
        let mut painted = fate.pictured.clone();
        painted.extend(pictured.into_iter().map(corners));
        painted.extend(annotations::unapplied_redactions(page, transform).into_iter().map(corners));
        refuse_untraced(&content, &traces, &painted)?;
        let gone = named.gone.len() + named.pictured.len();
        self.objects.work.removed(Removal::Redaction, gone);
        self.objects.work.removed(Removal::HiddenText, fate.hidden);
        let has_pictures = !content.pictures.is_empty();
        let main = traces.first().filter(|_| has_pictures);
        let covers = main.map_or(Vec::new(), |main| covers::of(main, transform));
        let sheet = Sheet { content, traces, fate, painted, covers, looks };
        self.note_codes(&sheet);
        let entries = self.content_and_resources(page, &sheet)?;
        let crop = page.intersected_crop_box();
        // Readers hold them as precisely as this, so that a copy of the copy has the same.
        let edges = [crop.x0, crop.y0, crop.x1, crop.y1].map(|edge| real(f64::from(edge as f32)));
        let edges = edges.join(" ");
        let mut made =
            format!("<</Type/Page/Parent {} 0 R/MediaBox[{edges}]", self.tree).into_bytes();
        push(&mut made, rotation(page));
        for key in ["Group", "StructParents", "Tabs", "UserUnit"] {
            if let Some(value) = page.raw().get_raw::<Object<'_>>(key) {
                push(&mut made, &format!("/{key} "));
                self.objects.maybe(&value, Holds::Values, 0, &mut made);
            }
        }
        made.extend_from_slice(&entries);
        self.links(page, &sheet.shown_text(), &mut made);
        push(&mut made, ">>");
        self.objects.write(number, made);
        Ok(())
    }

    /// Notes the codes of glyphs that stay, for their fonts and the tables of characters.
    fn note_codes(&mut self, sheet: &Sheet<'_>) {
        for trace in &sheet.traces {
            let tables = tables_of_fonts(&trace.resources);
            let fonts = fonts_of(&trace.resources);
            for step in &trace.steps {
                let StepKind::Show { first, count, font } = step.kind else { continue };
                self.knows_fonts &= fonts.contains_key(&font);
                if let Some(&id) = fonts.get(&font) {
                    let stays = |number: &usize| !sheet.is_gone(*number);
                    let glyphs = (first..first + count).filter(stays);
                    let codes = glyphs.filter_map(|number| sheet.content.glyphs.get(number));
                    self.shown.entry(id).or_default().extend(codes.map(|glyph| glyph.code));
                }
                let Some(&table) = tables.get(&font) else { continue };
                let codes = self.used.entry(table).or_default();
                for number in first..first + count {
                    let Some(glyph) = sheet.content.glyphs.get(number) else { continue };
                    let text = sheet.content.text.get(glyph.text.range()).unwrap_or_default();
                    if !sheet.is_gone(number) && !glyph.is_unknown && !text.is_empty() {
                        codes
                            .entry((glyph.code_bytes, glyph.code))
                            .or_insert_with(|| text.to_owned());
                    }
                }
            }
        }
    }

    /// The entries of a page for its content, what stands on it included, and its resources.
    fn content_and_resources(
        &mut self,
        page: &Page<'_>,
        sheet: &Sheet<'_>,
    ) -> Result<Vec<u8>, Refusal> {
        let Some(main) = sheet.traces.first() else { return Ok(b"/Resources<<>>".to_vec()) };
        let mut forms = Forms::default();
        let (mut data, names) = self.content(main, sheet, &mut forms)?;
        let mut above = Vec::new();
        for trace in sheet.traces.iter().filter(|trace| !trace.is_hidden) {
            let Some(placing) = trace.placing else { continue };
            let form = self.form(trace, sheet)?;
            let name = forms.name_for(b"Shown", form, main);
            push(&mut above, &format!("q {} cm ", matrix(placing)));
            write_name(&name, &mut above);
            push(&mut above, " Do Q\n");
        }
        let values = fields::shown(page);
        if !values.is_empty() {
            let form = self.values(page, &values);
            write_name(&forms.name_for(b"Values", form, main), &mut above);
            push(&mut above, " Do\n");
        }
        let transform = Affine::new(page.initial_transform(true).as_coeffs());
        let mut boxes = sheet.fate.boxes.clone();
        boxes.extend(sheet.painted.iter().copied());
        boxes.extend(sheet.fate.strokes.iter().copied());
        for corners in boxes {
            above.extend_from_slice(&filled(&corners, transform.inverse()));
        }
        if !above.is_empty() {
            let mut whole = b"q\n".to_vec();
            whole.append(&mut data);
            push(&mut whole, &"\nQ".repeat(main.unrestored + 1));
            push(&mut whole, "\n");
            whole.append(&mut above);
            data = whole;
        }
        let content = self.objects.add(stream_object(b"", &data));
        let mut made = format!("/Contents {content} 0 R/Resources").into_bytes();
        self.resources(&main.resources, &names, &forms, &mut made);
        Ok(made)
    }

    /// Writes a form with the values of fields.
    fn values(&mut self, page: &Page<'_>, content: &[u8]) -> u32 {
        let font = self.objects.add(fields::FONT.to_vec());
        let media = page.media_box();
        let edges = [media.x0, media.y0, media.x1, media.y1].map(real).join(" ");
        let entries = format!(
            "/BBox [{edges}]/Subtype /Form/Type /XObject/Resources<</Font<</{} {font} 0 R>>>>",
            fields::FONT_NAME
        );
        self.objects.add(stream_object(entries.as_bytes(), content))
    }

    /// The content of a stream without what goes, and the names of resources that it still uses;
    /// forms are written on the way.
    fn content<'t>(
        &mut self,
        trace: &'t Trace<'_>,
        sheet: &Sheet<'_>,
        forms: &mut Forms,
    ) -> Result<(Vec<u8>, Cow<'t, Names>), Refusal> {
        let mut made = Vec::with_capacity(trace.bytes.len());
        let mut at = 0;
        let mut loses_names = false;
        for Step { span, kind } in &trace.steps {
            let Some(changed) = self.changed(trace, kind, *span, sheet, forms)? else { continue };
            if span.start < at {
                continue;
            }
            loses_names |= kind.is_with_names();
            made.extend_from_slice(trace.bytes.get(at..span.start).unwrap_or_default());
            made.extend_from_slice(&changed);
            at = span.end;
        }
        made.extend_from_slice(trace.bytes.get(at..).unwrap_or_default());
        // What only a step used that is gone would be gone from a copy of the copy.
        let names = match loses_names {
            true => Cow::Owned(names::in_content(&made)),
            false => Cow::Borrowed(&trace.names),
        };
        Ok((new_names(&trace.resources, &names, forms).in_content(made), names))
    }

    /// What takes the place of a step; `None` when it stays as it is.
    fn changed(
        &mut self,
        trace: &Trace<'_>,
        kind: &StepKind,
        span: Span,
        sheet: &Sheet<'_>,
        forms: &mut Forms,
    ) -> Result<Option<Vec<u8>>, Refusal> {
        let (bytes, at) = (trace.bytes.get(span.range()).unwrap_or_default(), span.end);
        Ok(match kind {
            StepKind::Show { first, count, .. } => {
                let glyphs = Span::new(*first, first + count);
                sheet.fate.show(bytes, &sheet.content.glyphs, glyphs)
            }
            StepKind::Form { name, trace: inner } => {
                let Some(inner) = sheet.traces.get(*inner) else { return Ok(None) };
                let number = self.form(inner, sheet)?;
                let new = forms.name_for(name, number, trace);
                (new != *name).then(|| {
                    let mut made = Vec::new();
                    write_name(&new, &mut made);
                    push(&mut made, " Do");
                    made
                })
            }
            StepKind::Picture { name, placing } => {
                let picture = trace.resources.x_objects.get::<Stream<'_>>(name.as_slice());
                let look = picture.as_ref().and_then(|it| sheet.look(it.obj_id(), *placing));
                if look.is_some_and(|look| look.unseen.is_some())
                    && picture.as_ref().is_some_and(|picture| self.says_something(picture))
                {
                    self.objects.work.removed(Removal::UnseenPictures, 1);
                    return Ok(Some(Vec::new()));
                }
                let number =
                    picture.and_then(|picture| self.painted(&picture, *placing, trace, at, sheet));
                let Some(number) = number else {
                    forms.shown_pictures.insert(name.clone());
                    return Ok(None);
                };
                let mut made = Vec::new();
                write_name(&forms.name_for(b"Painted", number, trace), &mut made);
                push(&mut made, " Do");
                Some(made)
            }
            StepKind::UnseenPath => Some(b"n".to_vec()),
            StepKind::Unseen | StepKind::Comment => Some(Vec::new()),
            StepKind::Worded => Some(without_strings(bytes)),
            StepKind::Marked { tag, id, words, first, last } => {
                let is_whole = (*first..*last).all(|number| !sheet.is_gone(number));
                let words = words.as_deref().filter(|_| is_whole);
                let made = marked(self.objects.roles.content(tag), *id, words);
                (made != bytes).then_some(made)
            }
        })
    }

    /// True for a picture that is not all of one colour, or cannot be decoded.
    fn says_something(&self, picture: &Stream<'_>) -> bool {
        let said = said_by(picture, self.objects.work.limits().pixels_max);
        said.is_none_or(|(shades, _)| !samples::is_even(&shades))
    }

    /// Writes a picture without the pixels that must go, and without those that boxes hide which
    /// the page paints after it, from `at` in its content on; `None` when it stays as it is.
    fn painted(
        &mut self,
        picture: &Stream<'_>,
        placing: Affine,
        trace: &Trace<'_>,
        at: usize,
        sheet: &Sheet<'_>,
    ) -> Option<u32> {
        let mut areas = meeting(placing, &sheet.painted);
        let must_go = !areas.is_empty();
        if trace.form.is_none() {
            let above = sheet.covers.iter().filter(|cover| cover.at > at);
            let above: Vec<Corners> = above.map(|cover| corners(cover.area)).collect();
            let covered = meeting(placing, &above).into_iter();
            areas.extend(covered.map(|area| Area { is_covered: true, ..area }));
        }
        areas.extend(sheet.clipped(picture.obj_id(), placing));
        match (must_go, areas.is_empty()) {
            (true, _) => Some(pixels::painted(picture, placing, &areas, self.objects)),
            (false, false) => pixels::uncovered(picture, placing, &areas, self.objects),
            (false, true) => None,
        }
    }

    /// Writes a form, or finds the copy that is written already.
    fn form(&mut self, trace: &Trace<'_>, sheet: &Sheet<'_>) -> Result<u32, Refusal> {
        let Some(form) = &trace.form else { return Ok(0) };
        let is_picture = |step: &Step| matches!(step.kind, StepKind::Picture { .. });
        let is_whole = |look: &PictureLook| look.unseen.is_none() && !is_cropped(look);
        let is_plain = sheet.painted.is_empty()
            && trace.steps.iter().all(is_picture)
            && sheet.looks.iter().all(is_whole);
        if is_plain && let Some(&known) = self.plain_forms.get(&form.obj_id()) {
            return Ok(known);
        }
        let mut forms = Forms::default();
        let (data, names) = self.content(trace, sheet, &mut forms)?;
        let mut entries = Vec::new();
        let mut without = FILTER_KEYS.to_vec();
        without.extend([&b"Resources"[..], b"Subtype", b"Type"]);
        self.objects.entries(form.dict(), Holds::Values, 0, &without, &mut entries);
        // What an annotation looks like need not say what it is; what content uses must.
        push(&mut entries, "/Subtype /Form/Type /XObject");
        if let Some(parents) = form.dict().get::<i64>("StructParents") {
            push(&mut entries, &format!("/StructParents {parents}"));
        }
        push(&mut entries, "/Resources");
        self.resources(&trace.resources, &names, &forms, &mut entries);
        let number = self.objects.add(stream_object(&entries, &data));
        if is_plain {
            self.plain_forms.insert(form.obj_id(), number);
        }
        Ok(number)
    }

    /// Copies the resources that content names, with the forms that were written for it.
    fn resources(
        &mut self,
        resources: &Resources<'_>,
        names: &BTreeSet<Vec<u8>>,
        forms: &Forms,
        made: &mut Vec<u8>,
    ) {
        let new = new_names(resources, names, forms);
        // In the order of the names in the copy, so that a copy of it has the same.
        let mut ordered: Vec<&Vec<u8>> = names.iter().collect();
        ordered.sort_by_key(|name| new.get(name));
        let mut forms_ordered: Vec<(&Vec<u8>, &u32)> = forms.by_name.iter().collect();
        forms_ordered.sort_by_key(|(name, _)| new.get(name));
        push(made, "<<");
        let kinds = [
            ("ColorSpace", &resources.color_spaces),
            ("ExtGState", &resources.ext_g_states),
            ("Font", &resources.fonts),
            ("Pattern", &resources.patterns),
            ("Shading", &resources.shadings),
        ];
        for (kind, dict) in kinds {
            let mut entries = Vec::new();
            for name in ordered.iter().copied() {
                if let Some(value) = dict.get_raw::<Object<'_>>(name.as_slice()) {
                    write_name(new.get(name), &mut entries);
                    entries.push(b' ');
                    self.objects.maybe(&value, Holds::Values, 1, &mut entries);
                }
            }
            write_kind(kind, &entries, made);
        }
        let mut entries = Vec::new();
        for (name, number) in forms_ordered {
            write_name(new.get(name), &mut entries);
            push(&mut entries, &format!(" {number} 0 R"));
        }
        for name in ordered.into_iter().filter(|name| !forms.by_name.contains_key(*name)) {
            let picture = resources.x_objects.get::<Stream<'_>>(name.as_slice());
            // One that is shown with something painted over has a copy of its own.
            if picture.as_ref().is_some_and(samples::is_picture)
                && forms.shown_pictures.contains(name)
                && let Some(value) = resources.x_objects.get_raw::<Object<'_>>(name.as_slice())
            {
                write_name(new.get(name), &mut entries);
                entries.push(b' ');
                self.objects.maybe(&value, Holds::Values, 1, &mut entries);
            }
        }
        write_kind("XObject", &entries, made);
        push(made, ">>");
    }

    /// Writes the links of a page that say where they go; other annotations are part of the page now.
    fn links(&mut self, page: &Page<'_>, shown: &str, made: &mut Vec<u8>) {
        let texts = self.objects.work.texts();
        let (mut links, mut lost, mut gone, mut fields) = (Vec::new(), 0, 0, 0);
        for annotation in children(page.raw(), "Annots").take(ANNOTATIONS_MAX) {
            let kind = annotation.get::<Name<'_>>("Subtype");
            let link = match kind.as_deref() {
                Some(b"Link") => self.link(&annotation, &texts, shown),
                Some(b"Popup") => continue,
                _ => None,
            };
            match link {
                Some(link) => links.push(link),
                None if kind.as_deref() == Some(b"Link") => lost += 1,
                None if kind.as_deref() == Some(b"Widget") => fields += 1,
                None => gone += 1,
            }
        }
        self.objects.work.removed(Removal::Comments, gone);
        self.objects.work.removed(Removal::Fields, fields);
        self.objects.work.removed(Removal::Links, lost);
        if !links.is_empty() {
            push(made, "/Annots[");
            links.iter().for_each(|link| made.extend_from_slice(link));
            push(made, "]");
        }
    }

    /// Writes a link to a page of the document, or to an address that the page itself shows: others
    /// may say in their address what no reader sees.
    fn link(
        &mut self,
        annotation: &Dict<'_>,
        texts: &[(&str, &str)],
        shown: &str,
    ) -> Option<Vec<u8>> {
        let rect = annotation.get::<Array<'_>>("Rect")?;
        let edges: Vec<String> = rect.iter::<f64>().map(real).collect();
        let mut made =
            format!("<</Type/Annot/Subtype/Link/Border[0 0 0]/Rect[{}]", edges.join(" "))
                .into_bytes();
        let action = annotation.get::<Dict<'_>>("A").unwrap_or_default();
        if let Some(target) = action.get::<hayro_syntax::object::String<'_>>("URI") {
            let target = target.as_bytes();
            let named =
                |(text, _): &(&str, &str)| memchr::memmem::find(target, text.as_bytes()).is_some();
            if texts.iter().any(named) || !shows_address(shown, target) {
                return None;
            }
            push(&mut made, "/A<</S/URI/URI ");
            write_string(target, &mut made);
            push(&mut made, ">>");
        } else {
            let place = annotation.get::<Array<'_>>("Dest").or_else(|| action.get("D"))?;
            let page = place.raw_iter().next().and_then(reference)?;
            let page = self.objects.known(page)?;
            push(&mut made, &format!("/Dest[{page} 0 R"));
            for value in place.raw_iter().skip(1) {
                if matches!(value, MaybeRef::NotRef(_)) {
                    made.push(b' ');
                    self.objects.maybe(&value, Holds::Values, 1, &mut made);
                }
            }
            push(&mut made, "]");
        }
        push(&mut made, ">>");
        Some(made)
    }
}

/// The forms that one content uses, by the name that they have there.
#[derive(Default)]
struct Forms {
    by_name: BTreeMap<Vec<u8>, u32>,
    /// Names of pictures that are shown as they are.
    shown_pictures: BTreeSet<Vec<u8>>,
}

impl Forms {
    /// The name for a form: its old one, unless that stands for another copy already.
    fn name_for(&mut self, old: &[u8], number: u32, trace: &Trace<'_>) -> Vec<u8> {
        let mut name = old.to_vec();
        let mut next = 1;
        loop {
            match self.by_name.get(&name) {
                Some(&known) if known == number => return name,
                None if next == 1 || !trace.names.contains(&name) => {
                    self.by_name.insert(name.clone(), number);
                    return name;
                }
                _ => {}
            }
            name = [old, format!("-{next}").as_bytes()].concat();
            next += 1;
        }
    }
}

/// New names for the resources that a content uses.
fn new_names(resources: &Resources<'_>, names: &BTreeSet<Vec<u8>>, forms: &Forms) -> NewNames {
    let kinds = [
        &resources.color_spaces,
        &resources.ext_g_states,
        &resources.fonts,
        &resources.patterns,
        &resources.shadings,
        &resources.x_objects,
    ];
    let is_one = |name: &&Vec<u8>| kinds.iter().any(|kind| kind.contains_key(name.as_slice()));
    NewNames::of(names.iter().filter(is_one).chain(forms.by_name.keys()))
}

fn write_kind(kind: &str, entries: &[u8], made: &mut Vec<u8>) {
    if !entries.is_empty() {
        push(made, &format!("/{kind}<<"));
        made.extend_from_slice(entries);
        push(made, ">>");
    }
}

/// The fonts among some resources that are objects of their own.
fn fonts_of(resources: &Resources<'_>) -> BTreeMap<Identity, ObjectIdentifier> {
    let names = resources.fonts.keys();
    names
        .filter_map(|name| {
            let font = resources.fonts.get::<Dict<'_>>(name.as_ref())?;
            let id = reference(resources.fonts.get_raw::<Object<'_>>(name.as_ref())?)?;
            Some((identity(&font), id))
        })
        .collect()
}

/// True when a page shows an address, with or without the name of its protocol.
fn shows_address(shown: &str, address: &[u8]) -> bool {
    let address = String::from_utf8_lossy(address).to_lowercase();
    let bare = ["https://", "http://", "mailto:", "tel:"]
        .iter()
        .find_map(|protocol| address.strip_prefix(protocol))
        .unwrap_or(&address);
    let bare = bare.trim_end_matches('/');
    !bare.is_empty() && shown.contains(bare)
}

/// An operator with its operands, but for strings, of which it takes none.
fn without_strings(bytes: &[u8]) -> Vec<u8> {
    let mut made = Vec::with_capacity(bytes.len());
    let mut tokens = ContentTokens::new(bytes);
    while let Some(token) = tokens.next() {
        if !matches!(token, ContentToken::Text(_)) {
            made.extend_from_slice(bytes.get(tokens.start()..tokens.end()).unwrap_or_default());
            made.push(b' ');
        }
    }
    made.truncate(made.trim_ascii_end().len());
    made
}

/// The tables of characters of the fonts among some resources, but for those that choose the glyphs
/// as well, which would be others in another table.
fn tables_of_fonts(resources: &Resources<'_>) -> BTreeMap<Identity, ObjectIdentifier> {
    let names = resources.fonts.keys();
    let fonts = names.filter_map(|name| resources.fonts.get::<Dict<'_>>(name.as_ref()));
    fonts
        .filter_map(|font| {
            let table = font.get_ref("ToUnicode")?;
            if font.get_ref("Encoding") == Some(table) {
                return None;
            }
            Some((identity(&font), ObjectIdentifier::from(table)))
        })
        .collect()
}

/// Those of the areas that a picture in that place meets.
fn meeting(placing: Affine, areas: &[Corners]) -> Vec<Area> {
    let picture = placing.transform_rect_bbox(Rect::new(0.0, 0.0, 1.0, 1.0));
    let meeting = areas.iter().filter(|area| meets(picture, area));
    meeting.map(|area| Area { corners: *area, is_covered: false }).collect()
}

fn meets(picture: Rect, area: &Corners) -> bool {
    let [first, second, third, fourth] = *area;
    let around = Rect::from_points(first, third).union(Rect::from_points(second, fourth));
    let both = picture.intersect(around);
    both.width() > 0.0 && both.height() > 0.0
}

/// Refuses a page on which something must go from the pixels of a picture that stands in the
/// content itself, or in a pattern.
fn refuse_untraced(
    content: &Content,
    traces: &[Trace<'_>],
    painted: &[Corners],
) -> Result<(), Refusal> {
    let is_painted =
        |picture: &&PlacedPicture| painted.iter().any(|area| meets(picture.area, area));
    let all = content.pictures.iter().filter(is_painted).count();
    let traced = traces.iter().flat_map(|trace| &trace.steps).filter(|step| match step.kind {
        StepKind::Picture { placing, .. } => !meeting(placing, painted).is_empty(),
        _ => false,
    });
    match traced.count() < all {
        true => Err(Refusal::Unread(ProblemCode::PictureTextUnread)),
        false => Ok(()),
    }
}

/// The operator that begins marked content.
fn marked(tag: &[u8], id: Option<i64>, words: Option<&str>) -> Vec<u8> {
    let mut made = Vec::new();
    // Layers are resolved.
    write_name(if tag == b"OC" { b"Span" } else { tag }, &mut made);
    if id.is_none() && words.is_none() {
        push(&mut made, " BMC");
        return made;
    }
    push(&mut made, " <<");
    if let Some(id) = id {
        push(&mut made, &format!("/MCID {id}"));
    }
    if let Some(words) = words {
        push(&mut made, "/ActualText ");
        let units = words.encode_utf16().flat_map(u16::to_be_bytes);
        write_string(&[0xFE, 0xFF].into_iter().chain(units).collect::<Vec<u8>>(), &mut made);
        made.push(b' ');
    }
    push(&mut made, ">> BDC");
    made
}

fn matrix(transform: Affine) -> String {
    transform.as_coeffs().map(real).join(" ")
}

fn corners(area: Rect) -> Corners {
    let Rect { x0, y0, x1, y1 } = area;
    [Point::new(x0, y0), Point::new(x1, y0), Point::new(x1, y1), Point::new(x0, y1)]
}

/// A black box, given on the page as displayed.
fn filled(corners: &Corners, to_page: Affine) -> Vec<u8> {
    let mut made = b"q 0 g".to_vec();
    for (corner, operator) in corners.iter().zip(["m", "l", "l", "l"]) {
        let place = to_page * *corner;
        push(&mut made, &format!(" {} {} {operator}", real(place.x), real(place.y)));
    }
    push(&mut made, " h f Q\n");
    made
}

/// The entry for the rotation of a page, which may come from the nodes above it.
fn rotation(page: &Page<'_>) -> &'static str {
    match page.rotation() {
        Rotation::None => "",
        Rotation::Horizontal => "/Rotate 90",
        Rotation::Flipped => "/Rotate 180",
        Rotation::FlippedHorizontal => "/Rotate 270",
    }
}
