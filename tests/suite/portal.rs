//! The portal itself: its content builds without a problem, and every page of it is sound.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use fellesskap::foundation::diagnostic::human;
use fellesskap::foundation::path::OutputPath;

use crate::repository::{BASE_URL, PORTAL, SOURCES, built};
use crate::{html, sources};

/// Mailboxes of functions, which may be published. The address of a person may not.
const MAILBOXES: [&str; 7] = [
    "fastlegenytt@unn.no",
    "post@unn.no",
    "postmottak@finnmarkssykehuset.no",
    "postmottak@helgelandssykehuset.no",
    "postmottak@helse-nord.no",
    "postmottak@nordlandssykehuset.no",
    "rehabinfo@unn.no",
];

/// The HTML pages by their paths.
static PAGES: LazyLock<BTreeMap<String, Page>> = LazyLock::new(|| {
    let files = PORTAL.output.iter().filter(|(path, _)| path.as_str().ends_with(".html"));
    let html = |content: &[u8]| std::str::from_utf8(content).unwrap().to_owned();
    let pages: BTreeMap<_, _> =
        files.map(|(path, file)| (path.as_str().to_owned(), Page::parse(html(&file.content)))).collect();
    assert!(pages.len() > 100, "{} pages", pages.len());
    pages
});

/// Pages that are not redirects.
fn pages() -> impl Iterator<Item = (&'static String, &'static Page)> {
    PAGES.iter().filter(|(_, page)| !page.html.contains("http-equiv=\"refresh\""))
}

/// A page cut into tags and text.
struct Page {
    html: String,
    tags: Vec<Tag>,
    /// Text outside of tags; code is left out.
    text: String,
}

struct Tag {
    /// `p`; with a slash when it closes.
    name: String,
    attributes: Vec<(String, String)>,
}

impl Page {
    fn parse(html: String) -> Self {
        let mut tags = Vec::new();
        let mut text = String::new();
        let mut code = 0;
        let mut rest = html.as_str();
        while let Some((before, after)) = rest.split_once('<') {
            if code == 0 {
                text.push_str(before);
                text.push('\n');
            }
            let (tag, after) = after.split_once('>').expect("every tag is closed");
            let tag = Tag::parse(tag);
            match tag.name.as_str() {
                "code" | "pre" => code += 1,
                "/code" | "/pre" => code -= 1,
                _ => {}
            }
            tags.push(tag);
            rest = after;
        }
        assert_eq!(rest.trim(), "");
        Self { tags, text: unescaped(&text), html }
    }

    fn named(&self, name: &str) -> impl Iterator<Item = &Tag> {
        self.tags.iter().filter(move |tag| tag.name == name)
    }

    fn ids(&self) -> impl Iterator<Item = &str> {
        self.tags.iter().filter_map(|tag| tag.attribute("id"))
    }

    /// What stands between the first tag of a name and its end, without tags.
    fn content_of(&self, name: &str) -> Option<String> {
        let (_, after) = self.html.split_once(&format!("<{name}"))?;
        let (_, after) = after.split_once('>')?;
        let (content, _) = after.split_once(&format!("</{name}>"))?;
        let text: String = content.split('<').enumerate().fold(String::new(), |text, (index, part)| {
            text + if index == 0 { part } else { part.split_once('>').map_or("", |(_, text)| text) }
        });
        Some(text.trim().to_owned())
    }
}

