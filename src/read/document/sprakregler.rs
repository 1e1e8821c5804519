//! The rules of language (*språkregler*): words that the portal writes in one way, and how they are not to be written.
//!
//! Which words those are is the affair of each portal, so they are data. How they are found is the same everywhere, and
//! stands here.

use std::collections::BTreeMap;
use std::ops::Range;

use super::kommuner::parse_data;
use crate::foundation::diagnostic::{Code, Diagnostic, Located};
use crate::foundation::path::SourcePath;
use crate::read::record::record;

record! {
    /// The content of the file of rules.
    pub struct WordingFile {
        regel: Vec<Regel> = "Reglene.",
    }
}

record! {
    /// A word, or several, that is to be written in one way.
    pub struct Regel {
        skriv: Located<String> = "Slik det skal skrives." => "\"helsefellesskap\"",
        ikke: Vec<Located<String>> = "Slik det ikke skal skrives. En stjerne bakerst tar med alle endelser." => "[\"helsefelleskap*\"]",
        hvorfor: Option<String> = "Hvorfor, til den som får meldingen." => "\"Fellesskap har to l-er og to s-er.\"",
        anbefaling: bool = "Det er en anbefaling. Funn er advarsler, og nettstedet blir laget.",
    }
}

/// All rules, ready to be looked for.
#[derive(Debug, Clone, Default)]
pub struct Wording {
    rules: Vec<Rule>,
    /// What to look for, by its first character in lower case: the place of the rule, and of the form in it.
    by_first: BTreeMap<char, Vec<(usize, usize)>>,
}

#[derive(Debug, Clone)]
struct Rule {
    right: String,
    reason: Option<String>,
    recommended: bool,
    wrong: Vec<Pattern>,
}

/// A way not to write a word.
#[derive(Debug, Clone)]
struct Pattern {
    letters: String,
    /// Any ending may follow.
    open: bool,
    /// It differs from the right form in capitals only, so they count.
    exact: bool,
}

/// A word that is not written as the rules say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misspelling<'a> {
    /// Where the whole word stands.
    pub span: Range<usize>,
    /// How it is to be written.
    pub right: String,
    pub reason: Option<&'a str>,
    pub recommended: bool,
}

impl Wording {
    /// Reads the rules, a TOML file with `type = "sprakregler"`. A rule that contradicts itself or another is reported.
    pub fn parse(path: &SourcePath, text: &str) -> (Option<Self>, Vec<Diagnostic>) {
        let (file, mut problems) = parse_data::<WordingFile>(path, text);
        let given = file.map(|file| file.regel).unwrap_or_default();
        let mut wording = Self::default();
        for rule in &given {
            let span = rule.skriv.span.clone();
            let texts = rule.ikke.iter().chain([&rule.skriv]);
            for empty in texts.filter(|text| !text.value.starts_with(char::is_alphanumeric)) {
                let message = "et ord i en språkregel begynner med en bokstav eller et siffer";
                problems.push(
                    Diagnostic::at(Code::InvalidValue, path, empty.span.clone(), message)
                        .hint("skriv ordet, eller slett regelen"),
                );
            }
            if rule.ikke.is_empty() {
                let message = format!("regelen for «{}» sier ikke hva som er feil", rule.skriv.value);
                problems.push(
                    Diagnostic::at(Code::InvalidValue, path, span, message).hint("legg til en linje: ikke = [\"…\"]"),
                );
            }
            wording.add(rule);
        }
        for rule in &given {
            if let Some(found) = wording.find(&rule.skriv.value).first() {
                let message = format!("«{}» skal selv skrives på en annen måte, etter en regel her", rule.skriv.value);
                let hint = format!("en av reglene gjør det til «{}»; rett den ene", found.right);
                problems.push(Diagnostic::at(Code::InvalidValue, path, rule.skriv.span.clone(), message).hint(hint));
            }
        }
        (problems.is_empty().then_some(wording), problems)
    }

    /// Takes in the rules of another file.
    pub fn extend(&mut self, other: &Self) {
        for rule in &other.rules {
            self.push(rule.clone());
        }
    }

    fn add(&mut self, rule: &Regel) {
        let right = rule.skriv.value.clone();
        let wrong = rule.ikke.iter().map(|form| {
            let letters = form.value.trim_end_matches('*').to_owned();
            let exact = letters.to_lowercase() == right.to_lowercase();
            Pattern { open: form.value.ends_with('*'), exact, letters }
        });
        let wrong = wrong.filter(|form| !form.letters.is_empty()).collect();
        self.push(Rule { right, reason: rule.hvorfor.clone(), recommended: rule.anbefaling, wrong });
    }

