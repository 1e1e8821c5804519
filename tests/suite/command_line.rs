//! The program as it is run: exit codes, what is said and where, what is written.

use std::fs;
use std::ops::Deref;
use std::path::Path;
use std::process::Output;

use tempfile::TempDir;

use crate::files::files_below;
use crate::folder::Folder;
use crate::plain_site::{page, plain_site};
use crate::program::{self, check};

const SETTINGS: &str = "\
tittel = \"Prøvenettstedet\"
beskrivelse = \"Et lite nettsted.\"
utgiver = \"Sekretariatet\"
";

/// A site with a theme of two templates.
struct Site(Folder);

impl Deref for Site {
    type Target = Folder;

    fn deref(&self) -> &Folder {
        &self.0
    }
}

impl Site {
    /// A site with one page.
    fn new() -> Self {
        let site = Self(plain_site(SETTINGS));
        site.page("index.md", "Forsiden", "Hei.");
        site
    }

    fn page(&self, name: &str, title: &str, text: &str) {
        self.file(&format!("content/{name}"), page(title, text));
    }

    /// Runs the program in the folder of the site.
    fn run(&self, arguments: &[&str]) -> Output {
        program::run(self.path(), arguments)
    }

    fn output(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }
}

#[test]
fn a_site_is_built_and_what_was_done_is_said() {
    let site = Site::new();
    check(&site.run(&["build"]), 0, "1 side laget på … s i ./public: 5 filer skrevet, 0 uendret, 0 fjernet.\n", "");
    assert_eq!(site.output("public/index.html"), "<h1>Forsiden</h1>\n<p>Hei.</p>\n");

    site.page("om/index.md", "Om oss", "Vi.");
    check(&site.run(&["build"]), 0, "2 sider laget på … s i ./public: 1 fil skrevet, 5 uendret, 0 fjernet.\n", "");

    fs::remove_dir_all(site.path().join("content/om")).unwrap();
    let gone = "advarsel[borte-adresse]: adressen /om/ har vært publisert, men fører ikke lenger noe sted\n |\n \
                = hjelp: skriv alias = [\"/om/\"] på siden som har overtatt. Er siden tatt ned med vilje, beholder du filen \
                og skriver avpubliseres\n\n1 advarsel.\n";
    check(&site.run(&["build"]), 0, "1 side laget på … s i ./public: 0 filer skrevet, 5 uendret, 1 fjernet.\n", gone);
    assert!(!site.path().join("public/om").exists());
}

#[test]
fn a_build_says_when_the_next_is_due() {
    let site = Site::new();
    let page = |front: &str| format!("+++\ntype = \"side\"\ntittel = \"Side\"\n{front}\n+++\n");
    site.file("content/ny.md", page("publiseres = 2026-06-04"));
    site.file("content/gammel.md", page("avpubliseres = 2026-12-31"));
    let made =
        |pages: &str, files: &str, rest: &str| format!("{pages} laget på … s i ./public: {files}, 0 fjernet.\n{rest}");
    let left_out =
        "1 side er ikke med: utkast, eller ikke publisert denne dagen. Se dem med: fellesskap serve --drafts\n";
    let due = |day: &str| format!("Nettstedet blir et annet {day}. Lag det på nytt da.\n");
    let first = made("2 sider", "6 filer skrevet, 0 uendret", &(due("4. juni 2026") + left_out));
    check(&site.run(&["build", "--dato", "2026-04-01"]), 0, &first, "");
    let second = made("3 sider", "1 fil skrevet, 6 uendret", &due("31. desember 2026"));
    check(&site.run(&["build", "--dato", "2026-06-04"]), 0, &second, "");
    let unchanged = site.run(&["build", "--dato", "2026-06-04"]);
    let said = String::from_utf8(unchanged.stdout).unwrap();
    assert!(said.starts_with("Ingenting er endret siden sist: 7 filer i ./public er som de skal ("), "{said}");
    assert!(said.lines().count() == 1, "{said}");
    // The folder is for all to read, and tells of no day that has not come.
    let waiting = |file: &Path| fs::read_to_string(file).is_ok_and(|text| text.contains("2026-12-31"));
    let told: Vec<_> = files_below(&site.path().join("public")).into_values().filter(|file| waiting(file)).collect();
    assert_eq!(told, Vec::<std::path::PathBuf>::new());
    let third = "2 sider laget på … s i ./public: 0 filer skrevet, 6 uendret, 1 fjernet.\n".to_owned() + left_out;
    check(&site.run(&["build", "--dato", "2026-12-31"]), 0, &third, "");
}

