use crate::clean::testing::{all_text, cleaned, cleaned_without};

const MAIL: &str = "Received: from plant-host (10.1.2.3) by mx\r\nX-Mailer: plant-mailer\r\n\
Bcc: plant-bcc@example.org\r\nFrom: Zhang Wei <zhang@example.org>\r\n\
To: desk@example.org\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\n\
Message-ID: <plant-id@host>\r\nSubject: Shown subject\r\nMIME-Version: 1.0\r\n\
Content-Type: multipart/mixed; boundary=\"plant-b\"\r\n\r\nplant-before\r\n--plant-b\r\n\
Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n\
Shown words of Mallory.\r\nAsk plant-line alone\r\n--x\r\nContent-Type: text/html\r\n\r\n\
<p>Shown page, words of Mallory<!-- plant-comment --></p><img src=\"cid:plant-cid\">\r\n--x--\r\n--plant-b\r\n\
Content-Type: text/csv; name=\"table.csv\"\r\nContent-Disposition: attachment; filename=\"table.csv\"\r\n\
Content-Transfer-Encoding: base64\r\n\r\nYSxiLGMKTWFsbG9yeSwyLDMKMSwyLDMK\r\n--plant-b--\r\nplant-after\r\n";

#[test]
fn a_message_shows_what_it_showed_and_no_more() {
    let copy = cleaned("a.eml", MAIL.as_bytes());
    let made = String::from_utf8_lossy(&copy.bytes);
    assert!(!made.contains("plant-"), "{made}");
    let text = all_text("a.eml", &copy.bytes);
    for shown in [
        "Zhang Wei",
        "zhang@example.org",
        "Shown subject",
        "Shown words",
        "Shown page",
        "Mallory,2,3",
    ] {
        assert!(text.contains(shown), "`{shown}` is lost from\n{text}\n{made}");
    }
}

#[test]
fn what_must_go_goes_from_bodies_and_from_what_is_attached() {
    let copy =
        cleaned_without("a.eml", MAIL.as_bytes(), &["Mallory", "Shown subject", "Zhang Wei"]);
    let text = all_text("a.eml", &copy.bytes);
    assert!(
        !text.contains("Mallory") && !text.contains("Shown subject") && !text.contains("Zhang Wei")
    );
    assert!(
        text.contains("Shown words of [redacted].") && text.contains("[redacted],2,3"),
        "{text}"
    );
}

#[test]
fn messages_of_a_mailbox_are_cleaned() {
    let mail = "Received: plant-host\nFrom: a@example.org\nSubject: One\n\nShown\n\n";
    let mailbox = format!("From a@plant-host Mon\n{mail}From b@plant-host Mon\n{mail}");
    let copy = cleaned("a.mbox", mailbox.as_bytes());
    let made = String::from_utf8_lossy(&copy.bytes);
    assert!(!made.contains("plant-"), "{made}");
    assert_eq!(made.matches("Shown").count(), 2);
}

#[test]
fn a_file_in_the_text_of_a_mail_is_cleaned() {
    // It holds `Bericht 11010119000402151X`.
    let mail = "From: a@example.org\nSubject: One\n\nShown before\nbegin 644 note.txt\n\
                ;0F5R:6-H=\" Q,3 Q,#$Q.3 P,#0P,C$U,5@*\n`\nend\nShown after\n";
    let copy = cleaned_without("a.eml", mail.as_bytes(), &["11010119000402151X"]);
    let text = all_text("a.eml", &copy.bytes);
    assert!(!text.contains("11010119000402151X"), "{text}");
    for shown in ["Shown before", "Bericht [redacted]", "note.txt", "Shown after"] {
        assert!(text.contains(shown), "`{shown}` is lost from\n{text}");
    }
}

#[test]
fn lines_that_a_program_joins_are_joined() {
    let mail = "From: a@example.org\r\nContent-Type: text/plain; format=flowed; delsp=yes\r\n\r\n\
                Shown\r\nAnn \r\nLee\r\n";
    let copy = cleaned("a.eml", mail.as_bytes());
    assert!(all_text("a.eml", &copy.bytes).contains("AnnLee"));
    let without = cleaned_without("a.eml", mail.as_bytes(), &["AnnLee"]);
    let made = String::from_utf8_lossy(&without.bytes);
    assert!(!made.contains("Ann") && !made.contains("Lee"), "{made}");
}

#[test]
fn what_stands_behind_the_end_of_a_code_goes() {
    let mail = MAIL.replace("MSwyLDMK\r\n", "MSwyLDM=\r\n\r\nplant-behind the code\r\n");
    let copy = cleaned("a.eml", mail.as_bytes());
    assert!(!String::from_utf8_lossy(&copy.bytes).contains("plant-"));
    assert!(all_text("a.eml", &copy.bytes).contains("Mallory,2,3\n1,2,3"));
}
