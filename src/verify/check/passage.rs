//! A text as the passages that it is made of, for checks that look at many words together.

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::foundation::diagnostic::Span;
use crate::read::markdown::{self, shortcode, words};

/// A piece of text that stands by itself.
#[derive(Debug, Default)]
pub struct Passage {
    pub span: Span,
    /// In small letters.
    pub words: Vec<String>,
}

impl Passage {
    fn add(&mut self, text: &str, start: usize) {
        if self.words.is_empty() {
            self.span.start = start;
        }
        let before = self.words.len();
        self.words.extend(words(text).map(|(_, word)| word.to_lowercase()));
        if self.words.len() > before {
            self.span.end = start + text.trim_end().len();
        }
    }
}

/// The passages of a text, without code and shortcodes.
pub fn passages(body: &str) -> Vec<Passage> {
    let mut found = Vec::new();
    let mut passage = Passage::default();
    let (mut in_code, mut skip_until) = (false, 0);
    for (event, span) in markdown::events(body) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            // Emphasis and links are in the midst of a passage; all else begins or ends one.
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image) => {}
            Event::Start(_) | Event::End(_) => found.push(std::mem::take(&mut passage)),
            Event::Text(text) if !in_code && body.get(span.clone()) == Some(&*text) => {
                let mut position = span.start.max(skip_until);
                while let Some(opening) = body.get(position..span.end).and_then(|rest| rest.find("{{")) {
                    passage.add(&body[position..position + opening], position);
                    skip_until = shortcode::parse(body, position + opening).end;
                    position = skip_until;
                }
                if let Some(rest) = body.get(position..span.end) {
                    passage.add(rest, position);
                }
            }
            _ => {}
        }
    }
    found.push(passage);
    found.retain(|passage| !passage.words.is_empty());
    found
}
