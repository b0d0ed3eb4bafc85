//! Names of people in Chinese characters.

use super::Chinese;

/// What follows a family name among people who know each other.
const KIN: &[&str] = &[
    "姐", "哥", "总", "工", "叔", "姨", "婶", "嫂", "爷", "导", "队", "局", "处", "科", "厂", "院",
];
pub(super) const NICKNAMES: &[&str] = &["小", "老", "阿", "大"];
const JAPANESE_FAMILIES: &[&str] = &[
    "佐藤",
    "铃木",
    "高桥",
    "田中",
    "渡边",
    "伊藤",
    "山本",
    "中村",
    "小林",
    "加藤",
    "吉田",
    "山田",
    "佐佐木",
    "山口",
    "松本",
    "井上",
    "木村",
    "斋藤",
    "清水",
    "藤原",
    "石川",
    "长谷川",
    "近藤",
    "村上",
    "远藤",
    "青木",
    "坂本",
    "福田",
    "西村",
    "三浦",
    "冈田",
    "松田",
    "中岛",
    "原田",
    "小野",
    "竹内",
    "金子",
    "和田",
    "中山",
    "石田",
    "上田",
    "森田",
    "柴田",
    "酒井",
    "宫崎",
    "横山",
    "内田",
    "宫本",
    "织田",
    "武田",
    "上杉",
    "德川",
    "岛津",
    "毛利",
];

impl Chinese {
    pub(super) fn person(&mut self) -> String {
        match self.random.below(100) {
            0..50 => self.chinese_name(),
            50..53 => self.word_name(),
            53..56 => self.japanese_name(),
            56..65 => self.people.choose(&mut self.random).to_owned(),
            65..70 => self.own.choose("foreigner", &mut self.random).to_owned(),
            70..75 => self.foreign.choose(&mut self.random).to_owned(),
            75..84 => self.foreign_name(),
            84..90 => self.name_from_abroad(),
            90..93 => self.nickname(),
            93 => self.name_of_a_people(),
            94 => format!("{}{}", self.family(), self.random.choose(KIN)),
            95..99 => format!("{}某{}", self.family(), self.random.choose(&["", "某", "明"])),
            _ => format!(
                "{}{}",
                self.given.choose(&mut self.random),
                self.given.choose(&mut self.random)
            ),
        }
    }

    pub(super) fn chinese_name(&mut self) -> String {
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
    pub(super) fn family(&mut self) -> &'static str {
        let bound = match self.random.below(10) {
            0..4 => 20,
            4..8 => 120,
            _ => self.families.len(),
        };
        self.families[self.random.below(bound)]
    }

    pub(super) fn foreign_name(&mut self) -> String {
        let count = self.random.between(2, 4);
        (0..count).map(|_| self.foreign_characters.choose(&mut self.random)).collect()
    }

    /// The name of someone from abroad, in one part or in two.
    fn name_from_abroad(&mut self) -> String {
        let part = |this: &mut Self| match this.random.percent(50) {
            true => this.own.choose("foreigner", &mut this.random).to_owned(),
            false => this.foreign_name(),
        };
        let (first, second) = (part(self), part(self));
        match self.random.below(6) {
            0 => format!("{first}-{second}"),
            1 => format!("{first}.{second}"),
            2 => format!("{first}{second}"),
            _ => format!("{first}·{second}"),
        }
    }

    /// A name as friends and colleagues use it: 老王, 阿强.
    fn nickname(&mut self) -> String {
        let nickname = self.random.choose(NICKNAMES);
        let own = match nickname {
            "阿" => self.given.choose(&mut self.random),
            _ if self.random.percent(70) => self.family(),
            _ => self.given.choose(&mut self.random),
        };
        format!("{nickname}{own}")
    }

    /// A name as Uyghurs, Tibetans and Mongols have it, in Chinese characters.
    fn name_of_a_people(&mut self) -> String {
        let part = |this: &mut Self, people| this.own.choose(people, &mut this.random).to_owned();
        match self.random.below(5) {
            0 | 1 => {
                let own = match self.random.percent(50) {
                    true => part(self, "uyghur") + &part(self, "uyghur"),
                    false => part(self, "uyghur"),
                };
                format!("{own}·{}", part(self, "uyghur"))
            }
            2 | 3 => format!("{}{}", part(self, "tibetan"), part(self, "tibetan")),
            _ => format!("{}{}", part(self, "mongol"), part(self, "mongol")),
        }
    }

    /// A family name before a word of the language: 高明, 成功.
    fn word_name(&mut self) -> String {
        loop {
            let word = self.words.choose(&mut self.random);
            if word.chars().count() == 2 {
                return format!("{}{word}", self.family());
            }
        }
    }

    fn japanese_name(&mut self) -> String {
        let family = self.random.choose(JAPANESE_FAMILIES);
        let given = |this: &mut Self| this.given.choose(&mut this.random);
        let (first, second) = (given(self), given(self));
        match self.random.below(6) {
            0 => family.to_owned(),
            1 => format!("{family}{first}"),
            2 => format!("{family}{first}{}", self.random.choose(&["太郎", "子", "一郎", "之助"])),
            _ => format!("{family}{first}{second}"),
        }
    }
}
