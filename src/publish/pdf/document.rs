//! A document as plain values: what is said, and what each piece of it is. How it looks is the business of the theme.
//!
//! It is handed to the theme's template as JSON. Nothing in it is ever read as code.

use serde::Serialize;

/// A document, ready to be set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Document {
    pub title: String,
    /// A few words above the title: what kind of document it is.
    pub label: String,
    pub lead: String,
    /// Code of the language.
    pub lang: &'static str,
    /// The day it is from.
    pub date: Day,
    /// Who answers for the portal.
    pub publisher: String,
    /// What stands at the foot of each page, with `{n}` and `{all}`.
    pub page: String,
    /// The heading above the list of contents.
    pub contents: String,
    /// Whether it has headings at all. Without any the title is one, since a document must have one to be found by.
    pub has_headings: bool,
    /// Whether there is enough to make a list of contents worth while.
    pub has_contents: bool,
    /// What is said before all else: that it is a draft.
    pub notice: Option<String>,
    /// What is known of it, below the title.
    pub head: Vec<Block>,
    pub body: Vec<Block>,
}

/// A day as numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Day {
    pub year: i16,
    pub month: i8,
    pub day: i8,
}

/// Something that stands on lines of its own.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Block {
    Heading {
        /// From 1, without gaps.
        level: u8,
        /// Its name, when something leads to it.
        id: Option<String>,
        /// Whether it begins a page.
        #[serde(rename = "begins-page")]
        begins_page: bool,
        content: Vec<Inline>,
    },
    Paragraph {
        tone: Tone,
        content: Vec<Inline>,
    },
    List {
        /// The first number, when it is numbered.
        start: Option<i64>,
        /// Each item begins with a mark of its own.
        marked: bool,
        items: Vec<Vec<Block>>,
    },
    /// Names with what is said of each.
    Facts {
        tone: Tone,
        items: Vec<Fact>,
    },
    Quote {
        blocks: Vec<Block>,
    },
    Code {
        text: String,
    },
    Rule,
    /// Something set apart.
    Aside {
        tone: Tone,
        blocks: Vec<Block>,
    },
    Table(Table),
    Picture {
        /// The name of its file.
        file: String,
        /// What is read aloud; empty for decoration.
        alt: String,
        caption: Vec<Inline>,
    },
    /// Something in another language than what is around it.
    Language {
        lang: String,
        blocks: Vec<Block>,
    },
    /// What needs a page on its side.
    Landscape {
        blocks: Vec<Block>,
    },
}

/// How something is to be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    Plain,
    Lead,
    Small,
    /// It stands above what it is about, and stays with it.
    Title,
    Remark,
    Warning,
    Proposal,
    Decision,
}

/// A name and what is said of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fact {
    pub name: Vec<Inline>,
    pub value: Vec<Block>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    pub caption: Vec<Inline>,
    /// The width of each column as a part of the size of the text.
    pub widths: Vec<f64>,
    /// The size of the text, in points.
    pub size: f64,
    /// Whether it has words that are wider than their columns.
    pub hyphenate: bool,
    /// The rows of headings.
    pub header: Vec<Vec<Cell>>,
    pub rows: Vec<Row>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// A sum of others.
    pub total: bool,
    /// It is so short that it stays on one page.
    pub whole: bool,
    pub cells: Vec<Cell>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cell {
    /// What it is the heading of.
    pub heads: Option<Heads>,
    pub columns: usize,
    pub number: bool,
    pub content: Vec<Inline>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Heads {
    Column,
    Row,
}

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Inline {
    Text {
        text: String,
    },
    Strong {
        content: Vec<Inline>,
    },
    Emphasis {
        content: Vec<Inline>,
    },
    Strike {
        content: Vec<Inline>,
    },
    Raised {
        content: Vec<Inline>,
    },
    Lowered {
        content: Vec<Inline>,
    },
    Code {
        text: String,
    },
    Break,
    /// Leads to a place on the web.
    Link {
        address: String,
        content: Vec<Inline>,
    },
    /// Leads to another place in the document.
    Reference {
        id: String,
        content: Vec<Inline>,
    },
    /// A place that something leads to.
    Anchor {
        id: String,
    },
    /// What is said at the foot of the page.
    Footnote {
        id: String,
        /// Empty when it was said before.
        content: Vec<Inline>,
    },
    Language {
        lang: String,
        content: Vec<Inline>,
    },
}

impl Inline {
    /// What is inside it.
    pub fn content_mut(&mut self) -> Option<&mut Vec<Self>> {
        match self {
            Self::Strong { content }
            | Self::Emphasis { content }
            | Self::Strike { content }
            | Self::Raised { content }
            | Self::Lowered { content }
            | Self::Link { content, .. }
            | Self::Reference { content, .. }
            | Self::Language { content, .. } => Some(content),
            _ => None,
        }
    }

    /// The text that it shows.
    pub fn text(&self) -> String {
        match self {
            Self::Text { text } | Self::Code { text } => text.clone(),
            Self::Break => " ".to_owned(),
            Self::Strong { content }
            | Self::Emphasis { content }
            | Self::Strike { content }
            | Self::Raised { content }
            | Self::Lowered { content }
            | Self::Link { content, .. }
            | Self::Reference { content, .. }
            | Self::Language { content, .. } => text_of(content),
            Self::Anchor { .. } | Self::Footnote { .. } => String::new(),
        }
    }
}

/// The text that pieces show.
pub fn text_of(content: &[Inline]) -> String {
    content.iter().map(Inline::text).collect()
}
