//! Whatever is thrown at it, the program says what is wrong and stops: in bounded memory, in time, without a panic, and
//! without having written anything.
//!
//! Each case runs the program itself, with no more than [`MEMORY`] of address space. How long it may take only guards
//! against what never ends; a slow machine is not a mistake.

use std::fs;
use std::io::Write;
use std::ops::Deref;
use std::os::unix::fs::symlink;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::files::contents_below;
use crate::folder::Folder;
use crate::office::office;
use crate::plain_site::{SETTINGS, plain_site};
use crate::program::PROGRAM;

/// The most address space, in KiB: 2 GiB.
const MEMORY: u64 = 2 << 20;
/// Longer than anything takes here.
const PATIENCE: Duration = Duration::from_secs(300);
const MIB: usize = 1 << 20;

const PAGE: &str = "+++\ntype = \"side\"\ntittel = \"P\"\n+++\n\n";

struct Site(Folder);

/// What the program did.
struct Run {
    code: Option<i32>,
    said: String,
}

impl Deref for Site {
    type Target = Folder;

    fn deref(&self) -> &Folder {
        &self.0
    }
}

impl Site {
    fn new() -> Self {
        let site = Self(plain_site(SETTINGS));
        site.file("content/index.md", PAGE);
        site
    }

    /// A site in the theme that comes with the program, which searches. Its front page leads to a page and an attachment.
    fn with_theme() -> Self {
        let site = Self(Folder::new());
        site.file("fellesskap.toml", format!("{SETTINGS}tema = [\"helsefellesskap\"]\n"));
        site.file("content/index.md", format!("{PAGE}[Siden](@/a.md) og [vedlegget](a.docx).\n"));
        site.file("content/a.md", PAGE);
        site.file("content/a.docx", docx("Tekst", 5));
        site
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.shell(&format!("ulimit -v {MEMORY}"), arguments)
    }

    /// Runs the program after a command that limits it.
    fn shell(&self, limits: &str, arguments: &[&str]) -> Run {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{limits}; exec \"$0\" \"$@\""), PROGRAM]);
        finish(command.args(arguments).current_dir(self.path()))
    }

    /// Asserts that a build is refused with a message that has these words, and nothing is written.
    #[track_caller]
    fn refused(&self, words: &[&str]) {
        for command in ["check", "build"] {
            let run = self.run(&[command]);
            let shown: String = run.said.chars().take(2000).collect();
            assert_eq!(run.code, Some(1), "{command}: {shown}");
            for word in words {
                assert!(run.said.contains(word), "{command}: no «{word}» in: {shown}");
            }
        }
        assert!(!self.path().join("public").exists());
    }

    /// Asserts that the site builds.
    #[track_caller]
    fn built(&self) {
        let run = self.run(&["build"]);
        assert_eq!(run.code, Some(0), "{}", run.said.chars().take(2000).collect::<String>());
    }

    /// Asserts that the program comes to an end of its own, whatever it has to say.
    #[track_caller]
    fn survived(&self) -> Run {
        let run = self.run(&["build"]);
        assert!(matches!(run.code, Some(0 | 1)), "{:?}: {}", run.code, run.said.chars().take(2000).collect::<String>());
        run
    }
}

/// A document of Word that says one thing again and again, and unpacks to so many bytes of it.
fn docx(text: &str, unpacked: usize) -> Vec<u8> {
    let text = text.repeat(unpacked / text.len());
    let document = format!("<w:document><w:p><w:t>Tekst {text}</w:t></w:p></w:document>");
    office("word/document.xml", [("word/document.xml", document)])
}

