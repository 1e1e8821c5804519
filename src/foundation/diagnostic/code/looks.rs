//! What editors are told of problems with how pages are made: themes, templates, documents.

use super::example::{facts_of, whole, words};
use super::{Explanation, Severities};

pub(super) const PDF: Explanation = Explanation {
    severities: Severities::Error,
    what: "Et dokument kan ikke lages som PDF.",
    why: "Dokumentene skal kunne leses med skjermleser og ligge i et arkiv i mange år. Det som ikke kan følge standardene, blir ikke laget.",
    source: Some("PDF/UA-1 (ISO 14289-1) og PDF/A-2a (ISO 19005-2)."),
    bad: &[words("Teksten i en sak har et tegn som skriften ikke har, for eksempel et lite bilde (emoji).")],
    good: &[words("Teksten sier det samme med et ord.")],
    mend: "Meldingen sier hva som står i veien. Er det et tegn som skriften ikke har, skriver du det med et ord. Ellers gir du meldingen til dem som har laget temaet, eller bygger uten --pdf.",
};

pub(super) const TEMPLATE: Explanation = Explanation {
    severities: Severities::Error,
    what: "Det er en feil i en av malene som sidene lages med.",
    why: "Siden kan ikke lages. Feilen ligger i temaet, ikke i innholdet.",
    source: None,
    bad: &[whole("themes/mitt/templates/side.html", "<h1>{{ page.titel }}</h1>")],
    good: &[whole("themes/mitt/templates/side.html", "<h1>{{ page.title }}</h1>")],
    mend: "Gi meldingen videre til dem som har laget temaet.",
};

pub(super) const THEME: Explanation = Explanation {
    severities: Severities::Error,
    what: "Temaet finnes ikke, eller mangler en fil.",
    why: "Uten tema har ikke sidene noe utseende.",
    source: None,
    bad: &[facts_of("fellesskap.toml", "tema = [\"helsefelleskap\"]")],
    good: &[facts_of("fellesskap.toml", "tema = [\"helsefellesskap\"]")],
    mend: "Sjekk linjen tema i fellesskap.toml. Temaet helsefellesskap følger med programmet.",
};
