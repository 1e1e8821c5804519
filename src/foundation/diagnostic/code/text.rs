//! What editors are told of problems with the text of a page: how it is written, its links, and what readers with a screen
//! reader need of it.

use super::example::{text, words};
use super::{Explanation, Severities};

pub(super) const RAW_HTML: Explanation = Explanation {
    severities: Severities::Error,
    what: "Teksten inneholder HTML-koder.",
    why: "HTML kan ødelegge oppsettet og gjøre siden utilgjengelig for skjermlesere, og blir ikke kontrollert.",
    source: None,
    bad: &[text("Fristen er <b>1. april</b>.")],
    good: &[text("Fristen er **1. april**.")],
    mend: "Skriv det med Markdown eller en kortkode. Skal tegnet < vises, skriver du \\<.",
};

pub(super) const INVALID_HEADING: Explanation = Explanation {
    severities: Severities::Error,
    what: "En overskrift er på feil nivå, eller står der en overskrift ikke kan stå.",
    why: "Den som bruker skjermleser, finner fram etter overskriftene. Sidens tittel er nivå 1, så teksten begynner på nivå 2. Overskrifter i lister og sitater finnes ikke i innholdsfortegnelsen.",
    source: Some(
        "WCAG 1.3.1 (informasjon og relasjoner), som gjelder gjennom forskrift om universell utforming av IKT. At tittelen er den eneste på nivå 1, er portalens egen regel.",
    ),
    bad: &[text("# Bakgrunn\n\nSaken kom opp i fjor.")],
    good: &[text("## Bakgrunn\n\nSaken kom opp i fjor.")],
    mend: "Bruk ## for den øverste overskriften i teksten og ### for den under, på egne linjer.",
};

pub(super) const INVALID_SHORTCODE: Explanation = Explanation {
    severities: Severities::Error,
    what: "En kortkode er ikke skrevet rett.",
    why: "Kortkoden kan ikke byttes ut med tabellen eller tallet den står for.",
    source: None,
    bad: &[text("{{ tabell(fil=\"avvik.toml\" }}")],
    good: &[text("{{ tabell(fil=\"avvik.toml\") }}")],
    mend: "Sammenlign med eksemplene i håndboken. Verdier skal ha rette anførselstegn, og kortkoden skal slutte med to krøllparenteser.",
};

pub(super) const UNKNOWN_SHORTCODE: Explanation = Explanation {
    severities: Severities::Error,
    what: "Det finnes ingen kortkode med dette navnet.",
    why: "Uten navnet vet ikke programmet hva som skal settes inn.",
    source: None,
    bad: &[text("{{ tabel(fil=\"avvik.toml\") }}")],
    good: &[text("{{ tabell(fil=\"avvik.toml\") }}")],
    mend: "Rett skrivefeilen. Kortkodene står i håndboken.",
};

pub(super) const BROKEN_LINK: Explanation = Explanation {
    severities: Severities::Error,
    what: "En lenke eller et vedlegg fører til noe som ikke finnes, eller som ikke blir publisert.",
    why: "Leseren ville møtt en feilside.",
    source: None,
    bad: &[text("Les [handlingsplanen](@/om/planen.md).")],
    good: &[text("Les [handlingsplanen](@/om/plan.md).")],
    mend: "Rett stien, legg filen på plass, eller ta bort lenken. En lenke til en side i portalen begynner med @ og stien fra innholdsmappen.",
};

pub(super) const DEAD_LINK: Explanation = Explanation {
    severities: Severities::Warning,
    what: "En lenke ut av nettstedet fører ikke fram. Det sjekkes når du kjører fellesskap check --eksterne.",
    why: "Andre flytter og sletter sider uten å si fra. Leseren som følger lenken, møter en feilside. Nettet har også dårlige dager, så lenken kan virke igjen i morgen.",
    source: None,
    bad: &[words("Teksten lenker til en veileder som er tatt bort fra nettstedet der den lå.")],
    good: &[words("Teksten lenker til siden der veilederen ligger nå.")],
    mend: "Åpne adressen i nettleseren. Er siden flyttet, skriver du den nye adressen; er den borte, tar du bort lenken eller skriver hva den førte til. Virker den for lesere, men ikke for programmet, kan den godtas i content/godta.toml.",
};

