//! The kinds of problems: their names, and what an editor needs to know about each.
//!
//! The list is here; what is said of each kind stands by area in the files below, with an example of how it goes wrong and one
//! of how it is right. `tests/suite/examples.rs` runs every example through the program.

mod example;
mod facts;
mod files;
mod language;
mod looks;
mod papers;
mod secrets;
mod tables;
mod text;

pub use example::{ExamplePart, Excerpt};

use super::Severity;

/// Declares all kinds in one place, so that a kind cannot be without its explanation.
macro_rules! codes {
    ($($code:ident = $name:literal: $explanation:path,)*) => {
        /// What kind of problem it is, by the name that editors see.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($code,)*
        }

        impl Code {
            /// All kinds, in the order they are explained.
            pub const ALL: &'static [Self] = &[$(Self::$code),*];

            /// The name: lower case ASCII, words joined by hyphens.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$code => $name,)*
                }
            }

            /// What it is about, for editors.
            pub fn explanation(self) -> &'static Explanation {
                match self {
                    $(Self::$code => &$explanation,)*
                }
            }
        }
    };
}

/// What an editor needs to know about a kind of problem. Norwegian, whole sentences, plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// How bad it is.
    pub severities: Severities,
    /// What has been found.
    pub what: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// The law or standard that asks for it; `None` when it is a rule of the portal itself.
    pub source: Option<&'static str>,
    /// How it goes wrong.
    pub bad: &'static [Excerpt],
    /// The same as it should be.
    pub good: &'static [Excerpt],
    /// The way out.
    pub mend: &'static str,
}

impl Explanation {
    /// The source as readers are told of it.
    pub fn source(&self) -> &'static str {
        self.source.unwrap_or("Portalens egen regel.")
    }
}

/// How bad the problems of a kind are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severities {
    Error,
    Warning,
    /// Some are errors, some only something to look at; the check says which.
    Both,
}

impl Severities {
    /// What a problem of the kind is unless its check says otherwise.
    pub fn usual(self) -> Severity {
        match self {
            Self::Error | Self::Both => Severity::Error,
            Self::Warning => Severity::Warning,
        }
    }

    /// Whether a problem of the kind can be this bad.
    pub fn allow(self, severity: Severity) -> bool {
        self == Self::Both || self.usual() == severity
    }

    /// What people are told it is.
    pub fn words(self) -> &'static str {
        match self {
            Self::Error => "feil",
            Self::Warning => "advarsel",
            Self::Both => "feil eller advarsel",
        }
    }
}

