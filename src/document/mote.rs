//! *Møte*: a meeting of a body, in eInnsyn's words a møtemappe.

use crate::diagnostic::Located;
use crate::record::{Clock, choice, record};

record! {
    /// A meeting. Its date is `dato`, which all types have; its saker are the files beside it.
    pub struct Mote {
        utvalg: Located<String> = "Utvalget som møtes, med navnet på mappen." => "\"ssu\"",
        fra: Option<Clock> = "Når møtet begynner." => "\"09.00\"",
        til: Option<Clock> = "Når møtet slutter." => "\"15.00\"",
        sted: Option<String> = "Hvor møtet er." => "\"Digitalt på Teams\"",
        ekstraordinart: bool = "Møtet er ekstraordinært.",
        tilstand: Tilstand = "Hvor langt møtet er kommet.",
        referat: Referat = "Om referatet finnes.",
    }
}

choice! {
    /// How far a meeting has come.
    pub enum Tilstand {
        Planlagt = "planlagt",
        Innkalt = "innkalt",
        Avholdt = "avholdt",
        Avlyst = "avlyst",
    }
}

choice! {
    /// The state of the minutes.
    pub enum Referat {
        Mangler = "mangler",
        Utkast = "utkast",
        Godkjent = "godkjent",
    }
}
