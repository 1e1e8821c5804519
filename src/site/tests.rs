//! A small site and how its pages hang together.

use std::sync::Arc;

use super::*;
use crate::read::document::Register;
use crate::read::source::SourceTree;
use crate::release::{Parts, Publication};

/// A small partnership: two bodies, three meetings, four saker, a project and two reports.
const DOCUMENTS: [(&str, &str); 12] = [
    ("content/index.md", "type = \"side\"\ntittel = \"Forsiden\""),
    (
        "content/ssu/index.md",
        "type = \"utvalg\"\ntittel = \"Strategisk\"\nkortnavn = \"SSU\"\nniva = 2\nstatus = \"aktiv\"",
    ),
    (
        "content/gamle/index.md",
        "type = \"utvalg\"\ntittel = \"Gamle\"\nkortnavn = \"G\"\nniva = 2\nstatus = \"avviklet\"\nerstattet_av = \"ssu\"",
    ),
    (
        "content/ssu/1/index.md",
        "type = \"møte\"\ntittel = \"Første\"\nutvalg = \"ssu\"\ndato = 2026-01-14\ntilstand = \"avholdt\"\nreferat = \"godkjent\"",
    ),
    (
        "content/ssu/1/a.md",
        "type = \"sak\"\nnummer = \"2/26\"\ntittel = \"To\"\nsakstype = \"B\"\nsaker = [\"ssu/3/26\", \"3/26\"]",
    ),
    ("content/ssu/1/b.md", "type = \"sak\"\nnummer = \"1/26\"\ntittel = \"En\"\nsakstype = \"B\"\nsaker = [\"1/26\"]"),
    (
        "content/ssu/2/index.md",
        "type = \"møte\"\ntittel = \"Andre\"\nutvalg = \"ssu\"\ndato = 2026-03-18\ntilstand = \"innkalt\"\nreferat = \"mangler\"",
    ),
    (
        "content/ssu/2/c.md",
        "type = \"sak\"\nnummer = \"3/26\"\ntittel = \"Tre\"\nsakstype = \"B\"\nprosjekter = [\"p\"]\nrapporter = [\"@/r/index.md\"]",
    ),
    (
        "content/p.md",
        "type = \"prosjekt\"\ntittel = \"Prosjekt\"\nrunde = \"lokal\"\nstatus = \"ferdig\"\nkommuner = [\"Bardu\"]\n\
         soknad = [{ runde = \"r\", status = \"søkt\", sak = \"ssu/1/26\" }, { runde = \"r\", status = \"søkt\" }]",
    ),
    (
        "content/felles.md",
        "type = \"prosjekt\"\ntittel = \"Felles\"\nrunde = \"lokal\"\nstatus = \"ferdig\"\nkommuner = [\"alle\"]",
    ),
    (
        "content/r/index.md",
        "type = \"rapport\"\ntittel = \"Årsmelding\"\nrapporttype = \"årsmelding\"\nar = 2025\nutvalg = \"ssu\"\n\
         godkjent = [{ utvalg = \"gamle\", dato = 2026-03-18 }]",
    ),
    (
        "content/r/del.md",
        "type = \"rapport\"\ntittel = \"Del\"\nrapporttype = \"annen\"\nar = 2024\nutvalg = \"ssu\"\n\
         vedlegg_til = \"@/r/index.md\"\nprosjekter = [\"p\"]",
    ),
];

const REGISTER: &str = "type = \"kommuner\"\n[[kommune]]\nnummer = \"5520\"\nnavn = \"Bardu\"\nregion = \"Midt-Troms\"\n\
                        [[kommune]]\nnummer = \"5536\"\nnavn = \"Lyngen\"\nregion = \"Nord-Troms\"\n";

#[track_caller]
fn linked(documents: &[(&str, &str)]) -> Site {
    let (site, problems) = link(documents);
    assert_eq!(problems, []);
    site
}

