//! `obelus report serve`: the reporter's pages, in a process of its own.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::net::TcpListener;
use std::process::ExitCode;

use clap::ValueEnum;
use server::report::{self, Site};

use super::Talk;
use super::args::ServeArgs;
use super::desk::read_channel;
use super::script::read_proof;
use crate::failure::Failure;
use crate::files;
use crate::messages::{Language, Messages, Value};

/// Serves until the process is ended.
pub(super) fn serve(args: &ServeArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let note = |id: &str, values: &[Value<'_>]| {
        if !args.quiet {
            talk.note(id, values);
        }
    };
    if !forgets_what_is_freed() {
        note("report-serving-remembers", &[]);
    }
    let channel = read_channel(&args.channel)?;
    let channel_file = files::read_text(&args.channel, 1 << 20)?;
    for folder in [&args.arrivals, &args.answers] {
        if !folder.is_dir() {
            let message = format!("`{}` is no folder", folder.display());
            return Err(Failure::usage(message).help("make it first; it holds sealed files only"));
        }
    }
    let site = Site {
        channel,
        channel_file: channel_file.to_string(),
        arrivals: args.arrivals.clone(),
        answers: args.answers.clone(),
        script_proof: args.script_proof.as_deref().map(read_proof).transpose()?,
        work_bits: args.work,
        languages: Language::value_variants().iter().map(|&language| texts(language)).collect(),
    };
    let cannot =
        |error: io::Error| Failure::usage(format!("cannot listen on {}: {error}", args.listen));
    let listener = TcpListener::bind(args.listen).map_err(cannot)?;
    let address = listener.local_addr().map_err(cannot)?.to_string();
    let is_confined = server::report::confine(&site).map_err(cannot)?;
    if !is_confined {
        note("report-serving-unconfined", &[]);
    }
    note("report-serving-script", &[("digest", server::report::script_digest().into())]);
    talk.say("report-serving", &[("address", address.into())])?;
    io::stdout().flush()?;
    server::report::serve(site, listener).map_err(cannot)?;
    Ok(ExitCode::SUCCESS)
}

/// Told to the C library of GNU: what is given back is overwritten at once, and nothing given back
/// waits in a place that is left out of that. Buffers of requests, in which a report stands while
/// the server seals it, are not ours to wipe.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const FORGETFUL: (&str, &str) =
    ("GLIBC_TUNABLES", "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0");

/// True when this process overwrites memory that it gives back; begins anew when it does not yet.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn forgets_what_is_freed() -> bool {
    use std::os::unix::process::CommandExt;
    let (name, value) = FORGETFUL;
    if std::env::var_os(name).is_some_and(|told| told == value) {
        return true;
    }
    let Ok(program) = std::env::current_exe() else { return false };
    let mut again = std::process::Command::new(program);
    // It only comes back when the system refuses.
    let _refused = again.args(std::env::args_os().skip(1)).env(name, value).exec();
    false
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
const fn forgets_what_is_freed() -> bool {
    false
}

fn texts(language: Language) -> (String, BTreeMap<String, String>) {
    let messages = Messages::new(language);
    let texts = report::texts().map(|id| {
        let text = messages.get(&id, &[]);
        (id, text)
    });
    (language.tag().to_owned(), texts.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_pages_is_there() {
        for &language in Language::value_variants() {
            let messages = Messages::new(language);
            let missing: Vec<String> =
                report::texts().filter(|id| messages.find(id, &[]).is_none()).collect();
            assert!(missing.is_empty(), "{missing:?}");
        }
    }
}
