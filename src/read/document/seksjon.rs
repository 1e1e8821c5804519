//! A page that lists the pages below it.

use crate::read::record::{choice, record};

record! {
    /// A section.
    pub struct Seksjon {
        sortering: Option<Sortering> = "Rekkefølgen på sidene i listen.",
    }
}

choice! {
    /// The order of the children of a section.
    pub enum Sortering {
        /// By `vekt`, then title.
        Vekt = "vekt",
        /// Newest first.
        Dato = "dato",
        Tittel = "tittel",
    }
}
