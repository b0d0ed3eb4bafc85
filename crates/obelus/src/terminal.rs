//! What stdout can show.

use std::env;
use std::io::{self, IsTerminal};

use anstyle::{AnsiColor, Style};
use terminal_size::{Width, terminal_size};

use crate::args::When;

/// Columns when stdout is no terminal.
const WIDTH_DEFAULT: usize = 90;
/// Fewest and most columns that are used: beyond, lines are hard to read.
const WIDTH_RANGE: (usize, usize) = (40, 120);

/// What stdout can show.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terminal {
    /// True when colours are wanted.
    pub(crate) color: bool,
    /// Columns.
    pub(crate) width: usize,
}

/// What a piece of text is; colour is never all that tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Withhold,
    Incomplete,
    Review,
    Good,
    Strong,
    Quiet,
}

impl Terminal {
    /// Looks at stdout and the environment.
    pub(crate) fn of_stdout(when: When) -> Self {
        let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
        let forced =
            set("CLICOLOR_FORCE") && env::var_os("CLICOLOR_FORCE").is_some_and(|v| v != "0");
        let color = match when {
            When::Always => true,
            When::Never => false,
            When::Auto if set("NO_COLOR") => false,
            When::Auto => forced || (io::stdout().is_terminal() && !is_dumb()),
        };
        let columns = terminal_size().map(|(Width(columns), _)| usize::from(columns));
        let width = columns.filter(|_| io::stdout().is_terminal()).unwrap_or(WIDTH_DEFAULT);
        Self { color, width: width.clamp(WIDTH_RANGE.0, WIDTH_RANGE.1) }
    }

    /// Returns the same without colours, for files.
    pub(crate) const fn of_file() -> Self {
        Self { color: false, width: WIDTH_DEFAULT }
    }

    /// Returns `text` in the colour of `tone`, where colours are wanted.
    pub(crate) fn paint(&self, tone: Tone, text: &str) -> String {
        if !self.color {
            return text.to_owned();
        }
        let style = match tone {
            Tone::Withhold => AnsiColor::Red.on_default().bold(),
            Tone::Incomplete => AnsiColor::Magenta.on_default().bold(),
            Tone::Review => AnsiColor::Yellow.on_default().bold(),
            Tone::Good => AnsiColor::Green.on_default(),
            Tone::Strong => Style::new().bold(),
            Tone::Quiet => Style::new().dimmed(),
        };
        format!("{style}{text}{style:#}")
    }
}

fn is_dumb() -> bool {
    env::var_os("TERM").is_some_and(|term| term == "dumb")
}
