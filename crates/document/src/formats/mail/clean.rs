//! Cleans mail: the headers that programs show, the bodies, and what is attached, each cleaned.
//!
//! The way of a message, its programs and its hidden recipients stay behind.

use mail_parser::{
    Encoding, Header, HeaderValue, Message, MessageParser, MessagePart, MimeHeaders, PartType,
};

mod address;
mod alternative;

use super::{
    Mail, code_len, encoded, has_unnamed_encoding, header_parser, is_for_some, is_shown,
    is_signature, message_starts, name, reflowed, split_line, unfold,
};
use crate::ProblemCode;
use crate::clean::{Edit, Refusal, Removal, Work, apply, edits_of_bytes};
use crate::formats::text::clean::visible;
use crate::formats::textual::{base64, guessed, lenient, to_base64};

/// Headers that stay, in this order.
const KEPT: &[&str] = &["From", "To", "Cc", "Date", "Subject"];
/// Those with addresses.
const ADDRESSES: &[&str] = &["From", "To", "Cc"];
/// Characters on a line of Base64 (RFC 2045, 6.8).
const LINE_CHARS: usize = 76;
/// Bytes in one encoded word (RFC 2047, 2), a multiple of three.
const WORD_BYTES: usize = 42;
const DAMAGED: Refusal = Refusal::Unread(ProblemCode::Damaged);

/// Cleans a message.
pub(crate) fn message(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let message = MessageParser::default().parse(bytes).ok_or(DAMAGED)?;
    let edits = edits_of_bytes(&work.marks());
    work.removed(Removal::Redaction, edits.iter().filter(|e| !e.replacement.is_empty()).count());
    let texts: Vec<(String, String)> =
        work.texts().iter().map(|(text, by)| ((*text).to_owned(), (*by).to_owned())).collect();
    let mut rebuild = Rebuild {
        bytes,
        message: &message,
        edits,
        texts,
        work,
        boundaries: 0,
        renamed: Vec::new(),
        page_words: None,
    };
    rebuild.name_contents();
    let headers = rebuild.headers();
    let body = rebuild.part(0, 0)?.ok_or(DAMAGED)?;
    let mut made = headers;
    made.push_str("MIME-Version: 1.0\r\n");
    let mut made = made.into_bytes();
    made.extend_from_slice(&body);
    Ok(made)
}

/// Cleans a mailbox.
pub(in crate::formats) fn mailbox(bytes: &[u8], work: &mut Work<'_>) -> Result<Vec<u8>, Refusal> {
    let starts = message_starts(bytes);
    let mut made = Vec::new();
    for (index, start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).map_or(bytes.len(), |next| *next);
        let (_, message) = split_line(bytes.get(*start..end).unwrap_or_default());
        work.removed(Removal::Headers, 1);
        let copy = work.child(&format!("message {}.eml", index + 1), message)?;
        made.extend_from_slice(b"From - Thu Jan  1 00:00:00 1970\r\n");
        let text = copy.bytes.trim_ascii_end();
        for line in text.split_inclusive(|byte| *byte == b'\n') {
            if line.starts_with(b"From ") {
                made.push(b'>');
            }
            made.extend_from_slice(line);
        }
        made.extend_from_slice(b"\r\n\r\n");
    }
    Ok(made)
}

struct Rebuild<'m, 'w, 'l> {
    bytes: &'m [u8],
    message: &'m Message<'m>,
    edits: Vec<Edit>,
    texts: Vec<(String, String)>,
    work: &'w mut Work<'l>,
    boundaries: usize,
    /// Names by which pages show parts, and their new ones.
    renamed: Vec<(String, String)>,
    /// Words of the page that programs show instead of the plain text which is rebuilt.
    page_words: Option<alternative::Words>,
}

/// The page in a part, or in what belongs together with it.
fn page_in<'m>(message: &'m Message<'_>, index: u32, depth: u32) -> Option<&'m str> {
    const DEPTH_MAX: u32 = 4;
    let part = message.parts.get(index as usize)?;
    match &part.body {
        PartType::Html(text) if part.attachment_name().is_none() => Some(text),
        PartType::Multipart(ids)
            if depth < DEPTH_MAX && part.is_content_type("multipart", "related") =>
        {
            page_in(message, *ids.first()?, depth + 1)
        }
        _ => None,
    }
}

