//! Markdown to HTML with holes.
//!
//! A text is parsed once, alone, without knowledge of the rest of the site. What depends on the site (the address of a
//! link, the table of a shortcode, the meaning of an abbreviation) is left as a [`Piece`] to be filled when the page is
//! rendered. So a body is a function of its own file only, and everything in it that refers to something else is
//! listed with its place.

mod highlight;
pub mod shortcode;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

use pulldown_cmark::{
    Alignment, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html,
};
use pulldown_cmark_escape::escape_html;

use crate::foundation::diagnostic::{Code, Diagnostic, Located, Span};
use crate::foundation::path::SourcePath;
use shortcode::{Parsed, Shortcode};

/// A compiled text: HTML, and the holes in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Body {
    html: String,
    /// In order of their places.
    holes: Vec<Hole>,
    /// Headings in order.
    pub outline: Vec<Heading>,
    /// Targets of links and images, in order.
    pub references: Vec<Located<String>>,
    /// Shortcodes, in order.
    pub shortcodes: Vec<Located<Shortcode>>,
}

/// A place in the HTML where something is to be put.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Hole {
    /// The byte of the HTML before which it is.
    at: usize,
    piece: Piece,
}

/// A part of a compiled text, as it is read from the beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    Html(&'a str),
    Hole(&'a Piece),
}

/// What is to be put into a hole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// The opening tag of the heading with this index in [`Body::outline`].
    Heading(usize),
    /// The end of the heading with this index: a link to itself, and the closing tag.
    Anchor(usize),
    /// The main text ends here; footnotes follow.
    Footnotes,
    /// The opening tag of a link to the reference with this index.
    Link { reference: usize, title: Option<String> },
    /// An image with the reference of this index.
    Image { reference: usize, alt: String, title: Option<String> },
    /// A word in capitals, which the glossary may know; its first occurrence in the text.
    Abbreviation(String),
    /// The shortcode with this index.
    Shortcode(usize),
    /// The opening tag of the region around a table; a name for it, when there is a heading above.
    TableRegion(Option<String>),
    /// A reference to the footnote of this number, the so-manieth in the text, from 1.
    FootnoteReference { number: usize, count: usize },
    /// The opening tag of the footnote of this number.
    Footnote(usize),
    /// A link from the footnote of this number back to where it is first referred to.
    FootnoteBack(usize),
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 2 to 6.
    pub level: u8,
    /// Fragment that leads here, unique in the text.
    pub id: String,
    /// The text without markup.
    pub text: String,
    /// The number of its hole.
    pub hole: usize,
    pub span: Span,
}

impl Body {
    pub fn is_empty(&self) -> bool {
        self.html.is_empty() && self.holes.is_empty()
    }

    /// The length of the HTML without what is put into the holes, in bytes.
    pub fn len(&self) -> usize {
        self.html.len()
    }

    /// How many holes there are.
    pub fn hole_count(&self) -> usize {
        self.holes.len()
    }

    /// What is to be put into the holes, in order.
    pub fn pieces(&self) -> impl Iterator<Item = &Piece> {
        self.holes.iter().map(|hole| &hole.piece)
    }

    /// The HTML before the first hole.
    pub fn beginning(&self) -> &str {
        &self.html[..self.holes.first().map_or(self.html.len(), |hole| hole.at)]
    }

