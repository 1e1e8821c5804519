//! A site under edit shows what a build of the same sources would write, whatever was done to get there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use fellesskap::build::{Request, build};
use fellesskap::desk::preview::Preview;
use fellesskap::foundation::diagnostic::Severity;
use fellesskap::foundation::path::OutputPath;
use fellesskap::publish::output::Produce;
use fellesskap::read::source::SourceTree;
use jiff::civil::date;
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use crate::folder::Folder;
use crate::random::config;
use crate::sources::on;

fn request() -> Request {
    on(date(2026, 3, 18))
}

/// A small site on disk, with everything that pages can depend on.
const SITE: [(&str, &str); 18] = [
    (
        "fellesskap.toml",
        "tittel = \"Prøve\"\nbeskrivelse = \"En prøve.\"\nadresse = \"https://eksempel.no\"\nutgiver = \"Vi\"\ntema = [\"t\"]\nlistelengde = 1\n\
         [[meny]]\ntittel = \"Utvalg\"\nside = \"@/utvalg/index.md\"\n",
    ),
    ("content/index.md", "+++\ntype = \"forside\"\ntittel = \"Forside\"\n+++\nSe [SSU](@/utvalg/ssu/index.md).\n"),
    ("content/ordliste.toml", "type = \"ordliste\"\n[[ord]]\nkort = \"SSU\"\nlang = \"strategisk samarbeidsutvalg\"\n"),
    ("content/utvalg/index.md", "+++\ntype = \"seksjon\"\ntittel = \"Utvalg\"\n+++\n"),
    (
        "content/utvalg/ssu/index.md",
        "+++\ntype = \"utvalg\"\ntittel = \"Strategisk\"\nkortnavn = \"SSU\"\nniva = 2\nstatus = \"aktiv\"\n+++\nOm SSU.\n",
    ),
    (
        "content/utvalg/ssu/2026-03-18/index.md",
        "+++\ntype = \"møte\"\ntittel = \"Møte\"\nutvalg = \"ssu\"\ndato = 2026-03-18\ntilstand = \"innkalt\"\nreferat = \"mangler\"\n+++\n",
    ),
    (
        "content/utvalg/ssu/2026-03-18/1-26.md",
        "+++\ntype = \"sak\"\nnummer = \"1/26\"\ntittel = \"En\"\nsakstype = \"B\"\nprosjekter = [\"p\", \"r\"]\n+++\n\
         ## Vedtak\n\nTekst med [siden](@/side.md#del) og {{ tall(tabell=\"@/tall.toml\", rad=\"Bardu\", kolonne=\"antall\") }}.\n",
    ),
    (
        "content/utvalg/ssu/2026-03-18/2-26.md",
        "+++\ntype = \"sak\"\nnummer = \"2/26\"\ntittel = \"To\"\nsakstype = \"O\"\nsaker = [\"1/26\"]\n+++\nSe <sak:1/26>.\n",
    ),
    (
        "content/p.md",
        "+++\ntype = \"prosjekt\"\ntittel = \"Prosjekt\"\nrunde = \"lokal\"\nstatus = \"ferdig\"\n+++\nTekst.\n",
    ),
    (
        "content/r.md",
        "+++\ntype = \"prosjekt\"\ntittel = \"Et annet prosjekt\"\nrunde = \"lokal\"\nstatus = \"ferdig\"\n+++\nTekst.\n",
    ),
    (
        "content/utvalg/om.md",
        "+++\ntype = \"side\"\ntittel = \"Om utvalg\"\n[[kontroll]]\nnavn = \"vårmøter\"\ntekst = \"Ingen vårmøter\"\n\
         uttrykk = '''tell(\"møter\", \"rad == 'Vårmøte'\") < 1'''\n+++\nTekst.\n",
    ),
    (
        "content/side.md",
        "+++\ntype = \"side\"\ntittel = \"Side\"\nalias = [\"/gammel/\"]\n+++\n## Del\n\n{{ tabell(fil=\"tall.toml\") }}\n",
    ),
    (
        "content/tall.toml",
        "type = \"tabell\"\ntittel = \"Tall\"\n[[kolonne]]\nid = \"navn\"\ntittel = \"Navn\"\ntype = \"tekst\"\n\
         [[kolonne]]\nid = \"antall\"\ntittel = \"Antall\"\ntype = \"antall\"\n",
    ),
    ("content/tall.csv", "navn;antall\nBardu;3\nLyngen;4\n"),
    (
        "themes/t/templates/base.html",
        "<title>{{ page.title }}</title>\n{{ header }}<main>{% block body %}{{ content }}{% endblock %}</main>\n\
      {% if page.previous %}<a href=\"{{ page.previous.url }}\">{{ page.previous.title }}</a>{% endif %}\n\
      {% if page.next %}<a href=\"{{ page.next.url }}\">{{ page.next.title }}</a>{% endif %}\n",
    ),
    (
        "themes/t/frame/header.html",
        "<nav>{% for link in menu %}<a href=\"{{ link.url }}\"{% if link.current %} aria-current=\"{{ link.current }}\"{% endif %}>{{ link.title }}</a>{% endfor %}</nav>\n",
    ),
    ("themes/t/styles/a.css", "body { color: red; }\n"),
    ("themes/t/sprak/nb.toml", "table = \"Tabell\"\n"),
];

