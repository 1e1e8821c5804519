//! Changes of a source that mend a problem.

use super::Span;

/// What is to stand in the place of a part of a file, which mends the problem and changes nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    pub span: Span,
    pub text: String,
}

/// A text with repairs made, and those that were made, in order. One that overlaps an earlier one, or does not fit the text,
/// is left out: what is mended first may show that the rest is not needed.
pub fn repaired(text: &str, repairs: &[Repair]) -> (String, Vec<Repair>) {
    let mut repairs = repairs.to_vec();
    repairs.sort_by_key(|repair| (repair.span.start, repair.span.end));
    let mut mended = String::with_capacity(text.len());
    let mut made: Vec<Repair> = Vec::new();
    let mut position = 0;
    for repair in repairs {
        let overlaps = repair.span.start < position || (made.last().is_some_and(|last| last.span == repair.span));
        let (Some(before), Some(_)) = (text.get(position..repair.span.start), text.get(repair.span.clone())) else {
            continue;
        };
        if overlaps {
            continue;
        }
        mended.push_str(before);
        mended.push_str(&repair.text);
        position = repair.span.end;
        made.push(repair);
    }
    mended.push_str(&text[position..]);
    (mended, made)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, repairs: &[(Span, &str)], expected: &str, made: usize) {
        let repairs: Vec<Repair> =
            repairs.iter().map(|(span, text)| Repair { span: span.clone(), text: (*text).to_owned() }).collect();
        let (found, list) = repaired(text, &repairs);
        assert_eq!((found.as_str(), list.len()), (expected, made));
    }

    #[test]
    fn only_what_is_marked_is_changed() {
        check("få 5% og 6%", &[(4..6, "5 %")], "få 5 % og 6%", 1);
        check("5% og 6%", &[(6..8, "6 %"), (0..2, "5 %")], "5 % og 6 %", 2);
        check("uendret", &[], "uendret", 0);
    }

    #[test]
    fn what_overlaps_or_does_not_fit_is_left_out() {
        check("abcdef", &[(0..3, "x"), (2..4, "y"), (4..5, "z")], "xdzf", 2);
        check("abc", &[(0..1, "x"), (0..1, "y")], "xbc", 1);
        check("æ", &[(0..1, "x"), (0..9, "y"), (2..2, "!")], "æ!", 1);
    }
}
