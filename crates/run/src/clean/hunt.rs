//! What a proof looks for, and what it learns while a document is read.

mod looks;
mod telling;

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use document::{
    Coverage, DocumentHead, Hidden, Part, PartId, PartKind, Problem, Sink, Span, Window,
};

pub(super) use self::telling::is_short_number;
use self::telling::is_telling;
use super::leftover::Spot;

/// Shorter strings stand anywhere by chance.
pub(crate) const NEEDLE_CHARS_MIN: usize = 6;
/// Hidden texts of one file that are looked for.
const HIDDEN_MAX: usize = 20_000;
/// Bytes of them together.
const HIDDEN_BYTES_MAX: usize = 4 << 20;
/// Bodies of one file that are held against each other.
const BODIES_MAX: usize = 64;
/// Share of a body's characters that another has when it is the same in another form.
const ALIKE_PERCENT_MIN: u64 = 90;
/// A hidden text is looked for by its beginning.
const HIDDEN_CHARS_MAX: usize = 120;

/// Strings that are looked for in bytes, in the encodings that programs write.
pub(super) struct Needles {
    automaton: Option<AhoCorasick>,
    /// Number of the string that each pattern is a form of.
    of_pattern: Vec<u32>,
    found: BTreeSet<u32>,
    whole: bool,
}

impl Needles {
    pub(super) fn new(needles: &[String]) -> Self {
        let mut patterns: Vec<Vec<u8>> = Vec::new();
        let mut of_pattern = Vec::new();
        for (number, needle) in (0_u32..).zip(needles) {
            for form in forms(needle) {
                patterns.push(form);
                of_pattern.push(number);
            }
        }
        let mut builder = AhoCorasick::builder();
        let built = builder.kind(Some(AhoCorasickKind::ContiguousNFA)).build(&patterns);
        let whole = built.is_ok();
        let automaton = built.ok().filter(|_| !patterns.is_empty());
        Self { automaton, of_pattern, found: BTreeSet::new(), whole }
    }

    pub(super) fn look_at(&mut self, bytes: &[u8]) {
        let Some(automaton) = &self.automaton else { return };
        for found in automaton.find_overlapping_iter(bytes) {
            self.found.extend(self.of_pattern.get(found.pattern().as_usize()));
        }
    }

    /// Numbers of the strings that were found.
    pub(super) fn found(&self) -> Vec<u32> {
        self.found.iter().copied().collect()
    }

    /// False when there were too many strings to look for.
    pub(super) fn is_whole(&self) -> bool {
        self.whole
    }
}

/// Returns how a string may stand in bytes: in UTF-8, escaped for XML, in UTF-16 of both orders.
fn forms(needle: &str) -> BTreeSet<Vec<u8>> {
    let escaped = needle.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let wide = |bytes: fn(u16) -> [u8; 2]| needle.encode_utf16().flat_map(bytes).collect();
    [
        needle.as_bytes().to_vec(),
        escaped.into_bytes(),
        wide(u16::to_le_bytes),
        wide(u16::to_be_bytes),
    ]
    .into()
}

/// What is learnt of a document beside its findings.
#[derive(Default)]
pub(super) struct Texts {
    /// How often each character is shown, but for white space.
    pub(super) shown: BTreeMap<char, u64>,
    /// Texts that are hidden, and where.
    pub(super) hidden: BTreeMap<String, Spot>,
    hidden_bytes: usize,
    /// Strings whose places are wanted.
    wanted: Option<AhoCorasick>,
    /// Places of wanted strings.
    pub(super) places: Vec<Place>,
    /// Strings that may be shown: they were hidden in the original.
    minded: Option<AhoCorasick>,
    /// Numbers of those that are shown.
    shown_again: BTreeSet<usize>,
    /// Stretches of shown parts that nobody sees: part, start and end.
    pub(super) unseen: Vec<(PartId, u64, u64)>,
    /// Text of pages without white space, so that what a form's field repeats is not counted twice.
    pages: String,
    /// Characters of bodies, so that one that is there in several forms is not counted twice.
    bodies: Vec<BTreeMap<char, u64>>,
    /// The open documents, the outermost first.
    open: Vec<Open>,
}