codes! {
    UnreadableFile = "uleselig-fil": files::UNREADABLE_FILE,
    FileTooLarge = "for-stor-fil": files::FILE_TOO_LARGE,
    UnreadableAttachment = "uleselig-vedlegg": files::UNREADABLE_ATTACHMENT,
    InvalidUtf8 = "ikke-utf8": files::INVALID_UTF8,
    ForbiddenCharacter = "ulovlig-tegn": files::FORBIDDEN_CHARACTER,
    InvalidFileName = "ugyldig-filnavn": files::INVALID_FILE_NAME,
    BrokenFence = "odelagt-gjerde": facts::BROKEN_FENCE,
    InvalidToml = "ugyldig-toml": facts::INVALID_TOML,
    UnknownKey = "ukjent-nokkel": facts::UNKNOWN_KEY,
    MissingKey = "manglende-nokkel": facts::MISSING_KEY,
    WrongType = "feil-type": facts::WRONG_TYPE,
    InvalidValue = "ugyldig-verdi": facts::INVALID_VALUE,
    UnknownType = "ukjent-innholdstype": facts::UNKNOWN_TYPE,
    RawHtml = "raa-html": text::RAW_HTML,
    InvalidHeading = "ugyldig-overskrift": text::INVALID_HEADING,
    InvalidShortcode = "ugyldig-kortkode": text::INVALID_SHORTCODE,
    UnknownShortcode = "ukjent-kortkode": text::UNKNOWN_SHORTCODE,
    BrokenLink = "brutt-lenke": text::BROKEN_LINK,
    UnknownReference = "ukjent-henvisning": facts::UNKNOWN_REFERENCE,
    MisplacedPage = "feilplassert-side": facts::MISPLACED_PAGE,
    DuplicateAddress = "dobbel-adresse": files::DUPLICATE_ADDRESS,
    DuplicateName = "dobbelt-navn": facts::DUPLICATE_NAME,
    MissingPage = "manglende-side": tables::MISSING_PAGE,
    UnevenRow = "ujevn-rad": tables::UNEVEN_ROW,
    InvalidNumber = "ugyldig-tall": tables::INVALID_NUMBER,
    InvalidTable = "ugyldig-tabell": tables::INVALID_TABLE,
    InvalidExpression = "ugyldig-uttrykk": tables::INVALID_EXPRESSION,
    FailedControl = "tall-stemmer-ikke": tables::FAILED_CONTROL,
    StaleRemark = "utdatert-merknad": tables::STALE_REMARK,
    Disclosure = "roper-skjult-tall": secrets::DISCLOSURE,
    PersonalIdentifier = "fodselsnummer": secrets::PERSONAL_IDENTIFIER,
    PicturePosition = "bilde-med-posisjon": secrets::PICTURE_POSITION,
    PersonalMetadata = "navn-i-filopplysninger": secrets::PERSONAL_METADATA,
    Pdf = "pdf-feil": looks::PDF,
    ExemptContent = "roper-unntatt-sak": secrets::EXEMPT_CONTENT,
    MentionedExempt = "omtaler-unntatt-sak": secrets::MENTIONED_EXEMPT,
    StaleAcceptance = "godta-uten-funn": secrets::STALE_ACCEPTANCE,
    Wording = "skrivemate": language::WORDING,
    NumberFormat = "tallformat": language::NUMBER_FORMAT,
    DateFormat = "datoformat": language::DATE_FORMAT,
    AltText = "alternativ-tekst": text::ALT_TEXT,
    LinkText = "lenketekst": text::LINK_TEXT,
    TableHeader = "tabell-uten-overskrift": text::TABLE_HEADER,
    SkippedHeading = "hoppet-overskrift": text::SKIPPED_HEADING,
    EmptyHeading = "tom-overskrift": text::EMPTY_HEADING,
    UnknownAbbreviation = "ukjent-forkortelse": language::UNKNOWN_ABBREVIATION,
    SakOrder = "saksrekkefolge": papers::SAK_ORDER,
    SakYear = "saksnummer-feil-ar": papers::SAK_YEAR,
    MissingDecision = "manglende-vedtak": papers::MISSING_DECISION,
    MissingMinutes = "manglende-referat": papers::MISSING_MINUTES,
    PastDeadline = "frist-for-motet": papers::PAST_DEADLINE,
    MissingAttachment = "manglende-vedlegg": papers::MISSING_ATTACHMENT,
    OrphanPage = "foreldrelos-side": files::ORPHAN_PAGE,
    UnusedFile = "ubrukt-fil": files::UNUSED_FILE,
    LostAddress = "borte-adresse": files::LOST_ADDRESS,
    UnmarkedLanguage = "umerket-sprak": language::UNMARKED_LANGUAGE,
    DeadLink = "dod-lenke": text::DEAD_LINK,
    Template = "malfeil": looks::TEMPLATE,
    Theme = "temafeil": looks::THEME,
}

impl Code {
    /// Whether a finding of this kind can be let stand in one place, with a reason, in `content/godta.toml`. Only judgements
    /// can, where the program cannot know: a number that is nobody's, a name that is no person's, a file that somebody has
    /// read. What is broken, wrong or secret never can.
    pub fn acceptable(self) -> bool {
        matches!(
            self,
            Self::PersonalIdentifier
                | Self::PersonalMetadata
                | Self::UnreadableAttachment
                | Self::Wording
                | Self::NumberFormat
                | Self::DateFormat
                | Self::AltText
                | Self::LinkText
                | Self::EmptyHeading
                | Self::UnknownAbbreviation
                | Self::SakOrder
                | Self::SakYear
                | Self::MissingDecision
                | Self::MissingMinutes
                | Self::PastDeadline
                | Self::MissingAttachment
                | Self::OrphanPage
                | Self::UnusedFile
                | Self::MentionedExempt
                | Self::UnmarkedLanguage
                | Self::DeadLink
        )
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_plain_and_explanations_are_whole_sentences() {
        let mut names = BTreeSet::new();
        for code in Code::ALL {
            let name = code.name();
            assert!(names.insert(name), "two codes are named {name}");
            assert!(
                name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'),
                "{name}"
            );
            let Explanation { severities: _, what, why, source, bad, good, mend } = *code.explanation();
            for text in [Some(what), Some(why), source, Some(mend)].into_iter().flatten() {
                let begins = text.starts_with(|first: char| first.is_uppercase());
                assert!(begins && text.ends_with('.') && text.len() > 20, "{name}: {text}");
            }
            assert!(!bad.is_empty() && !good.is_empty() && bad != good, "{name} is without an example");
            for example in [bad, good] {
                let named = example.iter().filter(|excerpt| excerpt.file.is_some()).count();
                assert!(
                    named == 0 || named == example.len(),
                    "{name}: some excerpts of an example say where they stand"
                );
            }
        }
    }
}
