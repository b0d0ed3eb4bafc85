//! What of a file was looked at, in words: for the file itself, and for each document inside of which
//! something was not.

use std::io;

use detect::Report;
use detect::output::plain;
use document::{Coverage, Examined};

use super::{Human, size};
use crate::messages::{Messages, Value};
use crate::terminal::Tone;

/// Documents inside a file that are told one by one.
const CHILDREN_MAX: usize = 10;
/// Numbers of pages, and stretches of bytes, that are told one by one.
const LISTED_MAX: usize = 5;

impl Human<'_> {
    /// Prints what was looked at.
    pub(super) fn coverage(&mut self, report: &Report) -> io::Result<()> {
        let is_child = |examined: &&Examined| !examined.path.is_empty();
        for examined in report.examined.iter().filter(|examined| !is_child(examined)) {
            let text = Words(self.messages).of(examined);
            self.coverage_line("coverage-file", "", &text)?;
        }
        let children = report.examined.iter().filter(is_child);
        let partly: Vec<&Examined> = children.filter(|child| !child.is_complete()).collect();
        for child in partly.iter().take(CHILDREN_MAX) {
            let text = Words(self.messages).of(child);
            self.coverage_line("coverage-child", &child.path.join(" › "), &text)?;
        }
        self.more("more-coverage", partly.len().saturating_sub(CHILDREN_MAX))
    }

    fn coverage_line(&mut self, id: &str, name: &str, text: &str) -> io::Result<()> {
        let values = [("name", plain(name).into_owned().into()), ("text", text.into())];
        let line = self.messages.get(id, &values);
        self.paragraph("  │ ", Tone::Quiet, &line)
    }
}

/// Says counts in the language of the person.
struct Words<'a>(&'a Messages);

impl Words<'_> {
    fn of(&self, examined: &Examined) -> String {
        let mut said = vec![self.bytes(examined)];
        said.extend(self.pages(examined));
        said.extend(self.glyphs(examined));
        said.extend(self.frames(examined));
        said.extend(self.children(examined));
        said.extend(self.limits(examined));
        said.join(&self.0.get("separator", &[]))
    }

    fn say(&self, id: &str, values: &[Value<'_>]) -> String {
        self.0.get(id, values)
    }

    fn bytes(&self, examined: &Examined) -> String {
        let Some(bytes) = examined.bytes else { return self.say("coverage-length-unknown", &[]) };
        let whole = ("size", size(bytes).into());
        let id = match examined.bytes_accounted {
            _ if examined.coverage == Coverage::Refused => "coverage-refused",
            Some(accounted) if accounted == bytes => "coverage-bytes-all",
            None => "coverage-bytes-uncounted",
            Some(accounted) => {
                let ranges = examined.gaps.iter().map(|(start, end)| format!("{start}–{end}"));
                let loose = bytes.saturating_sub(accounted);
                return self.say(
                    "coverage-bytes-gaps",
                    &[
                        whole,
                        ("loose", size(loose).into()),
                        ("count", examined.gaps_count.into()),
                        ("list", first(ranges, examined.gaps_count).into()),
                    ],
                );
            }
        };
        self.say(id, &[whole])
    }

    fn pages(&self, examined: &Examined) -> Option<String> {
        let blank = examined.pages_without_text;
        let count = ("count", examined.pages.into());
        let id = match (examined.pages, blank) {
            (0, _) => return None,
            (_, 0) => return Some(self.say("coverage-pages", &[count])),
            _ => "coverage-pages-blank",
        };
        let list = first(examined.blank_pages.iter().map(u32::to_string), blank);
        Some(self.say(id, &[count, ("blank", blank.into()), ("list", list.into())]))
    }

    fn glyphs(&self, examined: &Examined) -> Option<String> {
        let unknown = examined.glyphs_without_unicode;
        let values = [("count", examined.glyphs.into()), ("unknown", unknown.into())];
        match examined.glyphs {
            0 => None,
            _ if unknown == 0 => Some(self.say("coverage-glyphs", &values)),
            _ => Some(self.say("coverage-glyphs-unknown", &values)),
        }
    }

    fn frames(&self, examined: &Examined) -> Option<String> {
        let values = [("count", examined.frames.into())];
        (examined.frames > 0).then(|| self.say("coverage-frames", &values))
    }

    fn children(&self, examined: &Examined) -> Option<String> {
        let unopened = examined.children_not_opened;
        let values = [("count", examined.children.into()), ("unopened", unopened.into())];
        match examined.children {
            0 => None,
            _ if unopened == 0 => Some(self.say("coverage-children", &values)),
            _ => Some(self.say("coverage-children-unopened", &values)),
        }
    }

    fn limits(&self, examined: &Examined) -> Option<String> {
        let codes: Vec<&str> = examined.limits.iter().map(|code| code.name()).collect();
        match codes.is_empty() {
            true => None,
            false => Some(self.say("coverage-limits", &[("list", codes.join(", ").into())])),
        }
    }
}

/// The first of a list, with an ellipsis when there are more.
fn first(items: impl Iterator<Item = String>, count: u64) -> String {
    let listed: Vec<String> = items.take(LISTED_MAX).collect();
    let more = if count > listed.len() as u64 { ", …" } else { "" };
    listed.join(", ") + more
}
