//! The review desk: pages on which people see what was found, decide, and let a clean copy out.
//!
//! Pages are made here and are whole without scripts. What was found, how copies are made and the
//! language of the messages are given by whoever starts the desk; it reads no document itself.

pub(crate) mod added;
mod content;
pub(crate) mod download;
mod grid;
pub(crate) mod grounds;
pub(crate) mod guard;
pub(crate) mod look;
pub(crate) mod pages;
pub(crate) mod pictures;
pub(crate) mod routes;
pub(crate) mod session;
mod text;

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;

pub use added::Add;
pub use content::{Area, Content, File, Finding, PartText};
pub use grounds::{GroundsError, use_own_grounds};
pub use pictures::Pictures;
pub use session::{CASE_NAME, Copied, Decided, Desk, Release, Why};

/// The messages of a language.
pub trait Texts: Send + Sync {
    /// Returns the message of that id, with its values put in.
    fn get(&self, language: Language, id: &str, values: &[(&'static str, String)]) -> String;
}

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// English.
    English,
    /// Chinese in simplified characters.
    Chinese,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// Its tag (BCP 47).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-Hans",
        }
    }

    pub(crate) fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The first of ours in a list of what a browser asks for (RFC 9110, 12.5.4), most wanted first.
    pub(crate) fn asked_for(list: &str) -> Option<Self> {
        let primary =
            |tag: &str| tag.split(['-', ';']).next().unwrap_or_default().trim().to_owned();
        let mut asked = list.split(',').map(primary);
        asked.find_map(|asked| Self::ALL.into_iter().find(|own| primary(own.tag()) == asked))
    }
}

/// A desk that listens, before it serves.
pub struct Listening {
    listener: TcpListener,
    address: SocketAddr,
    token: String,
}

impl Listening {
    /// Listens on that port of this machine alone; on a free one for 0.
    ///
    /// # Errors
    ///
    /// When the port is taken, or there is no randomness.
    pub async fn on(port: u16) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address, token: guard::random_token()? })
    }

    /// The address that lets one browser in, once.
    #[must_use]
    pub fn link(&self) -> String {
        format!("http://{}/enter/{}", self.address, self.token)
    }

    /// Serves until `stopped` ends.
    ///
    /// # Errors
    ///
    /// When there is no randomness, or listening ends.
    pub async fn serve(
        self,
        desk: Desk,
        pictures: Arc<dyn Pictures>,
        texts: Arc<dyn Texts>,
        language: Language,
        stopped: impl Future<Output = ()> + Send + 'static,
    ) -> std::io::Result<()> {
        let guard = guard::Guard::new(self.address, self.token)?;
        let router = routes::router(desk, pictures, texts, language, guard);
        axum::serve(self.listener, router).with_graceful_shutdown(stopped).await
    }
}

#[cfg(test)]
mod tests;