#[test]
fn options_say_where_when_and_what() {
    let site = Site::new();
    site.file("content/utkast.md", "+++\ntype = \"side\"\ntittel = \"Utkast\"\nutkast = true\n+++\n");
    site.file("content/senere.md", "+++\ntype = \"side\"\ntittel = \"Senere\"\npubliseres = 2026-03-18\n+++\n");
    let elsewhere = TempDir::new().unwrap();
    let run = |arguments: &[&str]| {
        let root = site.path().to_str().unwrap();
        let arguments = [&["build", "--root", root, "--output-dir", "ut"], arguments].concat();
        let output = program::run(elsewhere.path(), &arguments);
        assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap()), (Some(0), String::new()));
        let exists = |page: &str| elsewhere.path().join("ut").join(page).exists();
        let not_found = fs::read_to_string(elsewhere.path().join("ut/404.html")).unwrap();
        (exists("utkast/index.html"), exists("senere/index.html"), not_found)
    };
    assert_eq!(run(&["--dato", "2026-03-17"]), (false, false, "/404.html\n".to_owned()));
    assert_eq!(run(&["--dato", "18.03.2026"]), (false, true, "/404.html\n".to_owned()));
    assert_eq!(
        run(&["--dato=2026-03-17", "--drafts", "--base-url", "https://a.no/b"]),
        (true, true, "https://a.no/b/404.html\n".to_owned())
    );
    assert!(!site.path().join("public").exists());
}

#[test]
fn problems_are_shown_and_the_old_site_stays() {
    let site = Site::new();
    site.run(&["build"]);
    site.page("index.md", "Forsiden", "Hei på deg.\n\nSe [den](@/borte.md) og <b>der</b>.");
    check(
        &site.run(&["build"]),
        1,
        "",
        "\
feil[brutt-lenke]: lenken fører til «@/borte.md», som ikke finnes
 --> content/index.md:8:4
  |
8 | Se [den](@/borte.md) og <b>der</b>.
  |    ^^^^^^^^^^^^^^^^^
  |
  = hjelp: skriv stien fra innholdsmappen: @/mappe/fil.md

feil[raa-html]: HTML kan ikke brukes i teksten
 --> content/index.md:8:25
  |
8 | Se [den](@/borte.md) og <b>der</b>.
  |                         ^^^
  |
  = hjelp: skriv det med Markdown, eller bruk en kortkode; tegnet < skrives \\<

feil[raa-html]: HTML kan ikke brukes i teksten
 --> content/index.md:8:31
  |
8 | Se [den](@/borte.md) og <b>der</b>.
  |                               ^^^^
  |
  = hjelp: skriv det med Markdown, eller bruk en kortkode; tegnet < skrives \\<

3 feil. Ingenting er skrevet; nettstedet er som før.
",
    );
    assert_eq!(site.output("public/index.html"), "<h1>Forsiden</h1>\n<p>Hei.</p>\n");
}

#[test]
fn a_folder_that_is_no_site_cannot_be_built() {
    let site = Site::new();
    check(&site.run(&["build", "--root", "finnes-ikke"]), 2, "", "feil: mappen «finnes-ikke» finnes ikke\n");
    check(
        &site.run(&["build", "--root", "content"]),
        2,
        "",
        "feil: mappen «content» er ikke et nettsted: den har ingen fellesskap.toml. Gå til mappen med nettstedet, \
         eller oppgi den med --root.\nEt nytt nettsted lages med: fellesskap new nettsted mittnettsted\n",
    );
}

#[test]
fn a_text_that_is_not_utf_8_is_reported_and_nothing_else_about_it() {
    let site = Site::new();
    site.page("index.md", "Forsiden", "[Møtet](@/mote.md)");
    site.file("content/mote.md", b"+++\ntype = \"side\"\ntittel = \"M\xf8te\"\n+++\n");
    check(
        &site.run(&["build"]),
        1,
        "",
        "\
feil[ikke-utf8]: filen er ikke lagret som UTF-8: ugyldig tegn i linje 3, kolonne 12: «tittel = \"M\u{fffd}te\"»
--> content/mote.md
 = hjelp: åpne filen i et redigeringsprogram og lagre den på nytt med tegnkoding UTF-8

1 feil. Ingenting er skrevet; nettstedet er som før.
",
    );
}

#[test]
fn a_csv_file_that_is_not_utf_8_is_reported_once() {
    let site = Site::new();
    site.file(
        "content/t.toml",
        "type = \"tabell\"\ntittel = \"T\"\n\n[[kolonne]]\nid = \"a\"\ntittel = \"A\"\ntype = \"tekst\"\n",
    );
    site.file("content/t.csv", b"a\nTroms\xf8\n");
    check(
        &site.run(&["build"]),
        1,
        "",
        "\
feil[ikke-utf8]: filen er ikke lagret som UTF-8: ugyldig tegn i linje 2, kolonne 6: «Troms\u{fffd}»
--> content/t.csv
 = hjelp: åpne filen i et redigeringsprogram og lagre den på nytt med tegnkoding UTF-8

1 feil. Ingenting er skrevet; nettstedet er som før.
",
    );
}

