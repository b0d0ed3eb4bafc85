//! Synthetic Chinese documents: sentences with names, offices, places and addresses, and between
//! them words of the language as frequent as they are.

use std::collections::BTreeMap;

use detect::names::Kind;

use super::plain;
use super::random::Random;
use super::sample::{Sample, fill, lines};
use super::weighted::Weighted;

mod organisation;
mod own;
mod person;
mod place;

use own::Own;

const TEMPLATES: &str = include_str!("../../names/chinese.txt");
const NEWS: &str = include_str!("../../names/chinese-news.txt");
const CLAUSE_LINES: &str = include_str!("../../names/chinese-clauses.txt");
const WORDS: &str = include_str!("../../../crates/detect/names/han-words.txt");
const PEOPLE: &str = include_str!("../../../crates/detect/names/han-people.txt");
const FOREIGN: &str = include_str!("../../../crates/detect/names/han-foreign.txt");
const PLACES: &str = include_str!("../../../crates/detect/names/han-places.txt");
const DIVISIONS: &str = include_str!("../../../crates/detect/names/han-divisions.txt");
const ABROAD: &str = include_str!("../../../crates/detect/names/han-abroad.txt");
const TOWNS: &str = include_str!("../../names/chinese-towns.txt");
const ORGANISATIONS: &str = include_str!("../../../crates/detect/names/han-organisations.txt");
const NAMES: &str = include_str!("../../../crates/detect/names/han-names.txt");
const ROLES: &str = include_str!("../../../crates/detect/names/han-roles.txt");
const CHARACTERS: &str = include_str!("../../../crates/detect/names/han-characters.txt");
const FAMILIES: &str = include_str!("../../../crates/detect/names/han-families.txt");

/// How often a character of each level is taken.
const LEVEL_WEIGHTS: [f64; 4] = [0.0, 1.0, 6.0, 30.0];

/// Of a hundred sentences, how many hold no name, and how many these are with those of newspapers,
/// forums and chats.
const NAMELESS_SHARE: usize = 20;
const NEWS_SHARE: usize = 70;
/// Sentences without a name, as most are.
const NAMELESS: &[&str] = &[
    "{words}，{words}。",
    "{words}，{words}，{words}。",
    "{words}{n}，{words}。",
    "{n}{words}，{n}{words}。",
    "{words}。{words}。",
    "{n}、{n}、{n}{words}。",
    "{date}，{words}，{n}{v}{n}。",
    "{n}{v}了{n}，{n}{words}。",
    "{words}：{n}，{n}，{n}",
    "“{n}{v}”{words}，{role}{words}。",
];
/// Of a hundred clauses, how many are written by hand instead of put together from words.
const WRITTEN_SHARE: usize = 60;

/// Of a hundred nouns, how many are made up.
const COINED_SHARE: usize = 10;

/// Orders of parts of speech (n noun, v verb, a adjective, d adverb, m number, q measure, t time,
/// f direction, r pronoun, p preposition, c conjunction, i and l phrases), with small words.
const CLAUSES: &[&str] = &[
    "ndvn",
    "a的nv了n",
    "在nfvn",
    "vn的n",
    "n和ndv",
    "dvvn",
    "nvn",
    "rvn",
    "mqn",
    "把nv了",
    "被nv",
    "n的nda",
    "da的n",
    "v了mqn",
    "对nvv",
    "从nv",
    "nnv",
    "tnvn",
    "v着n",
    "i",
    "l",
    "nv得da",
    "是n的n",
    "有nvn",
    "不vn",
    "nf的n",
    "也vn",
    "r的n",
    "nvcv",
    "pnvn",
    "已经v了n",
    "rd不v",
    "nn的nvn",
    "dv",
    "an",
    "vn",
    "n是an",
    "r都dv",
    "tdv了",
    "一qn",
    "vvn的n",
    "f有n",
    "n、nvn",
    "为nvn",
    "与nv",
    "将nv为n",
    "r把nv",
    "n不d",
    "a得v",
    "没有n",
    "能v的n",
    "v过n",
    "nl",
    "di",
];

/// Makes sentences.
pub(crate) struct Chinese {
    templates: Vec<&'static str>,
    news: Vec<&'static str>,
    clauses: Vec<&'static str>,
    own: Own,
    words: Weighted,
    /// Words by part of speech.
    parts: BTreeMap<char, Weighted>,
    people: Weighted,
    foreign: Weighted,
    places: Weighted,
    divisions: Weighted,
    abroad: Weighted,
    /// What villages, roads and estates are called.
    towns: Vec<&'static str>,
    organisations: Weighted,
    names: Weighted,
    roles: Weighted,
    families: Vec<&'static str>,
    given: Weighted,
    /// Words of one character, all as often.
    rare: Weighted,
    foreign_characters: Weighted,
    random: Random,
}

