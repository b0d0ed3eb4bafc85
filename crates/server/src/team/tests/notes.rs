//! What whoever runs the desk is told of who came in and who did not.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_in_and_who_is_refused_is_noted_without_what_they_typed() {
    let desk = Desk::new().await;
    let code = totp::digits(SECRET, u64::try_from(now()).unwrap() / 30);
    let login = async |name: &str, code: &str| {
        let fields = format!("name={name}&password={}&code={code}", PASSWORD.replace(' ', "+"));
        desk.send("nobody", form("/login", &fields)).await.status()
    };
    assert_eq!(login("stranger%0Aforged", &code).await, StatusCode::FORBIDDEN);
    assert_eq!(login("reviewer", "000000").await, StatusCode::FORBIDDEN);
    assert_eq!(login("reviewer", &code).await, StatusCode::SEE_OTHER);
    desk.get("reviewer", "/accounts").await;
    desk.get("nobody", "/join/a-stale-token").await;
    let other = form("/tokens", "form=other&label=x");
    desk.send("submitter", other).await;
    let check = Request::post("/api/check").header("authorization", "Bearer no");
    desk.send("nobody", check.body(Body::empty()).unwrap()).await;
    desk.post("administrator", "/accounts/invite", "role=auditor").await;
    desk.post("reviewer", "/logout", "").await;

    let notes = desk.work.notes.lock().unwrap().clone();
    let id = async |name: &str| {
        desk.app.store.account_named(name).await.unwrap().unwrap().id.to_string()
    };
    let (reviewer, submitter) = (id("reviewer").await, id("submitter").await);
    let administrator = id("administrator").await;
    let said: Vec<&str> = notes.iter().filter_map(|note| Some(note.split_once(' ')?.1)).collect();
    let wanted = [
        "sign-in-refused account=none by=password-and-code".to_owned(),
        format!("sign-in-refused account={reviewer} by=password-and-code"),
        format!("signed-in account={reviewer} by=password-and-code"),
        format!("refused account={reviewer} why=team-not-allowed path=/accounts"),
        "refused account=none why=team-link-void path=/join/".to_owned(),
        format!("refused account={submitter} why=desk-not-own path=/tokens"),
        "token-refused account=none".to_owned(),
        format!("invited account={administrator} roles=auditor"),
        format!("signed-out account={reviewer}"),
    ];
    assert_eq!(said, wanted.iter().map(String::as_str).collect::<Vec<_>>());
    let stamps = notes.iter().filter_map(|note| note.split_once(' ')).map(|(stamp, _)| stamp);
    for stamp in stamps {
        assert!(stamp.len() == 20 && stamp.ends_with('Z') && stamp.contains('T'), "{stamp}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_nobody_can_have_do_not_fill_the_memory_of_those_that_were_tried() {
    let desk = Desk::new().await;
    let long = "x".repeat(1 << 20);
    for end in 0..7 {
        let fields = format!("name={long}{end}&password=x&code=000000");
        let status = desk.send("nobody", form("/login", &fields)).await.status();
        let wanted = if end < 5 { StatusCode::FORBIDDEN } else { StatusCode::TOO_MANY_REQUESTS };
        assert_eq!(status, wanted, "what is longer than any name counts as one name: {end}");
    }
}
