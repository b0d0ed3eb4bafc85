//! The ledger's store in a real PostgreSQL, which is started for it and removed afterwards.

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::json;

use super::{Outcome, Setting};
use crate::e2e::desk::{self, deaths};
use crate::e2e::desk_faults::told;
use crate::process;

/// What is said where there is none.
const MISSING: Outcome = Outcome::Skipped("no PostgreSQL (Debian package `postgresql`)");

/// Runs the ledger's tests of its store against PostgreSQL.
pub(crate) fn postgres(setting: &Setting) -> Result<Outcome> {
    tests(setting, "postgres", "log::tests::postgres::")
}

/// Runs every test of the desk of a team against PostgreSQL.
pub(crate) fn desk_tests(setting: &Setting) -> Result<Outcome> {
    tests(setting, "postgres,team", "team::tests::")
}

/// Has a desk on PostgreSQL die at random.
pub(crate) fn desk_deaths(setting: &Setting) -> Result<Outcome> {
    let Some(programs) = find_programs()? else { return Ok(MISSING) };
    let server = Server::start(setting, programs)?;
    let program = program(setting)?;
    let options = ["--database", &server.url];
    deaths(setting, &program, "desk-death-postgres", &options)
}

/// Takes the database away from a desk for a minute.
pub(crate) fn desk_gone(setting: &Setting) -> Result<Outcome> {
    let Some(programs) = find_programs()? else { return Ok(MISSING) };
    let server = Server::start(setting, programs)?;
    let folder = setting.scratch.join("desk-gone-postgres");
    fs::create_dir_all(&folder)?;
    let commands = json!({
        "stop": server.control(&["-m", "immediate", "stop"])?,
        "start": server.control(&["-w", "-l", &server.log(), "-o", &server.options, "start"])?,
    });
    let mut node = Command::new("node");
    node.arg(setting.root.join("xtask/oracle/desk_faults.mjs")).arg("database");
    node.arg(program(setting)?).arg(&folder).arg(commands.to_string());
    told(node.args(["--database", &server.url]).current_dir(&server.data))
}

/// Goes the whole way in a browser at a desk on PostgreSQL, in a database of its own each time.
pub(crate) fn desk_browser(setting: &Setting) -> Result<Outcome> {
    let Some(programs) = find_programs()? else { return Ok(MISSING) };
    let Some(story) = desk::script(setting, "desk.mjs")? else {
        return Ok(Outcome::Skipped(desk::NEEDED));
    };
    let server = Server::start(setting, programs)?;
    let program = program(setting)?;
    for (at, (language, mode)) in desk::WAYS.into_iter().enumerate() {
        let folder = setting.scratch.join(format!("desk-postgres-{language}-{mode}"));
        let database = server.database(&format!("way{at}"))?;
        let options = ["--database", &database];
        desk::lets_out(&program, &story, &folder, &[language, mode], &options)?;
    }
    Ok(Outcome::Passed)
}

/// The program with what speaks to PostgreSQL, which the other stories do without.
fn program(setting: &Setting) -> Result<PathBuf> {
    let build = ["build", "--quiet", "--package", "obelus", "--features", "postgres"];
    process::run(Command::new("cargo").args(build).current_dir(&setting.root))?;
    Ok(process::target(&setting.root).join("debug/obelus"))
}

/// Runs the tests of the server whose names begin like that against a PostgreSQL of their own.
fn tests(setting: &Setting, features: &str, names: &str) -> Result<Outcome> {
    let Some(programs) = find_programs()? else { return Ok(MISSING) };
    let server = Server::start(setting, programs)?;
    let output = process::output(
        Command::new("cargo")
            .args(["test", "--quiet", "--package", "server", "--features", features, "--lib"])
            .args(["--", names])
            .env("OBELUS_TEST_POSTGRES", &server.url)
            .current_dir(&setting.root),
    )?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(
        output.status.success() && !said.contains(" 0 passed"),
        "what was kept in PostgreSQL fails: {said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(Outcome::Passed)
}

/// The folder of `initdb` and `pg_ctl`, which Debian keeps out of the path.
fn find_programs() -> Result<Option<PathBuf>> {
    let Ok(versions) = fs::read_dir("/usr/lib/postgresql") else { return Ok(None) };
    for version in versions {
        let programs = version?.path().join("bin");
        if programs.join("initdb").is_file() {
            return Ok(Some(programs));
        }
    }
    Ok(None)
}

/// A PostgreSQL of its own; it ends with this value.
struct Server {
    programs: PathBuf,
    data: PathBuf,
    /// What it is started with.
    options: String,
    url: String,
}

impl Server {
    fn start(setting: &Setting, programs: PathBuf) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let data = setting.scratch.join(format!("postgres-{port}"));
        fs::create_dir(&data)?;
        if is_root()? {
            process::run(Command::new("chown").arg("postgres").arg(&data))?;
        }
        let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        let options = format!("-h 127.0.0.1 -p {port} -k {}", data.display());
        let server = Self { programs, data, options, url };
        let data = server.data.to_string_lossy().into_owned();
        server.run("initdb", &["-D", &data, "-A", "trust", "-U", "postgres"])?;
        let (log, options) = (server.log(), &server.options);
        server.run("pg_ctl", &["-D", &data, "-w", "-l", &log, "-o", options, "start"])?;
        Ok(server)
    }

    /// The file that it writes what it says to.
    fn log(&self) -> String {
        format!("{}/log", self.data.display())
    }

    /// The words of a command that controls it.
    fn control(&self, arguments: &[&str]) -> Result<Vec<String>> {
        let program = self.programs.join("pg_ctl").to_string_lossy().into_owned();
        let data = self.data.to_string_lossy().into_owned();
        let user = if is_root()? { &["runuser", "-u", "postgres", "--"][..] } else { &[] };
        let words = user.iter().copied().chain([program.as_str(), "-D", &data]);
        Ok(words.chain(arguments.iter().copied()).map(str::to_owned).collect())
    }

    /// Makes one more database; returns its address.
    fn database(&self, name: &str) -> Result<String> {
        self.run("createdb", &["--maintenance-db", &self.url, name])?;
        let (server, _) = self.url.rsplit_once('/').context("an address without a database")?;
        Ok(format!("{server}/{name}"))
    }

    /// Runs one of its programs, as the user that it wants: never as root.
    fn run(&self, program: &str, arguments: &[&str]) -> Result<()> {
        let program = self.programs.join(program);
        let mut command = match is_root()? {
            true => {
                let mut command = Command::new("runuser");
                command.args(["-u", "postgres", "--"]).arg(&program);
                command
            }
            false => Command::new(&program),
        };
        process::run(command.args(arguments).current_dir(&self.data))?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let data = self.data.to_string_lossy().into_owned();
        let _stopped = self.run("pg_ctl", &["-D", &data, "-m", "immediate", "stop"]);
    }
}

fn is_root() -> Result<bool> {
    let output = process::run(Command::new("id").arg("-u"))?;
    Ok(output.stdout.starts_with(b"0\n"))
}