impl Chinese {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            templates: lines(TEMPLATES),
            news: lines(NEWS),
            clauses: lines(CLAUSE_LINES),
            own: Own::new(),
            words: by_frequency(WORDS, 2.0),
            parts: by_part_of_speech(),
            people: by_frequency(PEOPLE, 6.0),
            foreign: by_frequency(FOREIGN, 6.0),
            places: by_frequency(PLACES, 4.0),
            divisions: by_frequency(DIVISIONS, 6.0),
            abroad: by_frequency(ABROAD, 6.0),
            towns: lines(TOWNS),
            organisations: by_frequency(ORGANISATIONS, 4.0),
            names: by_frequency(NAMES, 6.0),
            roles: by_frequency(ROLES, 6.0),
            families: lines(FAMILIES),
            given: characters(1),
            rare: single_characters(),
            foreign_characters: characters(2),
            random: Random::new(seed),
        }
    }

    /// Makes a text of one to three sentences.
    pub(crate) fn sample(&mut self) -> Sample {
        let mut sample = Sample::default();
        for index in 0..self.random.between(1, 3) {
            if index > 0 {
                sample.push(self.random.choose(&["", "\n", " "]));
            }
            let template = match self.random.below(100) {
                0..NAMELESS_SHARE => self.random.choose(NAMELESS),
                NAMELESS_SHARE..NEWS_SHARE => self.random.choose(&self.news),
                _ => self.random.choose(&self.templates),
            };
            fill(template, &mut sample, |slot, sample| self.slot(slot, sample));
        }
        match self.random.below(100) {
            0..10 => sample.map(|text| text.replace(['，', '。', '、'], " ")),
            10..16 => sample.map(|text| text.replace('，', ",").replace('：', ":")),
            _ => sample,
        }
    }

    fn slot(&mut self, slot: &str, sample: &mut Sample) {
        let (text, kind) = match slot {
            "person" => (self.person(), Kind::Person),
            "family" => (self.family().to_owned(), Kind::Person),
            "place" => (self.place(), Kind::Place),
            "country" | "city" | "district" | "abroad" => (self.named_place(slot), Kind::Place),
            "org" => (self.organisation(), Kind::Organisation),
            "team" => (self.team(), Kind::Organisation),
            "state" => (self.of_country(), Kind::Organisation),
            "municipal" => (self.of_town(), Kind::Organisation),
            "institution" => (self.institution(), Kind::Organisation),
            "brand" => (self.own.choose("firm", &mut self.random).to_owned(), Kind::Organisation),
            "address" => (self.address(), Kind::Address),
            "road" => (self.road(), Kind::Place),
            "village" => (self.village(), Kind::Place),
            "region" => (self.full_region(), Kind::Place),
            "role" => return sample.push(self.roles.choose(&mut self.random)),
            "word" => return sample.push(self.words.choose(&mut self.random)),
            "words" if self.random.percent(WRITTEN_SHARE) => {
                let clause = self.random.choose(&self.clauses);
                return fill(clause, sample, |slot, sample| self.slot(slot, sample));
            }
            "words" => return sample.push(&self.clause()),
            "n" if self.random.percent(COINED_SHARE) => return sample.push(&self.coined()),
            "n" | "v" | "a" => {
                let part = &self.parts[&slot.chars().next().unwrap_or('n')];
                return sample.push(part.choose(&mut self.random));
            }
            "work" => return sample.push(&self.work()),
            "id" => return sample.push(&plain::form("##################", &mut self.random)),
            "phone" => return sample.push(&plain::form("1##########", &mut self.random)),
            "date" => return sample.push(&self.date()),
            "amount" => {
                return sample.push(&format!(
                    "{}{}",
                    self.random.between(1, 90_000),
                    self.random.choose(&["元", "万元", "亿元", "美元"])
                ));
            }
            _ => return sample.push(&plain::fill(slot, &mut self.random)),
        };
        // 王某 is a name as well.
        match slot {
            "family" if ends_with_nickname(&sample.text) => {
                let start = sample.text.len() - 3;
                sample.push(&text);
                sample.names.push((start..sample.text.len(), kind));
            }
            _ => sample.push_name(&text, kind),
        }
    }

    /// A few words in an order in which they could stand.
    fn clause(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..self.random.between(1, 2) {
            for part in self.random.choose(CLAUSES).chars() {
                match self.parts.get(&part) {
                    Some(_) if self.random.percent(2) => {
                        text += self.names.choose(&mut self.random);
                    }
                    Some(_) if self.random.percent(COINED_SHARE) => text += &self.coined(),
                    Some(words) => text += words.choose(&mut self.random),
                    None => text.push(part),
                }
            }
        }
        text
    }

    /// A word that no table knows, made of the ends of two others; it is no name.
    fn coined(&mut self) -> String {
        let mut noun = || self.parts[&'n'].choose(&mut self.random);
        let (first, last) = (noun(), noun());
        let count = 1 + first.chars().count() % 2;
        first.chars().take(count).chain(last.chars().last()).collect()
    }

    /// The title of a book, a film or a game.
    fn work(&mut self) -> String {
        let mut part = |part: char| self.parts[&part].choose(&mut self.random);
        let (first, second) = (part('n'), part('n'));
        match self.random.below(10) {
            0 => first.to_owned(),
            1 => format!("{first}的{second}"),
            2 => format!("{first}与{second}"),
            3 => format!("{first}{}", self.random.between(2, 9)),
            4 => self.chinese_name(),
            5 => format!("{}{first}", self.named_place("city")),
            6 => format!("{}{first}", self.given.choose(&mut self.random)),
            7 => self.foreign_name(),
            8 => self.words.choose(&mut self.random).to_owned(),
            _ => format!("{first}{second}"),
        }
    }

    /// A name of a village, a road or an estate, without its last word.
    fn local(&mut self) -> String {
        match self.random.percent(60) {
            true => self.random.choose(&self.towns).to_owned(),
            false => self.syllables(),
        }
    }

    /// A made-up word of a name, for places, roads and firms.
    fn syllables(&mut self) -> String {
        match self.random.below(4) {
            0 => self.words.choose(&mut self.random).to_owned(),
            1 => self.places.choose(&mut self.random).to_owned(),
            _ => format!(
                "{}{}",
                self.given.choose(&mut self.random),
                self.given.choose(&mut self.random)
            ),
        }
    }

    fn date(&mut self) -> String {
        let (year, month, day) = (
            self.random.between(1950, 2026),
            self.random.between(1, 12),
            self.random.between(1, 28),
        );
        match self.random.below(4) {
            0 => format!("{year}年{month}月{day}日"),
            1 => format!("{month}月{day}日"),
            2 => format!("{year}-{month:02}-{day:02}"),
            _ => self
                .random
                .choose(&["昨日", "今天", "近日", "本周", "去年", "目前", "日前"])
                .to_owned(),
        }
    }
}

