//! Scanning: what a reader tells goes in, findings and problems come out.

mod broken;
mod value;
mod view;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use document::{
    Counted, Coverage, DocumentHead, Examined, Folded, Part, Problem, ProblemCode, Sink, Span,
    Window, fold,
};
use regex_automata::{Input, meta::Cache};
use rules::{Category, Checklist, Confidence, Needs, Rule, Severity};

use crate::checklist::{Checker, Checks};
use crate::context::beside::{self, Neighbour};
use crate::context::row::{self, Joined, Row};
use crate::context::shown::is_only_shown;
use crate::context::text_table::{self, TextTable};
use crate::context::{self, Surroundings, credit, named_person};
use crate::gate::Gate;
use crate::gazetteer;
use crate::infrastructure::{is_for_documentation, is_user_of_address};
use crate::named::{Hit, Namer};
use crate::overlap::{self, Contender};
use crate::place::{self, Zone};
use crate::scope::{is_hidden_as, looks_at};
use crate::{
    Engine, Evidence, Finding, Grade, Match, NameList, People, Reason, RuleSet, Scratch, kind,
    marking, person_list, purchase, secret, suppress,
};
use broken::Broken;
use value::{check_value, is_known, is_left_out, is_public, place_severity};
use view::{View, hidden_spans};

/// Longest header that says what stands under it.
const HEADER_CHARACTERS_MAX: usize = 24;
/// Longest cell that is a value.
const CELL_BYTES_MAX: usize = 200;

/// How much one file may yield.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// Findings of one rule in one file; more are told as a problem.
    pub findings_of_rule_max: u32,
    /// Bytes of evidence that a finding keeps.
    pub evidence_bytes_max: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { findings_of_rule_max: 1_000, evidence_bytes_max: 4 << 10 }
    }
}

/// What was found in one file.
#[derive(Debug, Clone, Default)]
pub struct Scan {
    /// Format of the file.
    pub format: &'static str,
    /// Findings, in order of parts and places.
    pub findings: Vec<Finding>,
    /// Problems, in order.
    pub problems: Vec<Problem>,
    /// How much of the file was read; `None` when reading did not end.
    pub coverage: Option<Coverage>,
    /// What of each document was looked at, the innermost first; empty unless it is asked for.
    pub examined: Vec<Examined>,
    /// What is known of the items of a check-list, if one is asked for.
    pub checks: Option<Checks>,
}

/// Documents in one file whose coverage is kept; that of the file itself always is.
const EXAMINED_MAX: usize = 10_000;

/// Scans one file after another.
#[derive(Debug)]
pub struct Scanner<'e> {
    engine: &'e Engine<'e>,
    gate: Gate<'e>,
    budget: Budget,
    zones: &'e [Zone],
    scratch: Scratch,
    matches: Vec<Match>,
    caches: BTreeMap<usize, Cache>,
    namer: Namer<'e>,
    exempt: Option<&'e NameList>,
    /// Tables that are typed in the text of the window.
    tables: Vec<TextTable>,
    scan: Scan,
    outline: marking::Outline,
    depth: u32,
    keeps_coverage: bool,
    checker: Option<Checker>,
    /// For each rule, its findings in this file.
    counts: Vec<u32>,
    /// Rules that look at whole parts and hidden runs.
    part_rules: Vec<usize>,
}

/// A text as it is matched, with the way back to the window.
#[derive(Clone, Copy)]
struct Seen<'a> {
    folded: &'a Folded<'a>,
    view: &'a View<'a>,
}

impl Seen<'_> {
    fn in_window(self, span: Span) -> Span {
        let (start, end) = self.folded.map.origin_span(span);
        self.view.in_window(Span::new(start as usize, end as usize))
    }
}

/// Where a match stands.
#[derive(Debug, Clone, Copy)]
struct Place<'a> {
    /// The folded text.
    text: &'a str,
    /// The whole match in it.
    outer: Span,
    /// The part of the match that is the finding.
    value: Span,
    /// The same in the window's text.
    span: Span,
    part: &'a Part,
    window: &'a Window<'a>,
}

