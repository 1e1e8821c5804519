//! `umerket-sprak`: a passage in another language than its page is marked as such.
//!
//! What it is, why it matters and the way out stand with [`Code::UnmarkedLanguage`]. A screen reader says words as those of the
//! language that the page says it is in, unless they are marked (WCAG 3.1.2, language of parts). A warning.
//!
//! Languages are told by the small words that any sentence is full of, and only a passage of at least [`FEWEST`] words is
//! judged: a paragraph, an item of a list, a cell or a heading, with the quotations in it, which are what is most often in
//! another language. English, Norwegian and Northern Sámi are known. Danish and Swedish are too like Norwegian to be told
//! apart without mistakes, and so are bokmål and nynorsk. Of titles and other facts nothing is said, since words cannot be
//! marked there.
//!
//! Bad: `The project is a joint action of the hospital and …` in a page in bokmål
//! Good: `{{ sprak(kode="en", tekst="The project is …") }}`

use super::passage::{Passage, passages};
use crate::foundation::diagnostic::{Code, Diagnostic};
use crate::read::document::{Document, Sprak};

/// The fewest words that a language is told by.
const FEWEST: usize = 12;
/// How many different small words of a language a passage has, at the least.
const DIFFERENT: usize = 4;
/// How many times as many small words of one language as of any other a passage has, at the least.
const CLEARLY: usize = 4;

/// A language as it is known by its small words, none of which are such words in another of the three.
struct Known {
    code: &'static str,
    /// After «på».
    name: &'static str,
    small_words: &'static [&'static str],
    /// Some that are in nearly every text of a few sentences.
    surest: &'static [&'static str],
    /// Of a hundred words, how many are among the small ones at the least. Ordinary prose has about twice as many.
    share: usize,
}

const NORWEGIAN: Known = Known {
    code: "nb",
    name: "norsk",
    small_words: &[
        "av", "ble", "blei", "blir", "da", "de", "dei", "den", "denne", "der", "det", "dette", "disse", "eit", "ein",
        "eller", "en", "enn", "er", "et", "etter", "fra", "frå", "har", "hadde", "i", "ikke", "ikkje", "kan",
        "korleis", "kva", "med", "mellom", "mot", "nå", "når", "og", "også", "om", "oss", "på", "seg", "sin", "sine",
        "sitt", "skal", "slik", "som", "til", "var", "ved", "vi", "vil", "være", "å",
    ],
    surest: &[" og ", " er ", " det ", " til "],
    share: 20,
};

const ENGLISH: Known = Known {
    code: "en",
    name: "engelsk",
    small_words: &[
        "about", "after", "also", "an", "and", "are", "as", "be", "been", "before", "between", "but", "can", "during",
        "from", "had", "has", "how", "in", "into", "is", "it", "its", "may", "more", "most", "not", "of", "on", "or",
        "other", "our", "should", "such", "than", "that", "the", "their", "them", "there", "these", "they", "this",
        "those", "through", "to", "was", "we", "were", "what", "when", "where", "which", "who", "will", "with",
        "would", "you", "your",
    ],
    surest: &[" the ", " of ", " and "],
    share: 20,
};

const SAMI: Known = Known {
    code: "se",
    name: "nordsamisk",
    small_words: &[
        "ahte", "ain", "badjel", "beare", "bokte", "buot", "dahje", "daid", "daidda", "dain", "dainna", "dan", "danne",
        "dasa", "dasgo", "dat", "dego", "dii", "dušše", "dál", "dalle", "dán", "dát", "dás", "eai", "eará", "earret",
        "eat", "ektui", "ferte", "fertejit", "gaskkas", "galget", "galgá", "galggai", "go", "goit", "gos", "gosa",
        "ii", "juo", "juohke", "jus", "lea", "leahkit", "leamaš", "leat", "ledje", "lei", "maid", "maiddái", "maŋŋel",
        "maŋŋá", "mielde", "mii", "muhto", "ovdal", "sihke", "sii", "son", "su", "sáhttet", "sáhttá", "vai", "vel",
        "vuolde", "šaddá",
    ],
    surest: &[" lea ", " leat ", " ahte ", " lei ", " dahje ", " galgá "],
    share: 12,
};

/// Reports passages that are evidently in another language than their page.
pub fn unmarked_language(document: &Document, text: &str) -> Vec<Diagnostic> {
    let (own, others) = match document.common.sprak {
        None | Some(Sprak::Bokmal | Sprak::Nynorsk) => (&NORWEGIAN, [&ENGLISH, &SAMI]),
        Some(Sprak::Nordsamisk) => (&SAMI, [&ENGLISH, &NORWEGIAN]),
    };
    let body = text.get(document.body_start..).unwrap_or_default();
    // Nearly all texts have none of these, and need not be read.
    let may_have = |known: &&Known| known.surest.iter().any(|word| body.contains(word));
    if !others.iter().any(may_have) {
        return Vec::new();
    }
    let problem = |passage: Passage| {
        let [first, second] = others;
        let other = if passage.is_in(first, [own, second]) {
            first
        } else if passage.is_in(second, [own, first]) {
            second
        } else {
            return None;
        };
        let span = passage.span.start + document.body_start..passage.span.end + document.body_start;
        let message = format!("teksten er på {}, men det er ikke siden, og det er ikke merket", other.name);
        let hint =
            format!("skriv {{{{ sprak(kode=\"{}\", tekst=\"…\") }}}} om teksten, eller oversett den", other.code);
        Some(Diagnostic::at(Code::UnmarkedLanguage, &document.path, span, message).hint(hint))
    };
    passages(body).into_iter().filter_map(problem).collect()
}

