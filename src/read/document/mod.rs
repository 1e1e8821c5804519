//! One file of content, read and checked by itself.
//!
//! A [`Document`] is a Markdown file with front matter of a known type. References to other files are still names with
//! places; [`crate::site`] resolves them. Data files without a body ([`Register`], [`Glossary`]) are here too.

mod control;
mod forside;
mod godta;
mod kommuner;
mod mote;
mod ordliste;
mod prosjekt;
mod rapport;
mod sak;
mod seksjon;
mod sprakregler;
mod utvalg;

use jiff::civil::Date;
use pulldown_cmark::Event;
use toml::de::{DeTable, DeValue};
use xxhash_rust::xxh3::xxh3_128;

use crate::foundation::diagnostic::{Code, Diagnostic, Located, Span, did_you_mean};
use crate::foundation::locale::{Language, SortKey};
use crate::foundation::path::{SourcePath, UrlPath};
use crate::read::markdown::{self, Body};
use crate::read::record::{Fields, Form, Key, Reader, Record, choice, record};
use crate::read::source::CONTENT;

pub use control::{Control, Remark};
pub use forside::{Forside, Inngang, Nokkeltall};
pub use godta::{Acceptance, AcceptanceFile, Acceptances};
pub use kommuner::{Kommune, Register, RegisterFile};
pub use mote::{Mote, Referat, Tilstand};
pub use ordliste::{Glossary, GlossaryFile, Ord};
pub use prosjekt::{Milepel, MilepelStatus, Okonomi, Periode, Prosjekt, ProsjektStatus, Runde, Soknad, SoknadStatus};
pub use rapport::{Godkjent, Rapport, Rapporttype};
pub use sak::{Sak, SakNumber, SakSection, Sakstype, Unntatt};
pub use seksjon::{Seksjon, Sortering};
pub use sprakregler::{Misspelling, Regel, Wording, WordingFile};
pub use utvalg::{Moteplan, Niva, Plass, Utvalg, UtvalgStatus};

/// One Markdown file of content.
#[derive(Debug, Clone)]
pub struct Document {
    pub path: SourcePath,
    pub url: UrlPath,
    pub common: Common,
    pub kind: Kind,
    pub body: Body,
    /// Where the body begins in the file.
    pub body_start: usize,
    /// Where to point for a problem with the page as a whole: the opening fence.
    pub fence: Span,
    /// Where the title stands in alphabetical order.
    pub title_key: SortKey,
    /// Fingerprint of the text of the front matter.
    pub front_matter: u128,
}

/// What type a document is, with the front matter of that type.
///
/// The Norwegian names are those of the portal: *forside* is the front page, *side* an ordinary page, *seksjon* a page
/// that lists its children; the others are defined at their types.
#[derive(Debug, Clone)]
pub enum Kind {
    Forside(Forside),
    Side,
    Seksjon(Seksjon),
    Utvalg(Utvalg),
    Mote(Mote),
    Sak(Sak),
    Rapport(Rapport),
    Prosjekt(Prosjekt),
}

/// The values of `type` for Markdown files.
pub const TYPES: [&str; 8] = ["forside", "side", "seksjon", "utvalg", "møte", "sak", "rapport", "prosjekt"];

/// A common key that a meeting cannot do without.
pub const REQUIRED_OF_MEETING: &str = "dato";

record! {
    /// Front matter that every type has.
    pub struct Common {
        tittel: String = "Sidens tittel." => "\"Årsmelding 2025\"",
        menytittel: Option<String> = "Kort tittel til menyer og brødsmuler." => "\"2025\"",
        ingress: Option<String> = "En eller to setninger som sier hva siden handler om." => "\"Møter, saker og tilskudd i 2025.\"",
        dato: Option<Date> = "Datoen for det siden handler om, eller da den ble gitt ut.",
        oppdatert: Option<Date> = "Da siden sist ble endret.",
        utkast: bool = "Siden er et utkast og publiseres ikke.",
        publiseres: Option<Date> = "Siden publiseres først fra denne datoen.",
        avpubliseres: Option<Date> = "Siden tas ned fra denne datoen.",
        alias: Vec<Located<String>> = "Tidligere adresser, som sender leseren hit." => "[\"/gammel/adresse/\"]",
        sprak: Option<Sprak> = "Språket siden er skrevet på.",
        oversettelse_av: Option<Located<String>> = "Siden som denne er en oversettelse av. Sidene lenker til hverandre." => "\"@/om/index.md\"",
        sok: Option<bool> = "Om siden finnes i søket. Gjelder også sidene under den. Den finnes når nøkkelen ikke er med.",
        vekt: Option<i64> = "Plass i lister: lavt tall kommer først.",
        vedlegg: Vec<Vedlegg> = "Vedlegg, i rekkefølge.",
        kontroll: Vec<Control> = "Kontroller av tall som er oppgitt i teksten eller i opplysningene.",
        merknad: Vec<Located<Remark>> = "Kjente feil i kilden, med forklaring.",
    }
}

choice! {
    /// The language of a page.
    pub enum Sprak {
        Bokmal = "nb",
        Nynorsk = "nn",
        Nordsamisk = "se",
    }
}

