//! Lessons for the public: one page, feeds (Atom, RFC 4287; JSON Feed 1.1), cards, a digest.
//!
//! No script, no picture from elsewhere, nothing that counts who reads.

use std::fmt::Write;

use serde_json::json;
use time::Date;

use crate::Lesson;

/// Words of the pages, in one language.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// The language, as BCP 47 writes it.
    pub language: &'a str,
    /// The title of the page.
    pub title: &'a str,
    /// Before.
    pub before: &'a str,
    /// After.
    pub after: &'a str,
    /// What to do.
    pub steps: &'a str,
    /// Where it is from.
    pub sources: &'a str,
    /// Said of a translation that nobody has read again.
    pub draft: &'a str,
}

/// Returns the public page with every lesson.
pub fn page(lessons: &[Lesson], words: &Words<'_>) -> String {
    let mut html = head(words.title, words);
    let _ = writeln!(html, "<header><h1>{}</h1></header>\n<nav><ul>", escape(words.title));
    for lesson in lessons {
        let _ = writeln!(html, "<li><a href=\"#{}\">{}</a></li>", lesson.id, escape(&lesson.title));
    }
    html.push_str("</ul></nav>\n<main>\n");
    for lesson in lessons {
        html.push_str(&article(lesson, words));
    }
    html + "</main>\n</body>\n</html>\n"
}

/// Returns a card to be printed: one lesson on half a page.
pub fn card(lesson: &Lesson, words: &Words<'_>) -> String {
    head(&lesson.title, words)
        + "<main>\n"
        + &titled(lesson, words, 1)
        + "</main>\n</body>\n</html>\n"
}

/// Returns the lessons as an Atom feed that lives at `base`.
///
/// Its days are those of the lessons: publishing again shows nobody what they have read.
pub fn atom(lessons: &[Lesson], words: &Words<'_>, base: &str) -> String {
    let newest = lessons.iter().map(|lesson| lesson.updated).max();
    let updated = moment(newest.unwrap_or(Date::MIN));
    let base = escape(base.trim_end_matches('/'));
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let _ = writeln!(
        xml,
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n<title>{}</title>\n\
         <id>{base}/</id>\n<link rel=\"self\" href=\"{base}/atom.xml\"/>\n\
         <link href=\"{base}/\"/>\n<updated>{updated}</updated>\n\
         <author><name>Obelus</name></author>",
        words.language,
        escape(words.title)
    );
    for lesson in lessons {
        let _ = writeln!(
            xml,
            "<entry>\n<title>{}</title>\n<id>{base}/#{id}</id>\n<link href=\"{base}/#{id}\"/>\n\
             <updated>{}</updated>\n<summary>{}</summary>\n\
             <content type=\"html\">{}</content>\n</entry>",
            escape(&lesson.title),
            moment(lesson.updated),
            escape(&lesson.text),
            escape(&article(lesson, words)),
            id = lesson.id,
        );
    }
    xml + "</feed>\n"
}

/// Returns the lessons as a JSON feed that lives at `base`.
pub fn json_feed(lessons: &[Lesson], words: &Words<'_>, base: &str) -> String {
    let base = base.trim_end_matches('/');
    let item = |lesson: &Lesson| {
        json!({
            "id": format!("{base}/#{}", lesson.id),
            "url": format!("{base}/#{}", lesson.id),
            "title": lesson.title,
            "summary": lesson.text,
            "content_html": article(lesson, words),
            "date_modified": moment(lesson.updated),
            "language": words.language,
        })
    };
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": words.title,
        "home_page_url": format!("{base}/"),
        "feed_url": format!("{base}/feed.json"),
        "language": words.language,
        "items": lessons.iter().map(item).collect::<Vec<_>>(),
    });
    format!("{feed:#}\n")
}

/// Writes the beginning of a day in UTC (RFC 3339).
fn moment(day: Date) -> String {
    format!("{:04}-{:02}-{:02}T00:00:00Z", day.year(), u8::from(day.month()), day.day())
}

/// Returns lessons as the plain text of a mail.
pub fn digest(lessons: &[Lesson], words: &Words<'_>) -> String {
    let mut text = String::new();
    for lesson in lessons {
        let _ = writeln!(text, "{}\n\n{}\n", lesson.title, lesson.text);
        let _ = writeln!(
            text,
            "{}: {}\n{}: {}\n",
            words.before, lesson.before, words.after, lesson.after
        );
        for (place, step) in (1..).zip(&lesson.steps) {
            let _ = writeln!(text, "{place}. {step}");
        }
        text.push_str("\n--\n\n");
    }
    text
}

fn head(title: &str, words: &Words<'_>) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n",
        words.language,
        escape(title)
    )
}

const STYLE: &str = "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;\
padding:0 1rem;color:#111;background:#fff}h1,h2{line-height:1.2}a{color:#0645ad}\
dt{font-weight:bold}dd{margin:0 0 .5rem 1rem}article{break-inside:avoid;margin:2rem 0}\
small{color:#444}@media(prefers-color-scheme:dark){body{color:#eee;background:#111}a{color:#9cf}small{color:#bbb}}";

/// Returns one lesson as a part of a page.
pub fn article(lesson: &Lesson, words: &Words<'_>) -> String {
    titled(lesson, words, 2)
}

/// A lesson whose title is a heading of this level.
fn titled(lesson: &Lesson, words: &Words<'_>, level: u8) -> String {
    let (title, below) = (escape(&lesson.title), level + 1);
    let mut html = format!("<article id=\"{}\">\n<h{level}>{title}</h{level}>\n", lesson.id);
    if !lesson.is_reviewed {
        let _ = writeln!(html, "<p><small>{}</small></p>", escape(words.draft));
    }
    let _ = writeln!(html, "<p>{}</p>", escape(&lesson.text));
    let _ = writeln!(
        html,
        "<dl>\n<dt>{}</dt><dd>{}</dd>\n<dt>{}</dt><dd>{}</dd>\n</dl>\n<h{below}>{}</h{below}>\n<ol>",
        escape(words.before),
        escape(&lesson.before),
        escape(words.after),
        escape(&lesson.after),
        escape(words.steps)
    );
    for step in &lesson.steps {
        let _ = writeln!(html, "<li>{}</li>", escape(step));
    }
    let sources = lesson.sources.join("; ");
    let _ = writeln!(
        html,
        "</ol>\n<p><small>{}: {}</small></p>\n</article>",
        escape(words.sources),
        escape(&sources)
    );
    html
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

#[cfg(test)]
mod tests;
