//! `obelus report security-txt`: where to report, for programs and people (RFC 9116).

use std::io::{self, Write};
use std::process::ExitCode;

use intake::security_txt::{BYTES_MAX, Plan, check, make};
use time::OffsetDateTime;

use super::Talk;
use super::args::{SecurityTxtArgs, SecurityTxtCommand};
use crate::failure::{FINDINGS, Failure};
use crate::files;

/// Makes or checks a file.
pub(super) fn security_txt(
    command: SecurityTxtCommand,
    talk: &Talk<'_>,
) -> Result<ExitCode, Failure> {
    let now = OffsetDateTime::now_utc();
    match command {
        SecurityTxtCommand::Make(args) => {
            let text = make(&plan(args), now);
            if let Some(problem) = check(&text, now).first() {
                return Err(Failure::usage(problem.to_string()));
            }
            io::stdout().write_all(text.as_bytes())?;
            Ok(ExitCode::SUCCESS)
        }
        SecurityTxtCommand::Check { file } => {
            let text = files::read_text(&file, BYTES_MAX as u64)?;
            let problems = check(&text, now);
            let mut stdout = io::stdout().lock();
            for problem in &problems {
                writeln!(stdout, "{}: {problem}", file.display())?;
            }
            drop(stdout);
            if problems.is_empty() {
                talk.say("report-security-txt-sound", &[])?;
                return Ok(ExitCode::SUCCESS);
            }
            Ok(ExitCode::from(FINDINGS))
        }
    }
}

fn plan(args: SecurityTxtArgs) -> Plan {
    Plan {
        contacts: args.contact,
        encryption: args.encryption,
        acknowledgments: args.acknowledgments,
        policy: args.policy,
        canonical: args.canonical,
        languages: args.language,
    }
}
