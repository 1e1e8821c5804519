//! Examples of problems: the few lines somebody types, and where.

/// Lines of an example, as an editor types them, and where they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Excerpt {
    /// The file, from the root of the site. `None` where it does not matter which page it is.
    pub file: Option<&'static str>,
    pub part: ExamplePart,
    /// Without a line break at the end. Stars stand for a personal identifier, as in messages. Empty when the name of the file
    /// says all there is to say.
    pub lines: &'static str,
}

impl Excerpt {
    /// Whether both stand in one file that is named.
    pub fn in_same_file(&self, other: &Self) -> bool {
        self.file.is_some() && self.file == other.file
    }
}

/// What the lines of an excerpt are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExamplePart {
    /// Some of the text of a page.
    Text,
    /// Some of the facts: those of a page, between its fences, or those of a TOML file. The others are as they should be.
    Facts,
    /// The whole file.
    Whole,
    /// What lines cannot show, such as a password, in words.
    Words,
}

/// Lines in the text of a page.
pub(super) const fn text(lines: &'static str) -> Excerpt {
    Excerpt { file: None, part: ExamplePart::Text, lines }
}

/// Lines in the text of this page.
pub(super) const fn text_of(file: &'static str, lines: &'static str) -> Excerpt {
    Excerpt { file: Some(file), part: ExamplePart::Text, lines }
}

/// Lines among the facts of a page.
pub(super) const fn facts(lines: &'static str) -> Excerpt {
    Excerpt { file: None, part: ExamplePart::Facts, lines }
}

/// Lines among the facts of this page or TOML file.
pub(super) const fn facts_of(file: &'static str, lines: &'static str) -> Excerpt {
    Excerpt { file: Some(file), part: ExamplePart::Facts, lines }
}

/// A file that is there; what stands in it does not matter.
pub(super) const fn named(file: &'static str) -> Excerpt {
    facts_of(file, "")
}

/// A whole file.
pub(super) const fn whole(file: &'static str, lines: &'static str) -> Excerpt {
    Excerpt { file: Some(file), part: ExamplePart::Whole, lines }
}

/// An example in words.
pub(super) const fn words(lines: &'static str) -> Excerpt {
    Excerpt { file: None, part: ExamplePart::Words, lines }
}