/// Templates that show what pages list of each other.
const TEMPLATES: [(&str, &str); 11] = [
    (
        "section",
        "{% for group in section.groups %}{% for card in group.cards %}<p>{{ card.title }}</p>{% endfor %}{% endfor %}",
    ),
    (
        "utvalg",
        "{% for group in utvalg.meetings %}{% for card in group.cards %}<p>{{ card.title }}</p>{% endfor %}{% endfor %}{{ content }}",
    ),
    ("meeting", "{% for sak in meeting.saker %}<p>{{ sak.number }} {{ sak.title }}</p>{% endfor %}{{ content }}"),
    (
        "collected",
        "{{ page.title }}{{ content }}{% for paper in collected.saker %}<h2>{{ paper.title }}</h2>{{ paper.content_html | safe }}{% endfor %}",
    ),
    (
        "sak",
        "{% for card in sak.related %}<p>{{ card.title }}</p>{% endfor %}{% for card in sak.projects %}<p>{{ card.title }}</p>{% endfor %}{{ content }}",
    ),
    ("project", "{% for card in project.saker %}<p>{{ card.title }}</p>{% endfor %}{{ content }}"),
    ("home", "{% for card in home.latest %}<p>{{ card.title }}</p>{% endfor %}{{ content }}"),
    ("side", "{{ content }}"),
    ("report", "{{ content }}"),
    ("municipality", "{{ content }}"),
    ("not-found", "Ikke her"),
];

const SHORTCODES: [(&str, &str); 2] = [
    (
        "tabell",
        "<table>{% for row in table.rows %}<tr>{% for cell in row.cells %}<td>{{ cell.text }}</td>{% endfor %}</tr>{% endfor %}</table>",
    ),
    ("merknad", "<p>{{ note.text }}</p>"),
];

fn site() -> Folder {
    let site = Folder::with(&SITE);
    for (name, body) in TEMPLATES {
        let text = format!("{{% extends \"templates/base.html\" %}}{{% block body %}}{body}{{% endblock %}}\n");
        site.file(&format!("themes/t/templates/{name}.html"), text);
    }
    for (name, body) in SHORTCODES {
        site.file(&format!("themes/t/shortcodes/{name}.html"), body);
    }
    site
}

/// A site on disk and its preview.
struct Edited {
    root: Folder,
    preview: Preview,
    /// What a build would have left in place: the files of the last sound site.
    published: BTreeMap<String, Vec<u8>>,
}

impl Edited {
    fn new() -> Self {
        let root = site();
        let (sources, problems) = SourceTree::read(root.path()).unwrap();
        assert_eq!(problems, []);
        let preview = Preview::new(sources, request());
        assert_eq!(preview.problems(), []);
        Self { root, preview, published: BTreeMap::new() }
    }

    /// Tells the preview that something happened at these places.
    fn touched(&mut self, places: &[&str]) {
        let places: BTreeSet<PathBuf> = places.iter().map(|place| self.root.path().join(place)).collect();
        let mut sources = self.preview.sources().clone();
        let changed = sources.refresh(self.root.path(), &places);
        self.preview.update(sources, &changed, request().date);
    }

