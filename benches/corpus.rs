//! A portal of any size, the same every time: what the benchmarks run on.
//!
//! Of the pages 60 % are meetings with their saker, 15 % projects, 15 % reports and 10 % other pages, in flat sections. A
//! page has about 900 words in eight headings, two lists, a table of twelve rows, three links to other pages, a quotation
//! and a footnote; every twentieth has code.

use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

/// How many saker a meeting has.
const SAKER: usize = 9;
/// How many bodies meet.
const BODIES: usize = 10;
/// The years that meetings are spread over.
const YEARS: std::ops::Range<usize> = 2007..2027;

/// Writes a portal of about so many pages to a folder that does not exist yet, with a theme.
pub fn write(root: &Path, pages: usize, theme: &Path) -> io::Result<()> {
    let content = root.join("content");
    let settings = "tittel = \"Prøveportalen\"\nbeskrivelse = \"En portal av en gitt størrelse.\"\n\
                    adresse = \"https://eksempel.no\"\nutgiver = \"Sekretariatet\"\ntema = [\"helsefellesskap\"]\nsok = false\n\n\
                    [[meny]]\ntittel = \"Utvalg\"\nside = \"@/utvalg/index.md\"\n\n\
                    [[meny]]\ntittel = \"Prosjekter\"\nside = \"@/prosjekter/index.md\"\n\n\
                    [[meny]]\ntittel = \"Rapporter\"\nside = \"@/rapporter/index.md\"\n\n\
                    [[meny]]\ntittel = \"Om oss\"\nside = \"@/om/index.md\"\n";
    put(&root.join("fellesskap.toml"), settings)?;
    copy_folder(theme, &root.join("themes/helsefellesskap"))?;

    put(&content.join("index.md"), "+++\ntype = \"forside\"\ntittel = \"Prøveportalen\"\n+++\n")?;
    for (folder, title) in
        [("utvalg", "Utvalg"), ("prosjekter", "Prosjekter"), ("rapporter", "Rapporter"), ("om", "Om oss")]
    {
        let front = format!("+++\ntype = \"seksjon\"\ntittel = \"{title}\"\n+++\n");
        put(&content.join(folder).join("index.md"), &front)?;
    }
    let shares = Shares::of(pages);
    for body in 0..BODIES {
        let front = format!(
            "+++\ntype = \"utvalg\"\ntittel = \"Utvalg {body}\"\nkortnavn = \"U{body}\"\nniva = 3\nstatus = \"aktiv\"\n+++\n"
        );
        put(&content.join(format!("utvalg/u{body}/index.md")), &front)?;
        let mut numbers = vec![0; YEARS.len()];
        for meeting in 0..shares.meetings {
            write_meeting(&content, &shares, body, meeting, &mut numbers)?;
        }
    }
    for index in 0..shares.projects {
        let front = format!(
            "+++\ntype = \"prosjekt\"\ntittel = \"Prosjekt {index}\"\ningress = \"Et prosjekt om samhandling.\"\nrunde = \"lokal\"\n\
             status = \"pågående\"\neiere = [\"Kommune {owner}\"]\n+++\n",
            owner = index % 24
        );
        put(&content.join(format!("prosjekter/p{index}.md")), &(front + text(&shares, index + 1_000_000).as_str()))?;
    }
    for index in 0..shares.reports {
        let year = YEARS.start + index % YEARS.len();
        let front = format!(
            "+++\ntype = \"rapport\"\ntittel = \"Rapport {index}\"\ningress = \"En rapport om et år.\"\n\
             rapporttype = \"årsrapport\"\nar = {year}\ndato = {year}-{month:02}-01\nutvalg = \"u{body}\"\n+++\n",
            month = index % 12 + 1,
            body = index % BODIES
        );
        put(&content.join(format!("rapporter/r{index}.md")), &(front + text(&shares, index + 2_000_000).as_str()))?;
    }
    for index in 0..shares.others {
        let front =
            format!("+++\ntype = \"side\"\ntittel = \"Side {index}\"\ningress = \"En side om samarbeidet.\"\n+++\n");
        put(&content.join(format!("om/s{index}.md")), &(front + text(&shares, index + 3_000_000).as_str()))?;
    }
    Ok(())
}

/// A page in the middle of the portal, by its file below the root and its address.
pub fn middle_page(pages: usize) -> (String, String) {
    let index = Shares::of(pages).reports / 2;
    (format!("content/rapporter/r{index}.md"), format!("/rapporter/r{index}/"))
}

/// How many pages of each kind there are.
struct Shares {
    /// Of each body.
    meetings: usize,
    projects: usize,
    reports: usize,
    others: usize,
}

impl Shares {
    fn of(pages: usize) -> Self {
        Self {
            meetings: (pages * 60 / 100 / (SAKER + 1) / BODIES).max(1),
            projects: (pages * 15 / 100).max(1),
            reports: (pages * 15 / 100).max(1),
            others: (pages * 10 / 100).max(1),
        }
    }
}

