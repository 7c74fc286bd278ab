//! Cubes as lemmas to read: clauses that are images of each other become one quantified lemma.
//!
//! In: a [`Proof`]. Out: [`Lemma`]s whose conjunction is equivalent to the conjunction of the negated cubes.
//!
//! ```text
//!     ~(lock[n1] /\ lock[n2]), ~(lock[n1] /\ lock[n3]), ~(lock[n2] /\ lock[n3])
//!     \A a, b \in Node : a # b => ~(lock[a] /\ lock[b])
//! ```
//!
//! If a lemma is about all values of a class, conclusions that differ in the value only become one, for any of the values left:
//!
//! ```text
//!     \A n, a, b \in Node : n # a /\ n # b /\ a # b /\ voted[n] => a \in sent \/ b \in sent
//!     \A n \in Node : voted[n] => \E a \in Node \ {n} : a \in sent
//! ```
//!
//! A quantified lemma is the conjunction of its instances by distinct values. These are the images of one cube under all exchanges of the
//! values of a class. So a cube is read like that exactly where each image of it is a cube of the proof or contains one; guards
//! must be images of each other, too. Nothing is assumed about symmetry of the specification.

use super::Proof;
use super::literal::{Literal, guards, permuted};
use super::names::{Names, plain_set};
use super::text::{Needs, Scope};
use crate::symbolic::shape::{Is, Selector};
use crate::value::permute::Permutation;
use crate::value::{Atom, Value};
use itertools::Itertools;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;

/// The most variables that one class may have in a lemma.
const MOST_BOUND: usize = 4;

/// The most images of a cube that are looked for.
const MOST_IMAGES: usize = 20_000;

/// A lemma as it is read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lemma {
    /// Quantifiers: bound names and the set of each.
    pub binders: Vec<(Vec<String>, String)>,
    /// That bound names are different, and conditions that hold.
    pub premises: Vec<String>,
    /// Of these one holds. If there is none, not all premises hold.
    pub conclusions: Vec<String>,
    /// The number of premises that say that bound names are different.
    pub different: usize,
    /// The number of cubes that it replaces.
    pub instances: usize,
}

/// A cube as numbers of literals, sorted.
type Numbers = Vec<u32>;

/// The cubes with numbers for their atoms.
struct Cubes<'p> {
    proof: &'p Proof,
    /// Numbers of atoms that are true, twice the atom's; one more where it is false.
    atoms: FxHashMap<crate::symbolic::shape::Atom, u32>,
    all: FxHashSet<Numbers>,
    /// The cubes with this literal as their first.
    starting: FxHashMap<u32, Vec<Numbers>>,
}

