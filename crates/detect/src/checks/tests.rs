use super::common::{luhn, mod11_10, verhoeff};
use super::*;

/// A number that holds and one that does not; made at random, told apart by python-stdnum 2.2.
const NUMBERS: &[(&str, &str, &str)] = &[
    ("cn-resident-id", "310104195111112192", ""),
    ("cn-uscc", "91330101636867403W", "914501010163710632"),
    ("tw-ubn", "22103212", ""),
    ("iban", "GB96HFXV82399464567708", "GB55FEBE17271610065073"),
    ("lei", "8388002H2D1FK2F21W04", "613700VJ92B92BURRP76"),
    ("isin", "US2124721489", "US6336456681"),
    ("imei", "274840371170059", "702729097075528"),
    ("us-ssn", "259617105", "570004539"),
    ("us-itin", "961795975", ""),
    ("gb-nhs", "9238774730", "0047185807"),
    ("gb-utr", "5953520937", "9125766328"),
    ("ie-pps", "3566999V", "0247720Y"),
    ("fr-siret", "72990587790184", "61364905758979"),
    ("fr-nif", "2312688627228", "2586497747804"),
    ("de-idnr", "82740391850", "54111162774"),
    ("it-codice-fiscale", "FPVDMS66T04T136C", "FPTDMV01H01F177J"),
    ("es-dni", "08098069E", "92810339N"),
    ("es-dni", "Z3214049B", "Z0773857E"),
    ("es-cif", "A50153360", "A02979776"),
    ("pt-nif", "864464789", "791715024"),
    ("pt-cc", "584105860NY2", "900064755CR9"),
    ("nl-bsn", "469359225", "041715582"),
    ("be-nn", "95030416978", "58090721518"),
    ("ch-ahv", "7566159520125", "7568703198741"),
    ("at-svnr", "1048070790", "0364110547"),
    ("se-personnummer", "580510-9047", "920908-3134"),
    ("no-fodselsnummer", "02065093343", "28124886485"),
    ("fi-hetu", "201246-167U", "050861-832X"),
    ("is-kennitala", "140893-0569", "110245-1989"),
    ("baltic-personal-code", "34001192438", "49911092750"),
    ("baltic-personal-code", "44312212440", "34609168415"),
    ("pl-pesel", "77121902377", "94070451788"),
    ("pl-nip", "0957047315", "6671891297"),
    ("pl-regon", "404265591", "689891214"),
    ("cz-sk-birth-number", "680110/8226", "830411/1625"),
    ("ro-cnp", "1460302279851", "1850806703831"),
    ("bg-egn", "9407222187", "8010254201"),
    ("hr-oib", "02469846636", "38459349230"),
    ("si-emso", "1001972375837", "1408979571351"),
    ("gr-amka", "13107865548", "01218195003"),
    ("gr-afm", "385221226", "423746869"),
    ("ru-inn", "7493446071", "3010181539"),
    ("ua-rnokpp", "2324157400", "7666955073"),
    ("tr-tckn", "30590861248", "12960125965"),
    ("il-tz", "470491309", "148926677"),
    ("za-id", "4511257538183", "7737258216186"),
    ("in-aadhaar", "430323053945", "681675630200"),
    ("in-gstin", "27ALUCV4927K1ZT", "27CECPC8520L1ZU"),
    ("in-epic", "RCY9970765", "DEH9243137"),
    ("id-nik", "3171011301907904", "3171012000604140"),
    ("th-pin", "7855110685282", "1486753587133"),
    ("jp-my-number", "982070666909", "627382281371"),
    ("jp-corporate-number", "9524813711664", "4903978332305"),
    ("au-tfn", "781324345", "509578151"),
    ("au-abn", "32390658956", "94448370547"),
    ("nz-ird", "093017358", "571826818"),
    ("ca-sin", "308921337", "151898385"),
    ("br-cpf", "69487184341", "56956125547"),
    ("br-cnpj", "18527952000123", "82457981000116"),
    ("ar-cuit", "20390125950", "30807994764"),
    ("cl-rut", "358148158", "69990178D"),
    ("mx-curp", "DIWT640523MQRCMS06", "DAKW731004MJLCPS09"),
    ("ec-cedula", "1751142793", "1726087927"),
    ("co-nit", "0303394071", "7202486697"),
    ("pe-ruc", "20381154492", "10364840507"),
];

/// The same, by the arithmetic of the standards alone.
const OTHER_NUMBERS: &[(&str, &str, &str)] = &[
    ("cn-resident-id", "11010519491231002X", "110105194912310021"),
    ("cn-resident-id", "429004198507111235", "420004198507111234"),
    ("cn-resident-id-15", "110105491231002", "110105491331002"),
    ("container-number", "CSQU3054383", "CSQU3054384"),
    ("us-aba-routing", "021000021", "991000021"),
    ("kr-brn", "220-81-62517", "220-81-62518"),
    ("payment-card", "4539578763621486", "9539578763621486"),
    ("track-data", ";4539578763621486=29121010000000000?", ";4539578763621487=2912?"),
    ("us-dea", "BD5836727", "BD5836728"),
    ("ch-ahv", "7561234567897", "7571234567894"),
];

fn check(name: &str, holds: &str, does_not: &str) {
    let check = by_name(name).unwrap_or_else(|| panic!("no check `{name}`"));
    assert!((check.holds)(holds), "{name} {holds}");
    assert!(!(check.holds)(does_not), "{name} {does_not}");
}

#[test]
fn numbers_hold_or_do_not() {
    for (name, holds, does_not) in NUMBERS.iter().chain(OTHER_NUMBERS) {
        check(name, holds, does_not);
    }
}

#[test]
fn names_are_unique() {
    let mut names: Vec<&str> =
        CHECKS.iter().flat_map(|(_, group)| group.iter()).map(|c| c.name).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
}

/// No check may panic, whatever a rule's pattern lets through.
#[test]
fn hostile_values_do_not_panic() {
    let long = "9".repeat(5_000);
    let values =
        ["", "-", "0", "X", "é", "身份证", "１２３", "bc1", "+", "(((", "A1", "\u{0}", &long];
    for check in CHECKS.iter().flat_map(|(_, group)| group.iter()) {
        for value in values {
            (check.holds)(value);
            for length in [1, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20] {
                (check.holds)(&"0".repeat(length));
                (check.holds)(&"9".repeat(length));
                (check.holds)(&"Z".repeat(length));
                (check.holds)(&format!("{}é", "1".repeat(length)));
            }
        }
    }
}

/// Every check digit of these kinds sees every wrong digit.
#[test]
fn a_wrong_digit_is_always_seen() {
    let kinds: [fn(&[u32]) -> bool; 3] = [luhn, mod11_10, verhoeff];
    for holds in kinds {
        let mut tried = 0;
        for number in 0..3_000_u32 {
            let digits: Vec<u32> =
                (0..6).rev().map(|place| number * 37 / 10_u32.pow(place) % 10).collect();
            if !holds(&digits) {
                continue;
            }
            tried += 1;
            for at in 0..digits.len() {
                let mut wrong = digits.clone();
                wrong[at] = (wrong[at] + 1 + number % 9) % 10;
                assert!(!holds(&wrong), "{digits:?} and {wrong:?}");
            }
        }
        assert!(tried > 100);
    }
}
