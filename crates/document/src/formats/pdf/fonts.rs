//! Fonts: how far a character code moves the pen, and which characters it stands for.
//!
//! `hayro-font` knows `ToUnicode` and glyph names. Where those say nothing, the character
//! collection, the encoding's own name and the `cmap` table of the embedded program are asked.

mod look;
mod shapes;
mod unused;

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use encoding_rs::Encoding;
use hayro_cmap::{BfString, CMap, CMapName, CidFamily};
use hayro_font::kurbo::{Shape as _, Vec2};
use hayro_font::{
    CMapResolverFn, Font, FontCache, FontGlyph, FontQuery, FontResolverFn, StandardFont,
};
use hayro_syntax::object::dict::keys::SUBTYPE;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use skrifa::MetadataProvider as _;

use self::look::{Kind, Look, letter_of_name, paints_nothing};
pub(super) use self::shapes::Seen;
use super::session::{Identity, children, identity};
use crate::Hidden;

/// How far a glyph reaches above and below its baseline, in parts of the font size.
const ASCENT: f64 = 0.85;
const DESCENT: f64 = 0.25;
/// Mean width of the glyphs of a Latin font, in ems.
const MEAN_WIDTH_EMS: f64 = 0.55;

/// Fonts of one document, each loaded once.
pub(super) struct Fonts<'a> {
    cache: FontCache<'a>,
    programs: FontResolverFn,
    cmaps: CMapResolverFn,
    loaded: RefCell<BTreeMap<Identity, Option<Rc<LoadedFont<'a>>>>>,
    fallback: OnceCell<Option<Rc<LoadedFont<'a>>>>,
}

impl<'a> Fonts<'a> {
    pub(super) fn new() -> Self {
        Self {
            cache: FontCache::new(),
            programs: Arc::new(|query| {
                Some(match query {
                    FontQuery::Standard(font) => font.get_font_data(),
                    FontQuery::Fallback(query) => query.pick_standard_font().get_font_data(),
                })
            }),
            cmaps: Arc::new(hayro_cmap::load_embedded),
            loaded: RefCell::default(),
            fallback: OnceCell::new(),
        }
    }

    /// Returns the font that `dict` describes, or a stand-in when it cannot be used.
    pub(super) fn load(&self, dict: &Dict<'a>) -> Option<Rc<LoadedFont<'a>>> {
        let identity = identity(dict);
        if let Some(known) = self.loaded.borrow().get(&identity) {
            return known.clone();
        }
        let font = self.load_new(dict);
        self.loaded.borrow_mut().insert(identity, font.clone());
        font
    }

    fn load_new(&self, dict: &Dict<'a>) -> Option<Rc<LoadedFont<'a>>> {
        match self.cache.font(dict, &self.programs, &self.cmaps) {
            Some(font) => Some(Rc::new(LoadedFont::new(font, dict.clone(), &self.cmaps))),
            None => {
                let mut font = LoadedFont::new(self.standard()?, dict.clone(), &self.cmaps);
                font.is_stand_in = true;
                Some(Rc::new(font))
            }
        }
    }

    fn standard(&self) -> Option<Font<'a>> {
        self.cache.standard_font(StandardFont::Helvetica, &self.programs)
    }

    /// The font that viewers take when a content stream names none.
    pub(super) fn fallback(&self) -> Option<Rc<LoadedFont<'a>>> {
        let load = || Some(Rc::new(LoadedFont::new(self.standard()?, Dict::empty(), &self.cmaps)));
        self.fallback.get_or_init(load).clone()
    }
}

/// What a character code stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Characters.
    Text(Rc<str>),
    /// It paints something whose characters are not known.
    Unknown,
}

/// A font, ready to read strings with.
pub(super) struct LoadedFont<'a> {
    font: Font<'a>,
    dict: Dict<'a>,
    cmaps: CMapResolverFn,
    /// The font itself could not be loaded: only plain letters are likely what they seem.
    is_stand_in: bool,
    meanings: RefCell<BTreeMap<u32, Meaning>>,
    /// How far each code moves the pen.
    advances: RefCell<BTreeMap<u32, Vec2>>,
    collection: OnceCell<Option<Collection>>,
    program: OnceCell<BTreeMap<u32, char>>,
    encoding: OnceCell<SimpleEncoding>,
    /// What each code looks like, where that is known: a letter, or nothing at all.
    looks: RefCell<BTreeMap<u32, Look>>,
    kind: Kind,
    /// The encoding of its bytes, two for a character, when it is one of a system's East Asian fonts
    /// that was written as if it were Latin.
    pub(super) double_byte: Option<&'static Encoding>,
    pub(super) reach: Reach,
}