#[test]
fn settings_that_are_not_utf_8_are_reported_once() {
    let site = Site::new();
    site.file("fellesskap.toml", b"tittel = \"Pr\xf8ve\"\n");
    check(
        &site.run(&["build"]),
        1,
        "",
        "\
feil[ikke-utf8]: filen er ikke lagret som UTF-8: ugyldig tegn i linje 1, kolonne 13: «tittel = \"Pr\u{fffd}ve\"»
--> fellesskap.toml
 = hjelp: åpne filen i et redigeringsprogram og lagre den på nytt med tegnkoding UTF-8

1 feil. Ingenting er skrevet; nettstedet er som før.
",
    );
}

#[test]
fn a_null_character_is_refused() {
    let site = Site::new();
    site.page("om.md", "Om", "Hei\n\0");
    check(
        &site.run(&["build"]),
        1,
        "",
        "\
feil[ulovlig-tegn]: filen har et nulltegn (U+0000) i linje 7
--> content/om.md
 = hjelp: slett tegnet; det hører ikke hjemme i en tekstfil

1 feil. Ingenting er skrevet; nettstedet er som før.
",
    );
}

#[test]
fn files_of_editors_and_systems_are_no_part_of_the_site() {
    let site = Site::new();
    for name in [".DS_Store", "notat.md~", "~$innkalling.docx", ".utkast.md", ".mappe/side.md"] {
        site.file(&format!("content/{name}"), "ikke en side");
    }
    check(&site.run(&["build"]), 0, "1 side laget på … s i ./public: 5 filer skrevet, 0 uendret, 0 fjernet.\n", "");
}

#[cfg(unix)]
#[test]
fn links_in_the_file_system_are_not_followed() {
    let site = Site::new();
    std::os::unix::fs::symlink("/etc/passwd", site.path().join("content/passord.txt")).unwrap();
    check(
        &site.run(&["build"]),
        1,
        "",
        "\
feil[uleselig-fil]: symbolske lenker følges ikke
--> content/passord.txt
 = hjelp: legg selve filen her

1 feil. Ingenting er skrevet; nettstedet er som før.
",
    );
}

#[test]
fn files_of_others_are_left_alone() {
    let site = Site::new();
    site.file("public/index.html", "min egen side");
    check(
        &site.run(&["build"]),
        2,
        "",
        "\
feil: mappen ./public har filer som ikke er laget av fellesskap, eller som er endret etterpå:
  ./public/index.html
Flytt dem, eller velg en annen mappe med --output-dir. Ingenting er skrevet.
",
    );
    assert_eq!(site.output("public/index.html"), "min egen side");
    assert!(!site.path().join("public/404.html").exists());
}

#[test]
fn a_place_that_cannot_be_written_to_is_named() {
    let site = Site::new();
    site.file("fil", "");
    let output = site.run(&["build", "--output-dir", "fil/ut"]);
    check(&output, 2, "", "feil: kan ikke skrive fil/ut/.fellesskap: det ligger en fil der det skulle vært en mappe\n");
}

#[test]
fn help_and_version() {
    let site = Site::new();
    let help = site.run(&["--help"]);
    let text = String::from_utf8(help.stdout.clone()).unwrap();
    assert!(text.starts_with("fellesskap lager nettstedet til et helsefellesskap"), "{text}");
    for command in ["new", "build", "schema", "--help", "--version"] {
        assert!(text.contains(&format!("  {command}")) || text.contains(&format!(", {command}")), "{command}");
    }
    check(&help, 0, &text, "");
    for arguments in [&["-h"][..], &["help"], &[]] {
        check(&site.run(arguments), 0, &text, "");
    }
    let build = site.run(&["build", "--help"]);
    let text = String::from_utf8(build.stdout.clone()).unwrap();
    for option in ["--root", "--output-dir", "--base-url", "--drafts", "--pdf", "--dato", "--help"] {
        assert!(text.contains(option), "{option}");
    }
    check(&build, 0, &text, "");
    check(&site.run(&["help", "build"]), 0, &text, "");
    let version = concat!("fellesskap ", env!("CARGO_PKG_VERSION"), "\n");
    check(&site.run(&["--version"]), 0, version, "");
    check(&site.run(&["-V"]), 0, version, "");
    assert!(!site.path().join("public").exists());
}

#[cfg(not(feature = "pdf"))]
#[test]
fn a_program_without_documents_says_how_to_get_one_with() {
    let site = Site::new();
    let message = "feil: dette programmet er laget uten PDF; lag det med «cargo build --release --features pdf», eller ta bort --pdf\n";
    check(&site.run(&["build", "--pdf"]), 2, "", message);
    assert!(!site.path().join("public").exists());
}

#[cfg(not(feature = "external-links"))]
#[test]
fn a_program_that_does_not_ask_other_hosts_says_how_to_get_one_that_does() {
    let site = Site::new();
    let message = "feil: dette programmet er laget uten prøving av lenker på nettet; lag det med «cargo build --release --features external-links», eller ta bort --eksterne\n";
    check(&site.run(&["check", "--eksterne"]), 2, "", message);
}

