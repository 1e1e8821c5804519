//! Reads a text as groups of digits with something between them.

use super::groups::{Group, Joint, LONGEST, begins_with};
use super::{Found, Writing};

/// How many groups are held at once; a file of nothing but numbers is read in pieces of so many.
const HELD: usize = 1024;
/// How far back a word that says what a number is, is looked for, in bytes.
const WORD_BEFORE: usize = 32;
/// The longest entity, the longest address or tag, and the longest blank of TOML that a number is found through, in bytes.
const ENTITY: usize = 12;
const ADDRESS: usize = 2048;
/// How many bytes are looked through for a digit at once.
const BLOCK: usize = 64;
const BLANK: usize = 256;

/// Elements of HTML and SVG that stand within a line of text.
const WITHIN_LINES: [&str; 22] = [
    "a", "abbr", "b", "big", "bdi", "bdo", "code", "em", "font", "i", "kbd", "mark", "s", "small", "span", "strong",
    "sub", "sup", "tspan", "tt", "u", "wbr",
];

pub(super) fn find(text: &str, writing: Writing) -> Vec<Found> {
    let line_ends = if writing == Writing::Csv { quoted_line_ends(text) } else { Vec::new() };
    let has_comma_cells = writing == Writing::Csv && has_comma_cells(text);
    let mut scan = Scan {
        text,
        writing,
        line_ends,
        has_comma_cells,
        open_until: 0,
        groups: Vec::new(),
        joint: Joint::default(),
        found: Vec::new(),
    };
    scan.run(0, text.len());
    scan.found.sort_by_key(|found| found.span.start);
    scan.found
}

struct Scan<'t> {
    text: &'t str,
    writing: Writing,
    /// Of CSV: where lines end within a cell.
    line_ends: Vec<usize>,
    /// Of CSV: whether cells are parted by commas.
    has_comma_cells: bool,
    /// Of markup: no tag ends before this place, so that a text full of what looks like tags is looked through once.
    open_until: usize,
    /// The groups that hang together, so far.
    groups: Vec<Group>,
    /// What was read after the last group.
    joint: Joint,
    found: Vec<Found>,
}

/// What a character is to a number.
enum Role {
    Digit(u8),
    Invisible,
    Space,
    LineEnd,
    Mark(char),
    Cell,
    Other,
}

