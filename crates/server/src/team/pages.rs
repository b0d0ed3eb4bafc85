//! The pages of a team: what the templates are filled with.

mod cases;
mod outcomes;
mod own;
mod standing;

use std::collections::BTreeSet;

use askama::Template;
use qrcode::{Color, QrCode};
use review::batch::{Action, Authority, Choice, Event, ItemId, Refusal, Role, Stage};
use time::OffsetDateTime;

use super::clocks;
use super::guard::Who;
use super::record::{Recorded, person};
use super::store::{Account, BatchRow, Case, CopyRow, Link, Tie, Token};
use super::totp;
use super::uploads::Typed;
use crate::desk::look::Look;
use crate::desk::pages::{self as desk_pages, Page, Row, rendered};
use crate::desk::session::View;

pub(super) use cases::{Counts, case, statistics};
pub(super) use outcomes::{Certified, History, Seen, certificate, history, index};
pub(super) use own::{go_on, login, me, prove, unknown};
pub(super) use standing::standing;

/// Where someone with these roles may go: addresses, and ids of their words.
pub(super) fn links(roles: &BTreeSet<Role>) -> Vec<(&'static str, &'static str)> {
    let mut links = Vec::new();
    if roles.iter().any(|role| role.reads_documents()) {
        links.push(("/batches", "team-batches"));
    }
    if roles.contains(&Role::Submitter) {
        links.push(("/batches/new", "team-new"));
        links.push(("/tokens", "team-tokens"));
    }
    if roles.contains(&Role::Reviewer) || roles.contains(&Role::Approver) {
        links.push(("/always", "team-always"));
    }
    if roles.contains(&Role::Auditor) {
        links.push(("/record", "team-record"));
    }
    if roles.contains(&Role::Auditor) || roles.contains(&Role::Officer) {
        links.push(("/statistics", "team-statistics"));
    }
    if roles.contains(&Role::Handler) || roles.contains(&Role::Auditor) {
        links.push(("/cases", "cases-title"));
    }
    if roles.contains(&Role::Administrator) {
        links.push(("/accounts", "team-accounts"));
    }
    links.push(("/me", "team-me"));
    links
}

#[derive(Template)]
#[template(path = "team/join.html")]
struct JoinPage<'p> {
    page: &'p Page,
    names: Names<'p>,
    roles: String,
    secret: String,
    /// The way of the code's dark squares, and its width.
    code: String,
    width: usize,
}

/// Names that someone typed who joins, and why they were refused.
#[derive(Default)]
pub(super) struct Names<'p> {
    pub(super) name: &'p str,
    pub(super) shown: &'p str,
    pub(super) refused: Option<String>,
}

/// The page of an invitation.
pub(super) fn join(page: &Page, roles: &BTreeSet<Role>, secret: &[u8], names: Names<'_>) -> String {
    let secret = totp::base32(secret);
    let address = format!("otpauth://totp/Obelus?secret={secret}&issuer=Obelus");
    let (code, width) = drawn(&address);
    rendered(&JoinPage { page, names, roles: role_words(page, roles), secret, code, width })
}

/// Draws a QR code as the path of an SVG drawing, with a quiet border.
fn drawn(text: &str) -> (String, usize) {
    const BORDER: usize = 4;
    let Ok(code) = QrCode::new(text.as_bytes()) else { return (String::new(), 1) };
    let width = code.width();
    let colors = code.to_colors();
    let dark = colors.iter().enumerate().filter(|(_, color)| **color == Color::Dark);
    let squares =
        dark.map(|(at, _)| format!("M{} {}h1v1h-1z", at % width + BORDER, at / width + BORDER));
    (squares.collect(), width + 2 * BORDER)
}

#[derive(Template)]
#[template(path = "team/accounts.html")]
struct AccountsPage<'p> {
    page: &'p Page,
    message: Option<String>,
    link: Option<String>,
    rows: Vec<AccountRow<'p>>,
    open: Vec<LinkRow<'p>>,
    ties: Option<Ties<'p>>,
}

/// Whose names at the provider sign in.
struct Ties<'p> {
    provider: &'p str,
    rows: Vec<TieRow<'p>>,
}