impl Tag {
    fn parse(tag: &str) -> Self {
        let end = tag.find(char::is_whitespace).unwrap_or(tag.len());
        let (name, mut rest) = tag.split_at(end);
        let mut attributes = Vec::new();
        while let Some((key, after)) = rest.split_once("=\"") {
            let (value, after) = after.split_once('"').expect("every attribute is closed");
            let key = key.split_whitespace().next_back().unwrap_or_default();
            attributes.push((key.to_owned(), unescaped(value)));
            rest = after;
        }
        Self { name: name.trim_end_matches('/').to_owned(), attributes }
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    text.replace("&#x27;", "'").replace("&#x2F;", "/").replace("&amp;", "&")
}

/// Asserts that nothing was found; each finding is a line.
#[track_caller]
fn none(findings: impl IntoIterator<Item = String>) {
    let findings: Vec<String> = findings.into_iter().collect();
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}

#[test]
fn the_handbook_has_the_headers_for_servers_that_read_no_file() {
    let handbook = SOURCES.text(&sources::path("content/handbok/publisering.md")).unwrap();
    let expected: Vec<String> = fellesskap::foundation::headers::headers()
        .iter()
        .map(|(name, value)| format!("add_header {name} \"{value}\" always;"))
        .collect();
    let found: Vec<&str> = handbook.lines().filter(|line| line.starts_with("add_header ")).collect();
    assert_eq!(found, expected);
}

#[test]
fn the_page_for_an_address_that_leads_nowhere_leads_to_the_registers() {
    let main = PAGES["404.html"].html.split_once("<main").unwrap().1;
    let main = main.split_once("</main>").unwrap().0;
    for address in ["/utvalg/saksregister/", "/utvalg/vedtaksregister/", "/tilskudd/regnskap/", "/rapporter/"] {
        assert!(main.contains(&format!("<a href=\"{address}\">")), "{address}");
    }
}

#[test]
fn every_page_has_the_policy_before_anything_that_it_is_for() {
    let policy = format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">",
        fellesskap::foundation::headers::policy()
    );
    for (path, page) in PAGES.iter() {
        let place = page.html.find(&policy).unwrap_or_else(|| panic!("{path} has no policy"));
        let before = &page.html[..place];
        assert!(!before.contains("<link") && !before.contains("<script") && !before.contains("<title"), "{path}");
    }
}

#[test]
fn the_content_has_no_problems() {
    let problems = human::render(&PORTAL.diagnostics, |path| SOURCES.text(path), false);
    assert!(problems.is_empty(), "\n{problems}");
}

#[test]
fn the_same_sources_give_the_same_bytes_on_any_number_of_threads() {
    for threads in [1, 2, 7] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let again = pool.install(|| built(None));
        let differ = PORTAL.output.iter().filter(|(path, file)| again.output.get(path) != Some(file));
        none(differ.map(|(path, _)| format!("{path} differs with {threads} threads")));
        assert_eq!(again.output.len(), PORTAL.output.len());
    }
}

#[test]
fn every_internal_link_leads_somewhere() {
    let mut checked = 0;
    let mut broken = Vec::new();
    for (path, page) in PAGES.iter() {
        for tag in &page.tags {
            for (key, value) in &tag.attributes {
                if !matches!(key.as_str(), "href" | "src") {
                    continue;
                }
                checked += 1;
                if let Some(problem) = problem_of_link(page, value, key == "src") {
                    broken.push(format!("{path}: <{} {key}=\"{value}\">: {problem}", tag.name));
                }
            }
        }
    }
    none(broken);
    assert!(checked > 1000, "{checked} links");
}

/// What is wrong with a link on a page.
fn problem_of_link(page: &Page, link: &str, is_source: bool) -> Option<String> {
    // What is subscribed to is a file of the portal under another scheme.
    let https = link.strip_prefix("webcal://").map(|rest| format!("https://{rest}"));
    let link = https.as_deref().unwrap_or(link);
    let local = link.strip_prefix(BASE_URL).unwrap_or(link);
    if ["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| local.starts_with(scheme)) {
        return is_source.then(|| "it is fetched from another host".to_owned());
    }
    let (address, fragment) = match local.split_once('#') {
        Some((address, fragment)) => (address, Some(fragment)),
        None => (local, None),
    };
    let path = match address {
        "" => None,
        _ => match address.strip_prefix('/') {
            Some(path) if path.is_empty() || path.ends_with('/') => Some(format!("{path}index.html")),
            Some(path) => Some(path.to_owned()),
            None => return Some("it does not begin at the root".to_owned()),
        },
    };
    if let Some(path) = &path
        && !OutputPath::new(path).is_some_and(|path| PORTAL.output.contains(&path))
    {
        return Some("nothing is there".to_owned());
    }
    let target = path.as_ref().map_or(Some(page), |path| PAGES.get(path));
    match (fragment, target) {
        (Some(fragment), Some(target)) if !target.ids().any(|id| id == fragment) => Some("no such id".to_owned()),
        (Some(_), None) => Some("a file has no ids".to_owned()),
        _ => None,
    }
}

#[test]
fn every_page_has_one_heading_of_the_first_level_a_title_and_a_language() {
    none(pages().flat_map(|(path, page)| {
        let mut missing = Vec::new();
        if page.named("h1").count() != 1 || page.content_of("h1").is_none_or(|text| text.is_empty()) {
            missing.push(format!("{path}: {} h1", page.named("h1").count()));
        }
        // Drawings have titles of their own; the page's comes first.
        if page.named("title").next().is_none() || page.content_of("title").is_none_or(|text| text.is_empty()) {
            missing.push(format!("{path}: no title"));
        }
        let language = page.named("html").next().and_then(|html| html.attribute("lang"));
        if !matches!(language, Some("nb" | "nn" | "se")) {
            missing.push(format!("{path}: the language is {language:?}"));
        }
        if page.named("main").count() != 1 {
            missing.push(format!("{path}: {} main", page.named("main").count()));
        }
        missing
    }));
}

