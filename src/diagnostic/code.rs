//! The kinds of problems: their names, and what an editor needs to know about each.

/// Declares all kinds in one place, so that a kind cannot be without its explanation.
macro_rules! codes {
    ($($code:ident = $name:literal { what: $what:literal, why: $why:literal, mend: $mend:literal },)*) => {
        /// What kind of problem it is, by the name that editors see.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($code,)*
        }

        impl Code {
            /// All kinds, in the order they are explained.
            pub const ALL: &'static [Self] = &[$(Self::$code),*];

            /// The name: lower case ASCII, words joined by hyphens.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$code => $name,)*
                }
            }

            /// What it is about, for editors.
            pub fn explanation(self) -> Explanation {
                match self {
                    $(Self::$code => Explanation { what: $what, why: $why, mend: $mend },)*
                }
            }
        }
    };
}

/// What an editor needs to know about a kind of problem. Norwegian, whole sentences, plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// What has been found.
    pub what: &'static str,
    /// Why it stops a build.
    pub why: &'static str,
    /// The way out.
    pub mend: &'static str,
}

codes! {
    UnreadableFile = "uleselig-fil" {
        what: "Filen finnes, men programmet får ikke lest den.",
        why: "En side som ikke kan leses, ville blitt borte fra nettstedet uten at noen merket det.",
        mend: "Sjekk at du har tilgang til filen, og at ingen andre har den åpen. Er filen en snarvei (symbolsk lenke), legger du selve filen der."
    },
    FileTooLarge = "for-stor-fil" {
        what: "Filen er større enn programmet tar imot. En side eller en fil i TOML kan være på 2 MiB, andre tekstfiler på 16 MiB og alle andre filer på 256 MiB.",
        why: "Så store filer er oftest lagt inn ved en feil. Ble de lest, kunne maskinen gå tom for minne, og leserne ville vente lenge på siden.",
        mend: "Del teksten eller tabellen i flere filer. Et dokument legges ved som PDF, med bilder i en størrelse som passer for skjermen."
    },
    UnreadableAttachment = "uleselig-vedlegg" {
        what: "Teksten i et vedlegg, eller en del av den, kan ikke leses. Dette er en advarsel; nettstedet blir laget.",
        why: "Programmet kan ikke se etter fødselsnummer i det som ikke kan leses. Leserne finner bare vedlegget på tittelen, og er teksten borte for søket, er den ofte det for skjermlesere også.",
        mend: "Se gjennom filen selv. Lagre filen på nytt som PDF, docx, xlsx eller pptx, uten passord. En skannet fil må gjennom tekstgjenkjenning (OCR) først."
    },
    InvalidUtf8 = "ikke-utf8" {
        what: "Filen er ikke lagret med tegnkodingen UTF-8.",
        why: "Med feil tegnkoding blir æ, ø og å til andre tegn på nettstedet.",
        mend: "Åpne filen i et redigeringsprogram og lagre den på nytt med tegnkoding UTF-8. I Excel heter det «CSV UTF-8»."
    },
    ForbiddenCharacter = "ulovlig-tegn" {
        what: "Filen har et tegn som ikke kan stå i en tekst.",
        why: "Slike tegn er usynlige og kan ødelegge siden for leserne. De kommer som regel med når tekst limes inn fra andre programmer.",
        mend: "Slett tegnet på linjen som er oppgitt. Skriv linjen på nytt hvis du ikke ser det."
    },
    InvalidFileName = "ugyldig-filnavn" {
        what: "Filen eller mappen har et navn som ikke kan brukes.",
        why: "Navnet blir til adressen på nettet, og må kunne leses på alle slags maskiner.",
        mend: "Gi filen et navn med vanlige bokstaver, tall og bindestrek."
    },
    BrokenFence = "odelagt-gjerde" {
        what: "Opplysningene om siden står ikke mellom to linjer med +++.",
        why: "Uten gjerdet kan ikke programmet skille opplysningene fra teksten.",
        mend: "Skriv +++ alene i første linje, så opplysningene, så +++ alene i en linje igjen."
    },
    InvalidToml = "ugyldig-toml" {
        what: "En linje med opplysninger er ikke skrevet slik at den kan leses.",
        why: "Hver linje skal ha en nøkkel, et likhetstegn og en verdi. Mangler et anførselstegn, kan resten av linjene bli misforstått.",
        mend: "Se på linjen som er merket, og skriv den som i eksempelet: tittel = \"Årsmelding 2025\"."
    },
    UnknownKey = "ukjent-nokkel" {
        what: "En nøkkel finnes ikke for denne innholdstypen.",
        why: "En skrivefeil i en nøkkel ville ellers gjort at opplysningen ble borte i stillhet.",
        mend: "Rett skrivefeilen, eller slett linjen. Nøklene står i håndboken under innholdstyper."
    },
    MissingKey = "manglende-nokkel" {
        what: "En opplysning som må være med, mangler.",
        why: "Siden kan ikke vises eller lenkes riktig uten den.",
        mend: "Legg til linjen som foreslås i meldingen."
    },
    WrongType = "feil-type" {
        what: "En verdi er av feil slag, for eksempel tekst der det skal stå en dato.",
        why: "Datoer, tall og lister sorteres og vises hver på sin måte, så programmet må vite hva som er hva.",
        mend: "Skriv verdien slik meldingen viser. Tekst har anførselstegn; tall og datoer har det ikke."
    },
    InvalidValue = "ugyldig-verdi" {
        what: "Verdien er av rett slag, men kan ikke brukes.",
        why: "Det kan være en dato som ikke finnes, et ord som ikke er blant valgene, eller en tom tekst.",
        mend: "Velg en av verdiene som er nevnt i meldingen, eller rett den."
    },
    UnknownType = "ukjent-innholdstype" {
        what: "Filen har en type som ikke finnes, eller mangler type.",
        why: "Typen avgjør hvilke opplysninger siden har, hvor den kommer med og hvordan den ser ut.",
        mend: "Skriv en av typene som er nevnt i meldingen, for eksempel type = \"side\"."
    },
    RawHtml = "raa-html" {
        what: "Teksten inneholder HTML-koder.",
        why: "HTML kan ødelegge oppsettet og gjøre siden utilgjengelig for skjermlesere, og blir ikke kontrollert.",
        mend: "Skriv det med Markdown eller en kortkode. Skal tegnet < vises, skriver du \\<."
    },
    InvalidHeading = "ugyldig-overskrift" {
        what: "En overskrift er på feil nivå, eller står der en overskrift ikke kan stå.",
        why: "Den som bruker skjermleser, finner fram etter overskriftene. Sidens tittel er nivå 1, så teksten begynner på nivå 2. Overskrifter i lister og sitater finnes ikke i innholdsfortegnelsen.",
        mend: "Bruk ## for den øverste overskriften i teksten og ### for den under, på egne linjer."
    },
    InvalidShortcode = "ugyldig-kortkode" {
        what: "En kortkode er ikke skrevet rett.",
        why: "Kortkoden kan ikke byttes ut med tabellen eller tallet den står for.",
        mend: "Sammenlign med eksemplene i håndboken. Verdier skal ha rette anførselstegn, og kortkoden skal slutte med to krøllparenteser."
    },
    UnknownShortcode = "ukjent-kortkode" {
        what: "Det finnes ingen kortkode med dette navnet.",
        why: "Uten navnet vet ikke programmet hva som skal settes inn.",
        mend: "Rett skrivefeilen. Kortkodene står i håndboken."
    },
    BrokenLink = "brutt-lenke" {
        what: "En lenke eller et vedlegg fører til noe som ikke finnes, eller som ikke blir publisert.",
        why: "Leseren ville møtt en feilside.",
        mend: "Rett stien, legg filen på plass, eller ta bort lenken. En lenke til en side i portalen begynner med @ og stien fra innholdsmappen."
    },
    UnknownReference = "ukjent-henvisning" {
        what: "En opplysning viser til et utvalg, en sak, et prosjekt, en kommune eller en tabell som ikke finnes.",
        why: "Sidene knyttes sammen av slike navn. Er navnet feil, mangler koblingen i alle registre og oversikter.",
        mend: "Rett navnet; meldingen foreslår det nærmeste. Utvalg og prosjekter har navnet til mappen eller filen sin."
    },
    MisplacedPage = "feilplassert-side" {
        what: "En side ligger på et sted der den ikke kan høre hjemme.",
        why: "En sak får dato og utvalg fra møtet den ligger ved siden av.",
        mend: "Flytt filen til mappen til møtet. Er møtet et utkast, må saken også være det."
    },
    DuplicateAddress = "dobbel-adresse" {
        what: "To sider eller filer får den samme adressen på nettet.",
        why: "Bare én av dem kunne blitt vist.",
        mend: "Gi den ene et annet navn. Husk at ø, å og æ blir o, a og ae i adresser."
    },
    DuplicateName = "dobbelt-navn" {
        what: "Noe som skal være det eneste med sitt navn eller nummer, finnes to ganger.",
        why: "En henvisning til navnet kunne ment begge. To saker med samme nummer kan ikke skilles i registeret.",
        mend: "Gi den ene et annet navn, eller saken neste ledige nummer."
    },
    MissingPage = "manglende-side" {
        what: "En fil som en annen fil trenger, mangler.",
        why: "En tabell består av to filer: beskrivelsen og tallene. Den ene er til ingen nytte uten den andre.",
        mend: "Legg filen der meldingen sier, eller rett navnet på den."
    },
    UnevenRow = "ujevn-rad" {
        what: "En rad i en CSV-fil har flere eller færre felt enn tabellen har kolonner.",
        why: "Da havner tallene i feil kolonne.",
        mend: "En tom celle trenger også semikolon: a;;b. En tekst med semikolon i settes i anførselstegn."
    },
    InvalidNumber = "ugyldig-tall" {
        what: "En celle i en tabell har noe annet enn tallet eller datoen som kolonnen skal ha.",
        why: "Det som ikke er tall, kan ikke summeres eller kontrolleres.",
        mend: "Rett tallet. Mangler det, lar du cellen stå tom, eller skriver . (gjelder ikke), .. (tall mangler) eller : (vises ikke)."
    },
    InvalidTable = "ugyldig-tabell" {
        what: "Beskrivelsen av en tabell passer ikke med CSV-filen, eller en av dem er tom.",
        why: "Hver kolonne i CSV-filen må være beskrevet, i samme rekkefølge.",
        mend: "Sammenlign første linje i CSV-filen med id-ene i beskrivelsen."
    },
    InvalidExpression = "ugyldig-uttrykk" {
        what: "En formel eller kontroll kan ikke regnes ut slik den er skrevet.",
        why: "En kontroll som ikke kan regnes ut, kontrollerer ingenting.",
        mend: "Sjekk navnene på kolonner, rader og funksjoner. Funksjonene står i håndboken."
    },
    FailedControl = "tall-stemmer-ikke" {
        what: "Et oppgitt tall er ikke det samme som det beregnede.",
        why: "Enten er tallet skrevet feil av, eller så er det en feil i kilden. Leserne skal ikke møte et tall som ikke stemmer, uten å få vite det.",
        mend: "Se etter i kilden. Er tallet skrevet feil av, retter du det. Er det kilden som ikke stemmer, beholder du tallet og legger til en [[merknad]] som forklarer forskjellen."
    },
    StaleRemark = "utdatert-merknad" {
        what: "En merknad forklarer en forskjell som ikke finnes lenger, eller som er blitt en annen.",
        why: "Leserne ville fått en forklaring som ikke passer med tallene.",
        mend: "Slett merknaden, eller rett tallene i den."
    },
    Disclosure = "roper-skjult-tall" {
        what: "Et tall som skal holdes tilbake, kan regnes ut av noe annet på nettstedet.",
        why: "Små antall kan si noe om enkeltpersoner. Et skjult tall som kan regnes ut, er ikke skjult.",
        mend: "Meldingen sier hva som røper tallet. Ta det bort, slå sammen grupper, eller hev grensen i skjul_under."
    },
    PersonalIdentifier = "fodselsnummer" {
        what: "Et fødselsnummer, D-nummer eller H-nummer står i teksten, i en tabell, i et vedlegg eller i navnet på en fil.",
        why: "Slike nummer kan bare brukes når det er saklig behov for sikker identifisering (personopplysningsloven § 12), og det er det ikke på en åpen nettside. Sammen med helseopplysninger er det brudd på taushetsplikten og på kravet til sikkerhet i personvernforordningen artikkel 9 og 32. Det som er publisert, kan være kopiert før noen får slettet det.",
        mend: "Slett nummeret, også i utkast. Meldingen viser stedet, men gjentar ikke nummeret. Er det et annet slags tall som tilfeldigvis har gyldig dato og kontrollsifre, skriver du det slik slike tall pleier å skrives: 12 345 678 901 for antall og beløp, 1234.56.78903 for kontonummer. Har nummeret vært publisert eller sendt videre, sier du fra til personvernombudet."
    },
    PicturePosition = "bilde-med-posisjon" {
        what: "Et bilde, eller et bilde i et vedlegg, har posisjonen der det ble tatt lagret i filen.",
        why: "Telefoner lagrer posisjonen med noen meters nøyaktighet. Er bildet tatt hjemme hos en pasient eller en ansatt, sier det hvor vedkommende bor. Ingen lesere trenger den, og bare opplysninger som er nødvendige, skal behandles (personvernforordningen artikkel 5 nr. 1 bokstav c).",
        mend: "Lagre bildet uten posisjon, og legg det inn på nytt. I Windows: høyreklikk, Egenskaper, Detaljer, Fjern egenskaper. I Office tar du bort bildet og setter inn det nye."
    },
    PersonalMetadata = "navn-i-filopplysninger" {
        what: "Opplysningene som følger med et vedlegg eller et bilde, sier hvem som har laget det, eller hvilket kamera det er tatt med. Dette er en advarsel; nettstedet blir laget.",
        why: "Navnet er en personopplysning, og leserne trenger den sjelden: papirene kommer fra virksomheten (personvernforordningen artikkel 5 nr. 1 bokstav c). Det stanser ikke publiseringen, for programmet kan ikke vite om det er en person, og en fotograf kan ha krav på å bli navngitt.",
        mend: "I Word, Excel og PowerPoint: Fil, Info, Se etter problemer, Kontroller dokument, og fjern dokumentegenskaper. Lag så PDF-en på nytt. Navn som skal stå der, og navn på virksomheter, kan godtas i content/godta.toml."
    },
    Pdf = "pdf-feil" {
        what: "Et dokument kan ikke lages som PDF.",
        why: "Dokumentene skal kunne leses med skjermleser og ligge i et arkiv i mange år (PDF/UA-1 og PDF/A-2a). Det som ikke kan følge standardene, blir ikke laget.",
        mend: "Meldingen sier hva som står i veien. Er det et tegn som skriften ikke har, skriver du det med et ord. Ellers gir du meldingen til dem som har laget temaet, eller bygger uten --pdf."
    },
    ExemptContent = "roper-unntatt-sak" {
        what: "En side viser til en fil som hører til en sak som er unntatt offentlighet: et vedlegg, eller noe teksten i saken viser til. Det gjelder også en kopi av filen, og en side som er vedlegg til saken.",
        why: "Filen ville blitt publisert, og innholdet i en slik sak er ofte taushetsbelagt (offentleglova § 13). Det kan ikke godtas.",
        mend: "Ta bort lenken eller vedlegget fra siden. Kan filen være offentlig, fører du den opp der og ikke i saken."
    },
    MentionedExempt = "omtaler-unntatt-sak" {
        what: "En side eller en tabell gjengir den egentlige tittelen på en sak som er unntatt offentlighet, eller minst åtte ord på rad fra teksten i den.",
        why: "Av en slik sak blir bare den skjermede tittelen publisert. Står det samme i innkallingen, i referatet eller i en annen sak, blir det kjent likevel, og innholdet kan være taushetsbelagt (offentleglova § 13). Det som er skrevet med andre ord, finner ikke programmet.",
        mend: "Skriv den skjermede tittelen, og ta bort det som ikke er offentlig. Er ordene noe som står i mange saker, kan funnet godtas i content/godta.toml."
    },
    StaleAcceptance = "godta-uten-funn" {
        what: "Et funn er godtatt i content/godta.toml, men sjekken finner det ikke lenger.",
        why: "Blir den stående, kan den godta noe nytt som ingen har sett på.",
        mend: "Slett hele [[godta]]. Er teksten bare endret eller filen flyttet, retter du «fil» og «tekst»."
    },
    Wording = "skrivemate" {
        what: "Et ord er skrevet på en annen måte enn nettstedet har bestemt.",
        why: "Leserne finner fram når det samme heter det samme overalt, og søket gjør det også. Ordene står i filen med type = \"sprakregler\", hver med hvorfor.",
        mend: "Skriv ordet slik meldingen viser. fellesskap check --rett retter det i teksten. Er det et sitat, setter du det i «anførselstegn»; da står det som det ble sagt."
    },
    NumberFormat = "tallformat" {
        what: "Et tall i teksten er ikke skrevet slik tall skrives på norsk.",
        why: "På norsk er 1,000 ett, og 12.5 kan være et avsnittsnummer. Språkrådet anbefaler komma foran desimaler, mellomrom mellom tusener og mellomrom foran prosenttegnet. Det som kan leses som et annet tall, er en feil; resten er advarsler.",
        mend: "Skriv tallet slik meldingen viser. fellesskap check --rett retter det, med mellomrom som ikke deles mellom to linjer. Er det navnet eller nummeret på noe, setter du det i `kode`."
    },
    DateFormat = "datoformat" {
        what: "En dato i teksten er skrevet for maskiner, med to siffer for året eller med skråstreker. Dette er en advarsel; nettstedet blir laget.",
        why: "Både mars og april kan være ment med 03/04/2026, og 01.02.03 kan være mye. Språkrådet anbefaler måneden med bokstaver i løpende tekst.",
        mend: "Skriv datoen slik meldingen viser: 18. mars 2026. fellesskap check --rett retter den når det ikke er tvil om hvilken dag det er."
    },
    AltText = "alternativ-tekst" {
        what: "Et bilde har ingen alternativ tekst, eller en som ikke sier noe.",
        why: "Den som ikke ser bildet, får vite hva det viser av denne teksten. Kravet står i WCAG 1.1.1, som gjelder gjennom forskrift om universell utforming av IKT.",
        mend: "Skriv mellom hakeparentesene hva bildet viser, så kort som mulig: ![Kart over de 24 kommunene](kart.png)."
    },
    LinkText = "lenketekst" {
        what: "Teksten i en lenke sier ikke hvor lenken fører, eller to lenker med samme tekst fører til hvert sitt sted. Er lenken helt uten tekst, er det en feil; ellers er det en advarsel.",
        why: "Den som bruker skjermleser, hører ofte bare lenketekstene, etter hverandre. Da er «her» og «les mer» til ingen nytte (WCAG 2.4.4).",
        mend: "La lenketeksten være ordene som sier hva leseren finner: Les [handlingsplanen](…), ikke: Les handlingsplanen [her](…)."
    },
    TableHeader = "tabell-uten-overskrift" {
        what: "En tabell i teksten har en kolonne uten overskrift.",
        why: "Skjermleseren leser opp overskriften når brukeren går fra celle til celle. Er den tom, vet ikke brukeren hva tallet er (WCAG 1.3.1).",
        mend: "Skriv i første rad hva kolonnen inneholder, også over den første."
    },
    SkippedHeading = "hoppet-overskrift" {
        what: "En overskrift er mer enn ett nivå under den over.",
        why: "Nivåene sier hva som hører til hva, for den som hører siden og i innholdsfortegnelsen (WCAG 1.3.1).",
        mend: "Bruk nivået meldingen foreslår. Størrelsen på skriften er temaets sak, ikke nivåets."
    },
    EmptyHeading = "tom-overskrift" {
        what: "En overskrift er uten ord (en feil), eller det står ingenting under den (en advarsel).",
        why: "Leseren går til overskriften for å finne noe, og finner ingenting (WCAG 2.4.6).",
        mend: "Skriv teksten som hører til, eller slett overskriften."
    },
    UnknownAbbreviation = "ukjent-forkortelse" {
        what: "En forkortelse med tre eller flere store bokstaver står flere ganger på en side uten å være forklart. Dette er en advarsel; nettstedet blir laget.",
        why: "Det som er hverdagsspråk for den som skriver, er ukjent for mange som leser. Språkloven § 9 krever klart språk. Forkortelser i ordlisten blir forklart av seg selv der de står første gang.",
        mend: "Legg forkortelsen i ordlisten. Gjelder den bare denne siden, skriver du hva den står for i parentes første gang."
    },
    SakOrder = "saksrekkefolge" {
        what: "Det er et hull i saksnumrene i et møte, eller en sak har lavere nummer enn en sak i et tidligere møte.",
        why: "Leserne spør etter saken som mangler. Nummeret skal også gjøre det lett å finne igjen papirene. Hull mellom møter sies det ikke fra om, for ikke alle møter er lagt ut.",
        mend: "Legg inn saken som mangler. Er den unntatt offentlighet, viser du hjemmelen og en skjermet tittel med [unntatt]. Er en sak utsatt fra et tidligere møte, eller tatt av sakslisten, godtar du funnet i content/godta.toml og skriver det der."
    },
    SakYear = "saksnummer-feil-ar" {
        what: "En sak har et nummer fra et annet år enn møtet. Dette er en advarsel; nettstedet blir laget.",
        why: "Årstallet i nummeret er året saken behandles. Det blir ofte feil når papirene lages av dem fra i fjor.",
        mend: "Rett årstallet i nummeret eller datoen til møtet. Er saken utsatt fra året før, kan nummeret stå."
    },
    MissingDecision = "manglende-vedtak" {
        what: "En beslutningssak har ikke noe vedtak, enda referatet fra møtet er godkjent. Dette er en advarsel; nettstedet blir laget.",
        why: "Folk kommer til nettstedet for å se hva som ble bestemt. Uten vedtaket mangler saken også i registeret over vedtak.",
        mend: "Legg til overskriften ## Vedtak og det som ble vedtatt. Ble saken utsatt, skriver du det der."
    },
    MissingMinutes = "manglende-referat" {
        what: "Et møte er holdt, men har ikke noe referat når fristen er ute. Dette er en advarsel; nettstedet blir laget.",
        why: "Uten referatet vet ikke leserne hva møtet kom fram til. Fristen er referatfrist i innstillingene, 60 dager når den ikke står der.",
        mend: "Legg ved referatet og skriv referat = \"godkjent\" eller referat = \"utkast\". Kommer det ikke, sier du det til leserne i en merknad på møtesiden."
    },
    PastDeadline = "frist-for-motet" {
        what: "En frist i en sak er i et tidligere år enn møtet. Dette er en advarsel; nettstedet blir laget.",
        why: "Når papirer lages av dem fra i fjor, blir årstallet ofte stående. Da kan noen tro at fristen er ute.",
        mend: "Rett årstallet. Står det slik i kilden, beholder du det og forklarer det i en merknad på siden, med den samme datoen."
    },
    MissingAttachment = "manglende-vedlegg" {
        what: "Teksten i et møte eller en sak viser til et vedlegg med et nummer som ikke er blant vedleggene. Dette er en advarsel; nettstedet blir laget.",
        why: "Leseren leter etter vedlegget og finner det ikke.",
        mend: "Før opp vedlegget under [[vedlegg]], eller rett nummeret. Publiseres det ikke, fører du det opp med en merknad som sier hvorfor."
    },
    OrphanPage = "foreldrelos-side" {
        what: "Ingen andre sider fører til denne siden. Dette er en advarsel; nettstedet blir laget.",
        why: "Da finner bare den som søker eller har adressen, fram til siden. WCAG 2.4.5 krever mer enn én vei.",
        mend: "Lenk til siden der leserne leter etter den, flytt den inn i en seksjon, eller slett den."
    },
    UnusedFile = "ubrukt-fil" {
        what: "En fil ligger ved sidene, men ingen av dem viser til den. Dette er en advarsel; nettstedet blir laget.",
        why: "Filer publiseres fordi en side viser til dem, så denne blir ikke publisert. Enten er lenken glemt, eller så ligger det igjen noe som ikke hører hjemme der.",
        mend: "Før opp filen under [[vedlegg]] eller lenk til den. Skal den ikke publiseres, flytter du den ut av content."
    },
    LostAddress = "borte-adresse" {
        what: "En adresse som har vært publisert, fører ikke lenger noe sted. Det sjekkes når du kjører fellesskap check --mot med det som var publisert før.",
        why: "Andre har lenket til adressen, i e-poster, referater og søkemotorer. De som følger lenken, møter en feilside.",
        mend: "Skriv alias = [\"/gammel/adresse/\"] på siden som har overtatt. Er siden tatt ned med vilje, beholder du filen og skriver avpubliseres med datoen. En fil legger du tilbake med det samme navnet."
    },
    UnmarkedLanguage = "umerket-sprak" {
        what: "Et avsnitt med minst tolv ord er på et annet språk enn siden, og er ikke merket med språket. Dette er en advarsel; nettstedet blir laget. Engelsk, nordsamisk og norsk blir kjent igjen.",
        why: "Skjermlesere uttaler ord etter språket siden er på. Engelsk lest som norsk er ikke til å forstå (WCAG 3.1.2, som gjelder gjennom forskrift om universell utforming av IKT).",
        mend: "Sett teksten i kortkoden sprak; håndboken viser hvordan, under Kortkoder. Er hele siden på språket, skriver du sprak i opplysningene om siden. Ellers oversetter du teksten."
    },
    DeadLink = "dod-lenke" {
        what: "En lenke ut av nettstedet fører ikke fram. Det sjekkes når du kjører fellesskap check --eksterne. Dette er en advarsel; nettstedet blir laget.",
        why: "Andre flytter og sletter sider uten å si fra. Leseren som følger lenken, møter en feilside. Nettet har også dårlige dager, så lenken kan virke igjen i morgen.",
        mend: "Åpne adressen i nettleseren. Er siden flyttet, skriver du den nye adressen; er den borte, tar du bort lenken eller skriver hva den førte til. Virker den for lesere, men ikke for programmet, kan den godtas i content/godta.toml."
    },
    Template = "malfeil" {
        what: "Det er en feil i en av malene som sidene lages med.",
        why: "Siden kan ikke lages. Feilen ligger i temaet, ikke i innholdet.",
        mend: "Gi meldingen videre til dem som har laget temaet."
    },
    Theme = "temafeil" {
        what: "Temaet finnes ikke, eller mangler en fil.",
        why: "Uten tema har ikke sidene noe utseende.",
        mend: "Sjekk linjen tema i fellesskap.toml. Temaet helsefellesskap følger med programmet."
    },
}

