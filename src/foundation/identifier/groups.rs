//! The groups of digits that people write identifiers in.

use super::{Kind, Rule, identifier, is_of_century};

/// The most groups that an identifier is written in: its digits, one by one.
pub(super) const LONGEST: usize = 11;

/// Digits that stand together.
#[derive(Debug, Clone)]
pub(super) struct Group {
    /// The byte of the first digit, and the one after the last.
    pub(super) start: usize,
    pub(super) end: usize,
    /// How many digits there are.
    pub(super) length: usize,
    /// The first of them.
    digits: [u8; 11],
    /// What stands between these digits and the group before.
    pub(super) joint: Joint,
}

/// What stands between two groups of digits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Joint {
    /// There are spaces, or one line ends.
    pub(super) space: bool,
    /// The one mark there is.
    pub(super) mark: Option<char>,
    /// The groups are in neighbouring cells.
    pub(super) cell: bool,
}

impl Joint {
    /// The digits are joined by a mark alone.
    fn is_tight(self) -> bool {
        !self.space && !self.cell && self.mark.is_some()
    }

    /// The digits are joined by one of some marks alone.
    fn is_tight_by(self, marks: &[char]) -> bool {
        self.is_tight() && self.mark.is_some_and(|mark| marks.contains(&mark))
    }

    /// The digits are parted by what seldom stands within a number: `050685 (12345)`, `050685, 12345`.
    fn is_loose(self) -> bool {
        matches!(self.mark, Some(',' | '('))
    }

    fn is_blank(self) -> bool {
        self.space && !self.cell && self.mark.is_none()
    }
}

impl Group {
    pub(super) fn new(joint: Joint, start: usize) -> Self {
        Self { start, end: start, length: 0, digits: [0; 11], joint }
    }

    pub(super) fn push(&mut self, digit: u8, end: usize) {
        if let Some(place) = self.digits.get_mut(self.length) {
            *place = digit;
        }
        self.length += 1;
        self.end = end;
    }
}

/// The identifier that begins with the first of some groups, and how many groups it takes. `before` is the group in front,
/// joined to the first. More groups may follow.
pub(super) fn begins_with(groups: &[Group], before: Option<&Group>) -> Option<(Kind, usize)> {
    WRITTEN.iter().find_map(|form| {
        let taken = groups.get(..form.lengths.len())?;
        if !taken.iter().zip(form.lengths).all(|(group, length)| group.length == *length) {
            return None;
        }
        let after = groups.get(form.lengths.len());
        let joints: Vec<Joint> = taken[1..].iter().map(|group| group.joint).collect();
        let is_numbered = is_numbered(taken, before, after);
        let is_loose = joints.iter().any(|joint| joint.is_loose());
        let rule =
            if is_numbered || is_loose { (form.rule)(&joints).and(Some(Rule::Strict)) } else { (form.rule)(&joints) }?;
        if !is_numbered && is_part_of_more(taken, before, after) {
            return None;
        }
        let mut digits = digits(taken);
        if form.begins_with_year && digits.len() == 13 {
            digits = [&digits[6..8], &digits[4..6], &digits[..4], &digits[8..]].concat();
        }
        let (digits, century) = match digits.len() {
            13 => ([&digits[..4], &digits[6..]].concat(), Some(digits[4] * 10 + digits[5])),
            _ => (digits, None),
        };
        let digits: [u8; 11] = digits.try_into().ok()?;
        let kind = identifier(&digits, rule)?;
        century.is_none_or(|century| is_of_century(&digits, century)).then_some((kind, taken.len()))
    })
}

/// The digits of the groups, with the zeros that are left out in front of a day, a month and a whole number.
fn digits(taken: &[Group]) -> Vec<u8> {
    let is_date = (4..LONGEST).contains(&taken.len());
    let mut digits = Vec::with_capacity(13);
    for (index, group) in taken.iter().enumerate() {
        let is_short = (is_date && index < 2 && group.length == 1) || (taken.len() == 1 && group.length == 10);
        digits.extend(is_short.then_some(0));
        digits.extend(&group.digits[..group.length]);
    }
    digits
}

/// A way of writing: the lengths of the groups, and which rule applies with what stands between them, if any.
struct Grouping {
    lengths: &'static [usize],
    rule: fn(&[Joint]) -> Option<Rule>,
    /// Whether the date is written as ISO 8601 has it: `20391214`.
    begins_with_year: bool,
}

impl Grouping {
    const fn new(lengths: &'static [usize], rule: fn(&[Joint]) -> Option<Rule>) -> Self {
        Self { lengths, rule, begins_with_year: false }
    }

    const fn by_year(lengths: &'static [usize], rule: fn(&[Joint]) -> Option<Rule>) -> Self {
        Self { lengths, rule, begins_with_year: true }
    }
}

