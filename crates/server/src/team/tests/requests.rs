//! Answers to disclosure requests.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_disclosure_request_is_answered_from_its_names_to_its_appeal() {
    let desk = Desk::new().await;
    let text = "SECRET minutes of the works of the example house by all";
    let fields = [
        ("reference", "F-2026-7"),
        ("requester", "Kim Asker"),
        ("names", "Lee Third\nSam Third"),
        ("received", "2020-05-04"),
        ("clock", "uk-foia"),
    ];
    let files = [("a.txt", text), ("b.txt", text), ("c.txt", "no more than this")];
    let base = desk.hand_in_with(&fields, &files).await;
    let page = desk.until("reviewer", &format!("{base}/"), "team-missing").await;
    assert!(page.contains("team-case-overdue:F-2026-7,2020-06-01"), "{page}");
    assert!(page.contains("desk-like-same:a.txt"), "{page}");
    let wanted = desk.work.wanted.lock().unwrap()[0].clone();
    assert_eq!(wanted.names, ["Lee Third", "Sam Third"]);
    assert_eq!(wanted.exempt, ["Kim Asker"]);
    let (_, case) = desk.get("reviewer", &format!("{base}/case")).await;
    assert!(case.contains("Kim Asker") && case.contains("Sam Third"), "{case}");
    assert!(case.contains("<td class=\"number\">3</td>"), "pages run on: {case}");

    desk.post("reviewer", &format!("{base}/take"), "").await;
    let decide = async |rest: &str| {
        let fields = format!("item=1&seen=0&scope=batch&choice=remove&ground=uk-foia-40{rest}");
        desk.post("reviewer", &format!("{base}/decide"), &fields).await
    };
    let (status, page) = decide("").await;
    assert!(status == StatusCode::CONFLICT && page.contains("desk-refused-harm"), "{page}");
    let (status, _) = decide("&harm=names+a+child&until=soon").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let (status, page) = decide("&harm=names+a+child&until=2031-01-01").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let (_, again) = desk.get("reviewer", &format!("{base}/file/0")).await;
    for kept in ["value=\"names a child\"", "value=\"2031-01-01\"", "uk-foia-40\" selected"] {
        assert!(
            again.contains(kept),
            "a decision can be changed without saying all again: {again}"
        );
    }
    let (_, index) = desk.get("reviewer", &format!("{base}/index")).await;
    for told in ["names a child", "2031-01-01", "REVIEWER"] {
        assert!(index.matches(told).count() >= 2, "{told}: both equal ones: {index}");
    }

    let release = async || {
        desk.post("reviewer", &format!("{base}/sign"), "").await;
        desk.post("approver", &format!("{base}/sign"), "").await;
        desk.post("approver", &format!("{base}/release"), "").await;
        desk.until("reviewer", &format!("{base}/"), "team-download").await;
        for _ in 0..500 {
            if !desk.app.store.is_releasing(1).await.unwrap() {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    release().await;
    let (_, counts) = desk.get("auditor", "/statistics").await;
    assert!(counts.contains("team-withheld:</dt><dd class=\"number\">2</dd>"), "{counts}");
    assert!(!counts.contains("F-2026-7") && !counts.contains("TITLE"));
    let (status, page) = desk.post("approver", &format!("{base}/appeal"), "text=too+much").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let (status, _) = desk.get("reviewer", &format!("{base}/copy/0")).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "it is open again");
    let (_, history) = desk.get("auditor", &format!("{base}/history")).await;
    let digest = hex(&Sha256::digest(text.replace("SECRET", "[removed]")));
    assert!(history.contains("team-did-appeal") && history.contains(&digest), "{history}");
    desk.post("reviewer", &format!("{base}/take"), "").await;
    let keep = "item=1&seen=1&scope=this&choice=keep&reason=public";
    desk.post("reviewer", &format!("{base}/decide"), keep).await;
    release().await;
    let (_, copy) = desk.get("reviewer", &format!("{base}/copy/0")).await;
    assert_eq!(copy, text, "what the appeal won is out");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_request_stands_in_clear() {
    let desk = Desk::new().await;
    let fields = [
        ("reference", "MARKER-REFERENCE"),
        ("requester", "MARKER-REQUESTER"),
        ("received", "2026-05-04"),
        ("clock", "eu-1049"),
    ];
    desk.hand_in_with(&fields, &[("a.txt", "SECRET")]).await;
    for entry in std::fs::read_dir(desk.folder.path().join("data")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
            assert!(!text.contains("MARKER"), "{}", path.display());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_without_its_day_is_not_taken() {
    let desk = Desk::new().await;
    let fields = [("reference", "F-1"), ("received", "yesterday"), ("clock", "uk-foia")];
    let response = desk.upload(&fields, &[("a.txt", "SECRET")]).await;
    let (status, page) = text(response).await;
    assert!(status == StatusCode::CONFLICT && page.contains("team-case-no-day"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_refused_keeps_what_was_typed() {
    let desk = Desk::new().await;
    let fields = [
        ("requester", "Kim Asker"),
        ("names", "Lee Third\nSam Third"),
        ("received", "2026-05-04"),
        ("clock", "uk-foia"),
    ];
    let (_, page) = text(desk.upload(&fields, &[("a.txt", "SECRET")]).await).await;
    assert!(page.contains("team-case-no-reference") && page.contains("team-files-again"));
    for kept in [
        "value=\"TITLE\"",
        ">Kim Asker</textarea>",
        "Lee Third\nSam Third</textarea>",
        "value=\"2026-05-04\"",
        "value=\"uk-foia\" selected",
        "<details open>",
    ] {
        assert!(page.contains(kept), "{kept}: {page}");
    }
    let (_, page) = desk.get("submitter", "/batches/new").await;
    assert!(!page.contains("<details open>") && !page.contains("team-files-again"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_shown_where_it_can_be_read_again_and_can_be_withdrawn() {
    let desk = Desk::new().await;
    let invite = form("/accounts/invite", "form=the-form&role=auditor");
    let made = desk.send("administrator", invite).await;
    assert_eq!(made.headers()["location"], "/accounts");
    let (_, page) = desk.get("administrator", "/accounts").await;
    let link = page.split("/join/").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let (_, again) = desk.get("administrator", "/accounts").await;
    assert!(again.contains(&link), "another language or another load does not lose it");
    assert!(page.contains("name=\"back\" value=\"/accounts\""));
    let path = format!("/join/{link}");
    assert_eq!(desk.get("nobody", &path).await.0, StatusCode::OK);
    let names = "name=kim&shown=Kim+Example&password=x&again=y&code=1";
    let (_, refused) = text(desk.send("nobody", form(&path, names)).await).await;
    assert!(refused.contains("value=\"kim\"") && refused.contains("value=\"Kim Example\""));
    let other = add_account(&desk.app, "other-root", Role::Administrator).await;
    let token = add_session(&desk.app, other).await;
    let mut desk = desk;
    desk.sessions.insert("other-root", token);
    let (_, page) = desk.get("other-root", "/accounts").await;
    assert!(page.contains("team-links-open") && !page.contains(&link), "{page}");
    for link in page.split("name=\"link\" value=\"").skip(1) {
        let hash = link.split('"').next().unwrap();
        desk.post("other-root", "/accounts/withdraw", &format!("link={hash}")).await;
    }
    assert_eq!(desk.get("nobody", &path).await.0, StatusCode::NOT_FOUND);
    let (_, page) = desk.get("other-root", "/accounts").await;
    assert!(!page.contains("team-links-open"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_withheld_until_a_day_that_is_over() {
    let desk = Desk::new().await;
    let fields = [("reference", "F-1"), ("received", "2026-05-04"), ("clock", "uk-foia")];
    let base = desk.hand_in_with(&fields, &[("a.txt", "a SECRET here")]).await;
    desk.until("reviewer", &format!("{base}/"), "team-missing").await;
    desk.post("reviewer", &format!("{base}/take"), "").await;
    let back = format!("back={base}/file/0");
    let remove = "item=1&seen=0&scope=this&choice=remove&ground=uk-foia-40&harm=a+child";
    let past = format!("{remove}&until=2001-01-01&{back}");
    let (status, page) = desk.post("reviewer", &format!("{base}/decide"), &past).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("desk-refused-past") && page.contains("value=\"2001-01-01\""), "{page}");
    let area = format!("file=0&text=here&ground=uk-foia-40&harm=x&until=2001-01-01&{back}");
    let (_, page) = desk.post("reviewer", &format!("{base}/area"), &area).await;
    assert!(page.contains("desk-refused-past") && page.contains("value=\"here\""), "{page}");
    // Whoever keeps it is not held up by a day that stands in the form.
    let keep = past.replace("choice=remove", "choice=keep&reason=public");
    let (status, _) = desk.post("reviewer", &format!("{base}/decide"), &keep).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
}