struct TieRow<'p> {
    id: i64,
    name: &'p str,
    subject: &'p str,
    is_confirmed: bool,
}

/// What is shown of the accounts.
pub(super) struct Accounts<'p> {
    pub(super) accounts: &'p [Account],
    /// Whoever looks.
    pub(super) own: i64,
    /// Links that nobody has used.
    pub(super) open: &'p [Link],
    /// What the provider is called, and who has which name there.
    pub(super) ties: Option<(String, Vec<Tie>)>,
}

/// A link that nobody has used.
struct LinkRow<'p> {
    hash: &'p str,
    roles: String,
    by: String,
    expires: String,
}

struct AccountRow<'p> {
    id: i64,
    name: &'p str,
    shown: &'p str,
    roles: String,
    is_open: bool,
    is_own: bool,
}

/// The accounts.
pub(super) fn accounts<'p>(
    page: &'p Page,
    shown: &'p Accounts<'p>,
    message: Option<String>,
    link: Option<String>,
) -> String {
    let Accounts { accounts, own, open, ties } = shown;
    let row = |account: &'p Account| {
        let Account { id, name, shown, roles, is_open, .. } = account;
        let roles = role_words(page, roles);
        AccountRow { id: *id, name, shown, roles, is_open: *is_open, is_own: id == own }
    };
    let rows = accounts.iter().map(row).collect();
    let name = |tie: &Tie| accounts.iter().find(|account| account.id == tie.account);
    let tie_row = |tie: &'p Tie| TieRow {
        id: tie.id,
        name: name(tie).map_or("", |account| &account.name),
        subject: &tie.subject,
        is_confirmed: tie.is_confirmed,
    };
    let ties = ties
        .as_ref()
        .map(|(provider, ties)| Ties { provider, rows: ties.iter().map(tie_row).collect() });
    let link_row = |link: &'p Link| LinkRow {
        hash: &link.hash,
        roles: role_words(page, &link.roles),
        by: match link.made_by {
            0 => page.text("team-link-of-desk"),
            account => shown_name(accounts, account),
        },
        expires: time_text(link.expires),
    };
    let open = open.iter().map(link_row).collect();
    rendered(&AccountsPage { page, message, link, rows, open, ties })
}

#[derive(Template)]
#[template(path = "team/tokens.html")]
struct TokensPage<'p> {
    page: &'p Page,
    made: Option<String>,
    rows: Vec<TokenRow<'p>>,
}

struct TokenRow<'p> {
    id: i64,
    label: &'p str,
    expires: String,
}

/// The tokens of one's programs.
pub(super) fn tokens<'p>(page: &'p Page, tokens: &'p [Token], made: Option<String>) -> String {
    let row = |token: &'p Token| {
        let Token { id, label, expires, .. } = token;
        TokenRow { id: *id, label, expires: time_text(*expires) }
    };
    rendered(&TokensPage { page, made, rows: tokens.iter().map(row).collect() })
}

#[derive(Template)]
#[template(path = "team/batches.html")]
struct BatchesPage<'p> {
    page: &'p Page,
    title: String,
    /// What follows the number of a batch in its address.
    below: &'static str,
    /// True when titles may be seen.
    has_titles: bool,
    rows: Vec<BatchLine<'p>>,
}

struct BatchLine<'p> {
    id: i64,
    title: &'p str,
    submitter: String,
    created: String,
    stage: &'p str,
    sign: &'static str,
    stage_text: String,
}

/// The batches that someone may see.
pub(super) fn batches(
    page: &Page,
    batches: &[BatchRow],
    accounts: &[Account],
    who: &Who,
) -> String {
    let has_titles = who.account.roles.iter().any(|role| role.reads_documents());
    let title = page.text("team-batches");
    let rows = lines(page, batches, accounts);
    rendered(&BatchesPage { page, title, below: "/", has_titles, rows })
}

/// The batches as auditors see them.
pub(super) fn record(page: &Page, batches: &[BatchRow], accounts: &[Account]) -> String {
    let title = page.text("team-record");
    let rows = lines(page, batches, accounts);
    rendered(&BatchesPage { page, title, below: "/history", has_titles: false, rows })
}

