use std::collections::{BTreeSet, VecDeque};

use super::*;

fn person(name: &str) -> Person {
    Person(name.to_owned())
}

fn item(id: u32, equal: &str) -> Item {
    Item {
        id: ItemId(id),
        equal: Some(equal.to_owned()),
        text: None,
        kind: Some("mail".to_owned()),
        file: id / 10,
    }
}

fn batch(chain: Chain) -> Batch {
    Batch::new(chain, person("sun"), vec![item(1, "a"), item(2, "a"), item(11, "a")], false)
}

fn remove() -> Choice {
    Choice::Remove(Withholding::on("personal data"))
}

fn by(name: &str, role: Role, action: Action) -> Event {
    Event { by: person(name), role, action }
}

fn reviewer(name: &str, action: Action) -> Event {
    by(name, Role::Reviewer, action)
}

fn approver(name: &str, action: Action) -> Event {
    by(name, Role::Approver, action)
}

fn apply(batch: &mut Batch, events: &[Event]) {
    for event in events {
        batch.apply(event).unwrap();
    }
}

fn decide_all(name: &str) -> Event {
    reviewer(name, Action::Decide(Scope::EqualInBatch(ItemId(1)), remove()))
}

#[test]
fn two_people_let_a_batch_out() {
    let mut batch = batch(Chain::TWO_PERSONS);
    apply(
        &mut batch,
        &[
            reviewer("ann", Action::Take),
            decide_all("ann"),
            reviewer("ann", Action::Sign),
            approver("bob", Action::Sign),
        ],
    );
    assert_eq!(batch.stage(), Stage::Approved);
    assert_eq!(batch.missing(), []);
    apply(&mut batch, &[approver("bob", Action::Release)]);
    assert_eq!(batch.stage(), Stage::Released);
}

#[test]
fn who_handed_it_in_or_has_signed_does_not_sign() {
    let mut batch = batch(Chain::TWO_PERSONS);
    apply(
        &mut batch,
        &[reviewer("ann", Action::Take), decide_all("ann"), reviewer("ann", Action::Sign)],
    );
    assert_eq!(batch.apply(&approver("ann", Action::Sign)), Err(Refusal::SamePerson));
    assert_eq!(batch.apply(&approver("sun", Action::Sign)), Err(Refusal::OwnBatch));
    assert_eq!(batch.apply(&by("eve", Role::Auditor, Action::Sign)), Err(Refusal::Role));
}

#[test]
fn a_deputy_signs_in_the_place_of_the_reviewer() {
    let mut batch = batch(Chain::TWO_PERSONS);
    apply(&mut batch, &[reviewer("ann", Action::Take), decide_all("ann")]);
    assert_eq!(batch.apply(&reviewer("dan", Action::Sign)), Err(Refusal::Role));
    apply(
        &mut batch,
        &[reviewer("ann", Action::Delegate(person("dan"))), reviewer("dan", Action::Sign)],
    );
    assert_eq!(batch.signatures(), [person("dan")]);
}

#[test]
fn a_scope_reaches_as_far_as_it_says() {
    let choices = |scope: Scope| {
        let mut batch = batch(Chain::TWO_PERSONS);
        apply(
            &mut batch,
            &[
                reviewer("ann", Action::Take),
                reviewer("ann", Action::Decide(scope, Choice::NotSensitive)),
            ],
        );
        let decided = batch.items().filter(|item| batch.version(item.id) > 0);
        decided.map(|item| item.id.0).collect::<Vec<_>>()
    };
    assert_eq!(choices(Scope::This(ItemId(1), 0)), [1]);
    assert_eq!(choices(Scope::EqualInFile(ItemId(1))), [1, 2]);
    assert_eq!(choices(Scope::EqualInBatch(ItemId(1))), [1, 2, 11]);
}

