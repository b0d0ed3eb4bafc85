//! Handlers: the people who open reports.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use rand_core::CryptoRng;

use crate::age::{Identity, Recipient};
use crate::sign::{PublicKey, SigningKey};

/// Longest name of a handler, in characters.
pub const NAME_CHARS_MAX: usize = 80;

/// The secrets of a handler.
#[derive(Debug)]
pub struct HandlerKey {
    /// The role that reporters see, such as "Records office 1".
    pub name: String,
    /// Opens what is sealed for the handler.
    pub identity: Identity,
    /// Signs replies and acts.
    pub sign: SigningKey,
}

/// What others see of a handler.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandlerCard {
    /// The role.
    pub name: String,
    /// Sealed for.
    pub recipient: Recipient,
    /// Signs with.
    pub sign: PublicKey,
}

/// Why text is no key or card.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is not written as these files are.
    #[error("this is not a {0} of version 1")]
    Malformed(&'static str),
    /// A name is empty, too long or has control characters.
    #[error("a name has between 1 and {NAME_CHARS_MAX} visible characters")]
    Name,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    v: u32,
    r#type: String,
    name: String,
    identity: String,
    sign_seed: String,
}

#[derive(Serialize, Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(crate) struct CardFile {
    pub(crate) name: String,
    pub(crate) recipient: String,
    pub(crate) sign: String,
}

const KEY_TYPE: &str = "obelus-handler-key";

impl HandlerKey {
    /// Makes new secrets.
    pub fn generate(name: &str, rng: &mut dyn CryptoRng) -> Result<Self, Error> {
        let name = checked_name(name)?;
        Ok(Self { name, identity: Identity::generate(rng), sign: SigningKey::generate(rng) })
    }

    /// Returns what others may see.
    pub fn card(&self) -> HandlerCard {
        let recipient = self.identity.recipient().expect("a handler's identity has a recipient");
        HandlerCard { name: self.name.clone(), recipient, sign: self.sign.public() }
    }

    /// Writes the secrets as text.
    pub fn to_text(&self) -> Zeroizing<String> {
        let file = KeyFile {
            v: 1,
            r#type: KEY_TYPE.to_owned(),
            name: self.name.clone(),
            identity: self.identity.encode().map(|text| text.to_string()).unwrap_or_default(),
            sign_seed: crate::hex(self.sign.seed().as_slice()),
        };
        Zeroizing::new(pretty(&file))
    }

    /// Reads the secrets.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let malformed = || Error::Malformed("handler's key");
        let file: KeyFile = serde_json::from_str(text).map_err(|_| malformed())?;
        if file.v != 1 || file.r#type != KEY_TYPE {
            return Err(malformed());
        }
        let identity = Identity::parse(&file.identity).map_err(|_| malformed())?;
        let seed = crate::unhex(&file.sign_seed).map(Zeroizing::new).ok_or_else(malformed)?;
        Ok(Self { name: checked_name(&file.name)?, identity, sign: SigningKey::of_seed(&seed) })
    }
}

impl HandlerCard {
    /// Writes the card as text.
    pub fn to_text(&self) -> String {
        pretty(&self.to_file())
    }

    /// Reads a card.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let file = serde_json::from_str(text).map_err(|_| Error::Malformed("handler's card"))?;
        Self::of_file(&file)
    }

    pub(crate) fn to_file(&self) -> CardFile {
        CardFile {
            name: self.name.clone(),
            recipient: self.recipient.to_string(),
            sign: self.sign.to_string(),
        }
    }

    pub(crate) fn of_file(file: &CardFile) -> Result<Self, Error> {
        let malformed = || Error::Malformed("handler's card");
        Ok(Self {
            name: checked_name(&file.name)?,
            recipient: Recipient::parse(&file.recipient).map_err(|_| malformed())?,
            sign: PublicKey::parse(&file.sign).ok_or_else(malformed)?,
        })
    }
}

/// Returns a name that can stand on a screen.
pub(crate) fn checked_name(name: &str) -> Result<String, Error> {
    let name = name.trim();
    let fits = (1..=NAME_CHARS_MAX).contains(&name.chars().count());
    let is_visible = !name.chars().any(char::is_control);
    if fits && is_visible { Ok(name.to_owned()) } else { Err(Error::Name) }
}

/// JSON in lines, with one at the end.
pub(crate) fn pretty(file: &impl Serialize) -> String {
    serde_json::to_string_pretty(file).expect("these types have text as keys") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Counter;

    #[test]
    fn keys_and_cards_survive_being_written() {
        let key = HandlerKey::generate(" 档案室 1 ", &mut Counter::default()).unwrap();
        let again = HandlerKey::parse(&key.to_text()).unwrap();
        assert_eq!(again.card(), key.card());
        assert_eq!(HandlerCard::parse(&key.card().to_text()).unwrap(), key.card());
        assert_eq!(key.name, "档案室 1");
        assert!(!format!("{key:?}").contains("AGE-SECRET"));
    }

    #[test]
    fn a_name_that_could_act_on_a_screen_is_refused() {
        for name in ["", " ", "a\u{1b}[2J", &"x".repeat(81)] {
            assert!(HandlerKey::generate(name, &mut Counter::default()).is_err(), "{name}");
        }
        assert!(HandlerKey::parse("{}").is_err());
    }
}
