//! XML as a row of tokens, without regard to namespaces: names here differ by more than their prefixes.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::Unreadable;

/// A piece of XML. Elements are known by their names without prefix.
pub enum Token<'a> {
    Open(&'a str, Attributes<'a>),
    /// Every element that was opened is closed, also when the text forgets to.
    Close,
    Text(&'a str),
    /// What is written between the elements and is not shown: comments and instructions to programs.
    Aside(&'a str),
}

/// The attributes of an element.
#[derive(Clone, Copy)]
pub struct Attributes<'a>(&'a BytesStart<'a>);

impl<'a> Attributes<'a> {
    /// All of them, by their names without prefix.
    pub fn iter(self) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> {
        // The check for repeated names takes time that grows with the square of their number.
        let mut attributes = self.0.attributes();
        attributes.with_checks(false);
        attributes.filter_map(Result::ok).map(|attribute| {
            let value = match attribute.normalized_value(XmlVersion::Implicit1_0) {
                Ok(value) => Cow::Owned(value.into_owned()),
                Err(_) => Cow::Owned(attribute.value.to_string()),
            };
            (local(attribute.key.0), value)
        })
    }

    /// The tag as it is written, when one of its attributes is not written as it must be, and so is not among them.
    pub fn broken(self) -> Option<&'a str> {
        let mut attributes = self.0.attributes();
        attributes.with_checks(false).any(|attribute| attribute.is_err()).then_some(self.0)
    }

    /// The value of the first of a name.
    pub fn get(self, name: &str) -> Option<String> {
        self.iter().find(|(found, _)| *found == name).map(|(_, value)| value.into_owned())
    }
}

/// How many elements can be open at once. What a caller remembers of one takes some ten times its tag.
const DEEPEST: usize = 1 << 20;

/// Goes through a file of XML. Depth costs one step of the caller's own at the most, and never one of the stack.
///
/// # Errors
/// When it is not XML, goes deeper than anybody writes, or the caller gives up.
pub fn walk(bytes: &[u8], mut visit: impl FnMut(Token<'_>) -> Result<(), Unreadable>) -> Result<(), Unreadable> {
    let text = decode(bytes);
    let mut reader = Reader::from_str(&text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|_| Unreadable::Damaged)? {
            Event::Start(element) => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(Unreadable::TooLarge);
                }
                visit(Token::Open(local(element.name().0), Attributes(&element)))?;
            }
            Event::Empty(element) => {
                visit(Token::Open(local(element.name().0), Attributes(&element)))?;
                visit(Token::Close)?;
            }
            Event::End(_) => {
                if let Some(above) = depth.checked_sub(1) {
                    depth = above;
                    visit(Token::Close)?;
                }
            }
            Event::Text(text) => visit(Token::Text(&text))?,
            Event::CData(text) => visit(Token::Text(&text))?,
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().ok().flatten();
                let mut buffer = [0; 4];
                match character {
                    Some(character) => visit(Token::Text(character.encode_utf8(&mut buffer)))?,
                    None => visit(Token::Text(resolve_xml_entity(&reference).unwrap_or(&reference)))?,
                }
            }
            Event::Decl(_) => {}
            Event::PI(aside) => visit(Token::Aside(&aside))?,
            Event::DocType(aside) => visit(Token::Aside(&aside))?,
            Event::Comment(aside) => visit(Token::Aside(&aside))?,
            Event::Eof => break,
        }
    }
    // A file that ends too early is broken, and what it would have said is not known.
    if depth == 0 { Ok(()) } else { Err(Unreadable::Damaged) }
}

/// XML is in UTF-8 unless it begins otherwise or says so.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let head = &bytes[..bytes.len().min(100)];
    let declared = head.windows(9).position(|window| window == b"encoding=").and_then(|at| {
        let value = head.get(at + 10..)?;
        let end = value.iter().position(|byte| matches!(byte, b'"' | b'\''))?;
        Encoding::for_label(&value[..end])
    });
    declared.unwrap_or(UTF_8).decode(bytes).0
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}
