//! All figures of a site and all that ties them together, as one system to hide small counts in.
//!
//! Relations that are equations with whole factors go to [`suppress`]. A figure that is tied to others in any other way, a
//! rate for instance, is *opaque*: it is hidden as soon as what it comes from is hidden, and never taken to protect
//! anything. What relations say beyond equations is asked of every witness: with its numbers all of them must hold as
//! they do with the true ones ([`System::holds`]).

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::agree;
use super::expression::{Value, round};
use super::trace::{Figure, Linear, Operator, Tree};
use crate::guard::suppress::{self, Cell, Equation, LIMIT, Unprotected, Witness};

/// The largest factor in an equation.
const LARGEST_FACTOR: i64 = 1_000_000_000;

/// What is known of a figure.
#[derive(Debug, Clone, Default)]
pub struct Fact {
    /// `None` when the cell holds no number; a computed one may still tell of what it is computed from.
    pub value: Option<Decimal>,
    /// How many decimals figures of its column have.
    pub scale: u32,
    /// Counts under this are small.
    pub threshold: Option<i64>,
    /// What is lost when it is hidden.
    pub cost: u64,
    /// Figures beside it that it may be a rate of, for one whose formula nobody gave.
    pub rate_of: Vec<Figure>,
}

/// Something that is known to hold.
#[derive(Debug, Clone)]
pub struct Relation {
    pub statement: Statement,
    /// Whether the text of a page states what the right side gives.
    pub in_prose: bool,
}

#[derive(Debug, Clone)]
pub enum Statement {
    /// The left side is the right side, or its rounding.
    Equal(Tree, Tree),
    True(Tree),
    /// Nothing is known to hold, but the rule shows this.
    Shown(Tree),
}

/// What is hidden, and what stands in the way.
#[derive(Debug, Default)]
pub struct Outcome {
    pub hidden: Vec<bool>,
    /// Small counts that can be worked out all the same.
    pub unprotected: Vec<Figure>,
    /// Relations that tell of hidden figures in a way that cannot be reckoned with, by index.
    pub disclosing: Vec<usize>,
    /// Relations whose numbers must not be shown, by index.
    pub secret: BTreeSet<usize>,
}

pub struct System {
    facts: Vec<Fact>,
    relations: Vec<Relation>,
    /// The figures of each relation.
    figures: Vec<BTreeSet<Figure>>,
    /// The relations that are equations, with whole factors for figures in units of their last decimal.
    equations: BTreeMap<usize, Equation>,
    opaque: Vec<bool>,
    /// The relation that an opaque figure comes from.
    source: BTreeMap<Figure, usize>,
    /// The relations of each figure that are no equations.
    beyond: BTreeMap<Figure, Vec<usize>>,
}

impl Relation {
    /// A relation between a figure and what it comes from, or between two expressions.
    pub fn equal(left: Tree, right: Tree) -> Self {
        Self { statement: Statement::Equal(left, right), in_prose: false }
    }

    /// What a statement says, one relation for each part that must be true.
    pub fn stated(tree: Tree) -> Vec<Self> {
        match tree {
            Tree::Binary(Operator::And, left, right) => {
                [left, right].into_iter().flat_map(|side| Self::stated((*side).clone())).collect()
            }
            Tree::Binary(Operator::Equal, left, right) => vec![Self::equal((*left).clone(), (*right).clone())],
            tree => vec![Self { statement: Statement::True(tree), in_prose: false }],
        }
    }

    /// The figures that stand alone on a side.
    fn sides(&self) -> Vec<Figure> {
        let Statement::Equal(left, right) = &self.statement else { return Vec::new() };
        let alone = |tree: &Tree| if let Tree::Figure(figure) = tree { Some(*figure) } else { None };
        [left, right].into_iter().filter_map(alone).collect()
    }

    fn figures(&self) -> BTreeSet<Figure> {
        let mut figures = BTreeSet::new();
        match &self.statement {
            Statement::Equal(left, right) => {
                left.collect_figures(&mut figures);
                right.collect_figures(&mut figures);
            }
            Statement::True(tree) | Statement::Shown(tree) => tree.collect_figures(&mut figures),
        }
        figures
    }

    fn linear(&self) -> Option<Linear> {
        let Statement::Equal(left, right) = &self.statement else { return None };
        let difference = Tree::Binary(Operator::Subtract, left.clone().into(), right.clone().into());
        difference.linear()
    }
}