impl Code {
    /// Whether a finding of this kind can be let stand in one place, with a reason, in `content/godta.toml`. Only judgements
    /// can, where the program cannot know: a number that is nobody's, a name that is no person's, a file that somebody has
    /// read. What is broken, wrong or secret never can.
    pub fn acceptable(self) -> bool {
        matches!(
            self,
            Self::PersonalIdentifier
                | Self::PersonalMetadata
                | Self::UnreadableAttachment
                | Self::Wording
                | Self::NumberFormat
                | Self::DateFormat
                | Self::AltText
                | Self::LinkText
                | Self::EmptyHeading
                | Self::UnknownAbbreviation
                | Self::SakOrder
                | Self::SakYear
                | Self::MissingDecision
                | Self::MissingMinutes
                | Self::PastDeadline
                | Self::MissingAttachment
                | Self::OrphanPage
                | Self::UnusedFile
                | Self::MentionedExempt
                | Self::UnmarkedLanguage
                | Self::DeadLink
        )
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_plain_and_explanations_are_whole_sentences() {
        let mut names = BTreeSet::new();
        for code in Code::ALL {
            let name = code.name();
            assert!(names.insert(name), "two codes are named {name}");
            assert!(
                name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'),
                "{name}"
            );
            let Explanation { what, why, mend } = code.explanation();
            for text in [what, why, mend] {
                let begins = text.starts_with(|first: char| first.is_uppercase());
                assert!(begins && text.ends_with('.') && text.len() > 20, "{name}: {text}");
            }
        }
    }
}