/// A document that is being told.
struct Open {
    /// True when a reader of the file sees it.
    is_seen: bool,
    /// True when a reader of the file sees what is in it.
    holds_seen: bool,
    /// True when all that is told of it is shown; of XML, lists of properties, calendars and cards,
    /// what programs note is told too, and goes.
    is_shown_whole: bool,
    /// True for a book, of which chapters are shown.
    is_book: bool,
    /// True when the page shows what its fields have, or does not.
    fields_are_drawn: bool,
    /// True for a message of Outlook, which has its text in several forms.
    has_forms: bool,
}

/// Where a wanted string stands.
pub(super) struct Place {
    /// Number of the string.
    pub(super) string: usize,
    pub(super) part: PartId,
    pub(super) start: u64,
    /// Where it ends; of a text that is looked for by its beginning, where its line ends.
    pub(super) end: u64,
    /// True when no letter or digit touches it.
    pub(super) stands_alone: bool,
    /// The same in words.
    pub(super) spot: Spot,
}

/// The texts that are hidden in an original, so that what a copy shows of them is found.
pub(super) struct Concealed {
    texts: Vec<String>,
    automaton: Option<AhoCorasick>,
}

impl Concealed {
    pub(super) fn of(original: &Texts) -> Self {
        let texts: Vec<String> = original.hidden.keys().cloned().collect();
        let automaton = AhoCorasick::new(&texts).ok().filter(|_| !texts.is_empty());
        Self { texts, automaton }
    }

    /// Those that are shown in a copy: they were hidden in one place and are open in another.
    pub(super) fn kept_in(&self, copy: &Texts) -> BTreeSet<String> {
        copy.shown_again.iter().filter_map(|number| self.texts.get(*number).cloned()).collect()
    }
}

/// The part that has the names, makers and licences of fonts; copies have the name by which a page
/// asks for a font, and none of the others (decision 47).
const WORDS_IN_FONTS: &str = "words in fonts";

/// Formats whose members are what a person meant to send.
const HOLDERS: &[&str] = &["zip", "tar", "gzip", "eml", "mbox", "msg", "epub"];

impl Texts {
    /// Looks for the places of strings as well.
    pub(super) fn looking_for(strings: &[String]) -> Self {
        let wanted = AhoCorasick::new(strings).ok().filter(|_| !strings.is_empty());
        Self { wanted, ..Self::default() }
    }

    /// Notes which texts that were hidden are shown as well.
    pub(super) fn minding(self, hidden: &Concealed) -> Self {
        Self { minded: hidden.automaton.clone(), ..self }
    }

    /// Share of `before`'s shown characters that are shown still, in thousandths.
    pub(super) fn kept_permille(&self, before: &Self) -> u64 {
        let all: u64 = before.shown.values().sum();
        let kept = |(character, count): (&char, &u64)| {
            self.shown.get(character).copied().unwrap_or(0).min(*count)
        };
        let kept: u64 = before.shown.iter().map(kept).sum();
        (kept * 1_000).checked_div(all).unwrap_or(1_000)
    }

    /// True for what was counted already: the value of a field that its page shows, a body in another
    /// form; takes in what may be repeated.
    fn repeats(&mut self, part: &Part, text: &str) -> bool {
        let bare = || text.chars().filter(|character| !character.is_whitespace());
        match part.kind {
            PartKind::Page if self.pages.len() < HIDDEN_BYTES_MAX => {
                self.pages.extend(bare());
                false
            }
            PartKind::Field if self.open.last().is_some_and(|open| open.fields_are_drawn) => true,
            PartKind::Field => self.pages.contains(&bare().collect::<String>()),
            _ if self.open.iter().any(|open| open.has_forms) => self.repeats_body(text),
            _ => false,
        }
    }

    /// True for a body of a message that nearly says what another says; takes in others.
    ///
    /// The forms of one body differ in how they write addresses of links and what is quoted.
    fn repeats_body(&mut self, text: &str) -> bool {
        let mut body = BTreeMap::new();
        count(&mut body, text);
        let all: u64 = body.values().sum();
        let is_like = |other: &BTreeMap<char, u64>| {
            let both = body
                .iter()
                .map(|(letter, count)| other.get(letter).copied().unwrap_or_default().min(*count));
            both.sum::<u64>() * 100 >= all * ALIKE_PERCENT_MIN
        };
        let repeats = self.bodies.iter().any(is_like);
        if !repeats && self.bodies.len() < BODIES_MAX {
            self.bodies.push(body);
        }
        repeats
    }

