//! What is changed: the project's samples and the files of the demo, by the format that reads them.

use std::collections::BTreeSet;
use std::fs;
use std::io::Cursor;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::corpus::{self, Made};
use crate::train::Random;

/// A file to be changed.
#[derive(Debug)]
pub(super) struct Sample {
    /// Its name.
    pub(super) name: String,
    /// The format that it is read as when nothing is changed.
    pub(super) format: String,
    /// What it is made of.
    pub(super) made: Made,
    /// Weight of this and of all before it; small ones weigh more.
    weight_end: f64,
}

/// Samples, of which small ones are taken more often: they cost less, and each change of one is a
/// larger share of it.
#[derive(Debug)]
pub(super) struct Samples(Vec<Sample>);

/// Bytes that each sample counts more than it has.
const WEIGHT_BYTES: f64 = 1024.0;

impl Samples {
    /// Builds all samples of one format, or of any.
    pub(super) fn of(root: &Path, format: Option<&str>) -> Result<Self> {
        let mut made: Vec<(String, Made)> = Vec::new();
        for source in corpus::sources(root)? {
            made.push((source.name(), source.build()?));
        }
        let demo = root.join("crates/obelus/demo/files");
        for file in fs::read_dir(&demo).with_context(|| format!("no `{}`", demo.display()))? {
            let path = file?.path();
            let Some(name) = path.file_name().filter(|_| path.is_file()) else { continue };
            made.push((name.to_string_lossy().into_owned(), Made::of_file(&fs::read(&path)?)));
        }
        made.sort_by(|(left, _), (right, _)| left.cmp(right));
        let mut samples = Vec::new();
        let mut weight_end = 0.0;
        for (name, made) in made {
            let bytes = made.bytes()?;
            let own = read_as(&bytes, &name);
            if format.is_none_or(|format| format == own) {
                weight_end += 1.0 / (bytes.len() as f64 + WEIGHT_BYTES);
                samples.push(Sample { name, format: own, made, weight_end });
            }
        }
        if samples.is_empty() {
            bail!("no sample of that format");
        }
        Ok(Self(samples))
    }

    /// Number of samples.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The formats that there are, in order.
    pub(super) fn formats(&self) -> BTreeSet<String> {
        self.0.iter().map(|sample| sample.format.clone()).collect()
    }

    /// The format of the sample of that name.
    pub(super) fn format_of(&self, name: &str) -> String {
        let sample = self.0.iter().find(|sample| sample.name == name);
        sample.map(|sample| sample.format.clone()).unwrap_or_default()
    }

    /// Takes one.
    pub(super) fn choose(&self, random: &mut Random) -> &Sample {
        let all = self.0.last().map_or(0.0, |last| last.weight_end);
        let at = random.share() * all;
        let index = self.0.partition_point(|sample| sample.weight_end <= at);
        &self.0[index.min(self.0.len() - 1)]
    }
}

/// The format that a file is read as.
fn read_as(bytes: &[u8], name: &str) -> String {
    let format = document::identify(&mut Cursor::new(bytes), name);
    format.map_or("unknown", |format| format.name).to_owned()
}
