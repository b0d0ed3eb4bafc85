//! What happens to a batch, and why it is refused.

use super::{Person, Role};

/// Number of a finding, or of an area that someone drew, within its batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId(pub u32);

/// Something to decide about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Item {
    /// Its number.
    pub id: ItemId,
    /// What all equal items share, such as the keyed digest of what was found.
    pub equal: Option<String>,
    /// What all items of the same text share, whatever found them.
    pub text: Option<String>,
    /// What all items of one kind share, such as the rule that found them.
    pub kind: Option<String>,
    /// The file that it is in, by its number in the batch.
    pub file: u32,
}

/// What is decided about an item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Choice {
    /// It is withheld.
    Remove(Withholding),
    /// It stays although it is what it seems, for a reason in words.
    Keep {
        /// Why it may go out.
        reason: String,
    },
    /// It is not what it seems.
    NotSensitive,
    /// Another area is removed in its place: see [`Action::ChangeArea`].
    Replaced,
}

/// Why something is withheld, and until when.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Withholding {
    /// Code of the ground, from the palette.
    pub ground: String,
    /// What harm its release would do, in words; an answer to a disclosure request wants it.
    pub harm: String,
    /// The day from which it is to be looked at again; an answer to a disclosure request wants it.
    pub until: String,
}

impl Withholding {
    /// Withholds for a ground alone.
    #[must_use]
    pub fn on(ground: &str) -> Self {
        Self { ground: ground.to_owned(), harm: String::new(), until: String::new() }
    }
}

/// Which items a choice is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// One item, in the state in which the person saw it.
    This(ItemId, Version),
    /// The item and all equal ones in the same file.
    EqualInFile(ItemId),
    /// The item and all equal ones in the batch.
    EqualInBatch(ItemId),
    /// The item and all of the same text in the same file, whatever found them.
    TextInFile(ItemId),
    /// The item and all of the same text in the batch, whatever found them.
    TextInBatch(ItemId),
    /// The item and all of its kind in the same file that the person has not decided about.
    KindInFile(ItemId),
    /// The item and all of its kind in the batch that the person has not decided about.
    KindInBatch(ItemId),
}

impl Scope {
    /// The item that a person looked at.
    #[must_use]
    pub const fn item(&self) -> ItemId {
        match self {
            Self::This(item, _)
            | Self::EqualInFile(item)
            | Self::EqualInBatch(item)
            | Self::TextInFile(item)
            | Self::TextInBatch(item)
            | Self::KindInFile(item)
            | Self::KindInBatch(item) => *item,
        }
    }

    /// True where it reaches items that nobody looked at.
    #[must_use]
    pub const fn is_by_kind(&self) -> bool {
        matches!(self, Self::KindInFile(_) | Self::KindInBatch(_))
    }
}

/// How often the choice about an item has changed.
pub type Version = u32;

/// Where a batch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Handed in; nobody has begun.
    Submitted,
    /// Someone decides about its items.
    InReview,
    /// All is decided and the reviewer has signed; others have yet to.
    Decided,
    /// All have signed.
    Approved,
    /// It is out.
    Released,
    /// It was out and was called back.
    Recalled,
}

/// What someone does.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Takes the batch in hand, or takes it over.
    Take,
    /// Gives it to another reviewer.
    Assign(Person),
    /// Lets another sign in one's place while away.
    Delegate(Person),
    /// Decides about items.
    Decide(Scope, Choice),
    /// Decides about items as was agreed for every batch: see [`crate::standing`].
    Follow(Vec<(ItemId, Choice)>),
    /// Adds an area of one's own that is to be removed.
    AddArea(Item, Choice),
    /// Adds an area that is to be removed in the place of an item, in the state in which the person
    /// saw it: more than was found, or less.
    ChangeArea(ItemId, Version, Item, Choice),
    /// Takes one's own last change back.
    Undo,
    /// Makes it again.
    Redo,
    /// Signs: as the reviewer that all is decided, as an approver that it is right.
    Sign,
    /// Gives it back to the reviewer with a comment; signatures are void.
    Return {
        /// What is to be looked at again.
        comment: String,
    },
    /// As an officer, lets what carries a protective marking out.
    Authorise {
        /// The authority that decided so.
        authority: String,
        /// The date of its decision, as it is written there.
        date: String,
    },
    /// Lets it out.
    Release,
    /// Calls it back.
    Recall {
        /// Why.
        reason: String,
    },
    /// Opens again what was released or called back, as an appeal asks for.
    Appeal {
        /// What the appeal says.
        reason: String,
    },
}

/// Who decided that a protective marking is lifted, as an officer names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Authority {
    /// The authority that decided so.
    pub name: String,
    /// The date of its decision, as it is written there.
    pub date: String,
}

/// Something that a person does in a role.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Event {
    /// Who.
    pub by: Person,
    /// In which role, which the caller has checked.
    pub role: Role,
    /// What.
    pub action: Action,
}

/// Why an event is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The role does not allow it.
    #[error("this role may not do that")]
    Role,
    /// Not at this stage.
    #[error("this cannot be done now")]
    Stage,
    /// Someone has signed already, and may not sign again.
    #[error("the same person never signs twice")]
    SamePerson,
    /// Who handed it in may not sign it.
    #[error("whoever handed it in may not sign it")]
    OwnBatch,
    /// Items without a decision.
    #[error("{0} items are not decided")]
    Undecided(usize),
    /// There is no such item.
    #[error("there is no such item")]
    NoSuchItem,
    /// Someone else has changed it since the person saw it.
    #[error("someone else has changed it in the meantime")]
    Changed,
    /// Nothing to undo or redo.
    #[error("there is nothing to take back")]
    Nothing,
    /// An answer to a disclosure request withholds without harm in words or without an end.
    #[error("the harm in words, or the day of its end, is missing")]
    NoHarm,
    /// All of a kind are to stay, which nobody has looked at one by one.
    #[error("all of a kind are removed, and not kept")]
    OnlyRemoval,
    /// A reason, ground, comment or authority is empty.
    #[error("a reason is missing")]
    NoReason,
    /// A file carries a protective marking, and two officers have not let it out.
    #[error("a file carries a protective marking: two officers must name the authority")]
    Marked,
}
