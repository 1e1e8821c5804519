//! What templates see: plain, serializable values made for reading.
//!
//! Templates never see the model. Each struct here is the documented contract between the generator and a theme; a
//! field is text that is ready to be shown (numbers and dates already in the language of the page) unless its name
//! ends in `_html`, which marks HTML that a template prints with `| safe`.
//!
//! Every page template gets
//!
//! | name | type | |
//! |---|---|---|
//! | `site` | [`Site`] | the same on every page |
//! | `t` | map of text | interface strings of the page's language, from the theme's `sprak/<code>.toml`; `t.lang` is the language |
//! | `borrowed` | list of text | the keys of `t` that the language lacks, whose words are in bokmål |
//! | `page` | [`Page`] | what all pages have |
//! | `content` | safe HTML | the rendered body, without the title |
//! | `header`, `footer` | safe HTML | what stands above and below, from `frame/header.html` and `frame/footer.html` |
//! | one of `home`, `section`, `utvalg`, `meeting`, `collected`, `sak`, `report`, `project`, `municipality` | below | by `page.kind` |
//!
//! The two templates of the frame get `site`, `t`, `menu` (list of [`MenuLink`]), `home`, whether the page is the front
//! page, and `lang`, the language of the frame where the page has another. Menus are in bokmål, so `t` is too. They are
//! rendered once for each place of the menu, not for each page.
//!
//! Shortcodes are templates too (`shortcodes/<name>.html`); what they get is said at [`Table`], [`Glossary`], [`Note`],
//! [`Controls`], [`Catalogue`], [`KeyTables`], [`Functions`] and [`Problems`].

mod collected;
mod handbook;
mod municipality;
mod own_id;
mod project;

use serde::Serialize;

use crate::foundation::locale::{self, Language};

pub use collected::{Collected, Paper};
pub use handbook::{Example, Function, Functions, KeyRow, KeyTable, KeyTables, Problem, Problems};
pub use municipality::{Municipality, MunicipalityFigures, MunicipalitySeat, MunicipalitySeries, NamedCell};
pub use own_id::OwnId;
pub use project::{AmountOfYear, Application, Milestone, MoneyPeriod, MoneyYear, Project};

/// What is the same on every page.
#[derive(Debug, Clone, Serialize)]
pub struct Site {
    /// Name of the portal.
    pub title: String,
    /// What the portal is, in one sentence.
    pub description: String,
    /// Address of the portal without a trailing slash, for permanent addresses; empty when none is configured.
    pub base_url: String,
    /// The organisation responsible for the portal.
    pub publisher: String,
    /// Function mailbox for contact, if any.
    pub email: Option<String>,
    /// Main menu.
    pub menu: Vec<Link>,
    /// Pages that many look for, shown when an address leads nowhere.
    pub shortcuts: Vec<Link>,
    /// Groups of links at the foot of every page.
    pub footer: Vec<LinkGroup>,
    /// Address of the style sheet; changes when its content changes.
    pub stylesheet: String,
    /// Address of the script, when the theme has one; likewise.
    pub script: Option<String>,
    /// Address of the front page.
    pub home_url: String,
    /// The content security policy, for a `meta` element; see [`crate::foundation::headers`].
    pub policy: String,
    /// Address of the Atom feed of the newest papers; absent without papers, or when the site has no base URL.
    pub feed: Option<String>,
    /// Address of the search page; absent on a site without search.
    pub search: Option<String>,
    /// The calendar of all meetings; absent without meetings, or when the site has no base URL.
    pub calendar: Option<Subscription>,
}

/// A calendar that can be subscribed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Subscription {
    /// Full address with the scheme `webcal`, which opens the calendar program of the reader and asks to subscribe.
    pub subscribe: String,
    /// Address of the file, for programs that are told it by hand.
    pub url: String,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    pub title: String,
    pub url: String,
}

/// A link of the main menu, as it stands on a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MenuLink {
    #[serde(flatten)]
    pub link: Link,
    /// `page` when it leads to the page itself, `true` when the page is below the one it leads to.
    pub current: Option<&'static str>,
}

/// Links under one heading.
#[derive(Debug, Clone, Serialize)]
pub struct LinkGroup {
    pub title: String,
    pub links: Vec<Link>,
}

