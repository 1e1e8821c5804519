//! *Sak*: a matter that a body treats in a meeting, in eInnsyn's words a møtesak.
//!
//! Its text is the *saksframlegg* (the case presented to the body). The headings *Forslag til vedtak* (proposed
//! decision, eInnsyn's innstilling) and *Vedtak* (the decision made) are recognised.

use std::fmt;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::foundation::diagnostic::{Code, Located};
use crate::foundation::letters;
use crate::read::record::{Form, Mismatch, Reader, Value, choice, record};

record! {
    /// A sak. It lies beside the meeting that treats it.
    pub struct Sak {
        nummer: Located<SakNumber> = "Saksnummeret: løpenummer og år.",
        sakstype: Sakstype = "B for beslutning, O for orientering, R for referat.",
        avsender: Option<String> = "Hvem som legger saken fram." => "\"Sekretariatet\"",
        mottaker: Option<String> = "Hvem saken er til." => "\"Strategisk samarbeidsutvalg\"",
        saker: Vec<Located<String>> = "Saker denne saken henger sammen med: ssu/11/26." => "[\"ssu/11/26\"]",
        prosjekter: Vec<Located<String>> = "Prosjekter saken gjelder, med navnet på filen." => "[\"digital-hjemmeoppfolging\"]",
        rapporter: Vec<Located<String>> = "Rapporter saken gjelder." => "[\"@/rapporter/arsmelding-2025/index.md\"]",
        unntatt: Option<Unntatt> = "Saken er unntatt offentlighet: hjemmel og skjermet tittel.",
    }
}

choice! {
    /// What a body is to do with a sak.
    pub enum Sakstype {
        Beslutning = "B",
        Orientering = "O",
        Referat = "R",
    }
}

/// A section of a sak's text that is recognised by its heading. Pages, registers and checks all ask here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SakSection {
    ForslagTilVedtak,
    Vedtak,
}

impl SakSection {
    /// Returns the section that a heading opens: its words in any case, with or without a colon.
    pub fn opened_by(heading: &str) -> Option<Self> {
        match heading.trim().trim_end_matches(':').trim_end().to_lowercase().as_str() {
            "forslag til vedtak" => Some(Self::ForslagTilVedtak),
            "vedtak" => Some(Self::Vedtak),
            _ => None,
        }
    }
}

record! {
    /// Why a sak is exempt from public access (offentleglova), and the title that the public may see.
    pub struct Unntatt {
        hjemmel: String = "Lovhjemmelen: offl. § 13, jf. fvl. § 13." => "\"offl. § 13, jf. fvl. § 13\"",
        tittel: String = "Tittelen som kan vises offentlig." => "\"Personalsak\"",
    }
}

impl Unntatt {
    /// Reports a legal basis that names no paragraph of a law, and the real title where the public may see it. `table` is the
    /// front matter of the sak. Returns whether all is well.
    pub fn check(table: &DeTable<'_>, reader: &mut Reader<'_>) -> bool {
        let Some(unntatt) = table.get("unntatt").and_then(|value| value.get_ref().as_table()) else { return true };
        let text = |table: &DeTable<'_>, key: &str| {
            let value = table.get(key)?;
            Some((value.get_ref().as_str()?.trim().to_owned(), value.span())).filter(|(text, _)| !text.is_empty())
        };
        let mut is_well = true;
        if let Some((_, span)) = text(unntatt, "hjemmel").filter(|(hjemmel, _)| !names_paragraph(hjemmel)) {
            let message = "«hjemmel» viser ikke til en paragraf i en lov";
            reader.report(Code::InvalidValue, span, message).hint =
                Some("skriv loven og paragrafen: \"offl. § 13, jf. fvl. § 13\", \"offentleglova § 14\" eller \"helsepersonelloven § 21\"".to_owned());
            is_well = false;
        }
        let Some((title, _)) = text(table, "tittel") else { return is_well };
        for key in ["tittel", "hjemmel"] {
            if let Some((_, span)) = text(unntatt, key).filter(|(shown, _)| letters::holds(shown, &title)) {
                let problem = reader.report(
                    Code::ExemptContent,
                    span,
                    format!("her står den egentlige tittelen på saken, men «{key}» kan alle lese"),
                );
                problem.hint = Some("skriv en tittel som ikke røper hva saken gjelder: \"Personalsak\"".to_owned());
                problem.is_secret = true;
                is_well = false;
            }
        }
        is_well
    }
}

