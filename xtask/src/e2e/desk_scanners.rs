//! Scanners of web pages, which nobody here wrote, on every route of a team's desk.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

use super::{Outcome, Setting};
use crate::process;

/// A scanner, and where it stands in the folder that everything is built in.
struct Scanner {
    name: &'static str,
    command: &'static str,
    /// What is said where it is not there.
    missing: &'static str,
}

/// Requests of many forms, as the description of an interface or of all routes allows them, and not.
pub(super) fn schemathesis(setting: &Setting) -> Result<Outcome> {
    let scanner = Scanner {
        name: "schemathesis",
        command: "scanners/bin/st",
        missing: "no schemathesis: python3 -m venv target/scanners; \
                  target/scanners/bin/pip install schemathesis==4.32.5 sqlmap==1.10.10",
    };
    scanner.scan(setting)
}

/// Statements to a database in every field and every number of an address.
pub(super) fn sqlmap(setting: &Setting) -> Result<Outcome> {
    let scanner = Scanner {
        name: "sqlmap",
        command: "scanners/bin/sqlmap",
        missing: "no sqlmap: python3 -m venv target/scanners; \
                  target/scanners/bin/pip install schemathesis==4.32.5 sqlmap==1.10.10",
    };
    scanner.scan(setting)
}

/// Scripts, files, commands, redirections and headers, wherever its crawler gets.
pub(super) fn wapiti(setting: &Setting) -> Result<Outcome> {
    let scanner = Scanner {
        name: "wapiti",
        command: "wapiti/bin/wapiti",
        missing: "no wapiti: python3 -m venv target/wapiti; \
                  target/wapiti/bin/pip install wapiti3==3.2.3",
    };
    scanner.scan(setting)
}

impl Scanner {
    fn scan(&self, setting: &Setting) -> Result<Outcome> {
        let command = process::target(&setting.root).join(self.command);
        if !process::exists("node") {
            return Ok(Outcome::Skipped("needs node"));
        }
        if !command.is_file() {
            return Ok(Outcome::Skipped(self.missing));
        }
        let folder = setting.scratch.join(self.name);
        fs::create_dir_all(&folder)?;
        let found = self.found(setting, &command, &folder)?;
        ensure!(found.is_empty(), "{} found:\n{found}", self.name);
        Ok(Outcome::Passed)
    }

    /// Returns what it found, a line each, and tells how much it asked.
    fn found(&self, setting: &Setting, command: &Path, folder: &Path) -> Result<String> {
        let mut node = Command::new("node");
        node.arg(setting.root.join("xtask/oracle/desk_scanned.mjs")).arg(self.name).arg(command);
        node.arg(&setting.program).arg(folder);
        node.arg(setting.root.join("crates/server/src/team/table.rs"));
        let output = process::run(&mut node)?;
        println!("        {}", String::from_utf8_lossy(&output.stderr).trim());
        Ok(String::from_utf8(output.stdout)?)
    }
}
