//! Copies without what must not go out, each proven before anyone sees it.
//!
//! For one file: it is read, and refused when it has a protective marking. A copy is made of what
//! is shown; what the plan wants gone of that goes too, wherever the same value stands, until reading
//! the copy finds none. Then strings that are gone are looked for in everything that can be decoded
//! from the copy's bytes. Any doubt, and there is no copy.
//!
//! With the leave of two officers a marked file gets a copy too, in which its marking stands struck
//! through.
//!
//! Originals are only read. Nothing is written here: a copy is handed over as bytes.

pub(crate) mod apart;
mod appearance;
mod hunt;
mod leftover;
mod marking;
mod target;
mod unfound;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;

use detect::{Budget, Engine, Finding, Policy, Report};
use document::{Cleaned, Entry, Plan, ProblemCode, Redaction, Refusal};
use review::batch::Authorisation;

use self::appearance::Side;
use self::hunt::{Concealed, NEEDLE_CHARS_MIN, Texts};
use self::marking::{Struck, is_in_marking, is_marking};
use self::unfound::{Lost, Unfound};
use crate::file::{self, Opened};
use crate::name::told;
use crate::reader::Reader;
use crate::scan::READER_STACK_BYTES;
use crate::walk::{self, What};
use crate::{Error, Options};

pub use appearance::Appearance;
pub use leftover::{Leftover, Spot};
pub use target::{Target, Targets, WriteError, is_original, write};

/// How often a copy is read and cleaned again before that counts as endless.
const ROUNDS_MAX: usize = 6;
/// Findings of one rule that one reading of a copy may yield: those beyond it wait for the next round.
const FINDINGS_OF_RULE_MAX: u32 = 100_000;
/// Share of the shown text, in thousandths, below which a copy has lost too much.
const KEPT_PERMILLE_MIN: u64 = 500;

/// Says what stands in place of a finding that must go; none for one that is kept.
pub type Decide<'a> = &'a (dyn Fn(&Finding) -> Option<Arc<str>> + Sync);

/// What is to be done with each file.
#[derive(Clone, Copy)]
pub struct Task<'a> {
    /// All rules of the run, with terms that must go.
    pub engine: &'a Engine<'a>,
    /// The rules that are built in, of which nothing takes any away: they know the markings.
    pub guard: &'a Engine<'a>,
    /// What the organisation holds.
    pub policy: &'a Policy,
    /// What is done with a finding.
    pub decide: Decide<'a>,
    /// True when the layout is not to be kept.
    pub flatten: bool,
    /// The leave to copy files with a protective marking; a batch of the desk alone gives one.
    pub leave: Option<&'a Authorisation>,
}

impl<'a> Task<'a> {
    /// Returns a task for rules that know the markings themselves: the layout is kept, and no file
    /// with a protective marking is copied.
    #[must_use]
    pub fn new(engine: &'a Engine<'a>, policy: &'a Policy, decide: Decide<'a>) -> Self {
        Self { engine, guard: engine, policy, decide, flatten: false, leave: None }
    }
}

/// What became of one file.
#[derive(Debug)]
pub struct Cleaning {
    /// Its path.
    pub path: PathBuf,
    /// What was found in it.
    pub before: Report,
    /// What was found in the copy; what is still wanted gone is never among it when it is proven.
    pub after: Option<Report>,
    /// What was shown, and is gone from the copy.
    pub redacted: Vec<Finding>,
    /// Markings that stand in the copy, struck through.
    pub struck: Vec<Finding>,
    /// What was found in the copy again, or could not be taken out, which is why there is none.
    pub left: Vec<Leftover>,
    /// The copy, when there is one.
    pub copy: Option<Cleaned>,
    /// How it ended.
    pub outcome: Outcome,
    /// What was done to prove it.
    pub proof: Proof,
}

/// How cleaning ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The copy holds nothing that the plan wants gone.
    Proven,
    /// The same, but something in it could not be read, and a person must look at it.
    NeedsPerson,
    /// It has a protective marking.
    Marked,
    /// There is no way to clean it.
    Refused(Refusal),
    /// What must go was found in the copy again.
    NotGone,
    /// Too much of the text that is shown would be lost.
    TextLost,
    /// A page of the copy looks otherwise.
    LooksDifferent,
    /// It could not be read.
    Unread(ProblemCode),
}

impl Outcome {
    /// True when there is a copy that may be written.
    #[must_use]
    pub fn has_copy(self) -> bool {
        matches!(self, Self::Proven | Self::NeedsPerson)
    }
}

