//! Meetings and reports as PDF, read back.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::sync::LazyLock;

use fellesskap::build::{DocumentSummary, Portal};
use fellesskap::foundation::diagnostic::Severity;
use fellesskap::foundation::path::OutputPath;
use fellesskap::read::source::SourceTree;
use flate2::read::ZlibDecoder;

use crate::folder::Folder;
use crate::program;
use crate::repository::{DAY, SOURCES};
use crate::sources::{linked, path, produced as files};

/// A small site: a meeting with two saker, a report in parts with a withheld number, and one in nynorsk.
const SITE: [(&str, &str); 12] = [
    (
        "fellesskap.toml",
        "tittel = \"Prøvenettstedet\"\nbeskrivelse = \"Et lite nettsted.\"\nutgiver = \"Sekretariatet\"\n\
         tema = [\"helsefellesskap\"]\nadresse = \"https://www.eksempel.no/portal\"\n",
    ),
    (
        "content/index.md",
        "+++\ntype = \"forside\"\ntittel = \"Forsiden\"\n+++\n\n\
         Les [årsrapporten](@/rapport/index.md), [den på nynorsk](@/nynorsk.md) og [siden](@/side.md), og se \
         [utvalget](@/ssu/index.md).\n",
    ),
    (
        "content/ssu/index.md",
        "+++\ntype = \"utvalg\"\ntittel = \"Strategisk samarbeidsutvalg\"\nkortnavn = \"SSU\"\nniva = 2\nstatus = \"aktiv\"\n+++\n",
    ),
    (
        "content/ssu/2026-03-18/index.md",
        "+++\ntype = \"møte\"\ntittel = \"Møte i mars\"\nutvalg = \"ssu\"\ndato = 2026-03-18\ntilstand = \"avholdt\"\n\
         referat = \"mangler\"\n+++\n\nSe [sak 2](sak:ssu/2/26) og [utvalget](@/ssu/index.md). Vi møtte Árpe Čielgaš.\n",
    ),
    (
        "content/ssu/2026-03-18/01-26.md",
        "+++\ntype = \"sak\"\nnummer = \"1/26\"\ntittel = \"Budsjett #let x = 1\"\nsakstype = \"B\"\n+++\n\n\
         Innledning[^a] med *kursiv* og `kode`, og igjen[^a].\n\n\
         {{ merknad(tekst=\"Dette er ikke avklart.\") }}\n\n## Forslag til vedtak\n\nSSU godkjenner #panic() budsjettet.\n\n\
         [^a]: Noten sier mer.\n",
    ),
    (
        "content/ssu/2026-03-18/02-26.md",
        "+++\ntype = \"sak\"\nnummer = \"2/26\"\ntittel = \"Bilde\"\nsakstype = \"O\"\n+++\n\n\
         ![En rød flate](flate.png)\n\n## Videre\n\n- Ett\n- To\n",
    ),
    (
        "content/rapport/index.md",
        "+++\ntype = \"rapport\"\ntittel = \"Årsrapport\"\nrapporttype = \"årsrapport\"\nar = 2025\n+++\n\n\
         Se [delen](@/rapport/tall.md).\n",
    ),
    (
        "content/rapport/tall.md",
        "+++\ntype = \"rapport\"\ntittel = \"Tallene\"\nrapporttype = \"årsrapport\"\nar = 2025\n+++\n\n\
         Bardu meldte {{ tall(tabell=\"avvik.toml\", rad=\"Bardu\", kolonne=\"meldt\") }} avvik.\n\n## Tabellen\n\n\
         {{ tabell(fil=\"avvik.toml\") }}\n\n{{ graf(fil=\"avvik.toml\", type=\"stolper\", kolonner=\"meldt\") }}\n",
    ),
    (
        "content/rapport/avvik.toml",
        "type = \"tabell\"\ntittel = \"Meldte avvik\"\nskjul_under = 5\n\n[[kolonne]]\nid = \"kommune\"\ntittel = \"Sted\"\n\
         type = \"tekst\"\n\n[[kolonne]]\nid = \"meldt\"\ntittel = \"Meldt\"\ntype = \"antall\"\n",
    ),
    ("content/rapport/avvik.csv", "kommune;meldt\nTromsø;1203\nBardu;4\nNarvik;877\n"),
    (
        "content/nynorsk.md",
        "+++\ntype = \"rapport\"\ntittel = \"Ein rapport\"\nrapporttype = \"annen\"\nar = 2024\nsprak = \"nn\"\n+++\n\nHer er teksten.\n",
    ),
    ("content/side.md", "+++\ntype = \"side\"\ntittel = \"En side\"\n+++\n\nUten dokument.\n"),
];

