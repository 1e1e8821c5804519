//! `omtaler-unntatt-sak`: what is kept from the public in one place is not told in another.
//!
//! What it is, why it matters and the way out stand with [`Code::MentionedExempt`]. Of an exempt sak only the masked title is
//! published (offentleglova § 13, forvaltningsloven § 13), whatever its file says. But its real title may stand in the list of
//! saker in the invitation, and a passage of its text in the minutes, copied by somebody who did not know. So the texts that
//! are published are looked through for the real title, when it has [`TITLE`] words or more, and for [`RUN`] words in a row
//! of its text. What is told in other words is not found. A row of words can be one of those that stand in every sak; then
//! the finding can be accepted.
//!
//! Bad: «Sak 14/26 Varsel mot avdelingslederen ved Skog legekontor» in the invitation
//! Good: «Sak 14/26 Personalsak», the masked title

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use pulldown_cmark::Event;
use rayon::prelude::*;
use toml::de::DeTable;
use xxhash_rust::xxh3::xxh3_64;

use super::passage::passages;
use crate::foundation::diagnostic::{Code, Diagnostic, Span};
use crate::foundation::path::SourcePath;
use crate::read::document::{Document, Kind, Listener};
use crate::read::markdown::words;
use crate::read::source::{CONTENT, SETTINGS, SourceTree};
use crate::read::table::Table;
use crate::site::Site;

/// So many words in a row are hardly the same by chance.
const RUN: usize = 8;
/// The fewest words that a title is known by. «Personalsak» is said of many things.
const TITLE: usize = 3;

/// What stands in exempt saker, as far as it would be known again. Words are kept as their hashes only.
#[derive(Debug, Default)]
pub struct ExemptWords {
    saker: Vec<Exempt>,
    /// Rows of words by their hashes, with the sak that has them.
    rows: HashMap<u64, usize>,
    titles: HashMap<u64, usize>,
    /// How many words titles have.
    lengths: BTreeSet<usize>,
}

#[derive(Debug)]
struct Exempt {
    number: String,
    masked_title: String,
}

/// Words of a published text that stand in an exempt sak.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mention {
    span: Span,
    sak: usize,
    is_title: bool,
}

impl ExemptWords {
    /// Gathers what stands in exempt saker, also in those that are not published.
    pub fn of(documents: &[Arc<Document>], sources: &SourceTree) -> Self {
        let mut all = Self::default();
        for document in documents {
            let Kind::Sak(sak) = &document.kind else { continue };
            if let Some(unntatt) = &sak.unntatt
                && let Some(text) = sources.text(&document.path)
            {
                let number = sak.nummer.value.to_string();
                all.saker.push(Exempt { number, masked_title: unntatt.tittel.clone() });
                all.add(document, text);
            }
        }
        all
    }

    /// Adds the last sak.
    fn add(&mut self, document: &Document, text: &str) {
        let sak = self.saker.len() - 1;
        let mut facts = Facts::default();
        Document::parse_with(&document.path, text, &mut facts);
        let masked = row_of(&self.saker[sak].masked_title);
        for title in &facts.titles {
            let row = row_of(title);
            // The masked title may be a part of the real one, and is for all to see.
            let is_public = masked.windows(row.len().max(1)).any(|part| part == row);
            if row.len() >= TITLE && !is_public {
                self.lengths.insert(row.len());
                self.titles.insert(hash_of(&row), sak);
            }
        }
        let body = text.get(document.body_start..).unwrap_or_default();
        let in_body = passages(body).into_iter().map(|passage| passage.words.iter().map(|word| hash(word)).collect());
        for row in in_body.chain(facts.lead.iter().map(|lead| row_of(lead))) {
            let row: Vec<u64> = row;
            for part in row.windows(RUN) {
                self.rows.entry(hash_of(part)).or_insert(sak);
            }
        }
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.titles.is_empty()
    }

