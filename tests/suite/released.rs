//! What is exempt, waits or is taken down leaves no trace in any product of the site, whatever key or thing it stands in.

use std::collections::BTreeMap;

use fellesskap::read::document::Document;
use fellesskap::read::record::{Form, Key};
use fellesskap::read::schema::{Location, TYPES, Type};
use jiff::civil::{Date, date};

use crate::repository::SOURCES;
use crate::sources::{path, put};
use crate::withheld::{self, leaks};

const TODAY: Date = date(2026, 4, 1);

const SETTINGS: &str = "tittel = \"Prøve\"\nbeskrivelse = \"Prøve.\"\nadresse = \"https://eksempel.no\"\nutgiver = \"Oss\"\ntema = [\"helsefellesskap\"]\n";

/// A site with an utvalg and a meeting that has an open sak.
const SITE: [(&str, &str); 5] = [
    ("index.md", "+++\ntype = \"forside\"\ntittel = \"Forsiden\"\n+++\n\n{{ saksregister() }}\n"),
    ("data.md", "+++\ntype = \"side\"\ntittel = \"Data\"\n+++\n\n{{ vedtaksregister() }}\n\n{{ datakatalog() }}\n"),
    (
        "prove/index.md",
        "+++\ntype = \"utvalg\"\ntittel = \"Utvalget\"\nkortnavn = \"PRU\"\nniva = 2\nstatus = \"aktiv\"\n+++\n",
    ),
    (
        "prove/mote/index.md",
        "+++\ntype = \"møte\"\ntittel = \"Møtet\"\nutvalg = \"prove\"\ndato = 2026-03-18\ntilstand = \"avholdt\"\nreferat = \"utkast\"\n+++\n",
    ),
    ("prove/mote/2-26.md", "+++\ntype = \"sak\"\nnummer = \"2/26\"\ntittel = \"Åpen\"\nsakstype = \"O\"\n+++\n"),
];

/// Makes every file of the site with some more files, by its path, unpacked.
fn built(files: &[(String, String)]) -> BTreeMap<String, Vec<u8>> {
    let mut sources = SOURCES.only(|path| path.below("themes").is_some());
    put(&mut sources, "fellesskap.toml", SETTINGS);
    let site = SITE.map(|(path, text)| (path.to_owned(), text.to_owned()));
    for (path, text) in site.iter().chain(files) {
        put(&mut sources, &format!("content/{path}"), text);
    }
    withheld::built(&sources, TODAY).0
}

// ---- every key of every type ----

/// Writes values that are recognised wherever they come out.
#[derive(Default)]
struct Marking {
    /// Texts that a value can come out as; finding one of them is finding the value.
    markers: Vec<Vec<String>>,
    /// Files that values name, which must be there.
    files: Vec<String>,
}

impl Marking {
    /// A value for a key. A key whose values cannot be told from others (words of a list, truths) gets its example.
    fn value(&mut self, key: &Key) -> Option<String> {
        self.of_form((key.form)(), key).or_else(|| (key.required)().then(|| (key.example)()))
    }

    fn of_form(&mut self, form: Form, key: &Key) -> Option<String> {
        let number = self.markers.len();
        match form {
            Form::Text if key.name == "alias" => {
                self.markers.push(vec![format!("qxnokkel{number}zq")]);
                Some(format!("\"/qxnokkel{number}zq/\""))
            }
            Form::Text if key.name == "fil" => {
                self.markers.push(vec![format!("qxnokkel{number}zq")]);
                self.files.push(format!("qxnokkel{number}zq.txt"));
                Some(format!("\"qxnokkel{number}zq.txt\""))
            }
            Form::Text if key.name == "hjemmel" => {
                self.markers.push(vec![format!("qxnokkel{number}zq")]);
                Some(format!("\"offl. § 13 qxnokkel{number}zq\""))
            }
            Form::Text => {
                self.markers.push(vec![format!("qxnokkel{number}zq")]);
                Some(format!("\"qxnokkel{number}zq\""))
            }
            Form::Integer(least, most) if least <= 700_000 && most > 800_000 => {
                let value = 700_019 + 7 * number;
                let grouped = format!("{}\u{a0}{}", value / 1000, value % 1000);
                self.markers.push(vec![value.to_string(), grouped]);
                Some(value.to_string())
            }
            Form::Date => {
                let (day, year) = (1 + number % 28, if key.name == "avpubliseres" { 2087 } else { 1987 });
                self.markers.push(vec![format!("{year}-07-{day:02}"), format!("{day}. juli {year}")]);
                Some(format!("{year}-07-{day:02}"))
            }
            Form::List(item) => self.of_form(item(), key).map(|value| format!("[{value}]")),
            Form::Record(shape) => {
                let values: Vec<String> =
                    shape.keys.iter().filter_map(|key| Some(format!("{} = {}", key.name, self.value(key)?))).collect();
                Some(format!("{{ {} }}", values.join(", ")))
            }
            Form::Pattern(_) | Form::Truth | Form::Integer(..) | Form::Words(_) => None,
        }
    }

