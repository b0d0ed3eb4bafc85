//! Secrets in tables: cells under a header that names one.

use document::{Source, Span, Table, Window};

use super::phrase::is_passphrase;
use super::{POSSIBLE, is_stand_in, weigh};
use crate::context::text_table::TextTable;

/// Longest header that names what stands under it.
const HEADER_CHARACTERS_MAX: usize = 24;
/// Longest cell that may be a secret.
const CELL_BYTES_MAX: usize = 200;

/// Words in headers of columns that hold secrets.
const HEADERS: &[&str] = &[
    "password",
    "passwd",
    "passwort",
    "kennwort",
    "passphrase",
    "pwd",
    "mot de passe",
    "contraseña",
    "senha",
    "пароль",
    "secret",
    "api key",
    "apikey",
    "api_key",
    "access key",
    "token",
    "密码",
    "口令",
    "密碼",
    "密钥",
    "パスワード",
    "비밀번호",
];

/// Words in headers that speak of secrets without holding them.
const ABOUT: &[&str] = &[
    "policy", "length", "date", "expir", "changed", "reset", "type", "count", "strength", "last",
    "hint", "长度", "日期", "策略", "类型", "要求", "是否", "强度",
];

/// Returns the cells of a window that hold secrets by what stands above them.
pub(crate) fn secrets(window: &Window<'_>, tables: &[TextTable]) -> Vec<Span> {
    let mut cells = under(window, tables, names_secret);
    cells.retain(|span| window.text.get(span.range()).is_some_and(is_secret));
    cells
}

/// Returns the cells of a window that stand under a header of which `wanted` is true.
pub(crate) fn under(
    window: &Window<'_>,
    tables: &[TextTable],
    wanted: impl Fn(&str) -> bool,
) -> Vec<Span> {
    let typed: Vec<Span> =
        tables.iter().flat_map(|table| table.under(window.text, &wanted)).collect();
    let mut cells = match window.table {
        Some(table) => delimited(window, table, wanted),
        None => labelled(window, wanted),
    };
    cells.extend(typed);
    cells.retain(|span| (window.owned.start..window.owned.end).contains(&span.start));
    cells
}

fn is_secret(cell: &str) -> bool {
    let says = ["密码", "口令", "认证", "本人", "同上", "另行", "见", "无"];
    let is_value = || {
        // In a table `larch.Eyot` is no expression.
        let is_dotted =
            cell.contains('.') && cell.bytes().all(|b| b.is_ascii_alphabetic() || b == b'.');
        !says.iter().any(|word| cell.contains(word))
            && (weigh(cell) >= Some(POSSIBLE) || is_dotted && !is_stand_in(cell))
    };
    cell.len() <= CELL_BYTES_MAX && (is_passphrase(cell) || !cell.contains(' ') && is_value())
}

/// True for `Password`, `登录口令`, `api_key`; not for `Password policy`.
fn names_secret(header: &str) -> bool {
    let lower = header.trim().to_lowercase();
    lower.chars().count() <= HEADER_CHARACTERS_MAX
        && HEADERS.iter().any(|word| lower.contains(word))
        && !ABOUT.iter().any(|word| lower.contains(word))
}

/// Cells of a sheet, which carry the header of their column.
fn labelled(window: &Window<'_>, wanted: impl Fn(&str) -> bool) -> Vec<Span> {
    window
        .runs
        .iter()
        .filter(|run| matches!(run.source, Source::Cell(_)))
        .filter(|run| run.label.as_deref().is_some_and(&wanted))
        .map(|run| run.span)
        .collect()
}

/// Cells of delimited text.
fn delimited(window: &Window<'_>, table: &Table, wanted: impl Fn(&str) -> bool) -> Vec<Span> {
    let columns: Vec<usize> = (0..table.columns.len())
        .filter(|&column| table.columns.get(column).is_some_and(|header| wanted(header)))
        .collect();
    if columns.is_empty() {
        return Vec::new();
    }
    let mut spans = Vec::new();
    let mut at = 0;
    for line in window.text.split_inclusive('\n') {
        let is_header = window.start.offset == 0 && at == 0;
        if !is_header {
            let cells = cells(line, at, table.delimiter);
            spans.extend(columns.iter().filter_map(|&column| cells.get(column)));
        }
        at += line.len();
    }
    spans
}

/// The cells of a line that stands at `at`, without their quotes.
fn cells(line: &str, at: usize, delimiter: u8) -> Vec<Span> {
    let end = line.trim_end_matches(['\r', '\n']).len();
    let mut quoted = false;
    let mut borders: Vec<usize> = line
        .bytes()
        .take(end)
        .enumerate()
        .filter(|&(_, byte)| {
            quoted ^= byte == b'"';
            byte == delimiter && !quoted
        })
        .map(|(index, _)| index)
        .collect();
    borders.push(end);
    let mut start = 0;
    let mut cells = Vec::with_capacity(borders.len());
    for border in borders {
        let cell = line.get(start..border).unwrap_or_default();
        let bare = cell.trim_matches([' ', '"']);
        let shift = cell.len() - cell.trim_start_matches([' ', '"']).len();
        cells.push(Span::new(at + start + shift, at + start + shift + bare.len()));
        start = border + 1;
    }
    cells
}

#[cfg(test)]
mod tests;
