use std::collections::BTreeSet;

use super::*;
use crate::batch::Withholding;

fn person(name: &str) -> Person {
    Person(name.to_owned())
}

fn wished() -> Standing {
    let choice = Choice::Remove(Withholding::on("personal-data"));
    Standing::wish(person("ann"), Role::Reviewer, choice).unwrap()
}

#[test]
fn a_wish_holds_once_a_second_person_agrees_and_until_it_is_ended() {
    let mut standing = wished();
    assert_eq!(standing.choice(), None);
    assert_eq!(standing.agree(&person("ann"), Role::Approver), Err(Refusal::SamePerson));
    standing.agree(&person("bob"), Role::Approver).unwrap();
    assert!(matches!(standing.choice(), Some(Choice::Remove(_))));
    standing.end(Role::Reviewer).unwrap();
    assert_eq!(standing.choice(), None);
    assert_eq!(standing.agree(&person("bob"), Role::Approver), Err(Refusal::Stage));
}

#[test]
fn a_wish_without_a_ground_or_a_reason_is_none() {
    for choice in [Choice::Remove(Withholding::on(" ")), Choice::Keep { reason: String::new() }] {
        let wish = Standing::wish(person("ann"), Role::Reviewer, choice);
        assert_eq!(wish, Err(Refusal::NoReason));
    }
}

/// Every sequence of what two people do in any role: what holds, two different people wanted.
#[test]
fn no_sequence_makes_it_hold_by_one_person() {
    let mut states = BTreeSet::from([wished()]);
    for _ in 0..4 {
        for state in states.clone() {
            for role in Role::ALL {
                for name in ["ann", "bob"] {
                    let mut next = state.clone();
                    let done = next.agree(&person(name), role);
                    assert!(done.is_ok() || next == state);
                    assert!(done.is_err() || (name == "bob" && role.reads_documents()));
                    states.insert(next);
                }
                let mut next = state.clone();
                assert!(next.end(role).is_ok() || next == state);
                states.insert(next);
            }
        }
    }
    for state in states.iter().filter(|state| state.choice().is_some()) {
        assert_eq!(state.agreed_by, Some(person("bob")));
    }
}