/// The encoding of a composite font, and the characters of its collection by CID.
struct Collection {
    encoding: CMap,
    /// Codes are UTF-16 themselves (`UniGB-UTF16-H`).
    is_unicode: bool,
    characters: Option<CMap>,
}

impl<'a> LoadedFont<'a> {
    fn new(font: Font<'a>, dict: Dict<'a>, cmaps: &CMapResolverFn) -> Self {
        Self {
            font,
            double_byte: double_byte_encoding(&dict),
            kind: Kind::of(&dict),
            reach: Reach::of_font(&dict),
            dict,
            cmaps: Arc::clone(cmaps),
            is_stand_in: false,
            meanings: RefCell::default(),
            advances: RefCell::default(),
            collection: OnceCell::new(),
            program: OnceCell::new(),
            encoding: OnceCell::new(),
            looks: RefCell::default(),
        }
    }

    /// Reads the character code at `at`; returns it with its length, which is never 0.
    pub(super) fn read_code(&self, bytes: &[u8], at: usize) -> (u32, usize) {
        let (code, length) = self.font.read_code(bytes, at);
        (code, length.max(1))
    }

    /// How far a code moves the pen, in thousandths of the font size.
    pub(super) fn advance(&self, code: u32) -> Vec2 {
        let find = || self.font.code_advance(code);
        *self.advances.borrow_mut().entry(code).or_insert_with(find)
    }

    /// What tells it from other fonts of the document.
    pub(super) fn identity(&self) -> Identity {
        identity(&self.dict)
    }

    pub(super) fn is_horizontal(&self) -> bool {
        self.font.is_horizontal()
    }

    /// Returns what `code` stands for.
    pub(super) fn meaning(&self, code: u32) -> Meaning {
        if let Some(known) = self.meanings.borrow().get(&code) {
            return known.clone();
        }
        let meaning = self.find_meaning(code);
        self.meanings.borrow_mut().insert(code, meaning.clone());
        meaning
    }

    fn find_meaning(&self, code: u32) -> Meaning {
        if self.is_stand_in && !(0x20..0x7F).contains(&code) {
            return Meaning::Unknown;
        }
        let glyph = self.font.glyph(self.font.map_code(code), code);
        let stated = match &glyph {
            FontGlyph::Outline(outline) => outline.as_unicode(),
            FontGlyph::Type3(type3) => type3.as_unicode(),
        };
        let found = stated
            .and_then(readable)
            .filter(|text| !(text.trim().is_empty() && self.has_ink(&glyph)))
            .or_else(|| self.character_of_collection(code).and_then(readable))
            .or_else(|| self.character_of_program(&glyph).and_then(readable))
            .or_else(|| self.character_of_encoding(code).and_then(readable));
        match (found, glyph) {
            (Some(text), _) => Meaning::Text(text.into()),
            // Nothing is painted, so nothing is missing; a stand-in for a composite font that is not
            // embedded tells nothing.
            (None, FontGlyph::Outline(outline))
                if outline.outline().elements().is_empty() && !self.is_missing_composite() =>
            {
                Meaning::Text(" ".into())
            }
            _ => Meaning::Unknown,
        }
    }

    /// True for a glyph of a font of the file that paints something.
    fn has_ink(&self, glyph: &FontGlyph<'_>) -> bool {
        match glyph {
            // What stands for glyphs that are not there is no letter.
            FontGlyph::Outline(outline) if outline.glyph_id().to_u32() > 0 => {
                self.kind == Kind::Embedded && outline.outline().bounding_box().area() > 0.0
            }
            _ => false,
        }
    }

    /// How a code is hidden that stands for letters and paints nothing.
    pub(super) fn hides(&self, code: u32) -> Option<Hidden> {
        (self.look(code) == Look::Blank).then_some(Hidden::Invisible)
    }

    /// The letter or digit that a code looks like, when the file says that it is another one.
    pub(super) fn drawn_otherwise(&self, code: u32) -> Option<Seen> {
        match self.look(code) {
            Look::Other(seen) => Some(seen),
            Look::Stated | Look::Blank => None,
        }
    }

