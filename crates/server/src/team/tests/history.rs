//! Who did what: what a line of the history says, and to whom.

use super::*;

impl Desk {
    async fn history(&self, who: &str, base: &str) -> String {
        self.get(who, &format!("{base}/history")).await.1
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_of_the_history_says_which_file_which_finding_and_how_far() {
    let desk = Desk::new().await;
    let base = desk.hand_in(&[("a.txt", "SECRET"), ("b.txt", "a SECRET, a SECRET")]).await;
    desk.until("reviewer", &format!("{base}/"), "team-missing").await;
    let act = async |action: &str, fields: &str| {
        let (status, page) = desk.post("reviewer", &format!("{base}/{action}"), fields).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{action}: {page}");
    };
    act("take", "").await;
    act("decide", "item=2&seen=0&scope=this&choice=remove&ground=secret").await;
    act("decide", "item=3&seen=0&scope=batch&choice=not-sensitive").await;
    act("undo", "").await;
    act("area", "file=1&text=a+SECRET&ground=other").await;
    let history = desk.history("reviewer", &base).await;
    let lines: Vec<&str> = history.split("<tr>").skip(3).collect();
    let about = |item: u32| format!("{base}/file/1#item-{item}\">b.txt · ");
    assert!(lines[0].contains(&about(2)) && lines[0].contains("A secret · line 1</a></span>"));
    assert!(lines[1].contains(&about(3)) && lines[1].contains("team-reach-batch"), "{}", lines[1]);
    assert!(lines[2].contains("team-did-undo") && lines[2].contains("team-reach-more:2"));
    assert!(lines[3].contains(&about(4)) && lines[3].contains("desk-area-title"), "{}", lines[3]);
    let audited = desk.history("auditor", &base).await;
    assert!(audited.contains("team-finding-number:3") && audited.contains("team-reach-batch"));
    assert!(!audited.contains("b.txt") && !audited.contains("A secret"), "{audited}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_votes_blindly_learns_nothing_from_the_history() {
    let desk = Desk::with(|settings| settings.chain = Chain::team(2, true).unwrap()).await;
    let base = desk.read_batch().await;
    desk.decided(&base).await;
    for who in ["approver", "second", "submitter"] {
        let history = desk.history(who, &base).await;
        assert!(history.contains("team-did-blind") && !history.contains("team-did-remove"));
        assert!(!history.contains("A secret") && !history.contains("secret or credential"));
    }
    assert!(desk.history("reviewer", &base).await.contains("A secret"));
    let vote = "item=1&seen=1&scope=batch&choice=remove&ground=secret";
    let (status, page) = desk.post("approver", &format!("{base}/decide"), vote).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let history = desk.history("approver", &base).await;
    assert!(history.contains("team-did-blind") && history.contains("A secret"), "their own");
    assert_eq!(desk.post("approver", &format!("{base}/sign"), "").await.0, StatusCode::SEE_OTHER);
    let history = desk.history("approver", &base).await;
    assert!(!history.contains("team-did-blind"), "{history}");
}
