use super::*;

const B3: Cell = Cell { row: 2, column: 1 };

fn holds(formula: &str, content: Content<'_>) -> Option<bool> {
    Condition::of("expression", "", &[formula.to_owned()], B3).holds(B3, content)
}

#[test]
fn conditions_on_the_cell_and_its_place_are_known() {
    let text = Content::Text("Ada");
    for formula in [
        "TRUE",
        "TRUE()",
        "1",
        "1=1",
        "2>1",
        "ROW()=3",
        "AND(ROW()>=2,COLUMN(B3)=2)",
        "LEN(TRIM(B3))>0",
        "B3<>\"\"",
        "$B3=\"ada\"",
        "NOT(ISBLANK(B3))",
        "ISTEXT(B$3)",
        "NOT(ISERROR(SEARCH(\"d\",B3)))",
        "LEFT(B3,LEN(\"Ad\"))=\"Ad\"",
        "MOD(ROW(),2)=1",
        "OR(C3=1,B3>7)",
    ] {
        assert_eq!(holds(formula, text), Some(true), "{formula}");
    }
    for formula in ["FALSE", "ROW()=4", "B3=\"\"", "ISNUMBER(B3)", "B3=\"say \"\"Ada\"\"\""] {
        assert_eq!(holds(formula, text), Some(false), "{formula}");
    }
    for formula in ["C3=1", "$A$1>0", "COUNTIF(B:B,B3)>1", "B3>", "(((", "Sheet2!A1=1", "\"a"] {
        assert_eq!(holds(formula, text), None, "{formula}");
    }
}

#[test]
fn references_move_with_the_cell() {
    let condition = Condition::of("expression", "", &["B3=0".to_owned()], B3);
    let below = Cell { row: 9, column: 1 };
    assert_eq!(condition.holds(below, Content::Number("0")), Some(true));
    let condition = Condition::of("expression", "", &["B$3=0".to_owned()], B3);
    assert_eq!(condition.holds(below, Content::Number("0")), None);
}

#[test]
fn values_are_compared() {
    let holds = |operator, formulas: &[&str], content| {
        let formulas: Vec<String> = formulas.iter().map(|f| (*f).to_owned()).collect();
        Condition::of("cellIs", operator, &formulas, B3).holds(B3, content)
    };
    assert_eq!(holds("between", &["1", "5"], Content::Number("3")), Some(true));
    assert_eq!(holds("notBetween", &["1", "5"], Content::Number("3")), Some(false));
    assert_eq!(holds("equal", &["0"], Content::Number("0")), Some(true));
    assert_eq!(holds("equal", &["\"\""], Content::Text("x")), Some(false));
    assert_eq!(holds("greaterThan", &["0"], Content::Text("x")), Some(true));
    assert_eq!(holds("greaterThan", &["$D$1"], Content::Number("3")), None);
    assert_eq!(holds("between", &["1"], Content::Number("3")), None);
}
