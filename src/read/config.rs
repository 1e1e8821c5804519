//! The settings of a site, from the one TOML file at its root.

use std::ops::{Range, RangeInclusive};

use toml::Spanned;
use toml::de::DeValue;

use crate::foundation::diagnostic::{Code, Diagnostic, Located};
use crate::foundation::path::SourcePath;
use crate::read::record::{Fields, Form, Mismatch, Reader, Record, Value, record, whole_number_within};

record! {
    /// Settings of a site.
    pub struct Config {
        tittel: String = "Navnet på nettstedet.",
        beskrivelse: String = "Hva nettstedet er, i én setning.",
        adresse: Option<Located<String>> = "Nettstedets adresse på nettet, for eksempel https://www.eksempel.no." => "\"https://www.eksempel.no\"",
        utgiver: String = "Organisasjonen som er ansvarlig for nettstedet.",
        lisens: Option<Licence> = "Lisensen som tallene er gitt ut med.",
        tilskuddsdata: Option<GrantData> = "Hvem som gir tilskudd, for at tildelingene skal bli gitt ut som data etter standarden 360Giving.",
        epost: Option<String> = "Felles postkasse for henvendelser. Aldri adressen til en enkeltperson." => "\"post@eksempel.no\"",
        tema: Vec<Located<String>> = "Temaene som brukes, i rekkefølge. En mal i et tema foran går foran den samme malen i et tema bak." => "[\"helsefellesskap\"]",
        listelengde: ListLength = "Hvor mange sider en liste viser. En seksjon med flere får listen delt, med resten på side 2, 3 og så videre. 50 når nøkkelen ikke er med.",
        referatfrist: ReportDays = "Hvor mange dager etter et møte referatet skal være publisert, før fellesskap check sier fra. 0: det sies aldri fra. 60 når nøkkelen ikke er med.",
        sok: Option<bool> = "Om nettstedet har søk. Det har det når nøkkelen ikke er med.",
        meny: Vec<MenuItem> = "Hovedmenyen.",
        snarveier: Vec<MenuItem> = "Sider som mange leter etter. Lenkene står på siden som vises når en adresse ikke finnes; uten dem står hovedmenyen der.",
        bunn: Vec<FooterGroup> = "Gruppene av lenker nederst på hver side.",
    }
}

record! {
    /// The licence that data are published under.
    pub struct Licence {
        navn: String = "Navnet på lisensen.",
        adresse: Located<String> = "Nettadressen til lisensen." => "\"https://creativecommons.org/licenses/by/4.0/deed.no\"",
    }
}

record! {
    /// What the standard *360Giving* needs to know of whoever gives grants; see `opendata`.
    pub struct GrantData {
        prefiks: Located<String> = "Prefikset som 360Giving har gitt utgiveren. Hver tildeling kjennes igjen på det." => "\"360G-eksempel\"",
        giver: String = "Organisasjonen som gir tilskuddene." => "\"Helseforetaket\"",
        giver_id: String = "Identifikatoren til organisasjonen etter org-id.guide: et register og nummeret i det." => "\"NO-BRC-999999999\"",
    }
}

record! {
    /// An entry of a menu.
    pub struct MenuItem {
        tittel: String = "Teksten i menyen.",
        side: Located<String> = "Siden det lenkes til." => "\"@/utvalg/index.md\"",
    }
}

record! {
    /// A group of links at the foot of every page.
    pub struct FooterGroup {
        tittel: String = "Overskriften over lenkene.",
        lenker: Vec<MenuItem> = "Lenkene.",
    }
}

/// How many pages a list shows before it goes on at another address.
///
/// **Invariant:** not zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListLength(i64);

impl ListLength {
    const LIMITS: RangeInclusive<i64> = 1..=1000;

    pub fn get(self) -> usize {
        self.0 as usize
    }
}

impl Value for ListLength {
    fn kind() -> String {
        i64::kind()
    }

    fn example() -> String {
        "50".to_owned()
    }

    fn form() -> Form {
        Form::Integer(*Self::LIMITS.start(), *Self::LIMITS.end())
    }

    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Result<Self, Mismatch> {
        let refusal = |length| format!("en liste kan ikke vise {length} sider om gangen");
        whole_number_within(Self::LIMITS, value, reader, refusal).map(Self)
    }

