//! Decides which character encoding a text has, or that it is no text.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, IBM866, ISO_2022_JP, SHIFT_JIS, WINDOWS_1252,
};

use super::decode::{self, Layout};

/// A character encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Charset {
    Utf8,
    Utf16 { big: bool },
    Utf32 { big: bool },
    Other(&'static Encoding),
}

/// What was decided about a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Guess {
    pub(super) charset: Charset,
    /// Bytes of the byte order mark.
    pub(super) mark_len: usize,
    /// True when another encoding is nearly as likely.
    pub(super) doubtful: bool,
}

impl Guess {
    const fn sure(charset: Charset, mark_len: usize) -> Self {
        Self { charset, mark_len, doubtful: false }
    }
}

/// Bytes that a decision between older encodings looks at.
const SAMPLE_BYTES: usize = 256 << 10;
/// Bytes in which control characters are counted.
const CONTROL_BYTES: usize = 64 << 10;

/// Returns the encoding of the text that begins with `sample`; `None` when it is no text.
pub(super) fn guess(sample: &[u8]) -> Option<Guess> {
    if let Some(guess) = by_mark(sample) {
        return is_wide_text(sample, guess).then_some(guess);
    }
    if memchr::memchr(0, sample).is_some()
        && let Some(guess) = by_zeros(sample)
    {
        return Some(guess);
    }
    if has_many_controls(sample) {
        return None;
    }
    if is_iso_2022_jp(sample) {
        return Some(Guess::sure(Charset::Other(ISO_2022_JP), 0));
    }
    if is_utf8(sample) {
        return Some(Guess::sure(Charset::Utf8, 0));
    }
    by_label(sample).or_else(|| by_language(sample))
}

fn by_mark(sample: &[u8]) -> Option<Guess> {
    const MARKS: [(&[u8], Charset); 6] = [
        (b"\xEF\xBB\xBF", Charset::Utf8),
        (b"\xFF\xFE\0\0", Charset::Utf32 { big: false }),
        (b"\0\0\xFE\xFF", Charset::Utf32 { big: true }),
        (b"\xFF\xFE", Charset::Utf16 { big: false }),
        (b"\xFE\xFF", Charset::Utf16 { big: true }),
        (b"\x84\x31\x95\x33", Charset::Other(GB18030)),
    ];
    let (mark, charset) = MARKS.iter().find(|(mark, _)| sample.starts_with(mark))?;
    Some(Guess::sure(*charset, mark.len()))
}

/// True when a text with a byte order mark holds what texts hold.
fn is_wide_text(sample: &[u8], guess: Guess) -> bool {
    let text = sample.get(guess.mark_len..).unwrap_or_default();
    match guess.charset {
        Charset::Utf16 { .. } | Charset::Utf32 { .. } => {
            text.is_empty() || common_share(text, guess.charset) >= 0.8
        }
        Charset::Utf8 | Charset::Other(_) => !has_many_controls(text),
    }
}

/// Finds UTF-16 and UTF-32 without a mark: the zeros of ASCII characters stand at fixed places.
fn by_zeros(sample: &[u8]) -> Option<Guess> {
    const WIDE: [Charset; 4] = [
        Charset::Utf32 { big: false },
        Charset::Utf32 { big: true },
        Charset::Utf16 { big: false },
        Charset::Utf16 { big: true },
    ];
    let sample = sample.get(..sample.len().min(8 << 10)).unwrap_or_default();
    let charset = WIDE.into_iter().find(|charset| common_share(sample, *charset) >= 0.95)?;
    Some(Guess::sure(charset, 0))
}

/// Share of the characters, read as `charset`, that are common in texts.
fn common_share(sample: &[u8], charset: Charset) -> f32 {
    let mut common = 0;
    let mut all = 0;
    decode::wide_chars(sample, charset, |_, _, char| {
        all += 1;
        common += u32::from(char.is_some_and(is_common));
    });
    if all == 0 { 0.0 } else { common as f32 / all as f32 }
}

