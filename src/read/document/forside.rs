//! The front page.

use crate::foundation::diagnostic::Located;
use crate::read::record::record;

record! {
    /// The front page: ways in, and figures worth showing.
    pub struct Forside {
        inngang: Vec<Inngang> = "Inngangene til portalen, den mest brukte først.",
        nokkeltall: Vec<Nokkeltall> = "Tall som vises på forsiden, hentet fra tabeller.",
    }
}

record! {
    /// A way in.
    pub struct Inngang {
        tittel: String = "Tittelen på inngangen." => "\"Møter\"",
        tekst: String = "Hva leseren finner der, i én setning.",
        side: Located<String> = "Siden inngangen fører til." => "\"@/utvalg/index.md\"",
    }
}

record! {
    /// A figure, taken from a cell of a table.
    pub struct Nokkeltall {
        tekst: String = "Hva tallet gjelder.",
        tabell: Located<String> = "Tabellen tallet står i." => "\"@/statistikk/tabell.toml\"",
        rad: Located<String> = "Raden: teksten i første kolonne." => "\"Sum\"",
        kolonne: Located<String> = "Kolonnens id." => "\"antall\"",
        side: Option<Located<String>> = "Siden som forteller mer." => "\"@/statistikk/index.md\"",
    }
}
