//! `fellesskap new`, as it is run: what it makes, that it builds, and that nothing is ever overwritten.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Deref;
use std::path::Path;
use std::process::{Output, Stdio};

use fellesskap::read::source::SourceTree;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::files::contents_below;
use crate::folder::Folder;
use crate::{program, repository};

/// A folder that an editor works in.
struct Desk(Folder);

impl Deref for Desk {
    type Target = Folder;

    fn deref(&self) -> &Folder {
        &self.0
    }
}

impl Desk {
    fn new() -> Self {
        Self(Folder::new())
    }

    /// A folder with a new site in it.
    fn with_site() -> Self {
        let folder = Self::new();
        folder.done(&["new", "nettsted", "--tittel", "Helsefellesskapet Nordvest"]);
        folder
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// All files but those that are built, by their names.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = contents_below(self.path());
        files.retain(|name, _| !name.split('/').any(|folder| folder == "public"));
        files
    }

    fn run(&self, arguments: &[&str]) -> Output {
        program::command(self.path(), arguments).stdin(Stdio::null()).output().unwrap()
    }

    /// Runs the program, which must succeed; gives what it says.
    #[track_caller]
    fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""), "{said}");
        said
    }

    /// Runs the program, which must refuse without touching anything; gives what it says.
    #[track_caller]
    fn refused(&self, arguments: &[&str]) -> String {
        let before = self.files();
        let output = self.run(arguments);
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), b"".as_slice()));
        assert!(self.files() == before, "something was made");
        String::from_utf8(output.stderr).unwrap()
    }

    /// The site builds, for readers and for editors.
    #[track_caller]
    fn builds(&self) {
        self.done(&["build"]);
        self.done(&["build", "--drafts", "--output-dir", "utkast"]);
    }
}

#[test]
fn a_new_site_builds() {
    let folder = Desk::new();
    let said = folder.done(&["new", "nettsted", "mitt", "--tittel", "Helsefellesskapet Nordvest"]);
    assert!(said.starts_with("Laget 6 filer:\n  mitt/fellesskap.toml\n"), "{said}");
    assert!(said.contains("fellesskap new møte --utvalg ssu"), "{said}");
    folder.done(&["build", "--root", "mitt"]);
    let page = folder.text("mitt/public/utvalg/ssu/index.html");
    assert!(page.contains("Strategisk samarbeidsutvalg") && page.contains("<link rel=\"stylesheet\""), "{page}");
    // Nothing but what is said to be made.
    let made = folder.files();
    assert_eq!(made.len(), 6, "{:?}", made.keys());

    let refused = folder.refused(&["new", "nettsted", "mitt", "--tittel", "Et annet"]);
    assert_eq!(refused, "feil: mappen «mitt» er alt et nettsted. Ingenting er laget\n");
}

#[test]
fn the_theme_of_the_site_goes_before_that_of_the_program() {
    let folder = Desk::with_site();
    folder.file("themes/helsefellesskap/templates/not-found.html", "Egen");
    let output = folder.run(&["build"]);
    assert_eq!(output.status.code(), Some(1), "the site's theme has one template only");
    fs::remove_dir_all(folder.path().join("themes")).unwrap();
    folder.file("themes/mitt/templates/not-found.html", "Egen");
    let settings = folder.text("fellesskap.toml").replace("[\"helsefellesskap\"]", "[\"mitt\", \"helsefellesskap\"]");
    folder.file("fellesskap.toml", settings);
    folder.done(&["build"]);
    assert_eq!(folder.text("public/404.html"), "Egen");
}

