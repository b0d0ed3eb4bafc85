//! Completions and manual pages.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use crate::Shell;
use crate::failure::Failure;
use crate::usage;

/// Writes completions for a shell to stdout.
pub(crate) fn completions(kind: clap_complete::Shell, shell: &Shell) -> Result<ExitCode, Failure> {
    // Made in memory: the generator cannot tell of a pipe that closed.
    let mut text = Vec::new();
    let mut command = usage::command(&shell.messages);
    clap_complete::generate(kind, &mut command, "obelus", &mut text);
    io::stdout().write_all(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Writes the manual: each page into a folder, or the main page to stdout.
pub(crate) fn man(folder: Option<&Path>, shell: &Shell) -> Result<ExitCode, Failure> {
    let command = usage::command(&shell.messages);
    match folder {
        Some(folder) => {
            let cannot = |error: io::Error| {
                Failure::usage(format!("cannot write pages to `{}`: {error}", folder.display()))
            };
            fs::create_dir_all(folder).map_err(cannot)?;
            clap_mangen::generate_to(command, folder).map_err(cannot)?;
        }
        None => clap_mangen::Man::new(command).render(&mut io::stdout())?,
    }
    Ok(ExitCode::SUCCESS)
}
