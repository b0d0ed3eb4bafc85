use super::*;

/// Holds what a list finds in a text against what it should.
fn check(list: &str, text: &str, expected: &[&str]) {
    let found = NameList::parse(list).unwrap().find(text);
    let told: Vec<&str> =
        found.iter().map(|listed| text.get(listed.span.range()).unwrap()).collect();
    assert_eq!(told, expected, "{text}");
}

#[test]
fn a_name_is_found_in_all_its_written_forms() {
    let list = "María Elena García";
    for form in [
        "María Elena García",
        "MARIA ELENA GARCIA",
        "García, María",
        "Garcia, Maria Elena",
        "M. García",
        "maria_garcia",
        "mariagarcia",
        "María\n García",
        "Maria E. Garcia",
    ] {
        check(list, &format!("signed by {form}, today"), &[form]);
    }
    check(list, "Mariana Garcialdo and Elena", &[]);
}

#[test]
fn a_chinese_name_is_found_in_characters_and_in_latin_letters() {
    for form in
        ["王小明", "王 小 明", "Wang Xiaoming", "Xiaoming Wang", "WANG Xiao-Ming", "wangxiaoming"]
    {
        check("王小明", &format!("经办人：{form}。"), &[form]);
    }
    check("欧阳倩", "Ouyang Qian 与 欧阳倩", &["Ouyang Qian", "欧阳倩"]);
    check("王小明", "王小，明日再议", &[]);
}

#[test]
fn particles_hyphens_and_two_family_names_are_known() {
    for (list, form) in [
        ("Ludwig van der Heyden", "van der Heyden, Ludwig"),
        ("Ludwig van der Heyden", "Heyden, Ludwig van der"),
        ("Ludwig van der Heyden", "L. v. d. Heyden"),
        ("Heyden, Ludwig van der", "L. van der Heyden"),
        ("Ludwig van der Heyden", "Ludwig Vanderheyden"),
        ("Jean-Luc Desrochers", "J.-L. Desrochers"),
        ("Jean-Luc Desrochers", "Desrochers, J-L"),
        ("Seán Ó Conaill", "S. O'Conaill"),
        ("O'Halloran, Brigid", "B. O’Halloran"),
        ("Brigid O'Halloran", "Brigid OHalloran"),
        ("José María Etxeberria Olano", "José María Etxeberria"),
        ("José María Etxeberria Olano", "J. M. Etxeberria Olano"),
        ("Philippa Anne Quenneville", "P. A. Quenneville"),
        ("Philippa Anne Quenneville", "QUENNEVILLE PA"),
        ("Philippa Quenneville", "Ｐｈｉｌｉｐｐａ　Ｑｕｅｎｎｅｖｉｌｌｅ"),
        ("Philippa Quenneville", "Philippa Quenne-\n  ville"),
    ] {
        check(list, &format!("signed: {form}; sent"), &[form]);
    }
    check("Ludwig van der Heyden", "the van der Waals force", &[]);
}

#[test]
fn a_chinese_name_is_found_in_both_scripts_and_by_every_reading() {
    for form in ["歐陽雪峰", "歐陽 雪峰", "Ouyang X. F", "OUYANG Xue Feng", "X.F. Ouyang"] {
        check("欧阳雪峰", &format!("经办人：{form}。"), &[form]);
    }
    check("劉曉東", "由刘晓东签字", &["刘晓东"]);
    for form in ["張樂怡", "张（乐怡", "Zhang Leyi", "Yueyi Zhang"] {
        check("张乐怡", &format!("经办人：{form}。"), &[form]);
    }
    check("欧阳雪峰", "欧阳先生与欧阳修", &["欧阳先生"]);
    check("张乐怡", "Zhang wrote to Le", &[]);
}

#[test]
fn the_family_name_alone_is_a_part() {
    let list = NameList::parse("Tomasz Zielinski").unwrap();
    let found = list.find("Zielinski wrote to Tomasz Zielinski");
    let whole: Vec<bool> = found.iter().map(|listed| listed.is_whole).collect();
    assert_eq!(whole, [false, true]);
}

#[test]
fn tables_and_plain_lists_are_read() {
    let found = |list: &str| NameList::parse(list).map(|list| list.len());
    assert_eq!(found("# the case\nAnna Berg\n\nJan Novak\n"), Ok(2));
    assert_eq!(found("id,Name,Town\n1,Anna Berg,Oslo\n2,Jan Novak,Brno\n"), Ok(2));
    assert_eq!(found("Last Name;First Name\nBerg;Anna\n"), Ok(1));
    assert_eq!(found("编号,姓名\n1,王小明\n"), Ok(1));
    check("Last Name;First Name\nBerg;Anna\n", "Anna Berg", &["Anna Berg"]);
    check("Berg, Anna\n", "Anna Berg", &["Anna Berg"]);
}

#[test]
fn what_is_no_list_is_refused() {
    let refused = |list: &str| NameList::parse(list).map(|list| list.len()).unwrap_err();
    assert_eq!(refused(""), NameListError::Empty);
    assert_eq!(refused("# nothing\n12\n"), NameListError::Empty);
    assert_eq!(refused("Anna Berg\nX\n"), NameListError::TooShort(2));
    assert_eq!(refused(&"a".repeat(100)), NameListError::TooLong(1));
}
