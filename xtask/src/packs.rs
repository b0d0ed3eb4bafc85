//! The rules as they stand in the packs, without a build.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use detect::RuleSet;

/// Returns the rules of a folder of packs, or those that are built in.
pub(crate) fn load(folder: Option<&Path>) -> Result<RuleSet> {
    let Some(folder) = folder else { return Ok(RuleSet::built_in()) };
    let mut files: Vec<_> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "yml"));
    files.sort();
    let mut pack = rules::Pack::default();
    for file in files {
        let name = file.display().to_string();
        let parsed = rules::parse(&fs::read_to_string(&file)?).with_context(|| name.clone())?;
        pack.add(parsed).with_context(|| name)?;
    }
    Ok(RuleSet::new(pack))
}

/// Holds the rules of a folder against their own examples.
pub(crate) fn test(folder: Option<&Path>) -> Result<()> {
    let rules = load(folder)?;
    let failures = detect::selftest(&rules);
    let unproven = rules.rules().iter().filter(|rule| rule.unproven).count();
    println!("{} rules, {unproven} of them unproven", rules.rules().len());
    match failures.len() {
        0 => Ok(()),
        count => {
            for failure in failures {
                println!("{}: {}", failure.rule, failure.reason);
            }
            bail!("{count} failures")
        }
    }
}
