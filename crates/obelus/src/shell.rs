//! Completions and manual pages.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::CommandFactory;

use crate::args::Args;
use crate::failure::Failure;

/// Writes completions for a shell to stdout.
pub(crate) fn completions(shell: clap_complete::Shell) -> Result<ExitCode, Failure> {
    // Made in memory: the generator cannot tell of a pipe that closed.
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "obelus", &mut text);
    io::stdout().write_all(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Writes the manual: each page into a folder, or the main page to stdout.
pub(crate) fn man(folder: Option<&Path>) -> Result<ExitCode, Failure> {
    match folder {
        Some(folder) => {
            let cannot = |error: io::Error| {
                Failure::usage(format!("cannot write pages to `{}`: {error}", folder.display()))
            };
            fs::create_dir_all(folder).map_err(cannot)?;
            clap_mangen::generate_to(Args::command(), folder).map_err(cannot)?;
        }
        None => clap_mangen::Man::new(Args::command()).render(&mut io::stdout())?,
    }
    Ok(ExitCode::SUCCESS)
}
