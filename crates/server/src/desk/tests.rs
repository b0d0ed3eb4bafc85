use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Mutex;

use review::batch::ItemId;

use super::*;

/// Messages that are their own ids.
struct Ids;

impl Texts for Ids {
    fn get(&self, language: Language, id: &str, values: &[(&'static str, String)]) -> String {
        let values: Vec<&str> = values.iter().map(|(_, value)| value.as_str()).collect();
        format!("{}:{id}:{}", language.tag(), values.join(","))
    }
}

/// Pictures that say what they are of; under every area stands one text.
struct Drawn;

impl Pictures for Drawn {
    fn draw(&self, file: usize, page: u32) -> Option<Vec<u8>> {
        (page < 3).then(|| format!("picture {file} {page}").into_bytes())
    }

    fn text_under(&self, _file: usize, area: Area) -> Vec<String> {
        if area.left < 50.0 { vec!["Call".to_owned(), "or".to_owned()] } else { Vec::new() }
    }
}

/// A file with two pages that can be drawn, and a finding on each.
fn with_pages() -> File {
    let on = |page, finding: Finding| {
        let area = Area { page, left: 10.0, top: 20.0, right: 60.0, bottom: 30.0 };
        Finding { areas: vec![area], ..finding }
    };
    let findings = vec![on(1, finding(1, 5, "5550100")), on(2, finding(2, 17, "5550199"))];
    File { pages: vec![(200.0, 100.0); 2], ..file("a.pdf", findings) }
}

pub(super) fn finding(item: u32, start: usize, evidence: &str) -> Finding {
    Finding {
        item: ItemId(item),
        part: 0,
        start,
        end: start + evidence.len(),
        place: format!("line 1, column {start}"),
        title: "A telephone number".to_owned(),
        rule: "phone".to_owned(),
        severity: "medium".to_owned(),
        confidence: "high".to_owned(),
        hidden: None,
        is_in_picture: false,
        areas: Vec::new(),
        evidence: evidence.to_owned(),
        why: "It belongs to someone.".to_owned(),
        remedy: "Take it out.".to_owned(),
        reasons_for: Vec::new(),
        reasons_against: Vec::new(),
    }
}

fn file(name: &str, findings: Vec<Finding>) -> File {
    let text = "Call 5550100 or <5550199>, not 5550100.".to_owned();
    File {
        name: name.to_owned(),
        format: "text".to_owned(),
        verdict: "review".to_owned(),
        is_marked: false,
        problems: Vec::new(),
        parts: vec![PartText {
            id: 0,
            label: "text".to_owned(),
            hidden: None,
            text,
            is_cut: false,
            is_field: false,
            cells: Vec::new(),
        }],
        findings,
        ..File::default()
    }
}

/// A desk with two files that runs until the test ends.
struct Running {
    address: SocketAddr,
    link: String,
    released: Arc<Mutex<Vec<Decided>>>,
    cookie: String,
    _folder: tempfile::TempDir,
    _runtime: tokio::runtime::Runtime,
}

fn start() -> Running {
    start_with(vec![
        file("a.txt", vec![finding(1, 5, "5550100"), finding(2, 17, "5550199")]),
        file("b.txt", vec![finding(3, 31, "5550100")]),
    ])
}

/// The same with Chinese titles.
fn in_chinese(content: &Content) -> Content {
    let kept = serde_json::to_string(content).unwrap();
    serde_json::from_str(&kept.replace("A telephone number", "电话号码")).unwrap()
}

fn start_with(files: Vec<File>) -> Running {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let listening = runtime.block_on(Listening::on(0)).unwrap();
    let (address, link) = (listening.address, listening.link());
    let content = Content { files };
    let chinese = in_chinese(&content);
    let released = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&released);
    let folder = tempfile::tempdir().unwrap();
    let copies = folder.path().join("copies");
    std::fs::create_dir(&copies).unwrap();
    let release: Release = Arc::new(move |decided: &[Decided], told: &dyn Fn(Copied)| {
        for decided in decided {
            // What is slow takes longer than a form waits.
            if decided.own.iter().any(|text| text == "not") {
                std::thread::sleep(std::time::Duration::from_millis(1500));
            }
            kept.lock().unwrap().push(decided.clone());
            let is_stuck = decided.keep.iter().any(|(_, text)| text == "5550199");
            let path = copies.join("a.txt");
            std::fs::write(&path, format!("copy of {}", decided.file)).unwrap();
            told(Copied {
                file: decided.file,
                copy: (!is_stuck).then_some(path),
                outcome: if is_stuck { "clean-refused" } else { "clean-proven" },
                detail: None,
                why: is_stuck.then(|| ["it stays", "它还在"].map(|why| vec![why.to_owned()])),
            });
        }
    });
    let add: Add = Arc::new(|name: &str, bytes: Vec<u8>| {
        if bytes == b"unreadable" {
            return Err(std::io::Error::other("no room"));
        }
        Ok([(); 2].map(|()| file(name, vec![finding(1, 5, "5550100")])))
    });
    let desk = Desk::new([content, chinese], release, add);
    let forever = std::future::pending();
    runtime.spawn(listening.serve(
        desk,
        Arc::new(Drawn),
        Arc::new(Ids),
        Language::English,
        forever,
    ));
    Running { address, link, released, cookie: String::new(), _folder: folder, _runtime: runtime }
}

impl Running {
    fn enter(mut self) -> Self {
        let path = self.link.replace(&format!("http://{}", self.address), "");
        let answer = self.get(&path);
        let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
        self.cookie = cookie.split(';').next().unwrap().to_owned();
        self
    }

