//! The lists of people that a case brings: from files or stdin, never from the command line, where
//! other users of the machine could read the names.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use detect::{NameList, People};

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
    })
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
