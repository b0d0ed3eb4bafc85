use std::collections::BTreeMap;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use axum::response::Response;
use intake::age::Identity;
use intake::channel::{Plan, open_secret};
use intake::handler::HandlerKey;
use intake::message;
use intake::receipt::{Receipt, ReporterKeys, WordList};
use intake::reporter::{self, Draft};
use intake::sign::SigningKey;
use tempfile::TempDir;
use time::OffsetDateTime;
use tower::ServiceExt;

use super::*;

/// Pages over folders of their own, and what opens what arrives.
struct Office {
    folder: TempDir,
    channel: Channel,
    pages: Router,
    secret: Identity,
}

fn office() -> Office {
    let mut rng = getrandom::rand_core::UnwrapErr(getrandom::SysRng);
    let folder = tempfile::tempdir().unwrap();
    let handler = HandlerKey::generate("Records 1", &mut rng).unwrap();
    let handlers = &[handler.card()];
    let root = SigningKey::generate(&mut rng);
    let plan =
        Plan { name: "Harbour <office>", handlers, alone: true, escrow: None, custodian: None };
    let mut channel = Channel::new(plan, &root).unwrap();
    let today = OffsetDateTime::now_utc().date();
    let (_, sealed) = channel.add_epoch(today, &mut rng).unwrap();
    let secret = open_secret(&handler.identity, &sealed).unwrap();
    let texts = || {
        texts()
            .map(|id| {
                let text = format!("[{id}]");
                (id, text)
            })
            .collect()
    };
    let languages = vec![("en".to_owned(), texts()), ("zh-Hans".to_owned(), texts())];
    let site = Site {
        channel_file: channel.sign(&root).unwrap(),
        channel: channel.clone(),
        arrivals: folder.path().join("in"),
        answers: folder.path().join("out"),
        script_proof: None,
        work_bits: 8,
        languages,
    };
    std::fs::create_dir(&site.arrivals).unwrap();
    Office { folder, channel, pages: router(site), secret }
}

impl Office {
    async fn get(&self, path: &str) -> Response {
        let request = Request::get(path).body(Body::empty()).unwrap();
        self.pages.clone().oneshot(request).await.unwrap()
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
        let escape = |text: &str| text.bytes().map(|b| format!("%{b:02x}")).collect::<String>();
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", escape(value))).collect();
        let request = Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(pairs.join("&")));
        text(self.pages.clone().oneshot(request.unwrap()).await.unwrap()).await
    }

    /// Sends parts as a browser does: names, names of files, contents.
    async fn send(&self, parts: &[(&str, Option<&str>, &[u8])]) -> (StatusCode, String) {
        let mut body = Vec::new();
        for (name, file, content) in parts {
            let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
            let head = format!(
                "--border\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n"
            );
            body.extend(head.bytes());
            body.extend(*content);
            body.extend(b"\r\n");
        }
        body.extend(b"--border--\r\n");
        let request = Request::post("/en/send")
            .header("content-type", "multipart/form-data; boundary=border")
            .body(Body::from(body));
        text(self.pages.clone().oneshot(request.unwrap()).await.unwrap()).await
    }

    /// Goes the way to the form of a report; returns its token and the receipt.
    async fn begin(&self) -> (String, String) {
        let page = text(self.get("/en/").await).await.1;
        let page = self.post("/en/receipt", &[("token", &value(&page, "token"))]).await.1;
        let receipt = value(&page, "receipt");
        let words: Vec<&str> = receipt.split(' ').collect();
        let fields = [
            ("token", value(&page, "token")),
            ("receipt", receipt.clone()),
            ("first", words[1].to_owned()),
            ("second", words[7].to_uppercase()),
        ];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let page = self.post("/en/write", &fields).await.1;
        (value(&page, "token"), value(&page, "receipt"))
    }

    fn arrived(&self) -> Vec<std::path::PathBuf> {
        let entries = std::fs::read_dir(self.folder.path().join("in")).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    }
}