    /// Compares every page with those of a clean build.
    fn check(&mut self) -> Result<(), TestCaseError> {
        let (sources, problems) = SourceTree::read(self.root.path()).unwrap();
        let built = build(&sources, &request());
        let mut expected = problems;
        expected.extend(built.diagnostics);
        let from_templates = |code| code == fellesskap::foundation::diagnostic::Code::Template;
        let linked: Vec<_> = self.preview.problems().to_vec();
        fellesskap::build::tidy(&mut expected);
        expected.retain(|problem| !from_templates(problem.code) || linked.contains(problem));
        prop_assert_eq!(&linked, &expected);
        if linked.iter().all(|problem| problem.severity != Severity::Error) {
            self.published = built.output.iter().map(|(path, file)| (path.to_string(), file.content.clone())).collect();
        }
        let Some(portal) = self.preview.portal() else { return Ok(()) };
        let mut shown = BTreeMap::new();
        for path in portal.paths() {
            if let (Some(content), _) = self.preview.produce(path) {
                shown.insert(path.to_string(), content.into_owned());
            }
        }
        let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
        prop_assert_eq!(names(&shown), names(&self.published));
        for (path, content) in &shown {
            let expected = String::from_utf8_lossy(&self.published[path]).into_owned();
            prop_assert_eq!(String::from_utf8_lossy(content).into_owned(), expected, "{}", path);
        }
        Ok(())
    }
}

