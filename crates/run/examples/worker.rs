//! A worker for tests: the real one, or one that misbehaves as its argument says.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Command, ExitCode};
use std::thread;

/// Memory that a greedy worker may have.
const MEMORY_BYTES: u64 = 64 << 20;
/// Bytes of the length before each frame.
const FRAME_LENGTH: usize = 4;

fn main() -> ExitCode {
    let behaviour = std::env::args().nth(1);
    match behaviour.as_deref() {
        None => run::worker_main(),
        Some("never-ready") => ExitCode::SUCCESS,
        Some(escape) if escape.starts_with("escape-") => try_to(escape),
        Some(behaviour) => {
            misbehave(behaviour);
            ExitCode::SUCCESS
        }
    }
}

/// Greets like a worker, takes one request, and then is no worker any more.
fn misbehave(behaviour: &str) {
    let hello = await_message();
    // A frame of one byte: the version, which is the first byte of the greeting too.
    say(&[1, 0, 0, 0, hello[FRAME_LENGTH]]);
    await_message();
    match behaviour {
        "leaves" => return,
        "aborts" => std::process::abort(),
        "hangs" => loop {
            thread::park();
        },
        // The event `Done`, of which the file has not even been opened.
        "lies" => say(&[1, 0, 0, 0, 5]),
        // The event `Failed`.
        "panics" => say(&[1, 0, 0, 0, 6]),
        "babbles" => say(&[0xFF; 64]),
        "stammers" => return say(&[9, 0, 0, 0, 1]),
        "eats" => {
            run::sandbox::enter(MEMORY_BYTES);
            let mut eaten: Vec<Vec<u8>> = Vec::new();
            loop {
                eaten.push(vec![0; 16 << 20]);
            }
        }
        other => unreachable!("no such behaviour: {other}"),
    }
    // What was said is read to its end before the end of the process is.
    await_message();
}

/// Locks itself in and then tries to get out; succeeds when that failed without harm.
fn try_to(escape: &str) -> ExitCode {
    run::sandbox::enter(MEMORY_BYTES);
    let failed = match escape {
        "escape-read" => File::open("/etc/hostname").is_err() && File::open("Cargo.toml").is_err(),
        "escape-write" => OpenOptions::new().append(true).open("Cargo.toml").is_err(),
        "escape-create" => File::create("escaped").is_err(),
        "escape-network" => TcpStream::connect("127.0.0.1:9").is_err(),
        "escape-program" => Command::new("/bin/true").status().is_err(),
        "escape-thread" => thread::Builder::new().spawn(|| ()).is_err(),
        other => unreachable!("no such escape: {other}"),
    };
    if failed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn await_message() -> [u8; 4096] {
    let mut some = [0; 4096];
    let _count = std::io::stdin().read(&mut some);
    some
}

fn say(bytes: &[u8]) {
    let mut output = std::io::stdout();
    let _said = output.write_all(bytes).and_then(|()| output.flush());
}
