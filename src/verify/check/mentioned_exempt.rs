//! `omtaler-unntatt-sak`: what is kept from the public in one place is not told in another.
//!
//! What it is, why it matters and the way out stand with [`Code::MentionedExempt`]. Of an exempt sak only the masked title is
//! published (offentleglova § 13, forvaltningsloven § 13), whatever its file says. But its real title may stand in the list of
//! saker in the invitation, and a passage of its text in the minutes, copied by somebody who did not know. So everything that
//! is published is looked through for the real title, and for [`RUN`] words in a row
//! of its text: pages, facts, tables, settings, themes, the names of files, and all that files say that are no texts. What is
//! told in other words is not found. A row of words can be one of those that stand in every sak; then the finding can be
//! accepted.
//!
//! Texts are compared letter by letter, in every way that they can be read; see [`crate::foundation::letters`].
//!
//! Bad: «Sak 14/26 Varsel mot avdelingslederen ved Skog legekontor» in the invitation
//! Good: «Sak 14/26 Personalsak», the masked title

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use pulldown_cmark::{Event, Tag, TagEnd};
use rayon::prelude::*;
use toml::de::{DeTable, DeValue};

use crate::foundation::diagnostic::{Code, Diagnostic, Span};
use crate::foundation::letters::{self, Letter, Reading, WITHIN_WORDS, letters, readings};
use crate::foundation::path::SourcePath;
use crate::guard::attachment::is_rich_text;
use crate::guard::inspection::Said;
use crate::read::document::{Document, Kind, Listener};
use crate::read::markdown::{self, words};
use crate::read::source::{CONTENT, SETTINGS, SourceTree, THEMES};
use crate::read::table::Table;
use crate::site::Site;

/// So many words in a row are hardly the same by chance.
const RUN: usize = 8;
/// The fewest words that a title is known by anywhere. «Årsmelding 2025» is said of many things, and so is a shorter title
/// known after the number of the sak alone.
const TITLE: usize = 3;
/// The fewest letters, digits apart, of a row of words. Dates and times are many words with few letters.
const ROW_LETTERS: usize = 12;
/// The most letters that rows and titles are looked up by.
const SEED: usize = 16;
/// How much of a text is read at once, and how much of it is read again with what follows, in bytes.
const PIECE: usize = 1 << 20;
const OVERLAP: usize = 16 << 10;
/// Maximum findings reported for a file that is no text; beyond this they repeat.
const MOST_PLACES: usize = 20;

/// What stands in exempt saker, as far as it would be known again.
#[derive(Debug, Default)]
pub struct ExemptWords {
    saker: Vec<Exempt>,
    /// The passages by the hashes of their letters.
    passages: HashMap<u64, Passage>,
    /// The lengths of the passages that begin with the same letters, by the hash of these.
    lengths: HashMap<u64, BTreeSet<usize>>,
    /// How many letters that are.
    seed: usize,
    /// The powers of [`BASE`], as far as the longest passage goes.
    powers: Vec<u64>,
}

#[derive(Debug)]
struct Exempt {
    number: String,
    masked_title: String,
    /// The folder of the meeting.
    folder: String,
    /// The letters of its titles and texts.
    letters: Vec<u8>,
}

/// Letters of an exempt sak that are known again.
#[derive(Debug, Clone, Copy)]
struct Passage {
    sak: u32,
    start: u32,
    end: u32,
    is_title: bool,
}