pub(super) const ALT_TEXT: Explanation = Explanation {
    severities: Severities::Both,
    what: "Et bilde har ingen alternativ tekst, eller bare navnet på filen (en feil), eller teksten begynner med «bilde av» (en advarsel).",
    why: "Den som ikke ser bildet, får vite hva det viser av denne teksten. At det er et bilde, sier skjermleseren selv.",
    source: Some(
        "WCAG 1.1.1 (innhold som ikke er tekst), som gjelder gjennom forskrift om universell utforming av IKT.",
    ),
    bad: &[text("![](kart.png)")],
    good: &[text("![Kart over de 24 kommunene](kart.png)")],
    mend: "Skriv mellom hakeparentesene hva bildet viser, så kort som mulig.",
};

pub(super) const LINK_TEXT: Explanation = Explanation {
    severities: Severities::Both,
    what: "Teksten i en lenke sier ikke hvor lenken fører, eller to lenker med samme tekst fører til hvert sitt sted. Er lenken helt uten tekst, er det en feil; ellers er det en advarsel.",
    why: "Den som bruker skjermleser, hører ofte bare lenketekstene, etter hverandre. Da er «her» og «les mer» til ingen nytte.",
    source: Some(
        "WCAG 2.4.4 (formål med lenke) og, når lenken er uten tekst, 4.1.2 (navn, rolle, verdi), som gjelder gjennom forskrift om universell utforming av IKT.",
    ),
    bad: &[text("Les handlingsplanen [her](@/om/plan.md).")],
    good: &[text("Les [handlingsplanen](@/om/plan.md).")],
    mend: "La lenketeksten være ordene som sier hva leseren finner.",
};

pub(super) const TABLE_HEADER: Explanation = Explanation {
    severities: Severities::Error,
    what: "En tabell i teksten har en kolonne uten overskrift.",
    why: "Skjermleseren leser opp overskriften når brukeren går fra celle til celle. Er den tom, vet ikke brukeren hva tallet er.",
    source: Some(
        "WCAG 1.3.1 (informasjon og relasjoner), som gjelder gjennom forskrift om universell utforming av IKT.",
    ),
    bad: &[text("|       | 2025 |\n|-------|-----:|\n| Meldt | 410  |")],
    good: &[text("| Avvik | 2025 |\n|-------|-----:|\n| Meldt | 410  |")],
    mend: "Skriv i første rad hva kolonnen inneholder, også over den første.",
};

pub(super) const SKIPPED_HEADING: Explanation = Explanation {
    severities: Severities::Error,
    what: "En overskrift er mer enn ett nivå under den over.",
    why: "Nivåene sier hva som hører til hva, for den som hører siden og i innholdsfortegnelsen.",
    source: Some(
        "WCAG 1.3.1 (informasjon og relasjoner), som gjelder gjennom forskrift om universell utforming av IKT.",
    ),
    bad: &[text("## Bakgrunn\n\n#### Økonomi\n\nHele tilskuddet er brukt.")],
    good: &[text("## Bakgrunn\n\n### Økonomi\n\nHele tilskuddet er brukt.")],
    mend: "Bruk nivået meldingen foreslår. Størrelsen på skriften er temaets sak, ikke nivåets.",
};

pub(super) const EMPTY_HEADING: Explanation = Explanation {
    severities: Severities::Both,
    what: "En overskrift er uten ord (en feil), eller det står ingenting under den (en advarsel).",
    why: "Leseren går til overskriften for å finne noe, og finner ingenting.",
    source: Some(
        "WCAG 2.4.6 (overskrifter og ledetekster), som gjelder gjennom forskrift om universell utforming av IKT.",
    ),
    bad: &[text("## Bakgrunn\n\n## Vurdering\n\nPlanen kan gjennomføres.")],
    good: &[text("## Bakgrunn\n\nSaken kom opp i fjor.\n\n## Vurdering\n\nPlanen kan gjennomføres.")],
    mend: "Skriv teksten som hører til, eller slett overskriften.",
};
