//! The state that operators of a content stream change (ISO 32000-2, 8.4 and 9.3).

use std::rc::Rc;

use hayro_font::kurbo::Affine;
use hayro_syntax::page::Resources;

use super::super::fonts::LoadedFont;
use super::tokens::Token;

/// Graphics states that are kept for `Q`.
const SAVED_MAX: usize = 1_000;
/// Marked-content sequences that are open at once.
const MARKS_MAX: usize = 10_000;

/// The part of the graphics state that matters for text.
#[derive(Clone)]
pub(super) struct State<'a> {
    pub(super) transform: Affine,
    pub(super) font: Option<Rc<LoadedFont<'a>>>,
    pub(super) size: f64,
    pub(super) char_space: f64,
    pub(super) word_space: f64,
    pub(super) scale: f64,
    pub(super) leading: f64,
    pub(super) rise: f64,
    pub(super) mode: i64,
    pub(super) text_matrix: Affine,
    pub(super) line_matrix: Affine,
}

impl State<'_> {
    pub(super) fn new(transform: Affine) -> Self {
        Self {
            transform,
            font: None,
            size: 1.0,
            char_space: 0.0,
            word_space: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
            text_matrix: Affine::IDENTITY,
            line_matrix: Affine::IDENTITY,
        }
    }

    pub(super) fn next_line(&mut self, x: f64, y: f64) {
        self.line_matrix *= Affine::translate((x, y));
        self.text_matrix = self.line_matrix;
    }

    /// Moves the pen within a line by `distance`, in units of text space.
    pub(super) fn move_pen(&mut self, distance: f64) {
        let is_horizontal = self.font.as_ref().is_none_or(|font| font.is_horizontal());
        let offset = if is_horizontal { (distance * self.scale, 0.0) } else { (0.0, distance) };
        self.text_matrix *= Affine::translate(offset);
    }
}

/// One content stream that is being read.
pub(super) struct OpenStream<'s, 'a> {
    pub(super) resources: &'s Resources<'a>,
    /// The transform that patterns start from.
    pub(super) base: Affine,
    pub(super) state: State<'a>,
    saved: Vec<State<'a>>,
    /// `q` beyond what is kept, so that their `Q` do not take others away.
    saved_beyond: u64,
    marks: Vec<Mark>,
    /// Sequences beyond those that are kept.
    marks_beyond: u64,
    /// True when a layer above this stream is off.
    is_off: bool,
}

/// An open marked-content sequence.
pub(super) struct Mark {
    /// True when its layer is off, or one around it.
    is_off: bool,
    /// Its replacement text, and the first glyph that it stands for.
    pub(super) replacement: Option<(String, usize)>,
    /// The step of the trace that began it.
    pub(super) step: Option<usize>,
}

impl<'s, 'a> OpenStream<'s, 'a> {
    pub(super) fn new(resources: &'s Resources<'a>, state: State<'a>, is_off: bool) -> Self {
        Self {
            resources,
            base: state.transform,
            state,
            saved: Vec::new(),
            saved_beyond: 0,
            marks: Vec::new(),
            marks_beyond: 0,
            is_off,
        }
    }

    /// True when a layer that is off holds what comes next.
    pub(super) fn is_off(&self) -> bool {
        self.marks.last().map_or(self.is_off, |mark| mark.is_off)
    }

    /// True when a marked-content sequence is open.
    pub(super) fn has_marks(&self) -> bool {
        !self.marks.is_empty()
    }

    /// Opens a marked-content sequence.
    pub(super) fn push_mark(&mut self, is_off: bool, replacement: Option<(String, usize)>) {
        if self.marks.len() < MARKS_MAX {
            let is_off = is_off || self.is_off();
            self.marks.push(Mark { is_off, replacement, step: None });
        } else {
            self.marks_beyond += 1;
        }
    }

    /// Notes which step of the trace began the innermost sequence.
    pub(super) fn note_step(&mut self, step: Option<usize>) {
        if self.marks_beyond == 0
            && let Some(mark) = self.marks.last_mut()
        {
            mark.step = step;
        }
    }

    /// Number of graphics states that are saved.
    pub(super) fn saved_states(&self) -> usize {
        self.saved.len()
    }

    /// Closes the innermost marked-content sequence.
    pub(super) fn pop_mark(&mut self) -> Option<Mark> {
        match self.marks_beyond {
            0 => self.marks.pop(),
            _ => {
                self.marks_beyond -= 1;
                None
            }
        }
    }

    fn save(&mut self) {
        if self.saved.len() < SAVED_MAX {
            self.saved.push(self.state.clone());
        } else {
            self.saved_beyond += 1;
        }
    }

    fn restore(&mut self) {
        if self.saved_beyond > 0 {
            self.saved_beyond -= 1;
        } else if let Some(saved) = self.saved.pop() {
            self.state = saved;
        }
    }
}

/// Applies the operators that only change the state.
pub(super) fn set_state(operator: &[u8], operands: &[Token<'_>], stream: &mut OpenStream<'_, '_>) {
    let state = &mut stream.state;
    match (operator, last_numbers::<1>(operands)) {
        (b"Tc", Some([space])) => state.char_space = space,
        (b"Tw", Some([space])) => state.word_space = space,
        (b"Tz", Some([percent])) => state.scale = percent / 100.0,
        (b"TL", Some([leading])) => state.leading = leading,
        (b"Ts", Some([rise])) => state.rise = rise,
        (b"Tr", Some([mode])) => state.mode = mode as i64,
        (b"T*", _) => state.next_line(0.0, -state.leading),
        (b"Td" | b"TD", _) => {
            let Some([x, y]) = last_numbers(operands) else { return };
            if operator == b"TD" {
                state.leading = -y;
            }
            state.next_line(x, y);
        }
        (b"Tm", _) => {
            let Some(matrix) = last_numbers(operands) else { return };
            state.line_matrix = Affine::new(matrix);
            state.text_matrix = state.line_matrix;
        }
        (b"BT", _) => {
            state.line_matrix = Affine::IDENTITY;
            state.text_matrix = Affine::IDENTITY;
        }
        (b"cm", _) => {
            let Some(matrix) = last_numbers(operands) else { return };
            state.transform *= Affine::new(matrix);
        }
        (b"q", _) => stream.save(),
        (b"Q", _) => stream.restore(),
        _ => {}
    }
}

/// The last operands, when they are that many numbers.
pub(super) fn last_numbers<const N: usize>(operands: &[Token<'_>]) -> Option<[f64; N]> {
    let mut numbers = [0.0; N];
    let last = operands.get(operands.len().checked_sub(N)?..)?;
    for (number, operand) in numbers.iter_mut().zip(last) {
        let Token::Number(value) = operand else { return None };
        *number = *value;
    }
    Some(numbers)
}

/// The last name among the operands.
pub(super) fn name<'o>(operands: &'o [Token<'_>]) -> Option<&'o [u8]> {
    operands.iter().rev().find_map(|operand| match operand {
        Token::Name(name) => Some(name.as_ref()),
        _ => None,
    })
}
