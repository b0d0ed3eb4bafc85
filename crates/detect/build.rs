//! Prepares the rule packs: what the program would otherwise work out at every start.

#[path = "src/names/known.rs"]
#[expect(dead_code, unreachable_pub, reason = "the rest is for the crate")]
mod known;
#[path = "build/names.rs"]
mod names;
#[path = "src/names/table.rs"]
#[expect(dead_code, unreachable_pub, reason = "reading a table is for the crate")]
mod table;
#[path = "src/names/token.rs"]
#[expect(dead_code, unreachable_pub, reason = "the rest is for the crate")]
mod token;

use std::path::Path;
use std::{env, fs};

fn main() {
    let packs = Path::new("../rules/packs");
    println!("cargo::rerun-if-changed={}", packs.display());
    let mut files: Vec<_> = fs::read_dir(packs)
        .expect("the packs are part of the source")
        .map(|entry| entry.expect("the folder of packs can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yml"))
        .collect();
    files.sort();
    let mut pack = rules::Pack::default();
    for file in files {
        let yaml = fs::read_to_string(&file).expect("a pack can be read");
        let added = rules::parse(&yaml).map_err(rules::PackError::from).and_then(|r| pack.add(r));
        if let Err(error) = added {
            panic!("{}: {error}", file.display());
        }
    }
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("rules.bin"), rules::encode(&pack))
        .expect("OUT_DIR can be written");
    names::prepare(Path::new("names"), Path::new(&out));
}
