//! Word documents (ECMA-376, part 1, 17): the body and what stands beside it.

mod styles;

use crate::read::{NewPart, Out};
use crate::{Hidden, PartKind};

use self::styles::Styles;
use super::drawing::Alternatives;
use super::package::{Member, Package, Relationship};
use super::properties::{People, tell_trouble};
use super::story::{Story, squeezed};
use super::xml::{Node, Tag, Xml};

/// Tells a document: its main part, then headers, notes, comments and settings.
pub(super) fn tell(package: &mut Package<'_>, main: &str, out: &mut Out<'_>) {
    let relationships = package.relationships(main, out);
    let mut reading = Reading {
        styles: Styles::read(package, &relationships, out),
        people: People::default(),
        alternatives: Alternatives::default(),
    };
    if let Some(member) = package.needed(main, out) {
        reading.tell_whole(&member, NewPart::new(PartKind::Body, "body"), out);
    }
    tell_beside(package, &relationships, &mut reading, out);
    reading.people.tell(out);
    reading.alternatives.tell(None, out);
}

/// Tells what stands beside the main part.
fn tell_beside(
    package: &mut Package<'_>,
    relationships: &[Relationship],
    reading: &mut Reading,
    out: &mut Out<'_>,
) {
    let (mut headers, mut footers) = (0, 0);
    for relationship in relationships.iter().filter(|to| !to.is_external) {
        let name = relationship.target.as_str();
        let kind = relationship.kind.as_str();
        if !READ_BESIDE.contains(&kind) {
            continue;
        }
        let Some(member) = package.needed(name, out) else { continue };
        match kind {
            "header" => {
                headers += 1;
                let part = NewPart::new(PartKind::Header, format!("header {headers}"));
                reading.tell_whole(&member, part, out);
            }
            "footer" => {
                footers += 1;
                let part = NewPart::new(PartKind::Footer, format!("footer {footers}"));
                reading.tell_whole(&member, part, out);
            }
            "footnotes" => reading.tell_each(&member, &FOOTNOTES, out),
            "endnotes" => reading.tell_each(&member, &ENDNOTES, out),
            "comments" => reading.tell_each(&member, &COMMENTS, out),
            "glossaryDocument" => {
                let part = NewPart::new(PartKind::Other, "building blocks").hidden(Hidden::Cache);
                reading.tell_whole(&member, part, out);
            }
            "settings" => tell_settings(&member, out),
            _ => super::properties::tell_people(&member, out),
        }
    }
}

/// Kinds of relationships whose members are read here.
const READ_BESIDE: &[&str] = &[
    "header",
    "footer",
    "footnotes",
    "endnotes",
    "comments",
    "glossaryDocument",
    "settings",
    "people",
];

/// Notes or comments: many texts in one member.
struct Notes {
    element: &'static str,
    kind: PartKind,
    hidden: Option<Hidden>,
}

const FOOTNOTES: Notes = Notes { element: "footnote", kind: PartKind::Footnote, hidden: None };
const ENDNOTES: Notes = Notes { element: "endnote", kind: PartKind::Footnote, hidden: None };
const COMMENTS: Notes =
    Notes { element: "comment", kind: PartKind::Comment, hidden: Some(Hidden::Comment) };

/// Settings that hold words: variables, and where a mail merge takes its data from.
fn tell_settings(member: &Member, out: &mut Out<'_>) {
    let mut xml = Xml::new(&member.text, out.limits().nesting_max);
    while let Some(node) = xml.next() {
        let Node::Start(tag) = node else { continue };
        let name = match tag.local() {
            "docVar" => tag.text("name").into_owned(),
            "connectString" | "query" | "udl" | "addressFieldName" | "mailSubject" => {
                tag.local().to_owned()
            }
            _ => continue,
        };
        if let Some(value) = tag.value("val") {
            let mut story = Story::default();
            story.push_value(member, value, None);
            story.tell_property(&name, out);
        }
    }
    tell_trouble(&xml, out);
}

/// How many complex fields may be open at a time.
const FIELDS_MAX: usize = 64;

/// What is shared while the members of one document are read.
struct Reading {
    styles: Styles,
    people: People,
    alternatives: Alternatives,
}