#[test]
fn all_of_a_kind_go_but_what_was_decided_stays_as_it_was() {
    let mail = |id| item(id, &format!("address {id}"));
    let other = Item { kind: Some("name".to_owned()), ..mail(3) };
    let start = || {
        let items = vec![mail(1), mail(2), other.clone(), mail(4), mail(11)];
        let mut batch = Batch::new(Chain::TWO_PERSONS, person("sun"), items, false);
        let four = Action::Decide(Scope::This(ItemId(4), 0), Choice::NotSensitive);
        apply(&mut batch, &[reviewer("ann", Action::Take), reviewer("ann", four)]);
        batch
    };
    let removed = |scope: Scope| {
        let mut batch = start();
        apply(&mut batch, &[reviewer("ann", Action::Decide(scope, remove()))]);
        assert_eq!(batch.choice_for(&person("ann"), ItemId(4)), Some(&Choice::NotSensitive));
        let is_gone = |item: &&Item| {
            batch.choice_for(&person("ann"), item.id).is_some_and(|choice| *choice == remove())
        };
        batch.items().filter(is_gone).map(|item| item.id.0).collect::<Vec<_>>()
    };
    assert_eq!(removed(Scope::KindInFile(ItemId(1))), [1, 2]);
    assert_eq!(removed(Scope::KindInBatch(ItemId(1))), [1, 2, 11]);
    let keep = Choice::Keep { reason: "known".to_owned() };
    for choice in [Choice::NotSensitive, keep] {
        let all = reviewer("ann", Action::Decide(Scope::KindInBatch(ItemId(1)), choice));
        assert_eq!(start().apply(&all), Err(Refusal::OnlyRemoval), "nobody looked at them");
    }
}

#[test]
fn an_area_takes_the_place_of_a_finding_and_both_come_back_with_one_undo() {
    let mut batch = batch(Chain::TWO_PERSONS);
    let change = |seen| Action::ChangeArea(ItemId(1), seen, item(12, "aaa"), remove());
    apply(&mut batch, &[reviewer("ann", Action::Take), decide_all("ann")]);
    assert_eq!(batch.apply(&reviewer("ann", change(0))), Err(Refusal::Changed));
    apply(&mut batch, &[reviewer("ann", change(1))]);
    let seen = |batch: &Batch, item| batch.choice_for(&person("ann"), ItemId(item)).cloned();
    let both = |batch: &Batch| (seen(batch, 1), seen(batch, 12), batch.has(ItemId(12)));
    assert_eq!(both(&batch), (Some(Choice::Replaced), Some(remove()), true));
    apply(&mut batch, &[reviewer("ann", Action::Undo)]);
    assert_eq!(both(&batch), (Some(remove()), None, false));
    // What was taken back is not missed, and can be made again.
    assert!(!batch.missing().iter().any(|missing| matches!(missing, Refusal::Undecided(_))));
    apply(&mut batch, &[reviewer("ann", Action::Redo), reviewer("ann", Action::Sign)]);
    assert_eq!(both(&batch), (Some(Choice::Replaced), Some(remove()), true));
    let alone = Action::Decide(Scope::This(ItemId(2), 1), Choice::Replaced);
    assert_eq!(batch.apply(&reviewer("ann", alone)), Err(Refusal::NoSuchItem));
}

#[test]
fn what_is_decided_always_is_followed_where_nothing_is_decided_and_taken_back_at_once() {
    let mut batch = batch(Chain::TWO_PERSONS);
    let keep = Choice::Keep { reason: "our switchboard".to_owned() };
    let both = |first| Action::Follow(vec![(ItemId(first), keep.clone()), (ItemId(11), remove())]);
    apply(
        &mut batch,
        &[
            reviewer("ann", Action::Take),
            reviewer("ann", Action::Decide(Scope::This(ItemId(1), 0), remove())),
        ],
    );
    assert_eq!(batch.apply(&reviewer("ann", both(1))), Err(Refusal::Changed));
    assert_eq!(batch.apply(&reviewer("ann", Action::Follow(Vec::new()))), Err(Refusal::Nothing));
    assert_eq!(batch.apply(&reviewer("ann", both(99))), Err(Refusal::NoSuchItem));
    apply(&mut batch, &[reviewer("ann", both(2))]);
    let seen = |batch: &Batch, item| batch.choice_for(&person("ann"), ItemId(item)).cloned();
    assert_eq!(seen(&batch, 2), Some(keep));
    apply(&mut batch, &[reviewer("ann", Action::Undo)]);
    assert_eq!((seen(&batch, 1), seen(&batch, 2), seen(&batch, 11)), (Some(remove()), None, None));
}

