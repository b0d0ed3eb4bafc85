//! The ledger, with the real program, held against other people's code and against faults.

mod crash;
mod faults;
mod foreign;
mod gap;
mod neighbours;
mod postgres;
mod vectors;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result, ensure};

use super::{Outcome, Setting};
use crate::process;

pub(super) use crash::{file_limit, kills};
pub(super) use faults::{clock_set_back, full_disk, restored, torn, two_processes};
pub(super) use foreign::{go, node, one_finding, openssl, python};
pub(super) use gap::{by_code, by_file};
pub(super) use neighbours::{https, loopback};
pub(super) use postgres::{
    desk_browser as desk_browser_in_postgres, desk_deaths as desk_deaths_in_postgres,
    desk_gone as desk_gone_in_postgres, desk_tests as desk_in_postgres, postgres,
};
pub(super) use vectors::published;

/// A ledger in a folder of its own.
struct House<'s> {
    setting: &'s Setting,
    folder: PathBuf,
}

impl<'s> House<'s> {
    /// Begins a ledger.
    fn begin(setting: &'s Setting, name: &str) -> Result<Self> {
        let folder = setting.scratch.join(name);
        let house = Self { setting, folder };
        let origin = format!("ledger.{name}.example/releases/2026");
        house.run(&["init", "--origin", &origin, "--high-water"], &[&house.file("elsewhere")])?;
        Ok(house)
    }

    /// Its name, which is that of its folder.
    fn name(&self) -> String {
        self.folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.setting.program);
        command.arg("ledger").args(arguments).arg("--ledger").arg(&self.folder);
        command.env("XDG_DATA_HOME", &self.setting.scratch).current_dir(&self.setting.scratch);
        command
    }

    /// Runs a command, with paths behind its arguments, whatever its exit code.
    fn ask(&self, arguments: &[&str], paths: &[&Path]) -> Result<Output> {
        // Paths come before `--ledger`, behind the option that wants them.
        let mut command = Command::new(&self.setting.program);
        command.arg("ledger").args(arguments).args(paths).arg("--ledger").arg(&self.folder);
        command.env("XDG_DATA_HOME", &self.setting.scratch).current_dir(&self.setting.scratch);
        process::output(&mut command)
    }

    /// Runs a command that must end well, and returns what it printed.
    fn run(&self, arguments: &[&str], paths: &[&Path]) -> Result<String> {
        let output = self.ask(arguments, paths)?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        ensure!(
            output.status.success(),
            "{arguments:?} ended with {}: {text}{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(text)
    }

    /// Copies the whole folder, with a high-water file of its own, as a backup of everything has.
    fn twin(&self, name: &str) -> Result<Self> {
        let twin = Self { setting: self.setting, folder: self.setting.scratch.join(name) };
        process::run(Command::new("cp").arg("-a").arg(&self.folder).arg(&twin.folder))?;
        let settings = fs::read_to_string(self.file("ledger.toml"))?;
        let (old, new) = (self.file("elsewhere"), twin.file("elsewhere"));
        let settings = settings.replace(&old.display().to_string(), &new.display().to_string());
        fs::write(twin.file("ledger.toml"), settings)?;
        Ok(twin)
    }

    /// Releases a file that says nothing, and returns its path.
    fn release(&self, name: &str) -> Result<PathBuf> {
        let file = self.setting.scratch.join(name);
        fs::write(&file, format!("The library opens at nine ({name}).\n"))?;
        self.run(&["release"], &[&file])?;
        Ok(file)
    }

    /// The key of a kind in the trust file, by its type byte: 1, 4 or 6.
    fn key(&self, word: &str, kind: u8) -> Result<String> {
        let trust = fs::read_to_string(self.file("trust"))?;
        let lines = trust.lines().map(|line| line.trim_start_matches(['#', ' ']));
        let mut keys = lines.filter_map(|line| line.strip_prefix(word)).filter_map(|rest| {
            rest.split(' ').find(|word| word.matches('+').count() >= 2).map(str::to_owned)
        });
        let is_kind = |key: &String| first_byte(key) == Some(kind);
        keys.find(is_kind).with_context(|| format!("the trust file has no key `{word}` of {kind}"))
    }
}

/// The type byte of a key: the first of its Base 64 part.
fn first_byte(key: &str) -> Option<u8> {
    let text = key.splitn(3, '+').nth(2)?;
    let value = |letter: u8| match letter {
        b'A'..=b'Z' => Some(letter - b'A'),
        b'a'..=b'z' => Some(letter - b'a' + 26),
        _ => None,
    };
    let letters = text.as_bytes();
    Some(value(*letters.first()?)? << 2 | value(*letters.get(1)?)? >> 4)
}

/// Runs a program that is an oracle; what it prints is for people.
fn oracle(command: &mut Command) -> Result<String> {
    let output = process::output(command)?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(
        output.status.success(),
        "{command:?} says: {text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(text)
}
