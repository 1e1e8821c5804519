//! A build that is killed, at any moment: what readers find is whole, leads somewhere, and is mended by the next build.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::files::{contents_below, names_in};
use crate::program;

/// How often a build is killed, by the time since it began and by what it has put in place.
const KILLS: usize = 60;
/// How often a first build is killed.
const FIRST_KILLS: usize = 10;
/// How many pages of each fate there are.
const PAGES: usize = 100;

type Files = BTreeMap<String, Vec<u8>>;

#[test]
fn a_killed_build_leaves_whole_files_and_no_broken_link() {
    let temporary = TempDir::new().unwrap();
    let path = |name: &str| temporary.path().join(name);
    for state in [State::Old, State::New] {
        state.write(&path(state.name()));
    }
    let output = path("ut");
    build(&path("gammel"), &output);
    let old = files(&output);
    let start = Instant::now();
    build(&path("ny"), &output);
    let duration = start.elapsed();
    let new = files(&output);
    assert!(old.len() > 2 * PAGES && new.len() > 2 * PAGES);
    assert_eq!(broken_links(&old, &old), BTreeSet::new());
    assert_eq!(broken_links(&new, &new), BTreeSet::new());

    let mut seen = Seen::default();
    for kill in 0..KILLS {
        // From the old site to the new one and back again, so that nothing is copied in between.
        let (from, to, source) = if kill % 2 == 0 { (&new, &old, path("gammel")) } else { (&old, &new, path("ny")) };
        let mut child = start_build(&source, &output);
        let begun = Instant::now();
        if kill % 3 == 0 {
            let after = duration.mul_f64(1.1 * kill as f64 / KILLS as f64);
            wait_for(&mut child, || begun.elapsed() >= after);
        } else {
            // New files come first and the removal of old ones last, so both are told by a single file.
            let (gone, come) = (missing(from, to), missing(to, from));
            let share = (kill % 10) as f64 / 10.0;
            let removing = kill % 3 == 2;
            let reached = |names: &[&str], there: bool| {
                let name = names[(share * names.len() as f64) as usize];
                output.join(name).exists() == there
            };
            wait_for(&mut child, || if removing { reached(&gone, false) } else { reached(&come, true) });
        }
        let _ = child.kill();
        child.wait().unwrap();

        let left = files(&output);
        let mut states = BTreeSet::new();
        for (name, content) in &left {
            let is = |files: &Files| files.get(name) == Some(content);
            assert!(is(from) || is(to), "kill {kill}: {name} is neither as before nor as after");
            if is(from) != is(to) {
                states.insert(is(to));
            }
        }
        for name in from.keys().filter(|name| to.contains_key(*name)) {
            assert!(left.contains_key(name), "kill {kill}: {name} is gone");
        }
        seen.mixed += usize::from(states.len() == 2);
        seen.untouched += usize::from(left == *from);
        seen.finished += usize::from(left == *to);
        let lasting: Files = left
            .iter()
            .filter(|(name, _)| from.contains_key(*name) && to.contains_key(*name))
            .map(|(name, content)| (name.clone(), content.clone()))
            .collect();
        assert_eq!(broken_links(&lasting, &left), BTreeSet::new(), "kill {kill}");

        build(&source, &output);
        assert!(files(&output) == *to, "kill {kill}: the next build does not mend it");
        assert_eq!(hidden(&output), [".fellesskap"], "kill {kill}");
    }
    // A test that always comes too early or too late would see nothing.
    assert!(seen.mixed >= 5, "{seen:?}");
    assert!(seen.untouched >= 5, "{seen:?}");
}

#[test]
fn a_first_build_that_is_killed_leaves_nothing_or_everything() {
    let temporary = TempDir::new().unwrap();
    let (source, output) = (temporary.path().join("nettsted"), temporary.path().join("ut"));
    State::New.write(&source);
    let start = Instant::now();
    build(&source, &output);
    let duration = start.elapsed();
    let whole = files(&output);
    let mut left = BTreeSet::new();
    for kill in 0..FIRST_KILLS {
        fs::remove_dir_all(&output).unwrap();
        let begun = Instant::now();
        let mut child = start_build(&source, &output);
        if kill % 2 == 0 {
            let page =
                temporary.path().join(format!(".ut.fellesskap-nye/endret-{}/index.html", kill * PAGES / FIRST_KILLS));
            wait_for(&mut child, || page.exists() || output.exists());
        } else {
            let after = duration.mul_f64(kill as f64 / FIRST_KILLS as f64);
            wait_for(&mut child, || begun.elapsed() >= after);
        }
        let _ = child.kill();
        child.wait().unwrap();
        if output.exists() {
            assert!(files(&output) == whole, "kill {kill}: a part is there");
        }
        left.insert(names_in(temporary.path()));
        build(&source, &output);
        assert!(files(&output) == whole, "kill {kill}: the next build does not mend it");
        assert_eq!(hidden(&output), [".fellesskap"], "kill {kill}");
        assert_eq!(names_in(temporary.path()), ["nettsted", "ut"], "kill {kill}");
    }
    // It was killed while it wrote.
    assert!(left.contains(&vec![".ut.fellesskap-nye".to_owned(), "nettsted".to_owned()]), "{left:?}");
}

