//! Chinese places and addresses, of every grain.

use super::Chinese;

const ROADS: &[&str] = &[
    "路",
    "路",
    "路",
    "街",
    "大街",
    "大道",
    "东路",
    "西路",
    "南路",
    "北路",
    "中路",
    "巷",
    "胡同",
    "弄",
    "里",
    "东街",
    "西街",
    "环路",
    "公路",
    "一路",
    "二路",
    "三街",
    "东大街",
    "南大街",
    "辅路",
];
const DISTRICTS: &[&str] = &["区", "区", "县", "市", "新区", "开发区", "旗", "自治县"];
const VILLAGES: &[&str] = &[
    "村", "镇", "乡", "街道", "社区", "小区", "新村", "花园", "家园", "苑", "屯", "庄", "苏木",
    "雅苑", "公寓", "新城", "名邸", "嘎查", "农场", "林场", "寨", "湾", "坝", "沟村", "嘉园",
];
const SITES: &[&str] = &[
    "大厦",
    "广场",
    "中心",
    "写字楼",
    "科技园",
    "工业园",
    "产业园",
    "创业园",
    "大酒店",
    "商城",
    "国际大厦",
    "金融中心",
    "软件园",
    "大学城",
    "物流园",
    "开发区",
    "度假村",
    "风景区",
    "景区",
    "市场",
    "购物中心",
    "校区",
    "工业区",
    "保税区",
    "商务区",
    "港区",
    "商圈",
];
/// What follows the name of a place that lies in the country.
const LAND: &[&str] = &[
    "市",
    "县",
    "镇",
    "村",
    "区",
    "乡",
    "州",
    "岛",
    "山",
    "湖",
    "江",
    "港",
    "河",
    "湾",
    "桥",
    "水库",
    "火车站",
    "机场",
    "高速",
    "口岸",
    "半岛",
    "地区",
    "寺",
    "峡",
    "古镇",
];
const PROVINCES: &[&str] = &[
    "浙江",
    "江苏",
    "广东",
    "四川",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "河北",
    "安徽",
    "福建",
    "江西",
    "辽宁",
    "吉林",
    "陕西",
    "甘肃",
    "云南",
    "贵州",
    "山西",
    "海南",
    "青海",
    "黑龙江",
];

impl Chinese {
    /// A place of any grain.
    pub(super) fn place(&mut self) -> String {
        match self.random.below(48) {
            0..2 => format!("{}{}", self.local(), self.random.choose(LAND)),
            2..5 => self.full_region(),
            5..9 => self.road(),
            9..12 => self.village(),
            12 => self.foreign_name(),
            13..15 => format!("{}市", self.own.choose("city", &mut self.random)),
            15 => {
                format!("{}{}", self.own.choose("city", &mut self.random), self.known_place())
            }
            16 => format!(
                "{}市{}{}",
                self.own.choose("city", &mut self.random),
                self.local(),
                self.random.choose(DISTRICTS)
            ),
            17 => format!("{}省", self.province()),
            18 => format!("{}{}", self.local(), self.random.choose(SITES)),
            19 => self.own.choose("scene", &mut self.random).to_owned(),
            20..26 => self.named_place("district"),
            26..30 => self.named_place("city"),
            30..32 => self.named_place("country"),
            32..35 => self.named_place("abroad"),
            35 => format!("{}{}", self.local(), self.random.choose(DISTRICTS)),
            36..42 => self.divisions.choose(&mut self.random).to_owned(),
            _ => self.known_place(),
        }
    }

    /// A well-known place of a kind, or any of the tables.
    pub(super) fn named_place(&mut self, kind: &str) -> String {
        match (kind, self.random.below(100)) {
            ("abroad", 0..15) => self.unknown_abroad(),
            ("abroad", 30..) => self.abroad.choose(&mut self.random).to_owned(),
            (_, 0..85) => self.own.choose(kind, &mut self.random).to_owned(),
            _ => self.known_place(),
        }
    }

    /// A place abroad that no table knows.
    fn unknown_abroad(&mut self) -> String {
        const LAST: &[&str] = &["", "", "", "", "州", "州", "市", "镇", "省", "港", "郡", "城"];
        format!("{}{}", self.foreign_name(), self.random.choose(LAST))
    }

    /// Any place of the tables.
    fn known_place(&mut self) -> String {
        match self.random.percent(50) {
            true => self.divisions.choose(&mut self.random).to_owned(),
            false => self.places.choose(&mut self.random).to_owned(),
        }
    }

    /// A village, a small town or an estate.
    pub(super) fn village(&mut self) -> String {
        let mut text = self.local();
        text += self.random.choose(VILLAGES);
        if text.ends_with(['镇', '乡']) && self.random.percent(40) {
            text += &self.local();
            text += self.random.choose(&["村", "村", "社区", "屯"]);
        }
        text
    }