fn write_meeting(
    content: &Path,
    shares: &Shares,
    body: usize,
    meeting: usize,
    numbers: &mut [usize],
) -> io::Result<()> {
    let days = YEARS.len() * 336;
    let day = meeting * days / shares.meetings;
    let (year, month, day) = (day / 336, day % 336 / 28 + 1, day % 28 + 1);
    let date = format!("{}-{month:02}-{day:02}", YEARS.start + year);
    let folder = content.join(format!("utvalg/u{body}/{date}"));
    let seed = (body * shares.meetings + meeting) * (SAKER + 1);
    let front = format!(
        "+++\ntype = \"møte\"\ntittel = \"U{body} {date}\"\ningress = \"Ordinært møte.\"\nutvalg = \"u{body}\"\ndato = {date}\n\
         fra = \"09.00\"\ntil = \"15.00\"\nsted = \"Møterom A\"\ntilstand = \"avholdt\"\nreferat = \"godkjent\"\n+++\n"
    );
    put(&folder.join("index.md"), &(front + text(shares, seed).as_str()))?;
    for sak in 1..=SAKER {
        numbers[year] += 1;
        let number = numbers[year];
        let short = (YEARS.start + year) % 100;
        let front = format!(
            "+++\ntype = \"sak\"\nnummer = \"{number}/{short:02}\"\ntittel = \"Sak {number} om samhandling\"\nsakstype = \"O\"\n\
             avsender = \"Sekretariatet\"\nprosjekter = [\"p{project}\"]\n+++\n",
            project = (seed + sak) % shares.projects
        );
        put(&folder.join(format!("{number}-{short:02}.md")), &(front + text(shares, seed + sak).as_str()))?;
    }
    Ok(())
}

const WORDS: &str = "samhandling mellom sykehus og kommune skal gi pasienten et trygt forløp gjennom hele tjenesten der \
    ansvaret er avklart på forhånd utvalget viser til handlingsplanen som partene ble enige om i fjor høst helsefellesskapet \
    møtes fire ganger i året for å drøfte saker fra fagutvalgene sekretariatet legger fram tall for avvik meldinger \
    utskrivninger oppfølging hjemme digital kompetanse rekruttering av fagfolk til distriktene og bruk av tilskudd til \
    felles prosjekter årsmeldingen oppsummerer hva som er gjort hvilke tiltak som virket og hva det har kostet \
    kommunene melder at ventetiden går ned mens antallet henvisninger øker særlig innen psykisk helse og rus blant eldre \
    barn unge nye rutiner for dialogmeldinger skal prøves ut før sommeren med støtte av fastleger jordmødre tillitsvalgte";

/// The text of a page; the same for the same seed.
fn text(shares: &Shares, seed: usize) -> String {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut random = Random(seed as u64 + 1);
    let mut text = String::with_capacity(9_000);
    let sentences = |text: &mut String, random: &mut Random, count: usize| {
        for sentence in 0..count {
            if sentence > 0 {
                text.push(' ');
            }
            for position in 0..8 + random.below(9) {
                let word = words[random.below(words.len())];
                if position == 0 {
                    let mut letters = word.chars();
                    text.extend(letters.next().map(|first| first.to_uppercase().to_string()));
                    text.push_str(letters.as_str());
                } else {
                    text.push(' ');
                    text.push_str(word);
                }
            }
            text.push('.');
        }
    };
    for heading in 0..8 {
        let level = if heading % 3 == 2 { "###" } else { "##" };
        let title = [words[random.below(words.len())], words[random.below(words.len())]].join(" ");
        let _ = write!(text, "\n{level} Del {heading} {title}\n\n");
        sentences(&mut text, &mut random, 4);
        text.push_str("\n\n");
        match heading {
            1 | 5 => {
                for _ in 0..5 {
                    text.push_str("- ");
                    sentences(&mut text, &mut random, 1);
                    text.push('\n');
                }
                text.push('\n');
            }
            2 => {
                text.push_str("| Kommune | Antall | Andel |\n|---|--:|--:|\n");
                for row in 0..12 {
                    let (count, share) = (random.below(900), random.below(100));
                    let _ = writeln!(text, "| Kommune {row} | {count} | {share} % |");
                }
                text.push('\n');
            }
            3 => {
                let (project, report, page) =
                    (random.below(shares.projects), random.below(shares.reports), random.below(shares.others));
                let _ = write!(
                    text,
                    "Se [prosjektet](@/prosjekter/p{project}.md), [årsrapporten](@/rapporter/r{report}.md) og \
                     [mer om *samarbeidet*](@/om/s{page}.md).\n\n"
                );
            }
            4 => {
                text.push_str("> ");
                sentences(&mut text, &mut random, 2);
                text.push_str("\n\n");
            }
            6 => {
                text.push_str("Et **viktig** punkt med en note[^1].\n\n");
                sentences(&mut text, &mut random, 4);
                text.push_str("\n\n");
            }
            _ => {
                sentences(&mut text, &mut random, 5);
                text.push_str("\n\n");
            }
        }
    }
    if seed.is_multiple_of(20) {
        text.push_str("```json\n{ \"kommune\": \"Prøve\", \"antall\": 12, \"andel\": 0.5 }\n```\n\n");
    }
    text.push_str("[^1]: ");
    sentences(&mut text, &mut random, 1);
    text.push('\n');
    text
}

/// A small generator of numbers (splitmix64), so that every run has the same text.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % limit as u64) as usize
    }
}

fn put(path: &Path, text: &str) -> io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
    fs::write(path, text)
}

fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
