//! The known name that someone probably meant.

/// Returns the name of `known` that is nearest to `name`, when one is near.
pub fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let far = (name.chars().count() / 3).max(2) + 1;
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(distance, _)| *distance < far)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_name_is_told_only_when_it_is_near() {
        let known = ["fail-on", "min-confidence", "accept-unread"];
        assert_eq!(nearest("fail_on", known), Some("fail-on"));
        assert_eq!(nearest("min-confidance", known), Some("min-confidence"));
        assert_eq!(nearest("colour", known), None);
    }
}