#[test]
fn who_decides_blind_reaches_what_they_themselves_have_not_decided() {
    let mut batch = batch(Chain::team(2, true).unwrap());
    let all = |name, role| by(name, role, Action::Decide(Scope::KindInBatch(ItemId(1)), remove()));
    let one = Action::Decide(Scope::This(ItemId(2), 0), Choice::NotSensitive);
    apply(
        &mut batch,
        &[
            reviewer("ann", Action::Take),
            reviewer("ann", one),
            all("ann", Role::Reviewer),
            reviewer("ann", Action::Sign),
            all("bob", Role::Approver),
        ],
    );
    let bob = person("bob");
    let gone = |id| batch.choice_for(&bob, ItemId(id)) == Some(&remove());
    assert!([1, 2, 11].into_iter().all(gone), "what the first decided does not show through");
}

#[test]
fn nobody_overwrites_what_they_have_not_seen() {
    let mut batch = batch(Chain::TWO_PERSONS);
    let this = |choice| Action::Decide(Scope::This(ItemId(1), 0), choice);
    apply(&mut batch, &[reviewer("ann", Action::Take), reviewer("ann", this(remove()))]);
    let late = reviewer("bob", this(Choice::NotSensitive));
    assert_eq!(batch.apply(&late), Err(Refusal::Changed));
    apply(
        &mut batch,
        &[reviewer("bob", Action::Decide(Scope::This(ItemId(1), 1), Choice::NotSensitive))],
    );
    assert_eq!(batch.apply(&reviewer("ann", Action::Undo)), Err(Refusal::Changed));
}

#[test]
fn everything_can_be_taken_back_and_made_again() {
    let mut batch = batch(Chain::TWO_PERSONS);
    apply(&mut batch, &[reviewer("ann", Action::Take), decide_all("ann")]);
    apply(&mut batch, &[reviewer("ann", Action::Undo)]);
    assert_eq!(batch.missing()[0], Refusal::Undecided(3));
    apply(&mut batch, &[reviewer("ann", Action::Redo)]);
    assert_eq!(batch.choice_for(&person("ann"), ItemId(11)), Some(&remove()));
}

#[test]
fn a_change_after_signing_makes_signatures_void() {
    let mut batch = batch(Chain::TWO_PERSONS);
    apply(
        &mut batch,
        &[
            reviewer("ann", Action::Take),
            decide_all("ann"),
            reviewer("ann", Action::Sign),
            approver("bob", Action::Sign),
            reviewer("ann", Action::Undo),
        ],
    );
    assert_eq!((batch.stage(), batch.signatures().len()), (Stage::InReview, 0));
}

#[test]
fn a_blind_second_vote_sees_nothing_and_opens_what_differs() {
    let mut batch = batch(Chain::team(2, true).unwrap());
    apply(
        &mut batch,
        &[reviewer("ann", Action::Take), decide_all("ann"), reviewer("ann", Action::Sign)],
    );
    assert_eq!(batch.choice_for(&person("bob"), ItemId(1)), None);
    apply(
        &mut batch,
        &[
            decide_all("bob"),
            reviewer("bob", Action::Decide(Scope::This(ItemId(2), 1), Choice::NotSensitive)),
            approver("bob", Action::Sign),
        ],
    );
    assert_eq!(batch.stage(), Stage::InReview);
    assert_eq!(batch.missing()[0], Refusal::Undecided(1));
}

