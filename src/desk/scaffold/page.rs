//! Skeletons of pages.
//!
//! A new page is a draft: what stands in it is for its editor, not for readers.

use jiff::civil::Date;

use super::front::{DRAFT, page, quoted};
use super::inventory::{Body, Meeting};
use super::{
    Ask, Inventory, NewFile, Plan, Question, Stop, Surroundings, ask, ask_folder, ask_name, choices, content_path,
    one_of, refused, some_text, text_question,
};
use crate::foundation::locale::{self, Language};
use crate::read::document::{Niva, ProsjektStatus, Rapporttype, Runde, SakNumber, Sakstype};
use crate::read::record::norwegian_date;

/// How many saker can be made at once.
const MOST_SAKER: u16 = 50;
/// Where bodies lie when there are none yet.
const BODIES: &str = "utvalg";
const PROJECTS: &str = "prosjekter";
const REPORTS: &str = "rapporter";

/// A meeting, and if wanted its first saker.
pub fn meeting(around: &Surroundings<'_>, asking: &mut dyn Ask) -> Result<Plan, Stop> {
    let inventory = around.inventory;
    let utvalg = ask_body(inventory, asking)?;
    let date = ask_date(around, utvalg, asking)?;
    let count = ask_count(asking)?;
    let place = text_question("--sted", "Hvor er møtet? (kan stå tomt)", Some(String::new()));
    let place = ask(asking, &place, |text| Ok(text.to_owned()))?;

    let folder = format!("{}/{date}", utvalg.folder);
    let when = locale::date(date, Language::Nb);
    let state = if date < around.today { "avholdt" } else { "planlagt" };
    let mut values = vec![
        ("tittel", quoted(&format!("Møte i {} {when}", utvalg.short))),
        ("menytittel", quoted(&when)),
        ("ingress", quoted(&format!("Møte i {} {} {when}.", utvalg.short, locale::weekday(date, Language::Nb)))),
        draft(),
        ("utvalg", quoted(&utvalg.name)),
        ("dato", date.to_string()),
        ("tilstand", quoted(state)),
        ("referat", quoted("mangler")),
    ];
    if !place.is_empty() {
        values.push(("sted", quoted(&place)));
    }
    let text = "Skriv innkallingen her: hvordan man deltar, og fristen for å melde forfall.";
    let mut files = vec![NewFile { path: content_path(&folder, "index.md")?, content: page("møte", &values, text) }];
    let mut number = inventory.next_number(&utvalg.name, date.year());
    for _ in 0..count {
        let current = number.ok_or_else(|| out_of_numbers(utvalg))?;
        let title = format!("Sak {current} (skriv tittelen her)");
        files.push(sak_file(&folder, current, &title, Sakstype::Beslutning)?);
        number = current.next();
    }

    let reference = format!("{}/{date}", utvalg.name);
    let mut next = vec![format!("Skriv innkallingen i {}.", files[0].path)];
    next.push(match count {
        0 => format!("Legg til saker: fellesskap new sak --møte {reference}"),
        _ => "Skriv tittelen og teksten i hver sak.".to_owned(),
    });
    Ok(Plan { files, notes: Vec::new(), next: publishing(next) })
}

/// A sak with the next number of its body.
pub fn sak(around: &Surroundings<'_>, asking: &mut dyn Ask) -> Result<Plan, Stop> {
    let meeting = ask_meeting(around, asking)?;
    let title = ask_title(asking)?;
    let text = "Hva skal utvalget gjøre med saken? (B beslutning, O orientering, R referat)";
    let kind = ask_word(asking, "--type", text, Sakstype::WORDS, Sakstype::Beslutning)?;
    let Some(number) = around.inventory.next_number(&meeting.utvalg, meeting.date.year()) else {
        return refused(format!("{} har ikke flere saksnumre i {}", meeting.utvalg, meeting.date.year()));
    };
    let file = sak_file(&meeting.folder, number, &title, kind)?;
    let mut next = vec![format!("Skriv saksframlegget i {}.", file.path)];
    if meeting.draft {
        next.push("Møtet er også et utkast; det må publiseres før eller sammen med saken.".to_owned());
    }
    Ok(Plan { files: vec![file], notes: Vec::new(), next: publishing(next) })
}

