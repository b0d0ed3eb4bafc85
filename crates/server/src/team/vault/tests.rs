use super::*;

fn vault() -> (tempfile::TempDir, Vault) {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key");
    Vault::new_key(&key).unwrap();
    let vault = Vault::open(&key, folder.path().join("files")).unwrap();
    (folder, vault)
}

#[test]
fn files_of_every_length_come_back() {
    let (_folder, vault) = vault();
    for length in [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES] {
        let bytes = vec![7; length];
        let name = vault.keep(&bytes).unwrap();
        assert_eq!(vault.read(&name).unwrap(), bytes, "{length} bytes");
    }
}

#[test]
fn a_file_that_was_cut_changed_or_renamed_does_not_open() {
    let (folder, vault) = vault();
    let name = vault.keep(&vec![7; 2 * CHUNK_BYTES + 5]).unwrap();
    let path = folder.path().join("files").join(&name);
    let whole = fs::read(&path).unwrap();
    let head = MAGIC.len() + ID_BYTES + PREFIX_BYTES;
    let first_chunk = head + CHUNK_BYTES + TAG_BYTES;
    for end in [0, MAGIC.len(), head, first_chunk, whole.len() - 1] {
        fs::write(&path, &whole[..end]).unwrap();
        assert!(vault.read(&name).is_err(), "cut at {end}");
    }
    for at in [0, MAGIC.len(), head - 1, head, first_chunk, whole.len() - 1] {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        fs::write(&path, changed).unwrap();
        assert!(vault.read(&name).is_err(), "changed at {at}");
    }
    fs::write(folder.path().join("files/other"), &whole).unwrap();
    assert!(vault.read("other").is_err());
}

#[test]
fn a_value_opens_only_as_what_it_is() {
    let (_folder, vault) = vault();
    let sealed = vault.seal("event 1", b"kept").unwrap();
    assert_eq!(vault.unseal("event 1", &sealed).unwrap(), b"kept");
    assert!(vault.unseal("event 2", &sealed).is_err());
    assert!(!sealed.contains("kept"));
}

#[test]
fn what_was_not_finished_is_gone() {
    let (folder, vault) = vault();
    let mut writer = vault.create().unwrap();
    writer.add(&vec![1; 3 * CHUNK_BYTES]).unwrap();
    drop(writer);
    assert_eq!(fs::read_dir(folder.path().join("files")).unwrap().count(), 0);
}

#[test]
fn a_new_key_opens_what_the_old_one_sealed_until_all_is_sealed_anew() {
    let (folder, old) = vault();
    let (path, files) = (folder.path().join("key"), folder.path().join("files"));
    let value = old.seal("event 1", b"kept").unwrap();
    let names: Vec<String> =
        [0, 5, 3 * CHUNK_BYTES].iter().map(|length| old.keep(&vec![7; *length]).unwrap()).collect();
    let before = fs::read_to_string(&path).unwrap();

    Vault::add_key(&path).unwrap();
    // Whoever was cut off in between asks again, and goes on with the same key.
    let added = fs::read_to_string(&path).unwrap();
    Vault::add_key(&path).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), added);
    let both = Vault::open(&path, files.clone()).unwrap();
    assert_eq!(both.unseal("event 1", &value).unwrap(), b"kept");
    let renewed = both.renewed("event 1", &value).unwrap().unwrap();
    assert_eq!(both.renewed("event 1", &renewed).unwrap(), None);
    let all: Vec<&str> = names.iter().map(String::as_str).collect();
    both.renew(&all[..1]).unwrap();
    both.renew(&all).unwrap();
    both.renew(&all).unwrap();

    Vault::drop_older_keys(&path).unwrap();
    let new = Vault::open(&path, files.clone()).unwrap();
    assert_eq!(new.unseal("event 1", &renewed).unwrap(), b"kept");
    assert!(new.unseal("event 1", &value).is_err(), "the old key is gone");
    for (name, length) in names.iter().zip([0, 5, 3 * CHUNK_BYTES]) {
        assert_eq!(new.read(name).unwrap(), vec![7; length]);
        assert!(old.read(name).is_err(), "it is not sealed anew");
    }
    assert_eq!(fs::read_dir(files).unwrap().count(), names.len());
    assert!(!fs::read_to_string(&path).unwrap().contains(before.trim()));
}

#[test]
fn what_was_sealed_before_there_were_labels_opens() {
    let (folder, vault) = vault();
    let key = &vault.keys.first;
    let nonce = XNonce::from([3; NONCE_BYTES]);
    let payload = Payload { msg: b"kept".as_slice(), aad: b"event 1" };
    let sealed = key.cipher.encrypt(&nonce, payload).unwrap();
    let value = STANDARD.encode([nonce.as_slice(), &sealed].concat());
    let prefix = [5; PREFIX_BYTES];
    let payload = Payload { msg: b"a file".as_slice(), aad: b"old" };
    let sealed = key.cipher.encrypt(&super::nonce(&prefix, 0, true), payload).unwrap();
    fs::write(folder.path().join("files/old"), [prefix.as_slice(), &sealed].concat()).unwrap();

    let path = folder.path().join("key");
    Vault::add_key(&path).unwrap();
    let both = Vault::open(&path, folder.path().join("files")).unwrap();
    assert_eq!(both.unseal("event 1", &value).unwrap(), b"kept");
    assert_eq!(both.read("old").unwrap(), b"a file");
    assert!(both.renewed("event 1", &value).unwrap().is_some());
    both.renew(&["old"]).unwrap();
    Vault::drop_older_keys(&path).unwrap();
    let new = Vault::open(&path, folder.path().join("files")).unwrap();
    assert_eq!(new.read("old").unwrap(), b"a file");
}

#[test]
fn files_that_were_left_are_settled_together() {
    let (_folder, vault) = vault();
    for count in [0, 1, SETTLED_SINGLY_MAX + 1] {
        let leave = |_| {
            let mut writer = vault.create().unwrap();
            writer.add(b"left").unwrap();
            writer.leave().unwrap()
        };
        let names: Vec<String> = (0..count).map(leave).collect();
        vault.settle(names.iter().map(String::as_str)).unwrap();
        assert!(names.iter().all(|name| vault.read(name).unwrap() == b"left"));
    }
    let gone = ["none"];
    assert!(vault.settle(gone.into_iter()).is_err(), "what is not there is not on the disk");
}