impl Reading {
    /// Tells the whole text of a member as one part.
    fn tell_whole(&mut self, member: &Member, part: NewPart, out: &mut Out<'_>) {
        let mut text = Text::new(self, member);
        let mut xml = Xml::new(&member.text, out.limits().nesting_max);
        while let Some(node) = xml.next() {
            text.node(&mut xml, node);
        }
        let (story, fallbacks) = text.finish();
        story.tell(part, out);
        tell_fallbacks(fallbacks, out);
        tell_trouble(&xml, out);
    }

    /// Tells each note of a member as a part.
    fn tell_each(&mut self, member: &Member, notes: &Notes, out: &mut Out<'_>) {
        let mut text = Text::new(self, member);
        let mut xml = Xml::new(&member.text, out.limits().nesting_max);
        let mut count = 0;
        while let Some(node) = xml.next() {
            let ends = matches!(node, Node::End(name) if name == notes.element);
            if let Node::Start(tag) = &node
                && notes.kind == PartKind::Comment
                && tag.local() == notes.element
            {
                text.reading.people.add("comment author", member, tag, "author");
                text.reading.people.add("comment author initials", member, tag, "initials");
            }
            text.node(&mut xml, node);
            if ends {
                let story = text.take();
                if !story.is_blank() {
                    count += 1;
                    let label = format!("{} {count}", notes.element);
                    let part = NewPart { hidden: notes.hidden, ..NewPart::new(notes.kind, label) };
                    story.tell(part, out);
                }
            }
            if out.stop() {
                return;
            }
        }
        tell_fallbacks(text.finish().1, out);
        tell_trouble(&xml, out);
    }
}

/// Tells texts that only programs see that do not know the newer markup.
fn tell_fallbacks(fallbacks: Vec<Story>, out: &mut Out<'_>) {
    for story in fallbacks {
        story.tell(NewPart::new(PartKind::Other, "fallback").hidden(Hidden::Cache), out);
    }
}

/// The text of one member while it is read.
struct Text<'r, 'm> {
    reading: &'r mut Reading,
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
}

/// A text with its own paragraphs: the running text, or a text box.
#[derive(Default)]
struct Frame {
    story: Story,
    /// Text boxes of the paragraph that is open; they follow it.
    pending: Vec<Story>,
    paragraph_vanishes: bool,
    run_vanishes: bool,
    /// For each row of a table that is open, whether it is hidden.
    rows: Vec<bool>,
}

impl<'r, 'm> Text<'r, 'm> {
    fn new(reading: &'r mut Reading, member: &'m Member) -> Self {
        Self {
            reading,
            member,
            frames: vec![Frame::default()],
            fallbacks: Vec::new(),
            deleted: 0,
            fields: Vec::new(),
            choices: Vec::new(),
        }
    }

    /// Takes the text that was read so far.
    fn take(&mut self) -> Story {
        while self.frames.len() > 1 {
            self.close_frame();
        }
        let mut frame = std::mem::take(self.frame());
        for story in frame.pending {
            frame.story.append(story);
        }
        frame.story
    }

    fn finish(mut self) -> (Story, Vec<Story>) {
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

    fn node<'x>(&mut self, xml: &mut Xml<'x>, node: Node<'x>) {
        match node {
            Node::Start(tag) => self.start(xml, tag),
            Node::End(name) => self.end(name),
            Node::Text(piece) => {
                let is_instruction = match xml.inside() {
                    "t" | "delText" => false,
                    "instrText" | "delInstrText" => true,
                    _ => return,
                };
                let is_deleted = xml.inside().starts_with("del");
                let hidden = self.hidden(is_instruction, is_deleted);
                let member = self.member;
                self.frame().story.push(member, &piece, hidden);
            }
        }
    }