fn link(documents: &[(&str, &str)]) -> (Site, Vec<Diagnostic>) {
    let document = |(path, front): &(&str, &str)| {
        let text = format!("+++\n{front}\n+++\n");
        let (document, problems) = Document::parse(&SourcePath::new(path).unwrap(), &text);
        assert_eq!(problems, []);
        Arc::new(document.unwrap())
    };
    let parts = Parts {
        documents: documents.iter().map(document).collect(),
        register: Register::parse(&SourcePath::new("content/kommuner/register.toml").unwrap(), REGISTER)
            .0
            .map(Arc::new),
        ..Parts::default()
    };
    let publication = Publication { date: jiff::civil::date(2026, 3, 18), drafts: false };
    let (release, problems) = Release::decide(parts, &SourceTree::default(), publication);
    assert_eq!(problems, []);
    Site::link(&release)
}

fn page<'a>(site: &'a Site, url: &str) -> &'a Page {
    site.page(site.by_url(&UrlPath::new(url).unwrap()).unwrap())
}

fn urls<'a>(site: &'a Site, ids: &[PageId]) -> Vec<&'a str> {
    ids.iter().map(|id| site.page(*id).url.as_str()).collect()
}

#[test]
fn pages_are_in_order_of_their_addresses_however_they_come() {
    let urls = |documents: &[(&str, &str)]| {
        linked(documents).pages().map(|(_, page)| page.url.as_str().to_owned()).collect::<Vec<_>>()
    };
    let mut reversed = DOCUMENTS;
    reversed.reverse();
    let sorted = urls(&DOCUMENTS);
    assert_eq!(sorted, urls(&reversed));
    assert!(sorted.is_sorted());
    assert!(sorted.contains(&"/kommuner/bardu/".to_owned()));
}

#[test]
fn a_page_is_found_by_its_path_and_its_address() {
    let site = linked(&DOCUMENTS);
    let id = site.by_path(&SourcePath::new("content/ssu/1/a.md").unwrap());
    assert_eq!(id, site.by_url(&UrlPath::new("/ssu/1/a/").unwrap()));
    assert_eq!(site.page(id.unwrap()).title(), "To");
    assert_eq!(site.page(site.municipality("Lyngen").unwrap()).url.as_str(), "/kommuner/lyngen/");
    assert_eq!(site.municipality("lyngen"), None);
}

#[test]
fn the_way_to_a_page_goes_through_folders_with_a_page() {
    let site = linked(&DOCUMENTS);
    let ancestors = |url: &str| urls(&site, &site.ancestors(site.by_url(&UrlPath::new(url).unwrap()).unwrap()));
    assert_eq!(ancestors("/"), [""; 0]);
    assert_eq!(ancestors("/ssu/1/a/"), ["/", "/ssu/", "/ssu/1/"]);
    assert_eq!(ancestors("/kommuner/bardu/"), ["/"]);
    assert_eq!(urls(&site, &page(&site, "/").children).len(), 7);
}

#[test]
fn a_body_knows_its_meetings_reports_and_predecessors() {
    let site = linked(&DOCUMENTS);
    let Relations::Utvalg { successor, predecessors, meetings, reports, .. } = &page(&site, "/ssu/").relations else {
        panic!("a utvalg has the relations of a body")
    };
    assert_eq!(*successor, None);
    assert_eq!(urls(&site, predecessors), ["/gamle/"]);
    assert_eq!(urls(&site, meetings), ["/ssu/2/", "/ssu/1/"]);
    assert_eq!(urls(&site, reports), ["/r/", "/r/del/"]);
}

#[test]
fn a_meeting_has_its_saker_in_order_of_their_numbers() {
    let site = linked(&DOCUMENTS);
    let Relations::Mote { utvalg, saker } = &page(&site, "/ssu/1/").relations else {
        panic!("a meeting has the relations of a meeting")
    };
    assert_eq!(urls(&site, &[*utvalg]), ["/ssu/"]);
    assert_eq!(urls(&site, saker), ["/ssu/1/b/", "/ssu/1/a/"]);
}

#[test]
fn related_saker_are_on_both_once_and_never_on_themselves() {
    let site = linked(&DOCUMENTS);
    let related = |url: &str| match &page(&site, url).relations {
        Relations::Sak { related, .. } => urls(&site, related),
        _ => panic!("a sak has the relations of a sak"),
    };
    assert_eq!(related("/ssu/1/a/"), ["/ssu/2/c/"]);
    assert_eq!(related("/ssu/2/c/"), ["/ssu/1/a/"]);
    assert_eq!(related("/ssu/1/b/"), [""; 0]);
}

