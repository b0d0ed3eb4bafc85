//! Mail messages (RFC 5322, MIME) and mailboxes of them (RFC 4155).
//!
//! Every header is told, also those that no program shows; what is attached is a document of its
//! own. Signatures are not checked, and nothing is decrypted.

pub(crate) mod clean;
mod encoded;
mod enriched;
mod mended;

use std::borrow::Cow;
use std::io::Cursor;

use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{
    Encoding, Header, HeaderName, HeaderValue, Message, MessageParser, MessagePart, MimeHeaders,
    PartType,
};

use super::textual::{self, whole};
use crate::format::{Format, Probe};
use crate::out::{NewPart, Out};
use crate::{Hidden, Input, OffsetMap, PartKind, ProblemCode, Run, Source};

/// mail message.
pub(super) const EML: Format = Format {
    name: "eml",
    title: "mail message",
    extensions: &["eml", "mht", "mhtml"],
    reads: "all headers, bodies, attachments and messages in messages",
    in_process: false,
    matches: is_mail,
    read,
};

/// Mailbox.
pub(super) const MBOX: Format = Format {
    name: "mbox",
    title: "mailbox",
    extensions: &["mbox", "mbx"],
    reads: "each message",
    in_process: false,
    matches: is_mailbox,
    read: read_mailbox,
};

/// Headers that show a text to be a message; two are needed, since one occurs in other texts.
const KNOWN_HEADERS: &[&str] = &[
    "from",
    "to",
    "cc",
    "bcc",
    "subject",
    "date",
    "message-id",
    "received",
    "return-path",
    "reply-to",
    "sender",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "delivered-to",
    "x-mailer",
    "user-agent",
    "in-reply-to",
    "references",
    "dkim-signature",
    "authentication-results",
    "x-originating-ip",
    "list-id",
    "resent-from",
    "envelope-to",
    "thread-topic",
    "arc-seal",
    "importance",
    "x-priority",
];

/// Headers that mail programs show.
const SHOWN_HEADERS: &[&str] = &["From", "To", "Cc", "Subject", "Date"];

/// Headers of a part that say only how it is written.
const CODING_HEADERS: &[&str] = &["Content-Type", "Content-Transfer-Encoding", "MIME-Version"];

/// Most lines of headers that are looked at before a file is taken for a message.
const HEADER_LINES_MAX: usize = 200;

fn is_mail(probe: &mut Probe<'_>) -> bool {
    begins_with_headers(probe.head)
}

fn is_mailbox(probe: &mut Probe<'_>) -> bool {
    probe.head.starts_with(b"From ")
        && memchr::memchr(b'\n', probe.head)
            .and_then(|end| probe.head.get(end + 1..))
            .is_some_and(begins_with_headers)
}

/// True when text begins with header fields, at least two of which are well known.
fn begins_with_headers(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let mut known = 0;
    for (index, line) in head.split(|byte| *byte == b'\n').take(HEADER_LINES_MAX).enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let is_continued = line.starts_with(b" ") || line.starts_with(b"\t");
        match header_name(line) {
            Some(name) => known += usize::from(KNOWN_HEADERS.contains(&name.as_str())),
            None if is_continued && index > 0 => {}
            None => return line.is_empty() && known >= 2,
        }
    }
    known >= 2
}

/// Returns the name of a header field in lower case (RFC 5322, 2.2).
fn header_name(line: &[u8]) -> Option<String> {
    let name = line.get(..memchr::memchr(b':', line)?)?;
    let is_name = !name.is_empty() && name.iter().all(|byte| matches!(byte, b'!'..=b'~'));
    is_name.then(|| String::from_utf8_lossy(name).to_ascii_lowercase())
}