#[test]
fn every_tag_is_closed_in_order() {
    none(
        PAGES
            .iter()
            .flat_map(|(path, page)| html::unclosed(&page.html).into_iter().map(move |flaw| format!("{path}: {flaw}"))),
    );
}

#[test]
fn ids_are_unique_on_a_page() {
    none(PAGES.iter().flat_map(|(path, page)| {
        html::repeated_ids(&page.html).into_iter().map(move |flaw| format!("{path}: {flaw}"))
    }));
}

#[test]
fn no_level_of_heading_is_skipped() {
    none(pages().flat_map(|(path, page)| {
        let levels = page.tags.iter().filter_map(|tag| tag.name.strip_prefix('h')?.parse::<u8>().ok());
        let mut above = 0;
        levels.filter_map(move |level| {
            let skipped = level > above + 1;
            let message = skipped.then(|| format!("{path}: h{level} after h{above}"));
            above = level;
            message
        })
    }));
}

#[test]
fn every_image_says_what_it_shows_and_every_link_where_it_leads() {
    none(PAGES.iter().flat_map(|(path, page)| {
        let images = page.named("img").filter(|image| image.attribute("alt").is_none_or(|alt| alt.trim().is_empty()));
        let links = page.named("a").filter(|link| link.attribute("href").is_none_or(str::is_empty));
        images.chain(links).map(move |tag| format!("{path}: <{}> {:?}", tag.name, tag.attributes))
    }));
}

#[test]
fn nothing_of_the_templates_or_the_program_is_left() {
    none(pages().flat_map(|(path, page)| {
        let left = ["{{", "}}", "{%", "\0", "@/", "undefined"].into_iter().filter(|left| page.text.contains(left));
        left.map(move |left| format!("{path}: {left:?}"))
    }));
}

#[test]
fn no_address_or_number_of_a_person_is_published() {
    none(pages().flat_map(|(path, page)| {
        let hrefs = page.tags.iter().filter_map(|tag| tag.attribute("href"));
        let texts: Vec<String> = hrefs.map(str::to_owned).chain([page.text.clone()]).collect();
        texts.into_iter().flat_map(move |text| {
            let addresses =
                e_mail_addresses(&text).into_iter().filter(|address| !MAILBOXES.contains(&address.as_str()));
            let numbers = personal_numbers(&text);
            addresses.chain(numbers).map(|found| format!("{path}: {found}")).collect::<Vec<_>>()
        })
    }));
}

fn e_mail_addresses(text: &str) -> Vec<String> {
    let part = |character: char| character.is_alphanumeric() || "._%+-".contains(character);
    let positions = text.match_indices('@').filter_map(|(at, _)| {
        let name = text[..at].rsplit(|character| !part(character)).next().unwrap_or_default();
        let host = text[at + 1..].split(|character| !part(character)).next().unwrap_or_default().trim_matches('.');
        (!name.is_empty() && host.contains('.')).then(|| format!("{name}@{host}"))
    });
    positions.collect()
}

/// Mobile numbers (eight digits from 4 or 9, in the ways they are written) and fødselsnummer (eleven digits).
fn personal_numbers(text: &str) -> Vec<String> {
    const FORMS: [&[usize]; 6] = [&[8], &[3, 2, 3], &[2, 2, 2, 2], &[4, 4], &[11], &[6, 5]];
    let text = text.replace("+47", " ");
    let is_digit = |character: char| character.is_ascii_digit();
    let mut found = Vec::new();
    // Runs of digits with single spaces between them.
    for run in text.split(|character: char| !(is_digit(character) || matches!(character, ' ' | '\u{a0}'))) {
        let groups: Vec<&str> = run.split([' ', '\u{a0}']).filter(|group| !group.is_empty()).collect();
        let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
        for form in FORMS {
            for (start, window) in lengths.windows(form.len()).enumerate() {
                let digits = groups[start..start + form.len()].concat();
                if window == form && (digits.len() == 11 || digits.starts_with(['4', '9'])) {
                    found.push(groups[start..start + form.len()].join(" "));
                }
            }
        }
    }
    found
}

