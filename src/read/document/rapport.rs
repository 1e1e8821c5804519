//! *Rapport*: a report or another document that was issued once.

use jiff::civil::Date;

use crate::foundation::diagnostic::Located;
use crate::read::record::{choice, record};

record! {
    /// A report.
    pub struct Rapport {
        rapporttype: Rapporttype = "Hva slags dokument det er.",
        ar: i64 = "Året rapporten gjelder." => "2025",
        utvalg: Option<Located<String>> = "Utvalget rapporten er fra, med navnet på mappen." => "\"ssu\"",
        avgitt_av: Option<String> = "Hvem som har avgitt rapporten, når det ikke er et utvalg." => "\"Sekretariatet\"",
        vedlegg_til: Option<Located<String>> = "Siden rapporten er vedlegg til." => "\"@/utvalg/ssu/2026-03-18/index.md\"",
        vedleggsnummer: Option<i64> = "Nummeret den har som vedlegg." => "1",
        prosjekter: Vec<Located<String>> = "Prosjekter rapporten gjelder, med navnet på filen." => "[\"digital-hjemmeoppfolging\"]",
        godkjent: Vec<Godkjent> = "Hvor og når rapporten ble godkjent.",
    }
}

choice! {
    /// What kind of document a report is.
    pub enum Rapporttype {
        /// The annual report of the partnership.
        Arsmelding = "årsmelding",
        /// The annual report of a body or an organisation.
        Arsrapport = "årsrapport",
        /// A report on grants.
        Tilskuddsrapport = "tilskuddsrapport",
        /// An application.
        Soknad = "søknad",
        Annen = "annen",
    }
}

record! {
    /// An approval.
    pub struct Godkjent {
        utvalg: Located<String> = "Utvalget som godkjente, med navnet på mappen." => "\"ssu\"",
        dato: Date = "Da det ble godkjent.",
    }
}
