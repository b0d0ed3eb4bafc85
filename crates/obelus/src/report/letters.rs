//! Reminders as letters: that something is due, and nothing of what it is about.
//!
//! They go out by the mail program of the machine, which knows servers, certificates and what to do
//! when nobody answers. Each reminder goes to each person once.

use std::collections::BTreeSet;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use intake::case::{Deed, Record};
use intake::clocks::Reminder;
use intake::letter::{self, Letter};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use super::Talk;
use super::args::DueArgs;
use crate::failure::Failure;
use crate::files;

/// The role that hears of what is over, and of nothing else.
const OVERSIGHT: &str = "oversight";
/// The file of a desk with digests of the reminders that went out, a line each.
const REMINDED: &str = "reminded";
/// Longest such file.
const REMINDED_BYTES_MAX: u64 = 64 << 20;

/// What is due in a case: who has to do with it, and how urgent it is.
pub(super) struct Urgent {
    people: Vec<String>,
    reminder: Reminder,
    /// What tells this reminder from all others.
    name: String,
}

impl Urgent {
    pub(super) fn new(record: &Record, duty: &str, reminder: Reminder) -> Self {
        let assigned = record.acts().iter().rev().find_map(|act| match &act.act {
            Deed::Assigned { to, deputy } => Some((to, deputy)),
            _ => None,
        });
        let people = assigned.map(|(to, deputy)| [Some(to), deputy.as_ref()]);
        let people = people.into_iter().flatten().flatten().cloned().collect();
        Self { people, reminder, name: format!("{} {duty} {reminder:?}", record.case) }
    }

    /// True when the time for it has run out.
    pub(super) fn is_over(&self) -> bool {
        self.reminder == Reminder::Due
    }

    /// What is with nobody yet is everybody's; oversight hears of what is over.
    fn concerns(&self, role: &str) -> bool {
        match role {
            OVERSIGHT => self.is_over(),
            _ => self.people.is_empty() || self.people.iter().any(|person| person == role),
        }
    }

    /// What stands in the list of what went out: it tells nothing to whoever reads that file alone.
    fn mark(&self, role: &str) -> String {
        intake::digest(format!("{} {role}", self.name).as_bytes())
    }
}

/// Sends a letter to each person whom something new concerns, or writes it where that is wanted.
pub(super) fn send(args: &DueArgs, urgent: &[Urgent], talk: &Talk<'_>) -> Result<(), Failure> {
    let Some(from) = &args.from else { return Ok(()) };
    let path = args.desk.desk.join(REMINDED);
    let mut told = read_marks(&path)?;
    let now = OffsetDateTime::now_utc();
    let mut count = 0;
    for (place, (role, address)) in args.to.iter().enumerate() {
        let concerned: Vec<&Urgent> = urgent.iter().filter(|one| one.concerns(role)).collect();
        let marks: Vec<String> = concerned.iter().map(|one| one.mark(role)).collect();
        if marks.iter().all(|mark| told.contains(mark)) {
            continue;
        }
        let text = talk.text("report-letter", &[("count", concerned.len().into())]);
        let letter = letter::write(&Letter {
            from,
            to: address,
            subject: &talk.text("report-letter-subject", &[]),
            date: &now.format(&Rfc2822).unwrap_or_default(),
            text: &text,
        });
        // Mail programs take lines as the machine ends them.
        let letter = letter.replace("\r\n", "\n");
        match (&args.send, &args.letters) {
            (Some(program), _) => post(program, from, &letter, talk)?,
            (None, Some(folder)) => {
                files::make_folder(folder)?;
                let name = format!("{}-{place:02}.eml", now.unix_timestamp());
                files::write_new(&folder.join(name), letter.as_bytes())?;
            }
            (None, None) => return Ok(()),
        }
        count += 1;
        told.extend(marks);
        let lines: String = told.iter().map(|mark| format!("{mark}\n")).collect();
        files::replace(&path, lines.as_bytes())?;
    }
    tell(args, count, talk);
    Ok(())
}

fn tell(args: &DueArgs, count: usize, talk: &Talk<'_>) {
    let values =
        |folder: &Path| [("count", count.into()), ("folder", folder.display().to_string().into())];
    match &args.letters {
        _ if count == 0 => {}
        Some(folder) => talk.note("report-letters", &values(folder)),
        None => talk.note("report-letters-sent", &[("count", count.into())]),
    }
}

/// Hands a letter to the mail program, as all that are called `sendmail` take it.
fn post(program: &Path, from: &str, letter: &str, talk: &Talk<'_>) -> Result<(), Failure> {
    let cannot = |reason: String| {
        let message = format!("`{}` did not take a letter: {reason}", program.display());
        talk.failure(message, "report-letters-help")
    };
    let mut mail = Command::new(program);
    // `-i`: a line with a dot alone is no end; `-f`: no name of this machine's user.
    mail.args(["-t", "-i", "-f", from]);
    let output = feed(mail, letter).map_err(|error| cannot(error.to_string()))?;
    match output.status.success() {
        true => Ok(()),
        false => {
            let said = String::from_utf8_lossy(&output.stderr);
            Err(cannot(said.lines().next().unwrap_or("it said nothing").to_owned()))
        }
    }
}

/// Runs a program with this on its stdin.
fn feed(mut program: Command, input: &str) -> io::Result<Output> {
    program.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = program.spawn()?;
    let written = child.stdin.take().map_or(Ok(()), |mut stdin| stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output()?;
    // One that fails may not have read all, and says itself why.
    if output.status.success() {
        written?;
    }
    Ok(output)
}

fn read_marks(path: &Path) -> Result<BTreeSet<String>, Failure> {
    if !path.exists() {
        return Ok(BTreeSet::new());
    }
    let text = files::read_text(path, REMINDED_BYTES_MAX)?;
    Ok(text.lines().map(str::to_owned).collect())
}