#[test]
fn a_project_knows_its_saker_reports_and_municipalities() {
    let site = linked(&DOCUMENTS);
    let Relations::Prosjekt { municipalities, application_saker, saker, reports } = &page(&site, "/p/").relations
    else {
        panic!("a project has the relations of a project")
    };
    assert_eq!(*municipalities, Participants::Some(vec![site.municipality("Bardu").unwrap()]));
    assert_eq!(application_saker.len(), 2);
    assert_eq!(urls(&site, &[application_saker[0].unwrap()]), ["/ssu/1/b/"]);
    assert_eq!(application_saker[1], None);
    assert_eq!(urls(&site, saker), ["/ssu/2/c/", "/ssu/1/b/"]);
    assert_eq!(urls(&site, reports), ["/r/del/"]);
}

#[test]
fn a_municipality_knows_its_projects_and_those_of_all() {
    let site = linked(&DOCUMENTS);
    let projects = |url: &str| match &page(&site, url).relations {
        Relations::Kommune { projects, common_projects, .. } => (urls(&site, projects), urls(&site, common_projects)),
        _ => panic!("a municipality has the relations of a municipality"),
    };
    assert_eq!(projects("/kommuner/bardu/"), (vec!["/p/"], vec!["/felles/"]));
    assert_eq!(projects("/kommuner/lyngen/"), (vec![], vec!["/felles/"]));
}

#[test]
fn a_report_knows_its_body_its_approvals_and_what_it_belongs_to() {
    let site = linked(&DOCUMENTS);
    let Relations::Rapport { utvalg, approvals, attachment_to, .. } = &page(&site, "/r/").relations else {
        panic!("a report has the relations of a report")
    };
    assert_eq!(urls(&site, &[utvalg.unwrap(), approvals[0].0]), ["/ssu/", "/gamle/"]);
    assert_eq!(*attachment_to, None);
    let Relations::Rapport { attachment_to, projects, .. } = &page(&site, "/r/del/").relations else {
        panic!("a report has the relations of a report")
    };
    assert_eq!(urls(&site, &[attachment_to.unwrap(), projects[0]]), ["/r/", "/p/"]);
}

#[test]
fn what_is_left_out_leaves_no_relation() {
    let mut documents = DOCUMENTS;
    documents[4].1 =
        "type = \"sak\"\nnummer = \"2/26\"\ntittel = \"To\"\nsakstype = \"B\"\nsaker = [\"3/26\"]\nutkast = true";
    let site = linked(&documents);
    assert_eq!(site.by_path(&SourcePath::new("content/ssu/1/a.md").unwrap()), None);
    let Relations::Sak { related, .. } = &page(&site, "/ssu/2/c/").relations else {
        panic!("a sak has the relations of a sak")
    };
    assert_eq!(urls(&site, related), [""; 0]);
    assert_eq!(urls(&site, &page(&site, "/ssu/1/").children), ["/ssu/1/b/"]);
}

#[test]
fn a_short_title_is_the_menu_title_or_the_short_name_or_the_title() {
    let site = linked(&[
        DOCUMENTS[0],
        DOCUMENTS[1],
        ("content/om.md", "type = \"side\"\ntittel = \"Om helsefellesskapet\"\nmenytittel = \"Om\""),
    ]);
    let short = |url: &str| page(&site, url).short_title().to_owned();
    assert_eq!([short("/"), short("/ssu/"), short("/om/")], ["Forsiden", "SSU", "Om"]);
}

#[test]
fn the_same_address_is_reported_and_the_rest_is_linked() {
    let documents = [
        DOCUMENTS[0],
        ("content/a.md", "type = \"side\"\ntittel = \"A\""),
        ("content/Å.md", "type = \"side\"\ntittel = \"Å\""),
    ];
    let (site, problems) = link(&documents);
    let messages: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(messages, ["adressen /a/ brukes av to: content/a.md og content/Å.md"]);
    assert_eq!(page(&site, "/a/").title(), "A");
}
