//! The pages of what became of a batch.

use std::collections::BTreeMap;

use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use review::batch::{Choice, ItemId, Person};

use super::cases::running_numbers;
use super::{drawn, lifted, person_name, shown_name, time_text};
use crate::desk::grounds;
use crate::desk::pages::{self as desk_pages, Page, rendered};
use crate::desk::session::View;
use crate::team::record::{Kept, KeptScope, Recorded, person};
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
    about: Option<About>,
}

/// What something was done to.
struct About {
    /// The finding, with its file for those who may see it.
    finding: String,
    /// Where it is shown.
    address: Option<String>,
    /// What else it reached.
    reach: String,
}

/// What was done with a batch.
pub(in crate::team) struct History<'h> {
    pub(in crate::team) row: &'h BatchRow,
    pub(in crate::team) events: &'h [Recorded],
    /// True for those who see its title and its words.
    pub(in crate::team) may_see: bool,
    /// The batch, for those who see it, while its documents are kept.
    pub(in crate::team) seen: Option<Seen<'h>>,
}

/// A batch as someone sees it who reads its history.
#[derive(Clone, Copy)]
pub(in crate::team) struct Seen<'h> {
    pub(in crate::team) view: View<'h>,
    /// Events that took a change back or made it again: its first item, and how many it has.
    pub(in crate::team) changed_again: &'h BTreeMap<i64, (ItemId, usize)>,
}

/// Who did what with a batch.
pub(in crate::team) fn history(
    page: &Page,
    history: &History<'_>,
    accounts: &[Account],
    past: Vec<PastCopy>,
) -> String {
    let line = |event: &Recorded| {
        let is_hidden = history.hides(event);
        let what = if is_hidden { "blind" } else { event.kept.name() };
        EventLine {
            number: event.number,
            time: time_text(event.time),
            name: shown_name(accounts, event.account),
            role: page.text(&format!("team-role-{}", event.role.name())),
            what: page.text(&format!("team-did-{what}")),
            words: match event.kept.person() {
                _ if is_hidden => String::new(),
                Some(person) => person_name(accounts, person),
                None => said(page, event, history.may_see),
            },
            about: if is_hidden { None } else { history.about(page, event) },
        }
    };
    let History { row, events, may_see, .. } = history;
    let title = may_see.then_some(row.title.as_str());
    let rows = events.iter().map(line).collect();
    rendered(&HistoryPage { page, id: row.id, title, rows, past })
}

impl History<'_> {
    /// True for what someone is not to know before they have voted themselves.
    fn hides(&self, event: &Recorded) -> bool {
        let by = person(event.account);
        let is_blind = self.seen.is_some_and(|seen| seen.view.is_blind_to(&by));
        is_blind && event.kept.changes_choices()
    }

    /// What an event was about: by a number for those who see no documents.
    fn about(&self, page: &Page, event: &Recorded) -> Option<About> {
        let again = self.seen.and_then(|seen| seen.changed_again.get(&event.number).copied());
        let (item, reach) = match (&event.kept, again) {
            (Kept::Decide { item, scope, .. }, _) => (ItemId(*item), scope_text(page, *scope)),
            (Kept::Area { item, .. }, _) => (ItemId(*item), String::new()),
            (_, Some((item, 1))) => (item, String::new()),
            (_, Some((item, count))) => (item, page.count("team-reach-more", count - 1)),
            _ => return None,
        };
        let found = self.seen.and_then(|seen| Some((seen.view, seen.view.finding(item)?)));
        Some(match found {
            Some((view, (number, finding))) => {
                let file = view.file(number).map(|file| view.clear_name(file)).unwrap_or_default();
                let parts = [file, desk_pages::title(page, finding), finding.place.clone()];
                About {
                    finding: parts.join(" · "),
                    address: Some(desk_pages::address(page, view, number, finding)),
                    reach,
                }
            }
            None => {
                let finding = page.count("team-finding-number", item.0 as usize);
                About { finding, address: None, reach }
            }
        })
    }
}

/// How far a decision reached, in words; nothing for one place.
fn scope_text(page: &Page, scope: KeptScope) -> String {
    match scope {
        KeptScope::This(_) => String::new(),
        KeptScope::File | KeptScope::TextInFile => page.text("team-reach-file"),
        KeptScope::Batch | KeptScope::TextInBatch => page.text("team-reach-batch"),
        KeptScope::KindInFile => page.text("team-reach-kind-file"),
        KeptScope::KindInBatch => page.text("team-reach-kind-batch"),
    }
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
    /// Files that are withheld as a whole, each with why; of the text itself nothing.
    refused: Vec<(String, String)>,
    /// True when each says its harm and its end.
    is_answer: bool,
    /// True when one stands on a page of the whole answer.
    has_pages: bool,
}