/// Reads each message of a mailbox as a document.
fn read_mailbox(input: &mut dyn Input, out: &mut Out<'_>) {
    let held = out.hold(input, None);
    let bytes = held.bytes.as_slice();
    let starts = message_starts(bytes);
    out.count().account();
    out.count().gap(0, starts.first().map_or(0, |first| *first as u64));
    for (index, start) in starts.iter().enumerate() {
        if out.stop() {
            return;
        }
        if index as u64 >= out.limits().entries_max {
            out.problem(ProblemCode::EntriesLimit);
            return;
        }
        let end = starts.get(index + 1).map_or(bytes.len(), |next| *next);
        let message = bytes.get(*start..end).unwrap_or_default();
        let (envelope, message) = split_line(message);
        // Who sent it and when, as the server saw it.
        textual::property(out, "envelope", &textual::lenient(envelope));
        out.child(&format!("message {}.eml", index + 1), &mut Cursor::new(message));
    }
}

/// Returns where messages begin: at `From ` lines that headers follow.
fn message_starts(bytes: &[u8]) -> Vec<usize> {
    let begins = |start: &usize| {
        let is_line = *start == 0 || bytes.get(start - 1) == Some(&b'\n');
        let (_, after) = split_line(bytes.get(*start..).unwrap_or_default());
        is_line && header_name(split_line(after).0).is_some()
    };
    memchr::memmem::find_iter(bytes, b"From ").filter(begins).collect()
}

/// Returns the first line, with its end, and what follows.
fn split_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = memchr::memchr(b'\n', bytes).map_or(bytes.len(), |end| end + 1);
    bytes.split_at_checked(end).unwrap_or((bytes, b""))
}

fn read(input: &mut dyn Input, out: &mut Out<'_>) {
    let held = out.hold(input, None);
    let message = held.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&held.bytes);
    let mended = mended::with_border(message);
    let bytes = mended.as_ref();
    // What is put into a message moves what follows.
    let is_verbatim = matches!(mended, Cow::Borrowed(_));
    let base = is_verbatim.then_some((held.bytes.len() - message.len()) as u64);
    let parser = MessageParser::default();
    let Some(message) = parser.parse(bytes) else {
        out.problem(ProblemCode::Damaged);
        return;
    };
    let mail = Mail { bytes, base };
    mail.tell_headers(out);
    out.count().account();
    for (index, part) in message.parts.iter().enumerate() {
        if out.stop() {
            return;
        }
        if index as u64 >= out.limits().entries_max {
            out.problem(ProblemCode::EntriesLimit);
            return;
        }
        if index > 0 {
            mail.tell_part_headers(part, out);
        }
        out.hide_next(is_for_some(part).then_some(Hidden::Markup));
        mail.tell_part(&message, index, part, out);
        out.hide_next(None);
        mail.tell_after_code(part, out);
    }
}

/// Tells headers that another format keeps.
pub(super) fn tell_headers(headers: &str, out: &mut Out<'_>) {
    Mail { bytes: headers.as_bytes(), base: None }.tell_headers(out);
}

/// A message, and where it begins in its file, when it stands there as it is.
struct Mail<'a> {
    bytes: &'a [u8],
    base: Option<u64>,
}

