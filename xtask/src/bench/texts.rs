//! The texts of the benchmark: our own prose and source code, shuffled and repeated.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::process;

/// A text and its name.
pub(crate) struct Text {
    pub(crate) name: &'static str,
    pub(crate) bytes: Vec<u8>,
}

/// English prose, Chinese prose and source code, of that many bytes each.
pub(crate) fn all(root: &Path, size: usize) -> Result<Vec<Text>> {
    Ok(vec![
        Text { name: "english", bytes: prose(&root.join("bench/texts/english.txt"), size)? },
        Text { name: "chinese", bytes: prose(&root.join("bench/texts/chinese.txt"), size)? },
        Text { name: "code", bytes: code(root, size)? },
    ])
}

/// Sentences of a file in an order that is shuffled, but always the same.
fn prose(path: &Path, size: usize) -> Result<Vec<u8>> {
    let text = fs::read_to_string(path)?;
    let sentences: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    let mut bytes = Vec::with_capacity(size + 1_000);
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    while bytes.len() < size {
        for _ in 0..5 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let index = (state >> 33) as usize % sentences.len();
            bytes.extend_from_slice(sentences[index].as_bytes());
            bytes.push(b' ');
        }
        bytes.push(b'\n');
    }
    Ok(bytes)
}

/// The project's own source code, again and again.
fn code(root: &Path, size: usize) -> Result<Vec<u8>> {
    let listed =
        process::run(Command::new("git").args(["ls-files", "-z", "*.rs"]).current_dir(root))?;
    let mut once = Vec::new();
    for name in String::from_utf8(listed.stdout)?.split('\0').filter(|name| !name.is_empty()) {
        // Tests hold examples of everything that is looked for.
        if !name.contains("tests") && root.join(name).is_file() {
            once.extend(fs::read(root.join(name))?);
        }
    }
    Ok(once.iter().copied().cycle().take(size).collect())
}
