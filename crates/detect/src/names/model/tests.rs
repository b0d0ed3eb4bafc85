use super::*;

#[test]
fn the_best_path_is_the_best_of_all_paths() {
    let scores = [[3, 5, 9, 1, 0, 2, 0, 1], [0, 1, 7, 2, 3, 9, 1, 0], [4, 0, 6, 1, 0, 8, 0, 2]];
    let transitions: [Scores; LABELS] =
        std::array::from_fn(|a| std::array::from_fn(|b| ((a * 5 + b * 3) % 7) as i32 - 3));
    let mut best = Vec::new();
    decode(&scores, &transitions, &mut best);
    let sum = |path: [usize; 3]| {
        (0..3).map(|at| scores[at][path[at]]).sum::<i32>()
            + path.windows(2).map(|pair| transitions[pair[0]][pair[1]]).sum::<i32>()
    };
    let firsts = (0..LABELS).filter(|label| ![PERSON, ORGANISATION, ADDRESS].contains(label));
    let paths =
        firsts.flat_map(|a| (0..LABELS).flat_map(move |b| (0..LABELS).map(move |c| [a, b, c])));
    let highest = paths.map(sum).max();
    assert_eq!(Some(sum([best[0].into(), best[1].into(), best[2].into()])), highest);
}

#[test]
fn a_model_comes_back_from_its_bytes() {
    let mut rows = vec![[0; LABELS]; ROWS];
    rows[row(7)] = [1, -2, 3, -4, 5, -6, 127, -127];
    let transitions = std::array::from_fn(|a| std::array::from_fn(|b| (a * 900) as i16 - b as i16));
    let bytes = to_bytes(&rows, &transitions);
    let weights = Weights::new(&bytes);
    assert_eq!(weights.score(&[7]), [1, -2, 3, -4, 5, -6, 127, -127]);
    assert_eq!(weights.transitions[7][2], 7 * 900 - 2);
}

#[test]
fn scores_are_the_sums_of_rows() {
    let rows: Vec<[i8; LABELS]> = (0..ROWS as u64)
        .map(|at| step(at, 3).to_le_bytes().map(|byte| (byte as i8).max(-127)))
        .collect();
    let bytes = to_bytes(&rows, &[[0; LABELS]; LABELS]);
    let weights = Weights::new(&bytes);
    for seed in 0..500 {
        let features: [u64; 36] = std::array::from_fn(|at| step(seed, at as u64));
        let sum = |label: usize| {
            features.iter().map(|&feature| i16::from(rows[row(feature)][label])).sum::<i16>()
        };
        assert_eq!(weights.score(&features), std::array::from_fn(sum));
    }
    let most = [[127; LABELS], [-127; LABELS]];
    for row in most {
        let bytes = to_bytes(&vec![row; ROWS], &[[0; LABELS]; LABELS]);
        let expected = [i16::from(row[0]) * 36; LABELS];
        assert_eq!(Weights::new(&bytes).score(&[7; 36]), expected);
    }
}

#[test]
fn where_it_says_nothing_the_best_path_holds_nothing() {
    let (mut nothing, mut something, mut unsure) = (0, 0, 0);
    for seed in 0..4_000_u64 {
        let number = |at: usize| step(step(seed, at as u64), 1) as i32;
        let transitions: [Scores; LABELS] =
            std::array::from_fn(|a| std::array::from_fn(|b| number(a * LABELS + b) % 400));
        let weights = Weights::of(&[], transitions);
        let scores: Vec<Scores> = (0..1 + seed as usize % 9)
            .map(|token| {
                let mut scores =
                    std::array::from_fn(|label| number(100 * token + label + 64) % 600);
                scores[OTHER] += (seed % 1_500) as i32;
                scores
            })
            .collect();
        let mut labels = Vec::new();
        weights.decode(&scores, &mut labels);
        let holds_nothing = labels.iter().all(|&label| usize::from(label) == OTHER);
        let sums: Vec<Sums> = scores.iter().map(|scores| scores.map(in_two_bytes)).collect();
        if weights.is_nothing(&sums) {
            assert!(holds_nothing, "seed {seed}: {labels:?}");
            nothing += 1;
        } else if holds_nothing {
            unsure += 1;
        }
        something += u32::from(!holds_nothing);
    }
    assert!(nothing > 500 && something > 500, "{nothing} of nothing, {something} of something");
    assert!(unsure * 4 < nothing, "{unsure} are decoded for nothing");
}
