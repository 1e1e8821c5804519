//! Mending what the checks know how to mend.

use std::collections::BTreeMap;

use super::{Request, check};
use crate::foundation::diagnostic::{Code, Diagnostic, Repair, repaired};
use crate::foundation::path::SourcePath;
use crate::read::source::SourceTree;

/// Outcome of a repair.
#[derive(Debug)]
pub struct Mended {
    /// The site with all repairs made.
    pub sources: SourceTree,
    /// Changes by file, in order.
    pub changes: BTreeMap<SourcePath, Vec<Change>>,
    /// Files whose repairs would have made something else wrong, and that are as they were.
    pub left_alone: Vec<SourcePath>,
}

/// One repair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Counted from 1, in the file as it was.
    pub line: usize,
    pub before: String,
    pub after: String,
}

/// Makes the repairs that problems of a site carry, and those that can be made after them.
///
/// Nothing is changed but what a repair marks, and nothing that would make a new problem: a number in the text can be one
/// that a control looks for. The site is checked with the repairs before they count, file by file where it must.
pub fn mend(sources: &SourceTree, request: &Request) -> Mended {
    /// Repairs can wait for others that overlap them. More rounds than this are not needed for any site there is.
    const ROUNDS: usize = 4;
    let mut mended = Mended { sources: sources.clone(), changes: BTreeMap::new(), left_alone: Vec::new() };
    let (_, mut problems) = check(sources, request);
    for _ in 0..ROUNDS {
        let mut repairs = repairs_of(&problems);
        repairs.retain(|file, _| !mended.left_alone.contains(file));
        if repairs.is_empty() {
            break;
        }
        if let Some(found) = mended.attempt(&repairs, &problems, request) {
            problems = found;
            continue;
        }
        for (file, repairs) in repairs {
            let alone = BTreeMap::from([(file.clone(), repairs)]);
            match mended.attempt(&alone, &problems, request) {
                Some(found) => problems = found,
                None => mended.left_alone.push(file),
            }
        }
    }
    mended
}

impl Mended {
    /// Makes repairs when no problem comes of them; returns the problems that are left. `None` when all is as before.
    fn attempt(
        &mut self,
        repairs: &BTreeMap<SourcePath, Vec<Repair>>,
        before: &[Diagnostic],
        request: &Request,
    ) -> Option<Vec<Diagnostic>> {
        let mut sources = self.sources.clone();
        let mut changes = Vec::new();
        for (file, repairs) in repairs {
            let text = sources.text(file)?;
            let (after, made) = repaired(text, repairs);
            let change = |Repair { span, text: after }: Repair| Change {
                line: text[..span.start].matches('\n').count() + 1,
                before: text[span].to_owned(),
                after,
            };
            changes.push((file.clone(), made.into_iter().map(change).collect::<Vec<_>>()));
            sources.insert(file.clone(), after.into_bytes());
        }
        let (_, problems) = check(&sources, request);
        if !nothing_new(before, &problems) {
            return None;
        }
        self.sources = sources;
        for (file, made) in changes {
            self.changes.entry(file).or_default().extend(made);
        }
        Some(problems)
    }
}

fn repairs_of(problems: &[Diagnostic]) -> BTreeMap<SourcePath, Vec<Repair>> {
    let mut repairs: BTreeMap<SourcePath, Vec<Repair>> = BTreeMap::new();
    for problem in problems {
        if let (Some(place), Some(repair)) = (&problem.place, &problem.repair) {
            repairs.entry(place.file.clone()).or_default().push(Repair::clone(repair));
        }
    }
    repairs
}

/// True if each problem was there before, wherever it stands now.
fn nothing_new(before: &[Diagnostic], after: &[Diagnostic]) -> bool {
    fn key(problem: &Diagnostic) -> (Code, Option<&SourcePath>, &str) {
        (problem.code, problem.place.as_ref().map(|place| &place.file), &problem.message)
    }
    let mut counts: BTreeMap<_, usize> = BTreeMap::new();
    for problem in before {
        *counts.entry(key(problem)).or_default() += 1;
    }
    after.iter().all(|problem| {
        let left = counts.get_mut(&key(problem)).filter(|left| **left > 0);
        left.map(|left| *left -= 1).is_some()
    })
}
