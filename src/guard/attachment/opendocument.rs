//! Documents of LibreOffice and others: odt, ods and odp. The format is OASIS OpenDocument, ISO/IEC 26300.

use std::collections::BTreeMap;

use super::number::digits;
use super::package::{Package, extension};
use super::xml::{self, Token};
use super::{Attachment, Locator, Unreadable};

pub fn read(mut package: Package<'_>, depth: usize) -> Result<Attachment, Unreadable> {
    let manifest = package.markup("META-INF/manifest.xml")?.unwrap_or_default();
    if manifest.windows(15).any(|window| window == b"encryption-data") {
        return Err(Unreadable::Encrypted);
    }
    let mut attachment = Attachment::default();
    let content = package.markup("content.xml")?.ok_or(Unreadable::Damaged)?;
    push(&content, Locator::Body, true, &mut attachment)?;
    for name in package.names() {
        let file = name.rsplit_once('/').map_or(name.as_str(), |(_, file)| file);
        // A folder, and the content that was read.
        if name.ends_with('/') || name == "content.xml" {
            continue;
        }
        if !matches!(extension(&name), "xml" | "rdf" | "xba" | "xlb" | "xlc") {
            package.look_at(&name, depth, &mut attachment)?;
            continue;
        }
        let content = package.markup(&name)?.unwrap_or_default();
        match file {
            // How the program last showed the document, and which files it has.
            "settings.xml" | "manifest.xml" => xml::walk(&content, |_| Ok(()))?,
            "meta.xml" => metadata(&content, &mut attachment)?,
            "styles.xml" => push(&content, Locator::HeaderOrFooter, true, &mut attachment)?,
            _ => {
                let shown = file == "content.xml";
                push(&content, Locator::Other(name), shown, &mut attachment)?;
            }
        }
    }
    package.finish(&mut attachment);
    Ok(attachment)
}

/// Which text a piece belongs to.
#[derive(Clone, Copy, PartialEq)]
enum Stream {
    Main,
    Notes,
    Comments,
    Behind,
    SpeakerNotes,
    /// Settings within a text.
    None,
}

/// The texts of a part while it is read.
#[derive(Default)]
struct Texts {
    main: String,
    notes: String,
    comments: String,
    behind: String,
    speaker: String,
}

impl Texts {
    fn of(&mut self, stream: Stream) -> Option<&mut String> {
        match stream {
            Stream::Main => Some(&mut self.main),
            Stream::Notes => Some(&mut self.notes),
            Stream::Comments => Some(&mut self.comments),
            Stream::Behind => Some(&mut self.behind),
            Stream::SpeakerNotes => Some(&mut self.speaker),
            Stream::None => None,
        }
    }

    fn flush(&mut self, place: Locator, shown: bool, attachment: &mut Attachment) {
        let speaker = match &place {
            Locator::Slide(number) => Locator::SpeakerNotes(*number),
            other => other.clone(),
        };
        let Self { main, notes, comments, behind, speaker: said } = std::mem::take(self);
        attachment.push(place, &main, shown);
        attachment.push(speaker, &said, shown);
        attachment.push(Locator::Notes, &notes, shown);
        attachment.push(Locator::Comments, &comments, false);
        attachment.push(Locator::Behind, &behind, false);
    }
}

/// An element that is open.
struct Open {
    stream: Stream,
    /// What ends with it: a cell or a paragraph.
    end: &'static str,
    /// The value of a cell, and where in the text its own text begins.
    value: Option<(String, usize)>,
}

/// No number has more digits than that.
const MOST_PLACES: usize = 32;