fn lines<'p>(page: &Page, batches: &'p [BatchRow], accounts: &[Account]) -> Vec<BatchLine<'p>> {
    let line = |row: &'p BatchRow| BatchLine {
        id: row.id,
        title: &row.title,
        submitter: shown_name(accounts, row.submitter),
        created: time_text(row.created),
        stage: stage_of(row),
        sign: stage_sign(stage_of(row)),
        stage_text: page.text(&format!("team-stage-{}", stage_of(row))),
    };
    batches.iter().map(line).collect()
}

/// The stage of a batch, or why it has none yet.
fn stage_of(row: &BatchRow) -> &str {
    if row.state == "ready" { &row.stage } else { &row.state }
}

/// A sign beside the word, for those who look rather than read.
fn stage_sign(stage: &str) -> &'static str {
    match stage {
        "reading" => "…",
        "failed" | "deleted" => "✕",
        "submitted" => "○",
        "in-review" => "◔",
        "decided" => "◑",
        "approved" => "●",
        "released" => "✓",
        _ => "↩",
    }
}

#[derive(Template)]
#[template(path = "team/new.html")]
struct NewPage<'p> {
    page: &'p Page,
    message: Option<String>,
    typed: &'p Typed,
    /// Clocks of disclosure requests, by their ids.
    clocks: Vec<(&'static str, &'static str)>,
}

/// The page to hand files in on.
pub(super) fn new_batch(page: &Page, typed: &Typed, message: Option<String>) -> String {
    let clocks = clocks::clocks().iter();
    let clocks = clocks.map(|clock| (clock.id.as_str(), clock.text(page.language))).collect();
    rendered(&NewPage { page, message, typed, clocks })
}

#[derive(Template)]
#[template(path = "team/waiting.html")]
struct WaitingPage<'p> {
    page: &'p Page,
    title: &'p str,
    has_failed: bool,
    is_deleted: bool,
    read: i64,
    files: usize,
    progress: String,
}

/// A batch that is still being read.
pub(super) fn waiting(page: &Page, row: &BatchRow, files: usize) -> String {
    let values = [("read", row.read_files.to_string()), ("files", files.to_string())];
    rendered(&WaitingPage {
        page,
        title: &row.title,
        has_failed: row.state == "failed",
        is_deleted: row.state == "deleted",
        read: row.read_files,
        files,
        progress: page.texts.get(page.language, "team-reading", &values),
    })
}

/// A batch with everything that its page shows.
pub(super) struct Shown<'p> {
    pub(super) row: &'p BatchRow,
    pub(super) view: View<'p>,
    pub(super) copies: &'p [CopyRow],
    /// The disclosure request that it answers.
    pub(super) case: Option<&'p Case>,
    pub(super) accounts: &'p [Account],
    pub(super) who: &'p Who,
    pub(super) is_releasing: bool,
    /// True when making the copies failed, and is tried again.
    pub(super) is_stuck: bool,
    /// What people did so far.
    pub(super) events: &'p [Recorded],
    /// What is decided always, and not here yet.
    pub(super) followed: Vec<(ItemId, Choice)>,
    /// Number of the last event.
    pub(super) number: i64,
}

#[derive(Template)]
#[template(path = "team/batch.html")]
struct BatchPage<'p> {
    page: &'p Page,
    query: String,
    title: &'p str,
    stage: &'p str,
    sign: &'static str,
    stage_text: String,
    people: Vec<String>,
    /// When the answer is due, in words.
    clock: Option<String>,
    message: Option<String>,
    rows: Vec<FileLine>,
    missing: Vec<String>,
    can: Can,
    deciders: Vec<(i64, String)>,
    /// How much is decided always, and not here yet, in words.
    followed: String,
    is_releasing: bool,
    is_stuck: bool,
    /// What was said as the batch came back, until it is signed again.
    came_back: Vec<String>,
    is_out: bool,
    /// Whether there are several copies to be had at once.
    has_copies: bool,
    has_proofs: bool,
    has_refused: bool,
    number: i64,
}

