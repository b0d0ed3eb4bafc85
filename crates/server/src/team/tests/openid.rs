//! Signing in by a provider, which stands beside the desk on this machine.

use axum::Router;
use axum::extract::{Form, State};
use axum::http::HeaderMap;
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::*;
use crate::team::openid::is_issuer;
use crate::team::openid::token::tests::Signer;

const CLIENT: &str = "the-desk";
const SECRET_THERE: &str = "no real secret at all";

/// What a provider does.
struct Acts {
    issuer: String,
    /// The key that it signs with, and those that it publishes.
    key: Signer,
    published: Vec<Value>,
    /// What it says besides, or otherwise.
    says: Value,
    /// What it tells of itself besides, or otherwise.
    tells: Value,
    /// The one code that it will take, with what was asked for it.
    code: Option<BTreeMap<String, String>>,
    /// How often it was asked for its keys.
    asked: usize,
}

/// A provider.
#[derive(Clone)]
struct Provider(Arc<Mutex<Acts>>);

impl Provider {
    async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}/realm", listener.local_addr().unwrap());
        let key = Signer::p256("first", 5);
        let published = vec![key.published()];
        let (says, tells) = (json!({}), json!({}));
        let acts = Acts { issuer, key, published, says, tells, code: None, asked: 0 };
        let provider = Self(Arc::new(Mutex::new(acts)));
        let router = Router::new()
            .route("/realm/.well-known/openid-configuration", get(about))
            .route("/realm/keys", get(keys))
            .route("/realm/token", post(tokens))
            .with_state(provider.clone());
        tokio::spawn(async { axum::serve(listener, router).await });
        provider
    }

    fn acts(&self) -> std::sync::MutexGuard<'_, Acts> {
        self.0.lock().unwrap()
    }

    fn settings(&self) -> OpenId {
        OpenId {
            issuer: self.acts().issuer.clone(),
            client: CLIENT.to_owned(),
            secret: SECRET_THERE.to_owned(),
            name: "Example House".to_owned(),
            hosts: Vec::new(),
            roots: None,
            two_factors: vec!["mfa".to_owned()],
        }
    }

    /// Takes a browser that the desk sent, and returns the query that it brings back.
    fn sign_in(&self, address: &str) -> String {
        let (_, query) = address.split_once('?').unwrap();
        let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap());
        let asked: BTreeMap<String, String> =
            pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        assert_eq!(asked["code_challenge_method"], "S256");
        assert_eq!(asked["client_id"], CLIENT);
        let state = asked["state"].clone();
        self.acts().code = Some(asked);
        format!("code=the-code&state={state}")
    }
}

async fn about(State(provider): State<Provider>) -> String {
    let acts = provider.acts();
    let issuer = &acts.issuer;
    let mut about = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
        "code_challenge_methods_supported": ["plain", "S256"],
    });
    merge(&mut about, &acts.tells);
    about.to_string()
}

fn merge(into: &mut Value, other: &Value) {
    for (name, value) in other.as_object().unwrap() {
        into[name] = value.clone();
    }
}

async fn keys(State(provider): State<Provider>) -> String {
    let mut acts = provider.acts();
    acts.asked += 1;
    json!({"keys": acts.published}).to_string()
}

async fn tokens(
    State(provider): State<Provider>,
    headers: HeaderMap,
    Form(fields): Form<BTreeMap<String, String>>,
) -> (StatusCode, String) {
    let mut acts = provider.acts();
    let refused = (StatusCode::BAD_REQUEST, r#"{"error": "invalid_grant"}"#.to_owned());
    let Some(asked) = acts.code.take() else { return refused };
    let pair = format!("{CLIENT}:{}", SECRET_THERE.replace(' ', "%20"));
    let is_known = headers["authorization"] == format!("Basic {}", STANDARD.encode(pair));
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&fields["code_verifier"]));
    let is_asked = challenge == asked["code_challenge"]
        && fields["code"] == "the-code"
        && fields["redirect_uri"] == "https://desk.example/login/provider/back";
    if !is_known || !is_asked {
        return refused;
    }
    let mut claims = json!({"iss": acts.issuer, "sub": "kim-7", "aud": CLIENT, "iat": now(),
        "exp": now() + 60, "nonce": asked["nonce"]});
    merge(&mut claims, &acts.says);
    let token = acts.key.token(&claims);
    (StatusCode::OK, json!({"access_token": "none", "id_token": token}).to_string())
}

/// A desk with a provider, and what a browser does between them.
struct Between {
    desk: Desk,
    provider: Provider,
}

impl Between {
    async fn new() -> Self {
        let provider = Provider::new().await;
        let desk = Desk::with(|settings| settings.provider = Some(provider.settings())).await;
        Self { desk, provider }
    }

    /// Goes to the provider; returns its address, and the cookie of whoever is away.
    async fn go(&self) -> (String, String) {
        let request = Request::get("/login/provider").body(Body::empty()).unwrap();
        let response = self.desk.send("nobody", request).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        let cookie = header("set-cookie");
        assert!(cookie.contains("SameSite=Lax") && cookie.contains("HttpOnly"), "{cookie}");
        (header("location"), cookie.split(';').next().unwrap().to_owned())
    }

