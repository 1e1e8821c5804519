//! *Utvalg*: a body of the partnership.
//!
//! Nivå 1 is the partnerskapsmøte, nivå 2 strategisk samarbeidsutvalg (SSU), nivå 3 the faglige samarbeidsutvalg (FSU),
//! after the national agreement on helsefellesskap between the government and KS of 2019.

use jiff::civil::Date;
use toml::Spanned;
use toml::de::DeValue;

use crate::foundation::diagnostic::{Code, Located};
use crate::read::record::{Form, Mismatch, Reader, Value, choice, record};

record! {
    /// A body. It is referred to by the name of its folder.
    pub struct Utvalg {
        kortnavn: String = "Forkortelsen eller kortnavnet: SSU." => "\"SSU\"",
        niva: Niva = "Nivået i helsefellesskapet: 1, 2 eller 3.",
        status: UtvalgStatus = "Om utvalget er i arbeid.",
        fra: Option<Date> = "Da utvalget ble opprettet.",
        til: Option<Date> = "Da utvalget ble avviklet.",
        erstattet_av: Option<Located<String>> = "Utvalget som tok over, med navnet på mappen." => "\"fsu-pasientforlop\"",
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
        hvem: String = "Hvem plassen representerer." => "\"Kommunene\"",
        antall: Option<i64> = "Hvor mange plasser." => "4",
        rolle: Option<String> = "Stemmerett, møte- og talerett, observatør …" => "\"stemmerett\"",
        kommuner: Vec<Located<String>> = "Kommunene som har plassene, eller [\"alle\"], når det er oppgitt.",
        regioner: Vec<Located<String>> = "Regionene som har plassene, slik de heter i kommuneregisteret.",
    }
}

record! {
    /// The meeting plan of one year.
    pub struct Moteplan {
        ar: i64 = "Året." => "2026",
        tekst: String = "Planen i ord." => "\"Åtte møter.\"",
        datoer: Vec<Date> = "Datoene for møtene.",
    }
}

/// The level of a body in the partnership.
///
/// **Invariant:** one of the levels of the national agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Niva(u8);

impl Niva {
    /// From the highest to the lowest, and what each is.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self(1), "partnerskapsmøtet"),
        (Self(2), "strategisk og politisk samarbeidsutvalg"),
        (Self(3), "faglige samarbeidsutvalg"),
    ];

    pub fn number(self) -> u8 {
        self.0
    }
}

impl Value for Niva {
    fn kind() -> String {
        i64::kind()
    }

    fn example() -> String {
        "2".to_owned()
    }

    fn form() -> Form {
        Form::Integer(1, 3)
    }

    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Result<Self, Mismatch> {
        let number = i64::read(value, reader)?;
        if let Some((level, _)) = Self::ALL.iter().find(|(level, _)| i64::from(level.0) == number) {
            return Ok(*level);
        }
        let message = format!("nivå {number} finnes ikke i et helsefellesskap");
        let levels = Self::ALL.map(|(level, name)| format!("{} {name}", level.0));
        let hint = levels.join(", ").replacen(' ', " er ", 1);
        reader.report(Code::InvalidValue, value.span(), message).hint = Some(hint);
        Err(Mismatch::Reported)
    }
}
