//! What editors are told of problems with tables and numbers.

use super::example::{facts_of, whole};
use super::{Explanation, Severities};

pub(super) const MISSING_PAGE: Explanation = Explanation {
    severities: Severities::Error,
    what: "En fil som en annen fil trenger, mangler.",
    why: "En tabell består av to filer: beskrivelsen og tallene. Den ene er til ingen nytte uten den andre.",
    source: None,
    bad: &[facts_of("content/om/avvik-2025.toml", "type = \"tabell\"\ntittel = \"Avvik i 2025\"")],
    good: &[
        facts_of("content/om/avvik-2025.toml", "type = \"tabell\"\ntittel = \"Avvik i 2025\""),
        whole("content/om/avvik-2025.csv", "kommune;meldt;svar\nNarvik;12;10"),
    ],
    mend: "Legg filen der meldingen sier, eller rett navnet på den.",
};

pub(super) const UNEVEN_ROW: Explanation = Explanation {
    severities: Severities::Error,
    what: "En rad i en CSV-fil har flere eller færre felt enn tabellen har kolonner.",
    why: "Da havner tallene i feil kolonne.",
    source: Some("RFC 4180 (CSV), som sier at hver rad skal ha like mange felt."),
    bad: &[whole("content/om/avvik.csv", "kommune;meldt;svar\nNarvik;12")],
    good: &[whole("content/om/avvik.csv", "kommune;meldt;svar\nNarvik;12;")],
    mend: "En tom celle trenger også semikolon: a;;b. En tekst med semikolon i settes i anførselstegn.",
};

pub(super) const INVALID_NUMBER: Explanation = Explanation {
    severities: Severities::Error,
    what: "En celle i en tabell har noe annet enn tallet eller datoen som kolonnen skal ha.",
    why: "Det som ikke er tall, kan ikke summeres eller kontrolleres.",
    source: Some(
        "Tegnene for tall som mangler, er Statistisk sentralbyrås standardtegn. Resten er portalens egen regel.",
    ),
    bad: &[whole("content/om/avvik.csv", "kommune;meldt;svar\nNarvik;ca. 12;ukjent")],
    good: &[whole("content/om/avvik.csv", "kommune;meldt;svar\nNarvik;12;..")],
    mend: "Rett tallet. Mangler det, lar du cellen stå tom, eller skriver . (gjelder ikke), .. (tall mangler) eller : (vises ikke).",
};

pub(super) const INVALID_TABLE: Explanation = Explanation {
    severities: Severities::Error,
    what: "Beskrivelsen av en tabell passer ikke med CSV-filen, eller en av dem er tom.",
    why: "Hver kolonne i CSV-filen må være beskrevet, i samme rekkefølge.",
    source: None,
    bad: &[whole("content/om/avvik.csv", "kommune;svar;meldt\nNarvik;10;12")],
    good: &[whole("content/om/avvik.csv", "kommune;meldt;svar\nNarvik;12;10")],
    mend: "Sammenlign første linje i CSV-filen med id-ene i beskrivelsen.",
};

pub(super) const INVALID_EXPRESSION: Explanation = Explanation {
    severities: Severities::Error,
    what: "En formel eller kontroll kan ikke regnes ut slik den er skrevet.",
    why: "En kontroll som ikke kan regnes ut, kontrollerer ingenting.",
    source: None,
    bad: &[facts_of(
        "content/om/avvik.toml",
        "[[kolonne]]\nid = \"andel\"\ntittel = \"Besvart\"\ntype = \"prosent\"\nformel = \"svart / meldt * 100\"",
    )],
    good: &[facts_of(
        "content/om/avvik.toml",
        "[[kolonne]]\nid = \"andel\"\ntittel = \"Besvart\"\ntype = \"prosent\"\nformel = \"svar / meldt * 100\"",
    )],
    mend: "Sjekk navnene på kolonner, rader og funksjoner. Funksjonene står i håndboken.",
};

pub(super) const FAILED_CONTROL: Explanation = Explanation {
    severities: Severities::Error,
    what: "Et oppgitt tall er ikke det samme som det beregnede.",
    why: "Enten er tallet skrevet feil av, eller så er det en feil i kilden. Leserne skal ikke møte et tall som ikke stemmer, uten å få vite det.",
    source: None,
    bad: &[whole("content/om/tilskudd.csv", "formål;kroner\nEldreløftet;200 000\nPalliasjon;300 000\nSum;550 000")],
    good: &[whole("content/om/tilskudd.csv", "formål;kroner\nEldreløftet;200 000\nPalliasjon;300 000\nSum;500 000")],
    mend: "Se etter i kilden. Er tallet skrevet feil av, retter du det. Er det kilden som ikke stemmer, beholder du tallet og legger til en [[merknad]] som forklarer forskjellen.",
};

/// A remark that explains why a total is not the sum.
const REMARK: &str = "[[merknad]]\nrad = \"Sum\"\nkolonne = \"kroner\"\noppgitt = \"550 000\"\nberegnet = \"500 000\"\n\
                      grunn = \"Kilden har lagt sammen feil.\"\nbesluttet_av = \"Sekretariatet\"\ndato = 2026-03-18";

pub(super) const STALE_REMARK: Explanation = Explanation {
    severities: Severities::Error,
    what: "En merknad forklarer en forskjell som ikke finnes lenger, eller som er blitt en annen.",
    why: "Leserne ville fått en forklaring som ikke passer med tallene.",
    source: None,
    bad: &[
        facts_of("content/om/tilskudd.toml", REMARK),
        whole("content/om/tilskudd.csv", "formål;kroner\nEldreløftet;200 000\nPalliasjon;300 000\nSum;500 000"),
    ],
    good: &[
        facts_of("content/om/tilskudd.toml", REMARK),
        whole("content/om/tilskudd.csv", "formål;kroner\nEldreløftet;200 000\nPalliasjon;300 000\nSum;550 000"),
    ],
    mend: "Slett merknaden, eller rett tallene i den.",
};