impl Rebuild<'_, '_, '_> {
    fn name_contents(&mut self) {
        for part in &self.message.parts {
            if let Some(id) = part.content_id() {
                self.renamed.push((id.to_owned(), format!("part{}", self.renamed.len() + 1)));
            }
        }
    }

    /// Returns the headers that stay.
    fn headers(&mut self) -> String {
        let Some(message) = header_parser().parse_headers(self.bytes) else {
            return String::new();
        };
        let mut made = String::new();
        let mut kept = 0;
        for name in KEPT {
            let of_name = |header: &&Header<'_>| header.name().eq_ignore_ascii_case(name);
            if let Some(header) = message.headers().iter().find(of_name) {
                let mut value = self.header(header);
                if ADDRESSES.contains(name) {
                    value = address::without_remarks(&value);
                }
                made += &format!("{name}: {}\r\n", encoded(&value));
                kept += 1;
            }
        }
        let coding = ["mime-version", "content-type", "content-transfer-encoding"];
        let others = message
            .headers()
            .iter()
            .filter(|header| !coding.iter().any(|name| header.name().eq_ignore_ascii_case(name)));
        self.work.removed(Removal::Headers, others.count().saturating_sub(kept));
        made
    }

    fn header(&self, header: &Header<'_>) -> String {
        let (start, end) = (header.offset_start as usize, header.offset_end as usize);
        let value = match (&header.value, self.edited(start, end)) {
            (_, Some(edited)) => unfold(&lenient(&edited)),
            (HeaderValue::Text(text), None) => unfold(text),
            (_, None) => unfold(&lenient(self.bytes.get(start..end).unwrap_or_default())),
        };
        self.without_texts(visible(&value).0)
    }

    /// Returns a stretch of the file with its edits made; `None` when it has none.
    fn edited(&self, start: usize, end: usize) -> Option<Vec<u8>> {
        let inside = |edit: &&Edit| start <= edit.range.start && edit.range.end <= end;
        let edits: Vec<Edit> = self
            .edits
            .iter()
            .filter(inside)
            .map(|edit| Edit {
                range: edit.range.start - start..edit.range.end - start,
                replacement: edit.replacement.clone(),
            })
            .collect();
        (!edits.is_empty()).then(|| apply(self.bytes.get(start..end).unwrap_or_default(), &edits))
    }

    fn without_texts(&self, mut value: String) -> String {
        for (text, by) in &self.texts {
            value = value.replace(text, if by.is_empty() { "[redacted]" } else { by });
        }
        value
    }

    /// Returns a part with its headers; `None` when nothing of it stays.
    fn part(&mut self, index: usize, depth: u32) -> Result<Option<Vec<u8>>, Refusal> {
        if depth > self.work.limits().nesting_max {
            return Err(Refusal::Unread(ProblemCode::NestingLimit));
        }
        let Some(part) = self.message.parts.get(index) else { return Ok(None) };
        match &part.body {
            PartType::Multipart(ids) => self.multipart(part, ids, depth).map(Some),
            _ if is_for_some(part) => {
                self.work.removed(Removal::HiddenText, 1);
                Ok(None)
            }
            PartType::Text(text) if is_shown(part) => {
                let (start, end) = (part.offset_body as usize, part.offset_end as usize);
                let text = match self.edited(start, end) {
                    Some(edited) => lenient(&edited),
                    None if has_unnamed_encoding(text, part) => {
                        let mail = Mail { bytes: self.bytes, base: None };
                        guessed(&mail.decoded(part)).0
                    }
                    None => text.to_string(),
                };
                let mut text = self.without_texts(visible(&reflowed(text, part)).0);
                if let Some(words) = &self.page_words {
                    let (said, gone) = alternative::said_by_page(&text, words);
                    self.work.removed(Removal::HiddenText, gone);
                    text = said;
                }
                let text = self.with_encoded(text)?;
                Ok(Some(text_part("plain", &text)))
            }
            PartType::Html(text) if part.attachment_name().is_none() => {
                let copy = self.work.child("body.html", text.as_bytes()).map_err(of_member)?;
                let mut page = String::from_utf8_lossy(&copy.bytes).into_owned();
                self.rename_contents(&mut page);
                Ok(Some(text_part("html", &page)))
            }
            PartType::Text(text) | PartType::Html(text) => {
                let content = self.before_the_end_of_code(part, text.as_bytes());
                self.attached(part, index, &content).map(Some)
            }
            PartType::Binary(_) | PartType::InlineBinary(_) if is_signature(part) => {
                self.work.removed(Removal::Signature, 1);
                Ok(None)
            }
            PartType::Binary(content) | PartType::InlineBinary(content) => {
                let content = self.before_the_end_of_code(part, content);
                self.attached(part, index, &content).map(Some)
            }
            PartType::Message(inner) => {
                let content = match part.encoding {
                    Encoding::None => self.raw(part),
                    _ => inner.raw_message.to_vec(),
                };
                self.attached(part, index, &content).map(Some)
            }
        }
    }

    /// Returns the content of a part without what stands behind the end of its code, which programs
    /// pass over.
    fn before_the_end_of_code(&mut self, part: &MessagePart<'_>, content: &[u8]) -> Vec<u8> {
        let raw = self.raw(part);
        let end = code_len(&raw);
        if part.encoding != Encoding::Base64 || raw.get(end..).unwrap_or_default().is_empty() {
            return content.to_vec();
        }
        self.work.removed(Removal::Slack, 1);
        base64(raw.get(..end).unwrap_or_default())
    }

    /// Cleans the files that stand in a text as lines of letters.
    fn with_encoded(&mut self, text: String) -> Result<String, Refusal> {
        let files = encoded::files(&text);
        let mut made = String::with_capacity(text.len());
        let mut at = 0;
        for file in files {
            made.push_str(text.get(at..file.place.start).unwrap_or_default());
            at = file.place.end;
            let copy = self.work.child(&file.name, &file.bytes).map_err(of_member)?;
            made.push_str(&encoded::written(&copy.name, &copy.bytes));
        }
        made.push_str(text.get(at..).unwrap_or_default());
        Ok(made)
    }

    /// Gives new names to the parts that a page shows; those that are not there it shows no more.
    fn rename_contents(&self, page: &mut String) {
        const SOURCE: &str = " src=\"cid:";
        let mut made = String::with_capacity(page.len());
        let mut rest = page.as_str();
        while let Some((before, after)) = rest.split_once(SOURCE) {
            let (id, after) = after.split_once('"').unwrap_or((after, ""));
            made.push_str(before);
            if let Some((_, new)) = self.renamed.iter().find(|(old, _)| old == id) {
                made += &format!("{SOURCE}{new}\"");
            }
            rest = after;
        }
        made.push_str(rest);
        *page = made;
    }

    fn multipart(
        &mut self,
        part: &MessagePart<'_>,
        ids: &[u32],
        depth: u32,
    ) -> Result<Vec<u8>, Refusal> {
        let subtype = part.content_type().and_then(|kind| kind.subtype()).unwrap_or("mixed");
        let subtype = match subtype.to_ascii_lowercase().as_str() {
            kind @ ("alternative" | "related" | "mixed") => kind.to_owned(),
            _ => "mixed".to_owned(),
        };
        self.boundaries += 1;
        let boundary = format!("=_part_{}", self.boundaries);
        let mut made =
            format!("Content-Type: multipart/{subtype}; boundary=\"{boundary}\"\r\n\r\n")
                .into_bytes();
        let outer = self.page_words.take();
        if subtype == "alternative" {
            let page = ids.iter().rev().find_map(|id| page_in(self.message, *id, 0));
            self.page_words = page.map(|page| alternative::words(page, self.work));
        }
        for id in ids {
            if let Some(child) = self.part(*id as usize, depth + 1)? {
                made.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
                made.extend_from_slice(&child);
                made.extend_from_slice(b"\r\n");
            }
        }
        self.page_words = outer;
        made.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        Ok(made)
    }

    /// Returns something attached, cleaned.
    fn attached(
        &mut self,
        part: &MessagePart<'_>,
        index: usize,
        content: &[u8],
    ) -> Result<Vec<u8>, Refusal> {
        let name = name(part, index);
        let copy = self.work.child(&name, content).map_err(of_member)?;
        let kind = part
            .content_type()
            .map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("octet-stream")));
        let is_token = |text: &String| {
            text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/.+-".contains(&byte))
        };
        let kind = kind.filter(is_token).unwrap_or_else(|| "application/octet-stream".to_owned());
        let is_inline = part.content_disposition().is_some_and(|kind| kind.is_inline());
        let place = if is_inline { "inline" } else { "attachment" };
        let mut made = format!("Content-Type: {kind}\r\n");
        if part.attachment_name().is_some() {
            made += &format!("Content-Disposition: {place}; {}\r\n", file_name(&copy.name));
        } else {
            made += &format!("Content-Disposition: {place}\r\n");
        }
        if let Some(id) = part.content_id()
            && let Some((_, new)) = self.renamed.iter().find(|(old, _)| old == id)
        {
            made += &format!("Content-ID: <{new}>\r\n");
        }
        if matches!(part.body, PartType::Message(_)) {
            let mut made = format!("{made}Content-Transfer-Encoding: 8bit\r\n\r\n").into_bytes();
            made.extend_from_slice(&copy.bytes);
            return Ok(made);
        }
        made += "Content-Transfer-Encoding: base64\r\n\r\n";
        let coded = to_base64(&copy.bytes);
        for line in coded.as_bytes().chunks(LINE_CHARS) {
            made += &String::from_utf8_lossy(line);
            made += "\r\n";
        }
        Ok(made.into_bytes())
    }

    fn raw(&self, part: &MessagePart<'_>) -> Vec<u8> {
        let range = part.offset_body as usize..part.offset_end as usize;
        self.bytes.get(range).unwrap_or_default().to_vec()
    }
}

