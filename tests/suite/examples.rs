//! The examples of each kind of problem are true: as it goes wrong, the program finds just that; as it is right, nothing.
//!
//! Each example is put into a small site that is in order ([`SITE`]), and replaces what it shows: some facts of a file, the
//! text of a page, or the whole file. A file that the site does not have gets what its place asks for.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use fellesskap::build;
use fellesskap::foundation::diagnostic::{Code, Diagnostic, ExamplePart, Excerpt, Severity, human};
use fellesskap::read::source::SourceTree;
use jiff::civil::{Date, date};

use crate::files::contents_below;
use crate::{golden, repository, sources};

/// Long enough after the meeting of the examples for its minutes to be missed.
const TODAY: Date = date(2026, 6, 4);

/// The page of an example that names none.
const PAGE: &str = "content/om/side.md";

/// Stands for a personal identifier in examples.
const STARS: &str = "***********";
/// Nobody's: forty is added to both the day and the month.
const IDENTIFIER: &str = "71523999073";

/// Begins a comment that says what the file was named when the site was published before.
const RENAMED: &str = "# Filen het ";

/// The kinds whose examples are in words, since no lines can show them: what only files that are no texts have, or only a
/// disk, the net or a document. Where each is tested stands beside it.
const IN_WORDS: [(Code, &str); 10] = [
    (Code::UnreadableFile, "tests/suite/command_line.rs"),
    (Code::FileTooLarge, "tests/suite/hostile.rs"),
    (Code::UnreadableAttachment, "tests/golden/attachments.txt"),
    (Code::InvalidUtf8, "tests/suite/command_line.rs"),
    (Code::ForbiddenCharacter, "tests/suite/command_line.rs"),
    (Code::InvalidFileName, "tests/suite/hostile.rs"),
    (Code::PicturePosition, "tests/golden/wrong-personal-identifier-in-files.txt"),
    (Code::PersonalMetadata, "src/guard/inspection.rs"),
    (Code::Pdf, "tests/suite/pdf.rs"),
    (Code::DeadLink, "tests/suite/external.rs"),
];

/// A site that is in order, with a file of each kind that examples are about.
const SITE: [(&str, &str); 14] = [
    (
        "fellesskap.toml",
        "tittel = \"Prøvenettstedet\"\nbeskrivelse = \"Et lite nettsted.\"\nutgiver = \"Sekretariatet\"\ntema = [\"mitt\", \"golden\"]\n",
    ),
    ("themes/mitt/styles/mitt.css", "h1 {\n  margin: 0;\n}\n"),
    (
        "content/index.md",
        "+++\ntype = \"forside\"\ntittel = \"Forsiden\"\n+++\n\n[Om oss](@/om/index.md) og [utvalget](@/utvalg/ssu/index.md)\n",
    ),
    ("content/om/index.md", "+++\ntype = \"seksjon\"\ntittel = \"Om oss\"\n+++\n"),
    (PAGE, "+++\ntype = \"side\"\ntittel = \"En side\"\n+++\n"),
    ("content/om/plan.md", "+++\ntype = \"side\"\ntittel = \"Handlingsplanen\"\n+++\n\n![Kart](kart.png)\n"),
    ("content/om/kart.png", ""),
    ("content/om/avvik.toml", TABLE),
    ("content/om/avvik.csv", "kommune;meldt;svar\nNarvik;12;10\n"),
    (
        "content/om/tilskudd.toml",
        "type = \"tabell\"\ntittel = \"Tilskudd\"\nsumrader = 1\n\n[[kolonne]]\nid = \"formål\"\ntittel = \"Formål\"\ntype = \"tekst\"\n\n\
         [[kolonne]]\nid = \"kroner\"\ntittel = \"Kroner\"\ntype = \"kr\"\n\n[[sum]]\nrad = \"Sum\"\n",
    ),
    ("content/om/tilskudd.csv", "formål;kroner\nEldreløftet;200 000\nPalliasjon;300 000\nSum;500 000\n"),
    (
        "content/utvalg/ssu/index.md",
        "+++\ntype = \"utvalg\"\ntittel = \"Strategisk samarbeidsutvalg\"\nkortnavn = \"SSU\"\nniva = 2\nstatus = \"aktiv\"\n+++\n",
    ),
    (
        "content/utvalg/ssu/2026-03-18/index.md",
        "+++\ntype = \"møte\"\ntittel = \"Møtet\"\nutvalg = \"ssu\"\ndato = 2026-03-18\ntilstand = \"avholdt\"\nreferat = \"godkjent\"\n+++\n",
    ),
    (
        "content/sprakregler.toml",
        "type = \"sprakregler\"\n\n[[regel]]\nskriv = \"helsefellesskap\"\nikke = [\"helsefelleskap*\"]\nhvorfor = \"To s-er.\"\n",
    ),
];

