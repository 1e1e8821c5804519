//! A file of content as the checks read it: what is prose and where it stands, and the links, pictures, headings and tables
//! of a text.
//!
//! Prose is what somebody has written for readers in the words of the portal. Code, addresses and shortcodes are no prose,
//! and what is marked as a quotation («…», “…”, "…" or a block quotation) is not in the words of the portal: it stays as it
//! was said.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};
use toml::de::{DeTable, DeValue};

use crate::foundation::diagnostic::Span;
use crate::foundation::path::SourcePath;
use crate::read::document::Listener;
use crate::read::markdown::shortcode::{self, Parsed, Shortcode};

/// A file as the checks read it. All places are in the file.
#[derive(Debug)]
pub struct Reading<'a> {
    pub file: &'a SourcePath,
    pub text: &'a str,
    pub runs: Vec<Run>,
    pub links: Vec<Link>,
    pub images: Vec<Image>,
    pub headings: Vec<Heading>,
    pub tables: Vec<Table>,
}

/// A piece of prose as it stands in the file, without markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub span: Span,
    pub place: Setting,
}

/// What a piece of prose belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// The running text, lists, cells of tables in the text, the texts of links.
    Text,
    /// A heading. Its address comes of its words, so they are not changed by a program.
    Heading,
    /// The text of a `merknad`.
    Note,
    /// A sentence or more among the facts of a page or a table.
    Sentence,
    /// A title or another short text among the facts.
    Label,
    /// Data. Formulas may refer to it by its words, so they are not changed by a program.
    Data,
}

#[derive(Debug)]
pub struct Link {
    pub span: Span,
    pub shown: String,
    pub target: String,
    /// What is shown is the address itself: `<https://…>`.
    pub bare: bool,
}

#[derive(Debug)]
pub struct Image {
    pub span: Span,
    pub alt: String,
    pub target: String,
}

#[derive(Debug)]
pub struct Heading {
    pub span: Span,
    pub level: u8,
    pub shown: String,
    /// Something other than a heading follows before the next one.
    pub has_text: bool,
}

/// A table in the text.
#[derive(Debug)]
pub struct Table {
    pub span: Span,
    /// What the cells of the first row show.
    pub header: Vec<String>,
}

/// Keys whose values are sentences for readers.
const SENTENCES: [&str; 8] =
    ["beskrivelse", "forklaring", "grunn", "hvorfor", "ingress", "merknad", "opplysning", "tekst"];
/// Keys whose values are titles and other short texts for readers.
const LABELS: [&str; 13] = [
    "avgitt_av",
    "avsender",
    "besluttet_av",
    "enhet",
    "grunnlag",
    "hvem",
    "kilde",
    "lang",
    "menytittel",
    "mottaker",
    "rolle",
    "sted",
    "tittel",
];

impl<'a> Reading<'a> {
    fn new(file: &'a SourcePath, text: &'a str) -> Self {
        let (runs, links, images, headings, tables) = Default::default();
        Self { file, text, runs, links, images, headings, tables }
    }

    /// Reads a file that is all TOML.
    pub fn of_facts(file: &'a SourcePath, text: &'a str) -> Self {
        let mut reading = Self::new(file, text);
        let (table, _) = DeTable::parse_recoverable(text);
        reading.add_facts(text, 0, table.get_ref());
        reading
    }