    fn send(&self, method: &str, path: &str, headers: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\n{headers}Cookie: {}\r\nContent-Length: {}\r\n\
             Connection: close\r\n\r\n{body}",
            self.cookie,
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn get(&self, path: &str) -> String {
        self.send("GET", path, &format!("Host: {}\r\n", self.address), "")
    }

    fn form_token(&self) -> String {
        let page = self.get("/");
        page.split("name=\"form\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    }

    fn post(&self, path: &str, fields: &str) -> String {
        let token = self.form_token();
        let headers = format!(
            "Host: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n",
            self.address
        );
        self.send("POST", path, &headers, &format!("form={token}&{fields}"))
    }

    fn decide(&self, item: u32, seen: u32, rest: &str) -> String {
        self.post("/decide", &format!("item={item}&seen={seen}&back=%2Ffile%2F0&{rest}"))
    }
}

#[test]
fn only_the_browser_with_the_link_comes_in_and_only_once() {
    let desk = start();
    assert!(desk.get("/").starts_with("HTTP/1.1 403"));
    let path =
        desk.link.rsplit_once("/enter/").map(|(_, token)| format!("/enter/{token}")).unwrap();
    let desk = desk.enter();
    assert!(desk.get("/").starts_with("HTTP/1.1 200"));
    let other = Running { cookie: String::new(), ..desk };
    assert!(other.get(&path).starts_with("HTTP/1.1 403"));
}

#[test]
fn another_name_for_this_machine_leads_nowhere() {
    let desk = start().enter();
    let answer = desk.send("GET", "/", "Host: evil.example\r\n", "");
    assert!(answer.starts_with("HTTP/1.1 421"), "{answer}");
}

#[test]
fn a_form_that_is_not_ours_does_nothing() {
    let desk = start().enter();
    let headers =
        format!("Host: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n", desk.address);
    let body = "form=00&item=1&seen=0&scope=this&choice=not-sensitive";
    assert!(desk.send("POST", "/decide", &headers, body).starts_with("HTTP/1.1 403"));
}

#[test]
fn pages_are_not_kept_and_run_nothing_foreign() {
    let answer = start().enter().get("/file/0");
    assert!(answer.contains("cache-control: no-store"));
    assert!(answer.contains("content-security-policy: default-src 'none'"));
    assert!(answer.contains("&#60;"), "markup in a document is text: {answer}");
}

#[test]
fn nothing_goes_out_before_all_is_decided() {
    let desk = start().enter();
    let answer = desk.post("/release", "");
    assert!(answer.starts_with("HTTP/1.1 409"), "{answer}");
    assert!(desk.released.lock().unwrap().is_empty());
}

#[test]
fn decisions_reach_as_far_as_they_say_and_come_out_as_copies() {
    let desk = start().enter();
    let answer = desk.decide(1, 0, "scope=batch&choice=remove&ground=personal-data");
    assert!(answer.contains("location: /file/0#item-1"), "{answer}");
    desk.decide(2, 0, "scope=this&choice=keep&reason=the+public+desk");
    let answer = desk.post("/release", "");
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    let released = desk.released.lock().unwrap();
    let removed: Vec<_> = released.iter().flat_map(|file| &file.remove).collect();
    assert_eq!(removed.len(), 2);
    assert_eq!(released[0].keep, [("phone".to_owned(), "5550199".to_owned())]);
    drop(released);
    assert!(desk.get("/").contains("copies/a.txt"));
}

#[test]
fn a_choice_can_be_taken_back_and_a_late_one_is_refused() {
    let desk = start().enter();
    desk.decide(1, 0, "scope=this&choice=not-sensitive");
    let answer = desk.decide(1, 0, "scope=this&choice=not-sensitive");
    assert!(answer.contains("desk-refused-changed"), "{answer}");
    desk.post("/undo", "back=%2Ffile%2F0");
    assert!(desk.get("/file/0").contains("desk-state-open"));
}

#[test]
fn a_marked_file_does_not_hold_up_the_others() {
    let marked = File { is_marked: true, ..file("m.txt", vec![finding(1, 5, "5550100")]) };
    let desk = start_with(vec![marked, file("a.txt", vec![finding(2, 17, "5550199")])]).enter();
    assert!(!desk.get("/file/0").contains("action=\"/decide\""), "nothing is to be decided");
    desk.decide(2, 0, "scope=this&choice=not-sensitive");
    assert!(desk.post("/release", "").starts_with("HTTP/1.1 303"));
}

#[test]
fn keeping_wants_a_reason() {
    let answer = start().enter().decide(1, 0, "scope=this&choice=keep&reason=");
    assert!(answer.contains("desk-refused-reason"), "{answer}");
}

#[test]
fn a_text_that_someone_types_in_goes_too_and_only_from_where_it_stands() {
    let desk = start().enter();
    let area = |text: &str| desk.post("/area", &format!("file=0&text={text}&ground=us-foia-b6"));
    assert!(area("nowhere").contains("desk-refused-area"));
    assert!(area("Call").starts_with("HTTP/1.1 303"));
    assert!(desk.get("/file/0").contains("desk-area-title"));
    desk.decide(1, 0, "scope=batch&choice=remove&ground=uk-foia-40");
    desk.decide(2, 0, "scope=this&choice=not-sensitive");
    assert!(desk.post("/release", "").starts_with("HTTP/1.1 303"));
    let released = desk.released.lock().unwrap();
    assert_eq!(released[0].own, ["Call"]);
    assert!(released[1].own.is_empty());
}

#[test]
fn another_area_goes_in_the_place_of_a_finding_until_it_is_taken_back() {
    let desk = start().enter();
    let change = |seen: u32, text: &str| {
        let rest = format!("scope=this&choice=change&ground=us-foia-b6&instead={text}");
        desk.decide(2, seen, &rest)
    };
    assert!(change(0, "nowhere").contains("desk-refused-area"));
    assert!(change(0, "or+%3C5550199%3E%2C").starts_with("HTTP/1.1 303"));
    assert!(change(0, "Call").contains("desk-refused-changed"));
    let page = desk.get("/file/0");
    assert!(page.contains("desk-state-replaced") && page.contains("desk-area-title"), "{page}");
    desk.post("/undo", "back=%2Ffile%2F0");
    let page = desk.get("/file/0");
    assert!(!page.contains("desk-state-replaced") && !page.contains("desk-area-title"), "{page}");
    desk.post("/redo", "back=%2Ffile%2F0");
    desk.decide(1, 0, "scope=batch&choice=remove&ground=uk-foia-40");
    assert!(desk.post("/release", "").starts_with("HTTP/1.1 303"));
    let released = desk.released.lock().unwrap();
    assert_eq!(released[0].own, ["or <5550199>,"]);
    assert_eq!(released[0].keep, [("phone".to_owned(), "5550199".to_owned())]);
}

#[test]
fn the_copy_shows_no_more_what_goes_and_a_search_finds_what_stays() {
    let desk = start().enter();
    desk.decide(1, 0, "scope=this&choice=remove&ground=secret");
    let text = |page: &str| page.split("id=\"text\"").nth(1).unwrap().to_owned();
    assert!(text(&desk.get("/file/0")).contains("5550100"));
    let copy = text(&desk.get("/file/0?view=copy"));
    assert!(copy.contains("review-removed"), "{copy}");
    assert!(desk.get("/?q=5550199").contains("/file/0"));
    assert!(!desk.get("/?q=no-such-text").contains("/file/0"));
}

#[test]
fn the_language_changes_and_nothing_else() {
    let desk = start().enter();
    let answer = desk.post("/language", "language=zh-Hans&back=%2Ffile%2F1");
    assert!(answer.contains("obelus-language=zh-Hans") && answer.contains("location: /file/1"));
}

/// A part that says this.
pub(super) fn part(text: String) -> PartText {
    PartText {
        id: 0,
        label: String::new(),
        hidden: None,
        text,
        is_cut: false,
        is_field: false,
        cells: Vec::new(),
    }
}

#[test]
fn long_texts_are_shown_around_their_findings() {
    let text = format!("{}5550100{}", "x".repeat(40_000), "y".repeat(40_000));
    let part = part(text);
    let found = finding(1, 40_000, "5550100");
    let pieces = text::pieces(&part, &[&found]);
    assert_eq!(pieces.len(), 5);
    assert_eq!(pieces[2], text::Piece::Found(ItemId(1), "5550100".to_owned()));
}

#[test]
fn a_page_is_shown_as_a_picture_with_the_numbers_of_the_list() {
    let desk = start_with(vec![with_pages()]).enter();
    let page = desk.get("/file/0");
    assert!(page.contains("src=\"/picture/0/1\"") && page.contains("img-src 'self'"));
    assert!(page.contains("M9.0 19.0H61.0V31.0H9.0Z"), "{page}");
    assert!(page.contains("id=\"text-1\"") && !page.contains("id=\"text-2\""));
    assert!(desk.get("/file/0?leaf=2").contains("id=\"text-2\""));
    assert!(desk.get("/picture/0/2").ends_with("picture 0 2"));
    assert!(desk.get("/picture/0/9").starts_with("HTTP/1.1 404"));
    let text = desk.get("/file/0?as=text");
    assert!(!text.contains("/picture/") && text.contains("id=\"text-2\""), "{text}");
}

#[test]
fn the_first_page_is_that_of_the_first_open_finding() {
    let desk = start_with(vec![with_pages()]).enter();
    desk.decide(1, 0, "scope=this&choice=not-sensitive");
    assert!(desk.get("/file/0").contains("src=\"/picture/0/2\""));
}

#[test]
fn the_copy_shows_as_gone_what_goes_and_not_what_stays() {
    let desk = start_with(vec![with_pages()]).enter();
    let outline = |page: &str| page.matches(" gone\"").count();
    let open = desk.get("/file/0?view=copy&leaf=1");
    assert_eq!(outline(&open), 0, "nobody has decided that it goes");
    assert!(
        open.contains("class=\"outline open\"") && open.contains("desk-view-copy-picture-note")
    );
    desk.decide(1, 0, "scope=this&choice=remove&ground=secret");
    assert_eq!(outline(&desk.get("/file/0?view=copy&leaf=1")), 1);
    assert_eq!(outline(&desk.get("/file/0?view=original&leaf=1")), 0);
    desk.decide(1, 1, "scope=this&choice=keep&reason=known");
    assert_eq!(outline(&desk.get("/file/0?view=copy&leaf=1")), 0);
}

#[test]
fn an_area_that_someone_draws_takes_the_text_under_it() {
    let desk = start_with(vec![with_pages()]).enter();
    let draw = |place: &str| {
        let back = "back=%2Ffile%2F0%3Fview%3Doriginal%26leaf%3D2";
        desk.post("/area", &format!("file=0&drawn={place}&ground=secret&{back}"))
    };
    let answer = draw("2+90+10+95+20");
    assert!(answer.contains("desk-refused-drawn") && answer.contains("/picture/0/2"), "{answer}");
    let answer = draw("2+5+10+95+20");
    assert!(answer.contains("location: /file/0?leaf=2"), "{answer}");
    let page = desk.get("/file/0?leaf=2");
    assert!(page.contains("M4.0 9.0H96.0V21.0H4.0Z") && page.contains("desk-area-title"), "{page}");
    desk.decide(1, 0, "scope=this&choice=not-sensitive");
    desk.decide(2, 0, "scope=this&choice=not-sensitive");
    assert!(desk.post("/release", "").starts_with("HTTP/1.1 303"));
    assert_eq!(desk.released.lock().unwrap()[0].own, ["Call", "or"]);
}

#[test]
fn a_form_leads_back_to_the_same_view_and_nowhere_else() {
    let desk = start_with(vec![with_pages()]).enter();
    let back = |address: &str| desk.post("/undo", &format!("back={address}"));
    desk.decide(1, 0, "scope=this&choice=not-sensitive");
    let answer = back("%2Ffile%2F0%3Fview%3Dcopy%26as%3Dtext%26evil%3D%0D%0Ax");
    assert!(answer.contains("location: /file/0?view=copy&as=text\r\n"), "{answer}");
    desk.decide(1, 2, "scope=this&choice=not-sensitive");
    assert!(back("https%3A%2F%2Fevil.example%2F").contains("location: /\r\n"));
}

#[test]
fn recognised_text_of_a_scan_is_outlined_where_the_scan_shows_it() {
    let area = Area { page: 1, left: 10.0, top: 20.0, right: 60.0, bottom: 30.0 };
    let hidden = |number, is_in_picture| Finding {
        hidden: Some("hidden".to_owned()),
        is_in_picture,
        areas: vec![area],
        ..finding(number, 5, "5550100")
    };
    let findings = vec![hidden(1, true), hidden(2, false)];
    let scan = File { pages: vec![(200.0, 100.0)], ..file("scan.pdf", findings) };
    let desk = start_with(vec![scan]).enter();
    let page = desk.get("/file/0?leaf=1");
    assert!(page.contains("id=\"text-1\"") && !page.contains("id=\"text-2\""), "{page}");
    let extract = desk.get("/file/0?view=extract&leaf=1");
    assert!(extract.contains("unseen-text") && extract.contains("id=\"text-2\""));
}

#[test]
fn findings_are_told_in_the_language_that_was_chosen() {
    let desk = start().enter();
    assert!(desk.get("/file/0").contains("A telephone number"));
    let desk = Running { cookie: format!("{}; obelus-language=zh-Hans", desk.cookie), ..desk };
    let page = desk.get("/file/0");
    assert!(page.contains("电话号码") && !page.contains("A telephone number"), "{page}");
}

impl Running {
    fn add(&self, token: &str, name: &str, content: &str) -> String {
        let part = |head: &str, body: &str| {
            format!("--border\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n")
        };
        let body = [
            part("name=\"form\"", token),
            part(&format!("name=\"file\"; filename=\"{name}\""), content),
            "--border--\r\n".to_owned(),
        ];
        let kind = "Content-Type: multipart/form-data; boundary=border\r\n";
        let headers = format!("Host: {}\r\n{kind}", self.address);
        self.send("POST", "/add", &headers, &body.concat())
    }
}

#[test]
fn a_file_that_someone_adds_is_decided_about_like_the_others() {
    let desk = start_with(Vec::new()).enter();
    let empty = desk.get("/");
    assert!(empty.contains("action=\"/add\"") && !empty.contains("action=\"/release\""));
    let token = desk.form_token();
    for name in ["c.txt", "../../cd.txt"] {
        let answer = desk.add(&token, name, "Call 5550100");
        assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    }
    let list = desk.get("/");
    assert!(list.contains(">c.txt<") && list.contains(">cd.txt<"), "{list}");
    assert!(desk.get("/file/1").contains("name=\"item\" value=\"2\""), "its own number");
    desk.decide(2, 0, "scope=batch&choice=remove&ground=personal-data");
    assert!(desk.post("/release", "").starts_with("HTTP/1.1 303"));
    assert_eq!(desk.released.lock().unwrap().len(), 2);
    let late = desk.add(&token, "late.txt", "Call 5550100");
    assert!(late.contains("desk-refused-stage"), "nothing is added once the copies are made");
}

#[test]
fn what_is_added_from_elsewhere_or_cannot_be_read_changes_nothing() {
    let desk = start().enter();
    let token = desk.form_token();
    assert!(desk.add("another", "c.txt", "Call 5550100").contains("desk-not-own"));
    assert!(desk.add(&token, "", "Call 5550100").contains("desk-add-none"));
    assert!(desk.add(&token, "c.txt", "unreadable").contains("desk-add-failed"));
    assert!(!desk.get("/").contains("c.txt"));
}

#[test]
fn what_was_refused_stays_typed_and_says_which_finding_is_meant() {
    let desk = start_with(vec![with_pages()]).enter();
    let page = desk.decide(2, 0, "scope=file&choice=keep&reason=+&ground=us-foia-b6");
    assert!(page.starts_with("HTTP/1.1 409"), "{page}");
    let of_item = |item: u32| {
        let from = page.split(&format!("<li id=\"item-{item}\"")).nth(1).unwrap();
        from.split("</li>").next().unwrap().to_owned()
    };
    assert!(of_item(2).contains("autofocus") && of_item(2).contains("desk-refused-reason"));
    assert!(!of_item(1).contains("autofocus") && !of_item(1).contains("desk-refused-reason"));
    assert!(of_item(2).contains("value=\"us-foia-b6\" selected"), "{page}");
    assert!(page.contains("<a href=\"#item-2\">"), "the message leads to it: {page}");
    let page = desk.decide(1, 9, "scope=this&choice=keep&reason=the+public+desk");
    assert!(page.contains("name=\"reason\"") && page.contains("value=\"the public desk\""));
    let page = desk.post("/area", "file=0&text=nowhere&ground=us-foia-b6&back=%2Ffile%2F0");
    assert!(page.contains("value=\"nowhere\" autofocus"), "{page}");
}

#[test]
fn every_link_of_a_page_that_refuses_leads_to_a_page() {
    let desk = start_with(vec![with_pages()]).enter();
    let page = desk.decide(1, 9, "scope=this&choice=not-sensitive");
    let links = page.split(" href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let links: Vec<&str> = links.filter(|link| !link.starts_with('#')).collect();
    assert!(links.iter().any(|link| link.contains("view=copy")), "{links:?}");
    for link in links {
        assert!(link.starts_with('/'), "{link}");
        let address = link.replace("&#38;", "&");
        let path = address.split('#').next().unwrap();
        assert!(desk.get(path).starts_with("HTTP/1.1 200"), "{path}");
    }
    for route in ["/decide", "/area", "/undo", "/redo", "/release", "/add", "/language"] {
        let page = desk.get(route);
        assert!(page.contains("desk-no-page") && page.contains("href=\"/\""), "{route}: {page}");
    }
}

#[test]
fn the_chosen_finding_stays_chosen() {
    let desk = start_with(vec![with_pages()]).enter();
    desk.decide(2, 0, "scope=this&choice=not-sensitive");
    let back = "back=%2Ffile%2F0%3Fview%3Dcopy%23item-2";
    assert!(desk.post("/undo", back).contains("location: /file/0?view=copy#item-2\r\n"));
    assert!(desk.post("/redo", back).contains("location: /file/0?view=copy#item-2\r\n"));
    let refused = desk.post("/redo", back);
    assert!(refused.contains("desk-refused-redo"), "{refused}");
    assert!(
        refused.contains("<li id=\"item-2\" value=\"2\" class=\"kept\" tabindex=\"-1\" autofocus")
    );
    let evil = desk.post("/undo", "back=%2Ffile%2F0%23item-2%22x");
    assert!(evil.contains("location: /file/0\r\n"), "{evil}");
}

#[test]
fn only_what_can_be_taken_back_or_made_again_has_a_button() {
    let desk = start().enter();
    let is_off = |page: &str, key: &str| page.contains(&format!("data-key=\"{key}\" disabled"));
    let page = desk.get("/file/0");
    assert!(is_off(&page, "u") && is_off(&page, "r"), "{page}");
    desk.decide(1, 0, "scope=this&choice=not-sensitive");
    let page = desk.get("/file/0");
    assert!(!is_off(&page, "u") && is_off(&page, "r"), "{page}");
    desk.post("/undo", "back=%2Ffile%2F0");
    let page = desk.get("/file/0");
    assert!(is_off(&page, "u") && !is_off(&page, "r"), "{page}");
}

#[test]
fn the_place_of_a_finding_keeps_what_is_listed() {
    let findings = (1..=60).map(|item| finding(item, 5, "5550100")).collect();
    let desk = start_with(vec![file("a.txt", findings)]).enter();
    let page = desk.get("/file/0?page=1&q=5550100");
    let link = page.split("class=\"place\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let address = link.replace("&#38;", "&");
    let shown = desk.get(address.split('#').next().unwrap());
    assert!(shown.contains("id=\"item-51\""), "{link}");
}

#[test]
fn a_refused_copy_says_why_and_its_file_is_decided_about_anew() {
    let desk = start().enter();
    desk.decide(1, 0, "scope=batch&choice=remove&ground=personal-data");
    desk.decide(2, 0, "scope=this&choice=keep&reason=the+public+desk");
    assert!(desk.post("/release", "").starts_with("HTTP/1.1 303"));
    let page = desk.get("/");
    assert!(page.contains("clean-refused") && page.contains("it stays"), "{page}");
    assert!(page.contains("action=\"/reopen\"") && !page.contains("action=\"/release\""));
    assert!(!page.contains("它还在"), "in the language of the page");
    assert!(desk.decide(2, 1, "scope=this&choice=not-sensitive").contains("desk-refused-stage"));

    assert!(desk.post("/reopen", "").starts_with("HTTP/1.1 303"));
    let page = desk.get("/");
    assert!(page.contains("it stays"), "the reason stands while one decides anew: {page}");
    assert!(desk.get("/file/0").contains("action=\"/decide\""));
    assert!(!desk.get("/file/1").contains("action=\"/decide\""), "its copy is written");
    let late = desk.decide(3, 1, "scope=this&choice=not-sensitive");
    assert!(late.contains("desk-refused-stage"), "{late}");
    let answer = desk.decide(2, 1, "scope=batch&choice=remove&ground=personal-data");
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    assert!(desk.post("/release", "").starts_with("HTTP/1.1 303"));
    let released = desk.released.lock().unwrap();
    let files: Vec<usize> = released.iter().map(|decided| decided.file).collect();
    assert_eq!(files, [0, 1, 0], "what is written is not made again");
    drop(released);
    let page = desk.get("/");
    assert!(!page.contains("it stays") && !page.contains("action=\"/reopen\""), "{page}");
}

#[test]
fn copies_are_fetched_from_the_page_one_by_one_and_together() {
    let desk = start().enter();
    assert!(desk.get("/copy/0").starts_with("HTTP/1.1 404"));
    desk.decide(1, 0, "scope=batch&choice=remove&ground=personal-data");
    desk.decide(2, 0, "scope=this&choice=not-sensitive");
    desk.decide(2, 1, "scope=this&choice=remove&ground=personal-data");
    desk.post("/release", "");
    let page = desk.get("/");
    assert!(page.contains("href=\"/copy/1\"") && page.contains("href=\"/copies.zip\""), "{page}");
    let copy = desk.get("/copy/1");
    assert!(copy.contains("filename*=UTF-8''a.txt") && copy.ends_with("copy of 1"), "{copy}");
    let other = Running { cookie: String::new(), ..desk };
    assert!(other.get("/copy/1").starts_with("HTTP/1.1 403"));
}

#[test]
fn an_archive_has_every_copy_under_a_name_of_its_own_or_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let paths = ["one/a.txt", "two/A.txt"].map(|name| folder.path().join(name));
    for path in &paths {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, path.display().to_string()).unwrap();
    }
    let bytes = download::archive(&paths).unwrap();
    let zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert_eq!(names, ["a.txt", "A (2).txt"]);
    std::fs::remove_file(&paths[1]).unwrap();
    assert!(download::archive(&paths).is_err());
}

#[test]
fn while_copies_are_made_the_page_says_how_far_they_are() {
    let desk = start().enter();
    desk.post("/area", "file=1&text=not&ground=secret");
    desk.decide(1, 0, "scope=batch&choice=remove&ground=personal-data");
    desk.decide(2, 0, "scope=this&choice=remove&ground=personal-data");
    assert!(desk.post("/release", "").starts_with("HTTP/1.1 303"));
    let page = desk.get("/");
    assert!(page.contains("desk-making:1,2") && page.contains("http-equiv=\"refresh\""), "{page}");
    assert!(desk.post("/release", "").contains("desk-refused-stage"), "not twice at once");
    for _ in 0..100 {
        if !desk.get("/").contains("desk-making") {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert!(desk.get("/").contains("href=\"/copy/1\""));
    assert_eq!(desk.released.lock().unwrap().len(), 2);
}

/// What the pane of the text says, without its marks.
fn text_of(page: &str) -> String {
    let pane = page.split("id=\"text\"").nth(1).unwrap().split("</section>").next().unwrap();
    let mut text = String::new();
    for piece in pane.split('<') {
        text.push_str(piece.split_once('>').map_or("", |(_, words)| words));
    }
    text
}

#[test]
fn the_copy_shows_what_is_to_decide_as_such_and_what_goes_at_every_place() {
    let desk = start().enter();
    let copy = || desk.get("/file/0?view=copy");
    let before = text_of(&copy());
    assert!(before.contains("5550100") && before.contains("desk-state-open"), "{before}");
    assert!(!before.contains("review-removed"), "nobody has decided: {before}");
    // The text has the number twice, and only the first place of it was found.
    desk.decide(1, 0, "scope=this&choice=remove&ground=secret");
    let after = text_of(&copy());
    assert!(!after.contains("5550100"), "{after}");
    assert_eq!(after.matches("review-removed").count(), 2, "{after}");
    desk.post("/area", "file=0&text=not&ground=secret");
    let after = text_of(&copy());
    assert!(!after.contains("not 5550100") && !after.contains(" not "), "{after}");
}

#[test]
fn what_is_kept_and_goes_all_the_same_says_so_and_is_kept_or_removed_as_a_whole() {
    let findings = vec![finding(1, 5, "5550100"), finding(2, 31, "5550100")];
    let desk = start_with(vec![file("a.txt", findings)]).enter();
    desk.decide(1, 0, "scope=this&choice=remove&ground=secret");
    desk.decide(2, 0, "scope=this&choice=keep&reason=the+public+desk");
    let page = desk.get("/file/0?view=copy");
    assert_eq!(page.matches("desk-goes-anyway").count(), 1, "{page}");
    assert!(!text_of(&page).contains("5550100"), "{page}");
    desk.decide(2, 1, "scope=this&choice=keep-all&reason=the+public+desk");
    let page = desk.get("/file/0?view=copy");
    assert!(!page.contains("desk-goes-anyway"), "{page}");
    assert_eq!(text_of(&page).matches("5550100").count(), 2, "{page}");
    desk.decide(2, 2, "scope=this&choice=remove-all&ground=secret");
    assert!(!text_of(&desk.get("/file/0?view=copy")).contains("5550100"));
}

#[test]
fn one_decision_on_a_text_takes_it_whatever_rule_found_it() {
    let other = Finding { rule: "account".to_owned(), ..finding(2, 31, "5550100") };
    let third = Finding { rule: "name".to_owned(), ..finding(3, 5, "5550100") };
    let files =
        vec![file("a.txt", vec![finding(1, 5, "5550100"), other]), file("b.txt", vec![third])];
    let desk = start_with(files).enter();
    let page = desk.get("/file/0");
    assert!(page.contains("desk-scope-file:2") && page.contains("desk-scope-batch:3"), "{page}");
    desk.decide(1, 0, "scope=batch&choice=remove&ground=secret");
    assert!(desk.post("/release", "").starts_with("HTTP/1.1 303"), "all three are decided");
    let released = desk.released.lock().unwrap();
    let removed: Vec<_> = released.iter().flat_map(|file| &file.remove).collect();
    assert_eq!(removed.len(), 3);
}

#[test]
fn a_name_with_a_text_that_goes_says_how_the_copy_is_called() {
    let desk = start_with(vec![file("call 5550100.txt", vec![finding(1, 5, "5550100")])]).enter();
    assert!(!desk.get("/file/0").contains("desk-name-goes"));
    desk.decide(1, 0, "scope=this&choice=remove&ground=secret");
    assert!(desk.get("/file/0").contains("desk-name-goes:call removed.txt"));
    assert!(desk.post("/release", "").starts_with("HTTP/1.1 303"));
    let released = desk.released.lock().unwrap();
    assert_eq!(released[0].clear_name("call 5550100.docx"), "call removed.docx");
}

#[test]
fn hidden_text_stands_nowhere_but_in_what_others_could_extract() {
    let hidden = |number, start, evidence: &str| Finding {
        hidden: Some("formatted as hidden".to_owned()),
        ..finding(number, start, evidence)
    };
    // The second lies within the first, which so has two pieces.
    let findings = vec![hidden(1, 13, "or <5550199>,"), hidden(2, 17, "5550199")];
    let desk = start_with(vec![file("a.txt", findings)]).enter();
    let shown = |view: &str| {
        let page = desk.get(&format!("/file/0?view={view}"));
        let (_, shown) = page.split_once("id=\"text\"").unwrap();
        shown.to_owned()
    };
    let original = shown("original");
    assert!(!original.contains("or &#60;") && !original.contains("5550199"), "{original}");
    assert_eq!(original.matches("formatted as hidden").count(), 2, "once each: {original}");
    let copy = shown("copy");
    assert!(!copy.contains("5550199") && !copy.contains("review-removed"), "{copy}");
    assert!(shown("extract").contains("</sup>5550199"));
}

#[test]
fn files_are_added_above_an_empty_list_and_below_one_that_has_some() {
    let form = |page: &str| page.find("data-drop").unwrap();
    let desk = start_with(Vec::new()).enter();
    assert!(!desk.get("/").contains("<table"));
    assert_eq!(desk.get("/").matches("data-drop").count(), 1);
    let desk = start().enter();
    let page = desk.get("/");
    assert!(page.matches("data-drop").count() == 1 && form(&page) > page.find("</table>").unwrap());
}