impl Mail<'_> {
    /// Tells the headers of the message, as text without its encoding.
    fn tell_headers(&self, out: &mut Out<'_>) {
        let Some(message) = header_parser().parse_headers(self.bytes) else { return };
        for header in message.headers() {
            let hidden =
                match SHOWN_HEADERS.iter().any(|name| name.eq_ignore_ascii_case(header.name())) {
                    true => None,
                    false => Some(Hidden::Property),
                };
            self.tell_header(header, hidden, out);
        }
    }

    /// Tells the headers of a part, but for those that say only how it is written.
    fn tell_part_headers(&self, part: &MessagePart<'_>, out: &mut Out<'_>) {
        for header in &part.headers {
            if !CODING_HEADERS.iter().any(|name| name.eq_ignore_ascii_case(header.name())) {
                self.tell_header(header, Some(Hidden::Property), out);
            }
        }
    }

    fn tell_header(&self, header: &Header<'_>, hidden: Option<Hidden>, out: &mut Out<'_>) {
        let (start, end) = (header.offset_start as usize, header.offset_end as usize);
        let raw = self.bytes.get(start..end).unwrap_or_default();
        let text = match &header.value {
            HeaderValue::Text(text) => unfold(text),
            _ => unfold(&textual::lenient(raw)),
        };
        if text.is_empty() {
            return;
        }
        let mut part = NewPart::new(PartKind::MailHeader, header.name());
        part.hidden = hidden;
        let run = self.run(&text, raw, start);
        out.text(part, &text, vec![run]);
        if let Some(joined) = mended::numbers_joined(&textual::lenient(raw)) {
            let label = format!("{} without its folds", header.name());
            let part = NewPart::new(PartKind::MailHeader, label).hidden(Hidden::Property);
            out.text(part, &joined, vec![whole(&joined)]);
        }
    }

    /// Returns a run over `text`, placed where it stands in `raw` if it stands there as it is.
    fn run(&self, text: &str, raw: &[u8], start: usize) -> Run {
        let within = raw.len() - raw.trim_ascii_start().len();
        let is_verbatim = raw.trim_ascii_start().starts_with(text.as_bytes());
        let source = match self.base.filter(|_| is_verbatim) {
            Some(base) => Source::Bytes(OffsetMap::identity(base + (start + within) as u64)),
            None => Source::Unknown,
        };
        Run { source, ..whole(text) }
    }

    fn tell_part(
        &self,
        message: &Message<'_>,
        index: usize,
        part: &MessagePart<'_>,
        out: &mut Out<'_>,
    ) {
        if part.is_encoding_problem {
            out.problem(ProblemCode::Damaged);
        }
        tell_other_name(part, out);
        let raw = self.raw(part);
        match &part.body {
            PartType::Multipart(_) => self.tell_between(message, index, part, out),
            PartType::Text(text) if is_shown(part) && !is_wide(text) => {
                let text = reflowed(self.repaired(text, part, out), part);
                let label = if index == 0 { "body".to_owned() } else { format!("body {index}") };
                let run = self.run(&text, raw, part.offset_body as usize);
                out.text(NewPart::new(PartKind::Body, label), &text, vec![run]);
                for file in encoded::files(&text) {
                    out.child(&file.name, &mut Cursor::new(file.bytes));
                }
                if text.trim_start().starts_with("-----BEGIN PGP MESSAGE-----") {
                    out.problem(ProblemCode::Encrypted);
                }
            }
            PartType::Text(text) if is_enriched(part) => {
                let read = enriched::read(&self.repaired(text, part, out));
                let label = if index == 0 { "body".to_owned() } else { format!("body {index}") };
                out.text(NewPart::new(PartKind::Body, label), &read.text, vec![whole(&read.text)]);
                if !read.parameters.trim().is_empty() {
                    let new = NewPart::new(PartKind::Other, "parameters of commands");
                    let runs = vec![whole(&read.parameters)];
                    out.text(new.hidden(Hidden::Markup), &read.parameters, runs);
                }
            }
            // The reader of what is attached finds out its encoding if the message does not say.
            PartType::Text(text) | PartType::Html(text) => {
                let name = match &part.body {
                    PartType::Html(_) => part.attachment_name().unwrap_or("body.html").to_owned(),
                    _ => name(part, index),
                };
                match has_unnamed_encoding(text, part) {
                    true => out.child(&name, &mut Cursor::new(self.decoded(part))),
                    false => out.child(&name, &mut Cursor::new(text.as_bytes())),
                }
            }
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) if is_signature(part) => {
                let text = textual::strings(bytes);
                let hidden = NewPart::new(PartKind::Other, "signature").hidden(Hidden::Attachment);
                out.text(hidden, &text, vec![whole(&text)]);
            }
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
                out.child(&name(part, index), &mut Cursor::new(bytes));
            }
            PartType::Message(inner) => {
                let bytes = match part.encoding {
                    Encoding::None => raw,
                    _ => &inner.raw_message,
                };
                out.child(&name(part, index), &mut Cursor::new(bytes));
            }
        }
    }

    /// Tells what stands behind the end of a part in Base64 (RFC 4648, 3.2), which programs that
    /// show the part pass over.
    fn tell_after_code(&self, part: &MessagePart<'_>, out: &mut Out<'_>) {
        if part.encoding != Encoding::Base64 || matches!(part.body, PartType::Multipart(_)) {
            return;
        }
        let raw = self.raw(part);
        let text = textual::lenient(raw.get(code_len(raw)..).unwrap_or_default());
        let text = text.trim();
        if !text.is_empty() {
            let new = NewPart::new(PartKind::Other, "behind the end of a coded part");
            out.text(new.hidden(Hidden::Slack), text, vec![whole(text)]);
        }
    }

    /// Returns the bytes of a part as they stand in the message.
    fn raw(&self, part: &MessagePart<'_>) -> &[u8] {
        self.bytes.get(part.offset_body as usize..part.offset_end as usize).unwrap_or_default()
    }

    /// Returns the bytes of a part without its transfer encoding.
    fn decoded(&self, part: &MessagePart<'_>) -> Vec<u8> {
        let raw = self.raw(part);
        match part.encoding {
            Encoding::None => raw.to_vec(),
            Encoding::Base64 => textual::base64(raw.get(..code_len(raw)).unwrap_or(raw)),
            Encoding::QuotedPrintable => {
                quoted_printable_decode(raw).unwrap_or_else(|| raw.to_vec())
            }
        }
    }

    /// Returns the text of a part; of one that does not name its encoding, by a guess.
    fn repaired(&self, text: &str, part: &MessagePart<'_>, out: &mut Out<'_>) -> String {
        if has_unnamed_encoding(text, part) {
            out.problem(ProblemCode::EncodingDoubtful);
            return textual::guessed(&self.decoded(part)).0;
        }
        if text.contains(char::REPLACEMENT_CHARACTER) {
            out.problem(ProblemCode::EncodingBroken);
        }
        text.to_owned()
    }

    /// Tells what stands in a multipart message before its first part and after its last one,
    /// where no program shows it.
    fn tell_between(
        &self,
        message: &Message<'_>,
        index: usize,
        part: &MessagePart<'_>,
        out: &mut Out<'_>,
    ) {
        let PartType::Multipart(ids) = &part.body else { return };
        let child = |id: Option<&u32>| id.and_then(|id| message.parts.get(*id as usize));
        let first = child(ids.first()).map_or(part.offset_end, |first| first.offset_header);
        let last = child(ids.last()).map_or(part.offset_end, |last| last.offset_end);
        // The whole message ends where its file does, whatever its last part says.
        let end = if index == 0 { self.bytes.len() } else { part.offset_end as usize };
        for (label, start, end) in [
            ("before the first part", part.offset_body as usize, first as usize),
            ("after the last part", last as usize, end),
        ] {
            let between = self.bytes.get(start..end).unwrap_or_default();
            let text = textual::lenient(between);
            let lines = text.lines().filter(|line| !line.starts_with("--"));
            let text = lines.collect::<Vec<_>>().join("\n");
            if !text.trim().is_empty() {
                let part = NewPart::new(PartKind::Other, label).hidden(Hidden::Markup);
                out.text(part, text.trim(), vec![whole(text.trim())]);
                if let Some(base) = self.base {
                    out.count().gap(base + start as u64, base + end as u64);
                }
            }
        }
    }
}