async fn text(response: Response) -> (StatusCode, String) {
    let status = response.status();
    let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

/// Returns the value of a hidden field.
fn value(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let rest = page.split_once(&mark).unwrap_or_else(|| panic!("no `{name}` in\n{page}")).1;
    rest.split_once('"').unwrap().0.to_owned()
}

fn run(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(test);
}

#[test]
fn a_report_with_a_file_arrives_sealed() {
    run(async {
        let office = office();
        let (token, receipt) = office.begin().await;
        let file = vec![7; 200_000];
        let sent = office
            .send(&[
                ("token", None, token.as_bytes()),
                ("receipt", None, receipt.as_bytes()),
                ("item-kind", None, b"page"),
                ("item-name", None, "MARKER-ITEM".as_bytes()),
                ("reach", None, b"anyone"),
                ("text", None, "MARKER-TEXT 第三页".as_bytes()),
                ("file", Some("MARKER-NAME.pdf"), &file),
                ("file", Some(""), b""),
            ])
            .await;
        assert!(sent.0 == StatusCode::OK && sent.1.contains("[page-sent-title]"), "{}", sent.1);
        let [path] = office.arrived().try_into().unwrap();
        let bytes = std::fs::read(&path).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains("MARKER"));
        let mut opened = None;
        let mut blob = Vec::new();
        intake::container::read(bytes.as_slice(), |entry| {
            match entry {
                intake::container::Entry::Message(sealed) => {
                    opened = message::open(std::slice::from_ref(&office.secret), &sealed).ok();
                }
                intake::container::Entry::Blob { content, .. } => {
                    content.read_to_end(&mut blob)?;
                }
            }
            Ok::<(), intake::container::Error>(())
        })
        .unwrap();
        let opened = opened.unwrap();
        assert_eq!(opened.message.body, "MARKER-TEXT 第三页");
        let header = &opened.message.header;
        assert_eq!(header.answers["reach"], "anyone");
        assert_eq!(header.attachments.len(), 1);
        let mut content = Vec::new();
        intake::blob::open(&header.attachments[0], blob.as_slice(), &mut content).unwrap();
        assert_eq!(content, file);
    });
}

#[test]
fn a_form_is_taken_once_and_nothing_is_written_without_its_token() {
    run(async {
        let office = office();
        let (token, receipt) = office.begin().await;
        let parts = |token: &str, text: &str| {
            [("token", token.to_owned()), ("receipt", receipt.clone()), ("text", text.to_owned())]
        };
        let send = async |token: &str, text: &str| {
            let parts = parts(token, text);
            let parts: Vec<(&str, Option<&str>, &[u8])> =
                parts.iter().map(|(name, value)| (*name, None, value.as_bytes())).collect();
            office.send(&parts).await
        };
        assert_eq!(send("no-token", "text").await.0, StatusCode::CONFLICT);
        assert_eq!(send(&token, "text").await.0, StatusCode::OK);
        assert_eq!(send(&token, "text").await.0, StatusCode::CONFLICT);
        let file: &[(&str, Option<&str>, &[u8])] = &[("file", Some("a"), b"content")];
        assert_eq!(office.send(file).await.0, StatusCode::CONFLICT);
        assert_eq!(office.arrived().len(), 1);
        for text in ["", receipt.as_str()] {
            let (token, _) = office.begin().await;
            let (status, page) = send(&token, text).await;
            assert!(status == StatusCode::BAD_REQUEST && page.contains("[page-error-text]"));
        }
        assert_eq!(office.arrived().len(), 1);
    });
}

#[test]
fn the_words_are_asked_back_and_the_same_receipt_is_kept() {
    run(async {
        let office = office();
        let page = text(office.get("/en/").await).await.1;
        let page = office.post("/en/receipt", &[("token", &value(&page, "token"))]).await.1;
        let receipt = value(&page, "receipt");
        let fields = [
            ("token", value(&page, "token")),
            ("receipt", receipt.clone()),
            ("first", "wrong".to_owned()),
            ("second", String::new()),
        ];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let page = office.post("/en/write", &fields).await.1;
        assert!(page.contains("[page-wrong-words]") && value(&page, "receipt") == receipt);
    });
}

