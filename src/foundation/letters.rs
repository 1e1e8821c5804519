//! Texts as rows of letters, so that one is found in another however it is written.
//!
//! Only letters and digits count, each as the ASCII letters it looks or sounds like: å is `a` whether it is one character or
//! two, as in an address; ligatures, full-width and mathematical letters are plain ones, and so are the Cyrillic and Greek
//! letters that nobody tells from Latin ones by sight. Spaces, line ends, hyphens, quotation marks, emphasis and invisible
//! characters are nothing, so a word that is divided by them is the same word.
//!
//! What a file means by its marks depends on what reads it. So a text is read in up to three ways ([`Reading`]), and what is
//! found in one of them is found.

use std::ops::Range;

use deunicode::deunicode_char;
use encoding_rs::WINDOWS_1252;
use memchr::memmem;
use quick_xml::escape::resolve_html5_entity;

/// How a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Every letter that stands there.
    Written,
    /// With entities and escapes as the characters that they stand for.
    Decoded,
    /// The same, without tags, comments, addresses of links, shortcodes and marks of footnotes.
    Shown,
}

/// A letter or a digit, as ASCII where there is something like it, else one byte of its UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Letter {
    pub byte: u8,
    /// Whether something visible that is no letter stands before it, or nothing at all.
    pub begins_word: bool,
    /// Where in the text what it is read from begins and ends, in bytes.
    pub start: u32,
    pub end: u32,
}

/// The fewest letters that are known within a longer word, as in an address without hyphens.
pub const WITHIN_WORDS: usize = 16;

/// The longest tag, address or shortcode, and the longest comment, in bytes.
const LONGEST_MARK: usize = 4 << 10;
const LONGEST_COMMENT: usize = 8 << 10;
/// The most backslashes of one escape: a text that was written thrice has four.
const MOST_BACKSLASHES: usize = 8;

/// The ways of reading a text that can differ.
pub fn readings(text: &str) -> &'static [Reading] {
    const ALL: [Reading; 3] = [Reading::Written, Reading::Decoded, Reading::Shown];
    let mut most = 1;
    for byte in text.bytes() {
        match byte {
            b'<' | b'[' | b'{' | b'/' => return &ALL,
            b'&' | b'\\' | b'%' | b'=' => most = ALL.len(),
            _ => {}
        }
    }
    &ALL[..most]
}

/// The letters of a text of less than 4 GiB, in order.
pub fn letters(text: &str, reading: Reading) -> Vec<Letter> {
    let mut scan = Scan { letters: Vec::with_capacity(text.len()), begins_word: true };
    scan.run(text, 0..text.len(), reading);
    scan.letters
}

/// The same as bytes alone.
pub fn row(text: &str) -> Vec<u8> {
    letters(text, Reading::Shown).iter().map(|letter| letter.byte).collect()
}

/// Whether one text has the words of another in a row.
pub fn holds(text: &str, words: &str) -> bool {
    let words = row(words);
    let text = letters(text, Reading::Shown);
    let is_end = |at: usize| text.get(at).is_none_or(|letter| letter.begins_word);
    let stands_at = |at: usize| is_end(at) && is_end(at + words.len());
    !words.is_empty()
        && (0..text.len()).any(|at| {
            let part = text[at..].iter().take(words.len()).map(|letter| letter.byte);
            part.eq(words.iter().copied()) && (words.len() >= WITHIN_WORDS || stands_at(at))
        })
}

struct Scan {
    letters: Vec<Letter>,
    begins_word: bool,
}

impl Scan {
    fn run(&mut self, text: &str, range: Range<usize>, reading: Reading) {
        let mut at = range.start;
        while let Some(rest) = text.get(at..range.end).filter(|rest| !rest.is_empty()) {
            if reading == Reading::Shown
                && let Some(mark) = mark(rest)
            {
                if let Some(shown) = mark.shown {
                    self.begins_word = true;
                    self.run(text, at + shown.start..at + shown.end, reading);
                }
                at += mark.length;
                continue;
            }
            if reading != Reading::Written
                && let Some(Decoded { character, length }) = decoded(rest)
            {
                if let Some(character) = character {
                    self.push(character, at..at + length, reading);
                }
                at += length;
                continue;
            }
            let Some(character) = rest.chars().next() else { break };
            let end = at + character.len_utf8();
            self.push(character, at..end, reading);
            at = end;
        }
    }