impl<'p> Cubes<'p> {
    fn of(proof: &'p Proof) -> Cubes<'p> {
        let mut cubes = Cubes { proof, atoms: FxHashMap::default(), all: FxHashSet::default(), starting: FxHashMap::default() };
        for literals in &proof.cubes {
            let mut numbers: Numbers = Vec::new();
            for l in literals {
                let l = l.clone().normal(&proof.shapes);
                let next = cubes.atoms.len() as u32;
                let atom = *cubes.atoms.entry(l.atom).or_insert(next);
                numbers.push(2 * atom + u32::from(!l.holds));
            }
            numbers.sort_unstable();
            cubes.starting.entry(numbers[0]).or_default().push(numbers.clone());
            cubes.all.insert(numbers);
        }
        cubes
    }

    /// The image of a cube, if its atoms and their guards are those of other cubes.
    fn image(&self, literals: &[Literal], p: &Permutation) -> Option<(Vec<Literal>, Numbers)> {
        let shapes = &self.proof.shapes;
        let mut image = Vec::new();
        let mut numbers = Vec::new();
        for l in literals {
            let to = l.permuted(p);
            let before: Vec<_> = guards(&l.atom.place, shapes).iter().map(|g| permuted(g, p)).collect();
            let after = guards(&to.atom.place, shapes);
            // the text of a guard on an alternative is that of its set, which must be the same
            if before != after {
                return None;
            }
            let normal = to.clone().normal(shapes);
            numbers.push(2 * self.atoms.get(&normal.atom)? + u32::from(!normal.holds));
            image.push(to);
        }
        numbers.sort_unstable();
        Some((image, numbers))
    }

    /// Whether the proof excludes the cube by one of its own.
    fn excludes(&self, cube: &Numbers) -> bool {
        let part = |c: &Numbers| c.iter().all(|a| cube.binary_search(a).is_ok());
        self.all.contains(cube) || cube.iter().any(|a| self.starting.get(a).is_some_and(|some| some.iter().any(part)))
    }

    /// All images under exchanges of the values of these classes, if each is excluded.
    fn orbit(&self, literals: &[Literal], classes: &[&Vec<Value>]) -> Option<FxHashSet<Numbers>> {
        let (_, first) = self.image(literals, &Permutation::default())?;
        let mut exchanges: Vec<Permutation> = Vec::new();
        for values in classes {
            for (a, b) in values.iter().tuple_windows() {
                if let (Value::Model(a), Value::Model(b)) = (a, b) {
                    exchanges.push([(*a, *b), (*b, *a)].into_iter().collect());
                }
            }
        }
        let mut seen: FxHashSet<Numbers> = [first].into_iter().collect();
        let mut open = vec![literals.to_vec()];
        while let Some(cube) = open.pop() {
            for p in &exchanges {
                let (image, numbers) = self.image(&cube, p)?;
                if seen.contains(&numbers) {
                    continue;
                }
                if !self.excludes(&numbers) || seen.len() >= MOST_IMAGES {
                    return None;
                }
                seen.insert(numbers);
                open.push(image);
            }
        }
        Some(seen)
    }
}

/// The lemmas of a proof, short ones first. Their conjunction is that of the negated cubes.
pub fn lemmas(proof: &Proof, names: &Names) -> Vec<Lemma> {
    told(proof, names, &RefCell::new(Needs::default()))
}

/// The same, with what their text needs.
pub(super) fn told(proof: &Proof, names: &Names, needs: &RefCell<Needs>) -> Vec<Lemma> {
    let cubes = Cubes::of(proof);
    let mut order: Vec<&Vec<Literal>> = proof.cubes.iter().collect();
    order.sort_by_key(|c| c.len());
    let mut done: FxHashSet<Numbers> = FxHashSet::default();
    let mut out = Vec::new();
    for literals in order {
        let Some((_, numbers)) = cubes.image(literals, &Permutation::default()) else { continue };
        if done.contains(&numbers) {
            continue;
        }
        let mentioned = mentioned(literals);
        let classes: Vec<&Vec<Value>> = proof.classes.iter().filter(|c| fits(c, &mentioned)).collect();
        let mut grouped = None;
        // all classes at once, or else one of them
        for some in std::iter::once(classes.clone()).chain(classes.iter().map(|c| vec![*c])) {
            if !some.is_empty()
                && grouped.is_none()
                && let Some(orbit) = cubes.orbit(literals, &some)
            {
                grouped = Some((some, orbit));
            }
        }
        let (some, instances) = match grouped {
            Some((some, orbit)) => {
                let instances = orbit.iter().filter(|c| cubes.all.contains(*c)).count();
                done.extend(orbit);
                (some, instances)
            }
            None => {
                done.insert(numbers);
                (Vec::new(), 1)
            }
        };
        out.push(Lemma { instances, ..read(proof, literals, &some, &mentioned, names, needs) });
    }
    out
}

/// Whether the cube may be read as being about any values of the class.
fn fits(class: &[Value], mentioned: &[Atom]) -> bool {
    let count = class.iter().filter(|v| matches!(v, Value::Model(a) if mentioned.contains(a))).count();
    class.len() > 1 && (1..=MOST_BOUND).contains(&count)
}

/// The model values in a cube, in their order there.
fn mentioned(literals: &[Literal]) -> Vec<Atom> {
    fn of(v: &Value, out: &mut Vec<Atom>) {
        match v {
            Value::Model(a) => {
                if !out.contains(a) {
                    out.push(*a);
                }
            }
            Value::Bool(_) | Value::Int(_) | Value::Big(_) | Value::Str(_) => {}
            Value::Set(items) | Value::Tuple(items) => items.iter().for_each(|x| of(x, out)),
            Value::Record(_) | Value::Function(_) => v.entries().unwrap_or_default().iter().for_each(|(k, x)| {
                of(k, out);
                of(x, out);
            }),
        }
    }
    let mut out = Vec::new();
    for l in literals {
        for s in &l.atom.place.path {
            if let Selector::Key(k) = s {
                of(k, &mut out);
            }
        }
        match &l.atom.is {
            Is::Equal(v) | Is::Has(v) | Is::HasKey(v) => of(v, &mut out),
            Is::Length(_) | Is::Within { .. } => {}
        }
    }
    out
}

/// Conclusions that differ in one value only, which is any of a class that the lemma does not mention otherwise.
struct Any<'c> {
    class: &'c Vec<Value>,
    /// The values, as many as conclusions and in the same order.
    values: Vec<Atom>,
    /// The places of the conclusions among the literals.
    literals: Vec<usize>,
}

