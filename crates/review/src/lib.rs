//! Who may decide what: the statements about a decision, who signed them, and whether they hold
//! together.
//!
//! It has no clock, no randomness and no keys: times, salts and ways to check a signature are
//! arguments.
//! It cannot approve anything; it says what others have signed.

pub mod audit;
pub mod batch;
pub mod envelope;
pub mod findings;
pub mod standing;
pub mod statement;

pub use envelope::{Envelope, EnvelopeError, Key, Role};
pub use statement::{Statement, StatementError, Step};
