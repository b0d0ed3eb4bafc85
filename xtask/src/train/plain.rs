//! What stands in documents beside names: dates, amounts, numbers, offices.

use super::random::Random;

const TITLES: &[&str] = &[
    "Mr.",
    "Mr.",
    "Mr",
    "Mrs.",
    "Mrs",
    "Ms.",
    "Ms",
    "Miss",
    "Dr.",
    "Dr",
    "Prof.",
    "Professor",
    "Sir",
    "Herr",
    "Frau",
    "Madame",
    "Monsieur",
    "Captain",
    "Judge",
    "Father",
];
const JOBS: &[&str] = &[
    "teacher",
    "engineer",
    "Head of Sales",
    "managing director",
    "accountant",
    "nurse",
    "lawyer",
    "project manager",
    "Chief Executive Officer",
    "CEO",
    "secretary",
    "Director of Finance",
    "software developer",
    "physician",
    "plumber",
    "Senior Clerk",
    "procurement officer",
    "machine operator",
    "Web designer",
    "electrician",
    "case worker",
    "librarian",
    "footballer",
    "singer",
    "writer",
    "actress",
    "painter",
    "politician",
    "chemist",
    "Press Officer",
    "Assistant Manager",
    "civil engineer",
    "dental hygienist",
    "truck driver",
    "spokeswoman",
];
const DAYS: &[&str] =
    &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "today", "Mon"];
const MONTHS: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "Jan",
    "Feb",
    "Sept",
];
const NATIONALITIES: &[&str] = &[
    "American",
    "British",
    "French",
    "German",
    "Italian",
    "Spanish",
    "Chinese",
    "Japanese",
    "Indian",
    "Dutch",
    "Polish",
    "Turkish",
    "Greek",
    "Swedish",
    "Russian",
    "Brazilian",
    "Korean",
    "Mexican",
    "Irish",
    "Scottish",
    "Egyptian",
    "Jewish",
    "Catholic",
    "English",
    "Thai",
];

const ACRONYMS: &[&str] = &[
    "ATM", "PIN", "PDF", "API", "URL", "ID", "VAT", "GDP", "CEO", "HR", "IT", "PC", "TV", "DVD",
    "XML", "JSON", "HTML", "HTTP", "CPU", "USB", "GPS", "FAQ", "OK", "PS", "RSVP", "ASAP", "AM",
    "PM", "FYI", "NB", "CV", "DIY", "SMS", "WiFi", "SIM", "QR", "ISBN", "SSN", "CCTV", "LED",
];

/// Returns what is put into a slot that is no name.
pub(crate) fn fill(slot: &str, random: &mut Random) -> String {
    match slot {
        "title" => random.choose(TITLES).to_owned(),
        "job" => random.choose(JOBS).to_owned(),
        "day" => random.choose(DAYS).to_owned(),
        "month" => random.choose(MONTHS).to_owned(),
        "nationality" => random.choose(NATIONALITIES).to_owned(),
        "year" => random.between(1890, 2026).to_string(),
        "time" => format!("{}:{:02}", random.between(0, 23), random.below(60)),
        "date" => date(random),
        "amount" => amount(random),
        "phone" => one_form(
            random,
            &["+## ### ######", "(###) ###-####", "###-###-####", "0### ######", "## ### ###"],
        ),
        "postcode" => one_form(random, &["#####", "AA# #AA", "####"]),
        "acronym" => random.choose(ACRONYMS).to_owned(),
        "card" => form("################", random),
        "ssn" => form("###-##-####", random),
        "ip" => form("1##.##.#.#", random),
        "iban" => form("AA## #### #### #### ####", random),
        "email" => form("aaaaa.aaaaaa@example.org", random),
        "url" => form("http://www.example.org/aaaa", random),
        _ => random.between(1, 4000).to_string(),
    }
}

fn one_form(random: &mut Random, forms: &[&'static str]) -> String {
    let chosen = random.choose(forms);
    form(chosen, random)
}

/// Returns a text in which `#` is a digit, `A` a capital, and `a` a letter when others follow it.
pub(crate) fn form(form: &str, random: &mut Random) -> String {
    let is_code = !form.contains('@') && !form.contains('/');
    form.chars()
        .map(|character| match character {
            '#' => char::from(b'0' + random.below(10) as u8),
            'A' if is_code => char::from(b'A' + random.below(26) as u8),
            'a' if !form.starts_with("http") || random.percent(50) => {
                char::from(b'a' + random.below(26) as u8)
            }
            _ => character,
        })
        .collect()
}

fn date(random: &mut Random) -> String {
    let (day, month, year) =
        (random.between(1, 28), random.between(1, 12), random.between(1930, 2026));
    let name = MONTHS[month - 1];
    match random.below(6) {
        0 => format!("{day} {name} {year}"),
        1 => format!("{name} {day}, {year}"),
        2 => format!("{year}-{month:02}-{day:02}"),
        3 => format!("{day:02}/{month:02}/{year}"),
        4 => format!("{day}.{month}.{year}"),
        _ => format!("{day}th of {name}"),
    }
}

fn amount(random: &mut Random) -> String {
    let number = random.between(5, 90_000);
    match random.below(5) {
        0 => format!("${number}"),
        1 => format!("{number} EUR"),
        2 => format!("€{number}.00"),
        3 => format!("{number} dollars"),
        _ => format!("£{}m", random.between(1, 90)),
    }
}
