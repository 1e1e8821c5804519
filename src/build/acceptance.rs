//! Findings that somebody has let stand are taken away, one by one; an acceptance that is of no use is a mistake.
//!
//! What an acceptance can be for is decided by [`Code::acceptable`]: judgements, never what is broken or must not be known.
//! Its text is compared with the file as messages show it, with stars for the digits of personal identifiers, so that the
//! file of acceptances repeats none. It says where, and cannot say everywhere: one entry is for one finding.
//!
//! What was accepted of a number or of a file that is no text is known by its hash, so that another number at the same place,
//! or one more in the same file, is a new finding. The number is published when it is accepted, so its hash gives nothing away.

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

use crate::foundation::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::foundation::identifier::masked;
use crate::foundation::path::SourcePath;
use crate::read::document::{Acceptance, Acceptances};
use crate::read::source::{CONTENT, SourceTree};

/// Takes away what is accepted, and reports acceptances that are wrong or have nothing to accept.
///
/// `unjudged` tells of a file that is not published, or is broken: what would be found in it is not known.
pub fn accept(
    problems: &mut Vec<Diagnostic>,
    acceptances: &Acceptances,
    sources: &SourceTree,
    unjudged: impl Fn(&SourcePath) -> bool,
) {
    let mut accepted = vec![false; problems.len()];
    let mut wrong = Vec::new();
    for entry in &acceptances.entries {
        let judge = Judge { acceptances, sources, entry: &entry.value };
        match judge.find(problems) {
            Ok(Some(index)) if accepted[index] => wrong.push(*judge.accepted_before()),
            Ok(Some(index)) => match judge.another(&problems[index]) {
                None => accepted[index] = true,
                Some(problem) => wrong.push(*problem),
            },
            Ok(None) if judge.file().is_some_and(|file| unjudged(&file)) || judge.waits_for_the_net() => {}
            Ok(None) => {
                let message =
                    format!("«{}» er godtatt her, men sjekken finner det ikke lenger", entry.value.navn.value);
                let problem =
                    Diagnostic::at(Code::StaleAcceptance, &acceptances.path, entry.value.navn.span.clone(), message);
                wrong.push(
                    problem.hint("slett hele [[godta]], eller rett «fil» og «tekst» hvis stedet er blitt et annet"),
                );
            }
            Err(problem) => wrong.push(*problem),
        }
    }
    let mut kept = accepted.into_iter().map(|accepted| !accepted);
    problems.retain(|_| kept.next().unwrap_or(true));
    problems.extend(wrong);
}

/// Takes away what is accepted of dead links, which are found after all others, and reports acceptances that are for several.
#[cfg(feature = "external-links")]
pub fn without_accepted(
    mut problems: Vec<Diagnostic>,
    acceptances: &Acceptances,
    sources: &SourceTree,
) -> Vec<Diagnostic> {
    let mut wrong = Vec::new();
    for entry in &acceptances.entries {
        let judge = Judge { acceptances, sources, entry: &entry.value };
        match judge.find(&problems) {
            Ok(Some(index)) => drop(problems.remove(index)),
            // Of others it was said before.
            Err(problem) if entry.value.navn.value == Code::DeadLink.name() => wrong.push(*problem),
            _ => {}
        }
    }
    problems.extend(wrong);
    problems
}

/// Finds what one acceptance is for.
struct Judge<'a> {
    acceptances: &'a Acceptances,
    sources: &'a SourceTree,
    entry: &'a Acceptance,
}