    /// Notes where a text stands that nobody sees. Glyphs of pages are no text to be replaced, and
    /// what lies behind a picture is what the picture shows.
    fn add_unseen(&mut self, part: &Part, window: &Window<'_>) {
        if part.kind == PartKind::Page {
            return;
        }
        for run in window.runs_in(window.owned) {
            let start = run.span.start.max(window.owned.start);
            let end = run.span.end.min(window.owned.end);
            let text = window.text.get(start..end).unwrap_or_default();
            let hidden = run.hidden.or(part.hidden);
            let is_unseen = hidden.is_some_and(|hidden| hidden != Hidden::TextLayer);
            if is_unseen && !text.trim().is_empty() && self.unseen.len() < HIDDEN_MAX {
                let place = |at: usize| window.start.offset + at as u64;
                self.unseen.push((part.id, place(start), place(end)));
            }
        }
    }

    /// Adds what stands among names of fonts and attributes, but for what copies have there too.
    fn add_looks(&mut self, part: &Part, window: &Window<'_>) {
        for run in window.runs_in(window.owned) {
            let text = window.text.get(run.span.range()).unwrap_or_default();
            let is_format = run.label.as_deref() == Some("formatCode");
            for line in text.lines().filter(|line| !is_format && !looks::says_no_more(line)) {
                self.add_hidden(line, part, None);
            }
        }
    }

    fn add_hidden(&mut self, text: &str, part: &Part, hidden: Option<Hidden>) {
        for line in text.lines().map(str::trim) {
            let line = match line.char_indices().nth(HIDDEN_CHARS_MAX) {
                Some((end, _)) => line.get(..end).unwrap_or(line),
                None => line,
            };
            let has_room = self.hidden.len() < HIDDEN_MAX && self.hidden_bytes < HIDDEN_BYTES_MAX;
            if has_room && is_telling(line) && !self.hidden.contains_key(line) {
                self.hidden.insert(line.to_owned(), Spot::of(part, hidden));
                self.hidden_bytes += line.len();
            }
        }
    }
}

impl Sink for Texts {
    fn open(&mut self, head: &DocumentHead) {
        // What is embedded in a document is not seen with it; in an archive it is the content,
        // but for what no person put there.
        let is_litter = head.path.last().is_some_and(|name| document::is_litter(name));
        let is_seen = !is_litter && self.open.last().is_none_or(|open| open.holds_seen);
        // Beside its chapters a book has style sheets and lists, which no reader of it is shown.
        let is_of_book = self.open.last().is_some_and(|open| open.is_book);
        let is_chapter = matches!(head.format, "html" | "svg");
        self.open.push(Open {
            is_seen,
            holds_seen: is_seen && HOLDERS.contains(&head.format),
            is_shown_whole: !matches!(head.format, "xml" | "plist" | "card")
                && (!is_of_book || is_chapter),
            is_book: head.format == "epub",
            fields_are_drawn: head.format == "pdf",
            has_forms: head.format == "msg",
        });
    }

    fn part(&mut self, _part: &Part) {}