#[test]
fn a_mailbox_that_nobody_wrote_to_is_empty_and_a_wrong_receipt_is_told() {
    run(async {
        let office = office();
        let (_, receipt) = office.begin().await;
        let open = async |receipt: &str| {
            let page = text(office.get("/en/mailbox").await).await.1;
            let fields = [("token", value(&page, "token")), ("receipt", receipt.to_owned())];
            let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
            office.post("/en/mailbox", &fields).await
        };
        let (status, page) = open(&receipt).await;
        assert!(status == StatusCode::OK && page.contains("[page-mailbox-none]"));
        assert!(page.contains("name=\"follow-up\""));
        let (status, page) = open("abacus abacus").await;
        assert!(status == StatusCode::BAD_REQUEST && page.contains("[page-error-receipt]"));
    });
}

#[test]
fn every_page_is_bare_and_hardened() {
    run(async {
        let office = office();
        for path in ["/", "/en/", "/zh-Hans/", "/xx/", "/en/mailbox", "/leave", "/no-such-page"] {
            let response = office.get(path).await;
            let headers = response.headers().clone();
            let policy = headers["content-security-policy"].to_str().unwrap();
            assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{path}");
            assert_eq!(headers["cache-control"], "no-store", "{path}");
            assert_eq!(headers["referrer-policy"], "no-referrer", "{path}");
            assert!(!headers.contains_key("set-cookie") && !headers.contains_key("server"));
            let page = text(response).await.1;
            let is_bare = !page.contains("style=") && !page.contains(" onclick=");
            // One script at most, of this site, and of the bytes that the page states.
            let scripts = page.matches("<script").count();
            let ours = format!(
                "<script type=\"module\" src=\"/seal.js\" integrity=\"{}\"></script>",
                script::integrity()
            );
            assert!(is_bare && scripts == page.matches(&ours).count(), "{path}");
            assert!(!page.contains("Harbour <office>"), "{path}: a name is not escaped");
            assert!(page.len() < 20_000, "{path}");
        }
        assert_eq!(office.get("/leave").await.headers()["clear-site-data"], "\"*\"");
        assert_eq!(office.get("/no-such-page").await.status(), StatusCode::NOT_FOUND);
        let (status, _) = office.post("/a%0Ab/receipt", &[("token", "none")]).await;
        assert_eq!(status, StatusCode::CONFLICT);
        let channel = text(office.get("/channel").await).await.1;
        assert!(Channel::parse(&channel).is_ok());
    });
}

impl Office {
    /// A sealed report, as a browser makes it.
    fn sealed(&self) -> (Vec<u8>, ReporterKeys) {
        let mut rng = getrandom::rand_core::UnwrapErr(getrandom::SysRng);
        let receipt = Receipt::generate(WordList::English, &mut rng);
        let keys = receipt.keys(&self.channel.id());
        let draft = Draft {
            kind: message::Kind::Report,
            item: None,
            answers: BTreeMap::new(),
            body: "sealed elsewhere",
            attachments: Vec::new(),
            identity: None,
        };
        let today = OffsetDateTime::now_utc().date();
        let message = reporter::seal(draft, &self.channel, &keys, today, &mut rng).unwrap();
        (intake::container::Writer::new(Vec::new()).finish(&message).unwrap(), keys)
    }

    async fn ticket(&self) -> (String, String) {
        let request = Request::post("/ticket").body(Body::empty()).unwrap();
        let answer = text(self.pages.clone().oneshot(request).await.unwrap()).await.1;
        let (token, bits) = answer.split_once(' ').unwrap();
        let bits = bits.parse().unwrap();
        let work = (0_u32..).map(|number| number.to_string());
        let work = work.into_iter().find(|work| forms::is_worked(token, work, bits)).unwrap();
        (token.to_owned(), work)
    }