    /// Lines for all keys of a type but some.
    fn lines(&mut self, kind: &Type, exclude: &[&str]) -> String {
        let keys = kind.keys().filter(|key| !exclude.contains(&key.name));
        let lines: Vec<String> = keys
            .filter_map(|key| {
                let value = if kind.requires(key) && (key.name == "dato") {
                    self.of_form(Form::Date, key)
                } else {
                    self.value(key)
                };
                Some(format!("{} = {}\n", key.name, value?))
            })
            .collect();
        lines.concat()
    }
}

fn page_types() -> impl Iterator<Item = &'static Type> {
    TYPES.iter().filter(|kind| kind.place == Location::FrontMatter)
}

/// Reads a page, so that a test knows that its values got in.
#[track_caller]
fn document(text: &str) -> String {
    let (document, problems) = Document::parse(&path("content/prove/mote/a.md"), text);
    format!("{:?}", document.unwrap_or_else(|| panic!("{problems:#?}\n{text}")))
}

#[test]
fn no_key_of_an_exempt_sak_comes_out() {
    let sak = page_types().find(|kind| kind.name == "sak").unwrap();
    let mut marking = Marking::default();
    let lines = marking.lines(sak, &["nummer", "sakstype", "unntatt", "utkast"]);
    let text = format!(
        "+++\ntype = \"sak\"\nnummer = \"3/26\"\nsakstype = \"B\"\nunntatt = {{ hjemmel = \"offl. § 13\", tittel = \"Personalsak\" }}\n{lines}+++\n\nTekst.\n"
    );
    let read = document(&text);
    let mut files = vec![("prove/mote/sak.md".to_owned(), text)];
    files.extend(marking.files.iter().map(|name| (format!("prove/mote/{name}"), "Tekst.".to_owned())));
    let files = built(&files);
    assert!(marking.markers.len() >= 15, "{:?}", marking.markers);
    for marker in &marking.markers {
        let found: Vec<String> = marker.iter().flat_map(|text| leaks(&files, text)).collect();
        assert_eq!(found, Vec::<String>::new(), "{marker:?}");
    }
    // All texts are in the page that was read, so the test can fail.
    for marker in marking.markers.iter().filter(|marker| marker[0].starts_with("qx")) {
        assert!(read.contains(&marker[0]), "{marker:?} did not get in:\n{read}");
    }
    assert_ne!(leaks(&files, "Personalsak"), Vec::<String>::new());
}

#[test]
fn no_key_of_a_page_that_waits_comes_out() {
    for fate in ["utkast = true\n", "publiseres = 2091-01-01\n", "avpubliseres = 2026-04-01\n"] {
        let mut marking = Marking::default();
        let mut files = Vec::new();
        for kind in page_types() {
            let lines = marking.lines(kind, &["utkast", "publiseres", "avpubliseres"]);
            let text = format!("+++\ntype = \"{}\"\n{fate}{lines}+++\n\nTekst.\n", kind.name);
            let folder = format!("qxtype/qx{}", kind.name.replace('ø', "o"));
            files.push((format!("{folder}/index.md"), text));
            files.extend(marking.files.drain(..).map(|name| (format!("{folder}/{name}"), "Tekst.".to_owned())));
        }
        let files = built(&files);
        assert!(marking.markers.len() >= 60, "{}", marking.markers.len());
        for marker in &marking.markers {
            let found: Vec<String> = marker.iter().flat_map(|text| leaks(&files, text)).collect();
            assert_eq!(found, Vec::<String>::new(), "{marker:?} {fate}");
        }
        assert_eq!(leaks(&files, "qxtype"), Vec::<String>::new());
        assert_eq!(leaks(&files, "2091"), Vec::<String>::new());
    }
}

// ---- thing × fate × product ----

