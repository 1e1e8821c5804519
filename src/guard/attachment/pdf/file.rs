//! The objects of a file, and what its streams unpack to.
//!
//! Objects are found by going through the file from the start, not by its table of contents: that is what makes a damaged
//! file readable, and a file cannot send the reader in circles.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::io::{self, Read};
use std::ops::Range;

use flate2::read::ZlibDecoder;

use super::object::{Dict, Lexer, Object, from_hexadecimal};
use crate::guard::attachment::{Budget, Unreadable};

/// The most objects that are kept: one for so many bytes of what the file may unpack to. A report of a thousand pages has
/// some hundred thousand.
const BYTES_FOR_OBJECT: usize = 32;

/// The most steps from a reference to what it means.
const MOST_STEPS: usize = 16;

/// How far white space goes between a stream and the word that ends it.
const MOST_SPACE: usize = 64;

/// How often the bytes of a file are gone through again, in all, where its objects do not end as they should.
const MOST_AGAIN: usize = 4;

/// An object of a file, as it was written at some time. That of a stream is its dictionary.
pub struct Entry {
    pub number: u32,
    pub object: Object,
    /// Where the content of a stream stands.
    pub content: Option<Range<usize>>,
    /// Where it stands in the file, or that of the stream that holds it, and its number within that.
    place: (usize, usize),
}

/// The content of a stream.
pub struct Unpacked {
    pub content: Vec<u8>,
    pub is_whole: bool,
    /// How many bytes were read and written for it.
    pub cost: usize,
}

pub struct File<'a> {
    bytes: &'a [u8],
    /// How many objects it may have.
    most: usize,
    /// All objects in the order of the file, those that were replaced by a later version of it included.
    pub entries: Vec<Entry>,
    /// By number: which of the entries counts.
    current: HashMap<u32, usize>,
    /// What stands after the objects, or in the dictionaries of tables of contents: where to begin.
    pub trailer: Dict,
    pub budget: &'a mut Budget,
    /// Streams that are broken or packed in a way that is not known here, by their numbers.
    pub broken: BTreeSet<u32>,
    /// Streams that were read for what they are.
    pub seen: HashSet<u32>,
    /// What stands between objects.
    pub between: Vec<Range<usize>>,
    /// Whether objects are so broken that there may be some between them which were not found.
    pub is_torn: bool,
}

impl<'a> File<'a> {
    pub fn read(bytes: &'a [u8], budget: &'a mut Budget) -> Result<Self, Unreadable> {
        let most = budget.unpacked / BYTES_FOR_OBJECT;
        let mut file = Self {
            bytes,
            most,
            entries: Vec::new(),
            current: HashMap::new(),
            trailer: Dict::new(),
            budget,
            broken: BTreeSet::new(),
            seen: HashSet::new(),
            between: Vec::new(),
            is_torn: false,
        };
        let mut count = file.scan()?;
        if file.trailer.contains_key("Encrypt") {
            return Err(Unreadable::Encrypted);
        }
        file.choose();
        file.lengths();
        let is_packed = |entry: &Entry| entry.object.is_of_type("ObjStm") && entry.content.is_some();
        for index in (0..file.entries.len()).filter(|index| is_packed(&file.entries[*index])).collect::<Vec<_>>() {
            count += file.unpack(index)?;
            if count > file.most {
                return Err(Unreadable::TooLarge);
            }
        }
        file.choose();
        Ok(file)
    }

    /// Finds what stands in the file itself. Returns how many objects were read.
    fn scan(&mut self) -> Result<usize, Unreadable> {
        let bytes = self.bytes;
        let (mut at, mut count, mut between) = (0, 0, 0);
        let mut again = bytes.len().saturating_mul(MOST_AGAIN);
        while let Some(found) = next_word(bytes, at) {
            at = match found {
                Found::Object { number, start } => {
                    let mut lexer = Lexer::new(bytes, start);
                    let object = lexer.next().unwrap_or(Object::Null);
                    let content = object.dict().and_then(|dict| content(&mut lexer, dict));
                    count += lexer.count;
                    lexer.skip_space();
                    let is_whole = match &content {
                        Some((_, is_ended)) => *is_ended,
                        None => bytes[lexer.at.min(bytes.len())..].starts_with(b"endobj"),
                    };
                    let content = content.map(|(content, _)| content);
                    let end = content.as_ref().map_or(lexer.at, |content| content.end);
                    if object.is_of_type("XRef")
                        && let Some(dict) = object.dict()
                    {
                        self.trailer.extend(dict.clone());
                    }
                    self.entries.push(Entry { number, object, content, place: (start, 0) });
                    self.between.push(between..start);
                    // What has no end may have taken others with it.
                    match again.checked_sub(end - start) {
                        _ if is_whole => {
                            between = end;
                            end
                        }
                        Some(left) => {
                            again = left;
                            between = start;
                            start
                        }
                        None => {
                            self.is_torn = true;
                            between = end;
                            end
                        }
                    }
                }
                Found::Trailer { start } => {
                    let mut lexer = Lexer::new(bytes, start);
                    if let Some(Object::Dict(dict)) = lexer.next() {
                        self.trailer.extend(dict.as_ref().clone());
                        let object = Object::Dict(dict);
                        self.entries.push(Entry { number: 0, object, content: None, place: (start, 0) });
                    }
                    count += lexer.count;
                    self.between.push(between..start);
                    between = lexer.at.max(start);
                    lexer.at
                }
            }
            .max(at + 1);
            if count > self.most {
                return Err(Unreadable::TooLarge);
            }
        }
        self.between.push(between.min(bytes.len())..bytes.len());
        Ok(count)
    }

