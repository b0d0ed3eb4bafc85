//! Cleans sound without touching what is heard: coded samples are copied as they are, and of what
//! stands beside them only what playing takes.

mod flac;
mod mp3;
mod ogg;
mod wav;

use crate::ProblemCode;
use crate::clean::Refusal;

pub(in crate::formats) use flac::clean as flac;
pub(in crate::formats) use mp3::clean as mp3;
pub(in crate::formats) use ogg::clean as ogg;
pub(in crate::formats) use wav::clean as wav;

const DAMAGED: Refusal = Refusal::Unread(ProblemCode::Damaged);
const TRUNCATED: Refusal = Refusal::Unread(ProblemCode::Truncated);

#[cfg(test)]
mod tests;
