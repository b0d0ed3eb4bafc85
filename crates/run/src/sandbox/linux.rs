//! The walls on Linux.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, PathBeneath, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetError, RulesetStatus, Scope, path_beneath_rules,
};
use rustix::process::{
    DumpableBehavior, Resource, Rlimit, Signal, getpid, set_dumpable_behavior,
    set_parent_process_death_signal, setrlimit,
};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, apply_filter_all_threads,
};

use super::{Readable, Strength};

/// Open files of a worker: three streams, their copies, the file, and room for a few more.
const FILES_MAX: u64 = 16;
/// Addresses that are taken and not used: the program, its stacks and the allocator's arenas.
const ADDRESSES_EXTRA_BYTES: u64 = 256 << 20;

/// Calls, each with conditions of which one must hold; none stands for always.
type Calls = BTreeMap<i64, Vec<SeccompRule>>;

pub(super) fn strength() -> Strength {
    let kernel_filters = std::path::Path::new("/proc/sys/kernel/seccomp/actions_avail");
    Strength { bounds: true, files: can_lock_files(), calls: kernel_filters.exists(), time: true }
}

pub(super) fn enter(memory_limit_bytes: u64) -> Strength {
    // A worker whose run is gone has nobody to end it.
    let _ended_with_run = set_parent_process_death_signal(Some(Signal::KILL));
    forbid_core_dumps();
    Strength {
        bounds: set_bounds(memory_limit_bytes),
        files: lock_files().unwrap_or(false),
        calls: filter_calls().is_ok(),
        time: true,
    }
}

pub(super) fn forbid_core_dumps() {
    let _bounded = bound(Resource::Core, 0);
    // A bound does not hold for dumps that go to a program.
    let _forbidden = set_dumpable_behavior(DumpableBehavior::NotDumpable);
}

/// Where programs have their libraries, and the loader what it needs to find them.
const LIBRARIES: &[&str] =
    &["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache"];

/// Files that an outside program may have open at once.
const PROGRAM_FILES_MAX: u64 = 256;

pub(super) fn enter_for_program(
    program: &Path,
    readable: &Readable<'_>,
    memory_limit_bytes: u64,
    seconds_max: u64,
) -> bool {
    // A program whose run is gone has nobody to end it.
    let _ended_with_run = set_parent_process_death_signal(Some(Signal::KILL));
    forbid_core_dumps();
    let bounds = bound(Resource::As, memory_limit_bytes)
        & bound(Resource::Cpu, seconds_max)
        & bound(Resource::Nofile, PROGRAM_FILES_MAX)
        & bound(Resource::Fsize, 0);
    let expected = strength();
    let files = !expected.files || lock_files_but(program, readable).unwrap_or(false);
    let calls = !expected.calls || filter_program_calls().is_ok();
    bounds && files && calls
}

/// Forbids files but for the program, its libraries and what it may read.
fn lock_files_but(program: &Path, readable: &Readable<'_>) -> Result<bool, RulesetError> {
    let all = AccessFs::from_all(ABI::V5);
    let ruleset = Ruleset::default()
        .handle_access(all)?
        .handle_access(AccessNet::from_all(ABI::V5))?
        .scope(Scope::from_all(ABI::V6))?
        .create()?;
    let run = AccessFs::ReadFile | AccessFs::ReadDir | AccessFs::Execute;
    let runnable = LIBRARIES.iter().map(Path::new).chain([program]);
    let input = if readable.input { input_rule() } else { None };
    let status = ruleset
        .add_rules(path_beneath_rules(runnable, run))?
        .add_rules(path_beneath_rules(readable.folders, AccessFs::ReadFile | AccessFs::ReadDir))?
        .add_rules(input.map(Ok::<_, RulesetError>))?
        .restrict_self()?;
    Ok(status.ruleset != RulesetStatus::NotEnforced)
}

/// Ends a program that does what only an attacker wants; it may start and become another, since it
/// is about to, and have threads.
fn filter_program_calls() -> Result<(), seccompiler::Error> {
    let mut calls = deadly_calls()?;
    for call in [libc::SYS_execve, libc::SYS_clone, libc::SYS_clone3, libc::SYS_openat] {
        calls.remove(&call);
    }
    #[cfg(target_arch = "x86_64")]
    calls.remove(&libc::SYS_open);
    apply_filter_all_threads(&filter(calls, SeccompAction::Allow, SeccompAction::KillProcess)?)
}

/// Lets the standard input be opened once more; none for a file in memory, for which no lock holds.
fn input_rule() -> Option<PathBeneath<io::Stdin>> {
    let rule = || PathBeneath::new(io::stdin(), AccessFs::ReadFile);
    let trial = Ruleset::default().handle_access(AccessFs::ReadFile).ok()?.create().ok()?;
    trial.add_rule(rule()).is_ok().then(rule)
}

fn set_bounds(memory_limit_bytes: u64) -> bool {
    let addresses = memory_limit_bytes.saturating_add(ADDRESSES_EXTRA_BYTES);
    bound(Resource::As, addresses)
        & bound(Resource::Nofile, FILES_MAX)
        & bound(Resource::Fsize, 0)
        & bound(Resource::Core, 0)
}

fn bound(resource: Resource, most: u64) -> bool {
    setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) }).is_ok()
}

/// Forbids to open any file, to connect anywhere and to signal anyone; false when the kernel
/// cannot do even the first.
fn lock_files() -> Result<bool, RulesetError> {
    let status = Ruleset::default()
        .handle_access(AccessFs::from_all(ABI::V5))?
        .handle_access(AccessNet::from_all(ABI::V5))?
        .scope(Scope::from_all(ABI::V6))?
        .create()?
        .restrict_self()?;
    Ok(status.ruleset != RulesetStatus::NotEnforced)
}

