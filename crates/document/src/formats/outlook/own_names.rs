//! Properties with names of their own ([MS-OXPROPS] 1.3.2): a file says which number stands for
//! which name, in the same three streams in messages and in mailboxes ([MS-PST] 2.4.7).

use std::collections::BTreeMap;

use crate::formats::office::binary::{long, short, size, slice, utf16};

/// The first number that stands for a name.
const FIRST: u16 = 0x8000;

/// The numbers of the streams: what is named, and the names that are texts.
pub(in crate::formats) const ENTRIES: u16 = 3;
pub(in crate::formats) const TEXTS: u16 = 4;

/// What programs call the properties that they name by a number.
const KNOWN: &[(u32, &str)] = &[
    (0x8005, "FileUnder"),
    (0x801A, "HomeAddress"),
    (0x801B, "WorkAddress"),
    (0x801C, "OtherAddress"),
    (0x802B, "HomePage"),
    (0x8045, "WorkAddressStreet"),
    (0x8046, "WorkAddressCity"),
    (0x8047, "WorkAddressState"),
    (0x8048, "WorkAddressPostalCode"),
    (0x8049, "WorkAddressCountry"),
    (0x8062, "InstantMessagingAddress"),
    (0x8080, "Email1DisplayName"),
    (0x8083, "Email1Address"),
    (0x8084, "Email1OriginalDisplayName"),
    (0x8090, "Email2DisplayName"),
    (0x8093, "Email2Address"),
    (0x8094, "Email2OriginalDisplayName"),
    (0x80A0, "Email3DisplayName"),
    (0x80A3, "Email3Address"),
    (0x80A4, "Email3OriginalDisplayName"),
    (0x8104, "TaskStart"),
    (0x8105, "TaskDue"),
    (0x811F, "TaskOwner"),
    (0x8121, "TaskAssigner"),
    (0x8208, "Location"),
    (0x820D, "AppointmentStart"),
    (0x820E, "AppointmentEnd"),
    (0x8232, "RecurrencePattern"),
    (0x8238, "AllAttendees"),
    (0x823B, "ToAttendees"),
    (0x823C, "CcAttendees"),
    (0x8502, "ReminderTime"),
    (0x8530, "FlagRequest"),
    (0x8535, "Billing"),
    (0x8539, "Companies"),
    (0x853A, "Contacts"),
    (0x8580, "InternetAccountName"),
];

/// Names by the numbers that stand for them in one file.
#[derive(Debug, Default)]
pub(in crate::formats) struct OwnNames(BTreeMap<u16, String>);

impl OwnNames {
    /// Reads what is named, and the names that are texts.
    pub(in crate::formats) fn read(entries: &[u8], texts: &[u8]) -> Self {
        const ENTRY_BYTES: usize = 8;
        let name = |entry: &[u8]| {
            let is_text = short(entry, 4)? & 1 == 1;
            let number = FIRST.checked_add(short(entry, 6)?)?;
            let name = match is_text {
                true => {
                    let at = size(entry, 0)?;
                    utf16(slice(texts, at.checked_add(4)?, size(texts, at)?))
                }
                false => {
                    let wanted = long(entry, 0)?;
                    KNOWN.iter().find(|(id, _)| *id == wanted)?.1.to_owned()
                }
            };
            (!name.is_empty()).then_some((number, name))
        };
        Self(entries.chunks_exact(ENTRY_BYTES).filter_map(name).collect())
    }

    /// Returns what a number stands for.
    pub(in crate::formats) fn get(&self, number: u16) -> Option<&str> {
        self.0.get(&number).map(String::as_str)
    }
}
