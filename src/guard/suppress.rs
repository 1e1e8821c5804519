//! Hiding small counts, and as many other figures as it takes that no hidden one can be worked out.
//!
//! This is *cell suppression*, as offices of statistics use it (`τ-ARGUS`, Statistics Norway's `GaussSuppression`). A
//! count of a few may point at persons, so it is hidden: *primary* suppression. One hidden part alone is its total less
//! the other parts, so others are hidden with it: *secondary* suppression.
//!
//! # What is guaranteed
//!
//! For every hidden cell there is a *witness*: another table, whole in every cell, that shows the same figures, keeps
//! every equation and differs in that cell. Who sees only what is published cannot tell the two apart, whatever they
//! compute. A witness is checked by substitution, exactly and in whole numbers, before anything is built on it.
//!
//! The reader is taken to know
//! - every cell that is not hidden, and every equation;
//! - in which range a hidden value can lie ([`Cell::plausible`]). [`Cell::count`] gives the range of the strongest reader:
//!   one who knows the threshold, who knows or guesses which cells were hidden for being small (they lie in
//!   `1..threshold`) and which with them (they are `threshold` or more), and who knows that no zero is ever hidden. Who
//!   knows less sees more possibilities, never fewer.
//!
//! # What is not
//!
//! - At least two values are possible, but they may lie close to each other.
//! - A reader who is counted in a hidden cell knows more than what is published.
//! - Which cells were chosen depends on their values; who runs this program on every possible table may rule some out.
//! - Equations that nobody gave are not kept; nor is what the order of rows, or a text, tells.
//!
//! # How it is done
//!
//! A small cell is changed by one. That unbalances the equations it is in; each is balanced again by changing another of
//! its cells, until all are. Of all ways to do so the cheapest is looked for, where changing a hidden cell is nearly free
//! and changing a shown one costs what it costs to hide it. In a table with totals in two directions that is a shortest
//! cycle through the cell. All cells of the witness are hidden, and protected by that same witness. It stays one however
//! much more is hidden, since it leaves all else alone; so one pass over the small cells is enough.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashSet};
use std::ops::RangeInclusive;

/// The largest value, in either direction, that a cell can have.
pub const LIMIT: i64 = 1_000_000_000_000_000;

/// A figure that is shown unless it is hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    pub value: i64,
    /// Where the value can lie for all a reader knows once it is hidden. Holds the value.
    pub plausible: RangeInclusive<i64>,
    /// Whether it must be hidden.
    pub small: bool,
    /// What is lost when it is hidden; `None` when it must be shown.
    pub cost: Option<u64>,
}

impl Cell {
    /// A count, with the threshold under which counts are small, if there is one. Zero is never small and always shown: it
    /// tells of nobody, and empty rows would otherwise be hidden throughout.
    pub fn count(value: i64, threshold: Option<i64>, cost: Option<u64>) -> Self {
        let threshold = threshold.unwrap_or(1);
        let small = (1..threshold).contains(&value);
        let plausible = match value {
            _ if small => 1..=threshold - 1,
            ..0 => -LIMIT..=-1,
            0 => 0..=0,
            _ => threshold..=LIMIT,
        };
        Self { value, plausible, small, cost: cost.filter(|_| value != 0) }
    }
}

/// That figures, each with a factor, add up to the same in any table a reader can think of. `total = a + b` is
/// `[(total, 1), (a, -1), (b, -1)]`. What they add up to does not matter: it is taken to be known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Equation {
    /// Indices of cells, with factors.
    pub terms: Vec<(usize, i64)>,
}

/// Small cells that cannot be hidden so that nobody can work them out, by index, in order; the first twenty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unprotected {
    pub cells: Vec<usize>,
}

/// Another table: cells that differ, in order, each with what it has more or less.
pub type Witness = Vec<(usize, i64)>;