#[test]
fn addresses_and_numbers_of_persons_are_recognised() {
    assert_eq!(e_mail_addresses("Skriv til ola.nordmann@unn.no. Eller @ola."), ["ola.nordmann@unn.no"]);
    for text in ["Ring 912 34 567", "tel:+4791234567", "(41 23 45 67)", "fnr. 010190 12345", "01019012345"] {
        assert_eq!(personal_numbers(text).len(), 1, "{text}");
    }
    for text in ["18 000 000 kr", "41 234 567 kr", "77 62 60 00", "2024–2027", "1175000", "10/26"] {
        assert_eq!(personal_numbers(text), [""; 0], "{text}");
    }
}

#[test]
fn the_24_municipalities_have_a_page_each() {
    let below = |path: &&String| path.starts_with("kommuner/") && path.as_str() != "kommuner/index.html";
    let addresses: BTreeSet<String> =
        PAGES.keys().filter(below).map(|path| format!("/{}", path.trim_end_matches("index.html"))).collect();
    assert_eq!(addresses.len(), 24, "{addresses:?}");
    let list = &PAGES["kommuner/index.html"];
    let linked: BTreeSet<String> =
        list.named("a").filter_map(|link| link.attribute("href")).map(str::to_owned).collect();
    assert!(addresses.is_subset(&linked), "{:?}", addresses.difference(&linked));
}

#[test]
fn decisions_are_marked_in_the_text_of_a_sak() {
    let mut marked = 0;
    for (path, page) in pages().filter(|(_, page)| page.html.contains("page--sak")) {
        for pair in page.tags.windows(2) {
            let is_decision = matches!(pair[1].attribute("id"), Some("forslag-til-vedtak" | "vedtak"));
            if is_decision && pair[1].name == "h2" {
                let class = pair[0].attribute("class").unwrap_or_default();
                assert!(class.starts_with("vedtak vedtak--"), "{path}: <{}> before the decision", pair[0].name);
                marked += 1;
            }
        }
    }
    assert!(marked > 0, "no sak has a decision");
}

#[test]
fn a_municipality_has_its_years_side_by_side_its_seats_and_its_part_in_projects() {
    let tromso = &PAGES["kommuner/tromso/index.html"].text.replace('\u{a0}', " ");
    let cells: Vec<&str> = tromso.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let row = cells.iter().position(|cell| *cell == "Til UNN: Prosent svar").unwrap();
    assert_eq!(cells[row + 1..row + 4], ["100,0 %", "31,7 %", "−68,3 prosentpoeng"]);
    for role in ["Prosjekteier", "Deltar"] {
        assert!(cells.contains(&role), "no project says {role}");
    }
    let pages = PAGES.iter().filter(|(path, _)| path.starts_with("kommuner/") && *path != "kommuner/index.html");
    none(pages.flat_map(|(path, page)| {
        let wanted = [
            "/utvalg/partnerskapsmotet/",
            "/statistikk/samhandlingsavvik-2024/",
            "/statistikk/samhandlingsavvik-2025/",
        ];
        let links: Vec<&str> = page.named("a").filter_map(|link| link.attribute("href")).collect();
        let missing = wanted.into_iter().filter(move |wanted| !links.contains(wanted));
        missing.map(move |wanted| format!("{path} does not lead to {wanted}"))
    }));
}

#[test]
fn the_catalogue_for_people_leads_to_every_file_of_data() {
    let page = &PAGES["apne-data/index.html"];
    let links: BTreeSet<&str> = page.named("a").filter_map(|link| link.attribute("href")).collect();
    let data = PORTAL.output.iter().map(|(path, _)| format!("/{path}")).filter(|path| {
        let ending = path.rsplit_once('.').map(|(_, ending)| ending);
        matches!(ending, Some("csv" | "json" | "jsonld"))
    });
    let data: Vec<String> = data.collect();
    assert!(data.len() > 100, "{} files", data.len());
    none(data.into_iter().filter(|path| !links.contains(path.as_str())));
    let footer = PAGES["index.html"].named("a").filter_map(|link| link.attribute("href"));
    let footer: BTreeSet<&str> = footer.collect();
    for wanted in ["/apne-data/", "/kontroll/"] {
        assert!(footer.contains(wanted), "the front page does not lead to {wanted}");
    }
}