struct Withheld<'p> {
    /// The number of its page in the whole answer, where it stands on one.
    number: Option<usize>,
    file: String,
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
    copies: &[CopyRow],
) -> String {
    let refused = copies.iter().filter(|copy| copy.blob.is_empty()).filter_map(|copy| {
        let file = view.file(usize::try_from(copy.number).ok()?)?;
        let why = copy.why.as_ref().and_then(|why| page.lines(why).into_iter().next());
        let outcome = page.text(&copy.outcome);
        let colon = page.text("colon");
        Some((
            view.clear_name(file),
            why.map_or(outcome.clone(), |why| format!("{outcome}{colon}{why}")),
        ))
    });
    let refused = refused.collect();
    let mut rows = Vec::new();
    for (file, (first, _)) in view.files().iter().zip(running_numbers(view)) {
        for finding in &file.findings {
            let Some(Choice::Remove(withholding)) = view.choice(finding.item) else { continue };
            let ground = grounds::name(&withholding.ground, page.language).to_owned();
            let on = finding.areas.first().map(|area| area.page as usize);
            let by = view.batch().decided_by(finding.item);
            rows.push(Withheld {
                number: on.map(|on| first + on.saturating_sub(1)),
                file: view.clear_name(file),
                place: &finding.place,
                what: desk_pages::title(page, finding),
                ground,
                harm: &withholding.harm,
                until: &withholding.until,
                name: by.map(|person| person_name(accounts, &person.0)).unwrap_or_default(),
            });
        }
    }
    let grounds = by_ground(page, view).into_iter().collect();
    let is_answer = view.batch().answers_request();
    let has_pages = rows.iter().any(|row| row.number.is_some());
    let (id, title) = (row.id, row.title.as_str());
    rendered(&IndexPage { page, id, title, rows, grounds, refused, is_answer, has_pages })
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
    is_releasing: bool,
    policy: String,
    released: String,
    roles: Vec<String>,
    /// Who lifted a protective marking, in words.
    lifted: Vec<String>,
    copies: Vec<CopyLine>,
    /// True when one stands in a ledger.
    has_entries: bool,
    grounds: Vec<(String, usize)>,
}

struct CopyLine {
    name: String,
    digest: String,
    outcome: String,
    /// Its place in the ledger.
    entry: Option<u64>,
    /// The way of the dark squares of a code that says the digest and the place, and its width.
    code: String,
    width: usize,
}

/// What a certificate is about.
pub(in crate::team) struct Certified<'p> {
    pub(in crate::team) row: &'p BatchRow,
    pub(in crate::team) events: &'p [Recorded],
    /// Copies with their places in the ledger.
    pub(in crate::team) copies: &'p [(CopyRow, Option<u64>)],
    pub(in crate::team) view: View<'p>,
    /// The policy file; none for the built-in policy.
    pub(in crate::team) policy: Option<&'p str>,
    /// True while copies are still being made.
    pub(in crate::team) is_releasing: bool,
}

/// What was checked, by whom in which role, and what came of it; it names no person.
pub(in crate::team) fn certificate(page: &Page, certified: &Certified<'_>) -> String {
    let Certified { row, events, copies, view, policy, is_releasing } = *certified;
    let released = events.iter().rposition(|event| event.kept.name() == "release");
    let before = events.get(..released.unwrap_or(0)).unwrap_or_default();
    // Whoever signed what was changed afterwards has signed something else: only those count who
    // hold at the release, each by the last time.
    let signature = |person: &Person| {
        let is_its = |event: &&Recorded| {
            event.kept.name() == "sign" && super::person(event.account) == *person
        };
        before.iter().rfind(is_its)
    };
    let signed = view.batch().signatures().iter().filter_map(signature);
    let copy = |(copy, entry): &'_ (CopyRow, Option<u64>)| {
        let CopyRow { name, digest, outcome, .. } = copy;
        let entry = *entry;
        let place = entry.map(|entry| format!("?entry={entry}")).unwrap_or_default();
        // As RFC 6920 names things by their digests, so that any reader of codes shows it.
        let (code, width) = match digest.is_empty() {
            true => (String::new(), 0),
            false => drawn(&format!("ni:///sha-256;{}{place}", named(digest))),
        };
        let (name, digest) = (name.clone(), digest.clone());
        CopyLine { name, digest, outcome: page.text(outcome), entry, code, width }
    };
    rendered(&CertificatePage {
        page,
        id: row.id,
        is_recalled: row.stage == "recalled",
        is_releasing,
        policy: {
            let policy = policy.map_or_else(|| page.text("policy-built-in"), str::to_owned);
            format!("{policy} · obelus {}", env!("CARGO_PKG_VERSION"))
        },
        has_entries: copies.iter().any(|(_, entry)| entry.is_some()),
        released: released.map(|at| time_text(events[at].time)).unwrap_or_default(),
        roles: signed
            .map(|event| {
                let role = page.text(&format!("team-role-{}", event.role.name()));
                format!("{role}{}{}", page.text("comma"), time_text(event.time))
            })
            .collect(),
        lifted: view.batch().authorities().map(|authority| lifted(page, authority)).collect(),
        copies: copies.iter().map(copy).collect(),
        grounds: by_ground(page, view).into_iter().collect(),
    })
}

/// How many places are withheld on each ground, as the index lists them.
fn by_ground(page: &Page, view: View<'_>) -> BTreeMap<String, usize> {
    let mut grounds = BTreeMap::new();
    for finding in view.files().iter().flat_map(|file| &file.findings) {
        if let Some(Choice::Remove(withholding)) = view.choice(finding.item) {
            let ground = grounds::name(&withholding.ground, page.language).to_owned();
            *grounds.entry(ground).or_insert(0) += 1;
        }
    }
    grounds
}
