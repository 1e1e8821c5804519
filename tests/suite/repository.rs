//! The portal that lies in this repository, read and built once for all tests.

use std::path::Path;
use std::sync::LazyLock;

use fellesskap::build::{Build, Request, build};
use fellesskap::read::source::SourceTree;
use jiff::civil::{Date, date};

/// The address in `fellesskap.toml`.
pub const BASE_URL: &str = "https://www.helsefellesskapet.no";

/// The day that the portal is built on.
pub const DAY: Date = date(2026, 4, 1);

pub static SOURCES: LazyLock<SourceTree> = LazyLock::new(|| {
    let (sources, problems) = SourceTree::read(root()).unwrap();
    assert_eq!(problems, []);
    sources
});

pub static PORTAL: LazyLock<Build> = LazyLock::new(|| built(None));

/// The portal as it is when it does not know its own address.
pub static WITHOUT_ADDRESS: LazyLock<Build> = LazyLock::new(|| built(Some(String::new())));

/// The top folder of the repository, which is a site.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Builds the portal, at another address if one is given.
pub fn built(base_url: Option<String>) -> Build {
    let built = build(&SOURCES, &Request { date: DAY, drafts: false, base_url });
    assert!(!built.output.is_empty());
    built
}

/// Returns the file of the output that an address at [`BASE_URL`] leads to.
#[track_caller]
pub fn file_of(address: &str) -> String {
    let path = address.strip_prefix(BASE_URL).and_then(|path| path.strip_prefix('/')).expect(address);
    if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
}
