//! What comes in and goes out by itself: folders, webhooks, the ledger, and deletion.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_put_into_the_watched_folder_is_handed_in_once_it_is_left_alone() {
    let desk = Desk::new().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("minutes.txt");
    std::fs::write(&file, "the SECRET is out").unwrap();
    std::fs::write(folder.path().join(".half"), "SECRET").unwrap();
    let mut seen = BTreeMap::new();
    let later = SystemTime::now() + std::time::Duration::from_secs(60);
    let mut look = async |account: &str, time| {
        watched::look(&desk.app, folder.path(), account, &mut seen, time).await
    };
    assert!(look("reviewer", later).await.is_err(), "a reviewer hands nothing in");
    look("submitter", later).await.unwrap();
    assert!(file.exists(), "it was seen once alone");
    look("submitter", SystemTime::now()).await.unwrap();
    assert!(file.exists(), "it has just changed");
    look("submitter", later).await.unwrap();
    assert!(!file.exists());
    look("submitter", later).await.unwrap();
    let batches = desk.app.store.batches().await.unwrap();
    let titles: Vec<_> = batches.iter().map(|batch| batch.title.as_str()).collect();
    assert_eq!(titles, ["minutes.txt"]);
    desk.until("submitter", "/batch/1/", "minutes.txt").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_is_told_with_a_code_that_shows_who_tells_and_again_until_it_is_taken() {
    use hmac::{KeyInit as _, Mac as _};

    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/released", listener.local_addr().unwrap());
    let desk = Desk::new().await;
    let webhook = Webhook { url, key: b"a key that both know".to_vec() };
    // The first answer is that there is no room; what was told is then told again.
    let hear = std::thread::spawn(move || {
        let mut heard = Vec::new();
        for status in ["503 Busy", "200 OK"] {
            let (mut stream, _) = listener.accept().unwrap();
            let mut bytes = vec![0; 8192];
            let mut text = String::new();
            while !text.ends_with('}') {
                let count = stream.read(&mut bytes).unwrap();
                text.push_str(std::str::from_utf8(&bytes[..count]).unwrap());
            }
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n");
            std::io::Write::write_all(&mut stream, answer.as_bytes()).unwrap();
            heard.push(text);
        }
        heard
    });
    let told = |batch| webhook::tell_to(&desk.app, &webhook, batch);
    desk.read_batch().await;
    assert!(told(1).await.is_err(), "it stays owed");
    told(1).await.unwrap();
    let heard = hear.join().unwrap();
    let (head, body) = heard[1].split_once("\r\n\r\n").unwrap();
    let mut code = hmac::Hmac::<Sha256>::new_from_slice(b"a key that both know").unwrap();
    code.update(body.as_bytes());
    let code = hex(&code.finalize().into_bytes());
    assert!(head.contains(&format!("obelus-signature: hmac-sha256={code}")), "{head}");
    assert!(body.contains("\"batch\":1") && !body.contains("SECRET") && !body.contains("TITLE"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_over_its_time_is_deleted_and_only_that() {
    let desk = Desk::new().await;
    let base = desk.read_batch().await;
    desk.decided(&base).await;
    desk.post("approver", &format!("{base}/sign"), "").await;
    desk.post("approver", &format!("{base}/release"), "").await;
    desk.until("reviewer", &format!("{base}/"), "team-download").await;
    let other = desk.hand_in(&[("b.txt", "a SECRET in work")]).await;
    desk.until("reviewer", &format!("{other}/"), "team-missing").await;
    let before = desk.app.store.blobs().await.unwrap().len();
    retention::sweep(&desk.app, now() - 100).await.unwrap();
    assert_eq!(desk.app.store.blobs().await.unwrap().len(), before, "not yet");
    retention::sweep(&desk.app, now() + 100).await.unwrap();
    let (_, page) = desk.get("reviewer", &format!("{base}/")).await;
    assert!(page.contains("team-deleted"), "{page}");
    for gone in ["file/0", "copy/0", "index", "picture/0/1"] {
        let (status, _) = desk.get("reviewer", &format!("{base}/{gone}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{gone}");
    }
    let (_, history) = desk.get("auditor", &format!("{base}/history")).await;
    assert!(history.contains("team-did-release"), "{history}");
    let known = desk.app.store.blobs().await.unwrap();
    let kept = std::fs::read_dir(desk.folder.path().join("data/files")).unwrap();
    for file in kept {
        assert!(known.contains(file.unwrap().file_name().to_str().unwrap()));
    }
    let (_, page) = desk.get("reviewer", &format!("{other}/")).await;
    assert!(page.contains("team-missing"), "a batch in work is not touched: {page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_that_was_cut_off_is_logged_again_under_the_same_name() {
    let mut desk = Desk::new().await;
    let base = desk.read_batch().await;
    desk.decided(&base).await;
    desk.post("approver", &format!("{base}/sign"), "").await;
    desk.post("approver", &format!("{base}/release"), "").await;
    desk.until("reviewer", &format!("{base}/"), "team-download").await;
    // As if the process had died after the ledger had it, and before the desk did.
    let app = Arc::clone(&desk.app);
    app.store.forget_copies(1, now()).await.unwrap();
    desk.restart().await;
    desk.until("reviewer", &format!("{base}/"), "team-download").await;
    let logged = desk.work.logged.lock().unwrap();
    assert_eq!(logged.len(), 2);
    assert_eq!(logged[0], logged[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_copies_and_proofs_of_a_release_are_in_one_archive_and_in_one_folder() {
    let out = tempfile::tempdir().unwrap();
    let place = out.path().to_owned();
    let desk = Desk::with(move |settings| settings.release_to = Some(place)).await;
    let base = desk.hand_in(&[("a.txt", "one SECRET"), ("a.txt", "two SECRET")]).await;
    desk.until("reviewer", &format!("{base}/"), "team-missing").await;
    assert_eq!(desk.get("reviewer", &format!("{base}/copies.zip")).await.0, StatusCode::NOT_FOUND);
    desk.decided(&base).await;
    desk.post("approver", &format!("{base}/sign"), "").await;
    desk.post("approver", &format!("{base}/release"), "").await;
    let page = desk.until("reviewer", &format!("{base}/"), "team-download-all").await;
    assert!(page.contains(&format!("{base}/copies.zip")), "{page}");
    let request = Request::get(format!("{base}/copies.zip")).body(Body::empty()).unwrap();
    let body = desk.send("submitter", request).await.into_body();
    let bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut found = BTreeMap::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        found.insert(file.name().unwrap().into_owned(), text);
    }
    let wanted = [
        ("a (2).txt", "two [removed]"),
        ("a (2).txt.tlog-proof", "a proof"),
        ("a.txt", "one [removed]"),
        ("a.txt.tlog-proof", "a proof"),
    ];
    let wanted = wanted.map(|(name, text)| (name.to_owned(), text.to_owned()));
    assert_eq!(found, BTreeMap::from(wanted));

    let folders: Vec<_> =
        std::fs::read_dir(out.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    let [folder] = folders.as_slice() else { panic!("one folder, not {folders:?}") };
    for (name, text) in &found {
        assert_eq!(std::fs::read_to_string(folder.join(name)).unwrap(), *text);
    }
    // A job that is done again puts nothing there twice, and overwrites nothing.
    std::fs::write(folder.join("a.txt"), "of the house").unwrap();
    bundle::put(&desk.app, 1).await.unwrap();
    assert_eq!(std::fs::read_to_string(folder.join("a.txt")).unwrap(), "of the house");
    desk.post("approver", &format!("{base}/recall"), "text=wrong").await;
    assert_eq!(desk.get("reviewer", &format!("{base}/copies.zip")).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_is_cut_off_or_refused_leaves_no_file_behind() {
    let desk = Desk::new().await;
    let count = || std::fs::read_dir(desk.folder.path().join("data/files")).unwrap().count();
    let whole = "--border\r\nContent-Disposition: form-data; name=\"form\"\r\n\r\nthe-form\r\n\
                 --border\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n\
                 one\r\n--border\r\nContent-Disposition: form-data; name=\"file\"; \
                 filename=\"b\"\r\n\r\ntw";
    let request = Request::post("/batches/new")
        .header("content-type", "multipart/form-data; boundary=border")
        .body(Body::from(whole))
        .unwrap();
    let before = count();
    let (status, page) = text(desk.send("submitter", request).await).await;
    assert!(status.is_client_error() && page.contains("team-upload-cut"), "{status} {page}");
    assert_eq!(count(), before);
    let refused = desk.upload(&[("reference", "F-1")], &[("a.txt", "one")]).await;
    assert_eq!(refused.status(), StatusCode::CONFLICT);
    assert_eq!(count(), before);
    assert!(desk.get("submitter", "/batches").await.1.contains("team-batches-none"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_copy_says_why_on_the_batch_and_in_the_index() {
    let desk = Desk::new().await;
    let base = desk.hand_in(&[("a.txt", "STUCK SECRET"), ("b.txt", "a SECRET")]).await;
    desk.until("reviewer", &format!("{base}/"), "team-missing").await;
    desk.decided(&base).await;
    desk.post("approver", &format!("{base}/sign"), "").await;
    desk.post("approver", &format!("{base}/release"), "").await;
    let page = desk.until("reviewer", &format!("{base}/"), "/copy/1").await;
    assert!(page.contains("en: it cannot be taken out") && page.contains("SECRET-LEFT"), "{page}");
    assert!(page.contains("team-refused-note") && !page.contains("zh: it"), "{page}");
    let (_, index) = desk.get("reviewer", &format!("{base}/index")).await;
    assert!(index.contains("en: it cannot be taken out"), "{index}");
    assert!(!index.contains("SECRET-LEFT"), "nothing of the text: {index}");
    while desk.app.store.is_releasing(1).await.unwrap() {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    for entry in std::fs::read_dir(desk.folder.path().join("data")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
            assert!(!text.contains("SECRET-LEFT"), "in clear: {}", path.display());
        }
    }
    desk.post("approver", &format!("{base}/appeal"), "text=too+much").await;
    let (_, page) = desk.get("reviewer", &format!("{base}/")).await;
    assert!(!page.contains("it cannot be taken out"), "it is to be made anew: {page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_as_a_batch_came_back_stands_on_its_page_until_it_is_signed_again() {
    let desk = Desk::new().await;
    let base = desk.read_batch().await;
    let page = async || desk.get("reviewer", &format!("{base}/")).await.1;
    desk.decided(&base).await;
    assert!(!page().await.contains("team-came-by"));
    desk.post("approver", &format!("{base}/return"), "text=look+at+line+one").await;
    assert!(page().await.contains("team-came-by-return:APPROVER,look at line one"));
    desk.post("reviewer", &format!("{base}/sign"), "").await;
    assert!(!page().await.contains("look at line one"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_lists_the_signatures_that_hold_and_counts_as_the_index_does() {
    let desk = Desk::new().await;
    let base = desk.read_batch().await;
    desk.decided(&base).await;
    desk.post("approver", &format!("{base}/return"), "text=again").await;
    let keep = "item=1&seen=1&scope=this&choice=keep&reason=public";
    desk.post("reviewer", &format!("{base}/decide"), keep).await;
    desk.post("reviewer", &format!("{base}/sign"), "").await;
    desk.post("second", &format!("{base}/sign"), "").await;
    desk.post("second", &format!("{base}/release"), "").await;
    desk.until("reviewer", &format!("{base}/"), "team-download").await;
    let (_, certificate) = desk.get("reviewer", &format!("{base}/certificate")).await;
    assert_eq!(certificate.matches("team-role-").count(), 2, "{certificate}");
    let (_, index) = desk.get("reviewer", &format!("{base}/index")).await;
    for page in [certificate, index] {
        assert!(page.contains("secret or credential") && page.contains(":colon:1<"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_that_cannot_be_made_says_so_on_the_batch_and_on_its_certificate() {
    let desk = Desk::new().await;
    let base = desk.read_batch().await;
    desk.decided(&base).await;
    desk.work.is_broken.store(true, std::sync::atomic::Ordering::Relaxed);
    desk.post("approver", &format!("{base}/sign"), "").await;
    desk.post("approver", &format!("{base}/release"), "").await;
    desk.until("approver", &format!("{base}/"), "team-release-stuck").await;
    let (_, certificate) = desk.get("approver", &format!("{base}/certificate")).await;
    assert!(certificate.contains("team-certificate-unmade"), "{certificate}");
    desk.work.is_broken.store(false, std::sync::atomic::Ordering::Relaxed);
    for _ in 0..1000 {
        if desk.get("approver", &format!("{base}/")).await.1.contains("team-download") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let (_, page) = desk.get("approver", &format!("{base}/")).await;
    assert!(page.contains("team-download") && !page.contains("team-release-stuck"), "{page}");
}
