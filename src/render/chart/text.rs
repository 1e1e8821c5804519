//! How much room texts take, and how they are made to fit.

use super::FONT;

/// The width of a text in a sans serif font of usual width.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(advance).sum::<f64>() * size
}

/// The width of a character, in parts of the font size. Rather too much than too little.
pub(super) fn advance(character: char) -> f64 {
    match character {
        ' ' | '\u{a0}' | 'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.3,
        'f' | 'r' | 't' | '(' | ')' | '/' | '-' => 0.4,
        'm' | 'w' | 'M' | 'W' | 'Æ' | 'æ' | '%' | '@' | '…' => 0.9,
        'A'..='Z' | 'À'..='Þ' => 0.68,
        '\u{1100}'.. => 1.0,
        _ => 0.58,
    }
}

/// A text in lines of at most this width. What does not fit on the last line is cut.
pub(super) fn wrapped(text: &str, room: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let is_last = lines.len() == most;
        match lines.last_mut() {
            Some(line) if is_last || width(line, FONT) + width(" ", FONT) + width(word, FONT) <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| cut(line, room, FONT)).collect()
}

/// A text that is not wider than this.
pub(super) fn cut(text: &str, room: f64, size: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut left = room - width("…", size);
    let fits = |character: &char| {
        left -= advance(*character) * size;
        left >= 0.0
    };
    let kept: String = text.chars().take_while(fits).collect();
    format!("{}…", kept.trim_end())
}

// SVG.
