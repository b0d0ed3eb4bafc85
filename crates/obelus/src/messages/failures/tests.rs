use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use super::*;

/// After what a sentence stands that a person may see when something goes wrong.
const BEFORE: &[&str] = &[
    "Failure::usage(",
    "Self::usage(",
    "Failure::Fault(",
    "Self::Fault(",
    "talk.failure(",
    "files::cannot(",
    ".help(",
    "let message =",
];
/// Crates whose errors are told as they are.
const CRATES: &[&str] = &["intake", "ledger", "review"];
/// What the system says most often.
const SYSTEM: &[i32] = &[2, 13, 17, 20, 21, 28, 30, 36, 98, 99, 111];

#[test]
fn every_failure_has_its_chinese() {
    let of_command = files("obelus").into_iter().flat_map(|text| told(&text, BEFORE));
    let errors = CRATES.iter().flat_map(|name| files(name));
    let of_crates = errors.flat_map(|text| told(&text, &["#[error("]));
    let said: BTreeSet<String> = of_command.chain(of_crates).collect();
    assert!(said.len() > 200, "{} sentences were found", said.len());
    let missing: Vec<&String> = said.iter().filter(|said| !FAILURES.contains_key(*said)).collect();
    assert!(missing.is_empty(), "`locales/failures.zh-Hans.po` lacks {missing:#?}");
}

#[test]
fn nothing_is_translated_that_nobody_says() {
    let crates = ["obelus", "intake", "ledger", "review", "run", "rules", "detect", "server"];
    let texts = crates.iter().chain(&["lessons"]).flat_map(|name| files(name));
    let mut said: BTreeSet<String> = texts.flat_map(|text| told(&text, &["\""])).collect();
    said.extend(SYSTEM.iter().map(|number| io::Error::from_raw_os_error(*number).to_string()));
    said.extend(io::read_to_string([0xff].as_slice()).err().map(|error| error.to_string()));
    let is_said = |sentence: &&String| said.contains(*sentence);
    let unused: Vec<&String> = FAILURES.keys().filter(|sentence| !is_said(sentence)).collect();
    assert!(unused.is_empty() || !cfg!(target_os = "linux"), "nothing says {unused:#?}");
}

#[test]
fn a_translation_has_as_many_values() {
    for shape in SHAPES.iter() {
        assert_eq!(shape.words.len(), shape.chinese.len(), "{:?}", shape.words);
    }
}

#[test]
fn why_is_translated_with_what_and_names_are_not() {
    for (english, chinese) in [
        (
            "cannot read `read`: No such file or directory (os error 2)",
            "不能读取 `read`：没有这个文件或文件夹",
        ),
        ("cannot rename `a: b`: Permission denied (os error 13)", "不能重命名 `a: b`：没有权限"),
        (
            "the trust file `t` is wrong: line 3: it is not written as a key",
            "信任文件 `t` 有误：第 3 行：不是密钥的写法",
        ),
        ("there is no trust file, so nobody is believed", "没有信任文件，因此不相信任何人"),
        ("entry 7 is a decision to withhold", "第 7 条是不予公布的决定"),
        ("nobody has ever said this", "nobody has ever said this"),
        ("", ""),
    ] {
        assert_eq!(in_chinese(english), chinese);
    }
    // Whatever a file is called, it ends.
    in_chinese(&"cannot read `x`: ".repeat(5_000));
}

/// Returns the sources of a crate, but for its tests and the definitions of options.
fn files(name: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let file = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && file != "tests" {
                folders.push(path);
            } else if file.ends_with(".rs") && !["tests.rs", "usage.rs"].contains(&file.as_str()) {
                let text = fs::read_to_string(path).unwrap();
                texts.push(text.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned());
            }
        }
    }
    texts
}

/// Returns the sentences that stand in a source after one of `before`, in the form of the catalogue.
fn told(source: &str, before: &[&str]) -> BTreeSet<String> {
    let after = before.iter().flat_map(|before| {
        source.match_indices(before).filter_map(|(place, _)| {
            let rest = source.get(place + before.len()..)?.trim_start();
            let rest = rest.strip_prefix("format!(").unwrap_or(rest).trim_start();
            literal(if *before == "\"" { rest } else { rest.strip_prefix('"')? })
        })
    });
    after.filter(|said| !["", "{}"].contains(&said.as_str())).collect()
}

/// Reads a literal behind its first quotation mark; each value in it becomes `{}`.
fn literal(text: &str) -> Option<String> {
    let mut said = String::new();
    let mut rest = text;
    loop {
        let end = rest.find(['"', '\\', '{'])?;
        let (before, from) = rest.split_at(end);
        said += before;
        let (sign, after) = from.split_at(1);
        rest = after;
        match sign {
            "\"" => return Some(said),
            "{" => {
                let is_value =
                    |inner: &str| inner.chars().all(|c| c.is_alphanumeric() || "_.:#".contains(c));
                match rest.split_once('}').filter(|(inner, _)| is_value(inner)) {
                    Some((_, after)) => {
                        said += "{}";
                        rest = after;
                    }
                    None => said.push('{'),
                }
            }
            _ if rest.starts_with('\n') => rest = rest.trim_start(),
            _ => {
                let mut letters = rest.chars();
                let letter = letters.next()?;
                said.push(if letter == 'n' { '\n' } else { letter });
                rest = letters.as_str();
            }
        }
    }
}
