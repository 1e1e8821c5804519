//! The glossary (*ordliste*): abbreviations, explained where they first occur on a page.

use super::kommuner::parse_data;
use crate::foundation::diagnostic::{Code, Diagnostic, Located};
use crate::foundation::path::SourcePath;
use crate::read::record::record;

record! {
    /// The content of the glossary file.
    pub struct GlossaryFile {
        ord: Vec<Ord> = "Forkortelsene.",
    }
}

record! {
    /// An abbreviation.
    pub struct Ord {
        kort: Located<String> = "Forkortelsen, ett ord: SSU." => "\"SSU\"",
        lang: String = "Hva den står for." => "\"strategisk samarbeidsutvalg\"",
        forklaring: Option<String> = "Hva det er.",
    }
}

/// All abbreviations.
#[derive(Debug, Clone, Default)]
pub struct Glossary {
    pub terms: Vec<Ord>,
}

impl Glossary {
    /// Reads the glossary, a TOML file with `type = "ordliste"`. A term that stands twice is reported.
    pub fn parse(path: &SourcePath, text: &str) -> (Option<Self>, Vec<Diagnostic>) {
        let (file, mut problems) = parse_data::<GlossaryFile>(path, text);
        let terms = file.map(|file| file.ord).unwrap_or_default();
        for (index, term) in terms.iter().enumerate() {
            if terms[..index].iter().any(|earlier| earlier.kort.value == term.kort.value) {
                let message = format!("«{}» står to ganger i ordlisten", term.kort.value);
                let problem = Diagnostic::at(Code::DuplicateName, path, term.kort.span.clone(), message);
                problems.push(problem.hint("slett den ene"));
            }
        }
        (Some(Self { terms }), problems)
    }

    /// What an abbreviation stands for.
    pub fn meaning(&self, short: &str) -> Option<&str> {
        self.terms.iter().find(|term| term.kort.value == short).map(|term| term.lang.as_str())
    }
}