fn is_common(char: char) -> bool {
    matches!(char,
        '\t' | '\n' | '\r' | ' '..='~' | '\u{A0}'..='\u{17F}' | '\u{370}'..='\u{6FF}'
        | '\u{900}'..='\u{97F}' | '\u{E00}'..='\u{E7F}' | '\u{2010}'..='\u{2026}'
        | '\u{3000}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}'
        | '\u{FF00}'..='\u{FFEF}' | '\u{FEFF}' | '\u{1F300}'..='\u{1F9FF}')
}

/// True when there are more control characters than texts have.
///
/// Form feeds, escape sequences of terminals, the end mark of DOS and overstriking are usual.
fn has_many_controls(sample: &[u8]) -> bool {
    let sample = sample.get(..sample.len().min(CONTROL_BYTES)).unwrap_or_default();
    let zeros = memchr::memchr_iter(0, sample).count();
    // Sums in bytes, so that the compiler can look at many at once.
    let controls: usize = sample
        .chunks(255)
        .map(|chunk| chunk.iter().fold(0_u8, |sum, byte| sum + u8::from(is_odd_control(*byte))))
        .map(usize::from)
        .sum();
    zeros * 512 > sample.len() || controls * 33 > sample.len()
}

const fn is_odd_control(byte: u8) -> bool {
    (byte < 8) | ((byte > 13) & (byte < 26)) | ((byte > 27) & (byte < 32)) | (byte == 0x7F)
}

fn is_iso_2022_jp(sample: &[u8]) -> bool {
    [b"\x1B$B", b"\x1B$@", b"\x1B(J"].iter().any(|escape| find(sample, *escape).is_some())
        && sample.is_ascii()
        && !ISO_2022_JP.decode_without_bom_handling(sample).1
}

fn find(sample: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(sample, needle)
}

/// True for UTF-8 that may be cut at its end, and for UTF-8 with a few broken bytes.
///
/// Two bytes of an older encoding look like UTF-8 now and then, three hardly ever.
fn is_utf8(sample: &[u8]) -> bool {
    if simdutf8::basic::from_utf8(sample).is_ok() {
        return true;
    }
    let (mut whole, mut broken, mut at) = (0, 0, 0);
    for chunk in sample.utf8_chunks() {
        whole += chunk.valid().bytes().map(weight).sum::<usize>();
        at += chunk.valid().len() + chunk.invalid().len();
        let ends_there =
            chunk.invalid().is_empty() || at == sample.len() && is_cut(chunk.invalid());
        broken += usize::from(!ends_there);
    }
    whole >= 2 * broken
}

/// How much a lead byte in valid UTF-8 speaks for UTF-8.
const fn weight(lead: u8) -> usize {
    match lead {
        0xE0.. => 4,
        0xC0.. => 1,
        _ => 0,
    }
}