/// A date, written out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Date {
    /// `2026-03-18`, for `datetime` attributes.
    pub iso: String,
    /// `18. mars 2026`.
    pub text: String,
    /// `onsdag`.
    pub weekday: String,
    /// `18`.
    pub day: String,
    /// `mars`.
    pub month: String,
    /// `2026`.
    pub year: String,
}

/// A date written out.
pub fn date(date: jiff::civil::Date, language: Language) -> Date {
    Date {
        iso: date.to_string(),
        text: locale::date(date, language),
        weekday: locale::weekday(date, language).to_owned(),
        day: date.day().to_string(),
        month: locale::month(date, language).to_owned(),
        year: date.year().to_string(),
    }
}

/// What every page has.
#[derive(Debug, Clone, Serialize)]
pub struct Page {
    /// `home`, `section`, `side`, `utvalg`, `meeting`, `collected`, `sak`, `report`, `project`, `municipality`, `not-found`; also
    /// the name of the template.
    pub kind: &'static str,
    /// The kind in words, such as `Sak`; empty where it would say nothing (`side`, `section`, `home`).
    pub kind_label: String,
    pub title: String,
    /// Short title for breadcrumbs; the title where there is no shorter one.
    pub short_title: String,
    /// The lead paragraph, plain text.
    pub lead: Option<String>,
    /// Address from the root of the site.
    pub url: String,
    /// Full address; the same as `url` when the site has no base URL.
    pub permalink: String,
    /// Language code of the page, such as `nb`.
    pub lang: &'static str,
    /// The page in all its languages, itself among them; empty when there is only one.
    pub versions: Vec<Version>,
    /// The date of what the page is about or was issued.
    pub date: Option<Date>,
    /// When the page was last changed.
    pub updated: Option<Date>,
    /// The way from the front page to here, the page itself not included.
    pub breadcrumbs: Vec<Crumb>,
    /// Contents list: headings of level 2, each with its headings of level 3.
    pub toc: Vec<TocEntry>,
    pub attachments: Vec<Attachment>,
    /// The neighbour before this page in its sequence (meetings of a body, saker of a meeting, parts of a report).
    pub previous: Option<Link>,
    pub next: Option<Link>,
    /// A draft, shown only because drafts were asked for.
    pub draft: bool,
    /// The same as PDF, with all that belongs to it; absent when none is made.
    pub pdf: Option<Pdf>,
    /// What the page is about, for machines: schema.org as JSON-LD, safe inside a `script` element. Absent when there is
    /// nothing to say, or no address to say it of.
    pub json_ld: Option<String>,
}

/// A document for those who keep, print or send it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pdf {
    pub url: String,
    /// `PDF, 14 sider, 230 kB`.
    pub text: String,
}

/// A page in one of its languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Version {
    /// Language code.
    pub lang: &'static str,
    /// What the language calls itself.
    pub name: &'static str,
    pub url: String,
    /// Full address, as [`Page::permalink`].
    pub permalink: String,
    /// Whether it is the page itself.
    pub current: bool,
}

/// A step of the way from the front page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Crumb {
    #[serde(flatten)]
    pub link: Link,
    /// The language of the title.
    pub lang: &'static str,
}

/// One heading in a contents list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TocEntry {
    /// Plain text of the heading.
    pub title: String,
    /// Fragment without `#`.
    pub id: String,
    pub children: Vec<TocEntry>,
}

/// An attachment: a file, a page of the portal, or something not published.
#[derive(Debug, Clone, Serialize)]
pub struct Attachment {
    pub number: Option<String>,
    pub title: String,
    /// Absent when the attachment is not published.
    pub url: Option<String>,
    /// `PDF`, `Word`, `Excel` … for files; empty for pages.
    pub file_type: String,
    /// `1,2 MB` for files; empty for pages.
    pub size: String,
    /// Why it is not published, or another remark.
    pub note: Option<String>,
}

/// One page in a list of pages.
#[derive(Debug, Clone, Serialize)]
pub struct Card {
    /// As [`Page::kind`].
    pub kind: &'static str,
    /// As [`Page::kind_label`], more exact where there is more to say (`Årsrapport`, `Beslutningssak`).
    pub label: String,
    pub title: String,
    pub url: String,
    /// The language of the page, and so of all words of the card.
    pub lang: &'static str,
    pub lead: Option<String>,
    pub date: Option<Date>,
    /// Short facts in words: body, status, round, sak number, region …
    pub tags: Vec<String>,
}