    fn absent() -> Option<Self> {
        Some(Self(50))
    }
}

/// How many days after a meeting its minutes are to be published; 0 for whenever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportDays(i64);

impl ReportDays {
    const LIMITS: RangeInclusive<i64> = 0..=3650;

    pub fn get(self) -> i64 {
        self.0
    }
}

impl Value for ReportDays {
    fn kind() -> String {
        i64::kind()
    }

    fn example() -> String {
        "60".to_owned()
    }

    fn form() -> Form {
        Form::Integer(*Self::LIMITS.start(), *Self::LIMITS.end())
    }

    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Result<Self, Mismatch> {
        let refusal = |days| format!("et referat kan ikke ha en frist på {days} dager");
        whole_number_within(Self::LIMITS, value, reader, refusal).map(Self)
    }

    fn absent() -> Option<Self> {
        Some(Self(60))
    }
}

impl Config {
    /// Reads the settings. `None` when they cannot be used; the reasons are reported.
    pub fn parse(file: &SourcePath, text: &str) -> (Option<Self>, Vec<Diagnostic>) {
        let mut problems = Vec::new();
        let mut reader = Reader::new(file, 0, &mut problems);
        let config = reader.parse(text).and_then(|table| {
            let mut fields = Fields::new(table.get_ref(), first_line(text), &mut reader);
            let config = Self::take(&mut fields);
            fields.reject_unknown(&[Self::KEYS]);
            config
        });
        if let Some(config) = &config {
            let addresses = config.adresse.iter().chain(config.lisens.iter().map(|licence| &licence.adresse));
            problems.extend(addresses.filter_map(|address| check_address(file, address)));
            problems.extend(config.tilskuddsdata.as_ref().and_then(|data| check_prefix(file, &data.prefiks)));
            if config.tema.is_empty() {
                let message = "nettstedet har ikke noe tema";
                problems.push(
                    Diagnostic::in_file(Code::MissingKey, file, message).hint("legg til en linje: tema = [\"…\"]"),
                );
            }
        }
        (config, problems)
    }

    /// Whether readers are to search. A program made without the feature `search` cannot make the index for it.
    pub fn wants_search(&self) -> bool {
        cfg!(feature = "search") && self.sok.unwrap_or(true)
    }

    /// What the site says of itself and of who is behind it.
    pub fn own_words(&self) -> [&str; 3] {
        [&self.tittel, &self.beskrivelse, &self.utgiver]
    }

    /// The base URL without a trailing slash; empty when none is set.
    pub fn base_url(&self) -> &str {
        self.adresse.as_ref().map_or("", |address| address.value.trim_end_matches('/'))
    }
}

/// Where to point when a key is missing from a file that is all TOML.
pub fn first_line(text: &str) -> Range<usize> {
    0..text.find('\n').unwrap_or(text.len())
}

/// Whether a text is the whole address of a site. It comes into files for servers as it is, so it must not have what ends a
/// line or a value there.
pub fn is_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let refused = |character: char| {
        matches!(character, '?' | '#' | '"' | '\'' | '<' | '>' | '\\')
            || character.is_whitespace()
            || character.is_control()
    };
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(refused))
}

fn check_address(file: &SourcePath, address: &Located<String>) -> Option<Diagnostic> {
    if is_address(&address.value) {
        return None;
    }
    let message = format!("«{}» er ikke adressen til et nettsted", address.value);
    Some(
        Diagnostic::at(Code::InvalidValue, file, address.span.clone(), message)
            .hint("skriv hele adressen: https://www.eksempel.no"),
    )
}

fn check_prefix(file: &SourcePath, prefix: &Located<String>) -> Option<Diagnostic> {
    let name = prefix.value.strip_prefix("360G-").unwrap_or_default();
    if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')) {
        return None;
    }
    let message = format!("«{}» er ikke et prefiks fra 360Giving", prefix.value);
    let hint = "prefikset begynner med 360G- og har bokstaver, tall og bindestrek: 360G-eksempel";
    Some(Diagnostic::at(Code::InvalidValue, file, prefix.span.clone(), message).hint(hint))
}