/// A description of a table.
const TABLE: &str = "type = \"tabell\"\ntittel = \"Avvik\"\n\n[[kolonne]]\nid = \"kommune\"\ntittel = \"Kommune\"\ntype = \"tekst\"\n\n\
                     [[kolonne]]\nid = \"meldt\"\ntittel = \"Meldt\"\ntype = \"antall\"\n\n\
                     [[kolonne]]\nid = \"svar\"\ntittel = \"Besvart\"\ntype = \"antall\"\n";

#[test]
fn what_goes_wrong_is_found_and_what_is_right_is_not() {
    let shared = themes();
    let mut failures = String::new();
    for code in Code::ALL.iter().filter(|code| !IN_WORDS.iter().any(|(in_words, _)| in_words == *code)) {
        let explanation = code.explanation();
        let (bad, report) = found(explanation.bad, &shared);
        let severities: Vec<Severity> = bad.iter().map(|problem| problem.severity).collect();
        let is_only = !bad.is_empty() && bad.iter().all(|problem| problem.code == *code);
        if !is_only || !severities.iter().all(|severity| explanation.severities.allow(*severity)) {
            failures.push_str(&format!("==== {}, as it goes wrong: {severities:?} ====\n{report}\n", code.name()));
        }
        let (good, report) = found(explanation.good, &shared);
        if !good.is_empty() {
            failures.push_str(&format!("==== {}, as it is right ====\n{report}\n", code.name()));
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn words_stand_only_for_what_lines_cannot_show() {
    for code in Code::ALL {
        let explanation = code.explanation();
        let listed = IN_WORDS.iter().find(|(in_words, _)| in_words == code);
        for excerpt in explanation.bad.iter().chain(explanation.good) {
            assert_eq!(excerpt.part == ExamplePart::Words, listed.is_some(), "{}", code.name());
        }
        let Some((_, test)) = listed else { continue };
        let text = fs::read_to_string(repository::root().join(test)).unwrap();
        let named = [code.name().to_owned(), format!("Code::{code:?}")];
        assert!(named.iter().any(|name| text.contains(name)), "{test} does not know {}", code.name());
    }
}

#[test]
fn the_site_of_the_examples_is_in_order() {
    let (problems, report) = found(&[], &themes());
    assert!(problems.is_empty(), "{report}");
}

/// What the program finds in the site with an example in it, and that as editors read it.
fn found(example: &[Excerpt], shared: &BTreeMap<String, Vec<u8>>) -> (Vec<Diagnostic>, String) {
    let mut sources = SourceTree::default();
    let mut problems = Vec::new();
    for (path, bytes) in shared.clone().into_iter().chain(site_with(example)) {
        problems.extend(sources.insert(sources::path(&path), bytes));
    }
    let (portal, found) = build::check(&sources, &sources::on(TODAY));
    problems.extend(found);
    let earlier: Vec<String> = example.iter().filter_map(earlier_address).collect();
    problems.extend(portal.iter().flat_map(|portal| portal.lost_addresses(earlier.iter().map(String::as_str))));
    let text = human::render(&problems, |path| sources.text(path), false);
    (problems, text)
}

/// The address of a file before it got another name.
fn earlier_address(excerpt: &Excerpt) -> Option<String> {
    let (_, renamed) = excerpt.lines.split_once(RENAMED)?;
    let (stem, _) = renamed.split_once(".md")?;
    let folder = excerpt.file?.strip_prefix("content")?.rsplit_once('/')?.0;
    Some(format!("{folder}/{stem}/"))
}

/// The files of the site with those of an example.
fn site_with(example: &[Excerpt]) -> BTreeMap<String, Vec<u8>> {
    let mut files: BTreeMap<String, String> =
        SITE.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    for Excerpt { file, part, lines } in example {
        let file = file.unwrap_or(PAGE);
        let lines = match file {
            "content/godta.toml" => (*lines).to_owned(),
            _ => lines.replace(STARS, IDENTIFIER),
        };
        let before = files.get(file).cloned().unwrap_or_else(|| ordinary(file));
        let after = match part {
            ExamplePart::Facts => with_facts(&before, &lines, file.ends_with(".md")),
            ExamplePart::Text => format!("{}\n\n{lines}\n", fences(&before).0),
            ExamplePart::Whole => format!("{lines}\n"),
            ExamplePart::Words => panic!("words cannot be built"),
        };
        files.insert(file.to_owned(), after);
    }
    files.into_iter().map(|(path, text)| (path, text.into_bytes())).collect()
}

/// What stands in a file of this name when it is in order.
fn ordinary(file: &str) -> String {
    let (folder, name) = file.rsplit_once('/').unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default();
    match name.rsplit_once('.').unwrap_or_default().1 {
        "md" if stem.ends_with("-26") => {
            let number = stem.replace('-', "/");
            format!("+++\ntype = \"sak\"\nnummer = \"{number}\"\ntittel = \"En sak\"\nsakstype = \"O\"\n+++\n")
        }
        "md" => format!("+++\ntype = \"side\"\ntittel = \"Siden {stem} i {folder}\"\n+++\n"),
        "toml" if stem == "godta" => "type = \"godta\"\n".to_owned(),
        "toml" => TABLE.to_owned(),
        _ => "Hei.\n".to_owned(),
    }
}

/// A page with the fences around its facts, and what stands after them.
fn fences(page: &str) -> (&str, &str) {
    page.split_at(page[3..].find("+++").expect("a page has fences") + 6)
}

/// A file with these facts. They stand in for those of the same names; tables of theirs come after all others.
fn with_facts(file: &str, facts: &str, is_page: bool) -> String {
    let (before, after) = if is_page { fences(file) } else { (file, "") };
    let own = if is_page { before.trim_start_matches("+++\n").trim_end_matches("+++") } else { before };
    let ((own, own_tables), (new, new_tables)) = (parts(own), parts(facts));
    let name = |line: &str| line.split(" = ").next().unwrap_or_default().to_owned();
    let names: BTreeSet<String> = new.lines().map(name).collect();
    let kept = own.lines().filter(|line| !line.is_empty() && !names.contains(&name(line)));
    let all: String = kept.chain(new.lines()).map(|line| format!("{line}\n")).collect();
    let text = format!("{all}\n{own_tables}\n{new_tables}\n");
    if is_page { format!("+++\n{text}+++{after}") } else { text }
}

/// The facts of a file itself, and its tables.
fn parts(facts: &str) -> (&str, &str) {
    match (facts.starts_with('['), facts.find("\n[")) {
        (true, _) => ("", facts),
        (false, Some(at)) => facts.split_at(at + 1),
        (false, None) => (facts, ""),
    }
}

/// The theme of the golden sites, and the one that comes with the program.
fn themes() -> BTreeMap<String, Vec<u8>> {
    let mut files = golden::theme();
    let own = contents_below(&repository::root().join("themes/helsefellesskap"));
    files.extend(own.into_iter().map(|(name, content)| (format!("themes/helsefellesskap/{name}"), content)));
    files
}
