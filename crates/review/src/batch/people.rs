//! Who may do what with a batch, and how many must agree.

use std::collections::BTreeSet;

use super::Action;

/// Who someone is, as the desk knows them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Person(pub String);

/// What someone may do at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Hands batches in and answers questions about them.
    Submitter,
    /// Decides about items.
    Reviewer,
    /// Signs what others decided.
    Approver,
    /// Lets a file with a protective marking out, naming the authority.
    Officer,
    /// Reads the record of decisions, not the documents.
    Auditor,
    /// Opens reports that strangers sealed, and reads no documents.
    Handler,
    /// Keeps accounts and settings, and reads no documents.
    Administrator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 7] = [
        Self::Submitter,
        Self::Reviewer,
        Self::Approver,
        Self::Officer,
        Self::Auditor,
        Self::Handler,
        Self::Administrator,
    ];

    /// Name in kebab case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Submitter => "submitter",
            Self::Reviewer => "reviewer",
            Self::Approver => "approver",
            Self::Officer => "officer",
            Self::Auditor => "auditor",
            Self::Handler => "handler",
            Self::Administrator => "administrator",
        }
    }

    /// Returns the role of that name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// True when someone in this role may do that at all.
    #[must_use]
    pub fn allows(self, action: &Action) -> bool {
        match action {
            Action::Authorise { .. } => self == Self::Officer,
            Action::Release | Action::Recall { .. } | Action::Appeal { .. } => {
                matches!(self, Self::Approver | Self::Officer | Self::Reviewer)
            }
            _ => matches!(self, Self::Reviewer | Self::Approver),
        }
    }

    /// True when someone in this role sees documents and findings.
    #[must_use]
    pub const fn reads_documents(self) -> bool {
        !matches!(self, Self::Auditor | Self::Handler | Self::Administrator)
    }
}

/// Returns true when one person may have these roles together: nobody both reads and administers.
#[must_use]
pub fn may_have(roles: &BTreeSet<Role>) -> bool {
    let reads = |role: &Role| role.reads_documents() || *role == Role::Handler;
    !roles.contains(&Role::Administrator) || !roles.iter().any(reads)
}

/// How many people must agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Chain {
    /// One person at their own machine; everything that comes of it says so.
    OnePerson,
    /// A team: so many signatures by different people, two to four.
    Team {
        /// Number of signatures, the reviewer's among them.
        signatures: u8,
        /// True when the second person decides without seeing what the first decided.
        is_blind: bool,
    },
}

impl Chain {
    /// The chain of a team unless its policy says otherwise.
    pub const TWO_PERSONS: Self = Self::Team { signatures: 2, is_blind: false };

    /// Returns a team's chain; nothing when the number is not two to four.
    #[must_use]
    pub fn team(signatures: u8, is_blind: bool) -> Option<Self> {
        (2..=4).contains(&signatures).then_some(Self::Team { signatures, is_blind })
    }

    /// Number of people who must sign.
    #[must_use]
    pub const fn signatures(self) -> usize {
        match self {
            Self::OnePerson => 1,
            Self::Team { signatures, .. } => signatures as usize,
        }
    }

    pub(super) const fn is_blind(self) -> bool {
        matches!(self, Self::Team { is_blind: true, .. })
    }
}
