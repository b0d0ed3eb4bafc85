//! One's own sessions.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn other_sessions_are_listed_and_ended_by_who_has_the_authenticator() {
    let mut desk = Desk::new().await;
    let account = async |name: &str| desk.app.store.account_named(name).await.unwrap().unwrap().id;
    let (own, foreign) = (account("reviewer").await, account("approver").await);
    let other = add_session(&desk.app, own).await;
    let theirs = fingerprint(&desk.sessions["approver"]);
    desk.sessions.insert("elsewhere", other.clone());
    let listed = fingerprint(&other);
    let (_, page) = desk.get("reviewer", "/me").await;
    assert!(page.contains(&listed), "{page}");
    assert!(!page.contains(&fingerprint(&desk.sessions["reviewer"])), "this one is signed out of");
    assert!(!page.contains(&other) && !page.contains(&theirs), "no token, and nobody else's");

    let end = async |fields: &str| desk.post("reviewer", "/me/sessions", fields).await;
    let refused = end(&format!("session={listed}&code=000000")).await;
    assert!(refused.0 == StatusCode::FORBIDDEN && refused.1.contains("team-code-wrong"));
    assert_eq!(desk.get("elsewhere", "/me").await.0, StatusCode::OK);
    let code = totp::digits(SECRET, u64::try_from(now()).unwrap() / 30);
    assert_eq!(end(&format!("code={code}")).await.0, StatusCode::CONFLICT, "nothing is ticked");
    let ended = end(&format!("session={listed}&session={theirs}&code={code}")).await;
    assert_eq!(ended.0, StatusCode::SEE_OTHER);
    assert_eq!(desk.get("elsewhere", "/me").await.0, StatusCode::SEE_OTHER, "it ended");
    assert_eq!(desk.get("approver", "/me").await.0, StatusCode::OK, "nobody else's ends");
    assert_eq!(desk.app.store.sessions(foreign).await.unwrap().len(), 1);
    assert!(desk.get("reviewer", "/me").await.1.contains("team-sessions-one"));
}
