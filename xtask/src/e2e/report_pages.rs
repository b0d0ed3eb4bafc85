//! The reporter's pages under load: large files in little memory, and death at any moment.

mod markers;

use std::fs;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::desk::{NEEDED, script};
use super::{Outcome, Setting};
use crate::process;

pub(super) use markers::in_no_place;

/// Bytes of the large file.
const LARGE_BYTES: u64 = 5 << 30;
/// Most memory while a file comes in, in KiB; deriving keys takes 64 MiB more, for half a second.
const UPLOAD_KIB_MAX: u64 = 64 << 10;
/// Uploads that are cut off by the death of the process.
const DEATHS: usize = 200;
const MARKER: &str = "MARKER-OF-AN-UPLOAD";
/// What a browser, and servers on the way, say of who sends.
const TELLING: &str = "User-Agent: MARKER-AGENT\r\nX-Forwarded-For: 203.0.113.77\r\n";

/// A file of five gigabytes is sealed while it comes in.
pub(super) fn large_file(setting: &Setting) -> Result<Outcome> {
    let pages = Pages::start(setting, "large")?;
    let mut upload = pages.begin_upload()?;
    let piece = vec![7; 1 << 20];
    let mut most = 0;
    for number in 0..LARGE_BYTES / (1 << 20) {
        upload.send(&piece)?;
        if number % 64 == 0 {
            most = most.max(pages.memory_kib()?);
        }
    }
    let answer = upload.end()?;
    ensure!(answer.starts_with("HTTP/1.1 200"), "the upload ended with {answer:.60}");
    let arrived = pages.arrived()?;
    ensure!(
        arrived.len() == 1 && fs::metadata(&arrived[0])?.len() > LARGE_BYTES,
        "it is not there"
    );
    ensure!(most <= UPLOAD_KIB_MAX, "{most} KiB while it came in");
    println!("        {} GiB in {} MiB of memory", LARGE_BYTES >> 30, most >> 10);
    fs::remove_dir_all(&pages.folder)?;
    Ok(Outcome::Passed)
}

/// Whenever the process dies, nothing stands in clear, nothing half is taken for whole, and what was
/// acknowledged is there.
pub(super) fn sudden_death(setting: &Setting) -> Result<Outcome> {
    let mut acknowledged = 0;
    let mut pages = Pages::start(setting, "death")?;
    for number in 0..DEATHS {
        let mut upload = pages.begin_upload()?;
        // From a few bytes to several chunks, so that it dies in different places.
        for _ in 0..number % 40 {
            upload.send(MARKER.repeat(1_000))?;
        }
        if number % 10 == 9 {
            let answer = upload.end()?;
            ensure!(answer.starts_with("HTTP/1.1 200"), "the upload ended with {answer:.60}");
            acknowledged += 1;
        }
        pages.process.kill()?;
        pages.process.wait()?;
        let whole = pages.arrived()?;
        ensure!(whole.len() == acknowledged, "{} of {acknowledged} are there", whole.len());
        pages.ensure_nothing_in_clear()?;
        pages.restart(setting)?;
    }
    let left = fs::read_dir(pages.folder.join("in"))?.count();
    ensure!(left == acknowledged, "{left} files where {acknowledged} arrived");
    println!("        {DEATHS} deaths, {acknowledged} reports acknowledged and kept");
    Ok(Outcome::Passed)
}

/// In Chromium, without script: no fault of accessibility on any page, and a whole story.
pub(super) fn without_script(setting: &Setting) -> Result<Outcome> {
    story(setting, "server")
}

/// The same with script: nothing but what is sealed leaves the browser.
pub(super) fn with_script(setting: &Setting) -> Result<Outcome> {
    story(setting, "browser")
}

/// What a reporter writes, and what must never leave the browser in clear.
const TEXT: &str = "MARKER of a reporter";
const FOLLOW_UP: &str = "MARKER of a follow-up";
/// What browsers say of themselves.
const BROWSER: &str = "HeadlessChrome";