#[test]
fn arguments_that_cannot_be_used() {
    let site = Site::new();
    let check_with = |arguments: &[&str], message: &str, command: &str| {
        let help = format!("Skriv «fellesskap{command} --help» for å se hva du kan gjøre.");
        check(&site.run(arguments), 2, "", &format!("feil: {message}\n{help}\n"));
    };
    check_with(&["bygg"], "ukjent kommando «bygg»", "");
    check_with(&["biuld"], "ukjent kommando «biuld» mente du «build»?", "");
    let check = |arguments: &[&str], message: &str| check_with(arguments, message, " build");
    check(&["build", "--draft"], "ukjent valg «--draft» mente du «--drafts»?");
    check(&["build", "--dato", "i dag"], "«i dag» er ikke en dato; skriv den som 2026-03-18");
    check(
        &["build", "--base-url", "www.eksempel.no"],
        "«www.eksempel.no» er ikke adressen til et nettsted; skriv hele adressen: https://www.eksempel.no",
    );
    assert!(!site.path().join("public").exists());
}

/// A site with two errors in a page with a name that needs care, and a mistake in a template.
fn wrong_site() -> Site {
    let site = Site::new();
    site.file(
        "content/å, 100%: én.md",
        "+++\ntype = \"side\"\ntittel = \"Én\"\nukjent = 1\n+++\n\nSe «[den](@/borte.md)».\n",
    );
    site.file("themes/tema/templates/side.html", "{{ page.title }}{{ page.nothing.at.all }}");
    site
}

#[test]
fn check_says_what_build_would_and_writes_nothing() {
    let site = Site::new();
    site.file(
        "content/utkast.md",
        "+++\ntype = \"side\"\ntittel = \"Utkast\"\nutkast = true\n+++\n\n[Bort](@/borte.md)\n",
    );
    let left_out =
        "1 side er ikke med: utkast, eller ikke publisert denne dagen. Sjekk dem med: fellesskap check --drafts\n";
    check(&site.run(&["check"]), 0, &format!("Alt i orden: 1 side sjekket.\n{left_out}"), "");
    assert_eq!(site.run(&["check", "--drafts"]).status.code(), Some(1));
    assert!(!site.path().join("public").exists());
    for format in ["short", "github"] {
        check(&site.run(&["check", "--format", format]), 0, "", "");
    }
    let json = "{\n  \"feil\": 0,\n  \"advarsler\": 0,\n  \"funn\": []\n}\n";
    check(&site.run(&["check", "--format", "json"]), 0, json, "");

    let site = wrong_site();
    let checked = site.run(&["check"]);
    let built = site.run(&["build"]);
    assert_eq!((checked.status.code(), built.status.code()), (Some(1), Some(1)));
    let checked = String::from_utf8(checked.stderr).unwrap();
    let built = String::from_utf8(built.stderr).unwrap();
    // Mistakes in templates show in a build only when the content is mended.
    let content = built.split_once("2 feil. Ingenting er skrevet").unwrap().0;
    assert!(checked.starts_with(content), "{checked}");
    assert!(checked.contains("feil[malfeil]") && checked.ends_with("3 feil.\n"), "{checked}");
    assert!(!site.path().join("public").exists());

    let nowhere = site.run(&["check", "--root", "ingensteds"]);
    check(&nowhere, 2, "", "feil: mappen «ingensteds» finnes ikke\n");
}

#[test]
fn check_mends_what_it_can_and_touches_nothing_else() {
    let site = Site::new();
    let text = "Om 5% av [planen](@/index.md), se `5%`, sak 12/26 og 2026-03-18.\r\n\r\n## Over 5%\r\n\r\nSlutt.";
    site.page("ny.md", "Ny", text);
    let before = site.output("content/ny.md");
    let found = site.run(&["check"]);
    assert_eq!(found.status.code(), Some(0));
    let said = String::from_utf8(found.stderr).unwrap();
    assert!(said.ends_with("3 advarsler. 2 av dem kan rettes med: fellesskap check --rett\n"), "{said}");
    assert_eq!(site.output("content/ny.md"), before);

    let mended = site.run(&["check", "--rett"]);
    let said = String::from_utf8(mended.stdout).unwrap();
    let expected = "rettet content/ny.md:6: «5%» → «5\u{a0}%»\n\
                    rettet content/ny.md:6: «2026-03-18» → «18. mars 2026»\nRettet 2 steder i 1 fil.\n";
    assert_eq!(said, expected);
    assert!(String::from_utf8(mended.stderr).unwrap().ends_with("1 advarsel.\n"));
    let after = before.replacen("5%", "5\u{a0}%", 1).replacen("2026-03-18", "18. mars 2026", 1);
    assert_eq!(site.output("content/ny.md"), after);
    let names: Vec<_> =
        fs::read_dir(site.path().join("content")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "{names:?}");

    let again = site.run(&["check", "--rett"]);
    assert!(String::from_utf8(again.stdout).unwrap().starts_with("Ingenting å rette.\n"));
    assert_eq!(site.output("content/ny.md"), after);
}

