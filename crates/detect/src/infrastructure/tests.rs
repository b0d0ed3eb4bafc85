use super::*;

/// Holds a check against values that it must take and values that it must not.
fn check(name: &str, taken: &[&str], refused: &[&str]) {
    let check = CHECKS.iter().find(|check| check.name == name).unwrap();
    for value in taken {
        assert!((check.holds)(value), "{name} refuses {value}");
    }
    for value in refused {
        assert!(!(check.holds)(value), "{name} takes {value}");
    }
}

#[test]
fn addresses_that_every_device_has_tell_nothing() {
    check("internal-address", &["10.24.7.12", "172.20.0.0/16"], &["192.168.1.1", "10.0.0.5"]);
    check("internal-address", &["10.1.2.30"], &["10.1.2.3", "10.10.10.10", "192.168.1.255"]);
    check("internal-address", &["172.16.0.0/24"], &["172.16.0.0/12", "192.168.0.0/16"]);
    check("internal-address", &["http://tor88:9000/x"], &["http://localhost:3000/a@1.2.3"]);
}

#[test]
fn members_of_programs_are_no_hosts() {
    check("host-name", &["db3.halle.internal", "dc01.corp"], &["self.x.internal", "data.corp"]);
    check(
        "host-name",
        &["fw01.intern.werk.com"],
        &["com.sun.internal.misc", "jdk.javadoc.internal"],
    );
    check("host-name", &["vpn.werk.example"], &["vpn2.example.com", "vpn2.example"]);
}

#[test]
fn escapes_are_no_shares() {
    check("share-path", &[r"\\fs01\plans"], &[r"\\x00\x01", r"\\n\t", r"\\d+\s"]);
}

#[test]
fn everybody_is_nobody() {
    check("user-name", &["pwartung"], &["Public", "runner", "%USERNAME%"]);
    check("account-name", &["pumpadmin", "root"], &["<name>", "see"]);
    check("domain-account", &[r"WERK\pwartung"], &[r"Windows\System32", "WERK"]);
}

#[test]
fn made_up_and_group_addresses_are_no_devices() {
    check("mac-address", &["3c:52:82:1b:7f:09"], &["00:11:22:33:44:55", "01:00:5e:7f:3a:09"]);
    check("remote-host", &["db7.werk.local:1521"], &["localhost:3306/x", "127.0.0.1"]);
}

#[test]
fn who_logs_in_by_an_address_has_no_mail_there() {
    let is_user = |text: &str, value: &str| {
        let start = text.find(value).unwrap();
        is_user_of_address(text, Span::new(start, start + value.len()))
    };
    assert!(is_user("see https://lager:Tor88@pumpe.example/", "Tor88@pumpe.example"));
    assert!(is_user("ssh://lager@pumpe.example/", "lager@pumpe.example"));
    assert!(!is_user("mail: lager@pumpe.example", "lager@pumpe.example"));
    assert!(!is_user("https://pumpe.example/ by:lager@pumpe.example", "lager@pumpe.example"));
}
