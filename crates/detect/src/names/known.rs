//! What the tables say of a word, in one byte; the build script writes it, the features read it.

/// What is known of a word between blanks; bits that can be set together.
pub mod latin {
    /// A given name.
    pub const GIVEN: u8 = 1;
    /// A family name.
    pub const FAMILY: u8 = 2;
    /// A word of a place's name.
    pub const PLACE: u8 = 4;
    /// A country, or a large region.
    pub const COUNTRY: u8 = 8;
    /// A word of streets and houses.
    pub const STREET: u8 = 16;
    /// A word of organisations.
    pub const ORGANISATION: u8 = 32;
    /// A title or a form of address.
    pub const TITLE: u8 = 64;
    /// A frequent word that is no name.
    pub const COMMON: u8 = 128;
}

/// What is known of a word of Chinese characters: a kind in the lowest three bits, and how
/// frequent it is in the others.
pub mod han {
    /// A word of the language.
    pub const WORD: u8 = 1;
    /// A place.
    pub const PLACE: u8 = 2;
    /// An organisation.
    pub const ORGANISATION: u8 = 3;
    /// A well-known person.
    pub const PERSON: u8 = 4;
    /// A foreign name in Chinese characters.
    pub const FOREIGN: u8 = 5;
    /// Another name: of a work, a brand.
    pub const NAME: u8 = 6;
    /// A title, an office, a relation: what stands beside names.
    pub const ROLE: u8 = 7;
    /// The bits of the kind.
    pub const KIND: u8 = 7;
    /// The first of the usual characters, which have a table of their own.
    pub const CHARACTERS_START: u32 = 0x4E00;
    /// How many characters that table has.
    pub const CHARACTERS: usize = 0x5200;
}
