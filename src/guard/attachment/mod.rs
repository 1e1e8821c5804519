//! The text of attachments: of files as Word, Excel, PowerPoint, LibreOffice and printers to PDF make them.
//!
//! The text is complete rather than pretty, since it is also what is looked through for what must not be published. So it
//! has what a reader does not see at once too: comments, deleted text, hidden sheets, names of authors. [`TextPart::shown`] tells
//! them apart.
//!
//! Files can be damaged, or made to do harm. Whatever they hold, reading takes time and memory in proportion to what
//! [`LARGEST_FILE`] and [`MOST_UNPACKED`] allow, does not recurse deeper than they are nested within each other, and ends
//! with a value.

mod carried;
mod number;
mod opendocument;
mod openxml;
mod package;
mod pdf;
mod picture;
mod rtf;
#[cfg(test)]
mod tests;
mod xml;

use std::fmt;

pub use carried::{Keep, of_binary};
pub use number::with_whole_numbers;
use package::Package;
#[cfg(test)]
pub(crate) use picture::sample as sample_picture;
pub use rtf::{RichText, is_rich_text, read as read_rich_text};

/// The largest file that is read, in bytes. Larger ones are scans and films more than text.
pub const LARGEST_FILE: usize = 100 << 20;

/// How much of text and markup a file may unpack to, in bytes, files within it included. A thousand pages of text are
/// some ten MiB, a sheet of a million cells some forty.
pub const MOST_UNPACKED: usize = 64 << 20;

/// The same for a file that is read while others are. Reading takes some ten times the room of what is unpacked, at the
/// worst, and no more than [`MOST_UNPACKED`] of it should be in memory at a time.
pub const MOST_UNPACKED_OF_SEVERAL: usize = MOST_UNPACKED / 8;

/// How deep files within files are read: a spreadsheet in a presentation, but not what lies in that.
const DEEPEST: usize = 2;

/// What an attachment says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attachment {
    /// Its text in order, without parts that have none.
    pub parts: Vec<TextPart>,
    /// What it says about itself: title, author, company.
    pub metadata: Vec<Named>,
    /// Files within it that hold something which could not be read.
    pub unread: Vec<String>,
    /// What it is made of has names too: files of the package, sheets.
    pub names: Vec<String>,
    /// Pictures that say where on Earth they were taken: those within it by their names, and an empty name for itself.
    pub positions: Vec<String>,
    /// Files within it that are text by themselves.
    pub texts: Vec<TextFile>,
}

/// A file of text within a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFile {
    /// Its ending tells what kind of text it is.
    pub name: String,
    pub content: Vec<u8>,
}

/// A piece of text with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextPart {
    pub place: Locator,
    /// Lines without empty ones; cells of a table have tabs between them.
    pub text: String,
    /// Whether a reader who opens the file sees it: not comments, deleted text, hidden sheets and what the file carries
    /// along.
    pub shown: bool,
}

/// Where in an attachment a text stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Locator {
    Body,
    /// A page, from 1.
    Page(usize),
    Sheet(String),
    /// A slide, from 1.
    Slide(usize),
    SpeakerNotes(usize),
    HeaderOrFooter,
    /// Footnotes and endnotes.
    Notes,
    Comments,
    /// Text that is marked as deleted, and instructions and formulas behind what is shown.
    Behind,
    /// Where links lead.
    Links,
    /// What is filled in in a form.
    Form,
    /// The outline that readers of PDF show beside the pages.
    Bookmarks,
    /// What stands for pictures and signs when the file is read aloud.
    Alternative,
    /// What a picture says of itself.
    Information,
    /// A file of the package, by its name.
    Other(String),
    /// What is carried along in a place besides its text: settings, values of attributes. What is found there may well have
    /// been found in the text too.
    Carried(Box<Locator>),
    /// In a file within the file.
    Within {
        file: String,
        place: Box<Locator>,
    },
}

impl Locator {
    /// Whether it is what a file carries along besides its text.
    pub fn is_carried(&self) -> bool {
        match self {
            Self::Carried(_) => true,
            Self::Within { place, .. } => place.is_carried(),
            _ => false,
        }
    }
}

