//! A finished page as a document.
//!
//! The page is read as readers get it, so that a document says what the page says: figures in prose, remarks, and of
//! numbers that are withheld only that they are. What belongs to a screen is left out ([`LEFT_OUT`]). Footnotes go from
//! the end of the text to where they are referred to, and so to the foot of the page.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{Block, Cell, Day, Document, Fact, Heads, Inline, Row, Table, Tone, text_of};
use super::fit::Ruler;
use super::html::{Element, Node, parse};

/// What a document gets from elsewhere than its page.
#[derive(Debug, Clone)]
pub struct Frame<'a> {
    /// Stands before addresses that begin with a slash; empty when it is not known, and such links lead nowhere.
    pub origin: &'a str,
    pub lang: &'static str,
    pub date: Day,
    pub publisher: &'a str,
    /// As [`Document::page`].
    pub page: &'a str,
    /// As [`Document::contents`].
    pub contents: &'a str,
    /// As [`Document::notice`].
    pub notice: Option<&'a str>,
}

/// A picture in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its name in the document.
    pub file: String,
    pub source: Source,
}

/// Where a picture is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Here: a drawing, as SVG.
    Drawing(String),
    /// At an address, as it stands in the page.
    Address(String),
}

/// Elements for a screen, by their classes: ways around, forms, what is read aloud only, and what is at the end of the text
/// here and at the foot of the page in a document.
const LEFT_OUT: [&str; 8] =
    ["anchor", "datatabell__downloads", "fotnote-tilbake", "fotnoter", "icon", "only-print", "rule-list", "skjult"];

/// Elements for a screen, by their names.
const ELEMENTS_LEFT_OUT: [&str; 7] = ["button", "form", "h1", "nav", "script", "style", "template"];

/// Elements that are part of a line.
const INLINE: [&str; 26] = [
    "a", "abbr", "b", "br", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s", "samp",
    "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
];

/// Lists whose items begin with a mark of their own, by their classes.
const MARKED: [&str; 4] = ["datatabell__notes", "datatabell__remarks", "graf-figure__notes", "paper__attachment-list"];

/// A row whose cells have less text than this, in bytes, is not parted over two pages.
const SHORT: usize = 700;

/// How many headings make a list of contents worth while.
const ENOUGH_HEADINGS: usize = 3;

/// Reads a page, and which pictures the document needs.
pub fn read(html: &str, frame: &Frame<'_>, ruler: &Ruler) -> (Document, Vec<Picture>) {
    let root = parse(html);
    let nothing = Element::default();
    let main = root.find(|element| element.name == "main").unwrap_or(&nothing);
    let mut reader = Reader::new(main, frame, ruler);
    let head = main.find(|element| element.has_class("page-head")).unwrap_or(&nothing);
    let body = main.find(|element| element.has_class("page-body")).unwrap_or(&nothing);
    let text = |class: &str| {
        let element = head.find(|element| element.has_class(class));
        element.map(|element| spaced(&element.text())).unwrap_or_default()
    };
    let title = head.find(|element| element.name == "h1").map(|title| spaced(&title.text())).unwrap_or_default();
    let facts = head.find(|element| element.has_class("wrap")).unwrap_or(head);
    let known = |node: &Node| match node {
        Node::Element(element) => !["page-head__label", "page-head__lead"].iter().any(|class| element.has_class(class)),
        Node::Text(_) => true,
    };
    let facts: Vec<Node> = facts.children.iter().filter(|node| known(node)).cloned().collect();
    let document = Document {
        title,
        label: text("page-head__label"),
        lead: text("page-head__lead"),
        lang: frame.lang,
        date: frame.date,
        publisher: frame.publisher.to_owned(),
        page: frame.page.to_owned(),
        contents: frame.contents.to_owned(),
        has_headings: false,
        has_contents: false,
        notice: frame.notice.map(str::to_owned),
        head: reader.blocks(&facts),
        body: reader.blocks(&body.children),
    };
    let (has_headings, has_contents) = (reader.headings > 0, reader.headings >= ENOUGH_HEADINGS);
    (Document { has_headings, has_contents, ..document }, reader.pictures)
}

