//! Optional content: which layers are switched off when the document is opened (ISO 32000-2, 8.11).

use std::collections::BTreeSet;

use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier};

use super::session::{Session, children, part_on};
use super::strings::text_of;
use crate::{Hidden, PartKind};

/// Nesting of visibility expressions that is followed.
const EXPRESSION_NESTING_MAX: u32 = 16;

/// The layers that the default configuration switches off.
#[derive(Debug, Default)]
pub(super) struct Layers {
    off: BTreeSet<ObjectIdentifier>,
    /// The document has layers, on or off.
    are_there: bool,
}

impl Layers {
    /// Reads the default configuration of a document's catalogue.
    pub(super) fn of_catalog(catalog: &Dict<'_>) -> Self {
        let mut off = BTreeSet::new();
        let Some(properties) = catalog.get::<Dict<'_>>("OCProperties") else {
            return Self { off, are_there: false };
        };
        let config = properties.get::<Dict<'_>>("D").unwrap_or_default();
        if config.get::<Name<'_>>("BaseState").is_some_and(|state| &*state == b"OFF") {
            off.extend(references(&properties, "OCGs"));
        }
        for on in references(&config, "ON") {
            off.remove(&on);
        }
        off.extend(references(&config, "OFF"));
        apply_usage(&config, &mut off);
        Self { off, are_there: true }
    }

    /// True when there is no layer, so that nothing needs to be looked up: an expression may hide what
    /// belongs to layers that are all on.
    pub(super) fn all_on(&self) -> bool {
        !self.are_there
    }

    /// True when what belongs to `key` of `holder` (a layer, or a membership of layers) is shown.
    pub(super) fn shows(&self, holder: &Dict<'_>, key: &[u8]) -> bool {
        if self.all_on() {
            return true;
        }
        let Some(group) = holder.get::<Dict<'_>>(key) else { return true };
        if group.get::<Name<'_>>("Type").is_some_and(|kind| &*kind == b"OCMD") {
            return self.shows_member(&group);
        }
        holder.get_ref(key).is_none_or(|id| !self.off.contains(&id.into()))
    }

    fn shows_member(&self, membership: &Dict<'_>) -> bool {
        if let Some(expression) = membership.get::<Array<'_>>("VE") {
            return self.holds(&expression, 0);
        }
        let mut groups: Vec<_> = references(membership, "OCGs").collect();
        groups.extend(membership.get_ref("OCGs").map(ObjectIdentifier::from));
        if groups.is_empty() {
            return true;
        }
        let is_off = |id: &ObjectIdentifier| self.off.contains(id);
        match membership.get::<Name<'_>>("P").as_deref() {
            Some(b"AllOn") => !groups.iter().any(is_off),
            Some(b"AnyOff") => groups.iter().any(is_off),
            Some(b"AllOff") => groups.iter().all(is_off),
            _ => !groups.iter().all(is_off),
        }
    }

    /// Evaluates a visibility expression; one that cannot be followed counts as shown.
    fn holds(&self, expression: &Array<'_>, depth: u32) -> bool {
        if depth >= EXPRESSION_NESTING_MAX {
            return true;
        }
        let operator = expression.iter::<Object<'_>>().next().and_then(Object::into_name);
        let resolved = expression.iter::<Object<'_>>().skip(1);
        let mut operands =
            expression.raw_iter().skip(1).zip(resolved).map(|(raw, object)| match (raw, object) {
                (_, Object::Array(inner)) => self.holds(&inner, depth + 1),
                (MaybeRef::Ref(id), _) => !self.off.contains(&id.into()),
                _ => true,
            });
        match operator.as_deref() {
            Some(b"And") => operands.all(|holds| holds),
            Some(b"Or") => operands.any(|holds| holds),
            Some(b"Not") => !operands.next().unwrap_or(false),
            _ => true,
        }
    }
}

/// Switches layers as their usage says when the document is viewed (8.11.4.4).
fn apply_usage(config: &Dict<'_>, off: &mut BTreeSet<ObjectIdentifier>) {
    let is_view = |usage: &Dict<'_>| usage.get::<Name<'_>>("Event").as_deref() == Some(b"View");
    for usage in children(config, "AS").filter(is_view) {
        for (id, group) in references(&usage, "OCGs").zip(children(&usage, "OCGs")) {
            let usage = group.get::<Dict<'_>>("Usage").unwrap_or_default();
            if usage.get::<Dict<'_>>("Zoom").is_some_and(|zoom| !is_shown_unmagnified(&zoom)) {
                off.insert(id);
            }
            let view = usage.get::<Dict<'_>>("View");
            match view.and_then(|view| view.get::<Name<'_>>("ViewState")).as_deref() {
                Some(b"OFF") => drop(off.insert(id)),
                Some(b"ON") => drop(off.remove(&id)),
                _ => {}
            }
        }
    }
}

/// True for a range of magnifications in which a page has its own size, or most of it.
fn is_shown_unmagnified(zoom: &Dict<'_>) -> bool {
    let least = zoom.get::<f32>("min").unwrap_or(0.0);
    let most = zoom.get::<f32>("max").unwrap_or(f32::INFINITY);
    least <= 1.0 && most > 0.5
}

/// Tells the names of the layers, which viewers list beside the pages.
pub(super) fn read_names(catalog: &Dict<'_>, session: &mut Session<'_, '_>) {
    let properties = catalog.get::<Dict<'_>>("OCProperties").unwrap_or_default();
    let names: Vec<String> = children(&properties, "OCGs")
        .filter_map(|group| text_of(&group.get::<Object<'_>>("Name")?))
        .collect();
    let part = part_on(PartKind::Name, "names of layers".into(), None);
    session.text(part.hidden(Hidden::Property), &names.join("\n"));
}

/// The references in the array at `key`.
fn references<'a>(dict: &Dict<'a>, key: &str) -> impl Iterator<Item = ObjectIdentifier> + use<'a> {
    let array = dict.get::<Array<'a>>(key).unwrap_or_default();
    array.raw_iter().filter_map(|item| item.as_obj_ref().map(ObjectIdentifier::from))
}