const MEETING: &str = "ssu/2026-03-18/ssu-2026-03-18.pdf";
const REPORT: &str = "rapport/rapport.pdf";
const NYNORSK: &str = "nynorsk/nynorsk.pdf";

/// A PNG of one red pixel.
const PIXEL: [u8; 69] = [
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8,
    2, 0, 0, 0, 0x90, 0x77, 0x53, 0xde, 0, 0, 0, 0x0c, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0xf8, 0xcf, 0xc0, 0,
    0, 3, 1, 1, 0, 0xc9, 0xfe, 0x92, 0xef, 0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

static FILES: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| made(&[]).0);

/// The site on disk, with some texts changed.
fn folder(changes: &[(&str, &str, &str)]) -> Folder {
    let folder = Folder::new();
    for (path, text) in SITE {
        let changed = changes.iter().filter(|(changed, ..)| *changed == path);
        let text = changed.fold(text.to_owned(), |text, (_, old, new)| {
            assert!(text.contains(old), "{path} has no «{old}»");
            text.replace(old, new)
        });
        folder.file(path, text);
    }
    folder.file("content/ssu/2026-03-18/flate.png", PIXEL);
    folder
}

fn sources(changes: &[(&str, &str, &str)]) -> SourceTree {
    let folder = folder(changes);
    let (sources, problems) = SourceTree::read(folder.path()).unwrap();
    assert_eq!(problems, []);
    sources
}

/// A portal with its documents, and what came of making them.
fn with_documents(
    sources: SourceTree,
    earlier: impl Fn(&OutputPath) -> Option<Vec<u8>> + Sync,
) -> (Portal, DocumentSummary, Vec<String>) {
    let (mut portal, found) = linked(sources, DAY);
    // The pages stand alone, which is warned of.
    let errors: Vec<_> = found.into_iter().filter(|problem| problem.severity == Severity::Error).collect();
    assert_eq!(errors, []);
    let (summary, problems) = portal.add_documents(earlier);
    let said = problems.into_iter().map(|problem| format!("{}: {}", problem.code.name(), problem.message));
    (portal, summary, said.collect())
}

fn made(changes: &[(&str, &str, &str)]) -> (BTreeMap<String, Vec<u8>>, DocumentSummary) {
    let (portal, summary, problems) = with_documents(sources(changes), |_| None);
    assert_eq!(problems, Vec::<String>::new());
    (files(&portal), summary)
}

/// The objects of a PDF as text, those in compressed streams too.
fn objects(pdf: &[u8]) -> String {
    let mut all = String::from_utf8_lossy(pdf).into_owned();
    let mut rest = pdf;
    while let Some(start) = position(rest, b"stream\n") {
        rest = &rest[start + b"stream\n".len()..];
        let mut text = Vec::new();
        if ZlibDecoder::new(rest).read_to_end(&mut text).is_ok() {
            all.push_str(&String::from_utf8_lossy(&text));
        }
    }
    all
}

