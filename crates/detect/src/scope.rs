//! Which parts of a file a rule looks at.

use document::{Hidden, Part};
use rules::Rule;

/// True when a rule looks at parts like this one.
pub(crate) fn looks_at(rule: &Rule, part: &Part) -> bool {
    (rule.parts.is_empty() || rule.parts.iter().any(|kind| kind == part.kind.name()))
        && are_for(&rule.names, &part.label)
        && (rule.hidden.is_empty() || part.hidden.is_none_or(|hidden| is_hidden_as(rule, hidden)))
}

/// True when no name is given, or one of them is the label's; a name after `!` is left out.
pub(crate) fn are_for(names: &[String], label: &str) -> bool {
    let mut left_out = names.iter().filter_map(|name| name.strip_prefix('!'));
    let wanted = || names.iter().filter(|name| !name.starts_with('!'));
    !left_out.any(|name| is_named(label, name))
        && (wanted().next().is_none() || wanted().any(|name| is_named(label, name)))
}

/// True when a label is that name, or begins with it when it ends in a star.
fn is_named(label: &str, name: &str) -> bool {
    match name.strip_suffix('*') {
        Some(beginning) => label.starts_with(beginning),
        None => label.eq_ignore_ascii_case(name),
    }
}

/// True when what is hidden in that way is of interest to a rule.
pub(crate) fn is_hidden_as(rule: &Rule, hidden: Hidden) -> bool {
    rule.hidden.iter().any(|name| name == hidden.name())
}