fn can_lock_files() -> bool {
    let oldest = Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(ABI::V1));
    oldest.and_then(Ruleset::create).is_ok()
}

/// Puts two filters in place, of which the harsher answer counts: calls that reading takes are
/// allowed, and others fail; those that only an attacker wants end the process. In this order, since
/// the one that allows little does not allow to add filters.
fn filter_calls() -> Result<(), seccompiler::Error> {
    let fails = SeccompAction::Errno(rustix::io::Errno::PERM.raw_os_error().unsigned_abs());
    let filters = [
        filter(deadly_calls()?, SeccompAction::Allow, SeccompAction::KillProcess)?,
        filter(allowed_calls()?, fails, SeccompAction::Allow)?,
    ];
    for filter in &filters {
        apply_filter_all_threads(filter)?;
    }
    Ok(())
}

fn filter(
    calls: Calls,
    otherwise: SeccompAction,
    listed: SeccompAction,
) -> Result<BpfProgram, seccompiler::Error> {
    let arch = std::env::consts::ARCH.try_into()?;
    Ok(SeccompFilter::new(calls, otherwise, listed, arch)?.try_into()?)
}

/// What reading takes: bytes of what is open, memory, time, and an orderly end.
fn allowed_calls() -> Result<Calls, seccompiler::Error> {
    let always = [
        libc::SYS_read,
        libc::SYS_readv,
        libc::SYS_pread64,
        libc::SYS_write,
        libc::SYS_writev,
        libc::SYS_lseek,
        libc::SYS_fstat,
        libc::SYS_recvmsg,
        libc::SYS_close,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_brk,
        libc::SYS_madvise,
        libc::SYS_futex,
        libc::SYS_membarrier,
        libc::SYS_rseq,
        libc::SYS_set_robust_list,
        libc::SYS_sched_yield,
        libc::SYS_sched_getaffinity,
        libc::SYS_getrandom,
        libc::SYS_gettimeofday,
        libc::SYS_clock_gettime,
        libc::SYS_clock_nanosleep,
        libc::SYS_nanosleep,
        libc::SYS_restart_syscall,
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        libc::SYS_exit,
        libc::SYS_exit_group,
    ];
    let mut calls: Calls = always.into_iter().map(|call| (call, Vec::new())).collect();
    // Memory that is written must never run.
    let executable = u64::from(libc::PROT_EXEC.unsigned_abs());
    for call in [libc::SYS_mmap, libc::SYS_mprotect] {
        calls.insert(call, vec![when(2, SeccompCmpOp::MaskedEq(executable), 0)?]);
    }
    // An abort is a signal to oneself.
    let own = u64::from(getpid().as_raw_nonzero().get().unsigned_abs());
    calls.insert(libc::SYS_tgkill, vec![when(0, SeccompCmpOp::Eq, own)?]);
    Ok(calls)
}

/// What no reader ever does: reach out, start or touch a process, write to a file.
fn deadly_calls() -> Result<Calls, seccompiler::Error> {
    let always = [
        libc::SYS_socket,
        libc::SYS_socketpair,
        libc::SYS_connect,
        libc::SYS_bind,
        libc::SYS_listen,
        libc::SYS_accept,
        libc::SYS_accept4,
        libc::SYS_sendto,
        libc::SYS_sendmsg,
        libc::SYS_sendmmsg,
        libc::SYS_execve,
        libc::SYS_execveat,
        libc::SYS_clone,
        libc::SYS_clone3,
        libc::SYS_ptrace,
        libc::SYS_process_vm_readv,
        libc::SYS_process_vm_writev,
        libc::SYS_kill,
        libc::SYS_tkill,
        libc::SYS_bpf,
        libc::SYS_io_uring_setup,
        libc::SYS_memfd_create,
        libc::SYS_mount,
        libc::SYS_unlinkat,
        libc::SYS_renameat2,
    ];
    let mut calls: Calls = always.into_iter().map(|call| (call, Vec::new())).collect();
    calls.insert(libc::SYS_openat, opens_for_writing(2)?);
    #[cfg(target_arch = "x86_64")]
    {
        calls.insert(libc::SYS_open, opens_for_writing(1)?);
        let old = [libc::SYS_creat, libc::SYS_fork, libc::SYS_vfork, libc::SYS_unlink];
        calls.extend(old.into_iter().map(|call| (call, Vec::new())));
    }
    Ok(calls)
}

/// Holds when the flags in that argument are for more than reading.
fn opens_for_writing(argument: u8) -> Result<Vec<SeccompRule>, seccompiler::Error> {
    let bits = |flag: i32| u64::from(flag.unsigned_abs());
    let mode = SeccompCmpOp::MaskedEq(bits(libc::O_ACCMODE));
    let creates = SeccompCmpOp::MaskedEq(bits(libc::O_CREAT));
    Ok(vec![
        when(argument, mode.clone(), bits(libc::O_WRONLY))?,
        when(argument, mode, bits(libc::O_RDWR))?,
        when(argument, creates, bits(libc::O_CREAT))?,
    ])
}

/// Holds when the argument compares so with the value.
fn when(
    argument: u8,
    compared: SeccompCmpOp,
    value: u64,
) -> Result<SeccompRule, seccompiler::Error> {
    let condition = SeccompCondition::new(argument, SeccompCmpArgLen::Dword, compared, value)?;
    Ok(SeccompRule::new(vec![condition])?)
}
