//! What files and pages of PDF are written in: numbers, strings, names, arrays and dictionaries (ISO 32000-2, 7.2 and 7.3).

use std::collections::BTreeMap;
use std::rc::Rc;

/// How deep arrays and dictionaries are read within each other; what lies deeper is left out.
const DEEPEST: usize = 40;

/// The most objects that one holds. It is what a file may have in all; see [`super::file`].
const MOST_WITHIN: usize = 1 << 21;

#[derive(Debug, Clone, PartialEq)]
pub enum Object {
    Null,
    /// Where something stands, and how large it is.
    Number(f64),
    Text(Vec<u8>),
    Name(String),
    /// Many may have one in common, as pages have fonts.
    Array(Rc<[Object]>),
    Dict(Rc<Dict>),
    /// Another object, by its number. Generations are not told apart: the last one of a number counts.
    Ref(u32),
    /// A word that is none of these: an operator of a page, or `obj`.
    Word(String),
}

pub type Dict = BTreeMap<String, Object>;

impl Object {
    pub fn number(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    pub fn name(&self) -> Option<&str> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }

    pub fn text(&self) -> Option<&[u8]> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub fn array(&self) -> Option<&[Object]> {
        if let Self::Array(array) = self { Some(array) } else { None }
    }

    pub fn dict(&self) -> Option<&Dict> {
        self.shared().map(Rc::as_ref)
    }

    /// A dictionary that can be kept.
    pub fn shared(&self) -> Option<&Rc<Dict>> {
        if let Self::Dict(dict) = self { Some(dict) } else { None }
    }

    /// Whether it is a dictionary that says that it is of a type.
    pub fn is_of_type(&self, name: &str) -> bool {
        self.dict().and_then(|dict| dict.get("Type")).and_then(Object::name) == Some(name)
    }
}

/// Reads objects one after the other. Whatever the bytes are, each call takes at least one of them until none is left.
pub struct Lexer<'a> {
    pub bytes: &'a [u8],
    pub at: usize,
    /// How many objects were read.
    pub count: usize,
    /// How many there can be before the next one ends.
    most: usize,
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

