//! The questions of `fellesskap new`, as somebody at a terminal meets them.

use std::path::Path;

use rexpect::process::WaitStatus;
use rexpect::session::{PtySession, spawn_command};
use tempfile::TempDir;

use crate::files::names_in;
use crate::program;

/// How long an answer may take, in milliseconds.
const PATIENCE: u64 = 30_000;

/// The program in a terminal.
struct Terminal(PtySession);

impl Terminal {
    fn run(folder: &Path, arguments: &[&str]) -> Self {
        let mut command = program::command(folder, arguments);
        command.env("TERM", "xterm");
        Self(spawn_command(command, Some(PATIENCE)).unwrap())
    }

    /// Waits for a text, then presses keys.
    #[track_caller]
    fn at(&mut self, text: &str, keys: &str) {
        self.sees(text);
        self.0.send(keys).unwrap();
        self.0.flush().unwrap();
    }

    #[track_caller]
    fn sees(&mut self, text: &str) {
        // The library takes each byte for a character.
        let bytes: String = text.bytes().map(char::from).collect();
        self.0.exp_string(&bytes).unwrap_or_else(|error| panic!("«{text}» does not come: {error}"));
    }

    /// The exit code, once the program has ended.
    fn ended(mut self) -> i32 {
        self.0.exp_eof().unwrap();
        match self.0.process().wait().unwrap() {
            WaitStatus::Exited(_, code) => code,
            other => panic!("{other:?}"),
        }
    }
}

const ENTER: &str = "\r";
const ESCAPE: &str = "\u{1b}";
const CONTROL_C: &str = "\u{3}";

#[test]
fn questions_lead_from_an_empty_folder_to_a_site_with_a_meeting() {
    let folder = TempDir::new().unwrap();
    let mut terminal = Terminal::run(folder.path(), &["new", "nettsted", "mitt nettsted"]);
    terminal.at("Hva heter nettstedet?", "Helsefellesskapet Nordvest\r");
    terminal.at("Hvem er ansvarlig for det? (Helsefellesskapet Nordvest)", ENTER);
    terminal.at("Hva heter det første utvalget? (Strategisk samarbeidsutvalg)", ENTER);
    terminal.at("Hva kalles utvalget til daglig? (SSU)", ENTER);
    terminal.sees("1. Gå til mappen: cd \"mitt nettsted\"");
    assert_eq!(terminal.ended(), 0);

    // There is one body only, so it is not asked for.
    let site = folder.path().join("mitt nettsted");
    let mut terminal = Terminal::run(&site, &["new", "møte"]);
    terminal.at("Hvilken dato er møtet?", "i morgen\r");
    terminal.at("«i morgen» er ikke en dato", "11.06.2027\r");
    terminal.at("Hvor mange saker skal lages med det samme? (3)", ENTER);
    terminal.at("Hvor er møtet?", ENTER);
    terminal.sees("Laget 4 filer:");
    assert_eq!(terminal.ended(), 0);
    let meeting = site.join("content/utvalg/ssu/2027-06-11");
    assert_eq!(names_in(&meeting), ["01-27.md", "02-27.md", "03-27.md", "index.md"]);

    let mut terminal = Terminal::run(&site, &["build"]);
    terminal.sees("4 sider er ikke med: utkast");
    assert_eq!(terminal.ended(), 0);
}

#[test]
fn whoever_gives_up_leaves_nothing_behind() {
    let folder = TempDir::new().unwrap();
    for key in [ESCAPE, CONTROL_C] {
        let mut terminal = Terminal::run(folder.path(), &["new", "nettsted", "mitt"]);
        terminal.at("Hva heter nettstedet?", "Nordvest\r");
        terminal.at("Hvem er ansvarlig for det?", key);
        terminal.sees("Avbrutt. Ingenting er laget.");
        assert_eq!(terminal.ended(), 2);
        assert!(names_in(folder.path()).is_empty());
    }
}