struct Reader<'a> {
    frame: &'a Frame<'a>,
    ruler: &'a Ruler,
    /// The names that something in the page leads to, and that are there.
    targets: BTreeSet<String>,
    /// The text of each footnote by its name.
    footnotes: BTreeMap<String, &'a Element>,
    footnotes_said: BTreeSet<String>,
    /// Places that the next piece of text is to be found by.
    pending: Vec<String>,
    pictures: Vec<Picture>,
    lang: String,
    tone: Tone,
    /// How many things that cannot be parted over pages on their side are around.
    depth: usize,
    /// The level of the heading above.
    level: u8,
    headings: usize,
    /// Whether what is read aloud only is to be shown.
    shows_hidden: bool,
}

impl<'a> Reader<'a> {
    fn new(main: &'a Element, frame: &'a Frame<'a>, ruler: &'a Ruler) -> Self {
        let all = main.descendants();
        let ids: BTreeSet<&str> = all.iter().filter_map(|element| element.attribute("id")).collect();
        let links = all.iter().filter_map(|element| element.attribute("href")?.strip_prefix('#'));
        let notes = all.iter().filter(|element| element.has_class("fotnoter")).flat_map(|notes| notes.descendants());
        let footnotes = notes
            .filter(|element| element.name == "li")
            .filter_map(|note| Some((note.attribute("id")?.to_owned(), note)))
            .collect();
        Self {
            frame,
            ruler,
            targets: links.filter(|id| ids.contains(id)).map(str::to_owned).collect(),
            footnotes,
            footnotes_said: BTreeSet::new(),
            pending: Vec::new(),
            pictures: Vec::new(),
            lang: frame.lang.to_owned(),
            tone: Tone::Plain,
            depth: 0,
            level: 0,
            headings: 0,
            shows_hidden: false,
        }
    }