/// Decides for each cell whether it is hidden.
///
/// `holds` says of a witness whether it also keeps what the equations do not say.
pub fn suppress(
    cells: &[Cell],
    equations: &[Equation],
    holds: impl Fn(&Witness) -> bool,
) -> Result<Vec<bool>, Unprotected> {
    let mut search = Search::new(cells, equations, holds);
    let mut protected = vec![false; cells.len()];
    let mut unprotected = Vec::new();
    for (index, _) in cells.iter().enumerate().filter(|(_, cell)| cell.small) {
        if protected[index] {
            continue;
        }
        match EFFORTS.iter().find_map(|effort| search.witness(index, effort)) {
            Some(witness) => {
                for (cell, _) in witness {
                    search.hide(cell);
                    protected[cell] = true;
                }
            }
            None => unprotected.push(index),
        }
        if unprotected.len() == ENOUGH {
            break;
        }
    }
    if unprotected.is_empty() { Ok(search.hidden) } else { Err(Unprotected { cells: unprotected }) }
}

/// How far a search goes.
struct Effort {
    /// How many tables, balanced or not, are looked at.
    nodes: usize,
    /// How many hidden and how many shown cells are tried to balance an equation.
    candidates: usize,
    /// What an unbalanced equation counts: with 1 the cheapest witness is found, with more any witness is found sooner.
    haste: u64,
}

/// A thrifty search first; where it finds nothing, a hasty one, then a broad one.
const EFFORTS: [Effort; 3] = [
    Effort { nodes: 3_000, candidates: 48, haste: 1 },
    Effort { nodes: 30_000, candidates: 200, haste: 100 },
    Effort { nodes: 50_000, candidates: usize::MAX, haste: 1 },
];

/// After how many cells that cannot be protected the others are not looked at. They are enough to begin with, and a
/// search that finds nothing is the longest.
const ENOUGH: usize = 20;

/// What it costs to change a cell that is hidden already: little, so that witnesses stay short.
const HIDDEN_COST: u64 = 1;

struct Search<'a, F> {
    cells: &'a [Cell],
    equations: Vec<Balance>,
    /// The equations of each cell, with its factors.
    of_cell: Vec<Vec<(usize, i64)>>,
    hidden: Vec<bool>,
    holds: F,
}

/// The cells of an equation that a witness may change, with their factors.
struct Balance {
    /// Cheapest first.
    cells: Vec<(usize, i64)>,
    hidden: Vec<(usize, i64)>,
}

/// A table on the way to a witness.
struct Node {
    /// The table that it is made from, by one more change.
    from: Option<usize>,
    cell: usize,
    by: i64,
    cost: u64,
    /// The equations that do not balance, in order, each with what there is too much of.
    open: Vec<(usize, i64)>,
}

impl<'a, F: Fn(&Witness) -> bool> Search<'a, F> {
    fn new(cells: &'a [Cell], equations: &[Equation], holds: F) -> Self {
        let mut of_cell = vec![Vec::new(); cells.len()];
        let mut balances = Vec::with_capacity(equations.len());
        for (index, equation) in equations.iter().enumerate() {
            let mut factors: BTreeMap<usize, i64> = BTreeMap::new();
            for (cell, factor) in &equation.terms {
                *factors.entry(*cell).or_default() += factor;
            }
            factors.retain(|_, factor| *factor != 0);
            for (cell, factor) in &factors {
                of_cell[*cell].push((index, *factor));
            }
            let can_change = |(cell, _): &(usize, i64)| cells[*cell].small || cells[*cell].cost.is_some();
            let mut terms: Vec<(usize, i64)> = factors.into_iter().filter(can_change).collect();
            terms.sort_by_key(|(cell, _)| cells[*cell].cost);
            balances.push(Balance { cells: terms, hidden: Vec::new() });
        }
        let mut search = Self { cells, equations: balances, of_cell, hidden: vec![false; cells.len()], holds };
        for (index, _) in cells.iter().enumerate().filter(|(_, cell)| cell.small) {
            search.hide(index);
        }
        search
    }

