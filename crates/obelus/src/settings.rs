//! The policy that holds: the nearest `obelus.toml`, or the one that was named.
//!
//! It is looked for from the working directory upwards and never anywhere else, so that what is
//! scanned cannot bring its own.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use detect::place::Zone;
use detect::{Policy, PolicyFile, RuleSet, Setting};

use crate::digest_key;
use crate::failure::Failure;

const NAME: &str = "obelus.toml";
/// Longest policy file; a longer one is a mistake.
const BYTES_MAX: u64 = 4 << 20;

/// A policy, with the rules that it is about.
pub(crate) struct Settings {
    /// The file, when there is one.
    pub(crate) path: Option<PathBuf>,
    /// What it says.
    pub(crate) file: PolicyFile,
    /// The built-in rules and its own terms, without those that are off.
    pub(crate) rules: RuleSet,
    /// What follows from it.
    pub(crate) policy: Policy,
}

impl Settings {
    /// The folder that patterns of files are relative to.
    pub(crate) fn folder(&self) -> Option<&Path> {
        self.path.as_deref().and_then(Path::parent)
    }
}

/// Loads the policy.
pub(crate) fn load(config: Option<&Path>) -> Result<Settings, Failure> {
    let path = match config {
        Some(path) => Some(path.to_owned()),
        None => nearest_above(),
    };
    let Some(path) = path else {
        let rules = RuleSet::built_in();
        let (file, policy) = (PolicyFile::default(), Policy::default());
        return Ok(Settings { path: None, file, rules, policy });
    };
    let wrong = |error: detect::PolicyError| {
        let failure =
            Failure::usage(format!("{}:{}: {}", path.display(), error.line, error.message));
        match error.help {
            Some(help) => failure.help(help),
            None => failure,
        }
    };
    let file = PolicyFile::parse(&read(&path)?).map_err(wrong)?;
    let terms = file.terms.iter().map(|term| term.value.clone()).collect();
    let rules = RuleSet::with(terms)
        .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
    let mut policy = file.policy(&rules).map_err(wrong)?;
    policy.zones = load_zones(&path, &file.zones)?;
    let rules = rules.without(&policy.disabled);
    let path = Some(path);
    Ok(Settings { path, file, rules, policy })
}

fn nearest_above() -> Option<PathBuf> {
    let here = env::current_dir().ok()?;
    here.ancestors().map(|folder| folder.join(NAME)).find(|path| path.is_file())
}

fn read(path: &Path) -> Result<String, Failure> {
    let cannot = |error: io::Error| {
        Failure::usage(format!("cannot read the policy `{}`: {error}", path.display()))
    };
    if fs::metadata(path).map_err(cannot)?.len() > BYTES_MAX {
        return Err(Failure::usage(format!("the policy `{}` is too long", path.display())));
    }
    fs::read_to_string(path).map_err(cannot)
}

/// Reads the zones; their files are named relative to the policy.
fn load_zones(policy: &Path, files: &[Setting<String>]) -> Result<Vec<Zone>, Failure> {
    let folder = policy.parent().unwrap_or_else(|| Path::new(""));
    let mut zones = Vec::new();
    for Setting { value: file, line } in files {
        let wrong = |error: &dyn std::fmt::Display| {
            let policy = policy.display();
            Failure::usage(format!("{policy}:{line}: cannot load the zones of `{file}`: {error}"))
        };
        let text = fs::read_to_string(folder.join(file)).map_err(|error| wrong(&error))?;
        zones.extend(Zone::from_geojson(&text).map_err(|error| wrong(&error))?);
    }
    Ok(zones)
}

/// Prints the policy that holds, each value with where it comes from.
pub(crate) fn show(config: Option<&Path>) -> Result<ExitCode, Failure> {
    let settings = load(config)?;
    let text = Shown { settings: &settings }.text();
    io::stdout().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// A policy on its way to a person: TOML with a remark after each value.
struct Shown<'a> {
    settings: &'a Settings,
}

impl Shown<'_> {
    fn text(&self) -> String {
        let file = &self.settings.file;
        let gate = self.settings.policy.gate;
        let from = match &self.settings.path {
            Some(path) => format!("policy file: {}", path.display()),
            None => format!("no {NAME} from here upwards: everything is built in"),
        };
        let mut text = format!("# {from}\n\n[scan]\n");
        text += &self.line("fail-on", &quoted(gate.fail_on.name()), file.fail_on.as_ref());
        let confidence = quoted(gate.min_confidence.name());
        text += &self.line("min-confidence", &confidence, file.min_confidence.as_ref());
        let inline = quoted(self.settings.policy.inline.name());
        text += &self.line("inline", &inline, file.inline.as_ref());
        for setting in &file.accept_unread {
            let (code, reason) = &setting.value;
            text += &self.line(&format!("accept-unread.{code}"), &quoted(reason), Some(setting));
        }
        text += &match digest_key::in_use() {
            Some((path, id)) => format!("# key of the digests: {id}, {}\n", path.display()),
            None => "# key of the digests: none yet; the first scan makes one\n".to_owned(),
        };
        text += "\n[rules]\n";
        text += &format!("# {} rules\n", self.settings.rules.rules().len());
        for setting in &file.disable {
            text += &self.line("disable", &quoted(&setting.value), Some(setting));
        }
        for setting in &file.severities {
            let (rule, severity) = &setting.value;
            text +=
                &self.line(&format!("severity.{rule}"), &quoted(severity.name()), Some(setting));
        }
        self.add_lists(&mut text);
        text
    }

    fn add_lists(&self, text: &mut String) {
        let file = &self.settings.file;
        for setting in &file.terms {
            let rule = &setting.value;
            *text += &format!("\n[[terms]]  # {}\n", self.origin(Some(setting)));
            *text += &format!("id = {}\ntexts = {:?}\n", quoted(&rule.id), rule.examples);
            *text += &format!("severity = {}\n", quoted(rule.severity.name()));
        }
        if !file.zones.is_empty() {
            *text += "\n[zones]\n";
        }
        for setting in &file.zones {
            *text += &self.line("files", &quoted(&setting.value), Some(setting));
        }
        for setting in &file.suppressions {
            let entry = &setting.value;
            *text += &format!("\n[[suppress]]  # {}\n", self.origin(Some(setting)));
            *text += &format!("rule = {}\n", quoted(&entry.rule));
            if let Some(files) = &entry.files {
                *text += &format!("files = {}\n", quoted(files.glob().glob()));
            }
            if let Some(digest) = &entry.digest {
                *text += &format!("digest = {}\n", quoted(digest));
            }
            *text += &format!("reason = {}\nuntil = {}\n", quoted(&entry.reason), entry.until);
        }
    }

    fn line<T>(&self, key: &str, value: &str, setting: Option<&Setting<T>>) -> String {
        format!("{key} = {value}  # {}\n", self.origin(setting))
    }

    fn origin<T>(&self, setting: Option<&Setting<T>>) -> String {
        match (&self.settings.path, setting) {
            (Some(path), Some(setting)) => format!("{}:{}", path.display(), setting.line),
            _ => "default".to_owned(),
        }
    }
}

/// Returns a text as a TOML string.
fn quoted(text: &str) -> String {
    let plain = detect::output::plain(text);
    format!("\"{}\"", plain.replace('\\', "\\\\").replace('"', "\\\""))
}
