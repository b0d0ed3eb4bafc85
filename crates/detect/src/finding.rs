//! A finding: a rule, a place, and what speaks for and against it.

use document::Location;
use rules::{Confidence, Severity};

use crate::Evidence;

/// Something that must not go out, or should be looked at.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Index of the rule in its [`crate::RuleSet`].
    pub rule: usize,
    /// How bad it is if it goes out, under the policy.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// For markings, how it stands.
    pub grade: Option<Grade>,
    /// Where it stands.
    pub location: Location,
    /// What was found.
    pub evidence: Evidence,
    /// What speaks for it.
    pub reasons_for: Vec<Reason>,
    /// What speaks against it.
    pub reasons_against: Vec<Reason>,
    /// Indices of other rules that found the same place.
    pub alternatives: Vec<usize>,
    /// Why it does not count, when someone said so.
    pub suppressed: Option<String>,
}

/// How a marking stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// In running text: someone writes about a marking.
    Mentions,
    /// In a label that a machine wrote.
    Labelled,
    /// As markings stand: alone, at the edge of the page, again and again, or in their own grammar.
    Marked,
}

impl Grade {
    /// Name, as outputs write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mentions => "MENTIONS",
            Self::Labelled => "LABELLED",
            Self::Marked => "MARKED",
        }
    }
}

/// A named piece of evidence for or against a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Its check digits or parts are right.
    Checksum,
    /// It has a form that stand-ins do not have.
    Form,
    /// The words around it are those of a name.
    Wording,
    /// It stands on the case's own list of names.
    Listed,
    /// The same name stands elsewhere in the file, where it is sure.
    Elsewhere,
    /// A word that names it stands beside it.
    Label,
    /// The header of its column names it.
    ColumnHeader,
    /// The key or field that holds it names it.
    Key,
    /// It is as irregular as a random value.
    Entropy,
    /// It stands in a header or footer, or at the edge of the page.
    Band,
    /// It stands alone on its line.
    Alone,
    /// It is a heading, and what follows fits it.
    Heading,
    /// It stands on several pages.
    Repeated,
    /// It has the form that only markings have.
    Grammar,
    /// A machine wrote it as a label.
    MachineLabel,
    /// It stands beside a person's name, or what else is known of them.
    Person,
    /// It lies in a protected zone.
    Zone,
    /// It is bought for what matters to security.
    Protected,
    /// It completes what other pieces in the file say.
    Together,
    /// It completes what earlier files of the run say.
    Batch,
    /// A word that names something else stands beside it.
    OtherLabel,
    /// It is a published sample value.
    KnownExample,
    /// It looks like a placeholder.
    Placeholder,
    /// The line says that it is an example, or it stands in one or in a test.
    StatedExample,
    /// It is part of a longer text that is something else.
    Prose,
    /// It stands in a notice of copyright or a list of authors.
    Credit,
    /// The document says that it was released.
    ReleaseEvidence,
    /// All levels of a scheme stand together, as in a guide.
    Guide,
}

impl Reason {
    /// Name, as outputs write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Checksum => "checksum",
            Self::Form => "form",
            Self::Wording => "wording",
            Self::Listed => "listed",
            Self::Elsewhere => "elsewhere",
            Self::Label => "label",
            Self::ColumnHeader => "column-header",
            Self::Key => "key",
            Self::Entropy => "entropy",
            Self::Band => "band",
            Self::Alone => "alone",
            Self::Heading => "heading",
            Self::Repeated => "repeated",
            Self::Grammar => "grammar",
            Self::MachineLabel => "machine-label",
            Self::Person => "person",
            Self::Zone => "zone",
            Self::Protected => "protected",
            Self::Together => "together",
            Self::Batch => "batch",
            Self::OtherLabel => "other-label",
            Self::KnownExample => "known-example",
            Self::Placeholder => "placeholder",
            Self::StatedExample => "stated-example",
            Self::Prose => "prose",
            Self::Credit => "credit",
            Self::ReleaseEvidence => "release-evidence",
            Self::Guide => "guide",
        }
    }
}
