//! What is built otherwise than here by default: for Windows and macOS, as far as a Linux machine can
//! say, and with features that are off.

use std::process::Command;

use anyhow::{Result, ensure};

use super::{Outcome, Setting};
use crate::process;

/// Platforms on which people run the program.
const TARGETS: &[&str] = &["x86_64-pc-windows-gnu", "aarch64-apple-darwin"];

/// `cargo check` for each platform whose standard library is installed.
pub(super) fn check(setting: &Setting) -> Result<Outcome> {
    let listed = process::output(Command::new("rustup").args(["target", "list", "--installed"]));
    let installed = listed.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    let installed = installed.unwrap_or_default();
    let mut checked = 0;
    for target in TARGETS.iter().filter(|target| installed.contains(**target)) {
        let mut command = Command::new("cargo");
        let command = command.args(["check", "--package", "obelus", "--target", target]);
        let output = process::output(command.current_dir(&setting.root))?;
        ensure!(output.status.success(), "{target}: {}", String::from_utf8_lossy(&output.stderr));
        checked += 1;
    }
    match checked {
        0 => Ok(Outcome::Skipped("no standard library for Windows or macOS is installed")),
        _ => Ok(Outcome::Passed),
    }
}

/// The tests of a feature that is off by default, which its packages take minutes to build for.
pub(super) fn own_model(setting: &Setting) -> Result<Outcome> {
    let args = ["test", "--package", "detect", "--features", "onnx", "--lib", "onnx"];
    let output = process::output(Command::new("cargo").args(args).current_dir(&setting.root))?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    Ok(Outcome::Passed)
}