#[test]
fn until_a_first_build_into_an_empty_folder_is_done_nothing_leads_into_it() {
    let temporary = TempDir::new().unwrap();
    let (source, output) = (temporary.path().join("nettsted"), temporary.path().join("ut"));
    State::New.write(&source);
    build(&source, &output);
    let whole = files(&output);
    let mut unfinished = 0;
    for kill in 0..FIRST_KILLS {
        fs::remove_dir_all(&output).unwrap();
        fs::create_dir(&output).unwrap();
        let mut child = start_build(&source, &output);
        // Pages come in the order of their names, from many threads.
        let page = format!("endret-{}/index.html", kill * PAGES / FIRST_KILLS);
        wait_for(&mut child, || output.join(&page).exists());
        let _ = child.kill();
        child.wait().unwrap();
        let left = files(&output);
        match left.contains_key("index.html") {
            true => assert!(left == whole, "kill {kill}: the front page is there, and not all that it leads to"),
            false => unfinished += 1,
        }
        build(&source, &output);
        assert!(files(&output) == whole, "kill {kill}: the next build does not mend it");
    }
    assert!(unfinished >= 2, "it was killed too late to see anything");
}

/// What the killed builds had come to.
#[derive(Debug, Default)]
struct Seen {
    /// Some files were from before and some from after.
    mixed: usize,
    untouched: usize,
    finished: usize,
}

#[derive(Clone, Copy)]
enum State {
    Old,
    New,
}

impl State {
    fn name(self) -> &'static str {
        match self {
            Self::Old => "gammel",
            Self::New => "ny",
        }
    }

    /// A site of pages that stay, pages that change and pages that are in this state only, all leading to one another.
    fn write(self, root: &Path) {
        let file = |name: &str, content: &str| {
            let path = root.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        };
        let own = self.name();
        file(
            "fellesskap.toml",
            "tittel = \"P\"\nbeskrivelse = \"P\"\nutgiver = \"P\"\nadresse = \"https://www.eksempel.no\"\ntema = [\"tema\"]\nsok = false\n",
        );
        let link = "<link rel=\"stylesheet\" href=\"{{ site.stylesheet }}\">";
        file("themes/tema/templates/side.html", &format!("{link}<h1>{{{{ page.title }}}}</h1>\n{{{{ content }}}}"));
        file("themes/tema/templates/not-found.html", "{{ page.permalink }}\n");
        file("themes/tema/styles/layers.css", &format!("/* {own} */\n"));
        let page = |name: &str, text: &str| {
            file(&format!("content/{name}.md"), &format!("+++\ntype = \"side\"\ntittel = \"{name}\"\n+++\n\n{text}\n"));
        };
        let mut all = String::new();
        for number in 0..PAGES {
            let next = (number + 1) % PAGES;
            page(&format!("fast-{number}"), &format!("[neste](@/fast-{next}.md) [forsiden](@/index.md)"));
            page(
                &format!("endret-{number}"),
                &format!(
                    "{own} [sin](@/{own}-{number}.md) [fil](vedlegg-{own}-{number}.pdf) [neste](@/fast-{next}.md)"
                ),
            );
            page(&format!("{own}-{number}"), &format!("[neste](@/{own}-{next}.md) [endret](@/endret-{number}.md)"));
            file(&format!("content/vedlegg-{own}-{number}.pdf"), &format!("%PDF {own}"));
            all += &format!("[a](@/fast-{number}.md) [b](@/endret-{number}.md) [c](@/{own}-{number}.md)\n");
        }
        page("index", &all);
    }
}

fn start_build(root: &Path, output: &Path) -> Child {
    let mut command = program::command(root, &["build", "--dato", "2026-03-18", "--output-dir"]);
    command.arg(output);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn build(root: &Path, output: &Path) {
    assert!(start_build(root, output).wait().unwrap().success());
}

/// Waits until something is so, or the program has ended.
fn wait_for(child: &mut Child, mut is_so: impl FnMut() -> bool) {
    while !is_so() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_micros(100));
    }
}

/// The files of one state that the other does not have.
fn missing<'a>(of: &'a Files, other: &Files) -> Vec<&'a str> {
    of.keys().filter(|name| !other.contains_key(*name)).map(String::as_str).collect()
}

/// All files that readers can ask for.
fn files(folder: &Path) -> Files {
    let mut files = contents_below(folder);
    files.retain(|name, _| !name.split('/').any(is_own));
    files
}

/// Whether the program keeps a file or folder of this name for itself.
fn is_own(name: &str) -> bool {
    name.starts_with('.') && name != ".htaccess"
}

/// What the program keeps in the folder for itself.
fn hidden(folder: &Path) -> Vec<String> {
    names_in(folder).into_iter().filter(|name| is_own(name)).collect()
}

/// The links that lead to nothing among the files, from some of the files and from all that those lead to.
fn broken_links(from: &Files, files: &Files) -> BTreeSet<String> {
    let mut broken = BTreeSet::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut rest: Vec<&str> = from.keys().map(String::as_str).collect();
    while let Some(name) = rest.pop() {
        if !name.ends_with(".html") || !seen.insert(name) {
            continue;
        }
        let Some(html) = files.get(name).and_then(|content| std::str::from_utf8(content).ok()) else { continue };
        for address in html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let Some(path) = address.strip_prefix('/') else { continue };
            let path =
                if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
            match files.get_key_value(&path) {
                Some((found, _)) => rest.push(found),
                None => drop(broken.insert(format!("{name} leads to {path}"))),
            }
        }
    }
    broken
}
