//! Addresses as they are written in different countries.

use super::{English, capital, mixed};

/// Words after the name of a street.
const TYPES_AFTER: &[&str] = &[
    "Street",
    "Street",
    "St",
    "St.",
    "Avenue",
    "Ave",
    "Ave.",
    "Road",
    "Road",
    "Rd",
    "Rd.",
    "Lane",
    "Ln",
    "Drive",
    "Dr",
    "Boulevard",
    "Blvd",
    "Court",
    "Ct",
    "Place",
    "Square",
    "Terrace",
    "Way",
    "Crescent",
    "Close",
    "Gardens",
    "Hill",
    "Parkway",
    "Trail",
    "Highway",
    "Circle",
    "Row",
    "Walk",
    "Grove",
    "Loop",
];
/// Endings that are written together with the name.
const TYPES_JOINED: &[&str] = &[
    "straße", "strasse", "str.", "weg", "gasse", "platz", "allee", "ring", "straat", "laan",
    "plein", "steenweg", "dreef", "gatan", "vägen", "gata", "vegen", "veien", "vej", "gade",
    "katu", "tie", "kuja", "braut", "vegur", "stræde",
];
/// Words after the name, in lower case.
const TYPES_AFTER_LOWER: &[&str] =
    &["utca", "út", "tér", "ulica", "cesta", "trg", "ulice", "náměstí", "sokak", "caddesi", "put"];
/// Words before the name of a street.
const TYPES_BEFORE: &[&str] = &[
    "rue",
    "rue de",
    "rue du",
    "rue des",
    "avenue",
    "avenue de",
    "boulevard",
    "chemin de",
    "place",
    "impasse",
    "via",
    "Via",
    "viale",
    "Piazza",
    "corso",
    "Calle",
    "calle",
    "C/",
    "Avenida",
    "Avda.",
    "Plaza",
    "Paseo de",
    "Rua",
    "rua",
    "Travessa",
    "Praça",
    "ul.",
    "ulica",
    "al.",
    "os.",
    "Rúa",
    "Camiño",
    "Carrer de",
    "Quai",
    "Strada",
    "улица",
    "ул.",
];
/// Words of nature and towns of which streets are named.
const NAMES: &[&str] = &[
    "Oak", "Maple", "Pine", "Cedar", "Elm", "Lake", "Hill", "River", "Church", "School", "Mill",
    "Park", "Spring", "Station", "High", "Main", "King", "Queen", "Market", "Bridge", "Garden",
    "North", "South", "West", "East", "Forest", "Green", "Meadow", "Sunset", "Walnut", "Birch",
    "Chestnut", "Linden", "Harbor", "Victoria", "Liberty", "Union", "Railway", "Mountain",
];
const STATES: &[&str] = &[
    "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS",
    "KY", "LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY",
    "NC", "ND", "OH", "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV",
    "WI", "WY", "ON", "BC", "QC", "NSW", "VIC", "MI", "RM", "BZ", "TO",
];

impl English {
    /// A whole address, on one line or several.
    pub(super) fn address(&mut self) -> String {
        if self.random.percent(4) {
            return self.post_of_forces();
        }
        let separator =
            self.random.choose(&[", ", ", ", ", ", "\n", "\n", " ", "\n ", ",\n", ", \n", "\n\n"]);
        let mut parts = vec![self.street_with_number()];
        if self.random.percent(35) {
            parts.push(self.unit());
        }
        if self.random.percent(6) {
            parts.insert(0, format!("{} House", self.place()));
        }
        parts.push(self.town());
        if self.random.percent(45) {
            let country = self.random.choose(&self.countries).to_owned();
            let code = self.postcode();
            parts.push(match self.random.below(4) {
                0 => format!("{country} {code}"),
                1 => format!("{code} {country}"),
                _ => country,
            });
        }
        if self.random.percent(8) {
            self.random.shuffle(&mut parts[1..]);
        }
        parts.join(separator)
    }

    /// A street with the number of a house, as one country or another writes it.
    pub(super) fn street_with_number(&mut self) -> String {
        let street = self.street();
        let number = self.house_number();
        match self.random.below(20) {
            0..9 => format!("{number} {street}"),
            9..15 => format!("{street} {number}"),
            15 => format!("{street}, {number}"),
            16 => format!("{number}, {street}"),
            // Forms that join a number before and one after, as imported data has them.
            17 => format!("{number} {street} {}", self.house_number()),
            18 => format!("{number} {street} {}", self.unit()),
            _ => self.box_number(),
        }
    }

