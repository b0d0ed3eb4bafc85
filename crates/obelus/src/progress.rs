//! The bar on stderr: how many files and bytes are done.

use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{HumanBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar, or nothing where nobody would see it.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    files_found: AtomicU64,
    files_done: AtomicU64,
}

impl Progress {
    pub(crate) fn new(quiet: bool) -> Self {
        let wanted = !quiet && io::stderr().is_terminal();
        Self {
            bar: wanted.then(bar),
            files_found: AtomicU64::new(0),
            files_done: AtomicU64::new(0),
        }
    }

    /// Does `print` while the bar is out of the way.
    pub(crate) fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    pub(crate) fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn tell(&self, bar: &ProgressBar) {
        let done = self.files_done.load(Ordering::Relaxed);
        let found = self.files_found.load(Ordering::Relaxed);
        let bytes = HumanBytes(bar.position());
        let all = HumanBytes(bar.length().unwrap_or(0));
        bar.set_message(format!("{bytes}/{all}  {done}/{found}"));
    }
}

impl run::Observer for Progress {
    fn found(&self, files: u64, bytes: u64) {
        self.files_found.fetch_max(files, Ordering::Relaxed);
        if let Some(bar) = &self.bar {
            bar.set_length(bytes);
            self.tell(bar);
        }
    }

    fn done(&self, files: u64, bytes: u64) {
        self.files_done.fetch_max(files, Ordering::Relaxed);
        if let Some(bar) = &self.bar {
            bar.set_position(bytes);
            self.tell(bar);
        }
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr_with_hz(8));
    // The template is fixed; the default does if it should not parse.
    if let Ok(style) = ProgressStyle::with_template("  {bar:28} {percent:>3} %  {msg}  ~{eta} left")
    {
        bar.set_style(style.progress_chars("██░"));
    }
    bar.enable_steady_tick(Duration::from_millis(250));
    bar
}
