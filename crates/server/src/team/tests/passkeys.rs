//! Signing in by passkeys.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_signs_in_once_for_each_challenge_and_its_copies_do_not() {
    let desk = Desk::new().await;
    let origin = "https://desk.example";
    let challenge_of = |page: &str, form: &str| {
        let form = page.split(&format!("id=\"{form}\"")).nth(1).unwrap().to_owned();
        form.split("data-challenge=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let mut authenticator = passkey::tests::Authenticator::new();
    let challenge = challenge_of(&desk.get("reviewer", "/me").await.1, "passkey-add");
    let sent = authenticator.make(&challenge, origin);
    let code = totp::digits(SECRET, u64::try_from(now()).unwrap() / 30);
    let add = async |password: &str| {
        let passkey::Sent { client, authenticator: data } = &sent;
        let fields = format!(
            "client={client}&authenticator={data}&key={}&label=phone&current={password}&code={code}",
            authenticator.key()
        );
        desk.post("reviewer", "/me/passkey", &fields).await
    };
    assert_eq!(add("wrong").await.0, StatusCode::FORBIDDEN, "whose session it is may be stolen");
    let (status, page) = add("four+quiet+harbours").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    assert!(desk.get("reviewer", "/me").await.1.contains("phone"));

    let sign_in = async |authenticator: &passkey::tests::Authenticator, challenge: &str| {
        let (sent, signature) = authenticator.sign(challenge, origin);
        let passkey::Sent { client, authenticator } = sent;
        let fields =
            format!("id=b25l&client={client}&authenticator={authenticator}&signature={signature}");
        desk.send("nobody", form("/login/passkey", &fields)).await
    };
    let challenge = async || challenge_of(&desk.get("nobody", "/login").await.1, "passkey-in");
    let first = challenge().await;
    authenticator.counter = 2;
    let answer = sign_in(&authenticator, &first).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert!(answer.headers()["set-cookie"].to_str().unwrap().contains("__Host-obelus="));
    authenticator.counter = 3;
    assert_eq!(sign_in(&authenticator, &first).await.status(), StatusCode::FORBIDDEN, "twice");
    let foreign = challenge_of(&desk.get("reviewer", "/me").await.1, "passkey-add");
    assert_eq!(sign_in(&authenticator, &foreign).await.status(), StatusCode::FORBIDDEN);
    authenticator.counter = 2;
    let copied = sign_in(&authenticator, &challenge().await).await;
    assert_eq!(copied.status(), StatusCode::FORBIDDEN, "a copy counts from where it was taken");
    desk.post("reviewer", "/me/passkey/remove", "id=b25l").await;
    authenticator.counter = 9;
    let removed = sign_in(&authenticator, &challenge().await).await;
    assert_eq!(removed.status(), StatusCode::FORBIDDEN);
}
