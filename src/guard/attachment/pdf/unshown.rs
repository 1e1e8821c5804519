//! What a file carries along without showing it on a page: what was replaced by a later version, texts of fields and layers,
//! scripts, drawings that nothing uses. Nobody reads it, but it must be looked through like the rest.
//!
//! Only what has enough digits for a number that must not be published is kept, unless words matter too.

use std::collections::HashMap;
use std::rc::Rc;

use super::file::{File, Unpacked};
use super::inline::is_content;
use super::object::{Dict, Object};
use super::page::{Reader, contents};
use super::text_string;
use crate::guard::attachment::carried::Keep;
use crate::guard::attachment::xml::{self, Token};

/// The fewest digits of a text that is kept: those of a personal identifier.
const FEWEST_DIGITS: usize = 11;

/// How much is kept, in bytes. Lines without digits count too.
const MOST_KEPT: usize = 16 << 20;

/// Stands between texts that have nothing to do with each other.
const APART: &str = "\n§\n";

/// What looking at a stream takes of the budget besides its size.
const COST: usize = 256;

/// How much of a picture tells whether it is a text that is called one.
const HEAD: usize = 4096;

/// How many streams of a page are known to be its own. They have one in common as a rule, or a few.
const MOST_STREAMS: usize = 64;

/// Texts that are not shown.
#[derive(Default)]
pub struct Unshown {
    pub text: String,
    keep: Keep,
    /// Whether there was more than [`MOST_KEPT`].
    is_full: bool,
}

impl Unshown {
    pub fn new(keep: Keep) -> Self {
        Self { keep, ..Self::default() }
    }

    /// Takes a text; of its lines those with digits, or all of them when words matter.
    pub fn add(&mut self, text: &str) {
        let is_whole = self.keep.takes_words(text);
        if !is_whole
            && text.chars().filter(|character| character.is_numeric()).take(FEWEST_DIGITS).count() < FEWEST_DIGITS
        {
            return;
        }
        if text.len() > MOST_KEPT.saturating_sub(self.text.len()) {
            self.is_full = true;
            return;
        }
        let mut is_apart = false;
        for line in text.lines() {
            if is_whole || line.contains(char::is_numeric) {
                self.text.push_str(line);
                self.text.push('\n');
                is_apart = false;
            } else if !is_apart && !line.trim().is_empty() {
                self.text.push_str(APART);
                is_apart = true;
            }
        }
        self.text.push_str(APART);
    }

    /// Takes the text of bytes that may hold anything.
    pub fn add_bytes(&mut self, bytes: &[u8]) {
        let is_marked = bytes.starts_with(&[0xFE, 0xFF]) || bytes.starts_with(&[0xFF, 0xFE]);
        if is_marked {
            return self.add(&text_string(bytes));
        }
        // Characters of two bytes have a zero in them when they are digits.
        let bytes: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).collect();
        let is_broken = |byte: &u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
        for text in bytes.split(is_broken).filter(|text| text.len() >= FEWEST_DIGITS) {
            match std::str::from_utf8(text) {
                Ok(text) => self.add(text),
                Err(_) => self.add(&text_string(text)),
            }
        }
    }

    /// Takes the strings, names and long numbers of an object.
    pub fn add_object(&mut self, object: &Object) {
        let mut waiting = vec![object];
        while let Some(object) = waiting.pop() {
            match object {
                Object::Array(array) => waiting.extend(array.iter()),
                Object::Dict(dict) => {
                    dict.keys().for_each(|key| self.add(key));
                    waiting.extend(dict.values());
                }
                object => self.add_single(object),
            }
        }
    }

    /// Takes an object that has no others within.
    pub fn add_single(&mut self, object: &Object) {
        const LONG: std::ops::Range<f64> = 1e9..1e11;
        match object {
            Object::Text(text) if text.len() >= FEWEST_DIGITS => self.add_string(text),
            Object::Name(name) => self.add(name),
            // Zeros at its head are not kept.
            Object::Number(number) if LONG.contains(number) && number.fract() == 0.0 => {
                self.add(&format!("{number:011}"));
            }
            _ => {}
        }
    }

    fn add_string(&mut self, text: &[u8]) {
        let decoded = text_string(text);
        if decoded.contains('\0') {
            self.add(&decoded.replace('\0', ""));
        } else {
            self.add(&decoded);
        }
    }

    /// Takes the text of XML: that of words in a line together, that of other elements apart.
    fn add_xml(&mut self, content: &[u8]) {
        let mut text = String::new();
        let mut attributes_text = String::new();
        let is_inline =
            |name: &str| matches!(name, "span" | "b" | "i" | "u" | "a" | "em" | "strong" | "sub" | "sup" | "font");
        let mut names: Vec<bool> = Vec::new();
        // Also what stands before an error counts.
        let result = xml::walk(content, |token| {
            match token {
                Token::Open(name, attributes) => {
                    names.push(is_inline(name));
                    if !is_inline(name) {
                        text.push('\n');
                    }
                    for (_, value) in attributes.iter() {
                        attributes_text.extend([value.as_ref(), APART]);
                    }
                }
                Token::Close => {
                    if names.pop() == Some(false) {
                        text.push('\n');
                    }
                }
                Token::Text(more) => text.push_str(more),
                Token::Aside(more) => attributes_text.extend([more, APART]),
            }
            Ok(())
        });
        self.add(&text);
        self.add(&attributes_text);
        if result.is_err() || content.windows(4).any(|window| window == b"<!--") {
            self.add_bytes(content);
        }
    }
}

