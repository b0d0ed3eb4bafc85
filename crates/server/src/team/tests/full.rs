//! A database without room for more.

use super::*;

const DECISION: &str = "item=1&seen=0&scope=file&choice=not-sensitive";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_acknowledged_after_the_database_was_full_is_kept() {
    let mut desk = Desk::new().await;
    if database_of(desk.folder.path()).is_some() {
        // The limit is one of SQLite.
        return;
    }
    let base = desk.read_batch().await;
    desk.post("reviewer", &format!("{base}/take"), "").await;
    let decide = async || {
        let (status, _) = desk.post("reviewer", &format!("{base}/decide"), DECISION).await;
        assert!([StatusCode::SEE_OTHER, StatusCode::INTERNAL_SERVER_ERROR].contains(&status));
        status == StatusCode::SEE_OTHER
    };
    let (mut acknowledged, mut refused) = (0, 0);
    while refused < 3 {
        desk.app.store.limit("PRAGMA max_page_count = 1").await;
        match decide().await {
            true => acknowledged += 1,
            false => refused += 1,
        }
    }
    desk.app.store.limit("PRAGMA max_page_count = 1000000").await;
    for _ in 0..5 {
        assert!(decide().await, "it does not go on with room again");
        acknowledged += 1;
    }
    desk.restart().await;
    let (_, history) = desk.get("reviewer", &format!("{base}/history")).await;
    assert_eq!(history.matches("team-did-not-sensitive").count(), acknowledged);
}
