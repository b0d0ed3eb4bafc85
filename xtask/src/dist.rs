//! The release binary: one static file for Linux that runs on a bare system.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::process;

/// Builds it into `target/dist/obelus` and runs it where nothing else is.
pub(crate) fn run(root: &Path) -> Result<()> {
    let triple = "x86_64-unknown-linux-gnu";
    let target = root.join("target/dist-build");
    process::run(
        Command::new("cargo")
            .args(["build", "--release", "--locked", "--package", "obelus", "--target", triple])
            .env("RUSTFLAGS", "-C target-feature=+crt-static")
            .env("CARGO_TARGET_DIR", &target)
            .current_dir(root),
    )?;
    let built = target.join(triple).join("release/obelus");
    let folder = root.join("target/dist");
    std::fs::create_dir_all(&folder)?;
    let binary = folder.join("obelus");
    std::fs::copy(&built, &binary)?;
    run_bare(&binary)?;
    let size = std::fs::metadata(&binary)?.len();
    println!("dist: {} ({:.1} MB), runs in an empty root", binary.display(), size as f64 / 1e6);
    Ok(())
}

/// Runs the binary in a root folder that holds nothing but itself.
fn run_bare(binary: &Path) -> Result<()> {
    let root = std::env::temp_dir().join(format!("obelus-bare-{}", std::process::id()));
    std::fs::create_dir_all(&root)?;
    std::fs::copy(binary, root.join("obelus"))?;
    let outcome = process::run(
        Command::new("unshare")
            .args(["--map-root-user", "--root"])
            .arg(&root)
            .args(["/obelus", "--version"]),
    );
    std::fs::remove_dir_all(&root)?;
    let printed = outcome?.stdout;
    if !printed.starts_with(b"obelus ") {
        bail!("`obelus --version` in an empty root printed something else");
    }
    Ok(())
}