    fn look(&self, code: u32) -> Look {
        if self.kind == Kind::Other {
            return Look::Stated;
        }
        if let Some(known) = self.looks.borrow().get(&code) {
            return *known;
        }
        let look = self.find_look(code).unwrap_or(Look::Stated);
        self.looks.borrow_mut().insert(code, look);
        look
    }

    fn find_look(&self, code: u32) -> Option<Look> {
        if self.kind == Kind::Embedded {
            return self.look_of_outline(code);
        }
        let Meaning::Text(stated) = self.meaning(code) else { return None };
        let encoding = self.encoding.get_or_init(|| SimpleEncoding::read(&self.dict));
        let name = encoding.names.get(&u8::try_from(code).ok()?);
        if self.kind == Kind::Drawn {
            let procedures = self.dict.get::<Dict<'_>>("CharProcs")?;
            let drawing = procedures.get::<Stream<'_>>(name?.as_slice())?;
            let is_blank = !stated.trim().is_empty() && paints_nothing(&drawing);
            return is_blank.then_some(Look::Blank);
        }
        let letter = letter_of_name(name?)?;
        let mut stated = stated.chars();
        let is_same = stated.next().is_some_and(|first| first.eq_ignore_ascii_case(&letter))
            && stated.next().is_none();
        (!is_same).then_some(Look::Other(Seen { letter, digit: None, is_contradicted: true }))
    }

    /// Holds the outline of a code against those of letters and digits.
    fn look_of_outline(&self, code: u32) -> Option<Look> {
        let FontGlyph::Outline(glyph) = self.font.glyph(self.font.map_code(code), code) else {
            return None;
        };
        let outline = glyph.outline();
        let stated = match (self.meaning(code), glyph.as_unicode().and_then(readable)) {
            (Meaning::Unknown, None) if glyph.glyph_id().to_u32() == 0 => return None,
            (Meaning::Unknown, None) => {
                let guess = shapes::seen(&outline, None)?;
                return Some(Look::Other(Seen { is_contradicted: false, ..guess }));
            }
            (Meaning::Unknown, Some(stated)) => stated.into(),
            (Meaning::Text(stated), _) => stated,
        };
        let mut stated = stated.chars();
        let first = stated.next().filter(|_| stated.next().is_none())?;
        let stated = match first {
            first if first.is_ascii_alphanumeric() => Some(first),
            // None of them looks like a letter or a digit of eight fonts.
            '\u{4E00}'..='\u{9FFF}' | ' ' => None,
            _ => return None,
        };
        shapes::seen(&outline, stated).map(Look::Other)
    }

    fn is_missing_composite(&self) -> bool {
        let descendant = children(&self.dict, "DescendantFonts").next();
        descendant.is_some_and(|descendant| {
            let descriptor = descendant.get::<Dict<'_>>("FontDescriptor").unwrap_or_default();
            !["FontFile", "FontFile2", "FontFile3"].iter().any(|key| descriptor.contains_key(key))
        })
    }

    fn character_of_collection(&self, code: u32) -> Option<BfString> {
        let load = || Collection::read(&self.dict, &self.cmaps);
        self.collection.get_or_init(load).as_ref()?.character(code)
    }

    /// Looks the glyph up in the `cmap` table of the embedded font program, the wrong way round.
    fn character_of_program(&self, glyph: &FontGlyph<'_>) -> Option<BfString> {
        let FontGlyph::Outline(outline) = glyph else { return None };
        let id = outline.glyph_id().to_u32();
        if id == 0 {
            return None;
        }
        let load = || {
            let data = outline.font_data().map(|font| font.data);
            data.map(|data| characters_by_glyph((*data).as_ref())).unwrap_or_default()
        };
        self.program.get_or_init(load).get(&id).copied().map(BfString::Char)
    }

    fn character_of_encoding(&self, code: u32) -> Option<BfString> {
        let encoding = self.encoding.get_or_init(|| SimpleEncoding::read(&self.dict));
        encoding.character(u8::try_from(code).ok()?).map(BfString::Char)
    }
}