fn push(content: &[u8], place: Locator, shown: bool, attachment: &mut Attachment) -> Result<(), Unreadable> {
    let mut texts = Texts::default();
    let mut open: Vec<Open> = Vec::new();
    let mut links = String::new();
    let mut place = place;
    let (mut has_sheets, mut has_slides, mut slide) = (false, false, 0);
    // The format that is read, and how many digits a number has at least in each and in the styles of cells.
    let mut format = String::new();
    let mut formats: BTreeMap<String, usize> = BTreeMap::new();
    let mut styles: BTreeMap<String, usize> = BTreeMap::new();
    xml::walk(content, |token| {
        let above = open.last().map_or(Stream::Main, |open| open.stream);
        match token {
            Token::Open(name, attributes) => {
                let stream = match name {
                    "note" => Stream::Notes,
                    "annotation" => Stream::Comments,
                    "tracked-changes" => Stream::Behind,
                    "notes" => Stream::SpeakerNotes,
                    "script" | "binary-data" | "event-listeners" => Stream::None,
                    _ => above,
                };
                match name {
                    style if style.ends_with("-style") => format = attributes.get("name").unwrap_or_default(),
                    "number" => {
                        let places = attributes.get("min-integer-digits").and_then(|places| places.parse().ok());
                        formats.extend(places.map(|places: usize| (format.clone(), places.min(MOST_PLACES))));
                    }
                    "style" => {
                        let places = attributes.get("data-style-name").and_then(|name| formats.get(&name)).copied();
                        styles.extend(attributes.get("name").zip(places));
                    }
                    "spreadsheet" => has_sheets = true,
                    "presentation" | "drawing" => has_slides = true,
                    "table" if has_sheets => {
                        let name = attributes.get("name").unwrap_or_default();
                        attachment.names.push(name.clone());
                        let before = std::mem::replace(&mut place, Locator::Sheet(name));
                        texts.flush(before, shown, attachment);
                    }
                    "page" if has_slides => {
                        slide += 1;
                        let before = std::mem::replace(&mut place, Locator::Slide(slide));
                        texts.flush(before, shown, attachment);
                    }
                    _ => {}
                }
                for (attribute, value) in attributes.iter() {
                    match attribute {
                        "href" if value.contains(':') => links.extend([&value, "\n"]),
                        "formula" => texts.behind.extend([&value, "\n"]),
                        _ => {}
                    }
                }
                let end = match name {
                    "p" | "h" | "table-row" | "title" | "desc" | "list-item" | "creator" | "date" => "\n",
                    "table-cell" => "\t",
                    _ => "",
                };
                let begin = match name {
                    "line-break" => "\n",
                    "tab" => "\t",
                    "s" => " ",
                    "p" | "h" if above == stream && is_in_cell(&open) => " ",
                    _ => end,
                };
                let mut value = None;
                if let Some(text) = texts.of(stream) {
                    text.push_str(begin);
                    if name == "table-cell" {
                        let places = attributes.get("style-name").and_then(|name| styles.get(&name)).copied();
                        let number = attributes.get("value").map(|value| digits(&value, places.unwrap_or_default()));
                        let stated = number.or_else(|| attributes.get("string-value"));
                        value = stated.map(|stated| (stated, text.len()));
                    }
                }
                let end = if begin == " " { " " } else { end };
                open.push(Open { stream, end, value });
            }
            Token::Aside(_) => {}
            Token::Close => {
                let Some(Open { stream, end, value }) = open.pop() else { return Ok(()) };
                let Some(text) = texts.of(stream) else { return Ok(()) };
                // A cell can show less of a number than it holds.
                if let Some((value, from)) = value
                    && text.get(from..).is_none_or(|shown| shown.trim() != value)
                {
                    text.extend([" ", &value]);
                }
                text.push_str(end);
            }
            Token::Text(piece) => {
                if let Some(text) = texts.of(above) {
                    text.push_str(piece);
                }
            }
        }
        Ok(())
    })?;
    texts.flush(place, shown, attachment);
    attachment.push(Locator::Links, &links, false);
    Ok(())
}

/// Whether the innermost block is a cell: its paragraphs stand on one line.
fn is_in_cell(open: &[Open]) -> bool {
    open.iter().rev().take(2).any(|open| open.end == "\t")
}

/// Facts about the document. Those that an organisation adds have names of their own.
fn metadata(content: &[u8], attachment: &mut Attachment) -> Result<(), Unreadable> {
    let mut open: Vec<String> = Vec::new();
    let mut value = String::new();
    xml::walk(content, |token| {
        match token {
            Token::Open(name, attributes) => {
                let own = attributes.get("name").filter(|_| name == "user-defined");
                // Who made the last change is called the creator here; the first one has a name of its own.
                let name = if name == "creator" { "lastModifiedBy" } else { name };
                open.push(own.unwrap_or_else(|| name.to_owned()));
                value.clear();
            }
            Token::Text(text) => value.push_str(text),
            Token::Aside(_) => {}
            Token::Close => {
                attachment.name(&open.pop().unwrap_or_default(), &value);
                value.clear();
            }
        }
        Ok(())
    })
}