/// What was done to prove a copy.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Proof {
    /// How often the copy was read.
    pub rounds: usize,
    /// Strings that were looked for in everything that can be decoded from it.
    pub searched: usize,
    /// Hidden strings of the original that the copy shows elsewhere.
    pub kept_elsewhere: usize,
    /// Share of the text shown before that is shown still, in thousandths.
    pub kept_permille: u64,
    /// How pages look beside those of the original; nothing when they were not compared.
    pub appearance: Option<Appearance>,
}

/// Cleans everything under `paths` and tells `tell` of each file once, in path order.
///
/// # Errors
///
/// [`Error::NoSuchPath`] before anything is read; [`Error::Interrupted`] when `stop` was set.
pub fn clean(
    paths: &[PathBuf],
    task: Task<'_>,
    options: &Options,
    stop: &AtomicBool,
    tell: &mut dyn FnMut(Cleaning),
) -> Result<(), Error> {
    let options = &options.remembering();
    let mut tasks = Vec::new();
    walk::walk(&walk::roots(paths)?, &mut |task| {
        tasks.push(task);
        !stop.load(Ordering::Relaxed)
    });
    thread::scope(|scope| {
        // One that is done waits in a row of its own, so that they are told in order.
        let mut done = Vec::new();
        let jobs = options.jobs.max(1);
        for number in 0..jobs {
            let (sender, receiver) = mpsc::sync_channel(1);
            done.push(receiver);
            let tasks = &tasks;
            thread::Builder::new()
                .name(format!("cleaner {number}"))
                .stack_size(READER_STACK_BYTES)
                .spawn_scoped(scope, move || {
                    let mut cleaner = Cleaner::new(task, options, stop);
                    for found in tasks.iter().skip(number).step_by(jobs) {
                        if stop.load(Ordering::Relaxed)
                            || sender.send(cleaner.clean(found)).is_err()
                        {
                            return;
                        }
                    }
                })
                .map_err(Error::Thread)?;
        }
        for number in 0..tasks.len() {
            match done.get(number % jobs).and_then(|receiver| receiver.recv().ok()) {
                Some(cleaning) => tell(cleaning),
                None => return Err(Error::Interrupted),
            }
        }
        Ok(())
    })?;
    if stop.load(Ordering::Relaxed) { Err(Error::Interrupted) } else { Ok(()) }
}

/// Cleans one file that is open already, under the name that people know it by.
///
/// # Errors
///
/// When it cannot be asked for its length.
pub fn clean_open(
    file: std::fs::File,
    name: &str,
    task: Task<'_>,
    options: &Options,
    stop: &AtomicBool,
) -> std::io::Result<Cleaning> {
    let opened = Opened::of(file)?;
    let options = options.remembering();
    Ok(Cleaner::new(task, &options, stop).clean_opened(Path::new(name), &opened))
}

/// Cleans one file after another.
struct Cleaner<'a> {
    task: Task<'a>,
    options: &'a Options,
    guard: Reader<'a>,
    reader: Reader<'a>,
}

impl<'a> Cleaner<'a> {
    fn new(task: Task<'a>, options: &'a Options, stop: &'a AtomicBool) -> Self {
        let findings_of_rule_max = options.budget.findings_of_rule_max.max(FINDINGS_OF_RULE_MAX);
        let budget = Budget { findings_of_rule_max, ..options.budget };
        Self {
            task,
            options,
            guard: Reader::new(task.guard, task.policy, options, stop),
            reader: Reader::new(task.engine, task.policy, options, stop).with_budget(budget),
        }
    }

    fn clean(&mut self, found: &walk::Task) -> Cleaning {
        let opened = match found.what {
            What::File { given } => file::open(&found.path, given),
            What::Link => Err(ProblemCode::LinkNotFollowed),
            What::Unread(code) => Err(code),
        };
        match opened {
            Ok(opened) => self.clean_opened(&found.path, &opened),
            Err(code) => {
                let before = self.guarded(|guard| guard.read(found));
                Cleaning::ended(&found.path, before, Outcome::Unread(code))
            }
        }
    }

