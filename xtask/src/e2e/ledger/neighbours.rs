//! Three houses witness each other over loopback: one forks, one is set back, one goes silent.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::foreign::build_go;
use super::{House, Outcome, Setting};
use crate::process;

/// A served house; it is stopped when this is dropped.
pub(super) struct Served {
    child: Child,
    pub(super) address: String,
}

impl Served {
    pub(super) fn start(house: &House<'_>) -> Result<Self> {
        let mut command =
            house.command(&["serve-tiles", "--listen", "127.0.0.1:0", "--lang", "en"]);
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let mut stderr = BufReader::new(child.stderr.take().context("stderr is a pipe")?);
        let mut line = String::new();
        stderr.read_line(&mut line)?;
        let address = line.split("http://").nth(1).and_then(|rest| rest.split(';').next());
        let address = address.with_context(|| format!("the server says `{line}`"))?.to_owned();
        // Whatever else it says must not fill the pipe.
        std::thread::spawn(move || stderr.read_to_string(&mut String::new()));
        Ok(Self { child, address })
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// Each house watches the two others.
pub(super) fn watch(houses: &[House<'_>]) -> Result<()> {
    for house in houses {
        let mut watched = String::new();
        for other in houses.iter().filter(|other| other.folder != house.folder) {
            for kind in [1, 6] {
                watched += &format!("log {}\n", other.key("log ", kind)?);
            }
        }
        fs::write(house.file("watched"), watched + "quorum none\n")?;
    }
    Ok(())
}

/// A house believes a checkpoint that one of the others has signed.
pub(super) fn believe(house: &House<'_>, others: &[(&House<'_>, Option<&str>)]) -> Result<()> {
    let trust = fs::read_to_string(house.file("trust"))?;
    let mut trust = trust.replace("quorum none", "");
    let mut names = Vec::new();
    for (other, address) in others {
        let name = other.name();
        let url = address.map(|address| match address.contains("://") {
            true => format!(" {address}"),
            false => format!(" http://{address}"),
        });
        trust +=
            &format!("witness {name} {}{}\n", other.key("witness ", 4)?, url.unwrap_or_default());
        names.push(name);
    }
    trust += &format!("group others any {}\nquorum others\n", names.join(" "));
    fs::write(house.file("trust"), trust)?;
    Ok(())
}

pub(super) fn copy(from: &Path, to: &Path) -> Result<()> {
    process::run(Command::new("cp").arg("-a").arg(from).arg(to)).map(drop)
}

/// Over HTTP.
pub(crate) fn loopback(setting: &Setting) -> Result<Outcome> {
    let houses = ["anna", "bert", "cleo"].map(|name| House::begin(setting, name));
    let houses = houses.into_iter().collect::<Result<Vec<_>>>()?;
    let [anna, bert, cleo] = houses.as_slice() else { unreachable!("three were begun") };
    watch(&houses)?;
    let (at_anna, at_bert) = (Served::start(anna)?, Served::start(bert)?);
    let at_cleo = Served::start(cleo)?;
    let of = |served: &Served| served.address.clone();
    let (a, b, c) = (of(&at_anna), of(&at_bert), of(&at_cleo));
    believe(anna, &[(bert, Some(&b)), (cleo, Some(&c))])?;
    believe(bert, &[(anna, Some(&a)), (cleo, Some(&c))])?;
    believe(cleo, &[(anna, Some(&a)), (bert, Some(&b))])?;
    for house in &houses {
        let name = house.name();
        house.release(&format!("{name}-1.txt"))?;
        let say = house.run(&["checkpoint", "--lang", "en"], &[])?;
        ensure!(say.matches("Signed by the witness").count() == 2, "{name}: {say}");
    }
    fork(setting, anna)?;
    set_back(setting, bert)?;
    // One goes silent: the others go on with the quorum that is left, and say so.
    drop(at_cleo);
    let output = anna.ask(&["checkpoint", "--lang", "en"], &[])?;
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(output.status.success() && told.contains("has not signed"), "silence: {told}");
    let found = evidence(setting, bert, anna, "fork")?
        + evidence(setting, anna, bert, "rollback")?
        + evidence(setting, anna, cleo, "silence")?;
    println!("        {found} pieces of evidence were exported and checked");
    Ok(Outcome::Passed)
}

/// Two histories of one log: a copy of the house, which then goes another way.
fn fork(setting: &Setting, house: &House<'_>) -> Result<()> {
    let twin = house.twin("twin")?;
    house.release("honest.txt")?;
    let other = setting.scratch.join("other.txt");
    fs::write(&other, "Another story.\n")?;
    let output = twin.ask(&["release"], &[&other])?;
    ensure!(output.status.code() == Some(3), "a fork ends with {}", output.status);
    let again = twin.ask(&["checkpoint"], &[])?;
    ensure!(again.status.code() == Some(3), "a fork that was noticed may go on");
    Ok(())
}

/// A house from a backup, high-water file and all: only witnesses can tell.
fn set_back(setting: &Setting, house: &House<'_>) -> Result<()> {
    let backup = house.twin("backup")?;
    house.release("later.txt")?;
    house.release("later-still.txt")?;
    // Signatures have a time in seconds, and the later one must show.
    std::thread::sleep(Duration::from_millis(1100));
    let output = backup.ask(&["release"], &[&setting.scratch.join("bert-1.txt")])?;
    ensure!(output.status.code() == Some(3), "a rollback ends with {}", output.status);
    Ok(())
}

/// The witness has evidence against the other house, exports it, and Go confirms the signatures.
pub(super) fn evidence(
    setting: &Setting,
    witness: &House<'_>,
    of: &House<'_>,
    kind: &str,
) -> Result<usize> {
    let folder = setting.scratch.join(format!("evidence-{kind}-{}", of.name()));
    // A served house has its desk open; the copy of it is looked at.
    let desk = witness.twin(&format!("desk-{kind}-{}", of.name()))?;
    let mut arguments = vec!["witness", "--lang", "en"];
    if kind == "silence" {
        // Signatures have a time in seconds, and some must have gone by.
        std::thread::sleep(Duration::from_millis(1100));
        arguments.extend(["--silent-after", "0"]);
    }
    arguments.push("--evidence");
    let output = desk.ask(&arguments, &[&folder])?;
    let say = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(output.status.code() == Some(1), "no evidence of a {kind}: {say}");
    let of_kind = |entry: fs::DirEntry| -> Option<PathBuf> {
        let name = entry.file_name().to_string_lossy().into_owned();
        name.starts_with(kind).then(|| entry.path())
    };
    let entries = fs::read_dir(&folder)?.collect::<Result<Vec<_>, _>>()?;
    let found: Vec<PathBuf> = entries.into_iter().filter_map(of_kind).collect();
    ensure!(!found.is_empty(), "no {kind}: {say}");
    let Some(checker) = build_go(setting)? else { return Ok(found.len()) };
    let (key, mut confirmed) = (of.key("log ", 1)?, 0);
    for path in &found {
        let mut check = Command::new(&checker);
        let output = process::output(check.arg("evidence").arg(path).arg(&key))?;
        let say = String::from_utf8_lossy(&output.stdout).into_owned();
        confirmed += usize::from(output.status.success() && say.contains(kind));
    }
    // Evidence against others is about other keys.
    ensure!(confirmed > 0, "Go confirms no {kind} of {}", of.name());
    Ok(confirmed)
}

/// Puts TLS before a witness, as a house that is reached from outside does.
const TERMINATOR: &str = r#"
import socket, ssl, sys, threading
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
host, port = sys.argv[3].split(":")
def pump(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass
while True:
    plain, _ = server.accept()
    try:
        client = context.wrap_socket(plain, server_side=True)
    except (ssl.SSLError, OSError):
        continue
    witness = socket.create_connection((host, int(port)))
    for pair in ((client, witness), (witness, client)):
        threading.Thread(target=pump, args=pair, daemon=True).start()
"#;

/// Over HTTPS, with a root certificate of the partnership's own.
pub(crate) fn https(setting: &Setting) -> Result<Outcome> {
    if !process::exists("openssl") || !process::exists("python3") {
        return Ok(Outcome::Skipped("`openssl` or `python3` is not installed"));
    }
    let houses = [House::begin(setting, "nora")?, House::begin(setting, "olaf")?];
    let [nora, olaf] = &houses;
    watch(&houses)?;
    let (root, certificate, key) = certificates(&setting.scratch)?;
    let served = Served::start(olaf)?;
    let mut terminator = Command::new("python3");
    terminator.args(["-c", TERMINATOR]).args([&certificate, &key]).arg(&served.address);
    let mut child = terminator.stdout(Stdio::piped()).spawn()?;
    let mut port = String::new();
    BufReader::new(child.stdout.take().context("stdout is a pipe")?).read_line(&mut port)?;
    let _terminated = Served { child, address: String::new() };
    believe(nora, &[(olaf, Some(&format!("https://127.0.0.1:{}", port.trim())))])?;
    let file = setting.scratch.join("nora-1.txt");
    fs::write(&file, "The library opens at eight.\n")?;
    // The system believes no such root, so nobody has signed.
    let strange = nora.ask(&["release", "--lang", "en"], &[&file])?;
    let told = String::from_utf8_lossy(&strange.stderr).into_owned();
    ensure!(strange.status.code() == Some(1), "a stranger is believed: {told}");
    ensure!(told.contains("certificate"), "it does not name the certificate: {told}");
    let settings = fs::read_to_string(nora.file("ledger.toml"))?;
    let named = format!("tls-roots = \"{}\"\n{settings}", root.display());
    fs::write(nora.file("ledger.toml"), named)?;
    let say = nora.run(&["checkpoint", "--lang", "en"], &[])?;
    ensure!(say.contains("Signed by the witness olaf"), "{say}");
    nora.run(&["proof", "0", "--file"], &[&file])?;
    Ok(Outcome::Passed)
}

/// Makes a root certificate, and one that it has signed for this machine, with its key.
fn certificates(folder: &Path) -> Result<(PathBuf, PathBuf, PathBuf)> {
    let file = |name: &str| folder.join(name);
    let script = "set -e; cd \"$0\"
        new='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'
        openssl req -x509 $new -keyout root.key -out root.pem -subj '/CN=Partners' -days 2
        openssl req $new -keyout tls.key -out tls.csr -subj '/CN=Witness'
        printf 'subjectAltName=IP:127.0.0.1\\nbasicConstraints=CA:FALSE\\n' >tls.ext
        openssl x509 -req -in tls.csr -CA root.pem -CAkey root.key -CAcreateserial -days 2 \
          -extfile tls.ext -out tls.pem";
    process::run(Command::new("bash").args(["-c", script]).arg(folder))?;
    Ok((file("root.pem"), file("tls.pem"), file("tls.key")))
}