fn ends_with_nickname(text: &str) -> bool {
    person::NICKNAMES.iter().any(|nickname| text.ends_with(nickname))
}

fn by_part_of_speech() -> BTreeMap<char, Weighted> {
    let mut parts: BTreeMap<char, Vec<(&'static str, f64)>> = BTreeMap::new();
    for line in lines(WORDS) {
        let mut fields = line.split(' ');
        let (Some(word), Some(level), Some(part)) = (fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let weight = (level.parse::<f64>().unwrap_or(1.0) / 2.5).exp();
        parts.entry(part.chars().next().unwrap_or('n')).or_default().push((word, weight));
    }
    parts.into_iter().map(|(part, words)| (part, Weighted::new(words.into_iter()))).collect()
}

/// Words of a table with how frequent they are; a larger `flatness` makes rare ones less rare.
fn by_frequency(table: &'static str, flatness: f64) -> Weighted {
    Weighted::new(lines(table).into_iter().map(|line| {
        let mut fields = line.split(' ');
        let word = fields.next().unwrap_or_default();
        let level = fields.next().and_then(|level| level.parse::<f64>().ok());
        (word, (level.unwrap_or(1.0) / flatness).exp())
    }))
}

fn single_characters() -> Weighted {
    let words = lines(WORDS).into_iter().filter_map(|line| line.split(' ').next());
    Weighted::new(words.filter(|word| word.chars().count() == 1).map(|word| (word, 1.0)))
}

/// Characters of names by one of their levels.
fn characters(column: usize) -> Weighted {
    Weighted::new(lines(CHARACTERS).into_iter().filter_map(|line| {
        let mut fields = line.split(' ');
        let character = fields.next()?;
        let level: usize = fields.nth(column)?.parse().ok()?;
        (level > 0).then_some((character, LEVEL_WEIGHTS[level.min(3)]))
    }))
}
