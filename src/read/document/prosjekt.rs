//! *Prosjekt*: a project financed by the grant for recruitment and cooperation (*rekrutterings- og
//! samhandlingstilskudd*), or applying for it.

use jiff::civil::Date;

use crate::foundation::diagnostic::Located;
use crate::read::record::{choice, record};

record! {
    /// A project. It is referred to by the name of its file.
    pub struct Prosjekt {
        prosjektnummer: Option<String> = "Prosjektnummeret i regnskapet." => "\"12345\"",
        runde: Runde = "Tildelingen prosjektet har midler fra.",
        status: ProsjektStatus = "Hvor langt prosjektet er kommet.",
        eiere: Vec<String> = "Prosjekteierne." => "[\"Sykehuset\"]",
        partnere: Vec<String> = "Samarbeidspartnerne." => "[\"Fastlegene\"]",
        kommuner: Vec<Located<String>> = "Kommunene som er med, eller [\"alle\"]." => "[\"alle\"]",
        malgrupper: Vec<String> = "Målgruppene." => "[\"Skrøpelige eldre\"]",
        andre_navn: Vec<String> = "Andre navn prosjektet har i dokumentene.",
        milepel: Vec<Milepel> = "Milepælene, i rekkefølge.",
        okonomi: Vec<Okonomi> = "Penger per år, i hele kroner.",
        periode: Vec<Periode> = "Penger som er oppgitt for flere år samlet, i hele kroner.",
        soknad: Vec<Soknad> = "Søknader om midler.",
    }
}

impl Prosjekt {
    /// Whether a municipality is one of the owners: an owner is its name and the word *kommune*, by itself or with the
    /// part of the municipality after it (`Tromsø kommune, hjemmetjenesten`).
    pub fn is_owned_by(&self, municipality: &str) -> bool {
        self.eiere.iter().any(|owner| {
            let rest = owner.strip_prefix(municipality).and_then(|rest| rest.strip_prefix(" kommune"));
            rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        })
    }
}

choice! {
    /// The round of grants that a project has its money from.
    pub enum Runde {
        /// The share that the partnership gives out itself.
        Lokal = "lokal",
        /// The share that Helse Nord's committee, or that of another region, gives out.
        Regional = "regional",
        /// The national measure for larger changes, called prosjekt X.
        ProsjektX = "prosjekt X",
        Ingen = "ingen",
    }
}

choice! {
    /// How far a project has come.
    pub enum ProsjektStatus {
        Soknad = "søknad",
        Pagaende = "pågående",
        Ferdig = "ferdig",
        Avsluttet = "avsluttet",
    }
}

record! {
    /// A milestone (*milepæl*).
    pub struct Milepel {
        id: String = "Nummeret i kilden: M1." => "\"M1\"",
        nar: String = "Når, slik kilden skriver det." => "\"Høst 2026\"",
        status: MilepelStatus = "Hvor langt milepælen er kommet.",
        kildestatus: Option<String> = "Kildens eget ord, når det sier noe annet.",
        tekst: String = "Hva milepælen er.",
    }
}

choice! {
    /// How far a milestone has come.
    pub enum MilepelStatus {
        Planlagt = "planlagt",
        Oppstart = "oppstart",
        Pagaende = "pågående",
        Ferdig = "ferdig",
    }
}

record! {
    /// Money of one year, in whole kroner. What is left out is unknown, which is not zero.
    pub struct Okonomi {
        ar: i64 = "Året." => "2026",
        tildelt: Option<Located<i64>> = "Tildelt." => "2924000",
        brukt: Option<Located<i64>> = "Brukt." => "2060000",
        overfort: Option<Located<i64>> = "Overført til neste år." => "864000",
        vedtatt: Option<Date> = "Dagen tildelingen ble vedtatt. Med den kommer tildelingen med i dataene etter 360Giving.",
        kilde: Option<String> = "Dokumentet tallene står i." => "\"Rapport høst 2025, tabell 3\"",
        merknad: Option<String> = "Opplysning til leserne.",
    }
}

record! {
    /// Money stated for several years together, in whole kroner.
    pub struct Periode {
        fra: i64 = "Første år." => "2025",
        til: i64 = "Siste år." => "2026",
        tildelt: Option<Located<i64>> = "Tildelt." => "2924000",
        brukt: Option<Located<i64>> = "Brukt." => "2060000",
        gjenstar: Option<Located<i64>> = "Gjenstående midler." => "864000",
        fremtidig: Option<Located<i64>> = "Planlagt bruk av det som gjenstår." => "864000",
        overfort: Option<Located<i64>> = "Overført til neste år." => "864000",
        neste: Option<Located<i64>> = "Samlet sum neste år hvis prosjektet videreføres." => "3788000",
        kilde: Option<String> = "Dokumentet tallene står i." => "\"Rapport høst 2025, tabell 3\"",
        merknad: Option<String> = "Opplysning til leserne.",
    }
}

record! {
    /// An application for money.
    pub struct Soknad {
        runde: String = "Runden det søkes i." => "\"Lokal runde 2026\"",
        dato: Option<Date> = "Datoen for søknaden.",
        prioritet: Option<i64> = "Prioriteten helsefellesskapet ga søknaden." => "1",
        sak: Option<Located<String>> = "Saken der søknaden ble behandlet: ssu/12/26." => "\"ssu/12/26\"",
        status: SoknadStatus = "Hvor søknaden står.",
        belop: Option<Located<i64>> = "Samlet beløp det søkes om, i hele kroner." => "2924000",
        ar: Vec<Arsbelop> = "Beløpet fordelt på år.",
    }
}

choice! {
    /// Where an application stands.
    pub enum SoknadStatus {
        Sokt = "søkt",
        Prioritert = "prioritert",
        Innvilget = "innvilget",
        Avslatt = "avslått",
        IkkePrioritert = "ikke prioritert",
    }
}

record! {
    /// The amount of one year, in whole kroner.
    pub struct Arsbelop {
        ar: i64 = "Året." => "2026",
        belop: i64 = "Beløpet." => "2924000",
    }
}
