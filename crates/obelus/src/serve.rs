//! `obelus serve`: the review desk for a team.

mod work;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use review::batch::Chain;
use server::team::{self, OpenId, Settings, Team, Trouble, Webhook};

use crate::args::ServeArgs;
use crate::failure::{FINDINGS, Failure};
use crate::report::clock;
use crate::review::{tell, texts, use_own_grounds, wait_for};
use crate::{Shell, ledger_command, messages, scan, settings};

use self::work::Documents;

/// What is added to the name of the folder for its key.
const KEY_SUFFIX: &str = ".key";

/// Bytes of the key of a webhook, or of the secret that a provider knows the desk by.
const KEY_BYTES_MIN: usize = 16;
const KEY_BYTES_MAX: u64 = 4 << 10;

/// Serves the desk until it is stopped, or says what is wrong with its configuration.
pub(crate) fn serve(args: &ServeArgs, shell: &Shell) -> Result<ExitCode, Failure> {
    let fault = |error: io::Error| Failure::Fault(error.to_string());
    let loaded = settings::load(args.config.as_deref())?;
    let wanted = wanted(args, shell, &loaded)?;
    use_own_grounds(args.grounds.as_deref(), shell)?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(fault)?;
    let mut troubles = runtime.block_on(team::check(&wanted));
    if let Some(Err(failure)) = args.ledger.as_deref().map(ledger_command::check) {
        let value = failure.into_message();
        troubles.push(Trouble { id: "serve-check-ledger", value });
    }
    let say = |id: &str, value: &str| shell.messages.get(id, &[("value", value.into())]);
    if args.check {
        troubles.extend(runtime.block_on(team::check_provider(&wanted)));
        for trouble in &troubles {
            writeln!(io::stdout(), "{}", say(trouble.id, &trouble.value))?;
        }
        if troubles.is_empty() {
            writeln!(io::stdout(), "{}", shell.messages.get("serve-check-good", &[]))?;
        }
        return Ok(ExitCode::from(if troubles.is_empty() { 0 } else { FINDINGS }));
    }
    if let Some(trouble) = troubles.first() {
        return Err(Failure::usage(say(trouble.id, &trouble.value))
            .help("obelus serve --check says all that is wrong"));
    }
    if args.new_key {
        let renewing = runtime.block_on(team::renew_key(&wanted));
        renewing.map_err(|error| {
            Failure::usage(format!("{error:#}")).help("stop the desk first, and ask again")
        })?;
        tell(shell, "serve-key-renewed", &[("file", wanted.key.display().to_string().into())])?;
        return Ok(ExitCode::SUCCESS);
    }
    let stop = scan::stop_on_signals()?;
    let documents = Documents::new(loaded, args, shell.messages.language);
    let opening = Team::open(wanted, Arc::new(documents), Arc::new(texts::Pages));
    let team = runtime
        .block_on(opening)
        .map_err(|error| Failure::usage(format!("{error:#}")).help("see: obelus serve --check"))?;
    tell(shell, "serve-ready", &[("url", team.url().to_owned().into())])?;
    if let Some(link) = team.first_link() {
        tell(shell, "serve-first", &[("link", link.to_owned().into())])?;
    }
    runtime.block_on(team.serve(wait_for(stop))).map_err(fault)?;
    tell(shell, "serve-ended", &[])?;
    Ok(ExitCode::SUCCESS)
}

fn wanted(
    args: &ServeArgs,
    shell: &Shell,
    loaded: &settings::Settings,
) -> Result<Settings, Failure> {
    let chain = Chain::team(args.signatures, args.blind);
    let key = args.key.clone().unwrap_or_else(|| {
        let mut name = args.data.clone().into_os_string();
        name.push(KEY_SUFFIX);
        PathBuf::from(name)
    });
    Ok(Settings {
        #[cfg(feature = "postgres")]
        database: args.database.clone(),
        #[cfg(not(feature = "postgres"))]
        database: None,
        breached: args.breached_passwords.clone(),
        keep_days: args.keep_days,
        watched: args.watch.clone().zip(args.watch_as.clone()),
        release_to: args.release_to.clone(),
        webhook: webhook(args)?,
        provider: provider(args)?,
        listen: args.listen,
        url: args.url.clone(),
        data: args.data.clone(),
        key,
        chain: chain.ok_or_else(|| Failure::usage("two to four people must sign"))?,
        policy: loaded.path.as_ref().map(|path| path.display().to_string()),
        language: texts::of_pages(shell.messages.language),
        reports: args.reports.clone(),
        clocks: args.clock.iter().map(|id| clock(id)).collect::<Result<_, Failure>>()?,
    })
}

/// Who is told of releases, with the key that both know.
fn webhook(args: &ServeArgs) -> Result<Option<Webhook>, Failure> {
    let Some((url, path)) = args.webhook.as_ref().zip(args.webhook_key.as_ref()) else {
        return Ok(None);
    };
    let key = read_key(path)?.into_bytes();
    Ok(Some(Webhook { url: url.clone(), key }))
}

/// The provider that people may sign in by, with the secret that both know.
fn provider(args: &ServeArgs) -> Result<Option<OpenId>, Failure> {
    let asked = args.openid_issuer.as_ref().zip(args.openid_client.as_ref());
    let Some(((issuer, client), secret)) = asked.zip(args.openid_secret.as_ref()) else {
        return Ok(None);
    };
    let host = || issuer.split('/').nth(2).unwrap_or(issuer).to_owned();
    Ok(Some(OpenId {
        issuer: issuer.clone(),
        client: client.clone(),
        secret: read_key(secret)?,
        name: args.openid_name.clone().unwrap_or_else(host),
        hosts: args.openid_host.clone(),
        roots: args.openid_roots.clone(),
        two_factors: args.openid_two_factors.clone(),
    }))
}

/// Reads what only the desk and one other know.
fn read_key(path: &Path) -> Result<String, Failure> {
    let key = crate::files::read_text(path, KEY_BYTES_MAX)?.trim().to_owned();
    if key.len() < KEY_BYTES_MIN {
        let message = format!("the key in `{}` is too short", path.display());
        return Err(Failure::usage(message).help("write at least 16 characters into it"));
    }
    Ok(key)
}

/// Tells whoever runs the desk of what failed.
fn complain(language: messages::Language, message: &str) {
    let message = messages::Messages::new(language)
        .get("serve-complaint", &[("message", message.to_owned().into())]);
    // When stderr is gone, there is nobody to tell.
    let _told = writeln!(io::stderr(), "{}", detect::output::plain(&message));
}