/// Pages under one heading; the heading is empty when there is only one group.
#[derive(Debug, Clone, Serialize)]
pub struct CardGroup {
    pub title: String,
    pub cards: Vec<Card>,
}

/// `home`: the front page.
#[derive(Debug, Clone, Serialize)]
pub struct Home {
    /// The first meeting on or after the date of the build that is not cancelled.
    pub next_meeting: Option<MeetingSummary>,
    /// The latest meeting before the date of the build; shown when there is no next one.
    pub latest_meeting: Option<MeetingSummary>,
    /// The newest papers: saker and reports, newest first.
    pub latest: Vec<Card>,
    pub key_figures: Vec<KeyFigure>,
    pub entries: Vec<Entry>,
}

/// A meeting as the front page shows it.
#[derive(Debug, Clone, Serialize)]
pub struct MeetingSummary {
    pub title: String,
    pub url: String,
    pub utvalg: Link,
    pub date: Date,
    /// `11.00–12.00`.
    pub time: Option<String>,
    pub place: Option<String>,
    pub state: &'static str,
    pub state_label: String,
    pub saker: Vec<SakRow>,
}

/// A number worth showing, taken from a table.
#[derive(Debug, Clone, Serialize)]
pub struct KeyFigure {
    /// With unit: `307`, `31,7 %`, `18 000 000 kr`.
    pub value: String,
    pub text: String,
    pub url: Option<String>,
}

/// A way in from the front page.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    pub title: String,
    pub text: String,
    pub url: String,
}

/// `section`: a page that lists its children.
#[derive(Debug, Clone, Serialize)]
pub struct Section {
    /// The part of the list that this page shows. Headings stand again where a group goes on.
    pub groups: Vec<CardGroup>,
    /// The other pages of the list; absent when all of it is here.
    ///
    /// On the pages after the first, [`Page::title`] says which it is, and there is no text, lead or attachment.
    pub pages: Option<ListPages>,
    /// The calendar of all meetings, when the list is of bodies; absent as [`Site::calendar`] is.
    pub calendar: Option<Subscription>,
}

/// The pages that a long list is shown on.
#[derive(Debug, Clone, Serialize)]
pub struct ListPages {
    /// Addresses of the neighbours.
    pub previous: Option<String>,
    pub next: Option<String>,
    /// The first, the last and those around this one.
    pub links: Vec<ListPage>,
}

/// A page of a long list.
#[derive(Debug, Clone, Serialize)]
pub struct ListPage {
    pub number: String,
    pub url: String,
    /// It is this one.
    pub current: bool,
    /// Pages are left out before it.
    pub after_gap: bool,
}

/// `utvalg`: a body of the partnership.
#[derive(Debug, Clone, Serialize)]
pub struct Utvalg {
    pub short_name: String,
    /// `1`, `2` or `3`.
    pub level: u8,
    /// `Nivå 2`.
    pub level_label: String,
    /// `active`, `temporary` or `ended`.
    pub status: &'static str,
    pub status_label: String,
    pub from: Option<Date>,
    pub to: Option<Date>,
    /// The body that took over.
    pub successor: Option<Link>,
    /// Bodies that this one took over from.
    pub predecessors: Vec<Link>,
    pub seats: Vec<Seat>,
    pub plan: Vec<PlanYear>,
    /// Meetings by year, newest first.
    pub meetings: Vec<CardGroup>,
    /// Reports of or about the body, newest first.
    pub reports: Vec<Card>,
    /// Address of the Atom feed of its papers; absent as [`Site::feed`] is.
    pub feed: Option<String>,
    /// The calendar of its meetings; absent as [`Site::calendar`] is.
    pub calendar: Option<Subscription>,
}

/// Whom seats of a body represent.
#[derive(Debug, Clone, Serialize)]
pub struct Seat {
    pub who: String,
    pub count: Option<String>,
    pub role: Option<String>,
    /// The municipalities that hold the seats, where they are named one by one.
    pub municipalities: Vec<Link>,
}

/// The meeting plan of one year.
#[derive(Debug, Clone, Serialize)]
pub struct PlanYear {
    pub year: String,
    pub text: String,
    pub dates: Vec<Date>,
}

