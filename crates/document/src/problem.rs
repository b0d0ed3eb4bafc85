//! What could not be read, and what that means for the file.

use std::sync::Arc;

use crate::PartId;

/// What a problem means for its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// Worth knowing; no text is likely to have been missed.
    Noted,
    /// Text is likely there and was not read: the file is never `nothing-found`.
    Blocks,
}

impl Effect {
    /// Name, as outputs write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Noted => "noted",
            Self::Blocks => "blocks",
        }
    }
}

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Names of the members from the file inwards; empty for the file itself.
    pub path: Arc<[String]>,
    /// The part that it concerns, if one.
    pub part: Option<PartId>,
    /// What it is.
    pub code: ProblemCode,
    /// A number that belongs to the message (a page, a count), when one does.
    pub number: Option<u64>,
}

impl Problem {
    /// Returns what the problem means for its file.
    #[must_use]
    pub fn effect(&self) -> Effect {
        self.code.info().effect
    }
}

/// One line of the table of problems.
#[derive(Debug, Clone, Copy)]
pub struct ProblemInfo {
    /// The code.
    pub code: ProblemCode,
    /// Its name, as outputs write it: an interface.
    pub name: &'static str,
    /// What it means for the file.
    pub effect: Effect,
    /// One sentence for a person, in English; `{}` stands for the number.
    pub message: &'static str,
    /// What she can do.
    pub help: &'static str,
}

macro_rules! problems {
    ($($variant:ident, $name:literal, $effect:ident, $message:literal, $help:literal;)*) => {
        /// Kinds of problems; the texts are a fixed catalogue and never quote the file.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ProblemCode {
            $(#[doc = $message] $variant,)*
        }

        /// All problems, each with its effect: the one table.
        pub const PROBLEMS: &[ProblemInfo] = &[
            $(ProblemInfo {
                code: ProblemCode::$variant,
                name: $name,
                effect: Effect::$effect,
                message: $message,
                help: $help,
            },)*
        ];
    };
}

problems! {
    UnknownFormat, "unknown-format", Blocks, "this format is not read",
        "look at it by hand, or save it in a format that `obelus formats` lists";
    FormatNotRead, "format-not-read", Blocks, "this format is known but not read yet",
        "look at it by hand, or save it in a format that `obelus formats` lists";
    Encrypted, "encrypted", Blocks, "it is encrypted and was not opened",
        "open it with its password, save a copy without one, and scan that";
    Damaged, "damaged", Blocks, "it is damaged, and part of it was not read",
        "open it in the program that made it and save it again";
    Truncated, "truncated", Blocks, "it ends before it should",
        "get a complete copy";
    DepthLimit, "depth-limit", Blocks, "containers are nested deeper than the limit",
        "unpack it and scan what is inside";
    EntriesLimit, "entries-limit", Blocks, "it holds more entries than the limit",
        "unpack it and scan what is inside";
    PartsLimit, "parts-limit", Blocks, "it holds more parts than the limit",
        "split it and scan the pieces";
    InflatedLimit, "inflated-limit", Blocks, "it unpacks to more bytes than the limit",
        "unpack it and scan what is inside";
    RatioLimit, "ratio-limit", Blocks, "it unpacks at a ratio that only a decompression bomb has",
        "do not publish it; ask where it came from";
    ObjectLimit, "object-limit", Blocks, "one object in it is larger than the limit",
        "split it and scan the pieces";
    NestingLimit, "nesting-limit", Blocks, "elements in it are nested deeper than the limit",
        "look at it by hand";
    TimeLimit, "time-limit", Blocks, "reading it took longer than the limit",
        "scan it alone with a longer `--time-limit`";
    MemoryLimit, "memory-limit", Blocks, "reading it took more memory than the limit",
        "split it and scan the pieces";
    ReaderFailed, "reader-failed", Blocks, "reading it failed",
        "look at it by hand, and please report the kind of file";
    FindingsLimit, "findings-limit", Noted, "more findings of one rule than are listed",
        "the file holds more of the same; handle it as a whole";
    WorkLimit, "work-limit", Blocks, "it needs more matching work than the limit",
        "split it and scan the pieces";
    UnmappedGlyphs, "unmapped-glyphs", Blocks, "many letters on it have no known character",
        "look at the page by hand, or run text recognition on it";
    SomeUnmappedGlyphs, "some-unmapped-glyphs", Noted, "a few letters on it have no known character",
        "look at the page by hand if in doubt";
    PictureTextUnread, "picture-text-unread", Blocks, "a picture likely holds text that was not read",
        "look at it by hand, or install `tesseract` and scan again";
    PictureTextRecognised, "picture-text-recognised", Noted,
        "text in a picture was read by a machine, which may miss or mistake some",
        "look at the picture if in doubt";
    PictureLayerRead, "picture-layer-read", Noted,
        "text in a picture was taken from the layer of text behind it",
        "compare the two if in doubt, or install `tesseract` and scan again";
    PictureNotRead, "picture-not-read", Noted, "a picture was not looked at for text; none is likely",
        "look at it if in doubt";
    PictureUndecoded, "picture-undecoded", Blocks, "a picture could not be decoded to see whether it holds text",
        "look at it by hand";
    FramesUnread, "frames-unread", Blocks, "text in its moving pictures was not read",
        "watch it to the end before it goes out, or install `ffmpeg` and `tesseract` and scan again";
    FramesSampled, "frames-sampled", Noted,
        "{} frames of its moving pictures were looked at for text, and no others",
        "watch it to the end if in doubt";
    SoundUnheard, "sound-unheard", Blocks, "what is said in it was not heard",
        "listen to it to the end before it goes out";
    EncodingDoubtful, "encoding-doubtful", Noted, "its character encoding had to be guessed",
        "save it as UTF-8 if text looks wrong";
    EncodingBroken, "encoding-broken", Blocks, "bytes in it belong to no character of its encoding",
        "save it as UTF-8 and scan again";
    NameLies, "name-lies", Noted, "its name says another format than its content",
        "rename it, or ask why it is so named";
    TrailingBytes, "trailing-bytes", Noted, "bytes follow its end",
        "save it again from the program that made it";
    Permission, "permission", Blocks, "it could not be opened: permission denied",
        "scan as a user who may read it";
    Vanished, "vanished", Blocks, "it was gone, or changed, before it was read",
        "scan again when nothing else writes to the folder";
    Unreadable, "unreadable", Blocks, "it could not be read from the disk",
        "check the disk or the share";
    NotAFile, "not-a-file", Blocks, "it is a device, a pipe or a socket",
        "take it out of the folder";
    LinkNotFollowed, "link-not-followed", Noted, "it is a link, and links are not followed",
        "scan what it points to";
    Interrupted, "interrupted", Blocks, "the scan was stopped before it was read",
        "scan again";
}

impl ProblemCode {
    /// Returns the code's line in [`PROBLEMS`].
    #[must_use]
    pub fn info(self) -> &'static ProblemInfo {
        &PROBLEMS[self as usize]
    }

    /// True for a limit that was reached, so that something behind it was not looked at.
    #[must_use]
    pub fn is_limit(self) -> bool {
        self.name().ends_with("-limit") || self == Self::Interrupted
    }

    /// Name, as outputs write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// Returns the code of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        PROBLEMS.iter().find(|info| info.name == name).map(|info| info.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_codes_and_names_are_unique() {
        let mut names = std::collections::BTreeSet::new();
        for (index, info) in PROBLEMS.iter().enumerate() {
            assert_eq!(info.code as usize, index);
            assert!(names.insert(info.name));
        }
    }
}
