use document::Span;

use crate::{Budget, Confidence, Engine, Finding, RuleSet, Scanner, place};

/// Scans a table of places, each so many degrees from the one before.
fn scan(places: usize, degrees: f64) -> Vec<Finding> {
    let rules = RuleSet::built_in();
    let engine = Engine::new(&rules);
    let mut scanner = Scanner::new(&engine, Budget::default());
    let row = |at: usize| {
        let turned = at as f64 * degrees;
        let latitude = 10.0 + (turned * 0.7).sin() * 55.0 * (degrees / 7.0).min(1.0);
        let longitude = if degrees < 1.0 { 20.1 + turned } else { turned % 340.0 - 170.0 };
        format!("Place {at},{latitude:.5},{longitude:.5}\n")
    };
    let rows: String = (0..places).map(row).collect();
    let table = format!("name,latitude,longitude\n{rows}");
    let limits = document::Limits::default();
    document::read(&mut std::io::Cursor::new(table), "places.csv", &limits, &mut scanner);
    let mut findings = scanner.finish().findings;
    // A row may also look like an address.
    findings.retain(|finding| place::parse(finding.evidence.reveal()).is_some());
    findings
}

fn sure(findings: &[Finding]) -> usize {
    findings.iter().filter(|finding| finding.confidence >= Confidence::Medium).count()
}

#[test]
fn a_table_of_the_world_points_at_nobody() {
    let findings = scan(400, 7.3);
    assert!(findings.len() > 300);
    assert_eq!(sure(&findings), 0);
}

#[test]
fn a_track_and_a_few_sites_are_told() {
    assert!(sure(&scan(400, 0.001)) > 300);
    assert!(sure(&scan(40, 7.3)) > 30);
}

#[test]
fn a_table_of_towns_points_at_nobody() {
    let scan = |header: &str| {
        let rules = RuleSet::built_in();
        let engine = Engine::new(&rules);
        let mut scanner = Scanner::new(&engine, Budget::default());
        let table = format!(
            "{header}\nOstermoor,12000,54.24194,9.27166\nNeuwarft,310,54.55444,8.85833\n\
             Altenholm,4400,54.71333,9.38861\n"
        );
        let limits = document::Limits::default();
        document::read(&mut std::io::Cursor::new(table), "towns.csv", &limits, &mut scanner);
        let mut findings = scanner.finish().findings;
        findings.retain(|finding| place::parse(finding.evidence.reveal()).is_some());
        findings
    };
    assert_eq!(sure(&scan("name,population,latitude,longitude")), 0);
    assert_eq!(sure(&scan("name,staff,latitude,longitude")), 3);
}

#[test]
fn a_town_in_a_manual_is_told_by_its_inhabitants() {
    let is_town = |text: &str| {
        let start = text.find("54.24194").unwrap();
        super::is_town(text, Span::new(start, start + "54.24194,9.27166".len()))
    };
    let rows = "Neuwarft,310,54.55444,8.85833\nOstermoor,12000,54.24194,9.27166\n";
    assert!(is_town(&format!("The file:\nname,population,latitude,longitude\n{rows}")));
    assert!(!is_town(&format!("Our population of staff:\nname,staff,latitude,longitude\n{rows}")));
    assert!(is_town("{ population: 12000, at: [54.24194,9.27166] }\n"));
    assert!(!is_town("Meet at 54.24194,9.27166\n"));
}
