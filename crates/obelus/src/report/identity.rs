//! Who a reporter is, opened by a handler and the custodian together.

use std::io::{self, Write};
use std::process::ExitCode;

use detect::output::plain;
use intake::case::Deed;
use intake::identity;

use super::Talk;
use super::args::IdentityArgs;
use super::keys::load_from;
use super::work::{Work, first_message};
use crate::failure::Failure;

/// Opens who the reporter is: first it is on record and the reporter is told, then it is shown.
pub(super) fn open(args: &IdentityArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let mut work = Work::open(&args.case)?;
    let custodian = load_from(&args.custodian_key, args.custodian_passphrase_file.as_deref())?;
    let wanted = work.desk.channel.custodian.as_ref().map(|card| card.sign);
    if wanted != Some(custodian.sign.public()) {
        let message = format!("`{}` is not the custodian of this channel", custodian.name);
        return Err(Failure::usage(message));
    }
    let first = first_message(&work.case, &work.secret)?;
    let Some(sealed) = &first.message.header.identity else {
        return Err(Failure::usage("the reporter gave no name")
            .help("ask in an answer whether they want to; nobody has to"));
    };
    let name = identity::open(sealed, &custodian.identity)
        .map_err(|error| Failure::usage(format!("cannot open the name: {error}")))?;
    work.case.add(Deed::IdentityOpened, &[&work.desk.handler.sign, &custodian.sign])?;
    work.answer(&talk.text("cases-identity-notice", &[]), |_| Ok(None))?;
    writeln!(io::stdout(), "{}", plain(&name))?;
    talk.note("report-identity-opened", &[]);
    Ok(ExitCode::SUCCESS)
}
