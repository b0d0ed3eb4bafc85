//! Bodies: running text, tables, slides, and the notes, comments and changes among them.

mod columns;
mod hiding;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use self::columns::Columns;
use super::conditions::Conditions;
use super::shapes::{Area, Shapes};
use super::sheet::{self, Sheet};
use super::styles::{Styles, points};
use crate::formats::office::markup::{Node, Piece, Tag, Xml};
use crate::formats::office::member::Member;
use crate::formats::office::story::Story;
use crate::formats::textual::base64;
use crate::out::{NewPart, Out};
use crate::{Hidden, PartKind, Span};

/// A member while its body is read.
pub(super) struct Content<'m> {
    member: &'m Member,
    styles: &'m Styles,
    /// Names of pictures through which nothing shines.
    opaque: Option<&'m BTreeSet<String>>,
    /// The folder of the object that the member belongs to; empty for the document itself.
    folder: &'m str,
    /// Texts that are open: that of the document, and inside it notes, comments, cells.
    frames: Vec<Frame>,
    /// For each element that is open, how what is in it is hidden.
    hidden: Vec<Option<Hidden>>,
    /// Whether something else than paper is behind it.
    shaded: Vec<bool>,
    sheet: Option<Sheet>,
    sheet_name: String,
    conditions: Conditions,
    /// Tables in running text that are open.
    tables: Vec<Columns>,
    /// What stands on the open sheet, and is told when its cells are.
    kept: Vec<Frame>,
    /// Pictures on the sheet that is open, which are told after it.
    pictures: Vec<(String, Vec<u8>)>,
    is_spreadsheet: bool,
    is_in_body: bool,
    /// Number of the slide that is open.
    slide: u32,
    /// Shapes of the slide that were read.
    shapes: Shapes,
    counts: BTreeMap<&'static str, usize>,
    /// Words in attributes and elements that show nothing, by what they are.
    words: BTreeMap<(PartKind, &'static str), Story>,
    people: BTreeMap<&'static str, Vec<String>>,
    /// A file inside of flat XML, as Base64.
    binary: String,
}

/// A text that is open.
struct Frame {
    /// The element that it ends with.
    element: &'static str,
    part: NewPart,
    story: Story,
}

/// Elements that are texts of their own: kind, name, and how they are hidden.
const FRAMES: &[(&str, PartKind, &str, Option<Hidden>)] = &[
    ("annotation", PartKind::Comment, "comment", Some(Hidden::Comment)),
    ("note-body", PartKind::Footnote, "footnote", None),
    ("deletion", PartKind::Revision, "deletion", Some(Hidden::Deleted)),
    ("cell-content-deletion", PartKind::Revision, "deletion", Some(Hidden::Deleted)),
    ("previous", PartKind::Revision, "former value", Some(Hidden::Deleted)),
    ("notes", PartKind::Notes, "notes", Some(Hidden::Notes)),
    ("header", PartKind::Header, "header", None),
    ("header-left", PartKind::Header, "header", None),
    ("header-first", PartKind::Header, "header", None),
    ("footer", PartKind::Footer, "footer", None),
    ("footer-left", PartKind::Footer, "footer", None),
    ("footer-first", PartKind::Footer, "footer", None),
    ("master-page", PartKind::Other, "master", Some(Hidden::Cache)),
    ("help-message", PartKind::Other, "input message", Some(Hidden::Markup)),
    ("error-message", PartKind::Other, "input message", Some(Hidden::Markup)),
];

impl<'m> Content<'m> {
    pub(super) fn new(member: &'m Member, styles: &'m Styles, folder: &'m str) -> Self {
        let (kind, label) = match (folder, member.name.ends_with("styles.xml")) {
            ("", false) => (PartKind::Body, "body".to_owned()),
            ("", true) => (PartKind::Other, "text of styles".to_owned()),
            (folder, _) => (PartKind::Other, folder.trim_end_matches('/').to_owned()),
        };
        let body = Frame { element: "", part: NewPart::new(kind, label), story: Story::default() };
        Self {
            member,
            styles,
            opaque: None,
            folder,
            frames: vec![body],
            hidden: Vec::new(),
            shaded: Vec::new(),
            sheet: None,
            sheet_name: String::new(),
            conditions: Conditions::default(),
            tables: Vec::new(),
            kept: Vec::new(),
            pictures: Vec::new(),
            is_spreadsheet: false,
            is_in_body: false,
            slide: 0,
            shapes: Shapes::default(),
            counts: BTreeMap::new(),
            words: BTreeMap::new(),
            people: BTreeMap::new(),
            binary: String::new(),
        }
    }