/// A body.
pub fn utvalg(around: &Surroundings<'_>, asking: &mut dyn Ask) -> Result<Plan, Stop> {
    let title = ask_title(asking)?;
    let question = text_question("--kortnavn", "Hva kalles utvalget til daglig?", Some(abbreviation(&title)));
    let short = ask(asking, &question, some_text)?;
    let level = ask_level(asking)?;
    let name = ask_name(asking, &short)?;
    if let Some(other) = around.inventory.utvalg.iter().find(|other| other.name == name) {
        return refused(format!("utvalget {} heter alt «{name}». Velg et annet navn med --navn", other.short));
    }
    let container =
        around.inventory.utvalg.iter().find_map(|utvalg| Some(utvalg.folder.rsplit_once('/')?.0.to_owned()));
    let container = container.unwrap_or_else(|| BODIES.to_owned());
    let file = body_file(&container, &name, &title, &short, level, true)?;
    let next = vec![format!("Skriv mandatet i {}.", file.path)];
    let mut files = vec![file];
    files.extend(missing_section(around.inventory, &container, "Utvalg og møter")?);
    Ok(Plan { files, notes: Vec::new(), next: publishing(next) })
}

/// A report.
pub fn report(around: &Surroundings<'_>, asking: &mut dyn Ask) -> Result<Plan, Stop> {
    let title = ask_title(asking)?;
    let kinds = Rapporttype::WORDS;
    let kind = ask_word(asking, "--type", "Hva slags rapport er det?", kinds, Rapporttype::Annen)?;
    let last_year = around.today.year() - 1;
    let question = text_question("--ar", "Hvilket år gjelder den?", Some(last_year.to_string()));
    let year = ask(asking, &question, |text| match text.parse::<u16>() {
        Ok(year @ 1900..=2200) => Ok(year),
        _ => Err(format!("«{text}» er ikke et årstall; skriv det som {last_year}")),
    })?;
    let name = ask_name(asking, &title)?;
    let container = around.inventory.report_folder(kind).unwrap_or(REPORTS);
    let values = [
        ("tittel", quoted(&title)),
        draft(),
        ("dato", around.today.to_string()),
        ("rapporttype", quoted(kind.word())),
        ("ar", year.to_string()),
    ];
    let text = "Skriv sammendraget her.\n\n## Bakgrunn\n\nSkriv teksten her.";
    let file = NewFile {
        path: content_path(&format!("{container}/{name}"), "index.md")?,
        content: page("rapport", &values, text),
    };
    let next = vec![format!("Skriv rapporten i {}. Tabeller lages med: fellesskap new tabell", file.path)];
    let mut files = vec![file];
    files.extend(missing_section(around.inventory, container, "Rapporter")?);
    Ok(Plan { files, notes: Vec::new(), next: publishing(next) })
}

/// A project.
pub fn project(around: &Surroundings<'_>, asking: &mut dyn Ask) -> Result<Plan, Stop> {
    let title = ask_title(asking)?;
    let text = "Hvilken tildeling har prosjektet midler fra?";
    let round = ask_word(asking, "--runde", text, Runde::WORDS, Runde::Ingen)?;
    let text = "Hvor langt er prosjektet kommet?";
    let status = ask_word(asking, "--status", text, ProsjektStatus::WORDS, ProsjektStatus::Soknad)?;
    let name = ask_name(asking, &title)?;
    let container = around.inventory.project_folder().unwrap_or(PROJECTS);
    let values = [
        ("tittel", quoted(&title)),
        draft(),
        ("runde", quoted(round.word())),
        ("status", quoted(status.word())),
        ("eiere", "[]".to_owned()),
        ("kommuner", "[]".to_owned()),
    ];
    let text = "## Formål\n\nSkriv hva prosjektet skal oppnå.\n\n## Gjennomføring\n\nSkriv hvordan det gjøres.";
    let file =
        NewFile { path: content_path(container, &format!("{name}.md"))?, content: page("prosjekt", &values, text) };
    let next = vec![format!("Skriv inn eiere, kommuner, milepæler og penger i {}.", file.path)];
    let mut files = vec![file];
    files.extend(missing_section(around.inventory, container, "Prosjekter")?);
    Ok(Plan { files, notes: Vec::new(), next: publishing(next) })
}

