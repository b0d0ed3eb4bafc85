use time::macros::date;

use super::*;

const TODAY: Date = date!(2026 - 11 - 22);

/// Every step of every history agrees with the implementation by the algorithm's authors.
#[test]
fn the_next_day_is_the_one_that_the_reference_gives() {
    let mut memory: Option<Memory> = None;
    let mut steps = 0;
    let mut history = "";
    for line in include_str!("fsrs.tsv").lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let number = |place: usize| cells[place].parse::<f64>().unwrap();
        if cells[0] != history {
            (memory, history) = (None, cells[0]);
        }
        let grade = if cells[1] == "3" { Grade::Good } else { Grade::Again };
        let next = match memory {
            None => Memory::first(grade),
            Some(memory) => memory.next(grade, number(2)),
        };
        assert!((next.stability - number(3)).abs() < 1e-3 * number(3).max(1.0), "{line}: {next:?}");
        assert!((next.difficulty - number(4)).abs() < 1e-3, "{line}: {next:?}");
        let days = next.days();
        assert!((days - cells[5].parse::<i64>().unwrap().min(365)).abs() <= 1, "{line}: {days}");
        memory = Some(next);
        steps += 1;
    }
    assert_eq!(steps, 240);
}

#[test]
fn three_questions_a_week_and_what_is_overdue_first() {
    let mut schedule = Schedule::default();
    let names = ["a/1", "a/2", "b/1", "b/2"];
    assert_eq!(schedule.due(names.into_iter(), TODAY), names);
    assert_eq!(schedule.left_this_week(TODAY), QUESTIONS_PER_WEEK);
    for name in &names[..3] {
        schedule.answer(name, Grade::Again, TODAY);
    }
    assert_eq!(schedule.left_this_week(TODAY), 0);
    assert_eq!(schedule.left_this_week(TODAY + Duration::days(6)), 0);
    assert_eq!(schedule.left_this_week(TODAY + Duration::days(7)), 3);
    let due = schedule.due(names.into_iter(), TODAY + Duration::days(7));
    assert_eq!(due, ["a/1", "a/2", "b/1", "b/2"]);
    assert_eq!(schedule.due(names.into_iter(), TODAY), ["b/2"]);
}

#[test]
fn what_is_known_comes_later_and_what_is_not_comes_soon() {
    let mut schedule = Schedule::default();
    let known = schedule.answer("known", Grade::Good, TODAY);
    let again = schedule.answer("again", Grade::Again, TODAY);
    assert!(known > again && again > TODAY);
    let later = schedule.answer("known", Grade::Good, known);
    assert!(later - known > known - TODAY);
}

#[test]
fn a_schedule_survives_being_written() {
    let mut schedule = Schedule::default();
    schedule.answer("a/1", Grade::Good, TODAY);
    let text = schedule.to_text();
    assert_eq!(Schedule::parse(&text).unwrap().to_text(), text);
    assert!(Schedule::parse("no schedule").is_err());
}
