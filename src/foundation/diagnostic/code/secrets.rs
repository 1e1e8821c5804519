//! What editors are told of problems with what must not be known: of persons, and of saker that are exempt from publication;
//! and of findings that are let stand.

use super::example::{facts_of, named, text, text_of, whole, words};
use super::{Explanation, Severities};

pub(super) const DISCLOSURE: Explanation = Explanation {
    severities: Severities::Error,
    what: "Et tall som skal holdes tilbake, kan regnes ut av noe annet på nettstedet.",
    why: "Små antall kan si noe om enkeltpersoner. Et skjult tall som kan regnes ut, er ikke skjult.",
    source: Some(
        "Personvernforordningen, fortalepunkt 26: en person er identifiserbar når noen kan peke ut vedkommende med midler det er rimelig å tenke seg brukt. Grensen setter portalen selv.",
    ),
    bad: &[
        facts_of("content/om/avvik.toml", "skjul_under = 5"),
        whole("content/om/avvik.csv", "kommune;meldt;svar\nNarvik;113;90\nLyngen;4;4"),
        facts_of(
            "content/om/side.md",
            "[[kontroll]]\nnavn = \"Lyngen\"\ntekst = \"Tallet for Lyngen er det i tabellen\"\noppgitt = \"fire avvik\"\n\
             lik = 'celle(\"avvik.toml\", \"Lyngen\", \"meldt\")'",
        ),
        text_of("content/om/side.md", "Lyngen meldte fire avvik."),
    ],
    good: &[
        facts_of("content/om/avvik.toml", "skjul_under = 5"),
        whole("content/om/avvik.csv", "kommune;meldt;svar\nNarvik;113;90\nLyngen;4;4"),
        text_of("content/om/side.md", "Lyngen meldte få avvik."),
    ],
    mend: "Meldingen sier hva som røper tallet. Ta det bort, slå sammen grupper, eller hev grensen i skjul_under.",
};

pub(super) const PERSONAL_IDENTIFIER: Explanation = Explanation {
    severities: Severities::Error,
    what: "Et fødselsnummer, D-nummer eller H-nummer står i teksten, i en tabell, i et vedlegg eller i navnet på en fil.",
    why: "Slike nummer kan bare brukes når det er saklig behov for sikker identifisering, og det er det ikke på en åpen nettside. Sammen med helseopplysninger er det brudd på taushetsplikten og på kravet til sikkerhet. Det som er publisert, kan være kopiert før noen får slettet det.",
    source: Some("Personopplysningsloven § 12. Personvernforordningen artikkel 9 og 32."),
    bad: &[text("Søknaden gjelder pasienten med fødselsnummer ***********.")],
    good: &[text("Søknaden gjelder pasienter over 80 år.")],
    mend: "Slett nummeret, også i utkast. Meldingen viser stedet, men gjentar ikke nummeret. Er det et annet slags tall som tilfeldigvis har gyldig dato og kontrollsifre, skriver du det slik slike tall pleier å skrives: 12 345 678 901 for antall og beløp, 1234.56.78903 for kontonummer. Har nummeret vært publisert eller sendt videre, sier du fra til personvernombudet.",
};

pub(super) const PICTURE_POSITION: Explanation = Explanation {
    severities: Severities::Error,
    what: "Et bilde, eller et bilde i et vedlegg, har posisjonen der det ble tatt lagret i filen.",
    why: "Telefoner lagrer posisjonen med noen meters nøyaktighet. Er bildet tatt hjemme hos en pasient eller en ansatt, sier det hvor vedkommende bor. Ingen lesere trenger den, og bare opplysninger som er nødvendige, skal behandles.",
    source: Some("Personvernforordningen artikkel 5 nr. 1 bokstav c (dataminimering)."),
    bad: &[words("gruppebilde.jpg er lagt inn slik det kom fra telefonen.")],
    good: &[words("gruppebilde.jpg er lagret på nytt uten egenskaper.")],
    mend: "Lagre bildet uten posisjon, og legg det inn på nytt. I Windows: høyreklikk, Egenskaper, Detaljer, Fjern egenskaper. I Office tar du bort bildet og setter inn det nye.",
};

pub(super) const PERSONAL_METADATA: Explanation = Explanation {
    severities: Severities::Warning,
    what: "Opplysningene som følger med et vedlegg eller et bilde, sier hvem som har laget det, eller hvilket kamera det er tatt med.",
    why: "Navnet er en personopplysning, og leserne trenger den sjelden: papirene kommer fra virksomheten. Det stanser ikke publiseringen, for programmet kan ikke vite om det er en person, og en fotograf kan ha krav på å bli navngitt.",
    source: Some("Personvernforordningen artikkel 5 nr. 1 bokstav c (dataminimering)."),
    bad: &[words("referat.docx har navnet på den som skrev det, som forfatter i egenskapene.")],
    good: &[words("referat.docx har virksomheten som forfatter, eller ingen.")],
    mend: "I Word, Excel og PowerPoint: Fil, Info, Se etter problemer, Kontroller dokument, og fjern dokumentegenskaper. Lag så PDF-en på nytt. Navn som skal stå der, og navn på virksomheter, kan godtas i content/godta.toml.",
};

