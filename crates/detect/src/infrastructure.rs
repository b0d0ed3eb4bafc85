//! Tells hosts, paths and accounts of an organisation from those that stand in every manual.

use document::Span;

use crate::check::Check;
use crate::secret::{is_expression, is_stand_in};

/// The checks that rules of infrastructure name.
pub(crate) const CHECKS: &[Check] = &[
    Check {
        name: "internal-address",
        source: "RFC 1918, without the addresses that devices have when they are new",
        holds: is_own_address,
    },
    Check {
        name: "host-name",
        source: "RFC 1123, 2.1, without names of members in programs",
        holds: is_host_name,
    },
    Check {
        name: "share-path",
        source: "names of shares as [MS-DTYP], 2.2.57, has them, without escapes of programs",
        holds: is_share_path,
    },
    Check {
        name: "user-name",
        source: "names of home folders, without those of systems and manuals",
        holds: is_user_name,
    },
    Check {
        name: "mac-address",
        source: "IEEE 802: an address of one device, not of a group and not made up",
        holds: is_mac_address,
    },
    Check {
        name: "remote-host",
        source: "a host other than this machine and the examples of RFC 2606",
        holds: is_remote_host,
    },
    Check { name: "account-name", source: "a name that was filled in", holds: is_account_name },
    Check {
        name: "domain-account",
        source: "an account of a domain, no path",
        holds: is_domain_account,
    },
];

/// True unless the address is one that new devices and container programs choose.
fn is_own_address(value: &str) -> bool {
    if value.contains("::") || value.matches(':').count() > 2 {
        return !["dead:beef", "cafe:babe"].iter().any(|word| lower(value).contains(word));
    }
    let host = value.rsplit_once("://").map_or(value, |(_, host)| host);
    if host.starts_with(|c: char| c.is_ascii_alphabetic()) {
        let name = host.split([':', '/', '?']).next().unwrap_or_default();
        return !value.contains("example") && name != "localhost" && !MEMBERS.contains(&name);
    }
    let numbers: Vec<u32> = value
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
        .take(4)
        .collect();
    match numbers[..] {
        [192, 168, 0 | 1, 0 | 1 | 2 | 100 | 254 | 255] | [172, 17, 0, _] | [10, 0, 0 | 2, _] => {
            false
        }
        // What people type who need any address.
        [10, 1, 1, 1] | [10, 1, 2, 3] | [10, 10, 10, 10] => false,
        // All of what RFC 1918 keeps, which is no network of anybody's.
        [172, 16, 0, 0] if value.ends_with("/12") => false,
        [_, _, second, last] => (second, last) != (0, 0) || value.contains('/'),
        _ => true,
    }
}

/// Bytes before a value in which an address may have begun.
const ADDRESS_BYTES_MAX: usize = 80;

/// True for `name@host` or `password@host` of an address such as `https://name:password@host`, which
/// is no address of mail.
pub(crate) fn is_user_of_address(text: &str, value: Span) -> bool {
    let own = text.get(value.range()).unwrap_or_default();
    let from = text.floor_char_boundary(value.start.saturating_sub(ADDRESS_BYTES_MAX));
    let before = text.get(from..value.start).unwrap_or_default();
    let user = before.rsplit_once("://").map(|(_, user)| user);
    own.contains('@')
        && user.is_some_and(|user| {
            user.is_empty() || user.ends_with(':') && !user.contains(['/', '@', ' ', '\n'])
        })
}

/// Beginnings of expressions that look like host names.
const MEMBERS: &[&str] = &[
    "self",
    "this",
    "super",
    "crate",
    "std",
    "fmt",
    "app",
    "config",
    "module",
    "window",
    "document",
    "process",
    "node",
    "data",
    "args",
    "ctx",
    "state",
    "www",
    "example",
    "foo",
    "bar",
    "my",
    "your",
    "host",
    "hostname",
    "server",
    "domain",
    "somewhere",
    "env",
    "settings",
    "options",
    "attr",
    "attribute",
    "attrs",
    "color",
    "event",
    "item",
    "network",
    "object",
    "params",
    "props",
    "request",
    "response",
];

/// Labels of packages of programs, and of names that RFC 2606 keeps for tests.
const PACKAGES: &[&str] =
    &["test", "invalid", "google", "protobuf", "github", "java", "javax", "jdk", "sun"];
/// First labels of packages, whose names run the other way round.
const ROOTS_OF_PACKAGES: &[&str] = &["com", "org", "net", "io", "de", "cn"];
/// Domains below which `example` is kept for documentation.
const ROOTS: &[&str] = &["com", "org", "net", "internal"];

fn is_host_name(value: &str) -> bool {
    let host = value.split([':', '/']).next().unwrap_or_default();
    let labels: Vec<&str> = host.split('.').collect();
    let first = labels.first().copied().unwrap_or_default();
    let telling =
        labels.len() > 2 || first.contains('-') || first.ends_with(|c: char| c.is_ascii_digit());
    telling
        && !MEMBERS.contains(&first)
        && labels.iter().all(|label| !label.is_empty() && !label.starts_with('-'))
        && !labels.iter().any(|label| PACKAGES.contains(label))
        && !ROOTS_OF_PACKAGES.contains(&first)
        && !is_of_documentation(&labels)
}

