//! Numbers and strings in bytes of little endian, each read only where it is.

use encoding_rs::Encoding;

/// Returns the byte at `at`.
pub(crate) fn byte(bytes: &[u8], at: usize) -> Option<u8> {
    bytes.get(at).copied()
}

/// Returns the number of two bytes at `at`.
pub(crate) fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Returns the number of four bytes at `at`.
pub(crate) fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Returns the number of four bytes at `at` as an offset or a count.
pub(crate) fn size(bytes: &[u8], at: usize) -> Option<usize> {
    long(bytes, at).map(|number| number as usize)
}

/// Returns the number of eight bytes at `at`.
pub(crate) fn quad(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Returns the floating-point number of eight bytes at `at`.
pub(crate) fn double(bytes: &[u8], at: usize) -> Option<f64> {
    quad(bytes, at).map(f64::from_bits)
}

/// Returns `len` bytes from `at`, or as many as there are.
pub(crate) fn slice(bytes: &[u8], at: usize, len: usize) -> &[u8] {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.get(..len).unwrap_or(rest)
}

/// Returns UTF-16 as text; halves of characters become replacement characters.
pub(crate) fn utf16(bytes: &[u8]) -> String {
    encoding_rs::UTF_16LE.decode_without_bom_handling(bytes).0.into_owned()
}

/// Returns UTF-16 up to its first zero as text.
pub(crate) fn utf16_until_zero(bytes: &[u8]) -> String {
    let end = bytes.chunks_exact(2).position(|unit| unit == [0, 0]);
    utf16(slice(bytes, 0, end.map_or(bytes.len() & !1, |end| end * 2)))
}

/// Returns bytes up to the first zero.
pub(crate) fn until_zero(bytes: &[u8]) -> &[u8] {
    bytes.split(|byte| *byte == 0).next().unwrap_or_default()
}

/// Returns the encoding that a code page of Windows stands for, when it is one of bytes.
pub(crate) fn code_page(number: u32) -> Option<&'static Encoding> {
    let label = match number {
        874 => "windows-874",
        932 => "shift_jis",
        936 | 54_936 => "gb18030",
        949 => "euc-kr",
        950 => "big5",
        866 => "ibm866",
        1250..=1258 => return Encoding::for_label(format!("windows-{number}").as_bytes()),
        10_000 => "macintosh",
        20_866 => "koi8-r",
        28_591..=28_606 => {
            return Encoding::for_label(format!("iso-8859-{}", number - 28_590).as_bytes());
        }
        65_001 => "utf-8",
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}

/// Returns bytes of a code page as text; what no page is known for is taken for Windows-1252.
pub(crate) fn narrow(bytes: &[u8], code_page_number: u32) -> String {
    let encoding = code_page(code_page_number).unwrap_or(encoding_rs::WINDOWS_1252);
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}