    /// Returns the reading of a member in which pictures of these names are opaque.
    pub(super) fn with_opaque(self, opaque: &'m BTreeSet<String>) -> Self {
        Self { opaque: Some(opaque), ..self }
    }

    /// Tells the body and all that stands in it.
    pub(super) fn tell(mut self, out: &mut Out<'_>) {
        let member = self.member;
        self.conditions = Conditions::of(&member.text, out.limits().nesting_max);
        let mut xml = Xml::new(&member.text, out.limits().nesting_max);
        while let Some(node) = xml.next() {
            match node {
                Node::Start(tag) => self.start(&mut xml, &tag, out),
                Node::End(name) => self.end(name, out),
                Node::Text(piece) => self.text(&xml, &piece),
            }
            if out.stop() {
                return;
            }
        }
        let trouble = xml.trouble();
        self.end_sheet(out);
        while let Some(frame) = self.frames.pop() {
            self.tell_frame(frame, out);
        }
        for ((kind, label), story) in std::mem::take(&mut self.words) {
            story.tell(NewPart::new(kind, label).hidden(Hidden::Markup), out);
        }
        for (role, names) in self.people {
            for name in names {
                crate::formats::textual::property(out, role, &name);
            }
        }
        if let Some(code) = trouble {
            out.problem(code);
        }
    }

    fn start(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>, out: &mut Out<'_>) {
        let name = tag.local();
        if NOT_BODIES.contains(&name) && !self.is_in_body {
            return self.words_of_styles(xml);
        }
        let around = self.hidden.last().copied().flatten();
        let by_column = self.hidden_by_column(tag);
        let own = self.unused(tag).or_else(|| self.hidden_by(tag)).or(by_column);
        self.hidden.push(around.or(own));
        self.shaded.push(self.shaded.last() == Some(&true) || self.is_shade(tag));
        self.begin_shape(tag);
        self.take_words(tag);
        if name == "hidden-paragraph" && tag.text("is-hidden") != "false" {
            self.hide_paragraph();
        }
        match name {
            "body" => self.is_in_body = true,
            "spreadsheet" => self.is_spreadsheet = true,
            "table" if self.is_spreadsheet && xml.around() == "spreadsheet" => {
                self.sheet_name = tag.text("name").into_owned();
                self.sheet = Sheet::begin(&self.sheet_name, self.sheet_hidden(tag), out);
            }
            "s" => {
                let count = tag.number::<usize>("c").unwrap_or(1).min(SPACES_MAX);
                (0..count).for_each(|_| self.story().separate(' '));
            }
            "tab" => self.story().separate('\t'),
            "line-break" => self.story().separate('\n'),
            "page" if xml.around() == "presentation" || xml.around() == "drawing" => {
                self.begin_slide(tag);
            }
            _ => self.start_cell_or_frame(tag),
        }
    }

    /// How the text is hidden that stands for headers, footers and dates of slides, when no slide
    /// shows it.
    fn unused(&self, tag: &Tag<'_>) -> Option<Hidden> {
        let kind = tag.local().strip_suffix("-decl")?;
        if !matches!(kind, "header" | "footer" | "date-time") {
            return None;
        }
        let use_of = format!("use-{kind}-name=\"{}\"", tag.text("name"));
        (!self.member.text.contains(&use_of)).then_some(Hidden::Cache)
    }

    /// Takes in a shape of a slide, or one that is fixed to a page of a text: what stands under it,
    /// if it is opaque, is not seen.
    fn begin_shape(&mut self, tag: &Tag<'_>) {
        if tag.local() == "image" {
            return self.begin_picture(tag);
        }
        let is_placed = self.slide > 0 || tag.text("anchor-type") == "page";
        if !is_placed || !SHAPES.contains(&tag.local()) {
            return;
        }
        let Some(mut area) = area(tag) else { return };
        if self.slide == 0 {
            // As if the pages of a text stood below each other.
            let page = tag.number::<u32>("anchor-page-number").unwrap_or_default();
            let down = f64::from(page) * hiding::PAGE_POINTS_MAX;
            area = [area[0], area[1] + down, area[2], area[3] + down];
        }
        if self.styles.is_opaque(&tag.text("style-name")) {
            self.cover(area);
        }
        let start = self.story().text().len();
        self.shapes.begin(area, start);
    }

