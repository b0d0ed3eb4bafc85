//! A message of Outlook becomes a mail: its headers, the first of its bodies, and what is attached.

use std::io::Read as _;

use super::super::flat::shown;
use super::super::{Refusal, Removal, Work};
use super::{accepted, parts};
use crate::formats::mail::clean::{file_name, message};
use crate::formats::textual::to_base64;
use crate::{
    Collector, Coverage, Document, DocumentHead, Examined, Input, Part, PartKind, Problem, Sink,
    Window,
};

/// Headers that are written.
const HEADERS: [&str; 5] = ["From", "To", "Cc", "Date", "Subject"];
/// What stands between parts, which have letters and digits alone.
const BOUNDARY: &str = "=_parts";
const PLAIN: &str = "text/plain; charset=utf-8";
/// Bodies in other forms, as the reader calls them.
const PAGE: &str = "body.html";
const RICH_TEXT: &str = "body.rtf";

/// Makes a mail of a message of Outlook; what is attached and cannot be cleaned stays behind.
pub(crate) fn to_eml(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let mut gatherer = Gatherer { left: work.limits().object_bytes_max, ..Gatherer::default() };
    let name = work.name().to_owned();
    work.read(bytes, &name, &mut gatherer);
    let document = accepted(gatherer.collector.document, false, work)?;
    let (bodies, attached): (Vec<_>, Vec<_>) = gatherer
        .embedded
        .into_iter()
        .partition(|embedded| [PAGE, RICH_TEXT].contains(&embedded.name.as_str()));
    let mut mail = headers(&document);
    mail += &format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"{BOUNDARY}\"\r\n\r\n"
    );
    let (kind, body) = body(&document, &bodies);
    part(kind, "", &body, &mut mail);
    for Embedded { name, bytes } in &attached {
        if work.can_clean(bytes, name) {
            let place = format!("Content-Disposition: attachment; {}\r\n", file_name(name));
            part("application/octet-stream", &place, bytes, &mut mail);
        } else {
            work.removed(Removal::Embedded, 1);
        }
    }
    mail += &format!("--{BOUNDARY}--\r\n");
    message(mail.as_bytes(), work)
}

fn headers(document: &Document) -> String {
    let mut text = String::new();
    for name in HEADERS {
        let mut headers = parts(document, PartKind::MailHeader);
        if let Some(part) = headers.find(|part| part.part.label.eq_ignore_ascii_case(name)) {
            let value = shown(part).split_whitespace().collect::<Vec<_>>().join(" ");
            text += &format!("{name}: {value}\r\n");
        }
    }
    text
}

/// The body in the first of its forms that is there: plain, a page, what rich text says.
fn body(document: &Document, bodies: &[Embedded]) -> (&'static str, Vec<u8>) {
    let plain: Vec<String> = parts(document, PartKind::Body).map(shown).collect();
    if !plain.is_empty() {
        return (PLAIN, plain.join("\n\n").into_bytes());
    }
    if let Some(page) = bodies.iter().find(|body| body.name == PAGE) {
        // It says itself how it is encoded.
        return ("text/html", page.bytes.clone());
    }
    let is_rich = |part: &&crate::ReadPart| {
        *part.part.path == [RICH_TEXT.to_owned()]
            && part.part.kind == PartKind::Body
            && part.part.hidden.is_none()
    };
    let rich: Vec<String> = document.parts.iter().filter(is_rich).map(shown).collect();
    (PLAIN, rich.join("\n\n").into_bytes())
}

fn part(kind: &str, headers: &str, bytes: &[u8], mail: &mut String) {
    let coded = to_base64(bytes);
    *mail += &format!(
        "--{BOUNDARY}\r\nContent-Type: {kind}\r\n{headers}\
         Content-Transfer-Encoding: base64\r\n\r\n{coded}\r\n"
    );
}

/// A document inside another.
struct Embedded {
    name: String,
    bytes: Vec<u8>,
}

/// Takes in a document, and the bytes of those in it.
#[derive(Default)]
struct Gatherer {
    collector: Collector,
    embedded: Vec<Embedded>,
    /// How many more bytes are taken.
    left: u64,
}

impl Sink for Gatherer {
    fn open(&mut self, head: &DocumentHead) {
        self.collector.open(head);
    }

    fn part(&mut self, part: &Part) {
        self.collector.part(part);
    }

    fn window(&mut self, part: &Part, window: &Window<'_>) {
        self.collector.window(part, window);
    }

    fn embedded(&mut self, name: &str, input: &mut dyn Input) {
        let mut bytes = Vec::new();
        // One byte more than there is room for says that it is too long.
        let read = input.take(self.left + 1).read_to_end(&mut bytes);
        let is_whole = read.is_ok() && bytes.len() as u64 <= self.left;
        if is_whole {
            self.left -= bytes.len() as u64;
        }
        let bytes = if is_whole { bytes } else { Vec::new() };
        self.embedded.push(Embedded { name: name.to_owned(), bytes });
    }

    fn problem(&mut self, problem: Problem) {
        self.collector.problem(problem);
    }

    fn examined(&mut self, examined: &Examined) {
        self.collector.examined(examined);
    }

    fn close(&mut self, coverage: Coverage) {
        self.collector.close(coverage);
    }
}