#[test]
fn check_leaves_what_a_control_looks_for() {
    let site = Site::new();
    let front = "+++\ntype = \"side\"\ntittel = \"Ny\"\n\n[[kontroll]]\nnavn = \"andel\"\ntekst = \"Andelen stemmer\"\n\
                 oppgitt = \"5% av\"\nlik = \"5\"\n+++\n\n";
    site.file("content/ny.md", format!("{front}Det er 5% av alle.\n"));
    let before = site.output("content/ny.md");
    let mended = site.run(&["check", "--rett"]);
    let said = String::from_utf8(mended.stdout).unwrap();
    let expected =
        "ikke rettet content/ny.md: rettingen ville gitt en ny feil; rett den for hånd\nIngenting å rette.\n";
    assert_eq!(said, expected);
    assert_eq!(site.output("content/ny.md"), before);
}

#[test]
fn check_finds_addresses_that_are_gone() {
    let site = Site::new();
    site.page("plan.md", "Plan", "Se [notatet](notat.txt).");
    site.page("borte.md", "Borte", "Hei.");
    site.file("content/notat.txt", "Hei");
    assert_eq!(site.run(&["build"]).status.code(), Some(0));
    check(&site.run(&["check", "--mot", "public"]), 0, "Alt i orden: 3 sider sjekket.\n", "");

    fs::remove_file(site.path().join("content/notat.txt")).unwrap();
    fs::remove_file(site.path().join("content/plan.md")).unwrap();
    fs::remove_file(site.path().join("content/borte.md")).unwrap();
    site.page("om/plan.md", "Plan", "Hei.");
    let found = site.run(&["check", "--mot", "public", "--format", "short"]);
    let expected = "feil[borte-adresse]: adressen /borte/ har vært publisert, men fører ikke lenger noe sted\n\
                    feil[borte-adresse]: adressen /notat.txt har vært publisert, men fører ikke lenger noe sted\n\
                    content/om/plan.md:1:1: feil[borte-adresse]: adressen /plan/ har vært publisert, men fører ikke lenger noe sted\n";
    check(&found, 1, expected, "");

    site.file("kart.xml", "<urlset><url><loc>https://eksempel.no/plan/</loc></url></urlset>");
    let found = site.run(&["check", "--mot", "kart.xml"]);
    let said = String::from_utf8(found.stderr).unwrap();
    assert!(said.contains("alias = [\"/plan/\"]") && said.ends_with("1 feil.\n"), "{said}");
    // Below another root of the host, the addresses of the map are compared with those below it.
    site.file("under.xml", "<urlset><url><loc>https://eksempel.no/portal/om/plan/</loc></url></urlset>");
    let root = "https://eksempel.no/portal";
    assert_eq!(site.run(&["check", "--mot", "under.xml", "--base-url", root]).status.code(), Some(0));
    site.file("content/om/plan.md", "+++\ntype = \"side\"\ntittel = \"Plan\"\nalias = [\"/plan/\"]\n+++\n\nHei.\n");
    assert_eq!(site.run(&["check", "--mot", "kart.xml"]).status.code(), Some(0));
    site.file("content/borte.md", "+++\ntype = \"side\"\ntittel = \"Borte\"\navpubliseres = 2020-01-01\n+++\n\nHei.\n");
    site.file("content/notat.txt", "Hei");
    site.page("se.md", "Se", "Se [notatet](notat.txt).");
    assert_eq!(site.run(&["check", "--mot", "public"]).status.code(), Some(0));

    let message = "feil: mappen content har verken .fellesskap eller sitemap.xml, så det går ikke å se hva som var publisert.\n\
                   Oppgi en mappe som fellesskap build har laget, eller et lagret sitemap.xml.\n";
    check(&site.run(&["check", "--mot", "content"]), 2, "", message);
    let message = "feil: kan ikke lese finnes-ikke.xml: den finnes ikke\n";
    check(&site.run(&["check", "--mot", "finnes-ikke.xml"]), 2, "", message);
    site.file("tomt.xml", "<urlset></urlset>");
    check(&site.run(&["check", "--mot", "tomt.xml"]), 2, "", "feil: tomt.xml har ingen adresser\n");
}

#[test]
fn a_site_without_content_is_no_site() {
    let site = Site::new();
    assert_eq!(site.run(&["build"]).status.code(), Some(0));
    fs::rename(site.path().join("content"), site.path().join("innhold")).unwrap();
    let message = "feil[manglende-side]: mappen content finnes ikke, eller er tom\n |\n = hjelp: er du i rett mappe? Oppgi mappen \
                   med nettstedet med --root. Et nytt nettsted lager du med: fellesskap new\n\n1 feil. Ingenting er skrevet; \
                   nettstedet er som før.\n";
    check(&site.run(&["build"]), 1, "", message);
    assert_eq!(site.output("public/index.html"), "<h1>Forsiden</h1>\n<p>Hei.</p>\n");
    site.file("content", "Hei");
    check(&site.run(&["build"]), 1, "", message);
}