impl Scan<'_> {
    fn run(&mut self, from: usize, to: usize) {
        let mut at = from;
        // The groups end at the last character of one if nothing but digits were read since.
        let mut open = false;
        while at < to {
            if self.groups.is_empty() {
                match self.first_digit(at, to) {
                    Some(start) => at = start,
                    None => return,
                }
            }
            let (role, end) = self.role(at, to);
            match role {
                Role::Digit(digit) => {
                    if !open {
                        let joint = std::mem::take(&mut self.joint);
                        self.groups.push(Group::new(joint, at));
                        open = true;
                    }
                    if let Some(group) = self.groups.last_mut() {
                        group.push(digit, end);
                    }
                }
                Role::Invisible => {}
                role => {
                    open = false;
                    if !self.joint.takes(&role) {
                        self.flush(true);
                    } else if self.groups.len() >= HELD {
                        self.flush(false);
                    }
                }
            }
            at = end;
        }
        self.flush(true);
    }

    /// Where the next digit may be.
    fn first_digit(&self, from: usize, to: usize) -> Option<usize> {
        let bytes = self.text.as_bytes().get(from..to)?;
        let entities = matches!(self.writing, Writing::Markdown | Writing::Markup);
        let percent = matches!(self.writing, Writing::Plain | Writing::Markdown | Writing::Markup);
        // In what a tag says of itself, numbers are looked for apart.
        let (escapes, tags) = (self.writing == Writing::Toml, self.writing == Writing::Markup);
        let is_candidate = |byte: u8| {
            byte.is_ascii_digit()
                | (entities & (byte == b'&'))
                | (escapes & (byte == b'\\'))
                | (percent & (byte == b'%'))
                | (tags & (byte == b'<'))
                // The first bytes of digits other than these ten, and of a little more.
                | (byte >= 0xd9)
        };
        // Without a way out of the inner loop, many bytes are compared at once.
        let mut blocks = bytes.chunks(BLOCK).enumerate();
        let (index, block) =
            blocks.find(|(_, block)| block.iter().fold(false, |any, byte| any | is_candidate(*byte)))?;
        let offset = block.iter().position(|byte| is_candidate(*byte))?;
        Some(from + index * BLOCK + offset)
    }

    /// What stands at a place, and where the next thing is.
    fn role(&mut self, at: usize, to: usize) -> (Role, usize) {
        let Some(character) = self.text.get(at..to).and_then(|rest| rest.chars().next()) else {
            return (Role::Other, to);
        };
        let end = at + character.len_utf8();
        match (self.writing, character) {
            (Writing::Markdown | Writing::Markup, '&') => {
                let rest = self.text.get(end..to).unwrap_or_default();
                match entity(rest) {
                    Some((character, length)) => (role(character), end + length),
                    None => (Role::Other, end),
                }
            }
            (Writing::Markdown, ']') if self.text.as_bytes().get(end) == Some(&b'(') => {
                let rest = self.text.as_bytes().get(end..to.min(end + ADDRESS)).unwrap_or_default();
                let close = rest.iter().position(|byte| matches!(byte, b')' | b'\n'));
                match close.filter(|close| rest[*close] == b')') {
                    Some(close) => {
                        self.found.extend(find_in(self.text, end..end + close));
                        (Role::Invisible, end + close + 1)
                    }
                    None => (Role::Invisible, end),
                }
            }
            // Of a link by reference, the reference is not seen.
            (Writing::Markdown, ']') if self.text.as_bytes().get(end) == Some(&b'[') => {
                let rest = self.text.as_bytes().get(end..to.min(end + ADDRESS)).unwrap_or_default();
                let close = rest.iter().position(|byte| matches!(byte, b']' | b'\n'));
                (Role::Invisible, close.filter(|close| rest[*close] == b']').map_or(end, |close| end + close + 1))
            }
            (Writing::Plain | Writing::Markdown | Writing::Markup, '%') => {
                match percent(self.text.get(end..to).unwrap_or_default()) {
                    Some(character) => (role(character), end + 2),
                    None => (Role::Other, end),
                }
            }
            (Writing::Markdown, '*' | '_' | '~' | '`' | '\\' | '[' | ']' | '>') => (Role::Invisible, end),
            (Writing::Markdown, '|') | (Writing::Csv, ';' | '\t') => (Role::Cell, end),
            (Writing::Csv, ',') if self.has_comma_cells => (Role::Cell, end),
            (Writing::Csv, '"') => (Role::Invisible, end),
            (Writing::Csv, '\n') if self.line_ends.binary_search(&at).is_err() => (Role::Other, end),
            (Writing::Toml, '\\') => {
                let (found, length) = escape(self.text.get(end..to).unwrap_or_default());
                (found, end + length)
            }
            (Writing::Toml, '_') if is_within_integer(self.text, at) => (Role::Invisible, end),
            (Writing::Markup, '<') => self.tag(at, to),
            _ => (role(character), end),
        }
    }

    /// What a tag is to a number, and where the text goes on. What it says of itself is looked through apart.
    fn tag(&mut self, at: usize, to: usize) -> (Role, usize) {
        let limit = to.min(at + ADDRESS);
        let from = at.max(self.open_until);
        let rest = self.text.as_bytes().get(from..limit).unwrap_or_default();
        let Some(close) = rest.iter().position(|byte| *byte == b'>').map(|close| from - at + close) else {
            self.open_until = limit.max(self.open_until);
            return (Role::Other, at + 1);
        };
        let end = at + close + 1;
        self.found.extend(find_in(self.text, at + 1..end - 1));
        let inside = self.text.get(at + 1..end - 1).unwrap_or_default().trim_start_matches('/');
        let name = inside.split(|next: char| !next.is_ascii_alphanumeric() && next != ':').next().unwrap_or_default();
        let name = name.rsplit(':').next().unwrap_or_default().to_ascii_lowercase();
        let role = match name.as_str() {
            // Comments and instructions are not seen.
            _ if inside.starts_with(['!', '?']) => Role::Invisible,
            "td" | "th" if inside.len() < close - 1 => Role::Space,
            "td" | "th" => Role::Cell,
            "br" => Role::LineEnd,
            name if WITHIN_LINES.contains(&name) => Role::Invisible,
            _ => Role::Other,
        };
        (role, end)
    }

    /// Looks for identifiers among the groups, and forgets those that no identifier can begin with any more.
    fn flush(&mut self, last: bool) {
        let certain = if last { self.groups.len() } else { self.groups.len().saturating_sub(LONGEST + 1) };
        let mut next = 0;
        while next < certain {
            let before = next.checked_sub(1).and_then(|before| self.groups.get(before));
            match begins_with(&self.groups[next..], before) {
                Some((kind, length)) => {
                    let span = self.groups[next].start..self.groups[next + length - 1].end;
                    if !(length == 1 && self.is_of_another_kind(&self.groups[next])) {
                        self.found.push(Found { kind, span });
                    }
                    next += length;
                }
                None => next += 1,
            }
        }
        self.groups.drain(..next.min(self.groups.len()));
        if last {
            self.groups.clear();
            self.joint = Joint::default();
        }
    }

    /// Whether digits that stand together are something else by what stands around them.
    fn is_of_another_kind(&self, group: &Group) -> bool {
        let (before, after) = (&self.text[..group.start], &self.text[group.end..]);
        // With the zero in front of it lost, a number is known by having a cell to itself.
        let is_short = group.length < LONGEST;
        is_account(before) || (is_short && !self.is_cell(before, after))
    }

    /// Whether what stands between two texts is a cell of its own.
    fn is_cell(&self, before: &str, after: &str) -> bool {
        let is_end = |next: Option<char>| match next {
            None | Some(';' | '\t' | '\n' | '\r' | '"') => true,
            Some(',') => self.has_comma_cells,
            _ => false,
        };
        self.writing == Writing::Csv && is_end(before.chars().next_back()) && is_end(after.chars().next())
    }
}

