//! SVG elements, escaped where they are written.

use super::WIDTH;
use crate::read::markdown::escaped;

use super::text::width;

use std::fmt;

/// An element under way. Only here texts are escaped and numbers rounded.
pub(super) struct Element {
    name: &'static str,
    attributes: String,
    content: String,
}

impl Element {
    pub(super) fn new(name: &'static str) -> Self {
        Self { name, attributes: String::new(), content: String::new() }
    }

    pub(super) fn set(mut self, name: &str, value: &str) -> Self {
        self.attributes.push_str(&format!(" {name}=\"{}\"", escaped(value)));
        self
    }

    pub(super) fn number(self, name: &str, value: f64) -> Self {
        self.set(name, &coordinate(value))
    }

    pub(super) fn text(mut self, text: &str) -> Self {
        self.content.push_str(&escaped(text));
        self
    }

    pub(super) fn child(mut self, child: Self) -> Self {
        self.content.push_str(&child.to_string());
        self
    }

    /// A child on its own line.
    pub(super) fn below(mut self, child: Self) -> Self {
        self.content.push('\n');
        self.child(child)
    }

    /// What is shown for the element under the pointer.
    pub(super) fn tip(mut self, text: &str) -> Self {
        self.content.insert_str(0, &Self::new("title").text(text).to_string());
        self
    }

    /// The full text of a label that was shortened.
    pub(super) fn tip_if_cut(self, shown: &str, full: &str) -> Self {
        if shown == full { self } else { self.tip(full) }
    }

    pub(super) fn shifted(self, y: f64) -> Self {
        self.set("transform", &format!("translate(0 {})", coordinate(y)))
    }
}

impl fmt::Display for Element {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, attributes, content } = self;
        if content.is_empty() {
            write!(formatter, "<{name}{attributes}/>")
        } else {
            write!(formatter, "<{name}{attributes}>{content}</{name}>")
        }
    }
}

/// A text with its middle at this height, whatever its size.
pub(super) fn label(class: &str, x: f64, y: f64, text: &str) -> Element {
    Element::new("text").set("class", class).number("x", x).number("y", y).set("dy", ".35em").text(text)
}

/// A text in the middle of a place, or as near to that as the edges of the drawing allow.
pub(super) fn centered(class: &str, x: f64, y: f64, text: &str, size: f64) -> Element {
    let half = (width(text, size) / 2.0).min(WIDTH / 2.0);
    label(class, x.clamp(half, WIDTH - half), y, text).set("text-anchor", "middle")
}

pub(super) fn line(class: &str, [x1, y1, x2, y2]: [f64; 4]) -> Element {
    let line = Element::new("line").set("class", class);
    line.number("x1", x1).number("y1", y1).number("x2", x2).number("y2", y2)
}

/// A number with at most one decimal.
pub(super) fn coordinate(value: f64) -> String {
    // The sum makes minus zero zero.
    ((value * 10.0).round() / 10.0 + 0.0).to_string()
}