    fn blocks(&mut self, nodes: &[Node]) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut line = Vec::new();
        for node in nodes {
            match node {
                Node::Text(text) => push_text(&mut line, text),
                Node::Element(element) if self.is_left_out(element) => {}
                Node::Element(element) if INLINE.contains(&element.name.as_str()) => self.inline(element, &mut line),
                Node::Element(element) => {
                    self.end_line(&mut line, &mut blocks);
                    self.block(element, &mut blocks);
                }
            }
        }
        self.end_line(&mut line, &mut blocks);
        blocks
    }

    fn is_left_out(&self, element: &Element) -> bool {
        let hidden = element.has_class("skjult") && self.shows_hidden;
        let by_class = LEFT_OUT.iter().any(|class| element.has_class(class)) && !hidden;
        // The files of a long table stand where what is said of the rows that are not here leads to.
        let is_needed = element.attribute("id").is_some_and(|id| self.targets.contains(id)) && element.name == "p";
        (by_class && !is_needed) || ELEMENTS_LEFT_OUT.contains(&element.name.as_str())
    }

    fn end_line(&mut self, line: &mut Vec<Inline>, blocks: &mut Vec<Block>) {
        let mut content = std::mem::take(line);
        tidy(&mut content);
        if !content.is_empty() {
            blocks.push(Block::Paragraph { tone: self.tone, content: self.anchored(content) });
        }
    }

    /// Text with the places before it that something leads to.
    fn anchored(&mut self, content: Vec<Inline>) -> Vec<Inline> {
        let anchors = std::mem::take(&mut self.pending).into_iter().map(|id| Inline::Anchor { id });
        anchors.chain(content).collect()
    }

    fn block(&mut self, element: &Element, blocks: &mut Vec<Block>) {
        let lang = element.attribute("lang").filter(|lang| *lang != self.lang).map(str::to_owned);
        let Some(lang) = lang else { return self.block_in_language(element, blocks) };
        let outer = std::mem::replace(&mut self.lang, lang.clone());
        let mut inner = Vec::new();
        self.block_in_language(element, &mut inner);
        self.lang = outer;
        blocks.push(Block::Language { lang, blocks: inner });
    }

    fn block_in_language(&mut self, element: &Element, blocks: &mut Vec<Block>) {
        let is_heading = matches!(element.name.as_str(), "h2" | "h3" | "h4" | "h5" | "h6");
        if let Some(id) = element.attribute("id").filter(|id| self.targets.contains(*id))
            && !is_heading
        {
            self.pending.push(id.to_owned());
        }
        match element.name.as_str() {
            _ if is_heading => self.heading(element, blocks),
            "ul" | "ol" => {
                let start = element.attribute("start").and_then(|start| start.parse().ok()).unwrap_or(1);
                let items = element.elements().filter(|item| item.name == "li");
                let items: Vec<Vec<Block>> = items.map(|item| self.item(item)).collect();
                let items: Vec<Vec<Block>> = items.into_iter().filter(|item| !item.is_empty()).collect();
                if !items.is_empty() {
                    let marked = MARKED.iter().any(|class| element.has_class(class));
                    let start = (element.name == "ol" && !marked).then_some(start);
                    blocks.push(Block::List { start, marked, items });
                }
            }
            "dl" => {
                let mut items = Vec::new();
                self.facts(element, &mut items);
                if !items.is_empty() {
                    blocks.push(Block::Facts { tone: self.tone, items });
                }
            }
            "blockquote" => {
                let inner = self.within(Tone::Plain, element);
                blocks.push(Block::Quote { blocks: inner });
            }
            "pre" => blocks.push(Block::Code { text: element.text().trim_end_matches('\n').to_owned() }),
            "hr" => blocks.push(Block::Rule),
            "img" => blocks.extend(self.image(element)),
            "svg" => {
                let picture = self.drawing(element, Vec::new());
                blocks.push(picture);
            }
            "figure" => self.figure(element, blocks),
            "table" => {
                let name = element.attribute("aria-label").unwrap_or_default();
                let caption = if name.is_empty() { Vec::new() } else { vec![Inline::Text { text: name.to_owned() }] };
                let (tables, is_wide) = self.table(element, caption);
                self.push_wide(tables.into_iter().collect(), is_wide, blocks);
            }
            _ => match aside_tone(element) {
                Some(tone) => {
                    let inner = self.within(Tone::Plain, element);
                    blocks.push(Block::Aside { tone, blocks: inner });
                }
                None => {
                    let tone = tone_of(element).unwrap_or(self.tone);
                    let outer = std::mem::replace(&mut self.tone, tone);
                    blocks.extend(self.blocks(&element.children));
                    self.tone = outer;
                }
            },
        }
    }

    /// What is inside something that keeps together.
    fn within(&mut self, tone: Tone, element: &Element) -> Vec<Block> {
        let outer = std::mem::replace(&mut self.tone, tone);
        self.depth += 1;
        let blocks = self.blocks(&element.children);
        self.depth -= 1;
        self.tone = outer;
        blocks
    }

    fn item(&mut self, item: &Element) -> Vec<Block> {
        if let Some(id) = item.attribute("id").filter(|id| self.targets.contains(*id)) {
            self.pending.push(id.to_owned());
        }
        self.within(self.tone, item)
    }

    fn heading(&mut self, element: &Element, blocks: &mut Vec<Block>) {
        let mut content = self.line(element);
        tidy(&mut content);
        if content.is_empty() {
            return;
        }
        let level = element.name[1..].parse::<u8>().unwrap_or(2).saturating_sub(1).clamp(1, self.level + 1);
        self.level = level;
        self.headings += 1;
        let id = element.attribute("id").filter(|id| self.targets.contains(*id)).map(str::to_owned);
        // In a heading it would stand in the list of contents and among the bookmarks too.
        let (notes, content): (Vec<Inline>, Vec<Inline>) =
            content.into_iter().partition(|piece| matches!(piece, Inline::Footnote { .. }));
        let begins_page = level == 1 && element.has_class("paper__title");
        // Something that leads to the part leads to its heading.
        let id = id.or_else(|| self.pending.pop());
        blocks.push(Block::Heading { level, id, begins_page, content: self.anchored(content) });
        for note in notes {
            if let Inline::Footnote { content, .. } = note
                && !content.is_empty()
            {
                blocks.push(Block::Paragraph { tone: Tone::Small, content });
            }
        }
    }

    fn facts(&mut self, list: &Element, items: &mut Vec<Fact>) {
        for element in list.elements() {
            match element.name.as_str() {
                "dt" => {
                    let mut name = self.line(element);
                    tidy(&mut name);
                    items.push(Fact { name, value: Vec::new() });
                }
                "dd" => {
                    let value = self.within(self.tone, element);
                    if let Some(fact) = items.last_mut() {
                        fact.value.extend(value);
                    }
                }
                _ => {
                    if let Some(id) = element.attribute("id").filter(|id| self.targets.contains(*id)) {
                        self.pending.push(id.to_owned());
                    }
                    self.facts(element, items);
                }
            }
        }
    }

    fn figure(&mut self, figure: &Element, blocks: &mut Vec<Block>) {
        let caption = figure.elements().find(|element| element.name == "figcaption");
        let mut caption_line = caption.map(|caption| self.line(caption)).unwrap_or_default();
        tidy(&mut caption_line);
        let mut inner = Vec::new();
        let mut is_wide = false;
        for element in figure.elements().filter(|element| element.name != "figcaption") {
            let table = [element].into_iter().chain(element.descendants()).find(|element| element.name == "table");
            match (table, element.name.as_str()) {
                (Some(table), _) => {
                    let (table, wide) = self.table(table, std::mem::take(&mut caption_line));
                    inner.extend(table);
                    is_wide |= wide;
                }
                (None, "svg") => {
                    let caption = std::mem::take(&mut caption_line);
                    inner.push(self.drawing(element, caption));
                }
                _ if self.is_left_out(element) => {}
                _ => {
                    let outer = std::mem::replace(&mut self.tone, Tone::Small);
                    self.block(element, &mut inner);
                    self.tone = outer;
                }
            }
        }
        if !caption_line.is_empty() {
            inner.push(Block::Paragraph { tone: Tone::Small, content: caption_line });
        }
        self.push_wide(inner, is_wide, blocks);
    }

    /// Adds blocks; wide ones on a page on its side, together with the headings right above.
    fn push_wide(&self, inner: Vec<Block>, is_wide: bool, blocks: &mut Vec<Block>) {
        if !is_wide {
            return blocks.extend(inner);
        }
        let headings = blocks.iter().rev().take_while(|block| matches!(block, Block::Heading { .. })).count();
        let mut turned = blocks.split_off(blocks.len() - headings);
        turned.extend(inner);
        blocks.push(Block::Landscape { blocks: turned });
    }

    /// A table, and whether it needs a page on its side.
    fn table(&mut self, element: &Element, caption: Vec<Inline>) -> (Option<Block>, bool) {
        let all = element.descendants();
        let rows_of = |part: &str| -> Vec<&Element> {
            let parts = element.elements().filter(|element| element.name == part);
            parts.flat_map(|part| part.elements().filter(|row| row.name == "tr")).collect()
        };
        let mut header: Vec<Vec<Cell>> = Vec::new();
        for row in rows_of("thead") {
            header.push(self.cells(row, Heads::Column));
        }
        let mut rows = Vec::new();
        for row in rows_of("tbody").into_iter().chain(rows_of("tfoot")) {
            let cells = self.cells(row, Heads::Row);
            let whole = cells.iter().all(|cell| text_of(&cell.content).len() < SHORT);
            rows.push(Row { total: row.has_class("datatabell__total"), whole, cells });
        }
        let columns = header.iter().chain(rows.iter().map(|row| &row.cells));
        let width = |row: &Vec<Cell>| row.iter().map(|cell| cell.columns).sum::<usize>();
        let columns = columns.map(width).max().unwrap_or_default();
        if columns == 0 || all.is_empty() {
            return (None, false);
        }
        for row in header.iter_mut().chain(rows.iter_mut().map(|row| &mut row.cells)) {
            let missing = columns - width(row);
            row.extend((0..missing).map(|_| Cell { heads: None, columns: 1, number: false, content: Vec::new() }));
        }
        let mut table = Table { caption, widths: vec![0.0; columns], size: 0.0, hyphenate: false, header, rows };
        let is_wide = self.ruler.fit(&mut table, self.depth == 0);
        (Some(Block::Table(table)), is_wide)
    }

    fn cells(&mut self, row: &Element, heads: Heads) -> Vec<Cell> {
        let cells = row.elements().filter(|cell| matches!(cell.name.as_str(), "th" | "td"));
        let cells = cells.map(|cell| {
            let is_heading = cell.name == "th";
            let mut content = self.line(cell);
            tidy(&mut content);
            // The name of a row that is the same as in the row above is shown again: here a page may lie between.
            if content.is_empty() && is_heading {
                self.shows_hidden = true;
                content = self.line(cell);
                tidy(&mut content);
                self.shows_hidden = false;
            }
            Cell {
                heads: is_heading.then_some(heads),
                columns: cell.attribute("colspan").and_then(|span| span.parse().ok()).unwrap_or(1).max(1),
                number: cell.has_class("tall"),
                content: if content.is_empty() { content } else { self.anchored(content) },
            }
        });
        cells.collect()
    }

    /// All that an element says as one line.
    fn line(&mut self, element: &Element) -> Vec<Inline> {
        let mut line = Vec::new();
        self.inlines(&element.children, &mut line);
        line
    }

    fn inlines(&mut self, nodes: &[Node], line: &mut Vec<Inline>) {
        for node in nodes {
            match node {
                Node::Text(text) => push_text(line, text),
                Node::Element(element) if self.is_left_out(element) => {}
                Node::Element(element) if INLINE.contains(&element.name.as_str()) => self.inline(element, line),
                Node::Element(element) if matches!(element.name.as_str(), "svg" | "img") => {
                    push_text(line, element.attribute("alt").unwrap_or_default());
                }
                Node::Element(element) => {
                    push_text(line, " ");
                    self.inlines(&element.children, line);
                    push_text(line, " ");
                }
            }
        }
    }

    fn inline(&mut self, element: &Element, line: &mut Vec<Inline>) {
        if element.has_class("fotnotereferanse") {
            return self.footnote(element, line);
        }
        if let Some(id) = element.attribute("id").filter(|id| self.targets.contains(*id)) {
            line.push(Inline::Anchor { id: id.to_owned() });
        }
        if element.name == "br" {
            return line.push(Inline::Break);
        }
        if matches!(element.name.as_str(), "code" | "kbd" | "samp") {
            return line.push(Inline::Code { text: element.text() });
        }
        let mut content = self.line(element);
        let lang = element.attribute("lang").filter(|lang| *lang != self.lang);
        if let Some(lang) = lang {
            content = vec![Inline::Language { lang: lang.to_owned(), content }];
        }
        match element.name.as_str() {
            "strong" | "b" => line.push(Inline::Strong { content }),
            "em" | "i" | "cite" => line.push(Inline::Emphasis { content }),
            "del" | "s" => line.push(Inline::Strike { content }),
            "sup" => line.push(Inline::Raised { content }),
            "sub" => line.push(Inline::Lowered { content }),
            "a" if element.has_class("cell__remark") => {
                let content = self.link(element, content);
                line.push(Inline::Raised { content });
            }
            "a" => {
                let link = self.link(element, content);
                line.extend(link);
            }
            _ => line.extend(content),
        }
    }

    /// A link, or what it says when it leads nowhere.
    fn link(&self, element: &Element, content: Vec<Inline>) -> Vec<Inline> {
        let href = element.attribute("href").unwrap_or_default();
        if text_of(&content).trim().is_empty() {
            return content;
        }
        if let Some(id) = href.strip_prefix('#') {
            return match self.targets.contains(id) {
                true => vec![Inline::Reference { id: id.to_owned(), content }],
                false => content,
            };
        }
        match self.address(href) {
            Some(address) => vec![Inline::Link { address, content }],
            None => content,
        }
    }

    fn address(&self, href: &str) -> Option<String> {
        if href.starts_with('/') {
            return (!self.frame.origin.is_empty()).then(|| format!("{}{href}", self.frame.origin));
        }
        ["https://", "http://", "mailto:", "tel:"]
            .iter()
            .any(|scheme| href.starts_with(scheme))
            .then(|| href.to_owned())
    }

    fn footnote(&mut self, element: &Element, line: &mut Vec<Inline>) {
        let link = element.find(|element| element.name == "a").and_then(|link| link.attribute("href"));
        let Some(id) = link.and_then(|href| href.strip_prefix('#')) else { return };
        let Some(note) = self.footnotes.get(id).copied() else { return };
        let mut content = Vec::new();
        if self.footnotes_said.insert(id.to_owned()) {
            content = self.line(note);
            tidy(&mut content);
        }
        line.push(Inline::Footnote { id: id.to_owned(), content });
    }

    fn image(&mut self, element: &Element) -> Option<Block> {
        let alt = element.attribute("alt").unwrap_or_default().to_owned();
        let address = element.attribute("src")?;
        // What lies on another host is not fetched; what it shows is said.
        if !address.starts_with('/') {
            let content = vec![Inline::Text { text: alt }];
            return Some(Block::Paragraph { tone: Tone::Small, content });
        }
        let ending = address.rsplit_once('.').map_or("png", |(_, ending)| ending).to_ascii_lowercase();
        let file = self.picture(&ending, Source::Address(address.to_owned()));
        Some(Block::Picture { file, alt, caption: Vec::new() })
    }

    fn drawing(&mut self, svg: &Element, caption: Vec<Inline>) -> Block {
        let said = svg.elements().filter(|element| matches!(element.name.as_str(), "title" | "desc"));
        let said: Vec<String> = said.map(|element| spaced(&element.text())).collect();
        let mut svg = svg.clone();
        svg.children.retain(
            |child| !matches!(child, Node::Element(element) if matches!(element.name.as_str(), "title" | "desc")),
        );
        svg.attributes.retain(|(name, _)| name != "xmlns");
        svg.attributes.push(("xmlns".to_owned(), "http://www.w3.org/2000/svg".to_owned()));
        let file = self.picture("svg", Source::Drawing(svg.to_xml()));
        Block::Picture { file, alt: said.join(". "), caption }
    }

    fn picture(&mut self, ending: &str, source: Source) -> String {
        let file = format!("bilde-{}.{ending}", self.pictures.len() + 1);
        self.pictures.push(Picture { file: file.clone(), source });
        file
    }
}

