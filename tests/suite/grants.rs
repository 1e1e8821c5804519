//! Grants as data: what is published under 360Giving is what its own schema asks for.

use fellesskap::build::build;
use fellesskap::foundation::path::{OutputPath, SourcePath};
use jiff::civil::date;
use jsonschema::Validator;
use serde_json::Value;

use crate::repository::SOURCES;
use crate::sources::{on, put};

const PACKAGE: &str = include_str!("../standards/360giving/360-giving-package-schema.json");
const GRANT: &str = include_str!("../standards/360giving/360-giving-schema.json");

const SETTINGS: &str = r#"
tittel = "Prøvenettstedet"
beskrivelse = "Et lite nettsted."
adresse = "https://eksempel.no/portal"
utgiver = "Sekretariatet"
tema = ["helsefellesskap"]

[tilskuddsdata]
prefiks = "360G-eksempel"
giver = "Helseforetaket"
giver_id = "NO-BRC-999999999"
"#;

const PROJECT: &str = r#"+++
type = "prosjekt"
tittel = "Løftet"
ingress = "Et løft for eldre."
runde = "lokal"
status = "pågående"
eiere = ["Sykehuset", "Ås kommune"]

[[okonomi]]
ar = 2024
tildelt = 2924000
vedtatt = 2024-06-12

[[okonomi]]
ar = 2025
tildelt = 2924000
+++
"#;

fn grants(settings: &str) -> Option<Value> {
    // The theme of the portal, and nothing else of it.
    let mut sources = SOURCES.clone();
    let content: Vec<SourcePath> = sources.paths_below("content").into_iter().cloned().collect();
    content.iter().for_each(|path| sources.forget(path));
    for (path, text) in [
        ("fellesskap.toml", settings),
        (
            "content/index.md",
            "+++\ntype = \"forside\"\ntittel = \"Prøvenettstedet\"\n+++\n\nSe [Løftet](@/loftet.md).\n",
        ),
        ("content/loftet.md", PROJECT),
    ] {
        put(&mut sources, path, text);
    }
    let build = build(&sources, &on(date(2026, 3, 1)));
    assert!(build.diagnostics.is_empty(), "{:?}", build.diagnostics);
    let file = build.output.get(&OutputPath::new("apne-data/tilskudd-360giving.json").unwrap())?;
    Some(serde_json::from_slice(&file.content).unwrap())
}

/// The package's schema names that of a grant by the version before.
fn validator() -> Validator {
    let mut package: Value = serde_json::from_str(PACKAGE).unwrap();
    package["properties"]["grants"]["items"] = serde_json::from_str(GRANT).unwrap();
    jsonschema::draft202012::options().should_validate_formats(true).build(&package).unwrap()
}

#[test]
fn grants_are_what_the_schema_asks_for() {
    let package = grants(SETTINGS).unwrap();
    let problems: Vec<String> = validator().iter_errors(&package).map(|error| error.to_string()).collect();
    assert!(problems.is_empty(), "{problems:?}");

    let [grant] = package["grants"].as_array().unwrap().as_slice() else { panic!("one has a day: {package}") };
    assert_eq!(grant["id"], "360G-eksempel-loftet-2024");
    assert_eq!(grant["amountAwarded"], 2_924_000);
    assert_eq!(grant["awardDate"], "2024-06-12");
    assert_eq!(grant["recipientOrganization"][1]["id"], "360G-eksempel-org-as-kommune");
    assert_eq!(grant["url"], "https://eksempel.no/portal/loftet/");
}

#[test]
fn the_schema_tells_what_is_missing() {
    let mut package = grants(SETTINGS).unwrap();
    package["grants"][0].as_object_mut().unwrap().remove("awardDate");
    assert!(!validator().is_valid(&package));
}

#[test]
fn without_a_giver_there_are_none() {
    let settings = SETTINGS.split("[tilskuddsdata]").next().unwrap();
    assert_eq!(grants(settings), None);
}
