//! What a worker gives up before it sees a file, and how much of that this system can enforce.
//!
//! Three walls, each of which stands without the others: bounds on memory and on what may be written;
//! no file can be opened (Landlock); no system call but the few that reading takes (seccomp), and for
//! those that only an attacker wants, sudden death. Elsewhere than on Linux there are only the bounds
//! that the system offers, and [`Strength::missing`] says so.

/// Which walls stand around a worker.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Strength {
    /// Memory, core dumps and writing are bounded.
    pub bounds: bool,
    /// No file can be opened.
    pub files: bool,
    /// No network, no program and no other process can be reached.
    pub calls: bool,
    /// A worker that hangs is ended from outside.
    pub time: bool,
}

impl Strength {
    /// True when nothing is missing.
    #[must_use]
    pub fn is_full(self) -> bool {
        self.missing().is_empty()
    }

    /// Returns what is missing, each as words for a person.
    #[must_use]
    pub fn missing(self) -> Vec<&'static str> {
        let walls = [
            (self.bounds, "a bound on memory"),
            (self.files, "a lock on files"),
            (self.calls, "a filter of system calls"),
            (self.time, "an end from outside for what hangs"),
        ];
        walls.into_iter().filter(|(stands, _)| !stands).map(|(_, words)| words).collect()
    }
}

/// Returns which walls this system can put around a worker; changes nothing.
#[must_use]
pub fn strength() -> Strength {
    platform::strength()
}

/// Puts the walls around this process, for good, and returns which of them stand.
///
/// Call it from the thread that will read; no thread can be started afterwards.
pub fn enter(memory_limit_bytes: u64) -> Strength {
    platform::enter(memory_limit_bytes)
}

/// What an outside program may read beside itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Readable<'a> {
    /// Folders, with all that is in them.
    pub(crate) folders: &'a [&'a std::path::Path],
    /// True when it may open once more the file that is its standard input.
    pub(crate) input: bool,
}

/// Puts walls around this process for an outside program that it is about to become: the program
/// and what it is made of can be read and run, `readable` can be read, and nothing else; no network.
/// False when a wall that this system has does not stand.
pub(crate) fn enter_for_program(
    program: &std::path::Path,
    readable: &Readable<'_>,
    memory_limit_bytes: u64,
    seconds_max: u64,
) -> bool {
    platform::enter_for_program(program, readable, memory_limit_bytes, seconds_max)
}

/// Keeps what this process holds in memory out of core dumps.
pub fn forbid_core_dumps() {
    platform::forbid_core_dumps();
}

#[cfg(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")
))]
#[path = "sandbox/linux.rs"]
mod platform;

#[cfg(not(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")
)))]
mod platform {
    use super::Strength;

    pub(super) fn strength() -> Strength {
        Strength { time: cfg!(unix), ..Strength::default() }
    }

    pub(super) fn enter(_memory_limit_bytes: u64) -> Strength {
        forbid_core_dumps();
        strength()
    }

    pub(super) fn enter_for_program(
        _program: &std::path::Path,
        _readable: &super::Readable<'_>,
        _memory_limit_bytes: u64,
        _seconds_max: u64,
    ) -> bool {
        forbid_core_dumps();
        true
    }

    pub(super) fn forbid_core_dumps() {
        #[cfg(unix)]
        {
            use rustix::process::{Resource, Rlimit, setrlimit};

            let none = Rlimit { current: Some(0), maximum: Some(0) };
            let _forbidden = setrlimit(Resource::Core, none);
        }
    }
}
