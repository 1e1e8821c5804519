//! *Godta*: findings that somebody has looked at and let stand, each in one place and with a reason.

use jiff::civil::Date;

use super::kommuner::parse_data;
use crate::foundation::diagnostic::{Code, Diagnostic, Located};
use crate::foundation::locale::{self, Language};
use crate::foundation::path::SourcePath;
use crate::read::record::record;

record! {
    /// The content of the file of acceptances.
    pub struct AcceptanceFile {
        godta: Vec<Located<Acceptance>> = "Funnene som er godtatt.",
    }
}

record! {
    /// One finding that is let stand.
    pub struct Acceptance {
        navn: Located<String> = "Navnet på sjekken, slik det står i klammene i meldingen." => "\"fodselsnummer\"",
        fil: Located<String> = "Filen, slik den står i meldingen." => "\"content/om/index.md\"",
        tekst: Option<Located<String>> = "Teksten funnet gjelder, slik meldingen viser den, med stjerner der den har stjerner. Den skal stå ett sted i filen. Gjelder funnet hele filen, utelates den, eller gjengir det meldingen sier om stedet." => "\"Ordrenummer ***********\"",
        kjennetegn: Option<Located<String>> = "Kjennetegnet på nummeret eller filen som ble sett på. Meldingen sier hva det er. Blir det et annet nummer eller en annen fil, gjelder det som er godtatt, ikke lenger." => "\"9c3f0a51d2e8b764\"",
        grunn: String = "Hvorfor funnet godtas." => "\"Tallet er et ordrenummer hos leverandøren.\"",
        rolle: String = "Rollen som godtok det. Aldri et navn." => "\"Sekretariatet\"",
        dato: Located<Date> = "Da det ble godtatt. Ikke en dag som kommer.",
    }
}

/// All acceptances of a site.
#[derive(Debug, Clone)]
pub struct Acceptances {
    pub path: SourcePath,
    pub entries: Vec<Located<Acceptance>>,
}

impl Acceptances {
    /// Reads the acceptances, a TOML file with `type = "godta"`.
    pub fn parse(path: &SourcePath, text: &str) -> (Option<Self>, Vec<Diagnostic>) {
        let (file, problems) = parse_data::<AcceptanceFile>(path, text);
        (file.map(|file| Self { path: path.clone(), entries: file.godta }), problems)
    }

    /// Reports what nobody can have accepted yet on a day: the day that is written has not come.
    pub fn not_yet(&self, today: Date) -> Vec<Diagnostic> {
        let later = self.entries.iter().map(|entry| &entry.value.dato).filter(|date| date.value > today);
        let problem = |date: &Located<Date>| {
            let day = locale::date(date.value, Language::Nb);
            let message = format!("funnet kan ikke være godtatt {day}, for den dagen har ikke vært ennå");
            let hint = "skriv dagen noen så på funnet og godtok det; sjekk årstallet";
            Diagnostic::at(Code::InvalidValue, &self.path, date.span.clone(), message).hint(hint)
        };
        later.map(problem).collect()
    }
}
