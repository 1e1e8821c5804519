//! *Utvalg*: a body of the partnership.
//!
//! Nivå 1 is the partnerskapsmøte, nivå 2 strategisk samarbeidsutvalg (SSU), nivå 3 the faglige samarbeidsutvalg (FSU),
//! after the national agreement on helsefellesskap between the government and KS of 2019.

use jiff::civil::Date;

use crate::diagnostic::Located;
use crate::record::{choice, record};

record! {
    /// A body. It is referred to by the name of its folder.
    pub struct Utvalg {
        kortnavn: String = "Forkortelsen eller kortnavnet: SSU.",
        niva: Located<i64> = "Nivået i helsefellesskapet: 1, 2 eller 3.",
        status: UtvalgStatus = "Om utvalget er i arbeid.",
        fra: Option<Date> = "Da utvalget ble opprettet.",
        til: Option<Date> = "Da utvalget ble avviklet.",
        erstattet_av: Option<Located<String>> = "Utvalget som tok over, med navnet på mappen.",
        plass: Vec<Plass> = "Hvem plassene i utvalget representerer. Aldri navn på personer.",
        moteplan: Vec<Moteplan> = "Møteplan for hvert år.",
    }
}

choice! {
    /// Whether a body is at work.
    pub enum UtvalgStatus {
        Aktiv = "aktiv",
        Midlertidig = "midlertidig",
        Avviklet = "avviklet",
    }
}

record! {
    /// Seats of a body.
    pub struct Plass {
        hvem: String = "Hvem plassen representerer.",
        antall: Option<i64> = "Hvor mange plasser.",
        rolle: Option<String> = "Stemmerett, møte- og talerett, observatør …",
        kommuner: Vec<Located<String>> = "Kommunene som har plassene, eller [\"alle\"], når det er oppgitt.",
        regioner: Vec<Located<String>> = "Regionene som har plassene, slik de heter i kommuneregisteret.",
    }
}

record! {
    /// The meeting plan of one year.
    pub struct Moteplan {
        ar: i64 = "Året.",
        tekst: String = "Planen i ord.",
        datoer: Vec<Date> = "Datoene for møtene.",
    }
}