    /// Reads with the built-in rules, in the worker that reads with all: it remembers what it has seen.
    fn guarded<T>(&mut self, read: impl FnOnce(&mut Reader<'a>) -> T) -> T {
        self.guard.exchange_worker(&mut self.reader);
        let told = read(&mut self.guard);
        self.guard.exchange_worker(&mut self.reader);
        told
    }

    fn clean_opened(&mut self, path: &Path, opened: &Opened) -> Cleaning {
        let name = told(path.file_name().unwrap_or_default()).text;
        let mut shown = Texts::default();
        let before = self.guarded(|guard| guard.read_open(path, opened, &name, &mut shown));
        let is_marked = before.findings.iter().any(is_marking);
        if is_marked && self.task.leave.is_none() {
            return Cleaning::ended(path, before, Outcome::Marked);
        }
        let mut cleaning = Cleaning::ended(path, before, Outcome::Proven);
        match self.prove(opened, &name, &shown, &mut cleaning) {
            Ok(copy) => cleaning.copy = Some(copy),
            Err(outcome) => cleaning.outcome = cleaning.told(outcome),
        }
        cleaning
    }

    /// Makes a copy and reads it, until nothing is found in it that must go.
    fn prove(
        &mut self,
        opened: &Opened,
        name: &str,
        before: &Texts,
        cleaning: &mut Cleaning,
    ) -> Result<Cleaned, Outcome> {
        let empty = Plan { flatten: self.task.flatten, ..Plan::default() };
        let mut copy = self.copy(opened, name, &empty)?;
        let mut gone: BTreeSet<String> = BTreeSet::new();
        let mut unseen_may_go = true;
        let mut struck = Struck::default();
        let mut before_round = 0;
        let hidden = Concealed::of(before);
        for _ in 0..ROUNDS_MAX {
            let unnamed = open_copy(&copy)?;
            let strings: Vec<String> = gone.iter().cloned().collect();
            let mut texts = Texts::looking_for(&strings).minding(&hidden);
            let path = Path::new(&copy.name);
            let after = self.reader.read_open(path, &unnamed, &copy.name, &mut texts);
            if cleaning.proof.rounds == 0 {
                // Before anything is redacted: what the copy itself lost.
                cleaning.proof.kept_permille = texts.kept_permille(before);
            }
            let unfound = match cleaning.proof.rounds {
                0 => {
                    let original = Side { file: opened, name };
                    let copy = Side { file: &unnamed, name: &copy.name };
                    let shown = hidden.kept_in(&texts);
                    let reports = [&cleaning.before, &after];
                    self.unfound([&original, &copy], reports, &shown, before)?
                }
                _ => Unfound::default(),
            };
            cleaning.proof.rounds += 1;
            let markings = self.markings(&unnamed, &copy.name, &after);
            let may_stay = self.task.leave.is_some();
            let kept = |finding: &Finding| {
                let is_piece = || struck.has_piece(finding.evidence.reveal());
                may_stay && (is_in_marking(finding, &markings) || is_piece())
            };
            before_round = cleaning.redacted.len();
            let redacted = &mut cleaning.redacted;
            let mut plan = self.plan(&after, &unfound, &texts, &kept, &mut gone, redacted);
            if may_stay {
                struck.add_to(&mut plan, &markings);
            }
            cleaning.after = Some(after);
            let wider = with_unseen(&plan, &texts).filter(|_| unseen_may_go);
            let wider = wider.map(|wider| self.copy(&unnamed, &copy.name, &wider));
            let made = match wider {
                // There is no way to take it out; whether it may stay is for the search to say.
                Some(Err(Outcome::Refused(Refusal::Unplaced))) => {
                    unseen_may_go = false;
                    None
                }
                made => made,
            };
            let made = match made {
                Some(made) => made?,
                None if plan.redactions.is_empty() && plan.struck.is_empty() => {
                    if !struck.is_all(&markings) {
                        return Err(Outcome::Marked);
                    }
                    cleaning.struck = struck.into_findings();
                    self.check(&unnamed, before, &hidden.kept_in(&texts), &gone, cleaning)?;
                    let original = Side { file: opened, name };
                    self.compare(&original, &Side { file: &unnamed, name: &copy.name }, cleaning)?;
                    return Ok(copy);
                }
                None => match self.copy(&unnamed, &copy.name, &plan) {
                    Err(outcome @ Outcome::Refused(Refusal::Unplaced)) => {
                        cleaning.left = leftover::of_findings(&cleaning.redacted, before_round);
                        return Err(outcome);
                    }
                    made => made?,
                },
            };
            let mut account = std::mem::replace(&mut copy, made).account;
            account.append(&mut copy.account);
            copy.account = joined(account);
        }
        cleaning.left = leftover::of_findings(&cleaning.redacted, before_round);
        Err(Outcome::NotGone)
    }

    /// Returns the protective markings of a copy, as the rules of the run and those that are built in
    /// know them.
    fn markings(&mut self, copy: &Opened, name: &str, after: &Report) -> Vec<Finding> {
        let mut markings = after.findings.clone();
        if self.task.leave.is_some() {
            let path = Path::new(name);
            let nothing = &mut Texts::default();
            let guarded = self.guarded(|guard| guard.read_open(path, copy, name, nothing));
            markings.extend(guarded.findings);
        }
        markings.retain(is_marking);
        markings
    }

    /// Returns what must go from a copy though no rule finds it there.
    ///
    /// Both files are read again, where there is anything to look for.
    fn unfound(
        &mut self,
        [original, copy]: [&Side<'_>; 2],
        [before, after]: [&Report; 2],
        shown: &BTreeSet<String>,
        texts: &Texts,
    ) -> Result<Unfound, Outcome> {
        let is_on = |rule: usize| self.task.engine.rules().is_on(rule);
        let lost = Lost::of(&before.findings, &after.findings, self.task.decide, &is_on);
        let concealed = unfound::concealed(shown, texts);
        let strings: BTreeSet<&str> = lost.texts().chain(concealed).collect();
        if strings.is_empty() {
            return Ok(Unfound::default());
        }
        let strings: Vec<String> = strings.into_iter().map(str::to_owned).collect();
        let mut places = [original, copy].map(|_| Texts::looking_for(&strings));
        for (side, places) in [original, copy].into_iter().zip(&mut places) {
            self.reader.look(side.file, side.name, places).map_err(Outcome::Unread)?;
        }
        let [was, is] = &places;
        Ok(Unfound::of(&strings, &lost, was, is))
    }

    /// Returns what must still go from the copy: findings, and other places of what went already.
    fn plan(
        &self,
        after: &Report,
        unfound: &Unfound,
        texts: &Texts,
        kept: &dyn Fn(&Finding) -> bool,
        gone: &mut BTreeSet<String>,
        redacted: &mut Vec<Finding>,
    ) -> Plan {
        let mut redactions = Vec::new();
        for finding in after.findings.iter().chain(&unfound.findings) {
            if kept(finding) {
                continue;
            }
            let Some(replacement) = (self.task.decide)(finding) else { continue };
            let location = &finding.location;
            // Where nobody sees the text, nobody sees what stands for it.
            let replacement = if location.hidden.is_some() { Arc::from("") } else { replacement };
            redactions.push(Redaction {
                part: location.part,
                start: location.start,
                end: location.end,
                replacement,
            });
            let value = finding.evidence.reveal();
            if value.chars().count() >= NEEDLE_CHARS_MIN {
                gone.insert(value.to_owned());
            }
            redacted.push(finding.clone());
        }
        let unseen = unfound.shown.iter().map(|&(part, start, end)| Redaction {
            part,
            start,
            end,
            replacement: Arc::from(""),
        });
        redactions.extend(unseen);
        let long = |text: &&String| text.chars().count() >= NEEDLE_CHARS_MIN;
        gone.extend(unfound.texts.iter().filter(long).cloned());
        let mut redactions = apart_from_each_other(redactions);
        for place in &texts.places {
            let covers = |other: &Redaction| {
                other.part == place.part && other.start <= place.start && place.end <= other.end
            };
            if !redactions.iter().any(covers) {
                let (part, start, end) = (place.part, place.start, place.end);
                let replacement = Arc::from(ELSEWHERE);
                redactions.push(Redaction { part, start, end, replacement });
            }
        }
        Plan { redactions, ..Plan::default() }
    }

    /// Looks for what is gone in everything that can be decoded from the copy.
    fn check(
        &mut self,
        copy: &Opened,
        before: &Texts,
        kept: &BTreeSet<String>,
        gone: &BTreeSet<String>,
        cleaning: &mut Cleaning,
    ) -> Result<(), Outcome> {
        let report = cleaning.after.as_ref();
        if cleaning.proof.kept_permille < KEPT_PERMILLE_MIN {
            return Err(Outcome::TextLost);
        }
        let hidden = before.hidden.keys().filter(|hidden| !gone.contains(*hidden));
        let mut needles: Vec<String> = hidden.cloned().collect();
        needles.retain(|needle| !kept.contains(needle));
        cleaning.proof.kept_elsewhere = kept.difference(gone).count();
        needles.extend(gone.iter().cloned());
        cleaning.proof.searched = needles.len();
        let (found, whole) = self.reader.search(copy, &needles).map_err(Outcome::Unread)?;
        if !found.is_empty() || !whole {
            let found: Vec<String> =
                found.iter().filter_map(|n| needles.get(*n as usize).cloned()).collect();
            let mut places = Texts::looking_for(&found);
            self.reader.look(copy, "copy", &mut places).map_err(Outcome::Unread)?;
            let left = leftover::of_strings(&found, before, &places, &cleaning.redacted);
            cleaning.left = left.into_iter().filter(|left| !left.is_by_chance()).collect();
            if !cleaning.left.is_empty() || !whole {
                return Err(Outcome::NotGone);
            }
        }
        let blocks = report.is_some_and(|report| {
            report.problems.iter().any(|problem| self.task.policy.blocks(problem))
        });
        if blocks {
            cleaning.outcome = Outcome::NeedsPerson;
        }
        Ok(())
    }

    /// Compares the pages of the copy with those of the original.
    fn compare(
        &mut self,
        original: &Side<'_>,
        copy: &Side<'_>,
        cleaning: &mut Cleaning,
    ) -> Result<(), Outcome> {
        let findings: Vec<&Finding> =
            cleaning.before.findings.iter().chain(&cleaning.redacted).collect();
        let appearance = appearance::compare(original, copy, &findings, &mut self.reader);
        cleaning.proof.appearance = appearance;
        match appearance {
            Some(appearance) if appearance.is_other() => Err(Outcome::LooksDifferent),
            _ => Ok(()),
        }
    }

    fn copy(&mut self, opened: &Opened, name: &str, plan: &Plan) -> Result<Cleaned, Outcome> {
        let made = self.reader.copy(opened, name, plan, &self.options.limits);
        made.map_err(|refusal| match refusal {
            Refusal::Unread(code) => Outcome::Unread(code),
            refusal => Outcome::Refused(refusal),
        })
    }
}

/// What stands in place of a value that went elsewhere.
const ELSEWHERE: &str = "[redacted]";

/// Returns the redactions so that none meets another: those that do are one.
fn apart_from_each_other(mut redactions: Vec<Redaction>) -> Vec<Redaction> {
    redactions.sort_by_key(|redaction| (redaction.part, redaction.start));
    let mut apart: Vec<Redaction> = Vec::with_capacity(redactions.len());
    for redaction in redactions {
        match apart.last_mut() {
            Some(last) if last.part == redaction.part && redaction.start < last.end => {
                last.end = last.end.max(redaction.end);
                if last.replacement.is_empty() {
                    last.replacement = redaction.replacement;
                }
            }
            _ => apart.push(redaction),
        }
    }
    apart
}

/// Returns the plan with all that a reader of the copy does not see, for which nothing stands in
/// its place; `None` when everything is seen.
fn with_unseen(plan: &Plan, texts: &Texts) -> Option<Plan> {
    let mut wider = plan.clone();
    for &(part, start, end) in &texts.unseen {
        let meets =
            |other: &Redaction| other.part == part && start < other.end && other.start < end;
        if !plan.redactions.iter().any(meets) {
            wider.redactions.push(Redaction { part, start, end, replacement: Arc::from("") });
        }
    }
    (wider.redactions.len() > plan.redactions.len()).then_some(wider)
}

fn open_copy(copy: &Cleaned) -> Result<Opened, Outcome> {
    let unnamed = apart::unnamed_with(&copy.bytes).and_then(Opened::of);
    unnamed.map_err(|_| Outcome::Unread(ProblemCode::Unreadable))
}

/// Returns the account with lines of one kind and place as one.
fn joined(account: Vec<Entry>) -> Vec<Entry> {
    let mut lines = std::collections::BTreeMap::new();
    for entry in account {
        *lines.entry((entry.path.to_vec(), entry.what)).or_insert(0) += entry.count;
    }
    let entry =
        |((path, what), count): ((Vec<String>, _), _)| Entry { path: path.into(), what, count };
    lines.into_iter().map(entry).collect()
}

impl Cleaning {
    /// What a person is told: that a file is encrypted or broken says more than that it cannot be
    /// cleaned, or that its copy is not good.
    fn told(&self, outcome: Outcome) -> Outcome {
        const TELLING: [ProblemCode; 3] =
            [ProblemCode::Encrypted, ProblemCode::Damaged, ProblemCode::Truncated];
        let mut problems = self.before.problems.iter().map(|problem| problem.code);
        match (outcome, problems.find(|code| TELLING.contains(code))) {
            (
                Outcome::Refused(_)
                | Outcome::NotGone
                | Outcome::TextLost
                | Outcome::LooksDifferent,
                Some(code),
            ) => Outcome::Unread(code),
            (outcome, _) => outcome,
        }
    }

    fn ended(path: &Path, before: Report, outcome: Outcome) -> Self {
        Self {
            path: path.to_owned(),
            before,
            after: None,
            redacted: Vec::new(),
            left: Vec::new(),
            struck: Vec::new(),
            copy: None,
            outcome,
            proof: Proof::default(),
        }
    }
}