/// Something that an editor does.
#[derive(Debug, Clone)]
enum Edit {
    /// Puts a text in the place of another in a file.
    Replace(&'static str, &'static str, &'static str),
    /// Writes a file as it was in the beginning.
    Restore(usize),
    Write(&'static str, &'static str),
    Delete(&'static str),
    Rename(&'static str, &'static str),
}

const SAK: &str = "content/utvalg/ssu/2026-03-18/1-26.md";
const MEETING: &str = "content/utvalg/ssu/2026-03-18";

fn edit() -> impl Strategy<Value = Edit> {
    let edits = [
        Edit::Replace(SAK, "Tekst med", "Annen tekst, også om SSU, med"),
        Edit::Replace(SAK, "## Vedtak", "## Forslag til vedtak"),
        Edit::Replace(SAK, "tittel = \"En\"", "tittel = \"Ny tittel\""),
        Edit::Replace(SAK, "tittel = \"En\"", "tittel = \"Åtte\"\ningress = \"Om åtte.\"\noppdatert = 2026-03-17"),
        Edit::Replace(SAK, "sakstype = \"B\"", "sakstype = \"B\"\navsender = \"Åse\"\nmottaker = \"Bo\""),
        Edit::Replace(SAK, "tittel = \"En\"\n", ""),
        Edit::Replace(
            SAK,
            "tittel = \"En\"\n",
            "tittel = \"Skjult\"\nunntatt = { hjemmel = \"offl. § 13\", tittel = \"Personalsak\" }\n",
        ),
        Edit::Replace("content/utvalg/ssu/2026-03-18/index.md", "tittel = \"Møte\"", "tittel = \"Vårmøte\""),
        Edit::Replace(
            "content/utvalg/ssu/2026-03-18/index.md",
            "utvalg = \"ssu\"",
            "utvalg = \"ssu\"\nsted = \"Sal 1\"",
        ),
        Edit::Replace(
            "content/utvalg/ssu/index.md",
            "tittel = \"Strategisk\"",
            "tittel = \"Det strategiske\"\nmenytittel = \"Det\"",
        ),
        Edit::Replace("content/utvalg/index.md", "tittel = \"Utvalg\"", "tittel = \"Alle utvalg\""),
        Edit::Replace("content/p.md", "tittel = \"Prosjekt\"", "tittel = \"Annet\""),
        Edit::Replace("content/side.md", "tittel = \"Side\"", "tittel = \"Bakerst\""),
        Edit::Replace("content/index.md", "tittel = \"Forside\"", "tittel = \"Fremst\""),
        Edit::Replace(SAK, "#del", "#borte"),
        Edit::Replace(SAK, "nummer = \"1/26\"", "nummer = \"2/26\""),
        Edit::Replace(SAK, "+++", "++"),
        Edit::Replace(SAK, "siden](@/side.md#del)", "siden](@/p.md)"),
        Edit::Replace(SAK, "prosjekter = [\"p\", \"r\"]\n", ""),
        Edit::Replace("content/side.md", "## Del", "## Ny del {#del}"),
        Edit::Replace("content/side.md", "alias = [\"/gammel/\"]", "alias = [\"/eldre/\"]"),
        Edit::Replace("content/side.md", "tittel = \"Side\"", "tittel = \"Side\"\nutkast = true"),
        Edit::Replace("content/p.md", "Tekst.", "Tekst med et ![bilde](bilde.png)."),
        Edit::Replace("content/p.md", "Tekst.", "Tekst med et [bilde](bilde.png)."),
        Edit::Replace("content/tall.csv", "Bardu;3", "Bardu;33"),
        Edit::Replace("content/tall.csv", "Bardu;3", "Bardu;mange"),
        Edit::Replace("content/tall.toml", "tittel = \"Tall\"", "tittel = \"Nye tall\""),
        Edit::Replace("content/ordliste.toml", "strategisk samarbeidsutvalg", "utvalg på nivå to"),
        Edit::Replace("fellesskap.toml", "tittel = \"Utvalg\"", "tittel = \"Møter\""),
        Edit::Replace("fellesskap.toml", "@/utvalg/index.md", "@/borte.md"),
        Edit::Replace("themes/t/styles/a.css", "red", "blue"),
        Edit::Replace("themes/t/templates/base.html", "<main>", "<main id=\"m\">"),
        Edit::Replace("themes/t/templates/base.html", "{{ page.title }}", "{{ page.titl }}"),
        Edit::Replace("themes/t/templates/base.html", "{% endblock %}", "{% endblok %}"),
        Edit::Replace("themes/t/frame/header.html", "<nav>", "<nav id=\"n\">"),
        Edit::Replace("themes/t/sprak/nb.toml", "Tabell", "Tabellen"),
        Edit::Write("themes/t/scripts/a.js", "let a;\n"),
        Edit::Write("themes/t/static/robots.txt", "User-agent: *\n"),
        Edit::Write("themes/t/static/side/index.html", "i veien"),
        Edit::Delete("themes/t/static"),
        Edit::Write("content/bilde.png", "ikke et bilde"),
        Edit::Write("content/utvalg/ssu/ny.md", "+++\ntype = \"side\"\ntittel = \"Ny\"\n+++\nTekst.\n"),
        Edit::Write("content/utvalg/.skjult.md", "ikke lest"),
        Edit::Write("content/odelagt.md", "\u{0}"),
        Edit::Delete("content/tall.csv"),
        Edit::Delete("content/utvalg/ssu/index.md"),
        Edit::Delete(MEETING),
        Edit::Delete("content/odelagt.md"),
        Edit::Rename(MEETING, "content/utvalg/ssu/2026-03-19"),
        Edit::Rename("content/utvalg/ssu/2026-03-19", MEETING),
        Edit::Rename("content/p.md", "content/q.md"),
        Edit::Rename("content/q.md", "content/p.md"),
    ];
    prop_oneof![
        3 => prop::sample::select(edits.to_vec()),
        1 => (0..SITE.len()).prop_map(Edit::Restore),
    ]
}

impl Edited {
    fn apply(&mut self, edit: &Edit) {
        let root = self.root.path().to_owned();
        match edit {
            Edit::Replace(path, old, new) => {
                let Ok(text) = fs::read_to_string(root.join(path)) else { return };
                self.root.file(path, text.replacen(old, new, 1));
                self.touched(&[path]);
            }
            Edit::Restore(index) => {
                let (path, text) = SITE[*index];
                self.root.file(path, text);
                self.touched(&[path]);
            }
            Edit::Write(path, text) => {
                self.root.file(path, text);
                self.touched(&[path]);
            }
            Edit::Delete(path) => {
                let path_on_disk = root.join(path);
                let _ = if path_on_disk.is_dir() {
                    fs::remove_dir_all(path_on_disk)
                } else {
                    fs::remove_file(path_on_disk)
                };
                self.touched(&[path]);
            }
            Edit::Rename(from, to) => {
                if !root.join(to).exists() && fs::rename(root.join(from), root.join(to)).is_ok() {
                    self.touched(&[from, to]);
                }
            }
        }
    }
}

#[test]
fn personal_identifiers_come_and_go_with_the_files_they_stand_in() {
    // Nobody's: forty is added to both the day and the month.
    let number = "715239 99073";
    let mut edited = Edited::new();
    edited.check().unwrap();
    for (name, text) in [
        ("content/notat.txt", format!("Om {number}")),
        ("content/notat.csv", format!("a;{number}")),
        ("content/notat 715239-99073.pdf", String::new()),
        ("content/utvalg/notat.md", format!("+++\ntype = \"side\"\ntittel = \"Notat\"\n+++\n\nOm {number}.\n")),
    ] {
        let place = edited.root.path().join(name);
        fs::write(&place, &text).unwrap();
        edited.touched(&[name]);
        edited.check().unwrap();
        // A file that no page refers to is told of besides.
        let names = edited.preview.problems().iter().map(|problem| problem.code.name());
        let names: Vec<_> = names.filter(|name| *name != "ubrukt-fil").collect();
        assert_eq!(names, ["fodselsnummer"], "{name}");
        if name.ends_with(".md") {
            fs::write(&place, text.replace(number, "noe")).unwrap();
            edited.touched(&[name]);
            edited.check().unwrap();
            assert_eq!(edited.preview.problems(), []);
            fs::write(&place, &text).unwrap();
            edited.touched(&[name]);
            edited.check().unwrap();
        }
        fs::remove_file(&place).unwrap();
        edited.touched(&[name]);
        edited.check().unwrap();
        assert_eq!(edited.preview.problems(), [], "{name}");
    }
}

#[test]
fn what_is_told_of_an_exempt_sak_comes_and_goes_with_either_text() {
    let mut edited = Edited::new();
    edited.check().unwrap();
    let words = "tre ansatte sier at lederen har ropt til dem";
    let exempt = "tittel = \"Skjult\"\nunntatt = { hjemmel = \"offl. § 13\", tittel = \"Personalsak\" }\n";
    let mut step = |file, old, new, expected: &[&str]| {
        edited.apply(&Edit::Replace(file, old, new));
        edited.check().unwrap();
        // Nothing leads to some pages when the sak is exempt, and that is told of besides.
        let names = edited.preview.problems().iter().map(|problem| problem.code.name());
        let names: Vec<_> = names.filter(|name| *name != "foreldrelos-side").collect();
        assert_eq!(names, expected, "{file}: {new}");
    };
    let told = ["omtaler-unntatt-sak"];
    // What an exempt sak refers to is not published.
    step(SAK, "tittel = \"En\"\n", exempt, &["roper-unntatt-sak"]);
    step(
        SAK,
        " med [siden](@/side.md#del) og {{ tall(tabell=\"@/tall.toml\", rad=\"Bardu\", kolonne=\"antall\") }}",
        "",
        &[],
    );
    step(SAK, "Tekst", words, &[]);
    step("content/p.md", "Tekst.", words, &told);
    step("content/p.md", words, "Annen tekst.", &[]);
    step("content/p.md", "Annen tekst.", words, &told);
    step(SAK, words, "Noe annet", &[]);
    step(SAK, "Noe annet", words, &told);
}

proptest! {
    #![proptest_config(config(48))]

    #[test]
    fn what_is_shown_is_what_a_build_would_write(edits in prop::collection::vec(edit(), 1..12)) {
        let mut site = Edited::new();
        site.check()?;
        for edit in &edits {
            site.apply(edit);
            site.check()?;
        }
    }
}

#[test]
fn a_site_that_was_never_sound_is_shown_as_it_is() {
    let root = site();
    root.file(SAK, "+++\ntype = \"sak\"\n+++\n");
    let (sources, _) = SourceTree::read(root.path()).unwrap();
    let mut site = Edited { root, preview: Preview::new(sources, request()), published: BTreeMap::new() };
    assert_ne!(site.preview.problems(), []);
    let shown = |site: &Edited| {
        let path = OutputPath::new("p/index.html").unwrap();
        String::from_utf8(site.preview.produce(&path).0.unwrap().into_owned()).unwrap()
    };
    assert!(shown(&site).contains("Tekst."));
    site.apply(&Edit::Replace("content/p.md", "Tekst.", "Ny tekst."));
    assert!(shown(&site).contains("Ny tekst."));

    // Once it has been sound, that is what stays.
    site.apply(&Edit::Restore(SITE.iter().position(|(path, _)| *path == SAK).unwrap()));
    site.check().unwrap();
    site.apply(&Edit::Replace(SAK, "nummer", "numer"));
    site.apply(&Edit::Replace("content/p.md", "Ny tekst.", "Nyere tekst."));
    assert!(shown(&site).contains("Ny tekst."));
}

#[test]
fn every_single_edit_is_shown() {
    // Each edit of the list alone, so that none of them is left to chance; and the way back.
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = edit();
    let mut seen = BTreeSet::new();
    for _ in 0..400 {
        let edit = strategy.new_tree(&mut runner).unwrap().current();
        if !seen.insert(format!("{edit:?}")) {
            continue;
        }
        let mut site = Edited::new();
        site.check().unwrap();
        site.apply(&edit);
        site.check().unwrap();
        for index in 0..SITE.len() {
            site.apply(&Edit::Restore(index));
            site.check().unwrap();
        }
    }
    assert!(seen.len() > 40, "{} edits were tried", seen.len());
}
