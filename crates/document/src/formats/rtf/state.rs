//! What is known while a file is read: the groups that are open, and what they are about.

use std::collections::{BTreeMap, BTreeSet};

use super::destination::{self, Destination, TEXT_BOX};
use super::group::{Group, WESTERN, page_of_charset};
use super::objects::{from_digits, tell_object, tell_picture};
use super::pictures::Pictures;
use super::tokens::Token;
use crate::formats::office::binary::narrow;
use crate::formats::office::story::Story;
use crate::formats::ole::push_texts;
use crate::formats::textual::property;
use crate::out::{NewPart, Out};
use crate::{Hidden, PartKind, ProblemCode};

/// Letters this small, in half points, are not seen.
const TINY_HALF_POINTS: i32 = 4;

/// Letters that a character by its number needs to be shown by programs that do not know it.
const LETTERS_AFTER_MAX: usize = 2;

/// A file while it is read.
pub(super) struct Reading {
    /// The group that is read, and those around it.
    group: Group,
    around: Vec<Group>,
    nesting_max: usize,
    /// Groups that are open beyond the limit.
    too_deep: u64,
    was_too_deep: bool,
    code_page: u32,
    /// Code pages of fonts, by number.
    fonts: BTreeMap<i32, u32>,
    font: i32,
    /// Red, green and blue of each colour; below zero for the one that a program chooses.
    colours: Vec<[i32; 3]>,
    colour: [i32; 3],
    styles: HidingStyles,
    /// Letters that stand for a character by its number, where there are more than it needs.
    for_old_programs: Vec<u8>,
    /// Bytes of a code page that were not decoded yet.
    pending: Vec<u8>,
    /// The first half of a character in two.
    high: Option<u16>,
    /// The running text, and the notes and headers that are open inside it.
    texts: Vec<Text>,
    finished: Vec<Text>,
    others: BTreeMap<String, String>,
    /// The kind of picture that is open, and its bytes.
    blip: String,
    binary: Vec<u8>,
    pictures: Pictures,
    counts: BTreeMap<&'static str, usize>,
    shape_name: String,
    /// True in a shape that is not shown, and the texts that were finished before it.
    shape_is_hidden: bool,
    finished_before_shape: usize,
    own_name: String,
    names: Story,
    word_art: Story,
}