    pub(super) fn street(&mut self) -> String {
        let name = self.street_name();
        match self.random.below(20) {
            0..7 => format!("{name} {}", self.random.choose(TYPES_AFTER)),
            7..10 => {
                let joined = self.random.choose(TYPES_JOINED);
                format!("{}{joined}", name.trim_end_matches(['s', 'e', ' ']))
            }
            10..12 => format!("{name} {}", self.random.choose(TYPES_AFTER_LOWER)),
            12..17 => format!("{} {name}", self.random.choose(TYPES_BEFORE)),
            17 => format!(
                "{} {name}-{}",
                self.random.choose(&["Am", "An der", "Im", "Zum", "Auf dem", "Untere", "Alte"]),
                self.random.choose(TYPES_JOINED)
            ),
            18 => name,
            _ => format!("{} {} {}", name, self.street_name(), self.random.choose(TYPES_AFTER)),
        }
    }

    fn street_name(&mut self) -> String {
        match self.random.below(10) {
            0..3 => self.random.choose(NAMES).to_owned(),
            3 => format!("{} {}", self.random.choose(NAMES), self.random.choose(NAMES)),
            4 => self.family(),
            5 => format!("{} {}", self.given(), self.family()),
            6 => self.place(),
            7 => capital(self.random.choose(&self.common)),
            8 => mixed(self.random.choose(&self.places), self.random.choose(&self.family)),
            _ => format!(
                "{}{}",
                self.random.between(1, 120),
                self.random.choose(&["th", "st", "nd", "rd"])
            ),
        }
    }

    fn house_number(&mut self) -> String {
        let number = match self.random.below(4) {
            0 => self.random.between(1, 9),
            1 | 2 => self.random.between(10, 999),
            _ => self.random.between(1000, 19_999),
        };
        match self.random.below(20) {
            0 => format!("{number}{}", self.random.choose(&["a", "b", "B", "c"])),
            1 => format!("{number}-{}", number + 2),
            2 => format!("{number}/{}", self.random.between(1, 30)),
            3 => format!("0{number}"),
            _ => number.to_string(),
        }
    }

    fn unit(&mut self) -> String {
        let kind = self.random.choose(&[
            "Apt.",
            "Apt",
            "Apartment",
            "Suite",
            "Suite",
            "Ste.",
            "Unit",
            "Flat",
            "Floor",
            "Room",
            "#",
            "Apt. #",
            "Bldg.",
        ]);
        let letter = self.random.choose(&["", "", "", "A", "B", "C"]);
        format!(
            "{kind} {:0width$}{letter}",
            self.random.between(1, 999),
            width = self.random.between(1, 3)
        )
    }

    pub(super) fn box_number(&mut self) -> String {
        let kind = self.random.choose(&[
            "P.O. Box",
            "P.O. Box",
            "PO Box",
            "P O Box",
            "POB",
            "Postfach",
            "Post Office Box",
            "Casella postale",
        ]);
        format!("{kind} {}", self.random.between(1, 9999))
    }

    /// A town with its code and region, in the order of one country or another.
    fn town(&mut self) -> String {
        let (place, code) = (self.place(), self.postcode());
        let state = self.random.choose(STATES);
        match self.random.below(12) {
            0..3 => format!("{place}, {state} {code}"),
            3 => format!("{place} {state} {code}"),
            4..6 => format!("{code} {place}"),
            6 => format!("{place}\n, {state}\n {code}"),
            7 => format!("{place}, {code}"),
            8 => format!("{place} {code}"),
            9 => format!("{place} ({state})"),
            _ => place,
        }
    }

    fn postcode(&mut self) -> String {
        let form = self.random.choose(&[
            "#####",
            "#####",
            "#####",
            "####",
            "#####-####",
            "AA# #AA",
            "A## #AA",
            "AA## #AA",
            "A#A #A#",
            "#### AA",
            "##-###",
            "### ##",
            "######",
        ]);
        crate::train::plain::form(form, &mut self.random)
    }

    fn post_of_forces(&mut self) -> String {
        let number = self.random.between(100, 9999);
        let unit = self.random.choose(&["PSC", "Unit", "CMR", "USS", "USNV", "USCGC"]);
        let place =
            self.random.choose(&["APO AP", "APO AE", "FPO AP", "FPO AE", "APO AA", "DPO AE"]);
        let name = self.family();
        let line = match unit {
            "USS" | "USNV" | "USCGC" => format!("{unit} {name}"),
            _ => format!("{unit} {number}, Box {}", self.random.between(100, 9999)),
        };
        format!(
            "{line}{}{place} {}",
            self.random.choose(&["\n", ", "]),
            self.random.between(10_000, 99_999)
        )
    }
}
