//! The text of RTF, the format that WordPad and older programs write. Its rules are those of the Rich Text Format
//! Specification 1.9.1 of Microsoft.
//!
//! A number can be cut in pieces by groups, by words that set its letters, and by the signs that it is written with. What is
//! read here is what stands between them.

use encoding_rs::WINDOWS_1252;

use super::carried::{self, Keep};

/// What a file of RTF says.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct RichText {
    /// Its paragraphs, one a line; cells have tabs between them.
    pub body: String,
    /// Notes, headers, links, and what it says of itself.
    pub aside: String,
    /// Whether it carries objects of other programs, which are only looked through for what is written plainly.
    pub has_objects: bool,
}

/// How deep groups are told apart. Word writes some ten.
const DEEPEST: usize = 1 << 16;

/// Whether a text is RTF, whatever it is called.
pub fn is_rich_text(text: &str) -> bool {
    text.trim_start().starts_with("{\\rtf")
}

/// Reads a text of RTF. Whatever it is, something comes of it.
pub fn read(text: &str, keep: Keep) -> RichText {
    let mut reader = Reader { rest: text, keep, groups: vec![Group::default()], ..Reader::default() };
    reader.read();
    reader.told
}

/// What holds until the group ends.
#[derive(Clone, Default)]
struct Group {
    /// It is not of the body.
    is_aside: bool,
    /// It is what began to stand aside.
    begins_aside: bool,
    /// It is bytes in hexadecimal digits.
    is_bytes: bool,
    /// How many characters stand after a sign of Unicode for those who do not know it, less one.
    replaced: usize,
    is_raised: bool,
}

#[derive(Default)]
struct Reader<'a> {
    rest: &'a str,
    keep: Keep,
    /// The innermost last; never empty.
    groups: Vec<Group>,
    /// How many are open beyond [`DEEPEST`].
    deeper: usize,
    /// How many characters are passed over, since they were said in Unicode.
    passed: usize,
    /// The first half of a character.
    half: Option<u16>,
    bytes: Vec<u8>,
    digit: Option<u32>,
    was_raised: bool,
    told: RichText,
}

impl Reader<'_> {
    fn read(&mut self) {
        while let Some(character) = self.next() {
            match character {
                '{' => self.open(),
                '}' => self.close(),
                '\\' => self.control(),
                '\r' | '\n' | '\0' => {}
                character if self.group().is_bytes => self.byte(character),
                character => self.say(character),
            }
        }
        self.end_bytes();
    }

    fn next(&mut self) -> Option<char> {
        let character = self.rest.chars().next()?;
        self.rest = &self.rest[character.len_utf8()..];
        Some(character)
    }

    fn group(&mut self) -> &mut Group {
        if self.groups.is_empty() {
            self.groups.push(Group::default());
        }
        let last = self.groups.len() - 1;
        &mut self.groups[last]
    }

    fn open(&mut self) {
        self.passed = 0;
        if self.groups.len() >= DEEPEST {
            self.deeper += 1;
            return;
        }
        let inner = Group { begins_aside: false, is_bytes: false, ..self.group().clone() };
        self.groups.push(inner);
    }

    fn close(&mut self) {
        self.passed = 0;
        if let Some(deeper) = self.deeper.checked_sub(1) {
            self.deeper = deeper;
            return;
        }
        let Some(group) = self.groups.pop() else { return };
        if group.is_bytes {
            self.end_bytes();
        }
        if group.begins_aside {
            self.told.aside.push_str("\n\n");
        }
    }

    fn control(&mut self) {
        if self.rest.starts_with(|next: char| next.is_ascii_alphabetic()) {
            return self.word();
        }
        match self.next() {
            Some('\'') => {
                let code = self.rest.get(..2).and_then(|code| u8::from_str_radix(code, 16).ok());
                if let Some(byte) = code {
                    self.rest = &self.rest[2..];
                    let text = WINDOWS_1252.decode_without_bom_handling(&[byte]).0.into_owned();
                    text.chars().for_each(|character| self.say(character));
                }
            }
            Some('~') => self.say('\u{a0}'),
            Some('_') => self.say('\u{2011}'),
            Some('*') => self.begin_aside(),
            Some('\r' | '\n') => self.say('\n'),
            Some(sign @ ('\\' | '{' | '}')) => self.say(sign),
            _ => {}
        }
    }

    fn word(&mut self) {
        let rest = self.rest;
        let (word, rest) = rest.split_at(rest.find(|next: char| !next.is_ascii_alphabetic()).unwrap_or(rest.len()));
        let sign = usize::from(rest.starts_with('-'));
        let digits = rest[sign..].find(|next: char| !next.is_ascii_digit()).unwrap_or(rest.len() - sign);
        let (number, rest) = rest.split_at(if digits == 0 { 0 } else { sign + digits });
        let number: Option<i64> = number.parse().ok();
        self.rest = rest.strip_prefix(' ').unwrap_or(rest);
        if word != "bin" && self.passed > 0 {
            self.passed -= 1;
            return;
        }
        match word {
            "par" | "line" | "sect" | "page" | "row" | "nestrow" | "column" => self.say('\n'),
            "tab" | "cell" | "nestcell" => self.say('\t'),
            "emspace" | "enspace" | "qmspace" => self.say(' '),
            "emdash" | "endash" => self.say('\u{2013}'),
            "bullet" => self.say('\u{2022}'),
            "u" => self.unicode(number.unwrap_or_default()),
            "uc" => {
                let count = usize::try_from(number.unwrap_or(1)).unwrap_or_default();
                self.group().replaced = count.min(100) + 1;
            }
            "super" | "sub" => self.group().is_raised = number != Some(0),
            "nosupersub" | "plain" => self.group().is_raised = false,
            "bin" => {
                let count = usize::try_from(number.unwrap_or_default()).unwrap_or_default();
                let (bytes, rest) = self.rest.split_at(self.rest.floor_char_boundary(count.min(self.rest.len())));
                self.rest = rest;
                self.told.aside.push_str(&carried::of_binary(bytes.as_bytes(), self.keep));
            }
            "pict" | "objdata" | "themedata" | "colorschememapping" | "datastore" | "datafield" | "blipuid"
            | "passwordhash" | "fontemb" | "fontfile" => {
                self.told.has_objects |= word == "objdata";
                self.begin_aside();
                self.group().is_bytes = true;
            }
            _ if is_aside(word) => self.begin_aside(),
            _ => {}
        }
    }

    /// A unit of UTF-16, which is written as a number with a sign.
    fn unicode(&mut self, number: i64) {
        let unit = (number & 0xFFFF) as u16;
        let (half, whole) = match self.half.take() {
            Some(first) if (0xDC00..0xE000).contains(&unit) => (None, char::decode_utf16([first, unit]).next()),
            _ if (0xD800..0xDC00).contains(&unit) => (Some(unit), None),
            _ => (None, char::decode_utf16([unit]).next()),
        };
        self.half = half;
        if let Some(Ok(character)) = whole {
            self.say(character);
        }
        self.passed = self.group().replaced.checked_sub(1).unwrap_or(1);
    }

    fn begin_aside(&mut self) {
        self.told.aside.push_str("\n\n");
        let group = self.group();
        group.is_aside = true;
        group.begins_aside = true;
    }

    fn say(&mut self, character: char) {
        if let Some(passed) = self.passed.checked_sub(1) {
            self.passed = passed;
            return;
        }
        let Group { is_aside, is_raised, .. } = *self.group();
        let text = if is_aside { &mut self.told.aside } else { &mut self.told.body };
        // The mark of a note is no digit of the number that it stands at.
        if is_raised != self.was_raised && character.is_numeric() && text.ends_with(char::is_numeric) {
            text.push(' ');
        }
        self.was_raised = is_raised;
        text.push(character);
    }

    fn byte(&mut self, character: char) {
        let Some(digit) = character.to_digit(16) else { return };
        match self.digit.take() {
            Some(first) => self.bytes.push((first << 4 | digit) as u8),
            None => self.digit = Some(digit),
        }
    }

    fn end_bytes(&mut self) {
        self.told.aside.push_str(&carried::of_binary(&self.bytes, self.keep));
        self.bytes.clear();
        self.digit = None;
    }
}