/// A finding that is not yet a place in the file.
#[derive(Debug)]
struct Candidate {
    /// In the window's text.
    span: Span,
    rule: usize,
    severity: Severity,
    confidence: Confidence,
    grade: Option<Grade>,
    /// For a marking that stands as one, what it is worth as such.
    stands: Option<Confidence>,
    reasons_for: Vec<Reason>,
    reasons_against: Vec<Reason>,
    alternatives: Vec<usize>,
    evidence: Evidence,
    /// True when it is the name of someone whose name does not count.
    is_exempt: bool,
}

impl<'e> Scanner<'e> {
    /// Makes a scanner.
    #[must_use]
    pub fn new(engine: &'e Engine<'e>, budget: Budget) -> Self {
        Self {
            engine,
            gate: Gate::new(engine),
            budget,
            zones: &[],
            scratch: Scratch::default(),
            matches: Vec::new(),
            caches: BTreeMap::new(),
            namer: Namer::new(engine.rules()),
            exempt: None,
            tables: Vec::new(),
            scan: Scan::default(),
            outline: marking::Outline::default(),
            depth: 0,
            keeps_coverage: false,
            checker: None,
            counts: vec![0; engine.rules().rules().len()],
            part_rules: part_rules(engine.rules()),
        }
    }

    /// Takes the zones of a policy: a coordinate inside one is critical.
    #[must_use]
    pub fn with_zones(self, zones: &'e [Zone]) -> Self {
        Self { zones, ..self }
    }

    /// Takes the people of a case: those to look for, and those whose names do not count.
    #[must_use]
    pub fn with_people(mut self, people: &'e People) -> Self {
        self.namer.set_people(people);
        self.exempt = people.exempt.as_ref();
        self
    }

    /// Keeps what of each document was looked at, if it is asked for.
    #[must_use]
    pub fn with_coverage(self, keeps_coverage: bool) -> Self {
        Self { keeps_coverage, ..self }
    }

    /// Looks for the items of a check-list as well.
    #[must_use]
    pub fn with_checklist(self, list: Option<Arc<Checklist>>) -> Self {
        Self { checker: list.map(Checker::new), ..self }
    }

    /// Returns what was found since the last call, and makes ready for the next file.
    pub fn finish(&mut self) -> Scan {
        self.depth = 0;
        self.counts.fill(0);
        self.namer.forget();
        self.outline.settle(&mut self.scan.findings);
        person_list::raise(&mut self.scan.findings, self.engine.rules());
        gazetteer::lower(&mut self.scan.findings, self.engine.rules());
        if let Some(checker) = &mut self.checker {
            self.scan.checks = Some(checker.finish(&self.scan.problems));
        }
        purchase::complete(&mut self.scan.findings, self.engine.rules());
        std::mem::take(&mut self.scan)
    }

    /// Finds everything in one text: the window's, or that of its shown runs.
    fn candidates(&mut self, part: &Part, window: &Window<'_>, view: &View<'_>) -> Vec<Candidate> {
        let folded = fold(&view.text);
        let seen = Seen { folded: &folded, view };
        let (mut found, taken): (Vec<_>, Vec<_>) =
            self.matched(seen, part, window).into_iter().unzip();
        self.add_names(seen, part, window, taken, &mut found);
        named_person::keep(&mut found, window.text, self.engine.rules());
        found
    }

    /// Finds what patterns match in a text, each with where it stands there.
    fn matched(
        &mut self,
        seen: Seen<'_>,
        part: &Part,
        window: &Window<'_>,
    ) -> Vec<(Candidate, Span)> {
        let text = &seen.folded.text;
        let mut matches = std::mem::take(&mut self.matches);
        self.scratch.watch = self.gate.watch(part, window, &self.tables);
        self.engine.matches(text.as_bytes(), &mut self.scratch, &mut matches);
        let mut found = Vec::new();
        for matched in matches.drain(..) {
            if self.is_over_budget(self.rule_of(matched)) {
                continue;
            }
            let Some(value) = self.value_span(text, matched) else { continue };
            let span = seen.in_window(value);
            if span.start < window.owned.start || span.start >= window.owned.end {
                continue;
            }
            let rule = self.rule_of(matched);
            let place = Place { text, outer: matched.span, value, span, part, window };
            if let Some(candidate) = self.candidate(rule, place) {
                found.push((candidate, value));
            }
        }
        self.matches = matches;
        found
    }