#[test]
fn lists_of_pages_follow_the_schemas_published_beside_them() {
    let file = |path: &str| -> serde_json::Value {
        serde_json::from_slice(&PORTAL.output.get(&OutputPath::new(path).unwrap()).expect(path).content).unwrap()
    };
    let is_page = |address: &str| {
        let path = address.strip_prefix(BASE_URL).expect(address);
        PAGES.contains_key(&format!("{}index.html", path.trim_start_matches('/')))
    };
    for name in ["moter", "saker", "vedtak", "prosjekter"] {
        let (data, schema) = (file(&format!("apne-data/{name}.json")), file(&format!("apne-data/{name}.schema.json")));
        let address = format!("{BASE_URL}/apne-data/{name}.schema.json");
        assert_eq!((&data["$schema"], &schema["$id"]), (&address.clone().into(), &address.into()));
        assert!(jsonschema::draft202012::meta::is_valid(&schema), "{name}");
        let options = jsonschema::draft202012::options().should_validate_formats(true);
        let validator = options.build(&schema).unwrap();
        none(validator.iter_errors(&data).map(|error| format!("{name}: {}: {error}", error.instance_path())));
        let items = data[name].as_array().unwrap();
        assert!(items.len() > 2, "{} {name}", items.len());
        for item in items {
            assert!(is_page(item.get("adresse").unwrap_or(&item["sak"]).as_str().unwrap()), "{item}");
        }
        // The schema can fail: it knows all that may be there.
        let mut wrong = data.clone();
        wrong[name][0]["ukjent"] = true.into();
        assert!(!validator.is_valid(&wrong), "{name}");
        wrong = data.clone();
        wrong[name][0]["tittel"] = serde_json::Value::Null;
        assert!(!validator.is_valid(&wrong), "{name}");
    }
    // The figures are those of the pages, as exact numbers.
    let projects = file("apne-data/prosjekter.json");
    let projects = projects["prosjekter"].as_array().unwrap();
    assert_eq!(
        projects.len(),
        PAGES.keys().filter(|path| path.starts_with("tilskudd/prosjekter/") && path.matches('/').count() == 3).count()
    );
    let amounts = projects.iter().flat_map(|project| project["okonomi"].as_array().unwrap());
    let granted: Vec<i64> = amounts.filter_map(|year| year["tildelt"].as_i64()).collect();
    assert!(granted.len() > 5, "{granted:?}");
}

#[test]
fn all_controls_are_published_as_json_and_stand_on_the_page_of_controls() {
    let path = OutputPath::new("kontroll.json").unwrap();
    let file: serde_json::Value = serde_json::from_slice(&PORTAL.output.get(&path).unwrap().content).unwrap();
    let rules = file["regler"].as_array().unwrap();
    assert!(rules.len() > 300, "{} rules", rules.len());
    assert_eq!(file["antall_regler"], rules.len());
    let page = PAGES["kontroll/index.html"].text.replace('\u{a0}', " ");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().replace('\u{a0}', " ");
    let mut remarks = 0;
    none(rules.iter().flat_map(|rule| {
        let mut flaws = Vec::new();
        if !page.contains(&text(&rule["regel"])) {
            flaws.push(format!("the page does not have {}", rule["regel"]));
        }
        let side = text(&rule["side"]);
        let html = format!("{}index.html", side.trim_start_matches(BASE_URL).trim_start_matches('/'));
        if !PAGES.contains_key(&html) {
            flaws.push(format!("no page is at {side}"));
        }
        let explained = rule["merknader"].as_array().unwrap();
        if explained.is_empty() != (rule["resultat"] == "stemmer") {
            flaws.push(format!("{} has {} and {} remarks", rule["regel"], rule["resultat"], explained.len()));
        }
        for remark in explained {
            remarks += 1;
            for key in ["oppgitt", "beregnet", "grunn", "besluttet_av", "dato"] {
                if text(&remark[key]).is_empty() || (key == "grunn" && !page.contains(&text(&remark[key]))) {
                    flaws.push(format!("{}: {key} is {}", rule["regel"], remark[key]));
                }
            }
        }
        flaws
    }));
    assert_eq!(file["antall_merknader"], remarks);
    let catalogue = OutputPath::new("datakatalog.jsonld").unwrap();
    let catalogue = String::from_utf8(PORTAL.output.get(&catalogue).unwrap().content.clone()).unwrap();
    assert!(catalogue.contains(&format!("\"{BASE_URL}/kontroll.json\"")));
}

#[test]
fn breaks_in_a_series_are_marked_in_its_chart() {
    let page = &PAGES["statistikk/samhandlingsavvik-over-tid/index.html"];
    let chart = page.html.split("<svg").find(|chart| chart.contains("graf__cut")).expect("a line is cut");
    let description = chart.split_once("<desc").unwrap().1.split_once("</desc>").unwrap().0;
    assert!(description.contains("B1 Brudd i serien"), "{description}");
}