#[test]
fn a_protective_marking_needs_two_officers_who_name_the_authority() {
    let mut batch = Batch::new(Chain::TWO_PERSONS, person("sun"), Vec::new(), true);
    let authorise = |name: &str, authority: &str| {
        let (authority, date) = (authority.to_owned(), "2026-03-01".to_owned());
        by(name, Role::Officer, Action::Authorise { authority, date })
    };
    apply(
        &mut batch,
        &[
            reviewer("ann", Action::Take),
            reviewer("ann", Action::Sign),
            approver("bob", Action::Sign),
        ],
    );
    assert_eq!(batch.apply(&approver("bob", Action::Release)), Err(Refusal::Marked));
    assert_eq!(batch.apply(&authorise("kim", " ")), Err(Refusal::NoReason));
    apply(&mut batch, &[authorise("kim", "Archive board")]);
    let again = authorise("kim", "Archive board");
    assert_eq!(batch.apply(&again), Err(Refusal::SamePerson));
    apply(&mut batch, &[authorise("lee", "Ministry")]);
    assert_eq!(batch.authorisation(), None, "it is not out yet");
    apply(&mut batch, &[approver("bob", Action::Release)]);
    let named = |authority: &Authority| (authority.name.clone(), authority.date.clone());
    let leave = batch.authorisation().unwrap();
    let named: Vec<_> = leave.authorities().iter().map(named).collect();
    let of = |name: &str| (name.to_owned(), "2026-03-01".to_owned());
    assert_eq!(named, [of("Archive board"), of("Ministry")]);
    apply(&mut batch, &[approver("bob", Action::Recall { reason: "wrong".to_owned() })]);
    assert_eq!(batch.authorisation(), None, "it was called back");
}

#[test]
fn one_person_lets_no_marking_out() {
    let mut batch = Batch::new(Chain::OnePerson, person("ann"), Vec::new(), true);
    apply(&mut batch, &[reviewer("ann", Action::Take), reviewer("ann", Action::Sign)]);
    for officer in ["kim", "lee"] {
        let (authority, date) = ("Archive board".to_owned(), "2026-03-01".to_owned());
        let authorise = by(officer, Role::Officer, Action::Authorise { authority, date });
        apply(&mut batch, &[authorise]);
    }
    apply(&mut batch, &[reviewer("ann", Action::Release)]);
    assert_eq!(batch.authorisation(), None);
}

#[test]
fn nobody_reads_and_administers() {
    assert!(!may_have(&BTreeSet::from([Role::Administrator, Role::Reviewer])));
    assert!(!may_have(&BTreeSet::from([Role::Administrator, Role::Handler])));
    assert!(may_have(&BTreeSet::from([Role::Administrator, Role::Auditor])));
    assert!(may_have(&BTreeSet::from([Role::Reviewer, Role::Approver])));
}

/// Every event that three people can make on one item, in each role that they may have.
fn every_event() -> Vec<Event> {
    let id = ItemId(1);
    let actions = [
        Action::Take,
        Action::Delegate(person("bob")),
        Action::Decide(Scope::EqualInBatch(id), remove()),
        Action::Decide(Scope::EqualInBatch(id), Choice::NotSensitive),
        Action::Undo,
        Action::Redo,
        Action::Sign,
        Action::Return { comment: "again".to_owned() },
        Action::Release,
        Action::Recall { reason: "wrong file".to_owned() },
    ];
    let people = ["sun", "ann", "bob"];
    let each = |name| actions.iter().map(move |action| reviewer(name, action.clone()));
    // What is like a decision for the others is tried with one of them.
    let rare =
        [Action::Follow(vec![(id, remove())]), Action::ChangeArea(id, 0, item(7, "aa"), remove())];
    let rare = rare.into_iter().map(|action| reviewer("ann", action));
    people.into_iter().flat_map(each).chain(rare).collect()
}

