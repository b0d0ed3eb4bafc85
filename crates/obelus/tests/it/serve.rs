//! The reporter's pages as a process of their own: a report over HTTP without any script, an answer
//! by a handler, and what stays behind.

#![expect(clippy::unwrap_used, reason = "what a test needs is there, or the test fails")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use crate::support::{Folder, ended};

/// A desk, and pages that write into it.
struct Site {
    folder: Folder,
    process: Child,
    address: String,
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ended = self.process.kill();
        let _reaped = self.process.wait();
    }
}

impl Site {
    fn new() -> Self {
        let folder = Folder::new(&[]);
        for name in ["one", "two"] {
            run(&folder, &["report", "keygen", name, "--name", &format!("Records {name}")], "");
        }
        let new = ["report", "channel", "new", "desk", "--name", "Harbour office"];
        run(&folder, &[&new[..], &["--handler", "one.card", "--handler", "two.card"]].concat(), "");
        let serve = ["report", "serve", "--channel", "desk/channel", "--listen", "127.0.0.1:0"];
        let folders = ["--arrivals", "desk/in", "--answers", "desk/out"];
        let mut command = folder.command(&[&serve[..], &folders[..]].concat());
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
        Self { folder, process, address }
    }

    fn request(&self, head: &str, body: &[u8]) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        let head = format!(
            "{head}\r\nHost: localhost\r\nUser-Agent: MARKER-AGENT\r\nContent-Length: {length}\r\n\
             Connection: close\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn get(&self, path: &str) -> String {
        self.request(&format!("GET {path} HTTP/1.1"), b"")
    }

    fn post(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let pairs: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", value.replace(' ', "+")))
            .collect();
        let kind = "Content-Type: application/x-www-form-urlencoded";
        self.request(&format!("POST {path} HTTP/1.1\r\n{kind}"), pairs.join("&").as_bytes())
    }

    fn send(&self, parts: &[(&str, &str)]) -> String {
        let part = |(name, content): &(&str, &str)| {
            let file = if *name == "file" { "; filename=\"MARKER-NAME.txt\"" } else { "" };
            let head = format!("Content-Disposition: form-data; name=\"{name}\"{file}");
            format!("--border\r\n{head}\r\n\r\n{content}\r\n")
        };
        let body = parts.iter().map(part).collect::<String>() + "--border--\r\n";
        let kind = "Content-Type: multipart/form-data; boundary=border";
        self.request(&format!("POST /en/send HTTP/1.1\r\n{kind}"), body.as_bytes())
    }

    /// Opens the mailbox of a receipt.
    fn mailbox(&self, receipt: &str) -> String {
        let token = value(&self.get("/en/mailbox"), "token");
        self.post("/en/mailbox", &[("token", &token), ("receipt", receipt)])
    }
}

fn run(folder: &Folder, args: &[&str], input: &str) -> String {
    let mut command = folder.command(args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let ended = ended(child.wait_with_output().unwrap());
    assert_eq!(ended.code, 0, "{args:?}\n{}{}", ended.stdout, ended.stderr);
    ended.stdout
}

/// Returns the value of a hidden field.
fn value(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let rest = page.split_once(&mark).unwrap_or_else(|| panic!("no `{name}` in\n{page}")).1;
    rest.split_once('"').unwrap().0.to_owned()
}

#[test]
fn a_report_is_sent_answered_and_followed_up_without_any_script() {
    let site = Site::new();
    let page = site.get("/en/");
    assert!(page.contains("Records one") && page.contains("Harbour office"), "{page}");
    let page = site.post("/en/receipt", &[("token", &value(&page, "token"))]);
    let receipt = value(&page, "receipt");
    let words: Vec<&str> = receipt.split(' ').collect();
    let token = value(&page, "token");
    let fields = [
        ("token", token.as_str()),
        ("receipt", &receipt),
        ("first", words[1]),
        ("second", words[7]),
    ];
    let token = value(&site.post("/en/write", &fields), "token");
    let sent = site.send(&[
        ("token", &token),
        ("receipt", &receipt),
        ("item-kind", "file"),
        ("item-name", "MARKER-ITEM"),
        ("text", "MARKER-TEXT"),
        ("file", "MARKER-FILE"),
    ]);
    assert!(sent.contains("It has arrived"), "{sent}");
    let listed = run(&site.folder, &["report", "inbox", "desk", "--key", "one"], "");
    let is_case = |word: &&str| word.len() == 12 && word.bytes().all(|b| b.is_ascii_hexdigit());
    let case = listed.split_whitespace().find(is_case).unwrap();
    let open = ["report", "open", "desk", case, "--key", "two", "--save", "saved"];
    let shown = run(&site.folder, &open, "");
    assert!(shown.contains("MARKER-TEXT") && shown.contains("MARKER-ITEM"), "{shown}");
    assert_eq!(site.folder.read("saved/01-MARKER-NAME.txt"), "MARKER-FILE");
    assert!(site.mailbox(&receipt).contains("There is no answer yet"));
    run(&site.folder, &["report", "reply", "desk", case, "--key", "one"], "MARKER-REPLY <b>");
    let mailbox = site.mailbox(&receipt);
    assert!(mailbox.contains("MARKER-REPLY &lt;b&gt;"), "{mailbox}");
    let token = value(&mailbox, "token");
    let parts = [("token", token.as_str()), ("receipt", &receipt), ("follow-up", "yes")];
    let sent = site.send(&[&parts[..], &[("text", "MARKER-MORE")]].concat());
    assert!(sent.contains("It has arrived"), "{sent}");
    run(&site.folder, &["report", "inbox", "desk", "--key", "one"], "");
    assert!(run(&site.folder, &open[..6], "").contains("MARKER-MORE"));
    nothing_stays_in_clear(&site, &receipt);
}

/// Nothing of what was sent stands in any file of the desk, nor the browser's name.
fn nothing_stays_in_clear(site: &Site, receipt: &str) {
    let mut folders = vec![site.folder.file("desk")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
            let name = path.display().to_string();
            assert!(!text.contains("MARKER") && !name.contains("MARKER"), "{name}");
            assert!(!text.contains(receipt) && !text.contains("127.0.0.1"), "{name}");
        }
    }
}

#[test]
fn a_folder_that_is_missing_is_told() {
    let folder = Folder::new(&[]);
    run(&folder, &["report", "keygen", "one", "--name", "Records 1"], "");
    let new = ["report", "channel", "new", "desk", "--name", "Desk", "--handler", "one.card"];
    run(&folder, &[&new[..], &["--alone"]].concat(), "");
    let serve = ["report", "serve", "--channel", "desk/channel", "--arrivals", "no-such"];
    let ended = folder.run(&[&serve[..], &["--answers", "desk/out"]].concat());
    assert!(ended.code == 2 && ended.stderr.contains("`no-such` is no folder"), "{}", ended.stderr);
}
