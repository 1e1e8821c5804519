//! What editors are told of problems with files: their names, their bytes, their addresses.

use super::example::{facts_of, named, text_of, words};
use super::{Explanation, Severities};

pub(super) const UNREADABLE_FILE: Explanation = Explanation {
    severities: Severities::Error,
    what: "Filen finnes, men programmet får ikke lest den.",
    why: "En side som ikke kan leses, ville blitt borte fra nettstedet uten at noen merket det.",
    source: None,
    bad: &[words("referat.pdf er en snarvei (symbolsk lenke) til en fil på en annen disk.")],
    good: &[words("referat.pdf er selve filen.")],
    mend: "Sjekk at du har tilgang til filen, og at ingen andre har den åpen. Er filen en snarvei (symbolsk lenke), legger du selve filen der.",
};

pub(super) const FILE_TOO_LARGE: Explanation = Explanation {
    severities: Severities::Error,
    what: "Filen er større enn programmet tar imot. En side eller en fil i TOML kan være på 2 MiB, andre tekstfiler på 16 MiB og alle andre filer på 256 MiB.",
    why: "Så store filer er oftest lagt inn ved en feil. Ble de lest, kunne maskinen gå tom for minne, og leserne ville vente lenge på siden.",
    source: None,
    bad: &[words("Et opptak av møtet på 900 MiB er lagt ved.")],
    good: &[words("Referatet er lagt ved som PDF på noen få MiB.")],
    mend: "Del teksten eller tabellen i flere filer. Et dokument legges ved som PDF, med bilder i en størrelse som passer for skjermen.",
};

pub(super) const UNREADABLE_ATTACHMENT: Explanation = Explanation {
    severities: Severities::Warning,
    what: "Teksten i et vedlegg, eller en del av den, kan ikke leses.",
    why: "Programmet kan ikke se etter fødselsnummer i det som ikke kan leses. Leserne finner bare vedlegget på tittelen, og er teksten borte for søket, er den ofte det for skjermlesere også.",
    source: Some(
        "WCAG 1.1.1 og 1.4.5 (innhold som ikke er tekst, og bilder av tekst), som gjelder gjennom forskrift om universell utforming av IKT.",
    ),
    bad: &[words("referat.pdf er skannet som bilder, eller har passord.")],
    good: &[words("referat.pdf er lagret fra Word, uten passord.")],
    mend: "Se gjennom filen selv. Lagre filen på nytt som PDF, docx, xlsx eller pptx, uten passord. En skannet fil må gjennom tekstgjenkjenning (OCR) først.",
};

pub(super) const INVALID_UTF8: Explanation = Explanation {
    severities: Severities::Error,
    what: "Filen er ikke lagret med tegnkodingen UTF-8.",
    why: "Med feil tegnkoding blir æ, ø og å til andre tegn på nettstedet.",
    source: Some("HTML-standarden (WHATWG), som krever at nettsider er i UTF-8."),
    bad: &[words("Tabellen er lagret i Excel som «CSV (semikolondelt)».")],
    good: &[words("Tabellen er lagret i Excel som «CSV UTF-8».")],
    mend: "Åpne filen i et redigeringsprogram og lagre den på nytt med tegnkoding UTF-8. I Excel heter det «CSV UTF-8».",
};

pub(super) const FORBIDDEN_CHARACTER: Explanation = Explanation {
    severities: Severities::Error,
    what: "Filen har et tegn som ikke kan stå i en tekst.",
    why: "Slike tegn er usynlige og kan ødelegge siden for leserne. De kommer som regel med når tekst limes inn fra andre programmer.",
    source: Some("HTML-standarden (WHATWG), som ikke tillater nulltegn (U+0000)."),
    bad: &[words("En linje er limt inn fra et annet program, og har et usynlig nulltegn (U+0000).")],
    good: &[words("Den samme linjen er skrevet på nytt.")],
    mend: "Slett tegnet på linjen som er oppgitt. Skriv linjen på nytt hvis du ikke ser det.",
};