/// Such conclusions, if the cube mentions all values of the class. Values that differ from those mentioned elsewhere are then exactly these.
fn any_of_the_rest<'c>(literals: &[Literal], class: &'c Vec<Value>, of_cube: &[Atom]) -> Option<Any<'c>> {
    let in_class = |l: &Literal| -> Vec<Atom> {
        mentioned(std::slice::from_ref(l)).into_iter().filter(|a| class.contains(&Value::Model(*a))).collect()
    };
    if !class.iter().all(|v| matches!(v, Value::Model(a) if of_cube.contains(a))) {
        return None;
    }
    // values that one conclusion mentions, and nothing else does
    let mut own: Vec<(usize, Atom)> = Vec::new();
    for (i, l) in literals.iter().enumerate().filter(|(_, l)| !l.holds) {
        for a in in_class(l) {
            if !literals.iter().enumerate().any(|(j, other)| j != i && in_class(other).contains(&a)) {
                own.push((i, a));
            }
        }
    }
    // a conclusion with two such values is not about one of them
    let alone: Vec<(usize, Atom)> = own.iter().copied().filter(|(i, _)| own.iter().filter(|o| o.0 == *i).count() == 1).collect();
    let alike = |(i, a): &(usize, Atom), (j, b): &(usize, Atom)| {
        let exchange: Permutation = [(*a, *b), (*b, *a)].into_iter().collect();
        a == b || literals[*i].permuted(&exchange) == literals[*j]
    };
    let groups = alone.iter().map(|first| alone.iter().filter(|x| alike(first, x)).copied().collect::<Vec<_>>());
    let group = groups.max_by_key(Vec::len)?;
    let (literals, values): (Vec<usize>, Vec<Atom>) = group.into_iter().unzip();
    (values.len() > 1).then_some(Any { class, values, literals })
}

