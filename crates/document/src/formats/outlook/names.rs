//! Names of properties ([MS-OXPROPS]) that hold words, and whether a mail program shows them.

/// Numbers of properties that readers ask for.
pub(in crate::formats) mod id {
    /// The body as plain text.
    pub(in crate::formats) const BODY: u16 = 0x1000;
    /// The body in compressed RTF.
    pub(in crate::formats) const BODY_RTF: u16 = 0x1009;
    /// The body as a page.
    pub(in crate::formats) const BODY_HTML: u16 = 0x1013;
    /// The headers that came with the message.
    pub(in crate::formats) const TRANSPORT_HEADERS: u16 = 0x007D;
    /// Code pages of texts: of the message, and of the internet.
    pub(in crate::formats) const CODE_PAGES: [u16; 2] = [0x3FFD, 0x3FDE];
    /// What is attached.
    pub(in crate::formats) const ATTACHED_BYTES: u16 = 0x3701;
    /// What an attachment is called, the best first.
    pub(in crate::formats) const ATTACHED_NAMES: [u16; 3] = [0x3707, 0x3704, 0x3001];
}

/// Properties that are told by themselves.
pub(super) const BODIES: &[u16] =
    &[id::BODY, id::BODY_HTML, id::BODY_RTF, id::TRANSPORT_HEADERS, id::ATTACHED_BYTES];

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
    // Contacts, whose fields are what is shown of them.
    (0x3A06, "GivenName", true),
    (0x3A44, "MiddleName", true),
    (0x3A11, "Surname", true),
    (0x3A16, "CompanyName", true),
    (0x3A18, "DepartmentName", true),
    (0x3A17, "Title", true),
    (0x3A19, "OfficeLocation", true),
    (0x3A08, "BusinessTelephone", true),
    (0x3A1B, "BusinessTelephone2", true),
    (0x3A09, "HomeTelephone", true),
    (0x3A1C, "MobileTelephone", true),
    (0x3A1A, "PrimaryTelephone", true),
    (0x3A1F, "OtherTelephone", true),
    (0x3A24, "BusinessFax", true),
    (0x3A15, "PostalAddress", true),
    (0x3A29, "StreetAddress", true),
    (0x3A27, "Locality", true),
    (0x3A2A, "PostalCode", true),
    (0x3A26, "Country", true),
    (0x3A42, "Birthday", true),
    (0x3A41, "WeddingAnniversary", true),
    (0x3A48, "SpouseName", true),
    (0x3A4E, "ManagerName", true),
    (0x3A30, "AssistantName", true),
    (0x3004, "Comment", true),
];
