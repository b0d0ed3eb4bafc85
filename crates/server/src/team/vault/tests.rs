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
    let first_chunk = PREFIX_BYTES + CHUNK_BYTES + TAG_BYTES;
    for end in [0, PREFIX_BYTES, first_chunk, whole.len() - 1] {
        fs::write(&path, &whole[..end]).unwrap();
        assert!(vault.read(&name).is_err(), "cut at {end}");
    }
    for at in [0, PREFIX_BYTES, first_chunk, whole.len() - 1] {
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
