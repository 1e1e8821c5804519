//! Pictures that stand among the operators of a page, and which operators there are (ISO 32000-2, 8.9.7 and annex A).

use super::object::{Lexer, Object};

/// How much of what follows a picture tells whether that is where it ends.
const AHEAD: usize = 400;

/// How many operators it must have.
const ENOUGH: usize = 3;

/// What is known of the pictures of a content.
#[derive(Default)]
pub struct Pictures {
    /// No picture from here on has an end that operators follow.
    none_sure: bool,
    /// None has an end at all.
    none: bool,
}

impl Pictures {
    /// Goes past the bytes of a picture. How many they are is not stated, and they may hold anything, also what ends them.
    pub fn skip(&mut self, lexer: &mut Lexer<'_>) {
        let start = lexer.at.min(lexer.bytes.len());
        let rest = &lexer.bytes[start..];
        let ends_at = |at: &usize| {
            let after = rest.get(at + 2..).unwrap_or_default();
            after.first().is_none_or(|byte| byte.is_ascii_whitespace() || *byte == 0)
        };
        let mut ends = rest.windows(2).enumerate().filter(|(_, pair)| pair == b"EI").map(|(at, _)| at).filter(ends_at);
        if self.none {
            return;
        }
        let is_sure = |at: &usize| are_operators(&rest[at + 2..]);
        let sure = if self.none_sure { None } else { ends.clone().find(is_sure) };
        self.none_sure |= sure.is_none();
        let end = sure.or_else(|| ends.next());
        // What never ends is read as if it were none: something may stand there.
        self.none |= end.is_none();
        lexer.at = end.map_or(start, |at| start + at + 2);
    }
}

/// Whether a text begins with operators, or is at its end.
fn are_operators(text: &[u8]) -> bool {
    let is_cut = text.len() > AHEAD;
    let text = &text[..text.len().min(AHEAD)];
    let mut lexer = Lexer::new(text, 0);
    let mut operators = 0;
    while operators < ENOUGH
        && let Some(object) = lexer.next()
    {
        match object {
            // What is cut off may be the half of one.
            _ if is_cut && lexer.at == text.len() => break,
            Object::Word(word) if is_operator(&word) => operators += 1,
            Object::Word(word) if word != "true" && word != "false" => return false,
            _ => {}
        }
    }
    operators > 0 || text.trim_ascii().is_empty()
}

/// Whether it is a content of operators rather than another text.
pub fn is_content(bytes: &[u8]) -> bool {
    const LOOKED_AT: usize = 16 << 10;
    let bytes = &bytes[..bytes.len().min(LOOKED_AT)];
    let mut lexer = Lexer::new(bytes, 0);
    let (mut known, mut unknown) = (0_usize, 0_usize);
    while let Some(object) = lexer.next() {
        if let Object::Word(word) = object {
            let is_known = is_operator(&word);
            (known, unknown) = (known + usize::from(is_known), unknown + usize::from(!is_known));
            if word == "ID" {
                Pictures::default().skip(&mut lexer);
            }
        }
    }
    known > 1 && known > 2 * unknown
}

fn is_operator(word: &str) -> bool {
    const OPERATORS: [&str; 73] = [
        "b", "B", "b*", "B*", "BDC", "BI", "BMC", "BT", "BX", "c", "cm", "CS", "cs", "d", "d0", "d1", "Do", "DP", "EI",
        "EMC", "ET", "EX", "f", "F", "f*", "G", "g", "gs", "h", "i", "ID", "j", "J", "K", "k", "l", "m", "M", "MP",
        "n", "q", "Q", "re", "RG", "rg", "ri", "s", "S", "SC", "sc", "SCN", "scn", "sh", "T*", "Tc", "Td", "TD", "Tf",
        "Tj", "TJ", "TL", "Tm", "Tr", "Ts", "Tw", "Tz", "v", "w", "W", "W*", "y", "'", "\"",
    ];
    OPERATORS.contains(&word)
}
