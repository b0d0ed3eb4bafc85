use expect_test::{Expect, expect};

use crate::formats::testing::{SECRET, dump, planted};

fn check(message: &str, expected: Expect) {
    expected.assert_eq(&dump(message.replace('\n', "\r\n").as_bytes(), "message.eml"));
}

#[test]
fn all_headers_and_a_plain_body() {
    check(
        "Received: from desk7.intern.example ([10.1.2.3])\n by mx.example; Mon, 2 Mar 2026\n\
         From: Vera Muster <vera@example.org>\nTo: jan@example.org\nBcc: board@example.org\n\
         Subject: =?utf-8?q?B=C3=BCro?= plan\nX-Mailer: Post 1\n\nHello Jan.\n",
        expect![[r#"
            = eml
            [name] name | message.eml
            [mail-header] Received {property} | from desk7.intern.example ([10.1.2.3]) by mx.example; Mon, 2 Mar 2026
            [mail-header] From | Vera Muster <vera@example.org>
            [mail-header] To | jan@example.org
            [mail-header] Bcc {property} | board@example.org
            [mail-header] Subject | Büro plan
            [mail-header] X-Mailer {property} | Post 1
            [body] body | Hello Jan.\r\n
            whole
        "#]],
    );
}

#[test]
fn alternatives_attachments_and_messages_are_documents() {
    check(
        "From: a@example.org\nSubject: x\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=one\n\nnobody sees this\n--one\n\
         Content-Type: multipart/alternative; boundary=two\n\n--two\n\
         Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n\
         Z=FCrich\n--two\nContent-Type: text/html\n\n<p>Z&uuml;rich <b hidden>plus</b></p>\n--two--\n\
         --one\nContent-Type: text/plain; name=notes.txt\nContent-Disposition: attachment\n\
         Content-Transfer-Encoding: base64\n\nbm90ZXM=\n--one\nContent-Type: message/rfc822\n\n\
         From: b@example.org\nSubject: inner\n\nInside.\n--one--\nafter all\n",
        expect![[r#"
            = eml
            body.html: = html
            notes.txt: = text
            attachment 5.eml: = eml
            [name] name | message.eml
            [mail-header] From | a@example.org
            [mail-header] Subject | x
            [mail-header] MIME-Version {property} | 1.0
            [mail-header] Content-Type {property} | multipart/mixed; boundary=one
            [other] before the first part {markup} | nobody sees this
            [other] after the last part {markup} | after all
            [body] body 2 | Zürich
            body.html: [name] name | body.html
            body.html: [body] text | Zürich plus
            [mail-header] Content-Disposition {property} | attachment
            notes.txt: [name] name | notes.txt
            notes.txt: [body] text | notes
            attachment 5.eml: [name] name | attachment 5.eml
            attachment 5.eml: [mail-header] From | b@example.org
            attachment 5.eml: [mail-header] Subject | inner
            attachment 5.eml: [body] body | Inside.
            whole
        "#]],
    );
}

#[test]
fn an_encoding_that_is_not_named_is_guessed() {
    let message =
        b"From: a@example.org\nSubject: x\n\n\xb9\xab\xce\xf1\xd4\xb1\xb5\xc4\xb5\xd8\xd6\xb7\n";
    expect![[r#"
        = eml
        [name] name | message.eml
        [mail-header] From | a@example.org
        [mail-header] Subject | x
        [body] body | 公务员的地址\n
        ! encoding-doubtful
        whole
    "#]]
    .assert_eq(&dump(message, "message.eml"));
}

#[test]
fn a_mailbox_holds_messages() {
    let mailbox = "From vera Mon Mar  2 10:00:00 2026\nFrom: vera@example.org\nSubject: one\n\n\
                   From here on it is text.\n\nFrom jan Tue Mar  3 10:00:00 2026\n\
                   From: jan@example.org\nSubject: two\n\nTwo.\n";
    expect![[r#"
        = mbox
        message 1.eml: = eml
        message 2.eml: = eml
        [name] name | old.mbox
        [property] envelope {property} | From vera Mon Mar  2 10:00:00 2026
        message 1.eml: [name] name | message 1.eml
        message 1.eml: [mail-header] From | vera@example.org
        message 1.eml: [mail-header] Subject | one
        message 1.eml: [body] body | From here on it is text.\n\n
        [property] envelope {property} | From jan Tue Mar  3 10:00:00 2026
        message 2.eml: [name] name | message 2.eml
        message 2.eml: [mail-header] From | jan@example.org
        message 2.eml: [mail-header] Subject | two
        message 2.eml: [body] body | Two.\n
        whole
    "#]]
    .assert_eq(&dump(mailbox.as_bytes(), "old.mbox"));
}

#[test]
fn a_text_with_colons_is_no_message() {
    check(
        "Note: one\nFrom: the office\n\nText.\n",
        expect![[r#"
        = text
        [name] name | message.eml
        [body] text | Note: one\r\nFrom: the office\r\n\r\nText.\r\n
        ! name-lies
        whole
    "#]],
    );
}

#[test]
fn any_cut_and_any_changed_byte_ends() {
    let message = b"From: a@example.org\r\nTo: b@example.org\r\nContent-Type: multipart/mixed; \
        boundary=one\r\n\r\n--one\r\nContent-Type: text/plain; charset=gb2312\r\n\
        Content-Transfer-Encoding: base64\r\n\r\nuavO8dSx\r\n--one\r\n\
        Content-Type: message/rfc822\r\n\r\nFrom: c@example.org\r\nTo: d\r\n\r\nx\r\n--one--\r\n";
    for at in 0..message.len() {
        let mut changed = *message;
        changed[at] ^= 0x11;
        dump(&changed, "message.eml");
        dump(&message[..at], "message.eml");
    }
}

#[test]
fn what_is_planted_in_messages_is_found() {
    let header = |line: &str| {
        format!("From: a@werk.example\r\nTo: b@werk.example\r\n{line}: {SECRET}\r\n\r\nText")
            .into_bytes()
    };
    let mixed = |before: &str, part: &str, after: &str| {
        format!(
            "From: a@werk.example\r\nTo: b@werk.example\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n{before}\r\n--b\r\n{part}\r\n--b--\r\n{after}"
        )
        .replace("SECRET", SECRET)
        .into_bytes()
    };
    expect![[r#"
        route | mail-header property | Received
        address of the sender's machine | mail-header property | X-Originating-IP
        program | mail-header property | User-Agent
        blind copy | mail-header property | Bcc
        sent again | mail-header property | Resent-To
        number of the thread | mail-header property | Thread-Index
        unknown header | mail-header property | X-Pump-Ticket
        before the first part | other markup | before the first part
        after the last part | other markup | after the last part
        header of a part | mail-header property | Content-Description
        name of an attachment | mail-header property | Content-Disposition
        attached message | mail-header property | Bcc
        invitation | body shown | text
        hidden lines of HTML | body markup | text
    "#]].assert_eq(&planted(
        "a.eml",
        &[
            ("route", header("Received")),
            ("address of the sender's machine", header("X-Originating-IP")),
            ("program", header("User-Agent")),
            ("blind copy", header("Bcc")),
            ("sent again", header("Resent-To")),
            ("number of the thread", header("Thread-Index")),
            ("unknown header", header("X-Pump-Ticket")),
            ("before the first part", mixed("SECRET", "\r\nText", "")),
            ("after the last part", mixed("", "\r\nText", "SECRET")),
            ("header of a part", mixed("", "Content-Description: SECRET\r\n\r\nText", "")),
            ("name of an attachment", mixed("", "Content-Disposition: attachment; filename=\"SECRET.txt\"\r\n\r\nText", "")),
            ("attached message", mixed("", "Content-Type: message/rfc822\r\n\r\nFrom: c@werk.example\r\nTo: d@werk.example\r\nBcc: SECRET\r\n\r\nText", "")),
            ("invitation", mixed("", "Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nATTENDEE;CN=SECRET:mailto:e@werk.example\r\nEND:VCALENDAR", "")),
            ("hidden lines of HTML", mixed("", "Content-Type: text/html\r\n\r\n<p style=\"display:none\">SECRET</p><p>Text</p>", "")),
        ],
    ));
}

#[test]
fn lines_that_flow_are_read_as_they_are_shown() {
    let head = "From: a@example.org\nSubject: x\nContent-Type: text/plain; charset=utf-8; \
                format=flowed; delsp=";
    let shown = |delsp: &str| {
        let message = format!("{head}{delsp}\n\nNumber 4711 \n0815\n-- \nAda\n");
        let lines = dump(message.replace('\n', "\r\n").as_bytes(), "message.eml");
        lines.lines().find_map(|line| line.strip_prefix("[body] body | ").map(str::to_owned))
    };
    assert_eq!(shown("yes").unwrap(), "Number 47110815\\n-- \\nAda\\n");
    assert_eq!(shown("no").unwrap(), "Number 4711 \\r\\n0815\\r\\n-- \\r\\nAda\\r\\n");
}

#[test]
fn two_bytes_for_each_letter_need_no_name() {
    let bytes: Vec<u8> = "Hall 3".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let message = format!(
        "From: a@example.org\r\nSubject: x\r\nContent-Type: text/plain\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n",
        crate::formats::textual::to_base64(&bytes)
    );
    let lines = dump(message.as_bytes(), "message.eml");
    assert!(lines.contains("| Hall 3\n"), "{lines}");
}

#[test]
fn what_programs_pass_over_is_told_as_hidden() {
    let message = "From: a@example.org\nSubject: x\nMIME-Version: 1.0\n\
         Content-Type: multipart/alternative; boundary=two\n\n--two\n\
         Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nU2Vlbg==\n\nbehind the code\n\
         --two\nContent-Type: text/x-amp-html\n\n<p>for some</p>\n--two--\n";
    let document = crate::clean::testing::parts("a.eml", message.replace('\n', "\r\n").as_bytes());
    let hidden = |text: &str| {
        let read = document.parts.iter().find(|read| read.text.contains(text));
        read.unwrap_or_else(|| panic!("{text}")).part.hidden
    };
    assert_eq!(hidden("Seen"), None);
    assert_eq!(hidden("behind the code"), Some(crate::Hidden::Slack));
    assert_eq!(hidden("for some"), Some(crate::Hidden::Markup));
    let copy = crate::clean::testing::cleaned("a.eml", message.replace('\n', "\r\n").as_bytes());
    let text = crate::clean::testing::all_text("a.eml", &copy.bytes);
    assert!(text.contains("Seen") && !text.contains("code") && !text.contains("some"), "{text}");
}