/// The lemma of a cube, under quantifiers over these classes.
fn read(
    proof: &Proof,
    literals: &[Literal],
    classes: &[&Vec<Value>],
    mentioned: &[Atom],
    names: &Names,
    needs: &RefCell<Needs>,
) -> Lemma {
    let mut scope = Scope::new(names, &proof.shapes, needs);
    let mut binders = Vec::new();
    let mut premises: Vec<String> = Vec::new();
    let mut some: Vec<Any> = Vec::new();
    for any in classes.iter().filter_map(|class| any_of_the_rest(literals, class, mentioned)) {
        // a conclusion belongs to one class only
        if !some.iter().any(|other| other.literals.iter().any(|i| any.literals.contains(i))) {
            some.push(any);
        }
    }
    let mut exists = Vec::new();
    for class in classes {
        let set = Scope::new(names, &proof.shapes, needs).values(class);
        let hint = names.constant(&plain_set(class)).unwrap_or("v").to_owned();
        let any = some.iter().find(|any| any.class == *class);
        let mut bound = Vec::new();
        let is_any = |a: &Atom| any.is_some_and(|any| any.values.contains(a));
        for a in mentioned.iter().filter(|a| class.contains(&Value::Model(**a)) && !is_any(a)) {
            let name = names.bound(&hint, &mut scope.used);
            scope.bound.insert(*a, name.clone());
            bound.push(name);
        }
        if let Some(any) = any {
            let name = names.bound(&hint, &mut scope.used);
            scope.bound.insert(any.values[0], name.clone());
            let rest = if bound.is_empty() { set.clone() } else { format!("{set} \\ {{{}}}", bound.join(", ")) };
            exists.push((&any.literals, format!("\\E {name} \\in {rest} : ")));
        }
        premises.extend(bound.iter().tuple_combinations().map(|(a, b)| format!("{a} # {b}")));
        if !bound.is_empty() {
            binders.push((bound, set));
        }
    }
    let different = premises.len();
    for l in literals.iter().filter(|l| l.holds) {
        for part in scope.guarded(&l.atom) {
            if !premises.contains(&part) {
                premises.push(part);
            }
        }
    }
    let conclusion = |l: &Literal| {
        let mut parts = scope.guarded(&l.atom);
        let atom = parts.pop().unwrap_or_default();
        parts.retain(|p| !premises.contains(p));
        parts.push(atom);
        if parts.len() == 1 { parts.remove(0) } else { format!("({})", parts.join(" /\\ ")) }
    };
    let mut conclusions = Vec::new();
    for (i, l) in literals.iter().enumerate().filter(|(_, l)| !l.holds) {
        match exists.iter().find(|(all, _)| all.contains(&i)) {
            // the first stands for all
            Some((all, exists)) if all[0] == i => conclusions.push(format!("({exists}{})", conclusion(l))),
            Some(_) => {}
            None => conclusions.push(conclusion(l)),
        }
    }
    if let ([_], Some(inner)) = (conclusions.as_slice(), conclusions.first().and_then(|c| c.strip_prefix("(\\E "))) {
        conclusions = vec![format!("\\E {}", inner.strip_suffix(')').unwrap_or(inner))];
    }
    Lemma { binders, premises, conclusions, different, instances: 1 }
}

impl Lemma {
    /// The lemma in one line.
    pub fn text(&self) -> String {
        self.joined(" ")
    }

    /// The lemma with line breaks after operators where it is long, each line after the first indented.
    pub fn lines(&self, indent: &str, width: usize) -> String {
        let text = self.text();
        if text.len() <= width { text } else { self.joined(&format!("\n{indent}")) }
    }

    fn joined(&self, gap: &str) -> String {
        let (and, or) = (format!(" /\\{gap}"), format!(" \\/{gap}"));
        let (different, held) = self.premises.split_at(self.different);
        let body = match (self.premises.as_slice(), self.conclusions.as_slice()) {
            (_, []) if different.is_empty() => format!("~({})", held.join(&and)),
            (_, []) => format!("{} =>{gap}~({})", different.join(" /\\ "), held.join(&and)),
            ([], conclusions) => conclusions.join(&or),
            (_, conclusions) => {
                // that names are different is one line
                let apart = (!different.is_empty()).then(|| different.join(" /\\ "));
                let premises = apart.iter().chain(held).join(&and);
                format!("{premises} =>{gap}{}", conclusions.join(&or))
            }
        };
        let binders = self.binders.iter().map(|(names, set)| format!("{} \\in {set}", names.join(", "))).join(", ");
        if binders.is_empty() { body } else { format!("\\A {binders} :{gap}{body}") }
    }
}
