//! Attachments as Office writes them: parts in a ZIP archive, with relations between them.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Packs files by their names.
pub fn zipped<'a>(files: impl IntoIterator<Item = (&'a str, String)>) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Returns the part that says how others are related: identity, kind and target of each relation.
pub fn relations(of: &[(&str, &str, &str)]) -> String {
    let one = |(id, kind, target): &(&str, &str, &str)| {
        format!("<Relationship Id=\"{id}\" Type=\"http://x/{kind}\" Target=\"{target}\"/>")
    };
    format!("<Relationships>{}</Relationships>", of.iter().map(one).collect::<String>())
}

/// Returns a file of Office by its main part and all parts.
pub fn office<'a>(main: &'a str, parts: impl IntoIterator<Item = (&'a str, String)>) -> Vec<u8> {
    let root = relations(&[("a", "officeDocument", main)]);
    let head = [("[Content_Types].xml", "<Types/>".to_owned()), ("_rels/.rels", root)];
    zipped(head.into_iter().chain(parts))
}