impl<'a> Lexer<'a> {
    pub fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, count: 0, most: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                while self.peek().is_some_and(|byte| !matches!(byte, b'\n' | b'\r')) {
                    self.at += 1;
                }
            } else if is_space(byte) {
                self.at += 1;
            } else {
                break;
            }
        }
    }

    /// The next object; `None` at the end.
    pub fn next(&mut self) -> Option<Object> {
        if self.is_overrun() {
            return None;
        }
        self.most = self.count + MOST_WITHIN;
        self.object(0)
    }

    /// Whether it ended early, for an object holds more than there is room for.
    pub fn is_overrun(&self) -> bool {
        self.most > 0 && self.count > self.most
    }

    fn object(&mut self, depth: usize) -> Option<Object> {
        self.skip_space();
        self.count += 1;
        if self.is_overrun() {
            return None;
        }
        let byte = self.peek()?;
        Some(match byte {
            b'/' => Object::Name(self.name()),
            b'(' => Object::Text(self.literal()),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => {
                self.at += 2;
                Object::Dict(Rc::new(self.dict(depth)))
            }
            b'<' => Object::Text(self.hexadecimal()),
            b'[' => {
                self.at += 1;
                Object::Array(self.array(depth).into())
            }
            byte if is_delimiter(byte) => {
                self.at += 1;
                if byte == b'>' && self.peek() == Some(b'>') {
                    self.at += 1;
                    return Some(Object::Word(">>".to_owned()));
                }
                Object::Word(char::from(byte).to_string())
            }
            _ => self.number_or_word(),
        })
    }

    fn regular(&mut self) -> &'a [u8] {
        let start = self.at;
        while self.peek().is_some_and(|byte| !is_space(byte) && !is_delimiter(byte)) {
            self.at += 1;
        }
        &self.bytes[start..self.at]
    }

    fn number_or_word(&mut self) -> Object {
        let word = self.regular();
        let Some(number) = number(word) else {
            return match word {
                b"null" => Object::Null,
                word => Object::Word(String::from_utf8_lossy(word).into_owned()),
            };
        };
        self.reference(word).map_or(Object::Number(number), Object::Ref)
    }

    /// `12 0 R`, of which the first number was read.
    fn reference(&mut self, first: &[u8]) -> Option<u32> {
        let number = std::str::from_utf8(first).ok()?.parse().ok()?;
        let mut ahead = Lexer::new(self.bytes, self.at);
        ahead.skip_space();
        let generation = ahead.regular();
        if generation.is_empty() || generation.len() > 5 || !generation.iter().all(u8::is_ascii_digit) {
            return None;
        }
        ahead.skip_space();
        if ahead.regular() != b"R" {
            return None;
        }
        self.at = ahead.at;
        Some(number)
    }

    fn name(&mut self) -> String {
        self.at += 1;
        let raw = self.regular();
        let mut name = Vec::with_capacity(raw.len());
        let mut rest = raw;
        while let Some((first, after)) = rest.split_first() {
            let escaped =
                (*first == b'#').then(|| Some(digit(*after.first()?)? << 4 | digit(*after.get(1)?)?)).flatten();
            name.push(escaped.unwrap_or(*first));
            rest = if escaped.is_some() { &after[2..] } else { after };
        }
        String::from_utf8_lossy(&name).into_owned()
    }

    fn literal(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut text = Vec::new();
        let mut open = 1_usize;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' => open += 1,
                b')' => {
                    open -= 1;
                    if open == 0 {
                        break;
                    }
                }
                b'\\' => {
                    self.escape(&mut text);
                    continue;
                }
                _ => {}
            }
            text.push(byte);
        }
        text
    }

    fn escape(&mut self, text: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\n' => {}
            b'\r' => self.at += usize::from(self.peek() == Some(b'\n')),
            b'0'..=b'7' => {
                let mut code = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                    code = code * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                text.push((code & 0xFF) as u8);
            }
            other => text.push(other),
        }
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        self.at += 1;
        let start = self.at;
        while self.peek().is_some_and(|byte| byte != b'>') {
            self.at += 1;
        }
        let text = from_hexadecimal(&self.bytes[start..self.at]);
        self.at = (self.at + 1).min(self.bytes.len());
        text
    }

    fn array(&mut self, depth: usize) -> Vec<Object> {
        let mut array = Vec::new();
        while depth < DEEPEST
            && let Some(object) = self.object(depth + 1)
        {
            match object {
                Object::Word(word) if word == "]" => break,
                // Arrays do not hold operators; this one was never closed.
                Object::Word(word) if matches!(word.as_str(), "endobj" | "stream" | ">>") => break,
                object => array.push(object),
            }
        }
        array
    }

    fn dict(&mut self, depth: usize) -> Dict {
        let mut dict = Dict::new();
        while depth < DEEPEST
            && let Some(key) = self.object(depth + 1)
        {
            match key {
                Object::Name(key) => {
                    let Some(value) = self.object(depth + 1) else { break };
                    if value == Object::Word(">>".to_owned()) {
                        break;
                    }
                    dict.insert(key, value);
                }
                Object::Word(word) if matches!(word.as_str(), ">>" | "endobj" | "stream") => break,
                _ => {}
            }
        }
        dict
    }
}

fn number(word: &[u8]) -> Option<f64> {
    if !word.first().is_some_and(|first| first.is_ascii_digit() || b"+-.".contains(first)) {
        return None;
    }
    let text = std::str::from_utf8(word).ok()?;
    // Some programs write two signs.
    let text = text.strip_prefix('-').filter(|rest| rest.starts_with('-')).unwrap_or(text);
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

/// The bytes of pairs of digits; a single last one stands for the first of its pair.
pub fn from_hexadecimal(text: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = text.iter().filter_map(|byte| digit(*byte)).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
}
