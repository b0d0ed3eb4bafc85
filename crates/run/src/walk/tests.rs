use std::path::Component;

use super::*;

#[test]
fn paths_under_another_are_left_to_it() {
    let here = |path: &str| PathBuf::from(path);
    let paths = |given: &[&str]| -> Vec<String> {
        let given: Vec<PathBuf> = given.iter().copied().map(here).collect();
        roots(&given).unwrap().iter().map(|root| root.path.display().to_string()).collect()
    };
    assert_eq!(paths(&["src", "src/walk", "./src/lib.rs", "Cargo.toml"]), ["Cargo.toml", "src"]);
    assert_eq!(paths(&[".", "src", "src/../src"]), ["."]);
    assert_eq!(paths(&["src/walk.rs", "src/walk"]), ["src/walk", "src/walk.rs"]);
}

#[test]
fn tasks_come_in_the_order_of_path_components() {
    let mut seen = Vec::new();
    walk(&roots(&[PathBuf::from("src")]).unwrap(), &mut |task| {
        seen.push(task.path);
        true
    });
    assert!(seen.is_sorted());
    assert!(
        seen.iter().all(|path| path.components().next() == Some(Component::Normal("src".as_ref())))
    );
}

#[test]
fn a_file_that_is_replaced_by_something_else_has_vanished() {
    let missing = Path::new("src/no-such-file.rs");
    assert_eq!(crate::file::open(missing, false).unwrap_err(), ProblemCode::Vanished);
    let folder = Path::new("src");
    assert_eq!(crate::file::open(folder, false).unwrap_err(), ProblemCode::NotAFile);
}