    fn push(&mut self, character: char, place: Range<usize>, reading: Reading) {
        let before = self.letters.len();
        let mut add = |byte: u8| {
            let begins_word = std::mem::take(&mut self.begins_word);
            self.letters.push(Letter { byte, begins_word, start: place.start as u32, end: place.end as u32 });
        };
        if character.is_ascii() {
            if character.is_ascii_alphanumeric() {
                add(character.to_ascii_lowercase() as u8);
            }
        } else if let Some(like) = look_alike(character) {
            add(like);
        } else if character.is_alphanumeric() || is_letter_in_a_frame(character) {
            match deunicode_char(character) {
                Some(like) => {
                    like.bytes().filter(u8::is_ascii_alphanumeric).for_each(|byte| add(byte.to_ascii_lowercase()))
                }
                None => character.encode_utf8(&mut [0; 4]).bytes().for_each(add),
            }
        }
        if self.letters.len() == before && parts_words(character, reading) {
            self.begins_word = true;
        }
    }
}

/// Whether a character that is no letter stands between words.
fn parts_words(character: char, reading: Reading) -> bool {
    match character {
        '*' | '_' | '~' | '`' | '\\' => reading != Reading::Shown,
        // Soft hyphen and other characters that are not seen, accents, and variants of the character before.
        '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{1ab0}'..='\u{1aff}' => false,
        '\u{1dc0}'..='\u{1dff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => false,
        '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{feff}' => false,
        '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}' => false,
        _ => true,
    }
}

/// Letters in parentheses, squares and flags, which Unicode counts as signs.
fn is_letter_in_a_frame(character: char) -> bool {
    matches!(character, '\u{249c}'..='\u{24b5}' | '\u{1f110}'..='\u{1f1ff}')
}

/// The Latin letter that a letter of another script cannot be told from by sight, where it is not the one that it sounds like.
fn look_alike(character: char) -> Option<u8> {
    Some(match character {
        'р' | 'Р' | 'ρ' | 'Ρ' => b'p',
        'с' | 'С' | 'ϲ' | 'Ϲ' => b'c',
        'у' | 'У' | 'Υ' | 'γ' => b'y',
        'х' | 'Х' | 'χ' | 'Χ' => b'x',
        'ѕ' | 'Ѕ' => b's',
        'в' | 'В' => b'b',
        'н' | 'Н' | 'Η' => b'h',
        'ν' => b'v',
        'υ' | 'µ' | 'μ' => b'u',
        'η' => b'n',
        'ω' => b'w',
        'ԛ' | 'Ԛ' => b'q',
        'ԝ' | 'Ԝ' => b'w',
        'ӏ' => b'l',
        'Ӏ' => b'i',
        '∅' | '⌀' | 'ө' | 'Ө' | 'ɵ' => b'o',
        _ => return None,
    })
}

/// Something that a reader of a page does not see.
struct Mark {
    length: usize,
    /// What of it is seen all the same.
    shown: Option<Range<usize>>,
}

