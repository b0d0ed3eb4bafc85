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