/// Whether a word begins what is not of the body: tables of settings, notes, facts about the file.
fn is_aside(word: &str) -> bool {
    const WORDS: [&str; 28] = [
        "annotation",
        "atnauthor",
        "author",
        "category",
        "colortbl",
        "comment",
        "company",
        "doccomm",
        "fldinst",
        "fonttbl",
        "footer",
        "footerf",
        "footerl",
        "footerr",
        "footnote",
        "header",
        "headerf",
        "headerl",
        "headerr",
        "info",
        "keywords",
        "listtext",
        "manager",
        "operator",
        "pntext",
        "stylesheet",
        "subject",
        "title",
    ];
    WORDS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, body: &str) {
        let read = read(&format!("{{\\rtf1\\ansi\\deff0 {text}}}"), Keep::Numbers);
        assert_eq!(read.body, body, "{text}");
    }

    #[test]
    fn text_is_read_through_all_that_sets_it() {
        check("{\\b 715239}{\\i 99073}", "71523999073");
        check("{\\b\n7152\\f1 39}\n99073\\par Mer", "71523999073\nMer");
        check("715239\\~99073", "715239\u{a0}99073");
        check("\\'37\\'315\\'e5", "715å");
        check("\\u55?\\u49 ?5\\u-3913?", "715\u{f0b7}");
        check("{\\uc0\\u55\\u49}\\uc2\\u53ab2\\u51\\'33\\'339", "715239");
        check("71523{\\*\\bkmkstart a12}999073{\\*\\bkmkend a12}", "71523999073");
        check("71523999073{\\super 1}", "71523999073 1");
        check("7\\cell 1\\cell\\row", "7\t1\t\n");
        check("\\u-10179?\\u-8704?", "\u{1F600}");
        check("a\\\\b\\{c\\}\\-d", "a\\b{c}d");
    }

    #[test]
    fn what_stands_aside_is_kept_apart() {
        let text = "{\\rtf1{\\info{\\title 715239}{\\author 99073}}Tekst{\\footnote Noten}\
                    {\\pict\\jpegblip 3731353233393939303733}{\\object{\\*\\objdata 0105}}}";
        let read = read(text, Keep::Numbers);
        assert_eq!(read.body, "Tekst");
        let aside: Vec<&str> = read.aside.split("\n\n").filter(|text| !text.is_empty()).collect();
        assert_eq!(aside, ["715239", "99073", "Noten", "71523999073"]);
        assert!(read.has_objects);
    }

    #[test]
    fn what_is_broken_gives_a_value() {
        for text in [
            "}}}}",
            "\\",
            "\\'",
            "\\'é",
            "\\u",
            "\\uc-5\\u5",
            "\\bin999 é",
            "\\bin-1",
            "{\\pict 123",
            "\\par-",
            "\\u99999999999999999999x",
        ] {
            let _ = read(text, Keep::Numbers);
        }
        assert_eq!(
            read(&format!("{}a{}b", "{".repeat(DEEPEST * 2), "}".repeat(DEEPEST * 3)), Keep::Numbers).body,
            "ab"
        );
    }
}