    fn push(&mut self, rule: Rule) {
        for (index, form) in rule.wrong.iter().enumerate() {
            let first = form.letters.chars().next().and_then(|first| first.to_lowercase().next());
            if let Some(first) = first {
                self.by_first.entry(first).or_default().push((self.rules.len(), index));
            }
        }
        self.rules.push(rule);
    }

    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The words of a text that are not written as the rules say, in order. Of two that begin at the same place, the longer.
    pub fn find(&self, text: &str) -> Vec<Misspelling<'_>> {
        let mut found = Vec::new();
        let mut before = None;
        let mut done = 0;
        for (start, character) in text.char_indices() {
            let begins = character.is_alphanumeric() && !before.is_some_and(char::is_alphanumeric);
            before = Some(character);
            if !begins || start < done {
                continue;
            }
            let first = character.to_lowercase().next().unwrap_or(character);
            let candidates = self.by_first.get(&first).into_iter().flatten();
            let longest = candidates
                .filter_map(|(rule, form)| {
                    let rule = &self.rules[*rule];
                    let (stem, whole) = rule.wrong[*form].matched(&text[start..])?;
                    Some((whole, stem, rule, rule.wrong[*form].exact))
                })
                .max_by_key(|(whole, ..)| *whole);
            if let Some((whole, stem, rule, exact)) = longest {
                done = start + whole;
                let typed = &text[start..start + stem];
                let right = if exact { rule.right.clone() } else { in_the_case_of(typed, &rule.right) };
                let right = format!("{right}{}", &text[start + stem..done]);
                if right != text[start..done] {
                    let (reason, recommended) = (rule.reason.as_deref(), rule.recommended);
                    found.push(Misspelling { span: start..done, right, reason, recommended });
                }
            }
        }
        found
    }
}

impl Pattern {
    /// The length of what a text begins with, when that is this form: without its ending, and with it.
    fn matched(&self, text: &str) -> Option<(usize, usize)> {
        let mut characters = text.char_indices();
        for wanted in self.letters.chars() {
            let (_, found) = characters.next()?;
            let same = match wanted {
                ' ' => matches!(found, ' ' | '\u{a0}'),
                _ if self.exact => found == wanted,
                _ => found == wanted || found.to_lowercase().eq(wanted.to_lowercase()),
            };
            if !same {
                return None;
            }
        }
        let rest = characters.as_str();
        let stem = text.len() - rest.len();
        let ending = rest.find(|character: char| !character.is_alphanumeric()).unwrap_or(rest.len());
        (self.open || ending == 0).then_some((stem, stem + ending))
    }
}

/// A word with the capitals of another: all, the first, or none but its own.
fn in_the_case_of(typed: &str, word: &str) -> String {
    let capitals = typed.chars().filter(|character| character.is_uppercase()).count();
    let letters = typed.chars().filter(|character| character.is_alphabetic()).count();
    if capitals > 1 && capitals == letters {
        return word.to_uppercase();
    }
    let mut characters = word.chars();
    match characters.next() {
        Some(first) if typed.starts_with(char::is_uppercase) => first.to_uppercase().chain(characters).collect(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = r#"type = "sprakregler"
[[regel]]
skriv = "helsefellesskap"
ikke = ["helsefelleskap*", "helse fellesskap"]
[[regel]]
skriv = "UNN"
ikke = ["Unn"]
[[regel]]
skriv = "for øvrig"
ikke = ["forøvrig"]
"#;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let path = SourcePath::new("content/sprakregler.toml").unwrap();
        let (wording, problems) = Wording::parse(&path, RULES);
        assert_eq!(problems, []);
        let wording = wording.unwrap();
        let found = wording.find(text);
        let found: Vec<(&str, &str)> = found.iter().map(|one| (&text[one.span.clone()], one.right.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn words_are_found_whole_with_their_endings_and_capitals() {
        check(
            "Helsefelleskapet og HELSEFELLESKAP",
            &[("Helsefelleskapet", "Helsefellesskapet"), ("HELSEFELLESKAP", "HELSEFELLESSKAP")],
        );
        check("et helse\u{a0}fellesskap", &[("helse\u{a0}fellesskap", "helsefellesskap")]);
        check("Forøvrig: forøvrige", &[("Forøvrig", "For øvrig")]);
        check("nyhelsefelleskap, Helsefellesskapet, for øvrig", &[]);
    }

    #[test]
    fn capitals_count_when_nothing_else_differs() {
        check("Unn, UNN og unn", &[("Unn", "UNN")]);
    }
}
