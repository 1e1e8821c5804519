//! `fellesskap serve`.

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use super::arguments::{Interrupted, Word, Words, row};
use super::{colour, counted, fail, left_out, say, today};
use crate::desk::serve::{Notice, Options, Server};
use crate::foundation::diagnostic::{Diagnostic, Severity, human};
use crate::foundation::identifier::masked;
use crate::foundation::path::SourcePath;
use crate::read::source::SourceTree;

/// The port unless another is asked for; that of Zola.
const PORT: u16 = 1111;
/// How many changed files are named.
const NAMED: usize = 3;

/// The options of `serve`.
#[derive(Debug, PartialEq, Eq)]
pub struct ServeOptions {
    pub root: Option<PathBuf>,
    pub interface: IpAddr,
    pub port: u16,
    pub open: bool,
    pub drafts: bool,
}

impl Default for ServeOptions {
    fn default() -> Self {
        Self { root: None, interface: IpAddr::V4(Ipv4Addr::LOCALHOST), port: PORT, open: false, drafts: false }
    }
}

pub fn help(_: Option<&str>) -> String {
    format!(
        "fellesskap serve viser nettstedet i nettleseren mens du skriver.\n\n\
         Bruk:\n  fellesskap serve [valg]\n\n\
         Valg:\n{}{}{}{}{}{}\n\
         Siden i nettleseren følger med når du lagrer. Feil vises der og her, til de er rettet. Ingenting skrives til public.\n",
        row("-r, --root MAPPE", "mappen med nettstedet (ellers mappen du står i)"),
        row("-i, --interface ADRESSE", "adressen det svares på (ellers 127.0.0.1, som bare denne maskinen når)"),
        row("-p, --port PORT", "porten det svares på (ellers 1111)"),
        row("-O, --open", "åpne nettstedet i nettleseren"),
        row("    --drafts", "ta med utkast og sider som ikke skal publiseres ennå"),
        row("-h, --help", "vis denne hjelpen"),
    )
}

pub fn parse(words: &mut Words) -> Result<ServeOptions, Interrupted> {
    words.expect(["--root", "--interface", "--port", "--open", "--drafts", "--help"]);
    let mut options = ServeOptions::default();
    while let Some(word) = words.next()? {
        let Word::Option(option) = &word else { return Err(words.unexpected(word)) };
        match option.as_str() {
            "-r" | "--root" => options.root = Some(words.value("--root")?.into()),
            "-i" | "--interface" => {
                let typed = words.text("--interface")?;
                let address = typed.parse();
                let message = format!("«{typed}» er ikke en adresse på maskinen; skriv den som 127.0.0.1");
                options.interface = address.map_err(|_| Interrupted::Wrong(message))?;
            }
            "-p" | "--port" => {
                let typed = words.text("--port")?;
                let message = format!("«{typed}» er ikke en port; skriv et tall fra 1 til 65535");
                options.port = typed.parse().map_err(|_| Interrupted::Wrong(message))?;
            }
            "-O" | "--open" => options.open = true,
            "--drafts" => options.drafts = true,
            _ => return Err(words.unexpected(word)),
        }
    }
    Ok(options)
}

/// Shows the site until the program is stopped. Returns the exit code.
pub fn run(options: &ServeOptions) -> u8 {
    let server = Server::start(
        Options {
            root: options.root.clone().unwrap_or_else(|| PathBuf::from(".")),
            interface: options.interface,
            port: options.port,
            drafts: options.drafts,
            base_url: None,
            date: today,
        },
        report,
    );
    let server = match server {
        Ok(server) => server,
        Err(error) => return fail(&error.to_string()),
    };
    let url = server.url();
    say(&format!("Nettstedet vises på {url}\n"));
    if !options.interface.to_canonical().is_loopback() {
        let drafts = if options.drafts { ", utkastene også" } else { "" };
        say(&format!(
            "Advarsel: alle på nettverket kan lese det som vises{drafts}. Bare du kan med --interface 127.0.0.1.\n"
        ));
    }
    say("Stopp med Ctrl+C.\n");
    if server.polls() {
        say("Systemet kan ikke følge så mange mapper, så endringer merkes først etter et sekund.\n\
             Be om flere med: sudo sysctl fs.inotify.max_user_watches=524288\n");
    }
    if options.open && open::that(&url).is_err() {
        say("Nettleseren kunne ikke åpnes; åpne adressen selv.\n");
    }
    server.wait();
    fail("forhåndsvisningen stoppet")
}

/// Says what has happened.
fn report(notice: Notice<'_>) {
    match notice {
        Notice::Sound { changed, mended, withheld } => {
            let mut text = String::new();
            if !changed.is_empty() {
                let mended = if mended { "Alt er i orden igjen. " } else { "" };
                text.push_str(&format!("{mended}Oppdatert: {}\n", names(changed)));
            }
            if let Some(withheld) = withheld {
                text.push_str(&left_out(withheld, "Stopp, og kjør fellesskap serve --drafts for å se dem."));
            }
            say(&text);
        }
        Notice::Problems { problems, sources } => report_problems(problems, sources),
    }
}

fn report_problems(problems: &[Diagnostic], sources: &SourceTree) {
    let mut text = "\n".to_owned();
    text.push_str(&human::render(problems, |path| sources.text(path), colour()));
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    text.push_str(&match errors {
        0 => format!("{}.\n", counted(problems.len(), "advarsel", "advarsler")),
        1 => "1 feil. Nettstedet oppdateres når feilen er rettet.\n".to_owned(),
        _ => format!("{errors} feil. Nettstedet oppdateres når alle er rettet.\n"),
    });
    let _ = std::io::stderr().write_all(text.as_bytes());
}

fn names(changed: &[SourcePath]) -> String {
    let named: Vec<_> = changed.iter().take(NAMED).map(|path| masked(path.as_str())).collect();
    match changed.len().saturating_sub(NAMED) {
        0 => named.join(", "),
        more => format!("{} og {} til", named.join(", "), counted(more, "fil", "filer")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_told_without_personal_identifiers() {
        let path = |name: &str| SourcePath::new(name).unwrap();
        // Nobody's: forty is added to both the day and the month.
        let changed =
            [path("content/notat 715239-99073.md"), path("content/a.md"), path("content/b.md"), path("content/c.md")];
        assert_eq!(names(&changed), "content/notat ******-*****.md, content/a.md, content/b.md og 1 fil til");
    }
}
