//! What people did, as it is kept: an append-only list of events, from which a batch is made again.

use anyhow::{Context, Result};
use review::batch::{Action, Choice, Event, Item, ItemId, Person, Role, Scope, Withholding};
use serde::{Deserialize, Serialize};

use crate::desk::Area;

/// An action as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub(super) enum Kept {
    Take,
    Assign {
        to: String,
    },
    Delegate {
        to: String,
    },
    Decide {
        scope: KeptScope,
        item: u32,
        choice: KeptChoice,
    },
    /// Decisions that stand for every batch, as they were followed in this one.
    Follow {
        decided: Vec<(u32, KeptChoice)>,
    },
    Area {
        item: u32,
        file: u32,
        text: String,
        ground: String,
        /// The harm of its release in words, and the day of its end, where they were told.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        harm: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        until: String,
        /// Where it was drawn, when it was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        drawn: Option<Area>,
        /// The item whose place it takes, and its version when it was seen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instead_of: Option<(u32, u32)>,
    },
    Undo,
    Redo,
    Sign,
    Return {
        comment: String,
    },
    Authorise {
        authority: String,
        date: String,
    },
    Release,
    Recall {
        reason: String,
    },
    Appeal {
        reason: String,
    },
}

/// How far a decision reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum KeptScope {
    This(u32),
    File,
    Batch,
    TextInFile,
    TextInBatch,
    KindInFile,
    KindInBatch,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum KeptChoice {
    Remove(String),
    /// A removal that says its harm and its end.
    Withhold {
        ground: String,
        harm: String,
        until: String,
    },
    Keep(String),
    NotSensitive,
    /// Another area is removed in its place.
    Replaced,
}

impl Kept {
    /// Returns an action as it is kept; `text` is that of an area, and `drawn` its place.
    pub(super) fn of(action: &Action, text: Option<&str>, drawn: Option<Area>) -> Self {
        match action {
            Action::Take => Self::Take,
            Action::Assign(Person(to)) => Self::Assign { to: to.clone() },
            Action::Delegate(Person(to)) => Self::Delegate { to: to.clone() },
            Action::Decide(scope, choice) => {
                let ItemId(item) = scope.item();
                let scope = match scope {
                    Scope::This(_, seen) => KeptScope::This(*seen),
                    Scope::EqualInFile(_) => KeptScope::File,
                    Scope::EqualInBatch(_) => KeptScope::Batch,
                    Scope::TextInFile(_) => KeptScope::TextInFile,
                    Scope::TextInBatch(_) => KeptScope::TextInBatch,
                    Scope::KindInFile(_) => KeptScope::KindInFile,
                    Scope::KindInBatch(_) => KeptScope::KindInBatch,
                };
                Self::Decide { scope, item, choice: KeptChoice::of(choice) }
            }
            Action::Follow(decided) => {
                let kept = |(item, choice): &(ItemId, Choice)| (item.0, KeptChoice::of(choice));
                Self::Follow { decided: decided.iter().map(kept).collect() }
            }
            Action::AddArea(item, choice) => Self::area(item, choice, text, drawn, None),
            Action::ChangeArea(ItemId(old), seen, item, choice) => {
                Self::area(item, choice, text, drawn, Some((*old, *seen)))
            }
            Action::Undo => Self::Undo,
            Action::Redo => Self::Redo,
            Action::Sign => Self::Sign,
            Action::Return { comment } => Self::Return { comment: comment.clone() },
            Action::Authorise { authority, date } => {
                Self::Authorise { authority: authority.clone(), date: date.clone() }
            }
            Action::Release => Self::Release,
            Action::Recall { reason } => Self::Recall { reason: reason.clone() },
            Action::Appeal { reason } => Self::Appeal { reason: reason.clone() },
        }
    }

    fn area(
        item: &Item,
        choice: &Choice,
        text: Option<&str>,
        drawn: Option<Area>,
        instead_of: Option<(u32, u32)>,
    ) -> Self {
        let Withholding { ground, harm, until } = match choice {
            Choice::Remove(withholding) => withholding.clone(),
            Choice::Keep { .. } | Choice::NotSensitive | Choice::Replaced => Withholding::on(""),
        };
        let (item, file, text) = (item.id.0, item.file, text.unwrap_or_default().to_owned());
        Self::Area { item, file, text, ground, harm, until, drawn, instead_of }
    }