    fn hide(&mut self, cell: usize) {
        if !std::mem::replace(&mut self.hidden[cell], true) {
            for (equation, factor) in &self.of_cell[cell] {
                self.equations[*equation].hidden.push((cell, *factor));
            }
        }
    }

    /// The cheapest witness for a cell that the effort finds.
    fn witness(&self, target: usize, effort: &Effort) -> Option<Witness> {
        let mut nodes: Vec<Node> = Vec::new();
        let mut queue = BinaryHeap::new();
        let mut seen: HashSet<Vec<(usize, i64)>> = HashSet::new();
        for by in self.first_changes(target) {
            let open = self.opened(&[], target, by);
            self.push(&mut nodes, &mut queue, effort, open.map(|open| (None, target, by, 0, open)));
        }
        while let Some((_, Reverse(index))) = queue.pop() {
            if nodes[index].open.is_empty() {
                let witness = changes(&nodes, index);
                if self.is_witness(&witness) {
                    return Some(witness);
                }
                continue;
            }
            if nodes.len() > effort.nodes {
                return None;
            }
            // Of two ways to the same imbalance the first is the cheaper.
            if !seen.insert(nodes[index].open.clone()) {
                continue;
            }
            let equation = nodes[index].open.iter().min_by_key(|(equation, _)| self.equations[*equation].cells.len());
            let Some((equation, excess)) = equation.copied() else { continue };
            let balance = &self.equations[equation];
            let shown = balance.cells.iter().filter(|(cell, _)| !self.hidden[*cell]);
            for (cell, factor) in balance.hidden.iter().take(effort.candidates).chain(shown.take(effort.candidates)) {
                if excess % factor != 0 {
                    continue;
                }
                let by = -(excess / factor);
                if !self.can_change(*cell, by) || is_changed(&nodes, index, *cell) {
                    continue;
                }
                let cost = nodes[index].cost.saturating_add(self.cost(*cell));
                let open = self.opened(&nodes[index].open, *cell, by).filter(|open| !seen.contains(open));
                self.push(&mut nodes, &mut queue, effort, open.map(|open| (Some(index), *cell, by, cost, open)));
            }
        }
        None
    }

    #[expect(clippy::type_complexity, reason = "the parts of a node, if there is one")]
    fn push(
        &self,
        nodes: &mut Vec<Node>,
        queue: &mut BinaryHeap<(Reverse<u64>, Reverse<usize>)>,
        effort: &Effort,
        node: Option<(Option<usize>, usize, i64, u64, Vec<(usize, i64)>)>,
    ) {
        let Some((from, cell, by, cost, open)) = node else { return };
        let still_to_pay = effort.haste.saturating_mul(open.len() as u64);
        queue.push((Reverse(cost.saturating_add(still_to_pay)), Reverse(nodes.len())));
        nodes.push(Node { from, cell, by, cost, open });
    }

    /// By how much a cell may be changed to begin with: by one or two, or as much as one of those it stands beside needs.
    fn first_changes(&self, target: usize) -> Vec<i64> {
        let beside = self.of_cell[target].iter().flat_map(|(equation, _)| &self.equations[*equation].cells);
        let mut steps: Vec<i64> = beside.map(|(_, factor)| factor.saturating_abs()).chain([1, 2]).collect();
        steps.sort_unstable();
        steps.dedup();
        steps.truncate(8);
        let both = steps.into_iter().flat_map(|step| [-step, step]);
        both.filter(|by| self.can_change(target, *by)).collect()
    }

    fn can_change(&self, cell: usize, by: i64) -> bool {
        let cell = &self.cells[cell];
        cell.value.checked_add(by).is_some_and(|value| cell.plausible.contains(&value))
    }

    fn cost(&self, cell: usize) -> u64 {
        if self.hidden[cell] { HIDDEN_COST } else { self.cells[cell].cost.unwrap_or(u64::MAX) }
    }

