//! Check digits against an implementation that nobody here wrote: `python-stdnum`, a test oracle
//! only.

use std::collections::BTreeMap;
use std::process::Command;

use anyhow::{Result, ensure};

use super::{Outcome, Setting};
use crate::process;

/// Each number that the oracle makes is judged by it and by our check alike.
pub(super) fn checks(setting: &Setting) -> Result<Outcome> {
    let script = setting.root.join("xtask/oracle/stdnum_vectors.py");
    let has = process::output(Command::new("python3").args(["-c", "import stdnum"]))?;
    if !has.status.success() {
        return Ok(Outcome::Skipped("python3 has no `stdnum` (pip install python-stdnum)"));
    }
    let output = process::run(Command::new("python3").arg(script))?;
    let mut counts: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        let mut cells = line.split('\t');
        let (Some(name), Some(number), Some(valid)) = (cells.next(), cells.next(), cells.next())
        else {
            continue;
        };
        let Some(check) = detect::checks::by_name(name) else {
            anyhow::bail!("the oracle names the check `{name}`, which does not exist");
        };
        let count = counts.entry(name.to_owned()).or_default();
        count.0 += 1;
        count.1 += u32::from((check.holds)(number) != (valid == "1"));
    }
    ensure!(!counts.is_empty(), "the oracle made no numbers");
    for (name, (all, wrong)) in &counts {
        ensure!(*wrong == 0, "check `{name}` disagrees on {wrong} of {all} numbers");
    }
    println!(
        "        {} checks, {} numbers",
        counts.len(),
        counts.values().map(|c| c.0).sum::<u32>()
    );
    Ok(Outcome::Passed)
}
