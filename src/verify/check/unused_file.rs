//! `ubrukt-fil`: a file beside the pages belongs to one of them.
//!
//! What it is, why it matters and the way out stand with [`Code::UnusedFile`]. A file is published because a page refers to
//! it, so one that no page names is not: either a link was forgotten, or the file is left over, and lies there until somebody
//! publishes what was taken back. Files of drafts are used; so are the data of tables. Of a page that cannot be read nobody
//! knows what it names, and what an exempt sak named is hidden, so files beside these are not judged. A warning.
//!
//! Bad: `budsjett-gammel.pdf` beside a meeting that does not name it
//! Good: the file under `[[vedlegg]]`, or deleted

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::foundation::diagnostic::{Code, Diagnostic};
use crate::foundation::path::SourcePath;
use crate::read::document::Document;
use crate::read::source::{CONTENT, SourceTree};

/// Endings of files that are content themselves, or data of a table, which is reported where its description is missing.
const OWN: [&str; 2] = ["md", "toml"];

/// Reports files that no page names. `data` are the files that tables are made of, `broken` those that could not be read.
pub fn unused_file(
    sources: &SourceTree,
    documents: &[Arc<Document>],
    data: &BTreeSet<SourcePath>,
    broken: &BTreeSet<SourcePath>,
) -> Vec<Diagnostic> {
    let is_own = |path: &SourcePath| OWN.contains(&path.extension().to_ascii_lowercase().as_str());
    let mut unused = sources.paths_below(CONTENT);
    unused.retain(|path| !is_own(path) && !data.contains(*path));
    if unused.is_empty() {
        return Vec::new();
    }
    let mut used: BTreeSet<SourcePath> = BTreeSet::new();
    let mut unknown: BTreeSet<&str> = broken.iter().map(SourcePath::folder).collect();
    for document in documents {
        if document.is_exempt() {
            unknown.insert(document.path.folder());
        }
        let files = document.common.vedlegg.iter().filter_map(|attachment| attachment.fil.as_ref());
        let files = files.map(|file| file.value.as_str());
        let linked = document.body.references.iter().filter_map(|target| target.value.split('#').next());
        let linked = linked.filter(|target| !target.starts_with("@/"));
        for name in files.chain(linked) {
            used.extend(document.path.beside(&name.replace("%20", " ")));
        }
    }
    unused.retain(|path| !used.contains(*path) && !unknown.contains(path.folder()));
    let problem = |path: &SourcePath| {
        let hint =
            "før den opp under [[vedlegg]] eller lenk til den. Skal den ikke publiseres, flytter du den ut av content";
        let message = "ingen side viser til denne filen, så den blir ikke publisert";
        Diagnostic::in_file(Code::UnusedFile, path, message).hint(hint)
    };
    unused.into_iter().map(problem).collect()
}
