//! Names of properties ([MS-OXPROPS]) that hold words, and whether a mail program shows them.

use super::{BODY, BODY_HTML, BODY_RTF, TRANSPORT_HEADERS};

/// Properties that are told by themselves.
pub(super) const BODIES: &[u16] =
    &[BODY, BODY_HTML, BODY_RTF, TRANSPORT_HEADERS, super::ATTACHED_BYTES];

/// Numbers, names, and whether the value is shown with the message.
pub(super) const NAMED: &[(u16, &str, bool)] = &[
    (0x001A, "MessageClass", false),
    (0x0037, "Subject", true),
    (0x003D, "SubjectPrefix", false),
    (0x0E1D, "NormalizedSubject", false),
    (0x0070, "ConversationTopic", false),
    (0x0071, "ConversationIndex", false),
    (0x0039, "ClientSubmitTime", true),
    (0x0E06, "MessageDeliveryTime", false),
    (0x3007, "CreationTime", false),
    (0x3008, "LastModificationTime", false),
    (0x0C1A, "From", true),
    (0x0C1E, "SenderAddressType", false),
    (0x0C1F, "SenderEmailAddress", false),
    (0x5D01, "SenderSmtpAddress", false),
    (0x0042, "SentRepresentingName", false),
    (0x0065, "SentRepresentingEmailAddress", false),
    (0x5D02, "SentRepresentingSmtpAddress", false),
    (0x0040, "ReceivedByName", false),
    (0x0076, "ReceivedByEmailAddress", false),
    (0x0044, "ReceivedRepresentingName", false),
    (0x0078, "ReceivedRepresentingEmailAddress", false),
    (0x0050, "ReplyRecipientNames", false),
    (0x0E04, "To", true),
    (0x0E03, "Cc", true),
    (0x0E02, "Bcc", false),
    (0x3001, "DisplayName", false),
    (0x3002, "AddressType", false),
    (0x3003, "EmailAddress", false),
    (0x39FE, "SmtpAddress", false),
    (0x3A20, "TransmittableDisplayName", false),
    (0x3FF8, "CreatorName", false),
    (0x3FFA, "LastModifierName", false),
    (0x1035, "Message-ID", false),
    (0x1039, "References", false),
    (0x1042, "In-Reply-To", false),
    (0x3703, "AttachExtension", false),
    (0x3704, "AttachFilename", false),
    (0x3707, "AttachLongFilename", false),
    (0x3708, "AttachPathname", false),
    (0x370D, "AttachLongPathname", false),
    (0x370E, "AttachMimeTag", false),
    (0x3712, "Content-ID", false),
    (0x0C24, "SenderSearchKey", false),
    (0x0C19, "SenderEntryId", false),
];
