use super::*;

#[test]
fn stand_ins_are_no_secrets() {
    for value in [
        "${DB_PASSWORD}",
        "<password>",
        "your_password",
        "xxxxxxxx",
        "changeme",
        "********",
        "os.environ['X']",
        "getPassword()",
        "request.form.password",
        "null",
        "None",
        "%s",
        "{{ vault_password }}",
        "$PASSWORD",
        "string",
        "/etc/secrets/db",
        "user.password",
        "super$ecret",
        "example-token",
        "std::env::var",
        "[REDACTED]",
        "%F0%9F%92%A9",
        "aaaaaaaa",
        "$(cat file)",
    ] {
        assert!(weigh(value) < Some(LIKELY), "{value}: {:?}", weigh(value));
    }
}

#[test]
fn real_values_are_secrets() {
    for value in
        ["Kd7!fQz2", "Sommer2024!", "Tr0ub4dor&3", "Abc@1234", "p4ssw0rd!9", "q7!Vd0rp%sLm"]
    {
        assert!(weigh(value) >= Some(LIKELY), "{value}: {:?}", weigh(value));
    }
    assert!(weigh("centipede") >= Some(POSSIBLE));
    for value in ["Kd7!fQz2", "Sommer2024!", "x7Lq02mZ"] {
        assert!(weigh(value) >= Some(STRONG), "{value}: {:?}", weigh(value));
    }
}

#[test]
fn names_and_words_need_more_than_a_label() {
    for value in ["userPassword", "DB_PASSWORD", "the-token-name", "centipede", "required"] {
        assert!(weigh(value) < Some(STRONG), "{value}: {:?}", weigh(value));
    }
}

#[test]
fn values_that_somebody_typed_are_told_from_random_ones() {
    for value in
        ["00QCjAl4MlVABCDEFGHIJKL0Hmjfx", "d4c3b2a1f6e5h8g7j1i8p5o0n5m3", "abcdef0123456789"]
    {
        assert!(looks_made_up(value), "{value}");
    }
    for value in ["9f86d081884c7d659a2feaa0c55ad015", "q7ZpX2vK9mTw4RbN8sLd"] {
        assert!(!looks_made_up(value), "{value}");
    }
}

#[test]
fn random_values_have_no_words() {
    assert!(is_random("9f86d081884c7d659a2feaa0c55ad015"));
    assert!(is_random("q7ZpX2vK9mTw4RbN8sLd"));
    assert!(!is_random("application_configuration_2024"));
    assert!(!is_random("getAuthenticationToken12"));
    assert!(!is_random("1234567890123456789012"));
}

#[test]
fn basic_credentials_are_read() {
    assert!(are_basic_credentials("QWxhZGRpbjpvcGVuIHNlc2FtZQ=="));
    assert!(!are_basic_credentials("dXNlcjpwYXNzd29yZA=="));
    assert!(!are_basic_credentials("bm9jb2xvbg=="));
}

#[test]
fn a_constant_has_a_type_before_its_value() {
    let is_type = |text: &str, value: &str| {
        let start = text.find(value).unwrap();
        super::is_type(text, Span::new(start, start + value.len()))
    };
    assert!(is_type("const NO_PASSWORD: WIN32_ERROR = 86u32;", "WIN32_ERROR"));
    assert!(is_type("let password: Option = None;", "Option"));
    assert!(!is_type("password: Gannet44", "Gannet44"));
    assert!(!is_type("PASSWORD=Gannet44 = old", "Gannet44"));
    assert!(!is_type("password: Gannet-44 = old", "Gannet-44"));
}

#[test]
fn public_keys_and_names_of_algorithms_are_known_to_all() {
    assert!(is_public("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE1Olb3zMAFFxX"));
    assert!(is_public("X25519HkdfSha256") && is_public("exchange-x25519mlkem768"));
    assert!(!is_public("Gannet-44-Loch") && !is_public("sha256-9f86d081884c7d65"));
}
