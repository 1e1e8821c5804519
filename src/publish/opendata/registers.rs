//! Meetings, saker, decisions and projects as JSON, each list with its JSON Schema.
//!
//! What a list holds is declared once, as [`Field`]s: the values of an item stand in their order, and the schema is made from
//! them. Pages refer to each other by their full addresses. An exempt sak has nothing but its masked title and legal basis.

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::json_number;
use crate::foundation::path::BaseUrl;
use crate::read::document::{
    MilepelStatus, Prosjekt, ProsjektStatus, Referat, Runde, Sakstype, SoknadStatus, Tilstand,
};
use crate::read::record::Clock;
use crate::render::body::{DataRegister as Register, decisions};
use crate::render::edition::Edition;
use crate::site::{Page, PageId, Participants, Relations};

/// A key of an item.
struct Field {
    name: &'static str,
    form: FieldType,
    /// Not `null`.
    required: bool,
    about: &'static str,
}

/// What a value may be.
enum FieldType {
    Text,
    Html,
    Address,
    Date,
    Clock,
    /// A whole number, such as an amount in kroner.
    Integer,
    Truth,
    Words(fn() -> Vec<&'static str>),
    Texts,
    Addresses,
    Objects(&'static [Field]),
}

const fn always(name: &'static str, form: FieldType, about: &'static str) -> Field {
    Field { name, form, required: true, about }
}

const fn maybe(name: &'static str, form: FieldType, about: &'static str) -> Field {
    Field { name, form, required: false, about }
}

/// The words of a choice.
macro_rules! words {
    ($choice:ty) => {
        FieldType::Words(|| <$choice>::WORDS.iter().map(|(word, _)| *word).collect())
    };
}

const MEETING: &[Field] = &[
    always("adresse", FieldType::Address, "Siden til møtet, som også er det møtet kjennes igjen på."),
    always("tittel", FieldType::Text, "Tittelen på møtet."),
    always("utvalg", FieldType::Text, "Utvalget som møtes."),
    always("utvalg_adresse", FieldType::Address, "Siden til utvalget."),
    always("dato", FieldType::Date, "Dagen møtet er."),
    maybe("fra", FieldType::Clock, "Når møtet begynner."),
    maybe("til", FieldType::Clock, "Når møtet slutter."),
    maybe("sted", FieldType::Text, "Hvor møtet er."),
    always("ekstraordinart", FieldType::Truth, "Om møtet er ekstraordinært."),
    always("tilstand", words!(Tilstand), "Hvor langt møtet er kommet."),
    always("referat", words!(Referat), "Om referatet finnes."),
    always("saker", FieldType::Addresses, "Sidene til sakene, i rekkefølge."),
];

const SAK: &[Field] = &[
    always("adresse", FieldType::Address, "Siden til saken, som også er det saken kjennes igjen på."),
    always("nummer", FieldType::Text, "Saksnummeret: løpenummer og år."),
    always("tittel", FieldType::Text, "Tittelen på saken; den skjermede når saken er unntatt offentlighet."),
    always("sakstype", words!(Sakstype), "B for beslutning, O for orientering, R for referat."),
    always("utvalg", FieldType::Text, "Utvalget som behandler saken."),
    always("mote", FieldType::Address, "Siden til møtet."),
    maybe("dato", FieldType::Date, "Dagen møtet er."),
    maybe("avsender", FieldType::Text, "Hvem som legger saken fram."),
    maybe("mottaker", FieldType::Text, "Hvem saken er til."),
    maybe("unntatt", FieldType::Text, "Lovhjemmelen når saken er unntatt offentlighet."),
    always("saker", FieldType::Addresses, "Saker den henger sammen med."),
    always("prosjekter", FieldType::Addresses, "Prosjekter den gjelder."),
];

const DECISION: &[Field] = &[
    always("sak", FieldType::Address, "Siden til saken."),
    always("nummer", FieldType::Text, "Saksnummeret."),
    always("tittel", FieldType::Text, "Tittelen på saken."),
    always("utvalg", FieldType::Text, "Kortnavnet til utvalget som behandler saken."),
    always("dato", FieldType::Date, "Dagen møtet er."),
    maybe("forslag_html", FieldType::Html, "Forslaget til vedtak, som HTML."),
    maybe("vedtak_html", FieldType::Html, "Vedtaket, som HTML; null når det ikke er publisert."),
    always("som_foreslatt", FieldType::Truth, "Om vedtaket er likt forslaget."),
];

const PROJECT: &[Field] = &[
    always("adresse", FieldType::Address, "Siden til prosjektet, som også er det prosjektet kjennes igjen på."),
    always("tittel", FieldType::Text, "Navnet på prosjektet."),
    maybe("prosjektnummer", FieldType::Text, "Prosjektnummeret i regnskapet."),
    always("runde", words!(Runde), "Tildelingen prosjektet har midler fra."),
    always("status", words!(ProsjektStatus), "Hvor langt prosjektet er kommet."),
    always("eiere", FieldType::Texts, "Prosjekteierne."),
    always("partnere", FieldType::Texts, "Samarbeidspartnerne."),
    always("alle_kommuner", FieldType::Truth, "Om alle kommunene i helsefellesskapet er med."),
    always("kommuner", FieldType::Texts, "Kommunene som er med, når det ikke er alle."),
    always("malgrupper", FieldType::Texts, "Målgruppene."),
    always("milepaeler", FieldType::Objects(MILESTONE), "Milepælene, i rekkefølge."),
    always(
        "okonomi",
        FieldType::Objects(YEAR),
        "Penger per år, i hele kroner. Det som ikke er oppgitt, er null og ikke 0.",
    ),
    always("perioder", FieldType::Objects(PERIOD), "Penger oppgitt for flere år samlet, i hele kroner."),
    always("soknader", FieldType::Objects(APPLICATION), "Søknader om midler."),
];

const MILESTONE: &[Field] = &[
    always("id", FieldType::Text, "Nummeret i kilden."),
    always("nar", FieldType::Text, "Når, slik kilden skriver det."),
    always("status", words!(MilepelStatus), "Hvor langt milepælen er kommet."),
    always("tekst", FieldType::Text, "Hva milepælen er."),
];

const YEAR: &[Field] = &[
    always("ar", FieldType::Integer, "Året."),
    maybe("tildelt", FieldType::Integer, "Tildelt."),
    maybe("brukt", FieldType::Integer, "Brukt."),
    maybe("overfort", FieldType::Integer, "Overført til neste år."),
    maybe("kilde", FieldType::Text, "Dokumentet tallene står i."),
    maybe("merknad", FieldType::Text, "Opplysning til leserne."),
];

const PERIOD: &[Field] = &[
    always("fra", FieldType::Integer, "Første år."),
    always("til", FieldType::Integer, "Siste år."),
    maybe("tildelt", FieldType::Integer, "Tildelt."),
    maybe("brukt", FieldType::Integer, "Brukt."),
    maybe("gjenstar", FieldType::Integer, "Gjenstående midler."),
    maybe("fremtidig", FieldType::Integer, "Planlagt bruk av det som gjenstår."),
    maybe("overfort", FieldType::Integer, "Overført til neste år."),
    maybe("neste", FieldType::Integer, "Samlet sum neste år hvis prosjektet videreføres."),
    maybe("kilde", FieldType::Text, "Dokumentet tallene står i."),
    maybe("merknad", FieldType::Text, "Opplysning til leserne."),
];

const APPLICATION: &[Field] = &[
    always("runde", FieldType::Text, "Runden det søkes i."),
    maybe("dato", FieldType::Date, "Datoen for søknaden."),
    maybe("prioritet", FieldType::Integer, "Prioriteten helsefellesskapet ga søknaden."),
    always("status", words!(SoknadStatus), "Hvor søknaden står."),
    maybe("belop", FieldType::Integer, "Samlet beløp det søkes om, i hele kroner."),
    always("ar", FieldType::Objects(AMOUNT), "Beløpet fordelt på år, i hele kroner."),
];

const AMOUNT: &[Field] =
    &[always("ar", FieldType::Integer, "Året."), always("belop", FieldType::Integer, "Beløpet, i hele kroner.")];

fn fields(register: Register) -> &'static [Field] {
    match register {
        Register::Moter => MEETING,
        Register::Saker => SAK,
        Register::Vedtak => DECISION,
        Register::Prosjekter => PROJECT,
    }
}

/// A list as JSON: what it is, where its schema is, and its items under the name of the list.
pub fn data(register: Register, edition: &Edition<'_>) -> Value {
    let lister = Lister { edition };
    let items: Vec<Value> = match register {
        Register::Vedtak => lister.decisions(),
        _ => edition.site.pages().filter_map(|(id, page)| lister.item(register, id, page)).collect(),
    };
    json!({
        "$schema": format!("{}{}", edition.base_url, register.schema_file()),
        "tittel": register.title(),
        "beskrivelse": register.about(),
        "utgiver": edition.config.utgiver,
        "lisens": edition.config.lisens.as_ref().map(|licence| &licence.adresse.value),
        register.name(): items,
    })
}

/// The schema of a list, in JSON Schema 2020-12.
pub fn schema(register: Register, base_url: &BaseUrl) -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("{base_url}{}", register.schema_file()),
        "title": register.title(),
        "description": register.about(),
        "type": "object",
        "additionalProperties": false,
        "required": ["$schema", "tittel", "beskrivelse", "utgiver", "lisens", register.name()],
        "properties": {
            "$schema": { "type": "string", "description": "Adressen til dette skjemaet." },
            "tittel": { "type": "string" },
            "beskrivelse": { "type": "string" },
            "utgiver": { "type": "string", "description": "Organisasjonen som er ansvarlig for dataene." },
            "lisens": { "type": ["string", "null"], "description": "Nettadressen til lisensen; null når ingen er oppgitt." },
            register.name(): { "type": "array", "items": object_schema(fields(register)) },
        },
    })
}

