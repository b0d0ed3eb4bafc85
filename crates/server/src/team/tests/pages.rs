//! Pages as pictures, and areas that are drawn on them.

use super::*;

#[tokio::test]
async fn a_page_is_drawn_once_kept_sealed_and_shown_to_those_who_may_see_it() {
    let desk = Desk::new().await;
    let base = desk.hand_in(&[("a.pdf", "PAGE with a SECRET")]).await;
    desk.until("reviewer", &format!("{base}/"), "team-missing").await;
    let (_, page) = desk.get("reviewer", &format!("{base}/file/0")).await;
    assert!(page.contains(&format!("src=\"{base}/picture/0/1\"")), "{page}");
    for _ in 0..2 {
        let (status, picture) = desk.get("reviewer", &format!("{base}/picture/0/1")).await;
        assert_eq!((status, picture.as_str()), (StatusCode::OK, "picture of PAGE with a SECRET"));
    }
    assert_eq!(*desk.work.drawn.lock().unwrap(), ["a.pdf"], "the second time it was kept");
    for path in ["picture/0/2", "picture/9/1", "copy-picture/0/1"] {
        let (status, _) = desk.get("reviewer", &format!("{base}/{path}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
    }
    desk.decided(&base).await;
    desk.post("approver", &format!("{base}/sign"), "").await;
    desk.post("approver", &format!("{base}/release"), "").await;
    desk.until("reviewer", &format!("{base}/"), "team-download").await;
    let (_, page) = desk.get("reviewer", &format!("{base}/file/0?view=copy")).await;
    assert!(page.contains("/copy-picture/0/1") && !page.contains("class=\"outline"), "{page}");
    let (_, picture) = desk.get("reviewer", &format!("{base}/copy-picture/0/1")).await;
    assert_eq!(picture, "picture of PAGE with a [removed]");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_with_a_body_says_its_kind_and_its_characters() {
    let desk = Desk::new().await;
    let base = desk.read_batch().await;
    let ends = |path: &str| path != "/logout" && !path.ends_with("/progress");
    let known = ROUTES.iter().map(|route| filled(route.path)).filter(|path| ends(path));
    let wrong = ["/nowhere", "/batch/x/", "/batch/1/file/-1", "/batch/1/picture/0/x", "/case/%ff"];
    let paths: Vec<String> = known.chain(wrong.map(str::to_owned)).collect();
    for who in ["nobody", "submitter", "reviewer", "auditor", "administrator"] {
        for path in &paths {
            let get = Request::get(path).body(Body::empty()).unwrap();
            let post = Request::post(path).header("content-type", "text/plain");
            let post = post.body(Body::from("x")).unwrap();
            for request in [get, post] {
                let method = request.method().clone();
                check_kind(&format!("{who}: {method} {path}"), desk.send(who, request).await).await;
            }
        }
    }
    let progress = Request::get(format!("{base}/progress")).body(Body::empty()).unwrap();
    let told = desk.send("reviewer", progress).await;
    assert_eq!(told.headers()["content-type"], "text/event-stream; charset=utf-8");
}

async fn check_kind(what: &str, response: Response) {
    let kind = response.headers().get("content-type").cloned();
    let (status, body) = text(response).await;
    let kind = kind.map(|kind| kind.to_str().unwrap().to_owned()).unwrap_or_default();
    let has_characters = !kind.starts_with("text/") || kind.contains("charset=utf-8");
    assert!(body.is_empty() || (!kind.is_empty() && has_characters), "{what}: {status} {kind}");
}

#[tokio::test]
async fn an_area_drawn_at_the_desk_is_on_record_with_its_place() {
    let desk = Desk::new().await;
    let base = desk.hand_in(&[("a.pdf", "PAGE with a SECRET")]).await;
    desk.until("reviewer", &format!("{base}/"), "team-missing").await;
    desk.post("reviewer", &format!("{base}/take"), "").await;
    let fields = "file=0&drawn=1+0+10+2+20&ground=secret";
    let (status, page) = desk.post("reviewer", &format!("{base}/area"), fields).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let fields = "file=0&drawn=1+0+10+0.5+20&ground=secret";
    let (status, page) = desk.post("reviewer", &format!("{base}/area"), fields).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("desk-refused-drawn"), "{page}");
    // Made again from the record.
    desk.app.batches.lock().unwrap().clear();
    let (_, page) = desk.get("reviewer", &format!("{base}/file/0")).await;
    assert!(
        page.contains("desk-area-title") && page.contains("M-1.0 9.0H3.0V21.0H-1.0Z"),
        "{page}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_language_that_someone_chose_is_kept_where_no_script_and_no_other_host_reads_it() {
    let desk = Desk::new().await;
    let chosen = desk.send("nobody", form("/language", "language=zh-Hans&back=/login")).await;
    assert_eq!(chosen.headers()["location"], "/login");
    let cookie = chosen.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.starts_with("__Host-obelus-language=zh-Hans; "), "{cookie}");
    for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Secure"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let kept = cookie.split(';').next().unwrap();
    for (cookie, language) in [(kept, "zh-Hans"), ("obelus-language=zh-Hans", "en")] {
        let request = Request::get("/login").header("cookie", cookie).body(Body::empty()).unwrap();
        let (_, page) = text(desk.send("nobody", request).await).await;
        assert!(page.contains(&format!("<html lang=\"{language}\"")), "{cookie}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_chose_no_language_gets_the_one_that_their_browser_asks_for() {
    let desk = Desk::new().await;
    for (asked, language) in [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("fr-CH, zh;q=0.9, en;q=0.8", "zh-Hans"),
        ("en-GB,en;q=0.9,zh;q=0.5", "en"),
        ("fr, *;q=0.5", "en"),
        ("", "en"),
    ] {
        let request = Request::get("/login").header("accept-language", asked);
        let request = request.body(Body::empty()).unwrap();
        let (_, page) = text(desk.send("nobody", request).await).await;
        assert!(page.contains(&format!("<html lang=\"{language}\"")), "{asked}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_takes_only_forms_says_so_in_words_and_leads_on() {
    let desk = Desk::new().await;
    let base = desk.read_batch().await;
    for path in ["/batch/1/decide", "/batch/1/undo", "/accounts/invite", "/language"] {
        let (status, page) = desk.get("reviewer", path).await;
        assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
        assert!(page.contains("desk-no-page") && page.contains("<a href=\"/\">"), "{path}: {page}");
    }
    desk.post("reviewer", &format!("{base}/take"), "").await;
    let fields = "item=2&seen=0&scope=file&choice=keep&reason=&ground=uk-foia-40";
    let back = format!("back={base}/file/0?view=copy");
    let (status, page) =
        desk.post("reviewer", &format!("{base}/decide"), &format!("{fields}&{back}")).await;
    assert_eq!(status, StatusCode::CONFLICT);
    let own = page.split("<li id=\"item-2\"").nth(1).unwrap().split("</li>").next().unwrap();
    assert!(own.contains("autofocus") && own.contains("desk-refused-reason"), "{own}");
    assert!(own.contains("value=\"uk-foia-40\" selected"), "{own}");
    assert!(own.contains("value=\"file\" selected"), "{own}");
    assert!(page.contains(&format!("href=\"{base}/file/0?")) && !page.contains("href=\"?"));
    let back = format!("back={base}/file/0%23item-2");
    let undo = form(&format!("{base}/undo"), &format!("form=the-form&{back}"));
    let (_, page) = text(desk.send("reviewer", undo).await).await;
    let own = page.split("<li id=\"item-2\"").nth(1).unwrap().split('>').next().unwrap();
    assert!(own.contains("autofocus"), "{own}");
}
