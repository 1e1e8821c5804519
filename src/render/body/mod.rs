//! The rendered text of a page: the holes of its Markdown filled from the site.

mod catalogue;
mod checks;
mod embed;
mod grants;
mod graph;
mod handbook;
mod register;
mod series;
mod table;

use tera::Context;

use crate::foundation::diagnostic::{Code, Diagnostic};
use crate::foundation::locale::{self, Language};
use crate::foundation::path::UrlPath;
use crate::read::document::{Kind, SakSection};
use crate::read::markdown::shortcode::{Register, Shortcode};
use crate::read::markdown::{Body, Heading, Part, Piece, escaped, push_escaped};
use crate::read::table::{Cell, Column, Content};
use crate::read::theme::{Strings, template_problem};
use crate::render::edition::Edition;
use crate::render::view::{self, OwnId};
use crate::site::{Page, PageId, Target};

pub use catalogue::{CATALOGUE_FILE, CONTROLS_FILE, Register as DataRegister, published_tables};
pub use checks::{file_title, published_rules};
pub use embed::Embedding;
pub use grants::{GRANTS_FILE, Grant, grants};
pub use register::decisions;
pub use series::series_of_municipality;
pub use table::{cell_view, figures_of_municipality};

/// Renders the text of a page as HTML.
pub fn render(edition: &Edition<'_>, id: PageId) -> (String, Vec<Diagnostic>) {
    fill(edition, id, None)
}

/// Renders the text of a page as a part of a longer document. Problems are reported where the page stands alone.
pub fn render_in(edition: &Edition<'_>, id: PageId, place: &Embedding<'_>) -> String {
    fill(edition, id, Some(place)).0
}

fn fill(edition: &Edition<'_>, id: PageId, place: Option<&Embedding<'_>>) -> (String, Vec<Diagnostic>) {
    let page = edition.site.page(id);
    let Some(body) = page.body() else { return (String::new(), Vec::new()) };
    let mut filler = Filler::new(edition, page, body, place);
    filler.fill();
    (filler.html, filler.problems)
}

/// Renders a section of a page's text, without the heading that opens it.
pub fn section(edition: &Edition<'_>, id: PageId, heading: usize) -> String {
    let page = edition.site.page(id);
    let Some(body) = page.body() else { return String::new() };
    let mut filler = Filler::new(edition, page, body, None);
    let end_of_heading = |part: &Part<'_>| matches!(part, Part::Hole(Piece::Anchor(index)) if *index == heading);
    for part in body.parts(body.section(heading)).skip_while(|part| !end_of_heading(part)).skip(1) {
        match part {
            Part::Html(html) => filler.html.push_str(html),
            Part::Hole(piece) => filler.piece(piece),
        }
    }
    filler.html.trim().to_owned()
}

/// Fills the holes of one body.
struct Filler<'a> {
    edition: &'a Edition<'a>,
    page: &'a Page,
    body: &'a Body,
    /// Where the text stands, when it is a part of a longer document.
    place: Option<&'a Embedding<'a>>,
    html: String,
    problems: Vec<Diagnostic>,
    /// How many tables stand above.
    tables: usize,
    /// How many charts stand above.
    charts: usize,
}

impl<'a> Filler<'a> {
    fn new(edition: &'a Edition<'a>, page: &'a Page, body: &'a Body, place: Option<&'a Embedding<'a>>) -> Self {
        Self { edition, page, body, place, html: String::new(), problems: Vec::new(), tables: 0, charts: 0 }
    }

    /// Adds an id of this text, or a reference to one.
    fn push_id(&mut self, id: &str) {
        if let Some(place) = self.place {
            push_escaped(&mut self.html, place.id);
            self.html.push('_');
        }
        push_escaped(&mut self.html, id);
    }

