//! What editors are told of problems with the facts of a page: its fences, keys, values and references.

use super::example::{facts, facts_of, named, whole};
use super::{Explanation, Severities};

pub(super) const BROKEN_FENCE: Explanation = Explanation {
    severities: Severities::Error,
    what: "Opplysningene om siden står ikke mellom to linjer med +++.",
    why: "Uten gjerdet kan ikke programmet skille opplysningene fra teksten.",
    source: None,
    bad: &[whole(
        "content/om/side.md",
        "type = \"side\"\ntittel = \"Om oss\"\n+++\n\nVi er 24 kommuner og et sykehus.",
    )],
    good: &[whole(
        "content/om/side.md",
        "+++\ntype = \"side\"\ntittel = \"Om oss\"\n+++\n\nVi er 24 kommuner og et sykehus.",
    )],
    mend: "Skriv +++ alene i første linje, så opplysningene, så +++ alene i en linje igjen.",
};

pub(super) const INVALID_TOML: Explanation = Explanation {
    severities: Severities::Error,
    what: "En linje med opplysninger er ikke skrevet slik at den kan leses.",
    why: "Hver linje skal ha en nøkkel, et likhetstegn og en verdi. Mangler et anførselstegn, kan resten av linjene bli misforstått.",
    source: Some("TOML (toml.io), formatet som opplysningene er skrevet i."),
    bad: &[facts("ingress = Kort om oss.")],
    good: &[facts("ingress = \"Kort om oss.\"")],
    mend: "Se på linjen som er merket, og skriv den som i eksempelet.",
};

pub(super) const UNKNOWN_KEY: Explanation = Explanation {
    severities: Severities::Error,
    what: "En nøkkel finnes ikke for denne innholdstypen.",
    why: "En skrivefeil i en nøkkel ville ellers gjort at opplysningen ble borte i stillhet.",
    source: None,
    bad: &[facts("ingres = \"Kort om oss.\"")],
    good: &[facts("ingress = \"Kort om oss.\"")],
    mend: "Rett skrivefeilen, eller slett linjen. Nøklene står i håndboken under innholdstyper.",
};

pub(super) const MISSING_KEY: Explanation = Explanation {
    severities: Severities::Error,
    what: "En opplysning som må være med, mangler.",
    why: "Siden kan ikke vises eller lenkes riktig uten den. En side uten tittel har ikke noe navn for den som bruker skjermleser.",
    source: Some(
        "For tittelen WCAG 2.4.2 (sidetitler), som gjelder gjennom forskrift om universell utforming av IKT. Ellers portalens egen regel.",
    ),
    bad: &[facts("[[vedlegg]]\nfil = \"kart.png\"")],
    good: &[facts("[[vedlegg]]\ntittel = \"Kart over kommunene\"\nfil = \"kart.png\"")],
    mend: "Legg til linjen som foreslås i meldingen.",
};

pub(super) const WRONG_TYPE: Explanation = Explanation {
    severities: Severities::Error,
    what: "En verdi er av feil slag, for eksempel tekst der det skal stå en dato.",
    why: "Datoer, tall og lister sorteres og vises hver på sin måte, så programmet må vite hva som er hva.",
    source: None,
    bad: &[facts("oppdatert = \"18. mars 2026\"")],
    good: &[facts("oppdatert = 2026-03-18")],
    mend: "Skriv verdien slik meldingen viser. Tekst har anførselstegn; tall og datoer har det ikke.",
};

pub(super) const INVALID_VALUE: Explanation = Explanation {
    severities: Severities::Error,
    what: "Verdien er av rett slag, men kan ikke brukes.",
    why: "Det kan være en dato som ikke finnes, et ord som ikke er blant valgene, eller en tom tekst.",
    source: None,
    bad: &[facts_of("content/utvalg/ssu/2026-03-18/index.md", "tilstand = \"holdt\"")],
    good: &[facts_of("content/utvalg/ssu/2026-03-18/index.md", "tilstand = \"avholdt\"")],
    mend: "Velg en av verdiene som er nevnt i meldingen, eller rett den.",
};

pub(super) const UNKNOWN_TYPE: Explanation = Explanation {
    severities: Severities::Error,
    what: "Filen har en type som ikke finnes, eller mangler type.",
    why: "Typen avgjør hvilke opplysninger siden har, hvor den kommer med og hvordan den ser ut.",
    source: None,
    bad: &[facts("type = \"nyhet\"")],
    good: &[facts("type = \"side\"")],
    mend: "Skriv en av typene som er nevnt i meldingen, for eksempel type = \"side\".",
};

pub(super) const UNKNOWN_REFERENCE: Explanation = Explanation {
    severities: Severities::Error,
    what: "En opplysning viser til et utvalg, en sak, et prosjekt, en kommune eller en tabell som ikke finnes.",
    why: "Sidene knyttes sammen av slike navn. Er navnet feil, mangler koblingen i alle registre og oversikter.",
    source: None,
    bad: &[
        named("content/utvalg/ssu/2026-03-18/10-26.md"),
        facts_of("content/utvalg/ssu/2026-03-18/11-26.md", "saker = [\"sus/10/26\"]"),
    ],
    good: &[
        named("content/utvalg/ssu/2026-03-18/10-26.md"),
        facts_of("content/utvalg/ssu/2026-03-18/11-26.md", "saker = [\"ssu/10/26\"]"),
    ],
    mend: "Rett navnet; meldingen foreslår det nærmeste. Utvalg og prosjekter har navnet til mappen eller filen sin.",
};

pub(super) const MISPLACED_PAGE: Explanation = Explanation {
    severities: Severities::Error,
    what: "En side ligger på et sted der den ikke kan høre hjemme.",
    why: "En sak får dato og utvalg fra møtet den ligger ved siden av.",
    source: None,
    bad: &[facts_of("content/om/10-26.md", "type = \"sak\"\nnummer = \"10/26\"")],
    good: &[facts_of("content/utvalg/ssu/2026-03-18/10-26.md", "type = \"sak\"\nnummer = \"10/26\"")],
    mend: "Flytt filen til mappen til møtet. Er møtet et utkast, må saken også være det.",
};

pub(super) const DUPLICATE_NAME: Explanation = Explanation {
    severities: Severities::Error,
    what: "Noe som skal være det eneste med sitt navn eller nummer, finnes to ganger.",
    why: "En henvisning til navnet kunne ment begge. To saker med samme nummer kan ikke skilles i registeret.",
    source: None,
    bad: &[
        facts_of("content/utvalg/ssu/2026-03-18/10-26.md", "nummer = \"10/26\""),
        facts_of("content/utvalg/ssu/2026-03-18/11-26.md", "nummer = \"10/26\""),
    ],
    good: &[
        facts_of("content/utvalg/ssu/2026-03-18/10-26.md", "nummer = \"10/26\""),
        facts_of("content/utvalg/ssu/2026-03-18/11-26.md", "nummer = \"11/26\""),
    ],
    mend: "Gi den ene et annet navn, eller saken neste ledige nummer.",
};