/// Products of a site, by their files.
fn product(path: &str) -> &'static str {
    match path {
        _ if path.starts_with("pagefind/") => "search",
        _ if path.ends_with(".atom") => "feed",
        _ if path.ends_with(".ics") => "calendar",
        _ if path.starts_with("sitemap") => "sitemap",
        _ if path.contains("/samlet/") => "samlet",
        _ if path.ends_with(".json") || path.ends_with(".csv") || path.ends_with(".jsonld") => "data",
        _ if path.ends_with(".html") => "page",
        _ => "file",
    }
}

/// Things of a sak that can tell something, each with its marker and the products that tell it when the sak is open.
const THINGS: [(&str, &str, &[&str]); 11] = [
    ("the title", "qxtittel", &["calendar", "data", "feed", "page", "samlet", "search"]),
    ("the lead", "qxingress", &["feed", "page", "samlet", "search"]),
    ("the text", "qxtekst", &["page", "samlet", "search"]),
    ("the proposal", "qxforslag", &["data", "page", "samlet", "search"]),
    ("the address", "qxadresse", &["data", "feed", "page", "samlet", "search", "sitemap"]),
    ("an earlier address", "qxalias", &["page"]),
    ("the name of an attachment", "qxfil", &["file", "page", "samlet", "search"]),
    ("the text of an attachment", "qxvedlegg", &["file", "search"]),
    ("a picture", "qxbilde", &["file", "page", "samlet", "search"]),
    ("a table", "qxtabell", &["data", "page", "samlet", "search"]),
    ("the cell of a table", "qxcelle", &["data", "page", "samlet", "search"]),
];

/// A sak with all things, and the files beside it.
fn sak(front: &str) -> Vec<(String, String)> {
    let text = format!(
        "+++\ntype = \"sak\"\nnummer = \"3/26\"\ntittel = \"Noe om qxtittel her\"\nsakstype = \"B\"\ningress = \"Litt om qxingress.\"\n\
         alias = [\"/qxalias/\"]\nvedlegg = [{{ tittel = \"Vedlegg\", fil = \"qxfil.txt\" }}]\n{front}+++\n\n\
         Her står qxtekst.\n\n![Bilde av qxbilde](qxbilde.png)\n\n{{{{ tabell(fil=\"qxtabell.toml\") }}}}\n\n## Forslag til vedtak\n\nDet er qxforslag.\n"
    );
    let table = "type = \"tabell\"\ntittel = \"Om qxtabell\"\nkilde = \"Oss\"\n[[kolonne]]\nid = \"navn\"\ntittel = \"Navn\"\ntype = \"tekst\"\n";
    // The smallest picture there is: one pixel, without text.
    let picture = "GIF89a\u{1}\0\u{1}\0\0\0\0;";
    [
        ("qxadresse.md", text.as_str()),
        ("qxfil.txt", "Dette er qxvedlegg.\n"),
        ("qxbilde.png", picture),
        ("qxtabell.toml", table),
        ("qxtabell.csv", "navn\nqxcelle\n"),
    ]
    .map(|(name, text)| (format!("prove/mote/{name}"), text.to_owned()))
    .to_vec()
}

#[test]
fn each_thing_of_an_open_sak_comes_out_where_it_should() {
    let files = built(&sak(""));
    let products_of = |marker| {
        let mut products: Vec<&str> = leaks(&files, marker).iter().map(|path| product(path)).collect();
        products.sort();
        products.dedup();
        products
    };
    let observed: Vec<_> = THINGS.iter().map(|(thing, marker, _)| (*thing, products_of(marker))).collect();
    let expected: Vec<_> = THINGS.iter().map(|(thing, _, products)| (*thing, products.to_vec())).collect();
    assert_eq!(observed, expected, "{observed:#?}");
}

#[test]
fn nothing_of_a_sak_with_another_fate_comes_out() {
    let fates = [
        ("a draft", "utkast = true\n"),
        ("under embargo", "publiseres = 2026-04-02\n"),
        ("taken down", "avpubliseres = 2026-04-01\n"),
        ("exempt", "[unntatt]\nhjemmel = \"offl. § 13\"\ntittel = \"Personalsak\"\n"),
    ];
    for (fate, front) in fates {
        let files = built(&sak(front));
        for (thing, marker, _) in THINGS {
            assert_eq!(leaks(&files, marker), Vec::<String>::new(), "{thing} of a sak that is {fate}");
        }
    }
}