/// Facts of a sak with an attachment that is exempt as the sak is.
const EXEMPT_WITH_ATTACHMENT: &str = "[unntatt]\nhjemmel = \"offl. § 13\"\ntittel = \"Personalsak\"\n\n\
                                      [[vedlegg]]\ntittel = \"Brevet\"\nfil = \"brev.txt\"";

pub(super) const EXEMPT_CONTENT: Explanation = Explanation {
    severities: Severities::Error,
    what: "En side viser til en fil som hører til en sak som er unntatt offentlighet: et vedlegg, eller noe teksten i saken viser til. Det gjelder også en kopi av filen, og en side som er vedlegg til saken. Eller den skjermede tittelen eller hjemmelen har den egentlige tittelen i seg.",
    why: "Filen ville blitt publisert, og innholdet i en slik sak er ofte taushetsbelagt. Det kan ikke godtas.",
    source: Some("Offentleglova § 13 og forvaltningsloven § 13."),
    bad: &[
        facts_of("content/utvalg/ssu/2026-03-18/11-26.md", EXEMPT_WITH_ATTACHMENT),
        named("content/utvalg/ssu/2026-03-18/brev.txt"),
        facts_of("content/utvalg/ssu/2026-03-18/index.md", "[[vedlegg]]\ntittel = \"Brevet\"\nfil = \"brev.txt\""),
    ],
    good: &[
        facts_of("content/utvalg/ssu/2026-03-18/11-26.md", EXEMPT_WITH_ATTACHMENT),
        named("content/utvalg/ssu/2026-03-18/brev.txt"),
    ],
    mend: "Ta bort lenken eller vedlegget fra siden. Kan filen være offentlig, fører du den opp der og ikke i saken. Den skjermede tittelen skal si noe annet enn den egentlige, for eksempel «Personalsak».",
};

pub(super) const MENTIONED_EXEMPT: Explanation = Explanation {
    severities: Severities::Error,
    what: "En side, en tabell, et vedlegg, temaet eller en annen fil gjengir den egentlige tittelen på en sak som er unntatt offentlighet, eller minst åtte ord på rad fra teksten i den, i teksten eller i navnet sitt.",
    why: "Av en slik sak blir bare den skjermede tittelen publisert. Står det samme i innkallingen, i referatet eller i en annen sak, blir det kjent likevel, og innholdet kan være taushetsbelagt. Det som er skrevet med andre ord, finner ikke programmet.",
    source: Some("Offentleglova § 13 og forvaltningsloven § 13."),
    bad: &[
        facts_of("content/utvalg/ssu/2026-03-18/11-26.md", EXEMPT_WITH_TITLE),
        text_of("content/utvalg/ssu/2026-03-18/index.md", "Sak 11/26 er varselet mot lederen ved Skog legekontor."),
    ],
    good: &[
        facts_of("content/utvalg/ssu/2026-03-18/11-26.md", EXEMPT_WITH_TITLE),
        text_of("content/utvalg/ssu/2026-03-18/index.md", "Sak 11/26 er en personalsak."),
    ],
    mend: "Skriv den skjermede tittelen, og ta bort det som ikke er offentlig. Er ordene noe som står i mange saker, kan funnet godtas i content/godta.toml.",
};

/// Facts of a sak whose title tells what is exempt.
const EXEMPT_WITH_TITLE: &str = "tittel = \"Varselet mot lederen ved Skog legekontor\"\n\n\
                                 [unntatt]\nhjemmel = \"offl. § 13\"\ntittel = \"Personalsak\"";

/// What somebody let stand.
const ACCEPTED: &str = "[[godta]]\nnavn = \"datoformat\"\nfil = \"content/om/side.md\"\ntekst = \"skjema 2026-03-18\"\n\
                        grunn = \"Det er navnet på skjemaet.\"\nrolle = \"Sekretariatet\"\ndato = 2026-03-20";

pub(super) const STALE_ACCEPTANCE: Explanation = Explanation {
    severities: Severities::Error,
    what: "Et funn er godtatt i content/godta.toml, men sjekken finner det ikke lenger.",
    why: "Blir den stående, kan den godta noe nytt som ingen har sett på.",
    source: None,
    bad: &[facts_of("content/godta.toml", ACCEPTED), text_of("content/om/side.md", "Skjemaet er ikke lenger i bruk.")],
    good: &[facts_of("content/godta.toml", ACCEPTED), text_of("content/om/side.md", "Bruk skjema 2026-03-18.")],
    mend: "Slett hele [[godta]]. Er teksten bare endret eller filen flyttet, retter du «fil» og «tekst».",
};