    /// Finds what a line's end breaks in two, where its check digits are right or a word names it, and
    /// where it is not known already what the one or the other half is.
    fn across_lines(
        &mut self,
        part: &Part,
        window: &Window<'_>,
        found: &[Candidate],
    ) -> Vec<Candidate> {
        let Some(broken) = Broken::of(window.text) else { return Vec::new() };
        let folded = fold(&broken.view.text);
        let seen = Seen { folded: &folded, view: &broken.view };
        let matched = self.matched(seen, part, window);
        let is_one = |candidate: &Candidate| {
            let reasons = &candidate.reasons_for;
            let is_sure = reasons.contains(&Reason::Checksum) || reasons.contains(&Reason::Label);
            let is_known = |other: &Candidate| {
                other.span.overlaps(candidate.span)
                    && other.reasons_for.contains(&Reason::Label)
                    && !(candidate.span.start <= other.span.start
                        && other.span.end <= candidate.span.end
                        && other.rule == candidate.rule)
            };
            is_sure && !found.iter().any(is_known)
        };
        let crosses = |value: Span| {
            let (start, end) = folded.map.origin_span(value);
            broken.crosses(Span::new(start as usize, end as usize))
        };
        let crossing = matched.into_iter().filter(|(_, value)| crosses(*value));
        crossing.map(|(candidate, _)| candidate).filter(is_one).collect()
    }

    /// Adds the names in a text that rules ask for, without the places that are `taken`.
    fn add_names(
        &mut self,
        seen: Seen<'_>,
        part: &Part,
        window: &Window<'_>,
        mut taken: Vec<Span>,
        found: &mut Vec<Candidate>,
    ) {
        let text = &seen.folded.text;
        for hit in self.namer.hits(text, part, &mut taken) {
            let Some(candidate) = self.name(hit, seen, part, window) else { continue };
            let is_labelled = candidate.reasons_for.len() > 1;
            if hit.is_strong || (is_labelled && hit.is_sure) {
                self.namer.learn(text.get(hit.value.range()).unwrap_or_default());
            }
            found.push(candidate);
        }
        for hit in self.namer.again(text, part, &mut taken) {
            found.extend(self.name(hit, seen, part, window));
        }
    }

    /// Returns what a rule makes of a name.
    fn name(
        &self,
        hit: Hit,
        seen: Seen<'_>,
        part: &Part,
        window: &Window<'_>,
    ) -> Option<Candidate> {
        let span = seen.in_window(hit.value);
        let is_owned = (window.owned.start..window.owned.end).contains(&span.start);
        let text = &seen.folded.text;
        let rule = self.engine.rules().rule(hit.rule);
        let suits = || hit.suits(rule, text.get(hit.value.range()).unwrap_or_default());
        if !is_owned || self.is_over_budget(hit.rule) || !suits() {
            return None;
        }
        let place = Place { text, outer: hit.value, value: hit.value, span, part, window };
        let mut candidate = self.candidate(hit.rule, place)?;
        if !(hit.is_sure && Surroundings::new(text, hit.value).call_it(&rule.context)) {
            candidate.confidence = hit.confidence(candidate.confidence);
        }
        candidate.reasons_for.insert(0, hit.reason);
        Some(candidate)
    }

    fn rule_of(&self, matched: Match) -> usize {
        self.engine.rules().patterns()[matched.pattern].prepared.rule as usize
    }

    /// True when the file holds so much of a rule that more is only worth a problem.
    fn is_over_budget(&self, rule: usize) -> bool {
        self.counts[rule] > self.budget.findings_of_rule_max
    }

    /// Returns the part of a match that is the finding: the group `value`, or all of it.
    fn value_span(&mut self, text: &str, matched: Match) -> Option<Span> {
        let pattern = &self.engine.rules().patterns()[matched.pattern];
        let mut span = matched.span;
        if let Some(group) = pattern.value_group() {
            let compiled = pattern.compiled();
            let cache =
                self.caches.entry(matched.pattern).or_insert_with(|| compiled.regex.create_cache());
            let mut captures = compiled.regex.create_captures();
            let input = Input::new(text).range(span.start..span.end);
            compiled.regex.search_captures_with(cache, &input, &mut captures);
            if let Some(value) = captures.get_group(group) {
                span = Span::new(value.start, value.end);
            }
        }
        text.get(span.range()).is_some_and(|value| !value.is_empty()).then_some(span)
    }

