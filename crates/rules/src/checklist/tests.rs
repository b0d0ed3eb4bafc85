use std::collections::BTreeSet;

use super::*;

#[test]
fn every_list_is_whole() {
    for list in checklists() {
        assert!(!list.source.is_empty() && !list.title.is_empty(), "{}", list.name);
        let mut ids = BTreeSet::new();
        for item in &list.items {
            let name = format!("{}/{}", list.name, item.id);
            assert!(ids.insert(&item.id), "{name} is there twice");
            assert!(item.titles.contains_key("zh"), "{name} has no title in Chinese");
            assert_ne!(item.any.is_empty(), item.unchecked.is_none(), "{name}: signs or a reason");
        }
    }
}

#[test]
fn lists_have_as_many_items_as_were_published() {
    let counts: Vec<(String, usize)> =
        checklists().into_iter().map(|list| (list.name, list.items.len())).collect();
    let expected = [("ico", 10), ("nsa-pdf", 11), ("ms-inspector", 32), ("adobe", 11)];
    assert_eq!(counts, expected.map(|(name, count)| (name.to_owned(), count)));
}