/// Runs a command to its end; one that never ends fails the test, as does one that a signal ends.
#[track_caller]
fn finish(command: &mut Command) -> Run {
    let output = TempDir::new().unwrap();
    let path = output.path().join("sagt");
    let said = fs::File::create(&path).unwrap();
    let mut child = command.stdout(said.try_clone().unwrap()).stderr(said).stdin(Stdio::null()).spawn().unwrap();
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if start.elapsed() > PATIENCE {
            let _ = child.kill();
            panic!("it never ends");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let said = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
    let shown: String = said.chars().take(2000).collect();
    assert_eq!(status.signal(), None, "{shown}");
    assert!(!said.contains("panicked"), "{shown}");
    Run { code: status.code(), said }
}

#[test]
fn a_text_of_100_mb_is_refused_before_it_is_read() {
    for (name, head, most) in [
        ("content/a.md", PAGE, "2 MiB"),
        ("content/a.csv", "a\n", "16 MiB"),
        ("content/a.toml", "type = \"tabell\"\n", "2 MiB"),
    ] {
        let site = Site::new();
        let mut content = head.as_bytes().to_vec();
        content.resize(100 * MIB, b'a');
        site.file(name, content);
        site.refused(&["for-stor-fil", name, "100 MiB", most]);
    }
}

#[test]
fn a_page_can_be_as_long_as_a_page_may_be() {
    const LONGEST: usize = 2 * MIB;
    for (text, command) in [("## Overskrift\n\ntekst\n\n", "check"), ("|\n", "build"), ("[a](@/borte.md)\n", "build")] {
        let site = Site::with_theme();
        let head = format!("{PAGE}| a | b |\n|---|---|\n");
        let page = format!("{head}{}", text.repeat((LONGEST - head.len()) / text.len()));
        site.file("content/a.md", &page);
        let run = site.run(&[command]);
        assert!(matches!(run.code, Some(0 | 1)), "{:?}: {}", run.code, run.said.chars().take(2000).collect::<String>());
        // Much more is not looked at.
        let site = Site::with_theme();
        site.file("content/a.md", text.repeat(16 * MIB / text.len()));
        site.refused(&["for-stor-fil", "16 MiB", "del siden i flere"]);
    }
}

#[test]
fn an_attachment_can_unpack_to_any_size() {
    // Words of a letter and of many, one word without end, and markup without text, which each take most of something else.
    for (text, unpacked) in
        [("a ", 10 * MIB), ("samarbeid ", 10 * MIB), ("a", 10 * MIB), ("<w:p>", 10 * MIB), ("<w:p a=\"\"/>", 10 * MIB)]
    {
        let site = Site::with_theme();
        site.file("content/a.docx", docx(text, unpacked));
        site.built();
        assert_eq!(site.path().join("public/pagefind").exists(), cfg!(feature = "search"));
    }
    // All of this is not looked through, and somebody is told so.
    let site = Site::with_theme();
    let bomb = docx("a ", 80 * MIB);
    assert!(bomb.len() < MIB);
    site.file("content/a.docx", &bomb);
    let run = site.survived();
    assert_eq!(run.code, Some(0));
    assert!(run.said.contains("uleselig-vedlegg") && run.said.contains("for stor"), "{}", run.said);
}

#[test]
fn many_attachments_can_unpack_to_much() {
    const MANY: usize = 8;
    let site = Site::with_theme();
    let names: Vec<String> = (0..MANY).map(|number| format!("vedlegg-{number}.docx")).collect();
    let large = docx("a ", 7 * MIB);
    for name in &names {
        site.file(&format!("content/{name}"), &large);
    }
    let links: Vec<String> = names.iter().map(|name| format!("[{name}]({name})")).collect();
    site.file("content/index.md", format!("{PAGE}{}", links.join(" ")));
    site.built();
}

#[test]
fn markup_can_be_nested_as_deep_as_one_likes() {
    const LEVELS: usize = 10_000;
    let repeated = |text: &str| text.repeat(LEVELS);
    let lists: String = (0..1000).map(|level| format!("{}- a\n", "  ".repeat(level))).collect();
    for text in [
        format!("{} a", repeated(">")),
        format!("{} a", repeated("> ")),
        format!("{}a", repeated("- ")),
        format!("{}a", repeated("1. ")),
        lists,
        format!("{}a", repeated("> - ")),
        format!("{}a{}", repeated("["), repeated("]")),
        format!("{}a{}", repeated("["), repeated("](@/index.md)")),
        format!("{}a{}", repeated("!["), repeated("](x.png)")),
        repeated("[a]("),
        repeated("[^a"),
        repeated("*a "),
        repeated("*a **a "),
        format!("{}a{}", repeated("*"), repeated("*")),
        format!("{}a{}", repeated("~~"), repeated("~~")),
        repeated("`a``"),
        repeated("<a"),
        repeated("<!--"),
        repeated("&#"),
        repeated("\\"),
        repeated("|"),
        format!("|{}\n|{}\n|{}", repeated("a|"), repeated("-|"), repeated("b|")),
        repeated("[a]: b\n"),
        repeated("[^a]: b\n\n"),
        repeated("# "),
        repeated("## a\n"),
        repeated("{{ "),
        repeated("{"),
        repeated("{{ merknad(tekst=\""),
    ] {
        let site = Site::new();
        site.file("content/a.md", format!("{PAGE}{text}\n"));
        site.survived();
    }
}

#[test]
fn front_matter_can_be_a_bomb() {
    const LEVELS: usize = 10_000;
    for front in [
        format!("a = {}{}", "[".repeat(LEVELS), "]".repeat(LEVELS)),
        format!("a = {}", "[".repeat(LEVELS)),
        format!("a = {}1{}", "{a = ".repeat(LEVELS), "}".repeat(LEVELS)),
        format!("{} = 1", vec!["a"; LEVELS].join(".")),
        format!("[{}]", vec!["a"; LEVELS].join(".")),
        format!("[[{}]]", vec!["a"; LEVELS].join(".")),
        "[[vedlegg]]\n".repeat(LEVELS),
        (0..LEVELS).map(|key| format!("ukjent{key} = {key}\n")).collect(),
        (0..LEVELS).map(|key| format!("[ukjent{key}]\n")).collect(),
        format!("saker = [{}]", "\"1/26\", ".repeat(LEVELS)),
        format!("alias = [{}]", "\"/a/\", ".repeat(LEVELS)),
        format!("ingress = \"{}\"", "a".repeat(MIB)),
        format!("ingress = \"{}", "\\".repeat(MIB)),
        format!("vekt = {}", "9".repeat(LEVELS)),
        format!("dato = {}", "9".repeat(LEVELS)),
        format!("ukjent = 1e{}", "9".repeat(LEVELS)),
        "\"".repeat(MIB),
        "'''".repeat(LEVELS),
    ] {
        let site = Site::new();
        site.file("content/a.md", format!("+++\ntype = \"side\"\ntittel = \"A\"\n{front}\n+++\n"));
        site.file("content/a.toml", format!("type = \"tabell\"\ntittel = \"A\"\n{front}\n"));
        let run = site.survived();
        assert_eq!(run.code, Some(1), "{}", run.said.chars().take(500).collect::<String>());
    }
}

#[test]
fn a_table_can_be_a_bomb() {
    let description = "type = \"tabell\"\ntittel = \"T\"\n[[kolonne]]\nid = \"a\"\ntittel = \"A\"\ntype = \"tekst\"\n\
                       [[kolonne]]\nid = \"b\"\ntittel = \"B\"\ntype = \"kr\"\n";
    for data in [
        format!("a;b\n{}", ";".repeat(MIB)),
        ";".repeat(MIB),
        format!("a;b\n{}", "\"".repeat(MIB + 1)),
        format!("a;b\n\"{}", "x".repeat(MIB)),
        format!("a;b\n{};1", "x".repeat(MIB)),
        format!("a;b\n{}", "\n".repeat(MIB)),
        format!("a;b\n{}", "\r".repeat(MIB)),
        format!("a;b\n{}", "x\n".repeat(MIB / 16)),
        format!("a;b\n{}", "x;y\n".repeat(MIB / 64)),
        format!("a;b\n{}", "x\n".repeat(8 * MIB - 8)),
        format!("a;b\nx;{}", "9".repeat(MIB)),
        format!("a;b\nx;{}", "9 ".repeat(MIB / 2)),
        format!("a;b\nx;1{}", "[a]".repeat(MIB / 8)),
        format!("a;b\nx;0,{}1", "0".repeat(MIB)),
        String::new(),
    ] {
        let site = Site::new();
        site.file("content/t.toml", description);
        site.file("content/t.csv", &data);
        site.file("content/a.md", format!("{PAGE}{{{{ tabell(fil=\"t.toml\") }}}}\n"));
        site.survived();
    }
    // As many columns as anybody can describe.
    let site = Site::new();
    let ids: Vec<String> = (0..5000).map(|number| format!("k{number}")).collect();
    let columns = ids.iter().map(|id| format!("[[kolonne]]\nid = \"{id}\"\ntittel = \"{id}\"\ntype = \"tekst\"\n"));
    site.file("content/t.toml", format!("type = \"tabell\"\ntittel = \"T\"\n{}", columns.collect::<String>()));
    site.file("content/t.csv", format!("{}\n{}\n", ids.join(";"), ids.join(";")));
    site.file("content/a.md", format!("{PAGE}{{{{ tall(tabell=\"t.toml\", rad=\"k0\", kolonne=\"k1\") }}}}\n"));
    site.built();
}

#[test]
fn an_expression_can_be_a_bomb() {
    const LEVELS: usize = 10_000;
    for expression in [
        format!("{}1{}", "(".repeat(LEVELS), ")".repeat(LEVELS)),
        format!("1{}", " + 1".repeat(LEVELS)),
        format!("{}1", "-".repeat(LEVELS)),
        format!("{}true", "!".repeat(LEVELS)),
        "9".repeat(LEVELS),
        format!("1{}", " * 99999999".repeat(100)),
        format!("1{}", " / 3".repeat(LEVELS)),
        "loop {}".to_owned(),
        "while true { 1 }".to_owned(),
        "let a = [1]; loop { a += a }".to_owned(),
        format!("{}1{}", "[".repeat(LEVELS), "]".repeat(LEVELS)),
        format!("{}1{}", "#{a: ".repeat(LEVELS), "}".repeat(LEVELS)),
        format!("{}1{}", "if true {".repeat(LEVELS), "}".repeat(LEVELS)),
        format!("\"{}\" == \"\"", "a".repeat(MIB)),
        format!("sum({})", "[1], ".repeat(LEVELS)),
    ] {
        let site = Site::new();
        site.file(
            "content/a.md",
            format!(
                "+++\ntype = \"side\"\ntittel = \"A\"\n[[kontroll]]\nnavn = \"k\"\ntekst = \"K\"\nverdi = '{expression}'\nlik = '2'\n+++\n"
            ),
        );
        let run = site.survived();
        assert_eq!(run.code, Some(1), "{}", run.said.chars().take(500).collect::<String>());
    }
}

#[test]
fn there_can_be_any_number_of_shortcodes() {
    let table = |site: &Site| {
        let description = "type = \"tabell\"\ntittel = \"T\"\n[[kolonne]]\nid = \"a\"\ntittel = \"A\"\ntype = \"tekst\"\n\
                           [[kolonne]]\nid = \"b\"\ntittel = \"B\"\ntype = \"kr\"\n";
        site.file("content/t.toml", description);
        site.file("content/t.csv", "a;b\nx;1\n");
    };
    let figure = "{{ tall(tabell=\"t.toml\", rad=\"x\", kolonne=\"b\") }}";
    // On one line, on lines of one paragraph, and in paragraphs of their own.
    for (between, many) in [(" ", 20_000), ("\n", 20_000), ("\n\n", 2_000)] {
        let site = Site::new();
        table(&site);
        site.file("content/a.md", format!("{PAGE}{}", format!("{figure}{between}").repeat(many)));
        site.built();

        let site = Site::new();
        site.file("content/a.md", format!("{PAGE}{}", format!("{{{{ ukjent() }}}}{between}").repeat(many)));
        site.refused(&["ukjent kortkode"]);
    }
}

#[test]
fn problems_without_number_are_told_in_time() {
    const MANY: usize = 5_000;
    let site = Site::new();
    site.file("content/a.md", format!("{PAGE}{}", "[a](@/borte.md) ".repeat(MANY)));
    site.file("content/b.md", format!("{PAGE}{}", "[a](@/borte.md)\n\n".repeat(MANY)));
    for number in 0..300 {
        site.file(&format!("content/side-{number}.md"), PAGE);
    }
    site.refused(&["brutt-lenke", "10000 feil"]);
}

#[test]
fn a_template_that_calls_itself_is_a_mistake_in_the_template() {
    for template in [
        "{% component evig() %}{{ <evig/> }}{% endcomponent evig %}{{ <evig/> }}",
        "{% component a() %}{{ <b/> }}{% endcomponent a %}{% component b() %}{{ <a/> }}{% endcomponent b %}{{ <a/> }}",
        "{% include \"templates/side.html\" %}",
        "{% extends \"templates/side.html\" %}",
    ] {
        let site = Site::new();
        site.file("themes/tema/templates/side.html", template);
        site.refused(&["malfeil"]);
    }
}

#[test]
fn what_is_no_file_is_not_read() {
    let site = Site::new();
    let pipe = site.path().join("content/ror.pdf");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    site.refused(&["uleselig-fil", "content/ror.pdf", "ikke en vanlig fil"]);
}

#[test]
fn links_do_not_lead_out_of_the_site_or_round_in_it() {
    let outside = TempDir::new().unwrap();
    fs::write(outside.path().join("hemmelig.md"), format!("{PAGE}hemmelig")).unwrap();
    for (name, target) in [
        ("ut.md", outside.path().join("hemmelig.md")),
        ("ut", outside.path().to_owned()),
        ("rundt", "..".into()),
        ("seg-selv", "seg-selv".into()),
        ("opp", "../..".into()),
        ("ingensteds", "ingensteds-i-det-hele".into()),
    ] {
        let site = Site::new();
        fs::create_dir_all(site.path().join("content/mappe")).unwrap();
        symlink(target, site.path().join("content/mappe").join(name)).unwrap();
        site.refused(&["uleselig-fil", &format!("content/mappe/{name}"), "symbolske lenker følges ikke"]);
    }
}

#[test]
fn names_that_are_long_or_nearly_alike() {
    // 255 bytes is the most that file systems take; the address of this name is longer.
    let long = "深".repeat(84);
    let site = Site::new();
    site.file(&format!("content/{long}.md"), PAGE);
    site.refused(&["ugyldig-filnavn", "for lang"]);

    for (one, other) in
        [("A.md", "a.md"), ("å.md", "a\u{30a}.md"), ("å.md", "A.md"), ("ﬁ.md", "fi.md"), ("a b.md", "a-b.md")]
    {
        let site = Site::new();
        site.file(&format!("content/{one}"), PAGE);
        site.file(&format!("content/{other}"), PAGE);
        if fs::read_dir(site.path().join("content")).unwrap().count() == 3 {
            site.refused(&["dobbel-adresse"]);
        }
    }
    for (one, other) in [("A.pdf", "a.pdf"), ("å.pdf", "a\u{30a}.pdf"), ("a.PDF", "a.pdf")] {
        let site = Site::new();
        site.file(&format!("content/{one}"), "%PDF");
        site.file(&format!("content/{other}"), "%PDF");
        site.file("content/a.md", format!("{PAGE}[a](<{one}>) [b](<{other}>)"));
        if fs::read_dir(site.path().join("content")).unwrap().count() == 4 {
            site.refused(&["dobbel-adresse"]);
        }
    }
}

#[test]
fn output_does_not_go_where_sources_are() {
    let site = Site::new();
    for folder in ["content", "content/ut", "content/../content/ut", "themes", "themes/ut", ".", "./content"] {
        let run = site.run(&["build", "--output-dir", folder]);
        assert_eq!(run.code, Some(2), "{folder}: {}", run.said);
        assert!(run.said.contains("kan ikke skrives til"), "{folder}: {}", run.said);
    }
    symlink("content", site.path().join("ut")).unwrap();
    assert_eq!(site.run(&["build", "--output-dir", "ut"]).code, Some(2));
    assert!(!site.path().join("content/index.html").exists() && !site.path().join("index.html").exists());
    assert!(!site.path().join("content/ut").exists() && !site.path().join("themes/ut").exists());
}

#[test]
fn a_disk_that_is_full_leaves_the_site_as_it_was() {
    let site = Site::new();
    site.built();
    let before = contents_below(&site.path().join("public"));
    site.file("content/index.md", format!("{PAGE}{}", "Ny tekst.\n\n".repeat(20_000)));
    // No file may be longer than so many blocks; that a file is too large is then told as a full disk is.
    let run = site.shell("trap '' XFSZ; ulimit -f 16", &["build"]);
    assert_eq!(run.code, Some(2), "{}", run.said);
    assert!(run.said.starts_with("feil: kan ikke skrive "), "{}", run.said);
    assert_eq!(contents_below(&site.path().join("public")), before);
    site.built();
    assert!(fs::read_to_string(site.path().join("public/index.html")).unwrap().contains("Ny tekst."));
}

#[test]
fn a_small_disk_that_is_full_leaves_the_site_as_it_was() {
    let site = Site::new();
    site.file("content/a.md", format!("{PAGE}{}", "Ny tekst.\n\n".repeat(20_000)));
    fs::create_dir(site.path().join("ut")).unwrap();
    // In a name space of mounts of its own, which only some may make.
    let script =
        "mount -t tmpfs -o size=64k tmpfs ut || exit 99; \"$0\" build --output-dir ut; code=$?; ls -A ut; exit $code";
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-c", script, PROGRAM]).current_dir(site.path());
    if !may_mount(site.path()) {
        return;
    }
    let run = finish(&mut command);
    assert_eq!(run.code, Some(2), "{}", run.said);
    assert!(run.said.starts_with("feil: kan ikke skrive ") && run.said.lines().count() == 1, "{}", run.said);
}

/// Whether name spaces of mounts can be made here. Where they cannot, it is said that a test was left out.
fn may_mount(folder: &Path) -> bool {
    fs::create_dir_all(folder.join("ut")).unwrap();
    let mut probe = Command::new("unshare");
    probe.args(["--mount", "sh", "-c", "mount -t tmpfs tmpfs ut"]).current_dir(folder);
    let is_allowed = probe.output().is_ok_and(|output| output.status.success());
    if !is_allowed {
        // Not by a macro, whose words are kept back while a test goes well.
        let _ = writeln!(std::io::stderr(), "a test was left out: `unshare --mount` is not allowed here");
    }
    is_allowed
}

/// Permissions do not bind whoever runs the tests as root, but a mount that is for reading does.
#[test]
fn a_folder_that_is_for_reading_is_left_as_it_was() {
    let site = Site::new();
    site.built();
    let before = contents_below(&site.path().join("public"));
    if !may_mount(site.path()) {
        return;
    }
    site.file("content/index.md", format!("{PAGE}Ny tekst og [enda en side](@/a.md)."));
    site.file("content/a.md", PAGE);
    let script = "mount --bind public public && mount -o remount,bind,ro public || exit 99; exec \"$0\" build";
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-c", script, PROGRAM]).current_dir(site.path());
    let run = finish(&mut command);
    assert_eq!(run.code, Some(2), "{}", run.said);
    assert!(run.said.starts_with("feil: kan ikke skrive ./public"), "{}", run.said);
    assert!(run.said.ends_with(": disken kan ikke skrives til\n") && run.said.lines().count() == 1, "{}", run.said);
    assert_eq!(contents_below(&site.path().join("public")), before);
    site.built();
    assert_ne!(contents_below(&site.path().join("public")), before);
}

#[test]
fn a_folder_that_something_is_in_the_way_of_is_named() {
    let site = Site::new();
    site.file("opptatt", "en fil");
    let in_the_way = "feil: kan ikke skrive";
    let of_system = "feil: nettstedet kan ikke skrives til";
    for (folder, message) in
        [("opptatt", in_the_way), ("opptatt/ut", in_the_way), ("/proc/ut", of_system), ("/dev/null/ut", of_system)]
    {
        let run = site.run(&["build", "--output-dir", folder]);
        assert_eq!(run.code, Some(2), "{folder}: {}", run.said);
        assert!(run.said.starts_with(&format!("{message} {folder}")), "{folder}: {}", run.said);
    }
    assert_eq!(fs::read_to_string(site.path().join("opptatt")).unwrap(), "en fil");
}
