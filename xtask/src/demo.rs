//! Writes the files of `obelus demo` that are not plain text.
//!
//! The texts lie in `crates/obelus/demo/files` as they are; the rest is made here from readable
//! sources, always with the same bytes, so that a reviewer can see what is planted.

mod office;
pub(crate) mod picture;

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use anyhow::{Result, bail};
use zip::write::SimpleFileOptions;

use crate::pdf;

/// Writes the files anew, or says whether they are as they would be written.
pub(crate) fn run(root: &Path, check: bool) -> Result<()> {
    let folder = root.join("crates/obelus/demo/files");
    for (name, bytes) in files()? {
        let path = folder.join(name);
        if !check {
            fs::write(&path, &bytes)?;
        } else if fs::read(&path).ok() != Some(bytes) {
            bail!("`{}` is not as `cargo xtask demo` writes it", path.display());
        }
    }
    println!("demo: the files are as they are made");
    Ok(())
}

fn files() -> Result<Vec<(&'static str, Vec<u8>)>> {
    Ok(vec![
        ("tender.docx", office::tender()?),
        ("staff-survey.xlsx", office::survey()?),
        ("briefing.pptx", office::briefing()?),
        ("decision.pdf", decision()),
        ("opening.jpg", picture::opening()?),
        ("records/deployment.zip", deployment()?),
    ])
}

/// A decision with a line that is invisible, and an author who should not be named.
fn decision() -> Vec<u8> {
    let content = "BT /F1 14 Tf 72 770 Td (TOP SECRET//NOFORN) Tj ET\n\
        BT /F1 12 Tf 72 720 Td (Decision on the request of May 2030 \\(fictitious\\)) Tj ET\n\
        BT /F1 12 Tf 72 690 Td (The fee is paid to account NL91 ABNA 0417 1643 00.) Tj ET\n\
        BT 3 Tr /F1 12 Tf 72 660 Td (Refused because of the informant at phone +1 202 555 0143) Tj ET\n";
    pdf::page(842, content, Some("<< /Author (Robin Sample) /Producer (demonstration) >>"))
}

/// An archive that was attached by mistake.
fn deployment() -> Result<Vec<u8>> {
    let script = "#!/bin/sh\n# fictitious deployment of the town's web site\n\
        export DEPLOY_PASSWORD='Umbrella-Kite-77!'\n\
        scp site.tar root@web-02.brightwater.internal:/srv/www\n";
    // Random bytes in the shape of a key.
    let key = "-----BEGIN RSA PRIVATE KEY-----\n\
        MIIBOgIBAKVNyhglMLsdbRMs3tYjey7ZHj9yH8sZcRdElNZJPJ1cNGC+MSAeaf7a\n\
        oO7ouZl/XHwpmf2v5ZMlPNZUr0361xQnoK6z/ukjL4ryIR+e5JHFsQvstVY7/B5v\n\
        k0J+y8j+KVXlzY5G3I7Ut8J2TSpaTXZ3BvhdhpACSta9o0Ab6cjLzMk19s0fYSJq\n\
        4VM4rho0AE0zug0kasBMgbG68j47+e71958rSTSvh/VSC2m5Sw2YLoW7VbZyqHJj\n\
        es10Zvy2Dg6P8YRjsOSyuilwNHTwZKxo9wD1sCs9xmb0W96qLMrtzStRV0EOTe5K\n\
        8rNPQwoHNEfeY2wOgGyVe6aE1kMfterXQk0J4V0CTFhI8j0fpvc2HX9hjRUy5w4g\n\
        4qZmjef0foRn5UbVPsjioSV72yVsmz5Pu0mBRu9w\n\
        -----END RSA PRIVATE KEY-----\n";
    package(&[("deploy/push.sh", script), ("deploy/id_rsa", key)])
}

/// Returns a ZIP file of these members, always with the same bytes.
fn package(members: &[(&str, &str)]) -> Result<Vec<u8>> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for (name, text) in members {
        writer.start_file(*name, options)?;
        writer.write_all(text.as_bytes())?;
    }
    Ok(writer.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_demo_files_are_as_they_are_made() {
        super::run(&crate::root(), true).unwrap();
    }
}
