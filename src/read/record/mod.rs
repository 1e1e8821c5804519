//! Reading TOML into typed records, strictly: unknown keys, wrong types and missing keys are reported with their
//! place, all of them at once.
//!
//! A record is declared with [`record!`], its fields with the Norwegian words that editors meet. Deserializing with
//! serde would stop at the first mistake and lose positions; here the same declaration gives the reading, the list of
//! known keys for suggestions, and an example of each value for the hint.

mod syntax;
mod value;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::foundation::diagnostic::{Code, Diagnostic, Span, did_you_mean};
use crate::foundation::path::SourcePath;

pub use value::{Clock, Form, Shape, Value, norwegian_date, whole_number_within};

/// A key that a record has.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    pub name: &'static str,
    /// What the value must be, in words: `en dato`.
    pub kind: fn() -> String,
    /// How a value is written: `2026-03-18`.
    pub example: fn() -> String,
    /// What it may be, for programs.
    pub form: fn() -> Form,
    /// Whether the record cannot do without it.
    pub required: fn() -> bool,
    /// What it means, for editors.
    pub description: &'static str,
}

/// A record that can be read from a TOML table.
pub trait Record: Sized {
    /// All keys, in the order they are documented.
    const KEYS: &'static [Key];

    /// The record for programs.
    const SHAPE: &'static Shape;

    /// Takes the record's fields from a table. `None` when something was reported.
    fn take(fields: &mut Fields<'_, '_>) -> Option<Self>;
}

/// Declares a record: a struct, and how it is read from TOML.
///
/// Each field is `name: Type = "description"`; the name is the key. A field of type `Option`, `Vec` or `bool` may be
/// left out, all others are required. `=> "2026"` after the description gives an example of the value as it is written,
/// where the one that all values of the type have would say too little.
macro_rules! record {
    (@example $type:ty) => { <$type as $crate::read::record::Value>::example };
    (@example $type:ty, $example:literal) => { || $example.to_owned() };
    ($(#[$attribute:meta])* pub struct $name:ident { $($(#[$field_attribute:meta])* $field:ident: $type:ty = $description:literal $(=> $example:literal)?,)* }) => {
        $(#[$attribute])*
        #[derive(Debug, Clone)]
        pub struct $name {
            $($(#[$field_attribute])* pub $field: $type,)*
        }

        impl $crate::read::record::Record for $name {
            const KEYS: &'static [$crate::read::record::Key] = &[
                $($crate::read::record::Key {
                    name: $crate::read::record::bare(stringify!($field)),
                    kind: <$type as $crate::read::record::Value>::kind,
                    example: $crate::read::record::record!(@example $type $(, $example)?),
                    form: <$type as $crate::read::record::Value>::form,
                    required: || <$type as $crate::read::record::Value>::absent().is_none(),
                    description: $description,
                },)*
            ];

            const SHAPE: &'static $crate::read::record::Shape =
                &$crate::read::record::Shape { name: stringify!($name), keys: <Self as $crate::read::record::Record>::KEYS };

            fn take(fields: &mut $crate::read::record::Fields<'_, '_>) -> Option<Self> {
                $(let $field: Option<$type> = fields.take($crate::read::record::bare(stringify!($field)));)*
                Some(Self { $($field: $field?,)* })
            }
        }

        impl $crate::read::record::Value for $name {
            fn kind() -> String {
                "en tabell".to_owned()
            }

            fn example() -> String {
                "{ … }".to_owned()
            }

            fn form() -> $crate::read::record::Form {
                $crate::read::record::Form::Record(<Self as $crate::read::record::Record>::SHAPE)
            }

            fn read(
                value: &toml::Spanned<toml::de::DeValue<'_>>,
                reader: &mut $crate::read::record::Reader<'_>,
            ) -> Result<Self, $crate::read::record::Mismatch> {
                reader.record(value)
            }
        }
    };
}
pub(crate) use record;

/// The name of a field without the `r#` of a field that is named like a Rust keyword.
pub const fn bare(name: &'static str) -> &'static str {
    match name.as_bytes() {
        [b'r', b'#', ..] => name.split_at(2).1,
        _ => name,
    }
}

/// Declares an enum whose values editors write as words.
macro_rules! choice {
    ($(#[$attribute:meta])* pub enum $name:ident { $($(#[$variant_attribute:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$variant_attribute])* $variant,)*
        }

        impl $name {
            /// All of them, each after the word that editors write.
            pub const WORDS: &'static [(&'static str, Self)] = &[$(($word, Self::$variant)),*];

            /// The word that editors write.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }

        impl $crate::read::record::Value for $name {
            fn kind() -> String {
                let words: &[&str] = &[$(concat!("«", $word, "»")),*];
                format!("en av {}", words.join(", "))
            }

            fn example() -> String {
                let words: &[&str] = &[$(concat!("\"", $word, "\"")),*];
                words[0].to_owned()
            }

            fn form() -> $crate::read::record::Form {
                $crate::read::record::Form::Words(&[$($word),*])
            }

            fn read(
                value: &toml::Spanned<toml::de::DeValue<'_>>,
                reader: &mut $crate::read::record::Reader<'_>,
            ) -> Result<Self, $crate::read::record::Mismatch> {
                reader.word(value, Self::WORDS)
            }
        }
    };
}
pub(crate) use choice;

/// A value that is not of the kind its key wants.
#[derive(Debug)]
pub enum Mismatch {
    /// It is of another TOML type.
    WrongType,
    /// It was reported already, with a better message.
    Reported,
}

/// Reads values of one file; holds what is needed to report problems.
pub struct Reader<'a> {
    file: &'a SourcePath,
    /// Where the TOML text begins in the file.
    offset: usize,
    problems: &'a mut Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    pub fn new(file: &'a SourcePath, offset: usize, problems: &'a mut Vec<Diagnostic>) -> Self {
        Self { file, offset, problems }
    }

    /// Parses a whole TOML text. `None` when it is not TOML; all mistakes are reported.
    pub fn parse<'text>(&mut self, text: &'text str) -> Option<Spanned<DeTable<'text>>> {
        let (table, errors) = DeTable::parse_recoverable(text);
        if errors.is_empty() {
            return Some(table);
        }
        self.problems.extend(syntax::diagnostics(self.file, self.offset, text, &errors));
        None
    }

    /// The place in the file of a span in the TOML text.
    pub fn place(&self, span: Span) -> Span {
        span.start + self.offset..span.end + self.offset
    }

    pub fn report(&mut self, code: Code, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        let span = self.place(span);
        self.problems.push(Diagnostic::at(code, self.file, span, message));
        self.problems.last_mut().expect("just pushed")
    }

    /// Reads a nested table as a record; unknown keys in it are reported.
    pub fn record<T: Record>(&mut self, value: &Spanned<DeValue<'_>>) -> Result<T, Mismatch> {
        let DeValue::Table(table) = value.get_ref() else { return Err(Mismatch::WrongType) };
        let mut fields = Fields::new(table, value.span(), self);
        let record = T::take(&mut fields);
        // What stands below the header of a table belongs to it, whatever the editor meant.
        fields.reject_others(&[T::KEYS], "; gjelder opplysningen hele filen, må den stå før tabellen");
        record.ok_or(Mismatch::Reported)
    }

    /// Reads one of a fixed set of words.
    pub fn word<T: Copy>(&mut self, value: &Spanned<DeValue<'_>>, words: &[(&str, T)]) -> Result<T, Mismatch> {
        let DeValue::String(typed) = value.get_ref() else { return Err(Mismatch::WrongType) };
        if let Some((_, meaning)) = words.iter().find(|(word, _)| word == typed) {
            return Ok(*meaning);
        }
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let hint =
            did_you_mean(typed, known.iter().copied()).unwrap_or_else(|| format!("velg en av: {}", known.join(", ")));
        let problem = self.report(Code::InvalidValue, value.span(), format!("ukjent verdi «{typed}»"));
        problem.hint = Some(hint);
        Err(Mismatch::Reported)
    }
}

