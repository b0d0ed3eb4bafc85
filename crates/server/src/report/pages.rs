//! The pages: plain forms, and the same steps as templates for the script that seals.

mod steps;

use std::fmt::Write;

use axum::response::{Html, IntoResponse, Response};
use intake::channel::Channel;
use intake::delivery::Proof;
use intake::message::{Opened, QUESTIONS};

use super::script;

/// Ids of all words that the pages need, in each language.
pub fn texts() -> impl Iterator<Item = String> {
    let own = TEXTS.iter().chain(steps::WORDS).map(|&id| id.to_owned());
    own.chain(QUESTIONS.iter().map(|question| question_id(question)))
}

/// Ids of the words that stand on the pages themselves.
const TEXTS: &[&str] = &[
    "page-title",
    "page-language-name",
    "page-leave",
    "page-who",
    "page-escrow",
    "page-promise",
    "page-no-script",
    "page-browser-seals",
    "page-not-promised",
    "page-offline",
    "page-begin",
    "page-have-receipt",
    "page-receipt-title",
    "page-receipt-text",
    "page-receipt-confirm",
    "page-word",
    "page-continue",
    "page-write-title",
    "page-item",
    "page-item-file",
    "page-item-page",
    "page-item-system",
    "page-item-name",
    "page-text",
    "page-identity",
    "page-identity-text",
    "page-questions",
    "page-attachments",
    "page-attachments-text",
    "page-send",
    "page-sent-title",
    "page-sent-text",
    "page-mailbox-title",
    "page-mailbox-ask",
    "page-mailbox-open",
    "page-follow-up",
    "page-error-title",
];

fn question_id(question: &str) -> String {
    format!("report-question-{question}")
}

/// Where a person is who leaves at once.
const ELSEWHERE: &str = "about:blank";

/// A page in one language.
pub(super) struct Page<'a> {
    pub(super) language: &'a str,
    pub(super) text: &'a dyn Fn(&str) -> String,
    /// The other languages: their tags and names.
    pub(super) others: Vec<(String, String)>,
    /// True when someone keeps names apart.
    pub(super) has_custodian: bool,
}

/// What a form carries unseen: the token, and the receipt once it is known.
pub(super) struct Carried<'a> {
    pub(super) token: &'a str,
    pub(super) receipt: Option<&'a str>,
}

/// How what is typed goes out.
#[derive(Clone, Copy)]
enum Way<'a> {
    /// A form is posted, and the server seals.
    Server(&'a Carried<'a>),
    /// The script seals; its forms have no address to be sent to.
    Browser,
}

