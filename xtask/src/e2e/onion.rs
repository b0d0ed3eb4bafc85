//! A private Tor network on loopback that carries a report and its answer, without any script.
//!
//! Three authorities and three relays agree among themselves; nothing leaves this machine.

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use super::desk::{NEEDED, script};
use super::handlers::Ending;
use super::report_pages;
use super::{Outcome, Setting};
use crate::process;

/// Servers that vote on who is in the network, and others beside them.
const AUTHORITIES: usize = 3;
const RELAYS: usize = 3;
/// Longest time until a circuit stands; it takes one to two minutes.
const PATIENCE: Duration = Duration::from_secs(420);

/// What the reporter writes.
const TEXT: &str = "MARKER through an onion service";

/// The whole story through an onion service: report, receipt, answer, follow-up.
pub(super) fn story(setting: &Setting) -> Result<Outcome> {
    if !process::exists("tor") || !process::exists("tor-gencert") {
        return Ok(Outcome::Skipped("the program `tor` is not installed (apt-get install tor)"));
    }
    let Some(reporter) = script(setting, "report_pages.mjs")? else {
        return Ok(Outcome::Skipped(NEEDED));
    };
    let folder = setting.scratch.join("onion");
    fs::create_dir_all(&folder)?;
    let obelus = |args: &[&str]| -> Result<String> {
        let output = process::run(Command::new(&setting.program).args(args).current_dir(&folder))?;
        Ok(String::from_utf8(output.stdout)?)
    };
    obelus(&["report", "keygen", "one", "--name", "Records 1"])?;
    let new = ["report", "channel", "new", "desk", "--name", "Desk", "--alone"];
    obelus(&[&new[..], &["--handler", "one.card"]].concat())?;
    let (pages, address) = report_pages::serve(setting, &folder, ["desk/in", "desk/out"])?;
    let _pages = Ending(pages);
    let start = Instant::now();
    let network = Network::start(&folder.join("tor"), &address)?;
    let onion = format!("http://{}", network.onion()?);
    network.wait(&onion)?;
    println!("        the network stands after {} s", start.elapsed().as_secs());
    let proxy = format!("socks5://127.0.0.1:{}", network.socks);
    let report = |task: &str, args: &[&str]| -> Result<String> {
        let mut node = Command::new("node");
        node.arg(&reporter).args([task, &onion, "server"]).args(args).env("PROXY", &proxy);
        Ok(String::from_utf8(process::run(&mut node)?.stdout)?)
    };
    let file = folder.join("plan.txt");
    fs::write(&file, "a plan ".repeat(1_000))?;
    let receipt = report("send", &[TEXT, &file.to_string_lossy()])?;
    ensure!(receipt.split_whitespace().count() == 8, "the report did not arrive");
    let listed = obelus(&["report", "inbox", "desk", "--key", "one"])?;
    let case = listed.lines().last().and_then(|line| line.split_whitespace().next());
    let case = case.context("the inbox lists no case")?;
    let opened = obelus(&["report", "open", "desk", case, "--key", "one"])?;
    ensure!(opened.contains(TEXT), "the handler does not read the report:\n{opened}");
    fs::write(folder.join("answer"), "Thank you for the plan.")?;
    obelus(&["report", "reply", "desk", case, "--key", "one", "--text", "answer"])?;
    let mailbox = report("read", &[receipt.trim(), "MARKER again"])?;
    ensure!(mailbox.contains("Thank you for the plan."), "the answer is not in\n{mailbox}");
    let listed = obelus(&["--lang", "en", "report", "inbox", "desk", "--key", "one"])?;
    ensure!(listed.contains(case), "the follow-up did not arrive:\n{listed}");
    let opened = obelus(&["report", "open", "desk", case, "--key", "one"])?;
    ensure!(opened.contains("MARKER again"), "the follow-up is not in its case:\n{opened}");
    Ok(Outcome::Passed)
}

/// The processes of a network, its onion service and one client.
struct Network {
    folder: PathBuf,
    /// Where the client listens.
    socks: u16,
    _nodes: Vec<Ending>,
}

impl Network {
    /// Starts all of it; `target` is what the onion service leads to.
    fn start(folder: &Path, target: &str) -> Result<Self> {
        let ports = free_ports(2 * AUTHORITIES + RELAYS + 1)?;
        let (authority_ports, rest) = ports.split_at(2 * AUTHORITIES);
        let (relay_ports, socks) = rest.split_at(RELAYS);
        let mut common = String::from(COMMON);
        for (place, pair) in authority_ports.chunks_exact(2).enumerate() {
            common += &authority(&folder.join(format!("authority{place}")), place, pair)?;
        }
        let mut nodes = Vec::new();
        let mut start = |name: String, more: &str| -> Result<()> {
            nodes.push(start_node(
                &folder.join(&name),
                &format!("{common}Nickname {name}\n{more}"),
            )?);
            Ok(())
        };
        for (place, pair) in authority_ports.chunks_exact(2).enumerate() {
            let [or, dir] = pair else { bail!("an authority has two ports") };
            let more = format!("{VOTING}ORPort 127.0.0.1:{or}\nDirPort 127.0.0.1:{dir}\n");
            start(format!("authority{place}"), &more)?;
        }
        for (place, port) in relay_ports.iter().enumerate() {
            let more = format!("SocksPort 0\nORPort 127.0.0.1:{port}\nExitPolicy reject *:*\n");
            start(format!("relay{place}"), &more)?;
        }
        let hidden = folder.join("hidden");
        let service = format!(
            "SocksPort 0\nHiddenServiceDir {}\nHiddenServicePort 80 {target}\n",
            hidden.display()
        );
        start("service".to_owned(), &service)?;
        let socks = *socks.first().context("a client listens")?;
        start("client".to_owned(), &format!("SocksPort 127.0.0.1:{socks}\n"))?;
        Ok(Self { folder: folder.to_owned(), socks, _nodes: nodes })
    }