#[test]
fn every_kind_of_page_builds_as_it_is_made() {
    let folder = Desk::with_site();
    let kinds: [(&[&str], &str); 8] = [
        (&["møte", "--dato", "11.06.2026", "--saker", "2"], "content/utvalg/ssu/2026-06-11/02-26.md"),
        (
            &["sak", "--tittel", "Budsjett \"2027\"", "--møte", "ssu/2026-06-11"],
            "content/utvalg/ssu/2026-06-11/03-26.md",
        ),
        (
            &["sak", "--tittel", "Nytt", "--mote", "ssu/2026-06-11", "--type", "o"],
            "content/utvalg/ssu/2026-06-11/04-26.md",
        ),
        (&["utvalg", "--tittel", "FSU Akuttmedisin"], "content/utvalg/fsu-akuttmedisin/index.md"),
        (
            &["rapport", "--tittel", "Årsmelding 2025", "--type", "årsmelding"],
            "content/rapporter/arsmelding-2025/index.md",
        ),
        (&["prosjekt", "--tittel", "Trygg hjemreise"], "content/prosjekter/trygg-hjemreise.md"),
        (&["side", "--tittel", "Personvern", "--mappe", "content/om/"], "content/om/personvern.md"),
        (&["seksjon", "--tittel", "Statistikk"], "content/statistikk/index.md"),
    ];
    for (arguments, file) in kinds {
        let arguments = [&["new"], arguments].concat();
        let said = folder.done(&arguments);
        assert!(said.contains(&format!("  {file}\n")) && said.contains("Nå kan du:\n  1. "), "{said}");
        let text = folder.text(file);
        assert!(text.starts_with("+++\ntype = \"") && text.contains("\nutkast = true # "), "{text}");
        folder.builds();
    }
    // Drafts are seen by those who ask for them only.
    assert!(!folder.path().join("public/utvalg/ssu/2026-06-11").exists());
    assert!(folder.text("utkast/utvalg/ssu/2026-06-11/03-26/index.html").contains("Budsjett &quot;2027&quot;"));
    assert!(folder.text("content/utvalg/ssu/2026-06-11/04-26.md").contains("\nSaken tas til orientering.\n"));
}

#[test]
fn what_is_left_out_stands_as_comments_that_can_be_taken_into_use() {
    let folder = Desk::with_site();
    folder.done(&["new", "møte", "--dato", "2026-06-11"]);
    let path = "content/utvalg/ssu/2026-06-11/index.md";
    let text = folder.text(path);
    for line in [
        "# sted = \"Digitalt på Teams\" # Hvor møtet er.",
        "# fra = \"09.00\" # Når møtet begynner.",
        "# ekstraordinart = true # Møtet er ekstraordinært.",
        "# [[vedlegg]] # Vedlegg, i rekkefølge.",
    ] {
        assert!(text.contains(&format!("\n{line}\n")), "{line}\n{text}");
    }
    // The plain keys that lead nowhere else, all of them at once.
    let used: String = text
        .lines()
        .map(|line| match line.strip_prefix("# ").filter(|line| line.contains(" = ") && !line.contains("index.md")) {
            Some(key) if !key.starts_with("fil ") && !key.starts_with("publiseres") && !key.starts_with("avpub") => {
                format!("{key}\n")
            }
            _ if line.starts_with("# [[vedlegg]]") => "[[vedlegg]]\n".to_owned(),
            _ if line.starts_with("# [[kontroll]]") => "\n".to_owned(),
            _ => format!("{line}\n"),
        })
        .collect();
    assert!(used.contains("\n[[vedlegg]]\nnummer = 1 # Vedleggets nummer.\n"), "{used}");
    folder.file(path, used);
    folder.builds();
}

#[test]
fn numbers_follow_the_highest_of_the_body_and_year() {
    let folder = Desk::with_site();
    folder.done(&["new", "utvalg", "--tittel", "Politisk samarbeidsutvalg", "--niva", "2"]);
    folder.done(&["new", "møte", "--utvalg", "ssu", "--dato", "2026-03-01", "--saker", "1"]);
    folder.done(&["new", "møte", "--utvalg", "SSU", "--dato", "2026-06-11", "--saker", "2"]);
    folder.done(&["new", "møte", "--utvalg", "psu", "--dato", "2026-06-11", "--saker", "1"]);
    folder.done(&["new", "møte", "--utvalg", "ssu", "--dato", "2027-01-20", "--saker", "1"]);
    let made = |path: &str| folder.path().join("content/utvalg").join(path).exists();
    for path in
        ["ssu/2026-03-01/01-26.md", "ssu/2026-06-11/03-26.md", "psu/2026-06-11/01-26.md", "ssu/2027-01-20/01-27.md"]
    {
        assert!(made(path), "{path}");
    }
    // A file that cannot be read counts by its name, and is mentioned.
    folder.file("content/utvalg/ssu/2026-03-01/19-26.md", "ikke en sak");
    let said = folder.done(&["new", "sak", "--tittel", "Ny", "--møte", "ssu/2026-06-11"]);
    assert!(said.contains("  content/utvalg/ssu/2026-06-11/20-26.md\n"), "{said}");
    assert!(said.contains("kunne ikke leses: content/utvalg/ssu/2026-03-01/19-26.md."), "{said}");
}