    /// Takes in the picture of the frame that is open.
    fn begin_picture(&mut self, tag: &Tag<'_>) {
        let is_opaque = self.opaque.is_some_and(|names| names.contains(tag.text("href").as_ref()));
        if let Some(area) = self.shapes.open_area().filter(|_| is_opaque) {
            self.cover(area);
        }
    }

    /// Hides the texts of the slide that something opaque stands over.
    fn cover(&mut self, area: Area) {
        let covered: Vec<Span> = self.shapes.covered_by(area).collect();
        for span in covered {
            self.story().hide(span, Hidden::Covered);
        }
    }

    /// Begins a row or cell of a sheet, or a text of its own.
    fn start_cell_or_frame(&mut self, tag: &Tag<'_>) {
        let name = tag.local();
        let hidden = self.hidden.last().copied().flatten();
        let by_default = tag.value("default-cell-style-name");
        let by_default =
            by_default.and_then(|style| self.styles.hidden("table-cell", &style.text()));
        if let Some(sheet) = &mut self.sheet {
            match name {
                "table-column" => {
                    let is_flat = self.styles.is_flat("table-column", &tag.text("style-name"));
                    return sheet.column(tag, is_flat, by_default);
                }
                "table-row" => {
                    let is_flat = self.styles.is_flat("table-row", &tag.text("style-name"));
                    return sheet.begin_row(tag, is_flat, by_default);
                }
                "table-cell" | "covered-table-cell" => {
                    sheet.begin_cell(tag, hidden);
                    let element =
                        if name == "table-cell" { "table-cell" } else { "covered-table-cell" };
                    let part = NewPart::new(PartKind::Sheet, "cell");
                    return self.frames.push(Frame { element, part, story: Story::default() });
                }
                _ => {}
            }
        }
        if let Some((element, kind, label, hidden)) =
            FRAMES.iter().find(|(element, ..)| *element == name)
        {
            let label = self.numbered(label);
            let part = NewPart { hidden: *hidden, ..NewPart::new(*kind, label) };
            let part = NewPart { page: (self.slide > 0).then_some(self.slide), ..part };
            self.frames.push(Frame { element, part, story: Story::default() });
        }
    }

    fn end(&mut self, name: &str, out: &mut Out<'_>) {
        self.hidden.pop();
        self.shaded.pop();
        if SHAPES.contains(&name) {
            let end = self.story().text().len();
            self.shapes.end(end);
        }
        if self.frames.len() > 1 && self.frames.last().is_some_and(|frame| frame.element == name) {
            return self.end_frame(name, out);
        }
        match name {
            "p" | "h" => self.story().end_line(),
            "table-row" => match &mut self.sheet {
                Some(sheet) => sheet.end_row(out),
                None => self.story().end_row(),
            },
            "table-cell" => self.story().end_cell(),
            "table" if !self.is_spreadsheet => drop(self.tables.pop()),
            // Comments and drawings on a sheet may hold tables too.
            "table" if self.frames.len() == 1 => self.end_sheet(out),
            "title" | "desc" => {
                self.word(PartKind::Alternative, "alternative text").fresh_line();
            }
            "binary-data" => {
                let bytes = base64(std::mem::take(&mut self.binary).as_bytes());
                let label = self.numbered("picture");
                self.tell_picture(label, bytes, out);
            }
            _ => {}
        }
    }

    fn end_frame(&mut self, name: &str, out: &mut Out<'_>) {
        let Some(mut frame) = self.frames.pop() else { return };
        if matches!(name, "table-cell" | "covered-table-cell") {
            if let Some(sheet) = &mut self.sheet {
                sheet.end_cell(frame.story.text(), frame.story.hidden());
            }
            return;
        }
        if name == "annotation" {
            sheet::place(&mut frame.story, self.sheet.as_ref());
        }
        self.tell_frame(frame, out);
    }