    /// The name of the service, which it makes when it starts.
    fn onion(&self) -> Result<String> {
        let path = self.folder.join("hidden/hostname");
        until(Duration::from_secs(60), || fs::read_to_string(&path).ok())
            .map(|name| name.trim().to_owned())
            .context("the onion service has no name")
    }

    /// Waits until the service answers.
    fn wait(&self, onion: &str) -> Result<()> {
        let proxy = format!("127.0.0.1:{}", self.socks);
        let answers = || {
            let mut curl = Command::new("curl");
            curl.args(["--silent", "--max-time", "20", "--socks5-hostname", &proxy, onion]);
            let output = process::output(&mut curl).ok()?;
            output.status.success().then_some(())
        };
        until(PATIENCE, answers).context("the onion service does not answer")
    }
}

/// What every node is told: all addresses are of this machine.
const COMMON: &str = "TestingTorNetwork 1\nPathsNeededToBuildCircuits 0.67\nShutdownWaitLength 0\n\
    Address 127.0.0.1\nContactInfo nobody@example.org\nAssumeReachable 1\n\
    TestingDirAuthVoteExit *\nTestingDirAuthVoteHSDir *\nTestingDirAuthVoteGuard *\n";
/// What authorities are told beside that: to agree within seconds instead of within hours.
const VOTING: &str = "SocksPort 0\nAuthoritativeDirectory 1\nV3AuthoritativeDirectory 1\nExitPolicy reject *:*\n\
    TestingV3AuthInitialVotingInterval 20\nTestingV3AuthInitialVoteDelay 4\n\
    TestingV3AuthInitialDistDelay 4\nV3AuthVotingInterval 20\nV3AuthVoteDelay 4\n\
    V3AuthDistDelay 4\nTestingMinExitFlagThreshold 0\n";

/// Makes the keys of an authority, and returns the line by which others know it.
fn authority(folder: &Path, place: usize, ports: &[u16]) -> Result<String> {
    let [or, dir] = ports else { bail!("an authority has two ports") };
    let keys = folder.join("keys");
    fs::create_dir_all(&keys)?;
    let key = |name: &str| keys.join(name).display().to_string();
    let mut gencert = Command::new("tor-gencert");
    gencert.args(["--create-identity-key", "--passphrase-fd", "0", "-m", "12"]);
    gencert.args(["-i", &key("authority_identity_key"), "-s", &key("authority_signing_key")]);
    gencert.args(["-c", &key("authority_certificate"), "-a", &format!("127.0.0.1:{dir}")]);
    let mut child = gencert.stdin(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    child.stdin.take().context("there is no pipe")?.write_all(b"of no use elsewhere\n")?;
    ensure!(child.wait()?.success(), "`tor-gencert` made no key");
    let certificate = fs::read_to_string(keys.join("authority_certificate"))?;
    let identity = certificate.lines().find_map(|line| line.strip_prefix("fingerprint "));
    let mut tor = Command::new("tor");
    let data = folder.display().to_string();
    tor.args(["--list-fingerprint", "--quiet", "-f", "-", "--DataDirectory", &data]);
    tor.args(["--ORPort", &or.to_string(), "--Nickname", &format!("authority{place}")]);
    let output = process::run(tor.stdin(Stdio::null()))?;
    let told = String::from_utf8(output.stdout)?;
    let fingerprint = told.trim().split_once(' ').context("no fingerprint was told")?.1;
    Ok(format!(
        "DirAuthority authority{place} orport={or} no-v2 v3ident={} 127.0.0.1:{dir} {}\n",
        identity.context("the certificate has no fingerprint")?,
        fingerprint.replace(' ', "")
    ))
}

fn start_node(folder: &Path, torrc: &str) -> Result<Ending> {
    fs::create_dir_all(folder)?;
    let path = folder.join("torrc");
    fs::write(&path, format!("{torrc}DataDirectory {}\n", folder.display()))?;
    let log = fs::File::create(folder.join("log"))?;
    let mut tor = Command::new("tor");
    tor.arg("-f").arg(&path).stdout(log).stdin(Stdio::null());
    Ok(Ending(tor.spawn()?))
}

/// Finds ports that nobody has, below those that the system gives to connections.
fn free_ports(count: usize) -> Result<Vec<u16>> {
    let is_free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    let ports: Vec<u16> = (20_000..30_000).filter(is_free).take(count).collect();
    ensure!(ports.len() == count, "there are no free ports");
    Ok(ports)
}

/// Tries again and again until something is there.
fn until<T>(patience: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    while start.elapsed() < patience {
        if let Some(found) = look() {
            return Some(found);
        }
        std::thread::sleep(Duration::from_millis(500));
    }
    None
}