    /// Comes back with a query and a cookie.
    async fn back(&self, query: &str, cookie: &str) -> Response {
        let request = Request::get(format!("/login/provider/back?{query}"))
            .header("cookie", cookie)
            .header("sec-fetch-site", "cross-site")
            .body(Body::empty())
            .unwrap();
        self.desk.send("nobody", request).await
    }

    /// The whole way, with nothing strange on it.
    async fn way(&self) -> (StatusCode, Option<String>, String) {
        let (address, cookie) = self.go().await;
        let response = self.back(&self.provider.sign_in(&address), &cookie).await;
        let session = response.headers().get("set-cookie");
        let session = session.map(|value| value.to_str().unwrap().to_owned());
        let (status, page) = text(response).await;
        (status, session, page)
    }

    /// Ties a name at the provider to the reviewer's account.
    async fn tie(&self, subject: &str) -> (StatusCode, String) {
        let account = self.desk.app.store.account_named("reviewer").await.unwrap().unwrap().id;
        let fields = format!("account={account}&subject={subject}");
        self.desk.post("administrator", "/accounts/tie", &fields).await
    }

    /// Fills in what a page asks for.
    async fn prove(&self, page: &str, fields: &str) -> Response {
        let value = |name: &str| {
            let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
            rest.split('"').next().unwrap().to_owned()
        };
        let proof = format!("tie={}&proof={}&{fields}", value("tie"), value("proof"));
        self.desk.send("nobody", form("/login/provider/prove", &proof)).await
    }
}

fn code() -> String {
    totp::digits(SECRET, u64::try_from(now()).unwrap() / 30)
}

const RIGHT: &str = "password=four+quiet+harbours";