    /// Returns the action again; `area` makes the item of an area.
    pub(super) fn action(
        &self,
        area: impl FnOnce(u32, &str, Option<Area>) -> Option<Item>,
    ) -> Result<Action> {
        Ok(match self {
            Self::Take => Action::Take,
            Self::Assign { to } => Action::Assign(Person(to.clone())),
            Self::Delegate { to } => Action::Delegate(Person(to.clone())),
            Self::Decide { scope, item, choice } => {
                let item = ItemId(*item);
                let scope = match scope {
                    KeptScope::This(seen) => Scope::This(item, *seen),
                    KeptScope::File => Scope::EqualInFile(item),
                    KeptScope::Batch => Scope::EqualInBatch(item),
                    KeptScope::TextInFile => Scope::TextInFile(item),
                    KeptScope::TextInBatch => Scope::TextInBatch(item),
                    KeptScope::KindInFile => Scope::KindInFile(item),
                    KeptScope::KindInBatch => Scope::KindInBatch(item),
                };
                Action::Decide(scope, choice.choice())
            }
            Self::Follow { decided } => {
                let choice = |(item, choice): &(u32, KeptChoice)| (ItemId(*item), choice.choice());
                Action::Follow(decided.iter().map(choice).collect())
            }
            Self::Area { file, text, ground, harm, until, drawn, instead_of, .. } => {
                let item =
                    area(*file, text, *drawn).context("an area of the record has no place")?;
                let (ground, harm) = (ground.clone(), harm.clone());
                let withholding = Withholding { ground, harm, until: until.clone() };
                let choice = Choice::Remove(withholding);
                match *instead_of {
                    Some((old, seen)) => Action::ChangeArea(ItemId(old), seen, item, choice),
                    None => Action::AddArea(item, choice),
                }
            }
            Self::Undo => Action::Undo,
            Self::Redo => Action::Redo,
            Self::Sign => Action::Sign,
            Self::Return { comment } => Action::Return { comment: comment.clone() },
            Self::Authorise { authority, date } => {
                Action::Authorise { authority: authority.clone(), date: date.clone() }
            }
            Self::Release => Action::Release,
            Self::Recall { reason } => Action::Recall { reason: reason.clone() },
            Self::Appeal { reason } => Action::Appeal { reason: reason.clone() },
        })
    }

    /// The name of what was done.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Take => "take",
            Self::Assign { .. } => "assign",
            Self::Delegate { .. } => "delegate",
            Self::Decide {
                choice: KeptChoice::Remove(_) | KeptChoice::Withhold { .. }, ..
            } => "remove",
            Self::Decide { choice: KeptChoice::Keep(_), .. } => "keep",
            Self::Decide { choice: KeptChoice::NotSensitive | KeptChoice::Replaced, .. } => {
                "not-sensitive"
            }
            Self::Follow { .. } => "follow",
            Self::Area { .. } => "area",
            Self::Undo => "undo",
            Self::Redo => "redo",
            Self::Sign => "sign",
            Self::Return { .. } => "return",
            Self::Authorise { .. } => "authorise",
            Self::Release => "release",
            Self::Recall { .. } => "recall",
            Self::Appeal { .. } => "appeal",
        }
    }

    /// True for what changes what is decided about findings.
    pub(super) const fn changes_choices(&self) -> bool {
        matches!(
            self,
            Self::Decide { .. } | Self::Follow { .. } | Self::Area { .. } | Self::Undo | Self::Redo
        )
    }

    /// The words that the person gave with it.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Decide {
                choice: KeptChoice::Remove(words) | KeptChoice::Keep(words), ..
            }
            | Self::Decide { choice: KeptChoice::Withhold { ground: words, .. }, .. }
            | Self::Area { ground: words, .. }
            | Self::Return { comment: words }
            | Self::Recall { reason: words }
            | Self::Appeal { reason: words } => words.clone(),
            Self::Authorise { authority, date } => format!("{authority}, {date}"),
            Self::Follow { decided } => decided.len().to_string(),
            _ => String::new(),
        }
    }

    /// The person that it names.
    pub(super) fn person(&self) -> Option<&str> {
        match self {
            Self::Assign { to } | Self::Delegate { to } => Some(to),
            _ => None,
        }
    }
}

