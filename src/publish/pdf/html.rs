//! Finished HTML as a tree.
//!
//! The pages are our own and well formed; still, nothing here trusts that. What is not closed ends where its parent does.

use std::cell::RefCell;
use std::rc::Rc;

use lol_html::html_content::{Element as Tag, TextType};
use lol_html::{RewriteStrSettings, element, rewrite_str, text};
use quick_xml::escape::unescape;

/// An element or the text between elements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    Element(Element),
    Text(String),
}

/// An element. Names of elements in HTML are in small letters; those in drawings are as they are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
}

impl Element {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn has_class(&self, class: &str) -> bool {
        self.attribute("class").is_some_and(|classes| classes.split_ascii_whitespace().any(|known| known == class))
    }

    /// The elements among the children.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// All elements below, each before what is in it.
    pub fn descendants(&self) -> Vec<&Self> {
        let mut found = Vec::new();
        for element in self.elements() {
            found.push(element);
            found.extend(element.descendants());
        }
        found
    }

    /// The first element below that fits.
    pub fn find(&self, fits: impl Fn(&Self) -> bool) -> Option<&Self> {
        self.descendants().into_iter().find(|element| fits(element))
    }

    /// All text below, as it stands.
    pub fn text(&self) -> String {
        let texts = self.children.iter().map(|child| match child {
            Node::Element(element) => element.text(),
            Node::Text(text) => text.clone(),
        });
        texts.collect()
    }

    /// The element written out again, as XML.
    pub fn to_xml(&self) -> String {
        let mut xml = format!("<{}", self.name);
        for (name, value) in &self.attributes {
            xml.push_str(&format!(" {name}=\"{}\"", quick_xml::escape::escape(value.as_str())));
        }
        xml.push('>');
        for child in &self.children {
            match child {
                Node::Element(element) => xml.push_str(&element.to_xml()),
                Node::Text(text) => xml.push_str(&quick_xml::escape::escape(text.as_str())),
            }
        }
        xml.push_str(&format!("</{}>", self.name));
        xml
    }
}

/// Reads HTML; the root has no name. Text outside all elements, which no page has, is left out.
pub fn parse(html: &str) -> Element {
    let open = Rc::new(RefCell::new(vec![Element::default()]));
    let settings = RewriteStrSettings::new()
        .with_strict(false)
        .append_element_content_handler(element!("*", |tag| {
            begin(tag, &open);
            Ok(())
        }))
        .append_element_content_handler(text!("*", |chunk| {
            let is_text = !matches!(chunk.text_type(), TextType::ScriptData | TextType::RawText);
            if is_text && let Some(element) = open.borrow_mut().last_mut() {
                match element.children.last_mut() {
                    Some(Node::Text(text)) => text.push_str(chunk.as_str()),
                    _ => element.children.push(Node::Text(chunk.as_str().to_owned())),
                }
            }
            Ok(())
        }));
    // It fails only when a handler does or memory is limited.
    let _ = rewrite_str(html, settings);
    let mut open = open.borrow_mut();
    close(&mut open, 1);
    let mut root = open.pop().unwrap_or_default();
    decode(&mut root);
    root
}

fn begin(tag: &mut Tag<'_, '_>, open: &Rc<RefCell<Vec<Element>>>) {
    let attributes =
        tag.attributes().iter().map(|attribute| (attribute.name_preserve_case(), unescaped(&attribute.value())));
    let element =
        Element { name: tag.tag_name_preserve_case(), attributes: attributes.collect(), children: Vec::new() };
    let depth = open.borrow().len();
    let stack = Rc::clone(open);
    // An element that holds nothing, such as an image, has no end.
    let has_end = tag.on_end_tag(Box::new(move |_: &mut lol_html::html_content::EndTag<'_>| {
        close(&mut stack.borrow_mut(), depth);
        Ok(())
    }));
    let mut open = open.borrow_mut();
    match (has_end, open.last_mut()) {
        (Err(_), Some(parent)) => parent.children.push(Node::Element(element)),
        _ => open.push(element),
    }
}

/// Ends all elements but the outermost ones.
fn close(open: &mut Vec<Element>, depth: usize) {
    while open.len() > depth.max(1) {
        let element = open.pop().unwrap_or_default();
        if let Some(parent) = open.last_mut() {
            parent.children.push(Node::Element(element));
        }
    }
}

/// Texts are whole only when all is read; a reference to a character can be in two pieces before.
fn decode(element: &mut Element) {
    for child in &mut element.children {
        match child {
            Node::Element(element) => decode(element),
            Node::Text(text) => *text = unescaped(text),
        }
    }
}

/// Text with references to characters put in. One that is not known stays as it is written.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.find(';').map_or(1, |end| end + 1);
        match unescape(&rest[..end]) {
            Ok(character) if end > 1 => out.push_str(&character),
            _ => {
                out.push('&');
                rest = &rest[1..];
                continue;
            }
        }
        rest = &rest[end..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &str) {
        let root = parse(&format!("<main>{html}</main>"));
        let xml: String = root
            .find(|element| element.name == "main")
            .unwrap()
            .children
            .iter()
            .map(|node| match node {
                Node::Element(element) => element.to_xml(),
                Node::Text(text) => text.clone(),
            })
            .collect();
        assert_eq!(xml, expected);
    }

    #[test]
    fn html_becomes_a_tree() {
        check("<p>a <b>b</b> c</p>d", "<p>a <b>b</b> c</p>d");
        check(
            "<p>a<br>b<img src=\"a.png\" alt=\"&quot;x&quot;\"></p>",
            "<p>a<br></br>b<img src=\"a.png\" alt=\"&quot;x&quot;\"></img></p>",
        );
        check(
            "<svg viewBox=\"0 0 1 1\"><path d=\"M0\"/><text>æ</text></svg>",
            "<svg viewBox=\"0 0 1 1\"><path d=\"M0\"></path><text>æ</text></svg>",
        );
    }

    #[test]
    fn references_are_characters() {
        check("&aelig;&#248;&#xE5;&nbsp;", "æøå\u{a0}");
        check("<p>&lt;b&gt; &amp;lt;</p>", "<p>&lt;b&gt; &amp;lt;</p>");
        check("R & D &ukjent; &", "R & D &ukjent; &");
    }

    #[test]
    fn what_is_not_closed_ends_with_its_parent() {
        check("<div><p>a</div>b", "<div><p>a</p></div>b");
        check("<div><p>a", "<div><p>a</p></div>");
        check("a</p>b", "ab");
    }
}
