//! Where a policy comes from, and what it does.

use crate::support::{FOUND, Folder};

const OFF: &str = "[scan]\nfail-on = 'critical'\n";

#[test]
fn a_policy_inside_what_is_scanned_is_not_taken() {
    let folder = Folder::new(&[("d/a.txt", FOUND), ("d/obelus.toml", OFF)]);
    assert_eq!(folder.run(&["scan", "d"]).code, 1);
    // The person stands inside it: it is her own.
    let mut inside = folder.command(&["scan", "."]);
    assert_eq!(inside.current_dir(folder.file("d")).status().unwrap().code(), Some(0));
    assert_eq!(folder.run(&["scan", "d", "--config", "d/obelus.toml"]).code, 0);
}

#[test]
fn a_policy_above_is_taken_and_the_command_line_stands_above_it() {
    let folder = Folder::new(&[("d/e/a.txt", FOUND), ("obelus.toml", OFF)]);
    let run = |args: &[&str]| {
        let mut command = folder.command(args);
        command.current_dir(folder.file("d/e")).status().unwrap().code()
    };
    assert_eq!(run(&["scan", "a.txt"]), Some(0));
    assert_eq!(run(&["scan", "a.txt", "--fail-on", "low"]), Some(1));
}

#[test]
fn config_show_says_where_each_value_comes_from() {
    let folder = Folder::new(&[("obelus.toml", OFF)]);
    let shown = folder.run(&["config", "show"]).stdout;
    assert!(shown.contains("fail-on = \"critical\"  # "), "{shown}");
    assert!(shown.contains("obelus.toml:2\n"), "{shown}");
    assert!(shown.contains("min-confidence = \"medium\"  # default\n"), "{shown}");
}

#[test]
fn a_suppression_is_relative_to_the_policy_and_its_end_is_told() {
    let suppress = |until| {
        format!(
            "[[suppress]]\nrule = 'cn-resident-id'\nfiles = 'd/*.txt'\nreason = 'invented'\n\
             until = {until}\n"
        )
    };
    let folder = Folder::new(&[("d/a.txt", FOUND), ("obelus.toml", &suppress("2999-01-01"))]);
    let path = folder.file("d/a.txt");
    let ended = folder.run(&["scan", path.to_str().unwrap()]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
    assert!(ended.stdout.contains("invented (until 2999-01-01)"), "{}", ended.stdout);
    folder.write("obelus.toml", &suppress("2020-01-01"));
    let ended = folder.run(&["scan", "d"]);
    assert_eq!(ended.code, 1);
    assert!(ended.stderr.contains("is over"), "{}", ended.stderr);
    folder.write("obelus.toml", &suppress("2999-01-01"));
    folder.write("d/a.txt", "nothing");
    assert!(folder.run(&["scan", "d"]).stderr.contains("was not needed"));
}

#[test]
fn comments_allow_findings_in_code_and_not_in_documents() {
    let comment = "# obelus:allow[cn-resident-id] reason=test value until=2999-01-01";
    let text = format!("{comment}\nid = '11010519491231002X'\n");
    let folder = Folder::new(&[("code/a.py", &text), ("text/a.txt", &text)]);
    let code = folder.run(&["scan", "code"]);
    assert_eq!(code.code, 0, "{}", code.stdout);
    assert!(code.stdout.contains("inline: test value"), "{}", code.stdout);
    assert_eq!(folder.run(&["scan", "text"]).code, 1);
}

#[test]
fn the_policy_says_where_comments_are_heeded() {
    let comment = "# obelus:allow[cn-resident-id] reason=test value until=2999-01-01";
    let text = format!("{comment}\nid = '11010519491231002X'\n");
    let folder = Folder::new(&[("code/a.py", &text), ("text/a.txt", &text)]);
    folder.write("obelus.toml", "[scan]\ninline = 'text'\n");
    assert_eq!(folder.run(&["scan", "text"]).code, 0);
    folder.write("obelus.toml", "[scan]\ninline = 'off'\n");
    let forbidden = folder.run(&["scan", "code"]);
    assert_eq!(forbidden.code, 1);
    assert!(forbidden.stderr.contains("lets no comment allow"), "{}", forbidden.stderr);
}

#[test]
fn comments_that_allow_nothing_are_told_where_nothing_is_found() {
    let over = "# obelus:allow[cn-resident-id] reason=x until=2020-01-01\nx = 1\n";
    let unused = "# obelus:allow[cn-resident-id] reason=x until=2999-01-01\nx = 1\n";
    let folder = Folder::new(&[("over.py", over), ("unused.py", unused)]);
    let ended = folder.run(&["scan", "over.py", "unused.py"]);
    assert_eq!(ended.code, 0, "{}", ended.stdout);
    assert!(ended.stderr.contains("is over"), "{}", ended.stderr);
    assert!(ended.stderr.contains("allows nothing"), "{}", ended.stderr);
}

#[test]
fn a_tender_is_graded_by_its_occasion() {
    let folder = Folder::new(&[("tender.txt", "Supply of pumps\nModel number: TX-410\n")]);
    assert_eq!(folder.run(&["scan", "tender.txt"]).code, 0);
    let procurement = folder.run(&["scan", "tender.txt", "--profile", "procurement"]);
    assert_eq!(procurement.code, 1, "{}", procurement.stdout);
    assert!(procurement.stderr.contains("a place of delivery"), "{}", procurement.stderr);
    assert_eq!(folder.run(&["scan", "tender.txt", "--profile", "procurements"]).code, 2);
}

#[test]
fn own_terms_are_found_and_explained() {
    let terms = "[[terms]]\nid = 'heron'\ntext = 'Heron Reach'\nwhy = 'A name of ours.'\n";
    let folder = Folder::new(&[("a.txt", "about HERON reach."), ("obelus.toml", terms)]);
    let ended = folder.run(&["scan", "a.txt"]);
    assert_eq!(ended.code, 1);
    assert!(ended.stdout.contains("REVIEW"), "{}", ended.stdout);
    assert!(folder.run(&["explain", "heron"]).stdout.contains("A name of ours."));
}

#[test]
fn zones_are_loaded_from_beside_the_policy() {
    let policy = "[zones]\nfiles = ['depot.geojson']\n";
    let folder = Folder::new(&[("a.txt", "nothing"), ("obelus.toml", policy)]);
    let missing = folder.run(&["scan", "a.txt"]);
    assert_eq!(missing.code, 2);
    assert!(missing.stderr.contains("obelus.toml:2: cannot load the zones"), "{}", missing.stderr);
    let square = "[[10.0,50.0],[10.1,50.0],[10.1,50.1],[10.0,50.1],[10.0,50.0]]";
    let zone = format!("{{\"type\":\"Polygon\",\"coordinates\":[{square}]}}");
    folder.write("depot.geojson", &zone);
    assert_eq!(folder.run(&["scan", "a.txt"]).code, 0);
    folder.write("a.txt", "the gate is at 50.05123, 10.05123");
    let found = folder.run(&["scan", "a.txt"]);
    assert_eq!(found.code, 1, "{}", found.stdout);
    assert!(found.stdout.contains("inside a protected zone"), "{}", found.stdout);
}