impl Page<'_> {
    fn word(&self, id: &str) -> String {
        escape(&(self.text)(id))
    }

    fn whole(&self, title: &str, body: &str) -> Html<String> {
        self.with_script(title, body, "")
    }

    /// A page of which a script may take over: what it shows stands in templates.
    fn with_script(&self, title: &str, body: &str, templates: &str) -> Html<String> {
        let title = self.word(title);
        let script = match templates {
            "" => String::new(),
            _ => format!(
                "<script type=\"module\" src=\"/seal.js\" integrity=\"{}\"></script>\n",
                script::integrity()
            ),
        };
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
             <title>{title}</title>\n<link rel=\"stylesheet\" href=\"/style.css\">\n{script}</head>\n<body>\n\
             <header><nav><a class=\"leave\" href=\"/leave\">{leave}</a> {others}</nav></header>\n\
             <main>\n<h1>{title}</h1>\n{body}</main>\n{templates}</body>\n</html>\n",
            language = self.language,
            leave = self.word("page-leave"),
        ))
    }

    fn form(&self, action: &str, way: Way<'_>, is_long: bool, fields: &str) -> String {
        let Way::Server(carried) = way else {
            return format!("<form method=\"dialog\" autocomplete=\"off\">\n{fields}</form>\n");
        };
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
            "<form method=\"post\" action=\"/{}/{action}\"{encoding} data-step=\"{action}\" \
             autocomplete=\"off\">\n{hidden}{fields}</form>\n",
            self.language
        )
    }

    /// Says who seals, so that nobody takes one way for the other.
    fn who_seals(&self, way: Way<'_>) -> String {
        match way {
            Way::Server(_) => format!("<p>{}</p>\n", self.word("page-no-script")),
            Way::Browser => format!("<p>{}</p>\n", self.word("page-browser-seals")),
        }
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
        let _ = writeln!(
            body,
            "<p>{}</p>\n<p data-way=\"server\">{}</p>\n<p data-way=\"browser\" hidden>{}</p>",
            self.word("page-promise"),
            self.word("page-no-script"),
            self.word("page-browser-seals")
        );
        for id in ["page-not-promised", "page-offline"] {
            let _ = writeln!(body, "<p>{}</p>", self.word(id));
        }
        body += &self.form("receipt", Way::Server(carried), false, &self.button("page-begin"));
        let _ = writeln!(
            body,
            "<p><a href=\"/{}/mailbox\">{}</a></p>",
            self.language,
            self.word("page-have-receipt")
        );
        self.with_script("page-title", &body, &self.steps_of_report())
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
        body += &self.receipt_step(words, places, Way::Server(carried));
        self.whole("page-receipt-title", &body)
    }

    fn receipt_step(&self, words: &str, places: [usize; 2], way: Way<'_>) -> String {
        let mut body = format!(
            "<p>{}</p>\n<p class=\"receipt\">{}</p>\n<p>{}</p>\n",
            self.word("page-receipt-text"),
            escape(words),
            self.word("page-receipt-confirm")
        );
        let mut fields = String::new();
        for (name, place) in ["first", "second"].into_iter().zip(places) {
            fields += &self.field(name, &format!("{} {place}", (self.text)("page-word")), true);
        }
        body += &self.form("write", way, false, &(fields + &self.button("page-continue")));
        body
    }

    /// The form of a report.
    pub(super) fn write(&self, carried: &Carried<'_>) -> Html<String> {
        self.whole("page-write-title", &self.write_step(Way::Server(carried)))
    }

    fn write_step(&self, way: Way<'_>) -> String {
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
        if self.has_custodian {
            fields += &self.identity();
        }
        let _ = writeln!(fields, "<details>\n<summary>{}</summary>", self.word("page-questions"));
        for question in QUESTIONS {
            fields += &self.field(question, &(self.text)(&question_id(question)), false);
        }
        fields.push_str("</details>\n");
        fields += &self.files();
        self.who_seals(way) + &self.form("send", way, true, &(fields + &self.button("page-send")))
    }

    /// Says that it has arrived.
    pub(super) fn sent(&self) -> Html<String> {
        self.whole("page-sent-title", &self.sent_step())
    }

    fn sent_step(&self) -> String {
        format!(
            "<p>{}</p>\n<p><a href=\"/{}/mailbox\">{}</a></p>\n",
            self.word("page-sent-text"),
            self.language,
            self.word("page-have-receipt")
        )
    }

    /// Asks for a receipt.
    pub(super) fn ask_receipt(&self, carried: &Carried<'_>) -> Html<String> {
        let fields = self.field("receipt", &(self.text)("page-mailbox-ask"), true);
        let fields = fields + &self.button("page-mailbox-open");
        let body = self.form("mailbox", Way::Server(carried), false, &fields);
        self.with_script("page-mailbox-title", &body, &self.steps_of_mailbox())
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
                "<article>\n<h2>{} {}, {}, {}</h2>\n<p class=\"body\">{}</p>\n{}</article>",
                self.word("page-answer"),
                header.seq,
                intake::day::write(header.day),
                escape(header.by.as_deref().unwrap_or_default()),
                escape(&answer.message.body),
                header.delivery.as_ref().map(|proof| self.proof(proof)).unwrap_or_default()
            );
        }
        body += &self.follow_up_step(Way::Server(carried));
        self.whole("page-mailbox-title", &body)
    }

    fn follow_up_step(&self, way: Way<'_>) -> String {
        let marked = "<input type=\"hidden\" name=\"follow-up\" value=\"yes\">\n".to_owned();
        let fields = marked + &self.area() + &self.files() + &self.button("page-send");
        format!(
            "<h2>{}</h2>\n{}{}",
            self.word("page-follow-up"),
            self.who_seals(way),
            self.form("send", way, true, &fields)
        )
    }

    /// The proof of delivery, which is for the reporter to keep or to leave.
    fn proof(&self, proof: &Proof) -> String {
        format!(
            "<details>\n<summary>{}</summary>\n<pre>{}</pre>\n</details>\n",
            self.word("page-proof"),
            escape(&proof.to_text())
        )
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

    fn identity(&self) -> String {
        format!(
            "<p><label for=\"identity\">{}</label>\n<input type=\"text\" id=\"identity\" name=\"identity\" \
             maxlength=\"1000\" autocomplete=\"off\" aria-describedby=\"identity-text\"></p>\n\
             <p id=\"identity-text\">{}</p>\n",
            self.word("page-identity"),
            self.word("page-identity-text")
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

/// Forgets everything and goes elsewhere.
pub(super) async fn leave() -> Response {
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={ELSEWHERE}\">\n<title>…</title>\n</head>\n\
         <body><main><h1>…</h1></main></body>\n</html>\n"
    );
    ([("clear-site-data", "\"*\"")], Html(page)).into_response()
}

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