/// `meeting`: one meeting of a body.
#[derive(Debug, Clone, Serialize)]
pub struct Meeting {
    pub utvalg: Link,
    pub utvalg_short: String,
    pub date: Date,
    /// `11.00–12.00`.
    pub time: Option<String>,
    pub place: Option<String>,
    pub extraordinary: bool,
    /// `planned`, `called`, `held` or `cancelled`.
    pub state: &'static str,
    pub state_label: String,
    /// `missing`, `draft` or `approved`.
    pub minutes: &'static str,
    pub minutes_label: String,
    /// The list of saker, in order.
    pub saker: Vec<SakRow>,
    /// Address of a file that puts the meeting in a calendar; absent as [`Site::calendar`] is, and for a draft.
    pub calendar: Option<String>,
    /// Address of all papers as one document; absent without saker.
    pub collected: Option<String>,
}

/// One line of a list of saker.
#[derive(Debug, Clone, Serialize)]
pub struct SakRow {
    pub number: String,
    pub title: String,
    pub url: String,
    /// `B`, `O` or `R`.
    pub sakstype: &'static str,
    /// `Beslutningssak`.
    pub sakstype_label: String,
    /// The sak is exempt from public access.
    pub exempt: bool,
}

/// `sak`: one matter of one meeting.
///
/// In `content`, the sections *Forslag til vedtak* and *Vedtak* are wrapped in `<section class="vedtak vedtak--forslag">`
/// and `<section class="vedtak vedtak--fattet">`.
#[derive(Debug, Clone, Serialize)]
pub struct Sak {
    pub number: String,
    pub sakstype: &'static str,
    pub sakstype_label: String,
    pub sender: Option<String>,
    pub recipient: Option<String>,
    pub utvalg: Link,
    pub utvalg_short: String,
    pub meeting: Link,
    pub date: Date,
    /// Saker it refers to and saker that refer to it.
    pub related: Vec<Card>,
    pub projects: Vec<Card>,
    pub reports: Vec<Card>,
    /// Legal basis when the sak is exempt from public access.
    pub exempt: Option<String>,
}

/// `report`.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// `Årsmelding`, `Årsrapport`, `Tilskuddsrapport`, `Søknad` or `Dokument`.
    pub kind_label: String,
    pub year: String,
    pub utvalg: Option<Link>,
    /// Who issued it, when that is not a body.
    pub issued_by: Option<String>,
    pub approvals: Vec<Approval>,
    /// What it is an attachment to.
    pub attachment_to: Option<Link>,
    pub attachment_number: Option<String>,
    pub projects: Vec<Card>,
    /// Pages below this one, in order.
    pub parts: Vec<Card>,
}

/// Where and when a report was approved.
#[derive(Debug, Clone, Serialize)]
pub struct Approval {
    pub utvalg: Link,
    pub date: Date,
}

/// The shortcode `tabell`: `table`, with `t`.
#[derive(Debug, Clone, Serialize)]
pub struct Table {
    /// Unique on the page; for `id` attributes.
    pub id: OwnId,
    pub caption: String,
    pub source: Option<String>,
    pub period: Option<String>,
    pub population: Option<String>,
    pub note: Option<String>,
    /// A first header row over groups of columns; empty when no column has a group.
    pub groups: Vec<ColumnGroup>,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// What to say when `rows` are not all rows of a long table; the files have them all. Then the rows must not be
    /// sorted or searched, since that would leave out those that are not here.
    pub excerpt: Option<Excerpt>,
    /// Footnotes of the source, then breaks in the series.
    pub footnotes: Vec<Footnote>,
    /// Discrepancies of the source that are known and explained; cells refer to them by their marks.
    pub remarks: Vec<Remark>,
    /// What was checked; absent when the table has no rules.
    pub checks: Option<Checks>,
    /// The table as files; none for a list that is computed from pages.
    pub downloads: Vec<Link>,
}

/// A header over neighbouring columns; an empty title stands over columns without a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnGroup {
    pub title: String,
    pub span: usize,
}

/// Which rows of a long table are shown: the first ones, and all sums.
#[derive(Debug, Clone, Serialize)]
pub struct Excerpt {
    /// How many are shown from the first on, sums not counted: `1 000`.
    pub first: String,
    /// How many there are, sums not counted.
    pub all: String,
    /// There are sums.
    pub has_sums: bool,
    /// Later rows are shown too, for their remark or break.
    pub has_marked: bool,
}

