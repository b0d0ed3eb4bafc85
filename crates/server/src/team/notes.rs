//! What whoever runs the desk is told of: who came in, who was refused, and what changed who may do
//! what.
//!
//! A note is one line for programs: the time, the event, the number of an account, and what else
//! there is to know. No name, no secret and no title is in it, and whatever someone sent is spelled
//! so that it cannot make a line of its own.

use super::{Shared, now, pages};

/// Longest value.
const VALUE_CHARS_MAX: usize = 200;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    SignedIn,
    SignInRefused,
    SignInMadeToWait,
    SignedOut,
    SessionsEnded,
    Refused,
    Invited,
    InvitationWithdrawn,
    Joined,
    Closed,
    Opened,
    PasswordChanged,
    PasskeyAdded,
    PasskeyRemoved,
    IdentityTied,
    IdentityConfirmed,
    IdentityUntied,
    TokenMade,
    TokenRemoved,
    TokenRefused,
}

impl Event {
    const fn name(self) -> &'static str {
        match self {
            Self::SignedIn => "signed-in",
            Self::SignInRefused => "sign-in-refused",
            Self::SignInMadeToWait => "sign-in-made-to-wait",
            Self::SignedOut => "signed-out",
            Self::SessionsEnded => "sessions-ended",
            Self::Refused => "refused",
            Self::Invited => "invited",
            Self::InvitationWithdrawn => "invitation-withdrawn",
            Self::Joined => "joined",
            Self::Closed => "closed",
            Self::Opened => "opened",
            Self::PasswordChanged => "password-changed",
            Self::PasskeyAdded => "passkey-added",
            Self::PasskeyRemoved => "passkey-removed",
            Self::IdentityTied => "identity-tied",
            Self::IdentityConfirmed => "identity-confirmed",
            Self::IdentityUntied => "identity-untied",
            Self::TokenMade => "token-made",
            Self::TokenRemoved => "token-removed",
            Self::TokenRefused => "token-refused",
        }
    }
}

impl Shared {
    /// Notes an event of an account, or of nobody, with pairs of what else is known.
    pub(super) fn note(&self, event: Event, account: Option<i64>, more: &[(&str, &str)]) {
        let account = account.map_or_else(|| "none".to_owned(), |account| account.to_string());
        let more = more.iter().map(|(key, value)| format!(" {key}={}", spelled(value)));
        let time = pages::time_stamp(now());
        let line = format!("{time} {} account={account}", event.name());
        self.work.note(&more.fold(line, |line, pair| line + &pair));
    }
}

/// A value of one word.
fn spelled(value: &str) -> String {
    let plain = |char: char| if char.is_ascii_graphic() && char != '=' { char } else { '?' };
    value.chars().take(VALUE_CHARS_MAX).map(plain).collect()
}

/// A path without the one-time token that some have.
pub(super) fn shown_path(path: &str) -> &str {
    if path.starts_with("/join/") { "/join/" } else { path }
}
