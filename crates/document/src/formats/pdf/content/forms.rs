//! What a content stream shows by name: pictures, forms with content of their own, and patterns.

use std::rc::Rc;

use hayro_font::kurbo::Rect;
use hayro_syntax::object::{Dict, Name, ObjectIdentifier, Stream};
use hayro_syntax::page::Resources;

use super::super::streams::measure;
use super::state::{OpenStream, State, name};
use super::tokens::Token;
use super::{ContentReader, GLYPHS_MAX, PlacedPicture, matrix_of};

/// Forms within forms.
const FORMS_NESTING_MAX: u32 = 32;
/// Decoded bytes of all forms that one page uses.
const FORMS_BYTES_MAX: u64 = 256 << 20;

impl<'a> ContentReader<'_, 'a> {
    pub(super) fn external_object(&mut self, operands: &[Token<'_>], stream: &OpenStream<'_, 'a>) {
        let Some(object) =
            name(operands).and_then(|name| stream.resources.x_objects.get::<Stream<'a>>(name))
        else {
            return;
        };
        let is_off = stream.is_off() || !self.layers.shows(object.dict(), b"OC");
        match object.dict().get::<Name<'_>>("Subtype").as_deref() {
            Some(b"Image") if !is_off => self.picture(Some(&object), stream),
            Some(b"Image") if self.content.pictures_off.len() < GLYPHS_MAX => {
                self.content.pictures_off.push(object.obj_id());
            }
            Some(b"Image") => {}
            _ => self.form(&object, stream.resources, stream.state.clone(), is_off),
        }
    }

    /// Notes a picture, which is an object unless it stands in the content itself.
    pub(super) fn picture(&mut self, object: Option<&Stream<'a>>, stream: &OpenStream<'_, 'a>) {
        self.content.paints = true;
        if !stream.is_off() && self.content.pictures.len() < GLYPHS_MAX {
            let unit = Rect::new(0.0, 0.0, 1.0, 1.0);
            let area = stream.state.transform.transform_rect_bbox(unit);
            let side = |object: &Stream<'a>, key: &str| object.dict().get::<u32>(key).unwrap_or(0);
            let object = object
                .map(|object| (object.obj_id(), (side(object, "Width"), side(object, "Height"))));
            self.content.pictures.push(PlacedPicture { area, object });
        }
    }

    pub(super) fn form(
        &mut self,
        form: &Stream<'a>,
        resources: &Resources<'a>,
        mut state: State<'a>,
        is_off: bool,
    ) {
        // Its box clips.
        self.content.paints = true;
        self.content.clips = true;
        let id = form.obj_id();
        if self.open_forms.contains(&id) {
            return;
        }
        if self.open_forms.len() as u32 >= FORMS_NESTING_MAX {
            self.content.too_deep = true;
            return;
        }
        let Some(bytes) = self.decoded(form, id) else { return };
        state.transform *= matrix_of(form.dict());
        let own = form.dict().get::<Dict<'a>>("Resources").map(Resources::new);
        self.open_forms.push(id);
        self.stream(&bytes, Some(form), own.as_ref().unwrap_or(resources), state, is_off);
        self.open_forms.pop();
    }

    fn decoded(&mut self, form: &Stream<'a>, id: ObjectIdentifier) -> Option<Rc<[u8]>> {
        self.content.forms_read.insert(id);
        if let Some(known) = self.forms.get(&id) {
            return Some(Rc::clone(known));
        }
        let measure = measure(form, FORMS_BYTES_MAX);
        self.form_bytes = self.form_bytes.saturating_add(measure.decoded);
        if self.form_bytes > FORMS_BYTES_MAX {
            self.content.work_over = true;
            return None;
        }
        let decoded = form.decoded_data();
        self.content.damaged |= decoded.is_err() || !measure.is_whole;
        let bytes: Rc<[u8]> = decoded.ok()?.as_ref().into();
        self.forms.insert(id, Rc::clone(&bytes));
        Some(bytes)
    }

    /// Reads the content of a tiling pattern, once for each page.
    pub(super) fn pattern(&mut self, operands: &[Token<'_>], stream: &OpenStream<'_, 'a>) {
        self.content.paints = true;
        if let Some(pattern) =
            name(operands).and_then(|name| stream.resources.patterns.get::<Stream<'a>>(name))
            && self.patterns_read.insert(pattern.obj_id())
        {
            self.form(&pattern, stream.resources, State::new(stream.base), stream.is_off());
        }
    }
}
