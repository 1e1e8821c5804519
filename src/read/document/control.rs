//! *Kontroll* and *merknad*: what numbers must agree with, and the known cases where they do not.

use jiff::civil::Date;

use crate::foundation::diagnostic::Located;
use crate::read::record::record;

record! {
    /// A control: a stated figure and what it must equal, or a statement that must be true.
    ///
    /// Expressions are those of [`crate::verify::control`].
    pub struct Control {
        navn: Located<String> = "Kort navn, brukt bare én gang i filen.",
        tekst: String = "Hva som kontrolleres, i én setning.",
        oppgitt: Option<Located<String>> = "Tallet slik det står i teksten, med siffer eller bokstaver: «24 kommuner», «fem prosjekter».",
        verdi: Option<Located<String>> = "Uttrykk for verdien som kontrolleres, i stedet for «oppgitt».",
        lik: Option<Located<String>> = "Uttrykk for det verdien skal være lik.",
        uttrykk: Option<Located<String>> = "Uttrykk som skal være sant, i stedet for de andre.",
    }
}

record! {
    /// A *merknad*: an accepted discrepancy. The figure is published as its source states it, and readers are told.
    pub struct Remark {
        rad: Option<String> = "Raden merknaden gjelder.",
        kolonne: Option<String> = "Kolonnen merknaden gjelder, med id.",
        kontroll: Option<String> = "Navnet på kontrollen merknaden gjelder.",
        felt: Option<String> = "Feltet merknaden gjelder, i et prosjekt: periode.gjenstar.",
        oppgitt: String = "Det kilden oppgir.",
        beregnet: String = "Det som er beregnet.",
        grunn: String = "Forklaringen, nøytralt.",
        besluttet_av: String = "Rollen som godtok forskjellen.",
        dato: Date = "Da den ble godtatt.",
    }
}