fn position(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

/// The text of a PDF in order, by its pages.
fn pages(pdf: &[u8]) -> Vec<String> {
    let attachment = fellesskap::guard::attachment::read(pdf).unwrap();
    let shown = attachment.parts.into_iter().filter(|part| part.shown);
    shown.map(|part| part.text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

fn text(pdf: &[u8]) -> String {
    pages(pdf).join(" ")
}

#[test]
fn meetings_and_whole_reports_have_a_document() {
    let documents: Vec<&String> = FILES.keys().filter(|path| path.ends_with(".pdf")).collect();
    assert_eq!(documents, [NYNORSK, REPORT, MEETING]);
}

#[test]
fn documents_follow_the_standards() {
    for (path, lang) in [(MEETING, "nb-NO"), (REPORT, "nb-NO"), (NYNORSK, "nn-NO")] {
        let pdf = objects(&FILES[path]);
        for needed in [
            "<pdfuaid:part>1</pdfuaid:part>",
            "<pdfaid:part>2</pdfaid:part>",
            "<pdfaid:conformance>A</pdfaid:conformance>",
            &format!("/Lang({lang})"),
            "/MarkInfo",
            "/Marked true",
            "/StructTreeRoot",
            "/DisplayDocTitle true",
            "/Outlines",
            "/S/P",
        ] {
            assert!(pdf.replace(' ', "").contains(&needed.replace(' ', "")), "{path} has no {needed}");
        }
    }
}

#[test]
fn tables_pictures_and_footnotes_are_known_for_what_they_are() {
    let report = objects(&FILES[REPORT]).replace(' ', "");
    for tag in ["/S/Table", "/S/TH", "/S/TD", "/Scope/Column", "/Scope/Row", "/S/Figure", "/Alt", "/S/H1"] {
        assert!(report.contains(tag), "no {tag}");
    }
    let meeting = objects(&FILES[MEETING]).replace(' ', "");
    for tag in ["/S/Note", "/S/TOC", "/S/L", "/S/LI", "/S/Link", "/S/Figure", "/Alt"] {
        assert!(meeting.contains(tag), "no {tag}");
    }
}

#[test]
fn a_document_says_what_the_page_says_in_order() {
    let text = text(&FILES[MEETING]);
    let mut rest = text.as_str();
    for piece in [
        "Alle papirer: Møte i mars",
        "Innhold",
        "Innkalling",
        "Vi møtte Árpe Čielgaš.",
        "Sak 1/26 Budsjett #let x = 1",
        "Innledning",
        "Merknad",
        "Dette er ikke avklart.",
        "Forslag til vedtak",
        "SSU godkjenner #panic() budsjettet.",
        "Noten sier mer.",
        "Sak 2/26 Bilde",
        "Videre",
        "Ett",
    ] {
        let found = rest.find(piece).unwrap_or_else(|| panic!("«{piece}» is not where it should be in {text}"));
        rest = &rest[found + piece.len()..];
    }
    assert_eq!(text.matches("Noten sier mer.").count(), 1);
    let pages = pages(&FILES[MEETING]);
    let last = format!("Side {} av {}", pages.len(), pages.len());
    assert!(pages.last().unwrap().contains(&last), "no «{last}»");
}

#[test]
fn links_lead_to_parts_and_to_the_web() {
    let meeting = objects(&FILES[MEETING]);
    assert!(meeting.contains("https://www.eksempel.no/portal/ssu/"));
    assert!(meeting.contains("/Dest") || meeting.contains("/GoTo"), "no link inside the document");
    // To a sak of the document it is a link to its place, not to the web; only its own address is shown at its end.
    assert!(!text(&FILES[MEETING]).contains("Se sak 2 (https"));
    assert!(!objects(&FILES[REPORT]).contains("https://www.eksempel.no/portal/rapport/tall/"));
}

#[test]
fn a_withheld_number_is_nowhere() {
    let report = text(&FILES[REPORT]);
    assert!(report.contains("1 203") || report.contains("1\u{a0}203"), "{report}");
    assert!(report.contains("Bardu meldte (vises ikke"), "{report}");
    assert!(!report.contains("Bardu 4") && !report.contains("meldte 4"), "{report}");
}

#[test]
fn what_is_kept_from_the_public_is_in_no_document() {
    const EXEMPT: &str = "content/ssu/2026-03-18/01-26.md";
    const EMBARGOED: &str = "content/ssu/2026-03-18/02-26.md";
    const DRAFT: &str = "content/rapport/tall.md";
    let words = ["Budsjett", "Innledning", "avklart", "godkjenner", "Noten", "Videre", "Tallene", "Bardu"];
    let said = |files: &BTreeMap<String, Vec<u8>>| {
        let documents = files.iter().filter(|(path, _)| path.ends_with(".pdf"));
        documents.map(|(_, pdf)| format!("{} {}", text(pdf), objects(pdf))).collect::<String>()
    };
    let open = said(&FILES);
    assert_eq!(words.into_iter().filter(|word| !open.contains(word)).collect::<Vec<_>>(), [""; 0]);

    let (files, _) = made(&[
        (
            EXEMPT,
            "sakstype = \"B\"\n",
            "sakstype = \"B\"\n[unntatt]\nhjemmel = \"offl. § 13\"\ntittel = \"Personalsak\"\n",
        ),
        (EMBARGOED, "sakstype = \"O\"\n", "sakstype = \"O\"\npubliseres = 2026-05-01\n"),
        (DRAFT, "ar = 2025\n", "ar = 2025\nutkast = true\n"),
        ("content/rapport/index.md", "Se [delen](@/rapport/tall.md).", "Mer kommer."),
        ("content/ssu/2026-03-18/index.md", "Se [sak 2](sak:ssu/2/26)", "Se sakene"),
    ]);
    let kept = said(&files);
    assert!(kept.contains("Personalsak") && kept.contains("Mer kommer."), "{kept}");
    assert_eq!(words.into_iter().filter(|word| kept.contains(word)).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn no_text_is_code_to_what_sets_it() {
    let vectors = [
        "#panic(1)",
        "#let x = 1",
        "#import \"a.typ\": *",
        "#include \"fellesskap.toml\"",
        "#read(\"fellesskap.toml\")",
        "#eval(\"1 + 1\")",
        "#set page(width: 1pt)",
        "#show: none",
        "#{ while true { } }",
        "#sys.version",
        "] #panic(2) [",
        "}) #panic(3) ({",
        "\\\" + panic(4) + \\\"",
        "$ sum_(i=0)^n $",
        "= Overskrift",
        "/ Begrep: forklart",
        "@henvisning",
        "<merke>",
        "// borte",
        "/* borte */",
        "\\\\u{41}",
        "a~b",
        "{n} {all}",
        "%PDF-1.7 endobj",
        ") Tj ET Q (",
    ];
    // Each in its own place of the front matter and of the text, where what Markdown would take for its own is escaped.
    let typed = |text: &str| text.replace("\\\"", "\"").replace("\\\\", "\\");
    let escaped = |text: &str| -> String {
        typed(text)
            .chars()
            .flat_map(|one| if one.is_ascii_punctuation() { vec!['\\', one] } else { vec![one] })
            .collect()
    };
    let rows: String = vectors.iter().map(|vector| format!("- {}\n", escaped(vector))).collect();
    let cells: String = vectors.iter().map(|vector| format!("| {} | 1 |\n", escaped(vector))).collect();
    let headings: String = vectors.iter().map(|vector| format!("### {}\n\nTekst.\n\n", escaped(vector))).collect();
    let text_of_all = format!("{rows}\n| Sagt | Antall |\n|---|---|\n{cells}\n{headings}\n## Videre\n");
    let title = typed(vectors[9]);
    let (files, _) = made(&[
        ("content/ssu/2026-03-18/02-26.md", "## Videre\n", &format!("## Forslag\n\n{text_of_all}")),
        ("content/ssu/2026-03-18/02-26.md", "En rød flate", "En rød flate #panic(5) ] $x$"),
        ("content/ssu/2026-03-18/02-26.md", "tittel = \"Bilde\"", &format!("tittel = '{title}'")),
        ("content/ssu/2026-03-18/index.md", "Møte i mars", "#panic(6) $ ]"),
        ("fellesskap.toml", "Sekretariatet", "#panic(7) @x"),
    ]);
    let said = text(&files[MEETING]);
    let counted = |wanted: &str| said.split_whitespace().collect::<String>().matches(wanted).count();
    for vector in vectors {
        let wanted: String = typed(vector).split_whitespace().collect();
        // In a list, in a table and as a heading; a heading stands in the list of contents too.
        assert!(counted(&wanted) >= 3, "«{vector}» is there {} times in {said}", counted(&wanted));
    }
    assert!(counted("#panic(6)$]") >= 1 && objects(&files[MEETING]).contains("%PDF-1.7"), "{said}");
}

#[test]
fn pages_link_to_their_documents_with_pages_and_size() {
    let page = |path: &str| String::from_utf8_lossy(&FILES[path]).into_owned();
    let count = |path: &str| match pages(&FILES[path]).len() {
        1 => "1 side".to_owned(),
        pages => format!("{pages} sider"),
    };
    let link = |path: &str| {
        format!("<a href=\"/portal/{path}\" type=\"application/pdf\" data-pagefind-ignore>PDF, {}, ", count(path))
    };
    assert!(page("ssu/2026-03-18/index.html").contains(&link(MEETING)));
    assert!(page("ssu/2026-03-18/samlet/index.html").contains(&link(MEETING)));
    assert!(page("rapport/index.html").contains(&link(REPORT)));
    let whole =
        format!("<a href=\"/portal/{REPORT}\" type=\"application/pdf\" data-pagefind-ignore>Hele rapporten (PDF, ");
    assert!(page("rapport/tall/index.html").contains(&whole));
    assert!(!page("side/index.html").contains("application/pdf"));
}

#[test]
fn the_same_site_gives_the_same_bytes() {
    let (again, summary) = made(&[]);
    assert_eq!(summary, DocumentSummary { set: 3, kept: 0 });
    for path in [MEETING, REPORT, NYNORSK] {
        assert!(again[path] == FILES[path], "{path} differs");
    }
}

#[test]
fn only_what_changed_is_set_again() {
    let earlier = |path: &OutputPath| FILES.get(path.as_str()).cloned();
    let (portal, summary, problems) = with_documents(sources(&[]), earlier);
    assert_eq!((summary, problems), (DocumentSummary { set: 0, kept: 3 }, Vec::new()));
    assert!(files(&portal) == *FILES, "a document that was kept changes the site");

    let one_word = [("content/ssu/2026-03-18/02-26.md", "To\n", "Tre\n")];
    let (portal, summary, problems) = with_documents(sources(&one_word), earlier);
    assert_eq!((summary, problems), (DocumentSummary { set: 1, kept: 2 }, Vec::new()));
    let files = files(&portal);
    assert!(files[MEETING] != FILES[MEETING] && text(&files[MEETING]).contains("Tre"));
    assert!(files[REPORT] == FILES[REPORT] && files[NYNORSK] == FILES[NYNORSK]);
}

#[test]
fn a_number_in_a_table_and_a_picture_are_changes() {
    let earlier = |path: &OutputPath| FILES.get(path.as_str()).cloned();
    let number = [("content/rapport/avvik.csv", "877", "878")];
    assert_eq!(with_documents(sources(&number), earlier).1, DocumentSummary { set: 1, kept: 2 });
    let mut picture = sources(&[]);
    let mut other = PIXEL.to_vec();
    other.extend(b"more");
    picture.insert(path("content/ssu/2026-03-18/flate.png"), other);
    assert_eq!(with_documents(picture, earlier).1, DocumentSummary { set: 1, kept: 2 });
}

#[test]
fn the_program_says_what_was_set_and_keeps_the_rest() {
    let site = folder(&[]);
    let build = |arguments: &[&str]| {
        let output = program::run(site.path(), arguments);
        assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap()), (Some(0), String::new()));
        String::from_utf8(output.stdout).unwrap()
    };
    let said = build(&["build", "--pdf", "--dato", "2026-04-01"]);
    assert!(said.starts_with("3 dokumenter som PDF: 3 satt, 0 uendret.\n"), "{said}");
    let said = build(&["build", "--pdf", "--dato", "2026-04-01"]);
    assert!(said.starts_with("Ingenting er endret"), "{said}");
    let page = site.path().join("content/nynorsk.md");
    fs::write(&page, fs::read_to_string(&page).unwrap().replace("teksten", "orda")).unwrap();
    let said = build(&["build", "--pdf", "--dato", "2026-04-01"]);
    assert!(said.starts_with("3 dokumenter som PDF: 1 satt, 2 uendret.\n"), "{said}");
    build(&["build", "--dato", "2026-04-01"]);
    assert!(!site.path().join("public").join(REPORT).exists(), "a document that is not asked for stays");
}

#[test]
fn what_is_no_document_of_ours_is_not_kept() {
    let (_, summary, _) = with_documents(sources(&[]), |_| Some(b"%PDF-1.7 from elsewhere".to_vec()));
    assert_eq!(summary, DocumentSummary { set: 3, kept: 0 });
}

#[test]
fn a_character_that_the_font_lacks_is_reported() {
    let strange = [("content/ssu/2026-03-18/02-26.md", "Ett", "Ett \u{1f989}")];
    let (_, summary, problems) = with_documents(sources(&strange), |_| None);
    assert_eq!(problems, ["pdf-feil: skriften i PDF-dokumenter har ikke tegnet «\u{1f989}» (U+1F989)"]);
    assert_eq!(summary, DocumentSummary { set: 2, kept: 0 });
}

#[test]
fn a_picture_that_cannot_be_read_is_reported() {
    let mut sources = sources(&[]);
    sources.insert(path("content/ssu/2026-03-18/flate.png"), PIXEL[..40].to_vec());
    let (_, _, problems) = with_documents(sources, |_| None);
    assert_eq!(problems, ["pdf-feil: et bilde kan ikke leses"]);
}

#[test]
fn a_footnote_in_a_heading_is_said_once() {
    let heading =
        [("content/rapport/tall.md", "## Tabellen", "## Tabellen[^a]\n\n[^a]: Om overskriften.\n\n## En\n\n## To\n")];
    let (files, _) = made(&heading);
    let text = text(&files[REPORT]);
    assert_eq!(text.matches("Om overskriften.").count(), 1, "{text}");
}

#[test]
fn a_file_in_the_way_of_a_document_is_reported() {
    let mut sources = sources(&[("content/side.md", "Uten", "Se [filen](rapport/rapport.pdf). Uten")]);
    sources.insert(path("content/rapport/rapport.pdf"), b"%PDF-1.7".to_vec());
    let (_, _, problems) = with_documents(sources, |_| None);
    assert_eq!(problems, ["dobbel-adresse: rapport/rapport.pdf er både en fil og et dokument som lages"]);
}

#[test]
fn every_document_of_the_portal_can_be_set() {
    let (portal, summary, problems) = with_documents(SOURCES.clone(), |_| None);
    assert_eq!(problems, Vec::<String>::new());
    let documents = files(&portal).into_iter().filter(|(path, _)| path.ends_with(".pdf"));
    let mut read = 0;
    for (path, pdf) in documents {
        let pages = pages(&pdf);
        assert!(pages.iter().all(|page| page.contains("Side ")), "{path}: a page has no number");
        read += 1;
    }
    assert_eq!(read, summary.set);
    assert!(summary.set > 5, "{summary:?}");
}