#[test]
fn a_chart_has_no_more_rows_than_anybody_can_tell_apart() {
    let site = Site::new();
    site.page("tall.md", "Tall", "{{ graf(fil=\"tall.toml\", type=\"linje\", kolonner=\"antall\") }}");
    let columns = "[[kolonne]]\nid = \"navn\"\ntittel = \"Navn\"\ntype = \"tekst\"\n\
                   [[kolonne]]\nid = \"antall\"\ntittel = \"Antall\"\ntype = \"antall\"\n";
    site.file("content/tall.toml", format!("type = \"tabell\"\ntittel = \"Tall\"\n{columns}"));
    let rows = |count: usize| (0..count).map(|row| format!("rad {row};{row}\n")).collect::<String>();
    site.file("content/tall.csv", format!("navn;antall\n{}", rows(501)));
    let found = site.run(&["check", "--format", "short"]);
    let expected = "content/tall.md:6:1: feil[ugyldig-kortkode]: grafen ville hatt 501 rader, og kan ha 500\n";
    check(&found, 1, expected, "");
    site.file("content/tall.csv", format!("navn;antall\n{}", rows(500)));
    let said = String::from_utf8(site.run(&["check", "--format", "short"]).stdout).unwrap();
    assert!(!said.contains("ugyldig-kortkode"), "{said}");
}

#[test]
fn builds_to_the_same_folder_wait_for_each_other() {
    let site = Site::new();
    for page in 0..40 {
        site.page(&format!("side-{page}.md"), "Side", "Hei.");
    }
    for round in 0..5 {
        site.page("side-0.md", "Side", &format!("Hei, {round}."));
        let start = |drafts: bool| {
            let mut command = program::command(site.path(), &["build"]);
            command.args(drafts.then_some("--drafts")).stdout(std::process::Stdio::null()).spawn().unwrap()
        };
        let running = [start(false), start(true), start(false)];
        for mut one in running {
            assert_eq!(one.wait().unwrap().code(), Some(0), "round {round}");
        }
        assert_eq!(site.run(&["build"]).status.code(), Some(0));
        let said = String::from_utf8(site.run(&["build"]).stdout).unwrap();
        assert!(said.starts_with("Ingenting er endret siden sist"), "{said}");
        assert!(site.output("public/side-0/index.html").contains(&format!("Hei, {round}.")));
    }
}

#[test]
fn what_is_exempt_now_is_not_missed() {
    let site = Site::new();
    let page = |front: &str| format!("+++\n{front}+++\n\nHei.\n");
    site.file(
        "content/ssu/index.md",
        page("type = \"utvalg\"\ntittel = \"Utvalget\"\nkortnavn = \"SSU\"\nniva = 2\nstatus = \"aktiv\"\n"),
    );
    let meeting = "type = \"møte\"\ntittel = \"Møte\"\nutvalg = \"ssu\"\ndato = 2026-03-18\ntilstand = \"avholdt\"\nreferat = \"godkjent\"\n";
    site.file("content/ssu/mote/index.md", page(meeting));
    let sak = |more: &str| {
        page(&format!(
            "type = \"sak\"\nnummer = \"1/26\"\ntittel = \"Varsel\"\nsakstype = \"O\"\n{more}[[vedlegg]]\ntittel = \"Brev\"\nfil = \"brev.txt\"\n"
        ))
    };
    let address = |path: &str| format!("<url><loc>https://eksempel.no/ssu/mote/{path}</loc></url>");
    site.file("kart.xml", format!("<urlset>{}{}</urlset>", address("varsel/"), address("brev.txt")));
    site.file("content/ssu/mote/brev.txt", "Hei");
    let missed = |text: String| {
        site.file("content/ssu/mote/varsel.md", text);
        let said = String::from_utf8(site.run(&["check", "--mot", "kart.xml", "--format", "short"]).stdout).unwrap();
        said.matches("borte-adresse").count()
    };
    assert_eq!(missed(sak("")), 0);
    assert_eq!(missed(sak("[unntatt]\nhjemmel = \"offl. § 13\"\ntittel = \"Personalsak\"\n")), 0);
    assert_eq!(missed(sak("utkast = true\n")), 2);
}

#[test]
fn a_build_tells_of_pages_that_are_gone_from_its_folder() {
    let site = Site::new();
    site.page("plan.md", "Plan", "Hei.");
    site.page("om/historie.md", "Historie", "Hei.");
    assert_eq!(site.run(&["build"]).status.code(), Some(0));

    // A draft is left out by intention, and a page that has its earlier address is there.
    fs::remove_file(site.path().join("content/plan.md")).unwrap();
    site.file("content/om/historie.md", "+++\ntype = \"side\"\ntittel = \"Historie\"\nutkast = true\n+++\n\nHei.\n");
    site.page("plan-2026.md", "Plan for 2026", "Hei.");
    let output = site.run(&["build"]);
    assert_eq!(output.status.code(), Some(0));
    let expected = "advarsel[borte-adresse]: adressen /plan/ har vært publisert, men fører ikke lenger noe sted\n |\n \
                    = hjelp: skriv alias = [\"/plan/\"] på siden som har overtatt. Er siden tatt ned med vilje, beholder du filen \
                    og skriver avpubliseres\n\n1 advarsel.\n";
    assert_eq!(String::from_utf8(output.stderr).unwrap(), expected);

    let output = site.run(&["build"]);
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
}

