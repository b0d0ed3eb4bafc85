use crate::clean::testing::{all_text, cleaned, cleaned_without};

const PAGE: &str = r#"<!DOCTYPE html><html><head><title>Shown title</title>
<meta name="author" content="plant-author"><style>/* plant-css */
.ghost, #deep p { display: none } .note { color: red; background: url(plant-url) }</style>
<script>var x = "plant-script";</script></head>
<body onload="plant-event()"><!-- plant-comment --><h1 class="note plant-class">Shown heading</h1>
<p title="plant-title">Shown <b>bold</b> words <a href="https://host/plant-link">link words</a>
<p class="ghost">plant-by-class<p style="display:none">plant-by-style
<div id="deep"><p>plant-by-descendant</p></div><span hidden>plant-attribute</span>
<div style="position:absolute; left:-9999px">plant-beside</div>
<input type="hidden" value="plant-hidden"><input value="Shown field">
<noscript>plant-noscript</noscript><template>plant-template</template>
<img src="pictures/a.png" alt="plant-alt" data-x="plant-data"><img src="https://t/plant-pixel">
<custom-thing>Shown inside</custom-thing><svg><text>plant-svg</text></svg>
</body></html>"#;

#[test]
fn a_page_shows_what_it_showed_and_no_more() {
    let copy = cleaned("a.html", PAGE.as_bytes());
    let page = String::from_utf8(copy.bytes.clone()).unwrap();
    assert!(!page.contains("plant"), "{page}");
    let text = all_text("a.html", &copy.bytes);
    let shown = [
        "Shown title",
        "Shown heading",
        "Shown bold words link words",
        "Shown field",
        "Shown inside",
    ];
    for shown in shown {
        assert!(text.contains(shown), "`{shown}` is lost from\n{page}");
    }
    assert!(page.contains("pictures/a.png") && page.contains("color:red"), "{page}");
}

#[test]
fn a_redaction_goes_across_elements() {
    let page = "<p>Ask <i>Mal</i>lory &amp; Co. now</p>";
    let copy = cleaned_without("a.html", page.as_bytes(), &["Mallory & Co."]);
    let page = String::from_utf8(copy.bytes).unwrap();
    assert!(
        page.contains("[redacted]") && !page.contains("Mal") && !page.contains("Co."),
        "{page}"
    );
}

#[test]
fn what_the_reader_calls_hidden_goes_and_values_that_are_not_shown() {
    let page = r#"<style>.same{color:#fff;background:#fff}.tiny{font:1px serif}</style>
<p class="same">plant-drowned</p><p class="tiny">plant-tiny</p><p style="visibility:hidden">
plant-unseen <b style="visibility:visible">Shown again</b></p>
<select><option value="plant-sent">Shown choice</option></select>
<input type="checkbox" value="plant-box"><input type="submit" value="Shown button">"#;
    let copy = cleaned("a.html", page.as_bytes());
    let made = String::from_utf8(copy.bytes).unwrap();
    assert!(!made.contains("plant"), "{made}");
    for shown in ["Shown choice", "Shown button"] {
        assert!(made.contains(shown), "`{shown}` is lost from\n{made}");
    }
}

#[test]
fn values_that_are_no_looks_and_no_pictures_go() {
    let page = r#"<html lang="x-plant"><p lang="en-GB" style="font-family:'plant-4711-x';color:red">
Shown<font face="plant-4711-x"> words</font><img src="data:text/plain;base64,cGxhbnQgcGxhbnQ=">"#;
    let made = String::from_utf8(cleaned("a.html", page.as_bytes()).bytes).unwrap();
    assert!(!made.contains("plant") && !made.contains("cGxhbnQ"), "{made}");
    assert!(made.contains("lang=\"en-GB\"") && made.contains("color:red"), "{made}");
}

#[test]
fn letters_go_that_are_seen_in_another_order() {
    let page = "<p>Shown <bdo dir=\"rtl\">yrollaM</bdo> words</p>";
    let copy = cleaned_without("a.html", page.as_bytes(), &["Mallory"]);
    let made = String::from_utf8_lossy(&copy.bytes);
    assert!(!made.contains("yrollaM") && made.contains("words"), "{made}");
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"99\" height=\"99\">\
                   <text y=\"20\" x=\"30 10 20\">oBb</text></svg>";
    let copy = cleaned_without("a.svg", drawing.as_bytes(), &["Bbo"]);
    let made = String::from_utf8_lossy(&copy.bytes);
    assert!(!made.contains("oBb"), "{made}");
}

#[test]
fn what_rules_show_of_attributes_stays_and_what_they_hide_goes() {
    let page = "<style>.q::before{content:attr(data-x)} body>p:nth-child(2){display:none}</style><body>\
        <p>Shown first<p>plant-second<p>Shown third<p class=q data-x=\"Shown attribute\"></p>\
        <i id=h>plant-script</i><script>document.getElementById('h').hidden = true</script></body>";
    let copy = cleaned("a.html", page.as_bytes());
    let text = all_text("a.html", &copy.bytes);
    assert!(!text.contains("plant"), "{text}");
    for shown in ["Shown first", "Shown third", "Shown attribute"] {
        assert!(text.contains(shown), "{shown}: {text}");
    }
}