/// An ordinary page.
pub fn side(around: &Surroundings<'_>, asking: &mut dyn Ask) -> Result<Plan, Stop> {
    let title = ask_title(asking)?;
    let folder = ask_folder(asking, around.inventory, "")?;
    let name = ask_name(asking, &title)?;
    let values = [("tittel", quoted(&title)), draft(), ("oppdatert", around.today.to_string())];
    let file = NewFile { path: content_path(&folder, &format!("{name}.md"))?, content: page("side", &values, TEXT) };
    Ok(linked(file, &title))
}

/// A section.
pub fn section(around: &Surroundings<'_>, asking: &mut dyn Ask) -> Result<Plan, Stop> {
    let title = ask_title(asking)?;
    let folder = ask_folder(asking, around.inventory, "")?;
    let name = ask_name(asking, &title)?;
    let inner = if folder.is_empty() { name } else { format!("{folder}/{name}") };
    let values = [("tittel", quoted(&title)), draft()];
    let file = NewFile { path: content_path(&inner, "index.md")?, content: page("seksjon", &values, TEXT) };
    Ok(linked(file, &title))
}

const TEXT: &str = "Skriv teksten her.";

fn linked(file: NewFile, title: &str) -> Plan {
    let address = file.path.as_str().replacen("content/", "@/", 1);
    let next = vec![
        format!("Skriv teksten i {}.", file.path),
        format!("Lenk til siden fra en annen side: [{title}]({address})"),
    ];
    Plan { files: vec![file], notes: Vec::new(), next: publishing(next) }
}

/// The page of a body.
pub fn body_file(
    container: &str,
    name: &str,
    title: &str,
    short: &str,
    level: Niva,
    is_draft: bool,
) -> Result<NewFile, Stop> {
    let mut values = vec![("tittel", quoted(title))];
    values.extend(is_draft.then(draft));
    values.extend([("kortnavn", quoted(short)), ("niva", level.number().to_string()), ("status", quoted("aktiv"))]);
    let text = "## Mandat\n\nSkriv hva utvalget har ansvar for.";
    Ok(NewFile {
        path: content_path(&format!("{container}/{name}"), "index.md")?,
        content: page("utvalg", &values, text),
    })
}

/// The page of a folder that has none, so that what lies in it is listed somewhere.
fn missing_section(inventory: &Inventory, folder: &str, title: &str) -> Result<Option<NewFile>, Stop> {
    if inventory.has_index(folder) {
        return Ok(None);
    }
    Ok(Some(section_file(folder, title)?))
}

/// The page of a folder.
pub fn section_file(folder: &str, title: &str) -> Result<NewFile, Stop> {
    let content = page("seksjon", &[("tittel", quoted(title))], "");
    Ok(NewFile { path: content_path(folder, "index.md")?, content })
}

fn sak_file(folder: &str, number: SakNumber, title: &str, kind: Sakstype) -> Result<NewFile, Stop> {
    let proposal = match kind {
        Sakstype::Beslutning => Some("1. Skriv forslaget her."),
        Sakstype::Orientering => Some("Saken tas til orientering."),
        Sakstype::Referat => None,
    };
    let number = number.to_string();
    let values = [
        ("tittel", quoted(title)),
        draft(),
        ("nummer", quoted(&number)),
        ("sakstype", quoted(kind.word())),
        ("avsender", quoted("Sekretariatet")),
    ];
    let mut text =
        "## Bakgrunn\n\nSkriv hva saken gjelder.\n\n## Vurdering\n\nSkriv hva som taler for og imot.\n".to_owned();
    if let Some(proposal) = proposal {
        text.push_str(&format!("\n## Forslag til vedtak\n\n{proposal}\n"));
    }
    let name = format!("{}.md", number.replace('/', "-"));
    Ok(NewFile { path: content_path(folder, &name)?, content: page("sak", &values, &text) })
}