    /// Tells a text, unless a sheet is open, whose own part goes on after it.
    fn tell_frame(&mut self, frame: Frame, out: &mut Out<'_>) {
        match self.sheet {
            None => frame.story.tell(frame.part, out),
            Some(_) => self.kept.push(frame),
        }
    }

    /// Tells a picture, unless a sheet is open, whose own part goes on after it.
    fn tell_picture(&mut self, label: String, bytes: Vec<u8>, out: &mut Out<'_>) {
        match self.sheet {
            None => out.child(&label, &mut Cursor::new(bytes)),
            Some(_) => self.pictures.push((label, bytes)),
        }
    }

    /// Ends a sheet, and tells what stands on it.
    fn end_sheet(&mut self, out: &mut Out<'_>) {
        let Some(sheet) = self.sheet.take() else { return };
        sheet.end(out);
        for frame in std::mem::take(&mut self.kept) {
            frame.story.tell(frame.part, out);
        }
        for (label, bytes) in std::mem::take(&mut self.pictures) {
            self.tell_picture(label, bytes, out);
        }
    }

    fn text(&mut self, xml: &Xml<'_>, piece: &Piece<'_>) {
        let inside = xml.inside();
        if inside == "binary-data" {
            return self.binary.push_str(&piece.text);
        }
        if piece.text.trim().is_empty() && !PARAGRAPHS.contains(&inside) {
            return;
        }
        let hidden = self.hidden.last().copied().flatten();
        match inside {
            "creator" if xml.around() == "change-info" => self.person("revision author", piece),
            "creator" => self.person("comment author", piece),
            "creator-initials" => self.person("comment author initials", piece),
            "date" | "date-string" => {}
            "title" | "desc" => {
                let member = self.member;
                self.word(PartKind::Alternative, "alternative text").push(member, piece, None);
            }
            _ => {
                let member = self.member;
                self.story().push(member, piece, hidden);
            }
        }
    }

    /// Begins a slide: the text before it is told, and what follows is that of the slide.
    fn begin_slide(&mut self, tag: &Tag<'_>) {
        self.slide += 1;
        self.shapes = Shapes::default();
        let hidden = self.styles.hidden("drawing-page", &tag.text("style-name"));
        let part = NewPart {
            page: Some(self.slide),
            hidden: hidden.filter(|hidden| *hidden == Hidden::HiddenSlide),
            ..NewPart::new(PartKind::Slide, format!("slide {}", self.slide))
        };
        self.frames.push(Frame { element: "page", part, story: Story::default() });
    }

    fn numbered(&mut self, label: &'static str) -> String {
        let count = self.counts.entry(label).or_default();
        *count += 1;
        match self.folder {
            "" => format!("{label} {count}"),
            folder => format!("{label} {count} of {}", folder.trim_end_matches('/')),
        }
    }

    /// The innermost text that is open.
    fn story(&mut self) -> &mut Story {
        if self.frames.is_empty() {
            let part = NewPart::new(PartKind::Other, "text");
            self.frames.push(Frame { element: "", part, story: Story::default() });
        }
        let last = self.frames.len() - 1;
        &mut self.frames[last].story
    }
}

/// The left, upper, right and lower edge of a shape, in points.
fn area(tag: &Tag<'_>) -> Option<Area> {
    let side = |name| tag.value(name).and_then(|value| points(&value.text()));
    let (left, top) = side("x").zip(side("y"))?;
    let (width, height) = (side("width").unwrap_or_default(), side("height").unwrap_or_default());
    Some([left, top, left + width, top + height])
}

/// Elements that are shapes with an area.
const SHAPES: &[&str] = &["frame", "custom-shape", "rect", "ellipse", "path"];

/// Elements beside the body that are read by themselves.
const NOT_BODIES: &[&str] =
    &["automatic-styles", "styles", "font-face-decls", "settings", "meta", "scripts"];

/// Spaces in a row that are told; more say nothing.
const SPACES_MAX: usize = 16;

/// Elements in which white space is text.
const PARAGRAPHS: &[&str] = &["p", "h", "span", "a", "ruby-base", "meta"];