/// Whether cells are parted by commas, as programs of other countries write them: the first line tells.
fn has_comma_cells(text: &str) -> bool {
    text.lines().next().is_some_and(|line| line.contains(',') && !line.contains([';', '\t']))
}

/// Identifiers in a part of a text, such as an address of a link.
fn find_in(text: &str, part: std::ops::Range<usize>) -> Vec<Found> {
    let found = find(text.get(part.clone()).unwrap_or_default(), Writing::Plain);
    let moved = |found: Found| Found { span: found.span.start + part.start..found.span.end + part.start, ..found };
    found.into_iter().map(moved).collect()
}

impl Joint {
    /// Takes one more character between two groups; `false` when there can be no number through it.
    fn takes(&mut self, role: &Role) -> bool {
        match role {
            Role::Space => {
                self.space = true;
                true
            }
            // After a line end, a mark is that of a list.
            Role::LineEnd => {
                let ends = self.mark == Some('\n') || self.cell;
                self.space = true;
                let taken = matches!(self.mark, None | Some('-')) && !ends;
                self.mark = Some('\n');
                taken
            }
            Role::Mark(mark) => {
                // Two hyphens are a dash to many.
                let again = self.mark == Some(*mark) && matches!(mark, '-' | '_');
                let taken = (self.mark.is_none() || again) && !self.cell;
                self.mark = Some(*mark);
                taken
            }
            Role::Cell => {
                let taken = !self.cell && self.mark.is_none();
                self.cell = true;
                taken
            }
            Role::Digit(_) | Role::Invisible | Role::Other => false,
        }
    }
}

fn role(character: char) -> Role {
    if let Some(digit) = digit(character) {
        return Role::Digit(digit);
    }
    match character {
        '\n' => Role::LineEnd,
        // Soft hyphens, zero-width characters, marks of direction and of shape, and the frame of a key.
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{180b}'..='\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{20e3}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{e0000}'..='\u{e01ef}' => Role::Invisible,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => Role::Mark('-'),
        '.' | '\u{b7}' | '\u{2022}' | '\u{2024}' | '\u{2027}' | '\u{22c5}' | '\u{ff0e}' => Role::Mark('.'),
        '/' | '\\' | '|' | '\u{2044}' | '\u{2215}' | '\u{ff0f}' => Role::Mark('/'),
        '_' | ':' | '+' | '*' | ',' | '(' => Role::Mark(character),
        // Among them blanks that other characters leave, which no letter is.
        '\u{2800}' | '\u{3164}' => Role::Space,
        _ if character.is_whitespace() => Role::Space,
        _ => Role::Other,
    }
}

/// The value of a decimal digit of any script: general category Nd of Unicode 15.
fn digit(character: char) -> Option<u8> {
    if character.is_ascii() {
        return character.to_digit(10).and_then(|value| u8::try_from(value).ok());
    }
    let code = u32::from(character);
    let zero = *ZEROS.get(ZEROS.partition_point(|zero| *zero <= code).checked_sub(1)?)?;
    u8::try_from(code - zero).ok().filter(|value| *value < 10)
}

