//! Prints what is read of the files given: one line for each document, part, run and problem.
//!
//! `cargo run -p document --example parts -- [--brief] [--runs] FILE…`
//! With `--brief`, a line for each file only: how much was read, its format and its problems.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::Path;

use document::{Collector, Document, Limits, Problem, Run};

fn main() {
    let mut options = Options { brief: false, runs: false };
    for argument in std::env::args_os().skip(1) {
        match argument.to_str() {
            Some("--brief") => options.brief = true,
            Some("--runs") => options.runs = true,
            _ => show(Path::new(&argument), &options),
        }
    }
}

struct Options {
    brief: bool,
    runs: bool,
}

#[expect(clippy::print_stdout, reason = "an example that prints")]
fn show(path: &Path, options: &Options) {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) => return println!("{}: {error}", path.display()),
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut sink = Collector::default();
    document::read(&mut file, &name, &Limits::default(), &mut sink);
    let document = sink.document;
    let read = document.coverage.map_or("unfinished", |read| read.name());
    let format = document.heads.first().map_or("", |head| head.format);
    if options.brief {
        println!("{read}\t{format}\t{}\t{}", problem_names(&document), path.display());
        return;
    }
    println!("{}: {read} {format}", path.display());
    show_document(&document, options);
}

#[expect(clippy::print_stdout, reason = "an example that prints")]
fn show_document(document: &Document, options: &Options) {
    for head in &document.heads {
        println!("= {} {} {:?}", head.path.join("!"), head.format, head.size_bytes);
    }
    for read in &document.parts {
        let part = &read.part;
        let hidden = part.hidden.map_or(String::new(), |hidden| format!(" {{{}}}", hidden.name()));
        let prefix = part.path.join("!");
        println!("{prefix}[{}] {}{hidden} | {}", part.kind.name(), part.label, read.text);
        if options.runs {
            read.runs.iter().for_each(|run| show_run(run, &read.text));
        }
    }
    for problem in &document.problems {
        println!("! {} {}", problem.path.join("!"), describe(problem));
    }
}

#[expect(clippy::print_stdout, reason = "an example that prints")]
fn show_run(run: &Run, text: &str) {
    let hidden = run.hidden.map_or("shown", |hidden| hidden.name());
    let text = text.get(run.span.range()).unwrap_or("?");
    println!("    {}..{} {hidden} {:?} {text:?}", run.span.start, run.span.end, run.label);
}

fn problem_names(document: &Document) -> String {
    let names: BTreeSet<String> = document.problems.iter().map(describe).collect();
    names.into_iter().collect::<Vec<_>>().join(",")
}

fn describe(problem: &Problem) -> String {
    let effect = problem.effect().name();
    match problem.number {
        Some(number) => format!("{}({number}):{effect}", problem.code.name()),
        None => format!("{}:{effect}", problem.code.name()),
    }
}
