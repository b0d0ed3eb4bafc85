//! What is in a document, and how bad it is: findings with their evidence, and a verdict.
//!
//! A [`Scanner`] is a [`document::Sink`]: what a reader tells goes in, and a [`Scan`] with findings and problems
//! comes out. A [`Policy`] grades it. Rules are data (crate `rules`); this crate matches them and
//! keeps the checks that they name. It opens no file and knows no clock.

pub mod checks;
mod context;
mod engine;
mod evidence;
mod finding;
mod gate;
mod marking;
mod overlap;
pub mod place;
mod policy;
mod report;
mod ruleset;
mod scan;
mod selftest;

pub use engine::{Engine, Match, Scratch};
pub use evidence::{Evidence, mask};
pub use finding::{Finding, Grade, Reason};
pub use policy::{Policy, Verdict};
pub use report::{Report, Summary};
pub use ruleset::RuleSet;
pub use scan::{Budget, Scan, Scanner};
pub use selftest::{Failure, selftest};

pub use rules::{Category, Confidence, Rule, Severity};
