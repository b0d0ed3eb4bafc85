//! The pages: plain forms, one style sheet, no script.

use std::fmt::Write;

use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use intake::channel::Channel;
use intake::message::{Opened, QUESTIONS};

/// Ids of all words that the pages need, in each language.
pub const TEXTS: &[&str] = &[
    "page-title",
    "page-language-name",
    "page-leave",
    "page-who",
    "page-escrow",
    "page-promise",
    "page-no-script",
    "page-not-promised",
    "page-offline",
    "page-begin",
    "page-have-receipt",
    "page-receipt-title",
    "page-receipt-text",
    "page-receipt-confirm",
    "page-word",
    "page-wrong-words",
    "page-continue",
    "page-write-title",
    "page-item",
    "page-item-file",
    "page-item-page",
    "page-item-system",
    "page-item-name",
    "page-text",
    "page-questions",
    "page-attachments",
    "page-attachments-text",
    "page-send",
    "page-sent-title",
    "page-sent-text",
    "page-mailbox-title",
    "page-mailbox-ask",
    "page-mailbox-open",
    "page-mailbox-none",
    "page-answer",
    "page-doubt",
    "page-gap",
    "page-follow-up",
    "page-error-title",
    "page-error-token",
    "page-error-receipt",
    "page-error-text",
    "page-error-closed",
    "page-error-busy",
    "page-error-upload",
    "page-error-missing",
    "report-question-seen-where",
    "report-question-seen-when",
    "report-question-reach",
    "report-question-harm",
    "report-question-told-before",
    "report-question-documents",
    "report-question-fear",
    "report-question-other",
];

/// Where a person is who leaves at once.
const ELSEWHERE: &str = "about:blank";

/// A page in one language.
pub(super) struct Page<'a> {
    pub(super) language: &'a str,
    pub(super) text: &'a dyn Fn(&str) -> String,
    /// The other languages: their tags and names.
    pub(super) others: Vec<(String, String)>,
}

/// What a form carries unseen: the token, and the receipt once it is known.
pub(super) struct Carried<'a> {
    pub(super) token: &'a str,
    pub(super) receipt: Option<&'a str>,
}