fn object_schema(fields: &[Field]) -> Value {
    let properties: Map<String, Value> = fields.iter().map(|field| (field.name.to_owned(), field.schema())).collect();
    let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
    json!({ "type": "object", "additionalProperties": false, "required": names, "properties": properties })
}

impl Field {
    fn schema(&self) -> Value {
        let mut schema = match &self.form {
            FieldType::Text => json!({ "type": "string" }),
            FieldType::Html => json!({ "type": "string", "contentMediaType": "text/html" }),
            FieldType::Address => json!({ "type": "string", "format": "uri-reference" }),
            FieldType::Date => json!({ "type": "string", "format": "date" }),
            FieldType::Clock => json!({ "type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$" }),
            FieldType::Integer => json!({ "type": "integer" }),
            FieldType::Truth => json!({ "type": "boolean" }),
            FieldType::Words(words) => json!({ "type": "string", "enum": words() }),
            FieldType::Texts => json!({ "type": "array", "items": { "type": "string" } }),
            FieldType::Addresses => {
                json!({ "type": "array", "items": { "type": "string", "format": "uri-reference" } })
            }
            FieldType::Objects(fields) => json!({ "type": "array", "items": object_schema(fields) }),
        };
        if !self.required {
            schema["type"] = json!([schema["type"], "null"]);
        }
        schema["description"] = Value::from(self.about);
        schema
    }
}