/// The zero of each script that has digits; the others follow it.
const ZEROS: [u32; 65] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20,
    0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0,
    0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0,
    0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950, 0x11c50, 0x11d50, 0x11da0, 0x16a60, 0x16ac0,
    0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e950, 0x1fbf0,
];

/// What an escape of TOML or JSON is to a number, and how long it is after the backslash.
fn escape(rest: &str) -> (Role, usize) {
    let code = |digits: usize| {
        let digits = rest.get(1..1 + digits)?;
        char::from_u32(u32::from_str_radix(digits, 16).ok()?)
    };
    let digits = match rest.as_bytes().first() {
        Some(b'x') => 2,
        Some(b'u') => 4,
        Some(b'U') => 8,
        Some(b't') => return (Role::Space, 1),
        Some(b'n') => return (Role::LineEnd, 1),
        Some(b'/') => return (Role::Mark('/'), 1),
        Some(first) if first.is_ascii_whitespace() => {
            let head = rest.as_bytes().iter().take(BLANK);
            return (Role::Invisible, head.take_while(|byte| byte.is_ascii_whitespace()).count());
        }
        _ => return (Role::Mark('/'), 0),
    };
    code(digits).map_or((Role::Mark('/'), 0), |character| (role(character), digits + 1))
}

/// Whether a `_` stands between the digits of a whole number of TOML.
fn is_within_integer(text: &str, at: usize) -> bool {
    let of_number = |byte: &&u8| byte.is_ascii_digit() || **byte == b'_';
    let before = text.as_bytes()[..at].iter().rev().take(WORD_BEFORE).find(|byte| !of_number(byte));
    let after = text.as_bytes()[at..].iter().take(WORD_BEFORE).find(|byte| !of_number(byte));
    before.is_none_or(|byte| matches!(byte, b' ' | b'\t' | b'=' | b',' | b'[' | b'+' | b'-'))
        && after.is_none_or(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',' | b']' | b'}' | b'#'))
}

/// Where lines end within cells in quotes. Only a cell that begins with a quote has them.
fn quoted_line_ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let (mut begins, mut quoted) = (true, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' if quoted || begins => (quoted, begins) = (!quoted, false),
            // A quote right after the closing one is one in the text.
            b'"' if at.checked_sub(1).is_some_and(|before| text.as_bytes()[before] == b'"') => quoted = true,
            b'\n' if quoted => ends.push(at),
            _ if !quoted => begins = matches!(byte, b';' | b'\n' | b'\t' | b','),
            _ => {}
        }
    }
    ends
}

/// The character that an escape in an address stands for: `20` of `%20`.
fn percent(rest: &str) -> Option<char> {
    let code = u8::from_str_radix(rest.get(..2)?, 16).ok()?;
    code.is_ascii().then_some(char::from(code))
}

/// The character that an entity stands for, and how long it is after the ampersand.
fn entity(rest: &str) -> Option<(char, usize)> {
    let end = rest.bytes().take(ENTITY).position(|byte| byte == b';')?;
    let name = rest.get(..end)?;
    let character = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(number) => u32::from_str_radix(number, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
        None => match name {
            "nbsp" | "ensp" | "emsp" | "thinsp" | "hairsp" | "numsp" | "puncsp" | "emsp13" | "emsp14" | "Tab"
            | "ThinSpace" | "MediumSpace" => '\u{a0}',
            "shy" | "zwj" | "zwnj" | "lrm" | "rlm" | "NoBreak" => '\u{200b}',
            "hyphen" | "dash" | "ndash" | "mdash" | "minus" => '-',
            "period" | "middot" | "bull" => '.',
            "sol" | "bsol" => '/',
            _ => return None,
        },
    };
    Some((character, end + 1))
}

/// Whether the words before a number say that it is an account. Those before another number are about that one.
fn is_account(before: &str) -> bool {
    /// How words end that mean an account. An office (`kontor`) is none, and whoever owns an account is a person.
    const ACCOUNT: [&str; 8] =
        ["konto", "kontoen", "kontonr", "kontonummer", "kontonummeret", "kontoer", "kontonumre", "kontonumrene"];
    let from = before.floor_char_boundary(before.len().saturating_sub(WORD_BEFORE));
    let before = before[from..].rsplit(char::is_numeric).next().unwrap_or_default().to_lowercase();
    let words = before.split(|character: char| !character.is_alphabetic()).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.collect();
    let is_filler = |word: &&&str| matches!(**word, "nr" | "nummer" | "er" | "til");
    words.iter().rev().find(|word| !is_filler(word)).is_some_and(|word| ACCOUNT.iter().any(|end| word.ends_with(end)))
}
