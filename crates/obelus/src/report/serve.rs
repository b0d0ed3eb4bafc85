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
use crate::failure::Failure;
use crate::files;
use crate::messages::{Language, Messages};

/// Serves until the process is ended.
pub(super) fn serve(args: &ServeArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
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
        work_bits: args.work,
        languages: Language::value_variants().iter().map(|&language| texts(language)).collect(),
    };
    let cannot =
        |error: io::Error| Failure::usage(format!("cannot listen on {}: {error}", args.listen));
    let listener = TcpListener::bind(args.listen).map_err(cannot)?;
    let address = listener.local_addr().map_err(cannot)?.to_string();
    let is_confined = server::report::confine(&site).map_err(cannot)?;
    if !is_confined {
        talk.note("report-serving-unconfined", &[]);
    }
    talk.note("report-serving-script", &[("digest", server::report::script_digest().into())]);
    talk.say("report-serving", &[("address", address.into())])?;
    io::stdout().flush()?;
    server::report::serve(site, listener).map_err(cannot)?;
    Ok(ExitCode::SUCCESS)
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