/// A file, with its copy.
struct FileLine {
    row: Row,
    outcome: String,
    /// Why there is no copy, or what is to be looked at.
    why: Vec<String>,
    has_copy: bool,
    has_proof: bool,
    digest: String,
}

/// What someone can do with a batch now.
struct Can {
    take: bool,
    assign: bool,
    delegate: bool,
    follow: bool,
    sign: bool,
    give_back: bool,
    authorise: bool,
    release: bool,
    recall: bool,
    appeal: bool,
}

/// A batch: its files, where it stands, and what can be done.
pub(super) fn batch(
    page: &Page,
    shown: &Shown<'_>,
    look: &Look,
    message: Option<String>,
) -> String {
    let batch = shown.view.batch();
    let is_out = batch.stage() == Stage::Released;
    let line = |row: Row| file_line(page, shown, row);
    rendered(&BatchPage {
        page,
        query: look.wanted().to_owned(),
        title: &shown.row.title,
        stage: stage_of(shown.row),
        sign: stage_sign(stage_of(shown.row)),
        stage_text: page.text(&format!("team-stage-{}", stage_of(shown.row))),
        people: people(page, shown),
        clock: shown.case.map(|case| cases::clock_text(page, case)),
        message,
        rows: desk_pages::rows(page, shown.view, look).into_iter().map(line).collect(),
        missing: missing(page, shown),
        can: can(shown),
        deciders: deciders(shown),
        followed: page.count("team-follow-count", shown.followed.len()),
        is_releasing: shown.is_releasing,
        is_stuck: shown.is_stuck,
        came_back: came_back(page, shown),
        is_out,
        has_proofs: shown.copies.iter().any(|copy| !copy.proof.is_empty()),
        has_refused: is_out && shown.copies.iter().any(|copy| copy.blob.is_empty()),
        has_copies: is_out
            && !shown.is_releasing
            && shown.copies.iter().filter(|copy| !copy.blob.is_empty()).count() > 1,
        number: shown.number,
    })
}

fn file_line(page: &Page, shown: &Shown<'_>, row: Row) -> FileLine {
    let is_its = |copy: &&CopyRow| usize::try_from(copy.number) == Ok(row.number);
    let copy = shown.copies.iter().find(is_its);
    FileLine {
        outcome: copy.map(|copy| page.text(&copy.outcome)).unwrap_or_default(),
        why: why_lines(page, copy),
        has_copy: copy.is_some_and(|copy| !copy.blob.is_empty()),
        has_proof: copy.is_some_and(|copy| !copy.proof.is_empty()),
        digest: copy.map(|copy| copy.digest.clone()).unwrap_or_default(),
        row,
    }
}

/// What was said as a batch was given back, called back or opened again, until it is signed again.
fn came_back(page: &Page, shown: &Shown<'_>) -> Vec<String> {
    let since = shown.events.iter().rposition(|event| event.kept.name() == "sign");
    let after = shown.events.iter().skip(since.map_or(0, |at| at + 1));
    let came = after.filter(|event| matches!(event.kept.name(), "return" | "recall" | "appeal"));
    let line = |event: &Recorded| {
        let name = shown_name(shown.accounts, event.account);
        let values = [("name", name), ("words", event.kept.words())];
        page.texts.get(page.language, &format!("team-came-by-{}", event.kept.name()), &values)
    };
    came.map(line).collect()
}

/// Why a file has no copy, or what of it is to be looked at.
fn why_lines(page: &Page, copy: Option<&CopyRow>) -> Vec<String> {
    copy.and_then(|copy| copy.why.as_ref()).map(|why| page.lines(why)).unwrap_or_default()
}

/// Who has to do with a batch, in words.
fn people(page: &Page, shown: &Shown<'_>) -> Vec<String> {
    let batch = shown.view.batch();
    let named = |id: &str, name: String| page.texts.get(page.language, id, &[("name", name)]);
    let of = |person: &review::batch::Person| person_name(shown.accounts, &person.0);
    let mut people = vec![named("team-submitted-by", of(batch.submitter()))];
    people.extend(batch.reviewer().map(|person| named("team-reviewed-by", of(person))));
    people.extend(batch.signatures().iter().map(|person| named("team-signed-by", of(person))));
    people.extend(batch.authorities().map(|authority| lifted(page, authority)));
    people
}

