//! What is decided for every batch, by two people.

use super::*;

const ALWAYS: &str = "item=1&seen=0&scope=always&choice=remove&ground=secret";

impl Desk {
    /// The page of what is decided always.
    async fn always(&self, who: &str) -> String {
        self.get(who, "/always").await.1
    }

    /// Takes a new batch with the same text in hand; what its page says.
    async fn again(&self) -> (String, String) {
        let base = self.read_batch().await;
        self.post("reviewer", &format!("{base}/take"), "").await;
        let page = self.get("reviewer", &format!("{base}/")).await.1;
        (base, page)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_decided_always_holds_once_a_second_person_agrees_and_until_it_is_ended() {
    let mut desk = Desk::new().await;
    let (base, _) = desk.again().await;
    let (status, page) = desk.post("reviewer", &format!("{base}/decide"), ALWAYS).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    assert!(desk.always("approver").await.contains("team-always-waits"));
    assert!(!desk.again().await.1.contains("/follow"), "one person's wish holds nowhere");
    let (status, page) = desk.post("reviewer", "/always/agree", "standing=1").await;
    assert!(status == StatusCode::CONFLICT && page.contains("desk-refused-same-person"), "{page}");
    let (status, _) = desk.post("approver", "/always/agree", "standing=1").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    desk.restart().await;
    let (next, page) = desk.again().await;
    assert!(page.contains(&format!("{next}/follow")) && page.contains("team-follow-count"));
    // Nothing is decided before someone says so under their own name.
    assert_eq!(desk.post("reviewer", &format!("{next}/sign"), "").await.0, StatusCode::CONFLICT);
    let (status, page) = desk.post("reviewer", &format!("{next}/follow"), "").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let (status, page) = desk.post("reviewer", &format!("{next}/follow"), "").await;
    assert!(status == StatusCode::CONFLICT && page.contains("desk-refused-nothing"), "{page}");
    desk.restart().await;
    assert_eq!(desk.post("reviewer", &format!("{next}/sign"), "").await.0, StatusCode::SEE_OTHER);
    let (_, history) = desk.get("auditor", &format!("{next}/history")).await;
    assert!(history.contains("team-did-follow"), "{history}");
    assert_eq!(desk.post("approver", "/always/end", "standing=1").await.0, StatusCode::SEE_OTHER);
    assert!(!desk.again().await.1.contains("/follow"), "it goes on after its end");
    assert!(desk.always("reviewer").await.contains("team-always-none"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_decided_always_is_taken_back_as_one_and_stands_nowhere_in_clear() {
    let desk = Desk::new().await;
    let (base, _) = desk.again().await;
    desk.post("reviewer", &format!("{base}/decide"), ALWAYS).await;
    desk.post("approver", "/always/agree", "standing=1").await;
    let (next, _) = desk.again().await;
    desk.post("reviewer", &format!("{next}/follow"), "").await;
    let undone = desk.post("reviewer", &format!("{next}/undo"), "back=/").await;
    assert_eq!(undone.0, StatusCode::SEE_OTHER, "{}", undone.1);
    assert!(desk.get("reviewer", &format!("{next}/")).await.1.contains("/follow"));
    for entry in walk(desk.folder.path()) {
        let bytes = std::fs::read(&entry).unwrap();
        let found = bytes.windows(6).any(|window| window == b"SECRET");
        assert!(!found, "{} has the text", entry.display());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_follows_only_what_says_its_harm_and_whose_day_has_not_come() {
    let desk = Desk::new().await;
    let fields = [("reference", "F-1"), ("received", "2026-05-04"), ("clock", "uk-foia")];
    let answer = async || {
        let base = desk.hand_in_with(&fields, &[("a.txt", "the SECRET is out")]).await;
        desk.until("reviewer", &format!("{base}/"), "team-missing").await;
        desk.post("reviewer", &format!("{base}/take"), "").await;
        base
    };
    let offers =
        async |base: &str| desk.get("reviewer", &format!("{base}/")).await.1.contains("/follow");
    let (plain, _) = desk.again().await;
    desk.post("reviewer", &format!("{plain}/decide"), ALWAYS).await;
    desk.post("approver", "/always/agree", "standing=1").await;
    let first = answer().await;
    assert!(!offers(&first).await, "an answer withholds without its harm");
    let told = |until: &str| format!("{ALWAYS}&harm=a+plan&until={until}");
    let decided = desk.post("reviewer", &format!("{first}/decide"), &told("9999-01-01")).await;
    assert_eq!(decided.0, StatusCode::SEE_OTHER, "{}", decided.1);
    desk.post("approver", "/always/agree", "standing=2").await;
    let second = answer().await;
    assert!(offers(&second).await);
    let page = desk.always("approver").await;
    assert!(!page.contains("always-1\"") && page.contains("always-2\""), "{page}");
    desk.post("reviewer", &format!("{second}/decide"), &told(&clocks::day_of(now()))).await;
    desk.post("approver", "/always/agree", "standing=3").await;
    assert!(!offers(&answer().await).await, "its day has come");
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let each = entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] });
    each.collect()
}