impl Passage {
    fn length(&self) -> usize {
        (self.end - self.start) as usize
    }
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
        let meetings: BTreeSet<&str> = documents
            .iter()
            .filter(|document| matches!(document.kind, Kind::Mote(_)))
            .map(|document| document.path.folder())
            .collect();
        for document in documents {
            let Kind::Sak(sak) = &document.kind else { continue };
            if let Some(unntatt) = &sak.unntatt
                && let Some(text) = sources.text(&document.path)
            {
                let is_above = |folder: &&&str| document.path.below(folder).is_some();
                all.saker.push(Exempt {
                    number: sak.nummer.value.to_string(),
                    masked_title: unntatt.tittel.clone(),
                    folder: meetings.iter().rfind(is_above).map(|folder| (*folder).to_owned()).unwrap_or_default(),
                    letters: Vec::new(),
                });
                all.add(document, text);
            }
        }
        let lengths = || all.passages.values().map(Passage::length);
        all.seed = lengths().min().unwrap_or(0).min(SEED);
        let longest = lengths().max().unwrap_or(0);
        all.powers =
            (0..=longest).scan(1_u64, |power, _| Some(std::mem::replace(power, power.wrapping_mul(BASE)))).collect();
        for passage in all.passages.values() {
            let seed = hash(&all.letters_of(passage)[..all.seed]);
            all.lengths.entry(seed).or_default().insert(passage.length());
        }
        all
    }

    /// Adds the last sak.
    fn add(&mut self, document: &Document, text: &str) {
        let mut facts = Facts::default();
        Document::parse_with(&document.path, text, &mut facts);
        let numbers = match &document.kind {
            Kind::Sak(sak) => sak.nummer.value.written(),
            _ => return,
        };
        let masked = self.saker.last().map(|sak| letters::row(&sak.masked_title)).unwrap_or_default();
        for title in &facts.titles {
            let row = letters::row(title);
            // The title of the menu may be the masked one, which is for all to see.
            let is_public = masked.windows(row.len().max(1)).any(|part| part == row);
            if is_public {
                continue;
            }
            // As somebody writes it who has no such letters.
            let spelt = title.to_lowercase().replace('å', "aa").replace('ø', "oe");
            for title in [title, &spelt] {
                if words(title).count() >= TITLE {
                    self.add_title(title);
                } else {
                    numbers.iter().for_each(|number| self.add_title(&format!("{number} {title}")));
                }
            }
        }
        let body = text.get(document.body_start..).unwrap_or_default();
        let blocks = blocks(body).into_iter().filter_map(|span| body.get(span));
        for text in blocks.chain(facts.texts.iter().map(String::as_str)) {
            let letters = letters(text, Reading::Shown);
            let begins: Vec<usize> = (0..letters.len()).filter(|at| letters[*at].begins_word).collect();
            let ends = begins.iter().skip(RUN).copied().chain([letters.len()]);
            let from = self.add_letters(letters.iter().map(|letter| letter.byte));
            for (start, end) in begins.iter().zip(ends).filter(|_| begins.len() >= RUN) {
                if letters[*start..end].iter().filter(|letter| !letter.byte.is_ascii_digit()).count() >= ROW_LETTERS {
                    self.remember(from + *start as u32..from + end as u32, false);
                }
            }
        }
    }

    fn add_title(&mut self, title: &str) {
        let row = letters::row(title);
        let from = self.add_letters(row.iter().copied());
        self.remember(from..from + row.len() as u32, true);
    }

    /// Adds letters of the last sak; returns where they begin.
    fn add_letters(&mut self, row: impl Iterator<Item = u8>) -> u32 {
        let Some(sak) = self.saker.last_mut() else { return 0 };
        let from = sak.letters.len() as u32;
        sak.letters.extend(row);
        from
    }

    fn remember(&mut self, place: std::ops::Range<u32>, is_title: bool) {
        if !place.is_empty() {
            let passage = Passage { sak: self.saker.len() as u32 - 1, start: place.start, end: place.end, is_title };
            // Titles come first, and what stands in two saker is told of the first.
            self.passages.entry(hash(self.letters_of(&passage))).or_insert(passage);
        }
    }

    fn letters_of(&self, passage: &Passage) -> &[u8] {
        &self.saker[passage.sak as usize].letters[passage.start as usize..passage.end as usize]
    }

    pub fn is_empty(&self) -> bool {
        self.passages.is_empty()
    }

    /// Where a text has words of exempt saker.
    fn mentions(&self, text: &str) -> Vec<Mention> {
        let mut found: Vec<Mention> = Vec::new();
        let mut start = 0;
        while !self.is_empty() {
            let end = text.ceil_char_boundary(start + PIECE + OVERLAP);
            let piece = &text[start..end];
            for reading in readings(piece) {
                let moved = |mention: Mention| Mention {
                    span: mention.span.start + start..mention.span.end + start,
                    ..mention
                };
                found.extend(self.mentions_among(&letters(piece, *reading)).into_iter().map(moved));
            }
            if end == text.len() {
                break;
            }
            start = text.ceil_char_boundary(start + PIECE);
        }
        // A long passage is many rows, and is told of once.
        found.sort_by_key(|mention| (mention.sak, mention.span.start, mention.span.end));
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
        merged.sort_by_key(|mention| (mention.span.start, mention.span.end));
        merged
    }

    fn mentions_among(&self, letters: &[Letter]) -> Vec<Mention> {
        let mut found = Vec::new();
        let mut hashes = vec![0; letters.len() + 1];
        for (at, letter) in letters.iter().enumerate() {
            hashes[at + 1] = step(hashes[at], letter.byte);
        }
        let hash_at = |at: usize, length: usize| {
            let whole = hashes.get(at + length)?;
            Some(whole.wrapping_sub(hashes[at].wrapping_mul(self.powers[length])))
        };
        for at in 0..letters.len() {
            let Some(seed) = hash_at(at, self.seed) else { break };
            for length in self.lengths.get(&seed).into_iter().flatten() {
                let passage = hash_at(at, *length).and_then(|hash| self.passages.get(&hash));
                if let Some(passage) = passage
                    && let Some(part) = self.stands_at(passage, letters, at)
                {
                    let span = part[0].start as usize..part[part.len() - 1].end as usize;
                    found.push(Mention { span, sak: passage.sak as usize, is_title: passage.is_title });
                }
            }
        }
        found
    }

    /// The letters of a passage in a text, when they stand at a place.
    fn stands_at<'l>(&self, passage: &Passage, letters: &'l [Letter], at: usize) -> Option<&'l [Letter]> {
        let row = self.letters_of(passage);
        let part = letters.get(at..at + row.len())?;
        let is_whole = || {
            part.first().is_some_and(|letter| letter.begins_word)
                && letters.get(at + row.len()).is_none_or(|next| next.begins_word)
        };
        let same = part.iter().map(|letter| letter.byte).eq(row.iter().copied());
        (same && (row.len() >= WITHIN_WORDS || is_whole())).then_some(part)
    }

    /// Reports words of exempt saker in a file and in its name. What they are is not repeated.
    pub fn mentioned_in(&self, file: &SourcePath, text: &str) -> Vec<Diagnostic> {
        let in_text = self.mentions(text).into_iter().map(|Mention { span, sak, is_title }| {
            let Exempt { masked_title, .. } = &self.saker[sak];
            let what = if is_title { "her står den egentlige tittelen på" } else { "her står det samme som i" };
            let message = format!("{what} {}", self.named(sak));
            let hint = format!("skriv den skjermede tittelen, «{masked_title}», og ta bort det som ikke er offentlig");
            Diagnostic::at(Code::MentionedExempt, file, span, message).hint(hint).not_repeated()
        });
        in_text.chain(self.mentioned_in_name(file)).collect()
    }

    /// Reports a masked title or a legal basis that tells of another exempt sak. Whether it tells of its own is known when the
    /// sak is read.
    fn mentioned_in_mask(&self, document: &Document) -> Option<Diagnostic> {
        let Kind::Sak(sak) = &document.kind else { return None };
        let number = sak.nummer.value.to_string();
        let is_own = |exempt: &Exempt| exempt.number == number && document.path.below(&exempt.folder).is_some();
        let shown = format!("{}\n\n{}", document.common.tittel, sak.unntatt.as_ref()?.hjemmel);
        let mention = self.mentions(&shown).into_iter().find(|mention| !is_own(&self.saker[mention.sak]))?;
        let message = format!("den skjermede tittelen eller hjemmelen gjengir {}", self.named(mention.sak));
        let hint = "skriv en annen skjermet tittel";
        Some(Diagnostic::at(Code::MentionedExempt, &document.path, document.fence.clone(), message).hint(hint))
    }

    fn mentioned_in_name(&self, file: &SourcePath) -> Option<Diagnostic> {
        let name = file.below(CONTENT).or(file.below(THEMES))?;
        let Mention { sak, .. } = self.mentions(name).into_iter().next()?;
        let message = format!("navnet på filen eller mappen gjengir {}", self.named(sak));
        let hint = "gi filen eller mappen et annet navn; det står i adressen";
        Some(Diagnostic::in_file(Code::MentionedExempt, file, message).hint(hint))
    }

    /// A sak as messages name it.
    fn named(&self, sak: usize) -> String {
        let Exempt { number, folder, .. } = &self.saker[sak];
        let place = if folder.is_empty() { String::new() } else { format!(" i {folder}") };
        format!("sak {number}{place}, som er unntatt offentlighet")
    }
}