/// A column of a table.
#[derive(Debug, Clone, Serialize)]
pub struct Column {
    pub title: String,
    /// Shown after the heading: `kr`, `%`, `avvik`; empty when there is none.
    pub unit: String,
    /// Right-aligned, tabular figures.
    pub numeric: bool,
    /// Few values that occur again and again, so that rows can be chosen by them.
    pub filter: bool,
    /// Marks of footnotes about the column, such as a break in a series (`B1`).
    pub footnotes: Vec<String>,
}

/// A row of a table; its first cell is the row's header.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// A total.
    pub total: bool,
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// What is shown: `1 314 467`, `31,7`, `–`, or nothing for a blank cell.
    pub text: String,
    /// What is read aloud instead when `text` alone says too little (`ikke oppgitt`, `gjelder ikke`); else absent.
    pub spoken: Option<String>,
    /// `value`, `text`, `blank`, `not-applicable`, `missing`, `not-computable`, `withheld`, `provisional`, or `change` for
    /// a difference that is computed for the page.
    pub kind: &'static str,
    pub numeric: bool,
    /// Address of the page of the municipality that a cell names.
    pub url: Option<String>,
    /// Marks of footnotes (`a`, or `B1` for a break in a series), which are in [`Table::footnotes`].
    pub footnotes: Vec<String>,
    /// The mark of a remark (`M1`), which is in [`Table::remarks`].
    pub remark: Option<String>,
    /// What the cell is sorted by, where the text would be wrong: `1314467`, `2026-03-18`.
    pub sort: Option<String>,
}

impl Cell {
    /// A cell with text, which may lead to a page.
    pub fn text(text: impl Into<String>, url: Option<String>) -> Self {
        Self {
            text: text.into(),
            spoken: None,
            kind: "text",
            numeric: false,
            url,
            footnotes: Vec::new(),
            remark: None,
            sort: None,
        }
    }
}

/// A footnote of a table.
#[derive(Debug, Clone, Serialize)]
pub struct Footnote {
    pub mark: String,
    pub text: String,
}

/// The shortcode `ordliste`: `glossary`, with `t`.
#[derive(Debug, Clone, Serialize)]
pub struct Glossary {
    pub terms: Vec<GlossaryTerm>,
}

/// An abbreviation.
#[derive(Debug, Clone, Serialize)]
pub struct GlossaryTerm {
    pub short: String,
    pub long: String,
    pub explanation: Option<String>,
    /// For `id` attributes.
    pub id: OwnId,
}

/// The shortcode `merknad`: `note`, with `t`.
#[derive(Debug, Clone, Serialize)]
pub struct Note {
    pub text: String,
}

/// What was checked in a table or on a page.
#[derive(Debug, Clone, Serialize)]
pub struct Checks {
    /// `Kontrollert: 31 regler, 1 merknad`.
    pub summary: String,
    pub rules: Vec<Rule>,
}

/// A rule and what came of it.
#[derive(Debug, Clone, Serialize)]
pub struct Rule {
    /// What must hold.
    pub text: String,
    /// How many values were compared.
    pub comparisons: usize,
    /// The stated value, for a rule about one value.
    pub stated: Option<String>,
    pub computed: Option<String>,
    /// Where it does not hold, each explained.
    pub remarks: Vec<Remark>,
}

/// A *merknad*: a discrepancy of the source that is known and explained.
#[derive(Debug, Clone, Serialize)]
pub struct Remark {
    /// `M1`, unique in its table; empty in lists.
    pub mark: String,
    /// What it is about: `Samlet, Saker`.
    pub subject: String,
    pub stated: String,
    pub computed: String,
    pub reason: String,
    /// A role.
    pub decided_by: String,
    pub date: Date,
}

/// The shortcode `kontroll`: `controls`, with `t`.
#[derive(Debug, Clone, Serialize)]
pub struct Controls {
    /// How many numbers were checked, by how many rules, and how many discrepancies are explained.
    pub figures: Vec<KeyFigure>,
    /// All remarks of the portal, under what they are about.
    pub remarked: Vec<CheckedFile>,
    /// Every page with rules.
    pub pages: Vec<CheckedPage>,
    /// All of it as JSON; absent when there are no rules.
    pub download: Option<String>,
}

