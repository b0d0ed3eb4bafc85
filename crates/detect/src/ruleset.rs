//! The rules of a run: those that are built in, and those of a policy.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use regex_automata::hybrid::dfa::DFA;
use regex_automata::meta::Regex;
use regex_automata::nfa::thompson::{self, NFA, WhichCaptures};
use regex_automata::util::syntax;
use rules::{ContextWord, Pack, PackError, Prepared, Rule, is_number};

static BUILT_IN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rules.bin"));

/// Rules, with their patterns ready to be matched.
#[derive(Debug)]
pub struct RuleSet {
    rules: Vec<Rule>,
    patterns: Vec<Pattern>,
    words: Vec<ContextWord>,
    /// Indices of rules that are off.
    off: BTreeSet<usize>,
}

/// One pattern of a rule; its regular expression is compiled when first needed.
#[derive(Debug)]
pub(crate) struct Pattern {
    pub(crate) prepared: Prepared,
    /// True when a match can only begin where its anchor does.
    pub(crate) starts_with_anchor: bool,
    regex: OnceLock<Compiled>,
    starts: OnceLock<DFA>,
}

/// A compiled pattern.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) regex: Regex,
    /// Number of the group named `value`, when the pattern has one.
    pub(crate) value_group: Option<usize>,
}

impl RuleSet {
    /// Returns the rules that the program ships.
    ///
    /// # Panics
    ///
    /// Never: the build script made the bytes with the same code.
    #[must_use]
    pub fn built_in() -> Self {
        Self::new(rules::decode(BUILT_IN).expect("the build script made these bytes"))
    }

    /// Returns the rules that the program ships, followed by `own`.
    ///
    /// # Errors
    ///
    /// When a pattern of `own` is malformed or has no anchor.
    pub fn with(own: Vec<Rule>) -> Result<Self, PackError> {
        let mut pack = rules::decode(BUILT_IN)?;
        pack.add(own)?;
        Ok(Self::new(pack))
    }

    /// Returns the rules of `pack`.
    #[must_use]
    pub fn new(pack: Pack) -> Self {
        let patterns = pack
            .patterns
            .into_iter()
            .map(|prepared| Pattern {
                starts_with_anchor: starts_with_anchor(&prepared),
                prepared,
                regex: OnceLock::new(),
                starts: OnceLock::new(),
            })
            .collect();
        Self { rules: pack.rules, patterns, words: pack.words, off: BTreeSet::new() }
    }

    /// Returns the same without the patterns of rules that are off, so that they win over no others;
    /// the rules keep their places.
    #[must_use]
    pub fn without(mut self, disabled: &BTreeSet<String>) -> Self {
        let all = self.rules.iter().enumerate();
        self.off = all.filter(|(_, rule)| disabled.contains(&rule.id)).map(|(at, _)| at).collect();
        let off = &self.off;
        self.patterns.retain(|pattern| !off.contains(&(pattern.prepared.rule as usize)));
        self
    }

    /// True unless the rule of that index is off.
    #[must_use]
    pub fn is_on(&self, index: usize) -> bool {
        !self.off.contains(&index)
    }

    /// The rules, in order of their packs.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Returns the rule of that index.
    #[must_use]
    pub fn rule(&self, index: usize) -> &Rule {
        &self.rules[index]
    }

    /// Returns the rule of that id or alias, with its index.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<(usize, &Rule)> {
        self.rules
            .iter()
            .enumerate()
            .find(|(_, rule)| rule.id == id || rule.aliases.iter().any(|alias| alias == id))
    }

    pub(crate) fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    /// The words of rules that need one near.
    pub(crate) fn words(&self) -> &[ContextWord] {
        &self.words
    }
}

/// Most bytes of a pattern's automaton.
const NFA_BYTES_MAX: usize = 32 << 20;

/// A pattern runs only where its anchor stands, so looking ahead for its literals is of no use, and
/// it runs seldom, so it is worth more that it compiles quickly than that it runs at its best.
fn regex_config() -> regex_automata::meta::Config {
    Regex::config()
        .utf8_empty(false)
        .nfa_size_limit(Some(NFA_BYTES_MAX))
        .auto_prefilter(false)
        .onepass(false)
        .dfa(false)
}

/// An anchor of digits alone stands for the whole run of digits that it is in; a match begins where
/// the run does only when the pattern asks for a border there.
fn starts_with_anchor(prepared: &Prepared) -> bool {
    let anchors = &prepared.anchors;
    anchors.before_max == 0
        && prepared.len_max.is_some()
        && (prepared.word_run_max.is_some() || !anchors.strings.iter().any(is_number))
}

impl Pattern {
    /// Number of the group named `value`, when the pattern has one.
    pub(crate) fn value_group(&self) -> Option<usize> {
        // A pattern that is all shape has no groups, and may never need to be compiled.
        if self.prepared.shape.is_empty() { self.compiled().value_group } else { None }
    }

    /// The compiled pattern.
    pub(crate) fn compiled(&self) -> &Compiled {
        self.regex.get_or_init(|| {
            let regex = Regex::builder()
                .syntax(self.syntax())
                .configure(regex_config())
                .build(&self.prepared.regex)
                .expect("preparing the pattern has parsed it");
            let value_group = regex.group_info().to_index(regex_automata::PatternID::ZERO, "value");
            Compiled { regex, value_group }
        })
    }

    /// The automaton that says where a match ends that begins at a known place: without the way back
    /// to a beginning and without groups, it compiles in a fraction of the time.
    pub(crate) fn starts(&self) -> &DFA {
        self.starts.get_or_init(|| {
            let nfa = thompson::Config::new()
                .utf8(false)
                .nfa_size_limit(Some(NFA_BYTES_MAX))
                .which_captures(WhichCaptures::None);
            let nfa = NFA::compiler()
                .syntax(self.syntax())
                .configure(nfa)
                .build(&self.prepared.regex)
                .expect("preparing the pattern has parsed it");
            DFA::builder()
                .configure(DFA::config().skip_cache_capacity_check(true))
                .build_from_nfa(nfa)
                .expect("a pattern without Unicode classes has an automaton")
        })
    }

    fn syntax(&self) -> syntax::Config {
        let ignore_case = self.prepared.ignore_case;
        syntax::Config::new().unicode(false).utf8(false).case_insensitive(ignore_case)
    }
}