impl Collection {
    fn read(dict: &Dict<'_>, cmaps: &CMapResolverFn) -> Option<Self> {
        let descendant = children(dict, "DescendantFonts").next()?;
        let name = dict.get::<Name<'_>>("Encoding");
        let encoding = match dict.get::<Object<'_>>("Encoding")? {
            Object::Stream(stream) => parse_cmap(&stream.decoded_data().ok()?, cmaps)?,
            Object::Name(name) if &*name == b"Identity-H" => CMap::identity_h(),
            Object::Name(name) if &*name == b"Identity-V" => CMap::identity_v(),
            Object::Name(name) => parse_cmap(cmaps(CMapName::from_bytes(&name))?, cmaps)?,
            _ => return None,
        };
        let is_unicode = name.is_some_and(|name| {
            name.starts_with(b"Uni")
                && [&b"-UCS2-"[..], b"-UTF16-"]
                    .iter()
                    .any(|kind| memchr::memmem::find(&name, kind).is_some())
        });
        let family = family(&descendant, &encoding);
        let characters = family
            .and_then(|family| cmaps(family.ucs2_cmap()?))
            .and_then(|data| parse_cmap(data, cmaps));
        Some(Self { encoding, is_unicode, characters })
    }

    fn character(&self, code: u32) -> Option<BfString> {
        if self.is_unicode {
            let units = [(code >> 16) as u16, code as u16];
            let units = if units[0] == 0 { &units[1..] } else { &units[..] };
            return char::decode_utf16(units.iter().copied()).next()?.ok().map(BfString::Char);
        }
        let cid = (1..=4).find_map(|length| self.encoding.lookup_cid_code(code, length))?;
        self.characters.as_ref()?.lookup_bf_string(cid)
    }
}

/// The encoding of a simple font whose glyph names mean nothing.
#[derive(Default)]
struct SimpleEncoding {
    base: Option<&'static Encoding>,
    names: BTreeMap<u8, Vec<u8>>,
}

impl SimpleEncoding {
    fn read(dict: &Dict<'_>) -> Self {
        let own_name = dict.get::<Name<'_>>("Encoding");
        let encoding = dict.get::<Dict<'_>>("Encoding").unwrap_or_default();
        let base = match own_name.or_else(|| encoding.get("BaseEncoding")).as_deref() {
            Some(b"WinAnsiEncoding") => Some(encoding_rs::WINDOWS_1252),
            Some(b"MacRomanEncoding") => Some(encoding_rs::MACINTOSH),
            _ => None,
        };
        let mut names = BTreeMap::new();
        let mut code = 0_u8;
        for item in
            encoding.get::<Array<'_>>("Differences").unwrap_or_default().iter::<Object<'_>>()
        {
            match item {
                Object::Number(number) => code = number.as_i64().clamp(0, 255) as u8,
                Object::Name(name) => {
                    names.insert(code, name.to_vec());
                    code = code.wrapping_add(1);
                }
                _ => {}
            }
        }
        Self { base, names }
    }

    /// Takes the code for the character where the base encoding has it, or where the glyph's name
    /// is the code itself, as in `C41` or `a65`.
    fn character(&self, code: u8) -> Option<char> {
        let is_own_number = self.names.get(&code).is_some_and(|name| says_number(name, code));
        let encoding = match self.base {
            None if is_own_number => encoding_rs::WINDOWS_1252,
            base => base?,
        };
        encoding.decode_without_bom_handling(&[code]).0.chars().next()
    }
}

/// True when a glyph's name is a letter or two and `code` in decimal or hexadecimal.
fn says_number(name: &[u8], code: u8) -> bool {
    (1..=2).any(|letters| {
        let digits = name.get(letters..).and_then(|digits| std::str::from_utf8(digits).ok());
        digits.is_some_and(|digits| {
            digits.parse() == Ok(code) || u8::from_str_radix(digits, 16) == Ok(code)
        })
    })
}

/// Names of East Asian system fonts, by the encoding that they are written in.
const DOUBLE_BYTE_FONTS: [(&Encoding, &[&str]); 4] = [
    (encoding_rs::GBK, &["宋体", "黑体", "楷体", "仿宋", "隶书", "幼圆", "华文", "新宋"]),
    (encoding_rs::BIG5, &["明體", "楷體", "黑體"]),
    (encoding_rs::SHIFT_JIS, &["明朝", "ゴシック"]),
    (encoding_rs::EUC_KR, &["굴림", "바탕", "돋움", "궁서"]),
];

