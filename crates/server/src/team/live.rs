//! Batches in memory: each made again from its record, and brought up to date before every use.
//!
//! The record alone counts. What is in memory is thrown away whenever something did not end as
//! expected, and made again.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use anyhow::{Context, Result, anyhow};
use review::batch::{
    Action, Chain, Choice, Event, Item, ItemId, Refusal, Role, Stage, Withholding,
};
use tokio::sync::OwnedMutexGuard;

use super::record::{Kept, Recorded, person};
use super::store::BatchRow;
use super::{App, now};
use crate::desk::session::Sheet;
use crate::desk::{Area, Content};

/// Batches that are kept in memory.
const BATCHES_MAX: usize = 32;

/// A batch as far as its record was read.
#[derive(Default)]
pub(crate) struct Live {
    pub(super) sheet: Option<Sheet>,
    /// Events that it has.
    pub(super) number: i64,
    /// Events that took a change back or made it again: its first item, and how many it has.
    pub(super) changed_again: BTreeMap<i64, (ItemId, usize)>,
}

/// Why someone's wish was not done.
pub(super) enum Undone {
    /// The rules of the review say so.
    Refused(Refusal),
    /// The file does not have that text.
    NoSuchText {
        /// True when it was drawn on a picture.
        is_drawn: bool,
    },
    /// The machine failed.
    Failed(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Undone {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// What someone wants.
pub(super) enum Wish {
    /// Something that the state machine knows by itself.
    Plain(Action),
    /// That a text goes from a file.
    Area {
        file: usize,
        text: String,
        drawn: Option<Area>,
        withholding: Withholding,
        /// An item whose place it takes, in the version that was seen.
        instead_of: Option<(ItemId, u32)>,
    },
}

/// Returns a batch as its record says it is now.
pub(super) async fn of(app: &App, row: &BatchRow) -> Result<OwnedMutexGuard<Live>> {
    let mut live = slot(app, row.id).lock_owned().await;
    if live.sheet.is_none() {
        let contents = app.store.contents(row)?;
        let is_answer = app.store.case(row.id).await?.is_some();
        *live = Live {
            sheet: Some(sheet_of(contents, row, row.is_marked, is_answer)?),
            ..Live::default()
        };
    }
    let events = app.store.events(row.id, live.number).await?;
    for event in &events {
        if let Err(error) = replay(&mut live, event) {
            live.sheet = None;
            return Err(error.context(format!("the record of batch {} does not hold", row.id)));
        }
    }
    Ok(live)
}

/// A batch of which nothing was done yet.
pub(super) fn sheet_of(
    contents: impl Into<Vec<Content>>,
    row: &BatchRow,
    is_marked: bool,
    is_answer: bool,
) -> Result<Sheet> {
    let chain = chain_of(&row.chain).context("the chain of a batch is unknown")?;
    let sheet = Sheet::new(contents.into(), chain, person(row.submitter), is_marked);
    Ok(if is_answer { sheet.answering() } else { sheet })
}

/// The place of a batch in memory, empty: whoever wants it waits until it is let go.
pub(super) async fn begin(app: &App, id: i64) -> OwnedMutexGuard<Live> {
    let mut live = slot(app, id).lock_owned().await;
    *live = Live::default();
    live
}

/// Drops what is in memory of a batch.
pub(super) fn forget(app: &App, id: i64) {
    app.batches.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
}

fn slot(app: &App, id: i64) -> Arc<tokio::sync::Mutex<Live>> {
    let mut batches = app.batches.lock().unwrap_or_else(PoisonError::into_inner);
    if batches.len() >= BATCHES_MAX && !batches.contains_key(&id) {
        // Whoever uses one now goes on with it; the record keeps two of the same batch in order.
        let idle = batches.iter().find(|(_, live)| Arc::strong_count(live) == 1);
        if let Some(idle) = idle.map(|(id, _)| *id) {
            batches.remove(&idle);
        }
    }
    Arc::clone(batches.entry(id).or_default())
}

fn replay(live: &mut Live, recorded: &Recorded) -> Result<()> {
    let sheet = live.sheet.as_mut().context("the batch has no content")?;
    let mut added = None;
    let event = recorded.event(|file, text, drawn| {
        let (item, finding) = sheet.area(file as usize, text, drawn)?;
        added = Some((file as usize, finding));
        Some(item)
    })?;
    let again = again(sheet, &event);
    sheet.apply(&event).map_err(|refusal| anyhow!("event {}: {refusal}", recorded.number))?;
    if let Some((file, finding)) = added {
        sheet.show_area(file, &finding);
    }
    live.number = recorded.number;
    live.changed_again.extend(again.map(|change| (recorded.number, change)));
    Ok(())
}

/// The change that an event takes back or makes again, before it does.
fn again(sheet: &Sheet, event: &Event) -> Option<(ItemId, usize)> {
    match event.action {
        Action::Undo => sheet.batch.to_undo(&event.by),
        Action::Redo => sheet.batch.to_redo(&event.by),
        _ => None,
    }
}

/// Does what someone wants in the first of their roles that may, and puts it on record.
///
/// When this returns well, it is on the disk. It is not to be cut off: see [`act`].
async fn act_now(
    app: &App,
    id: i64,
    account: i64,
    roles: &[Role],
    wish: Wish,
) -> Result<(), Undone> {
    let row = app.store.batch(id).await?.context("the batch is gone")?;
    let reopens = matches!(wish, Wish::Plain(Action::Appeal { .. }));
    if reopens && app.store.is_releasing(id).await? {
        // Its copies are still being made.
        return Err(Undone::Refused(Refusal::Stage));
    }
    let mut live = of(app, &row).await?;
    let Live { sheet: Some(sheet), number, changed_again } = &mut *live else {
        return Err(anyhow!("the batch has no content").into());
    };
    let mut area = None;
    let (action, text, drawn) = match wish {
        Wish::Plain(action) => (action, None, None),
        Wish::Area { file, text, drawn, withholding, instead_of } => {
            let found: Option<(Item, _)> = sheet.area(file, &text, drawn);
            let (item, finding) = found.ok_or(Undone::NoSuchText { is_drawn: drawn.is_some() })?;
            let text = finding.evidence.clone();
            area = Some((file, finding));
            let choice = Choice::Remove(withholding);
            let action = match instead_of {
                Some((old, seen)) => Action::ChangeArea(old, seen, item, choice),
                None => Action::AddArea(item, choice),
            };
            (action, Some(text), drawn)
        }
    };
    let role = roles.iter().find(|role| role.allows(&action));
    let role = *role.ok_or(Undone::Refused(Refusal::Role))?;
    let kept = Kept::of(&action, text.as_deref(), drawn);
    let recorded = Recorded { number: *number + 1, account, role, time: now(), kept };
    let event = Event { by: person(account), role, action };
    let again = again(sheet, &event);
    sheet.apply(&event).map_err(Undone::Refused)?;
    let stage = stage_name(sheet.batch.stage());
    if let Err(error) = app.store.add_event(id, &recorded, stage).await {
        // What is in memory is ahead of the record now.
        live.sheet = None;
        return Err(error.into());
    }
    if let Some((file, finding)) = area {
        sheet.show_area(file, &finding);
    }
    *number = recorded.number;
    changed_again.extend(again.map(|change| (recorded.number, change)));
    if recorded.kept == Kept::Release {
        app.jobs.notify_one();
    }
    Ok(())
}

/// Does what someone wants, to its end even when they go away meanwhile.
pub(super) async fn act(
    app: &App,
    id: i64,
    account: i64,
    roles: Vec<Role>,
    wish: Wish,
) -> Result<(), Undone> {
    let app = Arc::clone(app);
    let acting = tokio::spawn(async move { act_now(&app, id, account, &roles, wish).await });
    acting.await?
}

/// The chain that a batch keeps.
pub(super) fn chain_text(chain: Chain) -> String {
    match chain {
        Chain::OnePerson => "1".to_owned(),
        Chain::Team { signatures, is_blind } => {
            format!("{signatures}{}", if is_blind { "b" } else { "" })
        }
    }
}

fn chain_of(text: &str) -> Option<Chain> {
    let signatures = text.trim_end_matches('b').parse().ok()?;
    Chain::team(signatures, text.ends_with('b'))
}

/// The name of a stage.
pub(super) const fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Submitted => "submitted",
        Stage::InReview => "in-review",
        Stage::Decided => "decided",
        Stage::Approved => "approved",
        Stage::Released => "released",
        Stage::Recalled => "recalled",
    }
}
