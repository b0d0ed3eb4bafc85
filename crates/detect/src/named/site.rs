//! What a Chinese name of a place stands for: where somebody can live, a sight, a part of the world,
//! the team that bears its name; and the buildings that look like organisations.
//!
//! The model tells places from the rest of a sentence and no more. Mountains, islands and parks are
//! visited and not lived at, a continent leads to nobody, and a town that wins is a team.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::names::{Kind, Name, is_han_town};

/// What the name of a place stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Site {
    /// A town, a village, a road, a building.
    Lived,
    /// A mountain, an island, a park, a temple.
    Sight,
    /// A part of the world, an event or a work, which leads to nobody.
    World,
    /// A team that is called by its town.
    Team,
}

/// Parts of the world, parts of China larger than a province, and what people call them together.
const WORLD: &[&str] = &[
    "欧洲",
    "亚洲",
    "非洲",
    "美洲",
    "大洋洲",
    "北美洲",
    "南美洲",
    "拉丁美洲",
    "南极洲",
    "澳洲",
    "北美",
    "南美",
    "拉美",
    "中美洲",
    "欧美",
    "东亚",
    "南亚",
    "西亚",
    "中亚",
    "东南亚",
    "北欧",
    "西欧",
    "东欧",
    "南欧",
    "中欧",
    "北非",
    "西非",
    "东非",
    "南极",
    "北极",
    "亚太",
    "中东",
    "太平洋",
    "大西洋",
    "印度洋",
    "北冰洋",
    "欧亚",
    "地中海",
    "赤道",
    "华东",
    "华南",
    "华北",
    "华中",
    "西北",
    "西南",
    "东北",
    "东三省",
    "长三角",
    "珠三角",
    "京津冀",
    "环渤海",
    "粤港澳",
    "江浙",
    "江浙沪",
    "两广",
    "港澳",
    "港澳台",
    "中原",
];
/// How names of sights end.
const SIGHTS: &[&str] = &[
    "山",
    "岛",
    "湖",
    "峰",
    "岭",
    "寺",
    "庙",
    "塔",
    "宫",
    "陵",
    "祠",
    "庵",
    "观",
    "泉",
    "瀑布",
    "峡谷",
    "大峡谷",
    "三峡",
    "溶洞",
    "洞",
    "石窟",
    "沙滩",
    "海滩",
    "海岸",
    "草原",
    "沙漠",
    "湿地",
    "森林",
    "冰川",
    "雪山",
    "群岛",
    "半岛",
    "公园",
    "乐园",
    "游乐园",
    "植物园",
    "动物园",
    "海洋馆",
    "风景区",
    "景区",
    "度假区",
    "度假村",
    "保护区",
    "故居",
    "故里",
    "遗址",
    "古城",
    "古镇",
    "古村",
    "古道",
    "长城",
    "博物馆",
    "纪念馆",
    "教堂",
    "城堡",
    "大桥",
    "温泉",
    "滑雪场",
    "海峡",
    "海湾",
];
/// Sights that are called otherwise, and mountains and lakes that a town is called after.
const FAMOUS: &[&str] = &[
    "泰山",
    "黄山",
    "庐山",
    "衡山",
    "峨眉山",
    "武夷山",
    "井冈山",
    "西湖",
    "九寨沟",
    "天安门",
    "天安门广场",
    "外滩",
    "鸟巢",
    "水立方",
    "颐和园",
    "圆明园",
    "拙政园",
    "豫园",
    "天坛",
    "黄鹤楼",
    "岳阳楼",
    "滕王阁",
    "兵马俑",
    "迪士尼",
    "金字塔",
    "自由女神像",
];
/// Towns abroad, and parts of towns, whose names end as those of mountains, islands and lakes do; of
/// those in China there is a table.
const TOWNS: &[&str] = &[
    "宝山",
    "房山",
    "金山",
    "南山",
    "石景山",
    "佘山",
    "昆山",
    "蓬莱",
    "釜山",
    "冈山",
    "旧金山",
    "广岛",
    "德岛",
    "福岛",
    "鹿儿岛",
    "香港岛",
    "港岛",
    "长岛",
    "西湖区",
    "白塔",
];
/// Words of matches between teams.
const MATCHES: &[&str] = &[
    "主场",
    "客场",
    "客战",
    "主帅",
    "球员",
    "球队",
    "球门",
    "射门",
    "进球",
    "破门",
    "联赛",
    "欧冠",
    "德甲",
    "英超",
    "意甲",
    "西甲",
    "法甲",
    "中超",
    "中甲",
    "击败",
    "战胜",
    "对阵",
    "迎战",
    "负于",
    "战平",
    "半场",
    "比分",
    "夺冠",
    "出线",
    "小组赛",
    "锋线",
    "中场",
    "后卫",
    "前锋",
    "门将",
    "转会",
    "盘口",
    "让球",
    "不败",
    "连胜",
    "连败",
    "保级",
    "升级赛",
    "主队",
    "客队",
    "赛季",
];
/// The same, all looked for at once.
static MATCH: LazyLock<AhoCorasick> =
    LazyLock::new(|| AhoCorasick::new(MATCHES).expect("a few words make an automaton"));
