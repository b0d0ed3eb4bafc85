//! Text with commands in angle brackets (`text/enriched`, RFC 1896), which old programs wrote and
//! programs of today still show.

/// A text without its commands, and what commands were given as parameters, which nobody is shown.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Enriched {
    pub(super) text: String,
    pub(super) parameters: String,
}

/// Longest command.
const COMMAND_BYTES_MAX: usize = 62;

/// Takes a text apart.
pub(super) fn read(source: &str) -> Enriched {
    let mut read = Enriched::default();
    let (mut in_parameter, mut is_filled) = (false, true);
    let mut rest = source;
    while let Some(at) = rest.find(['<', '\n']) {
        let (before, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
        read.push(before, in_parameter);
        if let Some(next) = after.strip_prefix("<<") {
            read.push("<", in_parameter);
            rest = next;
        } else if after.starts_with('\n') {
            let next = after.trim_start_matches(['\n', '\r']);
            let ends = after.get(..after.len() - next.len()).unwrap_or_default();
            let ends = ends.bytes().filter(|byte| *byte == b'\n').count();
            // One end of a line is a space, unless lines stay as they are.
            match is_filled && ends == 1 {
                true => read.push(" ", in_parameter),
                false => read.push(&"\n".repeat(ends.min(3)), in_parameter),
            }
            rest = next;
        } else if let Some((command, next)) = command(after) {
            match command.to_ascii_lowercase().as_str() {
                "param" => in_parameter = true,
                "/param" => {
                    in_parameter = false;
                    read.parameters.push('\n');
                }
                "nofill" => is_filled = false,
                "/nofill" => is_filled = true,
                _ => {}
            }
            rest = next;
        } else {
            read.push("<", in_parameter);
            rest = after.get(1..).unwrap_or_default();
        }
    }
    read.push(rest, in_parameter);
    read
}

impl Enriched {
    fn push(&mut self, text: &str, in_parameter: bool) {
        let text = text.trim_end_matches('\r');
        if in_parameter { self.parameters.push_str(text) } else { self.text.push_str(text) }
    }
}

/// The command with which a text begins, and what follows it.
fn command(text: &str) -> Option<(&str, &str)> {
    let (command, rest) = text.strip_prefix('<')?.split_once('>')?;
    let name = command.strip_prefix('/').unwrap_or(command);
    let is_command = (1..COMMAND_BYTES_MAX).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_command.then_some((command, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_vanish_and_parameters_stand_apart() {
        let read =
            read("<bold>One</bold> <<two\nthree\n\nfour <color><param>red</param>five</color> < 6");
        assert_eq!(read.text, "One <two three\n\nfour five < 6");
        assert_eq!(read.parameters, "red\n");
    }

    #[test]
    fn lines_that_are_not_filled_stay() {
        assert_eq!(read("<nofill>a\r\nb</nofill>\r\nc").text, "a\nb c");
    }
}