/// Tries every sequence of events of that length from a new batch; equal states count once.
fn explore(chain: Chain, depth: usize, mut check: impl FnMut(&Batch)) {
    let start = Batch::new(chain, person("sun"), vec![item(1, "a")], false);
    let events = every_event();
    let mut seen = BTreeSet::from([start.clone()]);
    let mut queue = VecDeque::from([(start, 0)]);
    while let Some((state, steps)) = queue.pop_front() {
        check(&state);
        if steps == depth {
            continue;
        }
        for event in &events {
            let mut next = state.clone();
            match next.apply(event) {
                Ok(()) if seen.insert(next.clone()) => queue.push_back((next, steps + 1)),
                Ok(()) => {}
                Err(_) => assert_eq!(next, state, "{event:?} was refused and changed something"),
            }
        }
    }
}

#[test]
fn no_sequence_of_events_lets_out_what_two_people_have_not_signed() {
    let depth = if std::env::var_os("RUN_SLOW_TESTS").is_some() { 7 } else { 5 };
    for is_blind in [false, true] {
        explore(Chain::team(2, is_blind).unwrap(), depth, |batch| {
            let signers: BTreeSet<&Person> = batch.signatures().iter().collect();
            assert_eq!(signers.len(), batch.signatures().len(), "someone signed twice");
            assert!(!signers.contains(&person("sun")), "who handed it in signed");
            if matches!(batch.stage(), Stage::Approved | Stage::Released | Stage::Recalled) {
                assert_eq!(signers.len(), 2);
                assert!(batch.choice_for(&person("sun"), ItemId(1)).is_some());
            }
        });
    }
}

#[test]
fn an_answer_to_a_request_withholds_only_with_harm_in_words_and_an_end() {
    let mut batch = batch(Chain::TWO_PERSONS).answering();
    apply(&mut batch, &[reviewer("ann", Action::Take)]);
    let withhold = |harm: &str, until: &str| {
        let choice = Choice::Remove(Withholding {
            harm: harm.to_owned(),
            until: until.to_owned(),
            ..Withholding::on("personal data")
        });
        reviewer("ann", Action::Decide(Scope::EqualInBatch(ItemId(1)), choice))
    };
    for (harm, until) in [("", ""), ("it names a child", " "), ("", "2030-01-01")] {
        assert_eq!(batch.apply(&withhold(harm, until)), Err(Refusal::NoHarm));
    }
    apply(&mut batch, &[withhold("it names a child", "2030-01-01")]);
    assert_eq!(batch.decided_by(ItemId(1)), Some(&person("ann")));
    let keep = Choice::Keep { reason: "public".to_owned() };
    apply(&mut batch, &[reviewer("bob", Action::Decide(Scope::This(ItemId(1), 1), keep))]);
    assert_eq!(batch.decided_by(ItemId(1)), Some(&person("bob")));
    assert_eq!(batch.decided_by(ItemId(2)), Some(&person("ann")));
}

#[test]
fn an_appeal_opens_what_was_released_and_two_people_sign_again() {
    let mut batch = batch(Chain::TWO_PERSONS);
    let appeal = || approver("eve", Action::Appeal { reason: "too much is gone".to_owned() });
    assert_eq!(batch.apply(&appeal()), Err(Refusal::Stage));
    let signed = |batch: &mut Batch| {
        let events = [reviewer("ann", Action::Sign), approver("bob", Action::Sign)];
        apply(batch, &events);
        apply(batch, &[approver("bob", Action::Release)]);
    };
    apply(&mut batch, &[reviewer("ann", Action::Take), decide_all("ann")]);
    signed(&mut batch);
    let silent = approver("eve", Action::Appeal { reason: " ".to_owned() });
    assert_eq!(batch.apply(&silent), Err(Refusal::NoReason));
    apply(&mut batch, &[appeal()]);
    assert_eq!((batch.stage(), batch.reviewer()), (Stage::Submitted, None));
    assert_eq!(batch.missing(), [Refusal::Stage], "what was decided stands; nobody has signed");
    assert_eq!(batch.apply(&approver("bob", Action::Release)), Err(Refusal::Stage));
    apply(&mut batch, &[reviewer("ann", Action::Take)]);
    assert_eq!(batch.apply(&reviewer("ann", Action::Undo)), Err(Refusal::Nothing));
    signed(&mut batch);
    assert_eq!(batch.stage(), Stage::Released);
}
