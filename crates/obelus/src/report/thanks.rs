//! Thanks: the outcome in words, and where offered a code that collects something without a name.

use std::process::ExitCode;

use intake::case::{Deed, Outcome};
use intake::claim;
use intake::receipt::Receipt;

use super::Talk;
use super::args::{DeskArgs, ThankArgs};
use super::keys::open_desk;
use super::reporter::shown;
use super::sealing::{new_receipt, read_body};
use super::work::Work;
use crate::failure::Failure;

/// Thanks a reporter whose report was right; the code stands in the sealed answer alone.
pub(super) fn thank(args: &ThankArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let mut work = Work::open(&args.case)?;
    if !matches!(
        work.case.record.outcome(),
        Some(Outcome::Substantiated | Outcome::PartlySubstantiated)
    ) {
        return Err(talk.failure("the case is not closed as right", "report-thank-help"));
    }
    let mut body = read_body(&args.text)?.to_string();
    let code = args.with_code.then(|| new_receipt(args.words, talk));
    if let Some(code) = &code {
        let words = code.to_text();
        let values = [("code", words.as_str().into())];
        body = format!("{}\n\n{}\n", body.trim_end(), talk.text("report-thank-code", &values));
    }
    work.add(Deed::Thanked { claim: code.as_ref().map(claim::digest) })?;
    let path = work.answer(&body, |_| Ok(None))?;
    talk.say("report-replied", &[("file", shown(&path).into())])?;
    Ok(ExitCode::SUCCESS)
}

/// Checks the code of someone who comes to collect; nobody is asked who they are.
pub(super) fn claim(args: &DeskArgs, talk: &Talk<'_>) -> Result<ExitCode, Failure> {
    let desk = open_desk(args)?;
    let line = talk.ask("report-claim-ask", &[])?;
    let void = || talk.failure("this code collects nothing, or did so before", "report-claim-help");
    let code = Receipt::parse(&line).map_err(|_| void())?;
    let digest = claim::digest(&code);
    let found =
        desk.cases()?.into_iter().find(|case| case.record.open_claim() == Some(digest.as_str()));
    let mut case = found.ok_or_else(void)?;
    case.add(Deed::Claimed, &[&desk.handler.sign])?;
    talk.say("report-claimed", &[])?;
    Ok(ExitCode::SUCCESS)
}
