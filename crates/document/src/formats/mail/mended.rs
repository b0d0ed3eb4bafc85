//! What a message leaves unsaid or breaks, said as programs guess it: the border between parts that
//! no header names, and numbers that the folding of a header took apart.

use std::borrow::Cow;

/// Longest border (RFC 2046, 5.1.1).
const BORDER_BYTES_MAX: usize = 70;

/// Returns a message whose parts have a border that its header names, when it has parts and names
/// none; else the message as it stands.
pub(super) fn with_border(message: &[u8]) -> Cow<'_, [u8]> {
    bordered(message).map_or(Cow::Borrowed(message), Cow::Owned)
}

fn bordered(message: &[u8]) -> Option<Vec<u8>> {
    let head_end = end_of_head(message)?;
    let (head, body) = message.split_at_checked(head_end)?;
    let start = start_of_type(head)?;
    let end = start + end_of_field(head.get(start..)?);
    let field = String::from_utf8_lossy(head.get(start..end)?).to_ascii_lowercase();
    let is_open = field.contains("multipart/") && !field.contains("boundary");
    let border = border(body).filter(|_| is_open)?;
    let field = head.get(start..end)?.trim_ascii_end();
    let kept = field.strip_suffix(b";").unwrap_or(field);
    let named = [kept, b"; boundary=\"", border, b"\"\r\n"].concat();
    Some([head.get(..start)?, &named, head.get(end..)?, body].concat())
}

/// Where the head ends and the body begins.
fn end_of_head(message: &[u8]) -> Option<usize> {
    let crlf = memchr::memmem::find(message, b"\r\n\r\n").map(|at| at + 4);
    let lf = memchr::memmem::find(message, b"\n\n").map(|at| at + 2);
    crlf.into_iter().chain(lf).min()
}

/// Where the field begins that says of which type the message is.
fn start_of_type(head: &[u8]) -> Option<usize> {
    const NAME: &[u8] = b"content-type:";
    let mut start = 0;
    for line in head.split_inclusive(|byte| *byte == b'\n') {
        if line.get(..NAME.len()).is_some_and(|name| name.eq_ignore_ascii_case(NAME)) {
            return Some(start);
        }
        start += line.len();
    }
    None
}

/// How long a field is, with the lines that continue it.
fn end_of_field(rest: &[u8]) -> usize {
    let mut end = 0;
    for line in rest.split_inclusive(|byte| *byte == b'\n') {
        if end > 0 && !line.starts_with(b" ") && !line.starts_with(b"\t") {
            break;
        }
        end += line.len();
    }
    end
}

/// The border of the first part: a line of two hyphens and more, after which a field or an empty line
/// stands.
fn border(body: &[u8]) -> Option<&[u8]> {
    let mut lines = body.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end).peekable();
    while let Some(line) = lines.next() {
        let Some(border) = line.strip_prefix(b"--") else { continue };
        let begins_part = lines.peek().is_some_and(|next| {
            next.is_empty()
                || next.len() > 8
                    && next.get(..8).is_some_and(|it| it.eq_ignore_ascii_case(b"content-"))
        });
        let is_border = (1..=BORDER_BYTES_MAX).contains(&border.len())
            && border.iter().all(|byte| byte.is_ascii_graphic() && *byte != b'"');
        if begins_part && is_border {
            return Some(border);
        }
    }
    None
}

/// The lines of a folded header put together without the blanks that they begin with, where a number
/// goes on over the fold; `None` when none does.
pub(super) fn numbers_joined(lines: &str) -> Option<String> {
    let mut joined = String::new();
    let mut is_joined = false;
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let goes_on = joined.ends_with(|last: char| last.is_ascii_digit())
            && line.starts_with(|first: char| first.is_ascii_digit() || matches!(first, 'X' | 'x'));
        if !joined.is_empty() && !goes_on {
            joined.push(' ');
        }
        is_joined |= goes_on;
        joined.push_str(line);
    }
    is_joined.then_some(joined)
}