/// True when a part is in an encoding that it does not name, and that is not UTF-8.
fn has_unnamed_encoding(text: &str, part: &MessagePart<'_>) -> bool {
    (text.contains(char::REPLACEMENT_CHARACTER) || is_wide(text))
        && !part.content_type().is_some_and(|kind| kind.has_attribute("charset"))
}

/// True for a text of two bytes for each letter that was taken for one of single bytes.
fn is_wide(text: &str) -> bool {
    text.contains('\0')
}

/// Joins the lines that a program joins to show them, where it also takes out the space at which
/// they were broken (RFC 3676, 4.3): so texts without spaces are broken.
fn reflowed(text: String, part: &MessagePart<'_>) -> String {
    let says = |name, value: &str| {
        let said = part.content_type().and_then(|kind| kind.attribute(name));
        said.is_some_and(|said| said.eq_ignore_ascii_case(value))
    };
    if !says("format", "flowed") || !says("delsp", "yes") {
        return text;
    }
    let mut joined = String::new();
    for line in text.lines() {
        match line.strip_suffix(' ').filter(|_| line != "-- ") {
            Some(flows) => joined.push_str(flows),
            None => {
                joined.push_str(line);
                joined.push('\n');
            }
        }
    }
    joined
}

/// True for plain text that is shown with the message.
fn is_shown(part: &MessagePart<'_>) -> bool {
    let is_plain = part.content_type().is_none() || part.is_content_type("text", "plain");
    let is_attached = part.content_disposition().is_some_and(|kind| kind.is_attachment());
    (is_plain || !is_text(part)) && !is_attached && part.attachment_name().is_none()
}

