//! *Møte*: a meeting of a body, in eInnsyn's words a møtemappe.

use std::ops::RangeInclusive;

use toml::Spanned;
use toml::de::DeValue;

use crate::foundation::diagnostic::Located;
use crate::read::record::{Clock, Form, Mismatch, Reader, Value, choice, record, whole_number_within};

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
        revisjon: Revision = "Hvor mange ganger tid, sted eller avlysning er endret etter at møtet ble kunngjort, så kalendere vet hva som gjelder. 0 når nøkkelen ikke er med.",
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

/// How many times a meeting was changed after it was made known. Programs with calendars keep the highest version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revision(i64);

impl Revision {
    const LIMITS: RangeInclusive<i64> = 0..=1000;

    pub fn get(self) -> i64 {
        self.0
    }
}

impl Value for Revision {
    fn kind() -> String {
        i64::kind()
    }

    fn example() -> String {
        "1".to_owned()
    }

    fn form() -> Form {
        Form::Integer(*Self::LIMITS.start(), *Self::LIMITS.end())
    }

    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Result<Self, Mismatch> {
        let refusal = |number| format!("et møte kan ikke være endret {number} ganger");
        whole_number_within(Self::LIMITS, value, reader, refusal).map(Self)
    }

    fn absent() -> Option<Self> {
        Some(Self(0))
    }
}