    /// Settles which entry of a number counts: the one that the table of contents says, else the last one in the file.
    fn choose(&mut self) {
        let mut current: HashMap<u32, usize> = HashMap::new();
        for (index, entry) in self.entries.iter().enumerate().filter(|(_, entry)| entry.number > 0) {
            let last = current.entry(entry.number).or_insert(index);
            if self.entries[*last].place <= entry.place {
                *last = index;
            }
        }
        self.current = current;
    }

    /// Where a stream says how long it is by a reference, the word that ends it may be part of it.
    fn lengths(&mut self) {
        for index in 0..self.entries.len() {
            let Entry { object: Object::Dict(dict), content: Some(content), .. } = &self.entries[index] else {
                continue;
            };
            let Some(Object::Number(length)) =
                dict.get("Length").filter(|length| matches!(length, Object::Ref(_))).map(|length| self.resolve(length))
            else {
                continue;
            };
            let end = content.start.saturating_add(*length as usize);
            if end > content.end && is_end_of_stream(self.bytes, end) {
                self.entries[index].content = Some(content.start..end);
            }
        }
    }

    /// Takes in the objects that a stream holds. Returns how many were read.
    fn unpack(&mut self, index: usize) -> Result<usize, Unreadable> {
        let Entry { number: own, object, place, .. } = &self.entries[index];
        let (own, place) = (*own, place.0);
        let Some(dict) = object.dict() else { return Ok(0) };
        let value = |name| Some(self.resolve(dict.get(name)?).number()? as usize);
        let (Some(objects), Some(first)) = (value("N"), value("First")) else { return Ok(0) };
        let Some(Unpacked { content, is_whole, cost }) = self.unpacked(index, self.budget.unpacked)? else {
            return Ok(0);
        };
        self.budget.take(cost)?;
        self.seen.insert(own);
        if !is_whole {
            self.broken.insert(own);
        }
        let mut header = Lexer::new(&content, 0);
        let mut count = 0;
        for index in 0..objects {
            let (Some(Object::Number(number)), Some(Object::Number(offset))) = (header.next(), header.next()) else {
                break;
            };
            let mut lexer = Lexer::new(&content, first.saturating_add(offset as usize));
            if let Some(object) = lexer.next() {
                self.entries.push(Entry { number: number as u32, object, content: None, place: (place, index + 1) });
            }
            // Many objects can be said to stand at one place.
            count += lexer.count;
            if count > self.most {
                return Err(Unreadable::TooLarge);
            }
        }
        Ok(count)
    }

    /// Whether an entry is the one of its number that counts.
    pub fn is_current(&self, index: usize) -> bool {
        self.entries.get(index).is_some_and(|entry| self.current.get(&entry.number) == Some(&index))
    }