impl System {
    pub fn new(facts: Vec<Fact>, relations: Vec<Relation>) -> Self {
        let figures: Vec<BTreeSet<Figure>> = relations.iter().map(Relation::figures).collect();
        let mut system = Self {
            opaque: facts
                .iter()
                .map(|fact| !fact.rate_of.is_empty() || fact.value.is_some() && in_units(fact, fact.value).is_none())
                .collect(),
            equations: BTreeMap::new(),
            source: BTreeMap::new(),
            beyond: BTreeMap::new(),
            facts,
            relations,
            figures,
        };
        let equations: BTreeMap<usize, Equation> = system
            .relations
            .iter()
            .enumerate()
            .filter_map(|(index, relation)| Some((index, system.equation(&relation.linear()?)?)))
            .collect();
        system.spread_opacity(&equations);
        let transparent =
            |(index, _): &(usize, Equation)| !system.figures[*index].iter().any(|one| system.opaque[*one]);
        system.equations = equations.into_iter().filter(transparent).collect();
        system.find_sources();
        let says_something = |index: &usize| !matches!(system.relations[*index].statement, Statement::Shown(_));
        let beyond = (0..system.relations.len()).filter(|index| !system.equations.contains_key(index));
        for index in beyond.filter(says_something) {
            for figure in &system.figures[index] {
                system.beyond.entry(*figure).or_default().push(index);
            }
        }
        system
    }

    /// Decides what is hidden.
    pub fn solve(&self) -> Outcome {
        let mut outcome = Outcome { hidden: vec![false; self.facts.len()], ..Outcome::default() };
        let mut cells: Vec<Cell> = (0..self.facts.len()).map(|figure| self.cell(figure)).collect();
        // What a text tells all the same is reported, and must not stand in the way of the rest.
        let mut dropped = BTreeSet::new();
        for (index, _) in self.relations.iter().enumerate().filter(|(_, relation)| relation.in_prose) {
            if self.equations.contains_key(&index) && self.figures[index].len() > 1 {
                continue;
            }
            // What the text states, or what it can be told from, stays shown.
            let mut small = false;
            for figure in self.roots(index) {
                small |= cells[figure].small;
                cells[figure].cost = None;
            }
            if small {
                outcome.disclosing.push(index);
                dropped.insert(index);
            }
        }
        let equations = self.equations.iter().filter(|(index, _)| !dropped.contains(*index));
        let equations: Vec<Equation> = equations.map(|(_, equation)| equation.clone()).collect();
        match suppress::suppress(&cells, &equations, |witness| self.holds(witness, &dropped)) {
            Ok(hidden) => outcome.hidden = hidden,
            Err(Unprotected { cells: unprotected }) => {
                outcome.unprotected = unprotected;
                outcome.hidden = cells.iter().map(|cell| cell.small).collect();
            }
        }
        for figure in (0..self.facts.len()).filter(|figure| self.opaque[*figure] && self.is_small(*figure)) {
            outcome.hidden[figure] = true;
            outcome.unprotected.push(figure);
        }
        let loose = self.hide_what_follows(&mut outcome.hidden);
        for (index, relation) in self.relations.iter().enumerate() {
            let hidden = |figure: &Figure| outcome.hidden[*figure];
            let secret = match (&relation.statement, self.equations.contains_key(&index)) {
                // The difference of the sides is taken to be known, so a side that is shown tells the other.
                (Statement::Equal(left, right), true) => [left, right].into_iter().all(|side| {
                    let mut figures = BTreeSet::new();
                    side.collect_figures(&mut figures);
                    figures.iter().any(hidden)
                }),
                _ => self.figures[index].iter().any(hidden),
            };
            if secret {
                outcome.secret.insert(index);
            }
            let beyond = !self.equations.contains_key(&index)
                && !self.is_source(index)
                && !matches!(relation.statement, Statement::Shown(_));
            let discloses = beyond && self.figures[index].iter().any(|figure| loose[*figure])
                || relation.in_prose && beyond && secret;
            if discloses && !outcome.disclosing.contains(&index) {
                outcome.disclosing.push(index);
            }
        }
        outcome
    }

    fn cell(&self, figure: Figure) -> Cell {
        let fact = &self.facts[figure];
        let hidden_in_vain = Cell { value: 0, plausible: 0..=0, small: false, cost: None };
        if self.opaque[figure] {
            return hidden_in_vain;
        }
        let Some(value) = in_units(fact, fact.value) else { return hidden_in_vain };
        let threshold = fact.threshold.and_then(|threshold| in_units(fact, Some(threshold.into())));
        Cell::count(value, threshold, Some(fact.cost))
    }

    fn is_small(&self, figure: Figure) -> bool {
        let fact = &self.facts[figure];
        let small = |value: Decimal, threshold: i64| value > Decimal::ZERO && value < Decimal::from(threshold);
        fact.value.zip(fact.threshold).is_some_and(|(value, threshold)| small(value, threshold))
    }