/// The rules of one page and of the tables that are shown there.
#[derive(Debug, Clone, Serialize)]
pub struct CheckedPage {
    pub title: String,
    pub url: String,
    /// `31 regler, 1 merknad`.
    pub summary: String,
    /// Some rule does not hold.
    pub has_remarks: bool,
    /// The page's own rules first.
    pub files: Vec<CheckedFile>,
}

/// The rules of one table, or of the text and facts of one page.
#[derive(Debug, Clone, Serialize)]
pub struct CheckedFile {
    pub title: String,
    /// The page that shows it.
    pub url: String,
    /// It is a table, not the page itself.
    pub is_table: bool,
    pub rules: Vec<Rule>,
}

/// The shortcode `datakatalog`: `catalogue`, with `t`.
#[derive(Debug, Clone, Serialize)]
pub struct Catalogue {
    /// `49 datasett`.
    pub summary: String,
    /// By the part of the portal that shows them.
    pub groups: Vec<DatasetGroup>,
    /// The catalogue as JSON-LD; absent when there are no datasets.
    pub metadata: Option<String>,
    /// All controls as JSON; absent when there are none.
    pub controls: Option<String>,
    /// What the data may be used for; absent when the settings name none.
    pub licence: Option<Link>,
    /// The organisation responsible for the data.
    pub publisher: String,
    /// All grants as 360Giving; absent when there are none with all that the standard asks for.
    pub grants: Option<String>,
    /// Lists of pages that are published as data.
    pub registers: Vec<RegisterFiles>,
}

/// A list of pages as data.
#[derive(Debug, Clone, Serialize)]
pub struct RegisterFiles {
    pub title: String,
    pub about: String,
    /// Address of the list as JSON.
    pub url: String,
    /// Address of its JSON Schema.
    pub schema: String,
}

/// Datasets that are shown in one part of the portal.
#[derive(Debug, Clone, Serialize)]
pub struct DatasetGroup {
    pub title: String,
    /// For `id` attributes.
    pub id: OwnId,
    pub datasets: Vec<Dataset>,
}

/// A dataset, as the catalogue describes it.
#[derive(Debug, Clone, Serialize)]
pub struct Dataset {
    pub title: String,
    /// For `id` attributes.
    pub id: OwnId,
    /// The page that shows it.
    pub page: Link,
    pub period: Option<String>,
    pub source: Option<String>,
    pub population: Option<String>,
    /// How many rows, totals included.
    pub rows: String,
    pub columns: Vec<DatasetColumn>,
    /// The files: CSV, CSV for Excel, JSON, description.
    pub downloads: Vec<Link>,
    /// As [`Checks::summary`]; absent when no number is checked.
    pub checks: Option<String>,
}

/// A column of a dataset.
#[derive(Debug, Clone, Serialize)]
pub struct DatasetColumn {
    /// The name in the files: `meldt_fra_kommune`.
    pub name: String,
    /// With the heading of its group.
    pub title: String,
    /// What it holds, in a word: `antall`, `kommune`.
    pub kind: String,
    /// Empty when there is none.
    pub unit: String,
}

/// The shortcode `vedtaksregister`: `decisions`, with `t`.
#[derive(Debug, Clone, Serialize)]
pub struct Decisions {
    /// Newest first.
    pub decisions: Vec<Decision>,
}

/// What was proposed and decided in one sak.
#[derive(Debug, Clone, Serialize)]
pub struct Decision {
    pub number: String,
    pub title: String,
    pub url: String,
    pub utvalg: Link,
    pub date: Date,
    pub proposal_html: Option<String>,
    /// Absent as long as no decision is published.
    pub decision_html: Option<String>,
    /// The decision is word for word the proposal.
    pub as_proposed: bool,
}

/// The shortcode `graf`: `chart`, with `t`.
#[derive(Debug, Clone, Serialize)]
pub struct Chart {
    /// The title of the table that it is drawn from.
    pub title: String,
    /// One `<svg>` element with classes only; see [`crate::render::chart`].
    pub svg_html: String,
    /// Breaks that are marked in the chart, with the same marks as in the table.
    pub notes: Vec<Footnote>,
}