    /// The parts from one hole until another: what is put into the first, the HTML that follows it, and so on.
    pub fn parts(&self, holes: Range<usize>) -> impl Iterator<Item = Part<'_>> {
        holes.flat_map(|index| {
            let hole = &self.holes[index];
            let end = self.holes.get(index + 1).map_or(self.html.len(), |next| next.at);
            [Part::Hole(&hole.piece), Part::Html(&self.html[hole.at..end])]
        })
    }

    /// Whether another body has the same headings and refers to the same things in the same order, wherever they stand.
    pub fn refers_like(&self, other: &Self) -> bool {
        fn values<T>(located: &[Located<T>]) -> impl Iterator<Item = &T> {
            located.iter().map(|located| &located.value)
        }
        fn headings(body: &Body) -> impl Iterator<Item = (u8, &str, &str)> {
            body.outline.iter().map(|heading| (heading.level, heading.id.as_str(), heading.text.as_str()))
        }
        fn images(body: &Body) -> impl Iterator<Item = usize> {
            body.pieces().filter_map(|piece| match piece {
                Piece::Image { reference, .. } => Some(*reference),
                _ => None,
            })
        }
        values(&self.references).eq(values(&other.references))
            && values(&self.shortcodes).eq(values(&other.shortcodes))
            && headings(self).eq(headings(other))
            && images(self).eq(images(other))
    }

    /// The holes of the section that a heading opens: until the next heading of the same or a higher level.
    pub fn section(&self, heading: usize) -> Range<usize> {
        let opening = &self.outline[heading];
        let next = self.outline[heading + 1..].iter().find(|next| next.level <= opening.level);
        let end = next.map_or_else(|| self.main_text_end(), |next| next.hole);
        // A heading in a footnote is refused; until it is mended, it does not stand where the outline has it.
        opening.hole..end.max(opening.hole)
    }

    fn main_text_end(&self) -> usize {
        let footnotes = self.pieces().position(|piece| matches!(piece, Piece::Footnotes));
        footnotes.unwrap_or(self.holes.len())
    }

    /// Cuts the holes out of HTML in which they are marked.
    fn cut(marked: &str, pieces: Vec<Piece>) -> (String, Vec<Hole>) {
        let mut pieces: Vec<Option<Piece>> = pieces.into_iter().map(Some).collect();
        let mut html = String::with_capacity(marked.len() - pieces.len().min(marked.len()));
        let mut holes = Vec::with_capacity(pieces.len());
        for (index, part) in marked.split(HOLE).enumerate() {
            if index % 2 == 0 {
                html.push_str(part);
            } else if let Some(piece) = part.parse::<usize>().ok().and_then(|hole| pieces.get_mut(hole)?.take()) {
                holes.push(Hole { at: html.len(), piece });
            }
        }
        html.shrink_to_fit();
        (html, holes)
    }
}

/// Compiles a text that begins at `start` in its file.
pub fn compile(file: &SourcePath, source: &str, start: usize) -> (Body, Vec<Diagnostic>) {
    compile_with(file, source, start, |_, _| ())
}

/// As [`compile`]; `listen` is told of every part of the text and its place in the file, so that others need not parse the
/// text again.
pub fn compile_with<'a>(
    file: &SourcePath,
    source: &'a str,
    start: usize,
    mut listen: impl FnMut(&Event<'a>, Span),
) -> (Body, Vec<Diagnostic>) {
    let mut compiler = Compiler::new(file, source, start);
    for (event, span) in events(source) {
        listen(&event, span.start + start..span.end + start);
        compiler.event(event, span);
    }
    compiler.finish()
}

/// The parts of a text as the portal reads Markdown, with their places.
pub fn events(source: &str) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_HEADING_ATTRIBUTES;
    Parser::new_ext(source, options).into_offset_iter()
}

/// Marks a hole in the HTML while it is written. No source has this character; see `source`.
const HOLE: char = '\0';

/// The marks of the first holes, made once.
static MARKS: LazyLock<Vec<String>> = LazyLock::new(|| (0..1024).map(made_mark).collect());

fn made_mark(hole: usize) -> String {
    format!("{HOLE}{hole}{HOLE}")
}

/// The mark of the hole with a number.
fn mark(hole: usize) -> CowStr<'static> {
    MARKS.get(hole).map_or_else(|| made_mark(hole).into(), |mark| mark.as_str().into())
}

struct Compiler<'a> {
    file: &'a SourcePath,
    source: &'a str,
    /// Where the source begins in its file.
    start: usize,
    problems: Vec<Diagnostic>,

    events: Vec<Event<'a>>,
    holes: Vec<Piece>,
    outline: Vec<Heading>,
    ids: Ids,
    references: Vec<Located<String>>,
    shortcodes: Vec<Located<Shortcode>>,
    abbreviations: BTreeSet<String>,
    /// Whether a shortcode may be anywhere; most texts have none.
    has_braces: bool,

    /// Everything before this position is dealt with (by a shortcode or something refused).
    skip_until: usize,
    /// For each tag that is open in the source, whether it was opened here too, and so is to be closed. A shortcode may
    /// hide either end of a tag.
    open_tags: Vec<bool>,
    container: Container,
    /// Inside how many quotes, items of lists and footnotes the text is.
    depth: usize,
    /// Inside how many links the text is.
    links: usize,
    alignments: Vec<Alignment>,
    column: usize,
    in_table_head: bool,
    footnotes: Footnotes<'a>,
}