/// The place in words, to be put after «i» or «på» or in parentheses.
impl fmt::Display for Locator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body => formatter.write_str("brødteksten"),
            Self::Page(number) => write!(formatter, "side {number}"),
            Self::Sheet(name) => write!(formatter, "ark {name}"),
            Self::Slide(number) => write!(formatter, "lysbilde {number}"),
            Self::SpeakerNotes(number) => write!(formatter, "notatene til lysbilde {number}"),
            Self::HeaderOrFooter => formatter.write_str("topp- eller bunnteksten"),
            Self::Notes => formatter.write_str("fotnotene"),
            Self::Comments => formatter.write_str("kommentarene"),
            Self::Behind => formatter.write_str("slettet tekst, felt og formler"),
            Self::Links => formatter.write_str("lenkene"),
            Self::Form => formatter.write_str("skjemafeltene"),
            Self::Bookmarks => formatter.write_str("bokmerkene"),
            Self::Alternative => formatter.write_str("alternativ tekst"),
            Self::Information => formatter.write_str("opplysningene om bildet"),
            Self::Other(name) => write!(formatter, "delen {name}"),
            Self::Carried(place) => place.fmt(formatter),
            Self::Within { file, place } => write!(formatter, "{place} i {file}"),
        }
    }
}

/// A fact about the file itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// What it is, in Norwegian when it is known, else by the name that the file has for it.
    pub name: String,
    pub value: String,
}

/// Why the text of a file cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unreadable {
    /// It asks for a password.
    Encrypted,
    /// It is larger than [`LARGEST_FILE`], or unpacks to more than [`MOST_UNPACKED`].
    TooLarge,
    /// It is not what it says it is, or is broken.
    Damaged,
    /// It is of an older kind: doc, xls or ppt.
    OldFormat,
    /// It is of a kind that has no text that is known here.
    Unknown,
}

/// The reason, to be put after the name of the file.
impl fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encrypted => formatter.write_str("filen er beskyttet med passord eller kryptert"),
            Self::TooLarge => formatter.write_str("filen er for stor, eller pakket slik at den blir det"),
            Self::Damaged => formatter.write_str("filen er skadet"),
            Self::OldFormat => formatter.write_str("filen er i et eldre format (doc, xls eller ppt)"),
            Self::Unknown => formatter.write_str("filen er i et ukjent format"),
        }
    }
}

impl std::error::Error for Unreadable {}

/// Whether a file of this ending is one whose text can be read.
pub fn is_document(extension: &str) -> bool {
    const ENDINGS: [&str; 21] = [
        "pdf", "docx", "docm", "dotx", "xlsx", "xlsm", "xltx", "pptx", "pptm", "ppsx", "potx", "odt", "ods", "odp",
        "ott", "ots", "otp", "odg", "doc", "xls", "ppt",
    ];
    ENDINGS.iter().any(|ending| extension.eq_ignore_ascii_case(ending))
}

/// Reads the text of a file. What kind it is, is seen from its content.
///
/// # Errors
/// When the text cannot be read, with the reason. A file of which a part is broken is broken: half a text would pass for
/// the whole.
pub fn read(bytes: &[u8]) -> Result<Attachment, Unreadable> {
    read_unpacking(bytes, MOST_UNPACKED, Keep::Numbers)
}

/// Reads the text of a file that may unpack to so many bytes, with so much of what it carries along.
///
/// # Errors
/// As for [`read`].
pub fn read_unpacking(bytes: &[u8], most: usize, keep: Keep) -> Result<Attachment, Unreadable> {
    let mut budget = Budget { unpacked: most, pictures: LARGEST_FILE, keep };
    read_within(bytes, &mut budget, DEEPEST)
}

/// Whether a file of this ending is a picture that can say where and by whom it was taken.
pub fn is_picture(extension: &str) -> bool {
    const ENDINGS: [&str; 12] =
        ["jpg", "jpeg", "jpe", "jfif", "png", "webp", "tif", "tiff", "heic", "heif", "avif", "gif"];
    ENDINGS.iter().any(|ending| extension.eq_ignore_ascii_case(ending))
}

/// What is left of [`MOST_UNPACKED`], and what is kept of what a file carries along.
struct Budget {
    unpacked: usize,
    /// The same for pictures, what pages carry along unshown and what is no text, of which each is forgotten before the next.
    pictures: usize,
    keep: Keep,
}

impl Budget {
    fn take(&mut self, bytes: usize) -> Result<(), Unreadable> {
        self.unpacked = self.unpacked.checked_sub(bytes).ok_or(Unreadable::TooLarge)?;
        Ok(())
    }
}

