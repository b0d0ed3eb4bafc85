//! What someone wants to see: which view, which page, what is looked for; and the address of that.

use serde::Deserialize;

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
                _ => {}
            }
        }
        look
    }

    /// What leads back to the same view, as the end of an address; made of our own words alone.
    pub(crate) fn query(&self) -> String {
        let shown = Shown::of(&self.view);
        let view = (shown != Shown::Original).then(|| format!("view={}", shown.name()));
        let leaf = self.leaf.map(|leaf| format!("leaf={leaf}"));
        let form = self.is_text().then(|| format!("as={AS_TEXT}"));
        let page = (self.page > 0).then(|| format!("page={}", self.page));
        let said: Vec<String> = [view, leaf, form, page].into_iter().flatten().collect();
        if said.is_empty() { String::new() } else { format!("?{}", said.join("&")) }
    }

    pub(super) fn is_text(&self) -> bool {
        self.form == AS_TEXT
    }
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
