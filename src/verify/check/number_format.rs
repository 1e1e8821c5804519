//! `tallformat`: numbers are written the Norwegian way.
//!
//! What it is, why it matters and the way out stand with [`Code::NumberFormat`]. The rules are those of Språkrådet
//! ("Tall og måleenheter"): a comma before decimals, spaces between thousands, a space before `%`. The spaces do not break,
//! so that a number is not divided between lines.
//!
//! What can be read as another number in Norwegian is an error: `1,000,000`, `1.000.000`, `12.5 %`. What is only harder to
//! read is a warning: `5%`, `1000000`. Long runs of digits are numbers of things as often as counts (project numbers,
//! phones, organisations), so they are reported only beside `kr`, or when they are round.
//!
//! Bad: «Ordningen har 1,000,000 kr, 12.5% mer enn i fjor.»
//! Good: «Ordningen har 1 000 000 kr, 12,5 % mer enn i fjor.»

use super::figure::Figure;
use super::reading::{Reading, Setting};
use crate::foundation::diagnostic::{Code, Diagnostic};
use crate::foundation::locale::NO_BREAK_SPACE;

/// The fewest digits that are written in groups: 1000 may stand as it is, so 10 000 is the first that may not.
const GROUPED: usize = 5;

/// Reports a number that is written in another way.
pub fn number_format(reading: &Reading<'_>, place: Setting, figure: &Figure<'_>) -> Option<Diagnostic> {
    let Flaw { right, length, why, is_misleading } = flaw(figure)?;
    let span = figure.span.start..figure.span.start + length;
    let typed = &reading.text[span.clone()];
    let message = format!("tallet «{typed}» er ikke skrevet på norsk måte");
    let hint = format!("skriv «{right}»: {why}");
    let repair = (place != Setting::Heading).then_some(right);
    let problem = Diagnostic::at(Code::NumberFormat, reading.file, span, message).hint(hint).maybe_repair(repair);
    Some(if is_misleading { problem } else { problem.as_warning() })
}

/// What is wrong with a number.
struct Flaw {
    right: String,
    /// How much of the text it stands for, from the beginning of the figure.
    length: usize,
    why: &'static str,
    /// It can be read as another number.
    is_misleading: bool,
}

fn flaw(figure: &Figure<'_>) -> Option<Flaw> {
    let Figure { digits, after, .. } = figure;
    let length = digits.len();
    // Most numbers are small, and nothing can be wrong with them but what follows.
    if length < GROUPED && digits.bytes().all(|byte| byte.is_ascii_digit()) && percent_after(after) != Some(0) {
        return None;
    }
    let spaces = "mellomrom mellom tusener";
    if let Some(right) = thousands(digits, ',', '.', 2).or_else(|| {
        let least = if is_money(figure) { 1 } else { 2 };
        thousands(digits, '.', ',', least).filter(|_| !is_network_address(digits))
    }) {
        return Some(Flaw { right, length, why: spaces, is_misleading: true });
    }
    let percent = percent_after(after);
    let decimals = figure.parts('.').filter(|parts| parts.len() == 2 && parts[1].len() <= 2);
    let is_rate = percent.is_some() || after.trim_start_matches([' ', NO_BREAK_SPACE]).starts_with("prosent");
    match (decimals, percent) {
        (Some(_), Some(0)) => Some(Flaw {
            right: format!("{}{NO_BREAK_SPACE}%", digits.replace('.', ",")),
            length: length + 1,
            why: "komma foran desimaler og mellomrom foran prosenttegnet",
            is_misleading: true,
        }),
        (Some(_), _) if is_rate => {
            let right = digits.replace('.', ",");
            Some(Flaw { right, length, why: "komma foran desimaler", is_misleading: true })
        }
        (_, Some(0)) => Some(Flaw {
            right: format!("{digits}{NO_BREAK_SPACE}%"),
            length: length + 1,
            why: "mellomrom foran prosenttegnet",
            is_misleading: false,
        }),
        _ => {
            let (whole, decimals) = digits.split_once(',').map_or((*digits, None), |(whole, rest)| (whole, Some(rest)));
            let plain = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            if whole.len() < GROUPED || whole.starts_with('0') || !plain(whole) || !decimals.is_none_or(plain) {
                return None;
            }
            let is_round = whole.len() > GROUPED && whole.ends_with("000") && decimals.is_none();
            let is_count = is_money(figure) || (is_round && !is_named_number(figure));
            if !is_count {
                return None;
            }
            let decimals = decimals.map(|decimals| format!(",{decimals}")).unwrap_or_default();
            Some(Flaw { right: format!("{}{decimals}", grouped(whole)), length, why: spaces, is_misleading: false })
        }
    }
}

/// The Norwegian form of a number with a sign between thousands, when it has at least so many.
fn thousands(digits: &str, between: char, before_decimals: char, least: usize) -> Option<String> {
    let (whole, decimals) = match digits.split_once(before_decimals) {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (digits, None),
    };
    let groups: Vec<&str> = whole.split(between).collect();
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (first, rest) = groups.split_first()?;
    let fits = rest.len() >= least
        && (1..=3).contains(&first.len())
        && rest.iter().all(|group| group.len() == 3)
        && groups.iter().all(|group| plain(group))
        && decimals.is_none_or(|decimals| !decimals.is_empty() && plain(decimals));
    let decimals = decimals.map(|decimals| format!(",{decimals}")).unwrap_or_default();
    fits.then(|| format!("{}{decimals}", groups.join(&NO_BREAK_SPACE.to_string())))
}

/// Digits in groups of three from the end.
fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() * 2);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(NO_BREAK_SPACE);
        }
        text.push(digit);
    }
    text
}

/// How many bytes stand between a figure and its per cent sign. `None` without one, or when it is part of a word
/// (`5%-regelen`).
fn percent_after(after: &str) -> Option<usize> {
    let rest = after.trim_start_matches([' ', NO_BREAK_SPACE]);
    let following = rest.strip_prefix('%')?.chars().next();
    let is_word = following.is_some_and(|character| character.is_alphanumeric() || character == '-');
    (!is_word).then(|| after.len() - rest.len())
}

fn is_money(figure: &Figure<'_>) -> bool {
    let after = figure.after.trim_start_matches([' ', NO_BREAK_SPACE]);
    let word = after.split(|character: char| !character.is_alphanumeric()).next().unwrap_or_default();
    matches!(word, "kr" | "kroner" | "NOK") || matches!(figure.word_before().as_str(), "kr" | "kr." | "nok")
}

/// Whether the word before says that the digits are the number of something.
fn is_named_number(figure: &Figure<'_>) -> bool {
    let word = figure.word_before();
    let word = word.trim_end_matches([':', '.']);
    ["nr", "nummer", "nummeret", "id", "tlf", "telefon", "konto", "kontonummer", "ref"]
        .iter()
        .any(|end| word.ends_with(end))
}

fn is_network_address(digits: &str) -> bool {
    let parts: Vec<&str> = digits.split('.').collect();
    parts.len() == 4 && parts.iter().all(|part| part.parse::<u8>().is_ok())
}
