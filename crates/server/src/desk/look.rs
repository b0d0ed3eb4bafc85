//! What someone wants to see: which view, which page, what is looked for; and the address of that.

use serde::Deserialize;

/// Longest text to look for.
const WANTED_CHARS_MAX: usize = 200;

/// What someone wants to see of a batch or a file.
#[derive(Debug, Default, Clone, Deserialize)]
pub(crate) struct Look {
    /// Which view of the text.
    #[serde(default)]
    pub(super) view: String,
    /// What is looked for.
    #[serde(default)]
    pub(super) q: String,
    /// Which page of the findings, from 0.
    #[serde(default)]
    pub(super) page: usize,
    /// Which page of the document, from 1; without one, that of the first open finding.
    pub(super) leaf: Option<u32>,
    /// `text` for those who want no pictures.
    #[serde(default, rename = "as")]
    form: String,
}

impl Look {
    /// A page of the findings, from 0.
    pub(super) fn at_page(page: usize) -> Self {
        Self { page, ..Self::default() }
    }

    /// What is looked for.
    pub(crate) fn wanted(&self) -> &str {
        &self.q
    }

    /// Reads what an address of ours says after its `?`; of anything else, nothing.
    pub(crate) fn of_query(query: &str) -> Self {
        let mut look = Self::default();
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            match name {
                "view" => look.view = Shown::of(value).name().to_owned(),
                "leaf" => look.leaf = value.parse().ok(),
                "as" if value == AS_TEXT => look.form = value.to_owned(),
                "page" => look.page = value.parse().unwrap_or(0),
                "q" => look.q = decoded(value),
                _ => {}
            }
        }
        look
    }

    /// What leads back to the same view, as the end of an address; made of our own words alone, and of
    /// letters and figures of what is looked for.
    pub(crate) fn query(&self) -> String {
        let shown = Shown::of(&self.view);
        let view = (shown != Shown::Original).then(|| format!("view={}", shown.name()));
        let leaf = self.leaf.map(|leaf| format!("leaf={leaf}"));
        let form = self.is_text().then(|| format!("as={AS_TEXT}"));
        let page = (self.page > 0).then(|| format!("page={}", self.page));
        let wanted = (!self.q.is_empty()).then(|| format!("q={}", encoded(&self.q)));
        let said: Vec<String> = [view, leaf, form, page, wanted].into_iter().flatten().collect();
        if said.is_empty() { String::new() } else { format!("?{}", said.join("&")) }
    }

    /// The same findings beside another view; of a page of the document, or of the text.
    pub(super) fn at(&self, shown: Shown, leaf: Option<u32>) -> Self {
        let form = if leaf.is_none() { AS_TEXT } else { "" };
        Self { view: shown.name().to_owned(), leaf, form: form.to_owned(), ..self.clone() }
    }

    /// The same findings beside another view, on the page that is shown first.
    pub(super) fn with_pages(&self, shown: Shown) -> Self {
        Self { view: shown.name().to_owned(), leaf: None, form: String::new(), ..self.clone() }
    }

    pub(super) fn is_text(&self) -> bool {
        self.form == AS_TEXT
    }
}

/// A text as it stands in an address: letters and figures of ASCII, all else by its bytes.
fn encoded(text: &str) -> String {
    let text: String = text.chars().take(WANTED_CHARS_MAX).collect();
    let byte = |byte: u8| match byte.is_ascii_alphanumeric() {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// A text from an address of ours.
fn decoded(text: &str) -> String {
    let mut pieces = text.split('%');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let (code, rest) = piece.split_at_checked(2).unwrap_or(("", piece));
        bytes.extend(u8::from_str_radix(code, 16));
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8_lossy(&bytes).chars().take(WANTED_CHARS_MAX).collect()
}

/// What those say who want no pictures.
pub(super) const AS_TEXT: &str = "text";

/// A view of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// What a reader of the original sees.
    Original,
    /// What the copy will have.
    Copy,
    /// All that others could get out of the original.
    Extract,
}

impl Shown {
    pub(super) const ALL: [Self; 3] = [Self::Original, Self::Copy, Self::Extract];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Copy => "copy",
            Self::Extract => "extract",
        }
    }

    pub(super) fn of(name: &str) -> Self {
        Self::ALL.into_iter().find(|shown| shown.name() == name).unwrap_or(Self::Original)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_looked_for_stands_in_an_address_by_letters_and_figures() {
        for text in ["张伟", "a&b=c#d?e", "50 %", "\r\nlocation: x"] {
            let look = Look { q: text.to_owned(), ..Look::default() };
            let query = look.query();
            let is_plain = |char: char| char.is_ascii_alphanumeric() || "?=%".contains(char);
            assert!(query.chars().all(is_plain), "{query}");
            assert_eq!(Look::of_query(query.trim_start_matches('?')).wanted(), text);
        }
        for broken in ["q=%", "q=%4", "q=%zz", "q=%E5%BC"] {
            assert!(Look::of_query(broken).wanted().chars().count() <= 2, "{broken}");
        }
    }
}