/// All ways of writing. Four, two and five digits are not among them: that is how account numbers are written. With the year
/// in four digits it is taken away again.
const WRITTEN: &[Grouping] = &[
    Grouping::new(&[11], |_| Some(Rule::Relaxed)),
    Grouping::new(&[6, 5], |joints| Some(strict_in_decimals(joints[0]))),
    Grouping::new(&[6, 3, 2], |joints| in_one_cell(joints, Rule::Relaxed)),
    Grouping::new(&[2, 2, 2, 5], |joints| dated(joints).map(|()| strict_between_cells(joints[2]))),
    Grouping::new(&[2, 2, 7], |joints| joints[0].is_tight().then(|| alike(joints))?),
    Grouping::new(&[2, 2, 2, 3, 2], |joints| dated(joints).and_then(|()| in_one_cell(joints, Rule::Relaxed))),
    Grouping::new(&[8, 5], |_| Some(Rule::Strict)),
    Grouping::new(&[2, 2, 4, 5], |joints| dated(joints).map(|()| Rule::Strict)),
    Grouping::new(&[2, 2, 9], |joints| joints[0].is_tight().then(|| alike(joints))?.and(Some(Rule::Strict))),
    Grouping::new(&[2, 2, 4, 3, 2], |joints| dated(joints).and_then(|()| in_one_cell(joints, Rule::Strict))),
    Grouping::new(&[1, 1, 2, 5], short_date),
    Grouping::new(&[1, 2, 2, 5], short_date),
    Grouping::new(&[2, 1, 2, 5], short_date),
    Grouping::new(&[1, 1, 4, 5], short_date),
    Grouping::new(&[1, 2, 4, 5], short_date),
    Grouping::new(&[2, 1, 4, 5], short_date),
    Grouping::by_year(&[8, 5], |_| Some(Rule::Strict)),
    Grouping::by_year(&[4, 2, 2, 5], |joints| dated(joints).map(|()| Rule::Strict)),
    // A whole number in a cell of its own has lost the zero of the first nine days.
    Grouping::new(&[10], |_| Some(Rule::Strict)),
    // As in the boxes of a form, or one in each cell of a row.
    Grouping::new(&[1; LONGEST], |joints| joints.iter().all(|joint| joint.is_blank()).then_some(Rule::Relaxed)),
    Grouping::new(&[1; LONGEST], |joints| joints.iter().all(|joint| joint.cell).then_some(Rule::Strict)),
];

/// A day or a month in one digit is joined to what follows by a full stop, a stroke or a hyphen.
fn short_date(joints: &[Joint]) -> Option<Rule> {
    dated(joints).filter(|()| joints[0].mark.is_some()).map(|()| Rule::Strict)
}

/// Neighbouring cells are common between other numbers.
fn strict_between_cells(joint: Joint) -> Rule {
    if joint.cell { Rule::Strict } else { Rule::Relaxed }
}

/// So is a decimal point.
fn strict_in_decimals(joint: Joint) -> Rule {
    if joint.is_tight() && joint.mark == Some('.') { Rule::Strict } else { strict_between_cells(joint) }
}

/// The first three groups are a date when what stands between them is the same.
fn dated(joints: &[Joint]) -> Option<()> {
    (joints[0].mark == joints[1].mark && joints[0].cell == joints[1].cell).then_some(())
}

fn alike(joints: &[Joint]) -> Option<Rule> {
    joints.iter().all(|joint| *joint == joints[0]).then_some(Rule::Relaxed)
}

fn in_one_cell(joints: &[Joint], rule: Rule) -> Option<Rule> {
    joints.iter().all(|joint| !joint.cell).then_some(rule)
}

/// Whether the one group has a number of its own in front, as in a list: `3.12345678901`, `1,12345678901`, or one digit
/// behind, as a program writes a number without decimals: `12345678901.0`. A decimal number may be taken for it, unless it
/// begins with zero, so the strict rule applies.
fn is_numbered(taken: &[Group], before: Option<&Group>, after: Option<&Group>) -> bool {
    let is_number = |group: &Group| (1..4).contains(&group.length) && group.digits[0] != 0;
    let in_front = before.is_some_and(|group| taken[0].joint.is_tight_by(&['.', ',']) && is_number(group));
    let behind = after.is_some_and(|group| group.joint.is_tight_by(&['.']) && group.length == 1);
    taken.len() == 1 && (in_front || behind)
}

/// Whether the groups are the middle of something longer: a decimal number, or a row of more groups of the same kind.
fn is_part_of_more(taken: &[Group], before: Option<&Group>, after: Option<&Group>) -> bool {
    let first = &taken[0];
    let inner = taken.get(1).map(|group| group.joint);
    // `0.14159265358`, `0,14159265358`, and `12345678901.50`.
    let is_decimal = inner.is_none()
        && (before.is_some_and(|group| first.joint.is_tight_by(&['.', ',']) && group.length < 4)
            || after.is_some_and(|group| group.joint.is_tight_by(&['.']) && group.length < 3));
    let is_row = first.length < 3
        && (before.is_some_and(|group| group.length == first.length && Some(first.joint) == inner)
            || (first.length == 1 && after.is_some_and(|group| group.length == 1 && Some(group.joint) == inner)));
    is_decimal || is_row
}