/// What an element that is set apart is.
fn aside_tone(element: &Element) -> Option<Tone> {
    let tones = [
        ("remark", Tone::Remark),
        ("notice", Tone::Warning),
        ("vedtak--forslag", Tone::Proposal),
        ("vedtak--fattet", Tone::Decision),
    ];
    tones.into_iter().find(|(class, _)| element.has_class(class)).map(|(_, tone)| tone)
}

/// How the text of an element is to be understood, when it is not as what is around it.
fn tone_of(element: &Element) -> Option<Tone> {
    let tones = [
        ("paper__lead", Tone::Lead),
        ("paper__address", Tone::Small),
        ("paper__attachments-title", Tone::Title),
        ("remark__title", Tone::Title),
        ("notice__title", Tone::Title),
        ("page-foot", Tone::Small),
    ];
    tones.into_iter().find(|(class, _)| element.has_class(class)).map(|(_, tone)| tone)
}

fn push_text(line: &mut Vec<Inline>, text: &str) {
    match line.last_mut() {
        Some(Inline::Text { text: before }) => before.push_str(text),
        _ if text.is_empty() => {}
        _ => line.push(Inline::Text { text: text.to_owned() }),
    }
}

/// White space as it is shown: none at the ends, and one space for several. A space that does not break stays.
fn tidy(line: &mut Vec<Inline>) {
    collapse(line, &mut true);
    while let Some(Inline::Text { text }) = line.last_mut() {
        let length = text.trim_end_matches(' ').len();
        text.truncate(length);
        if !text.is_empty() {
            break;
        }
        line.pop();
    }
}

fn collapse(line: &mut Vec<Inline>, after_space: &mut bool) {
    for piece in line.iter_mut() {
        match piece {
            Inline::Text { text } => {
                let mut collapsed = String::with_capacity(text.len());
                for character in text.chars() {
                    let is_space = character.is_ascii_whitespace();
                    if !(is_space && *after_space) {
                        collapsed.push(if is_space { ' ' } else { character });
                    }
                    *after_space = is_space;
                }
                *text = collapsed;
            }
            Inline::Break => *after_space = true,
            Inline::Code { .. } | Inline::Footnote { .. } => *after_space = false,
            Inline::Anchor { .. } => {}
            other => {
                if let Some(content) = other.content_mut() {
                    collapse(content, after_space);
                }
            }
        }
    }
    line.retain(|piece| !matches!(piece, Inline::Text { text } if text.is_empty()));
}

/// Text with one space for several, and none at the ends.
fn spaced(text: &str) -> String {
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}