/// What bears the name of a place wherever it happens: 北京时间, 东京奥运会.
const EVENTS: &[&str] = &[
    "时间",
    "奥运",
    "残奥会",
    "亚运",
    "全运会",
    "世博",
    "世锦赛",
    "大师赛",
    "公开赛",
    "网球赛",
    "马拉松",
    "电影节",
    "车展",
    "时装周",
    "双年展",
];
/// Longest title of a book or a film, in characters.
const TITLE_MAX: usize = 12;
/// What stands in the titles of papers of offices, which do name where somebody lives.
const PAPERS: &[&str] = &[
    "关于", "通知", "决定", "办法", "规定", "条例", "方案", "规划", "合同", "协议", "报告", "公告",
    "通报", "批复", "意见",
];
/// What stands before a place that somebody goes to or is at.
const AT: &[&str] = &[
    "在", "到", "于", "赴", "往", "抵", "来", "去", "离", "从", "由", "回", "飞", "抵达", "来到",
    "回到", "前往",
];
/// How buildings and grounds end that a name of an organisation often ends with too.
const BUILDINGS: &[&str] = &[
    "大厦",
    "大楼",
    "写字楼",
    "广场",
    "小区",
    "花园",
    "家园",
    "新村",
    "新城",
    "公寓",
    "别墅",
    "校区",
    "开发区",
    "高新区",
    "工业区",
    "工业园",
    "产业园",
    "科技园",
    "软件园",
    "物流园",
    "园区",
    "火车站",
    "火车东站",
    "火车西站",
    "火车南站",
    "火车北站",
    "汽车站",
    "地铁站",
    "客运站",
    "码头",
    "步行街",
    "美食街",
    "商业街",
    "城中村",
    "胡同",
];
/// How far around a place its sentence is looked at.
const SENTENCE_BYTES_MAX: usize = 180;

/// Returns what a Chinese place in `text` stands for.
pub(super) fn of(name: &Name, text: &str) -> Site {
    let own = text.get(name.span.clone()).unwrap_or_default();
    let ends =
        |endings: &[&str]| endings.iter().any(|end| own.len() > end.len() && own.ends_with(end));
    match () {
        () if WORLD.contains(&own) || is_event(name, text) || is_in_title(name, text) => {
            Site::World
        }
        () if plays(name, text) => Site::Team,
        () if FAMOUS.contains(&own) => Site::Sight,
        () if ends(SIGHTS) && !TOWNS.contains(&own) && !is_han_town(own) => Site::Sight,
        () => Site::Lived,
    }
}

/// True for what is called an organisation but is a building or its grounds.
pub(super) fn is_building(own: &str) -> bool {
    BUILDINGS.iter().any(|end| own.len() > end.len() && own.ends_with(end))
}

/// True for a place that an event or a time is called after.
fn is_event(name: &Name, text: &str) -> bool {
    let after = text.get(name.span.end..).unwrap_or_default();
    EVENTS.iter().any(|event| after.starts_with(event))
}

