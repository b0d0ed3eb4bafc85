//! Reminders as letters: that something is due, and nothing of what it is about.

use std::path::Path;

use intake::case::{Deed, Record};
use intake::clocks::Reminder;
use intake::letter::{self, Letter};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use super::Talk;
use crate::failure::Failure;
use crate::files;

/// The role that hears of what is over, and of nothing else.
const OVERSIGHT: &str = "oversight";

/// What is due in a case: who has to do with it, and how urgent it is.
pub(super) struct Urgent {
    people: Vec<String>,
    reminder: Reminder,
}

impl Urgent {
    pub(super) fn new(record: &Record, reminder: Reminder) -> Self {
        let assigned = record.acts().iter().rev().find_map(|act| match &act.act {
            Deed::Assigned { to, deputy } => Some((to, deputy)),
            _ => None,
        });
        let people = assigned.map(|(to, deputy)| [Some(to), deputy.as_ref()]);
        let people = people.into_iter().flatten().flatten().cloned().collect();
        Self { people, reminder }
    }

    /// What is with nobody yet is everybody's; oversight hears of what is over.
    fn concerns(&self, role: &str) -> bool {
        match role {
            OVERSIGHT => self.reminder == Reminder::Due,
            _ => self.people.is_empty() || self.people.iter().any(|person| person == role),
        }
    }
}

/// Writes a letter to each person whom something concerns; returns how many.
pub(super) fn write(
    folder: &Path,
    from: &str,
    people: &[(String, String)],
    urgent: &[Urgent],
    talk: &Talk<'_>,
) -> Result<usize, Failure> {
    files::make_folder(folder)?;
    let now = OffsetDateTime::now_utc();
    let mut written = 0;
    for (place, (role, address)) in people.iter().enumerate() {
        let count = urgent.iter().filter(|urgent| urgent.concerns(role)).count();
        if count == 0 {
            continue;
        }
        let text = talk.text("report-letter", &[("count", count.into())]);
        let letter = letter::write(&Letter {
            from,
            to: address,
            subject: &talk.text("report-letter-subject", &[]),
            date: &now.format(&Rfc2822).unwrap_or_default(),
            text: &text,
        });
        let name = format!("{}-{place:02}.eml", now.unix_timestamp());
        files::write_new(&folder.join(name), letter.as_bytes())?;
        written += 1;
    }
    Ok(written)
}