/// True for the beginning of a character of UTF-8 that goes on.
pub(super) fn is_cut(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

/// Takes the encoding that a declaration in the first two lines names (XML, Python, editors),
/// when the text can be read so.
fn by_label(sample: &[u8]) -> Option<Guess> {
    let head = sample.get(..sample.len().min(512)).unwrap_or_default();
    let lines: usize = head.split_inclusive(|&byte| byte == b'\n').take(2).map(<[u8]>::len).sum();
    let head = head.get(..lines)?;
    let after = head.get(find(head, b"coding")? + b"coding".len()..)?;
    let after = after.trim_ascii_start();
    let label = after.strip_prefix(b"=").or_else(|| after.strip_prefix(b":"))?;
    let mut words = label.split(|&byte| !is_label_byte(byte)).filter(|word| !word.is_empty());
    let encoding = Encoding::for_label(words.next()?)?;
    let wide = [encoding_rs::UTF_8, encoding_rs::UTF_16LE, encoding_rs::UTF_16BE];
    let fits = !wide.contains(&encoding) && survey(sample, encoding).broken_share() < 0.01;
    fits.then(|| Guess::sure(Charset::Other(encoding), 0))
}

fn is_label_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

/// Decides between the older encodings by how often their common characters occur.
fn by_language(sample: &[u8]) -> Option<Guess> {
    let from = sample.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    let sample = sample.get(from.saturating_sub(64)..).unwrap_or_default();
    let sample = sample.get(..sample.len().min(SAMPLE_BYTES)).unwrap_or_default();
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let statistical = match detector.guess(None, Utf8Detection::Deny) {
        encoding if encoding == GBK => GB18030,
        encoding => encoding,
    };
    if let Some((encoding, survey)) = best_east_asian(sample, statistical) {
        let doubtful = encoding != statistical || survey.chars < 10;
        return Some(Guess { charset: Charset::Other(encoding), mark_len: 0, doubtful });
    }
    // Two letters, one of them with an accent, may be a rare character by chance.
    let encoding = if statistical.is_single_byte() { statistical } else { WINDOWS_1252 };
    let survey = survey(sample, encoding);
    if !survey.reads_as_text(sample.len()) {
        return None;
    }
    let doubtful = encoding != statistical || survey.chars < 10;
    Some(Guess { charset: Charset::Other(encoding), mark_len: 0, doubtful })
}

/// How a sample reads in one encoding; ASCII is not counted.
#[derive(Debug, Clone, Copy, Default)]
struct Survey {
    chars: usize,
    broken: usize,
    /// Characters of the part of the encoding that ordinary text is written in.
    common: usize,
    /// Those that only this language uses much: kana, Hangul.
    typical: usize,
    /// Those whose second byte is no ASCII, as all are in some encodings.
    high: usize,
}

impl Survey {
    fn share(self, count: usize) -> f32 {
        if self.chars == 0 { 0.0 } else { count as f32 / self.chars as f32 }
    }

    fn broken_share(self) -> f32 {
        self.share(self.broken)
    }

    /// True when most characters are letters of the language, or when there are hardly any.
    fn reads_as_text(self, len: usize) -> bool {
        let few = self.chars * 8 < len;
        few || (self.share(self.common) >= 0.7 && self.broken_share() < 0.05)
    }
}

fn survey(sample: &[u8], encoding: &'static Encoding) -> Survey {
    let mut survey = Survey::default();
    let layout = Layout::of(encoding);
    let mut rest = sample;
    while let Some(first) = rest.first() {
        let Some(len) = layout.char_len(rest) else { break };
        let (char, after) = rest.split_at(len.min(rest.len()));
        rest = after;
        if first.is_ascii() {
            continue;
        }
        survey.chars += 1;
        match *char {
            [_] if encoding.is_single_byte() => {
                survey.common += usize::from(is_letter(encoding, char));
            }
            [_] if encoding != SHIFT_JIS => survey.broken += 1,
            [lead, trail, ..] => {
                survey.common += usize::from(is_common_pair(encoding, lead, trail));
                survey.typical += usize::from(is_typical_pair(encoding, lead));
                survey.high += usize::from(!trail.is_ascii());
            }
            _ => {}
        }
    }
    survey
}

fn is_letter(encoding: &'static Encoding, char: &[u8]) -> bool {
    let (text, _) = encoding.decode_without_bom_handling(char);
    text.chars().all(|char| char.is_alphabetic() || "–—“”‘’„…«»©°§·".contains(char))
}

/// True for punctuation and for the first level of characters, in which ordinary text is written.
fn is_common_pair(encoding: &'static Encoding, lead: u8, trail: u8) -> bool {
    let high = trail >= 0xA1;
    match encoding {
        _ if encoding == GB18030 => high && matches!(lead, 0xA1..=0xA3 | 0xB0..=0xD7),
        _ if encoding == BIG5 => matches!(lead, 0xA1..=0xC6),
        _ if encoding == EUC_KR => high && matches!(lead, 0xA1..=0xA3 | 0xB0..=0xC8),
        _ if encoding == EUC_JP => high && matches!(lead, 0xA1..=0xA5 | 0xB0..=0xCF),
        _ if encoding == SHIFT_JIS => matches!(lead, 0x81..=0x83 | 0x88..=0x97),
        _ => false,
    }
}

fn is_typical_pair(encoding: &'static Encoding, lead: u8) -> bool {
    match encoding {
        _ if encoding == EUC_KR => matches!(lead, 0xB0..=0xC8),
        _ if encoding == EUC_JP => matches!(lead, 0xA4 | 0xA5),
        _ if encoding == SHIFT_JIS => matches!(lead, 0x82 | 0x83),
        _ => true,
    }
}

/// Returns the East Asian encoding that the sample reads in, if one.
///
/// Japanese text always has kana, and Korean has hardly anything but Hangul: these are asked
/// first, since Chinese characters fill the same range of bytes. A few characters may be either
/// Korean or Chinese by chance; then they are taken for Chinese unless statistics (`statistical`)
/// say otherwise.
fn best_east_asian(
    sample: &[u8],
    statistical: &'static Encoding,
) -> Option<(&'static Encoding, Survey)> {
    const CANDIDATES: [(&Encoding, f32); 5] =
        [(SHIFT_JIS, 0.15), (EUC_JP, 0.15), (EUC_KR, 0.95), (GB18030, 0.0), (BIG5, 0.0)];
    let mut best: Option<(&'static Encoding, Survey)> = None;
    for (encoding, typical_min) in CANDIDATES {
        let survey = survey(sample, encoding);
        let fits = survey.broken * 30 <= survey.chars + 15
            && survey.share(survey.common) >= 0.8
            && survey.share(survey.typical) >= typical_min
            // `ÄN` is one character of Big5.
            && (survey.high > 0 || survey.chars > 3)
            && (encoding != EUC_KR
                || survey.chars >= 6
                || statistical == EUC_KR && survey.chars >= 3);
        let better = best.is_none_or(|(_, other)| {
            survey.share(survey.common) > other.share(other.common) + 0.02
        });
        if fits && better {
            best = Some((encoding, survey));
        }
    }
    best
}

/// Returns the encoding of a line amid UTF-8 that is not in UTF-8: logs and tables are put together
/// from files of different encodings.
pub(super) fn foreign(line: &[u8]) -> Option<&'static Encoding> {
    let (encoding, survey) = best_east_asian(line, GB18030)?;
    (survey.chars >= 2 && survey.broken == 0).then_some(encoding)
}

/// Decodes a short text of unknown encoding, such as the name of a member of an archive, in the
/// East Asian or Cyrillic encoding that `sample` (all names together) has; `None` for any other.
pub(in crate::formats) fn decode_short(bytes: &[u8], sample: &[u8]) -> Option<String> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.to_owned());
    }
    match guess(sample)?.charset {
        Charset::Other(encoding) if !encoding.is_single_byte() || encoding == IBM866 => {
            Some(encoding.decode_without_bom_handling(bytes).0.into_owned())
        }
        _ => None,
    }
}

/// See [`super::ascii_view`].
pub(super) fn ascii_view(head: &[u8]) -> Cow<'_, [u8]> {
    let has_zeros = head.get(..head.len().min(256)).is_some_and(|start| start.contains(&0));
    let guess = by_mark(head).or_else(|| has_zeros.then(|| by_zeros(head)).flatten());
    let Some(guess) = guess else { return Cow::Borrowed(head) };
    let text = head.get(guess.mark_len..).unwrap_or_default();
    if !matches!(guess.charset, Charset::Utf16 { .. } | Charset::Utf32 { .. }) {
        return Cow::Borrowed(text);
    }
    let mut view = String::new();
    decode::wide_chars(text, guess.charset, |_, _, char| view.extend(char));
    Cow::Owned(view.into_bytes())
}
