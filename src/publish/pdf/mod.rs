//! Documents as PDF: the papers of a meeting, and reports, for those who keep, print or send them.
//!
//! A finished page is read ([`read`]) into plain values ([`document`]), which a template of the theme sets with Typst. So a
//! document says exactly what its page says, and nothing that somebody wrote is ever read as code.
//!
//! Documents follow PDF/UA-1, which readers with screen readers need, and PDF/A-2a, which archives do. What would break
//! either is an error.

pub mod document;
mod fit;
mod html;
pub mod read;
#[cfg(test)]
mod tests;
mod world;

use std::collections::BTreeMap;

use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::{Bytes, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use xxhash_rust::xxh3::xxh3_128;

use document::Document;
use fit::Ruler;
use read::Picture;
use world::{Desk, Shared};

pub use read::Frame;

/// The file of a theme that documents are set with.
pub const TEMPLATE: &str = "pdf/dokument.typ";
/// The file of a theme that says how drawings look in documents. They have classes only.
pub const DRAWING_STYLE: &str = "pdf/tegning.css";

/// Raised when the same document is set in another way, so that those set before are set again.
const EDITION: u32 = 1;

/// How long what the typesetter remembers is kept: this many documents.
const REMEMBERED: usize = 2;

/// A document as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    pub content: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
}

/// What a document is made from, put together but not set yet.
#[derive(Debug, Clone)]
pub struct Manuscript {
    files: BTreeMap<String, Vec<u8>>,
    /// What it shows, for what the font must have.
    characters: String,
    /// Stands for all that the document is made from.
    mark: String,
}

/// Why a document cannot be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// A sentence for people, without a full stop.
    pub message: String,
    pub hint: Option<String>,
}

