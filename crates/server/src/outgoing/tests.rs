use super::*;

fn fails(url: &str, roots: Option<&Path>) -> String {
    format!("{:#}", agent(url, roots, Duration::from_secs(1)).unwrap_err())
}

#[test]
fn other_schemes_and_files_without_roots_are_told() {
    assert!(fails("ftp://a.example", None).contains("neither http://"));
    assert!(fails("a.example", None).contains("neither http://"));
    let file = tempfile::NamedTempFile::new().unwrap();
    assert!(fails("https://a.example", Some(file.path())).contains("there is none in it"));
    let missing = file.path().with_extension("missing");
    assert!(fails("https://a.example", Some(&missing)).contains("cannot use the root"));
    // Without https nobody asks for roots.
    assert!(agent("http://a.example", Some(&missing), Duration::from_secs(1)).is_ok());
}
