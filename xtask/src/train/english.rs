//! Synthetic documents between blanks: English sentences with names and addresses of many
//! countries.

mod address;

use detect::names::Kind;

use super::plain;
use super::random::Random;
use super::sample::{Sample, fill, lines};

const TEMPLATES: &str = include_str!("../../names/english.txt");
const GIVEN: &str = include_str!("../../../crates/detect/names/given.txt");
const FAMILY: &str = include_str!("../../../crates/detect/names/family.txt");
const PLACES: &str = include_str!("../../../crates/detect/names/places.txt");
const COUNTRIES: &str = include_str!("../../../crates/detect/names/countries.txt");
const COMMON: &str = include_str!("../../../crates/detect/names/common.txt");
const ORGANISATIONS: &str = include_str!("../../../crates/detect/names/organisations.txt");
const REGIONS: &[&str] = &[
    "Bavaria",
    "Saxony",
    "Tuscany",
    "Normandy",
    "Ohio",
    "Texas",
    "Ontario",
    "Kent",
    "Punjab",
    "Queensland",
    "Provence",
    "Moravia",
    "Silesia",
    "Andalusia",
    "Lapland",
    "Jutland",
];
/// What stands between parts of a family name that has several.
const PARTICLES: &[&str] = &[
    "van", "van der", "van den", "von", "de", "de la", "del", "di", "da", "dos", "le", "la", "el",
    "bin", "ter", "Mac", "St.",
];

/// Makes sentences.
pub(crate) struct English {
    templates: Vec<&'static str>,
    given: Vec<&'static str>,
    family: Vec<&'static str>,
    places: Vec<&'static str>,
    countries: Vec<&'static str>,
    common: Vec<&'static str>,
    organisations: Vec<&'static str>,
    random: Random,
}

