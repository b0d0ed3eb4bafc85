//! Names of Chinese organisations.

use super::Chinese;

const FIRMS: &[&str] = &[
    "有限公司",
    "有限公司",
    "有限责任公司",
    "股份有限公司",
    "集团",
    "集团有限公司",
    "公司",
    "厂",
    "商行",
    "事务所",
    "合作社",
    "分公司",
    "酒店",
    "超市",
    "药店",
    "工作室",
];
const TRADES: &[&str] = &[
    "科技",
    "信息技术",
    "网络",
    "建设",
    "建筑工程",
    "贸易",
    "物业管理",
    "医疗器械",
    "电子",
    "机械",
    "文化传媒",
    "食品",
    "汽车",
    "置业",
    "房地产开发",
    "咨询",
    "招标代理",
    "工程管理",
    "能源",
    "环保",
    "软件",
    "投资",
    "保险",
    "证券",
    "物流",
    "服饰",
    "农业",
    "制药",
    "化工",
    "设计",
];
const OFFICES: &[&str] = &[
    "人民政府",
    "公安局",
    "财政局",
    "教育局",
    "卫生健康委员会",
    "民政局",
    "司法局",
    "审计局",
    "税务局",
    "市场监督管理局",
    "住房和城乡建设局",
    "交通运输局",
    "自然资源局",
    "人民法院",
    "人民检察院",
    "政府采购中心",
    "公共资源交易中心",
    "人社局",
    "发改委",
    "水利局",
    "气象局",
    "统计局",
    "文化局",
    "环保局",
    "消防支队",
    "交警大队",
    "派出所",
    "居委会",
    "村委会",
    "街道办事处",
    "机关事务管理局",
    "应急管理局",
    "党校",
    "团委",
    "妇联",
    "总工会",
    "人大常委会",
    "政协",
];
const INSTITUTIONS: &[&str] = &[
    "大学",
    "学院",
    "职业技术学院",
    "中学",
    "第一中学",
    "小学",
    "实验小学",
    "幼儿园",
    "医院",
    "人民医院",
    "中医院",
    "第一人民医院",
    "博物馆",
    "图书馆",
    "研究院",
    "研究所",
    "设计院",
    "银行",
    "农商银行",
    "日报",
    "晚报",
    "电视台",
    "出版社",
    "队",
    "足球俱乐部",
    "协会",
    "基金会",
    "学会",
    "体育馆",
    "机场",
    "疾控中心",
    "养老院",
];

/// What a country has one of: with its name it is one organisation.
const OF_COUNTRIES: &[&str] = &[
    "政府",
    "政府",
    "军方",
    "军队",
    "国会",
    "议会",
    "国防部",
    "外交部",
    "财政部",
    "内政部",
    "农业部",
    "商务部",
    "央行",
    "中央银行",
    "警方",
    "海军",
    "空军",
    "大使馆",
    "驻华大使馆",
    "最高法院",
    "宪法法院",
    "奥委会",
    "足协",
    "网协",
    "航天局",
    "国家队",
    "队",
    "队",
    "队",
    "女足",
    "女排",
    "男篮",
    "青年队",
    "电视台",
    "通讯社",
    "航空公司",
    "国家石油公司",
];
/// The same of a town or a village.
const OF_TOWNS: &[&str] = &[
    "警方",
    "市政府",
    "市委",
    "市警方",
    "市中级人民法院",
    "县政府",
    "县委",
    "区政府",
    "镇政府",
    "镇党委",
    "乡党委",
    "村委会",
    "海关",
    "边检站",
    "铁路局",
    "卫视",
    "电视台",
    "队",
    "消防",
];

impl Chinese {
    /// Something that a country has one of, with its name.
    pub(super) fn of_country(&mut self) -> String {
        format!("{}{}", self.named_place("country"), self.random.choose(OF_COUNTRIES))
    }

    /// The same of a town.
    pub(super) fn of_town(&mut self) -> String {
        let town = self.named_place("city");
        format!("{}{}", town, self.random.choose(OF_TOWNS))
    }

    /// A school, a hospital or the like, named for its place.
    pub(super) fn institution(&mut self) -> String {
        let place = self.named_place("city");
        format!("{place}{}", self.random.choose(INSTITUTIONS))
    }

    /// A club of some sport.
    pub(super) fn team(&mut self) -> String {
        match self.random.below(10) {
            0 => format!("{}队", self.named_place("city")),
            1 => format!("{}队", self.foreign_name()),
            2 => format!("{}{}", self.named_place("city"), self.syllables()),
            3 => self.foreign_name(),
            _ => self.own.choose("team", &mut self.random).to_owned(),
        }
    }

    pub(super) fn organisation(&mut self) -> String {
        match self.random.below(10) {
            0 => return self.own.choose("office", &mut self.random).to_owned(),
            1 => return self.own.choose("body", &mut self.random).to_owned(),
            2 => return self.own.choose("firm", &mut self.random).to_owned(),
            3 => return self.short_name(),
            _ => {}
        }
        let place = self.places.choose(&mut self.random).to_owned();
        let brand = self.syllables();
        match self.random.below(20) {
            0..4 => {
                format!("{place}{brand}{}{}", self.random.choose(TRADES), self.random.choose(FIRMS))
            }
            5 => format!("{brand}{}", self.random.choose(TRADES)),
            4 => format!("{brand}{}{}", self.random.choose(TRADES), self.random.choose(FIRMS)),
            6 => format!(
                "{brand}（{place}）{}{}",
                self.random.choose(TRADES),
                self.random.choose(FIRMS)
            ),
            7 => format!("{brand}{}", self.random.choose(FIRMS)),
            8..11 => format!(
                "{place}{}{}",
                self.random.choose(&["市", "县", "区", "", "省"]),
                self.random.choose(OFFICES)
            ),
            11..14 => format!("{place}{}", self.random.choose(INSTITUTIONS)),
            14 => format!("{brand}{}", self.random.choose(INSTITUTIONS)),
            15 => format!(
                "{}{}",
                self.random.choose(&["国家", "中国", "全国", "中华"]),
                self.random.choose(&[
                    "税务总局",
                    "银行",
                    "石油",
                    "电信",
                    "移动",
                    "发展和改革委员会",
                    "统计局",
                    "足协",
                    "证监会",
                    "科学院",
                    "铁路总公司",
                    "电网公司",
                    "红十字会"
                ])
            ),
            16 => format!(
                "{}{}",
                self.foreign_name(),
                self.random.choose(&["公司", "集团", "银行", "大学", "队", "俱乐部", "基金"])
            ),
            _ => self.organisations.choose(&mut self.random).to_owned(),
        }
    }

    /// An organisation as newspapers call it.
    fn short_name(&mut self) -> String {
        let city = self.named_place("city");
        match self.random.below(6) {
            0 => format!("{city}警方"),
            1 => format!("{city}市{}", self.random.choose(OFFICES)),
            2 => format!("{}{}", self.syllables(), self.random.choose(TRADES)),
            3 => format!(
                "{}{}",
                self.syllables(),
                self.random
                    .choose(&["股份", "地产", "证券", "基金", "银行", "集团", "实业", "控股"])
            ),
            4 => format!("{city}{}", self.random.choose(INSTITUTIONS)),
            _ => format!(
                "{}{}",
                self.own.choose("firm", &mut self.random),
                self.random.choose(&["公司", "集团", "中国"])
            ),
        }
    }
}
