//! Reading what was handed in and making copies, for the desk of a team.

use std::fs::{self, File};
use std::io::{self, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, ScopedJoinHandle};

use anyhow::{Context, Result, anyhow, bail, ensure};
use detect::{Engine, Finding, RuleSet};
use review::batch::Authorisation;
use run::clean::{Cleaning, Task};
use run::view::{PartText, Viewed, Viewer};
use server::desk::{self, Area, Decided, Language, Why};
use server::team::{Fill, Handed, Made, Tell, Wanted, Work};

use super::complain;
use crate::args::ServeArgs;
use crate::failure::Failure;
use crate::review::choices::{self, Choices};
use crate::review::{pictures, shown, texts, why};
use crate::settings::Settings;
use crate::verify::proof_path;
use crate::{Shell, ledger_command, messages, report, scan, terminal};

/// Bytes of text that the desk keeps of one file, in memory while its batch is looked at.
const SHOWN_BYTES_MAX: usize = 1 << 20;

/// Reads and cleans under one policy.
pub(super) struct Documents {
    settings: Settings,
    options: run::Options,
    config: Option<PathBuf>,
    ledger: Option<PathBuf>,
    /// The desk of a channel, and the ledger of what its handlers do; one thread at a time adds.
    acts: Option<(PathBuf, PathBuf)>,
    turn: Mutex<()>,
    language: messages::Language,
}

impl Documents {
    pub(super) fn new(settings: Settings, args: &ServeArgs, language: messages::Language) -> Self {
        let (config, ledger) = (args.config.clone(), args.ledger.clone());
        let acts = args.reports.as_ref().and_then(|desk| {
            let own = || report::ledger_of(desk).ok().flatten();
            Some((desk.clone(), own().or_else(|| ledger.clone())?))
        });
        // What was handed in is of strangers: all of it is read in workers.
        let options = run::Options { always_apart: true, ..scan::options(None, None) };
        Self { settings, options, config, ledger, acts, turn: Mutex::new(()), language }
    }

    fn shell(&self) -> Shell {
        Shell {
            terminal: terminal::Terminal::of_stdout(crate::args::When::Never),
            messages: messages::Messages::new(self.language),
        }
    }

    /// Cleans a file, and says why there is no copy where there is none.
    fn clean_file(
        &self,
        name: &str,
        file: File,
        decided: &Decided,
        leave: Option<&Authorisation>,
    ) -> Result<(Cleaning, Option<Why>)> {
        let built_in = RuleSet::built_in();
        let own = choices::with_own_texts(&self.settings, &decided.own);
        let rules = own.as_ref().unwrap_or(&self.settings.rules);
        let (engine, guard) = (Engine::new(rules), Engine::new(&built_in));
        let replacement: Arc<str> = texts::of_language(self.language, "review-removed").into();
        let choices = Choices::new(decided, rules);
        let decide = |finding: &Finding| choices.wants_gone(finding).then(|| replacement.clone());
        let task =
            Task { guard: &guard, leave, ..Task::new(&engine, &self.settings.policy, &decide) };
        let never = AtomicBool::new(false);
        let cleaning = run::clean::clean_open(file, name, task, &self.options, &never)?;
        let why = why::told(&cleaning, rules);
        Ok((cleaning, why))
    }
}

/// A file as the pages show it in each language.
fn in_languages(viewed: &Viewed, rules: &RuleSet, wanted: &Wanted) -> [desk::File; 2] {
    Language::ALL.map(|language| {
        let file = texts::with(language, |messages| shown::file(viewed, rules, messages));
        shown::for_request(file, wanted)
    })
}

/// Cuts texts where a page has more than enough; every finding is listed all the same.
fn shorten(parts: &mut [PartText]) {
    let mut room = SHOWN_BYTES_MAX;
    for part in parts {
        if part.text.len() > room {
            part.text.truncate(part.text.floor_char_boundary(room));
            part.is_cut = true;
        }
        room -= part.text.len();
    }
}

/// A file without a name, to put what was handed in into.
fn room() -> Result<File> {
    run::unnamed().context("there is no room for a document")
}

/// Puts what was handed in into a file, in the place of what was in it.
fn refill(file: &mut File, fill: impl FnOnce(&mut File) -> Result<()>) -> Result<()> {
    file.rewind()?;
    fill(file)?;
    let length = file.stream_position()?;
    file.set_len(length)?;
    Ok(file.rewind()?)
}

/// Puts what was handed in into a file that has no name.
fn filled(fill: impl FnOnce(&mut File) -> Result<()>) -> Result<File> {
    let mut file = room()?;
    refill(&mut file, fill)?;
    Ok(file)
}