/// The mark that a text begins with, if any.
fn mark(rest: &str) -> Option<Mark> {
    let between = |open: &str, close: &str, longest: usize| {
        let inside = rest.strip_prefix(open)?;
        let searched = &inside.as_bytes()[..inside.len().min(longest)];
        let end = memmem::find(searched, close.as_bytes())?;
        Some(Mark { length: open.len() + end + close.len(), shown: None })
    };
    let first = *rest.as_bytes().first()?;
    match first {
        b'<' => {
            let next = *rest.as_bytes().get(1)?;
            between("<!--", "-->", LONGEST_COMMENT).or_else(|| {
                (next.is_ascii_alphabetic() || b"/!?".contains(&next)).then(|| between("<", ">", LONGEST_MARK))?
            })
        }
        // Markup within JSON, and in a feed.
        b'&' => between("&lt;", "&gt;", LONGEST_MARK),
        b'\\' => between("\\u003c", "\\u003e", LONGEST_MARK).or_else(|| between("\\u003C", "\\u003E", LONGEST_MARK)),
        b'/' => between("/*", "*/", LONGEST_COMMENT),
        b']' => between("](", ")", LONGEST_MARK).or_else(|| between("][", "]", LONGEST_MARK)),
        b'[' => between("[^", "]", LONGEST_MARK),
        b'{' => {
            let call = between("{{", "}}", LONGEST_MARK)
                .map(|mark| Mark { shown: shown_of_shortcode(&rest[..mark.length]), ..mark });
            let others = [("{%", "%}"), ("{#", "}"), ("{.", "}")];
            call.or_else(|| others.into_iter().find_map(|(open, close)| between(open, close, LONGEST_MARK)))
        }
        _ => None,
    }
}

/// The words of a shortcode that are shown as they stand.
fn shown_of_shortcode(call: &str) -> Option<Range<usize>> {
    const KEY: &str = "tekst=\"";
    let start = call.find(KEY)? + KEY.len();
    Some(start..start + call[start..].find('"')?)
}

/// What an entity or an escape stands for.
struct Decoded {
    /// Nothing for what divides lines or is broken.
    character: Option<char>,
    length: usize,
}

fn decoded(rest: &str) -> Option<Decoded> {
    match rest.as_bytes().first()? {
        b'&' => entity(rest),
        b'\\' => escape(rest),
        b'%' => percent(rest),
        b'=' => quoted(rest),
        _ => None,
    }
}

/// A character of HTML or XML: `&aring;`, `&#229;`, `&#xe5;`, and `&amp;aring;`, which was written twice. Browsers take many
/// without the semicolon.
fn entity(rest: &str) -> Option<Decoded> {
    let mut name = rest.strip_prefix('&')?;
    while let Some(again) = name.strip_prefix("amp;") {
        name = again;
    }
    let before = rest.len() - name.len();
    let end_of = |length: usize| length + usize::from(name.as_bytes().get(length) == Some(&b';'));
    if let Some(number) = name.strip_prefix('#') {
        let hexadecimal = number.strip_prefix(['x', 'X']);
        let (digits, radix) = hexadecimal.map_or((number, 10), |digits| (digits, 16));
        let count = digits.chars().take_while(|digit| digit.is_digit(radix)).count();
        if count == 0 {
            return None;
        }
        let character = u32::from_str_radix(&digits[..count], radix).ok().and_then(windows_character);
        return Some(Decoded { character, length: before + end_of(name.len() - digits.len() + count) });
    }
    let count = name.bytes().take_while(u8::is_ascii_alphanumeric).take(LONGEST_ENTITY).count();
    let resolve = |length: usize| resolve_html5_entity(&name[..length])?.chars().next();
    if name.as_bytes().get(count) == Some(&b';')
        && let Some(character) = resolve(count)
    {
        return Some(Decoded { character: Some(character), length: before + count + 1 });
    }
    let western = |character: &char| ('\u{a0}'..='\u{ff}').contains(character);
    let short =
        (2..=count.min(LONGEST_WESTERN)).rev().find_map(|length| Some((resolve(length).filter(western)?, length)));
    match short {
        Some((character, length)) => Some(Decoded { character: Some(character), length: before + length }),
        // An ampersand that was written twice, and so no letters.
        None => (before > 1).then_some(Decoded { character: Some('&'), length: before }),
    }
}

/// The longest name of an entity, and the longest of those that browsers take without a semicolon.
const LONGEST_ENTITY: usize = 32;
const LONGEST_WESTERN: usize = 6;

/// The character of a number. HTML takes those that Unicode has not given to letters for those of Windows.
fn windows_character(number: u32) -> Option<char> {
    match number {
        0x80..=0x9f => WINDOWS_1252.decode(&[number as u8]).0.chars().next(),
        _ => char::from_u32(number),
    }
}

