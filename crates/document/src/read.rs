//! Reading: a file goes to the reader of its format, which tells a sink what is in it.

use crate::format::Format;
use crate::formats::FORMATS;
use crate::out::Out;
use crate::{Input, Limits, Memory, Sink};

/// Reads `input` and tells `sink` what is in it.
///
/// `name` is the file's own name (without its folder); it is a part like others, and it is
/// compared with the format that the content has.
pub fn read(input: &mut dyn Input, name: &str, limits: &Limits, sink: &mut dyn Sink) {
    Out::new(FORMATS, name, limits, sink).document(input, name);
}

/// Reads like [`read`] what [`crate::identify`] took for `format`, without asking again.
pub fn read_as(
    input: &mut dyn Input,
    name: &str,
    format: Option<&'static Format>,
    limits: &Limits,
    sink: &mut dyn Sink,
) {
    Out::new(FORMATS, name, limits, sink).document_as(input, name, format);
}

impl Memory {
    /// Reads like [`read`]; what is remembered is told without being found out again.
    pub fn read(&self, input: &mut dyn Input, name: &str, limits: &Limits, sink: &mut dyn Sink) {
        Out::new(FORMATS, name, limits, sink).with_memory(self).document(input, name);
    }
}