#[test]
fn nothing_is_overwritten() {
    let folder = Desk::with_site();
    folder.done(&["new", "møte", "--dato", "2026-06-11"]);
    let refused = folder.refused(&["new", "møte", "--dato", "2026-06-11", "--saker", "2"]);
    let file = "./content/utvalg/ssu/2026-06-11/index.md";
    assert_eq!(
        refused,
        format!("feil: dette finnes fra før, og blir ikke overskrevet:\n  {file}\nIngenting er laget.\n")
    );
    // Another file with the same address is as much in the way.
    let refused = folder.refused(&["new", "seksjon", "--tittel", "Om"]);
    let message = "feil: adressen /om/ er i bruk av content/om.md. Velg et annet navn. Ingenting er laget\n";
    assert_eq!(refused, message);
}

#[test]
fn a_file_in_the_way_of_a_folder_is_reported() {
    let folder = Desk::with_site();
    // A file stands where a folder should be.
    folder.file("content/tabeller", "");
    folder.file("tall.csv", "navn;antall\na;1\n");
    let refused = folder.refused(&["new", "tabell", "--fra", "tall.csv", "--mappe", "tabeller"]);
    assert!(refused.contains("Ingenting er laget."), "{refused}");
    folder.file("content/prosjekter", "");
    let refused = folder.refused(&["new", "prosjekt", "--tittel", "X"]);
    assert!(refused.contains("kan ikke lage ./content/prosjekter/x.md"), "{refused}");
}

#[test]
fn what_cannot_be_known_must_be_said() {
    let folder = Desk::with_site();
    folder.done(&["new", "utvalg", "--tittel", "Politisk samarbeidsutvalg", "--niva", "2"]);
    let check = |arguments: &[&str], message: &str| {
        let arguments = [&["new"], arguments].concat();
        assert_eq!(folder.refused(&arguments), format!("feil: {message}\n"), "{arguments:?}");
    };
    check(&["møte"], "oppgi --utvalg; velg en av: psu, ssu");
    check(&["møte", "--utvalg", "sus"], "--utvalg: «sus» kan ikke brukes her; mente du «ssu»?");
    check(&["møte", "--utvalg", "ssu"], "oppgi --dato");
    check(&["sak", "--tittel", "X"], "nettstedet har ingen møter. Lag et først: fellesskap new møte");
    check(&["side"], "oppgi --tittel");
    check(&["side", "--tittel", " "], "--tittel: skriv noe her");
    check(&["side", "--tittel", "…"], "oppgi --navn");
    check(&["side", "--tittel", "X", "--mappe", "../.."], "--mappe: «../..» er ikke en mappe i content");
    check(&["rapport", "--tittel", "X", "--ar", "i fjor"], &{
        let year = "--ar: «i fjor» er ikke et årstall; skriv det som";
        let said = folder.refused(&["new", "rapport", "--tittel", "X", "--ar", "i fjor"]);
        let last = said.trim_end().rsplit(' ').next().unwrap().to_owned();
        assert!(last.parse::<u16>().is_ok(), "{said}");
        format!("{year} {last}")
    });
    check(&["tabell"], "oppgi --fra");
    check(&["tabell", "--fra", "borte.csv"], "--fra: filen «borte.csv» kan ikke leses: den finnes ikke");
    folder.file("brev.docx", "PK");
    check(&["tabell", "--fra", "brev.docx"], "brev.docx er ikke en CSV-fil eller et regneark (xlsx, xls, ods)");
    folder.file("falsk.xlsx", "ikke et regneark");
    let said = folder.refused(&["new", "tabell", "--fra", "falsk.xlsx"]);
    assert!(said.starts_with("feil: regnearket falsk.xlsx kan ikke leses: "), "{said}");
}