    /// Returns a match as a candidate, unless its check, its parts or its context speak against it.
    fn candidate(&self, index: usize, place: Place<'_>) -> Option<Candidate> {
        let Place { text, outer, value: value_span, span, part, window } = place;
        let rule = self.engine.rules().rule(index);
        if !looks_at(rule, part) {
            return None;
        }
        let value = text.get(value_span.range())?;
        let joined = row::joined_to(text, value_span);
        if joined == Joined::Fraction {
            return None;
        }
        if rule.category == Category::PersonalData
            && (is_user_of_address(text, value_span) || row::is_type(text, value_span))
        {
            return None;
        }
        let mut reasons_for = check_value(rule, value)?;
        let severity = match rule.detector.as_deref() {
            Some("place") => place_severity(rule, value, self.zones, &mut reasons_for)?,
            _ => rule.severity,
        };
        let mut reasons_against = Vec::new();
        let surroundings = Surroundings::new(text, outer);
        let said = context::ask(rule, surroundings, part, window, &self.tables, span);
        if rule.needs == Needs::Context && said.reason_for.is_none() {
            return None;
        }
        if rule.needs == Needs::Person {
            // What is of nobody is dropped when the names are known.
            reasons_for.push(Reason::Person);
        }
        let mut confidence = rule.confidence;
        if let Some(reason) = said.reason_for {
            reasons_for.push(reason);
            confidence = match (rule.needs, reason) {
                (Needs::Context, Reason::Alone) => Confidence::Low,
                (Needs::Context | Needs::Person, _) => confidence,
                (Needs::Nothing, _) => confidence.raised(),
            };
        }
        if let Some(reason) = said.reason_against {
            reasons_against.push(reason);
            confidence = confidence.lowered();
        }
        if rule.detector.as_deref() == Some(kind::DETECTOR) {
            let (sureness, reason) = kind::grade(rule, text, value_span)?;
            confidence = sureness;
            reasons_for = vec![reason];
            reasons_against.clear();
        }
        if is_known(rule, value) {
            reasons_against.push(Reason::KnownExample);
            confidence = Confidence::Low;
        }
        if rule.marking.is_none() && surroundings.is_stated_example() {
            reasons_against.push(Reason::StatedExample);
            confidence = Confidence::Low;
        } else if rule.marking.is_none()
            && confidence > Confidence::Low
            && is_only_shown(rule.category, text, value_span.start)
        {
            reasons_against.push(Reason::StatedExample);
            // A label beside it is shown as well.
            confidence = confidence.min(rule.confidence).lowered();
        }
        if rule.category == Category::Secret && secret::is_filler(value) {
            reasons_against.push(Reason::Placeholder);
            confidence = Confidence::Low;
        }
        if rule.category == Category::Secret && is_for_documentation(text, value_span) {
            reasons_against.push(Reason::KnownExample);
            confidence = Confidence::Low;
        }
        if rule.category == Category::Secret
            && (secret::is_called(text, value_span) || secret::is_type(text, value_span))
        {
            return None;
        }
        if rule.category == Category::Secret && is_public(text, outer, value_span) {
            reasons_against.push(Reason::OtherLabel);
            confidence = Confidence::Low;
        }
        let row = row::row(text, value_span);
        if row == Row::Codes || row == Row::Figures && said.reason_for.is_none() {
            reasons_against.push(Reason::Prose);
            confidence = Confidence::Low;
        }
        if rule.personal.is_some() && credit::is_credit(text, value_span.start) {
            reasons_against.push(Reason::Credit);
            confidence = confidence.lowered();
        }
        let is_place = rule.detector.as_deref() == Some("place");
        let is_figure = || {
            place::stands_in_series(text, value_span)
                || place::is_argument(text, value_span)
                || place::is_nowhere(value)
                || place::is_on_line(value)
        };
        if is_place && is_figure() {
            reasons_against.push(Reason::Prose);
            confidence = confidence.lowered();
        }
        if is_place && (gazetteer::is_of_towns(window) || gazetteer::is_town(text, value_span)) {
            reasons_against.push(Reason::Prose);
            confidence = Confidence::Low;
        }
        if rule.category == Category::PersonalData && row::is_in_word_list(text, value_span) {
            reasons_against.push(Reason::Prose);
            confidence = Confidence::Low;
        }
        if joined == Joined::Longer {
            reasons_against.push(Reason::Prose);
            confidence = confidence.lowered();
        }
        let place = marking::Place { part, window, text, value: value_span, span };
        let (mut grade, mut stands) = (None, None);
        if let Some(graded) = marking::grade(rule, place) {
            reasons_for.extend(graded.reasons_for);
            reasons_against.extend(graded.reasons_against);
            grade = Some(graded.grade);
            stands = graded.stands.then_some(confidence);
            if graded.grade == Grade::Mentions {
                confidence = Confidence::Low;
            }
        }
        let end = value.len().min(self.budget.evidence_bytes_max);
        let kept = value.get(..end).unwrap_or(value);
        Some(Candidate {
            span,
            rule: index,
            severity,
            confidence,
            grade,
            stands,
            reasons_for,
            reasons_against,
            alternatives: Vec::new(),
            evidence: Evidence::new(kept),
            is_exempt: false,
        })
    }

