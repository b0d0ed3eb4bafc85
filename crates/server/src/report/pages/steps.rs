//! Templates: what the script shows in place of pages that a server would answer with.

use std::fmt::Write;

use intake::receipt::WordList;

use super::{Page, Way};

/// Ids of the words that the script says.
pub(super) const WORDS: &[&str] = &[
    "page-wrong-words",
    "page-sealing",
    "page-sending",
    "page-deriving",
    "page-doubt",
    "page-gap",
    "page-mailbox-none",
    "page-answer",
    "page-proof",
    "page-error-token",
    "page-error-receipt",
    "page-error-text",
    "page-error-closed",
    "page-error-busy",
    "page-error-upload",
    "page-error-missing",
    "page-error-script",
];

impl Page<'_> {
    /// What follows the first page.
    pub(super) fn steps_of_report(&self) -> String {
        let places = [2, WordList::of_language(self.language).word_count()];
        self.step("receipt", "page-receipt-title", &self.receipt_step("", places, Way::Browser))
            + &self.step("write", "page-write-title", &self.write_step(Way::Browser))
            + &self.last_steps()
    }

    /// What follows when someone has typed a receipt.
    pub(super) fn steps_of_mailbox(&self) -> String {
        let body = "<div data-answers></div>\n".to_owned() + &self.follow_up_step(Way::Browser);
        self.step("mailbox", "page-mailbox-title", &body) + &self.last_steps()
    }

    fn last_steps(&self) -> String {
        let mut words = String::from("<template data-step=\"words\">\n");
        for id in WORDS {
            let _ = writeln!(words, "<p data-id=\"{id}\">{}</p>", self.word(id));
        }
        self.step("sent", "page-sent-title", &self.sent_step()) + &words + "</template>\n"
    }

    fn step(&self, name: &str, title: &str, body: &str) -> String {
        let title = self.word(title);
        format!("<template data-step=\"{name}\">\n<h1>{title}</h1>\n{body}</template>\n")
    }
}
