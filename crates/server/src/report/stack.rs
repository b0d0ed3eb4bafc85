//! What calls leave behind on a thread's stack is overwritten: hashes and ciphers work on copies,
//! and a thread that rests keeps what its last calls wrote, for as long as it rests.

use std::hint::black_box;
use std::pin::pin;
use std::task::Poll;

/// How far below the caller is overwritten, in bytes; the deepest calls, those that seal, need less.
const DEPTH: usize = 256 << 10;

/// Overwrites what calls that have returned left on the stack of this thread.
#[inline(never)]
pub(super) fn wipe() {
    // What is looked at has to be written.
    black_box(&mut [0_u8; DEPTH]);
}

/// Does something, and wipes the stack behind it.
pub(super) fn wiped<T>(work: impl FnOnce() -> T) -> T {
    let done = apart(work);
    wipe();
    done
}

/// Waits for something, and wipes the stack each time that it got on.
pub(super) async fn wiped_future<T>(work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    std::future::poll_fn(|context| -> Poll<T> { wiped(|| work.as_mut().poll(context)) }).await
}

/// A call of its own, whose frame lies below the caller's.
#[inline(never)]
fn apart<T>(work: impl FnOnce() -> T) -> T {
    work()
}
