//! The objects of a file, and what its streams unpack to.
//!
//! Objects are found by going through the file from the start, not by its table of contents: that is what makes a damaged
//! file readable, and a file cannot send the reader in circles.

use std::collections::HashMap;
use std::io::{self, Read};

use flate2::read::ZlibDecoder;

use super::object::{Dict, Lexer, Object, from_hexadecimal};
use crate::attachment::{Budget, Unreadable};

/// The most objects that are kept: one for so many bytes of what the file may unpack to. A report of a thousand pages has
/// some hundred thousand.
const BYTES_FOR_OBJECT: usize = 32;

/// The most steps from a reference to what it means.
const MOST_STEPS: usize = 16;

/// An object of a file. That of a stream is its dictionary.
struct Entry {
    object: Object,
    /// Where the content of a stream stands.
    content: Option<std::ops::Range<usize>>,
}

pub struct File<'a> {
    bytes: &'a [u8],
    objects: HashMap<u32, Entry>,
    /// What stands after the objects, or in the dictionaries of tables of contents: where to begin.
    pub trailer: Dict,
    pub budget: &'a mut Budget,
    /// Streams that are broken or packed in a way that is not known here, by their numbers.
    pub broken: Vec<u32>,
}

impl<'a> File<'a> {
    pub fn read(bytes: &'a [u8], budget: &'a mut Budget) -> Result<Self, Unreadable> {
        let mut file = Self { bytes, objects: HashMap::new(), trailer: Dict::new(), budget, broken: Vec::new() };
        let most = file.most_objects();
        let mut packed = Vec::new();
        let (mut at, mut count) = (0, 0);
        while let Some(found) = next_word(bytes, at) {
            at = match found {
                Found::Object { number, start } => {
                    let mut lexer = Lexer::new(bytes, start);
                    let object = lexer.next().unwrap_or(Object::Null);
                    let content = object.dict().and_then(|dict| content(&mut lexer, dict));
                    count += lexer.count;
                    let end = content.as_ref().map_or(lexer.at, |content| content.end);
                    if let Some(dict) = object.dict() {
                        match dict.get("Type").and_then(Object::name) {
                            Some("ObjStm") => packed.push((number, start)),
                            Some("XRef") => file.trailer.extend(dict.clone()),
                            _ => {}
                        }
                    }
                    file.objects.insert(number, Entry { object, content });
                    end
                }
                Found::Trailer { start } => {
                    let mut lexer = Lexer::new(bytes, start);
                    if let Some(Object::Dict(dict)) = lexer.next() {
                        file.trailer.extend(dict);
                    }
                    count += lexer.count;
                    lexer.at
                }
            }
            .max(at + 1);
            if count > most {
                return Err(Unreadable::TooLarge);
            }
        }
        if file.trailer.contains_key("Encrypt") {
            return Err(Unreadable::Encrypted);
        }
        for (number, _) in packed {
            count += file.unpack(number, most)?;
            if count > most {
                return Err(Unreadable::TooLarge);
            }
        }
        Ok(file)
    }

    fn most_objects(&self) -> usize {
        self.budget.unpacked / BYTES_FOR_OBJECT
    }

    /// Takes in the objects that a stream holds. Returns how many were read.
    fn unpack(&mut self, number: u32, most: usize) -> Result<usize, Unreadable> {
        let Some(dict) = self.object(number).and_then(Object::dict) else { return Ok(0) };
        let value = |name| Some(self.resolve(dict.get(name)?).number()? as usize);
        let (Some(objects), Some(first)) = (value("N"), value("First")) else { return Ok(0) };
        let Some(content) = self.stream(number)? else { return Ok(0) };
        let mut header = Lexer::new(&content, 0);
        let mut count = 0;
        for _ in 0..objects {
            let (Some(Object::Number(number)), Some(Object::Number(offset))) = (header.next(), header.next()) else {
                break;
            };
            let mut lexer = Lexer::new(&content, first.saturating_add(offset as usize));
            if let Some(object) = lexer.next() {
                self.objects.insert(number as u32, Entry { object, content: None });
            }
            // Many objects can be said to stand at one place.
            count += lexer.count;
            if count > most {
                return Err(Unreadable::TooLarge);
            }
        }
        Ok(count)
    }

