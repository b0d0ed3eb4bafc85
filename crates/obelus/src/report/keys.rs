//! Keys of handlers, and channels.

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use intake::age::{self, Identity, armor};
use intake::channel::{Channel, Escrow, GRACE_DAYS, Plan};
use intake::day;
use intake::escrow;
use intake::handler::{HandlerCard, HandlerKey};
use intake::sign::SigningKey;
use zeroize::Zeroizing;

use super::args::{
    ChannelCommand, ChannelNewArgs, DeskArgs, HandlerAddArgs, HandlerRemoveArgs, KeyArgs,
    KeygenArgs, RenewArgs,
};
use super::desk::{Desk, fault, read_channel};
use super::{Talk, rng, today};
use crate::failure::Failure;
use crate::files;

/// Longest key or card.
const KEY_BYTES_MAX: u64 = 64 << 10;
/// Shares of a recovery key, and how many of them give it back.
const SHARES: (u8, u8) = (3, 2);
/// Days before the last key ends on which a renewal is advised.
const RENEW_DAYS: i64 = 14;

/// Makes a handler's key and card.
pub(super) fn generate(args: &KeygenArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let card = args.file.with_added_extension("card");
    files::ensure_new(&card)?;
    let key = HandlerKey::generate(&args.name, &mut rng())
        .map_err(|error| Failure::usage(error.to_string()))?;
    let text = key.to_text();
    match &args.passphrase_file {
        Some(path) => {
            let passphrase = files::first_line(path)?;
            if passphrase.chars().count() < 12 {
                return Err(talk.failure("the passphrase is short", "report-passphrase-help"));
            }
            let writer = age::encrypt_with_passphrase(&passphrase, Vec::new(), &mut rng());
            let mut writer = writer.map_err(fault)?;
            writer.write_all(text.as_bytes())?;
            let armored = armor::encode(&writer.finish()?);
            files::write_new(&args.file, armored.as_bytes())?;
        }
        None => files::write_new(&args.file, text.as_bytes())?,
    }
    files::write_new(&card, key.card().to_text().as_bytes())?;
    let values = [
        ("key", args.file.display().to_string().into()),
        ("card", card.display().to_string().into()),
    ];
    talk.say("report-keygen-done", &values)?;
    Ok(ExitCode::SUCCESS)
}

/// Reads a handler's key; a sealed one is opened with its passphrase.
pub(super) fn load(args: &KeyArgs) -> Result<HandlerKey, Failure> {
    load_from(&args.key, args.passphrase_file.as_deref())
}

pub(super) fn load_from(path: &Path, passphrase: Option<&Path>) -> Result<HandlerKey, Failure> {
    let bytes = files::read(path, KEY_BYTES_MAX)?;
    let wrong = |error: &dyn std::fmt::Display| {
        Failure::usage(format!("cannot use the key `{}`: {error}", path.display()))
    };
    let bytes = match armor::is_armored(&bytes) {
        false => bytes,
        true => {
            let Some(passphrase) = passphrase else {
                return Err(wrong(&"it is sealed")
                    .help("give its passphrase: --passphrase-file FILE, or - for stdin"));
            };
            let sealed = armor::decode(&bytes).map_err(|error| wrong(&error))?;
            let identity = Identity::Passphrase(files::first_line(passphrase)?);
            age::open(&[identity], &sealed, KEY_BYTES_MAX).map_err(|error| wrong(&error))?
        }
    };
    let text = std::str::from_utf8(&bytes).map_err(|error| wrong(&error))?;
    HandlerKey::parse(text).map_err(|error| match HandlerCard::parse(text) {
        Ok(_) => wrong(&"it is a card, which is for others")
            .help("give the key that was made with it; its name has no `.card`"),
        Err(_) => wrong(&error).help("`obelus report keygen` makes one"),
    })
}

/// Opens the desk with the key of who sits at it.
pub(super) fn open_desk(args: &DeskArgs) -> Result<Desk, Failure> {
    Desk::open(&args.desk, load(&args.key)?)
}

/// Reads a handler's card.
pub(super) fn load_card(path: &Path) -> Result<HandlerCard, Failure> {
    let text = files::read_text(path, KEY_BYTES_MAX)?;
    HandlerCard::parse(&text).map_err(|error| {
        Failure::usage(format!("`{}`: {error}", path.display()))
            .help("`obelus report keygen` makes it beside the key; its name ends in `.card`")
    })
}

/// Does what the command line says about a channel.
pub(super) fn channel(command: ChannelCommand, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    match command {
        ChannelCommand::New(args) => new(&args, talk),
        ChannelCommand::Show { channel } => show(&read_channel(&channel)?, talk),
        ChannelCommand::Renew(args) => renew(&args, talk),
        ChannelCommand::Add(args) => add(&args, talk),
        ChannelCommand::Remove(args) => remove(&args, talk),
        ChannelCommand::Recover { file } => recover(&file, talk),
    }
}

