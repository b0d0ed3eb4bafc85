//! Synthetic Chinese documents: sentences with names, offices, places and addresses, and between
//! them words of the language as frequent as they are.

use std::collections::BTreeMap;

use detect::names::Kind;

use super::plain;
use super::random::Random;
use super::sample::{Sample, fill, lines};
use super::weighted::Weighted;

mod organisation;

const TEMPLATES: &str = include_str!("../../names/chinese.txt");
const WORDS: &str = include_str!("../../../crates/detect/names/han-words.txt");
const PEOPLE: &str = include_str!("../../../crates/detect/names/han-people.txt");
const FOREIGN: &str = include_str!("../../../crates/detect/names/han-foreign.txt");
const PLACES: &str = include_str!("../../../crates/detect/names/han-places.txt");
const ORGANISATIONS: &str = include_str!("../../../crates/detect/names/han-organisations.txt");
const NAMES: &str = include_str!("../../../crates/detect/names/han-names.txt");
const ROLES: &str = include_str!("../../../crates/detect/names/han-roles.txt");
const CHARACTERS: &str = include_str!("../../../crates/detect/names/han-characters.txt");
const FAMILIES: &str = include_str!("../../../crates/detect/names/han-families.txt");

/// How often a character of each level is taken.
const LEVEL_WEIGHTS: [f64; 4] = [0.0, 1.0, 6.0, 30.0];
const ROADS: &[&str] = &[
    "路", "路", "路", "街", "大街", "大道", "东路", "西路", "南路", "北路", "中路", "巷", "胡同",
    "弄", "里", "东街", "西街", "环路", "公路",
];
const DISTRICTS: &[&str] = &["区", "区", "县", "市", "新区", "开发区", "旗"];
const VILLAGES: &[&str] = &["村", "镇", "乡", "街道", "社区", "小区", "新村", "花园", "家园", "苑"];
/// What follows a family name among people who know each other.
const KIN: &[&str] =
    &["姐", "哥", "总", "工", "叔", "姨", "婶", "嫂", "爷", "导", "队", "局", "处"];
const NICKNAMES: &[&str] = &["小", "老", "阿", "大"];

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
    words: Weighted,
    /// Words by part of speech.
    parts: BTreeMap<char, Weighted>,
    people: Weighted,
    foreign: Weighted,
    places: Weighted,
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
            words: by_frequency(WORDS, 2.0),
            parts: by_part_of_speech(),
            people: by_frequency(PEOPLE, 6.0),
            foreign: by_frequency(FOREIGN, 6.0),
            places: by_frequency(PLACES, 4.0),
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
            let template = self.random.choose(&self.templates);
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
            "org" => (self.organisation(), Kind::Organisation),
            "address" => (self.address(), Kind::Address),
            "role" => return sample.push(self.roles.choose(&mut self.random)),
            "word" => return sample.push(self.words.choose(&mut self.random)),
            "words" => return sample.push(&self.clause()),
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
                    Some(words) => text += words.choose(&mut self.random),
                    None => text.push(part),
                }
            }
        }
        text
    }

    fn person(&mut self) -> String {
        match self.random.below(100) {
            0..55 => self.chinese_name(),
            55..65 => self.people.choose(&mut self.random).to_owned(),
            65..75 => self.foreign.choose(&mut self.random).to_owned(),
            75..84 => self.foreign_name(),
            84..90 => format!("{}·{}", self.foreign_name(), self.foreign_name()),
            90..94 => {
                format!("{}{}", self.random.choose(NICKNAMES), self.given.choose(&mut self.random))
            }
            94 => format!("{}{}", self.family(), self.random.choose(KIN)),
            95..97 => format!("{}某{}", self.family(), self.random.choose(&["", "某", "明"])),
            _ => format!(
                "{}{}",
                self.given.choose(&mut self.random),
                self.given.choose(&mut self.random)
            ),
        }
    }

    fn chinese_name(&mut self) -> String {
        let family = self.family();
        let first = self.given_character();
        match self.random.below(100) {
            0..25 => format!("{family}{first}"),
            25..29 => format!("{family}{first}{first}"),
            _ => format!("{family}{first}{}", self.given_character()),
        }
    }

    /// A character of a given name; now and then one that is seldom in names.
    fn given_character(&mut self) -> &'static str {
        match self.random.percent(10) {
            true => self.rare.choose(&mut self.random),
            false => self.given.choose(&mut self.random),
        }
    }

    /// A family name, the frequent ones more often.
    fn family(&mut self) -> &'static str {
        let bound = match self.random.below(10) {
            0..4 => 20,
            4..8 => 120,
            _ => self.families.len(),
        };
        self.families[self.random.below(bound)]
    }

    fn foreign_name(&mut self) -> String {
        let count = self.random.between(2, 4);
        (0..count).map(|_| self.foreign_characters.choose(&mut self.random)).collect()
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

    fn place(&mut self) -> String {
        let name = self.places.choose(&mut self.random).to_owned();
        match self.random.below(20) {
            0 => format!(
                "{}{}",
                self.syllables(),
                self.random.choose(&[
                    "市", "县", "镇", "村", "区", "乡", "州", "岛", "山", "湖", "江", "港"
                ])
            ),
            1 => format!("{}省{}市", self.province(), name.trim_end_matches('市')),
            2 => format!("{}{}", self.province(), name),
            3 => format!("{}市{}区", name.trim_end_matches(['市', '县', '区']), self.syllables()),
            4 => format!("{}{}", self.syllables(), self.random.choose(ROADS)),
            5 => format!("{}{}", self.syllables(), self.random.choose(VILLAGES)),
            6 => self.foreign_name(),
            _ => name,
        }
    }

    fn province(&mut self) -> &'static str {
        self.random.choose(&[
            "浙江", "江苏", "广东", "四川", "山东", "河南", "湖北", "湖南", "河北", "安徽", "福建",
            "江西", "辽宁", "吉林", "陕西", "甘肃", "云南", "贵州", "山西", "海南", "青海",
        ])
    }

    fn address(&mut self) -> String {
        let mut text = String::new();
        if self.random.percent(45) {
            text += self.province();
            text += self.random.choose(&["省", "省", ""]);
        }
        if self.random.percent(75) {
            let city = self.places.choose(&mut self.random);
            text += city.trim_end_matches('市');
            text += self.random.choose(&["市", "市", "市", "", "县"]);
        }
        if self.random.percent(60) {
            text += &self.syllables();
            text += self.random.choose(DISTRICTS);
        }
        if self.random.percent(30) {
            text += &self.syllables();
            text += self.random.choose(VILLAGES);
        }
        text += &self.syllables();
        text += self.random.choose(ROADS);
        if self.random.percent(85) {
            text += &format!(
                "{}{}",
                self.random.between(1, 2000),
                self.random.choose(&["号", "号", "号", "弄", "号院"])
            );
        }
        if self.random.percent(50) {
            text += &self.house();
        }
        text
    }

    fn house(&mut self) -> String {
        let (block, unit, room) =
            (self.random.between(1, 40), self.random.between(1, 6), self.random.between(101, 3003));
        match self.random.below(7) {
            0 => format!("{block}号楼{unit}单元{room}室"),
            1 => format!("{block}幢{room}"),
            2 => format!("{block}栋{unit}单元{room}"),
            3 => format!("{}大厦{room}室", self.syllables()),
            4 => format!("{}小区{block}-{unit}-{room}", self.syllables()),
            5 => format!("{room}室"),
            _ => format!("{}{block}组", self.syllables()),
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
    NICKNAMES.iter().any(|nickname| text.ends_with(nickname))
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
