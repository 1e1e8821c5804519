//! The kinds of values that keys can have.

use std::ops::RangeInclusive;

use jiff::civil::{Date, Time};
use toml::Spanned;
use toml::de::{DeInteger, DeValue};

use super::{Key, Mismatch, Reader};
use crate::foundation::diagnostic::{Code, Located};

/// What a value may be, in a form that programs can use: for JSON Schema, and for tables of keys.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    Text,
    /// A text of a fixed build: what is said about it in words ([`Value::kind`]), and a regular expression.
    Pattern(&'static str),
    Truth,
    /// A whole number between two limits, both included.
    Integer(i64, i64),
    Date,
    /// One of a few words.
    Words(&'static [&'static str]),
    /// A list; the form of each item.
    List(fn() -> Form),
    Record(&'static Shape),
}

/// A record, for programs.
#[derive(Debug)]
pub struct Shape {
    /// The name of its type.
    pub name: &'static str,
    pub keys: &'static [Key],
}

/// Reads a whole number between two limits, both included. `refusal` says what is wrong with another one.
pub fn whole_number_within(
    limits: RangeInclusive<i64>,
    value: &Spanned<DeValue<'_>>,
    reader: &mut Reader<'_>,
    refusal: impl FnOnce(i64) -> String,
) -> Result<i64, Mismatch> {
    let number = i64::read(value, reader)?;
    if limits.contains(&number) {
        return Ok(number);
    }
    let (least, most) = limits.into_inner();
    reader.report(Code::InvalidValue, value.span(), refusal(number)).hint =
        Some(format!("skriv et tall fra {least} til {most}"));
    Err(Mismatch::Reported)
}

/// A value that can be read from TOML.
pub trait Value: Sized {
    /// What it must be, in words: `en dato`.
    fn kind() -> String;

    /// How it is written: `2026-03-18`.
    fn example() -> String;

    /// What it may be, for programs.
    fn form() -> Form;

    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Result<Self, Mismatch>;

    /// What stands for a key that is left out; `None` when it is required.
    fn absent() -> Option<Self> {
        None
    }
}

impl Value for String {
    fn kind() -> String {
        "tekst".to_owned()
    }

    fn example() -> String {
        "\"…\"".to_owned()
    }

    fn form() -> Form {
        Form::Text
    }

    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Result<Self, Mismatch> {
        let DeValue::String(text) = value.get_ref() else { return Err(Mismatch::WrongType) };
        let text = text.trim();
        if text.is_empty() {
            reader.report(Code::InvalidValue, value.span(), "teksten er tom").hint =
                Some("skriv en tekst, eller slett hele linjen".to_owned());
            return Err(Mismatch::Reported);
        }
        Ok(text.to_owned())
    }
}

impl Value for bool {
    fn kind() -> String {
        "true (ja) eller false (nei)".to_owned()
    }

    fn example() -> String {
        "true".to_owned()
    }

    fn form() -> Form {
        Form::Truth
    }

    fn read(value: &Spanned<DeValue<'_>>, _: &mut Reader<'_>) -> Result<Self, Mismatch> {
        let DeValue::Boolean(value) = value.get_ref() else { return Err(Mismatch::WrongType) };
        Ok(*value)
    }

    fn absent() -> Option<Self> {
        Some(false)
    }
}

impl Value for i64 {
    fn kind() -> String {
        "et heltall".to_owned()
    }

    fn example() -> String {
        "10".to_owned()
    }

    fn form() -> Form {
        Form::Integer(i64::MIN, i64::MAX)
    }

    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Result<Self, Mismatch> {
        let DeValue::Integer(number) = value.get_ref() else { return Err(Mismatch::WrongType) };
        integer(number).ok_or_else(|| {
            reader.report(Code::InvalidValue, value.span(), format!("tallet {number} er for stort"));
            Mismatch::Reported
        })
    }
}

impl Value for Date {
    fn kind() -> String {
        "en dato".to_owned()
    }

    fn example() -> String {
        "2026-03-18".to_owned()
    }

    fn form() -> Form {
        Form::Date
    }

    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Result<Self, Mismatch> {
        let DeValue::Datetime(datetime) = value.get_ref() else { return Err(Mismatch::WrongType) };
        let (Some(date), None) = (datetime.date, datetime.time) else { return Err(Mismatch::WrongType) };
        let civil = |date: toml::value::Date| {
            Date::new(date.year.try_into().ok()?, date.month.try_into().ok()?, date.day.try_into().ok()?).ok()
        };
        civil(date).ok_or_else(|| {
            reader.report(Code::InvalidValue, value.span(), format!("datoen {date} finnes ikke"));
            Mismatch::Reported
        })
    }
}

/// A time of day, written `"11.00"` as in Norwegian text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clock(pub Time);

impl Value for Clock {
    fn kind() -> String {
        "et klokkeslett".to_owned()
    }

    fn example() -> String {
        "\"11.00\"".to_owned()
    }