fn new(args: &ChannelNewArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let handlers: Result<Vec<HandlerCard>, Failure> =
        args.handler.iter().map(|path| load_card(path)).collect();
    let handlers = handlers?;
    let root = SigningKey::generate(&mut rng());
    let recovery = args.escrow.then(|| Identity::generate(&mut rng()));
    let escrow = recovery.as_ref().and_then(Identity::recipient).map(|recipient| Escrow {
        recipient,
        threshold: SHARES.1,
        shares: SHARES.0,
    });
    let custodian = args.custodian.as_deref().map(load_card).transpose()?;
    let plan = Plan { name: &args.name, handlers: &handlers, alone: args.alone, escrow, custodian };
    let channel = Channel::new(plan, &root)
        .map_err(|error| talk.failure(error, "report-channel-handlers-help"))?;
    let channel = Desk::make(&args.desk, channel, &root, args.weeks)?;
    show(&channel, talk)?;
    if let Some(recovery) = recovery {
        tell_shares(&recovery, talk)?;
    }
    let path = args.desk.join("channel").display().to_string();
    talk.say("report-channel-next", &[("channel", path.into())])?;
    Ok(ExitCode::SUCCESS)
}

fn tell_shares(recovery: &Identity, talk: &Talk<'_>) -> Result<(), Failure> {
    let shares = escrow::split(recovery, SHARES.1, SHARES.0, &mut rng()).map_err(fault)?;
    talk.say("report-escrow-shares", &[("needed", SHARES.1.into())])?;
    for share in shares {
        writeln!(io::stdout(), "{}", share.as_str())?;
    }
    Ok(())
}

fn show(channel: &Channel, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let values = [("name", channel.name.as_str().into()), ("id", channel.id().to_string().into())];
    talk.say("report-channel-name", &values)?;
    for handler in &channel.handlers {
        talk.say("report-channel-handler", &[("name", handler.name.as_str().into())])?;
    }
    if channel.handlers.len() == 1 {
        talk.say("report-channel-alone", &[])?;
    }
    if let Some(custodian) = &channel.custodian {
        talk.say("report-channel-custodian", &[("name", custodian.name.as_str().into())])?;
    }
    if let Some(escrow) = &channel.escrow {
        let values = [("needed", escrow.threshold.into()), ("shares", escrow.shares.into())];
        talk.say("report-channel-escrow", &values)?;
    }
    match channel.in_use().last() {
        Some(last) if today() < last.until => {
            talk.say("report-channel-until", &[("day", day::write(last.until).into())])?;
            if (last.until - today()).whole_days() < RENEW_DAYS {
                talk.note("report-channel-renew-soon", &[]);
            }
        }
        _ => talk.say("report-channel-over", &[])?,
    }
    Ok(ExitCode::SUCCESS)
}

fn renew(args: &RenewArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let mut desk = open_desk(&args.desk)?;
    let renewed = desk.renew(args.weeks)?;
    let values = [
        ("made", renewed.made.into()),
        ("destroyed", renewed.destroyed.into()),
        ("days", GRACE_DAYS.into()),
    ];
    let has_changed = renewed.made > 0 || renewed.destroyed > 0;
    let id = if has_changed { "report-channel-renewed" } else { "report-channel-renewed-none" };
    talk.say(id, &values)?;
    show(&desk.channel, talk)
}

fn add(args: &HandlerAddArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let mut desk = open_desk(&args.desk)?;
    let card = load_card(&args.card)?;
    let cases = desk.change_handlers(|channel| channel.add_handler(card))?;
    talk.say("report-channel-resealed", &[("cases", cases.into())])?;
    show(&desk.channel, talk)
}

fn remove(args: &HandlerRemoveArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let mut desk = open_desk(&args.desk)?;
    let cases = desk.change_handlers(|channel| channel.remove_handler(&args.name))?;
    talk.say("report-channel-resealed", &[("cases", cases.into())])?;
    show(&desk.channel, talk)
}

/// Gives the recovery key back, as an identity that `age` takes.
fn recover(file: &Path, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let mut text = Zeroizing::new(String::new());
    io::stdin().lock().take(KEY_BYTES_MAX).read_to_string(&mut text)?;
    let shares: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let identity = escrow::join(&shares).map_err(|error| Failure::usage(error.to_string()))?;
    let secret = identity.encode().unwrap_or_default();
    files::write_new(file, format!("{}\n", secret.as_str()).as_bytes())?;
    talk.say("report-escrow-recovered", &[("file", file.display().to_string().into())])?;
    Ok(ExitCode::SUCCESS)
}