/// An item from its values, in the order of its fields.
fn object<const N: usize>(fields: &[Field], values: [Value; N]) -> Value {
    Value::Object(fields.iter().map(|field| field.name.to_owned()).zip(values).collect())
}

struct Lister<'a> {
    edition: &'a Edition<'a>,
}

impl Lister<'_> {
    fn item(&self, register: Register, id: PageId, page: &Page) -> Option<Value> {
        match register {
            Register::Moter => self.meeting(id, page),
            Register::Saker => self.sak(id, page),
            Register::Prosjekter => Some(self.project(id, page, page.prosjekt()?)),
            Register::Vedtak => None,
        }
    }

    fn address(&self, id: PageId) -> String {
        self.edition.permalink(&self.edition.site.page(id).url)
    }

    fn addresses(&self, ids: &[PageId]) -> Value {
        ids.iter().map(|id| self.address(*id)).collect()
    }

    fn title(&self, id: PageId) -> Value {
        self.edition.site.page(id).title().into()
    }

    fn meeting(&self, id: PageId, page: &Page) -> Option<Value> {
        let Relations::Mote { utvalg, saker } = &page.relations else { return None };
        let mote = page.mote()?;
        let clock = |time: Option<Clock>| json!(time.map(|Clock(time)| time.strftime("%H:%M").to_string()));
        let values = [
            self.address(id).into(),
            page.title().into(),
            self.title(*utvalg),
            self.address(*utvalg).into(),
            page.date()?.to_string().into(),
            clock(mote.fra),
            clock(mote.til),
            json!(mote.sted),
            mote.ekstraordinart.into(),
            mote.tilstand.word().into(),
            mote.referat.word().into(),
            self.addresses(saker),
        ];
        Some(object(MEETING, values))
    }

    fn sak(&self, id: PageId, page: &Page) -> Option<Value> {
        let Relations::Sak { meeting, utvalg, related, projects, .. } = &page.relations else { return None };
        let sak = page.sak()?;
        let values = [
            self.address(id).into(),
            sak.nummer.value.to_string().into(),
            page.title().into(),
            sak.sakstype.word().into(),
            self.title(*utvalg),
            self.address(*meeting).into(),
            json!(self.edition.site.date_of(id).map(|date| date.to_string())),
            json!(sak.avsender),
            json!(sak.mottaker),
            json!(sak.unntatt.as_ref().map(|exempt| &exempt.hjemmel)),
            self.addresses(related),
            self.addresses(projects),
        ];
        Some(object(SAK, values))
    }

    /// As the page with the register has them: newest first, with those that are only proposed.
    fn decisions(&self) -> Vec<Value> {
        let host = self.edition.base_url.origin();
        let decisions = decisions(self.edition, Default::default()).decisions;
        let values = decisions.into_iter().map(|decision| {
            let values = [
                format!("{host}{}", decision.url).into(),
                decision.number.into(),
                decision.title.into(),
                decision.utvalg.title.into(),
                decision.date.iso.into(),
                json!(decision.proposal_html),
                json!(decision.decision_html),
                decision.as_proposed.into(),
            ];
            object(DECISION, values)
        });
        values.collect()
    }

    fn project(&self, id: PageId, page: &Page, project: &Prosjekt) -> Value {
        let (all, municipalities) = match &page.relations {
            Relations::Prosjekt { municipalities: Participants::Some(named), .. } => (false, named.as_slice()),
            Relations::Prosjekt { municipalities: Participants::All, .. } => (true, &[][..]),
            _ => (false, &[][..]),
        };
        let milestones = project.milepel.iter().map(|milestone| {
            let status = milestone.status.word().into();
            object(MILESTONE, [json!(milestone.id), json!(milestone.nar), status, json!(milestone.tekst)])
        });
        let years = project.okonomi.iter().map(|year| {
            let [granted, spent, carried] =
                [&year.tildelt, &year.brukt, &year.overfort].map(|amount| kroner(amount.as_ref().map(|one| one.value)));
            object(YEAR, [year.ar.into(), granted, spent, carried, json!(year.kilde), json!(year.merknad)])
        });
        let periods = project.periode.iter().map(|period| {
            let [granted, spent, remaining, planned, carried, next] =
                [&period.tildelt, &period.brukt, &period.gjenstar, &period.fremtidig, &period.overfort, &period.neste]
                    .map(|amount| kroner(amount.as_ref().map(|one| one.value)));
            let (source, note) = (json!(period.kilde), json!(period.merknad));
            let (from, to) = (period.fra.into(), period.til.into());
            object(PERIOD, [from, to, granted, spent, remaining, planned, carried, next, source, note])
        });
        let applications = project.soknad.iter().map(|application| {
            let years = application.ar.iter();
            let years = years.map(|year| object(AMOUNT, [year.ar.into(), kroner(Some(year.belop))]));
            let values = [
                json!(application.runde),
                json!(application.dato.map(|date| date.to_string())),
                json!(application.prioritet),
                application.status.word().into(),
                kroner(application.belop.as_ref().map(|amount| amount.value)),
                years.collect(),
            ];
            object(APPLICATION, values)
        });
        let values = [
            self.address(id).into(),
            page.title().into(),
            json!(project.prosjektnummer),
            project.runde.word().into(),
            project.status.word().into(),
            json!(project.eiere),
            json!(project.partnere),
            all.into(),
            municipalities.iter().map(|id| self.title(*id)).collect(),
            json!(project.malgrupper),
            milestones.collect(),
            years.collect(),
            periods.collect(),
            applications.collect(),
        ];
        object(PROJECT, values)
    }
}

/// An amount as an exact number; what is not stated is `null`, which is not zero.
fn kroner(amount: Option<i64>) -> Value {
    amount.map_or(Value::Null, |amount| json_number(&Decimal::from(amount)))
}