impl Judge<'_> {
    fn file(&self) -> Option<SourcePath> {
        SourcePath::new(&self.entry.fil.value).filter(|path| self.sources.bytes(path).is_some())
    }

    /// The place of the finding among all; `None` when there is none.
    fn find(&self, problems: &[Diagnostic]) -> Result<Option<usize>, Box<Diagnostic>> {
        let code = self.code()?;
        let Some(file) = self.file() else { return Err(self.no_such_file()) };
        let of_file = problems.iter().enumerate().filter_map(|(index, problem)| {
            let place = problem.place.as_ref().filter(|place| problem.code == code && place.file == file)?;
            Some((index, problem, place.span.clone()))
        });
        let found: Vec<(usize, Option<Range<usize>>)> = match (self.sources.text(&file), &self.entry.tekst) {
            (Some(text), Some(passage)) => {
                let Some(span) = self.only_place(&masked(text), &passage.value)? else { return Ok(None) };
                let meets =
                    |other: &Range<usize>| other.start < span.end && span.start < other.end.max(other.start + 1);
                of_file
                    .filter(|(_, _, other)| other.as_ref().is_some_and(meets))
                    .map(|(index, _, span)| (index, span))
                    .collect()
            }
            (_, passage) => {
                let says = |problem: &Diagnostic| {
                    passage.as_ref().is_none_or(|passage| has_words(&masked(&problem.message), &passage.value))
                };
                of_file
                    .filter(|(_, problem, span)| span.is_none() && says(problem))
                    .map(|(index, _, span)| (index, span))
                    .collect()
            }
        };
        match found.as_slice() {
            [] => Ok(None),
            [(index, _)] => Ok(Some(*index)),
            [(_, Some(_)), ..] => {
                let message = format!("«tekst» gjelder {} funn, men ett skal godtas om gangen", found.len());
                Err(self.wrong_text(
                    message,
                    "skriv en kortere tekst, som bare har det ene, og en [[godta]] for hvert funn",
                ))
            }
            _ => {
                let message = format!("filen har {} slike funn, men ett skal godtas om gangen", found.len());
                Err(self.wrong_text(
                    message,
                    "skriv i «tekst» det meldingen sier om stedet, for eksempel «side 3», og en [[godta]] for hvert funn",
                ))
            }
        }
    }

    /// Reports a finding that is another than the accepted one, where the text cannot tell.
    fn another(&self, problem: &Diagnostic) -> Option<Box<Diagnostic>> {
        let (code, at) = (problem.code, &self.acceptances.path);
        let (what, mark) = match (self.mark(problem), &self.entry.kjennetegn) {
            (None, None) => return None,
            (None, Some(kjennetegn)) => {
                let message = format!("«kjennetegn» brukes ikke når «{}» godtas", code.name());
                let problem = Diagnostic::at(Code::UnknownKey, at, kjennetegn.span.clone(), message);
                return Some(Box::new(problem.hint("slett linjen")));
            }
            (Some((what, mark)), _) => (what, mark),
        };
        let problem = match &self.entry.kjennetegn {
            Some(kjennetegn) if kjennetegn.value == mark => return None,
            Some(kjennetegn) => {
                let message = format!("{what} er et annet enn det som ble godtatt");
                Diagnostic::at(Code::StaleAcceptance, at, kjennetegn.span.clone(), message)
            }
            None => {
                let message = format!("nøkkelen «kjennetegn» mangler, så det kan ikke sees om {what} blir et annet");
                Diagnostic::at(Code::MissingKey, at, self.entry.navn.span.clone(), message)
            }
        };
        Some(Box::new(problem.hint(format!("se på funnet. Kan det stå, skriver du: kjennetegn = \"{mark}\""))))
    }

    /// Returns the hash of a finding about a number or about a file that is no text.
    fn mark(&self, problem: &Diagnostic) -> Option<(&'static str, String)> {
        let place = problem.place.as_ref()?;
        let (text, bytes) = (self.sources.text(&place.file), self.sources.bytes(&place.file)?);
        let (what, seen) = match (problem.code, text, &place.span) {
            (Code::PersonalIdentifier, Some(text), Some(span)) => ("nummeret", text.get(span.clone())?.as_bytes()),
            (Code::PersonalIdentifier | Code::PersonalMetadata | Code::UnreadableAttachment, ..)
            | (Code::MentionedExempt, None, _) => ("innholdet i filen", bytes),
            // A passage can become longer and tell more.
            (Code::MentionedExempt, Some(text), Some(span)) => {
                ("det som står her,", text.get(span.clone())?.as_bytes())
            }
            _ => return None,
        };
        Some((what, format!("{:016x}", xxh3_64(seen))))
    }

    /// Whether it is for what only the net can tell, about a text that is still there. What is found differs from day to day,
    /// so that an acceptance can be of no use today and of use tomorrow.
    fn waits_for_the_net(&self) -> bool {
        let stands = || {
            let passage = self.entry.tekst.as_ref()?;
            Some(masked(self.sources.text(&self.file()?)?).contains(&passage.value))
        };
        self.entry.navn.value == Code::DeadLink.name() && stands() == Some(true)
    }

    fn code(&self) -> Result<Code, Box<Diagnostic>> {
        let navn = &self.entry.navn;
        let acceptable = || Code::ALL.iter().copied().filter(|code| code.acceptable()).map(Code::name);
        match Code::ALL.iter().copied().find(|code| code.name() == navn.value) {
            Some(code) if code.acceptable() => Ok(code),
            Some(_) => {
                let message = format!("«{}» kan ikke godtas; det må rettes", navn.value);
                let problem = Diagnostic::at(Code::InvalidValue, &self.acceptances.path, navn.span.clone(), message);
                let names = acceptable().collect::<Vec<_>>().join(", ");
                Err(Box::new(problem.hint(format!("bare dette kan godtas: {names}"))))
            }
            None => {
                let message = format!("ingen sjekk heter «{}»", navn.value);
                let problem =
                    Diagnostic::at(Code::UnknownReference, &self.acceptances.path, navn.span.clone(), message);
                let hint = did_you_mean(&navn.value, acceptable())
                    .unwrap_or_else(|| "skriv navnet som står i klammene i meldingen".to_owned());
                Err(Box::new(problem.hint(hint)))
            }
        }
    }

    fn accepted_before(&self) -> Box<Diagnostic> {
        let message = "dette funnet er godtatt en gang til, lenger oppe";
        let problem =
            Diagnostic::at(Code::StaleAcceptance, &self.acceptances.path, self.entry.navn.span.clone(), message);
        Box::new(problem.hint("slett den ene [[godta]]"))
    }

    fn no_such_file(&self) -> Box<Diagnostic> {
        let fil = &self.entry.fil;
        let known = self.sources.paths_below(CONTENT);
        let hint = did_you_mean(&fil.value, known.iter().map(|path| path.as_str()))
            .unwrap_or_else(|| "skriv stien slik den står i meldingen: content/mappe/fil.md".to_owned());
        let message = format!("filen «{}» finnes ikke", fil.value);
        Box::new(Diagnostic::at(Code::UnknownReference, &self.acceptances.path, fil.span.clone(), message).hint(hint))
    }

    /// Where a passage stands in a text. `None` when it does not.
    fn only_place(&self, text: &str, passage: &str) -> Result<Option<Range<usize>>, Box<Diagnostic>> {
        let mut places = text.match_indices(passage).map(|(start, _)| start..start + passage.len());
        let first = places.next();
        match places.count() {
            0 => Ok(first),
            more => {
                let message = format!("«tekst» står {} steder i filen", more + 1);
                Err(self.wrong_text(message, "skriv mer av teksten rundt, så den bare står ett sted"))
            }
        }
    }

    fn wrong_text(&self, message: String, hint: &str) -> Box<Diagnostic> {
        let span = self.entry.tekst.as_ref().map_or(&self.entry.fil.span, |text| &text.span).clone();
        Box::new(Diagnostic::at(Code::InvalidValue, &self.acceptances.path, span, message).hint(hint))
    }
}

/// True if a passage stands in a text and does not end within a word or a number there: «side 3» is not in «side 31».
fn has_words(text: &str, passage: &str) -> bool {
    let goes_on = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
    text.match_indices(passage).any(|(start, _)| {
        !goes_on(text[..start].chars().next_back()) && !goes_on(text[start + passage.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::has_words;

    #[test]
    fn a_passage_ends_where_words_end() {
        assert!(has_words("filen har et D-nummer (side 3)", "side 3"));
        assert!(has_words("side 31, side 3", "side 3"));
        assert!(!has_words("side 31", "side 3"));
        assert!(!has_words("innside 3", "side 3"));
    }
}
