use super::*;

#[test]
fn words_of_a_table_are_read_and_nothing_else() {
    let table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\
        \tconf\ttext\n\
        1\t1\t0\t0\t0\t0\t0\t0\t600\t200\t-1\t\n\
        5\t1\t1\t1\t1\t1\t20\t30\t80\t18\t96.5\tPlan\n\
        5\t1\t1\t1\t1\t2\t110\t30\t40\t18\t91\tB 7\n\
        5\t1\t1\t1\t2\t1\t20\t60\t40\t18\t0\tx\n\
        5\t1\t1\t1\t2\t2\t20\t60\t40\tmany\t90\ty\n\
        5\t1\t1\t1\t2\t3\t20\n\
        5\t1\t1\t1\t2\t4\t20\t60\t40\t18\t95\t \n";
    let words = words(table.as_bytes());
    let texts: Vec<(&str, u32)> =
        words.iter().map(|word| (word.text.as_str(), word.line)).collect();
    assert_eq!(texts, [("Plan", 2), ("B 7", 2), ("x", 3)]);
    assert_eq!(words[0].confidence, 96);
    assert_eq!((words[0].left, words[0].width), (20, 80));
}

#[test]
fn anything_else_is_no_words() {
    for table in [b"".as_slice(), b"\xFF\xFE\t\t", b"a\tb\n1\t2"] {
        assert_eq!(words(table), []);
    }
}
