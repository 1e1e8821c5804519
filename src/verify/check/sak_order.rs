//! `saksrekkefolge`: the saker of a meeting follow each other, and those of a later meeting come after.
//!
//! What it is, why it matters and the way out stand with [`Code::SakOrder`]. Saker are numbered through the year of a body,
//! so a gap in a meeting is a sak that readers will ask for.
//!
//! Portals publish some meetings and not others, so gaps *between* meetings say nothing and are not judged; neither is what
//! stands before the first and after the last sak of a meeting. A meeting can take up a sak that was postponed, with a number
//! far from the others, so a gap is not judged when another meeting treats a sak of these numbers, or when it is wide. Within
//! a meeting a sak is there when its file is, also as a draft or exempt from publication. An error; when a body
//! has struck a sak from its agenda, that is said where the finding is accepted.
//!
//! Bad: a meeting with 10/26, 11/26 and 13/26
//! Good: the same with 12/26, if only with its masked title and legal basis

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::foundation::diagnostic::{Code, Diagnostic};
use crate::read::document::SakNumber;
use crate::release::Release;
use crate::site::{PageId, Relations, Site};

/// The most numbers that a gap within one agenda lacks.
const WIDEST: usize = 5;

/// Reports gaps in the saker of a meeting, and saker with lower numbers than those of an earlier meeting.
pub fn sak_order(site: &Site, release: &Release) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let mut all_utvalg: BTreeMap<PageId, Vec<(Date, PageId)>> = BTreeMap::new();
    for (id, page) in site.pages() {
        if let (Relations::Mote { utvalg, saker }, Some(date)) = (&page.relations, page.date()) {
            problems.extend(gaps(site, release, *utvalg, saker));
            all_utvalg.entry(*utvalg).or_default().push((date, id));
        }
    }
    for mut meetings in all_utvalg.into_values() {
        meetings.sort();
        problems.extend(out_of_order(site, &meetings));
    }
    problems
}

fn gaps(site: &Site, release: &Release, utvalg: PageId, saker: &[PageId]) -> Vec<Diagnostic> {
    let numbers: Vec<(SakNumber, PageId)> =
        saker.iter().filter_map(|id| Some((site.page(*id).sak()?.nummer.value, *id))).collect();
    let mut problems = Vec::new();
    for pair in numbers.windows(2) {
        let ((before, _), (after, id)) = (pair[0], pair[1]);
        if before.year != after.year || before.next().is_none_or(|next| next.same(after)) {
            continue;
        }
        let Some(document) = site.page(id).document() else { continue };
        let Some(sak) = site.page(id).sak() else { continue };
        let numbers_between: Vec<SakNumber> = std::iter::successors(before.next(), |number| number.next())
            .take_while(|number| number.sequence < after.sequence)
            .collect();
        let is_between = |number: &SakNumber| numbers_between.iter().any(|between| between.same(*number));
        if numbers_between.len() > WIDEST || of_body(site, utvalg).any(|number| is_between(&number)) {
            continue;
        }
        let kept_back = release.waiting.keys().chain(&release.broken);
        let files = kept_back.filter(|path| path.folder() == document.path.folder());
        let files = files.filter_map(|path| SakNumber::parse(&path.stem().replace('-', "/")));
        let there: BTreeSet<(u8, u16)> = files.map(|number| (number.year, number.sequence)).collect();
        let missing = numbers_between.iter().filter(|number| !there.contains(&(number.year, number.sequence)));
        let missing: Vec<String> = missing.map(SakNumber::to_string).collect();
        if missing.is_empty() {
            continue;
        }
        let list = missing.join(", ");
        let message = format!("mellom sak {before} og sak {after} i møtet mangler {list}");
        let hint =
            "legg inn saken. Er den unntatt offentlighet, viser du hjemmelen og en skjermet tittel med [unntatt]";
        let problem = Diagnostic::at(Code::SakOrder, &document.path, sak.nummer.span.clone(), message);
        problems.push(problem.hint(hint));
    }
    problems
}

/// The numbers of all saker of a body, whatever meeting treats them.
fn of_body(site: &Site, wanted: PageId) -> impl Iterator<Item = SakNumber> {
    site.pages().filter_map(move |(_, page)| match &page.relations {
        Relations::Sak { utvalg, .. } if *utvalg == wanted => page.sak().map(|sak| sak.nummer.value),
        _ => None,
    })
}

/// Saker whose numbers are lower than those of an earlier meeting of the same year.
fn out_of_order(site: &Site, meetings: &[(Date, PageId)]) -> Vec<Diagnostic> {
    let mut highest: BTreeMap<u8, (SakNumber, Date)> = BTreeMap::new();
    let mut problems = Vec::new();
    for (date, meeting) in meetings {
        let Relations::Mote { saker, .. } = &site.page(*meeting).relations else { continue };
        let saker: Vec<_> =
            saker.iter().filter_map(|id| Some((site.page(*id).document()?, &site.page(*id).sak()?.nummer))).collect();
        for (document, number) in &saker {
            let Some((earlier, _)) = highest
                .get(&number.value.year)
                .filter(|(earlier, held)| held < date && number.value.sequence < earlier.sequence)
            else {
                continue;
            };
            let message = format!("sak {} har lavere nummer enn sak {earlier} i et tidligere møte", number.value);
            let hint = "sjekk nummeret og datoen til møtet. Er saken utsatt fra et tidligere møte, er alt i orden";
            let problem = Diagnostic::at(Code::SakOrder, &document.path, number.span.clone(), message);
            problems.push(problem.hint(hint));
        }
        for (_, number) in saker {
            let entry = highest.entry(number.value.year).or_insert((number.value, *date));
            if number.value.sequence > entry.0.sequence {
                *entry = (number.value, *date);
            }
        }
    }
    problems
}