    fn window(&mut self, part: &Part, window: &Window<'_>) {
        let owned = window.text.get(window.owned.range()).unwrap_or_default();
        let open = self.open.last();
        let is_seen = open.is_none_or(|open| open.is_seen) && part.hidden.is_none();
        let is_counted = is_seen && open.is_none_or(|open| open.is_shown_whole);
        // Office counts there which fonts and themes it used.
        let is_inventory = &*part.label == "TitlesOfParts" || is_style_sheet(part);
        // Slides show what their layouts have.
        let is_layout = part.hidden == Some(Hidden::Cache) && part.label.starts_with("layout");
        if is_seen || open.is_none_or(|open| open.is_seen) && is_beside(part) {
            self.add_unseen(part, window);
        }
        // What copies have of a table of colours is in their pixels.
        let is_of_pixels = &*part.label == "palette";
        if is_look(part) {
            self.add_looks(part, window);
        } else if &*part.label == WORDS_IN_FONTS {
            for line in owned.lines().filter(|line| looks::may_be_of_person(line)) {
                self.add_hidden(line, part, None);
            }
        } else if !is_seen && part.kind != PartKind::Name && !is_inventory && !is_of_pixels {
            self.add_hidden(owned, part, None);
        } else if is_counted && part.kind.is_read() && !self.repeats(part, owned) {
            let mut at = window.owned.start;
            for run in window.runs_in(window.owned).iter().filter(|run| run.hidden.is_some()) {
                let start = run.span.start.clamp(at, window.owned.end);
                count(&mut self.shown, window.text.get(at..start).unwrap_or_default());
                at = run.span.end.clamp(start, window.owned.end);
                let text = window.text.get(start..at).unwrap_or_default();
                // What lies behind a picture is what the picture shows, and stays.
                if run.hidden != Some(Hidden::TextLayer) {
                    self.add_hidden(text, part, run.hidden);
                }
            }
            count(&mut self.shown, window.text.get(at..window.owned.end).unwrap_or_default());
        }
        let is_shown = |span: Span| {
            (is_seen || is_layout) && window.runs_in(span).iter().all(|run| run.hidden.is_none())
        };
        if let Some(minded) = &self.minded {
            for found in minded.find_overlapping_iter(window.text) {
                if is_shown(Span::new(found.start(), found.end())) {
                    self.shown_again.insert(found.pattern().as_usize());
                }
            }
        }
        let Some(wanted) = &self.wanted else { return };
        for found in wanted.find_overlapping_iter(window.text) {
            if window.owned.range().contains(&found.start()) {
                let place = |at: usize| window.start.offset + at as u64;
                let span = Span::new(found.start(), found.end());
                let hidden = window.runs_in(span).iter().find_map(|run| run.hidden);
                self.places.push(Place {
                    string: found.pattern().as_usize(),
                    part: part.id,
                    start: place(span.start),
                    end: place(whole_line(window.text, span)),
                    stands_alone: stands_alone(window.text, span),
                    spot: Spot::of(part, hidden),
                });
            }
        }
    }

    fn problem(&mut self, _problem: Problem) {}

    fn close(&mut self, _coverage: Coverage) {
        self.open.pop();
    }
}

/// Where a text ends that was found; a hidden one is looked for by its beginning.
fn whole_line(text: &str, found: Span) -> usize {
    let beginning = text.get(found.range()).unwrap_or_default();
    if beginning.chars().count() < HIDDEN_CHARS_MAX {
        return found.end;
    }
    let rest = text.get(found.end..).unwrap_or_default();
    found.end + rest.find('\n').unwrap_or(rest.len())
}

/// True when no letter or digit touches what was found; Chinese has no spaces.
fn stands_alone(text: &str, found: Span) -> bool {
    let is_of_word = |letter: char| letter.is_alphanumeric() && u32::from(letter) < 0x2E80;
    let touches = |one: Option<char>, other: Option<char>| {
        one.is_some_and(is_of_word) && other.is_some_and(is_of_word)
    };
    let inner = text.get(found.range()).unwrap_or_default();
    let before = text.get(..found.start).unwrap_or_default().chars().next_back();
    let after = text.get(found.end..).unwrap_or_default().chars().next();
    !touches(before, inner.chars().next()) && !touches(inner.chars().next_back(), after)
}

/// True for the style sheet of a page, which is written anew from words of the standard.
fn is_style_sheet(part: &Part) -> bool {
    part.kind == PartKind::Other && part.label.starts_with("style ")
}

/// True for the names and values by which letters and drawings get their looks, which copies have
/// as well.
fn is_look(part: &Part) -> bool {
    &*part.label == "names of fonts"
        || part.hidden == Some(Hidden::Markup) && part.label.starts_with("attributes of ")
}

/// True for a part that is text like any other, but stands where nobody looks.
fn is_beside(part: &Part) -> bool {
    part.kind.is_read() && part.hidden == Some(Hidden::Outside)
}

/// True for a character without a look of its own, in which texts are hidden.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{AD}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

fn count(shown: &mut BTreeMap<char, u64>, text: &str) {
    let is_seen = |character: &char| !character.is_whitespace() && !is_invisible(*character);
    for character in text.chars().filter(is_seen) {
        *shown.entry(character).or_default() += 1;
    }
}

#[cfg(test)]
mod tests;