    /// The equations that do not balance once a cell is changed; `None` when the numbers become too large.
    fn opened(&self, open: &[(usize, i64)], cell: usize, by: i64) -> Option<Vec<(usize, i64)>> {
        let mut open = open.to_vec();
        for (equation, factor) in &self.of_cell[cell] {
            let change = factor.checked_mul(by)?;
            match open.binary_search_by_key(equation, |(equation, _)| *equation) {
                Ok(at) => {
                    open[at].1 = open[at].1.checked_add(change)?;
                    if open[at].1 == 0 {
                        open.remove(at);
                    }
                }
                Err(at) => open.insert(at, (*equation, change)),
            }
        }
        Some(open)
    }

    /// Whether changes are another table that looks the same once its cells are hidden. Counts everything anew.
    fn is_witness(&self, witness: &Witness) -> bool {
        let mut sums: BTreeMap<usize, i128> = BTreeMap::new();
        for (cell, by) in witness {
            for (equation, factor) in &self.of_cell[*cell] {
                *sums.entry(*equation).or_default() += i128::from(*factor) * i128::from(*by);
            }
        }
        let can_be_hidden = |cell: &usize| self.hidden[*cell] || self.cells[*cell].cost.is_some();
        !witness.is_empty()
            && sums.values().all(|sum| *sum == 0)
            && witness.iter().all(|(cell, by)| *by != 0 && can_be_hidden(cell) && self.can_change(*cell, *by))
            && (self.holds)(witness)
    }
}

fn is_changed(nodes: &[Node], index: usize, cell: usize) -> bool {
    way(nodes, index).any(|node| node.cell == cell)
}

fn changes(nodes: &[Node], index: usize) -> Witness {
    let mut witness: Witness = way(nodes, index).map(|node| (node.cell, node.by)).collect();
    witness.sort_unstable();
    witness
}

