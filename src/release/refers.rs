//! References: how they are written, and all that a document refers to. No other module parses one.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::foundation::diagnostic::{Located, Span};
use crate::foundation::path::SourcePath;
use crate::read::document::{Common, Document, Kind, Vedlegg};
use crate::read::markdown::shortcode::Shortcode;
use crate::read::source::CONTENT;

/// A reference as an editor writes it in a text or in front matter.
#[derive(Debug, PartialEq, Eq)]
pub enum Reference<'a> {
    /// `@/utvalg/ssu/index.md#mandat`: a source file, from the content folder.
    Content { path: Cow<'a, str>, fragment: Option<&'a str> },
    /// `sak:ssu/12/26` or, within the same utvalg, `sak:12/26`.
    Sak(Cow<'a, str>),
    /// `kommune:Tromsø`.
    Municipality(Cow<'a, str>),
    /// `#mandat`: a heading of the same page.
    Fragment(&'a str),
    /// `https://…`, `mailto:…`, `tel:…`.
    External(&'a str),
    /// `rapport.pdf#page=2`: a file beside the page; see [`files_meant`].
    File(&'a str),
    /// Anything else with a scheme, such as `javascript:`, and addresses from the root.
    Refused,
}

impl<'a> Reference<'a> {
    pub fn parse(text: &'a str) -> Self {
        if let Some(rest) = text.strip_prefix("@/") {
            let (path, fragment) = split_fragment(rest);
            return Self::Content { path: decoded(path), fragment };
        }
        if let Some(fragment) = text.strip_prefix('#') {
            return Self::Fragment(fragment);
        }
        if let Some(number) = text.strip_prefix("sak:") {
            return Self::Sak(decoded(number));
        }
        if let Some(name) = text.strip_prefix("kommune:") {
            return Self::Municipality(decoded(name));
        }
        let scheme = text.split_once(':').map(|(scheme, _)| scheme);
        match scheme {
            Some("https" | "http" | "mailto" | "tel") => Self::External(text),
            Some(_) => Self::Refused,
            None if text.is_empty() || text.starts_with('/') => Self::Refused,
            None => Self::File(text),
        }
    }
}

/// A file that a reference may mean, and the fragment that is left when it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileMeant<'a> {
    pub path: SourcePath,
    /// Without `#`.
    pub fragment: Option<&'a str>,
}

/// Returns the files that a text may mean from the folder of a document, most likely first: read as an address, and as a
/// plain file name, which may have `#`, `?` or `%` in it.
pub fn files_meant<'a>(from: &SourcePath, text: &'a str) -> Vec<FileMeant<'a>> {
    let (before, fragment) = split_fragment(text);
    let without_query = before.split_once('?').map_or(before, |(path, _)| path);
    let readings =
        [(decoded(without_query), fragment), (decoded(before), fragment), (decoded(text), None), (text.into(), None)];
    let mut meant: Vec<FileMeant<'a>> = Vec::new();
    for (name, fragment) in readings {
        let path = match name.strip_prefix("@/") {
            Some(in_content) => content_path(in_content),
            None => from.beside(&name),
        };
        let path = path.filter(|path| path.below(CONTENT).is_some());
        if let Some(path) = path.filter(|path| meant.iter().all(|known| known.path != *path)) {
            meant.push(FileMeant { path, fragment });
        }
    }
    meant
}

/// The page that a key of front matter or settings names: `@/om/index.md`. `None` if the text is another kind of reference.
pub fn page_meant(text: &str) -> Option<SourcePath> {
    match Reference::parse(text) {
        Reference::Content { path, .. } => content_path(&path),
        _ => None,
    }
}

/// The source file that a path below the content folder names.
pub fn content_path(path: &str) -> Option<SourcePath> {
    SourcePath::new(&format!("{CONTENT}/{path}"))
}

/// The description of a table that a shortcode or a figure names: beside the page, or from the content folder with `@/`.
pub fn table_path(from: &SourcePath, name: &str) -> Option<SourcePath> {
    match name.strip_prefix("@/") {
        Some(in_content) => content_path(in_content),
        None => from.beside(name),
    }
}

/// Something that a document refers to.
#[derive(Debug)]
pub struct Referral<'a> {
    pub text: &'a str,
    pub role: Role,
    pub span: &'a Span,
}

/// In what role a document refers to something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A link or an image of the text.
    Text,
    /// `[[vedlegg]]`.
    AttachedFile,
    AttachedPage,
    /// A table that is shown, charted or quoted.
    Table,
    /// A table that a control computes from.
    Computed,
    /// The page that this one is a translation of.
    Original,
    /// The page that this one is an attachment to.
    Whole,
}