    fn start<'x>(&mut self, xml: &mut Xml<'x>, tag: Tag<'x>) {
        match tag.local() {
            "p" => self.frame().paragraph_vanishes = false,
            "r" => self.frame().run_vanishes = self.frame().paragraph_vanishes,
            "pPr" => self.paragraph_properties(xml),
            "rPr" => self.run_properties(xml),
            "sectPr" | "sdtPr" | "numPr" | "tblGrid" | "ffData" => xml.skip(),
            "del" | "moveFrom" => {
                self.author(&tag);
                self.deleted += 1;
            }
            "ins" | "moveTo" | "cellIns" | "cellDel" => self.author(&tag),
            "permStart" => self.reading.people.add("editor", self.member, &tag, "ed"),
            "tr" => self.frame().rows.push(false),
            "hidden" if xml.around() == "trPr" => {
                if let Some(row) = self.frame().rows.last_mut() {
                    *row = tag.switch();
                }
            }
            "txbxContent" | "rt" => self.frames.push(Frame::default()),
            "Choice" => {
                let frame = self.frame();
                let before = (frame.story.text().len(), frame.pending.len());
                self.choices.push(before);
            }
            "Fallback" => self.frames.push(Frame::default()),
            "fldSimple" => self.instruction(&tag),
            "fldChar" => self.field(&tag),
            "tab" | "ptab" if xml.around() == "r" => self.frame().story.separate('\t'),
            "br" | "cr" if xml.around() == "r" => self.frame().story.separate('\n'),
            "noBreakHyphen" => self.mark(&tag, '-'),
            "sym" => self.symbol(&tag),
            "textpath" => self.word_art(&tag),
            name if name.ends_with("Change") => {
                self.author(&tag);
                xml.skip();
            }
            _ => self.reading.alternatives.add(self.member, &tag),
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" => {
                // Instructions that no result follows must not hide what comes after them.
                self.fields.iter_mut().for_each(|field| *field = false);
                let frame = self.frame();
                for story in std::mem::take(&mut frame.pending) {
                    frame.story.append(story);
                }
                frame.story.end_line();
            }
            "r" => self.frame().run_vanishes = false,
            "tc" => self.frame().story.end_cell(),
            "tr" => {
                self.frame().rows.pop();
                self.frame().story.end_row();
            }
            "del" | "moveFrom" => self.deleted = self.deleted.saturating_sub(1),
            "txbxContent" | "rt" => self.close_frame(),
            "Fallback" => self.close_fallback(),
            "AlternateContent" => {
                self.choices.pop();
            }
            _ => {}
        }
    }

    /// How text that is read now is hidden.
    fn hidden(&mut self, is_instruction: bool, is_deleted: bool) -> Option<Hidden> {
        let in_instruction = is_instruction || self.fields.contains(&true);
        let frame = self.frame();
        let (vanishes, row_is_hidden) = (frame.run_vanishes, frame.rows.contains(&true));
        if self.deleted > 0 || is_deleted {
            Some(Hidden::Deleted)
        } else if in_instruction {
            Some(Hidden::Markup)
        } else if vanishes {
            Some(Hidden::Vanished)
        } else if row_is_hidden {
            Some(Hidden::HiddenRow)
        } else {
            None
        }
    }

    /// Reads what a paragraph says of itself, up to its end.
    fn paragraph_properties(&mut self, xml: &mut Xml<'_>) {
        while let Some(node) = xml.next() {
            match node {
                Node::Start(tag) => match tag.local() {
                    "pStyle" => {
                        let vanishes = self.reading.styles.vanishes(&tag.text("val"));
                        self.frame().paragraph_vanishes = vanishes.unwrap_or_default();
                    }
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
        let mut by_style = None;
        let mut by_run = None;
        while let Some(node) = xml.next() {
            match node {
                Node::Start(tag) => match tag.local() {
                    "rStyle" => by_style = self.reading.styles.vanishes(&tag.text("val")),
                    "vanish" | "specVanish" => by_run = Some(tag.switch()),
                    name if name.ends_with("Change") => {
                        self.author(&tag);
                        xml.skip();
                    }
                    _ => {}
                },
                Node::End("rPr") => break,
                _ => {}
            }
        }
        let frame = self.frame();
        frame.run_vanishes = by_run.or(by_style).unwrap_or(frame.paragraph_vanishes);
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

    /// A character by its number in a font; those of symbol fonts say nothing.
    fn symbol(&mut self, tag: &Tag<'_>) {
        let code = u32::from_str_radix(&tag.text("char"), 16).unwrap_or_default();
        if let Some(character) = char::from_u32(code)
            && !(0xE000..=0xF8FF).contains(&code)
            && !character.is_control()
        {
            self.mark(tag, character);
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
        if let Some(mut frame) = self.frames.pop() {
            for story in frame.pending {
                frame.story.append(story);
            }
            self.frame().pending.push(frame.story);
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
