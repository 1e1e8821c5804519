//! `ubrukt-fil`: a file beside the pages belongs to one of them.
//!
//! What it is, why it matters and the way out stand with [`Code::UnusedFile`]. A file is published because a page refers to
//! it, so one that no page names is not: either a link was forgotten, or the file is left over, and lies there until somebody
//! publishes what was taken back. Files of drafts are used; so are the data of tables. Of a page that cannot be read nobody
//! knows what it names, and the text of an exempt sak is for nobody to see, so files beside these are not judged. A warning.
//!
//! Bad: `budsjett-gammel.pdf` beside a meeting that does not name it
//! Good: the file under `[[vedlegg]]`, or deleted

use std::collections::BTreeSet;

use crate::foundation::diagnostic::{Code, Diagnostic};
use crate::foundation::path::SourcePath;
use crate::read::source::{CONTENT, SourceTree};
use crate::release::Parts;
use crate::release::refers::{Role, files_meant, refers};

/// Endings of files that are content themselves, or data of a table, which is reported where its description is missing.
const OWN: [&str; 2] = ["md", "toml"];

/// Reports files that no page names.
pub fn unused_file(sources: &SourceTree, parts: &Parts) -> Vec<Diagnostic> {
    let Parts { documents, broken, .. } = parts;
    let data: BTreeSet<SourcePath> = parts.tables.values().map(|table| table.data_path()).collect();
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
        let named =
            refers(document).into_iter().filter(|referral| matches!(referral.role, Role::Text | Role::AttachedFile));
        used.extend(named.flat_map(|referral| files_meant(&document.path, referral.text)).map(|meant| meant.path));
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