    /// Notes at findings that are nothing but the name of someone exempt that they do not count.
    fn exempt(&self, window: &Window<'_>, found: &mut [Candidate]) {
        let Some(list) = self.exempt.filter(|_| !found.is_empty()) else { return };
        let exempt: Vec<Span> =
            list.find(window.text).iter().filter(|name| name.is_whole).map(|n| n.span).collect();
        for candidate in found {
            let Span { start, end } = candidate.span;
            let next = exempt.partition_point(|name| name.start <= start);
            let holds = |name: &Span| name.start <= start && end <= name.end;
            candidate.is_exempt =
                next.checked_sub(1).and_then(|at| exempt.get(at)).is_some_and(holds);
        }
    }

    /// Takes the candidates as findings of the file, within the budget.
    fn report(&mut self, part: &Part, window: &Window<'_>, candidates: Vec<Candidate>) {
        let mut counted = Counted::default();
        for candidate in candidates {
            let count = &mut self.counts[candidate.rule];
            *count += 1;
            if *count > self.budget.findings_of_rule_max {
                if *count == self.budget.findings_of_rule_max + 1 {
                    self.scan.problems.push(Problem {
                        path: Arc::clone(&part.path),
                        part: Some(part.id),
                        code: ProblemCode::FindingsLimit,
                        number: Some(u64::from(self.budget.findings_of_rule_max)),
                    });
                }
                continue;
            }
            let finding = Finding {
                rule: candidate.rule,
                severity: candidate.severity,
                confidence: candidate.confidence,
                grade: candidate.grade,
                location: window.locate_after(&mut counted, part, candidate.span),
                evidence: candidate.evidence,
                reasons_for: candidate.reasons_for,
                reasons_against: candidate.reasons_against,
                alternatives: candidate.alternatives,
                suppressed: candidate.is_exempt.then(|| suppress::REQUESTER.to_owned()),
            };
            if let Some(confidence) = candidate.stands {
                self.outline.note(self.scan.findings.len(), &finding, confidence);
            }
            self.scan.findings.push(finding);
        }
    }

    /// Returns the findings of rules whose detector looks at the headers of columns.
    fn secret_cells(&self, part: &Part, window: &Window<'_>) -> Vec<Candidate> {
        let rules = self.engine.rules().rules().iter().enumerate().filter(|(_, rule)| {
            rule.detector.as_deref() == Some("secret-column") && looks_at(rule, part)
        });
        let mut found = Vec::new();
        for (index, rule) in rules {
            found.extend(secret::columns::secrets(window, &self.tables).into_iter().map(|span| {
                Candidate {
                    reasons_for: vec![Reason::ColumnHeader],
                    ..self.whole(rule, index, window, span)
                }
            }));
        }
        found
    }