    pub fn numbers(&self) -> Vec<u32> {
        let mut numbers: Vec<u32> = self.objects.keys().copied().collect();
        numbers.sort_unstable();
        numbers
    }

    pub fn object(&self, number: u32) -> Option<&Object> {
        self.objects.get(&number).map(|entry| &entry.object)
    }

    /// What a reference means; everything else is itself.
    pub fn resolve<'o>(&'o self, mut object: &'o Object) -> &'o Object {
        for _ in 0..MOST_STEPS {
            let Object::Ref(number) = object else { return object };
            object = self.object(*number).unwrap_or(&Object::Null);
        }
        &Object::Null
    }

    pub fn get<'o>(&'o self, dict: &'o Dict, key: &str) -> Option<&'o Object> {
        Some(self.resolve(dict.get(key)?)).filter(|object| **object != Object::Null)
    }

    pub fn get_dict<'o>(&'o self, dict: &'o Dict, key: &str) -> Option<&'o Dict> {
        self.get(dict, key)?.dict()
    }

    /// The content of a stream as it stands in the file.
    pub fn packed(&self, number: u32) -> Option<&[u8]> {
        self.bytes.get(self.objects.get(&number)?.content.clone()?)
    }

    /// The content of a stream, unpacked. `None` when there is none, or it is packed in a way for pictures.
    pub fn stream(&mut self, number: u32) -> Result<Option<Vec<u8>>, Unreadable> {
        let Some(Entry { object: Object::Dict(dict), content: Some(content) }) = self.objects.get(&number) else {
            return Ok(None);
        };
        let list = |key: &str, short: &str| -> Vec<Object> {
            match self.get(dict, key).or_else(|| self.get(dict, short)) {
                Some(Object::Array(all)) => all.iter().map(|one| self.resolve(one).clone()).collect(),
                Some(one) => vec![one.clone()],
                None => Vec::new(),
            }
        };
        let (filters, parameters) = (list("Filter", "F"), list("DecodeParms", "DP"));
        let mut content = self.bytes[content.clone()].to_vec();
        let mut is_whole = true;
        // More than a few are a way to make a small file large.
        for (index, filter) in filters.iter().take(8).enumerate() {
            let most = self.budget.unpacked;
            let (unpacked, whole) = match filter.name().unwrap_or_default() {
                "FlateDecode" | "Fl" => inflate(&content, most)?,
                "LZWDecode" | "LZW" => {
                    let early = parameters.get(index).and_then(Object::dict).and_then(|dict| dict.get("EarlyChange"));
                    lzw(&content, early.and_then(Object::number) != Some(0.0), most)?
                }
                "ASCIIHexDecode" | "AHx" => (from_hexadecimal(&content), true),
                "ASCII85Decode" | "A85" => (ascii85(&content), true),
                "RunLengthDecode" | "RL" => (run_lengths(&content, most)?, true),
                "Crypt" => (content, true),
                "DCTDecode" | "DCT" | "JPXDecode" | "CCITTFaxDecode" | "CCF" | "JBIG2Decode" => return Ok(None),
                _ => (Vec::new(), false),
            };
            is_whole &= whole;
            content = unpredicted(unpacked, parameters.get(index).and_then(Object::dict));
            self.budget.take(content.len())?;
        }
        if !is_whole && !self.broken.contains(&number) {
            self.broken.push(number);
        }
        Ok(Some(content))
    }
}

/// What is looked for between objects.
enum Found {
    /// An object whose text begins at a place.
    Object {
        number: u32,
        start: usize,
    },
    Trailer {
        start: usize,
    },
}