    /// The equation in units of each figure's last decimal; `None` when the factors become too large.
    fn equation(&self, linear: &Linear) -> Option<Equation> {
        let scale = |(figure, factor): (&Figure, &Decimal)| factor.normalize().scale() + self.facts[*figure].scale;
        let largest = linear.terms.iter().map(scale).max().unwrap_or_default();
        let whole = Decimal::from(10_i64.checked_pow(largest)?);
        let mut terms = Vec::with_capacity(linear.terms.len());
        for (figure, factor) in &linear.terms {
            let unit = Decimal::try_new(1, self.facts[*figure].scale).ok()?;
            terms.push((*figure, factor.checked_mul(whole)?.checked_mul(unit)?.to_i64()?));
        }
        let common = terms.iter().fold(0, |common, (_, factor)| greatest_common_divisor(common, *factor)).max(1);
        for (_, factor) in &mut terms {
            *factor /= common;
        }
        terms.iter().all(|(_, factor)| factor.abs() <= LARGEST_FACTOR).then_some(Equation { terms })
    }

    /// Makes opaque whatever comes from something opaque, or comes from others by no equation.
    fn spread_opacity(&mut self, equations: &BTreeMap<usize, Equation>) {
        loop {
            let mut spread = false;
            for (index, relation) in self.relations.iter().enumerate() {
                let is_equation = equations.contains_key(&index);
                if is_equation && !self.figures[index].iter().any(|figure| self.opaque[*figure]) {
                    continue;
                }
                let sides = relation.sides();
                let both = sides.len() == self.figures[index].len();
                for figure in sides.iter().take(if both { 2 } else { 1 }) {
                    spread |= !std::mem::replace(&mut self.opaque[*figure], true);
                }
            }
            if !spread {
                return;
            }
        }
    }

    /// Finds for each opaque figure one relation that it comes from, so that none comes from itself.
    fn find_sources(&mut self) {
        for (index, relation) in self.relations.iter().enumerate() {
            // That a figure is some number says nothing of where it comes from.
            if self.equations.contains_key(&index) || relation.in_prose || self.figures[index].len() < 2 {
                continue;
            }
            let free = relation.sides().into_iter().find(|figure| {
                let others = self.figures[index].iter().filter(|other| *other != figure);
                self.opaque[*figure] && !self.source.contains_key(figure) && !self.reaches(others, *figure)
            });
            if let Some(figure) = free {
                self.source.insert(figure, index);
            }
        }
    }

