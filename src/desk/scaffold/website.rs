//! A whole new site: settings, a front page, and one body.

use super::front::{page, quoted, toml};
use super::page::{abbreviation, body_file, section_file};
use super::{Ask, NewFile, Plan, Stop, Surroundings, ask, content_path, name_of, refused, some_text, text_question};
use crate::foundation::path::SourcePath;
use crate::read::document::Niva;
use crate::read::source::{BUILT_IN_THEME, SETTINGS};

/// The folder of bodies.
const BODIES: &str = "utvalg";
/// The first body: where a partnership takes its decisions, by the national agreement.
const FIRST_BODY: &str = "Strategisk samarbeidsutvalg";

/// A site that builds as it is.
pub fn plan(around: &Surroundings<'_>, asking: &mut dyn Ask) -> Result<Plan, Stop> {
    let title = ask(asking, &text_question("--tittel", "Hva heter nettstedet?", None), some_text)?;
    let question = text_question("--utgiver", "Hvem er ansvarlig for det?", Some(title.clone()));
    let publisher = ask(asking, &question, some_text)?;
    let question = text_question("--utvalg", "Hva heter det første utvalget?", Some(FIRST_BODY.to_owned()));
    let utvalg = ask(asking, &question, some_text)?;
    let question = text_question("--kortnavn", "Hva kalles utvalget til daglig?", Some(abbreviation(&utvalg)));
    let short = ask(asking, &question, some_text)?;
    let name = name_of(&short);
    if name.is_empty() {
        return refused(format!("--kortnavn: «{short}» må ha bokstaver eller tall"));
    }
    let (level, _) = Niva::ALL[1];

    let menu = |title: &str, page: &str| format!("{{ tittel = {}, side = {} }}", quoted(title), quoted(page));
    let settings = [
        ("tittel", quoted(&title)),
        ("beskrivelse", quoted(&format!("Møter, saker og rapporter fra {title}."))),
        ("utgiver", quoted(&publisher)),
        ("tema", format!("[{}]", quoted(BUILT_IN_THEME))),
        (
            "meny",
            format!("[\n    {},\n    {},\n]", menu("Utvalg og møter", "@/utvalg/index.md"), menu("Om oss", "@/om.md")),
        ),
    ];
    let entry = format!(
        "[{{ tittel = \"Utvalg og møter\", tekst = \"Møtepapirer, saker og vedtak.\", side = {} }}]",
        quoted("@/utvalg/index.md")
    );
    let front = [("tittel", quoted(&title)), ("inngang", entry)];
    let about = [("tittel", quoted("Om oss")), ("oppdatert", around.today.to_string())];
    let welcome = format!("Velkommen til {title}.");
    let files = vec![
        NewFile { path: root_file(SETTINGS)?, content: toml("innstillinger", &settings, &[]) },
        // What is built is no part of the content.
        NewFile { path: root_file(".gitignore")?, content: "/public\n".to_owned() },
        NewFile { path: content_path("", "index.md")?, content: page("forside", &front, &welcome) },
        NewFile { path: content_path("", "om.md")?, content: page("side", &about, "Skriv om samarbeidet her.") },
        section_file(BODIES, "Utvalg og møter")?,
        body_file(BODIES, &name, &utvalg, &short, level, false)?,
    ];
    let next = vec![
        "Se nettstedet mens du skriver: fellesskap serve --drafts --open".to_owned(),
        format!(
            "Lag det første møtet, i et nytt terminalvindu i samme mappe: fellesskap new møte --utvalg {name} --saker 3"
        ),
    ];
    let note =
        format!("Utseendet, temaet «{BUILT_IN_THEME}», følger med programmet. Egne maler kan legges i mappen themes.");
    Ok(Plan { files, notes: vec![note], next })
}

fn root_file(name: &str) -> Result<SourcePath, Stop> {
    SourcePath::new(name).ok_or_else(|| Stop::Refused(format!("«{name}» kan ikke være en fil i nettstedet")))
}