fn of_member(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::NoCleaner => Refusal::Member,
        other => other,
    }
}

fn text_part(subtype: &str, text: &str) -> Vec<u8> {
    let lines = text.replace("\r\n", "\n").replace('\n', "\r\n");
    let lines = lines.trim_end();
    format!(
        "Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
         {lines}\r\n"
    )
    .into_bytes()
}

/// Returns the parameter for a file name (RFC 2231, 4).
pub(crate) fn file_name(name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || " ._-()[]".contains(c);
    if name.chars().all(is_plain) {
        return format!("filename=\"{name}\"");
    }
    let escape = |byte: u8| match byte {
        byte if byte.is_ascii_alphanumeric() || b"._-".contains(&byte) => {
            char::from(byte).to_string()
        }
        byte => format!("%{byte:02X}"),
    };
    format!("filename*=utf-8''{}", name.bytes().map(escape).collect::<String>())
}

/// Returns a header in ASCII: words with other letters are encoded (RFC 2047).
fn encoded(value: &str) -> String {
    if value.is_ascii() {
        return value.to_owned();
    }
    let spaced = value.replace('<', " <");
    let mut made: Vec<String> = Vec::new();
    let mut open = String::new();
    for word in spaced.split(' ').filter(|word| !word.is_empty()) {
        if word.is_ascii() {
            flush(&mut open, &mut made);
            made.push(word.to_owned());
        } else {
            if !open.is_empty() {
                open.push(' ');
            }
            open.push_str(word);
        }
    }
    flush(&mut open, &mut made);
    made.join("\r\n ")
}

/// Encodes the words that are open, in pieces that are short enough.
fn flush(open: &mut String, made: &mut Vec<String>) {
    let mut piece = String::new();
    for character in std::mem::take(open).chars() {
        if piece.len() + character.len_utf8() > WORD_BYTES {
            made.push(format!("=?utf-8?B?{}?=", to_base64(piece.as_bytes())));
            piece.clear();
        }
        piece.push(character);
    }
    if !piece.is_empty() {
        made.push(format!("=?utf-8?B?{}?=", to_base64(piece.as_bytes())));
    }
}

#[cfg(test)]
mod tests;
