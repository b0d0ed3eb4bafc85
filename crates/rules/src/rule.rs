//! The schema of a rule, as `packs/*.yml` hold it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// What a rule finds, by the harm that it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    /// A protective marking.
    Marking,
    /// A password, key or token.
    Secret,
    /// Data about a person.
    PersonalData,
    /// A place.
    Location,
    /// A technical parameter.
    Technical,
    /// Hosts, accounts, versions.
    Infrastructure,
    /// Content that a reader does not see.
    HiddenContent,
    /// Data about the file.
    Metadata,
    /// Text under a box.
    FailedRedaction,
    /// Pieces that reveal together.
    Compilation,
}

impl Category {
    /// Every category, in order.
    pub const ALL: [Self; 10] = [
        Self::Marking,
        Self::Secret,
        Self::PersonalData,
        Self::Location,
        Self::Technical,
        Self::Infrastructure,
        Self::HiddenContent,
        Self::Metadata,
        Self::FailedRedaction,
        Self::Compilation,
    ];

    /// Name, as outputs write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Marking => "marking",
            Self::Secret => "secret",
            Self::PersonalData => "personal-data",
            Self::Location => "location",
            Self::Technical => "technical",
            Self::Infrastructure => "infrastructure",
            Self::HiddenContent => "hidden-content",
            Self::Metadata => "metadata",
            Self::FailedRedaction => "failed-redaction",
            Self::Compilation => "compilation",
        }
    }
}

/// How bad it is if it goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// A nuisance.
    Low,
    /// Worth a person's look.
    Medium,
    /// Harm to someone.
    High,
    /// Harm at once.
    Critical,
}

impl Severity {
    /// Every severity, from low to critical.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Critical];

    /// Name, as outputs write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// How sure it is that a finding is what its rule names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// It has the shape.
    Low,
    /// More speaks for it than against.
    Medium,
    /// It is hard to see what else it should be.
    High,
}

impl Confidence {
    /// Every confidence, from low to high.
    pub const ALL: [Self; 3] = [Self::Low, Self::Medium, Self::High];

    /// Name, as outputs write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// Returns the next surer one.
    #[must_use]
    pub const fn raised(self) -> Self {
        match self {
            Self::Low => Self::Medium,
            Self::Medium | Self::High => Self::High,
        }
    }

    /// Returns the next less sure one.
    #[must_use]
    pub const fn lowered(self) -> Self {
        match self {
            Self::High => Self::Medium,
            Self::Medium | Self::Low => Self::Low,
        }
    }
}

/// What must stand at both ends of a match.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Border {
    /// No ASCII letter, digit or underscore goes on: a digit after a Chinese character has a border.
    #[default]
    Word,
    /// Nothing is asked; the pattern says itself what it needs.
    None,
}

/// What a rule cannot do without.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Needs {
    /// The pattern and the check are enough.
    #[default]
    Nothing,
    /// One of its context words, or a column header or key that holds one, must be near.
    Context,
    /// A person must be spoken of in the same sentence or row, by name, title or role.
    Person,
}

/// Words per language; languages are only for those who maintain them.
pub type Context = BTreeMap<String, Vec<String>>;

/// How a marking is told from prose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Marking {
    /// Its grammar alone decides: `SECRET//NOFORN`.
    Decisive,
    /// It is one when it stands as a marking does: alone on its line, in a header, on every page.
    Positional,
    /// A label that a machine wrote, in metadata or a mail header.
    Label,
    /// Evidence that the document was released; it speaks against other markings.
    Release,
}

/// What of a purchase a finding tells; together such pieces may tell more than each alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Piece {
    /// The number of the project, by which documents belong together.
    Project,
    /// What is bought.
    Model,
    /// How many.
    Quantity,
    /// Where it goes.
    Place,
}

/// What of a person's record a finding tells; beside a name, an address tells more than alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Personal {
    /// Who it is.
    Name,
    /// Where or how they are found.
    Reach,
}

/// How a rule was held against its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verified {
    /// Compared with an independent implementation.
    Oracle,
    /// Compared with an example that the source publishes.
    PublishedExample,
    /// Only its structure follows the source.
    StructureOnly,
}

