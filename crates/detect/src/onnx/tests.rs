use super::*;
use crate::names::tests::told;

const VOCABULARY: &str =
    "[PAD]\n[UNK]\n[CLS]\n[SEP]\nanna\nberg\n##strom\nmet\nin\nlisbon\n'\n李\n雷\n";
const CONFIG: &str = r#"{"id2label": {"0": "O", "1": "B-PER", "2": "I-PER", "3": "B-LOC"}}"#;
const LABELS: usize = 4;

/// The label that the model gives to each line of the vocabulary.
const LABEL_OF: [usize; 13] = [0, 0, 0, 0, 1, 2, 0, 0, 0, 3, 0, 1, 2];

/// A model that looks each word piece up in a table of scores.
fn tiny_model(input: &str) -> Vec<u8> {
    let table = LABEL_OF.iter().flat_map(|&label| {
        (0..LABELS).flat_map(move |at| if at == label { 5_f32 } else { 0.0 }.to_le_bytes())
    });
    let tensor = [
        number(1, LABEL_OF.len() as u64),
        number(1, LABELS as u64),
        number(2, 1),
        bytes(8, b"table"),
        bytes(9, &table.collect::<Vec<u8>>()),
    ];
    let node =
        [bytes(1, b"table"), bytes(1, input.as_bytes()), bytes(2, b"logits"), bytes(4, b"Gather")];
    let graph = [
        bytes(1, &node.concat()),
        bytes(2, b"tiny"),
        bytes(5, &tensor.concat()),
        bytes(11, &value(input, 7)),
        bytes(12, &value("logits", 1)),
    ];
    let set = number(2, 13);
    [number(1, 8), bytes(8, &set), bytes(7, &graph.concat())].concat()
}

/// A field of a protocol buffer that holds a number.
fn number(field: u8, value: u64) -> Vec<u8> {
    let mut bytes = vec![field << 3];
    let mut rest = value;
    while rest >= 0x80 {
        bytes.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    bytes.push(rest as u8);
    bytes
}

/// A field of a protocol buffer that holds bytes.
fn bytes(field: u8, value: &[u8]) -> Vec<u8> {
    let mut bytes = number(field, value.len() as u64);
    bytes[0] |= 2;
    bytes.extend_from_slice(value);
    bytes
}

/// The description of what goes in or comes out.
fn value(name: &str, element: u64) -> Vec<u8> {
    let tensor = number(1, element);
    [bytes(1, name.as_bytes()), bytes(2, &bytes(1, &tensor))].concat()
}

fn model() -> OnnxModel {
    OnnxModel::new(tiny_model("input_ids"), VOCABULARY, CONFIG).unwrap()
}

/// Holds the names that the tiny model finds against a line per name.
fn check(text: &str, expected: &[&str]) {
    let names = model().find(text).unwrap();
    assert_eq!(told(&names, text), expected, "{text}");
}

#[test]
fn names_are_found_in_words_of_several_pieces_and_in_chinese() {
    check(
        "Anna Bergström met 李雷 in Lisbon",
        &["named-person Anna Bergström", "named-person 李雷", "named-place Lisbon"],
    );
    check(
        "Anna Anna\nBergstrom",
        &["named-person Anna", "named-person Anna", "named-person Bergstrom"],
    );
    check("Nobody was there.", &[]);
    check("", &[]);
}

#[test]
fn a_long_text_is_read_to_its_end() {
    let text = format!("{} Lisbon", "unheardof word, ".repeat(3000));
    let names = model().find(&text).unwrap();
    assert_eq!(names.len(), 1);
    assert_eq!(names[0].span, text.len() - 6..text.len());
}

#[test]
fn what_cannot_be_used_is_told_when_it_is_loaded() {
    let new =
        |model: Vec<u8>, vocabulary, config| OnnxModel::new(model, vocabulary, config).unwrap_err();
    let tiny = || tiny_model("input_ids");
    assert!(matches!(new(b"no model".to_vec(), VOCABULARY, CONFIG), NameModelError::Model(_)));
    assert_eq!(
        new(tiny_model("pixel_values"), VOCABULARY, CONFIG),
        NameModelError::Input("pixel_values".to_owned())
    );
    assert_eq!(new(tiny(), "anna\n", CONFIG), NameModelError::Vocabulary("[CLS]"));
    assert_eq!(new(tiny(), VOCABULARY, "{}"), NameModelError::Labels);
    let nameless = r#"{"id2label": {"0": "O", "1": "B-MISC"}}"#;
    assert_eq!(new(tiny(), VOCABULARY, nameless), NameModelError::Nameless);
    let short = r#"{"id2label": {"0": "O", "1": "B-PER"}}"#;
    assert!(matches!(new(tiny(), VOCABULARY, short), NameModelError::Run(_)));
}
