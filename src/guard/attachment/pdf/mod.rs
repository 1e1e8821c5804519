//! PDF (ISO 32000-2), as far as its text goes.
//!
//! Pages are read in the order that their text is written in, which in files from word processors and browsers is the
//! order of reading. Forms, notes, bookmarks, texts that stand for pictures, and files within are read too. Files with
//! a password are not, nor those that anybody may open but not change.
//!
//! A library would have to be trusted not to panic, and to stop in time: those there are unpack a stream whole, however
//! large it becomes.

pub(super) mod file;
mod font;
mod inline;
mod object;
mod page;
#[cfg(test)]
mod tests;
mod unshown;

use std::collections::HashSet;
use std::rc::Rc;

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::xml::{self, Token};
use super::{Attachment, Budget, Locator, Unreadable, picture, read_within};
use file::File;
use object::{Dict, Object};
use page::{Reader, Reading};
use unshown::Unshown;

/// How far from the start of a file its mark can stand.
const HEAD: usize = 1024;

/// How far from the root of the tree a page can be.
const DEEPEST: usize = 64;

pub fn is_pdf(bytes: &[u8]) -> bool {
    bytes[..bytes.len().min(HEAD)].windows(5).any(|window| window == b"%PDF-")
}

pub fn read(bytes: &[u8], budget: &mut Budget, depth: usize) -> Result<Attachment, Unreadable> {
    let mut file = File::read(bytes, budget)?;
    let mut attachment = Attachment::default();
    let pages = pages(&file);
    if pages.is_empty() {
        return Err(Unreadable::Damaged);
    }
    let mut reader = Reader::new(file.budget.keep);
    let mut without_text = Vec::new();
    for (index, (page, resources)) in pages.iter().enumerate() {
        let Reading { text, has_pictures } = reader.page(&mut file, page, resources.as_ref())?;
        if has_pictures && text.trim().is_empty() {
            without_text.push(index + 1);
        }
        attachment.push(Locator::Page(index + 1), &text, true);
    }
    around(&file, &mut reader.unshown, &mut attachment);
    // That a file has no text at all is another matter.
    if !without_text.is_empty() && attachment.parts.iter().any(|part| part.shown) {
        attachment.unread.push(format!("side {} har ingen tekst", listed(&without_text)));
    }
    information(&mut file, &mut attachment)?;
    files_within(&mut file, depth, &mut attachment)?;
    pictures(&file, &mut attachment);
    let resources = pages.iter().find_map(|(_, resources)| file.resolve(resources.as_ref()?).shared().cloned());
    unshown::look_through(&mut file, &mut reader, resources, &mut attachment.unread);
    attachment.push(Locator::Behind, &reader.unshown.text, false);
    attachment.unread.extend(reader.unknown.iter().map(|font| format!("tegn i skriften {font}")));
    let broken = std::mem::take(&mut file.broken);
    attachment.unread.extend(broken.iter().map(|number| format!("objekt {number}")));
    Ok(attachment)
}

/// Numbers in order, as «2, 4–6 og 9».
fn listed(numbers: &[usize]) -> String {
    /// The most that are named.
    const NAMED: usize = 12;
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    let written = |(first, last): &(usize, usize)| match last - first {
        0 => first.to_string(),
        _ => format!("{first}–{last}"),
    };
    let more: usize = runs.iter().skip(NAMED).map(|(first, last)| last - first + 1).sum();
    let mut words: Vec<String> = runs.iter().take(NAMED).map(written).collect();
    if more > 0 {
        words.push(format!("{more} til"));
    }
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} og {last}", others.join(", ")),
        None => String::new(),
    }
}

/// A page, and what it draws with.
type Page = (Rc<Dict>, Option<Object>);

/// The pages in order, each with what it has from those above it in the tree. All pages there are when the tree is broken.
fn pages(file: &File<'_>) -> Vec<Page> {
    let mut pages = Vec::new();
    let mut seen = HashSet::new();
    let root = file.get_dict(&file.trailer, "Root").and_then(|root| root.get("Pages"));
    let mut waiting: Vec<(Object, Option<Object>, usize)> =
        root.map(|root| (root.clone(), None, 0)).into_iter().collect();
    while let Some((node, resources, depth)) = waiting.pop() {
        let is_new = if let Object::Ref(number) = node { seen.insert(number) } else { true };
        let Some(dict) = file.resolve(&node).shared().filter(|_| is_new && depth < DEEPEST) else { continue };
        let resources = dict.get("Resources").cloned().or(resources);
        match file.get(dict, "Kids").and_then(Object::array) {
            Some(kids) => waiting.extend(kids.iter().rev().map(|kid| (kid.clone(), resources.clone(), depth + 1))),
            None => pages.push((dict.clone(), resources)),
        }
    }
    if pages.is_empty() {
        let all = file.numbers().into_iter().filter_map(|number| file.object(number));
        let all = all.filter(|object| object.is_of_type("Page")).filter_map(Object::shared);
        pages.extend(all.map(|page| (page.clone(), page.get("Resources").cloned())));
    }
    pages
}