    /// Reads the data of a table, line by line.
    pub fn of_data(file: &'a SourcePath, text: &'a str) -> Self {
        let mut reading = Self::new(file, text);
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            reading.runs.push(Run { span: start..start + line.trim_end().len(), place: Setting::Data });
            start += line.len();
        }
        reading
    }

    /// The prose of a run.
    pub fn prose(&self, run: &Run) -> &'a str {
        self.text.get(run.span.clone()).unwrap_or_default()
    }

    fn add_facts(&mut self, facts: &str, start: usize, table: &DeTable<'_>) {
        let mut found = Vec::new();
        collect(table, &mut found);
        for (span, place) in found {
            let raw = &facts[span.clone()];
            // The quotation marks of TOML: one or three of a kind.
            let quotes = if raw.starts_with("\"\"\"") || raw.starts_with("'''") { 3 } else { 1 };
            let inner = start + span.start + quotes..(start + span.end).saturating_sub(quotes);
            // A mark inside is written with a backslash, and what it stands for is another text than what is written.
            if self.text.get(inner.clone()).is_some_and(|text| !text.contains('\\')) {
                self.add_unquoted(inner, place, &mut false);
            }
        }
    }

    /// Adds prose but for quotations. `quoted` says whether the text is inside one, before and after.
    fn add_unquoted(&mut self, span: Span, place: Setting, quoted: &mut bool) {
        let text = self.text;
        let Some(prose) = text.get(span.clone()) else { return };
        // Most prose has none of the first bytes of these marks, which is told from many bytes at once.
        let may_have_marks = prose.bytes().fold(false, |any, byte| any | matches!(byte, b'"' | 0xc2 | 0xe2));
        if !may_have_marks && !*quoted {
            self.add(span, place);
            return;
        }
        let mut start = span.start;
        let mut straight_end = 0;
        for (at, character) in prose.char_indices() {
            let (at, after) = (span.start + at, span.start + at + character.len_utf8());
            if at < straight_end {
                continue;
            }
            match character {
                '«' | '“' if !*quoted => {
                    self.add(start..at, place);
                    *quoted = true;
                }
                '»' | '”' if *quoted => {
                    *quoted = false;
                    start = after;
                }
                // A mark that is never closed is no quotation, but perhaps an inch.
                '"' if !*quoted => {
                    if let Some(length) = text[after..span.end].find('"') {
                        self.add(start..at, place);
                        straight_end = after + length + 1;
                        start = straight_end;
                    }
                }
                _ => {}
            }
        }
        if !*quoted {
            self.add(start..span.end, place);
        }
    }

    /// Adds prose, to the run before it when that goes on here.
    fn add(&mut self, span: Span, place: Setting) {
        if span.is_empty() {
            return;
        }
        match self.runs.last_mut() {
            Some(last) if last.span.end == span.start && last.place == place => last.span.end = span.end,
            _ => self.runs.push(Run { span, place }),
        }
    }
}

