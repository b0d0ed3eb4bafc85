use super::*;
use crate::testing::Counter;

fn receipt(list: WordList) -> Receipt {
    Receipt::generate(list, &mut Counter::default())
}

fn cheap() -> Params {
    Params::new(8, 1, 1, Some(32)).unwrap()
}

#[test]
fn a_receipt_survives_the_ways_in_which_people_write_it() {
    let english = receipt(WordList::English);
    let text = english.to_text();
    assert_eq!(text.split(' ').count(), 8);
    let ways = [
        text.to_string(),
        text.to_uppercase(),
        text.replace(' ', "-"),
        text.replace(' ', ", "),
        format!("  {}\n", text.replace(' ', "\n")),
    ];
    for way in ways {
        assert_eq!(Receipt::parse(&way).as_ref(), Ok(&english), "{way}");
    }
    let chinese = receipt(WordList::Chinese);
    let text = chinese.to_text();
    assert_eq!(text.chars().count(), 9);
    let spaced: String = text.chars().flat_map(|letter| [letter, '、']).collect();
    for way in [text.to_string(), spaced] {
        assert_eq!(Receipt::parse(&way).as_ref(), Ok(&chinese), "{way}");
    }
}

#[test]
fn words_with_a_hyphen_of_their_own_are_kept_whole() {
    let hyphened = WordList::English.words().iter().filter(|word| word.contains('-'));
    for word in hyphened {
        assert_eq!(
            english_words(&format!("abacus-{word}")).concat().replace('-', ""),
            format!("abacus{word}").replace('-', "")
        );
        assert_eq!(english_words(word), [*word]);
    }
}

#[test]
fn a_mistyped_word_is_told_before_any_key_is_made() {
    for list in WordList::ALL {
        let receipt = receipt(list);
        let words: Vec<&str> = receipt.words().collect();
        let mut swapped = words.clone();
        swapped.swap(0, 1);
        assert_eq!(Receipt::parse(&swapped.join(" ")), Err(Error::Checksum));
        let short = words[1..].join(" ");
        assert!(matches!(Receipt::parse(&short), Err(Error::Count { .. })));
    }
    assert_eq!(Receipt::parse("abacus abacuss"), Err(Error::UnknownWord(2)));
    assert_eq!(Receipt::parse("饕餮的一"), Err(Error::UnknownWord(1)));
    assert_eq!(Receipt::parse(""), Err(Error::Count { expected: 8, found: 0 }));
}

#[test]
fn lists_are_as_long_as_the_promised_strength_needs() {
    for (list, bits_min) in [(WordList::English, 90.0), (WordList::Chinese, 88.0)] {
        let words: std::collections::BTreeSet<&str> = list.words().iter().copied().collect();
        assert_eq!(words.len(), list.words().len(), "a word stands twice");
        let count = f64::from(u32::try_from(words.len()).unwrap());
        let places = f64::from(u32::try_from(list.secret_words()).unwrap());
        assert!(count.log2() * places >= bits_min);
    }
}

#[test]
fn keys_follow_from_the_words_and_the_channel_alone() {
    let receipt = receipt(WordList::English);
    let one = ChannelId::of_bytes([1; 16]);
    let keys = |receipt: &Receipt, channel: &ChannelId| {
        let keys = receipt.keys_with(channel, &cheap());
        (
            keys.mailbox.name(),
            keys.sign.public().to_string(),
            keys.seal.encode().unwrap().to_string(),
        )
    };
    let again = Receipt::parse(&receipt.to_text()).unwrap();
    assert_eq!(keys(&receipt, &one), keys(&again, &one));
    let elsewhere = keys(&receipt, &ChannelId::of_bytes([2; 16]));
    let here = keys(&receipt, &one);
    assert!(here.0 != elsewhere.0 && here.1 != elsewhere.1 && here.2 != elsewhere.2);
}

#[test]
fn a_receipt_does_not_print_itself() {
    assert_eq!(format!("{:?}", receipt(WordList::English)), "Receipt(secret)");
}