/// Looks through the settings, the words and names of the portal, the themes, and all published pages and tables but the
/// exempt saker themselves. `acceptances` is the file where findings are let stand, which is not published.
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
    let of_tables = tables.iter().flat_map(|(path, table)| [path.clone(), table.data_path()]);
    let is_data =
        |path: &&SourcePath| path.extension() == "toml" && !tables.contains_key(*path) && Some(*path) != acceptances;
    let data = sources.paths_below(CONTENT).into_iter().filter(is_data).cloned();
    let attached = site.files.values().map(|file| file.source.clone());
    let files = pages.map(|document| document.path.clone()).chain(of_tables).chain(data).chain(attached);
    let files = files.chain(SourcePath::new(SETTINGS)).chain(sources.paths_below(THEMES).into_iter().cloned());
    let files: BTreeSet<SourcePath> = files.collect();
    let mut problems = exempt_in_files(exempt, &files, sources);
    let masked = site.pages().filter_map(|(_, page)| page.document()).filter(|document| document.is_exempt());
    problems.extend(masked.filter_map(|document| exempt.mentioned_in_mask(document)));
    problems
}

/// Looks through themes alone.
pub fn exempt_in_themes(exempt: &ExemptWords, sources: &SourceTree) -> Vec<Diagnostic> {
    exempt_in_files(exempt, &sources.paths_below(THEMES).into_iter().cloned().collect(), sources)
}