fn story(setting: &Setting, way: &str) -> Result<Outcome> {
    let Some(script) = script(setting, "report_pages.mjs")? else {
        return Ok(Outcome::Skipped(NEEDED));
    };
    let pages = Pages::start(setting, way)?;
    let address = format!("http://{}", pages.address);
    let node = |task: &str, args: &[&str]| -> Result<String> {
        let mut command = Command::new("node");
        let output =
            process::run(command.arg(&script).args([task, address.as_str(), way]).args(args))?;
        Ok(String::from_utf8(output.stdout)?)
    };
    let faults = node("check", &[])?;
    ensure!(faults.is_empty(), "faults of accessibility:\n{faults}");
    for path in pages.arrived()? {
        fs::remove_file(path)?;
    }
    let file = pages.folder.join("plan.txt");
    let content = "a plan ".repeat(30_000);
    fs::write(&file, &content)?;
    let receipt = node("send", &[TEXT, &file.to_string_lossy()])?;
    ensure!(receipt.split_whitespace().count() == 8, "the report did not arrive");
    let case = pages.take_in(&setting.program)?.context("the inbox lists no case")?;
    let obelus = |args: &[&str]| {
        process::run(Command::new(&setting.program).args(args).current_dir(&pages.folder))
    };
    let opened = ["report", "open", "desk", &case, "--key", "one", "--save", "saved"];
    let opened = String::from_utf8(obelus(&opened)?.stdout)?;
    ensure!(opened.contains(TEXT), "the handler does not read the report:\n{opened}");
    ensure!(find(&pages.folder.join("saved"), &content)?, "the file is not what was sent");
    fs::write(pages.folder.join("answer"), "Thank you for the plan.")?;
    obelus(&["report", "reply", "desk", &case, "--key", "one", "--text", "answer"])?;
    for entry in fs::read_dir(pages.folder.join("desk/out"))? {
        let entry = entry?;
        fs::rename(entry.path(), pages.folder.join("out").join(entry.file_name()))?;
    }
    let mailbox = node("read", &[receipt.trim(), FOLLOW_UP])?;
    ensure!(mailbox.contains("Thank you for the plan."), "the answer is not in\n{mailbox}");
    ensure!(!mailbox.contains("no follow-up"), "the follow-up was not sent");
    let file_name = "plan.txt";
    let secrets = [TEXT, FOLLOW_UP, receipt.trim(), "Thank you for the plan.", file_name, BROWSER];
    let looked = pages.ensure_not_in_memory(&secrets)?;
    println!("        {} MiB of memory hold nothing of it", looked >> 20);
    pages.take_in(&setting.program)?;
    let opened = obelus(&["report", "open", "desk", &case, "--key", "one"])?;
    let opened = String::from_utf8(opened.stdout)?;
    ensure!(opened.contains(FOLLOW_UP), "the follow-up is not in its case:\n{opened}");
    let close = ["report", "close", "desk", &case, "--key", "one", "--outcome", "substantiated"];
    obelus(&close)?;
    Ok(Outcome::Passed)
}

/// True when a file of that content lies in a folder.
fn find(folder: &Path, content: &str) -> Result<bool> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() && fs::read(path)? == content.as_bytes() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The pages, running.
struct Pages {
    folder: PathBuf,
    process: Child,
    address: String,
}

impl Drop for Pages {
    fn drop(&mut self) {
        let _ended = self.process.kill();
        let _reaped = self.process.wait();
    }
}

impl Pages {
    /// A desk with one handler, and its pages.
    fn start(setting: &Setting, name: &str) -> Result<Self> {
        Self::with_handlers(setting, name, &["one"])
    }

    fn with_handlers(setting: &Setting, name: &str, handlers: &[&str]) -> Result<Self> {
        let folder = setting.scratch.join(name);
        fs::create_dir_all(&folder)?;
        let obelus = |args: &[&str]| {
            process::run(Command::new(&setting.program).args(args).current_dir(&folder))
        };
        let mut new: Vec<String> =
            ["report", "channel", "new", "desk", "--name", "Desk"].map(str::to_owned).into();
        for handler in handlers {
            obelus(&["report", "keygen", handler, "--name", &format!("Records {handler}")])?;
            new.extend(["--handler".to_owned(), format!("{handler}.card")]);
        }
        if handlers.len() == 1 {
            new.push("--alone".to_owned());
        }
        obelus(&new.iter().map(String::as_str).collect::<Vec<_>>())?;
        for name in ["in", "out"] {
            fs::create_dir(folder.join(name))?;
        }
        let (process, address) = serve(setting, &folder, ["in", "out"])?;
        Ok(Self { folder, process, address })
    }

    fn restart(&mut self, setting: &Setting) -> Result<()> {
        (self.process, self.address) = serve(setting, &self.folder, ["in", "out"])?;
        Ok(())
    }

    /// Goes the way to the form and sends all of it up to the content of a file.
    fn begin_upload(&self) -> Result<Upload> {
        let (token, receipt) = self.begin()?;
        self.fill_in(&[("token", &token), ("receipt", &receipt), ("text", MARKER)], "a")
    }

    /// Goes the way to the form; returns its token and the receipt.
    fn begin(&self) -> Result<(String, String)> {
        let page = self.request("GET", "/en/", "")?;
        let page =
            self.request("POST", "/en/receipt", &format!("token={}", hidden(&page, "token")?))?;
        let receipt = hidden(&page, "receipt")?;
        let words: Vec<&str> = receipt.split(' ').collect();
        let (second, last) = (words.get(1), words.last());
        let fields = format!(
            "token={}&receipt={}&first={}&second={}",
            hidden(&page, "token")?,
            receipt.replace(' ', "+"),
            second.context("a receipt has words")?,
            last.context("a receipt has words")?,
        );
        Ok((hidden(&self.request("POST", "/en/write", &fields)?, "token")?, receipt))
    }