    /// The bytes of a part of the file.
    pub fn raw(&self, range: Range<usize>) -> &'a [u8] {
        self.bytes.get(range).unwrap_or_default()
    }

    pub fn numbers(&self) -> Vec<u32> {
        let mut numbers: Vec<u32> = self.current.keys().copied().collect();
        numbers.sort_unstable();
        numbers
    }

    fn entry(&self, number: u32) -> Option<&Entry> {
        self.entries.get(*self.current.get(&number)?)
    }

    pub fn object(&self, number: u32) -> Option<&Object> {
        self.entry(number).map(|entry| &entry.object)
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
        self.bytes.get(self.entry(number)?.content.clone()?)
    }

    /// The content of a stream, unpacked. `None` when there is none, or it is packed in a way for pictures.
    pub fn stream(&mut self, number: u32) -> Result<Option<Vec<u8>>, Unreadable> {
        let Some(index) = self.current.get(&number).copied() else { return Ok(None) };
        let Some(Unpacked { content, is_whole, cost }) = self.unpacked(index, self.budget.unpacked)? else {
            return Ok(None);
        };
        self.budget.take(cost)?;
        if !is_whole {
            self.broken.insert(number);
        }
        Ok(Some(content))
    }

    /// What the stream of an entry begins with. `None` when it is packed in a way that must be unpacked as a whole.
    pub fn head(&self, index: usize, length: usize) -> Option<Vec<u8>> {
        let Some(Entry { object: Object::Dict(dict), content: Some(content), .. }) = self.entries.get(index) else {
            return Some(Vec::new());
        };
        let packed = &self.bytes[content.clone()];
        let filter = self.get(dict, "Filter").or_else(|| self.get(dict, "F"));
        let filter = filter.map(|filter| match filter.array() {
            Some([only]) => self.resolve(only).name().unwrap_or_default(),
            _ => filter.name().unwrap_or_default(),
        });
        match filter {
            None => Some(packed[..packed.len().min(length)].to_vec()),
            Some("FlateDecode" | "Fl") => {
                let mut unpacked = Vec::new();
                // What is broken may begin well.
                let _ = io::copy(&mut ZlibDecoder::new(packed).take(length as u64), &mut unpacked);
                Some(unpacked)
            }
            Some(_) => None,
        }
    }

    /// The content of the stream of an entry, unpacked to `most` bytes in all its steps. `None` when there is none, or it
    /// is packed in a way for pictures.
    pub fn unpacked(&self, index: usize, most: usize) -> Result<Option<Unpacked>, Unreadable> {
        let Some(Entry { object: Object::Dict(dict), content: Some(content), .. }) = self.entries.get(index) else {
            return Ok(None);
        };
        let list = |key: &str, short: &str| -> Vec<Object> {
            match self.get(dict, key).or_else(|| self.get(dict, short)) {
                // More than a few are a way to make a small file large.
                Some(Object::Array(all)) => all.iter().take(8).map(|one| self.resolve(one).clone()).collect(),
                Some(one) => vec![one.clone()],
                None => Vec::new(),
            }
        };
        let (filters, parameters) = (list("Filter", "F"), list("DecodeParms", "DP"));
        let mut content = self.bytes[content.clone()].to_vec();
        let mut is_whole = true;
        let mut left = most.checked_sub(content.len()).ok_or(Unreadable::TooLarge)?;
        for (index, filter) in filters.iter().enumerate() {
            let (unpacked, whole) = match filter.name().unwrap_or_default() {
                "FlateDecode" | "Fl" => inflate(&content, left)?,
                "LZWDecode" | "LZW" => {
                    let early = parameters.get(index).and_then(Object::dict).and_then(|dict| dict.get("EarlyChange"));
                    lzw(&content, early.and_then(Object::number) != Some(0.0), left)?
                }
                "ASCIIHexDecode" | "AHx" => (from_hexadecimal(&content), true),
                "ASCII85Decode" | "A85" => (ascii85(&content), true),
                "RunLengthDecode" | "RL" => (run_lengths(&content, left)?, true),
                "Crypt" => (content, true),
                "DCTDecode" | "DCT" | "JPXDecode" | "CCITTFaxDecode" | "CCF" | "JBIG2Decode" => return Ok(None),
                _ => (Vec::new(), false),
            };
            is_whole &= whole;
            content = unpredicted(unpacked, parameters.get(index).and_then(Object::dict));
            left = left.checked_sub(content.len()).ok_or(Unreadable::TooLarge)?;
        }
        Ok(Some(Unpacked { content, is_whole, cost: most - left }))
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

/// Where the content of a stream stands, whose dictionary was read, and whether its end was found.
fn content(lexer: &mut Lexer<'_>, dict: &Dict) -> Option<(Range<usize>, bool)> {
    lexer.skip_space();
    let after = lexer.bytes.get(lexer.at..)?.strip_prefix(b"stream")?;
    let line_end =
        if after.starts_with(b"\r\n") { 2 } else { usize::from(matches!(after.first(), Some(b'\n' | b'\r'))) };
    let start = lexer.at + 6 + line_end;
    // What the dictionary says is believed when it is true.
    let stated = dict.get("Length").and_then(Object::number).map(|length| start.saturating_add(length as usize));
    let stated = stated.filter(|end| is_end_of_stream(lexer.bytes, *end));
    let rest = lexer.bytes.get(start..)?;
    let end = stated.or_else(|| Some(start + rest.windows(9).position(|window| window == b"endstream")?));
    Some((start..end.unwrap_or(lexer.bytes.len()), end.is_some()))
}

/// Whether a stream can end at a place.
fn is_end_of_stream(bytes: &[u8], at: usize) -> bool {
    let Some(rest) = bytes.get(at..) else { return false };
    rest[..rest.len().min(MOST_SPACE)].trim_ascii_start().starts_with(b"endstream")
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
