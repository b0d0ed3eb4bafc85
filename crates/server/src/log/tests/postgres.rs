//! The same store in PostgreSQL: `cargo xtask e2e` starts one, and says where it is.

use sqlx::{AnyConnection, Connection as _, Executor as _};

use super::*;

/// Does one statement after the other, outside of the store.
fn execute(url: &str, statements: &[&'static str]) {
    sqlx::any::install_default_drivers();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = AnyConnection::connect(url).await.unwrap();
        for statement in statements {
            connection.execute(*statement).await.unwrap();
        }
    });
}

#[test]
fn the_store_is_the_same_in_postgresql() {
    let Ok(url) = std::env::var("OBELUS_TEST_POSTGRES") else { return };
    execute(
        &url,
        &[
            "DROP TABLE IF EXISTS ledger_head",
            "DROP TABLE IF EXISTS ledger_entries",
            "DROP TABLE IF EXISTS ledger_checkpoints",
            "DROP TABLE IF EXISTS ledger_witnesses",
        ],
    );
    let house = House::on(Some(url.clone()));
    let mut log = house.open();
    let appended = log.append(&entries(0..700), 5).unwrap();
    assert!(appended.iter().zip(0..).all(|(one, index)| one.is_new && one.index == index));
    let again = log.append(&entries(699..701), 6).unwrap();
    let expected = [Appended { index: 699, is_new: false }, Appended { index: 700, is_new: true }];
    assert_eq!(again, expected);
    publish(&mut log);
    assert_eq!(log.proof(123).unwrap().index, 123);
    assert_eq!(fsck(log.tiles(), 701, &[log.head()]).damages, []);
    log.erase(7).unwrap();
    let head = log.head();
    drop(log);
    let mut log = house.open();
    assert_eq!((log.head(), log.published()), (head, 701));
    assert_eq!(log.entry(7).unwrap().opening, None);
    assert_eq!(log.entry(8).unwrap().opening.unwrap().envelope, b"envelope request 8");
    // Another machine, whose lock is another one, on the same database.
    let other = House { database: Some(url.clone()), ..House::new() };
    let mut others = Log::load(other.settings(), other.keys.clone()).unwrap();
    others.append(&entries(701..702), 7).unwrap();
    assert!(log.append(&entries(702..703), 8).is_err());
    drop((log, others));
    assert_eq!(house.open().head().size, 702);
    // Changed by whoever administers the database, before it was published.
    let change = "UPDATE ledger_entries SET leaf = (SELECT leaf FROM ledger_entries WHERE place = 0) \
                  WHERE place = 701";
    execute(&url, &[change]);
    assert!(!house.frozen().is_empty());
}