/// Finds the encoding of a font that is not embedded and has a name such as 宋体 in raw bytes.
///
/// Older drivers wrote such fonts as single-byte TrueType fonts; viewers on a system of that language
/// show two bytes as one character.
fn double_byte_encoding(dict: &Dict<'_>) -> Option<&'static Encoding> {
    if dict.get::<Name<'_>>(SUBTYPE).as_deref() != Some(b"TrueType") {
        return None;
    }
    let descriptor = dict.get::<Dict<'_>>("FontDescriptor").unwrap_or_default();
    if descriptor.contains_key("FontFile2") || dict.contains_key("ToUnicode") {
        return None;
    }
    let name = dict.get::<Name<'_>>("BaseFont").filter(|name| !name.is_ascii())?;
    DOUBLE_BYTE_FONTS.iter().find_map(|(encoding, known)| {
        let (name, _) = encoding.decode_without_bom_handling(&name);
        known.iter().any(|known| name.contains(known)).then_some(*encoding)
    })
}

/// The character collection of a composite font: of its encoding, else of its descendant.
fn family(descendant: &Dict<'_>, encoding: &CMap) -> Option<CidFamily> {
    let of_encoding = encoding.metadata().character_collection.as_ref();
    if let Some(collection) = of_encoding
        && collection.family != CidFamily::AdobeIdentity
    {
        return Some(collection.family.clone());
    }
    let info = descendant.get::<Dict<'_>>("CIDSystemInfo")?;
    let registry = info.get::<hayro_syntax::object::String<'_>>("Registry")?;
    let ordering = info.get::<hayro_syntax::object::String<'_>>("Ordering")?;
    Some(CidFamily::from_registry_ordering(&registry, &ordering))
}

fn parse_cmap(data: &[u8], cmaps: &CMapResolverFn) -> Option<CMap> {
    let cmaps = Arc::clone(cmaps);
    CMap::parse(data, move |name| cmaps(name))
}

/// Reads the `cmap` table of a font program: for each glyph the least character that selects it.
fn characters_by_glyph(data: &[u8]) -> BTreeMap<u32, char> {
    let mut characters = BTreeMap::new();
    let Ok(font) = skrifa::FontRef::new(data) else { return characters };
    for (code, glyph) in font.charmap().mappings() {
        // Symbol fonts have the codes of letters at U+F000 and up.
        let code = if (0xF021..0xF07F).contains(&code) { code - 0xF000 } else { code };
        if let Some(character) = char::from_u32(code) {
            let known = characters.entry(glyph.to_u32()).or_insert(character);
            *known = character.min(*known);
        }
    }
    characters
}

/// Returns the text without what cannot be read: control characters, and codes that stand for
/// nothing.
fn readable(text: BfString) -> Option<String> {
    let text = match text {
        BfString::Char(character) => character.to_string(),
        BfString::String(text) => text,
    };
    let cleaned: String = text
        .chars()
        .filter_map(|character| match character {
            '\t' | '\n' | '\r' | '\u{A0}' => Some(' '),
            '\u{FFFD}' | '\u{FFFE}' | '\u{FFFF}' => None,
            other if other.is_control() => None,
            other => Some(other),
        })
        .collect();
    (!cleaned.is_empty()).then_some(cleaned)
}

/// The em of a font and its reach above and below the baseline, in parts of the font size.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reach {
    pub(super) em: f64,
    pub(super) ascent: f64,
    pub(super) descent: f64,
}

impl Reach {
    fn of_font(dict: &Dict<'_>) -> Self {
        match dict.get::<Name<'_>>(SUBTYPE).as_deref() {
            Some(b"Type3") => Self::of_type3(dict).unwrap_or(Self::of_em(1.0)),
            _ => Self::of_em(1.0),
        }
    }

    fn of_em(em: f64) -> Self {
        Self { em, ascent: ASCENT * em, descent: DESCENT * em }
    }

    /// A Type 3 font has units of its own, and its box is often wrong: widths tell its size better.
    fn of_type3(dict: &Dict<'_>) -> Option<Self> {
        let scale = dict.get::<[f64; 6]>("FontMatrix").map_or(0.001, |matrix| matrix[0].abs());
        let widths = dict.get::<Array<'_>>("Widths")?;
        let widths = widths.iter::<f32>().filter(|&width| width > 0.0).map(f64::from);
        let (count, sum) =
            widths.fold((0.0, 0.0), |(count, sum), width| (count + 1.0, sum + width));
        (count > 0.0).then(|| Self::of_em(sum / count * scale / MEAN_WIDTH_EMS))
    }
}