    async fn send_sealed(&self, token: &str, work: &str, body: Vec<u8>) -> (StatusCode, String) {
        let request = Request::post("/sealed").header("x-token", token).header("x-work", work);
        let response = self.pages.clone().oneshot(request.body(Body::from(body)).unwrap()).await;
        let response = response.unwrap();
        let reason = response.headers().get("x-reason").map(|id| id.to_str().unwrap().to_owned());
        (response.status(), reason.unwrap_or_default())
    }
}

#[test]
fn what_a_browser_sealed_is_kept_as_it_came() {
    run(async {
        let office = office();
        let (report, _) = office.sealed();
        let (token, work) = office.ticket().await;
        let sent = office.send_sealed(&token, &work, report.clone()).await;
        assert_eq!(sent.0, StatusCode::NO_CONTENT, "{}", sent.1);
        let [path] = office.arrived().try_into().unwrap();
        assert_eq!(std::fs::read(path).unwrap(), report);
        // A ticket is for one report.
        assert_eq!(office.send_sealed(&token, &work, report).await.1, "page-error-token");
        assert_eq!(office.arrived().len(), 1);
    });
}

#[test]
fn nothing_comes_in_without_work_or_in_clear() {
    run(async {
        let office = office();
        let (report, _) = office.sealed();
        let (token, _) = office.ticket().await;
        let idle = (0_u32..).map(|number| number.to_string());
        let idle = idle.into_iter().find(|work| !forms::is_worked(&token, work, 8)).unwrap();
        assert_eq!(office.send_sealed(&token, &idle, report).await.0, StatusCode::CONFLICT);
        let clear = intake::container::Writer::new(Vec::new()).finish(b"in clear").unwrap();
        for body in [clear, b"text=in+clear".to_vec(), Vec::new()] {
            let (token, work) = office.ticket().await;
            let (status, reason) = office.send_sealed(&token, &work, body).await;
            assert_eq!((status.as_u16(), reason.as_str()), (422, "page-error-script"));
        }
        assert!(office.arrived().is_empty());
    });
}

#[test]
fn a_mailbox_gives_sealed_answers_to_whoever_has_its_locator() {
    run(async {
        let office = office();
        let folder = office.folder.path().join("out");
        let locator = "00112233445566778899aabbccddeeff";
        let name = intake::receipt::Mailbox::parse(locator).unwrap().name();
        std::fs::create_dir_all(folder.join(&name)).unwrap();
        std::fs::write(folder.join(&name).join("0001.age"), "sealed").unwrap();
        let ask = async |locator: &str| {
            let request = Request::post("/answers").body(Body::from(locator.to_owned())).unwrap();
            text(office.pages.clone().oneshot(request).await.unwrap()).await
        };
        assert_eq!(ask(locator).await.1, "\0\0\0\u{6}sealed");
        assert_eq!(ask(&"0".repeat(32)).await, (StatusCode::OK, String::new()));
        // The name of a folder is not what opens it.
        assert_eq!(ask(&name).await.0, StatusCode::BAD_REQUEST);
        assert_eq!(ask("../in").await.0, StatusCode::BAD_REQUEST);
    });
}

#[test]
fn what_a_crash_left_is_removed() {
    let office = office();
    let folder = office.folder.path().join("in");
    std::fs::write(folder.join(".new-abc"), "half").unwrap();
    std::fs::write(folder.join("web-1.obr"), "whole").unwrap();
    let mut rng = getrandom::rand_core::UnwrapErr(getrandom::SysRng);
    let handler = HandlerKey::generate("Records 1", &mut rng).unwrap();
    let root = SigningKey::generate(&mut rng);
    let handlers = &[handler.card()];
    let plan = Plan { name: "Desk", handlers, alone: true, escrow: None, custodian: None };
    let channel = Channel::new(plan, &root).unwrap();
    let site = Site {
        channel,
        channel_file: String::new(),
        arrivals: folder,
        answers: office.folder.path().join("out"),
        script_proof: None,
        work_bits: 0,
        languages: Vec::new(),
    };
    remove_leftovers(&site).unwrap();
    let names: Vec<_> = office.arrived();
    assert!(names.len() == 1 && names[0].ends_with("web-1.obr"));
}
