//! What is done to the pixels of a picture (ECMA-376, part 1, 20.1.8), as far as nothing of it is seen
//! then.

/// Thousandths of a percent.
const WHOLE: i64 = 100_000;
/// What is left of a whole that nobody sees.
const LITTLE: i64 = 5_000;

/// True for an effect of that name that leaves a picture clear, or of one colour.
pub(super) fn blanks<V: AsRef<str>>(name: &str, attribute: impl Fn(&str) -> Option<V>) -> bool {
    let share = |name| attribute(name).and_then(|value| share(value.as_ref()));
    let is_all = |share: Option<i64>| share.is_some_and(|share| share >= WHOLE - LITTLE);
    let is_none = |share: Option<i64>| share.is_some_and(|share| share <= LITTLE);
    match name {
        "alphaModFix" => is_none(share("amt")),
        "alphaRepl" => is_none(share("a")),
        "lum" => is_all(share("bright").map(i64::abs)) || is_all(share("contrast").map(|it| -it)),
        "biLevel" => share("thresh") == Some(0),
        _ => false,
    }
}

/// A share in thousandths of a percent, or in percent as strict files have it.
fn share(value: &str) -> Option<i64> {
    match value.trim().strip_suffix('%') {
        Some(percent) => {
            let share = percent.parse::<f64>().ok()? * 1_000.0;
            Some(share.clamp(-1e9, 1e9) as i64)
        }
        None => value.trim().parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::blanks;

    fn check(name: &str, own: (&str, &str), is_blank: bool) {
        let attribute = |asked: &str| (asked == own.0).then_some(own.1);
        assert_eq!(blanks(name, attribute), is_blank, "{name} {own:?}");
    }

    #[test]
    fn what_leaves_nothing_to_see_is_known() {
        check("alphaModFix", ("amt", "0"), true);
        check("alphaModFix", ("amt", "3%"), true);
        check("alphaModFix", ("amt", "40000"), false);
        check("alphaRepl", ("a", "0"), true);
        check("lum", ("bright", "100000"), true);
        check("lum", ("bright", "-100000"), true);
        check("lum", ("bright", "70000"), false);
        check("lum", ("contrast", "-100%"), true);
        check("lum", ("contrast", "100000"), false);
        check("biLevel", ("thresh", "0"), true);
        check("biLevel", ("thresh", "50000"), false);
        check("grayscl", ("amt", "0"), false);
    }
}
