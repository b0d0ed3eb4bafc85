//! Checks of the repository that a machine can make.

mod layers;
mod lessons;
mod licences;
mod texts;
mod words;

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::process;

/// Runs all checks; fails with everything that is wrong.
pub(crate) fn run(root: &Path) -> Result<()> {
    let files = tracked(root)?;
    let mut wrong = Vec::new();
    wrong.extend(licences::check(root)?);
    wrong.extend(layers::check(root, &files)?);
    wrong.extend(texts::check(root, &files)?);
    wrong.extend(lessons::check());
    wrong.extend(words::check(root, &files)?);
    if !wrong.is_empty() {
        bail!("{} things are not tidy:\n{}", wrong.len(), wrong.join("\n"));
    }
    println!("tidy: {} files", files.len());
    Ok(())
}

/// Files that git knows, with `/` between folders.
fn tracked(root: &Path) -> Result<Vec<String>> {
    let output = process::run(Command::new("git").args(["ls-files", "-z"]).current_dir(root))?;
    let names = String::from_utf8(output.stdout)?;
    let exists = |name: &&str| !name.is_empty() && root.join(name).is_file();
    Ok(names.split('\0').filter(exists).map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_repository_is_tidy() {
        if let Err(error) = super::run(&crate::root()) {
            panic!("{error}");
        }
    }
}