fn exempt_in_files(exempt: &ExemptWords, files: &BTreeSet<SourcePath>, sources: &SourceTree) -> Vec<Diagnostic> {
    if exempt.is_empty() {
        return Vec::new();
    }
    let look = |file: &SourcePath, alone: bool| match (sources.text(file), sources.bytes(file)) {
        (Some(text), _) if !is_rich_text(text) => Some(exempt.mentioned_in(file, text)),
        (_, Some(bytes)) => {
            let mut problems = exempt_in_said(exempt, file, &Said::of(bytes, alone)?);
            problems.extend(exempt.mentioned_in_name(file));
            Some(problems)
        }
        (_, None) => Some(Vec::new()),
    };
    let together: Vec<_> = files.par_iter().map(|file| look(file, false)).collect();
    let found =
        together.into_iter().zip(files).map(|(found, file)| found.or_else(|| look(file, true)).unwrap_or_default());
    found.flatten().collect()
}

/// Looks through what a file says that is no text.
fn exempt_in_said(exempt: &ExemptWords, file: &SourcePath, said: &[Said]) -> Vec<Diagnostic> {
    let mut places: BTreeSet<(usize, String)> = BTreeSet::new();
    let mut told: BTreeSet<usize> = BTreeSet::new();
    let mut problems = Vec::new();
    // What is carried along is told when it is in no other place.
    let (carried, read): (Vec<&Said>, Vec<&Said>) = said.iter().partition(|said| said.is_carried);
    for said in read.into_iter().chain(carried) {
        for Mention { sak, is_title, span } in exempt.mentions(&said.text) {
            let place = said.place_of(span.start);
            if (said.is_carried && told.contains(&sak)) || !places.insert((sak, place.clone())) {
                continue;
            }
            told.insert(sak);
            let what = if is_title { "har den egentlige tittelen på" } else { "gjengir teksten i" };
            let message = format!("filen {what} {} ({place})", exempt.named(sak));
            let Exempt { masked_title, .. } = &exempt.saker[sak];
            let hint =
                format!("skriv «{masked_title}» i originalen, ta bort det som ikke er offentlig, og lagre på nytt");
            problems.push(Diagnostic::in_file(Code::MentionedExempt, file, message).hint(hint));
        }
    }
    if let Some(more @ 1..) = problems.len().checked_sub(MOST_PLACES) {
        problems.truncate(MOST_PLACES);
        let message = format!("filen gjengir saker som er unntatt offentlighet, {more} steder til");
        problems.push(Diagnostic::in_file(Code::MentionedExempt, file, message));
    }
    problems
}

/// Where the blocks of a text stand: what is in two of them is not said in a row.
fn blocks(body: &str) -> Vec<Span> {
    let mut blocks = Vec::new();
    let mut start = 0;
    for (event, span) in markdown::events(body) {
        let cut = match event {
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image) => {
                continue;
            }
            Event::Start(_) => span.start,
            Event::End(_) => span.end,
            _ => continue,
        };
        if cut > start {
            blocks.push(start..cut);
            start = cut;
        }
    }
    blocks.push(start..body.len());
    blocks
}

/// Texts in the front matter of an exempt sak.
#[derive(Default)]
struct Facts {
    titles: Vec<String>,
    texts: Vec<String>,
}

impl<'a> Listener<'a> for Facts {
    fn front_matter(&mut self, _: &'a str, _: usize, table: &DeTable<'a>) {
        let fact = |key: &str| table.get(key)?.get_ref().as_str().map(str::to_owned);
        self.titles = [fact("tittel"), fact("menytittel")].into_iter().flatten().collect();
        let mut waiting: Vec<&DeValue<'a>> = Vec::new();
        let others =
            table.iter().filter(|(key, _)| !["tittel", "menytittel", "unntatt"].contains(&key.get_ref().as_ref()));
        waiting.extend(others.map(|(_, value)| value.get_ref()));
        while let Some(value) = waiting.pop() {
            match value {
                DeValue::String(text) => self.texts.push(text.to_string()),
                DeValue::Array(items) => waiting.extend(items.iter().map(|item| item.get_ref())),
                DeValue::Table(table) => waiting.extend(table.iter().map(|(_, value)| value.get_ref())),
                _ => {}
            }
        }
    }

    fn part(&mut self, _: &Event<'a>, _: Span) {}
}

/// What hashes of letters are made with: any large odd number.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

fn step(hash: u64, byte: u8) -> u64 {
    hash.wrapping_mul(BASE).wrapping_add(u64::from(byte) + 1)
}

fn hash(row: &[u8]) -> u64 {
    row.iter().fold(0, |hash, byte| step(hash, *byte))
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