impl Work for Documents {
    fn read(&self, files: &[Handed<'_>], wanted: &Wanted, tell: Tell<'_>) -> Result<()> {
        ensure!(
            choices::can_look_for(&wanted.names),
            "a name of the request is too short to be looked for"
        );
        let own = choices::with_own_texts(&self.settings, &wanted.names);
        let rules = own.as_ref().unwrap_or(&self.settings.rules);
        let engine = Engine::new(rules);
        let (stop, next) = (AtomicBool::new(false), AtomicUsize::new(0));
        let read_some = || -> Result<()> {
            let policy = &self.settings.policy;
            let mut viewer = Viewer::new(&engine, policy, &self.options, &stop);
            // Making a file for each takes longer than reading a short one, and whoever reads this one
            // reads the next.
            let mut held = room()?;
            while !stop.load(Ordering::Relaxed) {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(file) = files.get(at) else { break };
                refill(&mut held, file.fill)?;
                let mut viewed = viewer.view(&held, file.name)?;
                shorten(&mut viewed.parts);
                if !tell(at, in_languages(&viewed, rules, wanted)) {
                    stop.store(true, Ordering::Relaxed);
                }
            }
            Ok(())
        };
        thread::scope(|scope| {
            let threads = self.options.jobs.min(files.len());
            let reading: Vec<_> = (0..threads).map(|_| scope.spawn(read_some)).collect();
            // All are waited for, whatever becomes of the first.
            let ended: Vec<_> = reading.into_iter().map(ScopedJoinHandle::join).collect();
            ended.into_iter().try_for_each(|ended| {
                ended.unwrap_or_else(|_| Err(anyhow!("a thread that reads documents has ended")))
            })
        })
    }

    fn draw(&self, name: &str, fill: Fill<'_>, page: u32) -> Result<Option<Vec<u8>>> {
        Ok(pictures::draw(filled(fill)?, name, page, &self.options))
    }

    fn text_under(&self, name: &str, fill: Fill<'_>, area: Area) -> Result<Vec<String>> {
        Ok(pictures::text_under(filled(fill)?, name, area, &self.options))
    }

    fn clean(
        &self,
        name: &str,
        fill: Fill<'_>,
        decided: &Decided,
        leave: Option<&Authorisation>,
    ) -> Result<Made> {
        if !choices::can_look_for(&decided.own) {
            let why = Some(why::because("desk-why-short", "desk-help-short"));
            let name = name.to_owned();
            return Ok(Made { name, bytes: None, outcome: "clean-refused", why });
        }
        let (cleaning, why) = self.clean_file(name, filled(fill)?, decided, leave)?;
        let outcome = choices::outcome(&cleaning);
        let copy = cleaning.copy.filter(|_| cleaning.outcome.has_copy());
        Ok(match copy {
            Some(copy) => {
                Made { name: decided.clear_name(&copy.name), bytes: Some(copy.bytes), outcome, why }
            }
            None => Made { name: decided.clear_name(name), bytes: None, outcome, why },
        })
    }

    fn log(
        &self,
        request: &str,
        name: &str,
        copy: &[u8],
        leave: Option<&Authorisation>,
    ) -> Result<Option<Vec<u8>>> {
        let Some(ledger) = &self.ledger else { return Ok(None) };
        // The ledger takes files by their names; what is out lies in a folder of our own meanwhile.
        let folder = tempfile::tempdir().context("there is no room for a copy")?;
        let path = folder.path().join(Path::new(name).file_name().unwrap_or_default());
        fs::write(&path, copy)?;
        let shell = self.shell();
        let config = self.config.as_deref();
        let wish =
            ledger_command::Wish { request: Some(request.to_owned()), leave, decision: None };
        let logged = ledger_command::release_copy(ledger, &path, wish, config, &shell);
        let code = logged.map_err(|failure| anyhow!("the release was not logged: {failure:?}"))?;
        if code != ExitCode::SUCCESS {
            bail!("the release was not logged");
        }
        Ok(Some(fs::read(proof_path(&path))?))
    }

    fn log_acts(&self) -> Result<()> {
        let Some((desk, ledger)) = &self.acts else { return Ok(()) };
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let logged = report::log_acts(desk, ledger, &self.shell());
        let why = |failure: Failure| anyhow!("an act is not logged: {}", failure.into_message());
        logged.map(|_count| ()).map_err(why)
    }

    fn complain(&self, message: &str) {
        complain(self.language, message);
    }

    fn note(&self, line: &str) {
        // When stderr is gone, there is nobody to tell.
        let _told = writeln!(io::stderr(), "{}", detect::output::plain(line));
    }
}