/// The next `12 0 obj` or `trailer`.
fn next_word(bytes: &[u8], from: usize) -> Option<Found> {
    let mut at = from;
    loop {
        let here = bytes.get(at..)?;
        let step = here.iter().position(|byte| matches!(byte, b'o' | b't'))?;
        at += step;
        let here = &bytes[at..];
        if here.starts_with(b"trailer") {
            return Some(Found::Trailer { start: at + 7 });
        }
        if here.starts_with(b"obj")
            && let Some(number) = number_before(&bytes[from..at])
        {
            return Some(Found::Object { number, start: at + 3 });
        }
        at += 1;
    }
}

/// The first of the two numbers that a text ends with.
fn number_before(text: &[u8]) -> Option<u32> {
    let text = text.trim_ascii_end();
    let digits = |text: &[u8]| text.iter().rev().take(10).take_while(|byte| byte.is_ascii_digit()).count();
    let generation = digits(text);
    let before = &text[..text.len() - generation];
    let number_end = before.trim_ascii_end();
    if generation == 0 || number_end.len() == before.len() {
        return None;
    }
    let number = &number_end[number_end.len() - digits(number_end)..];
    std::str::from_utf8(number).ok()?.parse().ok()
}

/// Where the content of a stream stands, whose dictionary was read.
fn content(lexer: &mut Lexer<'_>, dict: &Dict) -> Option<std::ops::Range<usize>> {
    lexer.skip_space();
    let after = lexer.bytes.get(lexer.at..)?.strip_prefix(b"stream")?;
    let line_end =
        if after.starts_with(b"\r\n") { 2 } else { usize::from(matches!(after.first(), Some(b'\n' | b'\r'))) };
    let start = lexer.at + 6 + line_end;
    // What the dictionary says is believed when it is true.
    let stated = dict.get("Length").and_then(Object::number).map(|length| start.saturating_add(length as usize));
    let stated = stated
        .filter(|end| lexer.bytes.get(*end..).is_some_and(|rest| rest.trim_ascii_start().starts_with(b"endstream")));
    let rest = lexer.bytes.get(start..)?;
    let end = stated.or_else(|| Some(start + rest.windows(9).position(|window| window == b"endstream")?));
    Some(start..end.unwrap_or(lexer.bytes.len()))
}

/// The unpacked bytes, and whether that is all of it.
fn inflate(packed: &[u8], most: usize) -> Result<(Vec<u8>, bool), Unreadable> {
    let mut unpacked = Vec::new();
    let whole = io::copy(&mut ZlibDecoder::new(packed).take(most as u64 + 1), &mut unpacked).is_ok();
    if unpacked.len() > most { Err(Unreadable::TooLarge) } else { Ok((unpacked, whole)) }
}

/// ISO 32000-2, 7.4.4. `early`: codes grow one step before they must.
fn lzw(packed: &[u8], early: bool, most: usize) -> Result<(Vec<u8>, bool), Unreadable> {
    const CLEAR: usize = 256;
    const END: usize = 257;
    let mut unpacked: Vec<u8> = Vec::new();
    // Each code after the first ones stands for a piece of what is already unpacked.
    let mut pieces: Vec<std::ops::Range<usize>> = Vec::new();
    let mut previous: Option<std::ops::Range<usize>> = None;
    let (mut bits, mut held) = (0_u32, 0_u32);
    let mut packed = packed.iter();
    loop {
        let known = pieces.len() + 258 + usize::from(early);
        let width = (usize::BITS - known.min(4095).leading_zeros()).clamp(9, 12);
        while held < width {
            let Some(byte) = packed.next() else { return Ok((unpacked, false)) };
            bits = bits << 8 | u32::from(*byte);
            held += 8;
        }
        held -= width;
        let code = (bits >> held & ((1 << width) - 1)) as usize;
        let start = unpacked.len();
        match code {
            CLEAR => {
                pieces.clear();
                previous = None;
                continue;
            }
            END => return Ok((unpacked, true)),
            byte if byte < CLEAR => {
                if let Some(previous) = previous.take() {
                    pieces.push(previous.start..previous.end + 1);
                }
                unpacked.push(byte as u8);
            }
            code => {
                if let Some(previous) = previous.take() {
                    pieces.push(previous.start..previous.end + 1);
                }
                let Some(piece) = pieces.get(code - 258).cloned() else { return Ok((unpacked, false)) };
                // A piece may end in the byte that it itself begins with.
                for index in piece {
                    let Some(byte) = unpacked.get(index).copied() else { return Ok((unpacked, false)) };
                    unpacked.push(byte);
                }
            }
        }
        if unpacked.len() > most {
            return Err(Unreadable::TooLarge);
        }
        previous = (pieces.len() < 4096 - 258).then_some(start..unpacked.len());
    }
}