record! {
    /// An attachment: a file beside the page, a page of the portal, or something that is not published.
    pub struct Vedlegg {
        nummer: Option<i64> = "Vedleggets nummer." => "1",
        tittel: String = "Vedleggets tittel." => "\"Budsjett\"",
        fil: Option<Located<String>> = "En fil som ligger ved siden av siden." => "\"budsjett.pdf\"",
        side: Option<Located<String>> = "En side i portalen." => "\"@/rapporter/arsmelding-2025/index.md\"",
        merknad: Option<String> = "Hvorfor vedlegget ikke er publisert, eller en annen opplysning." => "\"Ettersendes.\"",
    }
}

impl Common {
    pub fn language(&self) -> Language {
        match self.sprak {
            None | Some(Sprak::Bokmal) => Language::Nb,
            Some(Sprak::Nynorsk) => Language::Nn,
            Some(Sprak::Nordsamisk) => Language::Se,
        }
    }
}

impl Document {
    /// The name by which others refer to it: that of its file, or of its folder for an `index.md`.
    pub fn name(&self) -> &str {
        match self.path.stem() {
            "index" => self.path.folder().rsplit('/').next().unwrap_or_default(),
            stem => stem,
        }
    }

    /// Whether it is a sak that is kept from the public, but for its masked title.
    pub fn is_exempt(&self) -> bool {
        matches!(&self.kind, Kind::Sak(sak) if sak.unntatt.is_some())
    }

    /// How far another document of the same file differs from this one. `texts` are the files that this and the other
    /// are made from.
    pub fn change_to(&self, other: &Self, texts: (&str, &str)) -> Change {
        // Controls look at the text.
        if !self.common.kontroll.is_empty() || !self.body.refers_like(&other.body) {
            return Change::Links;
        }
        if self.front_matter == other.front_matter {
            return Change::Text;
        }
        match (front_without_labels(&self.path, texts.0), front_without_labels(&other.path, texts.1)) {
            (Some(before), Some(after)) if before == after => Change::Labels,
            _ => Change::Links,
        }
    }

    /// Reads one Markdown file. `None` when it cannot be used; everything wrong with it is reported.
    pub fn parse(path: &SourcePath, text: &str) -> (Option<Self>, Vec<Diagnostic>) {
        Self::parse_with(path, text, &mut ())
    }

    /// As [`Self::parse`], while another listens.
    pub fn parse_with<'a>(
        path: &SourcePath,
        text: &'a str,
        listener: &mut impl Listener<'a>,
    ) -> (Option<Self>, Vec<Diagnostic>) {
        let mut problems = Vec::new();
        let Some(parts) = split(path, text, &mut problems) else { return (None, problems) };
        let front = front_matter(path, &parts, &mut problems, listener);
        let (body, body_problems) =
            markdown::compile_with(path, parts.body, parts.body_start, |part, span| listener.part(part, span));
        problems.extend(body_problems);
        let document = front.map(|(common, kind)| {
            let in_content = path.below(CONTENT).expect("documents lie in the content folder");
            Self {
                path: path.clone(),
                url: UrlPath::of_page(in_content),
                title_key: SortKey::of(&common.tittel),
                common,
                kind,
                body,
                body_start: parts.body_start,
                fence: parts.fence,
                front_matter: xxh3_128(parts.front.as_bytes()),
            }
        });
        (document, problems)
    }
}

/// Is told what a file consists of while it is read, so that it is parsed once whoever looks at it. All places are in the file.
pub trait Listener<'a> {
    /// What stands above the text, where it begins, and what it was read as.
    fn front_matter(&mut self, front: &'a str, start: usize, table: &DeTable<'a>);

    /// A part of the text.
    fn part(&mut self, part: &Event<'a>, span: Span);
}

/// Nobody listens.
impl<'a> Listener<'a> for () {
    fn front_matter(&mut self, _: &'a str, _: usize, _: &DeTable<'a>) {}

    fn part(&mut self, _: &Event<'a>, _: Span) {}
}

/// How far a document differs from an earlier one of the same file, as far as the rest of the site can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Nothing but text: front matter, headings, links, images and shortcodes are the same.
    Text,
    /// Besides text, what is only shown: [`LABELS`].
    Labels,
    /// Anything: what it refers to may be another, or what others look up in it.
    Links,
}

/// Keys of front matter whose values are shown, and that nothing is looked up by. Titles also decide the order of lists.
const LABELS: [&str; 8] = ["tittel", "menytittel", "ingress", "oppdatert", "avgitt_av", "avsender", "mottaker", "sted"];

/// The values of front matter but for the labels, wherever they stand in the file.
fn front_without_labels(path: &SourcePath, text: &str) -> Option<toml::Table> {
    let mut table: toml::Table = split(path, text, &mut Vec::new())?.front.parse().ok()?;
    for label in LABELS {
        table.remove(label);
    }
    Some(table)
}

struct Parts<'a> {
    fence: Span,
    front: &'a str,
    front_start: usize,
    body: &'a str,
    body_start: usize,
}

const FENCE: &str = "+++";