impl KeptChoice {
    pub(super) fn of(choice: &Choice) -> Self {
        match choice {
            Choice::Remove(Withholding { ground, harm, until })
                if harm.is_empty() && until.is_empty() =>
            {
                Self::Remove(ground.clone())
            }
            Choice::Remove(Withholding { ground, harm, until }) => {
                Self::Withhold { ground: ground.clone(), harm: harm.clone(), until: until.clone() }
            }
            Choice::Keep { reason } => Self::Keep(reason.clone()),
            Choice::NotSensitive => Self::NotSensitive,
            Choice::Replaced => Self::Replaced,
        }
    }

    pub(super) fn choice(&self) -> Choice {
        match self {
            Self::Remove(ground) => Choice::Remove(Withholding::on(ground)),
            Self::Withhold { ground, harm, until } => Choice::Remove(Withholding {
                ground: ground.clone(),
                harm: harm.clone(),
                until: until.clone(),
            }),
            Self::Keep(reason) => Choice::Keep { reason: reason.clone() },
            Self::NotSensitive => Choice::NotSensitive,
            Self::Replaced => Choice::Replaced,
        }
    }
}

/// An event of the record.
#[derive(Debug, Clone)]
pub(super) struct Recorded {
    /// Its place in the record of its batch, from 1.
    pub(super) number: i64,
    /// The account.
    pub(super) account: i64,
    /// In which role.
    pub(super) role: Role,
    /// When, in seconds since 1970.
    pub(super) time: i64,
    /// What.
    pub(super) kept: Kept,
}

impl Recorded {
    /// The event again.
    pub(super) fn event(
        &self,
        area: impl FnOnce(u32, &str, Option<Area>) -> Option<Item>,
    ) -> Result<Event> {
        let action = self.kept.action(area)?;
        Ok(Event { by: person(self.account), role: self.role, action })
    }
}

/// The person of an account.
pub(super) fn person(account: i64) -> Person {
    Person(account.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_comes_back_from_the_record() {
        let item = Item { id: ItemId(9), equal: None, text: None, kind: None, file: 2 };
        let ground = || Choice::Remove(Withholding::on("security"));
        let told = Choice::Remove(Withholding {
            harm: "a plan".to_owned(),
            until: "2030-01-01".to_owned(),
            ..Withholding::on("security")
        });
        for action in [
            Action::Take,
            Action::Assign(person(4)),
            Action::Delegate(person(5)),
            Action::Decide(Scope::This(ItemId(1), 3), ground()),
            Action::Decide(Scope::EqualInFile(ItemId(1)), Choice::NotSensitive),
            Action::Decide(Scope::TextInFile(ItemId(1)), Choice::NotSensitive),
            Action::Decide(Scope::TextInBatch(ItemId(1)), ground()),
            Action::Decide(Scope::KindInFile(ItemId(1)), ground()),
            Action::Decide(Scope::KindInBatch(ItemId(1)), ground()),
            Action::Decide(
                Scope::EqualInBatch(ItemId(1)),
                Choice::Keep { reason: "known".to_owned() },
            ),
            Action::Follow(vec![(ItemId(1), ground()), (ItemId(2), told.clone())]),
            Action::AddArea(item.clone(), ground()),
            Action::ChangeArea(ItemId(1), 2, item.clone(), ground()),
            Action::Decide(Scope::This(ItemId(1), 3), told.clone()),
            Action::AddArea(item.clone(), told.clone()),
            Action::Appeal { reason: "too much".to_owned() },
            Action::Undo,
            Action::Redo,
            Action::Sign,
            Action::Return { comment: "again".to_owned() },
            Action::Authorise { authority: "Board".to_owned(), date: "2026-01-02".to_owned() },
            Action::Release,
            Action::Recall { reason: "wrong".to_owned() },
        ] {
            let kept = serde_json::to_string(&Kept::of(&action, Some("x"), None)).unwrap();
            let kept: Kept = serde_json::from_str(&kept).unwrap();
            assert_eq!(kept.action(|_, _, _| Some(item.clone())).unwrap(), action);
        }
    }
}