/// An escape of JSON, TOML, JavaScript, CSS, calendars or C, with one backslash or more.
fn escape(rest: &str) -> Option<Decoded> {
    let before = rest.bytes().take(MOST_BACKSLASHES).take_while(|byte| *byte == b'\\').count();
    let inside = &rest[before..];
    let found = |character: Option<char>, length: usize| Some(Decoded { character, length: before + length });
    let hexadecimal = |from: usize, count: usize| {
        let digits = inside.get(from..from + count)?;
        u32::from_str_radix(digits, 16).ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    match *inside.as_bytes().first()? {
        b'u' if inside.as_bytes().get(1) == Some(&b'{') => {
            let close = inside.bytes().take(10).position(|byte| byte == b'}')?;
            found(char::from_u32(hexadecimal(2, close.checked_sub(2)?)?), close + 1)
        }
        b'u' => {
            let unit = hexadecimal(1, 4)?;
            let second = || hexadecimal(5 + 2, 4).filter(|_| inside[5..].starts_with("\\u"));
            match (unit, second()) {
                (0xd800..=0xdbff, Some(low @ 0xdc00..=0xdfff)) => {
                    found(char::from_u32(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00)), 11)
                }
                _ => found(char::from_u32(unit), 5),
            }
        }
        b'U' => found(char::from_u32(hexadecimal(1, 8)?), 9),
        b'x' | b'\'' => bytes_of(rest, |rest| {
            let digits = rest.strip_prefix("\\x").or_else(|| rest.strip_prefix("\\'"))?;
            Some((hexadecimal_byte(digits)?, 4))
        }),
        first => {
            let count = inside.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
            if count == 3
                && let Some(octal) = bytes_of(rest, octal)
            {
                return Some(octal);
            }
            let is_style = count > 1 && inside.as_bytes()[..count].iter().any(u8::is_ascii_digit);
            if is_style {
                let blank = usize::from(inside.as_bytes().get(count) == Some(&b' '));
                return found(char::from_u32(hexadecimal(0, count)?), count + blank);
            }
            found(Some('\n'), usize::from(matches!(first, b'n' | b'N' | b'r' | b't' | b'b' | b'f' | b'v')))
        }
    }
}

/// A character of an address: `%C3%A5`, `%E5`, `%u00e5`, and `%25C3%25A5`, which was written twice.
fn percent(rest: &str) -> Option<Decoded> {
    if let Some(digits) = rest.strip_prefix("%u").and_then(|rest| rest.get(..4)) {
        return Some(Decoded { character: char::from_u32(u32::from_str_radix(digits, 16).ok()?), length: 6 });
    }
    bytes_of(rest, |rest| {
        let mut digits = rest.strip_prefix('%')?;
        while let Some(again) = digits.strip_prefix("25").filter(|again| hexadecimal_byte(again).is_some()) {
            digits = again;
        }
        Some((hexadecimal_byte(digits)?, rest.len() - digits.len() + 2))
    })
}

/// A character of mail (quoted-printable): `=C3=A5`.
fn quoted(rest: &str) -> Option<Decoded> {
    bytes_of(rest, |rest| {
        let digits = rest.strip_prefix('=')?.get(..2)?;
        Some((hexadecimal_byte(digits)?, 3)).filter(|_| !digits.bytes().any(|byte| byte.is_ascii_lowercase()))
    })
}

/// A byte of C and PDF: `\\303`.
fn octal(rest: &str) -> Option<(u8, usize)> {
    let digits = rest.strip_prefix('\\')?.get(..3)?;
    Some((u8::from_str_radix(digits, 8).ok()?, 4))
}

