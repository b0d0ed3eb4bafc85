//! A desk that gets a new key.

use super::super::store::CopyRow;
use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_opens_everything_and_the_old_one_nothing() {
    let mut desk = Desk::new().await;
    let fields = [
        ("reference", "F-2026-7"),
        ("requester", "Kim Asker"),
        ("names", "Lee Third"),
        ("received", "2026-05-04"),
        ("clock", "uk-foia"),
    ];
    let case = desk.hand_in_with(&fields, &[("a.txt", "a SECRET")]).await;
    desk.until("reviewer", &format!("{case}/"), "team-missing").await;
    let base = desk.read_batch().await;
    desk.decided(&base).await;
    for (who, what) in [("approver", "sign"), ("approver", "release")] {
        let (status, page) = desk.post(who, &format!("{base}/{what}"), "").await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    }
    desk.until("approver", &format!("{base}/"), "/copy/0").await;
    let always = "item=1&seen=0&scope=always&choice=remove&ground=secret";
    let next = desk.read_batch().await;
    desk.post("reviewer", &format!("{next}/take"), "").await;
    desk.post("reviewer", &format!("{next}/decide"), always).await;
    let (_, copy) = desk.get("approver", &format!("{base}/copy/0")).await;
    let second = next.rsplit('/').next().unwrap().parse().unwrap();
    let why = Some([vec!["a reason".to_owned()], vec!["原因".to_owned()]]);
    let row = CopyRow { number: 0, why: why.clone(), ..CopyRow::default() };
    desk.app.store.add_copy(second, &row).await.unwrap();
    let settings = settings(desk.folder.path());
    let old = fs::read_to_string(&settings.key).unwrap();
    let sealed = desk.app.store.setting("check").await.unwrap().unwrap();
    let (label, _) = sealed.rsplit_once('.').unwrap();

    let refused = renew_key(&settings).await.unwrap_err().to_string();
    assert_eq!(refused, "another desk uses this folder");
    assert_eq!(fs::read_to_string(&settings.key).unwrap(), old, "it was given one while it runs");
    desk.jobs.abort();
    desk.app.store.let_go().await;
    renew_key(&settings).await.unwrap();

    let new = fs::read_to_string(&settings.key).unwrap();
    assert!(new.lines().count() == 1 && new != old);
    // What were still sealed by the old key, in whatever table, would be lost now, or open to whoever
    // has that key.
    for entry in fs::read_dir(&settings.data).unwrap() {
        let path = entry.unwrap().path();
        let has_label = path.is_file()
            && fs::read(&path).unwrap().windows(label.len()).any(|text| text == label.as_bytes());
        assert!(!has_label, "`{}` has values of the old key", path.display());
    }
    desk.start().await;
    let store = &desk.app.store;
    assert_eq!(desk.get("approver", &format!("{base}/copy/0")).await, (StatusCode::OK, copy));
    for (path, wanted) in [
        (format!("{base}/history"), "team-did-release"),
        (format!("{case}/case"), "Kim Asker"),
        (format!("{case}/file/0"), "a.txt"),
        ("/always".to_owned(), "team-always-waits"),
    ] {
        let (status, page) = desk.get("reviewer", &path).await;
        assert!(status == StatusCode::OK && page.contains(wanted), "{path}: {page}");
    }
    assert_eq!(store.copies(second).await.unwrap()[0].why, why);
    let account = store.account_named("reviewer").await.unwrap().unwrap();
    assert_eq!(store.secret(&account).unwrap(), SECRET);
    fs::write(&settings.key, old).unwrap();
    let vault = Vault::open(&settings.key, settings.data.join(FILES)).unwrap();
    for blob in store.blobs().await.unwrap() {
        assert!(blob.is_empty() || vault.read(&blob).is_err(), "a file is sealed by the old key");
    }
}