    /// Returns the cells that stand under one of a rule's words, for rules whose detector says so.
    fn labelled_cells(&self, part: &Part, window: &Window<'_>) -> Vec<Candidate> {
        let rules = self.engine.rules().rules().iter().enumerate().filter(|(index, rule)| {
            matches!(rule.detector.as_deref(), Some("cells" | "column"))
                && self.engine.rules().is_on(*index)
                && looks_at(rule, part)
        });
        let (mut found, mut pieces) = (Vec::new(), Vec::new());
        let mut columns = 0;
        for (index, rule) in rules {
            let is_piece = rule.detector.as_deref() == Some("cells");
            let cells = secret::columns::under(window, &self.tables, |header| {
                header.chars().count() <= HEADER_CHARACTERS_MAX
                    && context::names_one(header, &rule.context)
                    && !context::names_one(header, &rule.against)
            });
            let holds = |cell: &Span| {
                let value = window.text.get(cell.range()).unwrap_or_default();
                value.len() <= CELL_BYTES_MAX
                    && !is_left_out(value)
                    && check_value(rule, value).is_some()
            };
            let told = if is_piece { &mut pieces } else { &mut found };
            let before = told.len();
            told.extend(cells.into_iter().filter(holds).map(|cell| Candidate {
                reasons_for: vec![Reason::ColumnHeader],
                ..self.whole(rule, index, window, cell)
            }));
            columns += usize::from(is_piece && told.len() > before);
        }
        // One column of pieces says little, as in any list of goods.
        if columns > 1 {
            found.append(&mut pieces);
        }
        found
    }

    /// Notes at pieces of purchases that those are for what matters to security.
    fn note_protected_purchases(&self, window: &Window<'_>, found: &mut [Candidate]) {
        let rules = self.engine.rules();
        let is_piece = |candidate: &Candidate| !rules.rule(candidate.rule).pieces.is_empty();
        if !found.iter().any(is_piece) {
            return;
        }
        let mut watch = purchase::Watch::new(rules, window.text);
        for candidate in found.iter_mut().filter(|candidate| is_piece(candidate)) {
            if watch.is_protected(candidate.span) {
                candidate.reasons_for.push(Reason::Protected);
            }
        }
    }

    /// Returns the people in tables whose columns are known to hold them.
    fn people_cells(&self, part: &Part, window: &Window<'_>) -> Vec<Candidate> {
        let cells = self.namer.cells(part, window).into_iter().filter_map(|(index, span)| {
            let rule = self.engine.rules().rule(index);
            let wanted = looks_at(rule, part) && rule.needs == Needs::Nothing;
            wanted.then(|| Candidate {
                reasons_for: vec![Reason::ColumnHeader],
                confidence: rule.confidence.raised(),
                ..self.whole(rule, index, window, span)
            })
        });
        cells.collect()
    }

    /// Returns findings of rules that look at whole parts and hidden runs, not at their words.
    fn whole_parts(&self, part: &Part, window: &Window<'_>) -> Vec<Candidate> {
        if window.text.trim().is_empty() {
            return Vec::new();
        }
        let is_first = window.start.offset == 0;
        let mut found = Vec::new();
        for &index in &self.part_rules {
            let rule = self.engine.rules().rule(index);
            if !looks_at(rule, part) || check_value(rule, window.text).is_none() {
                continue;
            }
            let spans: Vec<Span> = match rule.hidden.is_empty() || part.hidden.is_some() {
                true if is_first => vec![Span::new(0, window.text.len())],
                true => Vec::new(),
                false => hidden_spans(window, |hidden| is_hidden_as(rule, hidden)),
            };
            found.extend(spans.into_iter().map(|span| self.whole(rule, index, window, span)));
        }
        found
    }

    /// Returns the finding of a rule without a pattern at `span`.
    fn whole(&self, rule: &Rule, index: usize, window: &Window<'_>, span: Span) -> Candidate {
        let text = window.text.get(span.range()).unwrap_or_default();
        let known = is_known(rule, text);
        let end = text.floor_char_boundary(self.budget.evidence_bytes_max);
        Candidate {
            span,
            rule: index,
            severity: rule.severity,
            confidence: if known { Confidence::Low } else { rule.confidence },
            grade: None,
            stands: None,
            reasons_for: Vec::new(),
            reasons_against: known.then_some(Reason::KnownExample).into_iter().collect(),
            alternatives: Vec::new(),
            evidence: Evidence::new(text.get(..end).unwrap_or_default()),
            is_exempt: false,
        }
    }
}