/// Length of what is in Base64, up to the end of its padding.
fn code_len(raw: &[u8]) -> usize {
    let Some(end) = memchr::memchr(b'=', raw) else { return raw.len() };
    let rest = raw.get(end..).unwrap_or_default();
    let padding = rest.iter().take_while(|byte| **byte == b'=' || byte.is_ascii_whitespace());
    end + padding.count()
}

/// True for a page that programs of one maker alone show instead of the others.
fn is_for_some(part: &MessagePart<'_>) -> bool {
    ["x-amp-html", "watch-html"].iter().any(|subtype| part.is_content_type("text", subtype))
}

/// True for text with commands that is shown with the message.
fn is_enriched(part: &MessagePart<'_>) -> bool {
    let is_attached = part.content_disposition().is_some_and(|kind| kind.is_attachment());
    ["enriched", "richtext"].iter().any(|subtype| part.is_content_type("text", subtype))
        && !is_attached
}

fn is_text(part: &MessagePart<'_>) -> bool {
    part.content_type().is_some_and(|kind| kind.ctype().eq_ignore_ascii_case("text"))
}

/// True for a detached signature (RFC 8551): certificates and a hash, nothing that was written.
fn is_signature(part: &MessagePart<'_>) -> bool {
    ["pkcs7-signature", "x-pkcs7-signature"]
        .iter()
        .any(|subtype| part.is_content_type("application", subtype))
}

/// Tells the name that a part's type gives it, where programs show another one.
fn tell_other_name(part: &MessagePart<'_>, out: &mut Out<'_>) {
    let named = part.content_type().and_then(|kind| kind.attribute("name"));
    if let Some(named) = named.filter(|named| part.attachment_name().is_some_and(|it| it != *named))
    {
        let new = NewPart::new(PartKind::Name, "other name of an attachment");
        out.text(new.hidden(Hidden::Markup), named, vec![whole(named)]);
    }
}

/// Returns the name of an attachment, or one made from its type.
fn name(part: &MessagePart<'_>, index: usize) -> String {
    if let Some(name) = part.attachment_name() {
        return name.to_owned();
    }
    let subtype = part.content_type().and_then(|kind| kind.subtype()).unwrap_or_default();
    let extension = match subtype.to_ascii_lowercase().as_str() {
        "plain" => "txt".to_owned(),
        "jpeg" => "jpg".to_owned(),
        "calendar" => "ics".to_owned(),
        "rfc822" | "" if matches!(part.body, PartType::Message(_)) => "eml".to_owned(),
        other if other.len() < 8 && !other.is_empty() => other.to_owned(),
        _ => return format!("attachment {index}"),
    };
    format!("attachment {index}.{extension}")
}

/// Returns a parser to which every header is a text, without its encoding.
fn header_parser() -> MessageParser {
    // Without a rule for any header the parser has one of its own for each.
    MessageParser::new().header_text(HeaderName::Subject).default_header_text()
}

/// Returns a header that was folded over several lines as one.
fn unfold(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
