//! What is in a document, and how bad it is: findings with their evidence, and a verdict.
//!
//! A [`Scanner`] is a [`document::Sink`]: what a reader tells goes in, and a [`Scan`] with findings and problems
//! comes out. A [`Policy`] grades it. Rules are data (crate `rules`); this crate matches them and
//! keeps the checks that they name. It opens no file and knows no clock.

mod brought;
mod check;
pub mod checklist;
pub mod checks;
mod context;
mod digest;
mod engine;
mod evidence;
mod finding;
mod gate;
mod gazetteer;
mod infrastructure;
mod kind;
mod marking;
mod named;
pub mod names;
mod nearest;
#[cfg(feature = "onnx")]
mod onnx;
pub mod output;
mod overlap;
mod people;
mod person_list;
pub mod place;
mod policy;
pub mod purchase;
mod report;
mod ruleset;
mod scan;
mod scope;
mod secret;
mod selftest;
pub mod suppress;

pub use brought::{NameModel, NameModelError};
pub use digest::{DigestKey, KEY_BYTES, KEY_BYTES_MIN};
pub use engine::{Engine, Load, Match, Scratch};
pub use evidence::{Evidence, mask};
pub use finding::{Finding, Grade, Reason};
pub use nearest::nearest;
#[cfg(feature = "onnx")]
pub use onnx::OnnxModel;
pub use people::{NameList, NameListError, People};
pub use policy::{
    Gate, Inline, Policy, PolicyError, PolicyFile, Setting, Suppression, Verdict,
    check_blocking_code,
};
pub use report::{Report, Summary};
pub use ruleset::RuleSet;
pub use scan::{Budget, Scan, Scanner};
pub use selftest::{Failure, selftest};

pub use rules::{Category, Checklist, Confidence, Rule, Severity, checklists};