/// Returns what a document has or shows: links and images of its text, attachments, tables that it shows or that its controls
/// look at, the page it translates, and the page it is an attachment to.
///
/// `saker`, `prosjekter` and `rapporter` are left out: they say which public records a sak concerns, not what belongs to it.
/// Records are taken apart without `..`, so that a key that is added is looked at here.
pub fn refers(document: &Document) -> Vec<Referral<'_>> {
    let Common {
        vedlegg,
        oversettelse_av,
        kontroll,
        tittel: _,
        menytittel: _,
        ingress: _,
        dato: _,
        oppdatert: _,
        utkast: _,
        publiseres: _,
        avpubliseres: _,
        alias: _,
        sprak: _,
        sok: _,
        vekt: _,
        merknad: _,
    } = &document.common;
    let mut all: Vec<Referral<'_>> = Vec::new();
    all.extend(document.body.references.iter().map(|target| Referral::of(target, Role::Text)));
    for Vedlegg { fil, side, nummer: _, tittel: _, merknad: _ } in vedlegg {
        all.extend(fil.iter().map(|target| Referral::of(target, Role::AttachedFile)));
        all.extend(side.iter().map(|target| Referral::of(target, Role::AttachedPage)));
    }
    all.extend(document.body.shortcodes.iter().filter_map(|shortcode| match &shortcode.value {
        Shortcode::Table { file: text }
        | Shortcode::Chart { file: text, .. }
        | Shortcode::Figure { table: text, .. } => Some(Referral { text, role: Role::Table, span: &shortcode.span }),
        Shortcode::Language { .. }
        | Shortcode::Glossary
        | Shortcode::Controls
        | Shortcode::Catalogue
        | Shortcode::Register(_)
        | Shortcode::Note { .. }
        | Shortcode::Keys { .. }
        | Shortcode::Problems
        | Shortcode::Functions => None,
    }));
    for expression in
        kontroll.iter().flat_map(|control| control.verdi.iter().chain(&control.lik).chain(&control.uttrykk))
    {
        let named = tables_named(&expression.value);
        all.extend(named.map(|text| Referral { text, role: Role::Computed, span: &expression.span }));
    }
    all.extend(oversettelse_av.iter().map(|target| Referral::of(target, Role::Original)));
    match &document.kind {
        Kind::Forside(forside) => {
            let tables = forside.nokkeltall.iter().map(|figure| &figure.tabell);
            all.extend(tables.map(|target| Referral::of(target, Role::Table)));
        }
        Kind::Rapport(rapport) => {
            all.extend(rapport.vedlegg_til.iter().map(|target| Referral::of(target, Role::Whole)));
        }
        Kind::Side | Kind::Seksjon(_) | Kind::Utvalg(_) | Kind::Mote(_) | Kind::Sak(_) | Kind::Prosjekt(_) => {}
    }
    all
}

/// Returns the tables that an expression of a control or a formula names: texts in double or single quotes, which have no
/// escapes.
pub fn tables_named(expression: &str) -> impl Iterator<Item = &str> {
    let mut rest = expression;
    let texts = std::iter::from_fn(move || {
        let (_, after) = rest.split_at(rest.find(['"', '\''])?);
        let (quote, after) = after.split_at(1);
        let (text, after) = after.split_once(quote)?;
        rest = after;
        Some(text)
    });
    texts.filter(|text| text.ends_with(".toml"))
}

impl<'a> Referral<'a> {
    fn of(target: &'a Located<String>, role: Role) -> Self {
        Self { text: &target.value, role, span: &target.span }
    }
}

fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8().unwrap_or(Cow::Borrowed(text))
}

fn split_fragment(text: &str) -> (&str, Option<&str>) {
    text.split_once('#').map_or((text, None), |(path, fragment)| (path, Some(fragment)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_told_apart() {
        let content = |path: &'static str, fragment| Reference::Content { path: path.into(), fragment };
        let check =
            |text: &'static str, expected: Reference<'static>| assert_eq!(Reference::parse(text), expected, "{text}");
        check("@/a/b.md", content("a/b.md", None));
        check("@/a.md#b", content("a.md", Some("b")));
        check("@/../a.md", content("../a.md", None));
        check("#a", Reference::Fragment("a"));
        check("sak:ssu/12/26", Reference::Sak("ssu/12/26".into()));
        check("kommune:Nordre%20Land", Reference::Municipality("Nordre Land".into()));
        for address in ["https://a.no", "http://a.no", "mailto:a@b.no", "tel:+4777626000"] {
            check(address, Reference::External(address));
        }
        for file in ["a.pdf", "../a.pdf", "mappe/a b.pdf"] {
            check(file, Reference::File(file));
        }
        for refused in [
            "",
            "/a/",
            "//a.no/",
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "data:x",
            "ftp://a",
            "C:\\a",
            "file:///a",
        ] {
            check(refused, Reference::Refused);
        }
    }

    #[test]
    fn tables_are_named_in_quotes() {
        let check = |expression: &str, expected: &[&str]| {
            assert_eq!(tables_named(expression).collect::<Vec<_>>(), expected, "{expression}");
        };
        check("celle('a.toml', rad, 'antall') + celle(\"@/b.toml\", 'B', 'x')", &["a.toml", "@/b.toml"]);
        check("celle('a\"b.toml', 'den \"store\"', 'x')", &["a\"b.toml"]);
        check("\"don't\" == 'c.toml'", &["c.toml"]);
        check("'aldri lukket.toml", &[]);
    }

    #[test]
    fn a_text_can_mean_several_files() {
        let from = SourcePath::new("content/ssu/mote/3-26.md").unwrap();
        let check = |text: &str, expected: &[&str]| {
            let meant = files_meant(&from, text);
            let paths: Vec<&str> = meant.iter().map(|meant| meant.path.as_str()).collect();
            assert_eq!(paths, expected, "{text}");
        };
        check("a.pdf", &["content/ssu/mote/a.pdf"]);
        check("./a.pdf#page=2", &["content/ssu/mote/a.pdf", "content/ssu/mote/a.pdf#page=2"]);
        check("m%C3%B8te.pdf", &["content/ssu/mote/møte.pdf", "content/ssu/mote/m%C3%B8te.pdf"]);
        check("a.pdf?ny=1", &["content/ssu/mote/a.pdf", "content/ssu/mote/a.pdf?ny=1"]);
        check("%2e%2e/a.pdf", &["content/ssu/a.pdf", "content/ssu/mote/%2e%2e/a.pdf"]);
        check("@/felles/a.pdf", &["content/felles/a.pdf"]);
        check("../../../fellesskap.toml", &[]);
        assert_eq!(files_meant(&from, "a.pdf#page=2")[0].fragment, Some("page=2"));
    }
}
