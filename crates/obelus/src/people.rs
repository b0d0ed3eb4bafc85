//! The lists of people that a case brings: from files or stdin, never from the command line, where
//! other users of the machine could read the names.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use detect::{NameList, NameModel, People};

use crate::args::ScanArgs;
use crate::failure::Failure;

/// Longest list; a longer one is a mistake.
const BYTES_MAX: u64 = 16 << 20;

/// Loads the lists that the command line names.
pub(crate) fn load(args: &ScanArgs) -> Result<People, Failure> {
    let is_stdin = |path: &Option<_>| path.as_deref() == Some(Path::new("-"));
    if is_stdin(&args.names) && is_stdin(&args.requester) {
        return Err(Failure::usage("only one list of names can come from stdin")
            .help("give the other one as a file"));
    }
    Ok(People {
        listed: args.names.as_deref().map(list).transpose()?,
        exempt: args.requester.as_deref().map(list).transpose()?,
        model: args.names_model.as_deref().map(model).transpose()?,
    })
}

/// Loads a model of names that the user brings.
#[cfg(feature = "onnx")]
fn model(folder: &Path) -> Result<Arc<dyn NameModel>, Failure> {
    let cannot = |error: &dyn std::fmt::Display| {
        Failure::usage(format!("cannot use the model of names in `{}`: {error}", folder.display()))
            .help("put `model.onnx`, `vocab.txt` and `config.json` of a token classifier there")
    };
    let file = |name| std::fs::read(folder.join(name)).map_err(|error| cannot(&error));
    let text = |name| String::from_utf8(file(name)?).map_err(|error| cannot(&error));
    let (vocabulary, config) = (text("vocab.txt")?, text("config.json")?);
    let model = detect::OnnxModel::new(file("model.onnx")?, &vocabulary, &config);
    Ok(Arc::new(model.map_err(|error| cannot(&error))?))
}

/// Says that this program takes no such models.
#[cfg(not(feature = "onnx"))]
fn model(_: &Path) -> Result<Arc<dyn NameModel>, Failure> {
    Err(Failure::usage("this program was built without models of names from elsewhere").help(
        "build it with `cargo build --release --features onnx`, or leave `--names-model` out",
    ))
}

fn list(path: &Path) -> Result<NameList, Failure> {
    let cannot = |error: &dyn std::fmt::Display| {
        Failure::usage(format!("cannot use the list of names `{}`: {error}", path.display()))
            .help("write one name on each line, or a table with a column `name`, in UTF-8")
    };
    let text = read(path).map_err(|error| cannot(&error))?;
    NameList::parse(&text).map_err(|error| cannot(&error))
}

fn read(path: &Path) -> io::Result<String> {
    let source: Box<dyn Read> = match path == Path::new("-") {
        true => Box::new(io::stdin().lock()),
        false => Box::new(File::open(path)?),
    };
    let mut text = String::new();
    source.take(BYTES_MAX + 1).read_to_string(&mut text)?;
    match text.len() as u64 > BYTES_MAX {
        true => Err(io::Error::other("it is longer than 16 MiB")),
        false => Ok(text),
    }
}