impl Sink for Scanner<'_> {
    fn open(&mut self, head: &DocumentHead) {
        if self.depth == 0 {
            self.scan.format = head.format;
        }
        self.depth += 1;
        if let Some(checker) = &mut self.checker {
            checker.open(head);
        }
    }

    fn part(&mut self, _part: &Part) {}

    fn window(&mut self, part: &Part, window: &Window<'_>) {
        if let Some(checker) = &mut self.checker {
            checker.window(part, window);
        }
        self.tables = match window.table {
            Some(_) => Vec::new(),
            None => text_table::find(window.text),
        };
        let people = self.people_cells(part, window);
        people.iter().for_each(|person| self.namer.learn(person.evidence.reveal()));
        let mut found = self.candidates(part, window, &View::everything(window.text));
        if window.runs.iter().any(|run| run.hidden.is_some()) {
            let shown = View::shown(window);
            let seen: BTreeSet<(usize, Span)> = found.iter().map(|c| (c.rule, c.span)).collect();
            let more = self.candidates(part, window, &shown);
            found.extend(more.into_iter().filter(|c| !seen.contains(&(c.rule, c.span))));
        }
        let broken = self.across_lines(part, window, &found);
        found.extend(broken);
        found.extend(self.secret_cells(part, window));
        found.extend(self.labelled_cells(part, window));
        found.extend(people);
        let mut found = overlap::resolve(found, self.engine.rules().rules());
        beside::raise(&mut found, window.text, self.engine.rules().rules());
        self.note_protected_purchases(window, &mut found);
        found.extend(self.whole_parts(part, window));
        self.exempt(window, &mut found);
        self.report(part, window, found);
        // Unread is never clean, whoever should have read it.
        if self.namer.take_failure() {
            self.problem(Problem {
                path: Arc::clone(&part.path),
                part: Some(part.id),
                code: ProblemCode::ReaderFailed,
                number: None,
            });
        }
    }

    fn problem(&mut self, problem: Problem) {
        if let Some(checker) = &mut self.checker {
            checker.problem(&problem);
        }
        self.scan.problems.push(problem);
    }

    fn examined(&mut self, examined: &Examined) {
        let has_room = self.scan.examined.len() < EXAMINED_MAX;
        if self.keeps_coverage && (has_room || examined.path.is_empty()) {
            self.scan.examined.push(examined.clone());
        }
    }

    fn close(&mut self, coverage: Coverage) {
        if let Some(checker) = &mut self.checker {
            checker.close(coverage);
        }
        self.depth = self.depth.saturating_sub(1);
        if self.depth == 0 {
            self.scan.coverage = Some(coverage);
        }
    }
}

impl Contender for Candidate {
    fn span(&self) -> Span {
        self.span
    }

    fn confidence(&self) -> Confidence {
        self.confidence
    }

    fn rule(&self) -> usize {
        self.rule
    }

    fn is_example(&self) -> bool {
        self.reasons_against.contains(&Reason::KnownExample)
    }

    fn add_alternative(&mut self, rule: usize) {
        if !self.alternatives.contains(&rule) {
            self.alternatives.push(rule);
        }
    }
}

impl Neighbour for Candidate {
    fn severity(&self) -> Severity {
        self.severity
    }

    fn is_doubted(&self) -> bool {
        !self.reasons_against.is_empty()
    }

    fn is_credited(&self) -> bool {
        self.reasons_against.contains(&Reason::Credit)
    }

    fn raise(&mut self) {
        self.severity = self.severity.max(Severity::Medium);
        self.confidence = self.confidence.max(Confidence::Medium);
        self.reasons_for.push(Reason::Person);
    }
}

/// Rules that look at whole parts and hidden runs, not at their words.
fn part_rules(rules: &RuleSet) -> Vec<usize> {
    let all = rules.rules().iter().enumerate();
    let whole = all.filter(|(_, rule)| !rule.has_patterns() && rule.detector.is_none());
    whole.map(|(index, _)| index).collect()
}

#[cfg(test)]
mod tests;
