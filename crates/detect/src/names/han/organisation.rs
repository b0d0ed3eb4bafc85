//! Organisations that are named for their place: 宁波海关, 临江市第三中学.

use super::super::token::{Gap, Shape};
use super::{Characters, SMALL_TAIL};

/// Most words between the place and what the organisation is.
const WORDS_BETWEEN_MAX: usize = 2;
/// What an organisation can be that bears the name of its place.
const KINDS: &[&str] = &[
    "政府",
    "市政府",
    "省政府",
    "县政府",
    "区政府",
    "镇政府",
    "人民政府",
    "市委",
    "省委",
    "县委",
    "区委",
    "党委",
    "国会",
    "议会",
    "外交部",
    "国防部",
    "财政部",
    "农业部",
    "军方",
    "军队",
    "海军",
    "空军",
    "警方",
    "警察局",
    "公安局",
    "公安厅",
    "派出所",
    "交警",
    "法院",
    "检察院",
    "监狱",
    "海关",
    "总局",
    "教育局",
    "财政局",
    "卫生局",
    "工商局",
    "税务局",
    "统计局",
    "气象局",
    "民政局",
    "规划局",
    "教育厅",
    "央行",
    "大学",
    "学院",
    "中学",
    "小学",
    "学校",
    "幼儿园",
    "医院",
    "银行",
    "分行",
    "支行",
    "证券",
    "保险",
    "公司",
    "分公司",
    "集团",
    "工厂",
    "电厂",
    "委员会",
    "居委会",
    "村委会",
    "协会",
    "学会",
    "商会",
    "联合会",
    "基金会",
    "足协",
    "篮协",
    "俱乐部",
    "队",
    "国家队",
    "女足",
    "男足",
    "女排",
    "男排",
    "女篮",
    "男篮",
    "电视台",
    "卫视",
    "日报",
    "晚报",
    "晨报",
    "时报",
    "报社",
    "通讯社",
    "出版社",
    "研究院",
    "研究所",
    "设计院",
    "博物馆",
    "图书馆",
    "剧院",
    "乐团",
    "事务所",
    "旅行社",
    "航空",
    "大使馆",
    "领事馆",
];

impl Characters {
    /// Returns the end of the organisation whose name goes on at the token `at`, behind its place.
    pub(in super::super) fn organisation_end(&self, at: usize) -> Option<usize> {
        let mut from = at;
        for _ in 0..=WORDS_BETWEEN_MAX {
            let word = self.word(from).filter(|word| word.start as usize == from)?;
            let end = from + usize::from(word.len);
            let tokens = self.tokens.get(from..end)?;
            if tokens.iter().any(|token| token.shape != Shape::Han || token.gap != Gap::None) {
                return None;
            }
            let text: String = tokens.iter().map(|token| token.first).collect();
            if KINDS.contains(&text.as_str()) {
                return Some(end);
            }
            if word.tail == SMALL_TAIL {
                return None;
            }
            from = end;
        }
        None
    }
}

#[cfg(test)]
mod tests;
