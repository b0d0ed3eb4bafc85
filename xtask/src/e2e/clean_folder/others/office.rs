//! Office files, and their copies, as LibreOffice prints them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use super::Ended;
use crate::process;

/// Endings that are printed.
const OFFICE: [&str; 10] =
    ["docx", "xlsx", "pptx", "odt", "ods", "odp", "doc", "xls", "ppt", "rtf"];
/// Files that one start of the program prints: starting takes longer than most files.
const FILES_AT_ONCE: usize = 12;
/// Seconds for so many files, and for one.
const SECONDS_MAX: [&str; 2] = ["150", "45"];

/// A file and its copy, printed as PDF where the program prints them.
pub(super) struct Printed<'a> {
    pub(super) ended: &'a Ended,
    pub(super) original: Option<PathBuf>,
    pub(super) copy: Option<PathBuf>,
}

/// Prints each file that has a copy, and its copy.
pub(super) fn printed<'a>(ended: &'a [Ended], scratch: &Path) -> Result<Vec<Printed<'a>>> {
    let folder = scratch.join("office");
    fs::remove_dir_all(&folder).ok();
    fs::create_dir_all(&folder)?;
    let mut inputs = Vec::new();
    let mut printed = Vec::new();
    let office = ended.iter().filter(|ended| OFFICE.contains(&ended.ending().as_str()));
    for (ended, copy) in office.filter_map(|ended| Some((ended, ended.copy.as_ref()?))) {
        let [original, copy] = [&ended.original, copy].map(|path| {
            let name = format!("{:05}", inputs.len());
            let input = folder.join(name).with_extension(path.extension().unwrap_or_default());
            inputs.push((path.clone(), input.clone()));
            input.with_extension("pdf")
        });
        printed.push(Printed { ended, original: Some(original), copy: Some(copy) });
    }
    for (path, input) in &inputs {
        fs::copy(path, input)?;
    }
    let inputs: Vec<PathBuf> = inputs.into_iter().map(|(_, input)| input).collect();
    print(&inputs, &folder, scratch)?;
    for printed in &mut printed {
        printed.original.take_if(|path| !path.is_file());
        printed.copy.take_if(|path| !path.is_file());
    }
    Ok(printed)
}

/// Prints files, many at once; those that are missing then by themselves, since one that stops the
/// program takes the others with it.
fn print(inputs: &[PathBuf], folder: &Path, scratch: &Path) -> Result<()> {
    let [of_many, of_one] = SECONDS_MAX;
    for many in inputs.chunks(FILES_AT_ONCE) {
        convert(many, of_many, folder, scratch)?;
        for one in many.iter().filter(|input| !input.with_extension("pdf").is_file()) {
            convert(std::slice::from_ref(one), of_one, folder, scratch)?;
        }
    }
    Ok(())
}

fn convert(inputs: &[PathBuf], seconds: &str, folder: &Path, scratch: &Path) -> Result<()> {
    let profile = format!("-env:UserInstallation=file://{}", scratch.join("lo").display());
    let mut command = Command::new("timeout");
    command.args(["-k", "5", seconds, "soffice", &profile, "--headless", "--convert-to", "pdf"]);
    process::output(command.arg("--outdir").arg(folder).args(inputs))?;
    Ok(())
}
