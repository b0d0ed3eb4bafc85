//! Traditional characters of names, with what they are in simplified writing.
//!
//! Names alone are compared so; running text needs more than one character for another.

/// Pairs of a traditional and a simplified character, in order of the first.
const PAIRS: &str = "\
    並并亞亚個个倫伦偉伟偵侦傑杰備备傳传債债傾倾僑侨優优兒儿內内兩两冊册凱凯則则剛刚\
    創创劉刘劍剑勁劲動动務务勛勋勝胜勵励區区協协卻却參参吳吴呂吕員员問问啞哑啟启喬乔\
    單单嚮向嚴严囑嘱國国園园圓圆圖图團团堅坚堯尧報报場场塵尘墊垫壇坛壯壮壽寿夢梦夾夹\
    奧奥婁娄婦妇媽妈嫻娴嬋婵嬌娇孫孙學学實实寧宁審审寬宽寶宝將将專专尋寻對对導导層层\
    屬属岡冈島岛峽峡崗岗嶺岭嶽岳巒峦帥帅師师帳帐幣币幹干庫库廈厦廣广張张強强彌弥彎弯\
    彥彦後后徑径從从復复徵征徹彻恆恒愛爱愷恺態态慮虑慶庆憲宪憶忆應应懷怀戀恋戰战戲戏\
    戶户擇择擔担據据擴扩攜携數数斷断時时晉晋晝昼暉晖暢畅曄晔曆历曉晓曠旷會会東东條条\
    棟栋楊杨業业榮荣構构槍枪樂乐樑梁樓楼標标樹树橋桥橫横檢检櫻樱歐欧歡欢歲岁歷历歸归\
    殘残殺杀氣气決决沖冲況况淨净淺浅渾浑湧涌湯汤溫温滄沧滅灭滿满漢汉漣涟潔洁潛潜潤润\
    澤泽濟济濤涛濱滨瀅滢瀟潇灣湾災灾為为烏乌無无煒炜煙烟煥焕熱热燁烨燈灯燦灿爍烁爾尔\
    牆墙獅狮獎奖獨独獻献現现琺珐瑋玮瑤瑶環环璽玺瓊琼產产畢毕異异當当疊叠瘋疯療疗發发\
    盡尽監监盤盘盧卢眾众睜睁矯矫碩硕確确禎祯禪禅禮礼種种稱称穎颖穩稳窮穷竇窦競竞筆笔\
    節节範范築筑簡简籃篮糧粮紀纪約约紅红紋纹納纳純纯級级細细紹绍終终組组結结絲丝經经\
    綠绿維维綱纲網网綺绮綿绵緒绪緩缓緯纬練练縉缙縣县縱纵總总織织繪绘繼继續续纓缨罰罚\
    羅罗義义翹翘聖圣聞闻聯联聰聪聲声聶聂職职肅肃脈脉腦脑臉脸臨临與与興兴舉举舊旧艦舰\
    艶艳艷艳莊庄華华萬万葉叶葦苇蒼苍蓮莲蔣蒋蔭荫蕓芸蕭萧薔蔷藍蓝藝艺蘇苏蘊蕴蘋苹蘭兰\
    處处虛虚號号蟬蝉蟲虫蠻蛮術术衛卫補补裝装襲袭見见規规視视親亲覺觉觀观訂订訓训記记\
    訪访設设許许訴诉評评詞词詠咏試试詩诗話话該该詳详誌志認认誕诞語语誠诚說说誰谁課课\
    誼谊調调談谈請请論论諧谐諾诺謀谋謙谦講讲謝谢謹谨證证識识譚谭譯译護护譽誉讓让豐丰\
    財财貨货貫贯責责貴贵費费貿贸賀贺資资賈贾賓宾賜赐賞赏賢贤質质賴赖購购賽赛贈赠贊赞\
    贏赢贛赣趕赶趙赵趨趋跡迹躍跃車车軍军軒轩載载輔辅輕轻輛辆輝辉輪轮輯辑轉转辦办辭辞\
    農农這这連连進进運运達达遜逊遠远適适遲迟遷迁選选邁迈還还邊边郵邮鄉乡鄒邹鄧邓鄭郑\
    鄺邝醫医釋释釗钊釣钓鈞钧鈴铃鈺钰鉅巨銀银銘铭鋒锋鋪铺鋼钢錄录錢钱錦锦錫锡鍵键鍾钟\
    鎖锁鎧铠鎮镇鏡镜鐘钟鐵铁鑄铸門门閃闪閉闭開开閒闲間间閔闵閣阁閱阅閻阎闊阔闖闯關关\
    闡阐陝陕陣阵陰阴陳陈陸陆陽阳隊队階阶際际隨随險险隱隐隸隶雖虽雙双雜杂雞鸡離离難难\
    雲云電电霧雾霽霁靈灵靚靓靜静韋韦韓韩韜韬韻韵響响頁页頂顶項项順顺須须頌颂預预頓顿\
    領领頤颐頭头頻频顆颗題题額额顏颜願愿類类顧顾顯显風风飄飘飛飞飯饭飾饰養养餘余館馆\
    饒饶馬马馮冯駐驻駕驾駱骆駿骏騎骑騰腾驊骅驍骁驗验驚惊驥骥體体鬥斗鬱郁魚鱼魯鲁鮑鲍\
    鮮鲜鳳凤鳴鸣鴻鸿鵑鹃鵝鹅鵬鹏鶯莺鶴鹤鷹鹰鹽盐麗丽麥麦黃黄點点黨党齊齐齋斋齡龄龍龙\
    龐庞龔龚\
";

/// Returns the simplified form of a character, or the character itself.
pub(super) fn simplified(character: char) -> char {
    let at = |index: usize| -> Option<char> {
        // Each of the characters takes three bytes.
        PAIRS.get(index * 6..index * 6 + 3)?.chars().next()
    };
    let (mut low, mut high) = (0, PAIRS.len() / 6);
    while low < high {
        let middle = usize::midpoint(low, high);
        match at(middle) {
            Some(found) if found == character => {
                let simple = PAIRS.get(middle * 6 + 3..).and_then(|rest| rest.chars().next());
                return simple.unwrap_or(character);
            }
            Some(found) if found < character => low = middle + 1,
            _ => high = middle,
        }
    }
    character
}

#[cfg(test)]
mod tests;
