//! `obelus lesson`: read, practise, publish. No account, no network; what a learner answers stays
//! in the learner's own data folder.

mod exercise;

use std::fs;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use detect::nearest;
use detect::output::plain;
use etcetera::BaseStrategy;
use lessons::publish::{self, Words};
use lessons::schedule::{Grade, Schedule};
use lessons::{Lesson, Question};
use time::OffsetDateTime;

use crate::Shell;
use crate::failure::Failure;
use crate::files;
use crate::human::wrap::wrap;
use crate::messages::{Messages, Value};
use crate::terminal::Tone;

/// Questions of one sitting with `--more`.
const QUESTIONS_MORE: usize = 10;
/// Longest schedule.
const SCHEDULE_BYTES_MAX: u64 = 4 << 20;
/// Longest answer.
const LINE_BYTES_MAX: u64 = 4 << 10;

#[derive(Debug, Subcommand)]
pub(crate) enum LessonCommand {
    /// List the lessons.
    List,
    /// Show a lesson.
    Show {
        #[arg(value_name = "LESSON")]
        id: String,
    },
    /// Find planted leaks in an invented document, and answer up to three questions a week.
    Practise(PractiseArgs),
    /// Write a page, feeds, a digest and cards to print, for your own site.
    Publish {
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Where the folder will be: https://…
        #[arg(long, value_name = "ADDRESS")]
        base: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct PractiseArgs {
    /// Ask more than three questions a week.
    #[arg(long)]
    more: bool,
    /// The document of this number, to make the same one again.
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
}

/// Does what the command line says.
pub(crate) fn lesson(command: &LessonCommand, shell: &Shell) -> Result<ExitCode, Failure> {
    let lessons = lessons::built_in(shell.messages.language.tag());
    match command {
        LessonCommand::List => list(&lessons),
        LessonCommand::Show { id } => show(id, &lessons, shell),
        LessonCommand::Practise(args) => practise(args, &lessons, shell),
        LessonCommand::Publish { folder, base } => write_public(folder, base, &lessons, shell),
    }
}

fn list(lessons: &[Lesson]) -> Result<ExitCode, Failure> {
    let widest = lessons.iter().map(|lesson| lesson.id.len()).max().unwrap_or(0);
    let mut stdout = io::stdout().lock();
    for lesson in lessons {
        writeln!(stdout, "{:widest$}  {}", lesson.id, lesson.title)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn show(id: &str, lessons: &[Lesson], shell: &Shell) -> Result<ExitCode, Failure> {
    let Some(lesson) = lessons.iter().find(|lesson| lesson.id == id) else {
        let failure = Failure::usage(format!("there is no lesson `{}`", plain(id)));
        let ids = lessons.iter().map(|lesson| lesson.id.as_str());
        return Err(failure.help(match nearest(id, ids) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "`obelus lesson list` lists them".to_owned(),
        }));
    };
    io::stdout().write_all(text(lesson, shell).as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// Returns a lesson as a terminal shows it.
pub(crate) fn text(lesson: &Lesson, shell: &Shell) -> String {
    let messages = &shell.messages;
    let mut text = format!("  {}\n", shell.terminal.paint(Tone::Strong, &lesson.title));
    let mut add = |paragraph: &str| {
        for line in wrap(paragraph, shell.terminal.width.saturating_sub(2)) {
            text += &format!("  {line}\n");
        }
    };
    if !lesson.is_reviewed {
        add(&messages.get("lesson-draft", &[]));
    }
    add(&lesson.text.replace('\n', " "));
    for (word, example) in [("lesson-before", &lesson.before), ("lesson-after", &lesson.after)] {
        let values =
            [("title", messages.get(word, &[]).into()), ("value", example.as_str().into())];
        add(&messages.get("title-and-value", &values));
    }
    for (place, step) in (1..).zip(&lesson.steps) {
        add(&format!("{place}. {step}"));
    }
    text
}

/// Marks a document that was made up, then asks what is due.
fn practise(args: &PractiseArgs, lessons: &[Lesson], shell: &Shell) -> Result<ExitCode, Failure> {
    exercise::run(args.seed, lessons, shell)?;
    let path = schedule_path()?;
    let mut schedule = load(&path)?;
    let today = OffsetDateTime::now_utc().date();
    let left = if args.more { QUESTIONS_MORE } else { schedule.left_this_week(today) };
    let names = names(lessons);
    let due = schedule.due(names.iter().map(String::as_str), today);
    let due: Vec<String> = due.into_iter().take(left).map(str::to_owned).collect();
    if due.is_empty() {
        say(shell, "lesson-questions-none", &[])?;
    }
    for name in &due {
        let Some((lesson, question)) = find(lessons, name) else { continue };
        let Some(grade) = ask_question(lesson, question, shell)? else {
            say(shell, "lesson-question-skipped", &[])?;
            continue;
        };
        let again = schedule.answer(name, grade, today);
        tell_answer(question, grade, again, shell)?;
        keep(&path, &schedule)?;
    }
    say(shell, "lesson-practise-next", &[("file", path.display().to_string().into())])?;
    Ok(ExitCode::SUCCESS)
}

/// The names of all questions: the first one of each lesson, then the second ones, so that three a
/// week are of three subjects.
fn names(lessons: &[Lesson]) -> Vec<String> {
    let most = lessons.iter().map(|lesson| lesson.questions.len()).max().unwrap_or(0);
    let of_place = |place| {
        let has = move |lesson: &&Lesson| lesson.questions.len() >= place;
        lessons.iter().filter(has).map(move |lesson| format!("{}/{place}", lesson.id))
    };
    (1..=most).flat_map(of_place).collect()
}

fn find<'a>(lessons: &'a [Lesson], name: &str) -> Option<(&'a Lesson, &'a Question)> {
    let (id, place) = name.split_once('/')?;
    let lesson = lessons.iter().find(|lesson| lesson.id == id)?;
    let place: usize = place.parse().ok()?;
    Some((lesson, lesson.questions.get(place.checked_sub(1)?)?))
}

/// Asks a question; none when it is skipped.
fn ask_question(
    lesson: &Lesson,
    question: &Question,
    shell: &Shell,
) -> Result<Option<Grade>, Failure> {
    let values = [("title", lesson.title.as_str().into()), ("ask", question.ask.as_str().into())];
    say(shell, "lesson-question", &values)?;
    for (place, option) in (1..).zip(&question.options) {
        writeln!(io::stdout(), "  {place}. {option}")?;
    }
    let typed = ask(shell, "lesson-question-ask")?;
    let place = typed.trim().parse::<usize>().ok().and_then(|place| place.checked_sub(1));
    Ok(place
        .filter(|&place| place < question.options.len())
        .map(|place| if place == question.answer { Grade::Good } else { Grade::Again }))
}

fn tell_answer(
    question: &Question,
    grade: Grade,
    again: time::Date,
    shell: &Shell,
) -> Result<(), Failure> {
    let answer = question.options.get(question.answer).map_or("", String::as_str);
    let day = intake::day::write(again);
    let because = ("because", question.because.as_str().into());
    match grade {
        Grade::Good => say(shell, "lesson-question-right", &[because, ("day", day.into())]),
        Grade::Again => {
            let values = [because, ("answer", answer.into()), ("day", day.into())];
            say(shell, "lesson-question-wrong", &values)
        }
    }
}

/// Reads a line from stdin.
fn ask(shell: &Shell, id: &str) -> Result<String, Failure> {
    // Where nobody types, the next line must not begin behind the question.
    let end = if io::stdin().is_terminal() { ' ' } else { '\n' };
    let mut stdout = io::stdout();
    write!(stdout, "{}{end}", shell.messages.get(id, &[]))?;
    stdout.flush()?;
    let mut line = String::new();
    io::Read::take(io::stdin().lock(), LINE_BYTES_MAX)
        .read_line(&mut line)
        .map_err(|error| Failure::usage(format!("cannot read what was typed: {error}")))?;
    Ok(line)
}

fn say(shell: &Shell, id: &str, values: &[Value<'_>]) -> Result<(), Failure> {
    Ok(writeln!(io::stdout(), "{}", shell.messages.get(id, values))?)
}

fn schedule_path() -> Result<PathBuf, Failure> {
    let strategy = etcetera::choose_base_strategy()
        .map_err(|error| Failure::usage(format!("there is no folder for your data: {error}")))?;
    Ok(strategy.data_dir().join("obelus").join("lessons.json"))
}

fn load(path: &Path) -> Result<Schedule, Failure> {
    if !path.exists() {
        return Ok(Schedule::default());
    }
    let text = files::read_text(path, SCHEDULE_BYTES_MAX)?;
    Schedule::parse(&text).map_err(|error| {
        Failure::usage(format!("cannot read your schedule `{}`: {error}", path.display()))
            .help("remove the file to begin anew")
    })
}

fn keep(path: &Path, schedule: &Schedule) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        files::make_folder(folder)?;
    }
    files::replace(path, schedule.to_text().as_bytes())
}

/// Makes a page with the words of the language.
pub(crate) fn with_words<T>(messages: &Messages, make: impl FnOnce(&Words<'_>) -> T) -> T {
    let [title, before, after, steps, sources, draft] = [
        "lesson-title",
        "lesson-before",
        "lesson-after",
        "lesson-steps",
        "lesson-sources",
        "lesson-draft",
    ]
    .map(|id| messages.get(id, &[]));
    make(&Words {
        language: messages.language.tag(),
        title: &title,
        before: &before,
        after: &after,
        steps: &steps,
        sources: &sources,
        draft: &draft,
    })
}

/// Writes what a site needs.
fn write_public(
    folder: &Path,
    base: &str,
    lessons: &[Lesson],
    shell: &Shell,
) -> Result<ExitCode, Failure> {
    if !base.starts_with("https://") && !base.starts_with("http://") {
        return Err(Failure::usage(format!("`{}` is no address of a page", plain(base)))
            .help("write where the folder will be: --base https://lessons.example"));
    }
    let cards = folder.join("cards");
    fs::create_dir_all(&cards).map_err(|error| files::cannot("make the folder", &cards, &error))?;
    let written = with_words(&shell.messages, |words| {
        let pages = [
            (folder.join("index.html"), publish::page(lessons, words)),
            (folder.join("atom.xml"), publish::atom(lessons, words, base)),
            (folder.join("feed.json"), publish::json_feed(lessons, words, base)),
            (folder.join("digest.txt"), publish::digest(lessons, words)),
        ];
        let card = |lesson: &Lesson| {
            (cards.join(format!("{}.html", lesson.id)), publish::card(lesson, words))
        };
        pages.into_iter().chain(lessons.iter().map(card)).collect::<Vec<_>>()
    });
    for (path, text) in &written {
        fs::write(path, text).map_err(|error| files::cannot("write", path, &error))?;
    }
    let values = [
        ("folder", folder.display().to_string().into()),
        ("cards", lessons.len().into()),
        ("base", base.to_owned().into()),
    ];
    say(shell, "lesson-published", &values)?;
    Ok(ExitCode::SUCCESS)
}