    /// The tag of a heading: `h2`.
    fn heading_tag(&self, heading: &Heading) -> &'static str {
        let level = self.place.map_or(heading.level, |place| place.level(heading.level));
        ["h1", "h2", "h3", "h4", "h5", "h6"][usize::from(level.clamp(1, 6)) - 1]
    }

    fn fill(&mut self) {
        let sections = self.recognised_sections();
        let holes = self.body.hole_count();
        // Room for the HTML itself and about a line for each hole.
        self.html.reserve(self.body.len() + 128 * holes);
        self.html.push_str(self.body.beginning());
        for hole in 0..holes {
            for (range, class) in &sections {
                if range.end == hole {
                    self.html.push_str("</section>\n");
                }
                if range.start == hole {
                    self.html.push_str(&format!("<section class=\"{class}\">\n"));
                }
            }
            for part in self.body.parts(hole..hole + 1) {
                match part {
                    Part::Html(html) => self.html.push_str(html),
                    Part::Hole(piece) => self.piece(piece),
                }
            }
        }
        if sections.iter().any(|(range, _)| range.end == holes) {
            self.html.push_str("</section>\n");
        }
    }

    fn recognised_sections(&self) -> Vec<(std::ops::Range<usize>, &'static str)> {
        if !matches!(self.page.kind(), Some(Kind::Sak(_))) {
            return Vec::new();
        }
        let headings = self.body.outline.iter().enumerate();
        headings
            .filter_map(|(index, heading)| {
                let class = match SakSection::opened_by(&heading.text)? {
                    SakSection::ForslagTilVedtak => "vedtak vedtak--forslag",
                    SakSection::Vedtak => "vedtak vedtak--fattet",
                };
                Some((self.body.section(index), class))
            })
            .collect()
    }

    fn strings(&self) -> &'a Strings {
        self.edition.theme.strings(self.language())
    }

    fn language(&self) -> Language {
        self.page.language()
    }

    fn piece(&mut self, piece: &Piece) {
        match piece {
            Piece::Heading(index) => {
                let heading = &self.body.outline[*index];
                self.html.push('<');
                self.html.push_str(self.heading_tag(heading));
                self.html.push_str(" id=\"");
                self.push_id(&heading.id);
                self.html.push_str("\">");
            }
            Piece::Anchor(index) => {
                let heading = &self.body.outline[*index];
                let label = self.strings().get("heading_link");
                let (before, after) = label.split_once("{heading}").unwrap_or((label, ""));
                self.html.push_str(" <a class=\"anchor\" href=\"#");
                self.push_id(&heading.id);
                self.html.push_str("\" aria-label=\"");
                for text in [before, &heading.text, after] {
                    push_escaped(&mut self.html, text);
                }
                self.html.push_str("\">#</a></");
                self.html.push_str(self.heading_tag(heading));
                self.html.push('>');
            }
            Piece::Footnotes => {
                let label = escaped(self.strings().get("footnotes_title"));
                self.html.push_str(&format!("<section class=\"fotnoter\" aria-label=\"{label}\">\n"));
            }
            Piece::FootnoteReference { number, count } => {
                self.html.push_str("<sup class=\"fotnotereferanse\" id=\"");
                match count {
                    1 => self.push_id(&format!("fn_{number}_ref")),
                    _ => self.push_id(&format!("fn_{number}_ref_{count}")),
                }
                self.html.push_str("\"><a href=\"#");
                self.push_id(&format!("fn_{number}"));
                self.html.push_str(&format!("\">{number}</a></sup>"));
            }
            Piece::Footnote(number) => {
                self.html.push_str("<li id=\"");
                self.push_id(&format!("fn_{number}"));
                self.html.push_str("\">");
            }
            Piece::FootnoteBack(number) => {
                self.html.push_str(" <a class=\"fotnote-tilbake\" href=\"#");
                self.push_id(&format!("fn_{number}_ref"));
                self.html.push_str("\" aria-label=\"");
                let label = self.strings().get("footnote_back");
                push_escaped(&mut self.html, label);
                self.html.push_str("\">↩</a>");
            }
            Piece::Link { reference, title } => self.link(*reference, title.as_deref()),
            Piece::Image { reference, alt, title } => self.image(*reference, alt, title.as_deref()),
            Piece::Abbreviation(word) => match self.edition.site.glossary.meaning(word) {
                Some(meaning) => {
                    self.html.push_str(&format!("<abbr title=\"{}\">{}</abbr>", escaped(meaning), escaped(word)));
                }
                None => self.html.push_str(&escaped(word)),
            },
            Piece::Shortcode(index) => {
                let start = self.html.len();
                self.shortcode(*index);
                if let Some(place) = self.place {
                    let put = place.put(&self.html[start..]);
                    self.html.replace_range(start.., &put);
                }
            }
            Piece::TableRegion(name) => {
                let table = self.strings().get("table");
                let mut label = name.as_ref().map_or_else(|| table.to_owned(), |name| format!("{table}: {name}"));
                if self.place.is_some() {
                    // Other papers of the document have tables of the same name.
                    label = format!("{label} ({})", self.page.title());
                }
                self.html.push_str(&format!(
                    "<div class=\"tabell\" role=\"region\" tabindex=\"0\" aria-label=\"{}\">",
                    escaped(&label)
                ));
            }
        }
    }

    fn link(&mut self, reference: usize, title: Option<&str>) {
        let (href, class) = match &self.page.targets[reference] {
            Target::Page { id, fragment } => (with_fragment(self.edition.page_href(*id), fragment.as_deref()), ""),
            Target::Fragment(fragment) => (format!("#{fragment}"), ""),
            Target::File { url, fragment } => (with_fragment(self.edition.href(url), fragment.as_deref()), ""),
            Target::External(address) => (address.clone(), " class=\"ekstern\""),
            Target::Nowhere => (String::new(), ""),
        };
        let href = self.place.and_then(|place| place.href(&href)).unwrap_or(href);
        self.html.push_str("<a href=\"");
        push_escaped(&mut self.html, &href);
        self.html.push('"');
        self.html.push_str(class);
        if let Some(title) = title {
            self.html.push_str(" title=\"");
            push_escaped(&mut self.html, title);
            self.html.push('"');
        }
        self.html.push('>');
    }

    fn image(&mut self, reference: usize, alt: &str, title: Option<&str>) {
        let (source, size) = match &self.page.targets[reference] {
            Target::File { url, .. } => (self.edition.href(url), self.dimensions(url)),
            Target::External(address) => (address.clone(), String::new()),
            _ => (String::new(), String::new()),
        };
        let title = title.map(|title| format!(" title=\"{}\"", escaped(title))).unwrap_or_default();
        self.html.push_str(&format!(
            "<img src=\"{}\" alt=\"{}\"{title}{size} loading=\"lazy\">",
            escaped(&source),
            escaped(alt)
        ));
    }

    /// Width and height, so that the page does not move while the image loads.
    fn dimensions(&self, url: &UrlPath) -> String {
        let file = self.edition.site.files.get(url);
        let bytes = file.and_then(|file| self.edition.release.sources.bytes(&file.source));
        match bytes.and_then(|bytes| imagesize::blob_size(bytes).ok()) {
            Some(size) => format!(" width=\"{}\" height=\"{}\"", size.width, size.height),
            None => String::new(),
        }
    }

    fn shortcode(&mut self, index: usize) {
        let site = self.edition.site;
        let table = self.page.shortcode_tables[index].as_ref().map(|path| &self.edition.checked.tables[path]);
        match (&self.body.shortcodes[index].value, table) {
            (Shortcode::Table { .. }, Some(table)) => {
                self.tables += 1;
                let id = OwnId::new("tabell", self.tables);
                let view = table::table_view(self.edition, table, id, self.language());
                self.template("shortcodes/tabell.html", "table", &view);
            }
            (Shortcode::Chart { kind, columns, .. }, Some(table)) => {
                self.charts += 1;
                let id = OwnId::new("graf", self.charts);
                let view = graph::chart_view(self.strings(), table, &id, *kind, columns);
                self.template("shortcodes/graf.html", "chart", &view);
            }
            (Shortcode::Figure { row, column, .. }, Some(table)) => {
                if let (Some(row), Some((index, column))) = (table.row(row), table.column(column)) {
                    let cell = &row.cells[index].value;
                    let text = figure(cell, column, self.strings(), self.language());
                    let value = match &cell.content {
                        Content::Number { value, .. } => value.to_string(),
                        _ => table::cell_text(cell, self.language()),
                    };
                    self.html.push_str(&format!(
                        "<data class=\"tall\" value=\"{}\">{}</data>",
                        escaped(&value),
                        escaped(&text)
                    ));
                }
            }
            (Shortcode::Language { code, text }, _) => {
                self.html.push_str(&format!("<span lang=\"{code}\">{}</span>", escaped(text)));
            }
            (Shortcode::Glossary, _) => {
                let view = table::glossary_view(site);
                self.template("shortcodes/ordliste.html", "glossary", &view);
            }
            (Shortcode::Register(Register::Vedtak), _) => {
                let view = register::decisions(self.edition, self.language());
                self.template("shortcodes/vedtaksregister.html", "decisions", &view);
            }
            (Shortcode::Register(register), _) => {
                self.tables += 1;
                let id = OwnId::new("tabell", self.tables);
                let view = register::table(self.edition, *register, id, self.language());
                self.template("shortcodes/tabell.html", "table", &view);
            }
            (Shortcode::Controls, _) => {
                let view = checks::controls_view(self.edition, self.language());
                self.template("shortcodes/kontroll.html", "controls", &view);
            }
            (Shortcode::Catalogue, _) => {
                let view = catalogue::catalogue_view(self.edition, self.language());
                self.template("shortcodes/datakatalog.html", "catalogue", &view);
            }
            (Shortcode::Note { text }, _) => {
                self.template("shortcodes/merknad.html", "note", &view::Note { text: text.clone() });
            }
            (Shortcode::Keys { of }, _) => match handbook::keys_view(of) {
                Ok(view) => self.template("shortcodes/nokler.html", "keys", &view),
                Err(hint) => self.unknown_type(index, of, hint),
            },
            (Shortcode::Problems, _) => {
                self.template("shortcodes/sjekker.html", "problems", &handbook::problems_view());
            }
            (Shortcode::Functions, _) => {
                self.template("shortcodes/funksjoner.html", "functions", &handbook::functions_view());
            }
            // A table that is not there is reported when the site is linked.
            (Shortcode::Table { .. } | Shortcode::Chart { .. } | Shortcode::Figure { .. }, None) => {}
        }
    }

    fn unknown_type(&mut self, shortcode: usize, name: &str, hint: String) {
        if let Some(document) = self.page.document() {
            let span = self.body.shortcodes[shortcode].span.clone();
            let message = format!("ukjent innholdstype «{name}»");
            self.problems.push(Diagnostic::at(Code::UnknownReference, &document.path, span, message).hint(hint));
        }
    }

    fn template(&mut self, name: &str, key: &'static str, value: &impl serde::Serialize) {
        let mut context = Context::new();
        context.insert(key, value);
        context.insert_value("t", self.edition.theme.strings_value(self.language()));
        match self.edition.theme.tera.render(name, &context) {
            Ok(html) => self.html.push_str(html.trim()),
            Err(error) => {
                let page = self.page.document().map(|document| &document.path);
                let theme = self.edition.theme;
                self.problems.push(template_problem(&error, &theme.templates, &self.edition.release.sources, page));
            }
        }
    }
}

/// Returns an address with its fragment.
pub fn with_fragment(href: String, fragment: Option<&str>) -> String {
    match fragment {
        Some(fragment) => format!("{href}#{fragment}"),
        None => href,
    }
}

/// The value of a cell with its unit, as it stands in prose. A withheld one says so in words, since a colon in running
/// text is no sign.
pub fn figure(cell: &Cell, column: &Column, strings: &Strings, language: Language) -> String {
    if cell.content == Content::Withheld {
        return format!("({})", strings.get("cell_withheld"));
    }
    let text = table::cell_text(cell, language);
    match (&cell.content, column.unit()) {
        (Content::Number { .. }, unit) if !unit.is_empty() => format!("{text}{}{unit}", locale::NO_BREAK_SPACE),
        _ => text,
    }
}