impl Verified {
    /// Name, as `obelus explain` writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Oracle => "oracle",
            Self::PublishedExample => "published-example",
            Self::StructureOnly => "structure-only",
        }
    }
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Kebab-case name of what it finds; stable for ever.
    pub id: String,
    /// Other names that it is known by, such as catalogue numbers.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What it finds, for a person, in English.
    pub title: String,
    /// The title in other languages.
    #[serde(default)]
    pub titles: BTreeMap<String, String>,
    /// The kind of harm.
    pub category: Category,
    /// How bad it is if it goes out.
    pub severity: Severity,
    /// How sure a match is by itself, its check passed and no evidence for or against.
    pub confidence: Confidence,
    /// Regular expressions, ASCII classes by default; a group named `value` is the finding.
    #[serde(default)]
    pub patterns: Vec<String>,
    /// What must stand at both ends of a match.
    #[serde(default)]
    pub border: Border,
    /// True when ASCII letters match in either case.
    #[serde(default)]
    pub ignore_case: bool,
    /// Kinds of parts that it looks at, by name; all when empty.
    ///
    /// A rule with kinds and no pattern finds the whole part when it holds any text.
    #[serde(default)]
    pub parts: Vec<String>,
    /// Labels of parts (names of properties or headers) that it looks at; all when empty. A name
    /// that ends in `*` is a beginning, one that begins with `!` is left out.
    #[serde(default)]
    pub names: Vec<String>,
    /// Ways of being hidden that it looks at, by name; a rule with ways and no pattern finds
    /// each hidden run or part as a whole.
    #[serde(default)]
    pub hidden: Vec<String>,
    /// A detector in code, by name.
    #[serde(default)]
    pub detector: Option<String>,
    /// A check that a match must pass, by name.
    #[serde(default)]
    pub check: Option<String>,
    /// Least Shannon entropy of the value, in bits per character.
    #[serde(default)]
    pub entropy_min: Option<f32>,
    /// What it cannot do without.
    #[serde(default)]
    pub needs: Needs,
    /// Words that speak for it when near, per language.
    #[serde(default)]
    pub context: Context,
    /// Words that speak against it when near, per language.
    #[serde(default)]
    pub against: Context,
    /// Published sample values, without separators; they are graded down, never dropped. One that
    /// begins with `@` is the end of such values, one between stars a part of them.
    #[serde(default)]
    pub known: Vec<String>,
    /// For markings: how one is told from prose.
    #[serde(default)]
    pub marking: Option<Marking>,
    /// What of a purchase its findings tell.
    #[serde(default)]
    pub pieces: Vec<Piece>,
    /// What of a person's record its findings tell.
    #[serde(default)]
    pub personal: Option<Personal>,
    /// Texts in which it must find something.
    pub examples: Vec<String>,
    /// Texts in which it must find nothing.
    pub negatives: Vec<String>,
    /// Why it must not go out, in one sentence.
    pub why: String,
    /// What to do, in one sentence.
    pub remedy: String,
    /// What was read to write it.
    pub source: String,
    /// How it was held against that.
    pub verified: Verified,
    /// True while it has had no true hit in text that its author did not write.
    #[serde(default)]
    pub unproven: bool,
}

impl Rule {
    /// True when the rule is found by a regular expression in any text.
    #[must_use]
    pub fn has_patterns(&self) -> bool {
        !self.patterns.is_empty()
    }

    /// Returns the title in `language`, or in English.
    #[must_use]
    pub fn title_in(&self, language: &str) -> &str {
        self.titles.get(language).unwrap_or(&self.title)
    }
}

/// Why rules do not load.
#[derive(Debug, thiserror::Error)]
pub enum RuleError {
    /// The file is not a list of rules.
    #[error("{0}")]
    Syntax(String),
    /// A rule lacks something, or contradicts itself.
    #[error("rule `{id}`: {reason}")]
    Invalid {
        /// The rule.
        id: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// Parses a pack and checks each rule's form.
///
/// # Errors
///
/// When the text is no list of rules, or a rule has no examples or negatives, no way to find
/// anything, a malformed or repeated id.
pub fn parse(yaml: &str) -> Result<Vec<Rule>, RuleError> {
    let rules: Vec<Rule> =
        serde_saphyr::from_str(yaml).map_err(|error| RuleError::Syntax(error.to_string()))?;
    let mut ids = BTreeSet::new();
    for rule in &rules {
        check_form(rule)?;
        if !ids.insert(rule.id.as_str()) {
            return Err(invalid(rule, "the id is used twice"));
        }
    }
    Ok(rules)
}

fn check_form(rule: &Rule) -> Result<(), RuleError> {
    let kebab = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if rule.id.is_empty() || !rule.id.bytes().all(kebab) {
        return Err(invalid(rule, "the id is not kebab-case"));
    }
    if rule.examples.is_empty() || rule.negatives.is_empty() {
        return Err(invalid(rule, "it has no examples, or no negatives"));
    }
    if rule.patterns.is_empty()
        && rule.parts.is_empty()
        && rule.hidden.is_empty()
        && rule.detector.is_none()
    {
        return Err(invalid(rule, "it has no pattern, part, way of hiding or detector"));
    }
    if rule.needs == Needs::Context && rule.context.is_empty() {
        return Err(invalid(rule, "it needs context and names no words"));
    }
    for (name, text) in [
        ("title", &rule.title),
        ("why", &rule.why),
        ("remedy", &rule.remedy),
        ("source", &rule.source),
    ] {
        if text.trim().is_empty() {
            return Err(invalid(rule, &format!("`{name}` is empty")));
        }
    }
    Ok(())
}

fn invalid(rule: &Rule, reason: &str) -> RuleError {
    RuleError::Invalid { id: rule.id.clone(), reason: reason.to_owned() }
}