/// What collects text just now.
enum Container {
    /// Ordinary flow.
    Flow,
    /// A heading; the index of the event that will open it.
    Heading {
        event: usize,
        level: HeadingLevel,
        id: Option<String>,
        text: String,
        span: Span,
    },
    Code {
        language: String,
        text: String,
    },
    Image {
        reference: usize,
        alt: String,
        title: Option<String>,
        depth: usize,
    },
}

/// Footnotes in the order they are first referred to, whatever order they are defined in.
#[derive(Default)]
struct Footnotes<'a> {
    numbers: BTreeMap<String, usize>,
    references: BTreeMap<String, usize>,
    definitions: BTreeMap<String, (Vec<Event<'a>>, Span)>,
    /// The events of the main text while a definition is read.
    outer: Option<(String, Vec<Event<'a>>)>,
}

impl<'a> Compiler<'a> {
    fn new(file: &'a SourcePath, source: &'a str, start: usize) -> Self {
        Self {
            file,
            source,
            start,
            problems: Vec::new(),
            // Growing copies all that is there; a text with tables has an event for every ten letters or so.
            events: Vec::with_capacity(32 + source.len() / 8),
            holes: Vec::new(),
            outline: Vec::new(),
            ids: Ids::default(),
            references: Vec::new(),
            shortcodes: Vec::new(),
            abbreviations: BTreeSet::new(),
            has_braces: source.contains("{{"),
            skip_until: 0,
            open_tags: Vec::new(),
            container: Container::Flow,
            depth: 0,
            links: 0,
            alignments: Vec::new(),
            column: 0,
            in_table_head: false,
            footnotes: Footnotes::default(),
        }
    }

    fn event(&mut self, event: Event<'a>, span: Span) {
        let skipped = span.start < self.skip_until;
        let nests = |tag: &TagEnd| matches!(tag, TagEnd::BlockQuote(_) | TagEnd::Item | TagEnd::FootnoteDefinition);
        match &event {
            Event::Start(tag) if nests(&tag.to_end()) => self.depth += 1,
            Event::End(tag) if nests(tag) => self.depth -= 1,
            _ => {}
        }
        match event {
            Event::Start(tag) => {
                let opened = !skipped && self.open(tag, span);
                self.open_tags.push(opened);
            }
            Event::End(tag) => {
                if self.open_tags.pop() == Some(true) {
                    self.close(tag, span);
                }
            }
            Event::Text(text) => self.text(text, span),
            _ if skipped => {}
            Event::Code(code) => match &mut self.container {
                Container::Heading { text, .. } => {
                    text.push_str(&code);
                    self.events.push(Event::Code(code));
                }
                Container::Image { alt, .. } => alt.push_str(&code),
                _ => self.events.push(Event::Code(code)),
            },
            Event::SoftBreak | Event::HardBreak => match &mut self.container {
                Container::Image { alt, .. } => alt.push(' '),
                _ => self.events.push(event),
            },
            Event::Rule => self.events.push(event),
            Event::Html(_) | Event::InlineHtml(_) => self.refuse_html(span),
            Event::FootnoteReference(name) => self.footnote_reference(&name),
            Event::TaskListMarker(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    /// Opens a tag. `false` when it is dealt with already, and so not to be closed.
    fn open(&mut self, tag: Tag<'a>, span: Span) -> bool {
        match tag {
            Tag::Paragraph => return self.open_paragraph(&span),
            Tag::Heading { level, id, .. } => {
                self.events.push(Event::InlineHtml(CowStr::Borrowed("")));
                self.container = Container::Heading {
                    event: self.events.len() - 1,
                    level,
                    id: id.map(|id| id.to_string()),
                    text: String::new(),
                    span,
                };
            }
            Tag::CodeBlock(kind) => {
                let language = match kind {
                    CodeBlockKind::Fenced(info) => info.split_whitespace().next().unwrap_or("").to_owned(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.container = Container::Code { language, text: String::new() };
            }
            Tag::Link { link_type, dest_url, title, .. } => {
                return self.open_link(link_type, &dest_url, &title, span);
            }
            Tag::Image { dest_url, title, .. } => {
                if let Container::Image { depth, .. } = &mut self.container {
                    *depth += 1;
                } else {
                    let reference = self.reference(dest_url.to_string(), span);
                    let title = (!title.is_empty()).then(|| title.to_string());
                    self.container = Container::Image { reference, alt: String::new(), title, depth: 0 };
                }
            }
            Tag::HtmlBlock => {
                self.refuse_html(span);
                return false;
            }
            Tag::Table(alignments) => {
                let name = self.outline.last().map(|heading| heading.text.clone());
                self.hole(Piece::TableRegion(name));
                self.raw("<table>");
                self.alignments = alignments;
            }
            Tag::TableHead => {
                self.raw("<thead><tr>");
                self.in_table_head = true;
                self.column = 0;
            }
            Tag::TableRow => {
                self.raw("<tr>");
                self.column = 0;
            }
            Tag::TableCell => {
                let numeric = self.alignments.get(self.column) == Some(&Alignment::Right);
                self.raw(match (self.in_table_head, numeric) {
                    (true, true) => "<th scope=\"col\" class=\"tall\">",
                    (true, false) => "<th scope=\"col\">",
                    (false, true) => "<td class=\"tall\">",
                    (false, false) => "<td>",
                });
            }
            Tag::FootnoteDefinition(name) => {
                let outer = std::mem::take(&mut self.events);
                self.footnotes.outer = Some((name.to_string(), outer));
            }
            // The text beside an image is plain.
            _ if matches!(self.container, Container::Image { .. }) => {}
            other => self.events.push(Event::Start(other)),
        }
        true
    }

    fn close(&mut self, tag: TagEnd, span: Span) {
        match tag {
            TagEnd::Heading(_) => self.close_heading(),
            TagEnd::CodeBlock => {
                if let Container::Code { language, text } = std::mem::replace(&mut self.container, Container::Flow) {
                    self.raw(highlight::to_html(&text, &language));
                }
            }
            TagEnd::Link => {
                self.links -= 1;
                self.raw("</a>");
            }
            TagEnd::Image => match std::mem::replace(&mut self.container, Container::Flow) {
                Container::Image { depth: 0, reference, alt, title } => {
                    self.hole(Piece::Image { reference, alt, title });
                }
                Container::Image { depth, reference, alt, title } => {
                    self.container = Container::Image { depth: depth - 1, reference, alt, title };
                }
                other => self.container = other,
            },
            TagEnd::Table => self.raw("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.in_table_head = false;
                self.raw("</tr></thead><tbody>\n");
            }
            TagEnd::TableRow => self.raw("</tr>\n"),
            TagEnd::TableCell => {
                self.raw(if self.in_table_head { "</th>" } else { "</td>" });
                self.column += 1;
            }
            TagEnd::FootnoteDefinition => {
                if let Some((name, outer)) = self.footnotes.outer.take() {
                    let definition = std::mem::replace(&mut self.events, outer);
                    self.footnotes.definitions.insert(name, (definition, span));
                }
            }
            _ if matches!(self.container, Container::Image { .. }) => {}
            other => self.events.push(Event::End(other)),
        }
    }

    fn close_heading(&mut self) {
        let container = std::mem::replace(&mut self.container, Container::Flow);
        let Container::Heading { event, level, id, text, span } = container else { return };
        let level = level as u8;
        if level == 1 {
            let problem = self.problem(Code::InvalidHeading, span.clone(), "overskrift på nivå 1 i teksten");
            problem.hint = Some("sidens tittel er nivå 1 og står i «tittel»; begynn teksten på nivå 2: ##".to_owned());
        }
        if self.depth > 0 {
            let message = "en overskrift kan ikke stå i en liste, et sitat eller en fotnote";
            let problem = self.problem(Code::InvalidHeading, span.clone(), message);
            problem.hint = Some("sett overskriften i en egen linje, eller bruk **fet skrift**".to_owned());
        }
        // The ids that the generator makes itself (`fn_1`, `tabell_1`) have an underscore, which no heading's has.
        let base = slug::slugify(id.as_deref().unwrap_or(&text));
        let id = self.ids.unique(if base.is_empty() { "avsnitt" } else { &base });
        let index = self.outline.len();
        let hole = self.holes.len();
        self.holes.push(Piece::Heading(index));
        self.events[event] = Event::InlineHtml(mark(hole));
        self.hole(Piece::Anchor(index));
        self.raw("\n");
        let span = self.place(span);
        // The number of the hole is known when the HTML is cut at its holes.
        self.outline.push(Heading { level, id, text: text.trim().to_owned(), hole: 0, span });
    }

    fn open_link(&mut self, link_type: LinkType, target: &str, title: &str, span: Span) -> bool {
        if matches!(self.container, Container::Image { .. }) {
            return false;
        }
        self.links += 1;
        let target = match link_type {
            LinkType::Email => format!("mailto:{target}"),
            _ => target.to_owned(),
        };
        let shown = match link_type {
            LinkType::Autolink => target.strip_prefix("sak:").map(|reference| {
                // The body is for the program: `ssu/12/26` is shown as `12/26`.
                let after_body =
                    reference.split_once('/').map(|(_, number)| number).filter(|number| number.contains('/'));
                format!("sak {}", after_body.unwrap_or(reference))
            }),
            _ => None,
        };
        let end = span.end;
        let reference = self.reference(target, span);
        let title = (!title.is_empty()).then(|| title.to_owned());
        self.hole(Piece::Link { reference, title });
        let Some(shown) = shown else { return true };
        self.events.push(Event::Text(shown.into()));
        self.raw("</a>");
        self.links -= 1;
        self.skip_until = end;
        false
    }

    fn reference(&mut self, target: String, span: Span) -> usize {
        let span = self.place(span);
        self.references.push(Located { value: target, span });
        self.references.len() - 1
    }

    /// Adds text, with its shortcodes and abbreviations.
    fn text(&mut self, text: CowStr<'a>, span: Span) {
        if span.end <= self.skip_until {
            return;
        }
        if let Container::Code { text: code, .. } = &mut self.container {
            code.push_str(&text);
            return;
        }
        if !self.has_braces && span.start >= self.skip_until {
            self.plain(text);
            return;
        }
        // Text that stands for something else (`&amp;`) is never part of a shortcode.
        let verbatim = self.source.get(span.clone()) == Some(&*text);
        if !verbatim {
            self.plain(text);
            return;
        }
        let source = self.source;
        let mut position = span.start.max(self.skip_until);
        while let Some(opening) = shortcode::opening(source, position..span.end) {
            self.plain(CowStr::Borrowed(&source[position..opening]));
            position = self.shortcode(opening, false).min(span.end);
            if position == span.end {
                return;
            }
        }
        self.plain(CowStr::Borrowed(&source[position..span.end]));
    }

    fn plain(&mut self, text: CowStr<'a>) {
        match &mut self.container {
            Container::Image { alt, .. } => alt.push_str(&text),
            Container::Heading { text: heading, .. } => {
                heading.push_str(&text);
                self.events.push(Event::Text(text));
            }
            _ if self.links > 0 => self.events.push(Event::Text(text)),
            _ => self.flow(text),
        }
    }

    /// Adds text of the ordinary flow, where abbreviations are explained.
    fn flow(&mut self, text: CowStr<'a>) {
        if !may_have_abbreviation(&text) {
            self.events.push(Event::Text(text));
            return;
        }
        let mut written = 0;
        for (start, word) in words(&text) {
            if is_abbreviation(word) && self.abbreviations.insert(word.to_owned()) {
                self.events.push(Event::Text(text[written..start].to_owned().into()));
                self.hole(Piece::Abbreviation(word.to_owned()));
                written = start + word.len();
            }
        }
        let rest = if written == 0 { text } else { text[written..].to_owned().into() };
        self.events.push(Event::Text(rest));
    }

    /// Reads the shortcode that opens at a position; returns where the text goes on.
    ///
    /// `alone` says that nothing else stands in the paragraph.
    fn shortcode(&mut self, opening: usize, alone: bool) -> usize {
        let parsed = shortcode::parse(self.source, opening);
        let end = parsed.end;
        self.skip_until = end;
        match parsed.result {
            Ok(shortcode) if !alone && !shortcode.is_inline() => {
                let message = "denne kortkoden kan ikke stå inne i en tekst";
                let problem = self.problem(Code::InvalidShortcode, opening..end, message);
                problem.hint = Some("sett kortkoden i et eget avsnitt, med en tom linje før og etter".to_owned());
            }
            Ok(shortcode) => {
                if let Shortcode::Language { text, .. } = &shortcode {
                    match &mut self.container {
                        Container::Heading { text: heading, .. } => heading.push_str(text),
                        // What is said of a picture is in one language only.
                        Container::Image { alt, .. } => {
                            alt.push_str(text);
                            return end;
                        }
                        _ => {}
                    }
                }
                let span = self.place(opening..end);
                self.shortcodes.push(Located { value: shortcode, span });
                self.hole(Piece::Shortcode(self.shortcodes.len() - 1));
            }
            Err(problems) => {
                for problem in problems {
                    self.problem(problem.code, problem.span, problem.message).hint = problem.hint;
                }
            }
        }
        end
    }

    /// Opens a paragraph. One that consists of a shortcode only gives way to it: the shortcode stands as a block.
    fn open_paragraph(&mut self, paragraph: &Span) -> bool {
        let text = &self.source[paragraph.clone()];
        let opening = paragraph.start + (text.len() - text.trim_start().len());
        if self.source[opening..].starts_with("{{") {
            let Parsed { result, end } = shortcode::parse(self.source, opening);
            // What is part of the text is so also where it is alone.
            let is_block = !result.as_ref().is_ok_and(Shortcode::is_inline);
            if is_block && self.source.get(end..paragraph.end).is_none_or(|rest| rest.trim().is_empty()) {
                self.shortcode(opening, true);
                self.raw("\n");
                self.skip_until = paragraph.end;
                return false;
            }
        }
        self.events.push(Event::Start(Tag::Paragraph));
        true
    }

    fn footnote_reference(&mut self, name: &str) {
        let next = self.footnotes.numbers.len() + 1;
        let number = *self.footnotes.numbers.entry(name.to_owned()).or_insert(next);
        let count = self.footnotes.references.entry(name.to_owned()).or_insert(0);
        *count += 1;
        let count = *count;
        self.hole(Piece::FootnoteReference { number, count });
    }

    fn refuse_html(&mut self, span: Span) {
        if span.start < self.skip_until {
            return;
        }
        self.skip_until = span.end;
        let problem = self.problem(Code::RawHtml, span, "HTML kan ikke brukes i teksten");
        problem.hint = Some("skriv det med Markdown, eller bruk en kortkode; tegnet < skrives \\<".to_owned());
    }

    fn finish(mut self) -> (Body, Vec<Diagnostic>) {
        self.close_footnotes();
        let mut marked = String::with_capacity(self.source.len() * 3 / 2);
        html::push_html(&mut marked, self.events.into_iter());
        let (html, holes) = Body::cut(&marked, self.holes);
        let mut body =
            Body { html, holes, outline: self.outline, references: self.references, shortcodes: self.shortcodes };
        for (index, hole) in body.holes.iter().enumerate() {
            if let Piece::Heading(heading) = hole.piece {
                body.outline[heading].hole = index;
            }
        }
        (body, self.problems)
    }

    fn close_footnotes(&mut self) {
        let mut numbered: Vec<(usize, String)> =
            self.footnotes.numbers.iter().map(|(name, number)| (*number, name.clone())).collect();
        let unused = self.footnotes.definitions.iter().filter(|(name, _)| !self.footnotes.numbers.contains_key(*name));
        let unused: Vec<(String, Span)> = unused.map(|(name, (_, span))| (name.clone(), span.clone())).collect();
        for (name, span) in unused {
            let problem = self.problem(Code::UnknownReference, span, "ingenting i teksten viser til denne fotnoten");
            problem.hint = Some(format!("sett [^{name}] der fotnoten hører til, eller slett den"));
        }
        if numbered.is_empty() {
            return;
        }
        numbered.sort();
        self.hole(Piece::Footnotes);
        self.raw("<ol>\n");
        for (number, name) in numbered {
            let Some((definition, _)) = self.footnotes.definitions.remove(&name) else { continue };
            self.hole(Piece::Footnote(number));
            self.events.extend(definition);
            self.hole(Piece::FootnoteBack(number));
            self.raw("</li>\n");
        }
        self.raw("</ol>\n</section>\n");
    }

    fn raw(&mut self, html: impl Into<CowStr<'a>>) {
        self.events.push(Event::InlineHtml(html.into()));
    }

    fn hole(&mut self, piece: Piece) {
        let index = self.holes.len();
        self.holes.push(piece);
        self.raw(mark(index));
    }

    fn place(&self, span: Span) -> Span {
        span.start + self.start..span.end + self.start
    }

    fn problem(&mut self, code: Code, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        let end = span.start + self.source[span.clone()].trim_end().len();
        let span = self.place(span.start..end);
        self.problems.push(Diagnostic::at(code, self.file, span, message));
        self.problems.last_mut().expect("just pushed")
    }
}

/// Escapes text for HTML, also inside attributes.
pub fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 8);
    push_escaped(&mut html, text);
    html
}

/// Adds text to HTML, escaped.
pub fn push_escaped(html: &mut String, text: &str) {
    escape_html(html, text).expect("writing to a string does not fail");
}

/// The ids that headings of a text have.
#[derive(Default)]
struct Ids {
    taken: BTreeSet<String>,
    /// The number that the next heading of the same name tries first.
    next: BTreeMap<String, usize>,
}

impl Ids {
    /// An id that no other heading has: the name itself, or the name with a number.
    fn unique(&mut self, base: &str) -> String {
        if self.taken.insert(base.to_owned()) {
            return base.to_owned();
        }
        let number = self.next.entry(base.to_owned()).or_insert(2);
        loop {
            let id = format!("{base}-{number}");
            *number += 1;
            if self.taken.insert(id.clone()) {
                return id;
            }
        }
    }
}

/// The words of a text with their positions; a word is letters and digits.
pub fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut position = 0;
    text.split_inclusive(|character: char| !character.is_alphanumeric()).filter_map(move |part| {
        let start = position;
        position += part.len();
        let word = part.trim_end_matches(|character: char| !character.is_alphanumeric());
        (!word.is_empty()).then_some((start, word))
    })
}

/// Whether a text may have an abbreviation, told by its bytes alone, since most texts have none: two capitals with
/// nothing but letters and digits between them. What is not ASCII counts as a capital, but for `ß`–`ÿ`.
pub fn may_have_abbreviation(text: &str) -> bool {
    let (mut capitals, mut most) = (0_u8, 0_u8);
    let mut count = |bytes: &[u8], capitals: &mut u8| {
        for byte in bytes {
            // Without branches: the bytes of a text are hard to foretell.
            let Step { add, keep } = STEPS[usize::from(*byte)];
            *capitals = capitals.wrapping_add(add) & keep;
            most = most.max(*capitals);
        }
    };
    // All texts come through here. The bytes of a block are looked at together, and most blocks have no capital.
    let (blocks, rest) = text.as_bytes().as_chunks::<BLOCK>();
    for block in blocks {
        if block.iter().fold(false, |any, byte| any | may_be_capital(*byte)) {
            count(block, &mut capitals);
        } else if block.iter().fold(false, |any, byte| any | is_between_words(*byte)) {
            capitals = 0;
        }
    }
    count(rest, &mut capitals);
    most >= 2
}

/// How many bytes are looked at together.
const BLOCK: usize = 16;

/// A byte of a capital: A–Z, the second byte of À–Þ and of much else, or the first byte of a letter of another kind. (A
/// pattern of ranges would say it plainer, but is not compared for many bytes at once.)
const fn may_be_capital(byte: u8) -> bool {
    byte.is_ascii_uppercase() | (byte.wrapping_sub(0x80) <= 0x1e) | (byte == 0xc2) | (byte >= 0xc4)
}

/// A byte of ASCII that is no letter and no digit.
const fn is_between_words(byte: u8) -> bool {
    byte.is_ascii() & !byte.is_ascii_alphanumeric()
}

/// What a byte does to the number of capitals in a word.
#[derive(Clone, Copy)]
struct Step {
    add: u8,
    /// All ones, or none where a word ends.
    keep: u8,
}

const STEPS: [Step; 256] = {
    let mut steps = [Step { add: 0, keep: u8::MAX }; 256];
    let mut byte = 0;
    while byte < steps.len() {
        let keep = if is_between_words(byte as u8) { 0 } else { u8::MAX };
        steps[byte] = Step { add: may_be_capital(byte as u8) as u8, keep };
        byte += 1;
    }
    steps
};

/// Whether a word looks like an abbreviation: at least two capitals (`SSU`, `UiT`, `NEWS2`).
fn is_abbreviation(word: &str) -> bool {
    word.len() <= 16 && word.chars().filter(|character| character.is_uppercase()).count() >= 2
}

#[cfg(test)]
mod tests;