impl Page<'_> {
    fn word(&self, id: &str) -> String {
        escape(&(self.text)(id))
    }

    fn whole(&self, title: &str, body: &str) -> Html<String> {
        let title = self.word(title);
        let mut others = String::new();
        for (tag, name) in &self.others {
            let _ = write!(
                others,
                "<a href=\"/{tag}/\" lang=\"{tag}\" hreflang=\"{tag}\">{}</a> ",
                escape(name)
            );
        }
        Html(format!(
            "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{title}</title>\n<link rel=\"stylesheet\" href=\"/style.css\">\n</head>\n<body>\n\
             <header><nav><a class=\"leave\" href=\"/leave\">{leave}</a> {others}</nav></header>\n\
             <main>\n<h1>{title}</h1>\n{body}</main>\n</body>\n</html>\n",
            language = self.language,
            leave = self.word("page-leave"),
        ))
    }

    fn form(&self, action: &str, carried: &Carried<'_>, is_long: bool, fields: &str) -> String {
        let encoding = if is_long { " enctype=\"multipart/form-data\"" } else { "" };
        let mut hidden =
            format!("<input type=\"hidden\" name=\"token\" value=\"{}\">\n", escape(carried.token));
        if let Some(receipt) = carried.receipt {
            let _ = writeln!(
                hidden,
                "<input type=\"hidden\" name=\"receipt\" value=\"{}\">",
                escape(receipt)
            );
        }
        format!(
            "<form method=\"post\" action=\"/{}/{action}\"{encoding} autocomplete=\"off\">\n{hidden}{fields}</form>\n",
            self.language
        )
    }

    /// Who reads it, what is promised and what is not.
    pub(super) fn begin(&self, channel: &Channel, carried: &Carried<'_>) -> Html<String> {
        let mut body = format!(
            "<p>{}</p>\n<p><strong>{}</strong><br><code>{}</code></p>\n<ul>\n",
            self.word("page-who"),
            escape(&channel.name),
            channel.id()
        );
        for handler in &channel.handlers {
            let _ = writeln!(body, "<li>{}</li>", escape(&handler.name));
        }
        body.push_str("</ul>\n");
        if channel.escrow.is_some() {
            let _ = writeln!(body, "<p>{}</p>", self.word("page-escrow"));
        }
        for id in ["page-promise", "page-no-script", "page-not-promised", "page-offline"] {
            let _ = writeln!(body, "<p>{}</p>", self.word(id));
        }
        body += &self.form("receipt", carried, false, &self.button("page-begin"));
        let _ = writeln!(
            body,
            "<p><a href=\"/{}/mailbox\">{}</a></p>",
            self.language,
            self.word("page-have-receipt")
        );
        self.whole("page-title", &body)
    }

    /// Shows the receipt and asks for two of its words.
    pub(super) fn receipt(
        &self,
        words: &str,
        places: [usize; 2],
        is_wrong: bool,
        carried: &Carried<'_>,
    ) -> Html<String> {
        let mut body = String::new();
        if is_wrong {
            let _ = writeln!(
                body,
                "<p role=\"alert\" class=\"alert\">{}</p>",
                self.word("page-wrong-words")
            );
        }
        let _ = writeln!(
            body,
            "<p>{}</p>\n<p class=\"receipt\">{}</p>\n<p>{}</p>",
            self.word("page-receipt-text"),
            escape(words),
            self.word("page-receipt-confirm")
        );
        let mut fields = String::new();
        for (name, place) in ["first", "second"].into_iter().zip(places) {
            fields += &self.field(name, &format!("{} {place}", (self.text)("page-word")), true);
        }
        body += &self.form("write", carried, false, &(fields + &self.button("page-continue")));
        self.whole("page-receipt-title", &body)
    }

    /// The form of a report.
    pub(super) fn write(&self, carried: &Carried<'_>) -> Html<String> {
        let mut fields = format!("<fieldset>\n<legend>{}</legend>\n", self.word("page-item"));
        for (place, kind) in ["file", "page", "system"].into_iter().enumerate() {
            let checked = if place == 0 { " checked" } else { "" };
            let _ = writeln!(
                fields,
                "<label class=\"choice\"><input type=\"radio\" name=\"item-kind\" value=\"{kind}\"{checked}> {}</label>",
                self.word(&format!("page-item-{kind}"))
            );
        }
        fields += &self.field("item-name", &(self.text)("page-item-name"), false);
        fields.push_str("</fieldset>\n");
        fields += &self.area();
        let _ = writeln!(fields, "<details>\n<summary>{}</summary>", self.word("page-questions"));
        for question in QUESTIONS {
            fields +=
                &self.field(question, &(self.text)(&format!("report-question-{question}")), false);
        }
        fields.push_str("</details>\n");
        fields += &self.files();
        let body = self.form("send", carried, true, &(fields + &self.button("page-send")));
        self.whole("page-write-title", &body)
    }

    /// Says that it has arrived.
    pub(super) fn sent(&self) -> Html<String> {
        let body = format!(
            "<p>{}</p>\n<p><a href=\"/{}/mailbox\">{}</a></p>\n",
            self.word("page-sent-text"),
            self.language,
            self.word("page-have-receipt")
        );
        self.whole("page-sent-title", &body)
    }

    /// Asks for a receipt.
    pub(super) fn ask_receipt(&self, carried: &Carried<'_>) -> Html<String> {
        let fields = self.field("receipt", &(self.text)("page-mailbox-ask"), true);
        let body =
            self.form("mailbox", carried, false, &(fields + &self.button("page-mailbox-open")));
        self.whole("page-mailbox-title", &body)
    }

    /// Shows the answers, and the form of a follow-up.
    pub(super) fn mailbox(
        &self,
        answers: &[&Opened],
        doubted: usize,
        gaps: &[u32],
        carried: &Carried<'_>,
    ) -> Html<String> {
        let mut body = String::new();
        if doubted > 0 {
            let _ =
                writeln!(body, "<p role=\"alert\" class=\"alert\">{}</p>", self.word("page-doubt"));
        }
        if !gaps.is_empty() {
            let _ =
                writeln!(body, "<p role=\"alert\" class=\"alert\">{}</p>", self.word("page-gap"));
        }
        if answers.is_empty() {
            let _ = writeln!(body, "<p>{}</p>", self.word("page-mailbox-none"));
        }
        for answer in answers {
            let header = &answer.message.header;
            let _ = writeln!(
                body,
                "<article>\n<h2>{} {}, {}, {}</h2>\n<p class=\"body\">{}</p>\n</article>",
                self.word("page-answer"),
                header.seq,
                intake::day::write(header.day),
                escape(header.by.as_deref().unwrap_or_default()),
                escape(&answer.message.body)
            );
        }
        let fields = self.area() + &self.files() + &self.button("page-send");
        let _ = writeln!(body, "<h2>{}</h2>", self.word("page-follow-up"));
        body += "<div>";
        body += &self.form(
            "send",
            carried,
            true,
            &("<input type=\"hidden\" name=\"follow-up\" value=\"yes\">\n".to_owned() + &fields),
        );
        body += "</div>\n";
        self.whole("page-mailbox-title", &body)
    }

    /// Says what went wrong and what to do.
    pub(super) fn error(&self, id: &str) -> Html<String> {
        let body = format!(
            "<p role=\"alert\">{}</p>\n<p><a href=\"/{}/\">{}</a></p>\n",
            self.word(id),
            self.language,
            self.word("page-begin")
        );
        self.whole("page-error-title", &body)
    }

    fn button(&self, id: &str) -> String {
        format!("<p><button type=\"submit\">{}</button></p>\n", self.word(id))
    }

    fn field(&self, name: &str, label: &str, is_needed: bool) -> String {
        let needed = if is_needed { " required" } else { "" };
        format!(
            "<p><label for=\"{name}\">{}</label>\n<input type=\"text\" id=\"{name}\" name=\"{name}\" \
             maxlength=\"4000\" autocomplete=\"off\" spellcheck=\"false\"{needed}></p>\n",
            escape(label)
        )
    }

    fn area(&self) -> String {
        format!(
            "<p><label for=\"text\">{}</label>\n<textarea id=\"text\" name=\"text\" rows=\"12\" required></textarea></p>\n",
            self.word("page-text")
        )
    }

    fn files(&self) -> String {
        format!(
            "<p><label for=\"file\">{}</label>\n<input type=\"file\" id=\"file\" name=\"file\" multiple \
             aria-describedby=\"file-text\"></p>\n<p id=\"file-text\">{}</p>\n",
            self.word("page-attachments"),
            self.word("page-attachments-text")
        )
    }
}

/// The style sheet.
pub(super) async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE)
}

/// Forgets everything and goes elsewhere.
pub(super) async fn leave() -> Response {
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={ELSEWHERE}\">\n<title>…</title>\n</head>\n\
         <body><main><h1>…</h1></main></body>\n</html>\n"
    );
    ([("clear-site-data", "\"*\"")], Html(page)).into_response()
}

const STYLE: &str = "\
body{font:1.1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:1rem auto;padding:0 1rem;color:#111;background:#fff}
h1,h2{line-height:1.2}
a{color:#0645ad}
.leave{font-weight:bold}
label{display:block;font-weight:bold}
.choice{font-weight:normal}
input[type=text],textarea{width:100%;box-sizing:border-box;font:inherit;padding:.4rem;border:1px solid #555;background:#fff;color:#111}
button{font:inherit;font-weight:bold;padding:.6rem 1.2rem;border:2px solid #111;background:#fff;color:#111}
:focus-visible{outline:3px solid #0645ad;outline-offset:2px}
.receipt{font-size:1.4rem;font-weight:bold;padding:1rem;border:2px solid #111}
.alert{border-left:.4rem solid #b00020;padding-left:.6rem}
.body{white-space:pre-wrap;overflow-wrap:anywhere}
";

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}
