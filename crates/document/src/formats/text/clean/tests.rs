use crate::clean::testing::{cleaned, cleaned_without, cleans_to};

#[test]
fn what_nobody_sees_goes_and_what_looks_depend_on_stays() {
    cleans_to("a.txt", "pla\u{200B}in\u{202E} te\u{E0041}xt\n".as_bytes(), b"plain text\n");
    cleans_to(
        "a.txt",
        "می\u{200C}خواهم ❤\u{FE0F} 👩\u{200D}🚀\n".as_bytes(),
        "می\u{200C}خواهم ❤\u{FE0F} 👩\u{200D}🚀\n".as_bytes(),
    );
    cleans_to(
        "a.txt",
        "x\u{FE01}\u{FE02}\u{FE03} bits\n".as_bytes(),
        "x\u{FE01} bits\n".as_bytes(),
    );
    cleans_to("a.txt", b"\x1b[31mred\x1b[0m alert\n", b"red alert\n");
}

#[test]
fn other_encodings_become_utf_8_with_a_mark() {
    let utf_16: Vec<u8> = "\u{FEFF}价格 ok\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    cleans_to("a.txt", &utf_16, "\u{FEFF}价格 ok\n".as_bytes());
}

#[test]
fn a_place_of_a_text_is_replaced() {
    let copy = cleaned_without("a.txt", b"call Mallory Quux at noon\n", &["Mallory Quux"]);
    assert_eq!(copy.bytes, b"call [redacted] at noon\n");
}

#[test]
fn json_stays_json() {
    let json = br#"{"a": "x 4111", "n": 13800138000, "b": "\u0041bel"}"#;
    let copy = cleaned_without("a.json", json, &["4111", "13800138000", "Abel"]);
    assert_eq!(
        String::from_utf8(copy.bytes).unwrap(),
        r#"{"a": "x [redacted]", "n": "[redacted]", "b": "[redacted]"}"#
    );
}

#[test]
fn a_name_is_cleaned_like_content() {
    let copy = cleaned_without("report Mallory.txt", b"nothing\n", &["Mallory"]);
    assert_eq!(copy.name, "report redacted.txt");
    assert_eq!(cleaned("plain.txt", b"nothing\n").name, "plain.txt");
}

#[test]
fn strings_to_a_terminal_go() {
    cleans_to("a.log", b"a\x1b]0;plant title\x07b\x1b]8;;plant\x1b\\c\x1bPplant\nd\n", b"abc\nd\n");
}

#[test]
fn a_calendar_keeps_what_it_shows() {
    let text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//SECRET//EN\r\nX-WR-CALNAME:SECRET\r\n\
                BEGIN:VEVENT\r\nUID:SECRET@host.example\r\nDTSTAMP:20260102T030405Z\r\n\
                DTSTART;X-P=SECRET;TZID=Europe/Berlin:20260101T090000\r\n\
                SUMMARY;LANGUAGE=en:Visit of hall 3 with all who are on duty that day, and\r\n  lunch\r\n\
                BEGIN:VALARM\r\nDESCRIPTION:SECRET\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let (copy, _) = super::calendar::shown(text);
    let expected = "BEGIN:VCALENDAR\r\nPRODID:-\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\n\
                    DTSTAMP:19700101T000000Z\r\nDTSTART;TZID=Europe/Berlin:20260101T090000\r\n\
                    SUMMARY:Visit of hall 3 with all who are on duty that day, and lunch\r\n\
                    END:VEVENT\r\nEND:VCALENDAR\r\n";
    assert_eq!(copy, expected);
    assert_eq!(super::calendar::shown(&copy).0, copy);
}

#[test]
fn a_card_keeps_what_it_shows() {
    let text = "begin:vcard\r\nVERSION:2.1\r\nPRODID:-//SECRET//EN\r\nN:Muster;Vera\r\n\
                item1.TEL;WORK;VOICE:0100 200\r\nitem1.X-ABLabel:SECRET\r\n\
                NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:caf=C3=A9=0D=0A=\r\nhall 3\r\n\
                ADR;TYPE=work;GEO=\"geo:SECRET:1\":;;Home\r\n  Street;City\r\n\
                PHOTO;ENCODING=b;TYPE=JPEG:U0VDUkVU\r\nLOGO:https://host.example/SECRET\r\n\
                KEY;ENCODING=b:U0VD\r\n UkVU\r\nUID:SECRET\r\nX-ABUID:SECRET\r\nend:vcard\r\n";
    let expected = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Muster;Vera\r\nTEL;TYPE=WORK;TYPE=VOICE:0100 200\r\n\
                    NOTE:café\\nhall 3\r\nADR;TYPE=work:;;Home Street;City\r\nEND:VCARD\r\n";
    cleans_to("a.vcf", text.as_bytes(), expected.as_bytes());
    cleans_to("a.vcf", expected.as_bytes(), expected.as_bytes());
}

#[test]
fn pictures_of_cards_are_cleaned() {
    const GIF: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xFF\xFF\xFF!\xFE\x06SECRET\0\
                         ,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
    let bare = cleaned("a.gif", GIF).bytes;
    assert!(!bare.windows(6).any(|bytes| bytes == b"SECRET"));
    for (version, head) in
        [("3.0", "PHOTO;ENCODING=b;TYPE=GIF:"), ("4.0", "PHOTO:data:image/gif;base64,")]
    {
        let card = |picture: &[u8]| {
            let data = crate::formats::textual::to_base64(picture);
            format!("BEGIN:VCARD\r\nVERSION:{version}\r\n{head}{data}\r\nEND:VCARD\r\n")
        };
        let copy = cleaned("a.vcf", card(GIF).as_bytes()).bytes;
        let joined = String::from_utf8(copy).unwrap().replace("\r\n ", "");
        assert_eq!(joined, card(&bare));
    }
}
