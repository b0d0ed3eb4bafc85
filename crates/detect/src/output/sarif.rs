//! SARIF 2.1.0: results for code-scanning systems; never the value that was found.
//!
//! Results are written as they come; what needs the whole run (rules that were used, problems)
//! follows them.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use super::{Context, End, Output, OutputFormat, message, plain};
use crate::suppress::{DIGEST_FINGERPRINT, PLACE_FINGERPRINT, place_class};
use crate::{Finding, Report, Severity};

/// SARIF 2.1.0.
pub(super) const SARIF: OutputFormat =
    OutputFormat { name: "sarif", title: "SARIF 2.1.0, for code-scanning systems", begin };

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

struct Sarif<'a> {
    out: Box<dyn Write + 'a>,
    context: Context<'a>,
    first: bool,
    /// For each rule that was used, its place in the list of rules.
    used: BTreeMap<usize, usize>,
    notifications: Vec<Value>,
    blocked: bool,
}

fn begin<'a>(
    mut out: Box<dyn Write + 'a>,
    context: Context<'a>,
) -> io::Result<Box<dyn Output + 'a>> {
    write!(
        out,
        "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{\"columnKind\":\"unicodeCodePoints\",\"results\":["
    )?;
    let (used, notifications) = (BTreeMap::new(), Vec::new());
    Ok(Box::new(Sarif { out, context, first: true, used, notifications, blocked: false }))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultObject<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    message: Value,
    locations: [Value; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    partial_fingerprints: Option<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Value>,
    properties: Value,
}

impl Sarif<'_> {
    fn result(&mut self, report: &Report, finding: &Finding) -> io::Result<()> {
        let next = self.used.len();
        let rule_index = *self.used.entry(finding.rule).or_insert(next);
        let context = self.context;
        let rule = context.rule(finding);
        let text = format!("{}: {}", rule.title, context.masked(finding));
        let fingerprints = context.digest(finding).map(|digest| {
            let place = place_class(&report.file, finding);
            json!({ DIGEST_FINGERPRINT: digest, PLACE_FINGERPRINT: place })
        });
        let result = ResultObject {
            rule_id: &rule.id,
            rule_index,
            level: level(finding.severity),
            message: json!({ "text": text }),
            locations: [location(&report.file, finding)],
            partial_fingerprints: fingerprints,
            suppressions: finding.suppressed.iter().map(|why| suppression(why)).collect(),
            properties: properties(&context, finding),
        };
        let separator = if std::mem::take(&mut self.first) { "\n" } else { ",\n" };
        self.out.write_all(separator.as_bytes())?;
        Ok(serde_json::to_writer(&mut self.out, &result)?)
    }

    /// The rules that were used, in the order of their places.
    fn rules(&self) -> Vec<Value> {
        let mut used: Vec<(usize, usize)> =
            self.used.iter().map(|(&rule, &place)| (place, rule)).collect();
        used.sort_unstable();
        used.into_iter().map(|(_, rule)| descriptor(self.context.rules.rule(rule))).collect()
    }
}

impl Output for Sarif<'_> {
    fn report(&mut self, report: &Report) -> io::Result<()> {
        for finding in &report.findings {
            self.result(report, finding)?;
        }
        for problem in &report.problems {
            let blocks = self.context.policy.blocks(problem);
            self.blocked |= blocks;
            self.notifications.push(json!({
                "descriptor": { "id": problem.code.name() },
                "level": if blocks { "error" } else { "note" },
                "message": { "text": message(problem) },
                "locations": [{
                    "physicalLocation": artifact(&report.file),
                    "logicalLocations": logical(&problem.path, None),
                }],
            }));
        }
        Ok(())
    }

    fn finish(&mut self, end: &End) -> io::Result<()> {
        let tail = json!({
            "tool": { "driver": {
                "name": "obelus",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": self.rules(),
            } },
            "invocations": [{
                "executionSuccessful": !self.blocked && !end.interrupted,
                "toolExecutionNotifications": self.notifications,
            }],
            "properties": {
                "obelusKey": self.context.key.map(crate::DigestKey::id),
                "files": end.summary.files,
                "incomplete": end.summary.incomplete,
                "interrupted": end.interrupted,
            },
        })
        .to_string();
        // The run is one object: its remaining members follow the results.
        let members = tail.strip_prefix('{').unwrap_or(&tail);
        writeln!(self.out, "\n],{members}]}}")?;
        self.out.flush()
    }
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "note",
    }
}

fn suppression(why: &str) -> Value {
    let kind = if why.starts_with(crate::suppress::INLINE) { "inSource" } else { "external" };
    json!({ "kind": kind, "justification": plain(why) })
}

fn properties(context: &Context<'_>, finding: &Finding) -> Value {
    let location = &finding.location;
    json!({
        "category": context.rule(finding).category.name(),
        "severity": finding.severity.name(),
        "confidence": finding.confidence.name(),
        "grade": finding.grade.map(crate::Grade::name),
        "hidden": location.hidden.map(document::Hidden::name),
        "page": location.page,
        "sheet": location.sheet.as_deref().map(plain),
        "cell": location.cell.map(|cell| cell.to_string()),
    })
}

fn descriptor(rule: &crate::Rule) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": { "text": rule.title },
        "fullDescription": { "text": rule.why },
        "help": { "text": rule.remedy },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": { "tags": ["security", rule.category.name()] },
    })
}

fn location(file: &str, finding: &Finding) -> Value {
    let location = &finding.location;
    let mut physical = artifact(file);
    if location.path.is_empty() {
        let region = match (location.line, location.source) {
            (Some((line, column)), _) if location.cell.is_none() => {
                Some(json!({ "startLine": line, "startColumn": column }))
            }
            (_, Some((start, end))) => {
                Some(json!({ "byteOffset": start, "byteLength": end.saturating_sub(start) }))
            }
            _ => None,
        };
        if let (Some(region), Some(object)) = (region, physical.as_object_mut()) {
            object.insert("region".to_owned(), region);
        }
    }
    json!({
        "physicalLocation": physical,
        "logicalLocations": logical(&location.path, Some(finding)),
    })
}

fn artifact(file: &str) -> Value {
    json!({ "artifactLocation": { "uri": uri(file) } })
}

/// The part, by the names of what holds it.
fn logical(path: &[String], finding: Option<&Finding>) -> Vec<Value> {
    let label = finding.map(|finding| &*finding.location.label);
    let names: Vec<_> = path.iter().map(String::as_str).chain(label).map(plain).collect();
    let Some(last) = names.last() else { return Vec::new() };
    let kind = if finding.is_some() { "element" } else { "resource" };
    vec![json!({ "name": last, "fullyQualifiedName": names.join("!"), "kind": kind })]
}

/// Returns a path as a relative reference or file URI (RFC 3986).
fn uri(file: &str) -> String {
    let mut uri = String::with_capacity(file.len());
    if file.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in file.strip_prefix("./").unwrap_or(file).bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