/// What stands around the text of the pages, wherever in the file it is.
fn around(file: &File<'_>, unshown: &mut Unshown, attachment: &mut Attachment) {
    let information = file.trailer.get("Info");
    let mut found: [(Locator, String); 5] =
        [Locator::Form, Locator::Comments, Locator::Bookmarks, Locator::Alternative, Locator::Links]
            .map(|place| (place, String::new()));
    for number in file.numbers() {
        if information == Some(&Object::Ref(number)) {
            continue;
        }
        let mut waiting: Vec<&Object> = file.object(number).into_iter().collect();
        while let Some(object) = waiting.pop() {
            let dict = match object {
                Object::Array(array) => {
                    waiting.extend(array.iter());
                    continue;
                }
                Object::Dict(dict) => dict,
                other => {
                    unshown.add_single(other);
                    continue;
                }
            };
            for (key, value) in dict.iter() {
                unshown.add(key);
                let place = match key.as_str() {
                    // Of a field: what is filled in, and what is when nothing is.
                    "V" | "DV" | "TU" => 0,
                    // Of a note: what it says, in two forms, and who made it.
                    "Contents" | "RC" | "Subj" => 1,
                    "T" if dict.contains_key("Subtype") && !dict.contains_key("FT") => 1,
                    "Title" => 2,
                    "Alt" | "ActualText" | "E" => 3,
                    "URI" => 4,
                    _ => {
                        waiting.push(value);
                        continue;
                    }
                };
                match value {
                    Object::Text(text) => found[place].1.extend([text_string(text).as_str(), "\n"]),
                    // A long text can stand in an object of its own.
                    Object::Ref(_) => {
                        if let Object::Text(text) = file.resolve(value) {
                            found[place].1.extend([text_string(text).as_str(), "\n"]);
                        }
                    }
                    other => waiting.push(other),
                }
            }
        }
    }
    for (place, text) in found {
        let shown = place == Locator::Form;
        attachment.push(place, &text, shown);
    }
}

/// Facts about the file, in the two forms that files have them.
fn information(file: &mut File<'_>, attachment: &mut Attachment) -> Result<(), Unreadable> {
    if let Some(information) = file.get_dict(&file.trailer, "Info") {
        for (name, value) in information {
            if let Object::Text(text) = file.resolve(value) {
                attachment.name(name, &text_string(text));
            }
        }
    }
    for number in file.numbers() {
        let is_metadata = |dict: &Dict| dict.get("Type").and_then(Object::name) == Some("Metadata");
        if !file.object(number).and_then(Object::dict).is_some_and(is_metadata) {
            continue;
        }
        let content = file.stream(number)?.unwrap_or_default();
        let mut names: Vec<String> = Vec::new();
        let result = xml::walk(&content, |token| {
            match token {
                Token::Open(name, attributes) => {
                    // Lists and languages are no facts of their own.
                    let above = names.last().cloned().unwrap_or_default();
                    let is_list = matches!(name, "Alt" | "Seq" | "Bag" | "li");
                    names.push(if is_list { above } else { name.to_owned() });
                    if name == "Description" {
                        for (name, value) in attributes.iter() {
                            attachment.name(name, &value);
                        }
                    }
                }
                Token::Aside(_) => {}
                Token::Close => {
                    names.pop();
                }
                Token::Text(text) => attachment.name(names.last().map_or("", String::as_str), text),
            }
            Ok(())
        });
        if result.is_err() {
            attachment.unread.push("opplysningene om filen (XMP)".to_owned());
        }
    }
    Ok(())
}

fn files_within(file: &mut File<'_>, depth: usize, attachment: &mut Attachment) -> Result<(), Unreadable> {
    for number in file.numbers() {
        let Some(dict) = file.object(number).and_then(Object::dict) else { continue };
        let Some(Object::Ref(content)) = file.get_dict(dict, "EF").and_then(|files| files.get("F").or(files.get("UF")))
        else {
            continue;
        };
        let name = file.get(dict, "UF").or_else(|| file.get(dict, "F")).and_then(Object::text);
        let (name, content) = (name.map(text_string).unwrap_or_else(|| "vedlegget".to_owned()), *content);
        let inner = match (file.stream(content)?, depth.checked_sub(1)) {
            (Some(bytes), Some(depth)) => read_within(&bytes, file.budget, depth),
            _ => Err(Unreadable::Unknown),
        };
        match inner {
            Ok(inner) => {
                attachment.adopt(&name, inner);
                attachment.names.push(name);
            }
            Err(Unreadable::TooLarge) => return Err(Unreadable::TooLarge),
            Err(_) => attachment.unread.push(name),
        }
    }
    Ok(())
}

/// What photographs say of themselves; many programs put them into the file as they are.
fn pictures(file: &File<'_>, attachment: &mut Attachment) {
    for number in file.numbers() {
        let bytes = file.packed(number).filter(|bytes| picture::is_picture(bytes));
        if let Some(Ok(picture)) = bytes.map(|bytes| picture::read(bytes, file.budget.keep)) {
            attachment.adopt(&format!("bilde {number}"), picture);
        }
    }
}

/// Text outside of pages: UTF-16 or UTF-8 with a mark at its head, else an encoding that for letters is that of Windows.
fn text_string(bytes: &[u8]) -> String {
    let encoding = match bytes {
        [0xFE, 0xFF, ..] => UTF_16BE,
        [0xFF, 0xFE, ..] => UTF_16LE,
        [0xEF, 0xBB, 0xBF, ..] => UTF_8,
        _ => WINDOWS_1252,
    };
    encoding.decode(bytes).0.into_owned()
}
