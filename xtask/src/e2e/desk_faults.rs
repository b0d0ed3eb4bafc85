//! What goes wrong around the desk of a team: uploads, sessions, its disk.

use std::fs;
use std::process::Command;

use anyhow::Result;

use super::{Outcome, Setting};
use crate::process;

/// Room of the small disk, in mebibytes.
const DISK_MIB: u32 = 48;

/// Uploads that are cut off, too long, misnamed or made to hurt.
pub(super) fn uploads(setting: &Setting) -> Result<Outcome> {
    tried(setting, "uploads")
}

/// Sessions that were fixed, replayed or stolen.
pub(super) fn sessions(setting: &Setting) -> Result<Outcome> {
    tried(setting, "sessions")
}

/// A disk that is full while people decide.
pub(super) fn disk(setting: &Setting) -> Result<Outcome> {
    let can_mount = ["--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"];
    if !process::output(Command::new("unshare").args(can_mount)).is_ok_and(|o| o.status.success()) {
        return Ok(Outcome::Skipped("a small file system cannot be mounted here (`unshare`)"));
    }
    let folder = setting.scratch.join("desk-disk");
    fs::create_dir_all(&folder)?;
    let mount = format!(
        "mount -t tmpfs -o size={DISK_MIB}m tmpfs \"$1\" && exec node \"$0\" disk \"$2\" \"$1\""
    );
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "bash", "-c", &mount]);
    command.arg(setting.root.join("xtask/oracle/desk_faults.mjs")).arg(&folder);
    told(command.arg(&setting.program))
}

fn tried(setting: &Setting, kind: &str) -> Result<Outcome> {
    let folder = setting.scratch.join(format!("desk-{kind}"));
    fs::create_dir_all(&folder)?;
    let mut node = Command::new("node");
    node.arg(setting.root.join("xtask/oracle/desk_faults.mjs")).arg(kind);
    told(node.arg(&setting.program).arg(&folder))
}

/// Runs a script that says in a line what it tried, and fails with what does not hold.
pub(super) fn told(command: &mut Command) -> Result<Outcome> {
    if !process::exists("node") {
        return Ok(Outcome::Skipped("needs node"));
    }
    let output = process::run(command)?;
    println!("        {}", String::from_utf8(output.stdout)?.trim());
    Ok(Outcome::Passed)
}
