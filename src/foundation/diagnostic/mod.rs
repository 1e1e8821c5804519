//! Problems as values: what is wrong, where, and the way out.
//!
//! Every stage returns the problems it found beside its result; they are collected, sorted by place and printed once,
//! by [`human::render`], or for programs by [`short`], [`json`], [`github`] and [`sarif`]. Messages are Norwegian, since editors read them.

mod code;
pub mod github;
pub mod human;
pub mod json;
mod repair;
pub mod sarif;
pub mod short;
mod shown;

use std::borrow::Cow;
use std::ops::Range;

use crate::foundation::identifier;
use crate::foundation::path::SourcePath;

pub use code::{Code, ExamplePart, Excerpt, Explanation, Severities};
pub use repair::{Repair, repaired};

/// A range of bytes in a source file.
pub type Span = Range<usize>;

/// A value together with where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located<T> {
    pub value: T,
    pub span: Span,
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// The site is written; somebody should look.
    Warning,
}

impl Severity {
    /// What people are told it is.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "feil",
            Self::Warning => "advarsel",
        }
    }

    /// The name that GitHub and SARIF have for it.
    fn level(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// Where a problem is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub file: SourcePath,
    /// `None` when the problem is with the file as a whole.
    pub span: Option<Span>,
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    /// `None` when no file is to blame.
    pub place: Option<Place>,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What is said at the marked text.
    pub label: Option<String>,
    /// The way out.
    pub hint: Option<String>,
    /// What the program can do about it by itself. Few problems have one, so that those without stay small.
    pub repair: Option<Box<Repair>>,
    /// Whether the marked text must not be repeated where the problem is shown.
    pub is_secret: bool,
}

impl Diagnostic {
    /// A problem that no file is to blame for, as bad as those of its kind usually are.
    pub fn anywhere(code: Code, message: impl Into<String>) -> Self {
        let (message, severity) = (message.into(), code.explanation().severities.usual());
        Self { code, severity, place: None, message, label: None, hint: None, repair: None, is_secret: false }
    }

    /// A problem with a file as a whole.
    pub fn in_file(code: Code, file: &SourcePath, message: impl Into<String>) -> Self {
        let place = Some(Place { file: file.clone(), span: None });
        Self { place, ..Self::anywhere(code, message) }
    }

    /// A problem at a place in a file.
    pub fn at(code: Code, file: &SourcePath, span: Span, message: impl Into<String>) -> Self {
        let place = Some(Place { file: file.clone(), span: Some(span) });
        Self { place, ..Self::in_file(code, file, message) }
    }

    /// The same as something to look at, which stops nothing. For kinds that are errors otherwise.
    pub fn as_warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// Says what stands right instead of what is marked.
    pub fn maybe_repair(mut self, text: Option<String>) -> Self {
        let span = self.place.as_ref().and_then(|place| place.span.clone());
        self.repair = span.zip(text).map(|(span, text)| Box::new(Repair { span, text }));
        self
    }

    /// Keeps the marked text from being repeated where the problem is shown.
    pub fn not_repeated(mut self) -> Self {
        self.is_secret = true;
        self
    }

    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds a hint when there is one.
    pub fn maybe_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint.or(self.hint);
        self
    }
}

impl Diagnostic {
    /// The same without personal identifiers in what it says, and of bounded length. Whoever shows a problem shows this, and
    /// excerpts of texts that went through [`identifier::masked`]: a report is read by more people than the file is.
    fn masked(&self) -> Self {
        // Cut once before, so that a value of megabytes is not looked through, and leaves no half of an identifier behind.
        let masked =
            |text: &String| shortened(&identifier::masked(&shortened(text, 2 * LONGEST)), LONGEST).into_owned();
        Self {
            message: masked(&self.message),
            label: self.label.as_ref().map(masked),
            hint: self.hint.as_ref().map(masked),
            ..self.clone()
        }
    }
}

/// Limit on a message, a label or a hint in bytes. They repeat values of files, which can be of any length.
const LONGEST: usize = 2 << 10;

/// Cuts a text to a length in bytes, with an ellipsis.
fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    if text.len() <= most { text.into() } else { format!("{} …", &text[..text.floor_char_boundary(most)]).into() }
}

/// Sorts problems by file and position, and removes repetitions.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    let key = |diagnostic: &Diagnostic| {
        let place = diagnostic.place.as_ref();
        let file = place.map(|place| place.file.clone());
        let start = place.and_then(|place| place.span.as_ref()).map(|span| (span.start, span.end));
        (file, start, diagnostic.code, diagnostic.message.clone())
    };
    diagnostics.sort_by_cached_key(key);
    diagnostics.dedup();
}

/// `mente du «dato»?`: the nearest of the candidates, when one is near enough to be a slip of the finger.
pub fn did_you_mean<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(typed, candidates).map(|candidate| format!("mente du «{candidate}»?"))
}

/// The nearest of the candidates, when it is near for its length: one letter off in a short word, two in a longer one,
/// a third of it in a long one.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    /// Longer texts are no names, and to compare them takes the square of their length.
    const LONGEST: usize = 200;
    let length = typed.chars().count();
    if length > LONGEST {
        return None;
    }
    let limit = match length {
        0..3 => 0,
        3..4 => 1,
        _ => (length / 3).max(2),
    };
    let typed = typed.to_lowercase();
    candidates
        .into_iter()
        // No text is nearer than by how much longer it is, which is much faster to see.
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= limit)
        .map(|candidate| (strsim::damerau_levenshtein(&typed, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
