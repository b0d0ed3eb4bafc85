//! Answers to disclosure requests: what was asked, until when, and what is told of it.

use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse};

use super::batches::{gone, page_of, seen};
use super::guard::{Answer, Visitor};
use super::record::person;
use super::store::Case;
use super::{App, clocks, live, pages};

/// Names of one request.
const NAMES_MAX: usize = 1_000;
/// Characters of a name.
const NAME_CHARS_MAX: usize = 200;
/// Batches that the statistics look at, the newest first.
const COUNTED_MAX: usize = 2_000;

/// What a form says of a request.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) reference: String,
    pub(super) requester: String,
    pub(super) names: String,
    pub(super) received: String,
    pub(super) clock: String,
}

impl Asked {
    /// True when nothing was said of a request.
    pub(super) fn is_none(&self) -> bool {
        [&self.reference, &self.requester, &self.names, &self.received]
            .iter()
            .all(|it| it.is_empty())
    }

    /// True for a field of a request.
    pub(super) fn has(&self, name: &str) -> bool {
        matches!(name, "reference" | "requester" | "names" | "received" | "clock")
    }

    /// Takes a field.
    pub(super) fn take(&mut self, name: &str, text: String) {
        match name {
            "reference" => self.reference = text.trim().to_owned(),
            "requester" => self.requester = text,
            "names" => self.names = text,
            "received" => self.received = text.trim().to_owned(),
            _ => self.clock = text,
        }
    }

    /// The request; none when nothing was said of one, and why it is none otherwise.
    pub(super) fn case(&self) -> Result<Option<Case>, &'static str> {
        let (requester, names) = (lines(&self.requester), lines(&self.names));
        let is_silent = requester.is_empty() && names.is_empty() && self.received.is_empty();
        if self.reference.is_empty() {
            return if is_silent { Ok(None) } else { Err("team-case-no-reference") };
        }
        if clocks::day(&self.received).is_none() || clocks::Clock::of_id(&self.clock).is_none() {
            return Err("team-case-no-day");
        }
        let all = || requester.iter().chain(&names);
        let is_short = |name: &String| name.chars().count() <= NAME_CHARS_MAX;
        let fits = all().all(is_short) && all().all(|name| can_look_for(name));
        if all().count() > NAMES_MAX || !fits {
            return Err("team-case-bad-name");
        }
        Ok(Some(Case {
            reference: self.reference.chars().take(100).collect(),
            requester,
            names,
            received: self.received.clone(),
            clock: self.clock.clone(),
        }))
    }
}

/// True for a name that is not found everywhere: three letters or digits, or two characters of a
/// script without spaces.
fn can_look_for(name: &str) -> bool {
    let letters = || name.chars().filter(|character| character.is_alphanumeric());
    letters().count() >= 3 || letters().filter(|letter| u32::from(*letter) >= 0x2E80).count() >= 2
}

fn lines(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

/// What was asked, until when, with numbers of pages and a note to third parties.
pub(super) async fn show(State(app): State<App>, visitor: Visitor, Path(id): Path<i64>) -> Answer {
    let who = visitor.who()?;
    let row = seen(&app, who, id).await?;
    let case = app.store.case(id).await?.filter(|_| row.state == "ready");
    let case = case.ok_or_else(gone)?;
    let page = page_of(&app, &visitor, id);
    let live = live::of(&app, &row).await?;
    let sheet = live.sheet.as_ref().ok_or_else(gone)?;
    let own = person(who.account.id);
    let view = sheet.seen_by(&own).in_language(page.language);
    Ok(Html(pages::case(&page, &row, &case, view)).into_response())
}

/// What was withheld beside what was released, by ground, over all batches that went out.
pub(super) async fn statistics(State(app): State<App>, visitor: Visitor) -> Answer {
    let mut counts = pages::Counts::default();
    let batches = app.store.batches().await?;
    for row in batches.iter().take(COUNTED_MAX) {
        let is_out = row.state == "ready" && row.stage == "released";
        if !is_out {
            continue;
        }
        let is_answer = app.store.case(row.id).await?.is_some();
        let live = live::of(&app, row).await?;
        let Some(sheet) = live.sheet.as_ref() else { continue };
        let submitter = person(row.submitter);
        counts.add(sheet.seen_by(&submitter), is_answer);
    }
    Ok(Html(pages::statistics(&visitor.page(&app), &counts)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(reference: &str, names: &str, received: &str, clock: &str) -> Asked {
        Asked {
            reference: reference.to_owned(),
            requester: String::new(),
            names: names.to_owned(),
            received: received.to_owned(),
            clock: clock.to_owned(),
        }
    }

    #[test]
    fn a_request_is_whole_or_none() {
        assert_eq!(asked("", "", "", "uk-foia").case(), Ok(None));
        let case = asked("F-1", " A Name \n\nOther", "2026-05-04", "uk-foia").case();
        assert_eq!(case.unwrap().unwrap().names, ["A Name", "Other"]);
        let wrong = |asked: Asked| asked.case().unwrap_err();
        assert_eq!(wrong(asked("", "A Name", "", "")), "team-case-no-reference");
        assert_eq!(wrong(asked("F-1", "", "4 May", "uk-foia")), "team-case-no-day");
        assert_eq!(wrong(asked("F-1", "", "2026-05-04", "none")), "team-case-no-day");
        assert_eq!(wrong(asked("F-1", "Li", "2026-05-04", "uk-foia")), "team-case-bad-name");
        assert!(asked("F-1", "李明", "2026-05-04", "cn-ogi").case().is_ok());
    }
}