fn read_within(bytes: &[u8], budget: &mut Budget, depth: usize) -> Result<Attachment, Unreadable> {
    /// What files of Office from before 2007 begin with, and also those with a password.
    const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0];
    if bytes.len() > LARGEST_FILE {
        return Err(Unreadable::TooLarge);
    }
    if bytes.starts_with(b"PK") {
        let package = Package::open(bytes, budget)?;
        return if package.is_open_document() {
            opendocument::read(package, depth)
        } else {
            openxml::read(package, depth)
        };
    }
    if pdf::is_pdf(bytes) {
        // What it has unshown is all in memory at once.
        budget.pictures = budget.pictures.min(budget.unpacked);
        return pdf::read(bytes, budget, depth);
    }
    if picture::is_picture(bytes) {
        return picture::read(bytes, budget.keep);
    }
    if bytes.starts_with(COMPOUND) {
        let name: Vec<u8> = "EncryptedPackage".bytes().flat_map(|byte| [byte, 0]).collect();
        let is_encrypted = bytes.windows(name.len()).any(|window| window == name);
        return Err(if is_encrypted { Unreadable::Encrypted } else { Unreadable::OldFormat });
    }
    Err(if bytes.is_empty() { Unreadable::Damaged } else { Unreadable::Unknown })
}

impl Attachment {
    fn push(&mut self, place: Locator, text: &str, shown: bool) {
        let text = lines(text);
        if !text.is_empty() {
            self.parts.push(TextPart { place, text, shown });
        }
    }

    fn name(&mut self, name: &str, value: &str) {
        /// Documents have some tens; what is beyond may be repeated, so that no file makes this take long.
        const COMPARED: usize = 200;
        /// What is beyond that is said not to have been read.
        const MOST: usize = 100_000;
        const MORE: &str = "flere opplysninger om filen";
        if self.metadata.len() >= MOST {
            if self.unread.last().is_none_or(|last| last != MORE) {
                self.unread.push(MORE.to_owned());
            }
            return;
        }
        let named = Named { name: label(name).to_owned(), value: lines(value) };
        if !named.value.is_empty() && !self.metadata.iter().take(COMPARED).any(|known| *known == named) {
            self.metadata.push(named);
        }
    }

    /// Takes what a file within the file says.
    fn adopt(&mut self, file: &str, inner: Attachment) {
        let within = |place| Locator::Within { file: file.to_owned(), place: Box::new(place) };
        self.parts.extend(inner.parts.into_iter().map(|part| TextPart {
            place: within(part.place),
            text: part.text,
            shown: false,
        }));
        self.metadata.extend(inner.metadata);
        self.unread.extend(inner.unread.into_iter().map(|name| format!("{file}/{name}")));
        self.names.extend(inner.names);
        let texts = inner.texts.into_iter();
        self.texts.extend(texts.map(|text| TextFile { name: format!("{file}/{}", text.name), ..text }));
        let of = |name: String| if name.is_empty() { file.to_owned() } else { format!("{file}/{name}") };
        self.positions.extend(inner.positions.into_iter().map(of));
    }
}

/// Text with each line trimmed, its spaces made one, and without empty lines. Tabs between cells stay.
fn lines(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    for line in text.lines() {
        let start = tidy.len();
        for cell in line.split('\t') {
            let before = tidy.len();
            for word in cell.split_whitespace() {
                if tidy.len() > before {
                    tidy.push(' ');
                } else if tidy.len() > start {
                    tidy.push('\t');
                }
                tidy.push_str(word);
            }
        }
        if tidy.len() > start {
            tidy.push('\n');
        }
    }
    tidy.truncate(tidy.trim_end().len());
    tidy
}

/// What a fact is called in Norwegian. Names of Open XML, OpenDocument and PDF.
fn label(name: &str) -> &str {
    match name {
        "title" | "Title" => "tittel",
        "creator" | "initial-creator" | "Author" => "forfatter",
        "lastModifiedBy" => "sist endret av",
        "printed-by" => "skrevet ut av",
        "author" => "forfatter av endring eller kommentar",
        "Company" => "firma",
        "Manager" => "leder",
        "description" => "kommentarer",
        "keywords" | "keyword" | "Keywords" => "nøkkelord",
        "subject" | "Subject" => "emne",
        "category" => "kategori",
        "Creator" | "CreatorTool" => "program",
        "contentStatus" => "status",
        other => other,
    }
}