/// A table and those it is made from, back to the first.
fn way(nodes: &[Node], index: usize) -> impl Iterator<Item = &Node> {
    std::iter::successors(Some(&nodes[index]), |node| node.from.map(|from| &nodes[from]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table with totals in both directions and all figures as they are, the last row and column the totals. Hides
    /// counts under 5 and shows what becomes of it.
    #[track_caller]
    fn check<const ROWS: usize, const COLUMNS: usize>(table: [[i64; COLUMNS]; ROWS], expected: [&str; ROWS]) {
        let (cells, equations) = two_way(&table);
        let hidden = suppress(&cells, &equations, |_| true).unwrap();
        let shown: Vec<String> = (0..ROWS)
            .map(|row| {
                let cell = |column: usize| match hidden[row * COLUMNS + column] {
                    true => ":".to_owned(),
                    false => table[row][column].to_string(),
                };
                (0..COLUMNS).map(cell).collect::<Vec<_>>().join(" ")
            })
            .collect();
        assert_eq!(shown, expected);
    }

    fn two_way<const ROWS: usize, const COLUMNS: usize>(table: &[[i64; COLUMNS]; ROWS]) -> (Vec<Cell>, Vec<Equation>) {
        let cost = |value: i64| Some(u64::try_from(value).unwrap());
        let cells = table.iter().flatten().map(|value| Cell::count(*value, Some(5), cost(*value))).collect();
        let sum = |total: usize, parts: Vec<usize>| Equation {
            terms: parts.into_iter().map(|part| (part, -1)).chain([(total, 1)]).collect(),
        };
        let last = COLUMNS - 1;
        let rows = (0..ROWS)
            .map(|row| sum(row * COLUMNS + last, (0..last).map(|column| row * COLUMNS + column).collect()))
            .collect::<Vec<_>>();
        let columns = (0..COLUMNS).map(|column| {
            let parts = (0..ROWS - 1).map(|row| row * COLUMNS + column).collect();
            sum((ROWS - 1) * COLUMNS + column, parts)
        });
        (cells, rows.into_iter().chain(columns).collect())
    }

    #[test]
    fn without_small_counts_nothing_is_hidden() {
        check([[5, 6, 11], [0, 8, 8], [5, 14, 19]], ["5 6 11", "0 8 8", "5 14 19"]);
    }

    #[test]
    fn a_small_count_takes_three_others_with_it() {
        check(
            [[3, 20, 30, 53], [40, 50, 6, 96], [9, 70, 80, 159], [52, 140, 116, 308]],
            [": 20 : 53", ": 50 : 96", "9 70 80 159", "52 140 116 308"],
        );
    }

    #[test]
    fn small_counts_protect_each_other() {
        check([[2, 3, 5], [3, 2, 5], [5, 5, 10]], [": : 5", ": : 5", "5 5 10"]);
    }

    /// Both are one, or their sum would not be two: so more is hidden.
    #[test]
    fn two_ones_with_a_shown_sum_would_be_no_secret() {
        check([[1, 1, 60, 62], [7, 8, 50, 65], [8, 9, 110, 127]], [": : : 62", ": : : 65", "8 9 110 127"]);
        let cells = [Cell::count(1, Some(5), None), Cell::count(1, Some(5), None), Cell::count(2, None, None)];
        let sum = Equation { terms: vec![(0, 1), (1, 1), (2, -1)] };
        assert_eq!(suppress(&cells, &[sum], |_| true), Err(Unprotected { cells: vec![0, 1] }));
    }

    #[test]
    fn zeros_are_shown_and_protect_nothing() {
        check([[4, 0, 4], [0, 9, 9], [4, 9, 13]], [": 0 :", "0 9 9", ": 9 :"]);
    }

    #[test]
    fn a_figure_shown_in_two_places_is_hidden_in_both() {
        let cells = [
            Cell::count(3, Some(5), Some(3)),
            Cell::count(30, Some(5), Some(30)),
            Cell::count(33, Some(5), Some(33)),
            // The same in another table, with a total that must be shown.
            Cell::count(3, None, Some(3)),
            Cell::count(40, None, Some(40)),
            Cell::count(43, None, None),
        ];
        let equations = [
            Equation { terms: vec![(2, 1), (0, -1), (1, -1)] },
            Equation { terms: vec![(0, 1), (3, -1)] },
            Equation { terms: vec![(5, 1), (3, -1), (4, -1)] },
        ];
        let hidden = suppress(&cells, &equations, |_| true).unwrap();
        assert_eq!(hidden, [true, true, false, true, true, false]);
    }

    #[test]
    fn what_equations_do_not_say_can_be_asked_for() {
        let cells = [2, 50, 60].map(|value| Cell::count(value, Some(5), Some(1)));
        let equation = Equation { terms: vec![(0, 1), (1, 1), (2, -1)] };
        let without_the_second = |witness: &Witness| witness.iter().all(|(cell, _)| *cell != 1);
        let hidden = suppress(&cells, std::slice::from_ref(&equation), without_the_second).unwrap();
        assert_eq!(hidden, [true, false, true]);
        assert_eq!(suppress(&cells, &[equation], |_| false), Err(Unprotected { cells: vec![0] }));
    }

    #[test]
    fn factors_can_be_other_than_one() {
        // Each counts for a thousand kroner; the sum of kroner is shown.
        let cells = [
            Cell::count(2, Some(5), None),
            Cell::count(2_000, None, Some(1)),
            Cell::count(9_000, None, Some(1)),
            Cell::count(11_000, None, None),
        ];
        let equations =
            [Equation { terms: vec![(1, 1), (0, -1_000)] }, Equation { terms: vec![(1, 1), (2, 1), (3, -1)] }];
        assert_eq!(suppress(&cells, &equations, |_| true), Ok(vec![true, true, true, false]));
    }
}