    /// Whether any of the figures comes from another.
    fn reaches<'a>(&self, figures: impl Iterator<Item = &'a Figure>, origin: Figure) -> bool {
        let mut waiting: Vec<Figure> = figures.copied().collect();
        let mut seen = BTreeSet::new();
        while let Some(figure) = waiting.pop() {
            if figure == origin {
                return true;
            }
            if seen.insert(figure) {
                waiting.extend(self.origins(figure));
            }
        }
        false
    }

    /// What an opaque figure comes from, as far as anybody said.
    fn origins(&self, figure: Figure) -> impl Iterator<Item = Figure> {
        let source = self.source.get(&figure).into_iter();
        source.flat_map(move |index| self.figures[*index].iter().copied().filter(move |other| *other != figure))
    }

    fn is_source(&self, relation: usize) -> bool {
        self.relations[relation].sides().iter().any(|figure| self.source.get(figure) == Some(&relation))
    }

    /// The figures that a relation comes from in the end.
    fn roots(&self, relation: usize) -> BTreeSet<Figure> {
        let mut waiting: Vec<Figure> = self.figures[relation].iter().copied().collect();
        let mut seen = BTreeSet::new();
        while let Some(figure) = waiting.pop() {
            if seen.insert(figure) {
                waiting.extend(self.origins(figure));
            }
        }
        seen.retain(|figure| !self.opaque[*figure]);
        seen
    }

    /// Hides opaque figures that come from hidden ones. Tells which of them can be anything for all we know, because nobody
    /// gave their formula.
    fn hide_what_follows(&self, hidden: &mut [bool]) -> Vec<bool> {
        let mut loose = vec![false; hidden.len()];
        let opaque: Vec<Figure> = (0..hidden.len()).filter(|figure| self.opaque[*figure]).collect();
        let beyond = (0..self.relations.len()).filter(|index| !self.equations.contains_key(index));
        let pairs: Vec<Vec<Figure>> =
            beyond.map(|index| self.relations[index].sides()).filter(|sides| sides.len() == 2).collect();
        loop {
            let mut more = Vec::new();
            for figure in &opaque {
                let follows = self.origins(*figure).any(|origin| hidden[origin])
                    || self.facts[*figure].rate_of.iter().any(|count| hidden[*count]);
                if follows && !hidden[*figure] {
                    more.push(*figure);
                }
                let is_loose = hidden[*figure]
                    && (!self.source.contains_key(figure) || self.origins(*figure).any(|origin| loose[origin]));
                if is_loose && !std::mem::replace(&mut loose[*figure], true) {
                    more.push(*figure);
                }
            }
            // Two figures that are the same are hidden together.
            for pair in &pairs {
                more.extend(pair.iter().filter(|figure| !hidden[**figure] && pair.iter().any(|one| hidden[*one])));
            }
            if more.is_empty() {
                return loose;
            }
            for figure in more {
                hidden[figure] = true;
            }
        }
    }

    /// Whether all that relations say beyond equations, but for those that are dropped, holds with the numbers of a witness
    /// as it does with the true ones.
    fn holds(&self, witness: &Witness, dropped: &BTreeSet<usize>) -> bool {
        let mut numbers: BTreeMap<Figure, Option<Decimal>> = BTreeMap::new();
        let mut waiting = Vec::new();
        for (figure, by) in witness {
            let fact = &self.facts[*figure];
            let change = Decimal::try_new(*by, fact.scale).ok();
            numbers.insert(*figure, fact.value.zip(change).and_then(|(value, change)| value.checked_add(change)));
            waiting.push(*figure);
        }
        let mut touched = BTreeSet::new();
        let mut following = BTreeSet::new();
        while let Some(figure) = waiting.pop() {
            for index in self.beyond.get(&figure).into_iter().flatten() {
                let target =
                    self.relations[*index].sides().into_iter().find(|side| self.source.get(side) == Some(index));
                match target {
                    Some(target) if target != figure => {
                        if following.insert(target) {
                            waiting.push(target);
                        }
                    }
                    Some(_) => {}
                    None => {
                        touched.insert(*index);
                    }
                }
            }
        }
        touched.difference(dropped).all(|index| {
            let relation = &self.relations[*index].statement;
            let mut changed = |figure| self.number(figure, &following, &mut numbers);
            let then = sides_of(relation, &mut changed);
            let now = sides_of(relation, &mut |figure| self.facts[figure].value);
            now.is_some_and(|now| then.is_some_and(|then| says_the_same(now, then)))
        })
    }

    /// The number of a figure in another table, given those that it changes and the figures that follow from them.
    fn number(
        &self,
        figure: Figure,
        following: &BTreeSet<Figure>,
        numbers: &mut BTreeMap<Figure, Option<Decimal>>,
    ) -> Option<Decimal> {
        if let Some(number) = numbers.get(&figure) {
            return *number;
        }
        let value = self.facts[figure].value;
        if !following.contains(&figure) {
            return value;
        }
        let source = self.source.get(&figure).map(|index| &self.relations[*index].statement);
        let Some(Statement::Equal(left, right)) = source else { return value };
        let formula = if *left == Tree::Figure(figure) { right } else { left };
        let scale = value.map_or(self.facts[figure].scale, |value| value.scale());
        let of = |number: &mut dyn FnMut(Figure) -> Option<Decimal>| match formula.evaluate(number) {
            Some(Value::Number(number)) => Some(round(number, scale)),
            _ => None,
        };
        let stated_otherwise = {
            let computed = of(&mut |figure| self.facts[figure].value);
            value.zip(computed).and_then(|(value, computed)| value.checked_sub(computed)).unwrap_or_default()
        };
        let number = of(&mut |figure| self.number(figure, following, numbers));
        let number = number.and_then(|number| number.checked_add(stated_otherwise));
        numbers.insert(figure, number);
        number
    }
}

/// Both sides of a statement.
fn sides_of(statement: &Statement, number: &mut dyn FnMut(Figure) -> Option<Decimal>) -> Option<(Value, Value)> {
    match statement {
        Statement::Equal(left, right) => Some((left.evaluate(number)?, right.evaluate(number)?)),
        Statement::True(tree) => Some((Value::Truth(true), tree.evaluate(number)?)),
        Statement::Shown(_) => None,
    }
}

/// Whether a comparison comes out as it did: the sides agree, or differ by exactly as much.
fn says_the_same(now: (Value, Value), then: (Value, Value)) -> bool {
    match (now, then) {
        ((Value::Number(left), Value::Number(right)), (Value::Number(left_then), Value::Number(right_then))) => {
            match agree(left, right) {
                true => agree(left_then, right_then),
                false => left.checked_sub(right) == left_then.checked_sub(right_then),
            }
        }
        _ => now == then,
    }
}

/// A value in units of its column's last decimal; `None` when there is none or it is too large.
fn in_units(fact: &Fact, value: Option<Decimal>) -> Option<i64> {
    let units = value?.checked_mul(Decimal::from(10_i64.checked_pow(fact.scale)?))?.to_i64()?;
    (-LIMIT..=LIMIT).contains(&units).then_some(units)
}

fn greatest_common_divisor(left: i64, right: i64) -> i64 {
    let (mut left, mut right) = (left.saturating_abs(), right.saturating_abs());
    while right != 0 {
        (left, right) = (right, left % right);
    }
    left
}
