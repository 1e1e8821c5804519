//! Checks of the content, one file each, named after the problem.
//!
//! Each says at its top what it looks for, why, by which source, and with a bad and a good example. What editors are told of
//! it, and how bad it is, stands with its [`crate::foundation::diagnostic::Code`]; the examples there are held true by `tests/suite/examples.rs`.
//!
//! [`page`] and [`data`] look at one file by itself, so that a file which did not change is not looked at again; [`paper`] at
//! the text of one with what it belongs to; [`site`] at how all of it hangs together.

mod abbreviation;
mod alt_text;
mod date_format;
mod empty_heading;
mod figure;
mod heading_order;
mod link_text;
mod lost_address;
mod mentioned_exempt;
mod missing_decision;
mod missing_minutes;
mod named_attachment;
mod number_format;
mod orphan_page;
mod passage;
mod past_deadline;
mod personal_identifier;
mod reading;
mod sak_order;
mod sak_year;
mod table_header;
mod unmarked_language;
mod unused_file;
mod wording;

use std::collections::BTreeSet;

use jiff::civil::Date;
use memchr::memmem;

use crate::foundation::diagnostic::{Diagnostic, Located};
use crate::foundation::path::SourcePath;
use crate::read::config::Config;
use crate::read::document::{Document, Glossary, Kind, Sprak, Wording};
use crate::release::Release;
use crate::site::{Page, PageId, Relations, Site};
use past_deadline::Deadline;
use reading::Reading;

pub use lost_address::{addresses_of_map, kept_address, lost_addresses};
pub use mentioned_exempt::{ExemptWords, exempt_in_themes, mentioned_exempt};
pub use personal_identifier::personal_identifiers;
pub use reading::PageReader;
pub use unused_file::unused_file;

/// The words that checks know: those of the portal, and how they are not written.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    pub glossary: Glossary,
    pub wording: Wording,
}

/// What a text mentions that only the rest of the site can tell to be right.
#[derive(Debug, Clone, Default)]
pub struct Mentions {
    attachments: Vec<Located<i64>>,
    deadlines: Vec<Deadline>,
}

/// Looks at the language of a page and at what readers with a screen reader need of its text, and for what else it mentions.
///
/// The text of an exempt sak is not published, so nobody needs to mend it. Rules of language are for bokmål.
pub fn page(document: &Document, reading: &Reading<'_>, vocabulary: &Vocabulary) -> (Mentions, Vec<Diagnostic>) {
    if document.is_exempt() {
        return Default::default();
    }
    let mut problems = Vec::new();
    if matches!(document.common.sprak, None | Some(Sprak::Bokmal)) {
        problems.extend(language(reading, vocabulary));
        problems.extend(abbreviation::abbreviation(reading, &vocabulary.glossary));
    }
    problems.extend(unmarked_language::unmarked_language(document, reading.text));
    problems.extend(alt_text::alt_text(reading));
    problems.extend(link_text::link_text(reading));
    problems.extend(table_header::table_header(reading));
    problems.extend(heading_order::heading_order(reading));
    problems.extend(empty_heading::empty_heading(reading));
    let mentions = if is_paper(document) { Mentions::of(reading) } else { Mentions::default() };
    (mentions, problems)
}

impl Mentions {
    fn of(reading: &Reading<'_>) -> Self {
        let mut mentions = Self::default();
        // Most texts have none of the words.
        let lower = reading.text.to_ascii_lowercase();
        if lower.contains(named_attachment::ATTACHMENT) {
            mentions.attachments = named_attachment::named_attachments(reading);
        }
        let words = past_deadline::DEADLINES.iter().flat_map(|word| memmem::find_iter(lower.as_bytes(), word));
        mentions.deadlines = past_deadline::deadlines(reading, &words.collect::<Vec<_>>());
        mentions
    }
}

/// Looks at the language of a file that is no page: facts in TOML, or the data of a table.
pub fn data(path: &SourcePath, text: &str, vocabulary: &Vocabulary) -> Vec<Diagnostic> {
    let reading = match path.extension() {
        "csv" => Reading::of_data(path, text),
        _ => Reading::of_facts(path, text),
    };
    language(&reading, vocabulary)
}

/// Looks at the language of what was read.
fn language(reading: &Reading<'_>, vocabulary: &Vocabulary) -> Vec<Diagnostic> {
    let mut problems = wording::wording(reading, &vocabulary.wording);
    for (place, figure) in figure::in_sentences(reading) {
        problems.extend(number_format::number_format(reading, place, &figure));
        problems.extend(date_format::date_format(reading, place, &figure));
    }
    problems
}

/// Looks at how the pages of a site hang together, on a day.
pub fn site<'m>(
    site: &Site,
    release: &Release,
    config: &Config,
    mentions: impl Fn(&SourcePath) -> Option<&'m Mentions> + Sync,
    today: Date,
) -> Vec<Diagnostic> {
    let of_papers = || {
        let papers = site.ids().into_iter().flat_map(|id| {
            let document = site.page(id).document();
            let found = document.and_then(|document| Some(paper(site, id, document, mentions(&document.path)?)));
            found.unwrap_or_default()
        });
        let mut problems: Vec<Diagnostic> = papers.collect();
        problems.extend(sak_order::sak_order(site, release));
        problems.extend(sak_year::sak_year(site));
        problems.extend(missing_decision::missing_decision(site));
        problems.extend(missing_minutes::missing_minutes(site, config.referatfrist, today));
        problems
    };
    let (mut problems, orphans) = rayon::join(of_papers, || orphan_page::orphan_page(site, config));
    problems.extend(orphans);
    problems
}

/// Looks at what a meeting or a sak mentions with what it belongs to: the day of the meeting, and the attachments of all of it.
pub fn paper(site: &Site, id: PageId, document: &Document, mentions: &Mentions) -> Vec<Diagnostic> {
    let Mentions { attachments, deadlines } = mentions;
    if attachments.is_empty() && deadlines.is_empty() {
        return Vec::new();
    }
    let page = site.page(id);
    let (meeting, saker) = match &page.relations {
        Relations::Sak { meeting, .. } => (Some(*meeting), &[][..]),
        Relations::Mote { saker, .. } => (None, saker.as_slice()),
        _ => (None, &[][..]),
    };
    let others = meeting.iter().chain(saker).filter_map(|id| site.page(*id).document());
    let there = others.chain([document]).flat_map(|document| &document.common.vedlegg);
    let numbers: BTreeSet<i64> = there.filter_map(|attachment| attachment.nummer).collect();
    let mut problems = named_attachment::named_attachment(&document.path, attachments, &numbers);
    let held = meeting.map(|meeting| site.page(meeting)).and_then(Page::date);
    problems.extend(held.map(|date| past_deadline::past_deadline(&document.path, deadlines, date)).unwrap_or_default());
    problems
}

/// Whether a page is a meeting, or a sak whose text is published.
fn is_paper(document: &Document) -> bool {
    matches!(document.kind, Kind::Mote(_) | Kind::Sak(_)) && !document.is_exempt()
}
