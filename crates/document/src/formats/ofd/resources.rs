//! What pages use by number (GB/T 33190, 7.9): colours, ways of drawing, and pictures.

use std::collections::{BTreeMap, BTreeSet};

use super::said::{folder, pass_over_places};
use crate::formats::colour::Colour;
use crate::formats::office::markup::{Node, Tag, Xml};
use crate::formats::office::member::{Member, Members, resolve};
use crate::out::Out;

/// Pictures that are looked at to see whether something shines through them.
const PICTURES_MAX: usize = 200;
/// Ways of drawing that lead to one another.
const RELATIVES_MAX: usize = 16;

/// What pages use by number.
#[derive(Default)]
pub(super) struct Resources {
    /// Ways of drawing: the colour of what is filled, and the way that says the rest.
    ways: BTreeMap<String, (Option<Ink>, String)>,
    /// Pictures, by the members that hold them.
    pictures: BTreeMap<String, String>,
    /// Pictures through which nothing shines.
    opaque: BTreeSet<String>,
}

/// What is filled with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ink {
    /// None where it is a pattern, or of a space of colours that is not known here.
    pub(super) colour: Option<Colour>,
    /// From 0, nothing, to 255.
    pub(super) opacity: u32,
}

impl Ink {
    pub(super) const BLACK: Self = Self { colour: Some(Colour::BLACK), opacity: OPAQUE };

    /// What an element says of a colour.
    pub(super) fn of(tag: &Tag<'_>) -> Self {
        let opacity = tag.number("Alpha").unwrap_or(OPAQUE);
        let colour = match tag.value("Value") {
            Some(value) => colour(&value.text()),
            // A place in a table of colours.
            None if tag.value("Index").is_some() => None,
            None => Some(Colour::BLACK),
        };
        Self { colour, opacity }
    }
}

/// Opacity of what nothing shines through.
pub(super) const OPAQUE: u32 = 255;

/// Channels in decimal digits, or in hexadecimal ones after `#`.
fn colour(value: &str) -> Option<Colour> {
    let channel = |text: &str| match text.strip_prefix('#') {
        Some(digits) => u8::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    };
    let channels: Option<Vec<u8>> = value.split_whitespace().map(channel).collect();
    match *channels?.as_slice() {
        [grey] => Some(Colour::from_channels([grey; 3])),
        [red, green, blue] => Some(Colour::from_channels([red, green, blue])),
        [cyan, magenta, yellow, black] => {
            let light = |ink: u8| {
                let light = u32::from(255 - ink) * u32::from(255 - black) / 255;
                u8::try_from(light).unwrap_or(u8::MAX)
            };
            Some(Colour::from_channels([light(cyan), light(magenta), light(yellow)]))
        }
        _ => None,
    }
}

impl Resources {
    /// Takes in a list of resources.
    pub(super) fn read(&mut self, member: &Member, out: &Out<'_>) {
        let mut base = folder(&member.name).to_owned();
        let mut id = String::new();
        let mut xml = Xml::new(&member.text, out.limits().nesting_max);
        while let Some(node) = xml.next() {
            match node {
                Node::Start(tag) => match tag.local() {
                    "Font" => pass_over_places(member, &tag),
                    "Res" => base = resolve(&base, &tag.text("BaseLoc")),
                    "MultiMedia" => id = tag.text("ID").into_owned(),
                    "DrawParam" => {
                        id = tag.text("ID").into_owned();
                        self.ways.insert(id.clone(), (None, tag.text("Relative").into_owned()));
                    }
                    "FillColor" if xml.around() == "DrawParam" => {
                        if let Some((ink, _)) = self.ways.get_mut(&id) {
                            *ink = Some(Ink::of(&tag));
                        }
                    }
                    _ => {}
                },
                Node::Text(piece) if xml.inside() == "MediaFile" => {
                    self.pictures.insert(id.clone(), resolve(&base, piece.text.trim()));
                }
                Node::Text(_) | Node::End(_) => {}
            }
        }
    }

    /// Finds out through which pictures nothing shines.
    pub(super) fn look_at_pictures(&mut self, members: &mut Members<'_>) {
        let pictures = self.pictures.iter().take(PICTURES_MAX);
        let opaque = pictures.filter(|(_, place)| members.is_opaque_picture(place));
        self.opaque = opaque.map(|(id, _)| id.clone()).collect();
    }

    /// What something is filled with that is drawn in that way.
    pub(super) fn ink(&self, way: &str) -> Option<Ink> {
        let mut way = way;
        for _ in 0..RELATIVES_MAX {
            let (ink, relative) = self.ways.get(way)?;
            if ink.is_some() {
                return *ink;
            }
            way = relative;
        }
        None
    }

    /// True when nothing shines through that picture.
    pub(super) fn is_opaque(&self, picture: &str) -> bool {
        self.opaque.contains(picture)
    }
}
