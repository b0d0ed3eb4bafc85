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
    ("ar-cbu", "5944276955093109869614", "1776602844757029343433"),
    ("at-uid", "ATU58733552", "ATU82111417"),
    ("at-tin", "099020281", "095084187"),
    ("au-acn", "648 176 649", "009 235 658"),
    ("az-voen", "4575441591", "4532302841"),
    ("be-bis", "87281174080", "91221365926"),
    ("be-enterprise", "BE0927127780", "BE0049167543"),
    ("be-identity-card", "653-8890333-53", "584-5449050-47"),
    ("bg-foreigner", "7417881695", "7729053783"),
    ("bg-vat", "BG875406923", "BG542335605"),
    ("by-unp", "154179616", "742847031"),
    ("ca-bc-health", "9212436684", "9717523672"),
    ("ca-business-number", "427574215RC0001", "580925594RC0001"),
    ("ch-uid", "CHE-593.123.288", "CHE-206.438.959"),
    ("cy-vat", "10441029B", "10492649B"),
    ("cz-company", "05712335", "72645417"),
    ("cz-bank-account", "3570164350/0800", "7675606965/0800"),
    ("de-vat", "DE168118179", "DE097051776"),
    ("dk-cvr", "81236496", "60899432"),
    ("do-cedula", "272-9454885-7", "972-7346725-3"),
    ("do-rnc", "464085932", "066011939"),
    ("ec-ruc", "1751480375001", "1713819260001"),
    ("ee-company", "19623034", "77850575"),
    ("ee-vat", "EE206435068", "EE289330785"),
    ("es-ccc", "3733-6396-21-4375631487", "0265-8295-05-1131609754"),
    ("es-cups", "ES5752545370399752RW", "ES0685112293586131PB"),
    ("fi-company", "4891000-3", "0472714-6"),
    ("fr-vat", "FR41280404732", "FR42623392791"),
    ("gb-vat", "GB800106849", "GB232730369"),
    ("gb-upn", "G201856858775", "B301655684494"),
    ("gh-tin", "C0085914207", "P0087183057"),
    ("gt-nit", "8036157-9", "9220073-1"),
    ("il-company", "532472636", "504591467"),
    ("in-virtual-id", "5482483942560752", "3377448868759973"),
    ("lt-vat", "LT100094310", "LT628737519"),
    ("lu-vat", "LU53336476", "LU34077940"),
    ("lv-company", "LV70854998217", "LV94203986428"),
    ("ma-ice", "005592216169439", "000473052632963"),
    ("md-idno", "1998924806068", "1259411959703"),
    ("me-pib", "03430979", "05149780"),
    ("mk-edb", "4596894554856", "4296581165279"),
    ("mt-vat", "MT96313668", "MT79487193"),
    ("mu-identity", "B081074071307D", "K190554125204F"),
    ("mz-nuit", "166415721", "123163182"),
    ("nl-vat", "NL682972058B01", "NL845198740B02"),
    ("nl-pupil", "108490057", "109566631"),
    ("no-bank-account", "1818.00.49262", "1180.81.25803"),
    ("no-company", "937992092", "946570808"),
    ("pe-dni", "96865586-3", "50033605-4"),
    ("py-ruc", "34288473-5", "86614817-2"),
    ("ro-cui", "32993204", "33816256"),
    ("rs-pib", "193681512", "134052698"),
    ("ru-ogrn", "1434614923302", "1140495714484"),
    ("se-company", "556770-6782", "558302-9546"),
    ("sg-uen", "48643269J", "41402227E"),
    ("si-vat", "14574179", "39391293"),
    ("sk-vat", "SK2081882550", "SK2029268867"),
    ("sn-ninea", "001548116", "008953165"),
    ("sv-nit", "0614-050986-105-4", "0614-131080-170-3"),
    ("th-company", "0293981820051", "0213207789082"),
    ("tr-vkn", "2176692399", "3707466757"),
    ("ua-edrpou", "16327559", "36545605"),
    ("uy-rut", "212412430017", "212112180013"),
    ("ve-rif", "J-53556501-4", "J-86560908-7"),
    ("vn-tax-code", "0306369852", "0277220170"),
    ("za-tax-number", "2990138527", "1996684324"),
    ("vessel-number", "9977517", "9939952"),
    ("isni", "0000000987765968", "0000000373509887"),
    ("de-health-insurance", "A123456780", "A123456781"),
    ("de-pension-insurance", "15070649C103", "15070649C104"),
    ("pl-id-card", "ABA300000", "ABA300001"),
    ("pl-passport", "ZS0000177", "ZS0000178"),
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
