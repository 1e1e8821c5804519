//! The stages of a build one by one, on a portal of 1 000 pages.
//!
//! ```sh
//! cargo bench --bench stages
//! ```

mod corpus;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use divan::Bencher;
use fellesskap::build::content::Contents;
use fellesskap::build::{Portal, Request};
use fellesskap::desk::preview::Preview;
use fellesskap::foundation::path::SourcePath;
use fellesskap::publish::output::Produce;
use fellesskap::read::markdown;
use fellesskap::read::source::SourceTree;
use jiff::civil::date;
use tempfile::TempDir;

/// How many pages the portal has.
const PAGES: usize = 1_000;

fn main() {
    divan::main();
}

static SITE: LazyLock<TempDir> = LazyLock::new(|| {
    let place = tempfile::tempdir().expect("a folder for the portal");
    corpus::write(
        &place.path().join("site"),
        PAGES,
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/helsefellesskap"),
    )
    .expect("the portal can be written");
    place
});

fn root() -> PathBuf {
    SITE.path().join("site")
}

static SOURCES: LazyLock<SourceTree> = LazyLock::new(|| SourceTree::read(&root()).expect("it is a site").0);

fn request() -> Request {
    Request { date: date(2026, 3, 18), drafts: false, base_url: None }
}

fn middle() -> SourcePath {
    SourcePath::new(&corpus::middle_page(PAGES).0).expect("a plain path")
}

#[divan::bench]
fn read_sources() -> SourceTree {
    SourceTree::read(&root()).expect("it is a site").0
}

#[divan::bench]
fn read_contents() -> Contents {
    Contents::read(&SOURCES)
}

#[divan::bench]
fn compile_one_text(bencher: Bencher) {
    let path = middle();
    let text = SOURCES.text(&path).expect("it was written").splitn(3, "+++\n").nth(2).expect("it has front matter");
    bencher.bench(|| markdown::compile(&path, text, 0));
}

#[divan::bench]
fn link(bencher: Bencher) {
    let contents = Contents::read(&SOURCES);
    bencher.bench(|| Portal::new(SOURCES.clone(), &contents, &request(), None));
}

#[divan::bench]
fn render_one_page(bencher: Bencher) {
    let portal = Portal::new(SOURCES.clone(), &Contents::read(&SOURCES), &request(), None).0.expect("it is sound");
    let url = corpus::middle_page(PAGES).1;
    let path =
        portal.paths().into_iter().find(|path| format!("/{path}") == format!("{url}index.html")).expect("it is there");
    bencher.bench(|| portal.produce(path));
}

#[divan::bench]
fn take_in_a_text(bencher: Bencher) {
    edit(bencher, "\n## Del 0", "\nMer.\n\n## Del 0");
}

#[divan::bench]
fn take_in_a_title(bencher: Bencher) {
    edit(bencher, "tittel = \"", "tittel = \"Ny ");
}

/// Takes in a change of one file, and the change back.
fn edit(bencher: Bencher, old: &str, new: &str) {
    let path = middle();
    let text = SOURCES.text(&path).expect("it was written");
    let texts = [text.replacen(old, new, 1), text.to_owned()];
    let changed = BTreeSet::from([path.clone()]);
    let mut preview = Preview::new(SOURCES.clone(), request());
    let mut round = 0;
    bencher.bench_local(|| {
        let mut sources = preview.sources().clone();
        sources.insert(path.clone(), texts[round % 2].clone().into_bytes());
        preview.update(sources, &changed, request().date);
        round += 1;
    });
}
