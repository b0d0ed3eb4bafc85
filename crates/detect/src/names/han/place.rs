//! Villages, districts and roads that no table knows, behind a word of where or another place, or at
//! the beginning of a piece of a sentence: 在柳河村, 家住青石巷.

use super::super::Kind;
use super::super::known::han;
use super::super::token::{Gap, Shape};
use super::{Characters, ROAD_TAIL, TOWN_TAIL, Word};

/// Most characters of such a name before its last one, and fewest.
const BEFORE_MAX: usize = 4;
const BEFORE_MIN: usize = 2;
/// From this level on a word of two characters is too frequent to be part of a name.
const USUAL: u8 = 14;
/// How villages and small roads end.
const VILLAGES: &str = "村镇乡路街巷弄";
/// How names of places end that may be called without it: 柳埠村, 长江路.
const LAST: &str = "省市区县州旗镇乡村路街巷弄";
/// Words behind which a place stands.
const WHERE: &[&str] = &[
    "在",
    "于",
    "到",
    "住",
    "往",
    "赴",
    "从",
    "至",
    "自",
    "位于",
    "来自",
    "家住",
    "居住",
    "住在",
    "居住在",
    "前往",
    "途经",
    "途径",
    "地处",
    "坐落",
    "坐落在",
    "坐落于",
    "抵达",
    "来到",
    "回到",
    "落户",
];
/// Characters of words that count or point: 每个村, 本市, 几条路.
const POINTERS: &str = "这那哪每各全本该某几两数一二三四五六七八九十百多此我你他她它咱同整半新老旧大小上下前后左右东西南北中的了是有和与及个条座所处";

/// How roads end that are told from the next by where they lie.
const ROADS: &[&str] = &["东路", "西路", "南路", "北路", "中路", "东街", "西街", "南街", "北街"];
/// Characters of a road's name, before such an end.
const ROAD_NAME: usize = 2;
/// Characters that such a name does not hold: 走的东路, 沿着西路.
const NOT_OF_ROADS: &str = "这那哪每各的了是有和与及或条在从到走沿着往向为";

impl Characters {
    /// Returns where the road begins whose last character is the token at `at` and whose name ends as
    /// that of no other thing, whatever words it is made of: 人民东路.
    fn road_start(&self, at: usize) -> Option<usize> {
        let end = at.checked_sub(1)?;
        let start = end.checked_sub(ROAD_NAME)?;
        let is_name = ROADS.contains(&self.han_between(end, at + 1)?.as_str())
            && self.word(start)?.start as usize == start
            && !self.han_between(start, end)?.contains(|c: char| NOT_OF_ROADS.contains(c));
        is_name.then_some(start)
    }

    /// Returns where the name begins whose last character is the token at `at`.
    pub(in super::super) fn town_start(&self, at: usize) -> Option<usize> {
        if let Some(start) = self.road_start(at) {
            return Some(start);
        }
        let last = self.word(at).filter(|word| word.len == 1)?;
        if !matches!(last.tail, TOWN_TAIL | ROAD_TAIL) {
            return None;
        }
        let is_village = self.tokens.get(at).is_some_and(|token| VILLAGES.contains(token.first));
        let mut start = at;
        loop {
            let word = start.checked_sub(1).and_then(|before| self.word(before));
            let text = word.and_then(|word| self.han_text(word));
            let (Some(word), Some(text)) = (word, text) else {
                // A sentence may begin with a village, but hardly with a district.
                return (is_village && start + BEFORE_MIN <= at).then_some(start);
            };
            if WHERE.contains(&text.as_str()) || self.ends_known_place(start - 1) {
                return (start + BEFORE_MIN <= at).then_some(start);
            }
            start = word.start as usize;
            let is_usual = word.len > 1 && word.known >> 3 >= USUAL;
            if at - start > BEFORE_MAX || is_usual || text.contains(|c: char| POINTERS.contains(c))
            {
                return None;
            }
        }
    }

    /// Returns where a name ends that the model lets end before the token at `after`: a place goes on
    /// with a last character such as 村 or 路 that is a word by itself, a person to the end of a foreign
    /// name of the tables.
    pub(in super::super) fn end_of_name(&self, kind: Kind, after: usize) -> usize {
        let goes_on_in_name = |at: usize| {
            let name = self.known.get(at).map_or(0, |known| known.name);
            name & han::KIND == han::FOREIGN && matches!(name >> 3 & 3, 2 | 3)
        };
        match kind {
            Kind::Place => {
                let last = self.tokens.get(after).filter(|token| token.gap == Gap::None);
                let is_last = last.is_some_and(|token| LAST.contains(token.first));
                let is_word = self.word(after).is_some_and(|word| word.len == 1);
                after + usize::from(is_last && is_word)
            }
            Kind::Person => (after..).find(|&at| !goes_on_in_name(at)).unwrap_or(after),
            Kind::Organisation | Kind::Address | Kind::Sight => after,
        }
    }

    /// True for the last character of a place of the tables.
    fn ends_known_place(&self, at: usize) -> bool {
        let name = self.known.get(at).map_or(0, |known| known.name);
        name & han::KIND == han::PLACE && name >> 3 & 3 == 3
    }

    /// The characters of a word, when they are Chinese.
    fn han_text(&self, word: Word) -> Option<String> {
        self.han_between(word.start as usize, word.start as usize + usize::from(word.len))
    }

    /// The tokens from `first` to before `end`, when they are Chinese characters.
    fn han_between(&self, first: usize, end: usize) -> Option<String> {
        let tokens = self.tokens.get(first..end)?;
        let is_han = tokens.iter().all(|token| token.shape == Shape::Han);
        is_han.then(|| tokens.iter().map(|token| token.first).collect())
    }
}