/// The styles that hide letters, while their table is read and after.
#[derive(Default)]
struct HidingStyles {
    /// How many groups are around those of styles; 0 outside of their table.
    depth: usize,
    /// The style that is read: the word for its kind, and its number.
    open: Option<(&'static str, i32)>,
    known: BTreeSet<(&'static str, i32)>,
}

impl HidingStyles {
    fn word(&mut self, word: &str, number: Option<i32>) {
        match word {
            "s" => self.open = number.map(|number| ("s", number)),
            "cs" => self.open = number.map(|number| ("cs", number)),
            // Those of sections and tables.
            "ds" | "ts" => self.open = None,
            "v" if number != Some(0) => self.known.extend(self.open),
            _ => {}
        }
    }

    /// True for the style of that number that hides letters.
    fn hide(&self, kind: &'static str, number: Option<i32>) -> bool {
        number.is_some_and(|number| self.known.contains(&(kind, number)))
    }
}

/// A text that is a part by itself.
struct Text {
    kind: PartKind,
    label: String,
    hidden: Option<Hidden>,
    story: Story,
}

impl Reading {
    pub(super) fn new(nesting_max: usize) -> Self {
        let body = Text {
            kind: PartKind::Body,
            label: "body".to_owned(),
            hidden: None,
            story: Story::default(),
        };
        Self {
            group: Group::outermost(),
            around: Vec::new(),
            nesting_max,
            too_deep: 0,
            was_too_deep: false,
            code_page: WESTERN,
            fonts: BTreeMap::new(),
            font: 0,
            colours: Vec::new(),
            colour: [-1; 3],
            styles: HidingStyles::default(),
            for_old_programs: Vec::new(),
            pending: Vec::new(),
            high: None,
            texts: vec![body],
            finished: Vec::new(),
            others: BTreeMap::new(),
            blip: String::new(),
            binary: Vec::new(),
            pictures: Pictures::default(),
            counts: BTreeMap::new(),
            shape_name: String::new(),
            shape_is_hidden: false,
            finished_before_shape: 0,
            own_name: String::new(),
            names: Story::default(),
            word_art: Story::default(),
        }
    }

    /// True when no group is open.
    pub(super) fn is_at_end(&self) -> bool {
        self.around.is_empty()
    }

    /// Takes in what comes next.
    pub(super) fn take(&mut self, token: Token<'_>, out: &mut Out<'_>) {
        if !matches!(token, Token::Byte(_) | Token::Text(_)) {
            self.flush();
        }
        match token {
            Token::Open => self.open(),
            Token::Close => self.close(out),
            Token::Word(word, number) => self.word(word, number),
            Token::Symbol(symbol) => self.symbol(symbol),
            Token::Byte(byte) => self.bytes(&[byte]),
            Token::Text(bytes) => self.bytes(bytes),
            Token::Binary(bytes) => self.binary.extend_from_slice(bytes),
        }
    }

    /// Tells what was read.
    pub(super) fn finish(mut self, out: &mut Out<'_>) {
        self.flush();
        self.end_for_old_programs();
        while !self.around.is_empty() {
            self.close(out);
        }
        if self.was_too_deep {
            out.problem(ProblemCode::NestingLimit);
        }
        self.finished.extend(std::mem::take(&mut self.texts));
        // The running text was finished last, and is told first.
        self.finished.rotate_right(1);
        for text in self.finished {
            let part = NewPart { hidden: text.hidden, ..NewPart::new(text.kind, text.label) };
            text.story.tell(part, out);
        }
        self.pictures.show(out);
        self.word_art.tell(NewPart::new(PartKind::Other, "word art"), out);
        let part = NewPart::new(PartKind::Alternative, "alternative text");
        self.names.tell(part.hidden(Hidden::Markup), out);
        for (name, text) in self.others {
            let mut story = Story::default();
            story.push_text(text.trim(), None);
            let kind = if name == "bookmarks" { PartKind::Outline } else { PartKind::Other };
            story.tell(NewPart::new(kind, name).hidden(Hidden::Markup), out);
        }
    }

    fn open(&mut self) {
        if self.around.len() >= self.nesting_max {
            self.too_deep += 1;
            self.was_too_deep = true;
            return;
        }
        let inner = self.group.inner();
        self.around.push(std::mem::replace(&mut self.group, inner));
    }

    fn close(&mut self, out: &mut Out<'_>) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        let Some(outer) = self.around.pop() else { return };
        if self.styles.depth > self.around.len() {
            self.styles.depth = 0;
        }
        let group = std::mem::replace(&mut self.group, outer);
        match (group.begins, &group.destination) {
            (true, _) => self.end_destination(group, out),
            (false, Destination::Properties(name)) => {
                let value = group.buffer.trim_end_matches(';');
                // The first is always there, and stands for nobody.
                if value != "Unknown" {
                    property(out, name, value);
                }
            }
            (false, Destination::Variable) => {
                self.group.buffer.push_str(&group.buffer);
                self.group.buffer.push('\n');
            }
            (false, _) => self.group.buffer.push_str(&group.buffer),
        }
    }

    /// Ends the group that a destination began with: what was read goes where it belongs.
    fn end_destination(&mut self, group: Group, out: &mut Out<'_>) {
        let group_is_seen = group.hidden().is_none() && !group.is_for_old;
        let text = group.buffer;
        match group.destination {
            Destination::Text(..) if self.texts.len() > 1 => self.finished.extend(self.texts.pop()),
            Destination::Property(name) => property(out, name, text.trim_end_matches(';')),
            Destination::Picture => {
                let bytes = self.take_bytes(&text);
                let blip = std::mem::take(&mut self.blip);
                if out.wants_pictures() {
                    let is_beside = self.texts.last().is_none_or(|text| text.hidden.is_some());
                    let is_seen = group_is_seen && !is_beside;
                    self.pictures.end(&bytes, &blip, is_seen);
                }
                tell_picture(&bytes, &blip, self.count("picture"), out);
            }
            Destination::Object => {
                let bytes = self.take_bytes(&text);
                tell_object(&bytes, self.count("object"), out);
            }
            Destination::ObjectClass => property(out, "OriginatingProgram", &text),
            Destination::ShapeName => self.shape_name = text,
            Destination::ShapeValue => self.end_shape_value(&text),
            Destination::OwnName => self.own_name = text,
            Destination::OwnValue => property(out, &self.own_name, &text),
            Destination::Variable => {
                let (name, value) = text.split_once('\n').unwrap_or(("variable", &text));
                property(out, name, value);
            }
            Destination::Store => {
                let bytes = self.take_bytes(&text);
                let mut found = String::new();
                push_texts(&bytes, &mut found);
                self.push_other("datastore", &found);
            }
            Destination::Other(name) => self.push_other(&name, &text),
            _ => {}
        }
    }

    fn end_shape_value(&mut self, value: &str) {
        self.pictures.property(&self.shape_name, value);
        match self.shape_name.as_str() {
            "gtextUNICODE" => {
                self.word_art.push_text(value, None);
                self.word_art.fresh_line();
            }
            "fHidden" if value.trim() == "1" => {
                self.shape_is_hidden = true;
                for text in self.finished.iter_mut().skip(self.finished_before_shape) {
                    text.hidden = text.hidden.or(Some(Hidden::Vanished));
                }
            }
            "wzName" | "wzDescription" | "pibName" | "pihlShape" | "wzTooltip" => {
                self.names.push_text(value, None);
                self.names.fresh_line();
            }
            _ => {}
        }
    }

    fn push_other(&mut self, name: &str, text: &str) {
        if !text.trim().is_empty() {
            let other = self.others.entry(name.to_owned()).or_default();
            other.push_str(text.trim());
            other.push('\n');
        }
    }

    /// The bytes of a picture or an object: those that were given as such, or those of digits.
    fn take_bytes(&mut self, digits: &str) -> Vec<u8> {
        let mut bytes = std::mem::take(&mut self.binary);
        bytes.extend(from_digits(digits.as_bytes()));
        bytes
    }

    fn count(&mut self, what: &'static str) -> usize {
        let count = self.counts.entry(what).or_default();
        *count += 1;
        *count
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        let is_first = std::mem::take(&mut self.group.is_new);
        if is_first && let Some(destination) = destination::of(word, self.group.is_optional) {
            self.begin(destination);
        }
        match word {
            "shpinst" => {
                self.pictures.begin(true);
                self.shape_is_hidden = false;
                self.finished_before_shape = self.finished.len();
            }
            "stylesheet" if is_first => self.styles.depth = self.around.len(),
            _ if self.styles.depth > 0 => self.styles.word(word, number),
            "pict" if !self.is_in_shape() => self.pictures.begin(false),
            "nonshppict" => self.group.is_for_old = true,
            // What follows in other letters takes the place of what stands before it (1.9.1, `upr`).
            "upr" if is_first => self.group.is_replaced = true,
            "ud" if is_first => self.group.is_replaced = false,
            _ if self.group.destination == Destination::Picture => {
                self.pictures.word(word, number);
            }
            _ => {}
        }
        let is_on = number != Some(0);
        self.group.place(word, number);
        match (&self.group.destination, word) {
            (Destination::Fonts, _) => self.font_word(word, number),
            (Destination::Colours, "red") => self.colour[0] = number.unwrap_or_default(),
            (Destination::Colours, "green") => self.colour[1] = number.unwrap_or_default(),
            (Destination::Colours, "blue") => self.colour[2] = number.unwrap_or_default(),
            (Destination::Picture, _) if word.ends_with("blip") || BLIPS.contains(&word) => {
                self.blip = word.to_owned();
            }
            (_, "ansicpg") => {
                self.code_page = number.and_then(|n| u32::try_from(n).ok()).unwrap_or(WESTERN);
            }
            (_, "mac") => self.code_page = 10_000,
            (_, "pc" | "pca") => self.code_page = 850,
            (_, "u") => self.unicode(number.unwrap_or_default()),
            (_, "uc") => {
                self.group.letters_after =
                    number.and_then(|n| usize::try_from(n).ok()).unwrap_or_default();
            }
            (_, "f") => self.group.font = number,
            (_, "v") => {
                self.group.vanishes = is_on;
                if !is_on {
                    self.group.styles_hide = [false; 2];
                }
            }
            (_, "s") => self.group.styles_hide[0] = self.styles.hide("s", number),
            (_, "cs") => self.group.styles_hide[1] = self.styles.hide("cs", number),
            (_, "deleted") => self.group.is_deleted = is_on,
            (_, "fs") => {
                self.group.is_tiny = number.is_some_and(|n| (1..=TINY_HALF_POINTS).contains(&n));
            }
            (_, "cf") => {
                self.group.ink = self.colour_of(number);
                self.group.is_white = self.group.ink == Some([255; 3]);
            }
            // Something other than the page may be behind the letters.
            (_, "cb" | "highlight" | "chcbpat" | "cbpat") => {
                self.group.is_shaded = is_on;
                self.group.ground = self.colour_of(number).filter(|_| is_on);
            }
            (_, "intbl") => self.group.is_shaded = is_on,
            (_, "pard") => {
                self.group.is_shaded = false;
                self.group.ground = None;
                self.group.styles_hide[0] = false;
            }
            (_, "plain") => self.group.be_plain(),
            _ => self.mark(word),
        }
    }

    /// The colour of that number; `None` for one that programs choose.
    fn colour_of(&self, number: Option<i32>) -> Option<[i32; 3]> {
        let index = usize::try_from(number.unwrap_or_default()).ok()?;
        let colour = self.colours.get(index).copied()?;
        (!colour.contains(&-1)).then_some(colour)
    }

    /// True inside of a value of a shape.
    fn is_in_shape(&self) -> bool {
        self.around.last().is_some_and(|group| group.destination == Destination::ShapeValue)
    }

    /// Takes in a word that stands for a character or the end of something.
    fn mark(&mut self, word: &str) {
        let character = match word {
            "tab" => '\t',
            "emdash" => '\u{2014}',
            "endash" => '\u{2013}',
            "lquote" => '\u{2018}',
            "rquote" => '\u{2019}',
            "ldblquote" => '\u{201C}',
            "rdblquote" => '\u{201D}',
            "bullet" => '\u{2022}',
            "emspace" | "enspace" | "qmspace" => ' ',
            _ => return self.end(word),
        };
        self.push(character.encode_utf8(&mut [0; 4]));
    }

    /// Ends a paragraph, a line, a cell or a row.
    fn end(&mut self, word: &str) {
        let is_text = self.is_text();
        let Some(text) = self.texts.last_mut().filter(|_| is_text) else { return };
        match word {
            "par" | "sect" | "page" | "softpage" => text.story.end_line(),
            "line" | "softline" => text.story.separate('\n'),
            "cell" | "nestcell" => text.story.end_cell(),
            "row" | "nestrow" => text.story.end_row(),
            _ => {}
        }
    }

    /// Begins a destination with the group that is open.
    fn begin(&mut self, destination: Destination) {
        // Inside of what is not read nothing begins.
        if self.group.destination == Destination::Nothing || destination == Destination::Around {
            return;
        }
        if let Destination::Text(kind, label, hidden) = &destination {
            let number = self.count(label);
            let is_hidden = *label == TEXT_BOX && self.shape_is_hidden;
            self.texts.push(Text {
                kind: *kind,
                label: format!("{label} {number}"),
                hidden: if is_hidden { Some(Hidden::Vanished) } else { *hidden },
                story: Story::default(),
            });
        }
        self.group.destination = destination;
        self.group.begins = true;
    }

    fn font_word(&mut self, word: &str, number: Option<i32>) {
        match word {
            "f" => self.font = number.unwrap_or_default(),
            "fcharset" => {
                if let Some(page) = number.and_then(page_of_charset) {
                    self.fonts.insert(self.font, page);
                }
            }
            "cpg" => {
                if let Some(page) = number.and_then(|number| u32::try_from(number).ok()) {
                    self.fonts.insert(self.font, page);
                }
            }
            _ => {}
        }
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'*' => self.group.is_optional = true,
            b'~' => self.push("\u{A0}"),
            b'_' => self.push("-"),
            b'\\' | b'{' | b'}' => self.bytes(&[symbol]),
            b'\r' | b'\n' => self.end("par"),
            _ => {}
        }
    }

    /// A character by its number; a negative one stands for the upper half of all.
    fn unicode(&mut self, number: i32) {
        let unit = (number & 0xFFFF) as u16;
        self.end_for_old_programs();
        self.group.to_skip = self.group.letters_after;
        let text = match (self.high.take(), unit) {
            (_, 0xD800..=0xDBFF) => {
                self.high = Some(unit);
                return;
            }
            (Some(high), 0xDC00..=0xDFFF) => String::from_utf16_lossy(&[high, unit]),
            // Letters of symbol fonts say nothing.
            (_, 0xF000..=0xF0FF) => return,
            (_, unit) => String::from_utf16_lossy(&[unit]),
        };
        self.push(&text);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        if self.group.destination == Destination::Colours {
            for _ in bytes.iter().filter(|byte| **byte == b';') {
                self.colours.push(self.colour);
                self.colour = [-1; 3];
            }
            return;
        }
        let (skipped, rest) = bytes.split_at(self.group.to_skip.min(bytes.len()));
        self.group.to_skip -= skipped.len();
        if self.group.letters_after > LETTERS_AFTER_MAX {
            self.for_old_programs.extend_from_slice(skipped);
        }
        self.pending.extend_from_slice(rest);
    }

    /// Keeps as text what only programs show that do not know characters by their numbers.
    fn end_for_old_programs(&mut self) {
        let bytes = std::mem::take(&mut self.for_old_programs);
        if !bytes.is_empty() {
            self.push_other("text for old programs", &narrow(&bytes, self.code_page));
        }
    }

    /// Decodes what was read of bytes.
    fn flush(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.pending);
        let by_font = self.group.font.and_then(|font| self.fonts.get(&font));
        let text = narrow(&bytes, by_font.copied().unwrap_or(self.code_page));
        self.push(&text);
    }

    fn is_text(&self) -> bool {
        use Destination::{Around, Instruction, Text};
        matches!(self.group.destination, Around | Text(..) | Instruction)
    }

    fn push(&mut self, text: &str) {
        let hidden = self.group.hidden();
        if self.is_text() {
            if let Some(last) = self.texts.last_mut() {
                last.story.push_text(text, hidden);
            }
        } else if self.group.destination != Destination::Nothing {
            self.group.buffer.push_str(text);
        }
    }
}

/// Words that say what kind of picture it is, beside those that end in `blip`.
const BLIPS: &[&str] = &["wmetafile", "macpict", "dibitmap", "wbitmap", "pmmetafile"];