    /// A district or a village, with the town or the province before it.
    pub(super) fn full_region(&mut self) -> String {
        let mut text = String::new();
        if self.random.percent(60) {
            text += self.province();
            text += self.random.choose(&["省", "省", ""]);
        }
        let town = self.known_place();
        text += match self.random.percent(50) {
            true => town.trim_end_matches('市'),
            false => &town,
        };
        if !text.ends_with(['市', '县', '区', '州', '旗', '盟', '省']) {
            text += self.random.choose(&["市", "市", "县", ""]);
        }
        if self.random.percent(50) {
            text += &self.local();
            text += self.random.choose(DISTRICTS);
        }
        if self.random.percent(30) {
            text += &self.village();
        }
        text
    }

    fn province(&mut self) -> &'static str {
        self.random.choose(PROVINCES)
    }

    /// An address with a road, a village or a building.
    pub(super) fn address(&mut self) -> String {
        let mut text = self.region();
        match self.random.below(10) {
            0 => {
                text += &self.local();
                text += self.random.choose(&["镇", "乡", "街道"]);
                text += &self.local();
                text += self.random.choose(&["村", "社区"]);
                text += &self.group();
            }
            1 => {
                text += &self.road();
                text += self.random.choose(&["与", "和", "、"]);
                text += &self.road();
                text += self.random.choose(&["交叉口", "交汇处", "路口", "交界处"]);
                text += self.random.choose(&["", "东北角", "西侧"]);
            }
            2 => {
                text += &self.syllables();
                text += self.random.choose(SITES);
                text += &self.house();
            }
            _ => {
                text += &self.road();
                if self.random.percent(85) {
                    text += &self.house_number();
                }
                if self.random.percent(50) {
                    text += &self.house();
                }
            }
        }
        text
    }

    /// The province, the town and the district of an address, or some of them.
    fn region(&mut self) -> String {
        let mut text = String::new();
        if self.random.percent(45) {
            text += self.province();
            text += self.random.choose(&["省", "省", ""]);
        }
        if self.random.percent(75) {
            let city = match self.random.percent(50) {
                true => self.own.choose("city", &mut self.random),
                false => self.places.choose(&mut self.random),
            };
            text += city.trim_end_matches('市');
            text += self.random.choose(&["市", "市", "市", "", "县"]);
        }
        if self.random.percent(60) {
            text += &self.local();
            text += self.random.choose(DISTRICTS);
        }
        if self.random.percent(25) {
            text += &self.local();
            text += self.random.choose(VILLAGES);
        }
        text
    }

    pub(super) fn road(&mut self) -> String {
        format!("{}{}", self.local(), self.random.choose(ROADS))
    }

    fn house_number(&mut self) -> String {
        let number = self.random.between(1, 2000);
        match self.random.below(12) {
            0 => format!("甲{number}号"),
            1 => format!("{number}号甲"),
            2 => format!("{number}-{}号", self.random.between(1, 9)),
            3 => format!("{number}弄{}号", self.random.between(1, 99)),
            4 => format!("{number}号院"),
            5 => format!("{number}号附{}号", self.random.between(1, 9)),
            _ => format!("{number}号"),
        }
    }

    /// The group of houses of a village.
    fn group(&mut self) -> String {
        let (group, number) = (self.random.between(1, 12), self.random.between(1, 200));
        match self.random.below(4) {
            0 => String::new(),
            1 => format!("{group}组"),
            2 => format!("{group}组{number}号"),
            _ => format!("{number}号"),
        }
    }

    fn house(&mut self) -> String {
        let (block, unit, room) =
            (self.random.between(1, 40), self.random.between(1, 6), self.random.between(101, 3003));
        let floor = room / 100;
        match self.random.below(11) {
            0 => format!("{block}号楼{unit}单元{room}室"),
            1 => format!("{block}幢{room}"),
            2 => format!("{block}栋{unit}单元{room}"),
            3 => format!("{}{room}室", self.site()),
            4 => format!("{}小区{block}-{unit}-{room}", self.syllables()),
            5 => format!("{room}室"),
            6 => format!("{}{floor}层", self.site()),
            7 => format!(
                "{}{}座{room}",
                self.site(),
                self.random.choose(&["A", "B", "C", "东", "西"])
            ),
            8 => format!("{floor}楼"),
            9 => format!("{}{block}栋", self.site()),
            _ => format!("{}{block}组", self.syllables()),
        }
    }

    fn site(&mut self) -> String {
        format!("{}{}", self.syllables(), self.random.choose(SITES))
    }
}