impl Refusal {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

/// Sets documents, all with the same template.
pub struct Setter {
    template: String,
    drawing_style: String,
    shared: Shared,
    ruler: Ruler,
    standards: PdfStandards,
}

/// Noto Sans under the SIL Open Font License: it has the letters of Norwegian and Northern Sámi, and looks like the portal.
const FONTS: [&[u8]; 4] = [notosans::REGULAR_TTF, notosans::BOLD_TTF, notosans::ITALIC_TTF, notosans::BOLD_ITALIC_TTF];

impl Setter {
    /// Takes the template of a theme, and its style for drawings.
    ///
    /// # Errors
    /// When the typesetter does not know the standards together.
    pub fn new(template: &str, drawing_style: &str) -> Result<Self, Refusal> {
        let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a]);
        let standards = standards.map_err(|error| Refusal::new(format!("PDF kan ikke lages: {}", error.message())))?;
        Ok(Self {
            template: template.to_owned(),
            drawing_style: drawing_style.to_owned(),
            shared: Shared::new(&FONTS),
            ruler: Ruler::new(notosans::REGULAR_TTF),
            standards,
        })
    }

    /// Reads a finished page. `picture` gives the file at an address of the portal.
    pub fn manuscript<'b>(
        &self,
        html: &str,
        frame: &Frame<'_>,
        picture: impl Fn(&str) -> Option<&'b [u8]>,
    ) -> Manuscript {
        let (document, pictures) = read::read(html, frame, &self.ruler);
        let mut files = BTreeMap::new();
        let mut characters = String::new();
        for Picture { file, source } in pictures {
            let content = match source {
                read::Source::Drawing(svg) => {
                    characters.push_str(&svg);
                    Some(self.drawn(&svg).into_bytes())
                }
                read::Source::Address(address) => picture(&address).map(<[u8]>::to_vec),
            };
            files.extend(content.map(|content| (file, content)));
        }
        let json = json(&document);
        characters.push_str(&json);
        files.insert("dokument.json".to_owned(), json.into_bytes());
        let mark = self.mark(&files);
        Manuscript { files, characters, mark }
    }

    /// A drawing with the style of the theme.
    fn drawn(&self, svg: &str) -> String {
        let style = format!("><style>{}</style>", quick_xml::escape::escape(self.drawing_style.as_str()));
        svg.replacen('>', &style, 1)
    }

    fn mark(&self, files: &BTreeMap<String, Vec<u8>>) -> String {
        let mut all =
            format!("{EDITION} {} {}\n", env!("CARGO_PKG_VERSION"), typst::utils::version().raw()).into_bytes();
        all.extend(self.template.as_bytes());
        for (name, content) in files {
            all.extend(format!("\n{name} {:032x}", xxh3_128(content)).as_bytes());
        }
        format!("{:032x}", xxh3_128(&all))
    }

    /// An earlier document, when it was set from the same.
    pub fn unchanged(&self, manuscript: &Manuscript, earlier: &[u8]) -> Option<Pdf> {
        let creator = between(earlier, b"<xmp:CreatorTool>", b"</xmp:CreatorTool>")?;
        let pages = between(earlier, b"<xmpTPg:NPages>", b"</xmpTPg:NPages>")?;
        let pages = std::str::from_utf8(pages).ok()?.parse().ok()?;
        (creator == self.creator(manuscript).as_bytes()).then(|| Pdf { content: earlier.to_vec(), pages })
    }

    /// What a document says that it was made by; by this it is known again.
    fn creator(&self, manuscript: &Manuscript) -> String {
        format!("fellesskap {} {}", env!("CARGO_PKG_VERSION"), manuscript.mark)
    }

    /// Sets a document. `name` is what it is known by among others, such as its address.
    ///
    /// # Errors
    /// When it cannot be set, or would not follow the standards.
    pub fn set(&self, name: &str, manuscript: &Manuscript) -> Result<Pdf, Vec<Refusal>> {
        let missing = self.missing(manuscript);
        if !missing.is_empty() {
            return Err(missing);
        }
        let files = manuscript.files.iter().map(|(name, content)| (name.clone(), Bytes::new(content.clone())));
        let desk = Desk::new(&self.shared, &self.template, files.collect());
        let Warned { output, warnings } = typst::compile::<PagedDocument>(&desk);
        let document = output.map_err(|errors| refusals(&errors));
        let pdf = document.and_then(|document| {
            if !warnings.is_empty() {
                return Err(refusals(&warnings));
            }
            let options = PdfOptions {
                ident: Smart::Custom(name.to_owned()),
                creator: Smart::Custom(Some(self.creator(manuscript))),
                standards: self.standards.clone(),
                ..PdfOptions::default()
            };
            let content = typst_pdf::pdf(&document, &options).map_err(|errors| refusals(&errors))?;
            Ok(Pdf { content, pages: document.pages().len() })
        });
        comemo::evict(REMEMBERED);
        pdf
    }

    /// The characters that the font does not have.
    fn missing(&self, manuscript: &Manuscript) -> Vec<Refusal> {
        let mut missing: Vec<char> =
            manuscript.characters.chars().filter(|character| !self.ruler.has(*character)).collect();
        missing.sort_unstable();
        missing.dedup();
        let refuse = |character: char| {
            let message =
                format!("skriften i PDF-dokumenter har ikke tegnet «{character}» (U+{:04X})", u32::from(character));
            Refusal::new(message).hint("skriv det med et ord eller et vanlig tegn")
        };
        missing.into_iter().map(refuse).collect()
    }
}

fn json(document: &Document) -> String {
    // Texts, numbers and lists of them: there is nothing that JSON cannot hold.
    serde_json::to_string(document).unwrap_or_default()
}

/// What can be wrong with content, by what the typesetter says of it in English, with what people are told and the way out.
const KNOWN: [(&str, &str, &str); 3] = [
    ("image format", "et bilde har et format som ikke kan være i en PDF", "lagre bildet som PNG, JPEG, WebP eller SVG"),
    ("failed to decode", "et bilde kan ikke leses", "åpne bildet i et bildeprogram og lagre det på nytt"),
    ("file not found", "et bilde finnes ikke", "legg bildet der lenken viser"),
];

/// What the typesetter says, for people.
fn refusals(problems: &[SourceDiagnostic]) -> Vec<Refusal> {
    let refusal = |problem: &SourceDiagnostic| {
        if let Some((_, message, hint)) = KNOWN.iter().find(|(said, ..)| problem.message.contains(said)) {
            return Refusal::new(*message).hint(*hint);
        }
        let refusal = Refusal::new(format!("dokumentet kan ikke settes: {}", problem.message));
        match problem.hints.first() {
            Some(hint) => refusal.hint(hint.v.to_string()),
            None => refusal,
        }
    };
    problems.iter().map(refusal).collect()
}

fn between<'a>(bytes: &'a [u8], before: &[u8], after: &[u8]) -> Option<&'a [u8]> {
    let find = |bytes: &[u8], what: &[u8]| bytes.windows(what.len()).position(|window| window == what);
    let begin = find(bytes, before)? + before.len();
    let end = find(&bytes[begin..], after)?;
    Some(&bytes[begin..begin + end])
}