    /// Where a text has words of exempt saker.
    fn mentions(&self, text: &str) -> Vec<Mention> {
        let (places, row): (Vec<Span>, Vec<u64>) =
            words(text).map(|(start, word)| (start..start + word.len(), hash(&word.to_lowercase()))).unzip();
        let mut found: Vec<Mention> = Vec::new();
        let mut look = |length: usize, known: &HashMap<u64, usize>, is_title: bool| {
            for (first, part) in row.windows(length).enumerate() {
                if let Some(sak) = known.get(&hash_of(part)) {
                    let span = places[first].start..places[first + length - 1].end;
                    found.push(Mention { span, sak: *sak, is_title });
                }
            }
        };
        for length in &self.lengths {
            look(*length, &self.titles, true);
        }
        look(RUN, &self.rows, false);
        // A long passage is many rows, and is told of once.
        found.sort_by_key(|mention| (mention.span.start, mention.span.end));
        let mut merged: Vec<Mention> = Vec::new();
        for mention in found {
            match merged.last_mut() {
                Some(last) if last.sak == mention.sak && mention.span.start <= last.span.end => {
                    last.span.end = last.span.end.max(mention.span.end);
                    last.is_title |= mention.is_title;
                }
                _ => merged.push(mention),
            }
        }
        merged
    }

    /// Reports words of exempt saker in a file. What they are is not repeated.
    pub fn mentioned_in(&self, file: &SourcePath, text: &str) -> Vec<Diagnostic> {
        if self.is_empty() {
            return Vec::new();
        }
        let problem = |Mention { span, sak, is_title }: Mention| {
            let Exempt { number, masked_title } = &self.saker[sak];
            let what = if is_title { "her står den egentlige tittelen på" } else { "her står det samme som i" };
            let message = format!("{what} sak {number}, som er unntatt offentlighet");
            let hint = format!("skriv den skjermede tittelen, «{masked_title}», og ta bort det som ikke er offentlig");
            Diagnostic::at(Code::MentionedExempt, file, span, message).hint(hint)
        };
        self.mentions(text).into_iter().map(problem).collect()
    }
}

/// Looks through the settings, the words and names of the portal, and all published pages and tables but the exempt saker
/// themselves. `acceptances` is the file where findings are let stand, which is not published.
pub fn mentioned_exempt(
    exempt: &ExemptWords,
    site: &Site,
    tables: &BTreeMap<SourcePath, Arc<Table>>,
    sources: &SourceTree,
    acceptances: Option<&SourcePath>,
) -> Vec<Diagnostic> {
    if exempt.is_empty() {
        return Vec::new();
    }
    let is_open = |document: &&Document| !document.is_exempt();
    let pages = site.pages().filter_map(|(_, page)| page.document()).filter(is_open);
    let shown = tables.iter().filter(|(path, _)| site.page_of_table(path).is_some());
    let of_tables = shown.flat_map(|(path, table)| [path.clone(), table.data_path()]);
    let is_data =
        |path: &&SourcePath| path.extension() == "toml" && !tables.contains_key(*path) && Some(*path) != acceptances;
    let data = sources.paths_below(CONTENT).into_iter().filter(is_data).cloned();
    let attached = site.files.values().map(|file| file.source.clone());
    let files = pages.map(|document| document.path.clone()).chain(of_tables).chain(data).chain(attached);
    let files = files.chain(SourcePath::new(SETTINGS));
    let files: BTreeSet<SourcePath> = files.collect();
    let found = files
        .par_iter()
        .flat_map_iter(|file| sources.text(file).map(|text| exempt.mentioned_in(file, text)).unwrap_or_default());
    found.collect()
}

/// Looks through what published files say that are no texts, each with where in the file it stands.
pub fn exempt_in_files<'a>(
    exempt: &ExemptWords,
    said: impl IntoIterator<Item = (&'a SourcePath, String, &'a str)>,
) -> Vec<Diagnostic> {
    if exempt.is_empty() {
        return Vec::new();
    }
    let mut told = BTreeSet::new();
    let mut problems = Vec::new();
    for (file, place, text) in said {
        for Mention { sak, is_title, .. } in exempt.mentions(text) {
            if told.insert((file.clone(), sak)) {
                let Exempt { number, masked_title } = &exempt.saker[sak];
                let what = if is_title { "har den egentlige tittelen på" } else { "gjengir teksten i" };
                let message = format!("filen {what} sak {number}, som er unntatt offentlighet ({place})");
                let hint =
                    format!("skriv «{masked_title}» i originalen, ta bort det som ikke er offentlig, og lagre på nytt");
                problems.push(Diagnostic::in_file(Code::MentionedExempt, file, message).hint(hint));
            }
        }
    }
    problems
}