/// What an officer named who let a marking be lifted, in words.
fn lifted(page: &Page, authority: &Authority) -> String {
    let Authority { name, date } = authority;
    let values = [("authority", name.clone()), ("date", date.clone())];
    page.texts.get(page.language, "team-lifted-by", &values)
}

/// What is missing before a batch can go out, in words and in order.
fn missing(page: &Page, shown: &Shown<'_>) -> Vec<String> {
    let batch = shown.view.batch();
    if matches!(batch.stage(), Stage::Released | Stage::Recalled) {
        return Vec::new();
    }
    let mut missing = Vec::new();
    if batch.reviewer().is_none() {
        missing.push(page.text("team-missing-reviewer"));
    }
    for refusal in batch.missing() {
        missing.push(match refusal {
            Refusal::Undecided(count) => page.count("desk-missing", count),
            Refusal::Marked => page.text("desk-refused-marked"),
            _ => {
                let signatures = batch.chain().signatures() - batch.signatures().len();
                page.count("team-missing-signatures", signatures)
            }
        });
    }
    if missing.is_empty() {
        missing.push(page.text("team-missing-release"));
    }
    missing
}

/// Asks the state machine itself what it would take.
fn can(shown: &Shown<'_>) -> Can {
    let batch = shown.view.batch();
    let takes = |action: Action| {
        let role = shown.who.account.roles.iter().find(|role| role.allows(&action));
        let by = person(shown.who.account.id);
        role.is_some_and(|role| batch.clone().apply(&Event { by, role: *role, action }).is_ok())
    };
    let words = || "x".to_owned();
    let own = || person(shown.who.account.id);
    let other = || review::batch::Person(String::new());
    Can {
        take: batch.reviewer() != Some(&own()) && takes(Action::Take),
        assign: takes(Action::Assign(other())),
        delegate: batch.reviewer() == Some(&own()) && takes(Action::Delegate(other())),
        follow: batch.reviewer().is_some() && takes(Action::Follow(shown.followed.clone())),
        sign: takes(Action::Sign),
        give_back: takes(Action::Return { comment: words() }),
        authorise: takes(Action::Authorise { authority: words(), date: words() }),
        release: takes(Action::Release),
        recall: takes(Action::Recall { reason: words() }),
        appeal: !shown.is_releasing && takes(Action::Appeal { reason: words() }),
    }
}

/// Others who may decide.
fn deciders(shown: &Shown<'_>) -> Vec<(i64, String)> {
    let decides = |account: &&Account| {
        account.is_open
            && account.id != shown.who.account.id
            && (account.roles.contains(&Role::Reviewer) || account.roles.contains(&Role::Approver))
    };
    let others = shown.accounts.iter().filter(decides);
    others.map(|account| (account.id, account.shown.clone())).collect()
}

fn role_words(page: &Page, roles: &BTreeSet<Role>) -> String {
    let words = roles.iter().map(|role| page.text(&format!("team-role-{}", role.name())));
    words.collect::<Vec<_>>().join(&page.text("separator"))
}

fn shown_name(accounts: &[Account], id: i64) -> String {
    let account = accounts.iter().find(|account| account.id == id);
    account.map_or_else(|| format!("#{id}"), |account| account.shown.clone())
}

fn person_name(accounts: &[Account], id: &str) -> String {
    id.parse().map_or_else(|_| id.to_owned(), |id| shown_name(accounts, id))
}

/// A time as people write it, in UTC.
fn time_text(seconds: i64) -> String {
    let stamp = time_stamp(seconds);
    let minutes = stamp.split_once('T').and_then(|(day, time)| Some((day, time.get(..5)?)));
    minutes.map_or_else(String::new, |(day, time)| format!("{day} {time} UTC"))
}

/// A time as programs write it (RFC 3339), in UTC.
pub(super) fn time_stamp(seconds: i64) -> String {
    let Ok(time) = OffsetDateTime::from_unix_timestamp(seconds) else { return String::new() };
    let (date, (hour, minute, second)) = (time.date(), time.to_hms());
    let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
    format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}