    fn form() -> Form {
        Form::Pattern(r"^([01]?[0-9]|2[0-3])[.:][0-5][0-9]$")
    }

    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Result<Self, Mismatch> {
        let DeValue::String(text) = value.get_ref() else { return Err(Mismatch::WrongType) };
        let parse = || {
            let (hour, minute) = text.split_once(['.', ':'])?;
            (minute.len() == 2).then_some(())?;
            Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
        };
        parse().map(Self).ok_or_else(|| {
            reader.report(Code::InvalidValue, value.span(), format!("«{text}» er ikke et klokkeslett")).hint =
                Some("skriv timer og minutter: \"11.00\"".to_owned());
            Mismatch::Reported
        })
    }
}

impl<T: Value> Value for Option<T> {
    fn kind() -> String {
        T::kind()
    }

    fn example() -> String {
        T::example()
    }

    fn form() -> Form {
        T::form()
    }

    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Result<Self, Mismatch> {
        T::read(value, reader).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Value> Value for Vec<T> {
    fn kind() -> String {
        format!("en liste der hvert ledd er {}", T::kind())
    }

    fn example() -> String {
        format!("[{}]", T::example())
    }

    fn form() -> Form {
        Form::List(T::form)
    }

    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Result<Self, Mismatch> {
        let DeValue::Array(array) = value.get_ref() else { return Err(Mismatch::WrongType) };
        let mut items = Vec::with_capacity(array.len());
        let mut complete = true;
        for item in array.iter() {
            match T::read(item, reader) {
                Ok(item) => items.push(item),
                Err(mismatch) => {
                    complete = false;
                    if matches!(mismatch, Mismatch::WrongType) {
                        let message = format!("leddet skal være {}, men er {}", T::kind(), kind_of(item.get_ref()));
                        reader.report(Code::WrongType, item.span(), message).hint =
                            Some(format!("skriv for eksempel: {}", T::example()));
                    }
                }
            }
        }
        if complete { Ok(items) } else { Err(Mismatch::Reported) }
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}

impl<T: Value> Value for Located<T> {
    fn kind() -> String {
        T::kind()
    }

    fn example() -> String {
        T::example()
    }

    fn form() -> Form {
        T::form()
    }

    fn read(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Result<Self, Mismatch> {
        let span = reader.place(value.span());
        T::read(value, reader).map(|value| Self { value, span })
    }
}

/// What a TOML value is, in words.
pub fn kind_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "tekst",
        DeValue::Integer(_) => "et heltall",
        DeValue::Float(_) => "et desimaltall",
        DeValue::Boolean(_) => "true eller false",
        DeValue::Datetime(datetime) => match (datetime.date, datetime.time) {
            (Some(_), None) => "en dato",
            (Some(_), Some(_)) => "en dato med klokkeslett",
            _ => "et klokkeslett",
        },
        DeValue::Array(_) => "en liste",
        DeValue::Table(_) => "en tabell",
    }
}

/// A hint that repairs a wrong type: the same value in the right form where that is clear, else an example.
pub fn repair<T: Value>(key: &str, value: &DeValue<'_>) -> String {
    let example = T::example();
    let repaired = match (value, T::form()) {
        (DeValue::String(text), Form::Integer(..)) => {
            let digits: String = text.chars().filter(|character| !character.is_whitespace()).collect();
            digits.parse::<i64>().ok().map(|number| number.to_string())
        }
        (DeValue::String(text), Form::Date) => norwegian_date(text).map(|date| date.to_string()),
        (DeValue::String(text), Form::Truth) => match text.to_lowercase().as_str() {
            "ja" | "true" => Some("true".to_owned()),
            "nei" | "false" => Some("false".to_owned()),
            _ => None,
        },
        (DeValue::Datetime(datetime), Form::Date) => datetime.date.map(|date| date.to_string()),
        (DeValue::String(text), Form::List(item)) if matches!(item(), Form::Text) => Some(format!("[\"{text}\"]")),
        (DeValue::Integer(number), Form::Text) => Some(format!("\"{number}\"")),
        (DeValue::Float(number), Form::Text) => Some(format!("\"{number}\"")),
        (DeValue::Datetime(datetime), Form::Text) => Some(format!("\"{datetime}\"")),
        _ => None,
    };
    match repaired {
        Some(repaired) => format!("skriv: {key} = {repaired}"),
        None => format!("skriv for eksempel: {key} = {example}"),
    }
}

/// The date that a text like `18.03.2026` or `2026-03-18` means.
pub fn norwegian_date(text: &str) -> Option<Date> {
    if let Ok(date) = text.trim().parse::<Date>() {
        return Some(date);
    }
    let mut parts = text.trim().split(['.', '-']);
    let (day, month, year) = match (parts.next()?, parts.next()?, parts.next()?) {
        (year, month, day) if year.len() == 4 => (day, month, year),
        (day, month, year) => (day, month, year),
    };
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

fn integer(number: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}