#[test]
fn check_tells_programs_in_their_own_formats() {
    let site = wrong_site();
    let run = |format: &str, root: &Path, current: &Path| {
        let output = program::run(current, &["check", "--format", format, "--root", root.to_str().unwrap()]);
        assert_eq!((output.status.code(), output.stderr.len()), (Some(1), 0));
        String::from_utf8(output.stdout).unwrap()
    };
    let here = |format| run(format, Path::new("."), site.path());
    // The mistake in the template comes last, in other words for each version of the template engine.
    let content =
        |text: &str, lines: usize| text.lines().take(lines).map(|line| format!("{line}\n")).collect::<String>();

    assert_eq!(
        content(&here("short"), 2),
        "content/å, 100%: én.md:4:1: feil[ukjent-nokkel]: ukjent nøkkel «ukjent»\n\
         content/å, 100%: én.md:7:5: feil[brutt-lenke]: lenken fører til «@/borte.md», som ikke finnes\n"
    );
    assert_eq!(here("short").lines().count(), 3);

    let github = here("github");
    assert!(github.lines().all(|line| line.starts_with("::error file=")), "{github}");
    let line = github.lines().nth(1).unwrap();
    let expected = "::error file=content/å%2C 100%25%3A én.md,line=7,endLine=7,col=5,endColumn=22,title=brutt-lenke::\
                    lenken fører til «@/borte.md», som ikke finnes";
    assert!(line.starts_with(expected), "{line}");
    assert_eq!(github.lines().count(), 3);
    // GitHub and readers of SARIF look from the root of the repository.
    let parent = site.path().parent().unwrap();
    let folder = site.path().file_name().unwrap().to_str().unwrap();
    let prefix = format!("::error file={folder}/content/");
    assert!(run("github", Path::new(folder), parent).starts_with(&prefix));
    assert!(run("github", site.path(), parent).starts_with(&prefix));

    let json: serde_json::Value = serde_json::from_str(&here("json")).unwrap();
    assert_eq!((json["feil"].as_u64(), json["advarsler"].as_u64()), (Some(3), Some(0)));
    let mut second = json["funn"][1].clone();
    second["hjelp"].take();
    assert_eq!(
        second,
        serde_json::json!({
            "navn": "brutt-lenke",
            "alvor": "feil",
            "melding": "lenken fører til «@/borte.md», som ikke finnes",
            "merke": null,
            "hjelp": null,
            "fil": "content/å, 100%: én.md",
            "fra": { "linje": 7, "kolonne": 5 },
            "til": { "linje": 7, "kolonne": 22 },
        })
    );

    let sarif: serde_json::Value = serde_json::from_str(&here("sarif")).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    let driver = &run["tool"]["driver"];
    assert_eq!((&driver["name"], &run["columnKind"]), (&"fellesskap".into(), &"unicodeCodePoints".into()));
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 3);
    for result in results {
        assert!(result["message"]["text"].is_string() && result["level"] == "error", "{result}");
        let rules = driver["rules"].as_array().unwrap();
        let rule = rules.iter().find(|rule| rule["id"] == result["ruleId"]);
        assert!(rule.is_some_and(|rule| rule["help"]["text"].is_string()), "{result}");
    }
    assert_eq!(
        results[1]["locations"][0]["physicalLocation"],
        serde_json::json!({
            "artifactLocation": { "uri": "content/%C3%A5%2C%20100%25%3A%20%C3%A9n.md" },
            "region": { "startLine": 7, "startColumn": 5, "endLine": 7, "endColumn": 22 },
        })
    );
}

