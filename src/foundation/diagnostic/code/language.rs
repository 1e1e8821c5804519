//! What editors are told of problems with the language: words, numbers, dates, abbreviations.

use super::example::text;
use super::{Explanation, Severities};

pub(super) const WORDING: Explanation = Explanation {
    severities: Severities::Both,
    what: "Et ord er skrevet på en annen måte enn nettstedet har bestemt. Er regelen en anbefaling, er det en advarsel; ellers er det en feil.",
    why: "Leserne finner fram når det samme heter det samme overalt, og søket gjør det også. Ordene står i filen med type = \"sprakregler\", hver med hvorfor.",
    source: None,
    bad: &[text("Helsefelleskapet har 24 kommuner.")],
    good: &[text("Helsefellesskapet har 24 kommuner.")],
    mend: "Skriv ordet slik meldingen viser. fellesskap check --rett retter det i teksten. Er det et sitat, setter du det i «anførselstegn»; da står det som det ble sagt.",
};

pub(super) const NUMBER_FORMAT: Explanation = Explanation {
    severities: Severities::Both,
    what: "Et tall i teksten er ikke skrevet slik tall skrives på norsk. Det som kan leses som et annet tall, er en feil; resten er advarsler.",
    why: "På norsk er 1,000 ett, og 12.5 kan være et avsnittsnummer.",
    source: Some(
        "Språkrådet, som anbefaler komma foran desimaler, mellomrom mellom tusener og mellomrom foran prosenttegnet.",
    ),
    bad: &[text("Ordningen har 1,000,000 kr, 12.5% mer enn i fjor.")],
    good: &[text("Ordningen har 1 000 000 kr, 12,5 % mer enn i fjor.")],
    mend: "Skriv tallet slik meldingen viser. fellesskap check --rett retter det, med mellomrom som ikke deles mellom to linjer. Er det navnet eller nummeret på noe, setter du det i `kode`.",
};

pub(super) const DATE_FORMAT: Explanation = Explanation {
    severities: Severities::Warning,
    what: "En dato i teksten er skrevet for maskiner, med to siffer for året eller med skråstreker.",
    why: "Både mars og april kan være ment med 03/04/2026, og 01.02.03 kan være mye.",
    source: Some("Språkrådet, som anbefaler måneden med bokstaver i løpende tekst."),
    bad: &[text("Møtet er 2026-03-18.")],
    good: &[text("Møtet er 18. mars 2026.")],
    mend: "Skriv datoen slik meldingen viser. fellesskap check --rett retter den når det ikke er tvil om hvilken dag det er.",
};

pub(super) const UNKNOWN_ABBREVIATION: Explanation = Explanation {
    severities: Severities::Warning,
    what: "En forkortelse med tre eller flere store bokstaver står flere ganger på en side uten å være forklart.",
    why: "Det som er hverdagsspråk for den som skriver, er ukjent for mange som leser. Forkortelser i ordlisten blir forklart av seg selv der de står første gang.",
    source: Some("Språkloven § 9, som krever klart språk."),
    bad: &[text("Kommunene søker om RST. Fristen for RST er i mai.")],
    good: &[text("Kommunene søker om regionalt tilskudd (RST). Fristen for RST er i mai.")],
    mend: "Legg forkortelsen i ordlisten. Gjelder den bare denne siden, skriver du hva den står for i parentes første gang.",
};

pub(super) const UNMARKED_LANGUAGE: Explanation = Explanation {
    severities: Severities::Warning,
    what: "Et avsnitt med minst tolv ord er på et annet språk enn siden, og er ikke merket med språket. Engelsk, nordsamisk og norsk blir kjent igjen.",
    why: "Skjermlesere uttaler ord etter språket siden er på. Engelsk lest som norsk er ikke til å forstå.",
    source: Some(
        "WCAG 3.1.2 (språk på deler av innhold), som gjelder gjennom forskrift om universell utforming av IKT.",
    ),
    bad: &[text("This is a joint project of the hospital and the municipalities in the north of Norway.")],
    good: &[text(
        "{{ sprak(kode=\"en\", tekst=\"This is a joint project of the hospital and the municipalities in the north of Norway.\") }}",
    )],
    mend: "Sett teksten i kortkoden sprak; håndboken viser hvordan, under Kortkoder. Er hele siden på språket, skriver du sprak i opplysningene om siden. Ellers oversetter du teksten.",
};
