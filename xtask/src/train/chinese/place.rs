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
    "雅苑", "公寓", "新城", "名邸",
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
        let name = self.places.choose(&mut self.random).to_owned();
        match self.random.below(36) {
            0..2 => format!("{}{}", self.syllables(), self.random.choose(LAND)),
            2 => format!("{}省{}市", self.province(), name.trim_end_matches('市')),
            3 => format!("{}省{}", self.province(), name),
            4 => format!("{}{}", self.province(), name),
            5 => format!("{}市{}区", name.trim_end_matches(['市', '县', '区']), self.syllables()),
            6..9 => format!("{}{}", self.syllables(), self.random.choose(ROADS)),
            9..11 => format!("{}{}", self.syllables(), self.random.choose(VILLAGES)),
            11 => self.foreign_name(),
            12 => format!("{}市", self.own.choose("city", &mut self.random)),
            13 => format!("{}{name}", self.own.choose("city", &mut self.random)),
            14 => format!(
                "{}市{}{}",
                self.own.choose("city", &mut self.random),
                self.syllables(),
                self.random.choose(DISTRICTS)
            ),
            15 => format!("{}省", self.province()),
            16 => format!("{}{}", self.syllables(), self.random.choose(SITES)),
            17 => self.own.choose("scene", &mut self.random).to_owned(),
            18..22 => self.own.choose("district", &mut self.random).to_owned(),
            22..26 => self.named_place("city"),
            26..28 => self.named_place("country"),
            28 => self.own.choose("abroad", &mut self.random).to_owned(),
            _ => name,
        }
    }

    /// A well-known place of a kind, or any of the tables.
    pub(super) fn named_place(&mut self, kind: &str) -> String {
        match self.random.percent(85) {
            true => self.own.choose(kind, &mut self.random).to_owned(),
            false => self.places.choose(&mut self.random).to_owned(),
        }
    }

    fn province(&mut self) -> &'static str {
        self.random.choose(PROVINCES)
    }

    /// An address with a road, a village or a building.
    pub(super) fn address(&mut self) -> String {
        let mut text = self.region();
        match self.random.below(10) {
            0 => {
                text += &self.syllables();
                text += self.random.choose(&["镇", "乡", "街道"]);
                text += &self.syllables();
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
            text += &self.syllables();
            text += self.random.choose(DISTRICTS);
        }
        if self.random.percent(25) {
            text += &self.syllables();
            text += self.random.choose(VILLAGES);
        }
        text
    }

    fn road(&mut self) -> String {
        format!("{}{}", self.syllables(), self.random.choose(ROADS))
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