/// Whether a legal basis names a law and a paragraph of it: «offl. § 13», «§ 13 i forvaltningsloven».
fn names_paragraph(hjemmel: &str) -> bool {
    /// What laws are called for short, without points.
    const SHORT: [&str; 30] = [
        "al",
        "aml",
        "arkl",
        "bvl",
        "fvl",
        "forvl",
        "gjml",
        "helsepersl",
        "hol",
        "hpl",
        "khol",
        "kl",
        "koml",
        "krl",
        "lov",
        "offl",
        "ofl",
        "pasrl",
        "pbrl",
        "phvl",
        "pjl",
        "pol",
        "popplyl",
        "psykhvl",
        "sikkl",
        "spesl",
        "sphl",
        "strl",
        "tvl",
        "lova",
    ];
    const ENDINGS: [&str; 6] = ["lov", "lova", "loven", "lovas", "lovens", "forskriften"];
    let is_law = |word: &str| {
        let word = word.to_lowercase();
        SHORT.contains(&word.as_str()) || ENDINGS.iter().any(|ending| word.ends_with(ending))
    };
    let has_number =
        |after: &str| after.trim_start_matches('§').trim_start().starts_with(|next: char| next.is_ascii_digit());
    let mut paragraphs = hjemmel.match_indices('§').map(|(at, mark)| &hjemmel[at + mark.len()..]);
    paragraphs.any(has_number) && hjemmel.split(|next: char| !next.is_alphanumeric()).any(is_law)
}

/// The number of a sak within its body: `10/26` is the tenth of 2026.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SakNumber {
    /// Two digits, as written.
    pub year: u8,
    pub sequence: u16,
    /// How many digits the sequence is written with: `01/26` has two.
    width: u8,
}

impl SakNumber {
    /// `None` when the text is not a sak number.
    pub fn parse(text: &str) -> Option<Self> {
        let (sequence, year) = text.split_once('/')?;
        let digits = |text: &str| !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(sequence) || !digits(year) {
            return None;
        }
        let year = match year.len() {
            2 => year.parse().ok()?,
            4 => year.strip_prefix("20")?.parse().ok()?,
            _ => return None,
        };
        Some(Self { year, sequence: sequence.parse().ok()?, width: sequence.len() as u8 })
    }

    /// The number that a year begins with.
    pub fn first(year: i16) -> Self {
        Self { year: year.rem_euclid(100) as u8, sequence: 1, width: 2 }
    }

    /// The number after this, written as this one is. `None` after the last that can be written.
    pub fn next(self) -> Option<Self> {
        let sequence = self.sequence + 1;
        (sequence < 10_000).then_some(Self { sequence, ..self })
    }

    /// All ways that people write it: `1/26`, `01/26` and `1/2026`.
    pub fn written(self) -> Vec<String> {
        let years = [format!("{:02}", self.year), self.full_year().to_string()];
        let sequences = [self.sequence.to_string(), format!("{:02}", self.sequence)];
        let mut all: Vec<String> =
            years.iter().flat_map(|year| sequences.iter().map(move |number| format!("{number}/{year}"))).collect();
        all.dedup();
        all
    }

    /// The year in full.
    pub fn full_year(self) -> i16 {
        2000 + i16::from(self.year)
    }

    /// Whether two numbers mean the same sak, however they are written (`1/26` and `01/26`).
    pub fn same(self, other: Self) -> bool {
        (self.year, self.sequence) == (other.year, other.sequence)
    }
}

impl fmt::Display for SakNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:0width$}/{:02}", self.sequence, self.year, width = usize::from(self.width))
    }
}

impl Value for SakNumber {
    fn kind() -> String {
        "et saksnummer i anførselstegn".to_owned()
    }

    fn example() -> String {
        "\"10/26\"".to_owned()
    }

    fn form() -> Form {
        Form::Pattern("^[0-9]{1,4}/(20)?[0-9]{2}$")
    }

    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Result<Self, Mismatch> {
        let DeValue::String(text) = value.get_ref() else { return Err(Mismatch::WrongType) };
        Self::parse(text).ok_or_else(|| {
            let message = format!("«{text}» er ikke et saksnummer");
            reader.report(Code::InvalidValue, value.span(), message).hint =
                Some("skriv løpenummer, skråstrek og år: \"10/26\"".to_owned());
            Mismatch::Reported
        })
    }
}