#[tokio::test(flavor = "multi_thread")]
async fn a_name_at_the_provider_signs_in_once_it_is_tied_and_its_owner_confirmed_it() {
    let between = Between::new().await;
    let (status, session, page) = between.way().await;
    assert!(status == StatusCode::FORBIDDEN && session.is_none(), "nobody signs up: {page}");
    assert!(page.contains("kim-7") && page.contains("team-provider-unknown"), "{page}");
    assert_eq!(between.tie("kim-7").await.0, StatusCode::SEE_OTHER);
    assert!(between.tie("kim-7").await.1.contains("team-tie-taken"));

    // Two factors at the provider are not enough before the account's owner said yes: whoever
    // administers could have tied a name of their own.
    between.provider.acts().says = json!({"amr": ["pwd", "mfa"]});
    let (_, session, page) = between.way().await;
    assert!(session.is_none() && page.contains("team-provider-first"), "{page}");
    let wrong = between.prove(&page, &format!("password=other&code={}", code())).await;
    assert_eq!(wrong.status(), StatusCode::FORBIDDEN);
    let again = between.prove(&page, &format!("{RIGHT}&code={}", code())).await;
    assert_eq!(again.status(), StatusCode::FORBIDDEN, "a proof is used once");
    let (_, _, page) = between.way().await;
    let right = between.prove(&page, &format!("{RIGHT}&code={}", code())).await;
    assert_eq!(right.status(), StatusCode::SEE_OTHER);
    assert!(right.headers()["set-cookie"].to_str().unwrap().contains("__Host-obelus="));

    let (status, session, page) = between.way().await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("http-equiv=\"refresh\""), "{page}");
    let session = session.unwrap();
    assert!(session.contains("__Host-obelus=") && session.contains("SameSite=Strict"));
    let notes = between.desk.work.notes.lock().unwrap().join("\n");
    for note in ["identity-tied", "identity-confirmed", "by=provider", "why=unknown"] {
        assert!(notes.contains(note), "{note}: {notes}");
    }
    assert!(!notes.contains("kim-7"), "{notes}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_shows_one_factor_there_shows_the_other_here() {
    let between = Between::new().await;
    between.tie("kim-7").await;
    let (_, _, page) = between.way().await;
    assert_eq!(
        between.prove(&page, &format!("{RIGHT}&code={}", code())).await.status(),
        StatusCode::SEE_OTHER
    );
    let (_, session, page) = between.way().await;
    assert!(session.is_none() && page.contains("team-provider-code"), "{page}");
    assert!(!page.contains("name=\"password\""), "{page}");
    let without = between.prove(&page, RIGHT).await;
    assert_eq!(without.status(), StatusCode::FORBIDDEN, "the password is no second factor");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_closed_or_untied_is_not_let_in() {
    let between = Between::new().await;
    between.tie("kim-7").await;
    let account = between.desk.app.store.account_named("reviewer").await.unwrap().unwrap().id;
    between
        .desk
        .post("administrator", "/accounts/open", &format!("account={account}&open=false"))
        .await;
    assert!(between.way().await.2.contains("team-provider-unknown"));
    between
        .desk
        .post("administrator", "/accounts/open", &format!("account={account}&open=true"))
        .await;
    let (_, _, page) = between.way().await;
    assert!(page.contains("team-provider-first"));
    between.desk.post("administrator", "/accounts/untie", "tie=1").await;
    let late = between.prove(&page, &format!("{RIGHT}&code={}", code())).await;
    assert_eq!(late.status(), StatusCode::FORBIDDEN);
    assert_eq!(between.desk.get("reviewer", "/me").await.0, StatusCode::SEE_OTHER, "sessions end");
    assert!(between.way().await.2.contains("team-provider-unknown"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_comes_back_twice_with_another_browser_or_without_having_been_sent() {
    let between = Between::new().await;
    between.tie("kim-7").await;
    let refused = async |query: &str, cookie: &str, why: &str| {
        let (status, page) = text(between.back(query, cookie).await).await;
        assert!(
            status == StatusCode::FORBIDDEN && page.contains("team-provider-"),
            "{why}: {page}"
        );
    };
    let (address, cookie) = between.go().await;
    let query = between.provider.sign_in(&address);
    let (_, other) = between.go().await;
    refused(&query, &other, "the browser of someone else").await;
    refused(&query, "", "no browser that was sent").await;
    refused("code=the-code&state=", "__Host-obelus-away=", "nothing at all").await;
    refused(&format!("{query}x"), &cookie, "another state").await;
    let (status, page) = text(between.back(&query, &cookie).await).await;
    assert!(status == StatusCode::OK && page.contains("team-provider-first"), "{page}");
    refused(&query, &cookie, "a second time").await;

    let (address, cookie) = between.go().await;
    let query = between.provider.sign_in(&address);
    between.provider.acts().code = None;
    refused(&query, &cookie, "a code that was used").await;
    let (address, cookie) = between.go().await;
    let query = between.provider.sign_in(&address).replace("code=the-code", "error=access_denied");
    refused(&query, &cookie, "no leave").await;
    let (address, cookie) = between.go().await;
    let query = between.provider.sign_in(&address) + "&iss=https://other.example";
    refused(&query, &cookie, "another provider answers").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_provider_says_wrongly_lets_nobody_in() {
    let between = Between::new().await;
    between.tie("kim-7").await;
    for (says, why) in [
        (json!({"iss": "https://other.example"}), "issuer"),
        (json!({"aud": "another"}), "audience"),
        (json!({"nonce": "another"}), "nonce"),
        (json!({"exp": 1}), "time"),
    ] {
        between.provider.acts().says = says;
        let (status, session, page) = between.way().await;
        assert!(status == StatusCode::FORBIDDEN && session.is_none(), "{why}: {page}");
        assert!(page.contains("team-provider-doubted"), "{why}: {page}");
        let notes = between.desk.work.notes.lock().unwrap().pop().unwrap();
        assert!(notes.contains(&format!("why={why}")), "{notes}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_of_the_provider_is_fetched_and_a_strange_one_is_not_asked_for_without_end() {
    let between = Between::new().await;
    between.tie("kim-7").await;
    assert!(between.way().await.2.contains("team-provider-first"));
    let next = Signer::ed25519("second", 6);
    between.provider.acts().published.push(next.published());
    between.provider.acts().key = next;
    between.desk.app.provider.as_ref().unwrap().grow_old();
    assert!(between.way().await.2.contains("team-provider-first"), "the new key is fetched");
    between.provider.acts().key = Signer::p256("third", 7);
    let asked = between.provider.acts().asked;
    for _ in 0..3 {
        assert!(between.way().await.2.contains("team-provider-doubted"));
    }
    assert_eq!(between.provider.acts().asked, asked, "it was asked just now");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_another_or_leads_elsewhere_is_not_used() {
    let provider = Provider::new().await;
    for (tells, wanted) in [
        (json!({"issuer": "https://other.example"}), "is about"),
        (json!({"token_endpoint": "http://127.0.0.1:1/token"}), "not on the provider's host"),
        (json!({"jwks_uri": "file:///etc/passwd"}), "not on the provider's host"),
        (json!({"authorization_endpoint": "javascript:alert(1)"}), "not on the provider's host"),
        (json!({"code_challenge_methods_supported": ["plain"]}), "PKCE"),
    ] {
        provider.acts().tells = tells;
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings { provider: Some(provider.settings()), ..settings(folder.path()) };
        let trouble = check_provider(&settings).await.unwrap();
        assert!(trouble.value.contains(wanted), "{}", trouble.value);
    }
    provider.acts().tells = json!({});
    provider.acts().published.clear();
    let desk = Desk::with(|settings| settings.provider = Some(provider.settings())).await;
    let (status, page) = desk.get("nobody", "/login/provider").await;
    assert!(status == StatusCode::BAD_GATEWAY && page.contains("team-provider-silent"), "{page}");
    for issuer in ["ftp://login.example", "https://login.example?x", "http://login.example", "x"] {
        assert!(!is_issuer(issuer), "{issuer}");
    }
    assert!(is_issuer("https://login.example/realm") && is_issuer("http://[::1]:80"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_without_a_provider_has_no_way_to_one() {
    let desk = Desk::new().await;
    assert!(!desk.get("nobody", "/login").await.1.contains("/login/provider"));
    for path in ["/login/provider", "/login/provider/back"] {
        assert_eq!(desk.get("nobody", path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
}
