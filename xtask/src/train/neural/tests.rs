use super::*;

/// As many lessons, each with words of its own, are learnt as one.
const LESSONS: u32 = 60;

/// A label follows a mark that stands eight tokens before it: the linear features, of which each
/// token has its own only, say nothing of it.
fn sequence(is_marked: bool, lesson: u32) -> Sequence {
    let labels = (0..10).map(|at| u8::from(is_marked && at == 8) * 3).collect();
    let row = |at| lesson * 20 + if at == 0 && is_marked { 10 } else { at };
    Sequence { rows: (0..10).map(row).collect(), labels }
}

#[test]
fn what_stands_far_away_is_heard() {
    let of_lesson = |lesson| [sequence(true, lesson), sequence(false, lesson)];
    let lesson: Vec<Sequence> = (0..LESSONS).flat_map(of_lesson).collect();
    let mut trainer = Trainer::new(1, &[], 5);
    let first = trainer.epoch(&lesson, (1.0, 1.0));
    let last = (0..30).map(|_| trainer.epoch(&lesson, (1.0, 1.0))).last().unwrap();
    assert!(last < first / 10.0, "{first} {last}");
    let net = trainer.finish();
    for Sequence { rows, labels } in lesson {
        let mut found = Vec::new();
        detect::names::decode(&net.scores(&rows, 1), &net.transitions(), &mut found);
        assert_eq!(found, labels);
    }
}

#[test]
fn the_same_seed_makes_the_same_network() {
    let lesson: Vec<Sequence> = (0..20).map(|index| sequence(index % 3 == 0, index)).collect();
    let scores = || {
        let mut trainer = Trainer::new(1, &[], 9);
        trainer.epoch(&lesson, (1.0, 0.5));
        trainer.finish().scores(&lesson[0].rows, 1)
    };
    assert_eq!(scores(), scores());
}

#[test]
fn slopes_are_what_the_loss_does() {
    let scores = [[0.3, -0.2, 0.1, 0.0, 0.7, -0.5, 0.2, 0.4]; 3];
    let transitions: Vec<f32> = (0..LABELS * LABELS).map(|index| index as f32 * 0.01).collect();
    let labels = [0, 1, 4];
    let chain = Chain::of(&scores, &transitions, &labels);
    let step = 1e-2;
    let mut moved = scores;
    moved[1][2] += step;
    let by_score = (Chain::of(&moved, &transitions, &labels).loss - chain.loss) / step;
    assert!((by_score - chain.of_scores[1][2]).abs() < 1e-2);
    let mut moved = transitions.clone();
    moved[LABELS + 4] += step;
    let by_transition = (Chain::of(&scores, &moved, &labels).loss - chain.loss) / step;
    assert!((by_transition - chain.of_transitions[LABELS + 4]).abs() < 1e-2);
}
