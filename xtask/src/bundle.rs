//! The script of the reporter's pages: one file, always of the same bytes.
//!
//! Packages are the ones of the lock file; the bundle, its digest and the licences of what is in it
//! stand in the repository, so that building Obelus needs none of this.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::process;

/// Where the script's own parts are.
const SOURCES: &str = "crates/server/seal";
/// Where the bundle goes.
const BUNDLE: &str = "crates/server/assets/seal.js";

/// Makes the bundle, or only looks whether it is as it would be made.
pub(crate) fn run(root: &Path, is_check: bool) -> Result<()> {
    let made = make(root)?;
    let path = |suffix: &str| root.join(format!("{BUNDLE}{suffix}"));
    let files = [
        (path(""), made.script.clone()),
        (path(".sha256"), format!("{}\n", intake::digest(made.script.as_bytes()))),
        (path(".licences.txt"), made.licences),
    ];
    for (path, content) in files {
        if !is_check {
            fs::write(&path, content)?;
        } else if fs::read_to_string(&path).unwrap_or_default() != content {
            bail!("`{}` is not what its sources make: cargo xtask bundle", path.display());
        }
    }
    println!("bundle: {} bytes, {}", made.script.len(), intake::digest(made.script.as_bytes()));
    Ok(())
}

struct Made {
    script: String,
    licences: String,
}

fn make(root: &Path) -> Result<Made> {
    ensure!(process::exists("npm"), "`npm` is not installed (Debian package `npm`)");
    let folder = root.join("target/seal");
    fs::create_dir_all(&folder)?;
    for entry in fs::read_dir(root.join(SOURCES))? {
        let path = entry?.path();
        if path.is_file() {
            fs::copy(&path, folder.join(path.file_name().context("a file has a name")?))?;
        }
    }
    let install = ["ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"];
    process::run(Command::new("npm").args(install).current_dir(&folder))?;
    let arguments = [
        "pages.js",
        "--bundle",
        "--minify",
        "--format=esm",
        "--target=es2022",
        "--charset=utf8",
        "--legal-comments=none",
        "--outfile=seal.bundle.js",
    ];
    process::run(
        Command::new("node_modules/.bin/esbuild")
            .args(arguments)
            .args(["--log-level=error", "--metafile=seal.meta.json"])
            .current_dir(&folder),
    )?;
    Ok(Made {
        script: fs::read_to_string(folder.join("seal.bundle.js"))?,
        licences: licences(&folder)?,
    })
}

/// Returns the licence texts of the packages that are in the bundle.
fn licences(folder: &Path) -> Result<String> {
    let meta: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(folder.join("seal.meta.json"))?)?;
    let inputs = meta["inputs"].as_object().context("esbuild lists what it took in")?;
    let mut packages: Vec<String> = inputs.keys().filter_map(|input| package(input)).collect();
    packages.sort();
    packages.dedup();
    let mut text = String::from("Packages in seal.js, and their licences.\n");
    for package in packages {
        let licence =
            fs::read_to_string(folder.join("node_modules").join(&package).join("LICENSE"))
                .with_context(|| format!("`{package}` has no licence"))?;
        text += &format!("\n== {package}\n\n{}\n", licence.replace('\r', "").trim());
    }
    Ok(text)
}

/// The package of an input: `node_modules/@scope/name/…` or `node_modules/name/…`.
fn package(input: &str) -> Option<String> {
    let mut parts = input.strip_prefix("node_modules/")?.split('/');
    let first = parts.next()?;
    match first.starts_with('@') {
        true => Some(format!("{first}/{}", parts.next()?)),
        false => Some(first.to_owned()),
    }
}