/// True in the title of a book or a film that says more than the place: 《罗马假日》.
fn is_in_title(name: &Name, text: &str) -> bool {
    let start = text.floor_char_boundary(name.span.start.saturating_sub(TITLE_MAX * 3));
    let end = text.ceil_char_boundary((name.span.end + TITLE_MAX * 3).min(text.len()));
    let before = text.get(start..name.span.start).unwrap_or_default().rsplit_once('《');
    let after = text.get(name.span.end..end).unwrap_or_default().split_once('》');
    let (Some((_, before)), Some((after, _))) = (before, after) else { return false };
    let is_one = !before.contains('》') && !after.contains('《');
    let own = text.get(name.span.clone()).unwrap_or_default();
    let is_paper = |part: &str| PAPERS.iter().any(|word| part.contains(word));
    is_one
        && !(before.is_empty() && after.is_empty())
        && [before, own, after].iter().map(|part| part.chars().count()).sum::<usize>() <= TITLE_MAX
        && !is_paper(before)
        && !is_paper(after)
}

/// True for a town in a sentence about a match, unless somebody goes there.
fn plays(name: &Name, text: &str) -> bool {
    let start = text.floor_char_boundary(name.span.start.saturating_sub(SENTENCE_BYTES_MAX));
    let end = text.ceil_char_boundary((name.span.end + SENTENCE_BYTES_MAX).min(text.len()));
    let before = text.get(start..name.span.start).unwrap_or_default();
    let after = text.get(name.span.end..end).unwrap_or_default();
    let before = before.rsplit(['。', '！', '？', '\n']).next().unwrap_or_default();
    let after = after.split(['。', '！', '？', '\n']).next().unwrap_or_default();
    let tells_of_match = |part: &str| MATCH.is_match(part);
    !AT.iter().any(|word| before.ends_with(word))
        && (tells_of_match(before) || tells_of_match(after))
}

impl Site {
    /// What a name of such a place counts as.
    pub(super) fn kind(self) -> Option<Kind> {
        match self {
            Self::Lived => Some(Kind::Place),
            Self::Sight => Some(Kind::Sight),
            Self::Team => Some(Kind::Organisation),
            Self::World => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, own: &str, expected: Site) {
        let start = text.find(own).unwrap();
        let name = Name { span: start..start + own.len(), kind: Kind::Place, margin: 0 };
        assert_eq!(of(&name, text), expected, "{text}");
    }

    #[test]
    fn towns_are_lived_in_and_mountains_are_seen() {
        check("他去年搬到佛山。", "佛山", Site::Lived);
        check("他去年搬到砀山。", "砀山", Site::Lived);
        check("我们爬了青云山，又坐船去了白鹭岛。", "青云山", Site::Sight);
        check("我们爬了青云山，又坐船去了白鹭岛。", "白鹭岛", Site::Sight);
        check("周末去柳林森林公园走走", "柳林森林公园", Site::Sight);
    }

    #[test]
    fn parts_of_the_world_lead_to_nobody() {
        check("公司的产品销往欧洲和非洲。", "欧洲", Site::World);
        check("公司的产品销往欧洲和非洲。", "非洲", Site::World);
        check("华东和华南的销量最好。", "华东", Site::World);
    }

    #[test]
    fn a_town_that_wins_is_a_team() {
        check("柳林主场击败临江，取得三连胜。", "临江", Site::Team);
        check("球队昨天抵达临江。", "临江", Site::Lived);
        check("临江今天有雨。", "临江", Site::Lived);
    }

    #[test]
    fn what_is_called_after_a_place_lies_elsewhere() {
        check("北京时间今晨七点。", "北京", Site::World);
        check("他参加过临江马拉松。", "临江", Site::World);
        check("《临江往事》重播了。", "临江", Site::World);
        check("《关于临江旧城改造的通知》已印发。", "临江", Site::Lived);
        check("他住在《晨报》楼下，临江的雨很大，《海边》也读完了。", "临江", Site::Lived);
    }

    #[test]
    fn famous_sights_are_seen_and_rivers_name_villages() {
        check("他们去爬泰山。", "泰山", Site::Sight);
        check("周日去看鸟巢。", "鸟巢", Site::Sight);
        check("船过白令海峡。", "白令海峡", Site::Sight);
        check("他搬到柳河。", "柳河", Site::Lived);
    }

    #[test]
    fn houses_are_no_organisations() {
        assert!(is_building("博远大厦") && is_building("翠屏小区") && is_building("高新区软件园"));
        assert!(!is_building("博远电子有限公司") && !is_building("大厦"));
    }
}