/// True for the password of an address whose host is kept for documentation:
/// `https://name:password@example.com/`.
pub(crate) fn is_for_documentation(text: &str, password: Span) -> bool {
    let host = text.get(password.end..).and_then(|after| after.strip_prefix('@'));
    host.is_some_and(|host| {
        let len =
            host.bytes().take_while(|b| b.is_ascii_alphanumeric() || b"-.".contains(b)).count();
        let labels: Vec<&str> = host.get(..len).unwrap_or_default().split('.').collect();
        is_of_documentation(&labels)
    })
}

/// True for the names that RFC 2606 keeps for documentation. A host with labels of its own below
/// `.example` is that of somebody who made a whole organisation up.
fn is_of_documentation(labels: &[&str]) -> bool {
    let kept = labels.windows(2).any(|pair| pair[0] == "example" && ROOTS.contains(&pair[1]));
    kept || labels.len() < 3 && labels.contains(&"example")
}

fn is_share_path(value: &str) -> bool {
    let mut names = value.trim_start_matches('\\').split('\\');
    let (host, share) = (names.next().unwrap_or_default(), names.next().unwrap_or_default());
    let is_escape = |name: &str| {
        name.strip_prefix(['x', 'u', 'U', 'n', 't', 'r', 'd', 's', 'w', 'b', '0'])
            .is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    host.len() > 2
        && share.len() > 1
        && !is_escape(host)
        && !is_escape(share)
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        && !share.contains(['(', ')', '[', ']', '{', '}', '+'])
        && !is_blank_name(host)
        && !(PLACES_OF_MANUALS.contains(&lower(host).as_str())
            || SHARES_OF_MANUALS.contains(&lower(share).as_str()))
}

/// Hosts of paths that only show how one is written.
const PLACES_OF_MANUALS: &[&str] =
    &["host", "hostname", "machine", "computer", "computername", "netdrive", "servername", "unc"];
/// Shares of such paths.
const SHARES_OF_MANUALS: &[&str] =
    &["share", "path", "paths", "sharename", "mountpoint", "foo", "foo.txt"];

fn lower(text: &str) -> String {
    text.to_ascii_lowercase()
}

/// Names that stand for any user, or for none.
const NOBODIES: &[&str] = &[
    "public",
    "default",
    "all",
    "user",
    "users",
    "username",
    "user_name",
    "runner",
    "ubuntu",
    "vagrant",
    "root",
    "circleci",
    "travis",
    "build",
    "builder",
    "admin",
    "administrator",
    "me",
    "you",
    "name",
    "yourname",
    "foo",
    "bar",
    "home",
    "node",
    "app",
    "appuser",
    "ec2-user",
    "pi",
    "docker",
    "jenkins",
    "git",
    "work",
    "linuxbrew",
    "shared",
    "guest",
    "server",
    "alice",
    "bob",
    "user1",
    "test",
    "tester",
    "someone",
    "somebody",
    "dev",
    "developer",
    "login",
    "www",
];

fn is_user_name(value: &str) -> bool {
    !is_blank_name(value) && value.chars().all(|c| c.is_alphanumeric() || "._- ".contains(c))
}

fn is_blank_name(value: &str) -> bool {
    NOBODIES.contains(&value.to_ascii_lowercase().as_str()) || is_stand_in(value)
}

fn is_mac_address(value: &str) -> bool {
    let digits: Vec<u32> = value.chars().filter_map(|c| c.to_digit(16)).collect();
    let distinct = (0..16).filter(|digit| digits.contains(digit)).count();
    let is_group = digits.get(1).is_some_and(|digit| digit % 2 == 1);
    let rises = digits.windows(2).filter(|pair| pair[1] == (pair[0] + 1) % 16).count();
    let doubled = digits.chunks(2).all(|pair| pair.first() == pair.last());
    digits.len() == 12
        && distinct > 3
        && !is_group
        && rises < 5
        && !doubled
        && value.chars().any(|c| c.is_ascii_alphabetic())
}

fn is_remote_host(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let own = ["localhost", "127.", "(local", ".", "0.0.0.0", "host", "hostname", "server", "db"];
    let host = lower.split([':', '/', ',', ';', '\\']).next().unwrap_or_default();
    !own.iter().any(|own| host == *own || host.starts_with("127."))
        && !lower.contains("example.com")
        && !lower.contains("example.org")
        && !is_stand_in(host)
        && host.len() > 2
}

fn is_account_name(value: &str) -> bool {
    let verbs = [
        "see",
        "use",
        "used",
        "only",
        "which",
        "you",
        "your",
        "set",
        "who",
        "access",
        "locked",
        "disabled",
        "enabled",
        "allowed",
        "available",
        "created",
        "required",
        "publickey",
    ];
    !is_stand_in(value)
        && !is_expression(value)
        && !verbs.contains(&value.to_ascii_lowercase().as_str())
        && value.chars().any(|c| c.is_ascii_alphabetic())
}

fn is_domain_account(value: &str) -> bool {
    let folders = ["users", "windows", "program", "system32", "temp", "src", "documents"];
    let Some((domain, account)) = value.split_once('\\') else { return false };
    !folders.contains(&domain.to_ascii_lowercase().as_str())
        && domain.bytes().filter(u8::is_ascii_uppercase).count() > 1
        && account.len() > 2
        && !account.eq_ignore_ascii_case("username")
}

#[cfg(test)]
mod tests;
