//! The search index of the portal, read back from its files.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::sync::LazyLock;

use fellesskap::foundation::diagnostic::Severity;
use fellesskap::read::source::SourceTree;
use flate2::read::GzDecoder;
use serde::Deserialize;

use crate::repository::{DAY, SOURCES};
use crate::sources::{linked, path, produced, put};

/// What Pagefind keeps of a page.
#[derive(Debug, Deserialize)]
struct Fragment {
    url: String,
    content: String,
    filters: BTreeMap<String, Vec<String>>,
    meta: BTreeMap<String, String>,
    anchors: Vec<Anchor>,
}

#[derive(Debug, Deserialize)]
struct Anchor {
    id: String,
    text: String,
}

static PORTAL: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| files(SOURCES.clone()));
static FRAGMENTS: LazyLock<BTreeMap<String, Fragment>> = LazyLock::new(|| fragments(&PORTAL));

/// All files of a portal that has an index.
fn files(sources: SourceTree) -> BTreeMap<String, Vec<u8>> {
    let (mut portal, _) = linked(sources, DAY);
    portal.add_search_index().unwrap();
    produced(&portal)
}

/// The pages of an index by their addresses.
fn fragments(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Fragment> {
    let fragments = files.iter().filter(|(path, _)| path.ends_with(".pf_fragment")).map(|(_, packed)| {
        let mut text = String::new();
        GzDecoder::new(packed.as_slice()).read_to_string(&mut text).unwrap();
        let fragment: Fragment = serde_json::from_str(text.strip_prefix("pagefind_dcd").unwrap()).unwrap();
        (fragment.url.clone(), fragment)
    });
    fragments.collect()
}

fn index_files(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<&String, &Vec<u8>> {
    files.iter().filter(|(path, _)| path.starts_with("pagefind/")).collect()
}

/// The sources with a file of content put in or replaced.
fn with(name: &str, change: impl FnOnce(&str) -> String) -> SourceTree {
    let mut sources = SOURCES.clone();
    let changed = change(sources.text(&path(name)).unwrap_or_default());
    put(&mut sources, name, changed);
    sources
}

#[test]
fn every_page_is_found_but_the_front_page_and_the_handbook() {
    let pages: BTreeSet<String> = PORTAL
        .iter()
        .filter(|(path, html)| {
            let moved = String::from_utf8_lossy(html).contains("http-equiv=\"refresh\"");
            path.ends_with("/index.html")
                && !moved
                && !path.starts_with("handbok/")
                && path.as_str() != "sok/index.html"
        })
        .map(|(path, _)| format!("/{}", path.trim_end_matches("index.html")))
        .filter(|url| !url.contains("/side/") && !url.ends_with("/samlet/"))
        .collect();
    let found: BTreeSet<String> = FRAGMENTS.keys().cloned().collect();
    assert!(found.len() > 100);
    assert_eq!(found, pages);
}

#[test]
fn a_sak_is_known_by_number_body_and_year() {
    let sak = &FRAGMENTS["/utvalg/partnerskapsmotet/2026-04-28/03-26/"];
    assert_eq!(sak.meta["title"], "Sak 03/26: Valg SSU-ledelse kommende periode");
    assert_eq!(sak.meta["date"], "28. april 2026");
    let filters: BTreeMap<&str, Vec<&str>> =
        sak.filters.iter().map(|(name, values)| (name.as_str(), values.iter().map(String::as_str).collect())).collect();
    let expected = [
        ("aar", vec!["2026"]),
        ("saksnummer", vec!["3/26"]),
        ("type", vec!["Sak"]),
        ("utvalg", vec!["Partnerskapsmøtet"]),
    ];
    assert_eq!(filters, BTreeMap::from(expected));
}

#[test]
fn a_project_is_known_by_its_municipalities() {
    let project = &FRAGMENTS["/tilskudd/prosjekter/eldreloftet/"];
    assert_eq!(project.filters["type"], ["Prosjekt"]);
    assert!(project.filters["kommune"].contains(&"Senja".to_owned()), "{:?}", project.filters);
}

#[test]
fn headings_can_be_landed_on_and_are_without_the_sign_of_their_link() {
    let report = &FRAGMENTS["/rapporter/arsmelding-2025/samhandlingsavvik/"];
    let heading = report.anchors.iter().find(|anchor| anchor.id == "svarprosent").unwrap();
    assert_eq!(heading.text.trim(), "Svarprosent");
}

#[test]
fn what_stands_around_the_text_is_not_found() {
    for (url, page) in FRAGMENTS.iter() {
        for around in ["Hopp til hovedinnhold", "Innhold på siden", "Fant du en feil"] {
            assert!(!page.content.contains(around), "{url} is found by «{around}»");
        }
    }
}

#[test]
fn the_same_portal_has_the_same_index() {
    assert_eq!(index_files(&files(SOURCES.clone())), index_files(&PORTAL));
}

#[test]
fn a_sak_that_is_exempt_is_found_by_nothing_but_its_masked_title() {
    let path = "content/utvalg/ssu/2026-03-18/12-26.md";
    let exempt = with(path, |text| {
        let (front_matter, _) = text.strip_prefix("+++\n").unwrap().split_once("\n+++").unwrap();
        let kept: Vec<&str> = front_matter
            .lines()
            .take_while(|line| !line.starts_with('['))
            .filter(|line| {
                ["type", "tittel", "nummer", "sakstype"].iter().any(|key| line.starts_with(&format!("{key} ")))
            })
            .collect();
        format!(
            "+++\n{}\ningress = \"Ugleklubben\"\n[unntatt]\nhjemmel = \"offl. § 13\"\ntittel = \"Personalsak\"\n+++\nKveldsugla flyr.\n",
            kept.join("\n").replace("Prioritering av søknader", "Ugleklubben")
        )
    });
    let fragments = fragments(&files(exempt));
    assert_eq!(fragments["/utvalg/ssu/2026-03-18/12-26/"].meta["title"], "Sak 12/26: Personalsak");
    for (url, page) in &fragments {
        let known = format!("{page:?}");
        for secret in ["Ugleklubben", "Kveldsugla"] {
            assert!(!known.contains(secret), "{url} is found by «{secret}»");
        }
    }
}

#[test]
fn a_site_can_do_without_search() {
    let settings = with("fellesskap.toml", |text| format!("sok = false\n{text}"));
    let files = files(settings);
    assert!(index_files(&files).is_empty());
    assert!(!files.contains_key("sok/index.html"));
    assert!(!String::from_utf8_lossy(&files["index.html"]).contains("type=\"search\""));
}

/// A page with a text that can be printed, as a PDF of one font.
fn pdf(pages: &[&str], trailer: &str) -> Vec<u8> {
    let mut file = "%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n".to_owned();
    let kids: String = (0..pages.len()).map(|index| format!("{} 0 R ", 10 + 2 * index)).collect();
    file += &format!("2 0 obj <</Kids[{kids}]/Resources<</Font<</F1 3 0 R>>>>>> endobj\n");
    file += "3 0 obj <</Type/Font/Subtype/TrueType/BaseFont/Arial>> endobj\n";
    for (index, text) in pages.iter().enumerate() {
        let (page, content) = (10 + 2 * index, 11 + 2 * index);
        file += &format!("{page} 0 obj <</Type/Page/Contents {content} 0 R>> endobj\n");
        file += &format!("{content} 0 obj <<>> stream\nBT /F1 10 Tf ({text}) Tj ET\nendstream endobj\n");
    }
    file += &format!("trailer <</Root 1 0 R{trailer}>>\n");
    file.into_bytes()
}

/// The portal with files beside a sak, and what was reported of them.
fn with_attachments(
    change: impl FnOnce(&str) -> String,
    attachments: &[(&str, Vec<u8>)],
) -> (BTreeMap<String, Vec<u8>>, Vec<String>) {
    let mut sources = with("content/utvalg/ssu/2026-03-18/12-26.md", change);
    for (name, content) in attachments {
        put(&mut sources, &format!("content/utvalg/ssu/2026-03-18/{name}"), content);
    }
    let (mut portal, warnings) = linked(sources, DAY);
    portal.add_search_index().unwrap();
    assert!(warnings.iter().all(|warning| warning.severity == Severity::Warning));
    let said =
        warnings.into_iter().map(|warning| format!("{}: {}", warning.place.unwrap().file.name(), warning.message));
    (produced(&portal), said.collect())
}

fn naming(text: &str, attachments: &[(&str, &str)], linked: &str) -> String {
    let (front, body) = text.strip_prefix("+++\n").unwrap().split_once("\n+++").unwrap();
    let named: String = attachments
        .iter()
        .map(|(title, file)| format!("\n[[vedlegg]]\ntittel = \"{title}\"\nfil = \"{file}\"\n"))
        .collect();
    format!("+++\n{front}\n{named}\n+++{body}\n\nSe [notatet]({linked}).\n")
}

#[test]
fn attachments_are_found_by_their_text() {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write(0, 0, "Ekornfond").unwrap();
    let hidden = book.add_worksheet();
    hidden.write(0, 0, "Kveldsugla").unwrap();
    hidden.set_hidden(true);
    let attachments = [
        ("plan.pdf", pdf(&["Innledning", "Haren hopper"], "")),
        ("tall.xlsx", book.save_to_buffer().unwrap()),
        ("notat.txt", b"Reven rasker".to_vec()),
        ("andre.txt", b"Nevnt av ingen".to_vec()),
    ];
    let change = |text: &str| naming(text, &[("Planen", "plan.pdf"), ("Tallene", "tall.xlsx")], "notat.txt");
    let (files, warnings) = with_attachments(change, &attachments);
    assert_eq!(warnings, ["andre.txt: ingen side viser til denne filen, så den blir ikke publisert"]);
    let fragments = fragments(&files);

    let plan = &fragments["/utvalg/ssu/2026-03-18/plan.pdf"];
    assert!(plan.content.contains("Haren hopper"), "{plan:?}");
    assert_eq!(plan.meta["title"], "Planen");
    assert_eq!(plan.filters["type"], ["Vedlegg"]);
    assert_eq!(plan.filters["utvalg"], FRAGMENTS["/utvalg/ssu/2026-03-18/12-26/"].filters["utvalg"]);
    assert_eq!(plan.filters["aar"], ["2026"]);
    assert!(!plan.filters.contains_key("saksnummer"));
    let pages: Vec<(&str, &str)> = plan.anchors.iter().map(|anchor| (anchor.id.as_str(), anchor.text.trim())).collect();
    assert_eq!(pages, [("page=1", "Side 1"), ("page=2", "Side 2")]);

    let numbers = &fragments["/utvalg/ssu/2026-03-18/tall.xlsx"];
    assert!(numbers.content.contains("Ekornfond") && !numbers.content.contains("Kveldsugla"), "{numbers:?}");
    let note = &fragments["/utvalg/ssu/2026-03-18/notat.txt"];
    assert!(note.content.contains("Reven rasker"));
    assert_eq!(note.meta["title"], "notat.txt");
    assert!(!fragments.contains_key("/utvalg/ssu/2026-03-18/andre.txt"));
}

#[test]
fn attachments_that_cannot_be_read_are_reported_and_found_by_their_titles() {
    let attachments = [
        ("laast.pdf", pdf(&["Hemmelig"], "/Encrypt<</Filter/Standard>>")),
        ("skannet.pdf", pdf(&[""], "")),
        ("gammel.doc", b"\xD0\xCF\x11\xE0".to_vec()),
        ("notat.txt", b"x".to_vec()),
    ];
    let named = [("Laast", "laast.pdf"), ("Skannet", "skannet.pdf"), ("Gammel", "gammel.doc")];
    let (files, mut warnings) = with_attachments(|text| naming(text, &named, "notat.txt"), &attachments);
    warnings.sort();
    let expected = [
        "gammel.doc: teksten i vedlegget kan ikke leses: filen er i et eldre format (doc, xls eller ppt)",
        "laast.pdf: teksten i vedlegget kan ikke leses: filen er beskyttet med passord eller kryptert",
        "skannet.pdf: vedlegget har ingen tekst som kan leses",
    ];
    assert_eq!(warnings, expected);
    assert_eq!(fragments(&files)["/utvalg/ssu/2026-03-18/laast.pdf"].meta["title"], "Laast");
}

#[test]
fn attachments_of_an_exempt_sak_are_not_found() {
    let attachments = [("plan.pdf", pdf(&["Haren hopper"], "")), ("notat.txt", b"Reven rasker".to_vec())];
    // What stands in the sak itself is told on other pages, which is refused.
    let sak = "+++\ntype = \"sak\"\nnummer = \"12/26\"\ntittel = \"Ugler i Reisa\"\nsakstype = \"B\"\n\n\
               [unntatt]\nhjemmel = \"offl. § 13\"\ntittel = \"Personalsak\"\n+++\n";
    let exempt = |_: &str| naming(sak, &[("Ugleplanen", "plan.pdf")], "notat.txt");
    let (files, warnings) = with_attachments(exempt, &attachments);
    assert_eq!(warnings, Vec::<String>::new());
    for (url, page) in fragments(&files) {
        let known = format!("{page:?}");
        for secret in ["Haren hopper", "Reven rasker", "Ugleplanen", "plan.pdf"] {
            assert!(!known.contains(secret), "{url} is found by «{secret}»");
        }
    }
    assert!(!files.contains_key("utvalg/ssu/2026-03-18/plan.pdf"));
}