#[test]
fn programs_are_told_what_is_only_a_warning() {
    let site = Site::new();
    site.page("index.md", "Forsiden", "Les planen [her](@/index.md).");
    site.file("content/notat.txt", "Hei");
    let run = |format: &str| {
        let output = site.run(&["check", "--format", format]);
        assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(
        run("github"),
        "::warning file=content/index.md,line=6,endLine=6,col=12,endColumn=29,title=lenketekst::\
         lenketeksten «her» sier ikke hvor lenken fører%0Ahjelp: bruk ordene som sier hva leseren finner der, \
         for eksempel [handlingsplanen](@/plan.md)\n\
         ::warning file=content/notat.txt,title=ubrukt-fil::\
         ingen side viser til denne filen, så den blir ikke publisert%0Ahjelp: før den opp under [[vedlegg]] \
         eller lenk til den. Skal den ikke publiseres, flytter du den ut av content\n"
    );

    let sarif: serde_json::Value = serde_json::from_str(&run("sarif")).unwrap();
    let run = &sarif["runs"][0];
    let levels = |list: &serde_json::Value, name: &str, level: &str| -> Vec<(String, String)> {
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        list.as_array().unwrap().iter().map(|item| (text(&item[name]), text(item.pointer(level).unwrap()))).collect()
    };
    let named = |name: &str, level: &str| (name.to_owned(), level.to_owned());
    assert_eq!(
        levels(&run["results"], "ruleId", "/level"),
        [named("lenketekst", "warning"), named("ubrukt-fil", "warning")]
    );
    // A link without a text would be an error.
    assert_eq!(
        levels(&run["tool"]["driver"]["rules"], "id", "/defaultConfiguration/level"),
        [named("lenketekst", "error"), named("ubrukt-fil", "warning")]
    );
}

#[test]
fn no_format_repeats_a_personal_identifier() {
    // Nobody's: forty is added to both the day and the month.
    let number = "71523999073";
    let site = Site::new();
    site.page(
        &format!("a {number}.md"),
        "A",
        &format!("Født 71.52.39, {number}.\n\n{{{{ ukjent(fil=\"{number}\") }}}}"),
    );
    site.file("content/b.toml", format!("type = \"{number}\"\n"));
    for format in ["human", "short", "json", "github", "sarif"] {
        let output = site.run(&["check", "--format", format]);
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(said.contains("fodselsnummer") && said.contains("ukjent-innholdstype"), "{said}");
        assert!(!said.contains(number), "{said}");
    }
}

#[test]
fn a_kind_of_problem_is_explained() {
    let site = Site::new();
    let output = site.run(&["explain", "ujevn-rad"]);
    check(
        &output,
        0,
        "ujevn-rad (feil)\n\n\
         En rad i en CSV-fil har flere eller færre felt enn tabellen har kolonner.\n\n\
         Hvorfor det er viktig:\n  Da havner tallene i feil kolonne.\n  \
         Kilde: RFC 4180 (CSV), som sier at hver rad skal ha like mange felt.\n\n\
         Slik går det galt:\n  content/om/avvik.csv\n    kommune;meldt;svar\n    Narvik;12\n\n\
         Slik er det rett:\n  content/om/avvik.csv\n    kommune;meldt;svar\n    Narvik;12;\n\n\
         Slik retter du det:\n  En tom celle trenger også semikolon: a;;b. En tekst med semikolon i settes i\n  anførselstegn.\n",
        "",
    );
    let often = String::from_utf8(site.run(&["explain", "lenketekst"]).stdout).unwrap();
    assert!(often.starts_with("lenketekst (feil eller advarsel)\n\n"), "{often}");
    let lines = "Slik går det galt:\n  Les handlingsplanen [her](@/om/plan.md).\n\n\
                 Slik er det rett:\n  Les [handlingsplanen](@/om/plan.md).\n";
    assert!(often.contains(lines), "{often}");
    let in_words = String::from_utf8(site.run(&["explain", "ikke-utf8"]).stdout).unwrap();
    let lines = "Slik går det galt:\n  Tabellen er lagret i Excel som «CSV (semikolondelt)».\n\n";
    assert!(in_words.contains(lines), "{in_words}");
    // Excerpts of one file stand under its name.
    let two = String::from_utf8(site.run(&["explain", "manglende-vedtak"]).stdout).unwrap();
    let lines = "Slik går det galt:\n  content/utvalg/ssu/2026-03-18/10-26.md\n    sakstype = \"B\"\n\n\
                 \x20   ## Forslag til vedtak\n\n    SSU slutter seg til planen.\n\nSlik er det rett:\n";
    assert!(two.contains(lines), "{two}");
    let own = String::from_utf8(site.run(&["explain", "saksnummer-feil-ar"]).stdout).unwrap();
    assert!(
        own.starts_with("saksnummer-feil-ar (advarsel)\n") && own.contains("  Kilde: Portalens egen regel.\n"),
        "{own}"
    );
    let all = String::from_utf8(site.run(&["explain"]).stdout).unwrap();
    for code in fellesskap::foundation::diagnostic::Code::ALL {
        assert!(all.contains(&format!("\n  {} ", code.name())), "{all}");
        let one = String::from_utf8(site.run(&["explain", code.name()]).stdout).unwrap();
        // What is typed stands as it is typed.
        let excerpts = code.explanation().bad.iter().chain(code.explanation().good);
        let typed: Vec<&str> = excerpts.flat_map(|excerpt| excerpt.lines.lines()).collect();
        let is_typed = |line: &str| typed.contains(&line.trim_start());
        assert!(one.lines().all(|line| line.chars().count() <= 92 || is_typed(line)), "{one}");
    }
    let unknown = site.run(&["explain", "ujevn-rød"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8(unknown.stderr).unwrap().contains("mente du «ujevn-rad»?"));
}
