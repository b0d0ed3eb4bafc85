//! Running text: paragraphs, runs, tables, fields, and what is hidden among them.

use crate::{Hidden, Span};

use super::Reading;
use super::columns::Columns;
use super::frame::{Depths, Frame, TableSaid};
use super::place::{Drawing, FLOATING_MAX, Floating, covered};
use super::styles::{LOW_TWIPS, Said};
use crate::formats::office::markup::{Node, Piece, Tag, Xml};
use crate::formats::office::member::Member;
use crate::formats::office::story::{Story, squeezed};
use crate::formats::textual::{base64, strings};

/// How many complex fields may be open at a time.
const FIELDS_MAX: usize = 64;

/// How many drawings may be open at a time.
const DRAWINGS_MAX: usize = 64;

/// Letters of one stretch written from the right that are held.
const TURNED_MAX: usize = 10_000;

/// The letters of a piece, each with its place.
fn letters(piece: &Piece<'_>) -> impl Iterator<Item = Piece<'static>> {
    // A reference stands for one letter, or for a few.
    let is_plain = piece.text.len() == piece.len;
    piece.text.char_indices().map(move |(offset, letter)| Piece {
        text: letter.to_string().into(),
        at: if is_plain { piece.at + offset } else { piece.at },
        len: if is_plain { letter.len_utf8() } else { piece.len },
    })
}

/// The text of one member while it is read.
pub(super) struct Text<'r, 'm> {
    pub(super) reading: &'r mut Reading,
    member: &'m Member,
    /// The running text, and inside it the text boxes that are open.
    frames: Vec<Frame>,
    /// Text that stands only in the fallback of newer markup.
    fallbacks: Vec<Story>,
    /// Elements of deleted or moved text that are open.
    deleted: u32,
    /// For each complex field that is open, whether its instructions are still being read.
    fields: Vec<bool>,
    /// For each choice of newer markup, the text that stood before it.
    choices: Vec<(usize, usize)>,
    /// For each phantom of a formula that is open, whether it is not shown.
    phantoms: Vec<bool>,
    /// The drawing that is open, and those around it.
    drawing: Drawing,
    drawings: Vec<Drawing>,
    /// Drawings that float, to be compared with each other.
    floating: Vec<Floating>,
    /// Where the pictures stand in the member, in their order, and the place of each among all.
    pictures: Vec<(usize, usize)>,
    /// Where the text that was read last stands in the member.
    at: usize,
    /// Paragraphs that began, and pages as far as they are told apart.
    paragraphs: usize,
    pages: usize,
    /// How far down the paragraphs stand of the text box that ended last.
    box_depths: Option<Depths>,
    /// Something else than white is behind the whole text.
    has_background: bool,
    /// Letters that are written from the right, whatever they are.
    turned: Option<Vec<Piece<'static>>>,
}

/// True for a cell whose width leaves no room for letters.
fn is_narrow(tag: &Tag<'_>) -> bool {
    tag.text("type") == "dxa"
        && tag.number::<i64>("w").is_some_and(|it| (0..=LOW_TWIPS).contains(&it))
}

/// True for a row whose height leaves no room for letters.
fn is_low(tag: &Tag<'_>) -> bool {
    tag.text("hRule") == "exact" && tag.number::<i64>("val").is_some_and(|it| it <= LOW_TWIPS)
}

impl<'r, 'm> Text<'r, 'm> {
    /// Begins the text of a member.
    pub(super) fn new(reading: &'r mut Reading, member: &'m Member) -> Self {
        Self {
            reading,
            member,
            frames: vec![Frame::default()],
            fallbacks: Vec::new(),
            deleted: 0,
            fields: Vec::new(),
            choices: Vec::new(),
            phantoms: Vec::new(),
            drawing: Drawing::default(),
            drawings: Vec::new(),
            floating: Vec::new(),
            pictures: Vec::new(),
            at: 0,
            paragraphs: 0,
            pages: 0,
            box_depths: None,
            has_background: false,
            turned: None,
        }
    }

    /// Takes the text that was read so far.
    pub(super) fn take(&mut self) -> Story {
        while self.frames.len() > 1 {
            self.close_frame();
        }
        let mut story = std::mem::take(self.frame()).into_story();
        for bytes in covered(&std::mem::take(&mut self.floating)) {
            story.hide_origin(&bytes, Hidden::Covered);
            let from = self.pictures.partition_point(|(at, _)| (*at as u64) < bytes.start);
            let to = self.pictures.partition_point(|(at, _)| (*at as u64) < bytes.end);
            let under = self.pictures.get(from..to).unwrap_or_default();
            self.reading.cover_pictures(under.iter().map(|(_, picture)| *picture));
        }
        story
    }

    /// Ends the text: returns it, and texts that only old programs show.
    pub(super) fn finish(mut self) -> (Story, Vec<Story>) {
        let story = self.take();
        (story, self.fallbacks)
    }

    fn frame(&mut self) -> &mut Frame {
        if self.frames.is_empty() {
            self.frames.push(Frame::default());
        }
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    /// Takes in what comes next.
    pub(super) fn node<'x>(&mut self, xml: &mut Xml<'x>, node: Node<'x>) {
        match node {
            Node::Start(tag) => self.start(xml, tag),
            Node::End(name) => self.end(name),
            Node::Text(piece) => {
                self.at = piece.at;
                let is_instruction = match xml.inside() {
                    "t" | "delText" => false,
                    "instrText" | "delInstrText" => true,
                    "fldData" => return self.field_data(&piece),
                    "posOffset" => return self.drawing.place(xml.around(), &piece.text),
                    name => return self.reading.words.add_stray(self.member, name, &piece),
                };
                let is_deleted = xml.inside().starts_with("del");
                let hidden = self.hidden(is_instruction, is_deleted);
                if let Some(turned) = self.turned.as_mut().filter(|_| hidden.is_none()) {
                    turned.extend(letters(&piece).take(TURNED_MAX.saturating_sub(turned.len())));
                }
                let member = self.member;
                self.frame().story.push(member, &piece, hidden);
            }
        }
    }

    fn start<'x>(&mut self, xml: &mut Xml<'x>, tag: Tag<'x>) {
        match tag.local() {
            // Most elements are these: they need not be looked up.
            "t" | "instrText" | "delText" => {}
            "p" => {
                self.paragraphs += 1;
                let usual = self.reading.styles.usual();
                self.frame().begin_paragraph(usual);
            }
            "r" => self.frame().run = self.frame().paragraph,
            "pPr" => self.paragraph_properties(xml),
            "rPr" => self.run_properties(xml),
            "numPr" | "tblGrid" => xml.skip(),
            "headerReference" | "footerReference" | "footnoteReference" | "endnoteReference" => {
                self.reading.uses(&tag);
            }
            "ffData" => self.form_field(xml),
            "sdt" => self.frame().push_label(None),
            "sdtPr" => self.content_control(xml),
            "tbl" => {
                self.frame().begin_table();
                self.style_table(None);
            }
            "tblStyle" => self.style_table(Some(&tag.text("val"))),
            "tblLook" => {
                const FIRST_ROW: u32 = 0x20;
                const FIRST_COLUMN: u32 = 0x80;
                let bits = u32::from_str_radix(&tag.text("val"), 16).unwrap_or_default();
                let heeds = |name: &str, bit| tag.is_set(name) || bits & bit != 0;
                let heeds = [heeds("firstRow", FIRST_ROW), heeds("firstColumn", FIRST_COLUMN)];
                self.frame().say_of_table(|said| said.heeds = heeds);
            }
            "tblInd" | "tblpPr" if xml.around() == "tblPr" => {
                self.frame().say_of_table(|said| said.table.take(&tag, "tblPr"));
            }
            "tblLayout" if xml.around() == "tblPr" && tag.text("type") == "fixed" => {
                if let Some(table) = self.frame().tables.last_mut() {
                    table.keep_widths();
                }
            }
            "shd" if matches!(xml.around(), "tblPr" | "tblPrEx") => {
                let mut shade = Said::default();
                shade.take(&tag, "tblPr");
                self.frame().say_of_table(|said| said.is_shaded |= shade.shades());
            }
            "background" => {
                let colour = tag.text("color").to_ascii_lowercase();
                self.has_background = !matches!(colour.as_str(), "" | "auto" | "ffffff");
            }
            "titlePg" => self.reading.has_first_pages |= tag.switch(),
            "lastRenderedPageBreak" | "sectPr" => self.pages += 1,
            "tc" => self.frame().begin_cell(),
            "tcW" if xml.around() == "tcPr" && is_narrow(&tag) => {
                let table = self.frame().tables.last();
                if table.is_some_and(Columns::keeps_widths) {
                    self.frame().say_of_table(|said| said.cell.vanish());
                }
            }
            "shd" if xml.around() == "tcPr" => {
                self.frame().say_of_table(|said| said.cell.take(&tag, "tcPr"));
            }
            // The cell above or before it stands in its place (ISO/IEC 29500-1, 17.4.84).
            "vMerge" | "hMerge" if xml.around() == "tcPr" && tag.text("val") != "restart" => {
                self.frame().say_of_table(|said| said.cell.vanish());
            }
            "gridSpan" => {
                if let Some(table) = self.frame().tables.last_mut() {
                    table.widen(tag.number("val").unwrap_or(1));
                }
            }
            "del" if xml.around() == "trPr" => {
                self.author(&tag);
                self.frame().hide_row(Hidden::Deleted);
            }
            "del" | "moveFrom" => {
                self.author(&tag);
                self.deleted += 1;
            }
            "ins" | "moveTo" | "cellIns" | "cellDel" => self.author(&tag),
            "permStart" => self.reading.people.add("editor", self.member, &tag, "ed"),
            "tr" => self.frame().begin_row(),
            "hidden" if xml.around() == "trPr" && tag.switch() => {
                self.frame().hide_row(Hidden::HiddenRow);
            }
            "trHeight" if is_low(&tag) => self.frame().hide_row(Hidden::HiddenRow),
            "txbxContent" => {
                let hidden = self.drawing.hidden();
                self.frames.push(Frame { hidden, ..Frame::default() });
            }
            "rt" => self.frames.push(Frame::default()),
            "bdo" if tag.text("val") == "rtl" => self.turned = Some(Vec::new()),
            "anchor" => self.begin_drawing(Drawing::anchor(&tag)),
            "inline" | "pict" => self.begin_drawing(Drawing::inline(&tag)),
            "positionH" | "positionV" => self.drawing.measure_from(&tag),
            "extent" => self.drawing.extend(&tag),
            "Choice" => {
                let frame = self.frame();
                let before = (frame.story.text().len(), frame.pending.len());
                self.choices.push(before);
            }
            "Fallback" => self.frames.push(Frame::default()),
            "phant" => self.phantoms.push(false),
            "show" if xml.around() == "phantPr" => {
                if let Some(is_unseen) = self.phantoms.last_mut() {
                    *is_unseen = !tag.switch();
                }
            }
            "fldSimple" => self.instruction(&tag),
            "fldChar" => self.field(&tag),
            "tab" | "ptab" if xml.around() == "r" => self.frame().story.separate('\t'),
            "br" | "cr" if xml.around() == "r" => {
                self.pages += usize::from(tag.text("type") == "page");
                self.frame().story.separate('\n');
            }
            "noBreakHyphen" => self.mark(&tag, '-'),
            "sym" => self.symbol(&tag),
            "textpath" => self.word_art(&tag),
            "bookmarkStart" => self.bookmark(&tag),
            "srcRect" => self.reading.words.add_cropped(self.member, &tag),
            name if name.ends_with("Change") => {
                self.author(&tag);
                xml.skip();
            }
            name => {
                self.drawing.fill(&tag, xml.around(), &self.reading.opaque);
                if matches!(name, "docPr" | "shape" | "rect" | "roundrect" | "oval") {
                    self.drawing.look(&tag);
                }
                self.reading.words.add(self.member, &tag);
            }
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" => {
                // Instructions that no result follows must not hide what comes after them.
                self.fields.iter_mut().for_each(|field| *field = false);
                let covered = self.frame().end_paragraph();
                self.reading.cover_pictures(covered);
            }
            "r" => self.frame().run = Said::default(),
            "tc" => self.frame().end_cell(),
            "tr" => self.frame().end_row(),
            "tbl" => self.frame().end_table(),
            "anchor" | "inline" | "pict" => self.end_drawing(name == "anchor"),
            "wsp" => self.end_box(),
            "sdt" => self.frame().pop_label(),
            // That of a row stands for nothing here: it has no text.
            "del" | "moveFrom" => self.deleted = self.deleted.saturating_sub(1),
            "bdo" => self.reading.turn(self.member, self.turned.take().unwrap_or_default()),
            "txbxContent" | "rt" => {
                self.box_depths = Some(std::mem::take(&mut self.frame().depths));
                self.close_frame();
            }
            "Fallback" => self.close_fallback(),
            "AlternateContent" => {
                self.choices.pop();
            }
            "phant" => {
                self.phantoms.pop();
            }
            _ => {}
        }
    }

    /// How text that is read now is hidden.
    fn hidden(&mut self, is_instruction: bool, is_deleted: bool) -> Option<Hidden> {
        let in_instruction = is_instruction || self.fields.contains(&true);
        let is_running = self.frames.len() == 1;
        let by_box = self.frames.iter().find_map(|frame| frame.hidden);
        let has_background = self.has_background;
        let frame = self.frame();
        let of_table = frame.said.last().map(TableSaid::said).unwrap_or_default();
        let said = frame.run.or(of_table);
        // In shaded tables and in text boxes something else may be behind the letters.
        let is_plain = !has_background && frame.said.iter().all(TableSaid::is_plain);
        let by_letters = said.hidden(is_plain && is_running);
        let by_row = frame.rows.iter().find_map(|row| *row);
        if self.deleted > 0 || is_deleted || by_row == Some(Hidden::Deleted) {
            Some(Hidden::Deleted)
        } else if in_instruction {
            Some(Hidden::Markup)
        } else if self.phantoms.contains(&true) {
            Some(Hidden::Invisible)
        } else {
            by_box.or(by_letters).or(by_row)
        }
    }

    /// Takes in the style of the table that is open.
    fn style_table(&mut self, id: Option<&str>) {
        let style = self.reading.styles.of_table(id);
        self.frame().say_of_table(|said| (said.table, said.style) = (style.all, style));
    }

    /// Begins a drawing, which may stand in the text of another.
    fn begin_drawing(&mut self, drawing: Drawing) {
        // Drawings that never end would add up.
        if self.drawings.len() >= DRAWINGS_MAX {
            self.drawings.clear();
        }
        self.drawings.push(std::mem::replace(&mut self.drawing, drawing));
    }

    fn end_drawing(&mut self, floats: bool) {
        let outer = self.drawings.pop().unwrap_or_default();
        let drawing = std::mem::replace(&mut self.drawing, outer);
        if let Some(over) = drawing.over() {
            self.frame().cover(over);
        }
        if let Some(picture) = drawing.picture() {
            let number = self.reading.pictures.len();
            self.pictures.push((drawing.start(), number));
            self.reading.pictures.push(picture);
            if !floats {
                self.frame().add_picture(number, drawing.size());
            }
        }
        if floats && self.floating.len() < FLOATING_MAX {
            self.floating.extend(drawing.floating(self.at, self.paragraphs, self.pages));
        }
    }

    /// Ends a shape with text, which is cut off where the shape ends.
    fn end_box(&mut self) {
        let Some(depths) = self.box_depths.take() else { return };
        let Some(start) = self.drawing.cut_at_half_points().and_then(|cut| depths.below(cut))
        else {
            return;
        };
        if let Some(story) = self.frame().pending.last_mut() {
            let end = story.text().len();
            story.hide(Span::new(start.min(end), end), Hidden::Outside);
        }
    }

    /// Reads what a paragraph says of itself, up to its end.
    fn paragraph_properties(&mut self, xml: &mut Xml<'_>) {
        while let Some(node) = xml.next() {
            match node {
                Node::Start(tag) => match tag.local() {
                    "pStyle" => {
                        let said = self.reading.styles.said(&tag.text("val"));
                        self.frame().paragraph = said;
                    }
                    // What is said of the mark of its end says nothing of its text.
                    "shd" | "ind" | "jc" | "spacing" | "framePr" if xml.around() == "pPr" => {
                        self.frame().paragraph.take(&tag, "pPr");
                    }
                    "headerReference" | "footerReference" => self.reading.uses(&tag),
                    "titlePg" => self.reading.has_first_pages |= tag.switch(),
                    "sectPr" | "pageBreakBefore" => self.pages += 1,
                    "ins" | "del" | "moveFrom" | "moveTo" => self.author(&tag),
                    name if name.ends_with("Change") => {
                        self.author(&tag);
                        xml.skip();
                    }
                    _ => {}
                },
                Node::End("pPr") => return,
                _ => {}
            }
        }
    }

    /// Reads what a run says of itself, up to its end.
    fn run_properties(&mut self, xml: &mut Xml<'_>) {
        let mut by_style = Said::default();
        let mut by_run = Said::default();
        while let Some(node) = xml.next() {
            match node {
                Node::Start(tag) => match tag.local() {
                    "rStyle" => by_style = self.reading.styles.said(&tag.text("val")),
                    name if name.ends_with("Change") => {
                        self.author(&tag);
                        xml.skip();
                    }
                    _ => by_run.take(&tag, xml.around()),
                },
                Node::End("rPr") => break,
                _ => {}
            }
        }
        let frame = self.frame();
        frame.run = by_run.or(by_style.toggled(&frame.paragraph)).or(frame.paragraph);
    }

    /// Reads what a content control says of itself, up to its end: its name, and its choices.
    fn content_control(&mut self, xml: &mut Xml<'_>) {
        let mut name = None;
        while let Some(node) = xml.next() {
            match node {
                Node::Start(tag) => match tag.local() {
                    "alias" => name = Some(tag.text("val")),
                    "tag" if name.is_none() => name = Some(tag.text("val")),
                    _ => self.reading.words.add(self.member, &tag),
                },
                Node::End("sdtPr") => break,
                _ => {}
            }
        }
        let frame = self.frame();
        if let (Some(label), Some(name)) = (frame.labels.last_mut(), name)
            && !name.trim().is_empty()
        {
            *label = Some(name.trim().into());
            frame.set_label();
        }
    }

    /// Reads what a form field says of itself, up to its end: help, choices, what it is set to.
    fn form_field(&mut self, xml: &mut Xml<'_>) {
        while let Some(node) = xml.next() {
            match node {
                Node::Start(tag) => self.reading.words.add(self.member, &tag),
                Node::End("ffData") => return,
                _ => {}
            }
        }
    }

    fn author(&mut self, tag: &Tag<'_>) {
        self.reading.people.add("revision author", self.member, tag, "author");
    }

    /// A field whose instruction is an attribute.
    fn instruction(&mut self, tag: &Tag<'_>) {
        let member = self.member;
        if let Some(value) = tag.value("instr") {
            let hidden = self.hidden(true, false);
            self.frame().story.push_value(member, value, hidden);
        }
    }

    /// What a program keeps with a field, such as the whole record of a source that is quoted.
    fn field_data(&mut self, piece: &Piece<'_>) {
        let text = strings(&base64(piece.text.as_bytes()));
        self.reading.words.add_decoded(&text);
    }

    /// A border of a complex field: instructions come before `separate`, the result after it.
    fn field(&mut self, tag: &Tag<'_>) {
        match tag.text("fldCharType").as_ref() {
            "begin" => {
                // Fields that never end would add up.
                if self.fields.len() >= FIELDS_MAX {
                    self.fields.clear();
                }
                self.fields.push(true);
            }
            "separate" => {
                if let Some(field) = self.fields.last_mut() {
                    *field = false;
                }
            }
            "end" => {
                self.fields.pop();
            }
            _ => {}
        }
    }

    /// A character that has an element of its own.
    fn mark(&mut self, tag: &Tag<'_>, character: char) {
        let hidden = self.hidden(false, false);
        let member = self.member;
        self.frame().story.push(member, &tag.as_piece(character.to_string()), hidden);
    }

    /// A character by its number in a font; those of fonts of pictures say nothing, others have
    /// the codes of letters at U+F000 and up.
    fn symbol(&mut self, tag: &Tag<'_>) {
        let code = u32::from_str_radix(&tag.text("char"), 16).unwrap_or_default();
        let font = tag.text("font").to_ascii_lowercase();
        let is_pictures = font.contains("dings");
        let code = match code {
            0xF021..=0xF07E if !is_pictures => code - 0xF000,
            code => code,
        };
        if let Some(character) = char::from_u32(code)
            && !(0xE000..=0xF8FF).contains(&code)
            && !character.is_control()
        {
            self.mark(tag, character);
        }
    }

    /// The name of a place; those with this mark are made by the program.
    fn bookmark(&mut self, tag: &Tag<'_>) {
        if let Some(name) = tag.value("name").filter(|name| !name.text().starts_with('_')) {
            let bookmarks = &mut self.reading.bookmarks;
            bookmarks.push_value(self.member, name, None);
            bookmarks.fresh_line();
        }
    }

    /// Words drawn as a shape, such as a watermark.
    fn word_art(&mut self, tag: &Tag<'_>) {
        let hidden = self.hidden(false, false);
        let mut story = Story::default();
        if let Some(value) = tag.value("string") {
            story.push_value(self.member, value, hidden);
        }
        self.frame().pending.push(story);
    }

    /// Ends a text box; its text follows the paragraph that it stands in.
    fn close_frame(&mut self) {
        if let Some(frame) = self.frames.pop() {
            self.frame().pending.push(frame.into_story());
        }
    }

    /// Ends a fallback; it counts only when it says something else than the choice did.
    fn close_fallback(&mut self) {
        self.close_frame();
        let before = self.choices.last().copied();
        let frame = self.frame();
        let Some(fallback) = frame.pending.pop() else { return };
        let (text_start, pending_start) =
            before.unwrap_or((frame.story.text().len(), frame.pending.len()));
        let mut choice = squeezed(frame.story.text().get(text_start..).unwrap_or_default());
        for story in frame.pending.iter().skip(pending_start) {
            choice.push_str(&squeezed(story.text()));
        }
        if !choice.contains(&squeezed(fallback.text())) {
            self.fallbacks.push(fallback);
        }
    }
}
