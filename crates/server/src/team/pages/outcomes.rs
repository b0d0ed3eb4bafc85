//! The pages of what became of a batch.

use std::collections::BTreeMap;

use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use review::batch::{Authority, Choice};

use super::cases::running_numbers;
use super::{drawn, lifted, person_name, shown_name, time_text};
use crate::desk::grounds;
use crate::desk::pages::{self as desk_pages, Page, rendered};
use crate::desk::session::View;
use crate::team::record::Recorded;
use crate::team::store::{Account, BatchRow, CopyRow, PastCopy};

#[derive(Template)]
#[template(path = "team/history.html")]
struct HistoryPage<'p> {
    page: &'p Page,
    id: i64,
    /// The title, for those who may see it.
    title: Option<&'p str>,
    rows: Vec<EventLine>,
    /// Digests of copies that were released before an appeal, with the appeal's number.
    past: Vec<PastCopy>,
}

struct EventLine {
    number: i64,
    time: String,
    name: String,
    role: String,
    what: String,
    words: String,
}

/// Who did what with a batch.
pub(in crate::team) fn history(
    page: &Page,
    row: &BatchRow,
    events: &[Recorded],
    accounts: &[Account],
    past: Vec<PastCopy>,
    may_see: bool,
) -> String {
    let line = |event: &Recorded| EventLine {
        number: event.number,
        time: time_text(event.time),
        name: shown_name(accounts, event.account),
        role: page.text(&format!("team-role-{}", event.role.name())),
        what: page.text(&format!("team-did-{}", event.kept.name())),
        words: match event.kept.person() {
            Some(person) => person_name(accounts, person),
            None => said(page, event, may_see),
        },
    };
    let title = may_see.then_some(row.title.as_str());
    rendered(&HistoryPage {
        page,
        id: row.id,
        title,
        rows: events.iter().map(line).collect(),
        past,
    })
}

/// The words that were given: a ground by its name. Free words may quote a document, and are for
/// those who see it.
fn said(page: &Page, event: &Recorded, may_see: bool) -> String {
    let words = event.kept.words();
    match grounds::of_code(&words) {
        Some(ground) => ground.text(page.language).to_owned(),
        None if may_see => words,
        None => String::new(),
    }
}

#[derive(Template)]
#[template(path = "team/index.html")]
struct IndexPage<'p> {
    page: &'p Page,
    id: i64,
    title: &'p str,
    rows: Vec<Withheld<'p>>,
    grounds: Vec<(String, usize)>,
    /// True when each says its harm and its end.
    is_answer: bool,
}

struct Withheld<'p> {
    /// The number of its page in the whole answer, where it stands on one.
    number: Option<usize>,
    file: &'p str,
    place: &'p str,
    what: String,
    ground: String,
    harm: &'p str,
    until: &'p str,
    name: String,
}

/// What is withheld, place by place and by ground: what a requester may be told.
pub(in crate::team) fn index(
    page: &Page,
    row: &BatchRow,
    accounts: &[Account],
    view: View<'_>,
) -> String {
    let mut rows = Vec::new();
    let mut grounds = BTreeMap::new();
    for (file, (first, _)) in view.files().iter().zip(running_numbers(view)) {
        for finding in &file.findings {
            let Some(Choice::Remove(withholding)) = view.choice(finding.item) else { continue };
            let ground = grounds::name(&withholding.ground, page.language).to_owned();
            *grounds.entry(ground.clone()).or_insert(0) += 1;
            let on = finding.areas.first().map(|area| area.page as usize);
            let by = view.batch().decided_by(finding.item);
            rows.push(Withheld {
                number: on.map(|on| first + on.saturating_sub(1)),
                file: &file.name,
                place: &finding.place,
                what: desk_pages::title(page, finding),
                ground,
                harm: &withholding.harm,
                until: &withholding.until,
                name: by.map(|person| person_name(accounts, &person.0)).unwrap_or_default(),
            });
        }
    }
    let grounds = grounds.into_iter().collect();
    let is_answer = view.batch().answers_request();
    rendered(&IndexPage { page, id: row.id, title: &row.title, rows, grounds, is_answer })
}

/// A digest in hexadecimal digits as RFC 6920 writes it.
fn named(digest: &str) -> String {
    let byte = |at: usize| u8::from_str_radix(digest.get(at..at + 2)?, 16).ok();
    let bytes: Vec<u8> = (0..digest.len()).step_by(2).filter_map(byte).collect();
    URL_SAFE_NO_PAD.encode(bytes)
}

#[derive(Template)]
#[template(path = "team/certificate.html")]
struct CertificatePage<'p> {
    page: &'p Page,
    id: i64,
    is_recalled: bool,
    policy: &'p str,
    released: String,
    roles: Vec<String>,
    /// Who lifted a protective marking, in words.
    lifted: Vec<String>,
    copies: Vec<CopyLine<'p>>,
    grounds: Vec<(String, usize)>,
}

struct CopyLine<'p> {
    name: &'p str,
    digest: &'p str,
    outcome: String,
    /// Its place in the ledger.
    entry: Option<u64>,
    /// The way of the dark squares of a code that says the digest and the place, and its width.
    code: String,
    width: usize,
}

/// What was checked, by whom in which role, and what came of it; it names no person.
pub(in crate::team) fn certificate<'p>(
    page: &'p Page,
    row: &BatchRow,
    events: &[Recorded],
    copies: &'p [(CopyRow, Option<u64>)],
    lifting: &[Authority],
    policy: &'p str,
) -> String {
    let released = events.iter().find(|event| event.kept.name() == "release");
    let signed = events.iter().filter(|event| event.kept.name() == "sign");
    let copy = |(copy, entry): &'p (CopyRow, Option<u64>)| {
        let CopyRow { name, digest, outcome, .. } = copy;
        let entry = *entry;
        let place = entry.map(|entry| format!("?entry={entry}")).unwrap_or_default();
        // As RFC 6920 names things by their digests, so that any reader of codes shows it.
        let (code, width) = match digest.is_empty() {
            true => (String::new(), 0),
            false => drawn(&format!("ni:///sha-256;{}{place}", named(digest))),
        };
        CopyLine { name, digest, outcome: page.text(outcome), entry, code, width }
    };
    let mut counts = BTreeMap::new();
    for event in events.iter().filter(|event| matches!(event.kept.name(), "remove" | "area")) {
        *counts.entry(said(page, event, true)).or_insert(0) += 1;
    }
    rendered(&CertificatePage {
        page,
        id: row.id,
        is_recalled: row.stage == "recalled",
        policy,
        released: released.map(|event| time_text(event.time)).unwrap_or_default(),
        roles: signed
            .map(|event| {
                let role = page.text(&format!("team-role-{}", event.role.name()));
                format!("{role}, {}", time_text(event.time))
            })
            .collect(),
        lifted: lifting.iter().map(|authority| lifted(page, authority)).collect(),
        copies: copies.iter().map(copy).collect(),
        grounds: counts.into_iter().collect(),
    })
}