/// What the front matter of an exempt sak says, which its document does not have any more.
#[derive(Default)]
struct Facts {
    titles: Vec<String>,
    lead: Option<String>,
}

impl<'a> Listener<'a> for Facts {
    fn front_matter(&mut self, _: &'a str, _: usize, table: &DeTable<'a>) {
        let fact = |key: &str| table.get(key)?.get_ref().as_str().map(str::to_owned);
        self.titles = [fact("tittel"), fact("menytittel")].into_iter().flatten().collect();
        self.lead = fact("ingress");
    }

    fn part(&mut self, _: &Event<'a>, _: Span) {}
}

fn row_of(text: &str) -> Vec<u64> {
    words(text).map(|(_, word)| hash(&word.to_lowercase())).collect()
}

fn hash(word: &str) -> u64 {
    xxh3_64(word.as_bytes())
}

fn hash_of(row: &[u64]) -> u64 {
    let bytes: Vec<u8> = row.iter().flat_map(|word| word.to_le_bytes()).collect();
    xxh3_64(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words that are found in a text, of a sak with a title and a text.
    fn found(text: &str) -> Vec<(String, bool)> {
        let sak = "+++\ntype = \"sak\"\nnummer = \"14/26\"\ntittel = \"Varsel mot lederen ved legekontoret\"\nsakstype = \"B\"\n\
                   ingress = \"Legen har fått et varsel fra tre ansatte i mars.\"\n[unntatt]\nhjemmel = \"offl. § 13\"\n\
                   tittel = \"Personalsak\"\n+++\n\n## Saken\n\nTre ansatte sier at *lederen* har ropt til dem på jobb i flere år.\n\n\
                   {{ tabell(fil=\"@/statistikk/samhandlingsavvik/over/mange/lange/ar/antall.toml\") }}\n";
        let path = SourcePath::new("content/ssu/mote/sak.md").unwrap();
        let (document, problems) = Document::parse(&path, sak);
        assert_eq!(problems, []);
        let mut sources = SourceTree::default();
        sources.insert(path, sak.as_bytes().to_vec());
        let exempt = ExemptWords::of(&[Arc::new(document.unwrap())], &sources);
        let mentions = exempt.mentions(text).into_iter();
        mentions.map(|Mention { span, is_title, .. }| (text[span].to_owned(), is_title)).collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &[(&str, bool)]) {
        let expected: Vec<_> = expected.iter().map(|(words, title)| ((*words).to_owned(), *title)).collect();
        assert_eq!(found(text), expected);
    }

    #[test]
    fn titles_and_rows_of_words_are_known_again() {
        check("Sak 14/26: VARSEL mot *lederen* ved legekontoret.", &[("VARSEL mot *lederen* ved legekontoret", true)]);
        check(
            "Det heter at lederen har ropt til dem på jobb, og mer.",
            &[("at lederen har ropt til dem på jobb", false)],
        );
        // A long passage is one finding, also over the end of a line.
        check(
            "Tre ansatte sier at lederen\nhar ropt til dem på jobb i flere år.",
            &[("Tre ansatte sier at lederen\nhar ropt til dem på jobb i flere år", false)],
        );
        check("Legen har fått et varsel fra tre ansatte.", &[("Legen har fått et varsel fra tre ansatte", false)]);
    }

    #[test]
    fn fewer_words_other_words_and_tables_are_nothing() {
        check("Lederen har ropt til dem på jobb.", &[]);
        check("Varsel mot lederen.", &[]);
        check("Personalsak. Saken. Tre ansatte.", &[]);
        check("{{ tabell(fil=\"@/statistikk/samhandlingsavvik/over/mange/lange/ar/antall.toml\") }}", &[]);
        check("offl. § 13", &[]);
    }
}
