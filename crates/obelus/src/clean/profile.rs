//! `--profile`: what stands in place of what was redacted, how bad things are on that occasion, and
//! what to think of; as data.

use std::sync::Arc;

use detect::{Category, Severity, nearest};
use serde_json::Value;

use crate::failure::Failure;

const PROFILES: &str = include_str!("profiles.json");
/// What stands in place of what was redacted, without a profile.
const REDACTED: &str = "[redacted]";

/// What an occasion asks for.
pub(crate) struct Profile(Value);

impl Profile {
    /// Returns the profile of that name, or that of no occasion.
    pub(crate) fn named(name: Option<&str>) -> Result<Self, Failure> {
        let Some(name) = name else { return Ok(Self(Value::Null)) };
        let profiles: Vec<Value> =
            serde_json::from_str(PROFILES).map_err(|error| Failure::Fault(error.to_string()))?;
        let names: Vec<&str> = profiles.iter().filter_map(|p| p.get("name")?.as_str()).collect();
        if let Some(profile) = names.iter().position(|known| *known == name) {
            return Ok(Self(profiles.get(profile).cloned().unwrap_or_default()));
        }
        let help = match nearest(name, names.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("profiles are {}", names.join(", ")),
        };
        Err(Failure::usage(format!("there is no profile `{name}`")).help(help))
    }

    /// What stands in place of a finding of that category.
    pub(super) fn replacement(&self, category: Category) -> Arc<str> {
        let of = |key: &str| self.0.get(key).and_then(Value::as_str);
        of(category.name()).or_else(|| of("default")).unwrap_or(REDACTED).into()
    }

    /// Severities of rules that matter more on that occasion, by id.
    pub(crate) fn severities(&self) -> impl Iterator<Item = (&str, Severity)> {
        let listed = self.0.get("severity").and_then(Value::as_object).into_iter().flatten();
        listed.filter_map(|(rule, name)| {
            let named = |severity: &Severity| Some(severity.name()) == name.as_str();
            Some((rule.as_str(), Severity::ALL.into_iter().find(named)?))
        })
    }

    /// Id of the message that says what to think of.
    pub(crate) fn note(&self) -> Option<&str> {
        self.0.get("note").and_then(Value::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::{Language, Messages};

    #[test]
    fn every_profile_is_whole() {
        let profiles: Vec<Value> = serde_json::from_str(PROFILES).unwrap();
        let messages = Messages::new(Language::English);
        for profile in profiles {
            let name = profile["name"].as_str().unwrap();
            let profile = Profile::named(Some(name)).ok().unwrap();
            assert!(!profile.replacement(Category::Secret).is_empty());
            assert!(messages.find(profile.note().unwrap(), &[]).is_some(), "{name}");
            let rules = detect::RuleSet::built_in();
            for (rule, _) in profile.severities() {
                assert!(rules.by_id(rule).is_some(), "{name}: {rule}");
            }
        }
        assert_eq!(&*Profile::named(None).ok().unwrap().replacement(Category::Secret), REDACTED);
    }
}