#[test]
fn outside_a_site_the_way_to_one_is_shown() {
    let folder = Desk::new();
    let said = folder.refused(&["new", "møte"]);
    assert!(said.contains("er ikke et nettsted") && said.contains("fellesskap new nettsted"), "{said}");
}

/// A site with a registry of municipalities.
fn with_municipalities() -> Desk {
    let folder = Desk::with_site();
    let municipality = |name: &str| format!("\n[[kommune]]\nnummer = \"0000\"\nnavn = \"{name}\"\nregion = \"Nord\"\n");
    let names = ["Bardu", "Harstad", "Narvik", "Tromsø"].map(municipality).concat();
    folder.file("content/kommuner/register.toml", format!("type = \"kommuner\"\n{names}"));
    folder
}

#[test]
fn a_table_of_a_norwegian_file_is_understood() {
    let folder = with_municipalities();
    // As Excel saves it: Windows-1252, semicolons, decimal commas, a title above.
    let csv = "Samhandlingsavvik 2025;;;;\r\n\r\nKommune;Meldt;Besvart;Svarprosent;Bel\u{f8}p\r\n\
               Troms\u{f8};101;32;31,7;kr 1 200,50\r\nHarstad;59;21;35,6;800\r\nNarvik;34;12;35,3;-\r\n\
               Sum;194;65;33,5;2 000,50\r\n";
    let bytes: Vec<u8> = csv.chars().map(|character| character as u8).collect();
    folder.file("avvik.csv", bytes);
    let said = folder.done(&["new", "tabell", "--fra", "avvik.csv"]);
    assert!(said.contains("Funnet 3 rader og 1 sumrad."), "{said}");
    assert!(said.contains("Disse kommunene har ingen rad i filen: Bardu."), "{said}");
    assert_eq!(
        folder.text("content/tabeller/avvik.csv"),
        "kommune;meldt;besvart;svarprosent;belop\nTromsø;101;32;31,7;1200,50\nHarstad;59;21;35,6;800\n\
         Narvik;34;12;35,3;.\nSum;194;65;33,5;2000,50\n"
    );
    let description = folder.text("content/tabeller/avvik.toml");
    for part in [
        "tittel = \"Samhandlingsavvik 2025\"\n",
        "sumrader = 1\n",
        "id = \"kommune\"\ntittel = \"Kommune\"\ntype = \"kommune\"\n",
        "id = \"meldt\"\ntittel = \"Meldt\"\ntype = \"antall\"\n",
        "type = \"prosent\"\nformel = \"besvart / meldt * 100\"\n",
        "id = \"belop\"\ntittel = \"Beløp\"\ntype = \"kr\"\n",
        "[[sum]]\nrad = \"Sum\"\n",
        "[dekning]\nkolonne = \"kommune\"\nuten_rad = [\"Bardu\"]\n",
    ] {
        assert!(description.contains(part), "{part}\n{description}");
    }
    folder.file(
        "content/om.md",
        "+++\ntype = \"side\"\ntittel = \"Om\"\n+++\n\n{{ tabell(fil=\"@/tabeller/avvik.toml\") }}\n",
    );
    folder.builds();

    // Numbers that do not add up are found by the build, as in any table.
    folder.file("content/tabeller/avvik.csv", folder.text("content/tabeller/avvik.csv").replace("59", "58"));
    let output = folder.run(&["build"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said.contains("feil[tall-stemmer-ikke]: raden «Sum», kolonnen «meldt»: oppgitt 194, beregnet 193"),
        "{said}"
    );
}

#[test]
fn a_table_of_an_international_file_is_understood() {
    let folder = Desk::with_site();
    folder.file(
        "grants.csv",
        "Project,Year,Start date,Amount (NOK)\n\"Nord, indre\",2024,2024-01-31,\"1,234.50\"\nSør,2025,2025-02-28,\"2,000\"\n\
         Total,,,\"3,234.50\"\n",
    );
    folder.done(&["new", "tabell", "--fra", "grants.csv", "--mappe", "content/tilskudd", "--navn", "Årlig"]);
    assert_eq!(
        folder.text("content/tilskudd/arlig.csv"),
        "project;year;start_date;amount_nok\nNord, indre;2024;2024-01-31;1234,50\nSør;2025;2025-02-28;2000\n\
         Total;;;3234,50\n"
    );
    let description = folder.text("content/tilskudd/arlig.toml");
    let types: Vec<&str> = description.lines().filter(|line| line.starts_with("type = ")).collect();
    let expected = ["tabell", "tekst", "tekst", "dato", "kr"].map(|kind| format!("type = \"{kind}\""));
    assert_eq!(types, expected);
    folder.builds();
}

#[test]
fn a_table_of_a_spreadsheet_is_understood() {
    let folder = with_municipalities();
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Forside").unwrap().write(0, 0, "Les meg").unwrap();
    let sheet = book.add_worksheet().set_name("Avvik").unwrap();
    let date = Format::new().set_num_format("dd.mm.yyyy");
    sheet.write(0, 0, "Avvik etter kommune").unwrap();
    sheet.write(2, 1, "Til sykehuset").unwrap();
    sheet.write(2, 4, "Annet").unwrap();
    for (column, heading) in ["Kommune", "Meldt", "Besvart", "Andel", "Timer", "Frist"].into_iter().enumerate() {
        sheet.write(3, column as u16, heading).unwrap();
    }
    let rows: [(&str, u32, u32, f64); 3] =
        [("Tromsø", 101, 32, 0.1 + 0.2), ("Harstad", 59, 21, 2.5), ("Narvik", 34, 12, 4.0)];
    for (row, (name, reported, answered, hours)) in (4u32..).zip(rows) {
        sheet.write(row, 0, name).unwrap();
        sheet.write(row, 1, reported).unwrap();
        sheet.write(row, 2, answered).unwrap();
        sheet.write(row, 3, f64::from(answered) / f64::from(reported)).unwrap();
        sheet.write(row, 4, hours).unwrap();
        sheet.write_with_format(row, 5, ExcelDateTime::from_ymd(2026, 1, row as u8).unwrap(), &date).unwrap();
    }
    sheet.write(7, 0, "Totalt").unwrap();
    sheet.write(7, 1, 194).unwrap();
    sheet.write(7, 2, 65).unwrap();
    folder.file("avvik.xlsx", book.save_to_buffer().unwrap());

    folder.done(&["new", "tabell", "--fra", "avvik.xlsx", "--ark", "avvik", "--navn", "avvik"]);
    // The share is what follows from the counts, so it is computed; binary noise is no part of a number.
    assert_eq!(
        folder.text("content/tabeller/avvik.csv"),
        "kommune;meldt;besvart;timer;frist\nTromsø;101;32;0,3;2026-01-04\nHarstad;59;21;2,5;2026-01-05\n\
         Narvik;34;12;4;2026-01-06\nTotalt;194;65;;\n"
    );
    let description = folder.text("content/tabeller/avvik.toml");
    for part in [
        "tittel = \"Avvik etter kommune\"\n",
        "tittel = \"Meldt\"\ntype = \"antall\"\ngruppe = \"Til sykehuset\"\n",
        "formel = \"besvart / meldt * 100\"\ndesimaler = 1\n",
        "tittel = \"Timer\"\ntype = \"tall\"\ngruppe = \"Annet\"\n",
        "[[sum]]\nrad = \"Totalt\"\n",
    ] {
        assert!(description.contains(part), "{part}\n{description}");
    }
    folder.file(
        "content/om.md",
        "+++\ntype = \"side\"\ntittel = \"Om\"\n+++\n\n{{ tabell(fil=\"@/tabeller/avvik.toml\") }}\n",
    );
    folder.builds();
    assert!(folder.text("public/om/index.html").contains("31,7"));
}

#[test]
fn the_schema_is_printed() {
    let folder = Desk::new();
    let all: serde_json::Value = serde_json::from_str(&folder.done(&["schema"])).unwrap();
    assert_eq!(all["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(all["$defs"]["mote"]["properties"]["type"]["const"], "møte");
    let one: serde_json::Value = serde_json::from_str(&folder.done(&["schema", "--type", "møte"])).unwrap();
    assert_eq!(one["title"], "møte");
    let required: Vec<&str> = one["required"].as_array().unwrap().iter().filter_map(|key| key.as_str()).collect();
    assert_eq!(required, ["type", "utvalg", "tilstand", "referat", "tittel", "dato"]);
}

#[test]
fn the_program_carries_the_whole_theme() {
    let folder = Desk::new();
    folder.file("fellesskap.toml", "");
    let (carried, _) = SourceTree::read(folder.path()).unwrap();
    let files = |tree: &SourceTree| -> Vec<(String, Vec<u8>)> {
        let paths = tree.paths_below("themes");
        paths.into_iter().map(|path| (path.to_string(), tree.bytes(path).unwrap().to_vec())).collect()
    };
    let own = files(&repository::SOURCES);
    assert!(own.len() > 50);
    assert!(files(&carried) == own, "the theme in the program is not that of the folder");
}

/// A page of the handbook.
fn handbook(name: &str) -> String {
    fs::read_to_string(repository::root().join("content/handbok").join(name)).unwrap()
}

#[test]
fn the_messages_in_the_handbook_are_those_of_the_program() {
    let folder = Desk::with_site();
    folder.done(&["new", "møte", "--dato", "2026-06-11"]);
    let path = "content/utvalg/ssu/2026-06-11/index.md";
    let meeting = folder.text(path);
    let shown = |handbook: &str| {
        let output = folder.run(&["build", "--drafts"]);
        let said = String::from_utf8(output.stderr).unwrap();
        let (message, _) = said.split_once("\n\n").unwrap();
        assert!(handbook.contains(&format!("```text\n{message}\n```\n")), "{message}");
    };
    folder.file(path, meeting.replace("\"ssu\"", "\"sus\""));
    shown(&handbook("kom-i-gang.md"));
    folder.file(path, meeting);
    folder.file("content/om.md", "+++\ntype = \"side\"\n+++\n");
    shown(&handbook("sjekker.md"));
}

#[test]
fn the_commands_in_the_handbook_can_be_run() {
    let folder = Desk::new();
    let known = folder.done(&["--help"]);
    let mut checked = 0;
    for name in ["kom-i-gang.md", "tabeller.md", "publisering.md"] {
        let text = handbook(name);
        for block in text.split("```sh\n").skip(1) {
            let commands = block.split("```").next().unwrap().lines();
            for command in commands.filter_map(|line| line.strip_prefix("fellesskap ")) {
                let command = command.split(" > ").next().unwrap();
                // Every second part stands in quotes.
                let words: Vec<&str> = command
                    .split('"')
                    .enumerate()
                    .flat_map(|(part, text)| match part % 2 {
                        0 => text.split_whitespace().collect::<Vec<_>>(),
                        _ => vec![text],
                    })
                    .collect();
                let named = words[0].starts_with('-') || known.contains(&format!("\n  {} ", words[0]));
                assert!(named, "{name}: there is no {}", words[0]);
                folder.done(&[words.as_slice(), &["--help"]].concat());
                checked += 1;
            }
        }
    }
    assert!(checked > 5, "{checked} commands");
}

#[test]
fn a_theme_that_comes_or_goes_while_the_site_is_watched_is_seen() {
    let folder = Desk::with_site();
    let root = folder.path();
    let theme = root.join("themes/helsefellesskap");
    let file = theme.join("templates/side.html");
    let (mut watched, _) = SourceTree::read(root).unwrap();
    let mut check = |place: &Path| {
        let changed = watched.refresh(root, &BTreeSet::from([place.to_owned()]));
        assert!(changed.len() > 50, "{changed:?}");
        assert_eq!(watched.fingerprint(), SourceTree::read(root).unwrap().0.fingerprint());
    };
    folder.file("themes/helsefellesskap/templates/side.html", "Egen");
    check(&file);
    fs::remove_dir_all(&theme).unwrap();
    check(&file);
    folder.file("themes/helsefellesskap/templates/side.html", "Egen");
    check(&theme);
    fs::remove_dir_all(root.join("themes")).unwrap();
    check(&root.join("themes"));
}
