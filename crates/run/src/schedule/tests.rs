use std::path::PathBuf;
use std::sync::Arc;

use detect::Verdict;
use document::{Coverage, ProblemCode};

use super::*;
use crate::walk::What;

fn task(size_bytes: u64) -> Task {
    Task { path: PathBuf::from("x"), what: What::File { given: false }, size_bytes }
}

fn report(problems: usize) -> Report {
    let problem =
        Problem { path: Arc::from([]), part: None, code: ProblemCode::Damaged, number: None };
    Report {
        file: String::new(),
        file_bytes: None,
        format: "text",
        coverage: Coverage::Whole,
        verdict: Verdict::NothingFound,
        findings: Vec::new(),
        problems: vec![problem; problems],
        bytes: 0,
        examined: Vec::new(),
        checks: None,
    }
}

#[test]
fn the_largest_is_read_first_and_the_first_among_equals() {
    let stop = AtomicBool::new(false);
    let schedule = Schedule::new(&stop);
    for size in [1, 5, 3, 5] {
        assert!(schedule.add(task(size)));
    }
    schedule.end_walk();
    let turns: Vec<Turn> = std::iter::from_fn(|| schedule.take()).map(|(turn, _)| turn).collect();
    assert_eq!(turns, [1, 3, 2, 0]);
}

#[test]
fn reports_wait_for_their_turn() {
    let stop = AtomicBool::new(false);
    let schedule = Schedule::new(&stop);
    for size in [1, 2] {
        schedule.add(task(size));
    }
    schedule.end_walk();
    schedule.finish(1, report(1));
    schedule.finish(0, report(0));
    assert_eq!(schedule.next_report().unwrap().problems.len(), 0);
    assert_eq!(schedule.next_report().unwrap().problems.len(), 1);
    assert!(schedule.next_report().is_none());
}

#[test]
fn while_too_much_waits_only_the_one_whose_turn_it_is_is_begun() {
    let stop = AtomicBool::new(false);
    let schedule = Schedule::new(&stop);
    for size in [1, 2, 9, 3] {
        schedule.add(task(size));
    }
    schedule.end_walk();
    assert_eq!(schedule.take().unwrap().0, 2);
    schedule.finish(2, report(WAITING_BYTES_MAX / size_of::<Problem>()));
    assert_eq!(schedule.take().unwrap().0, 0);
    schedule.finish(0, report(0));
    assert!(schedule.next_report().is_some());
    assert_eq!(schedule.take().unwrap().0, 1);
}

#[test]
fn the_walk_waits_when_it_is_far_ahead_and_ends_when_the_run_does() {
    let stop = AtomicBool::new(false);
    let schedule = Schedule::new(&stop);
    for _ in 0..AHEAD_MAX {
        assert!(schedule.add(task(0)));
    }
    std::thread::scope(|scope| {
        let walk = scope.spawn(|| schedule.add(task(0)));
        schedule.finish(0, report(0));
        assert!(schedule.next_report().is_some());
        assert!(walk.join().unwrap());
        let walk = scope.spawn(|| schedule.add(task(0)));
        schedule.close();
        assert!(!walk.join().unwrap());
    });
    assert!(schedule.take().is_none() && schedule.next_report().is_none());
}