/// The fields of one TOML table while a record is taken from it.
pub struct Fields<'fields, 'reader> {
    table: &'fields DeTable<'fields>,
    /// Where to point when a key is missing, in the TOML text.
    span: Span,
    reader: &'fields mut Reader<'reader>,
}

impl<'fields, 'reader> Fields<'fields, 'reader> {
    /// `span` is where to point when a key is missing, in the TOML text.
    pub fn new(table: &'fields DeTable<'fields>, span: Span, reader: &'fields mut Reader<'reader>) -> Self {
        Self { table, span, reader }
    }

    /// Takes a field. `None` when it is missing or wrong, which is reported.
    pub fn take<T: Value>(&mut self, key: &'static str) -> Option<T> {
        let Some(value) = self.table.get(key) else {
            let absent = T::absent();
            if absent.is_none() {
                let message = format!("nøkkelen «{key}» mangler");
                let problem = self.reader.report(Code::MissingKey, self.span.clone(), message);
                problem.hint = Some(format!("legg til en linje: {key} = {}", T::example()));
            }
            return absent;
        };
        match T::read(value, self.reader) {
            Ok(value) => Some(value),
            Err(Mismatch::Reported) => None,
            Err(Mismatch::WrongType) => {
                let message = format!("«{key}» skal være {}, men er {}", T::kind(), value::kind_of(value.get_ref()));
                let hint = value::repair::<T>(key, value.get_ref());
                let problem = self.reader.report(Code::WrongType, value.span(), message);
                problem.hint = Some(hint);
                None
            }
        }
    }

    /// Reports every key that none of the lists has.
    pub fn reject_unknown(&mut self, known: &[&[Key]]) {
        self.reject_others(known, "");
    }

    /// The same, with more to say where no key is like the one that was typed.
    fn reject_others(&mut self, known: &[&[Key]], more: &str) {
        let names: Vec<&str> = known.iter().flat_map(|keys| keys.iter()).map(|key| key.name).collect();
        for (key, _) in self.table.iter() {
            let name = key.get_ref().as_ref();
            if !names.contains(&name) {
                let hint = did_you_mean(name, names.iter().copied())
                    .unwrap_or_else(|| format!("her kan du bruke: {}{more}", names.join(", ")));
                let problem = self.reader.report(Code::UnknownKey, key.span(), format!("ukjent nøkkel «{name}»"));
                problem.hint = Some(hint);
            }
        }
    }
}