/// Cuts a file into front matter and body.
fn split<'a>(path: &SourcePath, text: &'a str, problems: &mut Vec<Diagnostic>) -> Option<Parts<'a>> {
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let first_line_end = text[start..].find('\n').map_or(text.len(), |newline| start + newline);
    let fence = start..first_line_end;
    if text[fence.clone()].trim_end() != FENCE {
        let hint = match text[fence.clone()].trim_end() {
            "---" => "gjerdet skrives med plusstegn: +++, ikke ---",
            _ => "skriv +++ i første linje, så opplysningene om siden, så +++ i en egen linje",
        };
        problems.push(Diagnostic::at(Code::BrokenFence, path, fence, "filen begynner ikke med gjerdet +++").hint(hint));
        return None;
    }
    let front_start = (first_line_end + 1).min(text.len());
    let mut position = front_start;
    for line in text[front_start..].split_inclusive('\n') {
        if line.trim_end() == FENCE {
            let body_start = position + line.len();
            return Some(Parts {
                fence,
                front: &text[front_start..position],
                front_start,
                body: &text[body_start..],
                body_start,
            });
        }
        position += line.len();
    }
    problems.push(
        Diagnostic::at(Code::BrokenFence, path, fence, "gjerdet +++ som åpnes her, blir aldri lukket")
            .hint("skriv +++ i en egen linje mellom opplysningene om siden og teksten"),
    );
    None
}

fn front_matter<'a>(
    path: &SourcePath,
    parts: &Parts<'a>,
    problems: &mut Vec<Diagnostic>,
    listener: &mut impl Listener<'a>,
) -> Option<(Common, Kind)> {
    let mut reader = Reader::new(path, parts.front_start, problems);
    let table = reader.parse(parts.front)?;
    listener.front_matter(parts.front, parts.front_start, table.get_ref());
    // The opening fence stands before the front matter; spans in it would be negative, so point at the first line.
    let first_line = 0..parts.front.find('\n').unwrap_or(parts.front.len());
    let kind = content_type(&mut reader, table.get_ref().get("type"), &first_line, &TYPES)?;
    let mut fields = Fields::new(table.get_ref(), first_line, &mut reader);
    let common = Common::take(&mut fields);
    let kind = match kind {
        "forside" => typed(&mut fields, Kind::Forside),
        "seksjon" => typed(&mut fields, Kind::Seksjon),
        "utvalg" => typed(&mut fields, Kind::Utvalg),
        "møte" => typed(&mut fields, Kind::Mote),
        "sak" => typed(&mut fields, Kind::Sak),
        "rapport" => typed(&mut fields, Kind::Rapport),
        "prosjekt" => typed(&mut fields, Kind::Prosjekt),
        _ => {
            fields.reject_unknown(&[&[TYPE_KEY], Common::KEYS]);
            Some(Kind::Side)
        }
    };
    let (common, kind) = common.zip(kind)?;
    (complete(&mut fields, &common, &kind) && Unntatt::check(table.get_ref(), &mut reader)).then_some((common, kind))
}

/// Reports common keys that the type cannot do without.
fn complete(fields: &mut Fields<'_, '_>, common: &Common, kind: &Kind) -> bool {
    match kind {
        Kind::Mote(_) if common.dato.is_none() => fields.take::<Date>(REQUIRED_OF_MEETING).is_some(),
        _ => true,
    }
}

fn typed<T: Record>(fields: &mut Fields<'_, '_>, kind: fn(T) -> Kind) -> Option<Kind> {
    let front = T::take(fields);
    fields.reject_unknown(&[&[TYPE_KEY], Common::KEYS, T::KEYS]);
    front.map(kind)
}

/// The key that says what type a file is.
pub const TYPE_KEY: Key = Key {
    name: "type",
    kind: || "en innholdstype".to_owned(),
    example: || "\"side\"".to_owned(),
    form: || Form::Text,
    required: || true,
    description: "Hva slags innhold filen har.",
};

/// The value of `type`, when it is one of the known types.
pub fn content_type<'k>(
    reader: &mut Reader<'_>,
    value: Option<&toml::Spanned<DeValue<'_>>>,
    first_line: &Span,
    known: &[&'k str],
) -> Option<&'k str> {
    let Some(value) = value else {
        let problem = reader.report(Code::MissingKey, first_line.clone(), "nøkkelen «type» mangler");
        problem.hint = Some(format!("legg til en linje: type = \"…\"; typene er: {}", known.join(", ")));
        return None;
    };
    let DeValue::String(typed) = value.get_ref() else {
        let problem = reader.report(Code::WrongType, value.span(), "«type» skal være tekst");
        problem.hint = Some(format!("velg en av: {}", known.join(", ")));
        return None;
    };
    let found = known.iter().find(|known| **known == typed.as_ref());
    if found.is_none() {
        let hint =
            did_you_mean(typed, known.iter().copied()).unwrap_or_else(|| format!("velg en av: {}", known.join(", ")));
        let problem = reader.report(Code::UnknownType, value.span(), format!("ukjent innholdstype «{typed}»"));
        problem.hint = Some(hint);
    }
    found.copied()
}

#[cfg(test)]
mod tests;
