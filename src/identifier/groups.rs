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
        let is_numbered = is_numbered(taken, before);
        let is_loose = joints.iter().any(|joint| joint.is_loose());
        let rule =
            if is_numbered || is_loose { (form.rule)(&joints).and(Some(Rule::Strict)) } else { (form.rule)(&joints) }?;
        if is_part_of_more(taken, before.filter(|_| !is_numbered), after) {
            return None;
        }
        let digits = digits(taken);
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
struct Form {
    lengths: &'static [usize],
    rule: fn(&[Joint]) -> Option<Rule>,
}

/// All ways of writing. Four, two and five digits are not among them: that is how account numbers are written. With the year
/// in four digits it is taken away again.
const WRITTEN: &[Form] = &[
    Form { lengths: &[11], rule: |_| Some(Rule::Relaxed) },
    Form { lengths: &[6, 5], rule: |joints| Some(strict_in_decimals(joints[0])) },
    Form { lengths: &[6, 3, 2], rule: |joints| in_one_cell(joints, Rule::Relaxed) },
    Form { lengths: &[2, 2, 2, 5], rule: |joints| dated(joints).map(|()| strict_between_cells(joints[2])) },
    Form { lengths: &[2, 2, 7], rule: |joints| joints[0].is_tight().then(|| alike(joints))? },
    Form { lengths: &[2, 2, 2, 3, 2], rule: |joints| dated(joints).and_then(|()| in_one_cell(joints, Rule::Relaxed)) },
    Form { lengths: &[8, 5], rule: |_| Some(Rule::Strict) },
    Form { lengths: &[2, 2, 4, 5], rule: |joints| dated(joints).map(|()| Rule::Strict) },
    Form { lengths: &[2, 2, 9], rule: |joints| joints[0].is_tight().then(|| alike(joints))?.and(Some(Rule::Strict)) },
    Form { lengths: &[2, 2, 4, 3, 2], rule: |joints| dated(joints).and_then(|()| in_one_cell(joints, Rule::Strict)) },
    Form { lengths: &[1, 1, 2, 5], rule: |joints| short_date(joints) },
    Form { lengths: &[1, 2, 2, 5], rule: |joints| short_date(joints) },
    Form { lengths: &[2, 1, 2, 5], rule: |joints| short_date(joints) },
    Form { lengths: &[1, 1, 4, 5], rule: |joints| short_date(joints) },
    Form { lengths: &[1, 2, 4, 5], rule: |joints| short_date(joints) },
    Form { lengths: &[2, 1, 4, 5], rule: |joints| short_date(joints) },
    // A whole number in a cell of its own has lost the zero of the first nine days.
    Form { lengths: &[10], rule: |_| Some(Rule::Strict) },
    Form {
        lengths: &[1; LONGEST],
        rule: |joints| joints.iter().all(|joint| joint.is_blank()).then_some(Rule::Relaxed),
    },
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

/// Whether the one group has a number of its own in front, as in a list: `3.12345678901`. A decimal number that begins with
/// something else than zero may be taken for it, so the strict rule applies.
fn is_numbered(taken: &[Group], before: Option<&Group>) -> bool {
    let point = |joint: Joint| joint.is_tight() && joint.mark == Some('.');
    let is_number = |group: &Group| (1..3).contains(&group.length) && group.digits[0] != 0;
    taken.len() == 1 && before.is_some_and(|group| point(taken[0].joint) && is_number(group))
}

/// Whether the groups are the middle of something longer: a decimal number, or a row of more groups of the same kind.
fn is_part_of_more(taken: &[Group], before: Option<&Group>, after: Option<&Group>) -> bool {
    let first = &taken[0];
    let inner = taken.get(1).map(|group| group.joint);
    let decimal = |joint: Joint| joint.is_tight() && joint.mark == Some('.');
    // `0.14159265358`, and `12345678901.50`.
    let is_decimal = inner.is_none()
        && (before.is_some_and(|group| decimal(first.joint) && group.length < 4)
            || after.is_some_and(|group| decimal(group.joint) && group.length < 3));
    let is_row = first.length < 3
        && (before.is_some_and(|group| group.length == first.length && Some(first.joint) == inner)
            || (first.length == 1 && after.is_some_and(|group| group.length == 1 && Some(group.joint) == inner)));
    is_decimal || is_row
}
