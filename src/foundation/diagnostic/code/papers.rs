//! What editors are told of problems with meetings and saker.

use super::example::{facts_of, text_of};
use super::{Explanation, Severities};

pub(super) const SAK_ORDER: Explanation = Explanation {
    severities: Severities::Error,
    what: "Det er et hull i saksnumrene i et møte, eller en sak har lavere nummer enn en sak i et tidligere møte.",
    why: "Leserne spør etter saken som mangler. Nummeret skal også gjøre det lett å finne igjen papirene. Hull mellom møter sies det ikke fra om, for ikke alle møter er lagt ut.",
    source: None,
    bad: &[
        facts_of("content/utvalg/ssu/2026-03-18/10-26.md", "nummer = \"10/26\""),
        facts_of("content/utvalg/ssu/2026-03-18/12-26.md", "nummer = \"12/26\""),
    ],
    good: &[
        facts_of("content/utvalg/ssu/2026-03-18/10-26.md", "nummer = \"10/26\""),
        facts_of(
            "content/utvalg/ssu/2026-03-18/11-26.md",
            "nummer = \"11/26\"\n\n[unntatt]\nhjemmel = \"offl. § 13\"\ntittel = \"Personalsak\"",
        ),
        facts_of("content/utvalg/ssu/2026-03-18/12-26.md", "nummer = \"12/26\""),
    ],
    mend: "Legg inn saken som mangler. Er den unntatt offentlighet, viser du hjemmelen og en skjermet tittel med [unntatt]. Er en sak utsatt fra et tidligere møte, eller tatt av sakslisten, godtar du funnet i content/godta.toml og skriver det der.",
};

pub(super) const SAK_YEAR: Explanation = Explanation {
    severities: Severities::Warning,
    what: "En sak har et nummer fra et annet år enn møtet.",
    why: "Årstallet i nummeret er året saken behandles. Det blir ofte feil når papirene lages av dem fra i fjor.",
    source: None,
    bad: &[facts_of("content/utvalg/ssu/2026-03-18/10-26.md", "nummer = \"10/25\"")],
    good: &[facts_of("content/utvalg/ssu/2026-03-18/10-26.md", "nummer = \"10/26\"")],
    mend: "Rett årstallet i nummeret eller datoen til møtet. Er saken utsatt fra året før, kan nummeret stå.",
};

pub(super) const MISSING_DECISION: Explanation = Explanation {
    severities: Severities::Warning,
    what: "En beslutningssak har ikke noe vedtak, enda referatet fra møtet er godkjent.",
    why: "Folk kommer til nettstedet for å se hva som ble bestemt. Uten vedtaket mangler saken også i registeret over vedtak.",
    source: None,
    bad: &[
        facts_of("content/utvalg/ssu/2026-03-18/10-26.md", "sakstype = \"B\""),
        text_of("content/utvalg/ssu/2026-03-18/10-26.md", "## Forslag til vedtak\n\nSSU slutter seg til planen."),
    ],
    good: &[
        facts_of("content/utvalg/ssu/2026-03-18/10-26.md", "sakstype = \"B\""),
        text_of("content/utvalg/ssu/2026-03-18/10-26.md", "## Vedtak\n\nSSU sluttet seg til planen."),
    ],
    mend: "Legg til overskriften ## Vedtak og det som ble vedtatt. Ble saken utsatt, skriver du det der.",
};

pub(super) const MISSING_MINUTES: Explanation = Explanation {
    severities: Severities::Warning,
    what: "Et møte er holdt, men har ikke noe referat når fristen er ute.",
    why: "Uten referatet vet ikke leserne hva møtet kom fram til. Fristen er referatfrist i innstillingene, 60 dager når den ikke står der.",
    source: None,
    bad: &[facts_of("content/utvalg/ssu/2026-03-18/index.md", "tilstand = \"avholdt\"\nreferat = \"mangler\"")],
    good: &[facts_of("content/utvalg/ssu/2026-03-18/index.md", "tilstand = \"avholdt\"\nreferat = \"godkjent\"")],
    mend: "Legg ved referatet og skriv referat = \"godkjent\" eller referat = \"utkast\". Kommer det ikke, sier du det til leserne i en merknad på møtesiden.",
};

pub(super) const PAST_DEADLINE: Explanation = Explanation {
    severities: Severities::Warning,
    what: "En frist i en sak er i et tidligere år enn møtet.",
    why: "Når papirer lages av dem fra i fjor, blir årstallet ofte stående. Da kan noen tro at fristen er ute.",
    source: None,
    bad: &[text_of("content/utvalg/ssu/2026-03-18/10-26.md", "Søknadene sendes innen 1. april 2025.")],
    good: &[text_of("content/utvalg/ssu/2026-03-18/10-26.md", "Søknadene sendes innen 1. april 2026.")],
    mend: "Rett årstallet. Står det slik i kilden, beholder du det og forklarer det i en merknad på siden, med den samme datoen.",
};

pub(super) const MISSING_ATTACHMENT: Explanation = Explanation {
    severities: Severities::Warning,
    what: "Teksten i et møte eller en sak viser til et vedlegg med et nummer som ikke er blant vedleggene.",
    why: "Leseren leter etter vedlegget og finner det ikke.",
    source: None,
    bad: &[text_of("content/utvalg/ssu/2026-03-18/10-26.md", "Budsjettet står i vedlegg 1.")],
    good: &[
        facts_of(
            "content/utvalg/ssu/2026-03-18/10-26.md",
            "[[vedlegg]]\nnummer = 1\ntittel = \"Budsjett\"\nmerknad = \"Publiseres når det er vedtatt.\"",
        ),
        text_of("content/utvalg/ssu/2026-03-18/10-26.md", "Budsjettet står i vedlegg 1."),
    ],
    mend: "Før opp vedlegget under [[vedlegg]], eller rett nummeret. Publiseres det ikke, fører du det opp med en merknad som sier hvorfor.",
};