pub(super) const INVALID_FILE_NAME: Explanation = Explanation {
    severities: Severities::Error,
    what: "Filen eller mappen har et navn som ikke kan brukes.",
    why: "Navnet blir til adressen på nettet, og må kunne leses på alle slags maskiner.",
    source: None,
    bad: &[words("Filen heter «møte\\referat.pdf», med omvendt skråstrek, eller har et navn på flere hundre tegn.")],
    good: &[words("Filen heter «møtereferat.pdf».")],
    mend: "Gi filen et navn med vanlige bokstaver, tall og bindestrek.",
};

pub(super) const DUPLICATE_ADDRESS: Explanation = Explanation {
    severities: Severities::Error,
    what: "To sider eller filer får den samme adressen på nettet.",
    why: "Bare én av dem kunne blitt vist.",
    source: None,
    bad: &[named("content/om/møte.md"), named("content/om/mote.md")],
    good: &[named("content/om/møte.md"), named("content/om/møteplan.md")],
    mend: "Gi den ene et annet navn. Husk at ø, å og æ blir o, a og ae i adresser.",
};

pub(super) const ORPHAN_PAGE: Explanation = Explanation {
    severities: Severities::Warning,
    what: "Ingen andre sider fører til denne siden.",
    why: "Da finner bare den som søker eller har adressen, fram til siden.",
    source: Some(
        "WCAG 2.4.5 (flere måter), som krever mer enn én vei til en side og gjelder gjennom forskrift om universell utforming av IKT.",
    ),
    bad: &[named("content/notat.md")],
    good: &[named("content/notat.md"), text_of("content/om/side.md", "Les [notatet fra arbeidsgruppen](@/notat.md).")],
    mend: "Lenk til siden der leserne leter etter den, flytt den inn i en seksjon, eller slett den.",
};

pub(super) const UNUSED_FILE: Explanation = Explanation {
    severities: Severities::Warning,
    what: "En fil ligger ved sidene, men ingen av dem viser til den.",
    why: "Filer publiseres fordi en side viser til dem, så denne blir ikke publisert. Enten er lenken glemt, eller så ligger det igjen noe som ikke hører hjemme der.",
    source: None,
    bad: &[named("content/om/notat.txt")],
    good: &[
        named("content/om/notat.txt"),
        facts_of("content/om/side.md", "[[vedlegg]]\ntittel = \"Notat fra arbeidsgruppen\"\nfil = \"notat.txt\""),
    ],
    mend: "Før opp filen under [[vedlegg]] eller lenk til den. Skal den ikke publiseres, flytter du den ut av content.",
};

pub(super) const LOST_ADDRESS: Explanation = Explanation {
    severities: Severities::Both,
    what: "En adresse som har vært publisert, fører ikke lenger noe sted. Det er en feil når du kjører fellesskap check --mot med det som var publisert før. Bygger du på nytt i en mappe der siden var, er det en advarsel.",
    why: "Andre har lenket til adressen, i e-poster, referater og søkemotorer. De som følger lenken, møter en feilside.",
    source: Some("Råd fra W3C: «Cool URIs don't change». At det stanser, er portalens egen regel."),
    bad: &[facts_of("content/om/handlingsplan.md", "# Filen het handlingsplan-2025.md.\ntittel = \"Handlingsplan\"")],
    good: &[facts_of(
        "content/om/handlingsplan.md",
        "# Filen het handlingsplan-2025.md.\ntittel = \"Handlingsplan\"\nalias = [\"/om/handlingsplan-2025/\"]",
    )],
    mend: "Skriv alias = [\"/gammel/adresse/\"] på siden som har overtatt. Er siden tatt ned med vilje, beholder du filen og skriver avpubliseres med datoen. En fil legger du tilbake med det samme navnet.",
};