fn hexadecimal_byte(digits: &str) -> Option<u8> {
    let digits = digits.get(..2)?;
    u8::from_str_radix(digits, 16).ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// The character that bytes which are written one by one are: of UTF-8, else of Windows. `next` gives a byte and the length
/// that it is written with.
fn bytes_of(rest: &str, next: impl Fn(&str) -> Option<(u8, usize)>) -> Option<Decoded> {
    let (first, mut length) = next(rest)?;
    let count = match first {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => 1,
    };
    let mut bytes = vec![first];
    let first_length = length;
    while bytes.len() < count
        && let Some((byte, more)) = rest.get(length..).and_then(&next)
    {
        bytes.push(byte);
        length += more;
    }
    match std::str::from_utf8(&bytes) {
        Ok(text) => Some(Decoded { character: text.chars().next(), length }),
        Err(_) => Some(Decoded { character: WINDOWS_1252.decode(&[first]).0.chars().next(), length: first_length }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, reading: Reading, expected: &str) {
        let found = letters(text, reading);
        let row: Vec<u8> = found.iter().map(|letter| letter.byte).collect();
        assert_eq!(String::from_utf8_lossy(&row), expected, "{text}");
        // Every letter is read from somewhere in the text, and none from before the one in front of it.
        for letter in &found {
            assert!(
                text.get(letter.start as usize..letter.end as usize).is_some_and(|place| !place.is_empty()),
                "{text}"
            );
        }
        assert!(found.is_sorted_by_key(|letter| letter.start), "{text}");
    }

    #[test]
    fn letters_are_those_that_they_look_like() {
        let check = |text, expected| check(text, Reading::Written, expected);
        check("På Øyvær", "paoyvaer");
        check("pa\u{30a}", "pa");
        check("ﬁne ﬂater", "fineflater");
        check("Ｖ𝐚𝓻𝔰ⓔ⒧ ᵐᴏt 🇦🅱", "varselmotab");
        check("Vаrsеl mоt рåsкe νåren", "varselmotpaskevaren");
        check("le\u{ad}de\u{200b}r\u{feff}e\u{3164}n\u{e0061}", "lederen");
        check("1\u{a0}000 ²", "10002");
        check("北京 😀", "beijing");
    }

    #[test]
    fn entities_and_escapes_are_what_they_stand_for() {
        let check = |text, expected| check(text, Reading::Decoded, expected);
        check("&aring;&#229;&#xE5;&Aring &oslashx; &amp;aelig; &#8203;&nbsp;&shy;&ukjent;", "aaaaoxaeukjent");
        check("\\u00e5\\xe5\\u{e5}\\U000000E5\\'e5\\345\\303\\245\\e5 \\0000e5x\\\\u00e5", "aaaaaaaaaxa");
        check("\\ud835\\udc1a\\ud835x", "ax");
        check("a\\nb\\,c\\td", "abcd");
        check("%C3%A5%E5%25C3%25A5%u00e5 50% av", "aaaa50av");
        check("=C3=A5=E5 a=\nb=be", "aaabbe");
        check("& &# &#x; &#99999999; \\ \\u \\u{ % %C =", "xuuc");
    }

    #[test]
    fn marks_are_not_shown() {
        let check = |text, expected| check(text, Reading::Shown, expected);
        check("per**son**al_sak_ ~~a~~ `b`", "personalsakab");
        check("a<b class=\"c\">d</b><!-- e -->f < g", "adfg");
        check("a &lt;b&gt;c\\u003ci\\u003ed", "acd");
        check("[a](b)c [d][e]f g[^1]", "acdfg");
        check("a {{ sprak(kode=\"en\", tekst=\"b\") }}c {{ tabell(fil=\"d\") }}{% if e %}f", "abcf");
        check("## a {#b}", "a");
        check("a/* b */c", "ac");
        check("]( [^ {{ < <!-- {% /* &lt;", "");
    }

    #[test]
    fn words_begin_after_what_is_seen() {
        let begins = |text: &str| {
            let found = letters(text, Reading::Shown);
            found.iter().filter(|letter| letter.begins_word).map(|letter| char::from(letter.byte)).collect::<String>()
        };
        assert_eq!(begins("ab **c**d e\u{ad}f\u{200b}g h-i a\u{30a}b"), "acehia");
        assert!(holds("Varsel mot lederen", "mot LEDEREN"));
        assert!(holds("Personalsak", "Personal-\u{ad}sak"));
        assert!(!holds("Personalsak", "sak"));
        assert!(!holds("Personalsak", ""));
        assert!(!holds("", "sak"));
    }
}