/// The texts for readers in a table of TOML, with their places.
fn collect(table: &DeTable<'_>, found: &mut Vec<(Range<usize>, Setting)>) {
    for (key, value) in table {
        let place = match key.get_ref().as_ref() {
            key if SENTENCES.contains(&key) => Some(Setting::Sentence),
            key if LABELS.contains(&key) => Some(Setting::Label),
            _ => None,
        };
        match (value.get_ref(), place) {
            (DeValue::String(_), Some(place)) => found.push((value.span(), place)),
            (DeValue::Table(inner), _) => collect(inner, found),
            (DeValue::Array(items), _) => {
                for item in items.iter() {
                    if let DeValue::Table(inner) = item.get_ref() {
                        collect(inner, found);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Reads a page while the page itself is read, which gives it the parts.
pub struct PageReader<'a> {
    reading: Reading<'a>,
    /// Everything before this position belongs to a shortcode.
    skip_until: usize,
    in_code: bool,
    /// Inside how many block quotations the text is.
    quotes: usize,
    /// Inside a quotation in the running text.
    quoted: bool,
    /// Links and images that are open, the innermost last.
    open: Vec<Open>,
    in_heading: bool,
    /// The cells of the first row of a table, while it is read.
    header: Option<Vec<String>>,
}

/// A link or an image that is being read.
struct Open {
    span: Span,
    shown: String,
    target: String,
    bare: bool,
    is_image: bool,
}

impl<'a> Listener<'a> for PageReader<'a> {
    fn front_matter(&mut self, front: &'a str, start: usize, table: &DeTable<'a>) {
        self.reading.add_facts(front, start, table);
    }

    fn part(&mut self, part: &Event<'a>, span: Span) {
        match part {
            Event::Start(tag) => self.begin(tag, span),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) => self.text(text, span),
            Event::Code(code) => self.show(code),
            Event::SoftBreak | Event::HardBreak => self.show(" "),
            Event::Rule | Event::Html(_) | Event::InlineHtml(_) => self.not_only_headings(),
            _ => {}
        }
    }
}

impl<'a> PageReader<'a> {
    pub fn new(file: &'a SourcePath, text: &'a str) -> Self {
        Self {
            reading: Reading::new(file, text),
            skip_until: 0,
            in_code: false,
            quotes: 0,
            quoted: false,
            open: Vec::new(),
            in_heading: false,
            header: None,
        }
    }

    /// What was read.
    pub fn finish(self) -> Reading<'a> {
        self.reading
    }

    fn begin(&mut self, tag: &Tag<'a>, span: Span) {
        match tag {
            Tag::Heading { level, .. } => {
                let level = *level as u8;
                self.reading.headings.push(Heading { span, level, shown: String::new(), has_text: false });
                (self.in_heading, self.quoted) = (true, false);
                return;
            }
            Tag::CodeBlock(_) => self.in_code = true,
            Tag::BlockQuote(_) => self.quotes += 1,
            Tag::Link { link_type, dest_url, .. } => {
                let bare = matches!(link_type, LinkType::Autolink);
                let (target, shown) = (dest_url.to_string(), String::new());
                self.open.push(Open { span, shown, target, bare, is_image: false });
            }
            Tag::Image { dest_url, .. } => {
                let (target, shown) = (dest_url.to_string(), String::new());
                self.open.push(Open { span, shown, target, bare: false, is_image: true });
            }
            Tag::Table(_) => self.reading.tables.push(Table { span, header: Vec::new() }),
            Tag::TableHead => self.header = Some(Vec::new()),
            Tag::TableCell => {
                self.quoted = false;
                if let Some(header) = &mut self.header {
                    header.push(String::new());
                }
            }
            Tag::Paragraph | Tag::Item => self.quoted = false,
            _ => {}
        }
        if !self.in_heading {
            self.not_only_headings();
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => self.in_heading = false,
            TagEnd::CodeBlock => self.in_code = false,
            TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
            TagEnd::Link | TagEnd::Image => {
                let Some(Open { span, shown, target, bare, is_image }) = self.open.pop() else { return };
                if is_image {
                    self.show(&shown);
                    self.reading.images.push(Image { span, alt: shown, target });
                } else {
                    self.reading.links.push(Link { span, shown, target, bare });
                }
            }
            TagEnd::TableHead => {
                if let (Some(header), Some(table)) = (self.header.take(), self.reading.tables.last_mut()) {
                    table.header = header;
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str, span: Span) {
        if self.in_code || span.end <= self.skip_until {
            return;
        }
        // Text that stands for something else (`&amp;`) is not as it is written.
        if self.reading.text.get(span.clone()) != Some(text) {
            self.show(text);
            return;
        }
        let whole = self.reading.text;
        let mut position = span.start.max(self.skip_until);
        while let Some(opening) = shortcode::opening(whole, position..span.end) {
            self.prose(position..opening);
            let end = self.shortcode(opening);
            self.skip_until = end;
            position = end.min(span.end);
        }
        self.prose(position..span.end);
    }

    /// Adds prose that stands in the file as it is shown.
    fn prose(&mut self, span: Span) {
        let whole = self.reading.text;
        self.show(&whole[span.clone()]);
        let is_address = self.open.last().is_some_and(|open| open.bare);
        if self.quotes == 0 && !is_address {
            let place = if self.in_heading { Setting::Heading } else { Setting::Text };
            let mut quoted = self.quoted;
            self.reading.add_unquoted(span, place, &mut quoted);
            self.quoted = quoted;
        }
    }

    /// Reads a shortcode, and the text of a `merknad`. Returns where it ends.
    fn shortcode(&mut self, opening: usize) -> usize {
        let Parsed { result, end } = shortcode::parse(self.reading.text, opening);
        // Words in another language are shown, and are no prose of the portal.
        if let Ok(Shortcode::Language { text, .. }) = &result {
            self.show(text);
            return end;
        }
        let call = &self.reading.text[opening..end];
        if call[2..].trim_start().starts_with("merknad")
            && let Some(begin) = call.find('"').map(|at| at + 1)
            && let Some(length) = call[begin..].find('"')
            && !call[begin..begin + length].contains('\\')
        {
            self.reading.add_unquoted(opening + begin..opening + begin + length, Setting::Note, &mut false);
        }
        self.show(call);
        end
    }

    /// Adds to what readers see of whatever is open.
    fn show(&mut self, text: &str) {
        if let Some(open) = self.open.last_mut().filter(|open| open.is_image) {
            open.shown.push_str(text);
            return;
        }
        if let Some(open) = self.open.last_mut() {
            open.shown.push_str(text);
        }
        if self.in_heading
            && let Some(heading) = self.reading.headings.last_mut()
        {
            heading.shown.push_str(text);
        }
        if let Some(cell) = self.header.as_mut().and_then(|header| header.last_mut()) {
            cell.push_str(text);
        }
    }

    fn not_only_headings(&mut self) {
        if let Some(heading) = self.reading.headings.last_mut() {
            heading.has_text = true;
        }
    }
}