impl Passage {
    /// Whether it is in one language, and surely in none of some others.
    fn is_in(&self, language: &Known, others: [&Known; 2]) -> bool {
        let count = |known: &Known| self.words.iter().filter(|word| known.small_words.contains(&word.as_str())).count();
        let found = count(language);
        let different = language
            .small_words
            .iter()
            .filter(|small| self.words.iter().any(|word| word == *small))
            .take(DIFFERENT)
            .count();
        self.words.len() >= FEWEST
            && found * 100 >= self.words.len() * language.share
            && different == DIFFERENT
            && others.iter().all(|other| found >= CLEARLY * count(other))
    }
}

#[cfg(test)]
mod tests {
    use super::super::passage;
    use super::*;

    /// The passages that are long enough to be judged.
    fn passages(text: &str) -> Vec<Passage> {
        passage::passages(text).into_iter().filter(|passage| passage.words.len() >= FEWEST).collect()
    }

    /// The languages that one passage is found to be in, on a page in Norwegian and on one in Northern Sámi.
    #[track_caller]
    fn check(text: &str, on_norwegian: Option<&str>, on_sami: Option<&str>) {
        let passages = passages(text);
        assert_eq!(passages.len(), 1, "{text}");
        let all = [&NORWEGIAN, &ENGLISH, &SAMI];
        let is_found = |own: &Known, other: &&&Known| {
            let rest: Vec<&Known> = all.into_iter().filter(|known| known.code != other.code).collect();
            other.code != own.code && passages[0].is_in(other, [rest[0], rest[1]])
        };
        let found = |own: &Known| all.iter().find(|other| is_found(own, other)).map(|other| other.code);
        assert_eq!(found(&NORWEGIAN), on_norwegian, "{text}");
        assert_eq!(found(&SAMI), on_sami, "{text}");
    }

    #[test]
    fn languages_are_told_by_their_small_words() {
        check(
            "The municipalities and the hospital share the responsibility for patients who are discharged from the wards.",
            Some("en"),
            Some("en"),
        );
        check(
            "Municipal healthcare providers’ perceptions of reasons for frequent and unplanned hospital admissions among the old in their homes",
            Some("en"),
            Some("en"),
        );
        check(
            "Gielddat ja buohcciviessu leat ovttas ovddasvástideaddjit das ahte divššohasat ožžot buori veahki go sii bohtet ruoktot, ja dat galgá dáhpáhuvvat johtilit.",
            Some("se"),
            None,
        );
        check(
            "Kommunene og sykehuset har sammen ansvar for at pasientene får god hjelp når de kommer hjem, og det skal skje raskt.",
            None,
            Some("nb"),
        );
        check(
            "Kommunane og sjukehuset har saman ansvar for at pasientane får god hjelp når dei kjem heim, og det skal skje raskt.",
            None,
            Some("nb"),
        );
        // Danish and Swedish are not judged.
        check(
            "Kommunerne og sygehuset har sammen ansvar for, at patienterne får god hjælp, når de kommer hjem.",
            None,
            Some("nb"),
        );
        // A Norwegian sentence about an English name.
        check(
            "Prosjektet er med i Joint Action on the Prevention of Frailty and in The Network of Arctic Health, og det skal vare i tre år.",
            None,
            None,
        );
        // Names only.
        check(
            "Tromsø Narvik Harstad Balsfjord Karlsøy Storfjord Lyngen Kåfjord Skjervøy Nordreisa Kvænangen Gratangen Lavangen",
            None,
            None,
        );
    }

    #[test]
    fn what_is_marked_is_not_judged_nor_is_code() {
        let english =
            "The municipalities and the hospital share the responsibility for the patients who are discharged.";
        assert_eq!(passages(english).len(), 1);
        for text in [
            format!("{{{{ sprak(kode=\"en\", tekst=\"{english}\") }}}}"),
            format!("Se {{{{ sprak(kode=\"en\", tekst=\"{english}\") }}}} og mer."),
            format!("```\n{english}\n```"),
            format!("`{english}`"),
        ] {
            assert_eq!(passages(&text).len(), 0, "{text}");
        }
        // It is found in a quotation, a list and a cell, with markup in it, and its place is its words.
        for (before, after) in [("> ", ""), ("- a\n- ", "\n- b"), ("«", "»"), ("| a |\n|---|\n| ", " |"), ("**", "**")]
        {
            let text = format!("{before}{english}{after}");
            let found = passages(&text);
            assert_eq!(found.len(), 1, "{text}");
            assert!(text[found[0].span.clone()].contains(english), "{text}");
        }
    }
}
