//! A site on disk with the least theme that a build can do with.

use crate::folder::Folder;

/// Settings without a theme.
pub const SETTINGS: &str = "tittel = \"P\"\nbeskrivelse = \"P\"\nutgiver = \"P\"\n";

/// Makes a site with these settings, a theme of two templates, and no page.
pub fn plain_site(settings: &str) -> Folder {
    Folder::with(&[
        ("fellesskap.toml", &format!("{settings}tema = [\"tema\"]\n")),
        ("themes/tema/templates/side.html", "<h1>{{ page.title }}</h1>\n{{ content }}"),
        ("themes/tema/templates/not-found.html", "{{ page.permalink }}\n"),
    ])
}

/// Returns the source of a page.
pub fn page(title: &str, text: &str) -> String {
    format!("+++\ntype = \"side\"\ntittel = \"{title}\"\n+++\n\n{text}\n")
}
