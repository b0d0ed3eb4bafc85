//! The table of words that `tesseract` writes.

use document::Word;

/// Words of one picture.
const WORDS_MAX: usize = 100_000;
/// Bytes of one word.
const WORD_BYTES_MAX: usize = 1_000;

/// Reads the words of a table; rows that are no words are passed over.
///
/// Columns are level, page, block, paragraph, line, word, left, top, width, height, confidence and
/// text.
pub(super) fn words(table: &[u8]) -> Vec<Word> {
    let table = String::from_utf8_lossy(table);
    let mut words: Vec<Word> = Vec::new();
    let mut last = None;
    let mut line = 0;
    for row in table.lines().skip(1).take(WORDS_MAX) {
        let columns: Vec<&str> = row.splitn(12, '\t').collect();
        let &[_, _, block, paragraph, line_of_paragraph, _, left, top, width, height, sure, text] =
            columns.as_slice()
        else {
            continue;
        };
        let place = (block, paragraph, line_of_paragraph);
        if last != Some(place) {
            last = Some(place);
            line += 1;
        }
        let number = |column: &str| column.parse::<u32>().ok();
        let numbers = (number(left), number(top), number(width), number(height));
        // Rows of blocks and lines are not sure of anything, and are no words.
        let sure = sure.parse::<f32>().ok().filter(|sure| (0.0..=100.0).contains(sure));
        if let ((Some(left), Some(top), Some(width), Some(height)), Some(sure)) = (numbers, sure)
            && !text.trim().is_empty()
            && text.len() <= WORD_BYTES_MAX
        {
            let (text, confidence) = (text.to_owned(), sure as u8);
            words.push(Word { text, line, left, top, width, height, confidence });
        }
    }
    words
}

#[cfg(test)]
mod tests;