impl English {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            templates: lines(TEMPLATES),
            given: lines(GIVEN),
            family: lines(FAMILY),
            places: lines(PLACES),
            countries: lines(COUNTRIES),
            common: lines(COMMON),
            organisations: lines(ORGANISATIONS),
            random: Random::new(seed),
        }
    }

    /// Makes a text of one to three sentences, sometimes without its capitals or stops.
    pub(crate) fn sample(&mut self) -> Sample {
        let mut sample = Sample::default();
        for index in 0..self.random.between(1, 3) {
            if index > 0 {
                sample.push(self.random.choose(&[" ", "\n", "\n\n", " "]));
            }
            let template = self.random.choose(&self.templates);
            fill(template, &mut sample, |slot, sample| self.slot(slot, sample));
        }
        if self.random.percent(5) {
            sample = self.quote(sample);
        }
        match self.random.below(100) {
            0..18 => sample.map(str::to_lowercase),
            18..22 => sample.map(str::to_uppercase),
            22..24 => sample.map(title_case),
            24..28 => sample.map(|text| text.replace([',', '.'], "")),
            _ => sample,
        }
    }

    /// Puts a sign before each line, as quoted mail, lists and remarks have it.
    fn quote(&mut self, sample: Sample) -> Sample {
        let sign =
            self.random.choose(&["> ", ">> ", "| ", "* ", "- ", "# ", "// ", "• ", "?? ", ": "]);
        let mut quoted = Sample::default();
        quoted.push(sign);
        let body = sample.map(|text| text.replace('\n', &format!("\n{sign}")));
        let shift = sign.len();
        quoted.push(&body.text);
        quoted.names = body
            .names
            .into_iter()
            .map(|(range, kind)| (range.start + shift..range.end + shift, kind))
            .collect();
        quoted
    }

    fn slot(&mut self, slot: &str, sample: &mut Sample) {
        let (text, kind) = match slot {
            "person" => (self.person(), Kind::Person),
            "given" => (self.given(), Kind::Person),
            "family" => (self.family(), Kind::Person),
            "initials" => (format!("{}.", self.initial()), Kind::Person),
            "place" => (self.place(), Kind::Place),
            "region" => (self.random.choose(REGIONS).to_owned(), Kind::Place),
            "country" => (self.random.choose(&self.countries).to_owned(), Kind::Place),
            "org" => (self.organisation(), Kind::Organisation),
            "hospital" => (format!("{} Hospital", self.place()), Kind::Organisation),
            "address" => (self.address(), Kind::Address),
            "street" => (self.street_with_number(), Kind::Address),
            "streetname" => (self.street(), Kind::Address),
            "pobox" => (self.box_number(), Kind::Address),
            "corner" => {
                (format!("the corner of {} and {}", self.corner(), self.corner()), Kind::Address)
            }
            "work" => return sample.push(&self.work()),
            "word" => return sample.push(self.random.choose(&self.common)),
            _ => return sample.push(&plain::fill(slot, &mut self.random)),
        };
        sample.push_name(&text, kind);
    }

    fn corner(&mut self) -> String {
        if self.random.percent(40) { self.street_with_number() } else { self.street() }
    }

    /// The title of a work or a heading: words with capitals that are no name.
    fn work(&mut self) -> String {
        let words: Vec<String> = (0..self.random.between(1, 5))
            .map(|_| match self.random.percent(25) {
                true => {
                    self.random.choose(&["of", "and", "the", "in", "a", "to", "for"]).to_owned()
                }
                false => capital(self.random.choose(&self.common)),
            })
            .collect();
        capital(&words.join(" "))
    }

    fn person(&mut self) -> String {
        let (given, family) = (self.given(), self.family());
        match self.random.below(20) {
            0 => format!("{given} {}. {family}", self.initial()),
            1 => format!("{}. {family}", self.initial()),
            2 => format!("{given} {} {family}", self.given()),
            3 => format!("{given} {family}-{}", self.family()),
            4 => format!("{given}-{} {family}", self.given()),
            5 => format!("{given} {} {family}", self.random.choose(PARTICLES)),
            6 => format!("{given} {family} {}", self.family()),
            7 => format!("{}. {}. {family}", self.initial(), self.initial()),
            8 => format!("{given} {}", family.to_uppercase()),
            _ => format!("{given} {family}"),
        }
    }

    fn given(&mut self) -> String {
        let name = self.random.choose(&self.given);
        match self.random.percent(15) {
            true => mixed(name, self.random.choose(&self.given)),
            false => name.to_owned(),
        }
    }

    fn family(&mut self) -> String {
        let name = self.random.choose(&self.family);
        match self.random.below(100) {
            0..25 => mixed(name, self.random.choose(&self.family)),
            25..28 => format!("{} {name}", self.random.choose(PARTICLES)),
            28..30 => format!("O'{name}"),
            _ => name.to_owned(),
        }
    }

    fn initial(&mut self) -> char {
        char::from(b'A' + self.random.below(26) as u8)
    }

    fn place(&mut self) -> String {
        let name = self.random.choose(&self.places);
        match self.random.below(100) {
            0..15 => mixed(name, self.random.choose(&self.places)),
            15..19 => format!(
                "{} {name}",
                self.random
                    .choose(&["North", "South", "New", "St.", "Port", "Upper", "San", "Bad"])
            ),
            _ => name.to_owned(),
        }
    }

    fn organisation(&mut self) -> String {
        let word = capital(self.random.choose(&self.organisations));
        let (family, place) = (self.family(), self.place());
        let brand = self.brand();
        match self.random.below(20) {
            0 => format!("{family} {}", self.legal_form()),
            1 => format!("{family}, {} and {}", self.family(), self.family()),
            2 => format!(
                "{family} & {}",
                self.random.choose(&["Sons", "Co.", "Partners", "Company", "Söhne", "Fils"])
            ),
            3 => format!("{family}-{}", self.family()),
            4 => format!("{brand} {}", self.legal_form()),
            5 => format!("{brand} {word}"),
            6 => format!("{} {word}", capital(self.random.choose(&self.common))),
            7 => format!(
                "{} {} {word}",
                capital(self.random.choose(&self.common)),
                capital(self.random.choose(&self.common))
            ),
            8 => format!("University of {place}"),
            9 => format!(
                "{place} {}",
                self.random.choose(&[
                    "University",
                    "City Council",
                    "Police",
                    "Bank",
                    "Hospital",
                    "Chamber of Commerce",
                    "Airport",
                    "Museum",
                    "High School",
                    "FC",
                    "Institute of Technology"
                ])
            ),
            10 => format!(
                "{} of {}",
                self.random.choose(&[
                    "Ministry",
                    "Department",
                    "Bureau",
                    "Office",
                    "Institute",
                    "Board",
                    "Museum",
                    "Bank",
                    "House"
                ]),
                capital(self.random.choose(&[
                    "finance",
                    "health",
                    "education",
                    "justice",
                    "transport",
                    "labour",
                    "agriculture",
                    "defence",
                    "energy",
                    "art",
                    "history",
                    "public works",
                    "foreign affairs"
                ]))
            ),
            11 => self.acronym(),
            12 => format!("{brand}.com"),
            13 => format!("the {} {word}", capital(self.random.choose(&self.common))),
            14 => format!("{family} {word}"),
            15 => format!("{family}'s {word}"),
            16 => format!("{place} {word}"),
            17 => format!(
                "{} {}",
                capital(self.random.choose(&self.common)),
                capital(self.random.choose(&self.common))
            ),
            _ => brand,
        }
    }

    /// A made-up name of a company, of words or of pieces of them.
    fn brand(&mut self) -> String {
        let (first, second) = (self.random.choose(&self.common), self.random.choose(&self.common));
        match self.random.below(4) {
            0 => format!("{}{}", capital(first), capital(second)),
            1 => capital(&format!("{first}{second}")),
            2 => capital(&mixed(first, second)),
            _ => format!(
                "{}{}",
                capital(first),
                self.random.choose(&[
                    "ly", "ify", "io", "ex", "ix", "on", "tech", "soft", "net", "lab", "co",
                    "ware", "gen", "nova"
                ])
            ),
        }
    }

    fn acronym(&mut self) -> String {
        (0..self.random.between(2, 4)).map(|_| self.initial()).collect()
    }

    fn legal_form(&mut self) -> &'static str {
        self.random.choose(&[
            "Inc.",
            "Inc",
            "Ltd.",
            "Ltd",
            "LLC",
            "Corp.",
            "Corporation",
            "GmbH",
            "AG",
            "S.A.",
            "SA",
            "SARL",
            "B.V.",
            "BV",
            "AB",
            "Oy",
            "A/S",
            "AS",
            "S.p.A.",
            "S.r.l.",
            "plc",
            "PLC",
            "KG",
            "Group",
            "Holding",
            "Limited",
            "Company",
            "Pty Ltd",
            "Kft.",
            "s.r.o.",
            "d.o.o.",
            "Sp. z o.o.",
        ])
    }
}

/// Returns a name that is the beginning of one and the end of another.
fn mixed(first: &str, second: &str) -> String {
    let cut = |word: &str, share: usize| {
        let at = word.len() * share / 100;
        (0..=at).rev().find(|&at| word.is_char_boundary(at)).unwrap_or(0)
    };
    let beginning = first.get(..cut(first, 60)).unwrap_or_default();
    let end = second.get(cut(second, 50)..).unwrap_or_default();
    format!("{beginning}{}", end.trim_start().to_lowercase())
}

/// Returns a text with a capital at its beginning.
fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

fn title_case(text: &str) -> String {
    text.split_inclusive(' ').map(capital).collect()
}