/// Looks through all that was not read as something that is shown. What becomes too much is noted in `unread`.
pub fn look_through(file: &mut File<'_>, reader: &mut Reader, resources: Option<Rc<Dict>>, unread: &mut Vec<String>) {
    for index in 0..file.entries.len() {
        if !file.is_current(index) {
            reader.unshown.add_object(&file.entries[index].object);
        }
    }
    between(file, reader);
    let fonts = fonts(file, resources);
    let mut is_too_much = false;
    for index in 0..file.entries.len() {
        is_too_much |= stream(file, reader, &fonts, index).is_none();
    }
    if is_too_much || file.is_torn || reader.unshown.is_full {
        unread.push("noe av det filen har uten å vise det".to_owned());
    }
}

/// What stands between objects: comments, and what no longer belongs to anything. Tables of contents are left out.
fn between(file: &File<'_>, reader: &mut Reader) {
    for range in &file.between {
        let bytes = file.raw(range.clone());
        let mut text = Vec::new();
        for line in bytes.split(|byte| matches!(byte, b'\n' | b'\r')) {
            let line = line.trim_ascii();
            // «0000000116 00000 n»
            let is_entry = line.len() == 18 && matches!(line.last(), Some(b'n' | b'f')) && line[10] == b' ';
            text.extend(if is_entry { b"n" } else { line });
            text.push(b'\n');
        }
        reader.unshown.add_bytes(&text);
    }
}

/// Where contents that no page shows have their fonts from.
struct Fonts {
    /// By the number of a stream: what a page says that shows it, or showed it once.
    by_stream: HashMap<u32, Rc<Dict>>,
    /// For those that no page has.
    other: Rc<Dict>,
}

fn fonts(file: &File<'_>, resources: Option<Rc<Dict>>) -> Fonts {
    let other = resources.unwrap_or_default();
    let mut by_stream = HashMap::new();
    for entry in &file.entries {
        let Some(page) = entry.object.dict().filter(|dict| dict.contains_key("Contents")) else { continue };
        let parent = file.get_dict(page, "Parent");
        let own = file.get(page, "Resources").or_else(|| file.get(parent?, "Resources")).and_then(Object::shared);
        for number in contents(file, page, MOST_STREAMS) {
            by_stream.insert(number, own.unwrap_or(&other).clone());
        }
    }
    Fonts { by_stream, other }
}

/// Looks through a stream. `None` when it cannot be done for being too much.
fn stream(file: &mut File<'_>, reader: &mut Reader, fonts: &Fonts, index: usize) -> Option<()> {
    let Some(entry) = file.entries.get(index).filter(|entry| entry.content.is_some()) else { return Some(()) };
    let number = entry.number;
    let is_current = file.is_current(index);
    if is_current && file.seen.contains(&number) || entry.object.is_of_type("XRef") {
        return Some(());
    }
    let dict = entry.object.shared()?.clone();
    let subtype = file.get(&dict, "Subtype").and_then(Object::name).unwrap_or_default();
    let is_font = ["Length1", "Length2", "Length3"].iter().any(|key| dict.contains_key(*key))
        || matches!(subtype, "Type1C" | "CIDFontType0C" | "OpenType");
    let is_picture = subtype == "Image";
    if is_font || is_picture && file.head(index, HEAD).is_some_and(|head| !is_text(&head)) {
        return Some(());
    }
    let is_drawing = subtype == "Form" || dict.contains_key("PatternType");
    let Ok(unpacked) = file.unpacked(index, file.budget.pictures) else {
        file.budget.pictures = 0;
        return None;
    };
    let Some(Unpacked { content, is_whole, cost }) = unpacked else { return Some(()) };
    file.budget.pictures = file.budget.pictures.checked_sub(cost + COST)?;
    if is_picture && !is_text(&content[..content.len().min(HEAD)]) {
        return Some(());
    }
    if !is_whole {
        file.broken.insert(number);
    }
    let known = fonts.by_stream.get(&number);
    if is_drawing || known.is_some() || is_content(&content) {
        let own = file.get(&dict, "Resources").and_then(Object::shared);
        let is_guess = own.is_none() && known.is_none();
        let resources = own.or(known).unwrap_or(&fonts.other).clone();
        let unknown = is_guess.then(|| reader.unknown.clone());
        let text = reader.loose(file, &content, &resources).ok()?;
        // That the fonts of another page do not have its characters says nothing.
        reader.unknown = unknown.unwrap_or_else(|| std::mem::take(&mut reader.unknown));
        reader.unshown.add(&text);
    } else if content.windows(9).take(HEAD).any(|window| window == b"begincmap") {
        // What the codes of a font mean.
    } else if content.trim_ascii_start().starts_with(b"<") || content.starts_with(b"\xEF\xBB\xBF<") {
        reader.unshown.add_xml(&content);
    } else {
        reader.unshown.add_bytes(&content);
    }
    Some(())
}

/// Whether bytes are a text of letters, as far as can be seen from them.
fn is_text(bytes: &[u8]) -> bool {
    let is_usual = |byte: &&u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
    !bytes.is_empty() && bytes.iter().filter(is_usual).count() * 20 >= bytes.len() * 19
}