    /// Sends a form up to the content of a file of that name.
    fn fill_in(&self, fields: &[(&str, &str)], file_name: &str) -> Result<Upload> {
        let mut upload = Upload(TcpStream::connect(&self.address)?);
        write!(
            upload.0,
            "POST /en/send HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{TELLING}\
             Content-Type: multipart/form-data; boundary=border\r\n\
             Transfer-Encoding: chunked\r\n\r\n"
        )?;
        for (name, value) in fields {
            upload.send(format!(
                "--border\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            ))?;
        }
        upload.send(format!(
            "--border\r\nContent-Disposition: form-data; name=\"file\"; \
             filename=\"{file_name}\"\r\n\r\n"
        ))?;
        Ok(upload)
    }

    fn request(&self, method: &str, path: &str, body: &str) -> Result<String> {
        let mut stream = TcpStream::connect(&self.address)?;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{TELLING}\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }

    fn memory_kib(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let number = line.and_then(|line| line.split_whitespace().next());
        Ok(number.context("the system does not say how much memory is used")?.parse()?)
    }

    /// Reports that are whole.
    fn arrived(&self) -> Result<Vec<PathBuf>> {
        let mut paths = Vec::new();
        for entry in fs::read_dir(self.folder.join("in"))? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "obr") {
                paths.push(path);
            }
        }
        Ok(paths)
    }

    /// Moves what has arrived to the desk, and returns the first case of its inbox.
    fn take_in(&self, program: &Path) -> Result<Option<String>> {
        for path in self.arrived()? {
            let name = path.file_name().context("a report has a name")?;
            fs::rename(&path, self.folder.join("desk/in").join(name))?;
        }
        let inbox = ["report", "inbox", "desk", "--key", "one"];
        let listed = process::run(Command::new(program).args(inbox).current_dir(&self.folder))?;
        let listed = String::from_utf8(listed.stdout)?;
        let last = listed.lines().last().and_then(|line| line.split_whitespace().next());
        Ok(last.map(str::to_owned))
    }

    /// Looks through all that the process can write to, which a dump would show, and returns how
    /// many bytes that were; only root may.
    fn ensure_not_in_memory(&self, secrets: &[&str]) -> Result<u64> {
        let process = format!("/proc/{}", self.process.id());
        let Ok(mut memory) = fs::File::open(format!("{process}/mem")) else { return Ok(0) };
        let mut looked = 0;
        for line in fs::read_to_string(format!("{process}/maps"))?.lines() {
            let mut words = line.split_whitespace();
            let range = words.next().and_then(|range| range.split_once('-'));
            let (Some((start, end)), Some("rw-p")) = (range, words.next()) else { continue };
            let (start, end) = (u64::from_str_radix(start, 16)?, u64::from_str_radix(end, 16)?);
            let mut bytes = Vec::new();
            memory.seek(SeekFrom::Start(start))?;
            // What was never touched cannot be read.
            let _read = (&mut memory).take(end - start).read_to_end(&mut bytes);
            looked += u64::try_from(bytes.len())?;
            for (number, secret) in secrets.iter().enumerate() {
                let has = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
                ensure!(!has, "secret {number} is in the pages' memory after the request: {line}");
            }
        }
        Ok(looked)
    }

    fn ensure_nothing_in_clear(&self) -> Result<()> {
        for entry in fs::read_dir(self.folder.join("in"))? {
            let path = entry?.path();
            let bytes = fs::read(&path)?;
            let has = bytes.windows(MARKER.len()).any(|window| window == MARKER.as_bytes());
            ensure!(!has, "`{}` holds what was sent", path.display());
        }
        Ok(())
    }
}

/// A form that is being sent, in chunks.
struct Upload(TcpStream);

impl Upload {
    fn send(&mut self, content: impl AsRef<[u8]>) -> Result<()> {
        let content = content.as_ref();
        write!(self.0, "{:x}\r\n", content.len())?;
        self.0.write_all(content)?;
        Ok(self.0.write_all(b"\r\n")?)
    }

    /// Ends the file and the form, and returns the answer.
    fn end(mut self) -> Result<String> {
        self.send("\r\n--border--\r\n")?;
        self.0.write_all(b"0\r\n\r\n")?;
        let mut answer = String::new();
        self.0.read_to_string(&mut answer)?;
        Ok(answer)
    }
}

/// Starts the pages and returns where they are.
pub(super) fn serve(
    setting: &Setting,
    folder: &Path,
    [arrivals, answers]: [&str; 2],
) -> Result<(Child, String)> {
    let mut process = Command::new(&setting.program)
        .args(["report", "serve", "--channel", "desk/channel", "--arrivals", arrivals])
        .args(["--answers", answers, "--listen", "127.0.0.1:0", "--quiet"])
        .current_dir(folder)
        .stdout(Stdio::piped())
        .stderr(fs::File::create(folder.join("pages.log"))?)
        .spawn()?;
    let stdout = process.stdout.take().context("there is no pipe")?;
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line)?;
    let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next());
    Ok((process, address.context("the pages did not say where they are")?.to_owned()))
}

/// Returns the value of a hidden field.
fn hidden(page: &str, name: &str) -> Result<String> {
    let mark = format!("name=\"{name}\" value=\"");
    let rest = page.split_once(&mark).with_context(|| format!("no `{name}` on the page"))?.1;
    Ok(rest.split('"').next().unwrap_or_default().to_owned())
}
