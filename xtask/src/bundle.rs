//! The scripts of the reporter's and the handlers' pages: one file each, always of the same bytes.
//!
//! Packages are the ones of the lock file; the bundles, their digests and the licences of what is in
//! them stand in the repository, so that building Obelus needs none of this.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::process;

/// Where the scripts' own parts are.
const SOURCES: &str = "crates/server/seal";
/// Where the bundles go.
const BUNDLES: &str = "crates/server/assets";
/// What is bundled, and under which name: the reporter's pages, and those of handlers.
const SCRIPTS: &[(&str, &str)] = &[("pages.js", "seal.js"), ("cases.js", "cases.js")];

/// Makes the bundles, or only looks whether they are as they would be made.
pub(crate) fn run(root: &Path, is_check: bool) -> Result<()> {
    let folder = install(root)?;
    for (source, name) in SCRIPTS {
        let made = make(&folder, source, name)?;
        let digest = intake::digest(made.script.as_bytes());
        let path = |suffix: &str| root.join(BUNDLES).join(format!("{name}{suffix}"));
        println!("bundle: {name}, {} bytes, {digest}", made.script.len());
        let files = [
            (path(""), made.script),
            (path(".sha256"), format!("{digest}\n")),
            (path(".licences.txt"), made.licences),
        ];
        for (path, content) in files {
            if !is_check {
                fs::write(&path, content)?;
            } else if fs::read_to_string(&path).unwrap_or_default() != content {
                bail!("`{}` is not what its sources make: cargo xtask bundle", path.display());
            }
        }
    }
    Ok(())
}

struct Made {
    script: String,
    licences: String,
}

/// Puts the sources and the packages of the lock file into a folder.
fn install(root: &Path) -> Result<PathBuf> {
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
    Ok(folder)
}

fn make(folder: &Path, source: &str, name: &str) -> Result<Made> {
    let (bundle, meta) = (format!("{name}.bundle"), format!("{name}.meta.json"));
    let arguments = [
        "--bundle",
        "--minify",
        "--format=esm",
        "--target=es2022",
        "--charset=utf8",
        "--legal-comments=none",
        "--log-level=error",
    ];
    let outputs = [format!("--outfile={bundle}"), format!("--metafile={meta}")];
    process::run(
        Command::new("node_modules/.bin/esbuild")
            .arg(source)
            .args(arguments)
            .args(outputs)
            .current_dir(folder),
    )?;
    let script = fs::read_to_string(folder.join(bundle))?;
    Ok(Made { script, licences: licences(folder, name, &meta)? })
}

/// Returns the licence texts of the packages that are in the bundle.
fn licences(folder: &Path, name: &str, meta: &str) -> Result<String> {
    let meta: serde_json::Value = serde_json::from_str(&fs::read_to_string(folder.join(meta))?)?;
    let inputs = meta["inputs"].as_object().context("esbuild lists what it took in")?;
    let mut packages: Vec<String> = inputs.keys().filter_map(|input| package(input)).collect();
    packages.sort();
    packages.dedup();
    let mut text = format!("Packages in {name}, and their licences.\n");
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