fn ascii85(packed: &[u8]) -> Vec<u8> {
    let mut unpacked = Vec::new();
    let (mut group, mut digits) = (0_u32, 0);
    for byte in packed {
        match byte {
            b'z' if digits == 0 => unpacked.extend([0; 4]),
            b'!'..=b'u' => {
                group = group.wrapping_mul(85).wrapping_add(u32::from(byte - b'!'));
                digits += 1;
                if digits == 5 {
                    unpacked.extend(group.to_be_bytes());
                    (group, digits) = (0, 0);
                }
            }
            b'~' => break,
            _ => {}
        }
    }
    if digits > 1 {
        for _ in digits..5 {
            group = group.wrapping_mul(85).wrapping_add(84);
        }
        unpacked.extend(&group.to_be_bytes()[..digits - 1]);
    }
    unpacked
}

fn run_lengths(packed: &[u8], most: usize) -> Result<Vec<u8>, Unreadable> {
    let mut unpacked = Vec::new();
    let mut rest = packed;
    while let Some((length, after)) = rest.split_first() {
        let length = usize::from(*length);
        match length {
            0..128 => {
                let (run, after) = after.split_at((length + 1).min(after.len()));
                unpacked.extend(run);
                rest = after;
            }
            128 => break,
            _ => {
                let Some((byte, after)) = after.split_first() else { break };
                unpacked.extend(std::iter::repeat_n(*byte, 257 - length));
                rest = after;
            }
        }
        if unpacked.len() > most {
            return Err(Unreadable::TooLarge);
        }
    }
    Ok(unpacked)
}

/// Undoes that each row says how it differs from the one above (the predictors of PNG).
fn unpredicted(content: Vec<u8>, parameters: Option<&Dict>) -> Vec<u8> {
    let Some(parameters) = parameters else { return content };
    let value = |name, default| parameters.get(name).and_then(Object::number).map_or(default, |value| value as usize);
    if value("Predictor", 1) < 10 {
        return content;
    }
    let bits = value("Colors", 1).clamp(1, 32) * value("BitsPerComponent", 8).clamp(1, 32);
    let pixel = bits.div_ceil(8);
    let width = (bits * value("Columns", 1).clamp(1, 1 << 20)).div_ceil(8);
    let mut above = vec![0_u8; width];
    let mut all = Vec::with_capacity(content.len());
    for row in content.chunks(width + 1) {
        let Some((kind, differences)) = row.split_first() else { break };
        let mut current = vec![0_u8; width];
        for (index, difference) in differences.iter().enumerate() {
            let left = index.checked_sub(pixel).map_or(0, |index| current[index]);
            let (up, corner) = (above[index], index.checked_sub(pixel).map_or(0, |index| above[index]));
            let guess = match kind {
                1 => left,
                2 => up,
                3 => u8::midpoint(left, up),
                4 => paeth(left, up, corner),
                _ => 0,
            };
            current[index] = difference.wrapping_add(guess);
        }
        all.extend(&current[..differences.len()]);
        above = current;
    }
    all
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let guess = i32::from(left) + i32::from(up) - i32::from(corner);
    [left, up, corner].into_iter().min_by_key(|value| (guess - i32::from(*value)).abs()).unwrap_or(0)
}