fn draft() -> (&'static str, String) {
    (DRAFT.0, DRAFT.1.to_owned())
}

/// What is to be done with every new page.
fn publishing(mut next: Vec<String>) -> Vec<String> {
    next.push("Se hvordan det blir: fellesskap serve --drafts --open".to_owned());
    next.push("Slett linjen som begynner med «utkast» når siden er ferdig, og kjør: fellesskap build".to_owned());
    next
}

// ---- questions ----

fn ask_title(asking: &mut dyn Ask) -> Result<String, Stop> {
    ask(asking, &text_question("--tittel", "Hva er tittelen?", None), some_text)
}

fn ask_body<'i>(inventory: &'i Inventory, asking: &mut dyn Ask) -> Result<&'i Body, Stop> {
    let active: Vec<&Body> = inventory.utvalg.iter().filter(|utvalg| utvalg.active).collect();
    if active.is_empty() {
        return refused("nettstedet har ingen utvalg i arbeid. Lag et først: fellesskap new utvalg");
    }
    let question = Question {
        choices: choices(active.iter().map(|utvalg| (utvalg.name.as_str(), utvalg.short.as_str()))),
        ..text_question("--utvalg", "Hvilket utvalg møtes?", None)
    };
    // Where there is one, nobody needs to be asked.
    let question = match active.as_slice() {
        [only] => Question { default: Some(only.name.clone()), ..question },
        _ => question,
    };
    let name = ask(asking, &question, |text| {
        // The short name is as good as that of the folder: `SSU`.
        let short = active.iter().find(|utvalg| utvalg.short.to_lowercase() == text.to_lowercase());
        short.map_or_else(|| one_of(&question)(text), |utvalg| Ok(utvalg.name.clone()))
    })?;
    active.into_iter().find(|utvalg| utvalg.name == name).ok_or(Stop::Cancelled)
}

/// The next day of the body's plan that has no meeting yet is a good suggestion; nothing is taken without being said.
fn ask_date(around: &Surroundings<'_>, utvalg: &Body, asking: &mut dyn Ask) -> Result<Date, Stop> {
    let taken = |date: &Date| {
        around.inventory.meetings.iter().any(|meeting| meeting.utvalg == utvalg.name && meeting.date == *date)
    };
    let planned = utvalg.planned.iter().filter(|date| **date >= around.today && !taken(date)).min();
    let question = Question {
        suggestion: Some(planned.unwrap_or(&around.today).to_string()),
        ..text_question("--dato", "Hvilken dato er møtet? (år-måned-dag)", None)
    };
    ask(asking, &question, |text| {
        norwegian_date(text).ok_or_else(|| format!("«{text}» er ikke en dato; skriv den som {}", around.today))
    })
}

fn ask_count(asking: &mut dyn Ask) -> Result<u16, Stop> {
    let question = Question {
        suggestion: Some("3".to_owned()),
        ..text_question("--saker", "Hvor mange saker skal lages med det samme?", Some("0".to_owned()))
    };
    ask(asking, &question, |text| match text.parse::<u16>() {
        Ok(count) if count <= MOST_SAKER => Ok(count),
        _ => Err(format!("«{text}» er ikke et tall fra 0 til {MOST_SAKER}")),
    })
}

