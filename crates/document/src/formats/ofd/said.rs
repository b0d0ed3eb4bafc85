//! What elements of all members say alike: where something is, in words and in numbers.

use crate::formats::office::markup::{Tag, Value};
use crate::formats::office::member::Member;
use crate::formats::office::story::Story;

/// The folder of a member.
pub(super) fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Adds the value of an attribute as a line.
pub(super) fn push_value(story: &mut Story, member: &Member, value: Option<Value<'_>>) {
    if let Some(value) = value {
        story.fresh_line();
        story.push_value(member, value, None);
    }
}

/// Attributes that say where something is, and how it is drawn.
const COORDINATES: &[&str] =
    &["BaseLoc", "Boundary", "CTM", "DeltaX", "DeltaY", "FamilyName", "FontName", "Value"];

/// Passes over what an element says of places alone.
pub(super) fn pass_over_places(member: &Member, tag: &Tag<'_>) {
    for (name, value) in tag.attributes() {
        if COORDINATES.contains(&name) {
            member.note_told(value.at());
        }
    }
}

/// As many numbers as are asked for.
pub(super) fn numbers<const COUNT: usize>(text: &str) -> Option<[f32; COUNT]> {
    let numbers: Option<Vec<f32>> =
        text.split_whitespace().map(|number| number.parse().ok()).collect();
    numbers?.try_into().ok()
}
