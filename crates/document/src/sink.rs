//! Where reading tells what it finds.

use crate::{
    Coverage, DocumentHead, Examined, Film, Frames, Input, Part, Picture, Problem, Recognition,
    Window,
};

/// Where reading tells what it finds, in order.
pub trait Sink {
    /// A document begins: the file, or one embedded in what is open.
    fn open(&mut self, head: &DocumentHead);
    /// A part begins in the innermost open document.
    fn part(&mut self, part: &Part);
    /// The next window of the part that began last.
    fn window(&mut self, part: &Part, window: &Window<'_>);
    /// A document that is embedded in the outermost one, before it is read; few want its bytes.
    fn embedded(&mut self, name: &str, input: &mut dyn Input) {
        let _unwanted = (name, input);
    }
    /// Something could not be read.
    fn problem(&mut self, problem: Problem);
    /// What of the innermost open document was looked at; it ends next.
    fn examined(&mut self, examined: &Examined) {
        let _uncounted = examined;
    }
    /// The innermost open document ends.
    fn close(&mut self, coverage: Coverage);
    /// True when reading should end early; what is unread is then a problem that the reader tells.
    fn stop(&self) -> bool {
        false
    }
    /// True when somebody here recognises text in pictures, so that it is worth making them.
    fn can_recognise(&self) -> bool {
        false
    }
    /// Recognises the text of a picture, if anybody here can.
    fn recognise(&mut self, picture: &Picture<'_>) -> Recognition {
        let _unread = picture;
        Recognition::Unavailable
    }
    /// Returns frames of the film that `input` is, if anybody here can show them.
    fn film(&mut self, film: &Film, input: &mut dyn Input) -> Option<Frames> {
        let _unseen = (film, input);
        None
    }
}