fn ask_meeting<'i>(around: &Surroundings<'i>, asking: &mut dyn Ask) -> Result<&'i Meeting, Stop> {
    let inventory = around.inventory;
    if inventory.meetings.is_empty() {
        return refused("nettstedet har ingen møter. Lag et først: fellesskap new møte");
    }
    let short = |meeting: &Meeting| {
        let utvalg = inventory.utvalg.iter().find(|utvalg| utvalg.name == meeting.utvalg);
        utvalg.map_or_else(|| meeting.utvalg.clone(), |utvalg| utvalg.short.clone())
    };
    let value = |meeting: &Meeting| format!("{}/{}", meeting.utvalg, meeting.date);
    let (mut coming, mut past): (Vec<&Meeting>, Vec<&Meeting>) =
        inventory.meetings.iter().partition(|meeting| meeting.date >= around.today && !meeting.cancelled);
    coming.sort_by_key(|meeting| meeting.date);
    past.sort_by_key(|meeting| std::cmp::Reverse(meeting.date));
    let label = |meeting: &Meeting| format!("{} {}", short(meeting), locale::date(meeting.date, Language::Nb));
    let all: Vec<&Meeting> = coming.iter().chain(&past).copied().collect();
    let question = Question {
        choices: choices(all.iter().map(|meeting| (value(meeting), label(meeting)))),
        ..text_question("--møte", "Hvilket møte hører saken til?", coming.first().map(|meeting| value(meeting)))
    };
    let chosen = ask(asking, &question, |text| {
        // `content/utvalg/ssu/2026-06-11/` and `ssu/11.06.2026` are understood too.
        let path = text.trim_end_matches("index.md").trim_end_matches('/');
        let by_path =
            all.iter().find(|meeting| path == format!("content/{}", meeting.folder) || path == meeting.folder);
        let by_date = text.split_once('/').and_then(|(utvalg, date)| {
            let date = norwegian_date(date)?;
            all.iter().find(|meeting| meeting.utvalg == utvalg && meeting.date == date)
        });
        by_path.or(by_date).map_or_else(|| one_of(&question)(text), |meeting| Ok(value(meeting)))
    })?;
    all.into_iter().find(|meeting| value(meeting) == chosen).ok_or(Stop::Cancelled)
}

/// Asks for one of the words of a choice.
fn ask_word<T: Copy + PartialEq>(
    asking: &mut dyn Ask,
    option: &'static str,
    text: &str,
    words: &'static [(&'static str, T)],
    default: T,
) -> Result<T, Stop> {
    let default_word = words.iter().find(|(_, value)| *value == default).map(|(word, _)| (*word).to_owned());
    let question = Question {
        choices: choices(words.iter().map(|(word, _)| (*word, *word))),
        ..text_question(option, text, default_word)
    };
    let chosen = ask(asking, &question, one_of(&question))?;
    Ok(words.iter().find(|(word, _)| *word == chosen).map_or(default, |(_, value)| *value))
}

fn ask_level(asking: &mut dyn Ask) -> Result<Niva, Stop> {
    let levels = Niva::ALL.map(|(level, name)| (level.number().to_string(), format!("{} – {name}", level.number())));
    let question = Question {
        choices: choices(levels),
        ..text_question("--niva", "Hvilket nivå er utvalget på?", Some("3".to_owned()))
    };
    let chosen = ask(asking, &question, one_of(&question))?;
    let level = Niva::ALL.into_iter().find(|(level, _)| level.number().to_string() == chosen);
    level.map(|(level, _)| level).ok_or(Stop::Cancelled)
}

fn out_of_numbers(utvalg: &Body) -> Stop {
    Stop::Refused(format!("{} har ikke flere saksnumre i dette året", utvalg.short))
}

/// The first letters of the words of a name, *utvalg* being a word where a longer one ends in it: `SSU` for Strategisk
/// samarbeidsutvalg. The name itself where there is one word only, or it has capitals of its own: `FSU Akuttmedisin`.
pub fn abbreviation(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let has_abbreviation = words.iter().any(|word| word.chars().filter(|letter| letter.is_uppercase()).count() > 1);
    if words.len() < 2 || has_abbreviation {
        return name.to_owned();
    }
    let initial = |word: &&str| {
        let first: String = word.chars().take(1).flat_map(char::to_uppercase).collect();
        if word.len() > "utvalg".len() && word.ends_with("utvalg") { first + "U" } else { first }
    };
    words.iter().map(initial).collect()
}
